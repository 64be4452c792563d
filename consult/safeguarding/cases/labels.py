"""Codes of cases in words."""

from flask_babel import lazy_gettext as _l

LEVELS = {
    "urgent": _l("Urgente"),
    "support": _l("Apoyo"),
    "unread": _l("Otra lengua"),
    "drawing": _l("Dibujo"),
}
STATES = {"new": _l("Sin abrir"), "open": _l("Abierto"), "closed": _l("Cerrado")}
BANDS = {
    "3-5": _l("3 a 5 años"),
    "6-9": _l("6 a 9 años"),
    "10-13": _l("10 a 13 años"),
    "14-17": _l("14 a 17 años"),
}
ACTS = {
    "told": _l("Recibió un correo: hay algo que leer"),
    "open": _l("Abrió el caso"),
    "reopen": _l("Volvió a abrir el caso"),
    "refer_911": _l("Avisó al 911"),
    "refer_procuraduria": _l("Avisó a la Procuraduría de Protección"),
    "refer_prosecutor": _l("Avisó a la Fiscalía o al Ministerio Público"),
    "refer_other": _l("Avisó a otra autoridad"),
    "close_reported": _l("Cerró: ya se avisó a la autoridad"),
    "close_no_disclosure": _l("Cerró: al leerlo, nadie está pidiendo ayuda"),
    "close_nothing": _l("Cerró: no hay nada con lo que alguien pueda actuar"),
    "note": _l("Escribió una nota"),
    "answer": _l("Anotó lo que contestó la autoridad"),
    "return": _l("Devolvió el texto a las respuestas, sin datos que digan quién es"),
    "urgent": _l("Lo hizo un caso urgente: al leerlo, alguien puede estar en peligro"),
    "hand_over": _l("Pasó el caso a otra persona de protección"),
    "drawing_clear": _l("Miró el dibujo: nada que preocupe"),
    "drawing_worry": _l("Miró el dibujo: que sea un caso urgente"),
    "drawing_keep": _l("Miró el dibujo: dice quién es alguien, nadie más lo ve"),
    "drawing_approve": _l("Permitió mostrar el dibujo en el informe"),
    "drawing_refuse": _l("Decidió no mostrar el dibujo"),
    "export": _l("Hizo la hoja para la autoridad"),
    "key_made": _l("Hizo una llave"),
    "key_retired": _l("Retiró una llave"),
}
SIGNALS = {
    "self_harm": _l("Daño a sí misma o a sí mismo"),
    "sexual_harm": _l("Violencia sexual"),
    "violence_home": _l("Violencia en casa"),
    "grooming_or_sextortion": _l("Engaño o chantaje por internet"),
    "criminal_recruitment": _l("Reclutamiento"),
    "exploitation": _l("Explotación"),
    "neglect": _l("Descuido"),
    "threat": _l("Amenaza"),
    "bullying": _l("Acoso entre pares"),
    "fear": _l("Miedo"),
}
