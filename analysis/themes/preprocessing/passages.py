"""A text as annotated passages, each one idea."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from spacy.language import Language

from analysis.themes.lang.spelling import Spelling

from .segmentation import (
    BLOCK,
    RULER,
    AnnotatedPassage,
    SegmentedText,
    listed,
    pieces_of,
    spaced,
    usual,
)


def as_worry(piece: AnnotatedPassage) -> AnnotatedPassage:
    """A passage whose question asks for what worries: a worry, whose words take no side."""
    return replace(piece, kind="worry", stance="") if piece.regular else piece


def pieces(
    texts: Sequence[str], nlp: Language, spelling: Spelling
) -> Iterator[tuple[AnnotatedPassage, ...]]:
    """The passages of each text, in order. Lists are cut first, then the parse decides."""
    parts = [listed(text) for text in texts]
    readings = read_passages((part for of_text in parts for part in of_text), nlp, spelling)
    for of_text in parts:
        found = [pieces_of(next(readings), spelling) for _ in of_text]
        yield tuple(piece for of_part in found for piece in of_part)


def read_passages(
    texts: Iterable[str], nlp: Language, spelling: Spelling
) -> Iterator[SegmentedText]:
    """The texts parsed in blocks, without entities and tags, which themes do not need."""
    written = ((usual(doc, spelling), doc) for doc in map(nlp.make_doc, texts))
    both = nlp.pipe(written, as_tuples=True, batch_size=BLOCK, disable=["ner", RULER])
    return (SegmentedText(spaced(parsed, nlp), doc) for parsed, doc in both)
