"""Who reviews which records: the one answer for the review desk, steps, files, exports.

A record is reviewed by the people who now have the role 'reviewer' in the unit that
stood above the record's own on the record's DAY: the district until 30 June 2025, the
city or province after. Of a parent that has ended, by those of its custodian. What
they see is what was sent up: never a draft, never a record of a unit beside theirs.
While the ward corrects a returned record, they see the version that was sent
(`Conference.sent_version`), not the rows.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import (
    Case,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Least
from django.utils import timezone

from documents.models import StoredFile
from gallery.models import AlbumPhoto, Photo
from units.models import Unit, UnitParent, UnitTier
from units.periods import within
from units.scoping import scope_of

from .models import (
    COUNTED,
    Campaign,
    Conference,
    ConferencePaper,
    GroupReport,
    RecordStep,
    RecordVersion,
    State,
)
from .models.conference import ConferenceQuerySet

PERMISSION = "meetings.review_conference"
ABOVE = (UnitTier.PROVINCE, UnitTier.DISTRICT)  # what stands above units with records


class _MakeDate(Func):
    function = "make_date"
    output_field = DateField()


def reviewing_units(user: Any) -> frozenset[int]:
    """Ids of the units in whose name the user reviews: own ones, and those in custody.

    Of these the ones that stood above records: an ended ward reviews nothing. Custody
    passes on: a district ended with its province is with the province's
    custodian. Read once per loaded user. Empty for a superuser, who reviews everywhere.
    """
    scope = scope_of(user)
    if scope.everywhere:
        return frozenset()
    own = scope.units(PERMISSION)
    if not own:
        return own
    if not hasattr(user, "_reviewing_units"):
        user._reviewing_units = _with_custody(own)
    found: frozenset[int] = user._reviewing_units
    return found


def _with_custody(own: frozenset[int]) -> frozenset[int]:
    found, newest = set(own), set(own)
    ended = Unit.objects.ended(timezone.localdate()).filter(tier__in=ABOVE)
    while newest:
        ids = ended.filter(custodian__in=newest).values_list("pk", flat=True)
        newest = set(ids) - found
        found |= newest
    return frozenset(found)


def is_reviewer(user: Any) -> bool:
    """Whether the review desk is anything to this user."""
    return scope_of(user).everywhere or bool(reviewing_units(user))


def desk_units(user: Any) -> list[Unit]:
    """The units whose name the desk may wear, the user's own first; with names."""
    own = scope_of(user).units(PERMISSION)
    ids = reviewing_units(user)
    units = Unit.objects.filter(pk__in=ids).with_names().in_order()
    return sorted(units, key=lambda unit: unit.pk not in own)


def reviewing_unit_of(conference: Conference) -> Unit | None:
    """The unit that stood above on the record's day; None for a province."""
    return conference.unit.parent_on(conference.day)


def may_review(user: Any, conference: Conference) -> bool:
    """Whether the user may review the record, whatever its state."""
    if scope_of(user).everywhere:
        return True
    above = reviewing_unit_of(conference)
    return above is not None and above.pk in reviewing_units(user)


def records_for(user: Any) -> ConferenceQuerySet:
    """Records that the user reviews, as far as they were sent up."""
    rows = Conference.objects.sent_up()
    if scope_of(user).everywhere:
        return rows
    units = reviewing_units(user)
    return stood_below(rows, units) if units else rows.none()


def waiting_for(user: Any) -> ConferenceQuerySet:
    """Those among them that wait for a decision, the oldest first."""
    return records_for(user).filter(state=State.SENT).order_by("updated_at", "pk")


def campaigns_for(user: Any) -> QuerySet[Campaign]:
    """Campaigns that the user's units lead, or that the unit above them leads."""
    if scope_of(user).everywhere:
        return Campaign.objects.all()
    units = reviewing_units(user)
    above = UnitParent.objects.filter(
        _during(OuterRef("as_of")), unit__in=units, parent=OuterRef("unit")
    )
    return Campaign.objects.filter(Q(unit__in=units) | Q(Exists(above)))


def seen_by_reviewer(conference: Conference) -> RecordVersion | None:
    """The version that was sent up; the rows agree with it unless it is corrected."""
    return conference.sent_version or conference.public


def record_day(today: datetime.date | None = None) -> Coalesce:
    """`Conference.day` as an expression over its table."""
    today = today or timezone.localdate()
    year = Cast(F("year"), IntegerField())
    last = _MakeDate(year, Value(12), Value(31))
    return Coalesce("held_on", "campaign__as_of", Least(Value(today), last))


def stood_below(rows: ConferenceQuerySet, units: frozenset[int]) -> ConferenceQuerySet:
    """Those whose unit had one of `units` above it on the record's day.

    After the unit's own end the last day of its life counts, as in `Unit.parent_on`.
    """
    ended = F("unit__ended_on")
    day = Case(When(unit__ended_on__lt=record_day(), then=ended), default=record_day())
    above = UnitParent.objects.filter(
        _during(OuterRef("day_above")), unit=OuterRef("unit"), parent__in=units
    )
    return rows.alias(day_above=day).filter(Exists(above))


def _during(day: Any) -> Q:
    return within(day, "valid_from", "valid_to")


# Files of the records under review


def may_see_photo(user: Any, photos: QuerySet[Photo]) -> bool:
    """Whether one of the photographs belongs to what was sent up to the user.

    The minutes of groups and the record's album; what the ward adds while it corrects
    a returned record is its own until the record is sent up again.
    """
    if not is_reviewer(user):
        return False
    records = records_for(user)
    lines = GroupReport.objects.filter(
        was_sent("conference", "minutes"), conference__in=records, minutes__in=photos
    )
    entries = AlbumPhoto.objects.filter(
        was_sent("album__conference", "photo"),
        album__conference__in=records,
        photo__in=photos,
    )
    return lines.exists() or entries.exists()


def may_see_file(user: Any, files: QuerySet[StoredFile]) -> bool:
    """Whether one of the files is a paper of a record sent up to the user."""
    if not is_reviewer(user):
        return False
    papers = ConferencePaper.objects.filter(
        was_sent("conference", "file"),
        conference__in=records_for(user),
        file__in=files,
    )
    return papers.exists()


def was_sent(record: str, item: str) -> Q:
    """The record stands as it was sent, or the item was there when it was returned.

    `record` and `item` are lookups of the row that ties the two.
    """
    returned = RecordStep.objects.filter(
        conference=OuterRef(record),
        action=RecordStep.Action.RETURNED,
        at__gte=OuterRef(f"{item}__uploaded_at"),
    )
    return Q(**{f"{record}__state__in": COUNTED}) | Q(Exists(returned))
