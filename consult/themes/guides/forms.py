"""The form of a theme guide."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import RadioField, SelectChoice, TextAreaField, ValidationError

from consult.themes.labels import CHOICES
from consult.themes.models import Choice


class GuideForm(FlaskForm):
    """Which theme guide, and one's own: written, or a file that takes its place."""

    choice = RadioField(
        _l("¿Con qué guía se agrupa?"),
        choices=[SelectChoice(str(each), CHOICES[each]) for each in Choice],
    )
    own = TextAreaField(
        _l("La guía, tema por tema"),
        description=_l(
            "Un renglón con «#» y el nombre empieza un tema; debajo va una frase por renglón, "
            "como la diría una niña. Tras «|» pueden ir el nombre en inglés y una clave."
        ),
    )
    file = FileField(
        _l("O sube un archivo"),
        description=_l("De texto, como el de arriba, o JSON. Toma el lugar de lo escrito arriba."),
    )

    def validate_file(self, field: FileField) -> None:
        """What a file says takes the place of what was written."""
        try:
            self.own.data = field.data.read().decode("utf-8-sig") if field.data else self.own.data
        except UnicodeDecodeError:
            raise ValidationError(_l("Ese archivo no es de texto (UTF-8).")) from None
