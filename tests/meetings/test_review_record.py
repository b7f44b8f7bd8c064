"""One record as its reviewer reads, returns, approves and amends it."""

import datetime
from contextlib import closing
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings import records, review_steps, sheet_template, targets
from meetings.models import Conference, Figure, GroupReport, Remark, State
from tests.factories import (
    make_article,
    make_conference,
    make_district,
    make_group,
    make_groups,
    make_member,
    make_membership,
    make_photo,
    make_province,
    make_stored_file,
    make_succession,
    make_user,
    make_ward,
)
from tests.meetings.records_of import accept, fill_line, give_back, leader, send_up
from tests.meetings.test_conference_admin import form_data, page_of
from tests.pictures import upload
from tests.stores import stores  # noqa: F401
from units.models import Role

pytestmark = pytest.mark.django_db
ATTENDED, SAYS = "figures.attended.delegate", "Số dự họp lớn hơn số được mời."
LAST_DAY = datetime.date(2025, 6, 30)
WHY = "Đếm sót một đại biểu."


@pytest.fixture
def place():
    """A ward of a former district, which a city has in custody."""
    city = make_province(name="Hà Nội")
    ended = {"ended_on": LAST_DAY, "custodian": city, "parent": city}
    district = make_district(name="Hai Bà Trưng", **ended)
    return {
        "city": city,
        "district": district,
        "beside": make_district(name="Đống Đa", **ended),
        "ward": make_ward(name="Vĩnh Tuy", parent=district),
    }


@pytest.fixture
def reviewer(place):
    return make_member(place["city"], "thu-ha", role=Role.REVIEWER)


@pytest.fixture
def desk(client, reviewer):
    client.force_login(reviewer)
    return client


@pytest.fixture
def meeting(place):
    figures = [("invited", "delegate", 120), ("attended", "delegate", 130)]
    fields = {"held_on": "2024-02-28", "place": "Hội trường", "figures": figures}
    return send_up(make_conference(unit=place["ward"], **fields))


@pytest.fixture
def sheet(place):
    for name in ("1", "2"):
        make_group(name=name, parent=place["ward"])
    record = make_conference(unit=place["ward"], tier="group", held_on="2024-02-01")
    for line in record.group_reports.all():
        fill_line(line, households_invited=100, households_attended=70, opinions=3)
    return send_up(record)


def address(record):
    return reverse("meetings:review_record", args=[record.pk])


def open_record(client, record):
    return client.get(address(record))


def post(client, record, step, **typed):
    record.refresh_from_db()
    version = record.sent_version.number if record.sent_version else ""
    return client.post(address(record), {"step": step, "version": version, **typed})


def give(client, record, **remarks):
    typed = {f"remark-{key.replace('__', '.')}": text for key, text in remarks.items()}
    return post(client, record, "return", **typed)


def state_of(record):
    return Conference.objects.get(pk=record.pk).state


# Who may open it, and who may decide

PEOPLE = [
    # role, where, what a request answers
    (Role.WRITER, "ward", 403),
    (Role.LEADER, "ward", 403),
    (Role.WARD_ADMIN, "ward", 403),
    (Role.WARD_ADMIN, "city", 403),
    (Role.REVIEWER, "beside", 404),
    (Role.REVIEWER, "ward", 404),
    (Role.REVIEWER, "city", 200),  # as custodian of the district
    (None, "", 200),  # a superuser
]


def person(place, role, where):
    if role is None:
        return leader()
    return make_membership(user=make_user(), unit=place[where], role=role).user


@pytest.mark.parametrize(("role", "where", "status"), PEOPLE)
def test_the_reviewer_of_the_day_opens_a_record_and_nobody_else(
    client, place, meeting, role, where, status
):
    client.force_login(person(place, role, where))

    assert open_record(client, meeting).status_code == status


