"""The figures as tables: whole, safe to open, from approved versions alone."""

import csv
import io
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meetings import open_data, records
from meetings.public_record import PublicRecord
from tests.factories import (
    make_campaign,
    make_conference,
    make_contact,
    make_district,
    make_group,
    make_ward,
)

from .records_of import approve, fill_line, make_notice, make_public_record, take_back

pytestmark = pytest.mark.django_db

DATA = "/du-lieu/"
ALL = "/du-lieu/hoi-nghi.csv"


@pytest.fixture
def district():
    return make_district(name="Hai Bà Trưng", ended_on=date(2025, 6, 30))


@pytest.fixture
def ward(district):
    return make_ward(name="Bách Khoa", parent=district)


@pytest.fixture
def campaign(district):
    return make_campaign(unit=district, year=2023, as_of="2023-02-28")


def table(client, path):
    """The rows of a file, by the heads of its columns."""
    response = client.get(path)
    assert response.status_code == 200, path
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    text = response.getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def page(client, path=DATA):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ")


def of_groups(ward, campaign, **figures):
    """A record of two groups, of which one has no figure of attendance yet."""
    groups = [make_group(name=f"số {n}", parent=ward) for n in (1, 2)]
    record = make_conference(unit=ward, tier="group", campaign=campaign, year=2023)
    lines = {line.group_id: line for line in record.group_reports.all()}
    whole = {"households_invited": 140, "households_attended": 112, "opinions": 4}
    fill_line(lines[groups[0].pk], held_on="2023-01-05", **whole)
    fill_line(lines[groups[1].pk], held_on="2023-01-06", households_invited=100)
    for name, value in figures.items():
        record.figures.create(measure=name, counted="opinion", value=value)
    return record


def test_the_table_of_a_record_has_stated_and_added_figures_and_its_groups(
    client, ward, campaign
):
    record = approve(of_groups(ward, campaign, opinions=7))

    rows = table(client, f"/{ward.slug}/hoi-nghi/{record.pk}/so-lieu.csv")

    figures = {
        (row["Tổ dân phố, thôn"], row["Chỉ tiêu"], row["Nguồn số liệu"]): row
        for row in rows
    }
    assert figures["", "Ý kiến", "Báo cáo ghi"]["Giá trị"] == "7"
    added = figures["", "Ý kiến", "Cộng từ các tổ"]
    assert (added["Giá trị"], added["Số tổ đã cộng"]) == ("4", "1/2")
    attended = figures["", "Tham dự", "Cộng từ các tổ"]
    assert (attended["Giá trị"], attended["Đơn vị tính"]) == ("112", "hộ dân")
    unknown = figures["Tổ dân phố số 2", "Tham dự", "Chưa có số liệu"]
    assert unknown["Giá trị"] == ""
    assert figures["Tổ dân phố số 1", "Tham dự", "Tổ báo cáo"]["Giá trị"] == "112"
    assert {row["Trạng thái hồ sơ"] for row in rows} == {"Số liệu phường, xã báo cáo"}
    assert {row["Trực thuộc"] for row in rows} == {"Quận Hai Bà Trưng, Hà Nội"}


def test_what_is_not_known_is_empty_and_never_zero(client, ward, campaign):
    record = approve(of_groups(ward, campaign))

    rows = table(client, f"/{ward.slug}/hoi-nghi/{record.pk}/so-lieu.csv")

    unknown = [row for row in rows if row["Nguồn số liệu"] == "Chưa có số liệu"]
    assert unknown
    assert {row["Giá trị"] for row in unknown} == {""}
    assert "0" not in {row["Giá trị"] for row in rows}


def test_the_table_of_a_campaign_holds_its_public_records_of_all_units(
    client, ward, campaign, district
):
    other = make_ward(name="Bạch Mai", parent=district)
    records.mark_accepted(
        make_public_record(unit=other, campaign=campaign, year=2023, title="Một")
    )
    approve(of_groups(ward, campaign))
    make_notice(unit=other, campaign=campaign, tier="group", title="Mới thông báo")
    make_conference(unit=make_ward(), campaign=campaign, title="Nháp")
    make_public_record(unit=ward, year=2023, title="Ngoài đợt")

    link = re.search(r'href="(/du-lieu/\d+-[^"]+\.csv)"', page(client))[1]
    rows = table(client, link)

    states = {(row["Đơn vị"], row["Trạng thái hồ sơ"]) for row in rows}
    assert states == {
        ("Phường Bạch Mai", "Cấp trên đã duyệt"),
        ("Phường Bách Khoa", "Số liệu phường, xã báo cáo"),
    }
    assert {row["Tổ dân phố, thôn"] for row in rows} == {""}
    assert len({row["Mã hồ sơ"] for row in table(client, ALL)}) == 3


def test_a_record_being_corrected_keeps_its_approved_figures(client, ward, campaign):
    record = make_public_record(
        unit=ward, campaign=campaign, figures=[("attended", "delegate", 104)]
    )
    take_back(record)
    record.figures.update(value=99)

    for path in [ALL, f"/{ward.slug}/hoi-nghi/{record.pk}/so-lieu.csv"]:
        values = [row["Giá trị"] for row in table(client, path)]
        assert "104" in values
        assert "99" not in values


def test_drafts_and_notices_have_no_table(client, ward, campaign):
    draft = make_conference(unit=ward, campaign=campaign, title="Nháp")
    notice = make_notice(unit=ward, tier="group", title="Thông báo")

    for record in (draft, notice):
        path = f"/{ward.slug}/hoi-nghi/{record.pk}/so-lieu.csv"
        assert client.get(path).status_code == 404
    assert client.get(f"/du-lieu/{campaign.pk}-x.csv").status_code == 404
    assert table(client, ALL) == []
    assert "Chưa có đợt hội nghị nào công bố số liệu." in page(client)


