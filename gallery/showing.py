"""Where photographs are shown, as the apps that show them say.

The gallery knows no other app. An app whose things show photographs registers here,
in `AppConfig.ready()`, how to find them, and how to follow when a photograph gets
other files or must go. Albums and public uses are the gallery's own tables; an app
answers for its relations to `Photo` and for its texts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Exists, OuterRef, Q

from .models import AlbumPhoto, Photo, PhotoUse


@dataclass(frozen=True)
class Place:
    """One thing that shows a photograph: words for a person, and its desk page."""

    label: str
    url: str
    is_public: bool


class Shower(Protocol):
    """What an app answers about the photographs that its things show."""

    def places(self, photo_ids: Collection[int]) -> Mapping[int, list[Place]]:
        """Find the places of each photograph, in a constant number of queries."""

    def shown(self) -> Q:
        """Return the condition over `Photo`: a thing of this app shows it."""

    def lock(self, photo: Photo) -> None:
        """Lock the things that show it, in one order, before they are changed."""

    def rewrite(self, photo: Photo) -> None:
        """Write the photograph's new addresses into texts that show it."""

    def remove(self, photo: Photo) -> None:
        """Take it out of covers and texts, public and being written."""

    def may_alter(self, user: Any, photo: Photo) -> bool:
        """Whether the user may change what readers see where it is shown."""


_showers: dict[str, Shower] = {}


def register(name: str, shower: Shower) -> None:
    """Let the things called `name` ("news") be asked about their photographs."""
    _showers[name] = shower


def unregister(name: str) -> None:
    _showers.pop(name, None)


def showers() -> list[Shower]:
    return list(_showers.values())


def places(photos: Collection[Photo]) -> dict[int, list[Place]]:
    """{photo id: places}, public ones first, for each of `photos`."""
    ids = [photo.pk for photo in photos]
    found: dict[int, list[Place]] = {pk: [] for pk in ids}
    for shower in showers():
        for pk, some in shower.places(ids).items():
            found[pk] += some
    for some in found.values():
        some.sort(key=lambda place: not place.is_public)
    return found


def shown() -> Q:
    """Return the condition over `Photo`: something shows it, public or not."""
    entries = AlbumPhoto.objects.filter(photo=OuterRef("pk"))
    uses = PhotoUse.objects.filter(photo=OuterRef("pk"))
    condition = Q(Exists(entries)) | Q(Exists(uses))
    for shower in showers():
        condition |= shower.shown()
    return condition


def may_alter(user: Any, photo: Photo) -> bool:
    return all(shower.may_alter(user, photo) for shower in showers())
