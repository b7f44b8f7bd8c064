"""The sheet's pages on the desk, through their own addresses, without script."""

import json
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gallery.models import Album, Photo, PhotoUse
from gallery.services import replace_album, set_public_uses
from meetings import group_sheet, records, sheet_page
from meetings.models import GroupReport
from news.bodies import photos_in
from publishing import stores
from tests.factories import (
    make_conference,
    make_group,
    make_membership,
    make_user,
    make_ward,
)
from tests.meetings.records_of import is_blank
from tests.pictures import plain_jpeg, upload
from units.models import Role

pytestmark = pytest.mark.django_db

FULL = {
    "held_on": "5/2",
    "households_total": "120",
    "households_invited": "100",
    "households_attended": "80",
    "opinions": "3",
    "delegates_elected": "5",
    "votes_for": "100%",
    "not_to_be_held": "",
    "reason": "",
    "explanation": "",
}
EMPTY = dict.fromkeys(FULL, "")


@pytest.fixture
def ward():
    ward = make_ward()
    for number in ("1", "2", "10"):
        make_group(name=number, parent=ward)
    return ward


@pytest.fixture
def writer(ward, client):
    user = make_membership(user=make_user(), unit=ward, role=Role.WRITER).user
    client.force_login(user)
    return user


@pytest.fixture
def record(ward):
    return make_conference(unit=ward, tier="group", held_on="2024-02-28")


def address(record, end="", *args):
    name = f"admin:meetings_conference_sheet{end}"
    return reverse(name, args=[record.pk, *args])


def lines(record):
    return sheet_page.lines_of(record)


def cells(line, typed):
    """What a form sends of one row."""
    group = line.group_id
    sent = {f"{group}-{name}": text for name, text in typed.items()}
    return sent | {f"{group}-seen": group_sheet.stamp(line)}


# The grid without script


def test_the_groups_stand_in_their_order_with_fields_in_that_of_the_paper(
    client, writer, record
):
    html = client.get(address(record)).content.decode()

    places = [html.index(f">{name}<") for name in ("Tổ dân phố 1", "Tổ dân phố 10")]
    assert places[0] < html.index(">Tổ dân phố 2<") < places[1]
    heads = ["Ngày tổ chức", "Tổng số hộ", "Hộ được mời", "Hộ tham dự", "Ý kiến"]
    assert [html.index(head) for head in heads] == sorted(map(html.index, heads))
    assert "0</span>/3" in html


def test_one_button_saves_the_good_rows_and_keeps_what_was_typed_in_the_others(
    client, writer, record
):
    good, faulty, untouched = lines(record)
    sent = cells(good, FULL) | cells(faulty, FULL | {"held_on": "30/2"})

    answer = client.post(address(record), sent | cells(untouched, EMPTY))

    html = answer.content.decode()
    assert 'value="30/2"' in html
    assert "không có ngày 30" in html
    assert "Chưa lưu được: cần sửa ô Ngày tổ chức" in html
    states = [line.state for line in lines(record)]
    assert states == ["reported", "not_yet", "not_yet"]
    assert untouched.history.count() == 0


def test_a_sheet_without_faults_is_saved_whole(client, writer, record):
    sent = {}
    for line in lines(record):
        sent |= cells(line, FULL)

    answer = client.post(address(record), sent, follow=True)

    assert "Đã lưu 3 hàng." in answer.content.decode()
    assert {line.state for line in lines(record)} == {"reported"}


def test_a_row_changed_by_another_is_told_at_its_cells_and_not_written_over(
    client, writer, record
):
    line = lines(record)[0]
    sent = cells(line, FULL | {"opinions": "7"})
    other = make_user(full_name="Nguyễn Lan", is_superuser=True)
    group_sheet.save_line(
        conference=record,
        group=line.group,
        typed=FULL,
        by=other,
        seen=group_sheet.stamp(line),
    )

    html = client.post(address(record), sent).content.decode()

    assert "Nguyễn Lan vừa sửa hàng này" in html
    assert "Đang lưu: 3. Bạn nhập: 7." in html
    assert lines(record)[0].opinions == 3


