"""What keeps an accepted record as it was accepted: triggers of PostgreSQL itself.

Whoever asks (a service, a queryset's update(), the admin, an import, psql): a figure, a
line of the groups' sheet, and the columns of a record that figures rest on cannot be
changed, added or deleted while the record's state is 'accepted', and the state is for
good. The one exception is a change that a row of `meetings_amendment` names exactly
(record, target, old and new value), inserted before it in the SAME transaction. Such a
row begins with what stands in an accepted record, and is never changed or deleted. A version that was accepted keeps its content.

Written as SQL once, run by a migration; each function belongs to one table.

- Values are compared as text: a figure as "almost 1400" or "98.5" (hedge, value without
  idle zeros), any other column as PostgreSQL writes it: "1435", "2024-02-28".
- "The same transaction" is number and start of the transaction: numbers begin anew
  when a dump is restored elsewhere.
- The records of the rows are locked (FOR SHARE) before their state is asked: acceptance
  waits for a change that is under way, and a change for an acceptance.
- A photograph of minutes may be taken away (who is in it may ask for that), not exchanged.
"""

# ruff: noqa: S608 - made of the names above it alone, once, for a migration
from __future__ import annotations

# By this name the application knows the refusal (`meetings.frozen`).
REFUSAL = "meetings_accepted_record_is_kept"
# Columns of a record that may be amended, and those that nothing changes any more.
AMENDABLE = ("held_on", "held_until", "parts_total")
KEPT = (
    *("id", "unit_id", "campaign_id", "kind", "tier", "year", "year_reviewed"),
    *("threshold", "state"),
)
# Columns of a group's line that may be amended.
AMENDABLE_CELLS = (
    "held_on",
    "households_total",
    "households_invited",
    "households_attended",
    "opinions",
    "delegates_elected",
    "votes_for",
)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in names)


SHARED = f"""
CREATE FUNCTION meetings_refuse(record bigint, what text) RETURNS void
LANGUAGE plpgsql AS $f$
BEGIN
    RAISE EXCEPTION 'record % is accepted: % refused without its amendment', record, what
        USING ERRCODE = 'restrict_violation', CONSTRAINT = '{REFUSAL}';
END $f$;

CREATE FUNCTION meetings_is_amended(
    record bigint, named text, before text, after text
) RETURNS boolean LANGUAGE sql SET search_path FROM CURRENT AS $f$
    SELECT EXISTS (
        SELECT 1 FROM meetings_amendment a
        WHERE a.conference_id = record AND a.target = named
        AND a.old_value IS NOT DISTINCT FROM before
        AND a.new_value IS NOT DISTINCT FROM after
        AND a.transaction = txid_current() AND a.at = transaction_timestamp()
    )
$f$;

CREATE FUNCTION meetings_is_being_amended(record bigint, beginning text)
RETURNS boolean LANGUAGE sql SET search_path FROM CURRENT AS $f$
    SELECT EXISTS (
        SELECT 1 FROM meetings_amendment a
        WHERE a.conference_id = record AND starts_with(a.target, beginning)
        AND a.transaction = txid_current() AND a.at = transaction_timestamp()
    )
$f$;

CREATE FUNCTION meetings_any_accepted(records bigint[])
RETURNS boolean LANGUAGE plpgsql SET search_path FROM CURRENT AS $f$
BEGIN
    PERFORM 1 FROM meetings_conference WHERE id = ANY(records) ORDER BY id FOR SHARE;
    RETURN EXISTS (
        SELECT 1 FROM meetings_conference
        WHERE id = ANY(records) AND state = 'accepted'
    );
END $f$;

CREATE FUNCTION meetings_refuse_truncate() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $f$
BEGIN
    IF EXISTS (SELECT 1 FROM meetings_conference WHERE state = 'accepted')
        OR EXISTS (SELECT 1 FROM meetings_amendment) THEN
        PERFORM meetings_refuse(NULL, 'TRUNCATE of ' || TG_TABLE_NAME);
    END IF;
    RETURN NULL;
END $f$;
"""

