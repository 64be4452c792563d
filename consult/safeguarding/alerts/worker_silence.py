"""When the worker does not screen: the web process tells officers and coordinators by e-mail.

The worker itself tells of texts that wait too long (`alerts`), but not of its own absence.
"""

from consult.background import heartbeat, mail
from consult.background.logs import logger
from consult.background.web_tasks import in_the_web
from consult.clock import now
from consult.storage.db import db

from . import recipients

SUBJECT = "La revisión automática no está pasando"


@in_the_web
def tell_of_silence() -> None:
    """At most once an hour, whichever process sees it first."""
    at = now()
    if not heartbeat.is_silent(at) or not heartbeat.may_tell(at):
        return
    logger.error("the worker has screened nothing for too long: is it running?")
    addresses = [*recipients.officers(), *recipients.coordinators()] if mail.is_set_up() else []
    db.session.rollback()
    if not recipients.tell(addresses, SUBJECT, _words()):
        heartbeat.not_told()


def _words() -> str:
    return (
        "La revisión automática de lo que se escribe no está pasando. Mientras no pase, nadie se"
        " entera de lo que piden. Avisa ahora a quien opera el sitio.\n"
        "Screening has stopped. Until it goes on, nobody learns what is asked for. Please tell"
        " whoever operates the site now.\n"
    ) + recipients.link()
