"""What holds for every public page: its frame, its addresses, its cost."""

import re
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from urllib.parse import urldefrag, urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.template.loader import get_template
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents import register
from gallery.models import Album, AlbumPhoto
from meetings.models import Clause
from meetings.programme_parties import body_address
from news import services
from tests.factories import (
    make_article,
    make_body,
    make_conference,
    make_contact,
    make_district,
    make_document,
    make_final_review,
    make_group,
    make_opinion,
    make_photo,
    make_programme,
    make_section,
    make_stored_file,
    make_succession,
    make_task,
    make_ward,
)
from tests.meetings.programmes_of import make_public_programme, note
from tests.meetings.programmes_of import publish as publish_programme
from tests.meetings.records_of import approve, fill_line, make_notice

pytestmark = pytest.mark.django_db

ENDED_ON = date(2025, 6, 30)
MORNING = datetime(2024, 2, 29, 8, 51, tzinfo=UTC)  # 15:51 in Việt Nam
DATA = {"application/ld+json"}  # in a script element, and run by no browser
BODY = (
    "<p>Hội nghị nghe báo cáo.</p><table><tbody><tr><td>Tổ 1</td></tr></tbody></table>"
)


class Markup(HTMLParser):
    """The elements of a page with their attributes, and the ids in it."""

    def __init__(self, text):
        super().__init__()
        self.elements = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def all(self, *tags):
        return [attrs for tag, attrs in self.elements if tag in tags]

    @property
    def links(self):
        return [attrs["href"] for attrs in self.all("a") if "href" in attrs]

    @property
    def ids(self):
        return {attrs["id"] for _tag, attrs in self.elements if "id" in attrs}


@pytest.fixture
def ward():
    ward = make_ward(name="Kim Liên", founded_on=date(2025, 7, 1))
    make_contact(
        unit=ward,
        phone="024 3852 0000",
        email="vanphong.phuongkimlien@example.vn",
        office_hours="Thứ Hai đến thứ Sáu, 8:00–12:00",
    )
    return ward


@pytest.fixture
def ended(ward):
    district = make_district(ended_on=ENDED_ON)
    unit = make_ward(name="Khương Thượng", parent=district, ended_on=ENDED_ON)
    make_succession(old=unit, new=ward)
    return unit


@pytest.fixture
def news(ward):
    return make_section(unit=ward, name="Mặt trận", slug="mat-tran")


@pytest.fixture
def information(ward):
    section = make_section(
        unit=ward, name="Thủ tục", slug="thu-tuc", kind="information"
    )
    return publish(section, title="Thủ tục một cửa")


@pytest.fixture
def article(ward, news):
    photo = make_photo(unit=ward)
    return publish(
        news,
        title="Ngày hội về từng ngõ",
        summary="Bữa cơm chung năm nay.",
        tags=["đại đoàn kết"],
        cover=photo,
        pictures=[(make_photo(unit=ward), "Bữa cơm chung"), (photo, "")],
        attachments=[(make_stored_file(unit=ward), "Kế hoạch ngày hội")],
    )


@pytest.fixture
def past_article(ended):
    section = make_section(unit=ended, name="Hoạt động", slug="hoat-dong")
    return publish(section, title="Hội nghị năm 2024", on=date(2024, 2, 29))


@pytest.fixture
def record(ended):
    """The meetings of an ended ward's groups, with all that a record can show."""
    groups = [make_group(name=f"số {n}", parent=ended) for n in range(1, 10)]
    found = make_conference(
        unit=ended, tier="group", held_on="2024-02-28", place="Nhà văn hóa"
    )
    lines = {line.group_id: line for line in found.group_reports.all()}
    whole = {"households_invited": 140, "households_attended": 112, "opinions": 4}
    for group in groups[:3]:
        fill_line(lines[group.pk], **whole)
    found.figures.create(measure="opinions", counted="opinion", value=52)
    Clause.objects.create(conference=found, number=1, text="Ngõ tự quản")
    answer = {"answer": "Đã lắp.", "answered_on": "2024-03-01"}
    public = {"status": "published", "published_at": MORNING}
    make_opinion(conference=found, nature="petition", **answer, **public)
    return approve(found)


@pytest.fixture
def notice(ward):
    return make_notice(unit=ward, title="Tiếp xúc cử tri", kind="voter_meeting")


@pytest.fixture
def document(ward):
    document = make_document(
        unit=ward,
        number="02/KHLT/UBND-UBMTTQ",
        summary="Tổ chức hội nghị đại biểu Nhân dân",
        issued_on=date(2026, 1, 5),
        file=make_stored_file(unit=ward),
    )
    return register.publish_document(document=document, by=None)


