"""Scores as columns of a data frame: a row a unit, or a row a unit and node."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from parindex.base import HEADS, AsFrame, FrameColumn, check_word, frame_of, head, language, word
from parindex.definition import Definition, Node, Unit, kind_of
from parindex.kernels import Floats
from parindex.scoring.published_columns import published_floats
from parindex.scoring.standings import Standings

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores

FrameShape = Literal["wide", "tidy"]
NodeLabels = Literal["id", "title"]


class ScoresFrame(AsFrame):
    """What can be given as a data frame, wide or tidy."""

    __slots__ = ()

    def to_frame(
        self, library: str = "pandas", *, shape: FrameShape = "wide", labels: NodeLabels = "id", lang: str | None = None
    ) -> Any:
        """Return scores as a data frame of pandas or polars, numbers as numbers and ranks as whole numbers.

        Parameters
        ----------
        library : {"pandas", "polars"}
            Whose frame.
        shape : {"wide", "tidy"}
            A row a unit with a column a node; or a row a unit and node, with its title, parent, level, weight, score,
            published score, points and maximum.
        labels : {"id", "title"}
            Columns by ids and the names of fields; or by titles, for people to read.
        lang : {"vi", "en"}, optional
            Of titles, heads and names of units. Titles and heads are in the language of the locale unless one is
            named, names as the registry spells them in Vietnamese.

        Raises
        ------
        ExtraError
            The library is not installed.
        ValueError
            A word is none of the choices.
        """
        return score_frame(self, library, shape, labels, lang)


def score_frame(scores: Any, library: str, shape: str, labels: str, lang: str | None) -> Any:
    """Return scores as a data frame; `to_frame` calls this.

    Raises
    ------
    ValueError
        The shape or the labels are of another word, or nothing is said in the language.
    """
    check_word("shape", shape, get_args(FrameShape))
    check_word("labels", labels, get_args(NodeLabels))
    titled, told = labels == "title", language(lang)
    names = unit_names(scores.names, scores.evidence.members, lang)
    if shape == "tidy":
        columns = _tidy(scores, names, told, titled=titled)
    else:
        columns = {**_of_units(scores, names), **_of_nodes(scores, told, titled=titled)}
    return frame_of(with_heads(columns, told) if titled else columns, library)


def unit_names(names: Iterable[str], members: Sequence[Unit | None], lang: str | None) -> list[str | None]:
    """Return the names of units as the registry spells them, in a language where one is named."""
    pairs = zip(names, members, strict=True)
    titled = (unit.title.get(lang) if lang and unit and unit.title else name for name, unit in pairs)
    return [name or None for name in titled]


def with_heads(columns: Mapping[str, FrameColumn], lang: str) -> dict[str, FrameColumn]:
    """Return columns under the words that people read above them; what is no field stays, a title beside its id."""
    return {head(name, lang) if name in HEADS else name: column for name, column in columns.items()}


def node_labels(definition: Definition, nodes: Iterable[str], lang: str) -> dict[str, str]:
    """Return the title of each node in a language, with its id where another one, or a field, is called so too."""
    titles = {id_: definition[id_].called(lang) for id_ in nodes}
    count = Counter([*titles.values(), *(head(name, lang) for name in HEADS)])
    return {id_: title if count[title] == 1 else f"{title} ({id_})" for id_, title in titles.items()}


def _title(node: Node, lang: str) -> str | None:
    return node.title.get(lang) if node.title else None


def unit_columns(scores: Standings) -> dict[str, FrameColumn]:
    """Return a row a unit with a column a node, by ids."""
    nodes = enumerate(scores.nodes[1:], 1)
    columns = {node: FrameColumn("number", scores.values[:, at]) for at, node in nodes}
    return {**_of_units(scores, [name or None for name in scores.names]), **columns}


def _of_units(scores: Standings, names: Sequence[str | None]) -> dict[str, FrameColumn]:
    rounded = [None if total is None else float(total) for total in scores.rounded]
    return {
        "unit": FrameColumn("text", scores.units),
        "name": FrameColumn("text", names),
        "group": FrameColumn("text", scores.group),
        "total": FrameColumn("number", scores.total),
        "published": FrameColumn("number", rounded),
        "rank": FrameColumn("whole", scores.rank),
        "band": FrameColumn("text", scores.band),
    }


def _of_nodes(scores: Scores, lang: str, *, titled: bool) -> dict[str, FrameColumn]:
    nodes = scores.nodes[1:]
    labels = node_labels(scores.definition, nodes, lang) if titled else {}
    return {labels.get(node, node): FrameColumn("number", scores.values[:, at]) for at, node in enumerate(nodes, 1)}


def _tidy(scores: Scores, names: Sequence[str | None], lang: str, *, titled: bool) -> dict[str, FrameColumn]:
    """Return one row a unit and node, unit by unit, the index itself before its parts."""
    definition, n_units, n_nodes = scores.definition, len(scores.units), len(scores.nodes)
    nodes = definition.nodes
    above = node_labels(definition, scores.nodes, lang) if titled else {node: node for node in scores.nodes}
    kinds = list(map(kind_of, nodes))
    parents = [None, *(above[node.parent or definition.id] for node in nodes[1:])]

    def by_unit(values: Sequence[Any]) -> list[Any]:
        return [value for value in values for _ in range(n_nodes)]

    def by_node(values: Iterable[Any]) -> list[Any]:
        return list(values) * n_units

    def figures(table: Floats) -> FrameColumn:
        return FrameColumn("number", np.ravel(table))

    return {
        "unit": FrameColumn("text", by_unit(scores.units)),
        "name": FrameColumn("text", by_unit(names)),
        "group": FrameColumn("text", by_unit(scores.group)),
        "node": FrameColumn("text", by_node(scores.nodes)),
        "title": FrameColumn("text", by_node(_title(node, lang) for node in nodes)),
        "parent": FrameColumn("text", by_node(parents)),
        "level": FrameColumn("whole", np.tile(definition.levels(), n_units)),
        "kind": FrameColumn("text", by_node(word("kind", kind, lang) if titled else kind for kind in kinds)),
        "weight": FrameColumn("number", by_node(None if node.weight is None else float(node.weight) for node in nodes)),
        "score": figures(scores.values),
        "published": figures(published_floats(scores.exactness)),
        "obtained" if titled else "points": figures(scores.points),
        "max": figures(scores.max),
        "not_counted" if titled else "left_out": FrameColumn("flag", np.ravel(scores.left_out)),
    }
