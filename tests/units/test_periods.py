"""Inclusive periods: unknown starts, open ends, borders that touch, rows reversed."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction

from tests.factories import (
    make_body,
    make_district,
    make_group,
    make_membership,
    make_province,
    make_unit,
    make_user,
    make_ward,
)
from units.models import Membership, Role, Unit, UnitKind, UnitName, UnitParent

pytestmark = pytest.mark.django_db

REFORM_EVE, REFORM = date(2025, 6, 30), date(2025, 7, 1)


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2024, 12, 31), False),
        (date(2025, 1, 1), True),
        (date(2025, 6, 30), True),
        (date(2025, 7, 1), False),
    ],
)
def test_both_days_belong_to_a_period(day, holds):
    row = make_membership(valid_from=date(2025, 1, 1), valid_to=REFORM_EVE)

    found = Membership.objects.current(day).filter(pk=row.pk).exists()

    assert (found, row.holds_on(day)) == (holds, holds)


def test_an_unknown_start_and_an_open_end_hold_always():
    ward = make_ward()

    rows = ward.names.current(date(1, 1, 1)) | ward.names.current(date(9999, 12, 31))

    assert list(rows) == list(ward.names.all())
    assert ward.names.get().holds_on(date(9999, 12, 31))


@pytest.mark.parametrize("make", ["name", "parent", "membership", "body"])
def test_a_reversed_period_is_said_at_the_field(make):
    days = {"valid_from": REFORM, "valid_to": REFORM_EVE}
    ward, user = make_ward(), make_user()
    row = {
        "name": UnitName(unit=ward, kind=UnitKind.WARD, name="Kim Liên", **days),
        "parent": UnitParent(unit=ward, parent=make_district(), **days),
        "membership": Membership(user=user, unit=ward, role=Role.WRITER, **days),
        "body": make_body(unit=make_ward()),
    }[make]
    row.valid_from, row.valid_to = REFORM, REFORM_EVE

    with pytest.raises(ValidationError) as caught:
        row.full_clean()

    assert list(caught.value.message_dict) == ["valid_to"]


def test_the_database_refuses_a_reversed_period_as_well():
    ward = make_ward()

    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        ward.names.update(valid_from=REFORM, valid_to=REFORM_EVE)


def test_a_unit_that_ends_before_its_founding_is_said_at_the_field():
    unit = Unit(tier="commune", slug="x", founded_on=REFORM, ended_on=REFORM_EVE)

    with pytest.raises(ValidationError) as caught:
        unit.full_clean()

    assert list(caught.value.message_dict) == ["ended_on"]


def test_a_unit_has_one_name_at_a_time():
    ward = make_ward()
    ward.names.update(valid_to=REFORM_EVE)
    UnitName.objects.create(
        unit=ward, kind=UnitKind.WARD, name="Đống Đa", valid_from=REFORM
    )
    clash = UnitName(unit=ward, kind=UnitKind.WARD, name="Láng", valid_to=REFORM_EVE)

    with pytest.raises(ValidationError):
        clash.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        clash.save()


def test_a_unit_has_one_parent_at_a_time():
    ward = make_ward()
    clash = UnitParent(unit=ward, parent=make_district(), valid_from=REFORM)

    with pytest.raises(ValidationError):
        clash.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        clash.save()


def test_a_code_passes_on_but_is_never_shared():
    make_ward(name="Ngã Tư Sở", code="00235", ended_on=date(2024, 12, 31))
    make_ward(name="Thịnh Quang", code="00235", founded_on=date(2025, 1, 1))
    late = make_ward(name="Láng")
    late.names.update(valid_from=date(2025, 1, 1))

    with pytest.raises(IntegrityError), transaction.atomic():
        late.names.update(code="00235")

    early = Unit.objects.with_code("00235", date(2024, 12, 31)).get()
    assert early.name_on().name == "Ngã Tư Sở"


def test_a_person_has_a_role_in_a_unit_once_at_a_time():
    first = make_membership(valid_from=date(2024, 1, 1), valid_to=REFORM_EVE)
    again = Membership(
        user=first.user, unit=first.unit, role=first.role, valid_from=REFORM
    )

    again.full_clean()
    again.valid_from = REFORM_EVE

    with pytest.raises(ValidationError):
        again.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


def test_two_roles_in_one_unit_and_one_role_in_two_may_overlap():
    first = make_membership()
    make_membership(user=first.user, unit=first.unit, role=Role.REVIEWER)
    make_membership(user=first.user, unit=make_ward(), role=first.role)

    current = first.user.memberships.current(first.valid_from)

    assert current.count() == 3


def test_two_groups_of_one_ward_never_share_a_label_even_with_other_marks():
    ward = make_ward()
    make_group(name="Hòa Bình", kind=UnitKind.VILLAGE, parent=ward)

    with pytest.raises(IntegrityError), transaction.atomic():
        make_group(name="HOÀ BÌNH", kind=UnitKind.VILLAGE, parent=ward)


def test_a_group_label_may_come_again_after_its_end_and_in_another_ward():
    ward = make_ward()
    make_group(name="1", parent=ward, ended_on=REFORM_EVE)

    make_group(name="1", parent=ward, founded_on=REFORM)
    make_group(name="1", parent=make_ward(name="Láng"))

    assert UnitName.objects.filter(name="1").count() == 3


def test_a_group_names_the_unit_it_is_in_and_others_name_none():
    ward = make_ward()
    group = make_group(parent=ward)

    with pytest.raises(IntegrityError), transaction.atomic():
        group.names.update(group_of=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        ward.names.update(group_of=make_province(slug="tinh-khac"))


@pytest.mark.parametrize(
    ("below", "above"),
    [
        (UnitKind.PROVINCE, UnitKind.MUNICIPALITY),
        (UnitKind.RURAL_DISTRICT, UnitKind.WARD),
        (UnitKind.RURAL_DISTRICT, UnitKind.TOWN),
        (UnitKind.WARD, UnitKind.COMMUNE),
        (UnitKind.MUNICIPALITY, UnitKind.WARD),
        (UnitKind.VILLAGE, UnitKind.PROVINCE),
    ],
)
def test_a_parent_of_no_higher_level_is_said_at_the_field(below, above):
    parent = make_unit(name="Trên", kind=above)
    row = UnitParent(unit=make_child(below), parent=parent)

    with pytest.raises(ValidationError) as caught:
        row.full_clean()

    assert "parent" in caught.value.message_dict


@pytest.mark.parametrize(
    ("below", "above"),
    [
        (UnitKind.RURAL_DISTRICT, UnitKind.PROVINCE),
        (UnitKind.WARD, UnitKind.URBAN_DISTRICT),
        (UnitKind.SPECIAL_ZONE, UnitKind.PROVINCE),
        (UnitKind.VILLAGE, UnitKind.COMMUNE),
        (UnitKind.VILLAGE, UnitKind.RURAL_DISTRICT),
    ],
)
def test_a_parent_of_a_higher_level_is_accepted(below, above):
    row = UnitParent(unit=make_child(below), parent=make_unit(name="Trên", kind=above))

    row.full_clean()
    row.save()

    assert row.unit.parent_on() == row.parent


def make_child(kind):
    """Make a unit of `kind` that has no parent yet."""
    if kind != UnitKind.VILLAGE:
        return make_unit(name="Dưới", kind=kind)
    group = make_group(kind=kind)
    group.parents.all().delete()
    return group


def test_a_unit_cannot_be_its_own_parent_or_custodian():
    ward = make_ward()

    with pytest.raises(IntegrityError), transaction.atomic():
        ward.parents.update(parent=ward)
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=ward.pk).update(custodian=ward)


def test_a_kind_of_another_level_is_said_at_the_field():
    name = UnitName(unit=make_province(), kind=UnitKind.WARD, name="Kim Liên")

    with pytest.raises(ValidationError) as caught:
        name.full_clean()

    assert "kind" in caught.value.message_dict
