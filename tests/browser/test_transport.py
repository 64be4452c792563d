"""The browser seals in the format that the site opens."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page

from consult.answering.models import Response
from consult.answering.sends import transport_sealing
from consult.sessions.models import Session
from consult.storage.db import db

from .conftest import Site

pytestmark = pytest.mark.browser

SEAL_AND_SEND = """async (fields) => {
  const form = document.querySelector("form[data-answering]");
  const beside = document.querySelector("script[type=module]").src;
  const module = beside.replace("children.js", "answering/sending/sealing.js");
  const { seal, fromBase64 } = await import(module);
  const address = location.pathname + "/waited";
  const key = fromBase64(form.dataset.transport);
  const sealed = await seal(new URLSearchParams(fields), key, address);
  const answered = await fetch(address, { method: "POST", body: sealed, credentials: "omit" });
  const readable = new TextDecoder("latin1").decode(sealed).includes("anuncios");
  return { status: answered.status, said: await answered.json(), readable };
}"""


def test_what_chromium_seals_the_site_opens_and_stores(
    page: Page, live_site: Site, session: Session
) -> None:
    with live_site.database():
        transport_sealing.make_key(session.consultation_id)
    page.goto("/j/CDFG3467/6-9")
    fields = {
        "key": "b" * 32,
        "code": "sol luna mar río luz pan",
        "language": "es",
        "ask_lawmakers": "menos anuncios, ¿sí? ñ & = +",
    }
    answered = page.evaluate(SEAL_AND_SEND, fields)
    assert answered == {"status": 200, "said": {"stored": True}, "readable": False}
    with live_site.database():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Response)) == 1