# What changed, as (record, target, before, after). A target that is NULL was never
# one that an amendment may name.


def _figure(row: str) -> str:
    return f"'figures.' || {row}.measure || '.' || {row}.counted"


def _written(row: str) -> str:
    return f"concat_ws(' ', nullif({row}.qualifier, ''), trim_scale({row}.value)::text)"


_MAY_DIFFER = "ARRAY['value', 'qualifier']"
_FIGURES = {
    "INSERT": f"SELECT n.conference_id, {_figure('n')}, NULL, {_written('n')}"
    " FROM new_rows n",
    "DELETE": f"SELECT o.conference_id, {_figure('o')}, {_written('o')}, NULL"
    " FROM old_rows o",
    "UPDATE": (
        "SELECT o.conference_id, CASE"
        f" WHEN to_jsonb(o) - {_MAY_DIFFER} = to_jsonb(n) - {_MAY_DIFFER}"
        f" THEN {_figure('o')} END, {_written('o')}, {_written('n')}"
        " FROM old_rows o LEFT JOIN new_rows n USING (id)"
        " WHERE to_jsonb(o) IS DISTINCT FROM to_jsonb(n)"
        " UNION ALL SELECT n.conference_id, NULL, NULL, NULL"
        " FROM new_rows n LEFT JOIN old_rows o USING (id)"
        " WHERE n.conference_id IS DISTINCT FROM o.conference_id"
    ),
}
# `GroupReport.state_of`, of the line as it is now.
_STATE = (
    "CASE WHEN n.not_to_be_held THEN 'none' WHEN n.held_on IS NULL THEN 'not_yet'"
    " WHEN n.households_invited IS NULL OR n.households_attended IS NULL"
    " OR n.opinions IS NULL THEN 'held' ELSE 'reported' END"
)
_LINES = {
    "INSERT": "SELECT n.conference_id, NULL, NULL, NULL FROM new_rows n",
    "DELETE": "SELECT o.conference_id, NULL, NULL, NULL FROM old_rows o",
    "UPDATE": (
        # The state follows from the line; it changes with an amended cell alone.
        "SELECT o.conference_id, CASE"
        f" WHEN a.key IN ({_listed(AMENDABLE_CELLS)})"
        " THEN 'group_reports.' || o.id || '.' || a.key END, a.value, b.value"
        " FROM old_rows o JOIN new_rows n USING (id),"
        " LATERAL jsonb_each_text(to_jsonb(o)) a"
        " JOIN LATERAL jsonb_each_text(to_jsonb(n)) b ON a.key = b.key"
        " WHERE a.value IS DISTINCT FROM b.value AND a.key <> 'updated_at'"
        " AND NOT (a.key = 'minutes_id' AND b.value IS NULL)"
        f" AND NOT (a.key = 'state' AND b.value = {_STATE}"
        " AND meetings_is_being_amended("
        "o.conference_id, 'group_reports.' || o.id || '.'))"
        " UNION ALL SELECT n.conference_id, NULL, NULL, NULL"
        " FROM new_rows n LEFT JOIN old_rows o USING (id)"
        " WHERE n.conference_id IS DISTINCT FROM o.conference_id"
        " UNION ALL SELECT o.conference_id, NULL, NULL, NULL"
        " FROM old_rows o LEFT JOIN new_rows n USING (id) WHERE n.id IS NULL"
    ),
}

