"""What readers see of coordination programmes, and what they never see."""

import csv
import datetime
import re
import unicodedata
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from documents import register
from gallery.models import Album, AlbumPhoto
from meetings import programme_files, programme_index, programme_pages, records
from meetings.models import ProgrammeReview, ProgrammeWords, SigningPartner, Task
from meetings.programme_parties import body_address, body_name, choices
from tests.factories import (
    make_article,
    make_body,
    make_conference,
    make_district,
    make_document,
    make_final_review,
    make_photo,
    make_programme,
    make_stored_file,
    make_task,
    make_ward,
)
from tests.stores import public_names, stores  # noqa: F401 - a fixture

from .programmes_of import (
    make_public_programme,
    name_partners,
    note,
    publish,
    withdraw,
)
from .records_of import leader, make_public_record, take_back

pytestmark = pytest.mark.django_db

LIST = "/khuong-thuong/chuong-trinh-phoi-hop/"
TITLE = "Chương trình phối hợp giữ gìn an ninh trật tự"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def ward():
    return make_ward(name="Khương Thượng")


@pytest.fixture
def police(ward):
    return make_body(unit=ward, kind="cong-an", name="Công an phường")


@pytest.fixture
def front(ward):
    return make_body(unit=ward, kind="ubmttq")


def page(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, path
    body = response.getvalue() if response.streaming else response.content
    return body.decode(errors="replace").replace("\xa0", " ")


def of(client, programme):
    return page(client, programme.get_absolute_url())


def plain(text):
    """The words of a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", text.split("<main")[-1]).split())


# Who sees what


@pytest.mark.parametrize("change", [lambda one: None, withdraw], ids=["draft", "back"])
def test_what_is_not_public_answers_like_what_never_was(client, ward, change):
    hidden = make_programme(unit=ward)
    if change is withdraw:
        withdraw(publish(hidden))

    for path in [hidden.get_absolute_url(), f"{LIST}{hidden.pk}/"]:
        there, missing = client.get(path), client.get(f"{LIST}999999/x/")
        assert there.status_code == missing.status_code == 404
        assert there.content == missing.content


def test_drafts_and_what_was_withdrawn_are_nowhere(client, ward, police, front):
    secret = "Chuyện chưa công bố"
    article = make_article(unit=ward, title="Lễ ký", published=True)
    record = make_public_record(unit=ward)
    shown = make_public_programme(unit=ward, parties=[front, "Hội Phụ nữ"])
    for status in ["draft", "withdrawn"]:
        hidden = make_programme(
            unit=ward,
            title=f"{secret} {status}",
            parties=[police, front],
            previous=shown,
            year=2025,
            conference=record,
        )
        make_task(programme=hidden, text=f"{secret} việc")
        hidden.articles.add(article)
        if status == "withdrawn":
            withdraw(publish(hidden))

    index = page(client, "/sitemap.xml")
    files = re.findall("<loc>http://testserver([^<]+)</loc>", index)
    told = "\n".join(
        page(client, path)
        for path in [
            *files,
            LIST,
            f"{LIST}so-lieu.csv",
            "/du-lieu/chuong-trinh-phoi-hop.csv",
            "/khuong-thuong/",
            "/tim-kiem/?q=chuyen+chua+cong+bo&loai=chuong-trinh-phoi-hop",
            shown.get_absolute_url(),
            body_address(front),
            article.get_absolute_url(),
            record.card.get_absolute_url(),
        ]
    )

    assert TITLE in told
    assert told.count(secret) == told.count("chuyen-chua-cong-bo") == 0
    assert "Năm 2025" not in of(client, shown)
    assert client.get(body_address(police)).status_code == 404


def test_a_unit_without_programmes_has_an_empty_list_and_no_entry_in_the_menu(
    client, ward
):
    empty = page(client, LIST)
    without = page(client, "/khuong-thuong/")
    make_public_programme(unit=ward)

    assert "Chưa có chương trình phối hợp nào" in empty
    assert LIST not in without
    assert LIST in page(client, "/khuong-thuong/")
    assert client.get(f"{LIST}so-lieu.csv").status_code == 200


# One programme


def test_a_programme_shows_who_promised_what_until_when(client, ward, police, front):
    programme = make_programme(
        unit=ward, parties=[front, police, "Hội Chữ thập đỏ"], layer="members"
    )
    parties = list(programme.parties.all())
    programme.parties.filter(pk=parties[1].pk).update(
        signatory="Trần Văn Minh", signatory_post="Trưởng Công an phường"
    )
    task = make_task(
        programme=programme,
        text="Vận động ký cam kết",
        lead=parties[1],
        measure="number",
        target=1200,
        target_unit="hộ",
        actual=768,
        due_on="2024-09-30",
        carried_over=True,
    )
    task.support.set(parties[2:])
    publish(programme)

    text = of(client, programme)

    shown = plain(text)
    assert "Trần Văn Minh, Trưởng Công an phường" in shown
    assert f'href="{body_address(police)}"' in text
    assert "15/01/2024 đến 31/12/2024" in shown
    assert "Hội trường Ủy ban nhân dân phường" in shown
    assert "768/1.200 hộ (64,0%)" in shown
    assert 'width="64.0"' in text
    assert "hạn 30/09/2024" in shown
    assert "Chuyển tiếp từ năm trước" in shown
    assert "Phối hợp: Hội Chữ thập đỏ" in shown
    assert str(Task.State.LATE.label) in shown


@pytest.mark.parametrize(
    ("fields", "noted", "state"),
    [
        ({}, False, Task.State.NOT_BEGUN),
        ({}, True, Task.State.UNDER_WAY),
        ({"due_on": -1}, True, Task.State.LATE),
        ({"due_on": 0}, False, Task.State.NOT_BEGUN),
        ({"done_on": -1}, False, Task.State.DONE),
    ],
)
def test_the_state_of_a_task_is_that_of_the_day_in_words(
    client, ward, fields, noted, state
):
    today = timezone.localdate()
    term = {"starts_on": today - 30 * DAY, "ends_on": today + 30 * DAY}
    programme = make_programme(unit=ward, year=today.year, **term)
    days = {name: today + days * DAY for name, days in fields.items()}
    task = make_task(programme=programme, **days)
    if noted:
        note(task)
    publish(programme)

    text = of(client, programme).split('id="nhiem-vu"')[1]

    assert re.search(r'class="status[^"]*">([^<]+)<', text)[1] == str(state.label)


def test_a_task_done_after_its_last_day_is_said_to_be(client, ward):
    programme = make_programme(unit=ward)
    for number, done_on in enumerate(["2024-05-31", "2024-06-01"], start=1):
        make_task(
            programme=programme, number=number, due_on="2024-05-31", done_on=done_on
        )
    publish(programme)

    shown = plain(of(client, programme))

    assert "hoàn thành 31/05/2024 hạn" in shown
    assert "hoàn thành 01/06/2024 (sau thời hạn)" in shown
    assert "2/2" in shown


def test_an_unknown_number_is_no_zero(client, ward):
    programme = make_programme(unit=ward)
    make_task(programme=programme, measure="number", target=16, target_unit="buổi")
    publish(programme)

    shown = plain(of(client, programme))

    assert "chỉ tiêu 16 buổi" in shown
    assert "chưa có số liệu" in shown
    assert "0/16" not in shown


def test_reviews_show_their_judgements_and_what_the_parties_agreed(client, ward):
    programme = make_public_programme(unit=ward, tasks=2)
    record = make_public_record(unit=ward, title="Hội nghị tổng kết")
    make_final_review(
        programme,
        "partly",
        assessment="Đạt khá",
        summary="Còn chậm.",
        conference=record,
    )

    text = of(client, programme)

    shown = plain(text).split("Sơ kết, tổng kết")[1]
    assert "Đạt khá" in shown
    assert "Còn chậm." in shown
    assert shown.count("Nhiệm vụ thứ") == 2
    assert record.card.get_absolute_url() in text


def test_a_term_that_is_over_without_a_review_is_said_to_be(client, ward):
    programme = make_public_programme(unit=ward)

    assert "chưa đăng kết quả tổng kết" in of(client, programme)

    make_final_review(programme)

    assert "chưa đăng kết quả tổng kết" not in of(client, programme)


def test_the_document_of_the_register_is_linked_while_it_is_public(client, ward):
    document = make_document(
        unit=ward, number="15/CTPH", file=make_stored_file(unit=ward)
    )
    programme = make_public_programme(unit=ward, document=document)

    before = of(client, programme)
    register.publish_document(document=document, by=None)
    after = of(client, programme)

    assert "15/CTPH" not in before
    assert "Chưa có trong kho văn bản" in before
    assert f'href="{document.get_absolute_url()}"' in after
    assert "SHA-256" in after


def test_the_record_of_the_meeting_is_linked_while_it_is_public(client, ward):
    draft = make_conference(unit=ward, title="Hội nghị nháp")
    record = make_public_record(unit=ward, title="Lễ ký kết")

    hidden = make_public_programme(unit=ward, conference=draft)
    shown = make_public_programme(unit=ward, conference=record)

    assert "Hội nghị nháp" not in of(client, hidden)
    assert record.card.get_absolute_url() in of(client, shown)
    assert shown.get_absolute_url() in page(client, record.card.get_absolute_url())


def test_years_lead_to_each_other_whatever_their_number_public_ones_alone(client, ward):
    previous, made = None, []
    for year in (2021, 2022, 2023, 2024):
        previous = make_public_programme(unit=ward, year=year, previous=previous)
        made.append(previous)
    make_programme(unit=ward, year=2025, previous=previous)
    withdraw(made[1])

    first, last = of(client, made[0]), of(client, made[3])

    assert made[2].get_absolute_url() in first
    assert made[0].get_absolute_url() in last
    assert (
        re.search(r'rel="prev" href="([^"]+)"', last)[1] == made[2].get_absolute_url()
    )
    assert (
        re.search(r'rel="next" href="([^"]+)"', first)[1] == made[2].get_absolute_url()
    )
    assert "Năm 2022" not in first + last
    assert "Năm 2025" not in first + last


def test_years_that_go_round_in_a_circle_come_to_an_end(client, ward):
    one = make_public_programme(unit=ward, year=2023)
    two = make_public_programme(unit=ward, year=2024, previous=one)
    type(one).objects.filter(pk=one.pk).update(previous=two)

    assert two.get_absolute_url() in of(client, one)


def test_any_other_address_of_a_public_programme_leads_to_the_true_one(client, ward):
    make_ward(name="Kim Liên")
    programme = make_public_programme(unit=ward)
    true = programme.get_absolute_url()

    for path in [
        f"{LIST}{programme.pk}/",
        f"{LIST}{programme.pk}/ten-cu/",
        true.replace("khuong-thuong", "kim-lien", 1),
    ]:
        response = client.get(path)
        assert (response.status_code, response.headers["Location"]) == (301, true)


def test_what_people_write_is_text(client, ward, police):
    programme = make_programme(
        unit=ward, title="<b>Đậm</b>", parties=["<i>A</i>", police]
    )
    note(make_task(programme=programme, text="<script>1</script>"), text="<u>x</u>")
    publish(programme)

    for path in [programme.get_absolute_url(), LIST, body_address(police)]:
        text = page(client, path).split("<main")[1]
        assert "&lt;b&gt;" in text
        assert not re.search(r"<(b|i|u)>|<script>1", text)


def test_a_title_as_long_as_it_may_be_is_whole(client, ward):
    title = "Chương trình phối hợp " + "toàn dân " * 24
    programme = make_public_programme(unit=ward, title=title.strip())

    assert title.strip() in of(client, programme)
    assert title.strip() in page(client, LIST)


# Evidence and pictures


@pytest.fixture
def evidence(ward, stores):  # noqa: F811
    """A published programme with a note that shows an article, a file and a picture."""
    programme = make_programme(unit=ward, album=Album.objects.create())
    AlbumPhoto.objects.create(
        album=programme.album, photo=make_photo(unit=ward), position=1
    )
    task = make_task(programme=programme)
    article = make_article(unit=ward, title="Ra quân", published=True)
    file = make_stored_file(unit=ward, name="bao-cao.pdf")
    note(task, article=article, file=file, photo=make_photo(unit=ward))
    return programme


def test_evidence_and_album_are_public_with_their_programme_and_never_else(
    client, evidence, django_capture_on_commit_callbacks
):
    shown = evidence.tasks.get().notes.get()
    before = list(public_names())
    with django_capture_on_commit_callbacks(execute=True):
        publish(evidence)
    text = of(client, evidence)
    names = public_names()
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(evidence)

    assert before == public_names() == []
    assert shown.file.get_absolute_url() in text
    assert shown.article.get_absolute_url() in text
    assert text.count("<img") >= 2
    assert any("bao-cao.pdf" in name for name in names)
    assert client.get(shown.file.get_absolute_url()).status_code == 404


def test_evidence_that_readers_may_not_have_is_not_named(client, evidence):
    publish(evidence)
    task = evidence.tasks.get()
    late = make_stored_file(unit=evidence.unit, name="chua-luu.pdf")
    draft = make_article(unit=evidence.unit, title="Bài đang viết")
    task.notes.create(text="Ghi thêm", file=late, article=draft)

    text = of(client, evidence)

    assert "Ghi thêm" in text
    assert "chua-luu.pdf" not in text
    assert "Bài đang viết" not in text


def test_articles_and_programme_lead_to_each_other_public_ones_alone(client, ward):
    article = make_article(unit=ward, title="Lễ ký", published=True)
    draft = make_article(unit=ward, title="Bài đang viết")
    programme = make_public_programme(unit=ward, tasks=1)
    programme.articles.set([article, draft])
    shown = make_article(unit=ward, title="Ra quân", published=True)
    note(programme.tasks.get(), article=shown)

    text = of(client, programme)

    assert article.get_absolute_url() in text
    assert "Bài đang viết" not in text
    for one in (article, shown):
        assert programme.get_absolute_url() in page(client, one.get_absolute_url())


# The list


def test_a_list_is_narrowed_by_year_party_and_standing(client, ward, police):
    today = timezone.localdate()
    term = {"starts_on": today - DAY, "ends_on": today + 30 * DAY}
    now = make_public_programme(
        unit=ward, title="Đang chạy", year=today.year, parties=[police, "B"], **term
    )
    make_public_programme(unit=ward, title="Quên tổng kết", year=2023)
    reviewed = make_public_programme(unit=ward, title="Đã xong", year=2022)
    make_final_review(reviewed)
    party = choices([(str(police), police.pk)])[0].word

    def shown(**asked):
        text = plain(client.get(LIST, asked).content.decode())
        titles = ["Đang chạy", "Quên tổng kết", "Đã xong"]
        return [one for one in titles if one in text.replace("\xa0", " ")]

    assert shown() == ["Đang chạy", "Quên tổng kết", "Đã xong"]
    assert shown(nam="2023") == ["Quên tổng kết"]
    assert shown(tiendo="dang-thuc-hien") == ["Đang chạy"]
    assert shown(tiendo="cho-tong-ket") == ["Quên tổng kết"]
    assert shown(tiendo="da-tong-ket") == ["Đã xong"]
    assert shown(ben=party) == ["Đang chạy"]
    assert shown(ben="cong-an-phuong") == ["Quên tổng kết", "Đã xong"]
    assert shown(ben=party, nam="2023") == []
    assert body_address(police) in page(client, f"{LIST}?ben={party}")
    assert now.get_absolute_url() in page(client, LIST)


def test_one_party_is_offered_once_however_it_was_written(ward, police):
    made = choices(
        [
            ("Công an phường", police.pk),
            ("CÔNG AN PHƯỜNG", None),
            ("Công an phường Khương Thượng", police.pk),
            ("Hội Phụ nữ", None),
            ("Hội phụ nữ", None),
        ]
    )

    assert [one.names for one in made] == [
        {"Công an phường", "CÔNG AN PHƯỜNG", "Công an phường Khương Thượng"},
        {"Hội Phụ nữ", "Hội phụ nữ"},
    ]


def test_parties_whose_long_names_begin_alike_are_two(client, ward):
    front = "Ủy ban Mặt trận Tổ quốc Việt Nam phường"
    make_public_programme(unit=ward, title="Một", parties=(f"{front} Kim Liên", "B"))
    make_public_programme(unit=ward, title="Hai", parties=(f"{front} Cửa Nam", "B"))
    offered = choices([(f"{front} Kim Liên", None), (f"{front} Cửa Nam", None)])

    texts = [page(client, f"{LIST}?ben={one.word}") for one in offered]

    assert [">Một</a>" in text for text in texts] == [False, True]
    assert [">Hai</a>" in text for text in texts] == [True, False]


def test_a_programme_stands_once_though_two_of_its_parties_are_meant(
    client, ward, police
):
    make_public_programme(unit=ward, parties=[police, str(police).upper()])
    word = choices([(str(police), police.pk)])[0].word

    text = page(client, f"{LIST}?ben={word}")

    assert text.count('<article class="story') == 1


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?nam=abc", 200),
        ("?nam=2024&nam=9", 200),
        ("?ben=%00", 200),
        ("?ben=1-x'--", 200),
        ("?ben=" + quote(unicodedata.normalize("NFD", "công-an-phường")), 200),
        ("?ben=" + "a" * 3000, 200),
        ("?tiendo[]=1", 200),
        ("?truoc=99999_1", 404),
        ("?truoc=2024-01-01_1", 404),
        ("?sau=x", 404),
        ("?truoc=0000_1", 200),
        ("?sau=9999_999999999999999999", 200),
    ],
)
def test_odd_parameters_are_no_fault_of_ours(client, ward, query, status):
    make_public_programme(unit=ward)

    assert client.get(f"{LIST}{query}").status_code == status


def test_a_fault_in_the_filter_is_told_at_its_field_and_hides_no_way_back(client, ward):
    make_public_programme(unit=ward)

    text = page(client, f"{LIST}?nam=1900")

    assert 'aria-describedby="loi-nam"' in text
    assert "Không có chương trình nào của năm này." in text
    assert f'href="{LIST}">Bỏ lọc' in text


def test_pages_of_the_list_hold_each_programme_once_while_others_come(
    client, ward, monkeypatch
):
    monkeypatch.setattr(programme_pages, "PAGE_SIZE", 3)
    for n in range(8):
        make_public_programme(unit=ward, title=f"Chương trình số {n}.", year=2016 + n)
    first = page(client, LIST)
    second = re.search(r'rel="next" href="([^"]+)"', first)[1]
    make_public_programme(unit=ward, title="Chương trình số 9.", year=2025)

    seen, path = [], LIST
    while path:
        text = page(client, path)
        seen += re.findall(r"Chương trình số \d\.", plain(text))
        more = re.search(r'rel="next" href="([^"]+)"', text)
        path = more[1].replace("&amp;", "&") if more else ""

    assert seen == [f"Chương trình số {n}." for n in (9, 7, 6, 5, 4, 3, 2, 1, 0)]
    assert "Chương trình số 4." in page(client, second)
    assert "Không còn chương trình nào cũ hơn" in page(client, f"{LIST}?truoc=1900_1")


# All that one body has promised


def test_a_body_shows_its_programmes_also_those_of_other_units(client, ward, police):
    own = make_public_programme(unit=ward, tasks=1, parties=[police, "Hội Phụ nữ"])
    other = make_ward(name="Kim Liên")
    far = make_public_programme(
        unit=other,
        title="Giữ trật tự chợ",
        tasks=1,
        parties=["Ban quản lý chợ", police],
    )

    text = page(client, body_address(police))

    shown = plain(text)
    assert "Công an phường Khương Thượng" in shown
    assert own.get_absolute_url() in text
    assert far.get_absolute_url() in text
    assert "Phường Kim Liên" in shown
    assert "nhiệm vụ chủ trì quá hạn" in shown
    supported, led = shown.split("Giữ trật tự chợ")[1].split(TITLE)
    assert "Nhiệm vụ chủ trì 1. Nhiệm vụ thứ 1" in led
    assert "Nhiệm vụ phối hợp 1. Nhiệm vụ thứ 1" in supported


def test_a_body_that_is_no_more_keeps_its_page(client, ward, police):
    programme = make_public_programme(unit=ward, parties=[police, "Hội Phụ nữ"])
    type(police).objects.filter(pk=police.pk).update(valid_to="2025-02-28")

    text = page(client, body_address(police))

    assert programme.get_absolute_url() in text
    assert "đến ngày 28/02/2025" in plain(text)


def test_a_body_that_is_only_named_as_signing_says_where(client, ward, police):
    record = make_conference(unit=ward, title="Hội nghị ký kết", held_on="2024-01-24")
    name_partners(record, "Công an phường", body=police)

    shown = plain(page(client, body_address(police)))

    assert (
        "Được nêu ký tại Hội nghị ký kết (24/01/2024) , chưa rõ chương trình" in shown
    )


def test_whoever_is_named_with_a_public_programme_is_not_said_to_lack_one(
    client, ward, police
):
    record = make_conference(unit=ward, title="Hội nghị ký kết", held_on="2024-01-24")
    name_partners(record, "Công an phường", body=police)
    programme = make_programme(unit=ward, parties=[police, "B"], conference=record)
    record.signing_partners.update(programme=programme)

    as_draft = plain(page(client, body_address(police)))
    publish(programme)

    assert "chưa rõ chương trình" in as_draft
    assert "chưa rõ chương trình" not in page(client, body_address(police))


def test_a_name_that_is_only_being_entered_is_on_no_page(client, ward, police):
    record = make_public_record(unit=ward)
    take_back(record)
    SigningPartner.objects.create(conference=record, name="Công an", body=police)

    assert client.get(body_address(police)).status_code == 404
    assert "Công an" not in plain(page(client, record.card.get_absolute_url()))


def test_a_body_without_anything_public_has_no_page(client, ward, police):
    make_programme(unit=ward, parties=[police, "B"])

    for pk in (police.pk, 999999):
        assert client.get(f"{LIST}co-quan/{pk}/cong-an/").status_code == 404


def test_another_address_of_a_body_leads_to_its_own(client, ward, police):
    make_public_programme(unit=ward, parties=[police, "B"])
    make_ward(name="Kim Liên")

    for path in [
        f"{LIST}co-quan/{police.pk}/ten-cu/",
        body_address(police).replace("khuong-thuong", "kim-lien", 1),
    ]:
        response = client.get(path)
        assert response.headers["Location"] == body_address(police)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Công an", "Công an phường Khương Thượng"),
        ("Công an phường", "Công an phường Khương Thượng"),
        ("Công an phường Khương Thượng", "Công an phường Khương Thượng"),
    ],
)
def test_a_body_is_called_with_its_unit_once(ward, title, name):
    assert body_name(make_body(unit=ward, kind="cong-an", name=title)) == name


# On the record's page


def test_a_record_states_the_number_beside_the_bodies_that_it_names(
    client, ward, police
):
    figures = [("programmes_signed", "programme", 4)]
    record = make_conference(unit=ward, held_on="2024-01-24", figures=figures)
    SigningPartner.objects.create(conference=record, name="Công an phường", body=police)
    name_partners(record, "Ủy ban nhân dân", "Hội Phụ nữ", "Đoàn", "Hội Cựu chiến binh")

    text = page(client, record.card.get_absolute_url())

    assert "Văn bản nêu 4 chương trình và 5 đơn vị ký:" in plain(text)
    assert body_address(police) in text
    assert "chưa được đăng" in plain(text).split("Hội Cựu chiến binh")[1]


def test_a_record_that_states_no_number_says_so(client, ward):
    record = make_conference(unit=ward, held_on="2024-01-24")
    name_partners(record, "Ủy ban nhân dân")

    shown = plain(page(client, record.card.get_absolute_url()))

    assert "Văn bản nêu 1 đơn vị ký, không nêu số chương trình" in shown


# Elsewhere in the portal


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    "words", ["an ninh trật tự", "cong an phuong", '"nhiem vu thu 2"', "Khương Thượng"]
)
def test_search_finds_it_by_title_party_task_and_unit(client, ward, words, form):
    programme = make_public_programme(unit=ward, tasks=2)

    found = client.get("/tim-kiem/", {"q": unicodedata.normalize(form, words)})

    assert programme.get_absolute_url() in found.content.decode()


def test_search_can_be_narrowed_to_programmes_and_their_year(client, ward):
    programme = make_public_programme(unit=ward)
    make_article(unit=ward, title="An ninh trật tự", published=True)

    def finds(**asked):
        text = client.get("/tim-kiem/", {"q": "an ninh trat tu", **asked})
        return programme.get_absolute_url() in text.content.decode()

    assert finds(loai="chuong-trinh-phoi-hop")
    assert finds(nam="2024")
    assert not finds(nam="2023")
    assert not finds(loai="hoi-nghi")


def test_a_changed_programme_is_found_by_its_new_words_alone(client, ward):
    programme = make_public_programme(unit=ward, tasks=1)
    programme.tasks.update(text="Lắp camera")
    programme_files.show(programme)

    def finds(text):
        found = client.get("/tim-kiem/", {"q": text, "loai": "chuong-trinh-phoi-hop"})
        return programme.get_absolute_url() in found.content.decode()

    assert finds("lap camera")
    assert not finds("nhiem vu thu 1")


def test_the_worker_mends_words_that_are_missing_old_or_left_behind(client, ward):
    programme = make_public_programme(unit=ward)
    ProgrammeWords.objects.all().delete()
    mended = [programme_index.remember_missing() for _time in range(2)]
    programme.save()
    again = programme_index.remember_missing()
    type(programme).objects.update(status="draft")
    left = client.get("/tim-kiem/", {"q": "an ninh"}).content.decode()

    assert mended == [1, 0]
    assert again == 1
    assert programme.get_absolute_url() not in left
    assert programme_index.remember_missing() == 0
    assert not ProgrammeWords.objects.exists()


def test_the_site_maps_name_list_programmes_and_bodies(client, ward, police):
    programme = make_public_programme(unit=ward, parties=[police, "B"])
    named = make_body(unit=ward, kind="hoi-ccb")
    name_partners(make_conference(unit=ward), "Hội Cựu chiến binh", body=named)
    silent = make_body(unit=ward, kind="hoi-lhpn")

    index = page(client, "/sitemap.xml")
    files = "".join(
        page(client, path)
        for path in re.findall("<loc>http://testserver([^<]+)</loc>", index)
    )

    for path in [
        LIST,
        programme.get_absolute_url(),
        *map(body_address, [police, named]),
    ]:
        assert files.count(f"<loc>http://testserver{path}</loc>") == 1
    assert body_address(silent) not in files
    assert LIST in page(client, "/so-do/")


def test_machines_are_told_the_way_to_a_programme(client, ward, police):
    programme = make_public_programme(unit=ward, parties=[police, "B"])

    for path in [LIST, programme.get_absolute_url(), body_address(police)]:
        text = page(client, path)
        assert '"BreadcrumbList"' in text
        assert f'"item":"http://testserver{path}"' in text.replace('": "', '":"')


# Open data


def test_the_table_has_a_row_for_each_task_and_no_formula(client, ward):
    programme = make_programme(unit=ward, title="=1+1", parties=["A", "@B"])
    a, b = programme.parties.all()
    fields = {"measure": "number", "target": 16, "target_unit": "+buổi", "actual": None}
    task = make_task(programme=programme, text="-rm", lead=a, **fields)
    task.support.set([b])
    make_task(programme=programme, number=2, text="Hai", done_on="2024-03-01")
    publish(programme)
    bare = make_public_programme(unit=ward, title="Không nhiệm vụ", year=2023)

    lines = page(client, f"{LIST}so-lieu.csv").lstrip("\ufeff").split("\r\n")
    table = list(csv.reader(lines[:4]))

    assert lines[1].startswith(f"{programme.pk},'=1+1,2024,Phường Khương Thượng,A; @B")
    assert ",1,'-rm,A,'@B,16,,'+buổi," in lines[1]
    assert ",2,Hai,,,,,,,2024-03-01," in lines[2]
    assert lines[3].endswith(f",http://testserver{bare.get_absolute_url()}")
    assert lines[4:] == [""]
    assert {len(row) for row in table} == {len(table[0])}


def test_final_judgements_are_in_the_table_and_units_apart(client, ward):
    make_final_review(make_public_programme(unit=ward, tasks=1), "not_done")
    make_public_programme(unit=make_ward(name="Kim Liên"), title="Bên Kim Liên")
    verdict = ProgrammeReview.judgements.rel.related_model.Verdict.NOT_DONE.label

    own, every = (
        page(client, f"{LIST}so-lieu.csv"),
        page(client, "/du-lieu/chuong-trinh-phoi-hop.csv"),
    )

    assert str(verdict) in own
    assert "Bên Kim Liên" not in own
    assert "Bên Kim Liên" in every
    assert "/du-lieu/chuong-trinh-phoi-hop.csv" in page(client, "/du-lieu/")
    assert client.get("/ha-noi/chuong-trinh-phoi-hop/so-lieu.csv").status_code == 404


# What a page costs


def cost(client, path):
    client.get(path)  # what is asked once a process, and no more
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(path)
        b"".join(response) if response.streaming else None
    assert response.status_code == 200
    return len(queries)


def grow(ward, police, times):
    """A programme with that many of everything, and that many beside it."""
    previous = None
    for year in range(2026 - times, 2026):
        previous = make_public_programme(
            unit=ward, year=year, previous=previous, tasks=times, parties=[police, "B"]
        )
    programme, unit = previous, ward
    programme.album = Album.objects.create()
    programme.save()
    for n in range(times):
        body = make_body(unit=unit, kind="ban-ctmt", name=f"Ban {n}")
        programme.parties.create(name=f"Ban {n}", body=body)
        programme.articles.add(make_article(unit=unit, title=f"{n}", published=True))
        entry = {"photo": make_photo(unit=unit), "position": n}
        AlbumPhoto.objects.create(album=programme.album, **entry)
        ProgrammeReview.objects.create(
            programme=programme,
            kind="interim",
            held_on="2025-06-01",
            assessment="Khá",
            conference=make_public_record(unit=unit, year=2000 + n),
        )
        record = make_conference(unit=unit, year=2010 + n)
        name_partners(record, "Công an", body=police)
    for task in programme.tasks.all():
        task.support.set(programme.parties.all()[1:])
        note(
            task,
            article=make_article(unit=unit, published=True),
            file=make_stored_file(unit=unit),
            photo=make_photo(unit=unit),
        )
    programme_files.show(programme)
    return programme, record


@pytest.mark.parametrize("times", [1, 3])
def test_no_page_costs_more_for_holding_more(client, ward, police, times):
    programme, record = grow(ward, police, times)
    make_final_review(programme)

    costs = {
        "list": cost(client, LIST),
        "programme": cost(client, programme.get_absolute_url()),
        "body": cost(client, body_address(police)),
        "record": cost(client, record.card.get_absolute_url()),
        "table": cost(client, f"{LIST}so-lieu.csv"),
    }

    assert costs == COSTS


COSTS = {"list": 10, "programme": 18, "body": 12, "record": 13, "table": 9}


# A resident's way


def test_a_resident_finds_all_that_the_ward_police_has_agreed_to(
    client, ward, police, front
):
    """From the ward's home, by links and the filter alone."""
    for year in (2023, 2024):
        make_public_programme(unit=ward, year=year, tasks=2, parties=[police, front])
    make_public_programme(unit=ward, title="Không có công an")
    record = make_conference(unit=ward, title="Lễ ký năm 2022", year=2022)
    name_partners(record, "Công an phường", body=police)

    def follow(text, words):
        return re.search(rf'href="([^"]+)"[^>]*>[^<]*{words}', text)[1]

    home = page(client, "/khuong-thuong/")
    listed = page(client, follow(home, "Chương trình phối hợp"))
    option = re.search(r'<option value="([^"]+)">Công an phường, ', listed)[1]
    narrowed = page(client, f"{LIST}?ben={option}")
    shown = plain(page(client, follow(narrowed, "Tất cả cam kết của")))

    assert narrowed.count('<article class="story') == 2
    assert shown.count(TITLE) == 2
    assert shown.count("Nhiệm vụ thứ 2") == 2
    assert "Được nêu ký tại Lễ ký năm 2022" in shown
    assert "Không có công an" not in shown


def test_pages_are_the_same_for_everybody_and_set_no_cookie(
    client, admin_client, ward, police
):
    programme = make_public_programme(unit=ward, parties=[police, "B"])

    for path in [LIST, programme.get_absolute_url(), body_address(police)]:
        answer = client.get(path)
        assert not answer.cookies
        assert answer.content == admin_client.get(path).content
        assert client.post(path).status_code in {403, 405}


def test_a_record_that_is_taken_back_whole_leaves_the_page_of_the_body(
    client, ward, police
):
    record = make_conference(unit=ward)
    name_partners(record, "Công an phường", body=police)
    records.recall(conference=record, by=leader(), note="Nhập nhầm.")

    assert client.get(body_address(police)).status_code == 200

    record.delete()

    assert client.get(body_address(police)).status_code == 404


def test_the_unit_above_leads_to_the_programmes_of_its_wards(client):
    district = make_district(name="Đống Đa")
    ward = make_ward(name="Khương Thượng", parent=district)
    page = reverse("meetings:programmes", args=[district.slug])
    home = district.get_absolute_url()
    assert f'href="{page}"' not in client.get(home).text

    make_programme(
        unit=ward, status="published", published_at=timezone.now(), year=2024
    )

    assert f'href="{page}"' in client.get(home).text
    assert "Khương Thượng" in client.get(page).text
