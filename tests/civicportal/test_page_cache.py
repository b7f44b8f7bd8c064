"""A kept page is the page that Django would build now, for whoever asks for it."""

import gzip
import importlib
import threading
import time
import uuid
from contextlib import closing

import psycopg2
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse

from civicportal import page_cache, wsgi
from civicportal.kept_pages import PageStore, page_of, takes_gzip
from civicportal.page_cache import PageCache
from documents import register
from documents.models import OfficialDocument
from gallery.changes import remove_photo, replace_photo
from gallery.models import Album, AlbumPhoto
from gallery.services import aim_photos, describe_photos
from meetings import records
from meetings.models import Conference, ConferencePaper, Programme, ResidentWord
from meetings.programme_parties import body_address
from news import services
from news.models import Article, Comment, Newsroom, Section, Tag
from news.readers import comments, ratings
from publishing.public_pages import SHARED_SECONDS
from tests.factories import (
    answer_word,
    make_article,
    make_body,
    make_campaign,
    make_conference,
    make_contact,
    make_document,
    make_final_review,
    make_opinion,
    make_photo,
    make_programme,
    make_section,
    make_stored_file,
    make_succession,
    make_task,
    make_user,
    make_ward,
    make_word,
)
from tests.meetings.programmes_of import (
    make_public_programme,
    name_partners,
    note,
    publish,
)
from tests.meetings.programmes_of import withdraw as take_back_a_programme
from tests.meetings.records_of import approve, make_notice, make_public_record, meets
from tests.pictures import plain_jpeg, upload
from tests.wsgi_client import ask
from units import generations
from units.models import Contact, Generation, Unit, UnitName

pytestmark = pytest.mark.django_db
committed = pytest.mark.django_db(transaction=True)  # others must see the rows


class Portal:
    """The portal behind its page cache; counts how often Django built an answer."""

    def __init__(self):
        self.built = 0
        self.before_answer = lambda: None
        self.cache = PageCache(self._inner)

    def _inner(self, environ, start_response):
        self.built += 1
        self.seen = environ
        answer = wsgi._portal(environ, start_response)
        self.before_answer()
        return answer

    def get(self, address, **environ):
        return ask(self.cache, address, **environ)

    def is_kept(self, address, **environ):
        """Ask, and say whether the answer came without Django."""
        built = self.built
        assert self.get(address, **environ).status == 200, address
        return self.built == built


@pytest.fixture(autouse=True)
def _one_connection(request):
    """Keep the open transaction of a test between its requests, as the Client does."""
    if request.node.get_closest_marker("django_db").kwargs.get("transaction"):
        yield
        return
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def portal(settings):
    settings.PAGE_CACHE_SECONDS = 600  # no test shall pass because a page grew old
    portal = Portal()
    yield portal
    portal.cache.follower.stop()


@pytest.fixture
def article():
    """An article with all that a page can show, in a ward with a neighbour."""
    ward = make_ward(name="Kim Liên")
    make_contact(unit=ward, post="Một cửa")
    section = make_section(unit=ward, name="Mặt trận", slug="mat-tran")
    make_article(section=section, title="Tin cũ hơn", published=True)
    make_article(
        section=section,
        title="Ngày hội năm ngoái",
        body="<p>Bữa cơm chung của tổ dân phố.</p>",
        published=True,
    )
    answer_word(make_word(unit=ward))
    plan = make_document(unit=ward, number="01/KH", issuers=["Ủy ban nhân dân"])
    register.publish_document(document=plan, by=None)
    other = make_ward(name="Khương Thượng")
    make_article(unit=other, title="Tin phường bên", published=True)
    made = make_article(
        section=section,
        title="Ngày hội",
        body="<p>Bữa cơm chung của tổ dân phố.</p>",
        tags=("Ngày hội",),
        cover=make_photo(unit=ward),
        pictures=[(make_photo(unit=ward), "Bữa cơm")],
        attachments=[(make_stored_file(unit=ward), "Kế hoạch")],
        published=True,
    )
    add_record(made)
    add_programmes(made)
    return made


def add_record(article):
    """A record with a picture, a paper and an opinion, in the article's unit."""
    record = make_conference(
        unit=article.unit, held_on="2024-02-28", album=Album.objects.create()
    )
    photo = make_photo(unit=article.unit)
    AlbumPhoto.objects.create(album=record.album, photo=photo, position=1)
    file = make_stored_file(unit=article.unit)
    ConferencePaper.objects.create(
        conference=record, role="resolution", file=file, is_public=True
    )
    make_opinion(conference=record, nature="petition")
    approve(record)


