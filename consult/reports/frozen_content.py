"""The hash of a report, and the parts of it that a child may take back.

A report is frozen, and a child may withdraw what it quotes. So its hash is not of the words
themselves but of the *manifest*: the content in which every part that somebody said stands as a
hash of its own. A part that is withdrawn gives way to that hash; the manifest stays what it was:

    content["parts"]        JSON pointer of each part -> its salt; null once it is withdrawn
    hash of a part          SHA-256 of the salt (hexadecimal) and the part as canonical JSON
    a withdrawn part        {"withdrawn": true, "sha256": its hash}; where people hid words in it
                            for somebody's safety, also "hidden": true
    manifest                the content, each part replaced by its hash, "parts" by their pointers
    hash of the report      SHA-256 of the manifest as canonical JSON

The salt goes with the words: nobody can try sentences until one fits. A content without `parts`
(format 1) is its own manifest. JSON pointers: RFC 6901.
"""

import copy
import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

Content = Mapping[str, Any]


def canonical(content: Any) -> bytes:
    """The one way to write this content as JSON."""
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return written.encode()


def digest(content: Content) -> str:
    """The hash of a report with that content: 64 hexadecimal digits."""
    return hashlib.sha256(canonical(manifest(content))).hexdigest()


def manifest(content: Content) -> Content:
    """What the hash is of. `ValueError` for a content that nothing of ours can have made."""
    salts = content.get("parts")
    if salts is None:
        return content
    bare = copy.deepcopy(dict(content))
    try:
        for pointer, salt in salts.items():
            holder, place = _holder(bare, pointer)
            holder[place] = _hash(holder[place], salt)
    except (LookupError, TypeError, AttributeError) as broken:
        raise ValueError("a part is missing") from broken
    return {**bare, "parts": sorted(salts)}


def with_parts(content: Content, pointers: Iterable[str]) -> dict[str, Any]:
    """The content, with a salt for each of these parts."""
    return {**content, "parts": {each: secrets.token_hex(16) for each in sorted(pointers)}}


def without_parts(content: Content) -> dict[str, Any]:
    """The content as it was built: two of these can be compared."""
    return {name: value for name, value in content.items() if name != "parts"}


def blanked(content: Content, pointers: Iterable[str], why: str = "withdrawn") -> dict[str, Any]:
    """The content with these parts withdrawn. What is withdrawn already, or no part, stays.

    `why`: "withdrawn" by who said it, or "hidden" by people who reviewed it.
    """
    blank = copy.deepcopy(dict(content))
    for pointer in pointers:
        if salt := blank["parts"].get(pointer):
            holder, place = _holder(blank, pointer)
            tombstone = {"withdrawn": True, "sha256": _hash(holder[place], salt)}
            holder[place] = {**tombstone, why: True}
            blank["parts"][pointer] = None
    return blank


def is_withdrawn(part: Any) -> bool:
    """Did somebody take this part back?"""
    return isinstance(part, Mapping) and part.get("withdrawn") is True


def at(content: Any, pointer: str) -> Any:
    """The value at a JSON pointer."""
    holder, place = _holder(content, pointer)
    return holder[place]


def _hash(part: Any, salt: str | None) -> str:
    if salt is None:
        if not is_withdrawn(part):
            raise LookupError("a part without a salt")
        said: str = part["sha256"]
        return said
    return hashlib.sha256(salt.encode() + canonical(part)).hexdigest()


def _holder(content: Any, pointer: str) -> tuple[Any, Any]:
    """What holds the value, and its name or place in there. Our names need no escapes."""
    *before, last = pointer.split("/")[1:]
    for step in before:
        content = content[_place(content, step)]
    return content, _place(content, last)


def _place(holder: Any, step: str) -> str | int:
    return int(step) if isinstance(holder, list) else step
