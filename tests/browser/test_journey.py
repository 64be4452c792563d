"""The way through the questionnaire: understood, covered, closed, coming back, quoted, or a no."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Page, expect

from consult.answering.models import FreeText
from consult.sessions.models import Session
from consult.storage.db import db
from consult.storage.sealing import unseal

from .conftest import Site
from .test_children import (
    CHOSEN,
    HERE,
    KEPT_IN_THE_BROWSER,
    ONLINE,
    Child,
    Touching,
    Typing,
    bare,
    child,
    phone,
    stored,
    teenager,
)

__all__ = ["bare", "child", "phone", "teenager"]
pytestmark = pytest.mark.browser
Accessible = Callable[[Page], None]


def stones(child: Child) -> list[str]:
    shown = child.page.locator(".trail > ol > li")
    return shown.evaluate_all("each => each.map((one) => one.className)")


def reload(child: Child) -> None:
    child.page.reload()
    child.page.wait_for_selector("html.steps")


def speak(child: Child, language: str) -> None:
    child.page.locator(f'[data-switch="?language={language}"]').click()
    expect(child.page.locator("html")).to_have_attribute("lang", language)


# ------------------------------------------------------------------ is it understood?


def test_wrong_choice_is_told_again_once_and_never_in_the_way(
    child: Child, live_site: Site, accessible: Accessible
) -> None:
    child.do("yes")
    child.expect_card("check")
    first = child.page.locator("[data-check]").first
    for said in ("Casi. Te lo contamos otra vez:", "Así funciona:"):
        first.locator('[data-try="1"]').click()
        expect(first.locator("[data-said]")).to_contain_text(said)
        expect(first.locator("[data-said]")).to_contain_text("Si una pregunta no te gusta")
    first.locator('[data-try="0"]').click()
    expect(first.locator("[data-said]")).to_have_text("¡Eso es!")
    expect(first.locator('[data-try="0"]')).to_have_attribute("aria-pressed", "true")
    accessible(child.page)
    child.go_to("send").send()
    assert "try" not in (child.posted[0].post_data or "")
    assert "check" not in (child.posted[0].post_data or "")


def test_quiz_has_what_every_card_has(child: Child) -> None:
    child.do("yes")
    tries = child.page.locator('[data-try][aria-pressed="true"]')
    undo = child.page.get_by_role("button", name="Deshacer")
    expect(undo).to_have_attribute("aria-disabled", "true")
    for check in (0, 1):
        child.page.locator("[data-check]").nth(check).locator('[data-try="0"]').click()
    child.page.get_by_role("button", name="Tapar").click()
    expect(child.page.locator(".check [data-try]").first).to_be_hidden()
    expect(child.page.locator(".check h3").first).to_be_visible()
    child.page.get_by_role("button", name="Destapar").click()
    undo.click()
    expect(tries).to_have_count(1)
    expect(child.page.locator("[data-said]").last).to_be_empty()
    undo.click()
    expect(tries).to_have_count(0)
    expect(undo).to_have_attribute("aria-disabled", "true")
    child.page.get_by_role("button", name="Prefiero no decir").click()
    child.expect_card("start")


def test_quiz_can_be_passed_by_and_is_answered_by_keyboard(page: Page, session: object) -> None:
    child = Typing(page, "10-13").open()
    child.do("yes")
    child.press(page.locator('[data-check] [data-try="0"]').first)
    expect(page.locator("[data-said]").first).to_have_text("¡Eso es!")
    child.do("next")
    child.expect_card("start")


def test_the_youngest_have_no_quiz_and_the_adult_is_told_what_a_no_is(
    page: Page, session: object
) -> None:
    child = Child(page, "3-5").open()
    expect(page.locator(".assent")).to_contain_text("mueve la cabeza para decir que no")
    child.do("yes")
    child.expect_card("start")


def test_without_javascript_the_answers_to_the_quiz_can_be_opened(bare: Page) -> None:
    bare.goto("/j/CDFG3467/6-9")
    check = bare.locator("#card-check details").first
    expect(check.locator("p")).to_be_hidden()
    check.locator("summary").click()
    expect(check.locator("p")).to_contain_text("Puedo saltar preguntas")


def test_next_child_on_the_tablet_finds_the_quiz_untouched(child: Child) -> None:
    child.do("yes")
    child.page.locator('[data-try="1"]').first.click()
    child.go_to("send").send()
    child.open()
    child.do("yes")
    expect(child.page.locator("[data-said]").first).to_be_empty()


# ------------------------------------------------------------------ what is promised


def test_promise_is_of_the_mode_and_tapar_is_only_named_where_it_is(
    page: Page, bare: Page, session: Session, live_site: Site
) -> None:
    for each, seen in ((page, True), (bare, False)):
        each.goto("/j/CDFG3467/6-9")
        promise = each.locator(".promise")
        expect(promise).to_contain_text("Tu maestra o tu maestro no recibe tus respuestas.")
        assert promise.get_by_text("toca Tapar").is_visible() == seen
    session.mode = "group"
    db.session.commit()
    page.reload()  # a kept page is a minute old at most
    expect(page.locator(".promise")).to_have_text("Tu grupo te escucha.")


# ------------------------------------------------------------------ covered, closed


def test_one_press_covers_the_answers_of_the_card_and_shows_them_again(
    page: Page, session: object, accessible: Accessible
) -> None:
    child = Typing(page, "6-9").open()
    child.go_to("ask_lawmakers")
    child.write(page.locator(f"{HERE} textarea"), "Más canchas")
    cover = page.locator('[data-do="cover"]')
    child.press(cover)
    expect(cover).to_have_text("Destapar")
    expect(page.locator(f"{HERE} textarea")).to_be_hidden()
    expect(page.locator(f"{HERE} [data-heading]")).to_be_visible()
    accessible(page)
    child.do("next")
    child.do("back")
    expect(page.locator(f"{HERE} textarea")).to_be_hidden()
    reload(child)
    expect(page.locator(f"{HERE} textarea")).to_be_hidden()
    for language in ("en", "es"):
        speak(child, language)
        expect(page.locator(f"{HERE} textarea")).to_be_hidden()
    child.press(cover)
    expect(page.locator(f"{HERE} textarea")).to_have_value("Más canchas")
    expect(page.locator(f"{HERE} textarea")).to_be_visible()


def test_look_back_can_be_covered_too(child: Child) -> None:
    child.go_to("send", CHOSEN["6-9"])
    child.do("cover")
    expect(child.page.locator("[data-given] .said").first).to_be_hidden()
    child.do("cover")
    expect(child.page.locator("[data-given] .said").first).to_be_visible()


def test_sensitive_card_closes_behind_the_child_and_opens_empty(
    child: Child, live_site: Site, accessible: Accessible
) -> None:
    child.go_to("who_helps").answer("who_helps", "nobody")
    child.do("next")
    child.do("back")
    question = child.page.locator("#q-who_helps")
    expect(question).to_contain_text("Ya contestaste.")
    expect(question.get_by_text("A nadie")).to_be_hidden()
    accessible(child.page)
    child.page.get_by_role("button", name="Contestar otra vez").click()
    expect(child.choice("who_helps", "nobody")).not_to_be_checked()
    child.answer("who_helps", "family")
    child.go_to("send").send()
    assert stored(live_site)[0].answers["who_helps"] == ["family"]


def test_what_closed_stays_closed_after_a_reload_and_is_still_sent(
    child: Child, live_site: Site
) -> None:
    child.go_to("who_helps").answer("who_helps", "nobody")
    chosen = child.choice("who_helps", "nobody")
    reload(child)
    expect(chosen).to_be_visible()  # whoever has not left it loses nothing
    expect(chosen).to_be_checked()
    child.do("next")
    reload(child)
    child.do("back")
    reload(child)
    expect(chosen).to_be_hidden()
    for language in ("en", "es"):
        speak(child, language)
        expect(child.page.locator("#q-who_helps [data-again-for]")).to_be_visible()
        expect(chosen).to_be_hidden()
    expect(child.page.locator("#q-who_helps")).to_contain_text("Ya contestaste.")
    child.go_to("send")
    row = child.page.locator("[data-given] li", has_text="¿a quién le cuentas?")
    expect(row.get_by_text("A nadie")).to_be_hidden()
    row.get_by_role("button", name="Ver").click()
    expect(row.get_by_text("A nadie")).to_be_visible()
    child.send()
    assert stored(live_site)[0].answers["who_helps"] == ["nobody"]


def test_skipping_a_closed_card_takes_the_answer_away(child: Child, live_site: Site) -> None:
    child.go_to("who_helps").answer("who_helps", "nobody")
    child.do("next")
    child.do("back")
    child.do("skip")
    child.go_to("send").send()
    assert stored(live_site)[0].answers["who_helps"] is None


# ------------------------------------------------------------------ what was said before


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        (["games"], "Dijiste que te gusta jugar."),
        (["videos", "games", "music"], "Dijiste que te gusta ver videos, jugar y oír música."),
        (["none"], "Toca una cara."),
        ([], "Toca una cara."),
    ],
)
def test_question_says_what_was_chosen_or_does_without(
    child: Child, chosen: list[str], words: str
) -> None:
    child.go_to("feeling_online", {**ONLINE, "like_most": chosen})
    expect(child.page.locator("#q-feeling_online .hint").first).to_contain_text(words)
    expect(child.page.locator("#q-feeling_online")).not_to_contain_text("{")


def test_look_back_says_the_question_alone(page: Page, session: object) -> None:
    child = Child(page, "10-13").open()
    child.go_to("send", {"uses_internet": "some_days", "like_most": ["games"]})
    asked = page.locator("[data-given] h3").all_inner_texts()
    assert "¿Cómo te sientes casi siempre en internet?" in asked
    assert not any("Dijiste" in each for each in asked)


def test_changed_choice_changes_the_words_and_labels_are_text_not_markup(child: Child) -> None:
    child.go_to("like_most", ONLINE)
    child.page.locator("#q-like_most-games + label .word").evaluate(
        "(word) => { word.textContent = '<b>Saltar</b>'; }"
    )
    child.answer("like_most", ["games"])
    child.do("next")
    hint = child.page.locator("#q-feeling_online .hint").first
    expect(hint).to_contain_text("<b>Saltar</b>")
    assert hint.locator("b").count() == 0
    child.do("back")
    child.answer("like_most", ["games", "music"])
    child.do("next")
    expect(hint).to_contain_text("oír música")


# ------------------------------------------------------------------ stones that tell nothing


def test_stones_change_only_ahead_and_only_on_arrival(child: Child) -> None:
    child.go_to("start")
    before = stones(child)
    child.answer("uses_internet", "yes")
    assert stones(child) == before, "an answer moves no stone"
    passed, ahead = 0, len(before)
    while child.card != "send":
        child.do("next")
        now = stones(child)
        assert len(now) <= ahead, "the end never goes away"
        ahead = len(now)
        assert now.index("here") == passed + before.index("here") + 1
        assert set(now[: now.index("here")]) == {"done"}
        passed += 1


# ------------------------------------------------------------------ the guide, a topic, a dispute


def test_guide_can_be_sent_away_from_ten_and_comes_back_for_the_next_child(
    page: Page, session: object
) -> None:
    child = Child(page, "10-13").open()
    child.go_to("worries")
    scene = page.locator(f"{HERE} .scene")
    expect(scene).to_be_visible()
    child.do("guide")
    expect(scene).to_be_hidden()
    page.reload()
    page.wait_for_selector("html.steps")
    expect(scene).to_be_hidden()
    child.go_to("send").send()
    child.open()
    expect(page.locator('[data-card="assent"] .scene')).to_be_visible()
    assert page.evaluate("sessionStorage.length") <= 1


@pytest.mark.parametrize("band", ["3-5", "6-9", "14-17"])
def test_no_other_band_is_asked_about_the_guide(page: Page, session: object, band: str) -> None:
    Child(page, band).open()
    assert page.locator('[data-do="guide"]').count() == 0


def test_fourteen_opens_on_what_is_undecided_and_what_it_is_for(teenager: Child) -> None:
    teenager.go_to("start")
    here = teenager.page.locator(HERE)
    expect(here).to_contain_text("Esto todavía no se decide")
    expect(here).to_contain_text("Para qué se pregunta: Probar.")


def test_own_topic_can_be_jumped_to_and_leads_back(teenager: Child, live_site: Site) -> None:
    teenager.go_to("start").answer("uses_internet", "every_day")
    teenager.page.get_by_role("link", name="Ir a mi tema").click()
    teenager.expect_card("last_word")
    teenager.answer("not_asked", "Los mapas")
    expect(teenager.page.locator('[data-do="next"]')).to_have_text("Regresar")
    teenager.do("next")
    teenager.expect_card("start")
    teenager.do("next")
    teenager.expect_card("online")
    teenager.go_to("send").send()
    assert stored(live_site)[0].texts == {"not_asked": "Los mapas"}


def test_question_can_be_disputed_from_its_card(
    teenager: Child, live_site: Site, accessible: Accessible
) -> None:
    teenager.go_to("worries")
    teenager.do("dispute")
    teenager.expect_card("last_word")
    field = teenager.page.locator("#q-disputed textarea")
    expect(field).to_be_focused()
    expect(field).to_have_value(
        "Sobre «¿Qué debería dejar de pasarle en internet a la gente de tu edad?»: "
    )
    accessible(teenager.page)
    teenager.page.keyboard.type("da por hecho que pasa algo.")
    teenager.do("next")
    teenager.expect_card("worries")
    teenager.go_to("send").send()
    said = stored(live_site)[0].texts["disputed"]
    assert said.startswith("Sobre «¿Qué debería")
    assert said.endswith("pasa algo.")


def test_nothing_is_disputed_where_nothing_was_added(teenager: Child, live_site: Site) -> None:
    teenager.go_to("worries")
    teenager.do("dispute")
    teenager.do("next")
    teenager.expect_card("worries")
    teenager.go_to("send").send()
    assert stored(live_site)[0].texts == {}


# ------------------------------------------------------------------ may it be quoted?


def quotable(site: Site) -> dict[str, bool]:
    with site.database():
        return {text.question: text.quotable for text in db.session.scalars(sa.select(FreeText))}


def above(one: Locator, other: Locator) -> bool:
    first, second = one.bounding_box(), other.bounding_box()
    return bool(first and second and first["y"] + first["height"] <= second["y"])


def test_permission_to_quote_is_no_until_it_is_given_text_by_text(
    teenager: Child, live_site: Site, accessible: Accessible
) -> None:
    teenager.go_to("send", CHOSEN["14-17"])
    boxes = teenager.page.locator('[data-quotes] input[type="checkbox"]')
    assert boxes.count() == 3
    assert not any(box.is_checked() for box in boxes.all())
    quotes = teenager.page.locator("[data-quotes]")
    expect(quotes).to_contain_text("«Que pregunten antes de decidir.»")
    worry = quotes.locator("li").first
    expect(
        worry.get_by_label("Lo que escribiste en «¿Qué debería dejar de pasarle")
    ).to_be_visible()
    hidden = worry.get_by_text("El acoso en los grupos.")
    expect(hidden).to_be_hidden()  # it closed behind them
    worry.get_by_role("button", name="Ver").click()
    expect(hidden).to_be_visible()
    accessible(teenager.page)
    teenager.page.get_by_label("«Que pregunten antes de decidir.»").check()
    teenager.page.reload()
    teenager.page.wait_for_selector("html.steps")
    expect(teenager.page.get_by_label("«Que pregunten antes de decidir.»")).to_be_checked()
    assert above(quotes, teenager.page.locator("[data-given]"))
    teenager.send()
    assert quotable(live_site) == {"worries": False, "ask_lawmakers": True, "disputed": False}


def test_permission_falls_with_the_text_it_was_for(teenager: Child, live_site: Site) -> None:
    teenager.go_to("send", CHOSEN["14-17"])
    teenager.page.get_by_label("«Que pregunten antes de decidir.»").check()
    teenager.page.locator('[data-to="ask_lawmakers"]').click()
    teenager.do("skip")
    expect(teenager.page.locator("[data-quotes]")).not_to_contain_text("Que pregunten")
    teenager.send()
    assert quotable(live_site) == {"worries": False, "disputed": False}


def test_permission_is_for_the_words_that_stood_there(teenager: Child, live_site: Site) -> None:
    teenager.go_to("send", CHOSEN["14-17"])
    teenager.page.get_by_label("«Que pregunten antes de decidir.»").check()
    teenager.page.locator('[data-to="ask_lawmakers"]').click()
    teenager.write(teenager.page.locator("#q-ask_lawmakers-text"), "Otra cosa muy distinta")
    teenager.do("next")
    expect(teenager.page.get_by_label("«Otra cosa muy distinta»")).not_to_be_checked()
    teenager.send()
    assert quotable(live_site) == {"worries": False, "ask_lawmakers": False, "disputed": False}


def test_quotation_marks_are_those_of_the_language(page: Page, session: object) -> None:
    child = Child(page, "14-17").open("en")
    child.go_to("send", {"uses_internet": "never", "ask_lawmakers": "More parks"})
    expect(page.get_by_label("“More parks”")).to_be_visible()


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_a_long_laugh_stays_in_its_row(child: Child, width: int) -> None:
    child.page.set_viewport_size({"width": width, "height": 740})
    child.go_to("send", {"uses_internet": "yes", "ask_lawmakers": "ja" * 190})
    expect(child.page.locator("[data-given] .written").last).to_be_visible()
    assert child.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_covered_card_does_not_say_what_was_chosen_before(child: Child) -> None:
    hint = child.page.locator("#q-feeling_online .hint").first
    child.go_to("feeling_online", {**ONLINE, "like_most": ["games"]})
    expect(hint).to_contain_text("Dijiste que te gusta jugar.")
    child.do("cover")
    expect(child.page.locator("#q-feeling_online")).not_to_contain_text("jugar")
    child.do("cover")
    expect(hint).to_contain_text("Dijiste que te gusta jugar.")


def test_who_wrote_nothing_is_not_asked(child: Child) -> None:
    child.go_to("send", {"uses_internet": "yes"})
    expect(child.page.locator("[data-quotes]")).to_be_hidden()


def test_who_types_in_a_sheet_of_paper_is_not_asked(
    page: Page, session: Session, live_site: Site
) -> None:
    session.mode = "paper"
    db.session.commit()
    Child(page, "6-9").open().go_to("send", CHOSEN["6-9"])
    assert page.locator("[data-quotes]").count() == 0


def test_without_javascript_permission_is_given_in_the_look_back(
    bare: Page, live_site: Site
) -> None:
    bare.goto("/j/CDFG3467/14-17")
    bare.locator("#q-worries-text").fill("El acoso")
    bare.locator("#q-ask_lawmakers-text").fill("Más canchas")
    bare.locator("#card-send button").click()
    hidden = bare.locator(".quotes").get_by_text("El acoso")
    expect(hidden).to_be_hidden()
    bare.locator(".quotes summary").click()
    expect(hidden).to_be_visible()
    expect(bare.get_by_label("Lo que escribiste en «")).not_to_be_checked()
    assert above(bare.locator(".quotes"), bare.locator(".given"))
    bare.get_by_label("«Más canchas»").check()
    bare.locator('form.last button[value="send"]').click()
    expect(bare.locator("main")).to_have_attribute("data-page", "thanks")
    with live_site.database():
        texts = db.session.scalars(sa.select(FreeText)).all()
        stored_texts = {unseal(text.sealed).text: text.quotable for text in texts}
        assert stored_texts == {"El acoso": False, "Más canchas": True}


# ------------------------------------------------------------------ after a no


@pytest.mark.parametrize("band", ["3-5", "6-9", "10-13", "14-17"])
def test_after_a_no_there_is_a_drawing_that_keeps_and_sends_nothing(
    page: Page, session: object, accessible: Accessible, band: str
) -> None:
    child = Child(page, band).open()
    child.do("no")
    expect(page.locator(".colouring [data-heading]")).to_be_focused()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    part = page.locator("[data-part]").nth(1)
    name = part.get_attribute("aria-label")
    page.locator('[data-colour="cempa"]').click()
    part.focus()
    page.keyboard.press("Space")
    expect(part).to_have_attribute("aria-label", f"{name}: Naranja")
    expect(page.locator(".colouring .trail .done")).to_have_count(1)
    accessible(page)
    page.get_by_role("button", name="Empezar de nuevo").click()
    expect(part).to_have_attribute("aria-label", name or "")
    if band != "14-17":  # there a flower lies upon the middle of each tile
        belly = page.locator("[data-part]").nth(4)
        belly.click()
        expect(belly).to_be_focused()
        expect(belly).to_have_css("stroke", "rgb(35, 31, 51)")  # the line alone, no blue around it
    page.get_by_role("button", name="Listo").click()
    expect(page.get_by_role("heading", name="¡Hasta pronto!")).to_be_focused()
    accessible(page)
    assert child.posted == []
    assert [url for url in asked if "scenes" not in url] == []


def test_halfway_no_is_as_good_as_at_first(page: Page, bare: Page, session: object) -> None:
    child = Typing(page, "10-13").open()
    more = page.get_by_role("button", name="Ya no quiero seguir")
    expect(more).to_have_count(0)  # the first card has its own
    child.go_to("like_most", {"uses_internet": "some_days"})
    child.press(more)
    expect(page.locator(".colouring [data-heading]")).to_be_focused()
    assert child.posted == []
    assert page.evaluate(KEPT_IN_THE_BROWSER) == [0, 0, 0, 0]
    bare.goto("/j/CDFG3467/10-13")
    bare.get_by_role("link", name="Ya no quiero seguir").click()
    expect(bare.get_by_role("heading", name="¡Hasta pronto!")).to_be_visible()
    expect(bare.locator("main")).to_have_attribute("data-page", "no")


def test_parts_are_coloured_by_touch(phone: Page, session: object) -> None:
    child = Touching(phone, "6-9").open()
    child.do("no")
    phone.locator('[data-colour="lila"]').tap()
    head: Locator = phone.get_by_role("button", name="La cabeza")
    head.tap()
    expect(phone.get_by_role("button", name="La cabeza: Morado")).to_be_visible()


# ------------------------------------------------------------------ length, motion


@pytest.mark.parametrize(("band", "most"), [("3-5", 8), ("6-9", 14), ("10-13", 18), ("14-17", 18)])
def test_screens_that_are_told_are_at_least_those_that_come(
    page: Page, session: object, band: str, most: int
) -> None:
    child = Child(page, band).open()
    told = int(page.locator(".length .only-steps").inner_text().split()[2])
    child.do("yes")
    cards = {child.card}
    while child.card != "send":
        child.answer_card(CHOSEN[band])
        child.do("next")
        cards.add(child.card)
    around = 4  # the code, the age, what is told, the thanks
    assert len(cards) + around <= told <= most


@pytest.mark.parametrize(
    ("uses", "card", "concept"),
    [("yes", "feeling_online", "feeling_online"), ("no", "without", "wants_internet")],
    ids=["guide", "scene"],
)
def test_picture_leans_at_any_answer_and_stands_still_where_less_motion_is_wanted(
    page: Page, session: object, uses: str, card: str, concept: str
) -> None:
    child = Child(page, "6-9").open().go_to(card, {"uses_internet": uses})
    codes = ("bad", "good") if card == concept else ("no", "yes")
    pose = page.locator(f"{HERE} .scene img")
    poses = []
    for motion in ("reduce", "no-preference"):
        page.emulate_media(reduced_motion=motion)
        for answer in codes:
            child.answer(concept, answer)
            page.wait_for_timeout(400)
            poses.append(pose.evaluate("(img) => getComputedStyle(img).transform"))
    assert poses[:2] == ["none", "none"]
    assert len(set(poses[2:])) == 2


def test_card_grows_from_where_it_was_pressed_and_not_where_less_motion_is_wanted(
    page: Page, session: object
) -> None:
    child = Child(page, "6-9")
    child.open()
    child.do("yes")
    animation = "(card) => getComputedStyle(card).animationName"
    assert page.locator(HERE).evaluate(animation) == "none"
    page.emulate_media(reduced_motion="no-preference")
    child.do("next")
    assert page.locator(HERE).evaluate(animation) == "grow"
    seconds = page.locator(HERE).evaluate("(card) => getComputedStyle(card).animationDuration")
    assert float(seconds.removesuffix("s")) < 0.2
    origin = page.locator(HERE).evaluate("(card) => card.style.transformOrigin")
    assert origin.count("px") >= 2
