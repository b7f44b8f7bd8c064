"""A clause of a resolution, in one sentence with its target."""

from __future__ import annotations

from ..models import Clause
from .facts import number


def clause_text(clause: Clause) -> str:
    """The text, and its target where it sets one and does not say it itself."""
    text = " ".join(clause.text.split())
    end = "" if text.endswith((".", "!", "?", ";")) else "."
    return f"{text}{end}{_target(clause)}"


def _target(clause: Clause) -> str:
    if clause.target is None or not clause.indicator:
        return ""
    space = "" if clause.target_unit in {"%", ""} else " "
    target = f"{number(clause.target)}{space}{clause.target_unit}"
    by = f", do {clause.target_set_by} giao" if clause.target_set_by else ""
    name = clause.indicator[:1].lower() + clause.indicator[1:]
    return f" Chỉ tiêu: {name} {target}{by}."
