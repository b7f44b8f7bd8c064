"""The record of one meeting of one unit, or of all meetings of its residential groups.

A record of the level `group` belongs to the ward: it holds the reports of the groups
(`group_report.py`) and is submitted by itself. A record of the ward's own level is
that of its conference; the level above has one in its turn. What the record does not
know stays empty and is shown as unknown, never as zero.

Readers see `public` (a version approved by the ward's leader), never these rows.
"""

from __future__ import annotations

import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from gallery.models import Album
from news.models import Article
from publishing.fields import LineField, PlainTextField
from publishing.vietnamese import slugify_vi
from units.models import Role, Unit, UnitKind, UnitTier
from units.scoping import UnitOwned, UnitOwnedQuerySet

from ..kinds import WITH_ORDINAL, MeetingKind, PartOfDay
from .campaign import OF_OUR_TIME, Campaign


class State(models.TextChoices):
    """Where a record stands on its way from the ward's desk to the level above."""

    DRAFT = "draft", pgettext_lazy("record", "Being entered")
    SUBMITTED = "submitted", pgettext_lazy("record", "Waits for the ward's leader")
    APPROVED = "approved", pgettext_lazy("record", "Approved by the ward")
    SENT = "sent", pgettext_lazy("record", "Sent up")
    RETURNED = "returned", pgettext_lazy("record", "Returned for completion")
    ACCEPTED = "accepted", pgettext_lazy("record", "Approved by the level above")


# Entry is open in these states; in all others the rows stand still.
OPEN = (State.DRAFT, State.RETURNED)
# The level above counts what was sent up.
COUNTED = (State.SENT, State.ACCEPTED)
# What the level above knows of: also what it has returned.
SENT_UP = (*COUNTED, State.RETURNED)


class ConferenceQuerySet(UnitOwnedQuerySet):
    def public(self) -> Self:
        """Records that readers may open: announced, or once approved by the ward.

        The one definition: pages, lists, feeds, site maps, exports and search use it.
        """
        return self.filter(Q(announced_at__isnull=False) | Q(public__isnull=False))

    def with_figures_public(self) -> Self:
        """Records whose figures readers may see."""
        return self.filter(public__isnull=False)

    def counted(self) -> Self:
        """Records that were sent up and not returned."""
        return self.filter(state__in=COUNTED)

    def sent_up(self) -> Self:
        """Records that the level above has before it, or is having corrected."""
        return self.filter(Q(state__in=SENT_UP) | Q(sent_version__isnull=False))

    def newest(self) -> Self:
        return self.order_by(F("held_on").desc(nulls_last=True), "-year", "-pk")


