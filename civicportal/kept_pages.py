"""Whole answers in memory: bytes and headers ready to be sent, at most so many bytes."""

from __future__ import annotations

import gzip
import threading
import time
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b

from units.generations import Generation

Headers = list[tuple[str, str]]

OWN = frozenset({"content-length", "etag", "vary", "date"})  # said anew when sending
AT_304 = frozenset({"cache-control", "etag", "vary", "expires"})
PACKED = ("text/", "application/json", "application/ld+json", "application/xml")
LEAST_PACKED = 500  # below that, packing gains nothing
ENTRY_BYTES = 1_000  # what an entry weighs beside its bytes
LARGEST_SHARE = 8  # no page takes more than this part of the whole


@dataclass(frozen=True, slots=True)
class Variant:
    """One encoding of a page, with all its headers."""

    body: bytes
    headers: Headers
    headers_at_304: Headers


@dataclass(frozen=True, slots=True)
class Page:
    """An answer with status 200, and when (monotonic) and at what generation it was made."""

    generation: Generation
    made_at: float
    plain: Variant
    packed: Variant | None
    etags: frozenset[str]

    @property
    def size(self) -> int:
        variants = [self.plain, self.packed] if self.packed else [self.plain]
        return ENTRY_BYTES + sum(
            len(one.body) + sum(len(name) + len(text) for name, text in one.headers)
            for one in variants
        )

    def is_held(self, if_none_match: str) -> bool:
        """Whether the browser has it already; a proxy may have made the mark weak."""
        marks = {mark.strip().removeprefix("W/") for mark in if_none_match.split(",")}
        return "*" in marks or not self.etags.isdisjoint(marks)


def page_of(
    *, headers: Headers, body: bytes, generation: Generation, made_at: float
) -> Page:
    """Make what is kept from Django's answer."""
    kept = [pair for pair in headers if pair[0].lower() not in OWN]
    digest = blake2b(body, digest_size=12).hexdigest()
    plain = _variant(kept, body, f'"{digest}"')
    packed = None
    if len(body) >= LEAST_PACKED and _is_text(kept):
        smaller = gzip.compress(body, mtime=0)
        encoded = [*kept, ("Content-Encoding", "gzip")]
        packed = _variant(encoded, smaller, f'"{digest}-gzip"')
    etags = frozenset({f'"{digest}"', f'"{digest}-gzip"'})
    return Page(generation, made_at, plain, packed, etags)


def _variant(headers: Headers, body: bytes, etag: str) -> Variant:
    whole = [
        *headers,
        ("Content-Length", str(len(body))),
        ("ETag", etag),
        ("Vary", "Accept-Encoding"),
    ]
    return Variant(body, whole, [pair for pair in whole if pair[0].lower() in AT_304])


def _is_text(headers: Headers) -> bool:
    kind = next((text for name, text in headers if name.lower() == "content-type"), "")
    return kind.startswith(PACKED) or "+xml" in kind


@lru_cache(maxsize=256)
def takes_gzip(accept_encoding: str) -> bool:
    """Whether a browser that says so takes gzip: "gzip, br", "br;q=1, gzip;q=0.5"."""
    weights: dict[str, str] = {}
    for part in accept_encoding.lower().split(","):
        name, _, weight = part.partition(";")
        weights[name.strip()] = weight.replace(" ", "").removeprefix("q=")
    weight = weights.get("gzip", weights.get("*", "0"))
    return weight.strip("0.") != "" or weight == ""


@dataclass
class PageStore:
    """The pages used last, at most `limit` bytes of them. Safe for threads."""

    limit: int
    size: int = field(default=0, init=False)
    _pages: OrderedDict[Hashable, Page] = field(
        default_factory=OrderedDict, init=False, repr=False
    )
    _lock: threading.Lock = field(
        default_factory=threading.Lock, init=False, repr=False
    )

    def get(
        self, key: Hashable, generation: Generation, *, seconds: float
    ) -> Page | None:
        """Return the page of this generation, made at most so many seconds ago."""
        with self._lock:
            page = self._pages.get(key)
            if page is None or page.generation != generation:
                return None
            if time.monotonic() - page.made_at > seconds:
                return None
            self._pages.move_to_end(key)
            return page

    def put(self, key: Hashable, page: Page) -> None:
        """Keep a page, unless a slow builder comes with one older than what is kept."""
        if page.size * LARGEST_SHARE > self.limit:
            return
        with self._lock:
            former = self._pages.get(key)
            if former is not None and former.generation > page.generation:
                return
            if former is not None:
                self.size -= self._pages.pop(key).size
            self._pages[key] = page
            self.size += page.size
            while self.size > self.limit:
                _key, oldest = self._pages.popitem(last=False)
                self.size -= oldest.size

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self.size = 0

    def __len__(self) -> int:
        return len(self._pages)


class Turns:
    """Lets one thread build a page while others wait for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken: dict[Hashable, threading.Event] = {}

    def take(self, key: Hashable) -> threading.Event | None:
        """Return None if the turn is ours, else what is set when it is given back."""
        with self._lock:
            other = self._taken.get(key)
            if other is None:
                self._taken[key] = threading.Event()
            return other

    def give_back(self, key: Hashable) -> None:
        with self._lock:
            self._taken.pop(key).set()


def header(headers: Sequence[tuple[str, str]], name: str) -> str:
    """Return the values of a header, joined by commas, in lower case."""
    found = [text for key, text in headers if key.lower() == name]
    return ", ".join(found).lower()
