"""Ward administrators look after the people of their ward, and after no one else.

They make accounts, end roles, give a new password and take off a lost second factor:
for roles below their own, in units they administer today. An account that is somebody
in another unit too, that is above, disabled, or a portal administrator's, is out of
their reach, and so is their own. Portal administrators reach all but themselves.
"""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from . import audit, second_factor
from .models import AuditAction, Membership, Person, Unit, User
from .roles import Role
from .scoping import scope_of

# What a ward administrator may give and take. Each may do nothing there that a ward
# administrator may not; reviewers judge the reports of other units.
BELOW = (Role.WRITER, Role.EDITOR, Role.LEADER)


def people_of(user: Any) -> QuerySet[User]:
    """Everybody who is, was or will be somebody in a unit the user administers."""
    there = Membership.objects.filter(
        user=OuterRef("pk"), unit__in=scope_of(user).administers
    )
    return Person.objects.filter(Exists(there))


def not_over(day: date) -> Q:
    """Memberships that hold on the day or later."""
    return Q(valid_to__isnull=True) | Q(valid_to__gte=day)


def may_manage(by: Any, user: User) -> bool:
    """Whether `by` may change the account, its password and its roles."""
    scope = scope_of(by)
    if scope.everywhere:
        return bool(user.pk != by.pk)
    if user.pk == by.pk or user.is_superuser or not user.is_active:
        return False
    known = user.memberships.filter(unit__in=scope.administers).exists()
    held = user.memberships.filter(not_over(timezone.localdate()))
    reach = Q(unit__in=scope.administers, role__in=BELOW)
    return known and not held.exclude(reach).exists()


def may_give(by: Any, unit: Unit, role: str) -> bool:
    """Whether `by` may make somebody `role` in `unit`."""
    scope = scope_of(by)
    return scope.everywhere or (unit.pk in scope.administers and role in BELOW)


@transaction.atomic
def make_account(
    *, by: Any, membership: Membership, username: str, full_name: str, email: str = ""
) -> tuple[User, str]:
    """Make an account with its first role; return it with its one-time password.

    `membership` is not saved yet and says unit, role and period. Raises
    PermissionDenied where `by` may not give that role.
    """
    if not may_give(by, membership.unit, membership.role):
        raise PermissionDenied
    user = User(username=username, full_name=full_name, email=email)
    user.made_for = membership.unit_id  # type: ignore[attr-defined]
    password = _give_password(user)
    user.save()
    membership.user = user
    membership.save()
    return user, password


@transaction.atomic
def reset_password(*, user: User, by: Any) -> str:
    """Give the account a random password and return it, to be shown once.

    It must be replaced at the next sign-in. Sessions end, a pause after failures
    too; the second factor stays.
    """
    user = _locked(user, by)
    password = _give_password(user)
    user.save(update_fields=["password", "password_given_at"])
    AxesProxyHandler.reset_attempts(username=user.username)
    audit.record_of_account(AuditAction.PASSWORD_RESET, user, by=by)
    return password


@transaction.atomic
def remove_second_factor(*, user: User, by: Any) -> None:
    """Take off a lost second factor; where it is required, set-up comes next."""
    user = _locked(user, by)
    second_factor.remove_devices(user)
    audit.record_of_account(AuditAction.SECOND_FACTOR_REMOVED, user, by=by)


@transaction.atomic
def end_roles(*, user: User, by: Any) -> int:
    """End all roles of the person in the units `by` administers; return how many.

    Yesterday becomes their last day. A role that began today or later is deleted,
    for it never was; its history and the audit log keep it.
    """
    user = _locked(user, by)
    today = timezone.localdate()
    held = user.memberships.filter(not_over(today))
    if not scope_of(by).everywhere:
        held = held.filter(unit__in=scope_of(by).administers, role__in=BELOW)
    for membership in held:
        if membership.first_day >= today:
            membership.delete()
        else:
            membership.valid_to = today - timedelta(days=1)
            membership.save()
    return len(held)


def one_time_password() -> str:
    """79 bits by lot, in letters and digits that nobody mistakes for another."""
    groups = (
        "".join(secrets.choice(second_factor.LETTERS) for _place in range(4))
        for _group in range(4)
    )
    return "-".join(groups)


def _give_password(user: User) -> str:
    password = one_time_password()
    user.set_password(password)
    user.password_given_at = timezone.now()
    return password


def _locked(user: User, by: Any) -> User:
    """The account as it is now, held; PermissionDenied where it is out of reach."""
    found = User.objects.select_for_update().get(pk=user.pk)
    if not may_manage(by, found):
        raise PermissionDenied
    return found
