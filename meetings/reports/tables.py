"""The rows of a campaign, level by level, as both Excel and CSV have them.

One row for each unit that holds a record, and the roll-up's own whole as their total.
What is not known is an empty cell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from publishing.spreadsheets import Cell, Column, Share
from units.models import Unit, UnitTier

from .. import rollup
from ..invariants import all_faults
from ..kinds import GROUP_MEASURES, CountedIn, Measure, named
from ..levels import level_labels
from ..models import Campaign, Conference
from ..review.seen import Seen, seen_from_above
from ..rollup import Rollup
from ..totals import Ratio
from .outcome import counted_in

_LEVELS = (UnitTier.GROUP, UnitTier.COMMUNE, UnitTier.DISTRICT, UnitTier.PROVINCE)


@dataclass(frozen=True)
class Table:
    """One level: its heads, a row for each unit, and the total row."""

    tier: str
    name: str
    columns: list[Column]
    rows: list[list[Cell]]
    total: list[Cell]


@dataclass
class _Records:
    """What stands beside figures: the state of each record, and what is to be checked."""

    states: dict[tuple[int, str], Seen]
    faults: dict[tuple[int, str], list[str]]

    def beside(self, unit_id: int, tier: str) -> tuple[Cell, Cell]:
        seen = self.states.get((unit_id, tier), Seen.NOT_SENT)
        return str(seen.label), "; ".join(self.faults.get((unit_id, tier), ())) or None


def tables_of(campaign: Campaign, unit: Unit) -> list[Table]:
    """The levels at and below `unit`, the groups first.

    Its own level, and those between, have a table where a record of them was sent up.
    A constant number of queries.
    """
    records = _records(campaign)
    labels = level_labels(unit, campaign.as_of)
    found = []
    for tier in _levels_below(unit):
        sums: Any = rollup.roll_up(campaign, tier, below=unit)
        always = tier in {UnitTier.GROUP, UnitTier.COMMUNE}
        if sums.whole and (always or sums.whole.units_sent):
            found.append(_table(tier, labels[tier], sums, records))
    return found


def _levels_below(unit: Unit) -> Sequence[str]:
    return _LEVELS[: _LEVELS.index(UnitTier(unit.tier)) + 1]


def _records(campaign: Campaign) -> _Records:
    states = {
        (unit, tier): seen_from_above(state, sent_version)
        for unit, tier, state, sent_version in campaign.conferences.values_list(
            "unit", "tier", "state", "sent_version"
        )
    }
    faults: dict[tuple[int, str], list[str]] = defaultdict(list)
    for fault in all_faults(Conference.objects.counted().filter(campaign=campaign)):
        record: Any = fault.record
        faults[record.unit_id, record.tier].append(str(fault))
    return _Records(states, dict(faults))


def _table(tier: str, label: str, sums: Rollup[Any], records: _Records) -> Table:
    counted = counted_in(sums.whole)
    heads, cells = (
        (_group_heads(), _group_cells)
        if tier == UnitTier.GROUP
        else (_meeting_heads(sums.whole), _meeting_cells(sums.whole, counted))
    )
    columns = [
        Column(pgettext("column", "Unit"), 30),
        Column(pgettext("column", "State of the record"), 24),
        *(Column(head, 13) for head in heads),
        Column(pgettext("column", "To be checked"), 50),
    ]
    rows: list[list[Cell]] = []
    for row in sums.leaves():
        state, faults = records.beside(row.unit_id, tier)
        rows.append([sums.name(row), state, *cells(row), faults])
    whole: Any = sums.whole
    sent = pgettext("records", "sent: %(ratio)s") % {
        "ratio": f"{whole.units_sent}/{whole.units_total}"
    }
    total: list[Cell] = [_("Together"), sent, *cells(whole), None]
    return Table(tier, label, columns, rows, total)


def _group_heads() -> list[str]:
    return [
        _("All groups"),
        str(Measure.GROUPS_HELD.label),
        _("Groups that have reported"),
        _("Groups not to hold one"),
        *(_group_head(column) for column in GROUP_MEASURES),
        _("Rate of attendance"),
    ]


def _group_head(column: str) -> str:
    measure = GROUP_MEASURES[column]
    if measure in {Measure.INVITED, Measure.ATTENDED}:
        return named(measure, CountedIn.HOUSEHOLD)
    return str(measure.label)


def _group_cells(row: Any) -> list[Cell]:
    return [
        row.groups_total.value,
        row.groups_held,
        row.groups_reported,
        row.groups_not_to_be_held,
        *(row.sums[column].value for column in GROUP_MEASURES),
        share(row.attendance),
    ]


def _meeting_heads(whole: Any) -> list[str]:
    figures = [named(measure, counted) for measure, counted in _figures(whole)]
    return [_("Records sent"), *figures, _("Rate of attendance")]


def _meeting_cells(whole: Any, counted: str) -> Any:
    figures = _figures(whole)

    def cells(row: Any) -> list[Cell]:
        sums = [row.sum(measure, unit).value for measure, unit in figures]
        return [row.units_sent, *sums, share(row.attendance(counted))]

    return cells


def _figures(whole: Any) -> list[tuple[str, str]]:
    """The figures that the level knows; invited, attended and opinions in any case."""
    counted = counted_in(whole)
    usual = [
        (str(Measure.INVITED), str(counted)),
        (str(Measure.ATTENDED), str(counted)),
        (str(Measure.OPINIONS), str(CountedIn.OPINION)),
    ]
    order = list(Measure)
    others = sorted(
        (one for one in whole.figures if one not in usual),
        key=lambda one: (order.index(Measure(one[0])), one[1]),
    )
    return [*usual, *others]


def share(ratio: Ratio) -> Share | None:
    """The rate as a number; None where it is not known."""
    if ratio.part is None or not ratio.whole:
        return None
    return Share(ratio.part, ratio.whole)


def in_one(tables: Iterable[Table]) -> tuple[list[Column], list[list[Cell]]]:
    """All levels below each other, one row for each figure: for a table of one sheet."""
    heads = [
        pgettext("column", "Level"),
        pgettext("column", "Unit"),
        pgettext("column", "State of the record"),
        pgettext("column", "Figure"),
        pgettext("column", "Value"),
        pgettext("column", "To be checked"),
    ]
    rows: list[list[Cell]] = []
    for table in tables:
        for unit, state, *figures, faults in [*table.rows, table.total]:
            for column, value in zip(table.columns[2:-1], figures, strict=True):
                rows.append([table.name, unit, state, column.title, value, faults])
    return [Column(head) for head in heads], rows
