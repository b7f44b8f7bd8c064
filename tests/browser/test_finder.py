"""Finding one's ward in a real browser: while typing, offline, and without script."""

from urllib.parse import urlsplit

import pytest

from news.models import Article
from tests.browser.looks import TARGETS, assert_it_fits_and_axe_finds_nothing
from tests.factories import make_article, make_district, make_succession, make_ward

pytestmark = pytest.mark.django_db(transaction=True)

LAST_DAY = "2025-06-30"


@pytest.fixture
def ward():
    ward = make_ward()
    district = make_district(ended_on=LAST_DAY)
    old = make_ward(name="Khương Thượng", parent=district, ended_on=LAST_DAY)
    make_succession(old=old, new=ward)
    make_article(unit=ward, title="Ngày hội về từng ngõ", published=True)
    return ward


def test_while_somebody_types_what_is_found_is_shown_and_said(open_page, ward):
    page = open_page("/", width=390)

    page.get_by_role("main").get_by_role("searchbox").press_sequentially("khuong th")
    page.get_by_role("heading", name="2 kết quả cho “khuong th”").wait_for()

    found = page.locator("#ket-qua h3").all_inner_texts()
    assert found == ["Phường Kim Liên", "Phường Khương Thượng"]
    said = page.locator("[data-said]")
    assert said.inner_text() == "2 kết quả cho “khuong th”"
    assert said.get_attribute("role") == "status"
    assert_it_fits_and_axe_finds_nothing(page)
    page.get_by_role("main").get_by_role("searchbox").fill("")
    assert page.locator("#ket-qua").inner_text() == ""


def test_what_was_typed_last_decides(open_page, ward):
    page = open_page("/don-vi/")
    slow = []
    page.route("**/goi-y/?ten=kim", lambda route: slow.append(route))

    box = page.get_by_role("main").get_by_role("searchbox")
    box.fill("kim")
    page.get_by_text("Đang tìm…").wait_for()
    box.fill("khuong")
    page.get_by_role("heading", name="“khuong”").wait_for()
    for route in slow:
        route.abort()

    assert page.get_by_role("alert").count() == 0
    assert "khuong" in page.locator("#ket-qua h2").inner_text()


def test_without_a_network_that_is_said_and_what_was_typed_stays(open_page, ward):
    page = open_page("/don-vi/", width=390)
    page.route("**/goi-y/*", lambda route: route.abort())

    page.get_by_role("main").get_by_role("searchbox").fill("khuong")

    page.get_by_role("alert").wait_for()
    assert "Mất kết nối" in page.get_by_role("alert").inner_text()
    assert page.get_by_role("main").get_by_role("searchbox").input_value() == "khuong"


@pytest.mark.parametrize("script", [True, False])
def test_by_keyboard_an_undiacritised_name_leads_to_the_newest_article(
    open_page, ward, script
):
    page = open_page("/", width=390, java_script_enabled=script)

    page.get_by_role("main").get_by_role("searchbox").focus()
    page.keyboard.type("khuong thuong")
    page.keyboard.press("Enter")
    page.wait_for_url("**/don-vi/?ten=*")
    page.get_by_role("link", name="Phường Kim Liên", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/kim-lien/")
    page.locator(".lead-story a").focus()
    page.keyboard.press("Enter")

    page.get_by_role("heading", level=1, name="Ngày hội về từng ngõ").wait_for()
    assert urlsplit(page.url).path == Article.objects.get().get_absolute_url()


def test_what_can_be_pressed_is_as_large_as_a_finger(open_page, ward):
    page = open_page("/don-vi/?ten=khuong", width=390)
    small = page.evaluate(TARGETS)
    page.goto("/kim-lien/tin-tuc/?den=2020-01-01")

    assert small + page.evaluate(TARGETS) == []
