"""An article as it will look, before the public sees it.

The page is the public template with a saved version in place of the public row; no
view is counted. Staff open any version on the desk. Whoever holds a preview link sees
the working copy, its pictures and its files, and no other private file; those come
through the link itself, because `/media/` gives nobody a draft's picture.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.files.storage import Storage
from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from django.views.defaults import page_not_found

from documents.models import StoredFile
from gallery.models import AlbumPhoto, Photo
from publishing.stores import private_store

from . import reading
from .addresses import address_word
from .article_page import minutes, other_news
from .models import Article, ArticleRevision, PreviewLink, RevisionAttachment
from .preview_links import find_link
from .services import COPIED_FIELDS

MEDIA = re.compile(rf"{re.escape(settings.MEDIA_URL)}(photos|files)/([0-9a-f]{{32}})/")
PLACES = {"photos": "news:preview_picture", "files": "news:preview_file"}


def private_page(view: Callable[..., HttpResponseBase]) -> Callable[..., Any]:
    """Let no robot list, no cache keep and no other site learn a preview's address.

    What is not found answers under the same rules.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except Http404 as missing:
            response = page_not_found(request, missing)
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return wrapped


@private_page
def staff_preview(request: HttpRequest, revision: ArticleRevision) -> HttpResponse:
    """Any saved version, for those who may read it on the desk."""
    return HttpResponse(_page(request, revision, link=None))


@private_page
@require_safe
def shared_preview(request: HttpRequest, token: str) -> HttpResponse:
    """The working copy, for whoever holds the link."""
    link, working = _opened(token)
    page = _page(request, working, link=link)
    return HttpResponse(_through_link(page, token, _keys(working)))


@private_page
@require_safe
def shared_picture(
    request: HttpRequest, token: str, key: str, name: str
) -> HttpResponseBase:
    """A picture of the working copy, in one of its widths."""
    _link, working = _opened(token)
    photo = _photos(working).filter(token=key).first()
    if photo is None or name not in {f"{width}.webp" for width in photo.widths}:
        raise Http404
    return _file(f"{photo.folder}/{photo.token}/{name}", "image/webp")


@private_page
@require_safe
def shared_file(
    request: HttpRequest, token: str, key: str, name: str
) -> HttpResponseBase:
    """A file attached to the working copy."""
    _link, working = _opened(token)
    file = _attached(working).filter(key=key).first()
    if file is None or name != file.address_name:
        raise Http404
    response = _file(file.stored_name, file.content_type)
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=file.name
    )
    return response


def _opened(token: str) -> tuple[PreviewLink, ArticleRevision]:
    link = find_link(token)
    if link is None or link.article.working is None:
        raise Http404
    link.article.working.article = link.article  # loaded already
    return link, link.article.working


def _page(
    request: HttpRequest, revision: ArticleRevision, *, link: PreviewLink | None
) -> str:
    article = revision.article
    _load_pictures_and_files(revision)
    shown = _as_published(article, revision)
    unit = article.unit
    if shown.section:
        shown.section.unit = unit
    reading.with_views([shown])
    context = {
        **reading.frame(unit),
        **reading.pictures(shown),
        "article": shown,
        "section": shown.section,
        "files": revision.attachments.all(),
        "tags": revision.tags.all(),
        "minutes": minutes(shown),
        "others": other_news(article),
        "revision": revision,
        "link": link,
        "is_public_version": article.is_public and revision.is_published,
    }
    return render_to_string("news/preview.html", context, request)


def _load_pictures_and_files(revision: ArticleRevision) -> None:
    entries = AlbumPhoto.objects.select_related("photo").order_by("position", "pk")
    files = RevisionAttachment.objects.select_related("file")
    prefetch_related_objects(
        [revision], Prefetch("album__entries", entries), Prefetch("attachments", files)
    )


def _as_published(article: Article, revision: ArticleRevision) -> Article:
    """The article as publishing this version would make it. Never saved."""
    shown = copy.copy(article)
    for name in COPIED_FIELDS:
        setattr(shown, name, getattr(revision, name))
    shown.album = revision.album
    shown.slug = address_word(revision.title)
    shown.published_at = revision.published_at or article.published_at or timezone.now()
    return shown


def _photos(revision: ArticleRevision) -> QuerySet[Photo]:
    """The pictures that this version shows: cover, album, and those in its text."""
    shown = Q(token__in=Photo.objects.in_html(revision.body).values("token"))
    if revision.cover_id:
        shown |= Q(pk=revision.cover_id)
    if revision.album is not None:
        shown |= Q(pk__in=revision.album.photos.values("pk"))
    return Photo.objects.filter(shown, unit=revision.article.unit_id)


def _attached(revision: ArticleRevision) -> QuerySet[StoredFile]:
    offered = Q(pk__in=revision.attachments.values("file"))
    if revision.recording_id:
        offered |= Q(pk=revision.recording_id)
    return StoredFile.objects.filter(offered, unit=revision.article.unit_id)


def _keys(revision: ArticleRevision) -> set[str]:
    keys = set(_photos(revision).values_list("token", flat=True))
    return keys | set(_attached(revision).values_list("key", flat=True))


def _through_link(page: str, token: str, keys: set[str]) -> str:
    """Lead the addresses of the version's own files through the link."""

    def address(found: re.Match[str]) -> str:
        if found[2] not in keys:
            return found[0]
        return reverse(PLACES[found[1]], args=[token, found[2], "-"])[:-1]

    return MEDIA.sub(address, page)


def _file(name: str, content_type: str) -> HttpResponseBase:
    store: Storage = private_store()
    try:
        content = store.open(name)
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = FileResponse(content, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Content-Disposition"] = "inline"
    return response
