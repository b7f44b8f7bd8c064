import os

import pytest
from django.db import connection

from civicportal import checks


@pytest.mark.django_db
def test_the_server_of_the_tests_is_new_enough():
    assert connection.pg_version >= checks.OLDEST_POSTGRESQL * 10000
    assert checks.check_server_version(databases=["default"]) == []


@pytest.mark.django_db
def test_an_older_server_is_refused_by_name(monkeypatch):
    monkeypatch.setattr(checks, "OLDEST_POSTGRESQL", 99)

    found = checks.check_server_version(databases=["default"])

    assert [message.id for message in found] == ["civicportal.E001"]
    assert "needs 99 or newer" in found[0].msg


def test_without_databases_to_ask_nothing_is_asked():
    assert checks.check_server_version(databases=None) == []


def test_the_driver_is_psycopg2():
    assert checks.check_driver() == []


def test_psycopg_3_is_refused(monkeypatch):
    monkeypatch.setattr(checks, "is_psycopg3", True)

    assert [message.id for message in checks.check_driver()] == ["civicportal.E002"]


def test_both_checks_are_registered():
    from django.core.checks.registry import registry

    assert {checks.check_driver, checks.check_server_version} <= set(
        registry.get_checks()
    )
    assert os.environ["DJANGO_SETTINGS_MODULE"] == "civicportal.settings.test"
