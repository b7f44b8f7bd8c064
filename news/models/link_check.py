"""What is known of the addresses that articles link to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkCheck(models.Model):
    """One address outside the portal, whichever articles name it.

    `due_at` says when to ask; None is not before an article names it again.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Not asked yet")
        FOUND = "found", _("Answers")
        MISSING = "missing", _("No such page")
        SILENT = "silent", _("Does not answer")
        UNASKED = "unasked", _("Is not asked")

    # Addresses are longer than an index takes; this is their SHA-256.
    digest = models.CharField(max_length=64, unique=True)
    address = models.TextField()
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.WAITING
    )
    silences = models.PositiveSmallIntegerField(default=0)  # in a row
    checked_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("checked link")
        verbose_name_plural = _("checked links")
        indexes = [
            models.Index(
                fields=["due_at"],
                name="news_linkcheck_due",
                condition=models.Q(due_at__isnull=False),
            ),
            models.Index(fields=["state", "checked_at"], name="news_linkcheck_last"),
        ]

    def __str__(self) -> str:
        return self.address
