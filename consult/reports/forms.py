"""Input of the press that publishes."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import Length

from consult.web.i18n import LANGUAGES

LONGEST = 140


class PublishForm(FlaskForm):
    """Publish, with a headline of one's own in each language, or with the derived one."""

    headline_es = StringField(
        _l("Titular en español"),
        [Length(max=LONGEST, message=_l("El titular es muy largo: usa 140 letras o menos."))],
        description=_l("Una frase con verbo. Si lo dejas vacío, se usa el que ves arriba."),
    )
    headline_en = StringField(
        _l("Titular en inglés"),
        [Length(max=LONGEST, message=_l("El titular es muy largo: usa 140 letras o menos."))],
        description=_l("También puede quedar vacío."),
    )

    @property
    def headlines(self) -> dict[str, str]:
        """Language -> what was written."""
        return {code: self[f"headline_{code}"].data or "" for code, _name in LANGUAGES}
