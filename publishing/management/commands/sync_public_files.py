"""Repairs the two stores of files after a crash, a restore or a full disk."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser

from publishing.models import PublicUse
from publishing.uses import Repairs, sync


class Command(BaseCommand):
    help = (
        "Makes the public store hold exactly the files in public use, and removes"
        " private files that no row knows. May run at any time, any number of times."
        " Ends non-zero when a file that a row promises is in no store."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="only report; change nothing"
        )

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        lost: list[str] = []
        for uses in apps.get_models():
            if issubclass(uses, PublicUse):
                found = sync(uses, repair=not check)
                self._report(uses._meta.label, found)
                lost += found.lost
        if lost:
            raise CommandError("Files that no store has: " + ", ".join(lost))

    def _report(self, label: str, found: Repairs) -> None:
        self.stdout.write(
            f"{label}: {len(found.copied)} to publish, {len(found.withdrawn)} to take"
            f" back, {len(found.orphans)} without a row, {len(found.lost)} lost"
        )
