"""What came of a level's meetings, in the few figures that years are compared by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ..kinds import CountedIn, Measure
from ..readings import ratio_of
from ..totals import GroupTotals, Ratio

COUNTED_BY = (
    CountedIn.DELEGATE,
    CountedIn.HOUSEHOLD_PERSON,
    CountedIn.HOUSEHOLD,
    CountedIn.VOTER,
    CountedIn.PERSON,
)


_NO_RATIO = Ratio()


@dataclass(frozen=True)
class Outcome:
    """Invited, attended and opinions; None is 'not known', never zero.

    `attendance` rests on what knows both of its figures, so that its part may be less
    than all who attended.
    """

    invited: int | None = None
    attended: int | None = None
    opinions: int | None = None
    attendance: Ratio = _NO_RATIO

    @property
    def points(self) -> Decimal | None:
        """The rate as it is printed, in per cent with one decimal; None if unknown."""
        part, whole = self.attendance.part, self.attendance.whole
        if part is None or not whole:
            return None
        return (Decimal(part) * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)

    @property
    def is_known(self) -> bool:
        return self.attended is not None


NOTHING = Outcome()


def outcome_of(row: Any, counted: str) -> Outcome:
    """Of a row of either roll-up; `counted` says in what attendance is counted."""
    if isinstance(row, GroupTotals):
        return Outcome(
            row.households_invited,
            row.households_attended,
            row.opinions,
            row.attendance,
        )
    return Outcome(
        row.sum(Measure.INVITED, counted).value,
        row.sum(Measure.ATTENDED, counted).value,
        row.sum(Measure.OPINIONS, CountedIn.OPINION).value,
        row.attendance(counted),
    )


def together(outcomes: Iterable[Outcome]) -> Outcome:
    """Their sum; a figure that one of them does not know is not known of the sum."""
    found = list(outcomes)
    return Outcome(
        _sum(one.invited for one in found),
        _sum(one.attended for one in found),
        _sum(one.opinions for one in found),
        Ratio(
            _sum(one.attendance.part for one in found),
            _sum(one.attendance.whole for one in found),
            sum(one.attendance.rests_on for one in found),
        ),
    )


def _sum(values: Iterable[int | None]) -> int | None:
    known = list(values)
    if not known or None in known:
        return None
    return sum(value for value in known if value is not None)


def shared_notes(explanations: Iterable[str]) -> list[str]:
    """What several records say alike is true of their sum: "parts are estimated"."""
    notes = Counter(filter(None, explanations))
    return [note for note, times in notes.most_common(3) if times > 1]


def counted_in(whole: Any) -> CountedIn:
    """In what attendance is counted at a level: in the usual of what is known of it."""
    if isinstance(whole, GroupTotals):
        return CountedIn.HOUSEHOLD
    if whole is not None:
        for counted in COUNTED_BY:
            if whole.sum(Measure.ATTENDED, counted).value is not None:
                return counted
    return CountedIn.DELEGATE


def held_of(row: Any) -> str:
    """Held of all: "263/263" groups, "18/18" wards; without the whole if unknown."""
    if not isinstance(row, GroupTotals):
        return ratio_of(row.units_held, row.units_total)
    if row.groups_held is None:
        return ""
    # The groups of units that have sent nothing are no part of this sum.
    whole = row.groups_total.value if row.groups_total_is_whole else None
    return ratio_of(row.groups_held, whole)