def add_programmes(article):
    """This year's with all it can show, the one before, and the body of another unit."""
    police = make_body(unit=Unit.objects.get(slug="khuong-thuong"), kind="cong-an")
    parties = [make_body(unit=article.unit, kind="ubmttq"), police]
    before = make_public_programme(unit=article.unit, year=2023, parties=parties)
    last = make_programme(
        unit=article.unit,
        parties=parties,
        previous=before,
        album=Album.objects.create(),
    )
    photo = make_photo(unit=article.unit)
    AlbumPhoto.objects.create(album=last.album, photo=photo, position=1)
    lead, other = last.parties.all()
    task = make_task(programme=last, lead=lead)
    task.support.set([other])
    note(task)
    make_final_review(last)
    publish(last)


def programme_of(article):
    return Programme.objects.get(unit=article.unit, year=2024)


# --- Each kind of change on each kind of page -----------------------------------------
#
# To add a kind of page, add its address; to add a kind of change, add a function.


def addresses(article):
    slug = article.unit.slug
    return {
        "portal": "/",
        "home": f"/{slug}/",
        "list": f"/{slug}/tin-tuc/",
        "section": article.section.get_absolute_url(),
        "article": article.get_absolute_url(),
        "month": f"/{slug}/luu-tru/{article.published_at:%Y/%-m}/",
        "tag": f"/{slug}/chu-de/ngay-hoi/",
        "albums": f"/{slug}/anh/",
        "album": f"/{slug}/anh/{article.album_id}/",
        "words": f"/{slug}/gop-y/",
        "conferences": f"/{slug}/hoi-nghi/",
        "record": record_of(article).card.get_absolute_url(),
        "programmes": f"/{slug}/chuong-trinh-phoi-hop/",
        "programme": programme_of(article).get_absolute_url(),
        "programme before": programme_of(article).previous.get_absolute_url(),
        "body": body_address(programme_of(article).parties.last().body),
        "data": "/du-lieu/",
        "register": f"/{slug}/van-ban/",
        "document": OfficialDocument.objects.get(number="01/KH").get_absolute_url(),
        "feed": f"/{slug}/rss.xml",
        "portal feed": "/atom.xml",
        "sitemap": "/sitemap-tin-moi.xml",
        "search": "/tim-kiem/?q=ngay%20hoi",
        "site map": "/so-do/",
        "related": related_page(slug),
    }


def related_page(slug):
    """The page of an article to which that of the tests relates."""
    return Article.objects.get(
        unit__slug=slug, title="Ngày hội năm ngoái"
    ).get_absolute_url()


def record_of(article):
    return Conference.objects.get(
        unit=article.unit, public__isnull=False, tier="commune"
    )


def publish_another(article):
    make_article(section=article.section, title="Tin mới nhất", published=True)


def edit(article):
    content = services.current_content(article)
    changed = type(content)(**{**vars(content), "title": "Ngày hội lớn"})
    services.save_working_copy(article=article, content=changed, by=None)
    services.publish(article=article, by=None)


def withdraw(article):
    services.withdraw(article=article, by=None)


def delete_rows(article):
    Article.objects.filter(title="Tin cũ hơn").delete()


def rename_section(article):
    Section.objects.filter(pk=article.section_id).update(name="Mặt trận Tổ quốc")


def rename_unit(article):
    UnitName.objects.filter(unit=article.unit).update(name="Kim Liên Mới")


def rename_unit_above(article):
    UnitName.objects.filter(unit__slug="ha-noi").update(name="Thăng Long")


def end_unit(article):
    heir = make_ward(name="Đống Đa")
    make_succession(old=article.unit, new=heir)
    Unit.objects.filter(pk=article.unit_id).update(ended_on="2025-06-30")


def change_contact(article):
    Contact.objects.filter(unit=article.unit).update(phone="024 3852 0000")


def remove_picture(article):
    remove_photo(photo=article.cover, by=make_user(), reason="Người trong ảnh yêu cầu")


def replace_picture(article):
    file = upload(plain_jpeg(900, 600))
    replace_photo(photo=article.cover, file=file, by=make_user())


def describe_picture(article):
    entry = article.album.entries.get()
    describe_photos({entry.photo_id: "Bà con dọn cơm"})


