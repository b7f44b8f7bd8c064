"""Papers made of a record: their layout, what they say, and what they do not invent."""

import io
import re
import unicodedata
import zipfile
from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from meetings.models import Clause, ClauseReview, GroupReport
from meetings.papers import layout, library
from tests.factories import (
    make_body,
    make_conference,
    make_district,
    make_group,
    make_opinion,
    make_province,
    make_ward,
)

pytestmark = pytest.mark.django_db

OF_A_MEETING = list(library.PAPERS)
HOSTILE = 'Sửa đường <b> & "ngõ" ]]> \x00\x0b\ufffe\u202e ổ gà'


@pytest.fixture
def ward():
    hanoi = make_province(name="Hà Nội")
    district = make_district(name="Đống Đa", parent=hanoi)
    return make_ward(name="Khương Thượng", parent=district)


@pytest.fixture
def record(ward):
    """A conference with something of everything."""
    record = make_conference(
        unit=ward,
        year=2024,
        year_reviewed=2023,
        held_on=date(2024, 2, 5),
        starts_at=time(8, 0),
        place="Hội trường phường",
        figures=[
            ("invited", "delegate", 2203),
            ("attended", "delegate", 2142),
            ("opinions", "opinion", 1435),
            ("vote_share", "percent", "98.50"),
            ("programmes_signed", "programme", 4),
        ],
    )
    for name in ("Ủy ban nhân dân phường", "Ủy ban Mặt trận Tổ quốc Việt Nam phường"):
        record.organisers.create(name=name)
    record.composition.create(name="Đại diện Đảng ủy", person="Trần Thị Hoa", count=3)
    record.agenda.create(position=1, text="Báo cáo kết quả", presenter="Mặt trận")
    record.papers.create(role="basis", text="Kế hoạch liên tịch số 163 ngày 28/12/2023")
    record.clauses.create(
        number=1,
        text="Từ 88% số hộ đạt Gia đình văn hóa",
        indicator="Tỷ lệ hộ đạt",
        target=88,
        target_unit="%",
        target_set_by="Thành phố",
    )
    before = make_conference(
        unit=ward, year=2023, figures=[("opinions", "opinion", 1400)]
    )
    clause = Clause.objects.create(conference=before, number=2, text="Lắp đèn ngõ")
    ClauseReview.objects.create(
        conference=record,
        clause=clause,
        outcome="partly",
        note="Còn hai ngõ",
        numerator=20,
        denominator=21,
    )
    record.previous = before
    record.save()
    make_opinion(conference=record, text="Sửa nắp cống")
    make_opinion(
        conference=record, nature="petition", text="Thêm đèn", due_on="2024-06-30"
    )
    return record


@pytest.fixture
def empty(ward):
    return make_conference(unit=ward, year=2024)


@pytest.fixture
def sheet(ward):
    """The groups' conferences: one reported, one held, one not to be held, one not yet."""
    for number in range(1, 5):
        make_group(name=str(number), parent=ward)
    record = make_conference(unit=ward, year=2024, tier="group")
    lines = {line.group.name_on().name: line for line in record.group_reports.all()}
    GroupReport.objects.filter(pk=lines["1"].pk).update(
        held_on=date(2024, 1, 5),
        households_invited=1000,
        households_attended=860,
        opinions=5,
        state="reported",
    )
    GroupReport.objects.filter(pk=lines["2"].pk).update(
        held_on=date(2024, 1, 9), households_attended=640, state="held"
    )
    lines["3"].not_to_be_held, lines["3"].reason = True, "Đang giải tỏa"
    lines["3"].save()
    return record


def opened(record, name):
    return Document(io.BytesIO(library.written(record, name)))


def text_of(paper):
    """All text in order, as people read it."""
    found = [
        "".join(part.text or "" for part in element.iter(qn("w:t")))
        for element in paper.element.body.iter(qn("w:p"))
    ]
    return "\n".join(found).replace("\xa0", " ")


def text(record, name):
    return text_of(opened(record, name))


# Layout


