"""What every page's template is given. Asks the database nothing."""

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, object]:
    """Return `origin` ("https://host") for full addresses and `demo_notice`."""
    return {
        "origin": _origin(request),
        "demo_notice": getattr(settings, "DEMO_NOTICE", False),
    }


def _origin(request: HttpRequest) -> str:
    """Return where we are; "" on the page that refuses a host that is not ours."""
    try:
        return f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:
        return ""
