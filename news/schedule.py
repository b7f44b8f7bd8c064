"""What happens to articles with time and not with a visit: the worker asks here."""

from __future__ import annotations

import logging
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from . import notices, services
from .models import Article, ArticleRevision
from .querysets import ArticleQuerySet

logger = logging.getLogger(__name__)


def run_due(now: datetime | None = None) -> int:
    """Publish what waits for a time that has come, withdraw what has expired.

    What was pinned to the top until yesterday goes back to its place.

    Each article is a transaction of its own, so one that fails holds up no other;
    any number of workers may run: one takes an article, the others pass it by.
    Returns how many articles changed.
    """
    now = now or timezone.now()
    ids = list(_due(now).values_list("pk", flat=True))
    return sum(_settle(pk, now) for pk in ids)


def _due(now: datetime) -> ArticleQuerySet:
    waiting = ArticleRevision.objects.filter(
        article=OuterRef("pk"),
        state=ArticleRevision.State.APPROVED,
        published_at__lte=now,
    )
    expired = Q(status="published", expires_at__lte=now)
    unpinned = Q(pinned_until__lt=timezone.localdate(now))
    due = expired | unpinned | Q(Exists(waiting))
    return Article.objects.filter(due).order_by("pk")


@transaction.atomic
def _settle(pk: int, now: datetime) -> int:
    """Bring one article up to date; 0 if another worker has it, or nothing is due."""
    locked = Article.objects.select_for_update(of=("self",), skip_locked=True)
    article = locked.filter(pk=pk).first()
    if article is None:
        return 0
    revision = article.revisions.filter(
        state=ArticleRevision.State.APPROVED, published_at__lte=now
    ).first()
    try:
        if revision is not None:
            step = services.publish(article=article, by=None, at=now, revision=revision)
            transaction.on_commit(lambda: notices.decided(step), robust=True)
        if article.expires_at and article.is_public and article.expires_at <= now:
            services.withdraw(article=article, by=None, at=now)
        if article.pinned_until and article.pinned_until < timezone.localdate(now):
            services.unpin(article=article)
    except ValidationError:
        logger.exception("Article %s could not follow its schedule", pk)
        return 0
    return 1
