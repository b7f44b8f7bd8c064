"""Search through its page: what is found, in which order, and what never is."""

import re
import unicodedata
from datetime import UTC, datetime
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from civicportal import search
from news import search_index, services
from news.models import KnownWord, SearchText
from publishing.public_pages import only
from tests.factories import (
    make_article,
    make_section,
    make_stored_file,
    make_ward,
)
from units.finding import called

pytestmark = pytest.mark.django_db

PLACE = reverse("search")


@pytest.fixture
def ward():
    return make_ward(name="Kim Liên")


def look(client, text="", **filters):
    names = {"don_vi": "don-vi", "chuyen_muc": "chuyen-muc"}
    query = {names.get(name, name): value for name, value in filters.items()}
    return client.get(PLACE, {"q": text, **query})


def titles(response):
    found = re.findall(r'<h2><a href="/[^"]+">(.*?)</a></h2>', response.text)
    plain = [unescape(re.sub("</?mark>", "", one)) for one in found]
    return [one.replace("\xa0", " ") for one in plain]


@pytest.fixture
def story(ward):
    return make_article(
        unit=ward,
        title="Hội nghị đại biểu Nhân dân",
        summary="Ủy ban nhân dân phường triển khai Kế hoạch số 15/KH-UBND.",
        body="<p>Khu tập thể giữ gìn hòa khí, đèn đường sáng.</p>",
        published=True,
    )


@pytest.mark.parametrize(
    "text",
    [
        "hội nghị",
        "hoi nghi",
        "HỘI NGHỊ",
        unicodedata.normalize("NFD", "hội nghị"),
        "hoà khí",
        "hòa khí",
        "hoa khi",
        "uỷ ban",
        "uy ban",
        "đèn đường",
        "den duong",
        '"hội nghị đại biểu"',
        "15/KH-UBND",
        "15 KH UBND",
        "15-KH/UBND",
        "kh 15",
        "kế hoạch 15",
        "15khubnd",
        "  hội   nghị?! ",
    ],
)
def test_every_way_to_write_it_finds_it(client, story, text):
    assert titles(look(client, text)) == [story.title]


@pytest.mark.parametrize("text", ['"nghị hội"', "họp chợ", "16/KH-UBND", "zzz"])
def test_what_is_not_there_is_not_found(client, story, text):
    assert titles(look(client, text)) == []


def test_exact_marks_come_first(client, ward):
    for title in ("Phố hoa", "Giữ hòa khí", "Chữ hóa học", "Nét họa"):
        make_article(unit=ward, title=title, published=True)

    found = {text: titles(look(client, text)) for text in ("hoa", "hòa", "hoà", "hóa")}

    assert found["hoa"][0] == "Phố hoa"
    assert found["hòa"][0] == found["hoà"][0] == "Giữ hòa khí"
    assert found["hóa"][0] == "Chữ hóa học"
    assert {frozenset(rows) for rows in found.values()} == {frozenset(found["hoa"])}


def test_a_document_number_comes_before_its_scattered_parts(client, ward):
    make_article(unit=ward, title="Kế hoạch số 15/KH-UBND", published=True)
    make_article(unit=ward, title="Ngày 15, UBND phường họp về KH khác", published=True)

    assert titles(look(client, "15/KH-UBND"))[0] == "Kế hoạch số 15/KH-UBND"


def test_attachments_and_bodies_are_searched(client, ward):
    file = make_stored_file(unit=ward)
    attachments = [(file, "Biểu mẫu đăng ký tạm trú")]
    article = make_article(unit=ward, attachments=attachments, published=True)

    assert titles(look(client, "bieu mau tam tru")) == [article.title]


def test_only_what_is_public_is_found(client, ward):
    make_article(unit=ward, title="Bản nháp bí mật")
    gone = make_article(unit=ward, title="Bài bí mật đã gỡ", published=True)
    services.withdraw(article=gone, by=None)

    page = look(client, "bí mật")

    assert not SearchText.objects.exists()
    assert titles(page) == []
    assert "bí mật</a>" not in page.text


def test_a_row_left_behind_shows_nothing_that_is_not_public(client, story):
    type(story).objects.filter(pk=story.pk).update(
        status="withdrawn", withdrawn_at=datetime.now(UTC)
    )

    assert SearchText.objects.exists()
    page = look(client, "hội nghị")
    assert titles(page) == []
    assert "Không tìm thấy kết quả nào" in page.text  # nor is it counted


def test_an_edit_is_found_by_its_new_words_alone(client, story):
    content = services.current_content(story)
    new = services.Content(**{**vars(content), "title": "Tết trồng cây", "summary": ""})
    services.save_working_copy(article=story, content=new, by=None)

    assert titles(look(client, "trồng cây")) == []
    services.publish(article=story, by=None)
    assert titles(look(client, "trồng cây")) == ["Tết trồng cây"]
    assert titles(look(client, "hội nghị")) == []