def test_a_wrong_word_in_the_address_leads_to_the_right_one(client, ward, campaign):
    make_public_record(unit=ward, campaign=campaign)

    response = client.get(f"/du-lieu/{campaign.pk}-sai.csv")

    assert response.status_code == 301
    assert client.get(response["Location"]).status_code == 200


def test_no_cell_becomes_a_formula(client, ward):
    make_public_record(unit=ward, title="Hội nghị")
    group = make_group(name="=1+1", parent=ward)
    group.names.update(kind="village")
    record = approve(make_conference(unit=ward, tier="group", title="=HYPERLINK(1)"))
    content = record.public.content
    content["groups"][0]["name"] = "=HYPERLINK(1)"
    record.public.save()

    path = f"/{ward.slug}/hoi-nghi/{record.pk}/so-lieu.csv"
    cells = [cell for row in table(client, path) for cell in row.values()]

    assert "'=HYPERLINK(1)" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]


def test_the_page_tells_states_last_change_contact_reuse_and_columns(
    client, ward, campaign, district
):
    records.mark_accepted(make_public_record(unit=ward, campaign=campaign))
    approve(of_groups(ward, campaign))
    make_contact(unit=district, post="Phòng Văn hóa", phone="024 3852 0000")

    text = " ".join(re.sub("<[^>]+>", " ", page(client)).split())

    assert "2 hồ sơ 1 do phường, xã báo cáo 1 cấp trên đã duyệt" in text
    assert f"cập nhật {timezone.localdate():%d/%m/%Y}" in text
    assert "Phòng Văn hóa" in text
    assert "Ai cũng được sử dụng" in text
    for one in open_data.FIELDS:
        assert str(one.title) in text


@pytest.mark.parametrize("after", ["x", "-1", "2024_", "2024_9" + "9" * 30, "%00"])
def test_odd_places_in_the_list_of_campaigns_are_not_found(client, after):
    assert client.get(f"{DATA}?tu={after}").status_code == 404


def test_further_campaigns_are_on_further_pages(client, ward, district, monkeypatch):
    monkeypatch.setattr(open_data, "MOST_CAMPAIGNS", 2)
    for year in (2021, 2022, 2023):
        one = make_campaign(unit=district, year=year)
        make_public_record(unit=ward, campaign=one, year=year, title=f"Năm {year}")

    first = page(client)
    more = re.search(r'href="(/du-lieu/\?tu=[0-9_]+)"', first)[1]

    assert "năm 2023" in first
    assert "năm 2021" not in first
    assert "năm 2021" in page(client, more)


def test_a_rate_is_of_lines_in_which_both_figures_are_known():
    line = {
        "state": "reported",
        "reason": "",
        "held_on": "2023-01-05",
        "households_total": None,
        "opinions": None,
        "delegates_elected": None,
        "votes_for": None,
        "kind": "residential_group",
    }
    lines = [
        {**line, "name": "1", "households_invited": 3, "households_attended": 1},
        {**line, "name": "2", "households_invited": 3, "households_attended": 3},
        {**line, "name": "3", "households_invited": 900, "households_attended": None},
    ]
    record = PublicRecord(
        {"tier": "group", "groups": lines, "figures": [], "parts_total": 3}
    )

    share = record.attendance

    assert (share.percent, share.ratio) == ("66,7%", "4/6")
    assert (share.known, share.lines) == (2, 3)


def cost(client, path):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
        if response.streaming:
            response.getvalue()
    assert response.status_code == 200
    return len(queries)


@pytest.mark.parametrize("count", [1, 6])
def test_the_cost_of_data_does_not_grow_with_units_and_campaigns(
    client, district, count, monkeypatch
):
    monkeypatch.setattr(open_data, "CHUNK", 2)
    for n in range(count):
        unit = make_ward(name=f"Phường {n}", parent=district)
        one = make_campaign(unit=unit, year=2010 + n)
        make_public_record(unit=unit, campaign=one, year=2010 + n)

    assert cost(client, DATA) == 6
    assert cost(client, ALL) == 1


def test_the_number_of_groups_behind_a_wards_meeting_is_a_row(client, district):
    unit = make_ward(name="Khương Thượng", parent=district)
    record = make_public_record(unit=unit, parts_total=18)

    text = client.get(f"/{unit.slug}/hoi-nghi/{record.pk}/so-lieu.csv").getvalue()

    assert "Tổng số tổ năm đó;tổ;18;" in text.decode().replace(",", ";")


def test_a_note_goes_with_its_figure_and_the_explanation_with_every_row(
    client, district
):
    unit = make_ward(name="Khương Thượng", parent=district)
    draft = make_conference(
        unit=unit, held_on="2024-02-28", explanation="Số ước tính, theo biên bản."
    )
    draft.figures.create(
        measure="programmes_signed", counted="programme", value=4, note="Nêu 5 đơn vị."
    )
    record = approve(draft)

    text = client.get(f"/{unit.slug}/hoi-nghi/{record.pk}/so-lieu.csv").getvalue()

    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    notes = {row[8]: row[-1] for row in rows[1:]}
    assert rows[0][-1] == "Ghi chú"
    assert notes["Chương trình phối hợp đã ký"] == (
        "Nêu 5 đơn vị. Số ước tính, theo biên bản."
    )
    assert notes["Được mời"] == "Số ước tính, theo biên bản."
