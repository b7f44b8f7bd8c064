"""Opinions on the desk: who enters, answers and publishes them, and what stays private."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetings import opinions
from meetings.models import Conference, Opinion, ResidentWord, State
from tests.factories import (
    answer_word,
    make_conference,
    make_group,
    make_membership,
    make_opinion,
    make_user,
    make_ward,
    make_word,
)
from tests.meetings.records_of import give_back, send_up
from units.models import Role

pytestmark = pytest.mark.django_db

OWN, OTHER = "own", "other"
ALL = {"list", "read", "history", "add", "answer", "publish", "delete"}
MAY = {
    Role.WRITER: ALL - {"delete"},
    Role.EDITOR: ALL,
    Role.WARD_ADMIN: ALL,
    Role.LEADER: ALL - {"add", "delete"},
    Role.REVIEWER: set(),
}
ACTIONS = sorted(ALL)
LIST = reverse("admin:meetings_opinion_changelist")
ADD = reverse("admin:meetings_opinion_add")
WORDS = reverse("admin:meetings_residentword_changelist")


@pytest.fixture
def both():
    found = {}
    for where, name in ((OWN, "Kim Liên"), (OTHER, "Cửa Nam")):
        record = make_conference(unit=make_ward(name=name))
        text = f"Sửa nắp cống, {where}"
        found[where] = make_opinion(conference=record, nature="petition", text=text)
    return found


def sign_in(client, unit, role):
    user = make_user()
    make_membership(user=user, unit=unit, role=role)
    client.force_login(user)
    return user


def page_of(opinion):
    return reverse("admin:meetings_opinion_change", args=[opinion.pk])


def data_of(opinion, **changes):
    return {
        "text": opinion.text,
        "nature": opinion.nature,
        "field": opinion.field,
        "group": "",
        "received": "at",
        "handling": "",
        "body": "",
        "due_on": "",
        "answer": "",
        "answered_on": "",
        **changes,
    }


ANSWER = {"answer": "Phường đã thay nắp cống.", "answered_on": "05/03/2024"}


def attempt(client, action, opinion):
    if action == "list":
        return opinion.text in client.get(LIST).text
    if action == "read":
        response = client.get(page_of(opinion))
        return response.status_code == 200 and opinion.text in response.text
    if action == "history":
        place = reverse("admin:meetings_opinion_history", args=[opinion.pk])
        return client.get(place).status_code == 200
    if action == "add":
        sent = data_of(opinion, conference=opinion.conference_id, text="Thêm đèn")
        client.post(ADD, sent)
        return Opinion.objects.filter(text="Thêm đèn").exists()
    if action == "delete":
        place = reverse("admin:meetings_opinion_delete", args=[opinion.pk])
        client.post(place, {"post": "yes"})
        return not Opinion.objects.filter(pk=opinion.pk).exists()
    shown = {"is_shown": "on"} if action == "publish" else {}
    client.post(page_of(opinion), data_of(opinion, **ANSWER, **shown))
    if action == "publish":
        return Opinion.objects.public().filter(pk=opinion.pk).exists()
    return bool(Opinion.objects.get(pk=opinion.pk).answer)


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("role", list(MAY))
def test_a_role_may_do_in_its_own_unit_what_the_table_says(client, both, role, action):
    sign_in(client, both[OWN].unit, role)

    assert attempt(client, action, both[OWN]) == (action in MAY[role])


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("role", [Role.WARD_ADMIN, Role.LEADER])
def test_no_role_reaches_into_another_unit(client, both, role, action):
    sign_in(client, both[OWN].unit, role)

    assert not attempt(client, action, both[OTHER])


def test_the_unit_follows_from_the_record_whatever_is_posted(client, both):
    own, other = both[OWN], both[OTHER]
    sign_in(client, own.unit, Role.EDITOR)
    sent = data_of(own, text="Mới", unit=other.unit_id, conference=own.conference_id)

    client.post(ADD, sent)
    client.post(
        page_of(own),
        data_of(
            own, unit=other.unit_id, conference=other.conference_id, status="published"
        ),
    )

    assert Opinion.objects.get(text="Mới").unit == own.unit
    own.refresh_from_db()
    assert (own.unit_id, own.conference.unit_id) == (own.unit_id, own.unit_id)
    assert own.conference != other.conference
    assert not own.is_public


def test_only_an_answered_opinion_is_published(client, both):
    opinion = both[OWN]
    sign_in(client, opinion.unit, Role.EDITOR)

    response = client.post(page_of(opinion), data_of(opinion, is_shown="on"))

    assert response.status_code == 200
    assert not Opinion.objects.public().exists()


def test_a_published_opinion_can_be_taken_back(client, both):
    opinion = both[OWN]
    sign_in(client, opinion.unit, Role.EDITOR)
    client.post(page_of(opinion), data_of(opinion, **ANSWER, is_shown="on"))

    client.post(page_of(opinion), data_of(opinion, **ANSWER))

    opinion.refresh_from_db()
    assert opinion.status == "withdrawn"
    assert opinion.withdrawn_at


def test_only_groups_of_the_records_unit_are_offered_and_taken(client, both):
    opinion = both[OWN]
    own = make_group(parent=opinion.unit, name="5")
    other = make_group(parent=both[OTHER].unit, name="9")
    sign_in(client, opinion.unit, Role.EDITOR)

    page = client.get(page_of(opinion)).text
    client.post(page_of(opinion), data_of(opinion, group=other.pk))
    refused = Opinion.objects.get(pk=opinion.pk).group
    client.post(page_of(opinion), data_of(opinion, group=own.pk))

    assert own.full_name in page
    assert other.full_name not in page
    assert refused is None
    assert Opinion.objects.get(pk=opinion.pk).group == own


def test_what_is_overdue_is_found_by_its_filter(client, both):
    late = both[OWN]
    yesterday = timezone.localdate() - timedelta(days=1)
    Opinion.objects.filter(pk=late.pk).update(due_on=yesterday)
    make_opinion(conference=late.conference, text="Góp ý khác")
    sign_in(client, late.unit, Role.EDITOR)

    page = client.get(f"{LIST}?han=qua").text

    assert late.text in page
    assert "Góp ý khác" not in page


def test_a_list_asks_the_same_number_of_questions_for_many(client, both):
    record = both[OWN].conference
    sign_in(client, record.unit, Role.EDITOR)
    client.get(LIST)
    counts = []
    for _round in range(2):
        group = make_group(parent=record.unit, name=f"{_round + 1}")
        make_opinion(conference=record, group=group)
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST)
        counts.append(len(captured))
        for number in range(10, 20):
            make_opinion(conference=record, text=f"Ý kiến {number}", group=group)

    assert counts[0] == counts[1]


def chosen(word, **more):
    return {"action": "take_up_selected", "_selected_action": [word.pk], **more}


def test_a_word_becomes_an_opinion_by_its_public_text_alone(client):
    ward = make_ward()
    record = make_conference(unit=ward)
    word = make_word(unit=ward, text="Nhà ông Ba đổ rác", name="Trần Thị Tư")
    answer_word(word, public_text="Rác đổ đầu ngõ", is_shown=False)
    sign_in(client, ward, Role.EDITOR)

    asked = client.post(WORDS, chosen(word))
    sent = chosen(word, _take_up="1", conference=record.pk, nature="report")
    client.post(WORDS, sent)
    client.post(WORDS, sent)  # once more

    assert asked.status_code == 200
    opinion = Opinion.objects.get()
    assert (opinion.text, opinion.word, opinion.unit) == ("Rác đổ đầu ngõ", word, ward)
    assert opinion.received == Opinion.Received.BEFORE
    assert "ông Ba" not in str(opinion.__dict__)


def test_a_word_without_a_public_text_is_left_out(client):
    ward = make_ward()
    record = make_conference(unit=ward)
    word = make_word(unit=ward)
    sign_in(client, ward, Role.EDITOR)

    client.post(
        WORDS, chosen(word, _take_up="1", conference=record.pk, nature="report")
    )

    assert not Opinion.objects.exists()


@pytest.mark.parametrize("what", ["word", "record"])
def test_words_and_records_of_other_units_are_out_of_reach(client, what):
    ward, stranger = make_ward(), make_ward(name="Cửa Nam")
    record = make_conference(unit=stranger if what == "record" else ward)
    word = make_word(unit=stranger if what == "word" else ward)
    answer_word(word, is_shown=False)
    sign_in(client, ward, Role.EDITOR)

    client.post(
        WORDS, chosen(word, _take_up="1", conference=record.pk, nature="report")
    )

    assert ResidentWord.objects.exists()
    assert not Opinion.objects.exists()


def test_a_word_is_not_taken_up_into_another_unit_even_by_the_administrator():
    word = make_word(unit=make_ward())
    answer_word(word, is_shown=False)
    root = make_user(is_superuser=True)

    with pytest.raises(ValidationError):
        opinions.take_up_word(
            word=word, conference=make_conference(), nature="report", by=root
        )


def test_what_counts_in_an_approved_record_is_not_deleted(client, both):
    opinion = both[OWN]
    sign_in(client, opinion.unit, Role.WARD_ADMIN)
    Conference.objects.update(state=State.APPROVED)

    one = client.post(
        reverse("admin:meetings_opinion_delete", args=[opinion.pk]), {"post": "yes"}
    )
    several = {"action": "delete_selected", "_selected_action": opinion.pk}
    client.post(LIST, several | {"post": "yes"})

    assert one.status_code == 403
    assert Opinion.objects.filter(pk=opinion.pk).exists()


@pytest.mark.parametrize(("remark", "status"), [("place", 403), ("", 302)])
def test_a_record_returned_for_something_else_keeps_its_opinions(
    client, remark, status
):
    record = make_conference(held_on="2024-02-28")
    opinion = make_opinion(conference=record)
    give_back(send_up(record), (remark, "Xem lại."))
    sign_in(client, record.unit, Role.WARD_ADMIN)

    place = reverse("admin:meetings_opinion_delete", args=[opinion.pk])

    assert client.post(place, {"post": "yes"}).status_code == status
    assert Opinion.objects.exists() == (status == 403)


def test_what_was_ever_published_is_taken_back_not_deleted(client, both):
    opinion, now = both[OWN], timezone.now()
    Opinion.objects.update(status="withdrawn", published_at=now, withdrawn_at=now)
    sign_in(client, opinion.unit, Role.WARD_ADMIN)

    place = reverse("admin:meetings_opinion_delete", args=[opinion.pk])

    assert client.post(place, {"post": "yes"}).status_code == 403
    assert Opinion.objects.filter(pk=opinion.pk).exists()
