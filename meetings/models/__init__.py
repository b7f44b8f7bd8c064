"""What residents say to a unit. Import from here, not from below.

Conferences and programmes join them as modules of their own.
"""

from .resident_word import ResidentWord
from .word_desk import WordDesk

__all__ = ["ResidentWord", "WordDesk"]
