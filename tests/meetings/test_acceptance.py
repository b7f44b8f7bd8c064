"""The district's own totals of 2023, computed from rows that were really loaded."""

import pytest
from django.db import transaction

from civicportal.demo import parts
from meetings import rollup
from meetings.models import (
    Campaign,
    Conference,
    Figure,
    GroupReport,
    State,
)
from units.imports import import_units
from units.models import Unit, UnitKind, UnitName, UnitParent, UnitTier

# The mark has the database of tests made, also when this file is run alone.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("campaign")]


def add_groups(ward, count):
    groups = Unit.objects.bulk_create(
        Unit(tier=UnitTier.GROUP) for _one in range(count)
    )
    UnitName.objects.bulk_create(
        UnitName(
            unit=group,
            kind=UnitKind.RESIDENTIAL_GROUP,
            name=str(number),
            group_of=ward,
        )
        for number, group in enumerate(groups, start=1)
    )
    UnitParent.objects.bulk_create(
        UnitParent(unit=group, parent=ward) for group in groups
    )
    return groups


def load_ward(campaign, part):
    """Enter both records of a ward, sent up."""
    ward = Unit.objects.get(slug=part.slug)
    groups = add_groups(ward, len(part.groups))
    common = {"campaign": campaign, "unit": ward, "year": parts.YEAR}
    sheet = Conference.objects.create(
        tier="group", parts_total=len(groups), state=State.SENT, **common
    )
    for group, line in zip(groups, part.groups, strict=True):
        GroupReport.objects.create(
            conference=sheet,
            group=group,
            held_on=line.held_on,
            households_invited=line.invited,
            households_attended=line.attended,
            opinions=line.opinions,
        )
    meeting = Conference.objects.create(
        held_on=part.held_on, state=State.SENT, **common
    )
    Figure.objects.bulk_create(
        Figure(conference=meeting, measure=measure, counted=counted, value=value)
        for measure, counted, value in [
            ("invited", "delegate", part.invited),
            ("attended", "delegate", part.attended),
            ("opinions", "opinion", part.opinions),
        ]
    )


@pytest.fixture(scope="module")
def campaign(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        import_units("01")
        campaign = Campaign.objects.create(
            unit=Unit.objects.get(slug=parts.DISTRICT),
            year=parts.YEAR,
            year_reviewed=parts.YEAR - 1,
            as_of=parts.AS_OF,
        )
        for part in parts.wards():
            load_ward(campaign, part)
        yield campaign
        transaction.set_rollback(True)


def test_the_parts_are_those_of_the_wards_that_the_district_had(campaign):
    wards = Unit.objects.children_of(campaign.unit, parts.AS_OF)

    assert {ward.slug for ward in wards} == set(parts.WARDS)
    assert len(wards) == 18


def test_the_groups_of_the_district_add_up_to_its_own_totals(campaign):
    groups = rollup.groups(campaign)

    district = groups.whole
    assert groups.name(district) == "Quận Hai Bà Trưng"
    assert (district.groups_held, district.groups_total.value) == (263, 263)
    assert district.groups_reported == 263
    assert district.groups_total_is_whole
    assert (district.households_attended, district.households_invited) == (35323, 51477)
    assert district.attendance.percent == "68,6%"
    assert district.opinions == 1435
    assert district.households_total is None
    assert groups.not_sent() == []
    assert groups.silent_groups() == []


def test_the_wards_of_the_district_add_up_to_its_own_totals(campaign):
    meetings = rollup.meetings(campaign)

    district = meetings.whole
    assert (district.units_held, district.units_total) == (18, 18)
    assert (district.units_sent, district.units_expected) == (18, 18)
    ratio = district.attendance("delegate")
    assert (ratio.part, ratio.whole, ratio.percent) == (2142, 2203, "97,2%")
    assert district.sum("opinions", "opinion").value == 59
    assert district.sum("invited", "household").value is None


def test_wards_stand_below_the_district_by_name_and_sum_to_it(campaign):
    groups = rollup.groups(campaign)

    wards = groups.below()

    names = [groups.name(ward) for ward in wards]
    assert names[:3] == ["Phường Bạch Đằng", "Phường Bách Khoa", "Phường Bạch Mai"]
    assert sum(ward.households_attended for ward in wards) == 35323
    assert sum(ward.groups_total.value for ward in wards) == 263


def test_the_city_sees_the_district_below_itself(campaign):
    city = Unit.objects.get(slug="ha-noi")

    groups = rollup.groups([campaign], below=city, depth=1)

    assert groups.name(groups.whole) == "Thành phố Hà Nội"
    assert [groups.name(row) for row in groups.below()] == ["Quận Hai Bà Trưng"]
    assert groups.whole.opinions == groups.below()[0].opinions == 1435
