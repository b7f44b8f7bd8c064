"""What a search costs, over a portal of generated articles.

Run as `python -m bench.search [articles …]`, by default 1.000 and 20.000; all is done
in a transaction that is never committed. Prints milliseconds and, more telling, the
ratios of one run: with marks and without, a ward and all wards, growth.
"""

import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civicportal.settings.development")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.http import QueryDict  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.utils.http import urlencode  # noqa: E402

from civicportal import search  # noqa: E402
from news.models import Article, SearchText, Section  # noqa: E402
from news.search_index import row_of  # noqa: E402
from units.models import Unit, UnitName  # noqa: E402

WARDS = 50
LENGTH = 300  # syllables of a body
# Syllables as often as in real text: a few hundred make nearly all of it.
SYLLABLES = [
    "của",
    "và",
    "các",
    "phường",
    "dân",
    "tổ",
    "hội",
    "nghị",
    "đại",
    "biểu",
    "nhân",
    "ủy",
    "ban",
    "công",
    "tác",
    "thực",
    "hiện",
    "năm",
    "triển",
    "khai",
    "kế",
    "hoạch",
    "quyết",
    "định",
    "thông",
    "báo",
    "văn",
    "hóa",
    "đời",
    "sống",
    "an",
    "ninh",
    "trật",
    "tự",
    "khu",
    "phố",
    "xây",
    "dựng",
    "môi",
    "trường",
    "vệ",
    "sinh",
    "đoàn",
    "kết",
    "mặt",
    "trận",
    "quốc",
    "việt",
    "nam",
    "thanh",
    "niên",
    "phụ",
    "nữ",
    "hòa",
    "bình",
    "đèn",
    "đường",
    "cây",
    "xanh",
    "chợ",
    "trẻ",
    "em",
    "người",
    "cao",
    "tuổi",
    "sức",
    "khỏe",
    "giáo",
    "dục",
    "trường",
    "học",
]
QUESTIONS = {
    "common, marked": "hội nghị đại biểu",
    "common, unmarked": "hoi nghi dai bieu",
    "one frequent word": "phường",
    "phrase": '"vệ sinh môi trường"',
    "number": "17/KH-UBND",
    "rare word": "quy163",
    "a slip": "hoi nghj",
}


def main() -> None:
    sizes = [int(text) for text in sys.argv[1:]] or [1_000, 20_000]
    settings.ALLOWED_HOSTS = ["testserver"]
    measured: dict[int, dict[str, float]] = {}
    with transaction.atomic():
        sections = make_wards()
        made = 0
        for size in sizes:
            make_articles(sections, made, size)
            made = size
            analyse()
            measured[size] = measure(sections[0].unit)
        transaction.set_rollback(True)
    report(measured)


def make_wards() -> list[Section]:
    sections = []
    for number in range(WARDS):
        unit = Unit.objects.create(tier="commune", slug=f"bench-{number}")
        UnitName.objects.create(unit=unit, kind="ward", name=f"Thử {number}")
        sections.append(Section.objects.create(unit=unit, name="Tin", slug="tin"))
    return sections


def make_articles(sections: list[Section], first: int, last: int) -> None:
    lots = random.Random(first)  # noqa: S311 - texts to measure with
    now = timezone.now()
    for start in range(first, last, 1000):
        articles = [
            article(lots, number, sections, now)
            for number in range(start, min(last, start + 1000))
        ]
        Article.objects.bulk_create(articles)
        SearchText.objects.bulk_create(map(text_of, articles))


def article(lots: random.Random, number: int, sections: list[Section], now) -> Article:  # type: ignore[no-untyped-def]
    section = sections[0] if number % 10 == 0 else lots.choice(sections)
    body = " ".join(words(lots, LENGTH))
    return Article(
        unit=section.unit,
        section=section,
        status="published",
        slug="bai",
        title=" ".join(words(lots, 9)),
        summary=f"{' '.join(words(lots, 30))} số {number % 97}/KH-UBND quy{number % 997}",
        body=f"<p>{body}</p>",
        published_at=now - timedelta(minutes=30 * number),
    )


def words(lots: random.Random, count: int) -> list[str]:
    """Frequent syllables, and rarer ones as a long tail."""
    return [
        SYLLABLES[int(lots.paretovariate(0.9)) % len(SYLLABLES)]
        if lots.random() < 0.7
        else f"{lots.choice('bcdghklmnt')}{lots.choice(['a', 'ang', 'iên', 'ông', 'úc'])}{lots.randrange(40)}"
        for _word in range(count)
    ]


def text_of(one: Article) -> SearchText:
    return row_of(one, [])


def analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE news_article; ANALYZE news_searchtext")


def measure(ward: Unit) -> dict[str, float]:
    """Median milliseconds of the hits alone in all wards and in one, and of the page."""
    found = {}
    for name, text in QUESTIONS.items():
        everywhere = search.read(query(q=text))
        here = search.read(query(**{"q": text, "don-vi": ward.slug}))
        found[f"{name}: hits, all wards"] = median(lambda a=everywhere: search.hits(a))
        found[f"{name}: hits, one ward"] = median(lambda a=here: search.hits(a))
        address = f"/tim-kiem/?{urlencode({'q': text})}"
        found[f"{name}: page, all wards"] = median(lambda a=address: Client().get(a))
    return found


def query(**values: str) -> QueryDict:
    return QueryDict(urlencode(values))


def median(call: Callable[[], object], times: int = 7) -> float:
    taken = []
    for _time in range(times):
        began = time.perf_counter()
        call()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def report(measured: dict[int, dict[str, float]]) -> None:
    sizes = list(measured)
    print("ms".rjust(44), *(f"{size:>10,}" for size in sizes), "growth")  # noqa: T201
    for name in measured[sizes[0]]:
        row = [measured[size][name] for size in sizes]
        figures = " ".join(f"{value:10.1f}" for value in row)
        print(f"{name:>44} {figures} {row[-1] / row[0]:6.1f} ×")  # noqa: T201
    last = measured[sizes[-1]]
    marked = last["common, marked: hits, all wards"]
    plain = last["common, unmarked: hits, all wards"]
    ward = last["common, unmarked: hits, one ward"]
    ratios = (
        f"unmarked : marked = {plain / marked:.2f}; all : ward = {plain / ward:.1f}"
    )
    print(ratios)  # noqa: T201


if __name__ == "__main__":
    main()
