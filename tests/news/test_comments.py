"""Comments from readers: received once, read by the unit, shown as plain text."""

import re
import time
import unicodedata
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from news.models import Article, Comment, Newsroom
from news.readers import comments, forms
from tests.factories import make_article, make_succession, make_ward
from units.models import Unit

pytestmark = pytest.mark.django_db
State = Comment.State


@pytest.fixture
def article(db):
    return make_article(published=True)


@pytest.fixture
def address(article):
    return reverse("news:comment", args=[article.unit.slug, article.pk])


@pytest.fixture
def old_enough(monkeypatch):
    monkeypatch.setattr(forms, "QUICKEST", 0)


def seal_in(page):
    return re.search(r'name="seal" value="([^"]+)"', page.content.decode())[1]


def write(client, address, *, name="Bà con ngõ 102", text="Ngõ tôi sạch hẳn.", **more):
    values = {"name": name, "text": text, "seal": seal_in(client.get(address)), **more}
    return client.post(address, values)


def publish(article, **answer):
    comments.decide(comments=article.comments.all(), state=State.PUBLISHED, by=None)
    for comment in article.comments.select_related("unit"):
        if answer:
            comments.answer(comment=comment, text=answer["answer"])


def test_a_comment_waits_and_its_writer_is_thanked(
    client, article, address, old_enough
):
    answer = write(client, address)

    thanks = client.get(answer.url)
    assert answer.status_code == 302
    assert "sẽ duyệt trước khi bình luận hiện" in thanks.content.decode()
    assert [c.state for c in article.comments.all()] == [State.WAITING]
    page = client.get(article.get_absolute_url()).content.decode()
    assert "Ngõ tôi sạch hẳn." not in page


def test_a_published_comment_is_shown_with_the_answer(
    client, article, address, old_enough
):
    write(client, address)
    publish(article, answer="Cảm ơn bà con.")

    page = client.get(article.get_absolute_url()).content.decode()

    assert "Bà con ngõ 102" in page
    assert "Phường Kim Liên trả lời" in page
    assert "Cảm ơn bà con." in page


def test_a_comment_is_text_and_nothing_in_it_can_be_clicked(
    client, article, address, old_enough
):
    evil = '<script>alert(1)</script> <a href="//x.vn">x</a> https://x.vn/y'
    write(client, address, name="<b>Ai</b> đó", text=evil)
    publish(article, answer=evil)

    page = client.get(article.get_absolute_url()).content.decode()

    assert "<script>alert" not in page
    assert 'href="//x.vn"' not in page
    assert 'href="https://x.vn' not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "&lt;b&gt;Ai&lt;/b&gt;" in page


def test_decomposed_and_invisible_signs_are_cleaned(
    client, article, address, old_enough
):
    text = unicodedata.normalize("NFD", "Ngõ sạch\u202e hẳn rồi\u200b nhé.")

    write(client, address, name="An\u200b  Bình", text=text)

    comment = article.comments.get()
    assert comment.text == "Ngõ sạch hẳn rồi nhé."
    assert comment.name == "An Bình"


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"text": "Rất hay"}, "Lỗi: hãy viết ít nhất 10 ký tự."),
        ({"text": "\u200b \u200b"}, "Lỗi:"),
        ({"text": "a" * 2001}, "Lỗi: hãy viết không quá 2000 ký tự."),
        ({"name": ""}, "Lỗi: hãy viết vào ô này."),
        ({"name": "x" * 61}, "Lỗi: hãy viết không quá 60 ký tự."),
    ],
)
def test_a_fault_is_said_at_its_field_and_nothing_is_lost(
    client, article, address, old_enough, values, fault
):
    answer = write(client, address, **values)

    page = answer.content.decode()
    kept = {"name": "Bà con ngõ 102", "text": "Ngõ tôi sạch hẳn.", **values}
    assert answer.status_code == 200
    assert fault in page
    assert 'role="alert"' in page
    assert f'href="#bl-{next(iter(values))}"' in page
    assert 'aria-invalid="true"' in page
    assert all(value in page for value in kept.values())
    assert not article.comments.exists()


