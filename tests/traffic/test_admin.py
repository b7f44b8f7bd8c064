"""The counts in the admin: to be looked at, by portal administrators."""

import datetime

import pytest
from django.contrib.auth import get_user_model

from traffic.models import DailyCount

from .conftest import LEAFLET

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/traffic/dailycount/"


@pytest.fixture
def counts():
    return DailyCount.objects.bulk_create(
        DailyCount(
            kind=LEAFLET, object_id=number, day=datetime.date(2026, 11, 21), count=9
        )
        for number in range(1, 51)
    )


@pytest.fixture
def administrator(client):
    user = get_user_model().objects.create_superuser("admin", password="x" * 12)
    client.force_login(user)
    return client


def test_a_portal_administrator_reads_the_counts(administrator, counts):
    response = administrator.get(LIST)

    assert response.status_code == 200
    assert response.content.decode().count(f">{LEAFLET}<") >= 50


def test_nobody_writes_the_counts(administrator, counts):
    row = f"{LIST}{counts[0].pk}/"

    answers = [
        administrator.get(f"{LIST}add/"),
        administrator.post(f"{row}change/", {"count": 1000}),
        administrator.post(f"{row}delete/", {"post": "yes"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]


def test_other_staff_do_not_see_them(client, counts):
    user = get_user_model().objects.create_user("writer", password="x" * 12)
    client.force_login(user)

    assert client.get(LIST).status_code in (302, 403)


def test_the_list_asks_as_much_for_one_row_as_for_fifty(
    administrator, counts, django_assert_max_num_queries
):
    with django_assert_max_num_queries(10) as many:
        administrator.get(LIST)
    DailyCount.objects.filter(object_id__gt=1).delete()
    with django_assert_max_num_queries(10) as one:
        administrator.get(LIST)

    assert len(one) == len(many)
