"""Rules over coordination programmes: parties, terms, tasks, reviews. See `invariants`.

Forms and services refuse most of this already; rows that came past them, and those
whose bodies or records were changed later, are found here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from documents.models import FileUse
from gallery.models import AlbumPhoto, PhotoUse
from publishing.models import Status
from publishing.vietnamese import fold, format_date
from units.periods import within
from units.querysets import name_lookups

from .faults import Fault
from .models import (
    Party,
    Programme,
    ProgrammeReview,
    ProgressNote,
    Task,
    TaskJudgement,
)
from .models.programme import concluded_then
from .programme_files import KIND
from .programmes import FEWEST_PARTIES

Programmes = QuerySet[Programme]


def programme_faults(programmes: Programmes) -> Iterator[Fault]:
    """All faults of the programmes, by rule; a constant number of queries."""
    for rule in RULES:
        yield from rule(programmes)


def _ready(programmes: Programmes) -> Programmes:
    """With what a fault's heading is read from."""
    return programmes.select_related("unit", "conference").prefetch_related(
        *name_lookups("unit")
    )


def _rows(rows: Any, programmes: Programmes) -> Any:
    """Parts of the programmes, each with its programme ready to be named."""
    return (
        rows.filter(programme__in=programmes.values("pk"))
        .select_related("programme__unit", "programme__conference")
        .prefetch_related(*name_lookups("programme__unit"))
    )


def too_few_parties(programmes: Programmes) -> Iterator[Fault]:
    """A programme has at least two parties."""
    lonely = programmes.annotate(count=Count("parties")).filter(
        count__lt=FEWEST_PARTIES
    )
    for programme in _ready(lonely):
        yield Fault(programme, "parties", _("A programme has at least two parties."))


def parties_twice(programmes: Programmes) -> Iterator[Fault]:
    """Its parties are distinct, however their names are spelled."""
    seen: defaultdict[int, set[str]] = defaultdict(set)
    for party in _rows(Party.objects.order_by("pk"), programmes):
        name = fold(party.name)
        if name in seen[party.programme_id]:
            message = _("%(party)s is a party twice.") % {"party": party.name}
            yield Fault(party.programme, "parties", message)
        seen[party.programme_id].add(name)


def bodies_of_another_time(programmes: Programmes) -> Iterator[Fault]:
    """A party's body existed on the day on which the programme was concluded."""
    existed: Any = within(F("on"), "body__valid_from", "body__valid_to")  # type: ignore[arg-type]
    linked = Party.objects.filter(body__isnull=False).annotate(
        on=concluded_then("programme__")
    )
    for party in _rows(linked.exclude(existed), programmes):
        words = {"party": party.name, "day": format_date(party.programme.day)}
        message = _("%(party)s did not exist on %(day)s.") % words
        yield Fault(party.programme, "parties", message)


def terms_disagree(programmes: Programmes) -> Iterator[Fault]:
    """Year and day of conclusion agree with the term and the conference record."""
    year = Q(year__lt=F("starts_on__year")) | Q(year__gt=F("ends_on__year"))
    first = "conference__held_on"
    last = Coalesce("conference__held_until", first)
    placed = _ready(programmes).annotate(last_held=last)
    for programme in placed.filter(year):
        yield Fault(programme, "year", _("The year lies outside the term."))
    for programme in placed.filter(concluded_on__gt=F("ends_on")):
        message = _("Concluded after the last day of its term.")
        yield Fault(programme, "concluded_on", message)
    other_day = Q(concluded_on__lt=F(first)) | Q(concluded_on__gt=F("last_held"))
    for programme in placed.filter(other_day):
        message = _("The conference was not held on this day.")
        yield Fault(programme, "concluded_on", message)


def days_outside_term(programmes: Programmes) -> Iterator[Fault]:
    """Tasks are due within the term; no review is before it begins."""
    outside = Q(due_on__lt=F("programme__starts_on")) | Q(
        due_on__gt=F("programme__ends_on")
    )
    for task in _rows(Task.objects.filter(outside), programmes):
        message = _("The day lies outside the programme's term.")
        yield _of_task(task, "due_on", message)
    early = ProgrammeReview.objects.filter(held_on__lt=F("programme__starts_on"))
    for review in _rows(early, programmes):
        message = _("The review is before the programme begins.")
        yield Fault(review.programme, f"reviews.{review.pk}.held_on", message)


