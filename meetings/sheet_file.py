"""A filled-in Excel sheet, read: which record it belongs to, and its cells as text.

The archive is looked into before it is opened: kind, size, members, unpacked size,
macros, XML entities. Formulas are not taken: what they give depends on who computed
them last. Everything beyond the limits is refused as a whole.
"""

from __future__ import annotations

import datetime
import re
import warnings
import zipfile
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from documents.inspection import UNPACKING_ERRORS, check_file, ending_of
from publishing.spreadsheets import FORMULA_STARTS
from publishing.vietnamese import clean_line, format_date, format_number

from .models import Conference
from .sheet_cells import COLUMNS
from .sheet_template import key_head, record_key

ENDING = ".xlsx"
MAX_BYTES = 2 * 1024**2
MAX_UNPACKED = 20 * 1024**2
MAX_MEMBERS = 300
MAX_TAGS = 200_000  # each costs the reader some hundred bytes, and time
PIECE = 64 * 1024  # bytes unpacked at a time
MAX_ROWS = 600
MAX_COLUMNS = 40
HEAD_WITHIN = 15  # rows, from the top
_KEY = re.compile(r"hn-(\d{1,18})-(\d{1,18})-(\d{4})")
_LINE = re.compile(r"(\d{1,18})-(\d{1,18})")
READING_ERRORS = (
    *UNPACKING_ERRORS,
    InvalidFileException,
    SyntaxError,  # of XML, whichever parser reads it
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    OverflowError,
    zipfile.LargeZipFile,
)


class CellError(ValueError):
    """A cell that holds no plain value; the text says why."""


@dataclass
class FileLine:
    """One row of the file: its number, its group, and the cells that are not empty."""

    number: int
    group_id: int
    typed: dict[str, str] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)

    def address(self, name: str) -> str:
        """The cell as Excel names it: "E7"; of a column that it lacks, the row."""
        return f"{self.letters.get(name, '')}{self.number}"


@dataclass
class Sheet:
    """The rows of a file, and its faulty cells: (address, what is wrong)."""

    lines: list[FileLine] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)


def read_file(file: File, conference: Conference) -> Sheet:
    """Read the file as one of this record's; raises ValidationError if it is not."""
    content = _checked(file)
    try:
        rows = _rows(content)
        return _read(rows, conference)
    except READING_ERRORS as error:
        raise _unreadable() from error


