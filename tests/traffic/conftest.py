"""A spool of its own for every test, a kind to count, and readers to send."""

from collections.abc import Callable

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from traffic import kinds

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
LEAFLET = "leaflet.sheet"


@pytest.fixture(autouse=True)
def spool(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var of a portal"
    return settings.VAR_DIR / "spool"


@pytest.fixture(autouse=True)
def public_leaflets():
    """Leaflets 1 to 99 are public, of unit 7; leaflet 100 and later are not."""
    kinds.register(LEAFLET, public=lambda ids: {pk: 7 for pk in ids if pk < 100})
    yield
    kinds.unregister(LEAFLET)


@pytest.fixture
def reader(rf: RequestFactory) -> Callable[..., HttpRequest]:
    def request(
        address: str = "203.0.113.5", browser: str = FIREFOX, **headers: str
    ) -> HttpRequest:
        return rf.post("/dem/", REMOTE_ADDR=address, HTTP_USER_AGENT=browser, **headers)

    return request
