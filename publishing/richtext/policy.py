"""What a stored body may contain: tags, attributes, addresses. All else is refused.

The same rules are used twice: to build the cleaned text, and as filter of the
sanitiser that has the last word on it.
"""

import re
from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit

import nh3
from django.conf import settings
from django.http.request import validate_host

from publishing.vietnamese import clean_line, strip_invisible

CELL = {"colspan", "rowspan"}
ATTRIBUTES: dict[str, set[str]] = {
    **{tag: set() for tag in ("p", "h2", "h3", "h4", "ul", "li", "blockquote")},
    **{tag: set() for tag in ("strong", "em", "u", "s", "sub", "sup", "br", "hr")},
    **{tag: set() for tag in ("figure", "figcaption", "table", "caption")},
    **{tag: set() for tag in ("thead", "tbody", "tfoot", "tr")},
    # Numbered paragraphs of a programme keep their numbers after an interruption.
    "ol": {"start", "type"},
    "a": {"href", "title", "rel"},
    "img": {"src", "alt", "width", "height", "srcset", "sizes", "loading"},
    "td": CELL,
    "th": CELL | {"scope"},
}
# Of these not even the text is kept.
DROPPED_CONTENT = frozenset(
    [
        "script",
        "style",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "applet",
        "audio",
        "video",
        "canvas",
        "noscript",
        "noembed",
        "noframes",
        "frameset",
        "title",
        "xml",
        "select",
    ]
)
URL_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
MAX_URL = 2000

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_UNSAFE_IN_URL = re.compile(r"[\x00-\x20\\\x7f-\xa0]")
_PATH = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
_CANDIDATE = re.compile(r"(\S{1,400}) (\d{1,5}w|\d(?:\.\d)?x)")
_PATTERNS = {
    "width": re.compile(r"[1-9]\d{0,4}"),
    "height": re.compile(r"[1-9]\d{0,4}"),
    "colspan": re.compile(r"[2-9]|[1-9]\d"),
    "rowspan": re.compile(r"[2-9]|[1-9]\d{1,2}"),
    "start": re.compile(r"[2-9]|[1-9]\d{1,3}"),
    "type": re.compile(r"[aAiI]"),
    "scope": re.compile(r"col|row|colgroup|rowgroup"),
    "loading": re.compile(r"lazy|eager"),
    "sizes": re.compile(r"[\w ().,:%+*/-]{1,200}", re.ASCII),
    "rel": re.compile(r"noopener"),
}


def link_address(value: str) -> str | None:
    """Return the address a link may have, or None; `www.…` becomes https."""
    value = strip_invisible(value).strip()
    if value[:4].lower() == "www.":
        value = f"https://{value}"
    elif value[:2] == "//":
        value = f"https:{value}"
    scheme = _SCHEME.match(_UNSAFE_IN_URL.sub("", value))
    if scheme and scheme[0][:-1].lower() not in URL_SCHEMES:
        return None
    value = value.replace(" ", "%20")
    # "#…" would lead to an id, and ids are not kept.
    if not value or value[0] == "#" or len(value) > MAX_URL:
        return None
    return None if _UNSAFE_IN_URL.search(value) else value


def is_external(address: str) -> bool:
    """Tell whether a link leads to a site by its full address."""
    return address[:5].lower() == "http:" or address[:6].lower() == "https:"


def picture_address(value: str) -> str | None:
    """Return the address of a stored picture below MEDIA_URL, or None.

    A picture copied from a published page comes with this site's own host, which
    is taken off.
    """
    media, value = settings.MEDIA_URL, value.strip()
    if media.startswith("/") and (parts := _split(value)) and parts.netloc:
        if parts.scheme not in ("http", "https") or not _is_own_host(parts.hostname):
            return None
        value = parts.path
    if value.startswith(media) and _PATH.fullmatch(value, len(media)):
        return value
    return None


def _split(value: str) -> SplitResult | None:
    try:
        return urlsplit(value)
    except ValueError:
        return None


def _is_own_host(host: str | None) -> bool:
    names = [name for name in settings.ALLOWED_HOSTS if name != "*"]
    return bool(host) and validate_host(host or "", names)


def _picture_set(value: str) -> str | None:
    """Return a `srcset` all of whose candidates are stored pictures, or None."""
    candidates = [part.strip() for part in value.split(",")]
    matches = [_CANDIDATE.fullmatch(part) for part in candidates]
    if all(match and picture_address(match[1]) == match[1] for match in matches):
        return ", ".join(candidates)
    return None


_RULES: dict[str, Callable[[str], str | None]] = {
    "href": link_address,
    "src": picture_address,
    "srcset": _picture_set,
    "alt": lambda value: clean_line(value)[:500],
    "title": lambda value: clean_line(value)[:300] or None,
}


def allowed_value(name: str, value: str) -> str | None:
    """Return the value an attribute may have, or None where it must go."""
    if rule := _RULES.get(name):
        return rule(value)
    pattern = _PATTERNS.get(name)
    return value if pattern and pattern.fullmatch(value) else None


def allowed_attributes(tag: str, attributes: dict[str, str]) -> dict[str, str]:
    """Return those of `attributes` that `tag` may have, in one fixed order."""
    kept = {}
    for name in sorted(ATTRIBUTES[tag] & attributes.keys()):
        value = allowed_value(name, attributes[name])
        if value is not None:
            kept[name] = value
    return kept


_SANITISER = nh3.Cleaner(
    tags=set(ATTRIBUTES),
    attributes={tag: names for tag, names in ATTRIBUTES.items() if names},
    attribute_filter=lambda tag, name, value: allowed_value(name, value),
    clean_content_tags=set(DROPPED_CONTENT),
    url_schemes=set(URL_SCHEMES),
    url_relative="pass_through",
    generic_attribute_prefixes=set(),
    strip_comments=True,
    link_rel=None,
)


def sanitise(html: str) -> str:
    """Return only what the policy allows. The last step on any way to the database."""
    return _SANITISER.clean(html)
