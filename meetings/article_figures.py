"""Figures that an article prints, read to be compared with a record's.

What a number measures is decided by the words beside it: "35.323/51.477 hộ" are
households that attended of those invited, "1.435 ý kiến" opinions, "263/263 tổ" groups
that have held theirs. Dates (29/1, 28/02/2024), numbers of documents (02/KHLT), posts
and percentages of other things say nothing of a record and are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from news.models import Article
from publishing.richtext import plain_text
from publishing.vietnamese import clean_line, read_number

from .figures import figures_of, printed_decimals, sheet_sums, written
from .kinds import CountedIn, Measure
from .models import Conference

Values = Mapping[tuple[str, str], set[Decimal]]

LONGEST = 60_000  # characters of a text that are looked at

_NUMBER = r"(?<![\w./,–-])(?P<{0}>[0-9]{{1,3}}(?:\.[0-9]{{3}})+|[0-9]{{1,9}})"
_WORDS = {
    "household": r"(?:đại diện )?hộ(?: dân| gia đình)?",
    "delegate": r"đại biểu",
    "voter": r"cử tri",
    "group": r"(?:tổ dân phố|tổ|khu phố|khóm|thôn|ấp|khu dân cư|TDP)",
    "opinion": r"(?:lượt )?ý kiến",
    "turn": r"lượt (?:phát biểu|đại biểu phát biểu)",
    "programme": r"chương trình phối hợp",
}
_NOUN = "|".join(f"(?P<{name}>{words})" for name, words in _WORDS.items())
_RATIO = re.compile(
    rf"{_NUMBER.format('part')}(?: ?hộ(?: dân)? tham dự[\w ]{{0,20}})? ?/ ?"
    rf"(?P<whole>[0-9]{{1,3}}(?:\.[0-9]{{3}})+|[0-9]{{1,9}})(?![\w./]|,[0-9])"
    rf" (?:{_NOUN})\b",
    re.IGNORECASE,
)
_COUNT = re.compile(
    rf"{_NUMBER.format('count')}(?![\w./]|,[0-9]) (?:{_NOUN})\b", re.IGNORECASE
)
_SHARE = re.compile(
    r"(?<![\w.,/–-])(?P<share>[0-9]{1,3}(?:,[0-9]{1,2})?) ?%"
    r"[^.;%\n]{0,40}?\b(?:tán thành|biểu quyết|nhất trí)\b",
    re.IGNORECASE,
)
# A ratio of these is attended of invited; of groups it is held of all.
_COUNTED = {
    "household": CountedIn.HOUSEHOLD,
    "delegate": CountedIn.DELEGATE,
    "voter": CountedIn.VOTER,
}
_CAME = re.compile(r"\W{0,3}(?:được mời|đã|tới|đến|về|tham dự|dự|có mặt)\b", re.I)
_DAY_BEFORE = re.compile(r"\b(?:ngày|sáng|trưa|chiều|tối|hôm|từ|đến) $", re.IGNORECASE)
_INVITED = re.compile(r" (?:được mời|được triệu tập)", re.IGNORECASE)


@dataclass(frozen=True)
class Printed:
    """A figure as an article prints it: `text` is the phrase, `value` what it says."""

    measure: str
    counted: str
    value: Decimal
    text: str


def printed_figures(text: str) -> list[Printed]:
    """Return what the text says of measures that records hold, in its order."""
    line = clean_line(text)[:LONGEST]
    found: list[tuple[int, Printed]] = []
    taken: set[int] = set()
    for match in _RATIO.finditer(line):
        taken.update(range(*match.span()))
        found += [(match.start(), one) for one in _of_ratio(match)]
    for match in _COUNT.finditer(line):
        if match.start() not in taken:
            found += [(match.start(), one) for one in _of_count(match, line)]
    found += [
        (
            match.start(),
            Printed(
                Measure.VOTE_SHARE,
                CountedIn.PERCENT,
                read_number(match["share"]),
                match[0],
            ),
        )
        for match in _SHARE.finditer(line)
    ]
    return [one for _place, one in sorted(found, key=lambda pair: pair[0])]


def _noun_of(match: re.Match[str]) -> str:
    return next(name for name in _WORDS if match[name])


def _of_ratio(match: re.Match[str]) -> Iterator[Printed]:
    noun = _noun_of(match)
    part, whole = read_number(match["part"]), read_number(match["whole"])
    if part > whole or _DAY_BEFORE.search(match.string[: match.start()][-12:]):
        return  # a phase, a date or a post, not a share of something
    if noun == "group":
        yield Printed(Measure.GROUPS_HELD, CountedIn.GROUP, part, match[0])
        yield Printed("parts_total", CountedIn.GROUP, whole, match[0])
    elif noun in _COUNTED:
        yield Printed(Measure.ATTENDED, _COUNTED[noun], part, match[0])
        yield Printed(Measure.INVITED, _COUNTED[noun], whole, match[0])


def _of_count(match: re.Match[str], line: str) -> Iterator[Printed]:
    noun, value = _noun_of(match), read_number(match["count"])
    if noun == "opinion":
        yield Printed(Measure.OPINIONS, CountedIn.OPINION, value, match[0])
    elif noun == "turn":
        yield Printed(Measure.SPEECHES, CountedIn.TURN, value, match[0])
    elif noun == "programme":
        yield Printed(Measure.PROGRAMMES_SIGNED, CountedIn.PROGRAMME, value, match[0])
    elif noun in _COUNTED:
        measure = _attendance(line, match.end())
        if measure:
            yield Printed(measure, _COUNTED[noun], value, match[0])


def _attendance(line: str, end: int) -> str:
    """Which figure "120 đại biểu …" is, by what follows; "" when nothing tells."""
    rest = line[end : end + 30]
    if _INVITED.match(rest):
        return Measure.INVITED
    return Measure.ATTENDED if _CAME.match(rest) else ""


def contradictions(
    conference: Conference, text: str, others: Values | None = None
) -> list[str]:
    """Return sentences on figures in `text` that the record has otherwise.

    A figure that the record does not know contradicts nothing, and one that stands
    in `others` (records of which the same article tells) is theirs. A share agrees at
    the precision at which it is printed.
    """
    known = values_of(conference)
    told = _("The article prints “%(text)s”; the record has %(value)s (%(figure)s).")
    sentences = []
    for one in printed_figures(text):
        pair = (one.measure, one.counted)
        fitting = known.get(pair, set()) | (others or {}).get(pair, set())
        if pair not in known or any(_agrees(one, value) for value in fitting):
            continue
        values = " / ".join(_with_unit(value, one.counted) for value in known[pair])
        words = {"text": one.text, "value": values, "figure": _label(one.measure)}
        sentences.append(told % words)
    return list(dict.fromkeys(sentences))


def values_of(conference: Conference) -> dict[tuple[str, str], set[Decimal]]:
    """What the record knows, stated or summed, by (measure, counted in)."""
    values = {pair: {value} for pair, value in figures_of(conference).items()}
    if conference.parts_total is not None:
        values["parts_total", CountedIn.GROUP] = {Decimal(conference.parts_total)}
    if conference.of_groups:
        for pair, total in sheet_sums(conference).items():
            values.setdefault(pair, set()).add(total)
    return values


def article_contradictions(conference: Conference, article: Article) -> list[str]:
    """Compare the record with the article's newest version, else the public one."""
    source: Any = article.working or article
    text = "\n".join([source.title, source.summary, plain_text(source.body)])
    others: dict[tuple[str, str], set[Decimal]] = {}
    for other in _told_together(conference, article):
        for pair, values in values_of(other).items():
            others.setdefault(pair, set()).update(values)
    return contradictions(conference, text, others)


def _told_together(conference: Conference, article: Article) -> Any:
    """Other records of the article, and the same year's of the unit's other level."""
    same_round = Q(unit=conference.unit_id, kind=conference.kind, year=conference.year)
    records = Conference.objects.filter(Q(articles=article) | same_round)
    return records.exclude(pk=conference.pk).distinct().prefetch_related("figures")


def by_article(conference: Conference) -> Mapping[Article, list[str]]:
    """The record's articles that print figures otherwise, with the sentences."""
    articles = conference.articles.select_related("working")
    found = {one: article_contradictions(conference, one) for one in articles}
    return {article: told for article, told in found.items() if told}


def _agrees(printed: Printed, value: Decimal) -> bool:
    if printed.counted != CountedIn.PERCENT:
        return printed.value == value
    step = Decimal(1).scaleb(-printed_decimals(printed.value))
    return value.quantize(step, ROUND_HALF_UP) == printed.value


def _label(measure: str) -> str:
    if measure == "parts_total":
        return _("units below, in that year")
    return str(Measure(measure).label)


def _with_unit(value: Decimal, counted: str) -> str:
    return f"{written(value)}%" if counted == CountedIn.PERCENT else written(value)
