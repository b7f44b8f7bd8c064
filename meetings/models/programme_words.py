"""What search reads of a programme that readers may open.

One row for each public programme, written by `meetings.programme_index` alone.
"""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from units.models import Unit

from .programme import Programme


class ProgrammeWordsQuerySet(models.QuerySet):
    def public(self) -> Self:
        """Those whose programme is public now: a row left behind shows nothing."""
        return self.filter(programme__in=Programme.objects.public())

    def newest(self) -> Self:
        return self.order_by("-order_day", "-pk")


class ProgrammeWords(models.Model):
    """The words by which a public programme is found."""

    programme = models.OneToOneField(
        Programme,
        models.CASCADE,
        related_name="words",
        verbose_name=_("coordination programme"),
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    order_day = models.DateField(_("place in lists"))
    form = models.PositiveSmallIntegerField(_("form of the words"))
    written_at = models.DateTimeField(_("changed at"), auto_now=True)
    text = models.TextField(_("text"), blank=True)
    head = SearchVectorField(_("words of the head"))
    words = SearchVectorField(_("words"))

    objects = ProgrammeWordsQuerySet.as_manager()

    class Meta:
        verbose_name = _("words of a programme")
        verbose_name_plural = _("words of programmes")
        indexes = [GinIndex(fields=["words"], name="meetings_programme_words")]

    def __str__(self) -> str:
        return f"{self.programme_id}"
