"""The way of an article through the newsroom: who did what, when and why."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from units.steps import Step

from .article import Article
from .revision import ArticleRevision


class ArticleStep(Step):
    """One step; nobody named means the clock."""

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

    class Meta(Step.Meta):
        verbose_name = _("step of an article")
        verbose_name_plural = _("steps of an article")
        indexes = [models.Index(fields=["article", "-at"], name="news_step_newest")]

    def __str__(self) -> str:
        return self.get_action_display()
