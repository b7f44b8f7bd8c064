"""Bring the catalogues of translations in line with the code."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from civicportal import messages_catalogue as catalogues

OURS = Path("locale/vi/LC_MESSAGES/django.po")
VENDORS = Path("locale/vendor/vi/LC_MESSAGES/django.po")
VENDORS_SCRIPTS = Path("locale/vendor/vi/LC_MESSAGES/djangojs.po")


def synced_vendors(path: Path, said: set[catalogues.Key]) -> catalogues.StableCatalog:
    """Return the catalogue of `path` with what the vendors' own ones lack of `said`."""
    old = catalogues.read(settings.BASE_DIR / path)
    return catalogues.synced(old, catalogues.vendor_gaps(said, old, domain=path.stem))


class Command(BaseCommand):
    help = (
        "Extract the strings of the portal and of the packages it uses into "
        "locale/**/django.po, keeping translations, and compile them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing; fail when a file is out of date or a string "
            "has no translation",
        )

    def handle(self, *, check: bool, **options: object) -> None:
        faults = []
        for path, catalogue in self.synced().items():
            faults += [f"{path}: {fault}" for fault in catalogues.faults(catalogue)]
            faults += self.write(path, catalogue, check=check)
        for fault in faults:
            self.stderr.write(fault)
        if check and faults:
            raise CommandError(f"{len(faults)} faults; run manage.py sync_messages")
        self.stdout.write(f"Catalogues synced, {len(faults)} faults left")

    @staticmethod
    def synced() -> dict[Path, catalogues.StableCatalog]:
        """{path below the repository: catalogue as it should be}."""
        ours = catalogues.read(settings.BASE_DIR / OURS)
        vendors = {
            VENDORS: catalogues.vendor_messages(),
            VENDORS_SCRIPTS: catalogues.vendor_script_messages(),
        }
        return {
            OURS: catalogues.synced(ours, catalogues.own_messages()),
            **{path: synced_vendors(path, said) for path, said in vendors.items()},
        }

    @staticmethod
    def write(
        path: Path, catalogue: catalogues.StableCatalog, *, check: bool
    ) -> list[str]:
        """Write both files; when checking, say instead which are out of date."""
        files = {
            settings.BASE_DIR / path: catalogues.po_bytes(catalogue),
            settings.BASE_DIR / path.with_suffix(".mo"): catalogues.mo_bytes(catalogue),
        }
        stale = {
            file: data
            for file, data in files.items()
            if not file.exists() or file.read_bytes() != data
        }
        if check:
            return [f"{file.name} is out of date: {path}" for file in stale]
        for file, data in stale.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        return []
