"""Photographs of a unit, albums of them, and where the public sees them.

A photograph's files lie below `photos/<token>/`: a clean master and WebP pictures of
several widths. What was uploaded is not kept: it carried the camera's data.
"""

from __future__ import annotations

import re
from typing import Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _

from publishing.fields import LineField
from publishing.models import PublicUse, StoredItem, remove_files
from publishing.stores import new_key
from units.models import Role
from units.scoping import ALL_ACTIONS, UnitOwned, UnitOwnedQuerySet

MEDIA_NAME = re.compile(r"/media/photos/([0-9a-f]{32})/")
DEFAULT_WIDTH = 960


class PhotoQuerySet(UnitOwnedQuerySet):
    """Adds what texts need to know about their pictures."""

    def in_html(self, html: str) -> Self:
        """Photographs that a body shows; narrow them to the article's unit."""
        return self.filter(token__in=set(MEDIA_NAME.findall(html)))


class Photo(StoredItem, UnitOwned):
    """A picture that was checked, turned upright, stripped and rendered."""

    folder = "photos"
    key_field = "token"
    grants = {
        Role.WRITER: ("view", "add", "change"),
        Role.EDITOR: ALL_ACTIONS,
        Role.WARD_ADMIN: ALL_ACTIONS,
        Role.LEADER: ("view",),
        Role.REVIEWER: ("view",),
    }

    token = models.CharField(
        max_length=32, unique=True, default=new_key, editable=False
    )
    width = models.PositiveSmallIntegerField(
        _("width"), editable=False, validators=[MinValueValidator(1)]
    )
    height = models.PositiveSmallIntegerField(
        _("height"), editable=False, validators=[MinValueValidator(1)]
    )
    widths = models.JSONField(editable=False, default=list)
    bytes = models.PositiveIntegerField(_("size in bytes"), editable=False)
    alt = LineField(
        _("description for people who cannot see the picture"),
        max_length=250,
        blank=True,
        help_text=_(
            "One sentence on what can be seen: who, where, doing what. Screen readers"
            " read it aloud."
        ),
    )
    credit = LineField(_("photographer or source"), max_length=120, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="photos",
        verbose_name=_("uploaded by"),
    )
    uploaded_at = models.DateTimeField(
        _("uploaded at"), auto_now_add=True, editable=False
    )

    objects = PhotoQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-uploaded_at", "-pk"]
        indexes = [
            models.Index(
                fields=["unit", "-uploaded_at", "-id"], name="gallery_photo_newest"
            )
        ]

    def __str__(self) -> str:
        return self.alt or f"{_('Picture')} {self.pk}"

    def file_name(self, width: int) -> str:
        return f"{self.folder}/{self.token}/{width}.webp"

    @property
    def master_name(self) -> str:
        return f"{self.folder}/{self.token}/master.jpg"

    def files(self) -> list[str]:
        return [self.master_name, *map(self.file_name, self.widths)]

    def url(self, width: int = DEFAULT_WIDTH) -> str:
        """Address of the smallest picture at least `width` wide, else the widest."""
        fitting = [own for own in self.widths if own >= width]
        return media_url(self.file_name(min(fitting, default=max(self.widths))))

    @property
    def srcset(self) -> str:
        return ", ".join(
            f"{media_url(self.file_name(width))} {width}w" for width in self.widths
        )

    @property
    def thumb(self) -> str:
        """Address of the smallest picture."""
        return self.url(0)


post_delete.connect(remove_files, sender=Photo)


class Album(models.Model):
    """Pictures in an order, each with its caption there; owned by what shows it."""

    photos = models.ManyToManyField(
        Photo, through="AlbumPhoto", related_name="albums", verbose_name=_("pictures")
    )

    class Meta:
        verbose_name = _("album")
        verbose_name_plural = _("albums")

    def __str__(self) -> str:
        return f"{_('Album')} {self.pk}"


class AlbumPhoto(models.Model):
    """A picture at its place in an album."""

    album = models.ForeignKey(
        Album, models.CASCADE, related_name="entries", verbose_name=_("album")
    )
    photo = models.ForeignKey(
        Photo,
        models.PROTECT,
        related_name="album_entries",
        verbose_name=_("picture"),
    )
    caption = LineField(_("caption"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("picture of an album")
        verbose_name_plural = _("pictures of an album")
        ordering = ["album", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["album", "position"], name="gallery_albumphoto_one_a_place"
            ),
            models.UniqueConstraint(
                fields=["album", "photo"], name="gallery_albumphoto_photo_once"
            ),
        ]

    def __str__(self) -> str:
        return self.caption or str(self.photo)


class PhotoUse(PublicUse):
    """A published thing that shows a photograph."""

    item_field = "photo"

    photo = models.ForeignKey(
        Photo, models.PROTECT, related_name="uses", verbose_name=_("picture")
    )

    class Meta:
        verbose_name = _("public use of a picture")
        verbose_name_plural = _("public uses of pictures")
        indexes = [
            models.Index(fields=["kind", "object_id"], name="gallery_photouse_by")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["photo", "kind", "object_id"], name="gallery_photouse_once"
            )
        ]


def media_url(name: str) -> str:
    """Address of a stored file; the same before and after it becomes public."""
    return f"{settings.MEDIA_URL}{name}"
