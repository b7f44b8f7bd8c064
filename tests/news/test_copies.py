"""Copies of articles: found by their fingerprints, across units only among the public."""

import pytest

from civicportal.demo.catalogue import read_all
from news import services
from news.checks import advise
from news.fingerprints import (
    bands_of,
    likeness,
    remember_missing,
    runs_of,
)
from news.models import Fingerprint
from news.services import Content
from tests.factories import make_article, make_ward

pytestmark = pytest.mark.django_db

TEXT = (
    "<p>Cờ đuôi nheo giăng từ hôm trước, bếp than đỏ lửa từ năm giờ sáng. Đúng dịp kỷ"
    " niệm ngày truyền thống Mặt trận, cả ba mươi sáu khu dân cư của phường cùng mở hội,"
    " phần đông ngay giữa ngõ chứ không vào hội trường.</p><p>Trước bữa cơm, đại diện"
    " từng khu lên nhận tấm biển gỗ nhỏ ghi chiều dài đoạn ngõ mà cả khu sẽ trông nom"
    " đến mùa hội sau. Ngắn nhất sáu mươi mét, dài nhất bốn trăm mười mét. Việc cụ thể"
    " do mỗi nơi tự đặt: quét hai lần một tuần, thay cây héo, nhắc người đổ rác.</p>"
)
OTHER = (
    "<p>Tổ công nghệ số cộng đồng đến từng nhà hướng dẫn cài chữ ký số trên điện thoại;"
    " ai không có điện thoại thông minh được hẹn đến bộ phận một cửa vào sáng thứ bảy,"
    " có người ngồi làm cùng từ đầu đến cuối và trả kết quả ngay trong buổi.</p>"
)


@pytest.fixture
def neighbour():
    return make_ward(name="Cửa Nam")


def copies(ward, body=TEXT, article=None):
    content = Content(section=None, title="Bài mới", summary="Tóm tắt", body=body)
    found = advise(content, unit=ward, article=article)
    return [one for one in found if one.code.startswith("copy")]


def test_a_copy_of_the_units_own_draft_is_found_and_linked(ward):
    draft = make_article(unit=ward, title="Bài cũ", body=TEXT)

    (found,) = copies(ward)

    assert (found.code, found.where) == ("copy-own", "Bài cũ")
    assert f"/{draft.pk}/change/" in found.url
    assert "100%" in found.message


def test_a_copy_of_another_units_public_article_is_found_with_its_unit(ward, neighbour):
    article = make_article(unit=neighbour, title="Bài gốc", body=TEXT, published=True)

    (found,) = copies(ward)

    assert found.code == "copy-other"
    assert found.where == "Bài gốc (Phường Cửa Nam)"
    assert found.url == article.get_absolute_url()


def test_another_units_draft_is_never_found(ward, neighbour):
    make_article(unit=neighbour, title="Bí mật", body=TEXT)

    assert copies(ward) == []


def test_what_another_unit_writes_into_a_public_article_is_not_found(ward, neighbour):
    article = make_article(unit=neighbour, body=OTHER, published=True)
    content = Content(section=article.section, title="Bí mật", body=TEXT)
    services.save_working_copy(article=article, content=content, by=None)

    assert copies(ward) == []


def test_what_the_public_reads_is_compared_while_its_unit_changes_it(ward, neighbour):
    article = make_article(unit=neighbour, body=TEXT, published=True)
    content = Content(section=article.section, title="Đang sửa", body=OTHER)
    services.save_working_copy(article=article, content=content, by=None)

    assert [one.code for one in copies(ward)] == ["copy-other"]


def test_a_withdrawn_article_of_another_unit_is_not_found(ward, neighbour):
    article = make_article(unit=neighbour, body=TEXT, published=True)
    services.withdraw(article=article, by=None)

    assert copies(ward) == []


def test_the_units_own_article_comes_first(ward, neighbour):
    make_article(unit=neighbour, body=TEXT, published=True)
    make_article(unit=ward, title="Của mình", body=TEXT.replace("đỏ lửa", "rực lửa"))

    assert [one.where for one in copies(ward)] == ["Của mình"]


def test_an_article_is_no_copy_of_itself(ward):
    article = make_article(unit=ward, body=TEXT, published=True)

    assert copies(ward, article=article) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("Mặt trận", "Công an").replace("phường", "xã"),
        lambda text: text.replace("Cờ đuôi nheo", "Sáng nay, cờ đuôi nheo"),
        lambda text: text + "<p>Phường ta cũng vậy, năm nay có thêm mấy trò chơi.</p>",
        lambda text: text.upper(),
        lambda text: text.replace("<p>", "<h2>").replace("</p>", "</h2>"),
    ],
)
def test_a_text_with_little_changed_is_still_a_copy(ward, change):
    make_article(unit=ward, body=TEXT)

    assert len(copies(ward, change(TEXT))) == 1


@pytest.mark.parametrize("body", [OTHER, "", "<p>Cờ đuôi nheo giăng từ hôm trước.</p>"])
def test_other_and_short_texts_are_none(ward, body):
    make_article(unit=ward, body=TEXT)
    make_article(unit=ward, body="<p>Cờ đuôi nheo giăng từ hôm trước.</p>")

    assert copies(ward, body) == []


def test_no_two_articles_of_the_demonstration_are_copies():
    bodies = [runs_of(story.body) for unit in read_all() for story in unit.stories]

    alike = [
        likeness(one, other)
        for index, one in enumerate(bodies)
        for other in bodies[:index]
    ]

    assert max(alike) < 0.3


def test_a_fingerprint_follows_its_text(ward):
    article = make_article(unit=ward, body=TEXT, published=True)
    content = Content(section=article.section, title="Khác", body=OTHER)
    services.save_working_copy(article=article, content=content, by=None)

    bands = dict(article.fingerprints.values_list("is_public_text", "bands"))

    assert bands[True] == bands_of(runs_of(TEXT))
    assert bands[False] == bands_of(runs_of(OTHER))
    assert not set(bands[True]) & set(bands[False])


def test_a_fingerprint_is_the_same_on_every_machine():
    assert bands_of(runs_of(TEXT))[:2] == bands_of(runs_of(TEXT.upper()))[:2]
    assert len(bands_of(runs_of(TEXT))) == 20
    assert bands_of(frozenset()) == []


def test_articles_of_before_get_their_fingerprints_once(ward):
    make_article(unit=ward, body=TEXT, published=True)
    make_article(unit=ward, body="<p>Ngắn.</p>")
    Fingerprint.objects.all().delete()

    first, again = remember_missing(), remember_missing()

    assert (first, again) == (2, 0)
    assert len(copies(ward)) == 1


@pytest.mark.parametrize("number", [1, 30])
def test_many_copies_cost_no_more_queries_than_one(
    ward, neighbour, number, django_assert_max_num_queries
):
    for _turn in range(number):
        make_article(unit=neighbour, body=TEXT, published=True)

    with django_assert_max_num_queries(4):
        copies(ward)
