"""The statements of the roll-up, put together from constants alone.

Every record stands under the units that its own unit belonged to on the record's own
day; a unit of which a record is expected and missing, under those of the campaign's
day. So each unit has one place, and every sum is that of the parts below it. A unit
that did not lie in the campaign's tree on that day is counted directly below the
campaign's unit, and marked, rather than lost.

A place is a path of ids from the top down to the unit; the totals of a unit are those
of all paths through it. Lines are summed once for each record, records along paths.

Parameters: campaigns, tier, leaf_tier, states, today, root (a unit, or None for the
whole country), above (1 for the country, which is no unit, else 0), depth (levels
below the top).
"""

from .kinds import GROUP_MEASURES, Measure

# Column → the measure under which a record states the total of all its groups.
STATED = {"groups_held": Measure.GROUPS_HELD, **GROUP_MEASURES}
COUNTED_IN = {
    "groups_held": ("group",),
    "households_total": ("household",),
    "households_invited": ("household",),
    "households_attended": ("household",),
    "opinions": ("opinion",),
    "delegates_elected": ("delegate", "person"),
    "votes_for": ("household", "household_person"),
}
NUMBERS = tuple(GROUP_MEASURES)

# A ratio is made only of lines, or records, in which both of its figures are known.
GROUP_RATIOS = {
    "attendance": ("households_attended", "households_invited"),
    "approval": ("votes_for", "households_attended"),
}
RATIOS = {
    "attendance": (Measure.ATTENDED, Measure.INVITED),
    "approval": (Measure.VOTES_FOR, Measure.ATTENDED),
}


def _on(row: str, day: str, start: str = "valid_from", end: str = "valid_to") -> str:
    """The row's inclusive period holds the day; an open end reaches for ever."""
    return (
        f"({row}.{start} IS NULL OR {row}.{start} <= {day})"
        f" AND ({row}.{end} IS NULL OR {row}.{end} >= {day})"
    )


def _up(unit: str, day: str) -> str:
    """Joins from a unit to those above it on a day; there are at most three."""
    steps, below = [], unit
    for level in ("p1", "p2", "p3"):
        steps.append(
            f"LEFT JOIN units_unitparent {level}"
            f" ON {level}.unit_id = {below} AND {_on(level, day)}"
        )
        below = f"{level}.parent_id"
    return "\n".join(steps)


_PATH = "array_remove(ARRAY[p3.parent_id, p2.parent_id, p1.parent_id, {unit}], NULL)"
# An island district without communes has its groups directly below it.
_HAS_GROUPS = f"""
    EXISTS (
        SELECT FROM units_unitparent gp JOIN units_unit g ON g.id = gp.unit_id
        WHERE gp.parent_id = tree.unit_id AND g.tier = 'group'
          AND {_on("gp", "tree.as_of")}
    )
"""

# The groups of a unit as the rows of units tell, where no record keeps their number.
_GROUPS_THEN = f"""(
        SELECT nullif(count(*), 0)
        FROM units_unitparent gp JOIN units_unit g ON g.id = gp.unit_id
        WHERE gp.parent_id = climbed.unit_id AND g.tier = 'group'
          AND {_on("gp", "climbed.day")}
    )"""  # noqa: S608

