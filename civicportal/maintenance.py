"""'Come back later', said before Django: while the database is away or being changed.

Switched on by `MAINTENANCE=1`, or without a restart by a file `maintenance` in
VAR_DIR. Whoever watches the portal is still answered, and style sheets still come.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

from .static_pages import HEADERS, static_page

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

STILL_ANSWERED = ("/healthz", "/readyz")
RETRY_AFTER_SECONDS = 300


class Maintenance:
    """The WSGI application `inner`, or 503 while the switch is on."""

    def __init__(self, inner: Application) -> None:
        self._inner = inner
        self._file = os.fspath(settings.MAINTENANCE_FILE)

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        # os.path: this stands before every page, and costs a tenth of Path.exists()
        is_on = settings.MAINTENANCE or os.path.exists(self._file)  # noqa: PTH110
        if not is_on or _is_still_answered(environ.get("PATH_INFO", "")):
            return self._inner(environ, start_response)
        page = static_page("maintenance")
        start_response(
            "503 Service Unavailable",
            [
                *HEADERS,
                ("Retry-After", str(RETRY_AFTER_SECONDS)),
                ("Content-Length", str(len(page))),
            ],
        )
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [page]


def _is_still_answered(path: str) -> bool:
    return path in STILL_ANSWERED or path.startswith(settings.STATIC_URL)
