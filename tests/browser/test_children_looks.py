"""How the children's pages stand on a screen: readable, reachable, never wider than it is."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from .far_in import fits_at_400_percent
from .test_children import BANDS, CHOSEN, HERE, Child
from .test_spoken import MEXICAN, expect_quiet, listen, with_voices

pytestmark = pytest.mark.browser

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """() => Array.from(document.querySelectorAll(
    'button, a[href], input:not([type=hidden]), textarea, summary, select, [data-pick]'))
  .filter((one) => !one.matches('.jump') && getComputedStyle(one).display !== 'inline')
  .map((one) => [one.id || one.className || one.tagName, one.getBoundingClientRect()])
  .filter(([, { width, height }]) => width && (width < 43.5 || height < 43.5))
  .map(([name, { width, height }]) => `${name}: ${width} x ${height}`)"""
BROKEN = """() => {
  const broken = [], range = document.createRange();
  document.querySelectorAll('[data-card].here .word').forEach((each) => {
    const texts = document.createTreeWalker(each, NodeFilter.SHOW_TEXT);
    for (let text; (text = texts.nextNode());) {
      for (const found of text.data.matchAll(/[^\\s-]+/g)) {
        range.setStart(text, found.index);
        range.setEnd(text, found.index + found[0].length);
        if (range.getClientRects().length > 1) broken.push(found[0]);
      }
    }
  });
  return broken;
}"""
# Of choices side by side, those whose pictures stand at another height than in the one before.
UNEVEN = """() => {
  const high = (one) => one.getBoundingClientRect().top;
  const near = (one, other) => Math.abs(high(one) - high(other)) <= 1;
  return Array.from(document.querySelectorAll('[data-card].here .choice + .choice:not(.unsaid)'))
    .map((one) => [one, one.previousElementSibling])
    .filter((pair) => near(...pair) && !near(...pair.map((one) => one.querySelector('.picture'))))
    .map(([one]) => one.className);
}"""
# Of each answer in the look back: the middles of what reads it and what changes it, and of others.
LINES = """(others) => Array.from(document.querySelectorAll('[data-given] > li'))
  .map((row) => Array.from(row.querySelectorAll(others + '.listen, .link:not(.see)'))
    .map((one) => one.getBoundingClientRect()).filter(({ height }) => height)
    .map(({ top, height }) => Math.round(top + height / 2)))"""
SQUEEZED = """() => Array.from(document.querySelectorAll('[data-given] > li'))
  .map((row) => [row, row.querySelector('.answer')].map((one) => one.getBoundingClientRect().width))
  .filter(([row, answer]) => answer && answer < row - 1)"""
# Of pictures to stamp: too small, or below their number.
HIDDEN_STAMPS = """() => Array.from(document.querySelectorAll('[data-card].here .stamp'))
  .filter((stamp) => {
    const [picture, number] = ['.picture', '[data-number]']
      .map((part) => stamp.querySelector(part).getBoundingClientRect());
    return picture.width < 56 || (number.width
      && number.left < picture.right - 2 && picture.left < number.right - 2
      && number.top < picture.bottom && picture.top < number.bottom);
  }).map((stamp) => stamp.dataset.stamp)"""
# Of pictures to stamp: beside the middle of their card, or over its edge.
OFF_CENTRE = """() => Array.from(document.querySelectorAll('[data-card].here .stamp'))
  .map((one) => [one, one.querySelector('.picture')].map((each) => each.getBoundingClientRect()))
  .filter(([card, picture]) => picture.right > card.right
    || Math.abs(picture.left + picture.right - card.left - card.right) > 4)"""
# Counts of letters that the bar cuts.
CUT_COUNTS = """() => {
  const bar = document.querySelector('[data-tools]').getBoundingClientRect().top;
  return Array.from(document.querySelectorAll('[data-card].here .count'))
    .map((one) => one.getBoundingClientRect())
    .filter(({ top, bottom }) => top < bar - 1 && bar + 1 < bottom);
}"""
TALLEST = """() => Math.max(...Array.from(document.querySelectorAll('.here > .go .button'))
  .map((one) => one.getBoundingClientRect().height))"""
COVERED_OUTLINE = """() => {
  const [one, below] = ['[data-do=cover]', '[data-steps]']
    .map((each) => document.querySelector(each));
  one.focus();
  const { outlineWidth, outlineOffset } = getComputedStyle(one);
  const reach = parseFloat(outlineWidth) + parseFloat(outlineOffset);
  return one.getBoundingClientRect().bottom + reach - below.getBoundingClientRect().top;
}"""
SHAPE = """() => Array.from(document.querySelectorAll('[data-card].here .field img'))
  .map((one) => one.getBoundingClientRect()).map(({ width, height }) => width / height)"""
WHOLE_SCENE = pytest.approx(336 / 206, rel=0.01)
# Where each part of a card stands on its page, but for what reads it aloud.
PLACES = """() => Array.from(document.querySelectorAll('[data-card].here *'))
  .filter((one) => one.getClientRects().length && !one.closest('[data-listening], svg'))
  .map((one) => [one.id || one.className, Math.round(one.getBoundingClientRect().top + scrollY)])"""
# The top and bottom of each choice of a card.
CHOICES = """() => Array.from(document.querySelectorAll('[data-card].here :is(.choice, .stamp)'))
  .filter((one) => one.getClientRects().length && !one.matches('.unsaid'))
  .map((one) => one.getBoundingClientRect()).map(({ top, bottom }) => [top, bottom])"""
IN_SIGHT = """(selector) => {
  const [first, bar] = [`[data-card].here ${selector}`, '[data-tools]']
    .map((each) => document.querySelector(each).getBoundingClientRect());
  return bar.top - first.bottom;
}"""
FIRST_HEARD = {"3-5": "start", "6-9": "start", "10-13": "feeling", "14-17": "online"}
LAST_CHOICE = "[data-card].here .choice:visible, [data-card].here .stamp:visible"
OTHERS = (
    "/j/CDFG3467",
    "/j/CDFG3467/6-9?go=no",
    "/join",
    "/j/NOPE",
    "/help",
    "/help?state=Oaxaca&band=3-5",
    "/withdraw",
    "/leave",
)


def cards(child: Child) -> Iterator[str]:
    """Each card of the path in turn, answered; then the thanks page."""
    yield child.card
    child.do("yes")
    while child.card != "send":
        for concept in child.asked():
            if answer := CHOSEN[child.band].get(concept):
                child.answer(concept, answer)
        yield child.card
        child.do("next")
    yield child.card
    child.send()
    yield "thanks"


@pytest.mark.parametrize(
    ("language", "scheme"),
    [
        ("es", "light"),
        ("es", "dark"),
        ("en", "light"),
        pytest.param("en", "dark", marks=pytest.mark.long),  # no colour depends on the language
    ],
)
@pytest.mark.parametrize("band", BANDS)
def test_every_card_is_accessible_by_day_and_by_night(
    page: Page,
    session: object,
    accessible: Callable[[Page], None],
    band: str,
    language: str,
    scheme: str,
) -> None:
    if scheme == "dark":  # a slow line: the device's own letters, which may be wider
        page.route("**/*.woff2", lambda route: route.abort())
    child = Child(page, band).open(language)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for card in cards(child):
        accessible(page)
        assert page.evaluate(BROKEN) == [], f"{card}: a word is broken"


@pytest.mark.parametrize("band", BANDS)
def test_every_card_is_accessible_in_colours_of_the_childs_device(
    page: Page, session: object, accessible: Callable[[Page], None], band: str
) -> None:
    child = Child(page, band).open()
    page.emulate_media(color_scheme="light", forced_colors="active", reduced_motion="reduce")
    for card in cards(child):
        accessible(page)
        if card in ("assent", "send"):  # with all the buttons there are; dark, they have other inks
            page.emulate_media(color_scheme="dark")
            accessible(page)
            page.emulate_media(color_scheme="light")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_help_over_a_card_is_accessible(
    page: Page, session: object, accessible: Callable[[Page], None], scheme: str
) -> None:
    Child(page, "10-13").open().do("yes")
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.get_by_role("link", name="Ayuda").click()
    panel = page.get_by_role("dialog")
    expect(panel).to_be_visible()
    for way_out in (
        panel.get_by_role("button", name="Regresar"),
        panel.get_by_text("Salir", exact=True),
    ):
        expect(way_out).to_be_in_viewport(ratio=1)
    accessible(page)
    leave = panel.get_by_text("Salir", exact=True)  # as the one above the page: test_leaving.py
    assert leave.get_attribute("href") == page.locator(".top [data-leave]").get_attribute("href")
    expect(leave).to_have_attribute("data-leave", "")


@pytest.mark.parametrize("band", BANDS)
def test_every_card_fits_a_small_and_a_wide_screen_with_targets_for_a_finger(
    page: Page, session: object, band: str
) -> None:
    for card in cards(Child(page, band).open()):
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 640})
            assert page.evaluate(WIDER) <= 0, f"{card} is wider than {width} px"
        assert page.evaluate(SMALL) == [], card
        page.set_viewport_size({"width": 800, "height": 1280})
        size = page.evaluate("getComputedStyle(document.documentElement).fontSize")
        assert size == "19.2px", "larger on a tablet that is held upright"
        fits_at_400_percent(page.locator("main"))


@pytest.mark.parametrize("band", BANDS)
def test_low_window_has_few_choices_whole_and_nothing_gives_way_to_the_voice(
    page: Page, session: object, band: str
) -> None:
    """More pictures than fit are cut by the bar, so that one sees that they go on."""
    page.set_viewport_size({"width": 360, "height": 640})
    for card in cards(Child(with_voices(page, MEXICAN), band).open()):
        assert card != "assent" or page.evaluate(TALLEST) < 64, "words on two lines"
        page.evaluate("scrollTo(0, 0)")
        if page.locator(f"{HERE} .to-topic").count():
            assert page.evaluate(IN_SIGHT, ".to-topic") > 0
            page.set_viewport_size({"width": 360, "height": 740})
            assert page.evaluate(IN_SIGHT, ".choice") > 0
            page.set_viewport_size({"width": 360, "height": 640})
        if card in ("assent", "send", "thanks") or page.locator(f"{HERE} .info").count():
            continue
        for height in (740, 640):
            page.set_viewport_size({"width": 360, "height": height})
            assert page.evaluate(CUT_COUNTS) == [], f"{card}, {height} px high"
        assert page.evaluate(HIDDEN_STAMPS) == [], card
        choices = page.evaluate(CHOICES)
        bar = page.locator("[data-tools]").bounding_box()
        assert bar
        if choices and choices[-1][1] > bar["y"]:
            assert len(choices) > 4, f"{card}: {choices}, {bar}"
            cut = [top < bar["y"] - 8 and bar["y"] + 8 < end for top, end in choices]
            assert any(cut) or not page.locator(f"{HERE} .pictured").count(), card
        if card == FIRST_HEARD[band]:
            before = page.evaluate(PLACES)
            listen(page).click()
            expect_quiet(page)
            assert page.evaluate(PLACES) == before
            assert page.evaluate(COVERED_OUTLINE) <= 0
            expect(page.get_by_role("button", name="Más despacio").first).to_be_visible()


@pytest.mark.parametrize("language", ["es", "en"])
def test_longest_introduction_leaves_its_choices_whole(
    page: Page, session: object, language: str
) -> None:
    Child(page, "6-9").open(language).go_to("start")
    bar = page.locator("[data-tools]").bounding_box()
    assert bar
    assert max(bottom for _top, bottom in page.evaluate(CHOICES)) <= bar["y"]
    duck = page.locator(f"{HERE} .words > .picture")
    expect(duck).to_have_css("animation-name", "none")  # the device asks for less movement
    page.emulate_media(reduced_motion="no-preference")
    expect(duck).to_have_css("animation-name", "hop")
    expect(duck).to_have_css("animation-iteration-count", "3")


@pytest.mark.parametrize(
    ("width", "height"), [(360, 640), (360, 740), (800, 1280), (1024, 768), (1280, 720)]
)
def test_youngest_see_a_whole_card_in_one_window(
    page: Page, session: object, width: int, height: int
) -> None:
    """No adult needs to scroll for a child who cannot read that there is more below."""
    page.set_viewport_size({"width": width, "height": height})
    for card in cards(Child(with_voices(page, MEXICAN), "3-5").open()):
        if card == "assent":
            for answer in ("yes", "no"):
                drawn = page.locator(f'{HERE} [data-do="{answer}"] .picture')
                expect(drawn).to_be_in_viewport(ratio=1)
        if card == "send":
            lines = page.evaluate(LINES, "" if width < 960 else ".answer > p:first-child, ")
            assert [len(set(line)) for line in lines] == [1] * 5, lines
            assert width >= 960 or page.evaluate(SQUEEZED) == []
        if card in ("assent", "send", "thanks"):
            continue
        assert page.evaluate(UNEVEN) == [], card
        assert page.evaluate(HIDDEN_STAMPS) == [], card
        assert width < 960 or page.evaluate(OFF_CENTRE) == [], card
        assert width < 800 or page.evaluate(SHAPE) in ([], [WHOLE_SCENE])
        last = page.locator(LAST_CHOICE).last.bounding_box()
        tools = page.locator("[data-tools]").bounding_box()
        assert last
        assert tools
        assert last["y"] + last["height"] <= tools["y"] + 1, card
        assert last["height"] >= (64 if width < 960 else 250), card


@pytest.mark.parametrize("band", BANDS)
def test_long_form_without_the_modules_fits_and_is_accessible(
    page: Page, session: object, accessible: Callable[[Page], None], band: str
) -> None:
    page.route("**/js/**", lambda route: route.abort())
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"/j/CDFG3467/{band}")
    accessible(page)
    assert page.evaluate(WIDER) <= 0
    assert page.evaluate(SMALL) == []


@pytest.mark.parametrize("address", OTHERS)
def test_other_pages_of_children_fit_and_are_accessible(
    page: Page, session: object, accessible: Callable[[Page], None], address: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        accessible(page)
    page.emulate_media(color_scheme="light", forced_colors="active")
    accessible(page)
    assert page.evaluate(WIDER) <= 0
    assert page.evaluate(SMALL) == []
    fits_at_400_percent(page.locator("main"))
