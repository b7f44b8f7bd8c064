"""A phone in the evening: a record is begun, its figures typed, and submitted."""

import pytest
from django.urls import reverse

from meetings.models import Clause, Conference, State
from tests.browser.looks import TARGETS, WIDE, violations
from tests.factories import make_conference, make_membership, make_user, make_ward
from units.models import Role

pytestmark = pytest.mark.django_db(transaction=True)


def test_figures_are_typed_on_a_phone_and_the_record_is_submitted(open_page):
    ward = make_ward(name="Kim Liên")
    user = make_user(username="writer")
    make_membership(user=user, unit=ward, role=Role.WRITER)
    before = make_conference(unit=ward, year=2023)
    Clause.objects.create(conference=before, number=1, text="Mỗi tổ một ngõ tự quản")
    page = open_page(reverse("admin:index"), width=390, user=user)

    page.get_by_role("link", name="Lập hồ sơ hội nghị").click()
    page.locator("#id_year").fill("2024")
    page.get_by_role("button", name="Lập hồ sơ").click()
    page.wait_for_url("**/change/")
    assert page.evaluate(WIDE) <= 0
    assert page.evaluate(TARGETS) == []
    assert violations(page) == []

    page.locator("#id_clause_reviews-0-outcome_1").check()
    page.locator("#id_place").fill("Nhà văn hóa")
    invited = page.locator("#id_figures-0-value")
    invited.fill("1.43")
    invited.press("Enter")  # saves, and takes no step
    page.locator(".summary").get_by_role("link").first.click()
    page.keyboard.press("Control+A")
    page.keyboard.type("1.435")
    page.get_by_role("button", name="Lưu hồ sơ").click()
    page.locator(".messagelist .success").wait_for()
    page.get_by_role("button", name="Trình lãnh đạo duyệt").click()
    page.locator(".messagelist .success").wait_for()

    record = Conference.objects.get(year=2024)
    assert record.state == State.SUBMITTED
    assert record.figures.get().value == 1435
    assert record.clause_reviews.get().outcome == "done"
    assert violations(page) == []


def test_what_was_typed_and_not_saved_is_offered_back(open_page):
    ward = make_ward(name="Kim Liên")
    user = make_user(username="writer")
    make_membership(user=user, unit=ward, role=Role.WRITER)
    record = make_conference(unit=ward, year=2024)
    path = reverse("admin:meetings_conference_change", args=[record.pk])
    page = open_page(path, width=390, user=user)
    notice = page.locator("[data-record-drafts]")

    page.locator("#id_place").fill("Nhà văn hóa tổ 4")
    page.locator("#id_figures-0-value").fill("1.435")
    page.locator("#organisers-group .add-row a").click()
    page.locator("#id_organisers-1-name").fill("Ủy ban nhân dân phường")
    page.get_by_role("button", name="Trình lãnh đạo duyệt").click()
    page.get_by_text("Nội dung vừa nhập chưa được lưu").wait_for()
    page.reload()
    assert page.locator("#id_place").input_value() == ""
    assert violations(page) == []
    notice.get_by_role("button", name="Lấy lại").click()
    notice.get_by_text("được đưa lại vào biểu mẫu").wait_for()
    page.get_by_role("button", name="Lưu hồ sơ").last.click()
    page.locator(".messagelist .success").wait_for()

    record.refresh_from_db()
    assert record.state == State.DRAFT
    assert record.place == "Nhà văn hóa tổ 4"
    assert record.figures.get().value == 1435
    assert record.organisers.get().name == "Ủy ban nhân dân phường"
    page.reload()
    assert notice.get_by_role("button").count() == 0
    assert page.evaluate("Object.keys(localStorage)") == []
