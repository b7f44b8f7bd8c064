"""The statements of the roll-up, put together from constants alone.

Every record stands under the units that its own unit belonged to on the record's own
day; a unit of which a record is expected and missing, under those of the campaign's
day. So each unit has one place, and every sum is that of the parts below it. A unit
that did not lie in the campaign's tree on that day is counted directly below the
campaign's unit, and marked, rather than lost.

A place is a path of ids from the top down to the unit. Lines are summed once for each
record, and units above from those sums, so that the country costs little more than its
lines.

Parameters: campaigns, tier, leaf_tier, states, today, root (a unit, or None for the
whole country), above (1 for the country, which is no unit, else 0), depth (levels
below the top).
"""

from .kinds import COUNTED_OF_GROUPS, GROUP_MEASURES, Measure
from .place_sql import FINISHED, FROM_ROOT, INNER_UNIT, LEVELS, PATH, climb, holds

# Column → the measure under which a record states the total of all its groups.
STATED = {"groups_held": Measure.GROUPS_HELD, **GROUP_MEASURES}
NUMBERS = tuple(GROUP_MEASURES)
# Figures that a reported line may lack; see `GroupReport.NEEDED`.
OPTIONAL = ("households_total", "delegates_elected", "votes_for")

RATIOS = {
    "attendance": (Measure.ATTENDED, Measure.INVITED),
    "approval": (Measure.VOTES_FOR, Measure.ATTENDED),
}

# An island district without communes has its groups directly below it.
_HAS_GROUPS = f"""EXISTS (
        SELECT FROM units_unitparent gp JOIN units_unit g ON g.id = gp.unit_id
        WHERE gp.parent_id = tree.unit_id AND g.tier = 'group'
          AND {holds("gp", "tree.as_of")}
    )"""

