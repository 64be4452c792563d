"""Texts in, screened texts out, in batches and in order."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from threadpoolctl import threadpool_limits

from analysis.screening.disclosure.assertion import framing
from analysis.screening.disclosure.cues import Disclosures
from analysis.screening.disclosure.risk_classifier import classifier
from analysis.screening.disclosure.risk_level import BOUNDS, BOUNDS_OF, Judge, RiskAssessment
from analysis.screening.lexicon.lexicon import Lexicon, lexicon
from analysis.screening.redaction.redactor import find_details, redact
from analysis.spacy_models import load

from .language_detection import detect_language
from .results import UNREAD, Entity, ScreeningResult
from .tokens import TokenizedText, tokenize

_BATCH = 256


def screen(
    texts: Iterable[tuple[str, str]], *, language: str = "es", model: str | None = None
) -> Iterator[ScreeningResult]:
    """Screen `(id, text)` pairs; order is kept, equal input gives equal output.

    `language` is an ISO 639-1 code, `model` an installed spaCy package to use instead of the
    default one; English has none, and is read with lists, rules and the learned tagger. A text that
    is rather written in another language that can be read is read in that; one that is clearly in
    none of them gets the level UNREAD. Raises LanguageError at the first text if the language
    cannot be read.
    """
    _screener(language, model)
    waiting = ((identifier, tokenize(text)) for identifier, text in texts)
    while batch := list(islice(waiting, _BATCH)):
        yield from _by_language(batch, language, model)


def _by_language(
    batch: Sequence[tuple[str, TokenizedText]], language: str, model: str | None
) -> Iterator[ScreeningResult]:
    """One batch, each text by the screener of its language, in the order of the texts."""
    tongues = [detect_language(words, language) for _, words in batch]
    found = {
        tongue: iter(
            _read_in(
                tongue,
                [each for each, spoken in zip(batch, tongues, strict=True) if spoken == tongue],
                language,
                model,
            )
        )
        for tongue in dict.fromkeys(tongues)
    }
    return (next(found[tongue]) for tongue in tongues)


def _read_in(
    tongue: str | None, texts: Sequence[tuple[str, TokenizedText]], language: str, model: str | None
) -> list[ScreeningResult]:
    if tongue is None:
        return [_unread(each) for each in _screener(language, model).batch(texts)]
    return _screener(tongue, model if tongue == language else None).batch(texts)


def _unread(found: ScreeningResult) -> ScreeningResult:
    """A text that only a person can redact. Nothing that was read in it counts, but for words that
    published cues call urgent: who reads it is told at once."""
    if found.level == "urgent" and found.cued:
        return found
    return ScreeningResult(found.id, "", (), UNREAD, (), ())


@dataclass(frozen=True)
class _Screener:
    model: Language
    finder: Language
    disclosures: Disclosures
    judge: Judge
    lexicon: Lexicon

    def batch(self, texts: Sequence[tuple[str, TokenizedText]]) -> list[ScreeningResult]:
        """Texts by id. What the pipelines learn of their words is forgotten when it is done."""
        # Small products of matrices: more threads would only wait for each other.
        with threadpool_limits(1), self.model.memory_zone():
            read = [words for _, words in texts]
            docs = self._recognised(read)
            plain = [self.disclosures.plain(words) for words in read]
            signs = [doc.user_data["signs"] for doc in self.finder.pipe(map(self._keyed, plain))]
            judged = self.judge.judged(plain, signs)
            return [
                self._screened(identifier, (words, plain[index]), docs.get(index), judged[index])
                for index, (identifier, words) in enumerate(texts)
            ]

    def _recognised(self, read: Sequence[TokenizedText]) -> dict[int, Doc]:
        # Without capitals the model finds next to nothing: not worth its time.
        if not self.model.has_pipe("ner"):
            return {}
        worth = [index for index, words in enumerate(read) if any(words.capitals[1:])]
        others = [name for name in self.model.pipe_names if name not in {"tok2vec", "ner"}]
        named = (read[index].text for index in worth)
        with self.model.select_pipes(disable=others):
            return dict(zip(worth, self.model.pipe(named), strict=True))

    def _keyed(self, words: TokenizedText) -> Doc:
        return Doc(self.finder.vocab, words=self.judge.cues.keys(words), user_data={"words": words})

    def _screened(
        self,
        identifier: str,
        read: tuple[TokenizedText, TokenizedText],
        doc: Doc | None,
        judged: RiskAssessment,
    ) -> ScreeningResult:
        words, plain = read
        entities = tuple(find_details(words, self.lexicon, doc))
        return ScreeningResult(
            identifier,
            redact(words.text, entities, self.lexicon),
            entities,
            judged.level,
            judged.signals,
            _reasons(plain, entities, judged),
            judged.cued,
        )


def _reasons(
    words: TokenizedText, entities: Sequence[Entity], judged: RiskAssessment
) -> tuple[str, ...]:
    """The words of each reason; those of a guess, which no list holds, without what was replaced.

    Of a guess none of whose words may be shown, whatever of the text may.
    """
    if judged.cued or judged.level == "none":
        return _said(words, judged.reasons)
    kept = tuple(at for at in range(len(words)) if not _is_replaced(words, entities, at))
    return _said(words, [each for each in judged.reasons if each[0] in kept] or [kept])


def _said(words: TokenizedText, reasons: Iterable[tuple[int, ...]]) -> tuple[str, ...]:
    said = (" ".join(words.norms[at] for at in reason) for reason in reasons if reason)
    return tuple(dict.fromkeys(said))


def _is_replaced(words: TokenizedText, entities: Sequence[Entity], at: int) -> bool:
    return any(entity.start <= words.starts[at] < entity.end for entity in entities)


@cache
def _screener(language: str, model: str | None) -> _Screener:
    read = load(language, model)
    finder = spacy.blank(language, vocab=read.vocab)
    component = finder.add_pipe("disclosures", config={"language": language})
    if not isinstance(component, Disclosures):
        raise TypeError("another component has taken the name of disclosures")
    return _Screener(
        read,
        finder,
        component,
        Judge(
            component.cues,
            framing(language),
            classifier(language),
            BOUNDS_OF.get(language, BOUNDS),
        ),
        lexicon(language, read),
    )
