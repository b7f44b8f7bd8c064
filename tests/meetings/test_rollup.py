"""The roll-up of a campaign: what counts, where it stands, and what is not known."""

from datetime import date

import pytest

from meetings import rollup
from meetings.models import GroupReport, State
from tests.factories import (
    make_campaign,
    make_conference,
    make_district,
    make_group,
    make_province,
    make_ward,
)
from units.models import Unit, UnitName, UnitParent

from .records_of import figures_of, sheet_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    return make_district(name="Đống Đa")


@pytest.fixture
def campaign(district):
    return make_campaign(unit=district)


def test_lines_sum_to_wards_and_wards_to_the_district(campaign):
    sheet_of(campaign, "Kim Liên", [(100, 70, 3), (50, 40, 0)])
    sheet_of(campaign, "Trung Tự", [(30, 30, 2)])

    groups = rollup.groups(campaign)

    rows = [
        (groups.name(row), row.groups_held, row.households_attended, row.opinions)
        for row in [groups.whole, *groups.below()]
    ]
    assert rows == [
        ("Quận Đống Đa", 3, 140, 5),
        ("Phường Kim Liên", 2, 110, 3),
        ("Phường Trung Tự", 1, 30, 2),
    ]
    assert groups.whole.attendance.percent == "77,8%"


def test_only_what_was_sent_up_counts(campaign):
    sheet_of(campaign, "Kim Liên", [(100, 70, 3)], state=State.ACCEPTED)
    sheet_of(campaign, "Trung Tự", [(30, 30, 2)], state=State.APPROVED)
    sheet_of(campaign, "Phương Mai", [(10, 10, 1)], state=State.RETURNED)

    groups = rollup.groups(campaign)

    assert groups.whole.households_invited == 100
    assert [groups.name(row) for row in groups.not_sent()] == [
        "Phường Phương Mai",
        "Phường Trung Tự",
    ]
    assert rollup.groups(campaign, states=State).whole.households_invited == 140


def test_the_number_of_groups_is_known_before_anything_was_sent(campaign):
    sheet_of(campaign, "Kim Liên", [(100, 70, 3), None])
    sheet_of(campaign, "Trung Tự", [(30, 30, 2)], state=State.DRAFT)
    ward = make_ward(name="Phương Mai", parent=campaign.unit)
    make_group(parent=ward)
    make_ward(name="Láng Hạ", parent=campaign.unit)

    whole = rollup.groups(campaign).whole

    assert (whole.groups_held, whole.groups_total.value) == (1, 4)
    assert not whole.groups_total_is_whole  # nobody knows how many Láng Hạ has
    assert (whole.units_sent, whole.units_expected) == (1, 4)


def test_what_is_not_known_is_not_zero(campaign):
    sheet_of(campaign, "Kim Liên", [None])
    make_ward(name="Trung Tự", parent=campaign.unit)

    groups = rollup.groups(campaign)

    known, silent = groups.below()
    assert (known.groups_held, known.households_invited) == (0, None)
    assert (silent.groups_held, silent.groups_reported) == (None, None)
    assert silent.groups_total.value is None
    assert groups.whole.attendance.percent == ""
    assert groups.whole.sums["opinions"].rests_on == 0


def test_an_unfinished_line_counts_in_sums_and_not_in_rates(campaign):
    sheet = sheet_of(campaign, "Kim Liên", [(100, 70, 3), (50, 40, 0), None])
    lines = list(sheet.group_reports.order_by("pk"))
    GroupReport.objects.filter(pk=lines[1].pk).update(state="held", opinions=None)
    lines[2].not_to_be_held, lines[2].reason = True, "Tổ mới sáp nhập"
    lines[2].save()

    whole = rollup.groups(campaign).whole

    assert (whole.groups_held, whole.groups_reported) == (2, 1)
    assert whole.groups_not_to_be_held == 1
    assert whole.households_attended == 110
    assert (whole.sums["opinions"].value, whole.sums["opinions"].rests_on) == (3, 1)
    assert (whole.attendance.part, whole.attendance.whole) == (70, 100)


