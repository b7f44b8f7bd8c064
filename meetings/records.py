"""The steps of a conference record, and who may take each.

entered → submitted → approved by the ward's leader (readers see it from then on) →
sent up → accepted, or returned by the level above. Nothing is published by entering:
readers see the last approved version, whole, until the next approval.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.vietnamese import format_datetime
from units.models import Membership, Role
from units.scoping import scope_of

from . import (
    notices,
    public_files,
    public_index,
    record_content,
    record_parts,
    reviewing,
)
from .clause_reviews import take_over_clauses
from .models import (
    Conference,
    GroupReport,
    RecordRules,
    RecordStep,
    RecordVersion,
    State,
)

Action = RecordStep.Action

# From which states a step may be taken: the whole order of the way.
FROM = {
    Action.SUBMITTED: {State.DRAFT, State.RETURNED},
    Action.SENT_BACK: {State.SUBMITTED},
    Action.APPROVED: {State.SUBMITTED},
    Action.SENT: {State.APPROVED},
    Action.RECALLED: {State.SUBMITTED, State.APPROVED, State.SENT},
    Action.RETURNED: {State.SENT},
    Action.ACCEPTED: {State.SENT},
}
TO = {
    Action.SUBMITTED: State.SUBMITTED,
    Action.SENT_BACK: State.DRAFT,
    Action.APPROVED: State.APPROVED,
    Action.SENT: State.SENT,
    Action.RECALLED: State.DRAFT,
    Action.RETURNED: State.RETURNED,
    Action.ACCEPTED: State.ACCEPTED,
}


def may_enter(user: Any, conference: Conference) -> bool:
    """Whether the user may change the record's rows, and they may be changed now."""
    return conference.is_open and _holds(user, "change", conference.unit_id)


def may_approve(user: Any, conference: Conference) -> bool:
    """Whether the user approves in the ward, by its rules.

    A leader whose membership names a body approves where the rules name that body, or
    any; a leader without a body named, and a superuser, always. For a unit that has
    ended, whoever cares for it. An administrator makes leaders, but is none.
    """
    if not _holds(user, "approve", conference.unit_id):
        return False
    if user.is_superuser or conference.unit.is_ended():
        return True
    leads = Membership.objects.current(timezone.localdate()).filter(
        user=user, role=Role.LEADER, unit=conference.unit_id
    )
    codes = set(leads.values_list("body__kind__code", flat=True))
    rules = RecordRules.objects.filter(unit=conference.unit_id).first()
    if rules is None or rules.approver == RecordRules.Approver.ANY:
        return bool(codes)
    return bool(codes & {None, rules.approver})


def may_send(user: Any, conference: Conference) -> bool:
    return _holds(user, "send", conference.unit_id)


def may(user: Any, action: str, conference: Conference) -> bool:
    """Whether the user may take the step now."""
    if conference.state not in FROM[Action(action)]:
        return False
    return _allowed(user, Action(action), conference)


def _allowed(user: Any, action: RecordStep.Action, conference: Conference) -> bool:
    if action in {Action.RETURNED, Action.ACCEPTED}:
        return reviewing.may_review(user, conference)
    if action in {Action.APPROVED, Action.SENT_BACK}:
        return may_approve(user, conference)
    if action == Action.SENT:
        return may_send(user, conference)
    if action == Action.RECALLED and conference.state != State.SUBMITTED:
        return may_send(user, conference)
    return _holds(user, "change", conference.unit_id)


@transaction.atomic
def begin(*, conference: Conference, by: Any) -> Conference:
    """Save a new record, with what is known of it from the start.

    A record of groups gets a line for each group that the unit has on its day, and
    their number as a snapshot; the year's record is tied to the one before it, whose
    clauses are its first page.
    """
    if not _holds(by, "add", conference.unit_id):
        raise PermissionDenied
    if conference.campaign:
        conference.kind = conference.campaign.kind
    if conference.previous is None:
        conference.previous = the_one_before(conference)
    conference.save()
    take_over_clauses(conference)
    if conference.of_groups:
        draw_up_sheet(conference)
    record_parts.take(conference)
    return conference


def draw_up_sheet(conference: Conference) -> int:
    """Add a line for each group of the record's day that has none; count them once.

    Returns the number of lines added. The snapshot is taken the first time only.
    """
    groups = conference.groups()
    known = set(conference.group_reports.values_list("group", flat=True))
    added = GroupReport.objects.bulk_create(
        GroupReport(conference=conference, group=group)
        for group in groups
        if group.pk not in known
    )
    if conference.parts_total is None and groups:
        conference.parts_total = len(groups)
        conference.save(update_fields=["parts_total", "updated_at"])
    return len(added)


def the_one_before(conference: Conference) -> Conference | None:
    """Return the newest earlier record of its kind and level.

    Of the unit itself, else of the one unit that it continues whole. Where several
    units were joined there is no one record before: people choose, if any fits.
    """
    unit = conference.unit
    whole = [link.old_id for link in unit.became_from() if not link.is_part]
    earlier = Conference.objects.filter(
        unit__in=[unit.pk, *whole] if len(whole) == 1 else [unit.pk],
        kind=conference.kind,
        tier=conference.tier,
        year__lt=conference.year,
    ).exclude(pk=conference.pk)
    return earlier.order_by("-year", "-held_on", "-pk").first()