@pytest.fixture
def programme(ended, document):
    """A programme with all that it can show, of bodies of an ended ward."""
    parties = [make_body(unit=ended, kind=kind) for kind in ("ubmttq", "cong-an")]
    before = make_public_programme(unit=ended, year=2023, parties=parties)
    album = Album.objects.create()
    made = make_programme(unit=ended, parties=parties, previous=before, album=album)
    AlbumPhoto.objects.create(album=album, photo=make_photo(unit=ended), position=1)
    counted = {"measure": "number", "target": 16, "target_unit": "buổi", "actual": 11}
    task = make_task(programme=made, lead=made.parties.first(), **counted)
    task.support.set(made.parties.all()[1:])
    note(task, file=make_stored_file(unit=ended), photo=make_photo(unit=ended))
    make_final_review(made, "partly")
    return publish_programme(made)


@pytest.fixture
def paths(
    article, information, past_article, ward, ended, record, notice, document, programme
):
    """One address of every public kind of page."""
    return [
        reverse("home"),
        *(unit.get_absolute_url() for unit in [ward, ended, ended.parent_on()]),
        *(reverse("news:list", args=[unit.slug]) for unit in [ward, ended]),
        reverse("documents:list", args=[ward.slug]),
        document.get_absolute_url(),
        reverse("news:portal_list"),
        reverse("news:archive", args=[ward.slug]),
        reverse("news:month", args=[ward.slug, 2024, 2]),
        reverse("news:tags", args=[ward.slug]),
        reverse("news:tag", args=[ward.slug, "dai-doan-ket"]),
        reverse("news:albums", args=[ward.slug]),
        reverse("news:album", args=[ward.slug, article.album_id]),
        reverse("statistics"),
        reverse("unit_statistics", args=[ward.slug]),
        reverse("site_map"),
        reverse("directory:finder"),
        reverse("directory:former"),
        reverse("directory:province", args=[ward.parent_on().slug]),
        reverse("directory:former_unit", args=[ended.parent_on().slug]),
        article.section.get_absolute_url(),
        information.section.get_absolute_url(),
        *(one.get_absolute_url() for one in [article, information, past_article]),
        reverse("meetings:conferences", args=[ended.slug]),
        *(one.card.get_absolute_url() for one in [record, notice]),
        reverse("meetings:programmes", args=[ended.slug]),
        programme.get_absolute_url(),
        body_address(programme.parties.last().body),
        reverse("meetings:data"),
    ]


def publish(section, **content):
    content = {"body": BODY, "published_at": MORNING, **content}
    return make_article(section=section, published=True, **content)


def publish_many(section, count):
    return [
        publish(section, title=f"Tin {n}", published_at=MORNING + timedelta(hours=n))
        for n in range(count)
    ]


