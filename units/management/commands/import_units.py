"""`manage.py import_units [--province CODE]`: the national lists; see units/imports."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from units.imports import UnknownProvinceError, import_units


class Command(BaseCommand):
    help = "Load what is missing of the lists of administrative units."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--province",
            metavar="CODE",
            help="Only this province, by its old or new code, as it was and is.",
        )

    def handle(self, *args: Any, province: str | None, **options: Any) -> None:
        try:
            counts = import_units(province)
        except UnknownProvinceError as error:
            raise CommandError(str(error)) from error
        except IntegrityError as error:
            message = _("Nothing was loaded, the lists clash with rows made by hand:")
            raise CommandError(f"{message} {error}") from error
        self.stdout.write(
            _(
                "Added: %(units)d units, %(names)d names, %(parents)d parents, "
                "%(successions)d successions, %(body_kinds)d kinds of bodies."
            )
            % counts
        )
