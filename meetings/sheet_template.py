"""The sheet as an Excel file that is made for one record, to be filled in and sent back.

Column A is hidden: it says which record the file belongs to and which group a row is,
so that names may be read by people and need not be matched by machines. Only cells to
fill in are unlocked. Days are cells of text: Excel would turn 5/2 into the second of
May where it is set to English. Nothing in it can become a formula.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from publishing.spreadsheets import BOOK_OPTIONS, safe_text

from . import sheet_page
from .models import Conference
from .sheet_cells import COLUMNS, LARGEST, LONGEST, MARK, Column, shown

HEAD_ROW = 3  # counted from 0: title, two notes, then the heads
WIDTHS = {"day": 12, "number": 11, "votes": 11, "mark": 9, "text": 28}


def record_key(conference: Conference) -> str:
    """What marks a file as this record's: "hn-7-120-2024" (record, unit, year)."""
    return f"hn-{conference.pk}-{conference.unit_id}-{conference.year}"


def line_key(conference: Conference, group_id: int) -> str:
    return f"{conference.pk}-{group_id}"


def template(conference: Conference) -> bytes:
    """An .xlsx with a row for each group, filled with what is saved already."""
    file = BytesIO()
    options = {**BOOK_OPTIONS, "constant_memory": False}
    with xlsxwriter.Workbook(file, options) as book:
        _write(book, conference)
    return file.getvalue()


def _write(book: Any, conference: Conference) -> None:
    sheet = book.add_worksheet(_("Groups"))
    rows = sheet_page.rows_of(conference)
    _write_head(book, sheet, conference)
    formats = {column.name: _format(book, column) for column in COLUMNS}
    locked = book.add_format({"bg_color": "#F3EEE6", "border": 1})
    first = HEAD_ROW + 1
    for number, row in enumerate(rows, start=first):
        sheet.write_string(number, 0, line_key(conference, row.group.pk))
        sheet.write_string(number, 1, safe_text(row.label), locked)
        for place, column in enumerate(COLUMNS, start=2):
            value = getattr(row.line, column.name)
            _write_cell(sheet, number, place, value, formats[column.name])
    if rows:
        for place, column in enumerate(COLUMNS, start=2):
            rule = _rule(column)
            sheet.data_validation(first, place, HEAD_ROW + len(rows), place, rule)
    _set_up_print(sheet)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _write_head(book: Any, sheet: Any, conference: Conference) -> None:
    last = len(COLUMNS) + 1
    bold = book.add_format({"bold": True, "font_size": 13})
    note = book.add_format({"text_wrap": True, "valign": "top", "italic": True})
    head = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "border": 1}
    )
    sheet.set_column(0, 0, 4, None, {"hidden": True})
    sheet.set_column(1, 1, 24)
    sheet.write_string(0, 0, record_key(conference))
    sheet.merge_range(0, 1, 0, last, safe_text(conference.full_title), bold)
    sheet.merge_range(1, 1, 1, last, _notes()[0], note)
    sheet.merge_range(2, 1, 2, last, _notes()[1], note)
    sheet.write_string(HEAD_ROW, 0, str(key_head()), head)
    sheet.write_string(HEAD_ROW, 1, str(name_head()), head)
    for place, column in enumerate(COLUMNS, start=2):
        sheet.set_column(place, place, WIDTHS[column.kind])
        sheet.write_string(HEAD_ROW, place, str(column.label), head)
    sheet.freeze_panes(HEAD_ROW + 1, 2)


def _notes() -> tuple[str, str]:
    return (
        _(
            "Days like 5/2 or 05/02/2024. 0 means there were none, an empty cell means"
            " not known. In favour: a number, or 100%."
        ),
        _(
            "Write numbers, no formulas. Leave rows and columns where they are: each"
            " row knows its group. “Not held”: x, and the reason."
        ),
    )


def key_head() -> str:
    return _("Row key")


def name_head() -> str:
    return _("Residential group")


def _format(book: Any, column: Column) -> Any:
    looks: dict[str, Any] = {"locked": False, "border": 1}
    if column.kind in {"day", "text", "mark"}:
        looks["num_format"] = "@"
    if column.kind == "number":
        looks["num_format"] = "#,##0"
    if column.kind == "text":
        looks["text_wrap"] = True
    return book.add_format(looks)


def _write_cell(sheet: Any, row: int, place: int, value: Any, shape: Any) -> None:
    if isinstance(value, int) and not isinstance(value, bool):
        sheet.write_number(row, place, value, shape)
    elif text := shown(value):
        sheet.write_string(row, place, safe_text(text), shape)
    else:
        sheet.write_blank(row, place, None, shape)


def _rule(column: Column) -> dict[str, Any]:
    """What Excel lets people type; the import looks again."""
    told = {"input_title": str(column.label)[:32], "input_message": str(column.hint)}
    if column.kind == "number":
        return told | {
            "validate": "integer",
            "criteria": "between",
            "minimum": 0,
            "maximum": LARGEST,
            "error_title": str(column.label)[:32],
            "error_message": str(column.hint),
        }
    if column.kind == "mark":
        return told | {"validate": "list", "source": [MARK]}
    if column.kind == "text":
        longest = {"criteria": "<=", "value": LONGEST}
        return {"validate": "length", **longest}
    return told | {"validate": "any"}


def _set_up_print(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW)


def file_name(conference: Conference) -> str:
    """An ASCII name for the download: "bang-to-khuong-thuong-2024.xlsx"."""
    return f"bang-to-{conference.unit.slug}-{conference.year}.xlsx"
