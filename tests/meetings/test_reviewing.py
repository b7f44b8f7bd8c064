"""Who reviews which records, and the steps of the level above."""

import datetime
import threading

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections

from meetings import record_parts, records, review_steps, reviewing
from meetings.models import Conference, RecordStep, State
from tests.factories import (
    make_campaign,
    make_conference,
    make_district,
    make_group,
    make_member,
    make_membership,
    make_photo,
    make_province,
    make_stored_file,
    make_unit,
    make_user,
    make_ward,
)
from tests.meetings.records_of import give_back, leader, send_up
from tests.stores import stores  # noqa: F401
from units.models import Role, UnitParent

Action = RecordStep.Action
LAST_DAY, FIRST_DAY = datetime.date(2025, 6, 30), datetime.date(2025, 7, 1)
BEFORE, AFTER = "2024-02-28", "2026-01-29"


@pytest.fixture
def place():
    """A city, two districts of it that ended, and a ward that lived on."""
    city = make_province()
    ended = {"ended_on": LAST_DAY, "custodian": city, "parent": city}
    own = make_district(name="Đống Đa", **ended)
    beside = make_district(name="Hai Bà Trưng", **ended)
    ward = make_ward(name="Kim Liên", parent=None)
    for parent, start, end in ((own, None, LAST_DAY), (city, FIRST_DAY, None)):
        UnitParent.objects.create(
            unit=ward, parent=parent, valid_from=start, valid_to=end
        )
    return {
        "city": city,
        "district": own,
        "beside": beside,
        "ward": ward,
        "other ward": make_ward(name="Láng", parent=beside, ended_on=LAST_DAY),
        "other city": make_province(name="Hải Phòng"),
    }


def reviewer(unit, role=Role.REVIEWER):
    return make_membership(user=make_user(), unit=unit, role=role).user


def living_district(place):
    """The district as it was, before the reform came to it."""
    place["district"].ended_on = place["district"].custodian = None
    place["district"].save()
    return place["district"]


# Whose reviewer sees a record of the ward's on that day: in the days of the districts,
# and as things are now, when they have ended.
RIGHTS = [
    # where the reviewer sits, day of the record, seen
    ("district", BEFORE, True),
    ("district", AFTER, False),
    ("city", BEFORE, True),  # as custodian of the district
    ("city", AFTER, True),
    ("beside", BEFORE, False),
    ("beside", AFTER, False),
    ("ward", BEFORE, False),
    ("ward", AFTER, False),
    ("other ward", BEFORE, False),
    ("other city", BEFORE, False),
    ("other city", AFTER, False),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("where", "day", "seen"), RIGHTS)
def test_the_parent_of_the_day_reviews_or_its_custodian(place, where, day, seen):
    record = send_up(make_conference(unit=place["ward"], held_on=day, year=day[:4]))
    user = reviewer(place[where])

    assert reviewing.records_for(user).contains(record) is seen
    assert reviewing.may_review(user, Conference.objects.get(pk=record.pk)) is seen
    assert records.may(user, Action.ACCEPTED, record) is seen


@pytest.mark.django_db
def test_while_a_district_lives_the_city_does_not_review_in_its_place(place):
    district = living_district(place)
    record = send_up(make_conference(unit=place["ward"], held_on=BEFORE))

    assert reviewing.records_for(reviewer(district)).contains(record)
    assert not reviewing.records_for(reviewer(place["city"])).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in Role.values if role != "reviewer"])
def test_nobody_else_above_reviews(place, role):
    record = send_up(make_conference(unit=place["ward"], held_on=AFTER, year=2026))
    user = reviewer(place["city"], role)

    assert not reviewing.records_for(user).exists()
    assert not reviewing.is_reviewer(user)
    with pytest.raises(PermissionDenied):
        review_steps.accept(conference=record, by=user)


@pytest.mark.django_db
def test_a_membership_that_is_over_reviews_nothing(place):
    send_up(make_conference(unit=place["ward"], held_on=BEFORE))
    over = make_membership(
        unit=place["city"], role=Role.REVIEWER, valid_from=BEFORE, valid_to=AFTER
    ).user

    assert not reviewing.records_for(over).exists()
    assert not reviewing.campaigns_for(over).exists()


SEEN_IN = {State.SENT: True, State.RETURNED: True, State.ACCEPTED: True}


@pytest.mark.django_db
@pytest.mark.parametrize("state", State.values)
def test_the_level_above_sees_what_was_sent_up_and_never_a_draft(place, state):
    record = make_conference(unit=place["ward"], held_on=BEFORE)
    Conference.objects.update(state=state)
    user = reviewer(place["city"])

    seen = reviewing.records_for(user).contains(record)

    assert seen is SEEN_IN.get(state, False)
    assert reviewing.waiting_for(user).exists() is (state == State.SENT)


