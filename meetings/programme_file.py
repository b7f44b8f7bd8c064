"""A filled-in Excel file of programmes: the rows of its two sheets, as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

from . import workbook
from .programme_cells import LABELS, SHEETS
from .workbook import HEAD_WITHIN, Cells, Fault, FileRow


@dataclass
class Rows:
    """The rows of one sheet, and its cells that hold no plain value."""

    rows: list[FileRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass
class ProgrammeFile:
    programmes: Rows
    tasks: Rows

    def to_sign(self) -> list[Any]:
        """What was read, as plain lists: `from_signed` makes the same file of it."""
        return [
            [[row.number, row.typed, row.letters] for row in part.rows]
            for part in (self.programmes, self.tasks)
        ]


def from_signed(content: list[Any]) -> ProgrammeFile:
    """The file that `to_sign` wrote down; it had no faults."""
    first, second = ([FileRow(*row) for row in part] for part in content)
    return ProgrammeFile(Rows(first), Rows(second))


def read_file(file: File) -> ProgrammeFile:
    """Read an upload; raises ValidationError where it is no file of programmes."""
    content = workbook.checked(file)
    with workbook.reading():
        found = workbook.sheets(content, SHEETS)
        return ProgrammeFile(*(_read(found[sheet], sheet) for sheet in SHEETS))


def _read(rows: list[Cells], sheet: str) -> Rows:
    head, columns = _find_head(rows, sheet)
    read = Rows()
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        line = FileRow(number)
        faults = workbook.fill(line, row, columns)
        if line.typed or faults:
            read.rows.append(line)
            read.faults += faults
    return read


def _find_head(rows: list[Cells], sheet: str) -> tuple[int, Mapping[str, int]]:
    """The row of heads: the one, near the top, that has most of them."""
    labels = LABELS[sheet]
    wanted = {workbook.plain(label) for label in labels.values()}
    heads = [workbook.heads(row) for row in rows[:HEAD_WITHIN]]
    known = [len(wanted.intersection(row)) for row in heads]
    if not any(known):
        raise ValidationError(
            _("The sheet “%(sheet)s” has no heads. Use the template.")
            % {"sheet": SHEETS[sheet]}
        )
    place = known.index(max(known))
    return place, workbook.places(heads[place], labels)
