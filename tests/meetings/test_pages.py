"""What a resident and a stranger see, through HTTP."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meetings import forms
from meetings.models import ResidentWord, WordDesk
from tests.factories import (
    answer_word,
    make_contact,
    make_membership,
    make_succession,
    make_ward,
    make_word,
)
from traffic.models import Sending
from units.models import Role

pytestmark = pytest.mark.django_db

SECRETS = {
    "name": "Nguyễn Thị Hòa",
    "contact": "0912345678",
    "place": "Số 5 ngõ 102",
    "text": "Chuyện riêng của nhà tôi",
}


@pytest.fixture
def ward():
    ward = make_ward(name="Kim Liên")
    make_membership(unit=ward, role=Role.EDITOR)
    return ward


@pytest.fixture
def filled():
    return {
        "field": "order",
        "text": "Đèn ở ngõ 102 hỏng đã ba hôm.",
        "place": "",
        "name": "",
        "contact": "",
        "consent": "on",
        "website": "",
    }


def token_of(page):
    return re.search(r'name="token" value="([^"]+)"', page.text)[1]


def send(client, ward, filled, **changes):
    """Open the form and send it; `changes` replace what is filled in."""
    address = f"/{ward.slug}/gop-y/gui/"
    token = token_of(client.get(address))
    return client.post(address, {**filled, "token": token, **changes})


def test_a_word_is_sent_and_followed_with_its_code(client, ward, filled, unhurried):
    sent = send(client, ward, filled)
    assert (sent.status_code, sent["Location"]) == (302, f"/{ward.slug}/gop-y/da-gui/")
    told = client.get(sent["Location"])
    code = re.search(r'class="code figure">([^<]+)', told.text)[1]
    answer_word(ResidentWord.objects.get())

    followed = Client().post(f"/{ward.slug}/gop-y/theo-doi/", {"code": code})

    assert "Đã trả lời".lower() in followed.text.lower()
    assert "Đèn đã được thay." in followed.text


def test_the_code_stands_in_no_address_and_its_cookie_reaches_one_page(
    client, ward, filled, unhurried
):
    sent = send(client, ward, filled)

    cookie = sent.cookies["ma-gop-y"]
    assert cookie["path"] == f"/{ward.slug}/gop-y/da-gui/"
    assert cookie["httponly"]
    assert cookie["max-age"] <= 900


def test_the_page_of_the_code_shows_nothing_to_others(client, ward):
    assert client.get(f"/{ward.slug}/gop-y/da-gui/")["Location"].endswith("theo-doi/")


@pytest.mark.parametrize("page", ["gui", "theo-doi", "da-gui"])
def test_private_pages_are_stored_and_listed_by_nobody(client, ward, page):
    response = client.get(f"/{ward.slug}/gop-y/{page}/")

    assert response["Cache-Control"] == "no-store"
    assert "noindex" in response["X-Robots-Tag"]


def test_forms_are_refused_without_their_csrf_token(ward, filled):
    strict = Client(enforce_csrf_checks=True)

    for page in ("gui", "theo-doi"):
        response = strict.post(f"/{ward.slug}/gop-y/{page}/", filled | {"code": "x"})
        assert response.status_code == 403
    assert not ResidentWord.objects.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": ""}, "Hãy viết nội dung góp ý"),
        ({"text": "Ngắn"}, "ít nhất 10 ký tự"),
        ({"text": "\u200b\u200b\u200b"}, ""),
        ({"text": "a" * 4001}, ""),
        ({"field": ""}, "Hãy chọn lĩnh vực"),
        ({"field": "khong-co"}, ""),
        ({"contact": "gọi tôi nhé"}, "Đây không phải số điện thoại"),
        ({"consent": ""}, "Cần có sự đồng ý"),
        ({"website": "http://spam.example"}, "xin để trống"),
        ({"token": "giả"}, "Trang đã mở quá lâu"),
        ({"token": ""}, "Trang đã mở quá lâu"),
        ({"name": "a" * 101}, ""),
    ],
)
def test_a_fault_is_told_at_its_field_and_nothing_is_lost(
    client, ward, filled, unhurried, change, said
):
    filled |= {"place": "Ngõ 102 <b>"}

    page = send(client, ward, filled, **change)

    assert page.status_code == 422
    assert not ResidentWord.objects.exists()
    assert said in page.text
    assert "Phần bạn đã viết vẫn còn nguyên" in page.text
    assert "Ngõ 102 &lt;b&gt;" in page.text
    if "token" not in change:
        assert 'aria-invalid="true"' in page.text


def test_after_any_fault_the_form_can_be_sent(client, ward, filled, unhurried):
    page = send(client, ward, filled, token="giả")

    again = client.post(f"/{ward.slug}/gop-y/gui/", filled | {"token": token_of(page)})

    assert again.status_code == 302


def test_a_machine_that_fills_the_form_at_once_is_asked_to_wait(client, ward, filled):
    page = send(client, ward, filled)

    assert page.status_code == 422
    assert "vừa mở đã gửi" in page.text


def test_a_form_left_open_for_a_day_is_sent_on_the_second_try(
    client, ward, filled, unhurried, monkeypatch
):
    monkeypatch.setattr(forms, "SLOWEST", -2)
    page = send(client, ward, filled)
    assert "Trang đã mở quá lâu" in page.text
    monkeypatch.undo()
    monkeypatch.setattr(forms, "FASTEST", -1)

    again = client.post(f"/{ward.slug}/gop-y/gui/", filled | {"token": token_of(page)})

    assert again.status_code == 302


def test_sent_twice_is_one_word_and_another_text_is_not_lost(
    client, ward, filled, unhurried
):
    token = token_of(client.get(f"/{ward.slug}/gop-y/gui/"))
    for _time in range(2):
        assert send(client, ward, filled, token=token).status_code == 302
    assert ResidentWord.objects.count() == 1

    page = send(client, ward, filled, token=token, text="Việc thứ hai, khác hẳn.")

    assert page.status_code == 409
    assert "Việc thứ hai, khác hẳn." in page.text
    assert token_of(page) != token


def test_what_others_may_set_is_not_set_by_a_form(client, ward, filled, unhurried):
    other = make_ward(name="Láng")

    send(
        client,
        ward,
        filled,
        unit=other.pk,
        state="answered",
        status="published",
        answer="Tự trả lời",
        public_text="Tự đăng",
    )

    word = ResidentWord.objects.get()
    assert (word.unit, word.state, word.status, word.answer) == (
        ward,
        "new",
        "draft",
        "",
    )


def test_one_household_sends_five_an_hour_and_loses_nothing(
    client, ward, filled, unhurried
):
    answers = [send(client, ward, filled).status_code for _time in range(6)]

    assert answers == [302] * 5 + [429]
    assert ResidentWord.objects.count() == 5
    page = send(client, ward, filled)
    assert filled["text"] in page.text


def test_another_household_may_still_send(client, ward, filled, unhurried):
    for _time in range(6):
        send(client, ward, filled)

    assert send(Client(REMOTE_ADDR="10.9.8.7"), ward, filled).status_code == 302


def test_no_address_is_kept(client, ward, filled, unhurried):
    send(client, ward, filled)

    kept = str(list(Sending.objects.values()) + list(ResidentWord.objects.values()))
    assert "127.0.0.1" not in kept


def test_guessing_codes_is_slow(client, ward):
    word = make_word(unit=ward)
    address = f"/{ward.slug}/gop-y/theo-doi/"
    for _time in range(10):
        assert client.post(address, {"code": "2222-3333-4444"}).status_code == 200

    page = client.post(address, {"code": word.code})

    assert page.status_code == 429
    assert "Mã sai quá nhiều lần" in page.text
    assert "Góp ý số" not in page.text


@pytest.mark.parametrize("code", ["", "x", "' OR 1=1", "<script>", "ệ" * 39, "\x00"])
def test_a_wrong_code_is_told_and_kept(client, ward, code):
    page = client.post(f"/{ward.slug}/gop-y/theo-doi/", {"code": code})

    assert page.status_code == 200
    assert 'aria-invalid="true"' in page.text
    assert "<script>" not in page.text.split("<main")[1]


def test_a_code_shows_no_more_than_state_and_answer(client, ward):
    word = make_word(unit=ward, **SECRETS)

    page = client.post(f"/{ward.slug}/gop-y/theo-doi/", {"code": word.code})

    assert f"Góp ý số {word.pk}" in page.text
    for secret in SECRETS.values():
        assert secret not in page.text


def test_an_answer_in_the_making_is_not_shown(client, ward):
    word = make_word(unit=ward)
    answer_word(word, state="accepted", is_shown=False, answer="Dự thảo trả lời")

    page = client.post(f"/{ward.slug}/gop-y/theo-doi/", {"code": word.code})

    assert "Đã tiếp nhận".lower() in page.text.lower()
    assert "Dự thảo" not in page.text


def test_others_see_the_public_text_and_answer_alone(client, ward):
    shown = make_word(unit=ward, **SECRETS)
    answer_word(shown, public_text="Một <b>đèn</b> hỏng.")
    hidden = make_word(unit=ward)
    answer_word(hidden, is_shown=False, public_text="Chưa đăng")
    gone = make_word(unit=ward)
    answer_word(gone, public_text="Đã gỡ xuống")
    answer_word(gone, is_shown=False, public_text="Đã gỡ xuống")

    page = client.get(f"/{ward.slug}/gop-y/")

    assert "Một &lt;b&gt;đèn&lt;/b&gt; hỏng." in page.text
    assert "Đèn đã được thay." in page.text
    for secret in (*SECRETS.values(), "Chưa đăng", "Đã gỡ xuống", shown.code):
        assert secret not in page.text
    assert not page.cookies
    assert "Cookie" not in page.get("Vary", "")


def test_the_list_costs_the_same_with_one_and_many(client, ward):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/{ward.slug}/gop-y/")
        return len(queries)

    answer_word(make_word(unit=ward))
    one = cost()
    word = ResidentWord.objects.get()
    for number in range(200):
        word.pk, word.code_digest = None, f"d{number}"
        word._state.adding = True
        word.save()

    assert cost() == one <= 12
    page = client.get(f"/{ward.slug}/gop-y/")
    assert page.text.count("<article") == 10
    older = re.search(r'rel="next" href="([^"]+)"', page.text)[1]
    assert client.get(older).text.count("<article") == 10


def test_an_ended_unit_says_where_to_write_instead(client, ward, filled):
    ended = make_ward(name="Khương Thượng", ended_on="2025-06-30")
    make_succession(old=ended, new=ward)

    page = client.get(f"/{ended.slug}/gop-y/gui/")

    assert f'href="/{ward.slug}/gop-y/gui/"' in page.text
    assert "<form" not in page.text.split("<main")[1]
    client.post(f"/{ended.slug}/gop-y/gui/", filled)
    assert not ResidentWord.objects.exists()


def test_a_unit_that_takes_none_says_how_to_reach_it(client, ward, filled):
    WordDesk.objects.create(unit=ward, is_open=False)
    make_contact(unit=ward, phone="024 3000 0101")

    page = client.get(f"/{ward.slug}/gop-y/gui/")

    assert "024 3000 0101" in page.text
    client.post(f"/{ward.slug}/gop-y/gui/", filled)
    assert not ResidentWord.objects.exists()


@pytest.mark.parametrize("page", ["", "gui/", "da-gui/", "theo-doi/"])
def test_a_place_that_is_none_has_no_pages(client, page):
    assert client.get(f"/khong-co/gop-y/{page}").status_code == 404


@pytest.mark.parametrize("query", ["?truoc=x", "?sau=9_9_9", "?truoc="])
def test_odd_cursors_are_not_found(client, ward, query):
    assert client.get(f"/{ward.slug}/gop-y/{query}").status_code == 404
