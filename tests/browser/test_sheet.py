"""A ward enters its groups from a spreadsheet, corrects one, and sends the record up."""

import pytest
from django.urls import reverse

from meetings.models import State
from tests.browser.looks import WIDE, violations
from tests.factories import (
    make_conference,
    make_group,
    make_membership,
    make_user,
    make_ward,
)
from units.models import Role, User

pytestmark = pytest.mark.django_db(transaction=True)

# Eighteen groups as a ward has them in Excel: day, households, invited, attended,
# opinions, delegates, in favour. The eighth has a day that does not exist.
COPIED = "".join(
    f"{'30/2' if number == 8 else f'{number}/2'}\t1.{number:03d}\t200\t15{number % 10}"
    f"\t{number % 5}\t5\t100%\r\n"
    for number in range(1, 19)
)
PASTE = """text => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const options = { clipboardData, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
}"""


@pytest.fixture
def record():
    ward = make_ward(name="Khương Thượng")
    for number in range(1, 19):
        make_group(name=str(number), parent=ward)
    for name, role in [("writer", Role.WRITER), ("leader", Role.LEADER)]:
        make_membership(user=make_user(username=name), unit=ward, role=role)
    return make_conference(unit=ward, tier="group", held_on="2024-02-28")


@pytest.fixture
def sheet(open_page, record):
    """Open the sheet, signed in as its writer."""
    address = reverse("admin:meetings_conference_sheet", args=[record.pk])

    def open_sheet(**options):
        return open_page(address, user=member("writer"), **options)

    return open_sheet


def member(name):
    return User.objects.get(username=name)


def cell(page, number, column):
    return page.locator("tbody tr").nth(number - 1).locator(f"[data-column={column}]")


def test_a_ward_pastes_eighteen_groups_corrects_one_and_sends_them_up(
    sheet, record, open_page
):
    page = sheet()
    told = page.get_by_role("status").filter(has_text="hàng")

    cell(page, 1, "held_on").focus()
    page.evaluate(PASTE, COPIED)
    page.get_by_text("Còn 1 hàng chưa lưu").wait_for()
    assert record.group_reports.reported().count() == 17
    assert "không có ngày 30" in page.locator("tbody tr").nth(7).inner_text()
    assert page.locator("[data-sum=households_total]").inner_text() == "18.171"
    assert violations(page) == []

    cell(page, 8, "held_on").focus()
    page.keyboard.type("8/2/2024")
    page.keyboard.press("Enter")
    assert cell(page, 9, "held_on").evaluate("one => one === document.activeElement")
    page.get_by_text("Đã lưu tất cả các hàng.").wait_for()
    assert cell(page, 8, "held_on").input_value() == "08/02/2024"
    assert "18/18" in page.locator(".how-many").inner_text()

    page.locator("[data-stated] [data-column=opinions]").fill("40")
    cell(page, 1, "opinions").focus()
    page.locator("[data-stated]").get_by_text("Đã lưu").wait_for()
    assert "lệch −4" in page.locator("[data-stated]").inner_text()

    page.keyboard.type("7")
    page.keyboard.press("Escape")
    assert cell(page, 1, "opinions").input_value() == "1"
    page.context.set_offline(True)
    page.keyboard.type("4")
    page.keyboard.press("ArrowDown")
    page.get_by_text("Chưa lưu được: mất kết nối").wait_for()
    assert cell(page, 1, "opinions").input_value() == "4"
    page.context.set_offline(False)
    page.get_by_text("Đã lưu tất cả các hàng.").wait_for()
    assert told.count() == 1
    assert record.group_reports.order_by("pk").first().opinions == 4

    send_up(page, record, open_page)

    record.refresh_from_db()
    assert record.state == State.SENT
    page.goto(reverse("admin:meetings_conference_sheet", args=[record.pk]))
    assert page.locator("tbody input").count() == 0


def send_up(page, record, open_page):
    """The writer hands the record in; the leader approves it and sends it on."""
    page.goto(reverse("admin:meetings_conference_change", args=[record.pk]))
    take_step(page, "Trình lãnh đạo duyệt")
    leader = open_page(reverse("admin:index"), user=member("leader"))
    leader.get_by_role("link", name=str(record)).click()
    take_step(leader, "Duyệt và công khai số liệu")
    take_step(leader, "Gửi cấp trên")


def take_step(page, name):
    page.get_by_role("button", name=name).click()
    page.locator(".messagelist .success").wait_for()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_a_phone_each_group_has_a_form_that_fits(sheet, record, theme):
    page = sheet(width=390, theme=theme)
    faults = violations(page)
    assert page.evaluate(WIDE) <= 0

    page.get_by_role("link", name="Tổ dân phố 2 Chưa tổ chức").click()
    page.get_by_label("Ngày tổ chức").fill("30/2")
    page.get_by_role("button", name="Lưu, sang Tổ dân phố 3").click()
    page.get_by_role("alert").get_by_text("Tháng 2 năm 2024").wait_for()
    faults += violations(page)
    assert page.evaluate(WIDE) <= 0
    assert faults == []
    page.get_by_label("Ngày tổ chức").fill("5/2")
    page.get_by_role("button", name="Lưu, sang Tổ dân phố 3").click()
    page.get_by_role("heading", name="Tổ dân phố 3").wait_for()

    assert record.group_reports.held().get().held_on.day == 5
