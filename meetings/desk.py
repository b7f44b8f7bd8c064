"""Which records and opinions wait for a person on the desk's start page."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.desk_work import Group, Kind, groups_of
from units.models import Membership, Role

from .models import Conference, Opinion, RecordRules, RecordStep, State
from .models.conference import ConferenceQuerySet
from .models.opinion import OpinionQuerySet

SHOWN = 8
BACK = (RecordStep.Action.SENT_BACK, RecordStep.Action.RETURNED)


def groups(user: Any) -> list[Group]:
    """All kinds of work of which the user has some; few queries for each kind."""
    return groups_of(KINDS, user, listed=_listed, shown=SHOWN)


def waiting(user: Any) -> int:
    """How much waits for this person to act, in one query for the badge of each page."""
    approve, back, late = (
        rows(user).order_by().values("pk") for rows in (to_approve, returned, overdue)
    )
    return approve.union(back, late, all=True).count()


def to_approve(user: Any) -> ConferenceQuerySet:
    """Submitted records that this person approves, by the rules of their units.

    The same truth as `records.may_approve`, for many rows at once.
    """
    rows = Conference.objects.allowed(user, "approve").filter(state=State.SUBMITTED)
    if user.is_superuser:
        return rows.order_by("updated_at", "pk")
    rules = RecordRules.objects.filter(unit=OuterRef("unit")).exclude(
        approver=RecordRules.Approver.ANY
    )
    leads = Membership.objects.current(timezone.localdate()).filter(
        user=user, role=Role.LEADER, unit=OuterRef("unit")
    )
    fitting = leads.filter(
        Q(body=None) | Q(body__kind__code=OuterRef("approver_named"))
    )
    rows = rows.annotate(approver_named=Subquery(rules.values("approver")[:1]))
    others = Q(approver_named__isnull=False) & Exists(leads) & ~Exists(fitting)
    return rows.exclude(others).order_by("updated_at", "pk")


def returned(user: Any) -> ConferenceQuerySet:
    """Records that came back with a remark, from the leader or from above."""
    return _open(user).filter(
        Q(state=State.RETURNED) | Q(state=State.DRAFT, last_step__in=BACK)
    )


def being_entered(user: Any) -> ConferenceQuerySet:
    drafts = _open(user).filter(state=State.DRAFT)
    return drafts.exclude(last_step__in=BACK)


def to_send(user: Any) -> ConferenceQuerySet:
    """Approved, and nobody has sent them up yet."""
    rows = Conference.objects.allowed(user, "send").filter(state=State.APPROVED)
    return rows.order_by("updated_at", "pk")


def overdue(user: Any) -> OpinionQuerySet:
    """Petitions and reports whose answer is late, the latest first."""
    return Opinion.objects.editable_by(user).overdue().order_by("due_on", "pk")


def _open(user: Any) -> ConferenceQuerySet:
    steps = RecordStep.objects.filter(conference=OuterRef("pk"))
    newest = steps.order_by("-at", "-pk").values("action")[:1]
    rows = Conference.objects.editable_by(user).annotate(
        last_step=Coalesce(Subquery(newest), Value(""))
    )
    return rows.order_by(F("held_on").desc(nulls_last=True), "-pk")


def _listed(rows: ConferenceQuerySet) -> ConferenceQuerySet:
    return rows.select_related("unit", "campaign").prefetch_related(
        "unit__names", "steps__by", "steps__remarks"
    )


KINDS: list[Kind] = [
    ("returned", _("Conference records to correct"), returned),
    ("to-approve", _("Conference records waiting for your approval"), to_approve),
    ("to-send", _("Conference records to send up"), to_send),
    ("entered", _("Conference records being entered"), being_entered),
]
