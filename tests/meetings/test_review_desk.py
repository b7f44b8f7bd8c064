"""The review desk's pages: who opens them, what they count, reminders, files."""

import csv
import datetime
import io
import threading
import time
from types import SimpleNamespace

import openpyxl
import pytest
from django.core import mail
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetings import reminders, rollup
from meetings.models import CampaignReminder, Conference, State
from meetings.review.campaign import Shown
from meetings.review.opinions import without_contacts
from meetings.review.seen import Seen, seen_from_above
from meetings.review.table import in_order
from news.models import Article
from publishing.models import Status
from tests.factories import (
    make_body,
    make_campaign,
    make_conference,
    make_district,
    make_member,
    make_membership,
    make_opinion,
    make_province,
    make_user,
    make_ward,
    make_word,
)
from tests.meetings.records_of import figures_of, send_up, sheet_of
from units.models import Role, Unit, UnitName, UnitParent

pytestmark = pytest.mark.django_db

ENDED = datetime.date(2025, 6, 30)
GETS = [
    "review_campaign",
    "review_report",
    "review_workbook",
    "review_table",
    "review_opinions",
]


@pytest.fixture
def city():
    return make_province()


@pytest.fixture
def district(city):
    """A district as it was, of a city that cares for it now."""
    return make_district(name="Đống Đa", parent=city, ended_on=ENDED, custodian=city)


@pytest.fixture
def campaign(district):
    return make_campaign(unit=district, year=2024)


@pytest.fixture
def reviewer(city):
    return make_membership(user=make_user(), unit=city, role=Role.REVIEWER).user


def page(user, campaign, query="", name="review_campaign"):
    client = Client()
    client.force_login(user)
    return client.get(reverse(f"meetings:{name}", args=[campaign.pk]) + query)


def text_of(answer):
    return " ".join(answer.content.decode().split())


def press(user, campaign, name="review_remind", **data):
    client = Client()
    client.force_login(user)
    return client.post(reverse(f"meetings:{name}", args=[campaign.pk]), data)


# Rights


@pytest.fixture
def people(city, district, campaign):
    ward = make_ward(name="Kim Liên", parent=district)

    def member(unit, role):
        return make_membership(user=make_user(), unit=unit, role=role).user

    other = make_province(name="Hải Phòng")
    beside = make_district(name="Hai Bà Trưng", parent=other)
    return {
        "writer": member(ward, Role.WRITER),
        "leader": member(ward, Role.LEADER),
        "ward admin": member(ward, Role.WARD_ADMIN),
        "admin above": member(city, Role.WARD_ADMIN),
        "reviewer in the ward": member(ward, Role.REVIEWER),
        "reviewer beside": member(beside, Role.REVIEWER),
        "reviewer of another city": member(other, Role.REVIEWER),
        "custodian": member(city, Role.REVIEWER),
        "own": member(district, Role.REVIEWER),
        "superuser": make_user(is_superuser=True),
    }


SEEN_BY = {
    "writer": 403,
    "leader": 403,
    "ward admin": 403,
    "admin above": 403,
    "reviewer in the ward": 200,  # of its own part alone, see below
    "reviewer beside": 404,
    "reviewer of another city": 404,
    "custodian": 200,
    "own": 200,
    "superuser": 200,
}


def addresses(campaign):
    found = [reverse(f"meetings:{name}", args=[campaign.pk]) for name in GETS]
    export = "meetings:review_opinions_export"
    found += [reverse(export, args=[campaign.pk, kind]) for kind in ("csv", "xlsx")]
    return found


def test_each_page_is_for_the_reviewers_of_the_campaigns_unit_alone(people, campaign):
    for who, status in SEEN_BY.items():
        client = Client()
        client.force_login(people[who])
        for address in addresses(campaign):
            answer = client.get(address)
            assert (who, address, answer.status_code) == (who, address, status)
            assert answer["Cache-Control"] == "no-store"
        start = 403 if status == 403 else 200
        assert client.get("/tong-hop/").status_code == start, who


