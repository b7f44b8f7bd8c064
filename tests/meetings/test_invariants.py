"""What does not add up is told to people: each rule, and what it excuses."""

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from meetings.invariants import all_faults, documents_twice, faults_of
from meetings.kinds import CountedIn, Measure
from meetings.models import (
    Clause,
    ClauseReview,
    Conference,
    ConferencePaper,
    Figure,
    GroupReport,
)
from meetings.models.campaign import CampaignPlan, CampaignTier
from meetings.rules_of_counts import agrees
from tests.factories import (
    make_campaign,
    make_conference,
    make_district,
    make_document,
    make_group,
    make_ward,
)
from units.models import UnitParent

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    return make_district()


@pytest.fixture
def ward(district):
    return make_ward(parent=district)


@pytest.fixture
def campaign(district):
    return make_campaign(unit=district)


@pytest.fixture
def sheet(ward, campaign):
    """A ward's record of its two groups, in which all is well."""
    for name in "12":
        make_group(name=name, parent=ward)
    sheet = make_conference(unit=ward, campaign=campaign, tier="group")
    for line in sheet.group_reports.all():
        enter(line)
    return sheet


def enter(line, **fields):
    values = {
        "held_on": date(2024, 1, 20),
        "households_invited": 100,
        "households_attended": 80,
        "opinions": 3,
        **fields,
    }
    for name, value in values.items():
        setattr(line, name, value)
    line.save()


def first(sheet):
    return sheet.group_reports.order_by("pk")[0]


def messages(record):
    return [(fault.field, str(fault)) for fault in faults_of(record)]


def fields(record):
    return [fault.field for fault in faults_of(record)]


def test_a_record_in_which_all_adds_up_has_no_faults(sheet):
    assert faults_of(sheet) == []
    assert all_faults() == []


def test_more_households_at_a_group_than_were_invited_is_a_fault_until_explained(sheet):
    line = first(sheet)
    enter(line, households_attended=101)

    found = messages(sheet)
    enter(line, explanation="Hai hộ mới chuyển đến.")

    assert found == [
        (
            f"group_reports.{line.pk}.households_attended",
            "Tổ dân phố 1: 101 hộ tham dự, nhiều hơn số được mời (100): kiểm tra cả hai hoặc ghi giải trình.",
        )
    ]
    assert faults_of(sheet) == []


def test_more_votes_at_a_group_than_households_is_a_fault_until_explained(sheet):
    line = first(sheet)
    enter(line, votes_for=81)
    assert fields(sheet) == [f"group_reports.{line.pk}.votes_for"]

    enter(line, explanation="Mỗi hộ hai phiếu.")

    assert faults_of(sheet) == []


def test_more_attended_than_invited_is_a_fault_in_the_same_unit_of_count(ward):
    figures = [("invited", "delegate", 120), ("attended", "delegate", 125)]
    record = make_conference(unit=ward, figures=[*figures, ("attended", "person", 900)])

    found = messages(record)

    assert found == [
        (
            "figures.attended.delegate",
            "125 đại biểu tham dự, nhiều hơn số được mời (120): kiểm tra cả hai hoặc ghi giải trình.",
        )
    ]


@pytest.mark.parametrize(
    "excuse",
    [
        lambda record: Conference.objects.update(explanation="Có khách mời thêm."),
        lambda record: record.figures.filter(measure="attended").update(
            note="Cả khách"
        ),
        lambda record: record.figures.filter(measure="invited").update(
            qualifier="about"
        ),
    ],
)
def test_what_is_explained_or_hedged_is_no_fault(ward, excuse):
    figures = [("invited", "delegate", 120), ("attended", "delegate", 125)]
    record = make_conference(unit=ward, figures=figures)

    excuse(record)

    assert faults_of(record) == []


def test_votes_are_together_at_most_those_who_attended(ward):
    record = make_conference(
        unit=ward,
        figures=[
            ("attended", "delegate", 100),
            ("votes_for", "delegate", 95),
            ("votes_against", "delegate", 4),
            ("abstained", "delegate", 2),
        ],
    )

    assert messages(record) == [
        (
            "figures.votes_for.delegate",
            f"101 phiếu trên 100 {CountedIn.DELEGATE.label} tham dự.",
        )
    ]


def test_a_stated_share_agrees_with_its_votes(ward):
    figures = [("attended", "delegate", 120), ("votes_for", "delegate", 118)]
    record = make_conference(
        unit=ward, figures=[*figures, ("vote_share", "percent", 99)]
    )

    assert messages(record) == [
        ("figures.vote_share.percent", "Ghi 99%, trong khi 118/120 là 98,3%.")
    ]
    record.figures.filter(measure="vote_share").update(value=Decimal("98.3"))
    assert faults_of(record) == []


