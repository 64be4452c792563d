"""Runs of themes: grain, the candidate beside the run in use, locks, decisions about passages."""

import json
import re

import numpy as np
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from analysis.themes.arrays import digests_of
from analysis.themes.execution import running
from analysis.themes.preprocessing.text_requests import asked_for
from analysis.themes.store.run_store import RunStore
from consult.answering.models import FreeText
from consult.clock import today
from consult.consultations.models import Consultation
from consult.staff.operations import invite
from consult.storage import ledger
from consult.storage.db import db
from consult.submissions.models import Submission, SubmissionPassage
from consult.themes import queries
from consult.themes.models import AnalysisRun, Grain, Passage, PassageSign, ReviewAction, Theme
from consult.themes.passage_mark import mark_of
from consult.themes.queries import current_run, reviewed_themes
from consult.themes.replay import NOWHERE, Action, Placing, ReviewedTheme, in_force, replayed, sized
from consult.themes.review.operations import decide
from consult.themes.runs import jobs
from consult.themes.runs.comparison import compared
from consult.themes.runs.flows import side_by_side
from consult.themes.runs.jobs import analyse, settings_for
from consult.themes.runs.operations import keep_run, request_run, use_run
from consult.themes.runs.run_store import secret, store_of
from consult.themes.theme_facts import facts
from tests.consult.seeding import analysed, answered, keep, said
from tests.consult.sign_in import signed_in, token
from tests.consult.themes.test_themes import SUBJECTS

pytestmark = pytest.mark.both_engines

HOME = "/themes/mi-mundo-digital"


@pytest.fixture
def heard(consultation: Consultation) -> Consultation:
    """Closed, with 144 screened texts about three subjects."""
    consultation.state = "closed"
    extras = ("", " por favor", " de verdad", " siempre", " ya", " hoy", " en serio", " pronto",
              " en todos lados", " cada día", " para todos", " otra vez")  # fmt: skip
    for subject in SUBJECTS:
        for text in subject:
            for extra in extras:
                child = answered(consultation, "10-13")
                db.session.flush()
                said(child, text + extra)
    db.session.commit()
    return consultation


@pytest.fixture
def two_themes(consultation: Consultation) -> AnalysisRun:
    """Closed, analysed by hand: 14 passages of theme a, 12 of b, two wordings in none."""
    consultation.state = "closed"
    children = [answered(consultation, "10-13") for _ in range(30)]
    db.session.flush()
    ads = [said(each, f"Sin anuncios {n % 5}") for n, each in enumerate(children[:14])]
    reports = [said(each, f"Que contesten {n % 4}") for n, each in enumerate(children[14:26])]
    run = analysed(consultation, a=("Sin anuncios", ads), b=("Que contesten", reports))
    for child, words in zip(children[26:], ["Más parques"] * 3 + ["Otra cosa"], strict=True):
        keep(run, said(child, words), None, None)
    db.session.commit()
    return run


def run_for(consultation: Consultation, grain: str = Grain.USUAL) -> AnalysisRun:
    run = request_run(consultation, today(), grain)
    db.session.commit()
    analyse(run.id)
    db.session.refresh(run)
    assert run.state == "done"
    return run


def kept(consultation: Consultation) -> set[str]:
    return {each.name for each in store_of(consultation.id).iterdir()}


def files_of(consultation: Consultation) -> list[bytes]:
    found = store_of(consultation.id).rglob("*")
    return [file.read_bytes() for file in found if file.is_file()]


def lines_kept(consultation: Consultation, text: str) -> int:
    """How many stores of a consultation know a text."""
    folder = store_of(consultation.id)
    runs = [RunStore(folder, name, secret()) for name in kept(consultation)]
    asked = [asked_for(text, worry) for worry in (False, True)]
    return sum(
        bool(np.isin(run.sealer.digests(digests_of(asked)), run.finished().texts).any())
        for run in runs
    )


def staff_id() -> int:
    made = invite("somebody@example.org", "coordinator").id
    db.session.commit()
    return made


def sizes(run: AnalysisRun) -> dict[str, int]:
    db.session.expire_all()
    return {theme.key: theme.size for theme in reviewed_themes(run)}


