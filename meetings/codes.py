"""The code with which a sender follows a word: shown once, stored as a digest.

It follows from the one-time token of the form, so that a form sent twice is one word
with one code. Letters and figures that look alike are not used.
"""

from __future__ import annotations

from django.utils.crypto import salted_hmac

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O, 1 I L
LENGTH = 12
GROUP = 4


def code_for(token: str) -> str:
    """Return the code that belongs to a form's token: "7KQF-M3XD-92TB" (59 bits)."""
    number = int(
        salted_hmac("meetings.code", token, algorithm="sha256").hexdigest(), 16
    )
    letters = []
    for _place in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return written("".join(letters))


def written(code: str) -> str:
    """Return a code in groups, whatever it was typed like; "" for what is none."""
    bare = "".join(char for char in code.upper() if char.isalnum())
    if len(bare) != LENGTH or not set(bare) <= set(ALPHABET):
        return ""
    return "-".join(bare[n : n + GROUP] for n in range(0, LENGTH, GROUP))


def digest(code: str) -> str:
    """Return what the database keeps: useless to whoever reads it there.

    Looked up by equality of keyed digests, so time tells nothing about a code.
    """
    return salted_hmac("meetings.code.digest", code, algorithm="sha256").hexdigest()
