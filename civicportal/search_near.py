"""'Did you mean': questions near the one that found nothing, which do find something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice, product

from publishing.near_words import near, parted
from publishing.search_words import Question, folded_word, question, words_in

from .search import SOURCES, Asked, found, hits

TRIED = 8  # near questions that are asked


def suggestion(asked: Asked) -> str:
    """A question near the asked one that does have hits, as articles spell it; or ""."""
    for text in _near_questions(asked.question):
        near_one = replace(asked, question=question(text), page=1)
        for source in SOURCES.values():
            if source.holds_any(near_one.question, unit=asked.filters["unit"]):
                return _as_written(near_one)
    return ""


def _near_questions(asked: Question) -> Iterable[str]:
    """Likely ones first, TRIED at most; those of the same words are left out."""
    words = [word.folded for word in asked.words][:12]
    known = _known([*words, *(one for word in words for one in _near_ones(word))])
    choices = [_readings(word, known) for word in words]
    texts = (
        " ".join(filter(None, one))
        for one in sorted(
            islice(product(*choices), 400), key=lambda one: _changes(one, words)
        )
    )
    same = " ".join(words)
    return islice(
        (text for text in dict.fromkeys(texts) if text not in {same, ""}), TRIED
    )


def _changes(reading: tuple[str, ...], words: list[str]) -> int:
    """How much of a question was changed; a word left out is the most."""
    return sum(
        10 if not new else int(new != old)
        for new, old in zip(reading, words, strict=True)
    )


def _near_ones(word: str) -> set[str]:
    pairs = {one for pair in parted(word) for one in pair}
    return near(word) | pairs if len(word) > 1 else set()


def _readings(word: str, known: dict[str, int]) -> list[str]:
    """The word itself if it is known, then the likeliest near ones, then none."""
    nearest = sorted(
        (one for one in near(word) if one in known),
        key=lambda one: (_oddness(one, word), -known[one]),
    )
    pairs = [
        f"{one} {other}"
        for one, other in parted(word)
        if one in known and other in known and len(one) > 1 and len(other) > 1
    ]
    itself = [word] if word in known else []
    return [*itself, *nearest[:3], *pairs[:2], *([""] if not itself else [])]


def _oddness(one: str, word: str) -> int:
    """Letters are left out or swapped more often than added, and these than mistaken."""
    if len(one) > len(word) or sorted(one) == sorted(word):
        return 0
    return 1 if len(one) < len(word) else 2


def _known(words: Iterable[str]) -> dict[str, int]:
    """How many articles have each of the words, over all sources."""
    words, total = set(words), Counter[str]()
    for source in SOURCES.values():
        total.update(source.known_words(words))
    return dict(total)


def _as_written(asked: Asked) -> str:
    """Spell the question as its best hit does: "hoi nghi" → "hội nghị"."""
    best = found(asked, hits(replace(asked, kind="", section=None, year=None))[:1]).rows
    if not best:
        return asked.question.text
    name, row = best[0]
    spelt: dict[str, str] = {}
    for text in SOURCES[name].texts_of(row):
        for word in words_in(text):
            spelt.setdefault(word.folded, word.written.lower())
    return " ".join(
        spelt.get(folded_word(word), word) for word in asked.question.text.split()
    )