STEPS = {
    "return": {f"remark-{ATTENDED}": SAYS},
    "accept": {"confirm": "1"},
    "amend": {"target": ATTENDED, "value": "118", "reason": WHY},
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(("role", "where", "status"), PEOPLE)
def test_nobody_else_takes_a_step(client, place, meeting, role, where, status, step):
    if step == "amend":
        review_steps.accept(conference=meeting, by=leader())
    before = meeting.steps.count()
    client.force_login(person(place, role, where))

    response = post(client, meeting, step, **STEPS[step])

    is_his = status == 200
    assert response.status_code == (302 if is_his else status)
    assert meeting.steps.count() == before + is_his


@pytest.mark.parametrize("step", ["", *STEPS])
def test_who_is_not_signed_in_is_asked_to(client, meeting, step):
    response = post(client, meeting, step, **STEPS.get(step, {}))

    assert response.status_code == 302
    assert response.url.startswith(reverse("admin:login"))
    assert state_of(meeting) == State.SENT


def test_a_living_district_reviews_its_wards_itself(client):
    district = make_district()
    ward = make_ward(parent=district)
    record = send_up(make_conference(unit=ward, held_on="2024-02-28"))
    client.force_login(make_membership(unit=district, role=Role.REVIEWER).user)

    page = open_record(client, record)

    assert page.context["wearing"] == district
    assert "Quận Đống Đa" in page.text


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED, State.APPROVED])
def test_what_was_not_sent_up_is_not_there(desk, place, state):
    record = make_conference(unit=place["ward"], held_on="2024-02-28", state=state)

    assert open_record(desk, record).status_code == 404
    assert post(desk, record, "accept").status_code == 404


def test_no_step_without_the_token_of_the_page(reviewer, meeting):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(reviewer)

    assert post(strict, meeting, "accept", confirm="1").status_code == 403
    assert state_of(meeting) == State.SENT


def test_the_page_is_kept_nowhere_and_listed_nowhere(desk, meeting):
    response = open_record(desk, meeting)

    assert response["Cache-Control"] == "no-store"
    assert "noindex" in response["X-Robots-Tag"]


def test_a_step_that_there_is_not_does_nothing(desk, meeting):
    assert post(desk, meeting, "delete").status_code == 404


# What stands on it


def row_of(page, target):
    rows = {row.place.key: row for row in page.context["reviewed"].figures if row.place}
    return rows[target]


def test_figures_stand_beside_those_of_the_year_before(desk, place, meeting):
    figures = [("invited", "delegate", 100), ("attended", "delegate", 80)]
    make_conference(
        unit=place["ward"],
        year=2023,
        held_on="2023-03-01",
        state=State.SENT,
        figures=figures,
    )

    page = open_record(desk, meeting)

    row = row_of(page, ATTENDED)
    assert (row.before, row.change) == (Decimal(80), "+50")
    rate = page.context["reviewed"].rate
    assert (rate.now, rate.before, rate.change) == ("108,3%", "80,0%", "+28,3 điểm %")
    assert "Năm 2023" in page.text


def test_a_ward_that_was_divided_is_not_compared(desk, place, meeting):
    old = make_ward(name="Cũ", parent=place["district"], ended_on="2023-12-31")
    make_succession(
        old=old, new=place["ward"], extent="part", effective_on="2024-01-01"
    )
    make_conference(unit=old, year=2023, held_on="2023-03-01", state=State.SENT)

    page = open_record(desk, meeting)

    assert "Không so sánh được với năm 2023" in page.text
    assert row_of(page, ATTENDED).change == ""


def test_what_does_not_add_up_is_told_at_its_figure(desk, meeting):
    page = open_record(desk, meeting)

    assert "130 đại biểu" in row_of(page, ATTENDED).place.faults[0]
    assert row_of(page, "figures.invited.delegate").place.faults == ()
    assert "1 chỗ chưa khớp" in page.text
    assert 'href="#figures-attended-delegate"' in page.text
    assert 'id="figures-attended-delegate"' in page.text


def test_a_group_of_another_ward_is_told_at_its_line(desk, sheet):
    line = sheet.group_reports.order_by("pk").first()
    line.group.parents.update(parent=make_ward(name="Khác"))

    page = open_record(desk, sheet)

    assert "không thuộc" in page.context["reviewed"].sheet.lines[0].place.faults[0]


