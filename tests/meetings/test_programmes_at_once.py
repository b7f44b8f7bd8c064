"""Two people at one programme in the same moment: the second waits for the first."""

from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client

from meetings import programmes
from meetings.models import Programme, ProgrammeReview
from tests.factories import (
    make_final_review,
    make_member,
    make_programme,
    make_task,
    make_ward,
)
from tests.meetings.programmes_of import make_public_programme
from tests.meetings.test_programme_admin import form_data, page
from units.models import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ward():
    return make_ward(name="Khương Thượng")


@pytest.fixture
def editor(ward):
    return make_member(ward, "bien.tap", role=Role.EDITOR)


def at_once(first, second):
    """What `second` answers that begins before `first` is committed."""

    def other():
        try:
            return second()
        except ValidationError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            first()
            later = threads.submit(other)
            wait([later], 0.5)
        return later.result(10)


def final_of(programme):
    return ProgrammeReview(
        programme=programme,
        kind="final",
        held_on=programme.ends_on,
        summary="Đã làm.",
        assessment="Tốt",
    )


def test_a_programme_is_carried_on_once_by_two_at_once(ward, editor):
    programme = make_programme(unit=ward)
    make_final_review(programme)

    def carry_on():
        return programmes.carry_on(programme=programme, by=editor)

    following = at_once(carry_on, carry_on)

    assert programme.next_ones.get() == following


def test_of_two_final_reviews_at_once_the_second_is_refused_in_words(ward, editor):
    programme = make_programme(unit=ward)

    def review():
        programmes.record_review(review=final_of(programme), verdicts={}, by=editor)

    answer = at_once(review, review)

    assert isinstance(answer, ValidationError)
    assert programme.reviews.count() == 1


def test_a_task_that_is_added_meanwhile_is_not_left_unjudged(ward, editor):
    programme = make_programme(unit=ward)

    def add_task():
        programmes.lock(programme.pk)
        make_task(programme=programme)

    answer = at_once(
        add_task,
        lambda: programmes.record_review(
            review=final_of(programme), verdicts={}, by=editor
        ),
    )

    assert isinstance(answer, ValidationError)
    assert not programme.reviews.exists()


def test_what_is_withdrawn_while_another_saves_stays_withdrawn(ward, editor):
    programme = make_public_programme(unit=ward, place="Hội trường")
    client = Client()
    client.force_login(editor)
    path = page("change", programme.pk)
    data = form_data(client, path, title="Tên khác", _continue="1")

    answer = at_once(
        lambda: programmes.withdraw(programme=programme, by=editor),
        lambda: client.post(path, data),
    )

    assert answer.status_code == 200  # told of the newer one, nothing written
    assert not Programme.objects.public().exists()
