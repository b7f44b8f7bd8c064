"""What cannot be edited: who signed in, who was given which right, who let out what.

Rows are added by `units.audit` and never touched again: a trigger of the database
refuses UPDATE, DELETE and TRUNCATE, whoever asks. So an account or a unit that has a
row here cannot be deleted either; an account is disabled instead.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from publishing.fields import LineField
from units.roles import Role
from units.scoping import UnitOwned


class AuditAction(models.TextChoices):
    """What can happen; the stored words are for ever."""

    SIGNED_IN = "signed_in", _("Signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("Wrong user name or password")
    CODE_FAILED = "code_failed", _("Wrong code at the second step")
    LOCKED_OUT = "locked_out", _("Signing in paused after too many failures")
    SIGNED_OUT = "signed_out", _("Signed out")

    ACCOUNT_MADE = "account_made", _("Account made")
    ACCOUNT_DISABLED = "account_disabled", _("Account disabled")
    ACCOUNT_ENABLED = "account_enabled", _("Account enabled again")
    ACCOUNT_DELETED = "account_deleted", _("Account deleted")
    PORTAL_ADMIN_GIVEN = "portal_admin_given", _("Made portal administrator")
    PORTAL_ADMIN_TAKEN = "portal_admin_taken", _("No longer portal administrator")
    PASSWORD_CHANGED = "password_changed", _("Own password changed")
    PASSWORD_RESET = "password_reset", _("New password given by an administrator")
    SECOND_FACTOR_ADDED = "second_factor_added", _("Second step set up")
    SECOND_FACTOR_REMOVED = "second_factor_removed", _("Second step removed")
    RECOVERY_CODES_MADE = "recovery_codes_made", _("New recovery codes made")
    RECOVERY_CODE_USED = "recovery_code_used", _("Recovery code used")
    ROLE_GIVEN = "role_given", _("Role given")
    ROLE_CHANGED = "role_changed", _("Role changed")
    ROLE_TAKEN = "role_taken", _("Role removed")

    APPROVED = "approved", _("Approved")
    SCHEDULED = "scheduled", pgettext_lazy("audit log", "Approved for a later time")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")

    WORD_READ = "word_read", _("Resident's word opened, with personal data")
    WORD_CHANGED = "word_changed", _("Resident's word dealt with")
    WORD_PUBLISHED = "word_published", _("Resident's word and answer published")
    WORD_WITHDRAWN = "word_withdrawn", _("Resident's word and answer withdrawn")
    PERSONAL_DATA_REMOVED = "personal_data_removed", _("Personal data removed")


class AuditEvent(UnitOwned):
    """One thing that happened. `subject` says in words what or whom it concerned.

    `by` is empty for the clock and for people who are not signed in; `unit` is empty
    where none is concerned, or more than one. No network address is kept.
    """

    grants = {Role.WARD_ADMIN: ("view",)}

    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    action = models.CharField(
        _("what"), max_length=24, choices=AuditAction.choices, editable=False
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="audit_events",
        null=True,
        editable=False,
        verbose_name=_("who"),
    )
    unit = models.ForeignKey(  # type: ignore[assignment]
        "units.Unit",
        models.PROTECT,
        related_name="audit_events",
        null=True,
        editable=False,
        verbose_name=_("unit"),
    )
    subject = LineField(_("concerning"), max_length=300, editable=False)

    class Meta:
        verbose_name = _("event in the audit log")
        verbose_name_plural = _("audit log")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="units_audit_newest"),
            models.Index(
                fields=["unit", "-at", "-id"], name="units_audit_newest_of_unit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.subject}"
