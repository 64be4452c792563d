"""Input of the coordinator's pages."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, SelectChoice, SelectField, StringField, ValidationError
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, Regexp

import surveys
from consult.i18n import in_language

from .operations import BY_HAND, Plan
from .queries import by_slug, questionnaire

MISSING = _l("Falta escribir esto.")


class AdvanceForm(FlaskForm):
    """A press on the button that names the next state."""

    to = HiddenField(validators=[AnyOf([state.value for state in BY_HAND.values()])])


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

    def plan(self) -> Plan:
        """The checked input."""
        chosen = self.questionnaire.data
        return Plan(
            slug=self.slug.data,
            titles=_words(self.title_es, self.title_en),
            askers=_words(self.asker_es, self.asker_en),
            purposes=_words(self.purpose_es, self.purpose_en),
            questionnaire=chosen,
            questionnaire_version=surveys.versions_in(surveys.shipped()[chosen])[-1],
            opens_on=self.opens_on.data,
            closes_on=self.closes_on.data,
            results_on=self.results_on.data,
        )


def _words(spanish: StringField, english: StringField) -> dict[str, str]:
    words = {"es": spanish.data.strip(), "en": (english.data or "").strip()}
    return {code: text for code, text in words.items() if text}