# settled: one row for each unit that counts, with its record if any, and its path
# from the top asked for.
_PLACES = f"""
WITH RECURSIVE round AS MATERIALIZED (
    SELECT id, unit_id, as_of FROM meetings_campaign WHERE id = ANY(%(campaigns)s)
),
record AS MATERIALIZED (
    SELECT c.id, c.campaign_id, c.unit_id, c.parts_total,
           c.state = ANY(%(states)s) AS is_sent,
           c.announced_at IS NOT NULL AND c.held_on <= %(today)s AS was_held,
           -- within the unit's life: before and after it, its first and last place
           greatest(u.founded_on, least(coalesce(c.held_on, r.as_of), u.ended_on))
               AS day
    FROM meetings_conference c
    JOIN round r ON r.id = c.campaign_id
    JOIN units_unit u ON u.id = c.unit_id
    WHERE c.tier = %(tier)s
),
sent AS MATERIALIZED (SELECT id FROM record WHERE is_sent),
home AS MATERIALIZED (
    SELECT round.id AS campaign_id, round.unit_id, round.as_of,
           {PATH.format(unit="round.unit_id")} AS path,
           greatest(p1.valid_from, p2.valid_from, p3.valid_from) AS since,
           least(p1.valid_to, p2.valid_to, p3.valid_to) AS until
    FROM round {climb("round.unit_id", "round.as_of")}
),
-- down from the campaign's unit, with the days on which a path was the same
tree (campaign_id, unit_id, tier, as_of, path, since, until) AS (
    SELECT h.campaign_id, u.id, u.tier, h.as_of, h.path, h.since, h.until
    FROM home h JOIN units_unit u ON u.id = h.unit_id
    UNION ALL
    SELECT t.campaign_id, u.id, u.tier, t.as_of, t.path || u.id,
           greatest(t.since, p.valid_from), least(t.until, p.valid_to)
    FROM tree t
    JOIN units_unitparent p ON p.parent_id = t.unit_id AND {holds("p", "t.as_of")}
    JOIN units_unit u ON u.id = p.unit_id
        AND {holds("u", "t.as_of", "founded_on", "ended_on")}
    WHERE t.tier IN ('province', 'district') AND u.tier <> 'group'
),
expected AS (
    -- once, also where two campaigns ask the same unit
    SELECT DISTINCT ON (unit_id) campaign_id, unit_id, as_of, path, since, until
    FROM tree
    WHERE tier = %(leaf_tier)s
       OR (%(tier)s = 'group' AND tier = 'district' AND {_HAS_GROUPS})
    ORDER BY unit_id, campaign_id
),
leaf AS MATERIALIZED (
    SELECT r.id, coalesce(r.unit_id, e.unit_id) AS unit_id,
           coalesce(r.campaign_id, e.campaign_id) AS campaign_id,
           coalesce(r.day, e.as_of) AS day, r.parts_total,
           coalesce(r.is_sent, false) AS is_sent,
           coalesce(r.was_held, false) AS was_held,
           e.unit_id IS NOT NULL AS is_expected, e.path,
           e.unit_id IS NULL OR e.since > r.day OR e.until < r.day AS must_climb
    FROM record r FULL JOIN expected e ON e.unit_id = r.unit_id
),
climbed AS MATERIALIZED (
    SELECT id, unit_id, campaign_id, day, parts_total, is_sent, was_held,
           is_expected, path
    FROM leaf WHERE must_climb IS NOT TRUE
    UNION ALL
    SELECT leaf.id, leaf.unit_id, campaign_id, day, parts_total, is_sent, was_held,
           is_expected, {PATH.format(unit="leaf.unit_id")}
    FROM leaf {climb("leaf.unit_id", "leaf.day")}
    WHERE must_climb
),
placed AS MATERIALIZED (
    SELECT climbed.id, climbed.unit_id, climbed.campaign_id, climbed.day, climbed.is_sent,
           climbed.was_held, climbed.is_expected, climbed.parts_total,
           home.unit_id <> ALL(climbed.path) AS is_outside,
           CASE WHEN home.unit_id = ANY(climbed.path) THEN climbed.path
                ELSE home.path || climbed.unit_id END AS way
    FROM climbed JOIN home USING (campaign_id)
),
{INNER_UNIT},
settled AS MATERIALIZED (
    SELECT id, unit_id, campaign_id, day, parts_total,
           1 AS units_total, is_expected::int AS units_expected,
           (id IS NOT NULL)::int AS units_with_record, is_sent::int AS units_sent,
           is_outside::int AS units_outside,
           (is_sent OR was_held)::int AS units_held,
           {FROM_ROOT}
    {FINISHED}
)
"""  # noqa: S608

UNIT_COUNTS = (
    "units_total",
    "units_expected",
    "units_with_record",
    "units_sent",
    "units_outside",
    "units_held",
)


def _each(template: str, names: tuple[str, ...] = NUMBERS) -> str:
    return ",\n".join(template.format(name=name) for name in names)


