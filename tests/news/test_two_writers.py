"""Two people in one article: told of each other, and nothing is overwritten unseen."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from gallery.models import Photo
from news import services, workflow
from news.models import Newsroom, Presence
from news.writing import presence
from tests import pictures
from tests.factories import (
    make_article,
    make_member,
    make_photo,
    make_ward,
)
from units.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def hoa(ward):
    return make_member(ward, "hoa", full_name="Nguyễn Thị Hoa")


@pytest.fixture
def lan(ward):
    return make_member(ward, "lan", full_name="Trần Thị Lan")


@pytest.fixture
def article(section, hoa):
    body = "<p>Sáng nay bà con họp.</p>"
    return make_article(section=section, by=hoa, title="Ngày hội", body=body)


def change_path(article):
    return reverse("admin:news_article_change", args=[article.pk])


def typed(section, *, base, **changes):
    return {
        "section": section.pk,
        "title": "Ngày hội",
        "summary": "",
        "body": "<p>Sáng nay bà con họp.</p>",
        "form_token": str(uuid4()),
        "base": base,
        "_continue": "1",
    } | changes


def newest(article):
    return article.revisions.order_by("-number").first()


# Saving second


@pytest.fixture
def overtaken(client, article, section, hoa, lan):
    """Lan has the form of version 1 open; Hoa has saved version 2 meanwhile."""
    client.force_login(hoa)
    data = typed(section, base=1, title="Ngày hội lớn")
    assert client.post(change_path(article), data).status_code == 302
    client.force_login(lan)
    return typed(section, base=1, body="<p>Sáng nay <b>36 tổ</b> họp.</p>")


def test_saving_on_an_old_version_shows_both_and_overwrites_nothing(
    client, overtaken, article
):
    page = client.post(change_path(article), overtaken)

    assert page.status_code == 200
    assert newest(article).title == "Ngày hội lớn"
    assert "Nguyễn Thị Hoa đã lưu một phiên bản mới" in page.text
    assert "<del>lớn</del>" in page.text.replace(" </del>", "</del>")
    assert "<ins>36 tổ" in page.text
    assert "&lt;b&gt;36 tổ&lt;/b&gt;" in page.text, "the form keeps what was typed"
    assert 'name="base" value="2"' in page.text


def test_saving_on_top_knowingly_makes_the_newest_version_under_the_right_names(
    client, overtaken, article, hoa, lan
):
    client.post(change_path(article), overtaken)

    client.post(change_path(article), overtaken | {"base": 2})

    names = article.revisions.order_by("number").values_list("made_by", flat=True)
    assert list(names) == [hoa.pk, hoa.pk, lan.pk]
    assert newest(article).title == "Ngày hội"


def test_a_third_version_saved_while_deciding_is_shown_too(
    client, overtaken, article, section, hoa
):
    client.post(change_path(article), overtaken)
    content = services.current_content(article)
    services.save_working_copy(
        article=article, content=content.__class__(section=section, title="Ba"), by=hoa
    )

    page = client.post(change_path(article), overtaken | {"base": 2})

    assert newest(article).title == "Ba"
    assert 'name="base" value="3"' in page.text


def test_publishing_on_an_old_version_is_held_up_as_well(client, overtaken, article):
    del overtaken["_continue"]

    client.post(change_path(article), overtaken | {"_publish": "1"})

    article.refresh_from_db()
    assert not article.is_public
    assert article.working.number == 2


def test_the_same_words_are_no_quarrel(client, overtaken, article, section):
    data = typed(section, base=1, title="Ngày hội lớn")

    answer = client.post(change_path(article), data)

    assert answer.status_code == 302
    assert newest(article).number == 2


def test_what_the_second_typed_waits_for_them_whatever_they_decide(
    client, overtaken, article
):
    client.post(change_path(article), overtaken)

    page = client.get(f"{change_path(article)}?giu={overtaken['form_token']}")

    assert "&lt;b&gt;36 tổ&lt;/b&gt;" in page.text
    assert 'name="base" value="1"' in page.text
    assert "Ngày hội" in client.get(reverse("admin:index")).text


def test_pictures_are_compared_too(client, overtaken, article, ward):
    photo = make_photo(unit=ward)
    entries = {"pictures": [photo.pk], f"pictures-caption-{photo.pk}": "Toàn cảnh"}

    page = client.post(change_path(article), overtaken | entries)

    assert "Toàn cảnh <strong>Chỉ có trong bản này</strong>" in page.text
    assert "Không có ảnh" in page.text


def test_files_sent_with_the_second_form_are_named_and_left_out(
    client, overtaken, article
):
    files = {"pictures-files": [pictures.upload(pictures.plain_jpeg(), "một.jpg")]}

    page = client.post(change_path(article), overtaken | files)

    assert page.status_code == 200
    assert page.context["conflict"].new_pictures == 1
    assert not Photo.objects.exists()


def test_a_form_that_does_not_tell_its_version_overwrites_only_its_senders_own(
    client, article, section, hoa, lan
):
    data = typed(section, base="", title="Không nói")
    client.force_login(lan)
    client.post(change_path(article), data)
    assert newest(article).title == "Ngày hội"

    client.force_login(hoa)
    client.post(change_path(article), data)

    assert newest(article).title == "Không nói"


@pytest.mark.parametrize("base", ["x", "-1", "9" * 30, "²"])
def test_an_odd_version_number_breaks_nothing(client, article, section, lan, base):
    client.force_login(lan)

    page = client.post(change_path(article), typed(section, base=base, title="Lạ"))

    assert page.status_code == 200
    assert newest(article).number == 1


def test_a_page_left_open_by_a_colleague_asks_before_it_saves_in_ones_own_name(
    client, article, section, hoa, lan
):
    client.force_login(lan)
    opened = client.get(change_path(article)).context["open_form"]
    client.force_login(hoa)
    data = typed(section, base=1, title="Của Lan", owner=opened.owner)

    page = client.post(change_path(article), data)
    assert newest(article).number == 1
    data["owner"] = page.context["open_form"].owner
    client.post(change_path(article), data)

    assert newest(article).title == "Của Lan"
    assert newest(article).made_by == hoa


# Steps


def test_a_version_that_is_no_longer_the_newest_is_not_approved(
    client, article, section, hoa, lan
):
    Newsroom.objects.create(unit=article.unit, approval=Newsroom.Approval.TWO)
    workflow.submit(article=article, by=hoa)
    client.force_login(lan)
    path = reverse("admin:news_article_step", args=[article.pk])
    content = services.content_of(article.working)
    services.save_working_copy(
        article=article, content=content.__class__(section=section, title="Mới"), by=hoa
    )
    workflow.submit(article=article, by=hoa)

    page = client.post(path, {"step": "approve", "version": 1}, follow=True)
    article.refresh_from_db()
    assert not article.is_public
    assert "phiên bản mới hơn" in page.text
    client.post(path, {"step": "approve", "version": 2})

    article.refresh_from_db()
    assert article.title == "Mới"


def test_a_version_that_is_no_longer_the_newest_is_not_returned(article, hoa, lan):
    workflow.submit(article=article, by=hoa)

    with pytest.raises(ValidationError, match="phiên bản mới hơn"):
        workflow.send_back(article=article, by=lan, note="Sửa", number=7)


def test_the_buttons_of_the_steps_name_the_version_that_is_shown(
    client, article, hoa, lan
):
    workflow.submit(article=article, by=hoa)
    client.force_login(lan)

    page = client.get(change_path(article))

    assert 'name="version" value="1"' in page.text


def test_a_remark_is_still_there_when_the_step_was_refused(client, article, hoa, lan):
    workflow.submit(article=article, by=hoa)
    client.force_login(lan)
    path = reverse("admin:news_article_step", args=[article.pk])
    sent = {"step": "return", "version": 7, "note": "Bỏ tên các hộ."}

    page = client.post(path, sent, follow=True)

    assert ">Bỏ tên các hộ.</textarea>" in page.text
    assert "Bỏ tên các hộ" not in client.get(change_path(article)).text


def test_signing_in_again_after_a_step_leads_to_the_article(client, article, lan):
    client.force_login(lan)

    answer = client.get(reverse("admin:news_article_step", args=[article.pk]))

    assert answer.url == change_path(article)


# Presence


def ping(client, article, **data):
    path = reverse("writing:sign_of_life", args=[article.pk])
    return client.post(path, {"base": 1} | data)


def test_the_second_is_told_who_has_the_article_open(client, article, hoa, lan):
    client.force_login(hoa)
    client.get(change_path(article))
    client.force_login(lan)

    page = client.get(change_path(article))

    assert "Nguyễn Thị Hoa đang mở bài này" in page.text
    assert "Trần Thị Lan đang mở" not in page.text


def test_the_first_is_told_of_the_second_and_of_a_newer_version(
    client, article, hoa, lan, section
):
    presence.note(article=article, user=lan)
    services.save_working_copy(
        article=article,
        content=services.Content(section=section, title="Bản hai"),
        by=lan,
    )
    client.force_login(hoa)

    answer = ping(client, article)

    assert "Trần Thị Lan đang mở bài này" in answer.text
    assert "Trần Thị Lan vừa lưu phiên bản 2" in answer.text
    assert "no-store" in answer["Cache-Control"]


def test_who_gives_no_sign_of_life_is_gone_after_a_minute(article, hoa, lan):
    now = timezone.now()
    presence.note(article=article, user=hoa, now=now - timedelta(seconds=61))

    assert presence.note(article=article, user=lan, now=now) == []
    assert Presence.objects.get().user == lan


def test_a_sign_of_life_keeps_the_time_of_coming(article, hoa, lan):
    now = timezone.now()
    presence.note(article=article, user=hoa, now=now - timedelta(seconds=40))
    presence.note(article=article, user=hoa, now=now)

    (other,) = presence.others(article=article, user=lan, now=now)

    assert other.since == now - timedelta(seconds=40)


def test_who_leaves_is_gone_at_once(client, article, hoa):
    client.force_login(hoa)
    ping(client, article)

    answer = ping(client, article, leave="1")

    assert answer.status_code == 204
    assert not Presence.objects.exists()


def test_nobody_learns_who_writes_in_another_unit(client, article, hoa):
    presence.note(article=article, user=hoa)
    client.force_login(make_member(make_ward(name="Láng"), "xa"))

    assert ping(client, article).status_code == 404


def test_a_reader_is_not_counted_among_the_writers(client, article, ward):
    client.force_login(make_member(ward, "leader", role=Role.LEADER))

    page = client.get(change_path(article))

    assert page.status_code == 200
    assert not Presence.objects.exists()
    assert "data-writing" not in page.text