def get(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return response, response.content.decode()


# Frame


def test_every_page_has_one_heading_landmarks_and_a_skip_link(client, paths):
    for path in paths:
        _response, text = get(client, path)
        page = Markup(text)

        assert len(page.all("h1")) == 1, path
        assert len(page.all("main")) == len(page.all("header")) == 1, path
        assert page.links[0] == "#noi-dung"
        assert {"noi-dung", "muc-luc"} <= page.ids
        assert page.all("html")[0]["lang"] == "vi"


def test_every_page_has_a_title_a_description_and_its_canonical_address(client, paths):
    titles = set()
    for path in paths:
        _response, text = get(client, path)
        page = Markup(text)
        metas = {one.get("name"): one.get("content") for one in page.all("meta")}
        canonical = [one for one in page.all("link") if one["rel"] == "canonical"]

        titles.add(re.search("<title>(.+?)</title>", text)[1])
        assert metas["description"], path
        assert [one["href"] for one in canonical] == [f"http://testserver{path}"]
    assert len(titles) == len(paths)


def test_no_page_sets_a_cookie_or_varies_by_one(client, admin_client, paths):
    for path in paths:
        assert client.get(path).content == admin_client.get(path).content

    client.cookies = admin_client.cookies
    for path in paths:
        response, text = get(client, path)

        assert not response.cookies, path
        assert "cookie" not in response.get("Vary", "").lower(), path
        assert "csrf" not in text


def test_no_page_has_inline_style_or_script_or_anything_of_a_third_party(client, paths):
    for path in paths:
        _response, text = get(client, path)
        page = Markup(text)
        loaded = [
            one.get("src") or one.get("href")
            for one in page.all("script", "img", "link", "iframe", "source")
            if one.get("type") not in DATA
        ]

        assert not page.all("style"), path
        assert all("src" in one or one["type"] in DATA for one in page.all("script"))
        assert not [tag for tag, attrs in page.elements if "style" in attrs], path
        assert all(
            address.startswith(("/", "http://testserver/")) for address in loaded
        ), path


def test_every_link_leads_somewhere(client, paths):
    found = {}
    for path in paths:
        for link in Markup(get(client, path)[1]).links:
            address, anchor = urldefrag(link)
            is_page = not address.startswith(settings.MEDIA_URL)
            if is_page and urlsplit(address).scheme in {"", "http"}:
                found.setdefault(address or path, set()).add(anchor)

    for address, anchors in found.items():
        response = client.get(address)
        if address == reverse("admin:index"):
            assert response.status_code == 302
        elif address.endswith(".csv"):
            assert response.streaming, address
        else:
            assert response.status_code == 200, address
            assert anchors - {""} <= Markup(response.content.decode()).ids, address


def test_every_page_says_that_data_is_sample_data_where_it_is(client, settings, paths):
    settings.DEMO_NOTICE = True
    shown = [get(client, path)[1] for path in paths]

    settings.DEMO_NOTICE = False
    hidden = [get(client, path)[1] for path in paths]

    assert all("Dữ liệu minh họa" in text for text in shown)
    assert not any("Dữ liệu minh họa" in text for text in hidden)


# Articles


def test_an_article_shows_its_dateline_pictures_and_files(client, article):
    _response, text = get(client, article.get_absolute_url())

    assert "Ngày đăng" in text
    assert (
        '<time datetime="2024-02-29T15:51:00+07:00">29/02/2024 | 15:51</time>' in text
    )
    assert "Lượt xem: 0" in text
    assert "Kế hoạch ngày hội" in text
    assert "PDF, 1 KB" in text
    assert "Bữa cơm chung" in text
    assert 'role="region"' in text  # the table can be scrolled by itself
    assert text.count('class="gallery"') == 1


def test_an_album_of_the_cover_alone_is_not_shown_again(client, ward, news):
    photo = make_photo(unit=ward)
    article = publish(
        news, title="Một ảnh", cover=photo, pictures=[(photo, "Trao quà đầu xuân")]
    )

    _response, text = get(client, article.get_absolute_url())

    assert 'class="gallery"' not in text
    assert "<figcaption>Trao quà đầu xuân" in text


def test_units_of_one_name_are_told_apart(client, ward):
    old = make_ward(name="Kim Liên", ended_on=ENDED_ON)
    make_succession(old=old, new=ward)

    assert ">phường Kim Liên (cũ)</a>" in get(client, ward.get_absolute_url())[1]
    assert ">phường Kim Liên (mới)</a>" in get(client, old.get_absolute_url())[1]


def test_a_title_is_text_and_never_markup(client, news):
    hostile = publish(news, title="<script>alert(1)</script> & bạn")

    for path in [hostile.get_absolute_url(), "/", "/kim-lien/", "/kim-lien/tin-tuc/"]:
        _response, text = get(client, path)

        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


@pytest.mark.parametrize("wrong", ["", "khac/"])
def test_a_wrong_address_of_an_article_leads_to_the_true_one(client, article, wrong):
    response = client.get(f"/kim-lien/tin-tuc/{article.pk}/{wrong}")

    assert response.status_code == 301
    assert response["Location"] == article.get_absolute_url()


def test_an_article_under_another_units_address_leads_to_its_own(
    client, article, ended
):
    response = client.get(f"/{ended.slug}/tin-tuc/{article.pk}/{article.slug}/")

    assert response.status_code == 301
    assert response["Location"] == article.get_absolute_url()


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_is_not_public_answers_exactly_like_what_never_was(
    client, news, state, django_assert_num_queries
):
    hidden = make_article(section=news, title="Bí mật", published=state == "withdrawn")
    if state == "withdrawn":
        services.withdraw(article=hidden, by=None)
    slug = hidden.slug or "bi-mat"

    with django_assert_num_queries(7):
        answer = client.get(f"/kim-lien/tin-tuc/{hidden.pk}/{slug}/")
    with django_assert_num_queries(7):
        missing = client.get(f"/kim-lien/tin-tuc/999999/{slug}/")

    assert answer.status_code == missing.status_code == 404
    assert answer.content == missing.content
    assert answer.headers == missing.headers


def test_what_is_not_public_is_in_no_list(client, news):
    make_article(section=news, title="Bí mật")

    for path in ["/", "/kim-lien/", "/kim-lien/tin-tuc/", news.get_absolute_url()]:
        assert "Bí mật" not in get(client, path)[1]


def test_information_is_undated_and_stands_outside_the_news(client, information):
    _response, page = get(client, information.get_absolute_url())
    _response, news = get(client, "/kim-lien/tin-tuc/")
    _response, home = get(client, "/kim-lien/")

    assert "Ngày đăng" not in page
    assert "<time datetime" not in page
    assert "Thủ tục một cửa" not in news
    assert "Thông tin cần biết" in home
    assert "Thủ tục một cửa" in home


# Units


def test_each_page_of_an_ended_unit_says_what_it_became(client, ended, past_article):
    for path in [
        ended.get_absolute_url(),
        reverse("news:list", args=[ended.slug]),
        past_article.section.get_absolute_url(),
        past_article.get_absolute_url(),
    ]:
        _response, text = get(client, path)

        assert "đã kết thúc hoạt động ngày" in text
        assert 'nay thuộc <a href="/kim-lien/">phường Kim Liên</a>' in text
        assert "Quận Đống Đa, Hà Nội" in text


def test_a_living_unit_says_where_it_lies_and_what_it_was_made_from(client, ended):
    _response, text = get(client, "/kim-lien/")

    assert "Thành phố Hà Nội" in text
    assert "đã kết thúc" not in text
    assert f'toàn bộ <a href="/{ended.slug}/">phường Khương Thượng</a>' in text


def test_a_unit_without_news_says_what_to_do(client, ward):
    assert "chưa đăng tin nào" in get(client, "/kim-lien/")[1]
    assert "Chưa có bài nào" in get(client, "/kim-lien/tin-tuc/")[1]


def test_the_portal_lists_units_in_vietnamese_order_and_marks_ended_ones(
    client, past_article
):
    for name in ["Đại Mỗ", "Dương Nội", "Cửa Nam", "Cầu Giấy"]:
        publish(make_section(unit=make_ward(name=name)), title="Tin")

    _response, text = get(client, "/")

    found = re.findall(r'<li><a href="[^"]+">Phường\s(.+?)</a><p', text)
    names = [name.replace("\xa0", " ") for name in found]
    assert names == ["Cầu Giấy", "Cửa Nam", "Dương Nội", "Đại Mỗ", "Khương Thượng"]
    assert text.count("Đến 30/06/2025") == 1


def test_an_unknown_unit_or_section_is_missing(client, ward, ended, news):
    for path in ["/khong-co/", "/khong-co/tin-tuc/", "/kim-lien/tin-tuc/khong-co/"]:
        assert client.get(path).status_code == 404
    assert client.get(f"/{ended.slug}/tin-tuc/{news.slug}/").status_code == 404


# Lists


def follow(client, path, direction):
    """Return the titles of each page from `path` on, following older or newer."""
    pages = []
    while path:
        _response, text = get(client, path)
        pages.append(re.findall(r'<h2><a href="[^"]+">(Tin\s\d+)</a>', text))
        markup = Markup(text)
        onward = [one["href"] for one in markup.all("a") if one.get("rel") == direction]
        path = onward[0] if onward else ""
    return [[title.replace("\xa0", " ") for title in titles] for titles in pages]


def titles_of(pages):
    return [title for titles in pages for title in titles]


def test_a_list_is_paged_by_key_without_gap_or_repeat(client, news):
    publish_many(news, 30)

    pages = follow(client, "/kim-lien/tin-tuc/", "next")

    assert [len(page) for page in pages] == [12, 12, 6]
    assert titles_of(pages) == [f"Tin {n}" for n in reversed(range(30))]


def test_the_way_back_shows_the_same_pages(client, news):
    publish_many(news, 30)
    last = Markup(get(client, "/kim-lien/tin-tuc/")[1])
    second = next(one["href"] for one in last.all("a") if one.get("rel") == "next")

    pages = follow(client, second, "prev")

    assert pages[0] == [f"Tin {n}" for n in reversed(range(6, 18))]
    assert pages[-1] == [f"Tin {n}" for n in reversed(range(18, 30))]


def test_a_list_names_its_own_address_and_drops_what_it_does_not_know(client, news):
    publish_many(news, 30)
    markup = Markup(get(client, "/kim-lien/tin-tuc/")[1])
    second = next(one["href"] for one in markup.all("a") if one.get("rel") == "next")

    for path, own in [
        ("/kim-lien/tin-tuc/?utm_source=x", "/kim-lien/tin-tuc/"),
        (f"{second}&utm_source=x", second),
    ]:
        links = Markup(get(client, path)[1]).all("link")
        canonical = [one["href"] for one in links if one["rel"] == "canonical"]

        assert canonical == [f"http://testserver{own}"]


def test_articles_of_one_moment_are_paged_by_their_number(client, news):
    for n in range(15):
        publish(news, title=f"Tin {n}")

    pages = follow(client, news.get_absolute_url(), "next")

    assert titles_of(pages) == [f"Tin {n}" for n in reversed(range(15))]


@pytest.mark.parametrize("name", ["truoc", "sau"])
@pytest.mark.parametrize(
    "cursor",
    [
        *["", "x", "1", "1_", "_1", "1_1_1", "٣_٣", "%00", "1_-1", "9" * 40 + "_1"],
        *["9999999999999999_1", "-9999999999999999_999999999999999999"],
    ],
)
def test_a_cursor_that_is_none_is_never_an_error(client, news, name, cursor):
    publish_many(news, 2)

    response = client.get(f"/kim-lien/tin-tuc/?{name}={cursor}")

    assert response.status_code in {200, 404}


def test_beyond_the_end_of_a_list_there_is_a_way_back(client, news):
    publish_many(news, 1)

    _response, text = get(client, "/kim-lien/tin-tuc/?truoc=1_1")

    assert "Không còn bài nào cũ hơn" in text
    assert "Xem bài mới nhất" in text


# Cost


def cost_of(client, path):
    """Return how many queries a page needs."""
    with CaptureQueriesContext(connection) as queries:
        get(client, path)
    return len(queries)


@pytest.mark.parametrize("count", [2, 30])
def test_the_cost_of_a_page_does_not_grow_with_its_news(
    client, ward, article, news, information, notice, count
):
    publish_many(news, count)
    costs = {
        "/": 11,
        "/tin-tuc/": 3,
        "/kim-lien/": 16,
        "/kim-lien/tin-tuc/": 8,
        "/kim-lien/luu-tru/": 6,
        "/kim-lien/luu-tru/2024/2/": 9,
        "/kim-lien/chu-de/": 6,
        "/kim-lien/chu-de/dai-doan-ket/": 8,
        "/kim-lien/anh/": 6,
        f"/kim-lien/anh/{article.album_id}/": 6,
        "/kim-lien/thong-ke/": 9,
        "/thong-ke/": 4,
        "/so-do/": 5,
        "/kim-lien/hoi-nghi/": 9,
        "/du-lieu/": 3,
        notice.card.get_absolute_url(): 9,
        news.get_absolute_url(): 9,
        article.get_absolute_url(): 20,
    }

    assert {path: cost_of(client, path) for path in costs} == costs


@pytest.mark.parametrize("count", [1, 12])
def test_the_cost_of_the_portal_does_not_grow_with_its_units(
    client, past_article, count, django_assert_num_queries
):
    for n in range(count):
        publish(make_section(unit=make_ward(name=f"Phường {n}")), title="Tin")

    with django_assert_num_queries(13):
        get(client, "/")


@pytest.mark.parametrize("count", [1, 5])
def test_the_cost_of_a_past_article_does_not_grow_with_what_the_unit_became(
    client, ended, past_article, count, django_assert_num_queries
):
    for n in range(count):
        make_succession(old=ended, new=make_ward(name=f"Mới {n}"), extent="part")

    with django_assert_num_queries(20):
        get(client, past_article.get_absolute_url())


# When something is wrong


@pytest.mark.parametrize("name", ["400.html", "403_csrf.html"])
def test_a_page_for_faults_needs_neither_request_nor_database(
    name, django_assert_num_queries
):
    with django_assert_num_queries(0):
        page = Markup(get_template(name).render())

    assert len(page.all("h1")) == 1
    assert page.links == ["/"]


def test_a_missing_page_offers_a_way_on(client):
    response = client.get("/khong-co/")

    assert response.status_code == 404
    assert 'href="/#don-vi"' in response.content.decode()
    assert "noindex" in response.content.decode()


def test_an_article_of_an_ended_ward_leads_to_the_news_of_today(client, past_article):
    heir = past_article.unit.what_became()[0].new
    make_article(unit=heir, title="Tin của phường mới", published=True)

    _response, text = get(client, past_article.get_absolute_url())
    text = text.replace("\xa0", " ")

    assert f"Tin mới ở {heir.full_name[0].lower()}{heir.full_name[1:]}" in text
    assert "Tin của phường mới" in text
