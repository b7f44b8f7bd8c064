"""Lists of news: narrowed, pinned, by month and by tag, paged by key throughout."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from news import services
from news.models import Article
from news.schedule import run_due
from publishing.paging import BY_PUBLICATION
from tests.factories import make_article, make_photo, make_section, make_ward

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 10, 5, 0, tzinfo=UTC)  # 12:00 in Việt Nam
NEWS = "/kim-lien/tin-tuc/"


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def news(ward):
    return make_section(unit=ward, name="Mặt trận", slug="mat-tran")


@pytest.fixture
def life(ward):
    return make_section(unit=ward, name="Đời sống", slug="doi-song")


def publish(section, title, at=NOON, **content):
    return make_article(
        section=section, title=title, published=True, published_at=at, **content
    )


def page(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def titles(client, path):
    found = re.findall(r'<h2><a href="[^"]+">(.+?)</a></h2>', page(client, path))
    return [title.replace("\xa0", " ") for title in found]


def onward(text, direction):
    link = re.search(rf'rel="{direction}" href="([^"]+)"', text)
    return link[1].replace("&amp;", "&") if link else ""


# Narrowing


def test_a_list_is_narrowed_to_a_section(client, news, life):
    publish(news, "Ngày hội")
    publish(life, "Chợ phiên")

    assert titles(client, f"{NEWS}?muc=doi-song") == ["Chợ phiên"]
    assert set(titles(client, NEWS)) == {"Chợ phiên", "Ngày hội"}


def test_both_days_of_a_period_belong_to_it_as_days_of_viet_nam(client, news):
    publish(news, "Hôm trước", datetime(2026, 3, 9, 16, 59, tzinfo=UTC))
    publish(news, "Đầu ngày", datetime(2026, 3, 9, 17, 0, tzinfo=UTC))
    publish(news, "Cuối ngày", datetime(2026, 3, 10, 16, 59, tzinfo=UTC))
    publish(news, "Hôm sau", datetime(2026, 3, 10, 17, 0, tzinfo=UTC))

    found = titles(client, f"{NEWS}?tu=2026-03-10&den=10/03/2026")

    assert found == ["Cuối ngày", "Đầu ngày"]


def test_a_list_is_narrowed_to_what_has_a_picture(client, ward, news):
    publish(news, "Có ảnh", cover=make_photo(unit=ward))
    publish(news, "Không ảnh")

    assert titles(client, f"{NEWS}?anh=on") == ["Có ảnh"]
    assert len(titles(client, f"{NEWS}?anh=")) == 2


@pytest.mark.parametrize(
    ("query", "name", "told"),
    [
        ("tu=31/02/2026", "tu", "Đây không phải là ngày"),
        ("den=h%C3%B4m+qua", "den", "Đây không phải là ngày"),
        ("tu=0001-01-01", "tu", "kiểm tra lại năm"),
        ("den=9999-12-31", "den", "kiểm tra lại năm"),
        ("tu=2026-03-10&den=2026-03-09", "den", "trước ngày bắt đầu"),
        ("muc=khong-co", "muc", "Không có chuyên mục này"),
        ("muc=%00", "muc", "Không có chuyên mục này"),
    ],
)
def test_what_cannot_be_looked_for_is_said_at_its_field(
    client, news, life, query, name, told
):
    publish(news, "Ngày hội")
    publish(life, "Chợ phiên")

    response = client.get(f"{NEWS}?{query}")
    text = response.content.decode()

    if "%00" in query:  # refused before any page is asked
        assert response.status_code in {200, 400}
        return
    fault = re.search(rf'id="loi-{name}">(.+?)</p>', text)
    assert response.status_code == 200
    assert told in fault[1]
    field = re.search(rf'<(?:input|select)[^>]*id="loc-{name}"[^>]*>', text)[0]
    assert 'aria-invalid="true"' in field
    assert f'aria-describedby="loi-{name}"' in field
    assert "Ngày hội</a>" not in text


def test_what_was_typed_stays_in_the_field(client, news):
    text = page(client, f"{NEWS}?tu=31/02/2026&anh=on")

    assert 'value="31/02/2026"' in text
    assert re.search(r'<input type="checkbox"[^>]*checked', text)
    assert '<input type="text" name="tu"' in text  # one for days would hide it


def test_a_narrowed_list_that_is_empty_says_what_to_do(client, news):
    publish(news, "Ngày hội")

    text = page(client, f"{NEWS}?den=2020-01-01")

    assert "Không có bài nào như vậy" in text
    assert f'href="{NEWS}"' in text
    assert "noindex" in text


def test_pages_of_a_narrowed_list_stay_narrowed(client, news, life):
    for number in range(30):
        publish(news, f"Tin {number}", NOON + timedelta(hours=number))
        publish(life, f"Khác {number}", NOON + timedelta(hours=number))

    path, seen = f"{NEWS}?muc=mat-tran&tu=2026-03-10", []
    while path:
        seen += titles(client, path)
        path = onward(page(client, path), "next")

    assert seen == [f"Tin {number}" for number in reversed(range(30))]


def test_a_section_and_the_portal_are_narrowed_too(client, news):
    publish(news, "Tháng Ba")
    publish(news, "Tháng Tư", datetime(2026, 4, 1, 5, 0, tzinfo=UTC))

    for path in [news.get_absolute_url(), "/tin-tuc/"]:
        assert titles(client, f"{path}?tu=2026-04-01") == ["Tháng Tư"]
        assert "loc-muc" not in page(client, path)


# Pinned


def next_week():
    return timezone.localdate() + timedelta(days=7)


def test_pinned_articles_stand_above_the_first_page_alone(client, news):
    for number in range(20):
        publish(news, f"Tin {number}", NOON + timedelta(hours=number))
    publish(news, "Ghim", NOON - timedelta(days=1), pinned_until=next_week())

    first = page(client, NEWS)
    second = onward(first, "next")

    assert titles(client, NEWS)[:2] == ["Ghim", "Tin 19"]
    assert first.count(">Ghim</span>") == 1
    assert len(titles(client, NEWS)) == 13
    assert titles(client, second) == [f"Tin {n}" for n in reversed(range(8))]
    assert "Ghim" not in titles(client, second)


def test_in_a_narrowed_list_a_pinned_article_has_its_own_place(client, news):
    publish(news, "Mới", NOON + timedelta(days=1))
    publish(news, "Ghim", pinned_until=next_week())

    assert titles(client, f"{NEWS}?tu=2026-03-01") == ["Mới", "Ghim"]


def test_no_more_than_three_are_pinned_and_none_is_lost(client, news):
    for number in range(5):
        at = NOON + timedelta(hours=number)
        publish(news, f"Ghim {number}", at, pinned_until=next_week())

    assert titles(client, NEWS) == [f"Ghim {n}" for n in reversed(range(5))]
    assert page(client, NEWS).count(">Ghim</span>") == 3


def test_when_its_day_is_over_the_worker_lets_it_go(client, news):
    article = publish(news, "Ghim", pinned_until=next_week())
    publish(news, "Mới", NOON + timedelta(days=1))
    last = timezone.make_aware(datetime.combine(next_week(), datetime.max.time()))

    assert run_due(last) == 0
    assert titles(client, NEWS) == ["Ghim", "Mới"]
    assert run_due(last + timedelta(seconds=1)) == 1

    assert titles(client, NEWS) == ["Mới", "Ghim"]
    article.refresh_from_db()
    assert article.pinned_until is None
    assert run_due(last + timedelta(seconds=2)) == 0


def test_publishing_again_does_not_pin_what_was_pinned_once(news):
    article = publish(news, "Ghim", pinned_until=timezone.localdate())
    tomorrow = timezone.now() + timedelta(days=1)

    services.publish(article=article, by=None, at=tomorrow)

    assert Article.objects.get().pinned_until is None


def test_what_is_withdrawn_is_not_pinned(client, news):
    article = publish(news, "Ghim", pinned_until=next_week())
    services.withdraw(article=article, by=None)

    assert titles(client, NEWS) == []


# Pages by key


def test_a_link_to_a_page_stays_true_while_articles_come_and_go(client, news):
    articles = [
        publish(news, f"Tin {number}", NOON + timedelta(hours=number))
        for number in range(30)
    ]
    second = onward(page(client, NEWS), "next")
    before = titles(client, second)

    publish(news, "Mới", NOON + timedelta(days=9))
    services.withdraw(article=articles[25], by=None)

    assert titles(client, second) == before


def test_a_link_stays_true_when_the_article_it_names_is_gone(client, news):
    articles = [
        publish(news, f"Tin {number}", NOON + timedelta(hours=number))
        for number in range(5)
    ]
    link = f"{NEWS}?truoc={BY_PUBLICATION.of(articles[3])}"
    services.withdraw(article=articles[3], by=None)

    assert titles(client, link) == ["Tin 2", "Tin 1", "Tin 0"]


# Months


def test_a_month_begins_and_ends_in_viet_nam(client, news):
    publish(news, "Tháng Hai", datetime(2026, 2, 28, 16, 59, tzinfo=UTC))
    publish(news, "Tháng Ba", datetime(2026, 2, 28, 17, 0, tzinfo=UTC))

    assert titles(client, "/kim-lien/luu-tru/2026/3/") == ["Tháng Ba"]
    assert titles(client, "/kim-lien/luu-tru/2026/2/") == ["Tháng Hai"]


def test_months_lead_to_those_before_and_after_that_have_news(client, news):
    for month in (1, 3, 9):
        publish(news, "Tin", datetime(2026, month, 5, 5, 0, tzinfo=UTC))

    text = page(client, "/kim-lien/luu-tru/2026/3/")

    assert 'href="/kim-lien/luu-tru/2026/1/">Trước đó: 01/2026' in text
    assert 'href="/kim-lien/luu-tru/2026/9/">Sau đó: 09/2026' in text


def test_the_archive_counts_the_news_of_each_month(client, news):
    publish(news, "Tin", datetime(2025, 12, 31, 17, 30, tzinfo=UTC))  # 1 January
    publish(news, "Tin", datetime(2026, 1, 5, 5, 0, tzinfo=UTC))

    text = page(client, "/kim-lien/luu-tru/")

    assert "Năm 2026" in text
    assert "Năm 2025" not in text
    assert "2 bài" in text


def test_an_empty_month_says_what_to_do(client, news):
    publish(news, "Tin")

    text = page(client, "/kim-lien/luu-tru/2026/4/")

    assert "Tháng này không có bài nào" in text
    assert 'href="/kim-lien/luu-tru/"' in text


@pytest.mark.parametrize(
    "month", ["2026/13", "2026/0", "0/1", "9999/12", "99999/1", "1" * 30 + "/1"]
)
def test_what_is_no_month_is_missing(client, news, month):
    assert client.get(f"/kim-lien/luu-tru/{month}/").status_code == 404


def test_a_section_may_be_called_like_the_archive(client, ward):
    section = make_section(unit=ward, name="Lưu trữ", slug="luu-tru")
    publish(section, "Tin")

    assert titles(client, "/kim-lien/tin-tuc/luu-tru/") == ["Tin"]


# Tags


def test_a_tag_lists_everything_public_under_it(client, news, life):
    publish(news, "Ngày hội", tags=["đại đoàn kết"])
    publish(life, "Bữa cơm", tags=["Đại đoàn kết"])
    publish(life, "Chợ phiên", tags=["chợ"])

    assert set(titles(client, "/kim-lien/chu-de/dai-doan-ket/")) == {
        "Ngày hội",
        "Bữa cơm",
    }


def test_a_tag_of_what_is_not_public_is_not_told_of(client, news):
    make_article(section=news, title="Nháp", tags=["bí mật"])
    article = publish(news, "Rút", tags=["đã rút"])
    services.withdraw(article=article, by=None)

    assert client.get("/kim-lien/chu-de/bi-mat/").status_code == 404
    assert client.get("/kim-lien/chu-de/da-rut/").status_code == 404
    assert "bí mật" not in page(client, "/kim-lien/chu-de/")
    assert "đã rút" not in page(client, "/kim-lien/chu-de/")


def test_a_tag_belongs_to_its_unit(client, news):
    publish(news, "Ngày hội", tags=["đại đoàn kết"])
    make_ward(name="Láng")

    assert client.get("/lang/chu-de/dai-doan-ket/").status_code == 404


def test_tags_stand_in_vietnamese_order_with_their_numbers(client, news):
    publish(news, "Một", tags=["đô thị", "dân số", "cầu"])
    publish(news, "Hai", tags=["dân số"])

    found = re.findall(
        r'chu-de/[^"]+">(.+?)</a> <span class="small number">(\d+)',
        page(client, "/kim-lien/chu-de/"),
    )

    assert found == [("cầu", "1"), ("dân số", "2"), ("đô thị", "1")]
