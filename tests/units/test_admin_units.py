"""The admin of units through its own addresses: rows judged together, lists that hold."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import (
    make_body,
    make_contact,
    make_district,
    make_membership,
    make_succession,
    make_user,
    make_ward,
    shared_province,
)
from units.models import Contact, Membership, Role, Unit, UnitKind, UnitName, User

pytestmark = pytest.mark.django_db

REFORM_EVE, REFORM = date(2025, 6, 30), date(2025, 7, 1)
LIST = "admin:units_unit_changelist"


@pytest.fixture
def root(client):
    user = make_user(username="root", is_superuser=True)
    client.force_login(user)
    return user


@pytest.fixture
def ward():
    return make_ward(name="Kim Liên", code="00229")


def rows(prefix, *given, initial=0):
    data = {
        f"{prefix}-TOTAL_FORMS": len(given),
        f"{prefix}-INITIAL_FORMS": initial,
        f"{prefix}-MIN_NUM_FORMS": 0,
        f"{prefix}-MAX_NUM_FORMS": 1000,
    }
    for number, row in enumerate(given):
        data |= {f"{prefix}-{number}-{field}": value for field, value in row.items()}
    return data


def name_row(name="", **fields):
    return {
        "kind": UnitKind.WARD,
        "name": name,
        "local_word": "",
        "code": "",
        "group_of": "",
        "valid_from": "",
        "valid_to": "",
        **fields,
    }


def parent_row(parent, **fields):
    return {"parent": parent.pk, "valid_from": "", "valid_to": "", **fields}


def unit_data(names, parents=(), **fields):
    has_ids = any("id" in row for row in names)
    return {
        "tier": "commune",
        "slug": "kim-lien",
        "founded_on": "",
        "ended_on": "",
        "custodian": "",
        **rows("names", *names, initial=sum("id" in row for row in names)),
        **rows("parents", *parents, initial=sum("id" in row for row in parents)),
        **({} if not has_ids else empty_rows()),
        **fields,
    }


def empty_rows():
    data = {}
    for prefix in ("successors", "predecessors", "aliases", "contacts"):
        data |= rows(prefix)
    return data


def add(client, names, parents=(), **fields):
    return client.post(
        reverse("admin:units_unit_add"), unit_data(names, parents, **fields)
    )


def change(client, unit, names, parents=(), **fields):
    address = reverse("admin:units_unit_change", args=[unit.pk])
    return client.post(address, unit_data(names, parents, slug=unit.slug, **fields))


def existing(row, **fields):
    kept = {"id": row.pk, "unit": row.unit_id}
    return name_row(row.name, **kept, code=row.code, **fields)


def faults(response):
    """Messages at fields and over tables, by table."""
    found = dict(response.context["adminform"].form.errors)
    for inline in response.context["inline_admin_formsets"]:
        for errors in inline.formset.errors:
            found |= errors
    return {field: [str(message) for message in said] for field, said in found.items()}


def test_a_unit_is_founded_with_its_name_and_parent(client, root):
    response = add(client, [name_row("Kim Liên")], [parent_row(shared_province())])

    unit = Unit.objects.get(slug="kim-lien")
    assert response.status_code == 302
    assert unit.label == "Phường Kim Liên, Hà Nội"
    assert unit.names.get().history.count() == 1


def test_a_reversed_period_is_said_at_its_field_and_nothing_is_stored(client, root):
    reversed_days = {"valid_from": "01/07/2025", "valid_to": "30/06/2025"}

    response = add(
        client,
        [name_row("Kim Liên", **reversed_days)],
        [parent_row(shared_province(), **reversed_days)],
    )

    assert response.status_code == 200
    assert faults(response) == {
        "valid_to": ["Ngày cuối cùng sớm hơn ngày đầu tiên."],
    }
    assert b"Kim Li\xc3\xaan" in response.content
    assert not Unit.objects.filter(slug="kim-lien").exists()


def test_a_reversed_life_is_said_at_its_field(client, root):
    days = {"founded_on": "01/07/2025", "ended_on": "30/06/2025"}

    response = add(client, [name_row("Kim Liên")], **days)

    assert list(faults(response)) == ["ended_on"]


def test_a_reversed_membership_is_said_at_its_field(client, root, ward):
    response = client.post(
        reverse("admin:units_membership_add"),
        {
            "user": make_user().pk,
            "unit": ward.pk,
            "role": Role.WRITER,
            "valid_from": "01/07/2025",
            "valid_to": "30/06/2025",
        },
    )

    assert response.status_code == 200
    assert list(faults(response)) == ["valid_to"]
    assert not Membership.objects.exists()


def test_one_name_ends_and_the_next_begins_in_one_step(client, root, ward):
    old = ward.names.get()

    response = change(
        client,
        ward,
        [
            existing(old, valid_to="30/06/2025"),
            name_row("Kim Liên Mới", code="00229", valid_from="01/07/2025"),
        ],
    )

    assert response.status_code == 302
    assert ward.full_name_on(REFORM_EVE) == "Phường Kim Liên"
    assert ward.full_name_on(REFORM) == "Phường Kim Liên Mới"


def test_the_border_between_two_names_moves_in_one_step(client, root, ward):
    ward.names.update(valid_to=REFORM_EVE)
    UnitName.objects.create(
        unit=ward, kind=UnitKind.WARD, name="Mới", valid_from=REFORM
    )
    old, new = ward.names.all()

    response = change(
        client,
        ward,
        [
            existing(old, valid_to="31/07/2025"),
            existing(new, valid_from="01/08/2025"),
        ],
    )

    assert response.status_code == 302
    assert ward.full_name_on(date(2025, 7, 15)) == "Phường Kim Liên"


def test_overlapping_names_are_said_at_the_row(client, root, ward):
    old = ward.names.get()

    response = change(
        client,
        ward,
        [
            existing(old, valid_to="30/06/2025"),
            name_row("Mới", valid_from="30/06/2025"),
        ],
    )

    assert response.status_code == 200
    assert "valid_from" in faults(response)
    assert ward.names.count() == 1


def test_two_open_names_of_a_new_unit_are_said_at_the_row(client, root):
    response = add(client, [name_row("Kim Liên"), name_row("Đống Đa")])

    assert list(faults(response)) == ["valid_from"]


def test_a_code_of_another_unit_is_said_at_its_field(client, root, ward):
    response = add(client, [name_row("Láng", code="00229")], slug="lang")

    assert list(faults(response)) == ["code"]


def test_a_group_with_a_label_that_is_taken_is_said_at_its_field(client, root, ward):
    group = {
        "kind": UnitKind.RESIDENTIAL_GROUP,
        "group_of": ward.pk,
    }
    first = add(
        client, [name_row("5", **group)], [parent_row(ward)], tier="group", slug=""
    )

    second = add(
        client, [name_row("5", **group)], [parent_row(ward)], tier="group", slug=""
    )

    assert first.status_code == 302
    assert list(faults(second)) == ["name"]


def test_a_parent_of_a_lower_level_is_said_at_its_field(client, root, ward):
    response = add(client, [name_row("Láng")], [parent_row(ward)], slug="lang")

    assert list(faults(response)) == ["parent"]


def test_a_kind_of_another_level_is_said_at_its_field(client, root):
    response = add(client, [name_row("Láng", kind=UnitKind.MUNICIPALITY)])

    assert list(faults(response)) == ["kind"]


def test_a_unit_without_a_name_is_refused(client, root):
    response = add(client, [])

    assert response.status_code == 200
    assert not Unit.objects.exists()


def test_a_reserved_address_is_said_at_its_field(client, root):
    response = add(client, [name_row("Tin Tức")], slug="tin-tuc")

    assert list(faults(response)) == ["slug"]


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_costs_the_same_for_one_and_for_many(
    client, root, count, django_assert_num_queries
):
    district = make_district()
    for number in range(count):
        make_ward(name=str(number + 1), parent=district)

    with django_assert_num_queries(15):  # three for the badge of what waits
        response = client.get(reverse(LIST))

    assert response.context["cl"].result_count == count + 2


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "khuong thuong"}, 1),
        ({"q": "KHƯƠNG THƯỢNG, đống đa"}, 1),
        ({"q": "00229"}, 1),
        ({"tier__exact": "commune"}, 2),
        ({"kind": "urban_district"}, 1),
        ({"life": "ended"}, 1),
        ({"life": "living", "q": "lien"}, 1),
        ({"groups": "only"}, 0),
        ({"groups": "all"}, 4),
    ],
)
def test_the_list_is_searched_and_filtered(client, root, ward, query, found):
    district = make_district()
    make_ward(name="Khương Thượng", parent=district, ended_on=REFORM_EVE)

    response = client.get(reverse(LIST), query)

    assert response.context["cl"].result_count == found


def test_the_list_is_not_a_way_to_other_tables(client, root, ward):
    make_membership(unit=ward)

    response = client.get(reverse(LIST), {"memberships__user__username": "user1"})

    assert response.status_code in (302, 400)


@pytest.mark.parametrize("count", [1, 15])
def test_the_picker_tells_namesakes_apart(
    client, root, count, django_assert_max_num_queries
):
    district = make_district(ended_on=REFORM_EVE)
    for number in range(count):
        make_ward(name=f"An Hòa {number}", parent=district, ended_on=REFORM_EVE)
    picker = {"app_label": "units", "model_name": "membership", "field_name": "unit"}

    with django_assert_max_num_queries(12):
        response = client.get(
            reverse("admin:autocomplete"), {**picker, "term": "an hoa"}
        )

    labels = [found["text"] for found in response.json()["results"]]
    assert len(labels) == count
    assert labels[0] == "Phường An Hòa 0, Quận Đống Đa, Hà Nội (đến 30/06/2025)"


@pytest.mark.parametrize("model", ["unit", "unitname", "unitparent"])
def test_histories_are_shown(client, root, ward, model):
    pk = {
        "unit": ward.pk,
        "unitname": ward.names.get().pk,
        "unitparent": ward.parents.get().pk,
    }[model]

    page = client.get(reverse(f"admin:units_{model}_history", args=[pk]))
    change_page = client.get(reverse(f"admin:units_{model}_change", args=[pk]))

    assert page.status_code == change_page.status_code == 200


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("page", ["unit", "user", "membership", "bodykind"])
def test_units_and_accounts_are_for_portal_administrators(client, ward, role, page):
    client.force_login(make_membership(unit=ward, role=role).user)

    listed = client.get(reverse(f"admin:units_{page}_changelist"))
    added = client.post(reverse(f"admin:units_{page}_add"), {})

    assert (listed.status_code, added.status_code) == (403, 403)


def contact_data(unit, **fields):
    return {
        "unit": unit.pk,
        "body": "",
        "post": "Chủ tịch UBND",
        "name": "Nguyễn Thị Hòa",
        "phone": "024 3852 0000",
        "email": "",
        "office_hours": "",
        "order": 1,
        **fields,
    }


def test_a_ward_administrator_keeps_the_contacts_of_the_ward(client, ward):
    other = make_ward(name="Láng")
    theirs = make_contact(unit=other)
    client.force_login(make_membership(unit=ward, role=Role.WARD_ADMIN).user)

    added = client.post(reverse("admin:units_contact_add"), contact_data(ward))
    forced = client.post(reverse("admin:units_contact_add"), contact_data(other))
    listed = client.get(reverse("admin:units_contact_changelist"))
    opened = client.get(reverse("admin:units_contact_change", args=[theirs.pk]))

    assert added.status_code == 302
    assert list(faults(forced)) == ["unit"]
    assert listed.context["cl"].result_count == 1
    assert opened.status_code == 302
    assert Contact.objects.filter(unit=other).count() == 1


def test_a_writer_does_not_keep_contacts(client, ward):
    client.force_login(make_membership(unit=ward, role=Role.WRITER).user)

    response = client.get(reverse("admin:units_contact_changelist"))

    assert response.status_code == 403


def test_a_contact_cannot_take_a_body_of_another_ward(client, ward):
    body = make_body(unit=make_ward(name="Láng"))
    client.force_login(make_membership(unit=ward, role=Role.WARD_ADMIN).user)

    response = client.post(
        reverse("admin:units_contact_add"), contact_data(ward, body=body.pk)
    )

    assert list(faults(response)) == ["body"]


@pytest.mark.parametrize("count", [1, 15])
@pytest.mark.parametrize("page", ["contact", "body", "membership", "user"])
def test_lists_beside_units_cost_the_same_for_one_and_for_many(
    client, root, page, count, django_assert_max_num_queries
):
    for number in range(count):
        unit = make_ward(name=str(number + 1))
        make_membership(unit=unit, body=make_body(unit=unit))
        make_contact(unit=unit)

    with django_assert_max_num_queries(18):
        response = client.get(reverse(f"admin:units_{page}_changelist"))

    assert response.context["cl"].result_count >= count


def test_an_account_is_made_and_given_a_role(client, root, ward):
    password = "mật-khẩu-dài-2026"
    made = client.post(
        reverse("admin:units_user_add"),
        {
            "username": "hoa",
            "full_name": "Nguyễn Thị Hòa",
            "usable_password": "true",
            "password1": password,
            "password2": password,
        },
    )
    user = User.objects.get(username="hoa")
    given = client.post(
        reverse("admin:units_user_change", args=[user.pk]),
        {
            "username": "hoa",
            "full_name": "Nguyễn Thị Hòa",
            "email": "",
            "is_active": "on",
            **rows(
                "memberships",
                {
                    "unit": ward.pk,
                    "body": "",
                    "role": Role.WRITER,
                    "valid_from": "01/07/2025",
                    "valid_to": "",
                },
            ),
        },
    )

    assert (made.status_code, given.status_code) == (302, 302)
    assert user.memberships.get().unit == ward
    assert user.check_password(password)


def test_a_role_given_twice_is_said_at_the_row(client, root, ward):
    user = make_user(username="hoa")
    row = {
        "unit": ward.pk,
        "body": "",
        "role": Role.WRITER,
        "valid_from": "01/07/2025",
        "valid_to": "",
    }

    response = client.post(
        reverse("admin:units_user_change", args=[user.pk]),
        {"username": "hoa", "is_active": "on", **rows("memberships", row, row)},
    )

    assert list(faults(response)) == ["valid_from"]
    assert not user.memberships.exists()


@pytest.mark.parametrize("count", [1, 15])
def test_the_picker_of_bodies_says_whose_they_are(
    client, ward, count, django_assert_max_num_queries
):
    make_body(unit=make_ward(name="Láng"))
    for number in range(count):
        make_body(unit=ward, name=f"Tổ công tác {number}")
    client.force_login(make_membership(unit=ward, role=Role.WARD_ADMIN).user)
    picker = {"app_label": "units", "model_name": "contact", "field_name": "body"}

    with django_assert_max_num_queries(9):
        response = client.get(reverse("admin:autocomplete"), {**picker, "term": ""})

    labels = [found["text"] for found in response.json()["results"]]
    assert len(labels) == count
    assert labels[0] == "Tổ công tác 0, Phường Kim Liên"


def test_a_portal_administrator_searches_for_the_unit_of_a_contact(
    client, root, ward, django_assert_max_num_queries
):
    for number in range(15):
        make_ward(name=str(number))

    with django_assert_max_num_queries(10):
        page = client.get(reverse("admin:units_contact_add"))

    assert "admin-autocomplete" in page.content.decode()
    assert page.content.decode().count("<option") < 10


@pytest.mark.parametrize("count", [1, 12])
def test_the_page_of_a_unit_costs_little_for_each_row(
    client, root, ward, count, django_assert_max_num_queries
):
    for number in range(count):
        old = make_ward(name=str(number), ended_on=REFORM_EVE)
        make_succession(old=old, new=ward, effective_on=REFORM)
    address = reverse("admin:units_unit_change", args=[ward.pk])

    with django_assert_max_num_queries(27 + 2 * count):
        page = client.get(address)

    assert page.status_code == 200


@pytest.mark.parametrize("page", ["unit", "user", "membership", "body", "contact"])
def test_every_page_opens_for_a_portal_administrator(client, root, ward, page):
    body = make_body(unit=ward)
    pk = {
        "unit": ward.pk,
        "user": root.pk,
        "membership": make_membership(unit=ward).pk,
        "body": body.pk,
        "contact": make_contact(unit=ward, body=body).pk,
    }[page]
    addresses = [
        reverse(f"admin:units_{page}_{kind}") for kind in ("changelist", "add")
    ]
    addresses += [
        reverse(f"admin:units_{page}_{kind}", args=[pk])
        for kind in ("change", "history", "delete")
    ]

    codes = [client.get(address).status_code for address in addresses]

    assert codes == [200] * 5
