"""Words that differ by one slip of the finger, and words written without their space."""

from __future__ import annotations

from string import ascii_lowercase, digits

# A syllable has seven letters at most; every letter more makes 72 words more to look
# up, and who asks pays nothing for them.
LONGEST_MISTYPED = 10


def near(word: str) -> set[str]:
    """Return all that one letter more, less, other or swapped makes of a folded word.

    Of a word too long to be one word mistyped: nothing.
    """
    if len(word) > LONGEST_MISTYPED:
        return set()
    halves = [(word[:n], word[n:]) for n in range(len(word) + 1)]
    letters = ascii_lowercase + digits
    found = {a + b[1:] for a, b in halves if b}
    found |= {a + b[1] + b[0] + b[2:] for a, b in halves if len(b) > 1}
    found |= {a + letter + b[1:] for a, b in halves if b for letter in letters}
    found |= {a + letter + b for a, b in halves for letter in letters}
    return found - {word, ""}


def parted(word: str) -> list[tuple[str, str]]:
    """Return each way to read a word as two: "hoinghi" → ("hoi", "nghi") among them."""
    return [(word[:n], word[n:]) for n in range(1, len(word))]
