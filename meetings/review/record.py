"""One record as its reviewer reads it: all of it, and where something can be said.

What is read is the version that was sent up. Only of a record that stands as it was
sent (`COUNTED`) are the rows looked at besides: for the lines' own remarks, and for
what does not add up. What the ward changes in a returned record is its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from gallery.models import AlbumPhoto
from news.models import Article
from publishing.vietnamese import format_date, format_number
from units.models import Unit
from units.querysets import name_lookups

from .. import amendments, records, reviewing, targets
from ..freeze_triggers import AMENDABLE
from ..invariants import faults_of
from ..models import COUNTED, Conference, ConferencePaper, RecordStep, State
from ..public_record import PublicRecord
from ..record_content import content_of
from ..reports.comparison import Before, before_record
from .figure_rows import FigureRow, RateRow, rate_of, rows_of
from .line_rows import Sheet, sheet_of
from .said import (
    CONFIRM,
    NOTE,
    REASON,
    TARGET,
    VALUE,
    Place,
    Places,
    Typed,
    Value,
)
from .seen import LOOKS, Seen, seen_from_above

Action = RecordStep.Action
# Steps whose note is for the level above, or from it; others are the ward's own words.
TOLD_ABOVE = {
    Action.SENT,
    Action.RECALLED,
    Action.RETURNED,
    Action.ACCEPTED,
    Action.AMENDED,
}


@dataclass(frozen=True)
class Entry:
    """One step of the timeline: what, who, when, and what was said."""

    step: RecordStep
    note: str
    remarks: tuple[tuple[str, str], ...] = ()
    amended: Any = None


@dataclass(frozen=True)
class Fact:
    """What is known of the meeting itself; no text where it is not known."""

    place: Place
    text: str = ""
    rows: tuple[str, ...] = ()
    is_expected: bool = False

    @property
    def is_shown(self) -> bool:
        """Whether it stands on the page: known, expected, wrong, or remarked on."""
        place = self.place
        is_said = bool(place.faults or place.said or place.is_open)
        return bool(self.text or self.rows or self.is_expected or is_said)


@dataclass(frozen=True)
class Queue:
    """The records waiting for the same reviewer, and those beside this one."""

    count: int
    before: Conference | None = None
    after: Conference | None = None


def record_or_404(user: Any, pk: int) -> Conference:
    """A record that was sent up to the user, ready to be read."""
    return get_object_or_404(_whole(reviewing.records_for(user)), pk=pk)


def _whole(rows: QuerySet[Conference]) -> QuerySet[Conference]:
    rows = rows.select_related("unit", "campaign__unit", "sent_version", "public")
    names = (*name_lookups("unit"), *name_lookups("campaign__unit"))
    return rows.prefetch_related(*names, "steps__by", "steps__remarks", "amendments")


def _notes(steps: Iterable[RecordStep]) -> Iterator[str]:
    """What each step tells the level above; "" for what the ward says to itself.

    A record that was not with the level above is taken back from the ward's leader.
    """
    is_above = False
    for step in steps:
        is_told = step.action in TOLD_ABOVE
        is_own = step.action == Action.RECALLED and not is_above
        yield step.note if is_told and not is_own else ""
        if step.action in {Action.SENT, Action.RECALLED, Action.RETURNED}:
            is_above = step.action == Action.SENT


class ReviewedRecord:
    """What the page of one record shows to one user."""

    def __init__(self, conference: Conference, user: Any, typed: Typed) -> None:
        self.conference = conference
        self.user = user
        self.typed = typed
        version = reviewing.seen_by_reviewer(conference)
        self.version = version
        self.content = PublicRecord(version.content if version else _rows(conference))
        faults = self._faults()
        self.has_faults = bool(faults)
        self.fault_messages = [message for _target, message in faults]
        self.places = Places(typed, faults, self._said())
        # In the order of the page: what has no place is told at the whole.
        self.figures: list[FigureRow] = rows_of(self.content, self.before, self.places)
        self.sheet: Sheet | None = sheet_of(
            conference, self.content, self.figures, self.places
        )
        self.facts = list(self._facts())
        self.lists = {
            name: self.places.at(name, targets.field_label(name))
            for name in self._lists()
        }

    @property
    def unit(self) -> Unit:
        return self.conference.unit

    @cached_property
    def desk(self) -> Unit | None:
        """The reviewing unit, whose name the page wears."""
        return reviewing.reviewing_unit_of(self.conference)

    @property
    def unit_name(self) -> str:
        return self.unit.full_name_on(self.conference.day)

    @property
    def desk_name(self) -> str:
        return self.desk.full_name_on(self.conference.day) if self.desk else ""

    # Where it stands

    @property
    def seen(self) -> Seen:
        version = self.conference.sent_version_id
        return seen_from_above(self.conference.state, version)

    @property
    def look(self) -> str:
        return LOOKS.get(self.seen, "past")

    @property
    def is_with_ward(self) -> bool:
        """Whether the ward is completing it: what is shown is not what it will be."""
        return self.conference.state not in COUNTED

    @cached_property
    def may_decide(self) -> bool:
        return records.may(self.user, Action.ACCEPTED, self.conference)

    @cached_property
    def may_amend(self) -> bool:
        return amendments.may_amend(self.user, self.conference)

    @cached_property
    def timeline(self) -> list[Entry]:
        """The steps, the oldest first, with what was said and amended at each."""
        steps = sorted(self.conference.steps.all(), key=lambda step: step.pk)
        amended = iter(self.content.amendments)
        return [
            Entry(
                step,
                note,
                self._remarks_of(step),
                next(amended, None) if step.action == Action.AMENDED else None,
            )
            for step, note in zip(steps, _notes(steps), strict=True)
        ]

    @cached_property
    def _labels(self) -> dict[str, str]:
        steps = self.conference.steps.all()
        named = [row.target for step in steps for row in step.remarks.all()]
        return targets.labels_of(self.conference, named)

    def _remarks_of(self, step: RecordStep) -> tuple[tuple[str, str], ...]:
        rows = sorted(step.remarks.all(), key=lambda row: row.pk)
        return tuple((self._labels[row.target], row.text) for row in rows)

    def _said(self) -> list[tuple[str, str]]:
        """The remarks of the last return, which the ward answers or has answered."""
        if self.conference.state == State.ACCEPTED:
            return []
        steps = [
            one for one in self.conference.steps.all() if one.action == Action.RETURNED
        ]
        if not steps:
            return []
        last = max(steps, key=lambda step: step.pk)
        return [(row.target, row.text) for row in last.remarks.all()]

    def _faults(self) -> list[tuple[str, str]]:
        if self.conference.state not in COUNTED:
            return []
        return [(fault.field, fault.message) for fault in faults_of(self.conference)]

    @property
    def fault_links(self) -> list[tuple[str, Place | None]]:
        """What does not add up, each with where it is told on the page."""
        told = [(text, one) for one in self.places.made for text in one.faults]
        return [*told, *((text, None) for text in self.places.elsewhere)]

    @property
    def told(self) -> list[str]:
        """What is wrong with what was typed and has no place of its own."""
        placed = {place.key for place in self.places.wrong}
        at_places = {*placed, NOTE, CONFIRM} | (AMENDING if placed else set())
        errors = self.typed.errors
        return [text for key in errors if key not in at_places for text in errors[key]]

    # The year before

    @cached_property
    def before(self) -> Before:
        return before_record(self.conference)

    @property
    def rate(self) -> RateRow | None:
        return rate_of(self.content, self.before)

    @property
    def before_units(self) -> str:
        """The units of the year before, where they are not this one alone."""
        names = self.before.units
        return "" if names == (self.unit_name,) else ", ".join(names)

    # What the meeting was

    def _facts(self) -> Any:
        record, at = self.content, self._fact
        yield at("held_on", text=self._days(), also=("held_until",))
        yield at("place", text=record.place)
        total = record.content["parts_total"]
        yield at("parts_total", text="" if total is None else format_number(total))
        yield at("organisers", rows=[*record.leading, *record.helping])
        yield at("basis", rows=[row["text"] for row in record.basis])
        yield at("composition", rows=[_delegation(row) for row in record.composition])
        yield at("agenda", rows=[row["text"] for row in record.agenda])
        yield at("explanation", text=record.explanation)

    def _fact(self, key: str, text: str = "", rows: Any = (), also: Any = ()) -> Fact:
        amendable = [name for name in (key, *also) if name in AMENDABLE]
        values = [
            Value(name, targets.field_label(name), self._shown(name))
            for name in amendable
        ]
        place = self.places.at(key, targets.field_label(key), values=values)
        is_expected = key in EXPECTED and not self.content.of_groups
        return Fact(place, text, tuple(rows), is_expected)

    def _shown(self, name: str) -> str:
        value = self.content.content[name]
        return targets.shown(None if value is None else str(value))

    def _days(self) -> str:
        record = self.content
        days = [day for day in (record.held_on, record.held_until) if day]
        words = [" – ".join(format_date(day) for day in days), record.hour]
        return ", ".join(filter(None, words))

    def _lists(self) -> list[str]:
        """The lists that stand on the page; of a meeting also the empty resolution."""
        content = self.content
        shown = {
            "clauses": content.clauses or not content.of_groups,
            "clause_reviews": content.reviews,
            "papers": True,
            "pictures": self.pictures,
            "articles": self.articles,
            targets.LINES: self.sheet,
        }
        return [name for name, is_shown in shown.items() if is_shown]

    # The sources beside the figures

    @cached_property
    def papers(self) -> list[ConferencePaper]:
        """The papers as they were sent up; readers have fewer of them."""
        rows = ConferencePaper.objects.filter(conference=self.conference)
        if self.conference.state not in COUNTED:
            rows = rows.filter(Q(file=None) | reviewing.was_sent("conference", "file"))
        return list(rows.select_related("file", "document"))

    @cached_property
    def pictures(self) -> list[AlbumPhoto]:
        rows = AlbumPhoto.objects.filter(album__conference=self.conference)
        if self.conference.state not in COUNTED:
            rows = rows.filter(reviewing.was_sent("album__conference", "photo"))
        return list(rows.select_related("photo").order_by("position", "pk"))

    @cached_property
    def articles(self) -> list[Article]:
        """Articles that readers have; a draft of the ward's is nobody else's."""
        rows = Article.objects.public().filter(conferences=self.conference)
        return list(rows.select_related("unit").newest())

    @cached_property
    def queue(self) -> Queue:
        return queue_beside(self.user, self.conference)


# Told of a meeting of the unit itself also where it is not known.
EXPECTED = {"held_on", "place", "organisers", "composition", "agenda"}
AMENDING = {TARGET, VALUE, REASON}


def _rows(conference: Conference) -> dict[str, Any]:
    """What the rows say, of a record that came without a version; else Http404."""
    if conference.state not in COUNTED:
        raise Http404
    return content_of(conference)


def _delegation(row: dict[str, Any]) -> str:
    words = [row["name"], row["person"]]
    text = ": ".join(filter(None, words))
    return text if row["count"] is None else f"{text} ({format_number(row['count'])})"


def queue_beside(user: Any, conference: Conference) -> Queue:
    """The next and the previous waiting record, the oldest first, round and round."""
    waiting = reviewing.waiting_for(user).values_list("pk", "updated_at")
    rows = [(at, pk) for pk, at in waiting if pk != conference.pk]
    if not rows:
        return Queue(0)
    here = (conference.updated_at, conference.pk)
    is_waiting = conference.state == State.SENT
    later = [pk for at, pk in rows if (at, pk) > here] if is_waiting else []
    earlier = [pk for at, pk in rows if (at, pk) < here] if is_waiting else []
    after = later[0] if later else rows[0][1]
    before = earlier[-1] if earlier else None
    found = Conference.objects.filter(pk__in={after, before} - {None})
    named = found.select_related("unit", "campaign").prefetch_related("unit__names")
    by_pk = {one.pk: one for one in named}
    return Queue(len(rows), by_pk.get(before or 0), by_pk.get(after))


def gone_words() -> str:
    """What is told of a record that the ward took back while it was read."""
    return _("The ward has taken the record back. It comes again when it is sent up.")