def test_lines_stand_with_their_sums_and_what_the_ward_states(desk, sheet):
    line = sheet.group_reports.order_by("pk").first()
    GroupReport.objects.filter(pk=line.pk).update(households_attended=214)
    totals = Figure(conference=sheet, measure="opinions", counted="opinion", value=7)
    totals.save()
    sheet.public.content = records.record_content.content_of(sheet)
    sheet.public.save()

    page = open_record(desk, sheet)

    shown = page.context["reviewed"].sheet
    feet = {total.name: (total.summed, total.stated) for total in shown.totals}
    assert feet["households_attended"] == ("284", "")
    assert feet["opinions"] == ("6", "7")
    cells = {cell.name: cell for cell in shown.lines[0].cells}
    assert cells["households_attended"].is_wrong
    assert not cells["opinions"].is_wrong
    boxes = {box.name: box.is_ticked for box in shown.lines[0].place.boxes}
    assert boxes["households_attended"]
    assert not boxes["opinions"]


@pytest.mark.usefixtures("stores")
def test_the_reviewer_opens_what_the_figures_rest_on(desk, place, sheet):
    photo, file = make_photo(unit=place["ward"]), make_stored_file(unit=place["ward"])
    GroupReport.objects.update(minutes=photo)
    sheet.papers.create(role="minutes", text="Biên bản", file=file)
    public = make_article(unit=place["ward"], title="Hội nghị ở tổ", published=True)
    draft = make_article(unit=place["ward"], title="Bản nháp riêng")
    sheet.articles.set([public, draft])

    page = open_record(desk, sheet).text

    minutes = next(link for link in page.split('href="') if photo.token in link)
    with closing(desk.get(minutes.split('"')[0])) as picture:
        assert picture.status_code == 200
    assert file.get_absolute_url() in page
    assert "Hội nghị ở tổ" in page
    assert "Bản nháp riêng" not in page


def test_while_the_ward_corrects_it_the_version_that_was_sent_is_shown(desk, meeting):
    give_back(meeting, (ATTENDED, SAYS))
    meeting.figures.filter(measure="attended").update(value=118)
    meeting.place = "Nơi khác"
    meeting.save()
    meeting.papers.create(role="other", text="Thêm", file=make_stored_file())

    page = open_record(desk, meeting)

    assert "118" not in page.text
    assert "Nơi khác" not in page.text
    assert str(row_of(page, ATTENDED).reading.stated) == "130"
    assert row_of(page, ATTENDED).place.said == (SAYS,)
    assert not page.context["reviewed"].papers
    assert 'name="step"' not in page.text
    assert "Trả lại bổ sung" in page.text


def test_a_line_that_was_remarked_on_says_so_while_it_is_corrected(desk, sheet):
    line = sheet.group_reports.order_by("pk").first()
    give_back(sheet, (targets.cell(line.pk, "opinions"), "Xem biên bản."))
    GroupReport.objects.update(opinions=99)

    shown = open_record(desk, sheet).context["reviewed"].sheet

    assert shown.lines[0].place.said == ("Xem biên bản.",)
    assert shown.lines[1].place is None
    assert {cell.text for line in shown.lines for cell in line.cells[-1:]} == {"3"}


def test_the_way_of_a_record_says_who_when_and_why(desk, meeting, reviewer):
    give_back(meeting, (ATTENDED, SAYS), by=reviewer, note="Gửi lại trước thứ Sáu.")
    records.submit(conference=meeting, by=leader(), note="Riêng trong phường.")

    page = open_record(desk, meeting)

    entries = page.context["reviewed"].timeline
    told = [entry.step.action for entry in entries]
    assert told == ["submitted", "approved", "sent", "returned", "submitted"]
    assert entries[3].note == "Gửi lại trước thứ Sáu."
    assert entries[3].remarks == (("Tham dự (đại biểu)", SAYS),)
    assert str(entries[3].step.by) in page.text
    assert "Riêng trong phường." not in page.text


def test_what_the_ward_says_to_itself_is_not_told_above(desk, place):
    record = make_conference(unit=place["ward"], held_on="2024-02-28")
    records.submit(conference=record, by=leader())
    records.recall(conference=record, by=leader(), note="Chuyện trong phường.")
    send_up(record)
    records.recall(conference=record, by=leader(), note="Xin sửa số mời.")
    send_up(record)

    page = open_record(desk, record).text

    assert "Chuyện trong phường." not in page
    assert "Xin sửa số mời." in page


