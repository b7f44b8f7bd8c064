"""Catalogues of translations, made without GNU gettext.

Our own strings are in locale/vi, those of other people's packages that ship no
Vietnamese (and the few that Django's own misses) in locale/vendor/vi. Only
`sync_messages` and the tests come here: Babel is a tool, not part of the portal.
"""

import ast
import gettext
import re
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_javascript, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.apps import apps
from django.conf import settings
from django.utils.translation.template import templatize

# What the first arguments of each function are. Babel asks only which names to look for.
KEYWORDS = {
    "_": ("msgid",),
    **dict.fromkeys(["gettext", "gettext_lazy", "gettext_noop"], ("msgid",)),
    **dict.fromkeys(["ngettext", "ngettext_lazy"], ("msgid", "plural")),
    **dict.fromkeys(["pgettext", "pgettext_lazy"], ("context", "msgid")),
    **dict.fromkeys(["npgettext", "npgettext_lazy"], ("context", "msgid", "plural")),
}
TEMPLATE_ENDINGS = {".html", ".txt", ".xml"}

# Whose strings the staff and the public can meet.
VENDORS = (
    "axes",
    "ckeditor",
    "django_filters",
    "simple_history",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.core",
    "django.db",
    "django.forms",
    "django.utils",
    "django.views",
)
# Of the vendors' files, what only developers read: commands, pages of DEBUG, a class-based view's own mistakes.
UNSEEN = {
    *("management", "migrations", "tests", "generic", "checks"),
    *("debug.py", "default_urlconf.html"),
}

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]\b|\{\w*\}")


class Key(NamedTuple):
    """What a translation is found by; `plural` is "" where there is one form."""

    context: str | None
    msgid: str
    plural: str


