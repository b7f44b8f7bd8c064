"""Links by which somebody without an account sees what is not published yet."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .article import Article


class PreviewLinkQuerySet(models.QuerySet):
    def working(self, now: datetime) -> Self:
        """Links that still open their article.

        Taking an article down closes the links made before: what had to go from the
        public's eyes is not left open at another address.
        """
        withdrawn_later = Q(article__withdrawn_at__gte=F("made_at"))
        return self.filter(revoked_at=None, expires_at__gt=now).exclude(withdrawn_later)


class PreviewLink(models.Model):
    """A link to the working copy of an article, as it is when the link is opened.

    Of the secret part of its address only a hash is kept, so neither the database
    nor a copy of it gives a link away.
    """

    article = models.ForeignKey(
        Article,
        models.CASCADE,
        related_name="preview_links",
        verbose_name=_("article"),
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        null=True,
        verbose_name=_("made by"),
    )
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("ends at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.made_at:%d/%m/%Y %H:%M}"
