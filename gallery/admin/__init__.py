"""The library of a unit's pictures on the desk; `gallery.changes` has the rules."""

from .log import PhotoStepAdmin
from .photo import PhotoAdmin

__all__ = ["PhotoAdmin", "PhotoStepAdmin"]
