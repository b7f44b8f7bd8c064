"""A form sent twice makes one article, however it came to be sent twice."""

import threading
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from news.models import Article, ArticleRevision, SentForm
from news.writing import forms
from tests import pictures
from tests.factories import (
    make_article,
    make_membership,
    make_user,
)
from units.models import Role

ADD = "/quan-tri/news/article/add/"


@pytest.fixture
def writer(client, ward):
    user = make_user(username="writer", full_name="Nguyễn Thị Hoa")
    make_membership(user=user, unit=ward, role=Role.WRITER)
    client.force_login(user)
    return user


@pytest.fixture
def typed(ward, section):
    return {
        "unit": ward.pk,
        "section": section.pk,
        "title": "Ngày hội Đại đoàn kết",
        "summary": "",
        "body": "<p>Nội dung đã gõ</p>",
        "form_token": str(uuid4()),
        "_continue": "1",
    }


def change_path(article):
    return reverse("admin:news_article_change", args=[article.pk])


def test_a_form_sent_twice_makes_one_article_and_one_version(client, writer, typed):
    client.post(ADD, typed)

    answer = client.post(ADD, typed)

    article = Article.objects.get()
    assert ArticleRevision.objects.count() == 1
    assert answer.url == change_path(article)


def test_sent_twice_with_publish_both_answers_lead_to_the_article(
    client, writer, typed
):
    del typed["_continue"]
    client.post(ADD, typed | {"_publish": "1"})

    answer = client.post(ADD, typed | {"_publish": "1"}, follow=True)

    assert answer.redirect_chain[-1][0] == change_path(Article.objects.public().get())
    assert "đã được lưu một lần" in answer.text


def test_back_then_more_words_then_send_adds_a_version_to_the_same_article(
    client, writer, typed
):
    client.post(ADD, typed)

    client.post(ADD, typed | {"title": "Ngày hội, thêm chữ"})

    article = Article.objects.get()
    assert article.working.title == "Ngày hội, thêm chữ"
    assert article.revisions.count() == 2


def test_back_on_the_form_of_an_article_is_no_quarrel_with_oneself(
    client, writer, typed, section
):
    article = make_article(section=section, by=writer)
    sent = typed | {"base": "1"}
    client.post(change_path(article), sent | {"title": "Một"})

    client.post(change_path(article), sent | {"title": "Hai"})

    article.refresh_from_db()
    assert article.working.title == "Hai"
    assert article.working.number == 3


def test_another_file_in_the_same_words_is_another_form(client, writer, typed):
    first = pictures.upload(pictures.PDF, "một.pdf")
    second = pictures.upload(pictures.PDF, "hai.pdf")
    client.post(ADD, typed | {"attachments-files": [first]})

    client.post(ADD, typed | {"attachments-files": [second]})

    names = {str(one) for one in Article.objects.get().working.attachments.all()}
    assert names == {"hai.pdf"}


def test_a_form_of_another_person_is_not_found_by_its_token(
    client, writer, typed, ward
):
    client.post(ADD, typed)
    other = make_user(username="other")
    make_membership(user=other, unit=ward, role=Role.WRITER)
    client.force_login(other)

    client.post(ADD, typed)

    assert Article.objects.count() == 2


def test_a_form_of_one_article_cannot_write_another(client, writer, typed, section):
    client.post(ADD, typed)
    other = make_article(section=section, by=writer)

    answer = client.post(change_path(other), typed | {"title": "Khác", "base": "1"})

    assert answer.status_code == 400
    assert other.revisions.count() == 1


def test_a_faulty_form_keeps_its_token_and_is_received_once_corrected(
    client, writer, typed
):
    page = client.post(ADD, typed | {"title": ""})
    assert typed["form_token"] in page.text

    client.post(ADD, typed)

    assert Article.objects.count() == 1


@pytest.mark.parametrize("token", ["", "không phải", "1" * 400])
def test_without_a_good_token_a_form_is_still_saved(client, writer, typed, token):
    client.post(ADD, typed | {"form_token": token})

    assert Article.objects.count() == 1


def test_old_forms_are_forgotten(client, writer, typed):
    client.post(ADD, typed)
    old = SentForm.objects.get().at - forms.KEPT_FOR * 2
    SentForm.objects.update(at=old)

    forms.forget_old()

    assert not SentForm.objects.exists()
    assert Article.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("button", ["_continue", "_publish"])
def test_two_requests_at_the_same_time_make_one_article(ward, section, typed, button):
    user = make_user(username="quick")
    make_membership(user=user, unit=ward, role=Role.WRITER)
    del typed["_continue"]
    answers = at_once(user, 4, lambda client: client.post(ADD, typed | {button: "1"}))

    article = Article.objects.get()
    assert {answer.status_code for answer in answers} == {302}
    assert {answer.url for answer in answers} == {change_path(article)}
    assert article.revisions.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_the_same_time_add_one_version(ward, section, typed):
    user = make_user(username="quick")
    make_membership(user=user, unit=ward, role=Role.WRITER)
    article = make_article(section=section, by=user)
    data = typed | {"base": "1"}

    answers = at_once(user, 4, lambda client: client.post(change_path(article), data))

    assert {answer.status_code for answer in answers} == {302}
    assert article.revisions.count() == 2


def at_once(user, count, send):
    """Let `count` clients of one person send at the same moment."""
    barrier = threading.Barrier(count)
    answers = []

    def run():
        try:
            client = Client()
            client.force_login(user)
            barrier.wait(timeout=10)
            answers.append(send(client))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(answers) == count
    return answers
