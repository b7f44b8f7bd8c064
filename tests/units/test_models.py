"""What a unit is called, where it lies, what it became: on a day, and without queries."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.factories import (
    make_body,
    make_contact,
    make_district,
    make_group,
    make_membership,
    make_province,
    make_succession,
    make_unit,
    make_user,
    make_ward,
    shared_province,
)
from units.models import (
    Body,
    Contact,
    Membership,
    Succession,
    Unit,
    UnitAlias,
    UnitKind,
    UnitName,
    UnitParent,
    User,
)
from units.querysets import name_lookups, place_lookups
from units.slugs import RESERVED_SLUGS, UnitSlugConverter, validate_slug

pytestmark = pytest.mark.django_db

REFORM_EVE, REFORM = date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture
def district():
    return make_district(ended_on=REFORM_EVE, custodian=shared_province())


@pytest.fixture
def old_ward(district):
    return make_ward(name="Khương Thượng", parent=district, ended_on=REFORM_EVE)


@pytest.fixture
def kept_commune():
    """A commune that the reform left whole: same row, other kind, other parent."""
    district = make_district(
        name="Sóc Sơn", kind=UnitKind.RURAL_DISTRICT, ended_on=REFORM_EVE
    )
    unit = make_unit(name="Trung Giã", kind=UnitKind.COMMUNE, slug="trung-gia")
    unit.names.update(valid_to=REFORM_EVE)
    UnitName.objects.create(
        unit=unit, kind=UnitKind.WARD, name="Trung Giã", valid_from=REFORM
    )
    UnitParent.objects.create(unit=unit, parent=district, valid_to=REFORM_EVE)
    UnitParent.objects.create(unit=unit, parent=shared_province(), valid_from=REFORM)
    return unit


def test_names_and_parents_are_those_of_the_day(kept_commune):
    then = kept_commune.full_name_on(REFORM_EVE), kept_commune.place_on(REFORM_EVE)
    now = kept_commune.full_name_on(REFORM), kept_commune.place_on(REFORM)

    assert then == ("Xã Trung Giã", "Huyện Sóc Sơn, Hà Nội")
    assert now == ("Phường Trung Giã", "Hà Nội")
    assert kept_commune.full_name == "Phường Trung Giã"


def test_an_ended_unit_keeps_its_last_name_and_place(old_ward):
    today = timezone.localdate()

    assert old_ward.full_name_on(today) == "Phường Khương Thượng"
    assert old_ward.parent_on(today).full_name == "Quận Đống Đa"
    assert old_ward.place_on() == "Quận Đống Đa, Hà Nội"
    assert str(old_ward) == "Phường Khương Thượng (đến 30/06/2025)"
    assert old_ward.label == (
        "Phường Khương Thượng, Quận Đống Đa, Hà Nội (đến 30/06/2025)"
    )


def test_a_unit_is_ended_from_the_day_after_its_last(old_ward):
    assert not old_ward.is_ended(REFORM_EVE)
    assert old_ward.is_ended(REFORM)
    assert old_ward.exists_on(REFORM_EVE)
    assert not old_ward.exists_on(REFORM)


def test_a_number_and_a_local_word_make_names():
    numbered = make_ward(name="12")
    hamlet = make_group(name="3", kind=UnitKind.VILLAGE, parent=numbered)
    hamlet.names.update(local_word="Ấp")

    assert numbered.full_name == "Phường 12"
    assert Unit.objects.get(pk=hamlet.pk).full_name == "Ấp 3"


def test_a_name_is_composed_and_its_keys_follow_it():
    name = make_ward(name="Đắk  R'Lấp").names.get()

    name.name = "Hòa Bình"
    name.save()

    assert (name.folded, name.name) == ("hoa binh", "Hòa Bình")


def test_addresses_exist_for_all_but_groups():
    ward = make_ward(slug="kim-lien")

    assert ward.get_absolute_url() == "/kim-lien/"
    assert make_group(parent=ward).get_absolute_url() == ""


@pytest.mark.parametrize("slug", ["tin-tuc", "Kim-Lien", "kim--lien", "-kim", "đống"])
def test_reserved_and_malformed_address_words_are_refused(slug):
    with pytest.raises(ValidationError):
        validate_slug(slug)


def test_the_url_converter_leaves_reserved_words_to_other_paths():
    converter = UnitSlugConverter()

    assert converter.to_python("kim-lien") == "kim-lien"
    assert all(
        not word.strip("abcdefghijklmnopqrstuvwxyz0123456789-")
        for word in RESERVED_SLUGS
    )
    with pytest.raises(ValueError, match="quan-tri"):
        converter.to_python("quan-tri")


def test_a_group_with_an_address_and_a_ward_without_are_said_at_the_field():
    for unit in (Unit(tier="group", slug="to-1"), Unit(tier="commune")):
        with pytest.raises(ValidationError) as caught:
            unit.full_clean()
        assert "slug" in caught.value.message_dict


def test_what_became_names_the_main_successor_first(old_ward):
    other = make_ward(name="Đống Đa", founded_on=REFORM)
    main = make_ward(name="Kim Liên", founded_on=REFORM)
    make_succession(old=old_ward, new=other, extent="part", effective_on=REFORM)
    make_succession(
        old=old_ward, new=main, extent="part", is_main=True, effective_on=REFORM
    )

    links = old_ward.what_became()

    assert [link.new for link in links] == [main, other]
    assert all(link.is_part for link in links)
    assert [link.old for link in main.became_from()] == [old_ward]


def test_the_whole_goes_to_one_unit_only(old_ward):
    make_succession(old=old_ward, new=make_ward(), effective_on=REFORM)
    again = Succession(
        old=old_ward, new=make_ward(), extent="whole", effective_on=REFORM
    )

    with pytest.raises(ValidationError):
        again.full_clean()


def test_children_and_units_below_are_those_of_the_day(district, old_ward):
    new = make_ward(name="Kim Liên", founded_on=REFORM)
    province = shared_province()

    def children(unit, day):
        return set(Unit.objects.children_of(unit, day))

    assert children(district, REFORM_EVE) == {old_ward}
    assert children(province, REFORM_EVE) == {district}
    assert children(province, REFORM) == {new}
    assert set(Unit.objects.below(province, REFORM_EVE)) == {district, old_ward}


def test_units_are_found_by_kind_and_code_of_the_day(kept_commune):
    assert kept_commune in Unit.objects.of_kind(UnitKind.COMMUNE, REFORM_EVE)
    assert kept_commune not in Unit.objects.of_kind(UnitKind.COMMUNE, REFORM)
    assert kept_commune in Unit.objects.of_kind(UnitKind.WARD, REFORM)


def test_groups_stay_out_of_pickers_and_pages():
    group = make_group()

    assert group not in Unit.objects.without_groups()
    assert group not in Unit.objects.with_pages()
    assert group in Unit.objects.children_of(group.parent_on(), REFORM)


@pytest.mark.parametrize(
    "text",
    [
        "Khương Thượng",
        "khuong thuong",
        "KHUONG THUONG",
        "phường khương thượng",
        "p. khuong thuong",
        "khuong thuong, dong da",
        "khuong thuong, quận đống đa, hà nội",
        "khuong",
        "xóm cũ",
    ],
)
def test_search_finds_a_ward_however_it_is_typed(old_ward, text):
    make_ward(name="Kim Liên")
    UnitAlias.objects.create(unit=old_ward, text="Xóm Cũ")

    assert list(Unit.objects.search(text)) == [old_ward]


@pytest.mark.parametrize("text", ["", " ", "xã khương thượng", "khuong thuong, huế"])
def test_search_finds_nothing_where_nothing_is(old_ward, text):
    assert list(Unit.objects.search(text)) == []


def test_search_puts_exact_and_living_units_first():
    ended = make_ward(name="Kim Liên", ended_on=REFORM_EVE)
    longer = make_ward(name="Kim Liên Đông")
    living = make_ward(name="Kim Liên", founded_on=REFORM)

    assert list(Unit.objects.search("kim lien")) == [living, ended, longer]


def test_units_come_in_vietnamese_order():
    names = ["Đại", "Dương", "Cửa Nam", "Chương", "Cầu Dền"]
    for name in names:
        make_ward(name=name)

    found = Unit.objects.filter(tier="commune").in_order()

    assert [unit.name_on().name for unit in found] == [
        "Cầu Dền",
        "Chương",
        "Cửa Nam",
        "Dương",
        "Đại",
    ]


@pytest.mark.parametrize("count", [1, 12])
def test_labels_cost_the_same_for_one_and_for_many(
    count, district, django_assert_num_queries
):
    for number in range(count):
        make_ward(name=str(number + 1), parent=district)
    units = Unit.objects.filter(tier="commune").with_labels()

    with django_assert_num_queries(9):
        labels = [str(unit) for unit in units]

    assert labels[0].endswith("Quận Đống Đa, Hà Nội")


@pytest.mark.parametrize("count", [1, 12])
def test_successors_cost_the_same_for_one_and_for_many(
    count, district, django_assert_num_queries
):
    new = make_ward(name="Kim Liên", founded_on=REFORM)
    for number in range(count):
        old = make_ward(name=str(number + 1), parent=district, ended_on=REFORM_EVE)
        make_succession(old=old, new=new, effective_on=REFORM)
    units = Unit.objects.filter(ended_on=REFORM_EVE, tier="commune").with_names()

    with django_assert_num_queries(9):
        became = [
            link.new.label
            for unit in units.with_successors()
            for link in unit.what_became()
        ]

    assert became == ["Phường Kim Liên, Hà Nội"] * count


@pytest.mark.parametrize("count", [1, 12])
def test_rows_that_name_a_unit_prefetch_its_name(count, django_assert_num_queries):
    for number in range(count):
        make_contact(unit=make_ward(name=str(number + 1)))

    with django_assert_num_queries(2):
        contacts = Contact.objects.select_related("unit")
        names = [
            c.unit.full_name for c in contacts.prefetch_related(*name_lookups("unit"))
        ]

    assert len(names) == count
    assert place_lookups("unit")[0] == "unit__names"


def test_a_body_or_a_contact_of_another_unit_is_said_at_the_field():
    body = make_body()
    contact = Contact(unit=make_ward(), body=body, post="Văn phòng")
    membership = make_membership()
    membership.body = body

    for row in (contact, membership):
        with pytest.raises(ValidationError) as caught:
            row.full_clean()
        assert "body" in caught.value.message_dict


def test_bodies_are_those_of_the_day():
    body = make_body(valid_to=REFORM_EVE)

    assert list(Body.objects.current(REFORM_EVE)) == [body]
    assert list(Body.objects.current(REFORM)) == []
    assert body.title == body.kind.name
    assert str(body) == "UBND, Phường Kim Liên"


def test_changes_of_units_names_and_memberships_are_remembered(kept_commune):
    membership = make_membership()
    name = kept_commune.names.last()

    name.name = "Trung Giã Mới"
    name.save()
    membership.delete()

    assert [past.name for past in name.history.all()] == ["Trung Giã Mới", "Trung Giã"]
    assert Membership.history.filter(history_type="-").count() == 1
    assert kept_commune.history.count() == 1


def test_staff_are_members_of_today_and_portal_administrators():
    yesterday = date(2025, 12, 31)
    member = make_membership().user
    former = make_membership(valid_from=REFORM, valid_to=yesterday).user
    root = User.objects.create_superuser("root", "mật-khẩu-2026")

    assert User.objects.get(pk=member.pk).is_staff
    assert not User.objects.get(pk=former.pk).is_staff
    assert not make_user().is_staff
    assert root.is_staff
    assert root.is_superuser


def test_staff_status_is_asked_once(django_assert_num_queries):
    user = User.objects.get(pk=make_membership().user.pk)

    with django_assert_num_queries(1):
        answers = [user.is_staff, user.is_staff]

    assert answers == [True, True]


def test_an_account_has_a_name_and_a_user_name():
    user = make_user(username="nguyen.thi.hoa", full_name="Nguyễn Thị Hòa")

    assert str(user) == user.get_short_name() == "Nguyễn Thị Hòa"
    assert str(make_user(username="khong-ten")) == "khong-ten"
    with pytest.raises(ValueError, match="user name"):
        User.objects.create_user("")


def test_a_unit_without_a_name_or_a_parent_shows_nothing_rather_than_fail():
    unit = Unit.objects.create(tier="province", slug="vo-danh")

    assert (unit.full_name, unit.place_on(), unit.parent_on()) == ("", "", None)
    assert make_province(slug="khac").place_on() == ""
