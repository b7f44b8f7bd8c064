"""The template, and what comes back in it: real files, good and bad."""

import datetime
import struct
import tracemalloc
import unicodedata
import zipfile
import zlib
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from meetings import group_sheet, records, sheet_import, sheet_template, workbook
from tests.factories import (
    make_conference,
    make_group,
    make_membership,
    make_user,
    make_ward,
)
from tests.meetings.records_of import is_blank
from tests.office import archive
from tests.pictures import upload
from units.models import Role

pytestmark = pytest.mark.django_db

FIRST = sheet_template.HEAD_ROW + 2  # the first row of groups, as Excel counts
# The columns as the template has them: A is the key, B the name.
DAY, TOTAL, INVITED, ATTENDED, OPINIONS, DELEGATES, VOTES, MARK, REASON = "CDEFGHIJK"
GOOD = {
    DAY: "5/2",
    TOTAL: 120,
    INVITED: 100,
    ATTENDED: 80,
    OPINIONS: 3,
    DELEGATES: 5,
    VOTES: "100%",
}


@pytest.fixture
def ward():
    ward = make_ward()
    for number in ("1", "2", "3"):
        make_group(name=number, parent=ward)
    return ward


@pytest.fixture
def writer(ward):
    return make_membership(user=make_user(), unit=ward, role=Role.WRITER).user


@pytest.fixture
def record(ward):
    return make_conference(unit=ward, tier="group", held_on="2024-02-28")


def filled(record, *rows, change=None):
    """The record's template with cells written into its rows, as Excel would save it."""
    book = openpyxl.load_workbook(BytesIO(sheet_template.template(record)))
    sheet = book.active
    for number, cells in enumerate(rows, start=FIRST):
        for letter, value in cells.items():
            sheet[f"{letter}{number}"] = value
    if change:
        change(sheet)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def xlsx(content, name="bang-to.xlsx"):
    return upload(content, name)


def plan(record, *rows, change=None):
    content = filled(record, *rows, change=change)
    return sheet_import.plan(conference=record, file=xlsx(content))


def take(record, by, *rows):
    found = plan(record, *rows)
    signed = sheet_import.sign(found, conference=record, by=by)
    return sheet_import.confirm(conference=record, signed=signed, by=by)


def save(record, by, **typed):
    """Type into the first line."""
    line = lines(record)[0]
    return group_sheet.save_line(
        conference=record,
        group=line.group,
        typed=typed,
        by=by,
        seen=group_sheet.stamp(line),
    )


def lines(record):
    return list(record.group_reports.order_by("pk"))


# The template


def test_the_template_names_the_wards_groups_and_locks_all_but_the_cells(record):
    sheet = openpyxl.load_workbook(BytesIO(sheet_template.template(record))).active

    names = [sheet[f"B{FIRST + place}"].value for place in range(3)]
    assert names == ["Tổ dân phố 1", "Tổ dân phố 2", "Tổ dân phố 3"]
    assert "năm 2024" in sheet["B1"].value
    assert sheet.column_dimensions["A"].hidden
    assert sheet.protection.sheet
    assert sheet[f"B{FIRST}"].protection.locked
    assert not sheet[f"{DAY}{FIRST}"].protection.locked
    # Excel would make the second of May of it where it is set to English.
    assert sheet[f"{DAY}{FIRST}"].number_format == "@"
    assert len(sheet.data_validations.dataValidation) > 5


def test_nothing_in_the_template_is_a_formula(record, ward, writer):
    record.title = "=HYPERLINK(1)"
    record.save()
    save(record, writer, not_to_be_held="x", reason="=1+1")

    book = openpyxl.load_workbook(BytesIO(sheet_template.template(record)))

    kinds = {cell.data_type for row in book.active.iter_rows() for cell in row}
    assert "f" not in kinds
    assert lines(record)[0].reason == "=1+1"


def test_the_template_comes_back_as_it_went_out(record, writer):
    save(record, writer, not_to_be_held="x", reason="=1+1")
    take(record, writer, {}, GOOD)

    content = sheet_template.template(record)
    found = sheet_import.plan(conference=record, file=xlsx(content))

    assert [change.what for change in found.changes] == ["same"] * 3
    assert found.faults == []
    assert not found.is_good


# What a good file does


def test_a_dry_run_changes_nothing_and_says_what_would_happen(record, writer):
    take(record, writer, GOOD)

    found = plan(record, GOOD | {OPINIONS: 9}, GOOD)

    assert [change.what for change in found.changes] == ["changed", "new", "same"]
    assert found.changes[0].differences == [("Ý kiến", "3", "9")]
    assert ("Ngày tổ chức", "", "05/02/2024") in found.changes[1].differences
    assert [line.opinions for line in lines(record)] == [3, None, None]


