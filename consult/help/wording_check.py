"""Whether what the directory says is easy enough for those who read it: measured as questionnaires
are (`surveys.wording`). Whoever keeps the directory is told; nothing is held back for it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from flask_babel import lazy_gettext as _l

from consult.consultations.wording_check import findings_in
from surveys.wording import Finding

from .labels import BANDS
from .models import Service

FIELDS = {"purposes": _l("¿Para qué sirve?"), "hours": _l("Horario"), "costs": _l("Costo")}
"""What children read of a service as sentences. Names are as the service calls itself."""


def findings(rows: Iterable[Service]) -> Mapping[str, Sequence[Finding]]:
    """Slug -> what is to be looked at in its words, for the youngest it is for.

    Under "" what is found in all services of an age together. The place of a finding ends with a
    key of `FIELDS`.
    """
    texts, bands = {}, {}
    for row in rows:
        for name in FIELDS:
            texts[f"{row.slug}.{name}"] = getattr(row, name)
            bands[f"{row.slug}.{name}"] = row.bands or BANDS
    found: dict[str, list[Finding]] = defaultdict(list)
    for each in findings_in(texts, BANDS, lambda name, band: band in bands[name]):
        found[each.place.rpartition(".")[0]].append(each)
    return found