@pytest.mark.parametrize(
    ("stated", "part", "whole", "is_so"),
    [
        ("68.6", 35323, 51477, True),
        ("68.62", 35323, 51477, True),
        ("68.7", 35323, 51477, False),
        ("97.2", 2142, 2203, True),
        ("0.13", 1, 800, True),
        ("100", 164, 164, True),
        ("100", 51476, 51477, False),
        ("50", 0, 0, False),
    ],
)
def test_a_percentage_agrees_at_its_printed_precision(stated, part, whole, is_so):
    assert agrees(Decimal(stated), Decimal(part), Decimal(whole)) is is_so


def test_an_indicator_agrees_with_its_ratio_or_is_its_numerator(ward):
    before = make_conference(unit=ward, year=2023)
    record = make_conference(unit=ward, previous=before)
    actuals = [("90.7", 66513, 73306), ("205", 205, 232), ("95.65", 205, 232)]
    for number, (actual, numerator, denominator) in enumerate(actuals, start=1):
        clause = Clause.objects.create(
            conference=before, number=number, text="Chỉ tiêu"
        )
        ClauseReview.objects.create(
            conference=record,
            clause=clause,
            actual=Decimal(actual),
            numerator=numerator,
            denominator=denominator,
        )

    assert messages(record) == [
        ("clause_reviews.3.actual", "Ghi 95,65%, trong khi 205/232 là 88,4%.")
    ]


def test_the_unit_belongs_to_the_campaigns_tree_on_the_records_day(campaign, ward):
    other = make_district(name="Ba Đình")
    UnitParent.objects.filter(unit=ward).update(valid_to="2024-02-10")
    UnitParent.objects.create(unit=ward, parent=other, valid_from="2024-02-11")

    before = make_conference(unit=ward, campaign=campaign, held_on="2024-02-10")
    assert faults_of(before) == []
    Conference.objects.update(held_on="2024-02-11")

    assert messages(before) == [
        ("unit", "Phường Kim Liên không thuộc Quận Đống Đa vào ngày 11/02/2024.")
    ]


def test_a_ward_belongs_to_the_campaign_of_its_city_too(ward, district):
    city = district.parent_on(date(2024, 2, 1))
    record = make_conference(unit=ward, campaign=make_campaign(unit=city))

    assert faults_of(record) == []


def test_a_group_belongs_to_the_ward_on_the_day_of_its_line(sheet):
    line = first(sheet)
    UnitParent.objects.filter(unit=line.group).update(valid_from="2024-01-25")

    assert messages(sheet) == [
        (
            f"group_reports.{line.pk}.group",
            "Tổ dân phố 1: không thuộc Phường Kim Liên vào ngày 20/01/2024.",
        )
    ]


def test_a_group_stands_in_one_record_of_a_campaign(sheet, campaign, district):
    other = make_conference(
        unit=make_ward(name="Trung Tự", parent=district),
        campaign=campaign,
        tier="group",
    )
    GroupReport.objects.create(conference=other, group=first(sheet).group)

    assert fields(sheet) == [f"group_reports.{first(sheet).pk}.group"]
    assert len(fields(other)) == 2  # nor does the group belong to that ward


def test_parts_never_exceed_the_snapshot(sheet):
    Conference.objects.update(parts_total=1)
    Figure.objects.create(
        conference=sheet, measure="groups_held", counted="group", value=2
    )
    sheet.refresh_from_db()

    assert messages(sheet) == [
        ("parts_total", "Danh sách có 2 tổ, tổng số ghi là 1."),
        ("figures.groups_held.group", "2 tổ đã tổ chức, tổng số ghi là 1."),
    ]


def test_a_meeting_is_not_before_its_basis(campaign, ward):
    record = make_conference(unit=ward, campaign=campaign, held_on="2024-01-01")
    CampaignPlan.objects.create(
        campaign=campaign, text="Kế hoạch 163", issued_on="2024-01-01"
    )
    ConferencePaper.objects.create(
        conference=record,
        role="basis",
        text="Kế hoạch 02",
        document=make_document(unit=ward, issued_on="2024-01-02"),
    )

    assert messages(record) == [
        (
            "held_on",
            "Tổ chức ngày 01/01/2024, trước văn bản làm căn cứ ngày 02/01/2024: Kế hoạch 02.",
        )
    ]


def test_a_group_does_not_meet_before_the_plan_of_the_campaign(sheet, campaign):
    CampaignPlan.objects.create(
        campaign=campaign, text="Kế hoạch 163", issued_on="2024-01-21"
    )

    assert fields(sheet) == ["held_on"]


