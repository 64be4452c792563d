"""Theme analysis from answers to themes, with the real language model and encoder."""

import json
import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.themes import Guide, GuideTheme, TextAnswer, ThemeAnalysis, find_themes
from analysis.themes.clustering import term_weights
from analysis.themes.preprocessing.terms import Term

SUBJECTS = {
    "ads": (
        "que quiten los anuncios",
        "hay muchos anuncios en los juegos",
        "los anuncios interrumpen mi juego",
        "no quiero anuncios en las caricaturas",
        "que los anuncios duren menos",
        "me salen anuncios a cada rato",
        "quiten los anuncios de los videos",
        "los anuncios son muy largos",
        "que no haya anuncios en mis videos",
        "odio los anuncios de los juegos",
        "cada minuto sale un anuncio",
        "que bloqueen los anuncios",
    ),
    "school": (
        "que pongan internet en mi escuela",
        "la escuela no tiene internet",
        "el internet de la escuela es lento",
        "queremos internet en la escuela",
        "que llegue el internet a todas las escuelas",
        "mi escuela necesita computadoras e internet",
        "en la escuela falta internet",
        "que arreglen el internet de mi escuela",
        "no hay internet en la escuela de mi pueblo",
        "internet gratis en la escuela",
        "poner más internet en las escuelas",
        "la escuela se queda sin internet",
    ),
    "photos": (
        "que no suban fotos mías sin permiso",
        "mi mamá sube mis fotos sin preguntar",
        "pidan permiso antes de subir fotos",
        "subieron mi foto sin permiso",
        "no publiquen fotos de los niños",
        "que borren las fotos que suben sin permiso",
        "mi tía publica mis fotos",
        "quiero decidir qué fotos mías se publican",
        "que nadie comparta fotos de otros",
        "compartieron mi foto en el grupo",
        "que pregunten antes de publicar mi foto",
        "sin permiso no se suben fotos",
    ),
    "night": (
        "no duermo por jugar en la noche",
        "me desvelo viendo el celular",
        "me duermo muy tarde por los videos",
        "en la noche no puedo dejar de jugar",
        "me cuesta dormir por el celular",
        "que el celular se apague en la noche",
        "duermo poco por jugar",
        "me desvelo jugando en la noche",
        "quiero dormir mejor y no ver el celular",
        "de noche me quedo viendo videos",
        "por el celular duermo menos",
        "mi hermano se desvela jugando",
    ),
}
ADS = GuideTheme("ads", "Anuncios", ("que quiten los anuncios", "demasiados anuncios"))
BUSES = GuideTheme("buses", "Autobuses", ("que los autobuses pasen más seguido", "el camión tarda"))


def answers() -> list[TextAnswer]:
    return [
        TextAnswer(f"{subject}{number}", text, "change" if number % 2 else "worry")
        for subject, texts in SUBJECTS.items()
        for number, text in enumerate(texts)
    ]


@pytest.fixture(scope="module")
def found() -> ThemeAnalysis:
    return find_themes(answers(), guide=None)


def test_answers_on_one_subject_share_a_theme(found: ThemeAnalysis) -> None:
    for subject, texts in SUBJECTS.items():
        themes = [found.assignments[f"{subject}{number}"] for number in range(len(texts))]
        assert max(themes.count(theme) for theme in set(themes) - {None}) >= 7, subject


def test_every_label_is_said_in_a_passage_of_its_theme(found: ThemeAnalysis) -> None:
    said = {
        theme.id: [p.text for p in found.passages if p.theme == theme.id] for theme in found.themes
    }
    assert found.themes
    for theme in found.themes:
        assert any(theme.label in text for text in said[theme.id]), theme.label


def test_labels_are_phrases_and_no_two_are_alike(found: ThemeAnalysis) -> None:
    labels = [theme.label.lower() for theme in found.themes]
    assert len(set(labels)) == len(labels)
    assert all(len(label.split()) > 1 for label in labels)


def test_sizes_count_passages_and_the_biggest_theme_comes_first(found: ThemeAnalysis) -> None:
    sizes = [theme.size for theme in found.themes]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(sizes) + len(found.not_grouped) == len(found.passages)


def test_an_answer_stands_under_one_theme_only(found: ThemeAnalysis) -> None:
    listed = [answer for theme in found.themes for answer in theme.answers]
    assert len(set(listed)) == len(listed)
    assert set(listed) == {answer for answer, theme in found.assignments.items() if theme}


def test_representative_passages_name_the_answer_they_come_from(found: ThemeAnalysis) -> None:
    texts = {(p.answer, p.text) for p in found.passages}
    for theme in found.themes:
        assert 1 <= len(theme.passages) <= 5
        assert set(zip(theme.sources, theme.passages, strict=True)) <= texts


def test_order_of_answers_changes_nothing(found: ThemeAnalysis) -> None:
    shuffled = answers()
    random.Random(3).shuffle(shuffled)
    assert repr(find_themes(shuffled, guide=None)) == repr(found)


def test_other_answers_to_another_question_have_themes_of_their_own(found: ThemeAnalysis) -> None:
    assert set(found.by_question) == {"change", "worry"}
    asked = {answer.id for answer in answers() if answer.question == "worry"}
    assert set(found.by_question["worry"].assignments) == asked


def test_method_says_how_and_neither_when_nor_where(found: ThemeAnalysis) -> None:
    assert {"setting seed", "package spacy", "language model", "passages"} <= set(found.method)
    names = " ".join(found.method).lower()
    assert not any(word in names for word in ("time", "date", "host", "path", "worker"))


def test_a_guide_theme_that_is_talked_about_is_expected_and_keeps_its_id() -> None:
    themes = find_themes(answers(), guide=Guide((ADS, BUSES))).themes
    expected = {theme.id: theme.name for theme in themes if theme.expected}
    assert expected == {"ads": "Anuncios"}


