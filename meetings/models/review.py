"""What the level above says of a record, corrects in it, and made of it."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from publishing.fields import LineField, PlainTextField

from .conference import Conference
from .record_way import RecordStep, RecordVersion

LONGEST_TARGET = 80
LONGEST_REMARK = 500


class RemarkQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Those that the ward has not submitted an answer to yet."""
        return self.filter(dealt_with_at__isnull=True)


class Remark(models.Model):
    """What has to be corrected, said at the thing itself.

    `target` names it as `meetings.targets` does: a figure, a cell of the groups'
    sheet, a field or a list of the record; "" is the whole. Written by
    `review_steps.return_for_correction` alone, with the step that returned the record.
    """

    conference = models.ForeignKey(
        Conference, models.CASCADE, related_name="remarks", verbose_name=_("record")
    )
    step = models.ForeignKey(
        RecordStep, models.CASCADE, related_name="remarks", verbose_name=_("step")
    )
    target = models.CharField(_("concerns"), max_length=LONGEST_TARGET, blank=True)
    text = PlainTextField(_("remark"), max_length=LONGEST_REMARK)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        null=True,
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    dealt_with_at = models.DateTimeField(
        _("answered at"),
        null=True,
        editable=False,
        help_text=_("When the ward submitted the record again."),
    )

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("remark of the level above")
        verbose_name_plural = _("remarks of the level above")
        ordering = ["conference", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(text__gt=""), name="meetings_remark_says_something"
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Amendment(models.Model):
    """One value of an accepted record, corrected after all: "Đã đính chính".

    The rows only grow, and an accepted figure changes only together with its row:
    both are held by triggers of the database (`meetings.freeze_triggers`). Values are
    written plainly: "1435", "almost 1400", "98.5", "2024-02-28"; null is 'not known'.
    """

    conference = models.ForeignKey(
        Conference, models.PROTECT, related_name="amendments", verbose_name=_("record")
    )
    target = models.CharField(_("concerns"), max_length=LONGEST_TARGET)
    old_value = models.CharField(  # noqa: DJ001 - null is 'not known'
        _("before"), max_length=40, null=True
    )
    new_value = models.CharField(  # noqa: DJ001 - null is 'not known'
        _("now"), max_length=40, null=True
    )
    reason = LineField(_("reason"), max_length=400)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("by"),
    )
    # Both are written by the database itself, whatever is given.
    at = models.DateTimeField(_("at"), auto_now_add=True)
    transaction = models.BigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering = ["conference", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__gt=""), name="meetings_amendment_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(target__gt=""), name="meetings_amendment_names_a_value"
            ),
            models.CheckConstraint(
                condition=Q(old_value__isnull=True)
                | Q(new_value__isnull=True)
                | ~Q(old_value=F("new_value")),
                name="meetings_amendment_changes_something",
            ),
            models.CheckConstraint(
                condition=Q(old_value__isnull=False) | Q(new_value__isnull=False),
                name="meetings_amendment_is_of_a_value",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target}: {self.old_value} → {self.new_value}"


class RecordPart(models.Model):
    """A record from below that a summary was made of, as it stood then."""

    summary = models.ForeignKey(
        Conference, models.CASCADE, related_name="parts", verbose_name=_("summary")
    )
    record = models.ForeignKey(
        Conference, models.PROTECT, related_name="part_of", verbose_name=_("record")
    )
    version = models.ForeignKey(
        RecordVersion,
        models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("version"),
    )
    state = models.CharField(_("state"), max_length=10)
    taken_at = models.DateTimeField(_("taken at"), auto_now_add=True)

    class Meta:
        verbose_name = _("part of a summary")
        verbose_name_plural = _("parts of a summary")
        ordering = ["summary", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["summary", "record"], name="meetings_recordpart_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.summary_id} ← {self.record_id}"
