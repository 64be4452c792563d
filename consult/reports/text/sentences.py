"""Words around the numbers of a report: its headline, who is missing, names of bands.

Everything is said from the frozen content, in the language of the page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.numbers import format_decimal
from flask_babel import format_date, get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape

from consult.reports.frozen_content import is_withdrawn
from consult.sessions.models import REGIONS
from consult.themes.review.labels import group_said
from consult.web.i18n import ages, in_language

Table = Mapping[str, Any]


def number(value: float) -> str:
    """A number as it is written in Mexico, where Spanish has commas for thousands."""
    code = str(get_locale())
    return format_decimal(value, locale={"es": "es_MX"}.get(code, code))


def percentage(value: int) -> str:
    """A whole percentage."""
    return f"{value}\u00a0%" if str(get_locale()) == "es" else f"{value}%"


def written_day(iso: str) -> str:
    """A day of the content, in full."""
    return format_date(date.fromisoformat(iso), "long")


def setting(code: str) -> str:
    """Where children answered."""
    return {
        "school": _("En la escuela"),
        "community": _("En la comunidad"),
        "home": _("En casa"),
        "care": _("Donde les cuidan (albergue u otro hogar)"),
        "other": _("En otro lugar"),
        "": _("Por el enlace público, sin sesión"),
    }.get(code, code)


def listed(words: Sequence[str]) -> str:
    """ "A", "A y B", "A, B y C"."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s y %(last)s", first=", ".join(words[:-1]), last=words[-1])


def headline(content: Table) -> Markup:
    """A sentence with a verb: the coordinator's, else about what most voices speak of.

    A label is quoted, never bent into a sentence: "que me hablen" is not always a wish.
    """
    if given := in_language(given_headlines(content)):
        return escape(given)
    first = largest_themes(content)
    if first and first[0].get("subject"):
        subject = in_language(first[0]["subject"])
        return escape(_("De esto hablan más voces: %(subject)s", subject=subject))
    if first and not is_withdrawn(first[0]["label"]):
        alone = _("%(theme)s es el tema que reúne más voces")
        among = _("%(theme)s es uno de los temas que reúnen más voces")
        frame = escape(alone if len(first) == 1 else among)
        return frame % {"theme": quoted(capital(first[0]["label"]), first[0]["language"])}
    total = content["participation"]["total"]
    title = in_language(content["consultation"]["titles"])
    if total is None:
        return escape(_("Todavía son pocas las respuestas a «%(title)s»", title=title))
    said = _("%(n)s niñas, niños y adolescentes respondieron a «%(title)s»")
    return escape(said % {"n": number(total), "title": title})


def given_headlines(content: Table) -> dict[str, str]:
    """Language -> the coordinator's own headline, but for those that were taken out."""
    headlines = content["headlines"].items()
    return {code: words for code, words in headlines if not is_withdrawn(words)}


@dataclass(frozen=True, slots=True)
class Name:
    """What a theme is called, in which language, and whether these are somebody's words."""

    words: str
    language: str
    said: bool


def name(theme: Table) -> Name:
    """A theme's label; where it was withdrawn, the subject of the guide, or none."""
    if not is_withdrawn(theme["label"]):
        return Name(capital(theme["label"]), theme["language"], said=True)
    subject = theme.get("subject")
    words = in_language(subject) if subject else _("Un tema sin nombre")
    return Name(words, str(get_locale()), said=False)


def capital(label: str) -> str:
    """A label as it stands alone: its first letter large, the rest as somebody wrote it."""
    return label[:1].upper() + label[1:]


def quoted(words: str, language: str) -> Markup:
    """Words of somebody, between marks, in the language they were written in."""
    said = Markup('<span lang="{}">{}</span>').format(language, words)
    return escape(_("«%(words)s»")) % {"words": said}


def largest_themes(content: Table) -> list[Table]:
    """The theme with most voices, or those that share the place; none where it cannot be said."""
    themes = content["voices"]["themes"] if content["voices"] else []
    most = themes[0]["voices"] if themes else None
    return [theme for theme in themes if most is not None and theme["voices"] == most]


def front_quotes(theme: Table) -> list[tuple[str, Table]]:
    """Quotes to stand under the label, each with its side: one of both sides where a theme has
    two, and none where but one may be quoted; else one on no side ("")."""
    by_side = theme.get("sides") or {"": theme["quotes"]}
    found = [
        (side, front_quote(theme, quotes)) for side, quotes in sorted(by_side.items(), reverse=True)
    ]
    quoted = [(side, quote) for side, quote in found if quote]
    return quoted if len(quoted) == len(found) else []


