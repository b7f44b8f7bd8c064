"""The way of a record: who may take which step, and what readers see meanwhile."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from meetings import records
from meetings.models import Conference, GroupReport, RecordRules, State
from tests.factories import (
    make_body,
    make_conference,
    make_group,
    make_membership,
    make_succession,
    make_user,
    make_ward,
)
from units.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return make_ward()


def person(ward, role, **fields):
    return make_membership(user=make_user(), unit=ward, role=role, **fields).user


@pytest.fixture
def writer(ward):
    return person(ward, Role.WRITER)


@pytest.fixture
def leader(ward):
    return person(ward, Role.LEADER)


def test_a_record_goes_from_entry_to_the_level_above(ward, writer, leader):
    record = make_conference(unit=ward)

    records.submit(conference=record, by=writer)
    records.approve(conference=record, by=leader)
    records.send_up(conference=record, by=leader)

    record.refresh_from_db()
    assert record.state == State.SENT
    assert [step.action for step in record.steps.all()] == [
        "sent",
        "approved",
        "submitted",
    ]


def test_readers_see_the_figures_once_the_ward_has_approved_them(ward, writer, leader):
    record = make_conference(unit=ward, figures=[("invited", "delegate", 120)])
    assert not Conference.objects.public().exists()

    records.submit(conference=record, by=writer)
    records.approve(conference=record, by=leader)

    seen = Conference.objects.public().get().public
    assert seen.content["figures"][0]["value"] == 120


def test_a_record_taken_back_keeps_showing_its_last_approved_figures(
    ward, writer, leader
):
    record = make_conference(unit=ward, figures=[("invited", "delegate", 120)])
    records.submit(conference=record, by=writer)
    records.approve(conference=record, by=leader)

    records.recall(conference=record, by=leader, note="Nhập nhầm.")
    record.figures.update(value=99)

    record.refresh_from_db()
    assert record.is_open
    assert record.public.content["figures"][0]["value"] == 120


@pytest.mark.parametrize("step", ["approve", "send_up"])
def test_steps_out_of_order_are_refused(ward, leader, step):
    record = make_conference(unit=ward)

    with pytest.raises(ValidationError):
        getattr(records, step)(conference=record, by=leader)

    record.refresh_from_db()
    assert record.state == State.DRAFT
    assert not record.steps.exists()


def test_whoever_enters_does_not_approve(ward, writer):
    record = make_conference(unit=ward)
    records.submit(conference=record, by=writer)

    with pytest.raises(PermissionDenied):
        records.approve(conference=record, by=writer)


def test_the_leader_of_another_ward_does_not_approve(ward, writer):
    stranger = person(make_ward(name="Láng"), Role.LEADER)
    record = make_conference(unit=ward)
    records.submit(conference=record, by=writer)

    with pytest.raises(PermissionDenied):
        records.approve(conference=record, by=stranger)


def test_the_rules_say_which_chair_approves(ward, writer):
    RecordRules.objects.create(unit=ward, approver="ubmttq")
    committee = person(ward, Role.LEADER, body=make_body(unit=ward, kind="ubnd"))
    front = person(ward, Role.LEADER, body=make_body(unit=ward, kind="ubmttq"))
    record = make_conference(unit=ward)
    records.submit(conference=record, by=writer)

    with pytest.raises(PermissionDenied):
        records.approve(conference=record, by=committee)
    records.approve(conference=record, by=front)

    assert record.state == State.APPROVED


def test_the_leader_says_what_to_correct(ward, writer, leader):
    record = make_conference(unit=ward)
    records.submit(conference=record, by=writer)

    with pytest.raises(ValidationError) as refused:
        records.send_back(conference=record, by=leader, note="  ")
    records.send_back(conference=record, by=leader, note="Thiếu tổ 3.")

    assert "note" in refused.value.message_dict
    assert record.is_open
    assert record.steps.first().note == "Thiếu tổ 3."


def test_nothing_is_entered_while_a_record_waits(ward, writer):
    record = make_conference(unit=ward)
    assert records.may_enter(writer, record)

    records.submit(conference=record, by=writer)

    assert not records.may_enter(writer, record)


def test_a_record_of_groups_begins_with_a_line_for_each_group_of_its_day(ward, writer):
    for number in ("10", "2", "1"):
        make_group(name=number, parent=ward)
    make_group(name="3", parent=ward, ended_on="2020-12-31")

    record = records.begin(
        conference=Conference(unit=ward, tier="group", year=2024), by=writer
    )

    assert record.parts_total == 3
    assert [group.name_on().name for group in record.groups()] == ["1", "2", "10"]
    states = set(record.group_reports.values_list("state", flat=True))
    assert states == {GroupReport.State.NOT_YET}


def test_the_number_of_groups_is_kept_as_it_was(ward, writer):
    make_group(name="1", parent=ward)
    record = make_conference(unit=ward, tier="group", held_on="2024-02-01")
    make_group(name="2", parent=ward)

    added = records.draw_up_sheet(record)

    assert added == 1
    assert record.parts_total == 1


def test_a_record_follows_the_one_of_the_year_before(ward, writer):
    before = make_conference(unit=ward, year=2023)
    make_conference(unit=ward, year=2023, tier="group")

    record = records.begin(conference=Conference(unit=ward, year=2024), by=writer)

    assert record.previous == before


def test_a_meeting_is_announced_with_its_time_and_place(ward, writer):
    record = make_conference(unit=ward)

    with pytest.raises(ValidationError):
        records.announce(conference=record, by=writer)
    record.held_on, record.place = "2024-02-28", "Hội trường phường"
    record.save()
    records.announce(conference=record, by=writer)

    assert Conference.objects.public().get() == record
    assert not Conference.objects.with_figures_public().exists()


@pytest.mark.parametrize(("joined", "follows"), [(1, True), (2, False)])
def test_a_new_ward_follows_the_one_that_it_continues_and_no_one_of_several(
    ward, joined, follows
):
    new = make_ward(name="Kim Liên mới")
    olds = [ward, make_ward(name="Khương Thượng")][:joined]
    for old in olds:
        make_succession(old=old, new=new)
    before = make_conference(unit=ward, year=2023)

    found = records.the_one_before(Conference(unit=new, year=2026))

    assert found == (before if follows else None)


def test_what_is_approved_is_what_was_saved_last(ward, writer, leader):
    opened_early = make_conference(unit=ward, place="Hội trường cũ")
    record = Conference.objects.get(pk=opened_early.pk)
    record.place = "Nhà văn hóa"
    record.save()
    records.submit(conference=record, by=writer)

    records.approve(conference=opened_early, by=leader)

    record.refresh_from_db()
    assert record.public.content["place"] == "Nhà văn hóa"
    assert record.history.first().place == "Nhà văn hóa"