def test_a_block_pasted_without_script_fills_the_form_and_saves_nothing(
    client, writer, record
):
    first, second, third = lines(record)
    sent = cells(first, FULL) | cells(second, EMPTY) | cells(third, EMPTY)
    sent |= {"dan": "1", "khoi": "6/2\t1.435\n7/2\t90\textra\n8/2\t1\n"}
    sent |= {"tu-to": str(second.group_id), "tu-cot": "held_on"}

    html = client.post(address(record), sent).content.decode()

    assert f'name="{second.group_id}-households_total"' in html
    assert 'value="1.435"' in html
    assert 'value="extra"' in html
    assert 'value="5/2"' in html  # typed before, not lost by pasting
    assert "Không dán được vì hết bảng: 1 hàng, 0 cột." in html
    assert {line.state for line in lines(record)} == {"not_yet"}


def test_the_papers_totals_are_kept_beside_the_sums_and_the_difference_is_told(
    client, writer, record
):
    client.post(address(record), cells(lines(record)[0], FULL))

    answer = client.post(
        address(record), {"giay-households_attended": "90", "giay-seen": "{}"}
    )

    assert answer.status_code == 302
    html = client.get(address(record)).content.decode()
    assert 'data-sum="households_attended">80<' in html
    assert 'value="90"' in html
    assert "lệch −10" in html


def test_a_faulty_total_keeps_all_that_was_typed_beside_it(client, writer, record):
    sent = {"giay-opinions": "nhiều", "giay-households_total": "500", "giay-seen": ""}

    html = client.post(address(record), sent).content.decode()

    assert 'value="nhiều"' in html
    assert 'value="500"' in html
    assert not record.figures.exists()


def test_groups_that_came_later_get_their_row_when_asked(client, ward, writer, record):
    make_group(name="11", parent=ward)

    html = client.get(address(record)).content.decode()
    client.post(address(record, "_draw_up"))

    assert "Các tổ sau chưa có hàng:" in html
    assert "Tổ dân phố 11." in html
    assert len(lines(record)) == 4


def test_a_record_of_the_wards_own_conference_has_no_sheet(client, ward, writer):
    record = make_conference(unit=ward)

    assert client.get(address(record)).status_code == 404


@pytest.mark.parametrize("count", [1, 40])
def test_the_grid_asks_as_often_for_forty_groups_as_for_one(client, count):
    ward = make_ward(name="Láng")
    user = make_membership(user=make_user(), unit=ward, role=Role.WRITER).user
    client.force_login(user)
    for number in range(count):
        make_group(name=str(number + 1), parent=ward)
    record = make_conference(unit=ward, tier="group", held_on="2024-02-28")
    client.get(address(record))

    with CaptureQueriesContext(connection) as asked:
        client.get(address(record))
    with CaptureQueriesContext(connection) as printed:
        client.get(address(record, "_print"))
    with CaptureQueriesContext(connection) as single:
        client.get(address(record, "_group", lines(record)[0].group_id))

    assert len(asked) <= 16
    assert len(printed) <= 13
    assert len(single) <= 16


# One row, for the script


def test_a_row_is_saved_by_itself_and_answered_as_it_stands(client, writer, record):
    line = lines(record)[0]
    url = address(record, "_line", line.group_id)

    answer = client.post(url, cells(line, FULL))

    told = answer.json()
    assert answer.status_code == 200
    assert told["cells"]["held_on"] == "05/02/2024"
    assert told["cells"]["votes_for"] == "80"
    assert (told["state"], told["words"]) == ("reported", "Đủ số liệu")
    assert told["seen"] == group_sheet.stamp(lines(record)[0])


def test_a_faulty_row_is_answered_with_its_cells(client, writer, record):
    line = lines(record)[0]
    url = address(record, "_line", line.group_id)

    answer = client.post(url, cells(line, FULL | {"opinions": "vài"}))

    assert answer.status_code == 422
    assert answer.json()["faults"] == {"opinions": "Ghi số nguyên bằng chữ số."}


def test_a_row_that_another_changed_is_answered_with_what_is_saved(
    client, writer, record
):
    line = lines(record)[0]
    url = address(record, "_line", line.group_id)
    client.post(url, cells(line, FULL))

    answer = client.post(url, cells(line, FULL | {"opinions": "7"}))

    assert answer.status_code == 409
    assert answer.json()["saved"]["cells"]["opinions"] == "3"
    assert lines(record)[0].opinions == 3


