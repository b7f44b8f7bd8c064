"""What the level above has told a ward that it still waits for."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from publishing.fields import PlainTextField
from units.models import Unit

from .campaign import Campaign


class CampaignReminder(models.Model):
    """One reminder of a unit, at most one a day. Written by `meetings.reminders`."""

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="reminders", verbose_name=_("campaign")
    )
    unit = models.ForeignKey(
        Unit, models.CASCADE, related_name="reminders", verbose_name=_("unit")
    )
    day = models.DateField(_("day"))
    text = PlainTextField(_("what is waited for"), max_length=4000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        null=True,
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    mailed_at = models.DateTimeField(_("mailed at"), null=True, editable=False)

    class Meta:
        verbose_name = _("reminder of a campaign")
        verbose_name_plural = _("reminders of campaigns")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "unit", "day"],
                name="meetings_campaignreminder_once_a_day",
            )
        ]
        indexes = [
            models.Index(
                fields=["at"],
                condition=Q(mailed_at__isnull=True),
                name="meetings_reminder_unmailed",
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]
