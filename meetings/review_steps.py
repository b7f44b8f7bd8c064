"""The steps of the level above: a record is returned with remarks, or accepted.

Their order stands with that of all other steps, in `records.FROM` and `records.TO`;
who may take them is told by `reviewing`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from publishing.vietnamese import clean_text

from . import record_content, records, reviewing, targets
from .models import Conference, RecordStep, Remark, State

Action = RecordStep.Action


@transaction.atomic
def return_for_correction(
    *,
    conference: Conference,
    by: Any,
    remarks: Iterable[tuple[str, str]] = (),
    note: str = "",
    version: int | None = None,
) -> RecordStep:
    """Return a record to the ward: what the remarks are about opens, nothing else.

    `remarks` are (target, text), see `meetings.targets`; `version` is the number of the
    version that the reviewer has read. Raises PermissionDenied, and ValidationError
    where nothing is said, a target is none, or somebody decided before.
    """
    said = _remarks(conference, remarks)
    if not (said or note.strip()):
        raise ValidationError({"note": _("Say what has to be corrected.")})
    _refuse_other_version(conference, version)
    step = records.take_step(conference, Action.RETURNED, by, note)
    Remark.objects.bulk_create(
        Remark(conference=conference, step=step, target=target, text=text, by=by)
        for target, text in said
    )
    return step


@transaction.atomic
def accept(
    *, conference: Conference, by: Any, version: int | None = None
) -> RecordStep:
    """Accept the record for the level above: from now on its figures are frozen.

    Raises PermissionDenied, and ValidationError where somebody decided before, or where
    the rows are not what was sent.
    """
    _refuse_other_version(conference, version)
    step = records.take_step(conference, Action.ACCEPTED, by)
    _refuse_other_numbers(conference)
    records.mark_accepted(conference)
    return step


def _remarks(
    conference: Conference, remarks: Iterable[tuple[str, str]]
) -> list[tuple[str, str]]:
    """The remarks that say something, each about something that there is."""
    said = [(target, clean_text(text)) for target, text in remarks]
    longest = Remark._meta.get_field("text").max_length or 0
    for target, text in said:
        targets.read_of(conference, target)
        if len(text) > longest:
            told = _("A remark has at most %(limit)s characters.")
            raise ValidationError(told % {"limit": longest})
    return [(targets.read(target).text, text) for target, text in said if text]


def _refuse_other_version(conference: Conference, number: int | None) -> None:
    """Nobody decides on what a page did not show: it may have been sent anew since."""
    records.read_again(conference)
    seen = reviewing.seen_by_reviewer(conference)
    if number is None or conference.state != State.SENT:
        return
    if seen is None or seen.number != number:
        text = _("The ward has sent the record anew. Read it again, then decide.")
        raise ValidationError(text)


def _refuse_other_numbers(conference: Conference) -> None:
    """Nothing is accepted that was changed past the desk after it was sent."""
    sent = reviewing.seen_by_reviewer(conference)
    if sent is None:
        return
    now = record_content.content_of(conference)
    if record_content.numbers_of(now) != record_content.numbers_of(sent.content):
        text = _("Its figures are not those that were sent up. Return it to the ward.")
        raise ValidationError(text)
