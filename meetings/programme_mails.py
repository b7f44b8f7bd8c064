"""The daily mail of what is due in coordination programmes, one a person and a day.

The row that says so is committed before the mail is sent: a mail server that fails, a
worker that is killed and two workers at once may cost a mail, and never make two.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from publishing.vietnamese import clean_line
from units.models import Membership, Unit, User
from units.scoping import roles_with, scope_of

from .models import ProgrammeReminder
from .programme_reminders import Reminder, due

logger = logging.getLogger(__name__)

KEPT_DAYS = 30
SHOWN = 30  # things of one unit in a mail; the desk has them all


@dataclass(frozen=True)
class OfUnit:
    """What is due in one unit."""

    unit: Unit
    shown: list[Reminder]
    more: int


def send_due(now: datetime.datetime | None = None) -> int:
    """Remind everybody who was not reminded today; how many mails went out.

    Nothing before the hour of the settings, in local time. After a mail that failed
    it stops: the others get theirs the next time, that person tomorrow.
    """
    now = timezone.localtime(now)
    if now.hour < settings.REMINDER_HOUR:
        return 0
    day = now.date()
    _forget_old(day)
    by_unit: dict[int, list[Reminder]] = {}
    for one in due(None, day):
        by_unit.setdefault(one.programme.unit_id, []).append(one)
    if not by_unit:
        return 0
    return _send_all(by_unit, day)


def _send_all(by_unit: dict[int, list[Reminder]], day: datetime.date) -> int:
    sent = 0
    connection = get_connection()
    try:
        connection.open()  # while no server answers, nobody's day is used up
        for person in _people(day):
            found = _of_person(person, by_unit)
            if found and _take(person, day):
                connection.send_messages([_mail(person, found, day)])
                sent += 1
        connection.close()
    except (OSError, SMTPException):
        logger.exception("Reminders of %s: %s sent", day, sent)
    return sent


def _people(day: datetime.date) -> QuerySet[User]:
    """Who may change programmes somewhere, has an address, and no mail of today."""
    members = Membership.objects.current(day).filter(
        role__in=roles_with("meetings.change_programme")
    )
    people = User.objects.filter(
        memberships__in=members, is_active=True, is_superuser=False
    )
    people = people.exclude(email="").exclude(programme_reminders__day=day)
    return people.distinct().order_by("pk")


def _of_person(person: User, by_unit: dict[int, list[Reminder]]) -> list[OfUnit]:
    units = scope_of(person).units("meetings.change_programme")
    return [
        OfUnit(found[0].programme.unit, found[:SHOWN], max(0, len(found) - SHOWN))
        for unit, found in by_unit.items()
        if unit in units
    ]


@transaction.atomic
def _take(person: User, day: datetime.date) -> bool:
    """Whether the mail of this person and day is ours to send; another waits here."""
    _row, is_new = ProgrammeReminder.objects.get_or_create(user=person, day=day)
    return is_new


def _mail(person: User, found: Iterable[OfUnit], day: datetime.date) -> EmailMessage:
    found = list(found)
    context: dict[str, Any] = {
        "units": found,
        "count": sum(len(one.shown) + one.more for one in found),
        "day": day,
        "portal": settings.PORTAL_URL,
        "desk": f"{settings.PORTAL_URL}{reverse('admin:index')}",
    }
    subject = render_to_string("meetings/mail/programmes_subject.txt", context)
    body = render_to_string("meetings/mail/programmes.txt", context)
    return EmailMessage(clean_line(subject), body, to=[person.email])


def _forget_old(day: datetime.date) -> None:
    old = day - datetime.timedelta(days=KEPT_DAYS)
    ProgrammeReminder.objects.filter(day__lt=old).delete()
