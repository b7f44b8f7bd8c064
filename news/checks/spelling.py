"""How a written syllable compares with another: letters, tone, and where it stands."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=20_000)
def bare(word: str) -> str:
    """Return the letters of a word without any mark, in small letters, đ as d."""
    parts = unicodedata.normalize("NFD", word.lower().replace("đ", "d"))
    return "".join(char for char in parts if not unicodedata.combining(char))


@lru_cache(maxsize=20_000)
def spelled(word: str) -> str:
    """Return the same for two writings of one syllable: `hoà` and `hòa`, any case."""
    parts = unicodedata.normalize("NFD", word.lower())
    tone = "".join(char for char in parts if char in _TONES)
    letters = "".join(char for char in parts if char not in _TONES)
    return unicodedata.normalize("NFC", letters) + tone


def move_tone(word: str, position: int) -> str:
    """Return `word` with the tone of the letter at `position` on the next letter."""
    letter = unicodedata.normalize("NFD", word[position])
    tone = "".join(char for char in letter if char in _TONES)
    without = "".join(char for char in letter if char not in _TONES)
    end = position + 2
    moved = word[:position] + without + word[position + 1 : end] + tone + word[end:]
    return unicodedata.normalize("NFC", moved)
