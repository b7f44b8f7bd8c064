"""The steps of a record as buttons: a panel on its page, and what it posts to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from units.scoping import scope_of

from .. import records
from ..models import Conference, RecordStep

Action = RecordStep.Action


def step_context(request: HttpRequest, record: Conference) -> dict[str, Any]:
    """What the panel of `_steps.html` shows to this user."""
    user = request.user
    offers = {
        name: records.may(user, action, record)
        for name, action in (
            ("submit", Action.SUBMITTED),
            ("send_back", Action.SENT_BACK),
            ("approve", Action.APPROVED),
            ("send_up", Action.SENT),
            ("recall", Action.RECALLED),
        )
    }
    if offers["send_back"]:
        offers["recall"] = False  # the same way back, without its remark's reader
    may_change = _may_change(user, record)
    offers["announce"] = may_change and not record.is_public
    offers["hide"] = (
        may_change and record.announced_at is not None and record.public_id is None
    )
    return {
        "offers": offers,
        "offers_any": any(offers.values()),
        "needs_remark": offers["send_back"] or offers["recall"],
        "remark": request.session.pop(_remark_key(record), ""),
        "steps": record.steps.select_related("by"),
        "step_seen": _newest_step(record),
        "versions": record.versions.count(),
    }


def _newest_step(record: Conference) -> str:
    """What a form keeps of the record's way, to know later whether it went on."""
    newest = record.steps.order_by("-pk").values_list("pk", flat=True).first()
    return str(newest or 0)


def _may_change(user: Any, record: Conference) -> bool:
    return scope_of(user).holds("meetings.change_conference", record.unit_id)


@require_http_methods(["GET", "POST"])
def take_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the step named in the form; whoever may not gets 403, elsewhere 404."""
    rows = Conference.objects.viewable_by(request.user)
    record = get_object_or_404(rows.select_related("unit", "campaign"), pk=pk)
    if request.method == "GET":  # from signing in, where the session was over
        return HttpResponseRedirect(desk_path(record))
    note = request.POST.get("note", "")[:1000]
    try:
        with transaction.atomic():
            _refuse_older(record, request.POST.get("seen"))
            _steps(record, request.user, note)[request.POST.get("step", "")]()
    except KeyError:
        messages.error(request, _("There is no such step."))
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
        request.session[_remark_key(record)] = note
    else:
        record.refresh_from_db()
        told = _("Done. The record is now: %(state)s.")
        messages.success(request, told % {"state": record.get_state_display()})
    return HttpResponseRedirect(desk_path(record))


def _refuse_older(record: Conference, seen: str | None) -> None:
    """Nobody approves what a page did not show: it may have been taken back since."""
    Conference.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if seen is not None and seen != _newest_step(record):
        text = _("The record went on after you had opened the page. Look at it again.")
        raise ValidationError(text)


def _steps(record: Conference, user: Any, note: str) -> dict[str, Any]:
    """Each step by the name of its button."""
    both = {"conference": record, "by": user}
    return {
        "announce": lambda: records.announce(**both),
        "hide": lambda: _hide(record, user),
        "submit": lambda: records.submit(**both, note=note),
        "send_back": lambda: records.send_back(**both, note=note),
        "approve": lambda: records.approve(**both),
        "send_up": lambda: records.send_up(**both, note=note),
        "recall": lambda: records.recall(**both, note=note),
    }


def _hide(record: Conference, user: Any) -> None:
    """Take the notice back; what the ward has approved stays."""
    if record.public_id is not None:
        raise PermissionDenied
    records.announce(conference=record, by=user, public=False)


def _remark_key(record: Conference) -> str:
    """Where a remark waits whose step was refused, to be shown again."""
    return f"record-remark-{record.pk}"


def desk_path(record: Conference) -> str:
    return reverse("admin:meetings_conference_change", args=[record.pk])
