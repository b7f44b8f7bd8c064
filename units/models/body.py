"""The bodies of a unit: council, committee, Front, unions, police, Party committee."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from publishing.fields import LineField
from units.periods import Period, PeriodQuerySet, only_one_at_a_time
from units.roles import Role
from units.scoping import ALL_ACTIONS, UnitOwned, UnitOwnedQuerySet

from .unit import Unit


class BodyKind(models.Model):
    """A kind of body; `system` chooses the rules its documents follow."""

    class System(models.TextChoices):
        STATE = "state", _("State")
        FRONT = "front", _("Fatherland Front and unions")
        PARTY = "party", _("Party")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = LineField(_("name"), max_length=100)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    system = models.CharField(
        _("document system"), max_length=10, choices=System.choices
    )

    class Meta:
        verbose_name = _("kind of body")
        verbose_name_plural = _("kinds of bodies")
        ordering = ["order", "name", "pk"]

    def __str__(self) -> str:
        return self.name


class BodyQuerySet(UnitOwnedQuerySet, PeriodQuerySet):  # type: ignore[override]
    """Bodies by day, and by what a user may do."""


class Body(UnitOwned, Period):
    """A body of one unit over a period; made when first needed."""

    grants = {
        Role.WARD_ADMIN: ALL_ACTIONS,
        Role.EDITOR: ["view"],
        Role.WRITER: ["view"],
        Role.LEADER: ["view"],
    }

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="bodies", verbose_name=_("unit")
    )
    kind = models.ForeignKey(
        BodyKind, models.PROTECT, related_name="bodies", verbose_name=_("kind")
    )
    name = LineField(
        _("name"),
        max_length=150,
        blank=True,
        help_text=_("Only when it differs from the name of its kind."),
    )

    objects = BodyQuerySet.as_manager()  # type: ignore[assignment, misc]
    history = HistoricalRecords()

    class Meta(Period.Meta):
        verbose_name = pgettext_lazy("of a unit", "body")
        verbose_name_plural = pgettext_lazy("of a unit", "bodies")
        ordering = ["kind__order", "name", "pk"]
        constraints = [
            *Period.Meta.constraints,
            only_one_at_a_time(
                "unit",
                "kind",
                "name",
                name="units_body_one_at_a_time",
                message=_("The unit has this body already on some of these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.unit}"

    @property
    def title(self) -> str:
        """Its own name, or that of its kind; load it with the kind."""
        return self.name or self.kind.name


def check_body_of_unit(row: Any) -> None:
    """Raise at the field when the `body` of a row is another unit's than its `unit`."""
    if row.body_id and row.unit_id and row.body.unit_id != row.unit_id:
        raise ValidationError({"body": _("This body belongs to another unit.")})
