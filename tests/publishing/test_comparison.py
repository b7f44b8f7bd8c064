"""Versions of a body compared as people read them: by paragraph, item, row, picture."""

import time

import pytest

from publishing.differences import Kind
from publishing.richtext import clean_html
from publishing.richtext.comparison import Change, compare_html
from publishing.richtext.outline import outline

LONG = "Hội nghị đại biểu Nhân dân bàn việc xây dựng đời sống văn hóa"


def told(old, new):
    """What changed as (change, tag, text), without what stayed."""
    return [
        (one.change.value, one.block.tag, one.block.text)
        for one in compare_html(clean_html(old), clean_html(new))
        if one.change not in {Change.SAME, Change.LEFT_OUT}
    ]


def picture(number, alt=""):
    return f'<img src="/media/photos/{number:032x}/960.webp" alt="{alt}">'


def test_an_unchanged_body_tells_nothing():
    assert compare_html("<p>Như cũ</p>", "<p>Như cũ</p>") == []


def test_blocks_keep_their_kind_and_place():
    html = clean_html(
        "<h2>Kết quả</h2><p>Mở <strong>đầu</strong></p><blockquote><p>Lời</p></blockquote>"
        "<ol><li>Một<ul><li>Trong</li></ul></li></ol><hr>"
        "<table><caption>Số liệu</caption><tr><th>Tổ</th><th>Hộ</th></tr></table>"
        f"<figure>{picture(1, 'Toàn cảnh')}<figcaption>Ảnh chụp</figcaption></figure>"
    )

    blocks = outline(html)

    assert [(one.tag, one.text) for one in blocks] == [
        ("h2", "Kết quả"),
        ("p", "Mở đầu"),
        ("p", "Lời"),
        ("li", "Một"),
        ("li", "Trong"),
        ("hr", ""),
        ("caption", "Số liệu"),
        ("tr", "Tổ Hộ"),
        ("img", "Toàn cảnh"),
        ("figcaption", "Ảnh chụp"),
    ]
    assert [one.level for one in blocks if one.tag == "li"] == [1, 2]
    assert blocks[2].quoted
    assert blocks[7].cells == ("Tổ", "Hộ")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("<p>A</p>", "<p>A</p><p>Thêm</p>", [("added", "p", "Thêm")]),
        (
            "<ul><li>Một</li><li>Hai</li></ul>",
            "<ul><li>Hai</li></ul>",
            [("removed", "li", "Một")],
        ),
        (
            "<p>Có 120 hộ dân tham dự</p>",
            "<p>Có 125 hộ dân tham dự</p>",
            [("reworded", "p", "Có 125 hộ dân tham dự")],
        ),
        (
            "<p>Kết quả năm qua</p>",
            "<h2>Kết quả năm qua</h2>",
            [("formatted", "h2", "Kết quả năm qua")],
        ),
        (
            "<p>Rất quan trọng</p>",
            "<p>Rất <strong>quan trọng</strong></p>",
            [("formatted", "p", "Rất quan trọng")],
        ),
        (
            f"<p>{picture(1)}</p>",
            f"<p>{picture(2)}</p>",
            [("removed", "img", ""), ("added", "img", "")],
        ),
        (
            f"<p>{picture(1, 'Toàn cảnh')}</p>",
            f"<p>{picture(1, 'Toàn cảnh hội nghị')}</p>",
            [("reworded", "img", "Toàn cảnh hội nghị")],
        ),
    ],
)
def test_a_change_is_told_at_its_block(old, new, expected):
    assert told(old, new) == expected


def test_a_row_tells_which_cell_changed():
    row = "<table><tr><td>Tổ {}</td><td>{} hộ</td></tr></table>"

    changes = compare_html(
        clean_html(row.format(1, 120)), clean_html(row.format(1, 125))
    )

    first, second = changes[0].cells
    assert [piece.kind for piece in first] == [Kind.SAME]
    assert [(piece.kind.value, piece.text) for piece in second] == [
        ("removed", "120 "),
        ("added", "125 "),
        ("same", "hộ"),
    ]


def test_a_paragraph_that_moved_is_not_told_as_new():
    rest = "<p>Phần thứ nhất của bài</p><p>Phần thứ hai của bài</p>"

    changes = told(f"<p>{LONG}</p>{rest}", f"{rest}<p>{LONG}</p>")

    assert changes == [("moved_away", "p", LONG), ("moved_here", "p", LONG)]


def test_a_link_to_another_address_is_told():
    link = '<p><a href="{}">Xem kế hoạch</a></p>'

    change = compare_html(
        clean_html(link.format("https://a.vn/")),
        clean_html(link.format("https://b.vn/")),
    )[0]

    assert change.change is Change.FORMATTED
    assert (change.lost_links, change.new_links) == (
        ["https://a.vn/"],
        ["https://b.vn/"],
    )


def test_what_stays_far_from_a_change_is_left_out_and_counted():
    rest = "".join(f"<p>Đoạn {number}</p>" for number in range(9))

    changes = compare_html(rest, f"{rest}<p>Thêm vào cuối</p>")

    assert [(one.change.value, one.count) for one in changes] == [
        ("left_out", 8),
        ("same", 0),
        ("added", 0),
    ]


@pytest.mark.parametrize(
    "make",
    [
        lambda side: f"<p>{side}</p>" * 60_000,
        lambda side: "".join(f"<p>{side} {n % 7} hộ</p>" for n in range(25_000)),
        lambda side: "".join(f"<p>{LONG} {side} {n}</p>" for n in range(6_000)),
        lambda side: f"<p>{f'{side} chữ ' * 60_000}</p>",
    ],
    ids=["tiny blocks", "few words", "all alike", "one paragraph"],
)
def test_bodies_of_half_a_megabyte_are_compared_in_seconds(make):
    started = time.process_time()

    changes = compare_html(make("a"), make("b"))

    assert time.process_time() - started < 15
    assert changes
    assert len(changes) <= 401
