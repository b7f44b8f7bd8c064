"""What pages say to machines: titles and pictures for sharing, schema.org, feeds."""

import json
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest

from news import services
from tests.factories import (
    make_article,
    make_contact,
    make_district,
    make_photo,
    make_section,
    make_ward,
)
from units.models import UnitKind, UnitName

pytestmark = pytest.mark.django_db

MORNING = datetime(2024, 2, 29, 8, 51, tzinfo=UTC)  # 15:51 in Việt Nam
HOST = "http://testserver"


class Head(HTMLParser):
    """What a page says of itself: properties, links to feeds, data."""

    def __init__(self, text):
        super().__init__()
        self.properties, self.feeds, self.data = {}, [], []
        self.title, self._in = "", None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self._in = tag
        if tag == "meta" and "property" in attrs:
            self.properties[attrs["property"]] = attrs["content"]
        if tag == "link" and attrs.get("rel") == "alternate":
            self.feeds.append(attrs["href"])
        if tag == "script" and attrs.get("type") == "application/ld+json":
            self._in = "data"

    def handle_data(self, data):
        if self._in == "data":
            self.data.append(json.loads(data))
        if self._in == "title":
            self.title += data

    def handle_endtag(self, tag):
        self._in = None

    def of(self, kind):
        (found,) = [one for one in self.data if one["@type"] == kind]
        return found


@pytest.fixture
def ward():
    return make_ward(name="Kim Liên", founded_on=date(2023, 7, 1))


@pytest.fixture
def section(ward):
    return make_section(unit=ward, name="Mặt trận", slug="mat-tran")


def publish(section, **content):
    content = {"published_at": MORNING, "on": date(2024, 2, 29), **content}
    return make_article(section=section, published=True, **content)


