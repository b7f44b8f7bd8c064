"""How often somebody tried lately, without telling who."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Attempt(models.Model):
    """One try. `digest` is of the address and a secret; kept for a day, no longer."""

    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        indexes = [
            models.Index(fields=["digest", "at"], name="meetings_attempt_recent"),
            models.Index(fields=["at"], name="meetings_attempt_old"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M}"