def test_a_row_of_a_record_that_waits_is_refused_in_words(client, writer, record):
    line = lines(record)[0]
    records.submit(conference=record, by=writer)

    answer = client.post(address(record, "_line", line.group_id), cells(line, FULL))

    assert answer.status_code == 409
    assert answer.json()["isClosed"]
    assert is_blank(lines(record)[0])


def test_totals_of_the_paper_are_saved_by_the_script_too(client, writer, record):
    url = address(record, "_stated")

    first = client.post(url, {"giay-opinions": "60", "giay-seen": "{}"})
    stale = client.post(url, {"giay-opinions": "70", "giay-seen": "{}"})
    again = client.post(url, {"giay-opinions": "70", "giay-seen": stale.json()["seen"]})

    assert first.json()["cells"]["opinions"] == "60"
    assert stale.status_code == 422
    assert "60" in stale.json()["faults"]["opinions"]
    assert again.json()["cells"]["opinions"] == "70"


@pytest.mark.parametrize("seen", ["", "[]", "3", '{"opinions": 5}', "{", "[" * 99_999])
def test_a_damaged_memory_of_the_totals_is_no_fault_of_the_server(
    client, writer, record, seen
):
    sent = {"giay-opinions": "60", "giay-seen": seen}

    assert client.post(address(record, "_stated"), sent).status_code in {200, 422}


# One group, and the photograph of its minutes


def test_a_groups_own_form_saves_it_and_leads_to_the_next(client, writer, record):
    first, second, _third = lines(record)
    url = address(record, "_group", first.group_id)

    answer = client.post(url, cells(first, FULL) | {"tiep": "1"})

    assert answer.url == address(record, "_group", second.group_id)
    assert lines(record)[0].state == GroupReport.State.REPORTED


def test_a_groups_own_form_keeps_what_was_typed_beside_a_fault(client, writer, record):
    line = lines(record)[0]
    url = address(record, "_group", line.group_id)

    html = client.post(url, cells(line, FULL | {"opinions": "vài"})).content.decode()

    assert 'value="vài"' in html
    assert 'value="5/2"' in html
    assert 'aria-invalid="true"' in html


def test_a_group_of_another_ward_has_no_form_here(client, writer, record):
    stranger = make_group(name="7")

    url = address(record, "_group", stranger.pk)

    assert client.get(url).status_code == 404
    line = address(record, "_line", stranger.pk)
    assert client.post(line, {}).status_code == 404


def photographed(client, record, line, name="anh-chup"):
    picture = upload(plain_jpeg(), "bien-ban.jpg")
    url = address(record, "_group", line.group_id)
    return client.post(url, cells(line, EMPTY) | {name: picture})


def test_the_minutes_are_a_picture_for_the_ward_alone(client, writer, record):
    line = lines(record)[0]

    photographed(client, record, line)

    photo = lines(record)[0].minutes
    assert photo.is_internal
    assert stores.private_store().exists(photo.master_name)
    assert not stores.public_store().exists(photo.master_name)
    answer = client.get(photo.url())
    assert answer.status_code == 200
    answer.getvalue()
    client.logout()
    assert client.get(photo.url()).status_code == 404


def test_nothing_can_show_the_minutes_to_readers(client, ward, writer, record):
    photographed(client, record, lines(record)[0])
    photo = lines(record)[0].minutes
    album = Album.objects.create()

    replace_album(album=album, entries=[(photo, "")])
    set_public_uses(kind="news.article", object_id=1, photos=[photo])

    assert not album.entries.exists()
    assert not PhotoUse.objects.exists()
    body = f'<p><img src="{photo.url()}" alt=""></p>'
    assert photos_in(body, unit_id=ward.pk) == []
    library = reverse("gallery:library") + f"?unit={ward.pk}"
    assert photo.token not in client.get(library).content.decode()
    listed = client.get(reverse("admin:gallery_photo_changelist")).content.decode()
    assert photo.token not in listed


def test_another_photograph_takes_the_place_of_the_first(client, writer, record):
    line = lines(record)[0]
    photographed(client, record, line)
    before = lines(record)[0].minutes

    photographed(client, record, lines(record)[0], "anh-san-co")

    assert lines(record)[0].minutes != before
    assert not Photo.objects.filter(pk=before.pk).exists()


def test_the_photograph_may_be_deleted_again(client, writer, record):
    line = lines(record)[0]
    photographed(client, record, line)

    client.post(address(record, "_group", line.group_id), {"bo-anh": "1"})

    assert lines(record)[0].minutes is None
    assert not Photo.objects.exists()


