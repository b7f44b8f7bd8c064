"""The second step: each code once, throttled, required where settings say so, no loop."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.factories import make_membership, make_photo, make_user, make_ward
from tests.second_factor import code, enrol, wrong_code
from tests.stores import stores  # noqa: F401
from units import people, second_factor
from units.models import Role, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stores")]

PASSWORD = "mật-khẩu-đủ-dài-2026"
DESK = "/quan-tri/"
CODE, RECOVERY = "account:code", "account:recovery"


@pytest.fixture
def editor():
    user = make_user(username="editor", password=PASSWORD)
    make_membership(user=user, unit=make_ward(), role=Role.EDITOR)
    return user


@pytest.fixture
def required(settings):
    settings.TWO_FACTOR_REQUIRED = True
    settings.TWO_FACTOR_GRACE_DAYS = 14


def sign_in(client, username="editor", password=PASSWORD, **data):
    data = {"username": username, "password": password, **data}
    return client.post(reverse("admin:login"), data)


def second(client, token, name=CODE, **data):
    return client.post(reverse(name), {"otp_token": token, **data})


def is_in(client):
    return client.get(DESK).status_code == 200


def set_up(client, **data):
    """Go through the set-up with a phone; return its key and the answer."""
    address = reverse("account:set_up")
    page = client.get(address)
    key = client.session["wizard_set_up"]["extra_data"]["keys"]["generator"]
    assert page.context["secret_key"]
    answer = client.post(
        address,
        {"set_up-current_step": "generator", "generator-token": code(key), **data},
    )
    return key, answer


def test_without_a_second_factor_one_step_is_enough(client, editor):
    response = sign_in(client)

    assert response.url == DESK
    assert is_in(client)


def test_with_one_the_password_alone_opens_nothing(client, editor):
    enrol(editor)

    response = sign_in(client, next="/quan-tri/news/section/")

    assert response.url == reverse(CODE) + "?next=%2Fquan-tri%2Fnews%2Fsection%2F"
    assert "_auth_user_id" not in client.session
    assert not is_in(client)


def test_the_code_opens_the_page_that_was_asked_for(client, editor):
    device, _codes = enrol(editor)
    sign_in(client)

    response = second(client, code(device.key), next="/quan-tri/news/section/")

    assert response.url == "/quan-tri/news/section/"
    assert is_in(client)


def test_the_code_leads_to_no_other_site(client, editor):
    device, _codes = enrol(editor)
    sign_in(client, next="https://evil.example/")

    response = second(client, code(device.key), next="https://evil.example/")

    assert response.url == DESK


def test_a_code_typed_with_a_space_is_taken(client, editor):
    device, _codes = enrol(editor)
    sign_in(client)
    digits = code(device.key)

    second(client, f"{digits[:3]} {digits[3:]}")

    assert is_in(client)


def test_a_code_works_once(client, editor):
    device, _codes = enrol(editor)
    digits = code(device.key)
    sign_in(client)
    second(client, digits)
    client.post(reverse("admin:logout"))
    sign_in(client)

    response = second(client, digits)

    assert response.status_code == 200
    assert not is_in(client)


def test_a_recovery_code_works_once_and_says_how_many_are_left(client, editor):
    _device, codes = enrol(editor)
    sign_in(client)
    response = second(client, codes[0].upper().replace("-", " "), RECOVERY)
    said = [str(message) for message in get_messages(response.wsgi_request)]
    assert is_in(client)
    assert "9" in said[0]
    client.post(reverse("admin:logout"))

    sign_in(client)
    second(client, codes[0], RECOVERY)

    assert not is_in(client)


def test_recovery_codes_cannot_be_read_from_the_database(editor):
    _device, codes = enrol(editor)

    kept = set(StaticToken.objects.values_list("token", flat=True))

    assert len(kept) == len(set(codes)) == 10
    assert not kept & {form for one in codes for form in (one, one.replace("-", ""))}


def test_a_code_of_somebody_else_is_refused(client, editor):
    enrol(editor)
    other, codes = enrol(make_user())
    sign_in(client)

    second(client, code(other.key))
    second(client, codes[0], RECOVERY)

    assert not is_in(client)


def test_wrong_codes_pause_signing_in_like_wrong_passwords(client, editor):
    device, codes = enrol(editor)
    sign_in(client)
    answers = [second(client, wrong_code(device.key)) for _try in range(5)]

    later = second(client, codes[0], RECOVERY)
    again = sign_in(client)

    assert [answer.status_code for answer in answers] == [200] * 4 + [429]
    assert (later.status_code, again.status_code) == (429, 429)
    assert not is_in(client)


def test_what_is_no_code_at_all_is_not_counted(client, editor):
    enrol(editor)
    sign_in(client)

    response = second(client, "12ab")

    assert response.context["form"].errors["otp_token"]
    assert not AccessAttempt.objects.exists()


def test_right_passwords_between_wrong_codes_do_not_reset_the_count(client, editor):
    device, _codes = enrol(editor)
    for _try in range(4):
        sign_in(client)
        second(client, wrong_code(device.key))
    sign_in(client)

    response = second(client, wrong_code(device.key))

    assert response.status_code == 429


@pytest.mark.parametrize("name", [CODE, RECOVERY])
def test_the_second_step_needs_the_first(client, editor, name):
    device, codes = enrol(editor)

    asked = client.get(reverse(name))
    tried = second(client, codes[0] if name == RECOVERY else code(device.key), name)

    assert asked.url == tried.url == reverse("admin:login")
    assert not is_in(client)


def test_the_first_step_lasts_ten_minutes(client, editor, settings):
    device, _codes = enrol(editor)
    sign_in(client)
    settings.TWO_FACTOR_LOGIN_TIMEOUT = -1

    response = second(client, code(device.key))

    assert response.url == reverse("admin:login")


@pytest.mark.parametrize("change", ["password", "disabled"])
def test_the_first_step_dies_with_its_password_and_its_account(client, editor, change):
    device, _codes = enrol(editor)
    sign_in(client)
    if change == "password":
        editor.set_password("mật-khẩu-khác-hẳn-2026")
    else:
        editor.is_active = False
    editor.save()

    second(client, code(device.key))

    assert not is_in(client)


def test_the_session_is_new_after_each_step(client, editor):
    device, _codes = enrol(editor)
    sign_in(client)
    between = client.session.session_key

    second(client, code(device.key))

    assert client.session.session_key != between
    assert "signing_in" not in client.session


def test_a_new_password_does_not_pass_by_the_second_step(client, editor):
    enrol(editor)
    root = make_user(username="root", is_superuser=True)

    password = people.reset_password(user=editor, by=root)
    response = sign_in(client, password=password)

    assert response.url.startswith(reverse(CODE))
    assert not is_in(client)


def test_a_session_from_before_the_set_up_ends_with_it(client, editor):
    sign_in(client)
    assert is_in(client)

    enrol(editor)

    assert not is_in(client)
    assert "_auth_user_id" not in client.session


def test_a_session_that_owes_a_code_has_no_right_outside_the_desk_either(
    client, editor
):
    photo = make_photo(unit=editor.memberships.get().unit)
    client.force_login(editor)
    seen = client.get(photo.url())
    seen.getvalue()

    enrol(editor)

    assert seen.status_code == 200
    assert client.get(photo.url()).status_code == 404


def test_set_up_shows_a_picture_of_ours_and_ends_with_recovery_codes(client, editor):
    sign_in(client)
    page = client.get(reverse("account:set_up"))
    picture = client.get(reverse("account:qr"))

    _key, answer = set_up(client, next="/quan-tri/news/section/")

    assert f'src="{reverse("account:qr")}"' in page.text
    assert picture["Content-Type"].startswith("image/svg+xml")
    assert b"<path" in picture.content
    assert "no-store" in picture["Cache-Control"]
    assert len(answer.context["codes"]) == 10
    assert answer.context["onward"] == "/quan-tri/news/section/"
    assert is_in(client)
    assert second_factor.is_enrolled(editor)


def test_the_code_of_the_set_up_is_used_up(client, editor):
    sign_in(client)
    key, _answer = set_up(client)
    client.post(reverse("admin:logout"))
    sign_in(client)

    second(client, code(key))
    assert not is_in(client)


def test_a_wrong_code_sets_nothing_up(client, editor):
    sign_in(client)
    client.get(reverse("account:set_up"))

    response = client.post(
        reverse("account:set_up"),
        {"set_up-current_step": "generator", "generator-token": "12345"},
    )

    assert response.status_code == 200
    assert not TOTPDevice.objects.exists()


def test_who_has_one_cannot_add_another_unseen(client, editor):
    sign_in(client)
    set_up(client)

    response = client.post(reverse("account:set_up"), {})

    assert response.url == reverse("account:security")
    assert TOTPDevice.objects.count() == 1


@pytest.mark.parametrize("name", ["account:recovery_codes", "account:remove"])
def test_codes_and_removal_ask_for_the_password(client, editor, name):
    sign_in(client)
    set_up(client)
    before = set(StaticToken.objects.values_list("token", flat=True))

    refused = client.post(reverse(name), {"password": "sai"})
    unchanged = set(StaticToken.objects.values_list("token", flat=True))
    client.post(reverse(name), {"password": PASSWORD})

    assert refused.context["form"].errors["password"]
    assert unchanged == before
    assert set(StaticToken.objects.values_list("token", flat=True)) != before
    assert second_factor.is_enrolled(User.objects.get(pk=editor.pk)) == (
        name == "account:recovery_codes"
    )


def test_guessing_the_password_there_is_throttled(client, editor):
    sign_in(client)
    set_up(client)

    answers = [
        client.post(reverse("account:remove"), {"password": "sai"}) for _try in range(5)
    ]

    assert answers[-1].status_code == 429


# Required: production's rule.


def test_where_required_the_unenrolled_is_led_to_set_up_and_may_wait(
    client, editor, required
):
    response = sign_in(client, next="/quan-tri/news/section/")
    page = client.get(response.url)

    assert response.url.startswith(reverse("account:set_up"))
    assert page.context["later"] == "/quan-tri/news/section/"
    assert is_in(client)


def test_a_writer_is_not_asked(client, required):
    user = make_user(username="writer", password=PASSWORD)
    make_membership(user=user, role=Role.WRITER)

    response = sign_in(client, username="writer")

    assert response.url == DESK


@pytest.mark.parametrize(
    "role", [Role.EDITOR, Role.WARD_ADMIN, Role.LEADER, Role.REVIEWER]
)
def test_editors_and_those_above_are_asked(client, required, role):
    make_membership(user=make_user(username="x", password=PASSWORD), role=role)

    response = sign_in(client, username="x")

    assert response.url.startswith(reverse("account:set_up"))


def test_a_portal_administrator_is_asked(client, required):
    make_user(username="root", password=PASSWORD, is_superuser=True)

    response = sign_in(client, username="root")

    assert response.url.startswith(reverse("account:set_up"))


def test_grace_counts_from_the_first_sign_in_that_asked(client, editor, required):
    sign_in(client)
    first = User.objects.get(pk=editor.pk).second_factor_asked_at

    sign_in(client)

    assert User.objects.get(pk=editor.pk).second_factor_asked_at == first
    assert second_factor.deadline(User.objects.get(pk=editor.pk)) == (
        first + timedelta(days=14)
    )


def overdue(user):
    user.second_factor_asked_at = timezone.now() - timedelta(days=15)
    user.save()


def test_after_grace_every_page_leads_to_set_up_which_itself_opens(
    client, editor, required
):
    overdue(editor)
    sign_in(client)

    led = client.get("/quan-tri/news/article/")
    posted = client.post("/quan-tri/news/article/add/")
    page = client.get(led.url)
    picture = client.get(reverse("account:qr"))

    assert (
        led.url == reverse("account:set_up") + "?next=%2Fquan-tri%2Fnews%2Farticle%2F"
    )
    assert posted.url == reverse("account:set_up")
    assert (page.status_code, picture.status_code) == (200, 200)
    assert page.context["overdue"]
    assert reverse("admin:logout") in page.text


def test_after_set_up_the_overdue_may_work(client, editor, required):
    overdue(editor)
    sign_in(client)

    set_up(client)

    assert is_in(client)


def test_the_overdue_may_sign_out(client, editor, required):
    overdue(editor)
    sign_in(client)

    client.post(reverse("admin:logout"))

    assert "_auth_user_id" not in client.session


def test_the_overdue_has_no_right_anywhere(client, editor, required):
    photo = make_photo(unit=editor.memberships.get().unit)
    overdue(editor)
    client.force_login(editor)

    assert client.get(photo.url()).status_code == 404


def test_with_no_grace_set_up_comes_first(client, editor, required, settings):
    settings.TWO_FACTOR_GRACE_DAYS = 0

    sign_in(client)

    assert client.get(DESK).url.startswith(reverse("account:set_up"))


# A password that somebody else knows.


def given(user):
    return people.reset_password(user=user, by=make_user(is_superuser=True))


def change(client, old, new, **data):
    return client.post(
        reverse("account:change_password"),
        {"old_password": old, "new_password1": new, "new_password2": new, **data},
    )


def test_a_given_password_is_changed_before_anything_else(client, editor):
    password = given(editor)
    sign_in(client, password=password)

    led = client.get("/quan-tri/news/article/")
    page = client.get(led.url)
    changed = change(
        client, password, PASSWORD + " mới", next="/quan-tri/news/article/"
    )

    assert led.url.startswith(reverse("account:change_password"))
    assert page.status_code == 200
    assert changed.url == "/quan-tri/news/article/"
    assert client.get("/quan-tri/news/article/").status_code == 200


def test_a_given_password_cannot_be_kept(client, editor):
    password = given(editor)
    sign_in(client, password=password)

    response = change(client, password, password)

    assert response.context["form"].errors["new_password1"]
    assert not is_in(client)


@pytest.mark.parametrize("new", ["ngắn", "password1234"])
def test_a_bad_password_is_refused_with_its_reason(client, editor, new):
    sign_in(client)

    response = change(client, PASSWORD, new)

    assert response.context["form"].errors["new_password2"]
    assert User.objects.get(pk=editor.pk).check_password(PASSWORD)


def test_a_given_password_expires(client, editor):
    password = given(editor)
    User.objects.update(password_given_at=timezone.now() - timedelta(days=8))

    response = sign_in(client, password=password)

    assert "hết hạn" in response.text
    assert not is_in(client)


def test_changing_it_ends_the_other_sessions_and_not_this_one(client, editor):
    other = type(client)()
    sign_in(client)
    sign_in(other)

    change(client, PASSWORD, PASSWORD + " mới")

    assert is_in(client)
    assert not is_in(other)


def test_password_then_set_up_one_after_the_other_and_no_loop(client, editor, required):
    overdue(editor)
    password = given(editor)
    sign_in(client, password=password)

    first = client.get(DESK)
    change(client, password, PASSWORD + " mới")
    then = client.get(DESK)
    set_up(client)

    assert first.url.startswith(reverse("account:change_password"))
    assert then.url.startswith(reverse("account:set_up"))
    assert is_in(client)


@pytest.mark.parametrize(
    "name",
    [
        "account:security",
        "account:set_up",
        "account:change_password",
        "account:recovery_codes",
        "account:remove",
        "account:qr",
    ],
)
def test_pages_of_one_s_account_are_for_the_signed_in(client, name, db):
    response = client.get(reverse(name))

    assert response.url.startswith(reverse("admin:login"))


@pytest.mark.parametrize("model", ["otp_totp/totpdevice", "otp_static/staticdevice"])
def test_no_page_of_the_desk_shows_keys(client, model, db):
    client.force_login(make_user(is_superuser=True))

    assert client.get(f"/quan-tri/{model}/").status_code == 404


def test_showing_the_sign_in_page_stores_no_session(client, db):
    client.get(reverse("admin:login"))

    assert "sessionid" not in client.cookies
