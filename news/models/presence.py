"""Who has an article open for writing just now. No history: rows go in a minute."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .article import Article


class Presence(models.Model):
    """A person in an article's form; `seen_at` is the last sign of life."""

    article = models.ForeignKey(
        Article,
        models.CASCADE,
        related_name="presences",
        verbose_name=_("article"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="presences",
        verbose_name=_("by"),
    )
    since = models.DateTimeField(_("open since"))
    seen_at = models.DateTimeField(_("last seen at"), db_index=True)

    class Meta:
        verbose_name = _("person in an article")
        verbose_name_plural = _("persons in articles")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "user"],
                name="news_presence_once_for_each_person",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)
