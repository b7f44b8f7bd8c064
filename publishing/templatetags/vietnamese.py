"""Vietnamese numbers, dates and spacing in templates. An unknown value shows as ""."""

import datetime
from decimal import Decimal

from django import template
from django.template.defaultfilters import stringfilter
from django.utils import timezone

from publishing import vietnamese

register = template.Library()


@register.filter
def vn_number(value: int | Decimal | None) -> str:
    """Show 1435 as 1.435."""
    return "" if value in (None, "") else vietnamese.format_number(value)


@register.filter
def vn_date(day: datetime.date | None) -> str:
    """Show a day as 29/02/2024."""
    return vietnamese.format_date(day) if day else ""


@register.filter
def vn_datetime(moment: datetime.datetime | None) -> str:
    """Show a moment as 29/02/2024 | 15:51, in local time."""
    return vietnamese.format_datetime(moment) if moment else ""


@register.filter
def vn_machine(moment: datetime.datetime | None) -> str:
    """Write a moment for `<time datetime>`: 2024-02-29T15:51:00+07:00.

    Django's own format "c" adds microseconds, which HTML does not allow.
    """
    if not moment:
        return ""
    return timezone.localtime(moment).isoformat(timespec="seconds")


@register.filter
def vn_weekday(day: datetime.date | None) -> str:
    """Show a day as Thứ Bảy, 21/11/2026."""
    return vietnamese.weekday_date(day) if day else ""


@register.filter
@stringfilter
def keep(title: str) -> str:
    """Keep figures and names of a title in one piece at the end of a line."""
    return vietnamese.keep(title)
