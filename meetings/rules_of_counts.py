"""Rules over what was counted: people, votes, shares, totals. See `invariants`."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _

from publishing.vietnamese import format_number, format_percent
from units.models import UnitTier

from .faults import (
    Fault,
    Figures,
    Records,
    by_id,
    field_of,
    figures_of,
    is_excused,
    lines_of,
    of_line,
    with_units,
)
from .figures import written
from .kinds import COUNTED_OF_GROUPS, CountedIn, Measure
from .models import ClauseReview, Conference, Figure, GroupReport
from .rollup_sql import NUMBERS, STATED


def lines_attended_more(records: Records) -> Iterator[Fault]:
    """No more households attended than were invited, unless the line explains it."""
    return _lines_with_more(
        records,
        _("%(attended)s households attended, %(invited)s were invited."),
        attended="households_attended",
        invited="households_invited",
    )


def lines_voted_more(records: Records) -> Iterator[Fault]:
    """No more votes in favour than households that attended, unless explained."""
    return _lines_with_more(
        records,
        _("%(votes)s voted in favour, %(attended)s households attended."),
        votes="votes_for",
        attended="households_attended",
    )


def _lines_with_more(records: Records, text: str, **columns: str) -> Iterator[Fault]:
    """Lines whose first column exceeds the second, by their names in `text`."""
    more, than = columns.values()
    rows = lines_of(records).filter(**{f"{more}__gt": F(than)})
    for line in rows.filter(explanation=""):
        numbers = {
            name: format_number(getattr(line, column) or 0)
            for name, column in columns.items()
        }
        yield of_line(line, more, text % numbers)


def attended_more(records: Records) -> Iterator[Fault]:
    """No more attended than were invited, counted in the same, unless explained."""
    for record, figures in figures_of(records, Measure.ATTENDED, Measure.INVITED):
        for (measure, counted), attended in figures.items():
            invited = figures.get((Measure.INVITED, counted))
            if measure != Measure.ATTENDED or invited is None or record.explanation:
                continue
            if attended.value > invited.value and not is_excused(attended, invited):
                words = {
                    "attended": written(attended.value),
                    "invited": written(invited.value),
                    "counted": attended.get_counted_display(),
                }
                yield Fault(
                    record,
                    field_of(attended),
                    _("%(attended)s %(counted)s attended, %(invited)s were invited.")
                    % words,
                )


def voted_more(records: Records) -> Iterator[Fault]:
    """Votes for, against and abstained are together at most those who attended."""
    votes = (Measure.VOTES_FOR, Measure.VOTES_AGAINST, Measure.ABSTAINED)
    for record, figures in figures_of(records, Measure.ATTENDED, *votes):
        for (measure, counted), attended in figures.items():
            if measure != Measure.ATTENDED or record.explanation:
                continue
            cast = [
                figures[vote, counted] for vote in votes if (vote, counted) in figures
            ]
            total = sum(vote.value for vote in cast)
            if total > attended.value and not is_excused(attended, *cast):
                yield Fault(
                    record,
                    field_of(cast[0]),
                    _("%(votes)s votes of %(attended)s %(counted)s that attended.")
                    % {
                        "votes": format_number(int(total)),
                        "attended": written(attended.value),
                        "counted": attended.get_counted_display(),
                    },
                )


def shares_disagree(records: Records) -> Iterator[Fault]:
    """A stated share of votes agrees with its votes, as precisely as it is written.

    The share is one of those who voted where all three counts are known, or of those
    who attended: a source says either.
    """
    votes = (Measure.VOTES_FOR, Measure.VOTES_AGAINST, Measure.ABSTAINED)
    of_share = (Measure.VOTE_SHARE, Measure.ATTENDED, *votes)
    for record, figures in figures_of(records, *of_share):
        share = figures.get((Measure.VOTE_SHARE, CountedIn.PERCENT))
        ratios = [
            (part, whole)
            for (measure, counted), part in figures.items()
            if measure == Measure.VOTES_FOR
            for whole in _wholes(figures, counted)
        ]
        if share is None or not ratios:
            continue
        excused = is_excused(share, *(part for part, _whole in ratios))
        if excused or any(agrees(share.value, p.value, whole) for p, whole in ratios):
            continue
        part, whole = ratios[0]
        message = _disagreement(share.value, part.value, whole)
        yield Fault(record, field_of(share), message)


def _wholes(figures: Figures, counted: str) -> Iterator[Decimal]:
    """What votes counted in `counted` are a share of, as far as it is known."""
    votes = (Measure.VOTES_FOR, Measure.VOTES_AGAINST, Measure.ABSTAINED)
    cast = [figures[vote, counted] for vote in votes if (vote, counted) in figures]
    if len(cast) == len(votes) and not is_excused(*cast):
        yield sum((vote.value for vote in cast), Decimal(0))
    attended = figures.get((Measure.ATTENDED, counted))
    if attended is not None and not is_excused(attended):
        yield attended.value


def outcomes_disagree(records: Records) -> Iterator[Fault]:
    """An indicator's actual value is its ratio in per cent, or its numerator."""
    reviews = ClauseReview.objects.filter(
        conference__in=records.values("pk"),
        actual__isnull=False,
        numerator__isnull=False,
        denominator__isnull=False,
    ).exclude(actual=F("numerator"))
    rows = list(reviews.select_related("clause"))
    found = by_id(records, [row.conference_id for row in rows])
    for row in rows:
        part, whole = Decimal(row.numerator or 0), Decimal(row.denominator or 0)
        if not agrees(row.actual or Decimal(0), part, whole):
            yield Fault(
                found[row.conference_id],
                f"clause_reviews.{row.clause.number}.actual",
                _disagreement(row.actual or Decimal(0), part, whole),
            )


