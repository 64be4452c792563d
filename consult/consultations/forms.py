"""Input of the coordinator's pages."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.validators import (
    AnyOf,
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
)

import surveys
from consult.web.i18n import LANGUAGES, in_language

from .models import Consultation, Words
from .operations import BY_HAND, Plan
from .queries import by_slug, questionnaire
from .wording_check import FIELDS, RULES, own_findings

MISSING = _l("Falta escribir esto.")
SOME_CHILDREN = NumberRange(1, 40_000_000, _l("Escribe un número desde 1."))


class AdvanceForm(FlaskForm):
    """A press on the button that names the next state."""

    to = HiddenField(validators=[AnyOf([state.value for state in BY_HAND.values()])])


class ExpectedForm(FlaskForm):
    """How many children are expected, noted before a consultation opens."""

    expected_children = IntegerField(
        _l("Niñas y niños que esperas"), [InputRequired(MISSING), SOME_CHILDREN]
    )


class ConsultationForm(FlaskForm):
    """A new consultation. What is left empty in English is shown in Spanish."""

    title_es = StringField(_l("Título"), [DataRequired(MISSING), Length(max=120)])
    title_en = StringField(_l("Título en inglés"), [Length(max=120)])
    asker_es = StringField(
        _l("¿Quién pregunta?"),
        [DataRequired(MISSING), Length(max=200)],
        description=_l("Como se lo dirías a una niña: «la Comisión de la Niñez del Congreso»."),
    )
    asker_en = StringField(_l("¿Quién pregunta? (en inglés)"), [Length(max=200)])
    purpose_es = StringField(_l("¿Para qué?"), [DataRequired(MISSING), Length(max=400)])
    purpose_en = StringField(_l("¿Para qué? (en inglés)"), [Length(max=400)])
    slug = StringField(
        _l("Nombre en la dirección"),
        [
            DataRequired(MISSING),
            Length(max=60),
            Regexp(r"^[a-z0-9]+(-[a-z0-9]+)*$", message=_l("Usa minúsculas, números y guiones.")),
        ],
        description=_l("Por ejemplo: mi-mundo-digital-2027. No se puede cambiar después."),
    )
    questionnaire = SelectField(_l("Cuestionario"))
    opens_on = DateField(_l("Abre el"), [InputRequired(MISSING)])
    closes_on = DateField(_l("Cierra el"), [InputRequired(MISSING)])
    results_on = DateField(
        _l("Los resultados estarán el"),
        [InputRequired(MISSING)],
        description=_l("Se promete a cada niña y niño al terminar: que sea una fecha que cumplas."),
    )

    expected_children = IntegerField(
        _l("¿Cuántas niñas y niños esperas?"),
        [Optional(), SOME_CHILDREN],
        description=_l(
            "Hace falta para abrir: el equipo de protección debe tener horas para leer lo que"
            " escriban quienes pidan ayuda. Se puede anotar después."
        ),
    )

    drawings_seen_by = StringField(
        _l("¿Quién mira primero los dibujos?"),
        [Optional(), Length(max=200)],
        description=_l(
            "Para los cuestionarios que piden un dibujo: qué personas de protección lo miran antes"
            " que nadie. Si queda vacío, no se pide ningún dibujo."
        ),
    )

    def offer(self) -> None:
        """List the questionnaires for children that ship."""
        self.questionnaire.choices = [
            SelectChoice(
                name, in_language(questionnaire(name, surveys.versions_in(folder)[-1]).titles)
            )
            for name, folder in surveys.shipped().items()
            if name != "organisations"
        ]

    def validate_slug(self, field: StringField) -> None:
        """A name is used once."""
        if field.data and by_slug(field.data):
            raise ValidationError(_l("Ya hay una consulta con ese nombre."))

    def validate_closes_on(self, field: DateField) -> None:
        """It closes after it opens."""
        if field.data and self.opens_on.data and field.data < self.opens_on.data:
            raise ValidationError(_l("Tiene que cerrar después de abrir."))

    def validate_results_on(self, field: DateField) -> None:
        """Results come after the last answer."""
        if field.data and self.closes_on.data and field.data < self.closes_on.data:
            raise ValidationError(_l("Los resultados no pueden estar antes de cerrar."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Also the words: what no child may be asked is not saved, what is hard is listed later."""
        well_formed = super().validate(extra_validators)
        unfit = self._unfit() if well_formed else []
        for finding in unfit:
            field = self[f"{finding.place}_{finding.language}"]
            field.errors = [*field.errors, f"«{finding.words}»: {RULES[finding.rule]}"]
        return well_formed and not unfit

    def _unfit(self) -> list[surveys.wording.Finding]:
        chosen = self.questionnaire.data
        asked = questionnaire(chosen, surveys.versions_in(surveys.shipped()[chosen])[-1])
        found = own_findings(asked, {name: self._words(name) for name in FIELDS})
        return [each for each in found if each.level == surveys.wording.Level.ERROR]

    def _words(self, name: str) -> Words:
        words = {code: (self[f"{name}_{code}"].data or "").strip() for code, _name in LANGUAGES}
        return {code: text for code, text in words.items() if text}

    def plan(self, slug: str) -> Plan:
        """The checked input, of a consultation of that name."""
        chosen = self.questionnaire.data
        return Plan(
            slug=slug,
            titles=self._words("title"),
            askers=self._words("asker"),
            purposes=self._words("purpose"),
            questionnaire=chosen,
            questionnaire_version=surveys.versions_in(surveys.shipped()[chosen])[-1],
            opens_on=self.opens_on.data,
            closes_on=self.closes_on.data,
            results_on=self.results_on.data,
            expected_children=self.expected_children.data,
            drawings_seen_by=(self.drawings_seen_by.data or "").strip() or None,
        )


def planned(consultation: Consultation) -> dict[str, Any]:
    """What a form of a consultation that is planned already begins with."""
    texts = {
        "title": consultation.titles,
        "asker": consultation.askers,
        "purpose": consultation.purposes,
    }
    own = {f"{name}_{code}": text for name, words in texts.items() for code, text in words.items()}
    alike = ("questionnaire", "opens_on", "closes_on", "results_on", "expected_children",
             "drawings_seen_by")  # fmt: skip
    return {**own, **{name: getattr(consultation, name) for name in alike}}
