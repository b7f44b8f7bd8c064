"""The text inside one block: runs of characters with their formats and link.

However the formats were nested, repeated or left empty in the source, equal text
with equal formats is written in one way; so a second cleaning changes nothing.
"""

import re
import unicodedata
from html import escape
from typing import NamedTuple

from publishing.vietnamese import is_visible, strip_invisible

from .policy import allowed_attributes, is_external

# In the order in which they enclose each other.
FORMATS = ("strong", "em", "u", "s", "sub", "sup")
_FORMAT_OF_TAG = {
    **dict.fromkeys(("b", "strong"), "strong"),
    **dict.fromkeys(("i", "em", "cite", "dfn"), "em"),
    **dict.fromkeys(("u", "ins"), "u"),
    **dict.fromkeys(("s", "strike", "del"), "s"),
    "sub": "sub",
    "sup": "sup",
}
BREAK = "<br>"

_SPACES = re.compile(
    r"[ \t\n\r\f\v\x85\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u2800\u3000]+"
)
_FIGURES = "0123456789"
_NBSP = re.compile("[ \xa0]+")


class Run(NamedTuple):
    """Characters, or an atom (`<br>`, `<img …>`) without text."""

    text: str = ""
    atom: str = ""
    formats: frozenset[str] = frozenset()
    link: str = ""

    @property
    def is_visible(self) -> bool:
        return bool(self.atom) or is_visible(self.text)

    @property
    def is_picture(self) -> bool:
        return self.atom not in ("", BREAK)


def parse_style(style: str) -> dict[str, str]:
    """Return the declarations of a `style` attribute, lower-case names."""
    pairs = (part.partition(":") for part in style[:4000].split(";"))
    return {name.strip().lower(): value.strip().lower() for name, _, value in pairs}


def formats_within(
    tag: str, style: dict[str, str], outer: frozenset[str]
) -> frozenset[str]:
    """Return the formats inside an element; its style outweighs its tag.

    Google Docs wraps whole texts in `<b style="font-weight:normal">` and marks bold
    words by style alone.
    """
    formats = set(outer)
    if own := _FORMAT_OF_TAG.get(tag):
        formats.add(own)
    for name, on in _styled(style).items():
        (formats.add if on else formats.discard)(name)
    return frozenset(formats)


def _styled(style: dict[str, str]) -> dict[str, bool]:
    """Return which formats a style turns on (True) or off (False)."""
    found = {}
    weight = style.get("font-weight", "")
    if weight in ("bold", "bolder") or (weight.isdecimal() and int(weight[:4]) >= 600):
        found["strong"] = True
    elif weight in ("normal", "lighter") or weight.isdecimal():
        found["strong"] = False
    slant = style.get("font-style", "").split(" ")[0]
    if slant in ("italic", "oblique", "normal"):
        found["em"] = slant != "normal"
    line = style.get("text-decoration-line", style.get("text-decoration", ""))
    if line:
        found |= {"u": True} if "underline" in line else {}
        found |= {"s": True} if "line-through" in line else {}
        found |= {"u": False, "s": False} if line.startswith("none") else {}
    position = style.get("vertical-align", "")
    if position in ("sub", "super"):
        found |= {"sub": position == "sub", "sup": position == "super"}
    return found


def attributes_markup(attributes: dict[str, str]) -> str:
    """Return attributes as they stand in a tag, with a space before each."""
    return "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())


def link_markup(attributes: dict[str, str]) -> str:
    """Return the attributes of an `<a>`, or "" when its address is refused."""
    kept = allowed_attributes("a", {**attributes, "rel": ""})
    if "href" not in kept:
        return ""
    if is_external(kept["href"]):
        kept["rel"] = "noopener"
    return attributes_markup(kept)


def paragraphs(runs: list[Run]) -> list[list[Run]]:
    """Return tidy paragraphs: two breaks in a row part them, empty ones go."""
    parts: list[list[Run]] = [[]]
    for run in _collapsed(runs):
        if run.atom == BREAK and parts[-1] and parts[-1][-1].atom == BREAK:
            parts.append([])
        else:
            parts[-1].append(run)
    tidied = (_finish(part) for part in parts)
    return [part for part in tidied if any(run.is_visible for run in part)]


