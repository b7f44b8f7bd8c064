"""What belongs beside an article: near in words and place, public, of its own family."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from news import related, services
from news.article_page import other_news, share_links
from news.models import Article, TopicTerm
from tests.factories import make_article, make_section, make_succession, make_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward(db):
    return make_ward()


@pytest.fixture
def section(ward):
    return make_section(unit=ward)


@pytest.fixture
def trees(ward, section):
    """The article whose neighbours are asked for."""
    return written(section, "Trồng cây dọc ngõ 102, gốc nào cũng có nhà trông")


def written(section, title, body="<p>Nội dung.</p>", **more):
    return make_article(section=section, title=title, body=body, published=True, **more)


def titles(articles):
    return [article.title for article in articles]


def test_what_tells_of_the_same_place_and_thing_comes_first(section, trees):
    written(section, "Lịch tiếp công dân tuần này")
    written(section, "Lắp camera đầu ngõ 102, nhà nào cũng đồng ý")
    near = written(section, "Cây mới trồng ở ngõ 102, gốc nào cũng đã bén rễ")

    found = related.related_to(trees)

    assert titles(found)[0] == near.title
    assert "Lịch tiếp công dân tuần này" not in titles(found)


def test_marks_tell_words_apart_and_the_place_of_the_tone_does_not(section):
    one = written(section, "Khám mắt, hoà giải cơ sở ở khu tập thể")
    same = written(section, "Tổ hòa giải cơ sở khu tập thể gặp mặt")
    written(section, "Hoa giai co so khu tap the")

    assert titles(related.related_to(one)) == [same.title]


def test_the_article_itself_and_what_is_not_public_never_stand_there(section, trees):
    near = written(section, "Cây mới trồng ở ngõ 102, gốc nào cũng đã bén rễ")
    make_article(section=section, title="Trồng cây dọc ngõ 102, bản nháp")
    services.withdraw(article=near, by=None)

    assert related.related_to(trees) == []
    assert not near.topic_terms.exists()


def test_what_was_made_private_behind_our_back_is_left_out_too(section, trees):
    near = written(section, "Cây mới trồng ở ngõ 102, gốc nào cũng đã bén rễ")
    Article.objects.filter(pk=near.pk).update(
        status="withdrawn", withdrawn_at=near.published_at
    )

    assert related.related_to(trees) == []


def test_another_unit_is_asked_only_where_one_became_the_other(trees, ward):
    title = "Cây mới trồng ở ngõ 102, gốc nào cũng đã bén rễ"
    stranger = written(make_section(unit=make_ward(name="Láng")), title)
    old = make_ward(name="Khương Thượng")
    make_succession(old=old, new=ward)
    before = written(make_section(unit=old), title)

    found = related.related_to(trees)

    assert found == [before]
    assert stranger not in found


def test_a_changed_text_has_new_neighbours(section, trees, ward):
    near = written(section, "Cây mới trồng ở ngõ 102, gốc nào cũng đã bén rễ")
    content = services.current_content(near)
    changed = services.Content(section=section, title="Lịch tiếp công dân tuần này")
    assert content.title != changed.title

    services.save_working_copy(article=near, content=changed, by=None)
    services.publish(article=near, by=None)

    assert related.related_to(trees) == []


def test_texts_of_before_are_made_up_for(section, trees):
    near = written(section, "Cây mới trồng ở ngõ 102, gốc nào cũng đã bén rễ")
    TopicTerm.objects.all().delete()

    assert related.remember_missing() == 2
    assert related.related_to(trees) == [near]
    assert related.remember_missing() == 0


def test_other_news_never_repeat_what_relates(section, trees, ward, client):
    near = written(section, "Cây mới trồng ở ngõ 102, gốc nào cũng đã bén rễ")
    others = [written(section, f"Tin số {number} của phường") for number in range(3)]

    shown = other_news(trees, without=[near])

    assert set(shown) == set(others)
    page = client.get(trees.get_absolute_url()).content.decode()
    assert page.count(f'href="{near.get_absolute_url()}"') == 1


def test_other_news_are_of_the_section_first(section, trees, ward):
    elsewhere = make_section(unit=ward, name="Đời sống")
    for number in range(8):
        written(elsewhere, f"Chuyện khác số {number}")
    own = [written(section, f"Tin số {number}") for number in range(5)]

    shown = other_news(trees)

    assert len(shown) == 6
    assert set(own) < set(shown)
    assert shown == sorted(shown, key=lambda one: one.published_at, reverse=True)


def test_the_number_of_queries_stays_with_many_neighbours(section, trees):
    written(section, "Cây mới trồng ở ngõ 102, gốc nào cũng đã bén rễ")
    with CaptureQueriesContext(connection) as few:
        related.related_to(trees)

    for number in range(30):
        written(section, f"Cây số {number} trồng dọc ngõ 102, gốc nào cũng có nhà")
    with CaptureQueriesContext(connection) as many:
        found = related.related_to(trees)

    assert len(found) == related.SHOWN
    assert len(many) == len(few) == 4


def test_sharing_leads_out_by_plain_links_and_loads_nothing(trees, client):
    page = client.get(trees.get_absolute_url()).content.decode()

    links = share_links(f"http://testserver{trees.get_absolute_url()}")
    assert links["facebook"].replace("&", "&amp;") in page
    assert links["zalo"].replace("&", "&amp;") in page
    assert page.count('rel="noopener nofollow external"') == 2
    assert 'src="https://' not in page
    assert 'src="//' not in page


def test_the_page_says_how_long_reading_takes(section, client):
    article = written(section, "Một hai ba", body=f"<p>{'từ ' * 477}</p>")
    longer = written(section, "Một hai ba bốn", body=f"<p>{'từ ' * 477}</p>")

    assert "2 phút đọc" in client.get(article.get_absolute_url()).content.decode()
    assert "3 phút đọc" in client.get(longer.get_absolute_url()).content.decode()
