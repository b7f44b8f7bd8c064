"""Parts of a file, as players of sound ask for them (RFC 9110, section 14).

One range a request is answered; several at once, or a unit we do not know, get the
whole file, which the standard allows.
"""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
LONGEST_PART = 1024 * 1024  # the player asks again for what follows


def in_part(request: HttpRequest, whole: Any, file: Any) -> HttpResponseBase:
    """Return the part of `file` that was asked for, or `whole` where none was.

    416 where the range begins behind the end.
    """
    whole["Accept-Ranges"] = "bytes"
    found = RANGE.fullmatch(request.headers.get("Range", "").strip())
    if found is None or not any(found.groups()) or "If-Range" in request.headers:
        return whole
    size = file.size
    first, last = _bounds(found, size)
    if first > last:
        whole.close()
        refusal = HttpResponse(status=416)
        refusal["Content-Range"] = f"bytes */{size}"
        return refusal
    last = min(last, first + LONGEST_PART - 1)
    file.seek(first)
    part = HttpResponse(
        file.read(last - first + 1),
        status=206,
        content_type=whole["Content-Type"],
    )
    whole.close()
    part["Accept-Ranges"] = "bytes"
    part["Content-Range"] = f"bytes {first}-{last}/{size}"
    return part


def _bounds(found: re.Match[str], size: int) -> tuple[int, int]:
    """Return the first and the last byte asked for; first > last where there is none."""
    if not found[1]:
        return max(0, size - int(found[2])), size - 1
    first = int(found[1])
    last = int(found[2]) if found[2] else size - 1
    return first, min(last, size - 1)