def front_quote(theme: Table, quotes: Sequence[Table]) -> Table | None:
    """The first of some quotes that was not taken out and does not repeat the label."""
    kept = (quote for quote in quotes if not is_withdrawn(quote))
    return next((quote for quote in kept if not _is_name(quote, theme)), None)


def first_quotes(theme: Table) -> list[Table]:
    """A theme's quotes, but for those that stand again under its two sides, and for its own name
    where there is another."""
    sides = [quote for quotes in theme.get("sides", {}).values() for quote in quotes]
    quotes = [quote for quote in theme["quotes"] if quote not in sides]
    return [quote for quote in quotes if not _is_name(quote, theme)] or quotes


def _is_name(quote: Table, theme: Table) -> bool:
    return _letters(quote.get("text", "")) == _letters(name(theme).words)


def _letters(words: str) -> str:
    return "".join(filter(str.isalnum, words.casefold()))


def answering(content: Table, number: int) -> list[tuple[int, Table]]:
    """(place, submission) of each that answers that one of the nine questions."""
    places = enumerate(content["organisations"])
    return [(place, each) for place, each in places if str(number) in each["answers"]]


def anchor(theme: Table) -> str:
    """Where a theme stands in the page; the same in every version that has it."""
    return f"theme-{theme['key']}"


def deck(content: Table) -> str:
    """Who said it, when, into how many themes it goes."""
    total = content["participation"]["total"]
    themes = len(content["voices"]["themes"]) if content["voices"] else 0
    if total is None:
        return _("Contestaron menos de diez personas de cada edad: aún no hay números que mostrar.")
    facts = content["consultation"]
    said = _(
        "Esto dijeron %(who)s entre el %(first)s y el %(last)s.",
        who=_everyone(total, len(content["organisations"])),
        first=written_day(facts["opens_on"]),
        last=written_day(facts["closes_on"]),
    )
    if not themes:
        return said
    words = ngettext(
        "Lo que escribieron cabe en un tema.",
        "Lo que escribieron se agrupa en %(num)s temas.",
        themes,
    )
    return f"{said} {words}"


def _everyone(children: int, organisations: int) -> str:
    said = _("%(n)s niñas, niños y adolescentes", n=number(children))
    if not organisations:
        return said
    also = ngettext("una organización", "%(num)s organizaciones", organisations)
    return _("%(first)s y %(last)s", first=said, last=also)


def missing(content: Table) -> list[str]:
    """Who is missing, sentence by sentence."""
    took_part = content["participation"]
    few = [ages(row["band"]) for row in took_part["bands"] if row["count"] is None]
    sentences = []
    if few:
        sentences.append(
            _("De %(ages)s hubo menos de diez respuestas, o ninguna.", ages=listed(few))
        )
    sentences.extend(_missing_regions(took_part["regions_without_number"]))
    sentences.append(
        _("Pueden faltar quienes no van a la escuela, no tienen internet o hablan otra lengua.")
    )
    return sentences


def _missing_regions(regions: Sequence[str]) -> list[str]:
    if not regions:
        return []
    if len(regions) == len(REGIONS):
        return [_("Ningún estado llega a diez respuestas.")]
    return [
        _(
            "Sin número propio, por tener menos de diez respuestas o para proteger a un "
            "estado que las tiene: %(regions)s.",
            regions=listed(regions),
        )
    ]


def about_themes(content: Table) -> str:
    """How many wrote, and what a theme is."""
    said = content["voices"]
    start = _("Cada tema reúne frases que dicen lo mismo; se llama como lo dijo alguien.")
    if said["writers"] is None:
        return start
    return start + " " + _("Escribieron algo %(n)s participantes.", n=number(said["writers"]))


KINDS = {
    "proposal": _l("piden algo"),
    "worry": _l("cuentan lo que les preocupa"),
    "experience": _l("cuentan lo que les pasa"),
    "question": _l("preguntan"),
    "praise": _l("dicen lo que les gusta"),
}


def answers_to(theme: Table) -> str:
    """What a name is to be read as the answer to: alone, a worry reads like a wish. Nothing where
    it answers no question; in older reports the theme's kind stands for the name's."""
    if (theme.get("kind") or next(iter(theme.get("kinds", ())), "")) == "worry":
        return _("Lo que les preocupa")
    return in_language(theme.get("asked") or {})


