"""The correction of a value after acceptance: "Đã đính chính".

The reviewer, or the custodian of a reviewing unit that has ended, corrects one value
and says why. The row of the amendment comes first, then the value, in one transaction:
the database refuses anything else (`freeze_triggers`). Readers see old and new value.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.number_fields import WrittenNumberField
from publishing.vietnamese import clean_line

from . import notices, public_index, records, reviewing, sheet_cells, targets
from .freeze_triggers import AMENDABLE, AMENDABLE_CELLS
from .kinds import CountedIn
from .models import Amendment, Conference, Figure, GroupReport, RecordStep, State
from .record_content import plain
from .sheet_totals import HEDGES
from .targets import Target


class _Value(NamedTuple):
    """A value, its hedge, and both as the database compares them."""

    value: Any
    qualifier: str = ""

    @property
    def written(self) -> str | None:
        if self.value is None:
            return None
        if isinstance(self.value, datetime.date):
            return self.value.isoformat()
        return " ".join(filter(None, [self.qualifier, str(plain(Decimal(self.value)))]))


def may_amend(user: Any, conference: Conference) -> bool:
    """Whether the user may correct accepted values of the record now."""
    is_accepted = conference.state == State.ACCEPTED
    return is_accepted and reviewing.may_review(user, conference)


@transaction.atomic
def amend(
    *,
    conference: Conference,
    target: str,
    value: str,
    reason: str,
    by: Any,
    version: int | None = None,
) -> Amendment:
    """Correct one value of an accepted record; readers see it from then on.

    `target` is a figure, a cell of the groups' sheet, or the number of units below or
    the days of the record; `value` is typed as people write it ("1.435", "gần 1.400",
    "28/02/2024"; "" is 'not known'); `version` is the number of the version that was
    read. Raises PermissionDenied, and ValidationError by
    "target", "value" or "reason".
    """
    records.read_again(conference)
    if not reviewing.may_review(by, conference):
        raise PermissionDenied
    if conference.state != State.ACCEPTED:
        told = _("Only an accepted record is amended. This one is “%(state)s”.")
        raise ValidationError(told % {"state": conference.get_state_display()})
    _refuse_other_version(conference, version)
    reason = _reason(reason)
    named = _amendable(conference, target)
    old, new = _now(conference, named), _read(conference, named, value)
    if old == new:
        raise ValidationError({"value": _("This is what stands there already.")})
    row = Amendment.objects.create(
        conference=conference,
        target=named.text,
        old_value=old.written,
        new_value=new.written,
        reason=reason,
        by=by,
    )
    _write(conference, named, new, by)
    _publish(conference, by)
    step = records.note_step(conference, RecordStep.Action.AMENDED, by, reason)
    transaction.on_commit(lambda: notices.record_moved(step), robust=True)
    return row


def _refuse_other_version(conference: Conference, number: int | None) -> None:
    """Nobody corrects what another person has corrected since it was read."""
    now = reviewing.seen_by_reviewer(conference)
    if number is not None and now is not None and now.number != number:
        told = _("The record was amended meanwhile. Look at its values again.")
        raise ValidationError({"value": told})


def typed(conference: Conference, target: str) -> str:
    """The value as a field shows it, so that reading it gives it back."""
    found = _now(conference, _amendable(conference, target))
    return targets.shown(found.written)


def _reason(text: str) -> str:
    text = clean_line(text)
    longest = Amendment._meta.get_field("reason").max_length or 0
    if not text:
        raise ValidationError({"reason": _("Say why it is amended.")})
    if len(text) > longest:
        told = _("The reason has at most %(limit)s characters.") % {"limit": longest}
        raise ValidationError({"reason": told})
    return text


def _amendable(conference: Conference, text: str) -> Target:
    try:
        found = targets.read_of(conference, text)
    except ValidationError as fault:
        raise ValidationError({"target": fault.messages}) from fault
    is_known = {
        "figure": True,
        "cell": found.name in AMENDABLE_CELLS,
        "field": found.name in AMENDABLE,
    }
    if not is_known.get(found.kind):
        raise ValidationError({"target": _("This is nothing that can be amended.")})
    return found


def _now(conference: Conference, target: Target) -> _Value:
    """What stands there now."""
    if target.kind == "figure":
        row = targets.figure_of(conference, target)
        return _Value(row.value, row.qualifier) if row else _Value(None)
    if target.kind == "cell":
        line = conference.group_reports.get(pk=target.line)
        return _Value(getattr(line, target.name))
    return _Value(getattr(conference, target.name))


def _read(conference: Conference, target: Target, text: str) -> _Value:
    """Read what was typed, as the forms of the desk read it."""
    try:
        if target.kind == "figure":
            return _figure(target, clean_line(text))
        if target.kind == "cell":
            return _cell(conference, target, text)
        if target.name == "parts_total":
            return _Value(sheet_cells.number(text))
        return _Value(sheet_cells.day(text, conference.year))
    except ValidationError as fault:
        raise ValidationError({"value": fault.messages}) from fault


def _figure(target: Target, text: str) -> _Value:
    word, _space, rest = text.partition(" ")
    hedge = HEDGES.get(word.lower(), "") if rest else ""
    is_share = target.counted == CountedIn.PERCENT
    field = WrittenNumberField(
        decimals=2 if is_share else 0,
        most=100 if is_share else 10**15 - 1,
        required=False,
    )
    number = field.clean((rest if hedge else text).removesuffix("%"))
    return _Value(None if number is None else Decimal(number), str(hedge))


def _cell(conference: Conference, target: Target, text: str) -> _Value:
    line = conference.group_reports.get(pk=target.line)
    values, faults = sheet_cells.read(
        {target.name: text}, year=conference.year, attended=line.households_attended
    )
    if faults:
        raise ValidationError(faults[target.name])
    return _Value(values[target.name])


def _write(conference: Conference, target: Target, new: _Value, by: Any) -> None:
    if target.kind == "figure":
        _write_figure(conference, target, new, by)
    elif target.kind == "cell":
        line = conference.group_reports.get(pk=target.line)
        _save(line, {target.name: new.value}, by)
    else:
        _save(conference, {target.name: new.value}, by)


def _write_figure(conference: Conference, target: Target, new: _Value, by: Any) -> None:
    row = targets.figure_of(conference, target)
    if new.value is None and row is not None:
        row._history_user = by  # type: ignore[attr-defined]
        row.delete()
        return
    named = {"measure": target.name, "counted": target.counted}
    row = row or Figure(conference=conference, **named)
    _save(row, {"value": new.value, "qualifier": new.qualifier}, by)


def _save(row: Figure | GroupReport | Conference, values: Any, by: Any) -> None:
    """Save the row, if it would be right; its rules speak as they do on the desk."""
    for name, value in values.items():
        setattr(row, name, value)
    try:
        row.clean()
    except ValidationError as fault:
        raise ValidationError({"value": fault.messages}) from fault
    row._history_user = by  # type: ignore[union-attr]
    row.save()


def _publish(conference: Conference, by: Any) -> None:
    """Make the corrected version what readers and reviewers see; it stays accepted."""
    before = conference.public
    version = records.publish(conference, by=by)
    version.accepted_at = before.accepted_at if before else timezone.now()
    version.save(update_fields=["accepted_at"])
    conference.sent_version = version
    conference.save(update_fields=["sent_version", "updated_at"])
    public_index.remember(conference)