def test_the_presses_of_the_desk_are_for_the_same_people(people, campaign):
    make_ward(name="Láng", parent=campaign.unit)

    for who, status in SEEN_BY.items():
        answer = press(people[who], campaign)
        assert (who, answer.status_code) == (who, 302 if status == 200 else status)
        # Only the superuser may write news here: reviewing is not writing.
        answer = press(people[who], campaign, "review_article")
        expected = 302 if who == "superuser" else status if status != 200 else 403
        assert (who, answer.status_code) == (who, expected)
    assert Article.objects.count() == 0  # nothing was sent up to tell of


def test_who_is_not_signed_in_is_led_to_sign_in(client, campaign):
    for address in ["/tong-hop/", *addresses(campaign)]:
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("admin:login"))
        assert "no-store" in answer["Cache-Control"]
    assert client.post(reverse("meetings:review_remind", args=[1])).status_code == 302


def test_presses_take_no_get_and_pages_are_never_listed(reviewer, campaign):
    assert page(reviewer, campaign, name="review_remind").status_code == 405
    assert page(reviewer, campaign, name="review_article").status_code == 405

    answer = page(reviewer, campaign)

    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert 'name="robots" content="noindex' in answer.content.decode()
    assert b"/tong-hop/" not in Client().get("/").content


def test_a_country_is_for_who_reviews_everywhere(reviewer):
    for name in ("Hải Phòng", "Đà Nẵng"):
        province = make_province(name=name)
        make_campaign(unit=province, year=2026)
        make_ward(name=f"Phường {name}", parent=province)
    address = reverse("meetings:review_country", args=[2026, "dai-bieu-nhan-dan"])
    client = Client()

    client.force_login(reviewer)
    assert client.get(address).status_code == 403
    client.force_login(make_user(is_superuser=True))
    answer = client.get(address)

    assert [row.name for row, _address in answer.context["rows"]] == [
        "Thành phố Đà Nẵng",
        "Thành phố Hải Phòng",
    ]
    assert client.get("/tong-hop/").content.decode().count(address) == 1
    for query in ("?cap=phuong&sx=-ty-le", "?cap=x&sx=<b>"):
        assert client.get(address + query).status_code == 200
    other = reverse("meetings:review_country", args=[2026, "khong-co"])
    assert client.get(other).status_code == 404


def test_a_district_sees_its_own_part_of_the_citys_campaign(city):
    own = make_district(name="Ba Đình", parent=city)
    beside = make_district(name="Tây Hồ", parent=city)
    campaign = make_campaign(unit=city, year=2024)
    ours = sheet_of(campaign, "", [(100, 60, 3)], unit=make_ward(parent=own))
    make_ward(name="Bưởi", parent=beside)
    user = make_membership(user=make_user(), unit=own, role=Role.REVIEWER).user

    answer = page(user, campaign)

    assert [row.unit_id for row in answer.context["level"].rows] == [ours.unit_id]
    assert "Quận Ba Đình" in text_of(answer)
    assert "Bưởi" not in text_of(answer)
    for unit in (beside, city):
        assert page(user, campaign, f"?don_vi={unit.pk}").status_code == 404
        for name in GETS:
            query = f"?don_vi={unit.pk}"
            assert page(user, campaign, query, name).status_code == 404


def test_a_reviewer_of_a_ward_sees_nothing_of_the_wards_beside(people, campaign):
    sheet_of(campaign, "Láng", [(100, 60, 3)])
    user = people["reviewer in the ward"]

    answer = page(user, campaign)

    assert answer.context["level"].rows == []
    assert "Phường Kim Liên" in text_of(answer)
    for text in (
        text_of(answer),
        page(user, campaign, name="review_table").getvalue().decode(),
        text_of(page(user, campaign, name="review_opinions")),
    ):
        assert "Láng" not in text


