"""Stored documents: kept untouched, with a hash, under a random name."""

from __future__ import annotations

import re
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _

from publishing.fields import LineField
from publishing.models import PublicUse, StoredItem, remove_files
from publishing.stores import new_key
from publishing.vietnamese import clean_line, slugify_vi
from units.models import Role
from units.scoping import ALL_ACTIONS, UnitOwned

MAX_NAME = 200
# What no file system or header takes in a name.
UNSAFE = re.compile(r'[\\/:*?"<>|;]+')


class StoredFile(StoredItem, UnitOwned):
    """One document as it was uploaded, and the name it had."""

    folder = "files"
    key_field = "key"
    grants = {
        Role.WRITER: ("view", "add", "change"),
        Role.EDITOR: ALL_ACTIONS,
        Role.WARD_ADMIN: ALL_ACTIONS,
        Role.LEADER: ("view",),
        Role.REVIEWER: ("view",),
    }

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    name = LineField(
        _("file name"),
        max_length=MAX_NAME,
        help_text=_("What readers see and get when they download the file."),
    )
    size = models.PositiveIntegerField(_("size in bytes"), editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    content_type = models.CharField(_("type"), max_length=100, editable=False)
    address_name = models.CharField(max_length=100, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="stored_files",
        verbose_name=_("uploaded by"),
    )
    uploaded_at = models.DateTimeField(
        _("uploaded at"), auto_now_add=True, editable=False
    )

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-uploaded_at", "-pk"]
        indexes = [
            models.Index(
                fields=["unit", "-uploaded_at", "-id"], name="documents_file_newest"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A new name keeps the ending, which says how the file is opened."""
        super().clean()
        if display_name(self.name) != self.name:
            raise ValidationError(
                {"name": _("The name has signs that files cannot have.")}
            )
        if PurePath(self.name).suffix[1:] != self.extension:
            raise ValidationError(
                {
                    "name": _("Keep the ending “.%(ending)s”.")
                    % {"ending": self.extension}
                }
            )

    @property
    def stored_name(self) -> str:
        """Name in both stores; its last part is what a plain file server offers."""
        return f"{self.folder}/{self.key}/{self.address_name}"

    def files(self) -> list[str]:
        return [self.stored_name]

    def get_absolute_url(self) -> str:
        return f"{settings.MEDIA_URL}{self.stored_name}"

    @property
    def extension(self) -> str:
        """Lower-case, without the dot: "pdf"."""
        return PurePath(self.address_name).suffix[1:]


post_delete.connect(remove_files, sender=StoredFile)


class FileUse(PublicUse):
    """A published thing that offers a document."""

    item_field = "file"

    file = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="uses", verbose_name=_("document")
    )

    class Meta:
        verbose_name = _("public use of a document")
        verbose_name_plural = _("public uses of documents")
        indexes = [
            models.Index(fields=["kind", "object_id"], name="documents_fileuse_by")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "kind", "object_id"], name="documents_fileuse_once"
            )
        ]


def address_name(name: str) -> str:
    """ASCII name for addresses: "Báo cáo.PDF" → "bao-cao.pdf"."""
    path = PurePath(name)
    return f"{slugify_vi(path.stem)}{path.suffix.lower()}"


def display_name(name: str) -> str:
    """The owner's name for a file, made safe to show and to put into a header.

    Composed, without folders, hidden and direction marks; cut before its ending.
    """
    path = PurePath(name.rpartition("/")[2])
    ending = path.suffix.lower()
    stem = clean_line(UNSAFE.sub(" ", path.stem)).strip(". ")
    return (stem or str(_("Document")))[: MAX_NAME - len(ending)].rstrip() + ending
