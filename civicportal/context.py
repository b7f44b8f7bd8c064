"""What every page's template is given. Asks the database nothing."""

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, object]:
    """Return `origin` ("https://host") for full addresses and `demo_notice`.

    The origin is the portal's own name and not the one in the request: a page is kept
    once for all the names that it can be asked by, and has one address.
    """
    return {
        "origin": settings.PORTAL_URL,
        "demo_notice": getattr(settings, "DEMO_NOTICE", False),
    }
