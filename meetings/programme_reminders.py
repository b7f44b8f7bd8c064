"""What of the coordination programmes is due, for the desk and for the daily mail.

Only published programmes without a final review are looked at: a draft or a withdrawn
one reminds nobody. A day is a day in local time. Nothing of a resident stands here.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from publishing.vietnamese import excerpt, format_date
from units.scoping import scope_of

from .models import Programme, ProgrammeReview, Task

LATE, DUE, TERM_ENDS, INTERIM, FINAL = "late", "due", "term-ends", "interim", "final"
TITLES: dict[str, Promise] = {
    LATE: pgettext_lazy("reminder", "Late tasks"),
    FINAL: pgettext_lazy("reminder", "Final reviews missing"),
    DUE: pgettext_lazy("reminder", "Tasks due soon"),
    INTERIM: pgettext_lazy("reminder", "Interim reviews missing"),
    TERM_ENDS: pgettext_lazy("reminder", "Terms that end soon"),
}
ORDER = list(TITLES)
# A programme of a year begins at a conference in its first months; shorter ones have
# their final review only.
TERM_WITH_INTERIM = datetime.timedelta(days=270)
WORDS = 16  # of a task's text


@dataclass(frozen=True)
class Reminder:
    """One thing that is due: its kind, its day, and the task if it is one."""

    kind: str
    day: datetime.date
    programme: Programme
    task: Task | None = None

    @property
    def title(self) -> str:
        return str(TITLES[self.kind])

    @property
    def text(self) -> str:
        """What is due, in the words of the programme."""
        if self.task is None:
            return str(self.programme)
        return f"{self.task.number}. {excerpt(self.task.text, WORDS)}"

    @property
    def when(self) -> str:
        words = {
            LATE: _("due %(day)s"),
            DUE: _("due %(day)s"),
            TERM_ENDS: _("ends %(day)s"),
            FINAL: _("ended %(day)s"),
            INTERIM: _("middle of the term: %(day)s"),
        }
        return words[self.kind] % {"day": format_date(self.day)}


def due(units: Iterable[int] | None, day: datetime.date) -> list[Reminder]:
    """What is due on `day` in the units (ids; None: in all), most urgent first.

    Three queries however many there are.
    """
    programmes = {one.pk: one for one in _programmes(units, day)}
    found = [one for programme in programmes.values() for one in _of(programme, day)]
    for task in _tasks(programmes, day):
        task.programme = programmes[task.programme_id]
        kind = LATE if task.last_day < day else DUE
        found.append(Reminder(kind, task.last_day, task.programme, task))
    return sorted(found, key=_place)


def due_to(user: Any, day: datetime.date | None = None) -> list[Reminder]:
    """What is due in the units whose programmes the user may change.

    To somebody who may act in every unit, nothing: it is nobody's daily work.
    """
    scope = scope_of(user)
    if scope.everywhere:
        return []
    units = scope.units("meetings.change_programme")
    return due(units, day or timezone.localdate()) if units else []


def _programmes(units: Iterable[int] | None, day: datetime.date) -> Any:
    """Open programmes of which something may be due, with their units' names."""
    reviews = ProgrammeReview.objects.filter(programme=OuterRef("pk"))
    tasks = Task.objects.filter(programme=OuterRef("pk"))
    rows = Programme.objects.public() if units is None else _in(units)
    rows = rows.filter(~Exists(reviews.filter(kind=ProgrammeReview.Kind.FINAL)))
    rows = rows.annotate(
        has_tasks=Exists(tasks),
        has_interim=Exists(reviews.filter(kind=ProgrammeReview.Kind.INTERIM)),
        has_due=Exists(_open_tasks(tasks, day)),
    )
    ends_soon = Q(ends_on__lte=_days_after(day, settings.PROGRAMME_TERM_DAYS))
    may_lack = Q(has_tasks=True, has_interim=False, starts_on__lt=day)
    rows = rows.filter(ends_soon | may_lack | Q(has_due=True))
    return rows.select_related("unit").prefetch_related("unit__names").order_by("pk")


def _in(units: Iterable[int]) -> Any:
    return Programme.objects.public().filter(unit__in=list(units))


def _tasks(programmes: Iterable[int], day: datetime.date) -> Any:
    return _open_tasks(Task.objects.filter(programme__in=list(programmes)), day)


def _open_tasks(tasks: Any, day: datetime.date) -> Any:
    """Those not done whose last day has passed or is near."""
    last = Coalesce("due_on", F("programme__ends_on"))
    near = _days_after(day, settings.PROGRAMME_TASK_DAYS)
    return tasks.filter(done_on=None).alias(last=last).filter(last__lte=near)


def _of(programme: Any, day: datetime.date) -> Iterator[Reminder]:
    """What the programme itself lacks."""
    if programme.ends_on < day:
        yield Reminder(FINAL, programme.ends_on, programme)
        return
    if programme.ends_on <= _days_after(day, settings.PROGRAMME_TERM_DAYS):
        yield Reminder(TERM_ENDS, programme.ends_on, programme)
    term = programme.ends_on - programme.starts_on
    middle = programme.starts_on + term / 2
    if programme.has_interim or not programme.has_tasks or term < TERM_WITH_INTERIM:
        return
    if middle <= day:
        yield Reminder(INTERIM, middle, programme)


def _days_after(day: datetime.date, days: int) -> datetime.date:
    return day + datetime.timedelta(days=days)


def _place(one: Reminder) -> tuple[int, datetime.date, int, int]:
    number = one.task.number if one.task else 0
    return ORDER.index(one.kind), one.day, one.programme.pk, number
