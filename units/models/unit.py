"""A territorial unit from its founding to its end.

Its names, kinds and codes, and its parents, are dated rows (`naming.py`), because a
record shows those of its own day. Methods here read the prefetched rows: load lists
with `with_names()` or `with_place()`.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from publishing.vietnamese import format_date
from units.kinds import UnitTier
from units.querysets import UnitQuerySet
from units.slugs import validate_slug

if TYPE_CHECKING:
    from .naming import Succession, UnitName, UnitParent


class Unit(models.Model):
    """A province, district, commune or residential group; identity is the row.

    Neither name nor code identifies a unit: both were given to others on
    1 July 2025.
    """

    tier = models.CharField(_("level"), max_length=10, choices=UnitTier.choices)
    slug = models.CharField(
        _("address word"),
        max_length=100,
        unique=True,
        null=True,
        blank=True,
        validators=[validate_slug],
        help_text=_("Stands in addresses and should never change: kim-lien."),
    )
    founded_on = models.DateField(
        _("founded on"),
        null=True,
        blank=True,
        help_text=_("Leave empty when it is not known."),
    )
    ended_on = models.DateField(
        _("last day"),
        null=True,
        blank=True,
        help_text=_("The last day on which the unit existed: 30/06/2025."),
    )
    custodian = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="in_custody",
        null=True,
        blank=True,
        verbose_name=_("custodian"),
        help_text=_("Reviews and amends the records of a unit that has ended."),
    )
    registry_key = models.CharField(  # noqa: DJ001 - unique; by hand there is none
        max_length=40,
        unique=True,
        null=True,
        editable=False,
    )

    objects = UnitQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__gte=F("founded_on")),
                name="units_unit_ends_after_founding",
                violation_error_message=_("The last day is before the founding."),
            ),
            models.CheckConstraint(
                condition=Q(tier=UnitTier.GROUP, slug__isnull=True)
                | (~Q(tier=UnitTier.GROUP) & Q(slug__isnull=False)),
                name="units_unit_has_address_unless_group",
                violation_error_message=_(
                    "Every unit but a residential group has an address word."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(custodian=F("id")),
                name="units_unit_is_not_its_own_custodian",
                violation_error_message=_("A unit cannot be its own custodian."),
            ),
        ]
        indexes = [
            models.Index(fields=["tier", "ended_on"], name="units_unit_tier_ended")
        ]

    def __str__(self) -> str:
        """Full name and last day; with the place when loaded by `with_labels()`."""
        if not self.pk:
            return str(_("New unit"))
        if self.__dict__.get("shows_place"):
            return self.label
        return self._until(self.full_name)

    def get_absolute_url(self) -> str:
        """Return the address of the home page; "" for a residential group."""
        return f"{get_script_prefix()}{self.slug}/" if self.slug else ""

    def clean(self) -> None:
        super().clean()
        faults: dict[str, Any] = {}
        if self.founded_on and self.ended_on and self.ended_on < self.founded_on:
            faults["ended_on"] = _("The last day is before the founding.")
        if self.tier == UnitTier.GROUP and self.slug:
            faults["slug"] = _("A residential group has no page, so no address word.")
        if self.tier and self.tier != UnitTier.GROUP and not self.slug:
            faults["slug"] = _("Every unit but a residential group has one.")
        if self.pk and self.custodian_id == self.pk:
            faults["custodian"] = _("A unit cannot be its own custodian.")
        if faults:
            raise ValidationError(faults)

    def exists_on(self, day: datetime.date) -> bool:
        return (self.founded_on is None or self.founded_on <= day) and (
            self.ended_on is None or day <= self.ended_on
        )

    def is_ended(self, on: datetime.date | None = None) -> bool:
        """Whether the unit's last day is before `on` (default today)."""
        day = on or timezone.localdate()
        return self.ended_on is not None and self.ended_on < day

    def name_on(self, day: datetime.date | None = None) -> UnitName:
        """Return the name of `day` (default today); beyond its life the nearest one.

        Raises `UnitName.DoesNotExist` for a unit without any name.
        """
        names = sorted(self.names.all(), key=lambda name: name.first_day)
        if not names:
            raise self.names.model.DoesNotExist(f"unit {self.pk} has no name")
        day = day or timezone.localdate()
        begun = [name for name in names if name.first_day <= day]
        return begun[-1] if begun else names[0]

    @property
    def full_name(self) -> str:
        """Kind and name of today, or the last ones: "Phường Kim Liên"."""
        return self.full_name_on(None)

    def full_name_on(self, day: datetime.date | None) -> str:
        """Kind and name of that day: "Quận Đống Đa"; "" for a unit without a name."""
        try:
            return self.name_on(day).full_name
        except self.names.model.DoesNotExist:
            return ""

    def parent_on(self, day: datetime.date | None = None) -> Unit | None:
        """Return the unit above on `day`; after the unit's end, the last one above it."""
        row = self._parent_row(day or timezone.localdate())
        return row.parent if row else None

    def _parent_row(self, day: datetime.date) -> UnitParent | None:
        if self.tier == UnitTier.PROVINCE:
            return None  # nothing stands above: no need to ask
        rows = sorted(self.parents.all(), key=lambda row: row.first_day)
        if self.ended_on and day > self.ended_on:
            day = self.ended_on
        return next((row for row in reversed(rows) if row.holds_on(day)), None)

    def ancestors_on(self, day: datetime.date | None = None) -> list[Unit]:
        """Return the units above on `day`, nearest first; see `with_place()`."""
        day = day or timezone.localdate()
        if self.ended_on and day > self.ended_on:
            day = self.ended_on
        above: list[Unit] = []
        unit = self.parent_on(day)
        while unit is not None:
            above.append(unit)
            unit = unit.parent_on(day)
        return above

    def place_on(self, day: datetime.date | None = None) -> str:
        """Where the unit lies: "Quận Đống Đa, Hà Nội"; "" for a province.

        The province goes without its kind, as in an address.
        """
        if day is None and self.ended_on:
            day = min(self.ended_on, timezone.localdate())
        return ", ".join(
            unit.name_on(day).name
            if unit.tier == UnitTier.PROVINCE
            else unit.full_name_on(day)
            for unit in self.ancestors_on(day)
        )

    @property
    def label(self) -> str:
        """What tells the unit from its namesakes in a picker.

        "Phường Khương Thượng, Quận Đống Đa, Hà Nội (đến 30/06/2025)"
        """
        return self._until(", ".join(filter(None, [self.full_name, self.place_on()])))

    def _until(self, name: str) -> str:
        if not self.ended_on:
            return name
        day = format_date(self.ended_on)
        return str(_("%(name)s (until %(day)s)") % {"name": name, "day": day})

    def what_became(self) -> list[Succession]:
        """Return the links to the units that took over, the main one first."""
        return _in_order(self.successors.all())

    def became_from(self) -> list[Succession]:
        """Return the links to the units taken over, whole ones first."""
        return _in_order(self.predecessors.all())


def _in_order(links: Any) -> list[Succession]:
    return sorted(
        links,
        key=lambda link: (link.effective_on, not link.is_main, link.is_part, link.pk),
    )