def _checked(file: File) -> bytes:
    if ending_of(file.name or "") != ENDING:
        raise ValidationError(
            _("Choose an Excel file (.xlsx): the template of this sheet, filled in.")
        )
    if file.size > MAX_BYTES:
        raise ValidationError(
            _("The file is too large for a sheet (at most %(limit)s MB).")
            % {"limit": MAX_BYTES // 1024**2}
        )
    check_file(file)
    file.seek(0)
    content = file.read()
    _look_into(content)
    return content


def _look_into(content: bytes) -> None:
    """Refuse what unpacks beyond the limits, or declares entities of XML."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            unpacked = sum(member.file_size for member in members)
            if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED:
                raise _too_much()
            tags = 0
            for member in members:
                part = _part(archive, member)
                tags += part.count(b"<")
                if _declares(part):
                    raise _unreadable()
            if tags > MAX_TAGS:
                raise _too_much()
    except UNPACKING_ERRORS as error:
        raise _unreadable() from error


def _part(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """A part, unpacked piece by piece; one that holds more than it declares is refused.

    Whatever is declared, zipfile unpacks up to 1 GB of a part that is read at once, and
    of other methods than Excel's (bzip2, LZMA) everything.
    """
    if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise _unreadable()
    whole, found = copy(member), bytearray()
    whole.file_size = MAX_UNPACKED + 1
    with archive.open(whole) as part:
        while piece := part.read(PIECE):
            found += piece
            if len(found) > member.file_size:
                raise _unreadable()
    return bytes(found)


def _declares(part: bytes) -> bool:
    """Whether a part has a document type, in which entities could be declared."""
    return b"<!DOCTYPE" in part.replace(b"\0", b"").upper()


def _too_much() -> ValidationError:
    return ValidationError(_("The file holds far more than a sheet. Use the template."))


def _unreadable() -> ValidationError:
    return ValidationError(
        _("The file cannot be read. Save it once more as .xlsx, or use the template.")
    )


def _rows(content: bytes) -> list[tuple[Any, ...]]:
    """The rows of the first sheet, from its first row on, within the limits."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts that nobody asks for here
        book = openpyxl.load_workbook(BytesIO(content), read_only=True)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # a file may state any
            limit = {"max_row": MAX_ROWS + 1, "max_col": MAX_COLUMNS}
            rows = list(sheet.iter_rows(**limit))
        finally:
            book.close()
    if len(rows) > MAX_ROWS:
        raise ValidationError(
            _("The file has more than %(limit)s rows. Use the template.")
            % {"limit": MAX_ROWS}
        )
    return rows


def _read(rows: list[tuple[Any, ...]], conference: Conference) -> Sheet:
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


def _find_head(rows: list[tuple[Any, ...]]) -> tuple[int, dict[str, int]]:
    """The row of heads, and the place of each column; heads are compared composed."""
    for number, row in enumerate(rows[:HEAD_WITHIN]):
        heads = [_plain(cell.value) for cell in row]
        if heads and heads[0] == _plain(key_head()):
            return number, _places(heads)
    raise ValidationError(
        _("This is not the template of a sheet. Download it, and copy your figures in.")
    )


def _places(heads: list[str]) -> dict[str, int]:
    places = {
        column.name: heads.index(_plain(column.label))
        for column in COLUMNS
        if _plain(column.label) in heads
    }
    lost = [str(column.label) for column in COLUMNS if column.name not in places]
    if lost:
        raise ValidationError(
            _("The file lacks these columns: %(names)s. Use the template.")
            % {"names": ", ".join(lost)}
        )
    return places


def _plain(value: Any) -> str:
    return clean_line(str(value)).casefold() if value is not None else ""


def _check_record(rows: list[tuple[Any, ...]], conference: Conference) -> None:
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
    row: tuple[Any, ...],
    number: int,
    columns: dict[str, int],
    conference: Conference,
) -> FileLine | None:
    """One row with its group; None, and a fault if it says something, without one."""
    key = _LINE.fullmatch(str(row[0].value or "")) if row else None
    if key is None or int(key[1]) != conference.pk:
        if any(_is_filled(row, place) for place in columns.values()):
            text = _("this row belongs to no group: its hidden key is missing")
            sheet.faults.append((str(number), text))
        return None
    line = FileLine(number, int(key[2]))
    for name, place in columns.items():
        line.letters[name] = get_column_letter(place + 1)
        if not _is_filled(row, place):
            continue
        try:
            line.typed[name] = text_of(row[place])
        except CellError as fault:
            sheet.faults.append((line.address(name), str(fault)))
    return line


def _is_filled(row: tuple[Any, ...], place: int) -> bool:
    return place < len(row) and _plain(row[place].value) != ""


def text_of(cell: Any) -> str:
    """The cell's value as a person would type it; raises CellError."""
    value = cell.value
    if cell.data_type == "f":
        raise CellError(_("holds a formula: paste its value instead"))
    if cell.data_type == "e":
        raise CellError(_("holds a fault of Excel: %(value)s") % {"value": value})
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime.datetime | datetime.date):
        return format_date(value)
    if isinstance(value, int | float):
        return _number_text(value, cell.number_format or "")
    text = str(value)
    is_guarded = text.startswith("'") and text[1:].startswith(FORMULA_STARTS)
    return text[1:] if is_guarded else text


def _number_text(value: float, number_format: str) -> str:
    exact = Decimal(repr(value))
    if "%" in number_format:
        return f"{(exact * 100).normalize():f}%"
    if exact != exact.to_integral_value():
        return format_number(exact)
    return str(int(exact))


def in_order(faults: list[tuple[str, str]]) -> Iterator[str]:
    """The faults as sentences, by row and then by column: "Ô E7: …"."""

    def place(fault: tuple[str, str]) -> tuple[int, int, str]:
        letters = fault[0].rstrip("0123456789")
        return int(fault[0][len(letters) :]), len(letters), letters

    for address, text in sorted(faults, key=place):
        if address.isdecimal():
            yield _("Row %(row)s: %(fault)s") % {"row": address, "fault": text}
        else:
            yield _("Cell %(cell)s: %(fault)s") % {"cell": address, "fault": text}
