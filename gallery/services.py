"""Stores photographs, keeps albums, and says which of them the public sees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from publishing import stores
from publishing.uses import set_uses
from publishing.vietnamese import clean_line
from units.models import Unit

from .models import Album, AlbumPhoto, Photo, PhotoUse
from .pipeline import Rendered, render


def store_photo(
    *,
    unit: Unit,
    file: File,
    by: Any,
    alt: str = "",
    event: tuple[str, int] | None = None,
    is_internal: bool = False,
) -> Photo:
    """Check, render and store an upload in the private store.

    `event` is what it shows, as kind and number ("meetings.conference", 7); an
    internal one is for the desk alone, whoever wants to show it. Raises
    ValidationError for the person who uploaded it; then, and when the transaction
    around it is rolled back, neither a row nor a file remains.
    """
    check_quota(unit=unit)
    rendered = render(file)
    return store_rendered(
        unit=unit,
        rendered=rendered,
        by=by,
        alt=alt,
        event=event,
        is_internal=is_internal,
    )


@transaction.atomic
def store_rendered(
    *,
    unit: Unit,
    rendered: Rendered,
    by: Any,
    alt: str = "",
    event: tuple[str, int] | None = None,
    is_internal: bool = False,
) -> Photo:
    """Store what `render` made; raises ValidationError as `store_photo` does."""
    check_quota(unit=unit, wanted=rendered.size)
    kind, number = event or ("", None)
    photo = Photo(
        unit=unit,
        alt=clean_line(alt),
        uploaded_by=by,
        event_kind=kind,
        event_id=number,
        is_internal=is_internal,
        **measures(rendered),
    )
    photo.full_clean()
    photo.save()
    save_files(photo, rendered)
    return photo


def measures(rendered: Rendered) -> dict[str, Any]:
    """What a photograph's row says of its files."""
    return {
        "width": rendered.width,
        "height": rendered.height,
        "widths": list(rendered.webp),
        "bytes": rendered.size,
    }


def save_files(photo: Photo, rendered: Rendered) -> None:
    """Store the files under the photograph's token; raises ValidationError."""
    try:
        stores.save_private(_named(photo, rendered))
    except OSError as error:
        raise stores.not_stored() from error


def _named(photo: Photo, rendered: Rendered) -> dict[str, bytes]:
    webp = {photo.file_name(width): data for width, data in rendered.webp.items()}
    return {photo.master_name: rendered.master, **webp}


def check_quota(*, unit: Unit, wanted: int = 0) -> None:
    """Raise ValidationError when the unit has no room for `wanted` more bytes.

    Uploads at the same moment may pass together, so the quota is exact only to
    within a few pictures.
    """
    used = Photo.objects.filter(unit=unit).aggregate(total=Sum("bytes"))["total"] or 0
    if used + wanted > settings.PHOTO_QUOTA_BYTES or used >= settings.PHOTO_QUOTA_BYTES:
        raise ValidationError(
            _(
                "Your unit has used all its room for pictures (%(limit)s MB). Delete"
                " pictures that no article shows, or ask the portal's administrator."
            ),
            "quota",
            {"limit": settings.PHOTO_QUOTA_BYTES // 1024**2},
        )


def describe_photos(alts: Mapping[int, str]) -> None:
    """Set the descriptions of photographs, given as id → text."""
    photos = list(Photo.objects.filter(pk__in=alts))
    for photo in photos:
        photo.alt = clean_line(alts[photo.pk])
    Photo.objects.bulk_update(photos, ["alt"])


def aim_photos(points: Mapping[int, tuple[int, int]]) -> None:
    """Set the main points of photographs: id → per cent from the left, from above."""
    photos = list(Photo.objects.filter(pk__in=points))
    for photo in photos:
        photo.focal_x, photo.focal_y = points[photo.pk]
    Photo.objects.bulk_update(photos, ["focal_x", "focal_y"])


@transaction.atomic
def replace_album(*, album: Album, entries: Iterable[tuple[Photo, str]]) -> None:
    """Make the album show exactly `entries`, (photo, caption), in their order.

    A photograph named twice keeps its first place; an internal one gets none.
    """
    captions: dict[Photo, str] = {}
    for photo, caption in entries:
        if not photo.is_internal:
            captions.setdefault(photo, caption)
    Album.objects.select_for_update().get(pk=album.pk)
    album.entries.all().delete()
    AlbumPhoto.objects.bulk_create(
        AlbumPhoto(album=album, photo=photo, caption=caption, position=position)
        for position, (photo, caption) in enumerate(captions.items(), start=1)
    )


def set_public_uses(*, kind: str, object_id: int, photos: Iterable[Photo]) -> None:
    """Say which photographs a public thing shows; none when it is withdrawn.

    After the commit the public store holds those files, and no longer the ones
    whose last use this was. An internal photograph is never among them.
    """
    shown = [photo for photo in photos if not photo.is_internal]
    set_uses(PhotoUse, kind=kind, object_id=object_id, items=shown)
