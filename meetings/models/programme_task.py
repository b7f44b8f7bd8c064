"""The tasks of a coordination programme, and what was done on each."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from documents.models import StoredFile
from gallery.models import Photo
from news.models import Article
from publishing.fields import LineField, PlainTextField

from .programme import Party, Programme


class Task(models.Model):
    """A numbered task: who leads, who supports, how it is measured, by when.

    Done is what has a day on which it was done; a number that reaches its target is
    done on the day when that is written. The rest follows from the day (`state_on`).
    """

    class Measure(models.TextChoices):
        NONE = "none", pgettext_lazy("measure of a task", "Not measured")
        DONE = "done", pgettext_lazy("measure of a task", "Done or not")
        NUMBER = "number", pgettext_lazy("measure of a task", "A number")

    class State(models.TextChoices):
        NOT_BEGUN = "not_begun", pgettext_lazy("task", "Not begun")
        UNDER_WAY = "under_way", pgettext_lazy("task", "Under way")
        DONE = "done", pgettext_lazy("task", "Done")
        LATE = "late", pgettext_lazy("task", "Late")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="tasks")
    number = models.PositiveSmallIntegerField(_("number"))
    text = PlainTextField(_("task"), max_length=1000)
    lead = models.ForeignKey(
        Party,
        models.SET_NULL,
        related_name="tasks_led",
        null=True,
        blank=True,
        verbose_name=_("lead body"),
    )
    support = models.ManyToManyField(
        Party,
        related_name="tasks_supported",
        blank=True,
        verbose_name=_("supporting bodies"),
    )
    measure = models.CharField(
        _("measure"), max_length=8, choices=Measure.choices, default=Measure.DONE
    )
    target = models.PositiveIntegerField(_("target"), null=True, blank=True)
    target_unit = LineField(_("counted in"), max_length=40, blank=True)
    actual = models.PositiveIntegerField(_("actual"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    carried_over = models.BooleanField(
        _("unfinished in the programme before"), default=False, editable=False
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"],
                name="meetings_task_number_once",
                violation_error_message=_("Two tasks have this number."),
            ),
            models.CheckConstraint(
                condition=~Q(measure="number") | Q(target__isnull=False),
                name="meetings_task_number_has_target",
                violation_error_message=_("Write the target."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:80]}"

    def clean(self) -> None:
        super().clean()
        faults: dict[str, Any] = {}
        if self.measure == self.Measure.NUMBER and self.target is None:
            faults["target"] = _("Write the target.")
        if self.due_on and not self._in_term(self.due_on):
            faults["due_on"] = _("The day lies outside the programme's term.")
        if self.lead_id and self.lead and self.lead.programme_id != self.programme_id:
            faults["lead"] = _("This body is no party of the programme.")
        if self.done_on and self.done_on > timezone.localdate():
            faults["done_on"] = _("This day is still to come.")
        elif self.done_on and not self.is_reached:
            faults["done_on"] = _("The number has not reached its target.")
        if faults:
            raise ValidationError(faults)
        if self.measure == self.Measure.NUMBER and self.is_reached:
            self.done_on = self.done_on or timezone.localdate()

    def _in_term(self, day: datetime.date) -> bool:
        """Whether the term holds the day, as far as the term is known yet."""
        programme = getattr(self, "programme", None)
        if programme is None or not (programme.starts_on and programme.ends_on):
            return True
        return programme.starts_on <= day <= programme.ends_on

    @property
    def is_reached(self) -> bool:
        """Whether nothing measured speaks against 'done'."""
        if self.measure != self.Measure.NUMBER:
            return True
        return (self.actual or 0) >= (self.target or 0)

    @property
    def last_day(self) -> datetime.date:
        """The day by which it is to be done: its own, else the end of the term."""
        return self.due_on or self.programme.ends_on

    @property
    def is_done(self) -> bool:
        return self.done_on is not None

    @property
    def is_on_time(self) -> bool:
        """Done by its last day."""
        return self.done_on is not None and self.done_on <= self.last_day

    def state_on(self, day: datetime.date) -> str:
        """Where the task stands on `day`; load it with `notes` and the programme."""
        if self.is_done:
            return self.State.DONE
        if self.last_day < day:
            return self.State.LATE
        begun = self.actual or any(True for _note in self.notes.all())
        return self.State.UNDER_WAY if begun else self.State.NOT_BEGUN


class ProgressNote(models.Model):
    """What was done on a task, with what shows it."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="notes")
    noted_on = models.DateField(_("day"), default=timezone.localdate)
    text = LineField(_("what was done"), max_length=500)
    article = models.ForeignKey(
        Article,
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("article"),
    )
    file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        related_name="progress_notes",
        null=True,
        blank=True,
        verbose_name=_("document"),
    )
    photo = models.ForeignKey(
        Photo,
        models.SET_NULL,
        related_name="progress_notes",
        null=True,
        blank=True,
        verbose_name=_("picture"),
    )

    class Meta:
        verbose_name = _("progress note")
        verbose_name_plural = _("progress")
        ordering = ["task", "noted_on", "pk"]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        super().clean()
        if self.noted_on and self.noted_on > timezone.localdate():
            raise ValidationError({"noted_on": _("This day is still to come.")})
