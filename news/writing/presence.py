"""Who has an article open: told to the second one who opens it, then forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from ..models import Article, ArticleRevision, Presence

GONE_AFTER = timedelta(seconds=60)  # an open page gives a sign every 20 s


def note(*, article: Article, user: Any, now: datetime | None = None) -> list[Presence]:
    """Note that `user` is in the article; return the others who are."""
    now = now or timezone.now()
    Presence.objects.filter(seen_at__lt=now - GONE_AFTER).delete()
    Presence.objects.bulk_create(
        [Presence(article=article, user=user, since=now, seen_at=now)],
        update_conflicts=True,
        unique_fields=["article", "user"],
        update_fields=["seen_at"],
    )
    return others(article=article, user=user, now=now)


def others(
    *, article: Article, user: Any, now: datetime | None = None
) -> list[Presence]:
    """Who else is in the article now, the first comer first."""
    alive = (now or timezone.now()) - GONE_AFTER
    rows = article.presences.filter(seen_at__gte=alive).exclude(user=user)
    return list(rows.select_related("user").order_by("since", "pk"))


def leave(*, article: Article, user: Any) -> None:
    Presence.objects.filter(article=article, user=user).delete()


def newer_version(article: Article, base: int) -> ArticleRevision | None:
    """The newest version, if it was saved after the one the form shows."""
    newest = article.revisions.select_related("made_by").order_by("-number").first()
    return newest if newest is not None and newest.number > base else None