def marks(*texts: str) -> tuple[str, ...]:
    return tuple(mark_of(text).hex() for text in texts)


def decided(client, what: str, **fields) -> int:
    sent = {
        name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()
    }
    sent["csrf_token"] = token(client.get(HOME))
    return client.post(f"{HOME}/{what}", data=sent).status_code


# ---- the run


def test_first_run_is_used_at_once_and_the_next_waits_for_a_person(heard, monkeypatch):
    first, second = run_for(heard), run_for(heard, Grain.MORE)
    assert kept(heard) == {first.origin["features"], second.origin["features"]}
    assert (first.standing, second.standing) == ("in_use", "candidate")
    assert current_run(heard.id).id == first.id
    assert (first.grain, second.grain) == ("usual", "more")
    assert second.method["setting grain"] > first.method["setting grain"] == 1.0
    assert second.method["setting seed"] == 0
    assert second.method["package spacy"]
    assert first.steps_all > 0 or first.steps_done == 0
    someone = staff_id()
    use_run(heard, second, someone, today())
    assert current_run(heard.id).id == second.id
    assert db.session.get(AnalysisRun, first.id).standing == "past"
    polite = sa.select(FreeText).where(FreeText.redacted.endswith("favor"))
    gone = db.session.scalars(polite).first()
    words = gone.redacted.encode()
    assert not any(words in each for each in files_of(heard))
    assert lines_kept(heard, words.decode()) == 2
    db.session.delete(gone)
    db.session.commit()
    jobs.forget_tonight()
    assert files_of(heard)
    assert lines_kept(heard, words.decode()) == 0
    steps, work = [], running.work
    monkeypatch.setattr(
        running, "work", lambda step, *more: steps.append(step) or work(step, *more)
    )
    third = run_for(heard)
    assert not {"cut", "vectors"} & set(steps), "what the run in use has read is not read again"
    assert kept(heard) == {second.origin["features"], third.origin["features"]}
    keep_run(heard, third, someone, today())
    assert (current_run(heard.id).id, third.standing) == (second.id, "declined")
    use_run(heard, first, someone, today())
    assert current_run(heard.id).id == first.id, "an earlier one can be taken again"
    written = [(each.kind, each.theme) for each in queries.actions(heard.id)]
    assert written == [
        ("use_run", str(second.id)),
        ("keep_run", str(third.id)),
        ("use_run", str(first.id)),
    ]
    assert ledger.verify(ReviewAction).holds


def test_a_run_that_nobody_waits_for_any_more_is_left(heard, monkeypatch):
    run_for(heard)
    late = request_run(heard, today())
    newer = request_run(heard, today(), Grain.FEWER)
    db.session.commit()
    assert (late.standing, late.state) == ("declined", "failed")
    analyse(late.id)
    db.session.refresh(late)
    assert late.themes == []
    monkeypatch.setattr(jobs, "TOLD_EVERY", 0.0)

    def superseded(*arguments, **named):
        request_run(heard, today())
        db.session.commit()
        named["progress"](1, 10)
        raise AssertionError("the work should have ended")

    monkeypatch.setattr(jobs.analysis, "find_themes", superseded)
    analyse(newer.id)
    db.session.refresh(newer)
    assert (newer.standing, newer.state) == ("declined", "failed")


def test_page_says_how_far_the_worker_is(client, heard, monkeypatch):
    signed_in(client, "coordinator")
    run = request_run(heard, today())
    db.session.commit()
    assert "empieza en un momento" in client.get(HOME).text
    monkeypatch.setattr(jobs, "TOLD_EVERY", 0.0)
    seen = []
    found = jobs.analysis.find_themes

    def watched(*arguments, **named):
        tell = named["progress"]

        def told(done: int, steps: int) -> None:
            tell(done, steps)
            seen.append(client.get(HOME).text)

        return found(*arguments, **{**named, "progress": told})

    monkeypatch.setattr(jobs.analysis, "find_themes", watched)
    analyse(run.id)
    told = [int(match[1]) for page in seen if (match := re.search(r"va en (\d+) de 100", page))]
    assert told
    assert told == sorted(told)
    assert told[-1] > 50
    assert "Se está agrupando" not in client.get(HOME).text


