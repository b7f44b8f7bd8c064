import pytest
from django.db import connections

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_working_portal_says_so_and_nothing_more(client, path):
    response = client.get(path)

    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_nothing_can_be_sent_there(client, path):
    assert client.post(path).status_code == 405


def test_being_alive_asks_the_database_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/healthz")


def test_without_its_database_the_portal_is_alive_but_not_ready(client, monkeypatch):
    broken = connections["default"].copy()
    broken.settings_dict |= {"HOST": "", "OPTIONS": {"host": "/nowhere"}}
    monkeypatch.setattr("civicportal.health.connection", broken)

    assert client.get("/healthz").status_code == 200
    response = client.get("/readyz")

    assert (response.status_code, response.content) == (503, b"database\n")
