"""Every page about accounts, read for English left over."""

import pytest
from django.urls import reverse

from tests.factories import make_membership, make_user, make_ward
from tests.second_factor import enrol
from tests.test_translations import english_in, texts_of
from units.models import Role

pytestmark = pytest.mark.django_db

PASSWORD = "mật-khẩu-đủ-dài-2026"


@pytest.fixture
def ward():
    return make_ward(name="Kim Liên")


@pytest.fixture
def administrator(client, ward):
    user = make_user(username="quantri", password=PASSWORD)
    make_membership(user=user, unit=ward, role=Role.WARD_ADMIN)
    client.force_login(user)
    return user


@pytest.fixture
def hoa(ward):
    user = make_user(username="hoa", password=PASSWORD)
    make_membership(user=user, unit=ward)
    enrol(user)
    return user


def english_on(client, address, data=None, status=200):
    """The English of a page, of a form sent empty, or of a form sent with `data`."""
    answer = client.get(address) if data is None else client.post(address, data)
    assert answer.status_code == status
    return english_in(texts_of(answer))


@pytest.mark.parametrize("name", ["security", "set_up", "change_password"])
def test_pages_of_one_s_own_account(client, administrator, name):
    assert english_on(client, reverse(f"account:{name}")) == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("change_password", {}),
        ("change_password", {"old_password": "x", "new_password1": "a"}),
        (
            "change_password",
            {
                "old_password": PASSWORD,
                "new_password1": "password",
                "new_password2": "password",
            },
        ),
        ("set_up", {"set_up-current_step": "generator"}),
        ("set_up", {"set_up-current_step": "generator", "generator-token": "1"}),
        ("set_up", {"set_up-current_step": "generator", "generator-token": "000000"}),
    ],
)
def test_what_their_forms_complain_of(client, administrator, name, data):
    client.get(reverse("account:set_up"))

    assert english_on(client, reverse(f"account:{name}"), data) == []


@pytest.mark.parametrize("name", ["code", "recovery"])
@pytest.mark.parametrize("token", [None, "", "1", "000000"])
def test_the_second_step(client, hoa, name, token):
    client.post(reverse("admin:login"), {"username": "hoa", "password": PASSWORD})
    data = None if token is None else {"otp_token": token}

    for _try in range(3):  # the second wrong one is told to wait
        assert english_on(client, reverse(f"account:{name}"), data) == []


@pytest.mark.parametrize("name", ["recovery_codes", "remove"])
def test_pages_that_ask_for_the_password(client, administrator, name):
    page = "wizard_set_up"
    client.get(reverse("account:set_up"))
    assert page in client.session
    enrol(administrator)
    session = client.session
    session["otp_device_id"] = administrator.totpdevice_set.get().persistent_id
    session.save()
    address = reverse(f"account:{name}")

    assert english_on(client, address) == []
    assert english_on(client, address, {"password": "x"}) == []
    assert english_on(client, reverse("account:security")) == []


@pytest.mark.parametrize("page", ["changelist", "add"])
def test_the_people_of_a_ward(client, administrator, hoa, page):
    assert english_on(client, reverse(f"admin:units_person_{page}")) == []


@pytest.mark.parametrize(
    "page",
    ["change", "history", "reset_password", "remove_second_factor", "end_roles"],
)
def test_one_person_of_a_ward(client, administrator, hoa, page):
    address = reverse(f"admin:units_person_{page}", args=[hoa.pk])

    assert english_on(client, address) == []


def test_a_new_password_and_an_empty_form(client, administrator, hoa):
    address = reverse("admin:units_person_reset_password", args=[hoa.pk])

    assert english_on(client, address, {}) == []
    assert english_on(client, reverse("admin:units_person_add"), {}) == []


def test_the_log(client, administrator, hoa):
    first = administrator.memberships.get().unit.audit_events.first()

    assert english_on(client, reverse("admin:units_auditevent_changelist")) == []
    one = reverse("admin:units_auditevent_change", args=[first.pk])
    assert english_on(client, one) == []
