"""The structure of an index: its parts from left to right, each as high as its share of the whole."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs

from parindex.base import head, language, local_number, say, translated
from parindex.definition import Definition, Node, edition_title, shares_of_parts
from parindex.plot.chart_frame import WIDTH, altair, framed, inline, wrapped
from parindex.plot.chart_labels import node_label

if TYPE_CHECKING:
    import altair as alt

#: Pixels of a leaf, of the whole at least and at most, and of a page.
_LEAF, _LEAST, _MOST, _PAGE = 16, 320, 1500, 880
#: Pixels of a line of text, of the edges around it, and of a sign.
_LINE, _EDGE, _SIGN = 12, 3, 5.6
#: Level by level.
_SHADES = ("#a9cbe6", "#cfe2f2", "#e4eef7", "#f1f6fb")


def structure(definition: Definition, *, depth: int | None = None, lang: str | None = None) -> alt.LayerChart:
    """Draw the parts of an index by weight: maxima where parts are added up, weights where they are averaged.

    Parameters
    ----------
    definition : Definition
        The index.
    depth : int, optional
        How many levels below the index; without it all.
    lang : {"vi", "en"}, optional
        The language; without it that of the locale.

    Returns
    -------
    altair.LayerChart
        Its data: `node`, `title`, `label`, `level`, `right`, `start`, `end`, `share`, `max`; shares of the
        whole in [0, 1]. What stands beside the tree has no share and is named below the title.
    """
    lang = language(lang)
    if depth is not None and depth < 1:
        raise ValueError(say("depth is {depth}, and there is one level at least", depth=depth))
    whole = _Place(definition.root, 0, Fraction(0), Fraction(1))
    records = [_record(definition, place, depth, lang) for place in _below(definition, whole, depth)]
    if not records:
        raise ValueError(say("{id!r} has no parts to draw", id=definition.id))
    levels = max(record["level"] for record in records)
    height = _height(records)
    _write(records, height, levels, lang)
    beside = [node_label(node, lang) for node in definition.children(definition.id) if node.adds]
    notes = [say("Height: the share of the whole, by weights and maxima.")]
    notes += [say("Beside the tree: {nodes}", nodes="; ".join(beside))] if beside else []
    chart = _rectangles(records, levels, height, lang)
    told = [translated(note, lang) for note in notes]
    drawn: alt.LayerChart = framed(chart, edition_title(definition, lang), told, lang)
    return drawn


@attrs.frozen
class _Place:
    """A node, how far below the index it is, where it begins and its share of the whole."""

    node: Node
    level: int
    start: Fraction
    share: Fraction


def _below(definition: Definition, above: _Place, depth: int | None) -> Iterator[_Place]:
    """Yield where everything below a node stands, each node before its parts."""
    start = above.start
    for part, of_it in zip(_parts(definition, above, depth), shares_of_parts(definition, above.node), strict=False):
        place = _Place(part, above.level + 1, start, above.share * of_it)
        yield place
        yield from _below(definition, place, depth)
        start += place.share


def _parts(definition: Definition, place: _Place, depth: int | None) -> tuple[Node, ...]:
    return definition.parts(place.node.id) if depth is None or place.level < depth else ()


def _record(definition: Definition, place: _Place, depth: int | None, lang: str) -> dict[str, Any]:
    most = definition.maximum(place.node)
    return {
        "node": place.node.id,
        "title": node_label(place.node, lang),
        "level": place.level,
        "start": round(float(place.start), 6),
        "end": round(float(place.start + place.share), 6),
        "share": round(float(place.share), 6),
        "max": None if most is None else float(most),
        "leaf": not _parts(definition, place, depth),
    }


def _height(records: list[dict[str, Any]]) -> int:
    """Return how high the picture is: as many rectangles have room for a line as would on a page."""
    named: list[float] = [record["share"] for record in records if _lines(record["share"], _PAGE)]
    needed = math.ceil((_LINE + _EDGE + 0.1) / min(named, default=1))
    leaves = sum(1 for record in records if record["leaf"])
    return max(_LEAST, needed, min(_LEAF * leaves, _MOST))


def _lines(share: float, height: int) -> int:
    return int((share * height - _EDGE) // _LINE)


def _write(records: list[dict[str, Any]], height: int, levels: int, lang: str) -> None:
    """Write its share in each rectangle, and as much of its title as there is room for; leaves reach to the right."""
    for record in records:
        last = levels if record.pop("leaf") else record["level"]
        columns = last - record["level"] + 1
        lines = _lines(record["share"], height)
        percent = local_number(f"{100 * record['share']:.3g}%", lang)
        signs = int((WIDTH / levels * columns - 8) / _SIGN)
        record["right"] = last
        record["label"] = wrapped(f"{percent} {record['title']}", signs, min(lines, 4)) if lines > 0 else ""


def _rectangles(records: list[dict[str, Any]], levels: int, height: int, lang: str) -> Any:
    alt = altair()
    base = alt.Chart().transform_calculate(left="datum.level - 1")
    base = base.encode(
        x=alt.X("left:Q", axis=None, scale=alt.Scale(domain=[0, levels], nice=False)),
        y=alt.Y("start:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False, reverse=True)),
        tooltip=[
            alt.Tooltip("title:N", title=head("component", lang)),
            alt.Tooltip("share:Q", title=head("share", lang), format=".2%"),
            alt.Tooltip("max:Q", title=head("max", lang)),
        ],
    )
    shades = [_SHADES[min(level, len(_SHADES) - 1)] for level in range(levels)]
    colour = alt.Color("level:O", scale=alt.Scale(domain=list(range(1, levels + 1)), range=shades), legend=None)
    boxes = base.mark_rect(stroke="white", strokeWidth=1)
    text = base.transform_filter("datum.label != ''").transform_calculate(lines="split(datum.label, '\\n')")
    text = text.mark_text(align="left", baseline="top", dx=4, dy=4, fontSize=10, lineHeight=_LINE)
    boxes, text = boxes.encode(x2="right:Q", y2="end:Q", color=colour), text.encode(text="lines:N")
    return alt.layer(boxes, text, data=inline(records)).properties(height=height)
