"""The pictures of a record. Readers see them from its next approval on."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from gallery.editing import store_pictures
from gallery.models import Album
from gallery.picture_field import PictureData, Pictures, initial_pictures
from gallery.services import replace_album

from .models import Conference


def shown_pictures(conference: Conference) -> PictureData:
    """The record's pictures as its form shows them; the first one leads."""
    album = conference.album
    rows = album.entries.select_related("photo") if album else ()
    entries = [(row.photo, row.caption) for row in rows]
    return initial_pictures(entries, entries[0][0] if entries else None)


@transaction.atomic
def choose_pictures(*, conference: Conference, pictures: Pictures, by: Any) -> None:
    """Make the record's album show exactly these, the chosen cover first."""
    entries = store_pictures(pictures, unit=conference.unit, by=by)
    entries.sort(key=lambda entry: entry[0] != pictures.cover)
    if conference.album is None:
        if not entries:
            return
        conference.album = Album.objects.create()
        conference.save(update_fields=["album"])
    replace_album(album=conference.album, entries=entries)
