"""Photographs inside the texts of working copies; covers and albums are relations."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from gallery.models import Photo

from .revision import ArticleRevision


class BodyPhoto(models.Model):
    """A working copy whose text shows a photograph, which therefore stays.

    Written with the working copy. Of public texts `gallery.PhotoUse` says the same.
    """

    revision = models.ForeignKey(
        ArticleRevision,
        models.CASCADE,
        related_name="body_photos",
        verbose_name=_("working copy"),
    )
    photo = models.ForeignKey(
        Photo, models.PROTECT, related_name="+", verbose_name=_("picture")
    )

    class Meta:
        verbose_name = _("picture in a text")
        verbose_name_plural = _("pictures in texts")
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "photo"], name="news_bodyphoto_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.revision}: {self.photo}"
