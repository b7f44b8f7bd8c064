"""No answer of the desk is kept by anybody, whatever became of the request."""

import pytest
from django.test import Client

from publishing.public_pages import KEEPING
from tests.factories import make_user
from units.admin import UnitAdmin

pytestmark = pytest.mark.django_db


@pytest.fixture
def root():
    client = Client(raise_request_exception=False)
    client.force_login(make_user(is_superuser=True))
    return client


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/quan-tri/", 200),
        ("/quan-tri/jsi18n/", 200),
        ("/quan-tri/units/unit/", 200),
        ("/quan-tri/khong-co/", 404),
        ("/quan-tri/?a=%00", 400),
    ],
)
def test_every_page_of_the_desk_says_no_store(root, path, status):
    response = root.get(path)

    assert response.status_code == status
    assert response["Cache-Control"] == "no-store"


def test_a_fault_says_it_too(root, monkeypatch):
    monkeypatch.setattr(UnitAdmin, "get_queryset", lambda self, request: {}["none"])

    response = root.get("/quan-tri/units/unit/")

    assert response.status_code == 500
    assert response["Cache-Control"] == "no-store"


def test_strangers_are_sent_away_without_a_copy(client):
    response = client.get("/quan-tri/news/article/")

    assert response.status_code == 302
    assert response["Cache-Control"] == "no-store"


def test_public_pages_say_themselves_how_long_they_are_kept(client):
    assert client.get("/")["Cache-Control"] == KEEPING
