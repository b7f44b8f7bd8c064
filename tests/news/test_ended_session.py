"""A session that ends while somebody writes: asked about, and what was sent is kept."""

import json
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from news.models import Article, SentForm
from news.writing import forms
from tests.factories import (
    make_article,
    make_member,
    make_photo,
    make_user,
)
from tests.pictures import PDF, upload
from units.models import Role

pytestmark = pytest.mark.django_db

ADD = "/quan-tri/news/article/add/"
SESSION = "/quan-tri/phien/"
PASSWORD = "mật-khẩu-đủ-dài-2026"


@pytest.fixture
def hoa(ward):
    return make_member(ward, "hoa", role=Role.WRITER, password=PASSWORD)


@pytest.fixture
def lan(ward):
    return make_member(ward, "lan", role=Role.WRITER, password=PASSWORD)


@pytest.fixture
def typed(client, ward, section, hoa):
    """What Hoa has typed into an open form; then her session ends."""
    client.force_login(hoa)
    opened = client.get(ADD).context["open_form"]
    Session.objects.all().delete()
    return {
        "unit": ward.pk,
        "section": section.pk,
        "title": "Ngày hội <về> từng ngõ",
        "summary": "Tóm tắt đã gõ",
        "body": "<p>Nội dung đã gõ</p>",
        "published_at_0": "31/02/2027",
        "published_at_1": "07:00",
        "form_token": str(opened.token),
        "base": opened.base,
        "owner": opened.owner,
        "_continue": "1",
    }


def sign_in(client, username, path):
    data = {"username": username, "password": PASSWORD}
    return client.post(path, data, follow=True)


# Asking


def test_whoever_is_signed_in_hears_so_and_nobody_keeps_the_answer(client, hoa):
    client.force_login(hoa)

    answer = client.get(SESSION)

    assert answer.json()["user"] == hoa.pk
    assert answer.json()["csrf"]
    assert "no-store" in answer["Cache-Control"]


def test_whoever_is_signed_out_hears_401(client, ward):
    answer = client.get(SESSION)

    assert answer.status_code == 401
    assert "no-store" in answer["Cache-Control"]
    path = reverse("writing:sign_of_life", args=[1])
    assert client.post(path).status_code == 401


def test_an_account_without_a_role_is_not_signed_in_to_the_desk(client):
    client.force_login(make_user(username="nobody"))

    assert client.get(SESSION).status_code == 401


def test_asking_does_not_keep_a_session_alive(client, hoa):
    client.force_login(hoa)
    used = Session.objects.get()
    soon = timezone.now() + timezone.timedelta(minutes=30)
    Session.objects.update(expire_date=soon)

    client.get(SESSION)

    assert Session.objects.get(pk=used.pk).expire_date == soon
    client.get(reverse("admin:index"))
    assert Session.objects.get(pk=used.pk).expire_date > soon


def test_the_answer_names_the_sendings_that_arrived(client, hoa, ward, section):
    client.force_login(hoa)
    token, attempt, strange = (str(uuid4()) for _ in range(3))
    data = {"unit": ward.pk, "section": section.pk, "title": "Bài", "form_token": token}
    client.post(ADD, data | {"attempt": attempt, "_continue": "1"})

    answer = client.get(SESSION, {"form": [token, strange, "không phải"]})

    assert answer.json()["arrived"] == {token: attempt}


# Sending after the end, without scripts


def test_what_is_sent_too_late_is_kept_and_shown_after_signing_in(client, typed):
    answer = client.post(ADD, typed)
    assert answer.status_code == 302
    assert "/login/" in answer.url
    assert not Article.objects.exists()

    page = sign_in(client, "hoa", answer.url)

    form = page.context["adminform"].form
    assert form["title"].value() == typed["title"]
    assert form["body"].value() == typed["body"]
    assert "Ngày hội &lt;về&gt; từng ngõ" in page.text
    assert 'value="31/02/2027"' in page.text, "faulty input is shown as typed"
    assert "Bài chưa được lưu" in page.text
    assert f'name="form_token" value="{typed["form_token"]}"' in page.text


