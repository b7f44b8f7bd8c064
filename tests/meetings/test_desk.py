"""Role × action × own or other unit, through the desk's own addresses."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

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

OWN, OTHER = "own", "other"
DEALS = {"list", "read", "answer", "publish"}
MAY = {
    Role.WRITER: set(),
    Role.EDITOR: DEALS,
    Role.WARD_ADMIN: DEALS | {"erase", "close"},
    Role.LEADER: DEALS,
    Role.REVIEWER: set(),
}
ACTIONS = ["list", "read", "answer", "publish", "erase", "close", "add", "delete"]
LIST = reverse("admin:meetings_residentword_changelist")


@pytest.fixture
def words():
    wards = {OWN: make_ward(name="Kim Liên"), OTHER: make_ward(name="Cửa Nam")}
    return {where: make_word(unit=ward) for where, ward in wards.items()}


def sign_in(client, unit, role):
    user = make_user(username=f"user-{role}")
    make_membership(user=user, unit=unit, role=role)
    client.force_login(user)
    return user


def page_of(word):
    return reverse("admin:meetings_residentword_change", args=[word.pk])


def handled(**changes):
    return {
        "state": "answered",
        "due_on": "",
        "body": "",
        "answer": "Đã thay đèn.",
        "public_text": "Một ngọn đèn hỏng.",
        **changes,
    }


def attempt(client, action, word):
    if action == "list":
        return str(word) in client.get(LIST).text
    if action == "read":
        response = client.get(page_of(word))
        return response.status_code == 200 and word.text in response.text
    if action == "answer":
        client.post(page_of(word), handled())
        return ResidentWord.objects.filter(pk=word.pk, answer="Đã thay đèn.").exists()
    if action == "publish":
        client.post(page_of(word), handled(is_shown="on"))
        return ResidentWord.objects.public().filter(pk=word.pk).exists()
    if action == "erase":
        client.post(LIST, {"action": "erase_selected", "_selected_action": word.pk})
        return not ResidentWord.objects.get(pk=word.pk).text
    if action == "close":
        place = reverse("admin:meetings_worddesk_add")
        client.post(place, {"unit": word.unit_id, "answer_days": 10})
        return WordDesk.objects.filter(unit=word.unit, is_open=False).exists()
    if action == "add":
        return client.get(reverse("admin:meetings_residentword_add")).status_code == 200
    place = reverse("admin:meetings_residentword_delete", args=[word.pk])
    client.post(place, {"post": "yes"})
    return not ResidentWord.objects.filter(pk=word.pk).exists()


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("role", list(MAY))
def test_a_role_may_do_in_its_own_unit_what_the_table_says(client, words, role, action):
    sign_in(client, words[OWN].unit, role)

    assert attempt(client, action, words[OWN]) == (action in MAY[role])


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("role", list(MAY))
def test_no_role_reaches_into_another_unit(client, words, role, action):
    sign_in(client, words[OWN].unit, role)

    assert not attempt(client, action, words[OTHER])


@pytest.mark.parametrize("action", ACTIONS)
def test_a_stranger_does_nothing(client, words, action):
    assert not attempt(client, action, words[OWN])


def test_nobody_adds_or_deletes_one_not_even_the_portals_administrator(client, words):
    client.force_login(make_user(username="root", is_superuser=True))

    assert not attempt(client, "add", words[OWN])
    assert not attempt(client, "delete", words[OWN])


def test_each_opening_is_recorded_without_what_was_read(client, words):
    user = sign_in(client, words[OWN].unit, Role.EDITOR)

    client.get(page_of(words[OWN]))

    event = AuditEvent.objects.get(action=AuditAction.WORD_READ)
    assert (event.by, event.unit) == (user, words[OWN].unit)
    assert event.subject == str(words[OWN])


def test_a_fault_is_told_at_its_field_and_nothing_is_lost(client, words):
    sign_in(client, words[OWN].unit, Role.EDITOR)

    page = client.post(
        page_of(words[OWN]),
        handled(answer="", is_shown="on", public_text="Bản công khai"),
    )

    assert "Hãy viết câu trả lời" in page.text
    assert "Bản công khai" in page.text
    assert not ResidentWord.objects.public().exists()


def test_a_body_of_another_unit_is_not_offered_nor_taken(client, words):
    sign_in(client, words[OWN].unit, Role.EDITOR)
    other = make_body(unit=words[OTHER].unit)

    page = client.post(page_of(words[OWN]), handled(body=other.pk))

    assert page.status_code == 200
    assert ResidentWord.objects.get(pk=words[OWN].pk).body is None


def test_what_was_sent_cannot_be_changed_on_the_desk(client, words):
    sign_in(client, words[OWN].unit, Role.EDITOR)
    before = words[OWN].text

    client.post(page_of(words[OWN]), handled(text="Sửa lời dân", name="Ai đó", unit=1))

    word = ResidentWord.objects.get(pk=words[OWN].pk)
    assert (word.text, word.name, word.unit) == (before, "", words[OWN].unit)


def test_lists_titles_and_the_recent_changes_tell_nothing_of_what_was_sent(client):
    word = make_word(name="Nguyễn Thị Hòa", text="Chuyện riêng của nhà tôi")
    sign_in(client, word.unit, Role.EDITOR)
    client.post(page_of(word), handled())

    for place in (LIST, reverse("admin:index")):
        page = client.get(place).text
        assert "Nguyễn Thị Hòa" not in page
        assert "Chuyện riêng" not in page


def test_the_start_page_shows_what_waits_the_overdue_first(client, words):
    word = words[OWN]
    sign_in(client, word.unit, Role.LEADER)
    late = make_word(unit=word.unit, at=timezone.now() - timedelta(days=40))
    answered = make_word(unit=word.unit)
    answer_word(answered)

    page = client.get(reverse("admin:index")).text

    assert page.index(f"{late}: ") < page.index(f"{word}: ")
    assert "1 ý kiến đã quá hạn" in page
    assert f"{answered}: " not in page
    assert f"{words[OTHER]}: " not in page


def test_a_writers_start_page_shows_none(client, words):
    sign_in(client, words[OWN].unit, Role.WRITER)

    assert "Góp ý số" not in client.get(reverse("admin:index")).text


def test_the_list_costs_the_same_with_one_and_many(client, words):
    sign_in(client, words[OWN].unit, Role.EDITOR)

    def cost(place):
        with CaptureQueriesContext(connection) as queries:
            client.get(place)
        return len(queries)

    costs = [cost(LIST), cost(reverse("admin:index"))]
    for _number in range(20):
        make_word(unit=words[OWN].unit)

    later = [cost(LIST), cost(reverse("admin:index"))]
    assert later[0] == costs[0]
    assert later[1] <= costs[1] + 2  # two counts, once there are more than are shown


@pytest.mark.parametrize("choice", ["qua", "mo", "x"])
def test_the_list_is_narrowed_to_what_is_late(client, words, choice):
    sign_in(client, words[OWN].unit, Role.EDITOR)
    late = make_word(unit=words[OWN].unit, at=timezone.now() - timedelta(days=40))

    page = client.get(LIST, {"han": choice})

    assert str(late) in page.text
    assert (str(words[OWN]) in page.text) == (choice != "qua")
