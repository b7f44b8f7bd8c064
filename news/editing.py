"""From a valid article form to a stored working copy, whole or not at all."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction

from documents.attachment_field import AttachmentData
from documents.models import StoredFile
from documents.recording_field import RecordingData
from documents.services import store_file, store_recording
from gallery.editing import store_pictures
from gallery.models import Photo
from gallery.picture_field import Pictures
from gallery.services import (
    store_photo,
)
from publishing.richtext import clean_html
from units.models import Unit

from . import services
from .forms import TEXT_FIELDS
from .models import Article
from .services import Content


@transaction.atomic
def save_form(
    *,
    article: Article | None,
    cleaned: dict[str, Any],
    by: Any,
    base: int | None = None,
) -> Article:
    """Store new pictures and files, then the working copy that shows them.

    `base` as in `services.save_working_copy`.
    """
    unit = article.unit if article else cleaned["unit"]
    photos = store_pictures(cleaned["pictures"], unit=unit, by=by)
    texts = {name: cleaned[name] for name in TEXT_FIELDS}
    texts["body"] = _store_pasted(cleaned["body"], unit=unit, by=by)
    content = Content(
        **texts,
        published_at=cleaned["published_at"],
        cover=_cover(cleaned["pictures"], photos),
        pictures=photos,
        recording=_store_recording(cleaned["recording"], unit=unit, by=by),
        attachments=_store_files(cleaned["attachments"], unit=unit, by=by),
        tags=cleaned["tags"],
    )
    if article is None:
        return services.begin_article(unit=unit, content=content, by=by)
    services.save_working_copy(article=article, content=content, by=by, base=base)
    return article


def _store_pasted(body: str, *, unit: Unit, by: Any) -> str:
    """Pictures pasted into the text become photographs; one that is none is dropped."""

    def store(data: bytes) -> dict[str, str] | None:
        try:
            file = ContentFile(data, name="pasted.jpg")
            photo = store_photo(unit=unit, file=file, by=by)
        except ValidationError:
            return None
        return {"src": photo.url()}

    return clean_html(body, store_image=store)


def _cover(pictures: Pictures, photos: list[tuple[Photo, str]]) -> Photo | None:
    """The chosen cover if it is still among the pictures, else the first picture."""
    shown = [photo for photo, _caption in photos]
    return pictures.cover if pictures.cover in shown else next(iter(shown), None)


def _store_files(
    data: AttachmentData, *, unit: Unit, by: Any
) -> list[tuple[StoredFile, str]]:
    kept = [(one.file, one.title) for one in data.attached if one.file]
    return kept + [(store_file(unit=unit, file=file, by=by), "") for file in data.files]


def _store_recording(data: RecordingData, *, unit: Unit, by: Any) -> StoredFile | None:
    if data.new is not None:
        return store_recording(unit=unit, file=data.new, by=by)
    return data.file
