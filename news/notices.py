"""Tells the people concerned by e-mail; the desk shows the same as a badge.

Called after the commit. A mail that cannot be sent is logged, the step stands.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from publishing.vietnamese import clean_line
from units.models import Membership, User
from units.scoping import roles_with

from .models import Article, ArticleStep

logger = logging.getLogger(__name__)


def submitted(step: ArticleStep) -> None:
    """Tell those who may approve the article, all but its writer."""
    article = step.article
    approvers = Membership.objects.current(timezone.localdate()).filter(
        unit=article.unit_id, role__in=roles_with("news.approve_article")
    )
    people = User.objects.filter(memberships__in=approvers, is_active=True)
    others = people.exclude(pk=step.by_id) if step.by_id else people
    _send(step, others.distinct())


def decided(step: ArticleStep) -> None:
    """Tell the writer what became of the version, unless they did it themselves."""
    writer = step.revision.made_by if step.revision else None
    if writer is not None and writer.pk != step.by_id and writer.is_active:
        _send(step, [writer])


def _send(step: ArticleStep, people: Iterable[Any]) -> None:
    addresses = [person.email for person in people if person.email]
    if not addresses:
        return
    context = {"step": step, "article": step.article, "url": desk_url(step.article)}
    subject = clean_line(render_to_string("news/mail/step_subject.txt", context))
    body = render_to_string("news/mail/step.txt", context)
    try:
        get_connection().send_messages(
            # One mail a person: nobody learns the others' addresses.
            [EmailMessage(subject, body, to=[address]) for address in addresses]
        )
    except (OSError, SMTPException):
        logger.exception("Mail about step %s of article %s", step.pk, step.article_id)


def desk_url(article: Article) -> str:
    """Full address of the article on the desk."""
    path = reverse("admin:news_article_change", args=[article.pk])
    return f"{settings.PORTAL_URL}{path}"
