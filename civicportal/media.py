"""Serves `/media/<name>` where no nginx or S3 does: development and `make run`.

What the public store holds is for everybody until it is withdrawn. What only the private
store holds is for those who may see it in its unit, and for the reviewers of a record
that it was sent up with. All else is the same 404, so
that an answer tells nobody whether a draft's picture exists.

Only names that our own apps make are looked at, with the content type of their
ending; so no HTML or SVG leaves from here, whatever a store may hold.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

from django.core.files.storage import Storage
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from documents.inspection import KINDS
from documents.models import StoredFile
from documents.recordings import RECORDINGS
from gallery.models import Photo
from meetings.reviewing import may_see_file, may_see_photo
from publishing.stores import private_store, public_store

from .byte_ranges import in_part

NAME = re.compile(
    r"photos/(?P<photo>[0-9a-f]{32})/(master\.jpg|[0-9]{1,4}\.webp)"
    r"|files/(?P<file>[0-9a-f]{32})/[a-z0-9-]{1,90}\.[a-z0-9]{3,4}"
)
CONTENT_TYPES = {
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    **{ending: kind.content_type for ending, kind in KINDS.items()},
    **{ending: kind.content_type for ending, kind in RECORDINGS.items()},
}
# What is withdrawn is gone from caches that many share after five minutes, and after
# a day from the browser of whoever saw it.
PUBLIC = "public, max-age=86400, s-maxage=300"


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer with the file, 304, or a 404 that tells nothing."""
    found = NAME.fullmatch(name)
    if found is None or PurePosixPath(name).suffix not in CONTENT_TYPES:
        raise Http404
    if public_store().exists(name):
        return _answer(request, public_store(), name, PUBLIC)
    if not _may_see(request.user, found) or not private_store().exists(name):
        raise Http404
    return _answer(request, private_store(), name, "no-store")


def _may_see(user: Any, found: re.Match[str]) -> bool:
    if found["photo"]:
        photos = Photo.objects.filter(token=found["photo"])
        return photos.viewable_by(user).exists() or may_see_photo(user, photos)
    files = StoredFile.objects.filter(key=found["file"])
    return files.viewable_by(user).exists() or may_see_file(user, files)


def _answer(
    request: HttpRequest, store: Storage, name: str, caching: str
) -> HttpResponseBase:
    # A name is written once, so it says all about the content.
    etag = f'"{name}"'
    unchanged = get_conditional_response(request, etag=etag)
    response = _file(request, store, name) if unchanged is None else unchanged
    response["ETag"] = etag
    # A refusal (412, 416) answers one request's headers; whoever asks next gets the file.
    response["Cache-Control"] = caching if response.status_code < 400 else "no-store"
    return response


def _file(request: HttpRequest, store: Storage, name: str) -> HttpResponseBase:
    ending = PurePosixPath(name).suffix
    is_sound = ending in RECORDINGS
    file = store.open(name)
    response: HttpResponseBase = FileResponse(file, content_type=CONTENT_TYPES[ending])
    if is_sound:  # a player asks for parts, and some play nothing without them
        response = in_part(request, response, file)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if name.startswith(f"{StoredFile.folder}/") and not is_sound:
        response["Content-Disposition"] = content_disposition_header(
            as_attachment=True, filename=_download_name(name)
        )
    else:
        response["Content-Disposition"] = "inline"
    return response


def _download_name(name: str) -> str:
    """The name people gave the file; that of the address if the row is gone."""
    key = name.split("/")[1]
    names = StoredFile.objects.filter(key=key).values_list("name", flat=True)
    return names.first() or PurePosixPath(name).name
