"""Whom the public pages reach: every kind of page, every way of reading, little to load.

A new kind of page is one more entry of `kinds`. Pages are opened once for many
questions, because opening them is what takes time; each fault names its page.
"""

import gzip
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from django.conf import settings
from django.urls import reverse

from meetings.programme_parties import body_address
from tests.civicportal.test_pages import (  # noqa: F401 - the same pages, as fixtures
    article,
    document,
    ended,
    information,
    news,
    notice,
    past_article,
    programme,
    publish_many,
    record,
    ward,
)

pytestmark = pytest.mark.django_db(transaction=True)

LIGHTEST = 40_000  # bytes, compressed: HTML, CSS and JavaScript of a first visit
TINY = 1_000  # bytes of a script for which the first paint may wait
WEIGHED = {"document", "stylesheet", "script"}

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
# WCAG 2.2 AA and axe's own good practice; the size of targets is off by default.
EVERYTHING = {"rules": {"target-size": {"enabled": True}}}
# What colours and sizes decide, for the same page in another dress.
LOOKS = {
    "runOnly": [
        *("color-contrast", "link-in-text-block", "target-size"),
        *("scrollable-region-focusable", "meta-viewport"),
    ]
}
RUN = """async (options) => (await axe.run(document, {...options, resultTypes:
  ["violations"]})).violations.flatMap((rule) => rule.nodes.map((node) =>
  `${rule.id}: ${node.html.slice(0, 160)}`))"""
WIDE = """() => {
  const page = document.documentElement;
  if (page.scrollWidth <= page.clientWidth) return [];
  const over = [...document.body.querySelectorAll("*")].filter((one) =>
    one.getBoundingClientRect().right > page.clientWidth + 1 &&
    !one.closest(".scroll, [data-module=in-view]"));
  return [`scrolls sideways: ${over[0]?.outerHTML.slice(0, 160)}`];
}"""
# What can be pressed and how large it is. Links in sentences are as high as their line.
SMALL = """() => {
  const all = "a, button, input:not([type=hidden]), select, textarea, summary";
  const shown = (one) => one.checkVisibility({checkVisibilityCSS: true}) &&
    getComputedStyle(one).clipPath === "none" && !one.closest(".skip, .unseen");
  const inSentence = (one) => one.matches("p a, .prose a, li.tight a");
  return [...document.querySelectorAll(all)].filter((one) => shown(one) &&
    !inSentence(one)).filter((one) => {
      const after = getComputedStyle(one, "::after");
      const whole = after.position === "absolute" && one.closest(".story, .lead-story");
      const box = (whole || one.closest("label") || one).getBoundingClientRect();
      return box.height < 43.5 || box.width < 24;
  }).map((one) => `too small: ${one.outerHTML.slice(0, 160)}`);
}"""
# Each element in turn, as Tab would come to it, must be seen to have the focus.
UNSEEN_FOCUS = """() => [...document.querySelectorAll("a[href], button, summary," +
  "input:not([type=hidden]), select, textarea, [tabindex='0']")]
  .filter((one) => one.checkVisibility()).filter((one) => {
    one.focus();
    const {outlineStyle, outlineWidth} = getComputedStyle(one);
    return document.activeElement === one &&
      (outlineStyle === "none" || parseFloat(outlineWidth) < 2);
  }).map((one) => `focus not seen: ${one.outerHTML.slice(0, 160)}`)"""
LANDMARKS = """() => ["header", "main", "footer", "nav"].filter((name) =>
  !document.querySelector(name)).map((name) => `no ${name}`)"""
WAITING = """() => [...document.querySelectorAll("script[src]")].filter((one) =>
  one.type !== "module" && !one.defer && !one.async).map((one) => one.src)"""
