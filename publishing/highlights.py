"""Shows where in a text the words stand that somebody looked for.

The text is escaped first and the marks are ours, so whatever it holds stays text. The
words are compared folded, but the text is shown as it is written.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .search_words import Question, Word, words_in

PASSAGE = 36  # words
BEFORE = 8  # words shown before the first one found


def marked(text: str, question: Question) -> SafeString:
    """The whole text, with `<mark>` around the words of the question."""
    return _with_marks(text, list(words_in(text)), question.folded)


def passage(text: str, question: Question) -> SafeString:
    """The part of the text in which most of the question stands, with marks.

    The beginning of the text where nothing of it stands.
    """
    text = " ".join(text.split())
    words = list(words_in(text))
    first = _best_place(words, question)
    shown = words[first : first + PASSAGE]
    if not shown:
        return format_html("{}", text[:300])
    start = 0 if first == 0 else shown[0].start
    is_end = first + PASSAGE >= len(words)
    end = len(text) if is_end else shown[-1].end
    cut = [Word(w.written, w.folded, w.start - start, w.end - start) for w in shown]
    body = _with_marks(text[start:end], cut, question.folded)
    return format_html("{}{}{}", "… " if start else "", body, "" if is_end else " …")


def _best_place(words: list[Word], question: Question) -> int:
    """Where to begin: the window with the most different words of the question.

    Words that stand side by side as they were asked for count once more.
    """
    asked = [word.folded for word in question.words]
    wanted, pairs = set(asked), set(pairwise(asked))
    found = [n for n, word in enumerate(words) if word.folded in wanted]
    best, best_score = 0, 0
    for place, first in enumerate(found[:2000]):
        window = [n for n in found[place : place + PASSAGE] if n - first < PASSAGE]
        score = len({words[n].folded for n in window}) + len(
            {
                (words[n].folded, words[n + 1].folded)
                for n in window
                if n + 1 < len(words)
            }
            & pairs
        )
        if score > best_score:
            best, best_score = first, score
        if score == len(wanted) + len(pairs):
            break
    return max(0, best - BEFORE) if best > BEFORE // 2 else 0


def _with_marks(text: str, words: list[Word], wanted: Collection[str]) -> SafeString:
    """Neighbouring words are marked in one piece where only a space parts them."""
    runs: list[list[int]] = []  # start and end of what is marked
    for word in words:
        if word.folded not in wanted:
            continue
        if runs and text[runs[-1][1] : word.start] == " ":
            runs[-1][1] = word.end
        else:
            runs.append([word.start, word.end])
    pieces: list[str] = []
    end = 0
    for first, last in runs:
        pieces += [text[end:first], format_html("<mark>{}</mark>", text[first:last])]
        end = last
    return format_html_join("", "{}", ((piece,) for piece in [*pieces, text[end:]]))
