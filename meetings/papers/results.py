"""The report on results: how it was held, figures, last year beside, the groups."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ..kinds import CountedIn, Measure
from ..models import Conference, Figure, GroupReport
from . import heads
from .clauses import clause_text
from .facts import (
    GROUP_COLUMNS,
    Facts,
    bases_of,
    counted,
    facts_of,
    number,
    rate,
    sentence_list,
    short_day,
)
from .layout import BLANK, Grid, Paper, written_day
from .minutes import review_text, vote_text
from .typesetting import TEXT_WIDTH

_VOTES = (
    Measure.VOTES_FOR,
    Measure.VOTES_AGAINST,
    Measure.ABSTAINED,
    Measure.VOTE_SHARE,
)


def compose(record: Conference) -> Paper:
    """Write the report to the level above."""
    facts = facts_of(record)
    bodies = heads.bodies_of(record)
    paper = Paper(heads.head(bodies, "BC"), title=f"Báo cáo kết quả – {facts.title}")
    paper.title("Báo cáo", f"Kết quả {facts.title}")
    paper.bases(bases_of(record))
    whose = sentence_list(bodies.names)
    paper.paragraph(f"{whose} báo cáo kết quả như sau:")
    paper.heading("I. Công tác tổ chức")
    _holding(paper, facts)
    paper.heading("II. Kết quả")
    _figures(paper, facts)
    _comparison(paper, facts)
    _resolution(paper, facts)
    paper.heading("III. Đánh giá chung và kiến nghị")
    for lead in ("1. Ưu điểm:", "2. Tồn tại, hạn chế:", "3. Kiến nghị, đề xuất:"):
        paper.blank(lead=lead, lines=2)
    paper.closing(f"Trên đây là báo cáo kết quả {facts.title}")
    heads.sign(paper, bodies)
    _appendix(paper, facts, whose)
    return paper


def _holding(paper: Paper, facts: Facts) -> None:
    record = facts.record
    if facts.groups:
        _groups_held(paper, facts)
    else:
        day = written_day(record.held_on)
        where = f" tại {record.place}" if record.place else ""
        paper.paragraph(f"{facts.noun} được tổ chức {day}{where}.")
    organisers = sentence_list(row.name for row in record.organisers.all())
    if organisers:
        paper.paragraph(f"Cơ quan tổ chức: {organisers}.")
    composition = [row.name for row in record.composition.all()]
    if composition:
        paper.paragraph(f"Thành phần: {'; '.join(composition)}.")


def _groups_held(paper: Paper, facts: Facts) -> None:
    """Held and reported are two figures, and both are of all groups of that year."""
    states = GroupReport.State
    held = facts.in_state(states.HELD, states.REPORTED)
    reported, total = facts.in_state(states.REPORTED), facts.parts_total
    word = facts.group_word
    share = rate(held, total)
    paper.paragraph(
        f"Số {word} đã tổ chức hội nghị: {number(held)}/{number(total)}"
        + (f", đạt {share}." if share else ".")
    )
    if reported != held:
        paper.paragraph(
            f"Số {word} đã báo cáo đủ số liệu: {number(reported)}/{number(total)}."
        )
    for line in facts.groups:
        if line.state == states.NONE:
            name = line.group.full_name_on(facts.day)
            paper.paragraph(f"- {name} không tổ chức: {line.reason.rstrip('.')}.")
    days = [line.held_on for line in facts.groups if line.held_on]
    if days:
        first, last = written_day(min(days)), written_day(max(days))
        text = first if first == last else f"từ {first} đến {last}"
        paper.paragraph(f"Thời gian tổ chức: {text}.")


def _figures(paper: Paper, facts: Facts) -> None:
    """Each figure once; a sum of the sheet beside what the paper states, if they differ."""
    lines = _attendance(facts)
    of_attendance = (Measure.INVITED, Measure.ATTENDED)
    for one in facts.figures:
        if one.measure in (*of_attendance, *_VOTES):
            continue
        lines.append(
            f"{one.get_measure_display()}: {counted(one)}{_beside(facts, one)}."
        )
    lines += _sums(facts)
    if any(one.measure in _VOTES for one in facts.figures):
        lines.append(
            f"Biểu quyết: {vote_text(facts)[:1].lower()}{vote_text(facts)[1:]}"
        )
    for line in lines:
        paper.paragraph(f"- {line}")
    if facts.groups:
        paper.paragraph(
            f"Số liệu từng {facts.group_word} ghi tại Phụ lục kèm theo báo cáo này."
        )


def _attendance(facts: Facts) -> list[str]:
    lines = []
    kinds = dict.fromkeys(
        one.counted
        for one in facts.figures
        if one.measure in (Measure.INVITED, Measure.ATTENDED)
    )
    for kind in kinds:
        invited = facts.figure(Measure.INVITED, kind)
        attended = facts.figure(Measure.ATTENDED, kind)
        noun = str(CountedIn(kind).label)
        share = rate(_value(attended), _value(invited))
        text = (
            f"Tham dự: {counted(attended, noun)}, được mời: {counted(invited, noun)}"
            + (f", đạt {share}" if share else "")
        )
        beside = [_beside(facts, one) for one in (attended, invited) if one]
        lines.append(f"{text}{''.join(beside)}.")
    came, asked = facts.total("households_attended"), facts.total("households_invited")
    if not kinds and facts.groups:
        share = rate(came, asked)
        text = f"Tham dự: {number(came)}/{number(asked)} hộ dân được mời"
        lines.append(f"{text}, đạt {share}." if share else f"{text}.")
    if not kinds and not facts.groups:
        lines.append(f"Tham dự: {BLANK} đại biểu, được mời: {BLANK} đại biểu.")
    return lines


def _value(figure: Figure | None) -> Decimal | None:
    return figure.value if figure else None


_OF_SHEET = {
    Measure.HOUSEHOLDS: "households_total",
    Measure.INVITED: "households_invited",
    Measure.ATTENDED: "households_attended",
    Measure.OPINIONS: "opinions",
    Measure.DELEGATES: "delegates_elected",
    Measure.VOTES_FOR: "votes_for",
}


def _beside(facts: Facts, figure: Figure) -> str:
    """Return " (cộng từ các tổ dân phố: 7.811)" where that is another number."""
    column = _OF_SHEET.get(Measure(figure.measure))
    summed = facts.total(column) if column and facts.groups else None
    if summed is None or summed == figure.value:
        return ""
    return f" (cộng từ báo cáo các {facts.group_word}: {number(summed)})"


def _sums(facts: Facts) -> list[str]:
    """What the sheet sums to and the record does not state."""
    stated = {one.measure for one in facts.figures}
    named = {
        Measure.OPINIONS: "Số ý kiến của Nhân dân: {} ý kiến.",
        Measure.DELEGATES: "Số đại biểu được bầu dự hội nghị cấp trên: {} đại biểu.",
        Measure.VOTES_FOR: "Số hộ tán thành: {} hộ dân.",
    }
    return [
        text.format(number(facts.total(_OF_SHEET[measure])))
        for measure, text in named.items()
        if measure not in stated and facts.total(_OF_SHEET[measure]) is not None
    ]


def _comparison(paper: Paper, facts: Facts) -> None:
    """The same figures of the record before, where both know them."""
    before = facts.record.previous
    if before is None:
        return
    old = {(one.measure, one.counted): one for one in before.figures.all()}
    rows = [
        [
            str(one.get_measure_display()),
            counted(old[key]),
            counted(one),
            _change(old[key], one),
        ]
        for one in facts.figures
        if (key := (one.measure, one.counted)) in old
    ]
    if not rows:
        return
    whose = ""
    if before.unit_id != facts.record.unit_id:
        whose = f" của {heads.in_sentence(before.unit.full_name_on(before.day))}"
    paper.heading(f"So với năm {before.year}{whose}")
    columns = (
        ("Chỉ tiêu", 60),
        (f"Năm {before.year}", 38),
        (f"Năm {facts.record.year}", 38),
        ("Tăng, giảm", 29),
    )
    paper.grid(Grid(columns, rows, texts=(0,)))


def _change(old: Figure, new: Figure) -> str:
    """Return "+25", "−3"; in points of a per cent for shares; "–" where one is hedged."""
    if old.qualifier or new.qualifier:
        return "–"
    change = new.value - old.value
    points = " điểm %" if new.counted == CountedIn.PERCENT else ""
    if not change:
        return "không đổi"
    return f"{'+' if change > 0 else '−'}{number(abs(change))}{points}"


def _resolution(paper: Paper, facts: Facts) -> None:
    reviews = facts.record.clause_reviews.select_related("clause")
    told = [one for one in reviews if one.outcome]
    if told:
        paper.heading("Kết quả thực hiện nghị quyết kỳ trước")
        for review in told:
            paper.paragraph(f"- {review_text(review)}")
    clauses = list(facts.record.clauses.all())
    if clauses:
        paper.heading(f"Nội dung nghị quyết năm {facts.record.year}")
        for clause in clauses:
            paper.paragraph(clause_text(clause), lead=f"{clause.number}.")


def _appendix(paper: Paper, facts: Facts, whose: str) -> None:
    """The sheet of the groups with its totals; unknown cells stay empty."""
    if not facts.groups:
        return
    title = f"Số liệu các {facts.group_word} của {facts.unit}"
    paper.appendix(title, f"(Kèm theo Báo cáo của {whose})")
    shown = [name for name in GROUP_COLUMNS if facts.known(name)]
    width = (TEXT_WIDTH - 64) / (len(shown) or 1)
    columns = [
        ("TT", 10.0),
        (facts.group_word.capitalize(), 30.0),
        ("Ngày tổ chức", 24.0),
    ]
    columns += [(GROUP_COLUMNS[name], width) for name in shown]
    rows = [
        _row(facts, line, place, shown) for place, line in enumerate(facts.groups, 1)
    ]
    total = ["", "Cộng", "", *(number(facts.total(name)) for name in shown)]
    paper.grid(Grid(columns, rows, total))
    if any(len(facts.known(name)) < len(facts.groups) for name in shown):
        paper.paragraph(
            "Ghi chú: ô trống là số liệu chưa có; hàng cộng chỉ gồm các số liệu đã có."
        )


def _row(
    facts: Facts, line: GroupReport, place: int, shown: Sequence[str]
) -> list[str]:
    values = (getattr(line, name) for name in shown)
    figures = ["" if value is None else number(value) for value in values]
    name = line.group.full_name_on(facts.day)
    return [str(place), name, short_day(line.held_on), *figures]
