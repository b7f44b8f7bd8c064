"""The public roll-up of a campaign: sums of what was sent up, and of nothing else."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings import records
from meetings.campaigns import campaign_address
from meetings.models import Conference
from tests.factories import (
    make_campaign,
    make_conference,
    make_district,
    make_group,
    make_ward,
)
from units.models import Generation

from .records_of import approve, fill_line, leader, take_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign():
    return make_campaign(unit=make_district(name="Hai Bà Trưng"), year=2023)


def send_up(record):
    records.send_up(conference=approve(record), by=leader())
    record.refresh_from_db()
    return record


def sheet_of(campaign, name, *lines):
    """A ward's record of its groups, each with (invited, attended, opinions)."""
    ward = make_ward(name=name, parent=campaign.unit)
    for number in range(len(lines)):
        make_group(name=str(number + 1), parent=ward)
    record = make_conference(unit=ward, campaign=campaign, tier="group", year=2023)
    reports = record.group_reports.order_by("pk")
    for report, (invited, attended, opinions) in zip(reports, lines, strict=True):
        fill_line(
            report,
            held_on="2023-01-05",
            households_invited=invited,
            households_attended=attended,
            opinions=opinions,
        )
    return send_up(record)


def meeting_of(campaign, name, invited, attended):
    ward = make_ward(name=name, parent=campaign.unit)
    figures = [("invited", "delegate", invited), ("attended", "delegate", attended)]
    return make_conference(
        unit=ward,
        campaign=campaign,
        year=2023,
        held_on=date(2023, 3, 1),
        figures=figures,
    )


def page(client, campaign):
    response = client.get(campaign_address(campaign))
    assert response.status_code == 200
    text = re.sub(r"<[^>]+>", " ", response.content.decode().split("<main")[1])
    return " ".join(text.replace("\xa0", " ").split())


def test_a_round_without_public_figures_has_no_page(client, campaign):
    meeting_of(campaign, "Bạch Mai", 10, 9)

    assert client.get(campaign_address(campaign)).status_code == 404


def test_the_groups_of_all_wards_are_added_up(client, campaign):
    sheet_of(campaign, "Bạch Mai", (100, 70, 3), (200, 100, 4))
    sheet_of(campaign, "Cầu Dền", (100, 30, 0))

    text = page(client, campaign)

    assert "tổ dân phố, thôn đã tổ chức 3/3" in text
    assert "hộ dân tham dự (200/400) 50,0%" in text
    assert "ý kiến được tổng hợp 7" in text
    assert "2/2 phường, xã đã gửi số liệu" in text
    assert "Phường Bạch Mai 2/2 tổ 300 170 7 56,7%" in text
    assert "Phường Cầu Dền 1/1 tổ 100 30 0 30,0%" in text


def test_a_rate_says_what_it_was_computed_from_where_it_is_less_than_the_sums(
    client, campaign
):
    sheet_of(campaign, "Bạch Mai", (100, 70, 3), (200, None, None))

    text = page(client, campaign)

    assert "Phường Bạch Mai 2/2 tổ 300 70 3 70,0% (70/100)" in text


def test_what_is_not_sent_up_is_named_and_not_added(client, campaign):
    sent = send_up(meeting_of(campaign, "Bạch Mai", 20, 19))
    approve(meeting_of(campaign, "Cầu Dền", 10, 9))
    meeting_of(campaign, "Đồng Nhân", 10, 9)

    text = page(client, campaign)

    assert "đại biểu tham dự (19/20) 95,0%" in text
    assert "1/3 phường, xã đã gửi số liệu" in text
    assert "Chưa có số liệu của 2 đơn vị Phường Cầu Dền, Phường Đồng Nhân" in text
    assert sent.card.get_absolute_url() in (
        client.get(campaign_address(campaign)).content.decode()
    )


def test_rounds_of_several_years_make_a_line(client, campaign):
    sheet_of(campaign, "Bạch Mai", (100, 70, 5))
    assert "Theo các năm" not in page(client, campaign)
    earlier = make_campaign(unit=campaign.unit, year=2021)
    sheet_of(earlier, "Cầu Dền", (100, 60, 2))

    text = page(client, campaign)

    assert "Tỷ lệ tham dự qua các năm" in text
    assert "2021: 60%; 2022: chưa có số liệu; 2023: 70%" in text


def test_what_several_records_note_alike_is_said_of_the_sum(client, campaign):
    for name in ("Bạch Mai", "Cầu Dền"):
        record = meeting_of(campaign, name, 20, 19)
        Conference.objects.filter(pk=record.pk).update(explanation="Số ước tính.")
        record.refresh_from_db()
        send_up(record)

    assert "Số ước tính." in page(client, campaign)


def test_sending_and_taking_back_make_the_leading_units_pages_anew(
    client, campaign, django_capture_on_commit_callbacks
):
    record = approve(meeting_of(campaign, "Bạch Mai", 20, 19))
    numbers = [generation(campaign.unit)]

    records.send_up(conference=record, by=leader())
    numbers.append(generation(campaign.unit))
    record.refresh_from_db()
    take_back(record)
    numbers.append(generation(campaign.unit))

    assert numbers[0] < numbers[1] < numbers[2]


def generation(unit):
    """The number of the unit's pages, with what is put off to the commit done."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return Generation.objects.get(unit_id=unit.pk).number


def test_the_unit_that_leads_says_where_its_figures_are(client, campaign):
    record = send_up(meeting_of(campaign, "Bạch Mai", 20, 19))
    address = campaign_address(campaign)

    for path in (
        f"/{campaign.unit.slug}/hoi-nghi/",
        record.card.get_absolute_url(),
        "/du-lieu/",
    ):
        assert f'href="{address}"' in client.get(path).content.decode()
    led = client.get(f"/{campaign.unit.slug}/hoi-nghi/").content.decode()
    assert "Chưa có hội nghị nào" not in led


@pytest.mark.parametrize("count", [1, 5])
def test_the_cost_of_a_roll_up_does_not_grow(client, campaign, count):
    for number in range(count):
        sheet_of(campaign, f"Phường {number}", (100, 70, 3))
        send_up(meeting_of(campaign, f"Nơi {number}", 20, 19))

    with CaptureQueriesContext(connection) as queries:
        page(client, campaign)

    assert len(queries) == 17
