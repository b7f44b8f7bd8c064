"""The matrix of a level above: which of its units has programmes with whom."""

from datetime import date

import pytest
from django.template.loader import render_to_string
from lxml import html

from meetings import programme_matrix
from meetings.models import Party
from meetings.programme_matrix import matrix_asked, matrix_of
from tests.factories import (
    make_body,
    make_district,
    make_final_review,
    make_group,
    make_programme,
    make_task,
    make_ward,
)
from units.models import BodyKind, UnitName, UnitParent

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 21)
AT = "2024-02-01T08:00+07:00"


@pytest.fixture
def district():
    return make_district(name="Đống Đa")


def ward_with(district, name, *kinds, year=2024, **fields):
    """A ward with one programme, of its bodies of these kinds ("" is no body)."""
    ward = make_ward(name=name, parent=district)
    sign(ward, *kinds, year=year, **fields)
    return ward


def sign(ward, *kinds, year=2024, **fields):
    parties = [
        ward.bodies.filter(kind__code=kind).first() or make_body(unit=ward, kind=kind)
        if kind
        else "Câu lạc bộ Cầu lông"
        for kind in kinds
    ]
    return make_programme(
        unit=ward,
        parties=parties,
        year=year,
        status="published",
        published_at=AT,
        **fields,
    )


def in_order(*codes):
    for order, code in enumerate(codes):
        BodyKind.objects.create(code=code, name=code.upper(), order=order)


def drawn(matrix):
    text = render_to_string("meetings/_programme_matrix.html", {"matrix": matrix})
    return html.fromstring(text)


def words(element):
    return " ".join(element.text_content().split())


def table(matrix):
    """Rows as a reader hears them: unit → text of each cell."""
    page = drawn(matrix)
    for hidden in page.xpath("//table//*[@aria-hidden]"):
        hidden.text = ""
    return {
        words(row.find("th")): [words(cell) for cell in row.findall("td")]
        for row in page.xpath("//tbody/tr")
    }


def test_cells_tell_what_runs_what_waits_for_its_review_and_what_is_missing(district):
    in_order("ubnd", "ubmttq", "cong-an")
    ward_with(district, "Kim Liên", "cong-an", "ubmttq", year=2026)
    ward_with(district, "Trung Tự", "ubmttq", "ubnd", ends_on="2026-06-30", year=2026)
    make_ward(name="Láng Hạ", parent=district)

    matrix = matrix_of(district, 2026, TODAY)

    assert matrix.columns == ["UBND", "UBMTTQ", "CONG-AN"]
    assert "2 trong 3 đơn vị có chương trình" in words(drawn(matrix))
    waits = "1 chương trình chưa tổng kết"
    assert table(matrix) == {
        "Phường Kim Liên": ["không có", "1 chương trình", "1 chương trình"],
        "Phường Láng Hạ": ["không có"] * 3,
        "Phường Trung Tự": [waits, waits, "không có"],
    }


def test_a_reviewed_programme_is_in_order_after_its_term(district):
    ward = ward_with(district, "Kim Liên", "ubmttq")
    make_final_review(sign(ward, "ubmttq"))

    (row,) = matrix_of(district, 2024, TODAY).rows

    assert (row.cells[0].in_order, row.cells[0].awaiting) == (1, 1)
    assert table(matrix_of(district, 2024, TODAY))["Phường Kim Liên"] == [
        "1 chương trình 1 chương trình chưa tổng kết"
    ]


def test_parties_that_are_no_known_body_stand_under_others_at_the_end(district):
    ward_with(district, "Kim Liên", "ubmttq", "")

    matrix = matrix_of(district, 2024, TODAY)

    assert matrix.columns == ["UBMTTQ", "Khác"]


def test_two_parties_of_one_kind_make_one_programme(district):
    ward = ward_with(district, "Kim Liên", "cong-an")
    programme = ward.programmes.get()
    Party.objects.create(
        programme=programme,
        name="Công an quận",
        body=make_body(unit=district, kind="cong-an"),
    )

    (row,) = matrix_of(district, 2024, TODAY).rows

    assert (row.cells[0].in_order, row.cells[0].awaiting) == (0, 1)


def test_the_roll_up_stands_above_with_the_tasks_done_on_time(district):
    programme = sign(district, "ubnd", "ubmttq")
    make_task(programme=programme, number=1, done_on="2024-12-01")
    make_task(programme=programme, number=2)
    make_task(programme=programme, number=3)
    make_ward(parent=district)

    matrix = matrix_of(district, 2024, TODAY)

    assert matrix.counts.concluded == 1
    assert matrix.rows[0].has_programmes is False
    text = words(drawn(matrix))
    assert "(1/3)" in text
    assert "33,3%" in text
    assert "Chưa phường, xã nào công bố chương trình năm 2024." in text


