"""Odd numbers, dates and names in requests to the desk are answered, never a fault."""

import pytest
from django.utils import timezone

from tests.factories import make_membership, make_photo, make_user, make_ward
from units.models import Role

pytestmark = pytest.mark.django_db

HUGE = "9" * 30
ENDLESS = "9" * 5000


@pytest.fixture
def root(client):
    user = make_user(username="root", is_superuser=True)
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    "query",
    [
        "news/article/?status__exact=%00",
        "news/article/?status=",
        "news/article/?status__in=",
        "news/section/?kind__exact=%00",
        "units/unit/?tier__exact=%00",
        "units/unit/?kind=%00",
        "traffic/dailycount/?kind=%00",
        "traffic/dailycount/?day__year=2026&day__month=1&day__day=9999999999999",
        "traffic/dailycount/?day__year=9999",
        f"traffic/dailycount/?day__year={HUGE}",
        "gallery/photo/?uploaded_at=9999-12-31T23:59:59-23:59",
        *(
            f"{model}/?uploaded_at__{part}={value}"
            for model in ("gallery/photo", "documents/storedfile")
            for part in ("year", "gte")
            for value in ("0", "10000", "-1", "99999999999")
        ),
        "axes/accesslog/?ip_address=abc",
        "axes/accessattempt/?attempt_time__year=9999",
        "autocomplete/?app_label=units&model_name=membership&field_name=user&term=%00",
    ],
)
def test_a_query_that_means_nothing_is_no_fault(client, root, query):
    response = client.get(f"/quan-tri/{query}")

    assert response.status_code in (200, 302, 400)


@pytest.mark.parametrize(
    "query",
    [
        "gallery/photo/?uploaded_at__year=2026",
        "documents/storedfile/?uploaded_at__day=1",
        "news/article/?status__in=draft",
    ],
)
def test_what_no_filter_of_the_page_asks_for_is_refused(client, root, query):
    assert client.get(f"/quan-tri/{query}").status_code == 400


def test_dates_of_the_filters_on_a_page_work(client, root):
    photo = make_photo()
    today = timezone.localtime().replace(hour=0, minute=0, second=0)

    response = client.get("/quan-tri/gallery/photo/", {"uploaded_at__gte": today})

    assert list(response.context["cl"].result_list) == [photo]


@pytest.mark.parametrize(
    "date", ["day__year=2026", "day__year=2026&day__month=2&day__day=3"]
)
def test_a_hierarchy_of_dates_works(client, root, date):
    assert client.get(f"/quan-tri/traffic/dailycount/?{date}").status_code == 200


@pytest.mark.parametrize("chosen", ["\0", "abc", "", "-1", HUGE, ENDLESS])
def test_what_is_no_row_cannot_be_chosen(client, root, chosen):
    ward = make_ward()
    data = {"action": "delete_selected", "_selected_action": [ward.pk, chosen]}

    response = client.post("/quan-tri/units/unit/", data, follow=True)

    assert response.status_code == 200
    assert "không có trong danh sách" in response.content.decode()


@pytest.mark.parametrize("value", ["abc", "-1", HUGE, "1_0"])
@pytest.mark.parametrize(
    "start", ["news/article/add/?unit=", "news/article/add/?published_at="]
)
def test_a_link_cannot_begin_a_form_with_nonsense(client, root, start, value):
    assert client.get(f"/quan-tri/{start}{value}").status_code == 200


def test_a_link_can_begin_a_form_with_a_unit(client, root):
    ward = make_ward()

    page = client.get(f"/quan-tri/news/section/add/?unit={ward.pk}&name=x")

    initial = page.context["adminform"].form.initial
    assert initial == {"unit": str(ward.pk)}
    assert f'<option value="{ward.pk}" selected>' in page.content.decode()


@pytest.mark.parametrize("value", ["abc", "\0", "-1", HUGE, ENDLESS])
def test_a_picked_row_that_is_none_is_said_at_its_field(client, root, value):
    data = {"user": value, "unit": value, "role": Role.WRITER}

    response = client.post("/quan-tri/units/membership/add/", data)

    assert {"user", "unit"} <= response.context["adminform"].form.errors.keys()


@pytest.mark.parametrize("name", ["abc", "-1", HUGE, "1_5F", "%00"])
def test_a_row_or_version_that_has_no_number_is_missing(client, root, name):
    unit = make_membership().unit

    for path in (f"{name}/history/", f"{unit.pk}/history/{name}/"):
        assert client.get(f"/quan-tri/units/unit/{path}").status_code == 404


def test_a_version_of_a_row_is_shown(client, root):
    unit = make_ward()
    unit.founded_on = "2025-07-01"
    unit.save()
    version = unit.history.first().pk

    response = client.get(f"/quan-tri/units/unit/{unit.pk}/history/{version}/")

    assert response.status_code == 200
