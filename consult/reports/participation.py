"""Who took part, and who is missing."""

from typing import Any

from consult.answering.queries import counts_by
from consult.cells import shown
from consult.consultations.models import Consultation
from consult.consultations.queries import asked_in
from consult.sessions.models import REGIONS

from . import queries
from .suppression import pooled, visible

Table = dict[str, Any]


def participation(consultation: Consultation) -> Table:
    """Bands, settings and regions with their counts.

    Bands under the threshold are in no number of the report: the total is of the others, so no
    table can be subtracted from another to find them.
    """
    by_band = counts_by(consultation.id, "band")
    bands = asked_in(consultation).bands
    counted = visible({band: by_band.get(band, 0) for band in bands})
    settings, other_settings = pooled(queries.counts_of(consultation.id, "setting", counted))
    regions, other_regions = pooled(queries.counts_of(consultation.id, "region", counted))
    return {
        "total": shown(sum(counted.values())),
        "bands": [{"band": band, "count": counted.get(band)} for band in bands],
        "settings": _biggest_first(settings),
        "other_settings": other_settings,
        "regions": _biggest_first(regions),
        "other_regions": other_regions,
        "regions_without_number": [name for name in REGIONS if name not in regions],
    }


def bands_in(table: Table) -> list[str]:
    """The bands that have a number."""
    return [row["band"] for row in table["bands"] if row["count"] is not None]


def _biggest_first(counts: dict[str, int]) -> list[Table]:
    ordered = sorted(counts.items(), key=lambda cell: (-cell[1], cell[0]))
    return [{"code": code, "count": count} for code, count in ordered]
