"""The minutes: when, where, who, what was heard, what was counted and resolved."""

from __future__ import annotations

import datetime

from ..kinds import Measure, MeetingKind, PartOfDay
from ..models import ClauseReview, Conference
from . import heads
from .clauses import clause_text
from .facts import Facts, counted, facts_of, number, rate, sentence_list
from .layout import BLANK, Paper, Signature, written_day

_PARTS_OF_DAY = {
    PartOfDay.MORNING: "buổi sáng",
    PartOfDay.AFTERNOON: "buổi chiều",
    PartOfDay.EVENING: "buổi tối",
}


def compose(record: Conference) -> Paper:
    """Write the minutes of the record's meeting."""
    facts = facts_of(record)
    bodies = heads.bodies_of(record)
    head = heads.head(bodies, "BB", day=record.held_on)
    paper = Paper(head, title=f"Biên bản – {facts.title}")
    paper.title("Biên bản", facts.title)
    _begin(paper, facts)
    parts = [_agenda, _last_year, _discussion, _votes, _clauses]
    shown = 0
    for part in parts:
        shown += part(paper, facts, shown + 1)
    _end(paper, facts)
    paper.signatures(
        Signature(("CHỦ TỌA", "(Ký, ghi rõ họ tên, đóng dấu)")),
        left=Signature(("THƯ KÝ", "(Ký, ghi rõ họ tên)")),
        copies=heads.copies_of(bodies),
    )
    return paper


def when(record: Conference) -> str:
    """Return "08 giờ 00, ngày 28 tháng 02 năm 2024"; without the hour its part of the day."""
    hour = _hour(record.starts_at)
    if record.starts_at is None and record.part_of_day:
        hour = f"{hour} ({_PARTS_OF_DAY[PartOfDay(record.part_of_day)]})"
    day = written_day(record.held_on)
    if record.held_until and record.held_until != record.held_on:
        return f"{hour}, từ {day} đến {written_day(record.held_until)}"
    return f"{hour}, {day}"


def _hour(at: datetime.time | None) -> str:
    return f"{at.hour:02d} giờ {at.minute:02d}" if at else "…… giờ ……"


def _begin(paper: Paper, facts: Facts) -> None:
    record = facts.record
    paper.paragraph(f"{when(record)}.", lead="Thời gian bắt đầu:")
    if record.place:
        paper.paragraph(f"{record.place}.", lead="Địa điểm:")
    else:
        paper.blank(lead="Địa điểm:")
    organisers = sentence_list(row.name for row in record.organisers.all())
    if organisers:
        paper.paragraph(f"{organisers}.", lead="Cơ quan tổ chức:")
    paper.blank(lead="Chủ tọa:")
    paper.blank(lead="Thư ký (người ghi biên bản):")
    present = _present(facts)
    paper.paragraph(present, lead="Thành phần tham dự:")
    items = []
    for row in record.composition.all():
        many = f": {number(row.count)} người" if row.count is not None else ""
        person = f" ({row.person})" if row.person else ""
        items.append(f"{row.name}{person}{many}")
    paper.items(items)


def _present(facts: Facts) -> str:
    """How many came of how many: of the record's figures, or of the groups' sheet."""
    invited, attended = facts.figure(Measure.INVITED), facts.figure(Measure.ATTENDED)
    if facts.groups and attended is None:
        came, asked = (
            facts.total("households_attended"),
            facts.total("households_invited"),
        )
        share = rate(came, asked)
        told = f", đạt {share}" if share else ""
        return f"{number(came)}/{number(asked)} hộ dân được mời{told}."
    if attended is None:
        return f"{BLANK} đại biểu."
    text = counted(attended)
    if invited is not None and invited.counted == attended.counted:
        share = rate(attended.value, invited.value)
        text += f" trên tổng số {counted(invited)} được mời"
        text += f", đạt {share}" if share else ""
    return f"{text}."


def _agenda(paper: Paper, facts: Facts, place: int) -> bool:
    items = list(facts.record.agenda.all())
    if not items:
        return False
    paper.heading(f"{place}. Nội dung {facts.noun}")
    paper.items(
        f"{item.text} ({item.presenter} trình bày)" if item.presenter else item.text
        for item in items
    )
    return True


