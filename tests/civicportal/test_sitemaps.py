"""The site map: whole, each address once, public ones alone, the same cost always."""

import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from civicportal import sitemaps
from news import services
from news.models import Article
from tests.factories import (
    make_article,
    make_contact,
    make_photo,
    make_section,
    make_ward,
)

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2024, 2, 29, 8, 51, tzinfo=UTC)
NAMES = {
    "map": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
}
HOST = "http://testserver"
OTHERS = ["/kim-lien/", "/kim-lien/tin-tuc/"]
PAGES = [reverse(name) for name in sitemaps.PAGES]


@pytest.fixture
def ward():
    return make_ward(name="Kim Liên", founded_on=date(2023, 7, 1))


@pytest.fixture
def section(ward):
    return make_section(unit=ward, name="Mặt trận", slug="mat-tran")


def publish(section, **content):
    content = {"published_at": LONG_AGO, "on": date(2024, 2, 29), **content}
    return make_article(section=section, published=True, **content)


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    assert response["Content-Type"] == "application/xml"
    return ET.fromstring(response.content)


def locations(root):
    found = [one.text for one in root.findall("*/map:loc", NAMES)]
    assert all(one.startswith(f"{HOST}/") for one in found)
    return [one.removeprefix(HOST) for one in found]


def everything(client):
    """Return the addresses of each file that the index names."""
    return {
        file: locations(read(client, file))
        for file in locations(read(client, "/sitemap.xml"))
    }


def test_it_names_homes_lists_sections_and_articles_that_show_something(
    client, section
):
    article = publish(section)
    make_section(unit=section.unit, slug="trong")
    make_ward(name="Láng")

    found = everything(client)

    assert sorted(path for paths in found.values() for path in paths) == sorted(
        [article.get_absolute_url(), section.get_absolute_url(), *OTHERS, *PAGES]
    )
    for paths in found.values():
        for path in paths:
            assert client.get(path).status_code == 200


def test_a_unit_with_contacts_alone_is_found_and_its_empty_list_is_not(client, ward):
    make_contact(unit=ward)

    assert ["/kim-lien/"] in everything(client).values()


def test_what_the_public_may_not_see_is_in_no_file(client, section):
    make_article(section=section, title="Bản nháp", on=date(2024, 2, 29))
    gone = publish(section, title="Đã gỡ")
    services.withdraw(article=gone, by=None)

    assert everything(client) == {"/sitemap-trang.xml": PAGES}


@pytest.mark.parametrize("rows", [1, 3, 7, 2_000])
def test_divided_finely_or_not_nothing_is_missing_or_there_twice(
    client, section, monkeypatch, rows
):
    monkeypatch.setattr(sitemaps, "ROWS", rows)
    articles = [publish(section, title=f"Tin {n}") for n in range(20)]
    for article in articles[4:9]:
        services.withdraw(article=article, by=None)

    files = everything(client)

    shown = [
        path for name, paths in files.items() if "bai-viet" in name for path in paths
    ]
    public = [*articles[:4], *articles[9:]]
    assert shown == [article.get_absolute_url() for article in public]
    assert all(
        0 < len(paths) <= rows for name, paths in files.items() if "bai-viet" in name
    )


def test_a_new_article_changes_no_file_but_the_last(client, section, monkeypatch):
    monkeypatch.setattr(sitemaps, "ROWS", 3)
    for n in range(6):
        publish(section, title=f"Tin {n}")
    before = {name: client.get(name).content for name in everything(client)}

    publish(section, title="Mới")
    after = {name: client.get(name).content for name in everything(client)}

    articles = sorted(name for name in after if "bai-viet" in name)
    changed = [name for name in articles if before.get(name) != after[name]]
    assert len(articles) >= 3
    assert len(changed) == 1
    assert changed[0] == max(articles, key=lambda name: int(name[:-4].split("-")[-1]))


def test_the_index_says_when_the_newest_row_of_a_file_changed(client, section):
    publish(section)
    newest = publish(section)

    index = read(client, "/sitemap.xml")

    told = {
        one.findtext("map:loc", "", NAMES): one.findtext("map:lastmod", "", NAMES)
        for one in index
    }
    at = timezone.localtime(newest.revised_at).isoformat(timespec="seconds")
    assert at.endswith("+07:00")
    assert [told[name] for name in told if "bai-viet" in name] == [at]


