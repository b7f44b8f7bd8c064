"""What a unit was called, where it belonged and what it became, each with its days."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from publishing.fields import LineField
from publishing.vietnamese import sort_key
from units.kinds import KINDS_OF_TIER, PARENT_TIERS, UnitKind, UnitTier
from units.periods import Period, only_one_at_a_time
from units.querysets import words_of

from .unit import Unit


class FoldedField(models.CharField):
    """What search compares, made from another field on every save, bulk ones included.

    Folded, with one space for any punctuation: "Ea H'Leo" is found as "ea h leo".
    """

    def __init__(self, *args: Any, source: str = "name", **kwargs: Any) -> None:
        self.source = source
        super().__init__(*args, **{"editable": False, "max_length": 200, **kwargs})

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source}

    def compute(self, text: str) -> str:
        return words_of(text)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = self.compute(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, value)
        return value


class SortKeyField(FoldedField):
    """The key that puts names in Vietnamese order; compared by code point."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"db_collation": "C", "max_length": 400, **kwargs})

    def compute(self, text: str) -> str:
        return sort_key(text)


class UnitName(Period):
    """A name with its kind and code, for the days on which it was the official one.

    The name of a residential group counts within one parent (`group_of`): it is
    stated here, not only in `UnitParent`, because "no two groups of the same label in
    one ward on one day" can then be a constraint of the database and not only a
    message of a form. A group that comes under another parent begins a new name row.
    """

    unit = models.ForeignKey(
        Unit, models.CASCADE, related_name="names", verbose_name=_("unit")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=UnitKind.choices)
    name = LineField(
        _("name"),
        max_length=100,
        help_text=_("Without its kind: Kim Liên. A number alone stays a number: 12."),
    )
    local_word = LineField(
        _("local word"),
        max_length=30,
        blank=True,
        help_text=_("The word used here in place of the kind: Ấp, Bản, Khu dân cư."),
    )
    code = LineField(
        _("code"),
        max_length=10,
        blank=True,
        help_text=_(
            "Code of the statistics office. The same code may later be another unit's."
        ),
    )
    group_of = models.ForeignKey(
        Unit,
        models.PROTECT,
        related_name="group_names",
        null=True,
        blank=True,
        verbose_name=_("group of"),
        help_text=_("Only for a residential group: the unit in which it has the name."),
    )
    folded = FoldedField(source="name")
    sort_key = SortKeyField(source="name")

    history = HistoricalRecords(excluded_fields=["folded", "sort_key"])

    class Meta(Period.Meta):
        verbose_name = _("name of a unit")
        verbose_name_plural = _("names of units")
        ordering = [F("valid_from").asc(nulls_first=True), "pk"]
        constraints = [
            *Period.Meta.constraints,
            only_one_at_a_time(
                "unit",
                name="units_unitname_one_at_a_time",
                message=_("The unit has another name on some of these days."),
            ),
            only_one_at_a_time(
                "code",
                name="units_unitname_code_of_one_unit",
                condition=~Q(code=""),
                message=_("Another unit has this code on some of these days."),
            ),
            only_one_at_a_time(
                "group_of",
                "folded",
                name="units_unitname_label_of_one_group",
                condition=Q(group_of__isnull=False),
                message=_("Another residential group there has this name then."),
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=KINDS_OF_TIER[UnitTier.GROUP], group_of__isnull=False
                )
                | (
                    ~Q(kind__in=KINDS_OF_TIER[UnitTier.GROUP])
                    & Q(group_of__isnull=True)
                ),
                name="units_unitname_group_names_its_parent",
                violation_error_message=_(
                    "A residential group, and nothing else, names its parent."
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["folded"], name="units_unitname_folded"),
            # For parts of names, and for names that are almost alike.
            GinIndex(
                fields=["folded"],
                opclasses=["gin_trgm_ops"],
                name="units_unitname_alike",
            ),
            models.Index(fields=["code"], name="units_unitname_code"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Kind, or the local word for it, and name: "Phường Kim Liên", "Ấp 3"."""
        return f"{self.local_word or UnitKind(self.kind).word} {self.name}"

    def clean(self) -> None:
        super().clean()
        self.folded = words_of(self.name)
        faults: dict[str, Any] = {}
        unit = _unit_of(self)
        if unit and self.kind and UnitKind(self.kind).tier != unit.tier:
            faults["kind"] = _("A unit of this level cannot be of this kind.")
        is_group = self.kind in KINDS_OF_TIER[UnitTier.GROUP]
        if is_group and not self.group_of_id:
            faults["group_of"] = _("Name the unit that the residential group is in.")
        if not is_group and self.group_of_id:
            faults["group_of"] = _("Only for residential groups.")
        if faults:
            raise ValidationError(faults)


class UnitParent(Period):
    """The unit above, for the days on which it was so.

    A parent is always of a higher tier, so that no circle can arise.
    """

    unit = models.ForeignKey(
        Unit, models.CASCADE, related_name="parents", verbose_name=_("unit")
    )
    parent = models.ForeignKey(
        Unit, models.PROTECT, related_name="children", verbose_name=_("belongs to")
    )

    history = HistoricalRecords()

    class Meta(Period.Meta):
        verbose_name = _("parent of a unit")
        verbose_name_plural = _("parents of units")
        ordering = [F("valid_from").asc(nulls_first=True), "pk"]
        constraints = [
            *Period.Meta.constraints,
            only_one_at_a_time(
                "unit",
                name="units_unitparent_one_at_a_time",
                message=_("The unit belongs to another one on some of these days."),
            ),
            models.CheckConstraint(
                condition=~Q(unit=F("parent")),
                name="units_unitparent_is_another_unit",
                violation_error_message=_("A unit cannot belong to itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} < {self.parent}"

    def clean(self) -> None:
        super().clean()
        unit = _unit_of(self)
        if unit is None or not self.parent_id or not unit.tier:
            return
        if self.parent.tier not in PARENT_TIERS[UnitTier(unit.tier)]:
            raise ValidationError(
                {
                    "parent": _(
                        "A unit of the level “%(below)s” cannot belong to one of the "
                        "level “%(above)s”."
                    )
                    % {
                        "below": unit.get_tier_display(),
                        "above": self.parent.get_tier_display(),
                    }
                }
            )


class Succession(models.Model):
    """That `new` took over `old`, or a part of it, on a day, by a legal instrument."""

    class Extent(models.TextChoices):
        WHOLE = "whole", _("the whole")
        PART = "part", _("a part")

    old = models.ForeignKey(
        Unit, models.PROTECT, related_name="successors", verbose_name=_("old unit")
    )
    new = models.ForeignKey(
        Unit, models.PROTECT, related_name="predecessors", verbose_name=_("new unit")
    )
    extent = models.CharField(_("extent"), max_length=5, choices=Extent.choices)
    is_main = models.BooleanField(
        _("main successor"),
        default=False,
        help_text=_("The one to name first when the old unit was divided."),
    )
    instrument = LineField(
        _("instrument"),
        max_length=100,
        blank=True,
        help_text=_("Number of the resolution; empty when it is not known."),
    )
    effective_on = models.DateField(_("in force from"))
    note = LineField(_("note"), max_length=200, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        ordering = ["effective_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["old", "new", "effective_on"],
                name="units_succession_once_a_day",
                violation_error_message=_("This succession is recorded already."),
            ),
            models.CheckConstraint(
                condition=~Q(old=F("new")),
                name="units_succession_is_of_another_unit",
                violation_error_message=_("A unit cannot succeed itself."),
            ),
            models.UniqueConstraint(
                fields=["old", "effective_on"],
                condition=Q(is_main=True),
                name="units_succession_one_main",
                violation_error_message=_("Only one successor is the main one."),
            ),
            models.UniqueConstraint(
                fields=["old", "effective_on"],
                condition=Q(extent="whole"),
                name="units_succession_whole_only_once",
                violation_error_message=_("The whole went to another unit already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"

    @property
    def is_part(self) -> bool:
        return self.extent == self.Extent.PART


class UnitAlias(models.Model):
    """Another word under which people look for a unit: a misspelling, an old name."""

    unit = models.ForeignKey(
        Unit, models.CASCADE, related_name="aliases", verbose_name=_("unit")
    )
    text = LineField(_("also known as"), max_length=100)
    folded = FoldedField(source="text")

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["text", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "text"],
                name="units_unitalias_once",
                violation_error_message=_("The unit has this other name already."),
            )
        ]

    def __str__(self) -> str:
        return self.text


def _unit_of(row: UnitName | UnitParent) -> Unit | None:
    """Return the row's unit, also one that is being added in the same form."""
    return row.unit if row.unit_id or "unit" in row._state.fields_cache else None
