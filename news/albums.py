"""Albums as pages of their own: the pictures of the unit's public articles."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from gallery.models import AlbumPhoto
from publishing.paging import NEWER, OLDER, page_of
from publishing.public_pages import public_page
from units.models import Unit

from . import reading
from .models import Article
from .querysets import ArticleQuerySet

FEWEST = 2  # one picture alone stands in its article and makes no album
SHOWN_AT_HOME = 4


@public_page(OLDER, NEWER)
def album_list(request: HttpRequest, unit: str) -> HttpResponse:
    """The unit's albums, newest first."""
    context = reading.frame(get_object_or_404(Unit, slug=unit))
    page = page_of(with_albums(reading.cards(context["unit"])), request.GET)
    return render(request, "news/albums.html", {**context, "page": page})


@public_page()
def album(request: HttpRequest, unit: str, pk: int) -> HttpResponse:
    """All pictures of one public article, by the number of its album."""
    articles = Article.objects.public().select_related(
        "section", "unit", "album", "cover"
    )
    found = get_object_or_404(_with_entries(articles), album=pk)
    if found.unit.slug != unit:
        return redirect("news:album", found.unit.slug, pk, permanent=True)
    context = {
        **reading.frame(found.unit),
        "article": found,
        "entries": found.album.entries.all(),
    }
    return render(request, "news/album.html", context)


def with_albums(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Keep the articles with enough pictures for an album; `pictures` says how many."""
    entries = AlbumPhoto.objects.filter(album=OuterRef("album")).order_by()
    count = entries.values("album").annotate(count=Count("pk")).values("count")
    pictures = Coalesce(Subquery(count, output_field=IntegerField()), 0)
    found: Any = articles.filter(album__isnull=False).annotate(pictures=pictures)
    return found.filter(pictures__gte=FEWEST)


def newest_album(unit: Unit) -> dict[str, Any]:
    """Return `album_article` and its first `entries`; nothing where there is none."""
    articles = with_albums(reading.cards(unit)).select_related("album")
    found = _with_entries(articles).newest().first()
    if found is None or found.album is None:
        return {}
    entries = list(found.album.entries.all()[:SHOWN_AT_HOME])
    return {"album_article": found, "entries": entries}


def _with_entries(articles: ArticleQuerySet) -> ArticleQuerySet:
    entries = AlbumPhoto.objects.select_related("photo").order_by("position", "pk")
    return articles.prefetch_related(Prefetch("album__entries", entries))
