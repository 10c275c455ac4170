"""Headings of columns of points in a long table, and points of several layers side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import attrs

from parindex.base import without_marks
from parindex.definition import PAPERS
from parindex.evidence.cells.table import Table

#: What a long table calls its column of points.
POINTS = "points"
_WORDS = {without_marks(word): "" for word in (POINTS, "điểm", "điểm đạt")}
#: Those that name the layer whose points they are, in the order of layers.
_OF_LAYERS = {
    **{without_marks(word): "self_assessed" for word in ("điểm tự chấm", "điểm tự đánh giá")},
    **{without_marks(word): "appraised" for word in ("điểm thẩm định", "điểm thẩm định lần 1")},
    without_marks("điểm thẩm định lần 2"): "reappraised",
    without_marks("điểm điều tra xã hội học"): "survey",
}


#: All words, folded and without diacritics, that head a column of points.
POINTS_WORDS = frozenset((*_WORDS, *_OF_LAYERS))
_OF_ONE = re.compile(rf"(.+)\.{POINTS} of ({'|'.join(dict.fromkeys(_OF_LAYERS.values()))})")


def points_headings(folded: Iterable[str]) -> dict[str, str]:
    """Return what columns of points are called among some folded headings of a long table.

    Where there is one it is `points`; where there are several, each of a layer of its own, they are `points of LAYER`.
    """
    found = [word for word in folded if without_marks(word) in _WORDS or without_marks(word) in _OF_LAYERS]
    layers = [_OF_LAYERS.get(without_marks(word), "") for word in found]
    if len(found) == 1:
        return {found[0]: POINTS}
    if all(layers) and len(set(layers)) == len(layers):
        return dict(zip(found, map(points_of_layer, layers), strict=True))
    return {word: POINTS for word in found if without_marks(word) in _WORDS}


def layer_of_points(folded: str) -> str | None:
    """Return the layer whose points a folded heading names, None where it names none."""
    return _OF_LAYERS.get(without_marks(folded))


def wide_layers(table: Table) -> list[Table]:
    """Return the rows of each layer of a wide table whose indicators have columns of points of several layers.

    Everything else stands with the first layer.
    """
    marked = {name: match for name in table.columns if (match := _OF_ONE.fullmatch(name)) is not None}
    layers = [layer for layer in dict.fromkeys(_OF_LAYERS.values()) if any(m[2] == layer for m in marked.values())]
    if not marked or table.layers or "layer" in table.columns:
        return [table]
    tables = []
    for layer in layers:
        own = {name: f"{match[1]}.{POINTS}" for name, match in marked.items() if match[2] == layer}
        own |= {name: name for name in table.columns if name not in marked and layer == layers[0]}
        columns = {mine: table.columns[name] for name, mine in own.items()}
        fields = {**table.fields, **{mine: table.fields[name] for name, mine in own.items() if name in table.fields}}
        problems = table.problems if layer == layers[0] else ()
        words = (layer,) * len(table.units)
        tables.append(attrs.evolve(table, columns=columns, fields=fields, layers=words, problems=problems))
    return tables


def points_of_layer(layer: str) -> str:
    """Return what the column of the points of a layer is called where several stand side by side."""
    return f"{POINTS} of {layer}"


def with_points_by_layer(table: Table) -> Table:
    """Return a long table with the points of each layer in rows of their own.

    Values, documents and notes that stand beside them are of the first layer.
    """
    layers = [layer for layer in dict.fromkeys(_OF_LAYERS.values()) if points_of_layer(layer) in table.columns]
    if "indicator" not in table.columns or "layer" in table.columns or not layers:
        return table
    first, size = layers[0], len(table.units)
    columns: dict[str, list[Any]] = {POINTS: [], "layer": []}
    for layer in layers:
        columns[POINTS] += list(table.columns[points_of_layer(layer)])
        columns["layer"] += [layer] * size
        for name, cells in table.columns.items():
            if not name.startswith(points_of_layer("")):
                own = layer == first or name not in ("value", *PAPERS)
                columns.setdefault(name, []).extend(list(cells) if own else [None] * size)
    whole = table.take([row for _ in layers for row in range(size)])
    return attrs.evolve(whole, columns=columns)
