"""Draw how time and memory grow with the number of passages.

    python benchmarks/theme_scale.py 1000 10000 100000 1000000 > growth.txt
    python benchmarks/theme_growth.py growth.txt docs/pictures/theme_growth.svg

Reads the table that theme_scale.py prints: its columns `passages`, `CPU s` and `MB`.
Left: CPU seconds for a thousand passages; a level line means that time grows in step with the
passages. Right: peak memory. The axis of passages goes up tenfold at each mark.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SIZE = {"width": 280, "height": 190}
INK, LINE = "#1f2933", "#1d5fa8"


def growth_svg(rows: Sequence[dict[str, float]]) -> str:
    """Two panels side by side, as SVG."""
    import altair as alt
    import vl_convert

    points = [{**row, "each": 1000 * row["cpu"] / row["passages"]} for row in rows]
    panels = alt.hconcat(
        _panel(alt, "each", "CPU seconds for 1,000 passages"),
        _panel(alt, "mb", "Peak memory, MB"),
        data=alt.Data(values=points),
        spacing=36,
    )
    drawn = panels.configure_view(stroke=None).configure_axis(
        labelColor=INK, titleColor=INK, labelFontSize=12, titleFontSize=12, titleFontWeight="normal"
    )
    svg: str = vl_convert.vegalite_to_svg(drawn.to_json())
    return svg


def _panel(alt: Any, field: str, title: str) -> Any:
    across = alt.X(
        "passages:Q",
        scale=alt.Scale(type="log"),
        axis=alt.Axis(
            title="passages", format=",", grid=False, values=[10**n for n in range(3, 7)]
        ),
    )
    up = alt.Y(f"{field}:Q", title=title, scale=alt.Scale(zero=True, nice=True))
    chart = alt.Chart().encode(x=across, y=up).properties(**SIZE)
    return chart.mark_line(color=LINE) + chart.mark_circle(color=LINE, size=60, opacity=1)


def printed(table: str) -> list[dict[str, float]]:
    """The rows of a printed table, by number of passages; lines that are no row are passed over."""
    header, *lines = [line.split(" | ") for line in table.splitlines() if " | " in line]
    rows = [dict(zip(header, line, strict=True)) for line in lines]
    found = [
        {"passages": float(row["passages"]), "cpu": float(row["CPU s"]), "mb": float(row["MB"])}
        for row in rows
    ]
    return sorted(found, key=lambda row: row["passages"])


def main() -> None:
    source, picture = map(Path, sys.argv[1:3])
    picture.write_text(growth_svg(printed(source.read_text(encoding="utf-8"))), encoding="utf-8")


if __name__ == "__main__":
    main()
