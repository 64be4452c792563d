"""`own_topic`: what the child wants to talk about, in a text. A page can lead to it at once."""

from .kind import Kind
from .text import mistakes, parse, summarise

OWN_TOPIC = Kind(
    name="own_topic",
    from_age=6,
    parse=parse,
    summarise=summarise,
    mistakes=mistakes,
    settings=frozenset({"max_length"}),
    closed=False,
)
