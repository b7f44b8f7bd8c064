"""Pages of a list by key instead of number: as fast on page 1.000 as on page 1.

A cursor names a row by its place in the list, (moment or day, id), so that a link to
a page stays true while new rows arrive. `?truoc=` shows what is older than the cursor,
`?sau=` what is newer. The rows know their order: `newest()`, `before()`, `after()`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.http import Http404, QueryDict

OLDER = "truoc"
NEWER = "sau"
PAGE_SIZE = 12

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ID = "[0-9]{1,18}"


@dataclass(frozen=True)
class Page:
    """One page; `here`, `newer`, `older` are query strings such as "?truoc=…", or ""."""

    rows: list[Any] = field(default_factory=list)
    here: str = ""
    newer: str = ""
    older: str = ""
    is_first: bool = False


@dataclass(frozen=True)
class Cursor:
    """How places in a list are written: "2024-02-28_17" is (that day, row 17).

    `column` is what the list is ordered by, before the id; `pattern`, `write` and
    `parse` say how its values stand in an address. `parse` may raise ValueError or
    OverflowError.
    """

    column: str
    pattern: str
    write: Callable[[Any], str]
    parse: Callable[[str], Any]

    def of(self, row: Any) -> str:
        """Name the place of a row in its list."""
        return self.written(getattr(row, self.column), row.pk)

    def written(self, key: Any, pk: int) -> str:
        return f"{self.write(key)}_{pk}"

    def read(self, text: Any) -> tuple[Any, int]:
        """Return the place that an address names; what is no cursor is a 404."""
        match = re.fullmatch(f"({self.pattern})_({_ID})", str(text))
        if not match:
            raise Http404
        try:
            return self.parse(match[1]), int(match[2])
        except (ValueError, OverflowError) as error:
            raise Http404 from error


def _microseconds(moment: datetime | None) -> str:
    return str(((moment or _EPOCH) - _EPOCH) // timedelta(microseconds=1))


def _moment(microseconds: str) -> datetime:
    return _EPOCH + timedelta(microseconds=int(microseconds))


BY_PUBLICATION = Cursor("published_at", "-?[0-9]{1,16}", _microseconds, _moment)

_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"


def by_day(column: str) -> Cursor:
    """The cursor of a list by day."""
    return Cursor(column, _DAY, date.isoformat, date.fromisoformat)


def by_known_day(column: str) -> Cursor:
    """The cursor of a list by day in which some rows have none: they write "0"."""
    return Cursor(
        column,
        f"0|{_DAY}",
        lambda day: day.isoformat() if day else "0",
        lambda text: None if text == "0" else date.fromisoformat(text),
    )


def by_year(column: str) -> Cursor:
    """The cursor of a list by year."""
    return Cursor(column, "[0-9]{4}", str, int)


def page_of(
    rows: Any,
    query: QueryDict,
    *,
    by: Cursor = BY_PUBLICATION,
    size: int = PAGE_SIZE,
    kept: str = "",
) -> Page:
    """Return the page that `query` asks for; a cursor that is none is a 404.

    `kept` is what else the links to further pages have to say: "muc=mat-tran".
    """
    pages = _Pages(rows, by, size, kept)
    if OLDER in query:
        return pages.older_than(by.read(query[OLDER]))
    if NEWER in query:
        return pages.newer_than(by.read(query[NEWER]))
    return pages.first()


@dataclass(frozen=True)
class _Pages:
    rows: Any
    by: Cursor
    size: int
    kept: str

    def first(self) -> Page:
        found = self._some(self.rows.newest())
        here = f"?{self.kept}" if self.kept else ""
        shown = found[: self.size]
        return Page(shown, here, older=self._further(found), is_first=True)

    def older_than(self, place: tuple[Any, int]) -> Page:
        found = self._some(self.rows.before(*place).newest())
        here = self._link(OLDER, self.by.written(*place))
        newer = self._link(NEWER, self.by.of(found[0])) if found else ""
        return Page(found[: self.size], here, newer, self._further(found))

    def newer_than(self, place: tuple[Any, int]) -> Page:
        found = self._some(self.rows.after(*place).newest().reverse())
        if len(found) <= self.size:  # the beginning is reached: show it whole
            return self.first()
        shown = found[: self.size][::-1]
        here = self._link(NEWER, self.by.written(*place))
        newer = self._link(NEWER, self.by.of(shown[0]))
        return Page(shown, here, newer, self._link(OLDER, self.by.of(shown[-1])))

    def _some(self, rows: Any) -> list[Any]:
        """A page of them and one more, which tells that there are further ones."""
        return list(rows[: self.size + 1])

    def _further(self, found: list[Any]) -> str:
        if len(found) <= self.size:
            return ""
        return self._link(OLDER, self.by.of(found[self.size - 1]))

    def _link(self, name: str, cursor: str) -> str:
        step = f"{name}={cursor}"
        return f"?{self.kept}&{step}" if self.kept else f"?{step}"
