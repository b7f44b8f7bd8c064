"""One figure of a public record: as stated, as added up, as a share of another."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise

from publishing.vietnamese import format_number, format_percent

from .kinds import COUNTED_IN_SHEET, GROUP_MEASURES, CountedIn, Measure, Qualifier

Number = int | Decimal
# In what the groups' sheet counts for readers: who votes there speaks for a household.
SHEET_COUNTS = {
    **{measure: COUNTED_IN_SHEET[measure] for measure in GROUP_MEASURES.values()},
    Measure.VOTES_FOR: CountedIn.HOUSEHOLD_PERSON,
}


@dataclass(frozen=True)
class Amount:
    """A figure as its source states it: "gần 35.323" households."""

    value: Number
    qualifier: str = ""
    origin: str = "stated"
    note: str = ""

    def __str__(self) -> str:
        number = format_number(self.value)
        if not self.qualifier:
            return number
        return f"{Qualifier(self.qualifier).label} {number}"


@dataclass(frozen=True)
class Sum:
    """Lines of the groups' sheet added up; `known` of `lines` have the figure."""

    value: int
    known: int
    lines: int

    def __str__(self) -> str:
        return format_number(self.value)

    @property
    def is_whole(self) -> bool:
        return self.known == self.lines


@dataclass(frozen=True)
class Reading:
    """One measure of the record: what is stated, what the lines add up to."""

    measure: str
    counted: str
    stated: Amount | None = None
    summed: Sum | None = None
    is_amended: bool = False  # corrected after the level above had accepted it

    @property
    def label(self) -> str | Promise:
        return Measure(self.measure).label

    @property
    def unit(self) -> str | Promise:
        return CountedIn(self.counted).label

    @property
    def value(self) -> Number | None:
        """The figure to go by: the stated one, or else the sum; None is 'not known'."""
        if self.stated:
            return self.stated.value
        return self.summed.value if self.summed else None

    @property
    def is_known(self) -> bool:
        return self.value is not None

    @property
    def text(self) -> str:
        return str(self.stated or self.summed or "")

    @property
    def shown(self) -> str:
        """With what it counts: "35.323 hộ dân", "98,5%"; "" for what is not known."""
        if not self.is_known:
            return ""
        if self.counted == CountedIn.PERCENT:
            return f"{self.text}%"
        return f"{self.text} {self.unit}"

    @property
    def differs(self) -> bool:
        """Whether what is stated is not what the lines add up to."""
        return bool(
            self.stated and self.summed and self.stated.value != self.summed.value
        )

    @property
    def contradicts(self) -> bool:
        """Whether it differs more than its hedge allows: "over 40" may be 43."""
        if not (self.stated and self.summed and self.differs):
            return False
        is_more = self.summed.value > self.stated.value
        hedge = self.stated.qualifier
        if hedge in {Qualifier.OVER, Qualifier.MORE_THAN}:
            return not is_more
        if hedge == Qualifier.ALMOST:
            return is_more
        return hedge != Qualifier.ABOUT


@dataclass(frozen=True)
class Share:
    """Part of a whole, of summed integers: "68,6%" of 35.323/51.477.

    `known` of `lines` were added up, where it is a sum over lines.
    """

    part: Number
    whole: Number
    known: int = 0
    lines: int = 0

    @property
    def percent(self) -> str:
        return format_percent(self.part, self.whole)

    @property
    def ratio(self) -> str:
        return f"{format_number(self.part)}/{format_number(self.whole)}"

    @property
    def width(self) -> str:
        """Of a bar of 100, for an SVG attribute; never wider than the whole."""
        if not self.whole:
            return "0"
        return (
            f"{min(Decimal(100), Decimal(self.part) * 100 / Decimal(self.whole)):.1f}"
        )


@dataclass(frozen=True)
class Tile:
    """A figure of the first screen; `more` is said under its label."""

    figure: str
    label: str
    more: str = ""


def share_of(part: Number, whole: Number) -> Share | None:
    return Share(part, whole) if whole else None


def ratio_of(part: int, whole: int | None) -> str:
    number = format_number(part)
    return f"{number}/{format_number(whole)}" if whole else number


def shown(value: int | str | None, unit: str) -> str:
    if value is None:
        return ""
    number = format_number(number_of(value))
    return f"{number}%" if unit == "%" else f"{number} {unit}".strip()


def number_of(value: int | str) -> Number:
    return value if isinstance(value, int) else Decimal(value)
