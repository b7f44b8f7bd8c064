"""What the public pages of a unit show around and between its articles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from traffic.counting import totals
from units.frames import load_frames
from units.models import Unit

from .models import Article, Section
from .querysets import ArticleQuerySet

KIND = "news.article"  # the name under which views of articles are counted


@dataclass(frozen=True)
class SectionDigest:
    """A section and its newest articles."""

    section: Section
    articles: list[Article]


def sections_in_use(unit: Unit) -> list[Section]:
    """The unit's sections that hold something to read, in the unit's order."""
    public = Article.objects.public().filter(section=OuterRef("pk"))
    sections = unit.sections.filter(Exists(public)).order_by("order", "name", "pk")
    return list(sections)


def cards(unit: Unit) -> ArticleQuerySet:
    """The unit's public articles with all that a card shows."""
    articles = unit.articles.public()  # these know their unit without a join
    return articles.select_related("section", "cover").defer("body")


def information(unit: Unit, limit: int = 8) -> list[Article]:
    """The unit's undated pages, in the order of their sections."""
    pages = (
        unit.articles.public().information().order_by("section__order", "title", "pk")
    )
    return list(pages.only("title", "slug", "unit")[:limit])


def with_views(articles: Iterable[Any]) -> list[Any]:
    """Give each article its number of views as `views`, in one query."""
    articles = list(articles)
    views = totals(KIND, [article.pk for article in articles])
    for article in articles:
        article.views = views[article.pk]
    return articles


def by_section(
    articles: Iterable[Article], sections: Iterable[Section], *, each: int
) -> list[SectionDigest]:
    """Divide articles, already in order, among `sections`: at most `each` to one.

    A section without any of these articles is left out.
    """
    groups: dict[int | None, list[Article]] = {}
    for article in articles:
        groups.setdefault(article.section_id, []).append(article)
    return [
        SectionDigest(section, groups[section.pk][:each])
        for section in sections
        if section.pk in groups
    ]


def pictures(article: Article) -> dict[str, Any]:
    """Return the album without the cover, and the caption the cover has in it.

    The cover stands above the text already.
    """
    entries = list(article.album.entries.all()) if article.album else []
    of_cover = [entry for entry in entries if entry.photo_id == article.cover_id]
    caption = of_cover[0].caption if of_cover else ""
    rest = [entry for entry in entries if entry not in of_cover]
    return {"cover_caption": caption, "entries": rest}


def frame(unit: Unit) -> dict[str, Any]:
    """Return the context that every page of a unit needs: `unit`, `sections`."""
    load_frames([unit])
    return {"unit": unit, "sections": sections_in_use(unit)}
