"""The pages of the register: filters, paging, one document whole, cost."""

import hashlib
import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents import register
from documents.views import PAGE_SIZE
from tests.factories import make_document, make_stored_file, make_ward
from tests.pictures import PDF

pytestmark = pytest.mark.django_db

LIST = "/kim-lien/van-ban/"


@pytest.fixture
def ward():
    return make_ward(name="Kim Liên")


def publish(ward, **fields):
    document = make_document(unit=ward, **fields)
    return register.publish_document(document=document, by=None)


def summaries(client, **query):
    response = client.get(LIST, query)
    assert response.status_code == 200
    links = re.findall(r'class="summary"><a href="[^"]+">([^<]+)</a>', response.text)
    return [unescape(one).replace("\xa0", " ") for one in links]


@pytest.fixture
def three(ward):
    front = "Ủy ban Mặt trận Tổ quốc Việt Nam phường"
    publish(ward, number="02/KHLT", summary="Kế hoạch A", issued_on=date(2024, 1, 2))
    publish(
        ward,
        form="notice",
        number="45/TB-UBND",
        summary="Thông báo B",
        issued_on=date(2025, 3, 1),
        force="ended",
    )
    publish(ward, form="guidance", summary="Hướng dẫn C", issuers=[front])
    make_document(unit=ward, number="99/KH", summary="Còn là nháp")
    publish(make_ward(name="Láng"), number="02/KH", summary="Của phường khác")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["Thông báo B", "Kế hoạch A", "Hướng dẫn C"]),
        ({"q": "2/khlt"}, ["Kế hoạch A"]),
        ({"q": "02"}, ["Kế hoạch A"]),
        ({"q": "thong bao"}, ["Thông báo B"]),
        ({"q": "99"}, []),
        ({"loai": "notice"}, ["Thông báo B"]),
        ({"nam": "2024"}, ["Kế hoạch A"]),
        ({"hieu-luc": "con"}, ["Kế hoạch A", "Hướng dẫn C"]),
        ({"hieu-luc": "het"}, ["Thông báo B"]),
        ({"co-quan": "mat tran phuong"}, ["Hướng dẫn C"]),
        ({"co-quan": "%"}, []),
        ({"nam": "2024", "q": "thong bao"}, []),
        ({"q": ""}, ["Thông báo B", "Kế hoạch A", "Hướng dẫn C"]),
    ],
)
def test_the_list_is_narrowed_as_asked(client, three, query, expected):
    assert summaries(client, **query) == expected


@pytest.mark.parametrize(
    "query",
    [
        {"loai": "khong-co"},
        {"nam": "1900"},
        {"nam": "x" * 3000},
        {"hieu-luc": "'"},
        {"q": "\x00"},
        {"co-quan": "a" * 3000},
        {"truoc": "2024-01-02_9999"},
    ],
)
def test_odd_questions_are_answered(client, three, query):
    assert client.get(LIST, query).status_code == 200


def test_a_choice_that_is_none_is_told_at_the_field(client, three):
    text = client.get(LIST, {"loai": "khong-co"}).text

    assert "Không có lựa chọn này." in text
    assert 'aria-describedby="loi-loai"' in text


@pytest.mark.parametrize("cursor", ["", "x", "1", "2024-13-01_1", "0_", "٣_٣", "0_-1"])
@pytest.mark.parametrize("name", ["truoc", "sau"])
def test_a_cursor_that_is_none_is_missing(client, three, name, cursor):
    assert client.get(LIST, {name: cursor}).status_code == 404


def follow(client, path, direction):
    pages = []
    while path:
        text = client.get(path).text
        pages.append(re.findall(r'class="summary"><a href="[^"]+">(\w+)', text))
        onward = re.search(rf'rel="{direction}" href="([^"]+)"', text)
        path = unescape(onward[1]) if onward else ""
    return pages


