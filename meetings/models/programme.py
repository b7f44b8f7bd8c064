"""A coordination programme: what several bodies promised each other, until when.

Its paper is a document of the register; here stands what was agreed. A number of
programmes that a ceremony states is a figure of its record and is not counted from
these rows: four signed and five partners named may both be true.
"""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from documents.models import OfficialDocument
from gallery.models import Album
from news.models import Article
from publishing.fields import LineField
from publishing.models import Publishable, PublishableQuerySet
from publishing.vietnamese import slugify_vi
from units.models import Body, Role
from units.scoping import ALL_ACTIONS, UnitOwned, UnitOwnedQuerySet

from .campaign import FIRST_YEAR, LAST_YEAR, OF_OUR_TIME
from .conference import Conference


class Standing(models.TextChoices):
    """Where a programme stands on a day; follows from its term and its final review."""

    UNDER_WAY = "under_way", pgettext_lazy("programme", "Under way")
    AWAITS_REVIEW = "awaits_review", pgettext_lazy("programme", "Awaits final review")
    REVIEWED = "reviewed", pgettext_lazy("programme", "Final review held")


def concluded_then(prefix: str = "") -> Coalesce:
    """`Programme.day` for a query; `prefix` is the way to the programme."""
    days = "concluded_on", "conference__held_on", "starts_on"
    return Coalesce(*(f"{prefix}{day}" for day in days))


class ProgrammeQuerySet(UnitOwnedQuerySet, PublishableQuerySet):  # type: ignore[override]
    """`public()` comes from `publishing`: it is the one definition of 'published'."""

    def newest(self) -> Self:
        return self.order_by("-year", "-pk")

    def before(self, year: int, pk: int) -> Self:  # type: ignore[override]
        """Those that follow the given place in `newest()` order (keyset paging)."""
        return self.filter(Q(year__lt=year) | Q(pk__lt=pk), year__lte=year)

    def after(self, year: int, pk: int) -> Self:  # type: ignore[override]
        return self.filter(Q(year__gt=year) | Q(pk__gt=pk), year__gte=year)

    def of_body(self, body: Body) -> Self:
        """Programmes to which the body is a party."""
        return self.filter(parties__body=body).distinct()

    def with_standing(self, day: datetime.date | None = None) -> Self:
        """Annotate each programme's `standing` on `day` (default today): a `Standing`.

        The one definition; lists filter by it and matrices count it.
        """
        final = Programme.objects.filter(pk=OuterRef("pk"), reviews__kind="final")
        return self.annotate(
            standing=Case(
                When(Exists(final), then=Value(Standing.REVIEWED.value)),
                When(
                    ends_on__lt=day or timezone.localdate(),
                    then=Value(Standing.AWAITS_REVIEW.value),
                ),
                default=Value(Standing.UNDER_WAY.value),
                output_field=models.CharField(),
            )
        )


