"""The kinds of questions. A new kind is one module here and one line in KINDS."""

from collections.abc import Mapping
from types import MappingProxyType

from .baskets import BASKETS
from .drawing import DRAWING
from .faces import FACES
from .fields import AnswerField
from .finish import FINISH
from .info import INFO
from .kind import INVALID_CODES, InvalidAnswer, Kind, Problem, Summary
from .one import ONE
from .order import ORDER
from .own_topic import OWN_TOPIC
from .scale import SCALE
from .several import SEVERAL
from .stamps import STAMPS
from .stones import STONES
from .text import TEXT, normalised
from .word import WORD
from .yes_no import YES_NO

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "faces": FACES,
        "one": ONE,
        "scale": SCALE,
        "several": SEVERAL,
        "yes_no": YES_NO,
        "order": ORDER,
        "baskets": BASKETS,
        "stones": STONES,
        "stamps": STAMPS,
        "text": TEXT,
        "finish": FINISH,
        "word": WORD,
        "own_topic": OWN_TOPIC,
        "drawing": DRAWING,
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
