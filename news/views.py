"""The public pages of news: the same for every reader, without cookie or form."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from gallery.models import AlbumPhoto
from publishing.public_pages import full_address, public_page

from . import reading
from .article_page import around, share_links
from .models import Article, ArticleAttachment


@public_page()
def article(request: HttpRequest, unit: str, pk: int, slug: str = "") -> HttpResponse:
    """One article. Any other address of a public one leads to the true one.

    What is not public answers like what never was: it is looked for once, by its
    number among the public ones.
    """
    found = get_object_or_404(_whole(), pk=pk)
    if (unit, slug) != (found.unit.slug, found.slug):
        return redirect(found, permanent=True)
    address = full_address(found.get_absolute_url())
    context = {**_article_context(found), "share": share_links(address)}
    return render(request, "news/article.html", context)


def _whole() -> QuerySet[Article]:
    entries = AlbumPhoto.objects.select_related("photo").order_by("position", "pk")
    files = ArticleAttachment.objects.select_related("file")
    return (
        Article.objects.public()
        .select_related("section", "cover", "album", "unit", "recording")
        .prefetch_related(
            Prefetch("album__entries", entries), Prefetch("attachments", files), "tags"
        )
    )


def _article_context(found: Article) -> dict[str, object]:
    unit = found.unit
    if found.section:
        found.section.unit = unit  # the menu asks where the section lies
    reading.with_views([found])
    return {
        **reading.frame(unit),
        **reading.pictures(found),
        "article": found,
        "section": found.section,
        "files": found.attachments.all(),
        "tags": found.tags.all(),
        **around(found),
    }
