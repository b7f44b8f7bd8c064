"""Stars: one rating of each visitor for each article, which the visitor may change."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.db.models import Count, Sum
from django.utils import timezone

from publishing import seals
from publishing.vietnamese import format_average, format_number
from traffic.limits import Limit

from ..models import Article, Rating

STARS = range(1, 6)
# A household, a small office; and one address for all articles together.
OF_ARTICLE = ("rating of article", 10, timedelta(days=1))
OF_ADDRESS = ("rating", 60, timedelta(hours=1))
_FORM = "news.readers.ratings"
_LONGEST_OPEN = 24 * 60 * 60


@dataclass(frozen=True)
class Score:
    """How an article is rated."""

    count: int
    total: int

    @property
    def average(self) -> str:
        """The mean as it is read, "4,2"; "" where nobody has rated."""
        return format_average(self.total, self.count)

    @property
    def readers(self) -> str:
        return format_number(self.count)


def score_of(article: Article) -> Score:
    """Return the article's score. One query."""
    sums = article.ratings.aggregate(count=Count("pk"), total=Sum("stars"))
    return Score(count=sums["count"], total=sums["total"] or 0)


def limits(article: Article, address: str) -> list[Limit]:
    """What a rating from `address` has to keep."""
    return [
        Limit(*OF_ARTICLE, by=f"{article.pk} {address}"),
        Limit(*OF_ADDRESS, by=address),
    ]


def rate(*, article: Article, visitor: str, stars: int) -> None:
    """Write the visitor's rating, or change it. One row also for two at once."""
    Rating.objects.bulk_create(
        [
            Rating(
                article=article,
                visitor=_hash(article, visitor),
                stars=stars,
                rated_at=timezone.now(),
            )
        ],
        update_conflicts=True,
        unique_fields=["article", "visitor"],
        update_fields=["stars", "rated_at"],
    )


def stars_of(article: Article, visitor: str) -> int:
    """Return the stars the visitor gave; 0 for none."""
    own = article.ratings.filter(visitor=_hash(article, visitor))
    return own.values_list("stars", flat=True).first() or 0


def new_visitor() -> str:
    return secrets.token_hex(16)


def sealed(article: Article, visitor: str) -> str:
    """What the form of a visitor without cookie carries: sent twice, it is one."""
    return seals.seal(_FORM, article.pk, token=visitor)


def opened(article: Article, seal: str) -> str:
    """Return the visitor in a form's seal; "" where it is not ours or too old."""
    found = seals.opening_of(_FORM, article.pk, seal, longest=_LONGEST_OPEN)
    return found.token if found else ""


def _hash(article: Article, visitor: str) -> str:
    return sha256(f"{article.pk} {visitor}".encode()).hexdigest()
