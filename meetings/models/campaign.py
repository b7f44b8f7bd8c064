"""A campaign: one round of meetings in a unit and everything below it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from documents.models import OfficialDocument
from publishing.fields import LineField
from units.models import Body, Role, UnitTier
from units.scoping import ALL_ACTIONS, UnitOwned

from ..kinds import MeetingKind, Part

FIRST_YEAR, LAST_YEAR = 1945, 2999
OF_OUR_TIME = [MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]


class Campaign(UnitOwned):
    """One round, led by `unit`: its groups meet, then its wards, then it collects."""

    grants = {
        Role.REVIEWER: ("view", "add", "change"),
        Role.WARD_ADMIN: ALL_ACTIONS,
        Role.EDITOR: ("view",),
        Role.WRITER: ("view",),
        Role.LEADER: ("view",),
    }

    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=MeetingKind.choices,
        default=MeetingKind.PEOPLES_CONFERENCE,
    )
    name = LineField(
        _("name"),
        max_length=200,
        blank=True,
        help_text=_("Only when it differs from its kind and year."),
    )
    year_reviewed = models.PositiveSmallIntegerField(
        _("year reviewed"), null=True, blank=True, validators=OF_OUR_TIME
    )
    year = models.PositiveSmallIntegerField(
        _("year planned"),
        validators=OF_OUR_TIME,
        help_text=_("The year by which the conferences are called."),
    )
    deadline = models.DateField(
        _("reports due on"), null=True, blank=True, help_text=_("The last day.")
    )
    as_of = models.DateField(
        _("structure of the day"),
        help_text=_("The units below that exist on this day are expected to report."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("campaign of meetings")
        verbose_name_plural = _("campaigns of meetings")
        ordering = ["-year", "kind", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(year_reviewed__lte=F("year")),
                name="meetings_campaign_reviews_before_it_plans",
                violation_error_message=_(
                    "The year reviewed is after the year planned."
                ),
            ),
            models.UniqueConstraint(
                fields=["unit", "kind", "year", "name"],
                name="meetings_campaign_once",
                violation_error_message=_("This campaign exists already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} – {self.unit.full_name_on(self.as_of)}"

    @property
    def title(self) -> str:
        """Its own name, or kind and year: "Hội nghị đại biểu Nhân dân năm 2024"."""
        if self.name:
            return self.name
        words = {"kind": self.get_kind_display(), "year": self.year}
        return str(_("%(kind)s of the year %(year)s") % words)

    def clean(self) -> None:
        super().clean()
        if self.year_reviewed and self.year and self.year_reviewed > self.year:
            raise ValidationError(
                {"year_reviewed": _("The year reviewed is after the year planned.")}
            )


class CampaignTier(models.Model):
    """The days between which one level meets."""

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="tiers", verbose_name=_("campaign")
    )
    tier = models.CharField(_("level"), max_length=10, choices=UnitTier.choices)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("period of a level")
        verbose_name_plural = _("periods of the levels")
        ordering = ["campaign", F("starts_on").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "tier"], name="meetings_campaigntier_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="meetings_campaigntier_ends_after_its_start",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_tier_display()


class CampaignBody(models.Model):
    """A body of the campaign, as written, linked where it is known."""

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="bodies", verbose_name=_("campaign")
    )
    name = LineField(_("body, as written"), max_length=200)
    body = models.ForeignKey(
        Body,
        models.SET_NULL,
        related_name="campaigns",
        null=True,
        blank=True,
        verbose_name=pgettext_lazy("of a unit", "body"),
    )
    part = models.CharField(
        _("part"), max_length=12, choices=Part.choices, default=Part.LEADS
    )

    class Meta:
        verbose_name = _("body of the campaign")
        verbose_name_plural = _("bodies of the campaign")
        ordering = ["campaign", "pk"]

    def __str__(self) -> str:
        return self.name


class CampaignPlan(models.Model):
    """A joint plan that the campaign rests on; some were never given a number."""

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="plans", verbose_name=_("campaign")
    )
    text = LineField(
        _("plan, as cited"),
        max_length=400,
        help_text=_("As the source names it; without a number where it has none."),
    )
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    document = models.ForeignKey(
        OfficialDocument,
        models.SET_NULL,
        related_name="campaigns",
        null=True,
        blank=True,
        verbose_name=_("in the register"),
    )

    class Meta:
        verbose_name = _("plan of the campaign")
        verbose_name_plural = _("plans of the campaign")
        ordering = ["campaign", F("issued_on").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        return self.text
