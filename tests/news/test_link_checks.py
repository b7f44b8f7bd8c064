"""Links of articles: what the worker keeps in its table, and what the writer is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news import services
from news.checks import advise
from news.link_checks import (
    AT_ONCE,
    FORGOTTEN_AFTER,
    MOST_LINKS,
    ask_due,
    digest,
    forget_old,
    note_links,
    outside,
)
from news.models import LinkCheck
from news.services import Content
from publishing.link_probe import Answer
from tests.factories import make_article

pytestmark = pytest.mark.django_db

State = LinkCheck.State
NOW = timezone.now()


@pytest.fixture
def answers(monkeypatch):
    """Answers of the Internet by address; what is not named answers well."""
    known = {}

    def ask(urls, rules):
        return {url: known.get(url, Answer.FOUND) for url in urls}

    monkeypatch.setattr("news.link_checks.probe_many", ask)
    return known


def body(*addresses):
    return "".join(f'<p>Xem <a href="{one}">trang này</a></p>' for one in addresses)


def advice(ward, *addresses):
    content = Content(section=None, title="Tin", summary="Vắn", body=body(*addresses))
    return [(one.code, one.where) for one in advise(content, unit=ward)]


def known(address, state, *, silences=0, checked_at=NOW, due_at=None):
    return LinkCheck.objects.create(
        digest=digest(address),
        address=address,
        state=state,
        silences=silences,
        checked_at=checked_at,
        due_at=due_at,
    )


# --- Noting and asking


def test_saving_an_article_notes_its_links_once(ward):
    article = make_article(unit=ward, body=body("https://a.example.vn/x?b=1&amp;c=2"))
    content = services.current_content(article)
    services.save_working_copy(
        article=article,
        content=Content(section=content.section, title="Khác", body=content.body),
        by=None,
    )

    row = LinkCheck.objects.get()

    assert row.address == "https://a.example.vn/x?b=1&c=2"
    assert row.state == State.WAITING
    assert row.due_at is not None


def test_only_addresses_of_other_sites_are_noted_and_not_too_many():
    near = [
        "/kim-lien/",
        "mailto:a@b.vn",
        "tel:113",
        "https://a.vn/#cuoi",
        "HTTP://A.vn/",
    ]
    many = [f"https://a{n}.vn/" for n in range(50)]

    assert outside(near) == ["https://a.vn/", "HTTP://A.vn/"]
    assert len(outside(many)) == MOST_LINKS


def test_what_was_asked_lately_is_not_asked_again_and_what_is_old_is():
    known("https://moi.vn/", State.FOUND, checked_at=NOW - timedelta(days=1))
    known("https://cu.vn/", State.FOUND, checked_at=NOW - timedelta(days=8))

    note_links(body("https://moi.vn/", "https://cu.vn/"), now=NOW)

    due = LinkCheck.objects.filter(due_at=NOW)
    assert [row.address for row in due] == ["https://cu.vn/"]


def test_answers_are_stored_and_silence_is_asked_twice(answers):
    answers |= {
        "https://mat.vn/": Answer.MISSING,
        "https://lang.vn/": Answer.SILENT,
        "https://gan.vn/": Answer.UNASKED,
    }
    note_links(body("https://co.vn/", *answers), now=NOW)

    first = ask_due(now=NOW)
    at_once = ask_due(now=NOW)
    later = ask_due(now=NOW + timedelta(minutes=6))

    rows = {row.address: row for row in LinkCheck.objects.all()}
    assert (first, at_once, later) == (4, 0, 1)
    assert {address: row.state for address, row in rows.items()} == {
        "https://co.vn/": State.FOUND,
        "https://mat.vn/": State.MISSING,
        "https://lang.vn/": State.SILENT,
        "https://gan.vn/": State.UNASKED,
    }
    assert rows["https://lang.vn/"].silences == 2
    assert all(row.due_at is None for row in rows.values())


def test_a_server_that_answers_again_is_forgiven(answers):
    known("https://lang.vn/", State.SILENT, silences=2, due_at=NOW)

    ask_due(now=NOW)

    row = LinkCheck.objects.get()
    assert (row.state, row.silences) == (State.FOUND, 0)


def test_only_a_few_are_asked_at_once(answers):
    note_links(body(*(f"https://a{n}.vn/" for n in range(AT_ONCE + 3))), now=NOW)

    assert ask_due(now=NOW) == AT_ONCE
    assert ask_due(now=NOW) == 3


def test_nothing_to_ask_is_nothing_to_do(answers):
    assert ask_due(now=NOW) == 0


def test_rows_are_forgotten_after_a_season():
    old = NOW - FORGOTTEN_AFTER - timedelta(days=1)
    known("https://cu.vn/", State.FOUND, checked_at=old)
    known("https://cho.vn/", State.SILENT, checked_at=old, due_at=NOW)
    known("https://moi.vn/", State.FOUND)

    forget_old(now=NOW)

    left = set(LinkCheck.objects.values_list("address", flat=True))
    assert left == {"https://cho.vn/", "https://moi.vn/"}


# --- What the writer is told


def test_a_page_that_its_site_denies_is_pointed_out(ward):
    known("https://mat.vn/bai", State.MISSING)
    known("https://co.vn/", State.FOUND)

    found = advice(
        ward, "https://mat.vn/bai#muc-2", "https://co.vn/", "https://moi.vn/"
    )

    assert found == [("link-missing", "https://mat.vn/bai")]


def test_silence_is_pointed_out_when_it_lasts_and_others_answer(ward):
    known("https://lang.vn/", State.SILENT, silences=2)
    known("https://mot.vn/", State.SILENT, silences=1)
    links = ["https://lang.vn/", "https://mot.vn/"]

    alone = advice(ward, *links)
    known("https://co.vn/", State.FOUND)

    assert alone == []  # it may be our own line that is cut
    assert advice(ward, *links) == [("link-silent", "https://lang.vn/")]


@pytest.mark.parametrize(
    "address",
    [
        "http://192.168.1.10/van-ban.pdf",
        "http://mayphotocopy/share",
        "http://10.0.0.5:8080/",
        "http://[fe80::1]/",
    ],
)
def test_links_into_an_office_are_pointed_out(ward, address):
    assert advice(ward, address) == [("link-inside-office", address)]


def test_an_address_without_its_beginning_is_pointed_out(ward):
    found = advice(ward, "dichvucong.gov.vn/dang-ky")

    assert found == [("link-without-site", "dichvucong.gov.vn/dang-ky")]


def test_a_link_to_the_desk_or_to_no_page_is_pointed_out(ward, settings):
    desk = advice(ward, "/quan-tri/news/article/1/change/")
    nowhere = advice(ward, "/kim-lien/khong-co/trang/nay/")
    own_host = advice(ward, "http://testserver/kim-lien/khong-co/trang/nay/")

    assert [code for code, _ in desk] == ["link-to-desk"]
    assert [code for code, _ in nowhere] == ["link-missing"]
    assert [code for code, _ in own_host] == ["link-missing"]


def test_a_link_to_an_article_that_readers_cannot_see_is_pointed_out(ward):
    public = make_article(unit=ward, published=True, title="Đã đăng")
    draft = make_article(unit=ward, title="Bản nháp")
    address = f"/{ward.slug}/tin-tuc/{draft.pk}/"

    found = advice(ward, public.get_absolute_url(), address)

    assert found == [("link-not-public", address)]


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/kim-lien/",
        "/media/files/a/b.pdf",
        "mailto:a@b.vn",
        "tel:02430000121",
        "?x",
    ],
)
def test_links_within_the_portal_are_left_in_peace(ward, address):
    assert advice(ward, address) == []


@pytest.mark.parametrize(
    "address", ["http://[", "https://", "http:///x", "https://a..b/"]
)
def test_odd_addresses_break_nothing(ward, address):
    make_article(unit=ward, body=body(address))

    assert isinstance(advice(ward, address), list)
