"""What a source of search finds, and how well it answers (`fulltext` asks the table)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Case, F, Value, When

from .fulltext import Holds, Rank
from .search_words import Question

NEWEST_RANKED = 2000  # of one source; what is older is not looked at


class Hit(NamedTuple):
    """One row that was found, before anything of it is loaded.

    `published_at` places it in time: of a document or a record, its day's morning.
    """

    score: float
    published_at: datetime
    pk: int
    unit_id: int
    section_id: int | None
    kind: str
    source: str


def worth(points: float, holds: Holds) -> Case:
    """The points of a row of which `holds` is true; of any other 0."""
    return Case(When(holds, then=Value(points)), default=Value(0.0))


def score_of_titled(question: Question, at: str = "") -> Any:
    """How well a row with columns `head` and `words` answers; higher is better.

    `at` leads to the columns from another table: "search_text__".
    """
    head, words = F(f"{at}head"), F(f"{at}words")
    return (
        Rank(head, question.all_words())
        + worth(1.5, Holds(words, question.side_by_side()))
        + worth(4.0, Holds(words, question.as_spelt()))
        + worth(1.0, Holds(head, question.in_title()))
        + worth(2.0, Holds(head, question.title_as_spelt()))
        + worth(1.0, Holds(head, question.side_by_side()))
    )