class Conference(UnitOwned):
    """One record. Its steps are taken by `meetings.records` alone."""

    grants = {
        Role.WRITER: ("view", "add", "change"),
        Role.EDITOR: ("view", "add", "change", "send"),
        Role.WARD_ADMIN: ("view", "add", "change", "delete", "approve", "send"),
        Role.LEADER: ("view", "change", "approve", "send"),
        # "review" is of the records below: see `meetings.reviewing`.
        Role.REVIEWER: ("view", "add", "change", "send", "review"),
    }

    campaign = models.ForeignKey(
        Campaign,
        models.PROTECT,
        related_name="conferences",
        null=True,
        blank=True,
        verbose_name=_("campaign of meetings"),
        help_text=_("A record may also stand by itself."),
    )
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=MeetingKind.choices,
        default=MeetingKind.PEOPLES_CONFERENCE,
    )
    tier = models.CharField(
        _("level"),
        max_length=10,
        choices=UnitTier.choices,
        default=UnitTier.COMMUNE,
        help_text=_("Whether the unit itself met, or its residential groups did."),
    )
    title = LineField(
        _("title"),
        max_length=200,
        blank=True,
        help_text=_("Empty: made of kind, unit and year."),
    )
    year = models.PositiveSmallIntegerField(
        _("year"),
        validators=OF_OUR_TIME,
        help_text=_("The year by which the meeting is called."),
    )
    year_reviewed = models.PositiveSmallIntegerField(
        _("year reviewed"), null=True, blank=True, validators=OF_OUR_TIME
    )
    ordinal = models.PositiveSmallIntegerField(
        _("ordinal"), null=True, blank=True, help_text=_("9: the ninth session.")
    )
    term = LineField(
        _("term"), max_length=20, blank=True, help_text=_("Its years: 2019–2024.")
    )
    term_number = LineField(
        _("term number"), max_length=10, blank=True, help_text=_("XIV, or 14.")
    )
    carries_out = models.ForeignKey(
        "self",
        models.SET_NULL,
        related_name="carried_out_by",
        null=True,
        blank=True,
        verbose_name=_("carries out the resolution of"),
    )
    previous = models.ForeignKey(
        "self",
        models.SET_NULL,
        related_name="next_ones",
        null=True,
        blank=True,
        verbose_name=_("the one before"),
        help_text=_("Its clauses are the first page of this record."),
    )

    held_on = models.DateField(_("day"), null=True, blank=True)
    held_until = models.DateField(
        _("last day"), null=True, blank=True, help_text=_("If it took several days.")
    )
    starts_at = models.TimeField(_("hour"), null=True, blank=True)
    part_of_day = models.CharField(
        _("part of the day"), max_length=10, choices=PartOfDay.choices, blank=True
    )
    place = LineField(_("place"), max_length=200, blank=True)
    parts_total = models.PositiveIntegerField(
        _("units below, in that year"),
        null=True,
        blank=True,
        help_text=_("All residential groups of the ward on that day; kept as it was."),
    )
    threshold = models.DecimalField(
        _("share needed to pass (%)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    explanation = PlainTextField(
        _("explanation"),
        max_length=1000,
        blank=True,
        help_text=_("Why figures are as they are: more attended than were invited …"),
    )

    album = models.OneToOneField(
        Album,
        models.SET_NULL,
        related_name="conference",
        null=True,
        editable=False,
        verbose_name=_("album"),
    )
    articles = models.ManyToManyField(
        Article,
        related_name="conferences",
        blank=True,
        verbose_name=_("articles"),
    )

    state = models.CharField(
        _("state"),
        max_length=10,
        choices=State.choices,
        default=State.DRAFT,
        editable=False,
    )
    announced_at = models.DateTimeField(_("announced at"), null=True, editable=False)
    public = models.OneToOneField(
        "meetings.RecordVersion",
        models.SET_NULL,
        related_name="+",
        null=True,
        editable=False,
        verbose_name=_("what readers see"),
    )
    # What the level above has before it, also while the ward corrects the record.
    sent_version = models.ForeignKey(
        "meetings.RecordVersion",
        models.SET_NULL,
        related_name="+",
        null=True,
        editable=False,
        verbose_name=_("version sent up"),
    )
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = ConferenceQuerySet.as_manager()  # type: ignore[misc]
    history = HistoricalRecords(
        excluded_fields=["updated_at", "album", "public", "sent_version"]
    )

    class Meta:
        verbose_name = _("conference record")
        verbose_name_plural = _("conference records")
        ordering = [F("held_on").desc(nulls_last=True), "-year", "-pk"]
        indexes = [
            models.Index(
                "unit",
                F("held_on").desc(nulls_last=True),
                F("id").desc(),
                name="meetings_conference_newest",
            ),
            models.Index(
                fields=["campaign", "tier", "state"], name="meetings_conference_round"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "unit", "tier"],
                name="meetings_conference_once_in_a_campaign",
                condition=Q(campaign__isnull=False),
                violation_error_message=_(
                    "The unit has a record of this level in this campaign already."
                ),
            ),
            models.CheckConstraint(
                condition=Q(held_until__gte=F("held_on")),
                name="meetings_conference_ends_after_its_start",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.full_title

    def get_absolute_url(self) -> str:
        return reverse(
            "meetings:conference",
            args=[self.unit.slug, self.pk, slugify_vi(self.public_title)],
        )

    def clean(self) -> None:
        super().clean()
        faults = {}
        if self.held_on and self.held_until and self.held_until < self.held_on:
            faults["held_until"] = _("The last day is before the first.")
        if self.year and self.year_reviewed and self.year_reviewed > self.year:
            faults["year_reviewed"] = _("The year reviewed is after the year planned.")
        if self.pk and self.previous_id == self.pk:
            faults["previous"] = _("A record does not come before itself.")
        if faults:
            raise ValidationError(faults)

    @property
    def day(self) -> datetime.date:
        """The day whose structure and names count; of the campaign until it is held."""
        if self.held_on:
            return self.held_on
        if self.campaign:
            return self.campaign.as_of
        return min(timezone.localdate(), datetime.date(self.year, 12, 31))

    @property
    def full_title(self) -> str:
        """Its own title, or one made of what it is.

        "Hội nghị đại biểu Nhân dân phường Khương Thượng năm 2024"
        """
        if self.title:
            return self.title
        words = {
            "kind": self.get_kind_display(),
            "unit": _in_sentence(self.unit.full_name_on(self.day)),
            "year": self.year,
            "ordinal": self.ordinal,
        }
        if self.tier == UnitTier.GROUP:
            words["groups"] = self._usual_groups()
            return str(_("%(kind)s in the %(groups)s of %(unit)s, %(year)s") % words)
        if self.ordinal and self.kind in WITH_ORDINAL:
            return str(_("%(kind)s no. %(ordinal)s of %(unit)s, %(year)s") % words)
        return str(_("%(kind)s of %(unit)s, %(year)s") % words)

    @property
    def public_title(self) -> str:
        """The title that readers see: not the one that is being corrected."""
        if self.public_id and self.public:
            return str(self.public.content["title"])
        return self.full_title

    def _usual_groups(self) -> str:
        """What groups are mostly called in a unit of its kind: "thôn" in a commune."""
        is_rural = self.unit.name_on(self.day).kind == UnitKind.COMMUNE
        kind = UnitKind.VILLAGE if is_rural else UnitKind.RESIDENTIAL_GROUP
        return str(kind.word).lower()

    @property
    def of_groups(self) -> bool:
        """Whether it holds the reports of residential groups."""
        return self.tier == UnitTier.GROUP

    @property
    def is_open(self) -> bool:
        """Whether its rows may be changed."""
        return self.state in OPEN

    @property
    def is_sent_up(self) -> bool:
        """The same truth as `ConferenceQuerySet.sent_up`, for a loaded row."""
        return self.state in SENT_UP or self.sent_version_id is not None

    @property
    def is_public(self) -> bool:
        """The same truth as `ConferenceQuerySet.public`, for a loaded row."""
        return self.announced_at is not None or self.public_id is not None

    def groups(self) -> list[Unit]:
        """The residential groups of the unit on the record's day, in their order."""
        units = Unit.objects.children_of(self.unit, self.day).with_names()
        groups = [unit for unit in units if unit.tier == UnitTier.GROUP]
        return sorted(groups, key=lambda group: group_order(group, self.day))


def group_order(group: Unit, day: datetime.date) -> tuple[int, str]:
    """Groups by their number where they have one, else by name: 2 before 10."""
    name = group.name_on(day)
    digits = "".join(char for char in name.name.split(" ")[0] if char.isdigit())
    return (int(digits) if digits else 10**9, name.sort_key)


def _in_sentence(full_name: str) -> str:
    """A unit's name inside a phrase: "phường Khương Thượng"."""
    return full_name[:1].lower() + full_name[1:]