def aim_picture(article):
    aim_photos({article.cover_id: (0, 0)})


def caption_picture(article):
    article.album.entries.update(caption="Chú thích mới")


def rename_attachment(article):
    article.attachments.update(title="Kế hoạch đã sửa")


def publish_a_comment(article):
    token = uuid.uuid4()
    comments.receive(article=article, token=token, name="Lan", text="Vui quá.")
    waiting = article.comments.all()
    comments.decide(comments=waiting, state=Comment.State.PUBLISHED, by=None)


def rate(article):
    ratings.rate(article=article, visitor="a" * 64, stars=4)


def stop_comments(article):
    Newsroom.objects.create(unit=article.unit, comments=False, ratings=False)


def rename_tag(article):
    Tag.objects.filter(unit=article.unit).update(name="Đại đoàn kết")


def publish_a_word(article):
    answer_word(make_word(unit=article.unit, text="Xin thêm ghế đá ở sân chơi."))


def take_back_a_word(article):
    ResidentWord.objects.filter(unit=article.unit).delete()


def approve_another_record(article):
    campaign = make_campaign(unit=article.unit)
    make_public_record(
        unit=article.unit, campaign=campaign, tier="group", title="Ngày hội các tổ"
    )


def accept_a_record(article):
    records.mark_accepted(record_of(article))


def announce_a_meeting(article):
    make_notice(unit=article.unit, title="Sắp họp", tier="group", held_on="2999-01-01")


def begin_a_campaign(article):
    meets(make_campaign(year=2031, unit=article.unit), "2024-01-01", "2999-01-01")


def cover_a_record(article):
    record_of(article).articles.add(article)


def publish_an_opinion(article):
    record_of(article).opinions.update(
        answer="Đã sửa.", status="published", published_at="2024-03-01T00:00:00Z"
    )


def take_back_a_paper(article):
    record_of(article).papers.update(is_public=False)


def caption_a_record(article):
    record_of(article).album.entries.update(caption="Biểu quyết")


def update_in_bulk(article):
    Article.objects.filter(unit=article.unit).update(title="Sửa hàng loạt")


def update_by_hand(article):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE news_article SET summary = 'Sửa bằng SQL'")


def publish_a_document(article):
    document = make_document(unit=article.unit, number="02/KH", summary="Ngày hội")
    register.publish_document(document=document, by=None)


def withdraw_a_document(article):
    document = OfficialDocument.objects.get(number="01/KH")
    register.withdraw_document(document=document, by=None)


def annotate_a_document(article):
    OfficialDocument.objects.filter(number="01/KH").update(note="Đã đính chính")


def rename_an_issuer(article):
    issuer = OfficialDocument.objects.get(number="01/KH").issuers.get()
    issuer.name = "Hội đồng nhân dân"
    issuer.save()


def replace_a_document(article):
    new = make_document(unit=article.unit, number="02/KH")
    register.publish_document(document=new, by=None)
    new.replaces.add(OfficialDocument.objects.get(number="01/KH"))


def publish_another_programme(article):
    make_public_programme(unit=article.unit, year=2022, title="Ngày hội an ninh")


def go_on_from_a_programme(article):
    before = programme_of(article)
    body = before.parties.last().body
    make_public_programme(
        unit=article.unit, year=2025, previous=before, parties=[body, "B"]
    )


def withdraw_a_programme(article):
    take_back_a_programme(programme_of(article).next_ones.get())


def rename_a_programme(article):
    Programme.objects.filter(pk=programme_of(article).pk).update(
        title="Chương trình phối hợp giữ gìn an ninh, trật tự"
    )


def rename_a_party(article):
    programme_of(article).parties.filter(name__contains="CONG-AN").update(
        name="Công an"
    )


def sign_as_a_party(article):
    programme_of(article).parties.update(signatory="Trần Văn Minh")


def finish_a_task(article):
    programme_of(article).tasks.update(done_on="2024-05-01")


def support_a_task(article):
    programme_of(article).tasks.get().support.clear()


def note_progress(article):
    programme_of(article).tasks.get().notes.update(text="Mười hai buổi")


def judge_a_task(article):
    review = programme_of(article).reviews.get()
    review.judgements.update(note="Còn chậm")


def take_a_review_back(article):
    programme_of(article).reviews.all().delete()


