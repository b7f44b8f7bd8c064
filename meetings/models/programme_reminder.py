"""That a person was reminded of coordination programmes on a day."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProgrammeReminder(models.Model):
    """One mail to one person on one day; the row is there before the mail goes out.

    So no fault of the mail server, no second worker and no killed one makes two of it.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="programme_reminders",
        verbose_name=_("account"),
    )
    day = models.DateField(_("day"))

    class Meta:
        verbose_name = pgettext_lazy("reminder", "reminder sent")
        verbose_name_plural = pgettext_lazy("reminder", "reminders sent")
        ordering = ["-day", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "day"], name="meetings_programmereminder_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}, {self.day}"
