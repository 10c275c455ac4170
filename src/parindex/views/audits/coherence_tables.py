"""Tables of coherence, rounded for people to read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy as np

from parindex.base import Figure, half_up_text, head, rough, say, translated
from parindex.definition import Component, Definition, Node, combined
from parindex.kernels import Floats
from parindex.robustness import ComponentCoherence, EvidenceDescription
from parindex.views.document import TextTable

#: Decimals of statistics and of shares, and of what stands in the unit of an indicator.
_STATISTIC, _VALUE = 3, 2


def figure_cells(figures: Iterable[float], decimals: int = _STATISTIC) -> list[str]:
    """Return cells of figures, empty where there is none."""
    return ["" if np.isnan(figure) else Figure(half_up_text(float(figure), decimals)) for figure in figures]


def table_of(heads: Sequence[str], columns: Sequence[Sequence[str]], texts: int, lang: str) -> TextTable:
    """Return a table of columns under heads, the first so many of them texts; without those in which nothing stands."""
    kept = [at for at, column in enumerate(columns) if any(column)]
    rows = list(zip(*(columns[at] for at in kept), strict=True))
    figures = [place for place, at in enumerate(kept) if at >= texts]
    return TextTable([head(heads[at], lang) for at in kept], rows, figures)


def framework_table(definition: Definition, lang: str) -> TextTable:
    """Return the tree: nodes, titles, how parts are combined, weights and maxima as the definition has them."""
    nodes = definition.nodes
    columns = [
        [node.id for node in nodes],
        [node.title.get(lang) if node.title else "" for node in nodes],
        [_way(definition, node, lang) for node in nodes],
        [_exact(node.weight) for node in nodes],
        [_exact(definition.maximum(node)) for node in nodes],
    ]
    return table_of(["node", "title", "combine", "weight", "max"], columns, 3, lang)


def _way(definition: Definition, node: Node, lang: str) -> str:
    if isinstance(node, Component) and definition.parts(node.id):
        return translated(combined(node), lang)
    return ""


def _exact(figure: Fraction | None) -> str:
    return "" if figure is None else rough(float(figure))


def description_table(found: EvidenceDescription, lang: str) -> TextTable:
    """Return what evidence holds of each indicator."""
    described = found.describe
    steps = [str(count or "") for count in described.winsorising_steps]
    columns = [
        list(found.indicators),
        figure_cells(found.availability),
        figure_cells(described.minimum, _VALUE),
        figure_cells(described.median, _VALUE),
        figure_cells(described.maximum, _VALUE),
        figure_cells(described.mean, _VALUE),
        figure_cells(described.standard_deviation, _VALUE),
        figure_cells(described.skewness),
        figure_cells(described.kurtosis),
        figure_cells(described.most_frequent),
        steps,
    ]
    heads = ["node", "availability", "minimum", "median", "maximum", "mean", "standard_deviation", "skewness"]
    return table_of([*heads, "kurtosis", "most_frequent", "winsorising_steps"], columns, 1, lang)


def parts_table(found: ComponentCoherence, lang: str) -> TextTable:
    """Return how each part of a component goes with the whole and the rest, and what it matters."""
    importance = found.importance
    loadings = np.full(len(found.parts), np.nan) if found.pca is None else found.pca.loadings[:, 0]
    columns = [
        list(found.parts),
        figure_cells(found.weights),
        figure_cells(importance.correlation),
        figure_cells(found.item_rest),
        figure_cells(found.alpha.standardised_without),
        figure_cells(loadings),
        figure_cells(importance.share),
        figure_cells(importance.ratio, _VALUE),
        figure_cells(found.correlation_ratio),
    ]
    heads = ["part", "weight", "correlation", "item_rest", "alpha_without", "loading", "importance", "ratio"]
    return table_of([*heads, "correlation_ratio"], columns, 1, lang)


def correlation_table(found: ComponentCoherence, lang: str) -> TextTable:
    """Return the correlations (Pearson) of each two parts."""
    correlations: Floats = found.correlations["pearson"]
    rows = [
        [part, *figure_cells(line[: at + 1], _VALUE), *[""] * (len(found.parts) - at - 1)]
        for at, (part, line) in enumerate(zip(found.parts, correlations, strict=True))
    ]
    return TextTable([translated(say("correlation"), lang), *found.parts], rows, range(1, len(found.parts) + 1))


def added_value_table(found: ComponentCoherence, lang: str) -> TextTable:
    """Return how otherwise each part ranks units."""
    added = found.added_value
    columns = [
        list(found.parts),
        figure_cells(added.share),
        figure_cells(added.mean, 1),
        figure_cells(added.spearman),
    ]
    return table_of(["part", "added_value", "mean_rank_shift", "spearman"], columns, 1, lang)
