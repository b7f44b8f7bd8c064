"""What of conference records stands on the start page, and beside an article."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import template

from meetings import article_figures, desk, figures, reminders, reviewing
from meetings.models import CampaignReminder, Conference, Opinion, RecordStep
from news.models import Article
from units.scoping import scope_of

register = template.Library()


@dataclass(frozen=True)
class Overdue:
    """How many answers are late, and the first few opinions that wait for them."""

    count: int
    opinions: list[Opinion]


@register.simple_tag
def records_of(user: Any) -> list[desk.Group]:
    """Records that wait for `user`, by kind."""
    return desk.groups(user)


@register.simple_tag
def overdue_opinions(user: Any) -> Overdue:
    """Opinions whose answer is late; two queries."""
    rows = desk.overdue(user).select_related("unit").prefetch_related("unit__names")
    return Overdue(rows.count(), list(rows[: desk.SHOWN]))


@register.simple_tag
def reminders_of(user: Any) -> list[CampaignReminder]:
    """What the level above still waits for from the user's units; three queries."""
    return list(reminders.open_for(user)[: desk.SHOWN])


@register.simple_tag
def reviews(user: Any) -> bool:
    """Whether the review desk is anything to this user."""
    return bool(user.is_authenticated and reviewing.is_reviewer(user))


@register.simple_tag
def records_to_review(user: Any) -> int:
    """How many records sent up wait for the decision of `user`."""
    return reviewing.waiting_for(user).count()


@register.simple_tag
def records_waiting(user: Any) -> int:
    """How many records and opinions wait for `user` to act."""
    return desk.waiting(user) if user.is_authenticated else 0


@register.filter
def figure(value: Decimal | None) -> str:
    """A number without decimals that say nothing: 88, 68,6."""
    return "" if value is None else figures.written(value)


@register.filter
def last_step(record: Conference) -> Any:
    """The newest step of a record with prefetched steps."""
    return next(iter(record.steps.all()), None)


@register.filter
def said(step: RecordStep) -> list[str]:
    """The note and the remarks of a step with prefetched remarks, each text once."""
    texts = [step.note, *(remark.text for remark in step.remarks.all())]
    return [text for text in dict.fromkeys(texts) if text]


@register.inclusion_tag("admin/meetings/conference/_of_article.html")
def records_of_article(article: Article, user: Any) -> dict[str, Any]:
    """The records that an article tells of, and the figures in which they differ."""
    own = Conference.objects.viewable_by(user).filter(articles=article)
    rows = own.select_related("unit", "campaign").prefetch_related("unit__names")
    told = [(row, article_figures.article_contradictions(row, article)) for row in rows]
    may_begin = scope_of(user).holds("meetings.add_conference", article.unit_id)
    return {"article": article, "records": told, "may_begin": may_begin}
