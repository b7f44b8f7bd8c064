"""What the review desk's templates ask: links that sort, a change in points, names."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from meetings.review.seen import SeenRecord
from publishing.vietnamese import format_number

register = template.Library()


@register.simple_tag
def sort_head(
    order: str, name: str, label: Any, kept: str = "", css: str = "number"
) -> SafeString:
    """A column's head that sorts by it; pressed again, the other way round."""
    is_up, is_down = order == name, order == f"-{name}"
    # Names begin at the front, figures at the largest.
    first, second = (name, f"-{name}") if name == "ten" else (f"-{name}", name)
    asked = second if order == first else first
    state = {is_up: "ascending", is_down: "descending"}.get(True)
    sorting = format_html(' aria-sort="{}"', state) if state else ""
    query = f"{kept}&sx={asked}" if kept else f"sx={asked}"
    return format_html(
        '<th role="columnheader" scope="col"{}{}><a href="?{}">{}</a></th>',
        format_html(' class="{}"', css) if css else "",
        sorting,
        query,
        label,
    )


@register.filter
def in_points(change: Decimal | None) -> str:
    """A change of a rate in points: "+2,1", "−0,4", "0"; "" where not compared."""
    if change is None:
        return ""
    if not change:
        return "0"
    sign = "+" if change > 0 else "−"
    return f"{sign}{format_number(abs(change))}"


@register.simple_tag
def review_address(record: SeenRecord | Any) -> str:
    """The page where the record is reviewed; "" where it is not the user's."""
    if not record.pk:
        return ""
    try:
        return reverse("meetings:review_record", args=[record.pk])
    except NoReverseMatch:
        return ""
