"""Runs of words that make one name, wherever they stand."""

from analysis.screening.lexicon.lexicon import Lexicon
from analysis.screening.tokens import TokenizedText

_GRADED = frozenset({"primaria", "secundaria", "prepa", "kinder", "ellos", "mis", "los"})
"""After "5 de": then the number is a grade or a count, not a name."""

QUOTES = frozenset("\"'“”«»‘’`")
_INSIDE = frozenset({"de", "del", "la", "las", "el", "los", "y", "a", "con", "mi"})
"""What may stand in small letters inside a name in capitals."""


def is_counted(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    """Whether a number counts what follows ("3 niños") or is an ordinal ("6to")."""
    if not words.at(index).isdigit():
        return False
    after = words.at(index + 1)
    if words.joined(index + 1) and after.isalpha():
        return True
    if after == "de":
        return words.at(index + 2) in _GRADED
    if after in {"horas", "dias", "veces", "anos"}:
        return True
    return after.endswith("s") and after in lexicon.vocabulary and after not in lexicon.stop_words


def listed_length(words: TokenizedText, lexicon: Lexicon, start: int) -> int:
    """How many words a name that schools bear has there, any date too ("3 de mayo"); or 0."""
    if start >= len(words):
        return 0
    day = words.at(start).isdigit() or words.at(start) in lexicon.number_words
    if day and words.at(start + 1) == "de" and lexicon.cue_length("months", words, start + 2):
        return 3
    return lexicon.schools.length_at(words.norms, start)


def particle_leads_on(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    """Whether a particle ("de la") stands inside a name."""
    for ahead in (1, 2):
        if not lexicon.cue_length("surname_particles", words, index + ahead - 1):
            return False
        word = words.at(index + ahead)
        if word in lexicon.surnames.sure or (
            index + ahead < len(words) and words.capitals[index + ahead]
        ):
            return True
    return False


def capital_run(
    words: TokenizedText, lexicon: Lexicon, start: int, *, also_kept: bool = False
) -> int:
    """End of a run of capitals ("La Loma", "Alas del Saber"); 0 if none begins at `start`.

    `also_kept`: the name of a public figure is one too, as of a school.
    """
    end = start
    while end < len(words) and words.at(end).isalpha() and words.capitals[end]:
        if end > start and words.opens_line(end):
            break
        end += 1
        inside = end
        while words.at(inside) in _INSIDE and not words.capitals[inside]:
            inside += 1
        if inside > end and inside < len(words) and words.capitals[inside]:
            end = inside
    kept = lexicon.kept_names.length_at(words.norms, start) if end > start else 0
    blocked = kept and (kept == 1 or not also_kept)
    return 0 if blocked or end == start else end


def name_run(words: TokenizedText, lexicon: Lexicon, start: int) -> int:
    """End of the words from `start` that could be (part of) names; 0 if the first cannot."""
    end = start
    while end < len(words) and not (end > start and words.opens_line(end)):
        kept = lexicon.kept_names.length_at(words.norms, end)
        if kept == 1 and words.at(end) not in lexicon.given:
            break
        inside = words.at(end).isdigit() or particle_leads_on(words, lexicon, end)
        if not (lexicon.is_name_like(words, end) or (end > start and inside)):
            break
        end += 1
    return end if end > start else 0


def ends_here(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    """Whether no name goes on there: a mark, the end, or a word of grammar."""
    word = words.at(index)
    return not word.isalpha() or word in lexicon.stop_words