def test_drafts_and_withdrawn_programmes_are_not_shown(district):
    ward = make_ward(parent=district)
    make_programme(unit=ward)
    make_programme(unit=ward, status="withdrawn", published_at=AT, withdrawn_at=AT)

    matrix = matrix_of(district, 2024, TODAY)

    assert matrix.columns == []
    assert matrix.counts.concluded == 0


def test_rows_are_the_units_of_that_year_under_their_names_then(district):
    city = district.parent_on(TODAY)
    old = make_ward(name="Khâm Thiên", parent=district, ended_on=date(2025, 6, 30))
    new = make_ward(name="Kim Liên mới", parent=city, founded_on="2025-07-01")
    UnitName.objects.filter(unit=new).update(valid_to="2026-03-31")
    UnitName.objects.create(
        unit=new, kind="ward", name="Tên nay", valid_from="2026-04-01"
    )
    sign(old, "ubmttq", year=2025)

    names = {
        year: [(row.name, row.place) for row in matrix_of(city, year, TODAY).rows]
        for year in (2024, 2025, 2026)
    }

    assert names == {
        2024: [("Phường Khâm Thiên", "Quận Đống Đa")],
        2025: [("Phường Khâm Thiên", "Quận Đống Đa"), ("Phường Kim Liên mới", "")],
        2026: [("Phường Tên nay", "")],
    }


def test_a_ward_that_moved_stands_where_it_was_when_it_concluded(district):
    other = make_district(name="Ba Đình", parent=district.parent_on(TODAY))
    ward = ward_with(district, "Láng Hạ", "ubmttq")
    UnitParent.objects.filter(unit=ward).update(valid_to="2024-06-30")
    UnitParent.objects.create(unit=ward, parent=other, valid_from="2024-07-01")

    here, there = matrix_of(district, 2024, TODAY), matrix_of(other, 2024, TODAY)

    assert [row.has_programmes for row in here.rows] == [True]
    assert [row.has_programmes for row in there.rows] == [False]
    assert matrix_of(other, 2023, TODAY) is None


def test_the_newest_year_with_a_programme_is_shown_unless_another_is_asked(district):
    for year in (2023, 2024):
        ward_with(district, f"Phường {year}", "ubmttq", year=year)

    assert matrix_of(district, day=TODAY).year == 2024
    assert matrix_of(district, 2023, TODAY).year == 2023
    assert matrix_of(district, 2019, TODAY).years == [2024, 2023, 2019]


@pytest.mark.parametrize(
    ("asked", "year"),
    [("2023", 2023), ("", 2024), ("nay", 2024), ("٢٠٢٣", 2024), ("99999", 2024)],
)
def test_an_address_asks_for_a_year_and_what_is_none_is_the_newest(
    district, asked, year
):
    for number in (2023, 2024):
        ward_with(district, f"Phường {number}", "ubmttq", year=number)

    matrix = matrix_asked(district, {"bang-nam": asked, "bang": "x"}, TODAY)

    assert (matrix.year, matrix.page.number) == (year, 1)


def test_a_ward_and_a_district_without_wards_have_no_matrix(district):
    make_group(parent=district)
    ward = make_ward(parent=make_district(name="Ba Đình"))

    assert matrix_of(ward) is None
    assert matrix_of(district) is None


def test_a_large_level_is_paged_and_keeps_its_columns(district, monkeypatch):
    monkeypatch.setattr(programme_matrix, "UNITS_A_PAGE", 2)
    for name in ("An", "Bình", "Chi"):
        make_ward(name=name, parent=district)
    ward_with(district, "Dương", "ubmttq")

    first, last = (matrix_of(district, 2024, TODAY, page) for page in ("1", "chín"))
    end = matrix_of(district, 2024, TODAY, "99")

    assert [row.name for row in first.rows] == ["Phường An", "Phường Bình"]
    assert [row.name for row in end.rows] == ["Phường Chi", "Phường Dương"]
    assert first.columns == end.columns == ["UBMTTQ"]
    assert last.page.number == 1
    links = drawn(first).xpath("//nav[@class='pager']/a/@href")
    assert links == ["?bang-nam=2024&bang=2#bang"]


def test_the_table_has_a_caption_and_scopes(district):
    ward_with(district, "Kim Liên", "ubmttq", "")

    page = drawn(matrix_of(district, 2024, TODAY))

    assert words(page.xpath("//caption")[0])
    assert page.xpath("//thead//th/@scope") == ["col"] * 3
    assert page.xpath("//tbody//th/@scope") == ["row"]


def test_the_number_of_queries_does_not_grow(district, django_assert_num_queries):
    ward_with(district, "Kim Liên", "ubmttq", "cong-an")
    with django_assert_num_queries(9):
        matrix_of(district, 2024, TODAY)
    for number in range(5):
        ward_with(district, f"Phường {number}", "ubmttq", "cong-an", "")

    with django_assert_num_queries(9):
        assert len(matrix_of(district, 2024, TODAY).rows) == 6
