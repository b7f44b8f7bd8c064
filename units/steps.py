"""The base of what tells the way of a row: who did what with it, when and why."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.fields import PlainTextField


class Step(models.Model):
    """One step, newest first. Rows are added, never changed.

    Subclasses name what the step was taken with, and `action`.
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        null=True,
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    note = PlainTextField(_("remark"), max_length=1000, blank=True)

    class Meta:
        abstract = True
        ordering = ["-at", "-pk"]
