"""Finding one's unit: by names of now and then, nearly right ones, and by province."""

import re
from datetime import date

import pytest

from tests.factories import (
    make_district,
    make_group,
    make_province,
    make_succession,
    make_ward,
    shared_province,
)
from units.finding import find
from units.models import Succession, UnitAlias, UnitName, UnitParent

pytestmark = pytest.mark.django_db

LAST_DAY = date(2025, 6, 30)
REFORM = date(2025, 7, 1)


@pytest.fixture
def dong_da():
    return make_district(ended_on=LAST_DAY)


@pytest.fixture
def kim_lien():
    return make_ward(founded_on=REFORM)


@pytest.fixture
def khuong_thuong(dong_da, kim_lien):
    ended = make_ward(name="Khương Thượng", parent=dong_da, ended_on=LAST_DAY)
    make_succession(old=ended, new=kim_lien)
    return ended


def found(text, limit=20):
    return [finding.unit for finding in find(text, limit).findings]


def page(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode().replace("\xa0", " ")


# By name


@pytest.mark.parametrize(
    "text",
    [
        "khuong thuong",
        "Khương Thượng",
        "KHƯƠNG",
        "phuong khuong thuong",
        "khuong thuong, dong da",
    ],
)
def test_an_old_name_leads_to_the_unit_of_today_first(text, khuong_thuong, kim_lien):
    assert found(text) == [kim_lien, khuong_thuong]


def test_what_is_written_exactly_so_comes_first():
    hoa = make_ward(name="Hòa Bình")
    other = make_ward(name="Hoa Bình")
    longer = make_ward(name="Hòa Bình Đông")

    assert found("Hòa Bình") == [hoa, other, longer]
    assert found("hoa bình")[0] == other
    assert set(found("hoa binh")[:2]) == {hoa, other}
    assert found("binh dong") == [longer]


def test_names_that_begin_so_come_before_those_that_hold_it():
    inside = make_ward(name="An Kim")
    begins = make_ward(name="Kim Liên")

    assert found("kim") == [begins, inside]


def test_an_earlier_name_of_a_living_unit_finds_it():
    ward = make_ward(name="Trung Văn")
    ward.names.update(valid_from=date(2014, 1, 1))
    UnitName.objects.create(
        unit=ward, kind="commune", name="Mễ Trì Hạ", valid_to=date(2013, 12, 31)
    )

    (finding,) = find("me tri ha", 20).findings

    assert finding.unit == ward
    assert finding.former_names == ["Xã Mễ Trì Hạ"]


def test_another_word_for_a_unit_finds_it():
    ward = make_ward()
    UnitAlias.objects.create(unit=ward, text="Khu tập thể Bắc")

    assert found("khu tap the bac") == [ward]


def test_where_a_unit_lay_before_the_reform_is_said(dong_da):
    ward = make_ward(name="Láng", parent=None)
    UnitParent.objects.create(unit=ward, parent=dong_da, valid_to=LAST_DAY)
    UnitParent.objects.create(unit=ward, parent=shared_province(), valid_from=REFORM)

    (finding,) = find("lang", 20).findings

    assert finding.former_place == "Quận Đống Đa, Hà Nội"


def test_groups_are_not_found_because_they_have_no_page():
    group = make_group(name="Liên Hoa")

    assert group not in found("lien hoa")


def test_near_misses_are_offered_where_nothing_is_found(khuong_thuong):
    make_ward(name="Láng")

    assert find("khuong thuognh", 20).near == ["Khương Thượng"]


def test_many_namesakes_of_the_past_do_not_bury_what_was_asked_for():
    for number in range(6):
        old = make_ward(name="Tân Phú", ended_on=LAST_DAY, slug=f"tan-phu-{number}")
        make_succession(old=old, new=make_ward(name=f"Nơi {number}"))

    assert {unit.full_name for unit in found("tan phu")} == {"Phường Tân Phú"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a",
        "!",
        ",",
        ", dong da",
        "%",
        "_",
        "'",
        "x" * 5000,
        "phường",
        "(",
        "\\",
    ],
)
def test_odd_words_are_never_an_error(client, kim_lien, text):
    assert client.get("/don-vi/", {"ten": text}).status_code == 200
    assert client.get("/don-vi/goi-y/", {"ten": text}).status_code == 200


@pytest.mark.parametrize("count", [1, 12])
def test_the_cost_of_a_search_does_not_grow_with_what_is_found(
    count, dong_da, django_assert_max_num_queries
):
    for number in range(count):
        old = make_ward(name=f"Xuân {number}", parent=dong_da, ended_on=LAST_DAY)
        make_succession(old=old, new=make_ward(name=f"Xuân {number} mới"))

    with django_assert_max_num_queries(11):
        findings = find("xuan", 30).findings
        [(one.unit.full_name, one.unit.place_on()) for one in findings]

    assert len(findings) == 2 * count


# The page


