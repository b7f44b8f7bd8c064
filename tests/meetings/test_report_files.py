"""A campaign as a workbook, as CSV, as drawings, and as the beginning of an article."""

import csv as csv_reader
import io
import re
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext

from meetings import rollup
from meetings.kinds import named
from meetings.models import State
from meetings.reports import charts, csv, excel
from meetings.reports.article import draft_article
from meetings.reports.comparison import before_record
from meetings.reports.outcome import Outcome, outcome_of
from meetings.reports.over_years import YearPoint, years_of_campaign, years_of_unit
from meetings.totals import Ratio
from publishing.models import Status
from publishing.spreadsheets import Book, Column
from tests.factories import (
    make_campaign,
    make_conference,
    make_district,
    make_membership,
    make_province,
    make_succession,
    make_user,
    make_ward,
)
from units.models import Role

from .records_of import figures_of, sheet_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign():
    return make_campaign(unit=make_district(name="Đống Đa"), year=2024)


def book_of(campaign):
    return openpyxl.load_workbook(io.BytesIO(excel.workbook(campaign, campaign.unit)))


# The workbook


def test_each_level_has_a_sheet_with_fixed_heads_for_a_page_across(campaign):
    sheet_of(campaign, "Kim Liên", [(100, 70, 3)])
    make_conference(
        unit=campaign.unit, campaign=campaign, tier="district", state=State.SENT
    )

    book = book_of(campaign)

    assert book.sheetnames == ["Cấp tổ dân phố", "Cấp phường", "Cấp quận"]
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "A2"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == (
            "landscape",
            9,
        )
        assert sheet.column_dimensions["A"].width > 20


def test_numbers_are_numbers_rates_are_formatted_and_the_unknown_is_empty(campaign):
    sheet_of(campaign, "Kim Liên", [(100, 70, 3), None])
    make_ward(name="Trung Tự", parent=campaign.unit)

    heads, known, silent, total = book_of(campaign).worksheets[0].rows

    titles = [cell.value for cell in heads]
    rate = titles.index("Tỷ lệ tham dự")
    assert (known[rate].value, known[rate].number_format) == (0.7, "0.0%")
    assert [cell.value for cell in known[2:6]] == [2, 1, 1, 0]
    assert [cell.value for cell in silent[2:]] == [None] * (len(titles) - 2)
    whole = rollup.groups(campaign).whole
    assert total[titles.index("Tham dự (hộ dân)")].value == whole.households_attended
    assert total[0].font.bold


def test_states_are_told_as_the_level_above_knows_them(campaign):
    for name, state in (
        ("A", State.SENT),
        ("B", State.RETURNED),
        ("C", State.ACCEPTED),
        ("D", State.DRAFT),
        ("E", State.APPROVED),
    ):
        sheet_of(campaign, name, [(100, 70, 3)], state=state)

    rows = list(book_of(campaign).worksheets[0].values)[1:]

    states = [row[1] for row in rows]
    assert states[:3] == ["Chờ duyệt", "Trả lại bổ sung", "Đã duyệt"]
    assert states[3:] == ["Chưa gửi", "Chưa gửi", "đã gửi: 2/5"]
    assert rows[3][3] is None  # nothing of a draft


def test_what_does_not_add_up_is_flagged_in_its_row(campaign):
    sheet_of(campaign, "Kim Liên", [(100, 170, 3)])
    sheet_of(campaign, "Trung Tự", [(100, 70, 3)])

    _heads, wrong, right, _total = book_of(campaign).worksheets[0].values

    assert wrong[-1].startswith("Tổ dân phố 1:")
    assert right[-1] is None


def test_no_name_becomes_a_formula(campaign):
    sheet = sheet_of(campaign, "=2+2", [(100, 170, 3)])
    sheet.group_reports.get().group.names.update(name="=1+1")

    book = book_of(campaign)

    cells = [cell for sheet in book for row in sheet.rows for cell in row]
    assert "Phường =2+2" in {cell.value for cell in cells}
    assert "f" not in {cell.data_type for cell in cells}


