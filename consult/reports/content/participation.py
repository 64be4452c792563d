"""Who took part, and who is missing."""

from typing import Any

from consult.answering.queries import counts_by
from consult.cell_suppression import in_tens, suppress_cell
from consult.consultations.models import Consultation
from consult.consultations.queries import asked_in
from consult.reports import queries
from consult.reports.disclosure.cell_rules import pooled, visible
from consult.sessions.models import REGIONS

Table = dict[str, Any]


def participation(consultation: Consultation) -> Table:
    """Bands, settings and regions with their counts, and how many declined, in tens.

    Bands under the threshold are in no number of the report: the total is of the others, so no
    table can be subtracted from another to find them. Who declined is one sum over all sessions.
    """
    by_band = counts_by(consultation.id, "band")
    bands = asked_in(consultation).bands
    counted = visible({band: by_band.get(band, 0) for band in bands})
    declined = queries.declined(consultation.id)
    settings, other_settings = pooled(queries.counts_of(consultation.id, "setting", counted))
    regions, other_regions = pooled(queries.counts_of(consultation.id, "region", counted))
    return {
        "total": suppress_cell(sum(counted.values())),
        "declined": suppress_cell(in_tens(declined)),
        "bands": [{"band": band, "count": counted.get(band)} for band in bands],
        "settings": _biggest_first(settings),
        "other_settings": other_settings,
        "regions": _biggest_first(regions),
        "other_regions": other_regions,
        "regions_without_number": [name for name in REGIONS if name not in regions],
    }


def answered(consultation: Consultation) -> int | None:
    """How many answered, of the ages that have a number: the same total as in the report.

    Until that is published in tens, rounded down: a number that moves by one at a time would tell
    when each child answered, and after the end which moment a child took everything back.
    """
    if newest := queries.latest(consultation.id):
        said: int | None = newest.content["participation"]["total"]
        return said
    bands = counts_by(consultation.id, "band")
    total = sum(visible({band or "": count for band, count in bands.items()}).values())
    return suppress_cell(in_tens(total))


def bands_in(table: Table) -> list[str]:
    """The bands that have a number."""
    return [row["band"] for row in table["bands"] if row["count"] is not None]


def _biggest_first(counts: dict[str, int]) -> list[Table]:
    ordered = sorted(counts.items(), key=lambda cell: (-cell[1], cell[0]))
    return [{"code": code, "count": count} for code, count in ordered]