@pytest.mark.parametrize("name", OF_A_MEETING)
def test_the_page_is_that_of_the_decree(record, name):
    paper = opened(record, name)
    page = paper.sections[0]

    sides = ["page_width", "page_height", "top_margin", "bottom_margin"]
    sides += ["left_margin", "right_margin"]
    measured = [round(getattr(page, side).mm, 1) for side in sides]
    assert measured == [210, 297, 20, 20, 30, 15]
    assert page.different_first_page_header_footer
    assert page.first_page_header.paragraphs[0].text == ""
    number = page.header.paragraphs[0]
    assert number.alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert 'w:instr="PAGE"' in number._p.xml
    normal = paper.styles["Normal"]
    assert (normal.font.name, normal.font.size) == ("Times New Roman", Pt(14))
    assert normal.element.rPr.rFonts.get(qn("w:eastAsia")) == "Times New Roman"


@pytest.mark.parametrize("name", OF_A_MEETING)
def test_every_run_is_in_the_font_and_the_sizes_of_the_decree(record, name):
    paper = opened(record, name)
    runs = [run for one in paper.paragraphs for run in one.runs]
    for table in paper.tables:
        for cell in table._cells:
            runs += [run for one in cell.paragraphs for run in one.runs]

    written = [run for run in runs if run.text.strip()]

    assert {run.font.name for run in written} == {"Times New Roman"}
    assert {run.font.size.pt for run in written} <= {11, 12, 12.5, 13, 13.5, 14}


def test_the_head_names_the_nation_the_issuers_the_number_and_the_day(record):
    head = opened(record, "bien-ban").tables[0]
    cells = [cell.text.replace("\xa0", " ") for cell in head._cells]

    assert "ỦY BAN NHÂN DÂN -\nỦY BAN MTTQ VIỆT NAM\nPHƯỜNG KHƯƠNG THƯỢNG" in cells[0]
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc" in cells[1]
    assert cells[2] == "Số: ……/BB-UBND-UBMTTQ"
    assert cells[3] == "Khương Thượng, ngày 05 tháng 02 năm 2024"


def test_title_summary_and_body_are_set_as_the_decree_says(record):
    paper = opened(record, "bao-cao")
    kind, summary = paper.paragraphs[:2]
    body = next(
        one for one in paper.paragraphs if "báo cáo kết quả như sau" in one.text
    )

    assert (kind.text, kind.alignment) == ("BÁO CÁO", WD_ALIGN_PARAGRAPH.CENTER)
    assert kind.runs[0].bold
    assert summary.runs[0].bold
    assert body.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert round(body.paragraph_format.first_line_indent.mm, 1) == 10
    assert body.paragraph_format.space_after == Pt(6)


@pytest.mark.parametrize(
    ("kind", "head", "number", "signed"),
    [
        (
            "dialogue",
            "UBND QUẬN ĐỐNG ĐA\nỦY BAN NHÂN DÂN",
            "/BC-UBND",
            "TM. ỦY BAN NHÂN DÂN",
        ),
        (
            "congress",
            "ỦY BAN MTTQ VIỆT NAM QUẬN ĐỐNG ĐA\nỦY BAN MTTQ VIỆT NAM PHƯỜNG",
            "/BC-MTTQ-BTT",
            "TM. BAN THƯỜNG TRỰC",
        ),
        (
            "peoples_conference",
            "ỦY BAN NHÂN DÂN -",
            "/BC-UBND-UBMTTQ",
            "TM. ỦY BAN NHÂN DÂN",
        ),
    ],
)
def test_the_system_of_who_issues_chooses_the_form(ward, kind, head, number, signed):
    record = make_conference(unit=ward, kind=kind, held_on=date(2024, 5, 6))

    shown = text(record, "bao-cao")

    assert head in shown
    assert number in shown
    assert signed in shown


def test_a_party_committee_writes_under_the_partys_name(ward):
    record = make_conference(unit=ward, held_on=date(2024, 5, 6))
    body = make_body(unit=ward, kind="dang-uy")
    record.organisers.create(name="Đảng ủy phường", body=body)

    shown = text(record, "bao-cao")

    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in shown
    assert "CỘNG HÒA" not in shown
    assert "Số ……-BC/ĐU" in shown


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2024, 2, 5), "ngày 05 tháng 02 năm 2024"),
        (date(2024, 1, 31), "ngày 31 tháng 01 năm 2024"),
        (date(2024, 3, 1), "ngày 01 tháng 3 năm 2024"),
        (date(2024, 11, 18), "ngày 18 tháng 11 năm 2024"),
        (None, "ngày … tháng … năm ……"),
    ],
)
def test_days_are_written_as_the_decree_says(day, words):
    assert layout.written_day(day) == words


