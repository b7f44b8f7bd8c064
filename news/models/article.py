"""The article as the public sees it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from publishing.models import Publishable
from units.models import Role
from units.scoping import ALL_ACTIONS, UnitOwned

from ..querysets import ArticleQuerySet
from .content import ArticleContent, Attachment, not_too_early


class Article(UnitOwned, Publishable, ArticleContent):
    """The public version; what is being written stands in `working`.

    Before the first publication the content is empty: only `working` has any.
    Publishing copies the working copy here (`news.services.publish`), and nothing
    else writes these fields.
    """

    grants = {
        Role.WRITER: ("view", "add", "change", "publish"),
        Role.EDITOR: (*ALL_ACTIONS, "publish", "approve", "export"),
        Role.WARD_ADMIN: (*ALL_ACTIONS, "publish", "approve", "export"),
        Role.LEADER: ("view", "approve", "export"),
        Role.REVIEWER: ("view",),
    }

    slug = models.SlugField(_("address"), max_length=100, blank=True, editable=False)
    working = models.OneToOneField(
        "news.ArticleRevision",
        models.SET_NULL,
        related_name="+",
        null=True,
        editable=False,
        verbose_name=_("working copy"),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="articles_begun",
        null=True,
        editable=False,
        verbose_name=_("begun by"),
    )
    created_at = models.DateTimeField(_("begun at"), auto_now_add=True)
    # Not part of the working copy: closing is at once, whatever is being written.
    takes_comments = models.BooleanField(
        _("takes comments"), default=True, editable=False
    )
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)
    # When what the public sees last changed; `updated_at` also tells of drafts.
    revised_at = models.DateTimeField(_("revised at"), null=True, editable=False)

    objects = ArticleQuerySet.as_manager()  # type: ignore[assignment, misc]

    class Meta(Publishable.Meta):
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-published_at", "-pk"]
        indexes = [
            # Keyset paging of a unit's list, and of the portal's.
            models.Index(
                "unit",
                models.F("published_at").desc(),
                models.F("id").desc(),
                name="news_article_unit_newest",
                condition=models.Q(status="published"),
            ),
            models.Index(
                models.F("published_at").desc(),
                models.F("id").desc(),
                name="news_article_newest",
                condition=models.Q(status="published"),
            ),
            models.Index(
                "section",
                models.F("published_at").desc(),
                models.F("id").desc(),
                name="news_article_section_newest",
                condition=models.Q(status="published"),
            ),
            # The few that stand above their lists, and those to be taken down again.
            models.Index(
                "unit",
                "pinned_until",
                name="news_article_pinned",
                condition=models.Q(pinned_until__isnull=False),
            ),
        ]
        constraints = [
            *Publishable.Meta.constraints,
            not_too_early("news_article_published_in_our_time"),
            models.CheckConstraint(
                condition=~models.Q(status="published")
                | models.Q(
                    section__isnull=False,
                    title__gt="",
                    slug__gt="",
                ),
                name="news_article_public_one_is_complete",
            ),
        ]

    def __str__(self) -> str:
        return self.title or (self.working.title if self.working else "")

    def get_absolute_url(self) -> str:
        """Return its page, or where that will be: a draft has no words in it yet."""
        if not self.slug:
            return reverse("news:article_by_number", args=[self.unit.slug, self.pk])
        return reverse("news:article", args=[self.unit.slug, self.pk, self.slug])

    @property
    def has_unpublished_changes(self) -> bool:
        """Whether the working copy is newer than what the public sees."""
        return self.working is not None and not self.working.is_published


class ArticleAttachment(Attachment):
    article = models.ForeignKey(
        Article,
        models.CASCADE,
        related_name="attachments",
        verbose_name=_("article"),
    )

    class Meta(Attachment.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