def test_the_city_opens_a_district_and_its_wards(city):
    own = make_district(name="Ba Đình", parent=city)
    campaign = make_campaign(unit=city, year=2024)
    sheet_of(campaign, "", [(100, 60, 3)], unit=make_ward(name="Cống Vị", parent=own))
    user = make_membership(user=make_user(), unit=city, role=Role.REVIEWER).user

    answer = page(user, campaign)
    below = page(user, campaign, f"?don_vi={own.pk}")

    assert [row.name for row in answer.context["level"].rows] == ["Quận Ba Đình"]
    assert f"don_vi={own.pk}" in text_of(answer)
    assert [row.name for row in below.context["level"].rows] == ["Phường Cống Vị"]
    # A record of a ward is the living district's to review, not the city's.
    assert below.context["level"].rows[0].record.pk is None
    assert below.context["shown"].waiting == []


# What is counted and shown


def test_the_tiles_and_the_table_tell_what_was_sent_up_and_no_draft(reviewer, campaign):
    sent = sheet_of(campaign, "Láng", [(100, 70, 3)])
    sheet_of(campaign, "Kim Liên", [(999, 999, 99)], state=State.DRAFT)
    sheet_of(campaign, "Ô Chợ Dừa", [(999, 999, 99)], state=State.APPROVED)

    answer = page(reviewer, campaign)

    rows = {row.name: row for row in answer.context["level"].rows}
    assert rows["Phường Láng"].record.pk == sent.pk
    assert rows["Phường Láng"].attendance.percent == "70,0%"
    for name in ("Phường Kim Liên", "Phường Ô Chợ Dừa"):
        assert rows[name].record.seen == Seen.NOT_SENT
        assert rows[name].invited.value is None
    assert answer.context["level"].whole.invited.value == 100
    assert "999" not in text_of(answer)
    assert [one.pk for one in answer.context["shown"].waiting] == [sent.pk]


@pytest.mark.parametrize(
    ("state", "was_sent", "seen"),
    [
        (State.DRAFT, False, Seen.NOT_SENT),
        (State.APPROVED, False, Seen.NOT_SENT),
        (State.SENT, True, Seen.WAITS),
        (State.RETURNED, True, Seen.RETURNED),
        (State.SUBMITTED, True, Seen.RETURNED),
        (State.ACCEPTED, True, Seen.ACCEPTED),
    ],
)
def test_what_was_returned_is_returned_until_it_is_sent_anew(state, was_sent, seen):
    assert seen_from_above(state, 7 if was_sent else None) == seen


def test_the_desk_wears_the_name_of_the_unit_on_its_day(reviewer, campaign):
    text = text_of(page(reviewer, campaign))

    assert "Quận Đống Đa" in text
    assert "hồ sơ đến 30/06/2025" in text


def test_change_on_last_year_and_what_is_to_be_checked_stand_in_the_row(
    reviewer, campaign
):
    before = make_campaign(unit=campaign.unit, year=2023)
    ward = sheet_of(before, "Láng", [(100, 70, 3)]).unit
    sheet_of(campaign, "", [(100, 80, 3)], unit=ward)
    sheet_of(campaign, "Kim Liên", [(100, 170, 3)])

    answer = page(reviewer, campaign)

    rows = {row.name: row for row in answer.context["level"].rows}
    assert rows["Phường Láng"].change == 10
    assert rows["Phường Láng"].faults == []
    assert rows["Phường Kim Liên"].change is None
    assert len(rows["Phường Kim Liên"].faults) == 1
    assert "+10" in text_of(answer)
    assert 'id="cac-nam"' in text_of(answer)


def test_no_name_becomes_markup(reviewer, campaign):
    sheet_of(campaign, "<b>Láng</b>", [(100, 170, 3)])

    text = page(reviewer, campaign).content.decode()

    assert "<b>Láng" not in text
    assert "&lt;b&gt;Láng" in text


