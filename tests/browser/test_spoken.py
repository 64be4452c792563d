"""Read aloud, as a child hears it: voices, recordings, films, the version with pictures.

A test machine has no voice, so `speechSynthesis` is replaced by `voices.js`, with the same methods
and events: the one stand-in here. Recordings are made by the command and played by the browser.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

import surveys
from consult.cli.audio.page_sentences import beside, on_pages
from surveys.media import speech_synthesis
from surveys.media.recordings import MANIFEST, Sentence, made_by_machine, mark, sentences
from tests.conftest import refuse_or_skip
from tests.consult.other_languages import other_languages

from .conftest import Site
from .test_children import CHOSEN, HERE, Child, Typing, as_chosen, opened, stored

__all__ = ["other_languages"]
pytestmark = pytest.mark.browser

DEVICE = Path(__file__).with_name("voices.js").read_text()
MEXICAN = ("Paulina", "es-MX", True)
ENGLISH = ("Samantha", "en-US", True)
SAID = "() => window.spoken.map((each) => each.text)"
Voice = tuple[str, str, bool]


def with_voices(page: Page, *voices: Voice, word_time: int = 2) -> Page:
    """The device of the page has these voices: (name, language, local)."""
    held = json.dumps(voices)
    page.add_init_script(f"window.heldVoices = {held}; window.wordTime = {word_time};")
    page.add_init_script(DEVICE)
    return page


def listen(page: Page) -> Locator:
    """The button of the card or page."""
    return page.locator("[data-listening] [data-button=listen]:visible").first


def said(page: Page) -> list[str]:
    return page.evaluate(SAID)


def expect_quiet(page: Page) -> None:
    expect(page.locator("html:not([data-speaking])")).to_be_attached()


def expect_speaking(page: Page) -> None:
    expect(page.locator("html[data-speaking]")).to_be_attached()


@pytest.fixture
def hearing(page: Page, session: object) -> Child:
    """A child of six to nine whose device has a Mexican voice."""
    return Child(with_voices(page, MEXICAN), "6-9").open()


@pytest.fixture
def slowly(page: Page, session: object) -> Child:
    """The same, where a word takes a second."""
    return Child(with_voices(page, MEXICAN, word_time=1000), "6-9").open()


# ------------------------------------------------------------------ which voice


@pytest.mark.parametrize(
    ("voices", "chosen"),
    [
        ([("Mónica", "es-ES", True), ("Jorge", "es-US", True), MEXICAN], "Paulina"),
        ([("Mónica", "es-ES", True), ("Jorge", "es-US", True)], "Jorge"),
        ([("Mónica", "es-ES", True), ("Lat", "es_419", True)], "Lat"),
        ([("Ana", "es-AR", True), ENGLISH], "Ana"),
        ([("Google español", "es-MX", False), ("Mónica", "es-ES", True)], "Mónica"),
        ([("Eddy (es_MX)", "es-MX", True), MEXICAN], "Paulina"),
        ([MEXICAN, ("Paulina (Enhanced)", "es-MX", True)], "Paulina (Enhanced)"),
    ],
)
def test_nearest_local_voice_is_chosen(
    page: Page, session: object, voices: list[Voice], chosen: str
) -> None:
    child = Child(with_voices(page, *voices), "6-9").open()
    child.do("yes")
    listen(page).click()
    expect_quiet(page)
    assert {each["voice"] for each in page.evaluate("() => window.spoken")} == {chosen}


@pytest.mark.parametrize("voices", [[], [("Google español", "es-MX", False)], [ENGLISH]])
def test_without_a_local_voice_there_is_no_button(
    page: Page, session: object, voices: list[Voice]
) -> None:
    child = Child(with_voices(page, *voices), "6-9").open()
    expect(page.locator("[data-listening]")).to_have_count(0)
    expect(page.locator("[data-pictured]")).to_be_hidden()
    child.do("yes")
    expect(page.locator("[data-listening]")).to_have_count(0)
    page.locator(".help-link").click()
    expect(page.locator("#help [data-listening]")).to_have_count(0)
    assert said(page) == []


def test_buttons_come_and_go_with_the_voices(hearing: Child) -> None:
    page = hearing.page
    expect(listen(page)).to_be_visible()
    page.evaluate("() => changeVoices([])")
    expect(page.locator("[data-listening]")).to_have_count(0)
    page.evaluate("() => changeVoices([['Paulina', 'es-MX', true]])")
    expect(listen(page)).to_be_visible()


def test_page_in_english_is_read_by_an_english_voice(page: Page, session: object) -> None:
    Child(with_voices(page, MEXICAN, ENGLISH), "10-13").open("en")
    listen(page).click()
    expect_quiet(page)
    assert {each["lang"] for each in page.evaluate("() => window.spoken")} == {"en-US"}


# ------------------------------------------------------------------ what is read


@pytest.mark.parametrize("band", ["3-5", "6-9", "10-13", "14-17"])
def test_every_card_has_a_button_that_says_what_it_reads(
    page: Page, session: object, accessible: Callable[[Page], None], band: str
) -> None:
    child = Child(with_voices(page, MEXICAN), band).open()
    seen = 0
    while child.card != "send":
        heading = page.locator(f"{HERE} [data-heading]:visible").first.inner_text()
        name = f"Escuchar: {' '.join(heading.split())}"
        expect(page.get_by_role("button", name=name, exact=True).first).to_be_visible()
        seen += 1
        child.do("yes" if child.card == "assent" else "next")
    expect(listen(page)).to_have_attribute("aria-label", "Escuchar: Mira lo que vas a enviar")
    assert seen > 2


def test_card_is_read_in_its_order_choices_too(hearing: Child) -> None:
    hearing.go_to("who_helps")
    page = hearing.page
    listen(page).click()
    expect_quiet(page)
    question = surveys.read(surveys.shipped()["my_digital_world"]).version_for("6-9", "es")
    asked = next(each for each in question.questions if each.concept == "who_helps")
    whole = " ".join(said(page))
    places = [whole.index(" ".join(choice.label.split())) for choice in asked.choices]
    assert whole.startswith(asked.ask.split(",")[0])
    assert places == sorted(places)


def test_each_choice_is_read_alone(hearing: Child) -> None:
    hearing.go_to("who_helps")
    page = hearing.page
    page.get_by_role("button", name="Escuchar: A mi familia").click()
    expect_quiet(page)
    assert said(page) == ["A mi familia"]
    assert hearing.page.locator(f"{HERE} input:checked").count() == 0


def test_choices_have_buttons_from_ten_years_on_once_somebody_listens(
    page: Page, session: object
) -> None:
    child = Child(with_voices(page, MEXICAN), "14-17").open().go_to("heard")
    expect(page.locator(f"{HERE} .choice [data-listening]")).to_have_count(0)
    listen(page).click()
    expect_quiet(page)
    expect(page.locator(f"{HERE} .choice [data-listening]")).to_have_count(0)  # nothing moves
    child.do("next")
    child.do("back")
    expect(page.locator(f"{HERE} .choice [data-listening]").first).to_be_visible()
    assert child.card == "heard"


def test_quiz_is_heard_choice_by_choice_and_what_it_says_to_one(hearing: Child) -> None:
    page = hearing.page
    hearing.do("yes")
    page.get_by_role("button", name="Escuchar: Puedo saltar preguntas").click()
    expect_quiet(page)
    assert said(page) == ["Puedo saltar preguntas"]
    expect(page.locator('[data-try][aria-pressed="true"]')).to_have_count(0)
    wrong = page.locator('[data-try="1"]').first
    told_again = page.get_by_role("button", name="Escuchar: Casi. Te lo contamos")
    wrong.click()
    assert len(said(page)) == 1, "who did not ask for all is not read to unasked"
    told_again.click()
    expect_quiet(page)
    assert said(page)[1:3] == ["Casi.", "Te lo contamos otra vez: Tú decides."]
    hearing.do("undo")
    expect(told_again).to_have_count(0)
    hearing.do("back")
    page.locator("[data-pictured]").click()
    hearing.do("yes")
    expect_quiet(page)
    page.evaluate("() => { window.spoken = []; }")
    wrong.click()
    expect_quiet(page)
    assert said(page)[0] == "Casi."


def test_help_thanks_and_no_are_read_too(hearing: Child) -> None:
    page = hearing.page
    page.locator(".help-link").click()
    page.locator("#help [data-button=listen]").click()
    expect_quiet(page)
    assert any("911" in each for each in said(page))
    page.locator("#help [data-close]").click()
    hearing.go_to("send").send()
    listen(page).click()
    expect_quiet(page)
    code = page.locator(".codewords").text_content() or ""
    assert "¡Gracias!" in said(page)
    assert code not in " ".join(said(page)), "the words that take everything back are not read out"


def test_help_page_is_read_without_a_questionnaire(page: Page, session: object) -> None:
    with_voices(page, MEXICAN).goto("/help")
    listen(page).click()
    expect_quiet(page)
    assert said(page)[0] == "¿Necesitas ayuda?"


def test_own_words_are_spoken_only_when_that_is_pressed(hearing: Child) -> None:
    page = hearing.page
    hearing.go_to("ask_lawmakers")
    own = page.get_by_role("button", name="Escuchar lo que escribí")
    expect(own).to_be_hidden()
    hearing.write(page.locator("#q-ask_lawmakers textarea"), "Que haya menos anuncios")
    listen(page).click()
    expect_quiet(page)
    assert "anuncios" not in " ".join(said(page))
    own.click()
    expect_quiet(page)
    assert said(page)[-1] == "Que haya menos anuncios"
    page.evaluate("() => { window.spoken = []; }")
    hearing.go_to("send")
    listen(page).click()
    expect_quiet(page)
    assert "anuncios" not in " ".join(said(page))
    page.locator("[data-given] [data-button=choice]:visible").last.click()
    expect_quiet(page)
    assert said(page)[-1] == "Que haya menos anuncios"


def test_what_closed_behind_a_child_is_spoken_by_no_button(page: Page, session: object) -> None:
    child = Child(with_voices(page, MEXICAN), "10-13").open()
    child.go_to("worries").answer("worries", "Que les pidan fotos")
    own = page.get_by_role("button", name="Escuchar lo que escribí")
    expect(own).to_be_visible()
    child.do("next")
    child.do("back")
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 740})
        expect(own).to_have_count(0)  # the role tells what is in sight
        page.evaluate("() => { window.spoken = []; }")
        buttons = page.locator("[data-button=listen]:visible, [data-button=choice]:visible")
        expect(buttons).to_have_count(1)
        buttons.click()
        expect_quiet(page)
        assert said(page)[1] == "Ya contestaste."
        assert "fotos" not in " ".join(said(page))
    page.get_by_role("button", name="Contestar otra vez").click()
    expect(page.locator("#q-worries textarea")).to_have_value("")
    expect(listen(page)).to_be_visible()
    child.answer("worries", "Los insultos")
    own.click()
    expect_quiet(page)
    assert said(page)[-1] == "Los insultos"


# ------------------------------------------------------------------ words light up

NODES = """() => {
  const heading = document.querySelector('[data-card].here [data-heading]');
  const nodes = [];
  const walker = document.createTreeWalker(heading.closest('[data-card]'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (!walker.currentNode.parentNode.closest('[data-listening]')) nodes.push(walker.currentNode);
  }
  if (!window.before) { window.before = nodes; return -1; }
  const other = nodes.filter((node, place) => node !== window.before[place]);
  return other.length + nodes.length - window.before.length;
}"""


def test_words_light_up_and_the_text_is_put_back(slowly: Child) -> None:
    page = slowly.page
    slowly.go_to("who_helps")
    heading = page.locator(f"{HERE} [data-heading]").first
    text = heading.text_content()
    assert page.evaluate(NODES) == -1
    listen(page).click()
    expect(page.locator(".lit")).to_have_text((text or "").split()[0])
    expect(page.locator(".lit")).to_have_text((text or "").split()[1])
    assert heading.text_content() == text, "what a screen reader reads is one text all the while"
    expect(listen(page)).to_have_attribute("aria-label", f"Parar: {text}")
    listen(page).click()
    expect_quiet(page)
    assert page.evaluate(NODES) == 0, "the same nodes, not others that look the same"
    expect(page.locator(".lit, .saying")).to_have_count(0)


# ------------------------------------------------------------------ when it stops


def press_next(child: Child) -> None:
    child.do("next")


def open_help(child: Child) -> None:
    child.page.locator(".help-link").click()


def cover(child: Child) -> None:
    child.do("cover")


def press_again(child: Child) -> None:
    listen(child.page).click()


@pytest.mark.parametrize("act", [press_next, open_help, cover, press_again])
def test_it_stops_when_something_else_begins(slowly: Child, act: Callable[[Child], None]) -> None:
    slowly.go_to("who_helps")
    listen(slowly.page).click()
    expect_speaking(slowly.page)
    act(slowly)
    expect_quiet(slowly.page)
    assert slowly.page.evaluate("() => window.cancelled") > 0


def test_it_stops_on_leaving(slowly: Child) -> None:
    page = slowly.page
    slowly.go_to("who_helps")
    listen(page).click()
    expect_speaking(page)
    page.context.set_offline(True)  # the page stays, blank
    for _ in range(3):
        page.keyboard.press("Shift")
    expect(page.locator("html.left")).to_be_attached()
    expect_quiet(page)
    assert page.evaluate("() => window.cancelled") > 0
    assert page.evaluate("() => sessionStorage.length") == 0


def test_it_stops_when_the_page_is_out_of_sight(slowly: Child) -> None:
    page = slowly.page
    listen(page).click()
    expect_speaking(page)
    page.evaluate("() => window.dispatchEvent(new Event('pagehide'))")
    expect_quiet(page)


def test_device_that_never_says_it_ended_does_not_speak_for_ever(
    page: Page, session: object
) -> None:
    page.clock.install()
    child = Child(with_voices(page, MEXICAN), "6-9").open()
    page.evaluate("() => { speechSynthesis.speak = () => undefined; }")
    listen(page).click()
    expect_speaking(page)
    page.clock.run_for(60_000)
    expect_quiet(page)
    assert child.card == "assent"


# ------------------------------------------------------------------ habits of the tab


def test_slow_is_slower_and_kept_in_the_tab_until_sent(hearing: Child) -> None:
    page = hearing.page
    hearing.do("yes")
    listen(page).click()
    expect_quiet(page)
    last, tools = (page.locator(it).last.bounding_box() for it in ("[data-try]", "[data-tools]"))
    assert last
    assert tools
    assert last["y"] + last["height"] <= tools["y"], "both questions of the quiz are in sight"
    page.get_by_role("button", name="Más despacio").first.click()
    page.reload()
    page.wait_for_selector("html.steps")
    expect(page.get_by_role("button", name="Más despacio").first).to_have_attribute(
        "aria-pressed", "true"
    )
    page.evaluate("() => { window.spoken = []; }")
    listen(page).click()
    expect_quiet(page)
    assert {each["rate"] for each in page.evaluate("() => window.spoken")} == {0.65}
    hearing.go_to("send").send()
    assert page.evaluate("() => [sessionStorage.length, localStorage.length]") == [0, 0]


def test_youngest_are_read_to_on_arrival_after_the_first_press(page: Page, session: object) -> None:
    child = Child(with_voices(page, MEXICAN), "3-5").open()
    child.do("yes")
    assert said(page) == []
    listen(page).click()
    expect_quiet(page)

    def said_on(act: Callable[[], None]) -> list[str]:
        page.evaluate("() => { window.spoken = []; }")
        act()
        page.wait_for_function("() => window.spoken.length > 0")
        expect_quiet(page)
        return said(page)

    # What an answer opens is read and has its button; the first question stays where it is.
    first = page.locator("#q-uses_internet").locator(".choice:visible, legend, .listen")
    for width, height in [(360, 740), (360, 640), (1280, 720)]:
        page.set_viewport_size({"width": width, "height": height})
        before = first.evaluate_all(PLACES)
        for code, opened_by_it in [("yes", "feeling_online"), ("no", "wants_internet")]:
            heading = page.locator(f"#q-{opened_by_it} [data-heading]").text_content()
            told = said_on(lambda code=code: child.answer("uses_internet", code))
            assert (told[0], told[-1]) == (heading, "Prefiero no decir nada de esto")
            name = f"Escuchar: {heading}"
            expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()
            assert first.evaluate_all(PLACES) == before
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width
        child.do("undo")
        child.do("undo")
    said_next = said_on(lambda: child.do("next"))
    assert said_next[0] == page.locator(f"{HERE} [data-heading]").first.text_content()
    assert said_next[-1] == "Prefiero no decir", "after the choices"
    for name in ("Deshacer", "Tapar", "Prefiero no decir"):  # who cannot read sees a picture
        button = page.get_by_role("button", name=name, exact=True)
        expect(button.locator("svg")).to_be_visible()


def test_what_the_adult_is_told_is_not_read_to_the_child(page: Page, session: object) -> None:
    Child(with_voices(page, MEXICAN), "3-5").open()
    listen(page).click()
    expect_quiet(page)
    to_child = " ".join(said(page))
    assert "Quien te ayuda sí ve lo que eliges." in to_child
    page.evaluate("() => { window.spoken = []; }")
    page.get_by_role("button", name="Escuchar: Para la persona adulta", exact=True).click()
    expect_quiet(page)
    to_adult = said(page)
    assert to_adult[0] == "Para la persona adulta"
    assert to_adult[-1].startswith("Pregunta: ")
    assert [each for each in to_adult if each in to_child] == []


def test_others_are_not_read_to_unasked(page: Page, session: object) -> None:
    child = Child(with_voices(page, MEXICAN), "10-13").open()
    listen(page).click()
    expect_quiet(page)
    page.evaluate("() => { window.spoken = []; }")
    child.do("yes")
    child.do("next")
    assert said(page) == []


def test_any_band_can_have_the_version_with_pictures_and_voice(page: Page, session: object) -> None:
    child = Child(with_voices(page, MEXICAN), "14-17").open()
    link = page.locator("[data-pictured]")
    expect(link).to_have_text("Quiero la versión con dibujos y voz")
    link.click()
    expect(link).to_have_attribute("aria-pressed", "true")
    child.do("yes")
    page.evaluate("() => { window.spoken = []; }")
    child.go_to("heard")
    page.wait_for_function("() => window.spoken.length > 0")
    child.do("back")
    page.reload()
    page.wait_for_selector("html.steps.with-pictures")
    expect(page.locator(".spare").first).to_be_attached()
    child.go_to("send").send()
    expect(page.locator("html.with-pictures")).to_have_count(1)
    assert page.evaluate("() => sessionStorage.length") == 0


def test_pictures_alone_come_without_javascript(
    browser: Browser, live_site: Site, session: object
) -> None:
    for bare in opened(browser, live_site, java_script_enabled=False):
        bare.goto("/j/CDFG3467/14-17")
        expect(bare.locator(".spare").first).to_be_hidden()
        bare.get_by_role("link", name="Quiero la versión con dibujos").click()
        expect(bare.locator(".spare").first).to_be_visible()
        expect(bare.locator("[data-listening]")).to_have_count(0)


def test_next_child_begins_without_the_habits_of_the_one_before(hearing: Child) -> None:
    page = hearing.page
    page.locator("[data-pictured]").click()
    hearing.go_to("send").send()
    page.goto("about:blank")
    hearing.open()
    expect(page.locator("html.with-pictures")).to_have_count(0)
    expect(page.get_by_role("button", name="Más despacio")).to_have_count(0)


# ------------------------------------------------------------------ recordings, played for real


@pytest.fixture(scope="session")
def spoken_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The youngest band, spoken by espeak-ng."""
    if shutil.which("espeak-ng") is None or shutil.which("lame") is None:
        refuse_or_skip(
            "espeak-ng and lame are not installed (Debian: apt-get install espeak-ng lame)"
        )
    folder = tmp_path_factory.mktemp("audio")
    version = surveys.read(surveys.shipped()["my_digital_world"]).version_for("3-5", "es")
    said = {sentence.key: (sentence, "3-5") for sentence in sentences(version)}
    speech_synthesis.speak(said, "es", folder)
    return folder


@pytest.fixture
def recorded(app: Flask, spoken_files: Path) -> Path:
    """The site has these recordings, in its instance folder."""
    folder = Path(app.config["INSTANCE"]) / "audio" / "my_digital_world" / "es"
    shutil.copytree(spoken_files, folder)
    return folder


def sounds(page: Page) -> list[str]:
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url) if "/audio/" in request.url else None
    )
    return asked


