"""How alike are two texts? Runs of words, and a short fingerprint of them.

A text is taken as the set of its runs of six syllables, folded. Its fingerprint
(min-hash with one permutation, in bands) shares a band with that of a text that is
largely the same and, almost surely, with no other; an index finds such rows among
any number. Whoever asks then compares the texts themselves.
"""

from __future__ import annotations

import re
from zlib import crc32

from django.db.models import Exists, OuterRef

from publishing.richtext import plain_text
from publishing.vietnamese import fold

from .models import Article, Fingerprint

RUN = 6  # syllables
FEWEST_RUNS = 40  # shorter texts are alike by chance
BINS, ROWS = 60, 3  # 20 bands: texts half alike share one in 9 cases of 10
_SIGNED = 2**31
_WORD = re.compile("[a-z0-9]+")


def runs_of(html: str) -> frozenset[int]:
    """Return the runs of a body as hashes; none for a text too short to compare."""
    words = _WORD.findall(fold(plain_text(html)))
    runs = frozenset(
        crc32(" ".join(words[start : start + RUN]).encode())
        for start in range(len(words) - RUN + 1)
    )
    return runs if len(runs) >= FEWEST_RUNS else frozenset()


def likeness(one: frozenset[int], other: frozenset[int]) -> float:
    """Return which part, 0 to 1, of the shorter text stands in the longer one."""
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter else 0.0


def bands_of(runs: frozenset[int]) -> list[int]:
    """Return the fingerprint: hashes of a few of the smallest runs, signed 32 bits."""
    if not runs:
        return []
    smallest: list[int | None] = [None] * BINS
    for run in runs:
        place, value = run % BINS, run // BINS
        held = smallest[place]
        if held is None or value < held:
            smallest[place] = value
    full = _filled(smallest)
    return [
        crc32(repr((start, full[start : start + ROWS])).encode()) - _SIGNED
        for start in range(0, BINS, ROWS)
    ]


def _filled(smallest: list[int | None]) -> list[int]:
    """Give an empty bin what its next full neighbour has, told apart by the distance."""
    full = []
    for place in range(BINS):
        away = next(n for n in range(BINS) if smallest[(place + n) % BINS] is not None)
        full.append(crc32(f"{smallest[(place + away) % BINS]} {away}".encode()))
    return full


def remember(article: Article, *, body: str, is_public_text: bool) -> None:
    """Store the fingerprint of what the article now says; empty for a short text."""
    Fingerprint.objects.update_or_create(
        article=article,
        is_public_text=is_public_text,
        defaults={"bands": bands_of(runs_of(body))},
    )


def remember_missing(limit: int = 500) -> int:
    """Make up for articles of before there were fingerprints; return how many."""
    done = Fingerprint.objects.filter(article=OuterRef("pk"), is_public_text=False)
    articles = (
        Article.objects.filter(~Exists(done), working__isnull=False)
        .select_related("working")
        .order_by("-pk")[:limit]
    )
    for article in articles:
        draft = article.working.body if article.working else ""
        remember(article, body=draft, is_public_text=False)
        remember(article, body=article.body, is_public_text=True)
    return len(articles)
