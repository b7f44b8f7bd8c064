"""Who is a reader, and who only says so."""

import pytest

from publishing.addresses import household_of
from traffic.readers import is_reader, marks

from .conftest import FIREFOX

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36"
)


@pytest.mark.parametrize(
    "browser",
    [
        FIREFOX,
        CHROME,
        "Mozilla/5.0 (Linux; Android 13; CUBOT P80) Chrome/142.0 Mobile Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Zalo iOS/640",
        "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 [FBAN/FBIOS;FBAV/400.0]",
        "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1; U; vi) Presto/2.12 Version/12.16",
    ],
)
def test_browsers_of_people_are_readers(reader, browser):
    assert is_reader(reader(browser=browser))


@pytest.mark.parametrize(
    "browser",
    [
        "",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; coccocbot-web/1.0; +http://help.coccoc.com/)",
        "facebookexternalhit/1.1",
        "curl/8.5.0",
        "python-requests/2.32.0",
        "Wget/1.21",
        "Go-http-client/1.1",
    ],
)
def test_programs_are_not_readers(reader, browser):
    assert not is_reader(reader(browser=browser))


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_COOKIE": "sessionid=whatever"},
        {"HTTP_SEC_PURPOSE": "prefetch;prerender"},
        {"HTTP_PURPOSE": "prefetch"},
        {"HTTP_X_MOZ": "prefetch"},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_ORIGIN": "https://elsewhere.example"},
        {"HTTP_ORIGIN": "null"},
    ],
)
def test_staff_prefetching_and_other_sites_are_not_readers(reader, headers):
    assert not is_reader(reader(**headers))


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_COOKIE": "theme=dark"},
        {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "null"},
        {"HTTP_ORIGIN": "http://testserver"},
    ],
)
def test_our_own_pages_send_readers(reader, headers):
    assert is_reader(reader(**headers))


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("203.0.113.5", "203.0.113.5"),
        ("::ffff:203.0.113.5", "203.0.113.5"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("", ""),
        ("nonsense", ""),
    ],
)
def test_an_address_is_that_of_a_household(reader, written, address):
    request = reader(address=written, HTTP_X_FORWARDED_FOR="198.51.100.1")

    assert household_of(request) == address


def test_marks_tell_readers_apart_and_keep_an_address_together(reader):
    (here,) = marks(reader(), [b"key"])
    (other_browser,) = marks(reader(browser=CHROME), [b"key"])
    (other_key,) = marks(reader(), [b"another"])

    assert here.split(".")[0] == other_browser.split(".")[0]
    assert here.split(".")[1] != other_browser.split(".")[1]
    assert not set(here.split(".")) & set(other_key.split("."))