@pytest.fixture
def recorded_pages(app: Flask, recorded: Path, pages_spoken: Path) -> None:
    """And those of what its pages say beside, for the youngest, and of the other pages."""
    version = surveys.read(surveys.shipped()["my_digital_world"]).version_for("3-5", "es")
    site = Path(app.config["INSTANCE"]) / "audio" / "site" / "es"
    for words, folder in ((beside(version), recorded), (on_pages("es"), site)):
        keys = {surveys.key_of_words(each): each for each in words}
        spoken = {key: (Sentence(key, each), "3-5") for key, each in keys.items()}
        here = pages_spoken / folder.parent.name  # what was spoken for another test is there
        speech_synthesis.speak(spoken, "es", here)
        manifest = made_by_machine(folder) | made_by_machine(here)
        shutil.copytree(here, folder, dirs_exist_ok=True)
        (folder / MANIFEST).write_text(json.dumps({"recordings": manifest}))


@pytest.fixture(scope="session")
def pages_spoken(tmp_path_factory: pytest.TempPathFactory, spoken_files: Path) -> Path:
    """A folder for what the site's pages say."""
    return tmp_path_factory.mktemp("pages")


def test_tablet_without_a_voice_speaks_by_recordings(
    page: Page, session: object, recorded: Path
) -> None:
    asked = sounds(page)
    child = Child(with_voices(page), "3-5").open()
    expect(page.locator(".listening").first).to_contain_text("Voz de computadora")
    child.do("yes")
    expect(page.locator(HERE)).not_to_contain_text("Voz de computadora")  # it is said once
    assert asked == [], "nothing is fetched before a press"
    heading = page.locator(f"{HERE} [data-heading]").first.text_content() or ""
    with page.expect_response(lambda response: "/audio/" in response.url) as answer:
        listen(page).click()
    assert answer.value.status in (200, 206)
    assert answer.value.url.endswith(f"/{mark(heading)}.mp3")
    assert answer.value.header_value("content-type") == "audio/mpeg"
    expect(page.locator(".lit").first).to_be_attached()
    page.wait_for_function(
        "() => !document.documentElement.dataset.hasOwnProperty('speaking')", timeout=60_000
    )
    assert len(asked) > 1, "the choices follow"
    assert said(page) == []
    expect(page.locator(".lit, .saying")).to_have_count(0)


