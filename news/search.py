"""Articles as a source of search (`civicportal.search` joins the sources)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Value
from django.utils.translation import gettext_lazy as _

from publishing.fulltext import Holds
from publishing.ranking import NEWEST_RANKED, Hit, score_of_titled, worth
from publishing.search_words import Question, facts_of

from .models import Article, KnownWord, SearchText, Section
from .search_index import recent_quarters

KINDS = {
    "tin-tuc": (Section.Kind.NEWS, _("News")),
    "thong-tin": (Section.Kind.INFORMATION, _("Information")),
}
_KIND_WORDS = {str(kind): word for word, (kind, _label) in KINDS.items()}


def hits(
    question: Question,
    *,
    unit: int | None = None,
    section: int | None = None,
    year: int | None = None,
    kind: str = "",
    ranked: bool = True,
) -> list[Hit]:
    """The newest public articles that hold the question; at most 2.000.

    Higher scores are better: the number of the document, the exact spelling, all
    words in the title. Without `ranked`, which is cheaper, all scores are 0.
    """
    marks = (("u", unit), ("s", section), ("y", year))
    facts = [f"{mark}{value}" for mark, value in marks if value]
    score: Any = _score(question) if ranked else Value(0.0)
    found: list[Any] = []
    with transaction.atomic(), _by_index():
        if not facts:
            found = _read(question, recent_quarters(), kind, score)
        if len(found) < NEWEST_RANKED:
            found = _read(question, [[one] for one in facts], kind, score)
    return [Hit._make([*row, _KIND_WORDS[word], "news"]) for *row, word in found]


def _read(
    question: Question, facts: Iterable[Iterable[str]], kind: str, score: Any
) -> list[Any]:
    texts = SearchText.objects.filter(Holds("words", question.all_words(facts)))
    if kind:
        texts = texts.filter(article__section__kind=KINDS[kind][0])
    newest = texts.order_by("-published_at", "-pk")[:NEWEST_RANKED]
    rows = Article.objects.public().filter(pk__in=newest.values("pk"))
    values = rows.annotate(score=score).values_list(
        "score", "published_at", "pk", "unit_id", "section_id", "section__kind"
    )
    return list(values.order_by())


@contextmanager
def _by_index() -> Iterator[None]:
    """Have the words read by way of their index alone.

    A syllable of Vietnamese stands in half of all texts; the planner then reads the
    table from end to end, and does not know that each row must be unpacked for it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield
        cursor.execute("SET LOCAL enable_seqscan = on")


def _score(question: Question) -> Any:
    score = score_of_titled(question, at="search_text__")
    if question.number:
        words = F("search_text__words")
        score = score + worth(16.0, Holds(words, question.as_number()))
    return score


def holds_any(question: Question, *, unit: int | None = None) -> bool:
    """Whether any public article holds the question; ranks nothing."""
    facts = facts_of(unit=unit)
    held = SearchText.objects.filter(Holds("words", question.all_words(facts)))
    return Article.objects.public().filter(search_text__in=held).exists()


def load(ids: Iterable[int]) -> dict[int, Article]:
    """The public ones among the articles, with what a result shows: two queries."""
    rows = Article.objects.public().filter(pk__in=list(ids))
    rows = rows.select_related("unit", "section", "search_text").defer(
        "body", "search_text__head", "search_text__words"
    )
    return {row.pk: row for row in rows.prefetch_related("unit__names")}


def known_words(words: Iterable[str]) -> dict[str, int]:
    """Those of the folded words that public articles have, and in how many."""
    rows = KnownWord.objects.filter(word__in=list(words))
    return dict(rows.values_list("word", "articles"))


def texts_of(article: Article) -> list[str]:
    """What may be shown of a loaded article to say why it was found."""
    return [article.title, article.search_text.text]