def one_line(runs: list[Run]) -> list[Run]:
    """Return tidy runs for a heading or caption: text only, breaks as spaces."""
    texts = [run._replace(text=" ", atom="") if run.atom else run for run in runs]
    parts = paragraphs(texts)
    return parts[0] if parts else []


def _merged(runs: list[Run]) -> list[Run]:
    """Join neighbours that look alike, composing letters across the seam."""
    groups: list[tuple[Run, list[str]]] = []
    for run in runs:
        if groups and not run.atom and run._replace(text="") == groups[-1][0]:
            groups[-1][1].append(run.text)
        elif run.atom or run.text:
            groups.append((run._replace(text=""), [run.text]))
    return [
        run._replace(text=unicodedata.normalize("NFC", "".join(texts)))
        for run, texts in groups
    ]


def _space(match: re.Match[str]) -> str:
    """Return the space for a row of spaces: no-break only beside a figure.

    Pasted text is full of no-break spaces, which push a line off a phone's screen.
    """
    if match[0] != "\xa0":
        return " "
    before = match.string[match.start() - 1 : match.start()]
    after = match.string[match.end() : match.end() + 1]
    beside_figure = before in _FIGURES or after in _FIGURES
    return "\xa0" if before and after and beside_figure else " "


def _collapsed(runs: list[Run]) -> list[Run]:
    """Clean each text, and leave one space where there were many."""
    cleaned = [run._replace(text=strip_invisible(run.text)) for run in runs]
    result: list[Run] = []
    at_space = True
    for run in _merged(cleaned):
        text = _NBSP.sub(_space, _SPACES.sub(" ", run.text))
        text = text[1:] if at_space and text[:1] == " " else text
        at_space = run.atom == BREAK or (text[-1:] == " " if text else at_space)
        if run.is_picture:
            at_space = False
        if text or run.atom:
            result.append(run._replace(text=text))
    return result


def _finish(runs: list[Run]) -> list[Run]:
    """Take blanks off the ends and before breaks; blanks carry no format."""
    kept: list[Run] = []
    for run in reversed(runs):
        before_end = not kept or kept[-1].atom == BREAK
        if before_end and not run.atom:
            run = run._replace(text=run.text.rstrip(" "))
        if (run.atom == BREAK and not kept) or not (run.atom or run.text):
            continue
        kept.append(run)
    kept.reverse()
    while kept and (kept[0].atom == BREAK or kept[0].text == " "):
        kept.pop(0)
    return _merged(_plain_blanks(kept))


def _plain_blanks(runs: list[Run]) -> list[Run]:
    """Give a space between two runs only what both of these have."""
    result = list(runs)
    for index in range(1, len(runs) - 1):
        if runs[index].text == " ":
            before, after = result[index - 1], runs[index + 1]
            result[index] = Run(
                " ",
                formats=before.formats & after.formats,
                link=before.link if before.link == after.link else "",
            )
    return result


def markup(runs: list[Run]) -> str:
    """Return runs as HTML, each format opened once for as long as it lasts."""
    parts: list[str] = []
    stack: list[str] = []
    for run in runs:
        wanted = _wanted(run)
        shared = 0
        while stack[shared : shared + 1] == wanted[shared : shared + 1] != []:
            shared += 1
        parts += [f"</{tag.split(' ')[0]}>" for tag in reversed(stack[shared:])]
        parts += [f"<{tag}>" for tag in wanted[shared:]]
        parts.append(run.atom or escape(run.text, quote=False))
        stack = wanted
    parts += [f"</{tag.split(' ')[0]}>" for tag in reversed(stack)]
    return "".join(parts)


def _wanted(run: Run) -> list[str]:
    formats = [name for name in FORMATS if name in run.formats]
    if not run.link:
        return [] if run.atom == BREAK else formats
    return [f"a{run.link}", *(name for name in formats if name != "u")]