def _last_year(paper: Paper, facts: Facts, place: int) -> bool:
    reviews = list(facts.record.clause_reviews.select_related("clause"))
    told = [one for one in reviews if one.outcome]
    if not told:
        return False
    paper.heading(f"{place}. Kết quả thực hiện nghị quyết kỳ trước")
    for one in told:
        paper.paragraph(f"- {review_text(one)}")
    return True


def review_text(review: ClauseReview) -> str:
    """Return "Nội dung 2: … – đã thực hiện (20/21, đạt 95,2%)." and the note."""
    text = " ".join(review.clause.text.split()).rstrip(".;")
    outcome = review.get_outcome_display().lower()
    facts = []
    if review.numerator is not None and review.denominator:
        share = rate(review.numerator, review.denominator)
        ratio = f"{number(review.numerator)}/{number(review.denominator)}"
        facts.append(f"{ratio}, đạt {share}")
    elif review.actual is not None:
        unit = review.clause.target_unit
        facts.append(
            f"kết quả {number(review.actual)}{'' if unit == '%' else ' '}{unit}"
        )
    told = f" ({sentence_list(facts)})" if facts else ""
    note = f" {review.note.rstrip('.')}." if review.note else ""
    return f"Nội dung {review.clause.number}: {text} – {outcome}{told}.{note}"


def _discussion(paper: Paper, facts: Facts, place: int) -> bool:
    speeches = facts.figure(Measure.SPEECHES)
    opinions = facts.figure(Measure.OPINIONS)
    paper.heading(f"{place}. Thảo luận")
    if speeches is not None:
        paper.paragraph(f"Có {counted(speeches)} phát biểu, tham luận.")
    if opinions is not None:
        paper.paragraph(f"Có {counted(opinions, 'ý kiến')} được tổng hợp.")
    if facts.groups and opinions is None and facts.total("opinions") is not None:
        paper.paragraph(f"Có {number(facts.total('opinions'))} ý kiến được tổng hợp.")
    paper.paragraph("Tóm tắt nội dung thảo luận:")
    paper.blank(lines=3)
    return True


def _votes(paper: Paper, facts: Facts, place: int) -> bool:
    """The vote as it is known: by numbers, by a share, or blanks where one was due."""
    if facts.record.kind == MeetingKind.VOTER_MEETING:
        return False
    paper.heading(f"{place}. Biểu quyết")
    paper.paragraph(vote_text(facts))
    return True


def vote_text(facts: Facts) -> str:
    """Return "Tán thành: 410 đại biểu; tỷ lệ tán thành 99,5%.", as far as it is known."""
    counts = {
        "tán thành": facts.figure(Measure.VOTES_FOR),
        "không tán thành": facts.figure(Measure.VOTES_AGAINST),
        "không có ý kiến": facts.figure(Measure.ABSTAINED),
    }
    parts = [f"{name}: {counted(one)}" for name, one in counts.items() if one]
    stated = facts.figure(Measure.VOTE_SHARE)
    if stated is not None:
        parts.append(f"tỷ lệ tán thành {counted(stated)}")
    elif facts.total("votes_for") is not None:
        parts.append(f"tán thành: {number(facts.total('votes_for'))} hộ dân")
    if not parts:
        parts = [f"tán thành: {BLANK}; không tán thành: {BLANK}; tỷ lệ: {BLANK}%"]
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."


def _clauses(paper: Paper, facts: Facts, place: int) -> bool:
    clauses = list(facts.record.clauses.all())
    if not clauses:
        return False
    paper.heading(f"{place}. Nội dung nghị quyết được thông qua")
    for one in clauses:
        paper.paragraph(clause_text(one), lead=f"{one.number}.")
    return True


def _end(paper: Paper, facts: Facts) -> None:
    day = written_day(facts.record.held_until or facts.record.held_on)
    paper.closing(
        f"{facts.noun} kết thúc vào …… giờ ……, {day}. Biên bản này đã được đọc lại cho"
        " mọi người dự cùng nghe và nhất trí"
    )