def test_what_is_no_picture_is_refused_and_the_figures_are_saved(
    client, writer, record
):
    line = lines(record)[0]
    file = BytesIO(b"GIF89a, not really")
    file.name = "bien-ban.jpg"
    url = address(record, "_group", line.group_id)

    html = client.post(url, cells(line, FULL) | {"anh-chup": file}).content.decode()

    assert "Ảnh biên bản:" in html
    assert lines(record)[0].opinions == 3
    assert lines(record)[0].minutes is None


def test_a_photograph_is_no_change_of_the_cells_for_who_has_them_open(
    client, writer, record
):
    line = lines(record)[0]
    sent = cells(line, FULL)
    photographed(client, record, line)

    answer = client.post(address(record, "_line", line.group_id), sent)

    assert answer.status_code == 200
    assert lines(record)[0].minutes is not None


# Paper


def test_the_printed_sheet_is_filled_or_empty(client, writer, record):
    client.post(address(record), cells(lines(record)[0], FULL))

    filled = client.get(address(record, "_print")).content.decode()
    empty = client.get(address(record, "_print") + "?trong=1").content.decode()

    assert "05/02/2024" in filled
    assert "05/02/2024" not in empty
    assert "Tổ dân phố 10" in empty
    assert "1/3" in filled


# Who may


PAGES = ["", "_group", "_print", "_template", "_import"]
POSTS = ["", "_group", "_line", "_stated", "_draw_up", "_import"]


def at(record, end):
    needs_group = end in {"_group", "_line"}
    return address(record, end, *([lines(record)[0].group_id] if needs_group else []))


@pytest.mark.parametrize("role", list(Role))
def test_nobody_of_another_ward_opens_or_writes_anything(client, record, role):
    stranger = make_membership(unit=make_ward(name="Láng"), role=role).user
    client.force_login(stranger)
    line = lines(record)[0]
    sent = cells(line, FULL) | {"giay-opinions": "3", "giay-seen": "{}"}

    seen = [client.get(at(record, end)).status_code for end in PAGES]
    written = [client.post(at(record, end), sent).status_code for end in POSTS]

    assert set(seen) == set(written) == {404}
    assert is_blank(lines(record)[0])
    assert not record.figures.exists()


def test_a_visitor_is_asked_to_sign_in(client, record):
    answers = [client.get(at(record, end)) for end in PAGES]
    answers += [client.post(at(record, end)) for end in POSTS]

    assert {answer.status_code for answer in answers} == {302}
    assert all("login" in answer.url for answer in answers)


def test_a_closed_record_is_read_and_not_written(client, writer, record):
    client.post(address(record), cells(lines(record)[0], FULL))
    records.submit(conference=record, by=writer)
    line = lines(record)[0]
    sent = cells(line, FULL | {"opinions": "9"})
    sent |= {"giay-opinions": "3", "giay-seen": "{}"}

    html = client.get(address(record)).content.decode()
    written = [client.post(at(record, end), sent).status_code for end in POSTS]

    assert "Chờ lãnh đạo phường duyệt" in html or "chưa thể sửa số liệu" in html
    assert f'name="{line.group_id}-opinions"' not in html
    assert "05/02/2024" in html
    assert set(written) == {403, 409}
    assert lines(record)[0].opinions == 3
    assert not record.figures.exists()


def test_the_unit_and_the_group_of_a_row_cannot_be_set(client, writer, record):
    line = lines(record)[0]
    stranger = make_conference(tier="group")
    sent = cells(line, FULL)
    for name in ("conference", "group", "state", "minutes"):
        sent |= {f"{line.group_id}-{name}": str(stranger.pk), name: str(stranger.pk)}

    client.post(address(record, "_line", line.group_id), sent)

    saved = lines(record)[0]
    assert (saved.conference_id, saved.group_id) == (record.pk, line.group_id)
    assert saved.state == "reported"
    assert saved.minutes is None


def test_pages_of_the_sheet_are_kept_by_nobody(client, writer, record):
    for end in PAGES:
        assert "no-store" in client.get(at(record, end))["Cache-Control"], end


def test_the_memory_of_the_totals_is_plain_json(client, writer, record):
    page = client.get(address(record))

    assert json.loads(page.context["stated_seen"])["opinions"] == ""