def test_a_total_is_as_safe_as_any_row_and_a_sheets_name_is_one_that_excel_takes():
    file = io.BytesIO()
    name = excel.sheet_name("[a]:b*c?d/e\\f'" + "g" * 40)

    with Book(file) as book:
        book.add_sheet(name, [Column("a")], [], total=["=3"], printed="Một & hai")

    sheet = openpyxl.load_workbook(file).active
    assert sheet.title == "abcdef" + "g" * 25
    assert list(sheet.values)[-1] == ("'=3",)


def test_the_name_of_the_file_is_plain(campaign):
    assert excel.file_name(campaign, campaign.unit) == "tong-hop_dong-da_2024.xlsx"


def test_csv_has_a_mark_and_each_figure_in_a_row(campaign):
    sheet_of(campaign, "Kim Liên", [(100, 70, 3)])

    content = b"".join(csv.parts(campaign, campaign.unit))

    assert content.startswith("\ufeff".encode())
    rows = list(csv_reader.reader(io.StringIO(content.decode("utf-8-sig"))))
    told = {(row[1], row[3]): row[4] for row in rows if row[0] == "Cấp tổ dân phố"}
    assert told["Phường Kim Liên", "Tham dự (hộ dân)"] == "70"
    assert told["Phường Kim Liên", "Tỷ lệ tham dự"] == "70,0%"
    assert told["Cộng", "Tổng số hộ"] == ""


@pytest.mark.parametrize("count", [1, 6])
def test_the_cost_of_a_workbook_does_not_grow(campaign, count):
    for number in range(count):
        sheet_of(campaign, f"Số {number}", [(100, 170, 3)])

    with CaptureQueriesContext(connection) as queries:
        excel.workbook(campaign, campaign.unit)

    assert len(queries) <= 60


# One record beside the year before


def record_of(unit, year, *figures, **fields):
    return make_conference(
        unit=unit,
        year=year,
        held_on=date(year, 3, 1),
        state=State.SENT,
        figures=figures,
        **fields,
    )


def test_a_record_stands_beside_the_newest_one_before_it():
    ward = make_ward()
    record_of(ward, 2021, ("opinions", "opinion", 1))
    record_of(ward, 2022, ("opinions", "opinion", 4), ("vote_share", "percent", 98))
    draft = record_of(ward, 2023, ("opinions", "opinion", 9))
    draft.state = State.DRAFT
    draft.save()

    before = before_record(record_of(ward, 2024))

    assert (before.year, before.units) == (2022, ("Phường Kim Liên",))
    assert before.figures["opinions", "opinion"] == 4
    assert before.figures["vote_share", "percent"] == 98


def test_a_record_of_a_joined_unit_stands_beside_the_sum():
    old = [make_ward(name=name, ended_on=date(2025, 6, 30)) for name in ("Một", "Hai")]
    new = make_ward(name="Ba", founded_on=date(2025, 7, 1))
    for number, ward in enumerate(old, start=1):
        make_succession(old=ward, new=new)
        record_of(
            ward,
            2025,
            ("opinions", "opinion", number),
            ("vote_share", "percent", 90),
            *([("speeches", "turn", 3)] if number == 1 else []),
        )

    before = before_record(record_of(new, 2026))

    assert before.units == ("Phường Một", "Phường Hai")
    # A share is no sum, and a figure of one of them is none of both.
    assert before.figures == {("opinions", "opinion"): 3}


@pytest.mark.parametrize("gone", ["old", "grown"])
def test_nothing_stands_beside_where_a_part_went_over(gone):
    old = make_ward(name="Một", ended_on=date(2025, 6, 30) if gone == "old" else None)
    new = make_ward(name="Hai", founded_on=date(2025, 7, 1) if gone == "old" else None)
    make_succession(old=old, new=new, extent="part")
    record_of(old, 2025, ("opinions", "opinion", 3))
    record_of(new, 2025, ("opinions", "opinion", 4))

    before = before_record(record_of(new, 2026))

    assert (before.year, before.is_part, before.figures) == (2025, True, {})


