"""Where a coordinator reads all passages of a theme, or those of none, and places them.

Only once no answer arrives any more: before, two runs an hour apart would show, line by line, what
was said in that hour.
"""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_security import current_user
from flask_wtf import FlaskForm

from consult.answering.pages.promises import DETAILS
from consult.clock import today
from consult.consultations.models import Consultation
from consult.sessions.queries import answers_arrive
from consult.staff.access import for_roles
from consult.storage.db import db
from consult.themes import queries
from consult.themes.blueprint import bp, consultation_of
from consult.themes.models import AnalysisRun
from consult.themes.replay import NOWHERE, Action, Placing, ReviewedTheme

from . import display, operations
from .forms import MoveForm, PlaceForm, SplitForm, SplitPartForm
from .proposals import proposals
from .views import Answer, run_to_show, themes_of


@bp.get("/<slug>/theme/<key>")
@for_roles("coordinator")
def theme(slug: str, key: str) -> Answer:
    """All that was said in one theme, each wording once."""
    return _list(consultation_of(slug), key)


@bp.get("/<slug>/not-grouped")
@for_roles("coordinator")
def not_grouped(slug: str) -> Answer:
    """What is in no theme, each wording once."""
    return _list(consultation_of(slug), NOWHERE)


@bp.post("/<slug>/split")
@for_roles("coordinator")
def split(slug: str) -> Answer:
    """Make a new theme of the passages that were chosen."""
    consultation, form = consultation_of(slug), SplitForm()
    if (problem := _problem(consultation, form)) is not None:
        return problem
    key = operations.new_key()
    chosen = _chosen(consultation, form)
    label = (form.label.data or "").strip() or None
    _place(consultation, "split", form.theme.data, Placing(key, chosen, label))
    flash(_("Separaste el tema nuevo. Puedes deshacerlo en «Lo que has decidido»."))
    return redirect(url_for(".theme", slug=slug, key=key), 303)


@bp.post("/<slug>/split-part")
@for_roles("coordinator")
def split_part(slug: str) -> Answer:
    """Make a new theme of a part that is proposed."""
    consultation, form = consultation_of(slug), SplitPartForm()
    run = run_to_show(consultation)
    found = _theme(consultation, form.theme.data or "")
    offered = proposals(run, found) if run and found and _open(consultation) else []
    part = next((each for each in offered if each.code == form.part.data), None)
    if not form.validate_on_submit() or part is None or run is None:
        return _list(consultation, form.theme.data or "", _("Esa división ya no está.")), 422
    key = operations.new_key()
    marks = tuple(queries.marks(run, part.which))
    _place(consultation, "split", form.theme.data, Placing(key, marks))
    flash(_("Separaste el tema nuevo. Puedes deshacerlo en «Lo que has decidido»."))
    return redirect(url_for(".theme", slug=slug, key=key), 303)


@bp.post("/<slug>/move")
@for_roles("coordinator")
def move(slug: str) -> Answer:
    """Put the passages that were chosen into another theme, or into none."""
    consultation = consultation_of(slug)
    here = [(each.key, each.label) for each in themes_of(consultation)]
    form = MoveForm([(NOWHERE, ""), *here])
    if (problem := _problem(consultation, form)) is not None:
        return problem
    chosen = _chosen(consultation, form)
    _place(consultation, "move", form.theme.data, Placing(form.to.data, chosen))
    flash(
        ngettext("Pasaste una frase.", "Pasaste %(num)s frases distintas.", len(chosen))
        + " "
        + _("Puedes deshacerlo en «Lo que has decidido».")
    )
    if form.theme.data and _theme(consultation, form.theme.data):
        return redirect(url_for(".theme", slug=slug, key=form.theme.data), 303)
    return redirect(url_for(".not_grouped", slug=slug), 303)


def _place(consultation: Consultation, kind: str, theme: str, placing: Placing) -> None:
    action = Action(kind, theme, placing.value())
    operations.decide(consultation, current_user.id, today(), action)
    db.session.commit()


def _problem(consultation: Consultation, form: FlaskForm) -> tuple[str, int] | None:
    """The page again, where the form cannot be acted on."""
    key = form.theme.data or NOWHERE
    if not form.validate_on_submit():
        errors = " ".join(str(error) for field in form for error in field.errors)
        return _list(consultation, key, errors), 422
    if not _chosen(consultation, form) or (key and _theme(consultation, key) is None):
        return _list(consultation, key, _("Esas frases ya no están en la lista.")), 422
    return None


def _chosen(consultation: Consultation, form: PlaceForm) -> tuple[str, ...]:
    run = run_to_show(consultation)
    if run is None or not _open(consultation):
        return ()
    return tuple(queries.known_marks(run, form.passages.data or []))


def _open(consultation: Consultation) -> bool:
    return not answers_arrive(consultation, today())


def _theme(consultation: Consultation, key: str) -> ReviewedTheme | None:
    return next((each for each in themes_of(consultation) if each.key == key), None)


def _list(consultation: Consultation, key: str, problem: str | None = None) -> str:
    run = run_to_show(consultation) if _open(consultation) else None
    found = _theme(consultation, key) if key else None
    missing = bool(key) and found is None
    return render_template(
        "themes/passages.html",
        consultation=consultation,
        problem=problem,
        open=_open(consultation),
        missing=missing,
        key=key,
        details=DETAILS,
        **(_listed(consultation, run, found) if run and not missing else {}),
    )


def _listed(
    consultation: Consultation, run: AnalysisRun, found: ReviewedTheme | None
) -> dict[str, object]:
    which = queries.in_theme(found.keys) if found else queries.ALONE
    number = max(1, request.args.get("page", 1, type=int))
    wordings, pages = queries.wordings(run, which, number)
    count = found.size if found else queries.not_grouped(run)
    return {
        "theme": found,
        "size": display.roughly(count),
        "wordings": [(each, display.roughly(each.times)) for each in wordings],
        "number": number,
        "pages": pages,
        "others": [each for each in themes_of(consultation) if each.key != (found and found.key)],
        "proposals": proposals(run, found) if found else [],
        "shown": True,
    }
