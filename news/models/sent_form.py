"""A form of an article that somebody sent: received once, and never lost."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .article import Article
from .revision import ArticleRevision


class SentForm(models.Model):
    """One opened form, known by the token that it carries; rows go after some days.

    `revision` is what it made when it was received. `kept` is what it held when it
    could not be received, because the session of its sender was over:
    {"fields": [[name, value], …], "files": [name, …]}.
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="sent_forms",
        verbose_name=_("by"),
    )
    token = models.UUIDField(_("token of the form"))
    digest = models.CharField(_("fingerprint of its content"), max_length=64)
    # Which sending of the form the digest is of, as the browser named it.
    attempt = models.CharField(_("sending"), max_length=36)
    article = models.ForeignKey(
        Article,
        models.CASCADE,
        related_name="sent_forms",
        null=True,
        verbose_name=_("article"),
    )
    revision = models.ForeignKey(
        ArticleRevision,
        models.CASCADE,
        related_name="+",
        null=True,
        verbose_name=_("version"),
    )
    kept = models.JSONField(_("kept content"), null=True)
    at = models.DateTimeField(_("at"), auto_now=True, db_index=True)

    class Meta:
        verbose_name = _("sent form")
        verbose_name_plural = _("sent forms")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["by", "token"],
                name="news_sentform_is_known_once_to_its_sender",
            ),
        ]

    def __str__(self) -> str:
        return str(self.token)
