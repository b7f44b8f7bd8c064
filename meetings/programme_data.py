"""Public programmes and their tasks as tables: one row for each task.

A programme without tasks has one row. What is not known is empty, never zero.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from publishing.public_pages import public_page
from publishing.spreadsheets import Cell
from units.models import Unit

from .data_tables import CHUNK, Field, csv_answer
from .models import Party, Programme, ProgressNote, Standing, Task, TaskJudgement
from .models.programme import ProgrammeQuerySet

OF_PROGRAMME = (
    Field(
        pgettext_lazy("column", "Programme"),
        gettext_lazy("Number of the programme in this portal; it never changes."),
    ),
    Field(
        pgettext_lazy("column", "Title"),
        gettext_lazy("What the programme is called."),
    ),
    Field(
        pgettext_lazy("column", "Year"),
        gettext_lazy("The year of the programme."),
    ),
    Field(
        pgettext_lazy("column", "Unit"),
        gettext_lazy("The unit in which it was made, under its name of that day."),
    ),
    Field(
        pgettext_lazy("column", "Parties"),
        gettext_lazy("The bodies that made it, as written, separated by semicolons."),
    ),
    Field(
        pgettext_lazy("column", "Layer"),
        gettext_lazy("Council, Committee and Front; or the Front with its members."),
    ),
    Field(
        pgettext_lazy("column", "Concluded by"),
        gettext_lazy("Signed, or adopted at a session."),
    ),
    Field(
        pgettext_lazy("column", "Concluded on"),
        gettext_lazy("Year-month-day; empty where it is not known."),
    ),
    Field(
        pgettext_lazy("column", "First day"),
        gettext_lazy("The day on which its term begins."),
    ),
    Field(
        pgettext_lazy("column", "Last day"),
        gettext_lazy("The day on which its term ends."),
    ),
    Field(
        pgettext_lazy("column", "Where it stands"),
        gettext_lazy("Under way, awaiting its final review, or reviewed."),
    ),
)
OF_TASK = (
    Field(
        pgettext_lazy("column", "Task number"),
        gettext_lazy("Its number in the programme; empty where there are no tasks."),
    ),
    Field(pgettext_lazy("column", "Task"), gettext_lazy("What is to be done.")),
    Field(
        pgettext_lazy("column", "Lead body"),
        gettext_lazy("The party that leads the task."),
    ),
    Field(
        pgettext_lazy("column", "Supporting bodies"),
        gettext_lazy("The parties that help, separated by semicolons."),
    ),
    Field(
        pgettext_lazy("column", "Target"),
        gettext_lazy("The number to be reached, where one is set."),
    ),
    Field(
        pgettext_lazy("column", "Actual"),
        gettext_lazy("The number reached so far; empty means not known."),
    ),
    Field(
        pgettext_lazy("column", "Counted in"),
        gettext_lazy("What target and actual number count."),
    ),
    Field(
        pgettext_lazy("column", "Due on"),
        gettext_lazy("Empty where the end of the term is the last day."),
    ),
    Field(
        pgettext_lazy("column", "Done on"),
        gettext_lazy("The day on which the task was done."),
    ),
    Field(
        pgettext_lazy("column", "State of the task"),
        gettext_lazy("On the day of the download: not begun, under way, done, late."),
    ),
    Field(
        pgettext_lazy("column", "Carried over"),
        gettext_lazy("Whether it was unfinished in the programme before."),
    ),
    Field(
        pgettext_lazy("column", "Judgement"),
        gettext_lazy("What the final review found of it."),
    ),
    Field(
        pgettext_lazy("column", "Address"),
        gettext_lazy("The programme's page in this portal."),
    ),
)
FIELDS = (*OF_PROGRAMME, *OF_TASK)


@public_page()
def programmes_of_unit(request: HttpRequest, unit: str) -> HttpResponse:
    """The public programmes of one unit; 404 where it has none."""
    owner = get_object_or_404(Unit, slug=unit)
    rows = _rows().filter(unit=owner)
    if not rows.exists():
        raise Http404
    return _table(rows, f"chuong-trinh-phoi-hop-{owner.slug}.csv")


@public_page()
def all_programmes(request: HttpRequest) -> HttpResponse:
    """All public programmes, of every unit and year."""
    return _table(_rows(), "chuong-trinh-phoi-hop.csv")


def _rows() -> ProgrammeQuerySet:
    parties = Party.objects.order_by("pk")
    final = TaskJudgement.objects.filter(review__kind="final")
    tasks = (
        Task.objects.order_by("number")
        .select_related("lead")
        .prefetch_related(
            Prefetch("support", parties),
            Prefetch("notes", ProgressNote.objects.only("task")),
            Prefetch("judgements", final, to_attr="final"),
        )
    )
    rows = Programme.objects.public().with_standing()
    rows = rows.select_related("unit", "conference").prefetch_related(
        "unit__names", Prefetch("parties", parties), Prefetch("tasks", tasks)
    )
    return rows.order_by("-year", "unit", "pk")


def _table(programmes: ProgrammeQuerySet, name: str) -> HttpResponse:
    today = timezone.localdate()
    rows = (
        row
        for programme in programmes.iterator(chunk_size=CHUNK)
        for row in rows_of(programme, today)
    )
    return csv_answer(FIELDS, rows, name)  # type: ignore[return-value]


def rows_of(programme: Programme, day: datetime.date) -> Iterator[list[Cell]]:
    """One programme, loaded with its tasks, as rows of the table."""
    before = _before(programme)
    address = f"{settings.PORTAL_URL}{programme.get_absolute_url()}"
    tasks = list(programme.tasks.all())
    if not tasks:
        yield [*before, *([None] * (len(OF_TASK) - 1)), address]
    for task in tasks:
        yield [*before, *_of_task(task, day), address]


def _before(programme: Programme) -> list[Cell]:
    standing: str = programme.standing  # type: ignore[attr-defined]
    return [
        programme.pk,
        programme.title,
        programme.year,
        programme.unit.full_name_on(programme.day),
        _names(programme.parties.all()),
        programme.get_layer_display(),
        programme.get_conclusion_display(),
        programme.concluded_on,
        programme.starts_on,
        programme.ends_on,
        str(Standing(standing).label),
    ]


def _of_task(task: Task, day: datetime.date) -> list[Cell]:
    final: Any = next(iter(task.final), None)  # type: ignore[attr-defined]
    is_counted = task.measure == Task.Measure.NUMBER
    return [
        task.number,
        task.text,
        task.lead.name if task.lead else "",
        _names(task.support.all()),
        task.target if is_counted else None,
        task.actual if is_counted else None,
        task.target_unit if is_counted else "",
        task.due_on,
        task.done_on,
        str(Task.State(task.state_on(day)).label),
        pgettext("in a table", "yes") if task.carried_over else "",
        final.get_verdict_display() if final else "",
    ]


def _names(parties: Any) -> str:
    return "; ".join(party.name for party in parties)