def test_question_that_says_what_was_chosen_is_heard_by_its_plain_recording(
    page: Page, session: object, recorded: Path
) -> None:
    """Nobody can record each choice of a child within the words."""
    here = mark("¿Cómo te sientes casi siempre en internet?")
    shutil.copy(recorded / "thanks.3-5.title.mp3", recorded / "feeling_online.10-13.ask.mp3")
    child = Child(with_voices(page), "10-13").open()
    child.go_to("feeling", {"uses_internet": "some_days", "like_most": ["games"]})
    expect(page.locator("#q-feeling_online")).to_contain_text("Dijiste que te gusta jugar.")
    with page.expect_response(lambda response: here in response.url):
        listen(page).click()
    expect_quiet(page)


@pytest.fixture
def recorded_by_a_person(recorded: Path) -> None:
    """Nothing says that a machine made them."""
    for file in recorded.glob("*.json"):
        file.unlink()


def test_voice_of_the_device_goes_before_a_stand_in(
    page: Page, session: object, recorded: Path
) -> None:
    asked = sounds(page)
    child = Child(with_voices(page, MEXICAN), "3-5").open()
    expect(page.get_by_text("Voz de computadora")).to_have_count(0)
    child.do("yes")
    listen(page).click()
    page.wait_for_function("() => window.spoken.length > 1")
    assert said(page)[0] == page.locator(f"{HERE} [data-heading]").first.text_content()
    assert asked == []


