"""Whether the words of a consultation, its questionnaire's and its own, suit who will answer."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from babel import Locale
from flask_babel import get_locale, ngettext
from flask_babel import lazy_gettext as _l

import surveys
from consult.web.i18n import ages, in_language
from surveys import wording

from .models import Consultation, Words
from .queries import asked_in, questionnaire

RULES: Mapping[str, str] = {
    "hard": _l("Todo junto es difícil para esa edad. Acorta frases y usa palabras comunes."),
    "long_sentence": _l("La frase es larga. Haz dos de ella."),
    "rare_word": _l("Puede que a esa edad no se conozca la palabra. Usa una común."),
    "negative": _l("Pregunta con una negación. Pregúntalo al revés."),
    "double": _l("Pregunta dos cosas a la vez. Haz dos preguntas."),
    "passive": _l("No dice quién lo hace. Di quién hace qué."),
    "leading": _l("La pregunta empuja a una respuesta. Pregunta sin decir qué se espera."),
    "loaded": _l("La palabra juzga. Nombra la cosa sin juzgarla."),
    "identifying": _l("Pide algo que identifica a una niña o un niño. Quítalo."),
    "narrows": _l("Dice de más sobre quién responde. Quítalo: la edad ya se sabe."),
    "own_abuse": _l(
        "Le pregunta a una niña o un niño por un daño que vivió. Pregunta por las niñas y los niños"
        " de su edad en general, y señala dónde hay ayuda."
    ),
    "stays_open": _l("Dice cómo es quien contesta y queda a la vista: márcala como delicada."),
    "too_early": _l(
        "Es un tipo de pregunta para mayores. Pregunta con caras, dibujos, sellos o sí y no."
    ),
    "no_paper": _l("A esa edad no se le dice nada en papel: no hay hoja ni braille. Escríbelo."),
}
"""Rule of `surveys.wording` -> what is wrong and what to do, for coordinators."""


FIELDS: Mapping[str, str] = {
    "title": _l("Título"),
    "asker": _l("¿Quién pregunta?"),
    "purpose": _l("¿Para qué?"),
}
"""The texts of its own that children read."""


def unfit_words(consultation: Consultation) -> str | None:
    """Why the consultation may not open because of how it asks, if so."""
    errors = sum(finding.level == wording.Level.ERROR for finding in findings_of(consultation))
    if not errors:
        return None
    return ngettext(
        "Hay %(num)d texto que hay que cambiar antes de abrir: está en la lista de esta consulta,"
        " con lo que se puede hacer.",
        "Hay %(num)d textos que hay que cambiar antes de abrir: están en la lista de esta consulta,"
        " con lo que se puede hacer.",
        errors,
    )


def findings_of(consultation: Consultation) -> list[wording.Finding]:
    """What is to be changed or looked at, errors first."""
    texts = {
        "title": consultation.titles,
        "asker": consultation.askers,
        "purpose": consultation.purposes,
    }
    found = [*report_of(consultation).findings, *own_findings(asked_in(consultation), texts)]
    return sorted(found, key=lambda each: each.level == wording.Level.WARNING)


def own_findings(asked: surveys.Questionnaire, texts: Mapping[str, Words]) -> list[wording.Finding]:
    """What is found in a consultation's own texts (of `FIELDS`, by language)."""
    return findings_in(
        texts, asked.bands, lambda name, band: name != "purpose" or _reads_purpose(asked, band)
    )


def findings_in(
    texts: Mapping[str, Words], bands: Sequence[str], is_read: Callable[[str, str], bool]
) -> list[wording.Finding]:
    """What is found in texts (name -> words by language), each thing once, for the youngest of
    the bands; `is_read`: whether the text of that name is for that band."""
    found: dict[tuple[str, ...], wording.Finding] = {}
    for band in bands:
        for language in dict.fromkeys(code for words in texts.values() for code in words):
            read = {
                name: words[language]
                for name, words in texts.items()
                if language in words and is_read(name, band)
            }
            for each in wording.check_texts(read, band, language):
                found.setdefault((each.rule, each.place, language, each.words), each)
    return list(found.values())


def _reads_purpose(asked: surveys.Questionnaire, band: str) -> bool:
    return any(
        question.purpose for question in asked.version_for(band, asked.languages[0]).questions
    )


def report_of(consultation: Consultation) -> wording.Report:
    """What the check of its questionnaire found."""
    return _report(consultation.questionnaire, consultation.questionnaire_version)


def where(finding: wording.Finding, consultation: Consultation) -> str:
    """The place of a finding, in words: whom it is for, and which question."""
    asked = questionnaire(consultation.questionnaire, consultation.questionnaire_version)
    names = Locale.parse(str(get_locale() or "es")).languages
    language = names.get(finding.language.split("_")[0], finding.language)
    heading = FIELDS.get(finding.place) or in_language(
        {each: asked.concept_names.get((finding.concept, each), "") for each in asked.languages}
    )
    return ", ".join(filter(None, (ages(finding.band), language, str(heading))))


@cache
def _report(name: str, version: int) -> wording.Report:
    return wording.check(questionnaire(name, version))
