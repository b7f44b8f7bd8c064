"""The district's own totals of 2023, computed from rows that were really loaded."""

import datetime
import io
import re
import tomllib

import openpyxl
import pytest
from django.db import transaction
from docx import Document

from civicportal.demo import parts
from civicportal.demo.conferences import RECORDS, ConferenceLoader
from meetings import rollup
from meetings.invariants import all_faults
from meetings.models import Campaign, Conference
from meetings.reports import excel, word
from tests.factories import let_the_planner_know, make_user
from units.imports import import_units
from units.models import Unit

# The mark has the database of tests made, also when this file is run alone.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("campaign")]


@pytest.fixture(scope="module")
def campaign(django_db_setup, django_db_blocker):
    """The district's campaign with the records of the demonstration content."""
    with django_db_blocker.unblock(), transaction.atomic():
        import_units("01")
        by = make_user(is_superuser=True)
        for name in ("2-hai-ba-trung-2023", "3-khuong-thuong-2024"):
            text = (RECORDS / f"{name}.toml").read_text(encoding="utf-8")
            ConferenceLoader(by).load(tomllib.loads(text))
        let_the_planner_know()
        yield Campaign.objects.get(unit__slug=parts.DISTRICT, year=parts.YEAR)
        transaction.set_rollback(True)


def test_the_parts_are_those_of_the_wards_that_the_district_had(campaign):
    wards = Unit.objects.children_of(campaign.unit, campaign.as_of)

    assert {ward.slug for ward in wards} == set(parts.WARDS)
    assert len(wards) == 18


def test_the_groups_of_the_district_add_up_to_its_own_totals(campaign):
    groups = rollup.groups(campaign)

    district = groups.whole
    assert groups.name(district) == "Quận Hai Bà Trưng"
    assert (district.groups_held, district.groups_total.value) == (263, 263)
    assert district.groups_reported == 263
    assert district.groups_total_is_whole
    assert (district.households_attended, district.households_invited) == (35323, 51477)
    assert district.attendance.percent == "68,6%"
    assert district.opinions == 1435
    assert district.households_total is None
    assert groups.not_sent() == []
    assert groups.silent_groups() == []


def test_the_wards_of_the_district_add_up_to_its_own_totals(campaign):
    meetings = rollup.meetings(campaign)

    district = meetings.whole
    assert (district.units_held, district.units_total) == (18, 18)
    assert (district.units_sent, district.units_expected) == (18, 18)
    ratio = district.attendance("delegate")
    assert (ratio.part, ratio.whole, ratio.percent) == (2142, 2203, "97,2%")
    assert district.sum("opinions", "opinion").value == 59
    assert district.sum("invited", "household").value is None


def test_wards_stand_below_the_district_by_name_and_sum_to_it(campaign):
    groups = rollup.groups(campaign)

    wards = groups.below()

    names = [groups.name(ward) for ward in wards]
    assert names[:3] == ["Phường Bạch Đằng", "Phường Bách Khoa", "Phường Bạch Mai"]
    assert sum(ward.households_attended for ward in wards) == 35323
    assert sum(ward.groups_total.value for ward in wards) == 263


def test_the_city_sees_the_district_below_itself(campaign):
    city = Unit.objects.get(slug="ha-noi")

    groups = rollup.groups([campaign], below=city, depth=1)

    assert groups.name(groups.whole) == "Thành phố Hà Nội"
    assert [groups.name(row) for row in groups.below()] == ["Quận Hai Bà Trưng"]
    assert groups.whole.opinions == groups.below()[0].opinions == 1435


def test_what_was_loaded_contradicts_nothing(campaign):
    assert all_faults(Conference.objects.filter(campaign=campaign)) == []


def test_khuong_thuong_2024_is_read_as_its_source_tells_it(campaign, client):
    record = Conference.objects.get(unit__slug="khuong-thuong", year=2024)

    page = client.get(record.get_absolute_url(), follow=True)

    assert record.public.content["parts_total"] == 18
    text = " ".join(re.sub(r"<[^>]+>", " ", page.text).split())
    assert "Tỷ lệ tán thành 100%" in text
    assert "4 chương trình" in text
    for partner in (
        "Ủy ban nhân dân", "Hội Cựu chiến binh", "Hội Liên hiệp Phụ nữ",
        "Đoàn Thanh niên", "Công an phường",
    ):  # fmt: skip
        assert partner in text


def test_who_shares_a_programme_at_khuong_thuong_is_not_guessed(campaign):
    record = Conference.objects.get(unit__slug="khuong-thuong", year=2024)

    partners = record.signing_partners.all()

    stated = record.figures.get(measure="programmes_signed")
    assert (stated.value, len(partners)) == (4, 5)
    assert {partner.programme for partner in partners} == {None}
    assert {partner.body.kind.code for partner in partners} == {
        "ubnd", "hoi-ccb", "hoi-lhpn", "doan-thanh-nien", "cong-an",
    }  # fmt: skip
    assert not record.programmes.exists()


def test_records_of_invented_parts_say_that_they_are(campaign):
    notes = set(campaign.conferences.values_list("explanation", flat=True))

    assert notes == {parts.NOTE}


def test_the_districts_report_carries_its_own_totals(campaign):
    paper = word.compose(campaign, unit=campaign.unit, day=datetime.date(2023, 3, 16))

    opened = Document(io.BytesIO(paper.to_bytes()))
    text = " ".join(one.text for one in opened.paragraphs).replace("\xa0", " ")
    for told in (
        "từ ngày 02 tháng 01 năm 2023 đến ngày 28 tháng 02 năm 2023",
        "Đã có 263/263 tổ dân phố tổ chức hội nghị, đạt 100%.",
        "35.323/51.477 hộ dân được mời, đạt 68,6%.",
        "1.435 ý kiến, bình quân 5,5 ý kiến/hội nghị",
        "Đã có 18/18 phường tổ chức hội nghị, đạt 100%.",
        "2.142/2.203 đại biểu được mời, đạt 97,2%.",
        "59 ý kiến",
        "Tất cả các phường đã tổ chức hội nghị và gửi báo cáo.",
        parts.NOTE,
    ):
        assert told in text
    last = [cell.text for cell in opened.tables[-1].rows[-1].cells]
    assert last[2:] == [
        "263/263", "51.477", "35.323", "68,6%", "1.435", "2.142/2.203", "97,2%", "59",
    ]  # fmt: skip


def test_the_districts_workbook_sums_to_its_own_totals(campaign):
    book = openpyxl.load_workbook(io.BytesIO(excel.workbook(campaign, campaign.unit)))

    groups, wards = book.worksheets
    rows = list(groups.values)
    assert len(rows) == 1 + 18 + 1
    assert rows[-1][:5] == ("Cộng", "đã gửi: 18/18", 263, 263, 263)
    assert rows[-1][7:10] == (51477, 35323, 1435)
    assert sum(row[8] for row in rows[1:-1]) == 35323
    assert list(wards.values)[-1][3:6] == (2203, 2142, 59)
    assert {row[1] for row in rows[1:-1]} == {"Chờ duyệt"}
