"""A returned record opens what was remarked on and what is computed from it, no more."""

from io import BytesIO

import openpyxl
import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse

from meetings import (
    corrections,
    group_sheet,
    records,
    sheet_import,
    sheet_template,
    sheet_totals,
    targets,
)
from meetings.faults import Fault
from meetings.invariants import faults_of
from meetings.models import Conference, Remark, State
from meetings.review_steps import accept
from tests.factories import (
    make_conference,
    make_group,
    make_membership,
    make_user,
    make_ward,
)
from tests.meetings.records_of import fill_line, give_back, leader, send_up
from tests.meetings.test_conference_admin import form_data, page_of, save
from tests.pictures import plain_jpeg, upload
from units.models import Role

pytestmark = pytest.mark.django_db
ATTENDED, INVITED = "figures.attended.delegate", "figures.invited.delegate"
SAYS = "Số dự họp lớn hơn số được mời."


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def writer(ward, client):
    user = make_membership(user=make_user(), unit=ward, role=Role.WRITER).user
    client.force_login(user)
    return user


@pytest.fixture
def meeting(ward):
    figures = [("invited", "delegate", 120), ("attended", "delegate", 130)]
    return send_up(
        make_conference(
            unit=ward, held_on="2024-02-28", place="Hội trường", figures=figures
        )
    )


@pytest.fixture
def sheet(ward):
    for name in ("1", "2"):
        make_group(name=name, parent=ward)
    record = make_conference(unit=ward, tier="group", held_on="2024-02-28")
    for line in record.group_reports.all():
        fill_line(line, households_invited=100, households_attended=70, opinions=3)
    return send_up(record)


def first_line(record):
    return record.group_reports.select_related("group").order_by("pk").first()


def values(record):
    rows = record.figures.values_list("measure", "counted", "value")
    return {f"{measure}.{counted}": int(value) for measure, counted, value in rows}


# What a remark opens

LINE = 7
OPENS = [
    # remarks, what is open among other things, what is not
    ([], ["place", ATTENDED], []),
    ([""], ["place", ATTENDED, "agenda"], []),
    ([ATTENDED], [ATTENDED, "explanation"], [INVITED, "place", "agenda"]),
    (["place"], ["place"], ["held_on", ATTENDED, "agenda", "explanation"]),
    (["agenda"], ["agenda"], ["clauses", "place", ATTENDED]),
    (["previous"], ["previous", "clause_reviews"], ["clauses"]),
    (["clause_reviews.3.actual"], ["clause_reviews"], ["clauses"]),
    (
        ["figures.votes_for.delegate"],
        ["figures.votes_for.delegate", "figures.vote_share.percent"],
        ["figures.votes_against.delegate"],
    ),
    (
        [targets.cell(LINE, "households_attended")],
        [
            targets.cell(LINE, "households_attended"),
            targets.cell(LINE, "votes_for"),
            targets.cell(LINE, "explanation"),
            "figures.attended.household",
            "figures.votes_for.household",
        ],
        [
            targets.cell(LINE, "households_invited"),
            targets.cell(LINE + 1, "households_attended"),
            "figures.invited.household",
        ],
    ),
    (
        [targets.cell(LINE, "held_on")],
        [targets.cell(LINE, "not_to_be_held"), "figures.groups_held.group"],
        [targets.cell(LINE, "opinions")],
    ),
    (["group_reports"], [targets.cell(3, "opinions")], ["place", "agenda"]),
    (["figures"], [ATTENDED, INVITED], ["agenda", "held_on"]),
]


def is_open(opening, text):
    found = targets.read(text)
    asks = {
        "field": lambda: opening.has_field(found.name),
        "list": lambda: opening.has_list(found.name),
        "figure": lambda: opening.has_figure(found.name, found.counted),
        "cell": lambda: opening.has_cell(found.line, found.name),
    }
    return asks[found.kind]()


@pytest.mark.parametrize(("said", "opened", "closed"), OPENS)
def test_a_remark_opens_its_target_and_what_is_computed_from_it(said, opened, closed):
    opening = corrections.opened_by(said)

    assert [text for text in opened if not is_open(opening, text)] == []
    assert [text for text in closed if is_open(opening, text)] == []


def test_every_fault_of_a_record_is_something_to_remark_on(meeting):
    faults = faults_of(meeting)

    assert faults
    for fault in faults:
        assert isinstance(fault, Fault)
        assert targets.read_of(meeting, fault.field)


@pytest.mark.parametrize(
    "target",
    [
        "unit",
        "state",
        "figures.attended",
        "figures.x.y",
        "group_reports.1.state",
        "a.b",
    ],
)
def test_what_names_nothing_is_not_remarked_on(meeting, target):
    with pytest.raises(ValidationError):
        give_back(meeting, (target, "Sai."))

    assert not Remark.objects.exists()
    assert Conference.objects.get().state == State.SENT


