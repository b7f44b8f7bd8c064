"""Programmes made from a record's page, reviewed, and carried into the next year."""

import datetime
import re

import pytest
from django.urls import reverse

from meetings.models import Programme, ProgrammeReview, SigningPartner, Task
from tests.factories import (
    make_body,
    make_conference,
    make_final_review,
    make_membership,
    make_programme,
    make_task,
    make_user,
    make_ward,
)
from tests.meetings.test_conference_admin import form_data as record_data
from tests.meetings.test_conference_admin import page_of
from units.models import Role

pytestmark = pytest.mark.django_db

PARTNERS = (
    "Ủy ban nhân dân",
    "Hội Cựu chiến binh",
    "Hội Liên hiệp Phụ nữ",
    "Đoàn Thanh niên",
    "Công an phường",
)


@pytest.fixture
def ward():
    return make_ward(name="Khương Thượng")


@pytest.fixture
def record(ward):
    """Khương Thượng 2024: four programmes stated, five partners named."""
    record = make_conference(
        unit=ward,
        held_on=datetime.date(2024, 1, 24),
        figures=[("programmes_signed", "programme", 4)],
    )
    for name in PARTNERS:
        SigningPartner.objects.create(conference=record, name=name)
    return record


@pytest.fixture
def desk(client, ward):
    """A writer of the ward, signed in."""
    user = make_user()
    make_membership(user=user, unit=ward, role=Role.WRITER)
    client.force_login(user)
    return client


def conclude_path(record):
    return reverse("admin:meetings_conference_conclude", args=[record.pk])


def conclusion(record, *numbers, **changes):
    """What the page sends: the programme's number of each partner, or ""."""
    keys = [f"partner{row.pk}" for row in record.signing_partners.all()]
    return {
        "first": "Ủy ban MTTQ phường",
        "until": "31/12/2024",
        **dict(zip(keys, numbers, strict=True)),
        **changes,
    }


# From the record


def test_partners_are_named_on_the_record_and_tied_to_bodies_of_any_unit(desk, ward):
    record = make_conference(unit=ward)
    body = make_body(unit=make_ward(name="Cửa Nam"), kind="cong-an", name="Công an")
    rows = {
        "signing_partners-0-name": "Công an phường Cửa Nam",
        "signing_partners-0-body": "cong an, phuong cua nam",
    }

    desk.post(page_of(record), record_data(desk, record, **rows))

    assert record.signing_partners.get().body == body


def test_stated_and_named_stand_beside_each_other_and_nothing_is_guessed(desk, record):
    response = desk.get(conclude_path(record))

    assert response.context["stated"] == 4
    assert len(response.context["named"]) == 5
    assert [field.value() for field in response.context["form"].partners] == [None] * 5


def test_the_first_party_is_the_wards_front_committee_if_it_is_known(desk, record):
    front = make_body(unit=record.unit, kind="ubmttq")

    form = desk.get(conclude_path(record)).context["form"]

    assert form["body"].value() == front.pk
    assert form["first"].value() == f"{front.title} phường Khương Thượng"


def test_a_record_that_stands_still_sends_nobody_to_name_its_partners(desk, ward):
    record = make_conference(unit=ward, state="sent")

    content = desk.get(conclude_path(record)).content.decode()

    assert "#part-partners" not in content
    assert f"{reverse('admin:meetings_programme_add')}?conference=" in content


def test_programmes_are_made_in_one_go_and_one_partner_is_left_open(desk, record):
    data = conclusion(record, "1", "2", "3", "3", "")

    response = desk.post(conclude_path(record), data, follow=True)

    made = Programme.objects.order_by("pk")
    assert [one.parties.count() for one in made] == [2, 2, 3]
    assert {one.status for one in made} == {"draft"}
    assert record.signing_partners.get(programme=None).name == "Công an phường"
    parties = "Ủy ban MTTQ phường, Hội Liên hiệp Phụ nữ và Đoàn Thanh niên"
    assert made[2].title == f"Chương trình phối hợp giữa {parties}"
    content = response.content.decode()
    assert all(one.title in content for one in made)


def test_no_number_chosen_makes_nothing_and_says_so(desk, record):
    response = desk.post(conclude_path(record), conclusion(record, *[""] * 5))

    assert response.context["form"].non_field_errors()
    assert not Programme.objects.exists()


def test_a_term_that_ends_before_the_ceremony_is_refused_at_its_field(desk, record):
    data = conclusion(record, *"12345", until="01/01/2024")

    response = desk.post(conclude_path(record), data)

    assert "until" in response.context["form"].errors
    assert response.context["form"]["first"].value() == data["first"]
    assert not Programme.objects.exists()


def test_the_same_page_sent_twice_makes_the_programmes_once(desk, record):
    data = conclusion(record, *"12345")

    desk.post(conclude_path(record), data)
    desk.post(conclude_path(record), data)

    assert Programme.objects.count() == 5


def test_a_record_or_body_of_another_ward_is_out_of_reach(desk, record):
    stranger = make_ward(name="Cửa Nam")
    body = make_body(unit=stranger)
    data = conclusion(record, *"12345", body=body.pk)

    assert "body" in desk.post(conclude_path(record), data).context["form"].errors
    other = make_conference(unit=stranger)
    assert desk.get(conclude_path(other)).status_code == 404


def test_who_only_reads_programmes_makes_none(client, record):
    user = make_user()
    make_membership(user=user, unit=record.unit, role=Role.LEADER)
    client.force_login(user)

    assert client.post(conclude_path(record), {}).status_code == 403
    assert conclude_path(record) not in client.get(page_of(record)).content.decode()


