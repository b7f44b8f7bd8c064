"""The public pages of coordination programmes: a unit's list, one, and a body's."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from news import reading
from publishing.paging import NEWER, OLDER, Page, by_year, page_of
from publishing.public_pages import public_page
from units.frames import load_frames
from units.models import Body, Unit

from .models import Party, Programme
from .models.programme import ProgrammeQuerySet
from .programme_filter import PARAMETERS, ProgrammeFilter
from .programme_list import cards_of
from .programme_matrix import PARAMETERS as OF_MATRIX
from .programme_matrix import matrix_asked
from .programme_parties import body_address, body_name, choices
from .promises import promises_of
from .public_programme import PublicProgramme

PAGE_SIZE = 12


@public_page(OLDER, NEWER, *PARAMETERS, *OF_MATRIX)
def programmes(request: HttpRequest, unit: str) -> HttpResponse:
    """A unit's programmes, newest first, narrowed as asked."""
    context = reading.frame(get_object_or_404(Unit, slug=unit))
    owner: Unit = context["unit"]
    rows = Programme.objects.public().filter(unit=owner).with_standing()
    facts = list(_standings(rows))
    parties = choices(_parties(owner))
    narrowed = ProgrammeFilter(request.GET, rows, facts, parties)
    page = Page(is_first=True)
    if narrowed.is_valid():
        page = page_of(
            narrowed.qs,
            request.GET,
            by=by_year("year"),
            size=PAGE_SIZE,
            kept=narrowed.kept,
        )
    context |= {
        "filter": narrowed,
        "page": page,
        "cards": cards_of(page.rows, owner),
        "is_empty": not facts,
        "party_url": _page_of_party(narrowed),
        "matrix": matrix_asked(owner, request.GET),
    }
    return render(request, "meetings/programmes.html", context)


def _standings(rows: ProgrammeQuerySet) -> Any:
    """Year and standing of the programmes, each pair once."""
    facts: Any = rows.order_by()
    return facts.values_list("year", "standing").distinct()


def _parties(owner: Unit) -> Any:
    """The parties of the unit's programmes: name as written, number of the body."""
    public = Programme.objects.public().filter(unit=owner)
    rows = Party.objects.filter(programme__in=public).order_by()
    return rows.values_list("name", "body").distinct()


def _page_of_party(narrowed: ProgrammeFilter) -> str:
    """The page of the body that the list is narrowed to, if it is one."""
    party = narrowed.party
    if party is None or party.body is None:
        return ""
    bodies = Body.objects.select_related("unit", "kind")
    return body_address(bodies.get(pk=party.body))


@public_page()
def programme(request: HttpRequest, unit: str, pk: int, slug: str = "") -> HttpResponse:
    """One programme. Any other address of a public one leads to the true one.

    What is not public answers like what never was.
    """
    rows = Programme.objects.public().with_standing()
    rows = rows.select_related("unit", "document__unit", "document__file")
    found = get_object_or_404(rows.defer("document__words"), pk=pk)
    if request.path != found.get_absolute_url():
        return redirect(found, permanent=True)
    context = {
        **reading.frame(found.unit),
        "programme": found,
        "shown": PublicProgramme(found, timezone.localdate()),
        "trail": reverse("meetings:programmes", args=[found.unit.slug]),
    }
    return render(request, "meetings/programme.html", context)


@public_page()
def programmes_of_body(
    request: HttpRequest, unit: str, pk: int, slug: str = ""
) -> HttpResponse:
    """All that a body has promised; 404 for one of which nothing is public."""
    body = get_object_or_404(Body.objects.select_related("unit", "kind"), pk=pk)
    found = promises_of(body, timezone.localdate())
    if not found:
        raise Http404
    if request.path != body_address(body):
        return redirect(body_address(body), permanent=True)
    load_frames([body.unit])
    context: dict[str, Any] = {
        **reading.frame(body.unit),
        "body": body,
        "name": body_name(body),
        "promises": found,
        "address": body_address(body),
        "trail": reverse("meetings:programmes", args=[body.unit.slug]),
        "has_list": Programme.objects.public().filter(unit=body.unit).exists(),
    }
    return render(request, "meetings/programmes_of_body.html", context)
