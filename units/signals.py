"""Writes down sign-ins and changes of rights, whoever makes them and by what way.

Signals, because the log must not depend on who remembers to call it: the admin's
pages, its inlines, services, commands and the shell all save through the models.
"""

from __future__ import annotations

from typing import Any

import axes.signals  # noqa: F401 - listens before us, so that its count is known here
from django.conf import settings
from django.contrib.auth.signals import (
    user_logged_in,
    user_logged_out,
    user_login_failed,
)
from django.db.models.signals import post_delete, post_init, post_save
from django.dispatch import receiver
from simple_history.signals import post_create_historical_record

from . import audit
from .models import AuditAction, Membership, Person, User

# Marks, among the credentials of a failure, one at the second step (units.sign_in).
SECOND_STEP = "second_step"
FLAGS = {
    "is_active": (AuditAction.ACCOUNT_DISABLED, AuditAction.ACCOUNT_ENABLED),
    "is_superuser": (AuditAction.PORTAL_ADMIN_TAKEN, AuditAction.PORTAL_ADMIN_GIVEN),
}
CHANGES = {
    "+": AuditAction.ROLE_GIVEN,
    "~": AuditAction.ROLE_CHANGED,
    "-": AuditAction.ROLE_TAKEN,
}


@receiver(user_logged_in)
def note_sign_in(sender: Any, user: User, **kwargs: Any) -> None:
    audit.record_of_account(AuditAction.SIGNED_IN, user, by=user)


@receiver(user_logged_out)
def note_sign_out(sender: Any, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        audit.record_of_account(AuditAction.SIGNED_OUT, user, by=user)


@receiver(user_login_failed)
def note_failure(
    sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any
) -> None:
    """Record a failure, and the pause it begins; those during a pause would only fill."""
    # Axes counts each failure, but none while it keeps somebody out.
    count = getattr(request, "axes_failures_since_start", None)
    if count is None and getattr(request, "axes_locked_out", False):
        return
    username = credentials.get("username") or ""
    is_second = SECOND_STEP in credentials
    failed = AuditAction.CODE_FAILED if is_second else AuditAction.SIGN_IN_FAILED
    audit.record_of_sign_in(failed, username)
    if count == settings.AXES_FAILURE_LIMIT:
        audit.record_of_sign_in(AuditAction.LOCKED_OUT, username)


@receiver(post_init, sender=User)
@receiver(post_init, sender=Person)
def remember_flags(sender: Any, instance: User, **kwargs: Any) -> None:
    """Keep the flags as loaded, to tell a change from a save."""
    loaded = vars(instance)
    instance._flags = {name: loaded.get(name) for name in FLAGS}  # type: ignore[attr-defined]


@receiver(post_save, sender=User)
@receiver(post_save, sender=Person)
def note_account(sender: Any, instance: User, created: bool, **kwargs: Any) -> None:
    """Record an account that was made, disabled, enabled or raised."""
    before: dict[str, bool | None] = instance._flags  # type: ignore[attr-defined]
    if created:
        _note_account(AuditAction.ACCOUNT_MADE, instance)
        before = {"is_active": True, "is_superuser": False}
    for name, actions in FLAGS.items():
        now = vars(instance).get(name)
        if now is not None and before[name] is not None and now != before[name]:
            _note_account(actions[now], instance)
    remember_flags(sender, instance)


def _note_account(action: AuditAction, user: User) -> None:
    """Record it in the unit the account was just made for, or else its only one."""
    unit = getattr(user, "made_for", None) or audit.unit_of(user)
    subject = audit.name_of(user)
    audit.record(action, by=audit.whoever_asks(), unit=unit, subject=subject)


@receiver(post_delete, sender=User)
@receiver(post_delete, sender=Person)
def note_deletion(sender: Any, instance: User, **kwargs: Any) -> None:
    by = audit.whoever_asks()
    subject = audit.name_of(instance)
    audit.record(AuditAction.ACCOUNT_DELETED, by=by, subject=subject)


@receiver(post_create_historical_record)
def note_membership(
    sender: Any, instance: Any, history_instance: Any, **kwargs: Any
) -> None:
    if isinstance(instance, Membership):
        action = CHANGES[history_instance.history_type]
        by = history_instance.history_user or audit.whoever_asks()
        audit.record_of_membership(action, instance, by=by)
