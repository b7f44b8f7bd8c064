"""The sentences of a report, in the Vietnamese of official papers.

Zero, one and unknown are three things: "chưa có … nào", "1 phường", "chưa có số liệu".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from publishing.vietnamese import format_average

from ..figures import written
from ..kinds import CountedIn, Measure
from ..papers.facts import number, rate, sentence_list
from ..papers.layout import written_day
from ..totals import GroupTotals, Ratio
from .comparison import Comparison, Pair
from .outcome import Outcome
from .summary import Days, Level, Opinions, Summary

UNKNOWN = "chưa có số liệu"
MOST_NAMED = 5  # units named as high, and as low
MOST_IN_TEXT = 20  # residential groups named in the text; more stand in an appendix


def noun_of(counted: str) -> str:
    """What attendance is counted in: "hộ dân", "đại biểu"."""
    return str(CountedIn(counted).label)


def period(days: Days) -> str:
    """Return "từ ngày 02 tháng 01 năm 2023 đến ngày …"; "" when no day is known."""
    if days.first is None and days.last is None:
        return ""
    if days.first == days.last or days.last is None:
        return ("từ " if days.last is None else "") + written_day(days.first)
    if days.first is None:
        return f"đến {written_day(days.last)}"
    return f"từ {written_day(days.first)} đến {written_day(days.last)}"


def when(days: Days) -> str:
    text = period(days)
    if not text:
        return f"Thời gian tổ chức: {UNKNOWN}."
    return f"Thời gian tổ chức{' theo kế hoạch' if days.planned else ''}: {text}."


def held(word: str, count: int | None, total: int | None) -> str:
    """How many of how many have met."""
    if count is None:
        known = f" (tổng số: {number(total)})" if total else ""
        return f"Số {word} đã tổ chức hội nghị: {UNKNOWN}{known}."
    if not total and not count:
        return (
            f"Chưa có {word} nào được báo cáo là đã tổ chức hội nghị;"
            f" tổng số {word}: chưa có đủ số liệu."
        )
    if not total:
        return (
            f"Đã có {number(count)} {word} tổ chức hội nghị;"
            f" tổng số {word}: chưa có đủ số liệu."
        )
    if not count:
        return f"Chưa có {word} nào tổ chức hội nghị (0/{number(total)})."
    return (
        f"Đã có {number(count)}/{number(total)} {word} tổ chức hội nghị,"
        f" đạt {rate(count, total)}."
    )


def attended(outcome: Outcome, noun: str) -> str:
    """Attended of invited, with the rate; what it rests on where that is less."""
    begin = f"Số {noun} tham dự"
    if outcome.attended is None:
        return f"{begin}: {UNKNOWN}."
    if outcome.invited is None:
        return (
            f"{begin}: {number(outcome.attended)} {noun};"
            f" số {noun} được mời: {UNKNOWN}."
        )
    ratio = outcome.attendance
    if (ratio.part, ratio.whole) == (outcome.attended, outcome.invited):
        share = f", đạt {ratio.percent}" if ratio.percent else ""
        return f"{begin}: {_of(ratio)} {noun} được mời{share}."
    text = (
        f"{begin}: {number(outcome.attended)} {noun};"
        f" được mời: {number(outcome.invited)} {noun}"
    )
    if not ratio.percent:
        return f"{text}."
    return (
        f"{text}; tỷ lệ tham dự {ratio.percent} ({_of(ratio)},"
        " tính trên các báo cáo có đủ cả hai số liệu)."
    )


def _of(ratio: Ratio) -> str:
    return f"{number(ratio.part)}/{number(ratio.whole)}"


def opinions(count: int | None, meetings: int | None = None) -> str:
    """The number of opinions, and how many a meeting on the average."""
    if count is None:
        return f"Số ý kiến của Nhân dân: {UNKNOWN}."
    if not count:
        return "Không có ý kiến nào được ghi nhận."
    mean = format_average(count, meetings) if meetings and meetings > 1 else ""
    average = f", bình quân {mean} ý kiến/hội nghị" if mean else ""
    return f"Số ý kiến của Nhân dân: {number(count)} ý kiến{average}."


def of_groups(summary: Summary) -> Iterator[str]:
    """The conferences of residential groups."""
    level, word = summary.groups, summary.group_word
    yield when(level.days)
    whole: GroupTotals | None = level.whole
    if whole is None:
        yield held(word, None, None)
        return
    total = whole.groups_total.value if whole.groups_total_is_whole else None
    yield held(word, whole.groups_held, total)
    if whole.groups_held and whole.groups_reported != whole.groups_held:
        reported = number(whole.groups_reported)
        yield f"Số {word} đã báo cáo đủ số liệu: {reported}/{number(whole.groups_held)}."
    if whole.groups_not_to_be_held:
        count = number(whole.groups_not_to_be_held)
        yield f"Số {word} không tổ chức hội nghị (có nêu lý do): {count}."
    yield attended(level.outcome, noun_of(level.counted))
    yield opinions(whole.opinions, whole.groups_reported)
    if whole.delegates_elected is not None:
        elected = number(whole.delegates_elected)
        yield f"Số đại biểu được bầu dự hội nghị cấp trên: {elected} đại biểu."
    if whole.approval.percent:
        yield (
            f"Số hộ tán thành: {_of(whole.approval)} hộ tham dự,"
            f" đạt {whole.approval.percent}."
        )
    yield from ranks(summary, level)


def of_communes(summary: Summary) -> Iterator[str]:
    """The conferences of the wards and communes themselves."""
    level, word = summary.communes, summary.commune_word
    yield when(level.days)
    whole = level.whole
    if whole is None:
        yield held(word, None, None)
        return
    yield held(word, whole.units_held, whole.units_total)
    yield attended(level.outcome, noun_of(level.counted))
    yield opinions(
        level.outcome.opinions,
        whole.sum(Measure.OPINIONS, CountedIn.OPINION).rests_on,
    )
    yield from others(level)
    if summary.resolutions:
        sent = f"{number(summary.resolutions)}/{number(whole.units_total)}"
        yield f"Số {word} đã gửi nội dung nghị quyết hội nghị: {sent}."
    yield from ranks(summary, level)


_TOLD = {Measure.INVITED, Measure.ATTENDED, Measure.OPINIONS, Measure.GROUPS_HELD}


def others(level: Level) -> Iterator[str]:
    """The other figures of the meetings, each with what it counts."""
    approval = level.whole.approval(level.counted)
    order = list(Measure)
    for measure, counted in sorted(
        level.whole.figures, key=lambda one: (order.index(Measure(one[0])), one[1])
    ):
        total = level.whole.sum(measure, counted)
        if measure in _TOLD or total.value is None:
            continue
        share = ""
        if (measure, counted) == (Measure.VOTES_FOR, level.counted):
            share = f", đạt {approval.percent}" if approval.percent else ""
        label = Measure(measure).label
        yield f"{label}: {number(total.value)} {noun_of(counted)}{share}."


def ranks(summary: Summary, level: Level) -> Iterator[str]:
    """Which units stand above and below the rate of the whole, a few by name."""
    rate_of_whole, ranked = level.rate, level.ranked()
    if rate_of_whole is None or len(ranked) < 2:
        return
    high = [one for one in ranked if one[0] > rate_of_whole]
    low = [one for one in reversed(ranked) if one[0] < rate_of_whole]
    common = f"mức chung của {summary.unit_word} ({level.outcome.attendance.percent})"
    for found, how, most in (
        (high, "cao hơn", "cao nhất là"),
        (low, "còn thấp hơn", "thấp nhất là"),
    ):
        if found:
            begin = _of_known(len(found), len(ranked), len(level.rows), summary)
            names = _named(level, found, most)
            yield f"{begin} có tỷ lệ tham dự {how} {common}{names}."


def _of_known(count: int, known: int, all_of_them: int, summary: Summary) -> str:
    word = summary.below_word
    if known == all_of_them:
        return f"Có {number(count)}/{number(known)} {word}"
    return f"Trong {number(known)} {word} đã có số liệu, {number(count)} {word}"


def _named(level: Level, found: Sequence[tuple[Fraction, object]], most: str) -> str:
    shown = [
        f"{level.name(row)} ({level.attendance(row).percent})"
        for _rate, row in found[:MOST_NAMED]
    ]
    begin = most if len(found) > MOST_NAMED else "gồm"
    if len(found) == 1:
        begin = "là"
    return f", {begin} {sentence_list(shown)}"


def missing(summary: Summary) -> Iterator[str]:
    """By name: who has not reported, and who has not held.

    Those of whom both levels miss the same are named once: they may be a hundred.
    """
    word = summary.commune_word
    told: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for level, called in (
        (summary.groups, f"hội nghị {summary.group_word}"),
        (summary.communes, f"hội nghị cấp {word}"),
    ):
        if level.whole is None:
            continue
        for begin, names in (
            ("Đã tổ chức nhưng chưa gửi", level.held_unsent),
            ("Chưa gửi", level.silent),
        ):
            if names:
                told.setdefault((begin, tuple(names)), []).append(called)
    for (begin, of_both), levels in told.items():
        what = f"báo cáo {sentence_list(levels)}"
        yield f"{begin} {what}: {_counted(of_both, word)}."
    groups = summary.silent_groups
    if groups:
        yield _silent_groups(summary)


def _counted(names: Sequence[str], word: str) -> str:
    """Return "2 phường, gồm phường A; phường B"; one is named alone: "phường A"."""
    if len(names) == 1:
        return names[0]
    return f"{number(len(names))} {word}, gồm {'; '.join(names)}"


def _silent_groups(summary: Summary) -> str:
    groups = summary.silent_groups
    not_yet = sum(one.state == "not_yet" for one in groups)
    counts = [
        f"{number(count)} {summary.group_word} {text}"
        for count, text in (
            (not_yet, "chưa tổ chức"),
            (len(groups) - not_yet, "đã tổ chức nhưng chưa báo cáo đủ số liệu"),
        )
        if count
    ]
    text = (
        f"Trong các {summary.commune_word} đã gửi báo cáo còn {sentence_list(counts)}"
    )
    if len(groups) > MOST_IN_TEXT:
        return f"{text} (danh sách kèm theo)."
    return f"{text}: {'; '.join(one.name for one in groups)}."


def by_field(found: Opinions) -> Iterator[str]:
    """Opinions whose text was entered, by field of life, and answers owed."""
    if not found.count:
        yield f"Nội dung ý kiến theo lĩnh vực: {UNKNOWN}."
        return
    fields = [
        f"{one.label[:1].lower()}{one.label[1:]} {number(one.count)} ý kiến"
        for one in found.fields
    ]
    yield (
        f"Đã ghi nội dung của {number(found.count)} ý kiến, theo lĩnh vực:"
        f" {'; '.join(fields)}."
    )
    if not found.owed:
        return
    yield _answered(found)


def _answered(found: Opinions) -> str:
    text = f"Kiến nghị, phản ánh phải trả lời: {number(found.owed)}"
    if not found.answered:
        text += "; chưa có kiến nghị, phản ánh nào được trả lời"
    else:
        share = rate(found.answered, found.owed)
        text += f"; đã trả lời {number(found.answered)}, đạt {share}"
        if found.owed > found.answered:
            text += f"; còn {number(found.owed - found.answered)} chưa trả lời"
    if found.overdue:
        text += f"; {number(found.overdue)} kiến nghị, phản ánh đã quá hạn"
    return f"{text}."


# Beside the year before


def compared(summary: Summary, level: Level) -> Iterator[str]:
    """The level beside the year before; who was joined, and who cannot be compared."""
    found = level.comparison
    word = summary.commune_word
    pairs = found.compared
    if not pairs:
        return
    changes = list(filter(None, _changes(found, noun_of(level.counted))))
    basis = ""
    if len(pairs) < len(found.pairs):
        basis = (
            f" (tính trên {number(len(pairs))}/{number(len(found.pairs))} {word} có"
            " số liệu của cả hai năm)"
        )
    yield f"So với năm {found.year}{basis}, {'; '.join(changes)}."
    yield from _successions(found)


def _successions(found: Comparison) -> Iterator[str]:
    for pair in found.joined:
        names = sentence_list(_lower(name) for name in pair.joined)
        yield (
            f"Số liệu năm {found.year} của {_lower(pair.name)} là của {names}"
            " trước khi sắp xếp."
        )
    if found.parted:
        names = sentence_list(_lower(pair.name) for pair in found.parted)
        yield (
            f"Không so sánh {names} vì địa giới đã thay đổi một phần (chia, tách hoặc"
            " nhập một phần)."
        )


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def _changes(found: Comparison, noun: str) -> Iterator[str]:
    now, before = found.now, found.before
    yield rate_change(Pair(None, "", now, before))
    yield _count_change(f"số {noun} tham dự", before.attended, now.attended)
    yield _count_change("số ý kiến", before.opinions, now.opinions)


def rate_change(pair: Pair) -> str:
    """Return "tỷ lệ tham dự tăng 2,1 điểm phần trăm (từ 66,5% lên 68,6%)"."""
    if pair.change is None or pair.before is None:
        return ""
    old, new = pair.before.attendance.percent, pair.now.attendance.percent
    if not pair.change:
        return f"tỷ lệ tham dự không thay đổi ({new})"
    moved = written(abs(pair.change))
    return f"tỷ lệ tham dự {_way(pair.change > 0, f'{moved} điểm phần trăm', old, new)}"


def _count_change(label: str, old: int | None, new: int | None) -> str:
    if old is None or new is None:
        return ""
    if old == new:
        return f"{label} không thay đổi ({number(new)})"
    return (
        f"{label} {_way(new > old, number(abs(new - old)), number(old), number(new))}"
    )


def _way(is_more: bool, moved: str, old: str, new: str) -> str:
    if is_more:
        return f"tăng {moved} (từ {old} lên {new})"
    return f"giảm {moved} (từ {old} xuống {new})"
