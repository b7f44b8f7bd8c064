"""Pages of a list by key: a link to a page stays true while others come.

A cursor names a row by what the list is in order of, and its number:
`2024-02-28_17` in a list by days, `2024_17` in one by years.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, QueryDict

from news.paging import NEWER, OLDER

PAGE_SIZE = 12

Key = tuple[Any, int]


@dataclass(frozen=True)
class Order:
    """The newest first by `column`, then by number; `pattern` is what it looks like."""

    column: str
    pattern: str
    read: Callable[[str], Any]

    def newest(self, rows: QuerySet[Any]) -> list[Any]:
        return list(rows.order_by(f"-{self.column}", "-pk")[: PAGE_SIZE + 1])

    def before(self, rows: QuerySet[Any], key: Key) -> QuerySet[Any]:
        """Those that follow the key; the second condition lets an index begin there."""
        value, pk = key
        earlier = Q(**{f"{self.column}__lt": value}) | Q(pk__lt=pk)
        return rows.filter(earlier, **{f"{self.column}__lte": value})

    def after(self, rows: QuerySet[Any], key: Key) -> list[Any]:
        """The nearest of those that stand before the key, the nearest first."""
        value, pk = key
        later = Q(**{f"{self.column}__gt": value}) | Q(pk__gt=pk)
        found = rows.filter(later, **{f"{self.column}__gte": value})
        return list(found.order_by(self.column, "pk")[: PAGE_SIZE + 1])

    def cursor(self, row: Any) -> str:
        return _written((getattr(row, self.column), row.pk))

    def key(self, text: Any) -> Key:
        """Read a cursor; raises Http404 for what is none."""
        match = re.fullmatch(f"({self.pattern})_([0-9]{{1,18}})", str(text))
        if not match:
            raise Http404
        try:
            return self.read(match[1]), int(match[2])
        except ValueError as error:
            raise Http404 from error


RECORDS = Order("order_day", "[0-9]{4}-[0-9]{2}-[0-9]{2}", datetime.date.fromisoformat)
PROGRAMMES = Order("year", "[0-9]{4}", int)


@dataclass(frozen=True)
class ListPage:
    """One page; `here`, `newer`, `older` are query strings such as "?truoc=…", or ""."""

    rows: list[Any] = field(default_factory=list)
    here: str = ""
    newer: str = ""
    older: str = ""
    is_first: bool = False


def list_page(
    rows: QuerySet[Any], order: Order, query: QueryDict, kept: str = ""
) -> ListPage:
    """Return the page that `query` asks for; a cursor that is none is a 404.

    `kept` is what else the links to further pages have to say: "nam=2024".
    """
    if OLDER in query:
        key = order.key(query[OLDER])
        found = order.newest(order.before(rows, key))
        here = _link(kept, f"{OLDER}={_written(key)}")
        newer = _link(kept, f"{NEWER}={order.cursor(found[0])}") if found else ""
        return ListPage(found[:PAGE_SIZE], here, newer, _older(found, order, kept))
    if NEWER in query:
        key = order.key(query[NEWER])
        found = order.after(rows, key)
        if len(found) > PAGE_SIZE:
            shown = found[:PAGE_SIZE][::-1]
            return ListPage(
                shown,
                _link(kept, f"{NEWER}={_written(key)}"),
                _link(kept, f"{NEWER}={order.cursor(shown[0])}"),
                _link(kept, f"{OLDER}={order.cursor(shown[-1])}"),
            )
    found = order.newest(rows)  # also where the beginning is reached
    here = f"?{kept}" if kept else ""
    older = _older(found, order, kept)
    return ListPage(found[:PAGE_SIZE], here, "", older, is_first=True)


def _older(found: list[Any], order: Order, kept: str) -> str:
    if len(found) <= PAGE_SIZE:
        return ""
    return _link(kept, f"{OLDER}={order.cursor(found[PAGE_SIZE - 1])}")


def _link(kept: str, step: str) -> str:
    return f"?{kept}&{step}" if kept else f"?{step}"


def _written(key: Key) -> str:
    return f"{key[0]}_{key[1]}"
