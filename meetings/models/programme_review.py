"""Interim and final reviews of a coordination programme."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from publishing.fields import LineField, PlainTextField
from publishing.vietnamese import format_date

from .conference import Conference
from .programme import Programme
from .programme_task import Task


class ProgrammeReview(models.Model):
    """An interim or final review: each task judged, a summary, what the parties agree."""

    class Kind(models.TextChoices):
        INTERIM = "interim", pgettext_lazy("review", "Interim review")
        FINAL = "final", pgettext_lazy("review", "Final review")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="reviews")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    held_on = models.DateField(_("day"))
    conference = models.ForeignKey(
        Conference,
        models.SET_NULL,
        related_name="programme_reviews",
        null=True,
        blank=True,
        verbose_name=_("conference record"),
    )
    summary = PlainTextField(pgettext_lazy("review", "summary"), max_length=4000)
    assessment = LineField(_("assessment agreed by the parties"), max_length=300)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("review of a programme")
        verbose_name_plural = _("reviews of a programme")
        ordering = ["programme", "held_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme"],
                name="meetings_programmereview_one_final",
                condition=Q(kind="final"),
                violation_error_message=_("The programme has its final review."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {format_date(self.held_on)}"

    def clean(self) -> None:
        super().clean()
        if not (self.held_on and self.programme_id):
            return
        if self.held_on > timezone.localdate():
            raise ValidationError({"held_on": _("This day is still to come.")})
        if self.held_on < self.programme.starts_on:
            text = _("The review is before the programme begins.")
            raise ValidationError({"held_on": text})


class TaskJudgement(models.Model):
    """What a review found of one task."""

    class Verdict(models.TextChoices):
        DONE = "done", pgettext_lazy("judgement", "Done")
        PARTLY = "partly", pgettext_lazy("judgement", "Partly done")
        NOT_DONE = "not_done", pgettext_lazy("judgement", "Not done")

    review = models.ForeignKey(
        ProgrammeReview, models.CASCADE, related_name="judgements"
    )
    task = models.ForeignKey(Task, models.CASCADE, related_name="judgements")
    verdict = models.CharField(_("judgement"), max_length=10, choices=Verdict.choices)
    note = LineField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("judgement of a task")
        verbose_name_plural = _("judgements of the tasks")
        ordering = ["review", "task__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "task"], name="meetings_taskjudgement_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.task_id}: {self.get_verdict_display()}"
