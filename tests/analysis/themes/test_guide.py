"""The theme guide: the one that ships, and files that are wrong."""

import json
from pathlib import Path

import pytest

from theme_guides import GuideError, as_lines, parsed_guide, read_guide, shipped_guide


def written(folder: Path, document: object) -> Path:
    path = folder / "guide.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_the_shipped_guide_has_about_thirty_subjects_with_ten_to_twenty_sentences() -> None:
    themes = shipped_guide().themes
    assert 28 <= len(themes) <= 40
    assert all(10 <= len(theme.phrases) <= 20 for theme in themes)
    assert all(theme.name_en for theme in themes)


def test_no_sentence_of_the_shipped_guide_stands_under_two_subjects() -> None:
    phrases = [phrase.lower() for theme in shipped_guide().themes for phrase in theme.phrases]
    assert len(set(phrases)) == len(phrases)


def test_a_guide_is_read_as_written(tmp_path: Path) -> None:
    path = written(tmp_path, {"themes": [{"id": "a", "name": "A ", "phrases": [" uno "]}]})
    (theme,) = read_guide(path).themes
    assert (theme.id, theme.name, theme.phrases) == ("a", "A", ("uno",))


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({}, "at least one theme"),
        ([], "at least one theme"),
        ({"themes": ["x"]}, "Theme 1 is not an object"),
        ({"themes": [{"id": "", "name": "n", "phrases": ["p"]}]}, 'Theme 1 needs a text as "id"'),
        ({"themes": [{"id": "a", "name": "n", "phrases": []}]}, 'Theme 1 needs "phrases"'),
        ({"themes": [{"id": "a", "name": "n", "phrases": [1]}]}, 'Theme 1 needs "phrases"'),
        ({"themes": [{"id": "a", "name": "n", "phrases": ["p"], "z": 1}]}, 'unknown key "z"'),
        ({"themes": [{"id": "a", "name": "n", "phrases": ["p"]}] * 2}, '"a" is used 2 times'),
    ],
)
def test_a_wrong_guide_says_what_is_wrong(tmp_path: Path, document: object, said: str) -> None:
    with pytest.raises(GuideError, match=said):
        read_guide(written(tmp_path, document))


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, {"themes": [{"id": 1, "name": "n", "phrases": []}, "x"]})
    with pytest.raises(GuideError, match=r'Theme 1 needs a text as "id".*"phrases".*Theme 2'):
        read_guide(path)


def test_a_file_that_is_no_json_or_not_there_is_one_clear_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")
    with pytest.raises(GuideError, match="is not JSON"):
        read_guide(broken)
    with pytest.raises(GuideError, match="cannot be read"):
        read_guide(tmp_path / "none.json")


def test_a_guide_goes_to_lines_and_back() -> None:
    assert parsed_guide(as_lines(shipped_guide())) == shipped_guide()
    (theme,) = parsed_guide("\n# Más Árboles\r\n  que planten árboles \n\n").themes
    assert (theme.id, theme.name, theme.name_en) == ("mas_arboles", "Más Árboles", None)
    assert theme.phrases == ("que planten árboles",)


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        ("", "empty", None),
        ("\nuna frase\n# A\notra", "early", 2),
        ("# A\nuna\n#  | B\ndos", "nameless", 3),
        ("# A\nuna\n# B\n", "silent", 3),
        ("# A\nuna\n\n# a\ndos", "twice", 4),
        ('{"themes":\n [,]}', "json", 2),
        ("{}", "form", None),
    ],
)
def test_the_first_mistake_has_its_line(text: str, what: str, line: int | None) -> None:
    with pytest.raises(GuideError) as raised:
        parsed_guide(text)
    assert (raised.value.what, raised.value.line) == (what, line)