_ROWS = """
CREATE FUNCTION {table}_kept_{op}() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $f$
DECLARE
    wrong record;
BEGIN
    IF NOT meetings_any_accepted(ARRAY({records})) THEN
        RETURN NULL;
    END IF;
    SELECT c.id, changed.target INTO wrong
    FROM ({changed}) AS changed (record, target, before, after)
    JOIN meetings_conference c ON c.id = changed.record AND c.state = 'accepted'
    WHERE changed.target IS NULL OR NOT meetings_is_amended(
        c.id, changed.target, changed.before::text, changed.after::text)
    LIMIT 1;
    IF FOUND THEN
        PERFORM meetings_refuse(wrong.id, TG_OP || ' of ' || TG_TABLE_NAME);
    END IF;
    RETURN NULL;
END $f$;
CREATE TRIGGER {table}_kept_{op} AFTER {op} ON {table} REFERENCING {tables}
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_kept_{op}();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_kept_{op};
"""
_OLD, _NEW = "OLD TABLE AS old_rows", "NEW TABLE AS new_rows"
_TABLES = {"INSERT": _NEW, "UPDATE": f"{_OLD} {_NEW}", "DELETE": _OLD}
_OLD_IDS = "SELECT conference_id FROM old_rows"
_NEW_IDS = "SELECT conference_id FROM new_rows"
_IDS = {
    "INSERT": _NEW_IDS,
    "UPDATE": f"{_OLD_IDS} UNION {_NEW_IDS}",
    "DELETE": _OLD_IDS,
}


def _rows_kept(table: str, changes: dict[str, str]) -> str:
    return "".join(
        _ROWS.format(
            table=table,
            op=op,
            records=_IDS[op],
            changed=changes[op],
            tables=_TABLES[op],
        )
        for op in changes
    )


RECORD = f"""
CREATE FUNCTION meetings_conference_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $f$
DECLARE
    changed record;
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM meetings_refuse(OLD.id, 'DELETE of the record');
    END IF;
    FOR changed IN
        SELECT o.key, o.value AS before, n.value AS after
        FROM jsonb_each_text(to_jsonb(OLD)) o
        JOIN jsonb_each_text(to_jsonb(NEW)) n ON n.key = o.key
        WHERE o.value IS DISTINCT FROM n.value
    LOOP
        IF changed.key IN ({_listed(KEPT)})
            OR changed.key IN ({_listed(AMENDABLE)}) AND NOT meetings_is_amended(
                OLD.id, changed.key, changed.before, changed.after)
            OR changed.key IN ('public_id', 'sent_version_id')
                AND NOT meetings_is_being_amended(OLD.id, '')
        THEN
            PERFORM meetings_refuse(OLD.id, 'change of ' || changed.key);
        END IF;
    END LOOP;
    RETURN NEW;
END $f$;
CREATE TRIGGER meetings_conference_kept BEFORE UPDATE OR DELETE ON meetings_conference
    FOR EACH ROW WHEN (OLD.state = 'accepted')
    EXECUTE FUNCTION meetings_conference_kept();
ALTER TABLE meetings_conference ENABLE ALWAYS TRIGGER meetings_conference_kept;

CREATE FUNCTION meetings_recordversion_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $f$
BEGIN
    IF TG_OP = 'DELETE' OR (OLD.id, OLD.conference_id, OLD.number, OLD.accepted_at)
        IS DISTINCT FROM (NEW.id, NEW.conference_id, NEW.number, NEW.accepted_at)
        OR OLD.content IS DISTINCT FROM NEW.content THEN
        IF meetings_any_accepted(ARRAY[OLD.conference_id]) THEN
            PERFORM meetings_refuse(OLD.conference_id, 'change of a version');
        END IF;
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $f$;
CREATE TRIGGER meetings_recordversion_kept
    BEFORE UPDATE OR DELETE ON meetings_recordversion
    FOR EACH ROW WHEN (OLD.accepted_at IS NOT NULL)
    EXECUTE FUNCTION meetings_recordversion_kept();
ALTER TABLE meetings_recordversion ENABLE ALWAYS TRIGGER meetings_recordversion_kept;
"""