def test_the_ward_of_a_number_is_named_with_its_kind():
    unit = make_ward(name="5")
    record = make_conference(unit=unit, held_on=date(2024, 5, 6))

    assert "Phường 5, ngày 06 tháng 5 năm 2024" in text(record, "bien-ban")


# What they say


def test_the_minutes_say_when_where_who_what_and_how_it_was_voted(record):
    shown = text(record, "bien-ban")

    for words in [
        "Thời gian bắt đầu: 08 giờ 00, ngày 05 tháng 02 năm 2024.",
        "Địa điểm: Hội trường phường.",
        "2.142 đại biểu trên tổng số 2.203 đại biểu được mời, đạt 97,2%.",
        "- Đại diện Đảng ủy (Trần Thị Hoa): 3 người.",
        "- Báo cáo kết quả (Mặt trận trình bày).",
        "Nội dung 2: Lắp đèn ngõ – ",
        "20/21, đạt 95,2%",
        "Còn hai ngõ.",
        "Có 1.435 ý kiến được tổng hợp.",
        "Tỷ lệ tán thành 98,5%.",
        "1. Từ 88% số hộ đạt Gia đình văn hóa. Chỉ tiêu: tỷ lệ hộ đạt 88%, do Thành phố giao.",
        "nhất trí./.",
        "THƯ KÝ",
        "CHỦ TỌA",
    ]:
        assert words in shown, words


def test_the_draft_resolution_has_grounds_clauses_and_the_vote(record):
    shown = text(record, "du-thao-nghi-quyet")

    for words in [
        "HỘI NGHỊ ĐẠI BIỂU\nNHÂN DÂN PHƯỜNG KHƯƠNG THƯỢNG",
        "DỰ THẢO",
        "Căn cứ Kế hoạch liên tịch số 163 ngày 28/12/2023;",
        "Căn cứ kết quả thảo luận và biểu quyết tại Hội nghị.",
        "HỘI NGHỊ QUYẾT NGHỊ:",
        "I. Kết quả thực hiện nghị quyết năm 2023",
        "II. Nội dung thực hiện năm 2024",
        "với 98,5% đại biểu biểu quyết tán thành./.",
    ]:
        assert words in shown, words


def test_the_report_gives_figures_rates_and_last_year_beside(record):
    shown = text(record, "bao-cao")

    assert "- Tham dự: 2.142 đại biểu, được mời: 2.203 đại biểu, đạt 97,2%." in shown
    assert "4 chương trình" in shown
    table = opened(record, "bao-cao").tables[1]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0][1:] == ["Năm 2023", "Năm 2024", "Tăng, giảm"]
    assert rows[1][1:] == ["1.400 ý kiến", "1.435 ý kiến", "+35"]


def test_a_hedged_figure_keeps_its_hedge_and_is_not_subtracted(record):
    record.figures.filter(measure="opinions").update(qualifier="more_than")

    shown = text(record, "bao-cao")

    assert "hơn 1.435 ý kiến" in shown
    assert "+35" not in shown


def test_the_summary_counts_opinions_by_field_and_names_nobody(record):
    record.composition.update(person="Trần Thị Hoa")

    table = opened(record, "tong-hop-y-kien").tables[1]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    shown = text(record, "tong-hop-y-kien")

    assert rows[1] == ["1", rows[1][1], "2", "1", "1", "0/1"]
    assert rows[-1] == ["", "Cộng", "2", "1", "1", "0/1"]
    assert "đã tiếp nhận 1.435 ý kiến" in shown
    assert "Trong đó 2 ý kiến đã được ghi lại nội dung" in shown
    assert "hạn trả lời ngày 30 tháng 6 năm 2024" in shown
    assert "Trần Thị Hoa" not in shown
    assert "/BC-MTTQ-BTT" in shown  # the Front sums opinions up


@pytest.mark.parametrize("name", OF_A_MEETING)
def test_what_is_not_known_is_a_blank_or_left_out_and_never_zero(empty, name):
    shown = text(empty, name)

    assert not re.search(r"(?<![\d.,/])0(?![\d.,])", shown), shown
    assert "None" not in shown
    assert "0%" not in shown
    assert "…" in shown


