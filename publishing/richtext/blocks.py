"""Rebuilds a body from what was pasted: paragraphs, headings, lists, tables, figures.

Only shapes that a browser reads back unchanged are written, so that cleaning twice
gives what cleaning once gave.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import escape

from publishing.vietnamese import is_visible

from . import office
from .policy import allowed_attributes
from .runs import (
    BREAK,
    Run,
    attributes_markup,
    formats_within,
    link_markup,
    markup,
    one_line,
    paragraphs,
    parse_style,
)
from .source import LISTS, SECTIONS, Element, is_dropped

# Gives the attributes of a picture to keep, from those found; None drops it.
PictureRule = Callable[[dict[str, str]], dict[str, str] | None]

HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
_BREAKING = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "aside",
        "nav",
        "address",
        "center",
        "dl",
        "dt",
        "dd",
        "pre",
        "form",
        "fieldset",
        "legend",
        "body",
        "html",
        "details",
        "summary",
        "figcaption",
        "hgroup",
        "td",
        "th",
        "caption",
        "tr",
        "thead",
        "tbody",
        "tfoot",
    ]
)
_KEEPS_LINES = frozenset({"pre", "textarea", "listing"})
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")


@dataclass
class Block:
    """A block to be written: with runs of text, or with blocks inside."""

    tag: str
    runs: list[Run] = field(default_factory=list)
    children: list["Block"] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)
    item: office.ListItem | None = None


class Flow:
    """Collects the blocks of one container (the body, a cell, a list item)."""

    def __init__(self, picture_rule: PictureRule) -> None:
        self.picture_rule = picture_rule
        self.blocks: list[Block] = []
        self.runs: list[Run] = []

    def flush(self) -> None:
        """End the paragraph that is being collected."""
        self.blocks += [Block("p", runs=part) for part in paragraphs(self.runs)]
        self.runs = []

    def inner(self, element: Element, state: Run) -> list[Block]:
        """Return the blocks inside an element that holds blocks of its own."""
        flow = Flow(self.picture_rule)
        flow.walk(element.children, state)
        return flow.finish()

    def finish(self) -> list[Block]:
        """Return the blocks, with Word's list paragraphs made into lists."""
        self.flush()
        return _lists_from_items(self.blocks)

    def walk(
        self, nodes: Iterable[Element | str], state: Run, lines: bool = False
    ) -> None:
        """Take in nodes; `state` is an empty run with the formats and link so far."""
        for node in nodes:
            if isinstance(node, Element):
                self._element(node, state, lines)
            elif lines:
                self._lines(node, state)
            else:
                self.runs.append(state._replace(text=node))

    def _lines(self, text: str, state: Run) -> None:
        for index, line in enumerate(text.splitlines()):
            if index:
                self.runs.append(Run(atom=BREAK))
            self.runs.append(state._replace(text=line))

    def root_text(self, text: str) -> None:
        """Take in text outside of any tag: a blank line ends a paragraph."""
        for index, part in enumerate(_BLANK_LINE.split(text)):
            if index:
                self.flush()
            self.runs.append(Run(part))

    def _element(self, element: Element, state: Run, lines: bool) -> None:
        style = parse_style(element.attributes.get("style", ""))
        if is_dropped(element, style):
            return
        state = state._replace(
            formats=formats_within(element.tag, style, state.formats)
        )
        if element.tag in _BLOCKS:
            self.flush()
            _BLOCKS[element.tag](self, element, state)
        elif item := office.list_item(element, style):
            self.flush()
            if blocks := self.inner(element, state):
                self.blocks.append(Block("li", children=blocks, item=item))
        elif element.tag in _BREAKING:
            self.flush()
            self.walk(element.children, state, lines or element.tag in _KEEPS_LINES)
            self.flush()
        else:
            self._inline(element, state, lines)

    def _inline(self, element: Element, state: Run, lines: bool) -> None:
        if element.tag == "br":
            self.runs.append(Run(atom=BREAK))
        elif element.tag == "img":
            self._picture(element, state)
        else:
            if element.tag == "a" and (link := link_markup(element.attributes)):
                state = state._replace(link=link)
            self.walk(element.children, state, lines)

    def _picture(self, element: Element, state: Run) -> None:
        found = self.picture_rule(element.attributes)
        if found is not None:
            attributes = {"alt": "", **found}
            kept = attributes_markup(dict(sorted(attributes.items())))
            self.runs.append(Run(atom=f"<img{kept}>", link=state.link))

    def heading(self, element: Element, state: Run) -> None:
        """Add a heading of one line; pictures in it follow, bold throughout goes."""
        inner = self.inner(element, state._replace(formats=frozenset()))
        if any(block.tag != "p" for block in inner):
            self.blocks += inner
            return
        runs = [run for block in inner for run in (*block.runs, Run(" "))]
        line = one_line([run for run in runs if not run.is_picture])
        if all("strong" in run.formats for run in line):
            line = [run._replace(formats=run.formats - {"strong"}) for run in line]
        if line:
            self.blocks.append(Block(HEADINGS[element.tag], runs=line))
        for run in runs:
            if run.is_picture:
                self.blocks.append(Block("p", runs=[run]))

    def quote(self, element: Element, state: Run) -> None:
        """Add a quotation."""
        if blocks := self.inner(element, state):
            self.blocks.append(Block("blockquote", children=blocks))

    def rule(self, element: Element, state: Run) -> None:
        """Add a horizontal rule."""
        self.blocks.append(Block("hr"))

    def listing(self, element: Element, state: Run) -> None:
        """Add a list; what stands between its items belongs to the one before."""
        tag = "ol" if element.tag == "ol" else "ul"
        attributes = allowed_attributes(tag, element.attributes)
        block = Block(tag, attributes=attributes)
        stray = Flow(self.picture_rule)
        for child in (*element.children, None):
            if child is None or (isinstance(child, Element) and child.tag == "li"):
                _add_to_last_item(block, stray.finish())
                stray = Flow(self.picture_rule)
                if child is not None:
                    self._item(block, child, state)
            else:
                stray.walk([child], state)
        block.children = [item for item in block.children if item.children]
        if block.children:
            self.blocks.append(block)

    def _item(self, block: Block, element: Element, state: Run) -> None:
        style = parse_style(element.attributes.get("style", ""))
        formats = formats_within("li", style, state.formats)
        children = self.inner(element, state._replace(formats=formats))
        # An empty item that only wraps a deeper list belongs to the one before.
        if children and all(child.tag in LISTS for child in children):
            _add_to_last_item(block, children)
        else:
            block.children.append(Block("li", children=children))

    def lone_item(self, element: Element, state: Run) -> None:
        """Add an item that stands outside of any list."""
        self.listing(Element("ul", children=[element]), state)

    def table(self, element: Element, state: Run) -> None:
        """Add a table: caption, head, body, foot; rows without cells go."""
        table = Block("table")
        sections: dict[str, Block] = {}
        for section, row in _rows(element):
            cells = [self._cell(cell, state) for cell in row]
            body = sections.setdefault(section, Block(section))
            body.children.append(Block("tr", children=cells))
        if not sections:
            self.walk(element.children, state)
            return
        caption = next((c for c in _children(element) if c.tag == "caption"), None)
        if caption and (line := self._line(caption, state)):
            table.children.append(Block("caption", runs=line))
        order = (sections.get(name) for name in ("thead", "tbody", "tfoot"))
        table.children += [section for section in order if section]
        self.blocks.append(table)

    def _line(self, element: Element, state: Run) -> list[Run]:
        blocks = self.inner(element, state)
        return one_line([run for run in _all_runs(blocks) if not run.is_picture])

    def _cell(self, cell: Element, state: Run) -> Block:
        style = parse_style(cell.attributes.get("style", ""))
        inner = state._replace(formats=formats_within(cell.tag, style, state.formats))
        attributes = allowed_attributes(cell.tag, cell.attributes)
        return Block(cell.tag, children=self.inner(cell, inner), attributes=attributes)

    def figure(self, element: Element, state: Run) -> None:
        """Add a picture or table with its caption; without either, its text."""
        captions = [c for c in _children(element) if _is_caption(c)]
        rest = [c for c in element.children if not _is_caption(c)]
        blocks = self.inner(Element("figure", children=rest), state)
        if not _has_picture(blocks) and not any(b.tag == "table" for b in blocks):
            self.blocks += blocks
            self.walk(captions, state)
            self.flush()
            return
        lines = (self._line(caption, state) for caption in captions)
        line = next((line for line in lines if line), None)
        if line:
            blocks.append(Block("figcaption", runs=line))
        self.blocks.append(Block("figure", children=blocks))


