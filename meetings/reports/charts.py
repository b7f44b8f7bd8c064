"""Figures to look at: what the templates of `meetings/charts/` draw as SVG.

A drawing has no width of its own: places across are per cents, places down are `em`, so
that its words stay as large as the text around it, on a phone and with larger letters.
Each says in words what it shows, and a table beneath has the same figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from publishing.vietnamese import format_number

from ..totals import Ratio
from .over_years import YearPoint

TOP, BASE, HEIGHT = Decimal("1.8"), Decimal("9.8"), Decimal("11.6")  # em
SIDE = Decimal(9)  # per cent left free on both sides, for the words of the ends
MOST_LABELS = 6  # with more points than these, only the first and last have theirs


@dataclass(frozen=True)
class Dot:
    """A year of the line: where it stands, its value in words, "" where unknown."""

    x: str
    y: str
    year: int
    text: str
    label_y: str
    is_labelled: bool
    is_other: bool


@dataclass(frozen=True)
class Segment:
    """From one known year to the next; no line leads over an unknown one."""

    x1: str
    y1: str
    x2: str
    y2: str
    is_other: bool


@dataclass(frozen=True)
class Panel:
    """One measure over the years, as a drawing."""

    key: str
    title: str
    description: str
    top: str
    dots: list[Dot]

    height = f"{HEIGHT}em"
    base_y, top_y = f"{BASE}em", f"{TOP}em"
    years_y = f"{HEIGHT - Decimal('0.4')}em"

    @property
    def segments(self) -> Iterator[Segment]:
        for one, other in zip(self.dots, self.dots[1:], strict=False):
            if one.text and other.text:
                is_other = one.is_other or other.is_other
                yield Segment(one.x, one.y, other.x, other.y, is_other)


def panels(points: Sequence[YearPoint], who: str) -> list[Panel]:
    """The rate of attendance and the attendance itself; `who` is what is counted.

    Measures of which fewer than two years are known are not drawn.
    """
    rates = [one.rate for one in points]
    came = [one.outcome.attended for one in points]
    drawn = [
        _panel("rate", _("Rate of attendance"), points, rates, Decimal(100), "%"),
        _panel(
            "attended",
            _("Attended (%(who)s)") % {"who": who},
            points,
            came,
            _round_top(came),
            "",
        ),
    ]
    return [one for one in drawn if sum(bool(dot.text) for dot in one.dots) > 1]


def _round_top(values: Sequence[int | None]) -> Decimal:
    """The end of the scale: the next 1, 2 or 5 with zeros that holds all values."""
    most = max((value for value in values if value is not None), default=0)
    step = 1
    while True:
        for factor in (1, 2, 5):
            if step * factor >= most:
                return Decimal(step * factor)
        step *= 10


def _panel(
    key: str,
    title: str,
    points: Sequence[YearPoint],
    values: Sequence[Decimal | int | None],
    top: Decimal,
    sign: str,
) -> Panel:
    texts = [_written(value, sign) for value in values]
    known = [place for place, text in enumerate(texts) if text]
    labelled = known if len(known) <= MOST_LABELS else [known[0], known[-1]]
    dots = []
    for place, (point, value) in enumerate(zip(points, values, strict=True)):
        down = BASE - (BASE - TOP) * (Decimal(value or 0) / top)
        dots.append(
            Dot(
                _across(place, len(points)),
                f"{down:.2f}em",
                point.year,
                texts[place],
                f"{down - Decimal('0.7'):.2f}em",
                place in labelled,
                bool(point.joined),
            )
        )
    said = "; ".join(f"{dot.year}: {dot.text or _('no figure')}" for dot in dots)
    return Panel(key, title, said, _written(top, sign), dots)


def _across(place: int, count: int) -> str:
    if count < 2:
        return "50%"
    return f"{SIDE + (100 - 2 * SIDE) * place / (count - 1):.2f}%"


def _written(value: Decimal | int | None, sign: str) -> str:
    if value is None:
        return ""
    whole = Decimal(value) == Decimal(value).to_integral_value()
    return f"{format_number(int(value) if whole else value)}{sign}"


@dataclass(frozen=True)
class Bar:
    """A rate as a bar of 100, with a mark where the whole's rate stands."""

    width: str
    mark: str
    title: str


def bar(ratio: Ratio, whole: Ratio | None = None) -> Bar | None:
    """Return the bar of a rate beside that of the whole; None for an unknown rate."""
    rate = _rate(ratio)
    if rate is None:
        return None
    common = _rate(whole) if whole else None
    mark = "" if common is None else _of_hundred(common)
    return Bar(_of_hundred(rate), mark, _beside(rate, common, ratio, whole))


def _rate(ratio: Ratio) -> Fraction | None:
    if ratio.part is None or not ratio.whole:
        return None
    return Fraction(ratio.part, ratio.whole)


def _of_hundred(rate: Fraction) -> str:
    return f"{min(Decimal(100), Decimal(rate.numerator) * 100 / rate.denominator):.1f}"


def _beside(
    rate: Fraction, common: Fraction | None, ratio: Ratio, whole: Ratio | None
) -> str:
    if common is None or whole is None:
        return ratio.percent
    words = {"rate": ratio.percent, "whole": whole.percent}
    if rate > common:
        return _("%(rate)s, above the %(whole)s of the whole") % words
    if rate < common:
        return _("%(rate)s, below the %(whole)s of the whole") % words
    return _("%(rate)s, as the whole") % words
