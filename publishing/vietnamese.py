"""Vietnamese text, numbers and dates: the one place that knows their rules.

Text is stored composed (NFC) and without characters that nobody can see. Search
compares folded text, in which `oà` and `òa`, `uỷ` and `ủy`, `Đ` and `d` are the
same; lists are sorted by `sort_key`, because a database without ICU orders by code
point. Pure functions: no database, no settings but the time zone.
"""

import datetime
import math
import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

from .legacy_encodings import keep_soft_hyphens

# Control, zero-width, bidi and filler characters, variation selectors, lone
# surrogates and noncharacters: invisible, or refused by the database.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# Composing sorts the marks over a letter in time quadratic to their number; four
# are more than any language writes.
_MARKS = "".join(filter(unicodedata.combining, map(chr, range(0x300, 0x1F000))))
_TOO_MANY_MARKS = re.compile(f"([{_MARKS}]{{4}})[{_MARKS}]+")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_ODD_SPACE = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000]")

# Nothing of the above, nothing to compose and no "&shy;": nearly every text.
_PLAIN = re.compile(r"[\n -%'-~À-ÖØ-öø-ÿĂăĐđĨĩŨũƠơƯưẠ-ỹ–—‘’“”…]*")

_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
# ă and ê, ô, đ follow their plain letter, â and ơ follow those; "{" and "|" come
# after "z", so a marked letter comes after every word that begins with the plain one.
_LETTERS = {
    "a\u0306": "a{",
    "a\u0302": "a|",
    "e\u0302": "e{",
    "o\u0302": "o{",
    "o\u031b": "o|",
    "u\u031b": "u{",
}
# Eth and African D look like Đ and are often typed for it.
_D_WITH_STROKE = str.maketrans("ĐđÐðƉɖ", "đđđđđđ")
_WEEKDAYS = (
    "Thứ Hai",
    "Thứ Ba",
    "Thứ Tư",
    "Thứ Năm",
    "Thứ Sáu",
    "Thứ Bảy",
    "Chủ nhật",
)
# Not parted at the end of a line: a word and its figure, a figure and its noun, the
# two syllables of one name.
_BEFORE_FIGURES = "số|khóa|kỳ|tổ|khu|khóm|thôn|ấp|phường|quận|lần|thứ|năm|tháng|quý|ngày|đợt|điều|khoản|ngõ|ngách|đường|phố|nhà|tuần"
_WORD = re.compile(r"[^\W\d_]+")
_NAMES = "Nhân dân|đại biểu|đoàn kết|Việt Nam|Mặt trận|Tổ quốc|Hội đồng|Ủy ban"
_KEPT = re.compile(
    rf"\b(?:{_BEFORE_FIGURES}) [0-9]\S{{0,40}}"
    # A comma or full stop after the figure ends its phrase: "ngõ 102, gốc" may break.
    rf"|(?<![\w/.,-])[0-9](?:[0-9.,]{{0,13}}[0-9])? (?=[^\W\d_])"
    rf"|\b(?:{_NAMES})\b",
    re.IGNORECASE,
)
_WRITTEN_NUMBER = re.compile(r"([0-9]{1,15}|[0-9]{1,3}(?:[. ][0-9]{3}){1,4})(,[0-9]+)?")
EMPTY_SLUG = "bai-viet"
SYLLABLES_PER_MINUTE = 240


def strip_invisible(text: str) -> str:
    """Return `text` composed (NFC), without what cannot be seen; spaces untouched.

    A soft hyphen that is a letter of an old encoding becomes that letter.
    """
    if _PLAIN.fullmatch(text):
        return text
    text = keep_soft_hyphens(text)
    text = _TOO_MANY_MARKS.sub(r"\1", _INVISIBLE.sub("", text))
    return unicodedata.normalize("NFC", text)


def is_visible(text: str) -> bool:
    """Tell whether a letter, digit, mark of punctuation or symbol is in `text`."""
    return any(unicodedata.category(char)[0] in "LNPS" for char in text)


