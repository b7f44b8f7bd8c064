"""The rows of programmes in a file, written one by one within a transaction.

Each is checked as the desk checks it: by the models, and by `programmes`. A faulty row
is told and not written; the caller then takes everything back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.models import OfficialDocument
from documents.numbers import number_key
from publishing.vietnamese import fold
from units.models import Body, Unit

from . import programmes
from .models import Party, Programme, ProgrammeReview, Task
from .programme_cells import PROGRAMME_COLUMNS, PROGRAMMES, cells, read
from .programme_report import Faults, Report, told_of
from .programmes import NewParty
from .workbook import FileRow

MOST_PROGRAMMES = 100  # of one file
NEEDED = ("code", "title", "year")
NEEDED_OF_NEW = ("starts_on", "ends_on", "parties")
TAKEN = ("layer", "starts_on", "ends_on", "conclusion", "concluded_on", "place")


@dataclass
class Entry:
    """A programme of the file; unsaved where its row is faulty.

    `names` are its parties by folded name; None stands for one not saved yet.
    """

    programme: Programme
    row: int
    names: dict[str, Party | None] = field(default_factory=dict)
    tasks: dict[int, Task] = field(default_factory=dict)
    is_changed: bool = False

    @property
    def saved_parties(self) -> list[Party]:
        return [party for party in self.names.values() if party]

    @property
    def is_closed(self) -> bool:
        """Whether it has its final review: what was judged stays as it was."""
        if self.programme._state.adding:
            return False
        kinds = {review.kind for review in self.programme.reviews.all()}
        return ProgrammeReview.Kind.FINAL in kinds


class ProgrammeRows:
    """Takes the rows of programmes into one unit; `entries` are by folded code."""

    def __init__(self, unit: Unit, by: Any, report: Report) -> None:
        self.unit, self.by, self.report = unit, by, report
        self.entries: dict[str, Entry] = {}
        self._rows: dict[tuple[int, str], int] = {}
        self._saved = _saved_in(unit)
        self._bodies = _bodies_of(unit)

    def take(self, rows: Sequence[FileRow]) -> None:
        if len(rows) > MOST_PROGRAMMES:
            raise ValidationError(
                _("The file has more than %(limit)s rows. Use the template.")
                % {"limit": MOST_PROGRAMMES}
            )
        for row in rows:
            self._take(row)

    def _take(self, row: FileRow) -> None:
        year = _year_of(row)
        values, faults = read(PROGRAMME_COLUMNS, row.typed, year=year)
        entry = self._entry(row, values, faults)
        programme = entry.programme
        before = _cells(entry) if programme.pk else {}
        for name in TAKEN:
            if name in values:
                setattr(programme, name, values[name])
        self._link_paper(programme, values.get("code", ""))
        parties = self._new_parties(entry, values.get("parties", []))
        _check(entry, parties, faults)
        differences = told_of(PROGRAMMES, before, _cells(entry, parties))
        if differences and entry.is_closed:
            faults[""] = closed()
        is_good = self.report.add(
            PROGRAMMES, row, programme.title, differences, faults, is_new=not before
        )
        if is_good and differences:
            self._save(entry, parties)

    def _entry(self, row: FileRow, values: dict[str, Any], faults: Faults) -> Entry:
        """The programme that the row names, new or saved; what speaks against it."""
        key = (values.get("year") or 0, fold(values.get("title", "")))
        saved = self._saved[key]
        if len(saved) > 1:
            faults["title"] = _("the unit has two programmes of this name and year")
        if saved:
            entry = _entry_of(saved[0], row.number)
        else:
            title = values.get("title", "")
            new = Programme(unit=self.unit, year=key[0], title=title)
            entry = Entry(new, row.number)
        ask_for(NEEDED if saved else NEEDED + NEEDED_OF_NEW, values, faults)
        if key[1] and self._rows.setdefault(key, row.number) != row.number:
            faults["title"] = stands_in(self._rows[key])
        if code := fold(values.get("code", "")):
            first = self.entries.setdefault(code, entry)
            if first is not entry:
                faults["code"] = stands_in(first.row)
        return entry

    def _new_parties(self, entry: Entry, names: Iterable[str]) -> list[NewParty]:
        """Those in the cell that the programme has not yet, with their bodies."""
        new = [name for name in names if fold(name) not in entry.names]
        entry.names |= {fold(name): None for name in new}
        day = entry.programme.day
        found = []
        for name in new:
            bodies = [body for body in self._bodies[fold(name)] if _holds(body, day)]
            found.append(NewParty(name, bodies[0] if len(bodies) == 1 else None))
        return found

    def _link_paper(self, programme: Programme, code: str) -> None:
        """Its paper, where the unit's register holds one of this number and time."""
        if programme.document_id or "/" not in code:
            return
        papers = OfficialDocument.objects.filter(
            unit=self.unit,
            number_key=number_key(code),
            issued_on__year__in=(programme.year - 1, programme.year),
        )
        found = list(papers[:2])
        if len(found) == 1:
            programme.document = found[0]

    def _save(self, entry: Entry, parties: list[NewParty]) -> None:
        programme = entry.programme
        if programme._state.adding:
            programmes.conclude(programme=programme, parties=parties, by=self.by)
        else:
            programme.save()
            programmes.add_parties(programme, parties)
        entry.is_changed = True
        rows = Party.objects.filter(programme=programme)
        entry.names = {fold(party.name): party for party in rows}


