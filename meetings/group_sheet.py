"""The sheet of residential groups: the one door through which its lines are written.

A line is saved by itself, whole or not at all, while the record is open; where another
person changed it meanwhile both values are told and nothing is overwritten. Sums are
computed from the lines whenever they are shown. What the ward's paper states as its
total is a figure of its own beside them, and neither corrects the other.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from gallery.models import Photo
from gallery.services import store_photo
from units.models import Unit
from units.scoping import scope_of

from . import corrections, frozen, records, sheet_cells, targets
from .corrections import Opening
from .models import Conference, GroupReport, State
from .sheet_cells import COLUMNS, shown

NAMES = tuple(column.name for column in COLUMNS)
PHOTO_KIND = "meetings.groupreport"
MAX_PASTED = 100_000  # characters: some hundred lines, and no cell too long to read


class ClosedError(ValidationError):
    """The record is not open for entry now."""


class ChangedError(Exception):
    """Another person changed the line after the form had read it.

    `cells` is column → (what is saved now, what was typed), as cells show them.
    """

    def __init__(
        self, line: GroupReport, cells: dict[str, tuple[str, str]], by: str
    ) -> None:
        super().__init__(line, cells, by)
        self.line, self.cells, self.by = line, cells, by


class Entry(NamedTuple):
    """One line as a form or a file brings it; `seen` is its state as that knew it."""

    group: Unit
    typed: Mapping[str, str]
    seen: str


def stamp(line: GroupReport) -> str:
    """What a form keeps of the line that it showed: when it was last changed."""
    return line.updated_at.isoformat()


def save_line(
    *,
    conference: Conference,
    group: Unit,
    typed: Mapping[str, str],
    by: Any,
    seen: str,
) -> GroupReport:
    """Save what was typed into one line; columns that are not in `typed` stay.

    Raises PermissionDenied, `ClosedError`, ValidationError by column, and `ChangedError`.
    """
    return save_lines(
        conference=conference, entries=[Entry(group, typed, seen)], by=by
    )[0]


@transaction.atomic
def save_lines(
    *, conference: Conference, entries: Iterable[Entry], by: Any
) -> list[GroupReport]:
    """Save several lines, all or none; raises what `save_line` does, for the first."""
    lock(conference, by)
    opening = corrections.open_fields(conference)
    return [_save(conference, entry, by, opening) for entry in entries]


def _save(
    conference: Conference, entry: Entry, by: Any, opening: Opening
) -> GroupReport:
    lines = GroupReport.objects.select_for_update(of=("self",))
    line = (
        lines.select_related("group")
        .filter(group=entry.group)
        .get(conference=conference)
    )
    before = values_of(line)
    values, faults = sheet_cells.read(
        entry.typed, year=conference.year, attended=line.households_attended
    )
    if stamp(line) != entry.seen:
        _refuse_differences(line, values, entry.typed, faults)
    check(line, values, faults | closed(line, values, opening))
    if values_of(line) != before:
        line._history_user = by  # type: ignore[attr-defined]
        line.save()
    return line


def lock(conference: Conference, by: Any) -> None:
    """Nobody submits the record while its lines are being saved."""
    locked = Conference.objects.select_for_update(of=("self",)).get(pk=conference.pk)
    conference.state = locked.state
    if records.may_enter(by, conference):
        return
    if not scope_of(by).holds("meetings.change_conference", conference.unit_id):
        raise PermissionDenied
    raise ClosedError(closed_words(conference))


@transaction.atomic
def draw_up(*, conference: Conference, by: Any) -> int:
    """Give a line to each group of the record's day that has none; how many."""
    lock(conference, by)
    if not corrections.open_fields(conference).has_list(targets.LINES):
        raise ClosedError(corrections.closed_words())
    return records.draw_up_sheet(conference)


def closed_words(conference: Conference) -> str:
    """Why nothing can be entered into a record that is not open."""
    if conference.state == State.ACCEPTED:
        return frozen.words()
    return _("The record is “%(state)s”: its lines cannot be changed now.") % {
        "state": conference.get_state_display()
    }


def values_of(line: GroupReport) -> dict[str, Any]:
    return {name: getattr(line, name) for name in NAMES}


def closed(
    line: GroupReport, values: Mapping[str, Any], opening: Opening
) -> dict[str, str]:
    """The columns that would change and are not open now, each with its message."""
    changed = {name for name, value in values.items() if getattr(line, name) != value}
    return corrections.closed_cells(opening, line, changed)


def check(
    line: GroupReport, values: Mapping[str, Any], faults: Mapping[str, str]
) -> None:
    """Give the line the values, unless it would not be right: ValidationError."""
    told: dict[str, Any] = dict(faults)
    for name, value in values.items():
        setattr(line, name, value)
    try:
        line.clean()
    except ValidationError as error:
        # A cell that could not be read is no missing one.
        told = error.message_dict | told
    if told:
        raise ValidationError(told)


