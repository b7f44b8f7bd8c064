"""Links that lead nowhere, or where readers cannot follow.

What other sites answer is read from the table that the worker keeps
(`news.link_checks`); nothing here goes out to the network.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.link_probe import is_public

from ..link_checks import SILENCES_THAT_COUNT, addresses_in, digest, outside
from ..models import Article, LinkCheck
from .advice import Advice, Written, shorten

MOST_LINKS = 8  # that are told
# Only while other sites do answer is silence a fault of theirs and not of our line.
LINE_IS_UP = timedelta(days=7)
_READERS_OWN = ("mailto:", "tel:")


def find(written: Written) -> Iterator[Advice]:
    addresses = addresses_in(written.content.body)
    faults = [*_local(addresses), *_outside(outside(addresses))]
    yield from faults[:MOST_LINKS]


def _advice(code: str, message: str, address: str) -> Advice:
    return Advice(code=code, field="body", message=message, where=shorten(address))


def _outside(addresses: list[str]) -> Iterator[Advice]:
    foreign = [one for one in addresses if not _is_own_site(one)]
    near = [one for one in foreign if _is_near(one)]
    for address in near:
        yield _advice(
            "link-inside-office",
            _("This link leads into an office's own network; readers cannot open it."),
            address,
        )
    yield from _known_faults([one for one in foreign if one not in near])


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _is_own_site(address: str) -> bool:
    names = [name for name in settings.ALLOWED_HOSTS if name != "*"]
    return validate_host(_host(address), names)


def _is_near(address: str) -> bool:
    host = _host(address)
    try:
        return not is_public(ipaddress.ip_address(host))
    except ValueError:
        return "." not in host


def _known_faults(addresses: list[str]) -> Iterator[Advice]:
    keys = {digest(one): one for one in addresses}
    faulty = [LinkCheck.State.MISSING, LinkCheck.State.SILENT]
    rows = list(LinkCheck.objects.filter(digest__in=keys, state__in=faulty))
    line_is_up = bool(rows) and _line_is_up()
    for row in sorted(rows, key=lambda row: addresses.index(keys[row.digest])):
        if row.state == LinkCheck.State.MISSING:
            text = _("The other site says that this page does not exist.")
            yield _advice("link-missing", text, row.address)
        elif line_is_up and row.silences >= SILENCES_THAT_COUNT:
            text = _("Nothing answers at this address.")
            yield _advice("link-silent", text, row.address)


def _line_is_up() -> bool:
    since = timezone.now() - LINE_IS_UP
    answered = [LinkCheck.State.FOUND, LinkCheck.State.MISSING]
    return LinkCheck.objects.filter(state__in=answered, checked_at__gte=since).exists()


def _local(addresses: list[str]) -> Iterator[Advice]:
    """Links to the portal's own pages, and those that only look like such."""
    articles: dict[int, str] = {}
    for address in addresses:
        path = _own_path(address)
        if path is None:
            continue
        if not path.startswith("/"):
            text = _("The address lacks https:// at its beginning.")
            yield _advice("link-without-site", text, address)
        elif path.startswith(reverse("admin:index")):
            text = _("This link leads to the desk; readers cannot open it.")
            yield _advice("link-to-desk", text, address)
        elif (pk := _article_at(path)) is not None:
            if pk == 0:
                text = _("The portal has no such page.")
                yield _advice("link-missing", text, address)
            else:
                articles[pk] = address
    yield from _not_public(articles)


def _own_path(address: str) -> str | None:
    """Return the path of a link within the portal, else None."""
    if address.lower().startswith(_READERS_OWN):
        return None
    if address.lower().startswith(("http://", "https://")):
        return urlsplit(address).path or "/" if _is_own_site(address) else None
    path = address.partition("#")[0].partition("?")[0]
    return path or None


def _article_at(path: str) -> int | None:
    """Return the article's number, 0 where there is no page, None for another page."""
    try:
        match = resolve(path)
    except Resolver404:
        return 0
    is_article = match.view_name in ("news:article", "news:article_by_number")
    return match.kwargs["pk"] if is_article else None


def _not_public(articles: dict[int, str]) -> Iterator[Advice]:
    if not articles:
        return
    known = set(
        Article.objects.public().filter(pk__in=articles).values_list("pk", flat=True)
    )
    for pk, address in articles.items():
        if pk not in known:
            text = _("This link leads to an article that readers cannot see.")
            yield _advice("link-not-public", text, address)