def many_wards(campaign, numbers):
    """Wards with a record of their groups each, sent up, but for every third."""
    wards = Unit.objects.bulk_create(
        Unit(tier="commune", slug=f"phuong-so-{n}") for n in numbers
    )
    UnitName.objects.bulk_create(
        UnitName(unit=ward, kind="ward", name=f"Số {n}", sort_key=f"{n:04}")
        for n, ward in zip(numbers, wards, strict=True)
    )
    UnitParent.objects.bulk_create(
        UnitParent(unit=ward, parent=campaign.unit) for ward in wards
    )
    Conference.objects.bulk_create(
        Conference(
            unit=ward,
            campaign=campaign,
            tier=tier,
            year=campaign.year,
            kind=campaign.kind,
            state=State.DRAFT if n % 3 == 2 else State.SENT,
        )
        for n, ward in zip(numbers, wards, strict=True)
        for tier in ("group", "commune")
    )


def queries_of(user, address):
    client = Client()
    client.force_login(user)
    client.get(address)  # rights and the like are read once
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


COSTING = [
    ("review_campaign", ""),
    ("review_campaign", "?cap=phuong&sx=-ty-le&trang_thai=cho-duyet"),
    ("review_opinions", ""),
    ("review_workbook", ""),
]


def test_a_page_costs_as_many_queries_for_few_wards_as_for_126(reviewer, campaign):
    pages = [
        reverse(f"meetings:{name}", args=[campaign.pk]) + query
        for name, query in COSTING
    ]
    many_wards(campaign, range(3))
    few = [queries_of(reviewer, address) for address in pages]

    many_wards(campaign, range(3, 126))

    assert [queries_of(reviewer, address) for address in pages] == few
    assert max(few) < 65


def test_at_most_200_rows_stand_on_a_page(reviewer, campaign):
    many_wards(campaign, range(203))

    first = page(reviewer, campaign)
    second = page(reviewer, campaign, "?trang=2")

    assert len(first.context["page"].object_list) == 200
    assert len(second.context["page"].object_list) == 3
    assert "trang=2" in text_of(first)


# Order and narrowing


def rows_of(user, campaign, query):
    listed = page(user, campaign, query).context["page"].object_list
    return [row.name.removeprefix("Phường ") for row in listed]


@pytest.fixture
def four(campaign):
    """Wards of 90, 60 and 40 per cent, and one that sent nothing."""
    sheet_of(campaign, "A", [(100, 90, 1)], state=State.ACCEPTED)
    sheet_of(campaign, "B", [(100, 40, 9)], state=State.RETURNED)
    sheet_of(campaign, "C", [(100, 60, 5)])
    sheet_of(campaign, "D", [(100, 40, 7)])
    make_ward(name="E", parent=campaign.unit)
    return campaign


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", "ABCDE"),
        ("?sx=-ten", "EDCBA"),
        ("?sx=ty-le", "DCABE"),  # what is not known stands last
        ("?sx=-ty-le", "ACDBE"),
        ("?sx=-y-kien", "DCABE"),
        ("?sx=ho-so", "CDBAE"),
        ("?sx=%00", "ABCDE"),
        ("?trang_thai=cho-duyet", "CD"),
        ("?trang_thai=tra-lai", "B"),
        ("?trang_thai=da-duyet", "A"),
        ("?trang_thai=chua-gui", "E"),
        ("?ty_le=duoi-50", "D"),
        ("?ty_le=tu-90", "A"),
        ("?ty_le=duoi-chung", "CD"),
        ("?ty_le=tu-chung", "A"),
        ("?ty_le=chua-ro", "BE"),
        ("?thay_doi=khong-so-sanh&ty_le=50-70", "C"),
        ("?thay_doi=tang", ""),
        ("?kiem_tra=co", ""),
        ("?kiem_tra=khong", "ABCDE"),
        ("?trang_thai=gi-do&ty_le=<b>", "ABCDE"),
        ("?trang=99999999999999999999", "ABCDE"),
        ("?trang=-1&cap=../..", "ABCDE"),
        ("?sx=-sx&sx=ten&ty_le=tu-90&ty_le=", "ABCDE"),
    ],
)
def test_rows_are_put_in_order_and_narrowed(reviewer, four, query, names):
    if "%00" in query:
        assert page(reviewer, four, query).status_code == 400
        return
    assert "".join(rows_of(reviewer, four, query)) == names