def test_a_confirmed_file_is_imported_whole(record, writer):
    count = take(record, writer, GOOD, GOOD | {OPINIONS: 0})

    first, second, third = lines(record)
    assert count == 2
    assert (first.state, first.votes_for, second.opinions) == ("reported", 80, 0)
    assert is_blank(third)
    assert first.history.first().history_user == writer


def test_the_same_file_twice_changes_nothing_more(record, writer):
    content = filled(record, GOOD, GOOD)
    first = sheet_import.plan(conference=record, file=xlsx(content))
    signed = sheet_import.sign(first, conference=record, by=writer)
    sheet_import.confirm(conference=record, signed=signed, by=writer)
    count = lines(record)[0].history.count()

    second = sheet_import.plan(conference=record, file=xlsx(content))
    sheet_import.confirm(conference=record, signed=signed, by=writer)

    assert [change.what for change in second.changes] == ["same"] * 3
    assert not second.is_good
    assert lines(record)[0].history.count() == count
    assert record.group_reports.count() == 3


def test_an_empty_cell_is_not_known_zero_is_none_and_neither_takes_away(record, writer):
    take(record, writer, GOOD | {OPINIONS: None}, GOOD | {OPINIONS: 0})
    assert [line.opinions for line in lines(record)][:2] == [None, 0]

    take(record, writer, {OPINIONS: 4}, {OPINIONS: None, DELEGATES: 6})

    first, second, _third = lines(record)
    assert (first.opinions, first.households_invited) == (4, 100)
    assert (second.opinions, second.delegates_elected) == (0, 6)


def test_numbers_days_and_shares_come_in_whatever_form_excel_gives_them(record):
    def as_share(sheet):
        sheet[f"{VOTES}{FIRST}"].value = 1
        sheet[f"{VOTES}{FIRST}"].number_format = "0%"

    row = GOOD | {DAY: datetime.datetime(2024, 2, 5), TOTAL: 1435.0, INVITED: "1.200"}  # noqa: DTZ001

    found = plan(record, row, change=as_share)

    assert found.faults == []
    then = {name: value for name, _before, value in found.changes[0].differences}
    assert then["Ngày tổ chức"] == "05/02/2024"
    assert (then["Tổng số hộ"], then["Hộ được mời"]) == ("1.435", "1.200")
    assert then["Tán thành"] == "80"


def test_heads_typed_on_another_system_are_the_same_heads(record):
    def decompose(sheet):
        for cell in sheet[FIRST - 1]:
            cell.value = unicodedata.normalize("NFD", str(cell.value))

    found = plan(record, GOOD, change=decompose)

    assert found.faults == []
    assert found.changes[0].what == "new"


def test_rows_in_another_order_still_know_their_group(record, writer):
    def swap(sheet):
        for letter in "AB":
            one, other = sheet[f"{letter}{FIRST}"], sheet[f"{letter}{FIRST + 1}"]
            one.value, other.value = other.value, one.value

    found = plan(record, GOOD, change=swap)

    assert found.changes[0].label == "Tổ dân phố 2"


# What is wrong in a file


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({OPINIONS: "vài"}, f"Ô {OPINIONS}{FIRST}: Ý kiến: Ghi số nguyên bằng chữ số."),
        ({TOTAL: 12.5}, f"Ô {TOTAL}{FIRST}: Tổng số hộ: Ghi số nguyên, không có"),
        ({DAY: "30/2"}, f"Ô {DAY}{FIRST}: Ngày tổ chức: Tháng 2 năm 2024 không có"),
        ({DAY: None}, f"Ô {DAY}{FIRST}: Ngày tổ chức: "),
        ({MARK: "x"}, f"Ô {MARK}{FIRST}: Không tổ chức: "),
        ({INVITED: "=90+10"}, f"Ô {INVITED}{FIRST}: là công thức; hãy dán giá trị"),
        ({INVITED: "#REF!"}, f"Ô {INVITED}{FIRST}: là lỗi của Excel: #REF!"),
    ],
)
def test_each_faulty_cell_is_named(record, writer, cells, told):
    found = plan(record, GOOD | cells, GOOD)

    assert [fault for fault in found.faults if fault.startswith(told)], found.faults
    assert found.changes[0].what == "faulty"
    assert not found.is_good


def test_faults_are_told_in_the_order_of_the_file(record):
    found = plan(record, GOOD | {OPINIONS: "?"}, GOOD | {DAY: "?", TOTAL: "?"})

    cells = [fault.split(":")[0] for fault in found.faults]
    second = FIRST + 1
    assert cells == [f"Ô {OPINIONS}{FIRST}", f"Ô {DAY}{second}", f"Ô {TOTAL}{second}"]


