"""A tiny questionnaire with every kind of question, as files and as a value."""

from collections.abc import Callable
from pathlib import Path

import pytest

from surveys import Question, Questionnaire, Version, read

STRUCTURE = """
id = "tiny"
version = 1
bands = ["6-9", "10-13", "adults"]
languages = ["es", "en"]

[[question]]
concept = "hello"
bands = ["6-9"]
kind = "info"
scene = "axo_hello"

[[question]]
concept = "feeling"
bands = ["6-9"]
kind = "faces"
choices = ["good", "so_so", "bad"]
pictures = { good = "face_good" }

[[question]]
concept = "feeling"
bands = ["10-13"]
kind = "faces"
choices = ["very_good", "good", "so_so", "bad", "very_bad"]
roll_up = { very_good = "good", very_bad = "bad" }

[[question]]
concept = "online"
bands = ["6-9", "10-13"]
kind = "yes_no"

[[question]]
concept = "places"
bands = ["6-9", "10-13"]
kind = "several"
choices = ["home", "school", "street", "none"]
excludes = ["none"]
at_most = 2
ask_if = { online = ["yes", "not_sure"] }

[[question]]
concept = "why_school"
bands = ["6-9", "10-13"]
kind = "text"
max_length = 20
ask_if = { places = ["school"] }

[[question]]
concept = "wishes"
bands = ["6-9", "adults"]
kind = "order"
choices = ["safety", "play", "learning"]

[[question]]
concept = "how_often"
bands = ["adults"]
kind = "scale"
choices = ["never", "sometimes", "always"]

[[question]]
concept = "sorted"
bands = ["adults"]
kind = "baskets"
choices = ["games", "ads", "chat"]
baskets = ["fun", "so_so", "worry"]
pictures = { games = "game", fun = "face_good" }

[[question]]
concept = "shares"
bands = ["adults"]
kind = "stones"
choices = ["parks", "books", "signal"]

[[question]]
concept = "stamped"
bands = ["adults"]
kind = "stamps"
choices = ["ball", "book"]
pictures = { ball = "ball", book = "book" }
at_most = 3

[[question]]
concept = "why_parks"
bands = ["adults"]
kind = "finish"
max_length = 100
ask_if = { shares = ["parks"] }

[[question]]
concept = "one_word"
bands = ["adults"]
kind = "word"

[[question]]
concept = "my_topic"
bands = ["adults"]
kind = "own_topic"
max_length = 300

[[question]]
concept = "age"
bands = ["6-9"]
kind = "one"
choices = ["six", "seven", "eight_or_nine"]
card = "about_you"
characteristic = true

[[question]]
concept = "story"
bands = ["6-9", "adults"]
kind = "text"
max_length = 600
card = "about_you"
"""

ES = """
language = "es"
title = "Muy chico"

[thanks]
"6-9" = ["¡Gracias!", "Lo leemos todo."]
"10-13" = ["Gracias", "Lo leemos todo."]
adults = ["Gracias"]

[assent."6-9"]
title = "¿Quieres contestar?"
paragraphs = ["Nadie sabrá quién eres.", "Puedes parar."]
yes = "Sí, quiero"
no = "No quiero"
after_no = "Está bien."

[assent."10-13"]
title = "¿Quieres contestar?"
paragraphs = ["Nadie sabrá quién eres."]
yes = "Sí"
no = "No"
after_no = "Está bien."

[assent.adults]
title = "Antes de empezar"
paragraphs = ["Su nombre será público."]
yes = "Acepto"
no = "No acepto"
after_no = "Gracias."

[concept.hello."6-9"]
ask = "¡Hola!"

[concept.feeling]
name = "Cómo se sienten"
choices = { good = "Bien", so_so = "Más o menos", bad = "Mal" }
[concept.feeling."6-9"]
ask = "¿Cómo te sientes?"
help = "Piensa en ayer."
choices = { good = "Contento o contenta" }
[concept.feeling."10-13"]
ask = "¿Cómo te sientes cuando usas internet?"
choices = { very_good = "Muy bien", very_bad = "Muy mal" }

[concept.online]
name = "Usan internet"
[concept.online."6-9"]
ask = "¿Usas internet?"
[concept.online."10-13"]
ask = "¿Usas internet?"

[concept.places]
name = "Dónde"
choices = { home = "Casa", school = "Escuela", street = "Calle", none = "Ninguno" }
[concept.places."6-9"]
ask = "¿Dónde?"
[concept.places."10-13"]
ask = "¿Dónde?"

[concept.why_school]
name = "Por qué en la escuela"
[concept.why_school."6-9"]
ask = "¿Por qué?"
[concept.why_school."10-13"]
ask = "¿Por qué?"

[concept.wishes]
name = "Deseos"
choices = { safety = "Seguridad", play = "Juego", learning = "Aprender" }
[concept.wishes."6-9"]
ask = "¿Qué va primero?"
[concept.wishes.adults]
ask = "¿Qué va primero?"

[concept.how_often]
name = "Cada cuánto"
choices = { never = "Nunca", sometimes = "A veces", always = "Siempre" }
[concept.how_often.adults]
ask = "¿Cada cuánto?"

[concept.sorted]
name = "Canastas"
choices = { games = "Juegos", ads = "Anuncios", chat = "Chat" }
baskets = { fun = "Divertido", so_so = "Más o menos", worry = "Me preocupa" }
[concept.sorted.adults]
ask = "¿Dónde va?"
baskets = { fun = "¡Qué divertido!" }

[concept.shares]
name = "Piedritas"
choices = { parks = "Parques", books = "Libros", signal = "Señal" }
[concept.shares.adults]
ask = "¿Cómo las repartes?"

[concept.stamped]
name = "Sellos"
choices = { ball = "Pelota", book = "Libro" }
[concept.stamped.adults]
ask = "¿Qué pones?"

[concept.why_parks]
name = "Por qué parques"
[concept.why_parks.adults]
ask = "¿Cómo sigue?"
begins = "Quiero parques porque"

[concept.one_word]
name = "Una palabra"
[concept.one_word.adults]
ask = "¿Qué palabra?"

[concept.my_topic]
name = "Mi tema"
[concept.my_topic.adults]
ask = "¿De qué quieres hablar?"

[concept.age]
name = "Edad"
choices = { six = "Seis", seven = "Siete", eight_or_nine = "Ocho o nueve" }
[concept.age."6-9"]
ask = "¿Cuántos años tienes?"

[concept.story]
name = "Algo más"
[concept.story."6-9"]
ask = "¿Algo más?"
[concept.story.adults]
ask = "¿Algo más?"
"""

