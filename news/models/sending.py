"""That something came from an address lately, so that nobody floods a unit."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sending(models.Model):
    """One sending. `mark` is a keyed hash that holds for a day, never an address.

    Written by `news.readers.limits`; rows go after a day.
    """

    mark = models.CharField(max_length=64)
    at = models.DateTimeField(_("at"), db_index=True)

    class Meta:
        verbose_name = _("sending")
        verbose_name_plural = _("sendings")
        indexes = [models.Index(fields=["mark", "at"], name="news_sending_lately")]

    def __str__(self) -> str:
        return self.mark[:8]
