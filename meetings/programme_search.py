"""Public programmes as a source of search (`civicportal.search` joins the sources)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from publishing.days import midnight
from publishing.fulltext import Holds
from publishing.ranking import NEWEST_RANKED, Hit, score_of_titled
from publishing.search_words import Question, facts_of

from .models import Programme, ProgrammeWords
from .search import known_words

__all__ = ["KINDS", "hits", "holds_any", "known_words", "load", "texts_of"]

KIND = "chuong-trinh-phoi-hop"
KINDS = {KIND: ("programme", _("Coordination programmes"))}


def hits(
    question: Question,
    *,
    unit: int | None = None,
    section: int | None = None,
    year: int | None = None,
    kind: str = "",
    ranked: bool = True,
) -> list[Hit]:
    """The newest public programmes that hold the question; at most 2.000.

    They stand in no section of news, so a search in one finds none.
    """
    if section:
        return []
    facts = facts_of(unit=unit, year=year)
    rows = ProgrammeWords.objects.public().filter(
        Holds("words", question.all_words(facts))
    )
    rows = rows.annotate(
        score=score_of_titled(question) if ranked else Value(0.0)
    ).newest()
    values = rows.values_list("score", "order_day", "programme", "unit_id")
    return [
        Hit(score, midnight(day), pk, unit_id, None, KIND, "programmes")
        for score, day, pk, unit_id in values[:NEWEST_RANKED]
    ]


def holds_any(question: Question, *, unit: int | None = None) -> bool:
    facts = facts_of(unit=unit)
    rows = ProgrammeWords.objects.public()
    return rows.filter(Holds("words", question.all_words(facts))).exists()


def load(ids: Iterable[int]) -> dict[int, Programme]:
    """The public ones among the programmes, with what a result shows: two queries."""
    rows = Programme.objects.public().filter(pk__in=list(ids)).with_standing()
    rows = rows.select_related("unit", "words").defer("words__head", "words__words")
    return {row.pk: row for row in rows.prefetch_related("unit__names")}


def texts_of(programme: Programme) -> list[str]:
    """What may be shown of a loaded programme to say why it was found."""
    return [programme.title, programme.words.text]
