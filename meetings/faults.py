"""What in one record contradicts itself: told to those who enter it, never refused.

Sources contradict themselves. Both figures are kept and shown; nothing is overwritten.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from publishing.vietnamese import format_number

from .kinds import GROUP_MEASURES, CountedIn, Measure
from .models import Conference, GroupReport
from .usual_figures import OF_GROUPS

Figures = Mapping[tuple[str, str], Decimal]

COUNTED_IN_SHEET = dict(OF_GROUPS)


def record_faults(conference: Conference) -> list[str]:
    """Return the contradictions of the record, each as a sentence; [] without any."""
    figures = figures_of(conference)
    found = [*_too_many_came(conference, figures), *_votes(figures)]
    if conference.of_groups:
        found += _sheet_differs(conference, figures)
    return found


def figures_of(conference: Conference) -> dict[tuple[str, str], Decimal]:
    """(measure, counted in) → value, of the rows that the record has."""
    return {(row.measure, row.counted): row.value for row in conference.figures.all()}


def _too_many_came(conference: Conference, figures: Figures) -> list[str]:
    if conference.explanation:
        return []
    text = _(
        "More attended (%(attended)s) than were invited (%(invited)s), "
        "counted in %(counted)s: check both, or explain it."
    )
    return [
        text
        % {
            "attended": written(value),
            "invited": written(figures[Measure.INVITED, counted]),
            "counted": CountedIn(counted).label,
        }
        for (measure, counted), value in figures.items()
        if measure == Measure.ATTENDED
        and value > figures.get((Measure.INVITED, counted), value)
    ]


def _votes(figures: Figures) -> list[str]:
    votes = [
        figures.get((measure, CountedIn.DELEGATE))
        for measure in (Measure.VOTES_FOR, Measure.VOTES_AGAINST, Measure.ABSTAINED)
    ]
    cast = sum(one for one in votes if one is not None)
    attended = figures.get((Measure.ATTENDED, CountedIn.DELEGATE))
    found = []
    if attended is not None and cast > attended:
        found.append(
            _("More votes (%(votes)s) than delegates who attended (%(attended)s).")
            % {"votes": written(Decimal(cast)), "attended": written(attended)}
        )
    whole = Decimal(cast) if None not in votes else attended
    share = figures.get((Measure.VOTE_SHARE, CountedIn.PERCENT))
    if share is not None and votes[0] is not None and whole:
        found += _share_differs(share, votes[0], whole)
    return found


def _share_differs(share: Decimal, part: Decimal, whole: Decimal) -> list[str]:
    """A stated share against its ratio, at the precision at which it is stated."""
    step = Decimal(1).scaleb(-printed_decimals(share.normalize()))
    exact = part * 100 / whole
    if exact.quantize(step, ROUND_HALF_UP) == share:
        return []
    text = _(
        "The share in favour is stated as %(share)s%%, but %(part)s of %(whole)s "
        "are %(exact)s%%."
    )
    return [
        text
        % {
            "share": written(share),
            "part": written(part),
            "whole": written(whole),
            "exact": written(exact.quantize(Decimal("0.1"), ROUND_HALF_UP)),
        }
    ]


def _sheet_differs(conference: Conference, figures: Figures) -> list[str]:
    """Stated totals beside the sums of the lines that were entered."""
    text = _(
        "%(figure)s: the report states %(stated)s, the lines of the sheet make "
        "%(computed)s."
    )
    return [
        text
        % {
            "figure": Measure(measure).label,
            "stated": written(figures[measure, counted]),
            "computed": written(total),
        }
        for (measure, counted), total in sheet_sums(conference).items()
        if figures.get((measure, counted), total) != total
    ]


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