def test_grain_is_a_setting_that_grows_with_the_texts():
    fewer, usual, more = (settings_for(grain, 10_000) for grain in Grain)
    assert fewer.grain < usual.grain < more.grain
    assert fewer.smallest == 62
    assert more.smallest < usual.smallest < settings_for(Grain.FEWER, 40).smallest


def test_finer_grain_gives_more_themes_and_coarser_fewer(heard):
    many = {grain: len(run_for(heard, grain).themes) for grain in Grain}
    assert many[Grain.FEWER] <= many[Grain.USUAL] <= many[Grain.MORE]
    assert many[Grain.FEWER] < many[Grain.MORE]


# ---- a locked theme


def test_locked_theme_keeps_id_label_and_passages_at_another_grain(heard):
    first = run_for(heard)
    theme = next(each for each in first.themes)
    theme.label = "El nombre que tenía"
    decide(heard, staff_id(), today(), Action("lock", theme.key))
    db.session.commit()
    had = set(db.session.scalars(sa.select(Passage.mark).where(Passage.theme_id == theme.id)))
    for grain in Grain:
        run = run_for(heard, grain)
        again = {each.key: each for each in run.themes}[theme.key]
        assert again.label == "El nombre que tenía"
        has = set(db.session.scalars(sa.select(Passage.mark).where(Passage.theme_id == again.id)))
        assert had == has, "no answer is new"
        assert next(each for each in reviewed_themes(run) if each.key == theme.key).locked


def test_lock_and_unlock_on_the_page(client, two_themes):
    signed_in(client, "coordinator")
    assert decided(client, "lock", theme="a", act="lock") == 303
    assert "Soltar: que pueda cambiar" in client.get(HOME).text
    ads = _texts("Sin anuncios")
    other = analysed(db.session.get(Consultation, two_themes.consultation_id), a=("Sí", ads[:3]))
    other.standing = "candidate"
    for text in ads[3:]:
        keep(other, text, None, None)
    db.session.commit()
    assert "Hay temas fijados" in client.get(f"{HOME}/runs/{other.id}").text
    assert decided(client, "lock", theme="a", act="unlock") == 303
    assert "Soltar: que pueda cambiar" not in client.get(HOME).text
    assert decided(client, "lock", theme="a", act="restore") == 422


# ---- passages


def test_split_move_and_undo_and_the_next_run_has_it_too(client, two_themes):
    consultation = db.session.get_one(Consultation, two_themes.consultation_id)
    signed_in(client, "coordinator")
    chosen = marks("Sin anuncios 0", "Sin anuncios 1")
    assert decided(client, "split", theme="a", label="Los primeros", passages=chosen) == 303
    made = next(each for each in reviewed_themes(two_themes) if each.by_hand)
    assert (made.label, made.size) == ("Los primeros", 6)
    assert sizes(two_themes) == {"a": 8, "b": 12, made.key: 6}
    assert decided(client, "move", theme="", to="b", passages=marks("Más parques")) == 303
    assert decided(client, "move", theme="a", to="", passages=marks("Sin anuncios 2")) == 303
    assert sizes(two_themes) == {"a": 5, "b": 15, made.key: 6}
    assert queries.not_grouped(two_themes) == 4
    other = analysed(consultation, a=("Sin anuncios", _texts("Sin anuncios")))
    decide(consultation, staff_id(), today(), Action("lock", "a"))  # places them in every run
    db.session.commit()
    assert sizes(other) == {"a": 5, made.key: 6}
    page = client.get(f"{HOME}/decisions")
    split_id = next(each.id for each in queries.actions(consultation.id) if each.kind == "split")
    assert f'value="{split_id}"' in page.text
    assert decided(client, "undo", action=split_id) == 303
    assert sizes(other) == {"a": 11}
    assert decided(client, "undo", action=split_id) == 422, "it is undone already"
    undoing = max(each.id for each in queries.actions(consultation.id) if each.kind == "undo")
    assert decided(client, "undo", action=undoing) == 303
    assert sizes(other) == {"a": 5, made.key: 6}
    assert ledger.verify(ReviewAction).holds