def test_sums_of_the_sheet_stand_beside_where_nothing_is_stated():
    district = make_district()
    old = make_campaign(unit=district, year=2023, as_of=date(2023, 3, 1))
    new = make_campaign(unit=district, year=2024, as_of=date(2024, 3, 1))
    sheet = sheet_of(old, "Kim Liên", [(100, 70, 3), (50, 40, 2)], year=2023)
    figures_of(sheet, ("opinions", "opinion", 9))
    now = sheet_of(new, "", [(1, 1, 1), None], unit=sheet.unit)

    figures = before_record(now).figures

    assert figures["attended", "household"] == 110
    assert figures["groups_held", "group"] == 2
    assert figures["opinions", "opinion"] == 9  # as stated


# Over the years


def rounds_of(unit, *years):
    return [
        make_campaign(unit=unit, year=year, as_of=date(year, 3, 1)) for year in years
    ]


@pytest.mark.parametrize("tier", ["group", "commune"])
def test_each_year_is_what_the_roll_up_makes_of_it(tier):
    first, last = rounds_of(make_district(), 2021, 2024)
    for one in (first, last):
        sheet = sheet_of(one, "Kim Liên", [(100, 70, 3), None], year=one.year)
        meeting = make_conference(
            unit=sheet.unit, campaign=one, year=one.year, state=State.SENT
        )
        figures_of(meeting, ("invited", "delegate", 9), ("attended", "delegate", 8))
        lone = make_conference(
            unit=make_ward(parent=one.unit), campaign=one, state=State.SENT
        )
        figures_of(lone, ("attended", "delegate", 5), ("opinions", "opinion", 2))
    counted = "household" if tier == "group" else "delegate"

    years = years_of_campaign(last, tier, counted)

    assert [one.year for one in years] == [2021, 2022, 2023, 2024]
    assert [one.outcome.is_known for one in years] == [True, False, False, True]
    assert years[-1].outcome == outcome_of(rollup.roll_up(last, tier).whole, counted)


def test_a_unit_over_the_years_says_where_it_was_joined_or_split():
    old = [make_ward(name=name, ended_on=date(2025, 6, 30)) for name in ("Một", "Hai")]
    new = make_ward(name="Ba", founded_on=date(2025, 7, 1))
    for ward in old:
        make_succession(old=ward, new=new)
        record_of(ward, 2025, ("attended", "delegate", 10))
    record_of(old[0], 2024, ("attended", "delegate", 10))
    record_of(new, 2026, ("attended", "delegate", 25))

    years = years_of_unit(new, "peoples_conference", "commune", "delegate")

    told = [(one.year, one.outcome.attended, one.joined) for one in years]
    assert told == [
        (2024, None, ()),
        (2025, 20, ("Phường Một", "Phường Hai")),
        (2026, 25, ()),
    ]
    make_succession(old=old[0], new=make_ward(name="Tư"), extent="part")
    parted = years_of_unit(new, "peoples_conference", "commune", "delegate")[1]
    assert (parted.is_part, parted.outcome.attended) == (True, None)


def point(year, part=None, whole=None, **more):
    return YearPoint(year, Outcome(whole, part, None, Ratio(part, whole, 1)), **more)


def drawn(years):
    template = Template("{% load charts %}{% years_chart years 'hộ dân' 'to' %}")
    return template.render(Context({"years": years}))