def test_what_makes_no_sense_is_told_or_not_there(reviewer, four):
    text = text_of(page(reviewer, four, "?trang_thai=gi-do"))
    assert "Không có lựa chọn này." in text
    for query in ("?don_vi=x", "?don_vi=0", f"?don_vi={2**70}", "?don_vi=-1"):
        assert page(reviewer, four, query).status_code == 404
    assert page(reviewer, four, "?don_vi=").status_code == 200
    for query in ("?phuong=x&trang_thai=1&linh_vuc='", "?trang=abc&co_quan=%F0"):
        assert page(reviewer, four, query, "review_opinions").status_code == 200


def test_letting_go_of_the_filter_keeps_the_level(reviewer, four):
    for query in ("?cap=phuong&trang_thai=chua-gui", "?cap=phuong&ty_le=tu-90"):
        text = text_of(page(reviewer, four, query))
        assert 'href="?cap=phuong#bang">Bỏ lọc' in text


def test_the_head_of_the_sorted_column_says_so(reviewer, four):
    text = text_of(page(reviewer, four, "?sx=-ty-le&trang_thai=cho-duyet"))

    assert text.count("aria-sort=") == 1
    assert 'aria-sort="descending"' in text
    assert "trang_thai=cho-duyet&amp;sx=ty-le" in text  # the other way, still narrowed


def test_an_order_without_a_column_changes_nothing():
    rows = [SimpleNamespace(name="a"), SimpleNamespace(name="b")]
    assert in_order(rows, "gi-do") == rows


# Who is late


@pytest.fixture
def late(campaign):
    """Of three wards one did all, one told of one group only, one nothing."""
    done = sheet_of(campaign, "Xong", [(100, 90, 1)])
    figures_of(
        make_conference(
            unit=done.unit, campaign=campaign, state=State.SENT, held_on="2024-02-28"
        ),
        ("attended", "delegate", 90),
    )
    half = sheet_of(campaign, "Nửa", [(100, 90, 1), None, None])
    line = half.group_reports.order_by("pk").last()
    Conference.objects.filter(pk=half.pk).update(state=State.DRAFT)
    line.state, line.held_on = "held", datetime.date(2024, 1, 21)
    line.save()
    Conference.objects.filter(pk=half.pk).update(state=State.SENT)
    empty = make_ward(name="Trống", parent=campaign.unit)
    return SimpleNamespace(done=done.unit, half=half.unit, empty=empty)


def test_who_is_late_stands_there_by_name(reviewer, campaign, late):
    answer = page(reviewer, campaign)

    told = {one.unit_id: one.lines for one in answer.context["shown"].late}
    assert late.done.pk not in told
    assert told[late.half.pk] == [
        "Chưa rõ đã tổ chức hay chưa: cấp phường",
        "Chưa gửi hồ sơ: cấp phường",
        "Chưa tổ chức: Tổ dân phố 2",
        "Đã tổ chức, chưa có số liệu: Tổ dân phố 3",
    ]
    assert told[late.empty.pk][1] == "Chưa gửi hồ sơ: cấp tổ dân phố, cấp phường"
    assert "Phường Trống" in text_of(answer)
    assert (
        '<a href="#chua-bao-cao">Chưa tổ chức hoặc chưa báo cáo: 2 đơn vị'
        in text_of(answer)
    )


def test_who_has_to_send_a_returned_record_again_is_told_from_who_sent_none(
    reviewer, campaign
):
    sheet = sheet_of(campaign, "Kim Liên", [(100, 90, 1)], state=State.RETURNED)
    make_conference(unit=sheet.unit, campaign=campaign, state=State.SENT)

    (one,) = page(reviewer, campaign).context["shown"].late

    assert one.lines == ["Đã trả lại, chưa gửi lại: cấp tổ dân phố"]


def test_nobody_late_is_said_so(reviewer, campaign):
    sheet = sheet_of(campaign, "Xong", [(100, 90, 1)])
    make_conference(unit=sheet.unit, campaign=campaign, state=State.SENT)

    assert "Không cần nhắc đơn vị nào." in text_of(page(reviewer, campaign))


