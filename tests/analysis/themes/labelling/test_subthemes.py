"""What a theme divides into: by vectors whose parts are known, and by sentences."""

import numpy as np
import pytest

from analysis.spacy_models import load
from analysis.themes.arrays import Matrix, unit
from analysis.themes.embedding.character_ngrams import Space
from analysis.themes.embedding.encoder import encoded
from analysis.themes.embedding.vectors import Placing
from analysis.themes.labelling.subthemes import ENOUGH, MOST, Subtheme, Wordings, divided, subthemes
from analysis.themes.lang.languages import Said
from analysis.themes.lang.spelling import spelling_of
from analysis.themes.preprocessing.passages import pieces
from analysis.themes.settings import Settings

SAID = (
    "que haya más canchas de fútbol", "más canchas para jugar fútbol", "faltan canchas de fútbol",
    "una cancha de fútbol en mi barrio", "arreglar la cancha de fútbol", "canchas de fútbol nuevas",
    "queremos canchas de fútbol", "hacer canchas de fútbol", "la cancha de fútbol está rota",
    "que pinten la cancha de fútbol", "cancha de fútbol techada", "canchas de fútbol para niñas",
    "poner columpios en el parque", "más columpios en los parques", "los columpios están rotos",
    "columpios nuevos para el parque", "arreglar los columpios", "faltan columpios",
    "que haya columpios para niños chicos", "quiero más columpios", "pongan columpios seguros",
    "columpios en la plaza", "los columpios no sirven", "columpios y resbaladillas",
    "sembrar árboles en el parque", "más árboles en las plazas", "que no corten los árboles",
    "cuidar los árboles del parque", "árboles que den sombra", "plantar árboles con mi escuela",
    "faltan árboles para la sombra", "regar los árboles", "quiero árboles grandes",
    "que planten muchos árboles", "árboles en mi calle", "poner más árboles",
)  # fmt: skip


def cloud(rows: int, spread: float, seed: int = 1) -> Matrix:
    noise = np.random.default_rng(seed).normal(0, spread, (rows, 200))
    return unit((np.eye(200)[[0] * rows] + noise).astype(np.float32))


def ones(rows: Matrix) -> np.ndarray:
    return np.ones(len(rows), dtype=np.int64)


def parted(parts: int, each: int) -> Matrix:
    """Parts of one theme: all near one direction, each leaning to one of its own."""
    own = np.repeat(np.eye(200)[5 : 5 + parts], each, axis=0) * 0.5
    return unit((cloud(parts * each, 0.03) + own).astype(np.float32))


@pytest.fixture(scope="module")
def spoken() -> tuple[Subtheme, ...]:
    return found_in(SAID)


def found_in(texts: tuple[str, ...]) -> tuple[Subtheme, ...]:
    nlp = load("es")
    spelling = spelling_of("es", nlp.path)
    found = [of_text[0] for of_text in pieces(texts, nlp, spelling)]
    words, stances = [piece.words for piece in found], [piece.stance for piece in found]
    space = Space.learned(texts, 0.25, 0)
    raw = np.hstack([encoded(texts), space.letters(texts)])
    vectors = Placing(raw[:, :512].mean(axis=0), 0.25).rows(raw)
    said = [Said(text, "es") for text in texts]
    theme = Wordings(vectors, ones(vectors), said, words, "proposal", stances)
    return subthemes(theme, "más columpios en los parques", Settings())


@pytest.mark.parametrize("parts", [2, 3, 5])
def test_parts_are_found_again(parts: int) -> None:
    vectors = parted(parts, 40)
    by_part = divided(vectors, ones(vectors), Settings()).reshape(parts, 40)
    assert all(len(set(part.tolist())) == 1 for part in by_part)
    assert len(set(by_part[:, 0].tolist())) == parts


@pytest.mark.parametrize("seed", range(5))
def test_one_cloud_does_not_divide(seed: int) -> None:
    vectors = cloud(200, 0.1, seed)
    assert not len(divided(vectors, ones(vectors), Settings()))


def test_few_wordings_are_not_divided_however_far_apart() -> None:
    vectors = parted(2, ENOUGH // 2)
    assert len(divided(vectors, ones(vectors), Settings()))
    assert not len(divided(vectors[1:], ones(vectors[1:]), Settings()))


def test_there_are_never_more_than_six() -> None:
    vectors = parted(9, 30)
    assert len(set(divided(vectors, ones(vectors), Settings()).tolist())) == MOST


def test_many_wordings_are_divided_by_some_and_all_are_placed() -> None:
    vectors = parted(3, 500)
    by_part = divided(vectors, ones(vectors), Settings()).reshape(3, 500)
    assert all(len(set(part.tolist())) == 1 for part in by_part)


def test_sentences_divide_by_what_they_are_about(spoken: tuple[Subtheme, ...]) -> None:
    subject = {"cancha": range(12), "columpio": range(12, 24), "árbol": range(24, 36)}
    assert len(spoken) == 3
    for part in spoken:
        (own,) = (rows for word, rows in subject.items() if word in SAID[part.members[0]])
        assert set(part.members) == set(own)


def test_every_wording_is_in_one_part_and_what_is_shown_is_its_own(
    spoken: tuple[Subtheme, ...],
) -> None:
    members = [row for part in spoken for row in part.members]
    assert sorted(members) == list(range(len(SAID)))
    for part in spoken:
        assert part.size == len(part.members)
        assert 0 < len(part.passages) <= 5
        assert set(part.passages) <= set(part.members)
        assert part.keywords


def test_labels_are_phrases_of_their_part_and_all_different(spoken: tuple[Subtheme, ...]) -> None:
    labels = [part.label for part in spoken]
    assert len(set(labels)) == len(labels)
    assert "más columpios en los parques" not in labels  # the theme's own
    for part in spoken:
        assert any(part.label in SAID[row] for row in part.members)


def test_equal_wordings_give_equal_parts(spoken: tuple[Subtheme, ...]) -> None:
    assert found_in(SAID) == spoken
