"""The register of documents, as Decree 42/2022 asks it to be read."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from publishing.paging import NEWER, OLDER, by_known_day, page_of
from publishing.public_pages import public_page
from units.frames import load_frames
from units.models import Unit

from .filters import PARAMETERS, RegisterFilter
from .models import OfficialDocument

PAGE_SIZE = 20
BY_ISSUE = by_known_day("issued_on")


@public_page(*PARAMETERS, OLDER, NEWER)
def register(request: HttpRequest, unit: str) -> HttpResponse:
    """The unit's public documents, newest first, narrowed as asked."""
    owner = _unit(unit)
    documents = OfficialDocument.objects.filter(unit=owner).public()
    asked = RegisterFilter(request.GET, documents)
    rows = asked.found().select_related("file").defer("words", "note")
    rows = rows.prefetch_related("issuers")
    page = page_of(rows, request.GET, by=BY_ISSUE, size=PAGE_SIZE, kept=asked.kept)
    for document in page.rows:
        document.unit = owner  # it is theirs: addresses ask nothing
    context = {"unit": owner, "page": page, "filter": asked}
    return render(request, "documents/list.html", context)


@public_page()
def document(request: HttpRequest, unit: str, pk: int, slug: str = "") -> HttpResponse:
    """One document with all that is known of it; a wrong address leads to its own."""
    owner = _unit(unit)
    known = OfficialDocument.objects.public().filter(pk=pk).defer("words")
    found = get_object_or_404(
        known.select_related("file", "unit").prefetch_related(
            "issuers", *(_related(name) for name in ("replaces", "replaced_by"))
        )
    )
    if request.path != found.get_absolute_url():
        return redirect(found, permanent=True)
    context = {
        "unit": owner,
        "document": found,
        "successor": _ended_by(found),
        "trail": reverse("documents:list", args=[owner.slug]),
    }
    return render(request, "documents/detail.html", context)


def _unit(slug: str) -> Unit:
    owner = get_object_or_404(Unit, slug=slug)
    load_frames([owner])
    return owner


def _related(name: str) -> Prefetch:
    rows = OfficialDocument.objects.public().defer("words").select_related("unit")
    return Prefetch(name, rows.newest())


def _ended_by(document: Any) -> OfficialDocument | None:
    """The newest document in force that replaces this one, whatever this one says."""
    replacing = document.replaced_by.all()
    in_force = OfficialDocument.Force.IN_FORCE
    return next((one for one in replacing if one.force == in_force), None)
