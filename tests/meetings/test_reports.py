"""A reviewing unit's report: what it says of figures, of silence, and of other years."""

import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document
from docx.shared import Pt

from meetings.kinds import MeetingKind, Part
from meetings.models import CampaignTier, Conference, GroupReport, State
from meetings.reports import summary, word
from tests.factories import (
    let_the_planner_know,
    make_campaign,
    make_conference,
    make_district,
    make_opinion,
    make_province,
    make_succession,
    make_ward,
)
from units.models import Unit, UnitName, UnitParent

from .records_of import figures_of, sheet_of

pytestmark = pytest.mark.django_db

MOTTO = "Độc lập - Tự do - Hạnh phúc"


@pytest.fixture
def campaign():
    return make_campaign(unit=make_district(name="Đống Đa"), year=2024)


def meeting_of(campaign, ward, *figures, state=State.SENT, **fields):
    fields = {"held_on": date(campaign.year, 3, 2), **fields}
    return make_conference(
        unit=ward,
        campaign=campaign,
        year=campaign.year,
        state=state,
        figures=figures,
        **fields,
    )


def opened(campaign, unit=None, **how):
    paper = word.compose(campaign, unit=unit or campaign.unit, **how)
    return Document(io.BytesIO(paper.to_bytes()))


def text_of(paper):
    lines = [one.text for one in paper.paragraphs]
    lines += [cell.text for table in paper.tables for cell in table._cells]
    return "\n".join(lines).replace("\xa0", " ")


def report(campaign, unit=None, **how):
    return text_of(opened(campaign, unit, **how))


def ward_of(campaign, name):
    return make_ward(name=name, parent=campaign.unit)


# The form


def test_the_page_the_font_and_the_sizes_are_those_of_the_decree(campaign):
    sheet_of(campaign, "Kim Liên", [(100, 70, 3)])

    paper = opened(campaign)

    page = paper.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    margins = page.top_margin, page.bottom_margin, page.left_margin, page.right_margin
    assert [round(one.mm) for one in margins] == [20, 20, 30, 15]
    runs = [run for one in paper.paragraphs for run in one.runs]
    for table in paper.tables:
        runs += [
            run for cell in table._cells for p in cell.paragraphs for run in p.runs
        ]
    written = [run for run in runs if run.text.strip()]
    assert {run.font.name for run in written} == {"Times New Roman"}
    assert {run.font.size.pt for run in written} <= {11, 12, 12.5, 13, 13.5, 14}
    assert paper.styles["Normal"].font.size == Pt(14)


def test_the_head_says_who_reports_to_whom_where_and_when(campaign):
    cells = [
        cell.text for cell in opened(campaign, day=date(2024, 2, 5)).tables[0]._cells
    ]

    assert cells[0].startswith("ỦY BAN NHÂN DÂN -\nỦY BAN MTTQ VIỆT NAM\nQUẬN ĐỐNG ĐA")
    assert MOTTO in cells[1]
    assert cells[2] == "Số: ……/BC-UBND-UBMTTQ"
    assert cells[3] == "Đống Đa, ngày 05 tháng 02 năm 2024"


def test_a_joint_report_has_two_signers_and_goes_up_and_down(campaign):
    sheet_of(campaign, "Kim Liên", [(100, 70, 3)])

    text = report(campaign)

    assert "TM. ỦY BAN NHÂN DÂN" in text
    assert "TM. BAN THƯỜNG TRỰC" in text
    assert "- Ủy ban nhân dân thành phố Hà Nội (để báo cáo);" in text
    assert "- Thường trực Quận ủy Đống Đa (để báo cáo);" in text
    assert "- Ủy ban MTTQ Việt Nam các phường (để biết);" in text
    assert "- Lưu: VT." in text


@pytest.mark.parametrize(
    ("leads", "number", "signed"),
    [
        ("Ủy ban nhân dân quận", "Số: ……/BC-UBND", "TM. ỦY BAN NHÂN DÂN"),
        ("Ủy ban MTTQ Việt Nam quận", "Số: ……/BC-MTTQ-BTT", "TM. BAN THƯỜNG TRỰC"),
    ],
)
def test_who_leads_the_campaign_chooses_the_form(campaign, leads, number, signed):
    campaign.bodies.create(name=leads, part=Part.LEADS)

    text = report(campaign)

    assert number in text
    assert signed in text
    assert text.count("TM. ") == 1


# What is known, what is zero, what is not known


def test_an_empty_campaign_has_no_zero_and_no_rate(campaign):
    text = report(campaign)

    assert "chưa có số liệu" in text
    assert "%" not in text
    assert "0 hộ" not in text
    assert "Chưa có số liệu năm trước để so sánh." in text


