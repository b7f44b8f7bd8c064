"""The gate itself: what passes without looking must fail."""

import sys
import xml.etree.ElementTree as ET
from collections import Counter

import pytest

from tests.gate import (
    MUST_RUN,
    Result,
    Step,
    closing_line,
    outcome,
    parts_not_run,
    run,
    table,
)


def step(code, proof="^(\\d+) files", at_least=2):
    return Step("a step", [sys.executable, "-c", code], proof, at_least=at_least)


@pytest.mark.parametrize(
    ("code", "ok"),
    [
        ("print('3 files')", True),
        ("print('3 files'); raise SystemExit(1)", False),
        ("print('1 files')", False),
        ("print('nothing to do')", False),
        ("pass", False),
    ],
)
def test_a_step_needs_a_good_end_and_the_proof(code, ok):
    assert run(step(code)).ok is ok


def case(name, child=None):
    element = ET.Element("testcase", classname=name)
    if child:
        ET.SubElement(element, child)
    return element


@pytest.mark.parametrize(
    ("child", "expected"),
    [
        (None, "passed"),
        ("failure", "failed"),
        ("error", "failed"),
        ("skipped", "skipped"),
    ],
)
def test_an_outcome_is_read_from_the_report(child, expected):
    assert outcome(case("tests.news.test_a", child)) == expected


def test_a_part_that_was_skipped_or_left_out_is_missed():
    cases = [case(f"{part}.test_a") for part in MUST_RUN[1:]]
    cases.append(case("tests.browser.test_journey", "skipped"))

    assert parts_not_run(cases) == ["tests.browser"]


def test_the_last_line_counts_steps_and_tests():
    tests = Counter(passed=7, failed=1, skipped=2)
    results = [
        Result("ruff", True, 1.0, "fine"),
        Result("types", False, 1.0, "exit code 1"),
        Result("tests", False, 9.0, "7 passed, 1 failed", tests),
    ]

    assert closing_line(results) == "8 passed, 2 failed, 2 skipped"
    assert "FAILED  types" in table(results)


def test_tests_that_could_not_even_start_count_as_a_failure():
    assert closing_line([Result("tests", False, 1.0, "0 passed")]) == (
        "0 passed, 1 failed"
    )


def test_a_missing_part_counts_although_every_test_passed():
    results = [Result("tests", False, 1.0, "missing", Counter(passed=5))]

    assert closing_line(results) == "5 passed, 1 failed"
