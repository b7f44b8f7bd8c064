"""Campaigns on the desk: led by those above, read by their own, nobody else's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.expected_records import campaigns_over
from meetings.models import Campaign
from tests.factories import (
    make_campaign,
    make_district,
    make_membership,
    make_user,
    make_ward,
)
from units.models import Role

pytestmark = pytest.mark.django_db

LIST = reverse("admin:meetings_campaign_changelist")
ADD = reverse("admin:meetings_campaign_add")
MAY_WRITE = {Role.REVIEWER, Role.WARD_ADMIN}


def sign_in(client, unit, role):
    user = make_user()
    make_membership(user=user, unit=unit, role=role)
    client.force_login(user)


def sent(unit, **changes):
    rows = {
        f"{prefix}-{name}": number
        for prefix in ("tiers", "bodies", "plans")
        for name, number in (("TOTAL_FORMS", 1), ("INITIAL_FORMS", 0))
    }
    return {
        "unit": unit.pk,
        "kind": "peoples_conference",
        "year": "2024",
        "as_of": "28/02/2024",
        "tiers-0-tier": "group",
        "tiers-0-starts_on": "02/01/2024",
        "tiers-0-ends_on": "28/02/2024",
        "bodies-0-name": "Ủy ban Mặt trận Tổ quốc quận",
        "bodies-0-part": "leads",
        "plans-0-text": "Kế hoạch liên tịch không số",
        **rows,
        **changes,
    }


@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_lead_a_campaign_as_the_table_says(client, role):
    district = make_district()
    sign_in(client, district, role)

    client.post(ADD, sent(district))

    campaigns = list(Campaign.objects.all())
    assert bool(campaigns) == (role in MAY_WRITE)
    for one in campaigns:
        assert one.tiers.get().tier == "group"
        assert one.bodies.get().part == "leads"
        assert one.plans.get().text == "Kế hoạch liên tịch không số"


def test_another_units_campaign_is_neither_listed_nor_opened_nor_written(client):
    other = make_campaign(unit=make_district(name="Hai Bà Trưng"))
    sign_in(client, make_district(), Role.REVIEWER)
    page = reverse("admin:meetings_campaign_change", args=[other.pk])

    client.post(page, sent(other.unit, name="Đổi tên"))
    client.post(ADD, sent(other.unit, year="2025"))

    assert other.title not in client.get(LIST).text
    assert client.get(page).status_code == 302
    assert client.get(page.replace("change", "history")).status_code in {302, 403, 404}
    assert [one.name for one in Campaign.objects.all()] == [""]


def test_a_campaign_keeps_its_unit(client):
    district, other = make_district(), make_district(name="Hai Bà Trưng")
    campaign = make_campaign(unit=district)
    sign_in(client, district, Role.REVIEWER)
    page = reverse("admin:meetings_campaign_change", args=[campaign.pk])

    client.post(page, sent(other, name="Đợt 2"))

    campaign.refresh_from_db()
    assert (campaign.name, campaign.unit) == ("Đợt 2", district)


def test_a_campaign_reaches_the_units_below_it_on_its_day():
    old, new = make_district(), make_district(name="Hai Bà Trưng")
    ward = make_ward(parent=old)
    own, strange = make_campaign(unit=old), make_campaign(unit=new)

    found = campaigns_over(ward)

    assert own in found
    assert strange not in found


def test_a_list_asks_the_same_number_of_questions_for_many(client):
    district = make_district()
    sign_in(client, district, Role.REVIEWER)
    make_campaign(unit=district)
    client.get(LIST)
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST)
        counts.append(len(captured))
        for year in range(2010, 2020):
            make_campaign(unit=district, year=year, name=f"Đợt {_round}")

    assert counts[0] == counts[1]
