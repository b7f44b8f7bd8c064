"""The content as it stands in `content/`: a folder a unit, a TOML file an article.

`unit.toml` names the unit by its address word and gives sections, contacts and the
pictures that its articles may show, each with its description. An article's
`pictures` are [key of the picture, caption]; the first one is its cover. Times are
local to the portal.
"""

import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"


@dataclass(frozen=True)
class Picture:
    scene: str
    alt: str
    seed: int = 1


@dataclass(frozen=True)
class Attachment:
    """A drawn poster as PDF when `scene` is given, else a written page as DOCX."""

    title: str
    name: str
    scene: str = ""
    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Remark:
    """A reader's comment, and the unit's answer to it, if any."""

    name: str
    text: str
    sent_at: datetime
    answer: str = ""
    is_waiting: bool = False


@dataclass(frozen=True)
class Story:
    """One article. `views` is the whole count of readers, drawn by lot if None.

    A pinned one stands at the top for a month from the day it is loaded.
    `stars` says how many readers gave one star, two stars … five.
    """

    section: str
    title: str
    summary: str
    published_at: datetime
    body: str
    author_line: str = ""
    source: str = ""
    views: int | None = None
    pictures: tuple[tuple[str, str], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    tags: tuple[str, ...] = ()
    pinned: bool = False
    stars: tuple[int, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class SectionEntry:
    name: str
    kind: str = "news"


@dataclass(frozen=True)
class ContactEntry:
    post: str
    body: str = ""
    phone: str = ""
    email: str = ""
    office_hours: str = ""


@dataclass(frozen=True)
class UnitContent:
    """All content of one unit; `groups` residential groups for the given days."""

    slug: str
    sections: tuple[SectionEntry, ...]
    contacts: tuple[ContactEntry, ...] = ()
    pictures: dict[str, Picture] = field(default_factory=dict)
    groups: int = 0
    groups_from: date | None = None
    groups_until: date | None = None
    stories: tuple[Story, ...] = ()


def read_all() -> list[UnitContent]:
    """Every unit's content, in the order of the folders' names."""
    return [read_unit(folder) for folder in sorted(CONTENT.iterdir())]


def read_unit(folder: Path) -> UnitContent:
    """Read one folder; raises TypeError for a key that nobody knows."""
    data = _toml(folder / "unit.toml")
    return UnitContent(
        **{
            **data,
            "sections": tuple(SectionEntry(**one) for one in data["sections"]),
            "contacts": tuple(ContactEntry(**one) for one in data.get("contacts", ())),
            "pictures": {
                key: Picture(**one) for key, one in data.get("pictures", {}).items()
            },
        },
        stories=tuple(map(read_story, sorted((folder / "articles").glob("*.toml")))),
    )


def read_story(path: Path) -> Story:
    data = _toml(path)
    return Story(
        **{
            **data,
            "body": data["body"].strip(),
            "tags": tuple(data.get("tags", ())),
            "pictures": tuple((key, caption) for key, caption in data["pictures"]),
            "attachments": tuple(map(_attachment, data.get("attachments", ()))),
            "remarks": tuple(Remark(**one) for one in data.get("remarks", ())),
        }
    )


def _attachment(data: dict[str, Any]) -> Attachment:
    rows = tuple(tuple(row) for row in data.get("table", ()))
    paragraphs = tuple(data.get("paragraphs", ()))
    return Attachment(**{**data, "table": rows, "paragraphs": paragraphs})


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
