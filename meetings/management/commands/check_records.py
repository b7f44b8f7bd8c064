"""`manage.py check_records [--unit SLUG]`: what does not add up; see invariants."""

from __future__ import annotations

from argparse import ArgumentParser
from itertools import groupby
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.models import OfficialDocument
from meetings.invariants import Fault, all_faults, faults_within
from publishing.vietnamese import sort_key
from units.models import Unit


class Command(BaseCommand):
    help = (
        "List, by unit, the conference records, registered documents and programmes"
        " that do not add up. Ends with 1 when there are any. Changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--unit",
            metavar="SLUG",
            help="Only the records and programmes of this unit, and of those below it.",
        )

    def handle(self, *args: Any, unit: str | None, **options: Any) -> None:
        faults = faults_within(_units_of(unit)) if unit else all_faults()
        for name, of_unit in groupby(sorted(faults, key=_place), key=_unit_name):
            self.stdout.write(name)
            for fault in of_unit:
                self.stdout.write(f"  {_title(fault)}: {fault.message}")
        if faults:
            message = ngettext("%(count)d fault.", "%(count)d faults.", len(faults))
            self.stdout.write(message % {"count": len(faults)})
            raise SystemExit(1)
        self.stdout.write(_("No faults."))


def _units_of(slug: str) -> list[int]:
    unit = Unit.objects.filter(slug=slug).first()
    if unit is None:
        raise CommandError(
            _("No unit has the address word “%(slug)s”.") % {"slug": slug}
        )
    today = timezone.localdate()
    day = min(unit.ended_on, today) if unit.ended_on else today
    below = Unit.objects.below(unit, day).values_list("pk", flat=True)
    return [unit.pk, *below]


def _unit_name(fault: Fault) -> str:
    return str(fault.record.unit)


def _title(fault: Fault) -> str:
    record = fault.record
    if isinstance(record, OfficialDocument):
        return str(record)
    return f"{record} [{record.pk}]"


def _place(fault: Fault) -> tuple[str, int, str, int]:
    """By unit, then by record, in the order in which the rules found them."""
    record = fault.record
    name = _unit_name(fault)
    return sort_key(name), record.unit_id, type(record).__name__, record.pk
