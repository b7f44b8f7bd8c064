"""Making, revoking and opening preview links: random, expiring, known by a hash."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import Article, PreviewLink
from .models.preview_link import PreviewLinkQuerySet
from .workflow import may_edit

TOKEN_BYTES = 24  # 192 bits: not to be found by trying
MOST_OPEN = 20  # of one article at a time
DEFAULT_DAYS = 7
DAYS = (1, DEFAULT_DAYS, 30)


def open_links(article: Article) -> PreviewLinkQuerySet:
    """The links of an article that still work, the newest first."""
    return article.preview_links.working(timezone.now()).select_related("made_by")


@transaction.atomic
def make_link(
    *, article: Article, by: Any, days: int = DEFAULT_DAYS
) -> tuple[PreviewLink, str]:
    """Make a link for `days` days; return it and its token, which is told only here.

    Raises ValidationError when too many links of the article are open.
    """
    if not may_edit(by, article):
        raise PermissionDenied
    Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    if open_links(article).count() >= MOST_OPEN:
        raise ValidationError(
            _("There are %(count)s open links already. Revoke one of them first.")
            % {"count": MOST_OPEN}
        )
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = PreviewLink.objects.create(
        article=article,
        token_hash=_hash(token),
        made_by=by,
        expires_at=timezone.now() + timedelta(days=days),
    )
    return link, token


def revoke_link(*, link: PreviewLink, by: Any, at: datetime | None = None) -> None:
    """Close a link for good; one that is closed stays as it is."""
    if not may_edit(by, link.article):
        raise PermissionDenied
    closed = PreviewLink.objects.filter(pk=link.pk, revoked_at=None)
    closed.update(revoked_at=at or timezone.now())


def find_link(token: str) -> PreviewLink | None:
    """The working link with this token; None alike for old, revoked and invented."""
    links = PreviewLink.objects.working(timezone.now()).select_related(
        "article__unit", "article__working__section", "article__working__cover"
    )
    return links.filter(token_hash=_hash(token)).first()


def _hash(token: str) -> str:
    """Plain SHA-256: a random token of 192 bits needs neither salt nor delay."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
