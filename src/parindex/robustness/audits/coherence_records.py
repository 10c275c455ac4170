"""Coherence as plain JSON values: a record a part, and what is said of a component as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from parindex.base import json_figure
from parindex.kernels import Floats
from parindex.robustness.audits.component_coherence import ComponentCoherence


def part_records(found: ComponentCoherence) -> Iterator[dict[str, Any]]:
    """Yield one flat record a part."""
    columns = {
        "weight": found.weights,
        "availability": found.availability,
        "mean": found.describe.mean,
        "standard_deviation": found.describe.standard_deviation,
        "correlation": found.importance.correlation,
        "item_rest": found.item_rest,
        "alpha_without": found.alpha.standardised_without,
        "loading": None if found.pca is None else found.pca.loadings[:, 0],
        "r_squared": found.importance.r_squared,
        "share": found.importance.share,
        "ratio": found.importance.ratio,
        "correlation_ratio": found.correlation_ratio,
        "added_value": found.added_value.share,
    }
    for at, part in enumerate(found.parts):
        figures = {name: None if line is None else json_figure(line[at]) for name, line in columns.items()}
        yield {"component": found.component, "part": part, **figures}


def component_details(found: ComponentCoherence) -> dict[str, Any]:
    """Return what is said of a component as a whole, and of each two parts."""
    alpha, bartlett, pca = found.alpha, found.bartlett, found.pca
    return {
        "component": found.component,
        "parts": list(found.parts),
        "units": int(found.rows.size),
        "describe": list(found.describe.records()),
        "correlations": {name: _table(figures) for name, figures in found.correlations.items()},
        "with_component": {name: _line(figures) for name, figures in found.with_component.items()},
        "p_values": {name: _table(figures) for name, figures in found.p_values.items()},
        "alpha": {
            "raw": json_figure(alpha.raw),
            "standardised": json_figure(alpha.standardised),
            "raw_without": _line(alpha.raw_without),
            "standardised_without": _line(alpha.standardised_without),
        },
        "pca": None
        if pca is None
        else {
            "eigenvalues": _line(pca.eigenvalues),
            "shares": _line(pca.shares),
            "loadings": _table(pca.loadings),
        },
        "kmo": json_figure(found.kmo),
        "bartlett": {
            "chi_square": json_figure(bartlett.chi_square),
            "degrees_of_freedom": bartlett.degrees_of_freedom,
            "p": json_figure(bartlett.p),
        },
        "added_value": {
            "share": _line(found.added_value.share),
            "mean": _line(found.added_value.mean),
            "spearman": _line(found.added_value.spearman),
        },
        "identical": [list(pair[:2]) for pair in found.identical],
    }


def _line(figures: Floats) -> list[float | None]:
    return [json_figure(figure) for figure in figures]


def _table(figures: Floats) -> list[list[float | None]]:
    return [_line(line) for line in figures]
