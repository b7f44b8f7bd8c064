"""The roll-up of coordination programmes: from ward to district, city, country; by year.

What counts are published programmes, each once, under the units that its own unit
belonged to on the programme's day, as in the roll-up of campaigns; the total of a unit
is the sum of the rows directly below it. Whole numbers in one statement; percentages
are made from two of them by the portal's one rule (`totals.Ratio`).
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from units.models import Unit

from .models import Programme, Standing
from .models.programme import concluded_then
from .place_sql import FINISHED, FROM_ROOT, INNER_UNIT, LEVELS, PATH, climb
from .rollup_tree import ALL_LEVELS, Path, Tree, select
from .totals import Place, Ratio

COUNTS = (
    "concluded",
    *(standing.value for standing in Standing),
    "tasks",
    "done",
    "done_on_time",
    "late",
)


@dataclass(frozen=True)
class ProgrammeCounts:
    """Programmes by where they stand, and their tasks; all whole numbers.

    `late` are tasks not done whose last day is over; one done after it is `done`.
    """

    concluded: int = 0
    under_way: int = 0
    awaits_review: int = 0
    reviewed: int = 0
    tasks: int = 0
    done: int = 0
    done_on_time: int = 0
    late: int = 0

    @property
    def on_time(self) -> Ratio:
        """Tasks done on time, of all tasks of these programmes."""
        return Ratio(self.done_on_time, self.tasks, self.concluded)


@dataclass(frozen=True)
class ProgrammeTotals(ProgrammeCounts, Place):
    """One unit over the years asked for; `years` has each one with a programme.

    `programmes` are the ids by year, of a row without rows below it.
    """

    years: dict[int, ProgrammeCounts] = field(default_factory=dict)
    programmes: dict[int, list[int]] = field(default_factory=dict)

    def of_year(self, year: int) -> ProgrammeCounts:
        return self.years.get(year, ProgrammeCounts())


def roll_up(
    unit: Unit | None,
    *,
    years: Collection[int] = (),
    day: datetime.date | None = None,
    depth: int = ALL_LEVELS,
) -> Tree[ProgrammeTotals]:
    """Sum the published programmes of a unit and all below it; None is the country.

    One query. `years` are those of the programmes, by default all; `day` (default
    today) is the day on which standings and late tasks are looked at; `depth` the
    number of levels below the top that get rows.
    """
    statement, asked = statement_of(unit, years=years, day=day, depth=depth)
    return Tree(_totals(select(statement, asked)))


def statement_of(
    unit: Unit | None,
    *,
    years: Collection[int] = (),
    day: datetime.date | None = None,
    depth: int = ALL_LEVELS,
) -> tuple[str, dict[str, Any]]:
    """The statement of `roll_up` and what it is told."""
    day = day or timezone.localdate()
    programmes, asked = _named(_programmes(years, day))
    asked |= {
        "root": unit.pk if unit else None,
        "above": 0 if unit else 1,
        "depth": depth,
        "today": day,
    }
    return _STATEMENT.replace("PROGRAMMES", programmes), asked


def _programmes(years: Collection[int], day: datetime.date) -> QuerySet[Any, Any]:
    """What counts, with the day of `Programme.day`: the querysets' own definitions."""
    found = Programme.objects.public().with_standing(day)
    if years:
        found = found.filter(year__in=years)
    found = found.annotate(concluded_then=concluded_then()).order_by()
    return found.values(
        "id", "unit_id", "year", "ends_on", "standing", "concluded_then"
    )


def _named(query: QuerySet[Any, Any]) -> tuple[str, dict[str, Any]]:
    """The query's SQL with named parameters, to stand within a larger statement."""
    sql, values = query.query.sql_with_params()
    asked = {f"given_{place}": value for place, value in enumerate(values)}
    return sql % tuple(f"%({name})s" for name in asked), asked


def _totals(rows: Iterable[dict[str, Any]]) -> Iterable[ProgrammeTotals]:
    """Put the rows of single years together: one row for each place."""
    years: defaultdict[Path, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        years[tuple(row["path"])].append(row)
    for path, own in years.items():
        yield ProgrammeTotals(
            path=path,
            day=max(row["day"] for row in own),
            is_leaf=own[0]["is_leaf"],
            **{name: sum(row[name] for row in own) for name in COUNTS},
            years={row["year"]: _counts(row) for row in own},
            programmes={row["year"]: row["ids"] for row in own if row["ids"]},
        )


def _counts(row: dict[str, Any]) -> ProgrammeCounts:
    return ProgrammeCounts(**{name: row[name] for name in COUNTS})


def _sums(names: Iterable[str]) -> str:
    return ", ".join(f"coalesce(sum({name}), 0)::bigint AS {name}" for name in names)


_STANDINGS = ",\n".join(
    f"count(*) FILTER (WHERE standing = '{one.value}') AS {one.value}"
    for one in Standing
)
_TASKS = ("tasks", "done", "done_on_time", "late")

# near: whatever ever lay below the unit asked for, so that a ward's page does not have
# the whole country climb. PROGRAMMES stands for the query of what counts.
_STATEMENT = f"""
WITH RECURSIVE near (unit_id) AS (
    SELECT %(root)s::bigint
    UNION
    SELECT p.unit_id FROM near
    JOIN units_unitparent p ON p.parent_id = near.unit_id
    JOIN units_unit u ON u.id = p.unit_id AND u.tier <> 'group'
),
programme AS MATERIALIZED (
    SELECT * FROM (PROGRAMMES) counted
    WHERE %(root)s::bigint IS NULL OR unit_id IN (SELECT unit_id FROM near)
),
dated AS (
    SELECT programme.*,
           -- within the unit's life: before and after it, its first and last place
           greatest(u.founded_on, least(concluded_then, u.ended_on)) AS day
    FROM programme JOIN units_unit u ON u.id = programme.unit_id
),
placed AS MATERIALIZED (
    SELECT dated.*, {PATH.format(unit="dated.unit_id")} AS way
    FROM dated {climb("dated.unit_id", "dated.day")}
),
{INNER_UNIT},
settled AS MATERIALIZED (
    SELECT id, year, ends_on, standing, day, {FROM_ROOT}
    {FINISHED}
),
work AS (
    SELECT settled.id, count(*) AS tasks, count(done_on) AS done,
           count(*) FILTER (WHERE done_on <= coalesce(due_on, ends_on))
               AS done_on_time,
           count(*) FILTER (WHERE done_on IS NULL
                            AND coalesce(due_on, ends_on) < %(today)s) AS late
    FROM settled JOIN meetings_task ON programme_id = settled.id
    GROUP BY settled.id
),
bottom AS MATERIALIZED (
    SELECT path, year, max(day) AS day, array_agg(id) AS ids,
           count(*) AS concluded, {_STANDINGS}, {_sums(_TASKS)}
    FROM settled LEFT JOIN work USING (id)
    GROUP BY path, year
),
inner_sums AS (
    SELECT path[: cardinality(path) - 1] AS path, year, max(day) AS day,
           {_sums(COUNTS)}
    FROM bottom WHERE cardinality(path) + %(above)s > 1
    GROUP BY path[: cardinality(path) - 1], year
)
SELECT path, year, day, true AS is_leaf, ids, {", ".join(COUNTS)}
FROM bottom WHERE cardinality(path) + %(above)s <= %(depth)s + 1
UNION ALL
SELECT path[:till], year, max(day), false, NULL, {_sums(COUNTS)}
FROM inner_sums {LEVELS} GROUP BY path[:till], year
"""  # noqa: S608
