"""Comments on the desk: who sees, decides, answers and blocks, unit by unit."""

import uuid

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from news import desk
from news.models import BlockedWords, Comment
from news.readers import comments
from tests.factories import make_article, make_membership, make_user, make_ward
from units.models import Role

pytestmark = pytest.mark.django_db
State = Comment.State
LIST = "admin:news_comment_changelist"
CHANGE = "admin:news_comment_change"


def comment_on(article, *, name="Bà con ngõ 102", text="Ngõ tôi sạch hẳn."):
    token = uuid.uuid4()
    comments.receive(article=article, token=token, name=name, text=text)
    return Comment.objects.get(token=token)


def signed_in(*, unit, role):
    user = make_user()
    if role is not None:
        make_membership(user=user, unit=unit, role=role)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def article(db):
    return make_article(published=True)


@pytest.fixture
def comment(article):
    return comment_on(article)


def decision(state=State.PUBLISHED, **values):
    return {"state": state, "answer": "", "block": "", **values}


# role: sees the list, opens one, decides, blocks, deletes
TABLE = [
    (Role.WRITER, True, False, False, False),
    (Role.LEADER, True, False, False, False),
    (Role.REVIEWER, False, False, False, False),
    (Role.EDITOR, True, True, True, False),
    (Role.WARD_ADMIN, True, True, True, True),
    (None, False, False, False, False),
]


@pytest.mark.parametrize(("role", "sees", "decides", "blocks", "deletes"), TABLE)
def test_each_role_does_what_it_may_in_its_unit(
    comment, role, sees, decides, blocks, deletes
):
    client = signed_in(unit=comment.unit, role=role)
    page = reverse(CHANGE, args=[comment.pk])

    listed = client.get(reverse(LIST))
    shown = client.get(page)
    client.post(page, decision(answer="Cảm ơn."))
    comment.refresh_from_db()
    words = {"unit": comment.unit_id, "words": "vay tiền"}
    client.post(reverse("admin:news_blockedwords_add"), words)
    client.post(
        reverse("admin:news_comment_delete", args=[comment.pk]), {"post": "yes"}
    )

    assert (
        listed.status_code == 200 and comment.name in str(listed.content, "utf8")
    ) is sees
    assert (shown.status_code == 200) is sees
    assert (comment.state == State.PUBLISHED) is decides
    assert bool(comment.answer) is decides
    assert BlockedWords.objects.exists() is blocks
    assert Comment.objects.exists() is not deletes


@pytest.mark.parametrize("role", list(Role))
def test_no_role_reaches_the_comments_of_another_unit(comment, role):
    client = signed_in(unit=make_ward(name="Láng"), role=role)
    page = reverse(CHANGE, args=[comment.pk])

    answers = [client.get(page), client.post(page, decision())]
    chosen = {"action": "publish_selected", "_selected_action": [comment.pk]}
    client.post(reverse(LIST), chosen)
    client.post(
        reverse("admin:news_comment_delete", args=[comment.pk]), {"post": "yes"}
    )

    comment.refresh_from_db()
    assert comment.state == State.WAITING
    assert all("Ngõ tôi sạch" not in str(one.content, "utf8") for one in answers)


def test_who_decides_in_one_unit_and_reads_in_another_decides_only_in_the_one(comment):
    other = make_article(unit=make_ward(name="Láng"), published=True)
    far = comment_on(other)
    user = make_user()
    make_membership(user=user, unit=comment.unit, role=Role.EDITOR)
    make_membership(user=user, unit=other.unit, role=Role.WRITER)
    client = Client()
    client.force_login(user)
    both = [comment.pk, far.pk]

    client.post(reverse(LIST), {"action": "publish_selected", "_selected_action": both})

    states = dict(Comment.objects.values_list("pk", "state"))
    assert states == {comment.pk: State.PUBLISHED, far.pk: State.WAITING}


def test_a_decision_says_who_took_it_and_when(comment):
    client = signed_in(unit=comment.unit, role=Role.EDITOR)

    client.post(reverse(CHANGE, args=[comment.pk]), decision(State.HIDDEN))

    comment.refresh_from_db()
    assert comment.state == State.HIDDEN
    assert comment.decided_by is not None
    assert comment.decided_at is not None


def test_the_words_of_a_comment_cannot_be_changed_on_the_desk(comment):
    client = signed_in(unit=comment.unit, role=Role.WARD_ADMIN)
    other = make_ward(name="Láng")
    forged = {"text": "Khác hẳn", "name": "Ai khác", "unit": other.pk}

    client.post(reverse(CHANGE, args=[comment.pk]), decision(**forged))

    comment.refresh_from_db()
    assert comment.text == "Ngõ tôi sạch hẳn."
    assert comment.name == "Bà con ngõ 102"
    assert comment.unit_id != other.pk


