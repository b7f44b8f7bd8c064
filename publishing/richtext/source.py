"""Reads HTML as people paste it into a tree, in time linear to its length.

The tree serves only to find out what the writer meant; it is rebuilt by `blocks`
and sanitised afterwards, so nothing here decides about safety. A browser's parser
is not used at this point because hostile nesting costs it minutes.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .policy import DROPPED_CONTENT

MAX_DEPTH = 80
MAX_ATTRIBUTES = 20_000

VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "wbr",
    ]
)
# Their content is not markup: what looks like a tag in it is none.
RAW = frozenset(
    ["script", "style", "title", "xmp", "iframe", "noembed", "noframes", "textarea"]
)
LISTS = frozenset({"ul", "ol", "menu", "dir"})
SECTIONS = frozenset({"thead", "tbody", "tfoot"})
# A start tag of the first kind ends an open element of the second, up to the third.
_IMPLIED_END: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), LISTS | {"table"}),
    **dict.fromkeys(
        ("td", "th"), (frozenset({"td", "th"}), frozenset({"tr", "table"}))
    ),
    "tr": (frozenset({"tr", "caption"}), frozenset({"table"})),
    **dict.fromkeys(
        sorted(SECTIONS), (SECTIONS | {"caption", "tr"}, frozenset({"table"}))
    ),
}
# An end tag reaches no further than the cell it stands in.
_BARRIERS = frozenset({"td", "th", "table", "caption"})
_TABLE_PARTS = SECTIONS | {"tr", "td", "th", "table", "caption"}

_NAME = re.compile(r"[a-zA-Z][^\s/>]{0,40}")
_TAG_STOP = re.compile("[\"'>]")
_ATTRIBUTE = re.compile(
    r"""([^\s=/>"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?"""
)
_HUGE_REFERENCE = re.compile(r"&#(?:[0-9]{9,}|[xX][0-9a-fA-F]{9,});?")


@dataclass
class Element:
    """A tag with its attributes (lower-case names) and what it contains."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)


@dataclass(frozen=True)
class Tag:
    """A start or an end tag as found in the text."""

    name: str
    attributes: str
    is_end: bool


def unescape(text: str) -> str:
    """Return `text` with character references resolved; absurd ones become U+FFFD."""
    return html.unescape(_HUGE_REFERENCE.sub("\ufffd", text))


def tokens(text: str) -> Iterator[Tag | str]:
    """Yield tags and, unescaped, the text between them; comments are left out."""
    position = 0
    last_quote = {quote: text.rfind(quote) for quote in "\"'"}
    while (start := text.find("<", position)) >= 0:
        yield unescape(text[position:start])
        name = _NAME.match(text, start + 1 + text.startswith("/", start + 1))
        if not name:
            position = _after_non_tag(text, start)
            yield text[start:position] if position == start + 1 else ""
            continue
        end = _tag_end(text, name.end(), last_quote)
        if end < 0:
            position = start
            break
        tag = Tag(name[0].lower(), text[name.end() : end], text[start + 1] == "/")
        yield tag
        position = end + 1
        if tag.name in RAW and not tag.is_end:
            content, position = _raw_content(text, tag.name, position)
            yield content
    yield unescape(text[position:])


def _raw_content(text: str, name: str, position: int) -> tuple[str, int]:
    """Return the text worth keeping of an element without markup, and where it ends."""
    closing = re.compile(f"</{name}", re.IGNORECASE).search(text, position)
    end = closing.start() if closing else len(text)
    return (unescape(text[position:end]) if name == "textarea" else ""), end


def _after_non_tag(text: str, start: int) -> int:
    """Return where a comment or declaration at `start` ends; a lone "<" is text.

    Word writes `<![if !supportLists]>` around the bullets of its lists.
    """
    if text.startswith("<!--", start):
        end = text.find("-->", start + 4)
        return end + 3 if end >= 0 else len(text)
    if text.startswith(("<!", "<?", "</"), start):
        end = text.find(">", start)
        return end + 1 if end >= 0 else len(text)
    return start + 1


def _tag_end(text: str, position: int, last_quote: dict[str, int]) -> int:
    """Return where the ">" of a tag stands, outside quotes; -1 if there is none."""
    while stop := _TAG_STOP.search(text, position):
        if stop[0] == ">":
            return stop.start()
        position = stop.end()
        if stop.start() < last_quote[stop[0]]:
            position = text.index(stop[0], position) + 1
    return -1


def parse_attributes(text: str) -> dict[str, str]:
    """Return the attributes of a tag; the first of a name wins."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text[:MAX_ATTRIBUTES]):
        value = match[2] or match[3] or match[4] or ""
        found.setdefault(match[1].lower(), unescape(value))
    return found


def parse(text: str) -> Element:
    """Return the tree of `text`; what is nested too deeply moves up."""
    root = Element("root")
    stack = [root]
    for token in tokens(text):
        if token == "":
            continue
        if isinstance(token, str):
            stack[-1].children.append(token)
        elif token.is_end:
            _close(stack, token.name)
        else:
            _close_implied(stack, token.name)
            element = Element(token.name, parse_attributes(token.attributes))
            stack[-1].children.append(element)
            if token.name not in VOID and len(stack) < MAX_DEPTH:
                stack.append(element)
    return root


def _close(stack: list[Element], name: str) -> None:
    barriers = frozenset({"table"}) if name in _TABLE_PARTS else _BARRIERS
    for index in range(len(stack) - 1, 0, -1):
        if stack[index].tag == name:
            del stack[index:]
            return
        if stack[index].tag in barriers:
            return


def _close_implied(stack: list[Element], name: str) -> None:
    if name not in _IMPLIED_END:
        return
    closed, barriers = _IMPLIED_END[name]
    for index in range(len(stack) - 1, 0, -1):
        if stack[index].tag in barriers:
            return
        if stack[index].tag in closed:
            del stack[index:]
            if name not in SECTIONS and name != "tr":
                return


def is_dropped(element: Element, style: dict[str, str]) -> bool:
    """Tell whether an element goes with its text: code, Word's bullets, the hidden."""
    return (
        element.tag in DROPPED_CONTENT
        or style.get("mso-list", "").lower() == "ignore"
        or style.get("display") == "none"
        or style.get("mso-hide") == "all"
    )
