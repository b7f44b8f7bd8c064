"""An Excel file that people send back, read: its rows, and its cells as text.

The archive is looked into before it is opened: kind, size, members, unpacked size,
macros, XML entities. Formulas are not taken: what they give depends on who computed
them last. Everything beyond the limits is refused as a whole.
"""

from __future__ import annotations

import datetime
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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
from publishing.vietnamese import fold, format_date, format_number

ENDING = ".xlsx"
MAX_BYTES = 2 * 1024**2
MAX_UNPACKED = 20 * 1024**2
MAX_MEMBERS = 300
MAX_TAGS = 200_000  # each costs the reader some hundred bytes, and time
PIECE = 64 * 1024  # bytes unpacked at a time
MAX_ROWS = 600
MAX_COLUMNS = 40
HEAD_WITHIN = 15  # rows, from the top
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


Cells = tuple[Any, ...]
Fault = tuple[str, str]  # the cell as Excel names it, "E7", and what is wrong with it


@dataclass
class FileRow:
    """One row of a file: its number, and the cells that are not empty."""

    number: int
    typed: dict[str, str] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)

    def address(self, name: str) -> str:
        """The cell as Excel names it: "E7"; of a column that it lacks, the row."""
        return f"{self.letters.get(name, '')}{self.number}"


@contextmanager
def reading() -> Iterator[None]:
    """Whatever a broken file makes the reader raise is a ValidationError in words."""
    try:
        yield
    except READING_ERRORS as error:
        raise _unreadable() from error


def checked(file: File) -> bytes:
    """The content of an upload that may be opened; raises ValidationError."""
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


def first_sheet(content: bytes) -> list[Cells]:
    """The rows of the first sheet, from its first row on, within the limits.

    Call it within `reading`.
    """
    with _opened(content) as book:
        return _rows(book.worksheets[0])


def sheets(content: bytes, names: Mapping[str, Any]) -> dict[str, list[Cells]]:
    """The rows of the sheets by key; `names` is key → name, compared folded.

    Call it within `reading`. Raises ValidationError where a sheet is missing.
    """
    with _opened(content) as book:
        named = {plain(sheet.title): sheet for sheet in book.worksheets}
        lost = [str(name) for name in names.values() if plain(name) not in named]
        if lost:
            raise ValidationError(
                _("The file lacks these sheets: %(names)s. Use the template.")
                % {"names": ", ".join(lost)}
            )
        return {key: _rows(named[plain(name)]) for key, name in names.items()}


@contextmanager
def _opened(content: bytes) -> Iterator[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts that nobody asks for here
        book = openpyxl.load_workbook(BytesIO(content), read_only=True)
        try:
            yield book
        finally:
            book.close()


def _rows(sheet: Any) -> list[Cells]:
    sheet.reset_dimensions()  # a file may state any
    limit = {"max_row": MAX_ROWS + 1, "max_col": MAX_COLUMNS}
    rows = list(sheet.iter_rows(**limit))
    if len(rows) > MAX_ROWS:
        raise ValidationError(
            _("The file has more than %(limit)s rows. Use the template.")
            % {"limit": MAX_ROWS}
        )
    return rows


def heads(row: Cells) -> list[str]:
    """The heads of a row, to be compared: without case, marks and odd spaces."""
    return [plain(cell.value) for cell in row]


def places(heads: list[str], labels: Mapping[str, Any]) -> dict[str, int]:
    """The place of each column, by name; raises ValidationError where one is missing."""
    found = {
        name: heads.index(plain(label))
        for name, label in labels.items()
        if plain(label) in heads
    }
    lost = [str(label) for name, label in labels.items() if name not in found]
    if lost:
        raise ValidationError(
            _("The file lacks these columns: %(names)s. Use the template.")
            % {"names": ", ".join(lost)}
        )
    return found


def fill(line: FileRow, row: Cells, columns: Mapping[str, int]) -> list[Fault]:
    """Take the texts of the row's cells into `line`; what holds no plain value."""
    faults = []
    for name, place in columns.items():
        line.letters[name] = get_column_letter(place + 1)
        if not is_filled(row, place):
            continue
        try:
            line.typed[name] = text_of(row[place])
        except CellError as fault:
            faults.append((line.address(name), str(fault)))
    return faults


def plain(value: Any) -> str:
    return fold(str(value)) if value is not None else ""


def is_filled(row: Cells, place: int) -> bool:
    return place < len(row) and plain(row[place].value) != ""


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