def test_the_list_is_paged_by_key_without_gap_or_repeat_also_undated(client, ward):
    count = 2 * PAGE_SIZE + 5
    for n in range(count):
        day = date(2024, 1, 1) + timedelta(days=n // 3) if n >= 10 else None
        publish(ward, summary=f"v{n}", issued_on=day)

    onward = follow(client, LIST, "next")

    assert [len(page) for page in onward] == [PAGE_SIZE, PAGE_SIZE, 5]
    assert [one for page in onward for one in page] == [
        f"v{n}" for n in reversed(range(count))
    ]
    last = client.get(LIST).text
    second = unescape(re.search(r'rel="next" href="([^"]+)"', last)[1])
    third = unescape(
        re.search(r'rel="next" href="([^"]+)"', client.get(second).text)[1]
    )
    assert follow(client, third, "prev") == onward[::-1]


def test_further_pages_keep_what_was_asked(client, ward):
    for n in range(PAGE_SIZE + 1):
        publish(ward, summary=f"v{n}", issued_on=date(2024, 1, 1))
    publish(ward, summary="khác", issued_on=date(2023, 1, 1))

    pages = follow(client, f"{LIST}?nam=2024", "next")

    assert [len(page) for page in pages] == [PAGE_SIZE, 1]


def test_a_document_is_shown_whole(client, ward):
    stored = make_stored_file(unit=ward, name="Kế hoạch 05.pdf")
    old = publish(ward, number="01/KH", issued_on=date(2023, 1, 1))
    document = publish(
        ward,
        form="plan",
        number="05/KH-UBND",
        summary="Tổ chức <Hội nghị> & ngày hội",
        issued_on=date(2024, 1, 2),
        effective_on=date(2024, 1, 5),
        signer="Nguyễn Văn Minh",
        signer_post="Chủ tịch",
        issuers=["Ủy ban nhân dân phường", "Hội Cựu chiến binh"],
        file=stored,
    )
    document.replaces.add(old, make_document(unit=ward, number="77/NHÁP"))

    text = client.get(document.get_absolute_url()).text

    for words in [
        "05/KH-UBND",
        "Kế hoạch",
        "Tổ chức &lt;Hội nghị&gt; &amp; ngày hội",
        "02/01/2024",
        "05/01/2024",
        "Nguyễn Văn Minh",
        "Chủ tịch",
        "Ủy ban nhân dân phường",
        "Hội Cựu chiến binh",
        "Còn hiệu lực",
        old.get_absolute_url(),
        stored.get_absolute_url(),
        hashlib.sha256(PDF).hexdigest(),
        "Kế hoạch 05.pdf",
    ]:
        assert words in text, words
    assert "77/NHÁP" not in text
    replaced = client.get(old.get_absolute_url()).text
    assert document.get_absolute_url() in replaced
    assert "Được thay thế bởi" in replaced


def test_what_is_not_known_is_said_so(client, ward):
    document = publish(ward, issuers=[])

    text = client.get(document.get_absolute_url()).text

    assert text.count("không ghi") >= 4
    assert "Chưa công bố tệp" in text


def test_a_wrong_address_leads_to_the_true_one(client, ward):
    document = publish(ward)
    other = make_ward(name="Láng")

    for path in [
        f"{LIST}{document.pk}/",
        f"{LIST}{document.pk}/khac/",
        f"/{other.slug}/van-ban/{document.pk}/khac/",
    ]:
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (
            301,
            document.get_absolute_url(),
        )


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_is_not_public_is_missing_everywhere(client, ward, state):
    stored = make_stored_file(unit=ward)
    document = make_document(unit=ward, number="88/KH", summary="Kín", file=stored)
    if state == "withdrawn":
        register.publish_document(document=document, by=None)
        register.withdraw_document(document=document, by=None)

    assert client.get(document.get_absolute_url()).status_code == 404
    assert client.get(stored.get_absolute_url()).status_code == 404
    assert summaries(client) == []
    assert "Kín" not in client.get("/tim-kiem/", {"q": "88/KH"}).text
    assert "/van-ban/" not in client.get("/sitemap-don-vi-0.xml").text


@pytest.mark.parametrize("text", ["05/KH-UBND", "le hoi ngo", "kế hoạch số 5"])
def test_search_of_the_portal_finds_documents(client, ward, text):
    publish(
        ward,
        form="plan",
        number="05/KH-UBND",
        summary="Lễ hội ngõ",
        issued_on=date(2024, 1, 2),
    )
    publish(ward, number="06/KH-UBND", summary="Việc khác")

    answer = client.get("/tim-kiem/", {"q": text, "loai": "van-ban"}).text

    assert "/van-ban/" in answer
    assert "Việc khác" not in answer
    assert "02/01/2024" in answer
    for narrowed in ({"don-vi": "kim-lien"}, {"nam": "2024"}):
        assert "le-hoi-ngo" in client.get("/tim-kiem/", {"q": text, **narrowed}).text
    assert "le-hoi-ngo" not in client.get("/tim-kiem/", {"q": text, "nam": "2023"}).text


def test_the_menu_and_the_maps_name_the_register_once_there_is_one(client, ward):
    home = ward.get_absolute_url()
    assert LIST not in client.get(home).text

    document = publish(ward)

    assert LIST in client.get(home).text
    assert LIST in client.get(reverse("site_map")).text
    files = re.findall(
        r"<loc>[^<]+(/sitemap-[^<]+)</loc>", client.get("/sitemap.xml").text
    )
    listed = "".join(client.get(path).text for path in files)
    assert f"{document.get_absolute_url()}</loc>" in listed
    assert f"{LIST}</loc>" in listed


def cost_of(client, path):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("count", [1, 30])
def test_the_cost_of_the_pages_does_not_grow(client, ward, count):
    documents = [
        publish(
            ward,
            summary=f"v{n}",
            issuers=["A", "B"],
            file=make_stored_file(unit=ward),
            issued_on=date(2024, 1, 1),
        )
        for n in range(count)
    ]
    documents[0].replaces.add(*documents[1:])

    assert cost_of(client, LIST) <= 9
    assert cost_of(client, f"{LIST}?q=v1&co-quan=a") <= 9
    assert cost_of(client, documents[0].get_absolute_url()) <= 10