def test_recording_that_does_not_come_is_said_by_the_device(
    page: Page, session: object, recorded_by_a_person: None
) -> None:
    child = Child(with_voices(page, MEXICAN), "3-5").open()
    child.do("yes")
    page.route("**/audio/**", lambda route: route.abort())
    listen(page).click()
    page.wait_for_function("() => window.spoken.length > 1")
    heading = page.locator(f"{HERE} [data-heading]").first.text_content()
    assert said(page)[0] == heading


def test_recording_is_kept_for_a_year_and_a_new_one_has_another_address(
    page: Page, live_site: Site, session: object, recorded: Path
) -> None:
    Child(with_voices(page), "3-5").open()
    shelf = page.locator("#listen")
    address = shelf.get_attribute("data-address") or ""
    first = (shelf.get_attribute("data-marks") or "").split(":")[0]
    answer = page.request.get(f"{address}{first}.mp3")
    assert "immutable" in answer.headers["cache-control"]
    part = page.request.get(f"{address}{first}.mp3", headers={"Range": "bytes=0-99"})
    assert (part.status, len(part.body())) == (206, 100)
    assert page.request.get(f"{address}00000000.mp3").status == 404
    assert page.request.get(f"{address}..%2Fsynthetic.json").status == 404
    (recorded / "thanks.3-5.title.mp3").unlink()
    page.reload()  # within a minute a browser shows the page it has
    assert shelf.get_attribute("data-address") != address


