"""Fingerprints of texts, by which a copy is found without reading every article."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from .article import Article


class Fingerprint(models.Model):
    """Of the text that the public sees, or of the working copy: two rows at most.

    The working copy's serves its own unit alone. Written by `news.fingerprints`.
    """

    article = models.ForeignKey(
        Article,
        models.CASCADE,
        related_name="fingerprints",
        verbose_name=_("article"),
    )
    is_public_text = models.BooleanField()
    bands = ArrayField(models.IntegerField())

    class Meta:
        verbose_name = _("fingerprint")
        verbose_name_plural = _("fingerprints")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "is_public_text"],
                name="news_fingerprint_one_of_each_text",
            ),
        ]
        indexes = [GinIndex(fields=["bands"], name="news_fingerprint_bands")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.is_public_text}"
