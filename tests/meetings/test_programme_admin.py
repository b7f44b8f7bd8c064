"""A programme on the desk: one screen for parties and tasks, and who may open it."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from documents.models import FileUse
from gallery.models import PhotoUse
from gallery.picture_field import PictureData
from meetings.admin.programme_rows import TaskRows
from meetings.models import Party, Programme, Task
from tests.factories import (
    make_article,
    make_body,
    make_conference,
    make_document,
    make_final_review,
    make_membership,
    make_photo,
    make_programme,
    make_task,
    make_user,
    make_ward,
)
from tests.pictures import PDF, plain_jpeg, upload
from units.models import Role

pytestmark = pytest.mark.django_db

OWN, OTHER = "own", "other"
READS = {"list", "read", "history"}
WRITES = READS | {"add", "change", "publish", "review", "carry_on"}
MAY = {
    Role.WRITER: WRITES,
    Role.EDITOR: WRITES | {"delete", "drop_review"},
    Role.WARD_ADMIN: WRITES | {"delete", "drop_review"},
    Role.LEADER: READS,
    Role.REVIEWER: READS,
}
ACTIONS = sorted(MAY[Role.WARD_ADMIN])
LIST = reverse("admin:meetings_programme_changelist")
ADD = reverse("admin:meetings_programme_add")
FRONT, POLICE = "Ủy ban MTTQ phường", "Công an phường"


@pytest.fixture
def both():
    wards = {OWN: make_ward(name="Kim Liên"), OTHER: make_ward(name="Cửa Nam")}
    return {where: make_programme(unit=ward) for where, ward in wards.items()}


@pytest.fixture
def programme(both):
    return both[OWN]


@pytest.fixture
def desk(client, programme):
    """A writer of the programme's ward, signed in."""
    sign_in(client, programme.unit, Role.WRITER)
    return client


def sign_in(client, unit, role):
    user = make_user()
    make_membership(user=user, unit=unit, role=role)
    client.force_login(user)
    return user


def page(name, *args):
    return reverse(f"admin:meetings_programme_{name}", args=args)


def form_data(client, path, **changes):
    """What the page would send, untouched but for `changes`."""
    context = client.get(path).context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
        if isinstance(inline.opts, TaskRows):
            for form in inline.formset.forms:
                forms += [form.notes.management_form, *form.notes.forms]
    return dict(pair for form in forms for pair in _values(form)) | changes


def _values(form):
    for field in form:
        value = field.value()
        shown = field.field.prepare_value(value)
        if isinstance(value, PictureData):
            shown = [entry.photo_id for entry in value.entries]
        if isinstance(shown, list):
            shown = [getattr(one, "pk", one) for one in shown]
        if shown is not None and shown is not False:
            yield field.html_name, shown


def save(client, programme, **changes):
    path = page("change", programme.pk)
    data = form_data(client, path, **changes)
    return client.post(path, {**data, "_continue": "1"})


def faults(response):
    """Field names with what was said there, of the form and of every row."""
    context = response.context
    told = dict(context["adminform"].form.errors)
    for inline in context["inline_admin_formsets"]:
        for form in inline.formset.forms:
            told |= {form.add_prefix(name): text for name, text in form.errors.items()}
            for note in getattr(form, "notes", []):
                told |= {note.add_prefix(name): t for name, t in note.errors.items()}
    return told


# Who may


def attempt(client, action, programme):
    """Try the action as a page would; whether it was allowed."""
    tries = {
        "list": lambda: programme.title in client.get(LIST).content.decode(),
        "read": lambda: client.get(page("change", programme.pk)).status_code == 200,
        "history": lambda: client.get(page("history", programme.pk)).status_code == 200,
        "add": lambda: _adds(client, programme.unit),
        "change": lambda: _changes(client, programme),
        "publish": lambda: _publishes(client, programme),
        "review": lambda: client.get(page("final", programme.pk)).status_code == 200,
        "carry_on": lambda: _carries_on(client, programme),
        "delete": lambda: client.get(page("delete", programme.pk)).status_code == 200,
        "drop_review": lambda: _drops(client, programme),
    }
    return tries[action]()


