"""Where a unit stood on a day, as pieces of SQL: the path of ids from the top to it.

Put together from constants alone; both roll-ups are made of them.
"""

DEEPEST = 4  # province, district, commune, and what stands below that


def holds(row: str, day: str, start: str = "valid_from", end: str = "valid_to") -> str:
    """The row's inclusive period holds the day; an open end reaches for ever."""
    return (
        f"({row}.{start} IS NULL OR {row}.{start} <= {day})"
        f" AND ({row}.{end} IS NULL OR {row}.{end} >= {day})"
    )


def climb(unit: str, day: str) -> str:
    """Joins from a unit to those above it on a day; there are at most three."""
    steps, below = [], unit
    for level in ("p1", "p2", "p3"):
        steps.append(
            f"LEFT JOIN units_unitparent {level}"
            f" ON {level}.unit_id = {below} AND {holds(level, day)}"
        )
        below = f"{level}.parent_id"
    return "\n".join(steps)


PATH = "array_remove(ARRAY[p3.parent_id, p2.parent_id, p1.parent_id, {unit}], NULL)"

# A unit with units below it that has something of its own stands below itself too.
INNER_UNIT = """inner_unit AS (
    SELECT DISTINCT unnest(above) AS unit_id
    FROM (SELECT DISTINCT way[: cardinality(way) - 1] AS above FROM placed) ways
)"""
FINISHED = """FROM (
        SELECT placed.*, CASE WHEN inner_unit.unit_id IS NULL THEN way
                              ELSE way || placed.unit_id END AS whole_way
        FROM placed LEFT JOIN inner_unit USING (unit_id)
    ) finished
    WHERE %(root)s::bigint IS NULL OR %(root)s::bigint = ANY(whole_way)"""
FROM_ROOT = """CASE WHEN %(root)s::bigint IS NULL THEN whole_way
                ELSE whole_way[array_position(whole_way, %(root)s::bigint) :]
           END AS path"""

# Every level of a path that gets a row of its own. Parameters: above (1 for the whole
# country, which is no unit, else 0), depth (levels below the top).
LEVELS = f"""
    JOIN (VALUES {", ".join(f"({level})" for level in range(DEEPEST + 1))}) levels (till)
        ON till BETWEEN 1 - %(above)s
           AND least(cardinality(path), %(depth)s + 1 - %(above)s)
"""
