"""Drawings of the closed questions, made here as SVG; the page's style sheet colours them.

Nothing in them is a style attribute or a font of its own: the site's policy forbids the one, the
page decides on the other. Colours are marks for parts and become classes.
"""

import textwrap
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup

from consult.web.i18n import CODES, in_language

Cell = tuple[str, str, int]  # label, band, percent
WIDTH = 336  # of a small telephone, so that letters keep their size everywhere
LETTERS = 14
LINE = 17
SIGNS_IN_A_LINE = 44
LOW = {"yOffset": 12}  # marks stand low in their row, under the words
SVG = "http://www.w3.org/2000/svg"
PARTS = {
    "#000001": "words",
    "#000002": "soft",
    "#000003": "rail",
    "#000004": "span",
    "#000011": "series-1",
    "#000012": "series-2",
    "#000013": "series-3",
    "#000014": "series-4",
}
WORDS, SOFT, RAIL, SPAN = list(PARTS)[:4]
SERIES = list(PARTS)[4:]
SHAPES = ("circle", "square", "triangle-up", "diamond")
KEPT = {"d", "transform", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "viewBox", "fill",
        "stroke", "stroke-width", "stroke-linecap", "dy", "text-anchor", "font-size", "font-weight",
        "class"}  # fmt: skip


