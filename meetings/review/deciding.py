"""The page on which one record is reviewed: returned, approved, and amended after that.

Whatever is typed stands on the answer again, where something is wrong with it and
where somebody else decided first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import amendments, review_steps, reviewing
from ..invariants import faults_of
from ..models import Conference, RecordStep, State
from ..models.review import LONGEST_REMARK
from .access import reviewers_page
from .record import ReviewedRecord, gone_words, record_or_404
from .said import CONFIRM, NOTE, Places, Typed

TOLD = "noi-dung"  # where the answer stands on the page, first of all
Step = Callable[[Conference, Typed, Any], str]


@reviewers_page
@require_http_methods(["GET", "HEAD", "POST"])
def review_record(request: HttpRequest, pk: int) -> HttpResponse:
    """One record; the step taken with it, or what is wrong with what was typed."""
    if request.method != "POST":
        record = record_or_404(request.user, pk)
        return _page(request, record, Typed())
    record = _once_sent(request.user, pk)
    step = STEPS.get(request.POST.get("step", ""))
    if step is None:
        raise Http404
    typed = Typed(request.POST)
    try:
        _refuse_unread(record, typed)
        told = step(record, typed, request.user)
    except ValidationError as error:
        typed.take(error)
        return _page(request, record, typed, status=422)
    messages.success(request, told)
    address = reverse("meetings:review_record", args=[pk])
    return redirect(f"{address}#{TOLD}")


def _refuse_unread(record: Conference, typed: Typed) -> None:
    """Whoever decides says which version the page showed; without it none was read."""
    is_to_decide = record.state == State.SENT and record.sent_version_id is not None
    if is_to_decide and typed.version is None:
        raise ValidationError(_("Open the record and read it first, then decide."))


def _once_sent(user: Any, pk: int) -> Conference:
    """A record of the user's that was sent up at some time: also one taken back since.

    Whoever is typing about it is told so, instead of losing what was typed.
    """
    sent = RecordStep.objects.filter(conference=pk, action=RecordStep.Action.SENT)
    found = get_object_or_404(Conference.objects.select_related("unit"), pk=pk)
    is_known = found.is_sent_up or sent.exists()
    if not (is_known and reviewing.may_review(user, found)):
        raise Http404
    return found


def _page(
    request: HttpRequest, record: Conference, typed: Typed, status: int = 200
) -> HttpResponse:
    """The page of the record as it is now."""
    rows = reviewing.records_for(request.user).filter(pk=record.pk)
    if not rows.exists():
        return _gone(request, record, typed)
    reviewed = ReviewedRecord(
        record_or_404(request.user, record.pk), request.user, typed
    )
    context = {
        "reviewed": reviewed,
        "record": reviewed.content,
        "conference": reviewed.conference,
        **_frame(request.user, reviewed.conference),
        "typed": typed,
        "longest": LONGEST_REMARK,
        "kept": reviewed.places.kept(all_of_them=not reviewed.may_decide),
    }
    return render(request, "meetings/review/record.html", context, status=status)


def _gone(request: HttpRequest, record: Conference, typed: Typed) -> HttpResponse:
    context = {
        **_frame(request.user, record),
        "words": gone_words(),
        "kept": Places(typed).kept(all_of_them=True),
    }
    return render(request, "meetings/review/gone.html", context, status=409)


def _frame(user: Any, record: Conference) -> dict[str, Any]:
    """The unit whose name the page wears, and the campaign if it is on the desk."""
    above = reviewing.reviewing_unit_of(record)
    campaigns = reviewing.campaigns_for(user).filter(conferences=record)
    return {
        "wearing": above,
        "wearing_name": above.full_name_on(record.day) if above else "",
        "campaign": record.campaign if campaigns.exists() else None,
        "tab": "record",
    }


# The steps


def _return(record: Conference, typed: Typed, by: Any) -> str:
    remarks, note = typed.remarks(), typed.note
    if not (remarks or note):
        told = _(
            "Write a remark at what has to be corrected, or about the whole record."
        )
        raise ValidationError({NOTE: told})
    review_steps.return_for_correction(
        conference=record, by=by, remarks=remarks, note=note, version=typed.version
    )
    return _("Returned to the ward, with your remarks.")


def _accept(record: Conference, typed: Typed, by: Any) -> str:
    if typed.keys or typed.note:
        told = _(
            "You have written remarks. Return the record, or empty them to approve."
        )
        raise ValidationError({CONFIRM: told})
    if not typed.confirms and faults_of(record):
        told = _("Something does not add up. Tick that you approve it all the same.")
        raise ValidationError({CONFIRM: told})
    review_steps.accept(conference=record, by=by, version=typed.version)
    return _("Approved. From now on the figures do not change.")


def _amend(record: Conference, typed: Typed, by: Any) -> str:
    amendments.amend(
        conference=record,
        target=typed.target,
        value=typed.new_value(),
        reason=typed.reason,
        by=by,
        version=typed.version,
    )
    return _("Amended. Readers see the old and the new value.")


STEPS: dict[str, Step] = {"return": _return, "accept": _accept, "amend": _amend}
