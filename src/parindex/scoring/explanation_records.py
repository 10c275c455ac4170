"""The nodes of an explanation as flat records, for frames and views."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from parindex.base import FieldKind, decimal_text, language, plain, translated

if TYPE_CHECKING:
    from parindex.scoring.explanation import Explanation

#: What fields of records hold.
FIELD_KINDS: Mapping[str, FieldKind] = {
    **dict.fromkeys(("node", "title", "parent", "value", "unit", "how", "documents"), "text"),
    **dict.fromkeys(("score", "points", "max", "full", "share", "lost", "weight", "contribution"), "number"),
    "level": "whole",
    "left_out": "flag",
}


def explanation_records(explanation: Explanation, lang: str | None = None) -> list[dict[str, Any]]:
    """Return one flat record a node, each above its parts; what is published exactly, as text."""
    told = language(lang)
    return [
        {
            "node": node.id,
            "title": node.title.get(told) if node.title else None,
            "parent": parent,
            "level": level,
            "value": f"{node.value:.12g}" if isinstance(node.value, float) else _answer(node, told),
            "unit": node.unit,
            "how": str(translated(node.how, told, titles=lang is not None)),
            "score": decimal_text(node.score),
            "points": node.points,
            "max": node.max,
            "full": node.full,
            "share": decimal_text(node.share),
            "lost": None if node.lost is None else plain(node.lost),
            "weight": node.weight,
            "contribution": node.contribution,
            "left_out": node.left_out,
            "documents": "; ".join(translated(paper.said(), told) for paper in node.documents) or None,
        }
        for level, parent, node in walked(explanation)
    ]


def walked(
    node: Explanation, level: int = 0, parent: str | None = None
) -> Iterator[tuple[int, str | None, Explanation]]:
    """Yield a node and every one below it, with how far below the first it stands and what it hangs from."""
    yield level, parent, node
    for part in node.parts:
        yield from walked(part, level + 1, node.id)


def _answer(node: Explanation, lang: str) -> str | None:
    """Return an answer as it was entered, None where there is none."""
    answer = node.entered or node.value
    return str(translated(answer, lang)) if isinstance(answer, str) else None
