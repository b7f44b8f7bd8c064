"""Which figures a record of each kind usually carries, and in what each is counted.

Whoever enters a record is asked for these by name and types numbers only; any other
figure may be added. A figure left empty is not known, and has no row.
"""

from __future__ import annotations

from units.models import UnitTier

from .kinds import COUNTED_IN_SHEET, CountedIn, Measure, MeetingKind

Usual = tuple[tuple[str, str], ...]  # (measure, counted in), in the order of the form

_VOTES: Usual = (
    (Measure.VOTES_FOR, CountedIn.DELEGATE),
    (Measure.VOTES_AGAINST, CountedIn.DELEGATE),
    (Measure.ABSTAINED, CountedIn.DELEGATE),
    (Measure.VOTE_SHARE, CountedIn.PERCENT),
)
_CAME: Usual = (
    (Measure.INVITED, CountedIn.DELEGATE),
    (Measure.ATTENDED, CountedIn.DELEGATE),
)
_SAID: Usual = (
    (Measure.OPINIONS, CountedIn.OPINION),
    (Measure.SPEECHES, CountedIn.TURN),
)
_SUMS: Usual = (
    (Measure.MONEY_GIVEN, CountedIn.DONG),
    (Measure.GOODS_GIVEN, CountedIn.DONG),
    (Measure.MONEY_RECEIVED, CountedIn.DONG),
)
_SIGNED: Usual = ((Measure.PROGRAMMES_SIGNED, CountedIn.PROGRAMME),)
_VOTERS: Usual = ((Measure.ATTENDED, CountedIn.VOTER), *_SAID)

# What the paper report of all groups together states, in the order of their sheet.
OF_GROUPS: Usual = tuple(COUNTED_IN_SHEET.items())

OF_KIND: dict[str, Usual] = {
    MeetingKind.PEOPLES_CONFERENCE: (*_CAME, *_SAID, *_VOTES, *_SIGNED),
    MeetingKind.COMMITTEE_SESSION: (
        *_CAME,
        *_SAID,
        (Measure.MEMBERS_ADDED, CountedIn.PERSON),
        *_VOTES,
        *_SUMS,
    ),
    MeetingKind.CONGRESS: (
        *_CAME,
        *_SAID,
        (Measure.DELEGATES, CountedIn.DELEGATE),
        *_VOTES,
        *_SUMS,
    ),
    MeetingKind.UNITY_FESTIVAL: (
        (Measure.GROUPS_HELD, CountedIn.GROUP),
        (Measure.ATTENDED, CountedIn.PERSON),
        *_SUMS,
    ),
    MeetingKind.UNITY_SPACE: (
        (Measure.ATTENDED, CountedIn.PERSON),
        *_SAID,
        *_SUMS,
    ),
    MeetingKind.VOTER_MEETING: _VOTERS,
    MeetingKind.DIALOGUE: ((Measure.ATTENDED, CountedIn.PERSON), *_SAID),
    MeetingKind.PEOPLES_MEETING: ((Measure.ATTENDED, CountedIn.PERSON), *_SAID),
    MeetingKind.SIGNING_CEREMONY: (*_CAME, *_SIGNED),
    MeetingKind.ROLLOUT: (*_CAME, *_SAID),
    MeetingKind.INTERIM_REVIEW: (*_CAME, *_SAID),
    MeetingKind.FINAL_REVIEW: (*_CAME, *_SAID),
}


def usual_figures(*, kind: str, tier: str) -> Usual:
    """Return (measure, counted in) of the figures to ask for, each pair once."""
    if tier == UnitTier.GROUP:
        return OF_GROUPS
    return OF_KIND[kind]