def ask_for(names: Iterable[str], values: dict[str, Any], faults: Faults) -> None:
    """Cells that must say something."""
    for name in names:
        if not values.get(name):
            faults.setdefault(name, _("this cell must be filled in"))


def stands_in(row: int) -> str:
    return _("the same stands in row %(row)s already") % {"row": row}


def closed() -> str:
    return _("the programme has its final review: nothing in it is changed")


def _year_of(row: FileRow) -> int:
    """The year that days typed without one are of."""
    this_year = timezone.localdate().year
    values, _faults = read(PROGRAMME_COLUMNS, row.typed, year=this_year)
    return values.get("year") or this_year


def _saved_in(unit: Unit) -> defaultdict[tuple[int, str], list[Programme]]:
    """The unit's programmes by year and folded title; nobody changes them meanwhile."""
    rows = Programme.objects.filter(unit=unit).select_for_update(of=("self",))
    found: defaultdict[tuple[int, str], list[Programme]] = defaultdict(list)
    parts = ("parties__body", "reviews", "tasks__lead", "tasks__support")
    for programme in rows.order_by("pk").prefetch_related(*parts):
        programme.unit = unit
        found[programme.year, fold(programme.title)].append(programme)
    return found


def _entry_of(programme: Programme, row: int) -> Entry:
    names: dict[str, Party | None] = {
        fold(party.name): party for party in programme.parties.all()
    }
    tasks = {task.number: task for task in programme.tasks.all()}
    return Entry(programme, row, names, tasks)


def _bodies_of(unit: Unit) -> defaultdict[str, list[Body]]:
    """The unit's own bodies by what a paper may call them, folded.

    "Công an", "Công an phường", "Công an phường Kim Liên"; "UBND phường".
    """
    names = {fold(name.get_kind_display()) for name in unit.names.all()}
    names |= {fold(name.full_name) for name in unit.names.all()}
    found: defaultdict[str, list[Body]] = defaultdict(list)
    for body in Body.objects.filter(unit=unit).select_related("kind"):
        own = {fold(body.title), fold(body.kind.code.replace("-", " "))}
        for name in own | {f"{one} {place}" for one in own for place in names}:
            found[name].append(body)
    return found


def _holds(body: Body, day: Any) -> bool:
    return day is not None and body.holds_on(day)


def _check(entry: Entry, parties: Sequence[NewParty], faults: Faults) -> None:
    """Add what the models and `programmes` say against it, by column."""
    every = [NewParty(party.name, party.body) for party in entry.saved_parties]
    try:
        for party in parties:
            Party(name=party.name).clean_fields(exclude=["programme"])
        programmes.check_parties([*every, *parties])
    except ValidationError as error:
        faults.setdefault("parties", error.messages[0])
    try:
        entry.programme.full_clean(
            exclude={*faults, "album", "unit", "document"},
            validate_unique=False,
            validate_constraints=False,
        )
    except ValidationError as error:
        for name, told in error.message_dict.items():
            faults.setdefault(name, told[0])


def _cells(entry: Entry, parties: Iterable[NewParty] = ()) -> dict[str, str]:
    """The programme as its row would show it."""
    programme = entry.programme
    names = [party.name for party in entry.saved_parties]
    names += [party.name for party in parties]
    given = {"parties": names, "code": str(programme.document or "")}
    return cells(PROGRAMME_COLUMNS, programme, given)
