"""The demonstration's texts, pictures and figures: whole, consistent, nobody's name."""

import re
import unicodedata
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from civicportal.demo.attachments import make_file
from civicportal.demo.catalogue import read_all
from civicportal.demo.drawing import SCENES, draw
from civicportal.demo.drawing.canvas import HEIGHT, WIDTH
from documents.inspection import check_file
from publishing.richtext import clean_html, plain_text

UNITS = {content.slug: content for content in read_all()}
STORIES = [
    pytest.param(content, story, id=f"{content.slug}: {story.title[:40]}")
    for content in UNITS.values()
    for story in content.stories
]
each_story = pytest.mark.parametrize(("content", "story"), STORIES)

LIVING = ("kim-lien", "hai-ba-trung")
FAMILY_NAMES = "Nguyễn|Trần|Phạm|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Dương|Lý|Đinh|Trịnh"
NAMED_PERSON = re.compile(
    rf"\b(?:{FAMILY_NAMES})\s+[A-ZĐ]\w+"
    r"|\b(?:ông|bà|anh|chị|em|cô|chú|bác|cụ|đồng chí)\s+[A-ZĐÂÊÔƯ]\w*"
)
# Official names are the same everywhere; what stands around them must not be.
OFFICIAL = re.compile(
    r"ủy ban mặt trận tổ quốc(?: việt nam)?|ủy ban nhân dân|hội đồng nhân dân"
    r"|ban thường trực|chương trình phối hợp"
)
NEW_TONE_PLACE = re.compile(r"o[àáảãạ]\b|o[èéẻẽẹ]\b|(?<!q)u[ỳýỷỹỵ]\b", re.IGNORECASE)


def words_of(story):
    captions = " ".join(caption for _key, caption in story.pictures)
    return f"{story.title}. {story.summary} {plain_text(story.body)} {captions}"


def without_breaks(html):
    return re.sub(r">\s+<", "><", html)


def tables_of(story):
    """Each table as rows of texts, those of attached documents included."""
    for table in re.findall(r"<table>.*?</table>", story.body, re.DOTALL):
        rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
        yield [re.findall(r"<t[hd]>(.*?)</t[hd]>", row) for row in rows]
    yield from (list(one.table) for one in story.attachments if one.table)


def number(text):
    """1.435 → 1435; 4,6 → 4.6; None for what is no number."""
    if not re.fullmatch(r"[\d.]+(?:,\d+)?", text):
        return None
    return float(text.replace(".", "").replace(",", "."))


def test_about_forty_articles_most_of_them_of_the_living_wards():
    living = sum(len(UNITS[slug].stories) for slug in LIVING)
    total = sum(len(content.stories) for content in UNITS.values())

    assert 38 <= total <= 48
    assert living > total / 2


@each_story
def test_an_article_is_whole(content, story):
    assert story.section in {section.name for section in content.sections}
    assert len(story.title) <= 110
    assert not story.title.isupper()
    assert 80 <= len(story.summary) <= 200
    assert 200 <= len(re.findall(r"\w+", plain_text(story.body))) <= 600
    assert story.author_line


@each_story
def test_every_picture_of_an_article_has_a_description_and_a_caption(content, story):
    keys = [key for key, _caption in story.pictures]

    assert len(set(keys)) == len(keys)
    for key, caption in story.pictures:
        assert content.pictures[key].scene in SCENES
        assert 25 <= len(content.pictures[key].alt) <= 250
        assert caption


@pytest.mark.parametrize("content", UNITS.values(), ids=UNITS)
def test_no_picture_is_listed_that_no_article_shows(content):
    shown = {key for story in content.stories for key, _caption in story.pictures}

    assert shown == set(content.pictures)


@each_story
def test_the_sanitiser_finds_nothing_to_change(content, story):
    cleaned = clean_html(story.body)

    assert without_breaks(cleaned) == without_breaks(story.body)
    assert clean_html(cleaned) == cleaned


@each_story
def test_nobody_is_named(content, story):
    text = words_of(story).replace("ông Công ông Táo", "")

    assert not NAMED_PERSON.search(text)
    assert "Đăng Định" not in text


@each_story
def test_letters_are_composed_and_marks_stand_where_they_used_to(content, story):
    text = words_of(story)

    assert unicodedata.is_normalized("NFC", text)
    assert not NEW_TONE_PLACE.search(text)


