"""All that one body has promised: programmes, its tasks, and what only names it.

A body may be a party to programmes of other units, and stay one after it has ended.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, JSONField, Prefetch, Q, QuerySet

from units.models import Body

from .models import Party, Programme, ProgressNote, SigningPartner, Task
from .models.programme import ProgrammeQuerySet
from .public_programme import Counts, TaskLine, counts_of

MOST = 60  # programmes on one page; the unit's list has them all


@dataclass(frozen=True)
class Promise:
    """A programme of the body, with the tasks that it leads or supports."""

    programme: Programme
    others: list[Party]
    led: list[TaskLine]
    supported: list[TaskLine]


@dataclass(frozen=True)
class Promises:
    """What a body's page shows; `counts` are of the tasks that it leads."""

    all: list[Promise]
    named: list[SigningPartner]
    has_more: bool

    @property
    def counts(self) -> Counts:
        return counts_of(line for one in self.all for line in one.led)

    def __bool__(self) -> bool:
        return bool(self.all or self.named)


def promises_of(body: Body, day: datetime.date) -> Promises:
    """What readers may see of it, the newest programme first; seven queries."""
    rows = list(_programmes(body)[: MOST + 1])
    return Promises(
        [_promise(row, body, day) for row in rows[:MOST]],
        list(_named(body)),
        has_more=len(rows) > MOST,
    )


def with_promises() -> QuerySet[Body]:
    """Bodies with something to read: these have a page."""
    parties = Party.objects.filter(programme__in=Programme.objects.public())
    named = _named_publicly().filter(_without_programme())
    return Body.objects.filter(
        Q(pk__in=parties.values("body")) | Q(pk__in=named.values("body"))
    )


def named_partners(conference_id: int) -> dict[str, Body]:
    """Bodies that a public record names as signing, by name as written: one query."""
    rows = _named_publicly().filter(conference=conference_id, body__isnull=False)
    rows = rows.select_related("body__kind", "body__unit")
    return {row.name: row.body for row in rows if row.body}


def _programmes(body: Body) -> ProgrammeQuerySet:
    mine = Party.objects.filter(body=body).values("programme")
    rows = Programme.objects.public().filter(pk__in=mine).with_standing()
    tasks = Task.objects.filter(Q(lead__body=body) | Q(support__body=body)).distinct()
    tasks = (
        tasks.order_by("number")
        .select_related("lead")
        .prefetch_related(Prefetch("notes", ProgressNote.objects.only("task")))
    )
    rows = rows.select_related("unit").prefetch_related(
        "unit__names",
        Prefetch("parties", Party.objects.order_by("pk")),
        Prefetch("tasks", tasks),
    )
    return rows.order_by("-year", "-starts_on", "-pk")


def _promise(programme: Programme, body: Body, day: datetime.date) -> Promise:
    lines = [TaskLine(task, task.state_on(day), []) for task in programme.tasks.all()]
    led = [
        line for line in lines if line.task.lead and line.task.lead.body_id == body.pk
    ]
    return Promise(
        programme,
        [one for one in programme.parties.all() if one.body_id != body.pk],
        led,
        [line for line in lines if line not in led],
    )


def _named(body: Body) -> QuerySet[SigningPartner]:
    """Where a public record names it, and no public programme is known of it."""
    rows = _named_publicly().filter(_without_programme(), body=body)
    rows = rows.select_related("conference__card__unit")
    return rows.order_by("-conference__card__order_day", "-pk")


def _named_publicly() -> QuerySet[SigningPartner]:
    """Named in the version of the record that readers see, not only in the rows."""
    name: Any = Func(F("name"), function="to_jsonb", output_field=JSONField())
    return SigningPartner.objects.filter(
        conference__card__isnull=False,
        conference__public__content__signing_partners__contains=name,
    )


def _without_programme() -> Q:
    return ~Q(programme__in=Programme.objects.public())
