"""Invented stars and comments of readers, illustrative like all of the demonstration."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.utils import timezone

from news.models import Article, Comment
from news.readers import comments, ratings
from units.models import User

from .catalogue import Remark, Story

State = Comment.State


def invent_voices(article: Article, story: Story, *, by: User | None) -> None:
    """Rate and comment on an article as its story says; `by` decides and answers."""
    numbered = enumerate(
        stars for stars, times in enumerate(story.stars, 1) for _ in range(times)
    )
    for number, stars in numbered:
        ratings.rate(article=article, visitor=f"demo {number}", stars=stars)
    for remark in story.remarks:
        _comment(article, remark, by=by)


def _comment(article: Article, remark: Remark, *, by: User | None) -> None:
    token = uuid.uuid4()
    comments.receive(article=article, token=token, name=remark.name, text=remark.text)
    one = Comment.objects.filter(token=token)
    sent_at = timezone.make_aware(remark.sent_at)
    one.update(sent_at=sent_at)
    if remark.is_waiting:
        return
    comments.decide(comments=one, state=State.PUBLISHED, by=by)
    one.update(decided_at=sent_at + timedelta(hours=2))
    if remark.answer:
        comments.answer(comment=one.select_related("unit").get(), text=remark.answer)
        one.update(answered_at=sent_at + timedelta(hours=20))