# placed: one row for each unit that counts, with its record if any, and its path.
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
tree (campaign_id, unit_id, tier, as_of) AS (
    SELECT r.id, u.id, u.tier, r.as_of
    FROM round r JOIN units_unit u ON u.id = r.unit_id
    UNION ALL
    SELECT t.campaign_id, u.id, u.tier, t.as_of
    FROM tree t
    JOIN units_unitparent p ON p.parent_id = t.unit_id AND {_on("p", "t.as_of")}
    JOIN units_unit u ON u.id = p.unit_id
        AND {_on("u", "t.as_of", "founded_on", "ended_on")}
    WHERE t.tier IN ('province', 'district') AND u.tier <> 'group'
),
expected AS (
    -- once, also where two campaigns ask the same unit
    SELECT DISTINCT ON (unit_id) campaign_id, unit_id, as_of FROM tree
    WHERE tier = %(leaf_tier)s
       OR (%(tier)s = 'group' AND tier = 'district' AND {_HAS_GROUPS})
    ORDER BY unit_id, campaign_id
),
leaf AS (
    SELECT r.id, coalesce(r.unit_id, e.unit_id) AS unit_id,
           coalesce(r.campaign_id, e.campaign_id) AS campaign_id,
           coalesce(r.day, e.as_of) AS day, r.parts_total,
           coalesce(r.is_sent, false) AS is_sent,
           coalesce(r.was_held, false) AS was_held,
           e.unit_id IS NOT NULL AS is_expected
    FROM record r FULL JOIN expected e ON e.unit_id = r.unit_id
),
home AS (
    SELECT round.id AS campaign_id, round.unit_id,
           {_PATH.format(unit="round.unit_id")} AS path
    FROM round {_up("round.unit_id", "round.as_of")}
),
climbed AS (
    SELECT leaf.*, {_PATH.format(unit="leaf.unit_id")} AS path
    FROM leaf {_up("leaf.unit_id", "leaf.day")}
),
placed AS MATERIALIZED (
    SELECT climbed.id, climbed.unit_id, climbed.day, climbed.is_sent,
           climbed.was_held, climbed.is_expected,
           home.unit_id <> ALL(climbed.path) AS is_outside,
           CASE WHEN home.unit_id = ANY(climbed.path) THEN climbed.path
                ELSE home.path || climbed.unit_id END AS way,
           CASE WHEN parts_total IS NULL AND %(tier)s = 'group'
                THEN {_GROUPS_THEN} ELSE parts_total END AS parts_total
    FROM climbed JOIN home USING (campaign_id)
),
-- a unit with units below it that has a record of its own stands below itself too
inner_unit AS (
    SELECT DISTINCT unnest(way[: cardinality(way) - 1]) AS unit_id FROM placed
),
settled AS (
    SELECT placed.*, CASE WHEN inner_unit.unit_id IS NULL THEN way
                          ELSE way || placed.unit_id END AS path
    FROM placed LEFT JOIN inner_unit USING (unit_id)
),
-- a path for each unit on the way, from the top asked for down to the unit itself
node AS MATERIALIZED (
    SELECT settled.id, settled.day, is_sent, was_held, is_expected, is_outside,
           parts_total, settled.path[top.at : till] AS path,
           till = cardinality(settled.path) AS is_leaf
    FROM settled
    CROSS JOIN LATERAL (
        SELECT CASE WHEN %(root)s::bigint IS NULL THEN 1
                    ELSE array_position(settled.path, %(root)s::bigint) END AS at
    ) top
    CROSS JOIN LATERAL generate_series(
        top.at - %(above)s,
        least(cardinality(settled.path), top.at - %(above)s + %(depth)s)
    ) till
    WHERE top.at IS NOT NULL
)
"""  # noqa: S608

_UNITS = """
    path, max(day) AS day, bool_and(is_leaf) AS is_leaf,
    count(*) AS units_total,
    count(*) FILTER (WHERE is_expected) AS units_expected,
    count(id) AS units_with_record,
    count(*) FILTER (WHERE is_sent) AS units_sent,
    count(*) FILTER (WHERE is_outside) AS units_outside,
    count(*) FILTER (WHERE is_sent OR was_held) AS units_held
