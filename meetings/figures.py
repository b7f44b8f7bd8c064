"""The figures of a record's rows, the sums of its lines, and how a figure is printed."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Count, Q, Sum

from publishing.vietnamese import format_number

from .kinds import COUNTED_IN_SHEET, GROUP_MEASURES, Measure
from .models import Conference, GroupReport


def figures_of(conference: Conference) -> dict[tuple[str, str], Decimal]:
    """(measure, counted in) → value, of the rows that the record has."""
    return {(row.measure, row.counted): row.value for row in conference.figures.all()}


def sheet_sums(conference: Conference) -> dict[tuple[str, str], Decimal]:
    """(measure, counted in) → what the lines of the groups make; without the empty."""
    sums = conference.group_reports.aggregate(
        held=Count("pk", filter=Q(state__in=GroupReport.HELD_STATES)),
        **{f"sum_{column}": Sum(column) for column in GROUP_MEASURES},
    )
    computed = {
        measure: sums[f"sum_{column}"] for column, measure in GROUP_MEASURES.items()
    }
    computed[Measure.GROUPS_HELD] = sums["held"] or None
    return {
        (measure, COUNTED_IN_SHEET[measure]): Decimal(total)
        for measure, total in computed.items()
        if total is not None
    }


def printed_decimals(value: Decimal) -> int:
    """How many digits after the comma a figure is printed with: 2 of 98,46; 0 of 100."""
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def written(value: Decimal) -> str:
    """A figure as it is printed, without decimals that say nothing: "1.435"."""
    whole = value == value.to_integral_value()
    return format_number(value.quantize(Decimal(1)) if whole else value.normalize())
