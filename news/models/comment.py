"""What residents write under an article, and what a unit does not want to read there."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.fields import LineField, PlainTextField
from units.models import Role
from units.scoping import ALL_ACTIONS, UnitOwned, UnitOwnedQuerySet

from .article import Article


class CommentQuerySet(UnitOwnedQuerySet):
    """Which comments? `published()` is the one definition of what readers may see."""

    def published(self) -> CommentQuerySet:
        return self.filter(state=Comment.State.PUBLISHED)

    def waiting(self) -> CommentQuerySet:
        return self.filter(state=Comment.State.WAITING)


class Comment(UnitOwned):
    """A name and a text, nothing else about its author. Written by `news.readers`.

    `unit` is the article's: it says who moderates.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be read")
        PUBLISHED = "published", _("Published")
        HIDDEN = "hidden", _("Hidden")
        BLOCKED = "blocked", _("Held back by a blocked word")

    grants = {
        Role.WRITER: ("view",),
        Role.EDITOR: ("view", "change"),
        Role.WARD_ADMIN: ("view", "change", "delete"),
        Role.LEADER: ("view",),
    }

    article = models.ForeignKey(
        Article,
        models.CASCADE,
        related_name="comments",
        verbose_name=_("article"),
    )
    name = LineField(_("displayed name"), max_length=60)
    text = PlainTextField(_("comment"), max_length=2000)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    sent_at = models.DateTimeField(_("sent at"))
    # Of the form it came in: a form sent twice makes one comment.
    token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        null=True,
        editable=False,
        verbose_name=_("decided by"),
    )
    answer = PlainTextField(
        _("answer of the unit"),
        max_length=2000,
        blank=True,
        help_text=_("Shown under the comment in the unit's name."),
    )
    # The unit's name on the day of the answer, which may be its successor's.
    answered_as = LineField(_("answered as"), max_length=200, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, editable=False)

    objects = CommentQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["-sent_at", "-pk"]
        indexes = [
            models.Index(
                "unit", "state", models.F("sent_at").desc(), name="news_comment_desk"
            ),
            models.Index(
                fields=["article", "sent_at", "id"],
                name="news_comment_shown",
                condition=models.Q(state="published"),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answer="", answered_at=None, answered_as="")
                | (models.Q(answered_at__isnull=False) & ~models.Q(answer="")),
                name="news_comment_answer_has_its_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="published")
                | models.Q(decided_at__isnull=False),
                name="news_comment_published_was_decided",
            ),
        ]

    def __str__(self) -> str:
        """Never what was sent: logs keep this after the comment has been deleted."""
        return str(_("Comment no. %(number)s") % {"number": self.pk})


class BlockedWords(UnitOwned):
    """Words or a part of an address that no comment of the unit's articles may hold.

    Written with marks they are meant with these; written without, with any.
    """

    grants = {
        Role.WRITER: ("view",),
        Role.EDITOR: ALL_ACTIONS,
        Role.WARD_ADMIN: ALL_ACTIONS,
        Role.LEADER: ("view",),
    }

    words = LineField(
        _("blocked words"),
        max_length=100,
        help_text=_(
            "A word, several words or a part of an address. Written with diacritics,"
            " only that spelling is held back; written without, every spelling is."
        ),
    )
    key = models.CharField(max_length=300, editable=False)

    class Meta:
        verbose_name = _("blocked words")
        verbose_name_plural = _("blocked words")
        ordering = ["unit", "words", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "key"],
                name="news_blockedwords_once_in_a_unit",
                violation_error_message=_("This unit blocks these words already."),
            ),
        ]

    def __str__(self) -> str:
        return self.words
