"""Inclusive periods of days: null is 'unknown' at the start, 'still so' at the end."""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DateRange(Func):
    """daterange(from, to, '[]'): both days belong to it."""

    function = "DATERANGE"
    output_field = DateRangeField()


def within(day: datetime.date, start: str, end: str) -> Q:
    """Rows whose inclusive period from field `start` to field `end` holds `day`."""
    return (Q(**{f"{start}__isnull": True}) | Q(**{f"{start}__lte": day})) & (
        Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": day})
    )


def only_one_at_a_time(
    *fields: str, name: str, message: Any, condition: Q | None = None
) -> ExclusionConstraint:
    """No two rows with equal `fields` whose periods share a day.

    Deferrable, because a form that moves the border between two rows breaks the
    rule for an instant.
    """
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((field, RangeOperators.EQUAL) for field in fields),
            (
                DateRange("valid_from", "valid_to", Value("[]")),
                RangeOperators.OVERLAPS,
            ),
        ],
        condition=condition,
        deferrable=models.Deferrable.IMMEDIATE,
        violation_error_message=message,
    )


class PeriodQuerySet(models.QuerySet):
    def current(self, on: datetime.date) -> Self:
        """Rows that hold on the day `on`."""
        return self.filter(within(on, "valid_from", "valid_to"))

    def overlapping(self, period: Period) -> Self:
        """Rows that share a day with `period`; unknown and open ends reach for ever."""
        rows = self
        if period.valid_to:
            before = Q(valid_from__isnull=True) | Q(valid_from__lte=period.valid_to)
            rows = rows.filter(before)
        if period.valid_from:
            after = Q(valid_to__isnull=True) | Q(valid_to__gte=period.valid_from)
            rows = rows.filter(after)
        return rows


class Period(models.Model):
    """A row that holds from one day to another, both included."""

    valid_from = models.DateField(
        pgettext_lazy("period", "from"),
        null=True,
        blank=True,
        help_text=_("First day. Leave empty when it is not known."),
    )
    valid_to = models.DateField(
        pgettext_lazy("period", "to"),
        null=True,
        blank=True,
        help_text=_("Last day, included. Leave empty while it still holds."),
    )

    objects = PeriodQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")),
                name="%(app_label)s_%(class)s_ends_after_start",
                violation_error_message=_("The last day is before the first day."),
            )
        ]

    def clean(self) -> None:
        """Give a reversed period its message at the field.

        Keyed by field it also keeps Django from evaluating the exclusion
        constraints, in which PostgreSQL fails on a reversed range.
        """
        super().clean()
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValidationError(
                {"valid_to": _("The last day is before the first day.")}
            )

    def holds_on(self, day: datetime.date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    def overlaps(self, other: Period) -> bool:
        """Whether the two periods share a day."""
        first = max(self.first_day, other.first_day)
        return first <= min(self.last_day, other.last_day)

    @property
    def first_day(self) -> datetime.date:
        """The first day for comparing; unknown is before everything."""
        return self.valid_from or datetime.date.min

    @property
    def last_day(self) -> datetime.date:
        """The last day for comparing; open is after everything."""
        return self.valid_to or datetime.date.max
