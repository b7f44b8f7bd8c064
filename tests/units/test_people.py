"""Who may do what with whom: role × action × own or other ward, through HTTP."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.factories import make_membership, make_user, make_ward
from tests.second_factor import enrol
from units import people
from units.models import AuditAction, AuditEvent, Membership, Role, User
from units.scoping import permissions_of

pytestmark = pytest.mark.django_db

LIST = "admin:units_person_changelist"
OLD = "mật-khẩu-đủ-dài-2026"
BELOW = [Role.WRITER, Role.EDITOR, Role.LEADER]
ABOVE = [Role.WARD_ADMIN, Role.REVIEWER]


@pytest.fixture
def ward():
    return make_ward(name="Kim Liên")


@pytest.fixture
def other():
    return make_ward(name="Cửa Nam")


def sign_in(client, ward, role):
    """Sign in as `role` in the ward, or as portal administrator."""
    user = make_user(username="actor", is_superuser=role == "root")
    if role != "root":
        make_membership(user=user, unit=ward, role=role)
    client.force_login(user)
    return user


def person(unit, role=Role.WRITER, **fields):
    user = make_user(username=fields.pop("username", "hoa"), password=OLD, **fields)
    make_membership(user=user, unit=unit, role=role, valid_from="2025-01-01")
    return user


def new_person(unit, role=Role.WRITER, **changes):
    return {
        "username": "moi",
        "full_name": "Trần Văn Mới",
        "email": "",
        "unit": unit.pk,
        "role": role,
        "valid_from": timezone.localdate().strftime("%d/%m/%Y"),
        "valid_to": "",
        **changes,
    }


def page(user, name):
    return reverse(f"admin:units_person_{name}", args=[user.pk])


def rows(user, *new, **changes):
    """The form of a person, with their present roles in the ward and `new` ones."""
    held = list(user.memberships.all())
    data = {
        "full_name": user.full_name,
        "email": "",
        "memberships-TOTAL_FORMS": len(held) + len(new),
        "memberships-INITIAL_FORMS": len(held),
    }
    for number, one in enumerate(held):
        data |= {
            f"memberships-{number}-id": one.pk,
            f"memberships-{number}-user": user.pk,
            f"memberships-{number}-valid_to": "",
        }
    for number, row in enumerate(new, start=len(held)):
        data |= {f"memberships-{number}-{name}": row[name] for name in row}
        data[f"memberships-{number}-user"] = user.pk
    return data | changes


def role_row(unit, role):
    return {"unit": unit.pk, "role": role, "valid_from": "01/01/2026", "valid_to": ""}


def attempt(client, action, user):
    """Do `action` to the account over HTTP, and say whether it worked."""
    unit = user.memberships.get().unit
    if action == "list":
        response = client.get(reverse(LIST))
        return response.status_code == 200 and user.username in response.text
    if action == "view":
        return client.get(page(user, "change")).status_code == 200
    if action == "make":
        client.post(reverse("admin:units_person_add"), new_person(unit))
        return User.objects.filter(username="moi", memberships__unit=unit).exists()
    if action == "rename":
        client.post(page(user, "change"), rows(user, full_name="Tên Mới"))
        return User.objects.get(pk=user.pk).full_name == "Tên Mới"
    if action == "give":
        client.post(page(user, "change"), rows(user, role_row(unit, Role.EDITOR)))
        return user.memberships.filter(role=Role.EDITOR).exists()
    client.post(page(user, action))
    if action == "reset_password":
        return not User.objects.get(pk=user.pk).check_password(OLD)
    if action == "remove_second_factor":
        return not TOTPDevice.objects.filter(user=user).exists()
    return not user.memberships.filter(people.not_over(timezone.localdate())).exists()


ACTIONS = [
    "list",
    "view",
    "make",
    "rename",
    "give",
    "reset_password",
    "remove_second_factor",
    "end_roles",
]


@pytest.mark.parametrize("where", ["own", "other"])
@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("role", [*Role.values, "root"])
def test_only_the_ward_s_administrator_does_this_and_only_there(
    client, ward, other, role, action, where
):
    user = person(ward if where == "own" else other)
    enrol(user)
    sign_in(client, ward, role)

    worked = attempt(client, action, user)

    assert worked == (role == Role.WARD_ADMIN and where == "own")


CHANGES = ["rename", "give", "reset_password", "remove_second_factor", "end_roles"]


@pytest.mark.parametrize("action", CHANGES)
@pytest.mark.parametrize("role", Role.values)
def test_what_stands_above_is_seen_and_not_touched(client, ward, role, action):
    user = person(ward, role)
    if action == "give" and role == Role.EDITOR:
        user.memberships.update(role=Role.WRITER)
    enrol(user)
    sign_in(client, ward, Role.WARD_ADMIN)

    assert attempt(client, "view", user)
    assert attempt(client, action, user) == (role in BELOW)


@pytest.mark.parametrize("action", CHANGES)
@pytest.mark.parametrize(
    "who", ["elsewhere", "soon elsewhere", "portal", "disabled", "admin here too"]
)
def test_an_account_that_is_more_than_the_ward_s_is_out_of_reach(
    client, ward, other, who, action
):
    flags = {"is_superuser": who == "portal", "is_active": who != "disabled"}
    user = person(ward, **flags)
    enrol(user)
    sign_in(client, ward, Role.WARD_ADMIN)
    more = {"elsewhere": (other, Role.WRITER), "admin here too": (ward, "ward_admin")}
    if who in more:
        unit, role = more[who]
        extra = make_membership(user=user, unit=unit, role=role)
    if who == "soon elsewhere":
        extra = make_membership(
            user=user, unit=other, valid_from=timezone.localdate() + timedelta(days=9)
        )
    before = list(user.memberships.values())
    changed = User.objects.values().get(pk=user.pk)

    if who in {"portal", "disabled"}:
        attempt(client, action, user)
    else:
        row = rows(user, role_row(ward, Role.EDITOR), full_name="Tên Mới")
        client.post(page(user, action if action in ACTIONS[5:] else "change"), row)

    assert list(user.memberships.values()) == before
    assert User.objects.values().get(pk=user.pk) == changed
    assert TOTPDevice.objects.filter(user=user).exists()
    if who not in {"portal", "disabled"}:
        assert extra in user.memberships.all()


def test_who_was_elsewhere_once_belongs_to_the_ward_now(client, ward, other):
    user = person(ward)
    make_membership(
        user=user, unit=other, valid_from="2020-01-01", valid_to="2024-12-31"
    )
    sign_in(client, ward, Role.WARD_ADMIN)

    client.post(page(user, "reset_password"))

    assert not User.objects.get(pk=user.pk).check_password(OLD)


@pytest.mark.parametrize("action", CHANGES)
def test_nobody_does_this_to_themselves(client, ward, action):
    actor = sign_in(client, ward, Role.WARD_ADMIN)
    actor.set_password(OLD)
    actor.save()
    client.force_login(actor)

    assert not attempt(client, action, actor) or action == "remove_second_factor"
    assert actor.memberships.get().valid_to is None


@pytest.mark.parametrize("role", ABOVE)
def test_no_role_above_is_given_to_a_new_account(client, ward, role):
    sign_in(client, ward, Role.WARD_ADMIN)

    response = client.post(
        reverse("admin:units_person_add"), new_person(ward, role=role)
    )

    assert response.context["adminform"].form.errors["role"]
    assert not User.objects.filter(username="moi").exists()


@pytest.mark.parametrize("role", ABOVE)
def test_no_role_above_is_given_to_an_old_account(client, ward, role):
    user = person(ward)
    sign_in(client, ward, Role.WARD_ADMIN)

    client.post(page(user, "change"), rows(user, role_row(ward, role)))

    assert user.memberships.get().role == Role.WRITER


def test_no_role_is_given_in_another_ward(client, ward, other):
    user = person(ward)
    sign_in(client, ward, Role.WARD_ADMIN)

    made = client.post(reverse("admin:units_person_add"), new_person(other))
    client.post(page(user, "change"), rows(user, role_row(other, Role.WRITER)))

    assert made.context["adminform"].form.errors["unit"]
    assert not Membership.objects.filter(unit=other).exists()


def test_a_row_that_is_there_keeps_its_unit_its_role_and_its_person(
    client, ward, other
):
    user, somebody = person(ward), make_user()
    sign_in(client, ward, Role.WARD_ADMIN)
    forced = {
        "memberships-0-unit": other.pk,
        "memberships-0-role": Role.WARD_ADMIN,
        "memberships-0-user": somebody.pk,
    }

    client.post(page(user, "change"), rows(user) | forced)

    held = user.memberships.get()
    assert (held.unit, held.role) == (ward, Role.WRITER)
    assert not somebody.memberships.exists()


def test_a_row_of_somebody_else_cannot_be_sent_along(client, ward, other):
    user, theirs = person(ward), make_membership(unit=other)
    sign_in(client, ward, Role.WARD_ADMIN)
    data = rows(user) | {
        "memberships-0-id": theirs.pk,
        "memberships-0-valid_to": "01/01/2026",
    }

    client.post(page(user, "change"), data)

    theirs.refresh_from_db()
    assert theirs.valid_to is None


def test_an_old_role_as_administrator_is_not_lengthened(client, ward):
    user = person(ward)
    old = make_membership(
        user=user,
        unit=ward,
        role=Role.WARD_ADMIN,
        valid_from="2024-01-01",
        valid_to="2024-12-31",
    )
    sign_in(client, ward, Role.WARD_ADMIN)

    client.post(page(user, "change"), rows(user))

    old.refresh_from_db()
    assert old.valid_to is not None


@pytest.mark.parametrize("field", ["is_superuser", "is_active", "username"])
def test_fields_that_are_not_in_the_form_cannot_be_set(client, ward, field):
    user = person(ward)
    sign_in(client, ward, Role.WARD_ADMIN)
    before = getattr(user, field)

    client.post(page(user, "change"), rows(user, **{field: "1"}))
    client.post(reverse("admin:units_person_add"), new_person(ward, is_superuser="on"))

    assert getattr(User.objects.get(pk=user.pk), field) == before
    assert not User.objects.get(username="moi").is_superuser


def test_a_former_administrator_reaches_nobody(client, ward):
    user = person(ward)
    actor = sign_in(client, ward, Role.WARD_ADMIN)
    yesterday = timezone.localdate() - timedelta(days=1)
    actor.memberships.update(valid_from="2025-01-01", valid_to=yesterday)
    make_membership(user=actor, unit=ward, role=Role.WRITER)

    for action in ("list", "reset_password"):
        assert not attempt(client, action, user)


@pytest.mark.parametrize("role", [*Role.values, "root"])
def test_nobody_deletes_an_account_there(client, ward, role):
    user = person(ward)
    sign_in(client, ward, role)

    response = client.post(page(user, "delete"), {"post": "yes"})

    assert response.status_code == 403
    assert User.objects.filter(pk=user.pk).exists()


@pytest.mark.parametrize("role", BELOW)
def test_a_role_below_may_nothing_that_its_giver_may_not(role):
    assert permissions_of(role) <= permissions_of(Role.WARD_ADMIN)
    assert set(people.BELOW) == set(BELOW)


# How it works for those who may.


def test_a_new_account_comes_with_a_password_shown_once(client, ward):
    sign_in(client, ward, Role.WARD_ADMIN)

    response = client.post(reverse("admin:units_person_add"), new_person(ward))

    user = User.objects.get(username="moi")
    password = response.context["password"]
    assert password in response.text
    assert user.check_password(password)
    assert user.password_given_at is not None
    assert user.memberships.get().role == Role.WRITER
    assert password not in client.get(page(user, "change")).text


def test_a_name_that_is_taken_is_said_at_its_field(client, ward, other):
    make_user(username="moi")
    sign_in(client, ward, Role.WARD_ADMIN)

    response = client.post(reverse("admin:units_person_add"), new_person(ward))

    assert list(response.context["adminform"].form.errors) == ["username"]


def test_reversed_days_are_said_at_their_field(client, ward):
    sign_in(client, ward, Role.WARD_ADMIN)

    response = client.post(
        reverse("admin:units_person_add"), new_person(ward, valid_to="01/01/2020")
    )

    assert list(response.context["adminform"].form.errors) == ["valid_to"]
    assert not User.objects.filter(username="moi").exists()


def test_two_new_passwords_are_never_the_same(client, ward):
    user = person(ward)
    sign_in(client, ward, Role.WARD_ADMIN)

    first = client.post(page(user, "reset_password")).context["password"]
    second = client.post(page(user, "reset_password")).context["password"]

    assert first != second
    assert len(first) == 19
    assert User.objects.get(pk=user.pk).check_password(second)


def test_asking_first_changes_nothing(client, ward):
    user = person(ward)
    enrol(user)
    sign_in(client, ward, Role.WARD_ADMIN)

    for action in ("reset_password", "remove_second_factor", "end_roles"):
        assert client.get(page(user, action)).status_code == 200

    assert User.objects.get(pk=user.pk).check_password(OLD)
    assert TOTPDevice.objects.filter(user=user).exists()
    assert user.memberships.get().valid_to is None


def test_a_new_password_ends_sessions_and_the_pause_and_not_the_second_step(
    client, ward
):
    user = person(ward)
    enrol(user)
    theirs = type(client)()
    for _try in range(5):
        theirs.post(reverse("admin:login"), {"username": "hoa", "password": "x"})
    assert AccessAttempt.objects.exists()
    sign_in(client, ward, Role.WARD_ADMIN)

    password = client.post(page(user, "reset_password")).context["password"]
    answer = theirs.post(
        reverse("admin:login"), {"username": "hoa", "password": password}
    )

    assert answer.url.startswith(reverse("account:code"))
    assert TOTPDevice.objects.filter(user=user).exists()


def test_roles_that_began_end_yesterday_and_those_to_come_never_were(client, ward):
    user = person(ward)
    today = timezone.localdate()
    make_membership(user=user, unit=ward, role=Role.EDITOR, valid_from=today)
    sign_in(client, ward, Role.WARD_ADMIN)

    client.post(page(user, "end_roles"))

    held = user.memberships.get()
    assert held.valid_to == today - timedelta(days=1)
    assert Membership.history.filter(history_type="-", role=Role.EDITOR).exists()


def test_the_portal_administrator_has_the_same_buttons_among_accounts(client, ward):
    user = person(ward, Role.WARD_ADMIN)
    enrol(user)
    sign_in(client, ward, "root")
    shown = client.get(reverse("admin:units_user_change", args=[user.pk])).text

    address = reverse("admin:units_user_reset_password", args=[user.pk])
    password = client.post(address).context["password"]

    assert address in shown
    assert User.objects.get(pk=user.pk).check_password(password)


def test_the_portal_administrator_does_not_reset_their_own(client, ward):
    actor = sign_in(client, ward, "root")

    response = client.post(reverse("admin:units_user_reset_password", args=[actor.pk]))

    assert response.status_code == 403


@pytest.mark.parametrize("way", ["add", "password"])
def test_a_password_chosen_for_somebody_else_is_changed_at_sign_in(client, ward, way):
    user = person(ward)
    sign_in(client, ward, "root")
    typed = {"usable_password": "true", "password1": OLD + "x", "password2": OLD + "x"}

    if way == "add":
        client.post(reverse("admin:units_user_add"), {"username": "moi", **typed})
        user = User.objects.get(username="moi")
    else:
        client.post(f"/quan-tri/units/user/{user.pk}/password/", typed)

    assert User.objects.get(pk=user.pk).password_given_at is not None


@pytest.mark.parametrize("count", [1, 15])
def test_the_list_costs_the_same_for_one_and_for_many(
    client, ward, count, django_assert_max_num_queries
):
    for number in range(count):
        person(ward, username=f"nguoi-{number}")
    sign_in(client, ward, Role.WARD_ADMIN)

    with django_assert_max_num_queries(15):
        response = client.get(reverse(LIST))

    assert response.context["cl"].result_count == count + 1


def test_what_is_done_to_people_is_in_the_log_of_the_ward(client, ward):
    actor = sign_in(client, ward, Role.WARD_ADMIN)
    client.post(reverse("admin:units_person_add"), new_person(ward))
    user = User.objects.get(username="moi")
    enrol(user)

    client.post(page(user, "reset_password"))
    client.post(page(user, "remove_second_factor"))
    client.post(page(user, "end_roles"))

    events = AuditEvent.objects.filter(unit=ward, by=actor).order_by("pk")
    assert [event.action for event in events][-5:] == [
        AuditAction.ACCOUNT_MADE,
        AuditAction.ROLE_GIVEN,
        AuditAction.PASSWORD_RESET,
        AuditAction.SECOND_FACTOR_REMOVED,
        AuditAction.ROLE_TAKEN,
    ]
    assert all("moi" in event.subject for event in list(events)[-5:])


def test_the_desk_leads_to_the_people_and_the_log(client, ward):
    sign_in(client, ward, Role.WARD_ADMIN)

    page = client.get("/quan-tri/").text

    assert reverse(LIST) in page
    assert reverse("admin:units_auditevent_changelist") in page
    assert reverse("admin:units_user_changelist") not in page
