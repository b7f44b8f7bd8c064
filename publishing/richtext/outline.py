"""A stored body as a row of blocks: what a reader sees one below the other.

For comparing versions. It reads what `clean_html` wrote and decides nothing about
safety: blocks hold plain text and the addresses of pictures and links.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape

from .source import Element, parse

FLOW = frozenset({"p", "h2", "h3", "h4", "figcaption", "caption"})
LISTS = frozenset({"ul", "ol"})
# What holds blocks and is none itself.
HOLDERS = frozenset({"figure", "thead", "tbody", "tfoot"})


@dataclass(frozen=True)
class TextBlock:
    """One paragraph, heading, list item, table row, picture or rule.

    `tag` is that of its element ("li", "tr", "img", "hr" …), `level` how deep in
    lists. `cells` are the texts of a row. `markup` is the text with its formats and
    links: two blocks of one text may differ in it alone.
    """

    tag: str
    text: str = ""
    cells: tuple[str, ...] = ()
    address: str = ""
    links: tuple[str, ...] = ()
    markup: str = ""
    level: int = 0
    ordered: bool = False
    quoted: bool = False

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(self.text.split())

    @property
    def is_substantial(self) -> bool:
        """Whether it is recognised when it turns up elsewhere."""
        return bool(self.address) or len(self.text) >= 20


def outline(html: str) -> list[TextBlock]:
    """Return the blocks of a stored body in their order."""
    return list(_blocks(parse(html).children, TextBlock("p")))


def _blocks(nodes: Iterable[Element | str], place: TextBlock) -> Iterator[TextBlock]:
    """Yield the blocks in `nodes`; `place` says in what they stand."""
    loose: list[Element | str] = []
    for node in nodes:
        inner = _structure(node, place) if isinstance(node, Element) else None
        if inner is None:
            loose.append(node)
            continue
        yield from _flow(loose, place)
        loose = []
        yield from inner
    yield from _flow(loose, place)


def _structure(node: Element, place: TextBlock) -> Iterator[TextBlock] | None:
    """Yield the blocks of an element that is more than words in a line, else None."""
    if node.tag in FLOW:
        # A paragraph inside a list item is the item's own text.
        inside = place if node.tag == "p" else replace(place, tag=node.tag)
        return _flow(node.children, inside)
    if node.tag in LISTS:
        ordered = node.tag == "ol"
        inside = replace(place, tag="li", level=place.level + 1, ordered=ordered)
        return _blocks(node.children, inside)
    if node.tag == "blockquote":
        return _blocks(node.children, replace(place, quoted=True))
    if node.tag == "table":
        return _blocks(node.children, replace(place, tag="p"))
    if node.tag == "tr":
        return _row(node, place)
    if node.tag == "hr":
        return iter([TextBlock("hr")])
    holds = node.tag in HOLDERS or node.tag == "li"
    return _blocks(node.children, place) if holds else None


def _flow(nodes: list[Element | str], place: TextBlock) -> Iterator[TextBlock]:
    """Yield the words of `nodes` as one block, then the pictures among them."""
    markup = "".join(map(_markup, nodes)).strip()
    text = _tidy("".join(map(_text, nodes)))
    if text:
        links = tuple(_links(nodes))
        yield replace(place, text=text, markup=markup, links=links)
    yield from _pictures(nodes)


def _row(row: Element, place: TextBlock) -> Iterator[TextBlock]:
    cells = [one for one in row.children if isinstance(one, Element)]
    texts = tuple(_tidy(_text(cell)) for cell in cells)
    links = tuple(_links(row.children))
    markup = "".join(map(_markup, cells))
    yield TextBlock(
        "tr",
        text=" ".join(texts),
        cells=texts,
        links=links,
        markup=markup,
        quoted=place.quoted,
    )
    yield from _pictures(cells)


def _pictures(nodes: Iterable[Element | str]) -> Iterator[TextBlock]:
    for element in _elements(nodes):
        if element.tag == "img":
            alt, address = (element.attributes.get(key, "") for key in ("alt", "src"))
            yield TextBlock("img", text=_tidy(alt), address=address)


def _links(nodes: Iterable[Element | str]) -> Iterator[str]:
    for element in _elements(nodes):
        if element.tag == "a" and (address := element.attributes.get("href")):
            yield address


def _elements(nodes: Iterable[Element | str]) -> Iterator[Element]:
    for node in nodes:
        if isinstance(node, Element):
            yield node
            yield from _elements(node.children)


def _text(node: Element | str) -> str:
    if isinstance(node, str):
        return node
    if node.tag == "br":
        return "\n"
    inner = "".join(map(_text, node.children))
    # Paragraphs in a cell, and cells of a table inside it, stay apart.
    return f"{inner}\n" if node.tag in FLOW or node.tag in {"li", "td", "th"} else inner


def _markup(node: Element | str) -> str:
    """The words with formats and links, but without pictures: those stand alone."""
    if isinstance(node, str):
        return escape(node)
    if node.tag == "img":
        return ""
    marks = "".join(
        f' {name}="{escape(value)}"' for name, value in sorted(node.attributes.items())
    )
    inner = "".join(map(_markup, node.children))
    return f"<{node.tag}{marks}>{inner}</{node.tag}>"


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)
