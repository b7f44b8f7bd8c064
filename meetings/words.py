"""Every change of a resident's word: received, dealt with, published, emptied.

Nothing else writes them; the pages, the desk, the worker and the demonstration call
these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.models import Status
from units import audit
from units.models import AuditAction, Body, Unit
from units.querysets import words_of

from . import codes, notices
from .models import ResidentWord, WordDesk
from .models.resident_word import PRIVATE_FIELDS
from .models.word_desk import ANSWER_DAYS

State = ResidentWord.State
ANSWERING = (State.ANSWERED, State.ELSEWHERE)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What a resident filled in."""

    field: str
    text: str
    name: str = ""
    contact: str = ""
    place: str = ""


class AlreadySentError(Exception):
    """The form's token has been used, for the same word or for another text."""

    def __init__(self, word: ResidentWord, *, is_same: bool) -> None:
        super().__init__(word.pk)
        self.is_same = is_same


def takes_words(unit: Unit) -> bool:
    """Whether somebody can be written to: a living unit with people who answer.

    A message that nobody may read would be lost, so an unmanned desk is closed.
    """
    if unit.slug is None or unit.is_ended():
        return False
    if WordDesk.objects.filter(unit=unit, is_open=False).exists():
        return False
    return notices.readers_of(unit.pk).exists()


@transaction.atomic
def receive(
    *, unit: Unit, sent: Sent, token: str, at: datetime | None = None
) -> ResidentWord:
    """Store a word; its code follows from `token` (`codes.code_for`).

    Raises AlreadySentError for a used token, ValidationError where the unit takes none.
    """
    if not takes_words(unit):
        raise ValidationError(_("This unit takes no words here."))
    at = at or timezone.now()
    digest = codes.digest(codes.code_for(token))
    word, is_new = ResidentWord.objects.get_or_create(
        code_digest=digest,
        defaults={
            "unit": unit,
            "received_at": at,
            "due_on": due_on(unit, timezone.localdate(at)),
            **vars(sent),
        },
    )
    if not is_new:
        is_same = word.unit_id == unit.pk and (word.text == sent.text or not word.text)
        raise AlreadySentError(word, is_same=is_same)
    transaction.on_commit(lambda: notices.received(word), robust=True)
    return word


def due_on(unit: Unit, day: date) -> date:
    """The day by which the unit answers what came in on `day`."""
    desk = WordDesk.objects.filter(unit=unit).first()
    return day + timedelta(days=desk.answer_days if desk else ANSWER_DAYS)


def with_code(unit: Unit, code: str) -> ResidentWord | None:
    """The word of the unit that has the code as a resident typed it; None if none."""
    code = codes.written(code)
    if not code:
        return None
    rows = ResidentWord.objects.filter(unit=unit, code_digest=codes.digest(code))
    return rows.select_related("body__kind").first()


@dataclass(frozen=True, kw_only=True)
class Handling:
    """What the desk decides about a word."""

    state: str
    due_on: date | None
    body: Body | None
    answer: str
    public_text: str
    is_shown: bool


@transaction.atomic
def deal_with(
    *, word: ResidentWord, handling: Handling, by: Any, at: datetime | None = None
) -> ResidentWord:
    """Save what the desk decided; publish or withdraw the public text as it says.

    Raises ValidationError by field when an answer or a public text is missing, or the
    public text still tells who wrote.
    """
    now = at or timezone.now()
    word = ResidentWord.objects.select_for_update(of=("self",)).get(pk=word.pk)
    faults = faults_of(word, handling)
    if faults:
        raise ValidationError(faults)
    was_public, was_open = word.is_public, word.is_open
    for name in ("state", "due_on", "body", "answer", "public_text"):
        setattr(word, name, getattr(handling, name))
    if word.is_open:
        word.closed_at = None
    elif was_open:
        word.closed_at, word.answered_by = now, by
    _set_public(word, handling.is_shown, now)
    word.full_clean(exclude=["unit", "answered_by", "code_digest"])
    word.save()
    action = _told(was_public, word.is_public)
    audit.record(action, by=by, unit=word.unit_id, subject=str(word))
    return word


def _set_public(word: ResidentWord, is_shown: bool, now: datetime) -> None:
    if is_shown:
        word.status, word.withdrawn_at = Status.PUBLISHED, None
        word.published_at = word.published_at or now
    elif word.is_public:
        word.status, word.withdrawn_at = Status.WITHDRAWN, now


def _told(was_public: bool, is_public: bool) -> AuditAction:
    if is_public and not was_public:
        return AuditAction.WORD_PUBLISHED
    if was_public and not is_public:
        return AuditAction.WORD_WITHDRAWN
    return AuditAction.WORD_CHANGED


def faults_of(word: ResidentWord, handling: Handling) -> dict[str, str]:
    """What stands against it, by field."""
    faults: dict[str, str] = {}
    if handling.state in ANSWERING and not handling.answer:
        faults["answer"] = _("Write the answer that the sender will read.")
    if handling.is_shown:
        if handling.state not in ANSWERING:
            faults["is_shown"] = _("Only a word that is answered can be published.")
        if not handling.public_text:
            faults["public_text"] = _("Write the text that everybody will read.")
    if handling.is_shown:
        for name in ("public_text", "answer"):
            if name not in faults and (told := tells_of(word, getattr(handling, name))):
                faults[name] = _("This still tells who wrote: %(what)s.") % {
                    "what": told
                }
    return faults


_DIGITS = re.compile(r"[^\d]")


def tells_of(word: ResidentWord, text: str) -> str:
    """Which of the sender's name and contact stand in a text; "" for none."""
    found = []
    plain, name = f" {words_of(text)} ", words_of(word.name)
    if len(name) > 3 and f" {name} " in plain:
        found.append(word.name)
    number = _DIGITS.sub("", word.contact)
    if (len(number) >= 8 and number[-8:] in _DIGITS.sub("", text)) or (
        "@" in word.contact and word.contact.lower() in text.lower()
    ):
        found.append(word.contact)
    return ", ".join(found)


@transaction.atomic
def erase(*, word: ResidentWord, by: Any, at: datetime | None = None) -> None:
    """Remove what the resident sent about themselves; what is public stays."""
    word = ResidentWord.objects.select_for_update(of=("self",)).get(pk=word.pk)
    if word.erased_at is not None:
        return
    for name in PRIVATE_FIELDS:
        setattr(word, name, "")
    word.erased_at = at or timezone.now()
    word.save(update_fields=[*PRIVATE_FIELDS, "erased_at"])
    audit.record(
        AuditAction.PERSONAL_DATA_REMOVED, by=by, unit=word.unit_id, subject=str(word)
    )


def erase_due(*, now: datetime | None = None, limit: int = 200) -> int:
    """Remove personal data whose time has passed; return of how many words."""
    now = now or timezone.now()
    kept = timedelta(days=settings.RESIDENT_WORD_KEPT_DAYS)
    over = Q(closed_at__lt=now - kept) | Q(
        closed_at=None, received_at__lt=now - 2 * kept
    )
    rows = ResidentWord.objects.filter(over, erased_at=None).order_by("pk")
    due = list(rows[:limit])
    for word in due:
        erase(word=word, by=None, at=now)
    return len(due)
