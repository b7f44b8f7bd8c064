"""What Word means by its paragraphs: lists are paragraphs with a level and a bullet."""

import re
from dataclasses import dataclass, field

from .source import Element

_LEVEL = re.compile(r"\blevel([1-9])\b")
_NUMBER = re.compile(r"(?:(\d{1,4})|([ivx]{1,6})|([a-z]))[.)]?", re.IGNORECASE)


@dataclass(frozen=True)
class ListItem:
    """Where a paragraph stands in a list: level from 1, and the kind of list."""

    level: int
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)


def list_item(element: Element, style: dict[str, str]) -> ListItem | None:
    """Return the place in a list of a paragraph that Word shows as a list item."""
    if element.tag not in ("p", "div") or "mso-list" not in style:
        return None
    level = _LEVEL.search(style["mso-list"])
    if not level:
        return None
    tag, attributes = _kind(_bullet(element).strip())
    return ListItem(int(level[1]), tag, attributes)


def _bullet(element: Element) -> str:
    """Return the text of the bullet or number, which Word marks `mso-list:Ignore`."""
    for child in element.children:
        if isinstance(child, Element):
            style = child.attributes.get("style", "").replace(" ", "").lower()
            if "mso-list:ignore" in style:
                return _text(child)
            if found := _bullet(child):
                return found
    return ""


def _text(element: Element) -> str:
    return "".join(
        child if isinstance(child, str) else _text(child) for child in element.children
    )


def _kind(bullet: str) -> tuple[str, dict[str, str]]:
    """Return the tag of the list, and where its numbers begin.

    A number keeps its place when a list goes on after other text. Word's round
    bullet of the second level is a letter "o" without a full stop.
    """
    found = _NUMBER.fullmatch(bullet)
    if not found or bullet == "o":
        return "ul", {}
    if found[1]:
        number = int(found[1])
        return "ol", {"start": str(number)} if number > 1 else {}
    if found[2]:
        return "ol", {"type": "i" if found[2].islower() else "I"}
    letter = found[3]
    attributes = {"type": "a" if letter.islower() else "A"}
    if (number := ord(letter.lower()) - ord("a") + 1) > 1:
        attributes = {"start": str(number), **attributes}
    return "ol", attributes
