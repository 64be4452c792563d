"""What the directory's codes are called, and the order in which a band is shown them."""

from flask_babel import lazy_gettext as _l

from .models import NEEDS

BANDS = ("3-5", "6-9", "10-13", "14-17")
ORDERS = {
    "3-5": ("danger", "talk", "rights", "report"),
    "6-9": ("danger", "talk", "rights", "report"),
}
"""Band -> its needs, the first ones first: younger children's are people before pages."""

NEED_NAMES = {
    "danger": _l("Peligro ahora"),
    "talk": _l("Hablar con alguien"),
    "report": _l("Avisar de un delito o de algo en internet"),
    "rights": _l("Proteger sus derechos"),
}
CHANNEL_NAMES = {
    "phone": _l("Teléfono"),
    "chat": _l("Chat"),
    "web": _l("Página"),
    "place": _l("Lugar adonde ir"),
}
PICTURES = {"danger": "call", "talk": "talk", "report": "megaphone", "rights": "hands"}
"""Need -> its picture in `static/drawings/pictures.svg`."""

SPOKEN = {
    "es": _l("español"),
    "en": _l("inglés"),
    "nah": _l("náhuatl"),
    "yua": _l("maya"),
    "tzh": _l("tseltal"),
    "tzo": _l("tsotsil"),
    "mix": _l("mixteco"),
    "zap": _l("zapoteco"),
    "oto": _l("otomí"),
    "mfs": _l("Lengua de Señas Mexicana"),
}
"""Languages that a service may be in: ISO 639 code -> name."""


def order_for(band: str | None) -> tuple[str, ...]:
    """The needs in the order of a band."""
    return ORDERS.get(band or "", NEEDS)