def test_votes_in_favour_are_of_those_who_attended_where_votes_are_known(campaign):
    sheet = sheet_of(campaign, "Kim Liên", [(100, 70, 3), (50, 40, 0)])
    line = sheet.group_reports.order_by("pk")[0]
    line.votes_for = 63
    line.save()

    whole = rollup.groups(campaign).whole

    assert whole.approval == (63, 70, 1)
    assert whole.approval.percent == "90,0%"


def test_a_stated_total_stands_beside_the_computed_one(campaign):
    right = sheet_of(campaign, "Kim Liên", [(100, 70, 3)])
    wrong = sheet_of(campaign, "Trung Tự", [(30, 30, 2)])
    about = sheet_of(campaign, "Phương Mai", [(10, 10, 1)])
    figures_of(right, ("attended", "household", 70))
    figures_of(wrong, ("attended", "household", 31), ("groups_held", "group", 1))
    figures_of(about, ("attended", "household", 12))
    about.figures.update(qualifier="about")

    groups = rollup.groups(campaign)

    whole = groups.whole
    assert whole.households_attended == 110
    assert whole.stated["households_attended"] == (113, 3, 1)
    assert whole.differing == ["households_attended"]
    differing = {groups.name(row): row.differing for row in groups.below()}
    assert differing == {
        "Phường Kim Liên": [],
        "Phường Phương Mai": [],
        "Phường Trung Tự": ["households_attended"],
    }


def test_a_record_counts_under_the_parent_of_its_own_day(district):
    city = district.parent_on(date(2024, 1, 1))
    other = make_district(name="Ba Đình", parent=city)
    campaign = make_campaign(unit=city)
    ward = make_ward(name="Láng Hạ", parent=district)
    UnitParent.objects.filter(unit=ward).update(valid_to="2024-02-29")
    UnitParent.objects.create(unit=ward, parent=other, valid_from="2024-03-01")
    for day in ("2024-02-29", "2024-03-01"):
        make_conference(
            unit=ward,
            campaign=campaign,
            state=State.SENT,
            held_on=day,
            tier="group" if day < "2024-03" else "commune",
        )

    groups, meetings = rollup.groups(campaign), rollup.meetings(campaign)

    assert [groups.name(row) for row in groups.below()] == ["Quận Đống Đa"]
    assert [meetings.name(row) for row in meetings.below()] == ["Quận Ba Đình"]
    assert meetings.whole.units_expected == 1
    assert meetings.not_sent() == []


def test_a_unit_that_left_the_campaigns_tree_is_listed_not_lost(campaign, district):
    stranger = make_ward(name="Ngọc Hà", parent=make_district(name="Ba Đình"))
    sheet_of(campaign, "", [(30, 30, 2)], unit=stranger)

    groups = rollup.groups(campaign)

    (row,) = groups.unexpected()
    assert groups.name(row) == "Phường Ngọc Hà"
    assert (row.units_outside, groups.whole.units_outside) == (1, 1)
    assert groups.whole.opinions == 2


def test_a_successor_reports_and_the_one_before_it_is_missing(campaign, district):
    before = make_ward(name="Kim Liên", parent=district, ended_on="2024-03-15")
    after = make_ward(name="Kim Liên mới", parent=district, founded_on="2024-03-16")
    make_conference(
        unit=after, campaign=campaign, state=State.SENT, held_on="2024-03-20"
    )

    meetings = rollup.meetings(campaign)

    assert [row.unit_id for row in meetings.not_sent()] == [before.pk]
    assert [row.unit_id for row in meetings.unexpected()] == [after.pk]
    assert (meetings.whole.units_sent, meetings.whole.units_outside) == (1, 0)


