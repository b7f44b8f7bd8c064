"""What lists, search, site maps and exports read of a record that readers may open.

One row for each public record, as readers see it: of its notice while it is only
announced, of its approved version from then on, also while it is being corrected.
Written by `meetings.public_index` alone.
"""

from __future__ import annotations

import datetime
from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from publishing.fields import LineField
from publishing.vietnamese import slugify_vi
from units.models import Unit, UnitTier

from ..kinds import MeetingKind
from .conference import Conference


class RecordCardQuerySet(models.QuerySet):
    def public(self) -> Self:
        """Those whose record is public now: `Conference.objects.public()` decides."""
        return self.filter(conference__in=Conference.objects.public())

    def with_figures(self) -> Self:
        return self.public().filter(approved_at__isnull=False)

    def coming(self, day: datetime.date) -> Self:
        """Announced ones that are still to be held on `day` or later."""
        return self.public().filter(held_on__gte=day, approved_at__isnull=True)

    def newest(self) -> Self:
        return self.order_by("-order_day", "-pk")

    def before(self, day: datetime.date, pk: int) -> Self:
        """Those that follow the given place in `newest()` order (keyset paging)."""
        return self.filter(Q(order_day__lt=day) | Q(pk__lt=pk), order_day__lte=day)

    def after(self, day: datetime.date, pk: int) -> Self:
        return self.filter(Q(order_day__gt=day) | Q(pk__gt=pk), order_day__gte=day)


class RecordCard(models.Model):
    """The public face of one record; there is none for a record that is not public."""

    conference = models.OneToOneField(
        Conference, models.CASCADE, related_name="card", verbose_name=_("record")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="record_cards", verbose_name=_("unit")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=MeetingKind.choices)
    tier = models.CharField(_("level"), max_length=10, choices=UnitTier.choices)
    year = models.PositiveSmallIntegerField(_("year"))
    title = LineField(_("title"), max_length=500)
    held_on = models.DateField(_("day"), null=True)
    order_day = models.DateField(
        _("place in lists"), help_text=_("The day; of an unknown one its year's first.")
    )
    place = LineField(_("place"), max_length=200, blank=True)
    unit_name = LineField(_("name of the unit that day"), max_length=200, blank=True)
    unit_place = LineField(_("where it lay that day"), max_length=300, blank=True)
    announced_at = models.DateTimeField(_("announced at"), null=True)
    approved_at = models.DateTimeField(_("approved at"), null=True)
    accepted_at = models.DateTimeField(_("accepted at"), null=True)
    form = models.PositiveSmallIntegerField(_("form of the words"))
    text = models.TextField(_("text"), blank=True)
    head = SearchVectorField(_("words of the head"))
    words = SearchVectorField(_("words"))

    objects = RecordCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("public face of a record")
        verbose_name_plural = _("public faces of records")
        indexes = [
            models.Index(
                "unit",
                models.F("order_day").desc(),
                models.F("id").desc(),
                name="meetings_recordcard_newest",
            ),
            GinIndex(fields=["words"], name="meetings_recordcard_words"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The record's page, under the title that readers see."""
        return reverse(
            "meetings:conference",
            args=[self.unit.slug, self.conference_id, self.slug],
        )

    @property
    def slug(self) -> str:
        return slugify_vi(self.title)

    @property
    def has_figures(self) -> bool:
        return self.approved_at is not None

    @property
    def changed_at(self) -> datetime.datetime | None:
        """When what readers see last changed."""
        known = [at for at in (self.accepted_at, self.approved_at) if at]
        return max(known, default=self.announced_at)