class Programme(UnitOwned, Publishable):
    """One programme over its term; the next one names this as `previous`."""

    class Conclusion(models.TextChoices):
        SIGNED = "signed", pgettext_lazy("programme", "Signed")
        ADOPTED = "adopted", pgettext_lazy("programme", "Adopted at a session")

    class Layer(models.TextChoices):
        THREE = "three", _("Council – Committee – Front")
        MEMBERS = "members", _("Front and its members, police, committee")

    grants = {
        Role.WRITER: ("view", "add", "change", "publish"),
        Role.EDITOR: (*ALL_ACTIONS, "publish"),
        Role.WARD_ADMIN: (*ALL_ACTIONS, "publish"),
        Role.LEADER: ("view",),
        Role.REVIEWER: ("view",),
    }

    title = LineField(_("title"), max_length=250)
    document = models.ForeignKey(
        OfficialDocument,
        models.SET_NULL,
        related_name="programmes",
        null=True,
        blank=True,
        verbose_name=_("in the register"),
        help_text=_("Its number, summary and signed copy."),
    )
    layer = models.CharField(
        _("layer"), max_length=10, choices=Layer.choices, default=Layer.MEMBERS
    )
    year = models.PositiveSmallIntegerField(_("year"), validators=OF_OUR_TIME)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    conclusion = models.CharField(
        _("concluded by"),
        max_length=10,
        choices=Conclusion.choices,
        default=Conclusion.SIGNED,
    )
    conference = models.ForeignKey(
        Conference,
        models.SET_NULL,
        related_name="programmes",
        null=True,
        blank=True,
        verbose_name=_("conference record"),
    )
    concluded_on = models.DateField(_("concluded on"), null=True, blank=True)
    place = LineField(_("place"), max_length=200, blank=True)
    previous = models.ForeignKey(
        "self",
        models.SET_NULL,
        related_name="next_ones",
        null=True,
        blank=True,
        verbose_name=_("the one before"),
    )
    album = models.OneToOneField(
        Album,
        models.SET_NULL,
        related_name="programme",
        null=True,
        editable=False,
        verbose_name=_("album"),
    )
    articles = models.ManyToManyField(
        Article, related_name="programmes", blank=True, verbose_name=_("articles")
    )
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = ProgrammeQuerySet.as_manager()  # type: ignore[assignment, misc]
    history = HistoricalRecords(excluded_fields=["updated_at", "album"])

    class Meta(Publishable.Meta):
        verbose_name = _("coordination programme")
        verbose_name_plural = _("coordination programmes")
        ordering = ["-year", "-starts_on", "-pk"]
        indexes = [
            models.Index(
                fields=["unit", "-year", "-id"],
                name="meetings_programme_newest",
                condition=Q(status="published"),
            )
        ]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="meetings_programme_ends_after_its_start",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.year})"

    def get_absolute_url(self) -> str:
        return reverse(
            "meetings:programme",
            args=[self.unit.slug, self.pk, slugify_vi(self.title)],
        )

    def clean(self) -> None:
        super().clean()
        faults = self._faults_of_term()
        if self.conference and self.unit_id and self.conference.unit_id != self.unit_id:
            faults["conference"] = _("This record belongs to another unit.")
        elif self.conference and not self._agrees_with(self.conference):
            faults["concluded_on"] = _("The conference was not held on this day.")
        if faults:
            raise ValidationError(faults)

    def _faults_of_term(self) -> dict[str, Any]:
        starts, ends = self.starts_on, self.ends_on
        if not (starts and ends):
            return {}
        if ends < starts:
            return {"ends_on": _("The last day is before the first.")}
        faults: dict[str, Any] = {}
        for name, day in (("starts_on", starts), ("ends_on", ends)):
            if not FIRST_YEAR <= day.year <= LAST_YEAR:
                faults[name] = _("There is no such year: %(year)s.") % {
                    "year": day.year
                }
        if self.concluded_on and self.concluded_on > ends:
            faults["concluded_on"] = _("Concluded after the last day of its term.")
        if self.year and not starts.year <= self.year <= ends.year:
            faults["year"] = _("The year lies outside the term.")
        return faults

    def _agrees_with(self, conference: Conference) -> bool:
        """Whether the day lies among the meeting's, as far as both are known."""
        first, day = conference.held_on, self.concluded_on
        if first is None or day is None:
            return True
        return first <= day <= (conference.held_until or first)

    @property
    def day(self) -> datetime.date:
        """The day on which it was concluded, as far as known: its parties existed then."""
        held = self.conference.held_on if self.conference else None
        return self.concluded_on or held or self.starts_on


class Party(models.Model):
    """A body that made the programme, as written, linked where it is known.

    The body may be another unit's; it must exist on the programme's day.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="parties")
    name = LineField(_("body, as written"), max_length=200)
    body = models.ForeignKey(
        Body,
        models.PROTECT,
        related_name="programme_parts",
        null=True,
        blank=True,
        verbose_name=pgettext_lazy("of a unit", "body"),
    )
    signatory = LineField(_("signer"), max_length=150, blank=True)
    signatory_post = LineField(_("post of the signer"), max_length=150, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("programme", "party")
        verbose_name_plural = pgettext_lazy("programme", "parties")
        ordering = ["programme", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name"],
                name="meetings_party_once_by_name",
                violation_error_message=_("This party stands here already."),
            ),
            models.UniqueConstraint(
                fields=["programme", "body"],
                name="meetings_party_once_by_body",
                condition=Q(body__isnull=False),
                violation_error_message=_("This party stands here already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        programme = getattr(self, "programme", None)  # it may not be saved yet
        if self.body is None or programme is None or programme.day is None:
            return
        if not self.body.holds_on(programme.day):
            raise ValidationError({"body": _("This body did not exist on that day.")})


class SigningPartner(models.Model):
    """A body that a meeting's text names as signing a programme there.

    The text may state four programmes and name five partners: which of them share one
    is left open until people say so. `programme` is what they said.
    """

    conference = models.ForeignKey(
        Conference, models.CASCADE, related_name="signing_partners"
    )
    name = LineField(_("body, as written"), max_length=200)
    body = models.ForeignKey(
        Body,
        models.PROTECT,
        related_name="signings",
        null=True,
        blank=True,
        verbose_name=pgettext_lazy("of a unit", "body"),
    )
    programme = models.ForeignKey(
        Programme,
        models.SET_NULL,
        related_name="signing_partners",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("coordination programme"),
    )

    class Meta:
        verbose_name = _("partner named as signing")
        verbose_name_plural = _("partners named as signing a programme")
        ordering = ["conference", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "name"],
                name="meetings_signingpartner_once",
                violation_error_message=_("This party stands here already."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.body is None or self.conference_id is None:
            return
        if not self.body.holds_on(self.conference.day):
            raise ValidationError({"body": _("This body did not exist on that day.")})
