"""The home pages, which show what several apps know: the portal's and a unit's."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from news import reading
from news.models import Article
from publishing.public_pages import public_page
from units.frames import load_frames, origins
from units.models import Unit

STORIES = 3
PORTAL_STORIES = 4
PORTAL_HEADLINES = 8
HEADLINES = 6
NEWEST = 60  # so many newest articles fill a home page, sections included
DIGEST = 4
MAX_UNITS = 120


@public_page()
def portal_home(request: HttpRequest) -> HttpResponse:
    """Newest news of all units, and the units that have any."""
    newest = Article.objects.public().news().newest().with_cards()
    shown = reading.with_views(newest[: 1 + PORTAL_STORIES + PORTAL_HEADLINES])
    units = _units_with_articles()
    load_frames(units)
    context = {
        **_split(shown, PORTAL_STORIES),
        "living": [unit for unit in units if not unit.is_ended()],
        "ended": [unit for unit in units if unit.is_ended()],
    }
    return render(request, "home.html", context)


@public_page()
def unit_home(request: HttpRequest, slug: str) -> HttpResponse:
    """A unit's news, useful information, contacts and office hours."""
    unit = get_object_or_404(Unit, slug=slug)
    newest = list(reading.cards(unit).news().newest()[:NEWEST])
    shown = reading.with_views(newest[: 1 + STORIES + HEADLINES])
    information = reading.information(unit)
    frame = reading.frame(unit)
    context = {
        **frame,
        **_split(shown, STORIES),
        "digests": reading.by_section(
            newest[len(shown) :], frame["sections"], each=DIGEST
        ),
        "information": information,
        "information_sections": [s for s in frame["sections"] if not s.is_news],
        "contacts": list(unit.contacts.all()),
        "origins": origins(unit),
    }
    return render(request, "units/home.html", context)


def _split(shown: Sequence[Article], stories: int) -> dict[str, object]:
    """Divide the newest articles between the parts of a home page."""
    return {
        "lead": shown[0] if shown else None,
        "stories": shown[1 : 1 + stories],
        "headlines": shown[1 + stories :],
    }


def _units_with_articles() -> list[Unit]:
    public = Article.objects.public().filter(unit=OuterRef("pk"))
    units = Unit.objects.with_pages().filter(Exists(public)).in_order()
    return list(units[:MAX_UNITS])