def about_theme(theme: Table) -> list[str]:
    """What else is known of a theme, sentence by sentence; nothing in older reports."""
    kinds = [str(KINDS[kind]) for kind in theme.get("kinds", ()) if kind in KINDS]
    sentences = []
    if kinds:
        sentences.append(_("Sobre todo %(kinds)s.", kinds=listed(kinds)))
    for name, words in _NAMED:
        names = [in_language(each) for each in theme.get(name, ())]
        if name == "settings":  # "en la escuela": no names, they stand within the sentence
            names = [each[:1].lower() + each[1:] for each in names]
        if names:
            sentences.append(str(words) % {"names": listed(names)})
    if theme.get("firmness") == "loose":
        sentences.append(_("Los bordes de este tema son borrosos: léelo como un encabezado."))
    return sentences


def keywords(theme: Table) -> list[str]:
    """The words that tell a theme, but for those that were taken out; none in older reports."""
    return [word for word in theme.get("keywords", ()) if not is_withdrawn(word)]


def leaning(theme: Table) -> list[tuple[str, int, int]]:
    """(group, voices of ten in the theme, of ten in all) where a group says it more than others;
    nothing in older reports."""
    return [
        (
            group_said(each["concept"], each["code"], each["name"], each["label"]),
            each["tenths"],
            each["tenths_all"],
        )
        for each in theme.get("more_said_by", ())
    ]


def about_declined(content: Table) -> str:
    """How many took no part, in tens; nothing where they are few, or in older reports."""
    declined = content["participation"].get("declined")
    if declined is None:
        return ""
    return _(
        "%(n)s o más estaban en una sesión y no quisieron participar, según contaron quienes"
        " acompañaron. No se les preguntó por qué y no están en ningún otro número.",
        n=number(declined),
    )


_NAMED = (
    ("addressees", _l("Se dirigen a: %(names)s.")),
    ("platforms", _l("Nombran: %(names)s.")),
    ("settings", _l("Dónde pasa: %(names)s.")),
    ("concepts", _l("Toca: %(names)s.")),
)


def so_many_themes(themes: Sequence[Table]) -> str:
    """How many they are."""
    return ngettext("%(num)s tema", "%(num)s temas", len(themes))


def about_review(content: Table) -> str:
    """What people changed in what the program proposed. These are numbers of themes."""
    review = content["voices"]["review"]
    renamed, merged, apart = review["renamed"], review["merged"], review["set_aside"]
    done = [
        words
        for words, count in (
            (ngettext("se renombró un tema", "se renombraron %(num)s temas", renamed), renamed),
            (
                ngettext("un tema se unió con otro", "%(num)s temas se unieron con otros", merged),
                merged,
            ),
            (ngettext("se apartó un tema", "se apartaron %(num)s temas", apart), apart),
        )
        if count
    ]
    if not done:
        return _("Los temas quedaron como el programa los propuso.")
    return _("Después una persona los revisó: %(done)s.", done=listed(done))


def named_in_method(item: str) -> str:
    """What a version or a setting of the grouping is called; packages and settings keep names."""
    kind, _space, rest = item.partition(" ")
    if kind in ("package", "setting"):
        frame = _("Paquete %(name)s") if kind == "package" else _("Ajuste %(name)s")
        return frame % {"name": rest}
    return {
        "language": _("Idioma"),
        "language model": _("Modelo del idioma"),
        "guide themes": _("Temas de la guía"),
        "guide sha256": _("Huella de la guía"),
        "fewest passages to group": _("Frases que hacen falta para agrupar"),
    }.get(item, item)


def about_held(content: Table) -> str:
    """How many texts are counted and not quoted, how many in no count; nothing in older reports."""
    said = content["voices"]
    if "held" not in said:
        return ""
    return _(
        "Textos que cuentan y no se citan, porque una persona encargada de proteger no los ha "
        "liberado: %(held)s. Textos que solo ella tiene y que no están en ninguna cuenta: %(out)s.",
        held=_few_or(content, said["held"]),
        out=_few_or(content, said["taken_out"]),
    )


def about_quotes(content: Table) -> str:
    """How many texts may be quoted; nothing in reports from before children were asked."""
    said = content["voices"]
    if "quotable" not in said:
        return ""
    return _(
        "Antes de enviar, cada quien dice cuáles de sus textos se pueden citar; si no dice nada, "
        "ninguno. Textos que se pueden citar: %(n)s.",
        n=_few_or(content, said["quotable"]),
    )


def _few_or(content: Table, count: int | None) -> str:
    if count is None:
        return _("menos de %(n)s, o ninguno", n=content["threshold"])
    return number(count)
