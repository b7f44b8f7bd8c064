"""A phone: what was signed at a conference is entered, kept up, reviewed, carried on."""

import datetime

import pytest
from django.urls import reverse

from meetings.models import Programme, SigningPartner
from tests.browser.looks import TARGETS, WIDE, violations
from tests.factories import make_conference, make_membership, make_user, make_ward
from units.models import Role

pytestmark = pytest.mark.django_db(transaction=True)

PARTNERS = (
    "Ủy ban nhân dân",
    "Hội Cựu chiến binh",
    "Hội Liên hiệp Phụ nữ",
    "Đoàn Thanh niên",
    "Công an phường",
)


@pytest.fixture
def signing(db):
    """Who writes in a ward, and the record that names five partners of four."""
    ward = make_ward(name="Khương Thượng")
    user = make_user(username="writer")
    make_membership(user=user, unit=ward, role=Role.WRITER)
    record = make_conference(
        unit=ward,
        held_on=datetime.date(2024, 1, 24),
        figures=[("programmes_signed", "programme", 4)],
    )
    for name in PARTNERS:
        SigningPartner.objects.create(conference=record, name=name)
    return user, record


def test_programmes_go_from_the_record_of_their_signing_into_the_next_year(
    open_page, signing
):
    user, record = signing
    path = reverse("admin:meetings_conference_change", args=[record.pk])
    page = open_page(path, width=390, user=user)

    page.get_by_role("link", name="Lập chương trình phối hợp").click()
    page.get_by_role("button", name="Lập các chương trình").wait_for()
    assert page.locator(".two-numbers dd").all_inner_texts() == ["4", "5"]
    fits(page)
    for row, number in enumerate("12334"):
        page.locator(".partner select").nth(row).select_option(number)
    page.get_by_role("button", name="Lập các chương trình").click()
    page.locator(".messagelist .success").get_by_role("link").last.click()

    page.locator("#id_tasks-0-text").fill("Giữ gìn an ninh trật tự")
    page.locator("#id_tasks-0-lead").fill("cong an phuong")
    page.locator("#tasks-0 .names button").first.click()
    page.locator("#tasks-group .add-row a").click()
    page.locator("#id_tasks-1-text").fill("Vận động giao nộp vũ khí")
    page.locator("#tasks-1 summary").click()
    page.locator("#id_tasks-1-notes-0-text").fill("Đã họp các tổ")
    page.get_by_role("button", name="Lưu và công bố").click()
    page.locator(".messagelist .success").wait_for()
    fits(page)
    assert violations(page) == []

    page.get_by_role("link", name="Tổng kết", exact=True).click()
    page.get_by_label("Hoàn thành", exact=True).first.check()
    page.get_by_label("Ngày").fill("20/12/2024")
    page.get_by_label("Tóm tắt").fill("Đã làm.")
    page.get_by_label("Đánh giá các bên thống nhất").fill("Khá")
    page.get_by_role("button", name="Lưu kết quả").click()
    page.locator(".summary").get_by_role("link").click()
    page.get_by_label("Chưa hoàn thành").last.check()
    fits(page)
    page.get_by_role("button", name="Lưu kết quả").click()
    page.get_by_role("button", name="Lập chương trình năm sau").click()
    page.get_by_text("Chuyển tiếp từ năm trước").wait_for()

    following = Programme.objects.get(year=2025)
    assert following.previous.is_public
    assert [task.carried_over for task in following.tasks.all()] == [False, True]
    assert following.previous.tasks.get(number=1).lead.name == "Công an phường"
    assert Programme.objects.filter(year=2024).count() == 4


def fits(page):
    assert page.evaluate(WIDE) <= 0
    assert page.evaluate(TARGETS) == []
