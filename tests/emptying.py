"""How the database is emptied after a test whose rows were really committed.

Django truncates every table, which makes each of them and its indexes anew, and then
names all permissions again. Few tables have rows after a test, so here those rows are
deleted; permissions and content types, which no test changes, stay as they are.
"""

from django.db import connection, transaction
from django.test import TransactionTestCase
from psycopg2 import sql

KEPT = {"django_content_type", "auth_permission"}
TRUNCATE = TransactionTestCase._fixture_teardown
APPEND_ONLY = "units_auditevent"  # refuses DELETE from anybody, but not TRUNCATE here


def install(patch):
    """Let every test that empties the database do it this way; `patch` is pytest's."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW is_superuser")
        way = _empty if cursor.fetchone() == ("on",) else TRUNCATE
    patch.setattr(TransactionTestCase, "_fixture_teardown", way)


def _empty(test=None):
    """Delete every row, past triggers and foreign keys, as TRUNCATE would.

    Where records were accepted, which refuse DELETE always, TRUNCATE does it itself.
    Only a superuser may. Like TRUNCATE it waits for whoever still writes, as the last
    request of a browser may.
    """
    from meetings.models import Conference, State

    if Conference.objects.filter(state=State.ACCEPTED).exists():
        return TRUNCATE(test)
    names = connection.introspection.django_table_names(only_existing=True)
    tables = [sql.Identifier(name) for name in sorted(set(names) - KEPT)]
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql.SQL("LOCK TABLE {}").format(sql.SQL(", ").join(tables)))
        for table in _with_rows(cursor, tables):
            whole = table.string == APPEND_ONLY
            how = sql.SQL("TRUNCATE {}" if whole else "DELETE FROM {}")
            cursor.execute(how.format(table))
    return None


def _with_rows(cursor, tables):
    has_rows = [sql.SQL("EXISTS (SELECT FROM {})").format(table) for table in tables]
    cursor.execute(sql.SQL("SELECT {}").format(sql.SQL(", ").join(has_rows)))
    return [
        table for table, found in zip(tables, cursor.fetchone(), strict=True) if found
    ]
