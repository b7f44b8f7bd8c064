"""Pages that need nothing: no database, no template, no translation.

They lie in static/errors/ as they are sent, so that nginx can send them too.
"""

from __future__ import annotations

from functools import cache

from django.conf import settings

HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'"),
    ("X-Robots-Tag", "noindex"),
]


@cache
def static_page(name: str) -> bytes:
    """Return the bytes of static/errors/<name>.html; read once."""
    path = settings.BASE_DIR / "static" / "errors" / f"{name}.html"
    return bytes(path.read_bytes())
