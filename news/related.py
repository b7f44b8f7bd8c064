"""Which articles belong beside this one? Those of its unit that share its words.

An article's terms are the pairs of neighbouring syllables that say what it is about
("camera ngõ", "ngõ 102", "rác thải"): most Vietnamese words have two, and a place with
its number is such a pair too. They are written when the article is published
(`remember`) and taken away when it is withdrawn (`forget`).

A page asks when it is made, so it never shows what is no longer public: for each term
the index gives the newest few of each unit that share it, at most
TERMS × units × NEAREST rows, however many articles there are. A term that few share
weighs more than one that all share. Among 100,000 articles, 60,000 of them of one
unit with seven predecessors, the look-up took 1.5 ms in PostgreSQL and under 10 ms in
all (2026, two cores, busy); so nothing is computed ahead that could be out of date. Only the unit itself and those it was made from,
or became, are asked: a page then depends on no other.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import Any
from zlib import crc32

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from publishing.richtext import plain_text
from publishing.vietnamese import spelled
from units.models import Succession

from .models import Article, TopicTerm

TERMS = 28  # kept of an article
NEAREST = 25  # of one unit for one term: who shares it with more is no nearer
UNITS = 8  # of one family that are asked
SHOWN = 4
ENOUGH = 1.5  # a term that one other article has counts 1; see `_weight`
FEWEST, PART = 3, 0.25  # or so many terms, and this part of all: of a series
_SIGNED = 2**31
_SYLLABLE = re.compile(r"[^\W_]+")
_PHRASE_END = re.compile(r"[.,;:!?…()\[\]\"“”|–\n-]+")
_LONGEST_BODY = 20_000  # characters: what a text is about stands at its beginning
# Syllables that say how a sentence is built, not what it is about.
_FILLERS = frozenset(
    spelled(
        "và của các những cái được trong cho với là đã sẽ đang có một này đó khi từ đến "
        "tại về theo để do bởi vì nên mà thì như cùng cũng còn vẫn đều rất hơn nhất "
        "trên dưới ngoài sau trước giữa bằng qua vào ra lên xuống lại không chưa "
        "phải cần nếu hay hoặc nhưng ai gì nào đâu sao bị mọi mỗi từng việc người "
        "ngày tháng năm sáng chiều hai ba nhiều ít chỉ mới nay đây ấy kể"
    ).split()
)


def remember(article: Article) -> None:
    """Write the terms of what the public now reads in `article`."""
    forget(article)
    TopicTerm.objects.bulk_create(
        TopicTerm(article=article, unit_id=article.unit_id, term=term)
        for term in sorted({_hash(term) for term in terms_of(article)})
    )


def forget(article: Article) -> None:
    """Let no other article lead to this one."""
    TopicTerm.objects.filter(article=article).delete()


def remember_missing(limit: int = 200) -> int:
    """Make up for articles published before there were terms; return how many."""
    known = TopicTerm.objects.filter(article=OuterRef("pk"))
    articles = Article.objects.public().filter(~Exists(known)).order_by("-pk")[:limit]
    for article in articles:
        remember(article)
    return len(articles)


def terms_of(article: Article) -> list[str]:
    """Return the article's terms, the most telling first; its section is one too."""
    weights: Counter[str] = Counter()
    body = plain_text(article.body)[:_LONGEST_BODY]
    for text, weight, most in (
        (article.title, 4, 4),
        (article.summary, 2, 4),
        (body, 1, 5),
    ):
        for pair, times in Counter(_pairs(text)).items():
            weights[pair] += min(times * weight, most)
    telling = sorted(weights, key=lambda pair: (-weights[pair], pair))[:TERMS]
    tags = [f"tag {tag.pk}" for tag in article.tags.all()]
    return [*tags, *telling, f"section {article.section_id}"]


def related_to(article: Article, limit: int = SHOWN) -> list[Article]:
    """Return public articles that share enough with `article`, the nearest first.

    Four queries. Never the article itself.
    """
    units = _family(article.unit_id)
    scores = _scores(article, units)
    nearest = sorted(scores, key=lambda pk: (-scores[pk], -pk))[: limit * 3]
    found = Article.objects.public().filter(pk__in=nearest).select_related("unit")
    found = found.prefetch_related("unit__names")
    by_pk = found.only("title", "slug", "published_at", "unit").in_bulk()
    return [by_pk[pk] for pk in nearest if pk in by_pk][:limit]


def _family(unit_id: int) -> list[int]:
    """The unit, and those it was made from or became, whole ones first."""
    links = Succession.objects.filter(Q(old=unit_id) | Q(new=unit_id))
    pairs = links.order_by("-extent", "pk").values_list("old", "new")
    return list(dict.fromkeys([unit_id, *(one for pair in pairs for one in pair)]))[
        :UNITS
    ]


def _scores(article: Article, units: list[int]) -> dict[int, float]:
    """{article: how much it shares}, only of those that share enough."""
    section = _hash(f"section {article.section_id}")
    sharers: defaultdict[int, list[int]] = defaultdict(list)
    for term, pk in _sharers(article, units):
        sharers[term] += [] if pk is None else [pk]
    enough = max(FEWEST, PART * len(sharers))
    scores: defaultdict[int, float] = defaultdict(float)
    shared: Counter[int] = Counter()
    for term, articles in sharers.items():
        for pk in articles:
            scores[pk] += 0.3 if term == section else _weight(len(articles))
            shared[pk] += term != section
    return {
        pk: score
        for pk, score in scores.items()
        if score >= ENOUGH or shared[pk] >= enough
    }


def _weight(sharers: int) -> float:
    """1 for a term that one other article has, less the more have it."""
    return 1 / sharers**0.5


# The newest first, by number: the index ends each look after NEAREST rows.
_SHARERS = """
SELECT own.term, near.article_id
FROM news_topicterm own
CROSS JOIN unnest(%(units)s) AS of_unit(id)
LEFT JOIN LATERAL (
    SELECT other.article_id
    FROM news_topicterm other
    WHERE other.unit_id = of_unit.id AND other.term = own.term
      AND other.article_id <> %(article)s
    ORDER BY other.article_id DESC
    LIMIT %(nearest)s
) near ON true
WHERE own.article_id = %(article)s
"""


def _sharers(article: Article, units: list[int]) -> list[tuple[int, int | None]]:
    """(term, article that has it) of all own terms; no article where none has it."""
    with connection.cursor() as cursor:
        values: dict[str, Any] = {
            "units": units,
            "article": article.pk,
            "nearest": NEAREST,
        }
        cursor.execute(_SHARERS, values)
        return cursor.fetchall()


def _pairs(text: str) -> Iterable[str]:
    """Neighbouring syllables of one phrase, both of which say something."""
    for phrase in _PHRASE_END.split(spelled(text)):
        syllables = _SYLLABLE.findall(phrase)
        for first, second in pairwise(syllables):
            if first in _FILLERS or second in _FILLERS or first.isdigit():
                continue
            yield f"{first} {second}"


def _hash(term: str) -> int:
    return crc32(term.encode()) - _SIGNED
