"""A page seen from very near: a window of 1280 x 1024 at 400 %, with the spaces of WCAG 2.2,
1.4.12."""

from playwright.sync_api import Locator

SIZE = {"width": 320, "height": 256}
SPACED = """() => {
  const spaces = new CSSStyleSheet();
  spaces.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [spaces];
}"""
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? []
  : Array.from(document.querySelectorAll("main *"))
    .filter((one) => one.getBoundingClientRect().right > innerWidth)
    .map((one) => one.outerHTML.slice(0, 80))"""
CUT_OFF = """(part) => {
  const seen = Array.from(part.querySelectorAll("button, summary, .hint, h2, label, input"))
    .filter((one) => one.getClientRects().length && !one.matches(".unseen"));
  const isCut = (one) => {
    const words = document.createRange();
    words.selectNodeContents(one);
    const [outer, inner] = [one, words].map((each) => each.getBoundingClientRect());
    return outer.left < 0 || outer.right > innerWidth || one.scrollWidth > one.clientWidth + 1
      || (inner.width && (inner.left < outer.left - 1 || inner.right > outer.right + 1
        || inner.top < outer.top - 1 || inner.bottom > outer.bottom + 1));
  };
  return seen.filter(isCut).map((one) => one.textContent || one.id);
}"""
SMALL = """(part) => Array
  .from(part.querySelectorAll("button, summary, [data-table], input"))
  .map((one) => [one.id || one.className, one.getBoundingClientRect()])
  .filter(([, { width, height }]) => width && Math.min(width, height) < 43.5)
  .map(([name, { width, height }]) => `${name}: ${width} x ${height}`)"""
ENTER = """(part) => {
  document.activeElement.blur();
  return Array.from(part.querySelectorAll("button, a[href], input, textarea, summary, select, "
    + "[tabindex='0']")).some((one) => { one.focus(); return document.activeElement === one; });
}"""
# What has the focus in the part and is not in sight; "" where it is, null once it left the part.
HIDDEN_FOCUS = """(part) => {
  const one = document.activeElement;
  if (one === document.body || !part.contains(one)) return null;
  const { left, right, top, bottom } = one.getBoundingClientRect();
  const [above, below] = [Math.max(top, 0), Math.min(bottom, innerHeight)];
  const isSeen = ([x, y]) => one.contains(document.elementFromPoint(x, y));
  // A part of a drawing may have another in its middle: what tells its focus is its outline.
  const onOutline = (_, place) => one.getPointAtLength(one.getTotalLength() * place / 40)
    .matrixTransform(one.getScreenCTM());
  const spots = one.getTotalLength ? Array.from({ length: 40 }, onOutline).map(({ x, y }) => [x, y])
    : [[(left + right) / 2, (above + below) / 2]];
  const mayBeCut = one.matches("textarea") || bottom - top > innerHeight;  // its caret is in sight
  const isWhole = mayBeCut || (top >= 0 && bottom <= innerHeight);
  return isWhole && spots.some(isSeen) ? "" : one.outerHTML.slice(0, 80);
}"""
MOST_STOPS = 60


def fits_at_400_percent(part: Locator) -> None:
    """Nothing of a part of the page is cut off, its targets are large, and focus is in sight
    wherever Tab leads."""
    page = part.page
    before = page.viewport_size
    page.set_viewport_size(SIZE)  # type: ignore[arg-type]
    page.evaluate(SPACED)
    wrong = [page.evaluate(TOO_WIDE), part.evaluate(CUT_OFF), part.evaluate(SMALL)]
    assert not any(wrong), wrong
    _expect_focus_in_sight(part)
    page.evaluate("document.adoptedStyleSheets = []")
    if before:
        page.set_viewport_size(before)


def _expect_focus_in_sight(part: Locator) -> None:
    part.evaluate(ENTER)
    for _stop in range(MOST_STOPS):
        hidden = part.evaluate(HIDDEN_FOCUS)
        if hidden is None:
            return
        assert not hidden, hidden
        part.page.keyboard.press("Tab")
