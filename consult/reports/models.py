"""Published reports: what was said, frozen, with a hash of it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consult.db import Model


def canonical(content: Mapping[str, Any]) -> bytes:
    """The one way to write this content as JSON: what the hash is of."""
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return written.encode()


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(content)).hexdigest()


class Report(Model):
    """One published version. `content` is never changed; `sha256` is of its canonical JSON.

    `charts` (language -> concept -> SVG) is drawn from the content and may be drawn again.
    """

    __tablename__ = "report"
    __table_args__ = (sa.UniqueConstraint("consultation_id", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"))
    version: Mapped[int]
    published_on: Mapped[date]
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    charts: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    sha256: Mapped[str] = mapped_column(sa.String(64))

    @property
    def is_intact(self) -> bool:
        """Is the content what was published?"""
        return digest(self.content) == self.sha256
