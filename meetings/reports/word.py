"""The report of the level above on a campaign, as a Word file in the official layout."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.utils import translation

from publishing.vietnamese import slugify_vi
from units.models import Unit

from ..kinds import MeetingKind, Part
from ..models import Campaign
from ..papers import heads
from ..papers.facts import number, plans_of, sentence_list
from ..papers.layout import Grid, Paper
from . import sentences
from .outcome import NOTHING, outcome_of
from .summary import Summary, read

# Kinds that keep their capital inside a sentence.
_NAMES = {MeetingKind.CONGRESS, MeetingKind.UNITY_FESTIVAL}
_ROMAN = ("I", "II", "III", "IV", "V", "VI")


@translation.override("vi")
def compose(
    campaign: Campaign, *, unit: Unit, day: datetime.date | None = None
) -> Paper:
    """Write `unit`'s report on what the units below it have sent up.

    `day` is the day of the report; without it the head has blanks to be filled in.
    Who issues is who leads the campaign, or would by its kind (`papers.heads`).
    """
    summary = read(campaign, unit, today=day)
    bodies = heads.bodies_of_campaign(campaign, unit)
    about = subject(summary)
    head = heads.head(bodies, "BC", day=day)
    paper = Paper(head, title=f"Báo cáo kết quả {about}")
    paper.title("Báo cáo", f"Kết quả {about}")
    paper.bases(plans_of(campaign))
    whose = sentence_list(bodies.names)
    paper.paragraph(f"{whose} báo cáo kết quả {about} như sau:")
    _organisation(paper, summary)
    _results(paper, summary)
    for note in summary.notes:
        paper.paragraph(note, lead="Ghi chú về số liệu:")
    _assessment(paper)
    paper.closing(f"Trên đây là báo cáo kết quả {about}")
    heads.sign(paper, bodies, below=f"các {summary.below_word}")
    _appendices(paper, summary, whose)
    return paper


def file_name(campaign: Campaign, unit: Unit) -> str:
    """Return "bao-cao_hai-ba-trung-ha-noi_2023.docx"."""
    where = unit.slug or slugify_vi(unit.full_name)
    return f"bao-cao_{where}_{campaign.year}.docx"


def subject(summary: Summary) -> str:
    """Return "tổ chức hội nghị đại biểu Nhân dân năm 2023 trên địa bàn quận …"."""
    title = summary.campaign.title
    if summary.campaign.kind not in _NAMES:
        title = title[:1].lower() + title[1:]
    return f"tổ chức {title} trên địa bàn {summary.place}"


def _organisation(paper: Paper, summary: Summary) -> None:
    paper.heading("I. Công tác chỉ đạo, tổ chức")
    rows = list(summary.campaign.bodies.all())
    for part, label in (
        (Part.LEADS, "Cơ quan chủ trì"),
        (Part.COORDINATES, "Cơ quan phối hợp"),
    ):
        names = [row.name for row in rows if row.part == part]
        if names:
            paper.paragraph(f"{label}: {sentence_list(names)}.")
    levels = [f"cấp {summary.group_word}", f"cấp {summary.commune_word}"]
    paper.paragraph(f"Hội nghị được tổ chức ở {sentence_list(levels)}.")


def _results(paper: Paper, summary: Summary) -> None:
    paper.heading("II. Kết quả")
    parts: list[tuple[str, Iterable[str]]] = [
        (f"Hội nghị cấp {summary.group_word}", sentences.of_groups(summary)),
        (f"Hội nghị cấp {summary.commune_word}", sentences.of_communes(summary)),
    ]
    if summary.own:
        parts.append((f"Hội nghị cấp {summary.unit_word}", _own(summary)))
    parts.append(("Ý kiến của Nhân dân", sentences.by_field(summary.opinions)))
    parts.append(("Đơn vị chưa tổ chức, chưa báo cáo", _missing(summary)))
    parts.append(("So với năm trước", _compared(summary)))
    for place, (title, told) in enumerate(parts, start=1):
        paper.heading(f"{place}. {title}")
        for sentence in told:
            paper.paragraph(f"- {sentence}")


def _own(summary: Summary) -> list[str]:
    level = summary.own
    if level is None:
        return []
    return [
        sentences.when(level.days),
        sentences.attended(level.outcome, sentences.noun_of(level.counted)),
        sentences.opinions(level.outcome.opinions),
        *sentences.others(level),
    ]


def _missing(summary: Summary) -> list[str]:
    found = list(sentences.missing(summary))
    if found or summary.groups.whole is None:
        return found or ["Chưa có số liệu."]
    return [f"Tất cả các {summary.commune_word} đã tổ chức hội nghị và gửi báo cáo."]


def _compared(summary: Summary) -> list[str]:
    found = []
    for level, word in (
        (summary.groups, summary.group_word),
        (summary.communes, summary.commune_word),
    ):
        lines = list(sentences.compared(summary, level))
        if lines:
            lines[0] = f"Hội nghị cấp {word}: {lines[0][:1].lower()}{lines[0][1:]}"
        found += [line for line in lines if line not in found]
    return found or ["Chưa có số liệu năm trước để so sánh."]


def _assessment(paper: Paper) -> None:
    paper.heading("III. Đánh giá chung và kiến nghị")
    for lead in ("1. Ưu điểm:", "2. Tồn tại, hạn chế:", "3. Kiến nghị, đề xuất:"):
        paper.blank(lead=lead, lines=2)


# Appendices


def _appendices(paper: Paper, summary: Summary, whose: str) -> None:
    source = f"(Kèm theo Báo cáo của {whose})"
    tables = []
    if summary.groups.rows or summary.communes.rows:
        title = f"Số liệu các {summary.below_word} thuộc {summary.place}"
        tables.append((title, _by_unit(summary)))
    if len(summary.silent_groups) > sentences.MOST_IN_TEXT:
        title = f"{summary.group_word.capitalize()} chưa tổ chức hoặc chưa báo cáo đủ"
        tables.append((title, _silent(summary)))
    for place, (title, grid) in enumerate(tables):
        paper.appendix(title, source, number=_ROMAN[place] if len(tables) > 1 else "")
        paper.grid(grid)
        if not place:
            paper.paragraph(
                "Ghi chú: ô ghi “–” là chưa có số liệu; hàng cộng chỉ gồm các số liệu"
                " đã có."
            )


def _by_unit(summary: Summary) -> Grid:
    """A row for each unit below: its groups' conferences, then its own."""
    noun = sentences.noun_of(summary.communes.counted)
    columns = (
        ("TT", 8.0),
        (_capital(summary.below_word), 28.0),
        (f"{_capital(summary.group_word)} đã tổ chức", 17.0),
        ("Hộ được mời", 15.5),
        ("Hộ tham dự", 15.5),
        ("Tỷ lệ", 14.0),
        ("Ý kiến ở tổ", 12.0),
        (f"{_capital(noun)} dự/mời", 23.5),
        ("Tỷ lệ", 14.0),
        (f"Ý kiến cấp {summary.commune_word}", 17.5),
    )
    meetings = {row.path: row for row in summary.communes.rows}
    groups = {row.path: row for row in summary.groups.rows}
    paths = list(dict.fromkeys([*groups, *meetings]))
    rows = [
        [
            str(place),
            summary.short_name(groups.get(path) or meetings[path]),
            *_cells(summary, groups.get(path), meetings.get(path)),
        ]
        for place, path in enumerate(paths, start=1)
    ]
    total = ["", "Cộng", *_cells(summary, summary.groups.whole, summary.communes.whole)]
    return Grid(columns, rows, total)


