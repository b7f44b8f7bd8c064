"""The one door into the audit log: `record(...)`, called by services and by signals.

What concerns accounts and memberships is recorded by `units.signals`, whoever saves
them. What concerns content, its services record themselves:

    audit.record(AuditAction.PUBLISHED, by=by, unit=article.unit, subject=article.title)
"""

from __future__ import annotations

from typing import Any

from django.db.models import DateField
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.models import HistoricalRecords

from publishing.vietnamese import format_date

from .models import AuditAction, AuditEvent, Membership, Unit, User

LONGEST_SUBJECT = 300


def record(
    action: AuditAction, *, by: Any, unit: Unit | int | None = None, subject: str = ""
) -> AuditEvent:
    """Add one event, in the transaction of what it tells of.

    `by` None means the clock, or somebody who is not signed in. `unit` is a unit or
    its id. Never pass a password, a code or a network address as `subject`.
    """
    return AuditEvent.objects.create(
        action=action,
        by_id=getattr(by, "pk", None),
        unit_id=unit.pk if isinstance(unit, Unit) else unit,
        subject=subject[:LONGEST_SUBJECT],
    )


def record_of_account(action: AuditAction, user: User, *, by: Any) -> AuditEvent:
    """Add an event about an account, in the one unit its owner works for today."""
    return record(action, by=by, unit=unit_of(user), subject=name_of(user))


def record_of_sign_in(action: AuditAction, username: str) -> AuditEvent:
    """Add an event about somebody who is not signed in yet.

    A name that no account has is not kept: people type passwords into that field.
    The same queries are made for known and unknown names.
    """
    user = User.objects.filter(username=username).first()
    unit = _only_unit(Membership.objects.filter(user__username=username))
    subject = name_of(user) if user else _("An account that does not exist")
    return record(action, by=None, unit=unit, subject=subject)


def record_of_membership(
    action: AuditAction, membership: Membership, *, by: Any
) -> AuditEvent:
    """Add an event about a role somebody has, had or will have."""
    subject = _("%(person)s: %(role)s, %(period)s") % {
        "person": name_of(membership.user),
        "role": membership.get_role_display(),
        "period": _period(membership),
    }
    return record(action, by=by, unit=membership.unit_id, subject=subject)


def name_of(user: User) -> str:
    """Full name and user name: people share the former, accounts never the latter."""
    if not user.full_name:
        return user.username
    return f"{user.full_name} ({user.username})"


def unit_of(user: User) -> int | None:
    """The id of the one unit the person works for today; None for none or several."""
    return _only_unit(user.memberships.all())


def whoever_asks() -> User | None:
    """The signed-in person of the request being answered; None outside of one."""
    request = getattr(HistoricalRecords.context, "request", None)
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def _only_unit(memberships: Any) -> int | None:
    current = memberships.current(timezone.localdate())
    units = list(current.order_by().values_list("unit", flat=True).distinct()[:2])
    return units[0] if len(units) == 1 else None


def _period(membership: Membership) -> str:
    """Say the days as people do; a row just made may still hold them as ISO text."""
    read = DateField().to_python
    first, last = read(membership.valid_from), read(membership.valid_to)
    days = {
        "first": format_date(first) if first else "…",
        "last": format_date(last) if last else "",
    }
    if last:
        return _("from %(first)s to %(last)s") % days
    return _("from %(first)s") % days