def test_a_unit_is_reminded_once_a_day_even_when_pressed_twice(
    reviewer, campaign, late
):
    for _time in (1, 2):
        assert press(reviewer, campaign, phuong=late.empty.pk).status_code == 302
    press(reviewer, campaign)

    told = CampaignReminder.objects.values_list("unit", "text", "by")
    assert {row[0] for row in told} == {late.empty.pk, late.half.pk}
    assert told.count() == 2
    assert all("Chưa gửi hồ sơ" in row[1] for row in told)
    assert {row[2] for row in told} == {reviewer.pk}
    assert "Đã nhắc hôm nay" in text_of(page(reviewer, campaign))


def test_the_next_day_it_may_be_reminded_again(reviewer, campaign, late):
    press(reviewer, campaign, phuong=late.empty.pk)
    yesterday = timezone.now() - datetime.timedelta(days=1)
    CampaignReminder.objects.update(day=timezone.localdate(yesterday), at=yesterday)

    press(reviewer, campaign, phuong=late.empty.pk)

    assert CampaignReminder.objects.filter(unit=late.empty).count() == 2


def test_only_who_is_late_below_the_desk_is_reminded(reviewer, campaign, late):
    stranger = make_ward(name="Lạ", parent=make_district(name="Khác"))

    for unit in (late.done.pk, stranger.pk, "x", 2**70):
        press(reviewer, campaign, phuong=unit)

    assert not CampaignReminder.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_who_remind_at_once_make_one_reminder():
    district = make_district(name="Đống Đa")
    campaign = make_campaign(unit=district, year=2024)
    ward = make_ward(name="Láng", parent=district)
    start = threading.Barrier(2)
    made = []

    def go():
        start.wait(timeout=5)
        made.append(len(reminders.remind(campaign, {ward.pk: "- Hồ sơ"}, by=None)))
        connections.close_all()

    threads = [threading.Thread(target=go) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)

    assert sorted(made) == [0, 1]
    assert CampaignReminder.objects.count() == 1


def test_the_worker_mails_those_who_enter_records_once(reviewer, campaign, late):
    for role in (Role.WRITER, Role.LEADER):
        user = make_user(email=f"{role}@vidu.vn")
        make_membership(user=user, unit=late.empty, role=role)
    stranger = make_user(email="la@vidu.vn")
    make_membership(user=stranger, unit=late.done, role=Role.WRITER)
    press(reviewer, campaign)
    assert mail.outbox == []  # the press waits for no mail server

    assert reminders.send_due() == 2
    assert reminders.send_due() == 0

    assert [one.to for one in mail.outbox] == [["writer@vidu.vn"]]
    assert "Hội nghị đại biểu Nhân dân năm 2024" in mail.outbox[0].subject
    assert "Chưa gửi hồ sơ: cấp tổ dân phố, cấp phường" in mail.outbox[0].body
    assert "/quan-tri/" in mail.outbox[0].body


def test_the_ward_finds_the_reminder_on_its_desk_until_it_sends(
    reviewer, campaign, late
):
    writer = make_member(late.empty, "writer", role=Role.WRITER)
    beside = make_member(late.done, "beside", role=Role.WRITER)
    press(reviewer, campaign)

    client = Client()
    client.force_login(beside)
    assert "Cấp trên nhắc báo cáo" not in text_of(client.get("/quan-tri/"))
    client.force_login(writer)
    assert "Cấp trên nhắc báo cáo" in text_of(client.get("/quan-tri/"))

    send_up(make_conference(unit=late.empty, campaign=campaign))

    assert "Cấp trên nhắc báo cáo" not in text_of(client.get("/quan-tri/"))


# Opinions of all units