def test_articles_of_before_there_was_search_are_found_after_the_worker_ran(
    client, story
):
    SearchText.objects.all().delete()
    assert titles(look(client, "hội nghị")) == []

    assert search_index.remember_missing() == 1

    assert titles(look(client, "hội nghị")) == [story.title]
    assert search_index.remember_missing() == 0


def test_words_written_in_an_older_form_are_written_anew(story):
    SearchText.objects.update(form=0, words="")

    search_index.remember_missing()

    assert SearchText.objects.get().form == search_index.FORM


def test_the_ward_is_searched_first_and_all_are_one_click_away(client, ward, story):
    other = make_ward(name="Cửa Nam")
    make_article(unit=other, title="Hội nghị phường bạn", published=True)

    page = look(client, "hội nghị", don_vi=ward.slug)

    assert titles(page) == [story.title]
    everywhere = re.search(r'href="(\?q=[^"]+)"[^>]*>Tìm ở tất cả', page.text)
    assert "don-vi" not in everywhere[1]
    assert len(titles(client.get(PLACE + unescape(everywhere[1])))) == 2


def test_the_box_of_a_ward_names_the_ward(client, ward):
    assert f'name="don-vi" value="{ward.slug}"' in client.get(f"/{ward.slug}/").text
    assert 'name="don-vi"' not in client.get("/").text


def test_filters_narrow_together_and_each_can_be_dropped(client, ward):
    news = make_section(unit=ward, name="Đời sống", slug="doi-song")
    facts = make_section(
        unit=ward, name="Cần biết", slug="can-biet", kind="information"
    )
    for section, year in ((news, 2024), (news, 2025), (facts, 2025)):
        make_article(
            section=section,
            title=f"Hội nghị {year} {section.name}",
            published_at=datetime(year, 5, 1, tzinfo=UTC),
            published=True,
        )

    page = look(client, "hội nghị", don_vi=ward.slug, loai="tin-tuc", nam="2025")
    assert titles(page) == ["Hội nghị 2025 Đời sống"]
    page = look(client, "hội nghị", don_vi=ward.slug, chuyen_muc="can-biet")
    assert titles(page) == ["Hội nghị 2025 Cần biết"]
    assert 'aria-current="true">Cần biết' in page.text


def test_facets_count_what_their_choice_would_show(ward):
    section = make_section(unit=ward)
    for year in (2024, 2025, 2025):
        at = datetime(year, 5, 1, tzinfo=UTC)
        make_article(section=section, title="Hội nghị", published_at=at, published=True)
    asked = search.read(_query(q="hội nghị", nam="2024"))

    years = next(
        f for f in search.facets(asked, search.hits(asked)) if f.title == "Năm"
    )

    assert [(one.label, one.count, one.is_chosen) for one in years.choices] == [
        ("2025", 2, False),
        ("2024", 1, True),
    ]


def test_a_year_is_that_of_our_time_zone(client, ward):
    at = datetime(2025, 12, 31, 20, 0, tzinfo=UTC)  # 03:00 on 1 January here
    make_article(unit=ward, title="Đón năm mới", published_at=at, published=True)

    assert titles(look(client, "đón", nam="2026")) == ["Đón năm mới"]
    assert titles(look(client, "đón", nam="2025")) == []


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ({"don_vi": "khong-co"}, "Không có phường, xã này"),
        ({"loai": "x"}, "Không có loại này"),
        ({"chuyen_muc": "x"}, "Không có chuyên mục này"),
        ({"nam": "hai nghìn"}, "Không rõ năm nào"),
        ({"nam": "99999999"}, "Không rõ năm nào"),
        ({"trang": "-1"}, "Không có trang kết quả này"),
        ({"trang": "x"}, "Không có trang kết quả này"),
        ({"trang": "99"}, "Không còn kết quả nào nữa"),
    ],
)
def test_a_parameter_that_says_nothing_is_told_and_does_not_hide_results(
    client, story, filters, said
):
    page = look(client, "hội nghị", **filters)

    assert page.status_code == 200
    assert said in page.text
    assert titles(page) == [story.title]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "?!.,",
        "\u200b",
        "a" * 200,
        "và của là các",
        "hội " * 300,
        "'; DROP TABLE news_article; --",
        "a & !b | (c <-> d):*",
        "\\'%_",
        "<script>alert(1)</script>",
        "\ud83d\ude00" if False else "😀",
        "会议",
        "\x00",
        "0",
        "1/2/3/4/5/6/7/8/9",
    ],
)
def test_whatever_is_typed_gets_a_page(client, story, text):
    page = look(client, text)

    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_a_title_with_markup_stays_text_in_the_results(client, ward):
    make_article(unit=ward, title="Họp <img src=x onerror=alert(1)>", published=True)

    page = look(client, "họp")

    assert "<img src=x" not in page.text
    assert "&lt;img src=x" in page.text
    assert "<mark>Họp</mark>" in page.text