def strangers_at_work(programmes: Programmes) -> Iterator[Fault]:
    """Whoever leads or supports a task is a party of its programme."""
    message = _("This body is no party of the programme.")
    leads = Task.objects.filter(lead__isnull=False)
    for task in _rows(leads.exclude(lead__programme=F("programme")), programmes):
        yield _of_task(task, "lead", message)
    strange = Task.support.through.objects.filter(task=OuterRef("pk")).exclude(
        party__programme=OuterRef("programme")
    )
    for task in _rows(Task.objects.filter(Exists(strange)), programmes):
        yield _of_task(task, "support", message)


def tasks_unjudged(programmes: Programmes) -> Iterator[Fault]:
    """The final review judges every task, and those of its own programme only."""
    final = ProgrammeReview.objects.filter(kind=ProgrammeReview.Kind.FINAL)
    its_verdict = TaskJudgement.objects.filter(
        task=OuterRef("pk"), review__programme=OuterRef("programme")
    ).filter(review__kind=ProgrammeReview.Kind.FINAL)
    tasks = Task.objects.filter(programme__in=final.values("programme"))
    for task in _rows(tasks.filter(~Exists(its_verdict)), programmes):
        yield _of_task(task, "judgements", _("The final review does not judge it."))
    astray = TaskJudgement.objects.filter(review=OuterRef("pk")).exclude(
        task__programme=OuterRef("programme")
    )
    for review in _rows(ProgrammeReview.objects.filter(Exists(astray)), programmes):
        message = _("It judges a task of another programme.")
        yield Fault(review.programme, f"reviews.{review.pk}.judgements", message)


def begun_too_early(programmes: Programmes) -> Iterator[Fault]:
    """The next programme begins after the one before has ended."""
    early = programmes.filter(starts_on__lte=F("previous__ends_on"))
    for programme in _ready(early).select_related("previous"):
        ended = programme.previous.ends_on if programme.previous else None
        day = format_date(ended) if ended else ""
        message = _("It begins before the one before it ends (%(day)s).")
        yield Fault(programme, "starts_on", message % {"day": day})


def not_shown(programmes: Programmes) -> Iterator[Fault]:
    """Readers have the album and the evidence of a published programme."""
    public = programmes.filter(status=Status.PUBLISHED)
    album = AlbumPhoto.objects.filter(
        album__programme__in=public.values("pk"), photo__is_internal=False
    )
    notes = ProgressNote.objects.filter(task__programme__in=public.values("pk"))
    photos = notes.filter(photo__is_internal=False)
    files = notes.filter(file__isnull=False)
    shown = PhotoUse.objects.filter(kind=KIND).values_list("object_id", "photo")
    offered = FileUse.objects.filter(kind=KIND).values_list("object_id", "file")
    missing = {
        *album.values_list("album__programme", "photo").difference(shown),
        *photos.values_list("task__programme", "photo").difference(shown),
        *files.values_list("task__programme", "file").difference(offered),
    }
    unseen = {programme for programme, _item in missing}
    for programme in _ready(programmes.filter(pk__in=unseen)):
        message = _("Readers do not have all its pictures and files: save it again.")
        yield Fault(programme, "status", message)


def _of_task(task: Task, column: str, message: str) -> Fault:
    """A fault of one task, which begins with its number."""
    words = {"number": task.number, "message": message}
    return Fault(
        task.programme,
        f"tasks.{task.number}.{column}",
        _("Task %(number)s: %(message)s") % words,
    )


RULES: tuple[Callable[[Programmes], Iterator[Fault]], ...] = (
    too_few_parties,
    parties_twice,
    bodies_of_another_time,
    terms_disagree,
    days_outside_term,
    strangers_at_work,
    tasks_unjudged,
    begun_too_early,
    not_shown,
)
