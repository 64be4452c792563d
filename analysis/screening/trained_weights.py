"""Weights that screening learned: files of JSON, each with its SHA-256 beside it.

A weight that is not what was trained would let names or disclosures through without a sign, so a
file that was cut, mixed up or changed is refused.
"""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.spacy_models import LanguageError

FOLDER = Path(__file__).parent / "weights"


class DamagedWeights(LanguageError):
    """What screening learned is not what was trained."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The weights {name} are not those that were trained (their SHA-256 differs): "
            "install Alzavoz again."
        )


def read(name: str) -> Any:
    """The weights of that name, None where there are none; `DamagedWeights` if they changed."""
    file = FOLDER / name
    if not file.is_file():
        return None
    content, kept = file.read_bytes(), _beside(file)
    if not kept.is_file() or kept.read_text().strip() != _digest(content):
        raise DamagedWeights(name)
    return json.loads(content)


def keep(name: str, text: str) -> None:
    """Write weights, and the hash by which they are known."""
    FOLDER.mkdir(exist_ok=True)
    content = text.encode()
    (FOLDER / name).write_bytes(content)
    _beside(FOLDER / name).write_text(_digest(content) + "\n")


def packed(numbers: npt.NDArray[Any]) -> dict[str, Any]:
    """Numbers as JSON can hold them: their shape, their type (little-endian), and their bytes."""
    kept = np.ascontiguousarray(numbers, dtype=numbers.dtype.newbyteorder("<"))
    content = base64.b64encode(kept.tobytes()).decode("ascii")
    return {"shape": kept.shape, "type": kept.dtype.str, "bytes": content}


def unpacked(content: Any) -> npt.NDArray[Any]:
    """The numbers that `packed` made JSON of."""
    read_back = np.frombuffer(base64.b64decode(content["bytes"]), dtype=content["type"])
    return read_back.reshape(content["shape"])


def _beside(file: Path) -> Path:
    return file.with_name(f"{file.name}.sha256")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
