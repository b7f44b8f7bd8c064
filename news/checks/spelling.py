"""How a written syllable compares with another: letters, tone, and where it stands."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from publishing import vietnamese

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
WORD = re.compile(r"[^\W\d_]+")

# A check compares each word of a text with every name: they are worth remembering.
bare = lru_cache(maxsize=20_000)(vietnamese.fold)
spelled = lru_cache(maxsize=20_000)(vietnamese.spelled)


def move_tone(word: str, position: int) -> str:
    """Return `word` with the tone of the letter at `position` on the next letter."""
    letter = unicodedata.normalize("NFD", word[position])
    tone = "".join(char for char in letter if char in _TONES)
    without = "".join(char for char in letter if char not in _TONES)
    end = position + 2
    moved = word[:position] + without + word[position + 1 : end] + tone + word[end:]
    return unicodedata.normalize("NFC", moved)
