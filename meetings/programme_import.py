"""Excel → programmes with parties and tasks: a dry run first, then all of it or nothing.

The dry run does the import and takes it back, so it shows what will happen and not
what somebody believes. A programme is known by its unit, its year and its folded
title, a task by its number in it: the same file twice makes nothing twice. An empty
cell leaves what is saved, and no party or task is taken away. New ones are drafts.

What was read is carried, signed, to the confirmation; where something was changed in
between, so that another thing would happen, the whole import is refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from units.models import Unit
from units.scoping import scope_of

from . import programme_file, programme_index
from .dry_run import DryRun
from .models import Programme
from .programme_file import ProgrammeFile
from .programme_report import Report
from .programme_rows import ProgrammeRows
from .programme_task_rows import TaskRows

SALT = "meetings.programme_import"
MAX_AGE = 2 * 60 * 60  # seconds from the dry run to the confirmation


def plan(*, unit: Unit, file: File, by: Any) -> tuple[DryRun, str]:
    """What an import would do, and the signed confirmation; "" if there may be none.

    Raises ValidationError for a file that cannot be read, PermissionDenied.
    """
    read = programme_file.read_file(file)
    with transaction.atomic():
        found = _run(unit, read, by)
        transaction.set_rollback(True)
    if not found.is_good:
        return found, ""
    content = {
        "unit": unit.pk,
        "user": by.pk,
        "rows": read.to_sign(),
        "digest": _digest(found),
    }
    return found, signing.dumps(content, salt=SALT, compress=True)


@transaction.atomic
def confirm(*, signed: str, by: Any) -> tuple[Unit, DryRun]:
    """Import what the dry run showed, whole or not at all.

    Raises ValidationError in words for the person, PermissionDenied.
    """
    content = _content(signed, by)
    # One import into a unit at a time: the second then sees what the first made.
    unit = Unit.objects.select_for_update(no_key=True).get(pk=content["unit"])
    done = _run(unit, programme_file.from_signed(content["rows"]), by)
    if done.faults or _digest(done) != content["digest"]:
        raise ValidationError(
            _(
                "Nothing was imported: programmes were changed after the dry run."
                " Choose the file again."
            )
        )
    return unit, done


def _run(unit: Unit, read: ProgrammeFile, by: Any) -> DryRun:
    for action in ("add", "change"):
        if not scope_of(by).holds(f"meetings.{action}_programme", unit.pk):
            raise PermissionDenied
    report = Report(read.programmes.faults, read.tasks.faults)
    rows = ProgrammeRows(unit, by, report)
    rows.take(read.programmes.rows)
    TaskRows(rows.entries, report).take(read.tasks.rows)
    _tell(entry.programme for entry in rows.entries.values() if entry.is_changed)
    return report.result


def _tell(changed: Iterable[Programme]) -> None:
    """A form open elsewhere is older now; search knows the words of public ones."""
    programmes = list(changed)
    rows = Programme.objects.filter(pk__in=[one.pk for one in programmes])
    rows.update(updated_at=timezone.now())
    for programme in programmes:
        if programme.is_public:
            programme_index.remember(programme)


def _digest(found: DryRun) -> str:
    told = [(one.sheet, one.number, one.what, one.differences) for one in found.changes]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _content(signed: str, by: Any) -> dict[str, Any]:
    try:
        content: dict[str, Any] = signing.loads(signed, salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature as error:
        raise _again() from error
    if content["user"] != by.pk:
        raise _again()
    return content


def _again() -> ValidationError:
    return ValidationError(
        _("The dry run is too old. Choose the file again: nothing was imported.")
    )