EN = """
language = "en"
title = "Very small"

[thanks]
"6-9" = ["Thank you!", "We read it all."]
"10-13" = ["Thank you", "We read it all."]
adults = ["Thank you"]

[assent."6-9"]
title = "Do you want to answer?"
paragraphs = ["Nobody will know who you are.", "You can stop."]
yes = "Yes, I do"
no = "No, I don’t"
after_no = "That is fine."

[assent."10-13"]
title = "Do you want to answer?"
paragraphs = ["Nobody will know who you are."]
yes = "Yes"
no = "No"
after_no = "That is fine."

[assent.adults]
title = "Before you start"
paragraphs = ["Your name will be public."]
yes = "I agree"
no = "I do not agree"
after_no = "Thank you."

[concept.hello."6-9"]
ask = "Hello!"

[concept.feeling]
name = "How they feel"
choices = { good = "Good", so_so = "So so", bad = "Bad" }
[concept.feeling."6-9"]
ask = "How do you feel?"
help = "Think of yesterday."
[concept.feeling."10-13"]
ask = "How do you feel when you use the internet?"
choices = { very_good = "Very good", very_bad = "Very bad" }

[concept.online]
name = "Who uses the internet"
[concept.online."6-9"]
ask = "Do you use the internet?"
[concept.online."10-13"]
ask = "Do you use the internet?"

[concept.places]
name = "Where"
choices = { home = "Home", school = "School", street = "Street", none = "None" }
[concept.places."6-9"]
ask = "Where?"
[concept.places."10-13"]
ask = "Where?"

[concept.why_school]
name = "Why at school"
[concept.why_school."6-9"]
ask = "Why?"
[concept.why_school."10-13"]
ask = "Why?"

[concept.wishes]
name = "Wishes"
choices = { safety = "Safety", play = "Play", learning = "Learning" }
[concept.wishes."6-9"]
ask = "What comes first?"
[concept.wishes.adults]
ask = "What comes first?"

[concept.how_often]
name = "How often"
choices = { never = "Never", sometimes = "Sometimes", always = "Always" }
[concept.how_often.adults]
ask = "How often?"

[concept.sorted]
name = "Baskets"
choices = { games = "Games", ads = "Ads", chat = "Chat" }
baskets = { fun = "Fun", so_so = "So-so", worry = "It worries me" }
[concept.sorted.adults]
ask = "Where does it go?"

[concept.shares]
name = "Stones"
choices = { parks = "Parks", books = "Books", signal = "Signal" }
[concept.shares.adults]
ask = "How do you share them?"

[concept.stamped]
name = "Stamps"
choices = { ball = "Ball", book = "Book" }
[concept.stamped.adults]
ask = "What do you put?"

[concept.why_parks]
name = "Why parks"
[concept.why_parks.adults]
ask = "How does it go on?"
begins = "I want parks because"

[concept.one_word]
name = "One word"
[concept.one_word.adults]
ask = "Which word?"

[concept.my_topic]
name = "My topic"
[concept.my_topic.adults]
ask = "What do you want to talk about?"

[concept.age]
name = "Age"
choices = { six = "Six", seven = "Seven", eight_or_nine = "Eight or nine" }
[concept.age."6-9"]
ask = "How old are you?"

[concept.story]
name = "Anything else"
[concept.story."6-9"]
ask = "Anything else?"
[concept.story.adults]
ask = "Anything else?"
"""


def _written(folder: Path) -> Path:
    folder.mkdir()
    for name, text in (("v1.toml", STRUCTURE), ("v1.es.toml", ES), ("v1.en.toml", EN)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The questionnaire's folder, to be changed by a test."""
    return _written(tmp_path / "tiny")


@pytest.fixture
def change(folder: Path) -> Callable[[str, str, str], None]:
    """Replace the first occurrence of a text in a file of the folder; it has to be there."""

    def changed(file: str, old: str, new: str) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return changed


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Questionnaire:
    return read(_written(tmp_path_factory.mktemp("questionnaires") / "tiny"))


@pytest.fixture(scope="session")
def version(tiny: Questionnaire) -> Version:
    """What children of 6-9 read in Spanish: every kind that does not come with a later age."""
    return tiny.version_for("6-9", "es")


@pytest.fixture(scope="session")
def questions(tiny: Questionnaire, version: Version) -> dict[str, Question]:
    """One of every kind, by concept; those of the older ones are asked of adults."""
    both = (*tiny.version_for("adults", "es").questions, *version.questions)
    return {question.concept: question for question in both}
