"""Where a coordinator reads, writes and chooses the theme guide of a consultation."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.consultations.models import Consultation
from consult.staff.access import for_roles
from consult.storage.db import db
from consult.themes.blueprint import bp, consultation_of
from consult.themes.models import Choice
from consult.themes.review.views import Answer
from theme_guides import GuideError

from . import operations
from .forms import GuideForm

LONGEST = 60
"""Letters of a wrong line that are shown with what is wrong."""

MISTAKES = {
    "empty": _l("La guía no tiene ningún tema: escribe «#» y un nombre, y debajo sus frases."),
    "early": _l("Esta frase está antes del primer tema: un tema empieza con «#» y su nombre."),
    "nameless": _l("Falta el nombre del tema después de «#»."),
    "silent": _l("A este tema le falta al menos una frase debajo."),
    "twice": _l("Ya hay un tema con ese nombre o esa clave: cambia uno."),
    "json": _l("Aquí se rompe el JSON: revisa comillas, comas y llaves."),
    "form": _l("El JSON no es de una guía: cada tema lleva «id», «name» y «phrases»."),
}


@bp.get("/<slug>/guide")
@for_roles("coordinator")
def guide(slug: str) -> Answer:
    """The guide that is chosen, and its text to be changed."""
    consultation = consultation_of(slug)
    kept = operations.chosen(consultation.id)
    form = GuideForm(choice=kept.choice, own=kept.own or operations.site_lines())
    return _page(consultation, form)


@bp.post("/<slug>/guide")
@for_roles("coordinator")
def choose_guide(slug: str) -> Answer:
    """Keep what was chosen and written; where it is wrong, it comes back with what is wrong."""
    consultation, form = consultation_of(slug), GuideForm()
    if not form.validate_on_submit():
        return _page(consultation, form), 422
    own = (form.own.data or "").replace("\r\n", "\n").replace("\0", "")
    try:
        operations.choose(consultation.id, Choice(form.choice.data), own)
    except GuideError as wrong:
        form.own.errors = [_said(wrong, own)]
        return _page(consultation, form), 422
    db.session.commit()
    flash(_("Guardado. Cuenta desde la siguiente agrupación."))
    return redirect(url_for(".guide", slug=slug), 303)


@bp.get("/<slug>/guide.txt")
@for_roles("coordinator")
def guide_file(slug: str) -> Response:
    """A guide's text as a file: one's own, else or if asked for the site's."""
    own = (
        operations.chosen(consultation_of(slug).id).own
        if request.args.get("of") != "site"
        else None
    )
    text = own or operations.site_lines()
    named = f'attachment; filename="{slug}-guide.txt"'
    return Response(text, mimetype="text/plain", headers={"Content-Disposition": named})


def _page(consultation: Consultation, form: GuideForm) -> str:
    return render_template("themes/guide.html", consultation=consultation, form=form)


def _said(wrong: GuideError, text: str) -> str:
    said = str(MISTAKES[wrong.what])
    if wrong.line is None:
        return said
    line = [*text.splitlines(), ""][wrong.line - 1].strip()
    shown = f"{line[:LONGEST]}…" if len(line) > LONGEST else line
    return _("Línea %(number)s («%(line)s»): %(said)s", number=wrong.line, line=shown, said=said)