_BLOCKS: dict[str, Callable[[Flow, Element, Run], None]] = {
    **dict.fromkeys(HEADINGS, Flow.heading),
    **dict.fromkeys(sorted(LISTS), Flow.listing),
    "li": Flow.lone_item,
    "blockquote": Flow.quote,
    "hr": Flow.rule,
    "table": Flow.table,
    "figure": Flow.figure,
}


def _children(element: Element) -> list[Element]:
    return [child for child in element.children if isinstance(child, Element)]


def _is_caption(node: Element | str) -> bool:
    return isinstance(node, Element) and node.tag == "figcaption"


def _has_picture(blocks: Iterable[Block]) -> bool:
    return any(
        any(run.is_picture for run in block.runs) or _has_picture(block.children)
        for block in blocks
    )


def _rows(table: Element) -> Iterable[tuple[str, list[Element]]]:
    """Yield (section, cells) of each row that has cells."""
    for child in _children(table):
        section = child.tag if child.tag in SECTIONS else "tbody"
        rows = [child] if child.tag == "tr" else _children(child)
        for row in rows if child.tag in (*SECTIONS, "tr") else ():
            cells = [cell for cell in _children(row) if cell.tag in ("td", "th")]
            if row.tag == "tr" and cells:
                yield section, cells


def _all_runs(blocks: Iterable[Block]) -> list[Run]:
    """Return the runs of blocks and of those inside them, with spaces between."""
    runs: list[Run] = []
    for block in blocks:
        runs += [*block.runs, Run(" "), *_all_runs(block.children)]
    return runs


