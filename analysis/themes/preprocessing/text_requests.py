"""A text as the workers get it: with what its question asks for."""

import re

_WORRY = "\x1f"  # before a text whose question asks for what worries: it is read in another way
_TOLD = re.compile("\x1e([a-z]{2,})\x1e")  # before one said to be in another language than most


def asked_for(text: str, worry: bool, told: str = "") -> str:
    """A text as it is kept: one that was asked for as a worry, or is said to be in a language of
    its own (`told`), is another than the same words."""
    text = f"\x1e{told}\x1e{text}" if told else text
    return _WORRY + text if worry else text


def as_asked(kept: str) -> tuple[str, bool, str]:
    """A text, whether it was asked for as a worry, and the language it is said to be in (or ""),
    out of what is kept."""
    text = kept.removeprefix(_WORRY)
    told = _TOLD.match(text)
    return text[told.end() :] if told else text, text != kept, told[1] if told else ""