def faults_of(error: ValidationError) -> dict[str, str]:
    """The faults by column; under "" what belongs to none."""
    if not hasattr(error, "error_dict"):
        return {"": " ".join(error.messages)}
    told = {name: " ".join(texts) for name, texts in error.message_dict.items()}
    if NON_FIELD_ERRORS in told:
        told[""] = told.pop(NON_FIELD_ERRORS)
    return told


def _refuse_differences(
    line: GroupReport,
    values: Mapping[str, Any],
    typed: Mapping[str, str],
    faults: Mapping[str, str],
) -> None:
    """Raise `ChangedError` unless the form says just what is saved: then it came twice."""
    differing = {
        name: (shown(getattr(line, name)), shown(value))
        for name, value in values.items()
        if value != getattr(line, name)
    }
    for name in faults:
        differing[name] = (shown(getattr(line, name)), typed[name])
    if differing:
        raise ChangedError(line, differing, _last_hand(line))


def _last_hand(line: GroupReport) -> str:
    last = line.history.select_related("history_user").first()
    user = last.history_user if last else None
    return (user.get_full_name() or user.get_username()) if user else ""


# What a line lacks, and what one should look at again


def missing(line: GroupReport) -> list[str]:
    """The heads of the columns that a line of a held conference still lacks."""
    if line.state != GroupReport.State.HELD:
        return []
    needed = ("households_invited", "households_attended", "opinions")
    return [
        str(sheet_cells.BY_NAME[name].label)
        for name in needed
        if getattr(line, name) is None
    ]


def remarks(line: GroupReport) -> list[str]:
    """What does not agree in the line; it is told, not refused."""
    found = []
    is_unexplained = not line.explanation
    if is_unexplained and _more(line.households_attended, line.households_invited):
        found.append(_("More attended than were invited: say why."))
    if _more(line.households_invited, line.households_total):
        found.append(_("More were invited than there are households."))
    if _more(line.votes_for, line.households_attended):
        found.append(_("More were in favour than attended."))
    return found


def _more(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and one > other


# A block of cells from a spreadsheet


@dataclass
class Pasted:
    """Cells by group and column; how many rows and columns found no place."""

    cells: dict[int, dict[str, str]] = field(default_factory=dict)
    rows_left: int = 0
    columns_left: int = 0


def paste(
    *, groups: Sequence[Unit], text: str, first_group: int, first_column: str
) -> Pasted:
    """Lay a copied block (cells parted by tabs) over the sheet from one cell on.

    `groups` are those of the sheet in its order. Nothing is saved.
    """
    rows = block_of(text[:MAX_PASTED])
    ids = [group.pk for group in groups]
    below = ids[ids.index(first_group) :] if first_group in ids else []
    names = NAMES[NAMES.index(first_column) :] if first_column in NAMES else ()
    widest = max(map(len, rows), default=0)
    return Pasted(
        {
            group: dict(zip(names, row, strict=False))
            for group, row in zip(below, rows, strict=False)
        },
        max(0, len(rows) - len(below)),
        max(0, widest - len(names)),
    )


def block_of(text: str) -> list[list[str]]:
    """The rows of a block as Excel copies it: quoted where a cell has a line break."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    if not lines:
        return []
    rows = csv.reader(lines.split("\n"), delimiter="\t")
    return [[cell.strip() for cell in row] for row in rows]


# The photograph of the minutes


def attach_minutes(
    *, conference: Conference, group: Unit, file: File, by: Any
) -> GroupReport:
    """Keep a photograph of the group's minutes; one that was there before goes.

    Raises ValidationError for the person who uploaded it, PermissionDenied, `ClosedError`.
    """
    with transaction.atomic():
        line = _lock_minutes(conference, group, by)
        photo = store_photo(
            unit=conference.unit,
            file=file,
            by=by,
            alt=_("Minutes of %(group)s")
            % {"group": group.full_name_on(conference.day)},
            event=(PHOTO_KIND, line.pk),
            is_internal=True,
        )
        _exchange_minutes(line, photo, by)
    return line


@transaction.atomic
def remove_minutes(*, conference: Conference, group: Unit, by: Any) -> GroupReport:
    """Delete the photograph of the group's minutes, with its files."""
    line = _lock_minutes(conference, group, by)
    _exchange_minutes(line, None, by)
    return line


def _lock_minutes(conference: Conference, group: Unit, by: Any) -> GroupReport:
    """The line, whose photograph may be exchanged now."""
    lock(conference, by)
    line = conference.group_reports.select_related("minutes").get(group=group)
    opening = corrections.open_fields(conference)
    if corrections.closed_cells(opening, line, {targets.MINUTES}):
        raise ClosedError(corrections.closed_words())
    return line


def _exchange_minutes(line: GroupReport, photo: Photo | None, by: Any) -> None:
    before = line.minutes
    line.minutes = photo
    line._history_user = by  # type: ignore[attr-defined]
    # The cells are as they were: whoever has the line open is not told of a change.
    line.save(update_fields=["minutes"])
    if before is not None:
        before.delete()
