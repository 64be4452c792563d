import gzip
import re
import tomllib
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont
from playwright.sync_api import sync_playwright

from consult.web.bundles import joined
from surveys.questionnaire import PLACES
from tools.chromium import ARGUMENTS, CHROMIUM

from .tables import check_rows

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "static"
SPRITE = STATIC / "drawings" / "pictures.svg"
SCENES = sorted((STATIC / "drawings" / "scenes").glob("*.svg"))
ANSWERING = ROOT / "consult" / "templates" / "answering"
MAP = sorted((ANSWERING / "places").glob("*.svg"))
DRAWINGS = [SPRITE, STATIC / "drawings" / "logo.svg", STATIC / "favicon.svg", *SCENES, *MAP]
QUESTIONNAIRES = sorted((ROOT / "surveys" / "questionnaires").glob("*/v*[0-9].toml"))
SVG = "{http://www.w3.org/2000/svg}"
BUTTONS = {"help", "leave", "listen", "stop", "next", "back", "undo", "check", "language", "send"}
FACES = ("face_very_good", "face_good", "face_so_so", "face_bad", "face_very_bad")


def file_name(path: Path) -> str:
    return path.name


def symbols() -> dict[str, ElementTree.Element]:
    return {s.attrib["id"]: s for s in ElementTree.parse(SPRITE).getroot().iter(f"{SVG}symbol")}


def questions(path: Path) -> Iterator[dict]:
    yield from tomllib.loads(path.read_text("utf-8"))["question"]


def compressed_size(path: Path) -> int:
    return len(gzip.compress(path.read_bytes()))


def test_every_picture_a_questionnaire_names_is_in_the_sprite():
    check_rows(QUESTIONNAIRES, _every_picture_a_questionnaire_names_is_in_the_sprite)


def _every_picture_a_questionnaire_names_is_in_the_sprite(path):
    named = {picture for q in questions(path) for picture in q.get("pictures", {}).values()}
    named |= {q["asker"] for q in questions(path) if "asker" in q}
    for told in tomllib.loads(path.read_text("utf-8")).get("assent", {}).values():
        named |= {*told.get("pictures", ()), *filter(None, [told.get("asker")])}
    assert named - symbols().keys() == set()


def test_every_scene_a_questionnaire_names_is_drawn():
    check_rows(QUESTIONNAIRES, _every_scene_a_questionnaire_names_is_drawn)


def _every_scene_a_questionnaire_names_is_drawn(path):
    named = {q["scene"] for q in questions(path) if "scene" in q}
    assert named - {scene.stem for scene in SCENES} == set()


def test_questionnaires_and_scenes_were_found():
    assert len(QUESTIONNAIRES) >= 2
    assert len(SCENES) >= 9


def test_a_drawing_holds_no_words_no_script_and_no_gradient():
    check_rows(DRAWINGS, _a_drawing_holds_no_words_no_script_and_no_gradient)


def _a_drawing_holds_no_words_no_script_and_no_gradient(path):
    tags = {element.tag.removeprefix(SVG) for element in ElementTree.parse(path).iter()}
    allowed = {"svg", "style", "defs", "symbol", "g", "use", "path", "rect", "circle", "ellipse"}
    assert tags <= allowed


def test_a_drawing_refers_only_to_what_it_holds():
    check_rows(DRAWINGS, _a_drawing_refers_only_to_what_it_holds)


def _a_drawing_refers_only_to_what_it_holds(path):
    elements = list(ElementTree.parse(path).iter())
    ids = [element.attrib["id"] for element in elements if "id" in element.attrib]
    references = {v for e in elements for k, v in e.attrib.items() if k.endswith("href")}
    assert references <= {f"#{id_}" for id_ in ids}
    assert len(ids) == len(set(ids))
    assert [word for word in ("url(", "@import") if word in path.read_text("utf-8")] == []


def test_a_drawing_listens_to_no_event():
    check_rows(DRAWINGS, _a_drawing_listens_to_no_event)


def _a_drawing_listens_to_no_event(path):
    names = {name for element in ElementTree.parse(path).iter() for name in element.attrib}
    assert [name for name in names if name.startswith("on")] == []


def test_a_scene_moves_only_where_movement_is_welcome():
    check_rows(SCENES, _a_scene_moves_only_where_movement_is_welcome)


def _a_scene_moves_only_where_movement_is_welcome(path):
    before, _, _ = path.read_text("utf-8").partition("prefers-reduced-motion:no-preference")
    assert "animation" not in before
    assert "@keyframes" not in before


def test_a_scene_can_be_cropped_and_stays_in_budget():
    check_rows(SCENES, _a_scene_can_be_cropped_and_stays_in_budget)


def _a_scene_can_be_cropped_and_stays_in_budget(path):
    root = ElementTree.parse(path).getroot()
    assert root.attrib["viewBox"] == "0 0 336 206"
    assert root.attrib["preserveAspectRatio"] == "xMidYMid slice"
    assert path.stat().st_size < 6_000
    assert compressed_size(path) < 2_200