def _texts(start: str) -> list[FreeText]:
    mine = sa.select(FreeText).where(FreeText.redacted.startswith(start))
    return list(db.session.scalars(mine.order_by(FreeText.id)))


def test_decisions_hold_no_words_of_passages_and_a_nameless_theme_borrows_some(client, two_themes):
    signed_in(client, "coordinator")
    assert decided(client, "split", theme="", passages=marks("Más parques", "Otra cosa")) == 303
    made = next(each for each in reviewed_themes(two_themes) if each.by_hand)
    assert made.label == "Más parques", "what most of them say"
    [value] = db.session.scalars(sa.select(ReviewAction.value))
    assert "parques" not in value
    assert set(json.loads(value)) == {"to", "marks"}
    db.session.execute(sa.delete(FreeText).where(FreeText.redacted == "Más parques"))
    db.session.commit()
    made = next(each for each in reviewed_themes(two_themes) if each.by_hand)
    assert (made.label, made.size) == ("Otra cosa", 1)


def test_moved_passages_count_and_are_quoted_where_they_are(two_themes):
    from consult.reports.queries import voices

    consultation = db.session.get_one(Consultation, two_themes.consultation_id)
    to_b = Placing("b", marks("Sin anuncios 0", "Más parques")).value()
    decide(consultation, staff_id(), today(), Action("move", "a", to_b))
    db.session.commit()
    assert voices(two_themes, ["a"], ["10-13"]) == {"10-13": 11}
    assert voices(two_themes, ["b"], ["10-13"]) == {"10-13": 18}
    quoted = {quote.text for quote in queries.quotes(two_themes, ["a"])}
    assert "Sin anuncios 0" not in quoted
    assert quoted


def test_hidden_words_keep_the_place_of_their_passage(client, two_themes):
    consultation = db.session.get_one(Consultation, two_themes.consultation_id)
    signed_in(client, "coordinator")
    assert decided(client, "move", theme="", to="a", passages=marks("Más parques")) == 303
    passage = db.session.scalars(sa.select(Passage).where(Passage.text == "Más parques")).first()
    hide = {"passage": passage.id, "words": "parques", "kind": "place"}
    assert decided(client, "hide", **hide) == 303
    run = analysed(consultation, a=("Sin anuncios", _texts("Sin anuncios")))
    for text in _texts("Más [lugar]"):
        keep(run, text, None, None)
    decide(consultation, staff_id(), today(), Action("unlock", "a"))
    db.session.commit()
    assert sizes(run) == {"a": 17}


def test_every_passage_can_be_read_page_by_page_once_no_answer_can_arrive(client, two_themes):
    consultation = db.session.get_one(Consultation, two_themes.consultation_id)
    for number in range(30):
        child = answered(consultation, "10-13")
        db.session.flush()
        keep(two_themes, said(child, f"Suelta {number}"), None, None)
    keep(two_themes, said(child, "Retenida", held=True), None, None)
    db.session.commit()
    signed_in(client, "coordinator")
    pages = [client.get(f"{HOME}/not-grouped?page={n}").text for n in (1, 2)]
    both = "".join(pages)
    assert all(f"<q>Suelta {number}</q>" in both for number in range(30))
    assert "Retenida" not in both
    assert both.count("<q>Más parques</q>") == 1
    assert "dicha más de una vez" in both, "said three times: a number would be too small"
    assert "Las que siguen" in pages[0]
    assert "Las que siguen" not in pages[1]
    consultation.state = "open"
    db.session.commit()
    assert "<q>" not in client.get(f"{HOME}/not-grouped").text
    assert decided(client, "split", theme="", passages=marks("Otra cosa")) == 422
    assert "theme/a" not in client.get(HOME).text