def test_a_group_twice_and_a_row_without_group_are_named(record):
    def spoil(sheet):
        sheet[f"A{FIRST + 1}"] = sheet[f"A{FIRST}"].value
        sheet[f"{OPINIONS}{FIRST + 3}"] = 4

    found = plan(record, GOOD, GOOD, change=spoil)

    assert f"Ô B{FIRST + 1}: tổ này đã có ở hàng {FIRST}" in found.faults
    assert any(fault.startswith(f"Hàng {FIRST + 3}: ") for fault in found.faults)
    assert not found.is_good


def refused(record, file):
    with pytest.raises(ValidationError) as fault:
        sheet_import.plan(conference=record, file=file)
    return " ".join(fault.value.messages)


def test_a_file_of_another_ward_is_refused_by_its_title(record):
    other = make_conference(unit=make_ward(name="Láng"), tier="group")

    told = refused(record, xlsx(filled(other)))

    assert "đơn vị khác" in told
    assert "phường Láng" in told


def test_a_file_of_another_year_or_record_is_refused(record, ward):
    before = make_conference(unit=ward, tier="group", year=2023)
    same = make_conference(unit=ward, tier="group")

    assert "năm khác" in refused(record, xlsx(filled(before)))
    assert "hồ sơ khác" in refused(record, xlsx(filled(same)))


def test_a_key_of_another_record_in_a_row_is_no_key(record):
    other = make_conference(unit=make_ward(name="Láng"), tier="group")
    group = make_group(parent=other.unit)

    def slip_in(sheet):
        sheet[f"A{FIRST}"] = sheet_template.line_key(other, group.pk)
        sheet[f"A{FIRST + 1}"] = sheet_template.line_key(record, group.pk)

    found = plan(record, GOOD, GOOD, change=slip_in)

    assert len(found.faults) == 2
    assert not found.is_good


def test_a_file_that_is_no_template_is_refused(record):
    book = openpyxl.Workbook()
    book.active.append(["Tổ", "Ngày", "Số hộ"])
    file = BytesIO()
    book.save(file)

    assert "không phải tệp mẫu" in refused(record, xlsx(file.getvalue()))


def test_a_lost_column_is_named(record):
    def lose(sheet):
        sheet[f"{OPINIONS}{FIRST - 1}"] = "Khác"

    with pytest.raises(ValidationError, match="Ý kiến"):
        plan(record, GOOD, change=lose)


# Hostile files


def with_member(content, name, data):
    file = BytesIO(content)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr(name, data)
    return file.getvalue()


def replaced(content, name, change):
    with zipfile.ZipFile(BytesIO(content)) as book:
        members = {one: book.read(one) for one in book.namelist()}
    return archive(members | {name: change(members[name])})


def test_a_bomb_is_refused_before_it_is_unpacked(record):
    zeros = b"\0" * (workbook.MAX_UNPACKED + 1)

    told = refused(record, xlsx(with_member(filled(record), "xl/bomb.bin", zeros)))

    assert "quá nhiều dữ liệu" in told


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])
def test_a_bomb_that_declares_to_be_small_is_never_unpacked(record, method):
    file = BytesIO(filled(record))
    with zipfile.ZipFile(file, "a", method) as book:
        book.writestr("xl/bomb.bin", b"\0" * 60 * 1024**2)
    content = bytearray(file.getvalue())
    entry = content.rfind(b"PK\x01\x02")
    declared = b"\0" * 100
    struct.pack_into("<L", content, entry + 16, zlib.crc32(declared))
    struct.pack_into("<L", content, entry + 24, len(declared))

    tracemalloc.start()
    told = refused(record, xlsx(bytes(content)))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert "Không đọc được" in told
    assert most < 20 * 1024**2


def test_too_many_members_are_refused(record):
    members = {f"xl/{number}.xml": b"" for number in range(workbook.MAX_MEMBERS)}
    content = filled(record)
    with zipfile.ZipFile(BytesIO(content)) as book:
        members |= {one: book.read(one) for one in book.namelist()}

    assert "quá nhiều dữ liệu" in refused(record, xlsx(archive(members)))


@pytest.mark.parametrize("name", ["xl/styles.xml", "xl/worksheets/sheet1.xml"])
def test_more_elements_than_a_sheet_has_are_refused(record, name):
    many = b"<xf/>" * workbook.MAX_TAGS

    told = refused(record, xlsx(replaced(filled(record), name, lambda part: many)))

    assert "quá nhiều dữ liệu" in told


def test_macros_are_refused(record):
    told = refused(record, xlsx(with_member(filled(record), "xl/vbaProject.bin", b"x")))

    assert "macro" in told.lower()


def test_a_book_that_declares_entities_is_refused(record):
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
    content = replaced(
        filled(record),
        "xl/workbook.xml",
        lambda part: entity + part.split(b"?>", 1)[-1],
    )
    wide = replaced(
        filled(record),
        "xl/workbook.xml",
        lambda part: '<!DOCTYPE x [<!ENTITY a "a">]>'.encode("utf-16"),
    )

    assert "Không đọc được" in refused(record, xlsx(content))
    assert "Không đọc được" in refused(record, xlsx(wide))