def test_wards_that_know_nothing_are_told_from_those_that_had_none(campaign):
    sheet_of(campaign, "Kim Liên", [None, None])
    ward_of(campaign, "Trung Tự")

    text = report(campaign)

    assert "Chưa có tổ dân phố nào được báo cáo là đã tổ chức hội nghị;" in text
    assert "Số hộ dân tham dự: chưa có số liệu." in text
    assert "Số ý kiến của Nhân dân: chưa có số liệu." in text


def test_zero_is_said_in_words(campaign):
    sheet_of(campaign, "Kim Liên", [None, None])

    assert "Chưa có tổ dân phố nào tổ chức hội nghị (0/2)." in report(campaign)


def test_no_opinions_at_all_is_not_unknown(campaign):
    sheet_of(campaign, "Kim Liên", [(100, 70, 0)])

    assert "Không có ý kiến nào được ghi nhận." in report(campaign)


def test_a_rate_over_fewer_reports_than_the_sums_says_so(campaign):
    sheet = sheet_of(campaign, "Kim Liên", [(100, 70, 3), (50, 40, 0)])
    line = sheet.group_reports.order_by("pk").last()
    line.households_invited = None
    line.save()

    text = report(campaign)

    assert "Số hộ dân tham dự: 110 hộ dân; được mời: 100 hộ dân" in text
    assert "70,0% (70/100, tính trên các báo cáo có đủ cả hai số liệu)" in text
    assert "Số tổ dân phố đã báo cáo đủ số liệu: 1/2." in text


# When, how many, who stands out


def test_days_are_those_of_the_meetings_else_those_of_the_plan(campaign):
    sheet_of(campaign, "Kim Liên", [(100, 70, 3)])
    CampaignTier.objects.create(
        campaign=campaign, tier="commune", starts_on="2024-03-01", ends_on="2024-03-14"
    )

    text = report(campaign)

    assert "Thời gian tổ chức: ngày 20 tháng 01 năm 2024." in text
    assert (
        "Thời gian tổ chức theo kế hoạch: từ ngày 01 tháng 3 năm 2024"
        " đến ngày 14 tháng 3 năm 2024." in text
    )


def test_units_above_and_below_the_whole_are_named_a_few_and_in_order(campaign):
    for number, came in enumerate([90, 80, 70, 65, 60, 55, 40, 30, 20, 10]):
        sheet_of(campaign, f"Phường {chr(65 + number)}", [(100, came, 1)])

    text = report(campaign)

    assert (
        "Có 6/10 phường có tỷ lệ tham dự cao hơn mức chung của quận (52,0%),"
        " cao nhất là phường Phường A (90,0%), phường Phường B (80,0%)," in text
    )
    assert "phường Phường F (55,0%)" not in text
    assert (
        "Có 4/10 phường có tỷ lệ tham dự còn thấp hơn mức chung của quận (52,0%),"
        " gồm phường Phường J (10,0%), phường Phường I (20,0%)," in text
    )


def test_the_meetings_of_wards_tell_their_figures_and_resolutions(campaign):
    ward = ward_of(campaign, "Kim Liên")
    record = meeting_of(
        campaign,
        ward,
        ("invited", "delegate", 100),
        ("attended", "delegate", 90),
        ("opinions", "opinion", 4),
        ("votes_for", "delegate", 90),
        ("programmes_signed", "programme", 4),
    )
    record.clauses.create(number=1, text="Lắp đèn ngõ")
    ward_of(campaign, "Trung Tự")

    text = report(campaign)

    assert "Đã có 1/2 phường tổ chức hội nghị, đạt 50,0%." in text
    assert "Số đại biểu tham dự: 90/100 đại biểu được mời, đạt 90,0%." in text
    assert "90 đại biểu, đạt 100%." in text
    assert "4 chương trình." in text
    assert "Số phường đã gửi nội dung nghị quyết hội nghị: 1/2." in text


def test_who_has_not_reported_is_named(campaign):
    sheet_of(campaign, "Kim Liên", [(100, 70, 3), None])
    sheet_of(campaign, "Phương Mai", [(10, 9, 1)], state=State.DRAFT)
    announced = meeting_of(campaign, ward_of(campaign, "Trung Tự"), state=State.DRAFT)
    Conference.objects.filter(pk=announced.pk).update(announced_at="2024-02-01T00:00Z")

    text = report(campaign)

    assert (
        "Chưa gửi báo cáo hội nghị tổ dân phố: 2 phường,"
        " gồm phường Phương Mai; phường Trung Tự." in text
    )
    assert (
        "Đã tổ chức nhưng chưa gửi báo cáo hội nghị cấp phường: phường Trung Tự."
        in text
    )
    assert "còn 1 tổ dân phố chưa tổ chức: Tổ dân phố 2, phường Kim Liên." in text
    assert "10 hộ dân" not in text  # of a draft nothing is told


