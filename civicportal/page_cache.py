"""Public pages, kept whole and sent before Django is asked (docs/adr/0009).

The place is WSGI, in front of all middleware: a page that is kept is sent as bytes and
headers, in a hundredth of the time that building it takes. What makes that safe:

- Host and scheme are checked first, by Django's own rules. Whatever Django would
  refuse or redirect goes on to Django.
- Only views marked `public_page` are kept, and they are built from an address alone:
  cookies and all other headers are taken from the request before Django sees it, and
  so are the parameters that the view did not declare.
- The generation is read before the page is built. A change while it is being built
  makes a page that is kept under a generation that nobody asks for any more.
- An answer is kept if it is a 200 without cookie, not streamed, not forbidden to be
  kept, and varies on nothing.

A fault in here costs the time of building the page, never the page.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import get_bytes_from_wsgi, get_path_info
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve

from publishing.public_pages import only
from units.generations import Follower, Generation

from .kept_pages import Headers, Page, PageStore, Turns, header, page_of, takes_gzip

logger = logging.getLogger(__name__)

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

LONGEST_ADDRESS = 1_000  # characters of path and of query; longer ones are not kept
MOST_KNOWN = 10_000  # addresses and hosts whose properties are remembered
LONGEST_KNOWN = 250  # characters of one that is; strangers choose what they ask for
WAIT_SECONDS = 2.0  # for another thread that builds the same page
STALE_SECONDS = 10 * 60  # so old a page, still true, is better than an error
NOT_KEPT = ("no-store", "private", "no-cache")
OK = "200 OK"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a view says of its pages (publishing/public_pages.py)."""

    parameters: tuple[str, ...]
    of_all_units: bool


class Wanted(NamedTuple):
    """A request for a page that may be kept. By https a page has one header more."""

    path: str
    query: str
    is_secure: bool
    generation: Generation

    @property
    def key(self) -> tuple[str, str, bool]:
        return self.path, self.query, self.is_secure


