"""A line over the years: a unit's campaigns, or its own records, year by year.

By `lineage`, as all comparisons: what a unit was joined from counts with it, and a year
before a part went over is not known. Only what was sent up counts.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, FilteredRelation, Q, Sum

from units.models import Unit, UnitTier

from ..kinds import CountedIn, Measure
from ..models import COUNTED, Campaign, Conference, GroupReport
from ..totals import Ratio
from .lineage import Lineage
from .outcome import NOTHING, Outcome, together


@dataclass(frozen=True)
class YearPoint:
    """One year of a line; `joined` and `is_part` say where it is not the same unit."""

    year: int
    outcome: Outcome = NOTHING
    joined: tuple[str, ...] = ()
    is_part: bool = False

    @property
    def rate(self) -> Decimal | None:
        return self.outcome.points


@dataclass(frozen=True)
class _Item:
    """What one unit reported of one year, on a day."""

    unit: Unit
    year: int
    day: datetime.date
    outcome: Outcome


def years_of_campaign(
    campaign: Campaign, tier: str, counted: str, *, most: int = 12
) -> list[YearPoint]:
    """The campaigns of the same kind and leading unit, the oldest first.

    Years without one, or without figures, are points of which nothing is known. What
    the unit was joined from counts with it. A constant number of queries.
    """
    lineage = Lineage.of(campaign.unit)
    rows = Campaign.objects.filter(
        unit__in=lineage.units, kind=campaign.kind, name=campaign.name
    )
    rows = rows.select_related("unit")
    if len(lineage.units) > 1:
        rows = rows.prefetch_related("unit__names")
    found = list(rows.order_by("-year", "pk")[: most * len(lineage.units)])
    outcomes = _outcomes("campaign", [one.pk for one in found], tier, counted)
    items = [
        _Item(one.unit, one.year, one.as_of, outcomes[one.pk])
        for one in found
        if one.pk in outcomes
    ]
    return _line(campaign.unit_id, lineage, items)[-most:]


def years_of_unit(
    unit: Unit, kind: str, tier: str, counted: str, *, most: int = 12
) -> list[YearPoint]:
    """The unit's own records of a kind and level that were sent up, the oldest first."""
    lineage = Lineage.of(unit)
    rows = Conference.objects.counted().filter(
        unit__in=lineage.units, kind=kind, tier=tier
    )
    rows = rows.select_related("unit", "campaign").prefetch_related("unit__names")
    found = list(rows.order_by("-year", "-held_on", "-pk")[: most * len(lineage.units)])
    outcomes = _outcomes("pk", [one.pk for one in found], tier, counted)
    items = [
        _Item(one.unit, one.year, one.day, outcomes[one.pk])
        for one in found
        if one.pk in outcomes
    ]
    return _line(unit.pk, lineage, items)[-most:]


def _line(unit: int, lineage: Lineage, items: list[_Item]) -> list[YearPoint]:
    """A point for each year from the first to the last, also for those in between."""
    by_year: dict[int, dict[int, _Item]] = defaultdict(dict)
    for item in items:
        by_year[item.year].setdefault(item.unit.pk, item)
    if not by_year:
        return []
    years = range(min(by_year), max(by_year) + 1)
    return [_point(unit, year, lineage, by_year.get(year, {})) for year in years]


def _point(
    unit: int, year: int, lineage: Lineage, items: dict[int, _Item]
) -> YearPoint:
    if not items:
        return YearPoint(year)
    day = min(one.day for one in items.values())
    origin = lineage.origin(unit, day)
    if origin.is_part:
        names = tuple(one.unit.full_name_on(one.day) for one in items.values())
        return YearPoint(year, joined=names, is_part=True)
    if not origin.units or any(pk not in items for pk in origin.units):
        return YearPoint(year)
    chosen = [items[pk] for pk in origin.units]
    is_other = origin.units != (unit,)
    names = tuple(one.unit.full_name_on(one.day) for one in chosen) if is_other else ()
    return YearPoint(year, together(one.outcome for one in chosen), names)


def _outcomes(by: str, ids: list[int], tier: str, counted: str) -> dict[int, Outcome]:
    """What `meetings.rollup` knows of the whole, for many campaigns or records at once.

    `by` is the column of a record that `ids` are of; one query.
    """
    if tier == UnitTier.GROUP:
        return _of_groups(by, ids)
    return _of_meetings(by, ids, tier, counted)


def _of_groups(by: str, ids: list[int]) -> dict[int, Outcome]:
    reported = Q(state=GroupReport.State.REPORTED)
    lines = GroupReport.objects.filter(
        **{f"conference__{by}__in": ids},
        conference__state__in=COUNTED,
        conference__tier=UnitTier.GROUP,
    ).order_by()
    rows = lines.values_list(f"conference__{by}").annotate(
        invited=Sum("households_invited"),
        attended=Sum("households_attended"),
        opinions=Sum("opinions"),
        part=Sum("households_attended", filter=reported),
        whole=Sum("households_invited", filter=reported),
        rests_on=Count("pk", filter=reported),
    )
    return _read(rows)


def _of_meetings(
    by: str, ids: list[int], tier: str, counted: str
) -> dict[int, Outcome]:
    def figure(measure: str, counted: str) -> FilteredRelation:
        condition = Q(figures__measure=measure, figures__counted=counted)
        return FilteredRelation("figures", condition=condition)

    both = Q(is_asked__isnull=False, has_come__isnull=False)
    records = Conference.objects.counted().filter(tier=tier, **{f"{by}__in": ids})
    rows = (
        records.annotate(
            is_asked=figure(Measure.INVITED, counted),
            has_come=figure(Measure.ATTENDED, counted),
            said=figure(Measure.OPINIONS, CountedIn.OPINION),
        )
        .order_by()
        .values_list(by)
        .annotate(
            invited=Sum("is_asked__value"),
            attended=Sum("has_come__value"),
            told=Sum("said__value"),
            part=Sum("has_come__value", filter=both),
            whole=Sum("is_asked__value", filter=both),
            rests_on=Count("pk", filter=both),
        )
    )
    return _read(rows)


def _read(rows: Iterable[Any]) -> dict[int, Outcome]:
    return {
        pk: Outcome(
            _whole(invited),
            _whole(attended),
            _whole(opinions),
            Ratio(_whole(part), _whole(whole), rests_on),
        )
        for pk, invited, attended, opinions, part, whole, rests_on in rows
    }


def _whole(value: Decimal | int | None) -> int | None:
    return None if value is None else int(value)
