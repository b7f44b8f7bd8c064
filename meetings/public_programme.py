"""What readers see of a published programme: parties, tasks with progress, reviews.

The rows are loaded once, whatever they number. Files and pictures are among it only
while the public stores hold them for it (`programme_files`), records and articles only
while they are public themselves.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Prefetch
from django.db.models.expressions import RawSQL
from django.utils.functional import Promise

from documents.models import FileUse, OfficialDocument
from gallery.models import AlbumPhoto, PhotoUse
from news.models import Article

from . import public_files
from .models import (
    Party,
    Programme,
    ProgrammeReview,
    ProgressNote,
    RecordCard,
    Standing,
    Task,
    TaskJudgement,
)
from .programme_files import KIND
from .readings import Share, share_of, shown

MOST_YEARS = 12
# A programme, and those before and after it over any number of years. What was never
# published links nothing.
YEARS = """
WITH RECURSIVE years(id) AS (
    SELECT %s::bigint
    UNION
    SELECT other.id FROM years
    JOIN meetings_programme one ON one.id = years.id
    JOIN meetings_programme other
        ON other.previous_id = one.id OR other.id = one.previous_id
    WHERE other.status <> 'draft'
) SELECT id FROM years
"""


@dataclass(frozen=True)
class Evidence:
    """What was done on a task, and what shows it, as far as readers may see it."""

    note: ProgressNote
    article: Article | None
    file: Any
    photo: Any


@dataclass(frozen=True)
class TaskLine:
    """A task as it stands on a day."""

    task: Task
    state: str
    notes: list[Evidence]

    @property
    def state_label(self) -> str | Promise:
        return Task.State(self.state).label

    @property
    def is_counted(self) -> bool:
        return self.task.measure == Task.Measure.NUMBER

    @property
    def share(self) -> Share | None:
        """Of the target, where a number is known; None otherwise."""
        if not self.is_counted or self.task.actual is None:
            return None
        return share_of(self.task.actual, self.task.target or 0)

    @property
    def target(self) -> str:
        return shown(self.task.target, self.task.target_unit)

    @property
    def support(self) -> list[Party]:
        return list(self.task.support.all())


@dataclass(frozen=True)
class ReviewLine:
    """A review with the record of its meeting, if readers may open that."""

    review: ProgrammeReview
    card: RecordCard | None
    judgements: list[TaskJudgement]


@dataclass(frozen=True)
class Counts:
    """How many tasks there are, are done, and were done by their last day."""

    tasks: int
    done: int
    late: int

    @property
    def share(self) -> Share | None:
        return share_of(self.done, self.tasks)


class PublicProgramme:
    """One programme for its page, as it stands on `day`."""

    def __init__(self, programme: Programme, day: datetime.date) -> None:
        self.programme = programme
        self.day = day

    @property
    def standing(self) -> Standing:
        return Standing(self.programme.standing)  # type: ignore[attr-defined]

    @cached_property
    def parties(self) -> list[Party]:
        rows = self.programme.parties.select_related("body__kind", "body__unit")
        return list(rows.order_by("pk"))

    @property
    def document(self) -> OfficialDocument | None:
        """Its document in the register, if readers may open it."""
        found = self.programme.document
        return found if found and found.is_public else None

    @cached_property
    def tasks(self) -> list[TaskLine]:
        rows = list(self.programme.tasks.prefetch_related(*PROGRESS).order_by("number"))
        notes = [note for task in rows for note in task.notes.all()]
        files = _used(FileUse, "file", self.programme) if notes else set()
        photos = _used(PhotoUse, "photo", self.programme) if notes else set()
        for task in rows:
            task.programme = self.programme
        return [
            TaskLine(
                task,
                task.state_on(self.day),
                [_evidence(note, files, photos) for note in task.notes.all()],
            )
            for task in rows
        ]

    @property
    def counts(self) -> Counts:
        return counts_of(self.tasks)

    @cached_property
    def reviews(self) -> list[ReviewLine]:
        """The newest first."""
        rows = self.programme.reviews.prefetch_related(
            Prefetch("judgements", TaskJudgement.objects.select_related("task"))
        )
        return [
            ReviewLine(
                row,
                self._cards.get(row.conference_id),
                sorted(row.judgements.all(), key=lambda one: one.task.number),
            )
            for row in rows.order_by("-held_on", "-pk")
        ]

    @property
    def card(self) -> RecordCard | None:
        """The record of the meeting at which it was concluded, if it is public."""
        return self._cards.get(self.programme.conference_id)

    @cached_property
    def _cards(self) -> dict[int | None, RecordCard]:
        """Public records of its unit that the programme and its reviews name."""
        named = ProgrammeReview.objects.filter(programme=self.programme)
        cards = RecordCard.objects.public().filter(unit=self.programme.unit)
        mine = cards.filter(conference=self.programme.conference_id)
        reviews = cards.filter(conference__in=named.values("conference"))
        rows = (mine | reviews).select_related("unit").defer("head", "words", "text")
        return {row.conference_id: row for row in rows}

    @cached_property
    def years(self) -> list[Programme]:
        """This one and those that it goes on from and into, the newest first."""
        return years_of(self.programme)

    @property
    def before(self) -> Programme | None:
        """The nearest of an earlier term."""
        starts = self.programme.starts_on
        return next((one for one in self.years if one.starts_on < starts), None)

    @property
    def after(self) -> Programme | None:
        starts = self.programme.starts_on
        later = [one for one in self.years if one.starts_on > starts]
        return later[-1] if later else None

    @cached_property
    def entries(self) -> list[AlbumPhoto]:
        return public_files.pictures_in(
            self.programme.album_id, KIND, self.programme.pk
        )

    @cached_property
    def articles(self) -> list[Article]:
        rows = self.programme.articles.public().select_related("unit").defer("body")
        return list(rows.newest())


PROGRESS = (
    Prefetch("lead", Party.objects.select_related("body")),
    Prefetch("support", Party.objects.order_by("pk")),
    Prefetch(
        "notes",
        ProgressNote.objects.select_related("article__unit", "file", "photo").order_by(
            "-noted_on", "-pk"
        ),
    ),
)


def years_of(programme: Programme) -> list[Programme]:
    """The public programmes of one chain of years, the newest first; one query."""
    chain = RawSQL(YEARS, [programme.pk])  # noqa: S611 - the text is ours
    found = Programme.objects.public().filter(pk__in=chain)
    rows = found.with_standing().select_related("unit")
    return list(rows.order_by("-starts_on", "-pk")[:MOST_YEARS])


def counts_of(tasks: Iterable[TaskLine]) -> Counts:
    states = [line.state for line in tasks]
    done = states.count(Task.State.DONE)
    return Counts(len(states), done, states.count(Task.State.LATE))


def _used(model: Any, name: str, programme: Programme) -> set[int]:
    rows = model.objects.filter(kind=KIND, object_id=programme.pk)
    return set(rows.values_list(name, flat=True))


def _evidence(note: ProgressNote, files: set[int], photos: set[int]) -> Evidence:
    article = note.article if note.article and note.article.is_public else None
    return Evidence(
        note,
        article,
        note.file if note.file_id in files else None,
        note.photo if note.photo_id in photos else None,
    )
