"""Follows every link of the portal from a few addresses on, as a search engine would."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from django.urls import Resolver404, resolve

HOST = "http://testserver"
MOST = 3_000  # answers; more than that is a trap for robots
MOST_QUERIES = 6  # of one address: enough for each kind of filter and a page or two
REFERRING = {"a", "area", "link", "form"}
LOADING = {"img", "script", "source", "audio", "video", "track", "iframe", "embed"}
IN_SCRIPT = re.compile(r"""(?:import|from)\s*\(?\s*["'](\.[^"']+)["']""")
IN_SHEET = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")
ADDRESSES = {"url", "item", "mainEntityOfPage"}  # in data


@dataclass
class Answer:
    """One address and what stood there; `links` maps an address to its anchors."""

    address: str
    status: int
    kind: str  # content type
    view: str  # name of the address in urls.py
    text: str = ""
    location: str = ""
    cookies: list[str] = field(default_factory=list)
    caching: str = ""
    links: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    page: Page | None = None


class Page(HTMLParser):
    """What a crawler reads in an HTML page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.title = ""
        self.headings = Counter[str]()
        self.metas: dict[str, str] = {}
        self.properties: dict[str, str] = {}
        self.canonical: list[str] = []
        self.lang = ""
        self.ids = Counter[str]()
        self.links: list[str] = []
        self.images: list[dict[str, str]] = []
        self.data: list[object] = []
        self._inside: list[str] = []
        self._is_data = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        found = {name: value or "" for name, value in attrs}
        self.ids.update([found["id"]] if found.get("id") else [])
        self.headings.update([tag] if tag in {"h1", "h2", "main"} else [])
        if tag == "html":
            self.lang = found.get("lang", "")
        if tag == "meta":
            self.metas[found.get("name", "")] = found.get("content", "")
            self.properties[found.get("property", "")] = found.get("content", "")
        if tag == "link" and found.get("rel") == "canonical":
            self.canonical.append(found["href"])
        if tag == "img":
            self.images.append(found)
        self._is_data = found.get("type") == "application/ld+json"
        self._inside.append(tag)
        self._add_links(tag, found)

    def _add_links(self, tag: str, found: dict[str, str]) -> None:
        is_form = tag == "form" and found.get("method", "get").lower() == "post"
        if tag in REFERRING and not is_form:
            self.links += [found[name] for name in ("href", "action") if name in found]
        if tag in LOADING:
            self.links += [found["src"]] if "src" in found else []
            sets = found.get("srcset", "").split(",")
            self.links += [one.split()[0] for one in sets if one.strip()]
        if found.get("property") in {"og:image", "og:url"}:
            self.links.append(found["content"])

    def handle_data(self, data: str) -> None:
        if self._is_data:
            self.data.append(json.loads(data))
            self.links += _in_data(self.data[-1])
        elif self._inside and self._inside[-1] == "title":
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        self._is_data = False
        if tag in self._inside:
            while self._inside.pop() != tag:
                pass


class Crawl:
    """The whole of what can be reached; `answers` by address, `from_` by target."""

    def __init__(self, client, starts: list[str], closed: tuple[str, ...]) -> None:
        self.client = client
        self.closed = closed
        self.answers: dict[str, Answer] = {}
        self.from_: dict[str, list[str]] = defaultdict(list)
        self._queries = Counter[str]()
        self._waiting = deque(starts)
        for start in starts:
            self.from_[start].append("the beginning")
        while self._waiting and len(self.answers) < MOST:
            self._visit(self._waiting.popleft())

    @property
    def pages(self) -> list[Answer]:
        return [one for one in self.answers.values() if one.page]

    def _visit(self, address: str) -> None:
        response = self.client.get(address)
        content = b"".join(response)  # to its end: the client then closes the file
        answer = Answer(
            address,
            response.status_code,
            response.get("Content-Type", "").split(";")[0],
            _view_name(address),
            location=response.get("Location", ""),
            cookies=list(response.cookies),
            caching=response.headers.get("Cache-Control", ""),
        )
        self.answers[address] = answer
        if address.startswith(self.closed) or answer.status != 200:
            return
        if answer.kind.startswith("text/") or answer.kind.endswith(("xml", "json")):
            answer.text = content.decode()
        for link in _links(answer):
            self._note(answer, link)

    def _note(self, answer: Answer, link: str) -> None:
        whole, anchor = urldefrag(urljoin(f"{HOST}{answer.address}", link))
        if urlsplit(whole).netloc != urlsplit(HOST).netloc or "{" in whole:
            return
        address = unquote(whole.removeprefix(HOST)) or "/"
        answer.links[address].add(anchor)
        is_new = not self.from_[address]
        self.from_[address].append(answer.address)
        if is_new and self._is_wanted(address):
            self._waiting.append(address)

    def _is_wanted(self, address: str) -> bool:
        place, _, query = address.partition("?")
        self._queries[place] += bool(query)
        return not query or self._queries[place] <= MOST_QUERIES


def _view_name(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def _links(answer: Answer) -> list[str]:
    if answer.kind == "text/html":
        answer.page = Page(answer.text)
        return answer.page.links
    if answer.kind.endswith("xml") and not answer.kind.startswith("image"):
        return _in_xml(answer.text)
    if "javascript" in answer.kind:
        return IN_SCRIPT.findall(answer.text)
    if answer.kind == "text/css":
        return [one for one in IN_SHEET.findall(answer.text) if ":" not in one]
    if answer.address == "/robots.txt":
        return re.findall(r"^Sitemap: (\S+)$", answer.text, re.MULTILINE)
    return []


def _in_xml(text: str) -> list[str]:
    """Return what a feed or a site map names: texts and attributes that are addresses."""
    found = []
    for element in ET.fromstring(text).iter():
        if element.tag.endswith("guid") or element.tag.endswith("}id"):
            continue  # an identity, not an address to follow
        texts = [(element.text or "").strip(), *element.attrib.values()]
        found += [one for one in texts if one.startswith(HOST)]
    return found


def _in_data(data) -> list[str]:
    if isinstance(data, list):
        return [link for one in data for link in _in_data(one)]
    if not isinstance(data, dict):
        return []
    own = [data[name] for name in ADDRESSES if isinstance(data.get(name), str)]
    return own + [link for one in data.values() for link in _in_data(one)]
