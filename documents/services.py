"""Stores documents untouched, and says which of them the public may download."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from publishing import stores
from publishing.uses import set_uses
from units.models import Unit

from .inspection import Kind, check_file
from .models import FileUse, StoredFile, address_name, display_name
from .recordings import Recording, check_recording


def store_file(*, unit: Unit, file: File, by: Any) -> StoredFile:
    """Inspect a document and store it untouched in the private store.

    Raises ValidationError for the person who uploaded it; then, and when the
    transaction around it is rolled back, neither a row nor a file remains.
    """
    return _store(check_file(file), unit=unit, file=file, by=by)


def store_recording(*, unit: Unit, file: File, by: Any) -> StoredFile:
    """Inspect and store a sound recording; all else is as with `store_file`."""
    return _store(check_recording(file), unit=unit, file=file, by=by)


@transaction.atomic
def _store(kind: Kind | Recording, *, unit: Unit, file: File, by: Any) -> StoredFile:
    check_quota(unit=unit, wanted=file.size)
    content = file.read()
    name = display_name(file.name or "")
    stored = StoredFile(
        unit=unit,
        name=name,
        address_name=address_name(name),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content_type=kind.content_type,
        uploaded_by=by,
    )
    stored.full_clean()
    stored.save()
    try:
        stores.save_private({stored.stored_name: content})
    except OSError as error:
        raise stores.not_stored() from error
    return stored


def check_quota(*, unit: Unit, wanted: int = 0) -> None:
    """Raise ValidationError when the unit has no room for `wanted` more bytes.

    Uploads at the same moment may pass together, so the quota is exact only to
    within a few files.
    """
    stored = StoredFile.objects.filter(unit=unit)
    used = stored.aggregate(total=Sum("size"))["total"] or 0
    if used + wanted > settings.DOCUMENT_QUOTA_BYTES:
        raise ValidationError(
            _(
                "Your unit has used all its room for documents (%(limit)s MB). Delete"
                " files that nothing offers, or ask the portal's administrator."
            ),
            "quota",
            {"limit": settings.DOCUMENT_QUOTA_BYTES // 1024**2},
        )


def set_public_uses(*, kind: str, object_id: int, files: Iterable[StoredFile]) -> None:
    """Say which files a public thing offers; none when it is withdrawn.

    After the commit the public store holds those files, and no longer the ones
    whose last use this was.
    """
    set_uses(FileUse, kind=kind, object_id=object_id, items=files)
