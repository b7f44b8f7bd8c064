"""The look in a real browser: what buttons do, and the desk in both modes.

What holds for every public page stands in `test_reach.py`.
"""

import pytest
from django.urls import reverse

from tests.browser.looks import AT_ONCE, TARGETS, WIDE, violations
from tests.civicportal.test_pages import (  # noqa: F401 - the same pages, as fixtures
    article,
    ended,
    information,
    news,
    past_article,
    paths,
    publish_many,
    ward,
)
from tests.factories import make_membership, make_user
from units.models import Role

pytestmark = pytest.mark.django_db(transaction=True)

DESK = [
    "admin:index",
    "admin:news_article_changelist",
    "admin:news_article_add",
    "admin:news_section_changelist",
    "admin:news_section_add",
    "admin:units_body_changelist",
    "admin:password_change",
]


@pytest.fixture
def writer(ward):  # noqa: F811
    user = make_user(username="writer")
    make_membership(user=user, unit=ward, role=Role.WARD_ADMIN)
    return user


@pytest.fixture
def desk(open_page, writer):
    """Open the desk, signed in."""

    def open_desk(**options):
        return open_page(reverse("admin:index"), user=writer, **options)

    return open_desk


@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (1280, "dark")])
def test_the_desk_fits_and_axe_finds_nothing_on_it(desk, article, width, theme):  # noqa: F811
    page = desk(width=width, theme=theme)

    faults = []
    for name in DESK:
        page.goto(reverse(name))
        assert page.evaluate(WIDE) <= 0, name
        faults += violations(page)

    assert faults == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_signing_in_fits_and_axe_finds_nothing_on_it(open_page, theme, db):
    page = open_page(reverse("admin:login"), width=320, theme=theme)

    assert page.evaluate(WIDE) <= 0
    assert violations(page) == []


def test_night_and_text_size_are_kept_and_set_before_the_first_paint(open_page, ward):  # noqa: F811
    page = open_page("/kim-lien/", width=390)
    root = page.locator("html")

    page.get_by_role("button", name="Chế độ ban đêm").click()
    page.get_by_role("button", name="Chữ to hơn").click()
    # Without the modules: what is set now was set by the script in the head.
    page.route("**/js/site.js", lambda route: route.abort())
    page.goto("/")

    assert root.get_attribute("data-theme") == "dark"
    assert root.get_attribute("data-text") == "large"


def test_what_the_display_buttons_do_is_said(open_page, ward):  # noqa: F811
    page = open_page("/kim-lien/", theme="dark")
    night = page.get_by_role("button", name="Chế độ ban đêm")
    larger = page.get_by_role("button", name="Chữ to hơn")

    assert night.get_attribute("aria-pressed") == "true"  # as the device wishes
    larger.click()
    larger.click()

    assert larger.get_attribute("aria-disabled") == "true"
    assert (
        page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"
    )


def test_without_script_a_page_is_whole_and_offers_no_dead_buttons(open_page, article):  # noqa: F811
    page = open_page("/kim-lien/", width=390, java_script_enabled=False)

    # The form that searches works without one.
    assert page.get_by_role("button").all_inner_texts() == ["Tìm"]
    page.get_by_role("link", name="Ngày hội về từng ngõ").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Ngày hội về từng ngõ"
    assert page.locator(".gallery a").count() == 1  # the cover stands above the text
    page.locator(".gallery a").first.click()
    assert page.evaluate("document.contentType") == "image/webp"


def test_on_a_phone_a_list_of_the_desk_names_its_columns_in_the_cells(desk, article):  # noqa: F811
    page = desk(width=390)

    page.goto(reverse("admin:news_article_changelist"))

    page.wait_for_selector("#result_list td[data-label]")
    cell = page.locator("#result_list td.field-section_name")
    assert cell.get_attribute("data-label")
    assert page.locator("#result_list thead").bounding_box()["height"] <= 1


def test_what_can_be_pressed_on_the_desk_is_as_large_as_a_finger(desk, article):  # noqa: F811
    page = desk(width=390)
    small = {}

    for name in DESK:
        page.goto(reverse(name))
        if name.endswith("article_add"):
            page.wait_for_selector("a.cke_button")
        small[name] = page.evaluate(TARGETS)

    assert small == {name: [] for name in DESK}


def test_on_a_phone_the_filters_are_folded_between_search_and_list(desk, article):  # noqa: F811
    page = desk(width=390)

    page.goto(reverse("admin:news_article_changelist"))

    filters = page.locator("#changelist-filter")
    above = filters.bounding_box()
    assert filters.get_attribute("open") is None
    assert (
        above["y"] + above["height"] <= page.locator("#result_list").bounding_box()["y"]
    )
    filters.locator("summary").click()
    assert page.get_by_role("navigation", name="Theo trạng thái").is_visible()
    assert "-" not in filters.get_by_role("link").all_inner_texts()


def test_where_there_is_room_the_filters_stand_beside_the_list(desk, article):  # noqa: F811
    page = desk(width=1280)

    page.goto(reverse("admin:news_article_changelist"))

    page.wait_for_selector("#changelist-filter[open]")
    results = page.locator("#result_list").bounding_box()
    assert page.locator("#changelist-filter").bounding_box()["x"] >= (
        results["x"] + results["width"]
    )


def test_a_summary_of_errors_leads_to_each_field(desk, ward):  # noqa: F811
    page = desk(width=390)
    page.goto(reverse("admin:news_article_add"))
    page.wait_for_selector(".cke")

    page.locator("#id_published_at_0").fill("hôm qua")
    page.locator("input[name=_continue]").click()
    page.wait_for_selector(".summary")

    assert "summary" in page.evaluate("document.activeElement.className")
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    page.evaluate(AT_ONCE)
    assert violations(page) == []
    page.get_by_role("link", name="Thời gian đăng").click()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Hôm nay"
    page.get_by_role("link", name="Tiêu đề").click()
    assert page.evaluate("location.hash") == "#id_title"


def test_the_names_of_chosen_files_are_shown(desk, article, tmp_path):  # noqa: F811
    page = desk(width=390)
    page.goto(reverse("admin:news_article_add"))
    path = tmp_path / "Kế hoạch số 5.pdf"
    path.write_bytes(b"%PDF-1.7")

    page.get_by_label("Chọn tệp").set_input_files(path)

    assert page.get_by_text("Kế hoạch số 5.pdf").is_visible()
