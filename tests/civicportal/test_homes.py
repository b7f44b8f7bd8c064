"""The home pages, the site map and the numbers of readers."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from civicportal import coming
from civicportal.coming import Event
from civicportal.site_statistics import HEIGHT, bars, read_most
from news import services
from news.reading import KIND
from tests.factories import (
    make_article,
    make_district,
    make_photo,
    make_province,
    make_section,
    make_succession,
    make_ward,
    shared_province,
)
from traffic.adding import add_counts
from units.models import UnitParent

pytestmark = pytest.mark.django_db

LAST_DAY = date(2025, 6, 30)
REFORM = date(2025, 7, 1)


@pytest.fixture
def ward():
    return make_ward(founded_on=REFORM)


@pytest.fixture
def news(ward):
    return make_section(unit=ward, name="Mặt trận")


def publish(section, title="Tin", **content):
    return make_article(section=section, title=title, published=True, **content)


def read(article, views, day=None):
    day = day or timezone.localdate()
    add_counts({(KIND, article.pk, article.unit_id, day): views})


def page(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode().replace("\xa0", " ")


def figures(text):
    """Return {label: figure} of the tiles."""
    found = re.findall(r"<dt>([^<]+)</dt><dd[^>]*>([^<]*)</dd>", text)
    return dict(found)


# The portal


def test_the_portal_begins_with_finding_ones_unit_and_ends_with_figures(client, news):
    publish(news)

    text = page(client, "/")

    finder, lead = text.index('action="/don-vi/"'), text.index('class="lead-story')
    assert finder < lead < text.index("Phường, xã có tin") < text.index("so-lieu")
    assert 'href="/don-vi/#danh-sach"' in text
    assert 'href="/don-vi/truoc/#danh-sach"' in text


def test_the_figures_are_those_of_today_and_of_the_week_from_monday(
    client, news, monkeypatch
):
    # Wednesday in Việt Nam, 00:30.
    now = datetime(2026, 11, 17, 17, 30, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)
    article = publish(news, published_at=now - timedelta(minutes=20))
    publish(news, published_at=now - timedelta(minutes=40))  # Tuesday
    publish(news, published_at=datetime(2026, 11, 15, 17, 0, tzinfo=UTC))  # Monday
    publish(news, published_at=datetime(2026, 11, 15, 16, 59, tzinfo=UTC))  # Sunday
    make_article(section=news)
    ended = make_ward(name="Cũ", ended_on=LAST_DAY)
    make_article(
        unit=ended, published=True, on=LAST_DAY, published_at=now.replace(2024)
    )
    read(article, 7)

    found = figures(page(client, "/"))

    assert found["bài đăng hôm nay"] == "1"
    assert found["bài đăng tuần này"] == "3"
    assert found["lượt đọc hôm nay"] == "7"
    assert found["đơn vị đang có tin"] == "1"


def test_what_is_under_way_is_shown_and_no_empty_box(client, monkeypatch):
    assert "Hội nghị đang diễn ra" not in page(client, "/")

    event = Event("Hội nghị đại biểu", "/x/", date(2026, 11, 21), "Hội trường")
    monkeypatch.setattr(coming, "UNDER_WAY", (lambda day: [event],))

    text = page(client, "/")
    assert "Hội nghị đang diễn ra" in text
    assert '<a href="/x/">Hội nghị đại biểu</a>' in text


# A unit


def test_pinned_news_come_first_and_once(client, news):
    for number in range(12):
        publish(news, f"Tin số {number}")
    old = datetime(2024, 1, 1, tzinfo=UTC)
    publish(news, "Thông báo", published_at=old, pinned_until=timezone.localdate())

    text = page(client, "/kim-lien/")

    assert text.index("Thông báo") < text.index("Tin số 11")
    assert text.count(">Thông báo</a>") == 1
    assert text.count(">Ghim</span>") == 1


def test_the_newest_album_is_shown(client, ward, news):
    pictures = [(make_photo(unit=ward), "") for _ in range(5)]
    article = publish(news, "Ngày hội", pictures=pictures)
    publish(news, "Tin")

    text = page(client, "/kim-lien/")

    assert text.count(f'href="/kim-lien/anh/{article.album_id}/"') == 5  # and its title
    assert "5 ảnh" in text
    services.withdraw(article=article, by=None)
    assert "Ảnh mới" not in page(client, "/kim-lien/")


def test_what_comes_is_shown_nearest_first_and_no_empty_box(client, ward, monkeypatch):
    assert "Sắp diễn ra" not in page(client, "/kim-lien/")
    days = [date(2026, 12, 27), date(2026, 11, 25)]
    events = [Event(f"Ngày {day.day}", "/x/", day) for day in days]
    monkeypatch.setattr(coming, "COMING", (lambda unit, day: events,))

    text = page(client, "/kim-lien/")

    assert text.index("Ngày 25") < text.index("Ngày 27")


def test_a_unit_says_where_it_belongs_and_belonged(client):
    district = make_district(ended_on=LAST_DAY)
    ward = make_ward(name="Láng", parent=None)
    UnitParent.objects.create(unit=ward, parent=district, valid_to=LAST_DAY)
    UnitParent.objects.create(unit=ward, parent=shared_province(), valid_from=REFORM)

    text = page(client, "/lang/")

    assert 'Thuộc <a href="/don-vi/nay/ha-noi/">thành phố Hà Nội</a>' in text
    assert "Đến <span" in text
    assert '<a href="/don-vi/truoc/dong-da/">quận Đống Đa</a>' in text


def test_an_ended_unit_says_where_it_belonged_and_what_it_became(client, ward):
    district = make_district(ended_on=LAST_DAY)
    ended = make_ward(name="Khương Thượng", parent=district, ended_on=LAST_DAY)
    make_succession(old=ended, new=ward)

    text = page(client, "/khuong-thuong/")

    assert '<a href="/don-vi/truoc/dong-da/">quận Đống Đa</a>' in text
    assert 'nay thuộc <a href="/kim-lien/">phường Kim Liên</a>' in text
    assert "/don-vi/nay/" not in text


def test_provinces_and_districts_lead_to_the_list_of_their_units(client, ward):
    make_district(ended_on=LAST_DAY)
    make_province(name="Hà Tây", kind="province", ended_on=date(2008, 7, 31))

    assert 'href="/don-vi/nay/ha-noi/"' in page(client, "/ha-noi/")
    assert 'href="/don-vi/truoc/dong-da/"' in page(client, "/dong-da/")
    assert "/don-vi/truoc/ha-tay/" not in page(client, "/ha-tay/")


def test_a_unit_shows_its_own_readers(client, ward, news):
    read(publish(news), 1435)
    read(make_article(unit=make_ward(name="Láng"), published=True), 9)

    assert figures(page(client, "/kim-lien/"))["Hôm nay"] == "1.435"
    assert figures(page(client, "/kim-lien/thong-ke/"))["Tuần này"] == "1.435"
    assert figures(page(client, "/thong-ke/"))["Hôm nay"] == "1.444"


# Statistics


def test_what_was_read_most_is_public_and_in_order(client, news):
    first, second = publish(news, "Nhiều nhất"), publish(news, "Thứ nhì")
    gone = publish(news, "Đã rút")
    read(first, 9)
    read(second, 5)
    read(gone, 99)
    read(second, 500, timezone.localdate() - timedelta(days=31))
    services.withdraw(article=gone, by=None)

    found = read_most(timezone.localdate() - timedelta(days=29))

    assert [(one.title, one.read_lately) for one in found] == [
        ("Nhiều nhất", 9),
        ("Thứ nhì", 5),
    ]
    text = page(client, "/thong-ke/")
    assert text.index("Nhiều nhất") < text.index("Thứ nhì")
    assert "Đã rút" not in text


def test_the_chart_and_the_table_have_the_same_numbers(client, news):
    article = publish(news)
    read(article, 40)
    read(article, 10, timezone.localdate() - timedelta(days=2))

    text = page(client, "/kim-lien/thong-ke/")

    assert re.findall(r"<title>\d\d/\d\d/\d{4}: (\d+)</title>", text) == ["10", "40"]
    rows = re.findall(r'<th scope="row">[^<]+</th><td class="number">(\d+)</td>', text)
    assert [row for row in rows if row != "0"] == ["40", "10"]
    assert len(rows) == 30
    assert "style=" not in text


def test_bars_are_as_high_as_their_numbers_and_none_is_invisible():
    days = [(date(2026, 11, day), count) for day, count in [(1, 0), (2, 1), (3, 1000)]]

    none, least, most = bars(days)

    assert (none.height, least.height, most.height) == (0, 2, HEIGHT)
    assert most.y == 0
    assert none.x < least.x < most.x


def test_without_readers_the_page_says_so(client, ward):
    assert "chưa có lượt đọc nào" in page(client, "/kim-lien/thong-ke/")


@pytest.mark.parametrize("count", [1, 15])
def test_statistics_cost_the_same_for_many_articles(
    client, news, count, django_assert_num_queries
):
    for _ in range(count):
        read(publish(news), 3)

    with django_assert_num_queries(6):
        page(client, "/thong-ke/")


# The site map


def test_the_site_map_names_units_by_province_with_their_sections(client, news):
    publish(news)
    make_section(unit=news.unit, name="Trống")
    elsewhere = make_province(name="An Giang", kind="province")
    make_article(unit=make_ward(name="Long Xuyên", parent=elsewhere), published=True)
    make_ward(name="Không tin")

    text = page(client, "/so-do/")

    assert text.index("Tỉnh An Giang") < text.index("Thành phố Hà Nội")
    assert f'href="{news.get_absolute_url()}">Mặt trận</a>' in text
    assert "Trống" not in text
    assert "Không tin" not in text
    assert 'href="/don-vi/"' in text


@pytest.mark.parametrize("count", [1, 12])
def test_the_site_map_costs_the_same_for_many_units(
    client, news, count, django_assert_num_queries
):
    for number in range(count):
        publish(make_section(unit=make_ward(name=f"Nơi {number}")))

    with django_assert_num_queries(5):
        page(client, "/so-do/")
