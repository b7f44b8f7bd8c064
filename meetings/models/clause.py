"""A resolution's numbered clauses, and what the next year's meeting says of each."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from publishing.fields import LineField, PlainTextField

from .conference import Conference


class Clause(models.Model):
    """A numbered clause; with an indicator where it sets a target.

    Who set the target counts: 88% of the city and 90% of the ward are two targets.
    """

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="clauses")
    number = models.PositiveSmallIntegerField(_("number"))
    text = PlainTextField(_("clause"), max_length=1000)
    indicator = LineField(_("indicator"), max_length=200, blank=True)
    target = models.DecimalField(
        _("target"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    target_unit = LineField(
        _("counted in"), max_length=30, blank=True, help_text=_("%, households, lanes")
    )
    target_set_by = LineField(_("target set by"), max_length=150, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("clause of the resolution")
        verbose_name_plural = _("clauses of the resolution")
        ordering = ["conference", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "number"],
                name="meetings_clause_number_once",
                violation_error_message=_("Two clauses have this number."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:80]}"


class ClauseReview(models.Model):
    """What a meeting found about one clause of the meeting before."""

    class Outcome(models.TextChoices):
        DONE = "done", pgettext_lazy("clause", "Done")
        PARTLY = "partly", pgettext_lazy("clause", "Partly done")
        NOT_DONE = "not_done", pgettext_lazy("clause", "Not done")

    conference = models.ForeignKey(
        Conference, models.CASCADE, related_name="clause_reviews"
    )
    clause = models.ForeignKey(
        Clause, models.PROTECT, related_name="reviews", verbose_name=_("clause")
    )
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome.choices, blank=True
    )
    note = LineField(_("in one sentence"), max_length=400, blank=True)
    numerator = models.PositiveIntegerField(_("numerator"), null=True, blank=True)
    denominator = models.PositiveIntegerField(_("denominator"), null=True, blank=True)
    actual = models.DecimalField(
        _("actual"), max_digits=12, decimal_places=2, null=True, blank=True
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("outcome of a clause")
        verbose_name_plural = _("last year's clauses")
        ordering = ["conference", "clause__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "clause"], name="meetings_clausereview_once"
            ),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | Q(denominator__gt=0),
                name="meetings_clausereview_of_something",
                violation_error_message=_("The denominator is at least 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clause_id}: {self.get_outcome_display()}"

    def clean(self) -> None:
        super().clean()
        faults: dict[str, Any] = {}
        if self.outcome and self.outcome != self.Outcome.DONE and not self.note:
            faults["note"] = _("Say in one sentence what is missing.")
        if self.denominator == 0:
            faults["denominator"] = _("The denominator is at least 1.")
        if faults:
            raise ValidationError(faults)