# Reviews


@pytest.fixture
def programme(ward):
    programme = make_programme(unit=ward)
    for number in (1, 2):
        make_task(programme=programme, number=number)
    return programme


def page(name, *args):
    return reverse(f"admin:meetings_programme_{name}", args=args)


def review_data(programme, *verdicts, **changes):
    data = {"held_on": "20/12/2024", "summary": "Đã làm.", "assessment": "Tốt"}
    for task, verdict in zip(programme.tasks.all(), verdicts, strict=True):
        data |= {f"task{task.pk}-verdict": verdict, f"task{task.pk}-note": ""}
    return data | changes


def test_a_final_review_with_a_task_unjudged_is_refused_at_its_row(desk, programme):
    data = review_data(programme, "done", "", summary="Chưa lưu mà vẫn còn")

    response = desk.post(page("final", programme.pk), data)

    assert [bool(row.errors.get("verdict")) for row in response.context["rows"]] == [
        False,
        True,
    ]
    assert "Chưa lưu mà vẫn còn" in response.content.decode()
    assert not programme.reviews.exists()


def test_an_interim_review_may_leave_tasks_open(desk, programme):
    desk.post(page("interim", programme.pk), review_data(programme, "partly", ""))

    review = programme.reviews.get()
    assert (review.kind, review.judgements.count()) == ("interim", 1)


@pytest.mark.parametrize("page", ["change", "interim", "final"])
def test_before_sending_the_page_asks_whether_one_is_still_signed_in(
    desk, programme, page
):
    path = reverse(f"admin:meetings_programme_{page}", args=[programme.pk])

    content = desk.get(path).content.decode()

    assert re.search(r"<form[^>]*>(?:(?!</form>).)*data-guarded", content, re.DOTALL)
    assert 'data-trouble data-user="' in content
    assert "desk/save.js" in content


@pytest.mark.parametrize("day", ["01/01/2024", "01/01/2999"])
def test_a_review_before_the_programme_or_still_to_come_is_refused_at_its_day(
    desk, programme, day
):
    data = review_data(programme, "done", "done", held_on=day)

    response = desk.post(page("final", programme.pk), data)

    assert "held_on" in response.context["form"].errors


def test_a_review_is_changed_on_the_page_that_made_it(desk, programme):
    desk.post(page("final", programme.pk), review_data(programme, "done", "done"))
    data = review_data(programme, "done", "not_done", assessment="Khá")

    desk.post(page("final", programme.pk), data)

    review = ProgrammeReview.objects.get()
    assert review.assessment == "Khá"
    verdicts = review.judgements.values_list("verdict", flat=True)
    assert list(verdicts) == ["done", "not_done"]


def test_what_a_corrected_review_finds_undone_has_no_day_any_more(desk, programme):
    path = page("final", programme.pk)
    desk.post(path, review_data(programme, "done", "done"))

    data = review_data(programme, "done", "not_done", held_on="24/12/2024")
    desk.post(path, data)

    days = list(programme.tasks.values_list("done_on", flat=True))
    assert days == [datetime.date(2024, 12, 24), None]


def test_with_a_deleted_review_go_the_days_that_it_gave(client, programme):
    first, _second = programme.tasks.all()
    Task.objects.filter(pk=first.pk).update(done_on=datetime.date(2024, 6, 1))
    sign_in_editor(client, programme.unit)
    path = page("final", programme.pk)
    client.post(path, review_data(programme, "done", "done"))

    client.post(page("drop_review", programme.pk, programme.reviews.get().pk))

    days = list(programme.tasks.values_list("done_on", flat=True))
    assert days == [datetime.date(2024, 6, 1), None]


def test_a_review_names_no_record_of_another_ward(desk, programme):
    other = make_conference(unit=make_ward(name="Cửa Nam"))
    data = review_data(programme, "done", "done", conference=other.pk)

    response = desk.post(page("final", programme.pk), data)

    assert "conference" in response.context["form"].errors


def test_a_review_of_another_programme_is_not_opened_under_this_one(desk, programme):
    elsewhere = make_final_review(make_programme(unit=programme.unit))

    response = desk.get(page("review", programme.pk, elsewhere.pk))

    assert response.status_code == 404


def test_an_older_form_is_told_of_the_review_held_since(desk, programme):
    before = programme.updated_at

    desk.post(page("interim", programme.pk), review_data(programme, "done", ""))

    programme.refresh_from_db()
    assert programme.updated_at > before


def sign_in_editor(client, unit):
    user = make_user()
    make_membership(user=user, unit=unit, role=Role.EDITOR)
    client.force_login(user)


def test_deleting_the_final_review_opens_tasks_and_parties_again(client, programme):
    sign_in_editor(client, programme.unit)
    review = make_final_review(programme)

    client.post(page("drop_review", programme.pk, review.pk))

    form = client.get(page("change", programme.pk)).content.decode()
    assert "id_tasks-0-text" in form


def test_the_next_years_programme_opens_with_the_unfinished_marked(desk, programme):
    desk.post(page("final", programme.pk), review_data(programme, "done", "not_done"))

    response = desk.post(page("carry_on", programme.pk), follow=True)

    following = programme.next_ones.get()
    assert response.redirect_chain[-1][0] == page("change", following.pk)
    assert response.content.decode().count("Chuyển tiếp từ năm trước") == 1


def test_without_a_final_review_nothing_is_carried_on(desk, programme):
    desk.post(page("carry_on", programme.pk))

    assert not programme.next_ones.exists()
