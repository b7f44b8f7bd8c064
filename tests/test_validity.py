"""The checker itself: a page without fault passes, and faults are found."""

from tests.validity import faults

WHOLE = (
    '<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Trang</title>'
    "</head><body><h1>Trang</h1><ul role=list><li>Một</ul>{}</body></html>"
)


def test_a_page_without_fault_passes(tmp_path):
    assert faults({"/": WHOLE.format("<p>Xin chào</p>")}, tmp_path) == []


def test_each_fault_is_told_with_the_address_of_its_page(tmp_path):
    pages = {
        "/tot/": WHOLE.format(""),
        "/trung/": WHOLE.format('<p id="a"></p><p id="a"></p>'),
        "/long/": WHOLE.format("<p><div>x</div></p>"),
        "/nhan/": WHOLE.format('<label for="khong-co">x</label>'),
        "/cu/": WHOLE.format('<table align="center"><tr><td>x</table>'),
    }

    found = faults(pages, tmp_path)

    assert {one.split(",")[0] for one in found} == set(pages) - {"/tot/"}