@pytest.mark.parametrize(
    ("what", "fields"),
    [
        ("split", {"theme": "a", "passages": []}),
        ("split", {"theme": "a", "passages": ["zz"]}),
        ("split", {"theme": "no-such", "passages": ["MARK"]}),
        ("split", {"theme": "a", "passages": ["MARK"], "label": "x" * 141}),
        ("move", {"theme": "a", "to": "no-such", "passages": ["MARK"]}),
        ("move", {"theme": "a", "to": "b", "passages": ["0" * 20]}),
        ("split-part", {"theme": "a", "part": "part:a:7"}),
        ("undo", {"action": "999"}),
        ("undo", {"action": "x"}),
        ("analyse", {"grain": "huge"}),
    ],
)
def test_what_makes_no_sense_gets_a_sentence_and_changes_nothing(client, two_themes, what, fields):
    signed_in(client, "coordinator")
    mark = marks("Sin anuncios 0")[0]
    if "passages" in fields:
        fields = {**fields, "passages": [mark if x == "MARK" else x for x in fields["passages"]]}
    page = client.get(HOME)
    refused = client.post(f"{HOME}/{what}", data={"csrf_token": token(page), **fields})
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert queries.actions(two_themes.consultation_id) == []


@pytest.mark.parametrize(
    "path",
    ["", "/not-grouped", "/theme/a", "/decisions", "/runs", "/runs/1", "/guide", "/guide.txt"],
)
def test_pages_of_the_review_are_the_coordinators(client, two_themes, path):
    assert client.get(HOME + path).status_code in (302, 303, 401, 403)
    signed_in(client, "legislator")
    assert client.get(HOME + path).status_code == 403


def test_few_passages_are_listed_once_each_and_repeats_are_counted(client, consultation):
    consultation.state = "closed"
    run = analysed(consultation)
    for number in range(24):
        child = answered(consultation, "10-13")
        db.session.flush()
        words = "¡Más juegos!" if number % 2 else "mas juegos"
        keep(run, said(child, words if number < 12 else f"Idea {number}"), None, None)
    db.session.commit()
    signed_in(client, "coordinator")
    page = client.get(HOME).text
    assert queries.repeated(run) == 11
    assert "Frases que repiten otra: 10." in page, "in tens"
    assert page.count("<q>Idea 20</q>") == 1


# ---- what is said about a theme


def test_what_is_said_follows_the_passages_and_goes_with_them(heard):
    run = run_for(heard)
    themes = reviewed_themes(run)
    known = facts(run, themes)
    assert {kind for each in known.values() for kind in each.kinds} & {"proposal", "experience"}
    counted = sum(sum(each.kinds.values()) for each in known.values())
    assert counted == sum(theme.size for theme in themes)
    signs = db.session.scalar(sa.select(sa.func.count()).select_from(PassageSign))
    named = [sign for each in known.values() for sign in (*each.concepts, *each.addressees)]
    assert (signs > 0) == bool(named)
    assert all(sign.name["es"] for sign in named)
    db.session.execute(sa.delete(FreeText))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(PassageSign)) == 0


def take_sides(run):
    """Each passage proposes, for or against, and is about one policy concept."""
    run.names = {"concept": {"c1": {"es": "Educación", "en": "Education"}}}
    for passage in db.session.scalars(sa.select(Passage)):
        passage.side = "against" if " no " in passage.text else "for"
        passage.kind = "proposal"
        db.session.add(PassageSign(passage_id=passage.id, sort="concept", code="c1"))
    db.session.commit()


def test_page_shows_two_sides_apart_and_proposes_them_as_a_division(client, consultation):
    consultation.state = "closed"
    children = [answered(consultation, "10-13") for _ in range(24)]
    db.session.flush()
    words = [("for", "Que haya celular {}"), ("against", "Que no haya celular {}")]
    texts = [said(c, words[n % 2][1].format(n)) for n, c in enumerate(children)]
    run = analysed(consultation, a=("El celular", texts))
    theme = run.themes[0]
    theme.about, theme.firmness, theme.led = "celular", "fair", {"c1": ["celular"]}
    take_sides(run)
    signed_in(client, "coordinator")
    page = " ".join(client.get(HOME).text.split())
    assert "No hay acuerdo sobre: celular" in page
    assert page.index("A favor") < page.index("En contra")
    assert "unas" not in page.split("A favor")[1].split("En contra")[0]
    assert "algo firme" in page
    assert "Sobre todo peticiones." in page
    assert "Educación («celular») (20)" in page
    assert "Separar esta parte" in client.get(f"{HOME}/theme/a").text
    assert decided(client, "split-part", theme="a", part="side:against") == 303
    assert sorted(sizes(run).values()) == [12, 12]


