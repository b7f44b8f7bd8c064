"""Misspelt names of bodies, meetings and movements, and of the unit itself.

A run of syllables that has the letters of an official name but other marks is that
name misspelt: nothing else is written so. Short names, which have neighbours with a
sense of their own, are listed with the faults that people make.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from django.utils.translation import gettext as _

from publishing.syllables import LONGEST
from units.models import Unit

from .advice import Advice, Line, Written, shorten
from .spelling import WORD, bare, move_tone, spelled

MOST_FAULTS = 8

# As the Government's rules on capitals have them (NĐ 30/2020, annex II).
OFFICIAL = (
    "Ủy ban nhân dân",
    "Hội đồng nhân dân",
    "Mặt trận Tổ quốc",
    "Ủy ban Mặt trận Tổ quốc Việt Nam",
    "Ủy ban Thường vụ Quốc hội",
    "Ban công tác Mặt trận",
    "Liên hiệp Phụ nữ",
    "Hội Cựu chiến binh",
    "Hội Nông dân Việt Nam",
    "Đoàn Thanh niên Cộng sản",
    "Thanh niên Cộng sản Hồ Chí Minh",
    "Chủ tịch Hồ Chí Minh",
    "Thành phố Hồ Chí Minh",
    "Liên đoàn Lao động",
    "Đảng Cộng sản Việt Nam",
    "Cộng hòa xã hội chủ nghĩa Việt Nam",
    "hội nghị đại biểu",
    "đại biểu nhân dân",
    "toàn dân đoàn kết",
    "Đại đoàn kết toàn dân",
    "đại đoàn kết dân tộc",
    "Ngày hội Đại đoàn kết",
    "đời sống văn hóa",
    "gia đình văn hóa",
    "nông thôn mới",
    "đô thị văn minh",
    "tổ dân phố",
    "kế hoạch liên tịch",
    "chương trình phối hợp",
)
ACRONYMS = {
    **dict.fromkeys(
        ["UBNTTQ", "UBMTQ", "UBMTTG", "UBMTTTQ", "UBMMTQ", "UBMTTQQ", "UBTTQ"],
        "UBMTTQ",
    ),
    **dict.fromkeys(["MTTTQ", "MTTG", "MTTQQ"], "MTTQ"),
    **dict.fromkeys(["LNPN", "LHNP", "LPHN"], "LHPN"),
    **dict.fromkeys(["UNBD", "UBDN", "UBNDD", "UBNND"], "UBND"),
    **dict.fromkeys(["HDND", "HĐDN", "HNĐD", "HĐNDD"], "HĐND"),
}
SHORT = {
    "đai biểu": "đại biểu",
    "đại biêu": "đại biểu",
    "đại biẻu": "đại biểu",
    "đòa kết": "đoàn kết",
    "đoà kết": "đoàn kết",
    "đoàn kêt": "đoàn kết",
    "đoàn kểt": "đoàn kết",
    "hội nghi": "hội nghị",
    "hôi nghị": "hội nghị",
    "nghi quyết": "nghị quyết",
    "nghị quyêt": "nghị quyết",
    "mặt trân": "mặt trận",
    "tổ quôc": "Tổ quốc",
    "nhân dâm": "nhân dân",
    "uỷ bân": "ủy ban",
    "ủy bân": "ủy ban",
}
_ACRONYM = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(ACRONYMS)})(?![^\W\d_])")
# What goes on like this is right: `lễ hội nghi thức`, `có mặt trân trọng`.
_SHORT = re.compile(
    rf"\b(?:{'|'.join(SHORT)})\b"
    r"(?! (?:lễ|thức|vấn|ngờ|phạm|diễn|trọng|quý|quyết)\b)",
    re.IGNORECASE,
)
_TONE_TOO_EARLY = re.compile(
    r"[òóỏõọ](?=[ae][^\W\d_])|(?<=q)[ùúủũụ](?=[^\W\d_])", re.IGNORECASE
)
_LOWER_CASE_FRONT = re.compile(r"\b[Mm]ặt trận tổ quốc\b")
_DECREE = re.compile(r"\b(?:Nghị định|NĐ)(?: số)? ?112/2018\b", re.IGNORECASE)
_CULTURE = re.compile(r"(?:gia đình|khu dân cư|tổ dân phố) văn h(?:óa|oá)", re.I)
_PLACE = {"phuong", "xa", "quan", "huyen"}


def find(written: Written, unit: Unit) -> Iterator[Advice]:
    lines, own = list(written.lines()), _own_names(unit)
    faults: dict[str, Advice] = {}
    for line in lines:
        for span, right in _widest(_faults(line.text, own)):
            wrong = line.text[slice(*span)]
            faults.setdefault(wrong.lower(), _misspelt(line, wrong, right))
    yield from list(faults.values())[:MOST_FAULTS]
    yield from _two_spellings(lines)
    yield from _decree(lines)


def _misspelt(line: Line, wrong: str, right: str) -> Advice:
    return Advice(
        code="misspelt-name",
        field=line.field,
        message=_("Perhaps misspelt."),
        where=shorten(wrong),
        fix=right,
    )


Span = tuple[int, int]
Fault = tuple[Span, str]  # where it stands, and what should stand there
Names = dict[str, list[tuple[str, ...]]]


def _widest(faults: Iterable[Fault]) -> list[Fault]:
    """Return the faults in order; of two that share a place, the wider one."""
    kept: list[Fault] = []
    for (start, end), right in sorted(faults):
        if kept and start < kept[-1][0][1]:
            last_start, last_end = kept[-1][0]
            if end - start <= last_end - last_start:
                continue
            kept.pop()
        kept.append(((start, end), right))
    return kept


def _faults(text: str, own: Names) -> Iterator[Fault]:
    for match in _ACRONYM.finditer(text):
        yield match.span(), ACRONYMS[match[0]]
    for match in _SHORT.finditer(text):
        yield match.span(), SHORT[match[0].lower()]
    yield from _early_tones(text)
    for match in _LOWER_CASE_FRONT.finditer(text):
        yield match.span(), "Mặt trận Tổ quốc"
    yield from _phrases(text, own)


def _by_first(names: Iterable[str]) -> Names:
    """Return names as syllables, the longest first, under their first bare one."""
    found: Names = {}
    for name in sorted(set(names), key=len, reverse=True):
        syllables = tuple(name.split())
        found.setdefault(bare(syllables[0]), []).append(syllables)
    return found


@cache
def _official() -> Names:
    return _by_first(OFFICIAL)


def _own_names(unit: Unit) -> Names:
    """The names the unit ever had, of two syllables or more; prefetched or one query."""
    names = [one.name for one in unit.names.all()]
    spoken = [name for name in names if " " in name and not any(map(str.isdigit, name))]
    return _by_first(spoken)


def _early_tones(text: str) -> Iterator[Fault]:
    """Yield words like `họat`, in which the tone stands a letter too early."""
    if not _TONE_TOO_EARLY.search(text):
        return
    for word in WORD.finditer(text):
        if early := _TONE_TOO_EARLY.search(word[0][:LONGEST]):
            yield word.span(), move_tone(word[0], early.start())


def _phrases(text: str, own: Names) -> Iterator[Fault]:
    spans = [match.span() for match in WORD.finditer(text)]
    letters = [bare(text[slice(*span)]) for span in spans]
    official = _official()
    for index, first in enumerate(letters):
        if name := _named(letters, index, official.get(first, ())):
            yield from _compare(text, spans[index : index + len(name)], name)
        is_place = index > 0 and letters[index - 1] in _PLACE
        if is_place and (name := _named(letters, index, own.get(first, ()))):
            run = spans[index : index + len(name)]
            yield from _compare(text, run, name, is_own=True)


def _named(
    letters: list[str], index: int, names: Iterable[tuple[str, ...]]
) -> tuple[str, ...]:
    """The longest of `names` whose letters begin at `index`, or ()."""
    for name in names:
        if letters[index : index + len(name)] == [bare(one) for one in name]:
            return name
    return ()


def _compare(
    text: str, run: list[Span], name: tuple[str, ...], *, is_own: bool = False
) -> Iterator[Fault]:
    words = [text[slice(*span)] for span in run]
    span = run[0][0], run[-1][1]
    written = text[slice(*span)]
    # Without any marks it is an address; with more than spaces between, no name.
    if written.isascii() or written != " ".join(words):
        return
    misspelt = [spelled(word) for word in words] != [spelled(word) for word in name]
    small = is_own and any(
        word[0].islower() and syllable[0].isupper()
        for word, syllable in zip(words, name, strict=True)
    )
    if misspelt or small:
        yield span, " ".join(name)


def _two_spellings(lines: list[Line]) -> Iterator[Advice]:
    """One word with its tone in both places: `văn hoá` here and `văn hóa` there."""
    seen: dict[str, str] = {}
    for line in lines:
        for word in WORD.findall(line.text):
            # Capitals may be a person's name, who writes it as she likes.
            if not word.islower() or _TONE_TOO_EARLY.search(word[:LONGEST]):
                continue
            if seen.setdefault(spelled(word), word) != word:
                yield Advice(
                    code="two-spellings",
                    field=line.field,
                    message=_("One word is written in two ways; choose one of them."),
                    where=f"{seen[spelled(word)]} – {word}",
                )
                return


def _decree(lines: list[Line]) -> Iterator[Advice]:
    if not any(_CULTURE.search(line.text) for line in lines):
        return
    for line in lines:
        if match := _DECREE.search(line.text):
            yield Advice(
                code="decree-number",
                field=line.field,
                message=_(
                    "The decree on cultural families and groups was 122/2018; decree"
                    " 86/2023 replaced it on 30/1/2024. Please check the number."
                ),
                where=match[0],
            )
            return
