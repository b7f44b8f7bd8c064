"""The summary of opinions: by field, counted, with how each was dealt with.

Residents are never named in it; of an opinion it says the field and the matter.
"""

from __future__ import annotations

from collections import Counter

from ..kinds import Measure
from ..models import Conference, Opinion
from . import heads
from .facts import Facts, counted, facts_of, number, rate, sentence_list
from .layout import Grid, Paper, written_day

COLUMNS = (
    ("TT", 12),
    ("Lĩnh vực", 58),
    ("Tổng số", 20),
    ("Góp ý", 20),
    ("Kiến nghị, phản ánh", 30),
    ("Đã trả lời", 25),
)


def compose(record: Conference) -> Paper:
    """Write the summary of the record's opinions."""
    facts = facts_of(record)
    bodies = heads.bodies_of(record, only=heads.FRONT)
    paper = Paper(heads.head(bodies, "BC"), title=f"Tổng hợp ý kiến – {facts.title}")
    paper.title("Báo cáo", f"Tổng hợp ý kiến tại {facts.title}")
    paper.paragraph(_opening(facts))
    if facts.opinions:
        _by_field(paper, facts)
        _each(paper, facts)
    paper.heading(f"{'III' if facts.opinions else 'I'}. Kiến nghị, đề xuất")
    paper.blank(lines=2)
    whose = sentence_list(bodies.names)
    paper.closing(f"Trên đây là báo cáo tổng hợp ý kiến của {whose}")
    heads.sign(paper, bodies)
    return paper


def _opening(facts: Facts) -> str:
    stated = facts.figure(Measure.OPINIONS)
    of_sheet = facts.total("opinions")
    day = facts.record.held_on
    when = f", tổ chức {written_day(day)}" if day and not facts.groups else ""
    begin = f"{facts.title}{when}"
    if stated is not None:
        text = f"{begin} đã tiếp nhận {counted(stated, 'ý kiến')}."
    elif of_sheet is not None:
        reported = facts.in_state("reported", "held")
        text = (
            f"{begin} đã tiếp nhận {number(of_sheet)} ý kiến, cộng từ báo cáo của"
            f" {number(reported)} {facts.group_word} đã tổ chức hội nghị."
        )
    else:
        text = f"{begin} đã tiếp nhận {counted(None, 'ý kiến')}."
    if facts.opinions:
        text += (
            f" Trong đó {number(len(facts.opinions))} ý kiến đã được ghi lại nội dung,"
            " tổng hợp như sau:"
        )
    return text


def _by_field(paper: Paper, facts: Facts) -> None:
    """Count what was entered; answers are owed to petitions and reports alone."""
    paper.heading("I. Số ý kiến theo lĩnh vực")
    owed = [one for one in facts.opinions if one.nature in Opinion.OWED]
    answered = [one for one in owed if one.answered_on]
    sums = {
        "all": Counter(one.field for one in facts.opinions),
        "owed": Counter(one.field for one in owed),
        "answered": Counter(one.field for one in answered),
    }
    labels = dict(Opinion._meta.get_field("field").flatchoices)
    fields = [one for one in labels if sums["all"][one]]
    rows = [
        [
            str(place),
            str(labels[one]),
            number(sums["all"][one]),
            number(sums["all"][one] - sums["owed"][one]),
            number(sums["owed"][one]),
            _of(sums["answered"][one], sums["owed"][one]),
        ]
        for place, one in enumerate(fields, start=1)
    ]
    total = [
        "",
        "Cộng",
        number(len(facts.opinions)),
        number(len(facts.opinions) - len(owed)),
        number(len(owed)),
        _of(len(answered), len(owed)),
    ]
    paper.grid(Grid(COLUMNS, rows, total))
    if owed:
        paper.paragraph(
            f"Kiến nghị, phản ánh đã được trả lời: {_of(len(answered), len(owed))},"
            f" đạt {rate(len(answered), len(owed))}."
        )


def _of(part: int, whole: int) -> str:
    return f"{number(part)}/{number(whole)}" if whole else "–"


def _each(paper: Paper, facts: Facts) -> None:
    paper.heading("II. Nội dung ý kiến và kết quả xử lý")
    labels = dict(Opinion._meta.get_field("field").flatchoices)
    fields = [one for one in labels if any(row.field == one for row in facts.opinions)]
    for place, one in enumerate(fields, start=1):
        rows = [row for row in facts.opinions if row.field == one]
        paper.heading(f"{place}. {labels[one]} ({number(len(rows))} ý kiến)")
        for row in rows:
            paper.paragraph(f"- {_told(row)}")


def _told(opinion: Opinion) -> str:
    text = " ".join(opinion.text.split())
    end = "" if text.endswith((".", "!", "?", "…")) else "."
    return f"{opinion.get_nature_display()}: {text}{end} {_handling(opinion)}".strip()


def _handling(opinion: Opinion) -> str:
    said = []
    if opinion.handling:
        said.append(f"{opinion.get_handling_display()}.")
    if opinion.answer:
        answer = " ".join(opinion.answer.split())
        said.append(f"Trả lời: {answer}")
    elif opinion.nature in Opinion.OWED:
        whose = f" {opinion.body.title}" if opinion.body else ""
        due = f", hạn trả lời {written_day(opinion.due_on)}" if opinion.due_on else ""
        said.append(f"Giao{whose} giải quyết{due}." if whose else f"Chưa trả lời{due}.")
    return " ".join(said)
