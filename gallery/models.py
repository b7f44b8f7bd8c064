"""Photographs of a unit, albums of them, and where the public sees them.

A photograph's files lie below `photos/<token>/`: a clean master and WebP pictures of
several widths. What was uploaded is not kept: it carried the camera's data.
"""

from __future__ import annotations

import re
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _

from publishing.fields import LineField, PlainTextField
from publishing.models import PublicUse, StoredItem, remove_files
from publishing.stores import new_key
from units.models import Role
from units.scoping import ALL_ACTIONS, UnitOwned, UnitOwnedQuerySet
from units.steps import Step

MEDIA_NAME = re.compile(r"/media/photos/([0-9a-f]{32})/")
DEFAULT_WIDTH = 960
MIDDLE = 50
SEARCH_WORDS = 8
FOCAL_STEP = 10  # per cent; the style sheets have one class for each step


class PhotoQuerySet(UnitOwnedQuerySet):
    """Adds what texts and the library need to know about pictures."""

    def in_html(self, html: str) -> Self:
        """Photographs that a body shows; narrow them to the article's unit.

        A body that was written before a photograph was replaced names its old token.
        """
        tokens = set(MEDIA_NAME.findall(html))
        former = FormerToken.objects.filter(photo=OuterRef("pk"), token__in=tokens)
        return self.showable().filter(Q(token__in=tokens) | Q(Exists(former)))

    def showable(self) -> Self:
        """Photographs that an article or an album may show."""
        return self.filter(is_internal=False)

    def of_event(self, kind: str, object_id: int) -> Self:
        """Photographs of one event, named as elsewhere: kind and number."""
        return self.filter(event_kind=kind, event_id=object_id)

    def matching(self, text: str) -> Self:
        """Those whose description, caption or source holds every word of `text`.

        Marks and the case do not matter; of a whole story only the beginning counts.
        """
        photos = self
        for word in text.split()[:SEARCH_WORDS]:
            captions = AlbumPhoto.objects.filter(
                photo=OuterRef("pk"), caption__unaccent__icontains=word
            )
            photos = photos.filter(
                Q(alt__unaccent__icontains=word)
                | Q(credit__unaccent__icontains=word)
                | Q(Exists(captions))
            )
        return photos


def _per_cent(label: Any) -> models.PositiveSmallIntegerField:
    """A distance from the left or upper edge."""
    return models.PositiveSmallIntegerField(
        label, default=MIDDLE, validators=[MaxValueValidator(100)]
    )


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
    # What must stay in sight when the picture is cut to a frame.
    focal_x = _per_cent(_("main point, from the left (%)"))
    focal_y = _per_cent(_("main point, from above (%)"))
    taken_on = models.DateField(
        _("taken on"),
        null=True,
        blank=True,
        help_text=_("Only if you type it: what the camera wrote is not kept."),
    )
    # The event it shows, as kind and number ("meetings.conference", 7): apps above
    # this one have the events.
    event_kind = models.CharField(max_length=40, blank=True, editable=False)
    event_id = models.BigIntegerField(null=True, editable=False)
    # Paper with names and signatures: never in an album, a text or the public store.
    is_internal = models.BooleanField(default=False, db_default=False, editable=False)
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
            ),
            models.Index(
                fields=["event_kind", "event_id"],
                name="gallery_photo_event",
                condition=Q(event_id__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(focal_x__lte=100, focal_y__lte=100),
                name="gallery_photo_focal_point_is_inside",
            ),
            models.CheckConstraint(
                condition=Q(event_kind="", event_id__isnull=True)
                | Q(event_kind__gt="", event_id__isnull=False),
                name="gallery_photo_event_is_named_whole",
            ),
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
        return media_url(self.file_name(self._fitting(width)))

    def size_of(self, width: int = DEFAULT_WIDTH) -> tuple[int, int]:
        """Width and height of the picture at `url(width)`, in pixels."""
        own = self._fitting(width)
        return own, max(1, round(self.height * own / self.width))

    def _fitting(self, width: int) -> int:
        fitting = [own for own in self.widths if own >= width]
        return min(fitting, default=max(self.widths))

    @property
    def srcset(self) -> str:
        return ", ".join(
            f"{media_url(self.file_name(width))} {width}w" for width in self.widths
        )

    @property
    def thumb(self) -> str:
        """Address of the smallest picture."""
        return self.url(0)

    @property
    def focal_class(self) -> str:
        """Classes that keep the main point in sight; none for the middle."""
        x, y = _step(self.focal_x), _step(self.focal_y)
        return "" if x == y == MIDDLE else f"focal-x-{x} focal-y-{y}"

    def tokens(self) -> set[str]:
        """Its token and those it had before it was replaced.

        Asks the database nothing where `former_tokens` are prefetched.
        """
        return {self.token, *(former.token for former in self.former_tokens.all())}


post_delete.connect(remove_files, sender=Photo)


class FormerToken(models.Model):
    """A token that a photograph had: texts still being written may name it."""

    token = models.CharField(max_length=32, unique=True)
    photo = models.ForeignKey(Photo, models.CASCADE, related_name="former_tokens")

    def __str__(self) -> str:
        return self.token


class PhotoStep(UnitOwned, Step):
    """What was done to a photograph and cannot be seen in it; rows only come.

    It outlives the photograph and therefore names it by its number alone.
    """

    class Action(models.TextChoices):
        REPLACED = "replaced", _("Replaced by a better file")
        REMOVED = "removed", _("Removed at the request of a person in it")

    grants = {
        Role.EDITOR: ("view",),
        Role.WARD_ADMIN: ("view",),
        Role.LEADER: ("view",),
    }

    photo_number = models.BigIntegerField(_("number of the picture"))
    action = models.CharField(_("step"), max_length=12, choices=Action.choices)
    note = PlainTextField(_("reason"), max_length=1000, blank=True)
    places = PlainTextField(_("where it was shown"), blank=True)

    class Meta(Step.Meta):
        verbose_name = _("step of a picture")
        verbose_name_plural = _("log of pictures")
        indexes = [
            models.Index(fields=["unit", "-at", "-id"], name="gallery_step_newest")
        ]

    def __str__(self) -> str:
        return f"{_('Picture')} {self.photo_number}: {self.get_action_display()}"


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


def _step(per_cent: int) -> int:
    """The nearest step for which there is a class; halves go up."""
    return (per_cent + FOCAL_STEP // 2) // FOCAL_STEP * FOCAL_STEP
