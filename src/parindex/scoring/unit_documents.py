"""The units of a result as JSON holds them, made column by column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from parindex.base import json_floats
from parindex.scoring.published_columns import published_texts

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores


def unit_documents(scores: Scores) -> Iterator[dict[str, Any]]:
    """Yield what `Scores.to_dict` tells of every unit."""
    coverage, nodes = scores.coverage, scores.nodes[1:]
    published = published_texts(scores.exactness, slice(None), slice(1, None))
    papers = _documents(scores)
    rows = zip(
        scores.own_records(),
        scores.complete.tolist(),
        scores.undecided,
        scores.band_reasons,
        map(np.ndarray.tolist, json_floats(scores.values[:, 1:])),  # a row at a time: lists are looked through again
        map(np.ndarray.tolist, published),  # and again by what collects garbage
        strict=True,
    )
    return (
        {
            **own,
            "name": own["name"] or None,
            "complete": complete,
            "lacking": list(coverage.lacking.get(own["unit"], ())),
            "undecided": list(undecided),
            "band_reasons": list(reasons),
            "short": _fields(coverage.short.get(own["unit"], {})),
            "few_parts": _fields(coverage.few_parts.get(own["unit"], {})),
            "scores": dict(zip(nodes, figures, strict=True)),
            "published_scores": dict(zip(nodes, texts, strict=True)),
            "documents": papers.get(row, {}),
        }
        for row, (own, complete, undecided, reasons, figures, texts) in enumerate(rows)
    )


def _fields(nodes: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {node: attrs.asdict(parts) for node, parts in nodes.items()}


def _documents(scores: Scores) -> dict[int, dict[str, list[dict[str, str]]]]:
    """Return the documents of each unit that has any, by what they support."""
    papers: dict[int, dict[str, list[dict[str, str]]]] = {}
    for (row, leaf), documents in scores.evidence.documents.items():
        papers.setdefault(row, {})[leaf] = [attrs.asdict(document) for document in documents]
    return papers
