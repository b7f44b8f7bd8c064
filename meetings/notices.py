"""Tells the unit's people by e-mail that a word has come in.

Nothing of what was sent stands in the mail: it would lie in mailboxes for ever.
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

from .models import ResidentWord

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
    subject = clean_line(render_to_string("meetings/mail/word_subject.txt", context))
    body = render_to_string("meetings/mail/word.txt", context)
    try:
        get_connection().send_messages(
            [EmailMessage(subject, body, to=[address]) for address in addresses]
        )
    except (OSError, SMTPException):
        logger.exception("Mail about word %s", word.pk)
