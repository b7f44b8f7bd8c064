"""Two versions of a body, block by block: what came, went, moved or was reworded."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from publishing.differences import Effort, Piece, gaps, word_changes

from .outline import TextBlock, outline

# Within this distance a block is looked for that says nearly the same.
REACH = 8
LIKENESS = 0.5
# So many unchanged blocks are shown around a change.
CONTEXT = 1
# Nobody reads on when a body was replaced from top to bottom.
MAX_SHOWN = 400


class Change(StrEnum):
    """What became of a block."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    REWORDED = "reworded"
    FORMATTED = "formatted"  # other formats, links or rank, the same words
    MOVED_HERE = "moved_here"
    MOVED_AWAY = "moved_away"
    LEFT_OUT = "left_out"  # stands for `count` unchanged blocks
    MORE = "more"  # stands for `count` blocks that are too many to show


@dataclass(frozen=True)
class BlockChange:
    """A block and what became of it; `cells` has the pieces of each cell of a row."""

    change: Change
    block: TextBlock
    before: TextBlock | None = None
    pieces: Sequence[Piece] = field(default=())
    cells: Sequence[Sequence[Piece]] = field(default=())
    count: int = 0

    @property
    def group(self) -> str:
        """Blocks of one group are shown in one list, table or flow."""
        if self.change in {Change.LEFT_OUT, Change.MORE}:
            return "flow"
        return {"li": "list", "tr": "table"}.get(self.block.tag, "flow")

    @property
    def new_links(self) -> list[str]:
        """Addresses that the block leads to now and did not before."""
        if self.before is None and self.change is not Change.ADDED:
            return []
        before = self.before.links if self.before else ()
        return [link for link in self.block.links if link not in before]

    @property
    def lost_links(self) -> list[str]:
        before = self.before.links if self.before else ()
        return [link for link in before if link not in self.block.links]

    @property
    def has_new_rank(self) -> bool:
        """Whether a paragraph became a heading, an item, a quotation, or the reverse."""
        before = self.before
        return before is not None and _rank(before) != _rank(self.block)


def compare_html(old: str, new: str, effort: Effort | None = None) -> list[BlockChange]:
    """Return what changed, with a little of what did not; [] where nothing did."""
    if old == new:
        return []
    effort = effort or Effort()
    before, after = outline(old), outline(new)
    changes: list[BlockChange] = []
    for gap in gaps(before, after, effort):
        olds = before[gap.old.start : gap.old.stop]
        news = after[gap.new.start : gap.new.stop]
        changes += _in_gap(olds, news, effort)
        same = after[gap.same.new : gap.same.new + gap.same.length]
        changes += [BlockChange(Change.SAME, block) for block in same]
    return _bounded(_folded(_with_moves(changes)))


def _in_gap(
    olds: Sequence[TextBlock], news: Sequence[TextBlock], effort: Effort
) -> Iterator[BlockChange]:
    """Pair what is alike, in order; the rest went or came."""
    start = 0
    for block in olds:
        near = range(start, min(start + REACH, len(news)))
        partner = next((place for place in near if _alike(block, news[place])), None)
        if partner is None:
            yield BlockChange(Change.REMOVED, block)
            continue
        yield from (BlockChange(Change.ADDED, one) for one in news[start:partner])
        yield _pair(block, news[partner], effort)
        start = partner + 1
    yield from (BlockChange(Change.ADDED, one) for one in news[start:])


def _alike(old: TextBlock, new: TextBlock) -> bool:
    """Whether one block is a later wording of the other."""
    if old.address or new.address:
        return old.address == new.address
    if "hr" in (old.tag, new.tag) or (old.tag == "tr") != (new.tag == "tr"):
        return False
    common = len(old.words & new.words)
    return 2 * common >= LIKENESS * (len(old.words) + len(new.words))


def _pair(old: TextBlock, new: TextBlock, effort: Effort) -> BlockChange:
    if old.text == new.text and old.cells == new.cells:
        return BlockChange(Change.FORMATTED, new, before=old)
    if len(old.cells) == len(new.cells):
        cells = [
            word_changes(one, other, effort)
            for one, other in zip(old.cells, new.cells, strict=True)
        ]
    else:
        cells = []
    pieces = word_changes(old.text, new.text, effort)
    return BlockChange(Change.REWORDED, new, before=old, pieces=pieces, cells=cells)


def _with_moves(changes: list[BlockChange]) -> list[BlockChange]:
    """Tell apart what only went to another place."""
    gone: defaultdict[tuple[str, str], deque[int]] = defaultdict(deque)
    for place, one in enumerate(changes):
        if one.change is Change.REMOVED and one.block.is_substantial:
            gone[one.block.text, one.block.address].append(place)
    for place, one in enumerate(changes):
        left = gone.get((one.block.text, one.block.address))
        if one.change is Change.ADDED and left:
            origin = left.popleft()
            old = changes[origin]
            changes[origin] = replace(old, change=Change.MOVED_AWAY)
            changes[place] = replace(one, change=Change.MOVED_HERE, before=old.block)
    return changes


def _folded(changes: list[BlockChange]) -> list[BlockChange]:
    """Leave out what is unchanged and far from any change."""
    shown: list[BlockChange] = []
    same: list[BlockChange] = []
    for one in changes:
        if one.change is Change.SAME:
            same.append(one)
        else:
            shown += [*_fold(same, at_start=not shown), one]
            same = []
    return shown + _fold(same, at_start=not shown, at_end=True) if shown else []


def _fold(
    same: list[BlockChange], *, at_start: bool = False, at_end: bool = False
) -> list[BlockChange]:
    head = 0 if at_start else CONTEXT
    tail = 0 if at_end else CONTEXT
    middle = len(same) - head - tail
    if middle < 2:
        return same
    left_out = BlockChange(Change.LEFT_OUT, same[0].block, count=middle)
    return [*same[:head], left_out, *same[len(same) - tail :]]


def _bounded(changes: list[BlockChange]) -> list[BlockChange]:
    rest = changes[MAX_SHOWN:]
    if not rest:
        return changes
    more = BlockChange(Change.MORE, rest[0].block, count=len(rest))
    return [*changes[:MAX_SHOWN], more]


def _rank(block: TextBlock) -> tuple[str, int, bool]:
    return block.tag, block.level, block.quoted