def test_a_record_without_a_day_stands_where_its_unit_first_did(campaign, district):
    founded_later = make_ward(name="Mới", parent=district, founded_on="2024-05-01")
    make_conference(unit=founded_later, campaign=campaign, state=State.SENT)

    meetings = rollup.meetings(campaign)

    assert [row.path for row in meetings.below()] == [(district.pk, founded_later.pk)]
    assert meetings.whole.units_outside == 0


def test_delegates_and_households_are_never_added_together(campaign):
    for name, counted in [("Kim Liên", "delegate"), ("Trung Tự", "household")]:
        record = make_conference(
            unit=make_ward(name=name, parent=campaign.unit),
            campaign=campaign,
            state=State.SENT,
            held_on="2024-03-01",
        )
        figures_of(record, ("invited", counted, 120), ("attended", counted, 110))
    figures_of(record, ("invited", "delegate", 7))

    whole = rollup.meetings(campaign).whole

    assert whole.sum("invited", "delegate") == (127, 2, 0)
    assert whole.sum("invited", "household").value == 120
    assert whole.attendance("delegate") == (110, 120, 1)  # of records that know both
    assert whole.approval("delegate").percent == ""
    assert whole.sum("speeches", "turn").value is None


def test_a_hedged_figure_makes_a_hedged_sum(campaign):
    record = make_conference(
        unit=make_ward(parent=campaign.unit), campaign=campaign, state=State.SENT
    )
    figures_of(record, ("attended", "delegate", 300))
    record.figures.update(qualifier="almost")

    assert rollup.meetings(campaign).whole.sum("attended", "delegate").hedged == 1


def test_an_announced_meeting_is_held_when_its_day_has_come(campaign):
    ward = make_ward(name="Kim Liên", parent=campaign.unit)
    make_conference(
        unit=ward,
        campaign=campaign,
        held_on="2024-03-01",
        announced_at="2024-02-20T08:00+07:00",
    )
    make_ward(name="Trung Tự", parent=campaign.unit)

    before = rollup.meetings(campaign, today=date(2024, 2, 29))
    after = rollup.meetings(campaign, today=date(2024, 3, 1))

    assert (before.whole.units_held, after.whole.units_held) == (0, 1)
    assert [after.name(row) for row in after.not_held()] == ["Phường Trung Tự"]
    assert len(after.not_sent()) == 2


def test_groups_that_are_silent_are_told_by_name(campaign):
    sheet = sheet_of(campaign, "Kim Liên", [(100, 70, 3)] + [None] * 9)
    GroupReport.objects.filter(pk=sheet.group_reports.order_by("pk")[8].pk).update(
        state="held", held_on="2024-01-20"
    )
    sheet_of(campaign, "Trung Tự", [None], state=State.DRAFT)
    sheet_of(campaign, "Bạch Mai", [None, (1, 1, 1)])

    silent = rollup.groups(campaign).silent_groups()

    names = [(group.name, group.state) for group in silent]
    assert names[0] == ("Tổ dân phố 1, phường Bạch Mai", "not_yet")
    assert names[1] == ("Tổ dân phố 2, phường Kim Liên", "not_yet")
    assert names[-2:] == [
        ("Tổ dân phố 9, phường Kim Liên", "held"),
        ("Tổ dân phố 10, phường Kim Liên", "not_yet"),
    ]
    assert len(names) == 10


def test_the_country_is_the_sum_of_its_provinces():
    provinces = [make_province(name=name) for name in ("Hà Nội", "Huế")]
    campaigns = [make_campaign(unit=province) for province in provinces]
    for campaign, opinions in zip(campaigns, (3, 4), strict=True):
        sheet_of(campaign, "Phú Xuân", [(10, 10, opinions)])

    groups = rollup.groups(campaigns, depth=1)

    assert groups.whole.path == ()
    assert groups.whole.opinions == 7
    assert groups.name(groups.whole) == ""
    assert [row.opinions for row in groups.below()] == [3, 4]
    assert groups.leaves() == []  # a page of provinces does not ask for the wards