def test_a_slip_of_the_finger_is_answered_with_words_that_lead_to_something(
    client, story
):
    for text, near in [
        ("hoi nghj", "hội nghị"),
        ("hoinghi", "hội nghị"),
        ("hộii nghị", "hội nghị"),
        ("zzzzzz hội nghị", "hội nghị"),
    ]:
        page = look(client, text)
        link = re.search(r'Có phải bạn tìm: <a href="([^"]+)"[^>]*>([^<]+)', page.text)
        assert link, text
        assert link[2] == near
        assert titles(client.get(PLACE + unescape(link[1]))) == [story.title]


def test_a_letter_left_out_is_likelier_than_a_wrong_one(client, ward):
    for number in range(2):
        make_article(unit=ward, title=f"Quét ngõ lần {number}", published=True)
    make_article(unit=ward, title="Quét vôi phòng sốt xuất huyết", published=True)
    make_article(unit=ward, title="Đã hết sốt xuất huyết", published=True)

    page = look(client, "sot xuat huet")

    assert ">sốt xuất huyết</a>" in page.text


def test_a_place_called_so_is_found_beside_what_is_told_of_it(client, ward, story):
    make_ward(name="Kim Liên Đông")

    page = look(client, "phuong kim lien")

    places = page.text.split("Phường, xã có tên này")[1].split("</ul>")[0]
    assert re.findall(r'<a href="([^"]+)"', places) == [ward.get_absolute_url()]
    assert "Phường, xã có tên này" not in look(client, "hội nghị").text


@pytest.mark.parametrize(("text", "most"), [("hội nghị", 0), ("kim lien", 12)])
def test_a_place_costs_little_and_other_words_next_to_nothing(
    ward, django_assert_max_num_queries, text, most
):
    with django_assert_max_num_queries(1 + most):
        places = called(text)

    assert places == ([ward] if most else [])


def test_a_question_in_quotation_marks_is_not_quoted_twice(client, story):
    assert "Kết quả cho “hội nghị”" in look(client, '"hội nghị"').text
    assert "Kết quả cho “hội nghị”" in look(client, "“hội nghị”").text


def test_no_suggestion_comes_from_words_of_what_is_withdrawn(client, story):
    services.withdraw(article=story, by=None)

    assert KnownWord.objects.filter(word="nghi").exists()
    assert "Có phải bạn tìm" not in look(client, "hoi nghj").text


def test_the_worker_counts_words_anew(story):
    KnownWord.objects.create(word="quenroi", articles=9)

    search_index.count_words()

    assert not KnownWord.objects.filter(word="quenroi").exists()
    assert KnownWord.objects.get(word="nghi").articles == 1


def test_nothing_found_says_what_to_do(client, ward, story):
    page = look(client, "sân bay", don_vi=ward.slug, nam="2020")

    assert "Không tìm thấy kết quả nào ở Phường Kim Liên" in page.text
    assert "Tìm ở tất cả phường, xã" in page.text
    assert "Dùng ít từ hơn" in page.text
    assert "Tìm phường, xã" in page.text


def test_pages_are_bounded_and_have_links_that_stay(client, ward, monkeypatch):
    monkeypatch.setattr(search, "PAGE_SIZE", 2)
    section = make_section(unit=ward)
    for day in range(1, 6):
        at = datetime(2025, 1, day, tzinfo=UTC)
        make_article(section=section, title="Họp tổ", published_at=at, published=True)

    shown = [
        re.findall(
            r'href="(/[^"]+/tin-tuc/\d+/[^"]+)"', look(client, "họp", trang=n).text
        )
        for n in (1, 2, 3)
    ]

    assert [len(page) for page in shown] == [2, 2, 1]
    assert len({one for page in shown for one in page}) == 5
    assert "Trang 2 trên 3" in look(client, "họp", trang=2).text


def test_more_than_a_thousand_is_said_so(client, story, monkeypatch):
    monkeypatch.setattr(search, "MOST_COUNTED", 0)

    assert "Hơn 1.000 kết quả" in look(client, "hội nghị").text


def test_the_page_costs_the_same_however_much_is_found(client, ward):
    section = make_section(unit=ward)
    make_article(section=section, title="Họp tổ 0", published=True)

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            look(client, "họp tổ", don_vi=ward.slug, nam="2026")
        return len(queries)

    one = cost()
    for number in range(1, 20):
        make_article(section=section, title=f"Họp tổ {number}", published=True)

    assert cost() == one <= 34


def test_the_page_is_public(client, story):
    page = look(client, "hội nghị")

    assert not page.cookies
    assert "Cookie" not in page.get("Vary", "")
    assert page.text.count("<h1") == 1
    assert client.post(PLACE).status_code == 405
    assert reverse("search") == "/tim-kiem/"


def _query(**values):
    from django.http import QueryDict
    from django.utils.http import urlencode

    return only(QueryDict(urlencode(values)), search.PARAMETERS)
