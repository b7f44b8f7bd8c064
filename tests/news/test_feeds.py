"""Feeds: well-formed whatever is in a title, with true times, and public news only."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from news import feeds, services
from tests.factories import (
    make_article,
    make_photo,
    make_section,
    make_ward,
)
from units.slugs import validate_slug

pytestmark = pytest.mark.django_db

MORNING = datetime(2024, 2, 29, 8, 51, tzinfo=UTC)  # 15:51 in Việt Nam
NAMES = {
    "atom": "http://www.w3.org/2005/Atom",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": feeds.MEDIA,
}
ADDRESSES = ["/", "/kim-lien/", "/kim-lien/tin-tuc/mat-tran/"]


@pytest.fixture
def ward():
    return make_ward(name="Kim Liên", founded_on=date(2023, 7, 1))


@pytest.fixture
def section(ward):
    return make_section(unit=ward, name="Mặt trận", slug="mat-tran")


def publish(section, **content):
    content = {"published_at": MORNING, "on": date(2024, 2, 29), **content}
    return make_article(section=section, published=True, **content)


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return response, ET.fromstring(response.content)


def items(client, path):
    return read(client, path)[1].findall("./channel/item")


def entries(client, path):
    return read(client, path)[1].findall("atom:entry", NAMES)


@pytest.mark.parametrize("place", ADDRESSES)
def test_each_feed_says_whose_it_is_and_where_it_stands(client, section, place):
    publish(section)

    rss, channel = read(client, f"{place}rss.xml")
    atom, feed = read(client, f"{place}atom.xml")

    assert rss["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert atom["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert channel.findtext("channel/language") == "vi"
    own = channel.find("channel/atom:link", NAMES)
    assert own.attrib == {"href": f"http://testserver{place}rss.xml", "rel": "self"}
    links = {
        one.get("rel"): one.get("href") for one in feed.findall("atom:link", NAMES)
    }
    assert links["self"] == f"http://testserver{place}atom.xml"
    assert links["alternate"] == channel.findtext("channel/link")
    assert client.get(links["alternate"]).status_code == 200
    for text in [
        channel.findtext("channel/title"),
        channel.findtext("channel/description"),
    ]:
        assert text
    assert feed.findtext("atom:title", "", NAMES) == channel.findtext("channel/title")


def test_an_entry_carries_time_with_offset_author_section_and_picture(client, section):
    photo = make_photo(unit=section.unit, alt="Bữa cơm chung")
    article = publish(
        section,
        title="Ngày hội",
        summary="Bữa cơm <chung> & quà.",
        author_line="Ban Biên tập",
        cover=photo,
    )

    item = items(client, "/kim-lien/rss.xml")[0]
    entry = entries(client, "/kim-lien/atom.xml")[0]

    address = f"http://testserver{article.get_absolute_url()}"
    assert item.findtext("link") == address
    assert entry.find("atom:link", NAMES).get("href") == address
    assert item.findtext("pubDate") == "Thu, 29 Feb 2024 15:51:00 +0700"
    assert entry.findtext("atom:published", "", NAMES) == "2024-02-29T15:51:00+07:00"
    assert entry.findtext("atom:updated", "", NAMES).endswith("+07:00")
    assert item.findtext("description") == "Bữa cơm &lt;chung&gt; &amp; quà."
    assert entry.findtext("atom:summary", "", NAMES) == item.findtext("description")
    assert item.findtext("dc:creator", "", NAMES) == "Ban Biên tập"
    assert entry.findtext("atom:author/atom:name", "", NAMES) == "Ban Biên tập"
    assert item.findtext("category") == "Mặt trận"
    assert entry.find("atom:category", NAMES).get("term") == "Mặt trận"
    for one in [item, entry]:
        picture = one.find("media:content", NAMES)
        assert picture.get("url") == f"http://testserver{photo.url(1600)}"
        assert (picture.get("width"), picture.get("height")) == ("1200", "800")
        assert picture.findtext("media:description", "", NAMES) == "Bữa cơm chung"


@pytest.mark.parametrize(
    "title",
    [
        "<script>alert(1)</script> & bạn",
        "A & B < C > D \"E\" 'F' ]]> &amp;",
        "Đ" * 200,
    ],
)
def test_any_title_arrives_as_it_was_written(client, section, title):
    publish(section, title=title)

    assert items(client, "/rss.xml")[0].findtext("title") == title
    assert entries(client, "/atom.xml")[0].findtext("atom:title", "", NAMES) == title


def test_an_article_keeps_its_identity_when_its_title_changes(client, section):
    article = publish(section, title="Ngày hội")
    before = items(client, "/rss.xml")[0]

    content = replace(services.current_content(article), title="Ngày hội lớn")
    services.save_working_copy(article=article, content=content, by=None)
    services.publish(article=article, by=None)
    after = items(client, "/rss.xml")[0]

    assert after.findtext("title") == "Ngày hội lớn"
    assert after.findtext("link") != before.findtext("link")
    assert after.findtext("guid") == before.findtext("guid")
    assert after.find("guid").get("isPermaLink") == "false"


def test_a_draft_being_written_is_no_change_for_readers(client, section):
    article = publish(section)
    before = client.get("/kim-lien/atom.xml").content

    content = replace(services.current_content(article), title="Chưa ai biết")
    services.save_working_copy(article=article, content=content, by=None)

    assert client.get("/kim-lien/atom.xml").content == before


def test_a_feed_holds_public_news_alone_newest_first(client, section):
    information = make_section(unit=section.unit, kind="information")
    publish(information, title="Thủ tục")
    make_article(section=section, title="Bản nháp", on=date(2024, 2, 29))
    gone = publish(section, title="Đã gỡ")
    services.withdraw(article=gone, by=None)
    for n in range(3):
        publish(section, title=f"Tin {n}", published_at=MORNING + timedelta(hours=n))

    for path in ["/rss.xml", "/kim-lien/rss.xml", "/kim-lien/tin-tuc/mat-tran/rss.xml"]:
        titles = [one.findtext("title") for one in items(client, path)]
        assert titles == ["Tin 2", "Tin 1", "Tin 0"], path


def test_a_section_without_dates_and_a_place_that_is_none_have_no_feed(client, section):
    make_section(unit=section.unit, slug="thu-tuc", kind="information")

    for path in [
        "/khong-co/rss.xml",
        "/kim-lien/tin-tuc/khong-co/rss.xml",
        "/kim-lien/tin-tuc/thu-tuc/rss.xml",
        "/kim-lien/rdf.xml",
        "/feed.xml",
    ]:
        assert client.get(path).status_code == 404, path


def test_the_feed_of_a_unit_without_news_is_empty_and_whole(client, ward):
    response, channel = read(client, "/kim-lien/rss.xml")

    assert channel.findall("channel/item") == []
    assert parsedate_to_datetime(response["Last-Modified"])


def test_the_portal_says_of_which_unit_the_news_is_under_its_name_of_the_day(
    client, section
):
    publish(section)

    categories = [one.text for one in items(client, "/rss.xml")[0].findall("category")]

    assert categories == ["Mặt trận", "Phường Kim Liên"]


def test_a_feed_of_an_ended_unit_says_until_when(client):
    ended = make_ward(name="Láng Hạ", ended_on=date(2025, 6, 30))

    _response, channel = read(client, f"/{ended.slug}/rss.xml")

    assert (
        channel.findtext("channel/title") == "Tin tức – Phường Láng Hạ (đến 30/06/2025)"
    )


def test_a_feed_needs_no_cookie_and_takes_no_parameter(client, section, admin_client):
    publish(section)

    for path in ["/rss.xml", "/kim-lien/atom.xml"]:
        plain = client.get(path)
        assert plain.content == client.get(f"{path}?x=1").content
        assert plain.content == admin_client.get(path).content
        assert not plain.cookies
        assert "Vary" not in plain
        assert client.post(path).status_code == 405


@pytest.mark.parametrize("word", ["rss.xml", "atom.xml", "kim.lien"])
def test_no_unit_can_take_the_address_of_a_feed(word):
    with pytest.raises(ValidationError):
        validate_slug(word)


@pytest.mark.parametrize("count", [1, 40])
def test_the_cost_of_a_feed_does_not_grow_with_its_news(
    client, section, count, django_assert_num_queries
):
    for n in range(count):
        cover = make_photo(unit=section.unit) if n < 5 else None
        publish(section, title=f"Tin {n}", cover=cover)

    for path, queries in [
        ("/rss.xml", 2),
        ("/kim-lien/rss.xml", 3),
        ("/kim-lien/tin-tuc/mat-tran/atom.xml", 3),
    ]:
        with django_assert_num_queries(queries):
            found = client.get(path)
        shown = found.content.count(b"<item>") + found.content.count(b"<entry>")
        assert shown == min(count, feeds.ENTRIES)


def test_what_readers_see_changed_last_is_known_of_every_public_article(section):
    article = publish(section)
    first = article.revised_at

    services.publish(article=article, by=None, at=timezone.now() + timedelta(days=1))

    assert first is not None
    assert article.revised_at > first
