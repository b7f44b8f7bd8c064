"""A form field for an ordered set of photographs with captions and a cover.

With JavaScript each chosen file goes up alone and the form only names the stored
photographs; without it the same form carries the files themselves. Either way the
field shows again, after an error elsewhere, what was chosen and typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from publishing.numbers import whole_number
from publishing.vietnamese import clean_line

from .models import Photo
from .pipeline import Rendered, render, too_large

ALT_LENGTH = 250
CAPTION_LENGTH = 300


@dataclass
class Entry:
    """One photograph in the form: what it is, and what was typed beside it."""

    photo_id: int
    alt: str = ""
    caption: str = ""
    order: int = 0
    focal: tuple[int, int] | None = None  # the main point; None keeps it as it is
    photo: Photo | None = None


@dataclass
class PictureData:
    """What the form carries: entries in their order, the cover's id, new files."""

    entries: list[Entry] = field(default_factory=list)
    cover_id: int | None = None
    files: list[UploadedFile] = field(default_factory=list)


@dataclass
class Pictures:
    """The cleaned value. `new` are checked renditions that are not stored yet."""

    entries: list[Entry]
    cover: Photo | None
    new: list[Rendered]


class PictureWidget(forms.Widget):
    """Renders the entries; reads them back from any order and any number."""

    template_name = "gallery/picture_field.html"
    needs_multipart_form = True
    photos: QuerySet[Photo]
    unit_id: int | None = None

    class Media:
        js = [forms.Script("desk/pictures.js", type="module")]

    def value_from_datadict(
        self, data: Any, files: MultiValueDict, name: str
    ) -> PictureData:
        removed = set(data.getlist(f"{name}-remove"))
        ids = [
            one
            for one in data.getlist(name)
            if whole_number(one) is not None and one not in removed
        ]
        entries = [_entry(data, name, one) for one in dict.fromkeys(ids)]
        return PictureData(
            entries=sorted(entries, key=lambda entry: entry.order),
            cover_id=whole_number(data.get(f"{name}-cover", "")),
            files=files.getlist(f"{name}-files"),
        )

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        value = value or PictureData()
        ids = [entry.photo_id for entry in value.entries]
        photos = {photo.pk: photo for photo in self.photos.filter(pk__in=ids)}
        for entry in value.entries:
            entry.photo = photo = photos.get(entry.photo_id)
            if photo and entry.focal:
                photo.focal_x, photo.focal_y = entry.focal
        shown = [entry for entry in value.entries if entry.photo is not None]
        context["widget"] |= {
            "entries": shown,
            "cover_id": value.cover_id,
            "unit_id": self.unit_id or "",
            "upload_url": reverse("gallery:upload"),
            "library_url": reverse("gallery:library"),
            "max_bytes": settings.PHOTO_MAX_BYTES,
            "too_large": " ".join(too_large().messages),
        }
        return context


class PictureField(forms.Field):
    """Set `photos` (those the user may choose from) before the form is used."""

    widget = PictureWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.photos = Photo.objects.none()

    @property
    def photos(self) -> QuerySet[Photo]:
        return self.widget.photos

    @photos.setter
    def photos(self, photos: QuerySet[Photo]) -> None:
        self.widget.photos = photos

    def clean(self, value: PictureData) -> Pictures:
        """Raise ValidationError naming each faulty file; nothing is stored here."""
        photos = self.photos.in_bulk([entry.photo_id for entry in value.entries])
        faults = []
        for entry in value.entries:
            entry.photo = photos.get(entry.photo_id)
            faults += _faults_of(entry)
        new = []
        for file in value.files:
            try:
                new.append(render(file))
            except ValidationError as error:
                faults += [f"{file.name}: {message}" for message in error.messages]
        if faults:
            raise ValidationError(faults)
        return Pictures(value.entries, photos.get(value.cover_id or 0), new)


def initial_pictures(entries: Any, cover: Photo | None) -> PictureData:
    """Form data for stored pictures; `entries` yields (photo, caption)."""
    return PictureData(
        entries=[
            Entry(photo.pk, photo.alt, caption, order)
            for order, (photo, caption) in enumerate(entries, start=1)
        ],
        cover_id=cover.pk if cover else None,
    )


def _entry(data: Mapping[str, str], name: str, photo_id: str) -> Entry:
    order = whole_number(data.get(f"{name}-order-{photo_id}", ""))
    return Entry(
        photo_id=int(photo_id),
        alt=clean_line(data.get(f"{name}-alt-{photo_id}", "")),
        caption=clean_line(data.get(f"{name}-caption-{photo_id}", "")),
        order=10_000 if order is None else order,
        focal=_focal(
            data.get(f"{name}-x-{photo_id}", ""), data.get(f"{name}-y-{photo_id}", "")
        ),
    )


def _focal(x: str, y: str) -> tuple[int, int] | None:
    """The point that two sliders sent; None for anything that no slider sends."""
    across, down = whole_number(x), whole_number(y)
    if across is None or down is None:
        return None
    return min(across, 100), min(down, 100)


def _faults_of(entry: Entry) -> list[str]:
    if entry.photo is None:
        return [str(_("A picture in this form is not one of your unit's."))]
    faults = []
    if len(entry.alt) > ALT_LENGTH:
        faults.append(_("A picture description is longer than %(max)s characters."))
    if len(entry.caption) > CAPTION_LENGTH:
        faults.append(_("A caption is longer than %(max)s characters."))
    lengths = {"max": max(ALT_LENGTH, CAPTION_LENGTH)}
    return [str(fault) % lengths for fault in faults]