def test_the_line_of_another_record_is_not_remarked_on(meeting, sheet):
    with pytest.raises(ValidationError):
        give_back(meeting, (targets.cell(first_line(sheet).pk, "opinions"), "Sai."))


def test_a_return_says_what_to_correct(meeting):
    with pytest.raises(ValidationError):
        give_back(meeting, ("place", "  "), note=" ")

    assert Conference.objects.get().state == State.SENT


# The form of the record


def test_only_what_was_remarked_on_can_be_typed(client, writer, meeting):
    give_back(meeting, (ATTENDED, SAYS))

    page = client.get(page_of(meeting))

    forms = {
        form.pair: form["value"].field.disabled
        for inline in page.context["inline_admin_formsets"]
        if inline.formset.prefix == "figures"
        for form in inline.formset.initial_forms
    }
    assert forms == {("invited", "delegate"): True, ("attended", "delegate"): False}
    assert 'name="explanation"' in page.text
    for closed in ("place", "held_on", "agenda-0-text", "pictures", "clauses-0-text"):
        assert f'name="{closed}"' not in page.text
    assert page.text.count(SAYS) == 2  # above all, and at the figure
    assert "Trả lại bổ sung" in page.text
    assert "Đang nhập" not in page.text


def test_what_a_form_sends_of_closed_fields_is_not_written(client, writer, meeting):
    give_back(meeting, (ATTENDED, SAYS))
    data = form_data(client, meeting)
    prefix = {
        data[name]: name.removesuffix("-measure")
        for name in data
        if name.endswith("-measure")
    }

    client.post(
        page_of(meeting),
        data
        | {
            f"{prefix['attended']}-value": "118",
            f"{prefix['invited']}-value": "gần 500",
            f"{prefix['invited']}-DELETE": "on",
            "place": "Nơi khác",
            "held_on": "01/03/2024",
            "agenda-TOTAL_FORMS": "1",
            "agenda-0-text": "Thêm",
        },
    )

    meeting.refresh_from_db()
    assert values(meeting) == {"invited.delegate": 120, "attended.delegate": 118}
    assert meeting.figures.get(measure="invited").qualifier == ""
    assert (meeting.place, str(meeting.held_on)) == ("Hội trường", "2024-02-28")
    assert not meeting.agenda.exists()


def test_a_closed_figure_that_the_browser_does_not_send_is_kept(
    client, writer, meeting
):
    give_back(meeting, (ATTENDED, SAYS))
    data = form_data(client, meeting)
    closed = next(
        name.removesuffix("-measure")
        for name, value in data.items()
        if value == "invited"
    )
    sent = {
        name: value
        for name, value in data.items()
        if not name.startswith(f"{closed}-")
        or name.removeprefix(f"{closed}-") in {"id", "conference"}
    }

    client.post(page_of(meeting), sent)

    assert values(meeting) == {"invited.delegate": 120, "attended.delegate": 130}


def test_another_figure_cannot_be_added_to_a_returned_record(client, writer, meeting):
    give_back(meeting, (ATTENDED, SAYS))
    data = form_data(client, meeting)
    total = int(data["figures-TOTAL_FORMS"])
    row = {"measure": "speeches", "counted": "turn", "value": "9", "origin": "stated"}

    response = client.post(
        page_of(meeting),
        data
        | {f"figures-{total}-{name}": value for name, value in row.items()}
        | {
            "figures-TOTAL_FORMS": str(total + 1),
            f"figures-{total}-conference": meeting.pk,
        },
    )

    assert response.status_code == 200
    assert "speeches.turn" not in values(meeting)


def test_a_remark_at_the_whole_opens_all_of_it(client, writer, meeting):
    give_back(meeting, ("", "Xem lại toàn bộ."))

    save(client, meeting, place="Nhà văn hóa")

    meeting.refresh_from_db()
    assert meeting.place == "Nhà văn hóa"


def test_a_field_says_what_was_said_of_it(client, writer, meeting):
    give_back(meeting, ("place", "Ghi rõ số nhà."))

    form = client.get(page_of(meeting)).context["adminform"].form

    assert "Ghi rõ số nhà." in form.fields["place"].help_text
    assert "held_on" not in form.fields


# The sheet


def test_a_cell_that_was_remarked_on_is_open_and_its_neighbour_is_not(
    client, writer, sheet
):
    line = first_line(sheet)
    give_back(sheet, (targets.cell(line.pk, "opinions"), "Xem biên bản."))

    page = client.get(reverse("admin:meetings_conference_sheet", args=[sheet.pk])).text

    cells = {
        part.split('"')[0]: "readonly" in part.split(">")[0]
        for part in page.split('<input type="text" name="')[1:]
    }
    assert cells.pop(f"{line.group_id}-opinions") is False
    assert cells.pop(f"{line.group_id}-explanation") is False
    assert cells.pop("giay-opinions") is False
    assert all(cells.values())
    assert "Xem biên bản." in page


