"""The lines of a sheet of residential groups under review.

Of a record that stands as it was sent these are the rows themselves, with remarks and
amendments at each; of one that the ward is correcting they are those of the version
that was sent, and there is nothing to be said of them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from publishing.vietnamese import format_date, format_number, format_percent

from .. import targets
from ..freeze_triggers import AMENDABLE_CELLS
from ..kinds import GROUP_MEASURES
from ..models import COUNTED, Conference, GroupReport
from ..public_record import PublicRecord
from ..sheet_page import lines_of
from .figure_rows import FigureRow
from .said import Place, Places, Value, is_line, line_key

COLUMNS = ("held_on", *GROUP_MEASURES)
# What every sheet has; the others stand where some line has something in them.
USUAL = {"held_on", "households_invited", "households_attended", "opinions"}


@dataclass(frozen=True)
class InColumn:
    """What stands in a column of the sheet, which has the name."""

    name: str

    @property
    def label(self) -> str:
        return targets.column_label(self.name)

    @property
    def is_number(self) -> bool:
        return self.name in GROUP_MEASURES


@dataclass(frozen=True)
class Cell(InColumn):
    """One value of a line; `is_wrong` where an invariant fails."""

    text: str
    is_wrong: bool = False


@dataclass(frozen=True)
class LineRow:
    """What one group reported. While it is corrected, few lines have a `place`."""

    name: str
    state: str
    reason: str
    cells: tuple[Cell, ...]
    rate: str = ""
    explanation: str = ""
    minutes: Any = None
    place: Place | None = None
    is_amended: bool = False

    @property
    def is_held(self) -> bool:
        return self.state in GroupReport.HELD_STATES

    @property
    def state_label(self) -> str:
        return str(GroupReport.State(self.state).label)


@dataclass(frozen=True)
class Total(InColumn):
    """The foot of a column: the sum, and what the paper states."""

    summed: str = ""
    stated: str = ""
    is_wrong: bool = False


@dataclass(frozen=True)
class Sheet:
    """All lines, the columns that hold anything, and the feet of these columns."""

    columns: list[tuple[str, str]]
    lines: list[LineRow]
    totals: list[Total]

    @property
    def span(self) -> int:
        """The columns of a line that tells of no meeting: those, and the rate."""
        return len(self.columns) + 1

    @property
    def has_stated(self) -> bool:
        return any(total.stated for total in self.totals)


def sheet_of(
    conference: Conference,
    record: PublicRecord,
    figures: Iterable[FigureRow],
    places: Places,
) -> Sheet | None:
    """The sheet of a record of groups; None of any other. Two queries."""
    if not record.of_groups:
        return None
    amended = record.amendments.groups
    if conference.state in COUNTED:
        day = conference.day
        rows = [_row(line, day, places, amended) for line in lines_of(conference)]
    else:
        keys = _keys_by_name(conference, places)
        rows = [
            _as_sent(row, keys.get(row["name"]), places, amended)
            for row in record.content["groups"]
        ]
    names = _names_in_use(rows)
    totals = _totals({row.reading.measure: row for row in figures})
    return Sheet(
        [(name, targets.column_label(name)) for name in names],
        [_narrowed(row, names) for row in rows],
        [totals[name] for name in names],
    )


def _row(
    line: GroupReport, day: datetime.date, places: Places, amended: set[str]
) -> LineRow:
    name, key = line.group.full_name_on(day), line_key(line.pk)
    values = {column: getattr(line, column) for column in COLUMNS}
    cells = [
        Cell(column, _shown(value), f"{key}.{column}" in places.cells)
        for column, value in values.items()
    ]
    place = places.at(
        key,
        name,
        boxes=[(column, targets.column_label(column)) for column in targets.CELLS],
        values=[
            Value(
                f"{key}.{column}", targets.column_label(column), _shown(values[column])
            )
            for column in AMENDABLE_CELLS
        ],
    )
    return LineRow(
        name,
        line.state,
        line.reason,
        tuple(cells),
        _rate(values),
        line.explanation,
        line.minutes,
        place,
        name in amended,
    )


def _keys_by_name(conference: Conference, places: Places) -> dict[str, str]:
    """The places of lines that were remarked on, by the name of the group."""
    lines = [key.partition(".")[2] for key in places.said if is_line(key)]
    names = targets.names_of_lines(conference, {int(line) for line in lines})
    return {name: line_key(line) for line, name in names.items()}


def _as_sent(
    row: dict[str, Any], key: str | None, places: Places, amended: set[str]
) -> LineRow:
    """A line of the version that was sent; with its place if it was remarked on."""
    day = row["held_on"] and datetime.date.fromisoformat(row["held_on"])
    values = {**row, "held_on": day or None}
    cells = tuple(Cell(column, _shown(values[column])) for column in COLUMNS)
    return LineRow(
        row["name"],
        row["state"],
        row["reason"],
        cells,
        _rate(values),
        place=places.at(key, row["name"]) if key else None,
        is_amended=row["name"] in amended,
    )


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return (
        format_date(value) if isinstance(value, datetime.date) else format_number(value)
    )


def _rate(values: dict[str, Any]) -> str:
    attended, invited = values["households_attended"], values["households_invited"]
    return format_percent(attended, invited) if attended is not None and invited else ""


def _names_in_use(rows: Iterable[LineRow]) -> list[str]:
    known = {cell.name for row in rows for cell in row.cells if cell.text}
    return [name for name in COLUMNS if name in USUAL | known]


def _narrowed(row: LineRow, names: list[str]) -> LineRow:
    return replace(row, cells=tuple(cell for cell in row.cells if cell.name in names))


def _totals(figures: dict[str, FigureRow]) -> dict[str, Total]:
    found = {"held_on": Total("held_on")}
    for column, measure in GROUP_MEASURES.items():
        reading = figures[measure].reading
        found[column] = Total(
            column,
            str(reading.summed or ""),
            str(reading.stated or ""),
            reading.contradicts,
        )
    return found
