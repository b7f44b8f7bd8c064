"""Comments: received once, held back until the unit has read them, answered by it."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from publishing.vietnamese import fold, spelled
from traffic.limits import Limit
from units.models import Unit

from ..models import Article, BlockedWords, Comment

State = Comment.State
BY_ADDRESS = ("comment", 5, timedelta(minutes=10))
BY_ADDRESS_A_DAY = ("comment a day", 30, timedelta(days=1))
TO_UNIT = ("comments to unit", 300, timedelta(hours=1))
# How long what nobody publishes is kept: long enough to be read, or to be disputed.
UNREAD_DAYS = 180
REFUSED_DAYS = 90
SHOWN = 100


def limits(article: Article, address: str) -> list[Limit]:
    """What a comment from `address` has to keep."""
    return [
        Limit(*BY_ADDRESS, by=address),
        Limit(*BY_ADDRESS_A_DAY, by=address),
        Limit(*TO_UNIT, by=str(article.unit_id)),
    ]


def shown_with(article: Article) -> list[Comment]:
    """The article's published comments, the oldest first; the newest of very many."""
    newest = article.comments.published().order_by("-sent_at", "-pk")[:SHOWN]
    return list(newest)[::-1]


def is_known(*, article: Article, token: uuid.UUID, name: str, text: str) -> bool:
    """Whether this form, or the same words of the same name today, came before."""
    today = timezone.now() - timedelta(days=1)
    same = Q(article=article, name=name, text=text, sent_at__gt=today)
    return Comment.objects.filter(Q(token=token) | same).exists()


def receive(*, article: Article, token: uuid.UUID, name: str, text: str) -> None:
    """Take in a comment, to be read by the unit; a form sent twice makes one."""
    words = BlockedWords.objects.filter(unit=article.unit_id)
    is_blocked = holds_any(f"{name}\n{text}", words.values_list("key", flat=True))
    comment = Comment(
        unit_id=article.unit_id,
        article=article,
        token=token,
        name=name,
        text=text,
        state=State.BLOCKED if is_blocked else State.WAITING,
        sent_at=timezone.now(),
    )
    Comment.objects.bulk_create([comment], ignore_conflicts=True)


@transaction.atomic
def decide(*, comments: QuerySet[Comment], state: str, by: Any) -> int:
    """Publish or hide comments that are not so yet; return how many."""
    changed = comments.exclude(state=state)
    return changed.update(state=state, decided_at=timezone.now(), decided_by=by)


@transaction.atomic
def answer(*, comment: Comment, text: str) -> None:
    """Answer in the unit's name, change the answer, or take it away with ""."""
    if text == comment.answer:
        return
    comment.answer = text
    comment.answered_at = timezone.now() if text else None
    comment.answered_as = _speaker(comment.unit) if text else ""
    comment.save(update_fields=["answer", "answered_at", "answered_as"])


@transaction.atomic
def block(*, unit: Unit, words: str) -> int:
    """Hold back what contains `words`, also what waits already; return how many."""
    entry, _made = BlockedWords.objects.get_or_create(
        unit=unit, key=key_of(words), defaults={"words": words}
    )
    return hold_back(entry)


def hold_back(entry: BlockedWords) -> int:
    """Move what waits in the entry's unit and holds its words to the blocked ones."""
    waiting = Comment.objects.waiting().filter(unit=entry.unit_id)
    found = [
        comment.pk
        for comment in waiting.only("name", "text").iterator()
        if holds_any(f"{comment.name}\n{comment.text}", [entry.key])
    ]
    return Comment.objects.filter(pk__in=found).update(state=State.BLOCKED)


@transaction.atomic
def set_open(*, article: Article, is_open: bool) -> None:
    """Close an article for new comments, or open it again; those shown stay."""
    article.takes_comments = is_open
    article.save(update_fields=["takes_comments", "updated_at"])


def key_of(words: str) -> str:
    """The form in which blocked words are compared: with marks if they have any."""
    with_marks = spelled(words)
    return with_marks if _has_marks(words) else fold(words)


def holds_any(text: str, keys: Iterable[str]) -> bool:
    """Whether a key stands in `text` as whole words."""
    exact, folded = f" {spelled(text)} ", f" {fold(text)} "
    return any(_stands_in(key, exact) or _stands_in(key, folded) for key in keys)


def forget_old(now: datetime | None = None) -> int:
    """Delete comments that were refused, or that nobody read; return how many."""
    now = now or timezone.now()
    refused = Q(
        state__in=[State.HIDDEN, State.BLOCKED],
        sent_at__lt=now - timedelta(days=REFUSED_DAYS),
    )
    unread = Q(state=State.WAITING, sent_at__lt=now - timedelta(days=UNREAD_DAYS))
    return Comment.objects.filter(refused | unread).delete()[0]


def _has_marks(words: str) -> bool:
    text = unicodedata.normalize("NFD", words)
    return "đ" in text.lower() or any(map(unicodedata.combining, text))


def _stands_in(key: str, text: str) -> bool:
    """As whole words: not a part of a longer one."""
    at = text.find(key) if key else -1
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(key) : at + len(key) + 1]
        if not (_is_inner(before, key[0]) or _is_inner(after, key[-1])):
            return True
        at = text.find(key, at + 1)
    return False


def _is_inner(beside: str, edge: str) -> bool:
    return beside.isalnum() and edge.isalnum()


def _speaker(unit: Unit) -> str:
    """Who answers: the unit, or of one that has ended the one that took it over."""
    heirs = [link.new for link in unit.what_became()] if unit.is_ended() else []
    return (heirs[0] if heirs else unit).full_name