"""


def _each(template: str, names: tuple[str, ...] = NUMBERS) -> str:
    return ",\n".join(template.format(name=name) for name in names)


def _in_list(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _is_stated(name: str) -> str:
    counted = _in_list(COUNTED_IN[name])
    return f"measure = '{STATED[name].value}' AND counted IN ({counted})"


def _stated_columns() -> str:
    """A column for each stated total, and whether its source hedges it."""
    return ",\n".join(
        f"max(value) FILTER (WHERE {which}) AS {name},"
        f" bool_or(qualifier <> '') FILTER (WHERE {which}) AS {name}_hedged"
        for name, which in ((name, _is_stated(name)) for name in STATED)
    )


_LINES = f"""
line AS MATERIALIZED (
    SELECT conference_id, count(*) AS lines,
           count(*) FILTER (WHERE state IN ('held', 'reported')) AS groups_held,
           count(*) FILTER (WHERE state = 'reported') AS groups_reported,
           count(*) FILTER (WHERE state = 'none') AS groups_not_to_be_held,
           {_each("sum({name}) AS {name}, count({name}) AS {name}_on")},
           {
    ", ".join(
        f"sum({part}) FILTER (WHERE {whole} IS NOT NULL) AS ratio_{name}_part,"
        f" sum({whole}) FILTER (WHERE {part} IS NOT NULL) AS ratio_{name}_whole,"
        f" count({part}) FILTER (WHERE {whole} IS NOT NULL) AS ratio_{name}_on"
        for name, (part, whole) in GROUP_RATIOS.items()
    )
}
    FROM meetings_groupreport
    WHERE conference_id IN (SELECT id FROM record WHERE is_sent)
    GROUP BY conference_id
)
"""  # noqa: S608

_STATED = f"""
stated AS MATERIALIZED (
    SELECT conference_id, {_stated_columns()}
    FROM meetings_figure
    WHERE origin = 'stated'
      AND conference_id IN (SELECT id FROM record WHERE is_sent)
    GROUP BY conference_id
)
"""  # noqa: S608

GROUPS = f"""
{_PLACES}, {_LINES}, {_STATED}
SELECT {_UNITS},
       sum(parts_total)::bigint AS groups_total,
       count(parts_total) AS groups_total_on,
       sum(line.lines)::bigint AS lines,
       sum(line.groups_held)::bigint AS groups_held,
       sum(line.groups_reported)::bigint AS groups_reported,
       sum(line.groups_not_to_be_held)::bigint AS groups_not_to_be_held,
       {_each("sum(line.{name})::bigint AS {name}")},
       {_each("sum(line.{name}_on)::bigint AS {name}_on")},
       {
    _each(
        "sum(ratio_{name}_part)::bigint AS ratio_{name}_part,"
        " sum(ratio_{name}_whole)::bigint AS ratio_{name}_whole,"
        " sum(ratio_{name}_on)::bigint AS ratio_{name}_on",
        tuple(GROUP_RATIOS),
    )
},
       {
    _each(
        "sum(stated.{name})::bigint AS stated_{name},"
        " count(stated.{name}) AS stated_{name}_on,"
        " count(*) FILTER (WHERE stated.{name} <> line.{name}"
        " AND NOT stated.{name}_hedged) AS stated_{name}_differing",
        tuple(STATED),
    )
}
FROM node
LEFT JOIN line ON line.conference_id = node.id
LEFT JOIN stated ON stated.conference_id = node.id
GROUP BY path
"""  # noqa: S608

# Rows of units first (measure is null), then a row for each figure and each ratio.
MEETINGS = f"""
{_PLACES},
figure AS MATERIALIZED (
    SELECT conference_id, measure, counted, value, qualifier <> '' AS is_hedged
    FROM meetings_figure
    WHERE counted <> 'percent'
      AND conference_id IN (SELECT id FROM record WHERE is_sent)
),
pair AS (
    SELECT a.conference_id, a.measure AS part, b.measure AS whole, a.counted,
           a.value AS part_value, b.value AS whole_value
    FROM figure a JOIN figure b USING (conference_id, counted)
    WHERE (a.measure, b.measure) IN ({
    ", ".join(f"('{part.value}', '{whole.value}')" for part, whole in RATIOS.values())
})
)
SELECT {_UNITS},
       NULL AS measure, NULL AS counted, NULL AS whole,
       NULL::numeric AS value, NULL::numeric AS whole_value,
       NULL::bigint AS rests_on, NULL::bigint AS hedged
FROM node GROUP BY path
UNION ALL
SELECT path, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       measure, counted, NULL, sum(value), NULL,
       count(*), count(*) FILTER (WHERE is_hedged)
FROM node JOIN figure ON figure.conference_id = node.id
GROUP BY path, measure, counted
UNION ALL
SELECT path, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       part, counted, whole, sum(part_value), sum(whole_value), count(*), NULL
FROM node JOIN pair ON pair.conference_id = node.id
GROUP BY path, part, whole, counted
"""  # noqa: S608