class StableCatalog(Catalog):
    """A catalogue whose files change only when a string or a translation does."""

    mime_headers = property(
        lambda self: [
            ("Language", "vi"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", "nplurals=1; plural=0;"),
        ],
        lambda self, value: None,
    )

    def __init__(self) -> None:
        super().__init__(locale="vi", fuzzy=False)
        self.header_comment = "# Made by `manage.py sync_messages`: translate here, change msgids in the code."


def own_messages() -> set[Key]:
    """Return all strings of our apps and templates."""
    ours = [Path(app.path) for app in apps.get_app_configs() if _is_ours(app.path)]
    return _messages_in(
        [*ours, settings.BASE_DIR / "templates"], without={"migrations"}
    )


def _is_ours(path: str) -> bool:
    inside = Path(path).is_relative_to(settings.BASE_DIR)
    return inside and "site-packages" not in Path(path).parts


def vendor_messages() -> set[Key]:
    """Return all strings of `VENDORS`, translated by them or not."""
    return _messages_in([_package(name) for name in VENDORS], without=UNSEEN)


def vendor_script_messages() -> set[Key]:
    """Return the strings of the admin's scripts; ours take theirs from the page."""
    scripts = _package("django.contrib.admin") / "static" / "admin" / "js"
    paths = _files_in([scripts], {"vendor"})
    return {key for path in paths for key in _messages_of_script(path.read_bytes())}


def vendor_gaps(said: set[Key], corrected: Catalog, *, domain: str) -> set[Key]:
    """Return those of the strings `said` that our second catalogue must have.

    Those that none of the vendors' own has in Vietnamese, and those they have but
    that we say otherwise: they are in `corrected`.
    """
    translated = _translated_by_vendors(domain)
    return {
        key
        for key in said
        if _compiled_key(key) not in translated or corrected.get(key.msgid, key.context)
    }


def _package(name: str) -> Path:
    return Path(import_module(name).__path__[0])


def _translated_by_vendors(domain: str) -> set[str]:
    catalogues = [
        *(_package(name) / "locale" for name in VENDORS),
        _package("django") / "conf" / "locale",
    ]
    found: set[str] = set()
    for directory in catalogues:
        path = directory / "vi" / "LC_MESSAGES" / f"{domain}.mo"
        if path.exists():
            found |= _msgids(compiled(path))
    return found


def compiled(path: Path) -> dict[str | tuple[str, int], str]:
    """Read a compiled catalogue: {msgid or (msgid, form): translation}."""
    with path.open("rb") as file:
        return dict(gettext.GNUTranslations(file)._catalog)  # type: ignore[attr-defined]


def _msgids(catalogue: dict[str | tuple[str, int], str]) -> set[str]:
    return {key[0] if isinstance(key, tuple) else key for key in catalogue}


def _compiled_key(key: Key) -> str:
    return f"{key.context}\x04{key.msgid}" if key.context else key.msgid


def _messages_in(directories: Iterable[Path], *, without: set[str]) -> set[Key]:
    """Return the strings below; one said with and without plural is one with it."""
    found: dict[tuple[str | None, str], Key] = {}
    for path in _files_in(directories, without):
        for key in messages_of(path):
            known = found.get(key[:2])
            if not known or not known.plural:
                found[key[:2]] = key
    return set(found.values())


def _files_in(directories: Iterable[Path], without: set[str]) -> Iterator[Path]:
    for directory in directories:
        for path in directory.rglob("*"):
            if path.is_file() and without.isdisjoint(path.relative_to(directory).parts):
                yield path


def messages_of(path: Path) -> Iterator[Key]:
    """Yield the strings of one file, nothing for files that hold none.

    A template becomes what `makemessages` would give to xgettext; the brackets keep
    Python's tokenizer from minding its indentation.
    """
    if path.suffix == ".py":
        yield from _messages_of_python(path.read_text())
    elif path.suffix in TEMPLATE_ENDINGS:
        yield from _messages_of_template(path.read_text())


def _messages_of_python(source: str) -> Iterator[Key]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (name := _name(node.func)) in KEYWORDS:
            texts = [getattr(argument, "value", None) for argument in node.args]
            yield from _keys(KEYWORDS[name], texts)


def _name(function: ast.expr) -> str:
    """Return `f` of `f()` and of `module.f()`."""
    return getattr(function, "id", getattr(function, "attr", ""))


def _messages_of_template(source: str) -> Iterator[Key]:
    """Read what `makemessages` would hand to xgettext.

    The brackets keep Python's tokenizer from minding the indentation of HTML.
    """
    python = BytesIO(f"({templatize(source)}\n)".encode())
    for _, name, texts, _ in extract_python(python, dict.fromkeys(KEYWORDS), [], {}):
        yield from _keys(KEYWORDS[str(name)], _arguments(texts))


def _messages_of_script(source: bytes) -> Iterator[Key]:
    for _, name, texts, _ in extract_javascript(
        BytesIO(source), dict.fromkeys(KEYWORDS), [], {}
    ):
        yield from _keys(KEYWORDS[str(name)], _arguments(texts))


def _arguments(texts: object) -> Sequence[object]:
    """Babel gives one argument as it is, several as a tuple."""
    return texts if isinstance(texts, tuple) else (texts,)


def _keys(shape: tuple[str, ...], arguments: Sequence[object]) -> Iterator[Key]:
    """Make the key of a call, unless an argument is no literal string."""
    texts = [text for text in arguments[: len(shape)] if isinstance(text, str)]
    if len(texts) == len(shape) and all(texts):
        named = dict(zip(shape, texts, strict=True))
        yield Key(named.get("context"), named["msgid"], named.get("plural", ""))


def read(path: Path) -> StableCatalog:
    """Read a .po file; a missing one is empty."""
    catalogue = StableCatalog()
    if path.exists():
        with path.open("rb") as file:
            for message in read_po(file, locale="vi"):
                if message.id:
                    _add(catalogue, message)
    return catalogue


def synced(old: StableCatalog, messages: Iterable[Key]) -> StableCatalog:
    """Return a catalogue of exactly `messages`, with the translations of `old`."""
    new = StableCatalog()
    for key in messages:
        message_id = (key.msgid, key.plural) if key.plural else key.msgid
        known = old.get(key.msgid, key.context)
        message = Message(message_id, context=key.context)
        if known and (text := text_of(known)):
            message.string = (text,) if key.plural else text
            message.flags |= known.flags & {"fuzzy"}
        _add(new, message)
    return new


def text_of(message: Message) -> str:
    """Return the translation: Vietnamese has one form for any number."""
    string = message.string or ""
    return string if isinstance(string, str) else string[0]


def _add(catalogue: StableCatalog, message: Message) -> None:
    catalogue.add(
        message.id, message.string, flags=message.flags, context=message.context
    )


def po_bytes(catalogue: StableCatalog) -> bytes:
    """Return the .po file: sorted by msgid, one line a string, no places and dates."""
    output = BytesIO()
    write_po(output, catalogue, width=0, sort_output=True, ignore_obsolete=True)
    return output.getvalue()


def mo_bytes(catalogue: StableCatalog) -> bytes:
    """Return the compiled .mo file."""
    output = BytesIO()
    write_mo(output, catalogue)
    return output.getvalue()


def faults(catalogue: Catalog) -> Iterator[str]:
    """Say of each message what is wrong with it: missing, fuzzy, other placeholders."""
    for message in catalogue:
        if not message.id:
            continue
        source = message.id if isinstance(message.id, str) else message.id[-1]
        text = text_of(message)
        if not text:
            yield f"not translated: {source}"
        elif message.fuzzy:
            yield f"fuzzy: {source}"
        elif sorted(PLACEHOLDER.findall(source)) != sorted(PLACEHOLDER.findall(text)):
            yield f"other placeholders: {source} -> {text}"
