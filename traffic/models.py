"""How often things were read, by day, and sent, today. Nothing here tells by whom.

The rows have no relations: what is counted lives in apps above this one, and a count
outlives what it counted.
"""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _


class DailyCountQuerySet(models.QuerySet["DailyCount"]):
    def of(self, kind: str, ids: Iterable[int]) -> "DailyCountQuerySet":
        return self.filter(kind=kind, object_id__in=ids)

    def totals(self) -> dict[int, int]:
        """{object id: count over all days}, without the ids that were never read."""
        counts = self.order_by().values_list("object_id")
        return dict(counts.annotate(total=models.Sum("count")))


class DailyCount(models.Model):
    """How many readers one thing had on one day of the portal's time zone."""

    kind = models.CharField(_("kind"), max_length=81)
    object_id = models.BigIntegerField(_("object number"))
    unit_id = models.BigIntegerField(_("unit number"), null=True)
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("number of views"))

    objects = DailyCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("daily count")
        verbose_name_plural = _("daily counts")
        ordering = ["-day", "-count", "kind", "object_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "day"],
                name="traffic_dailycount_one_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(count__gt=0), name="traffic_dailycount_is_read"
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit_id", "kind", "day"], name="traffic_dailycount_of_unit"
            ),
            models.Index(
                fields=["-day", "-count", "kind", "object_id"],
                name="traffic_dailycount_newest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}, {self.day:%d/%m/%Y}: {self.count}"


PORTAL = 0  # in place of a unit's number: the portal as a whole


class DailyTotal(models.Model):
    """The sum of the daily counts of one unit, or of all; see `traffic.adding`."""

    unit_id = models.BigIntegerField(_("unit number"))
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("number of views"))

    class Meta:
        verbose_name = _("daily total")
        verbose_name_plural = _("daily totals")
        constraints = [
            models.UniqueConstraint(
                fields=["unit_id", "day"], name="traffic_dailytotal_one_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}, {self.day:%d/%m/%Y}: {self.count}"


class PresentReaders(models.Model):
    """How many people a machine counted in the half hour before `at`, in one unit."""

    machine = models.CharField(max_length=16)
    unit_id = models.BigIntegerField()
    count = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit_id", "machine"],
                name="traffic_presentreaders_once_a_machine",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.count}"


class FoldedFile(models.Model):
    """A file of the spool whose counts are in the database.

    Written in the transaction of the counts, removed when the file is gone: so a
    file that a crash left behind is not counted again.
    """

    name = models.CharField(max_length=80, unique=True)
    folded_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Sending(models.Model):
    """That something was sent lately. `mark` is a keyed hash of a day, no address.

    Written by `traffic.limits`; rows go after a day.
    """

    mark = models.CharField(max_length=64)
    at = models.DateTimeField(_("at"), db_index=True)

    class Meta:
        verbose_name = _("sending")
        verbose_name_plural = _("sendings")
        indexes = [models.Index(fields=["mark", "at"], name="traffic_sending_lately")]

    def __str__(self) -> str:
        return self.mark[:8]
