"""What a test has committed is gone before the next one, whatever it was."""

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection
from django.test import TransactionTestCase

from tests.emptying import KEPT
from tests.factories import make_article, make_conference, make_group, make_photo
from units.models import AuditEvent

pytestmark = pytest.mark.django_db(transaction=True)


def tables_with_rows():
    with connection.cursor() as cursor:
        names = connection.introspection.django_table_names(only_existing=True)
        for name in names:
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{name}")')  # noqa: S608
            if cursor.fetchone()[0]:
                yield name


def test_rows_that_hold_each_other_and_those_nobody_may_delete_go_too():
    article = make_article(published=True)
    make_photo(unit=article.unit)
    make_conference(unit=make_group())
    assert AuditEvent.objects.exists()
    permissions = set(Permission.objects.values_list("pk", "codename"))

    TransactionTestCase()._fixture_teardown()

    assert set(tables_with_rows()) <= KEPT
    assert set(Permission.objects.values_list("pk", "codename")) == permissions != set()


def test_afterwards_the_rules_of_the_database_hold_again():
    make_article()

    TransactionTestCase()._fixture_teardown()

    make_article(published=True)
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)
    with pytest.raises(IntegrityError, match="append-only"):
        AuditEvent.objects.all().delete()
