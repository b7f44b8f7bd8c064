"""The home pages, which show what several apps know: the portal's and a unit's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from news import reading
from news.albums import newest_album
from news.lists import PINNED
from news.models import Article
from news.querysets import ArticleQuerySet
from publishing.days import midnight
from publishing.public_pages import public_page
from traffic.periods import monday_of, visits
from units.finding import LAST_DAY_OF_DISTRICTS
from units.frames import load_frames, origins
from units.kinds import UnitTier
from units.models import Unit

from .coming import coming_in, under_way

STORIES = 3
PORTAL_STORIES = 4
PORTAL_HEADLINES = 8
HEADLINES = 6
NEWEST = 60  # so many newest articles fill a home page, sections included
DIGEST = 4
MAX_UNITS = 120
TIERS_WITH_LISTS = {UnitTier.PROVINCE, UnitTier.DISTRICT}


@dataclass(frozen=True)
class Figures:
    """What happened today, and this week from Monday on."""

    articles_today: int
    articles_this_week: int
    units: int


@dataclass(frozen=True)
class Above:
    """A unit above another: today, or `until` a day that is over."""

    unit: Unit
    url: str
    until: date | None = None

    @property
    def is_former(self) -> bool:
        return self.until is not None


@public_page()
def portal_home(request: HttpRequest) -> HttpResponse:
    """Finding one's unit, the newest news of all, and today's figures."""
    newest = Article.objects.public().news().newest().with_cards()
    shown = reading.with_views(newest[: 1 + PORTAL_STORIES + PORTAL_HEADLINES])
    units = _units_with_articles()
    load_frames(units)
    living = [unit for unit in units if not unit.is_ended()]
    context = {
        **_split(shown, PORTAL_STORIES),
        "living": living,
        "ended": [unit for unit in units if unit.is_ended()],
        "under_way": under_way(),
        "figures": _figures(),
        "visits": visits(),
        "last_day_of_districts": LAST_DAY_OF_DISTRICTS,
    }
    return render(request, "home.html", context)


@public_page()
def unit_home(request: HttpRequest, slug: str) -> HttpResponse:
    """A unit's news, useful information, contacts and office hours."""
    unit = get_object_or_404(Unit, slug=slug)
    pinned = list(reading.cards(unit).news().pinned()[:PINNED])
    newest = list(reading.cards(unit).news().newest()[: NEWEST + len(pinned)])
    newest = [*pinned, *(one for one in newest if one not in pinned)]
    shown = reading.with_views(newest[: 1 + STORIES + HEADLINES])
    frame = reading.frame(unit)
    context = {
        **frame,
        **_split(shown, STORIES),
        **newest_album(unit),
        "digests": reading.by_section(
            newest[len(shown) :], frame["sections"], each=DIGEST
        ),
        "coming": coming_in(unit),
        "information": reading.information(unit),
        "information_sections": [s for s in frame["sections"] if not s.is_news],
        "contacts": list(unit.contacts.all()),
        "origins": origins(unit),
        **_above_and_below(unit),
        "visits": visits(unit.pk),
    }
    return render(request, "units/home.html", context)


def _above_and_below(unit: Unit) -> dict[str, object]:
    """Where the unit belongs and belonged, and the list of what lies below it."""
    belongs = []
    before = unit.parent_on(LAST_DAY_OF_DISTRICTS)
    now = unit.parent_on()
    if now and not unit.is_ended() and now.tier == UnitTier.PROVINCE:
        belongs.append(Above(now, reverse("directory:province", args=[now.slug])))
    if (before and before != now) or unit.is_ended():
        belongs += _former(unit, before or now)
    below = ""
    if unit.tier == UnitTier.PROVINCE and not unit.is_ended():
        below = reverse("directory:province", args=[unit.slug])
    elif unit.tier in TIERS_WITH_LISTS and unit.exists_on(LAST_DAY_OF_DISTRICTS):
        below = reverse("directory:former_unit", args=[unit.slug])
    return {"belongs": belongs, "below_url": below}


def _former(unit: Unit, above: Unit | None) -> list[Above]:
    """Where the unit belonged to the end, or until the districts ended."""
    if above is None or not above.exists_on(LAST_DAY_OF_DISTRICTS):
        return []
    until = min(unit.ended_on or LAST_DAY_OF_DISTRICTS, LAST_DAY_OF_DISTRICTS)
    url = reverse("directory:former_unit", args=[above.slug])
    return [Above(above, url, until)]


def _split(shown: Sequence[Article], stories: int) -> dict[str, object]:
    """Divide the newest articles between the parts of a home page."""
    return {
        "lead": shown[0] if shown else None,
        "stories": shown[1 : 1 + stories],
        "headlines": shown[1 + stories :],
    }


def _figures() -> Figures:
    today = timezone.localdate()
    begun, tomorrow = midnight(today), midnight(today + timedelta(days=1))
    monday = midnight(monday_of(today))
    news = Article.objects.public().news()
    week = news.filter(published_at__gte=monday, published_at__lt=tomorrow)
    counts = week.aggregate(
        all=Count("pk"), today=Count("pk", filter=Q(published_at__gte=begun))
    )
    units = Unit.objects.with_pages().valid_on(today).filter(Exists(_public_here()))
    return Figures(counts["today"], counts["all"], units.count())


def _units_with_articles() -> list[Unit]:
    units = Unit.objects.with_pages().filter(Exists(_public_here())).in_order()
    return list(units[:MAX_UNITS])


def _public_here() -> ArticleQuerySet:
    return Article.objects.public().filter(unit=OuterRef("pk"))
