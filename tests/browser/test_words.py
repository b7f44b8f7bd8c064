"""A resident's word from a phone without script to the answer; search on the way."""

import re

import pytest
from django.urls import reverse

from meetings import forms
from meetings.models import ResidentWord
from tests.browser.looks import TARGETS, WIDE, violations
from tests.factories import (
    answer_word,
    make_article,
    make_membership,
    make_user,
    make_ward,
    make_word,
)
from units.models import Role, User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ward():
    ward = make_ward(name="Kim Liên")
    user = make_user(username="leader")
    make_membership(user=user, unit=ward, role=Role.LEADER)
    return ward


def test_a_word_is_written_answered_followed_and_read_by_others(
    open_page, ward, monkeypatch
):
    monkeypatch.setattr(forms, "FASTEST", -1)
    phone = open_page(f"/{ward.slug}/gop-y/", width=390, java_script_enabled=False)
    phone.get_by_role("link", name="Gửi góp ý", exact=True).click()
    phone.get_by_label("Lĩnh vực").select_option(label="Trật tự đô thị, vỉa hè")
    phone.get_by_label("Nội dung góp ý").fill("Quán nhà ông Ba bày bàn kín vỉa hè.")
    phone.get_by_label("Điện thoại").fill("0912 345 678")
    phone.get_by_role("button", name="Gửi").click()
    assert "Chưa gửi được" in phone.content()  # without consent
    assert phone.get_by_label("Nội dung góp ý").input_value().startswith("Quán nhà")
    phone.get_by_label("Tôi đồng ý").check()
    phone.get_by_role("button", name="Gửi").click()
    code = phone.locator(".code").inner_text()

    desk = open_page(reverse("admin:index"), user=User.objects.get())
    desk.get_by_role("link", name=re.compile("Góp ý số .*: Trật tự đô thị")).click()
    desk.get_by_text("Quán nhà ông Ba").wait_for()
    desk.get_by_label("Trạng thái").select_option("answered")
    desk.get_by_role("textbox", name="Câu trả lời").fill(
        "Phường đã nhắc, vỉa hè đã thông thoáng."
    )
    desk.get_by_role("textbox", name="Bản công khai").fill("Vỉa hè bị lấn chiếm.")
    desk.get_by_label("Công khai bản viết lại").check()
    desk.get_by_role("button", name="Lưu", exact=True).click()
    desk.wait_for_url("**/residentword/")
    assert ResidentWord.objects.public().count() == 1

    phone.goto(phone.url.replace("da-gui", "theo-doi"))
    phone.get_by_label("Mã theo dõi").fill(code.lower().replace("-", " "))
    phone.get_by_role("button", name="Xem kết quả").click()
    assert "vỉa hè đã thông thoáng" in phone.content()

    other = open_page(f"/{ward.slug}/gop-y/", width=390)
    text = other.locator("main").inner_text()
    assert "Vỉa hè bị lấn chiếm." in text
    assert "Phường đã nhắc" in text
    assert "ông Ba" not in text
    assert "345" not in text


@pytest.mark.parametrize(("width", "theme"), [(320, "light"), (1280, "dark")])
def test_pages_of_words_and_search_fit_and_axe_finds_nothing(
    open_page, ward, width, theme
):
    answer_word(make_word(unit=ward))
    for number in range(3):
        make_article(unit=ward, title=f"Hội nghị {number}", published=True)
    page = open_page("/tim-kiem/", width=width, theme=theme)
    for path in [
        "/tim-kiem/",
        f"/tim-kiem/?q=hoi+nghi&don-vi={ward.slug}",
        "/tim-kiem/?q=hoi+nghj",
        f"/{ward.slug}/gop-y/",
        f"/{ward.slug}/gop-y/gui/",
        f"/{ward.slug}/gop-y/theo-doi/",
    ]:
        page.goto(path)
        assert page.evaluate(WIDE) == 0, path
        assert violations(page) == []
        small = [one for one, height in page.evaluate(TARGETS) if height < 43.5]
        # A result is pressed anywhere: its link is stretched over it.
        assert [one for one in small if "/tin-tuc/" not in one] == [], path


def test_a_ward_is_searched_by_keyboard(open_page, ward):
    make_article(unit=ward, title="Lịch phun thuốc muỗi", published=True)
    page = open_page(f"/{ward.slug}/", width=390)

    page.get_by_role("searchbox").press_sequentially("lich phun thuoc")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tim-kiem/?don-vi=*")

    assert page.locator("mark").first.inner_text() == "Lịch phun thuốc"
