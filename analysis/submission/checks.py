"""What a reader of a submission should look at, each with a code and a sentence in Spanish."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from .figures import Quantity, has_decimal_commas, quantities
from .footnotes import Note
from .passages import sentences
from .questions import Section
from .sources import NoteRead
from .values import ParsedPassage, SubmissionWarning

WORD_LIMIT = 3000

_SLACK = Decimal("0.03")  # "cerca de", "más de": what rounding in words may add
_TOLD_AGAIN = (
    r"(?:es decir|esto es|o sea|lo que (?:equivale|representa)|equivalentes? a|that is|i\.e\.)"
)
_OF_THEM = (
    r"\s(?:de (?:est|es|dich)[aeo]s?\b|de (?:ell|aquell)[ao]s?\b|de l[ao]s cuales\b|del total\b"
    r"|of (?:this|that|these|those|them|which)\b)"
)
_OF = r"\s(?:de|of)\s(?:los\s|las\s|un total de\s|the\s)?"
_NEAR = r"[^⟦⟧,;]{0,60}"
_GAP = r"[^⟦⟧]{0,250}?"
_BASE, _SHARE, _PART = (rf"⟦(?P<{n}>[0-9]{{1,4}}){k}⟧" for n, k in zip("bsp", "c%c", strict=True))
# How a sentence gives a whole, a percentage of it and the count that this percentage should be.
_CLAIMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_BASE}{_GAP}{_SHARE}{_OF_THEM}{_GAP}{_TOLD_AGAIN}{_GAP}{_PART}",
        rf"{_SHARE}{_OF}{_BASE}{_GAP}{_TOLD_AGAIN}{_GAP}{_PART}",
        rf"{_PART}{_NEAR}{_OF}{_BASE}{_NEAR}\({_SHARE}\)",
        rf"^(?:de|of)\s(?:los\s|las\s|un total de\s|the\s)?{_BASE}{_GAP}{_PART}{_NEAR}\({_SHARE}\)",
        rf"{_BASE}{_GAP},\s(?:de l[ao]s cuales|of (?:which|whom)){_GAP}{_PART}{_NEAR}\({_SHARE}\)",
    )
)


def about_questions(sections: Sequence[Section]) -> Iterator[SubmissionWarning]:
    """No questions, missing or unanswered ones, text before the first."""
    preamble, asked = sections[0], sections[1:]
    numbers = [section.number for section in asked]
    if not asked:
        yield SubmissionWarning("no_questions", "No se encontró ninguna pregunta numerada.")
    for number in sorted(set(range(1, max(numbers, default=0))) - set(numbers)):
        yield SubmissionWarning(
            "question_missing", f"Falta la pregunta {number}.", f"pregunta {number}"
        )
    for section in asked:
        if not any(paragraph.text for paragraph in section.answer):
            said = f"La pregunta {section.number} no tiene respuesta."
            yield SubmissionWarning("answer_missing", said, f"pregunta {section.number}")
        for number in section.inside:
            said = f"En la respuesta {section.number} hay otra pregunta con el número {number}."
            yield SubmissionWarning("question_in_answer", said, f"pregunta {section.number}")
    words = sum(len(paragraph.text.split()) for paragraph in preamble.answer)
    if asked and words:
        said = f"Hay {words} palabras antes de la primera pregunta que no responden a ninguna."
        yield SubmissionWarning("text_before_questions", said)


def about_notes(
    read: Sequence[NoteRead], notes: Sequence[Note], called: Sequence[int]
) -> Iterator[SubmissionWarning]:
    """Notes without text, never called, given twice or unclosed; wrong addresses and days."""
    counts = Counter(note.number for note in notes)
    for number, times in counts.items():
        if times > 1:
            yield _of_note("note_repeated", number, f"La nota {number} aparece {times} veces.")
        if number not in called:
            said = f"Ningún pasaje cita la nota {number}."
            yield _of_note("note_never_cited", number, said)
    for number in sorted(set(called) - set(counts)):
        said = f"El texto cita la nota {number}, que no está en el documento."
        yield _of_note("note_missing", number, said)
    for note, source in zip(notes, read, strict=True):
        yield from _about_note(note, source)


def _about_note(note: Note, read: NoteRead) -> Iterator[SubmissionWarning]:
    number = note.number
    if not note.text:
        yield _of_note("note_empty", number, f"La nota {number} no dice nada.")
    if not note.closed:
        yield _of_note("note_not_closed", number, f"La nota {number} no cierra su corchete.")
    if read.unresolved:
        said = f"La nota {number} remite a otra que no se encuentra."
        yield _of_note("idem_unresolved", number, said)
    if read.impossible_day:
        said = f"La nota {number} da una fecha de consulta imposible: {read.impossible_day}."
        yield _of_note("day_impossible", number, said)
    if read.address and read.address.fault:
        said = (
            f"La dirección de la nota {number} no puede ser correcta"
            f" ({read.address.fault}): {read.address.printed}"
        )
        yield _of_note("address_wrong", number, said)


def _of_note(code: str, number: int, said: str) -> SubmissionWarning:
    return SubmissionWarning(code, said, f"nota {number}")


def about_figures(passages: Sequence[ParsedPassage]) -> Iterator[SubmissionWarning]:
    """Percentages that do not fit the counts they stand for, and shares of more than everyone."""
    comma = has_decimal_commas(" ".join(passage.text for passage in passages))
    for passage in passages:
        for sentence in sentences(passage.text):
            found = quantities(sentence, decimal_comma=comma)
            yield from _about_sentence(sentence, found, passage.id)


def _about_sentence(
    sentence: str, found: Sequence[Quantity], passage: str
) -> Iterator[SubmissionWarning]:
    told: set[tuple[int, ...]] = set()
    for claim in _CLAIMS:
        for match in claim.finditer(_skeleton(sentence, found)):
            places = tuple(int(match[name]) for name in "bsp")
            base, share, part = (found[place] for place in places)
            if places not in told and not _fit(base, share, part):
                told.add(places)
                yield _misfit(sentence, (base, share, part), passage)


def _skeleton(sentence: str, found: Sequence[Quantity]) -> str:
    """The sentence with each figure as its place and kind: ⟦0c⟧ is a count, ⟦1%⟧ a percentage."""
    plain = sentence.translate({ord("⟦"): " ", ord("⟧"): " "})
    pieces: list[str] = []
    at = 0
    for place, quantity in enumerate(found):
        kind = "%" if quantity.unit == "%" else "c"
        pieces += [plain[at : quantity.start], f"⟦{place}{kind}⟧"]
        at = quantity.end
    return "".join([*pieces, plain[at:]])


def _fit(base: Quantity, share: Quantity, part: Quantity) -> bool:
    """Whether the part can be that share of the base, all three rounded as they are printed."""
    low = (share.value - share.rounding) * (base.value - base.rounding) / 100
    high = (share.value + share.rounding) * (base.value + base.rounding) / 100
    rounding = part.rounding + _SLACK * part.value
    return low - rounding <= part.value <= high + rounding


def _misfit(
    sentence: str, claimed: tuple[Quantity, Quantity, Quantity], passage: str
) -> SubmissionWarning:
    base, share, part = (sentence[figure.start : figure.end] for figure in claimed)
    expected = _rounded(claimed[0].value * claimed[1].value / 100)
    said = (
        f"El porcentaje y la cantidad no coinciden en el pasaje {passage}: el {share} de {base}"
        f" es cerca de {expected}, no {part}."
    )
    return SubmissionWarning("share_does_not_fit", said, f"pasaje {passage}")


def _rounded(value: Decimal) -> str:
    return f"{value / 10**6:.1f} millones" if value >= 10**6 else f"{value:,.0f}"


def about_ratios(passages: Iterable[ParsedPassage]) -> Iterator[SubmissionWarning]:
    """`12 de cada 10`: more than everyone."""
    for passage in passages:
        for figure in quantities(passage.text):
            said = passage.text[figure.start : figure.end]
            if figure.unit == "%" and figure.value > 100 and "%" not in said:
                message = f"El pasaje {passage.id} habla de «{said}»: es más que el total."
                yield SubmissionWarning("ratio_over_one", message, f"pasaje {passage.id}")


def about_length(words: int) -> Iterator[SubmissionWarning]:
    """More words than a submission may have."""
    if words > WORD_LIMIT:
        said = f"El texto tiene {words} palabras; el límite es de {WORD_LIMIT}."
        yield SubmissionWarning("too_long", said)