def test_help_panel_speaks_by_recordings_of_the_sites_words(
    page: Page, session: object, recorded: Path
) -> None:
    here = mark("Llamar al 911")
    shutil.copy(recorded / "thanks.3-5.title.mp3", recorded / f"words.{here}.mp3")
    Child(with_voices(page), "3-5").open()
    page.locator(".help-link").click()
    with page.expect_response(lambda response: here in response.url):
        page.locator("#help [data-button=listen]").click()
    expect_quiet(page)


def test_recording_is_played_without_javascript(
    browser: Browser, live_site: Site, session: object, recorded: Path
) -> None:
    for bare in opened(browser, live_site, java_script_enabled=False):
        asked = sounds(bare)
        bare.goto("/j/CDFG3467/3-5")
        player = bare.locator("audio").first
        expect(player).to_be_visible()
        assert asked == []
        answer = bare.request.get(player.get_attribute("src") or "")
        assert answer.headers["content-type"] == "audio/mpeg"


def test_recording_that_cannot_be_had_is_said_in_words(
    page: Page, session: object, recorded: Path
) -> None:
    child = Child(with_voices(page), "3-5").open()
    child.do("yes")
    page.route("**/audio/**", lambda route: route.abort())
    listen(page).click()
    expect(page.locator(".listening .error").first).to_contain_text("No se pudo oír")
    expect_quiet(page)


