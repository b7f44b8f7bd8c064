"""The foot of the sheet: the paper's totals as a form shows, reads and saves them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from . import group_sheet, sheet_totals
from .corrections import EVERYTHING, Opening
from .group_sheet import ClosedError
from .models import Conference
from .sheet_cells import COLUMNS, Column
from .sheet_totals import CHANGED, STATED, ColumnTotal, Totals

START = "giay"  # what the names of these cells begin with
SEEN = f"{START}-seen"


@dataclass(frozen=True)
class FootCell:
    """One cell under a column; under words there is no total."""

    column: Column
    total: ColumnTotal | None
    text: str
    fault: str
    is_open: bool = True

    @property
    def name(self) -> str:
        return f"{START}-{self.column.name}"


@dataclass
class Foot:
    """What a form brought: `seen` is what it had shown, `faults` are by column."""

    typed: Mapping[str, str] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)

    def cells(self, totals: Totals, opening: Opening = EVERYTHING) -> list[FootCell]:
        """The cells in the order of the columns; after a fault all keep their text."""
        typed = self.typed if self.faults else {}
        return [
            FootCell(
                column,
                totals.columns.get(column.name),
                typed.get(column.name, _saved(totals, column.name)),
                self.faults.get(column.name, ""),
                _is_open(totals, column.name, opening),
            )
            for column in COLUMNS
        ]

    def stamp(self, totals: Totals) -> str:
        """What the form keeps from now on, as JSON."""
        return json.dumps(self.seen) if self.faults else stamp(totals)


def _is_open(totals: Totals, name: str, opening: Opening) -> bool:
    if name not in totals.columns:
        return False
    return sheet_totals.is_open_total(name, totals[name].stated, opening)


def stamp(totals: Totals) -> str:
    return json.dumps({total.name: total.stated_text for total in totals})


def _saved(totals: Totals, name: str) -> str:
    return totals[name].stated_text if name in totals.columns else ""


def save(post: QueryDict, *, conference: Conference, by: Any) -> Foot:
    """Save the totals that a form brings, all or none.

    Raises PermissionDenied and `ClosedError`; other faults are in the answer. Where
    another person's total was told, the answer takes it as seen: saving once more
    means what is typed.
    """
    foot = Foot(_typed(post), _texts(post.get(SEEN, "")))
    if not foot.typed:
        return foot
    try:
        sheet_totals.save_stated(
            conference=conference, typed=foot.typed, seen=foot.seen, by=by
        )
    except ClosedError:
        raise
    except ValidationError as error:
        foot.faults = group_sheet.faults_of(error)
        foot.seen |= _told(error, sheet_totals.totals(conference))
    return foot


def _typed(post: QueryDict) -> dict[str, str]:
    names = {name: f"{START}-{name}" for name in STATED}
    return {name: post.get(key, "") for name, key in names.items() if key in post}


def _told(error: ValidationError, totals: Totals) -> dict[str, str]:
    """The totals of others that the message named."""
    return {
        name: totals[name].stated_text
        for name, faults in error.error_dict.items()
        if any(fault.code == CHANGED for fault in faults)
    }


def _texts(text: str) -> dict[str, str]:
    """What the form kept of the totals it showed; nothing where that is damaged."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: str(value) for name, value in found.items()}