def test_a_guide_theme_gathers_the_passages_near_its_phrases() -> None:
    themes = {theme.id: theme for theme in find_themes(answers(), guide=Guide((ADS,))).themes}
    assert sum(answer.startswith("ads") for answer in themes["ads"].answers) >= 9
    assert sum(not answer.startswith("ads") for answer in themes["ads"].answers) <= 2


def test_under_forty_passages_are_listed_and_no_theme_is_claimed() -> None:
    few = [*answers()[:12], TextAnswer("again", "¡Que quiten los ANUNCIOSSS!")]
    found = find_themes(few, guide=None)
    assert found.themes == ()
    assert len(found.not_grouped) == 13
    assert found.near_duplicates == 1
    first, *rest = found.to_read
    assert (first.count, len(rest), sum(one.count for one in rest)) == (2, 11, 11)
    assert first.answers[-1] == "again"
    assert found.method["grouped"] is False


def test_no_opinion_is_counted_apart() -> None:
    silent = [
        TextAnswer("s1", "no sé"),
        TextAnswer("s2", "Nada"),
        TextAnswer("s3", "lo mismo"),
        TextAnswer("s4", ""),
    ]
    found = find_themes([*answers(), *silent], guide=None)
    assert found.no_opinion == ("s1", "s2", "s3", "s4")
    assert all(found.assignments[answer.id] is None for answer in silent)
    assert not any(p.answer in found.no_opinion for p in found.passages)


def test_no_answers_at_all_give_no_themes() -> None:
    found = find_themes([], guide=Guide((ADS,)))
    assert (found.themes, found.passages, dict(found.assignments)) == ((), (), {})


@pytest.mark.parametrize("wordings", [1, 2, 3])
def test_a_few_wordings_that_all_repeat_are_a_theme_each(wordings: int) -> None:
    texts = ("que quiten los anuncios", "más wifi en mi escuela", "no quiero que me graben")
    same = [TextAnswer(str(n), texts[n % wordings]) for n in range(60)]
    found = find_themes([*same, TextAnswer("one", "quiero un perro azul")], guide=None)
    assert [theme.size for theme in found.themes] == [60 // wordings] * wordings
    assert {theme.label for theme in found.themes} <= set(texts)
    assert found.assignments["one"] is None
    again = find_themes(same, guide=None, previous=found.state)
    assert {theme.id for theme in again.themes} == {theme.id for theme in found.themes}


def test_small_words_of_english_and_the_same_form_twice_are_no_keywords() -> None:
    said = [((Term("conoc", "conoces"), Term("conozc", "conoces"), Term("can", "can")), 3)]
    weights = {"conoc": 1.0, "conozc": 0.9, "can": 0.8}
    assert term_weights.keywords(weights, said) == ("conoces",)


def test_who_introduces_themselves_is_not_what_is_shown() -> None:
    named = TextAnswer("named", "me llamo [nombre] en roblox [usuario] que quiten los anuncios")
    found = find_themes([*answers(), named], guide=None)
    theme = next(each for each in found.themes if each.id == found.assignments["named"])
    assert not any("[usuario]" in text for text in theme.passages)


def test_placeholders_become_neither_label_nor_keyword() -> None:
    named = [replace(a, text=f"{a.text} dijo [nombre] en [lugar privado]") for a in answers()]
    found = find_themes(named, guide=None)
    assert found.themes
    for theme in found.themes:
        words = {word for text in (theme.label, *theme.keywords) for word in text.lower().split()}
        assert not any(word.strip("[]") in {"nombre", "lugar", "privado"} for word in words)
    assert any("[nombre]" in passage.text for passage in found.passages)


def test_two_answers_with_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match='"a"'):
        find_themes([TextAnswer("a", "uno dos"), TextAnswer("a", "tres")], guide=None)


def test_progress_ends_where_it_said_it_would() -> None:
    steps: list[tuple[int, int]] = []
    find_themes(answers(), guide=None, progress=lambda done, of: steps.append((done, of)))
    assert steps[-1][0] == steps[-1][1]
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)


def test_english_answers_are_grouped_without_a_parser() -> None:
    ads = ("please remove the ads", "too many ads", "I hate ads", "no more ads", "ads are bad")
    games = ("in my games", "in videos", "on the tablet", "in cartoons", "when I play")
    wifi = ("my school needs wifi", "the wifi is slow", "no wifi", "we want wifi", "fix the wifi")
    school = ("at school", "in the classroom", "in my school", "for homework", "in the library")
    texts = [f"{what} {where}" for what in ads for where in games]
    texts += [f"{what} {where}" for what in wifi for where in school]
    found = find_themes(
        [TextAnswer(str(n), text) for n, text in enumerate(texts)], guide=None, language="en"
    )
    assert len(found.themes) >= 2
    assert all(any(theme.label in text for text in texts) for theme in found.themes)


def test_another_process_with_other_hashes_finds_the_same(tmp_path: Path) -> None:
    listed = tmp_path / "answers.json"
    listed.write_text(json.dumps([(a.id, a.text, a.question) for a in answers()]))
    printed = {_printed(listed, hash_seed) for hash_seed in ("1", "2")}
    assert len(printed) == 1
    assert "ThemeAnalysis(themes=(ThemeResult(" in printed.pop()


def _printed(listed: Path, hash_seed: str) -> str:
    script = (
        "import json, sys; from analysis.themes import TextAnswer, find_themes, shipped_guide\n"
        "read = [TextAnswer(*row) for row in json.load(open(sys.argv[1]))]\n"
        "print(find_themes(read, guide=shipped_guide()))"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, str(listed)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        cwd=Path(__file__).parents[3],
    )
    return run.stdout