def clean_text(text: str) -> str:
    """Return `text` fit to be stored: NFC, only visible characters, LF line ends.

    Every odd space (no-break, thin, ideographic …) becomes a plain one. Text of
    which nothing can be seen becomes "".
    """
    if _PLAIN.fullmatch(text):
        return text.strip()
    text = _ODD_SPACE.sub(" ", _LINE_END.sub("\n", text))
    text = strip_invisible(text).strip()
    return text if is_visible(text) else ""


def clean_line(text: str) -> str:
    """Return `text` as by `clean_text`, on one line, with single spaces."""
    return " ".join(clean_text(text).split())


def fold(text: str) -> str:
    """Return `text` for comparing in search: lower case, no marks, đ as d, one line.

    Where the tone stands does not matter: `hoà`, `hòa` and `hoa` fold alike.
    """
    text = clean_line(text).translate(_D_WITH_STROKE).lower()
    letters = (
        char
        for char in unicodedata.normalize("NFKD", text)
        if not unicodedata.combining(char)
    )
    return clean_line("".join(letters).lower().replace("đ", "d"))


def spelled(text: str) -> str:
    """Return `text` for comparing words with their marks: lower case, one line.

    Each word's tone stands at its end, so `hoà` and `hòa` are alike, `hoa` is not.
    """
    text = clean_line(text).translate(_D_WITH_STROKE).lower()
    return _WORD.sub(_tone_last, unicodedata.normalize("NFC", text))


def _tone_last(word: re.Match[str]) -> str:
    parts = unicodedata.normalize("NFD", word[0])
    tones = "".join(char for char in parts if char in _TONES)
    letters = "".join(char for char in parts if char not in _TONES)
    return unicodedata.normalize("NFC", letters) + "".join(
        _TONES[tone] for tone in tones
    )


def slugify_vi(text: str, max_length: int = 80) -> str:
    """Return an address word of a-z, 0-9 and hyphens, cut between words.

    Never empty: what has no Latin letter or digit becomes "bai-viet".
    """
    words = re.findall("[a-z0-9]+", fold(text[: max_length * 8]))
    slug = "-".join(words) or EMPTY_SLUG
    if len(slug) > max_length:
        head, _, rest = slug[: max_length + 1].rpartition("-")
        slug = head or rest[:max_length]
    return slug


def _number_key(match: re.Match[str]) -> str:
    digits = match[0].lstrip("0") or "0"
    return f"{min(len(digits), 99):02d}{digits}"


def _word_key(word: str) -> tuple[str, str]:
    """Return the letters of a syllable in alphabet order, and its tone 0 to 5."""
    tone, letters = "0", [""]
    for char in unicodedata.normalize("NFD", word):
        if char in _TONES:
            tone = _TONES[char]
        elif (pair := letters[-1] + char) in _LETTERS:
            letters[-1] = _LETTERS[pair]
        elif not unicodedata.combining(char):
            letters.append("d{" if char == "đ" else char)
    return re.sub("[0-9]+", _number_key, "".join(letters)), tone


def spelling(word: str) -> str:
    """Return one word as it is spelt: letters in alphabet order's form, then its tone.

    Case and where the tone was put do not matter: `Hoà` and `hòa` are spelt alike,
    `hóa` is not.
    """
    word = clean_line(word).translate(_D_WITH_STROKE).lower()
    return "".join(_word_key(word))


def sort_key(text: str) -> str:
    """Return a key that puts Vietnamese names in order when compared by code point.

    Letters first (a ă â b c d đ e ê …), word by word, numbers by value ("Tổ 2"
    before "Tổ 10"); tones decide only between equal letters, in the order ngang,
    huyền, hỏi, ngã, sắc, nặng. Punctuation separates words, case is ignored. A
    column that holds it needs `db_collation="C"` to compare the same anywhere.
    """
    text = unicodedata.normalize("NFKC", clean_line(text))
    text = text.translate(_D_WITH_STROKE).lower()
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text))
    # " " < "!" < digits < letters: a name comes before those that continue it.
    keys = [_word_key(word) for word in words]
    return f"{'!'.join(key for key, _ in keys)} {''.join(tone for _, tone in keys)}"


