"""The demonstration's programmes: whole, in every state, and nobody's name."""

import datetime
import unicodedata

import pytest
from django.db import transaction
from django.test import override_settings

from civicportal.demo.catalogue import read_all
from civicportal.demo.programmes import PROGRAMMES, load_programmes
from gallery.models import Photo
from meetings.models import Programme, Standing
from meetings.programme_matrix import matrix_of
from meetings.rules_of_programmes import programme_faults
from units.models import Unit

from ..factories import (
    make_article,
    make_conference,
    make_photo,
    make_user,
    shared_province,
)
from .places import make_places_of, programme_entries
from .test_demo_content import NAMED_PERSON, NEW_TONE_PLACE

ENTRIES = programme_entries()
UNITS = {content.slug: content for content in read_all()}
TODAY = datetime.date(2026, 11, 21)


def notes_of(entry):
    return [note for task in entry.get("tasks", ()) for note in task.get("notes", ())]


def test_articles_and_pictures_are_those_of_the_unit():
    for entry in ENTRIES:
        notes = notes_of(entry)
        titles = {*entry.get("articles", ()), *(note.get("article") for note in notes)}
        keys = {*entry.get("pictures", ()), *(note.get("picture") for note in notes)}
        content = UNITS.get(entry["unit"])
        stories = content.stories if content else ()

        assert titles - {None} <= {story.title for story in stories}
        assert keys - {None} <= set(content.pictures if content else ())


def test_nobody_is_named_and_letters_are_composed():
    for path in PROGRAMMES.glob("*.toml"):
        text = path.read_text(encoding="utf-8").replace("ông Công ông Táo", "")

        assert not NAMED_PERSON.search(text)
        assert unicodedata.is_normalized("NFC", text)
        assert not NEW_TONE_PLACE.search(text)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """The units of the files with an article and a picture of each that is named."""
    changed = override_settings(VAR_DIR=tmp_path_factory.mktemp("var"))
    with changed, django_db_blocker.unblock(), transaction.atomic():
        shared_province()
        make_places_of(ENTRIES)
        make_conference(
            unit=Unit.objects.get(slug="kim-lien"), held_on=datetime.date(2026, 1, 29)
        )
        make_conference(
            unit=Unit.objects.get(slug="ngo-quyen-son-tay"),
            held_on=datetime.date(2022, 1, 18),
        )
        named = next(one for one in ENTRIES if one["key"] == "kim-lien-ubnd-2026")
        _make_evidence(named)
        by = make_user(is_superuser=True)
        yield by, load_programmes(by)
        transaction.set_rollback(True)


def _make_evidence(entry):
    unit = Unit.objects.get(slug=entry["unit"])
    for note in notes_of(entry):
        if "article" in note:
            make_article(unit=unit, title=note["article"])
        if "picture" in note:
            make_photo(unit=unit, alt=UNITS[unit.slug].pictures[note["picture"]].alt)


def test_all_is_loaded_once_and_nothing_contradicts_itself(loaded):
    by, added = loaded

    assert added == Programme.objects.public().count() == len(ENTRIES)
    assert [str(fault) for fault in programme_faults(Programme.objects.all())] == []
    assert load_programmes(by) == 0
    assert Programme.objects.count() == len(ENTRIES)


def test_a_ward_has_tasks_in_every_state_with_their_evidence(loaded):
    programmes = Programme.objects.filter(unit__slug="kim-lien", year=2026)

    tasks = [task for one in programmes for task in one.tasks.all()]

    states = {task.state_on(TODAY) for task in tasks}
    assert states == {"not_begun", "under_way", "done", "late"}
    assert {task.is_on_time for task in tasks if task.is_done} == {True, False}
    notes = [note for task in tasks for note in task.notes.all()]
    assert any(note.article for note in notes)
    shown = {note.photo for note in notes if note.photo}
    assert shown == set(Photo.objects.filter(uses__kind="meetings.programme"))
    assert programmes.filter(reviews__kind="interim").count() == 1


def test_what_last_year_left_unfinished_is_carried_on(loaded):
    after = Programme.objects.get(unit__slug="kim-lien", previous__isnull=False)

    assert after.previous.reviews.filter(kind="final").exists()
    assert after.concluded_on == datetime.date(2026, 1, 29)
    carried = after.tasks.filter(carried_over=True)
    assert list(carried.values_list("number", flat=True)) == [2]


def test_a_session_adopts_and_three_bodies_sign(loaded):
    adopted = Programme.objects.get(conclusion="adopted")
    three = Programme.objects.get(unit__slug="dong-da-ha-noi")

    assert adopted.conference.held_on == datetime.date(2022, 1, 18)
    assert not adopted.parties.exclude(signatory_post="").exists()
    assert three.concluded_on == datetime.date(2023, 12, 27)
    assert (three.parties.count(), three.tasks.count()) == (3, 6)
    assert not three.parties.exclude(signatory="").exists()


def test_the_matrix_of_the_city_has_every_kind_of_cell(loaded):
    matrix = matrix_of(shared_province(), 2026, TODAY)

    cells = [cell for row in matrix.rows for cell in row.cells]
    assert any(cell.in_order for cell in cells)
    assert any(cell.awaiting for cell in cells)
    assert any(not cell.in_order and not cell.awaiting for cell in cells)
    found = Programme.objects.filter(year=2026).with_standing(TODAY)
    assert {one.standing for one in found} == set(Standing.values)
