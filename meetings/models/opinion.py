"""An opinion given at a meeting, or sent beforehand, and what became of it.

The count of opinions that a report states is a figure of the record; these are the
texts that were entered. A suggestion is taken up or explained; a petition or a report
of a fault is owed an answer, by a body, by a day. Residents are never named here.
"""

from __future__ import annotations

import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from publishing.fields import PlainTextField
from publishing.models import Publishable, PublishableQuerySet
from units.models import Body, Role, Unit
from units.models.body import check_body_of_unit
from units.scoping import ALL_ACTIONS, UnitOwned, UnitOwnedQuerySet

from .conference import Conference
from .resident_word import ResidentWord


class OpinionQuerySet(UnitOwnedQuerySet, PublishableQuerySet):  # type: ignore[override]
    def owed_an_answer(self) -> Self:
        """Petitions and reports: what answer rates count."""
        return self.filter(nature__in=Opinion.OWED)

    def waiting(self) -> Self:
        return self.owed_an_answer().filter(answered_on__isnull=True)

    def overdue(self, today: datetime.date | None = None) -> Self:
        return self.waiting().filter(due_on__lt=today or timezone.localdate())


class Opinion(UnitOwned, Publishable):
    """One opinion. Public means that its text and its answer are published."""

    class Nature(models.TextChoices):
        SUGGESTION = "suggestion", pgettext_lazy("opinion", "Suggestion")
        PETITION = "petition", pgettext_lazy("opinion", "Petition")
        REPORT = "report", pgettext_lazy("opinion", "Report of a fault")

    class Handling(models.TextChoices):
        TAKEN_UP = "taken_up", pgettext_lazy("opinion", "Taken up")
        EXPLAINED = "explained", pgettext_lazy("opinion", "Explained")

    class Received(models.TextChoices):
        AT = "at", _("At the conference")
        BEFORE = "before", _("Sent beforehand")

    OWED = (Nature.PETITION, Nature.REPORT)

    grants = {
        Role.WRITER: ("view", "add", "change"),
        Role.EDITOR: ALL_ACTIONS,
        Role.WARD_ADMIN: ALL_ACTIONS,
        Role.LEADER: ("view", "change"),
    }

    conference = models.ForeignKey(
        Conference,
        models.CASCADE,
        related_name="opinions",
        verbose_name=_("conference record"),
    )
    nature = models.CharField(
        _("nature"), max_length=12, choices=Nature.choices, default=Nature.SUGGESTION
    )
    field = models.CharField(
        _("field of life"), max_length=12, choices=ResidentWord.Field.choices
    )
    group = models.ForeignKey(
        Unit,
        models.PROTECT,
        related_name="opinions_given",
        null=True,
        blank=True,
        verbose_name=_("residential group"),
    )
    text = PlainTextField(
        _("text"),
        max_length=4000,
        help_text=_("Without names, phone numbers and house numbers of residents."),
    )
    received = models.CharField(
        _("received"), max_length=8, choices=Received.choices, default=Received.AT
    )
    word = models.OneToOneField(
        ResidentWord,
        models.SET_NULL,
        related_name="opinion",
        null=True,
        blank=True,
        verbose_name=_("resident's word"),
    )
    handling = models.CharField(
        _("handling"), max_length=10, choices=Handling.choices, blank=True
    )
    body = models.ForeignKey(
        Body,
        models.SET_NULL,
        related_name="opinions",
        null=True,
        blank=True,
        verbose_name=_("responsible body"),
    )
    due_on = models.DateField(_("answer due on"), null=True, blank=True)
    answer = PlainTextField(_("answer"), max_length=8000, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)

    objects = OpinionQuerySet.as_manager()  # type: ignore[assignment, misc]
    history = HistoricalRecords()

    class Meta(Publishable.Meta):
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions given")
        ordering = ["conference", "field", "pk"]
        indexes = [
            models.Index(
                fields=["unit", "answered_on", "due_on"],
                name="meetings_opinion_waiting",
            )
        ]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(status="published") | Q(answer__gt=""),
                name="meetings_opinion_public_one_has_answer",
                violation_error_message=_("Only an answered opinion is published."),
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | Q(answer__gt=""),
                name="meetings_opinion_answered_one_has_answer",
                violation_error_message=_("Write the answer, or leave its day empty."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()}: {self.text[:60]}"

    def clean(self) -> None:
        super().clean()
        check_body_of_unit(self)
        if self.answered_on and not self.answer:
            raise ValidationError(
                {"answer": _("Write the answer, or leave its day empty.")}
            )

    @property
    def is_overdue(self) -> bool:
        return (
            self.nature in self.OWED
            and self.answered_on is None
            and self.due_on is not None
            and self.due_on < timezone.localdate()
        )