_CELL = "'group_reports.' || l.id || '.' || k.name"
AMENDMENTS = f"""
CREATE FUNCTION meetings_stands(record bigint, named text, before text)
RETURNS boolean LANGUAGE sql SET search_path FROM CURRENT AS $f$
    SELECT CASE
        WHEN starts_with(named, 'figures.') THEN (
            SELECT {_written("g")} FROM meetings_figure g
            WHERE g.conference_id = record AND {_figure("g")} = named
        ) IS NOT DISTINCT FROM before
        WHEN starts_with(named, 'group_reports.') THEN EXISTS (
            SELECT 1 FROM meetings_groupreport l,
                unnest(ARRAY[{_listed(AMENDABLE_CELLS)}]) AS k (name)
            WHERE l.conference_id = record AND {_CELL} = named
            AND to_jsonb(l) ->> k.name IS NOT DISTINCT FROM before
        )
        ELSE named IN ({_listed(AMENDABLE)}) AND EXISTS (
            SELECT 1 FROM meetings_conference c WHERE c.id = record
            AND to_jsonb(c) ->> named IS NOT DISTINCT FROM before
        )
    END
$f$;
CREATE FUNCTION meetings_amendment_dated() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $f$
BEGIN
    IF NOT meetings_any_accepted(ARRAY[NEW.conference_id])
        OR NOT meetings_stands(NEW.conference_id, NEW.target, NEW.old_value) THEN
        PERFORM meetings_refuse(
            NEW.conference_id, 'amendment of what does not stand there');
    END IF;
    NEW.transaction := txid_current();
    NEW.at := transaction_timestamp();
    RETURN NEW;
END $f$;
CREATE TRIGGER meetings_amendment_dated BEFORE INSERT ON meetings_amendment
    FOR EACH ROW EXECUTE FUNCTION meetings_amendment_dated();
CREATE FUNCTION meetings_amendment_kept() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    RAISE EXCEPTION 'amendments are append-only: % refused', TG_OP
        USING ERRCODE = 'restrict_violation', CONSTRAINT = '{REFUSAL}';
END $f$;
CREATE TRIGGER meetings_amendment_kept BEFORE UPDATE OR DELETE ON meetings_amendment
    FOR EACH STATEMENT EXECUTE FUNCTION meetings_amendment_kept();
ALTER TABLE meetings_amendment ENABLE ALWAYS TRIGGER meetings_amendment_dated;
ALTER TABLE meetings_amendment ENABLE ALWAYS TRIGGER meetings_amendment_kept;
"""

# Tables that are not emptied while there is an accepted record. The tests, which empty
# all tables between themselves, switch these triggers off.
WHOLE = (
    "meetings_conference",
    "meetings_figure",
    "meetings_groupreport",
    "meetings_recordversion",
    "meetings_amendment",
)


def _not_emptied(table: str) -> str:
    return (
        f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION meetings_refuse_truncate();\n"
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_whole;\n"
    )


_OF_ROWS = [
    f"{table}_kept_{op}()"
    for table in ("meetings_figure", "meetings_groupreport")
    for op in _TABLES
]
FUNCTIONS = [
    *_OF_ROWS,
    "meetings_conference_kept()",
    "meetings_recordversion_kept()",
    "meetings_amendment_dated()",
    "meetings_amendment_kept()",
    "meetings_refuse_truncate()",
    "meetings_stands(bigint, text, text)",
    "meetings_any_accepted(bigint[])",
    "meetings_is_being_amended(bigint, text)",
    "meetings_is_amended(bigint, text, text, text)",
    "meetings_refuse(bigint, text)",
]

# A table is looked for among the temporary ones first, unless these are named last:
# who makes a temporary table "meetings_conference" of drafts would be believed.
NOT_TEMPORARY = f"""
DO $d$
DECLARE
    one text;
BEGIN
    FOREACH one IN ARRAY ARRAY[{_listed(tuple(FUNCTIONS))}] LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp',
            one, current_schema());
    END LOOP;
END $d$;
"""

FREEZE = (
    SHARED
    + _rows_kept("meetings_figure", _FIGURES)
    + _rows_kept("meetings_groupreport", _LINES)
    + RECORD
    + AMENDMENTS
    + "".join(map(_not_emptied, WHOLE))
    + NOT_TEMPORARY
)

# With the functions go the triggers that call them.
UNFREEZE = "".join(f"DROP FUNCTION {one} CASCADE;\n" for one in FUNCTIONS)
