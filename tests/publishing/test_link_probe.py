"""Asking strange servers: the guard, and what answers are taken for."""

import ipaddress
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from publishing import link_probe
from publishing.link_probe import Answer, Rules, is_public, probe, probe_many

FREE = Rules(is_allowed=lambda address: True, ports=None, seconds=3)


class Site(BaseHTTPRequestHandler):
    """Answers by the path; remembers what it was asked."""

    def answer(self):
        self.server.asked.append((self.command, self.path, self.headers["Host"]))
        step, _, rest = self.path[1:].partition("/")
        if step == "redirect":
            self.send_response(302)
            self.send_header("Location", rest if "://" in rest else f"/{rest}")
        elif step == "no-head":
            self.send_response(405 if self.command == "HEAD" else 200)
        elif step == "drip":
            return self.drip()
        else:
            self.send_response(int(step or 200))
        self.send_header("Content-Length", "0")
        return self.end_headers()

    def drip(self):
        """A first line that never ends, a letter at a time."""
        self.wfile.write(b"HTTP/1.1 ")
        for _turn in range(100):
            self.wfile.write(b"x")
            time.sleep(0.1)

    do_HEAD = do_GET = answer  # noqa: N815

    def log_message(self, *args):
        """Keep the output of the tests clean."""

    def handle(self):
        try:
            super().handle()
        except OSError:
            return


@pytest.fixture
def site():
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        server.asked = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        server.url = f"http://127.0.0.1:{server.server_address[1]}"
        yield server
        server.shutdown()


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/200", Answer.FOUND),
        ("/404", Answer.MISSING),
        ("/410", Answer.MISSING),
        ("/401", Answer.FOUND),
        ("/403", Answer.FOUND),
        ("/429", Answer.FOUND),
        ("/500", Answer.FOUND),
        ("/redirect/200", Answer.FOUND),
        ("/redirect/404", Answer.MISSING),
        ("/no-head", Answer.FOUND),
    ],
)
def test_only_a_page_that_the_server_denies_is_missing(site, path, answer):
    assert probe(f"{site.url}{path}", FREE) is answer


def test_head_is_asked_first_and_get_only_where_it_fails(site):
    probe(f"{site.url}/200", FREE)
    probe(f"{site.url}/no-head", FREE)

    assert [method for method, _path, _host in site.asked] == ["HEAD", "HEAD", "GET"]


def test_a_circle_of_redirects_ends(site):
    circle = "/".join(["redirect"] * 40)

    assert probe(f"{site.url}/{circle}/200", FREE) is Answer.FOUND
    assert len(site.asked) <= 2 * link_probe.MOST_REDIRECTS + 2


def test_an_address_with_vietnamese_letters_is_asked(site):
    assert probe(f"{site.url}/200/tin tức/đại-biểu?q=à", FREE) is Answer.FOUND

    assert site.asked[0][1] == (
        "/200/tin%20t%E1%BB%A9c/%C4%91%E1%BA%A1i-bi%E1%BB%83u?q=%C3%A0"
    )


def test_a_server_that_drips_is_left_at_the_deadline(site):
    rules = Rules(is_allowed=lambda address: True, ports=None, seconds=0.5)
    started = time.monotonic()

    answer = probe(f"{site.url}/drip", rules)

    assert answer is Answer.SILENT
    assert time.monotonic() - started < 2


def test_nobody_listening_is_silence():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    assert probe(f"http://127.0.0.1:{port}/", FREE) is Answer.SILENT


def test_a_server_that_speaks_something_else_is_no_fault_of_ours(site):
    assert probe(site.url.replace("http:", "https:"), FREE) is Answer.FOUND


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "javascript:alert(1)",
        "http://",
        "http://[",
        "http://a@127.0.0.1/",
        "http://127.0.0.1:5432/",
        "http://127.0.0.1:99999/",
        "http://" + "a" * 300 + ".vn/",
        "",
    ],
)
def test_what_is_near_or_odd_is_not_asked(url):
    assert probe(url) is Answer.UNASKED


@pytest.mark.parametrize(
    "found",
    [
        ["10.0.0.5"],
        ["127.0.0.1"],
        ["169.254.169.254"],
        ["1.1.1.1", "10.0.0.5"],
        ["::1"],
    ],
)
def test_a_name_that_leads_near_is_not_asked(found, monkeypatch):
    """As `http://0x7f.1/` does, or a name that somebody points at the office."""
    answers = [(0, 0, 0, "", (address, 80)) for address in found]
    monkeypatch.setattr(link_probe.socket, "getaddrinfo", lambda *_, **__: answers)

    assert probe("http://tin-tuc.example.vn/") is Answer.UNASKED


def test_the_server_is_not_touched_when_its_address_is_forbidden(site):
    rules = Rules(is_allowed=is_public, ports=None)

    assert probe(f"{site.url}/200", rules) is Answer.UNASKED
    assert site.asked == []


def test_a_redirect_to_a_forbidden_address_is_not_followed(site):
    """The first server is allowed, the second is not: another loopback address."""
    rules = Rules(
        is_allowed=lambda address: address == ipaddress.ip_address("127.0.0.1"),
        ports=None,
    )
    near = site.url.replace("127.0.0.1", "127.0.0.2")

    answer = probe(f"{site.url}/redirect/{near}/200", rules)

    assert answer is Answer.UNASKED
    assert len(site.asked) == 1


def test_the_name_is_looked_up_once_for_each_connection(site, monkeypatch):
    """A second look-up could give another, nearer address (DNS rebinding)."""
    asked = []
    look_up = socket.getaddrinfo

    def counted(host, *args, **kwargs):
        asked.append(host)
        return look_up(host, *args, **kwargs)

    monkeypatch.setattr(link_probe.socket, "getaddrinfo", counted)
    probe(site.url.replace("127.0.0.1", "localhost"), FREE)

    assert asked.count("localhost") == len(site.asked) == 1


NEAR = (
    "127.0.0.1 10.0.0.1 172.16.5.4 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 "
    "224.0.0.1 255.255.255.255 240.0.0.1 192.0.2.1 198.18.0.1 ::1 :: fe80::1 fc00::1 "
    "ff02::1 ::ffff:10.0.0.1 64:ff9b::a00:1 2002:a00:1:: 2001:0:1::1 ::10.0.0.1 "
    "2001:db8::1"
)


@pytest.mark.parametrize("address", NEAR.split())
def test_addresses_that_are_not_the_internet(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "203.162.1.1", "2400:cb00::1"])
def test_addresses_of_the_internet(address):
    assert is_public(ipaddress.ip_address(address))


def test_several_are_asked_at_once(site):
    urls = [f"{site.url}/200/{number}" for number in range(5)] + [f"{site.url}/404"]

    answers = probe_many(urls, FREE)

    assert list(answers.values()).count(Answer.FOUND) == 5
    assert answers[f"{site.url}/404"] is Answer.MISSING