def test_kept_text_is_saved_once_and_then_forgotten(client, typed):
    sign_in(client, "hoa", client.post(ADD, typed).url)
    typed |= {"published_at_0": "", "published_at_1": ""}

    client.post(ADD, typed)

    assert Article.objects.get().working.title == typed["title"]
    assert SentForm.objects.get().kept is None


def test_pictures_with_their_captions_are_kept(client, typed, ward):
    photo = make_photo(unit=ward)
    entries = {"pictures": [photo.pk], f"pictures-caption-{photo.pk}": "Toàn cảnh"}

    page = sign_in(client, "hoa", client.post(ADD, typed | entries).url)

    assert 'value="Toàn cảnh"' in page.text
    assert photo.thumb in page.text


def test_files_cannot_be_kept_and_are_named(client, typed):
    files = {"attachments-files": [upload(PDF, "Nghị quyết.pdf")]}

    page = sign_in(client, "hoa", client.post(ADD, typed | files).url)

    assert "Hãy chọn lại: Nghị quyết.pdf" in page.text.replace("\n", " ")


def test_the_form_of_an_article_comes_back_on_its_own_page(client, hoa, section, lan):
    article = make_article(section=section, by=hoa)
    client.force_login(hoa)
    path = reverse("admin:news_article_change", args=[article.pk])
    opened = client.get(path).context["open_form"]
    Session.objects.all().delete()
    data = {
        "title": "Đã sửa",
        "form_token": str(opened.token),
        "base": 1,
        "owner": opened.owner,
    }

    page = sign_in(client, "hoa", client.post(path, data).url)

    assert page.request["PATH_INFO"] == path
    assert 'value="Đã sửa"' in page.text
    assert 'name="base" value="1"' in page.text


def test_nobody_else_sees_what_was_kept(client, typed, lan):
    page = sign_in(client, "lan", client.post(ADD, typed).url)

    assert page.status_code == 200
    assert "Tóm tắt đã gõ" not in page.text
    assert "được giữ cho tài khoản ấy" in page.text
    assert "từng ngõ" not in client.get(reverse("admin:index")).text


@pytest.mark.parametrize("owner", ["", "1", "1:abc:def"])
def test_nothing_is_kept_for_whom_the_form_does_not_prove(client, typed, owner):
    answer = client.post(ADD, typed | {"owner": owner})

    assert "/login/" in answer.url
    assert not SentForm.objects.exists()


def test_a_proof_is_good_for_some_days_only(client, typed, monkeypatch):
    monkeypatch.setattr(forms, "KEPT_FOR", timezone.timedelta(0))

    client.post(ADD, typed)

    assert not SentForm.objects.exists()


def test_an_account_that_was_closed_gets_nothing_kept(client, typed, hoa):
    hoa.is_active = False
    hoa.save()

    client.post(ADD, typed)

    assert not SentForm.objects.exists()


def test_too_much_is_not_kept_but_pasted_pictures_may_go(client, typed):
    picture = '<img src="data:image/png;base64,' + "A" * forms.MOST_CHARACTERS + '">'
    client.post(ADD, typed | {"body": f"<p>Chữ</p>{picture}"})
    kept = forms.fields_of(SentForm.objects.get())
    assert kept["body"] == '<p>Chữ</p><img src="">'
    SentForm.objects.all().delete()

    client.post(ADD, typed | {"body": "x" * forms.MOST_CHARACTERS})

    assert not SentForm.objects.exists()


def test_a_person_has_a_bounded_number_of_kept_forms(hoa, monkeypatch):
    monkeypatch.setattr(forms, "MOST_KEPT", 2)

    for number in range(4):
        forms.keep(
            by_id=hoa.pk,
            token=uuid4(),
            article_id=None,
            fields=[("title", str(number))],
            files=[],
        )

    titles = {forms.fields_of(one)["title"] for one in forms.kept_by(hoa)}
    assert titles == {"2", "3"}