def _cells(summary: Summary, groups: Any, meetings: Any) -> list[str]:
    of_groups = outcome_of(groups, summary.groups.counted) if groups else NOTHING
    own = outcome_of(meetings, summary.communes.counted) if meetings else NOTHING
    held = "–"
    if groups is not None and groups.groups_held is not None:
        total = groups.groups_total.value if groups.groups_total_is_whole else None
        held = _ratio(groups.groups_held, total)
    return [
        held,
        _shown(of_groups.invited),
        _shown(of_groups.attended),
        of_groups.attendance.percent or "–",
        _shown(of_groups.opinions),
        _ratio(own.attended, own.invited),
        own.attendance.percent or "–",
        _shown(own.opinions),
    ]


def _shown(value: int | None) -> str:
    return "–" if value is None else number(value)


def _ratio(part: int | None, whole: int | None) -> str:
    if part is None and whole is None:
        return "–"
    if whole is None:
        return number(part)
    return f"{_shown(part)}/{number(whole)}"


def _silent(summary: Summary) -> Grid:
    columns = (("TT", 12.0), (_capital(summary.commune_word), 45.0), ("Tên", 108.0))
    wards = groupby(summary.silent_groups, key=lambda one: one.ward)
    rows = [
        [
            str(place),
            ward.full_name_on(summary.day),
            _names(one.group.full_name_on(one.day) for one in groups),
        ]
        for place, (ward, groups) in enumerate(wards, start=1)
    ]
    return Grid(columns, rows, texts=(1, 2))


def _names(names: Iterable[str]) -> str:
    return "; ".join(names)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