@pytest.fixture
def opinions(campaign):
    today = timezone.localdate()
    record = sheet_of(campaign, "Láng", [(100, 90, 1)])
    body = make_body(unit=record.unit, kind="ubnd")
    day = datetime.timedelta(days=1)
    word = make_word(unit=record.unit, name="Nguyễn Văn Kín", contact="0987654321")
    make_opinion(
        conference=record,
        nature="petition",
        body=body,
        due_on=today - day,
        text="=Đèn ngõ hỏng, gọi 0912 345 678.",
        word=word,
    )
    make_opinion(
        conference=record,
        nature="report",
        field="order",
        answer="Đã sửa.",
        answered_on=today,
    )
    make_opinion(conference=record, text="Nên trồng thêm cây.")
    hidden = sheet_of(campaign, "Nháp", [(100, 90, 1)], state=State.DRAFT)
    make_opinion(conference=hidden, text="Còn đang nhập.")
    return record


def test_opinions_are_counted_by_field_and_by_body(reviewer, campaign, opinions):
    answer = page(reviewer, campaign, name="review_opinions")

    total = answer.context["total"]
    assert (total.received, total.owed, total.answered, total.overdue) == (3, 2, 1, 1)
    fields, by_body = answer.context["tables"]
    assert (fields[1], by_body[1]) == ("Lĩnh vực", "Cơ quan xử lý")
    bodies = {one.label: one.received for one in by_body[2]}
    assert bodies == {"Chưa giao cơ quan nào": 2, "UBND": 1}
    assert "Còn đang nhập" not in text_of(answer)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?trang_thai=qua-han", 1),
        ("?trang_thai=cho-tra-loi", 1),
        ("?trang_thai=da-tra-loi", 1),
        ("?trang_thai=khong-can", 1),
        ("?linh_vuc=order", 1),
        ("?co_quan=ubnd", 1),
        ("?co_quan=chua-giao", 2),
        ("?phuong=999999999", 3),  # makes no sense, and is told so
    ],
)
def test_opinions_are_narrowed(reviewer, campaign, opinions, query, found):
    answer = page(reviewer, campaign, query, "review_opinions")

    assert answer.context["total"].received == found


def exported(user, campaign, ending, query=""):
    address = reverse("meetings:review_opinions_export", args=[campaign.pk, ending])
    client = Client()
    client.force_login(user)
    return client.get(address + query)


def test_exported_opinions_hold_nothing_of_a_person_and_no_formula(
    reviewer, campaign, opinions
):
    answer = exported(reviewer, campaign, "csv")
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    book = openpyxl.load_workbook(
        io.BytesIO(exported(reviewer, campaign, "xlsx").content)
    )

    cells = [str(cell) for row in rows for cell in row]
    cells += [str(cell) for row in book.active.values for cell in row]
    assert "'=Đèn ngõ hỏng, gọi […]." in cells
    for private in ("Nguyễn Văn Kín", "0987654321", "0912 345 678", "Còn đang nhập"):
        assert not [cell for cell in cells if private in cell]
    assert len(rows) == 4
    only = exported(reviewer, campaign, "csv", "?linh_vuc=order").getvalue()
    assert len(only.decode().splitlines()) == 2
    assert exported(reviewer, campaign, "pdf").status_code == 404


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Gọi 0912.345.678 hoặc +84 912 345 678", "Gọi […] hoặc […]"),
        ("(024) 3852 1234, (+84) 912–345–678", "[…], […]"),
        ("CCCD 001203004567", "CCCD […]"),
        ("a.b@vidu.vn", "[…]"),
        ("Họp ngày 01-02-2024, 20/11/2023", "Họp ngày 01-02-2024, 20/11/2023"),
        ("1.500.000.000 đồng, 35.323 hộ", "1.500.000.000 đồng, 35.323 hộ"),
    ],
)
def test_numbers_by_which_somebody_is_reached_are_taken_out(text, kept):
    assert without_contacts(text) == kept


@pytest.mark.parametrize("text", ["a" * 8000, "a." * 4000, "a@" + "b" * 8000])
def test_a_long_text_is_read_once_for_them(text):
    began = time.perf_counter()

    without_contacts(text)

    assert time.perf_counter() - began < 0.1


# Files and the article


