"""Labels of runs, for people."""

from flask_babel import lazy_gettext as _l

from .models import Choice, Grain, Standing

GRAINS = {
    Grain.FEWER: _l("Menos temas, más amplios"),
    Grain.USUAL: _l("Lo habitual"),
    Grain.MORE: _l("Más temas, más precisos"),
}
CHOICES = {
    Choice.SITE: _l("La del sitio"),
    Choice.NONE: _l("Ninguna: que los temas salgan solos"),
    Choice.OWN: _l("La de esta consulta, escrita abajo"),
}
STANDINGS = {
    Standing.CANDIDATE: _l("propuesta, sin decidir"),
    Standing.IN_USE: _l("en uso"),
    Standing.PAST: _l("se usó antes"),
    Standing.DECLINED: _l("no se usó"),
}