@pytest.mark.django_db
def test_while_a_record_is_corrected_the_reviewer_sees_what_was_sent(place):
    figures = [("attended", "delegate", 118)]
    record = send_up(
        make_conference(unit=place["ward"], held_on=BEFORE, figures=figures)
    )
    give_back(record, ("figures.attended.delegate", "Xem lại."))
    record.figures.update(value=117)
    records.submit(conference=record, by=leader())
    records.approve(conference=record, by=leader())

    seen = reviewing.records_for(reviewer(place["city"])).get()

    assert seen.public.content["figures"][0]["value"] == 117
    before = reviewing.seen_by_reviewer(seen)
    assert before.content["figures"][0]["value"] == 118


@pytest.mark.django_db
def test_a_record_that_the_ward_took_back_is_a_draft_again(place):
    record = send_up(make_conference(unit=place["ward"], held_on=BEFORE))

    records.recall(conference=record, by=leader(), note="Nhầm.")

    assert not reviewing.records_for(reviewer(place["city"])).exists()


@pytest.mark.django_db
def test_the_record_of_a_district_goes_to_the_level_above_it(place):
    district = living_district(place)
    record = send_up(make_conference(unit=district, tier="district", held_on=BEFORE))

    assert reviewing.may_review(reviewer(place["city"]), record)
    assert not reviewing.may_review(reviewer(district), record)


@pytest.mark.django_db
def test_campaigns_are_those_of_the_reviewing_unit_and_of_the_one_above_it(place):
    district = living_district(place)
    own = make_campaign(unit=district)
    of_city = make_campaign(unit=place["city"])
    make_campaign(unit=place["beside"])
    make_campaign(unit=place["other city"])

    assert set(reviewing.campaigns_for(reviewer(district))) == {own, of_city}


@pytest.mark.django_db
def test_a_city_finds_the_campaigns_of_its_ended_districts(place):
    campaigns = {make_campaign(unit=place[one]) for one in ("district", "beside")}
    make_campaign(unit=place["other city"])
    user = reviewer(place["city"])

    assert set(reviewing.campaigns_for(user)) == campaigns
    units = [unit.full_name for unit in reviewing.desk_units(user)]
    assert units == ["Thành phố Hà Nội", "Quận Đống Đa", "Quận Hai Bà Trưng"]


@pytest.mark.django_db
def test_the_day_of_a_record_is_the_same_in_sql(place):
    campaign = make_campaign(unit=place["district"])
    rows = [
        make_conference(unit=place["ward"], held_on=BEFORE, year=2024),
        make_conference(unit=place["ward"], campaign=campaign, year=2024),
        make_conference(unit=place["ward"], year=2019),
        make_conference(unit=place["ward"], year=2999),
    ]

    found = Conference.objects.annotate(on=reviewing.record_day()).values_list(
        "pk", "on"
    )

    days = {row.pk: Conference.objects.get(pk=row.pk).day for row in rows}
    assert dict(found) == days


@pytest.mark.django_db
def test_rights_cost_the_same_for_one_record_and_for_many(
    place, django_assert_num_queries
):
    user = reviewer(place["city"])
    for year in range(2000, 2012):
        make_conference(unit=place["ward"], year=year, state=State.SENT)
    fresh = type(user).objects.get(pk=user.pk)
    reviewing.reviewing_units(fresh)

    with django_assert_num_queries(1):
        assert len(reviewing.records_for(fresh)) == 12


# Steps

TAKEN = {
    Action.RETURNED: lambda record, by: review_steps.return_for_correction(
        conference=record, by=by, note="Thiếu số liệu."
    ),
    Action.ACCEPTED: lambda record, by: review_steps.accept(conference=record, by=by),
}


@pytest.mark.django_db
@pytest.mark.parametrize("state", [one for one in State.values if one != "sent"])
@pytest.mark.parametrize("action", TAKEN)
def test_the_level_above_decides_on_what_was_sent_up_alone(place, action, state):
    record = make_conference(unit=place["ward"], held_on=BEFORE)
    Conference.objects.update(state=state)

    with pytest.raises(ValidationError):
        TAKEN[action](record, reviewer(place["city"]))

    assert Conference.objects.get().state == state
    assert not RecordStep.objects.exists()


@pytest.mark.django_db
def test_whoever_decides_second_is_told_who_was_first(place):
    record = send_up(make_conference(unit=place["ward"], held_on=BEFORE))
    first = make_member(place["city"], "thu-ha", role=Role.REVIEWER)
    review_steps.accept(conference=record, by=first)

    with pytest.raises(ValidationError) as told:
        give_back(record, by=reviewer(place["city"]), note="Thiếu.")

    assert "thu-ha" in told.value.messages[0]
    assert record.state == State.ACCEPTED


@pytest.mark.django_db
def test_nobody_decides_on_a_version_that_was_sent_anew_meanwhile(place):
    record = send_up(make_conference(unit=place["ward"], held_on=BEFORE))
    read = record.sent_version.number
    give_back(record, note="Thiếu.")
    send_up(record)

    with pytest.raises(ValidationError):
        review_steps.accept(conference=record, by=leader(), version=read)
    review_steps.accept(conference=record, by=leader(), version=read + 1)

    assert record.state == State.ACCEPTED


