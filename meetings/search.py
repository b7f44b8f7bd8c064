"""Public records as a source of search (`civicportal.search` joins the sources)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from publishing.days import midnight
from publishing.fulltext import Holds
from publishing.ranking import NEWEST_RANKED, Hit, score_of_titled
from publishing.search_words import Question, facts_of

from .models import RecordCard

KINDS = {"hoi-nghi": ("conference", _("Conferences"))}


def hits(
    question: Question,
    *,
    unit: int | None = None,
    section: int | None = None,
    year: int | None = None,
    kind: str = "",
    ranked: bool = True,
) -> list[Hit]:
    """The newest public records that hold the question; at most 2.000.

    Records stand in no section of news, so a search in one finds none.
    """
    if section:
        return []
    facts = facts_of(unit=unit, year=year)
    score: Any = score_of_titled(question) if ranked else Value(0.0)
    cards = RecordCard.objects.public()
    rows = cards.filter(Holds("words", question.all_words(facts)))
    rows = rows.annotate(score=score).newest()
    values = rows.values_list("score", "order_day", "pk", "unit_id")[:NEWEST_RANKED]
    return [
        Hit(score, midnight(day), pk, unit_id, None, "hoi-nghi", "meetings")
        for score, day, pk, unit_id in values
    ]


def holds_any(question: Question, *, unit: int | None = None) -> bool:
    facts = facts_of(unit=unit)
    cards = RecordCard.objects.public()
    return cards.filter(Holds("words", question.all_words(facts))).exists()


def load(ids: Iterable[int]) -> dict[int, RecordCard]:
    """The public ones among the cards, with what a result shows: two queries."""
    rows = RecordCard.objects.public().filter(pk__in=list(ids))
    rows = rows.select_related("unit").defer("head", "words")
    return {row.pk: row for row in rows.prefetch_related("unit__names")}


def known_words(words: Iterable[str]) -> dict[str, int]:
    """None are counted here: near words are offered as articles spell them."""
    return {}


def texts_of(card: RecordCard) -> list[str]:
    """What may be shown of a loaded card to say why it was found."""
    return [card.title, card.text]