def test_two_campaigns_that_ask_the_same_ward_expect_it_once(district):
    city = district.parent_on(date(2024, 1, 1))
    campaigns = [make_campaign(unit=city), make_campaign(unit=district)]
    sheet_of(campaigns[1], "Kim Liên", [(10, 10, 1)])

    groups = rollup.groups(campaigns, below=city)

    assert (groups.whole.units_expected, groups.whole.units_sent) == (1, 1)
    assert groups.not_sent() == []


def test_a_record_of_a_unit_with_units_below_it_stands_beside_theirs(
    campaign, district
):
    """Groups of a district that has wards too: their sheet is one more part."""
    sheet_of(campaign, "Kim Liên", [(10, 10, 1)])
    make_group(name="Đảo", parent=district)
    sheet = make_conference(
        unit=district, campaign=campaign, tier="group", state=State.SENT
    )
    line = sheet.group_reports.get()
    line.held_on, line.opinions = date(2024, 1, 20), 4
    line.save()

    groups = rollup.groups(campaign)

    assert groups.whole.opinions == 5
    assert sorted(row.opinions for row in groups.below()) == [1, 4]


def test_a_ward_that_leads_its_own_campaign_is_the_top_itself():
    ward = make_ward()
    make_group(name="1", parent=ward)
    campaign = make_campaign(unit=ward)
    make_conference(unit=ward, campaign=campaign, tier="group", state=State.SENT)

    groups = rollup.groups(campaign)

    assert groups.whole.unit_id == ward.pk
    assert (groups.whole.groups_held, groups.whole.groups_total.value) == (0, 1)
    assert groups.below() == []
    assert groups.leaves() == [groups.whole]


def test_a_campaign_that_asks_nobody_has_no_rows(campaign):
    groups = rollup.groups(campaign)

    assert groups.whole is None
    assert groups.below() == groups.leaves() == groups.not_sent() == []


def test_the_districts_own_meeting_is_a_level_of_its_own(campaign, district):
    city_campaign = make_campaign(unit=district.parent_on(date(2024, 1, 1)))
    record = make_conference(
        unit=district, campaign=city_campaign, tier="district", state=State.SENT
    )
    figures_of(record, ("attended", "delegate", 200))

    meetings = rollup.meetings(city_campaign, "district")

    assert [row.unit_id for row in meetings.leaves()] == [district.pk]
    assert meetings.whole.sum("attended", "delegate").value == 200


def test_absurd_figures_are_summed_not_refused(campaign):
    sheet_of(campaign, "Kim Liên", [(2_147_483_647, 2_147_483_647, 0)] * 3)

    whole = rollup.groups(campaign).whole

    assert whole.households_invited == 3 * 2_147_483_647


def test_a_roll_up_is_one_query_and_its_names_two_whatever_its_size(
    campaign, django_assert_num_queries
):
    sheet_of(campaign, "Kim Liên", [None])
    with django_assert_num_queries(1):
        rollup.groups(campaign)
    for number in range(5):
        sheet_of(campaign, f"Phường {number}", [None, (5, 4, 1)])
    with django_assert_num_queries(1):
        groups = rollup.groups(campaign)
    with django_assert_num_queries(2):
        assert len([groups.name(row) for row in groups.below()]) == 6
    with django_assert_num_queries(3):
        assert len(groups.silent_groups()) == 6
    with django_assert_num_queries(1):
        rollup.meetings(campaign)


def test_names_are_those_of_the_day(campaign):
    ward = make_ward(name="Khâm Thiên", parent=campaign.unit)
    UnitName.objects.filter(unit=ward).update(valid_to="2024-12-31")
    UnitName.objects.create(
        unit=ward, kind="ward", name="Văn Miếu", valid_from="2025-01-01"
    )

    meetings = rollup.meetings(campaign)

    assert [meetings.name(row) for row in meetings.below()] == ["Phường Khâm Thiên"]
    assert Unit.objects.get(pk=ward.pk).full_name == "Phường Văn Miếu"
