"""A level of a campaign as the desk's table: a row for each unit directly below.

A row's figures are those of the roll-up, its state is that of its record, or how many
of the records beneath it were sent. What is not known is None, and stands last however
the rows are sorted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.functional import cached_property

from ..invariants import all_faults
from ..kinds import CountedIn, Measure
from ..models import Campaign, Conference
from ..readings import ratio_of
from ..reports.comparison import Comparison, Pair, compare
from ..reports.outcome import counted_in, held_of, outcome_of, together
from ..reviewing import records_for
from ..rollup import Rollup
from ..totals import GroupTotals, Ratio, Sum
from .seen import Seen, SeenRecord, seen_from_above

Faults = dict[int, list[str]]
MOST_FAULTS = 5  # told in a cell; how many there are is told besides


@dataclass(frozen=True)
class UnitRow:
    """One unit of the table; `records` are those of the level at and beneath it."""

    unit_id: int
    name: str
    totals: Any
    counted: str
    records: list[SeenRecord] = field(default_factory=list)
    pair: Pair | None = None
    faults: list[str] = field(default_factory=list)
    is_leaf: bool = True

    @property
    def held(self) -> str:
        """Held of all: "14/14" groups, "18/18" wards; "" where it is not known."""
        return held_of(self.totals)

    @property
    def held_count(self) -> int | None:
        if isinstance(self.totals, GroupTotals):
            return self.totals.groups_held
        return int(self.totals.units_held)

    @cached_property
    def invited(self) -> Sum:
        return self._sum("households_invited", Measure.INVITED, self.counted)

    @cached_property
    def attended(self) -> Sum:
        return self._sum("households_attended", Measure.ATTENDED, self.counted)

    @cached_property
    def opinions(self) -> Sum:
        return self._sum("opinions", Measure.OPINIONS, CountedIn.OPINION)

    @cached_property
    def attendance(self) -> Ratio:
        return outcome_of(self.totals, self.counted).attendance

    @property
    def points(self) -> Decimal | None:
        return outcome_of(self.totals, self.counted).points

    @property
    def change(self) -> Decimal | None:
        return self.pair.change if self.pair else None

    @property
    def sent(self) -> str:
        """Of how many units a record was sent up: "16/18"."""
        return ratio_of(self.totals.units_sent, self.totals.units_total)

    @property
    def record(self) -> SeenRecord:
        """The unit's own record of the level."""
        return self.records[0] if self.records else SeenRecord(Seen.NOT_SENT)

    @property
    def states(self) -> list[tuple[Seen, int]]:
        """How many records are in each state, of a unit with units below it."""
        found = Counter(one.seen for one in self.records)
        return [(seen, found[seen]) for seen in Seen if found[seen]]

    @property
    def is_silent(self) -> bool:
        """Whether nothing of it was sent up, so that nothing is known."""
        return self.is_leaf and self.record.seen == Seen.NOT_SENT

    @property
    def some_faults(self) -> list[str]:
        return self.faults[:MOST_FAULTS]

    @property
    def more_faults(self) -> int:
        return max(0, len(self.faults) - MOST_FAULTS)

    def _sum(self, column: str, measure: str, counted: str) -> Sum:
        if isinstance(self.totals, GroupTotals):
            return self.totals.sums[column]
        return self.totals.sum(measure, counted)


@dataclass
class Level:
    """A level of the campaign with its whole and its rows, by name."""

    tier: str
    label: str
    whole: UnitRow
    rows: list[UnitRow]
    year_before: int | None = None

    @property
    def of_groups(self) -> bool:
        return isinstance(self.whole.totals, GroupTotals)

    @property
    def sent(self) -> str:
        return self.whole.sent