def lines_exceed_snapshot(records: Records) -> Iterator[Fault]:
    """No more groups are listed than the record's snapshot counts."""
    counted = records.filter(tier=UnitTier.GROUP).annotate(lines=Count("group_reports"))
    for record in with_units(counted.filter(lines__gt=F("parts_total"))):
        yield Fault(
            record,
            "parts_total",
            _("%(lines)s groups are listed, %(total)s are counted in all.")
            % {
                "lines": format_number(getattr(record, "lines", 0)),
                "total": format_number(record.parts_total or 0),
            },
        )


def held_exceed_snapshot(records: Records) -> Iterator[Fault]:
    """No more groups are stated to have held theirs than the snapshot counts."""
    held = Figure.objects.filter(
        conference__in=records.values("pk"),
        measure=Measure.GROUPS_HELD,
        counted=CountedIn.GROUP,
        value__gt=F("conference__parts_total"),
    )
    rows = {row.conference_id: row for row in held}
    for pk, record in by_id(records, rows).items():
        yield Fault(
            record,
            field_of(rows[pk]),
            _("%(held)s groups have held theirs, %(total)s are counted in all.")
            % {
                "held": written(rows[pk].value),
                "total": format_number(record.parts_total or 0),
            },
        )


def totals_differ(records: Records) -> Iterator[Fault]:
    """The total that a sheet states is that of its lines; both are kept, and shown."""
    stated = Figure.objects.filter(
        conference__in=records.filter(tier=UnitTier.GROUP).values("pk"),
        origin=Figure.Origin.STATED,
        qualifier="",
        measure__in=STATED.values(),
    )
    columns = {str(measure.value): name for name, measure in STATED.items()}
    rows = [
        row for row in stated if row.counted in COUNTED_OF_GROUPS[Measure(row.measure)]
    ]
    sums = _sums_of_lines({row.conference_id for row in rows})
    different = [
        row
        for row in rows
        if sums[row.conference_id, columns[row.measure]] not in {None, row.value}
    ]
    found = by_id(records, [row.conference_id for row in different])
    for row in different:
        yield Fault(
            found[row.conference_id],
            field_of(row),
            _("%(measure)s: %(stated)s stated, the groups' lines come to %(computed)s.")
            % {
                "measure": row.get_measure_display(),
                "stated": written(row.value),
                "computed": format_number(
                    sums[row.conference_id, columns[row.measure]] or 0
                ),
            },
        )


def _sums_of_lines(conferences: Collection[int]) -> dict[tuple[int, str], int | None]:
    """What the lines of the records come to, by column; None where nothing is known."""
    is_held = Q(group_reports__state__in=GroupReport.HELD_STATES)
    rows: Any = (
        Conference.objects.filter(pk__in=conferences)
        .annotate(lines=Count("group_reports"))
        .annotate(held=Count("group_reports", filter=is_held))
        .annotate(**{f"sum_{name}": Sum(f"group_reports__{name}") for name in NUMBERS})
        .values()
    )
    sums: dict[tuple[int, str], int | None] = {}
    for row in rows:
        sums[row["id"], "groups_held"] = row["held"] if row["lines"] else None
        sums |= {(row["id"], name): row[f"sum_{name}"] for name in NUMBERS}
    return sums


def agrees(stated: Decimal, part: Decimal, whole: Decimal) -> bool:
    """Whether a percentage is the ratio, half up, with as many decimals as it has.

    98.5 agrees with 98.47; 100 only with all, since nearly all is never written so.
    """
    if not whole:
        return False
    exact = part * 100 / whole
    if stated == 100:
        return exact == 100
    digits = max(0, -int(stated.normalize().as_tuple().exponent))
    return exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) == stated


def _disagreement(stated: Decimal, part: Decimal, whole: Decimal) -> str:
    words = {
        "stated": f"{written(stated)}%",
        "part": written(part),
        "whole": written(whole),
        "computed": format_percent(part, whole),
    }
    return _("%(stated)s stated, %(part)s/%(whole)s is %(computed)s.") % words
