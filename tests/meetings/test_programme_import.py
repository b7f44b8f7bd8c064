"""Programmes from Excel: real files, good and bad, and the page that takes them."""

import datetime
import unicodedata
from functools import cache
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from meetings import programme_import, programme_template, workbook
from meetings.models import Party, Programme, Task
from tests.factories import (
    make_body,
    make_document,
    make_final_review,
    make_member,
    make_programme,
    make_ward,
)
from tests.pictures import upload
from units.models import Role

from .programmes_of import publish

pytestmark = pytest.mark.django_db

FIRST = programme_template.HEAD_ROW + 2  # the first row to fill in, as Excel counts
PROGRAMMES, TASKS = "Chương trình", "Nhiệm vụ"
CODE, TITLE, LAYER, YEAR, FROM, TO, CONCLUDED, DAY, PLACE, PARTIES = "ABCDEFGHIJ"
NUMBER, TASK, LEAD, SUPPORT, MEASURE, TARGET, COUNTED, DUE = "BCDEFGHI"
GOOD = {
    CODE: "01",
    TITLE: "Chương trình phối hợp giữ gìn an ninh trật tự",
    YEAR: 2026,
    FROM: "15/01/2026",
    TO: datetime.date(2026, 12, 31),
    CONCLUDED: "Ký kết",
    DAY: "15/1/2026",
    PLACE: "Hội trường Ủy ban nhân dân phường",
    PARTIES: "Ủy ban MTTQ phường; Công an phường",
}
GOOD_TASK = {
    CODE: "01",
    NUMBER: 1,
    TASK: "Tuyên truyền phòng cháy tới từng hộ",
    LEAD: "Công an phường",
    SUPPORT: "Ủy ban MTTQ phường",
    MEASURE: "Bằng số liệu",
    TARGET: "1.200",
    COUNTED: "hộ",
    DUE: "30/6/2026",
}
PAGE = reverse("admin:meetings_programme_import")


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def writer(ward):
    return make_member(ward, "nguoi.viet", role=Role.WRITER)


@cache
def empty():
    return programme_template.template()


def filled(programmes=(GOOD,), tasks=(GOOD_TASK,), change=None):
    """The template with cells written into its sheets, as Excel would save it."""
    book = openpyxl.load_workbook(BytesIO(empty()))
    for name, rows in ((PROGRAMMES, programmes), (TASKS, tasks)):
        for number, cells in enumerate(rows, start=FIRST):
            for letter, value in cells.items():
                book[name][f"{letter}{number}"] = value
    if change:
        change(book)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def xlsx(content, name="chuong-trinh.xlsx"):
    return upload(content, name)


@pytest.fixture
def plan(ward, writer):
    def planned(*args, **kwargs):
        file = xlsx(filled(*args, **kwargs))
        return programme_import.plan(unit=ward, file=file, by=writer)

    return planned


@pytest.fixture
def take(plan, writer):
    def taken(*args, **kwargs):
        found, signed = plan(*args, **kwargs)
        assert found.faults == []
        return programme_import.confirm(signed=signed, by=writer)[1]

    return taken


def whats(found):
    return [change.what for change in found.changes]


# The template


def test_the_template_has_both_sheets_and_offers_the_choices():
    book = openpyxl.load_workbook(BytesIO(programme_template.template()))

    assert book.sheetnames[:2] == [PROGRAMMES, TASKS]
    assert book.worksheets[2].sheet_state == "hidden"
    head = [cell.value for cell in book[PROGRAMMES][FIRST - 1]]
    assert head[:4] == ["Mã hoặc số hiệu", "Tên chương trình", "Cấp phối hợp", "Năm"]
    assert book[PROGRAMMES][f"{FROM}{FIRST}"].data_type != "f"
    rules = book[TASKS].data_validations.dataValidation
    assert any("Danh mục" in (rule.formula1 or "") for rule in rules)


def test_an_empty_template_imports_nothing(plan):
    found, signed = plan(programmes=[], tasks=[])

    assert (found.changes, found.faults, signed) == ([], [], "")


# What a good file does


def test_a_dry_run_shows_all_and_leaves_nothing(plan):
    found, signed = plan()

    assert whats(found) == ["new", "new"]
    assert ("Đến ngày", "", "31/12/2026") in found.changes[0].differences
    assert ("Chỉ tiêu", "", "1.200") in found.changes[1].differences
    assert signed
    assert not Programme.objects.exists()
    assert not Programme.history.exists()


