"""The children's pages, as a child uses them: by touch, by keyboard, without JavaScript."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, Route, expect

from consult.answering.models import FreeText, Response
from consult.storage.db import db
from consult.storage.sealing import unseal
from consult.web.bundles import joined

from .conftest import Site

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)

Chosen = Mapping[str, str | list[str] | None]
BANDS = ("3-5", "6-9", "10-13", "14-17")
HERE = "[data-card].here"
TEXTS = {
    "worries",
    "ask_platforms",
    "ask_lawmakers",
    "not_asked",
    "in_a_word",
    "treat_well",
    "disputed",
}
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "locale": "es-MX"}
ABOUT: Chosen = {
    "gender": "girl",
    "difficulties": ["see", "learn"],
    "origin": ["indigenous"],
    "moved": None,
}
CHOSEN: dict[str, Chosen] = {
    "3-5": {
        "uses_internet": "yes",
        "feeling_online": "so_so",
        "want_more": ["play_outside:2", "screens:1"],
        "who_helps": "family",
        "heard": None,
    },
    "6-9": {
        "uses_internet": "no",
        "wants_internet": "yes",
        "missing_for_internet": ["signal", "money"],
        "sorted_online": ["videos:fun", "games:fun", "ads:worries"],
        "who_helps": ["nobody"],
        "ask_school": None,
        "ask_lawmakers": "Que nadie se burle.\n¿Se puede? 🙂",
        "heard": "sometimes",
    },
    "10-13": {
        "uses_internet": "some_days",
        "like_most": ["videos", "create", "ai"],
        "feeling_online": "very_good",
        "in_a_word": "Curiosa",
        "worries": "Que les pidan fotos.",
        "topics": ["school", "people"],
        "treat_well": "no se burlaran.",
        "ask_school": ["internet", "rules"],
        "ask_lawmakers": None,
        "change_first": ["privacy:2", "access:1"],
        "heard": "yes",
        "not_asked": "Los videojuegos.",
        **ABOUT,
    },
    "14-17": {
        "uses_internet": "every_day",
        "like_most": ["none"],
        "feeling_online": "bad",
        "worries": "El acoso en los grupos.",
        "topics": ["apps", "help"],
        "who_helps": ["friend", "helpline"],
        "ask_platforms": None,
        "ask_lawmakers": "Que pregunten antes de decidir.",
        "change_first": ["privacy", "fakes", "strangers"],
        "heard": "not_at_all",
        "not_asked": None,
        "disputed": "La de las caras.",
        **ABOUT,
    },
}
ONLINE: Chosen = {"uses_internet": "yes"}
BEGINS = {
    "es": "En internet nos trataríamos mejor si ",
    "en": "On the internet we would treat each other better if ",
}
KEPT_IN_THE_BROWSER = """async () => [
    sessionStorage.length, localStorage.length,
    (await indexedDB.databases()).length, (await caches.keys()).length]"""


class Child:
    """Answers with a mouse: the questionnaire of a band, from card to card."""

    def __init__(self, page: Page, band: str) -> None:
        page.emulate_media(reduced_motion="reduce")  # nothing to wait for
        self.page = page
        self.band = band
        self.posted: list[Request] = []
        page.on("request", self._note)

    def _note(self, request: Request) -> None:
        if request.method == "POST":
            self.posted.append(request)

    def open(self, language: str = "es") -> "Child":
        self.page.goto(f"/j/CDFG3467/{self.band}?language={language}")
        self.page.wait_for_selector("html.steps")
        return self

    @property
    def card(self) -> str:
        return self.page.locator(HERE).get_attribute("data-card") or ""

    def asked(self) -> list[str]:
        """The concepts of the card in sight."""
        questions = self.page.locator(f"{HERE} [data-question]:not(.off-path)")
        return questions.evaluate_all("each => each.map((one) => one.dataset.question)")

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, target: Locator, text: str) -> None:
        target.fill(text)

    def do(self, what: str) -> None:
        """A button of the frame: yes, next, back, skip, send."""
        self.press(self.page.locator(f'[data-do="{what}"]:visible'))

    def choice(self, concept: str, code: str) -> Locator:
        return self.page.locator(f"#q-{concept}-{code}")

    def answer(self, concept: str, chosen: str | list[str]) -> None:
        question = self.page.locator(f"#q-{concept}")
        if concept in TEXTS:
            self.write(question.locator('textarea, input[type="text"]'), str(chosen))
            return
        kind = question.get_attribute("data-kind")
        for code in [chosen] if isinstance(chosen, str) else chosen:
            what, _, part = code.partition(":")
            if kind == "baskets":  # the thing in hand is the first that is in no basket
                self.press(question.locator(f'[data-put="{part}"]'))
            elif kind in ("stamps", "stones"):
                one = f'[data-stamp="{what}"], [data-share="{what}"] [data-step="1"]'
                for _each in range(int(part)):
                    self.press(question.locator(one))
            else:
                self.press(question.locator(f'input[value="{code}"], [data-pick="{code}"]'))

    def answer_card(self, chosen: Chosen) -> None:
        """What `chosen` says to the questions of this card, also to those that an answer opens."""
        answered: set[str] = set()
        while waiting := [each for each in self.asked() if each not in answered]:
            answered.add(waiting[0])
            if answer := chosen.get(waiting[0]):
                self.answer(waiting[0], answer)

    def go_to(self, card: str, chosen: Chosen | None = None) -> "Child":
        """From card to card up to that one, answering on the way what `chosen` says."""
        chosen = chosen or {}
        if self.card == "assent":
            self.do("yes")
        for _ in range(20):
            if self.card == card:
                return self
            self.answer_card(chosen)
            self.do("next")
        pytest.fail(f"never came to {card}")

    def send(self) -> None:
        self.do("send")
        self.expect_page("thanks")

    def expect_page(self, name: str) -> None:
        expect(self.page.locator("main")).to_have_attribute("data-page", name)

    def expect_card(self, card: str) -> None:
        expect(self.page.locator(HERE)).to_have_attribute("data-card", card)


class Touching(Child):
    """Answers with a finger."""

    def press(self, target: Locator) -> None:
        target.tap()


class Typing(Child):
    """Answers with the keyboard alone."""

    def press(self, target: Locator) -> None:
        if target.get_attribute("type") == "radio":
            return self._press_radio(target)
        self.tab_to(target)
        self.page.keyboard.press("Space")
        return None

    def write(self, target: Locator, text: str) -> None:
        self.tab_to(target)
        self.page.keyboard.type(text)

    def tab_to(self, target: Locator) -> None:
        self._press_until("Tab", target, "(one) => one === document.activeElement")

    def _press_radio(self, target: Locator) -> None:
        """The group is one stop; its arrows choose."""
        self._press_until("Tab", target, "(one) => one.name === document.activeElement.name")
        self._press_until("ArrowDown", target, "(one) => one === document.activeElement")
        if not target.is_checked():
            self.page.keyboard.press("Space")

    def _press_until(self, key: str, target: Locator, holds: str) -> None:
        for _ in range(60):
            if target.evaluate(holds):
                return
            self.page.keyboard.press(key)
        pytest.fail(f"{key} does not lead to {target}")


@dataclass(frozen=True, slots=True)
class Stored:
    """A response as the database has it, its texts unsealed."""

    band: str
    language: str
    answers: dict[str, Any]
    texts: dict[str, str]


def stored(site: Site) -> list[Stored]:
    with site.database():
        responses = db.session.scalars(sa.select(Response)).all()
        return [Stored(r.band, r.language, r.answers, _texts(r)) for r in responses]


def _texts(response: Response) -> dict[str, str]:
    texts = db.session.scalars(sa.select(FreeText).where(FreeText.response_id == response.id))
    return {text.question: unseal(text.sealed).text for text in texts}


def as_chosen(band: str, language: str = "es") -> Stored:
    chosen = CHOSEN[band]
    return Stored(
        band,
        language,
        answers={concept: code for concept, code in chosen.items() if concept not in TEXTS},
        texts={
            concept: BEGINS[language] + text if concept == "treat_well" else text
            for concept in TEXTS & set(chosen)
            if (text := chosen[concept])
        },
    )


def opened(browser: Browser, site: Site, **options: Any) -> Iterator[Page]:
    """A page of another context, closed at the end; no script may break in it."""
    context = browser.new_context(base_url=site.address, **PHONE, **options)
    context.set_default_timeout(15_000)
    broken: list[str] = []
    context.on("weberror", lambda error: broken.append(str(error.error)))
    yield context.new_page()
    context.close()
    assert broken == []


@pytest.fixture
def phone(browser: Browser, live_site: Site) -> Iterator[Page]:
    """A page with a touch screen."""
    yield from opened(browser, live_site, has_touch=True, is_mobile=True)


@pytest.fixture
def bare(browser: Browser, live_site: Site, session: object) -> Iterator[Page]:
    """A page without JavaScript."""
    yield from opened(browser, live_site, java_script_enabled=False)


@pytest.fixture
def child(page: Page, session: object) -> Child:
    """A child of six to nine with the questionnaire before them."""
    return Child(page, "6-9").open()


@pytest.fixture
def teenager(page: Page, session: object) -> Child:
    """One of fourteen to seventeen: the band with every kind of question."""
    return Child(page, "14-17").open()


# ------------------------------------------------------------------ the whole path


def note_hosts(context: BrowserContext) -> list[str]:
    hosts: list[str] = []
    context.on("request", lambda request: hosts.append(request.url.split("/")[2]))
    return hosts


@pytest.mark.parametrize("band", BANDS)
def test_what_a_finger_chose_is_stored_and_nothing_else_is_left_behind(
    phone: Page, live_site: Site, session: object, band: str
) -> None:
    hosts = note_hosts(phone.context)
    child = Touching(phone, band).open()
    child.go_to("send", CHOSEN[band])
    assert child.posted == [], "nothing leaves before Send"
    child.send()
    assert stored(live_site) == [as_chosen(band)]
    assert len(child.posted) == 1
    assert {f"http://{host}" for host in hosts} == {live_site.address}
    assert phone.context.cookies() == []
    assert phone.evaluate(KEPT_IN_THE_BROWSER) == [0, 0, 0, 0]


@pytest.mark.parametrize("band", BANDS)
def test_whole_path_goes_by_keyboard_alone(
    page: Page, live_site: Site, session: object, band: str
) -> None:
    child = Typing(page, band).open("en")
    child.go_to("send", CHOSEN[band])
    child.send()
    assert stored(live_site) == [as_chosen(band, "en")]


def test_child_is_asked_the_age_and_comes_to_its_questions(page: Page, session: object) -> None:
    page.goto("/j/CDFG3467")
    page.get_by_role("link", name="10 a 13 años").click()
    page.wait_for_selector("html.steps")
    assert page.url.endswith("/j/CDFG3467/10-13")


def test_thanks_page_shows_help_when_results_come_and_six_words(child: Child) -> None:
    child.go_to("send").send()
    page = child.page
    expect(page.locator(".thanks [data-heading]")).to_be_focused()
    expect(page.get_by_role("link", name="los resultados")).to_be_visible()
    code = page.locator(".codewords").inner_text()
    assert len(set(code.split())) > 3
    assert len(code.split()) == 6
    page.get_by_role("link", name="Ayuda").click()
    expect(page.locator("#help .services li").first).to_be_visible()


def test_results_are_shown_in_the_language_of_the_answers(page: Page, session: object) -> None:
    Child(page, "3-5").open("en").go_to("send").send()
    call, help_colour = page.locator('.thanks [href="tel:911"]'), page.locator(".help-link")
    expect(call).to_be_hidden()  # for the adult, folded
    page.locator(".help-first summary").click()
    colour = "(one) => getComputedStyle(one).backgroundColor"
    assert call.evaluate(colour) == help_colour.evaluate(colour)
    page.locator('.thanks a[href^="results"]').click()
    page.wait_for_url("**/j/CDFG3467/results*")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_child_who_says_no_sends_nothing_and_keeps_nothing(child: Child) -> None:
    child.do("no")
    expect(child.page.locator(".no-thanks [data-heading]:visible")).to_be_focused()
    assert child.posted == []
    assert child.page.evaluate(KEPT_IN_THE_BROWSER) == [0, 0, 0, 0]


# ------------------------------------------------------------------ without JavaScript


def fill_in(bare: Page, chosen: Chosen) -> None:
    for concept, answer in chosen.items():
        question = bare.locator(f"#q-{concept}")
        if answer is None:
            continue
        if concept in TEXTS:
            question.locator('textarea, input[type="text"]').fill(str(answer))
            continue
        lists = question.locator("select")
        for place, code in enumerate([answer] if isinstance(answer, str) else answer):
            if ":" in code:
                lists.and_(bare.locator(f'[data-of="{code.partition(":")[0]}"]')).select_option(
                    code
                )
            elif lists.count():
                lists.nth(place).select_option(code)
            else:
                question.locator(f'input[value="{code}"]').check()


def look_back(bare: Page) -> None:
    bare.locator("#card-send button").click()
    expect(bare.locator("main")).to_have_attribute("data-page", "look_back")


def finish(bare: Page) -> None:
    bare.locator('form.last button[value="send"]').click()
    expect(bare.locator("main")).to_have_attribute("data-page", "thanks")


@pytest.mark.parametrize("band", BANDS)
def test_without_javascript_one_form_is_looked_back_at_and_stored(
    bare: Page, live_site: Site, band: str
) -> None:
    bare.goto(f"/j/CDFG3467/{band}")
    expect(bare.locator(".assent .told p").first).to_be_visible()
    bare.locator(".assent .main").click()
    first = bare.locator("[data-card]").nth(1)
    assert bare.url.endswith("#" + (first.get_attribute("id") or "?"))
    fill_in(bare, CHOSEN[band])
    look_back(bare)
    assert stored(live_site) == []
    finish(bare)
    assert stored(live_site) == [as_chosen(band)]
    expect(bare.locator("#help .services")).to_be_visible()
    assert bare.context.cookies() == []


def test_without_javascript_saying_no_is_a_page_and_sends_nothing(bare: Page) -> None:
    bare.goto("/j/CDFG3467/14-17")
    bare.get_by_role("link", name="Prefiero no participar").click()
    expect(bare.locator("main")).to_have_attribute("data-page", "no")


def test_without_javascript_language_and_age_keep_the_answers(bare: Page, live_site: Site) -> None:
    bare.goto("/j/CDFG3467/14-17")
    fill_in(bare, CHOSEN["14-17"])
    bare.get_by_role("button", name="English").click()
    expect(bare.locator("html")).to_have_attribute("lang", "en")
    told = bare.locator(".assent .told p").first
    expect(told).to_be_hidden()  # it was told: folded
    for band in ("10-13", "14-17"):
        bare.locator("[data-change] summary").click()
        bare.locator(f'[data-switch^="{band}"]').click()
        expect(bare.locator("body")).to_have_attribute("data-band", band)
        expect(told).to_be_visible()
    look_back(bare)
    finish(bare)
    assert stored(live_site) == [as_chosen("14-17", "en")]


def test_without_javascript_what_was_looked_back_at_can_be_changed(
    bare: Page, live_site: Site
) -> None:
    bare.goto("/j/CDFG3467/3-5")
    fill_in(bare, CHOSEN["3-5"])
    look_back(bare)
    bare.get_by_role("button", name="Regresar y cambiar").click()
    bare.locator("#q-heard-yes").check()
    look_back(bare)
    finish(bare)
    assert stored(live_site)[0].answers == {**as_chosen("3-5").answers, "heard": "yes"}


def test_without_javascript_two_browsers_store_two(
    bare: Page, browser: Browser, live_site: Site
) -> None:
    for other in opened(browser, live_site, java_script_enabled=False):
        for each in (bare, other):
            each.goto("/j/CDFG3467/3-5")
            look_back(each)
        for each in (bare, other):
            finish(each)
    assert len(stored(live_site)) == 2


def test_without_javascript_a_text_that_is_too_long_comes_back_whole(
    bare: Page, live_site: Site
) -> None:
    bare.goto("/j/CDFG3467/6-9")
    bare.locator("#q-ask_lawmakers-text").fill("a" * 403)
    bare.locator("#card-send button").click()
    expect(bare.locator("[data-problem]")).to_contain_text("Te pasaste por 3 letras")
    expect(bare.locator("#q-ask_lawmakers-text")).to_have_value("a" * 403)
    assert stored(live_site) == []


@pytest.mark.parametrize("kept", [0.0, 0.5, 0.97])
def test_script_that_fails_halfway_leaves_the_long_form(
    browser: Browser, live_site: Site, session: object, kept: float
) -> None:
    whole = joined("js/children.js") or b""
    part = whole[: int(len(whole) * kept)]

    def fail(route: Route) -> None:
        route.fulfill(content_type="text/javascript", body=part)

    # A context of its own: here a script may complain.
    with browser.new_context(base_url=live_site.address, locale="es-MX") as context:
        page = context.new_page()
        page.route("**/children.js", fail)
        page.goto("/j/CDFG3467/6-9", wait_until="networkidle")
        expect(page.locator("#q-like_most-games")).to_be_visible()
        page.locator("#q-uses_internet-yes").check()
        page.locator("#card-send button").click()
        expect(page.locator(".given li").first).to_contain_text("Sí")


# ------------------------------------------------------------------ one card at a time


def test_one_card_is_in_sight_and_its_heading_has_the_focus(child: Child) -> None:
    child.do("yes")
    for place in range(1, 6):
        assert child.page.locator("[data-card]:visible").count() == 1
        expect(child.page.locator(f"{HERE} [data-heading]:visible").first).to_be_focused()
        where = child.page.locator("[data-where]").inner_text()
        assert where.startswith(f"Tarjeta {place} de ")
        expect(child.page.locator("[data-live]")).to_have_text(where)
        child.do("next")


def test_help_and_leave_stay_where_they_are(child: Child) -> None:
    def places() -> list[object]:
        links = (child.page.locator(f".top {each}") for each in ("[data-leave]", "[data-help]"))
        return [link.bounding_box() for link in links]

    first = places()
    child.do("yes")
    while child.card != "send":
        assert places() == first
        child.do("next")
    assert places() == first


def test_back_leads_to_the_card_before_with_its_answer(child: Child) -> None:
    child.go_to("start").answer("uses_internet", "yes")
    child.do("next")
    child.expect_card("like_most")
    child.do("back")
    child.expect_card("start")
    expect(child.choice("uses_internet", "yes")).to_be_checked()


def test_earlier_answers_decide_what_is_asked_and_what_no_longer_stands_is_not_sent(
    child: Child, live_site: Site
) -> None:
    child.go_to("start").answer("uses_internet", "yes")
    child.go_to("feeling_online", {"like_most": ["games"]}).answer("feeling_online", "bad")
    for _ in range(2):
        child.do("back")
    child.answer("uses_internet", "no")
    child.do("next")
    child.expect_card("without")
    assert child.asked() == ["wants_internet"]
    child.go_to("send").send()
    answers = stored(live_site)[0].answers
    assert "wants_internet" in answers
    assert {"like_most", "feeling_online"} & answers.keys() == set()


def test_enter_in_the_form_goes_on_and_never_sends(teenager: Child) -> None:
    teenager.go_to("start")
    teenager.answer("uses_internet", "never")
    teenager.page.keyboard.press("Enter")
    teenager.expect_card("without")
    assert teenager.posted == []


# ------------------------------------------------------------------ kinds of questions


def checked(child: Child) -> list[str]:
    chosen = child.page.locator(f"{HERE} input:checked")
    return chosen.evaluate_all("each => each.map((one) => one.value)")


def test_no_more_than_the_cap_can_be_chosen_and_it_is_said(child: Child) -> None:
    child.go_to("like_most", ONLINE).answer("like_most", ["games", "talk", "learn"])
    cap = child.page.locator("#q-like_most [data-cap]")
    expect(cap).to_have_text("Llevas 3 de 3.")
    child.answer("like_most", ["music"])
    expect(cap).to_have_text("Puedes elegir hasta 3. Quita una para cambiarla.")
    assert checked(child) == ["games", "talk", "learn"]
    assert "NaN" not in child.page.content(), "of a question without a cap"


def test_none_of_these_stands_alone(child: Child) -> None:
    child.go_to("like_most", ONLINE).answer("like_most", ["games", "learn", "none"])
    assert checked(child) == ["none"]
    expect(child.page.locator("[data-live]")).to_have_text("Quitamos las otras que habías elegido.")
    child.answer("like_most", ["talk"])
    assert checked(child) == ["talk"]


def ordered(child: Child) -> list[str]:
    rows = child.page.locator("[data-picked] > li")
    return rows.evaluate_all("each => each.map((one) => one.dataset.code)")


def test_order_is_made_and_changed_by_pressing(teenager: Child, live_site: Site) -> None:
    teenager.go_to("change_first").answer("change_first", ["violence", "access", "fakes"])
    page = teenager.page
    page.get_by_role("button", name="Subir: ").last.click()
    assert ordered(teenager) == ["violence", "fakes", "access"]
    page.get_by_role("button", name="Bajar: ").first.click()
    assert ordered(teenager) == ["fakes", "violence", "access"]
    page.get_by_role("button", name="Quitar: ").nth(1).click()
    assert ordered(teenager) == ["fakes", "access"]
    teenager.go_to("send").send()
    assert stored(live_site)[0].answers["change_first"] == ["fakes", "access"]


def test_order_by_keyboard_keeps_the_focus_and_says_each_place(teenager: Child) -> None:
    teenager.go_to("change_first")
    page, live = teenager.page, teenager.page.locator("[data-live]")
    page.locator("[data-to-pick] button").first.focus()
    for _ in range(3):
        page.keyboard.press("Enter")
    assert ordered(teenager) == ["strangers", "violence", "privacy"]
    page.locator('[data-picked] li:nth-child(3) [data-move="up"]').focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert ordered(teenager) == ["privacy", "strangers", "violence"]
    expect(live).to_contain_text("lugar 1.")
    expect(page.locator('[data-code="privacy"] [data-move="down"]')).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert ordered(teenager) == ["strangers", "violence"]
    expect(page.locator('[data-pick="privacy"]')).to_be_focused()


def test_single_choice_can_be_taken_back(teenager: Child, live_site: Site) -> None:
    teenager.go_to("start").answer("uses_internet", "every_day")
    teenager.do("skip")
    assert not teenager.choice("uses_internet", "every_day").is_checked()
    teenager.go_to("about_you").answer("gender", "boy")
    teenager.press(teenager.choice("gender", "unsaid"))
    teenager.go_to("send").send()
    answers = stored(live_site)[0].answers
    assert (answers["uses_internet"], answers["gender"]) == (None, None)


def test_letters_that_are_left_are_counted_as_the_server_counts(child: Child) -> None:
    child.go_to("ask_lawmakers")
    text = child.page.locator("#q-ask_lawmakers-text")
    for written, said in (
        ("hola", "Te quedan 396 letras."),
        ("  hola \n", "Te quedan 396 letras."),
        ("e\u0301🙂", "Te quedan 398 letras."),
        ("a" * 399, "Te queda 1 letra."),
        ("a" * 401, "Te pasaste por 1 letra. Quítala para seguir; nada se borra solo."),
    ):
        text.fill(written)
        expect(child.page.locator("#q-ask_lawmakers-count")).to_have_text(said)


def test_text_that_is_too_long_is_neither_sent_nor_cut(child: Child, live_site: Site) -> None:
    child.go_to("ask_lawmakers")
    text = child.page.locator("#q-ask_lawmakers-text")
    text.fill("a" * 402)
    child.do("next")
    child.expect_card("ask_lawmakers")
    expect(text).to_be_focused()
    expect(text).to_have_attribute("aria-invalid", "true")
    text.fill("a" * 400)
    child.go_to("send")
    child.page.locator('[data-to="ask_lawmakers"]').click()
    text.fill("a" * 402)
    child.do("back")  # around the check of the card
    child.do("next")
    child.do("send")
    expect(child.page.locator("[data-not-sent]")).to_contain_text("demasiado larga")
    expect(text).to_have_value("a" * 402)
    assert child.posted == []
    assert stored(live_site) == []


# ------------------------------------------------------------------ what is kept, what is switched


def test_reload_keeps_card_and_answers(child: Child) -> None:
    child.go_to("ask_lawmakers", CHOSEN["6-9"]).answer("ask_lawmakers", "Que escuchen")
    child.page.reload()
    child.page.wait_for_selector("html.steps")
    child.expect_card("ask_lawmakers")
    expect(child.page.locator("#q-ask_lawmakers-text")).to_have_value("Que escuchen")
    child.go_to("send")
    expect(child.page.locator("[data-given]")).to_contain_text("Que llegue la señal")


def test_language_switches_in_place_and_keeps_the_answers(child: Child, live_site: Site) -> None:
    child.go_to("ask_school", CHOSEN["6-9"])
    child.page.get_by_role("button", name="English").click()
    expect(child.page.locator("html")).to_have_attribute("lang", "en")
    child.expect_card("ask_school")
    expect(child.page.locator(f"{HERE} h2")).to_be_focused()
    child.go_to("send", CHOSEN["6-9"])
    assert child.posted == []
    child.send()
    assert stored(live_site) == [as_chosen("6-9", "en")]


def switch_band(child: Child, band: str) -> None:
    child.page.locator("[data-change] summary").click()
    child.page.locator(f'[data-switch^="{band}"]').click()
    expect(child.page.locator("body")).to_have_attribute("data-band", band)


def test_age_switches_in_place_tells_what_is_told_there_and_the_way_back_loses_nothing(
    child: Child, live_site: Site
) -> None:
    child.go_to("heard", CHOSEN["6-9"])
    switch_band(child, "10-13")
    child.expect_card("assent")
    expect(child.page.locator(".assent [data-heading]")).to_be_focused()
    assert child.page.url.endswith("/10-13?language=es")
    child.do("yes")
    child.page.reload()
    child.page.wait_for_selector("html.steps")
    child.expect_card("check")
    switch_band(child, "6-9")
    child.expect_card("heard")  # here it was told already
    switch_band(child, "10-13")
    child.expect_card("heard")
    switch_band(child, "14-17")
    child.do("yes")
    child.page.get_by_role("button", name="English").click()
    expect(child.page.locator("html")).to_have_attribute("lang", "en")
    child.expect_card("check")
    child.do("next")
    child.expect_card("heard")
    child.page.get_by_role("button", name="Español").click()
    expect(child.page.locator("html")).to_have_attribute("lang", "es")
    child.expect_card("heard")
    switch_band(child, "6-9")
    child.go_to("send", {"heard": "sometimes"})
    assert child.posted == []
    child.send()
    assert stored(live_site) == [as_chosen("6-9")]


def test_another_age_in_the_look_back_begins_at_its_first_question(child: Child) -> None:
    child.go_to("send")
    switch_band(child, "10-13")
    child.do("yes")
    child.do("next")
    child.expect_card("start")


def test_each_age_keeps_its_own_answer_to_what_both_are_asked(
    child: Child, live_site: Site
) -> None:
    """Own values of a band win, as without JavaScript (`test_answering.py`)."""
    child.go_to("start").answer("uses_internet", "yes")
    switch_band(child, "10-13")
    child.go_to("start").answer("uses_internet", "never")
    child.page.reload()
    child.page.wait_for_selector("html.steps")
    switch_band(child, "6-9")
    expect(child.choice("uses_internet", "yes")).to_be_checked()
    switch_band(child, "10-13")
    expect(child.choice("uses_internet", "never")).to_be_checked()
    switch_band(child, "6-9")
    child.go_to("send").send()
    assert stored(live_site)[0].answers["uses_internet"] == "yes"
    assert child.page.evaluate(KEPT_IN_THE_BROWSER) == [0, 0, 0, 0]


def test_switch_without_a_network_says_so_and_keeps_the_answers(child: Child) -> None:
    child.go_to("start").answer("uses_internet", "yes")
    child.page.context.set_offline(True)
    child.page.get_by_role("button", name="English").click()
    expect(child.page.locator("[data-change] .error")).to_contain_text("No se pudo cambiar")
    expect(child.choice("uses_internet", "yes")).to_be_checked()


def test_look_back_lists_what_was_answered_and_leads_to_a_change(
    child: Child, live_site: Site
) -> None:
    child.go_to("send", CHOSEN["6-9"])
    given = child.page.locator("[data-given] > li")
    assert given.count() == len(CHOSEN["6-9"])
    expect(given.nth(1)).to_contain_text("Sí")
    expect(given.nth(5)).to_contain_text("Sin respuesta")
    expect(given.nth(6).locator(".written")).to_have_text("Que nadie se burle.\n¿Se puede? 🙂")
    child.page.locator('[data-to="heard"]').click()
    expect(child.page.locator("#q-heard [data-heading]")).to_be_focused()
    child.answer("heard", "yes")
    expect(child.page.locator('[data-do="next"]')).to_have_text("Listo")
    child.do("next")
    child.expect_card("send")
    child.send()
    assert stored(live_site)[0].answers == {**as_chosen("6-9").answers, "heard": "yes"}


def test_change_that_opens_questions_asks_them_before_the_look_back(child: Child) -> None:
    child.go_to("send", CHOSEN["6-9"])
    child.page.locator('[data-to="uses_internet"]').click()
    child.answer("uses_internet", "yes")
    seen = []
    while child.card != "send":
        child.do("next")
        seen.append(child.card)
    assert seen == ["like_most", "feeling_online", "send"]
