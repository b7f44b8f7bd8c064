"""Summary, title and paragraphs: whether the article is built as readers expect."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from publishing.richtext import plain_text
from publishing.syllables import is_syllable
from publishing.vietnamese import fold

from .advice import Advice, Written, shorten

FEWEST_CAPITAL_WORDS = 3
LONGEST_SUMMARY = 600
LONG_PARAGRAPH = 60  # characters; shorter lines are rightly said twice

_WORD = re.compile(r"[^\W\d_]{2,}")
_HEADING = re.compile("<h([2-4])>")


def find(written: Written) -> Iterator[Advice]:
    yield from _summary(written)
    yield from _capitals(written)
    yield from _repeated(written)
    yield from _headings(written.content.body)


def _summary(written: Written) -> Iterator[Advice]:
    if not written.content.summary.strip():
        yield Advice(
            code="no-summary",
            field="summary",
            message=_("There is no summary: lists will show the title alone."),
        )


def _capitals(written: Written) -> Iterator[Advice]:
    """Abbreviations are capitals by right, so only syllables are counted."""
    words = _WORD.findall(written.content.title)
    shouted = [word for word in words if word.isupper() and is_syllable(word)]
    quiet = [word for word in words if not word.isupper()]
    if len(shouted) >= FEWEST_CAPITAL_WORDS and len(shouted) > len(quiet):
        yield Advice(
            code="title-in-capitals",
            field="title",
            message=_("The title is in capitals, which are hard to read."),
            where=shorten(written.content.title),
        )


def _repeated(written: Written) -> Iterator[Advice]:
    opening = written.body[0][:LONGEST_SUMMARY] if written.body else ""
    first = fold(opening)
    if first and first == fold(written.content.title):
        yield Advice(
            code="title-repeated",
            field="body",
            message=_("The text begins with the title, which stands above it already."),
            where=shorten(opening),
        )
    summary = fold(written.content.summary)
    if len(summary) >= LONG_PARAGRAPH and first.startswith(summary):
        yield Advice(
            code="summary-repeated",
            field="body",
            message=_(
                "The text begins with the summary, which stands above it already."
            ),
            where=shorten(opening),
        )
    yield from _twice(written.body)


def _twice(lines: tuple[str, ...]) -> Iterator[Advice]:
    seen: set[str] = set()
    again = []
    for line in lines:
        same = " ".join(line.lower().split())
        if len(same) >= LONG_PARAGRAPH and same in seen:
            again.append(line)
        seen.add(same)
    if again:
        yield Advice(
            code="paragraph-repeated",
            field="body",
            message=_("Paragraphs that stand in the text twice: %(count)d.")
            % {"count": len(again)},
            where=shorten(again[0]),
        )


def _headings(body: str) -> Iterator[Advice]:
    above = 1  # the title
    for match in _HEADING.finditer(body):
        level = int(match[1])
        if level > above + 1:
            heading = body[match.end() : match.end() + 600].partition("</h")[0]
            yield Advice(
                code="heading-skipped",
                field="body",
                message=_(
                    "A heading level is left out before this one; choose the larger"
                    " kind of heading."
                ),
                where=shorten(plain_text(heading)),
            )
            return
        above = level
