"""Pages of a list of records by key: a link to a page stays true while others come.

A cursor names a record by (its day in the list, its card): `2024-02-28_17`.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, QueryDict

from news.paging import NEWER, OLDER

from .models import RecordCard
from .models.record_card import RecordCardQuerySet

PAGE_SIZE = 12

_CURSOR = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})_([0-9]{1,18})")


@dataclass(frozen=True)
class RecordPage:
    """One page; `here`, `newer`, `older` are query strings such as "?truoc=…", or ""."""

    cards: list[RecordCard] = field(default_factory=list)
    here: str = ""
    newer: str = ""
    older: str = ""
    is_first: bool = False


def record_page(
    cards: RecordCardQuerySet, query: QueryDict, kept: str = ""
) -> RecordPage:
    """Return the page that `query` asks for; a cursor that is none is a 404.

    `kept` is what else the links to further pages have to say: "nam=2024".
    """
    if OLDER in query:
        key = _read(query[OLDER])
        rows = list(cards.before(*key).newest()[: PAGE_SIZE + 1])
        here = _link(kept, f"{OLDER}={_written(*key)}")
        newer = _link(kept, f"{NEWER}={cursor(rows[0])}") if rows else ""
        return RecordPage(rows[:PAGE_SIZE], here, newer, _older(rows, kept))
    if NEWER in query:
        key = _read(query[NEWER])
        rows = list(cards.after(*key).order_by("order_day", "pk")[: PAGE_SIZE + 1])
        if len(rows) > PAGE_SIZE:
            shown = rows[:PAGE_SIZE][::-1]
            return RecordPage(
                shown,
                _link(kept, f"{NEWER}={_written(*key)}"),
                _link(kept, f"{NEWER}={cursor(shown[0])}"),
                _link(kept, f"{OLDER}={cursor(shown[-1])}"),
            )
    return _first_page(cards, kept)  # also where the beginning is reached


def cursor(card: RecordCard) -> str:
    return _written(card.order_day, card.pk)


def _first_page(cards: RecordCardQuerySet, kept: str) -> RecordPage:
    rows = list(cards.newest()[: PAGE_SIZE + 1])
    here = f"?{kept}" if kept else ""
    return RecordPage(rows[:PAGE_SIZE], here, "", _older(rows, kept), is_first=True)


def _older(rows: list[RecordCard], kept: str) -> str:
    if len(rows) <= PAGE_SIZE:
        return ""
    return _link(kept, f"{OLDER}={cursor(rows[PAGE_SIZE - 1])}")


def _link(kept: str, step: str) -> str:
    return f"?{kept}&{step}" if kept else f"?{step}"


def _written(day: datetime.date, pk: int) -> str:
    return f"{day.isoformat()}_{pk}"


def _read(text: Any) -> tuple[datetime.date, int]:
    match = _CURSOR.fullmatch(str(text))
    if not match:
        raise Http404
    try:
        return datetime.date.fromisoformat(match[1]), int(match[2])
    except ValueError as error:
        raise Http404 from error
