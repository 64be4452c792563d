"""Once a day: do the append-only tables still follow? Their newest hashes are noted in a file.

The file, `ledger.json` in the instance folder, lies outside the database: whoever cuts the end of a
log off, or writes it anew, would have to change both.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app

from consult.clock import today
from consult.storage import ledger
from consult.storage.db import db

from .logs import logger
from .queue import every_minute


@dataclass(frozen=True, slots=True)
class Finding:
    """A table's verdict, in words where it does not hold."""

    table: str
    verdict: ledger.Verdict

    @property
    def problem(self) -> str | None:
        """One sentence, or None where everything follows."""
        if self.verdict.broken_at is not None:
            return f"{self.table}: row {self.verdict.broken_at} does not follow the rows before it."
        if self.verdict.lost:
            return f"{self.table}: rows that were there when it was last noted are gone or changed."
        return None


def findings() -> list[Finding]:
    """What the verifier says of each append-only table, beside what was noted of it."""
    noted = _noted()
    found = [Finding(name, ledger.verify(name, _hash(noted, name))) for name in ledger.TABLES]
    db.session.rollback()
    return found


@every_minute
def check_ledgers() -> None:
    """Verify them on the first minute of a day, and note the newest hashes of those that hold."""
    day = today().isoformat()
    noted = _noted()
    if noted.get("day") == day:
        return
    noted["day"] = day
    for found in findings():
        if found.problem:
            logger.error(f"a log is not what was written: {found.problem}")
        elif found.verdict.newest:
            noted[found.table] = found.verdict.newest.hex()
    _note(noted)


def _file() -> Path:
    folder: Path = current_app.config["INSTANCE"]
    return folder / "ledger.json"


def _noted() -> dict[str, Any]:
    try:
        noted: dict[str, Any] = json.loads(_file().read_text())
    except (OSError, ValueError):
        return {}
    return noted


def _hash(noted: dict[str, Any], table: str) -> bytes | None:
    return bytes.fromhex(noted[table]) if table in noted else None


def _note(noted: dict[str, Any]) -> None:
    new = _file().with_suffix(".new")
    new.write_text(json.dumps(noted))
    new.replace(_file())