def test_the_report_of_the_groups_tells_held_from_reported_and_sums_what_is_known(
    sheet,
):
    shown = text(sheet, "bao-cao")

    for words in [
        "Số tổ dân phố đã tổ chức hội nghị: 2/4, đạt 50,0%.",
        "Số tổ dân phố đã báo cáo đủ số liệu: 1/4.",
        "- Tổ dân phố 3 không tổ chức: Đang giải tỏa.",
        "từ ngày 05 tháng 01 năm 2024 đến ngày 09 tháng 01 năm 2024",
        "1.500/1.000 hộ dân được mời",
        "Số ý kiến của Nhân dân: 5 ý kiến.",
        "PHỤ LỤC",
    ]:
        assert words in shown, words


def test_the_table_of_the_groups_has_known_columns_and_totals(sheet):
    table = opened(sheet, "bao-cao").tables[-1]
    rows = [[cell.text for cell in row.cells] for row in table.rows]

    assert rows[0][1:] == [
        "Tổ dân phố",
        "Ngày tổ chức",
        "Hộ được mời",
        "Hộ tham dự",
        "Ý kiến",
    ]
    assert rows[1] == ["1", "Tổ dân phố 1", "05/01/2024", "1.000", "860", "5"]
    assert rows[2] == ["2", "Tổ dân phố 2", "09/01/2024", "", "640", ""]
    assert rows[4] == ["4", "Tổ dân phố 4", "", "", "", ""]
    assert rows[5] == ["", "Cộng", "", "1.000", "1.500", "5"]
    assert "w:tblHeader" in table.rows[0]._tr.xml


def test_a_stated_total_stands_beside_the_sum_where_they_differ(sheet):
    sheet.figures.create(measure="attended", counted="household", value=1490)
    sheet.figures.create(measure="opinions", counted="opinion", value=5)

    shown = text(sheet, "bao-cao")

    assert "1.490 hộ dân" in shown
    assert "(cộng từ báo cáo các tổ dân phố: 1.500)" in shown
    assert "cộng từ báo cáo các tổ dân phố: 5)" not in shown


# What people type


@pytest.mark.parametrize("name", OF_A_MEETING)
def test_hostile_text_is_text_and_the_file_opens(record, name):
    nfd = unicodedata.normalize("NFD", "Hội nghị đại biểu Nhân dân")
    long = ("Hội nghị bàn việc xây dựng đời sống văn hóa " * 5)[:200].strip()
    for field in ("place", "explanation"):
        setattr(record, field, HOSTILE)
    record.title = long
    record.save()
    record.clauses.update(text=f"{HOSTILE}\n{nfd}")
    record.agenda.update(text=nfd)
    record.opinions.update(text=HOSTILE, answer=nfd)

    content = library.written(record, name)
    shown = text_of(Document(io.BytesIO(content)))

    assert long in shown
    assert unicodedata.is_normalized("NFC", shown)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\u202e\ufffe]", shown)
    if name != "bao-cao":
        assert "<b> &" in shown or "Hội nghị đại biểu Nhân dân" in shown
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None


def test_the_properties_of_the_file_name_no_tool_and_nobody(record):
    properties = opened(record, "bao-cao").core_properties

    assert properties.author == properties.comments == ""
    assert properties.title == "Báo cáo kết quả – " + record.full_title


@pytest.mark.parametrize(
    ("fields", "offered"),
    [
        ({}, OF_A_MEETING),
        ({"tier": "group"}, ["tong-hop-y-kien", "bao-cao"]),
        ({"kind": "voter_meeting"}, ["tong-hop-y-kien", "bien-ban", "bao-cao"]),
        ({"kind": "congress"}, OF_A_MEETING),
    ],
)
def test_a_record_offers_the_papers_that_make_sense_of_it(ward, fields, offered):
    assert list(library.papers_of(make_conference(unit=ward, **fields))) == offered


@pytest.mark.parametrize("count", [2, 25])
def test_the_cost_of_a_paper_does_not_grow(ward, count):
    for number in range(count):
        make_group(name=str(number + 1), parent=ward)
    record = make_conference(unit=ward, tier="group")
    body = make_body(unit=ward)
    for number in range(count):
        make_opinion(conference=record, text=f"Ý kiến {number}", body=body)
        record.organisers.create(name="Ủy ban nhân dân phường", body=body)

    for name in library.papers_of(record):
        with CaptureQueriesContext(connection) as queries:
            library.written(type(record).objects.get(pk=record.pk), name)
        assert len(queries) <= 34, name
