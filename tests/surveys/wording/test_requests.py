"""Who a child is, and harm done to them: asked for by a drawing, a beginning, a choice, a network.

What is found and what only looks like it stands in `data/requests.toml`; questions of the usual
kind are in `test_wording.py`.
"""

import tomllib
from pathlib import Path

import pytest

from surveys import read, shipped
from surveys.wording import Level, check
from surveys.wording.age_limits import gate_of
from surveys.wording.findings import ERRORS
from surveys.wording.rules import broken_by
from surveys.wording.text_units import Role, TextUnit, passages
from surveys.wording.word_lists import lists_of

SAMPLES = tomllib.loads((Path(__file__).parent / "data" / "requests.toml").read_text("utf-8"))
LANGUAGES = ("es", "en")
CASES = [
    pytest.param(language, Role(role), rule, text, id=f"{language} {role} {rule} {text}")
    for language in LANGUAGES
    for role, rules in SAMPLES[language].items()
    for rule, texts in rules.items()
    for text in texts
]
OURS = {
    (language, passage.text)
    for file in shipped().values()
    for version in read(file).versions.values()
    if gate_of(version.band)
    for language in [version.language]
    for passage in passages(version)
}
NETWORKS = ("Instagram", "insta", "TikTok", "tik tok", "WhatsApp", "Facebook", "Discord")


def errors_in(language: str, text: str, role: Role) -> set[str]:
    lists = lists_of(language)
    assert lists
    passage = TextUnit('concept.x."10-13".ask', "x", role, text)
    return {rule for rule, _ in broken_by(passage, lists.rules)} & ERRORS


@pytest.mark.parametrize(("language", "role", "rule", "text"), CASES)
def test_what_asks_for_it_is_an_error_and_what_looks_like_it_is_none(
    language: str, role: Role, rule: str, text: str
) -> None:
    found = errors_in(language, text, role)
    assert found == set() if rule == "fine" else rule in found


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_errors_and_what_is_none_are_shown_for_every_way_of_asking(language: str) -> None:
    for role in ("ask", "help", "begins", "label"):
        assert SAMPLES[language][role].keys() == {"own_abuse", "identifying", "fine"}


@pytest.mark.parametrize("network", NETWORKS)
def test_an_account_is_an_error_in_any_network_and_the_network_is_none(network: str) -> None:
    for language, asking, role in (
        ("es", "¿Cuál es tu {}?", Role.ASK),
        ("es", "Pon tu {}", Role.HELP),
        ("es", "Mi {} es", Role.BEGINS),
        ("en", "What is your {}?", Role.ASK),
        ("en", "Put your {}", Role.HELP),
        ("en", "My {} is", Role.BEGINS),
    ):
        assert errors_in(language, asking.format(network), role) == {"identifying"}
    for language, fine in (
        ("es", "¿Qué te gusta de {}?"),
        ("es", "¿Qué debería cambiar en {}?"),
        ("es", "¿Cuál es tu regla para {}?"),
        ("en", "What do you like about {}?"),
        ("en", "What should change on {}?"),
    ):
        assert errors_in(language, fine.format(network), Role.ASK) == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("blank", ["…", "...", " ____", ":", " … ."])
def test_however_a_beginning_is_left_open_it_is_found(language: str, blank: str) -> None:
    for text in SAMPLES[language]["begins"]["identifying"]:
        for role in (Role.BEGINS, Role.HELP):
            begun = text.rstrip("…") + (blank if role == Role.BEGINS or blank != ":" else "…")
            assert "identifying" in errors_in(language, begun, role), begun


@pytest.mark.parametrize("role", [Role.ASK, Role.HELP, Role.LABEL, Role.BEGINS])
def test_no_text_of_ours_asks_for_it_wherever_it_stood(role: Role) -> None:
    assert len(OURS) > 500
    assert [text for language, text in OURS if errors_in(language, text, role)] == []


@pytest.mark.parametrize("name", sorted(shipped()))
def test_our_questionnaires_have_neither_errors_nor_warnings(name: str) -> None:
    assert check(read(shipped()[name])).findings == ()


# ------------------------------------------------------------------------------ as a questionnaire

STRUCTURE = """
[[question]]
concept = "drawn"
bands = ["6-9"]
kind = "drawing"
choices = ["star", "ball"]
pictures = { star = "star", ball = "ball" }

[[question]]
concept = "begun"
bands = ["6-9"]
kind = "finish"
max_length = 100
"""
WORDS = """
[concept.drawn]
name = "A drawing"
choices = {{ star = "A", ball = "B" }}
[concept.drawn."6-9"]
ask = "{ask}"
help = "{help}"

[concept.begun]
name = "A sentence"
[concept.begun."6-9"]
ask = "{goes_on}"
begins = "{begins}"
"""
GOES_ON = {"es": "¿Cómo sigue?", "en": "How does it go on?"}
BAD = {
    "es": {
        "ask": "Dibuja la vez que alguien te lastimó",
        "help": "Dibuja quién fue. Pon cómo se llama.",
        "begins": "Me llamo Ana y mi escuela se llama",
    },
    "en": {
        "ask": "Draw the time someone hurt you",
        "help": "Draw who it was. Write what they are called.",
        "begins": "My name is Ana and I live in",
    },
}
GOOD = {
    "es": {
        "ask": "Dibuja el internet de tus sueños",
        "help": "Dibuja o pon sellos. No pongas nombres.",
        "begins": "Me gustaría que",
    },
    "en": {
        "ask": "Draw the internet of your dreams",
        "help": "Draw, or put stamps. Do not write names.",
        "begins": "I would like",
    },
}


def errors_of(folder: Path, words: dict[str, dict[str, str]]) -> set[tuple[str, str, str]]:
    """Language, place and rule of each error, once the two questions are in the questionnaire."""
    _append(folder / "v1.toml", STRUCTURE)
    for language in LANGUAGES:
        asked = WORDS.format(goes_on=GOES_ON[language], **words[language])
        _append(folder / f"v1.{language}.toml", asked)
    findings = check(read(folder)).findings
    return {
        (each.language, each.place, each.rule) for each in findings if each.level == Level.ERROR
    }


def _append(file: Path, text: str) -> None:
    file.write_text(file.read_text("utf-8") + text, "utf-8")


def test_a_drawing_of_ones_own_abuse_and_a_name_to_go_on_with_are_errors(folder: Path) -> None:
    found = errors_of(folder, BAD)
    for language in LANGUAGES:
        assert {
            (language, 'concept.drawn."6-9".ask', "own_abuse"),
            (language, 'concept.drawn."6-9".help', "own_abuse"),
            (language, 'concept.drawn."6-9".help', "identifying"),
            (language, 'concept.begun."6-9".begins', "identifying"),
        } <= found


def test_an_imagined_internet_and_a_wish_are_no_errors(folder: Path) -> None:
    assert errors_of(folder, GOOD) == set()
