"""The site map for search engines: an index, and files of rows in a range of numbers.

A row's number never changes, so neither does the file in which it stands: a new
article changes the last file of its kind and the index, nothing else. Each file is
read from an index of the database at any depth, where pages by OFFSET would cost the
more the further back they lie (bench/sitemaps.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from documents.models import OfficialDocument
from gallery.models import PhotoUse
from meetings.campaigns import begun, campaign_address, with_figures
from meetings.models import Programme, RecordCard
from meetings.programme_parties import body_address
from meetings.promises import with_promises
from news.models import Article, Section
from news.reading import KIND
from publishing.public_pages import public_page
from units.models import Contact, Unit

# The protocol allows 50,000 addresses and 50 MB a file: this is a few MB at most.
ROWS = 2_000
IMAGES = 100  # of one article
NEWS_DAYS = 2
NEWS_ENTRIES = 1_000
LARGE = 1600  # of a picture, in pixels
# What stands beside the units and is worth finding.
PAGES = (
    "home",
    "news:portal_list",
    "directory:finder",
    "directory:former",
    "statistics",
    "site_map",
    "meetings:data",
)

NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
    ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)


@dataclass(frozen=True)
class Entry:
    """One address; `more` is XML that belongs to it."""

    path: str
    changed: datetime | None = None
    images: tuple[str, ...] = ()
    more: str = ""


@dataclass(frozen=True)
class Kind:
    """Rows that have pages: which, what each one says, and when any last changed."""

    rows: Callable[[], QuerySet[Any]]
    entries: Callable[[QuerySet[Any]], Iterable[Entry]]
    changed: Any = None


@public_page()
def index(request: HttpRequest) -> HttpResponse:
    """Name the files in which there is something."""
    files = [Entry(reverse("sitemap_pages")), *_files()]
    if _recent().exists():
        files.insert(1, Entry(reverse("sitemap_news")))
    return _answer("sitemapindex", "sitemap", files)


@public_page()
def pages(request: HttpRequest) -> HttpResponse:
    """The portal's own pages."""
    return _answer("urlset", "url", [Entry(reverse(name)) for name in PAGES])