def _in_list(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


# Where no record keeps their number: the groups that the rows of units tell of then.
_GROUPS_THEN = f"""
groups_then AS (
    SELECT climbed.unit_id, climbed.campaign_id, count(*) AS groups_total
    FROM climbed
    JOIN units_unitparent gp ON gp.parent_id = climbed.unit_id
        AND {holds("gp", "climbed.day")}
    JOIN units_unit g ON g.id = gp.unit_id AND g.tier = 'group'
    WHERE climbed.parts_total IS NULL
    GROUP BY climbed.unit_id, climbed.campaign_id
)
"""  # noqa: S608

_LINE_COUNTS = (
    "lines",
    "groups_held",
    "groups_reported",
    "groups_not_to_be_held",
    *NUMBERS,
    *(f"{name}_on" for name in NUMBERS),
    "attendance_part",
    "attendance_whole",
    "approval_part",
    "approval_whole",
    "approval_on",
)
GROUP_COUNTS = (*UNIT_COUNTS, "groups_total", "groups_total_on", *_LINE_COUNTS)

# The reported lines of one record, a short reading of the index: they are nearly all
# in the end, and know what makes a report complete, so that rates rest on them alone.
_REPORTED = f"""
    SELECT count(*) AS lines, {_each("sum({name}) AS {name}")},
           {_each("count({name}) AS {name}_on", OPTIONAL)},
           sum(households_attended) FILTER (WHERE votes_for IS NOT NULL) AS voting
    FROM meetings_groupreport
    WHERE conference_id = settled.id AND state = 'reported' AND settled.units_sent = 1
"""  # noqa: S608

# All other lines; what an unfinished one knows counts in the sums too.
_UNFINISHED = f"""
unfinished AS (
    SELECT conference_id, count(*) AS lines,
           count(*) FILTER (WHERE state = 'held') AS held,
           count(*) FILTER (WHERE state = 'none') AS none,
           {_each("sum({name}) AS {name}, count({name}) AS {name}_on")}
    FROM meetings_groupreport JOIN sent ON sent.id = conference_id
    WHERE state <> 'reported'
    GROUP BY conference_id
)
"""  # noqa: S608


def _added(name: str) -> str:
    """Both sums, or the one that is known."""
    one, other = f"reported.{name}", f"unfinished.{name}"
    return f"coalesce({one} + {other}, {one}, {other}) AS {name}"


def _known(name: str) -> str:
    lines = f"{name}_on" if name in OPTIONAL else "lines"
    return f"reported.{lines} + coalesce(unfinished.{name}_on, 0) AS {name}_on"


_HAS_LINES = "reported.lines > 0 OR unfinished.lines > 0"

# bottom: a row for each unit that counts. inner_sums: the units directly above those,
# each with what lies directly below; every unit further up is made of these few rows.
_GROUP_SUMS = f"""
bottom AS MATERIALIZED (
    SELECT settled.id, path, day, {_each("{name}", UNIT_COUNTS)},
           coalesce(parts_total, groups_then.groups_total) AS groups_total,
           (coalesce(parts_total, groups_then.groups_total) IS NOT NULL)::int
               AS groups_total_on,
           reported.lines + coalesce(unfinished.lines, 0) AS lines,
           CASE WHEN {_HAS_LINES}
                THEN reported.lines + coalesce(unfinished.held, 0) END AS groups_held,
           CASE WHEN {_HAS_LINES} THEN reported.lines END AS groups_reported,
           CASE WHEN {_HAS_LINES}
                THEN coalesce(unfinished.none, 0) END AS groups_not_to_be_held,
           {", ".join(_added(name) for name in NUMBERS)},
           {", ".join(_known(name) for name in NUMBERS)},
           reported.households_attended AS attendance_part,
           reported.households_invited AS attendance_whole,
           reported.votes_for AS approval_part,
           reported.voting AS approval_whole,
           reported.votes_for_on AS approval_on
    FROM settled
    LEFT JOIN groups_then USING (unit_id, campaign_id)
    LEFT JOIN unfinished ON unfinished.conference_id = settled.id
    CROSS JOIN LATERAL ({_REPORTED}) reported
),
inner_sums AS (
    SELECT path[: cardinality(path) - 1] AS path, max(day) AS day,
           {_each("sum({name})::bigint AS {name}", GROUP_COUNTS)}
    FROM bottom WHERE cardinality(path) + %(above)s > 1
    GROUP BY path[: cardinality(path) - 1]
)
"""  # noqa: S608

_COMPUTED = "\n".join(
    f"WHEN '{measure.value}' THEN bottom.{name}" for name, measure in STATED.items()
)
_IS_STATED = "\nOR ".join(
    f"(measure = '{measure.value}' AND counted IN ({_in_list(ways)}))"
    for measure, ways in COUNTED_OF_GROUPS.items()
)
# The same for the totals that records state, in one row for each of them.
_STATED_SUMS = f"""
stated AS MATERIALIZED (
    SELECT path, measure, value::bigint AS value,
           (qualifier = '' AND value <> CASE measure {_COMPUTED} END) IS TRUE
               AS is_different
    FROM bottom JOIN meetings_figure ON conference_id = bottom.id
    WHERE units_sent = 1 AND origin = 'stated' AND ({_IS_STATED})
),
inner_stated AS (
    SELECT path[: cardinality(path) - 1] AS path, measure, sum(value) AS value,
           count(*) AS rests_on, count(*) FILTER (WHERE is_different) AS differing
    FROM stated WHERE cardinality(path) + %(above)s > 1
    GROUP BY path[: cardinality(path) - 1], measure
)
"""  # noqa: S608

_IS_SHOWN = "cardinality(path) + %(above)s <= %(depth)s + 1"

# Rows of units first (measure is null), their numbers in the order of GROUP_COUNTS;
# then a row for each stated total: the sum, in how many records, in how many different.
GROUPS = f"""
{_PLACES}, {_GROUPS_THEN}, {_UNFINISHED}, {_GROUP_SUMS}, {_STATED_SUMS}
SELECT path, day, true AS is_leaf, NULL AS measure,
       ARRAY[{_each("{name}", GROUP_COUNTS)}] AS numbers
FROM bottom WHERE {_IS_SHOWN}
UNION ALL
SELECT path[:till], max(day), false, NULL,
       ARRAY[{_each("sum({name})::bigint", GROUP_COUNTS)}]
FROM inner_sums {LEVELS} GROUP BY path[:till]
UNION ALL
SELECT path, NULL, NULL, measure, ARRAY[value, 1, is_different::int]
FROM stated WHERE {_IS_SHOWN}
UNION ALL
SELECT path[:till], NULL, NULL, measure,
       ARRAY[sum(value)::bigint, sum(rests_on)::bigint, sum(differing)::bigint]
FROM inner_stated {LEVELS} GROUP BY path[:till], measure
"""  # noqa: S608

# Rows of units first (measure is null), then a row for each figure and each ratio.
MEETINGS = f"""
{_PLACES},
node AS MATERIALIZED (
    SELECT id, day, {_each("{name}", UNIT_COUNTS)},
           path[:till] AS path, till = cardinality(path) AS is_leaf
    FROM settled {LEVELS}
),
figure AS MATERIALIZED (
    SELECT conference_id, measure, counted, value, qualifier <> '' AS is_hedged
    FROM meetings_figure JOIN sent ON sent.id = conference_id
    WHERE counted <> 'percent'
),
pair AS (
    SELECT a.conference_id, a.measure AS part, b.measure AS whole, a.counted,
           a.value AS part_value, b.value AS whole_value
    FROM figure a JOIN figure b USING (conference_id, counted)
    WHERE (a.measure, b.measure) IN ({
    ", ".join(f"('{part.value}', '{whole.value}')" for part, whole in RATIOS.values())
})
)
SELECT path, max(day) AS day, bool_and(is_leaf) AS is_leaf,
       {_each("sum({name})::bigint AS {name}", UNIT_COUNTS)},
       NULL AS measure, NULL AS counted, NULL AS whole,
       NULL::numeric AS value, NULL::numeric AS whole_value,
       NULL::bigint AS rests_on, NULL::bigint AS hedged
FROM node GROUP BY path
UNION ALL
SELECT path, NULL, NULL, {_each("NULL", UNIT_COUNTS)},
       measure, counted, NULL, sum(value), NULL,
       count(*), count(*) FILTER (WHERE is_hedged)
FROM node JOIN figure ON figure.conference_id = node.id
GROUP BY path, measure, counted
UNION ALL
SELECT path, NULL, NULL, {_each("NULL", UNIT_COUNTS)},
       part, counted, whole, sum(part_value), sum(whole_value), count(*), NULL
FROM node JOIN pair ON pair.conference_id = node.id
GROUP BY path, part, whole, counted
"""  # noqa: S608
