"""The Excel file into which a unit writes its programmes and their tasks.

It is nobody's: the unit is chosen where the file is sent in. Days are cells of text:
Excel would turn 5/2 into the second of May where it is set to English; a column of
dates is read as well. Nothing in it can become a formula.
"""

from __future__ import annotations

from io import BytesIO
from string import ascii_uppercase
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from publishing.spreadsheets import BOOK_OPTIONS

from .programme_cells import CHOICES, COLUMNS, SHEETS
from .sheet_cells import Column
from .workbook import MAX_ROWS

NAME = "chuong-trinh-phoi-hop.xlsx"
HEAD_ROW = 2  # counted from 0: title, note, then the heads
WIDTHS = {"title": 40, "parties": 44, "text": 52, "support": 36, "lead": 28}
WIDTH = 16


def template() -> bytes:
    """An empty .xlsx with the two sheets."""
    file = BytesIO()
    options = {**BOOK_OPTIONS, "constant_memory": False}
    with xlsxwriter.Workbook(file, options) as book:
        for key, columns in COLUMNS.items():
            sheet = book.add_worksheet(str(SHEETS[key]))
            _write_head(book, sheet, str(SHEETS[key]), columns)
            _shape_columns(book, sheet, columns)
        _write_choices(book)
    return file.getvalue()


def choices_name() -> str:
    return pgettext("sheet of the programmes' file", "Choices")


def _write_choices(book: Any) -> None:
    """A hidden sheet with the words to choose from: they may hold commas."""
    sheet = book.add_worksheet(choices_name())
    for place, choices in enumerate(CHOICES.values()):
        for row, (_value, label) in enumerate(choices):
            sheet.write_string(row, place, str(label))
    sheet.hide()


def _write_head(book: Any, sheet: Any, title: str, columns: tuple[Column, ...]) -> None:
    bold = book.add_format({"bold": True, "font_size": 13})
    note = book.add_format({"text_wrap": True, "valign": "top", "italic": True})
    head = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "border": 1}
    )
    sheet.write_string(0, 0, title, bold)
    sheet.merge_range(1, 0, 1, len(columns) - 1, _note(), note)
    sheet.set_row(1, 48)
    for place, column in enumerate(columns):
        sheet.write_string(HEAD_ROW, place, str(column.label), head)
    sheet.freeze_panes(HEAD_ROW + 1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW)


def _note() -> str:
    return _(
        "One row for each programme, and one for each task; a task names its programme"
        " by the code. Write values, no formulas. An empty cell changes nothing of what"
        " is saved. A programme is known by its name and year."
    )


def _shape_columns(book: Any, sheet: Any, columns: tuple[Column, ...]) -> None:
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    number = book.add_format({"num_format": "0", "valign": "top"})
    for place, column in enumerate(columns):
        is_number = column.kind in {"number", "year", "target"}
        width = WIDTHS.get(column.name, WIDTH)
        sheet.set_column(place, place, width, number if is_number else text)
        first, last = HEAD_ROW + 1, MAX_ROWS - 1
        sheet.data_validation(first, place, last, place, _rule(column))


def _rule(column: Column) -> dict[str, Any]:
    """What Excel lets people type; the import looks again."""
    told = {"input_title": str(column.label)[:32], "input_message": str(column.hint)}
    if column.kind == "choice":
        letter = ascii_uppercase[list(CHOICES).index(column.name)]
        last = len(CHOICES[column.name])
        source = f"='{choices_name()}'!${letter}$1:${letter}${last}"
        return told | {"validate": "list", "source": source}
    return told | {"validate": "any"}
