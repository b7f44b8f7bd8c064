"""Drawings of figures, each with its words and, beneath, its table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

from meetings.reports import charts
from meetings.reports.over_years import YearPoint
from meetings.totals import Ratio

register = template.Library()


@register.inclusion_tag("meetings/charts/bar.html")
def rate_bar(ratio: Ratio, whole: Ratio | None = None) -> dict[str, Any]:
    """A rate as a bar, for a cell of a table, with a mark at the rate of the whole."""
    return {"bar": charts.bar(ratio, whole)}


@register.inclusion_tag("meetings/charts/years.html")
def years_chart(
    years: Sequence[YearPoint], who: str, key: str = "nam"
) -> dict[str, Any]:
    """Lines over the years and their table; nothing for fewer than two known years.

    `who` is what attendance is counted in, `key` begins the ids: another for each chart
    of a page.
    """
    drawn = charts.panels(years, str(who))
    return {"panels": drawn, "years": years[::-1], "who": who, "key": key}
