"""What does not add up in programmes is found, also in rows that came past the services."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from meetings import programme_files
from meetings.invariants import all_faults
from meetings.models import (
    Party,
    Programme,
    ProgrammeReview,
    ProgressNote,
    Task,
    TaskJudgement,
)
from meetings.rules_of_programmes import programme_faults
from tests.factories import (
    make_body,
    make_conference,
    make_final_review,
    make_photo,
    make_programme,
    make_stored_file,
    make_task,
    make_ward,
)
from units.models import Body

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return make_ward(name="Kim Liên")


@pytest.fixture
def programme(ward):
    """A programme in which all is well: bodies, a led task, its final review."""
    programme = make_programme(
        unit=ward,
        parties=[make_body(unit=ward, kind="cong-an"), "Hội Phụ nữ"],
        conference=make_conference(unit=ward, held_on=date(2024, 1, 15)),
    )
    task = make_task(programme=programme, due_on=date(2024, 6, 1))
    task.lead, supporter = programme.parties.order_by("pk")
    task.save()
    task.support.add(supporter)
    make_final_review(programme)
    return programme


def found(programme):
    rows = Programme.objects.filter(pk=programme.pk)
    return [(fault.field, str(fault)) for fault in programme_faults(rows)]


def fields(programme):
    return [field for field, _message in found(programme)]


def test_a_programme_in_which_all_agrees_has_no_faults(programme):
    assert found(programme) == []
    assert all_faults() == []


def test_a_single_party_is_too_few(programme):
    Task.objects.all().delete()
    programme.parties.all()[1].delete()

    assert fields(programme) == ["parties"]


def test_a_party_in_two_spellings_is_found(programme):
    Party.objects.create(programme=programme, name="HỘI PHỤ NỮ")

    ((field, message),) = found(programme)

    assert field == "parties"
    assert "HỘI PHỤ NỮ" in message


def test_a_body_that_was_not_there_on_the_day_is_found(programme):
    Body.objects.update(valid_from="2024-01-16")
    assert fields(programme) == ["parties"]

    Body.objects.update(valid_from=None, valid_to="2024-01-14")
    assert "15/01/2024" in found(programme)[0][1]

    Body.objects.update(valid_from="2024-01-15", valid_to="2024-01-15")
    assert found(programme) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"year": 2023}, "year"),
        ({"concluded_on": "2025-01-01", "conference": None}, "concluded_on"),
        ({"concluded_on": "2024-01-16"}, "concluded_on"),
        ({"starts_on": "2024-06-02"}, "tasks.1.due_on"),
    ],
)
def test_days_that_do_not_agree_with_the_term_are_found(programme, changes, field):
    Programme.objects.update(**changes)

    assert fields(programme) == [field]


def test_a_review_before_the_beginning_is_found(programme):
    ProgrammeReview.objects.update(held_on="2024-01-01")

    (field,) = fields(programme)

    assert field.endswith(".held_on")


def test_who_leads_or_supports_without_being_a_party_is_found(programme):
    stranger = make_programme().parties.first()
    Task.objects.update(lead=stranger)
    programme.tasks.get().support.add(stranger)

    assert fields(programme) == ["tasks.1.lead", "tasks.1.support"]


def test_a_final_review_that_leaves_a_task_unjudged_is_found(programme):
    make_task(programme=programme, number=2)

    ((field, message),) = found(programme)

    assert field == "tasks.2.judgements"
    assert "2" in message


def test_an_interim_review_may_leave_tasks_unjudged(programme):
    ProgrammeReview.objects.update(kind="interim")
    TaskJudgement.objects.all().delete()

    assert found(programme) == []


def test_a_judgement_of_another_programmes_task_is_found(programme):
    TaskJudgement.objects.create(
        review=programme.reviews.get(), task=make_task(), verdict="done"
    )

    (field,) = fields(programme)

    assert field.endswith(".judgements")


def test_a_next_programme_that_begins_too_early_is_found(ward, programme):
    after = make_programme(unit=ward, year=2025, previous=programme)
    assert found(after) == []

    Programme.objects.filter(pk=programme.pk).update(ends_on="2025-01-15")

    assert fields(after) == ["starts_on"]


def test_evidence_that_readers_do_not_have_is_found(ward, programme):
    Programme.objects.update(status="published", published_at="2024-02-01T08:00+07:00")
    task = programme.tasks.get()
    ProgressNote.objects.create(task=task, text="Ảnh", photo=make_photo(unit=ward))
    ProgressNote.objects.create(task=task, text="Tệp", file=make_stored_file(unit=ward))

    missing = fields(programme)
    programme_files.show(Programme.objects.get(pk=programme.pk))

    assert missing == ["status"]
    assert found(programme) == []


def test_the_command_tells_faults_of_programmes_by_unit(ward, programme):
    Programme.objects.update(year=2023)
    out = StringIO()

    with pytest.raises(SystemExit):
        call_command("check_records", "--unit", ward.slug, stdout=out)

    lines = out.getvalue().splitlines()
    assert lines[0] == "Phường Kim Liên"
    assert f"(2023) [{programme.pk}]" in lines[1]
    assert {fault.record for fault in all_faults()} == {programme}


def faulty(ward):
    """A programme with a fault of nearly every kind."""
    programme = make_programme(
        unit=ward, parties=[make_body(unit=ward, kind="cong-an", valid_to="2020-01-01")]
    )
    Party.objects.create(programme=programme, name="công an")
    Party.objects.create(programme=programme, name="Công An")
    make_final_review(programme, held_on="2023-01-01")
    make_task(
        programme=programme, due_on="2030-01-01", lead=make_programme().parties.first()
    )
    Programme.objects.filter(pk=programme.pk).update(year=2020)
    return programme


def test_faults_of_many_programmes_ask_as_often_as_those_of_one(
    django_assert_num_queries, django_assert_max_num_queries
):
    faulty(make_ward(name="Phường A"))
    everything = Programme.objects.all()
    with django_assert_max_num_queries(40) as asked:
        assert len([str(one.record.unit) for one in programme_faults(everything)]) >= 6
    for name in "BC":
        faulty(make_ward(name=f"Phường {name}"))

    with django_assert_num_queries(len(asked)):
        many = [str(one.record.unit) for one in programme_faults(everything)]

    assert len(many) >= 18
