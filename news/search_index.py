"""Keeps the words of public articles where search finds them.

Publishing writes an article's row and withdrawing takes it away, in the same
transaction; the worker mends what was published before there was search, or whose
words were written in an older form.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from publishing.fulltext import Lexemes
from publishing.richtext import plain_text
from publishing.search_words import LONGEST_TEXT, vector, words_in

from .models import Article, KnownWord, SearchText

FORM = 1  # raised when words are written otherwise than before: all are written anew
NEWEST_COUNTED = 20_000


def remember(article: Article) -> None:
    """Write the words of a public article; forget those of any other."""
    if not article.is_public or article.published_at is None:
        forget(article)
        return
    titles = [str(one) for one in article.attachments.select_related("file")]
    row = row_of(article, titles)
    SearchText.objects.update_or_create(
        article=article,
        defaults={name: getattr(row, name) for name in _COLUMNS},
    )
    _know(row.text, article.title)


def forget(article: Article) -> None:
    SearchText.objects.filter(article=article).delete()


_COLUMNS = ("published_at", "form", "text", "head", "words")


def row_of(article: Article, titles: Iterable[str]) -> SearchText:
    """The row as it should be, unsaved; `titles` are those of the attachments."""
    titles = list(titles)
    body = plain_text(article.body)
    names = "\n".join([article.author_line, *titles]).strip()
    parts = [(article.title, "A"), (article.summary, "B")]
    published_at = article.published_at or timezone.now()
    facts = [
        f"u{article.unit_id}",
        f"s{article.section_id}",
        f"y{timezone.localtime(published_at).year}",
        quarter_of(published_at),
    ]
    text = "\n".join(filter(None, [article.summary, body, *titles]))
    return SearchText(
        article=article,
        published_at=published_at,
        form=FORM,
        text=text[:LONGEST_TEXT],
        head=Lexemes(vector(parts)),
        words=Lexemes(vector([*parts, (names, "C"), (body, "C")], facts)),
    )


def quarter_of(moment: datetime) -> str:
    """The fact that names a quarter of a year of ours: "q2026.4"."""
    local = timezone.localtime(moment)
    return f"q{local.year}.{(local.month + 2) // 3}"


def recent_quarters() -> list[list[str]]:
    """This quarter or the last one: where a common word has enough hits already."""
    now = timezone.now()
    return [[quarter_of(now), quarter_of(now - timedelta(days=92))]]


def remember_missing(limit: int = 500) -> int:
    """Mend rows that are missing, old or of articles no longer public; say how many."""
    SearchText.objects.exclude(article__in=Article.objects.public()).delete()
    stale = (
        Q(search_text=None)
        | ~Q(search_text__form=FORM)
        | ~Q(search_text__published_at=F("published_at"))
    )
    rows = Article.objects.public().filter(stale).order_by("-published_at")[:limit]
    for article in rows:
        with transaction.atomic():
            remember(Article.objects.select_for_update().get(pk=article.pk))
    return len(rows)


def _know(text: str, title: str) -> None:
    """Note words that nobody wrote before; how often they stand is counted later.

    In alphabetical order, so that two who publish never wait for each other in a ring.
    """
    words = {word.folded for word in words_in(f"{title}\n{text}")}
    known = KnownWord.objects.filter(word__in=words).values_list("word", flat=True)
    KnownWord.objects.bulk_create(
        [KnownWord(word=word) for word in sorted(words - set(known))],
        ignore_conflicts=True,
    )


_COUNTED = """
    SELECT word, ndoc FROM ts_stat(
        'SELECT words FROM news_searchtext ORDER BY published_at DESC LIMIT {}')
    WHERE word ~ '^[a-z0-9]'
"""


@transaction.atomic
def count_words() -> int:
    """Count anew in how many of the newest articles each word stands."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED.format(NEWEST_COUNTED))
        counted = dict(cursor.fetchall())
    KnownWord.objects.exclude(word__in=counted).delete()
    KnownWord.objects.bulk_create(
        [KnownWord(word=word, articles=counted[word]) for word in sorted(counted)],
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["word"],
        update_fields=["articles"],
    )
    return len(counted)