def test_who_has_reported_nothing_of_either_level_is_named_once(campaign):
    ward = sheet_of(campaign, "Kim Liên", [(100, 70, 3)]).unit
    meeting_of(campaign, ward, ("attended", "delegate", 90))
    ward_of(campaign, "Phương Mai")
    ward_of(campaign, "Trung Tự")

    text = report(campaign)

    assert (
        "Chưa gửi báo cáo hội nghị tổ dân phố và hội nghị cấp phường: 2 phường,"
        " gồm phường Phương Mai; phường Trung Tự." in text
    )
    assert text.count("phường Trung Tự") == 1


def test_names_of_usual_length_stand_in_one_line_of_the_appendix(campaign):
    sheet_of(campaign, "Phạm Đình Hổ", [(100, 70, 3)])

    grid = opened(campaign).tables[-1]

    widths = [round(cell.width.mm, 1) for cell in grid.rows[0].cells]
    assert sum(widths) == pytest.approx(165, abs=1)
    # At 12 pt "Thanh Lương" takes 27 mm with its margins, a bold "phường" 17.
    assert (widths[1] >= 27.9, widths[-1] >= 17.4) == (True, True)


def test_many_silent_groups_stand_in_an_appendix_of_their_own(campaign):
    sheet_of(campaign, "Kim Liên", [None] * 21)

    paper = opened(campaign)

    text = text_of(paper)
    titles = [one for one in paper.paragraphs if one.text.startswith("PHỤ LỤC")]
    assert all(one.paragraph_format.page_break_before for one in titles)

    assert "21 tổ dân phố chưa tổ chức (danh sách kèm theo)." in text
    assert "PHỤ LỤC I\n" in text
    assert "PHỤ LỤC II\n" in text
    assert "Tổ dân phố 20; Tổ dân phố 21" in text


def test_opinions_are_told_by_field_answered_and_late(campaign):
    record = meeting_of(campaign, ward_of(campaign, "Kim Liên"))
    other = meeting_of(campaign, ward_of(campaign, "Trung Tự"), state=State.DRAFT)
    make_opinion(conference=record, text="Góp ý")
    make_opinion(
        conference=record, field="traffic", nature="petition", due_on="2024-04-01"
    )
    make_opinion(
        conference=record,
        field="traffic",
        nature="report",
        answer="Đã sửa.",
        answered_on="2024-04-02",
    )
    make_opinion(conference=other, field="fire")

    text = report(campaign, day=date(2024, 5, 1))

    assert "Đã ghi nội dung của 3 ý kiến, theo lĩnh vực: giao thông 2 ý kiến;" in text
    assert (
        "phải trả lời: 2; đã trả lời 1, đạt 50,0%; còn 1 chưa trả lời;"
        " 1 kiến nghị, phản ánh đã quá hạn." in text
    )


def test_the_units_own_meeting_has_a_part_once_it_was_sent(campaign):
    sheet_of(campaign, "Kim Liên", [(100, 70, 3)])
    assert "Hội nghị cấp quận" not in report(campaign)

    meeting_of(campaign, campaign.unit, ("attended", "delegate", 200), tier="district")

    text = report(campaign)
    assert "3. Hội nghị cấp quận" in text
    assert "Số đại biểu tham dự: 200 đại biểu; số đại biểu được mời: chưa có" in text


def test_a_city_reports_on_a_round_of_a_district_below_it(campaign):
    sheet_of(campaign, "Kim Liên", [(100, 70, 3)])
    city = Unit.objects.get(slug="ha-noi")

    text = report(campaign, city)

    assert "trên địa bàn thành phố Hà Nội" in text
    assert "- Thường trực Thành ủy Hà Nội (để báo cáo);" in text
    assert "Đống Đa\n1/1\n100\n70\n70,0%" in text


def test_hostile_names_are_text(campaign):
    campaign.name = 'Đợt <b> & "một" ]]>'
    campaign.save()
    sheet_of(campaign, "=1+1", [(100, 70, 3)])

    text = report(campaign)

    assert 'đợt <b> & "một" ]]>' in text


def test_the_kind_of_a_congress_keeps_its_capital():
    found = make_campaign(kind=MeetingKind.UNITY_FESTIVAL, year=2024)

    assert "kết quả tổ chức Ngày hội" in report(found)


# Beside the year before


def rounds(*, last=2023):
    """This year's round of a city and the one before."""
    city = make_province(name="Huế")
    old = make_campaign(unit=city, year=last, as_of=date(last, 3, 1))
    return old, make_campaign(unit=city, year=2026, as_of=date(2026, 3, 1))


