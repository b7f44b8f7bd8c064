"""Pages of a list by key instead of number: as fast on page 1.000 as on page 1.

A cursor names an article by (publication time, id), so that a link to a page stays
true while new articles arrive. `?truoc=` shows what is older than the cursor,
`?sau=` what is newer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import Http404, QueryDict

from .models import Article
from .querysets import ArticleQuerySet

OLDER = "truoc"
NEWER = "sau"
PAGE_SIZE = 12

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"(-?[0-9]{1,16})_([0-9]{1,18})")


@dataclass(frozen=True)
class NewsPage:
    """One page; `here`, `newer`, `older` are query strings such as "?truoc=…", or ""."""

    articles: list[Article] = field(default_factory=list)
    here: str = ""
    newer: str = ""
    older: str = ""
    is_first: bool = False

    def keeping(self, kept: str) -> NewsPage:
        """Return the same page with `kept` in each of its links."""

        def onward(link: str) -> str:
            return f"?{kept}&{link[1:]}" if link else ""

        return replace(
            self,
            here=onward(self.here) or f"?{kept}",
            newer=onward(self.newer),
            older=onward(self.older),
        )


def news_page(
    articles: ArticleQuerySet, query: QueryDict, size: int = PAGE_SIZE, kept: str = ""
) -> NewsPage:
    """Return the page that `query` asks for; a cursor that is none is a 404.

    `kept` is what else the links to further pages have to say: "muc=mat-tran".
    """
    if OLDER in query:
        page = _older_page(articles, _read(query[OLDER]), size)
    elif NEWER in query:
        page = _newer_page(articles, _read(query[NEWER]), size)
    else:
        page = _first_page(articles, size)
    return page.keeping(kept) if kept else page


def cursor(article: Article) -> str:
    """Name a public article's place in the list, exact to the microsecond."""
    return _written(article.published_at or _EPOCH, article.pk)


def _written(moment: datetime, pk: int) -> str:
    return f"{(moment - _EPOCH) // timedelta(microseconds=1)}_{pk}"


def _read(text: Any) -> tuple[datetime, int]:
    match = _CURSOR.fullmatch(str(text))
    if not match:
        raise Http404
    try:
        moment = _EPOCH + timedelta(microseconds=int(match[1]))
    except OverflowError as error:
        raise Http404 from error
    return moment, int(match[2])


def _first_page(articles: ArticleQuerySet, size: int) -> NewsPage:
    rows = list(articles.newest()[: size + 1])
    return NewsPage(rows[:size], older=_older(rows, size), is_first=True)


def _older_page(
    articles: ArticleQuerySet, key: tuple[datetime, int], size: int
) -> NewsPage:
    rows = list(articles.before(*key).newest()[: size + 1])
    newer = f"?{NEWER}={cursor(rows[0])}" if rows else ""
    here = f"?{OLDER}={_written(*key)}"
    return NewsPage(rows[:size], here=here, newer=newer, older=_older(rows, size))


def _newer_page(
    articles: ArticleQuerySet, key: tuple[datetime, int], size: int
) -> NewsPage:
    rows = list(articles.after(*key).order_by("published_at", "pk")[: size + 1])
    if len(rows) <= size:  # the beginning is reached: show it whole
        return _first_page(articles, size)
    shown = rows[:size][::-1]
    return NewsPage(
        shown,
        here=f"?{NEWER}={_written(*key)}",
        newer=f"?{NEWER}={cursor(shown[0])}",
        older=f"?{OLDER}={cursor(shown[-1])}",
    )


def _older(rows: list[Article], size: int) -> str:
    return f"?{OLDER}={cursor(rows[size - 1])}" if len(rows) > size else ""
