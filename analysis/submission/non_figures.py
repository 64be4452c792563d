"""Numbers that are no figures: dates, ages, articles, pages, telephones, codes, addresses."""

import re

AND = r"\s?(?:y|e|a|al|o|u|-|–|and|to|or)\s?"
_MONTH = (
    r"(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre"
    r"|january|february|march|april|may|june|july|august|september|october|november|december)"
)
_ENGLISH_MONTH = (  # with its capital: "may" and "march" are verbs
    r"(?-i:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_ADDRESSES = (r"https?://\S+|www\.\S+", r"[\w.+-]{1,64}@[\w.-]{1,255}")
_DATES = (
    rf"\b[0-9]{{1,2}}(?:\.?º|°|o|er|ro|st|nd|rd|th)?(?:{AND}[0-9]{{1,2}})?\s(?:de\s)?{_MONTH}"
    r"(?:,?\s(?:del?\s)?(?:año\s)?[0-9]{4})?\b",
    rf"\b{_MONTH}(?:\s[0-9]{{1,2}})?,?\s(?:del?\s)?[0-9]{{4}}\b",
    rf"\b{_ENGLISH_MONTH}\s[0-9]{{1,2}}\b",
    r"\b[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{1,4}\b",
    r"\b(?:19|20)[0-9]{2}\s?(?:-|–|a|al|y|/)\s?(?:(?:19|20)[0-9]{2}|[0-9]{2})\b(?!\s?%)",
    r"\b[0-9]{1,2}:[0-9]{2}\b|\b24/7\b",
)
_AGES = (
    r"\b(?:entre\s(?:los\s)?)?[0-9]{1,3}(?:[,;]?\s[0-9]{1,2}){0,3}"
    rf"(?:{AND}(?:los\s)?[0-9]{{1,3}})?\s?(?:(?:y|o)\sm[aá]s\s|(?:los|and over|or more)\s)?"
    r"(?:y medio\s)?(?:años?|meses de edad|years?(?:[- ]olds?)?|year-olds?)\b"
    r"(?:\s(?:y|o)\sm[aá]s)?",
    r"\b(?:menor|mayor)(?:es)?\sde\s[0-9]{1,2}\b",
    r"\b(?:under|aged|ages)\s[0-9]{1,2}(?:\s?(?:-|–|to|and)\s?[0-9]{1,2})?\b",
    r"\b[0-9]{1,2}\s(?:y|o)\sm[aá]s\b",
    rf"\bedad(?:es)?\s(?:de|entre)\s[0-9]{{1,2}}{AND}[0-9]{{1,2}}\b",
)
_PLACES_IN_TEXTS = (
    r"\b(?:art[íi]culos?|arts?\.?|p[áa]ginas?|p[áa]gs?\.?|pp?\.|n[úu]m(?:ero)?s?\.?|no\.|n[°º]\.?"
    r"|fracci[óo]n(?:es)?|numeral(?:es)?|p[áa]rrafos?|incisos?|cap[íi]tulos?|secci[óo]n|anexos?"
    r"|cuadros?|gr[áa]fic[ao]s?|figuras?|tablas?|ley|decreto|resoluci[óo]n|general comments?"
    r"|observaci[óo]n(?:es)? general(?:es)?|recomendaci[óo]n(?:es)?|objetivos?|metas?|notas?"
    r"|preguntas?|vol(?:umen)?\.?|tomo|versi[óo]n|protocolo|fase|etapa|nivel"
    r"|articles?|pages?|paragraphs?|sections?|chapters?|annex|table|figure|question|goal)\s"
    r"[0-9]{1,4}(?:\.[0-9]{1,3}){0,4}"
    r"(?:(?:,\s|\s?(?:y|a|al|o|-|–|and|to)\s)[0-9]{1,4}(?![0-9.,])){0,20}"
    r"(?:\s(?:bis|ter|qu[áa]ter)\b)?",
)
_TELEPHONES = (
    r"\b(?:tel[ée]fonos?|tel\.?|(?<!en )l[íi]nea|marcar?(?:\sal)?|marque(?:\sal)?|llam\w{1,4}\sal"
    r"|whatsapp|phone|lada|extensi[óo]n|ext\.?)(?:\s(?:de\s\w+|al|el|n[úu]mero|es)){0,3}:?\s"
    r"[+(]?[0-9][0-9 ()-]{1,20}",
    r"\+[0-9][0-9 ()-]{6,20}",
    r"(?<![0-9.,])\(?[0-9]{2,3}\)?[ -][0-9]{3,4}[ -][0-9]{4}\b",
    r"(?<![0-9.,])[0-9]{4}[ -][0-9]{4}\b",
    r"\b(?:01\s)?800[ -][0-9]{3}[ -][0-9]{2,4}[ -]?[0-9]{0,2}\b",
)
_ORDINALS_AND_CODES = (
    r"\b[0-9]{1,9}\.?[ªº°]|\b[0-9]{1,9}(?:er|ra|ro|da|do|ta|to|mo|st|nd|rd|th)\b",
    r"^\s*\(?[0-9]{1,2}[.)]\s",  # of a list
    r"(?-i:\b[A-ZÁÉÍÓÚÑ]{2,10}[ -][0-9]{1,4}\b)(?!\s?%)",  # COVID-19, MOCIBA 2022
)
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for patterns in (_ADDRESSES, _DATES, _AGES, _PLACES_IN_TEXTS, _TELEPHONES, _ORDINALS_AND_CODES)
    for pattern in patterns
)
_DIGIT = re.compile(r"[0-9]")


def without_other_numbers(text: str) -> str:
    """The text, of the same length, with the digits of numbers that are no figures dotted out."""
    for pattern in _PATTERNS:
        text = pattern.sub(lambda found: _DIGIT.sub("·", found[0]), text)
    return text


def dotted_out(text: str, start: int, end: int) -> str:
    """The text with the digits from start to end dotted out, so that they are not read twice."""
    return text[:start] + _DIGIT.sub("·", text[start:end]) + text[end:]
