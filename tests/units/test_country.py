"""The national lists as loaded: numbers, identities, successions, addresses.

The whole country is loaded once for the module, in a transaction rolled back after it.
"""

from collections import Counter
from datetime import date

import pytest
from django.db import transaction
from django.db.models import F, Q

from tests.factories import let_the_planner_know
from units.imports import import_units
from units.kinds import PARENT_TIERS, UnitTier
from units.models import (
    BodyKind,
    Succession,
    Unit,
    UnitKind,
    UnitName,
    UnitParent,
)
from units.slugs import validate_slug

REFORM_EVE, REFORM = date(2025, 6, 30), date(2025, 7, 1)
PROVINCE, DISTRICT, COMMUNE = UnitTier.PROVINCE, UnitTier.DISTRICT, UnitTier.COMMUNE

# The mark has the database of tests made, also when this file is run alone.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def country(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        counts = import_units()
        let_the_planner_know()
        yield counts
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def undo(country, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def tiers_on(day):
    return Counter(Unit.objects.valid_on(day).values_list("tier", flat=True))


def unit_by_code(code, day):
    return Unit.objects.with_code(code, day).get()


def names_of(units):
    return {unit.name_on().name for unit in units.with_names()}


def test_everything_is_loaded(country):
    assert country == {
        "units": 14023,
        "names": 14028,
        "parents": 14061,
        "successions": 10542,
        "body_kinds": 16,
    }
    assert Unit.history.count() == country["units"]
    assert Succession.history.count() == country["successions"]


@pytest.mark.parametrize(
    ("day", "numbers"),
    [
        (REFORM_EVE, {PROVINCE: 63, DISTRICT: 696, COMMUNE: 10035}),
        (REFORM, {PROVINCE: 34, COMMUNE: 3321}),
    ],
)
def test_the_country_on_both_sides_of_the_reform(day, numbers):
    assert tiers_on(day) == numbers


def test_kinds_of_communes_after_the_reform():
    kinds = Counter(
        UnitName.objects.current(REFORM)
        .filter(unit__tier=COMMUNE)
        .values_list("kind", flat=True)
    )

    assert kinds == {
        UnitKind.WARD: 687,
        UnitKind.COMMUNE: 2621,
        UnitKind.SPECIAL_ZONE: 13,
    }


@pytest.mark.parametrize(
    ("slug", "day", "number"),
    [
        ("hai-ba-trung-ha-noi", date(2023, 3, 1), 18),
        ("hai-ba-trung-ha-noi", date(2024, 12, 31), 18),
        ("hai-ba-trung-ha-noi", date(2025, 1, 1), 15),
        ("dong-da-ha-noi", date(2024, 2, 28), 21),
        ("dong-da-ha-noi", date(2025, 1, 1), 17),
        ("dong-da-ha-noi", REFORM, 0),
    ],
)
def test_wards_of_two_districts_through_the_years(slug, day, number):
    district = Unit.objects.get(slug=slug)

    assert Unit.objects.children_of(district, day).count() == number


def test_every_link_of_the_lists_is_there():
    links = Succession.objects.filter(
        effective_on=REFORM, new__tier=COMMUNE, old__tier__in=[COMMUNE, DISTRICT]
    )
    kept = Unit.objects.filter(tier=COMMUNE, founded_on=None, ended_on=None)
    parts = links.filter(extent="part")

    assert links.filter(extent="whole").count() + kept.count() == 9569
    assert parts.count() == 1033
    assert parts.values("old").distinct().count() == 471
    assert parts.filter(is_main=True).count() == 471


def test_every_new_commune_came_from_somewhere_and_every_old_one_went():
    new = Unit.objects.filter(tier=COMMUNE, founded_on=REFORM)
    old = Unit.objects.filter(tier=COMMUNE, ended_on=REFORM_EVE)

    assert not new.filter(predecessors=None).exists()
    assert not old.filter(successors=None).exists()


def test_a_commune_left_whole_under_its_name_is_the_same_unit():
    kept = Unit.objects.filter(tier=COMMUNE, founded_on=None, ended_on=None)

    assert kept.count() == 124
    assert not kept.filter(Q(predecessors__effective_on=REFORM)).exists()
    for unit in kept.with_place()[:5]:
        assert unit.parent_on(REFORM_EVE).tier == DISTRICT
        assert unit.parent_on(REFORM).tier == PROVINCE


def test_eleven_provinces_are_the_same_and_the_merged_are_new():
    kept = Unit.objects.filter(tier=PROVINCE, founded_on=None, ended_on=None)

    assert names_of(kept) == {
        "Cao Bằng",
        "Hà Nội",
        "Hà Tĩnh",
        "Huế",
        "Lai Châu",
        "Lạng Sơn",
        "Nghệ An",
        "Quảng Ninh",
        "Sơn La",
        "Thanh Hóa",
        "Điện Biên",
    }
    merged = Succession.objects.filter(new__tier=PROVINCE)
    assert merged.count() == 52
    assert set(merged.values_list("instrument", flat=True)) == {
        "Nghị quyết 202/2025/QH15"
    }


def test_districts_end_with_the_province_of_after_as_custodian():
    districts = Unit.objects.filter(tier=DISTRICT)
    sa_dec = Unit.objects.get(slug="sa-dec-dong-thap")

    assert not districts.exclude(ended_on=REFORM_EVE).exists()
    assert not Unit.objects.filter(ended_on__isnull=False, custodian=None).exists()
    assert (
        not Unit.objects.exclude(custodian=None)
        .exclude(custodian__tier=PROVINCE, custodian__ended_on=None)
        .exists()
    )
    assert sa_dec.custodian.full_name == "Tỉnh Đồng Tháp"


def test_khuong_thuong_was_enlarged_and_went_into_kim_lien():
    ward = Unit.objects.get(slug="khuong-thuong")

    [joined] = ward.became_from()
    [went] = ward.what_became()

    assert (joined.old.full_name, joined.is_part) == ("Phường Ngã Tư Sở", True)
    assert joined.instrument == "Nghị quyết 1286/NQ-UBTVQH15"
    assert (went.new.slug, went.is_part) == ("kim-lien", False)
    assert went.instrument == "Nghị quyết 1656/NQ-UBTVQH15"
    assert ward.founded_on is None


def test_merged_wards_of_2025_know_their_founding():
    ward = Unit.objects.get(slug="van-mieu-quoc-tu-giam-dong-da")

    sources = {link.old.full_name for link in ward.became_from()}

    assert ward.founded_on == date(2025, 1, 1)
    assert sources == {"Phường Văn Miếu", "Phường Quốc Tử Giám"}


def test_a_code_given_to_another_unit_finds_the_one_of_the_day():
    day = date(2024, 12, 31)

    assert unit_by_code("00235", day).full_name == "Phường Ngã Tư Sở"
    assert unit_by_code("00235", REFORM_EVE).full_name == "Phường Thịnh Quang"
    assert unit_by_code("00235", REFORM).full_name == "Phường Đống Đa"


def test_places_of_the_archive_are_told_apart():
    ngo_quyen = Unit.objects.of_kind(UnitKind.WARD, REFORM_EVE).search("ngo quyen")
    an_hoa = unit_by_code("29919", REFORM_EVE)

    assert {unit.place_on() for unit in ngo_quyen.with_place()} == {
        "Thị xã Sơn Tây, Hà Nội",
        "Thành phố Bắc Giang, Bắc Giang",
        "Thành phố Vĩnh Yên, Vĩnh Phúc",
    }
    assert an_hoa.label == (
        "Phường An Hòa, Thành phố Sa Đéc, Đồng Tháp (đến 30/06/2025)"
    )


def test_todays_units_have_the_short_addresses():
    today = Unit.objects.get(slug="kim-lien")

    assert today.label == "Phường Kim Liên, Hà Nội"
    assert Unit.objects.get(slug="ha-noi").tier == PROVINCE
    assert Unit.objects.get(slug="kim-lien-dong-da").ended_on == REFORM_EVE


def test_every_address_is_well_formed_and_none_is_reserved():
    slugs = list(Unit.objects.values_list("slug", flat=True))

    for slug in slugs:
        validate_slug(slug)

    assert len(set(slugs)) == len(slugs) == 14023


def test_every_parent_is_of_a_higher_level_and_lives_as_long():
    pairs = set(UnitParent.objects.values_list("unit__tier", "parent__tier").distinct())
    outlived = UnitParent.objects.filter(parent__ended_on__lt=F("valid_to"))
    unending = UnitParent.objects.filter(valid_to=None, parent__ended_on__isnull=False)

    assert all(above in PARENT_TIERS[UnitTier(below)] for below, above in pairs)
    assert not outlived.exists()
    assert not unending.exists()


def test_a_second_run_changes_nothing(country):
    before = fingerprint()

    counts = import_units()

    assert set(counts.values()) == {0}
    assert fingerprint() == before


def test_a_second_run_leaves_corrections_by_hand_alone():
    ward = Unit.objects.get(slug="khuong-thuong")
    ward.names.update(name="Khương Thượng cũ")
    ward.successors.all().delete()
    ward.slug = "khuong-thuong-cu"
    ward.save()
    BodyKind.objects.filter(code="ubnd").update(name="UBND")

    counts = import_units()

    ward.refresh_from_db()
    assert set(counts.values()) == {0}
    assert (ward.slug, ward.full_name) == (
        "khuong-thuong-cu",
        "Phường Khương Thượng cũ",
    )
    assert ward.what_became() == []
    assert BodyKind.objects.get(code="ubnd").name == "UBND"


def test_search_costs_the_same_over_the_whole_country(django_assert_num_queries):
    with django_assert_num_queries(9):
        found = [unit.label for unit in Unit.objects.search("an hoa").with_place()[:20]]

    assert len(found) == 20


def fingerprint():
    return [
        list(model.objects.order_by("pk").values_list())
        for model in (Unit, UnitName, UnitParent, Succession)
    ] + [Unit.history.count(), UnitName.history.count()]