def cover_a_programme(article):
    programme_of(article).articles.add(article)


def caption_a_programme(article):
    programme_of(article).album.entries.update(caption="Lễ ký kết")


def register_a_programme(article):
    document = OfficialDocument.objects.get(number="01/KH")
    Programme.objects.filter(pk=programme_of(article).pk).update(document=document)


def name_a_signing_partner(article):
    body = programme_of(article).parties.last().body
    record = make_conference(unit=article.unit, held_on="2024-03-01", title="Lễ ký")
    name_partners(record, "Công an", body=body)


SEARCHED = {"search", "feed", "portal feed", "sitemap"}
LISTED = {"month", "tag"}
CHANGES = {
    publish_another: {"portal", "home", "list", "section", "article", "feed"},
    edit: {"portal", "home", "list", "section", "related", *SEARCHED, *LISTED},
    withdraw: {"portal", "home", "list", "section", "related", "month", *SEARCHED},
    delete_rows: {"portal", "home", "list", "section", "article"},
    rename_section: {"home", "list", "section", "article"},
    rename_unit: {"portal", "home", "list", "section", "article", "feed", "site map"},
    rename_unit_above: {"home", "list", "section", "article"},
    end_unit: {"home", "list", "section", "article"},
    change_contact: {"home"},
    remove_picture: {"portal", "home", "list", "section", "article"},
    replace_picture: {"portal", "home", "list", "section", "article"},
    describe_picture: {"article"},
    aim_picture: {"portal", "home", "list", "section"},
    caption_picture: {"article"},
    rename_attachment: {"article"},
    publish_a_comment: {"article"},
    rate: {"article"},
    stop_comments: {"article", "related"},
    rename_tag: {"article", "tag"},
    publish_a_word: {"words"},
    take_back_a_word: {"words"},
    approve_another_record: {"conferences", "record", "data", "search"},
    accept_a_record: {"conferences", "record"},
    announce_a_meeting: {"home", "conferences", "record"},
    begin_a_campaign: {"portal", "conferences"},
    cover_a_record: {"article", "record"},
    publish_an_opinion: {"record"},
    take_back_a_paper: {"record"},
    caption_a_record: {"record"},
    publish_a_document: {"register", "search"},
    annotate_a_document: {"document"},
    rename_an_issuer: {"register", "document"},
    replace_a_document: {"register", "document"},
    withdraw_a_document: {"register", "home", "list"},
    publish_another_programme: {"programmes", "search"},
    go_on_from_a_programme: {"programmes", "programme", "programme before", "body"},
    rename_a_programme: {"programmes", "programme", "body"},
    rename_a_party: {"programmes", "programme"},
    sign_as_a_party: {"programme"},
    finish_a_task: {"programmes", "programme", "body"},
    support_a_task: {"programme", "body"},
    note_progress: {"programme"},
    judge_a_task: {"programme"},
    take_a_review_back: {"programmes", "programme", "programme before", "body"},
    cover_a_programme: {"programme", "article"},
    caption_a_programme: {"programme"},
    register_a_programme: {"programme"},
    name_a_signing_partner: {"body"},
    withdraw_a_programme: {"programmes", "programme", "programme before", "body"},
    update_in_bulk: {"portal", "home", "list", "section", "article"},
    update_by_hand: {"article"},
}


# After these a page is missing, elsewhere or says less, so nothing follows them.
FINAL = [
    edit,
    withdraw,
    delete_rows,
    end_unit,
    remove_picture,
    stop_comments,
    update_in_bulk,
    withdraw_a_document,
]
REST = [change for change in CHANGES if change not in FINAL]


@committed
@pytest.mark.parametrize(
    "changes",
    [REST, *([change] for change in FINAL)],
    ids=lambda changes: changes[0].__name__ if len(changes) == 1 else "the rest",
)
def test_a_change_is_seen_at_once_on_every_page(portal, article, changes):
    pages = addresses(article)
    before = {name: portal.get(address).body for name, address in pages.items()}
    for change in changes:
        assert all(portal.is_kept(address) for address in pages.values())

        change(article)

        changed = set()
        for name, address in pages.items():
            built, now = portal.built, portal.get(address)
            # What is made anew is the truth; what is still kept must be.
            true = now if portal.built > built else ask(wsgi._portal, address)
            what = f"{change.__name__}: {name}"
            assert (now.status, now.body) == (true.status, true.body), what
            if now.status == 200 and now.body != before[name]:
                changed.add(name)
            before[name] = now.body
        assert changed >= CHANGES[change], change.__name__


