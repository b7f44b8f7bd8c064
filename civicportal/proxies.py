"""Who is asking, when a reverse proxy stands in front.

A proxy appends the address it saw to X-Forwarded-For; everything before that was
written by the client and may be forged. With N trusted proxies the Nth entry from
the right is the client. REMOTE_ADDR is set to it here, once, and everything after
(throttling of sign-in, counting of readers, logs) reads REMOTE_ADDR alone.
"""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponseBase


class TrustedProxyMiddleware:
    """Set REMOTE_ADDR from behind TRUSTED_PROXY_COUNT proxies; unused when there is none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if settings.TRUSTED_PROXY_COUNT < 1:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        forwarded = request.headers.get("x-forwarded-for", "")
        address = client_address(forwarded, proxies=settings.TRUSTED_PROXY_COUNT)
        if address:
            request.META["REMOTE_ADDR"] = address
        return self.get_response(request)


def client_address(forwarded: str, *, proxies: int) -> str:
    """Return the entry that the outermost trusted proxy wrote; "" when there is none."""
    entries = [entry.strip() for entry in forwarded.split(",")]
    if len(entries) < proxies:
        return ""
    try:
        return str(ipaddress.ip_address(entries[-proxies]))
    except ValueError:
        return ""
