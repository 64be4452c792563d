"""The theme guide of a consultation: the site's, none, or one that its coordinator wrote."""

from pathlib import Path

from flask import current_app

from consult.storage.db import db
from consult.themes.models import Choice, ThemeGuide
from theme_guides import Guide, GuideError, as_lines, parsed_guide, read_guide, shipped_guide

NO_GUIDE = Guide(())


def site_guide() -> Guide:
    """The operator's guide, else the one that ships. Raises `GuideError`."""
    path = current_app.config["THEME_GUIDE"]
    return read_guide(Path(path)) if path else shipped_guide()


def chosen(consultation_id: int) -> ThemeGuide:
    """What was chosen for it; of one for which nobody has chosen, the site's."""
    found = db.session.get(ThemeGuide, consultation_id)
    return found or ThemeGuide(consultation_id=consultation_id, choice=Choice.SITE)


def guide_of(consultation_id: int) -> tuple[str, Guide]:
    """Which guide, and the guide. Raises `GuideError`."""
    kept = chosen(consultation_id)
    if kept.choice == Choice.SITE:
        return kept.choice, site_guide()
    own = parsed_guide(kept.own or "") if kept.choice == Choice.OWN else NO_GUIDE
    return kept.choice, own


def choose(consultation_id: int, choice: Choice, own: str) -> None:
    """Keep the choice, and what was written, unless it is just the site's guide.

    Raises `GuideError` where one's own is chosen and cannot be used.
    """
    if choice == Choice.OWN:
        parsed_guide(own)
    written = own if choice == Choice.OWN or own.split() != site_lines().split() else None
    kept = ThemeGuide(consultation_id=consultation_id, choice=choice, own=written)
    db.session.merge(kept)


def site_lines() -> str:
    """The site's guide as lines; nothing where it cannot be read."""
    try:
        return as_lines(site_guide())
    except GuideError:
        return ""
