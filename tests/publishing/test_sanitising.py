"""What is stored can harm no reader, and storing it again changes nothing."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publishing.richtext import clean_html
from publishing.richtext.policy import ATTRIBUTES

from . import payloads

SAMPLES = Path(__file__).parent / "samples"
ADDRESS = re.compile(r"(https?://|mailto:|tel:|/(?![/\\])|[\w.%-]+(/|$))[^\s<>\\]*")
PICTURE = re.compile(r"/media/[\w./-]+")


class Found(HTMLParser):
    """Lists what a browser would be told by a text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.other: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_comment(self, data):
        self.other.append(data)

    handle_decl = unknown_decl = handle_pi = handle_comment


def assert_harmless(text: str) -> None:
    found = Found(text)
    assert set(found.tags) <= set(ATTRIBUTES)
    assert not found.other
    for tag, name, value in found.attributes:
        assert name in ATTRIBUTES[tag]
        if name == "href":
            assert ADDRESS.fullmatch(value), value
        if name == "src":
            assert PICTURE.fullmatch(value), value
            assert ".." not in value
        if name == "srcset":
            for candidate in value.split(", "):
                assert PICTURE.fullmatch(candidate.split(" ")[0]), value


@pytest.mark.parametrize("payload", payloads.ALL)
@pytest.mark.parametrize(
    "frame", ["{}", "<p>Chữ {} chữ</p>", "<table><td>{}<li>", "<b>{}"]
)
def test_hostile_html_does_no_harm(payload, frame):
    cleaned = clean_html(frame.format(payload))

    assert_harmless(cleaned)
    assert clean_html(cleaned) == cleaned


@pytest.mark.parametrize("payload", payloads.ALL)
def test_the_sanitiser_holds_alone(payload, monkeypatch):
    """Whatever the rebuilding of the text might let through one day."""
    monkeypatch.setattr("publishing.richtext.clean.rebuild", lambda tree, rule: payload)

    assert_harmless(clean_html("<p>x</p>"))


@pytest.mark.parametrize("payload", payloads.ALL)
def test_rebuilding_holds_alone(payload, monkeypatch):
    monkeypatch.setattr("publishing.richtext.clean.sanitise", lambda html: html)

    assert_harmless(clean_html(payload))


def test_the_hostile_collection_is_large_and_varied():
    assert len(set(payloads.ALL)) >= 60


def test_the_check_of_these_tests_sees_harm():
    for text in ("<p onclick=x>", "<svg>", "<a href='javascript:x'>", "<!--x-->"):
        with pytest.raises(AssertionError):
            assert_harmless(text)


NAMES = (
    "p div b strong i em u s sub sup a img h1 h2 h4 ul ol li table tr td th caption thead "
    "tbody figure figcaption blockquote br hr span font pre svg math style o:p section "
    "dl dt form textarea title"
)
TAGS = st.sampled_from(NAMES.split())
ATTRS = st.sampled_from(
    [
        "",
        " href='/x'",
        " href=https://a.vn/",
        " href='javascript:x'",
        " src=/media/photos/a.webp",
        " style='font-weight:normal'",
        " style='font-weight:700;font-style:italic'",
        " style='mso-list:l0 level1 lfo1'",
        " style='mso-list:l0 level3 lfo1'",
        " style='mso-list:Ignore'",
        " style='display:none'",
        " style='vertical-align:super'",
        " colspan=2 rowspan=3 scope=col",
        " start=4 type=a",
        " alt='a > \"b\" &amp; c'",
    ]
)
TEXTS = st.one_of(
    st.sampled_from(
        [
            "chữ",
            " ",
            "  ",
            "\n",
            "\n\n",
            "&nbsp;",
            "2&nbsp;",
            "&lt;b&gt;",
            "<",
            ">",
            "&",
            '"',
        ]
    ),
    st.sampled_from(
        ["e\u0302", "\u0301", "&#769;", "&#8203;", "\u200b", "3.", "a)", "·"]
    ),
    st.text(max_size=6),
)
PIECES = st.one_of(
    st.builds("<{}{}>".format, TAGS, ATTRS),
    st.builds("</{}>".format, TAGS),
    TEXTS,
    st.just("<!-- x -->"),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_anything_is_made_harmless_once_and_for_all(html):
    cleaned = clean_html(html)

    assert_harmless(cleaned)
    assert clean_html(cleaned) == cleaned


@pytest.mark.parametrize(
    "sample", sorted(SAMPLES.iterdir()), ids=lambda path: path.name
)
def test_samples_are_harmless_once_and_for_all(sample):
    cleaned = clean_html(sample.read_text())

    assert_harmless(cleaned)
    assert clean_html(cleaned) == cleaned