def test_waiting_records_lead_to_each_other(desk, place, meeting):
    others = [
        send_up(make_conference(unit=place["ward"], year=year, held_on=f"{year}-02-01"))
        for year in (2022, 2023)
    ]

    first, last = (open_record(desk, one) for one in (meeting, others[-1]))

    queue = first.context["reviewed"].queue
    assert (queue.before, queue.after, queue.count) == (None, others[0], 2)
    assert last.context["reviewed"].queue.after == meeting
    assert address(others[0]) in first.text
    assert "Hồ sơ chờ duyệt tiếp theo (còn 2)" in first.text


@pytest.mark.parametrize("count", [5, 60])
def test_the_page_costs_the_same_for_few_groups_and_for_many(desk, place, count):
    groups = make_groups(place["ward"], count)
    record = make_conference(unit=place["ward"], tier="group", held_on="2024-02-01")
    numbers = {"households_invited": 9, "households_attended": 10, "opinions": 1}
    GroupReport.objects.filter(conference=record).delete()
    GroupReport.objects.bulk_create(
        GroupReport(
            conference=record,
            group=one,
            held_on="2024-01-05",
            state="reported",
            **numbers,
        )
        for one in groups
    )
    send_up(record)
    open_record(desk, record)

    with CaptureQueriesContext(connection) as queries:
        page = open_record(desk, record)

    assert len(page.context["reviewed"].sheet.lines) == count
    assert len(queries) <= 110


# Returning it


def test_all_remarks_are_given_at_once_and_open_their_fields(desk, sheet, reviewer):
    first, second = sheet.group_reports.order_by("pk")
    typed = {
        f"remark-group_reports.{first.pk}": "Số dự họp lớn hơn số mời.",
        f"cells-group_reports.{first.pk}": ["households_attended", "opinions"],
        f"cells-group_reports.{second.pk}": ["opinions"],  # ticked, nothing said
        "remark-explanation": "Ghi rõ vì sao.",
        "note": "Gửi lại trước thứ Sáu.",
    }

    response = post(desk, sheet, "return", **typed)

    assert response.url == f"{address(sheet)}#noi-dung"
    assert state_of(sheet) == State.RETURNED
    assert set(Remark.objects.values_list("target", flat=True)) == {
        targets.cell(first.pk, "households_attended"),
        targets.cell(first.pk, "opinions"),
        "explanation",
    }
    step = sheet.steps.first()
    assert (step.by, step.note) == (reviewer, "Gửi lại trước thứ Sáu.")
    assert "Đã trả lại hồ sơ" in open_record(desk, sheet).text


def test_a_return_that_says_nothing_is_refused_where_one_says_it(desk, meeting):
    response = give(desk, meeting)

    assert response.status_code == 422
    assert 'id="note-error"' in response.text
    assert 'href="#note"' in response.text
    assert state_of(meeting) == State.SENT


