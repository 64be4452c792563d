"""A questionnaire in a language that the site has no words in: chosen, read and sent, without
JavaScript. The pseudo-language has no Latin letter, so each of those is a word of the site."""

import re
from html.parser import HTMLParser
from pathlib import Path

import sqlalchemy as sa
from babel.messages import mofile
from babel.messages.catalog import Catalog
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

import surveys
from consult.answering.models import Response
from consult.cli.questionnaires import check
from consult.sessions.models import Session
from consult.storage.db import db
from tests.consult.other_languages import (
    WRITTEN,
    forget,
    with_written_language,
    written_language,
)
from tests.pseudo import pseudo

__all__ = ["written_language"]
PAGE = f"/j/CDFG3467/10-13?language={WRITTEN}"
VOID = {"br", "col", "hr", "img", "input", "link", "meta"}
LATIN = re.compile(r"[^\W\d_]", re.ASCII)
OWN = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
OFFERED = {"English", "Español"}  # each in its own link


class _Spoken(HTMLParser):
    """Each text of a page with the language that it is said to be in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[tuple[str, str]] = []
        self._open = [("", "")]
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self._open.append((tag, dict(attrs).get("lang") or self._open[-1][1]))

    def handle_endtag(self, tag: str) -> None:
        if tag in [each for each, _language in self._open]:
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if LATIN.search(data) and data.strip() not in OFFERED:
            self.texts.append((data.strip(), self._open[-1][1]))


def expect_marked(html: str, language: str = "es") -> None:
    """The page is in the pseudo-language, and all that is not says which one it is in."""
    assert re.search(rf'<html lang="{WRITTEN}" dir="rtl">', html)
    assert not re.search("[\u2063\u2064]", html)
    texts = _Spoken(html).texts
    assert len(texts) > 10
    assert [each for each in texts if each[1] != language] == []


def test_it_is_offered_by_its_own_name_where_the_age_is_asked(
    client: FlaskClient, session: Session, written_language: Path
) -> None:
    ages = client.get("/j/CDFG3467").text
    name = pseudo("pseudo")
    assert f'<a class="tongue" href="?language={WRITTEN}" lang="{WRITTEN}"' in ages
    assert f'hreflang="{WRITTEN}">{name}</a>' in ages
    chosen = client.get(f"/j/CDFG3467?language={WRITTEN}").text
    assert f'href="{PAGE}"' in chosen
    assert '<html lang="es">' in chosen
    assert f'hreflang="{WRITTEN}"' not in chosen
    assert 'hreflang="es"' in chosen
    assert f'value="language:{WRITTEN}"' in client.get("/j/CDFG3467/10-13").text
    assert name not in client.get(f"/join?language={WRITTEN}").text


def test_it_is_read_and_sent_to_the_end(
    client: FlaskClient, session: Session, written_language: Path
) -> None:
    page = client.get(PAGE).text
    expect_marked(page)
    assert '<nav class="trail" aria-label="Por dónde vas" lang="es">' in page
    assert surveys.read(written_language / "my_digital_world").titles[WRITTEN] in page
    assert "codewords.es.json" in page
    expect_marked(client.get(f"{PAGE}&go=no").text)
    fields = {"language": WRITTEN, "uses_internet": "every_day", "ask_lawmakers": pseudo("parques")}
    wrong = client.post(PAGE, data={**fields, "uses_internet": "never_heard"}, headers=OWN)
    assert wrong.status_code == 422
    expect_marked(wrong.text)
    look_back = client.post(PAGE, data=fields, headers=OWN).text
    expect_marked(look_back)
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', look_back))
    thanks = client.post(PAGE, data={**hidden, "go": "send"}, headers=OWN).text
    expect_marked(thanks.replace(hidden["code"], ""))
    [stored] = db.session.scalars(sa.select(Response))
    assert stored.language == WRITTEN


def test_the_site_speaks_the_first_language_of_the_questionnaire(
    client: FlaskClient, session: Session, written_language: Path
) -> None:
    structure = written_language / "my_digital_world" / "v1.toml"
    structure.write_text(structure.read_text().replace('"es", "en"', '"en", "es"', 1))
    forget()
    expect_marked(client.get(PAGE).text, "en")
    assert '<html lang="en">' in client.get(f"/j/CDFG3467?language={WRITTEN}").text


def test_it_speaks_the_language_itself_as_far_as_an_operator_supplies_its_words(
    client: FlaskClient, session: Session, written_language: Path, app: Flask, tmp_path: Path
) -> None:
    place = tmp_path / "translations" / WRITTEN / "LC_MESSAGES"
    place.mkdir(parents=True)
    words = Catalog(locale=WRITTEN)
    words.add("Siguiente", pseudo("Siguiente"))
    with (place / "messages.mo").open("wb") as file:
        mofile.write_mo(file, words)
    app.extensions["babel"].translation_directories.append(str(place.parents[1]))
    page = client.get(PAGE).text
    assert f"<span data-word>{pseudo('Siguiente')}</span>" in page
    assert "Siguiente<" not in page
    expect_marked(page)


def test_without_its_name_nobody_could_choose_it(tmp_path: Path) -> None:
    folder = with_written_language("draw_internet", tmp_path)
    sound = CliRunner().invoke(check, [str(folder)])
    assert sound.exit_code == 0, sound.output
    words = folder / f"v1.{WRITTEN}.toml"
    words.write_text(words.read_text().replace(f'name = "{pseudo("pseudo")}"\n', "", 1))
    broken = CliRunner().invoke(check, [str(folder)])
    assert broken.exit_code == 1
    assert f"v1.{WRITTEN}.toml" in broken.output
    assert 'write name = "…"' in broken.output
