"""What the site map costs at any depth: pages by OFFSET against ranges of numbers.

Run as `python -m bench.sitemaps [60000]`; makes so many articles inside a transaction and
leaves the database as it was. Prints ratios of one run, which carry over to other
machines better than its milliseconds do.
"""

import os
import sys
import time
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civicportal.settings.development")
django.setup()

from django.contrib.sitemaps import Sitemap  # noqa: E402
from django.contrib.sites.requests import RequestSite  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.utils import timezone  # noqa: E402

from civicportal import sitemaps  # noqa: E402
from news.models import Article, Section  # noqa: E402
from units.models import Unit, UnitTier  # noqa: E402

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 60_000
BODY = "<p>" + "Hội nghị nghe báo cáo của Ủy ban nhân dân phường. " * 60 + "</p>"


class Offset(Sitemap):
    """The same addresses as Django's own class would page them."""

    limit = sitemaps.ROWS

    def items(self):
        return Article.objects.public().select_related("unit").order_by("pk")

    def lastmod(self, article):
        return article.revised_at


def main() -> None:
    with transaction.atomic():
        make_rows()
        report()
        transaction.set_rollback(True)


def make_rows() -> None:
    unit = Unit.objects.filter(tier=UnitTier.COMMUNE).first()
    section = Section.objects.create(unit=unit, name="Đo", slug="do")
    now = timezone.now()
    # One article is saved as any other, and copied: cleaning 60,000 texts is no part
    # of what is measured.
    first = Article.objects.create(
        unit=unit,
        section=section,
        title="Tin",
        slug="tin-so-1-cua-phuong-voi-mot-dia-chi-dai",
        body=BODY,
        status="published",
        published_at=now,
        revised_at=now,
    )
    names = [field.column for field in Article._meta.concrete_fields[1:]]
    columns = ", ".join(names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO news_article ({columns}) SELECT {columns} "  # noqa: S608
            "FROM news_article, generate_series(1, %s) WHERE id = %s",
            [ROWS, first.pk],
        )
        cursor.execute("ANALYZE news_article")


def report() -> None:
    request = RequestFactory().get("/sitemap.xml", SERVER_NAME="127.0.0.1")
    files = [
        entry.path
        for entry in sitemaps._files()
        if entry.path.startswith("/sitemap-bai-viet")
    ]
    numbers = [int(path.removesuffix(".xml").split("-")[-1]) for path in files]
    numbers = numbers[2:-1]  # whole ones

    def ours(number: int) -> Callable[[], object]:
        return lambda: sitemaps.chunk(request, kind="bai-viet", number=number)

    def theirs(page: int) -> Callable[[], object]:
        return lambda: Offset().get_urls(page=page, site=RequestSite(request))

    last = ROWS // sitemaps.ROWS
    say("index", milliseconds(lambda: sitemaps.index(request)))
    first = say("first file", milliseconds(ours(numbers[0])))
    final = say("last file", milliseconds(ours(numbers[-1])))
    offset_first = say("first page by OFFSET", milliseconds(theirs(1)))
    offset_last = say("last page by OFFSET", milliseconds(theirs(last)))
    size = len(sitemaps.chunk(request, kind="bai-viet", number=numbers[-1]).content)
    print(f"a file: {size / 1e6:.2f} MB")  # noqa: T201
    print(f"last against first: {final / first:.2f} ×")  # noqa: T201
    print(f"by OFFSET: {offset_last / offset_first:.2f} ×")  # noqa: T201


def milliseconds(call: Callable[[], object], times: int = 9) -> float:
    """Return the quickest of some calls."""
    best = float("inf")
    for _time in range(times):
        began = time.perf_counter()
        call()
        best = min(best, time.perf_counter() - began)
    return best * 1000


def say(what: str, taken: float) -> float:
    print(f"{what}: {taken:,.0f} ms")  # noqa: T201
    return taken


if __name__ == "__main__":
    main()
