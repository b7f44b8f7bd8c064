"""Signing in: throttled, alike for known and unknown names, staff by membership."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_membership, make_user, make_ward
from units.models import Role

pytestmark = pytest.mark.django_db

WRONG = "sai-mật-khẩu"
PASSWORD = "mật-khẩu-đủ-dài-2026"


@pytest.fixture
def writer():
    user = make_user(username="writer", password=PASSWORD)
    make_membership(user=user, unit=make_ward(), role=Role.WRITER)
    return user


def sign_in(client, username="writer", password=WRONG, **headers):
    return client.post(
        reverse("admin:login"),
        {"username": username, "password": password},
        headers=headers,
    )


def fail_from(client, address, *, times, usernames="writer"):
    """Fail `times` times; `usernames` may have a place for the number of the try."""
    for number in range(times):
        client.post(
            reverse("admin:login"),
            {"username": usernames.format(number), "password": WRONG},
            REMOTE_ADDR=address.format(number),
        )


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_a_member_signs_in_and_reaches_the_desk(client, writer):
    sign_in(client, password=PASSWORD)

    assert client.get(reverse("admin:index")).status_code == 200


def test_an_account_without_a_membership_of_today_does_not_reach_the_desk(client):
    user = make_user(username="former", password=PASSWORD)
    make_membership(
        user=user,
        unit=make_ward(),
        role=Role.WRITER,
        valid_from=timezone.localdate() - timedelta(days=9),
        valid_to=timezone.localdate() - timedelta(days=1),
    )

    sign_in(client, username="former", password=PASSWORD)

    assert client.get(reverse("admin:index")).status_code == 302


def test_after_five_failures_even_the_right_password_is_refused(client, writer):
    for _ in range(5):
        sign_in(client)

    response = sign_in(client, password=PASSWORD)

    assert response.status_code == 429
    assert not is_signed_in(client)


def test_a_forged_address_does_not_reset_the_count(client, writer):
    for number in range(5):
        sign_in(client, x_forwarded_for=f"203.0.113.{number}")

    response = sign_in(client, password=PASSWORD, x_forwarded_for="203.0.113.99")

    assert response.status_code == 429
    assert not is_signed_in(client)


def test_another_account_is_not_locked_with_the_first(client, writer):
    for _ in range(5):
        sign_in(client, username="somebody-else")

    sign_in(client, password=PASSWORD)

    assert is_signed_in(client)


def test_addresses_of_one_connection_are_one_to_the_throttle(client, writer):
    fail_from(client, "2001:db8:1:2::{0:x}", times=5)

    response = client.post(
        reverse("admin:login"),
        {"username": "writer", "password": PASSWORD},
        REMOTE_ADDR="2001:db8:1:2:ffff::1",
    )

    assert response.status_code == 429
    assert not is_signed_in(client)


def test_another_connection_is_not_locked(client, writer):
    fail_from(client, "2001:db8:1:2::{0:x}", times=5)

    client.post(
        reverse("admin:login"),
        {"username": "writer", "password": PASSWORD},
        REMOTE_ADDR="2001:db8:1:3::1",
    )

    assert is_signed_in(client)


def test_an_address_cannot_try_any_number_of_accounts(client, writer):
    fail_from(client, "203.0.113.5", times=30, usernames="name{}")

    response = client.post(
        reverse("admin:login"),
        {"username": "writer", "password": PASSWORD},
        REMOTE_ADDR="203.0.113.5",
    )

    assert response.status_code == 429
    assert not is_signed_in(client)


def test_an_office_may_fail_now_and_then(client, writer):
    fail_from(client, "203.0.113.5", times=29, usernames="name{}")

    client.post(
        reverse("admin:login"),
        {"username": "writer", "password": PASSWORD},
        REMOTE_ADDR="203.0.113.5",
    )

    assert is_signed_in(client)


def test_trying_while_locked_does_not_lock_for_longer(client, writer, time_machine):
    begin = timezone.now()
    fail_from(client, "203.0.113.5", times=30, usernames="name{}")
    time_machine.move_to(begin + timedelta(minutes=20))
    fail_from(client, "203.0.113.5", times=30, usernames="name{}")
    time_machine.move_to(begin + timedelta(minutes=31))

    client.post(
        reverse("admin:login"),
        {"username": "writer", "password": PASSWORD},
        REMOTE_ADDR="203.0.113.5",
    )

    assert is_signed_in(client)


@pytest.mark.parametrize(
    "name",
    ["x" * 151, "x" * 60_000, "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 100],
)
def test_a_name_longer_than_any_account_is_refused_unrecorded(client, name):
    response = sign_in(client, username=name)

    assert response.status_code == 200
    assert "username" in response.context["form"].errors
    assert not AccessAttempt.objects.exists()


def test_three_million_letters_of_name_are_not_read(client):
    assert sign_in(client, username="x" * 3_000_000).status_code == 413


def test_signing_in_leads_to_the_desk(client, writer):
    response = sign_in(client, password=PASSWORD)

    assert response["Location"] == reverse("admin:index")


def test_known_and_unknown_names_get_the_same_answer(client, writer):
    known = sign_in(client)
    unknown = sign_in(client, username="nobody")

    assert known.status_code == unknown.status_code
    errors = [page.context["form"].non_field_errors() for page in (known, unknown)]
    assert errors[0] == errors[1]


def test_signing_out_needs_a_post(client, writer):
    sign_in(client, password=PASSWORD)

    refused = client.get(reverse("admin:logout"))
    assert refused.status_code == 405
    assert is_signed_in(client)

    client.post(reverse("admin:logout"))
    assert not is_signed_in(client)


def test_a_session_is_new_after_signing_in(client, writer):
    client.get(reverse("admin:login"))
    before = client.session.session_key

    sign_in(client, password=PASSWORD)

    assert client.session.session_key != before


def test_a_changed_password_ends_other_sessions(client, writer):
    client.force_login(writer)

    writer.set_password(PASSWORD + "-mới")
    writer.save()

    assert client.get(reverse("admin:index")).status_code == 302


def test_a_disabled_account_is_out_at_the_next_request(client, writer):
    client.force_login(writer)

    writer.is_active = False
    writer.save()

    assert client.get(reverse("admin:index")).status_code == 302


@pytest.mark.parametrize("password", ["ngắn", "password1234"])
def test_short_and_common_passwords_are_refused(password):

    with pytest.raises(ValidationError):
        validate_password(password)


def test_a_long_phrase_needs_no_special_signs():

    assert validate_password("ao làng có con cá vàng rất to" * 3) is None
