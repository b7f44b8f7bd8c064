"""What stands around an article's text: tools, what readers said, what to read next."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import cached_property

from publishing.richtext import plain_text
from publishing.vietnamese import reading_minutes
from units.models import Unit

from . import related
from .models import Article, Comment, Newsroom
from .readers import comments, ratings

OTHERS = 6


@dataclass(frozen=True)
class Readers:
    """What readers may do with an article, and did."""

    rules: Newsroom
    article: Article

    @property
    def may_rate(self) -> bool:
        return self.rules.ratings

    @property
    def may_comment(self) -> bool:
        return self.rules.comments and self.article.takes_comments

    @cached_property
    def score(self) -> ratings.Score | None:
        return ratings.score_of(self.article) if self.rules.ratings else None

    @cached_property
    def comments(self) -> list[Comment]:
        return comments.shown_with(self.article) if self.rules.comments else []


def minutes(article: Article) -> int:
    """Return the minutes that title, summary and text take to read."""
    parts = [article.title, article.summary, plain_text(article.body)]
    return reading_minutes("\n".join(parts))


def around(article: Article) -> dict[str, Any]:
    """Return the context for a public page: a constant number of queries.

    What relates comes first; the other news are the newest of the section, then of
    the unit, and never the same ones.
    """
    nearest = related.related_to(article)
    return {
        "minutes": minutes(article),
        "readers": Readers(Newsroom.of(article.unit_id), article),
        "related": nearest,
        "others": other_news(article, without=nearest),
        "newer": news_of_heir(article.unit),
    }


def other_news(
    article: Article, without: list[Article] | None = None, limit: int = OTHERS
) -> list[Article]:
    """What else there is to read: newest of the section, filled up from the unit."""
    shown = [article.pk, *(one.pk for one in without or ())]
    unit = article.unit.articles.public().news().newest().exclude(pk__in=shown)
    unit = unit.only("title", "slug", "published_at", "unit")
    same = unit.filter(section=article.section_id)[:limit]
    both = {one.pk: one for one in [*same, *unit[:limit]]}
    chosen = list(both.values())[:limit]
    return sorted(chosen, key=lambda one: (one.published_at, one.pk), reverse=True)


def news_of_heir(unit: Unit, limit: int = 4) -> list[Article]:
    """Return the newest news of the unit that took over an ended one, if it has any."""
    links = unit.what_became() if unit.is_ended() else []
    if not links:
        return []
    newest = links[0].new.articles.public().news().newest()
    return list(newest.only("title", "slug", "published_at", "unit")[:limit])


def share_links(address: str) -> dict[str, str]:
    """Return where an address is shared: plain links, nothing is loaded from there."""
    wrapped = b64encode(json.dumps({"url": address}).encode()).decode()
    return {
        "facebook": "https://www.facebook.com/sharer/sharer.php?"
        + urlencode({"u": address}),
        "zalo": "https://button-share.zalo.me/share_external?"
        + urlencode({"d": wrapped, "layout": "1", "color": "blue"}),
    }
