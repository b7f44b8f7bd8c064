"""The history of a row names what was changed as the form does."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from tests.factories import make_body, make_section, make_user
from units.change_messages import change_message

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    user = make_user(username="quantri", is_superuser=True)
    client.force_login(user)
    return client


def newest_message():
    return LogEntry.objects.latest("pk").get_change_message()


def test_changed_fields_have_the_names_of_the_form(desk):
    section = make_section(name="Đời sống")
    typed = {"kind": "news", "name": "Mới", "slug": section.slug, "order": 7}

    desk.post(reverse("admin:news_section_change", args=[section.pk]), typed)

    assert newest_message() == "Đã sửa Tên và Thứ tự."


def test_names_that_stand_under_a_context_are_found(desk):
    body = make_body()
    typed = {"kind": body.kind_id, "name": "", "valid_from": "01/07/2025"}

    desk.post(reverse("admin:units_body_change", args=[body.pk]), typed)

    assert newest_message() == "Đã sửa Từ ngày."


class Rows:
    """What a formset tells of its rows."""

    def __init__(self, added=(), changed=(), deleted=(), forms=()):
        self.new_objects, self.deleted_objects = added, deleted
        self.changed_objects, self.forms = changed, forms


class OneField:
    """A form with one labelled field."""

    changed_data: list[str] = []

    def __init__(self):
        label = type("Field", (), {"label": "họ tên"})
        self.fields = {"name": label}


def test_rows_inside_a_form_are_told_too():
    body = make_body(name="Ban")
    named = {"name": "tổ chức", "object": str(body)}
    rows = Rows([body], [(body, ["name", "gone"])], [body], [OneField()])

    told = change_message(OneField(), [rows], add=True)

    assert told == [
        {"added": {}},
        {"added": named},
        {"changed": {**named, "fields": ["Họ tên", "Gone"]}},
        {"deleted": named},
    ]
