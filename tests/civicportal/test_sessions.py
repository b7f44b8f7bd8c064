from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.utils import timezone

from tests.factories import make_user

pytestmark = pytest.mark.django_db
DESK = "/quan-tri/"


@pytest.fixture
def admin(client):
    """A signed-in administrator's client."""
    client.force_login(make_user(username="admin-of-sessions", is_superuser=True))
    return client


def is_signed_in(client):
    return client.get(DESK).status_code == 200


def at(hours):
    return time_machine.travel(timezone.now() + timedelta(hours=hours), tick=False)


def test_a_session_is_over_after_four_idle_hours(admin):
    with at(hours=3.9):
        assert is_signed_in(admin)
    with at(hours=3.9 + 4.1):
        assert not is_signed_in(admin)


def test_work_keeps_a_session_alive_but_not_beyond_twelve_hours(admin):
    for hour in range(12):
        with at(hours=hour):
            assert is_signed_in(admin), hour

    with at(hours=12.1):
        assert not is_signed_in(admin)


def test_an_over_old_session_is_removed_from_the_database(admin):
    with at(hours=3):
        is_signed_in(admin)
    with at(hours=6):
        is_signed_in(admin)
    with at(hours=9):
        is_signed_in(admin)

    with at(hours=12.5):
        is_signed_in(admin)

    assert Session.objects.count() == 0


def test_signing_in_again_after_the_limit_begins_anew(admin):
    with at(hours=13):
        assert not is_signed_in(admin)
        admin.force_login(make_user(username="second", is_superuser=True))
        assert is_signed_in(admin)
    with at(hours=16):
        assert is_signed_in(admin)


def test_quick_work_does_not_write_the_session_each_time(admin):
    is_signed_in(admin)
    before = Session.objects.get().expire_date

    with at(hours=0.1):
        assert "sessionid" not in admin.get(DESK).cookies

    assert Session.objects.get().expire_date == before


def test_a_public_page_gives_no_cookie_and_renews_none(client, admin):
    with at(hours=2):
        assert not admin.get("/healthz").cookies
    assert not client.get("/healthz").cookies


def test_a_key_that_was_never_given_is_not_taken_over(client):
    client.cookies["sessionid"] = "a" * 32

    assert not is_signed_in(client)
    assert Session.objects.count() == 0
