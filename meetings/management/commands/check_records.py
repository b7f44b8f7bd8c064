"""`manage.py check_records [--unit SLUG]`: what does not add up; see invariants."""

from __future__ import annotations

from argparse import ArgumentParser
from itertools import groupby
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.invariants import Fault, all_faults
from meetings.models import Conference
from publishing.vietnamese import sort_key
from units.models import Unit


class Command(BaseCommand):
    help = (
        "List, by unit, the conference records and registered documents that do not"
        " add up. Ends with 1 when there are any. Changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--unit",
            metavar="SLUG",
            help="Only the records of this unit, and of those below it.",
        )

    def handle(self, *args: Any, unit: str | None, **options: Any) -> None:
        faults = all_faults(_records_of(unit) if unit else None)
        for name, of_unit in groupby(sorted(faults, key=_place), key=_unit_name):
            self.stdout.write(name)
            for fault in of_unit:
                self.stdout.write(f"  {_title(fault)}: {fault.message}")
        if faults:
            message = ngettext("%(count)d fault.", "%(count)d faults.", len(faults))
            self.stdout.write(message % {"count": len(faults)})
            raise SystemExit(1)
        self.stdout.write(_("No faults."))


def _records_of(slug: str) -> Any:
    unit = Unit.objects.filter(slug=slug).first()
    if unit is None:
        raise CommandError(
            _("No unit has the address word “%(slug)s”.") % {"slug": slug}
        )
    today = timezone.localdate()
    day = min(unit.ended_on, today) if unit.ended_on else today
    below = Unit.objects.below(unit, day).values_list("pk", flat=True)
    return Conference.objects.filter(unit__in=[unit.pk, *below])


def _unit_name(fault: Fault) -> str:
    return str(fault.record.unit)


def _title(fault: Fault) -> str:
    record = fault.record
    return f"{record} [{record.pk}]" if isinstance(record, Conference) else str(record)


def _place(fault: Fault) -> tuple[str, int, str, int]:
    """By unit, then by record, in the order in which the rules found them."""
    record = fault.record
    name = _unit_name(fault)
    return sort_key(name), record.unit_id, type(record).__name__, record.pk
