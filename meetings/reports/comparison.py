"""The figures of a campaign or a record beside those of the year before.

All by `lineage`: units joined are measured by the sum of what they were joined from,
units split are not measured, and both are named. Only what was sent up is compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q, Sum

from units.models import UnitTier

from .. import rollup
from ..figures import COUNTED_IN_SHEET
from ..kinds import GROUP_MEASURES, CountedIn, Measure
from ..models import Campaign, Conference, Figure, GroupReport
from ..rollup import Rollup
from .lineage import Lineage, Origin
from .outcome import Outcome, outcome_of, together

_WIDEST = [UnitTier.PROVINCE, UnitTier.DISTRICT, UnitTier.COMMUNE]


@dataclass(frozen=True)
class Pair:
    """One unit in both years; `before` is None where nothing can be compared.

    `joined` names the units whose sum `before` is, where it was not this unit alone.
    """

    unit_id: int | None
    name: str
    now: Outcome
    before: Outcome | None = None
    joined: tuple[str, ...] = ()
    is_part: bool = False

    @property
    def change(self) -> Decimal | None:
        """Of the rate, in points of a per cent as printed; None if not known."""
        if self.before is None or None in (self.now.points, self.before.points):
            return None
        return (self.now.points or Decimal(0)) - (self.before.points or Decimal(0))


@dataclass(frozen=True)
class Comparison:
    """A level of a campaign beside that of `year`, the newest one with figures before."""

    year: int | None = None
    pairs: list[Pair] = field(default_factory=list)

    @property
    def compared(self) -> list[Pair]:
        """Units of which both years are known."""
        return [
            one
            for one in self.pairs
            if one.before and one.before.is_known and one.now.is_known
        ]

    @property
    def now(self) -> Outcome:
        return together(one.now for one in self.compared)

    @property
    def before(self) -> Outcome:
        return together(one.before for one in self.compared if one.before)

    @property
    def parted(self) -> list[Pair]:
        """Units that a part was taken from or given to: another area than before."""
        return [one for one in self.pairs if one.is_part]

    @property
    def joined(self) -> list[Pair]:
        return [one for one in self.compared if one.joined]

    @property
    def by_unit(self) -> dict[int | None, Pair]:
        return {one.unit_id: one for one in self.pairs}


def compare(
    campaign: Campaign, tier: str, now: Rollup[Any], counted: str
) -> Comparison:
    """Set the units of a roll-up beside what they were in the round before.

    `now` is the roll-up of the campaign's level `tier`. A constant number of queries,
    but for one more for each generation of units.
    """
    rows = [row for row in now.leaves() if row.unit_id]
    lineage = Lineage(row.unit_id for row in rows)
    rounds = rounds_before(campaign, tier, lineage.units)
    if not rounds:
        return Comparison()
    then: Rollup[Any] = rollup.roll_up(rounds, tier)
    day = min(one.as_of for one in rounds)
    old = {
        leaf.unit_id: (outcome_of(leaf, counted), then.name(leaf))
        for leaf in then.leaves()
        if leaf.units_sent
    }
    return Comparison(
        rounds[0].year,
        [
            _pair(
                row,
                now.name(row),
                lineage.origin(row.unit_id, day, campaign.as_of),
                old,
                counted,
            )
            for row in rows
        ],
    )


def _pair(
    row: Any,
    name: str,
    origin: Origin,
    old: dict[int, tuple[Outcome, str]],
    counted: str,
) -> Pair:
    now = outcome_of(row, counted)
    if origin.is_part:
        return Pair(row.unit_id, name, now, is_part=True)
    if not origin.units or any(unit not in old for unit in origin.units):
        return Pair(row.unit_id, name, now)
    before = together(old[unit][0] for unit in origin.units)
    is_other = origin.units != (row.unit_id,)
    names = tuple(old[unit][1] for unit in origin.units) if is_other else ()
    return Pair(row.unit_id, name, now, before, names)


def rounds_before(
    campaign: Campaign, tier: str, units: Collection[int]
) -> list[Campaign]:
    """The campaigns of its kind in the newest earlier year that these units reported in.

    A unit is in one of them only: that of the campaign's own unit first, then those
    that reach the most. Three queries.
    """
    records = Conference.objects.counted().filter(
        unit__in=units,
        tier=tier,
        campaign__kind=campaign.kind,
        campaign__year__lt=campaign.year,
    )
    year = records.aggregate(year=Max("campaign__year"))["year"]
    if year is None:
        return []
    taking_part: dict[int, set[int]] = defaultdict(set)
    for pk, unit in records.filter(campaign__year=year).values_list("campaign", "unit"):
        taking_part[pk].add(unit)
    found = Campaign.objects.filter(pk__in=taking_part).select_related("unit")
    in_order = sorted(
        found,
        key=lambda one: (
            one.unit_id != campaign.unit_id,
            _WIDEST.index(UnitTier(one.unit.tier)),
            one.pk,
        ),
    )
    chosen: list[Campaign] = []
    taken: set[int] = set()
    for one in in_order:
        if not taken & taking_part[one.pk]:
            chosen.append(one)
            taken |= taking_part[one.pk]
    return chosen


# One record beside the one before


@dataclass(frozen=True)
class Before:
    """The figures of the records that one record follows: (measure, counted in) → value.

    `units` names those records' units; none is summed where `is_part`. A figure that
    one of several records lacks is not among them.
    """

    year: int | None = None
    units: tuple[str, ...] = ()
    is_part: bool = False
    figures: dict[tuple[str, str], Decimal] = field(default_factory=dict)


def before_record(conference: Conference) -> Before:
    """What was sent up of the same meeting the year before, by the lineage of its unit.

    Of the newest earlier year with such records; a constant number of queries.
    """
    lineage = Lineage.of(conference.unit)
    rows = Conference.objects.counted().filter(
        unit__in=lineage.units,
        kind=conference.kind,
        tier=conference.tier,
        year__lt=conference.year,
    )
    rows = rows.select_related("unit", "campaign").prefetch_related("unit__names")
    records = list(rows.order_by("-year", "-held_on", "-pk"))
    records = [one for one in records if one.year == records[0].year]
    if not records:
        return Before()
    day = min(one.day for one in records)
    origin = lineage.origin(conference.unit_id, day, conference.day)
    by_unit = {one.unit_id: one for one in reversed(records)}
    names = tuple(one.unit.full_name_on(one.day) for one in by_unit.values())
    if origin.is_part:
        return Before(records[0].year, names, is_part=True)
    if any(unit not in by_unit for unit in origin.units):
        return Before(records[0].year, names)
    chosen = [by_unit[unit] for unit in origin.units]
    names = tuple(one.unit.full_name_on(one.day) for one in chosen)
    return Before(records[0].year, names, figures=_figures_of(chosen))


def _figures_of(records: list[Conference]) -> dict[tuple[str, str], Decimal]:
    """Stated figures, and sums of the sheet where none is stated, of all together."""
    ids = [one.pk for one in records]
    found: dict[tuple[str, str], dict[int, Decimal]] = defaultdict(dict)
    for row in _sheets(ids):
        for column, measure in (*GROUP_MEASURES.items(), ("held", Measure.GROUPS_HELD)):
            if row[f"sum_{column}"] is not None:
                key = (str(measure), str(COUNTED_IN_SHEET[measure]))
                found[key][row["conference"]] = Decimal(row[f"sum_{column}"])
    for figure in Figure.objects.filter(conference__in=ids):
        found[figure.measure, figure.counted][figure.conference_id] = figure.value
    several = len(ids) > 1
    return {
        key: sum(values.values(), Decimal(0))
        for key, values in found.items()
        if len(values) == len(ids) and not (several and key[1] == CountedIn.PERCENT)
    }


def _sheets(ids: list[int]) -> Iterable[Any]:
    lines = GroupReport.objects.filter(conference__in=ids).order_by()
    return lines.values("conference").annotate(
        sum_held=Count("pk", filter=Q(state__in=GroupReport.HELD_STATES)),
        **{f"sum_{column}": Sum(column) for column in GROUP_MEASURES},
    )
