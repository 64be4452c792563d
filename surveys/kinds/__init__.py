"""The kinds of questions. A new kind is one module here and one line in KINDS."""

from collections.abc import Mapping
from types import MappingProxyType

from .faces import FACES
from .fields import AnswerField
from .info import INFO
from .kind import INVALID_CODES, InvalidAnswer, Kind, Problem, Summary
from .one import ONE
from .order import ORDER
from .several import SEVERAL
from .text import TEXT, normalised
from .yes_no import YES_NO

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "faces": FACES,
        "one": ONE,
        "several": SEVERAL,
        "yes_no": YES_NO,
        "order": ORDER,
        "text": TEXT,
        "info": INFO,
    }
)

__all__ = [
    "INVALID_CODES",
    "KINDS",
    "AnswerField",
    "InvalidAnswer",
    "Kind",
    "Problem",
    "Summary",
    "normalised",
]
