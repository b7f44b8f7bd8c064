"""Decides whether an upload is a sound recording that the portal may hand out.

As with documents, the name's ending and the content must agree and the declared type
is ignored; what is kept is kept untouched. Only the containers are looked at, never
decoded: a browser that cannot play one says so itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext_lazy as _

from .inspection import ending_of, too_large

HEAD = 64 * 1024
TAGS = 3  # of ID3, one after the other; each may hold a picture larger than HEAD
# Brands of an MPEG-4 file that holds sound, and may hold a picture: never a video.
M4A_BRANDS = {b"M4A ", b"M4B ", b"mp42", b"isom", b"iso2", b"mp41"}
OGG_CODECS = (b"\x01vorbis", b"OpusHead", b"\x7fFLAC", b"Speex   ")


@dataclass(frozen=True)
class Recording:
    """A kind of recording; `looks_right` judges the beginning of the content.

    Where the kind `may_be_tagged`, that is what follows its ID3 tags.
    """

    content_type: str
    looks_right: Callable[[bytes], bool]
    may_be_tagged: bool = False


def check_recording(file: File) -> Recording:
    """Inspect an upload; `file.name` is what its owner called it.

    Raises ValidationError with a message for the person who uploaded it.
    """
    kind = RECORDINGS.get(ending_of(file.name or ""))
    if kind is None:
        text = _("A recording must be one of: %(kinds)s.")
        kinds = ", ".join(ending[1:] for ending in RECORDINGS)
        raise ValidationError(text, "wrong_ending", {"kinds": kinds})
    if file.size > settings.DOCUMENT_MAX_BYTES:
        raise too_large()
    head = _part(file, 0)
    if not head:
        raise ValidationError(_("The file is empty. Choose it again."), "empty")
    if not kind.looks_right(_behind_tags(file, head) if kind.may_be_tagged else head):
        raise ValidationError(
            _("The content of the file is not the sound that its name says."),
            "wrong_content",
        )
    return kind


def _part(file: File, at: int) -> bytes:
    file.seek(at)
    part: bytes = file.read(HEAD)
    file.seek(0)
    return part


def _behind_tags(file: File, head: bytes) -> bytes:
    """Return what follows the ID3 tags; nothing, where they claim all of the file."""
    at = 0
    for _number in range(TAGS):
        if not head.startswith(b"ID3") or len(head) < 10:
            break
        has_footer = head[5] & 0x10
        at += 10 + _tag_length(head[6:10]) + (10 if has_footer else 0)
        head = _part(file, at)
    return head


def _tag_length(size: bytes) -> int:
    length = 0
    for part in size:
        length = length << 7 | part & 0x7F
    return length


def _is_mp3(head: bytes) -> bool:
    """Whether it begins with a frame of MPEG layer III, and another one after it."""
    at = 0
    while at < len(head) and head[at] == 0:
        at += 1  # padding after the tag
    length = _frame_length(head[at : at + 4])
    if not length:
        return False
    following = head[at + length : at + length + 4]
    return len(following) < 4 or bool(_frame_length(following))


def _frame_length(header: bytes) -> int:
    """Return the bytes of the frame with this header; 0 where it is none."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:
        return 0
    version = header[1] >> 3 & 3  # 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
    rate, sampling = header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or rate in (0, 15) or sampling == 3:
        return 0
    bits = (BIT_RATES_1 if version == 3 else BIT_RATES_2)[rate - 1] * 1000
    hertz = (44100, 48000, 32000)[sampling] >> {3: 0, 2: 1, 0: 2}[version]
    samples = 144 if version == 3 else 72
    return samples * bits // hertz + (header[2] >> 1 & 1)


BIT_RATES_1 = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
BIT_RATES_2 = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)


def _is_m4a(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] in M4A_BRANDS


def _is_ogg(head: bytes) -> bool:
    """An Ogg page whose first packet names a codec of sound, not of video."""
    if not head.startswith(b"OggS\x00") or len(head) < 28:
        return False
    return head[27 + head[26] :].startswith(OGG_CODECS)


RECORDINGS = {
    ".mp3": Recording("audio/mpeg", _is_mp3, may_be_tagged=True),
    ".m4a": Recording("audio/mp4", _is_m4a),
    ".ogg": Recording("audio/ogg", _is_ogg),
}
