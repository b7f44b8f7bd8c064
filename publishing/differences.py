"""What is new and what is gone between two texts, in time that no text can stretch.

First what occurs once on both sides is brought together, then the gaps between are
searched for the shortest way; where that takes too long, the gap counts as replaced.
Whatever the effort, nothing is invented: the pieces always give both texts back.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

# How deep gaps are divided, how many edits one of them may take, and all together.
MAX_DEPTH = 12
MAX_EDITS = 400
MAX_STEPS = 1_500_000

# A figure (1.435; 29/02/2024), a word or a sign, with the space that follows it.
_TOKEN = re.compile(r"\s*(?:\d+(?:[.,:/]\d+)*|\w+|[^\w\s])\s*")


class Kind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


class Piece(NamedTuple):
    """A stretch of plain text. It is text, never markup: escape it when showing it."""

    kind: Kind
    text: str


class Run(NamedTuple):
    """`length` items that are equal, from `old` in the one and `new` in the other."""

    old: int
    new: int
    length: int


class Gap(NamedTuple):
    """What lies between two runs, as half-open ranges, and the run that follows."""

    old: range
    new: range
    same: Run


@dataclass
class Effort:
    """How much work may still be done; shared by all parts of one comparison."""

    steps: int = MAX_STEPS

    def take(self, steps: int) -> bool:
        """Spend `steps`; whether there were any left."""
        self.steps -= steps
        return self.steps > 0


def word_changes(old: str, new: str, effort: Effort | None = None) -> list[Piece]:
    """Return both texts as one row of pieces: same, removed, added.

    All but the removed pieces make up `new`; all but the added ones `old`, up to its
    spacing, which is not compared.
    """
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    pieces: list[Piece] = []
    for gap in gaps(_words(before), _words(after), effort):
        pieces += _replaced(before, after, gap)
        same = after[gap.same.new : gap.same.new + gap.same.length]
        pieces.append(Piece(Kind.SAME, "".join(same)))
    return _without_splinters([piece for piece in pieces if piece.text])


def gaps(
    old: Sequence[Hashable], new: Sequence[Hashable], effort: Effort | None = None
) -> Iterator[Gap]:
    """Yield what differs, each with the equal run behind it; the last run is empty."""
    i = j = 0
    end = Run(len(old), len(new), 0)
    for run in [*equal_runs(old, new, effort), end]:
        yield Gap(range(i, run.old), range(j, run.new), run)
        i, j = run.old + run.length, run.new + run.length


def equal_runs(
    old: Sequence[Hashable], new: Sequence[Hashable], effort: Effort | None = None
) -> list[Run]:
    """Return the runs that both sequences have in this order."""
    numbers: dict[Hashable, int] = {}
    matcher = _Matcher(
        [numbers.setdefault(item, len(numbers)) for item in old],
        [numbers.setdefault(item, len(numbers)) for item in new],
        effort or Effort(),
    )
    return _joined(sorted(matcher.pairs()))


class _Matcher:
    """Pairs up equal items of two lists of small numbers."""

    def __init__(self, old: list[int], new: list[int], effort: Effort) -> None:
        self.old, self.new, self.effort = old, new, effort

    def pairs(self) -> list[tuple[int, int]]:
        """Return the places of equal items, in no order."""
        found: list[tuple[int, int]] = []
        waiting = [(range(len(self.old)), range(len(self.new)), 0)]
        while waiting:
            olds, news, depth = waiting.pop()
            head, tail = self._equal_ends(olds, news)
            found += zip(olds[:head], news[:head], strict=True)
            found += zip(
                olds[len(olds) - tail :], news[len(news) - tail :], strict=True
            )
            olds = olds[head : len(olds) - tail]
            news = news[head : len(news) - tail]
            if not olds or not news:
                continue
            anchors = self._anchors(olds, news) if depth < MAX_DEPTH else []
            found += anchors or self._shortest(olds, news)
            waiting += _between(anchors, olds, news, depth + 1)
        return found

    def _equal_ends(self, olds: range, news: range) -> tuple[int, int]:
        """Return how many items are equal at the start, and how many at the end."""
        shorter = min(len(olds), len(news))
        head = tail = 0
        while head < shorter and self.old[olds[head]] == self.new[news[head]]:
            head += 1
        while (
            tail < shorter - head
            and self.old[olds[-1 - tail]] == self.new[news[-1 - tail]]
        ):
            tail += 1
        return head, tail

    def _anchors(self, olds: range, news: range) -> list[tuple[int, int]]:
        """Pair items that occur once on each side, as many as keep their order."""
        if not self.effort.take(len(olds) + len(news)):
            return []
        before = {self.old[i]: i for i in olds}
        old_counts = Counter(self.old[i] for i in olds)
        new_counts = Counter(self.new[j] for j in news)
        once = [
            (before[item], j)
            for j in news
            if new_counts[item := self.new[j]] == 1 and old_counts[item] == 1
        ]
        return _longest_rising(once)

    def _shortest(self, olds: range, news: range) -> list[tuple[int, int]]:
        """Pair items by the fewest edits (Myers 1986); nothing where it takes long."""
        reach, trace = {1: 0}, []
        for edits in range(min(len(olds) + len(news), MAX_EDITS) + 1):
            trace.append(dict(reach))
            for diagonal in range(-edits, edits + 1, 2):
                start = _furthest(reach, diagonal, edits)
                x = self._slide(olds, news, start, start - diagonal)
                reach[diagonal] = x
                if x >= len(olds) and x - diagonal >= len(news):
                    path = _walk_back(trace, len(olds), len(news))
                    return [(olds[x], news[y]) for x, y in path]
                if not self.effort.take(1 + x - start):
                    return []
        return []

    def _slide(self, olds: range, news: range, x: int, y: int) -> int:
        """Return how far items stay equal from (x, y) on."""
        while (
            x < len(olds) and y < len(news) and self.old[olds[x]] == self.new[news[y]]
        ):
            x, y = x + 1, y + 1
        return x


def _furthest(reach: dict[int, int], diagonal: int, edits: int) -> int:
    """Where a path of `edits` comes onto `diagonal`: by an addition or a removal."""
    if diagonal == -edits:
        return reach[diagonal + 1]
    if diagonal == edits:
        return reach[diagonal - 1] + 1
    return max(reach[diagonal - 1] + 1, reach[diagonal + 1])


def _walk_back(trace: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int]]:
    """Return the equal pairs on the shortest path that ends at (x, y)."""
    pairs = []
    for edits in range(len(trace) - 1, -1, -1):
        reach = trace[edits]
        start = _furthest(reach, x - y, edits) if edits else 0
        diagonal = x - y
        while x > start:
            x, y = x - 1, y - 1
            pairs.append((x, y))
        if edits:
            came_down = diagonal == -edits or (
                diagonal != edits and reach[diagonal + 1] > reach[diagonal - 1]
            )
            x, y = (x, y - 1) if came_down else (x - 1, y)
    return pairs


def _between(
    anchors: list[tuple[int, int]], olds: range, news: range, depth: int
) -> Iterator[tuple[range, range, int]]:
    """Yield the regions before, between and behind anchors; none without anchors."""
    if not anchors:
        return
    i, j = olds.start, news.start
    for old, new in [*anchors, (olds.stop, news.stop)]:
        if old > i and new > j:
            yield range(i, old), range(j, new), depth
        i, j = old + 1, new + 1


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the most of `pairs`, in order of their second, whose first rise too."""
    ends: list[int] = []  # the smallest first with which a row of each length ends
    rows: list[int] = []  # the place in `pairs` of each of these
    before: list[int] = []
    for place, (old, _new) in enumerate(pairs):
        length = bisect_left(ends, old)
        ends[length : length + 1] = [old]
        rows[length : length + 1] = [place]
        before.append(rows[length - 1] if length else -1)
    found = []
    place = rows[-1] if rows else -1
    while place >= 0:
        found.append(pairs[place])
        place = before[place]
    return found[::-1]