@committed
def test_what_the_public_does_not_see_leaves_pages_as_they_are(portal, article):
    pages = addresses(article)
    for address in pages.values():
        portal.get(address)

    content = services.current_content(article)
    changed = type(content)(**{**vars(content), "title": "Đang viết"})
    services.save_working_copy(article=article, content=changed, by=None)
    make_article(section=article.section, title="Bản nháp")
    make_photo(unit=article.unit)
    make_conference(unit=article.unit, title="Hồ sơ nháp", tier="group")
    draft = make_programme(unit=article.unit, year=2025, previous=programme_of(article))
    note(make_task(programme=draft))

    assert all(portal.is_kept(address) for address in pages.values())


@committed
def test_news_of_one_ward_leaves_the_pages_of_another(portal, article):
    own, home = f"/{article.unit.slug}/", "/khuong-thuong/"
    for address in ["/", own, home]:
        portal.get(address)

    publish_another(article)

    assert portal.is_kept(home)
    assert not portal.is_kept(own)
    assert not portal.is_kept("/")


@committed
def test_what_is_rolled_back_raises_nothing(portal, article):
    portal.get("/")

    with transaction.atomic():
        with transaction.atomic():
            update_in_bulk(article)
            transaction.set_rollback(True)
        Contact.objects.filter(pk=0).update(phone="")

    assert portal.is_kept("/")


# --- Changes on their way -------------------------------------------------------------


def elsewhere():
    """Another process's connection to the same database."""
    return closing(psycopg2.connect(**connection.get_connection_params()))


def commit(other, sql):
    with other, other.cursor() as cursor:
        cursor.execute(sql)


def wait_until(holds, seconds=5.0):
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.01)
    assert holds()


@committed
def test_a_change_of_another_process_is_announced(portal, article, monkeypatch):
    monkeypatch.setattr(generations, "INTERVAL", 60.0)
    portal.get("/")
    before = portal.cache.follower.known().total
    with elsewhere() as other:
        commit(other, "UPDATE news_article SET title = 'Tin từ máy khác'")

        wait_until(lambda: portal.cache.follower.known().total > before, 2.0)

    assert "Tin từ máy khác" in portal.get("/").text.replace("\xa0", " ")


@committed
def test_a_change_that_nobody_announced_is_found(portal, article, monkeypatch):
    monkeypatch.setattr(generations, "INTERVAL", 0.1)
    portal.get("/")
    before = portal.cache.follower.known().total
    with elsewhere() as other:
        commit(other, "UPDATE units_generation SET number = number + 1")

        wait_until(lambda: portal.cache.follower.known().total > before)

    assert not portal.is_kept("/")


def test_an_interval_and_the_time_before_it_make_five_seconds():
    assert generations.INTERVAL + SHARED_SECONDS <= 5


@committed
def test_a_change_while_a_page_is_built_is_not_hidden(portal, article):
    def change_late():
        portal.before_answer = lambda: None
        with elsewhere() as other:
            commit(other, "UPDATE news_article SET title = 'Sửa giữa chừng'")
        wait_until(lambda: portal.cache.follower.known().total > before)

    portal.cache.follower.known()
    before = portal.cache.follower.known().total
    portal.before_answer = change_late

    built_too_early = portal.get("/").text
    now = portal.get("/").text

    assert "Sửa giữa chừng" not in built_too_early.replace("\xa0", " ")
    assert "Sửa giữa chừng" in now.replace("\xa0", " ")


@committed
def test_two_transactions_never_wait_for_each_other(article):
    units = [article.unit_id, Unit.objects.get(slug="khuong-thuong").pk]
    touch = "UPDATE units_contact SET phone = phone || '1' WHERE unit_id = %s"
    name = "UPDATE news_section SET name = name || '1' WHERE unit_id = %s"
    make_contact(unit=Unit.objects.get(pk=units[1]))
    with elsewhere() as first, elsewhere() as second:
        first.cursor().execute(touch, units[:1])
        second.cursor().execute(touch, units[1:])
        # Were generations raised here, this would be the deadlock.
        for other, unit in [(first, units[1]), (second, units[0])]:
            other.cursor().execute(name, [unit])
        threads = [threading.Thread(target=other.commit) for other in (first, second)]
        numbers = dict(Generation.objects.values_list("unit_id", "number"))

        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)

        assert not any(thread.is_alive() for thread in threads)
    now = dict(Generation.objects.values_list("unit_id", "number"))
    assert [now[unit] - numbers[unit] for unit in units] == [2, 2]


