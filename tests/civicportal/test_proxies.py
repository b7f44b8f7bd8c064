import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpResponse
from django.test import RequestFactory

from civicportal.proxies import TrustedProxyMiddleware, client_address

PROXY = "10.0.0.1"
CLIENT = "203.0.113.7"


def address_seen(settings, *, proxies, forwarded):
    settings.TRUSTED_PROXY_COUNT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=PROXY)
    if forwarded is not None:
        request.META["HTTP_X_FORWARDED_FOR"] = forwarded
    TrustedProxyMiddleware(lambda request: HttpResponse())(request)
    return request.META["REMOTE_ADDR"]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (1, CLIENT, CLIENT),
        (1, f"1.1.1.1, 2.2.2.2, {CLIENT}", CLIENT),
        (2, f"1.1.1.1, {CLIENT}, 10.0.0.2", CLIENT),
        (1, "2001:db8::0:1", "2001:db8::1"),
        (2, CLIENT, PROXY),
        (1, "", PROXY),
        (1, None, PROXY),
        (1, "unknown", PROXY),
        (1, "1.1.1.1\r\nX: y", PROXY),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(
    settings, proxies, forwarded, seen
):
    assert address_seen(settings, proxies=proxies, forwarded=forwarded) == seen


def test_without_proxies_the_header_is_never_looked_at(settings):
    settings.TRUSTED_PROXY_COUNT = 0

    with pytest.raises(MiddlewareNotUsed):
        TrustedProxyMiddleware(lambda request: HttpResponse())


def test_the_place_is_counted_from_the_right():
    assert client_address("a, b, 192.0.2.1, 192.0.2.2", proxies=2) == "192.0.2.1"
