"""Numbers of official documents: what the spellings of one number have in common.

One number is seen as `02/KHLT/UBND-UBMTTQ`, `02/KHLT-UBND-UBMTTQ`,
`2/KHLT - UBND – UB MTTQ` and plainly `02`.
"""

from __future__ import annotations

import re

from publishing.vietnamese import fold

# Folded. One letter may belong to the figure (02a/KH); more are an abbreviation
# written against it (02KHLT).
_NUMBER = re.compile(r"^(?:so\s*:?\s*)?0*(\d+)([a-z](?![a-z0-9]))?")
_SIGNS = re.compile(r"[^a-z0-9]+")
_LONGEST = 80


def number_key(number: str) -> str:
    """Return the key of `number`: "02/KHLT/UBND-UB MTTQ" → "2/khltubndubmttq".

    Folded, without leading zeros, and without the signs and spaces that part the
    abbreviations. A number without any digit is its folded letters; "" stays "".
    """
    text = fold(number)
    match = _NUMBER.match(text)
    if match is None:
        return _SIGNS.sub("", text)[:_LONGEST]
    rest = _SIGNS.sub("", text[match.end() :])
    return f"{match[1]}{match[2] or ''}/{rest}".rstrip("/")[:_LONGEST]