def _add_to_last_item(block: Block, children: list[Block]) -> None:
    if not children:
        return
    if not block.children:
        block.children.append(Block("li"))
    block.children[-1].children += children


def _lists_from_items(blocks: list[Block]) -> list[Block]:
    """Replace Word's list paragraphs by nested lists, by their levels."""
    result: list[Block] = []
    open_lists: list[tuple[int, Block]] = []
    for block in blocks:
        if block.item is None:
            open_lists = []
            result.append(block)
            continue
        level, tag = block.item.level, block.item.tag
        while open_lists and (
            open_lists[-1][0] > level
            or (open_lists[-1][0] == level and open_lists[-1][1].tag != tag)
        ):
            open_lists.pop()
        if not open_lists or open_lists[-1][0] < level:
            parent = open_lists[-1][1].children[-1].children if open_lists else result
            parent.append(Block(tag, attributes=block.item.attributes))
            open_lists.append((level, parent[-1]))
        open_lists[-1][1].children.append(Block("li", children=block.children))
    return result


def write(block: Block) -> str:
    """Return a block as HTML."""
    start = f"<{block.tag}{attributes_markup(block.attributes)}>"
    if block.tag == "hr":
        return start
    return f"{start}{markup(block.runs)}{_inside(block)}</{block.tag}>"


def _inside(block: Block) -> str:
    """Return what a block contains; a lone paragraph needs no tags of its own."""
    children = block.children
    lone = sum(child.tag == "p" for child in children) == 1
    parts = []
    for index, child in enumerate(children):
        bare = child.tag == "p" and (
            (lone and index == 0 and block.tag in ("li", "td", "th"))
            or (block.tag == "figure" and all(run.is_picture for run in child.runs))
        )
        parts.append(markup(child.runs) if bare else write(child))
    return "".join(parts)


def rebuild(tree: Element, picture_rule: PictureRule) -> str:
    """Return the body that a source tree stands for, a block a line."""
    flow = Flow(picture_rule)
    for node in tree.children:
        if isinstance(node, str):
            flow.root_text(node)
        else:
            flow.walk([node], Run())
    return "\n".join(write(block) for block in flow.finish())


def from_plain_text(text: str) -> str:
    """Return paragraphs of text without tags, as a plain text field gives it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    parts = (part.strip("\n") for part in _BLANK_LINE.split(text))
    return "".join(
        f"<p>{escape(part, quote=False).replace(chr(10), BREAK)}</p>"
        for part in parts
        if is_visible(part)
    )