def drawn(content: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Language -> concept -> SVG, of every table that has something to draw."""
    bands = [row["band"] for row in content["participation"]["bands"]]
    return {code: _in_language(content["questions"], bands, code) for code in CODES}


def _in_language(
    tables: Sequence[Mapping[str, Any]], bands: Sequence[str], code: str
) -> dict[str, str]:
    with force_locale(code):
        described = _("Los números de este dibujo están en la tabla de abajo.")
        chart = {
            table["concept"]: _chart(
                in_language(table["names"], code), _cells(table, code), tuple(bands), described
            )
            for table in tables
        }
    return {concept: svg for concept, svg in chart.items() if svg}


def _cells(table: Mapping[str, Any], code: str) -> tuple[Cell, ...]:
    """Every percentage that is shown, row by row."""
    return tuple(
        (in_language(row["labels"], code), band, cell["percent"])
        for row in table["rows"]
        for band in table["bands"]
        if (cell := table["columns"][band]["cells"].get(row["code"]))
        and cell["percent"] is not None
    )


@lru_cache(maxsize=256)
def _chart(name: str, cells: tuple[Cell, ...], bands: tuple[str, ...], described: str) -> str:
    if not cells:
        return ""
    return _clean(_svg(cells, bands), name, described)


def _svg(cells: tuple[Cell, ...], bands: tuple[str, ...]) -> str:
    # Loaded at the first drawing: a process that never draws never pays for it.
    import altair as alt
    import vl_convert

    lines = max(len(_wrapped(label)) for label, _band, _percent in cells)
    rows = [
        {"label": "\n".join(_wrapped(label)), "band": band, "percent": percent}
        for label, band, percent in cells
    ]
    several = len({band for _label, band, _percent in cells}) > 1
    across = _across(alt, max(percent for _label, _band, percent in cells))
    marks = _dots(alt, bands, across) if several else _bars(alt, bands, cells[0][1], across)
    chart = (
        alt.layer(*marks, _labels(alt), data=alt.Data(values=rows))
        .properties(width=WIDTH - 24, height=alt.Step(26 + LINE * lines))
        .configure_view(stroke=None)
        .configure(padding={"left": 4, "top": 2, "right": 18, "bottom": 2})
        .configure_axis(domain=False, ticks=False, labelFontSize=12, labelColor=SOFT)
    )
    return vl_convert.vegalite_to_svg(chart.to_json())


def _wrapped(label: str) -> list[str]:
    return textwrap.wrap(label, SIGNS_IN_A_LINE) or [label]


def _row(alt: Any) -> Any:
    return alt.Y("label:N", sort=None, axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))


def _across(alt: Any, largest: int) -> Any:
    """From nothing to the first quarter that holds them all, half at least."""
    end = max(50, -(-largest // 25) * 25)
    axis = alt.Axis(
        values=list(range(0, end + 1, 25)),
        grid=False,
        labelExpr="datum.value + '\u00a0%'",
        title=None,
    )
    return alt.X("percent:Q", scale=alt.Scale(domain=[0, end]), axis=axis)


def _rail(alt: Any, across: Any) -> Any:
    rail = alt.Chart().mark_rule(color=RAIL, strokeWidth=1, **LOW)
    end = across.to_dict()["scale"]["domain"][1]
    return _once(rail.encode(y=_row(alt), x=alt.XDatum(0), x2=alt.X2Datum(end)))


def _labels(alt: Any) -> Any:
    mark = {"align": "left", "baseline": "bottom", "lineBreak": "\n", "lineHeight": LINE}
    words = alt.Chart().mark_text(color=WORDS, fontSize=LETTERS, yOffset=1, **mark)
    return _once(words.encode(y=_row(alt), x=alt.XDatum(0), text="label:N"))


def _once(chart: Any) -> Any:
    """One mark a row, however many bands it has."""
    return chart.transform_aggregate(groupby=["label"])


def _dots(alt: Any, bands: Sequence[str], across: Any) -> list[Any]:
    scale = {"domain": list(bands)}
    span = (
        alt.Chart()
        .mark_rule(color=SPAN, strokeWidth=3, **LOW)
        .encode(y=_row(alt), x="min(percent):Q", x2="max(percent):Q")
    )
    dots = (
        alt.Chart()
        .mark_point(filled=True, size=110, opacity=1, stroke=WORDS, strokeWidth=1, **LOW)
        .encode(
            y=_row(alt),
            x=across,
            fill=alt.Fill("band:N", legend=None, scale=alt.Scale(range=SERIES, **scale)),
            shape=alt.Shape("band:N", legend=None, scale=alt.Scale(range=SHAPES, **scale)),
        )
    )
    return [_rail(alt, across), span, dots]


def _bars(alt: Any, bands: Sequence[str], band: str, across: Any) -> list[Any]:
    colour = SERIES[list(bands).index(band) % len(SERIES)]
    bar = alt.Chart().mark_bar(height=12, color=colour, **LOW).encode(y=_row(alt), x=across)
    end = (
        alt.Chart()
        .mark_text(align="left", dx=5, color=WORDS, fontSize=13, fontWeight="bold", **LOW)
        .encode(y=_row(alt), x=across, text=alt.Text("shown:N"))
    )
    return [bar, end.transform_calculate(shown="datum.percent + '\u00a0%'")]


def _clean(svg: str, name: str, described: str) -> str:
    """The drawing with classes for colours, a name and a description, and nothing unasked for."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(svg)  # noqa: S314 (drawn here, a moment ago)
    for parent in list(root.iter()):
        for child in list(parent):
            if _is_empty(child):
                parent.remove(child)
        _undress(parent)
    root.attrib.update({"role": "img", "class": "chart", "focusable": "false"})
    for tag, words in (("desc", described), ("title", name)):
        element = ElementTree.Element(f"{{{SVG}}}{tag}")
        element.text = words
        root.insert(0, element)
    return ElementTree.tostring(root, encoding="unicode")


def _is_empty(element: ElementTree.Element) -> bool:
    """The white sheet, and the frames of nothing that Vega leaves around its groups."""
    frame = element.get("class") in ("background", "foreground")
    return frame or element.get("fill") == "white"


def _undress(element: ElementTree.Element) -> None:
    classes = []
    for name in ("fill", "stroke"):
        part = PARTS.get(element.get(name, ""))
        if part:
            classes.append(part if name == "fill" else f"{part}-line")
            del element.attrib[name]
    element.set("class", " ".join(classes))
    for name in list(element.attrib):
        if name not in KEPT or not element.get(name):
            del element.attrib[name]


def as_markup(svg: str | None) -> Markup | None:
    """A drawing of ours, to stand in a page as it is."""
    return Markup(svg) if svg else None  # noqa: S704 (ElementTree has escaped its words)