def test_persons_recording_is_not_called_a_computers(
    page: Page, session: object, recorded_by_a_person: None
) -> None:
    Child(with_voices(page), "3-5").open()
    expect(listen(page)).to_be_visible()
    expect(page.get_by_text("Voz de computadora")).to_have_count(0)


def test_youngest_hear_recordings_on_arrival_after_the_first_press(
    page: Page, session: object, recorded: Path
) -> None:
    asked = sounds(page)
    child = Child(with_voices(page), "3-5").open()
    child.do("yes")
    assert asked == []
    listen(page).click()
    expect(page.locator(".lit").first).to_be_attached()
    with page.expect_request("**/audio/**") as first:
        child.do("next")
    heading = page.locator(f"{HERE} [data-heading]:visible").first.text_content() or ""
    assert first.value.url.endswith(f"/{mark(heading)}.mp3")
    expect(page.locator(f"{HERE} [data-heading] .lit")).to_be_attached()


KEEP_PLAYERS = """() => {
  const Real = window.Audio;
  window.players = [];
  window.Audio = function () { const made = new Real(); window.players.push(made); return made; };
}"""


def leave_quickly(child: Child) -> None:
    child.page.route("**/leave*", lambda route: None)  # the page stays, to be asked
    for _ in range(3):
        child.page.keyboard.press("Shift")
    expect(child.page.locator("html.left")).to_be_attached()


def hide(child: Child) -> None:
    child.page.evaluate("() => window.dispatchEvent(new Event('pagehide'))")


@pytest.mark.parametrize("act", [leave_quickly, hide, cover, open_help, press_again])
def test_recording_stops_when_something_else_begins(
    page: Page, session: object, recorded: Path, act: Callable[[Child], None]
) -> None:
    page.add_init_script(f"({KEEP_PLAYERS})()")
    child = Child(with_voices(page), "3-5").open()
    child.do("yes")
    listen(page).click()
    page.wait_for_function("() => window.players.some((each) => !each.paused)")
    act(child)
    expect_quiet(page)
    assert page.evaluate("() => window.players.map((each) => each.paused)") == [True]


# ------------------------------------------------------------------ every page

PAGES = {
    "/help": "¿Necesitas ayuda?",
    "/help?band=3-5": "¿Necesitas ayuda?",
    "/join": "Escribe el código de tu grupo",
    "/withdraw": "Borrar lo que envié",
    "/j/NOPE": "Ese código no existe",
    "/j/CDFG3467": "¿Cuántos años tienes?",
    "/j/CDFG3467/3-5?go=no": "Colorea a Olin",
}


@pytest.mark.parametrize(("address", "heading"), PAGES.items())
def test_page_speaks_by_recordings_and_its_words_light_up(
    page: Page,
    session: object,
    recorded_pages: None,
    accessible: Callable[[Page], None],
    address: str,
    heading: str,
) -> None:
    with_voices(page).goto(address)
    with page.expect_response("**/audio/**") as answer:
        listen(page).click()
    assert answer.value.status in (200, 206)
    assert answer.value.url.endswith(f"/{mark(heading)}.mp3")
    expect(page.locator("main .lit").first).to_have_text(heading.split()[0])
    expect(page.locator(".listening").first).to_contain_text("Voz de computadora")
    accessible(page)
    assert said(page) == []


