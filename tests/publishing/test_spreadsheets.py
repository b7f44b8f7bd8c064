"""Spreadsheets: real dates and numbers, and no text that becomes a formula."""

import csv
from datetime import UTC, date, datetime
from io import BytesIO, StringIO

import openpyxl
import pytest

from publishing.spreadsheets import Book, Column, csv_parts, safe_text

COLUMNS = [Column("Tiêu đề", 40), Column("=Lúc"), Column("Số")]
NIGHT = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)  # 01:30 on the 25th in Việt Nam


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "\0"]
)
def test_a_text_that_begins_like_a_formula_is_marked_as_text(start):
    assert safe_text(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("text", ["", "Hội nghị", "1+1", "'=1", " = 1", "–"])
def test_any_other_text_stays_as_it_is(text):
    assert safe_text(text) == text


def book(rows):
    file = BytesIO()
    with Book(file) as writer:
        writer.add_sheet("Bài", COLUMNS, rows)
    file.seek(0)
    return openpyxl.load_workbook(file)["Bài"]


def table(rows):
    data = b"".join(csv_parts(COLUMNS, rows))
    return data, list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_workbook_has_real_dates_and_numbers_in_local_time():
    sheet = book(
        [["Hội nghị", NIGHT, 1435], ["", date(2026, 1, 5), 0], ["x", None, -2]]
    )

    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert rows == [
        ("Hội nghị", datetime(2026, 11, 25, 1, 30), 1435),  # noqa: DTZ001
        (None, datetime(2026, 1, 5), 0),  # noqa: DTZ001
        ("x", None, -2),
    ]
    assert sheet["B2"].is_date
    assert sheet["C2"].data_type == "n"


def test_the_heads_stay_in_sight():
    sheet = book([["a", None, 1]])

    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet[1]] == ["Tiêu đề", "'=Lúc", "Số"]


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://x.vn";"a")', "@SUM(A1)", "{=1}", "https://x.vn", "007"]
)
def test_no_text_of_a_workbook_is_a_formula_a_link_or_a_number(text):
    cell = book([[text, None, 1]])["A2"]

    assert cell.data_type == "s"
    assert cell.hyperlink is None
    assert cell.value.removeprefix("'") == text


def test_csv_is_utf_8_that_excel_recognises():
    data, rows = table([["Hội nghị, “lần 2”\nở tổ 5", NIGHT, 1435], ["-1", None, -1]])

    assert data.startswith(b"\xef\xbb\xbf")
    assert rows == [
        ["Tiêu đề", "'=Lúc", "Số"],
        ["Hội nghị, “lần 2”\nở tổ 5", "2026-11-25 01:30", "1435"],
        ["'-1", "", "-1"],
    ]


def test_csv_is_written_as_the_rows_come():
    seen = []

    def rows():
        for number in range(3):
            seen.append(number)
            yield ["a", None, number]

    parts = csv_parts(COLUMNS, rows())
    next(parts)
    next(parts)

    assert seen == [0]
