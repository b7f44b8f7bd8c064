"""Pages of the register by key: as fast on page 100 as on page 1.

A cursor names a document by (day of issue, id), "2024-01-02_15"; "0_15" has no day and
stands after all that have one. `?truoc=` shows what is older, `?sau=` what is newer.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q
from django.http import Http404, QueryDict

from .models import OfficialDocument

OLDER = "truoc"
NEWER = "sau"
PAGE_SIZE = 20

_CURSOR = re.compile(r"(0|[0-9]{4}-[0-9]{2}-[0-9]{2})_([0-9]{1,18})")


@dataclass(frozen=True)
class Page:
    """One page; `here`, `newer`, `older` are query strings such as "?truoc=…", or ""."""

    documents: list[OfficialDocument] = field(default_factory=list)
    here: str = ""
    newer: str = ""
    older: str = ""
    is_first: bool = False


@dataclass(frozen=True)
class _Key:
    day: datetime.date | None
    pk: int

    @property
    def older(self) -> Q:
        undated = Q(issued_on__isnull=True)
        if self.day is None:
            return undated & Q(pk__lt=self.pk)
        return (
            Q(issued_on__lt=self.day) | Q(issued_on=self.day, pk__lt=self.pk) | undated
        )

    @property
    def newer(self) -> Q:
        if self.day is None:
            return Q(issued_on__isnull=False) | Q(pk__gt=self.pk)
        return Q(issued_on__gt=self.day) | Q(issued_on=self.day, pk__gt=self.pk)


def page_of(documents: Any, query: QueryDict, kept: str = "") -> Page:
    """Return the page that `query` asks for; a cursor that is none is a 404.

    `kept` is what else the links to further pages have to say: "nam=2024".
    """
    if OLDER in query:
        key = _read(query[OLDER])
        rows = list(documents.filter(key.older).newest()[: PAGE_SIZE + 1])
        here = _link(OLDER, _written(key), kept)
        newer = _link(NEWER, cursor(rows[0]), kept) if rows else ""
        return Page(rows[:PAGE_SIZE], here, newer, _older(rows, kept))
    if NEWER in query:
        key = _read(query[NEWER])
        upwards = documents.filter(key.newer).order_by(
            F("issued_on").asc(nulls_first=True), "pk"
        )
        rows = list(upwards[: PAGE_SIZE + 1])
        if len(rows) > PAGE_SIZE:
            shown = rows[:PAGE_SIZE][::-1]
            here = _link(NEWER, _written(key), kept)
            newer = _link(NEWER, cursor(shown[0]), kept)
            return Page(shown, here, newer, _link(OLDER, cursor(shown[-1]), kept))
    rows = list(documents.newest()[: PAGE_SIZE + 1])
    here = f"?{kept}" if kept else ""
    return Page(rows[:PAGE_SIZE], here, older=_older(rows, kept), is_first=True)


def cursor(document: OfficialDocument) -> str:
    """Name a document's place in the list."""
    return _written(_Key(document.issued_on, document.pk))


def _written(key: _Key) -> str:
    return f"{key.day.isoformat() if key.day else 0}_{key.pk}"


def _read(text: Any) -> _Key:
    match = _CURSOR.fullmatch(str(text))
    if not match:
        raise Http404
    try:
        day = None if match[1] == "0" else datetime.date.fromisoformat(match[1])
    except ValueError as error:
        raise Http404 from error
    return _Key(day, int(match[2]))


def _older(rows: list[OfficialDocument], kept: str) -> str:
    if len(rows) <= PAGE_SIZE:
        return ""
    return _link(OLDER, cursor(rows[PAGE_SIZE - 1]), kept)


def _link(name: str, value: str, kept: str) -> str:
    return f"?{kept}&{name}={value}" if kept else f"?{name}={value}"
