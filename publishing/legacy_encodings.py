"""Vietnamese text of before Unicode: found out, and turned into Unicode.

Until about 2005 Vietnamese was written with fonts that draw other letters in place of
the Latin ones: TCVN3 (`.VnTime`, also called ABC), VNI (`VNI-Times`) and VISCII. Such
text pasted into a portal shows as `Héi nghÞ ®¹i biÓu` or `Hoäi nghò ñaïi bieåu`.

A word speaks for an encoding when it is no Vietnamese syllable as it stands and is
one after the conversion. Correct Vietnamese consists of syllables as it stands, so it
is never taken for anything else, nor are a few foreign names. Each line (of HTML each
block) is judged apart: old paragraphs stand beside new ones in one text.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from .syllables import is_syllable


class Encoding(StrEnum):
    """The name is what people call it; `converters` holds how it is read."""

    TCVN3 = "TCVN3 (ABC)"
    VNI = "VNI"
    VISCII = "VISCII"


FEWEST_WORDS = 3  # different ones, before a text is said to be in an old encoding
MOST_WORDS = 2_000  # different ones, enough to judge any text by

# The Greek letter is what some programs make of the micro sign. Upper case with tone
# has no codes of its own: the font .VnTimeH draws capitals for the small letters.
_TCVN3 = str.maketrans(
    "¡¢£¤¥¦§¨©ª«¬\xad®µμ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
    "ĂÂÊÔƠƯĐăâêôơưđààảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
)
_VISCII = str.maketrans(
    "¡¢£¤¥¦§¨©ª«¬\xad®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß"
    "àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿŠŒŽšœžŸƒ",
    "ắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư"
    "àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮỄỆỒỌỦỤỲẶ",
)
_VNI_SINGLE = str.maketrans("ôÔöÖíÍìÌæÆóÓòÒîÎñÑ", "ơƠưƯíÍìÌỉỈĩĨịỊỵỴđĐ")
_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
_HAT, _BREVE = "\u0302", "\u0306"
_VNI_MARKS = {
    "ù": _ACUTE,
    "ø": _GRAVE,
    "û": _HOOK,
    "õ": _TILDE,
    "ï": _DOT,
    "â": _HAT,
    "á": _HAT + _ACUTE,
    "à": _HAT + _GRAVE,
    "å": _HAT + _HOOK,
    "ã": _HAT + _TILDE,
    "ä": _HAT + _DOT,
    "ê": _BREVE,
    "é": _BREVE + _ACUTE,
    "è": _BREVE + _GRAVE,
    "ú": _BREVE + _HOOK,
    "ü": _BREVE + _TILDE,
    "ë": _BREVE + _DOT,
}
_VNI_PAIR = re.compile(
    "[aeouyôö][ùøûõï]|[aeo][âáàåãä]|a[êéèúüë]|[ôöíìæóòîñ]", re.IGNORECASE
)
# No words of TCVN3 when they stand alone, but a bullet, a sign; « is one, in `ô tô`.
_ALONE = re.compile(r"(?<!\S)([·®©§»])(?!\S)")
_WORD = re.compile(r"[^\W\d_]{2,}")

_TOKEN = re.compile("[A-Za-z\xa1-\u024f\u03bc\u1ea0-\u1ef9]+")
_PLAIN = re.compile("[A-Za-z]+")
# Letters that none of the encodings can show. ư is left out: a soft hyphen is kept
# as ư in text that has not been converted yet (see `keep_soft_hyphens`).
_MODERN = re.compile("[\u1ea0-\u1ef9ăĂđĐĩĨũŨơƠ]")
_SOFT_HYPHEN = re.compile("&shy;|&#173;|&#xad;", re.IGNORECASE)

_INLINE = "a|strong|em|u|s|sub|sup|img"
_BLOCK_EDGE = re.compile(rf"(<(?!/?(?:{_INLINE})\b)[^<>]*>)")
_TAG = re.compile("(<[^<>]*>)")
_WORDS_IN_TAG = re.compile(r'\b(alt|title)="([^"]*)"')


def from_tcvn3(text: str) -> str:
    """Return TCVN3 text as Unicode; `CéNG` is CỘNG, as its font drew it."""
    return "\n".join(map(_tcvn3_line, text.split("\n")))


def _tcvn3_line(line: str) -> str:
    parts = _ALONE.split(line)
    parts[::2] = [part.translate(_TCVN3) for part in parts[::2]]
    converted = "".join(parts)
    words = [plain for w in _WORD.findall(converted) if len(plain := _ascii(w)) > 1]
    fewest = 1 if len(words) > 2 and all(map(str.isupper, words)) else 2
    return _WORD.sub(lambda match: _raised(match[0], fewest), converted)


def _ascii(word: str) -> str:
    return "".join(filter(str.isascii, word))


def _raised(word: str, fewest: int) -> str:
    """Return `CộNG` as CỘNG where at least `fewest` plain letters say so."""
    plain = _ascii(word)
    return word.upper() if len(plain) >= fewest and plain.isupper() else word


def from_vni(text: str) -> str:
    """Return VNI-Windows text as Unicode."""
    return unicodedata.normalize("NFC", _VNI_PAIR.sub(_from_vni_pair, text))


def _from_vni_pair(match: re.Match[str]) -> str:
    letter = match[0][0].translate(_VNI_SINGLE)
    return letter + "".join(_VNI_MARKS[mark] for mark in match[0][1:].lower())


def from_viscii(text: str) -> str:
    """Return VISCII text as Unicode, as far as its capitals have survived."""
    return text.translate(_VISCII)


CONVERTERS: dict[Encoding, Callable[[str], str]] = {
    Encoding.TCVN3: from_tcvn3,
    Encoding.VNI: from_vni,
    Encoding.VISCII: from_viscii,
}


@dataclass(frozen=True)
class Reader:
    """Reads one text that is wholly or partly in an old encoding."""

    encoding: Encoding
    is_mixed: bool

    def text(self, text: str) -> str:
        """Return plain text with its old lines in Unicode, the others as they are."""
        return "\n".join(map(self._line, text.split("\n")))

    def html(self, html: str) -> str:
        """Return cleaned HTML with the words of its old blocks in Unicode."""
        parts = _BLOCK_EDGE.split(html)
        parts[::2] = [self._block(part) for part in parts[::2]]
        return "".join(parts)

    def old_lines(self, text: str) -> list[str]:
        """Return the lines that would change."""
        return [line for line in text.split("\n") if self._line(line) != line]

    def _line(self, line: str) -> str:
        return CONVERTERS[self.encoding](line) if self._is_old(line) else line

    def _block(self, block: str) -> str:
        convert = CONVERTERS[self.encoding]
        parts = _TAG.split(block)
        is_old = self._is_old(" ".join(parts[::2]))
        if is_old:
            parts[::2] = [convert(part) for part in parts[::2]]
        parts[1::2] = [_WORDS_IN_TAG.sub(self._attribute, tag) for tag in parts[1::2]]
        return "".join(parts)

    def _attribute(self, match: re.Match[str]) -> str:
        return f'{match[1]}="{self._line(match[2])}"'

    def _is_old(self, line: str) -> bool:
        hits, modern = _evidence(_words(line), self.encoding)
        return hits > modern or (hits == modern == 0 and not self.is_mixed)


def _words(text: str) -> Counter[str]:
    """Return the words of `text` that are not plain ASCII, with their numbers."""
    words = Counter(_TOKEN.findall(unicodedata.normalize("NFC", text)))
    return Counter({w: n for w, n in words.items() if not _PLAIN.fullmatch(w)})


def _speaks_for(word: str, encoding: Encoding) -> bool:
    is_sign = not _ascii(word)
    return (
        not is_sign
        and not is_syllable(word)
        and is_syllable(CONVERTERS[encoding](word))
    )


def _evidence(words: Counter[str], encoding: Encoding) -> tuple[int, int]:
    """Return how many words speak for `encoding`, and how many are Unicode only."""
    hits = sum(number for word, number in words.items() if _speaks_for(word, encoding))
    modern = sum(
        number
        for word, number in words.items()
        if _MODERN.search(word) and is_syllable(word)
    )
    return hits, modern


def detect(text: str) -> Encoding | None:
    """Return the old encoding of `text` or of whole lines of it; None for Unicode.

    Also HTML may be given: its tags are plain ASCII and say nothing.
    """
    words = _words(text)
    odd = [word for word in islice(words, MOST_WORDS) if not is_syllable(word)]
    best, most = None, FEWEST_WORDS - 1
    for encoding in Encoding:
        hits = sum(_speaks_for(word, encoding) for word in odd)
        # Odd words without that are foreign or misspelt; abbreviations have only Đ.
        foreign = sum(not _MODERN.search(word) for word in odd) - hits
        if hits > most and hits > foreign:
            best, most = encoding, hits
    return best


def reader_of(text: str) -> Reader | None:
    """Return what reads `text`, its lines judged apart; None where all is Unicode."""
    encoding = detect(text)
    if encoding is None:
        return None
    evidence = [_evidence(_words(line), encoding) for line in text.split("\n")]
    if not any(hits > modern for hits, modern in evidence):
        return None
    return Reader(encoding, is_mixed=any(modern > hits for hits, modern in evidence))


def keep_soft_hyphens(text: str) -> str:
    """Return text whose soft hyphens are letters of an old encoding with those letters.

    In TCVN3 the code of ư, in VISCII that of ễ, is a soft hyphen in Unicode, which is
    removed from stored text as invisible; the letter would be lost for good.
    """
    written, text = text, _SOFT_HYPHEN.sub("\xad", text)
    encoding = detect(text) if "\xad" in text else None
    if encoding not in (Encoding.TCVN3, Encoding.VISCII):
        return written
    letter = CONVERTERS[encoding]("\xad")

    def kept(match: re.Match[str]) -> str:
        is_letter = is_syllable(CONVERTERS[encoding](match[0]))
        return match[0].replace("\xad", letter) if is_letter else match[0]

    return _TOKEN.sub(kept, text)
