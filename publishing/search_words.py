"""What search compares: words without marks, their exact spelling, document numbers.

A text becomes lexemes of one `tsvector` that we write ourselves, so that no parser of
the database takes words apart differently when they are stored and when they are
asked for:

    hoi           a word, folded
    =hoi5         the same word as it is spelt: its letters, then its tone
    #15.khubnd    the number of a document: 15/KH-UBND, 15-KH/UBND, 15 KH UBND
    @u12          a fact about the row, such as the unit it belongs to

Pure functions; the database knows nothing of Vietnamese.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from .vietnamese import clean_line, fold, spelling

LONGEST_QUERY = 200
LONGEST_TEXT = 300_000  # characters of one text that are found
LONGEST_WORD = 60
LAST_POSITION = 16_000
MOST_POSITIONS = 40  # of one word; more say nothing about rank

_WORD = re.compile(r"[^\W_]+")
_NOT_ALNUM = re.compile(r"[\W_]+")
# 15/KH-UBND, 161/KHLT/UBND-UBMTTQ, 163/KHLT - UBND – UB MTTQ, 10/2022/QH15, 15-KH/UBND
_NUMBER = re.compile(
    r"(?<![\w/.,-])([0-9]{1,5}[a-zđ]?)"
    r"((?:\s?[/–-]\s?(?:[0-9]{4}|[A-ZĐ][A-ZĐa-zđ0-9]{0,11})(?:\s[A-ZĐ]{2,8})?){1,6})"
)
_PHRASE = re.compile(r'["“”„«»]([^"“”„«»]{0,200})["“”„«»]')
# What people write out and documents abbreviate, folded; longer ones first.
_KINDS = {
    "ke hoach lien tich": "khlt",
    "nghi quyet lien tich": "nqlt",
    "ke hoach": "kh",
    "quyet dinh": "qd",
    "nghi quyet": "nq",
    "nghi dinh": "nd",
    "thong bao": "tb",
    "thong tu": "tt",
    "bao cao": "bc",
    "to trinh": "ttr",
    "huong dan": "hd",
    "chi thi": "ct",
    "cong van": "cv",
    "giay moi": "gm",
}


@dataclass(frozen=True)
class Word:
    """A word of a text: how it is written, folded, and where it stands."""

    written: str
    folded: str
    start: int
    end: int


@lru_cache(maxsize=20_000)
def folded_word(written: str) -> str:
    """Return one word without marks and case; "" for what has no letter or digit."""
    return _NOT_ALNUM.sub("", fold(written))[:LONGEST_WORD]


@lru_cache(maxsize=20_000)
def spelt_word(written: str) -> str:
    """Return one word with its marks, wherever its tone was put."""
    return _NOT_ALNUM.sub("", spelling(written).replace("{", "z1").replace("|", "z2"))


def words_in(text: str) -> Iterator[Word]:
    """Yield the words of a clean text in order."""
    for match in _WORD.finditer(text):
        if folded := folded_word(match[0][: LONGEST_WORD * 2]):
            yield Word(match[0], folded, match.start(), match.end())


def numbers_in(text: str) -> set[str]:
    """Return the normalised numbers of the documents that a clean text names."""
    keys = {_number_key(match[0]) for match in _NUMBER.finditer(text)}
    return {key for key in keys if re.search("[a-z]", key)}


def _number_key(written: str) -> str:
    """15/KH-UBND → 15.khubnd; 010/2022/QH15 → 10.2022.qh15."""
    return _key([word.folded for word in words_in(written)])


def _key(words: Iterable[str]) -> str:
    parts: list[str] = []
    for word in words:
        bare = word.lstrip("0") or "0"
        parts.append(f"{bare}." if word.isdecimal() else word)
    return "".join(parts)


def vector(parts: Iterable[tuple[str, str]], facts: Iterable[str] = ()) -> str:
    """Return a `tsvector` literal of (text, weight) parts, "A" the heaviest, and facts.

    Exact spellings keep their places only in weights A and B: there they rank.
    """
    places: dict[str, list[str]] = {f"@{fact}": [] for fact in facts}
    position = 0
    for text, weight in parts:
        text = text[:LONGEST_TEXT]
        for word in words_in(text):
            position = min(position + 1, LAST_POSITION)
            _note(places, word.folded, f"{position}{weight}")
            exact = f"={spelt_word(word.written[:LONGEST_WORD])}"
            _note(places, exact, f"{position}{weight}" if weight in "AB" else "")
        for number in numbers_in(text):
            places.setdefault(f"#{number}", [])
        position += 5  # no phrase runs from one part into the next
    return " ".join(
        f"'{lexeme}':{','.join(at)}" if at else f"'{lexeme}'"
        for lexeme, at in places.items()
    )


def _note(places: dict[str, list[str]], lexeme: str, place: str) -> None:
    at = places.setdefault(lexeme, [])
    if place and len(at) < MOST_POSITIONS:
        at.append(place)


@dataclass(frozen=True)
class Question:
    """What a person looks for: phrases (a single word is one of length 1) and numbers."""

    text: str = ""
    phrases: tuple[tuple[Word, ...], ...] = ()
    number: str = ""

    @property
    def words(self) -> list[Word]:
        return [word for phrase in self.phrases for word in phrase]

    @property
    def folded(self) -> frozenset[str]:
        return frozenset(word.folded for word in self.words)

    def all_words(self, facts: Iterable[Iterable[str]] = ()) -> str:
        """A `tsquery` literal: all words, or the number; and one fact of each group."""
        found = " & ".join(_phrase(phrase) for phrase in self.phrases)
        if self.number:
            found = f"({found}) | {self.as_number()}"
        groups = (" | ".join(f"'@{fact}'" for fact in group) for group in facts)
        return " & ".join([f"({found})", *(f"({group})" for group in groups)])

    def in_title(self) -> str:
        return " & ".join(f"'{word.folded}':A" for word in self.words)

    def as_spelt(self) -> str:
        return " & ".join(f"'={spelt_word(word.written)}'" for word in self.words)

    def title_as_spelt(self) -> str:
        return " & ".join(f"'={spelt_word(word.written)}':A" for word in self.words)

    def side_by_side(self) -> str:
        return " <-> ".join(f"'{word.folded}'" for word in self.words)

    def as_number(self) -> str:
        return f"'#{self.number}':*"


def _phrase(words: tuple[Word, ...]) -> str:
    joined = " <-> ".join(f"'{word.folded}'" for word in words)
    return f"({joined})" if len(words) > 1 else joined


def question(text: str) -> Question:
    """Read what was typed, at most `LONGEST_QUERY` characters of it.

    Words in quotation marks stand side by side. Everything but letters and digits
    only parts words, so nothing that is typed can be more than text.
    """
    text = clean_line(text[: LONGEST_QUERY * 4])[:LONGEST_QUERY].strip()
    phrases: list[tuple[Word, ...]] = []
    end = 0
    for match in _PHRASE.finditer(text):
        phrases += [(word,) for word in words_in(text[end : match.start()])]
        phrases.append(tuple(words_in(match[1])))
        end = match.end()
    phrases += [(word,) for word in words_in(text[end:])]
    kept = tuple(dict.fromkeys(filter(None, phrases)))
    return Question(text, kept, _asked_number(kept))


def _asked_number(phrases: tuple[tuple[Word, ...], ...]) -> str:
    """15/KH-UBND, 'KH 15' and 'kế hoạch số 15' → 15.khubnd, 15.kh; "" if none.

    A number alone is a word like others.
    """
    words = [word.folded for phrase in phrases for word in phrase]
    line = f" {' '.join(words)} "
    for long, short in _KINDS.items():
        line = line.replace(f" {long} ", f" {short} ")
    words = [word for word in line.split() if word != "so"]
    at = next((n for n, word in enumerate(words) if _begins_number(word)), None)
    if at is None or len(words) < 2:
        return _of_one_word(words)
    before, after = words[:at], words[at + 1 :]
    if before[-1:] != after[:1] and set(before[-1:]) <= set(_KINDS.values()):
        after = before[-1:] + after  # kế hoạch 15 UBND
    return _key([words[at], *(after or before)])


def _begins_number(word: str) -> bool:
    return bool(re.fullmatch("[0-9]{1,5}[a-z]?", word))


def _of_one_word(words: list[str]) -> str:
    """15khubnd, written in one piece."""
    match = re.fullmatch("([0-9]{1,5})([a-z]{2,30})", words[0]) if words else None
    return _key([match[1], match[2]]) if match and len(words) == 1 else ""


def facts_of(*, unit: int | None = None, year: int | None = None) -> list[list[str]]:
    """What a row must be of besides its words, for `all_words`: its unit, its year."""
    marks = (("u", unit), ("y", year))
    return [[f"{mark}{value}"] for mark, value in marks if value]
