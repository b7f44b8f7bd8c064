"""News for feed readers, as RSS and Atom: of the portal, of a unit, of a section.

Written with Django's generators and without its `Feed` class: that one is shared by
all requests and tells its items nothing of the address at which they are asked for.
Pictures are named as Media RSS, in both forms, because an RSS enclosure must say how
many bytes it has.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import escape
from django.utils.http import http_date
from django.utils.translation import gettext as _

from publishing.public_pages import full_address, public_page
from units.models import Unit

from . import reading
from .models import Article, Section

ENTRIES = 30
MINUTES_TO_KEEP = 15
LARGE = 1600  # of a picture, in pixels
MEDIA = "http://search.yahoo.com/mrss/"


class FeedForm:
    """The two forms in addresses: `rss.xml` and `atom.xml`."""

    regex = "rss|atom"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Pictured:
    """Adds an article's picture to its entry."""

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:media": MEDIA}  # type: ignore[misc]

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)  # type: ignore[misc]
        if not item["picture"]:
            return
        handler.startElement("media:content", item["picture"])
        if item["picture_alt"]:
            handler.addQuickElement("media:description", item["picture_alt"])
        handler.endElement("media:content")


class Rss(Pictured, Rss201rev2Feed):
    pass


class Atom(Pictured, Atom1Feed):
    pass


FORMS: dict[str, type[Rss] | type[Atom]] = {"rss": Rss, "atom": Atom}


@dataclass(frozen=True)
class Channel:
    """What a feed is about. `path` is the page that it follows."""

    title: str
    description: str
    path: str
    articles: Iterable[Article]
    of_one_unit: bool = True


@public_page()
def portal_feed(request: HttpRequest, form: str) -> HttpResponse:
    """Newest news of all units."""
    articles = Article.objects.public().news().newest().with_cards()
    return _answer(
        request,
        form,
        Channel(
            title=_("Ward and commune portal"),
            description=_("News and information from wards and communes"),
            path=reverse("home"),
            articles=articles[:ENTRIES],
            of_one_unit=False,
        ),
    )


@public_page()
def unit_feed(request: HttpRequest, unit: str, form: str) -> HttpResponse:
    """Newest news of a unit."""
    owner = get_object_or_404(Unit.objects.with_names(), slug=unit)
    return _answer(
        request,
        form,
        Channel(
            title=_("News – %(name)s") % {"name": owner},
            description=_("The newest news of %(name)s.") % {"name": owner.full_name},
            path=reverse("news:list", args=[owner.slug]),
            articles=reading.cards(owner).news().newest()[:ENTRIES],
        ),
    )


@public_page()
def section_feed(request: HttpRequest, unit: str, slug: str, form: str) -> HttpResponse:
    """Newest news of a section. What is undated has no feed."""
    sections = Section.objects.with_labels().filter(kind=Section.Kind.NEWS)
    section = get_object_or_404(sections, unit__slug=unit, slug=slug)
    owner = section.unit
    names = {"section": section.name, "name": owner.full_name}
    articles = reading.cards(owner).filter(section=section)
    return _answer(
        request,
        form,
        Channel(
            title=f"{section.name} – {owner}",
            description=_("%(section)s: the newest news of %(name)s.") % names,
            path=section.get_absolute_url(),
            articles=articles.newest()[:ENTRIES],
        ),
    )


def _answer(request: HttpRequest, form: str, channel: Channel) -> HttpResponse:
    feed = FORMS[form](
        title=channel.title,
        description=channel.description,
        subtitle=channel.description,
        link=full_address(channel.path),
        feed_url=full_address(request.path),
        language="vi",
        author_name=channel.title,
        ttl=str(MINUTES_TO_KEEP),  # type: ignore[arg-type]
    )
    for article in channel.articles:
        feed.add_item(**_entry(article, of_one_unit=channel.of_one_unit))
    response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
    response["Last-Modified"] = http_date(feed.latest_post_date().timestamp())
    return response


def _entry(article: Article, *, of_one_unit: bool) -> dict[str, Any]:
    """Return one entry; its identity outlives a new title and so a new address."""
    unit = article.unit
    published = _local(article.published_at)
    name = unit.full_name_on(published.date())
    section = article.section.name if article.section else ""
    number = reverse("news:article_by_number", args=[unit.slug, article.pk])
    return {
        "title": article.title,
        "link": full_address(article.get_absolute_url()),
        "description": escape(article.summary),  # readers take it for HTML
        "author_name": article.author_line or name,
        "categories": [section] if of_one_unit else [section, name],
        "unique_id": full_address(number),
        "unique_id_is_permalink": False,
        "pubdate": published,
        "updateddate": max(published, _local(article.revised_at or published)),
        **_picture(article),
    }


def _picture(article: Article) -> dict[str, Any]:
    photo = article.cover
    if photo is None:
        return {"picture": None}
    width, height = photo.size_of(LARGE)
    return {
        "picture": {
            "url": full_address(photo.url(LARGE)),
            "medium": "image",
            "type": "image/webp",
            "width": str(width),
            "height": str(height),
        },
        "picture_alt": photo.alt,
    }


def _local(moment: datetime | None) -> datetime:
    """Return the moment as in Việt Nam; feeds say the offset."""
    if moment is None:
        raise ValueError("What is published has its time.")
    return timezone.localtime(moment)
