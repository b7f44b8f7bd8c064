"""The public pages on which people find their unit; nothing here needs a script."""

from __future__ import annotations

import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from publishing.public_pages import public_page

from .finding import (
    LAST_DAY_OF_DISTRICTS,
    by_kind,
    entries_below,
    find,
    provinces_on,
)
from .frames import load_frames
from .kinds import UnitTier
from .models import Unit

QUERY = "ten"
RESULTS = 20
SUGGESTIONS = 8


@public_page(QUERY)
def finder(request: HttpRequest) -> HttpResponse:
    """Search, and below it the provinces of today."""
    context = {
        "answer": find(request.GET.get(QUERY, ""), RESULTS),
        "provinces": provinces_on(timezone.localdate()),
        "is_former": False,
    }
    return render(request, "units/finder.html", context)


@public_page()
def former(request: HttpRequest) -> HttpResponse:
    """Search, and below it the provinces of the last day before the reform."""
    context = {"provinces": provinces_on(LAST_DAY_OF_DISTRICTS), "is_former": True}
    return render(request, "units/finder.html", context)


@public_page(QUERY)
def suggestions(request: HttpRequest) -> HttpResponse:
    """Return a part of the finder's page: what is found while somebody types."""
    answer = find(request.GET.get(QUERY, ""), SUGGESTIONS)
    response = render(request, "units/_findings.html", {"answer": answer})
    response["X-Robots-Tag"] = "noindex"
    return response


@public_page()
def province(request: HttpRequest, slug: str) -> HttpResponse:
    """The wards and communes of a province today."""
    return _below(request, slug, timezone.localdate(), [UnitTier.PROVINCE])


@public_page()
def former_unit(request: HttpRequest, slug: str) -> HttpResponse:
    """The districts of a province, or the communes of a district, before the reform."""
    tiers = [UnitTier.PROVINCE, UnitTier.DISTRICT]
    return _below(request, slug, LAST_DAY_OF_DISTRICTS, tiers)


def _below(
    request: HttpRequest, slug: str, day: datetime.date, tiers: list[UnitTier]
) -> HttpResponse:
    place = get_object_or_404(Unit, slug=slug, tier__in=tiers)
    if not place.exists_on(day):
        raise Http404
    load_frames([place])
    is_former = day == LAST_DAY_OF_DISTRICTS
    above, entries = place.parent_on(day), entries_below(place, day)
    context = {
        "place": place,
        "name": place.full_name_on(day),
        "above": above,
        "above_name": above.full_name_on(day) if above else "",
        "day": day,
        "is_former": is_former,
        "lists_districts": is_former and place.tier == UnitTier.PROVINCE,
        "groups": by_kind(entries),
        "count": len(entries),
    }
    return render(request, "units/below.html", context)
