"""Opinions of a record: published with their answers, and taken up from words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.models import Status
from units.scoping import scope_of

from .models import Conference, Opinion, ResidentWord


def set_public(opinion: Opinion, is_shown: bool, at: datetime | None = None) -> None:
    """Publish the opinion with its answer, or take both back; the row is not saved.

    Raises ValidationError for one that has no answer yet.
    """
    now = at or timezone.now()
    if is_shown:
        if not (opinion.answer and opinion.answered_on):
            raise ValidationError(
                {"is_shown": _("Only an answered opinion is published.")}
            )
        opinion.status, opinion.withdrawn_at = Status.PUBLISHED, None
        opinion.published_at = opinion.published_at or now
    elif opinion.is_public:
        opinion.status, opinion.withdrawn_at = Status.WITHDRAWN, now


@transaction.atomic
def take_up_word(
    *, word: ResidentWord, conference: Conference, nature: str, by: Any
) -> Opinion:
    """Enter what the staff wrote of a resident's word as an opinion of a record.

    Only `public_text` is copied, never what the resident sent. Raises
    PermissionDenied for who may not enter opinions there, and ValidationError for a
    word without that text, of another unit, or entered already.
    """
    if not scope_of(by).holds("meetings.add_opinion", conference.unit_id):
        raise PermissionDenied
    if word.unit_id != conference.unit_id:
        raise ValidationError(_("This belongs to another unit."))
    if not word.public_text:
        raise ValidationError(_("Write the text for everybody first."))
    if Opinion.objects.filter(word=word).exists():
        raise ValidationError(_("This word stands among the opinions already."))
    opinion = Opinion(
        unit_id=conference.unit_id,
        conference=conference,
        nature=nature,
        field=word.field,
        text=word.public_text,
        received=Opinion.Received.BEFORE,
        word=word,
        body=word.body,
        due_on=word.due_on,
    )
    opinion.full_clean()
    opinion.save()
    return opinion
