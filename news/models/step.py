"""The way of an article through the newsroom: who did what, when and why."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.fields import PlainTextField

from .article import Article
from .revision import ArticleRevision


class ArticleStep(models.Model):
    """One step. Rows are added, never changed; nobody named means the clock."""

    class Action(models.TextChoices):
        SUBMITTED = "submitted", _("Sent for approval")
        RETURNED = "returned", _("Returned for correction")
        APPROVED = "approved", _("Approved")
        SCHEDULED = "scheduled", _("Approved, waits for its time")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        RESTORED = "restored", _("Earlier version taken up again")

    article = models.ForeignKey(
        Article, models.CASCADE, related_name="steps", verbose_name=_("article")
    )
    revision = models.ForeignKey(
        ArticleRevision,
        models.SET_NULL,
        related_name="steps",
        null=True,
        verbose_name=_("version"),
    )
    action = models.CharField(_("step"), max_length=12, choices=Action.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        null=True,
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    note = PlainTextField(_("remark"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("step of an article")
        verbose_name_plural = _("steps of an article")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["article", "-at"], name="news_step_newest")]

    def __str__(self) -> str:
        return self.get_action_display()