def _joined(pairs: list[tuple[int, int]]) -> list[Run]:
    runs: list[Run] = []
    for old, new in pairs:
        last = runs[-1] if runs else Run(-1, -1, 0)
        if (old, new) == (last.old + last.length, last.new + last.length):
            runs[-1] = last._replace(length=last.length + 1)
        else:
            runs.append(Run(old, new, 1))
    return runs


def _words(tokens: Sequence[str]) -> list[str]:
    return [token.strip() for token in tokens]


def _replaced(before: Sequence[str], after: Sequence[str], gap: Gap) -> list[Piece]:
    removed = "".join(before[gap.old.start : gap.old.stop])
    added = "".join(after[gap.new.start : gap.new.stop])
    return [Piece(Kind.REMOVED, removed), Piece(Kind.ADDED, added)]


def _without_splinters(pieces: list[Piece]) -> list[Piece]:
    """Let a lone sign between two changes go with them: one reads a change at once."""
    texts: list[Piece] = []
    removed = added = ""
    for place, piece in enumerate(pieces):
        if piece.kind is Kind.SAME and not _is_splinter(pieces, place):
            texts += _change(removed, added)
            texts.append(piece)
            removed = added = ""
            continue
        removed += piece.text if piece.kind is not Kind.ADDED else ""
        added += piece.text if piece.kind is not Kind.REMOVED else ""
    return texts + _change(removed, added)


def _is_splinter(pieces: list[Piece], place: int) -> bool:
    """Whether a piece has no letter or digit and stands between two changes."""
    inside = 0 < place < len(pieces) - 1
    return inside and not any(char.isalnum() for char in pieces[place].text)


def _change(removed: str, added: str) -> list[Piece]:
    both = [Piece(Kind.REMOVED, removed), Piece(Kind.ADDED, added)]
    return [piece for piece in both if piece.text]
