"""Divides a total that is known into parts that are not, so that they sum to it.

The parts are invented, the same on every run; whoever shows them says so.
"""

from __future__ import annotations

from collections.abc import Sequence


def split(total: int, weights: Sequence[float]) -> list[int]:
    """Return parts of `total` in proportion to `weights`, by largest remainder.

    They sum to `total` exactly; a tie goes to the earlier part.
    """
    whole = sum(weights)
    shares = [total * weight / whole for weight in weights]
    parts = [int(share) for share in shares]
    by_rest = sorted(
        range(len(parts)), key=lambda place: (parts[place] - shares[place], place)
    )
    for place in by_rest[: total - sum(parts)]:
        parts[place] += 1
    return parts


def uneven(count: int, seed: int = 0) -> list[float]:
    """Return `count` weights that differ as wards and groups do: 0.75 to 1.25."""
    return [0.75 + ((place * 37 + seed * 17) % 51) / 100 for place in range(count)]


def varied(sizes: Sequence[float], seed: int = 0) -> list[float]:
    """Return weights near `sizes`, a tenth up or down: who comes differs by place."""
    return [
        size * (0.9 + ((place * 29 + seed * 13) % 21) / 100)
        for place, size in enumerate(sizes)
    ]
