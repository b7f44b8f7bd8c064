"""What the home pages name: meetings to come in a unit, campaigns under way."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from django.urls import reverse

from units.models import Unit

from . import campaigns
from .models import RecordCard

MOST = 5


class Coming(NamedTuple):
    title: str
    url: str
    day: datetime.date
    place: str
    until: datetime.date | None = None


def coming(unit: Unit, day: datetime.date) -> list[Coming]:
    """Announced meetings of the unit from `day` on, the nearest first; one query."""
    cards = RecordCard.objects.coming(day).filter(unit=unit)
    rows = list(cards.order_by("held_on", "pk")[:MOST])
    for row in rows:
        row.unit = unit
    return [
        Coming(row.title, row.get_absolute_url(), row.held_on, row.place)
        for row in rows
        if row.held_on
    ]


def under_way(day: datetime.date) -> list[Coming]:
    """Campaigns of which a level meets on `day`; constant queries."""
    found = []
    for one in campaigns.under_way(day)[:MOST]:
        tiers = list(one.tiers.all())
        days = [tier.starts_on for tier in tiers if tier.starts_on]
        last = [tier.ends_on for tier in tiers if tier.ends_on]
        url = reverse("meetings:conferences", args=[one.unit.slug]) + f"#dot-{one.pk}"
        name = one.unit.full_name_on(one.as_of)
        until = max(last) if last else None
        found.append(Coming(one.title, url, min(days), name, until))
    return found
