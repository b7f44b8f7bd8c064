"""Tables for Excel and others, in which no text can become a formula.

A cell that begins like a formula gets an apostrophe before it, in both formats: an
.xlsx stores it as text anyway, but may be saved as CSV and opened again elsewhere.
Rows are written as they come, so a table of any length needs little memory.
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any, NamedTuple

import xlsxwriter
from django.utils import timezone

from .vietnamese import format_percent

# ASVS 5.0, 1.2.10, and the full-width signs that Excel takes for the plain ones.
FORMULA_STARTS = tuple("=+-@＝＋－＠\t\r\n\0")
BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for something else
LONGEST_TEXT = 32_767  # of a cell in Excel
# Nothing is guessed from what a text looks like; a date is a date, in local time.
BOOK_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}

A4 = 9  # Excel's number of the paper


class Share(NamedTuple):
    """A part of a whole: a number formatted as a per cent in Excel, "68,6%" in CSV."""

    part: int
    whole: int


Cell = str | int | datetime.datetime | datetime.date | Share | None


class Column(NamedTuple):
    """The head of a column, and how many characters wide it is."""

    title: str
    width: int = 18


def safe_text(text: str) -> str:
    """Return `text` so that no program takes it for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def csv_parts(
    columns: Sequence[Column], rows: Iterable[Sequence[Cell]]
) -> Iterator[bytes]:
    """Yield a CSV file part by part: UTF-8 with a byte order mark, commas, CRLF."""
    writer = csv.writer(_Echo())
    head = [column.title for column in columns]
    yield f"{BYTE_ORDER_MARK}{_line(writer, head)}".encode()
    for row in rows:
        yield _line(writer, row).encode()


class Book:
    """An .xlsx workbook that is written into `file` sheet by sheet, row by row."""

    def __init__(self, file: IO[bytes]) -> None:
        self._book = xlsxwriter.Workbook(file, dict(BOOK_OPTIONS))
        self._head = self._format(bold=True, bottom=1, text_wrap=True, valign="top")
        self._formats = {
            datetime.datetime: self._format(num_format="dd/mm/yyyy hh:mm"),
            datetime.date: self._format(num_format="dd/mm/yyyy"),
            int: self._format(num_format="#,##0"),
            Share: self._format(num_format="0.0%"),
        }
        self._totals = {
            kind: self._format(bold=True, top=1, **looks)
            for kind, looks in {
                int: {"num_format": "#,##0"},
                Share: {"num_format": "0.0%"},
                str: {},
            }.items()
        }

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *raised: object) -> None:
        self._book.close()

    def add_sheet(
        self,
        name: str,
        columns: Sequence[Column],
        rows: Iterable[Sequence[Cell]],
        *,
        total: Sequence[Cell] = (),
        printed: str = "",
    ) -> None:
        """Add a sheet: heads that stay in sight, then the rows, then their total.

        With `printed`, the title above each page on paper, it prints on A4 across, all
        columns on one page, the heads repeated.
        """
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, safe_text(column.title), self._head)
        number = 0
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                self._write(sheet, number, place, value, self._formats)
        for place, value in enumerate(total):
            self._write(sheet, number + 1, place, value, self._totals)
        if printed:
            _set_up_print(sheet, printed)

    def _write(
        self, sheet: Any, row: int, place: int, value: Cell, formats: dict[type, Any]
    ) -> None:
        shape = formats.get(type(value))
        if isinstance(value, datetime.datetime):
            sheet.write_datetime(row, place, _local(value), shape)
        elif isinstance(value, datetime.date):
            sheet.write_datetime(row, place, value, shape)
        elif isinstance(value, Share):
            if value.whole:
                sheet.write_number(row, place, value.part / value.whole, shape)
        elif isinstance(value, int):
            sheet.write_number(row, place, value, shape)
        elif value:
            sheet.write_string(row, place, safe_text(value)[:LONGEST_TEXT], shape)

    def _format(self, **looks: Any) -> Any:
        return self._book.add_format(looks)


def _set_up_print(sheet: Any, title: str) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    # An & begins a command there, and no more than 255 signs are taken.
    sheet.set_header(f"&C&B{title.replace('&', '&&')[:200]}")
    sheet.set_footer("&C&P/&N")


class _Echo:
    """A file for the CSV writer that hands every line back."""

    def write(self, line: str) -> str:
        return line


def _line(writer: Any, row: Sequence[Cell]) -> str:
    return writer.writerow([_as_text(value) for value in row])


def _as_text(value: Cell) -> str:
    if isinstance(value, datetime.datetime):
        return f"{_local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, datetime.date):
        return f"{value:%Y-%m-%d}"
    if value is None:
        return ""
    if isinstance(value, Share):
        return format_percent(value.part, value.whole)
    return safe_text(value) if isinstance(value, str) else str(value)


def _local(moment: datetime.datetime) -> datetime.datetime:
    """Excel knows no time zones: local time, without one."""
    if timezone.is_aware(moment):
        moment = timezone.localtime(moment)
    return moment.replace(tzinfo=None, microsecond=0)
