"""Coordination programmes: what is concluded, judged and carried on."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from meetings import programmes
from meetings.models import Programme, ProgrammeReview, SigningPartner, Standing, Task
from meetings.programmes import NewParty
from tests.factories import (
    make_conference,
    make_final_review,
    make_member,
    make_programme,
    make_task,
    make_ward,
)
from units.models import Role

pytestmark = pytest.mark.django_db

FRONT = NewParty("Ủy ban MTTQ phường")
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
def editor(ward):
    return make_member(ward, "bien.tap", role=Role.EDITOR)


@pytest.fixture
def record(ward):
    held_on = datetime.date(2024, 1, 24)
    record = make_conference(unit=ward, tier="commune", held_on=held_on)
    for name in PARTNERS:
        SigningPartner.objects.create(conference=record, name=name)
    return record


def test_people_group_the_partners_that_a_ceremony_names(record, editor):
    rows = list(record.signing_partners.all())

    made = programmes.conclude_all(
        conference=record,
        first=FRONT,
        groups=[rows[:1], rows[1:2], rows[2:4], rows[4:]],
        by=editor,
    )

    assert [one.parties.count() for one in made] == [2, 2, 3, 2]
    assert {one.concluded_on for one in made} == {datetime.date(2024, 1, 24)}
    assert not record.signing_partners.filter(programme=None).exists()


def test_a_partner_in_no_group_stays_named_without_a_programme(record, editor):
    rows = list(record.signing_partners.all())

    programmes.conclude_all(
        conference=record, first=FRONT, groups=[rows[:1]], by=editor
    )

    assert record.signing_partners.filter(programme=None).count() == len(PARTNERS) - 1


def test_a_partner_is_given_one_programme_of_a_ceremony_only(record, editor):
    rows = list(record.signing_partners.all()[:1])
    programmes.conclude_all(conference=record, first=FRONT, groups=[rows], by=editor)

    with pytest.raises(ValidationError):
        programmes.conclude_all(
            conference=record, first=FRONT, groups=[rows], by=editor
        )

    assert Programme.objects.count() == 1


@pytest.mark.parametrize(
    "names",
    [
        ["Công an phường"],
        ["Công an phường", " "],
        ["Công an phường", "CÔNG AN PHƯỜNG"],
    ],
)
def test_parties_are_at_least_two_and_distinct(names):
    with pytest.raises(ValidationError):
        programmes.check_parties([NewParty(name) for name in names])


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("ends_on", {"ends_on": datetime.date(2023, 12, 31)}),
        ("year", {"year": 2026}),
        ("concluded_on", {"concluded_on": datetime.date(2025, 1, 1)}),
        ("starts_on", {"starts_on": datetime.date(24, 1, 1)}),
        ("ends_on", {"ends_on": datetime.date.max}),
    ],
)
def test_term_and_days_agree_or_are_refused_at_their_field(ward, field, fields):
    programme = make_programme(unit=ward)
    for name, value in fields.items():
        setattr(programme, name, value)

    with pytest.raises(ValidationError) as refusal:
        programme.full_clean(validate_constraints=False)

    assert list(refusal.value.message_dict) == [field]


def test_the_day_of_signing_is_a_day_of_its_conference(record):
    programme = make_programme(unit=record.unit, conference=record)

    with pytest.raises(ValidationError) as refusal:
        programme.full_clean()

    assert "concluded_on" in refusal.value.message_dict


def test_a_programme_is_not_closed_with_a_task_unjudged(ward, editor):
    programme = make_programme(unit=ward)
    first, second = (make_task(programme=programme, number=n) for n in (1, 2))
    final = ProgrammeReview(
        programme=programme,
        kind="final",
        held_on=programme.ends_on,
        summary="Đã làm.",
        assessment="Tốt",
    )

    with pytest.raises(ValidationError, match="2"):
        programmes.record_review(
            review=final, verdicts={first: ("done", "")}, by=editor
        )
    assert not programme.reviews.exists()

    verdicts = {first: ("done", ""), second: ("partly", "Còn một tổ")}
    programmes.record_review(review=final, verdicts=verdicts, by=editor)
    assert final.judgements.count() == 2


def test_what_a_final_review_finds_done_was_done_by_its_day(ward, editor):
    programme = make_programme(unit=ward)
    told, silent = (make_task(programme=programme, number=n) for n in (1, 2))
    short = make_task(programme=programme, number=3, measure="number", target=18)
    told.done_on = datetime.date(2024, 6, 1)
    told.save()
    final = ProgrammeReview(
        programme=programme,
        kind="final",
        held_on=datetime.date(2025, 1, 10),
        summary="Đã làm.",
        assessment="Tốt",
    )

    verdicts = dict.fromkeys((told, silent, short), ("done", ""))
    programmes.record_review(review=final, verdicts=verdicts, by=editor)

    days = list(programme.tasks.values_list("done_on", flat=True))
    assert days == [datetime.date(2024, 6, 1), final.held_on, None]


def test_next_year_starts_as_a_copy_with_what_was_unfinished_marked(ward, editor):
    programme = make_programme(unit=ward)
    front, police = programme.parties.all()
    make_task(programme=programme, number=1)
    open_task = make_task(programme=programme, number=2, lead=police)
    open_task.support.add(front)
    final = make_final_review(programme)
    final.judgements.filter(task=open_task).update(verdict="not_done")

    following = programmes.carry_on(programme=programme, by=editor)

    assert following.previous == programme
    assert (following.year, following.status) == (2025, "draft")
    assert [task.carried_over for task in following.tasks.all()] == [False, True]
    copy = following.tasks.get(number=2)
    assert copy.lead.programme == following
    assert copy.lead.name == police.name
    assert [party.name for party in copy.support.all()] == [front.name]


def test_a_programme_is_carried_on_after_its_final_review_and_once(ward, editor):
    programme = make_programme(unit=ward)
    with pytest.raises(ValidationError):
        programmes.carry_on(programme=programme, by=editor)

    make_final_review(programme)
    following = programmes.carry_on(programme=programme, by=editor)

    assert programmes.carry_on(programme=programme, by=editor) == following


def test_readers_see_a_programme_once_it_says_where_it_was_concluded(ward, editor):
    programme = make_programme(unit=ward, place="")
    with pytest.raises(ValidationError) as refusal:
        programmes.publish(programme=programme, by=editor)
    assert "place" in refusal.value.message_dict

    programme.place = "Hội trường phường"
    programmes.publish(programme=programme, by=editor)

    assert list(Programme.objects.public()) == [programme]


def test_another_ward_publishes_nothing_here(ward):
    stranger = make_member(make_ward(name="Trung Liệt"), "nguoi.khac", role=Role.EDITOR)

    with pytest.raises(PermissionDenied):
        programmes.publish(programme=make_programme(unit=ward), by=stranger)


@pytest.mark.parametrize(
    ("day", "reviewed", "standing"),
    [
        (datetime.date(2024, 12, 31), False, Standing.UNDER_WAY),
        (datetime.date(2025, 1, 1), False, Standing.AWAITS_REVIEW),
        (datetime.date(2024, 12, 31), True, Standing.REVIEWED),
    ],
)
def test_where_a_programme_stands_follows_from_its_term_and_review(
    ward, day, reviewed, standing
):
    programme = make_programme(unit=ward)
    if reviewed:
        make_final_review(programme)

    assert Programme.objects.with_standing(day).get().standing == standing


def test_the_state_of_a_task_follows_from_the_day_and_what_was_done(ward):
    task = make_task(programme=make_programme(unit=ward))
    in_term, after = datetime.date(2024, 6, 1), datetime.date(2025, 1, 1)
    assert task.state_on(in_term) == Task.State.NOT_BEGUN
    assert task.state_on(after) == Task.State.LATE

    task.notes.create(text="Đã tập huấn")
    assert task.state_on(in_term) == Task.State.UNDER_WAY

    task.done_on = after
    assert task.state_on(after) == Task.State.DONE
    assert not task.is_on_time


def test_a_number_that_reaches_its_target_is_done_that_day(ward):
    task = make_task(
        programme=make_programme(unit=ward), measure="number", target=18, actual=18
    )

    task.full_clean()
    assert task.is_done

    task.actual = 17
    with pytest.raises(ValidationError) as refusal:
        task.full_clean()
    assert "done_on" in refusal.value.message_dict


def test_a_task_is_led_by_a_party_of_its_own_programme(ward):
    task = make_task(programme=make_programme(unit=ward))
    task.lead = make_programme(unit=ward).parties.first()

    with pytest.raises(ValidationError) as refusal:
        task.full_clean()

    assert "lead" in refusal.value.message_dict