def test_rows_without_end_are_refused(record):
    def grow(sheet):
        sheet[f"A{workbook.MAX_ROWS + 5}"] = "x"

    content = filled(record, GOOD, change=grow)

    assert str(workbook.MAX_ROWS) in refused(record, xlsx(content))


@pytest.mark.parametrize(
    "name", ["bang.xls", "bang.xlsm", "bang.csv", "bang", "a.docx"]
)
def test_other_kinds_of_files_are_refused(record, name):
    assert ".xlsx" in refused(record, xlsx(filled(record), name))


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 broken", b"<html>", b"\xd0\xcf\x11\xe0" * 200]
)
def test_what_is_no_archive_is_refused_in_words(record, content):
    assert refused(record, xlsx(content))


@pytest.mark.parametrize(
    "name",
    ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"],
)
def test_a_damaged_sheet_is_refused_in_words(record, name):
    content = replaced(filled(record), name, lambda part: part[: len(part) // 2])

    assert "Không đọc được" in refused(record, xlsx(content))


def test_a_file_too_large_is_refused(record):
    told = refused(record, xlsx(b"PK\x03\x04" + b"0" * workbook.MAX_BYTES))

    assert "quá lớn" in told


# Confirming


def test_a_line_changed_after_the_dry_run_stops_all_of_it(record, writer):
    found = plan(record, GOOD, GOOD)
    signed = sheet_import.sign(found, conference=record, by=writer)
    save(record, writer, held_on="6/2")

    with pytest.raises(ValidationError, match="Tổ dân phố 1"):
        sheet_import.confirm(conference=record, signed=signed, by=writer)

    assert is_blank(lines(record)[1])


def test_a_dry_run_with_faults_cannot_be_confirmed_by_hand(record, writer):
    found = plan(record, GOOD, GOOD | {OPINIONS: "vài"})

    assert sheet_import.sign(found, conference=record, by=writer) == ""


def test_a_dry_run_of_another_person_or_record_confirms_nothing(record, ward, writer):
    signed = sheet_import.sign(plan(record, GOOD), conference=record, by=writer)
    other = make_membership(user=make_user(), unit=ward, role=Role.EDITOR).user
    another = make_conference(unit=ward, tier="group")

    for arguments in (
        {"conference": record, "signed": signed, "by": other},
        {"conference": another, "signed": signed, "by": writer},
        {"conference": record, "signed": signed + "x", "by": writer},
    ):
        with pytest.raises(ValidationError, match="Hãy chọn lại tệp"):
            sheet_import.confirm(**arguments)

    assert is_blank(lines(record)[0])


# On the desk


def page(record):
    return reverse("admin:meetings_conference_sheet_import", args=[record.pk])


def test_a_file_is_seen_first_and_then_confirmed(client, record, writer):
    client.force_login(writer)

    seen = client.post(page(record), {"tep": xlsx(filled(record, GOOD))})
    html = seen.content.decode()
    done = client.post(page(record), {"xac-nhan": seen.context["signed"]}, follow=True)

    assert "mới 1" in html
    assert "Nhập 1 hàng" in html
    assert "Đã nhập 1 hàng." in done.content.decode()
    assert lines(record)[0].state == "reported"


def test_a_faulty_file_is_shown_with_its_cells_and_cannot_be_confirmed(
    client, record, writer
):
    client.force_login(writer)
    content = filled(record, GOOD | {OPINIONS: "vài"}, GOOD)

    html = client.post(page(record), {"tep": xlsx(content)}).content.decode()

    assert f"Ô {OPINIONS}{FIRST}: Ý kiến" in html
    assert 'name="xac-nhan"' not in html


@pytest.mark.parametrize("sent", [{}, {"xac-nhan": "tự viết"}])
def test_a_form_without_file_or_dry_run_is_told_so(client, record, writer, sent):
    client.force_login(writer)

    html = client.post(page(record), sent).content.decode()

    assert "Chưa nhập được gì." in html


def test_a_closed_record_takes_no_file(client, record, writer):
    client.force_login(writer)
    seen = client.post(page(record), {"tep": xlsx(filled(record, GOOD))})
    records.submit(conference=record, by=writer)

    answer = client.post(page(record), {"xac-nhan": seen.context["signed"]})

    assert answer.status_code == 403
    assert is_blank(lines(record)[0])


def test_the_template_is_downloaded_under_the_wards_name(client, record, writer):
    client.force_login(writer)
    url = reverse("admin:meetings_conference_sheet_template", args=[record.pk])

    answer = client.get(url)

    assert 'filename="bang-to-kim-lien-2024.xlsx"' in answer["Content-Disposition"]
    assert answer.content.startswith(b"PK")