@committed
def test_while_the_database_is_away_kept_pages_are_served(portal, article):
    kept = article.get_absolute_url()
    portal.get(kept)
    name = connection.settings_dict["NAME"]
    connection.close()
    with closing(
        psycopg2.connect(**{**connection.get_connection_params(), "dbname": "postgres"})
    ) as other:
        other.autocommit = True
        cursor = other.cursor()
        try:
            cursor.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false')
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = %s",
                [name],
            )
            assert portal.is_kept(kept)
            missing = portal.get(f"/{article.unit.slug}/tin-tuc/")
        finally:
            cursor.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true')

    assert missing.status == 503
    assert missing.headers["Retry-After"]
    assert "<h1>" in missing.text

    rename_section(article)
    wait_until(lambda: "Mặt trận Tổ quốc" in portal.get(kept).text)


@committed
def test_an_old_page_that_is_still_true_is_better_than_an_error(
    portal, article, monkeypatch
):
    portal.get("/")
    monkeypatch.setattr(portal.cache, "_seconds", 0)

    def fail(environ, start_response):
        start_response("500 Internal Server Error", [("Content-Type", "text/html")])
        return HttpResponse(status=500)

    monkeypatch.setattr(portal.cache, "_inner", fail)

    assert portal.get("/").status == 200
    update_in_bulk(article)
    assert portal.get("/").status == 500


# --- Who asks -------------------------------------------------------------------------


def test_cookies_and_other_headers_change_nothing(portal, article, admin_client):
    cookie = admin_client.cookies.output(header="", sep=";").strip()

    first = portal.get("/", HTTP_COOKIE=cookie, HTTP_ACCEPT_LANGUAGE="en")

    assert {name for name in portal.seen if name.startswith("HTTP_")} == {"HTTP_HOST"}
    assert portal.is_kept("/", HTTP_COOKIE="sessionid=other")
    assert portal.get("/").body == first.body == ask(wsgi._portal, "/").body
    assert "Set-Cookie" not in first.headers


def test_a_foreign_host_is_refused_also_where_the_page_is_kept(portal, article):
    portal.get("/")

    for host in [
        "evil.example",
        "testserver:80@evil.example",
        "testserver.evil.example",
    ]:
        assert portal.get("/", HTTP_HOST=host).status == 400
    assert portal.get("/", HTTP_X_FORWARDED_HOST="evil.example").status == 200
    assert "evil.example" not in portal.get("/").text


def test_all_our_names_share_one_page(portal, article):
    first = portal.get("/", HTTP_HOST="localhost:8000")

    assert portal.is_kept("/", HTTP_HOST="testserver")
    assert b"localhost" not in first.body


def test_what_must_go_to_https_is_sent_there_also_where_the_page_is_kept(
    settings, article
):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_HSTS_SECONDS = 3600
    portal = Portal()
    try:
        # The middleware reads its settings once, so this portal has a Django of its own.
        portal.cache._inner = WSGIHandler()
        first = portal.get("/", HTTP_X_FORWARDED_PROTO="https")
        again = portal.get("/", HTTP_X_FORWARDED_PROTO="https")
        plain = portal.get("/")
        forged = portal.get("/", HTTP_X_FORWARDED_PROTO="http")
        http = {"HTTP_HOST": "testserver", "wsgi.url_scheme": "http"}
        assert page_cache.Gate().admits(http) is None
        assert len(portal.cache.pages) == 1
    finally:
        portal.cache.follower.stop()

    assert first.status == again.status == 200
    assert again.headers["Strict-Transport-Security"].startswith("max-age=3600")
    assert plain.status == forged.status == 301
    assert plain.headers["Location"] == "https://testserver/"


def test_parameters_that_the_page_did_not_declare_are_ignored(portal, article):
    address = f"/{article.unit.slug}/tin-tuc/"
    portal.get(address)

    assert portal.is_kept(f"{address}?utm_source=x&fbclid=1")
    assert not portal.is_kept(f"{address}?truoc=1_1")
    assert portal.is_kept(f"{address}?utm=2&truoc=1_1")
    assert len(portal.cache.pages) == 2


