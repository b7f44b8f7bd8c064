"""The demonstration, crawled from its home page: nothing broken, every page whole.

It reaches whatever is linked, so a new kind of page is tested by being linked. One
that no link reaches is named by the last test.
"""

from collections import Counter, defaultdict
from unittest import mock

import pytest
from django.db import transaction
from django.test import Client, TestCase, override_settings
from django.urls import get_resolver

from civicportal.demo import loader, parts
from civicportal.demo.catalogue import read_all
from tests.factories import (
    let_the_planner_know,
    make_body,
    make_succession,
    make_ward,
    shared_province,
)
from tests.pictures import plain_jpeg
from tests.validity import faults
from units.models import Unit

from .crawler import HOST, MOST, Crawl
from .places import make_places_of, programme_entries

# It also tells pytest-django that a test database is needed at all.
pytestmark = pytest.mark.django_db

# News of the last days are named by the index while there are any.
STARTS = ["/", "/robots.txt", "/sitemap-tin-moi.xml"]
CLOSED = ("/quan-tri/",)  # behind the sign-in: followed no further
LAST_DAY = "2025-06-30"
PICTURE = plain_jpeg(640, 480)
TWO_WARDS = parts.wards()[:2]
OF_A_KIND = 4  # pages of each kind that are given to the HTML checker
# Pages that are of use to somebody else than a reader who follows links.
REACHED_OTHERWISE = {
    "directory:suggestions",
    "news:article_by_number",
    "meetings:conference_by_number",
    "meetings:programme_by_number",
    "documents:document_by_number",
}
# Units that have published no news: their lists are on the way, not worth finding.
WITHOUT_NEWS = (
    *("ha-noi", "dong-da", "lang", "bach-mai"),
    *(one.slug for one in TWO_WARDS),
)
NOTHING_TO_SHOW = {f"/{slug}/tin-tuc/" for slug in WITHOUT_NEWS}
# Kinds of pages of which a reader must find every one through the site map too.
MAPPED = {
    *("home", "unit_home", "news:list", "news:section", "news:article"),
    *("meetings:conference", "meetings:conferences", "meetings:campaign"),
    *("meetings:programmes", "meetings:programme", "meetings:programmes_of_body"),
    *("documents:list", "documents:detail"),
}


