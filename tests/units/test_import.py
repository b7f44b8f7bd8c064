"""`manage.py import_units`: one province, what is refused, and what is missing later."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import make_ward
from units.data.convert import split_name
from units.imports import DATA, UnknownProvinceError, import_units, read
from units.models import Succession, Unit, UnitName

pytestmark = pytest.mark.django_db

REFORM_EVE, REFORM = date(2025, 6, 30), date(2025, 7, 1)


def run(*args):
    out = StringIO()
    call_command("import_units", *args, stdout=out)
    return out.getvalue()


def test_a_province_comes_with_its_tree_of_then_and_now():
    output = run("--province", "01")

    hanoi = Unit.objects.get(slug="ha-noi")
    assert Unit.objects.children_of(hanoi, REFORM_EVE).count() == 30
    assert Unit.objects.children_of(hanoi, REFORM).count() == 126
    assert not Unit.objects.filter(names__name="Đà Nẵng").exists()
    assert "đơn vị" in output


@pytest.mark.parametrize("code", ["87", "82"])
def test_an_old_or_a_new_code_loads_all_that_was_merged(code):
    run("--province", code)

    provinces = UnitName.objects.filter(unit__tier="province")
    assert {name.name for name in provinces} == {"Đồng Tháp", "Tiền Giang"}
    assert Unit.objects.filter(slug="an-hoa-sa-dec").exists()
    assert Succession.objects.filter(new__tier="province").count() == 2


def test_what_a_province_left_out_comes_later_and_once():
    first = import_units("01")

    second = import_units("04")
    third = import_units("01")

    assert first["units"] > 600
    assert second["units"] > 200
    assert set(third.values()) == {0}


def test_an_unknown_code_is_refused_in_words():
    with pytest.raises(UnknownProvinceError):
        import_units("999")
    with pytest.raises(CommandError, match="999"):
        run("--province", "999")


def test_a_clash_with_a_unit_made_by_hand_loads_nothing():
    make_ward(name="Láng", slug="lang", parent=None)

    with pytest.raises(CommandError, match="lang"):
        run("--province", "01")

    assert Unit.objects.count() == 1


def test_every_line_of_a_supplement_names_its_source():
    files = ["units", "changes", "codes", "successions"]

    lines = [line for name in files for line in read(f"supplement_{name}.csv")]

    assert len(lines) > 20
    assert all(line["source"] for line in lines)


def test_the_notice_of_the_lists_stands_beside_them():
    notice = (DATA / "LICENSE.vietnamadminunits").read_text()

    assert "MIT License" in notice
    assert "Tran Ngoc Minh Hieu" in notice


@pytest.mark.parametrize(
    ("full", "tier", "parts"),
    [
        ("Phường Phường Đúc", "commune", ("ward", "Phường Đúc")),
        ("Thị Xã Buôn Hồ", "district", ("town", "Buôn Hồ")),
        ("Quận 4", "district", ("urban_district", "4")),
        ("Thành phố Huế", "province", ("municipality", "Huế")),
    ],
)
def test_a_full_name_is_split_into_kind_and_name(full, tier, parts):
    assert split_name(full, tier) == parts


def test_a_name_of_no_known_kind_stops_the_conversion():
    with pytest.raises(ValueError, match="Làng"):
        split_name("Làng Sen", "commune")