def test_an_undeclared_parameter_does_not_reach_the_page(portal, article):
    answer = portal.get("/?x=%3Cscript%3Emark-of-a-stranger")

    assert b"mark-of-a-stranger" not in answer.body
    assert portal.get("/").body == answer.body


@pytest.mark.parametrize(
    ("odd", "status"),
    [
        ({"REQUEST_METHOD": "POST"}, 403),
        ({"REQUEST_METHOD": "PUT"}, 405),
        ({"CONTENT_TYPE": "text/plain; charset=rot13"}, 400),
        ({"body": b"a=1"}, 200),
    ],
    ids=str,
)
def test_what_is_more_than_reading_goes_to_django(portal, article, odd, status):
    portal.get("/")
    built = portal.built

    answer = portal.get("/", **odd)

    assert portal.built == built + 1
    assert answer.status == status


@pytest.mark.parametrize(
    "address", ["/khong-co/", "/kim-lien/tin-tuc/999999/", "/kim-lien"]
)
def test_only_whole_pages_are_kept(portal, article, address):
    for _time in range(2):
        assert portal.get(address).status in {301, 404}

    assert portal.built == 2
    assert len(portal.cache.pages) == 0


def test_the_desk_health_and_counting_are_never_kept(portal, article):
    for address in ["/quan-tri/login/", "/healthz", "/readyz"]:
        assert not portal.is_kept(address)
        assert not portal.is_kept(address)
    assert len(portal.cache.pages) == 0


@pytest.mark.parametrize(
    "answer",
    [
        HttpResponse("a", status=203),
        HttpResponse("a", headers={"Cache-Control": "no-store"}),
        HttpResponse("a", headers={"Cache-Control": "private, max-age=9"}),
        HttpResponse("a", headers={"Vary": "Cookie"}),
        HttpResponse("a", headers={"Content-Encoding": "br"}),
        StreamingHttpResponse(["a"]),
    ],
    ids=lambda answer: f"{answer.status_code} {dict(answer.headers)}",
)
def test_an_answer_that_must_not_be_kept_is_passed_on(portal, answer, monkeypatch):
    def inner(environ, start_response):
        start_response(f"{answer.status_code} X", list(answer.items()))
        return answer

    monkeypatch.setattr(portal.cache, "_inner", inner)

    assert portal.get("/").status == answer.status_code
    assert len(portal.cache.pages) == 0


def test_an_answer_with_a_cookie_is_not_kept(portal, monkeypatch):
    def inner(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/html"), ("Set-Cookie", "a=1")])
        return HttpResponse("a")

    monkeypatch.setattr(portal.cache, "_inner", inner)
    portal.get("/")

    assert len(portal.cache.pages) == 0


# --- What is sent ---------------------------------------------------------------------


def test_a_kept_page_has_the_headers_of_a_built_one(portal, article):
    address = article.get_absolute_url()
    built = portal.get(address)
    kept = portal.get(address)
    true = ask(wsgi._portal, address)

    assert kept.pairs == built.pairs
    assert set(true.pairs) <= set(kept.pairs)
    assert {
        "Content-Security-Policy",
        "X-Frame-Options",
        "X-Content-Type-Options",
    } <= set(kept.headers)
    assert kept.headers["Cache-Control"].startswith("public, max-age=0, s-maxage=")
    assert kept.headers["Vary"] == "Accept-Encoding"
    assert "Date" not in kept.headers  # the server's, and fresh


def test_head_has_the_headers_and_no_body(portal, article):
    head = portal.get("/", REQUEST_METHOD="HEAD")
    whole = portal.get("/")

    assert portal.built == 1
    assert head.body == b""
    assert head.pairs == whole.pairs
    assert int(head.headers["Content-Length"]) == len(whole.body)
    assert portal.get("/khong-co/", REQUEST_METHOD="HEAD").body == b""


def test_gzip_is_sent_to_who_takes_it(portal, article):
    plain = portal.get("/")
    packed = portal.get("/", HTTP_ACCEPT_ENCODING="gzip, deflate, br")

    assert portal.built == 1
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) == len(packed.body) < len(plain.body)
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["ETag"] != plain.headers["ETag"]


@pytest.mark.parametrize(
    ("said", "takes"),
    [
        ("", False),
        ("gzip", True),
        ("GZIP;q=0.5, br", True),
        ("br, gzip;q=0", False),
        ("gzip; q=0.0", False),
        ("*", True),
        ("*;q=0", False),
        ("identity", False),
    ],
)
def test_what_a_browser_says_of_gzip_is_understood(said, takes):
    assert takes_gzip(said) is takes