@transaction.atomic
def announce(*, conference: Conference, by: Any, public: bool = True) -> Conference:
    """Show readers the notice of a meeting, its time and place; or take it back."""
    if not _holds(by, "change", conference.unit_id):
        raise PermissionDenied
    read_again(conference)
    if public and not (conference.held_on and conference.place):
        text = _("Write the day and the place first.")
        raise ValidationError(text)
    conference.announced_at = timezone.now() if public else None
    conference.save(update_fields=["announced_at", "updated_at"])
    public_index.remember(conference)
    if public:
        note_step(conference, Action.ANNOUNCED, by)
    return conference


@transaction.atomic
def submit(*, conference: Conference, by: Any, note: str = "") -> RecordStep:
    """Put the record before the ward's leader; remarks count as answered."""
    step = take_step(conference, Action.SUBMITTED, by, note)
    conference.remarks.open().update(dealt_with_at=timezone.now())
    return step


@transaction.atomic
def send_back(*, conference: Conference, by: Any, note: str) -> RecordStep:
    """Return it to those who enter; `note` says what to correct."""
    if not note.strip():
        raise ValidationError({"note": _("Say what has to be corrected.")})
    return take_step(conference, Action.SENT_BACK, by, note)


@transaction.atomic
def approve(
    *, conference: Conference, by: Any, at: datetime.datetime | None = None
) -> RecordStep:
    """Approve for the ward: from now on readers see this version."""
    step = take_step(conference, Action.APPROVED, by)
    record_parts.take(conference)
    publish(conference, by=by, at=at)
    return step


@transaction.atomic
def send_up(*, conference: Conference, by: Any, note: str = "") -> RecordStep:
    """Send the approved record to the level above."""
    step = take_step(conference, Action.SENT, by, note)
    _put_before_reviewers(conference, conference.public)
    return step


@transaction.atomic
def recall(*, conference: Conference, by: Any, note: str) -> RecordStep:
    """Take it back for correction; readers keep the last approved version.

    What was returned by the level above stays returned: only what it opened is open.
    """
    if not note.strip():
        raise ValidationError({"note": _("Say why it is taken back.")})
    step = take_step(conference, Action.RECALLED, by, note)
    if conference.state == State.DRAFT:
        _put_before_reviewers(conference, None)
    return step


def _put_before_reviewers(
    conference: Conference, version: RecordVersion | None
) -> None:
    conference.sent_version = version
    conference.save(update_fields=["sent_version", "updated_at"])


def publish(
    conference: Conference, *, by: Any, at: datetime.datetime | None = None
) -> RecordVersion:
    """Make what the rows say now what readers see."""
    last = conference.versions.order_by("-number").first()
    version = RecordVersion.objects.create(
        conference=conference,
        number=last.number + 1 if last else 1,
        content=record_content.content_of(conference),
        approved_by=by,
        approved_at=at or timezone.now(),
    )
    conference.public = version
    conference.save(update_fields=["public", "updated_at"])
    public_files.publish(conference)
    public_index.remember(conference)
    return version


def mark_accepted(
    conference: Conference, *, at: datetime.datetime | None = None
) -> None:
    """Tell readers that the level above accepted the figures they see.

    It belongs to the version: a correction that the ward approves later is the
    ward's own again until it is accepted in its turn.
    """
    if conference.public is None:
        return
    conference.public.accepted_at = at or timezone.now()
    conference.public.save(update_fields=["accepted_at"])
    public_index.remember(conference)


def take_step(
    conference: Conference, action: RecordStep.Action, by: Any, note: str = ""
) -> RecordStep:
    """Take a step: right state, right person, or nothing happens.

    Its own door is above, or in `review_steps` for those of the level above.
    """
    read_again(conference)
    if not _allowed(by, action, conference):
        raise PermissionDenied
    if conference.state not in FROM[action]:
        raise ValidationError(_why_not(conference))
    conference.state = _next_state(conference, action)
    conference.save(update_fields=["state", "updated_at"])
    step = note_step(conference, action, by, note)
    transaction.on_commit(lambda: notices.record_moved(step), robust=True)
    return step


def _next_state(conference: Conference, action: RecordStep.Action) -> State:
    """What the level above has returned does not become a draft again.

    Nor by being sent anew as it was and taken back: all of it would be open.
    """
    was_sent = TO[action] == State.DRAFT and conference.sent_version_id is not None
    if was_sent and conference.steps.filter(action=Action.RETURNED).exists():
        return State.RETURNED
    return TO[action]


def _why_not(conference: Conference) -> str:
    """What happened before this step could be taken, by whom and when."""
    told = _("The record is “%(state)s” now: this step is not possible.")
    text = told % {"state": conference.get_state_display()}
    last = conference.steps.select_related("by").order_by("-pk").first()
    if last is None:
        return text
    what = {
        "step": last.get_action_display(),
        "who": last.by or _("Somebody"),
        "when": format_datetime(last.at),
    }
    return f"{text} {_('%(step)s: %(who)s, %(when)s.') % what}"


def read_again(conference: Conference) -> None:
    """Lock the row and read it: what is approved is what was saved last."""
    rows = Conference.objects.select_for_update(of=("self",))
    conference.refresh_from_db(from_queryset=rows)


def note_step(
    conference: Conference, action: RecordStep.Action, by: Any, note: str = ""
) -> RecordStep:
    """Add to the record's way; the state is the caller's."""
    return RecordStep.objects.create(
        conference=conference, action=action, by=by, note=note
    )


def _holds(user: Any, action: str, unit_id: int) -> bool:
    return scope_of(user).holds(f"meetings.{action}_conference", unit_id)
