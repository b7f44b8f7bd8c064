"""Which letters can be one Vietnamese syllable: the shape, not whether it is a word.

A syllable is an onset, a rhyme and a tone. Both customs of placing the tone are right
(`hoà`, `hòa`), because the tone is taken off before the letters are looked at.
"""

import unicodedata
from functools import lru_cache

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_SHARP_OR_HEAVY = frozenset("\u0301\u0323")
_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph r s t th tr v x"
_RHYMES = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt "
    "âc âm ân âng âp ât âu ây e ec em en eng eo ep et ê êch êm ên ênh êp êt êu "
    "i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu "
    "o oc oi om on ong op ot ooc oong oa oac oach oai oam oan oang oanh oao oap oat "
    "oay oăc oăm oăn oăng oăt oe oen oeo oet ô ôc ôi ôm ôn ông ôp ôt "
    "ơ ơi ơm ơn ơp ơt u ua uc ui um un ung up ut uôc uôi uôm uôn uông uôt "
    "uân uâng uât uây uê uêch uênh uơ uy uya uych uynh uyt uyu uyên uyêt "
    "ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu "
    "yêm yên yêng yêt yêu"
)
_AFTER_QU = (
    "a ac ach ai an ang anh ao at ay ăc ăm ăn ăng ăp ăt ân âng ât ây e en eo et "
    "ê ên ênh êt i it in ôc ơ y ych ynh yt yên yêt"
)
ONSETS = ["", *_ONSETS.split()]
RHYMES = frozenset(_RHYMES.split())
RHYMES_AFTER_QU = frozenset(_AFTER_QU.split())
_Y_ALONE = frozenset(["", "h", "k", "l", "m", "n", "s", "t", "v"])
LONGEST = 14  # of a decomposed `nghiêng`, and more
_FRONT = frozenset("eêiy")
_BEFORE_FRONT_ONLY = frozenset(["k", "gh", "ngh"])
_NEVER_BEFORE_FRONT = frozenset(["c", "ng"])


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Tell whether `word`, in any case, has the shape of one Vietnamese syllable."""
    if len(word) > LONGEST:
        return False
    parts = unicodedata.normalize("NFD", word.lower())
    tones = [char for char in parts if char in _TONES]
    if len(tones) > 1:
        return False
    bare = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))
    is_stopped = bare.endswith(("p", "t", "c", "ch"))
    if is_stopped and not (tones and _SHARP_OR_HEAVY.issuperset(tones)):
        return False
    return _has_shape(bare)


def _has_shape(bare: str) -> bool:
    if bare.startswith("qu"):
        return bare[2:] in RHYMES_AFTER_QU
    return any(
        _fit(onset, bare[len(onset) :]) for onset in ONSETS if bare.startswith(onset)
    )


def _fit(onset: str, rhyme: str) -> bool:
    if rhyme == "y":
        return onset in _Y_ALONE
    if rhyme not in RHYMES:
        return onset == "gi" and rhyme == ""
    is_front = rhyme[0] in _FRONT
    if onset in _BEFORE_FRONT_ONLY:
        return is_front
    if onset == "g":
        return not is_front or rhyme[0] == "i"
    return not (is_front and onset in _NEVER_BEFORE_FRONT) and (
        rhyme[0] != "y" or onset == ""
    )