def test_a_form_sent_twice_makes_one_comment(client, article, address, old_enough):
    seal = seal_in(client.get(address))
    values = {"name": "Bà con", "text": "Ngõ tôi sạch hẳn.", "seal": seal}

    answers = [client.post(address, values) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert article.comments.count() == 1


def test_another_text_in_a_form_that_was_sent_is_a_second_comment(
    client, article, address, old_enough
):
    seal = seal_in(client.get(address))

    for text in ("Ngõ tôi sạch hẳn.", "Ngõ bên cũng sạch.", "Ngõ bên cũng sạch."):
        answer = write(client, address, text=text, seal=seal)
        assert answer.status_code == 302

    kept = Comment.objects.order_by("pk").values_list("text", flat=True)
    assert list(kept) == ["Ngõ tôi sạch hẳn.", "Ngõ bên cũng sạch."]


def test_the_same_words_sent_again_today_are_one_comment(
    client, article, address, old_enough
):
    for _ in range(2):
        write(client, address)

    assert article.comments.count() == 1


def test_a_program_that_fills_in_everything_is_thanked_and_forgotten(
    client, article, address, old_enough
):
    answer = write(client, address, website="https://spam.example")

    assert answer.status_code == 302
    assert not article.comments.exists()


def test_what_comes_faster_than_a_person_writes_is_asked_to_wait(
    client, article, address
):
    answer = write(client, address)

    assert "chờ vài giây" in answer.content.decode()
    assert "Ngõ tôi sạch hẳn." in answer.content.decode()
    assert not article.comments.exists()


def test_a_form_that_was_open_too_long_is_given_a_new_seal(
    client, article, address, old_enough, monkeypatch
):
    seal = seal_in(client.get(address))
    values = {"name": "Bà con", "text": "Ngõ tôi sạch hẳn.", "seal": seal}
    later = time.time() + forms.LONGEST_OPEN + 60
    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: later)
        answer = client.post(address, values)
        assert "Trang mở đã lâu" in answer.content.decode()

        again = client.post(address, {**values, "seal": seal_in(answer)})

    assert again.status_code == 302
    assert article.comments.count() == 1


def test_the_seal_of_another_article_is_refused(client, article, address, old_enough):
    other = make_article(published=True, title="Bài khác")

    answer = client.post(
        address, {"name": "Bà con", "text": "Ngõ sạch hẳn.", "seal": forms.seal(other)}
    )

    assert answer.status_code == 200
    assert not Comment.objects.exists()


def test_a_comment_needs_the_token_against_forgery(article, address, old_enough):
    answer = write(Client(enforce_csrf_checks=True), address)

    assert answer.status_code == 403
    assert not article.comments.exists()


def test_one_address_sends_five_comments_in_ten_minutes(
    client, article, address, old_enough
):
    answers = [
        write(client, address, text=f"Bình luận thứ {number} của tôi.")
        for number in range(7)
    ]

    assert article.comments.count() == 5
    assert answers[-1].status_code == 429
    assert "Bình luận thứ 6 của tôi." in answers[-1].content.decode()


@pytest.mark.parametrize(
    ("words", "text", "is_held"),
    [
        ("cờ bạc", "Mời vào chơi CỜ BẠC nhé mọi người.", True),
        ("cờ bạc", "Bà cô bạc tóc đi họp tổ dân phố.", False),
        ("co bac", "Mời vào chơi cờ bạc nhé mọi người.", True),
        ("hoà", "Ông Hòa nói đúng việc của ngõ ta.", True),
        ("bit.ly/x", "Xem ở https://bit.ly/x nhé bà con.", True),
        ("vay", "Vayvon là tên của một trang khác.", False),
        ("vay", "Ai cần tiền thì vay, gọi ngay.", True),
    ],
)
def test_blocked_words_hold_a_comment_back(
    client, article, address, old_enough, words, text, is_held
):
    comments.block(unit=article.unit, words=words)

    write(client, address, text=text)

    held = article.comments.get().state == State.BLOCKED
    assert held is is_held