@pytest.mark.parametrize("address", PAGES)
def test_page_has_no_button_where_nothing_can_be_heard(
    page: Page, session: object, address: str
) -> None:
    with_voices(page, ENGLISH).goto(address)
    page.wait_for_selector("html.scripted")
    expect(page.locator("[data-listening]")).to_have_count(0)


def test_words_of_help_and_of_thanks_light_up_while_a_recording_plays(
    page: Page, session: object, recorded_pages: None
) -> None:
    child = Child(with_voices(page), "3-5").open()
    page.locator(".help-link").click()
    page.locator("#help [data-button=listen]").click()
    expect(page.locator("#help .lit")).to_have_text("¿Necesitas")
    expect(page.locator("#help .lit")).to_have_text("ayuda?")
    page.locator("#help [data-close]").click()
    expect(page.locator(".lit")).to_have_count(0)
    child.go_to("send").send()
    expect(page.locator(".thanks h1 .lit")).to_be_attached()  # on arrival, since somebody listens
    expect(page.locator(".thanks p .lit").first).to_be_attached()
    assert said(page) == []


AT_ONCE = """() => {
  Object.defineProperty(HTMLMediaElement.prototype, "src", { set() {} });
  HTMLMediaElement.prototype.play = function () {
    setTimeout(() => this.onended());
    return Promise.resolve();
  };
}"""
SAYS = "[data-button=listen]:visible, [data-button=choice]:visible"
OF_THE_CONSULTATION = ("Pregunta: ", "Los resultados")
PUT_TOGETHER = ("Caben ", "Jugar afuera: 2", "Pantallas: 1")  # while answering


def hear_all(page: Page, button: Locator) -> None:
    button.click()
    expect_quiet(page)


def test_all_that_is_read_is_recorded_but_what_the_consultation_says(
    app: Flask, page: Page, session: object, recorded_pages: None
) -> None:
    """What has no recording is said by the device, and the device keeps what it said. Recordings
    are as if of a person, and end at once: to hear all of them takes minutes."""
    for manifest in Path(app.config["INSTANCE"]).glob(f"audio/**/{MANIFEST}"):
        manifest.unlink()
    page.add_init_script(f"({AT_ONCE})()")
    child = Child(with_voices(page, MEXICAN, word_time=0), "3-5")
    for address in PAGES:
        page.goto(address)
        hear_all(page, listen(page))
    child.open()
    page.locator(".help-link").click()
    hear_all(page, page.locator("#help [data-button=listen]"))
    page.locator("#help [data-close]").click()
    for button in page.locator(SAYS).all():
        hear_all(page, button)
    child.do("yes")
    while child.card != "send":
        child.answer_card(CHOSEN["3-5"])
        for button in page.locator(SAYS).all():
            hear_all(page, button)
        child.do("next")
    hear_all(page, listen(page))
    child.send()
    hear_all(page, listen(page))
    unrecorded = [each for each in said(page) if not each.startswith(PUT_TOGETHER)]
    assert [each for each in unrecorded if not each.startswith(OF_THE_CONSULTATION)] == []
    assert len(unrecorded) == 2


# ------------------------------------------------------------------ a language that is only heard


def test_language_that_is_only_heard_is_chosen_heard_and_sent(
    page: Page,
    live_site: Site,
    session: object,
    other_languages: Path,
    spoken_files: Path,
    accessible: Callable[[Page], None],
) -> None:
    audio = Path(live_site.app.config["INSTANCE"]) / "audio" / "my_digital_world" / "tzh"
    shutil.copytree(spoken_files, audio)  # a machine's Spanish stands for the other language
    (audio / "synthetic.json").unlink()
    child = Child(with_voices(page, MEXICAN), "3-5").open()
    page.locator("[data-change] [lang=tzh]").click()
    expect(page.locator("body")).to_have_attribute("data-heard-only", "tzh")
    expect(page.locator("html")).to_have_attribute("lang", "es")  # the words are borrowed
    child.do("yes")
    heading = page.locator(f"{HERE} [data-heading]").first
    expect(heading).to_have_class("heard")
    box = heading.bounding_box()
    assert box
    assert box["width"] <= 1, "borrowed words are for who cannot hear"
    with page.expect_response(lambda response: "/tzh/" in response.url):
        listen(page).click()
    accessible(page)
    child.go_to("send").send()
    assert said(page) == [], "the device would speak the borrowed words"
    assert [each.language for each in stored(live_site)] == ["tzh"]


def test_without_its_recordings_the_borrowed_words_are_shown(
    page: Page, session: object, other_languages: Path
) -> None:
    child = Child(with_voices(page, MEXICAN), "6-9").open("tzh")
    child.do("yes")
    heading = page.locator(f"{HERE} [data-heading]").first
    box = heading.bounding_box()
    assert box
    assert box["width"] > 100
    expect(page.locator("[data-listening]")).to_have_count(0)


# ------------------------------------------------------------------ films in a sign language


