"""What all charts share: Altair, colours, fonts, the language of numbers, and a head with what is to be known."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any

from parindex.base import ExtraError, visible_lines
from parindex.plot.rendering import with_picture

#: The width of a picture in pixels, all of it: that of the text on a sheet of A4 at 96 dots an inch.
WIDTH = 680
#: After Okabe and Ito (2008), told apart by colour-blind eyes; each has a lightness of its own, for print in grey.
DARK, BLUE, ORANGE, PALE, GREY = "#00385c", "#0072b2", "#e69f00", "#a9cbe6", "#6b6b6b"
#: From little to much: one hue that grows darker, so that it is legible in grey.
SCALE = ["#f1f6fb", "#a9cbe6", "#4a94c8", "#00568a", "#00284a"]
#: Metrics of the first four are the same: a label measured with one has room in each; all hold every Vietnamese sign.
FONT = "Arial, 'Liberation Sans', Helvetica, Arimo, 'DejaVu Sans', sans-serif"
#: In an axis: labels of several lines.
LINES = "split(datum.label, '\\n')"
#: Pixels of a sign in the widest font, and of a label at most.
_SIGN, _LABEL = 6.1, 245
#: From so many rows on each is narrow.
_MANY = 40
_TITLE_SIGNS, _TITLE_LINES, _NOTE_SIGNS = 74, 3, 102


def altair() -> Any:
    """Return the library that describes charts.

    Raises
    ------
    ExtraError
        It is not installed.
    """
    try:
        return import_module("altair")
    except ImportError:
        raise ExtraError("parindex.plot", "plot") from None


def inline(records: list[dict[str, Any]]) -> Any:
    """Return the data of a chart, which stand in it; put in after Altair has looked, which takes a second for 6,000."""
    data = altair().Data(values=[])
    data.values = records
    return data


def framed(chart: Any, title: str, notes: Iterable[str], lang: str, *, width: int = WIDTH) -> Any:
    """Return a chart with its title, notes below it, our look and the numbers of a language, as wide as a page."""
    lines = _cut(textwrap.wrap(title, _TITLE_SIGNS), _TITLE_LINES)
    below = [line for note in notes for line in textwrap.wrap(note, _NOTE_SIGNS)]
    described = " ".join([title, *below])
    head: dict[str, Any] = {"text": lines, **({"subtitle": below} if below else {})}
    fitted = {"width": width, "autosize": {"type": "fit-x", "contains": "padding"}}
    finished = chart.properties(title=head, description=described, **fitted).configure(**look(lang))
    return with_picture(finished)


def extent(labels: Iterable[str], padding: int) -> int:
    """Return the room that labels beside an axis need in the widest of our fonts, for whoever has no other."""
    longest = max((len(line) for label in labels for line in label.split("\n")), default=0)
    return round(min(_SIGN * longest, _LABEL)) + padding


def unit_axis(labels: list[str], *, padding: int = 6) -> Any:
    """Return the vertical axis of a chart with a row a unit, in the order given."""
    alt = altair()
    bare = {"ticks": False, "domain": False, "labelFontSize": 10.5 if is_long(labels) else 11}
    axis = alt.Axis(labelPadding=padding, minExtent=extent(labels, padding), **bare)
    return alt.Y("label:N", sort=labels, title=None, axis=axis)


def row_height(labels: list[str]) -> Any:
    """Return how high each row of a chart is: 63 go on one page."""
    return altair().Step(14 if is_long(labels) else 19)


def is_long(labels: list[str]) -> bool:
    """Return whether there are so many rows that each is narrow."""
    return len(labels) > _MANY


def wrapped(text: str, signs: int, most: int = 3) -> str:
    """Return a text in as few lines of so many signs, about as long as each other; a sign tells what is cut off."""
    lines = textwrap.wrap(text, signs)
    if len(lines) > most:
        return "\n".join(_cut(lines, most))
    least = max([len(text) // (len(lines) or 1), *map(len, text.split())])
    widths = range(least, signs) if len(lines) > 1 else ()
    even = (textwrap.wrap(text, width) for width in widths)
    return "\n".join(next((shorter for shorter in even if len(shorter) == len(lines)), lines))


def title_axis(labels: list[str], bold: Sequence[str] = ()) -> Any:
    """Return a vertical axis of titles, of one line or two, each centred on its row; some of them bold."""
    alt = altair()
    two = {"condition": {"test": r"indexof(datum.label, '\n') >= 0", "value": "bottom"}, "value": "middle"}
    lines: dict[str, Any] = {
        "labelExpr": LINES,
        "labelBaseline": two,
        "labelLineHeight": 13,
        "labelLimit": 300,
        "labelPadding": 6,
    }
    if bold:
        test = f"indexof({json.dumps(list(map(visible_lines, bold)))}, datum.value) >= 0"
        lines["labelFontWeight"] = {"condition": {"test": test, "value": "bold"}, "value": "normal"}
    axis = alt.Axis(ticks=False, domain=False, minExtent=extent(labels, 6), **lines)
    return alt.Y("label:N", sort=labels, title=None, axis=axis)


def _cut(lines: list[str], most: int) -> list[str]:
    """Return the first lines of a text; where more are cut off, the last of them says so."""
    return lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1]} …"]


def look(lang: str) -> dict[str, Any]:
    """Return the configuration of a chart in a language, as Vega-Lite has it."""
    return {
        "font": FONT,
        "aria": False,  # what Vega says of marks is English: the description of the whole stands for it
        "background": "white",
        "padding": {"left": 8, "top": 8, "right": 16, "bottom": 8},  # a figure behind a bar may stand out a little
        "locale": {"number": number_format(lang)},
        "view": {"stroke": None},
        "title": {
            "anchor": "start",
            "frame": "bounds",
            "fontSize": 15,
            "fontWeight": "bold",
            "subtitleFontSize": 11.5,
            "subtitleColor": "#444",
            "subtitlePadding": 5,
            "offset": 12,
        },
        "axis": {
            "labelFontSize": 11,
            "titleFontSize": 11.5,
            "titleFontWeight": "normal",
            "labelColor": "#222",
            "titleColor": "#444",
            "gridColor": "#e6e6e6",
            "domainColor": "#999",
            "tickColor": "#999",
            "labelLimit": 230,
        },
        "legend": {"labelFontSize": 11, "titleFontSize": 11.5, "titleFontWeight": "normal", "labelLimit": 260},
        "header": {"labelFontSize": 11.5, "titleFontSize": 11.5},
        "text": {"fontSize": 11, "color": "#222"},
    }


def number_format(lang: str) -> dict[str, Any]:
    """Return how numbers are written in a language, as d3 has it: with a decimal comma in Vietnamese."""
    decimal, thousands = (",", ".") if lang == "vi" else (".", ",")
    return {"decimal": decimal, "thousands": thousands, "grouping": [3], "currency": ["", ""]}