def test_a_line_leads_over_no_unknown_year_and_is_said_in_words():
    text = drawn(
        [point(2020, 60, 100), point(2021), point(2022, 50, 100), point(2023, 70, 100)]
    )

    rate = text.split("</svg>")[0]
    assert rate.count('class="line"') == 1
    assert rate.count("<circle") == 3
    assert 'role="img"' in rate
    assert '<title id="to-rate-t">Tỷ lệ tham dự qua các năm</title>' in rate
    assert (
        '<desc id="to-rate-d">2020: 60%; 2021: chưa có số liệu; 2022: 50%; 2023: 70%'
        in rate
    )
    assert "style=" not in text
    table = re.sub(r"<[^>]+>", " ", text.split("<tbody")[1])
    assert re.findall(r"\d{4}|\d\d,\d%", table) == [
        "2023", "70,0%", "2022", "50,0%", "2021", "2020", "60,0%",
    ]  # fmt: skip


def test_a_single_known_year_is_no_line():
    assert drawn([point(2020, 60, 100), point(2021)]).strip() == ""


def test_names_in_a_drawings_table_are_text():
    text = drawn([point(2020, 1, 2, joined=("<b>Một",)), point(2021, 1, 2)])

    assert "<b>" not in text
    assert "&lt;b&gt;Một" in text
    assert 'class="other"' in text


def test_the_scale_holds_all_values_and_zero_is_on_its_ground():
    panel = charts.panels([point(2020, 0, 100), point(2021, 1300, 2000)], "hộ")[1]

    assert panel.top == "2.000"
    assert panel.dots[0].y == f"{charts.BASE:.2f}em"


def test_a_bar_says_where_the_whole_stands_and_an_unknown_rate_has_none():
    higher = charts.bar(Ratio(834, 1000, 1), Ratio(686, 1000, 1))

    assert (higher.width, higher.mark) == ("83.4", "68.6")
    assert higher.title == "83,4%, cao hơn mức chung 68,6%"
    assert charts.bar(Ratio(3, 2, 1)).width == "100.0"
    assert charts.bar(Ratio()) is None
    html = Template("{% load charts %}{% rate_bar ratio whole %}").render(
        Context({"ratio": Ratio(1, 2, 1), "whole": Ratio(1, 2, 1)})
    )
    assert "<title>50,0%, bằng mức chung</title>" in html
    assert 'd="M50.0 0v8"' in html


def test_rates_are_rounded_as_they_are_printed():
    assert point(2020, 2005, 10000).rate == Decimal("20.1")


# The article


def writer_of(unit):
    return make_membership(unit=unit, role=Role.WRITER).user


def test_an_article_on_a_campaign_begins_as_a_draft_of_the_unit(campaign):
    sheet_of(campaign, "Kim Liên", [(100, 70, 3)])

    article = draft_article(campaign, writer_of(campaign.unit))

    assert (article.unit, article.status) == (campaign.unit, Status.DRAFT)
    assert article.published_at is None
    working = article.working
    assert working.title.startswith("Kết quả tổ chức hội nghị đại biểu Nhân dân")
    assert "70/100 hộ dân được mời, đạt 70,0%." in working.summary
    assert "<h2>Hội nghị cấp tổ dân phố</h2>" in working.body


def test_whoever_cares_for_an_ended_unit_tells_of_its_campaign():
    city = make_province(name="Huế")
    ended = make_district(
        name="Phú Xuân", parent=city, custodian=city, ended_on=date(2025, 6, 30)
    )
    found = make_campaign(unit=ended, year=2024, as_of=date(2024, 3, 1))
    sheet_of(found, "Kim Liên", [(100, 70, 3)])

    assert draft_article(found, writer_of(city)).unit == city


def test_only_who_writes_there_may_begin_it_and_not_of_nothing(campaign):
    with pytest.raises(PermissionDenied):
        draft_article(campaign, make_user())
    with pytest.raises(ValidationError):
        draft_article(campaign, writer_of(campaign.unit))
    assert campaign.unit.articles.count() == 0


def test_a_figure_names_what_it_counts_once():
    assert named("attended", "household") == "Tham dự (hộ dân)"
    assert named("vote_share", "percent") == "Tỷ lệ tán thành (%)"
    assert named("opinions", "opinion") == "Ý kiến"
    assert named("delegates", "delegate") == "Đại biểu được bầu"
    assert named("households", "group") == "Tổng số hộ (tổ)"