def test_the_same_units_are_compared_with_the_newest_year_before():
    old, new = rounds()
    ward = ward_of(old, "Thuận Hòa")
    sheet_of(old, "", [(100, 60, 3)], unit=ward)
    sheet_of(new, "", [(200, 130, 3), (100, 65, 2)], unit=ward)
    lone = ward_of(new, "An Cựu")
    sheet_of(new, "", [(10, 1, 2)], unit=lone)

    text = report(new)

    assert "so với năm 2023 (tính trên 1/2 phường có số liệu của cả hai năm)," in text
    assert "tăng 5 điểm phần trăm (từ 60,0% lên 65,0%)" in text
    assert "số hộ dân tham dự tăng 135 (từ 60 lên 195)" in text
    assert "số ý kiến tăng 2 (từ 3 lên 5)" in text


def test_units_joined_are_compared_with_the_sum_of_what_they_were():
    old, new = rounds()
    parts = [
        make_ward(name=name, parent=old.unit, ended_on=date(2025, 6, 30))
        for name in ("Phú Hội", "Phú Nhuận")
    ]
    for part in parts:
        sheet_of(old, "", [(100, 60, 3)], unit=part)
    joined = make_ward(name="Phú Xuân", parent=new.unit, founded_on=date(2025, 7, 1))
    for part in parts:
        make_succession(old=part, new=joined)
    sheet_of(new, "", [(200, 110, 9)], unit=joined)

    text = report(new)

    assert "giảm 5 điểm phần trăm (từ 60,0% xuống 55,0%)" in text
    assert "số ý kiến tăng 3 (từ 6 lên 9)" in text
    assert (
        "Số liệu năm 2023 của phường Phú Xuân là của phường Phú Hội và phường"
        " Phú Nhuận trước khi sắp xếp." in text
    )


def test_a_unit_of_which_a_part_went_over_is_named_and_not_compared():
    old, new = rounds()
    ward = make_ward(name="Phú Hội", parent=old.unit, ended_on=date(2025, 6, 30))
    sheet_of(old, "", [(100, 60, 3)], unit=ward)
    for name in ("Phú Xuân", "Thuận Hóa"):
        heir = make_ward(name=name, parent=new.unit, founded_on=date(2025, 7, 1))
        make_succession(old=ward, new=heir, extent="part")
        sheet_of(new, "", [(100, 70, 3)], unit=heir)
    kept = ward_of(new, "An Cựu")
    sheet_of(old, "", [(100, 60, 3)], unit=kept)
    sheet_of(new, "", [(100, 60, 3)], unit=kept)

    text = report(new)

    assert (
        "(tính trên 1/3 phường có số liệu của cả hai năm), tỷ lệ tham dự không" in text
    )
    assert "Không so sánh phường Phú Xuân và phường Thuận Hóa vì địa giới đã" in text


# What it costs


@pytest.mark.parametrize("count", [18, 126])
def test_the_cost_of_a_report_does_not_grow(campaign, count):
    before = make_campaign(unit=campaign.unit, year=2023, as_of=date(2023, 3, 1))
    wards = many_wards(campaign.unit, count)
    for one in (campaign, before):
        many_records(one, wards)
    let_the_planner_know()

    with CaptureQueriesContext(connection) as queries:
        summary.read(campaign, campaign.unit)

    assert len(queries) <= 40


def many_wards(parent, count):
    """Wards with a group each, made at once."""
    wards = Unit.objects.bulk_create(
        Unit(tier="commune", slug=f"phuong-{number}") for number in range(count)
    )
    groups = Unit.objects.bulk_create(Unit(tier="group") for _ward in wards)
    UnitName.objects.bulk_create(
        UnitName(unit=unit, kind=kind, name=f"Số {number}", group_of=group_of)
        for number, (ward, group) in enumerate(zip(wards, groups, strict=True))
        for unit, kind, group_of in (
            (ward, "ward", None),
            (group, "residential_group", ward),
        )
    )
    UnitParent.objects.bulk_create(
        UnitParent(unit=unit, parent=above)
        for ward, group in zip(wards, groups, strict=True)
        for unit, above in ((ward, parent), (group, ward))
    )
    return wards


def many_records(campaign, wards):
    groups = dict(
        UnitParent.objects.filter(parent__in=wards).values_list("parent", "unit")
    )
    records = Conference.objects.bulk_create(
        Conference(
            unit=ward,
            campaign=campaign,
            tier=tier,
            year=campaign.year,
            held_on=date(campaign.year, 3, 1),
            state=State.SENT,
        )
        for ward in wards
        for tier in ("group", "commune")
    )
    GroupReport.objects.bulk_create(
        GroupReport(
            conference=record,
            group_id=groups[record.unit_id],
            state="reported",
            held_on=record.held_on,
            households_invited=100,
            households_attended=60 + record.unit_id % 30,
            opinions=1,
        )
        for record in records
        if record.tier == "group"
    )
    for record in records[1:4:2]:
        figures_of(record, ("invited", "delegate", 9), ("attended", "delegate", 8))