WRONG = {
    "too long": ("x" * 501, ["opinions"]),
    "no cell": ("Sai.", []),
    "no such cell": ("Sai.", ["state"]),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_was_typed_is_kept_where_something_is_wrong(desk, sheet, name):
    text, cells = WRONG[name]
    line = sheet.group_reports.order_by("pk").first()
    typed = {
        f"remark-group_reports.{line.pk}": text,
        f"cells-group_reports.{line.pk}": cells,
        "remark-explanation": "Ghi rõ vì sao.",
        "note": "Chung.",
    }

    response = post(desk, sheet, "return", **typed)

    assert response.status_code == 422
    assert state_of(sheet) == State.SENT
    for kept in (f">{text}</textarea>", ">Ghi rõ vì sao.</textarea>", ">Chung.<"):
        assert kept in response.text
    assert 'role="alert"' in response.text


def test_the_text_of_a_remark_is_text(desk, meeting):
    evil = '</textarea><script>alert("x")</script>'

    kept = post(desk, meeting, "accept", **{f"remark-{ATTENDED}": evil})
    give(desk, meeting, figures__attended__delegate=evil)

    for page in (kept.text, open_record(desk, meeting).text):
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(&quot;x&quot;)" in page


# Approving it


def test_it_is_approved_with_its_faults_only_when_these_were_read(desk, meeting):
    refused = post(desk, meeting, "accept")

    assert refused.status_code == 422
    assert 'id="confirm-error"' in refused.text
    assert state_of(meeting) == State.SENT
    assert post(desk, meeting, "accept", confirm="1").status_code == 302
    assert state_of(meeting) == State.ACCEPTED


def test_a_record_that_adds_up_is_approved_at_once(desk, sheet):
    assert 'name="confirm"' not in open_record(desk, sheet).text

    post(desk, sheet, "accept")

    assert state_of(sheet) == State.ACCEPTED


def test_remarks_are_not_lost_by_approving(desk, meeting):
    typed = {f"remark-{ATTENDED}": SAYS, "confirm": "1"}

    response = post(desk, meeting, "accept", **typed)

    assert response.status_code == 422
    assert f">{SAYS}</textarea>" in response.text
    assert state_of(meeting) == State.SENT


def test_whoever_is_second_is_told_and_keeps_what_was_typed(desk, place, meeting):
    first = make_member(place["city"], "minh-anh", role=Role.REVIEWER)
    version = meeting.sent_version.number
    review_steps.accept(conference=meeting, by=first)

    typed = {f"remark-{ATTENDED}": SAYS, "note": "Chung.", "version": version}
    response = post(desk, meeting, "return", **typed)

    assert response.status_code == 422
    assert str(first) in response.text
    assert "Cấp trên duyệt" in response.text
    kept = response.context["kept"]
    assert kept == [("Tham dự (đại biểu)", SAYS), ("", "Chung.")]
    assert state_of(meeting) == State.ACCEPTED


def test_a_record_sent_anew_meanwhile_is_read_again_first(desk, meeting):
    version = meeting.sent_version.number
    give_back(meeting, (ATTENDED, SAYS))
    send_up(meeting)

    typed = {f"remark-{ATTENDED}": "Vẫn sai.", "version": version}
    response = desk.post(address(meeting), {"step": "return", **typed})

    assert response.status_code == 422
    assert ">Vẫn sai.</textarea>" in response.text
    assert state_of(meeting) == State.SENT


@pytest.mark.parametrize("version", [{}, {"version": ""}, {"version": "x"}])
@pytest.mark.parametrize("step", ["return", "accept"])
def test_nobody_decides_without_naming_what_was_read(desk, meeting, step, version):
    response = desk.post(address(meeting), {"step": step, **STEPS[step], **version})

    assert response.status_code == 422
    assert state_of(meeting) == State.SENT


def test_a_record_taken_back_meanwhile_says_so_and_keeps_the_words(desk, meeting):
    records.recall(conference=meeting, by=leader(), note="Nhầm.")

    response = give(desk, meeting, figures__attended__delegate=SAYS)

    assert response.status_code == 409
    assert SAYS in response.text
    assert state_of(meeting) == State.DRAFT
    assert open_record(desk, meeting).status_code == 404


@pytest.mark.parametrize("step", ["return", "accept"])
def test_a_step_out_of_order_is_refused_in_words(desk, meeting, step):
    give_back(meeting, (ATTENDED, SAYS))
    before = meeting.steps.count()

    response = post(desk, meeting, step, **STEPS[step])

    assert response.status_code == 422
    assert "Trả lại bổ sung" in response.text
    assert meeting.steps.count() == before


# Amending it


@pytest.fixture
def accepted(meeting):
    review_steps.accept(conference=meeting, by=leader())
    meeting.refresh_from_db()
    return meeting


def test_an_accepted_figure_is_amended_and_both_values_are_shown(desk, accepted):
    page = open_record(desk, accepted).text
    assert "Đính chính" in page
    assert 'name="remark-' not in page

    post(desk, accepted, "amend", target=ATTENDED, value="118", reason=WHY)

    page = open_record(desk, accepted)
    last = page.context["reviewed"].timeline[-1]
    assert (last.amended.old, last.amended.new, last.note) == ("130", "118", WHY)
    assert "130 → 118" in page.text
    readers = Client().get(accepted.get_absolute_url()).text
    assert "từ 130 thành 118" in readers


def test_whoever_amends_second_is_told_of_the_first(desk, accepted):
    typed = {"target": ATTENDED, "reason": WHY, "version": accepted.public.number}
    post(desk, accepted, "amend", **typed, value="118")

    response = post(desk, accepted, "amend", **typed, value="117")

    assert response.status_code == 422
    assert "vừa được đính chính" in response.text
    assert accepted.figures.get(measure="attended").value == 118


def test_the_amendment_says_which_version_was_read(desk, accepted):
    page = open_record(desk, accepted).text

    assert f'name="version" value="{accepted.public.number}"' in page


def test_a_cell_of_a_line_is_amended(desk, sheet):
    line = sheet.group_reports.order_by("pk").first()
    post(desk, sheet, "accept")

    target = targets.cell(line.pk, "opinions")
    post(desk, sheet, "amend", target=target, value="chưa rõ", reason=WHY)

    line.refresh_from_db()
    assert line.opinions is None
    assert open_record(desk, sheet).context["reviewed"].sheet.lines[0].is_amended


AMENDED_WRONG = [
    ({"value": "", "reason": WHY}, "value"),
    ({"value": "một trăm", "reason": WHY}, "value"),
    ({"value": "130", "reason": WHY}, "value"),
    ({"value": "118", "reason": " "}, "reason"),
]


@pytest.mark.parametrize(("typed", "where"), AMENDED_WRONG)
def test_a_wrong_amendment_is_told_at_its_field_and_kept(desk, accepted, typed, where):
    response = post(desk, accepted, "amend", target=ATTENDED, **typed)

    assert response.status_code == 422
    assert f'id="{where}-error-figures-attended-delegate"' in response.text
    assert f'href="#{where}-figures-attended-delegate"' in response.text
    value = next(
        part
        for part in response.text.split("<input")
        if 'id="value-figures-attended' in part
    )
    assert f'value="{typed["value"]}"' in value
    assert accepted.figures.get(measure="attended").value == 130


def test_a_record_that_is_not_accepted_is_not_amended(desk, meeting):
    response = post(desk, meeting, "amend", target=ATTENDED, value="1", reason=WHY)

    assert response.status_code == 422
    assert meeting.figures.get(measure="attended").value == 130


# The ward's side of an accepted record


def test_the_wards_form_does_not_change_an_accepted_figure(client, place, meeting):
    writer = make_membership(unit=place["ward"], role=Role.WRITER).user
    client.force_login(writer)
    give_back(meeting, ("", "Xem lại."))
    data = form_data(client, meeting)
    prefix = next(
        name.removesuffix("-measure")
        for name, value in data.items()
        if name.endswith("-measure") and value == "attended"
    )
    accept(meeting)

    response = client.post(page_of(meeting), data | {f"{prefix}-value": "118"})

    assert response.status_code == 403
    assert "Cấp trên đã duyệt hồ sơ này" in response.text
    assert meeting.figures.get(measure="attended").value == 130


def test_the_wards_sheet_does_not_change_an_accepted_line(client, place, sheet):
    client.force_login(make_membership(unit=place["ward"], role=Role.WRITER).user)
    line = sheet.group_reports.order_by("pk").first()
    book = sheet_template.template(sheet)
    review_steps.accept(conference=sheet, by=leader())
    name, typed = "admin:meetings_conference_sheet", {f"{line.group_id}-opinions": "9"}

    answers = [
        client.post(reverse(name, args=[sheet.pk]), typed),
        client.post(reverse(f"{name}_line", args=[sheet.pk, line.group_id]), typed),
        client.post(
            reverse(f"{name}_import", args=[sheet.pk]), {"tep": upload(book, "to.xlsx")}
        ),
    ]

    assert [answer.status_code for answer in answers] == [403, 409, 403]
    told = [answers[0].text, answers[1].json()["words"], answers[2].text]
    assert all("Cấp trên đã duyệt hồ sơ này" in text for text in told)
    line.refresh_from_db()
    assert line.opinions == 3
