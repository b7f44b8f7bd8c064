"""The portal as a server sees it: outermost what is decided without Django."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

from .odd_requests import set_aside_content_type

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civicportal.settings.production")

_django = get_wsgi_application()

# These read the settings, which stand from here on.
from django.conf import settings  # noqa: E402

from .maintenance import Maintenance  # noqa: E402
from .page_cache import PageCache  # noqa: E402


def _portal(
    environ: dict[str, Any], start_response: Callable[..., Any]
) -> Iterable[bytes]:
    """Answer one request: Django does, but for a Content-Type that would break it."""
    return _django(set_aside_content_type(environ), start_response)


application = Maintenance(PageCache(_portal) if settings.PAGE_CACHE else _portal)
