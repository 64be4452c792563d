"""The states of a consultation and the steps between them, in words."""

from dataclasses import dataclass

from flask_babel import gettext as _

from .models import State


@dataclass(frozen=True, slots=True)
class Step:
    """A step that a coordinator takes by hand: what the button says, what happens, what is said
    afterwards (with `title` to be filled in)."""

    press: str
    happens: tuple[str, ...]
    done: str


def states() -> dict[State, str]:
    """Every state in order."""
    return {
        State.DRAFT: _("Borrador"),
        State.CHECKED: _("Revisada"),
        State.OPEN: _("Abierta"),
        State.CLOSED: _("Cerrada"),
        State.REPORTED: _("Con informe"),
        State.ANSWERED: _("Respondida"),
    }


def steps() -> dict[State, Step]:
    """State -> the step to it, where a press takes it."""
    return {
        State.CHECKED: Step(
            press=_("Dar por revisada"),
            happens=(
                _("Dices que la lista para abrir una consulta está completa."),
                _("Los textos ya no se pueden cambiar. Niñas y niños todavía no la ven."),
            ),
            done=_("«%(title)s» quedó revisada."),
        ),
        State.OPEN: Step(
            press=_("Abrir: empieza a recibir respuestas"),
            happens=(
                _("Niñas, niños y adolescentes pueden contestar desde el primer día anotado."),
                _("El enlace público queda en la portada, a la vista de cualquiera."),
                _("Lo que escriban puede ser urgente: alguien de protección tiene que leerlo."),
            ),
            done=_("«%(title)s» está abierta."),
        ),
        State.CLOSED: Step(
            press=_("Cerrar: deja de recibir respuestas"),
            happens=(
                _("Por el enlace público nadie más puede contestar, tampoco quien va a la mitad."),
                _("Lo que espera en las tabletas de una sesión todavía puede llegar."),
                _("Cuando ya no falte ninguna, se revisan los temas y se publica el informe."),
            ),
            done=_("«%(title)s» se cerró: ya no recibe respuestas."),
        ),
        State.ANSWERED: Step(
            press=_("Dar por respondida"),
            happens=(
                _("Quienes hacen las leyes ya contestaron, y niñas y niños pueden leerlo."),
                _("El informe y sus versiones siguen publicados."),
            ),
            done=_("«%(title)s» quedó como respondida."),
        ),
    }
