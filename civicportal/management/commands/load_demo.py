"""`manage.py load_demo [--if-empty] [--force]`: the demonstration; see civicportal/demo."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from civicportal.demo import accounts, loader
from news.models import Article


class Command(BaseCommand):
    help = "Load the demonstration content: units, accounts, articles."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help=_("Do nothing when there is any article, or no demonstration here."),
        )
        parser.add_argument(
            "--force",
            action="store_true",
            help=_(
                "Load even where pages do not say that the content is illustrative."
            ),
        )

    def handle(self, *args: Any, if_empty: bool, force: bool, **options: Any) -> None:
        if if_empty and (Article.objects.exists() or not self._is_allowed(force)):
            self.stdout.write(_("Nothing to load."))
            return
        if not self._is_allowed(force):
            raise CommandError(
                _(
                    "This portal does not mark its pages as illustrative, so no invented"
                    " content is loaded. Set DEMO_NOTICE=1, or use --force."
                )
            )
        self._report(loader.load())

    def _is_allowed(self, force: bool) -> bool:
        return force or bool(settings.DEMO_NOTICE)

    def _report(self, added: loader.Added) -> None:
        self.stdout.write(
            _(
                "Added: %(units)d units, %(articles)d articles, %(pictures)d pictures,"
                " %(records)d conference records, %(programmes)d programmes."
            )
            % {
                "units": added.units,
                "articles": added.articles,
                "pictures": added.pictures,
                "records": added.records,
                "programmes": added.programmes,
            }
        )
        if added.accounts:
            self.stdout.write(
                _("The accounts and their passwords stand in %(path)s.")
                % {"path": accounts.accounts_file()}
            )
