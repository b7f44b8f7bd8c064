"""The way of a record: its steps, its public versions, and who approves in a ward."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from units.models import Role
from units.scoping import UnitOwned
from units.steps import Step

from .conference import Conference


class RecordStep(Step):
    class Action(models.TextChoices):
        ANNOUNCED = "announced", pgettext_lazy("step of a record", "Announced")
        SUBMITTED = "submitted", pgettext_lazy("step of a record", "Submitted")
        SENT_BACK = "sent_back", _("Sent back by the ward's leader")
        APPROVED = "approved", _("Approved by the ward's leader")
        SENT = "sent", pgettext_lazy("step of a record", "Sent up")
        RECALLED = "recalled", _("Taken back for correction")
        RETURNED = "returned", _("Returned by the level above")
        ACCEPTED = "accepted", _("Accepted by the level above")
        AMENDED = "amended", pgettext_lazy("step of a record", "Amended")

    conference = models.ForeignKey(
        Conference, models.CASCADE, related_name="steps", verbose_name=_("record")
    )
    action = models.CharField(_("step"), max_length=12, choices=Action.choices)

    class Meta(Step.Meta):
        verbose_name = _("step of a record")
        verbose_name_plural = _("steps of a record")
        indexes = [
            models.Index(fields=["conference", "-at"], name="meetings_step_newest")
        ]

    def __str__(self) -> str:
        return self.get_action_display()


class RecordVersion(models.Model):
    """What the ward approved, whole, as readers see it until the next approval.

    `content` is what `meetings.record_content` makes of the rows; a record that is
    returned and being corrected keeps showing this.
    """

    conference = models.ForeignKey(
        Conference, models.CASCADE, related_name="versions", verbose_name=_("record")
    )
    number = models.PositiveIntegerField(_("number"))
    content = models.JSONField(_("content"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        null=True,
        verbose_name=_("approved by"),
    )
    approved_at = models.DateTimeField(_("approved at"))
    accepted_at = models.DateTimeField(
        _("accepted at"),
        null=True,
        editable=False,
        help_text=_("When the level above accepted exactly this version."),
    )

    class Meta:
        verbose_name = _("public version of a record")
        verbose_name_plural = _("public versions of a record")
        ordering = ["conference", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "number"], name="meetings_recordversion_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.conference_id}/{self.number}"


class RecordRules(UnitOwned):
    """Who approves a unit's records; a unit without a row works by the default."""

    class Approver(models.TextChoices):
        ANY = "any", _("Any leader of the ward")
        COMMITTEE = "ubnd", _("The chair of the People's Committee")
        FRONT = "ubmttq", _("The chair of the Front committee")

    grants = {
        Role.WRITER: ("view",),
        Role.EDITOR: ("view",),
        Role.LEADER: ("view",),
        Role.WARD_ADMIN: ("view", "add", "change"),
    }

    approver = models.CharField(
        _("who approves records"),
        max_length=10,
        choices=Approver.choices,
        default=Approver.ANY,
    )

    class Meta:
        verbose_name = _("rules for records")
        verbose_name_plural = _("rules for records")
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                name="meetings_recordrules_one_for_a_unit",
                violation_error_message=_("This unit has its rules already."),
            )
        ]

    def __str__(self) -> str:
        return self.get_approver_display()
