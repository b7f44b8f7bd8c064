"""Pictures that stand in the text itself, as base64, when pasted from Word.

They are cut out before anything else looks at the text, however long they are, and
a short address that nobody can guess takes their place.
"""

import base64
import binascii
import re
import secrets
from collections.abc import Callable

from django.conf import settings

MAX_PICTURES = 60
MAX_BYTES = 25 * 1024 * 1024

StoreImage = Callable[[bytes], dict[str, str] | None]

_INLINE = re.compile(
    r"data:(image/[a-z0-9.+-]{1,20})(?:;[a-z0-9=.+-]{1,40}){0,3};base64,"
    r"([a-z0-9+/=\r\n\t]*)",
    re.IGNORECASE,
)
_SRC_BEFORE = re.compile(r"src\s{0,3}=\s{0,3}[\"']?\s{0,3}\Z", re.IGNORECASE)
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")


class InlinePictures:
    """The pictures cut out of one text, under the addresses that replaced them."""

    def __init__(self, html: str) -> None:
        self._cut_prefix = self._new_prefix()
        self._kept_prefix = self._new_prefix()
        self._found: list[tuple[str, str]] = []
        self._stored: dict[str, dict[str, str] | None] = {}
        self.html = _INLINE.sub(self._cut, html)

    @staticmethod
    def _new_prefix() -> str:
        # Below MEDIA_URL, so that the sanitiser lets it pass like a stored picture.
        return f"{settings.MEDIA_URL}inline-{secrets.token_hex(16)}-"

    def _cut(self, match: re.Match[str]) -> str:
        before = match.string[max(0, match.start() - 16) : match.start()]
        if not _SRC_BEFORE.search(before):
            return ""
        self._found.append((match[1].lower(), match[2]))
        return f"{self._cut_prefix}{len(self._found) - 1}"

    def __len__(self) -> int:
        return len(self._found)

    def is_inline(self, address: str) -> bool:
        """Tell whether an address stands for a picture that was cut out."""
        index = address.removeprefix(self._cut_prefix)
        return index != address and index.isdecimal() and int(index) < len(self._found)

    def _base64(self, index: int) -> str:
        """Return the data of a picture, nothing but base64 in whole groups of four."""
        data = _NOT_BASE64.sub("", self._found[index][1])
        return data + "=" * (-len(data) % 4)

    def content(self, address: str) -> bytes | None:
        """Return the bytes of a picture; None when broken, too big or too many."""
        index = int(address.removeprefix(self._cut_prefix))
        if index >= MAX_PICTURES or len(self._found[index][1]) > MAX_BYTES * 4 // 3:
            return None
        try:
            return base64.b64decode(self._base64(index)) or None
        except binascii.Error:
            return None

    def store(
        self, address: str, store_image: StoreImage | None
    ) -> dict[str, str] | None:
        """Return the attributes `store_image` gives for a picture, asked once each."""
        if address not in self._stored:
            content = self.content(address) if store_image else None
            self._stored[address] = (
                store_image(content) if store_image and content else None
            )
        return self._stored[address]

    def keep(self, address: str) -> dict[str, str]:
        """Return the attributes of a picture that `put_back` will put in again."""
        index = address.removeprefix(self._cut_prefix)
        return {"src": f"{self._kept_prefix}{index}"}

    def without_leftovers(self, html: str) -> str:
        """Return HTML without the addresses that stand elsewhere than in a picture."""
        return re.sub(rf"{self._cut_prefix}\d+", "", html)

    def put_back(self, html: str) -> str:
        """Return sanitised HTML with the kept pictures in the text again."""
        return re.sub(rf"{self._kept_prefix}(\d+)", self._data, html)

    def _data(self, match: re.Match[str]) -> str:
        index = int(match[1])
        return f"data:{self._found[index][0]};base64,{self._base64(index)}"