def test_an_answer_is_changed_and_taken_away(comment):
    client = signed_in(unit=comment.unit, role=Role.EDITOR)
    page = reverse(CHANGE, args=[comment.pk])

    client.post(page, decision(answer="Cảm ơn."))
    client.post(page, decision(answer=""))

    comment.refresh_from_db()
    assert (comment.answer, comment.answered_as, comment.answered_at) == ("", "", None)


def test_blocking_words_from_a_comment_holds_back_the_next(comment, article):
    client = signed_in(unit=comment.unit, role=Role.EDITOR)
    waiting = comment_on(article, text="Vay tiền nhanh, gọi ngay.")

    client.post(
        reverse(CHANGE, args=[comment.pk]), decision(State.HIDDEN, block="vay tiền")
    )

    waiting.refresh_from_db()
    assert waiting.state == State.BLOCKED
    assert comment_on(article, text="Lại vay tiền đây.").state == State.BLOCKED


def test_words_are_blocked_once_in_a_unit_and_said_so_at_the_field(comment):
    client = signed_in(unit=comment.unit, role=Role.EDITOR)
    add = reverse("admin:news_blockedwords_add")
    client.post(add, {"unit": comment.unit_id, "words": "Hòa"})

    answer = client.post(add, {"unit": comment.unit_id, "words": "hoà"})

    assert "Đơn vị đã chặn từ ngữ này." in answer.content.decode()
    assert BlockedWords.objects.count() == 1


def test_one_letter_alone_is_never_blocked(comment):
    client = signed_in(unit=comment.unit, role=Role.EDITOR)
    page = reverse(CHANGE, args=[comment.pk])
    add = reverse("admin:news_blockedwords_add")

    answers = [
        client.post(page, decision(block="a")),
        client.post(add, {"unit": comment.unit_id, "words": "ạ"}),
    ]

    for answer in answers:
        assert "Một chữ cái thì chưa đủ" in answer.content.decode()
    assert not BlockedWords.objects.exists()


def test_the_list_is_filtered_by_state(comment, article):
    comment_on(article, name="Người khác", text="Chờ đọc ý này nhé.")
    comments.decide(
        comments=Comment.objects.filter(pk=comment.pk), state=State.PUBLISHED, by=None
    )
    client = signed_in(unit=comment.unit, role=Role.EDITOR)

    page = client.get(reverse(LIST), {"state__exact": "waiting"}).content.decode()

    assert "Người khác" in page
    assert "Bà con ngõ 102" not in page


def test_nobody_adds_a_comment_on_the_desk(comment):
    client = signed_in(unit=comment.unit, role=Role.WARD_ADMIN)

    assert client.get(reverse("admin:news_comment_add")).status_code == 403


def test_the_list_and_the_start_page_ask_the_same_with_many(comment, article):
    client = signed_in(unit=comment.unit, role=Role.EDITOR)

    def queries(path):
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return len(captured)

    paths = [reverse(LIST), reverse("admin:index")]
    few = [queries(path) for path in paths]
    for number in range(15):
        comment_on(article, name=f"Người {number}", text=f"Ý kiến số {number} của tôi.")

    assert [queries(path) for path in paths] == few


def test_waiting_comments_stand_on_the_start_page_of_who_decides(comment):
    editor = signed_in(unit=comment.unit, role=Role.EDITOR)
    writer = signed_in(unit=comment.unit, role=Role.WRITER)

    start = editor.get(reverse("admin:index"))

    assert "Bình luận chờ duyệt" in start.content.decode()
    assert desk.waiting(start.wsgi_request.user) == 1
    page = writer.get(reverse("admin:index")).content.decode()
    assert "Bình luận chờ duyệt" not in page


@pytest.mark.parametrize(("role", "may"), [(row[0], row[2]) for row in TABLE])
def test_closing_an_article_for_comments_is_for_those_who_decide(article, role, may):
    client = signed_in(unit=article.unit, role=role)
    address = reverse("admin:news_article_discussion", args=[article.pk])

    answer = client.post(address, {"open": "0"})

    article.refresh_from_db()
    assert article.takes_comments is not may
    assert (answer.status_code == 302 and may) or answer.status_code in (302, 403, 404)


def test_closing_is_offered_beside_the_article(article):
    client = signed_in(unit=article.unit, role=Role.EDITOR)

    page = client.get(reverse("admin:news_article_change", args=[article.pk]))

    assert "Đóng bình luận của bài này" in page.content.decode()


def test_the_desk_log_keeps_nothing_of_a_comment_that_is_deleted(comment):
    client = signed_in(unit=comment.unit, role=Role.WARD_ADMIN)

    client.post(reverse(CHANGE, args=[comment.pk]), decision(State.HIDDEN))
    client.post(
        reverse("admin:news_comment_delete", args=[comment.pk]), {"post": "yes"}
    )

    assert not Comment.objects.exists()
    kept = [f"{row.object_repr} {row.change_message}" for row in LogEntry.objects.all()]
    assert len(kept) == 2
    assert not any(comment.name in one or "Ngõ tôi" in one for one in kept)