def test_a_browser_that_has_the_page_is_told_so(portal, article):
    whole = portal.get("/", HTTP_ACCEPT_ENCODING="gzip")
    etag = whole.headers["ETag"]

    for held in [etag, f"W/{etag}", f'"x", {etag}', "*"]:
        answer = portal.get("/", HTTP_IF_NONE_MATCH=held, HTTP_ACCEPT_ENCODING="gzip")
        assert answer.status == 304
        assert answer.body == b""
        assert answer.headers["ETag"] == etag
        assert answer.headers["Cache-Control"] == whole.headers["Cache-Control"]
    assert portal.get("/", HTTP_IF_NONE_MATCH='"x"').status == 200


# --- How much, how long, how often ----------------------------------------------------


def kept(text, generation=(0, 0)):
    return page_of(
        headers=[("Content-Type", "image/x")],
        body=text,
        generation=generation,
        made_at=time.monotonic(),
    )


def test_memory_is_bounded_and_the_page_used_last_stays():
    store = PageStore(limit=20 * kept(b"x" * 5000).size)
    for number in range(50):
        store.put(number, kept(b"x" * 5000))
        assert store.get(0, (0, 0), seconds=60)

    assert store.size <= store.limit
    assert len(store) == 20
    assert store.get(1, (0, 0), seconds=60) is None
    store.put("large", kept(b"x" * store.limit))
    assert store.get("large", (0, 0), seconds=60) is None


def test_a_slow_builder_does_not_replace_what_is_newer():
    store = PageStore(limit=100_000)
    store.put("a", kept(b"new", (1, 5)))
    store.put("a", kept(b"old", (1, 4)))

    assert store.get("a", (1, 5), seconds=60).plain.body == b"new"


def test_a_page_is_made_anew_when_it_is_old(portal, article, monkeypatch):
    portal.get("/")
    assert portal.is_kept("/")

    monkeypatch.setattr(portal.cache, "_seconds", 0)

    assert not portal.is_kept("/")


def test_many_at_once_let_one_build(portal, article):
    portal.cache.follower.known()
    portal.before_answer = lambda: time.sleep(0.3)
    answers = []

    def read():
        answers.append(portal.get("/").status)
        connection.close()

    threads = [threading.Thread(target=read) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [200] * 6
    assert portal.built == 1


def test_whoever_waits_too_long_builds(portal, article, monkeypatch):
    monkeypatch.setattr(page_cache, "WAIT_SECONDS", 0.05)
    portal.cache.follower.known()
    portal.before_answer = lambda: time.sleep(0.4)
    threads = [
        threading.Thread(target=lambda: (portal.get("/"), connection.close()))
        for _number in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert portal.built == 2


def test_a_fault_of_the_cache_breaks_no_page(portal, article, monkeypatch, caplog):
    def fail(*_given, **_names):
        raise RuntimeError

    monkeypatch.setattr(page_cache, "page_of", fail)
    assert portal.get("/").status == 200
    monkeypatch.setattr(portal.cache, "_wanted", fail)
    assert portal.get("/").status == 200
    assert "could not keep" in caplog.text
    assert "could not read" in caplog.text


def test_every_public_page_of_today_is_kept(portal, article):
    for address in [*addresses(article).values(), reverse("home")]:
        portal.get(address)
        assert portal.is_kept(address), address


def test_the_application_itself_keeps_pages(settings):
    settings.PAGE_CACHE = True

    application = importlib.reload(wsgi).application
    try:
        assert isinstance(application._inner, PageCache)
    finally:
        application._inner.follower.stop()
        settings.PAGE_CACHE = False
        importlib.reload(wsgi)


def test_what_a_stranger_makes_long_is_not_remembered(portal):
    long_host = f"testserver:{'0' * 4000}80"
    long_path = f"/{'a' * 900}/"

    hosts = [portal.get("/robots.txt", HTTP_HOST=long_host).status for _ in range(2)]
    missing = portal.get(long_path).status

    assert hosts == [200, 200]
    assert portal.built == 2  # one page, one that is missing
    assert missing == 404
    assert long_host not in str(portal.cache._gate._admitted)
    assert long_path not in portal.cache._rules
