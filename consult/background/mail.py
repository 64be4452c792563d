"""Short notices to staff by e-mail. Never what a child wrote, nor anything that leads to it.

`MAIL_SERVER` is smtp://user:password@host:port (STARTTLS, and no password or mail without it except
to this very machine) or smtps:// (TLS from the start).
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import SplitResult, unquote, urlsplit

from flask import current_app

SECONDS = 15  # to wait for the server
HERE = ("localhost", "127.0.0.1", "::1")


class NotSent(Exception):
    """The mail did not go out; the message says why and names no address."""


class Refused(NotSent):
    """The server takes mail, but not for this recipient."""


def is_set_up() -> bool:
    """Is there a server that mail goes out by?"""
    return bool(current_app.config["MAIL_SERVER"])


def send(to: str, subject: str, words: str) -> None:
    """Hand one plain text mail to the server. Raises `NotSent`; `Refused` for this recipient."""
    message = _message(to, subject, words)
    try:
        with _server() as server:
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as refused:
        raise Refused("the mail server refuses an officer's address") from refused
    except (OSError, smtplib.SMTPException, ValueError) as failed:
        raise NotSent(f"the mail server cannot be used ({type(failed).__name__})") from failed


def _message(to: str, subject: str, words: str) -> EmailMessage:
    sender = current_app.config["MAIL_FROM"]
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = make_msgid(domain=sender.partition("@")[2])  # not the machine's name
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(words)
    return message


@contextmanager
def _server() -> Iterator[smtplib.SMTP]:
    address = urlsplit(current_app.config["MAIL_SERVER"])
    host = address.hostname or ""
    # The name that servers are greeted with: ours is nobody's business.
    own = current_app.config["MAIL_FROM"].partition("@")[2]
    trusted = ssl.create_default_context()
    if address.scheme == "smtps":
        port = address.port or smtplib.SMTP_SSL_PORT
        opened: smtplib.SMTP = smtplib.SMTP_SSL(host, port, own, timeout=SECONDS, context=trusted)
    else:
        opened = smtplib.SMTP(host, address.port or smtplib.SMTP_PORT, own, timeout=SECONDS)
    with opened as server:
        if address.scheme == "smtp" and host not in HERE:
            server.starttls(context=trusted)
        _log_in(server, address)
        yield server


def _log_in(server: smtplib.SMTP, address: SplitResult) -> None:
    if address.username:
        server.login(unquote(address.username), unquote(address.password or ""))
