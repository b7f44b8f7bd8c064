"""Eighteen wards report, one record is returned, corrected and approved, and told of.

Totals are those of Hai Bà Trưng in 2023; their parts are the demonstration's.
"""

import datetime
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from civicportal.demo import parts
from meetings.models import Conference, Figure, GroupReport, State
from tests.browser.looks import (
    TARGETS,
    WIDE,
    assert_it_fits_and_axe_finds_nothing,
    violations,
)
from tests.browser.test_sheet import take_step
from tests.factories import (
    make_campaign,
    make_district,
    make_groups,
    make_membership,
    make_province,
    make_user,
    make_ward,
)
from tests.meetings.records_of import send_up
from units.models import Role

pytestmark = pytest.mark.django_db(transaction=True)
SAYS = "Số hộ dự họp lớn hơn số hộ mời, xem lại biên bản."
LAST_DAY = datetime.date(2025, 6, 30)
REPORTED = [
    *("263/263", "35.323/51.477", "68,6%", "1.435"),
    *("18/18", "2.142/2.203", "97,2%", "59"),
]


@pytest.fixture
def people():
    """The district's campaign with all its records sent up, and who works on them."""
    city = make_province()
    ended = {"ended_on": LAST_DAY, "custodian": city, "parent": city}
    district = make_district(name="Hai Bà Trưng", **ended)
    campaign = make_campaign(unit=district, year=parts.YEAR)
    for part in parts.wards():
        ward = make_ward(name=part.slug, parent=district, ended_on=LAST_DAY)
        _report(campaign, ward, part, is_wrong=part.slug == "pham-dinh-ho")
    sheet = Conference.objects.get(state=State.SENT, sent_version__isnull=False)
    roles = {"writer": Role.WARD_ADMIN, "leader": Role.LEADER}
    found = {
        name: make_membership(user=make_user(username=name), unit=sheet.unit, role=role)
        for name, role in roles.items()
    }
    found["reviewer"] = make_membership(unit=city, role=Role.REVIEWER)
    users = {name: membership.user for name, membership in found.items()}
    return users | {"campaign": campaign, "sheet": sheet}


def _report(campaign, ward, part, *, is_wrong):
    """The sheet of a ward's groups, and its own meeting; one goes the whole way."""
    how = {"unit": ward, "campaign": campaign, "year": campaign.year}
    sheet = Conference.objects.create(tier="group", parts_total=len(part.groups), **how)
    groups = make_groups(ward, len(part.groups))
    lines = [
        GroupReport(
            conference=sheet,
            group=group,
            state="reported",
            held_on=told.held_on,
            households_invited=told.invited,
            households_attended=told.attended,
            opinions=told.opinions,
        )
        for group, told in zip(groups, part.groups, strict=True)
    ]
    if is_wrong:
        lines[2].households_attended = lines[2].households_invited + 100
    GroupReport.objects.bulk_create(lines)
    if is_wrong:
        send_up(sheet)
    else:
        Conference.objects.filter(pk=sheet.pk).update(state=State.SENT)
    meeting = Conference.objects.create(
        held_on=part.held_on, parts_total=len(part.groups), state=State.SENT, **how
    )
    told = [
        ("invited", "delegate", part.invited),
        ("attended", "delegate", part.attended),
        ("opinions", "opinion", part.opinions),
    ]
    Figure.objects.bulk_create(
        Figure(conference=meeting, measure=measure, counted=counted, value=value)
        for measure, counted, value in told
    )


def test_one_of_eighteen_is_returned_corrected_and_approved(open_page, people):
    sheet, line = people["sheet"], _wrong_line(people["sheet"])
    place = f"group_reports-{line.pk}"
    address = reverse("meetings:review_record", args=[sheet.pk])

    desk = open_page(address, user=people["reviewer"])
    assert "nhiều hơn số được mời" in desk.locator("#chua-khop").inner_text()
    desk.locator(f"#{place} summary").press("Enter")
    assert desk.locator(f"#{place}").get_by_label("Hộ tham dự").is_checked()
    desk.locator(f"#remark-{place}").fill(SAYS)
    assert_it_fits_and_axe_finds_nothing(desk)
    assert desk.evaluate(TARGETS) == []
    desk.get_by_role("button", name="Trả lại bổ sung").click()
    desk.get_by_role("status").filter(has_text="Đã trả lại hồ sơ").wait_for()
    assert desk.evaluate("document.activeElement.id") == "noi-dung"

    ward = open_page(
        reverse("admin:meetings_conference_change", args=[sheet.pk]),
        user=people["writer"],
        width=390,
    )
    assert SAYS in ward.locator("main").inner_text()
    assert ward.evaluate(WIDE) <= 0
    ward.set_viewport_size({"width": 1280, "height": 800})
    ward.goto(reverse("admin:meetings_conference_sheet", args=[sheet.pk]))
    cell = ward.locator(f"[name='{line.group_id}-households_attended']")
    numbers = ward.locator("tbody [data-column^=households_]:not([readonly])")
    assert numbers.count() == 1
    cell.fill(str(_right_number()))
    cell.press("Enter")
    ward.get_by_text("Đã lưu tất cả các hàng.").wait_for()
    ward.goto(reverse("admin:meetings_conference_change", args=[sheet.pk]))
    take_step(ward, "Trình lãnh đạo duyệt")
    leader = open_page(ward.url, user=people["leader"])
    take_step(leader, "Duyệt và công khai số liệu")
    take_step(leader, "Gửi cấp trên")

    desk.goto(address)
    assert desk.locator("#chua-khop").count() == 0
    assert SAYS in desk.locator(f"#{place}").inner_text()
    desk.get_by_role("button", name="Duyệt", exact=True).click()
    desk.get_by_role("status").filter(has_text="Đã duyệt").wait_for()
    desk.get_by_role("link", name="Hồ sơ chờ duyệt tiếp theo").first.wait_for()
    assert violations(desk) == []

    sheet.refresh_from_db()
    assert sheet.state == State.ACCEPTED
    assert [one for one in REPORTED if one not in _report_on(people)] == []


def _right_number():
    return next(p for p in parts.wards() if p.slug == "pham-dinh-ho").groups[2].attended


def _wrong_line(sheet):
    return sheet.group_reports.order_by("pk")[2]


def _report_on(people):
    """The words of the report on the campaign, as Word has it."""
    client = Client()
    client.force_login(people["reviewer"])
    address = reverse("meetings:review_report", args=[people["campaign"].pk])
    paper = Document(BytesIO(client.get(address).content))
    rows = [row for table in paper.tables for row in table.rows]
    cells = [cell.text for row in rows for cell in row.cells]
    return "\n".join([*(one.text for one in paper.paragraphs), *cells])