@pytest.fixture
def two_sides(consultation: Consultation) -> AnalysisRun:
    """Closed; one theme, twelve passages for and twelve against, all about a concept."""
    consultation.state = "closed"
    children = [answered(consultation, "10-13") for _ in range(24)]
    db.session.flush()
    texts = [
        said(child, f"Que {'no ' * (n % 2)}haya celular {n}") for n, child in enumerate(children)
    ]
    run = analysed(consultation, a=("haya celular", texts))
    theme = run.themes[0]
    theme.about, theme.firmness, theme.led = "celular", "loose", {"c1": ["celular", "haya"]}
    theme.parts = [{"label": "no haya celular 3", "keywords": ["celular", "3"]}]
    theme.keywords = ["celular", "haya celular 3", "tableta"]
    take_sides(run)
    return run


def test_report_says_it_without_numbers_and_quotes_both_sides(client, two_sides):
    from consult.reports.publication.operations import build
    from consult.reports.publication.withdrawal import sources
    from consult.reports.text.sentences import front_quotes

    consultation = db.session.get_one(Consultation, two_sides.consultation_id)
    content = build(consultation, today())
    [theme] = content["voices"]["themes"]
    assert (theme["firmness"], theme["kinds"]) == ("loose", ["proposal"])
    assert theme["keywords"] == ["celular", "haya celular 3"], "nobody said the third"
    assert "/voices/themes/0/keywords/0" not in sources(content, two_sides), "said by many"
    assert len(sources(content, two_sides)["/voices/themes/0/keywords/1"]) == 1
    assert theme["concepts"] == [{"es": "Educación", "en": "Education"}]
    assert {side: len(said) for side, said in theme["sides"].items()} == {"for": 2, "against": 2}
    assert all(" no " in quote["text"] for quote in theme["sides"]["against"])
    assert "/voices/themes/0/sides/against/1" in sources(content, two_sides)
    signed_in(client, "coordinator")
    page = " ".join(client.get(f"/reports/{consultation.slug}").text.split())
    assert "No piensan igual" in page
    front = page.split('id="themes"')[0]
    assert re.search("A favor: <q [^<]*Que haya.*En contra: <q [^<]*Que no haya", front)
    assert front.count("<q ") == 2
    theme["sides"]["against"] = []
    assert front_quotes(theme) == [], "one side alone is not quoted"
    assert "Sobre todo piden algo. Toca: Educación. Los bordes de este tema" in page
    assert "celular, haya celular 3</span>" in page
    decide(
        consultation,
        staff_id(),
        today(),
        Action("split", "a", Placing("hand-1", marks("Que haya celular 0"), "Uno").value()),
    )
    db.session.commit()
    page = client.get(f"/reports/{consultation.slug}").text
    assert "lo separó quien coordina" in page


def test_report_shows_themes_by_question_and_what_organisations_speak_of_too(client, two_sides):
    from consult.reports.publication.operations import build
    from consult.reports.text.side_by_side import by_question, shared

    consultation = db.session.get_one(Consultation, two_sides.consultation_id)
    texts = db.session.scalars(sa.select(FreeText)).all()
    for text in texts:
        text.question = "worries"
    for text in texts[:9]:
        text.question = "ask_lawmakers"  # of fewer than ten nothing is told
    wrote = Submission(
        consultation_id=consultation.id,
        organisation="Red de muestra",
        received_on=today(),
        warnings=[],
        figures=[],
        passages=[passage("2.1", "Falta EDUCACIÓN en línea."), passage("2.2", "Nada.")],
    )
    db.session.add(wrote)
    db.session.commit()
    content = build(consultation, today())
    [theme] = content["voices"]["themes"]
    assert [(names["es"], len(themes)) for names, themes in by_question(content)] == [
        ("Qué debería dejar de pasar en internet", 1)
    ]
    [subject] = shared(content)
    assert (subject.name["es"], subject.source, subject.themes) == ("Educación", "sector", [theme])
    assert subject.passages == {0: ["2.1"]}
    signed_in(client, "coordinator")
    page = " ".join(client.get(f"/reports/{consultation.slug}").text.split())
    beside = page.split('id="beside"')[1]
    assert "Sector · 1 tema" in beside
    assert 'Red de muestra: <a href="#o0-2.1" aria-label="pasaje 2.1">2.1</a>' in beside


