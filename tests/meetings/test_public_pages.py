"""What readers see of conference records, and what they never see."""

import json
import re
import unicodedata
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gallery.models import Album, AlbumPhoto
from meetings import public_files, public_index, record_pages, records
from meetings.models import (
    Clause,
    ClauseReview,
    ConferencePaper,
    RecordCard,
)
from tests.factories import (
    make_article,
    make_campaign,
    make_conference,
    make_district,
    make_group,
    make_opinion,
    make_photo,
    make_stored_file,
    make_succession,
    make_ward,
)
from tests.stores import public_names, stores  # noqa: F401 - a fixture

from .records_of import (
    TITLE,
    announce,
    approve,
    fill_line,
    leader,
    make_notice,
    make_public_record,
    meets,
    take_back,
)

pytestmark = pytest.mark.django_db

LIST = "/khuong-thuong/hoi-nghi/"
PAPER = '<tbody role="rowgroup" class="on-paper">'


@pytest.fixture
def ward():
    return make_ward(name="Khương Thượng")


def page(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode().replace("\xa0", " ")


def of(client, record):
    return page(client, record.card.get_absolute_url())


def plain(text):
    """The words of a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


# Who sees what


def test_a_draft_answers_like_what_never_was(client, ward):
    draft = make_conference(unit=ward, title=TITLE, held_on="2024-02-28")

    for path in [f"{LIST}{draft.pk}/bat-ky/", f"{LIST}{draft.pk}/so-lieu.csv"]:
        there = client.get(path)
        missing = client.get(path.replace(f"/{draft.pk}/", "/999999/"))
        assert there.status_code == missing.status_code == 404
        assert there.content == missing.content


def everywhere(client):
    """The texts of all that lists, finds, exports or names records."""
    paths = [
        LIST,
        "/khuong-thuong/",
        "/tim-kiem/?q=khuong+thuong",
        "/du-lieu/",
        "/du-lieu/hoi-nghi.csv",
        "/sitemap.xml",
        "/khuong-thuong/rss.xml",
        "/so-do/",
    ]
    texts = []
    for path in paths:
        response = client.get(path)
        body = response.getvalue() if response.streaming else response.content
        texts.append(body.decode(errors="replace").replace("\xa0", " "))
    return "\n".join(texts)


def test_a_draft_is_nowhere(client, ward):
    draft = make_conference(unit=ward, title=TITLE, held_on="2024-02-28")
    records.submit(conference=draft, by=leader())

    told = everywhere(client)

    assert TITLE not in told
    assert "hoi-nghi-0.xml" not in told


def test_an_announced_record_shows_its_time_and_place_and_no_figures(client, ward):
    notice = make_notice(
        unit=ward, starts_at="14:00", figures=[("invited", "delegate", 120)]
    )

    text = plain(of(client, notice))

    assert "14:00, Thứ Tư, 28/02/2024" in text
    assert "Hội trường" in text
    assert "Số liệu sẽ có sau khi phường Khương Thượng duyệt." in text
    assert "120" not in text
    assert client.get(f"{LIST}{notice.pk}/so-lieu.csv").status_code == 404


def test_a_notice_that_is_changed_or_taken_back_changes_everywhere(client, ward):
    notice = make_notice(unit=ward)

    notice.place = "Nhà văn hóa"
    notice.save()
    changed = plain(page(client, LIST) + of(client, notice))
    records.announce(conference=notice, by=leader(), public=False)

    assert "Nhà văn hóa" in changed
    assert TITLE not in everywhere(client)
    assert client.get(f"{LIST}{notice.pk}/x/").status_code == 404


def test_figures_are_the_wards_own_until_the_level_above_accepts_them(client, ward):
    record = make_public_record(unit=ward)
    own = plain(of(client, record))

    records.mark_accepted(record)

    assert "Số liệu phường báo cáo" in own
    assert "Cấp trên đã duyệt" not in own
    assert "Cấp trên đã duyệt" in plain(of(client, record))


def test_while_it_is_corrected_readers_keep_the_approved_version(client, ward):
    record = make_public_record(unit=ward, figures=[("attended", "delegate", 104)])
    records.mark_accepted(record)
    record.state = "sent"
    record.save()
    before = of(client, record)

    take_back(record)
    record.title, record.place = "Tiêu đề đang sửa", "Nơi đang sửa"
    record.year, record.held_on = 2019, "2019-03-01"
    record.save()
    record.figures.update(value=99)

    assert of(client, record) == before
    assert "104 đại biểu" in plain(before)
    told = everywhere(client)
    assert "đang sửa" not in told
    assert "2019" not in page(client, LIST)
    assert record.get_absolute_url() == record.card.get_absolute_url()


def test_a_new_approval_shows_the_corrected_figures_as_the_wards_own(client, ward):
    record = make_public_record(unit=ward, figures=[("attended", "delegate", 104)])
    records.mark_accepted(record)

    take_back(record)
    record.figures.update(value=99)
    approve(record)

    text = plain(of(client, record))
    assert "99 đại biểu" in text
    assert "Số liệu phường báo cáo" in text


# One record


def test_any_other_address_of_a_public_record_leads_to_the_true_one(client, ward):
    record = make_public_record(unit=ward)
    true = record.card.get_absolute_url()
    make_ward(name="Kim Liên")

    for path in [
        f"{LIST}{record.pk}/",
        f"{LIST}{record.pk}/sai/",
        f"/kim-lien/hoi-nghi/{record.pk}/sai/",
    ]:
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (301, true)


def test_what_is_not_known_is_a_word_and_never_zero(client, ward):
    group = [make_group(name=f"số {n}", parent=ward) for n in (1, 2, 3)]
    record = make_conference(unit=ward, tier="group", title=TITLE)
    lines = {line.group_id: line for line in record.group_reports.all()}
    fill_line(lines[group[0].pk], households_invited=140, households_attended=112)
    fill_line(lines[group[1].pk], households_invited=155)
    approve(record)

    text = plain(of(client, record))

    assert re.search(r"Ý kiến Chưa có số liệu", text)
    assert "chưa rõ" in text
    assert "Chưa tổ chức" in text
    assert not re.search(
        r"(?<![\d.,/])0(?![\d.,/:])", text.split("Các tổ dân phố")[1][:400]
    )


def test_held_and_reported_are_two_figures(client, ward):
    groups = [make_group(name=f"số {n}", parent=ward) for n in (1, 2, 3)]
    record = make_conference(unit=ward, tier="group", title=TITLE)
    lines = {line.group_id: line for line in record.group_reports.all()}
    whole = {"households_invited": 100, "households_attended": 80, "opinions": 2}
    fill_line(lines[groups[0].pk], **whole)
    fill_line(lines[groups[1].pk])
    approve(record)

    tiles = re.findall(
        r"<dt>([^<]+?)(?: <span.*?)?</dt><dd class=\"figure\">([^<]+)",
        of(client, record),
    )

    assert ("tổ dân phố đã tổ chức", "2/3") in tiles
    assert ("tổ dân phố đã báo cáo", "1/3") in tiles
    assert ("hộ dân tham dự", "80,0%") in tiles


def test_what_the_paper_says_stands_beside_the_sum_where_they_differ(client, ward):
    group = make_group(name="số 1", parent=ward)
    record = make_conference(
        unit=ward, tier="group", title=TITLE, figures=[("opinions", "opinion", 52)]
    )
    (line,) = record.group_reports.filter(group=group)
    fill_line(line, households_invited=9, households_attended=8, opinions=40)
    approve(record)

    text = plain(of(client, record))

    assert "52 ý kiến" in text
    assert "Báo cáo ghi 52; cộng 1 trên 1 tổ dân phố được 40." in text


def test_all_groups_are_shown_when_asked_for(client, ward):
    for number in range(1, 19):
        make_group(name=f"số {number}", parent=ward)
    record = approve(make_conference(unit=ward, tier="group", title=TITLE))
    address = record.card.get_absolute_url()

    few, all_of_them = page(client, address), page(client, f"{address}?to=tat-ca")

    assert "Xem đủ 18 tổ dân phố" in plain(few)
    assert "Tổ dân phố số 18" not in few.split(PAPER)[0]
    assert "Tổ dân phố số 18" in all_of_them.split(PAPER)[0]


def test_clauses_show_what_the_next_year_found_and_what_the_last_one_left(client, ward):
    first = make_conference(unit=ward, year=2023, held_on="2023-02-28")
    clause = Clause.objects.create(conference=first, number=1, text="Ngõ tự quản")
    approve(first)
    second = make_conference(unit=ward, previous=first, held_on="2024-02-28")
    ClauseReview.objects.create(
        conference=second,
        clause=clause,
        outcome="partly",
        note="Còn hai tổ.",
        numerator=16,
        denominator=18,
    )
    drafted = plain(of(client, first))

    approve(second)

    older, newer = plain(of(client, first)), plain(of(client, second))
    assert "Một phần" not in drafted
    assert "Một phần Năm 2024 : đạt 16/18 (88,9%). Còn hai tổ." in older
    assert "Kết quả nghị quyết năm trước" in newer
    assert "Một phần đạt 16/18 (88,9%). Còn hai tổ." in newer


def test_years_go_on_where_one_unit_became_another(client, ward):
    heir = make_ward(name="Kim Liên")
    make_succession(old=ward, new=heir)
    other = make_ward(name="Láng")
    make_succession(old=other, new=heir, extent="part")
    make_public_record(unit=other, title="Hội nghị Láng")
    make_conference(unit=ward, year=2025, title="Bản nháp")
    old = make_public_record(unit=ward)
    new = make_public_record(unit=heir, year=2026, held_on="2026-01-29", title="Mới")

    rail = plain(of(client, new)).split("Theo các năm")[1]

    assert "Năm 2026 (đang xem)" in rail
    assert "Năm 2024 Phường Khương Thượng" in rail
    assert "Phường Láng (nhập một phần: địa bàn không trùng)" in rail
    assert "Năm 2025" not in rail
    assert new.card.get_absolute_url() in of(client, old)


def test_an_ended_unit_says_what_became_of_it_on_record_and_list(client, ward):
    make_succession(old=ward, new=make_ward(name="Kim Liên"))
    ward.ended_on = date(2025, 6, 30)
    ward.save()
    record = make_public_record(unit=ward)

    for text in [of(client, record), page(client, LIST)]:
        assert "đã kết thúc hoạt động" in plain(text)


def test_opinions_are_counted_and_only_published_answers_are_read(client, ward):
    record = make_conference(unit=ward, title=TITLE)
    answered = {"answer": "Đã lắp.", "answered_on": "2024-03-01"}
    make_opinion(conference=record, nature="petition", text="Lắp đèn.", **answered)
    make_opinion(conference=record, nature="report", text="Nắp cống vỡ.")
    make_opinion(conference=record, nature="suggestion", text="Trồng cây.")
    make_opinion(
        conference=record,
        nature="suggestion",
        text="Mở sân chơi.",
        answer="Đã mở.",
        status="published",
        published_at=timezone.now(),
    )
    approve(record)
    make_opinion(conference=record, nature="petition", text="Nhập sau khi duyệt.")

    text = plain(of(client, record))

    assert "Đã trả lời 1/2 kiến nghị, phản ánh (50,0%)" in text
    assert "Vệ sinh, môi trường 4 1/2" in text
    assert "Mở sân chơi." in text
    for hidden in ["Lắp đèn.", "Nắp cống vỡ.", "Trồng cây.", "Nhập sau khi duyệt."]:
        assert hidden not in text


def test_articles_and_record_lead_to_each_other_public_ones_alone(client, ward):
    record = make_public_record(unit=ward)
    public = make_article(unit=ward, title="Tin hội nghị", published=True)
    draft = make_article(unit=ward, title="Tin đang viết")
    record.articles.add(public, draft)
    hidden = make_conference(unit=ward, title="Hồ sơ nháp")
    hidden.articles.add(public)

    text, article = of(client, record), page(client, public.get_absolute_url())

    assert "Tin hội nghị" in text
    assert "Tin đang viết" not in text
    assert record.card.get_absolute_url() in article
    assert "Hồ sơ nháp" not in article


def test_what_people_write_is_text(client, ward):
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    record = make_conference(
        unit=ward, title=f"Hội nghị {attack}", place=attack, held_on="2024-02-28"
    )
    Clause.objects.create(conference=record, number=1, text=attack)
    approve(record)

    for path in [record.card.get_absolute_url(), LIST, "/tim-kiem/?q=hoi+nghi"]:
        text = page(client, path)
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "alert(1)" in text


def test_a_title_as_long_as_it_may_be_is_whole(client, ward):
    title = ("Hội nghị " * 30)[:199] + "x"
    record = make_public_record(unit=ward, title=title)

    assert title in of(client, record)
    assert len(record.card.get_absolute_url()) < 200


def test_a_record_of_any_kind_says_its_ordinal_and_term(client, ward):
    record = make_public_record(
        unit=ward,
        kind="committee_session",
        ordinal=9,
        term="2019–2024",
        term_number="XIV",
    )

    assert "Lần thứ 9, khóa XIV, nhiệm kỳ 2019–2024" in plain(of(client, record))


# Papers and pictures


@pytest.fixture
def papers(ward, stores):  # noqa: F811
    """A record with one paper for readers, one not, minutes, and an album."""
    record = make_conference(unit=ward, title=TITLE)
    for name, role, is_public in [
        ("nghi-quyet.pdf", "resolution", True),
        ("noi-bo.pdf", "other", False),
        ("bien-ban.pdf", "minutes", True),
    ]:
        ConferencePaper.objects.create(
            conference=record,
            role=role,
            file=make_stored_file(unit=ward, name=name),
            is_public=is_public,
        )
    record.album = Album.objects.create()
    record.save()
    photo = make_photo(unit=ward)
    AlbumPhoto.objects.create(album=record.album, photo=photo, position=1)
    return record


def test_only_public_papers_and_the_album_are_copied_and_only_when_approved(
    client, papers, django_capture_on_commit_callbacks
):
    before = public_names()

    with django_capture_on_commit_callbacks(execute=True):
        approve(papers)

    names = [name.rsplit("/")[-1] for name in public_names() if "files/" in name]
    assert before == []
    assert names == ["nghi-quyet.pdf"]
    assert any(name.startswith("photos/") for name in public_names())
    text = of(client, papers)
    assert "nghi-quyet.pdf" in text
    assert "noi-bo.pdf" not in text
    assert "bien-ban.pdf" not in text


def test_a_notice_has_no_files(papers, django_capture_on_commit_callbacks):
    papers.held_on, papers.place = date(2024, 2, 28), "Hội trường"
    papers.save()

    with django_capture_on_commit_callbacks(execute=True):
        announce(papers)

    assert public_names() == []


def test_a_paper_taken_back_is_gone_at_once_and_one_added_waits(
    client, ward, papers, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        approve(papers)
        take_back(papers)

    with django_capture_on_commit_callbacks(execute=True):
        late = make_stored_file(unit=ward, name="moi.pdf")
        ConferencePaper.objects.create(
            conference=papers, role="other", file=late, is_public=True
        )
        paper = papers.papers.get(role="resolution")
        paper.is_public = False
        paper.save()

    assert [name for name in public_names() if "files/" in name] == []
    text = of(client, papers)
    assert "nghi-quyet.pdf" not in text
    assert "moi.pdf" not in text


def test_a_picture_added_while_it_is_corrected_waits_too(
    client, ward, papers, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        approve(papers)
    late = make_photo(unit=ward)
    AlbumPhoto.objects.create(album=papers.album, photo=late, position=2)

    assert len(public_files.pictures(papers)) == 1
    assert late.token not in of(client, papers)


def test_what_is_deleted_leaves_nothing_public(
    papers, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        approve(papers)

    with django_capture_on_commit_callbacks(execute=True):
        papers.delete()

    assert public_names() == []


# The list


def test_what_is_to_come_stands_first_and_only_there(client, ward):
    soon = timezone.localdate() + timedelta(days=3)
    make_notice(unit=ward, title="Sắp tới", held_on=soon)
    make_notice(unit=ward, title="Đã qua chưa có số liệu")
    make_public_record(unit=ward, title="Đã xong")

    text = plain(page(client, LIST))
    coming, held = text.split("Sắp diễn ra")[1].split("Đã tổ chức")

    assert "Sắp tới" in coming
    assert "Sắp tới" not in held
    assert "Đã xong" in held
    assert "Đã qua chưa có số liệu" in held


def test_a_list_is_narrowed_by_year_kind_and_level(client, ward):
    make_public_record(unit=ward, title="Phường 2024")
    make_public_record(unit=ward, title="Tổ 2024", tier="group")
    make_public_record(unit=ward, title="Đối thoại 2023", year=2023, kind="dialogue")

    def shown(query):
        text = page(client, f"{LIST}{query}")
        return {
            one for one in ["Phường 2024", "Tổ 2024", "Đối thoại 2023"] if one in text
        }

    assert shown("") == {"Phường 2024", "Tổ 2024", "Đối thoại 2023"}
    assert shown("?nam=2024") == {"Phường 2024", "Tổ 2024"}
    assert shown("?nam=2024&cap=to") == {"Tổ 2024"}
    assert shown("?loai=doi-thoai") == {"Đối thoại 2023"}
    assert shown("?loai=doi-thoai&nam=2024") == set()


def test_pages_of_the_list_hold_each_record_once_while_others_come(
    client, ward, monkeypatch
):
    monkeypatch.setattr(record_pages, "PAGE_SIZE", 3)
    for n in range(8):
        make_public_record(
            unit=ward, title=f"Hội nghị số {n}.", held_on=f"2024-01-{n + 1:02}"
        )
    first = page(client, LIST)
    second = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    make_public_record(unit=ward, title="Hội nghị mới.", held_on="2024-02-20")

    seen, path = [], LIST
    while path:
        text = page(client, path)
        seen += re.findall(
            r"Hội nghị số \d+\.|Hội nghị mới\.", plain(text.split("<main")[1])
        )
        more = re.search(r'rel="next" href="([^"]+)"', text)
        path = more[1].replace("&amp;", "&") if more else ""

    assert len(seen) == len(set(seen)) == 9
    assert "Hội nghị số 4." in page(client, second)
    back = re.search(r'rel="prev" href="([^"]+)"', page(client, second))[1]
    assert "Hội nghị số 7." in page(client, back.replace("&amp;", "&"))


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?nam=abc", 200),
        ("?nam=2024&nam=9", 200),
        ("?loai=%00", 200),
        ("?cap=ward'--", 200),
        ("?truoc=2024-02-30_1", 404),
        ("?truoc=9999-99-99_1", 404),
        ("?sau=x", 404),
        ("?truoc=2024-02-28_999999999999999999", 200),
        ("?trang=-1", 200),
    ],
)
def test_odd_parameters_are_no_fault_of_ours(client, ward, query, status):
    make_public_record(unit=ward)

    assert client.get(f"{LIST}{query}").status_code == status


def test_a_fault_in_the_filter_is_told_at_its_field(client, ward):
    make_public_record(unit=ward)

    text = page(client, f"{LIST}?nam=1900")

    assert 'aria-describedby="loi-nam"' in text
    assert "Không có hồ sơ nào của năm này." in text


def test_an_empty_list_says_what_to_do(client, ward):
    empty = page(client, LIST)
    make_public_record(unit=ward)
    make_public_record(unit=ward, year=2023, kind="dialogue")
    narrowed = page(client, f"{LIST}?nam=2024&loai=doi-thoai")

    assert "Chưa có hội nghị nào" in empty
    assert "Đọc tin của đơn vị" in empty
    assert "Không có hồ sơ nào khớp" in narrowed


# Elsewhere in the portal


def test_the_menu_names_conferences_where_there_are_any(client, ward):
    without = page(client, "/khuong-thuong/")
    make_public_record(unit=ward)

    assert LIST not in without
    assert LIST in page(client, "/khuong-thuong/")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    "words", ["khuong thuong 2024", "Khương Thượng", '"ngõ tự quản"', "hoi truong"]
)
def test_search_finds_it_by_title_place_and_clauses(client, ward, words, form):
    record = make_conference(unit=ward, title=TITLE, place="Hội trường")
    Clause.objects.create(conference=record, number=1, text="Ngõ tự quản sạch đẹp")
    approve(record)

    text = client.get("/tim-kiem/", {"q": unicodedata.normalize(form, words)})

    assert record.card.get_absolute_url() in text.content.decode()


def test_search_can_be_narrowed_to_conferences_and_their_year(client, ward):
    record = make_public_record(unit=ward)
    article = make_article(unit=ward, title="Khương Thượng", published=True)

    def found(**asked):
        text = client.get("/tim-kiem/", {"q": "khuong thuong", **asked})
        return {
            one
            for one in [record.card.get_absolute_url(), article.get_absolute_url()]
            if one in text.content.decode()
        }

    assert len(found()) == 2
    assert found(loai="hoi-nghi") == {record.card.get_absolute_url()}
    assert record.card.get_absolute_url() in found(nam="2024")
    assert record.card.get_absolute_url() not in found(nam="2023")
    section = {"don-vi": ward.slug, "chuyen-muc": article.section.slug}
    assert found(**section) == {article.get_absolute_url()}


def test_home_pages_name_what_comes_and_what_is_under_way(client, ward):
    today = timezone.localdate()
    make_notice(unit=ward, title="Tiếp xúc cử tri", held_on=today + timedelta(days=2))
    make_notice(unit=ward, title="Đã qua", held_on=today - timedelta(days=2))
    running = make_campaign(unit=make_district(name="Đống Đa"), name="Đợt đang họp")
    meets(running, today - timedelta(days=5), today + timedelta(days=5))
    over = make_campaign(unit=running.unit, name="Đợt đã xong", year=2023)
    meets(over, today - timedelta(days=50), today - timedelta(days=40))

    unit_home, portal = page(client, "/khuong-thuong/"), page(client, "/")

    assert "Tiếp xúc cử tri" in unit_home
    assert "Đã qua" not in unit_home
    assert "Đợt đang họp" in portal
    assert "Đợt đã xong" not in portal
    link = re.search(r'href="(/dong-da/hoi-nghi/)#(dot-\d+)"', portal)
    assert f'id="{link[2]}"' in page(client, link[1])


def test_rounds_of_single_wards_do_not_crowd_out_those_of_their_district(client, ward):
    today = timezone.localdate()
    wide = make_campaign(unit=make_district(name="Đống Đa"), name="Đợt của quận")
    meets(wide, today, today)
    for number in range(8):
        meets(make_campaign(unit=ward, year=2990 + number), today, today)

    assert "Đợt của quận" in page(client, "/")


def test_the_site_map_names_list_and_records(client, ward):
    record = make_public_record(unit=ward)
    announced = make_notice(unit=ward, year=2025, title="Sắp họp")
    draft = make_conference(unit=ward)

    index = page(client, "/sitemap.xml")
    files = "".join(
        page(client, path.removeprefix("http://testserver"))
        for path in re.findall("<loc>([^<]+)</loc>", index)
    )

    assert f"<loc>http://testserver{LIST}</loc>" in files
    assert record.card.get_absolute_url() in files
    assert announced.card.get_absolute_url() in files
    assert f"/hoi-nghi/{draft.pk}/" not in files


def test_machines_are_told_of_an_event_with_its_day_and_place(client, ward):
    record = make_public_record(unit=ward, starts_at="14:00")

    data = re.findall(
        r'ld\+json">(.+?)</script>',
        client.get(record.card.get_absolute_url()).content.decode(),
    )
    (event,) = [one for one in map(json.loads, data) if one["@type"] == "Event"]

    assert event["name"] == TITLE
    assert event["startDate"] == "2024-02-28T14:00:00+07:00"
    assert event["location"]["name"] == "Hội trường"
    assert event["organizer"]["name"] == "Phường Khương Thượng"


def test_a_record_of_groups_or_without_a_day_is_no_event(client, ward):
    no_day = make_public_record(unit=ward, held_on=None)
    groups = make_public_record(unit=ward, tier="group")

    for record in [no_day, groups]:
        assert '"Event"' not in of(client, record)


# What it costs


def cost(client, path):
    with CaptureQueriesContext(connection) as queries:
        page(client, path)
    return len(queries)


def fill(record, times):
    """Give a record `times` of all that a page can show."""
    for n in range(times):
        opinion = {"answer": "Đã làm.", "status": "published"}
        make_opinion(conference=record, published_at=timezone.now(), **opinion)
        Clause.objects.create(conference=record, number=n + 1, text=f"Điều {n}")
        record.articles.add(
            make_article(unit=record.unit, title=f"Tin {n}", published=True)
        )
        ConferencePaper.objects.create(
            conference=record,
            role="resolution",
            is_public=True,
            file=make_stored_file(unit=record.unit),
        )
        AlbumPhoto.objects.create(
            album=record.album, photo=make_photo(unit=record.unit), position=n + 1
        )


@pytest.mark.parametrize("times", [1, 6])
def test_the_cost_of_a_record_does_not_grow_with_what_it_holds(
    client, ward, times, django_assert_num_queries
):
    for n in range(times):
        make_group(name=f"số {n}", parent=ward)
        heir = make_ward(name=f"Kim Liên {n}")
        make_succession(old=ward, new=heir, extent="part")
        make_public_record(unit=heir, year=2026, title=f"Sau {n}")
    first = make_public_record(unit=ward, year=2023, title="Trước")
    record = make_conference(
        unit=ward, previous=first, held_on="2024-02-28", album=Album.objects.create()
    )
    fill(record, times)
    approve(record)
    for n in range(times):
        later = make_conference(unit=ward, year=2025 + n, previous=record)
        for clause in record.clauses.all():
            ClauseReview.objects.create(conference=later, clause=clause, outcome="done")
        approve(later)

    with django_assert_num_queries(RECORD_COST):
        of_page = client.get(record.card.get_absolute_url())

    assert of_page.status_code == 200


RECORD_COST = 18


@pytest.mark.parametrize("count", [1, 5])
def test_the_cost_of_a_list_does_not_grow_with_its_records(client, ward, count):
    for n in range(count):
        make_public_record(unit=ward, title=f"Hội nghị {n}")
        make_notice(
            unit=ward, title=f"Sắp {n}", held_on=timezone.localdate() + timedelta(n + 1)
        )
        meets(make_campaign(unit=ward, year=2001 + n), date(2001, 1, 1), None)

    assert cost(client, LIST) == 10
    assert cost(client, "/khuong-thuong/") == 14


# Kept in step


def test_the_worker_mends_what_is_missing_or_old(client, ward):
    record = make_public_record(unit=ward)
    RecordCard.objects.all().delete()
    assert client.get(f"{LIST}{record.pk}/x/").status_code == 404

    mended = [public_index.remember_missing() for _time in range(2)]
    RecordCard.objects.update(form=0)

    assert mended == [1, 0]
    assert public_index.remember_missing() == 1
    assert TITLE in page(client, LIST)


def test_pages_are_the_same_for_everybody_and_set_no_cookie(client, admin_client, ward):
    record = make_public_record(unit=ward)

    for path in [record.card.get_absolute_url(), LIST, reverse("meetings:data")]:
        response = client.get(path)
        assert response.content == admin_client.get(path).content
        assert not response.cookies
        assert "csrf" not in response.content.decode()


# What a reader of the evening looks for first


def test_a_wards_own_meeting_says_how_many_groups_the_ward_had(client, ward):
    record = make_public_record(unit=ward, parts_total=18)
    unknown = make_public_record(unit=ward, year=2023, held_on="2023-02-28")

    assert "Tổng số tổ năm đó 18" in plain(of(client, record))
    assert "tổng số tổ năm đó 18" in plain(of(client, record))
    assert "Tổng số tổ năm đó" not in of(client, unknown)


def test_what_the_source_says_of_a_figure_stands_beside_it(client, ward):
    draft = make_conference(unit=ward, title=TITLE, held_on="2024-02-28")
    draft.figures.create(
        measure="programmes_signed",
        counted="programme",
        value=4,
        note="Văn bản nêu 5 đơn vị cùng ký.",
    )

    text = plain(of(client, approve(draft)))

    assert "4 chương trình Văn bản nêu 5 đơn vị cùng ký." in text


def test_the_day_of_a_basis_is_said_once(client, ward):
    draft = make_conference(unit=ward, title=TITLE, held_on="2024-02-28")
    for text in ("Kế hoạch số 163 ngày 28/12/2023", "Kế hoạch của quận"):
        draft.papers.create(role="basis", text=text, issued_on=date(2023, 12, 28))

    text = plain(of(client, approve(draft)))

    assert text.count("28/12/2023") == 2
    assert "(28/12/2023)" in text


def test_paper_has_every_line_of_the_groups(client, ward):
    for number in range(12):
        make_group(name=str(number + 1), parent=ward)
    record = make_public_record(unit=ward, tier="group")

    text = of(client, record)

    shown, printed = text.split(PAPER)
    assert "Tổ dân phố 6" in shown
    assert "Tổ dân phố 7" not in shown
    assert "Tổ dân phố 7" in printed
    assert "Tổ dân phố 12" in printed


def test_past_the_last_page_nothing_is_called_an_article(client, ward):
    make_public_record(unit=ward)

    text = plain(page(client, f"{LIST}?truoc=2000-01-01_1"))

    assert "Không còn hội nghị nào cũ hơn. Xem hội nghị mới nhất" in text
