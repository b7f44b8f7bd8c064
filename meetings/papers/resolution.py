"""The draft resolution: its grounds, last year's outcome, and the numbered clauses."""

from __future__ import annotations

from ..kinds import Measure, MeetingKind
from ..models import Conference
from . import heads
from .clauses import clause_text
from .facts import Facts, bases_of, counted, facts_of
from .layout import BLANK, Head, Paper, Signature, written_day
from .minutes import review_text


def compose(record: Conference) -> Paper:
    """Write the draft that the meeting votes on."""
    facts = facts_of(record)
    bodies = heads.bodies_of(record)
    paper = Paper(_head(facts, bodies), title=f"Dự thảo nghị quyết – {facts.title}")
    paper.title("Nghị quyết", facts.title)
    paper.bases(
        [*bases_of(record), f"kết quả thảo luận và biểu quyết tại {facts.noun}"]
    )
    paper.resolves(f"{facts.noun} quyết nghị:")
    shown = _last_year(paper, facts)
    _clauses(paper, facts, shown)
    _carrying_out(paper, facts, bodies, shown + 1)
    paper.signatures(
        Signature((f"TM. {facts.noun.upper()}", "CHỦ TỌA")),
        copies=heads.copies_of(bodies),
    )
    return paper


def _head(facts: Facts, bodies: heads.Bodies) -> Head:
    """A conference of the people decides in its own name, a committee in its."""
    head = heads.head(bodies, "NQ", day=None, mark="DỰ THẢO")
    if facts.record.kind != MeetingKind.PEOPLES_CONFERENCE:
        return head
    unit = facts.record.unit.full_name_on(facts.day)
    return Head(
        issuers=["Hội nghị đại biểu", f"Nhân dân {unit}"],
        number="Số: ……/NQ-HNĐBND",
        place=head.place,
        mark=head.mark,
    )


def _last_year(paper: Paper, facts: Facts) -> int:
    reviews = facts.record.clause_reviews.select_related("clause")
    told = [one for one in reviews if one.outcome]
    if not told:
        return 0
    year = facts.record.year_reviewed
    when = f"năm {year}" if year else "kỳ trước"
    paper.heading(f"I. Kết quả thực hiện nghị quyết {when}")
    for one in told:
        paper.paragraph(f"- {review_text(one)}")
    return 1


def _clauses(paper: Paper, facts: Facts, shown: int) -> None:
    numeral = ("I", "II")[shown]
    paper.heading(f"{numeral}. Nội dung thực hiện năm {facts.record.year}")
    clauses = list(facts.record.clauses.all())
    for one in clauses:
        paper.paragraph(clause_text(one), lead=f"{one.number}.")
    if not clauses:
        paper.blank(lead="1.")
        paper.blank(lead="2.")


def _carrying_out(paper: Paper, facts: Facts, bodies: heads.Bodies, shown: int) -> None:
    paper.heading(f"{('I', 'II', 'III')[shown]}. Tổ chức thực hiện")
    names = ", ".join(bodies.names)
    paper.paragraph(
        f"{names}, các đoàn thể và các {facts.group_word} tổ chức thực hiện Nghị quyết"
        " này; kết quả được báo cáo tại hội nghị lần sau."
    )
    paper.closing(_passed(facts))


def _passed(facts: Facts) -> str:
    """Who passed it, with the vote as far as it is known."""
    text = f"Nghị quyết này được {facts.title} thông qua {written_day(facts.record.held_on)}"
    votes, share = facts.figure(Measure.VOTES_FOR), facts.figure(Measure.VOTE_SHARE)
    if votes is not None:
        return f"{text} với {counted(votes)} tán thành"
    if share is not None:
        return f"{text} với {counted(share)} đại biểu biểu quyết tán thành"
    return f"{text} với {BLANK}/{BLANK} đại biểu tán thành"
