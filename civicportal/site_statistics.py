"""How often the portal and each unit are read: numbers, a chart by day, a list."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from news import reading
from news.models import Article
from publishing.public_pages import public_page
from traffic.models import PORTAL
from traffic.periods import by_day, most_read, visits
from units.models import Unit

DAYS = 30
MOST_READ = 10
SPARE = 10  # some of what was read most may have been withdrawn since

# The chart's own units; the page draws it as wide as there is room.
WIDTH, HEIGHT, GAP = 600, 160, 4


@dataclass(frozen=True)
class Bar:
    """One day of the chart, in its units."""

    day: datetime.date
    count: int
    x: int
    y: int
    height: int


@public_page()
def portal_statistics(request: HttpRequest) -> HttpResponse:
    """The readers of all pages."""
    return render(request, "statistics/portal.html", _numbers(PORTAL))


@public_page()
def unit_statistics(request: HttpRequest, unit: str) -> HttpResponse:
    """The readers of one unit's pages."""
    owner = get_object_or_404(Unit, slug=unit)
    context = {**reading.frame(owner), **_numbers(owner.pk)}
    return render(request, "statistics/unit.html", context)


def _numbers(unit_id: int) -> dict[str, Any]:
    today = timezone.localdate()
    days = by_day(today, DAYS, unit_id)
    return {
        "visits": visits(unit_id),
        "days": days[::-1],
        "bars": bars(days),
        "bar_width": WIDTH // DAYS - GAP,
        "highest": max(count for _day, count in days),
        "most_read": read_most(today - datetime.timedelta(days=DAYS - 1), unit_id),
    }


def read_most(since: datetime.date, unit_id: int = PORTAL) -> list[Article]:
    """The public articles that were read most since that day, with `read_lately`."""
    counts = most_read(reading.KIND, since, MOST_READ + SPARE, unit_id)
    articles = Article.objects.public().filter(pk__in=counts).with_cards()
    found: list[Any] = sorted(articles, key=lambda one: (-counts[one.pk], one.pk))
    for article in found:
        article.read_lately = counts[article.pk]
    return found[:MOST_READ]


def bars(days: list[tuple[datetime.date, int]]) -> list[Bar]:
    """Place one bar a day; the highest is as high as the chart, none is invisible."""
    highest = max((count for _day, count in days), default=0)
    step = WIDTH // max(len(days), 1)
    drawn = []
    for number, (day, count) in enumerate(days):
        height = max(2, round(count * HEIGHT / highest)) if count else 0
        drawn.append(Bar(day, count, number * step, HEIGHT - height, height))
    return drawn
