"""The pieces of a page that are read aloud one by one, as `page_pieces.js` takes them."""

from html.parser import HTMLParser

READABLE = {"h1", "h2", "h3", "h4", "p", "li", "summary"}
READABLE_CLASSES = {"word", "ages"}
UNREAD = {"nav"}
UNREAD_CLASSES = {
    "count", "error", "codewords", "written", "quote", "unseen",
    "never-steps", "without-script",  # out of sight where there is a script to read aloud
}  # fmt: skip
UNREAD_ATTRIBUTES = {
    "data-cap",
    "data-pick-next",
    "data-not-sent",
    "data-change",
    "data-refused",
    "data-map",
}
SENTENCES = {"answered-already", "nothing", "right", "skip-all"}
"""Of the sentences that scripts use, those that are read aloud; others are only announced."""
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class _Element:
    def __init__(self, tag: str, attributes: dict[str, str | None]) -> None:
        classes = set((attributes.get("class") or "").split())
        names = attributes.keys()
        self.tag = tag
        self.is_unread = bool(
            tag in UNREAD or classes & UNREAD_CLASSES or names & UNREAD_ATTRIBUTES
        )
        self.is_readable = bool(
            tag in READABLE or classes & READABLE_CLASSES or (tag == "a" and "button" in classes)
        )
        if "go" in classes or attributes.get("data-sentence", "right") not in SENTENCES:
            self.is_readable = False
        self.has_piece = False  # inside it: then it is no piece itself
        self.text = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[_Element] = []
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(_Element(tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        for each in self.open:
            each.text += data

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open[-1].tag != tag:
            self.open.pop()
        if self.open:
            self._close(self.open[-1])
            self.open.pop()

    def _close(self, element: _Element) -> None:
        piece = " ".join(element.text.split())
        is_unread = any(each.is_unread for each in self.open)
        if not element.is_readable or element.has_piece or is_unread or not piece:
            return
        self.pieces.append(piece)
        for each in self.open:
            each.has_piece = True


def pieces(page: str) -> list[str]:
    """Headings, paragraphs, items, choices and links that look like buttons, the inmost ones, in
    order, each once. What is put together while answering ("{n} left") is none."""
    reader = _Reader()
    reader.feed(page)
    return [piece for piece in dict.fromkeys(reader.pieces) if "{" not in piece]
