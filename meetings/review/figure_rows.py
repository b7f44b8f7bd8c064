"""The figures of a record under review, beside those of the year before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from publishing.vietnamese import format_number, format_percent

from .. import targets
from ..figures import written
from ..kinds import CountedIn, Measure, named
from ..public_record import PublicRecord
from ..readings import SHEET_COUNTS, Amount, Reading, Sum
from ..reports.comparison import Before
from ..usual_figures import OF_GROUPS
from .said import Place, Places, Value

TENTH = Decimal("0.1")


@dataclass(frozen=True)
class FigureRow:
    """One figure: what is stated, what the lines add up to, and the year before."""

    reading: Reading
    place: Place | None
    before: Decimal | None = None

    @property
    def label(self) -> str:
        return named(self.reading.measure, self.reading.counted)

    @property
    def before_text(self) -> str:
        return "" if self.before is None else written(self.before)

    @property
    def change(self) -> str:
        """With its sign: "+12"; "" where one of the years is not known."""
        if self.before is None or self.reading.value is None:
            return ""
        return signed(Decimal(self.reading.value) - self.before)


@dataclass(frozen=True)
class RateRow:
    """The rate of attendance of both years, each rounded once, as it is printed."""

    now: str
    ratio: str
    before: str = ""
    change: str = ""


def signed(number: Decimal) -> str:
    """A change: "+1.204", "−3", "0"."""
    sign = "+" if number > 0 else "−" if number < 0 else ""
    return f"{sign}{written(abs(number))}"


def rows_of(record: PublicRecord, before: Before, places: Places) -> list[FigureRow]:
    """Every figure of the record, in the order of its measures."""
    return [_row(reading, before, places) for reading in readings_of(record)]


def readings_of(record: PublicRecord) -> Iterator[Reading]:
    """Those of the record; of a sheet, each total once, however its paper counts it."""
    if not record.of_groups:
        yield from record.readings
        return
    for measure, counted in OF_GROUPS:
        yield _of_sheet(record, measure, counted)
    in_sheet = {measure for measure, _counted in OF_GROUPS}
    yield from (one for one in record.readings if one.measure not in in_sheet)


def _of_sheet(record: PublicRecord, measure: str, counted: str) -> Reading:
    """What the paper states, in whatever it counts, beside the sum of the lines."""
    readings = [one for one in record.readings if one.measure == measure]
    stated = next((one for one in readings if one.stated), None)
    own = counted if stated is None else stated.counted
    return Reading(
        measure,
        own,
        stated.stated if stated else None,
        _sum(record, measure),
        any(one.is_amended for one in readings),
    )


def _sum(record: PublicRecord, measure: str) -> Sum | None:
    if measure == Measure.GROUPS_HELD:
        lines = len(record.lines)
        return Sum(record.held or 0, lines, lines) if lines else None
    return record.reading(measure, SHEET_COUNTS[Measure(measure)]).summed


def _row(reading: Reading, before: Before, places: Places) -> FigureRow:
    key = (str(reading.measure), str(reading.counted))
    return FigureRow(reading, _place(reading, places), before.figures.get(key))


def _place(reading: Reading, places: Places) -> Place | None:
    """Nothing is said of a mere sum: its lines are what can be wrong."""
    if reading.summed and not reading.stated:
        return None
    target = targets.figure(reading.measure, reading.counted)
    label = named(reading.measure, reading.counted)
    shown = _typed(reading.stated)
    return places.at(target, label, values=[Value(target, label, shown)])


def _typed(amount: Amount | None) -> str:
    """As a field takes it: "gần 1.400"."""
    return "" if amount is None else str(amount)


def rate_of(record: PublicRecord, before: Before) -> RateRow | None:
    """The rate of attendance, and that of the year before counted alike."""
    share = record.attendance
    if share is None:
        return None
    points = _points(Decimal(share.part), Decimal(share.whole))
    for counted in CountedIn.values:
        part = before.figures.get((Measure.ATTENDED, counted))
        whole = before.figures.get((Measure.INVITED, counted))
        is_same = record.reading(Measure.ATTENDED, counted).is_known
        if part is not None and whole and is_same:
            change = points - _points(part, whole)
            then = format_percent(part, whole)
            return RateRow(share.percent, share.ratio, then, signed_points(change))
    return RateRow(share.percent, share.ratio)


def _points(part: Decimal, whole: Decimal) -> Decimal:
    return (part * 100 / whole).quantize(TENTH, ROUND_HALF_UP)


def signed_points(change: Decimal) -> str:
    sign = "+" if change > 0 else "−" if change < 0 else ""
    return _("%(change)s points") % {"change": f"{sign}{format_number(abs(change))}"}