def test_every_place_of_a_map_is_drawn_and_named_and_all_are_light():
    places = {*PLACES, "post_office"}
    named = re.findall(r'"(\w+)": _\(', (ANSWERING / "map.html").read_text("utf-8"))
    assert {path.stem for path in MAP} == places
    assert sorted(named) == sorted(places)
    assert len(gzip.compress(b"".join(path.read_bytes() for path in MAP))) < 2_000


def test_the_sprite_stays_in_budget():
    assert SPRITE.stat().st_size < 30_000
    assert compressed_size(SPRITE) < 10_000


def test_every_symbol_has_the_same_box():
    assert {symbol.attrib["viewBox"] for symbol in symbols().values()} == {"0 0 60 60"}


def test_symbols_of_buttons_take_the_colour_of_the_text_alone():
    paints = {
        element.attrib[name]
        for button in BUTTONS
        for element in symbols()[button].iter()
        for name in ("fill", "stroke")
        if name in element.attrib
    }
    assert paints == {"currentColor", "none"}


@pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium")
def test_faces_are_told_apart_in_grey_at_24_pixels():
    greys = grey_pixels(FACES, size=24)
    closest = min(differing(greys[a], greys[b]) for a, b in combinations(FACES, 2))
    # Tone taken away, a face has some 450 pixels, and mouth, brows and eyes are about 100 of them.
    assert closest >= 45


def differing(left: list[int], right: list[int]) -> int:
    return sum(abs(a - b) > 40 for a, b in zip(left, right, strict=True))


def grey_pixels(names: tuple[str, ...], *, size: int) -> dict[str, list[int]]:
    """Each face as `size` * `size` grey values relative to its skin.

    Skin is 0, so faces must differ by mouth and brow and cannot pass by their tone.
    """
    script = """async ([svg, names, size]) => {
      const box = document.createElement("div");
      box.innerHTML = svg;
      const found = {};
      for (const name of names) {
        const inner = box.querySelector("#" + name).innerHTML;
        const image = new Image();
        image.src = "data:image/svg+xml," + encodeURIComponent(
          `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}"
            viewBox="0 0 60 60" stroke-linecap="round">${inner}</svg>`);
        await image.decode();
        const canvas = document.createElement("canvas");
        canvas.width = canvas.height = size;
        const pen = canvas.getContext("2d");
        pen.drawImage(image, 0, 0);
        const rgba = pen.getImageData(0, 0, size, size).data;
        const grey = [];
        for (let i = 0; i < rgba.length; i += 4)
          grey.push(rgba[i + 3] < 250 ? null
            : 0.2126 * rgba[i] + 0.7152 * rgba[i + 1] + 0.0722 * rgba[i + 2]);
        const skin = Math.max(...grey.filter(v => v !== null).sort((a, b) => a - b).slice(0, -60));
        found[name] = grey.map(v => v === null ? 0 : Math.round(v - skin));
      }
      return found;
    }"""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        page = browser.new_page()
        found = page.evaluate(script, [SPRITE.read_text("utf-8"), list(names), size])
        browser.close()
    return found


PARTS = {"": 8_200, "-other": 4_400, "-more": 7_000}  # bytes


@pytest.mark.parametrize("weight", ["regular", "bold"])
def test_letters_cover_the_languages_of_the_site_in_budget(weight):
    usual, other, more = (letters(weight, part) for part in PARTS)
    assert set("áéíóúüñ¿¡«»“”—…ÁÉÍÓÚÜÑ ãõçâêôà 0123456789 % $ €") <= usual
    assert set("äöåøèìßÄÖ™½") <= other
    assert set("āēīō ẍ ɨ ʉ ʼ ꞌ".replace(" ", "")) <= more
    assert not usual & more | usual & other | other & more


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("weight", ["regular", "bold"])
def test_every_letter_is_asked_of_the_file_that_has_it(weight, part):
    tokens = (STATIC / "css" / "tokens.css").read_text("utf-8")
    ranges = re.search(rf"-{weight}{part}\.woff2.*?unicode-range: (.*?);", tokens, re.DOTALL)[1]
    ends = [each.removeprefix("U+").split("-") for each in ranges.split(", ")]
    asked = {
        chr(code)
        for first, *last in ends
        for code in range(int(first, 16), int((last or [first])[0], 16) + 1)
    }
    assert letters(weight, part) <= asked
    assert not any(letters(weight, each) & asked for each in PARTS if each != part)


def test_style_sheets_of_children_print_only_signs_of_our_letters():
    style = (joined("css/children_all.css") or b"").decode()
    printed = re.findall(r'content:[^;}]*"([^"]*)"', style)
    assert any(printed)
    assert set("".join(printed)) <= letters("bold", "")


def letters(weight: str, part: str) -> set[str]:
    path = STATIC / "type" / f"atkinson-hyperlegible-{weight}{part}.woff2"
    assert path.stat().st_size < PARTS[part]
    with TTFont(path) as font:
        return {chr(code) for code in font.getBestCmap()}
