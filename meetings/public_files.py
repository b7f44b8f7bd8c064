"""Which papers and pictures of a record readers may have: those it was approved with.

The tables of uses are the snapshot. Approval writes it, taking a paper back narrows
it at once, and nothing that is added while a record is being corrected widens it.
Minutes are never among them, nor the photographs of groups' minutes: they show the
signatures of residents.
"""

from __future__ import annotations

from django.db.models import QuerySet

from documents import services as documents
from documents.models import FileUse, StoredFile
from gallery import services as gallery
from gallery.models import AlbumPhoto, Photo

from .models import Conference, ConferencePaper

KIND = "meetings.conference"


def publish(conference: Conference) -> None:
    """Let readers have the public papers and the album as they are now."""
    files = StoredFile.objects.filter(conference_papers__in=_offered(conference))
    documents.set_public_uses(
        kind=KIND, object_id=conference.pk, files=files.distinct()
    )
    photos = Photo.objects.filter(album_entries__album=conference.album_id)
    shown = photos.distinct() if conference.album_id else photos.none()
    gallery.set_public_uses(kind=KIND, object_id=conference.pk, photos=shown)


def narrow(conference_id: int) -> None:
    """Take back at once what is no longer offered; add nothing."""
    used = FileUse.objects.filter(kind=KIND, object_id=conference_id)
    if not used.exists():
        return
    offered = _offered_by(conference_id)
    kept = StoredFile.objects.filter(uses__in=used, conference_papers__in=offered)
    documents.set_public_uses(kind=KIND, object_id=conference_id, files=kept.distinct())


def withdraw(conference_id: int) -> None:
    """Take everything back: the record is gone."""
    documents.set_public_uses(kind=KIND, object_id=conference_id, files=[])
    gallery.set_public_uses(kind=KIND, object_id=conference_id, photos=[])


def papers(conference: Conference) -> list[ConferencePaper]:
    """The papers that readers may download, with their files; one query."""
    used = FileUse.objects.filter(kind=KIND, object_id=conference.pk)
    rows = _offered(conference).filter(file__in=used.values("file"))
    return list(rows.select_related("file", "document"))


def pictures(conference: Conference) -> list[AlbumPhoto]:
    """The pictures that readers see, in their order; one query, none without album."""
    return pictures_in(conference.album_id, KIND, conference.pk)


def pictures_in(album: int | None, kind: str, object_id: int) -> list[AlbumPhoto]:
    """The pictures of an album that readers see with what uses them, in their order."""
    if album is None:
        return []
    used = {"photo__uses__kind": kind, "photo__uses__object_id": object_id}
    entries = AlbumPhoto.objects.filter(album=album, **used)
    return list(entries.select_related("photo").order_by("position", "pk"))


def _offered(conference: Conference) -> QuerySet[ConferencePaper]:
    return _offered_by(conference.pk)


def _offered_by(conference_id: int) -> QuerySet[ConferencePaper]:
    rows = ConferencePaper.objects.filter(conference=conference_id, is_public=True)
    return rows.filter(file__isnull=False).exclude(role=ConferencePaper.Role.MINUTES)