@each_story
def test_the_parts_of_a_table_add_up(content, story):
    for table in tables_of(story):
        *rows, last = table
        if last[0] != "Cộng":
            continue
        for column in range(1, len(last)):
            parts = [number(row[column]) for row in rows]
            if number(last[column]) is not None:
                assert sum(filter(None, parts)) == pytest.approx(number(last[column]))


@pytest.mark.parametrize(
    ("slug", "title", "facts"),
    [
        (
            "khuong-thuong",
            "Khương Thượng họp đại biểu Nhân dân",
            ["28/02/2024", "18 tổ dân phố", "02/KHLT/UBND-UBMTTQ", "100% đại biểu",
             "28/12/2023", "4 chương trình phối hợp"],
        ),
        (
            "hai-ba-trung-ha-noi",
            "263/263 tổ dân phố",
            ["35.323", "51.477", "68,6%", "1.435", "18/18", "2.142", "2.203", "97,2%", "59"],
        ),
        (
            "ngo-quyen-son-tay",
            "Ngô Quyền họp lần thứ 9",
            ["18/01/2022", "2019–2024", "khóa 14", "85 triệu", "55 triệu", "4 vị"],
        ),
        ("an-hoa-sa-dec", "Không gian Đại đoàn kết", ["17/05/2024", "Sa Đéc"]),
        ("dong-da-ha-noi", "HĐND, UBND và UBMTTQ", ["27/12/2023", "phản biện xã hội"]),
        ("kim-lien", "Ngày làm việc đầu tiên", ["1656/NQ-UBTVQH15", "Khương Thượng"]),
    ],
)  # fmt: skip
def test_the_facts_of_the_reports_are_told(slug, title, facts):
    story = next(one for one in UNITS[slug].stories if title in one.title)

    missing = [fact for fact in facts if fact not in words_of(story)]

    assert not missing


@pytest.mark.parametrize(
    ("slug", "part", "whole", "printed"),
    [
        ("hai-ba-trung-ha-noi", 35323, 51477, "68,6%"),
        ("hai-ba-trung-ha-noi", 2142, 2203, "97,2%"),
        ("kim-lien", 7812, 9300, "84,0%"),
        ("kim-lien", 412, 420, "98,1%"),
        ("kim-lien", 19142, 24860, "77,0%"),
        ("kim-lien", 24611, 24860, "99,0%"),
    ],
)
def test_percentages_are_those_of_their_numbers(slug, part, whole, printed):
    texts = " ".join(words_of(story) for story in UNITS[slug].stories)

    assert round(part / whole * 100, 1) == number(printed.removesuffix("%"))
    assert printed in texts


def test_the_archive_keeps_the_dates_of_its_pages():
    times = {
        story.title[:30]: story.published_at
        for slug, content in UNITS.items()
        if slug not in LIVING
        for story in content.stories
    }

    assert times["Phường Khương Thượng họp đại b"].isoformat() == "2024-02-29T15:51:00"
    assert all(time.year < 2025 for time in times.values())


def test_no_two_articles_share_a_run_of_eight_words():
    first_seen, shared = {}, []
    for content in UNITS.values():
        for story in content.stories:
            words = re.findall(r"\w+|\|", OFFICIAL.sub("|", words_of(story).lower()))
            for start in range(len(words) - 7):
                run = tuple(words[start : start + 8])
                if "|" not in run and first_seen.setdefault(run, story) is not story:
                    shared.append(" ".join(run))

    assert not shared


@pytest.mark.parametrize("scene", SCENES)
def test_a_scene_is_drawn_in_full_size_with_many_shapes(scene):
    picture = Image.open(BytesIO(draw(scene)))

    assert picture.size == (WIDTH, HEIGHT)
    assert len(picture.resize((96, 64)).getcolors(96 * 64)) > 400


def test_the_same_seed_gives_the_same_picture_and_another_one_another():
    assert draw("hall", 1) == draw("hall", 1)
    assert draw("hall", 1) != draw("hall", 2)


@pytest.mark.parametrize(
    "attachment",
    [
        pytest.param(one, id=one.name)
        for content in UNITS.values()
        for story in content.stories
        for one in story.attachments
    ],
)
def test_an_attachment_is_a_document_that_the_portal_accepts(attachment):
    file = ContentFile(make_file(attachment), name=attachment.name)

    kind = check_file(file)

    assert kind.content_type.startswith("application/")
    assert make_file(attachment) == file.read()
