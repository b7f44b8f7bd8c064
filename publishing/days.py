"""Days of the portal's time zone as moments."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone


def midnight(day: date) -> datetime:
    """The beginning of a day in the portal's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))
