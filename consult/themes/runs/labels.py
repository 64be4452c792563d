"""What became of themes between two runs, for people."""

from collections.abc import Sequence

from flask_babel import gettext as _

from consult.themes.review.labels import Told

from .comparison import Move


def moves_said(moves: Sequence[Move], told: Told, most: int = 3) -> str:
    """Where passages go or come from: with numbers, then those of few together without."""
    counted = [
        _("unas %(n)s frases: %(theme)s", n=told(move.count), theme=_place(move))
        for move in moves
        if told(move.count)
    ]
    few = sorted(_place(move) for move in moves if not told(move.count))
    said = counted[:most]
    if few:
        names = few[:most] + ([_("y otros")] if len(few) > most else [])
        said.append(_("pocas: %(themes)s", themes=", ".join(names)))
    return "; ".join(said)


def _place(move: Move) -> str:
    return f"«{move.theme.label}»" if move.theme else _("ningún tema")