def passage(label: str, text: str) -> SubmissionPassage:
    return SubmissionPassage(
        question=2, position=int(label[-1]), label=label, text=text, absent=False, sources=[]
    )


def test_one_side_of_few_is_not_set_apart_in_a_report(two_sides):
    from consult.reports.publication.operations import build

    consultation = db.session.get_one(Consultation, two_sides.consultation_id)
    some = db.session.scalars(sa.select(Passage).where(Passage.side == "against")).all()
    for passage in some[:3]:
        passage.side = None
    db.session.commit()
    [theme] = build(consultation, today())["voices"]["themes"]
    assert theme["sides"] == {}


def test_words_that_only_a_withdrawn_text_said_leave_what_is_told_of_a_theme(two_sides):
    from consult.answering.withdrawal.operations import Withdrawn
    from consult.themes.review.withdrawal import forget

    theme = db.session.scalars(sa.select(Theme)).one()
    gone = db.session.scalars(
        sa.select(FreeText).where(FreeText.redacted == "Que no haya celular 3")
    ).one()
    assert forget(Withdrawn([gone.id], [], []))
    assert theme.parts == [{"label": "celular, 3", "keywords": ["celular", "3"]}], "3: 13"
    assert (theme.about, theme.led["c1"]) == ("celular", ["celular", "haya"])
    rest = db.session.scalars(sa.select(FreeText.id).where(FreeText.id != gone.id)).all()
    assert forget(Withdrawn(rest[:-1], [], []))
    last = db.session.scalars(sa.select(Passage.text)).one()
    assert set(theme.led["c1"]) == {"celular", "haya"}
    assert theme.size == 1
    assert theme.parts[0]["keywords"] == [word for word in ("celular", "3") if word in last]


# ---- two runs side by side


def test_two_runs_side_by_side(client, two_themes):
    consultation = db.session.get_one(Consultation, two_themes.consultation_id)
    ads, reports = _texts("Sin anuncios"), _texts("Que contesten")
    other = analysed(consultation, a=("Sin anuncios", ads[:3] + reports), c=("Videos", ads[3:]))
    other.standing = "candidate"
    fresh = answered(consultation, "10-13")
    db.session.flush()
    keep(other, said(fresh, "Nueva"), None, None)
    db.session.commit()
    found = side_by_side(two_themes, other)
    assert {row.kind: (row.first or row.second).key for row in found.rows} == {
        "kept": "a",
        "appeared": "c",
        "vanished": "b",
    }
    assert (found.stay, found.moved, found.new) == (3, 23, 1)
    [kept] = found.of("kept")
    assert [(move.theme.key, move.count) for move in kept.gone_to] == [("c", 11)]
    assert [(move.theme.key, move.count) for move in kept.come_from] == [("b", 12)]
    signed_in(client, "coordinator")
    assert f"/runs/{other.id}" in client.get(HOME).text
    page = client.get(f"{HOME}/runs/{other.id}")
    text = " ".join(page.text.split())
    assert "Sigue un tema; aparece uno; desaparece uno." in text
    assert "unas 10 frases: «Videos»" in text
    assert "Hay temas fijados" not in text
    used = client.post(f"{HOME}/runs/{other.id}/use", data={"csrf_token": token(page)})
    assert used.status_code == 303
    assert current_run(consultation.id).id == other.id
    assert "Videos" in client.get(HOME).text
    runs = client.get(f"{HOME}/runs").text
    assert "se usó antes" in runs
    assert client.get(f"{HOME}/runs/999").status_code == 404


