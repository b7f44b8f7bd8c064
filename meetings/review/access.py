"""Who may open the pages of the review desk, and which unit they open it for.

Nothing is open by default: whoever reviews nothing is refused, and a campaign or unit
that is not theirs is not there. `meetings.reviewing` is the one definition.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from publishing.numbers import whole_number
from units.models import Unit, UnitParent
from units.periods import within
from units.scoping import scope_of

from ..models import Campaign
from ..reviewing import PERMISSION, campaigns_for, is_reviewer, reviewing_units
from ..views import private

UNIT = "don_vi"  # the parameter that names a unit

View = Callable[..., HttpResponse]


def reviewers_page(view: View) -> View:
    """Mark a page of the review desk: signed in, a reviewer, and kept nowhere."""

    @private
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not is_reviewer(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return page


def campaign_or_404(user: Any, pk: int) -> Campaign:
    """The campaign, if it is one of the user's desk; with its unit and periods."""
    rows = campaigns_for(user).select_related("unit__custodian")
    rows = rows.prefetch_related("unit__names", "tiers")
    return get_object_or_404(rows, pk=pk)


def desks_in(user: Any, campaign: Campaign) -> list[Unit]:
    """The units in whose name the user reviews the campaign, own ones first.

    Its leading unit where that is the user's, else those directly below it that are.
    """
    units = reviewing_units(user)
    if scope_of(user).everywhere or campaign.unit_id in units:
        return [campaign.unit]
    below = UnitParent.objects.filter(
        within(campaign.as_of, "valid_from", "valid_to"),
        unit__in=units,
        parent=campaign.unit_id,
    )
    found = Unit.objects.filter(pk__in=below.values("unit")).with_names().in_order()
    own = scope_of(user).units(PERMISSION)
    return sorted(found, key=lambda unit: unit.pk not in own)


def desk_or_404(request: HttpRequest, campaign: Campaign) -> Unit:
    """The unit in whose name the user reviews the campaign: the one asked for."""
    desks = desks_in(request.user, campaign)
    asked = unit_asked(request)
    for desk in desks:
        if asked in {None, desk.pk}:
            return desk
    raise Http404


def unit_asked(request: HttpRequest) -> int | None:
    """The id under "don_vi" of an address or a form; None without one.

    Raises Http404 for what is no number.
    """
    text = request.POST.get(UNIT) or request.GET.get(UNIT)
    if not text:
        return None
    number = whole_number(text)
    if number is None:
        raise Http404
    return number
