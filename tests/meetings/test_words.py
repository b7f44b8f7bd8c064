"""The rules of residents' words, below any page."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from meetings import words
from meetings.models import ResidentWord, WordDesk
from tests.factories import (
    answer_word,
    make_body,
    make_membership,
    make_user,
    make_ward,
    make_word,
)
from units.models import AuditAction, AuditEvent, Role

pytestmark = pytest.mark.django_db


def test_a_new_word_is_waiting_and_due():
    word = make_word()

    assert word.state == "new"
    assert word.due_on == timezone.localdate() + timedelta(days=15)
    assert not word.is_public


def test_the_unit_says_how_long_it_takes():
    unit = make_ward()
    WordDesk.objects.create(unit=unit, answer_days=7)

    assert make_word(unit=unit).due_on == timezone.localdate() + timedelta(days=7)


def test_a_unit_without_people_without_a_desk_or_without_a_future_takes_none():
    nobody = make_ward(name="Láng")
    closed = make_ward(name="Cửa Nam")
    ended = make_ward(name="Khương Thượng", ended_on="2025-06-30")
    for unit in (closed, ended):
        make_membership(unit=unit, role=Role.EDITOR)
    WordDesk.objects.create(unit=closed, is_open=False)
    ended.refresh_from_db()

    assert [words.takes_words(unit) for unit in (nobody, closed, ended)] == [False] * 3


def test_a_writer_alone_is_nobody_to_write_to():
    unit = make_ward()
    make_membership(unit=unit, role=Role.WRITER)

    assert not words.takes_words(unit)


def test_the_code_is_stored_nowhere():
    word = make_word()
    row = ResidentWord.objects.filter(pk=word.pk).values().get()

    assert word.code not in str(row)
    assert words.with_code(word.unit, word.code.lower().replace("-", " ")) == word


def test_a_code_opens_nothing_in_another_unit():
    word = make_word()

    assert words.with_code(make_ward(name="Láng"), word.code) is None
    assert words.with_code(word.unit, "") is None


def test_a_token_used_twice_makes_one_word():
    word = make_word()
    sent = words.Sent(field="order", text=word.text)

    words.receive(unit=word.unit, sent=sent, token="một")
    with pytest.raises(words.AlreadySentError) as again:
        words.receive(unit=word.unit, sent=sent, token="một")
    other_text = words.Sent(field="order", text="Việc khác hẳn.")
    with pytest.raises(words.AlreadySentError) as other:
        words.receive(unit=word.unit, sent=other_text, token="một")

    assert ResidentWord.objects.count() == 2
    assert (again.value.is_same, other.value.is_same) == (True, False)


def test_an_answer_is_needed_to_close_and_a_text_to_publish():
    word = make_word()

    with pytest.raises(ValidationError) as fault:
        answer_word(word, answer="", public_text="")

    assert {"answer", "public_text"} <= fault.value.message_dict.keys()


@pytest.mark.parametrize("state", ["new", "accepted", "declined"])
def test_only_what_is_answered_is_published(state):
    with pytest.raises(ValidationError):
        answer_word(make_word(), state=state)


def test_the_database_refuses_an_unanswered_public_word():
    word = make_word()

    with pytest.raises(IntegrityError), transaction.atomic():
        ResidentWord.objects.filter(pk=word.pk).update(
            status="published", published_at=timezone.now()
        )


@pytest.mark.parametrize(
    ("sent", "public_text"),
    [
        ({"name": "Nguyễn Thị Hòa"}, "Bà nguyễn thị hoà báo đèn hỏng."),
        ({"contact": "0912 345 678"}, "Đèn hỏng, gọi 0912.345.678."),
        ({"contact": "+84 912 345 678"}, "Gọi 0912345678."),
        ({"contact": "hoa@example.vn"}, "Viết tới Hoa@example.vn."),
    ],
)
@pytest.mark.parametrize("where", ["public_text", "answer"])
def test_the_senders_name_and_contact_cannot_be_published(sent, public_text, where):
    word = make_word(**sent)

    with pytest.raises(ValidationError) as fault:
        answer_word(word, **{where: public_text})

    assert where in fault.value.message_dict


def test_a_body_of_another_unit_is_refused():
    with pytest.raises(ValidationError):
        answer_word(make_word(), body=make_body(unit=make_ward(name="Láng")))


def test_every_handling_is_in_the_audit_log_without_what_was_sent():
    by = make_user()
    word = make_word(name="Nguyễn Thị Hòa")

    answer_word(word, by=by)
    answer_word(word, by=by, is_shown=False)
    words.erase(word=word, by=by)

    events = AuditEvent.objects.filter(unit=word.unit, by=by).order_by("pk")
    assert [event.action for event in events] == [
        AuditAction.WORD_PUBLISHED,
        AuditAction.WORD_WITHDRAWN,
        AuditAction.PERSONAL_DATA_REMOVED,
    ]
    assert {event.subject for event in events} == {f"Góp ý số {word.pk}"}


def test_old_words_lose_their_personal_data_and_keep_what_is_public(settings):
    settings.RESIDENT_WORD_KEPT_DAYS = 30
    now = timezone.now()
    long_ago = now - timedelta(days=31)
    private = {"name": "Hòa", "contact": "0912345678", "place": "Ngõ 102"}
    old = make_word(**private)
    answer_word(old, at=long_ago, public_text="Đèn hỏng.", answer="Đã thay.")
    forgotten = make_word(at=now - timedelta(days=61), **private)
    young = make_word(at=long_ago, **private)

    assert words.erase_due(now=now) == 2
    assert words.erase_due(now=now) == 0

    for row in (old, forgotten, young):
        row.refresh_from_db()
    assert (old.name, old.contact, old.place, old.text) == ("", "", "", "")
    assert old.is_public
    assert old.public_text == "Đèn hỏng."
    assert forgotten.erased_at == now
    assert young.contact == "0912345678"
    assert words.with_code(old.unit, old.code) == old


def test_an_erased_word_cannot_be_filled_again():
    word = make_word()
    words.erase(word=word, by=None)

    with pytest.raises(IntegrityError), transaction.atomic():
        ResidentWord.objects.filter(pk=word.pk).update(text="lại")


def test_a_mail_tells_those_who_answer_and_nothing_of_what_was_sent(
    django_capture_on_commit_callbacks,
):
    unit = make_ward()
    for role in (Role.EDITOR, Role.LEADER, Role.WRITER):
        user = make_user(email=f"{role}@example.vn")
        make_membership(unit=unit, user=user, role=role)

    with django_capture_on_commit_callbacks(execute=True):
        word = make_word(
            unit=unit, name="Hòa", contact="0912345678", text="Bí mật riêng"
        )

    assert sorted(to for one in mail.outbox for to in one.to) == [
        "editor@example.vn",
        "leader@example.vn",
    ]
    assert all(len(one.to) == 1 for one in mail.outbox)
    told = "".join(one.subject + one.body for one in mail.outbox)
    assert f"/quan-tri/meetings/residentword/{word.pk}/" in told
    for secret in ("Hòa", "0912345678", "Bí mật", word.code):
        assert secret not in told


def test_a_label_tells_nothing_of_what_was_sent():
    word = make_word(name="Hòa", text="Bí mật riêng")

    assert str(word) == f"Góp ý số {word.pk}"
