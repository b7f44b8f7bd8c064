"""Public records as a source of search (`civicportal.search` joins the sources)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Case, F, Value, When
from django.utils.translation import gettext_lazy as _

from news.filters import midnight
from publishing.fulltext import Holds, Rank
from publishing.search_words import Question

from .models import RecordCard

NEWEST_RANKED = 2000
KINDS = {"hoi-nghi": ("conference", _("Conferences"))}


class Hit(NamedTuple):
    """One row that was found; its time is the day of the meeting."""

    score: float
    published_at: datetime.datetime
    pk: int
    unit_id: int
    section_id: int | None
    kind: str
    source: str = "meetings"


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
    marks = (("u", unit), ("y", year))
    facts = [[f"{mark}{value}"] for mark, value in marks if value]
    score: Any = score_of(question) if ranked else Value(0.0)
    cards = RecordCard.objects.public()
    rows = cards.filter(Holds("words", question.all_words(facts)))
    rows = rows.annotate(score=score).newest()
    values = rows.values_list("score", "order_day", "pk", "unit_id")[:NEWEST_RANKED]
    return [
        Hit(score, midnight(day), pk, unit_id, None, "hoi-nghi")
        for score, day, pk, unit_id in values
    ]


def score_of(question: Question) -> Any:
    """How well `head` and `words` answer: all words, then nearness and spelling."""
    head, words = F("head"), F("words")
    return (
        Rank(head, question.all_words())
        + _worth(1.5, Holds(words, question.side_by_side()))
        + _worth(4.0, Holds(words, question.as_spelt()))
        + _worth(1.0, Holds(head, question.in_title()))
        + _worth(2.0, Holds(head, question.title_as_spelt()))
        + _worth(1.0, Holds(head, question.side_by_side()))
    )


def _worth(points: float, holds: Holds) -> Case:
    return Case(When(holds, then=Value(points)), default=Value(0.0))


def holds_any(question: Question, *, unit: int | None = None) -> bool:
    facts = [[f"u{unit}"]] if unit else []
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
