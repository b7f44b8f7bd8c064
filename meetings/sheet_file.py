"""A filled-in Excel sheet: which record it belongs to, and the rows of its groups."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

from publishing.vietnamese import clean_line

from . import workbook
from .models import Conference
from .sheet_cells import COLUMNS
from .sheet_template import key_head, record_key
from .workbook import HEAD_WITHIN, Cells, Fault, FileRow

_KEY = re.compile(r"hn-(\d{1,18})-(\d{1,18})-(\d{4})")
_LINE = re.compile(r"(\d{1,18})-(\d{1,18})")


@dataclass
class FileLine(FileRow):
    """One row of the file, and the group that it is of."""

    group_id: int = 0


@dataclass
class Sheet:
    """The rows of a file, and its faulty cells: (address, what is wrong)."""

    lines: list[FileLine] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_file(file: File, conference: Conference) -> Sheet:
    """Read the file as one of this record's; raises ValidationError if it is not."""
    content = workbook.checked(file)
    with workbook.reading():
        return _read(workbook.first_sheet(content), conference)


def _read(rows: list[Cells], conference: Conference) -> Sheet:
    head, columns = _find_head(rows)
    _check_record(rows[:head], conference)
    sheet = Sheet()
    seen: dict[int, int] = {}
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        line = _line(sheet, row, number, columns, conference)
        if line is None:
            continue
        if line.group_id in seen:
            text = _("this group stands in row %(row)s already")
            fault = text % {"row": seen[line.group_id]}
            sheet.faults.append((f"B{number}", fault))
        seen[line.group_id] = number
        sheet.lines.append(line)
    return sheet


def _find_head(rows: list[Cells]) -> tuple[int, dict[str, int]]:
    """The row of heads, and the place of each column; heads are compared folded."""
    for number, row in enumerate(rows[:HEAD_WITHIN]):
        heads = workbook.heads(row)
        if heads and heads[0] == workbook.plain(key_head()):
            labels = {column.name: column.label for column in COLUMNS}
            return number, workbook.places(heads, labels)
    raise ValidationError(
        _("This is not the template of a sheet. Download it, and copy your figures in.")
    )


def _check_record(rows: list[Cells], conference: Conference) -> None:
    """Refuse a file that was made for another ward, record or year, and say whose."""
    found, title = None, ""
    for row in rows:
        found = _KEY.fullmatch(str(row[0].value or "")) if row else None
        if found:
            title = next((str(cell.value) for cell in row[1:] if cell.value), "")
            break
    if found is None:
        raise ValidationError(
            _("The file does not say which record it belongs to. Use the template.")
        )
    if found[0] == record_key(conference):
        return
    words = {"title": clean_line(title)[:200]}
    if int(found[2]) != conference.unit_id:
        text = _("This file was made for another unit: “%(title)s”.")
    elif int(found[3]) != conference.year:
        text = _("This file was made for another year: “%(title)s”.")
    else:
        text = _("This file was made for another record: “%(title)s”.")
    raise ValidationError(text % words)


def _line(
    sheet: Sheet,
    row: Cells,
    number: int,
    columns: dict[str, int],
    conference: Conference,
) -> FileLine | None:
    """One row with its group; None, and a fault if it says something, without one."""
    key = _LINE.fullmatch(str(row[0].value or "")) if row else None
    if key is None or int(key[1]) != conference.pk:
        if any(workbook.is_filled(row, place) for place in columns.values()):
            text = _("this row belongs to no group: its hidden key is missing")
            sheet.faults.append((str(number), text))
        return None
    line = FileLine(number, group_id=int(key[2]))
    sheet.faults += workbook.fill(line, row, columns)
    return line
