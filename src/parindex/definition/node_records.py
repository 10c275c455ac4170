"""The nodes of a definition as flat records, for frames and views."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from parindex.base import AsFrame, FieldKind, data_frame, language, plain

_TEXTS = ("node", "title", "parent", "kind", "unit", "how", "adds", "status")


class NodeRecords(AsFrame):
    """What can be given as a data frame with a row a node."""

    __slots__ = ()
    id: str

    @property
    @abstractmethod
    def nodes(self) -> tuple[Any, ...]:
        """The root first, then every node below its parent, parts in the order of the file."""

    @abstractmethod
    def maximum(self, node: Any) -> Fraction | None:
        """Return the most a node can give, None where that is not known."""

    def levels(self) -> tuple[int, ...]:
        """Return how far below the index each node stands, which itself is at 0."""
        levels: dict[str, int] = {}
        for node in self.nodes:
            levels[node.id] = levels[node.parent or self.id] + 1 if levels else 0
        return tuple(levels.values())

    @property
    def field_kinds(self) -> Mapping[str, FieldKind]:
        """What fields of records hold."""
        return {**dict.fromkeys(_TEXTS, "text"), "level": "whole", "weight": "number", "max": "number"}

    def to_records(self, lang: str | None = None) -> list[dict[str, Any]]:
        """Return one flat record a node, the index first; titles in a language, figures exactly, as text."""
        told = language(lang)
        return [
            {
                "node": node.id,
                "title": node.title.get(told) if node.title else None,
                "parent": (node.parent or self.id) if level else None,
                "level": level,
                "kind": kind_of(node),
                "weight": _exact(node.weight),
                "max": _exact(self.maximum(node)),
                "unit": getattr(node, "unit", None),
                "how": node.combine if kind_of(node) == "component" else node.rule.kind,
                "adds": node.adds,
                "status": node.status,
            }
            for node, level in zip(self.nodes, self.levels(), strict=True)
        ]

    def to_frame(self, library: str = "pandas", *, lang: str | None = None) -> Any:
        """Return one row a node as a data frame of pandas or polars, weights and maxima as numbers.

        Titles are in a language, that of the locale unless one is named.
        """
        return data_frame(self.to_records(lang), library, self.field_kinds)


def kind_of(node: Any) -> str:
    """Return whether a node is a component or an indicator."""
    return "component" if hasattr(node, "combine") else "indicator"


def _exact(figure: Fraction | None) -> str | None:
    return None if figure is None else plain(figure)