KEYS = "abcd"
THEMES = st.lists(st.sampled_from(KEYS), unique=True).map(
    lambda keys: [ReviewedTheme(key, key, key, (), 1, False, (key,)) for key in keys]
)
FLOWS = st.dictionaries(
    st.tuples(st.sampled_from([*KEYS, NOWHERE]), st.sampled_from([*KEYS, NOWHERE])),
    st.integers(1, 50),
)


@given(THEMES, THEMES, FLOWS, st.dictionaries(st.sampled_from([*KEYS, NOWHERE]), st.integers(0, 9)))
def test_comparison_loses_no_passage(first, second, flows, new):
    total = dict(new)
    for (_since, to), count in flows.items():
        total[to] = total.get(to, 0) + count
    found = compared(first, second, flows, total)
    known = {each.key for each in first} | {each.key for each in second}
    assert {(row.first or row.second).key for row in found.rows} == known
    nowhere = sum(
        count
        for (since, to), count in flows.items()
        if since not in {e.key for e in first} and to not in {e.key for e in second}
    )
    assert found.stay + found.moved + found.grouped + found.left + nowhere == sum(flows.values())
    assert found.new == sum(new.values())


def test_a_comparison_says_where_expected_themes_keep_all_as_it_was():
    def themes(keys, expected):
        return [ReviewedTheme(key, key, key, (), 9, expected, (key,)) for key in keys]

    assert compared(themes("abcdefghij", True), themes("abcdefghi", True), {}, {}).changes_little
    assert not compared(themes("abcdefghij", True), themes("abcd", True), {}, {}).changes_little
    assert not compared(themes("abcd", False), themes("abcd", False), {}, {}).changes_little


# ---- the replay


MARKS = st.lists(st.sampled_from("123456"), min_size=1, unique=True).map(tuple)
PLACED = st.one_of(
    st.builds(
        lambda to, which: Action("split", "a", Placing(to, which, "n").value()),
        st.sampled_from(["h1", "h2"]),
        MARKS,
    ),
    st.builds(
        lambda to, which: Action("move", "a", Placing(to, which).value()),
        st.sampled_from(["a", "b", "h1", "h2", NOWHERE]),
        MARKS,
    ),
)
SIMPLE = st.builds(
    Action, st.sampled_from(("rename", "merge", "lock")), *[st.sampled_from("ab")] * 2
)


@given(st.lists(st.one_of(PLACED, SIMPLE), max_size=10), st.data())
def test_undoing_the_last_gives_what_was_before(told, data):
    themes = [ReviewedTheme(key, key, key, (), 9, False, (key,)) for key in "ab"]
    numbered = [Action(a.kind, a.theme, a.value, n) for n, a in enumerate(told, 1)]
    if not numbered:
        return
    undoing = Action("undo", "", str(len(numbered)), len(numbered) + 1)
    assert replayed(themes, [*numbered, undoing]) == replayed(themes, numbered[:-1])
    again = Action("undo", "", str(undoing.id), undoing.id + 1)
    assert replayed(themes, [*numbered, undoing, again]) == replayed(themes, numbered)
    assert in_force([*numbered, undoing, again]) == numbered


@given(st.lists(st.one_of(PLACED, SIMPLE), max_size=10), st.dictionaries(
    st.tuples(st.sampled_from(["a", "b", NOWHERE]), st.sampled_from(["a", "b", "h1", NOWHERE])),
    st.integers(1, 4)))  # fmt: skip
def test_placed_passages_change_themes_and_no_total(told, moved):
    themes = [ReviewedTheme(key, key, key, (), 99, False, (key,)) for key in "ab"]
    review = replayed(themes, told)
    held = {key for theme in review.themes for key in theme.keys}
    assert set(review.placed.values()) <= held | {NOWHERE}
    gained = sum(n * ((to in held) - (since in held)) for (since, to), n in moved.items())
    after = sum(theme.size for theme in sized(review.themes, moved))
    assert after - sum(theme.size for theme in review.themes) == gained
