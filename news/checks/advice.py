"""What a check says, and the text it looks at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from publishing.richtext import plain_text
from publishing.vietnamese import clean_line

if TYPE_CHECKING:
    from ..services import Content

LONGEST_PLACE = 90
MOST_PLACES = 5


@dataclass(frozen=True, kw_only=True)
class Advice:
    """One thing worth a look before publishing; it never stands in the way.

    `field` is the form's name of the field, `where` the words in it, `fix` what could
    stand there instead, `url` a page to compare with.
    """

    code: str
    field: str
    message: Any  # a sentence, perhaps translated lazily
    where: str = ""
    fix: str | None = None
    url: str = ""


@dataclass(frozen=True)
class Line:
    """A line of plain text (of the body: a block) and the field it stands in."""

    field: str
    text: str


@dataclass(frozen=True)
class Written:
    """All text of a content in plain lines, made once for all checks."""

    content: Content
    body: tuple[str, ...]

    @classmethod
    def of(cls, content: Content) -> Written:
        return cls(content, tuple(plain_text(content.body).split("\n")))

    def lines(self) -> Iterator[Line]:
        """Yield every line that has text, in the order of the form."""
        content = self.content
        yield from _lines("title", [content.title])
        yield from _lines("summary", content.summary.split("\n"))
        yield from _lines("body", self.body)
        yield from _lines("pictures", [caption for _, caption in content.pictures])
        yield from _lines("pictures", [photo.alt for photo, _ in content.pictures])
        yield from _lines("attachments", [title for _, title in content.attachments])


def _lines(field: str, texts: Any) -> Iterator[Line]:
    return (Line(field, text) for text in texts if text.strip())


def shorten(text: str, limit: int = LONGEST_PLACE) -> str:
    """Return `text` on one line of at most `limit` characters."""
    line = clean_line(text[: limit * 4])
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"


def listed(places: list[str]) -> str:
    """Return the first places, and … when there are more."""
    more = ", …" if len(places) > MOST_PLACES else ""
    return ", ".join(places[:MOST_PLACES]) + more