def test_a_closed_cell_is_refused_with_its_reason(writer, sheet):
    line = first_line(sheet)
    give_back(sheet, (targets.cell(line.pk, "opinions"), "Xem biên bản."))

    def type_in(**typed):
        return group_sheet.save_line(
            conference=sheet,
            group=line.group,
            typed=typed,
            by=writer,
            seen=group_sheet.stamp(first_line(sheet)),
        )

    with pytest.raises(ValidationError) as told:
        type_in(opinions="5", households_attended="90", households_invited="100")
    assert list(told.value.message_dict) == ["households_attended"]
    assert type_in(opinions="5", households_attended="70").opinions == 5


def test_a_file_does_not_change_closed_cells(writer, sheet):
    give_back(sheet, (targets.cell(first_line(sheet).pk, "opinions"), "Xem lại."))
    book = openpyxl.load_workbook(BytesIO(sheet_template.template(sheet)))
    book.active[f"F{sheet_template.HEAD_ROW + 2}"] = 99
    changed = BytesIO()
    book.save(changed)

    plan = sheet_import.plan(
        conference=sheet, file=upload(changed.getvalue(), "to.xlsx")
    )

    assert not plan.is_good
    assert plan.count("faulty") == 1


def test_a_total_on_paper_is_open_with_its_column_alone(writer, sheet):
    give_back(sheet, (targets.cell(first_line(sheet).pk, "opinions"), "Xem lại."))
    how = {"conference": sheet, "seen": {}, "by": writer}

    sheet_totals.save_stated(typed={"opinions": "9", "held_on": ""}, **how)
    with pytest.raises(ValidationError):
        sheet_totals.save_stated(typed={"households_invited": "9"}, **how)

    assert values(sheet) == {"opinions.opinion": 9}


@pytest.mark.parametrize(("column", "taken"), [("minutes", True), ("opinions", False)])
def test_minutes_are_exchanged_where_they_were_remarked_on(
    writer, sheet, column, taken
):
    line = first_line(sheet)
    give_back(sheet, (targets.cell(line.pk, column), "Ảnh mờ."))

    def attach():
        file = upload(plain_jpeg())
        group_sheet.attach_minutes(
            conference=sheet, group=line.group, file=file, by=writer
        )

    if taken:
        attach()
    else:
        with pytest.raises(group_sheet.ClosedError):
            attach()
    assert bool(first_line(sheet).minutes_id) is taken


# The way back up


def test_remarks_are_answered_with_the_next_submission(meeting, writer):
    give_back(meeting, (ATTENDED, SAYS))
    assert [one.text for one in meeting.remarks.open()] == [SAYS]

    records.submit(conference=meeting, by=writer)

    assert not meeting.remarks.open().exists()
    assert [one.text for one in corrections.remarks_of(meeting)] == [SAYS]


@pytest.mark.parametrize("step", ["send_back", "recall"])
def test_inside_the_ward_a_returned_record_does_not_become_a_draft(
    meeting, writer, step
):
    give_back(meeting, (ATTENDED, SAYS))
    records.submit(conference=meeting, by=writer)

    getattr(records, step)(conference=meeting, by=leader(), note="Chưa đúng.")

    assert meeting.state == State.RETURNED
    assert not corrections.open_fields(meeting).has_field("place")


def test_sending_it_anew_and_taking_it_back_opens_no_more(meeting):
    give_back(meeting, (ATTENDED, SAYS))
    send_up(meeting)

    records.recall(conference=meeting, by=leader(), note="Nhầm.")

    meeting.refresh_from_db()
    opening = corrections.open_fields(meeting)
    assert meeting.state == State.RETURNED
    assert meeting.sent_version == meeting.public
    assert opening.has_figure("attended", "delegate")
    assert not opening.has_field("place")


def test_a_second_return_opens_its_own_remarks_alone(meeting):
    give_back(meeting, (ATTENDED, SAYS))
    send_up(meeting)

    give_back(meeting, ("place", "Ghi rõ."))

    opening = corrections.open_fields(meeting)
    assert opening.has_field("place")
    assert not opening.has_figure("attended", "delegate")


def test_the_ward_reads_in_its_mail_what_to_correct(
    meeting, writer, django_capture_on_commit_callbacks
):
    writer.email = "nhap@example.vn"
    writer.save()

    with django_capture_on_commit_callbacks(execute=True):
        give_back(meeting, (ATTENDED, SAYS), note="Gửi lại trước thứ Sáu.")

    assert SAYS in mail.outbox[0].body
    assert "Gửi lại trước thứ Sáu." in mail.outbox[0].body


def test_the_desk_says_what_a_returned_record_was_returned_for(client, writer, meeting):
    give_back(meeting, (ATTENDED, SAYS), (INVITED, SAYS))

    text = client.get("/quan-tri/").content.decode()

    assert text.count(f"<blockquote>{SAYS}</blockquote>") == 1


def test_the_ward_reads_who_amends_a_record_that_was_approved(client, writer, meeting):
    accept(conference=meeting, by=leader())

    text = client.get(page_of(meeting)).text

    assert "nơi duyệt sẽ đính chính" in text
