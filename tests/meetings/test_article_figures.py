"""Figures that articles print: read by the words beside them, compared with records."""

import time
from decimal import Decimal

import pytest

from meetings.article_figures import (
    article_contradictions,
    by_article,
    contradictions,
    printed_figures,
)
from tests.factories import make_article, make_conference, make_ward

pytestmark = pytest.mark.django_db

REPORT = (
    "Toàn quận có 263/263 tổ dân phố tổ chức hội nghị, 35.323/51.477 hộ tham dự "
    "(đạt 68,6%), 1.435 ý kiến."
)


def read(text):
    return [(one.measure, one.counted, one.value) for one in printed_figures(text)]


def test_ratios_and_counts_are_read_by_the_following_noun():
    assert read(REPORT) == [
        ("groups_held", "group", 263),
        ("parts_total", "group", 263),
        ("attended", "household", 35323),
        ("invited", "household", 51477),
        ("opinions", "opinion", 1435),
    ]


def test_words_may_stand_inside_a_ratio():
    text = "35.323 hộ dân tham dự hội nghị/51.477 hộ dân được mời"

    assert read(text)[:2] == [
        ("attended", "household", 35323),
        ("invited", "household", 51477),
    ]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("06 ý kiến đóng góp", ("opinions", "opinion", 6)),
        ("52 lượt ý kiến", ("opinions", "opinion", 52)),
        ("120 đại biểu được mời", ("invited", "delegate", 120)),
        ("có 118 đại biểu tham dự", ("attended", "delegate", 118)),
        ("12 lượt phát biểu", ("speeches", "turn", 12)),
        ("ký kết 4 chương trình phối hợp", ("programmes_signed", "programme", 4)),
        (
            "98,5% đại biểu biểu quyết thông qua",
            ("vote_share", "percent", Decimal("98.5")),
        ),
        ("100% đại biểu nhất trí", ("vote_share", "percent", 100)),
    ],
)
def test_a_phrase_says_one_figure(text, figure):
    assert read(text) == [figure]


@pytest.mark.parametrize(
    "text",
    [
        "Ngày 29/1 tổ dân phố số 5 họp.",
        "Ngày 1/3 tổ dân phố số 5 họp, sáng 5/3 tổ 6 họp.",
        "Sáng 28/02/2024, tổ dân phố đã họp.",
        "Kế hoạch liên tịch số 02/KHLT/UBND-UBMTTQ",
        "Bí thư/Chủ tịch đại biểu HĐND",
        "đạt tỷ lệ 68,6%",
        "tổ dân phố số 16",
        "từ 5–6 ý kiến một hội nghị",
        "1,5 ý kiến",
        "Đại biểu ở tổ 8",
        "88% gia đình văn hóa",
        "120 đại biểu trẻ",
    ],
)
def test_dates_numbers_of_documents_and_posts_say_nothing(text):
    assert read(text) == []


def test_reading_a_long_text_is_quick():
    started = time.perf_counter()
    printed_figures("1.435/" * 10_000 + "9" * 10_000)
    printed_figures("12 " * 20_000)
    printed_figures("100% " + "a " * 30_000)
    printed_figures("1/1 hộ 1 hộ " * 5_000)

    assert time.perf_counter() - started < 0.5


def test_what_the_record_has_otherwise_is_pointed_out():
    record = make_conference(
        figures=[("opinions", "opinion", 52), ("attended", "delegate", 118)]
    )

    told = contradictions(record, "52 ý kiến, 181 đại biểu tham dự, 12 lượt phát biểu.")

    assert len(told) == 1
    assert "181 đại biểu" in told[0]
    assert "118" in told[0]


def test_a_share_agrees_at_its_printed_precision():
    record = make_conference(figures=[("vote_share", "percent", "98.46")])

    assert contradictions(record, "98,5% đại biểu tán thành") == []
    assert contradictions(record, "98% đại biểu tán thành") == []
    assert contradictions(record, "99% đại biểu tán thành") != []


def test_a_figure_of_the_other_level_is_no_contradiction():
    ward = make_ward()
    of_ward = make_conference(unit=ward, figures=[("opinions", "opinion", 59)])
    make_conference(unit=ward, tier="group", figures=[("opinions", "opinion", 1435)])
    article = make_article(
        unit=ward,
        title="Hội nghị",
        body="<p>1.435 ý kiến ở tổ, 59 ý kiến ở phường.</p>",
    )

    assert article_contradictions(of_ward, article) == []


def test_the_newest_version_of_a_linked_article_is_compared():
    record = make_conference(figures=[("opinions", "opinion", 59)])
    article = make_article(unit=record.unit, body="<p>Có <b>95</b> ý kiến.</p>")
    record.articles.add(article)

    assert list(by_article(record)) == [article]
