"""What is worth a look before an article is published. Advice: nothing is refused.

One module a family of checks, each with `find`, a generator of `Advice`. They read
and never write; the number of queries does not depend on the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from units.models import Unit

from ..models import Article
from . import copies, encodings, links, names, people, pictures, structure
from .advice import Advice, Written

if TYPE_CHECKING:
    from ..services import Content

__all__ = ["Advice", "advise"]


def advise(
    content: Content, *, unit: Unit, article: Article | None = None
) -> list[Advice]:
    """Return what to look at in `content`, the gravest first.

    `article` is the one that the content belongs to, so that it is not found as a
    copy of itself. Text in an old encoding is not looked at further: every other
    check would stumble over its letters.
    """
    written = Written.of(content)
    old = list(encodings.find(written))
    found = [*people.find(written, unit), *old]
    if not old:
        found += names.find(written, unit)
        found += copies.find(written, unit, article)
    found += structure.find(written)
    found += pictures.find(written)
    found += links.find(written)
    return found
