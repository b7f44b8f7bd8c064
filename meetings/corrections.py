"""What a returned record lets the ward change: what was remarked on, and what follows.

The level above has read the rest: it stays as it was read. So a record that is
'returned' opens the targets of the remarks that returned it, and the values that are
computed from them, by the table below; a remark about the whole opens the whole, and so
does a return that says nothing of any one thing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from . import targets
from .kinds import GROUP_MEASURES, Measure
from .models import Conference, GroupReport, RecordStep, Remark, State

# What is computed from what, in the groups' sheet: from a cell, the cells of the same
# line and the figures of the record. "100%" in favour is of those who attended.
# The words that explain a number go with it.
CELLS_FROM = {
    "held_on": ("not_to_be_held", "reason"),
    "not_to_be_held": ("held_on", "reason"),
    "reason": (),
    "households_total": ("explanation",),
    "households_invited": ("explanation",),
    "households_attended": ("votes_for", "explanation"),
    "opinions": ("explanation",),
    "delegates_elected": ("explanation",),
    "votes_for": ("explanation",),
    "explanation": (),
    targets.MINUTES: (),
}
# The figures that add a column up: whichever thing the ward counts there.
FIGURES_FROM_CELLS = {
    "held_on": Measure.GROUPS_HELD,
    "not_to_be_held": Measure.GROUPS_HELD,
    **GROUP_MEASURES,
}
# From a figure of the record, other figures of it; a share of votes is of the votes.
FIGURES_FROM_FIGURES = {
    Measure.VOTES_FOR: (Measure.VOTE_SHARE,),
    Measure.VOTES_AGAINST: (Measure.VOTE_SHARE,),
    Measure.ABSTAINED: (Measure.VOTE_SHARE,),
}
# From a field of the record, other fields of it.
FIELDS_FROM = {
    "held_on": ("held_until",),
    "campaign": ("kind",),  # the kind is the campaign's
    "previous": ("clause_reviews",),  # whose rows are the clauses of the one before
}
# Explains any figure of the record.
EXPLAINS = "explanation"


@dataclass(frozen=True)
class Opening:
    """What may be changed now: everything, nothing, or what these sets name.

    `figures` are (measure, counted in); `measures` are open in whatever is counted.
    `cells` are (line, column).
    """

    whole: bool = False
    fields: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    figures: frozenset[tuple[str, str]] = frozenset()
    measures: frozenset[str] = frozenset()
    cells: frozenset[tuple[int, str]] = frozenset()

    def has_field(self, name: str) -> bool:
        return self.whole or name in self.fields

    def has_list(self, name: str) -> bool:
        return self.whole or name in self.lists

    def has_figure(self, measure: str, counted: str) -> bool:
        return (
            self.has_list(targets.FIGURES)
            or measure in self.measures
            or (measure, counted) in self.figures
        )

    def has_cell(self, line: int, column: str) -> bool:
        return self.has_list(targets.LINES) or (line, column) in self.cells

    @property
    def has_any_figure(self) -> bool:
        return bool(self.has_list(targets.FIGURES) or self.measures or self.figures)


EVERYTHING, NOTHING = Opening(whole=True), Opening()


@dataclass
class _Found:
    """The sets of an opening while they are put together."""

    fields: set[str] = field(default_factory=set)
    lists: set[str] = field(default_factory=set)
    figures: set[tuple[str, str]] = field(default_factory=set)
    measures: set[str] = field(default_factory=set)
    cells: set[tuple[int, str]] = field(default_factory=set)

    def add(self, target: targets.Target) -> None:
        how: Any = {
            "field": self._field,
            "list": self._list,
            "figure": self._figure,
            "cell": self._cell,
        }
        how[target.kind](target)

    def _field(self, target: targets.Target) -> None:
        for name in (target.name, *FIELDS_FROM.get(target.name, ())):
            (self.lists if name in targets.LISTS else self.fields).add(name)

    def _list(self, target: targets.Target) -> None:
        self.lists.add(target.name)
        if target.name == targets.LINES:
            self.measures |= set(FIGURES_FROM_CELLS.values())
        if target.name in {targets.LINES, targets.FIGURES}:
            self.fields.add(EXPLAINS)

    def _figure(self, target: targets.Target) -> None:
        self.figures.add((target.name, target.counted))
        self.measures |= set(FIGURES_FROM_FIGURES.get(Measure(target.name), ()))
        self.fields.add(EXPLAINS)

    def _cell(self, target: targets.Target) -> None:
        for column in _follow(target.name):
            self.cells.add((target.line, column))
            if column in FIGURES_FROM_CELLS:
                self.measures.add(FIGURES_FROM_CELLS[column])


def _follow(column: str) -> set[str]:
    """The column and those computed from it, at any remove."""
    found, newest = {column}, {column}
    while newest:
        newest = {later for one in newest for later in CELLS_FROM[one]} - found
        found |= newest
    return found


def open_fields(conference: Conference) -> Opening:
    """What may be changed in the record now, by whoever may enter into it."""
    if conference.state == State.DRAFT:
        return EVERYTHING
    if conference.state != State.RETURNED:
        return NOTHING
    return opened_by([remark.target for remark in remarks_of(conference)])


def opened_by(named: list[str]) -> Opening:
    """What remarks about these targets open."""
    if not named or targets.WHOLE in named:
        return EVERYTHING
    found = _Found()
    for text in named:
        found.add(targets.read(text))
    return Opening(
        fields=frozenset(found.fields),
        lists=frozenset(found.lists),
        figures=frozenset(found.figures),
        measures=frozenset(found.measures),
        cells=frozenset(found.cells),
    )


def last_return(conference: Conference) -> RecordStep | None:
    """The step that returned the record, while it is being corrected."""
    if not is_under_correction(conference):
        return None
    steps = conference.steps.filter(action=RecordStep.Action.RETURNED)
    return steps.order_by("-pk").first()


def is_under_correction(conference: Conference) -> bool:
    """Whether the level above has returned it and has it not back yet."""
    return conference.state == State.RETURNED or (
        conference.sent_version_id is not None
        and conference.state in {State.SUBMITTED, State.APPROVED}
    )


def remarks_of(conference: Conference) -> list[Remark]:
    """The remarks that the ward has to deal with: those of the last return."""
    step = last_return(conference)
    return list(step.remarks.select_related("by")) if step else []


def remarks_by_target(conference: Conference) -> dict[str, list[Remark]]:
    """The same, by what they are about; "" for the whole."""
    found: dict[str, list[Remark]] = {}
    for remark in remarks_of(conference):
        found.setdefault(remark.target, []).append(remark)
    return found


def closed_words() -> str:
    """Why a value cannot be changed in a returned record."""
    return _("The level above has not returned this for correction: it stays.")


def closed_cells(
    opening: Opening, line: GroupReport, changed: set[str]
) -> dict[str, str]:
    """The changed columns of a line that are not open, each with its message."""
    return {
        column: closed_words()
        for column in changed
        if not opening.has_cell(line.pk, column)
    }
