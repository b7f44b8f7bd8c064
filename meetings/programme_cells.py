"""The two sheets of programmes: their columns, and what their cells say.

Choices are compared without case, marks and dashes; lists are parted by ";". An empty
cell is not known: it leaves what is saved. Pure functions: no query.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from publishing.vietnamese import clean_line, fold

from . import sheet_cells
from .models import Programme, Task
from .sheet_cells import Column

PARTED = ";"
LARGEST_TARGET = 999_999_999
LARGEST_NUMBER = 999  # of a task
_SIGNS = re.compile(r"[^a-z0-9]+")

PROGRAMMES, TASKS = "programmes", "tasks"
SHEETS = {
    PROGRAMMES: pgettext_lazy("sheet of the programmes' file", "Programmes"),
    TASKS: pgettext_lazy("sheet of the programmes' file", "Tasks"),
}

CHOICES: dict[str, Sequence[tuple[str, Any]]] = {
    "layer": Programme.Layer.choices,
    "conclusion": Programme.Conclusion.choices,
    "measure": Task.Measure.choices,
}
_LIST_HINT = pgettext_lazy(
    "hint in the programmes' file", "As written, parted by semicolons (;)."
)
_DAY_HINT = pgettext_lazy("hint in the programmes' file", "For example 15/01/2026.")
_CODE_HINT = pgettext_lazy(
    "hint in the programmes' file",
    "Its number, or any code: tasks name their programme by it.",
)


def _column(name: str, label: Any, kind: str, hint: Any = "") -> Column:
    return Column(name, label, kind, hint)


PROGRAMME_COLUMNS = (
    _column(
        "code",
        pgettext_lazy("column of the programmes' file", "Code or number"),
        "text",
        _CODE_HINT,
    ),
    _column(
        "title",
        pgettext_lazy("column of the programmes' file", "Name of the programme"),
        "text",
    ),
    _column(
        "layer", pgettext_lazy("column of the programmes' file", "Layer"), "choice"
    ),
    _column("year", pgettext_lazy("column of the programmes' file", "Year"), "year"),
    _column(
        "starts_on",
        pgettext_lazy("column of the programmes' file", "From day"),
        "day",
        _DAY_HINT,
    ),
    _column(
        "ends_on",
        pgettext_lazy("column of the programmes' file", "To day"),
        "day",
        _DAY_HINT,
    ),
    _column(
        "conclusion",
        pgettext_lazy("column of the programmes' file", "Concluded by"),
        "choice",
    ),
    _column(
        "concluded_on",
        pgettext_lazy("column of the programmes' file", "Day of conclusion"),
        "day",
        _DAY_HINT,
    ),
    _column("place", pgettext_lazy("column of the programmes' file", "Place"), "text"),
    _column(
        "parties",
        pgettext_lazy("column of the programmes' file", "Parties"),
        "list",
        _LIST_HINT,
    ),
)
TASK_COLUMNS = (
    _column(
        "code",
        pgettext_lazy("column of the programmes' file", "Code of the programme"),
        "text",
        _CODE_HINT,
    ),
    _column(
        "number",
        pgettext_lazy("column of the programmes' file", "Number of the task"),
        "number",
    ),
    _column("text", pgettext_lazy("column of the programmes' file", "Task"), "words"),
    _column(
        "lead", pgettext_lazy("column of the programmes' file", "Lead body"), "text"
    ),
    _column(
        "support",
        pgettext_lazy("column of the programmes' file", "Supporting bodies"),
        "list",
        _LIST_HINT,
    ),
    _column(
        "measure", pgettext_lazy("column of the programmes' file", "Measure"), "choice"
    ),
    _column(
        "target", pgettext_lazy("column of the programmes' file", "Target"), "target"
    ),
    _column(
        "target_unit",
        pgettext_lazy("column of the programmes' file", "Counted in"),
        "text",
    ),
    _column(
        "due_on",
        pgettext_lazy("column of the programmes' file", "Due day"),
        "day",
        _DAY_HINT,
    ),
)
COLUMNS = {PROGRAMMES: PROGRAMME_COLUMNS, TASKS: TASK_COLUMNS}
LABELS = {
    sheet: {column.name: column.label for column in columns}
    for sheet, columns in COLUMNS.items()
}


def read(
    columns: Sequence[Column], typed: Mapping[str, str], *, year: int
) -> tuple[dict[str, Any], dict[str, str]]:
    """Read the typed cells of a row: its values, and the faults by column.

    `year` is that of days typed without one. Columns that are empty are in neither.
    """
    values: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for column in columns:
        if column.name not in typed:
            continue
        try:
            values[column.name] = _value(column, typed[column.name], year)
        except ValidationError as fault:
            faults[column.name] = fault.messages[0]
    return values, faults


def _value(column: Column, text: str, year: int) -> Any:
    if column.kind == "day":
        return sheet_cells.written_day(text, year)
    if column.kind == "choice":
        return choice(column.name, text)
    readers: dict[str, Any] = {
        "text": clean_line,
        "words": str,
        "list": parted,
        "year": lambda typed: sheet_cells.number(typed, 9999),
        "number": lambda typed: sheet_cells.number(typed, LARGEST_NUMBER),
        "target": lambda typed: sheet_cells.number(typed, LARGEST_TARGET),
    }
    return readers[column.kind](text)


def choice(name: str, text: str) -> str:
    """The value whose words were typed; raises ValidationError that names the words."""
    for value, label in CHOICES[name]:
        if _letters(str(label)) == _letters(text):
            return value
    words = "; ".join(str(label) for _value, label in CHOICES[name])
    raise ValidationError(_("Choose one of: %(words)s.") % {"words": words})


def parted(text: str) -> list[str]:
    """The names in a cell: "A; B" → ["A", "B"]."""
    names = (clean_line(name) for name in re.split(r"[;\n]", text))
    return [name for name in names if name]


def shown(column: Column, value: Any) -> str:
    """A value as its cell shows it."""
    if column.kind == "choice":
        return str(dict(CHOICES[column.name]).get(value, ""))
    if column.kind == "list":
        return f"{PARTED} ".join(value)
    if column.kind in {"year", "number"}:
        return "" if value is None else str(value)
    return sheet_cells.shown(value)


def cells(
    columns: Sequence[Column], row: Any, given: Mapping[str, Any]
) -> dict[str, str]:
    """The row as its cells show it; `given` are values that are no field of it."""
    return {
        column.name: shown(
            column,
            given[column.name] if column.name in given else getattr(row, column.name),
        )
        for column in columns
    }


def where(sheet: str, fault: str) -> str:
    """A fault with its sheet: "Trang “Nhiệm vụ”, ô E7: …"."""
    return _("Sheet “%(sheet)s” – %(fault)s") % {"sheet": SHEETS[sheet], "fault": fault}


def _letters(text: str) -> str:
    return _SIGNS.sub("", fold(text))
