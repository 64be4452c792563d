"""Whether the questions of a questionnaire go together, before anybody puts words to them."""

import re
from collections.abc import Sequence
from itertools import groupby

from surveys.mistakes import Place, did_you_mean

from .structure import Entry, Structure

LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")


def check_structure(structure: Structure, place: Place) -> None:
    """Note what is wrong between the questions: order, bands, conditions, roll-ups, cards."""
    for language in structure.languages:
        if not LANGUAGE.fullmatch(language):
            place.at("languages").wrong(f"`{language}` is not a language", "write es, en or es_MX")
    for entry in structure.entries:
        _check_bands(entry, structure)
        _check_roll_up(entry, structure)
        _check_characteristic(entry, structure)
        _check_flags(entry)
    for band in structure.bands:
        _check_band(structure.of(band), band, place)
        _check_disputes(structure.of(band), band)


def _check_bands(entry: Entry, structure: Structure) -> None:
    for band in entry.bands:
        if structure.bands and band not in structure.bands:
            entry.place.at("bands").wrong(
                f"there is no band `{band}`", did_you_mean(band, structure.bands)
            )


def _check_roll_up(entry: Entry, structure: Structure) -> None:
    rows = {
        code: None
        for other in structure.about(entry.question.concept)
        for code in other.codes
        if code not in other.question.roll_up
    }
    for code, target in entry.question.roll_up.items():
        if target not in rows:
            entry.place.at(f"roll_up.{code}").wrong(
                f"no band counts `{target}` of this concept", did_you_mean(target, rows)
            )


def _check_characteristic(entry: Entry, structure: Structure) -> None:
    first = structure.about(entry.question.concept)[0]
    if entry.question.characteristic != first.question.characteristic:
        entry.place.at("characteristic").wrong(
            "says who answers in one band and not in another",
            "write the same for all bands of the concept",
        )


def _check_flags(entry: Entry) -> None:
    """What only words, or only questions, can be."""
    kind, question = entry.kind, entry.question
    if kind is None:
        return
    for flag in ("disputes", "worries"):
        if getattr(question, flag) and (kind.closed or not kind.asks):
            entry.place.at(flag).wrong(f"is not for kind `{kind.name}`", "use kind `text`")
    if question.sensitive and not kind.asks:
        entry.place.at("sensitive").wrong("nothing is answered here", "remove it")
    if question.purpose and kind.asks:
        entry.place.at("purpose").wrong(f"is not for kind `{kind.name}`", "use kind `info`")


def _check_disputes(entries: Sequence[Entry], band: str) -> None:
    for entry in [entry for entry in entries if entry.question.disputes][1:]:
        entry.place.at("disputes").wrong(
            f"band {band} has another question for this", "keep one for each band"
        )


def _check_band(entries: Sequence[Entry], band: str, place: Place) -> None:
    if not any(entry.kind is None or entry.kind.asks for entry in entries):
        place.at("bands").wrong(f"band {band} is asked nothing", "add questions, or remove it")
    earlier: dict[str, Entry] = {}
    for entry in entries:
        _check_conditions(entry, earlier, band, entries)
        if entry.question.concept in earlier:
            entry.place.at("concept").wrong(
                f"`{entry.question.concept}` is asked twice of band {band}",
                "ask a concept once of each band",
            )
        earlier.setdefault(entry.question.concept, entry)
    _check_cards(entries, band)


def _check_conditions(
    entry: Entry, earlier: dict[str, Entry], band: str, entries: Sequence[Entry]
) -> None:
    for concept, codes in entry.question.ask_if.items():
        place = entry.place.at(f"ask_if.{concept}")
        if concept not in earlier:
            place.wrong(*_unreachable(concept, band, earlier, entries))
        elif (condition := earlier[concept]).kind is not None:
            _check_condition(condition, codes, place, band)


def _unreachable(
    concept: str, band: str, earlier: dict[str, Entry], entries: Sequence[Entry]
) -> tuple[str, str]:
    if any(entry.question.concept == concept for entry in entries):
        return f"`{concept}` is not asked before this in band {band}", "move it before this"
    known = [name for name, entry in earlier.items() if entry.kind and entry.kind.can_route]
    return f"band {band} is not asked `{concept}`", did_you_mean(concept, known)


def _check_condition(condition: Entry, codes: frozenset[str], place: Place, band: str) -> None:
    if condition.kind and not condition.kind.can_route:
        place.wrong(
            f"`{condition.question.concept}` is of kind `{condition.kind.name}`",
            "name a question that is answered with choices",
        )
        return
    for code in sorted(codes - set(condition.codes)):
        place.wrong(
            f"`{code}` is not a choice of `{condition.question.concept}` in band {band}",
            did_you_mean(code, condition.codes),
        )


def _check_cards(entries: Sequence[Entry], band: str) -> None:
    cards = {entry.question.concept: entry.card for entry in entries}
    begun = [card for card, _ in groupby(entry.card for entry in entries)]
    for entry in entries:
        place = entry.place.at("card")
        if entry.card and cards.get(entry.card, entry.card) != entry.card:
            place.wrong(
                f"`{entry.card}` is the name of a concept on another card",
                "give the card a name of its own",
            )
        if entry.card and begun.count(entry.card) > 1:
            place.wrong(
                f"other cards stand between the questions of `{entry.card}` in band {band}",
                "put the questions of a card next to each other",
            )