def test_each_article_names_its_pictures_at_full_address(
    client, section, django_capture_on_commit_callbacks
):
    cover, inside = (make_photo(unit=section.unit) for _ in range(2))
    with django_capture_on_commit_callbacks(execute=True):
        article = publish(section, cover=cover, pictures=[(inside, "Bữa cơm & quà")])

    root = read(client, f"/sitemap-bai-viet-{article.pk // sitemaps.ROWS}.xml")

    found = [one.text for one in root.findall(".//image:loc", NAMES)]
    assert found == [f"{HOST}{photo.url(1600)}" for photo in (cover, inside)]
    for address in found:
        response = client.get(address.removeprefix(HOST))
        assert response.status_code == 200
        response.close()


def test_news_of_two_days_are_told_with_title_time_and_the_name_of_the_day(
    client, section
):
    now = timezone.now()
    old = {"published_at": now - timedelta(days=2, hours=1), "title": "Cũ", "on": None}
    new = {"published_at": now - timedelta(hours=1), "title": "A < B & C", "on": None}
    publish(section, **old)
    information = make_section(unit=section.unit, kind="information")
    publish(information, **{**new, "title": "Thủ tục"})
    article = publish(section, **new)

    root = read(client, "/sitemap-tin-moi.xml")

    assert locations(root) == [article.get_absolute_url()]
    news = root.find("map:url/news:news", NAMES)
    assert news.findtext("news:title", "", NAMES) == "A < B & C"
    assert news.findtext("news:publication/news:name", "", NAMES) == "Phường Kim Liên"
    assert news.findtext("news:publication/news:language", "", NAMES) == "vi"
    assert news.findtext("news:publication_date", "", NAMES).endswith("+07:00")
    assert "/sitemap-tin-moi.xml" in everything(client)


def test_without_recent_news_the_index_names_no_empty_file(client, section):
    publish(section)

    files = everything(client)

    assert "/sitemap-tin-moi.xml" not in files
    assert all(files.values())


@pytest.mark.parametrize(
    "name",
    ["khong-co-0", "bai-viet-999999", f"bai-viet-{'9' * 40}", f"bai-viet-{'9' * 5000}"],
)
def test_a_file_that_is_none_is_missing(client, section, name):
    publish(section)

    assert client.get(f"/sitemap-{name}.xml").status_code == 404


def test_it_is_no_page_to_be_found_itself_and_needs_no_cookie(
    client, section, admin_client
):
    publish(section)

    for path in ["/sitemap.xml", *everything(client)]:
        plain = client.get(path)
        assert plain["X-Robots-Tag"] == "noindex"
        assert plain.content == admin_client.get(f"{path}?x=1").content
        assert "Vary" not in plain
        assert not plain.cookies


@pytest.mark.parametrize("count", [1, 12])
def test_the_cost_does_not_grow_with_the_rows(
    client, section, count, django_assert_num_queries
):
    now = timezone.now()
    for n in range(count):
        owner = make_section(unit=make_ward(name=f"Phường {n}"))
        publish(owner, title=f"Tin {n}", cover=make_photo(unit=owner.unit), on=None)
    Article.objects.filter(title="Tin 0").update(published_at=now)
    files = [name for name in everything(client) if name != "/sitemap-trang.xml"]

    with django_assert_num_queries(9):
        client.get("/sitemap.xml")
    for name in files:
        cost = {"chuyen-muc": 1, "don-vi": 5}
        kind = name.removeprefix("/sitemap-").rpartition("-")[0]
        with django_assert_num_queries(cost.get(kind, 2)):
            client.get(name)


# robots.txt


def test_robots_learn_where_the_site_map_is_and_what_is_no_page(client, settings):
    settings.DEMO_NOTICE = False

    response = client.get("/robots.txt")

    lines = response.content.decode().splitlines()
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert lines[0] == "User-agent: *"
    assert f"Sitemap: {HOST}/sitemap.xml" in lines
    for path in ["/quan-tri/", "/xem-truoc/", "/dem/", "/tim-kiem/", "/*/gop-y/gui/"]:
        assert f"Disallow: {path}" in lines
    assert "Disallow: /" not in lines


def test_robots_read_nothing_of_a_demonstration(client, settings):
    settings.DEMO_NOTICE = True

    lines = client.get("/robots.txt").content.decode().splitlines()

    assert lines == ["User-agent: *", "Disallow: /"]