def format_number(value: int | Decimal) -> str:
    """Return `value` with "." between thousands and "," before decimals: 1.435."""
    return f"{Decimal(value):,f}".translate(str.maketrans(",.", ".,"))


def read_number(text: str) -> Decimal:
    """Return the number that Vietnamese writing means: 1.435 → 1435, 68,6 → 68.6.

    A dot parts thousands, three digits each, and a comma begins the decimals; zeros
    before ("06") change nothing. Raises ValueError for everything that might mean
    two things ("1.43", "91.5", "1,435,000"), for signs and for words.
    """
    match = _WRITTEN_NUMBER.fullmatch(clean_line(text))
    if match is None:
        raise ValueError(f"not one number: {text!r}")
    whole, decimals = re.sub("[. ]", "", match[1]), (match[2] or "")[1:]
    return Decimal(f"{whole}.{decimals}" if decimals else whole)


def format_percent(part: int | Decimal, whole: int | Decimal, digits: int = 1) -> str:
    """Return part of whole, rounded half up: "68,6%". "" when `whole` is 0.

    A part keeps its decimals, exact or not ("84,0%"). What is exactly all, nothing or
    a multiple has none ("100%"), so that nearly all ("100,0%") is not shown as all.
    """
    if not whole:
        return ""
    exact = Decimal(part) * 100 / Decimal(whole)
    if exact == exact.to_integral_value() and not 0 < exact < 100:
        digits = 0
    rounded = exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return f"{format_number(rounded)}%"


def format_average(total: int, count: int, digits: int = 1) -> str:
    """Return the mean, rounded half up: "4,2"; a whole one without decimals: "5".

    "" when `count` is 0.
    """
    if not count:
        return ""
    exact = Decimal(total) / Decimal(count)
    if exact == exact.to_integral_value():
        digits = 0
    return format_number(exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def _local(moment: datetime.datetime) -> datetime.datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def format_date(day: datetime.date) -> str:
    """Return a day as 29/02/2024; of a datetime, its day in local time."""
    if isinstance(day, datetime.datetime):
        day = _local(day)
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def format_datetime(moment: datetime.datetime) -> str:
    """Return a moment in local time as 29/02/2024 | 15:51."""
    moment = _local(moment)
    return f"{format_date(moment)} | {moment.hour:02d}:{moment.minute:02d}"


def weekday_date(day: datetime.date) -> str:
    """Return a day as Thứ Bảy, 21/11/2026."""
    if isinstance(day, datetime.datetime):
        day = _local(day)
    return f"{_WEEKDAYS[day.weekday()]}, {format_date(day)}"


def excerpt(text: str, words: int = 30) -> str:
    """Return the first `words` syllables of plain text, with … if more follow."""
    parts = clean_text(text).split(maxsplit=words)
    if len(parts) <= words:
        return " ".join(parts)
    return " ".join(parts[:words]).rstrip(" ,;:.–-") + "…"


def reading_minutes(text: str) -> int:
    """Return how many minutes, at least 1, an unhurried reader needs for plain text."""
    return max(1, math.ceil(len(text.split()) / SYLLABLES_PER_MINUTE))


def keep(text: str) -> str:
    """Return a title whose figures stay on one line with what they count or number.

    `số 4`, `10 tập thể`, `số 12/NQ-HĐND`, `Nhân dân`: only the space becomes a
    no-break one, which copies as a space. For showing, never for storing.
    """
    return _KEPT.sub(lambda match: match[0].replace(" ", "\xa0"), text)