def test_film_is_shown_on_a_press_and_not_loaded_before(
    page: Page, live_site: Site, session: object
) -> None:
    folder = Path(live_site.app.config["INSTANCE"]) / "video" / "my_digital_world" / "mfs"
    folder.mkdir(parents=True)
    (folder / "who_helps.6-9.ask.webm").write_bytes(b"\x1aE\xdf\xa3 a film")
    asked: list[str] = []
    page.on("request", lambda each: asked.append(each.url) if "/video/" in each.url else None)
    child = Child(with_voices(page, MEXICAN), "6-9").open().go_to("who_helps")
    button = page.get_by_role("button", name="Lengua de Señas Mexicana")
    expect(button).to_be_visible()
    assert asked == []
    button.click()
    film = page.locator(f"{HERE} video")
    expect(film).to_be_focused()
    assert "/my_digital_world/1/6-9/es/mfs/" in (film.get_attribute("src") or "")
    # These bytes play nowhere: it is said, and all stays where it is.
    expect(page.locator(f"{HERE} .error")).to_have_text("No se pudo ver. Tal vez no hay internet.")
    expect(button).to_be_visible()
    button.click()
    expect(film).to_have_count(0)
    expect(page.locator(f"{HERE} .error")).to_have_count(0)
    assert child.card == "who_helps"


# ------------------------------------------------------------------ for every child


@pytest.mark.parametrize("band", ["3-5", "6-9", "10-13", "14-17"])
def test_speaking_cards_are_accessible(
    page: Page, session: object, accessible: Callable[[Page], None], band: str
) -> None:
    child = Child(with_voices(page, MEXICAN, word_time=5000), band).open()
    listen(page).click()
    accessible(page)
    for _ in range(3):
        child.do("yes" if child.card == "assent" else "next")
        if child.card == "send":
            break
        if band != "3-5":  # to whom it is read on arrival
            listen(page).click()
        expect_speaking(page)
        accessible(page)


PLACES = "each => each.map((one) => one.getBoundingClientRect().toJSON())"
UNDER_UNDO = """() => {
  const { x, y, height } = document.querySelector('[data-do="undo"]').getBoundingClientRect();
  return document.elementFromPoint(x + 8, y + height / 2).closest("button").dataset.do;
}"""


def test_what_is_pressed_stays_in_its_place_and_in_sight(hearing: Child) -> None:
    """With a voice on a telephone: the answers are in sight, and no press moves what is next."""
    page = hearing.page

    def places(what: str) -> list[dict[str, float]]:
        return page.locator(f"{HERE} {what}").evaluate_all(PLACES)

    hearing.go_to("start")
    (tools,) = places("~ [data-tools]")
    assert all(each["bottom"] <= tools["top"] + 1 for each in places(".choice:not(.unsaid)"))
    hearing.go_to("like_most", {"uses_internet": "yes"})
    before = places(".choice")
    hearing.answer("like_most", "videos")
    assert places(".choice") == before
    hearing.go_to("sorted_online")
    before = places(".basket")
    in_hand = page.locator("[data-in-hand]")
    beside_it = in_hand.locator("p:visible + .listen")
    for _thing in range(6):
        word = in_hand.locator(".word:visible").inner_text()
        expect(beside_it).to_have_attribute("aria-label", f"Escuchar: {word}")
        page.locator('[data-put="worries"]').click()
    assert places(".basket") == before
    expect(in_hand.locator(".listen")).to_have_count(0)
    hearing.do("undo")
    expect(beside_it).to_have_attribute("aria-label", f"Escuchar: {word}")
    page.locator('[data-put="worries"]').click()
    listen(page).click()
    expect_quiet(page)
    assert "Ya está todo guardado." in said(page)
    basket = before[-1]
    for thing in places("[data-take-out]"):
        assert basket["left"] <= thing["left"] < thing["right"] <= basket["right"]
        assert basket["top"] < thing["top"] < thing["bottom"] <= basket["bottom"]
    hearing.go_to("who_helps")
    assert page.evaluate(UNDER_UNDO) == "undo"
    hearing.go_to("ask_school")
    for stamp in page.locator(f"{HERE} [data-stamp]").all():
        stamp.click()
    (field,) = places("[data-field]")
    lowest_face = field["top"] + 0.66 * field["height"]
    assert all(lowest_face <= each["top"] for each in places("[data-stamped] li"))


@pytest.mark.parametrize("band", ["3-5", "6-9", "14-17"])
@pytest.mark.parametrize("width", [320, 1280])
def test_buttons_can_be_hit_and_nothing_is_wider_than_the_page(
    page: Page, session: object, band: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    child = Child(with_voices(page, MEXICAN), band).open()
    page.evaluate("() => { window.wordTime = 1; }")
    child.do("yes")
    listen(page).click()
    expect_quiet(page)
    while child.card != "send":
        for box in page.locator(f"{HERE} [data-listening]:visible, {HERE} .listen:visible").all():
            size = box.bounding_box()
            assert size
            assert min(size["width"], size["height"]) >= 44
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
        child.do("next")


def test_answers_go_by_keyboard_past_all_the_buttons(
    page: Page, live_site: Site, session: object
) -> None:
    child = Typing(with_voices(page, MEXICAN), "6-9").open()
    child.do("yes")
    button = listen(page)
    child.tab_to(button)
    page.keyboard.press("Enter")
    expect_quiet(page)
    assert said(page)
    expect(button).to_be_focused()
    child.go_to("send", CHOSEN["6-9"])
    child.send()
    assert stored(live_site) == [as_chosen("6-9")]
