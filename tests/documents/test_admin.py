import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from documents.models import StoredFile
from documents.services import set_public_uses
from tests.factories import make_membership, make_stored_file, make_ward
from tests.stores import private_names
from units.models import Role

LIST = "/quan-tri/documents/storedfile/"


@pytest.fixture
def ward(db):
    return make_ward()


def client_of(unit, role=Role.EDITOR):
    client = Client()
    client.force_login(make_membership(unit=unit, role=role).user)
    return client


def test_the_list_shows_ones_own_units_files_alone(ward):
    make_stored_file(unit=ward, name="Của mình.pdf")
    make_stored_file(unit=make_ward(name="Láng"), name="Của phường khác.pdf")

    html = client_of(ward).get(LIST, {"q": "cua"}).content.decode()

    assert "Của mình.pdf" in html
    assert "Của phường khác.pdf" not in html


def test_nobody_adds_a_file_past_the_inspection(ward):
    assert client_of(ward).get(f"{LIST}add/").status_code == 403


def test_only_the_name_is_edited(ward):
    stored = make_stored_file(unit=ward)
    fields = {"name": "Tên mới.pdf", "sha256": "0", "key": "0", "size": 1}

    client_of(ward).post(f"{LIST}{stored.pk}/change/", fields)

    changed = StoredFile.objects.get()
    assert changed.name == "Tên mới.pdf"
    assert (changed.sha256, changed.key, changed.size) == (
        stored.sha256,
        stored.key,
        stored.size,
    )


def test_a_wrong_ending_is_told_at_the_field(ward):
    stored = make_stored_file(unit=ward)

    answer = client_of(ward).post(
        f"{LIST}{stored.pk}/change/", {"name": "Tên mới.html"}
    )

    assert "Hãy giữ nguyên đuôi" in answer.content.decode()
    assert StoredFile.objects.get().name == stored.name


def test_a_file_that_is_offered_stays_and_the_reason_is_told(ward):
    stored = make_stored_file(unit=ward)
    set_public_uses(kind="news.article", object_id=1, files=[stored])

    answer = client_of(ward).post(f"{LIST}{stored.pk}/delete/", {"post": "yes"})

    assert "đang được đính kèm" in answer.content.decode()
    assert private_names() == [stored.stored_name]


def test_the_list_takes_as_many_queries_for_many_as_for_one(ward):
    client = client_of(ward)
    counts = []
    for new in (1, 9):
        for _number in range(new):
            make_stored_file(unit=ward)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))

    assert counts[0] == counts[1]