def new_data(unit, **changes):
    return {
        "unit": unit.pk,
        "title": "Chương trình mới",
        "layer": "members",
        "year": "2024",
        "conclusion": "signed",
        "parties-TOTAL_FORMS": 2,
        "parties-INITIAL_FORMS": 0,
        "parties-0-name": FRONT,
        "parties-1-name": POLICE,
        "tasks-TOTAL_FORMS": 0,
        "tasks-INITIAL_FORMS": 0,
        "_continue": "1",
        **changes,
    }


def sent_by_hand(programme, **changes):
    """A whole form of a saved programme, also from those who are shown none."""
    data = new_data(programme.unit, title=programme.title, seen=stamp(programme))
    for number, party in enumerate(programme.parties.all()):
        data[f"parties-{number}-id"] = party.pk
    del data["_continue"]
    rest = {"place": programme.place, "concluded_on": "15/01/2024"}
    return data | rest | {"parties-INITIAL_FORMS": 2, **changes}


def stamp(programme):
    return programme.updated_at.isoformat()


def _adds(client, unit):
    client.post(ADD, new_data(unit))
    return Programme.objects.filter(title="Chương trình mới", unit=unit).exists()


def _changes(client, programme):
    client.post(page("change", programme.pk), sent_by_hand(programme, title="Đổi tên"))
    return Programme.objects.get(pk=programme.pk).title == "Đổi tên"


def _publishes(client, programme):
    client.post(page("change", programme.pk), sent_by_hand(programme, _publish="1"))
    return Programme.objects.get(pk=programme.pk).is_public


def _carries_on(client, programme):
    final_review(programme)
    client.post(page("carry_on", programme.pk))
    return programme.next_ones.exists()


def final_review(programme):
    return programme.reviews.first() or make_final_review(programme)


def _drops(client, programme):
    review = final_review(programme)
    client.post(page("drop_review", programme.pk, review.pk))
    return not programme.reviews.exists()


@pytest.mark.parametrize("role", MAY)
def test_a_role_may_do_in_its_own_ward_what_the_table_says(client, role):
    ward = make_ward()
    sign_in(client, ward, role)

    may = {one for one in ACTIONS if attempt(client, one, make_programme(unit=ward))}

    assert may == MAY[role]


@pytest.mark.parametrize("role", MAY)
def test_no_role_reaches_into_another_ward(client, both, role):
    sign_in(client, both[OWN].unit, role)
    both[OTHER].title = "Chương trình của phường khác"
    both[OTHER].save()

    assert [one for one in ACTIONS if attempt(client, one, both[OTHER])] == []


# One screen

WRITTEN_IN_ONE_GO = {
    "concluded_on": "24/01/2024",
    "place": "Hội trường phường",
    "parties-TOTAL_FORMS": 3,
    "parties-0-signatory": "Nguyễn Văn An",
    "parties-0-signatory_post": "Chủ tịch",
    "parties-1-body": "cong an phuong",
    "parties-2-name": "Ban Chỉ huy quân sự phường Cửa Nam",
    "tasks-TOTAL_FORMS": 1,
    "tasks-0-text": "Giữ gìn an ninh trật tự",
    "tasks-0-lead": "CÔNG AN PHƯỜNG",
    "tasks-0-support": f"{FRONT}; ban chi huy quan su phuong Cua Nam",
    "tasks-0-measure": "number",
    "tasks-0-target": "1.200",
    "tasks-0-target_unit": "hộ",
    "tasks-0-due_on": "31/12/2024",
    "tasks-0-notes-TOTAL_FORMS": 1,
    "tasks-0-notes-INITIAL_FORMS": 0,
    "tasks-0-notes-0-noted_on": "01/03/2024",
    "tasks-0-notes-0-text": "Tập huấn tổ trưởng",
}