def test_blocking_words_holds_back_what_waits_but_not_what_is_published(
    article, address, client, old_enough
):
    write(client, address, text="Vay tiền nhanh, gọi ngay.")
    publish(article)
    write(client, address, text="Vay tiền nhanh hơn nữa đây.")

    held = comments.block(unit=article.unit, words="vay tiền")

    states = article.comments.order_by("pk").values_list("state", flat=True)
    assert held == 1
    assert list(states) == [State.PUBLISHED, State.BLOCKED]


def test_the_words_of_one_unit_do_not_bind_another(
    client, article, address, old_enough
):
    comments.block(unit=make_ward(name="Láng"), words="sạch hẳn")

    write(client, address)

    assert article.comments.get().state == State.WAITING


def test_a_unit_can_switch_comments_off(client, article, address, old_enough):
    write(client, address)
    publish(article)
    Newsroom.objects.create(unit=article.unit, comments=False)

    page = client.get(article.get_absolute_url()).content.decode()

    assert client.get(address).status_code == 404
    assert "Ngõ tôi sạch hẳn." not in page
    assert address not in page


def test_an_article_closed_for_comments_shows_those_it_has(
    client, article, address, old_enough
):
    write(client, address)
    publish(article)
    seal = seal_in(client.get(address))
    comments.set_open(article=Article.objects.get(pk=article.pk), is_open=False)

    answer = client.post(
        address, {"name": "Bà con", "text": "Còn một ý nữa.", "seal": seal}
    )

    page = client.get(article.get_absolute_url()).content.decode()
    assert "đã đóng bình luận" in answer.content.decode()
    assert article.comments.count() == 1
    assert "Ngõ tôi sạch hẳn." in page
    assert address not in page


def test_what_is_not_public_takes_no_comment(client, old_enough):
    draft = make_article()

    address = reverse("news:comment", args=[draft.unit.slug, draft.pk])

    assert client.get(address).status_code == 404
    assert client.post(address, {}).status_code == 404


def test_for_a_unit_that_has_ended_its_successor_answers(old_enough, client):
    old = make_ward(name="Khương Thượng", ended_on="2025-06-30")
    new = make_ward(name="Kim Liên mới", founded_on="2025-07-01")
    make_succession(old=old, new=new)
    old = Unit.objects.get(pk=old.pk)
    article = make_article(unit=old, published=True, on=old.ended_on)
    write(client, reverse("news:comment", args=[old.slug, article.pk]))

    publish(article, answer="Cảm ơn bà con.")

    assert article.comments.get().answered_as == "Phường Kim Liên mới"


def test_what_nobody_publishes_is_not_kept_for_ever(article):
    now = timezone.now()
    for state, days in [
        (State.WAITING, 181),
        (State.WAITING, 179),
        (State.HIDDEN, 91),
        (State.HIDDEN, 89),
        (State.BLOCKED, 91),
        (State.PUBLISHED, 900),
    ]:
        Comment.objects.create(
            unit=article.unit,
            article=article,
            name="Ai",
            text="Gì đó",
            state=state,
            sent_at=now - timedelta(days=days),
            decided_at=now,
        )

    forgotten = comments.forget_old(now)

    left = Comment.objects.values_list("state", flat=True)
    assert forgotten == 3
    assert sorted(left) == ["hidden", "published", "waiting"]


def test_the_article_asks_the_same_number_of_queries_with_many_comments(
    article, client, django_assert_num_queries
):
    def add(number):
        for one in range(number):
            comments.receive(
                article=article,
                token=uuid.uuid4(),
                name=f"Người {one}",
                text=f"Ý kiến số {one} của tôi.",
            )
        publish(article, answer="Cảm ơn.")

    add(1)
    with CaptureQueriesContext(connection) as one:
        client.get(article.get_absolute_url())

    add(20)

    with django_assert_num_queries(len(one)):
        client.get(article.get_absolute_url())