@public_page()
def chunk(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """One file: the rows numbered from `number` × ROWS on."""
    found = KINDS.get(kind)
    if found is None:
        raise Http404
    within = {"pk__gte": number * ROWS, "pk__lt": (number + 1) * ROWS}
    entries = list(found.entries(found.rows().filter(**within).order_by("pk")))
    if not entries:
        raise Http404
    return _answer("urlset", "url", entries)


@public_page()
def recent_news(request: HttpRequest) -> HttpResponse:
    """News of the last two days, as news search engines want it."""
    rows = _recent().newest().with_cards()[:NEWS_ENTRIES]
    return _answer("urlset", "url", [_news_entry(row) for row in rows])


def _files() -> Iterator[Entry]:
    for name, kind in KINDS.items():
        chunks = kind.rows().annotate(chunk=F("pk") / ROWS).values("chunk")
        chunks = (
            chunks.annotate(at=kind.changed)
            if kind.changed
            else chunks.order_by().distinct()
        )
        for row in chunks.order_by("chunk"):
            path = reverse("sitemap_chunk", args=[name, row["chunk"]])
            yield Entry(path, row.get("at"))


# What stands in the files


def _public_articles() -> QuerySet[Any]:
    return Article.objects.public()


def _public_records() -> QuerySet[Any]:
    return RecordCard.objects.public()


def _public_programmes() -> QuerySet[Any]:
    return Programme.objects.public()


def _lists_programmes() -> Q:
    """Units with programmes of their own, or above those that have some."""
    above = "unit__parents__parent"
    return (
        Q(pk__in=_public_programmes().values("unit"))
        | Q(pk__in=_public_programmes().values(above))
        | Q(pk__in=_public_programmes().values(f"{above}__parents__parent"))
    )


def _rounds() -> QuerySet[Any]:
    """Campaigns that stand on the page of the unit that leads them."""
    return begun(timezone.localdate())


def _sections_in_use() -> QuerySet[Any]:
    return Section.objects.filter(pk__in=_public_articles().values("section"))


def _units_in_use() -> QuerySet[Any]:
    """Units with a page on which something stands.

    Asked for as sets, which are made once; `Exists` would be asked of each unit.
    """
    return Unit.objects.with_pages().filter(
        Q(pk__in=_public_articles().values("unit"))
        | Q(pk__in=Contact.objects.values("unit"))
        | Q(pk__in=_public_documents().values("unit"))
        | Q(pk__in=_public_records().values("unit"))
        | Q(pk__in=_rounds().values("unit"))
        | _lists_programmes()
    )


def _article_entries(rows: QuerySet[Any]) -> Iterator[Entry]:
    images = _images(rows)
    rows = rows.select_related("unit").only(
        "slug", "published_at", "revised_at", "unit__slug"
    )
    for article in rows:
        changed = article.revised_at or article.published_at
        yield Entry(
            article.get_absolute_url(), changed, tuple(images[article.pk][:IMAGES])
        )


def _section_entries(rows: QuerySet[Any]) -> Iterator[Entry]:
    for section in rows.select_related("unit").only("slug", "unit__slug"):
        yield Entry(section.get_absolute_url())


def _unit_entries(rows: QuerySet[Any]) -> Iterator[Entry]:
    """A unit's home page, and its lists of news, records, documents if there are any."""
    lists = {
        "news:list": Q(pk__in=Article.objects.public().news().values("unit")),
        "meetings:conferences": Q(pk__in=_public_records().values("unit"))
        | Q(pk__in=_rounds().values("unit")),
        "meetings:programmes": _lists_programmes(),
        "documents:list": Q(pk__in=_public_documents().values("unit")),
    }
    having = {
        name: set(rows.filter(wanted).values_list("pk", flat=True))
        for name, wanted in lists.items()
    }
    for unit in rows.only("slug"):
        yield Entry(unit.get_absolute_url())
        for name, units in having.items():
            if unit.pk in units:
                yield Entry(reverse(name, args=[unit.slug]))


def _public_documents() -> QuerySet[Any]:
    return OfficialDocument.objects.public()


def _document_entries(rows: QuerySet[Any]) -> Iterator[Entry]:
    rows = rows.select_related("unit").only("summary", "published_at", "unit__slug")
    for document in rows:
        yield Entry(document.get_absolute_url(), document.published_at)


def _record_entries(rows: QuerySet[Any]) -> Iterator[Entry]:
    fields = ("title", "announced_at", "approved_at", "accepted_at", "conference_id")
    for card in rows.select_related("unit").only(*fields, "unit__slug"):
        yield Entry(card.get_absolute_url(), card.changed_at)


def _programme_entries(rows: QuerySet[Any]) -> Iterator[Entry]:
    rows = rows.select_related("unit").only("title", "updated_at", "unit__slug")
    for programme in rows:
        yield Entry(programme.get_absolute_url(), programme.updated_at)


def _body_entries(rows: QuerySet[Any]) -> Iterator[Entry]:
    for body in rows.select_related("unit", "kind"):
        yield Entry(body_address(body))


def _campaign_entries(rows: QuerySet[Any]) -> Iterator[Entry]:
    for campaign in rows:
        yield Entry(campaign_address(campaign))


def _images(articles: QuerySet[Any]) -> dict[int, list[str]]:
    """Return the pictures that the public sees with each article, by its number."""
    uses = PhotoUse.objects.filter(kind=KIND, object_id__in=articles.values("pk"))
    found: dict[int, list[str]] = defaultdict(list)
    for use in uses.select_related("photo").order_by("object_id", "photo_id"):
        found[use.object_id].append(use.photo.url(LARGE))
    return found


def _recent() -> Any:
    since = timezone.now() - timedelta(days=NEWS_DAYS)
    return Article.objects.public().news().filter(published_at__gte=since)


def _news_entry(article: Article) -> Entry:
    published = timezone.localtime(article.published_at)
    unit = article.unit.full_name_on(published.date())
    more = (
        "<news:news><news:publication>"
        f"<news:name>{escape(unit)}</news:name><news:language>vi</news:language>"
        f"</news:publication><news:publication_date>{_written(published)}"
        f"</news:publication_date><news:title>{escape(article.title)}</news:title>"
        "</news:news>"
    )
    return Entry(article.get_absolute_url(), article.revised_at, more=more)


KINDS = {
    "don-vi": Kind(_units_in_use, _unit_entries),
    "chuyen-muc": Kind(_sections_in_use, _section_entries),
    "bai-viet": Kind(
        _public_articles,
        _article_entries,
        changed=Max(Coalesce("revised_at", "published_at")),
    ),
    "van-ban": Kind(_public_documents, _document_entries, changed=Max("published_at")),
    "hoi-nghi": Kind(
        _public_records,
        _record_entries,
        # PostgreSQL's greatest() passes over what is not there.
        changed=Max(Coalesce(Greatest("accepted_at", "approved_at"), "announced_at")),
    ),
    "chuong-trinh": Kind(
        _public_programmes, _programme_entries, changed=Max("updated_at")
    ),
    "co-quan": Kind(with_promises, _body_entries),
    "tong-hop": Kind(with_figures, _campaign_entries),
}


# How it is written


def _answer(root: str, element: str, entries: Iterable[Entry]) -> HttpResponse:
    origin = settings.PORTAL_URL
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<{root} {NAMESPACES}>"]
    lines += [_element(element, entry, origin) for entry in entries]
    lines.append(f"</{root}>\n")
    response = HttpResponse("\n".join(lines), content_type="application/xml")
    response["X-Robots-Tag"] = "noindex"
    return response


def _element(element: str, entry: Entry, origin: str) -> str:
    changed = f"<lastmod>{_written(entry.changed)}</lastmod>" if entry.changed else ""
    images = "".join(
        f"<image:image><image:loc>{escape(origin + image)}</image:loc></image:image>"
        for image in entry.images
    )
    location = f"<loc>{escape(origin + entry.path)}</loc>"
    return f"<{element}>{location}{changed}{images}{entry.more}</{element}>"


def _written(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")