def test_a_programme_is_written_in_one_go_with_the_parties_its_tasks_name(client):
    ward = make_ward(name="Khương Thượng")
    police = make_body(unit=ward, kind="cong-an", name=POLICE)
    elsewhere = make_body(
        unit=make_ward(name="Cửa Nam"), kind="quan-su", name="Quân sự"
    )
    sign_in(client, ward, Role.WRITER)

    client.post(
        ADD,
        new_data(
            ward,
            **WRITTEN_IN_ONE_GO | {"parties-2-body": str(elsewhere)},
        ),
    )

    programme = Programme.objects.get()
    assert [party.body for party in programme.parties.all()] == [
        None,
        police,
        elsewhere,
    ]
    assert programme.parties.first().signatory == "Nguyễn Văn An"
    assert programme.starts_on == datetime.date(2024, 1, 24)
    assert programme.ends_on == datetime.date(2024, 12, 31)
    task = programme.tasks.get()
    assert (task.number, task.target) == (1, 1200)
    assert task.lead.body == police
    assert {party.name for party in task.support.all()} == {
        FRONT,
        "Ban Chỉ huy quân sự phường Cửa Nam",
    }
    assert task.notes.get().text == "Tập huấn tổ trưởng"


def test_whoever_is_no_party_is_refused_at_the_field_and_stays_typed(desk, programme):
    response = save(
        desk,
        programme,
        **{"tasks-0-text": "Việc chung", "tasks-0-lead": "Hội Người cao tuổi"},
    )

    assert "tasks-0-lead" in faults(response)
    content = response.content.decode()
    assert "Hội Người cao tuổi" in content
    assert "Việc chung" in content
    assert not Task.objects.exists()


def test_a_party_may_be_renamed_while_tasks_name_it_as_before(desk, programme):
    police = programme.parties.get(name=POLICE)
    task = make_task(programme=programme, lead=police)

    save(desk, programme, **{"parties-1-name": "Công an phường Kim Liên"})

    police.refresh_from_db()
    task.refresh_from_db()
    assert police.name == "Công an phường Kim Liên"
    assert task.lead == police


def test_a_party_that_leads_a_task_is_not_taken_away_under_it(desk, programme):
    make_task(programme=programme, lead=programme.parties.get(name=POLICE))

    changes = {"parties-1-DELETE": "on", "parties-2-name": "Đoàn Thanh niên"}
    response = save(desk, programme, **changes)

    assert "tasks-0-lead" in faults(response)
    assert programme.parties.count() == 2


def test_a_party_that_a_sent_form_leaves_out_does_not_come_twice(desk, programme):
    forged = {"parties-INITIAL_FORMS": 0, "parties-0-id": "", "parties-1-id": ""}
    rows = {"parties-0-name": FRONT.upper(), "parties-1-name": "Hội Nông dân"}

    response = save(desk, programme, **forged, **rows)

    assert "parties-0-name" in faults(response)
    assert programme.parties.count() == 2


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"parties-1-name": "UỶ BAN MTTQ PHƯỜNG"}, "parties-1-name"),
        ({"parties-1-DELETE": "on"}, "parties-2-name"),
    ],
)
def test_parties_are_two_and_distinct_or_refused_at_the_name(
    desk, programme, changes, at
):
    response = save(desk, programme, **changes)

    assert list(faults(response)) == [at]
    assert {party.name for party in Party.objects.filter(programme=programme)} == {
        FRONT,
        POLICE,
    }


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"ends_on": "01/01/2024"}, "ends_on"),
        ({"year": "2026"}, "year"),
        ({"year": "12345", "starts_on": "", "ends_on": ""}, "year"),
        ({"concluded_on": "01/02/2025"}, "concluded_on"),
        ({"tasks-0-text": "A", "tasks-0-due_on": "01/02/2025"}, "tasks-0-due_on"),
        ({"tasks-0-text": "A", "tasks-0-measure": "number"}, "tasks-0-target"),
        ({"parties-1-body": "Sở Y tế, Tỉnh Xa"}, "parties-1-body"),
    ],
)
def test_term_days_and_names_agree_or_are_refused_at_their_field(
    desk, programme, changes, at
):
    response = save(desk, programme, **changes)

    assert at in faults(response)


def test_a_body_that_did_not_exist_on_the_day_is_refused(client):
    ward = make_ward()
    body = make_body(unit=ward, name=POLICE, valid_from="2025-07-01")
    sign_in(client, ward, Role.WRITER)
    data = {"parties-1-body": str(body), "concluded_on": "24/01/2024"}

    response = client.post(ADD, new_data(ward, **data))

    assert "parties-1-body" in faults(response)
    assert not Programme.objects.exists()


