"""How often a unit's pages, or all of the portal's, were read: in periods people know.

Days are those of the portal's time zone, and a week begins on Monday. Every answer
costs one or two queries, whatever was counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, Sum
from django.utils import timezone

from traffic.models import PORTAL, DailyCount, DailyTotal
from traffic.present import readers_now


@dataclass(frozen=True)
class Visits:
    """Readings by period as of `at`; `now` are the people of the last half hour."""

    at: datetime
    now: int
    today: int
    week: int
    month: int
    year: int
    total: int


def visits(unit_id: int = PORTAL) -> Visits:
    """Return the numbers of one unit, or of the portal. Two queries."""
    at = timezone.now()
    today = timezone.localdate(at)
    since = {
        "today": today,
        "week": monday_of(today),
        "month": today.replace(day=1),
        "year": today.replace(month=1, day=1),
    }
    sums = {name: Sum("count", filter=Q(day__gte=day)) for name, day in since.items()}
    rows = DailyTotal.objects.filter(unit_id=unit_id)
    found = rows.aggregate(**sums, total=Sum("count"))
    counts = {name: count or 0 for name, count in found.items()}
    return Visits(at=at, now=readers_now(unit_id), **counts)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def by_day(last: date, days: int, unit_id: int = PORTAL) -> list[tuple[date, int]]:
    """Return (day, readings) of the `days` days up to `last`, oldest first."""
    first = last - timedelta(days=days - 1)
    rows = DailyTotal.objects.filter(unit_id=unit_id, day__range=(first, last))
    counts = dict(rows.values_list("day", "count"))
    wanted = [first + timedelta(days=number) for number in range(days)]
    return [(day, counts.get(day, 0)) for day in wanted]


def most_read(
    kind: str, since: date, limit: int, unit_id: int = PORTAL
) -> dict[int, int]:
    """{object id: readings since that day}, those that were read most, in order."""
    rows = DailyCount.objects.filter(kind=kind, day__gte=since)
    if unit_id != PORTAL:
        rows = rows.filter(unit_id=unit_id)
    sums = rows.order_by().values_list("object_id").annotate(count=Sum("count"))
    return dict(sums.order_by("-count", "object_id")[:limit])
