"""What is known of units that were scored, whether or not their evidence is at hand: totals, ranks, groups."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import numpy as np

from parindex.base import Problems, Text, decimal_text, json_figure, json_float, json_floats
from parindex.definition import REGISTRIES, Definition, Registry, covers, kind_of, period
from parindex.evidence import unit_row
from parindex.kernels import Floats, Indices, Integers, as_float

#: The shape of the JSON of a result: another number where a reader of this one would misread it.
FORMAT = 1


def is_own_list(registry: Registry | None) -> bool:
    """Return whether units are listed by a definition itself, not by a registry that parindex knows."""
    return registry is not None and registry.id not in REGISTRIES


def listed_units(registry: Registry | None) -> list[dict[str, str]]:
    """Return the units of a list by code and Vietnamese name, as they stand in a result."""
    units = () if registry is None else registry.units
    return [{"unit": unit.id, "name": unit.called("vi") if unit.title else ""} for unit in units]


def listed_nodes(definition: Definition) -> list[dict[str, Any]]:
    """Return what labels the scores of a result: the index first, then every node below its parent."""
    return [
        {
            "id": node.id,
            "title": None if node.title is None else {"vi": node.title.vi, "en": node.title.en},
            "parent": None if node is definition.root else node.parent or definition.id,
            "kind": kind_of(node),
            "max": _nearest(definition.maximum(node)),
            "adds": node.adds,
        }
        for node in definition.nodes
    ]


def _nearest(figure: Fraction | None) -> float | None:
    return None if figure is None else json_float(as_float(figure))


@attrs.frozen(kw_only=True)
class ScoringEdition:
    """The definition that units were scored by, as far as results are put beside each other.

    Attributes
    ----------
    id, version, sha256 : str
        Which definition.
    index : str
        The index.
    title : Text
        Its title.
    years : tuple of int
        The first year and perhaps the last.
    best : {"highest", "lowest"}
        Which totals are best.
    """

    id: str
    version: str
    sha256: str
    index: str
    title: Text
    years: tuple[int, ...]
    best: str

    @property
    def key(self) -> tuple[str, str, str]:
        """Its id, version and digest."""
        return self.id, self.version, self.sha256

    @property
    def sign(self) -> int:
        """1 where high totals are best, -1 where low ones are."""
        return -1 if self.best == "lowest" else 1

    @property
    def period(self) -> str:
        """The years as text."""
        return period(self.years)

    def covers(self, year: int) -> bool:
        """Return whether it is of a year."""
        return covers(self.years, year)

    def to_dict(self) -> dict[str, Any]:
        """Return what stands in a result beside id, version and digest."""
        title = {"vi": self.title.vi, "en": self.title.en}
        return {"index": self.index, "title": title, "years": list(self.years), "best": self.best}


class Standings(ABC):
    """Units with their totals, ranks and groups: `Scores`, or `StoredScores` without their evidence.

    Attributes
    ----------
    units, names : tuple of str
        The unit of each row, and its name.
    nodes : tuple of str
        The node of each column: the index itself, then every node below its parent.
    values : array (n_units, n_nodes)
        Scores, nan where missing.
    rank : array (n_units,)
        Ranks of the totals, nan where a unit has none.
    problems : tuple of Problem
        What was told of them.
    """

    __slots__ = ()

    units: tuple[str, ...]
    names: tuple[str, ...]
    nodes: tuple[str, ...]
    values: Floats
    rank: Floats
    problems: Problems

    @property
    @abstractmethod
    def edition(self) -> ScoringEdition:
        """By which definition they were scored."""

    @property
    @abstractmethod
    def year(self) -> int | None:
        """The year scored, where it is known."""

    @property
    @abstractmethod
    def provenance(self) -> dict[str, Any]:
        """Where results come from: the version of parindex, definition, year, registry of units, evidence."""

    @property
    @abstractmethod
    def registry(self) -> Registry | None:
        """Where units were looked up."""

    @property
    @abstractmethod
    def rounded(self) -> tuple[Decimal | None, ...]:
        """The totals as published, None where missing."""

    @property
    @abstractmethod
    def group(self) -> tuple[str | None, ...]:
        """The group of units that each one is compared and ranked with, None where there are none."""

    @property
    @abstractmethod
    def band(self) -> tuple[str | None, ...]:
        """The group of results of each unit, None where it has none."""

    @property
    @abstractmethod
    def lacking(self) -> Mapping[str, Sequence[str]]:
        """Of each unit without a total, the columns without a value that keep it from being worked out."""

    @abstractmethod
    def published(self, node: str | None = None) -> tuple[Decimal | None, ...]:
        """Return the scores of a node, the total if none is named, as published."""

    @abstractmethod
    def node_called(self, node: str, lang: str) -> str:
        """Return the title of a node in a language, its id where it has none."""

    @property
    def period(self) -> str:
        """The year scored where it is known, else the years of the definition."""
        return self.edition.period if self.year is None else str(self.year)

    def row(self, unit: str) -> int:
        """Return the row of a unit, by its code or its name.

        Raises
        ------
        UnknownNameError
            No unit is called so, or several are.
        """
        return unit_row(unit, self.units, self.names, self.registry)

    def called(self, row: int) -> str:
        """Return the name of the unit of a row, its code where it has none."""
        return self.names[row] or self.units[row]

    @property
    def total(self) -> Floats:
        """The total of every unit, nan where it is missing."""
        return self.values[:, 0]

    @property
    def ranked(self) -> Indices:
        """The rows of units that have a rank (n_ranked,)."""
        return np.flatnonzero(~np.isnan(self.rank))

    @property
    def n_ranked(self) -> Integers:
        """Among how many units each one is ranked, itself too; 0 where it has no rank."""
        counts = Counter(self.group[row] for row in self.ranked.tolist())
        missing = np.isnan(self.rank).tolist()
        pairs = zip(self.group, missing, strict=True)
        return np.array([0 if gone else counts[group] for group, gone in pairs], dtype=np.int64)

    def own_records(self) -> list[dict[str, Any]]:
        """Return what is known of each unit beside the scores of its nodes, as `to_records` tells it."""
        columns: dict[str, Iterable[Any]] = {
            "unit": self.units,
            "name": self.names,
            "group": self.group,
            "total": json_floats(self.total).tolist(),
            "published": map(decimal_text, self.rounded),
            "rank": map(json_figure, self.rank.tolist()),
            "band": self.band,
        }
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]

    def to_records(self) -> list[dict[str, Any]]:
        """Return one flat record a unit: unit, name, total, published, rank, band and the score of every node."""
        nodes, scores = self.nodes[1:], json_floats(self.values[:, 1:])
        rows = zip(self.own_records(), map(np.ndarray.tolist, scores), strict=True)
        return [{**own, **dict(zip(nodes, figures, strict=True))} for own, figures in rows]
