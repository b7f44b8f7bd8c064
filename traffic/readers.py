"""Who reads: what makes a request a reading, and how its reader is told from others.

A reader is a pair of keyed hashes, of the address and of address and browser, under
a key that lives a day (see `traffic.spool`). Neither address nor browser is written
anywhere, and no cookie is set.
"""

import re
from functools import lru_cache
from hashlib import blake2b

from django.conf import settings
from django.http import HttpRequest

from publishing.addresses import household_of

# CUBOT is a make of telephone. Link previews of Facebook and Zalo name themselves;
# the browsers inside those applications carry readers and are not named here.
AUTOMATIC = re.compile(
    r"(?<!cu)bot|crawl|spider|slurp|scrap|fetch|preview|archiv|externalhit|monitor"
    r"|lighthouse|phantomjs|curl|wget|python|httpie|libwww|okhttp|go-http|java/|ruby"
    r"|axios|apache-httpclient|postman",
    re.IGNORECASE,
)
AHEAD_OF_READING = re.compile(r"prefetch|prerender|preview", re.IGNORECASE)
PURPOSE_HEADERS = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")


def is_reader(request: HttpRequest) -> bool:
    """Whether the request is a person of the public reading one of our pages.

    Staff are known by bearing a session cookie: the public is never given one.
    """
    return (
        _is_browser(request.META.get("HTTP_USER_AGENT", ""))
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not _is_ahead_of_reading(request)
        and _comes_from_our_page(request)
    )


@lru_cache(maxsize=2048)
def _is_browser(name: str) -> bool:
    return bool(name) and not AUTOMATIC.search(name)


def _is_ahead_of_reading(request: HttpRequest) -> bool:
    given = (request.META[name] for name in PURPOSE_HEADERS if name in request.META)
    return any(AHEAD_OF_READING.search(purpose) for purpose in given)


def _comes_from_our_page(request: HttpRequest) -> bool:
    """Browsers say where a request starts; older ones say it only of a POST."""
    site = request.META.get("HTTP_SEC_FETCH_SITE")
    if site is not None:
        return site == "same-origin"
    origin = request.META.get("HTTP_ORIGIN")
    return origin is None or origin.partition("://")[2] == request.get_host()


def marks(request: HttpRequest, keys: list[bytes]) -> tuple[str, ...]:
    """Return "address.visitor", 16 hexadecimal digits each, under each of `keys`."""
    address = household_of(request)
    visitor = f"{address} {request.META.get('HTTP_USER_AGENT', '')}"
    return tuple(f"{_hash(address, key)}.{_hash(visitor, key)}" for key in keys)


def _hash(text: str, key: bytes) -> str:
    data = text.encode(errors="surrogateescape")
    return blake2b(data, digest_size=8, key=key).hexdigest()