@pytest.mark.parametrize(
    ("name", "file", "kind"),
    [
        ("review_report", "bao-cao_dong-da_2024.docx", "wordprocessingml"),
        ("review_workbook", "tong-hop_dong-da_2024.xlsx", "spreadsheetml"),
        ("review_table", "tong-hop_dong-da_2024.csv", "text/csv"),
    ],
)
def test_files_have_plain_names_and_are_kept_nowhere(
    reviewer, campaign, name, file, kind
):
    sheet_of(campaign, "=2+2", [(100, 90, 1)])

    answer = page(reviewer, campaign, name=name)

    assert answer["Content-Disposition"] == f'attachment; filename="{file}"'
    assert kind in answer["Content-Type"]
    assert answer["Cache-Control"] == "no-store"
    if kind == "text/csv":
        assert ",=2" not in answer.getvalue().decode()


def test_an_article_is_begun_by_who_may_write_and_stays_a_draft(
    city, campaign, reviewer
):
    make_membership(user=reviewer, unit=city, role=Role.EDITOR)
    sheet_of(campaign, "Láng", [(100, 90, 1)])

    answer = press(reviewer, campaign, "review_article")

    article = Article.objects.get()
    assert answer["Location"] == reverse("admin:news_article_change", args=[article.pk])
    assert article.status == Status.DRAFT
    assert article.unit == city


def test_the_units_own_record_is_begun_or_opened_from_the_desk(city):
    own = make_district(name="Ba Đình", parent=city)
    campaign = make_campaign(unit=own, year=2024)
    user = make_membership(user=make_user(), unit=own, role=Role.REVIEWER).user
    begin, text = (
        reverse("admin:meetings_conference_add"),
        text_of(page(user, campaign)),
    )
    assert f'action="{begin}"' in text

    client = Client()
    client.force_login(user)
    sent = {"unit": own.pk, "campaign": campaign.pk, "tier": "district"}
    client.post(begin, sent | {"kind": campaign.kind, "year": campaign.year})

    record = Conference.objects.get(unit=own)
    change = reverse("admin:meetings_conference_change", args=[record.pk])
    assert change in text_of(page(user, campaign))


# The way there


def test_the_desk_leads_reviewers_to_their_pages_and_nobody_else(city, reviewer):
    writer = make_membership(user=make_user(), unit=city, role=Role.WRITER).user
    for user, is_there in ((reviewer, True), (writer, False)):
        client = Client()
        client.force_login(user)
        assert ("/tong-hop/" in text_of(client.get("/quan-tri/"))) is is_there


def test_a_reviewers_start_page_says_how_many_records_wait(reviewer, campaign):
    for name, state in (("A", State.SENT), ("B", State.SENT), ("C", State.ACCEPTED)):
        sheet_of(campaign, name, [(100, 90, 1)], state=state)
    client = Client()
    client.force_login(reviewer)

    assert "2 hồ sơ chờ duyệt" in text_of(client.get("/quan-tri/"))


def test_the_desk_begins_with_what_is_under_way(reviewer, city, campaign):
    today = timezone.localdate()
    now = make_campaign(unit=city, year=today.year, deadline=today)
    sheet_of(campaign, "Láng", [(100, 90, 1)])
    client = Client()
    client.force_login(reviewer)

    answer = client.get("/tong-hop/")
    one = client.get("/tong-hop/", {"don_vi": city.pk})

    assert [row.campaign for row in answer.context["current"]] == [now]
    (earlier,) = answer.context["earlier"]
    assert (earlier.campaign, earlier.sent, earlier.waiting) == (campaign, 1, 1)
    assert one.context["earlier"] == []
    assert client.get("/tong-hop/", {"don_vi": "x"}).status_code == 404


def test_sums_of_the_page_are_those_of_the_roll_up(reviewer, four):
    level = page(reviewer, four).context["level"]
    whole = rollup.groups(four).whole

    assert level.whole.invited == whole.sums["households_invited"]
    known = [row.invited.value for row in level.rows if row.invited.value]
    assert sum(known) == whole.households_invited
    assert Shown(four, four.unit, four.unit, reviewer).tiers == ["group", "commune"]
