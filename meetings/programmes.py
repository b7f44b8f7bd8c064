"""What is done with coordination programmes over several rows, or before readers.

Concluding several at once from a ceremony's record, publishing, reviewing, and
carrying what is unfinished into the next year's programme.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from publishing.models import Status
from publishing.vietnamese import fold
from units.models import Body
from units.scoping import scope_of

from . import programme_files
from .models import (
    Conference,
    Party,
    Programme,
    ProgrammeReview,
    SigningPartner,
    Task,
    TaskJudgement,
)

FEWEST_PARTIES = 2


class NewParty(NamedTuple):
    """A party as written, and the body it is, if known."""

    name: str
    body: Body | None = None


def check_parties(parties: Sequence[NewParty]) -> None:
    """Raise ValidationError unless there are two parties or more, all distinct.

    Of the error, `params["at"]` is the place in `parties` of the one that repeats
    another; a missing one has the place after the last.
    """
    names = [fold(party.name) for party in parties]
    if sum(map(bool, names)) < FEWEST_PARTIES:
        text = _("A programme has at least two parties.")
        raise ValidationError(text, code="few", params={"at": len(parties)})
    for at, party in enumerate(parties):
        before = parties[:at]
        again = party.body is not None and party.body in [one.body for one in before]
        if again or (names[at] and names[at] in names[:at]):
            text = _("The same party stands here twice.")
            raise ValidationError(text, code="twice", params={"at": at})


@transaction.atomic
def conclude(
    *, programme: Programme, parties: Sequence[NewParty], by: Any
) -> Programme:
    """Save a new programme with its parties."""
    _require(by, "add", programme.unit_id)
    check_parties(parties)
    programme.full_clean(exclude=["album"])
    programme.save()
    add_parties(programme, parties)
    return programme


def add_parties(programme: Programme, parties: Iterable[NewParty]) -> None:
    """Save further parties of a programme; raises ValidationError."""
    for party in parties:
        row = Party(programme=programme, name=party.name, body=party.body)
        row.full_clean()
        row.save()


@transaction.atomic
def conclude_all(
    *,
    conference: Conference,
    first: NewParty,
    groups: Iterable[Sequence[SigningPartner]],
    by: Any,
    until: datetime.date | None = None,
) -> list[Programme]:
    """Make one programme for each group of partners that signed with `first` there.

    Which partners share a programme is for people to say; those in no group stay
    named without one. `until` is the last day of the terms: the year's end by default.
    Raises ValidationError when a partner has a programme from this record already.
    """
    made = []
    for group in groups:
        if any(partner.programme_id for partner in group):
            raise ValidationError(_("One of these has its programme already."))
        programme = conclude(
            programme=_of_ceremony(conference, first, group, until),
            parties=[first, *(NewParty(row.name, row.body) for row in group)],
            by=by,
        )
        for partner in group:
            partner.programme = programme
            partner.save(update_fields=["programme"])
        made.append(programme)
    return made


def _of_ceremony(
    conference: Conference,
    first: NewParty,
    partners: Sequence[SigningPartner],
    until: datetime.date | None,
) -> Programme:
    day = conference.day
    parties = [first.name, *(row.name for row in partners)]
    return Programme(
        unit=conference.unit,
        title=_("Coordination programme of %(parties)s")
        % {"parties": get_text_list(parties, _("and"))},
        year=conference.year,
        starts_on=day,
        ends_on=until or day.replace(month=12, day=31),
        conference=conference,
        concluded_on=conference.held_on,
        place=conference.place,
    )


def lock(pk: Any) -> None:
    """Wait for whoever changes this programme; until the transaction ends, others wait.

    What is asked of it afterwards is true when it is written: that it is open or
    public, how many parties and tasks it has, whether its next one was begun.
    """
    rows = Programme.objects.select_for_update(of=("self",), no_key=True)
    rows.filter(pk=pk).order_by().first()


def check_told(programme: Programme) -> None:
    """Raise ValidationError by field unless it says where and when it was concluded."""
    if programme.conference_id:
        return
    if not programme.concluded_on:
        text = _("Choose the conference record, or write the day and the place.")
        raise ValidationError({"concluded_on": text})
    if not programme.place:
        raise ValidationError({"place": _("Write where it was concluded.")})


@transaction.atomic
def publish(
    *, programme: Programme, by: Any, at: datetime.datetime | None = None
) -> Programme:
    """Let readers see the programme, its tasks, pictures and evidence.

    Raises ValidationError by field while it has fewer than two parties, or neither a
    record nor a day and place of its conclusion.
    """
    _require(by, "publish", programme.unit_id)
    lock(programme.pk)
    if programme.parties.count() < FEWEST_PARTIES:
        raise ValidationError(_("A programme has at least two parties."))
    check_told(programme)
    programme.status = Status.PUBLISHED
    programme.published_at = programme.published_at or at or timezone.now()
    programme.save(update_fields=["status", "published_at", "updated_at"])
    programme_files.show(programme)
    return programme


@transaction.atomic
def withdraw(*, programme: Programme, by: Any) -> Programme:
    """Take it out of public sight; nothing is deleted."""
    _require(by, "publish", programme.unit_id)
    lock(programme.pk)
    programme.status = Status.WITHDRAWN
    programme.withdrawn_at = timezone.now()
    programme.save(update_fields=["status", "withdrawn_at", "updated_at"])
    programme_files.show(programme)
    return programme


@transaction.atomic
def record_review(
    *,
    review: ProgrammeReview,
    verdicts: Mapping[Task, tuple[str, str]],
    by: Any,
) -> ProgrammeReview:
    """Save a review with its judgements: task → (verdict, note).

    What the final review finds done, and of which no day is known, was done by the
    day of the review. Raises ValidationError: of a final review every task is judged.
    """
    programme = review.programme
    _require(by, "change", programme.unit_id)
    lock(programme.pk)
    tasks = list(programme.tasks.all())
    unjudged = [task for task in tasks if not verdicts.get(task, ("", ""))[0]]
    if review.kind == ProgrammeReview.Kind.FINAL and unjudged:
        numbers = ", ".join(str(task.number) for task in unjudged)
        raise ValidationError(
            _("Judge every task before the final review. Not judged: %(numbers)s.")
            % {"numbers": numbers}
        )
    before = _settled_by(review)
    review.full_clean()
    review.save()
    review.judgements.all().delete()
    for task, (verdict, note) in verdicts.items():
        if verdict:
            TaskJudgement.objects.create(
                review=review, task=task, verdict=verdict, note=note
            )
    if review.kind == ProgrammeReview.Kind.FINAL:
        _settle(review, before)
    programme.save(update_fields=["updated_at"])  # a form open elsewhere is older now
    return review


def _settled_by(review: ProgrammeReview) -> set[int]:
    """Tasks that the review, as it is saved now, found done on its own day."""
    found = TaskJudgement.objects.filter(
        review=review.pk,
        review__kind=ProgrammeReview.Kind.FINAL,
        verdict=TaskJudgement.Verdict.DONE,
        task__done_on=F("review__held_on"),
    )
    return set(found.values_list("task", flat=True))


def _settle(final: ProgrammeReview, before: set[int]) -> None:
    """Write the days of what is found done; of tasks in `before`, anew."""
    for judgement in final.judgements.select_related("task"):
        task = judgement.task
        if task.done_on and task.pk not in before:
            continue
        is_done = judgement.verdict == TaskJudgement.Verdict.DONE and task.is_reached
        day = final.held_on if is_done else None
        if task.done_on != day:
            task.done_on = day
            task.save(update_fields=["done_on"])


@transaction.atomic
def drop_review(*, review: ProgrammeReview, by: Any) -> None:
    """Take a review away, and the days of tasks that were done by it alone."""
    programme = review.programme
    _require(by, "delete", programme.unit_id)
    lock(programme.pk)
    for task in Task.objects.filter(pk__in=_settled_by(review)):
        task.done_on = None
        task.save(update_fields=["done_on"])
    review.delete()
    programme.save(update_fields=["updated_at"])


@transaction.atomic
def carry_on(*, programme: Programme, by: Any) -> Programme:
    """Begin next year's programme as a copy, what was unfinished marked; a draft.

    Returns the one that was begun earlier, if any. Raises ValidationError while the
    programme has no final review.
    """
    _require(by, "add", programme.unit_id)
    lock(programme.pk)
    begun = programme.next_ones.first()
    if begun is not None:
        return begun
    final = programme.reviews.filter(kind=ProgrammeReview.Kind.FINAL).first()
    if final is None:
        raise ValidationError(_("The programme needs its final review first."))
    done = set(
        final.judgements.filter(verdict=TaskJudgement.Verdict.DONE).values_list(
            "task", flat=True
        )
    )
    starts_on = programme.ends_on + datetime.timedelta(days=1)
    new = Programme.objects.create(
        unit=programme.unit,
        title=programme.title,
        layer=programme.layer,
        conclusion=programme.conclusion,
        year=starts_on.year,
        starts_on=starts_on,
        ends_on=starts_on.replace(month=12, day=31),
        previous=programme,
    )
    _copy_tasks(programme, new, done)
    return new


def _copy_tasks(programme: Programme, new: Programme, done: set[int]) -> None:
    """Copy parties and tasks; those not in `done` are marked as carried over."""
    copies = {
        party.pk: Party.objects.create(programme=new, name=party.name, body=party.body)
        for party in programme.parties.all()
    }
    for task in programme.tasks.prefetch_related("support"):
        copy = Task.objects.create(
            programme=new,
            number=task.number,
            text=task.text,
            lead=copies[task.lead_id] if task.lead_id else None,
            measure=task.measure,
            target=task.target,
            target_unit=task.target_unit,
            carried_over=task.pk not in done,
        )
        copy.support.set(copies[party.pk] for party in task.support.all())


def _require(user: Any, action: str, unit_id: int) -> None:
    if not scope_of(user).holds(f"meetings.{action}_programme", unit_id):
        raise PermissionDenied
