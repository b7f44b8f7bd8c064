"""What waits for a person on the desk's start page, most urgent first."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.desk_work import Group, Kind, groups_of

from .models import Article, ArticleRevision, Comment, Newsroom
from .models.comment import CommentQuerySet
from .querysets import ArticleQuerySet

State = ArticleRevision.State
SHOWN = 10


def groups(user: Any) -> list[Group]:
    """All kinds of work of which the user has some; two queries for each kind."""
    return groups_of(KINDS, user, listed=_with_labels, shown=SHOWN)


def waiting(user: Any) -> int:
    """How much waits for this person to act: the badge beside the desk."""
    returned, sent = (
        rows(user).order_by().values("pk") for rows in (_returned, _to_approve)
    )
    articles = returned.union(sent).count()
    return articles + comments_to_read(user).count()


def comments_to_read(user: Any) -> CommentQuerySet:
    """Comments that wait for this person's decision, the oldest first."""
    waiting = Comment.objects.waiting() & Comment.objects.editable_by(user)
    return waiting.order_by("sent_at", "pk")


def _articles(user: Any) -> ArticleQuerySet:
    return Article.objects.viewable_by(user)


def _mine(user: Any) -> Q:
    return Q(created_by=user) | Q(working__made_by=user)


def _returned(user: Any) -> ArticleQuerySet:
    articles = _articles(user).filter(_mine(user), working__state=State.RETURNED)
    return articles.order_by("-updated_at", "-pk")


def _to_approve(user: Any) -> ArticleQuerySet:
    """Sent by others; what the user saved last is for somebody else to approve."""
    sent = Article.objects.allowed(user, "approve").filter(
        working__state=State.SUBMITTED
    )
    two = Newsroom.objects.filter(approval=Newsroom.Approval.TWO).values("unit")
    own = Q(working__made_by=user, unit__in=two)
    return sent.exclude(own).order_by("updated_at", "pk")


def _drafts(user: Any) -> ArticleQuerySet:
    drafts = _articles(user).filter(
        _mine(user), working__state=State.DRAFT, withdrawn_at=None
    )
    return drafts.order_by("-updated_at", "-pk")


def _sent(user: Any) -> ArticleQuerySet:
    articles = _articles(user).filter(_mine(user), working__state=State.SUBMITTED)
    return articles.order_by("-updated_at", "-pk")


def _scheduled(user: Any) -> ArticleQuerySet:
    articles = _articles(user).filter(working__state=State.APPROVED)
    return articles.order_by("working__published_at", "pk")


def _to_review(user: Any) -> ArticleQuerySet:
    """Public pages past the day on which somebody should look at them again."""
    due = Article.objects.editable_by(user).public()
    return due.filter(review_on__lte=timezone.localdate()).order_by("review_on", "pk")


KINDS: list[Kind] = [
    ("returned", _("To correct"), _returned),
    ("to-approve", _("Waiting for your approval"), _to_approve),
    ("drafts", _("Drafts"), _drafts),
    ("sent", _("Sent, waiting for approval"), _sent),
    ("scheduled", _("Waiting for their time"), _scheduled),
    ("to-review", _("Pages to check again"), _to_review),
]


def _with_labels(articles: ArticleQuerySet) -> ArticleQuerySet:
    return (
        articles.select_related("unit", "working")
        .prefetch_related("unit__names", "steps__by")
        .annotate(due=F("working__published_at"))
        .defer("body", "working__body")
    )