SHIFT = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) sum += entry.value;
  }).observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(sum), 150);
})"""
DEAD_BUTTONS = """() => [...document.querySelectorAll("button")].filter((one) =>
  one.checkVisibility() && !one.form).map((one) => `dead: ${one.outerHTML}`)"""
READ = """() => [...document.querySelectorAll(
  "main :is(h1, h2, h3, p, li, td, th, dt, dd, figcaption), footer :is(h2, li)")]
  .filter((one) => one.checkVisibility() && !one.closest("[data-script-only], dialog"))
  .map((one) => one.innerText.trim()).filter(Boolean)"""


PRINTED = """() => {
  const seen = (one) => one.checkVisibility();
  const all = (which) => [...document.querySelectorAll(which)];
  const [red] = getComputedStyle(document.body).color.match(/\\d+/g).map(Number);
  return [
    ...all(".band, .sections, .skip, .rail, form, button").filter(seen)
      .map((one) => `printed: ${one.outerHTML.slice(0, 100)}`),
    ...["main", "h1"].filter((which) => !all(which).some(seen))
      .map((which) => `not printed: ${which}`),
    ...(red > 80 ? ["printed in light ink"] : []),
  ];
}"""


@pytest.fixture
def kinds(article, information, past_article, ward, ended, news, record, notice, document, programme):  # fmt: skip # noqa: F811
    """One address of every kind of public page, under the name of the kind."""
    publish_many(news, 15)
    return {
        "portal": reverse("home"),
        "unit": ward.get_absolute_url(),
        "ended unit": ended.get_absolute_url(),
        "unit without news": ended.parent_on().get_absolute_url(),
        "list": reverse("news:list", args=[ward.slug]),
        "information": information.section.get_absolute_url(),
        "article": article.get_absolute_url(),
        "page of information": information.get_absolute_url(),
        "past article": past_article.get_absolute_url(),
        "news of all": reverse("news:portal_list"),
        "months": reverse("news:archive", args=[ward.slug]),
        "tag": reverse("news:tag", args=[ward.slug, "dai-doan-ket"]),
        "albums": reverse("news:albums", args=[ward.slug]),
        "album": reverse("news:album", args=[ward.slug, article.album_id]),
        "finder": reverse("directory:finder") + "?ten=kim",
        "readers": reverse("unit_statistics", args=[ward.slug]),
        "search": reverse("search") + "?q=tin",
        "words": reverse("meetings:words", args=[ward.slug]),
        "rating": reverse("news:rating", args=[ward.slug, article.pk]),
        "commenting": reverse("news:comment", args=[ward.slug, article.pk]),
        "register": reverse("documents:list", args=[ward.slug]),
        "document": document.get_absolute_url(),
        "site map": reverse("site_map"),
        "conferences": reverse("meetings:conferences", args=[ended.slug]) + "?nam=2024",
        "record": record.card.get_absolute_url(),
        "notice": notice.card.get_absolute_url(),
        "programmes": reverse("meetings:programmes", args=[ended.slug]) + "?nam=2024",
        "programme": programme.get_absolute_url(),
        "body": body_address(programme.parties.last().body),
        "open data": reverse("meetings:data"),
        "missing": "/khong-co/",
    }


@pytest.fixture
def tour(browser, live_server, kinds):
    """Visit every kind of page: yields its name and the page that shows it."""
    contexts = []

    def visit(*, width=390, height=800, **options):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            base_url=live_server.url,
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        for name, path in kinds.items():
            page.goto(path)
            yield name, page

    yield visit
    for context in contexts:
        context.close()


@pytest.fixture
def first_visit(browser, live_server):
    """Open a page as one who was never here; also what it fetched, and complaints."""
    contexts = []

    def visit(path, *, width):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, base_url=live_server.url
        )
        contexts.append(context)
        answers, said = [], []
        page = context.new_page()
        page.on("response", lambda one: answers.append(one))
        page.on("console", lambda one: said.append(one.text))
        page.on("pageerror", lambda one: said.append(str(one)))
        page.goto(path, wait_until="networkidle")
        return page, answers, said

    yield visit
    for context in contexts:
        context.close()


def dress(page, *, theme="light", text=""):
    page.evaluate(
        "([theme, text]) => Object.assign(document.documentElement.dataset, "
        "{theme, text})",
        [theme, text],
    )


def test_wcag_2_2_aa_on_a_phone_in_light_dark_and_large_text(tour):
    source = AXE.read_text(encoding="utf-8")
    faults = []
    for name, page in tour(width=390, has_touch=True):
        page.evaluate(source)
        found = page.evaluate(RUN, EVERYTHING) + page.evaluate(LANDMARKS)
        found += page.evaluate(SMALL)
        for theme, text in [("dark", ""), ("light", "larger")]:
            dress(page, theme=theme, text=text)
            found += page.evaluate(RUN, LOOKS) + page.evaluate(WIDE)
        faults += [f"{name}, {one}" for one in found]

    assert faults == []


def test_wcag_2_2_aa_on_a_wide_screen_at_night(tour):
    source = AXE.read_text(encoding="utf-8")
    faults = []
    for name, page in tour(width=1280, color_scheme="dark"):
        page.evaluate(source)
        found = page.evaluate(RUN, EVERYTHING) + page.evaluate(LANDMARKS)
        dress(page, theme="light", text="larger")
        faults += [f"{name}, {one}" for one in found + page.evaluate(WIDE)]

    assert faults == []


def test_at_400_percent_and_the_largest_text_nothing_scrolls_sideways(tour):
    """A window of 1280 × 1024 at 400 % shows 320 × 256 of our pixels."""
    faults = []
    for name, page in tour(width=320, height=256):
        for text in ["", "larger"]:
            dress(page, text=text)
            faults += [f"{name} {text}, {one}" for one in page.evaluate(WIDE)]
        heading = page.get_by_role("heading", level=1)
        heading.scroll_into_view_if_needed()
        if not heading.is_visible():
            faults.append(f"{name}: its heading cannot be seen")

    assert faults == []


@pytest.mark.parametrize("colours", ["none", "active"])
def test_by_keyboard_the_focus_is_seen_and_the_first_stop_skips_to_the_content(
    tour, colours
):
    faults = []
    for name, page in tour(width=1280, forced_colors=colours):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") != "#noi-dung":
            faults.append(f"{name}: the first stop is not the skip link")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        if not page.evaluate("document.activeElement.closest('main')"):
            faults.append(f"{name}: the skip link does not lead into the content")
        faults += [f"{name}, {one}" for one in page.evaluate(UNSEEN_FOCUS)]

    assert faults == []


def test_without_javascript_everything_can_be_read_and_no_button_is_dead(tour):
    read, faults = {}, []
    for name, page in tour(java_script_enabled=False):
        read[name] = set(page.evaluate(READ))
        faults += [f"{name}, {one}" for one in page.evaluate(DEAD_BUTTONS)]
    for name, page in tour():
        missing = set(page.evaluate(READ)) - read[name]
        faults += [f"{name}: only with JavaScript: {one[:80]}" for one in missing]

    assert faults == []
    assert all(len(texts) > 3 for texts in read.values())


# Opening a page for the first time takes longest: those that differ in what they load.
LOADED = (
    *("portal", "unit", "list", "article", "album", "finder", "search", "words"),
    "record",
)


@pytest.mark.parametrize(("width", "names"), [(390, LOADED), (1280, LOADED[1:4])])
def test_a_first_visit_is_light_still_and_quiet_and_waits_for_nothing(
    first_visit, kinds, width, names
):
    """All that a browser really fetches counts, compressed as a server would."""
    faults = []
    for name in names:
        page, answers, said = first_visit(kinds[name], width=width)
        own = [one for one in answers if one.request.resource_type in WEIGHED]
        sizes = {one.url: len(gzip.compress(one.body(), 6)) for one in own}
        weight, shift = sum(sizes.values()), page.evaluate(SHIFT)
        waits = [one for one in page.evaluate(WAITING) if sizes[one] > TINY]
        checks = {
            f"weighs {weight} bytes": weight <= LIGHTEST,
            f"shifts by {shift:.4f}": shift == 0,
            f"waits for {waits}": not waits,
            f"says {said}": not said,
            "fetched no style or script": len(sizes) >= len(WEIGHED),
        }
        faults += [
            f"{name} {what}" for what, is_right in checks.items() if not is_right
        ]

    assert faults == []


def test_on_paper_there_is_the_text_and_where_it_came_from(tour):
    faults = []
    for name, page in tour(width=700, color_scheme="dark"):
        page.emulate_media(media="print", color_scheme="dark")
        faults += [f"{name}, {one}" for one in page.evaluate(PRINTED)]
        if page.locator("p.on-paper").count():
            address = "".join(page.locator("p.on-paper").inner_text().split())
            if settings.PORTAL_URL + urlsplit(page.url).path not in address:
                faults.append(f"{name}: its address is not printed")

    assert faults == []
