"""What makes a page out of date: declared once for each table, in a migration.

A change is caught by PostgreSQL itself, whatever the way in: a service, a queryset's
update(), bulk_create(), the worker, psql. To add a table, put ONE LINE among the
operations of a migration that comes after its table and `units.0005_generations`:

    raises_generations("news_comment", "SELECT a.unit_id FROM changed"
        " JOIN news_article a ON a.id = changed.article_id WHERE changed.is_public"),

The SQL gives the numbers of the units whose pages must be made anew; NULL stands for
all pages there are. `changed` holds the rows inserted or deleted, and of the rows
updated both versions, old and new, so `WHERE status = 'published'` means "is or was
published". A row in which only columns of `ignoring` differ has not changed. Left out,
the SQL is `SELECT unit_id FROM changed`. Two declarations for one table need a `name`.
Nothing needs declaring for a page that may be a minute old (counts of views), nor for
a table that no public page shows.

How it works. At the end of each statement the trigger notes the units in an unlogged
table. A deferred trigger raises them at the commit, in the order of their numbers and
after all other deferred work, so that two transactions never wait for each other and
none holds a generation for longer than its commit; nothing is raised by a transaction
or a savepoint that is rolled back. NOTIFY tells the processes that keep pages.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.migrations import RunSQL

CHANNEL = "portal_generations"  # as the function below announces it
ANYTHING_OF_THE_UNIT = "SELECT unit_id FROM changed"

_FUNCTION = """
CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $function$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO units_generation_due (unit_id)
        WITH changed AS (
            SELECT o.* FROM old_rows o JOIN new_rows n USING (id)
            WHERE {differ}
            UNION ALL
            SELECT n.* FROM old_rows o JOIN new_rows n USING (id)
            WHERE {differ}
        )
        {units} EXCEPT SELECT unit_id FROM units_generation_due;
    ELSIF TG_OP = 'INSERT' THEN
        INSERT INTO units_generation_due (unit_id)
        WITH changed AS (TABLE new_rows)
        {units} EXCEPT SELECT unit_id FROM units_generation_due;
    ELSE
        INSERT INTO units_generation_due (unit_id)
        WITH changed AS (TABLE old_rows)
        {units} EXCEPT SELECT unit_id FROM units_generation_due;
    END IF;
    RETURN NULL;
END $function$;
CREATE TRIGGER {function}_i AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION {function}();
CREATE TRIGGER {function}_u AFTER UPDATE ON {table}
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION {function}();
CREATE TRIGGER {function}_d AFTER DELETE ON {table}
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION {function}();
"""

_WITHOUT = """
DROP TRIGGER {function}_i ON {table};
DROP TRIGGER {function}_u ON {table};
DROP TRIGGER {function}_d ON {table};
DROP FUNCTION {function}();
"""


def raises_generations(
    table: str,
    units: str = ANYTHING_OF_THE_UNIT,
    *,
    ignoring: Sequence[str] = (),
    name: str = "",
) -> RunSQL:
    """Return the operation that lets changes of `table` raise what `units` selects."""
    parts = {
        "function": f"{name or table}_raises",
        "table": table,
        "units": f"({units})",
        "differ": _difference(ignoring),
    }
    return RunSQL(_FUNCTION.format(**parts), _WITHOUT.format(**parts))


def _difference(ignoring: Sequence[str]) -> str:
    if not ignoring:
        return "to_jsonb(o) IS DISTINCT FROM to_jsonb(n)"
    columns = ", ".join(f"'{column}'" for column in ignoring)
    return (
        f"to_jsonb(o) - ARRAY[{columns}] IS DISTINCT FROM "
        f"to_jsonb(n) - ARRAY[{columns}]"
    )


# The table is empty to everybody else: rows come and go in one transaction. The first
# firing only puts each row off to the end of what is deferred: keys of other tables
# are checked then, which may have to wait for a lock.
DUE = """
CREATE UNLOGGED TABLE units_generation_due (
    unit_id bigint,
    is_last boolean NOT NULL DEFAULT false
);
CREATE FUNCTION units_generation_raise() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $function$
BEGIN
    IF NOT NEW.is_last THEN
        UPDATE units_generation_due SET is_last = true WHERE NOT is_last;
        RETURN NULL;
    END IF;
    WITH due AS (DELETE FROM units_generation_due RETURNING unit_id),
    sorted AS (SELECT DISTINCT unit_id FROM due ORDER BY unit_id NULLS FIRST)
    INSERT INTO units_generation (unit_id, number) SELECT unit_id, 1 FROM sorted
    ON CONFLICT (unit_id) DO UPDATE SET number = units_generation.number + 1;
    IF FOUND THEN
        PERFORM pg_notify('portal_generations', '');
    END IF;
    RETURN NULL;
END $function$;
CREATE CONSTRAINT TRIGGER units_generation_at_commit
    AFTER INSERT OR UPDATE ON units_generation_due
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION units_generation_raise();
"""

NOTHING_DUE = """
DROP TABLE units_generation_due;
DROP FUNCTION units_generation_raise();
"""
