"""Working copies: every saved version of an article, whole, with its state."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .article import Article
from .content import ArticleContent, Attachment, not_too_early


class ArticleRevision(ArticleContent):
    """One saved version. Rows are added, never rewritten; only `state` moves on."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Waiting for approval")
        RETURNED = "returned", _("Returned for correction")
        APPROVED = "approved", _("Approved, waits for its time")
        PUBLISHED = "published", _("Published")

    article = models.ForeignKey(
        Article,
        models.CASCADE,
        related_name="revisions",
        verbose_name=_("article"),
    )
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.DRAFT
    )
    published_at = models.DateTimeField(
        _("publication time"),
        null=True,
        blank=True,
        help_text=_(
            "Leave empty to publish at once; a time to come publishes by itself then."
        ),
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        null=True,
        verbose_name=_("saved by"),
    )
    made_at = models.DateTimeField(_("saved at"), auto_now_add=True)

    class Meta:
        verbose_name = _("working copy")
        verbose_name_plural = _("working copies")
        ordering = ["article", "-number"]
        constraints = [
            not_too_early("news_articlerevision_published_in_our_time"),
            models.UniqueConstraint(
                fields=["article", "number"],
                name="news_articlerevision_number_is_unique_in_its_article",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED


class RevisionAttachment(Attachment):
    revision = models.ForeignKey(
        ArticleRevision,
        models.CASCADE,
        related_name="attachments",
        verbose_name=_("working copy"),
    )

    class Meta(Attachment.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