class PageCache:
    """The WSGI application `inner`, with its public pages kept."""

    def __init__(self, inner: Application, follower: Follower | None = None) -> None:
        self._inner = inner
        self.follower = follower or Follower()
        self.follower.follow_own_commits()
        self._gate = Gate()
        self._rules: dict[str, Rule | None] = {}
        self._turns = Turns()
        self.pages = PageStore(settings.PAGE_CACHE_BYTES)
        self._seconds = settings.PAGE_CACHE_SECONDS

    def __call__(
        self, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        try:
            wanted = self._wanted(environ)
        except Exception:
            logger.exception("The page cache could not read a request")
            wanted = None
        if wanted is None:
            return self._inner(environ, start_response)
        page = self.pages.get(wanted.key, wanted.generation, seconds=self._seconds)
        if page is None:
            return self._build_in_turn(wanted, environ, start_response)
        return _send(page, environ, start_response)

    # --- Which page -------------------------------------------------------------------

    def _wanted(self, environ: Environ) -> Wanted | None:
        """Return which page is asked for, or None if it is none of those kept."""
        if not _is_plain_reading(environ):
            return None
        is_secure = self._gate.admits(environ)
        if is_secure is None:
            return None
        path = get_path_info(environ)
        if len(path) > LONGEST_ADDRESS or path.startswith(settings.STAFF_PATHS):
            return None
        rule = self._rule_of(path)
        known = self.follower.known() if rule else None
        if rule is None or known is None:
            return None
        generation = known.of_path(path, of_all_units=rule.of_all_units)
        return Wanted(path, _query(environ, rule), is_secure, generation)

    def _rule_of(self, path: str) -> Rule | None:
        try:
            return self._rules[path]
        except KeyError:
            pass
        rule = _rule_of_view(path)
        if len(path) <= LONGEST_KNOWN:
            if len(self._rules) >= MOST_KNOWN:
                self._rules.clear()
            self._rules[path] = rule
        return rule

    # --- Building ---------------------------------------------------------------------

    def _build_in_turn(
        self, wanted: Wanted, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        other = self._turns.take(wanted)
        if other is None:
            try:
                return self._build(wanted, environ, start_response)
            finally:
                self._turns.give_back(wanted)
        page = self.pages.get(wanted.key, wanted.generation, seconds=2 * self._seconds)
        if page is None:
            other.wait(WAIT_SECONDS)
            page = self.pages.get(wanted.key, wanted.generation, seconds=self._seconds)
        if page is None:
            return self._build(wanted, environ, start_response)
        return _send(page, environ, start_response)

    def _build(
        self, wanted: Wanted, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        began = time.monotonic()
        said: list[Any] = []
        answer: Any = self._inner(
            self._bare(environ, wanted), lambda *given: said.extend(given)
        )
        status, headers = str(said[0]), list(said[1])
        page = self._kept(wanted, status, headers, answer, began)
        if page is None and status.startswith("5"):
            page = self.pages.get(wanted.key, wanted.generation, seconds=STALE_SECONDS)
        if page is not None:
            answer.close()
            return _send(page, environ, start_response)
        start_response(status, headers)
        if environ["REQUEST_METHOD"] != "HEAD":
            return answer
        answer.close()
        return []

    def _bare(self, environ: Environ, wanted: Wanted) -> Environ:
        """Return the request with nothing in it but address, host and server."""
        bare = {
            name: value
            for name, value in environ.items()
            if not name.startswith("HTTP_") or name in self._gate.headers
        }
        return {**bare, "REQUEST_METHOD": "GET", "QUERY_STRING": wanted.query}

    def _kept(
        self, wanted: Wanted, status: str, headers: Headers, answer: Any, began: float
    ) -> Page | None:
        """Keep an answer that may be kept, and return it as it is kept."""
        try:
            if not _may_be_kept(status, headers, answer):
                return None
            page = page_of(
                headers=headers,
                body=answer.content,
                generation=wanted.generation,
                made_at=began,
            )
            self.pages.put(wanted.key, page)
        except Exception:
            logger.exception("The page cache could not keep %s", wanted.path)
            return None
        return page


class Gate:
    """Who is let in before Django: our own hosts, by the scheme that we want."""

    def __init__(self) -> None:
        self._admitted: dict[tuple[Any, ...], bool] = {}
        self.headers = ["HTTP_HOST", "HTTP_X_FORWARDED_FOR"]
        if settings.USE_X_FORWARDED_HOST:
            self.headers.append("HTTP_X_FORWARDED_HOST")
        if settings.USE_X_FORWARDED_PORT:
            self.headers.append("HTTP_X_FORWARDED_PORT")
        if settings.SECURE_PROXY_SSL_HEADER:
            self.headers.append(settings.SECURE_PROXY_SSL_HEADER[0])
        self._read = [
            *(name for name in self.headers if name != "HTTP_X_FORWARDED_FOR"),
            *("SERVER_NAME", "SERVER_PORT", "wsgi.url_scheme"),
        ]

    def admits(self, environ: Environ) -> bool | None:
        """Return whether the request came by https; None if Django must decide."""
        marks = tuple(environ.get(name) for name in self._read)
        try:
            return self._admitted[marks]
        except KeyError:
            pass
        is_secure = _admitted_by_django(environ)
        # Strangers are not remembered: they are many.
        if is_secure is not None and sum(map(_length, marks)) <= LONGEST_KNOWN:
            if len(self._admitted) >= MOST_KNOWN:
                self._admitted.clear()
            self._admitted[marks] = is_secure
        return is_secure


class _Asked(HttpRequest):
    """Of a request only what says to which host, and how, it was sent."""

    def __init__(self, environ: Environ) -> None:
        super().__init__()
        self.META = environ

    def _get_scheme(self) -> str:
        return str(self.META.get("wsgi.url_scheme", "http"))


def _length(mark: str | None) -> int:
    return len(mark or "")


def _admitted_by_django(environ: Environ) -> bool | None:
    request = _Asked(environ)
    try:
        request.get_host()
    except DisallowedHost:
        return None
    is_secure = request.is_secure()
    return None if settings.SECURE_SSL_REDIRECT and not is_secure else is_secure


def _is_plain_reading(environ: Environ) -> bool:
    """Whether it is GET or HEAD without anything that Django might refuse."""
    return (
        environ["REQUEST_METHOD"] in {"GET", "HEAD"}
        and environ.get("CONTENT_LENGTH", "") in {"", "0"}
        and environ.get("CONTENT_TYPE", "") in {"", "text/plain"}
        and "HTTP_TRANSFER_ENCODING" not in environ
        and not environ.get("SCRIPT_NAME")
        and len(environ.get("QUERY_STRING", "")) <= LONGEST_ADDRESS
    )


def _rule_of_view(path: str) -> Rule | None:
    try:
        view = resolve(path).func
    except Resolver404:
        return None
    parameters = getattr(view, "public_parameters", None)
    if parameters is None:
        return None
    return Rule(parameters, getattr(view, "of_all_units", False))


def _query(environ: Environ, rule: Rule) -> str:
    """Return the query string that is left of the declared parameters, in order."""
    if not rule.parameters or not environ.get("QUERY_STRING"):
        return ""
    given = QueryDict(get_bytes_from_wsgi(environ, "QUERY_STRING", ""))
    return only(given, rule.parameters).urlencode()


def _may_be_kept(status: str, headers: Headers, answer: Any) -> bool:
    names = {name.lower() for name, _text in headers}
    control = header(headers, "cache-control")
    return (
        status == OK
        and not getattr(answer, "streaming", True)
        and not names & {"set-cookie", "content-encoding", "content-range"}
        and header(headers, "vary") in {"", "accept-encoding"}
        and not any(word in control for word in NOT_KEPT)
    )


def _send(
    page: Page, environ: Environ, start_response: StartResponse
) -> Iterable[bytes]:
    """Send a kept page, or less where the browser has it or asks for headers alone."""
    variant = page.plain
    if page.packed and takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
        variant = page.packed
    if_none_match = environ.get("HTTP_IF_NONE_MATCH", "")
    if if_none_match and page.is_held(if_none_match):
        start_response("304 Not Modified", list(variant.headers_at_304))
        return []
    start_response(OK, list(variant.headers))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [variant.body]