def test_progress_is_shown_by_an_article_a_document_and_a_photograph(desk, programme):
    make_task(programme=programme)
    article = make_article(unit=programme.unit, title="Ra quân làm sạch ngõ")
    programme.status, programme.published_at = "published", timezone.now()
    programme.save()

    save(
        desk,
        programme,
        **{
            "tasks-0-notes-0-text": "Đã ra quân",
            "tasks-0-notes-0-article": "ra quan lam sach ngo",
            "tasks-0-notes-0-upload": upload(PDF, "Báo cáo.pdf"),
            "tasks-0-notes-0-picture": upload(plain_jpeg(), "anh.jpg"),
        },
    )

    note = Task.objects.get().notes.get()
    assert note.article == article
    assert note.file.name == "Báo cáo.pdf"
    assert note.photo.unit == programme.unit
    kind = "meetings.programme"
    assert PhotoUse.objects.get(kind=kind).photo == note.photo
    assert FileUse.objects.get(kind=kind).file == note.file


def test_what_was_done_on_a_day_to_come_is_refused_at_its_day(desk, programme):
    make_task(programme=programme)
    row = {"tasks-0-notes-0-text": "Đã làm", "tasks-0-notes-0-noted_on": "31/12/9999"}

    response = save(desk, programme, **row)

    assert "tasks-0-notes-0-noted_on" in faults(response)


def test_a_file_that_is_no_document_is_refused_at_its_note(desk, programme):
    make_task(programme=programme)

    response = save(
        desk,
        programme,
        **{
            "tasks-0-notes-0-text": "Đã ra quân",
            "tasks-0-notes-0-upload": upload(b"MZ\x90", "Báo cáo.pdf"),
        },
    )

    assert "tasks-0-notes-0-upload" in faults(response)
    assert "Đã ra quân" in response.content.decode()


def test_rows_of_another_ward_are_not_reached_by_their_numbers(desk, both):
    programme, stranger = both[OWN], both[OTHER].unit
    make_task(programme=programme)
    article = make_article(unit=stranger, title="Tin phường khác")
    foreign = {
        "document": make_document(unit=stranger).pk,
        "conference": make_conference(unit=stranger).pk,
        "articles": article.pk,
        "pictures": make_photo(unit=stranger).pk,
        "tasks-0-notes-0-text": "Ghi chú",
        "tasks-0-notes-0-article": "Tin phường khác",
    }

    response = save(desk, programme, **foreign)

    told = faults(response)
    assert {"document", "conference", "articles", "pictures"} <= set(told)
    assert "tasks-0-notes-0-article" in told


def test_who_works_for_two_wards_ties_no_row_of_one_to_a_programme_of_the_other(
    client, both
):
    user = sign_in(client, both[OWN].unit, Role.WRITER)
    other = both[OTHER].unit
    make_membership(user=user, unit=other, role=Role.WRITER)
    article = make_article(unit=other)
    record = make_conference(unit=other)

    response = save(client, both[OWN], articles=article.pk)
    new = new_data(both[OWN].unit, conference=record.pk)
    begun = client.post(ADD, new)

    assert "articles" in faults(response)
    assert "conference" in faults(begun)
    assert not both[OWN].articles.exists()


def test_tasks_and_parties_of_another_programme_are_not_written(desk, both):
    other = make_task(programme=both[OTHER], text="Của phường khác")
    make_task(programme=both[OWN])
    party = both[OTHER].parties.first()

    save(
        desk,
        both[OWN],
        **{
            "tasks-0-id": other.pk,
            "tasks-0-text": "Bị đổi",
            "parties-0-id": party.pk,
            "parties-0-name": "Bị đổi",
        },
    )

    other.refresh_from_db()
    party.refresh_from_db()
    assert other.text == "Của phường khác"
    assert party.name == FRONT


def test_whoever_saves_second_is_told_once_and_loses_nothing(desk, programme):
    path = page("change", programme.pk)
    data = sent_by_hand(programme, title="Của người thứ hai")
    programme.place = "Của người thứ nhất"
    programme.save()

    refused = desk.post(path, data)
    seen = refused.context["adminform"].form["seen"].value()
    again = desk.post(path, data | {"seen": seen})

    assert "Của người thứ hai" in refused.content.decode()
    assert again.status_code == 302
    programme.refresh_from_db()
    assert programme.title == "Của người thứ hai"