def test_a_confirmed_file_makes_drafts_with_parties_and_tasks(take, ward):
    take()

    programme = Programme.objects.get(unit=ward)
    task = programme.tasks.get()
    assert (programme.status, programme.year) == ("draft", 2026)
    assert programme.concluded_on == datetime.date(2026, 1, 15)
    assert [party.name for party in programme.parties.all()] == [
        "Ủy ban MTTQ phường",
        "Công an phường",
    ]
    assert (task.measure, task.target, task.target_unit) == ("number", 1200, "hộ")
    assert task.lead.name == "Công an phường"
    assert [party.name for party in task.support.all()] == ["Ủy ban MTTQ phường"]
    assert task.due_on == datetime.date(2026, 6, 30)


def test_the_same_file_twice_makes_nothing_twice(take, plan):
    take()

    found, signed = plan()

    assert whats(found) == ["same", "same"]
    assert (found.is_good, signed) == (False, "")
    assert (Programme.objects.count(), Party.objects.count()) == (1, 2)


def test_a_programme_is_known_by_unit_year_and_name_however_it_is_written(take, plan):
    take()
    written = {**GOOD, TITLE: "CHƯƠNG TRÌNH phoi hop giữ gìn an ninh trật tự"}

    again, _signed = plan(programmes=[written])
    later = {FROM: "15/1/2027", TO: "31/12/2027", DAY: "15/1/2027", YEAR: 2027}
    next_year, _signed = plan(programmes=[{**written, **later}], tasks=[])

    assert whats(again) == ["same", "same"]
    assert whats(next_year) == ["new"]


def test_a_second_file_changes_what_it_says_and_takes_nothing_away(take, plan):
    take()
    partial = {
        CODE: "01",
        TITLE: GOOD[TITLE],
        YEAR: 2026,
        PARTIES: "Hội Cựu chiến binh",
    }
    rows = [{CODE: "01", NUMBER: 1, DUE: "31/7/2026"}]
    rows += [{CODE: "01", NUMBER: 2, TASK: "Tuần tra", LEAD: "Hội Cựu chiến binh"}]

    done = take(programmes=[partial], tasks=rows)

    programme = Programme.objects.get()
    assert whats(done) == ["changed", "changed", "new"]
    assert programme.place == GOOD[PLACE]
    assert programme.parties.count() == 3
    assert [task.due_on for task in programme.tasks.all()] == [
        datetime.date(2026, 7, 31),
        None,
    ]
    assert programme.tasks.get(number=2).lead.name == "Hội Cựu chiến binh"


def test_tasks_that_a_file_changes_are_found_and_make_open_forms_older(take):
    take()
    programme = publish(Programme.objects.get())
    row = [{CODE: "01", NUMBER: 1, TASK: "Gắn camera ngõ chợ"}]

    take(tasks=row)

    after = Programme.objects.get()
    assert "camera" in after.words.text
    assert after.updated_at > programme.updated_at


def test_parties_are_linked_to_bodies_of_the_own_unit_only(take, ward):
    police = make_body(unit=ward, kind="cong-an", name="Công an")
    make_body(unit=make_ward(name="Láng"), kind="hoi-ccb", name="Hội Cựu chiến binh")

    take(programmes=[{**GOOD, PARTIES: "Công an phường; Hội Cựu chiến binh"}], tasks=[])

    bodies = {party.name: party.body for party in Party.objects.all()}
    assert bodies == {"Công an phường": police, "Hội Cựu chiến binh": None}


def test_a_number_in_the_register_links_the_paper_of_the_own_unit(take, ward):
    number, day = "02/CTPH-MTTQ-CA", datetime.date(2026, 1, 15)
    make_document(unit=make_ward(name="Láng"), number=number, issued_on=day)
    paper = make_document(unit=ward, number=number, issued_on=day)

    take(programmes=[{**GOOD, CODE: number}], tasks=[{**GOOD_TASK, CODE: number}])

    assert Programme.objects.get().document == paper


def test_heads_without_marks_or_decomposed_are_the_same_heads(plan):
    def retype(book):
        for cell in book[PROGRAMMES][FIRST - 1]:
            cell.value = unicodedata.normalize("NFD", str(cell.value))
        for letter, head in (("A", "Ma chuong trinh"), (DUE, "HAN HOAN THANH")):
            book[TASKS][f"{letter}{FIRST - 1}"] = head
        book[TASKS].title = "Nhiem vu"

    found, _signed = plan(change=retype)

    assert found.faults == []
    assert whats(found) == ["new", "new"]


def test_a_text_that_looks_like_a_formula_stays_text(take):
    def as_text(book):
        cell = book[TASKS][f"{TASK}{FIRST}"]
        cell.value, cell.data_type = "=1+1 việc", "s"

    take(change=as_text)

    assert Task.objects.get().text == "=1+1 việc"


# What is wrong in a file


