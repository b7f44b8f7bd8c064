"""Lists of news: of the portal, of a unit, of one section, month or tag."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from publishing.days import midnight
from publishing.paging import NEWER, OLDER, Page, page_of
from publishing.public_pages import public_page
from publishing.vietnamese import sort_key
from units.models import Unit

from . import reading
from .filters import PARAMETERS, NewsFilter
from .models import Article, Section
from .querysets import ArticleQuerySet

PINNED = 3
TAGS = 200


@public_page(OLDER, NEWER, *PARAMETERS)
def portal_list(request: HttpRequest) -> HttpResponse:
    """The news of all units, newest first."""
    articles = Article.objects.public().news().with_cards()
    return render(request, "news/portal_list.html", _listing(request, articles))


@public_page(OLDER, NEWER, *PARAMETERS)
def news_list(request: HttpRequest, unit: str) -> HttpResponse:
    """All news of a unit, newest first, under what the unit has pinned."""
    context = _frame(unit)
    articles = reading.cards(context["unit"]).news()
    context |= _listing(request, articles, sections=context["sections"], pins=PINNED)
    return render(request, "news/list.html", context)


@public_page(OLDER, NEWER, *PARAMETERS)
def section(request: HttpRequest, unit: str, slug: str) -> HttpResponse:
    """One section of a unit: dated news, or undated information."""
    context = _frame(unit)
    shown: Section = get_object_or_404(context["unit"].sections.all(), slug=slug)
    articles = reading.cards(context["unit"]).filter(section=shown)
    context |= {"section": shown}
    context |= _listing(request, articles, pins=PINNED if shown.is_news else 0)
    return render(request, "news/section.html", context)


@public_page(OLDER, NEWER)
def tag(request: HttpRequest, unit: str, slug: str) -> HttpResponse:
    """Everything public under one tag. A tag of drafts alone is not told of."""
    context = _frame(unit)
    found = get_object_or_404(context["unit"].tags.all(), slug=slug)
    articles = reading.cards(context["unit"]).filter(tags=found)
    page = _with_views(page_of(articles, request.GET))
    if not page.rows and not articles.exists():
        raise Http404
    return render(request, "news/tag.html", {**context, "tag": found, "page": page})


@public_page()
def tags(request: HttpRequest, unit: str) -> HttpResponse:
    """The unit's tags in alphabetical order, with the number of articles of each."""
    context = _frame(unit)
    public = Count("articles", filter=Q(articles__in=Article.objects.public()))
    used = context["unit"].tags.annotate(count=public).filter(count__gt=0)
    most = used.order_by("-count", "slug")[:TAGS]
    context["tags"] = sorted(most, key=lambda one: sort_key(one.name))
    return render(request, "news/tags.html", context)


@public_page()
def archive(request: HttpRequest, unit: str) -> HttpResponse:
    """The months in which the unit published, with the number of articles of each."""
    context = _frame(unit)
    months = (
        context["unit"]
        .articles.public()
        .news()
        .order_by()
        .annotate(month=TruncMonth("published_at"))
        .values("month")
        .annotate(count=Count("pk"))
        .order_by("-month")
    )
    years = groupby(months, key=lambda row: row["month"].year)
    context["years"] = [(year, list(rows)) for year, rows in years]
    return render(request, "news/archive.html", context)


@public_page(OLDER, NEWER)
def month(request: HttpRequest, unit: str, year: int, month: int) -> HttpResponse:
    """The news of one month, and the way to the months before and after."""
    first, end = _bounds(year, month)
    context = _frame(unit)
    articles = reading.cards(context["unit"]).news()
    within = articles.filter(published_at__gte=first, published_at__lt=end)
    before = articles.filter(published_at__lt=first).newest().first()
    after = articles.filter(published_at__gte=end).newest().reverse().first()
    context |= {
        "first": first,
        "page": _with_views(page_of(within, request.GET)),
        "before": before.published_at if before else None,
        "after": after.published_at if after else None,
    }
    return render(request, "news/month.html", context)


def _bounds(year: int, month: int) -> tuple[Any, Any]:
    """The beginning of the month and of the next; 404 for what is no month."""
    try:
        first = date(year, month, 1)
        return midnight(first), midnight((first + timedelta(days=31)).replace(day=1))
    except (ValueError, OverflowError) as error:
        raise Http404 from error


def _frame(slug: str) -> dict[str, Any]:
    return reading.frame(get_object_or_404(Unit, slug=slug))


def _listing(
    request: HttpRequest,
    articles: ArticleQuerySet,
    *,
    sections: Iterable[Section] = (),
    pins: int = 0,
) -> dict[str, Any]:
    """The page that was asked for, its filter, and what stands pinned above it.

    Pinned articles leave their place in the list while they stand above its first
    page. A narrowed list pins nothing: there every article has its place.
    """
    filters = NewsFilter(request.GET, articles, sections)
    if not filters.is_valid():
        return {"filter": filters, "page": Page(is_first=True), "pinned": []}
    pinned = [] if filters.kept or not pins else list(articles.pinned()[:pins])
    rest = filters.qs.exclude(pk__in=[one.pk for one in pinned])
    page = page_of(rest, request.GET, kept=filters.kept)
    if not page.is_first:
        pinned = []
    reading.with_views([*pinned, *page.rows])
    return {"filter": filters, "page": page, "pinned": pinned}


def _with_views(page: Page) -> Page:
    reading.with_views(page.rows)
    return page
