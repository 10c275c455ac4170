"""What two parts of an index must reach together: a line beyond which the aim is reached, and where the unit stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parindex.base import capital, language, say, translated
from parindex.kernels import as_float
from parindex.plot.chart_frame import BLUE, DARK, PALE, altair, framed, inline, wrapped
from parindex.plot.chart_labels import node_labels, number_pattern, scores_title
from parindex.targets import FrontierCurve

if TYPE_CHECKING:
    import altair as alt

#: Signs of a title along an axis, and the height of the chart.
_SIGNS, _HEIGHT = 58, 360


def frontier(curve: FrontierCurve, *, lang: str | None = None) -> alt.LayerChart:
    """Draw with which scores of two parts a unit reaches an aim, all else and the other units as they are.

    The line is the least of the second part for each score of the first; on it and beyond, the aim is reached.

    Parameters
    ----------
    curve : FrontierCurve
        What `parindex.frontier` gives for a `pair`.
    lang : {"vi", "en"}, optional
        The language; without it that of the locale.

    Returns
    -------
    altair.LayerChart
        Its data: `first`, `second`, of each point; `second` is missing where not even the best is enough.

    Raises
    ------
    ValueError
        No scores of the two are enough.
    """
    lang = language(lang)
    records = curve.to_records()
    if all(record["second"] is None for record in records):
        raise ValueError(say("nothing to show: no scores of the two are enough"))
    title = translated(
        say("{name}: {what}", name=curve.name or curve.unit, what=scores_title(curve.scores, lang)), lang
    )
    told = say("Coloured: the aim is reached. Dot: where the unit stands.")
    notes = [capital(translated(note, lang)) for note in (curve.heading(), told, *curve.notes)]
    drawn: alt.LayerChart = framed(_layers(curve, records, lang), translated(title, lang), notes, lang)
    return drawn


def _layers(curve: FrontierCurve, records: list[dict[str, Any]], lang: str) -> Any:
    """Return the field in which the aim is reached, its edge, and the unit with its scores."""
    alt = altair()
    present = [curve.scores.at(curve.unit, node) for node in curve.nodes]
    first, second = (_axis(curve, at, [present[at], *_reached(records, at)], lang) for at in (0, 1))
    x, y = alt.X("first:Q", **first), alt.Y("second:Q", **second)
    beyond = second["scale"].domain[1 if _rises(curve, records) else 0]
    base = alt.Chart().transform_filter("isValid(datum.second)")
    field = (
        base.transform_calculate(beyond=str(beyond)).mark_area(color=PALE, opacity=0.55).encode(x=x, y=y, y2="beyond:Q")
    )
    edge = base.mark_line(color=BLUE, strokeWidth=2.5, point={"size": 28, "color": BLUE}).encode(x=x, y=y)
    dot = alt.Chart(inline([{"first": present[0], "second": present[1], "label": curve.name or curve.unit}]))
    stands = dot.mark_point(size=90, filled=True, opacity=1, color=DARK).encode(x=x, y=y)
    called = dot.mark_text(align="left", dx=9, dy=10, color=DARK, fontWeight="bold").encode(x=x, y=y, text="label:N")
    return alt.layer(field, edge, stands, called, data=inline(records)).properties(height=_HEIGHT)


def _rises(curve: FrontierCurve, records: list[dict[str, Any]]) -> bool:
    """Return whether more of the second part is better: then less of it is needed the better the first is."""
    least = _reached(records, 1)
    return least[0] > least[-1] if least[0] != least[-1] else curve.scores.definition.rank.best != "lowest"


def _reached(records: list[dict[str, Any]], at: int) -> list[float]:
    name = ("first", "second")[at]
    return [record[name] for record in records if record[name] is not None]


def _axis(curve: FrontierCurve, at: int, values: list[float], lang: str) -> dict[str, Any]:
    """Return title, scale and axis of a part: as far as its scores go, and to its maximum where that is known."""
    alt, definition = altair(), curve.scores.definition
    node = definition[curve.nodes[at]]
    low, high = min(values), max(values)
    room = 0.06 * (high - low) or 1.0
    most = definition.maximum(node)
    end = high + room if most is None else max(min(as_float(most), high + 3 * room), high)
    title = wrapped(node_labels([node], lang)[0], _SIGNS, 1)
    scale = alt.Scale(domain=[low - room, end], nice=False, zero=False)
    return {"title": title, "scale": scale, "axis": alt.Axis(format=number_pattern(curve.scores, node), tickCount=6)}
