"""Invented but believable numbers of readers: many at first, fewer every day.

Illustrative like all of the demonstration; the same article gets the same numbers.
"""

from datetime import date, timedelta
from random import Random

from django.utils import timezone

from news.models import Article
from news.services import KIND
from traffic.models import DailyCount

DAYS = 45


def invent_readers(article: Article, total: int | None = None) -> list[DailyCount]:
    """Rows, not yet saved, for the days from publication to yesterday.

    `total` is their sum; without it one is drawn by lot.
    """
    if article.published_at is None:
        return []
    first = timezone.localdate(article.published_at)
    days = min(DAYS, (timezone.localdate() - first).days)
    lot = Random(article.title)  # noqa: S311 - illustrative numbers, not secrets
    wanted = total or lot.randrange(180, 1300)
    return [
        _count(article, first + timedelta(days=number), count)
        for number, count in enumerate(_spread(wanted, days, lot))
        if count
    ]


def _spread(total: int, days: int, lot: Random) -> list[int]:
    """Share `total` among the days: each draws less than the one before."""
    if days <= 0:
        return []
    weights = [lot.uniform(0.7, 1.3) / (1 + number) ** 1.1 for number in range(days)]
    counts = [int(total * weight / sum(weights)) for weight in weights]
    counts[0] += total - sum(counts)
    return counts


def _count(article: Article, day: date, count: int) -> DailyCount:
    return DailyCount(
        kind=KIND,
        object_id=article.pk,
        unit_id=article.unit_id,
        day=day,
        count=count,
    )
