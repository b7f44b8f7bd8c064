"""What every page's template is given. Asks the database nothing."""

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, object]:
    """Return `origin` ("https://host") for full addresses and `demo_notice`."""
    return {
        "origin": f"{request.scheme}://{request.get_host()}",
        "demo_notice": getattr(settings, "DEMO_NOTICE", False),
    }
