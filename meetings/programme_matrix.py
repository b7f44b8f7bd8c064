"""Who has programmes with whom: the units below one, by the kinds of their partners.

For the level above wards and communes. The rows are the communes of the last day of
the year (of today, of a unit's own last day), and whoever else below had a programme
that year; the columns are the kinds of bodies that are parties of one.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import pgettext

from units.models import BodyKind, Unit, UnitParent, UnitTier
from units.periods import within
from units.querysets import UnitQuerySet, name_lookups

from .models import Programme, Standing
from .programme_rollup import ProgrammeCounts, ProgrammeTotals, roll_up
from .rollup_tree import Tree

UNITS_A_PAGE = 200
# The year and the page of the table in an address, apart from those of the list.
YEAR, PAGE = PARAMETERS = ("bang-nam", "bang")
Signed = tuple[int, int | None]  # a unit, and the kind of a party; None is another


@dataclass
class Cell:
    """Programmes of one unit with one kind of body, each counted once.

    `in_order` are running or finally reviewed; of `awaiting` the term is over and the
    final review is missing.
    """

    in_order: int = 0
    awaiting: int = 0


@dataclass(frozen=True)
class MatrixRow:
    """One unit as it was called then; `place` is the district between, if any."""

    unit: Unit
    name: str
    place: str
    cells: list[Cell]

    @property
    def has_programmes(self) -> bool:
        return any(cell.in_order or cell.awaiting for cell in self.cells)


@dataclass(frozen=True)
class Matrix:
    """What `_programme_matrix.html` shows; `counts` are of the unit and all below.

    `active` is the number of units, on all pages, that have a programme.
    """

    unit: Unit
    year: int
    years: list[int]
    counts: ProgrammeCounts
    columns: list[str]
    active: int
    rows: list[MatrixRow]
    page: Page


def matrix_asked(
    unit: Unit, query: Mapping[str, str], day: datetime.date | None = None
) -> Matrix | None:
    """The matrix that an address asks for; what is no year is the newest one."""
    year = query.get(YEAR, "")
    known = int(year) if re.fullmatch(r"[12]\d{3}", year, re.ASCII) else None
    return matrix_of(unit, known, day, query.get(PAGE))


def matrix_of(
    unit: Unit,
    year: int | None = None,
    day: datetime.date | None = None,
    page: str | int | None = 1,
) -> Matrix | None:
    """The matrix of a year (by default the newest with a programme) as seen on `day`.

    None of a unit that has no wards or communes below it. At most `UNITS_A_PAGE` units
    a page; what is no page is the nearest one. The number of queries is constant.
    """
    if unit.tier not in {UnitTier.PROVINCE, UnitTier.DISTRICT}:
        return None
    day = day or timezone.localdate()
    rolled = roll_up(unit, day=day)
    years = sorted(rolled.whole.years, reverse=True) if rolled.whole else []
    year = year or (years[0] if years else day.year)
    as_of = _day_of_structure(unit, year, day)
    programmes = _programmes_below(rolled, unit, year)
    found = Paginator(_rows(unit, as_of, programmes), UNITS_A_PAGE).get_page(page)
    if not found.paginator.count:
        return None
    cells = _cells([pk for ids in programmes.values() for pk in ids], day)
    kinds = _kinds(kind for _unit, kind in cells)
    return Matrix(
        unit=unit,
        year=year,
        years=sorted({year, *years}, reverse=True),
        counts=rolled.whole.of_year(year) if rolled.whole else ProgrammeCounts(),
        columns=list(kinds.values()),
        active=len(programmes),
        rows=[_row(one, unit, as_of, cells, kinds) for one in found.object_list],
        page=found,
    )


def _day_of_structure(unit: Unit, year: int, day: datetime.date) -> datetime.date:
    """The last day of the year that has come and that the unit has seen."""
    last = min(day, datetime.date(year, 12, 31), unit.ended_on or datetime.date.max)
    return max(last, unit.founded_on or last)


def _programmes_below(
    rolled: Tree[ProgrammeTotals], unit: Unit, year: int
) -> dict[int, list[int]]:
    """The year's programmes of units below this one: unit → ids."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for row in rolled.rows.values():
        if row.unit_id and row.unit_id != unit.pk and row.programmes.get(year):
            found[row.unit_id] += row.programmes[year]
    return found


def _rows(unit: Unit, day: datetime.date, also: Iterable[int]) -> UnitQuerySet:
    """Communes directly or in a district below the unit on the day, and `also` those."""
    between = Unit.objects.children_of(unit, day).values("pk")
    below = UnitParent.objects.filter(
        within(day, "valid_from", "valid_to"),
        Q(parent=unit) | Q(parent__in=between),
        unit=OuterRef("pk"),
    )
    communes = Unit.objects.valid_on(day).filter(Exists(below), tier=UnitTier.COMMUNE)
    rows = Unit.objects.filter(Q(pk__in=communes.values("pk")) | Q(pk__in=list(also)))
    return rows.in_order().prefetch_related(
        *name_lookups(), *name_lookups("parents__parent")
    )


def _cells(ids: list[int], day: datetime.date) -> dict[Signed, Cell]:
    """Count the programmes by their unit and the kinds of their parties; one query."""
    programmes = Programme.objects.filter(pk__in=ids).with_standing(day).order_by()
    signed: Any = programmes.values_list(
        "pk", "unit_id", "parties__body__kind_id", F("standing")
    )
    cells: defaultdict[Signed, Cell] = defaultdict(Cell)
    for _pk, unit_id, kind_id, standing in signed.distinct():
        cell = cells[unit_id, kind_id]
        if standing == Standing.AWAITS_REVIEW:
            cell.awaiting += 1
        else:
            cell.in_order += 1
    return dict(cells)


def _kinds(ids: Iterable[int | None]) -> dict[int | None, str]:
    """The columns: kinds of bodies in their order, then those that are not known."""
    wanted = set(ids)
    known = [kind for kind in wanted if kind is not None]
    kinds = BodyKind.objects.filter(pk__in=known)
    columns: dict[int | None, str] = {kind.pk: kind.name for kind in kinds}
    if None in wanted:
        columns[None] = pgettext("kind of body", "Others")
    return columns


def _row(
    one: Unit,
    top: Unit,
    day: datetime.date,
    cells: dict[Signed, Cell],
    kinds: Iterable[int | None],
) -> MatrixRow:
    parent = one.parent_on(day)
    place = parent.full_name_on(day) if parent and parent != top else ""
    return MatrixRow(
        unit=one,
        name=one.full_name_on(day),
        place=place,
        cells=[cells.get((one.pk, kind), Cell()) for kind in kinds],
    )
