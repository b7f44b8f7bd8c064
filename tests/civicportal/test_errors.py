"""Where there is no page, a resident is told so in Vietnamese and shown a way on."""

import re

import pytest
from django.db import OperationalError
from django.test import Client

from civicportal import errors
from civicportal.maintenance import Maintenance
from civicportal.static_pages import static_page
from news import services
from tests.factories import make_article, make_section, make_ward
from tests.wsgi_client import ask
from units.slugs import words_like

pytestmark = pytest.mark.django_db


def missing(client, path):
    response = client.get(path)
    assert response.status_code == 404, path
    return response.content.decode()


@pytest.fixture
def section():
    return make_section(unit=make_ward(name="Kim Liên"), slug="mat-tran")


def test_a_missing_page_has_a_search_and_is_not_indexed(client, section):
    text = missing(client, "/khong-co/")

    assert 'action="/tim-kiem/" method="get"' in text
    assert re.search(r'<input [^>]*name="q"[^>]*value="khong co"', text)
    assert 'content="noindex"' in text
    assert "csrf" not in text


def test_a_missing_page_of_a_unit_shows_the_unit(client, section):
    make_article(section=section, title="Ngày hội", published=True)

    text = missing(client, "/kim-lien/khong-co/").replace("\xa0", " ")

    assert 'href="/kim-lien/"' in text
    assert "Ngày hội" in text
    assert section.name in text


@pytest.mark.parametrize(
    "wrong",
    ["kim-lie", "kim-lienn", "kim-llien", "ikm-lien", "Kim-Liên", "phuong-kim-lien"],
)
def test_a_unit_with_a_misspelt_name_is_offered(client, section, wrong):
    assert 'href="/kim-lien/"' in missing(client, f"/{wrong}/")


@pytest.mark.parametrize(
    "odd", ["a", "x" * 300, "%00", "…", "a%27%22%3Cb%3E", "wp-login.php"]
)
def test_odd_addresses_are_just_missing(client, section, odd):
    text = missing(client, f"/{odd}/")

    assert "<b>" not in text
    assert 'href="/kim-lien/"' not in text


def test_comparing_words_has_bounds():
    assert words_like("ab") == words_like("a" * 41) == []
    assert len(words_like("a" * 40)) < 3_000
    assert words_like("kim-lien")[0] == "kim-lien"


def test_a_missing_page_says_nothing_of_what_is_not_public(client, section):
    draft = make_article(section=section, title="Bí mật")
    past = make_article(section=section, title="Đã gỡ", published=True)
    services.withdraw(article=past, by=None)

    shown = {
        missing(client, f"/kim-lien/tin-tuc/{pk}/bi-mat/")
        for pk in [draft.pk, past.pk, 999_999]
    }

    assert len(shown) == 1


def test_a_missing_page_costs_as_much_with_many_articles(
    client, section, django_assert_num_queries
):
    make_article(section=section, title="Một", published=True)
    with django_assert_num_queries(6) as one:
        missing(client, "/kim-lien/khong-co/")
    for number in range(7):
        make_article(section=section, title=f"Tin {number}", published=True)

    with django_assert_num_queries(len(one)):
        missing(client, "/kim-lien/khong-co/")


@pytest.mark.parametrize("path", ["/quan-tri/khong-co/", "/media/khong-co.jpg"])
def test_a_missing_file_asks_for_no_neighbours(
    admin_client, path, django_assert_max_num_queries
):
    with django_assert_max_num_queries(4):
        assert "tim-kiem" in missing(admin_client, path)


def test_a_missing_page_needs_no_database(client, monkeypatch):
    def away(_path):
        raise OperationalError

    monkeypatch.setattr(errors, "_neighbours", away)

    assert "<h1>" in missing(client, "/khong-co/")


@pytest.mark.parametrize(
    ("fault", "status"),
    [(RuntimeError("secret"), 500), (OperationalError("secret"), 503)],
)
def test_a_fault_is_told_without_database_and_templates(
    settings, monkeypatch, django_assert_num_queries, fault, status
):
    def fail(*_given, **_names):
        raise fault

    monkeypatch.setattr("civicportal.home.render", fail)
    monkeypatch.setattr("civicportal.home._units_with_articles", fail)
    settings.TEMPLATES = []
    settings.LOCALE_PATHS = []

    response = Client(raise_request_exception=False).get("/")

    assert response.status_code == status
    assert "<h1>" in response.content.decode()
    assert "secret" not in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert response.has_header("Retry-After") is (status == 503)
    assert response["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["500", "503", "maintenance"])
def test_a_page_for_faults_is_whole_in_itself(name):
    text = static_page(name).decode()

    assert text.startswith('<!doctype html>\n<html lang="vi">')
    assert text.count("<h1>") == 1
    assert 'content="noindex"' in text
    assert not re.search("style=|<style|<script|http|{[{%]", text)


@pytest.mark.parametrize(
    "path", ["/", "/quan-tri/", "/khong-co/", "/kim-lien/tin-tuc/"]
)
def test_during_maintenance_everybody_is_told_to_come_back(settings, path):
    settings.MAINTENANCE = True

    answer = ask(Maintenance(_never), path)

    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "bảo trì" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert ask(Maintenance(_never), path, REQUEST_METHOD="HEAD").body == b""
    assert ask(Maintenance(_never), path, REQUEST_METHOD="POST").status == 503


def test_maintenance_begins_and_ends_with_a_file(settings):
    application = Maintenance(_hello)
    assert ask(application).status == 200

    settings.MAINTENANCE_FILE.touch()
    try:
        assert ask(application).status == 503
        for path in ["/healthz", "/readyz", "/static/css/portal.css"]:
            assert ask(application, path).status == 200
    finally:
        settings.MAINTENANCE_FILE.unlink()

    assert ask(application).status == 200


def _never(environ, start_response):
    raise AssertionError


def _hello(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"]
