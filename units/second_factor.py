"""The second step of signing in: who needs it, from when, and what proves it.

A code from an app on the phone (TOTP), or one of ten recovery codes. Everybody may
set it up. Where TWO_FACTOR_REQUIRED is on, editors and those above must: they are
led to the set-up at each sign-in, and TWO_FACTOR_GRACE_DAYS after the first of these
they may do nothing else until it is done.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from .models import User
from .roles import Role

# Who lets texts out, manages people or judges reports. A writer may, and need not.
ROLES = (Role.EDITOR, Role.WARD_ADMIN, Role.LEADER, Role.REVIEWER)

# What may stand between a signed-in person and their work.
VERIFY = "verify"  # there is a second factor, and this session has not shown it
PASSWORD = "password"  # noqa: S105 - the password is known to somebody else
ENROL = "enrol"  # the second factor is due

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another
CODES, CODE_LETTERS = 10, 10


def with_enrolment(users: models.QuerySet[User]) -> models.QuerySet[User]:
    """Load with each account whether it has a second factor, in the same query."""
    devices = TOTPDevice.objects.filter(user=models.OuterRef("pk"), confirmed=True)
    return users.annotate(enrolled=models.Exists(devices))


def is_enrolled(user: Any) -> bool:
    """Whether the account has a second factor; no query after `with_enrolment`."""
    if hasattr(user, "enrolled"):
        return bool(user.enrolled)
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def is_demanded(user: User) -> bool:
    """Whether the settings and the roles of today ask a second factor of the person."""
    if not settings.TWO_FACTOR_REQUIRED:
        return False
    current = user.memberships.all().current(timezone.localdate())
    return user.is_superuser or current.filter(role__in=ROLES).exists()


def deadline(user: User) -> datetime | None:
    """When grace ends; None while the person has never been asked."""
    if user.second_factor_asked_at is None:
        return None
    return user.second_factor_asked_at + timedelta(days=settings.TWO_FACTOR_GRACE_DAYS)


def ask(user: User) -> None:
    """Start the person's days of grace, once and for all."""
    if user.second_factor_asked_at is None:
        user.second_factor_asked_at = timezone.now()
        user.save(update_fields=["second_factor_asked_at"])


def owed_by(user: Any) -> str:
    """What the signed-in person still owes: VERIFY, PASSWORD, ENROL or "" for nothing.

    `user` comes from a request, so it knows whether its session has shown a code.
    """
    if user.is_verified():
        return PASSWORD if user.password_given_at else ""
    if is_enrolled(user):
        return VERIFY
    if user.password_given_at:
        return PASSWORD
    return ENROL if _is_overdue(user) else ""


def _is_overdue(user: User) -> bool:
    end = deadline(user) if settings.TWO_FACTOR_REQUIRED else None
    return end is not None and end <= timezone.now() and is_demanded(user)


@transaction.atomic
def new_recovery_codes(user: User) -> list[str]:
    """Replace the person's recovery codes and return the new ones, readable only now."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="backup")
    codes = [_new_code() for _number in range(CODES)]
    for code in codes:
        device.token_set.create(token=kept_code(code, user))
    return codes


def recovery_codes_left(user: User) -> int:
    return StaticDevice.objects.filter(user=user, token_set__isnull=False).count()


def kept_code(code: str, user: User) -> str:
    """What the database keeps of a recovery code: 96 bits of a keyed digest.

    A copy of the database opens no account without SECRET_KEY.
    """
    plain = "".join(letter for letter in code.lower() if letter in LETTERS)
    digest = salted_hmac("recovery code", f"{user.pk}:{plain}", algorithm="sha256")
    return urlsafe_b64encode(digest.digest()[:12]).decode()


def remove_devices(user: User) -> None:
    """Take the second factor and its recovery codes off the account."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def _new_code() -> str:
    letters = "".join(secrets.choice(LETTERS) for _place in range(CODE_LETTERS))
    return f"{letters[:5]}-{letters[5:]}"
