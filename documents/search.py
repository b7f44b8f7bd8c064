"""Documents of the registers as a source of search (`civicportal.search` joins them)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q, Value
from django.utils.translation import pgettext_lazy

from publishing.days import midnight
from publishing.fulltext import Holds, Rank
from publishing.ranking import NEWEST_RANKED, Hit, worth
from publishing.search_words import Question, facts_of

from .models import OfficialDocument

KIND = "van-ban"
KINDS = {KIND: (KIND, pgettext_lazy("register", "Documents"))}


def hits(
    question: Question,
    *,
    unit: int | None = None,
    section: int | None = None,
    year: int | None = None,
    kind: str = "",
    ranked: bool = True,
) -> list[Hit]:
    """The newest public documents that hold the question; at most 2.000.

    Best is the number itself, then the exact spelling. They stand in no section.
    """
    if section:
        return []
    facts = facts_of(unit=unit, year=year)
    rows = OfficialDocument.objects.public().filter(
        Holds("words", question.all_words(facts))
    )
    rows = rows.annotate(score=_score(question) if ranked else Value(0.0)).newest()
    values = rows.values_list("score", "issued_on", "published_at", "pk", "unit_id")
    return [
        Hit(score, midnight(day) if day else at, pk, unit_id, None, KIND, "documents")
        for score, day, at, pk, unit_id in values[:NEWEST_RANKED]
        if at  # a public row always has it
    ]


def _score(question: Question) -> Any:
    words = F("words")
    score: Any = Rank(words, question.all_words())
    score += worth(4.0, Holds(words, question.as_spelt()))
    score += worth(2.5, Holds(words, question.side_by_side()))
    score += worth(1.0, Holds(words, question.in_title()))
    if question.number:
        score += worth(16.0, Holds(words, question.as_number()))
    return score


def holds_any(question: Question, *, unit: int | None = None) -> bool:
    """Whether any public document holds the question; ranks nothing."""
    facts = facts_of(unit=unit)
    held = Q(Holds("words", question.all_words(facts)))
    return OfficialDocument.objects.public().filter(held).exists()


def load(ids: Iterable[int]) -> dict[int, OfficialDocument]:
    """The public ones among the documents, with what a result shows: three queries."""
    rows = OfficialDocument.objects.public().filter(pk__in=list(ids)).defer("words")
    rows = rows.select_related("unit").prefetch_related("unit__names", "issuers")
    return {row.pk: row for row in rows}


def known_words(words: Iterable[str]) -> dict[str, int]:
    """None: what may have been meant is told by the words of articles."""
    return {}


def texts_of(document: OfficialDocument) -> list[str]:
    """What may be shown of a loaded document to say why it was found."""
    issuers = "; ".join(issuer.name for issuer in document.issuers.all())
    return [document.summary, f"{document}. {issuers}".strip(". ")]
