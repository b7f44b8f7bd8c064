"""What is under way and what comes, from whichever app knows of it.

The home pages show the events that these sources name, and nothing where there are
none. A later part of the portal adds its function to a tuple and nothing else.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from meetings import events
from units.models import Unit


@dataclass(frozen=True)
class Event:
    """Something with a page of its own, on a day, where `place` is known at a place."""

    title: str
    url: str
    day: datetime.date
    place: str = ""
    until: datetime.date | None = None


Coming = Callable[[Unit, datetime.date], Sequence[Event]]
UnderWay = Callable[[datetime.date], Sequence[Event]]


def _meetings_to_come(unit: Unit, day: datetime.date) -> list[Event]:
    return [Event(*one) for one in events.coming(unit, day)]


def _campaigns(day: datetime.date) -> list[Event]:
    return [Event(*one) for one in events.under_way(day)]


COMING: tuple[Coming, ...] = (_meetings_to_come,)  # in one unit, from that day on
UNDER_WAY: tuple[UnderWay, ...] = (_campaigns,)  # anywhere in the portal, on that day
MOST = 5


def coming_in(unit: Unit) -> list[Event]:
    """The unit's next events, the nearest first."""
    today = timezone.localdate()
    return _nearest(event for source in COMING for event in source(unit, today))


def under_way() -> list[Event]:
    """What is under way in the portal today."""
    today = timezone.localdate()
    return _nearest(event for source in UNDER_WAY for event in source(today))


def _nearest(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda event: event.day)[:MOST]
