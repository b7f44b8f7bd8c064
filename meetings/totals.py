"""What the roll-up knows of one unit: whole numbers, and on how much each rests.

None is 'not known', never zero; a sum says how many lines or records it is made of.
Percentages are made here from two whole numbers, by the one rule of the portal
(`publishing.vietnamese.format_percent`: half up, "68,6%", all of them "100%").
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import NamedTuple

from publishing.vietnamese import format_percent


class Sum(NamedTuple):
    """A sum of whole numbers, None where none is known.

    `rests_on` counts the parts in which it is known: the groups' lines, or the records
    of a meeting; `hedged` those that say 'almost', 'more than' and the like.
    """

    value: int | None = None
    rests_on: int = 0
    hedged: int = 0


class Ratio(NamedTuple):
    """A part of a whole, of those lines or records alone in which both are known."""

    part: int | None = None
    whole: int | None = None
    rests_on: int = 0

    @property
    def percent(self) -> str:
        """As people print it: "68,6%"; "" where it is not known."""
        if self.part is None or not self.whole:
            return ""
        return format_percent(self.part, self.whole)


class Stated(NamedTuple):
    """The totals that records state, beside the computed sum and never in its place.

    `rests_on` counts the records that state one; `differing` those among them whose
    own lines come to something else. A hedged total differs from nothing.
    """

    value: int | None = None
    rests_on: int = 0
    differing: int = 0

    @property
    def differs(self) -> bool:
        return self.differing > 0


@dataclass(frozen=True)
class Place:
    """A row's place. `path` are the ids from the top down to the unit.

    A unit of which the parent changed between two records has a row under each of
    them, with what counted there; the path tells them apart. The path of the whole
    country is empty. `day` is that of the unit's names.
    """

    path: tuple[int, ...]
    day: datetime.date
    is_leaf: bool

    @property
    def unit_id(self) -> int | None:
        return self.path[-1] if self.path else None


@dataclass(frozen=True)
class UnitTotals(Place):
    """One unit in the roll-up of a campaign.

    `units_*` count the units that hold a record of the level: themselves, for a row
    without rows below it.
    """

    units_total: int
    units_expected: int
    units_with_record: int
    units_sent: int
    units_outside: int
    units_held: int

    @property
    def is_expected(self) -> bool:
        """Whether the campaign expects at least one record here."""
        return self.units_expected > 0


@dataclass(frozen=True)
class GroupTotals(UnitTotals):
    """Conferences of residential groups: the sums of the lines of records sent up.

    `groups_total` is the snapshot that records keep, also those not sent yet, else the
    number of groups on the day; it rests on so many units. `sums` and `stated` are
    keyed by the columns of `GroupReport` (`GROUP_MEASURES`), `stated` by
    "groups_held" besides. None of `groups_*` is known while no line was sent up.
    `attendance` is of households invited, `approval` of households that attended; both
    rest on reported lines alone, as an unfinished line may know one without the other.
    """

    groups_total: Sum
    lines: int
    groups_held: int | None
    groups_reported: int | None
    groups_not_to_be_held: int | None
    sums: dict[str, Sum]
    stated: dict[str, Stated]
    attendance: Ratio
    approval: Ratio

    @property
    def groups_total_is_whole(self) -> bool:
        """Whether the number of groups is known of every unit."""
        return self.groups_total.rests_on == self.units_total

    @property
    def households_total(self) -> int | None:
        return self.sums["households_total"].value

    @property
    def households_invited(self) -> int | None:
        return self.sums["households_invited"].value

    @property
    def households_attended(self) -> int | None:
        return self.sums["households_attended"].value

    @property
    def opinions(self) -> int | None:
        return self.sums["opinions"].value

    @property
    def delegates_elected(self) -> int | None:
        return self.sums["delegates_elected"].value

    @property
    def votes_for(self) -> int | None:
        return self.sums["votes_for"].value

    @property
    def differing(self) -> list[str]:
        """The columns of which some record states another total than its lines."""
        return [name for name, stated in self.stated.items() if stated.differs]


@dataclass(frozen=True)
class MeetingTotals(UnitTotals):
    """Meetings of the units themselves: the sums of the figures of records sent up.

    `figures` are keyed by (measure, counted in): delegates are never added to
    households. `ratios` by ("attendance" or "approval", counted in).
    `units_held` counts records sent up, and those announced whose day has come.
    """

    figures: dict[tuple[str, str], Sum]
    ratios: dict[tuple[str, str], Ratio]

    def sum(self, measure: str, counted: str) -> Sum:
        return self.figures.get((measure, counted), Sum())

    def attendance(self, counted: str) -> Ratio:
        return self.ratios.get(("attendance", counted), Ratio())

    def approval(self, counted: str) -> Ratio:
        return self.ratios.get(("approval", counted), Ratio())
