"""Drawings in a report: how many drew, and those that two people looked at and their children let
us show. They stand beside their age and nothing finer."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import render_template
from markupsafe import Markup

from consult.answering.models import ReturnedText
from consult.cell_suppression import in_tens, suppress_cell
from consult.consultations.models import Consultation
from consult.consultations.queries import asked_in
from consult.reports.disclosure.stable_figures import Figures
from consult.safeguarding.models import Case, Drawing
from consult.storage.db import db
from surveys.kinds import drawing as kind

Section = dict[str, Any]
Content = Mapping[str, Any]


def drawings(consultation: Consultation, bands: list[str], figures: Figures) -> list[Section]:
    """A section for each question that is drawn, in the order of their names; without one, []."""
    asked, of = asked_in(consultation), consultation.id
    versions = [asked.version_for(band, asked.languages[0]) for band in bands]
    drawn = {each.concept for one in versions for each in one.questions if each.kind == "drawing"}
    if not drawn or not consultation.drawings_seen_by:
        return []
    return [
        {
            "concept": concept,
            "names": {code: asked.concept_names[concept, code] for code in asked.languages},
            **figures.kept(f"drawings:{concept}", partial(_counted, of, concept, bands)),
            "shown": _shown(of, concept, bands),
        }
        for concept in sorted(drawn)
    ]


def _counted(consultation_id: int, concept: str, bands: list[str]) -> Section:
    """In tens, so that no subtraction tells how few did not draw."""
    rows = db.session.execute(
        sa.select(Drawing.band, sa.func.count())
        .where(Drawing.consultation_id == consultation_id, Drawing.question == concept)
        .where(Drawing.state != "withdrawn")
        .group_by(Drawing.band)
    )
    drew = {band: number for band, number in rows if band in bands}
    captions = sa.select(sa.func.count()).where(
        ReturnedText.consultation_id == consultation_id,
        ReturnedText.question == concept,
        ReturnedText.band.in_(bands),
    )
    return {
        "bands": [
            {"band": band, "drew": suppress_cell(in_tens(drew.get(band, 0)))} for band in bands
        ],
        "captions": suppress_cell(in_tens(db.session.scalar(captions) or 0)),
    }


def _shown(consultation_id: int, concept: str, bands: list[str]) -> list[Section]:
    """In the order of their random ids."""
    approved = (
        sa.select(Drawing)
        .where(Drawing.consultation_id == consultation_id, Drawing.question == concept)
        .where(Drawing.state == "approved", Drawing.band.in_(bands))
        .order_by(Drawing.id)
    )
    return [
        {"band": one.band, "language": one.language, "picture": one.picture, "text": one.caption}
        for one in db.session.scalars(approved)
    ]


def parts_of(content: Content) -> dict[str, Section]:
    """JSON pointer of each drawing that is shown -> the drawing."""
    return {
        f"/drawings/{number}/shown/{place}": each
        for number, section in enumerate(content.get("drawings", ()))
        for place, each in enumerate(section["shown"])
    }


def drawn_by(content: Content, consultation_id: int) -> dict[str, set[tuple[UUID | None, bytes]]]:
    """JSON pointer of each drawing -> the marks that its child's code makes, as of quotes."""
    rows = db.session.execute(
        sa.select(Drawing.picture, Drawing.caption, Case.mark)
        .join(Case, Drawing.id == Case.id)
        .where(Drawing.consultation_id == consultation_id, Drawing.state == "approved")
    )
    whose: dict[tuple[str | None, str | None], set[tuple[UUID | None, bytes]]] = {}
    for picture, caption, mark in rows:
        whose.setdefault((picture, caption), set()).add((None, mark or b""))
    return {
        pointer: whose[each["picture"], each["text"]] for pointer, each in parts_of(content).items()
    }


def painted(picture: str) -> Markup:
    """The drawing as SVG: built out of its marks alone."""
    return Markup(  # noqa: S704 (the template escapes, and gets numbers and names of ours)
        render_template("reports/painted.html", marks=kind.marks(picture), kind=kind)
    )
