"""What is said about themes, in words: for pages of the review."""

from collections.abc import Callable, Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from consult.themes.replay import NOWHERE, Action, placing_of
from consult.themes.theme_facts import Sign
from consult.web.i18n import ages, in_language

from .over_representation import BY_BAND, Leaning

Told = Callable[[int], int | None]
"""The cell rule: the number that may be shown, or None."""
FIRMNESS = {
    "firm": _l("firme: vuelve casi igual si se repite con parte de las respuestas"),
    "fair": _l("algo firme: al repetir con parte de las respuestas, una parte cambia"),
    "loose": _l("suelto: léelo como un encabezado, sus bordes cambian"),
}
KINDS = {
    "proposal": _l("peticiones"),
    "worry": _l("preocupaciones"),
    "experience": _l("experiencias"),
    "question": _l("preguntas"),
    "praise": _l("cosas que gustan"),
    "other": _l("otras frases"),
}
SIDES = {"for": _l("A favor"), "against": _l("En contra")}


def kinds_said(kinds: Mapping[str, int], told: Told) -> str:
    """Which kinds of statement, the commonest first, without numbers: those of few are left out.

    Ranked by the numbers that may be told: the order must not tell more than they do.
    """
    enough = [kind for kind in KINDS if told(kinds.get(kind, 0))]
    names = [
        str(KINDS[kind]) for kind in sorted(enough, key=lambda kind: -(told(kinds[kind]) or 0))
    ]
    if not names:
        return ""
    if len(names) == 1:
        return _("Sobre todo %(kind)s.", kind=names[0])
    return _("Sobre todo %(kind)s; también %(others)s.", kind=names[0], others=_and(names[1:]))


def left_said(seconds: int | None) -> str:
    """In how many minutes it is done; nothing where nobody can say."""
    if seconds is None:
        return ""
    return ngettext(
        "A este paso termina en cerca de un minuto.",
        "A este paso termina en unos %(num)s minutos.",
        max(1, -(-seconds // 60)),
    )


FEW = 3
"""Names that are listed of those that few passages have."""


def signs_said(signs: Sequence[Sign], told: Told, most: int = 6) -> str:
    """What is named, with numbers; what few named, without."""
    ranked = sorted(signs, key=lambda sign: (-(told(sign.count) or 0), in_language(sign.name)))
    counted = [f"{_named(sign)} ({told(sign.count)})" for sign in ranked if told(sign.count)]
    few = sorted(in_language(sign.name) for sign in signs if not told(sign.count))
    said = ", ".join(counted[:most])
    if not few or len(counted) >= most:
        return said
    rest = _("pocas frases: %(names)s", names=", ".join(few[:FEW]))
    return f"{said}; {rest}" if said else rest


def leaning_said(each: Leaning) -> str:
    """A group that speaks of a theme more than others, with how much more."""
    return _(
        "%(group)s (%(tenths)s de cada 10 voces; en todos los temas, %(all)s)",
        group=group_said(each.concept, each.code, each.name, each.label),
        tenths=each.tenths,
        all=each.tenths_all or _("menos de 1"),
    )


def group_said(concept: str, code: str, name: Mapping[str, str], label: Mapping[str, str]) -> str:
    """Children of a band, or who gave an answer about themselves, in words."""
    if concept == BY_BAND:
        return ages(code)
    return _("%(name)s: %(label)s", name=in_language(name), label=in_language(label))


def _named(sign: Sign) -> str:
    name = in_language(sign.name)
    return f"{name} («{'», «'.join(sign.words)}»)" if sign.words else name


def _and(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s y %(last)s", first=", ".join(words[:-1]), last=words[-1])


def action_said(action: Action, labels: Mapping[str, str]) -> str:
    """What somebody decided, as a sentence; `labels` names themes by key."""

    def called(key: str) -> str:
        return labels.get(key) or _("un tema que ya no está")

    return _SAID[action.kind](action, called)


Called = Callable[[str], str]


def _merged(action: Action, called: Called) -> str:
    one, other = called(action.theme), called(action.value or "")
    return _("Uniste «%(one)s» con «%(other)s».", one=one, other=other)


def _split(action: Action, called: Called) -> str:
    placing = placing_of(action)
    return ngettext(
        "Separaste una frase en un tema nuevo: «%(new)s».",
        "Separaste %(num)s frases distintas en un tema nuevo: «%(new)s».",
        len(placing.marks),
        new=placing.label or called(placing.to),
    )


def _moved(action: Action, called: Called) -> str:
    placing = placing_of(action)
    if placing.to == NOWHERE:
        return ngettext(
            "Dejaste sin tema una frase.",
            "Dejaste sin tema %(num)s frases distintas.",
            len(placing.marks),
        )
    return ngettext(
        "Pasaste una frase a «%(theme)s».",
        "Pasaste %(num)s frases distintas a «%(theme)s».",
        len(placing.marks),
        theme=called(placing.to),
    )


_SAID: Mapping[str, Callable[[Action, Called], str]] = {
    "rename": lambda action, called: _("A un tema le pusiste «%(label)s».", label=action.value),
    "merge": _merged,
    "split": _split,
    "move": _moved,
    "set_aside": lambda action, called: _(
        "Apartaste del informe «%(theme)s».", theme=called(action.theme)
    ),
    "restore": lambda action, called: _(
        "Volviste a incluir «%(theme)s».", theme=called(action.theme)
    ),
    "lock": lambda action, called: _("Fijaste «%(theme)s».", theme=called(action.theme)),
    "unlock": lambda action, called: _("Soltaste «%(theme)s».", theme=called(action.theme)),
    "reword": lambda action, called: _("Se ocultaron palabras de una frase que habías movido."),
    "undo": lambda action, called: _("Deshiciste una decisión."),
    "use_run": lambda action, called: _(
        "Elegiste la agrupación número %(number)s.", number=action.theme
    ),
    "keep_run": lambda action, called: _(
        "No usaste la agrupación número %(number)s.", number=action.theme
    ),
}