@pytest.mark.parametrize(
    ("sheet", "cells", "told"),
    [
        (PROGRAMMES, {FROM: "31/02/2026"}, f"ô {FROM}{FIRST}: Từ ngày: Tháng 2"),
        (
            PROGRAMMES,
            {TO: "01/01/2026"},
            f"ô {TO}{FIRST}: Đến ngày: Ngày kết thúc trước",
        ),
        (PROGRAMMES, {TO: None}, f"ô {TO}{FIRST}: Đến ngày: ô này bắt buộc"),
        (PROGRAMMES, {YEAR: 2020}, f"ô {YEAR}{FIRST}: Năm: Năm nằm ngoài"),
        (PROGRAMMES, {DAY: "15/1/2027"}, f"ô {DAY}{FIRST}: Ngày ký hoặc thông qua: "),
        (PROGRAMMES, {LAYER: "Bốn bên"}, f"ô {LAYER}{FIRST}: Cấp phối hợp: Chọn một"),
        (PROGRAMMES, {PARTIES: "Công an"}, f"ô {PARTIES}{FIRST}: Các bên: Chương"),
        (PROGRAMMES, {PARTIES: "A; B; a"}, f"ô {PARTIES}{FIRST}: Các bên: Một bên"),
        (PROGRAMMES, {PARTIES: "=A1"}, f"ô {PARTIES}{FIRST}: là công thức"),
        (PROGRAMMES, {TITLE: "x" * 251}, f"ô {TITLE}{FIRST}: Tên chương trình: "),
        (TASKS, {CODE: "09"}, f"ô A{FIRST}: Mã chương trình: trong tệp không có"),
        (TASKS, {LEAD: "Hội X"}, f"ô {LEAD}{FIRST}: Chủ trì: “Hội X” không có"),
        (TASKS, {TARGET: None}, f"ô {TARGET}{FIRST}: Chỉ tiêu: Ghi chỉ tiêu"),
        (TASKS, {TARGET: "nhiều"}, f"ô {TARGET}{FIRST}: Chỉ tiêu: Ghi số nguyên"),
        (TASKS, {DUE: "1/7/2027"}, f"ô {DUE}{FIRST}: Hạn hoàn thành: Ngày nằm"),
        (TASKS, {TASK: None}, f"ô {TASK}{FIRST}: Nhiệm vụ: ô này bắt buộc"),
    ],
)
def test_each_fault_is_named_by_sheet_row_and_column(plan, sheet, cells, told):
    programme = GOOD | (cells if sheet == PROGRAMMES else {})
    task = GOOD_TASK | (cells if sheet == TASKS else {})

    found, signed = plan(programmes=[programme], tasks=[task])

    begins = f"Trang “{sheet}” – {told}".casefold()
    assert [one for one in found.faults if one.casefold().startswith(begins)], (
        found.faults
    )
    assert signed == ""
    assert not Programme.objects.exists()


def test_what_stands_twice_in_a_file_is_named(plan):
    other = GOOD | {TITLE: "Chương trình khác"}

    found, _signed = plan(
        programmes=[GOOD, GOOD | {CODE: "02"}, other], tasks=[GOOD_TASK, GOOD_TASK]
    )

    twice = f"trùng với hàng {FIRST}"
    assert found.faults == [
        f"Trang “{PROGRAMMES}” – Ô {TITLE}{FIRST + 1}: Tên chương trình: {twice}",
        f"Trang “{PROGRAMMES}” – Ô {CODE}{FIRST + 2}: Mã hoặc số hiệu: {twice}",
        f"Trang “{TASKS}” – Ô {NUMBER}{FIRST + 1}: Số thứ tự: {twice}",
    ]


def test_one_faulty_row_keeps_the_good_ones_out_as_well(plan, writer):
    other = GOOD | {CODE: "02", TITLE: "Chương trình khác", TO: "hôm nào"}

    found, signed = plan(programmes=[GOOD, other])

    assert whats(found) == ["new", "faulty", "new"]
    assert signed == ""
    with pytest.raises(ValidationError):
        programme_import.confirm(signed=signed, by=writer)
    assert not Programme.objects.exists()


def test_a_programme_with_its_final_review_is_not_changed(take, plan):
    take()
    make_final_review(Programme.objects.get())

    found, _signed = plan(tasks=[GOOD_TASK | {DUE: "1/7/2026"}])
    unchanged, _signed = plan()

    assert len(found.faults) == 1
    assert "đã tổng kết" in found.faults[0]
    assert unchanged.faults == []


def test_a_sheet_or_column_that_is_missing_is_named(plan):
    def lose_sheet(book):
        book[TASKS].title = "Khác"

    def lose_column(book):
        book[PROGRAMMES][f"{PARTIES}{FIRST - 1}"] = "Khác"

    with pytest.raises(ValidationError, match="Nhiệm vụ"):
        plan(change=lose_sheet)
    with pytest.raises(ValidationError, match="Các bên"):
        plan(change=lose_column)


