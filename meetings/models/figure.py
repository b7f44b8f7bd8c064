"""A figure of a record, as its source states it."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from publishing.fields import LineField

from ..kinds import CountedIn, Measure, Qualifier
from .conference import Conference


class Figure(models.Model):
    """What was counted, in what, how exactly, and whether it was stated or computed.

    Whole, but for a share of votes (per cent, up to two decimals). A figure that is
    not known has no row.
    """

    class Origin(models.TextChoices):
        STATED = "stated", pgettext_lazy("figure", "Stated in the source")
        COMPUTED = "computed", pgettext_lazy("figure", "Computed by the ward")

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="figures")
    measure = models.CharField(_("figure"), max_length=20, choices=Measure.choices)
    counted = models.CharField(
        _("counted in"), max_length=20, choices=CountedIn.choices
    )
    qualifier = models.CharField(
        _("hedge"), max_length=10, choices=Qualifier.choices, blank=True
    )
    value = models.DecimalField(
        _("value"),
        max_digits=17,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0))],
    )
    origin = models.CharField(
        _("origin"), max_length=10, choices=Origin.choices, default=Origin.STATED
    )
    note = LineField(_("note"), max_length=200, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["conference", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "measure", "counted"],
                name="meetings_figure_once",
                violation_error_message=_("This figure stands here already."),
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0), name="meetings_figure_is_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(counted=CountedIn.PERCENT) | Q(value__lte=100),
                name="meetings_figure_share_is_at_most_all",
                violation_error_message=_("A share is at most 100%."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_measure_display()}: {self.value}"

    def clean(self) -> None:
        super().clean()
        value: Decimal | None = self.value
        if value is None:
            return
        is_share = self.measure == Measure.VOTE_SHARE
        if self.counted and is_share != (self.counted == CountedIn.PERCENT):
            raise ValidationError(
                {"counted": _("A share is counted in %, everything else is not.")}
            )
        if not is_share and value != value.to_integral_value():
            raise ValidationError({"value": _("Write a whole number.")})
        if is_share and value > 100:
            raise ValidationError({"value": _("A share is at most 100%.")})