def test_a_meeting_lies_in_the_days_of_its_level(sheet, campaign):
    period = CampaignTier.objects.create(
        campaign=campaign, tier="group", starts_on="2024-01-02", ends_on="2024-01-20"
    )
    assert faults_of(sheet) == []

    enter(first(sheet), held_on=date(2024, 1, 21))

    assert messages(sheet) == [
        (
            "held_on",
            "Tổ chức ngày 21/01/2024, ngoài thời gian của cấp này: 02/01/2024 – 20/01/2024.",
        )
    ]
    period.delete()
    assert faults_of(sheet) == []


def test_a_stated_total_that_differs_from_the_lines_is_told_and_kept(sheet):
    for measure, counted, value in [
        ("attended", "household", 161),
        ("invited", "household", 200),
        ("opinions", "opinion", 7),
    ]:
        Figure.objects.create(
            conference=sheet,
            measure=measure,
            counted=counted,
            value=value,
            qualifier="about" if measure == "opinions" else "",
        )

    assert messages(sheet) == [
        (
            "figures.attended.household",
            f"{Measure.ATTENDED.label}: ghi 161, trong khi các tổ cộng lại là 160.",
        )
    ]


def test_a_document_is_registered_once_in_a_unit(ward):
    plan = {"number": "02/KHLT/UBND-UBMTTQ", "issued_on": date(2024, 1, 2)}
    front = "Ủy ban MTTQ Việt Nam phường"
    make_document(unit=ward, issuers=["UBND phường", front], **plan)
    again = make_document(
        unit=ward, issuers=[front], **{**plan, "number": "2/KHLT - UBND – UB MTTQ"}
    )
    make_document(unit=ward, issuers=["Hội Phụ nữ"], **plan)
    make_document(unit=ward, issuers=[front], **{**plan, "issued_on": date(2023, 1, 2)})
    make_document(unit=make_ward(name="Trung Tự"), issuers=[front], **plan)

    found = list(documents_twice())

    assert [fault.record for fault in found] == [again]
    assert front in str(found[0])


def test_the_command_lists_faults_by_unit_and_ends_with_one(sheet, capsys):
    enter(first(sheet), households_attended=101)
    out = StringIO()

    with pytest.raises(SystemExit) as end:
        call_command("check_records", stdout=out)

    assert end.value.code == 1
    lines = out.getvalue().splitlines()
    assert lines[0] == "Phường Kim Liên"
    assert (
        "101 hộ tham dự, nhiều hơn số được mời (100): kiểm tra cả hai hoặc ghi giải trình."
        in lines[1]
    )
    assert lines[2] == "1 chỗ chưa khớp."


def test_the_command_looks_at_a_unit_and_what_is_below_it(sheet, district):
    enter(first(sheet), households_attended=101)
    elsewhere = make_ward(name="Ngọc Hà")
    out = StringIO()

    call_command("check_records", "--unit", elsewhere.slug, stdout=out)

    assert "Không có chỗ nào chưa khớp." in out.getvalue()
    with pytest.raises(SystemExit):
        call_command("check_records", "--unit", district.slug, stdout=StringIO())
    with pytest.raises(CommandError):
        call_command("check_records", "--unit", "khong-co", stdout=StringIO())


def faulty_sheet(campaign, district, name):
    """A record with a fault of nearly every kind."""
    ward = make_ward(name=name, parent=district)
    for number in "12":
        make_group(name=number, parent=ward)
    sheet = make_conference(unit=ward, campaign=campaign, tier="group", parts_total=1)
    for line in sheet.group_reports.all():
        enter(line, households_attended=101, votes_for=102, held_on=date(2023, 1, 1))
    UnitParent.objects.filter(unit=ward).update(valid_from="2024-12-01")
    UnitParent.objects.filter(parent=ward).update(valid_from="2024-12-01")
    for measure, counted, value in [
        ("attended", "household", 161),
        ("invited", "household", 150),
        ("votes_for", "household", 190),
        ("vote_share", "percent", 12),
        ("groups_held", "group", 9),
    ]:
        Figure.objects.create(
            conference=sheet, measure=measure, counted=counted, value=value
        )
    return sheet


def test_faults_of_many_records_ask_as_often_as_those_of_one(
    campaign, district, django_assert_num_queries, django_assert_max_num_queries
):
    CampaignPlan.objects.create(campaign=campaign, text="KH", issued_on="2024-01-01")
    CampaignTier.objects.create(campaign=campaign, tier="group", starts_on="2024-01-01")
    one = faulty_sheet(campaign, district, "Phường A")
    with django_assert_max_num_queries(70) as asked:
        assert len(faults_of(one)) >= 14
    for name in "BCD":
        faulty_sheet(campaign, district, f"Phường {name}")

    with django_assert_num_queries(len(asked)):
        found = [
            str(fault) + str(fault.record)
            for fault in all_faults(Conference.objects.all())
        ]

    assert len(found) >= 4 * 14