@pytest.mark.parametrize("name", ["a.xlsm", "a.xls", "a.csv"])
def test_other_kinds_of_files_are_refused(ward, writer, name):
    with pytest.raises(ValidationError, match=r"\.xlsx"):
        programme_import.plan(unit=ward, file=xlsx(filled(), name), by=writer)


def test_more_rows_than_a_sheet_takes_are_refused(plan):
    def grow(book):
        book[TASKS][f"A{workbook.MAX_ROWS + 5}"] = "x"

    with pytest.raises(ValidationError, match=str(workbook.MAX_ROWS)):
        plan(change=grow)


# Confirming


def test_what_was_changed_after_the_dry_run_stops_all_of_it(plan, ward, writer):
    _found, signed = plan()
    make_programme(
        unit=ward,
        year=2026,
        title=GOOD[TITLE],
        parties=["Ủy ban MTTQ phường", "Hội Nông dân"],
    )

    with pytest.raises(ValidationError, match="đã được sửa"):
        programme_import.confirm(signed=signed, by=writer)

    assert Programme.objects.get().parties.count() == 2
    assert not Task.objects.exists()


def test_a_confirmation_sent_twice_makes_nothing_twice(plan, writer):
    _found, signed = plan()
    programme_import.confirm(signed=signed, by=writer)

    with pytest.raises(ValidationError):
        programme_import.confirm(signed=signed, by=writer)

    assert Programme.objects.count() == 1


def test_a_dry_run_of_another_person_confirms_nothing(plan, ward):
    _found, signed = plan()
    other = make_member(ward, "nguoi.khac", role=Role.EDITOR)

    for words, by in ((signed, other), (signed + "x", other)):
        with pytest.raises(ValidationError, match="Hãy chọn lại tệp"):
            programme_import.confirm(signed=words, by=by)


def test_who_may_not_write_programmes_of_a_unit_imports_none_there(ward, writer):
    other = make_ward(name="Láng")
    leader = make_member(ward, "lanh.dao", role=Role.LEADER)

    for unit, by in ((other, writer), (ward, leader)):
        with pytest.raises(PermissionDenied):
            programme_import.plan(unit=unit, file=xlsx(filled()), by=by)


def test_a_right_that_ended_after_the_dry_run_stops_it(plan, writer):
    _found, signed = plan()
    writer.memberships.update(role=Role.LEADER)
    del writer._scope

    with pytest.raises(PermissionDenied):
        programme_import.confirm(signed=signed, by=writer)


def test_a_programme_of_another_unit_is_neither_found_nor_changed(take, ward):
    other = make_programme(unit=make_ward(name="Láng"), year=2026, title=GOOD[TITLE])

    take()

    assert ward.programmes.count() == 1
    assert not other.tasks.exists()


# On the desk


def test_a_file_is_seen_first_and_then_confirmed(client, ward, writer):
    client.force_login(writer)

    seen = client.post(PAGE, {"unit": ward.pk, "tep": xlsx(filled())})
    done = client.post(PAGE, {"xac-nhan": seen.context["signed"]}, follow=True)

    assert "mới 2" in seen.text
    assert "Nhập 2 hàng" in seen.text
    assert "Đã nhập 2 hàng." in done.text
    assert Programme.history.first().history_user == writer


def test_a_faulty_file_is_shown_with_its_cells_and_no_button(client, ward, writer):
    client.force_login(writer)
    content = filled(tasks=[GOOD_TASK | {LEAD: "<b>Hội X</b>"}])

    page = client.post(PAGE, {"unit": ward.pk, "tep": xlsx(content)}).text

    assert f"Ô {LEAD}{FIRST}" in page
    assert "<b>Hội X</b>" not in page
    assert 'name="xac-nhan"' not in page


def test_a_unit_of_others_and_a_missing_file_are_refused_in_words(client, writer):
    client.force_login(writer)
    other = make_ward(name="Láng")

    alien = client.post(PAGE, {"unit": other.pk, "tep": xlsx(filled())})
    missing = client.post(PAGE, {"unit": "x"})

    assert "Chưa nhập được gì." in alien.text
    assert "Hãy chọn tệp" in missing.text or "Chọn tệp" in missing.text
    assert not Programme.objects.exists()


def test_the_list_leads_to_the_import_and_its_template(client, writer):
    client.force_login(writer)

    page = client.get(reverse("admin:meetings_programme_changelist")).text
    file = client.get(reverse("admin:meetings_programme_import_template"))

    assert f'href="{PAGE}"' in page
    assert file.content.startswith(b"PK")


def test_a_leader_gets_neither_page_nor_template(client, ward):
    client.force_login(make_member(ward, "lanh.dao", role=Role.LEADER))

    assert client.get(PAGE).status_code == 403
    template = reverse("admin:meetings_programme_import_template")
    assert client.get(template).status_code == 403
