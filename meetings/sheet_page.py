"""The sheet as its pages show it: rows of cells, with what was typed and what is wrong.

The grid, a group's own form and the printed sheet are made of the same rows, so a
cell is named, explained and marked alike everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from units.models import Unit

from . import corrections, group_sheet, targets
from .corrections import EVERYTHING, Opening
from .group_sheet import ChangedError
from .models import Conference, GroupReport, Remark
from .models.conference import group_order
from .sheet_cells import BY_NAME, COLUMNS, Column, shown

SEEN = "seen"


@dataclass(frozen=True)
class Cell:
    """One cell: its name in the form, its text, and what is wrong with it."""

    column: Column
    name: str
    text: str
    fault: str = ""
    is_open: bool = True
    told: tuple[str, ...] = ()  # what the level above said of it

    @property
    def id(self) -> str:
        return f"o-{self.name}"


@dataclass
class Row:
    """One group's line; `typed` is what a person typed that is not saved."""

    line: GroupReport
    label: str
    typed: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    conflict: ChangedError | None = None
    opening: Opening = EVERYTHING
    told: Mapping[str, Sequence[Remark]] = field(default_factory=dict)

    @property
    def group(self) -> Unit:
        return self.line.group

    @property
    def cells(self) -> list[Cell]:
        return [self.cell(column.name) for column in COLUMNS]

    def cell(self, name: str) -> Cell:
        text = self.typed.get(name, shown(getattr(self.line, name)))
        fault = self.faults.get(name, "")
        return Cell(
            BY_NAME[name],
            f"{self.group.pk}-{name}",
            text,
            fault,
            self.opening.has_cell(self.line.pk, name),
            self.told_of(name),
        )

    def told_of(self, column: str) -> tuple[str, ...]:
        """What the level above said of the cell."""
        remarks = self.told.get(targets.cell(self.line.pk, column), ())
        return tuple(remark.text for remark in remarks)

    @property
    def asked(self) -> list[Cell]:
        """The cells that the level above asked to correct."""
        return [cell for cell in self.cells if cell.told]

    @property
    def takes_minutes(self) -> bool:
        """Whether the photograph of the minutes may be exchanged now."""
        return self.opening.has_cell(self.line.pk, targets.MINUTES)

    @property
    def told_of_minutes(self) -> tuple[str, ...]:
        return self.told_of(targets.MINUTES)

    @property
    def seen(self) -> str:
        return group_sheet.stamp(self.line)

    @property
    def is_unsaved(self) -> bool:
        return bool(self.typed)

    @property
    def state(self) -> str:
        """For the eye: a faulty row, else the state of the saved line."""
        return "fault" if self.faults or self.conflict else self.line.state

    @property
    def words(self) -> str:
        if self.conflict:
            return changed_words(self.conflict)
        if self.faults:
            return not_saved_words(self.faults)
        if self.is_unsaved:
            return _("Not saved yet")
        return state_words(self.line)

    @property
    def remarks(self) -> list[str]:
        return [] if self.is_unsaved else group_sheet.remarks(self.line)


def state_words(line: GroupReport) -> str:
    """Where a saved line stands: "Chưa đủ: thiếu ý kiến"."""
    lacks = group_sheet.missing(line)
    if lacks:
        names = ", ".join(name[:1].lower() + name[1:] for name in lacks)
        return _("Not complete: %(names)s missing") % {"names": names}
    if line.state == GroupReport.State.REPORTED:
        return _("Complete")
    return str(line.get_state_display())


def not_saved_words(faults: Mapping[str, str]) -> str:
    """Why a row could not be saved, in one sentence for its end."""
    if "" in faults:
        return faults[""]
    names = ", ".join(str(BY_NAME[name].label) for name in faults if name in BY_NAME)
    return _("Not saved: please correct %(names)s") % {"names": names}


def changed_words(conflict: ChangedError) -> str:
    if conflict.by:
        return _("Not saved: %(name)s changed this row meanwhile") % {
            "name": conflict.by
        }
    return _("Not saved: this row was changed meanwhile")


def conflict_faults(conflict: ChangedError) -> dict[str, str]:
    """Both values, told at each cell where they differ."""
    text = _("Saved: %(saved)s. You typed: %(typed)s.")
    return {
        name: text % {"saved": saved or "–", "typed": typed or "–"}
        for name, (saved, typed) in conflict.cells.items()
    }


def lines_of(conference: Conference) -> list[GroupReport]:
    """The lines with their groups and pictures, in the order of the groups."""
    lines = conference.group_reports.select_related("group", "minutes")
    return sorted(
        lines.prefetch_related("group__names"),
        key=lambda line: group_order(line.group, conference.day),
    )


def rows_of(conference: Conference) -> list[Row]:
    opening = corrections.open_fields(conference)
    told = corrections.remarks_by_target(conference)
    return [
        Row(line, line.group.full_name_on(conference.day), opening=opening, told=told)
        for line in lines_of(conference)
    ]


def row_of(conference: Conference, group_id: int) -> tuple[Row, Sequence[Row]]:
    """One row, and all of them; raises LookupError for a group of another ward."""
    rows = rows_of(conference)
    found = [row for row in rows if row.group.pk == group_id]
    if not found:
        raise LookupError(group_id)
    return found[0], rows


def typed_of(post: QueryDict, group_id: int) -> dict[str, str]:
    """What a form brings for one group; a cell that it lacks is empty."""
    return {
        column.name: post.get(f"{group_id}-{column.name}", "") for column in COLUMNS
    }


def seen_of(post: QueryDict, group_id: int) -> str | None:
    """The stamp that the form kept of the row; None where it has no such row."""
    return post.get(f"{group_id}-{SEEN}")


def is_touched(row: Row, typed: Mapping[str, str]) -> bool:
    """Whether the form says anything else than what is saved."""
    return any(typed[cell.column.name] != cell.text for cell in row.cells)


def answer(line: GroupReport) -> dict[str, Any]:
    """What a saved row tells the script on the page."""
    return {
        "seen": group_sheet.stamp(line),
        "cells": {
            name: shown(value) for name, value in group_sheet.values_of(line).items()
        },
        "state": line.state,
        "words": state_words(line),
        "remarks": group_sheet.remarks(line),
    }
