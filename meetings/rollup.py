"""The roll-up of a campaign: from residential group to ward to district, city, country.

Always the sums of whole numbers, in one statement (`rollup_sql.py`), and never means
of percentages; the total of a unit is the sum of the rows directly below it, at every
level and for every figure. What counts are records sent up. Nothing here asks who
looks: the caller shows a unit's roll-up to those who may see it.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils import timezone

from publishing.vietnamese import sort_key
from units.models import Unit, UnitTier

from .models import COUNTED, Campaign, GroupReport
from .models.conference import group_order
from .rollup_sql import (
    GROUP_COUNTS,
    GROUPS,
    MEETINGS,
    NUMBERS,
    RATIOS,
    STATED,
    UNIT_COUNTS,
)
from .rollup_tree import ALL_LEVELS, Path, Tree, select
from .totals import GroupTotals, MeetingTotals, Ratio, Stated, Sum, UnitTotals

Totals = TypeVar("Totals", bound=UnitTotals)
# Whose record holds the meetings of a level: those of groups are in the ward's.
LEAF_TIERS = {UnitTier.GROUP: UnitTier.COMMUNE}
_COLUMNS = {measure: name for name, measure in STATED.items()}
_RATIO_NAMES = {pair: name for name, pair in RATIOS.items()}


@dataclass(frozen=True)
class SilentGroup:
    """A group that has not held its conference, or held it and not reported it."""

    ward: Unit
    group: Unit
    state: str
    day: datetime.date

    @property
    def name(self) -> str:
        """Both as they were called that day: "Tổ dân phố 2, phường Kim Liên"."""
        group, ward = (one.full_name_on(self.day) for one in (self.group, self.ward))
        return f"{group}, {ward[:1].lower()}{ward[1:]}"


class Rollup(Tree[Totals]):
    """The rows of the roll-up of a campaign, or of several."""

    def __init__(
        self, campaigns: list[int], states: Collection[str], rows: Iterable[Totals]
    ) -> None:
        self.campaigns = campaigns
        self.states = states
        super().__init__(rows)

    def not_sent(self, row: Totals | None = None) -> list[Totals]:
        """Units by name of which no record was sent up: who has not reported."""
        missing = [
            leaf for leaf in self._leaves(row or self.whole) if not leaf.units_sent
        ]
        return self._by_name(missing)

    def not_held(self, row: Totals | None = None) -> list[Totals]:
        """Units by name of which it is not known that they have held theirs."""
        missing = [
            leaf for leaf in self._leaves(row or self.whole) if not leaf.units_held
        ]
        return self._by_name(missing)

    def unexpected(self, row: Totals | None = None) -> list[Totals]:
        """Units with a record that did not exist below the campaign's on its day."""
        leaves = self._leaves(row or self.whole)
        return self._by_name([leaf for leaf in leaves if not leaf.is_expected])

    def silent_groups(self, row: Totals | None = None) -> list[SilentGroup]:
        """Residential groups in records sent up that have not held, or not reported.

        Those 'not to be held' are not among them. By ward, then in their order.
        """
        days = {leaf.unit_id: leaf.day for leaf in self._leaves(row or self.whole)}
        lines = GroupReport.objects.filter(
            conference__campaign__in=self.campaigns,
            conference__unit__in=list(days),
            conference__state__in=self.states,
            state__in=[GroupReport.State.NOT_YET, GroupReport.State.HELD],
        ).select_related("group", "conference__unit")
        lines = lines.prefetch_related("group__names", "conference__unit__names")
        silent = [
            SilentGroup(unit, line.group, line.state, days[unit.pk])
            for line in lines
            for unit in [line.conference.unit]
        ]
        return sorted(silent, key=_order_of_group)


def roll_up(
    campaign: Campaign | Iterable[Campaign],
    tier: str,
    *,
    states: Collection[str] = COUNTED,
    below: Unit | None = None,
    depth: int = ALL_LEVELS,
    today: datetime.date | None = None,
) -> Rollup[Any]:
    """Sum one level of a campaign: rows of `GroupTotals`, or of `MeetingTotals`.

    One query. The top is the campaign's unit, or `below`; of several campaigns (those
    of all provinces in a year) it is the country, which is no unit. `depth` is the
    number of levels below the top that get rows: 1 gives a page of provinces, without
    the names of wards. `today` decides which announced meetings lie behind us.
    """
    asked = parameters(
        campaign, tier, states=states, below=below, depth=depth, today=today
    )
    rows: list[Any]
    if tier == UnitTier.GROUP:
        rows = _group_totals(select(GROUPS, asked))
    else:
        rows = _meeting_totals(select(MEETINGS, asked))
    return Rollup(asked["campaigns"], states, rows)