def test_a_forged_form_is_refused_and_what_its_owner_typed_is_kept(ward, typed, hoa):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(hoa)

    answer = strict.post(ADD, typed | {"csrfmiddlewaretoken": "cũ"})
    assert answer.status_code == 302
    assert not Article.objects.exists()

    page = strict.get(answer.url)
    assert "Tóm tắt đã gõ" in page.text
    refused = strict.post(ADD, typed | {"owner": ""})
    assert refused.status_code == 403


# What a browser has kept


def resume(client, **data):
    return client.post(reverse("writing:resume"), data)


def test_a_draft_of_the_browser_comes_back_into_the_form(client, hoa, ward):
    client.force_login(hoa)
    photo = make_photo(unit=ward)
    token = str(uuid4())
    fields = [["title", "Đang viết"], ["pictures", str(photo.pk)], ["base", "0"]]

    answer = resume(client, token=token, article="", fields=json.dumps(fields))

    page = client.get(answer.url)
    assert answer.url == f"{ADD}?giu={token}"
    assert 'value="Đang viết"' in page.text
    assert photo.thumb in page.text
    assert "Đang viết" in client.get(reverse("admin:index")).text


def test_a_draft_of_a_form_that_did_arrive_goes_on_in_its_article(
    client, hoa, ward, section
):
    client.force_login(hoa)
    token = str(uuid4())
    data = {"unit": ward.pk, "section": section.pk, "title": "Bài", "form_token": token}
    client.post(ADD, data | {"_continue": "1"})
    article = Article.objects.get()

    fields = json.dumps([["title", "Bài, thêm chữ"], ["section", str(section.pk)]])
    answer = resume(client, token=token, article="", fields=fields)

    assert str(article.pk) in answer.url
    client.post(answer.url, data | {"title": "Bài, thêm chữ", "_continue": "1"})
    assert Article.objects.get().working.title == "Bài, thêm chữ"


def test_characters_that_cannot_be_stored_take_nothing_else_along(client, hoa):
    client.force_login(hoa)

    answer = resume(
        client, token=str(uuid4()), article="", fields='[["title", "A\\u0000\\ud800B"]]'
    )

    assert 'value="AB"' in client.get(answer.url).text


@pytest.mark.parametrize(
    "fields", ["", "{}", "[1]", '[["a"]]', '[["a", 1]]', "[" * 5000, "null"]
)
def test_a_draft_that_is_none_is_refused(client, hoa, fields):
    client.force_login(hoa)

    answer = resume(client, token=str(uuid4()), article="", fields=fields)

    assert answer.status_code == 302
    assert not SentForm.objects.exists()


def test_kept_text_can_be_dropped_by_its_owner_alone(client, typed, hoa, lan):
    client.post(ADD, typed)
    path = reverse("writing:discard")
    client.force_login(lan)
    client.post(path, {"token": typed["form_token"]})
    assert forms.kept_by(hoa)

    client.force_login(hoa)
    client.post(path, {"token": typed["form_token"]})

    assert not forms.kept_by(hoa)


@pytest.mark.parametrize("name", ["resume", "discard"])
def test_the_doors_back_ask_to_sign_in(client, name):
    assert "/login/" in client.post(reverse(f"writing:{name}")).url
    assert "/login/" in client.get(reverse("writing:signed_in")).url


def test_the_page_after_signing_in_again_leads_back(client, hoa):
    client.force_login(hoa)

    page = client.get(reverse("writing:signed_in"))

    assert "quay lại bài đang viết" in page.text


@pytest.mark.parametrize("count", [1, 20])
def test_the_start_page_asks_as_often_for_one_kept_text_as_for_many(
    client, hoa, section, count, django_assert_max_num_queries
):
    client.force_login(hoa)
    for _ in range(count):
        forms.keep(
            by_id=hoa.pk,
            token=uuid4(),
            article_id=make_article(section=section).pk,
            fields=[("title", "Dở")],
            files=[],
        )

    with django_assert_max_num_queries(1):
        kept = forms.kept_by(hoa)
        assert [one.article for one in kept if one.article.working.title]
