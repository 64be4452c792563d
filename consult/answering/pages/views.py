"""The children's pages. No session, no cookie; what is cacheable carries nothing of a visit."""

import hashlib
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass

from babel.dates import get_timezone_location
from flask import (
    Response,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.wrappers import Response as AnyResponse

import surveys
from consult.answering.blueprint import bp
from consult.answering.sends import delayed_sends, operations, posted_form, transport_sealing
from consult.answering.withdrawal.withdrawal_list import NotWritten
from consult.background.logs import logger
from consult.clock import today
from consult.consultations.queries import asked_in, length_of, own_languages, version_for
from consult.duty.labels import week_in_words
from consult.duty.queries import week_ahead
from consult.help.queries import Help, shown_to_children
from consult.sessions import queries as sessions
from consult.sessions.models import Session
from consult.storage.db import db
from consult.web.compression import compressed
from consult.web.i18n import (
    LANGUAGES,
    chosen_language,
    day,
    language,
    marked,
    marked_page,
    write_in,
)
from surveys.kinds import drawing

from .origin import is_ours
from .promises import promise, to_who_leads, who_reads
from .recordings import tags_of

bp.add_app_template_test(lambda value: value.startswith(drawing.SIGN), "drawn")
bp.add_app_template_global(lambda: drawing.COLOURS, "drawing_colours")
bp.add_app_template_global(to_who_leads)
Answer = AnyResponse | tuple[str | AnyResponse, int]
CACHED_PAGES = 512
SHORTLY = "return=minimal"
THEIR_CODE = "\u241f"  # stands where the withdrawal code goes; no text of ours has it
_pages: dict[tuple[object, ...], tuple[bytes, str]] = {}


@bp.get("/j/<code>")
def choose_band(code: str) -> Answer:
    """Ask for the age where a session has several bands; else go on."""
    session = sessions.way_in(code)
    if session is None or not session.takes_answers(today()):
        return no_way_in(session)
    kiosk = "1" if "kiosk" in request.args else None
    bands = [
        (band, url_for(".questionnaire", code=code, band=band, kiosk=kiosk))
        for band in session.bands
    ]
    if len(bands) == 1:
        return redirect(bands[0][1])
    key, asked = _transport(session), session.consultation
    write_in("", asked_in(asked).languages[0])
    page = _page("band.html", session, bands=bands, consultation=asked, transport=key)
    return compressed(page.encode(), "text/html")


@bp.get("/j/<code>/results")
def results(code: str) -> Answer:
    """Where a child was told the results would be: the report, or when it will be there."""
    session = sessions.by_code(code)
    return no_way_in(None) if session is None else results_of(session)


def results_of(session: Session) -> Answer:
    """The same of a session that there is."""
    asked = session.consultation
    if not asked.is_published:
        when = day(asked.results_on)
        if asked.takes_answers(today()):
            said = _("Todavía están contestando. Los resultados estarán aquí el %(day)s.", day=when)
        else:
            said = _("Todavía estamos leyendo. Los resultados estarán aquí el %(day)s.", day=when)
        return _page("message.html", session, title=_("Los resultados"), sentence=said), 200
    action = Action(url_for("reports.report", slug=asked.slug), _("Ver el informe"))
    sentence = _("Ya puedes leer lo que dijeron quienes contestaron.")
    words = {"title": _("Los resultados"), "sentence": sentence, "action": action}
    return _page("message.html", session, **words), 200


@bp.get("/j/<code>/<band>")
def questionnaire(code: str, band: str) -> Answer:
    """The whole questionnaire of a band, as one page; of a session anyone may cache it."""
    session = sessions.way_in(code)
    if session is None or not session.takes_answers(today()):
        return no_way_in(session)
    if band not in session.bands:
        return wrong_band(session)
    version = _version(session, band)
    if request.args.get("go") == "no":
        return _page("no.html", session, version=version), 200
    form = surveys.form_class(version)
    body, tag = _cached(
        "form", session, version, lambda: _questionnaire_page(session, version, form())
    )
    response = compressed(body, "text/html")
    kept = "no-cache, private" if _is_public(session) else "public, max-age=60"
    response.headers["Cache-Control"] = kept
    response.set_etag(tag, weak=True)  # one tag for all codings
    return response.make_conditional(request)


@bp.post("/j/<code>/<band>")
def send(code: str, band: str) -> Answer:
    """Every button of the form: send, look back, another language, another band."""
    posted = request.form
    session = sessions.way_in(code)
    if session is None:
        return no_way_in(None)
    band = posted.get("band", band)
    if band not in session.bands:
        return _moved_to_a_band(session, posted, band)
    press = posted_form.Press.of(posted)
    if press.what == "band" and press.to in session.bands:
        posted = ImmutableMultiDict(posted_form.switched(posted, band, press.to))
        band = press.to
    version = _version(session, band)
    if press.what != "send":
        return _shown_again(session, version, posted, untold=press.what == "band")
    return _sent(session, version, posted)


def _sent(
    session: Session, version: surveys.Version, posted: ImmutableMultiDict[str, str]
) -> Answer:
    if not is_ours(request):
        sentence = _("Este envío llegó desde otra página. Revisa y toca Enviar otra vez aquí.")
        return _shown_again(session, version, posted, problem=sentence, status=403)
    if not session.takes_answers(today()):
        return _shown_again(session, version, posted, problem=_closed_sentence(session), status=410)
    form = posted_form.form_of(version, posted)
    if form.errors:
        sentence = _("Hay algo que revisar antes de enviar:")
        return _shown_again(session, version, posted, problem=sentence, status=422)
    answers = surveys.answers_of(form)
    code = posted_form.normalised_code(posted.get("code", ""))
    if not posted.get("key"):
        return _look_back(session, version, posted, answers)
    if code is None or not posted_form.is_key(posted["key"]):
        sentence = _("Algo falló al preparar el envío. Toca Enviar otra vez.")
        bare = ImmutableMultiDict(
            [(n, v) for n, v in posted.items(multi=True) if n not in ("key", "code")]
        )
        return _shown_again(session, version, bare, problem=sentence, status=422)
    _store(session, version, answers, posted, code)
    return _thanks(session, version, code)


def _store(
    session: Session,
    version: surveys.Version,
    answers: dict[str, surveys.Answer | None],
    posted: ImmutableMultiDict[str, str],
    code: str,
) -> None:
    """One send into the database."""
    operations.store(session, posted_form.send_of(version, answers, posted, code), today())
    db.session.commit()


@bp.post("/j/<code>/<band>/waited")
def waited(code: str, band: str) -> Answer:
    """A send that waited on a device, in its envelope; said in JSON to the script that kept it."""
    session = sessions.way_in(code)
    if session is None or band not in session.bands:
        return _refused(404, _("Ese código no existe."))
    if not is_ours(request):
        return _refused(403, _("Este envío llegó desde otra página."))
    try:
        delayed_sends.store_in(session, band, delayed_sends.Envelope(request.path, request.data))
    except delayed_sends.Refused as refused:
        return _refused(refused.status, _refusal(refused.status))
    db.session.commit()
    return jsonify(stored=True), 200


def _refusal(status: int) -> str:
    if status == 410:
        return _("Esta sesión ya no recibe respuestas.")
    if status == 409:
        return _("Estas respuestas se guardaron para otra consulta.")
    return _("Estas respuestas no llegaron completas.")


def _refused(status: int, problem: str) -> Answer:
    return jsonify(stored=False, problem=problem), status


@bp.route("/join", methods=["GET", "POST"])
def join() -> Answer:
    """Where a session code is typed."""
    typed = request.form.get("code", "")
    if request.method == "GET":
        return _page("join.html"), 200
    session = sessions.by_code(typed)
    if session is None:
        problem = _("Ese código no existe. Revisa cada letra y cada número.")
        return _page("join.html", problem=problem, typed=typed), 404
    return redirect(url_for(".choose_band", code=session.code), 303)


@bp.get("/withdraw")
def ask_to_withdraw() -> Answer:
    """Where the six words are typed."""
    return _page("withdraw.html"), 200


@bp.post("/withdraw")
def withdraw() -> Answer:
    """Erase; whether there was anything to erase is not said."""
    typed = request.form.get("code", "")
    code = posted_form.normalised_code(typed)
    if code is None:
        problem = _("Escribe las seis palabras, con un espacio entre una y otra.")
        return _page("withdraw.html", problem=problem, typed=typed), 422
    if not is_ours(request):
        problem = _("Este envío llegó desde otra página. Toca Borrar otra vez aquí.")
        return _page("withdraw.html", problem=problem, typed=typed), 403
    try:
        operations.withdraw(code)
    except NotWritten as refused:
        db.session.rollback()
        logger.error(f"nothing was withdrawn: {refused}")
        problem = _("No se pudo borrar en este momento. Toca Borrar otra vez en un rato.")
        return _page("withdraw.html", problem=problem, typed=typed), 503
    db.session.commit()
    return _page("withdraw.html", done=True), 200


@bp.get("/leave")
def leave() -> Answer:
    """A page with nothing of ours, or the operator's own choice of one; the cache is emptied."""
    elsewhere = current_app.config["LEAVE_TO"]
    response = redirect(elsewhere) if elsewhere else make_response(_page("left.html"))
    if request.method == "GET":  # the script's HEAD, without credentials, may not empty anything
        # Not "storage": what waits on a session's tablet stays.
        response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _version(session: Session, band: str) -> surveys.Version:
    """What a band reads, in the language of the page; the site speaks as the questionnaire does."""
    asked = session.consultation
    version = version_for(asked, band, chosen_language())
    write_in(version.reading_language, asked_in(asked).languages[0])
    return version


def _page(
    template: str,
    session: Session | None = None,
    version: surveys.Version | None = None,
    **words: object,
) -> str:
    words["help"] = _help(session, version)
    words["version"] = version
    words["public"] = _is_public(session)
    own = own_languages(session.consultation) if session and words.get("consultation") else ()
    words["languages"] = LANGUAGES + own
    return marked_page(render_template(f"answering/{template}", language=language(), **words))


def _is_public(session: Session | None) -> bool:
    """Does a child answer on a private device, where nothing may stay?"""
    return session is not None and session.channel == "public"


def _help(session: Session | None, version: surveys.Version | None) -> Help:
    """What helps where the session is, and at the age of who reads."""
    return shown_to_children(session.region if session else None, version.band if version else None)


def _cached(
    name: str, session: Session, version: surveys.Version, made: Callable[[], str]
) -> tuple[bytes, str]:
    """A page as bytes and its tag. Nothing in it depends on the code or the visitor."""
    asked = session.consultation
    said = (asked.titles, asked.askers, asked.purposes)
    words = (*(tuple(each.items()) for each in said), asked.closes_on, asked.results_on)
    shared = (
        *session.bands,
        _transport(session),
        promise(session, version.band),
        session.mode,
        asked.is_sample,
        _help(session, version),
        week_ahead(),
        language(),
        *tags_of(version),
    )
    key = (name, id(version), *words, *shared)
    if key not in _pages:
        if len(_pages) >= CACHED_PAGES:
            _pages.clear()
        body = made().encode()
        _pages[key] = (body, hashlib.sha256(body).hexdigest()[:16])
    return _pages[key]


def _questionnaire_page(
    session: Session, version: surveys.Version, form: object, **words: object
) -> str:
    return _page(
        "questionnaire.html",
        session,
        version=version,
        form=form,
        consultation=session.consultation,
        transport=_transport(session),
        promise=promise(session, version.band),
        may_be_quoted=session.mode != "paper",
        typed_in=session.mode == "paper",
        length=length_of(version),
        other_bands=[band for band in session.bands if band != version.band],
        **_said_in_thanks(session, version),
        **words,
    )


def _transport(session: Session) -> str:
    """The key for what waits on a session's tablets; the public link keeps nothing on a device."""
    key = (
        transport_sealing.public_key(session.consultation_id)
        if session.channel == "school"
        else None
    )
    return b64encode(key or b"").decode()


def _shown_again(
    session: Session,
    version: surveys.Version,
    posted: ImmutableMultiDict[str, str],
    *,
    problem: str | None = None,
    status: int = 200,
    untold: bool = False,
) -> Answer:
    """The page with all that was written; never cached. What was told is folded on it."""
    form = posted_form.form_of(version, MultiDict(posted))
    carried = [*posted_form.kept(posted.items(multi=True)), *posted_form.earlier_in(posted)]
    carried += [("band", version.band), ("language", version.language)]
    words = {"kept": carried, "problem": problem, "folded": not untold}
    return _questionnaire_page(session, version, form, **words), status


def _look_back(
    session: Session,
    version: surveys.Version,
    posted: ImmutableMultiDict[str, str],
    answers: dict[str, surveys.Answer | None],
) -> Answer:
    """Without JavaScript: what will be sent, with a key and a code made here."""
    asked = [q for q in surveys.path(version, answers) if q.concept in answers]
    texts = surveys.texts_on_path(version, answers)
    hidden = [(n, v) for n, v in posted.items(multi=True) if n not in posted_form.OURS]
    body = _page(
        "look_back.html",
        session,
        version=version,
        consultation=session.consultation,
        entries=[(q, posted_form.spoken(q, answers[q.concept])) for q in asked],
        written=[
            (q, posted_form.spoken(q, answers[q.concept])) for q in asked if q.concept in texts
        ],
        may_be_quoted=session.mode != "paper",
        hidden=[
            *(*hidden, *posted_form.earlier_in(posted)),
            *(("band", version.band), ("language", version.language)),
        ],
        key=posted_form.new_key(),
        code=posted_form.new_code(language()),
    )
    return body, 200


def _thanks(session: Session, version: surveys.Version, code: str) -> Answer:
    """The same page for everyone but for the code, which is put in last: six plain words. A tablet
    has the words in its questionnaire already and asks for none (RFC 7240)."""
    if request.headers.get("Prefer") == SHORTLY:
        applied = {"Preference-Applied": SHORTLY}
        return Response(status=204, headers=applied, mimetype="text/plain")
    kiosk = "kiosk" in request.args
    name = "thanks, next" if kiosk else "thanks"
    body, _tag = _cached(name, session, version, lambda: _thanks_page(session, version, kiosk))
    response = make_response(body.replace(THEIR_CODE.encode(), code.encode()))
    response.mimetype = "text/html"
    return response


def _thanks_page(session: Session, version: surveys.Version, kiosk: bool) -> str:
    return _page(
        "thanks.html",
        session,
        version=version,
        consultation=session.consultation,
        code=marked(THEIR_CODE),
        kiosk=kiosk,
        **_said_in_thanks(session, version),
    )


def _said_in_thanks(session: Session, version: surveys.Version) -> dict[str, object]:
    return {
        "who_reads": who_reads_here(version.band),
        "results_url": "results",  # beside the questionnaire, whatever the session's code is
        "results_when": day(session.consultation.results_on),
    }


@bp.app_template_global()
def who_reads_here(band: str) -> str:
    """Who reads what a band wrote, and in which hours of this site."""
    return who_reads(band, week_in_words(week_ahead()), _city())


def _city() -> str:
    """Whose hour the site's is: the country has several."""
    return get_timezone_location(
        current_app.config["TIMEZONE"], locale=get_locale(), return_city=True
    )


@dataclass(frozen=True, slots=True)
class Action:
    """The one thing to do on a page that says a sentence."""

    href: str
    label: str


def no_way_in(session: Session | None) -> Answer:
    """Why nobody can answer there: no such code, not yet, not any more."""
    if session is None:
        action = Action(url_for(".join"), _("Escribir el código"))
        title = _("Ese código no existe")
        sentence = _("Revisa cada letra y cada número del código.")
        return _page("message.html", title=title, sentence=sentence, action=action), 404
    sentence = _closed_sentence(session)
    # Who comes late is told where to read what was said.
    results = Action(url_for(".results", code=session.code), _("Los resultados"))
    title = _("Ya no se puede contestar")
    led_on = results if _is_over(session) else None
    words = {"title": title, "sentence": sentence, "action": led_on}
    return _page("message.html", session, tablet=session.channel == "school", **words), 410


def _is_over(session: Session) -> bool:
    asked = session.consultation
    return not _is_to_come(session) and not asked.takes_answers(today())


def _is_to_come(session: Session) -> bool:
    asked = session.consultation
    return asked.state in ("draft", "checked") or today() < asked.opens_on


def _closed_sentence(session: Session) -> str:
    asked = session.consultation
    if _is_to_come(session):
        return _("Esta consulta todavía no empieza.")
    if asked.takes_answers(today()):
        return _("Esta sesión ya se cerró. Pregunta a quien la organizó.")
    return _("Esta consulta ya terminó. Gracias por venir.")


def _moved_to_a_band(session: Session, posted: ImmutableMultiDict[str, str], band: str) -> Answer:
    """A send for a band the session does not have: its answers in the form of one it has."""
    carried = ImmutableMultiDict(posted_form.switched(posted, band, session.bands[0]))
    version = _version(session, session.bands[0])
    sentence = _("Aquí no hay preguntas para esa edad. Elige tu edad y empezamos.")
    return _shown_again(session, version, carried, problem=sentence, status=404, untold=True)


def wrong_band(session: Session) -> Answer:
    """That session asks nothing at the age that was asked for."""
    action = Action(url_for(".choose_band", code=session.code), _("Elegir mi edad"))
    title = _("Aquí no hay preguntas para esa edad")
    sentence = _("Elige tu edad y empezamos.")
    return _page("message.html", session, title=title, sentence=sentence, action=action), 404