def groups(campaign: Campaign | Iterable[Campaign], **how: Any) -> Rollup[GroupTotals]:
    """Roll up the conferences of residential groups; arguments of `roll_up`."""
    return roll_up(campaign, UnitTier.GROUP, **how)


def meetings(
    campaign: Campaign | Iterable[Campaign],
    tier: str = UnitTier.COMMUNE,
    **how: Any,
) -> Rollup[MeetingTotals]:
    """Roll up the meetings of wards (or of `tier`) themselves; arguments of `roll_up`."""
    return roll_up(campaign, tier, **how)


def parameters(
    campaign: Campaign | Iterable[Campaign],
    tier: str,
    *,
    states: Collection[str] = COUNTED,
    below: Unit | None = None,
    depth: int = ALL_LEVELS,
    today: datetime.date | None = None,
) -> dict[str, Any]:
    """What the statements are told; see `roll_up`."""
    if isinstance(campaign, Campaign):
        campaigns, root = [campaign.pk], campaign.unit_id
    else:
        campaigns, root = [one.pk for one in campaign], None
    if below is not None:
        root = below.pk
    return {
        "campaigns": campaigns,
        "tier": str(tier),
        "leaf_tier": str(LEAF_TIERS.get(UnitTier(tier), tier)),
        "states": [str(state) for state in states],
        "root": root,
        "above": 1 if root is None else 0,
        "depth": depth,
        "today": today or timezone.localdate(),
    }


def _of_unit(row: dict[str, Any]) -> dict[str, Any]:
    names = ("day", "is_leaf", *UNIT_COUNTS)
    return {"path": tuple(row["path"]), **{name: row[name] for name in names}}


def _group_totals(rows: Iterable[dict[str, Any]]) -> list[GroupTotals]:
    """Put the rows of stated totals to those of their units, which come first."""
    totals: dict[Path, GroupTotals] = {}
    for row in rows:
        path = tuple(row["path"])
        if row["measure"] is None:
            numbers = dict(zip(GROUP_COUNTS, row["numbers"], strict=True))
            totals[path] = _of_groups({**row, **numbers})
        else:
            totals[path].stated[_COLUMNS[row["measure"]]] = Stated(*row["numbers"])
    return list(totals.values())


def _of_groups(row: dict[str, Any]) -> GroupTotals:
    def ratio(name: str, on: str) -> Ratio:
        if not row[on]:
            return Ratio()
        return Ratio(row[f"{name}_part"], row[f"{name}_whole"], row[on])

    return GroupTotals(
        **_of_unit(row),
        groups_total=Sum(row["groups_total"], row["groups_total_on"]),
        lines=row["lines"] or 0,
        groups_held=row["groups_held"],
        groups_reported=row["groups_reported"],
        groups_not_to_be_held=row["groups_not_to_be_held"],
        sums={name: Sum(row[name], row[f"{name}_on"] or 0) for name in NUMBERS},
        stated={},
        attendance=ratio("attendance", "groups_reported"),
        approval=ratio("approval", "approval_on"),
    )


def _meeting_totals(rows: Iterable[dict[str, Any]]) -> list[MeetingTotals]:
    """Put the rows of figures and ratios to those of their units, which come first."""
    totals: dict[Path, MeetingTotals] = {}
    for row in rows:
        path = tuple(row["path"])
        if row["measure"] is None:
            totals[path] = MeetingTotals(**_of_unit(row), figures={}, ratios={})
        elif row["whole"] is None:
            key = (row["measure"], row["counted"])
            value = Sum(int(row["value"]), row["rests_on"], row["hedged"])
            totals[path].figures[key] = value
        else:
            name = _RATIO_NAMES[row["measure"], row["whole"]]
            part, whole = int(row["value"]), int(row["whole_value"])
            totals[path].ratios[name, row["counted"]] = Ratio(
                part, whole, row["rests_on"]
            )
    return list(totals.values())


def _order_of_group(silent: SilentGroup) -> Any:
    ward = sort_key(silent.ward.full_name_on(silent.day))
    return ward, silent.ward.pk, *group_order(silent.group, silent.day)
