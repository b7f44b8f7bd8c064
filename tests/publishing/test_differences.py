"""Differences of words: readable, true to both texts, and never slow."""

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publishing.differences import Kind, equal_runs, word_changes

WORDS = ["hội", "nghị", "Nhân", "dân", "năm", "2026", ",", ".", "(", "1.435", "68,6"]


def shown(pieces):
    """Write pieces as one line: removed in [-…-], added in {+…+}."""
    marks = {Kind.SAME: "{}", Kind.REMOVED: "[-{}-]", Kind.ADDED: "{{+{}+}}"}
    return "".join(marks[piece.kind].format(piece.text) for piece in pieces)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", ""),
        ("", "Mới", "{+Mới+}"),
        ("Cũ", "", "[-Cũ-]"),
        ("Như cũ.", "Như cũ.", "Như cũ."),
        (
            "Hội nghị có 120 hộ tham dự.",
            "Hội nghị có 125 hộ dân tham dự.",
            "Hội nghị có [-120 -]{+125 +}hộ {+dân +}tham dự.",
        ),
        ("đạt 68,6%", "đạt 68,9%", "đạt [-68,6-]{+68,9+}%"),
        ("a, b", "c, d", "[-a, b-]{+c, d+}"),
        ("Toà  nhà", "Toà nhà", "Toà nhà"),
    ],
)
def test_words_that_went_and_came_are_told(old, new, expected):
    assert shown(word_changes(old, new)) == expected


texts = st.one_of(st.text(), st.lists(st.sampled_from(WORDS)).map(" ".join))


@settings(max_examples=60)
@given(old=texts, new=texts)
def test_the_pieces_give_both_texts_back(old, new):
    pieces = word_changes(old, new)

    after = "".join(piece.text for piece in pieces if piece.kind is not Kind.REMOVED)
    before = "".join(piece.text for piece in pieces if piece.kind is not Kind.ADDED)
    assert after == (new if new.strip() else "")
    assert "".join(before.split()) == "".join(old.split())


numbers = st.lists(st.integers(0, 6), max_size=40)


@given(old=numbers, new=numbers)
def test_equal_runs_are_equal_and_in_order(old, new):
    runs = equal_runs(old, new)

    for run in runs:
        assert (
            old[run.old : run.old + run.length] == new[run.new : run.new + run.length]
        )
    for one, next_one in pairwise(runs):
        assert one.old + one.length <= next_one.old
        assert one.new + one.length <= next_one.new


@given(items=numbers)
def test_a_sequence_is_one_run_of_itself(items):
    assert sum(run.length for run in equal_runs(items, items)) == len(items)


def hostile_pairs():
    """Texts of half a million characters that invite a search through everything."""
    chance = random.Random(7)
    few = ["a", "b"]
    noise = " ".join(chance.choices(few, k=250_000))
    other = " ".join(chance.choices(few, k=250_000))
    words = [f"từ{number}" for number in range(80_000)]
    mixed = words[:]
    chance.shuffle(mixed)
    return {
        "noise of two words": (noise, other),
        "one word": ("a " * 250_000, "a " * 249_000),
        "shuffled": (" ".join(words), " ".join(mixed)),
        "reversed": (" ".join(words), " ".join(reversed(words))),
        "nothing in common": ("a1 " * 160_000, "b2 " * 160_000),
    }


@pytest.mark.parametrize("name", list(hostile_pairs()))
def test_half_a_million_characters_are_compared_in_seconds(name):
    old, new = hostile_pairs()[name]
    started = time.process_time()

    pieces = word_changes(old, new)

    assert time.process_time() - started < 8
    assert "".join(p.text for p in pieces if p.kind is not Kind.REMOVED) == new
