"""Changes of a photograph that everything showing it must follow.

Replacing gives it other files under a new token, because what is cached under the
old one never changes. Removing, at the request of a person in it, leaves nothing
but a line in the log. Both are whole or not at all; files leave with the commit.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from publishing import stores
from publishing.uses import match_store
from publishing.vietnamese import clean_text

from . import showing
from .models import MIDDLE, FormerToken, Photo, PhotoStep, PhotoUse
from .pipeline import Rendered, render
from .services import check_quota, measures, save_files

# Somebody may put the photograph into one more article while it is being removed.
ATTEMPTS = 3
# Beyond this difference of width to height it is cut so differently that the main
# point of the old file says nothing about the new one.
SAME_SHAPE = 0.02


def replace_photo(*, photo: Photo, file: File, by: Any) -> Photo:
    """Give the photograph the files of another upload, wherever it is shown.

    Raises ValidationError for the person who uploaded it; then nothing has changed.
    """
    check_quota(unit=photo.unit)
    rendered = render(file)
    check_quota(unit=photo.unit, wanted=rendered.size - photo.bytes)
    with transaction.atomic():
        return _exchange(photo, rendered, by)


def _exchange(photo: Photo, rendered: Rendered, by: Any) -> Photo:
    _lock_showers(photo)
    # The commit hooks below run in this order: new files first, then the old ones go.
    photo = Photo.objects.select_for_update(of=("self",)).get(pk=photo.pk)
    old_files = photo.files()
    FormerToken.objects.create(token=photo.token, photo=photo)
    if not _is_same_shape(photo, rendered):
        photo.focal_x = photo.focal_y = MIDDLE
    photo.token = stores.new_key()
    for name, value in measures(rendered).items():
        setattr(photo, name, value)
    photo.full_clean()
    photo.save()
    save_files(photo, rendered)
    for shower in showing.showers():
        shower.rewrite(photo)
    _log(photo, PhotoStep.Action.REPLACED, by=by)
    transaction.on_commit(partial(match_store, PhotoUse, photo.pk), robust=True)
    transaction.on_commit(partial(stores.remove_everywhere, old_files), robust=True)
    return photo


def _is_same_shape(photo: Photo, rendered: Rendered) -> bool:
    old, new = photo.width / photo.height, rendered.width / rendered.height
    return abs(old - new) <= SAME_SHAPE * old


def remove_photo(*, photo: Photo, by: Any, reason: str) -> PhotoStep:
    """Remove a photograph for good at the request of a person in it.

    It leaves every album, cover and text, public or not; with the commit all its
    sizes leave both stores. Raises ValidationError without a reason, and where an
    article keeps being changed at the same time.
    """
    if not clean_text(reason):
        raise ValidationError({"reason": _("Say who asked for it and why.")})
    for _attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return _remove(photo, by, reason)
        except (ProtectedError, IntegrityError):
            continue
    raise ValidationError(
        _("The picture is being put into an article right now. Try again in a moment.")
    )


def _remove(photo: Photo, by: Any, reason: str) -> PhotoStep:
    step = _log(photo, PhotoStep.Action.REMOVED, by=by, note=reason)
    _lock_showers(photo)
    for shower in showing.showers():
        shower.remove(photo)
    photo.album_entries.all().delete()
    photo.uses.all().delete()
    # A copy: the caller's keeps its number, and can be asked for its files.
    Photo.objects.get(pk=photo.pk).delete()
    return step


def files_left(photo: Photo) -> list[str]:
    """Names of the photograph's files that one of the stores still holds."""
    held = (stores.private_store(), stores.public_store())
    return [name for name in photo.files() if any(one.exists(name) for one in held)]


def _lock_showers(photo: Photo) -> None:
    for shower in showing.showers():
        shower.lock(photo)


def _log(photo: Photo, action: str, *, by: Any, note: str = "") -> PhotoStep:
    places = showing.places([photo])[photo.pk]
    return PhotoStep.objects.create(
        unit_id=photo.unit_id,
        photo_number=photo.pk,
        action=action,
        by=by,
        note=note,
        places="\n".join(place.label for place in places),
    )
