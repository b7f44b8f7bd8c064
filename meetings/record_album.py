"""The pictures of a record or a programme.

Readers see those of a record from its next approval on.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from gallery.editing import store_pictures
from gallery.models import Album
from gallery.picture_field import PictureData, Pictures, initial_pictures
from gallery.services import replace_album

from .models import Conference, Programme


def shown_pictures(row: Conference | Programme) -> PictureData:
    """The row's pictures as its form shows them; the first one leads."""
    album = row.album
    shown = album.entries.select_related("photo") if album else ()
    entries = [(one.photo, one.caption) for one in shown]
    return initial_pictures(entries, entries[0][0] if entries else None)


@transaction.atomic
def choose_pictures(
    *, row: Conference | Programme, pictures: Pictures, by: Any
) -> None:
    """Make the row's album show exactly these, the chosen cover first."""
    entries = store_pictures(pictures, unit=row.unit, by=by)
    entries.sort(key=lambda entry: entry[0] != pictures.cover)
    if row.album is None:
        if not entries:
            return
        row.album = Album.objects.create()
        row.save(update_fields=["album"])
    replace_album(album=row.album, entries=entries)