def test_the_page_says_where_each_lies_whether_it_ended_and_what_it_became(
    client, khuong_thuong
):
    text = page(client, "/don-vi/?ten=khuong+thuong")

    assert "2 kết quả cho “khuong thuong”" in text
    assert "Gồm toàn bộ phường Khương Thượng cũ (Quận Đống Đa, Hà Nội)" in text
    assert "Đến 30/06/2025" in text
    assert 'Nay thuộc <a href="/kim-lien/">phường Kim Liên</a>' in text
    assert 'value="khuong thuong"' in text
    assert '<form class="form" role="search" method="get" action="/don-vi/">' in text


def test_nothing_found_says_what_to_do(client, khuong_thuong):
    text = page(client, "/don-vi/?ten=khuong+thuognh")

    assert "Không thấy phường, xã, quận, huyện, tỉnh nào tên" in text
    assert '<a href="/don-vi/?ten=Kh' in text
    assert 'href="/don-vi/#danh-sach"' in text


def test_what_was_typed_is_text_and_never_markup(client, kim_lien):
    for path in ["/don-vi/", "/don-vi/goi-y/"]:
        text = page(client, f'{path}?ten="><script>alert(1)</script>')

        assert "<script>alert" not in text


def test_more_than_fit_are_said_and_how_to_narrow_them(client):
    for number in range(25):
        make_ward(name=f"Nơi {number}")

    text = page(client, "/don-vi/?ten=noi")

    assert "20 kết quả đầu tiên cho “noi”" in text
    assert "để thu hẹp" in text
    assert len(re.findall(r"<h3>", text)) == 20


def test_suggestions_are_a_part_of_the_page_for_nobody_to_list(client, khuong_thuong):
    response = client.get("/don-vi/goi-y/?ten=khuong")

    assert "<html" not in response.text
    assert "Kim" in response.text
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    assert "cookie" not in response.get("Vary", "").lower()


# By province


@pytest.fixture
def country(khuong_thuong, kim_lien, dong_da):
    """Hà Nội before and after; Hà Tây that ended long before; Sơn La, without any."""
    make_province(name="Hà Tây", kind="province", ended_on=date(2008, 7, 31))
    make_province(name="Sơn La", kind="province")
    return shared_province()


def test_provinces_of_today_say_how_many_units_they_have(client, country):
    text = page(client, "/don-vi/")

    found = re.findall(r'/don-vi/nay/([a-z-]+)/">[^<]+</a> <span[^>]*>(\d+)<', text)
    assert found == [("ha-noi", "1"), ("son-la", "0")]


def test_a_province_lists_its_units_of_today_by_kind(client, country):
    make_ward(name="Sóc Sơn", kind="commune")

    text = page(client, "/don-vi/nay/ha-noi/")

    assert "<h2>1 phường</h2>" in text
    assert "<h2>1 xã</h2>" in text
    assert 'href="/kim-lien/">Kim Liên</a>' in text
    assert "Khương Thượng" not in text


def test_before_the_reform_a_province_lists_its_districts(client, country):
    text = page(client, "/don-vi/truoc/ha-noi/")

    assert "<h2>1 quận</h2>" in text
    assert 'href="/don-vi/truoc/dong-da/">Đống Đa</a>' in text
    assert "Kim Liên" not in text


def test_before_the_reform_a_district_says_what_its_communes_became(
    client, country, khuong_thuong, dong_da
):
    part = make_ward(name="Đống Đa", founded_on=REFORM)
    make_succession(old=khuong_thuong, new=part, extent=Succession.Extent.PART)
    still = make_ward(name="Láng", parent=None)
    UnitParent.objects.create(unit=still, parent=dong_da, valid_to=LAST_DAY)

    text = page(client, "/don-vi/truoc/dong-da/")

    assert 'href="/kim-lien/">Phường Kim Liên</a>' in text
    assert f'href="/{part.slug}/">Phường Đống Đa</a> <span class="small">(một' in text
    assert "vẫn là Phường Láng" in text


@pytest.mark.parametrize(
    "path",
    [
        "nay/dong-da",  # no province
        "nay/kim-lien",
        "nay/ha-tay",  # ended
        "truoc/ha-tay",
        "truoc/khuong-thuong",
        "truoc/khong-co",
    ],
)
def test_what_is_in_no_list_of_that_day_is_missing(client, country, path):
    assert client.get(f"/don-vi/{path}/").status_code == 404


@pytest.mark.parametrize("count", [1, 15])
def test_the_cost_of_a_list_does_not_grow_with_its_units(
    client, country, dong_da, count, django_assert_num_queries
):
    for number in range(count):
        make_province(name=f"Tỉnh {number}", kind="province")
        old = make_ward(name=f"Cũ {number}", parent=dong_da, ended_on=LAST_DAY)
        make_succession(old=old, new=make_ward(name=f"Mới {number}"))

    for path, cost in {
        "/don-vi/": 3,
        "/don-vi/truoc/": 3,
        "/don-vi/nay/ha-noi/": 6,
        "/don-vi/truoc/dong-da/": 10,
    }.items():
        with django_assert_num_queries(cost):
            page(client, path)
