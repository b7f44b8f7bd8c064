"""What one residential group reports of its own conference."""

from __future__ import annotations

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from gallery.models import Photo
from publishing.fields import LineField
from units.models import Unit

from ..kinds import GROUP_MEASURES
from .conference import Conference

NUMBERS = tuple(GROUP_MEASURES)
# A group has its households whether it meets or not; all else is of a meeting.
OF_A_MEETING = tuple(name for name in NUMBERS if name != "households_total")
# What makes a report complete; the other figures may stay unknown.
NEEDED = ("held_on", "households_invited", "households_attended", "opinions")


class GroupReportQuerySet(models.QuerySet):
    def held(self) -> Self:
        return self.filter(state__in=GroupReport.HELD_STATES)

    def reported(self) -> Self:
        return self.filter(state=GroupReport.State.REPORTED)


class GroupReport(models.Model):
    """One line of the ward's sheet. Written by `meetings.group_sheet` alone.

    Held and reported are different things: of a meeting that took place the figures
    may still be missing. `state` follows from the line (`state_of`).
    """

    class State(models.TextChoices):
        NOT_YET = "not_yet", pgettext_lazy("group's conference", "Not held yet")
        HELD = "held", pgettext_lazy("group's conference", "Held, not reported yet")
        REPORTED = "reported", pgettext_lazy("group's conference", "Reported")
        NONE = "none", pgettext_lazy("group's conference", "Not to be held")

    HELD_STATES = (State.HELD, State.REPORTED)

    conference = models.ForeignKey(
        Conference, models.CASCADE, related_name="group_reports"
    )
    group = models.ForeignKey(
        Unit,
        models.PROTECT,
        related_name="group_reports",
        verbose_name=_("residential group"),
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=State.choices,
        default=State.NOT_YET,
        editable=False,
    )
    not_to_be_held = models.BooleanField(_("not to be held"), default=False)
    reason = LineField(_("reason"), max_length=300, blank=True)
    held_on = models.DateField(
        pgettext_lazy("of the sheet", "day"), null=True, blank=True
    )
    households_total = models.PositiveIntegerField(
        _("all households"), null=True, blank=True
    )
    households_invited = models.PositiveIntegerField(
        _("households invited"), null=True, blank=True
    )
    households_attended = models.PositiveIntegerField(
        _("households attended"), null=True, blank=True
    )
    opinions = models.PositiveIntegerField(
        pgettext_lazy("of the sheet", "opinions"), null=True, blank=True
    )
    delegates_elected = models.PositiveIntegerField(
        _("delegates elected"), null=True, blank=True
    )
    votes_for = models.PositiveIntegerField(
        pgettext_lazy("of the sheet", "in favour"), null=True, blank=True
    )
    explanation = LineField(
        _("explanation"),
        max_length=300,
        blank=True,
        help_text=_("Why more attended than were invited, for example."),
    )
    minutes = models.ForeignKey(
        Photo,
        models.SET_NULL,
        related_name="minutes_of",
        null=True,
        blank=True,
        verbose_name=_("photograph of the minutes"),
        help_text=_("Only for the ward and those who review: it shows signatures."),
    )
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = GroupReportQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["updated_at"])

    class Meta:
        verbose_name = _("group report")
        verbose_name_plural = _("group reports")
        ordering = ["conference", "pk"]
        indexes = [
            # The roll-up reads these columns alone.
            models.Index(
                fields=["conference", "state"],
                include=[*NUMBERS],
                name="meetings_groupreport_rollup",
            ),
            # Few in the end: who has not held, who has not reported.
            models.Index(
                fields=["conference"],
                name="meetings_groupreport_waiting",
                condition=~Q(state="reported"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "group"], name="meetings_groupreport_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="none") | Q(reason__gt=""),
                name="meetings_groupreport_not_held_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="reported")
                | Q(
                    held_on__isnull=False,
                    households_invited__isnull=False,
                    households_attended__isnull=False,
                    opinions__isnull=False,
                ),
                name="meetings_groupreport_reported_one_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(state="reported")
                | Q(state="held")
                | Q(held_on__isnull=True),
                name="meetings_groupreport_day_means_held",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group.full_name}: {self.get_state_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.state = self.state_of()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        faults: dict[str, Any] = {}
        if self.not_to_be_held and not self.reason:
            faults["reason"] = _("Say why it is not to be held.")
        if self.not_to_be_held and (self.held_on or self._has_numbers()):
            faults["not_to_be_held"] = _("It has a day or figures, so it was held.")
        if self._has_numbers() and not self.held_on:
            faults["held_on"] = _("Write the day on which it was held.")
        if faults:
            raise ValidationError(faults)

    def state_of(self) -> str:
        """The state that the line tells: of a reason, a day, and the figures."""
        if self.not_to_be_held:
            return self.State.NONE
        if not self.held_on:
            return self.State.NOT_YET
        missing = [name for name in NEEDED if getattr(self, name) is None]
        return self.State.HELD if missing else self.State.REPORTED

    def _has_numbers(self) -> bool:
        return any(getattr(self, name) is not None for name in OF_A_MEETING)