@pytest.mark.django_db
def test_acceptance_is_told_to_readers_and_to_the_ward(
    place, django_capture_on_commit_callbacks
):
    make_member(place["ward"], "nhap", role=Role.WRITER, email="nhap@example.vn")
    record = send_up(make_conference(unit=place["ward"], held_on=BEFORE))

    with django_capture_on_commit_callbacks(execute=True):
        review_steps.accept(conference=record, by=reviewer(place["city"]))

    record.refresh_from_db()
    assert record.card.accepted_at == record.public.accepted_at is not None
    assert [one.to for one in mail.outbox] == [["nhap@example.vn"]]


@pytest.mark.django_db(transaction=True)
def test_of_two_reviewers_at_once_one_decides_and_the_other_is_told():
    ward = make_ward()
    both = [reviewer(ward.parent_on()) for _one in range(2)]
    record = send_up(make_conference(unit=ward, held_on=AFTER, year=2026))
    ready, told = threading.Barrier(2), []

    def decide(action, user):
        mine = Conference.objects.get(pk=record.pk)
        ready.wait(timeout=10)
        try:
            told.append(TAKEN[action](mine, user).action)
        except ValidationError as fault:
            told.append(fault)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=decide, args=pair)
        for pair in zip(TAKEN, both, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    faults = [one for one in told if isinstance(one, ValidationError)]
    assert len(told) == 2
    assert len(faults) == 1
    taken = RecordStep.objects.filter(action__in=TAKEN).get()
    assert str(taken.by) in faults[0].messages[0]
    assert Conference.objects.get().state == taken.action


# What a summary was made of


@pytest.mark.django_db
def test_a_summary_keeps_what_it_was_made_of(place):
    district = living_district(place)
    campaign = make_campaign(unit=district)
    part = send_up(make_conference(unit=place["ward"], campaign=campaign))
    make_conference(unit=place["ward"], campaign=campaign, tier="group")
    send_up(make_conference(unit=place["other ward"], campaign=None))

    summary = records.begin(
        conference=Conference(
            unit=district, campaign=campaign, tier="district", year=2024
        ),
        by=leader(),
    )

    row = summary.parts.get()
    assert (row.record, row.version, row.state) == (part, part.public, State.SENT)
    assert record_parts.changed(summary) == []


@pytest.mark.django_db
def test_what_changed_below_a_summary_since_is_seen(place):
    district = living_district(place)
    campaign = make_campaign(unit=district)
    part = send_up(make_conference(unit=place["ward"], campaign=campaign))
    summary = records.begin(
        conference=Conference(
            unit=district, campaign=campaign, tier="district", year=2024
        ),
        by=leader(),
    )
    sheet = make_conference(unit=place["ward"], campaign=campaign, tier="group")
    send_up(sheet)
    give_back(part, note="Thiếu.")

    assert [one.record for one in record_parts.changed(summary)] == [part]
    assert list(record_parts.missing(summary)) == [sheet]
    send_up(part)
    send_up(summary)
    assert summary.parts.count() == 2
    assert record_parts.changed(summary) == []


# Files


@pytest.mark.django_db
def test_minutes_and_scans_are_open_to_the_reviewer_of_their_record(
    place,
    client,
    stores,  # noqa: F811
):
    make_group(parent=place["ward"])
    sheet = make_conference(unit=place["ward"], tier="group", held_on=BEFORE)
    photo = make_photo(unit=place["ward"], is_internal=True)
    sheet.group_reports.update(minutes=photo)
    scan = make_stored_file(unit=place["ward"])
    sheet.papers.create(role="minutes", file=scan)
    addresses = photo.url(480), scan.get_absolute_url()

    def answers(user):
        client.force_login(user)
        found = [client.get(one) for one in addresses]
        for one in found:
            b"".join(one)  # to its end: a file is closed there
        return [one.status_code for one in found]

    user = reviewer(place["city"])
    assert answers(user) == [404, 404]
    send_up(sheet)
    assert answers(user) == [200, 200]
    assert answers(reviewer(place["beside"])) == [404, 404]
    give_back(sheet, note="Ảnh mờ.")
    assert answers(user) == [200, 200]
    newer = make_photo(unit=place["ward"], is_internal=True)
    sheet.group_reports.update(minutes=newer)
    client.force_login(user)
    assert client.get(newer.url(480)).status_code == 404


@pytest.mark.django_db
def test_a_district_that_ended_with_its_province_is_with_the_one_that_took_it_over():
    new = make_province(name="Phú Thọ", kind="province")
    old = make_province(
        name="Hòa Bình", kind="province", ended_on=LAST_DAY, custodian=new
    )
    district = make_district(
        name="Lạc Sơn", parent=old, ended_on=LAST_DAY, custodian=old
    )
    commune = make_unit(
        name="Vũ Bình", kind="commune", parent=district, ended_on=LAST_DAY
    )
    record = send_up(make_conference(unit=commune, held_on=BEFORE))

    assert reviewing.records_for(reviewer(new)).contains(record)
