"""All the checks over all the bands and languages of a questionnaire."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from surveys.bands import ages_of
from surveys.kinds import KINDS
from surveys.questionnaire import Questionnaire, Version

from . import age_limits, rare_words, readability, rules
from .age_limits import Gate, gate_of
from .findings import ERRORS, RULES, Finding, Level
from .readability import Measure
from .text_units import Role, TextUnit, passages, words_of
from .word_lists import Lists, lists_of

IN_QUESTIONS = frozenset({Role.ASK, Role.SAY, Role.HELP, Role.QUIZ})
AT_LENGTH = frozenset({Role.ASSENT, Role.THANKS})


@dataclass(frozen=True, slots=True)
class Report:
    """What was found and measured."""

    findings: tuple[Finding, ...]  # errors first
    measures: tuple[Measure, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What keeps a consultation from opening."""
        return tuple(each for each in self.findings if each.level == Level.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What is listed."""
        return tuple(each for each in self.findings if each.level == Level.WARNING)


def check(questionnaire: Questionnaire) -> Report:
    """The words of every band in every language that is written.

    Lists are read once a process (0.3 s); then it takes milliseconds.
    """
    findings: dict[Finding, None] = {}
    measures = []
    for version in questionnaire.versions.values():
        if version.written_in:  # only heard: these words are borrowed, and checked where they are
            continue
        found, measured = _check_version(version)
        findings.update(dict.fromkeys(found))
        measures.append(measured)
    ordered = sorted(findings, key=lambda each: each.level == Level.WARNING)
    return Report(tuple(ordered), tuple(measures))


def check_texts(texts: Mapping[str, str], band: str, language: str) -> tuple[Finding, ...]:
    """Texts that a band reads and that stand in no questionnaire: name -> words.

    Errors first. What asks is judged as a question. `place` of a finding is the name; its file is
    empty.
    """
    read = tuple(
        TextUnit(name, "", Role.ASK if "?" in text else Role.ASSENT, text)
        for name, text in texts.items()
    )
    measured = readability.measure(read, band, language.split("_")[0], language)
    found = _found(read, measured, _Noted("", band, language))
    return tuple(sorted(found, key=lambda each: each.level == Level.WARNING))


def _check_version(version: Version) -> tuple[list[Finding], Measure]:
    language = version.language.split("_")[0]
    read = passages(version)
    measured = readability.measure(read, version.band, language, version.language)
    file = f"v{version.version}.{version.language}.toml"
    noted = _Noted(file, version.band, version.language)
    found = _found(read, measured, noted)
    return [*found, *_untold(version, noted), *_open(version), *_early(version)], measured


def _untold(version: Version, noted: "_Noted") -> Iterator[Finding]:
    """Children who answer on paper are told what is true there."""
    if gate_of(noted.band) and not version.assent.paper:
        yield noted.finding("no_paper", False, "paper = […]", f'assent."{noted.band}"')


def _open(version: Version) -> Iterator[Finding]:
    """What says who a child is closes behind it: somebody may be looking."""
    noted = _Noted(f"v{version.version}.toml", version.band, version.language)
    for question in version.questions if gate_of(noted.band) else ():
        if question.characteristic and not question.sensitive:
            place = f"concept.{question.concept}"
            yield noted.finding("stays_open", False, "characteristic", place, question.concept)


def _early(version: Version) -> Iterator[Finding]:
    """What is played from an age on is not asked of younger children."""
    noted = _Noted(f"v{version.version}.toml", version.band, version.language)
    ages = ages_of(version.band)
    for question in version.questions:
        if ages and KINDS[question.kind].from_age > ages[0]:
            place = f"concept.{question.concept}"
            yield noted.finding("too_early", False, question.kind, place, question.concept)


def _found(read: Sequence[TextUnit], measured: Measure, noted: "_Noted") -> list[Finding]:
    language = noted.language.split("_")[0]
    lists, gate = lists_of(language), gate_of(noted.band)
    if gate is None:
        return []
    found = [*_hard(measured, gate, noted), *_long(read, gate, noted)]
    if lists:
        found += _rare(read, gate, noted, lists) if rare_words.has_list(language) else ()
        found += _unfair(read, noted, lists)
    return found


def _hard(measure: Measure, gate: Gate, noted: "_Noted") -> Iterator[Finding]:
    """Limits of the whole text that are missed."""
    if measure.words < age_limits.FEWEST_WORDS:
        return
    for name, least in gate.ease.items():
        if (score := measure.scores.get(name, least)) < least:
            far = score < least - age_limits.FAR_EASE
            yield noted.whole("hard", far, f"{name} {score:.1f}, at least {least:g}")
    for name, most in gate.grade.items():
        if (score := measure.scores.get(name, most)) > most:
            far = score > most + age_limits.FAR_GRADE
            yield noted.whole("hard", far, f"{name} {score:.1f}, at most {most:g}")
    if (length := measure.words_a_sentence) > gate.sentence:
        far = length > gate.sentence * age_limits.FAR_LENGTH
        yield noted.whole("hard", far, f"{length:.1f} words a sentence, at most {gate.sentence}")


def _long(read: Sequence[TextUnit], gate: Gate, noted: "_Noted") -> Iterator[Finding]:
    """Sentences that are longer than the band reads at a time."""
    for passage in read:
        most = _longest(passage, gate)
        for sentence in passage.sentences if most else ():
            if (length := len(words_of(sentence))) > most:
                far = length > most * age_limits.FAR_SENTENCE
                yield noted.at(
                    passage, "long_sentence", far, f"{length} words, at most {most}: {sentence}"
                )


def _longest(passage: TextUnit, gate: Gate) -> int:
    """Words that a sentence of the passage may have; 0 for labels, which are no sentences."""
    if passage.role in IN_QUESTIONS:
        return gate.sentence
    return int(gate.sentence * age_limits.READ_AT_LENGTH) if passage.role in AT_LENGTH else 0


def _rare(read: Sequence[TextUnit], gate: Gate, noted: "_Noted", lists: Lists) -> Iterator[Finding]:
    """Rare words, and words of adults, told once each."""
    told = set[str]()
    names = rare_words.names_in(read)
    for passage in read:
        found = rare_words.rare(passage, lists, gate.zipf, names)
        if gate.to_age <= age_limits.NOT_YET_ADULT_WORDS:
            found += rare_words.words_of_adults(passage, lists)
        for words in found:
            if words not in told:
                told.add(words)
                yield noted.at(passage, "rare_word", False, words)


def _unfair(read: Sequence[TextUnit], noted: "_Noted", lists: Lists) -> Iterator[Finding]:
    for passage in read:
        for rule, words in rules.broken_by(passage, lists.rules):
            yield noted.at(passage, rule, rule in ERRORS, words)


@dataclass(frozen=True, slots=True)
class _Noted:
    """Findings of what one band reads in one language."""

    file: str
    band: str
    language: str

    def at(self, passage: TextUnit, rule: str, is_error: bool, words: str) -> Finding:
        return self.finding(rule, is_error, words, passage.place, passage.concept)

    def whole(self, rule: str, is_error: bool, words: str) -> Finding:
        return self.finding(rule, is_error, words, f"band {self.band}")

    def finding(
        self, rule: str, is_error: bool, words: str, place: str, concept: str = ""
    ) -> Finding:
        """What breaks a rule there."""
        message, remedy = RULES[rule]
        return Finding(
            level=Level.ERROR if is_error else Level.WARNING,
            rule=rule,
            file=self.file,
            place=place,
            concept=concept,
            band=self.band,
            language=self.language,
            words=words,
            message=message,
            remedy=remedy,
        )