def test_a_pictures_album_is_readers_once_the_programme_is(desk, programme):
    photo = make_photo(unit=programme.unit)

    save(desk, programme, pictures=photo.pk)
    assert not PhotoUse.objects.exists()
    path = page("change", programme.pk)
    desk.post(path, {**form_data(desk, path), "_publish": "1"})
    assert PhotoUse.objects.get().photo == photo
    desk.post(path, {**form_data(desk, path), "_withdraw": "1"})

    assert not PhotoUse.objects.exists()


def test_what_was_concluded_nowhere_is_not_published_and_keeps_what_was_typed(desk):
    programme = Programme.objects.get(unit__slug="kim-lien")
    path = page("change", programme.pk)
    data = form_data(desk, path, place="", title="Đang sửa")

    response = desk.post(path, {**data, "_publish": "1"})

    assert "place" in faults(response)
    assert "Đang sửa" in response.content.decode()
    programme.refresh_from_db()
    assert programme.status == "draft"


# After the final review


def test_after_the_final_review_parties_and_tasks_stand_still(desk, programme):
    task = make_task(programme=programme)
    path = page("change", programme.pk)
    open_before = form_data(desk, path, **{"tasks-0-text": "Đổi", "title": "Tên mới"})
    make_final_review(programme)

    response = desk.post(path, {**open_before, "_continue": "1"})

    task.refresh_from_db()
    assert response.status_code == 302
    assert task.text != "Đổi"
    assert Programme.objects.get(pk=programme.pk).title == "Tên mới"
    assert "id_tasks-0-text" not in desk.get(path).content.decode()


# Lists and history


def test_the_list_finds_by_words_without_marks_and_by_party(desk, programme):
    make_programme(unit=programme.unit, title="Vệ sinh môi trường", parties=["A", "B"])

    for words in ("an ninh trat tu", "cong an 2024"):
        found = desk.get(LIST, {"q": words}).context["cl"].result_list
        assert [row.pk for row in found] == [programme.pk]


def test_the_list_is_narrowed_by_where_programmes_stand(desk, programme):
    make_programme(unit=programme.unit, year=timezone.localdate().year)
    reviewed = make_programme(unit=programme.unit, year=2023)
    make_final_review(reviewed)

    found = desk.get(LIST, {"dang": "awaits_review"}).context["cl"].result_list
    assert [row.pk for row in found] == [programme.pk]


def fill(programme, *numbers):
    """Give it parties, tasks and progress, and its ward more programmes."""
    for number in numbers:
        make_programme(unit=programme.unit)
        body = make_body(unit=programme.unit, kind=f"kind{number}")
        party = programme.parties.create(name=f"Bên {number}", body=body)
        task = make_task(programme=programme, number=number, lead=party)
        task.support.add(party)
        article = make_article(unit=programme.unit, title=f"Bài {number}")
        task.notes.create(text="Đã làm", article=article)


@pytest.mark.parametrize("of_list", [True, False])
def test_list_and_page_ask_the_same_number_of_questions_for_many(
    desk, programme, of_list
):
    address = LIST if of_list else page("change", programme.pk)
    fill(programme, 1)
    desk.get(address)
    counts = []

    for numbers in [(2, 3, 4, 5), ()]:
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(address).status_code == 200
        counts.append(len(captured))
        fill(programme, *numbers)

    assert counts[0] == counts[1]


def test_the_history_names_what_became_different_in_tasks_too(desk, programme):
    make_task(programme=programme, text="Việc cũ")
    save(desk, programme, title="Tên mới", **{"tasks-0-text": "Việc mới"})

    content = desk.get(page("history", programme.pk)).content.decode()

    assert "<ins>Tên mới</ins>" in content
    assert "<ins>Việc mới</ins>" in content


def test_what_readers_have_seen_is_not_deleted(client, programme):
    sign_in(client, programme.unit, Role.WARD_ADMIN)
    programme.status, programme.published_at = "published", timezone.now()
    programme.save()

    assert client.get(page("delete", programme.pk)).status_code == 403
