"""What in a record contradicts itself; the words that a place uses for its levels."""

from decimal import Decimal

import pytest

from meetings.invariants import faults_of
from meetings.kinds import MeetingKind
from meetings.levels import tier_label
from meetings.models import GroupReport
from meetings.usual_figures import OF_KIND, usual_figures
from tests.factories import make_conference, make_district, make_group, make_ward
from units.kinds import UnitKind

pytestmark = pytest.mark.django_db


def faults(*figures, **fields):
    return faults_of(make_conference(figures=figures, **fields))


def test_a_record_that_agrees_with_itself_has_no_faults():
    assert faults(("invited", "delegate", 120), ("attended", "delegate", 118)) == []


def test_more_who_came_than_were_invited_are_told_unless_explained():
    figures = [("invited", "delegate", 100), ("attended", "delegate", 120)]

    assert len(faults(*figures)) == 1
    assert faults(*figures, explanation="Mời thêm khối phố bên") == []


def test_different_things_are_not_compared():
    assert faults(("invited", "delegate", 100), ("attended", "household", 120)) == []


@pytest.mark.parametrize(
    ("share", "expected"),
    [("98.46", 0), ("98.5", 0), ("98", 0), ("99", 1), ("98.4", 1)],
)
def test_a_share_is_compared_at_the_precision_at_which_it_is_stated(share, expected):
    found = faults(
        ("vote_share", "percent", Decimal(share)),
        ("votes_for", "delegate", 64),
        ("votes_against", "delegate", 1),
        ("abstained", "delegate", 0),
    )

    assert len(found) == expected


def test_more_votes_than_delegates_are_told():
    assert faults(("attended", "delegate", 10), ("votes_for", "delegate", 11))


def test_a_stated_total_stands_beside_the_sum_of_the_lines():
    ward = make_ward()
    for name in ("1", "2"):
        make_group(parent=ward, name=name)
    record = make_conference(
        unit=ward,
        tier="group",
        figures=[("invited", "household", 100), ("opinions", "opinion", 9)],
    )
    for line in GroupReport.objects.all():
        line.held_on = "2024-01-10"
        line.households_invited, line.opinions = 40, None
        line.save()

    found = [str(fault) for fault in faults_of(record)]

    assert len(found) == 1  # of opinions no line says anything
    assert "100" in found[0]
    assert "80" in found[0]


def test_each_kind_asks_for_figures_once():
    for kind in MeetingKind:
        asked = usual_figures(kind=kind, tier="commune")
        assert asked
        assert len(set(asked)) == len(asked)
    assert set(OF_KIND) == set(MeetingKind)


def test_a_level_is_called_as_the_place_calls_it():
    district = make_district()
    ward = make_ward(parent=district)
    commune = make_ward(name="Tân Quy", kind=UnitKind.COMMUNE, parent=district)
    make_group(parent=ward, name="1")
    make_group(parent=commune, name="A", kind=UnitKind.VILLAGE)
    township = make_ward(name="Sa Rài", kind=UnitKind.TOWNSHIP, parent=district)
    khom = make_group(parent=township, name="4")
    khom.names.update(local_word="Khóm")

    assert tier_label("group", ward) == "Cấp tổ dân phố"
    assert tier_label("group", commune) == "Cấp thôn"
    assert tier_label("group", township) == "Cấp khóm"
    assert tier_label("commune", ward) == "Cấp phường"
    assert tier_label("commune", commune) == "Cấp xã"
    assert tier_label("district", district) == "Cấp quận"
    assert tier_label("group", make_ward(name="Cửa Nam")) == "Cấp tổ dân phố"
