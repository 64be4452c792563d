"""Screening of children's texts: what identifies somebody is replaced, what may be a disclosure is
noticed.

Nothing here reaches the network, writes a file or logs a text.
"""

from .pipeline import screen
from .results import LEVELS, SIGNALS, UNREAD, Entity, ScreeningResult

__all__ = ["LEVELS", "SIGNALS", "UNREAD", "Entity", "ScreeningResult", "screen"]
