"""The kinds of things whose readings are counted, as their apps register them.

Traffic knows no other app. An app says in `AppConfig.ready()` which of its ids the
public may see, so that neither drafts nor invented ids ever get a row.
"""

from collections.abc import Callable, Mapping

PublicIds = Callable[[set[int]], Mapping[int, int | None]]

_kinds: dict[str, PublicIds] = {}


def register(kind: str, *, public: PublicIds) -> None:
    """Let `kind` ("news.article") be counted.

    `public` is given a set of ids and returns {id: unit id or None} for those of
    them that the public may see now. It is asked when counts are folded, once for
    many readings, and never while a page is read.
    """
    _kinds[kind] = public


def unregister(kind: str) -> None:
    """Count `kind` no more; what was counted stays."""
    _kinds.pop(kind, None)


def is_known(kind: str) -> bool:
    """Whether some app registered `kind`; asks the database nothing."""
    return kind in _kinds


def public_ids(kind: str, ids: set[int]) -> Mapping[int, int | None]:
    """{id: unit id or None} of the public ones among `ids`; empty for unknown kinds."""
    return _kinds[kind](ids) if kind in _kinds else {}
