"""What goes wrong gets one clear sentence, in the language of the page."""

from flask import Flask, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from consult.background.logs import logger

from .headers import cookie_free


def init_app(app: Flask) -> None:
    """One page for every error, the children's frame where children are."""
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(Exception, _broken)


def _sentences(status: int) -> tuple[str, str]:
    known = {
        403: (_("Esta página no es para tu cuenta"), _("Entra con otra cuenta o regresa.")),
        404: (_("Esta página no existe"), _("Revisa la dirección o empieza desde el principio.")),
        405: (_("Esta página no se usa así"), _("Regresa y usa los botones de la página.")),
        413: (_("Lo que envías es demasiado grande"), _("Acorta el texto o envía menos a la vez.")),
    }
    other = (_("Algo no salió bien"), _("Regresa e inténtalo otra vez. No se perdió nada."))
    return known.get(status, other)


def _refused(error: HTTPException) -> tuple[str, int] | HTTPException:
    status = error.code or 500
    if status < 400:
        return error
    return _page(*_sentences(status), status)


def _expired(_error: CSRFError) -> tuple[str, int]:
    return _page(
        _("El formulario caducó"),
        _("Regresa, carga la página otra vez y envía de nuevo: lo que escribiste sigue ahí."),
        400,
    )


def _broken(error: Exception) -> tuple[str, int]:
    logger.error("broken", exc_info=error, extra={"fields": {"page": request.endpoint or "none"}})
    return _page(*_sentences(500), 500)


def _page(title: str, sentence: str, status: int) -> tuple[str, int]:
    template = "answering/message.html" if cookie_free(request.path) else "message.html"
    return render_template(template, title=title, sentence=sentence, action=None), status