def head(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return Head(response.content.decode())


def test_the_portal_says_how_to_search_it(client):
    site = head(client, "/").of("WebSite")

    assert site["url"] == f"{HOST}/"
    assert site["inLanguage"] == "vi"
    action = site["potentialAction"]
    assert action["@type"] == "SearchAction"
    assert action["target"]["urlTemplate"] == f"{HOST}/tim-kiem/?q={{words}}"
    assert action["query-input"] == "required name=words"


def test_a_unit_says_who_it_is_where_it_lies_and_how_to_reach_it(client, ward):
    make_contact(unit=ward, post="Một cửa", phone="024 3852 0000", email="a@example.vn")
    make_contact(unit=ward, post="Không số")

    unit = head(client, "/kim-lien/").of("GovernmentOrganization")

    assert unit["name"] == "Phường Kim Liên"
    assert unit["url"] == f"{HOST}/kim-lien/"
    assert unit["foundingDate"] == "2023-07-01"
    assert "dissolutionDate" not in unit
    assert unit["address"] == {
        "@type": "PostalAddress",
        "addressCountry": "VN",
        "addressRegion": "Thành phố Hà Nội",
        "addressLocality": "Phường Kim Liên",
    }
    assert unit["contactPoint"] == [
        {
            "@type": "ContactPoint",
            "contactType": "Một cửa",
            "telephone": "024 3852 0000",
            "email": "a@example.vn",
            "availableLanguage": "vi",
        }
    ]


def test_an_ended_unit_says_since_when_it_is_no_more_and_where_it_lay(client):
    end = date(2025, 6, 30)
    ended = make_ward(name="Láng Hạ", parent=make_district(ended_on=end), ended_on=end)
    article = publish(make_section(unit=ended))

    unit = head(client, ended.get_absolute_url()).of("GovernmentOrganization")
    news = head(client, article.get_absolute_url()).of("NewsArticle")

    assert unit["dissolutionDate"] == "2025-06-30"
    assert unit["address"]["addressLocality"] == "Phường Láng Hạ, Quận Đống Đa"
    assert news["publisher"]["dissolutionDate"] == "2025-06-30"


def test_an_article_says_what_machines_ask_of_news(client, section):
    cover, inside = (make_photo(unit=section.unit, alt=alt) for alt in ("Cổng", ""))
    article = publish(
        section,
        title="Ngày hội",
        summary="Bữa cơm chung.",
        author_line="Ban Biên tập",
        cover=cover,
        pictures=[(inside, "Bữa cơm")],
    )
    address = f"{HOST}{article.get_absolute_url()}"

    news = head(client, article.get_absolute_url()).of("NewsArticle")

    assert news["@context"] == "https://schema.org"
    assert news["mainEntityOfPage"] == address
    assert (news["headline"], news["description"]) == ("Ngày hội", "Bữa cơm chung.")
    assert news["datePublished"] == "2024-02-29T15:51:00+07:00"
    assert news["dateModified"].endswith("+07:00")
    assert news["dateModified"] > news["datePublished"]
    assert news["articleSection"] == "Mặt trận"
    assert news["inLanguage"] == "vi"
    assert news["creditText"] == "Ban Biên tập"
    assert news["author"]["name"] == news["publisher"]["name"] == "Phường Kim Liên"
    assert news["publisher"]["url"] == f"{HOST}/kim-lien/"
    assert news["image"][0] == {
        "@type": "ImageObject",
        "url": f"{HOST}{cover.url(1600)}",
        "width": 1200,
        "height": 800,
        "caption": "Cổng",
    }
    assert [one["url"] for one in news["image"]] == [
        f"{HOST}{photo.url(1600)}" for photo in (cover, inside)
    ]


def test_an_article_names_its_publisher_as_it_was_called_that_day(
    client, ward, section
):
    UnitName.objects.filter(unit=ward).update(valid_to=date(2025, 6, 30))
    new = {
        "kind": UnitKind.WARD,
        "name": "Kim Liên Mới",
        "valid_from": date(2025, 7, 1),
    }
    UnitName.objects.create(unit=ward, **new)
    article = publish(section)

    news = head(client, article.get_absolute_url()).of("NewsArticle")

    assert news["publisher"]["name"] == "Phường Kim Liên"
    assert head(client, "/kim-lien/").of("GovernmentOrganization")["name"] == (
        "Phường Kim Liên Mới"
    )


def test_information_is_an_article_and_no_news(client, ward):
    section = make_section(unit=ward, name="Thủ tục", kind="information")
    article = publish(section)

    page = head(client, article.get_absolute_url())

    assert {one["@type"] for one in page.data} == {"Article", "BreadcrumbList"}
    assert "article:published_time" not in page.properties


def test_the_way_to_a_page_is_told_step_by_step(client, section):
    article = publish(section, title="Ngày hội")
    steps = {
        "Phường Kim Liên": "/kim-lien/",
        "Tin tức": "/kim-lien/tin-tuc/",
        "Mặt trận": "/kim-lien/tin-tuc/mat-tran/",
        "Ngày hội": article.get_absolute_url(),
    }

    for length, path in list(enumerate(steps.values(), start=1))[1:]:
        trail = head(client, path).of("BreadcrumbList")["itemListElement"]

        assert [one["position"] for one in trail] == list(range(1, length + 1))
        assert [(one["name"], one["item"]) for one in trail] == [
            (name, f"{HOST}{address}") for name, address in list(steps.items())[:length]
        ]


def test_nothing_in_a_title_ends_the_data(client, section):
    title = '</script><script>alert(1)</script> <!-- \u2028 & "bạn"'
    article = publish(section, title=title)

    text = client.get(article.get_absolute_url()).content.decode()
    page = Head(text)

    shown = services.current_content(article).title
    assert page.of("NewsArticle")["headline"] == shown
    assert page.properties["og:title"] == shown
    assert "<script>alert" not in text
    assert "\u2028" not in text.split("application/ld+json")[1].split("</script>")[0]


def test_what_is_shared_shows_its_title_and_its_picture_with_size(client, section):
    photo = make_photo(unit=section.unit, alt="Cổng làng")
    article = publish(section, title="A & B", summary="Bữa cơm", cover=photo)

    page = head(client, article.get_absolute_url())

    assert page.properties == {
        "og:type": "article",
        "og:url": f"{HOST}{article.get_absolute_url()}",
        "og:title": "A & B",
        "og:description": "Bữa cơm",
        "og:site_name": "Cổng thông tin phường, xã",
        "og:locale": "vi_VN",
        "og:image": f"{HOST}{photo.url(1600)}",
        "og:image:width": "1200",
        "og:image:height": "800",
        "og:image:alt": "Cổng làng",
        "article:published_time": "2024-02-29T15:51:00+07:00",
        "article:modified_time": page.of("NewsArticle")["dateModified"],
        "article:section": "Mặt trận",
    }


def test_every_other_page_is_shared_under_its_own_title(client, section):
    publish(section)

    for path in ["/", "/kim-lien/", "/kim-lien/tin-tuc/", section.get_absolute_url()]:
        page = head(client, path)

        assert page.title
        assert page.properties["og:title"] == page.title
        assert page.properties["og:url"] == f"{HOST}{path}"
        assert page.properties["og:type"] == "website"


def test_each_page_names_the_feeds_of_its_place_and_they_are_there(client, section):
    article = publish(section)
    of_portal = ["/rss.xml", "/atom.xml"]
    of_unit = ["/kim-lien/rss.xml", "/kim-lien/atom.xml"]
    of_section = ["/kim-lien/tin-tuc/mat-tran/rss.xml", *of_unit]

    for path, expected in [
        ("/", of_portal),
        ("/kim-lien/", of_unit),
        (section.get_absolute_url(), of_section),
        (article.get_absolute_url(), of_section),
    ]:
        assert head(client, path).feeds == expected
        text = client.get(path).content.decode()
        assert f'<a href="{expected[-2].replace("tin-tuc/mat-tran/", "")}"' in text
    for path in [*of_portal, *of_section]:
        assert client.get(path).status_code == 200


def test_a_foreign_host_reaches_no_address_in_a_page_or_feed(client, section):
    publish(section)

    for path in ["/", "/rss.xml", "/sitemap.xml", "/robots.txt"]:
        forged = client.get(path, headers={"x-forwarded-host": "xau.example"})
        assert b"xau.example" not in forged.content
        assert client.get(path, headers={"host": "xau.example"}).status_code == 400


def test_a_missing_page_says_nothing_of_itself(client):
    page = Head(client.get("/khong-co/").content.decode())

    assert page.data == []
    assert page.properties == {}


def test_a_page_has_one_full_address_whichever_host_is_asked(client, section, settings):
    settings.PORTAL_URL = "https://phuong.example.vn"
    article = publish(section)
    paths = ["/rss.xml", "/sitemap.xml", "/kim-lien/", article.get_absolute_url()]

    for path in paths:
        text = client.get(path).content

        assert b"https://phuong.example.vn/" in text
        assert b"//testserver" not in text
