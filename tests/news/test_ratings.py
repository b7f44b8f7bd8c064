"""Stars from readers: one of each visitor, also in a race, without an account."""

import re
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from news.models import Newsroom, Rating
from news.readers import ratings
from news.readers.views import COOKIE
from tests.factories import make_article, make_ward
from traffic import limits
from traffic.models import Sending

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(db):
    return make_article(published=True)


@pytest.fixture
def address(article):
    return reverse("news:rating", args=[article.unit.slug, article.pk])


def seal_in(page):
    return re.search(r'name="seal" value="([^"]+)"', page.content.decode())[1]


def rate(client, address, stars, **extra):
    seal = seal_in(client.get(address))
    return client.post(address, {"sao": stars, "seal": seal}, **extra)


def test_a_rating_is_shown_on_the_article_and_to_its_giver(client, article, address):
    answer = rate(client, address, 4)

    assert answer.status_code == 302
    assert "Bạn đã cho bài viết này 4 sao" in client.get(address).content.decode()
    page = Client().get(article.get_absolute_url()).content.decode()
    assert "<strong>4</strong> trên 5" in page
    assert "1 lượt" in page


def test_without_ratings_the_first_one_is_asked_for(client, article):
    page = client.get(article.get_absolute_url()).content.decode()

    assert "Hãy là người đầu tiên đánh giá" in page


def test_the_same_visitor_changes_the_rating(client, article, address):
    rate(client, address, 2)

    rate(client, address, 5)

    assert list(article.ratings.values_list("stars", flat=True)) == [5]


def test_a_form_sent_twice_before_there_is_a_cookie_makes_one_rating(article, address):
    seal = seal_in(Client().get(address))

    for stars in (3, 4):
        Client().post(address, {"sao": stars, "seal": seal})

    assert list(article.ratings.values_list("stars", flat=True)) == [4]


def test_the_cookie_is_random_and_for_this_address_alone(client, article, address):
    answer = rate(client, address, 4, secure=True)

    cookie = answer.cookies[COOKIE]
    assert re.fullmatch("[0-9a-f]{32}", cookie.value)
    assert cookie["path"] == address
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["secure"]
    assert not article.ratings.filter(visitor__contains=cookie.value).exists()


def test_only_rating_sets_the_cookie(client, article, address):
    assert COOKIE not in client.get(address).cookies
    assert not client.get(article.get_absolute_url()).cookies


@pytest.mark.parametrize("stars", ["0", "6", "-1", "4.5", "", "năm", "9" * 40])
def test_what_is_no_number_of_stars_is_refused_at_the_form(client, address, stars):
    answer = rate(client, address, stars)

    assert answer.status_code == 200
    assert "từ một đến năm sao" in answer.content.decode()
    assert not Rating.objects.exists()


def test_a_seal_of_another_article_or_a_made_up_one_counts_nothing(client, address):
    other = make_article(published=True, title="Bài khác")
    strange = ratings.sealed(other, ratings.new_visitor())

    for seal in (strange, "x", ""):
        answer = client.post(address, {"sao": 5, "seal": seal})
        assert "Xin gửi lại" in answer.content.decode()
    assert not Rating.objects.exists()


def test_a_made_up_cookie_is_no_visitor(client, article, address):
    client.cookies[COOKIE] = "x' OR 1=1"

    rate(client, address, 4)

    assert article.ratings.count() == 1


def test_a_rating_needs_the_token_against_forgery(article, address):
    client = Client(enforce_csrf_checks=True)
    seal = seal_in(client.get(address))

    answer = client.post(address, {"sao": 5, "seal": seal})

    assert answer.status_code == 403
    assert not Rating.objects.exists()


def test_one_address_gives_an_article_ten_ratings_a_day(article, address):
    answers = [rate(Client(), address, 5) for _ in range(12)]

    assert article.ratings.count() == 10
    assert answers[-1].status_code == 429
    assert "thử lại sau" in answers[-1].content.decode()


def test_no_address_is_written_down(client, article, address):
    rate(client, address, 5, REMOTE_ADDR="203.0.113.7")

    written = " ".join(str(row) for row in Sending.objects.values_list())
    assert Sending.objects.count() == 2
    assert "203.0.113" not in written


def test_what_counts_today_has_another_mark_tomorrow():
    today = timezone.now()
    limit = limits.Limit("rating", 1, limits.KEPT, by="203.0.113.7")

    limits.within_limits(limit, at=today)
    limits.within_limits(limit, at=today + limits.KEPT)

    assert Sending.objects.values("mark").distinct().count() == 2
    assert limits.forget_old(today + 3 * limits.KEPT) == 2


def test_a_unit_can_switch_ratings_off(client, article, address):
    rate(client, address, 5)
    Newsroom.objects.create(unit=article.unit, ratings=False)

    page = client.get(article.get_absolute_url()).content.decode()

    assert client.get(address).status_code == 404
    assert "trên 5" not in page
    assert address not in page


def test_what_is_not_public_has_no_page_of_ratings(client):
    draft = make_article()

    address = reverse("news:rating", args=[draft.unit.slug, draft.pk])

    assert client.get(address).status_code == 404


def test_the_page_is_found_under_its_own_unit_only(client, article):
    other = make_ward(name="Láng")

    address = reverse("news:rating", args=[other.slug, article.pk])

    assert client.get(address).status_code == 404


def test_no_cache_keeps_the_page(client, address):
    assert client.get(address)["Cache-Control"] == "no-store"


def test_the_database_itself_holds_one_rating_of_a_visitor(article):
    row = {"article": article, "visitor": "a", "rated_at": timezone.now()}
    Rating.objects.create(stars=1, **row)

    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(stars=2, **row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(**{**row, "visitor": "b"}, stars=6)


@pytest.mark.parametrize("title", ["Đánh giá", "Bình luận"])
def test_an_article_called_like_its_own_page_is_still_found(client, title):
    article = make_article(published=True, title=title)

    page = client.get(article.get_absolute_url())

    assert page.status_code == 200
    assert f"<h1>{title}</h1>" in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_posts_of_one_visitor_at_once_make_one_rating():
    article = make_article(published=True)
    address = reverse("news:rating", args=[article.unit.slug, article.pk])
    seal = seal_in(Client().get(address))
    start = threading.Barrier(6)
    codes = []

    def send(stars):
        try:
            start.wait(timeout=10)
            answer = Client().post(address, {"sao": stars, "seal": seal})
            codes.append(answer.status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[1 + n % 5]) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert codes == [302] * 6
    assert article.ratings.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_limit_holds_for_sendings_at_once():
    limit = limits.Limit("race", 3, limits.KEPT, by="203.0.113.7")
    start = threading.Barrier(8)
    kept = []

    def send():
        try:
            start.wait(timeout=10)
            kept.append(limits.within_limits(limit))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(kept) == [False] * 5 + [True] * 3