def level_of(
    campaign: Campaign, tier: str, label: str, sums: Rollup[Any], top: Any, user: Any
) -> Level:
    """Read the level below `top`, a row of `sums`; a constant number of queries."""
    counted = counted_in(sums.whole)
    comparison = compare(campaign, tier, sums, counted)
    beside = _Beside(
        _records(campaign, tier, user), _faults(campaign, tier), comparison
    )
    rows = [_row(sums, row, counted, beside) for row in sums.below(top)]
    whole = _row(sums, top, counted, beside)
    return Level(tier, label, whole, rows, comparison.year)


@dataclass(frozen=True)
class _Beside:
    """What stands beside the figures, by unit."""

    records: dict[int, SeenRecord]
    faults: Faults
    comparison: Comparison

    @cached_property
    def pairs(self) -> dict[int | None, Pair]:
        return self.comparison.by_unit


def _row(sums: Rollup[Any], row: Any, counted: str, beside: _Beside) -> UnitRow:
    leaves = [leaf.unit_id for leaf in sums.leaves(row)]
    missing = SeenRecord(Seen.NOT_SENT)
    pairs = [beside.pairs[pk] for pk in leaves if pk in beside.pairs]
    return UnitRow(
        row.unit_id,
        sums.name(row),
        row,
        counted,
        [beside.records.get(pk, missing) for pk in leaves],
        pairs[0] if row.is_leaf and pairs else _joined(row, sums.name(row), pairs),
        [fault for pk in leaves for fault in beside.faults.get(pk, ())],
        row.is_leaf,
    )


def _joined(row: Any, name: str, pairs: Iterable[Pair]) -> Pair | None:
    """Both years of a unit with units below it: of those alone that can be compared."""
    both = [
        (one.now, one.before)
        for one in pairs
        if one.before and one.before.is_known and one.now.is_known
    ]
    if not both:
        return None
    now, before = together(one for one, _b in both), together(one for _n, one in both)
    return Pair(row.unit_id, name, now, before)


def _records(campaign: Campaign, tier: str, user: Any) -> dict[int, SeenRecord]:
    """Records of the level that were sent up, by unit; two queries."""
    mine = set(
        records_for(user)
        .filter(campaign=campaign, tier=tier)
        .order_by()
        .values_list("pk", flat=True)
    )
    rows = Conference.objects.sent_up().filter(campaign=campaign, tier=tier).order_by()
    return {
        unit: SeenRecord(
            seen_from_above(state, version), tier, pk if pk in mine else None
        )
        for pk, unit, state, version in rows.values_list(
            "pk", "unit", "state", "sent_version"
        )
    }


def _faults(campaign: Campaign, tier: str) -> Faults:
    found: Faults = defaultdict(list)
    records = Conference.objects.counted().filter(campaign=campaign, tier=tier)
    for fault in all_faults(records):
        record: Any = fault.record
        found[record.unit_id].append(str(fault))
    return dict(found)


# Sorting

Key = Callable[[UnitRow], Any]
SORTS: dict[str, Key] = {
    "ten": lambda row: None,  # the rows come by name
    "da-to-chuc": lambda row: row.held_count,
    "duoc-moi": lambda row: row.invited.value,
    "tham-du": lambda row: row.attended.value,
    "y-kien": lambda row: row.opinions.value,
    "ty-le": lambda row: row.points,
    "thay-doi": lambda row: row.change,
    "ho-so": lambda row: list(Seen).index(row.record.seen) if row.records else None,
    "kiem-tra": lambda row: len(row.faults),
}


def in_order(rows: list[UnitRow], asked: str) -> list[UnitRow]:
    """Rows by a column, downwards with "-" before it; the unknown last, then by name."""
    is_down, name = asked.startswith("-"), asked.removeprefix("-")
    key = SORTS.get(name)
    if key is None or name == "ten":
        return rows[::-1] if is_down and key else rows
    known = [row for row in rows if key(row) is not None]
    unknown = [row for row in rows if key(row) is None]
    return [*sorted(known, key=key, reverse=is_down), *unknown]


def is_order(asked: str) -> bool:
    return asked.removeprefix("-") in SORTS
