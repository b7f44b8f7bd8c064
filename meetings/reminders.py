"""Reminding units of what a campaign still waits for: on their desk and by e-mail.

At most once a day for each unit and campaign, however often and by however many it is
asked: the row of the day is unique, and who reminds waits for whoever is at it. The
worker sends the mail (`send_due`), so that a press never waits for a mail server.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery
from django.utils import timezone

from units.scoping import scope_of

from . import notices
from .models import Campaign, CampaignReminder, RecordStep

SHOWN_FOR = datetime.timedelta(days=30)
AT_ONCE = 50  # mails of one pass of the worker


@transaction.atomic
def remind(
    campaign: Campaign, waited_for: Mapping[int, str], *, by: Any
) -> list[CampaignReminder]:
    """Remind units (id → what is waited for, in words), and return the new reminders.

    Units that were reminded today already are left out. Who may is the caller's to ask.
    """
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    today = timezone.localdate()
    told = campaign.reminders.filter(day=today, unit__in=waited_for)
    done = set(told.values_list("unit", flat=True))
    return CampaignReminder.objects.bulk_create(
        CampaignReminder(campaign=campaign, unit_id=unit, day=today, text=text, by=by)
        for unit, text in waited_for.items()
        if unit not in done
    )


def last_reminded(campaign: Campaign) -> dict[int, datetime.datetime]:
    """When each unit was reminded last; one query."""
    rows = campaign.reminders.order_by().values_list("unit").annotate(at=Max("at"))
    return dict(rows)


def open_for(user: Any) -> QuerySet[CampaignReminder]:
    """The newest reminder of each unit and campaign that the user may act on.

    It is answered by what the unit sends up of the campaign after it.
    """
    rows = CampaignReminder.objects.filter(at__gte=timezone.now() - SHOWN_FOR)
    scope = scope_of(user)
    if scope.everywhere:
        return rows.none()  # may act in every unit: nobody's daily work
    sent = RecordStep.objects.filter(
        conference__campaign=OuterRef("campaign"),
        conference__unit=OuterRef("unit"),
        action=RecordStep.Action.SENT,
        at__gte=OuterRef("at"),
    )
    newest = CampaignReminder.objects.filter(
        campaign=OuterRef("campaign"), unit=OuterRef("unit")
    )
    rows = rows.filter(
        ~Exists(sent),
        unit__in=scope.units("meetings.change_conference"),
        pk=Subquery(newest.order_by("-day").values("pk")[:1]),
    )
    return rows.select_related("campaign__unit", "unit").prefetch_related(
        "campaign__unit__names", "unit__names"
    )


def send_due() -> int:
    """Send the mail of new reminders; returns of how many. Safe to run at once."""
    sent = 0
    while sent < AT_ONCE and _send_one():
        sent += 1
    return sent


@transaction.atomic
def _send_one() -> bool:
    waiting = CampaignReminder.objects.filter(mailed_at__isnull=True).order_by("at")
    rows = waiting.select_for_update(skip_locked=True, of=("self",))
    reminder = rows.select_related("campaign__unit", "unit").first()
    if reminder is None:
        return False
    # First the note, then the mail: one that cannot be sent is not sent for ever.
    reminder.mailed_at = timezone.now()
    reminder.save(update_fields=["mailed_at"])
    notices.reminded(reminder)
    return True
