"""The beacon and the picture, through the whole stack of middleware."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from traffic.counting import total_for
from traffic.folding import fold

from .conftest import FIREFOX, LEAFLET

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser():
    return Client(
        enforce_csrf_checks=True,
        headers={"User-Agent": FIREFOX, "Sec-Fetch-Site": "same-origin"},
    )


def send_beacon(browser, **form):
    return browser.post(
        "/dem/",
        "&".join(f"{key}={value}" for key, value in form.items()),
        content_type="application/x-www-form-urlencoded;charset=UTF-8",
    )


def test_a_beacon_counts_and_asks_the_database_nothing(browser):
    with CaptureQueriesContext(connection) as queries:
        response = send_beacon(browser, kind=LEAFLET, id=1)

    fold()

    assert response.status_code == 204
    assert len(queries) == 0
    assert total_for(LEAFLET, 1) == 1


def test_the_picture_counts_a_reader_without_javascript(browser):
    response = browser.get(f"/dem/{LEAFLET}/1.gif")

    fold()

    assert response["Content-Type"] == "image/gif"
    assert response.content.startswith(b"GIF89a")
    assert total_for(LEAFLET, 1) == 1


def test_beacon_and_picture_of_one_reader_are_one_view(browser):
    send_beacon(browser, kind=LEAFLET, id=1)
    browser.get(f"/dem/{LEAFLET}/1.gif")

    fold()

    assert total_for(LEAFLET, 1) == 1


@pytest.mark.parametrize("address", ["/dem/", f"/dem/{LEAFLET}/1.gif"])
def test_neither_answer_is_stored_or_sets_a_cookie_or_varies(browser, address):
    ask = browser.post if address == "/dem/" else browser.get

    response = ask(address, {"kind": LEAFLET, "id": 1})

    assert response.status_code in (200, 204)
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    assert not response.has_header("Vary")


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"kind": LEAFLET},
        {"kind": "unknown.kind", "id": 1},
        {"kind": LEAFLET, "id": 0},
        {"kind": LEAFLET, "id": -1},
        {"kind": LEAFLET, "id": "1e3"},
        {"kind": LEAFLET, "id": 2**63},
        {"kind": LEAFLET, "id": "9" * 400},
        {"kind": LEAFLET, "id": "%00"},
        {"kind": "%FF", "id": "1"},
    ],
)
def test_what_nothing_is_called_is_refused_without_a_trace(browser, spool, form):
    with CaptureQueriesContext(connection) as queries:
        response = send_beacon(browser, **form)

    assert response.status_code == 400
    assert len(queries) == 0
    assert not spool.exists()


def test_a_large_body_is_refused_unread(browser):
    response = send_beacon(browser, kind=LEAFLET, id=1, more="x" * 2000)

    assert response.status_code == 400


@pytest.mark.parametrize(
    "path", ["/dem/unknown.kind/1.gif", f"/dem/{LEAFLET}/0.gif", "/dem/x/-1.gif"]
)
def test_a_picture_of_nothing_is_missing(browser, path):
    assert browser.get(path).status_code == 404


def test_a_beacon_is_sent_and_a_picture_is_fetched(browser):
    assert browser.get("/dem/").status_code == 405
    assert browser.head(f"/dem/{LEAFLET}/1.gif").status_code == 405


def test_staff_are_not_counted(browser, settings):
    browser.cookies[settings.SESSION_COOKIE_NAME] = "anything"
    send_beacon(browser, kind=LEAFLET, id=1)

    assert fold() == 0


def test_a_forged_address_makes_no_new_reader(browser):
    for number in range(60):
        browser.post(
            "/dem/",
            {"kind": LEAFLET, "id": 1},
            headers={"X-Forwarded-For": f"198.51.100.{number}"},
        )

    fold()

    assert total_for(LEAFLET, 1) == 1


@pytest.mark.parametrize("proxies", [1, 2])
def test_readers_behind_our_own_proxies_are_told_apart(browser, settings, proxies):
    settings.TRUSTED_PROXY_COUNT = proxies
    for number in range(1, 6):
        forwarded = ", ".join([f"198.51.100.{number}", "192.0.2.9"][:proxies])
        browser.post(
            "/dem/", {"kind": LEAFLET, "id": 1}, headers={"X-Forwarded-For": forwarded}
        )

    fold()

    assert total_for(LEAFLET, 1) == 5
