"""Does an address on the Internet answer? Asked so that nobody can misuse the asking.

Staff write the addresses, and this machine stands inside an office's network: a link
must not make it speak to its neighbours. So only http and https at their own ports
are asked; the name is looked up once, every address found must be a public one, and
the connection goes to that very address. A redirect is a new question under the same
rules. The whole question has one deadline, whatever the other side does.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, auto
from urllib.parse import SplitResult, quote, urljoin, urlsplit

SECONDS = 6.0  # for one address, all redirects included
MOST_REDIRECTS = 4
PORTS = frozenset({80, 443})
AGENT = "Mozilla/5.0 (compatible; civicportal link check)"
_QUOTED_ALREADY = "/%:=&?~+!$,;'@()*[]"

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
# IPv6 addresses that carry an IPv4 one, which a gateway would speak to.
_TUNNELS = [
    ipaddress.ip_network(one)
    for one in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")
]


class Answer(Enum):
    """What became of the question."""

    FOUND = auto()  # something answers there, if only to send us away
    MISSING = auto()  # the server says that there is no such page
    SILENT = auto()  # no such server, or it does not speak
    UNASKED = auto()  # nothing that we would ask


@dataclass(frozen=True)
class Rules:
    """What may be asked; tests lift the guard to ask a server of their own."""

    is_allowed: Callable[[IPAddress], bool]
    ports: frozenset[int] | None = PORTS
    seconds: float = SECONDS


def is_public(address: IPAddress) -> bool:
    """Tell whether an address belongs to the Internet and to nothing nearer."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if any(address in network for network in _TUNNELS):
            return False
    return address.is_global and not (
        address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_reserved
        or address.is_unspecified
    )


STRICT = Rules(is_allowed=is_public)


class _RefusedError(Exception):
    """The rules forbid the question."""


def probe(url: str, rules: Rules = STRICT) -> Answer:
    """Ask one address; takes at most `rules.seconds` besides looking up names."""
    deadline = time.monotonic() + rules.seconds
    try:
        status = _follow(url, rules, deadline)
    except (_RefusedError, ValueError):
        return Answer.UNASKED
    except ssl.SSLError:
        return Answer.FOUND  # a server with a certificate we do not know
    except (OSError, http.client.HTTPException):
        return Answer.SILENT
    return Answer.MISSING if status in (404, 410) else Answer.FOUND


def probe_many(urls: Iterable[str], rules: Rules = STRICT) -> dict[str, Answer]:
    """Ask several at once; one still waiting for its name at the end is left out."""
    answers: dict[str, Answer] = {}

    def ask(url: str) -> None:
        answers[url] = probe(url, rules)

    threads = [threading.Thread(target=ask, args=[url], daemon=True) for url in urls]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + rules.seconds + 1
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    return dict(answers)


def _follow(url: str, rules: Rules, deadline: float) -> int:
    """Return the last status: HEAD where it is understood, GET where it is not."""
    method = "HEAD"
    for _step in range(MOST_REDIRECTS + 1):
        status, location = _ask(method, url, rules, deadline)
        if status >= 400 and method == "HEAD":
            method = "GET"
            status, location = _ask(method, url, rules, deadline)
        if status not in (301, 302, 303, 307, 308) or not location:
            return status
        url = urljoin(url, location)
    return status


def _ask(
    method: str, url: str, rules: Rules, deadline: float
) -> tuple[int, str | None]:
    """Return status and target of a redirect. Of the body nothing is read."""
    parts, host, port = _parts(url, rules)
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    connection = http.client.HTTPConnection(host, port, timeout=left)
    sock = socket.create_connection((_look_up(host, port, rules), port), left)
    connection.sock = sock
    guard = threading.Timer(left, _cut, [sock])  # one byte a second is no answer
    guard.daemon = True
    guard.start()
    try:
        if parts.scheme == "https":
            context = ssl.create_default_context()
            connection.sock = context.wrap_socket(sock, server_hostname=host)
        target = quote(parts.path or "/", safe=_QUOTED_ALREADY)
        query = quote(parts.query, safe=_QUOTED_ALREADY)
        connection.putrequest(
            method, f"{target}?{query}" if query else target, skip_host=True
        )
        name = f"[{host}]" if ":" in host else host
        is_usual = port == (443 if parts.scheme == "https" else 80)
        connection.putheader("Host", name if is_usual else f"{name}:{port}")
        connection.putheader("User-Agent", AGENT)
        connection.putheader("Connection", "close")
        connection.endheaders()
        response = connection.getresponse()
        return response.status, response.getheader("Location")
    finally:
        guard.cancel()
        connection.close()
        sock.close()


def _cut(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        sock.close()


def _parts(url: str, rules: Rules) -> tuple[SplitResult, str, int]:
    """Return a split address, its host in ASCII and its port, or refuse it."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except (ValueError, UnicodeError) as error:
        raise _RefusedError from error
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
        raise _RefusedError
    if rules.ports is not None and port not in rules.ports:
        raise _RefusedError
    return parts, host, port


def _look_up(host: str, port: int, rules: Rules) -> str:
    """Return the address to connect to; one forbidden address forbids the name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]).partition("%")[0] for one in found]
    if not all(rules.is_allowed(ipaddress.ip_address(one)) for one in addresses):
        raise _RefusedError
    return addresses[0]