@pytest.fixture(scope="module")
def crawl(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demonstration's units without the rest of the country, crawled once."""
    changed = override_settings(
        VAR_DIR=tmp_path_factory.mktemp("var"),
        DEMO_NOTICE=False,  # or robots would be told of no site map
        WHITENOISE_USE_FINDERS=True,
    )
    with changed, django_db_blocker.unblock(), transaction.atomic():
        with TestCase.captureOnCommitCallbacks(execute=True):
            make_units()
            # What a picture shows is no matter here, and drawing it takes long; the
            # eighteen wards of a round are all alike.
            with (
                mock.patch.object(loader, "draw", return_value=PICTURE),
                mock.patch.object(parts, "wards", return_value=TWO_WARDS),
            ):
                loader.load()
        let_the_planner_know()
        yield Crawl(Client(), STARTS, CLOSED)
        transaction.set_rollback(True)


def make_units():
    shared_province()
    wards = [
        make_ward(slug=slug, founded_on="2025-07-01", name=name)
        for slug, name in [("kim-lien", "Kim Liên"), ("hai-ba-trung", "Hai Bà Trưng")]
    ]
    for content in read_all():
        if not Unit.objects.filter(slug=content.slug).exists():
            ended = make_ward(slug=content.slug, ended_on=LAST_DAY, name=content.slug)
            make_succession(old=ended, new=wards[0])
    for part in TWO_WARDS:
        make_ward(slug=part.slug, name=part.slug, ended_on=LAST_DAY)
    make_places_of(programme_entries())
    for kind in {contact.body for one in read_all() for contact in one.contacts}:
        make_body(kind=kind, unit=shared_province())


def listed(crawl):
    """The pages that want to be found: themselves canonical, and not closed."""
    return [
        one
        for one in crawl.pages
        if one.status == 200
        and not one.address.startswith(CLOSED)
        and "noindex" not in one.page.metas.get("robots", "")
    ]


def itself(crawl):
    return [one for one in listed(crawl) if "?" not in one.address]


def test_every_address_that_is_named_anywhere_answers(crawl):
    broken = [
        f"{one.status} {one.address} (linked from {crawl.from_[one.address][0]})"
        for one in crawl.answers.values()
        if one.status >= 400
    ]

    assert broken == []
    assert len(crawl.answers) < MOST, "there is no end of addresses"
    assert len(crawl.pages) > 60


def test_no_link_leads_to_a_redirection_but_those_to_the_desk(crawl):
    moved = [
        f"{one.address} → {one.location} (linked from {crawl.from_[one.address][0]})"
        for one in crawl.answers.values()
        if 300 <= one.status < 400 and not one.address.startswith(CLOSED)
    ]

    assert moved == []


def test_every_anchor_is_there(crawl):
    missing = [
        f"{one.address} links to {target}#{anchor}"
        for one in crawl.pages
        for target, anchors in one.links.items()
        for anchor in anchors - {""}
        if (there := crawl.answers.get(target)) and there.page
        if anchor not in there.page.ids
    ]

    assert missing == []


def test_every_page_is_whole(crawl):
    wrong = defaultdict(list)
    for one in crawl.pages:
        if one.address.startswith(CLOSED):
            continue
        page = one.page
        checks = {
            "no title": page.title.strip(),
            "not one h1": page.headings["h1"] == 1,
            "not one main": page.headings["main"] == 1,
            "not in Vietnamese": page.lang == "vi",
            "an id twice": not page.ids or max(page.ids.values()) == 1,
            "an image without size or alt": all(
                {"width", "height", "alt"} <= set(image) for image in page.images
            ),
            "a cookie": not one.cookies or "no-store" in one.caching,
        }
        for what, is_right in checks.items():
            if not is_right:
                wrong[what].append(one.address)

    assert wrong == {}


def test_every_page_to_be_found_says_what_it_is_and_where(crawl):
    wrong = defaultdict(list)
    for one in listed(crawl):
        page = one.page
        canonical = page.canonical[0].removeprefix(HOST) if page.canonical else ""
        checks = {
            "no description": page.metas.get("description", "").strip(),
            "not one canonical address": len(page.canonical) == 1,
            "canonical without host": page.canonical[:1] == [f"{HOST}{canonical}"],
            "canonical elsewhere": "?" in one.address or canonical == one.address,
            "canonical not there": crawl.answers.get(canonical)
            and crawl.answers[canonical].status == 200,
            "another og:url": page.properties.get("og:url") == f"{HOST}{canonical}",
            "no og:title": page.properties.get("og:title"),
            "no feed": any("rss.xml" in link for link in one.links),
        }
        for what, is_right in checks.items():
            if not is_right:
                wrong[what].append(one.address)

    assert wrong == {}


def test_no_two_pages_of_a_kind_have_one_title_or_description(crawl):
    for attribute in (lambda page: page.title, lambda page: page.metas["description"]):
        found = defaultdict(list)
        for one in itself(crawl):
            found[one.view, attribute(one.page)].append(one.address)

        assert {key: same for key, same in found.items() if len(same) > 1} == {}


def test_every_page_is_valid_html(crawl, tmp_path):
    pages, seen = {}, Counter()
    for one in crawl.pages:
        seen[one.view] += 1
        if seen[one.view] <= OF_A_KIND or ("?" in one.address and seen[one.view] < 12):
            pages[one.address] = one.text

    assert faults(pages, tmp_path) == []
    assert len(seen) >= len(MAPPED)


def test_the_site_map_names_what_a_reader_finds_and_nothing_else(crawl):
    files = [one for one in crawl.answers.values() if "sitemap" in one.address]
    told = Counter(
        address
        for one in files
        if one.address != "/sitemap.xml" and "tin-moi" not in one.address
        for address in one.links
        if not address.startswith("/media/")
    )
    found = {one.address for one in itself(crawl) if one.view in MAPPED}
    others = {one.address for one in itself(crawl)}

    assert len(files) >= 4
    assert max(told.values()) == 1
    assert found - set(told) == NOTHING_TO_SHOW
    assert set(told) - others == set()


def test_pictures_that_are_named_are_pictures(crawl):
    media = [
        one for one in crawl.answers.values() if one.address.startswith("/media/p")
    ]

    assert len(media) > 40
    assert {one.kind for one in media} == {"image/webp"}


def test_every_kind_of_public_page_is_reached_by_links(crawl):
    seen = {one.view for one in crawl.answers.values() if one.status == 200}

    assert public_views(get_resolver()) - REACHED_OTHERWISE - seen == set()
    assert seen >= MAPPED


def public_views(resolver, prefix=""):
    """Return the names of the addresses that are marked as public pages."""
    names = set()
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            names |= public_views(pattern, prefix + space)
        elif hasattr(pattern.callback, "public_parameters"):
            names.add(f"{prefix}{pattern.name}")
    return names
