"""The sums of the sheet beside the totals that the ward's paper states.

A sum is computed from the lines whenever it is shown; a column of which nothing is
known has none. A stated total is a figure of the record, hedged as the paper hedges it
("gần 1.400"). Where the two differ both are shown, and neither is changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from publishing.vietnamese import clean_line, format_number

from . import corrections, group_sheet, sheet_cells
from .corrections import Opening
from .kinds import COUNTED_IN_SHEET, GROUP_MEASURES, CountedIn, Measure, Qualifier
from .models import Conference, Figure, GroupReport

# In the column of days the total is how many have held theirs.
HELD_COLUMN = "held_on"
STATED: dict[str, tuple[Measure, CountedIn]] = {
    name: (measure, COUNTED_IN_SHEET[measure])
    for name, measure in ({HELD_COLUMN: Measure.GROUPS_HELD} | GROUP_MEASURES).items()
}
# How the paper hedges a total; the words of the language, not of the screen.
HEDGES = {
    "gần": Qualifier.ALMOST,
    "hơn": Qualifier.MORE_THAN,
    "trên": Qualifier.OVER,
    "khoảng": Qualifier.ABOUT,
}
WORDS = {hedge: word for word, hedge in HEDGES.items()}
LARGEST = 99_999_999
CHANGED = "changed"  # the code of a fault: somebody else was there meanwhile


@dataclass(frozen=True)
class ColumnTotal:
    """What the lines of one column add up to, and what the paper states."""

    name: str
    computed: int | None
    stated: Figure | None

    @property
    def difference(self) -> int | None:
        """By how much the sum differs from a stated total; None where it does not.

        A hedged total is no exact one, so it differs from nothing.
        """
        if self.stated is None or self.stated.qualifier or self.computed is None:
            return None
        return int(self.computed - self.stated.value) or None

    @property
    def difference_text(self) -> str:
        """The difference with its sign: +3 where the lines add up to more."""
        difference = self.difference or 0
        sign = "+" if difference > 0 else "−"
        return f"{sign}{format_number(abs(difference))}"

    @property
    def computed_text(self) -> str:
        return "" if self.computed is None else format_number(self.computed)

    @property
    def stated_text(self) -> str:
        return stated_text(self.stated)


@dataclass(frozen=True)
class Totals:
    """All totals of a sheet; `total` is the snapshot of how many groups there were."""

    columns: dict[str, ColumnTotal]
    held: int
    reported: int
    not_to_be_held: int
    total: int

    def __getitem__(self, name: str) -> ColumnTotal:
        return self.columns[name]

    def __iter__(self) -> Iterator[ColumnTotal]:
        return iter(self.columns.values())


def totals(conference: Conference) -> Totals:
    """Add up the lines, and find the stated totals: two queries."""
    state = GroupReport.State
    sums = conference.group_reports.aggregate(
        lines=Count("pk"),
        held=Count("pk", filter=Q(state__in=GroupReport.HELD_STATES)),
        reported=Count("pk", filter=Q(state=state.REPORTED)),
        none=Count("pk", filter=Q(state=state.NONE)),
        **{f"sum_{name}": Sum(name) for name in GROUP_MEASURES},
    )
    stated = _stated(conference)
    columns = {
        name: ColumnTotal(
            name,
            sums["held"] if name == HELD_COLUMN else sums[f"sum_{name}"],
            stated.get(name),
        )
        for name in STATED
    }
    return Totals(
        columns,
        held=sums["held"],
        reported=sums["reported"],
        not_to_be_held=sums["none"],
        total=conference.parts_total or sums["lines"],
    )


def _stated(conference: Conference) -> dict[str, Figure]:
    """The stated totals by column; of several countings, the sheet's own first."""
    figures: dict[tuple[str, str], Figure] = {
        (figure.measure, figure.counted): figure
        for figure in conference.figures.filter(origin=Figure.Origin.STATED)
    }
    found = {}
    for name, key in STATED.items():
        others = (figure for known, figure in figures.items() if known[0] == key[0])
        figure = figures.get(key) or next(others, None)
        if figure is not None:
            found[name] = figure
    return found


def stated_text(figure: Figure | None) -> str:
    """A stated total as it is written: "1.435", "gần 1.400"."""
    if figure is None:
        return ""
    number = format_number(int(figure.value))
    word = WORDS.get(Qualifier(figure.qualifier)) if figure.qualifier else None
    return f"{word} {number}" if word else number


def read_stated(text: str) -> tuple[int, str] | None:
    """Read a total with its hedge; None where nothing is typed; ValidationError."""
    text = clean_line(text)
    word, _space, rest = text.partition(" ")
    hedge = HEDGES.get(word.lower(), "")
    text = rest if hedge else text
    found = sheet_cells.number(text, largest=LARGEST)
    return None if found is None else (found, hedge)


@transaction.atomic
def save_stated(
    *,
    conference: Conference,
    typed: Mapping[str, str],
    seen: Mapping[str, str],
    by: Any,
) -> None:
    """Save the paper's totals, all or none; an empty one is not stated any more.

    `seen` is what the form showed before, by column. Raises PermissionDenied,
    `group_sheet.ClosedError`, and ValidationError by column.
    """
    group_sheet.lock(conference, by)
    now, opening = _stated(conference), corrections.open_fields(conference)
    faults: dict[str, ValidationError] = {}
    for name in STATED:
        if name not in typed:
            continue
        try:
            _refuse_closed(name, typed[name], now.get(name), opening)
            _save_one(conference, name, typed[name], seen.get(name, ""), now, by)
        except ValidationError as fault:
            faults[name] = fault
    if faults:
        raise ValidationError(faults)


def _refuse_closed(
    name: str, text: str, figure: Figure | None, opening: Opening
) -> None:
    """Refuse a total that is typed anew where a returned record does not open it."""
    if is_open_total(name, figure, opening):
        return
    if read_stated(text) != read_stated(stated_text(figure)):
        raise ValidationError(corrections.closed_words())


def is_open_total(name: str, figure: Figure | None, opening: Opening) -> bool:
    """Whether the stated total of a column may be changed now."""
    measure, counted = STATED[name]
    return opening.has_figure(measure, figure.counted if figure else counted)


def _save_one(
    conference: Conference,
    name: str,
    text: str,
    seen: str,
    now: Mapping[str, Figure],
    by: Any,
) -> None:
    figure, found = now.get(name), read_stated(text)
    saved = read_stated(stated_text(figure))
    if found == saved:
        return
    if stated_text(figure) != clean_line(seen):
        raise ValidationError(
            _("Somebody else wrote %(saved)s here meanwhile; you typed %(typed)s.")
            % {"saved": stated_text(figure) or "–", "typed": clean_line(text) or "–"},
            CHANGED,
        )
    if found is None:
        assert figure is not None  # noqa: S101 - else both were nothing
        figure.delete()
        return
    if figure is None:
        measure, counted = STATED[name]
        key = {"conference": conference, "measure": measure, "counted": counted}
        figure = Figure.objects.filter(**key).first() or Figure(**key)
    figure.value, figure.qualifier = Decimal(found[0]), found[1]
    figure.origin = Figure.Origin.STATED
    figure._history_user = by  # type: ignore[attr-defined]
    figure.save()
