"""An article read on its page: what the page asks for is what counts it."""

import re

import pytest
from django.test import Client

from tests import factories
from traffic.counting import total_for
from traffic.folding import fold
from traffic.models import DailyCount

from .conftest import FIREFOX

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser():
    return Client(
        headers={"User-Agent": FIREFOX, "Sec-Fetch-Site": "same-origin"},
        enforce_csrf_checks=True,
    )


def test_an_article_is_counted_by_what_its_page_names(browser):
    article = factories.make_article(published=True)
    html = browser.get(article.get_absolute_url()).content.decode()
    (address, kind, number) = re.search(
        r'data-count-view="(.+?)" data-kind="(.+?)" data-object-id="(.+?)"', html
    ).groups()
    browser.post(address, {"kind": kind, "id": number})

    fold()

    (count,) = DailyCount.objects.all()
    assert (count.object_id, count.unit_id) == (article.pk, article.unit_id)
    assert "/static/js/modules/count-view" in html


def test_the_picture_of_the_page_counts_where_there_is_no_script(browser):
    article = factories.make_article(published=True)
    html = browser.get(article.get_absolute_url()).content.decode()
    picture = re.search(r'<noscript><img src="(/dem/.+?)"', html)[1]
    browser.get(picture)

    fold()

    assert total_for("news.article", article.pk) == 1


def test_a_page_is_not_counted_by_being_rendered(browser):
    article = factories.make_article(published=True)
    browser.get(article.get_absolute_url())

    assert fold() == 0


def test_a_draft_is_not_counted(browser):
    draft = factories.make_article()
    browser.post("/dem/", {"kind": "news.article", "id": draft.pk})

    assert fold() == 0
