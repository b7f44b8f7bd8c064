"""Tells the unit's people by e-mail of a resident's word, and of a record's steps.

Nothing of what a resident sent stands in the mail: it would lie in mailboxes for ever.
"""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from publishing.vietnamese import clean_line
from units.models import Membership, User
from units.scoping import roles_with

from . import targets
from .models import CampaignReminder, Conference, RecordStep, ResidentWord

logger = logging.getLogger(__name__)


def readers_of(unit_id: int) -> Any:
    """Current memberships in the unit that may deal with words."""
    return Membership.objects.current(timezone.localdate()).filter(
        unit=unit_id,
        role__in=roles_with("meetings.change_residentword"),
        user__is_active=True,
    )


def received(word: ResidentWord) -> None:
    """Tell all who may deal with the word, one mail a person."""
    people = User.objects.filter(memberships__in=readers_of(word.unit_id)).distinct()
    addresses = [person.email for person in people if person.email]
    if not addresses:
        return
    path = reverse("admin:meetings_residentword_change", args=[word.pk])
    context = {"word": word, "url": f"{settings.PORTAL_URL}{path}"}
    _send("word", context, addresses)


def record_moved(step: RecordStep) -> None:
    """Tell those whose turn it is now, all but the one who took the step."""
    record = step.conference
    people = User.objects.filter(
        memberships__in=_whose_turn(step, record), is_active=True
    )
    others = people.exclude(pk=step.by_id) if step.by_id else people
    addresses = [person.email for person in others.distinct() if person.email]
    if not addresses:
        return
    path = reverse("admin:meetings_conference_change", args=[record.pk])
    context = {
        "step": step,
        "record": record,
        "remarks": _remarks(step),
        "url": f"{settings.PORTAL_URL}{path}",
    }
    _send("record", context, addresses)


def _remarks(step: RecordStep) -> list[tuple[str, str]]:
    """What a returned record was returned for: (what it is about, the words)."""
    rows = list(step.remarks.order_by("pk"))
    labels = targets.labels_of(step.conference, [row.target for row in rows])
    return [(labels[row.target], row.text) for row in rows]


def _whose_turn(step: RecordStep, record: Conference) -> Any:
    """Memberships that act next: leaders on what was submitted, else who enters."""
    submitted = step.action == RecordStep.Action.SUBMITTED
    action = "approve" if submitted else "change"
    return Membership.objects.current(timezone.localdate()).filter(
        unit=record.unit_id, role__in=roles_with(f"meetings.{action}_conference")
    )


def reminded(reminder: CampaignReminder) -> None:
    """Tell the unit's people who enter records what the level above waits for."""
    people = User.objects.filter(
        memberships__in=writers_of(reminder.unit_id), is_active=True
    )
    addresses = [person.email for person in people.distinct() if person.email]
    if not addresses:
        return
    url = f"{settings.PORTAL_URL}{reverse('admin:index')}"
    context = {"reminder": reminder, "url": url}
    _send("reminder", context, addresses)


def writers_of(unit_id: int) -> Any:
    """Current memberships in the unit that begin and enter records."""
    return Membership.objects.current(timezone.localdate()).filter(
        unit=unit_id, role__in=roles_with("meetings.add_conference")
    )


def _send(name: str, context: dict[str, Any], addresses: list[str]) -> None:
    """Send `meetings/mail/<name>.txt`, one mail a person."""
    subject = render_to_string(f"meetings/mail/{name}_subject.txt", context)
    body = render_to_string(f"meetings/mail/{name}.txt", context)
    try:
        get_connection().send_messages(
            [
                EmailMessage(clean_line(subject), body, to=[address])
                for address in addresses
            ]
        )
    except (OSError, SMTPException):
        logger.exception("Mail “%s”: %s", name, context["url"])
