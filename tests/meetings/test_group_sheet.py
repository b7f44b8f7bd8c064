"""The sheet's service: what may be typed, what is refused, what the totals tell."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from meetings import group_sheet, records, sheet_cells, sheet_totals
from meetings.models import Figure, GroupReport, State
from tests.factories import (
    make_conference,
    make_group,
    make_membership,
    make_user,
    make_ward,
)
from tests.meetings.records_of import is_blank
from units.models import Role

pytestmark = pytest.mark.django_db

FULL = {
    "held_on": "5/2",
    "households_total": "120",
    "households_invited": "100",
    "households_attended": "80",
    "opinions": "3",
    "delegates_elected": "5",
    "votes_for": "100%",
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


def line_of(record, place=0):
    return record.group_reports.select_related("group").order_by("pk")[place]


def save(record, by, place=0, **typed):
    line = line_of(record, place)
    return group_sheet.save_line(
        conference=record,
        group=line.group,
        typed=typed,
        by=by,
        seen=group_sheet.stamp(line),
    )


# What may be typed


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.435", 1435),
        ("1,435", 1435),
        ("1 435", 1435),
        ("1\N{NO-BREAK SPACE}435", 1435),
        ("06 ý kiến", 6),
        ("35.323 hộ", 35323),
        ("0", 0),
        ("", None),
        ("  ", None),
    ],
)
def test_numbers_are_read_as_people_write_them(text, number):
    assert sheet_cells.number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "12,5",
        "1.43",
        "1.4350",
        "-",
        "-3",
        "ba mươi",
        "=SUM(A1)",
        "1e3",
        "70%",
        "9999999",
        "٣",
        "1.435,000",
    ],
)
def test_what_is_no_whole_number_is_refused(text):
    with pytest.raises(ValidationError):
        sheet_cells.number(text)


@pytest.mark.parametrize(
    "text",
    ["5/2", "05/02/2024", "5-2-24", "5.2.2024", "ngày 5/2", "2024-02-05", "5 2"],
)
def test_days_are_read_as_people_write_them(text):
    assert sheet_cells.day(text, 2024) == datetime.date(2024, 2, 5)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("30/2", "ngày 30"),
        ("2/25/2024", "tháng 25"),
        ("5/2/2042", "2024"),
        ("0/2", "ngày 0"),
        ("hôm qua", "5/2"),
        ("5", "5/2"),
    ],
)
def test_a_day_that_cannot_be_is_refused_in_words(text, told):
    with pytest.raises(ValidationError) as refused:
        sheet_cells.day(text, 2024)

    assert told in refused.value.messages[0]


def test_a_day_to_come_is_none_on_which_a_meeting_was_held():
    tomorrow = datetime.date.today() + datetime.timedelta(days=2)  # noqa: DTZ011

    with pytest.raises(ValidationError, match="chưa tới"):
        sheet_cells.day(f"{tomorrow:%d/%m/%Y}", tomorrow.year)


def test_everybody_in_favour_is_all_who_attended(record, writer):
    assert save(record, writer, **FULL).votes_for == 80


@pytest.mark.parametrize(("share", "attended"), [("95%", "80"), ("100%", "")])
def test_a_share_that_gives_no_number_is_refused(record, writer, share, attended):
    typed = FULL | {"votes_for": share, "households_attended": attended}

    with pytest.raises(ValidationError) as refused:
        save(record, writer, **typed)

    assert list(refused.value.message_dict) == ["votes_for"]


@pytest.mark.parametrize("value", [None, True, False, 0, 1435, "Mưa to"])
def test_a_cell_reads_what_it_shows(value):
    shown = sheet_cells.shown(value)

    if isinstance(value, bool):
        assert sheet_cells.mark(shown) is value
    elif isinstance(value, str):
        assert sheet_cells.line(shown) == value
    else:
        assert sheet_cells.number(shown) == value


# Saving a line


def test_a_whole_line_is_reported(record, writer):
    saved = save(record, writer, **FULL)

    saved.refresh_from_db()
    assert saved.state == GroupReport.State.REPORTED
    assert (saved.held_on, saved.opinions) == (datetime.date(2024, 2, 5), 3)
    assert saved.history.first().history_user == writer


def test_empty_is_not_known_and_zero_is_none(record, writer):
    unknown = save(record, writer, 0, **FULL | {"opinions": ""})
    none = save(record, writer, 1, **FULL | {"opinions": "0"})

    assert (unknown.opinions, unknown.state) == (None, GroupReport.State.HELD)
    assert group_sheet.missing(unknown) == ["Ý kiến"]
    assert (none.opinions, none.state) == (0, GroupReport.State.REPORTED)


def test_each_faulty_cell_is_named_and_nothing_is_saved(record, writer):
    with pytest.raises(ValidationError) as refused:
        save(record, writer, **FULL | {"held_on": "31/4", "opinions": "vài"})

    assert set(refused.value.message_dict) == {"held_on", "opinions"}
    assert is_blank(line_of(record))


def test_figures_need_a_day_but_a_group_has_its_households_anyway(record, writer):
    with pytest.raises(ValidationError) as refused:
        save(record, writer, opinions="3")
    saved = save(record, writer, households_total="1.204")

    assert "held_on" in refused.value.message_dict
    assert saved.households_total == 1204


def test_a_group_that_holds_none_says_why(record, writer):
    with pytest.raises(ValidationError) as refused:
        save(record, writer, not_to_be_held="x")
    saved = save(record, writer, not_to_be_held="x", reason="Đang di dời")

    assert "reason" in refused.value.message_dict
    assert saved.state == GroupReport.State.NONE


def test_what_was_not_typed_stays(record, writer):
    save(record, writer, **FULL)

    saved = save(record, writer, opinions="9")

    assert (saved.opinions, saved.households_invited) == (9, 100)


def test_more_attended_than_were_invited_is_pointed_out_and_saved(record, writer):
    saved = save(record, writer, **FULL | {"households_attended": "104"})
    explained = save(record, writer, explanation="Có 4 hộ thuê nhà cùng dự")

    assert saved.households_attended == 104
    assert len(group_sheet.remarks(saved)) == 1
    assert group_sheet.remarks(explained) == []


def test_the_same_once_more_writes_nothing(record, writer):
    line = line_of(record)
    seen = group_sheet.stamp(line)
    known = {"conference": record, "group": line.group, "by": writer, "seen": seen}
    group_sheet.save_line(typed=FULL, **known)
    count = line.history.count()

    group_sheet.save_line(typed=FULL, **known)  # its first answer was lost on the way

    assert line.history.count() == count


def test_a_line_that_another_changed_is_told_with_both_values(record, ward, writer):
    other = make_user(full_name="Nguyễn Lan")
    make_membership(user=other, unit=ward, role=Role.EDITOR)
    line = line_of(record)
    known = {"conference": record, "group": line.group}
    seen = group_sheet.stamp(line)
    group_sheet.save_line(typed=FULL, by=other, seen=seen, **known)

    with pytest.raises(group_sheet.ChangedError) as refused:
        group_sheet.save_line(
            typed=FULL | {"opinions": "7"}, by=writer, seen=seen, **known
        )

    assert refused.value.cells == {"opinions": ("3", "7")}
    assert "Lan" in refused.value.by
    assert line_of(record).opinions == 3


def test_after_being_told_one_may_still_write_over(record, writer):
    first = save(record, writer, **FULL)

    saved = group_sheet.save_line(
        conference=record,
        group=first.group,
        typed={"opinions": "7"},
        by=writer,
        seen=group_sheet.stamp(first),
    )

    assert saved.opinions == 7


def test_several_lines_are_saved_all_or_none(record, writer):
    lines = [line_of(record, place) for place in (0, 1)]
    typed = [FULL, FULL | {"opinions": "?"}]
    entries = [
        group_sheet.Entry(line.group, cells, group_sheet.stamp(line))
        for line, cells in zip(lines, typed, strict=True)
    ]

    with pytest.raises(ValidationError):
        group_sheet.save_lines(conference=record, entries=entries, by=writer)

    assert is_blank(line_of(record, 0))


def test_nothing_is_entered_while_the_record_waits(record, writer):
    records.submit(conference=record, by=writer)

    with pytest.raises(group_sheet.ClosedError):
        save(record, writer, **FULL)

    assert is_blank(line_of(record))


def test_a_record_submitted_in_another_tab_takes_nothing_more(record, writer):
    stale = type(record).objects.get(pk=record.pk)
    records.submit(conference=record, by=writer)
    assert stale.state == State.DRAFT

    with pytest.raises(group_sheet.ClosedError):
        save(stale, writer, **FULL)


@pytest.mark.parametrize(
    ("role", "is_own", "may"),
    [
        (Role.WRITER, True, True),
        (Role.EDITOR, True, True),
        (Role.LEADER, True, True),
        (Role.WARD_ADMIN, True, True),
        (Role.WRITER, False, False),
        (Role.WARD_ADMIN, False, False),
    ],
)
def test_who_may_save_a_line(record, ward, role, is_own, may):
    unit = ward if is_own else make_ward(name="Láng")
    user = make_membership(user=make_user(), unit=unit, role=role).user

    if may:
        assert save(record, user, **FULL).opinions == 3
    else:
        with pytest.raises(PermissionDenied):
            save(record, user, **FULL)


# Pasting


def test_a_block_from_excel_fills_the_cells_from_one_on(record):
    groups = record.groups()
    block = '5/2\t1.435\t"a\tb"\r\n6/2\t90\r\n'

    found = group_sheet.paste(
        groups=groups, text=block, first_group=groups[1].pk, first_column="held_on"
    )

    assert found.cells[groups[1].pk] == {
        "held_on": "5/2",
        "households_total": "1.435",
        "households_invited": "a\tb",
    }
    assert found.cells[groups[2].pk]["households_total"] == "90"
    assert groups[0].pk not in found.cells


def test_what_of_a_block_finds_no_place_is_counted(record):
    groups = record.groups()

    found = group_sheet.paste(
        groups=groups,
        text="a\tb\nc\td\ne\tf\n",
        first_group=groups[2].pk,
        first_column="explanation",
    )

    assert (found.rows_left, found.columns_left) == (2, 1)


def test_a_block_for_nowhere_changes_nothing(record):
    found = group_sheet.paste(
        groups=record.groups(), text="1", first_group=0, first_column="unit"
    )

    assert found.cells == {}


def test_one_endless_cell_is_pasted_up_to_the_limit():
    rows = group_sheet.block_of('"' + "x" * group_sheet.MAX_PASTED)

    assert len(rows) == 1


# Totals


def test_sums_stand_beside_what_the_paper_states(record, writer):
    save(record, writer, 0, **FULL)
    save(record, writer, 1, **FULL | {"households_attended": "70"})
    stated = {"households_attended": "151", "opinions": "6"}

    sheet_totals.save_stated(conference=record, typed=stated, seen={}, by=writer)

    totals = sheet_totals.totals(record)
    assert (totals.held, totals.reported, totals.total) == (2, 2, 3)
    assert (totals["households_attended"].computed, totals["opinions"].computed) == (
        150,
        6,
    )
    assert totals["households_attended"].difference == -1
    assert totals["opinions"].difference is None
    figure = Figure.objects.get(conference=record, measure="attended")
    assert (figure.value, figure.counted, figure.origin) == (151, "household", "stated")


def test_of_what_nobody_knows_there_is_no_sum(record):
    totals = sheet_totals.totals(record)

    assert totals["opinions"].computed is None
    assert totals["opinions"].computed_text == ""
    assert totals["held_on"].computed == 0


def test_a_hedged_total_keeps_its_hedge_and_differs_from_nothing(record, writer):
    save(record, writer, **FULL)

    sheet_totals.save_stated(
        conference=record,
        typed={"households_invited": "gần 1.400"},
        seen={},
        by=writer,
    )

    total = sheet_totals.totals(record)["households_invited"]
    assert total.stated_text == "gần 1.400"
    assert total.stated.qualifier == "almost"
    assert total.difference is None


def test_a_total_that_another_stated_is_told_and_kept(record, writer):
    def state(text, seen):
        sheet_totals.save_stated(
            conference=record,
            typed={"opinions": text},
            seen={"opinions": seen},
            by=writer,
        )

    state("60", "")

    with pytest.raises(ValidationError, match="60"):
        state("70", "")
    assert sheet_totals.totals(record)["opinions"].stated_text == "60"
    state("70", "60")
    assert sheet_totals.totals(record)["opinions"].stated_text == "70"
    state("", "70")
    assert not record.figures.exists()


def test_stated_totals_are_saved_all_or_none(record, writer):
    with pytest.raises(ValidationError) as refused:
        sheet_totals.save_stated(
            conference=record,
            typed={"opinions": "60", "households_invited": "nhiều"},
            seen={},
            by=writer,
        )

    assert list(refused.value.message_dict) == ["households_invited"]
    assert not record.figures.exists()
