"""What scoring one more unit needs of units that were scored before, to be kept as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from parindex.base import AsJson, decimal_text, json_figure, plain, shipped_schema
from parindex.definition import Definition
from parindex.evidence import Evidence
from parindex.kernels import RATIONAL
from parindex.scoring.cohort_reading import cohort_fields, cohort_in

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores

#: An exact figure of each unit, None where there is none.
ExactFigures = tuple[Fraction | None, ...]


@attrs.frozen(repr=False)
class Cohort(AsJson):
    """Units that were scored: what one more unit is compared and ranked with, all exact.

    It holds no evidence but the values of indicators whose rule compares units, and no scores but the total and those
    that decide between equal totals.

    Attributes
    ----------
    head : mapping
        What results begin with: the version of parindex, digests of definition and evidence, the year, the registry.
    period : str
        The year scored, else the years of the definition.
    units, names : tuple of str
        The units, and their names, "" where one has none.
    groups : tuple of (str or None)
        The group of units that each one is compared and ranked with.
    ranks : tuple of (float or None)
        Their ranks, None where a unit has none.
    bands : tuple of (str or None)
        Their groups of results.
    scores : mapping of node to tuple of (Fraction or None)
        Exact scores: of the index itself, and of the nodes that decide between equal totals.
    published : mapping of node to tuple of (Decimal or None)
        The same as published.
    values : mapping of indicator to tuple of (Fraction or None)
        The evidence of indicators whose rule compares units.

    Examples
    --------
    >>> import parindex
    >>> definition = parindex.load("par-ministry-2022")
    >>> evidence = {"MOHA": {"appraised": 60.65, "survey": 26.38}, "MOJ": {"appraised": 61.86, "survey": 28.1}}
    >>> cohort = parindex.score(definition, evidence).cohort
    >>> cohort
    <Cohort of 'par-ministry-2022', 2022–2023: 2 units, 2 ranked>
    >>> parindex.Cohort.from_json(cohort.to_json()) == cohort
    True
    """

    head: Mapping[str, Any] = attrs.field(hash=False)
    period: str
    units: tuple[str, ...]
    names: tuple[str, ...]
    groups: tuple[str | None, ...]
    ranks: tuple[float | None, ...]
    bands: tuple[str | None, ...]
    scores: Mapping[str, ExactFigures] = attrs.field(hash=False)
    published: Mapping[str, tuple[Decimal | None, ...]] = attrs.field(hash=False)
    values: Mapping[str, ExactFigures] = attrs.field(hash=False)

    @classmethod
    def of(cls, scores: Scores) -> Cohort:
        """Return the cohort of all units of some scores; `Scores.cohort` keeps it."""
        definition = scores.definition
        nodes = (definition.id, *definition.rank.then)
        return cls(
            head=scores.provenance,
            period=scores.period,
            units=scores.units,
            names=scores.names,
            groups=scores.group,
            ranks=tuple(None if np.isnan(rank) else float(rank) for rank in scores.rank.tolist()),
            bands=scores.band,
            scores={node: _exact_scores(scores, node) for node in nodes},
            published={node: scores.published(node) for node in nodes},
            values={leaf: exact_values(scores.evidence, leaf) for leaf in compared_leaves(definition)},
        )

    @classmethod
    def from_dict(cls, values: Mapping[str, Any], *, name: str = "<data>") -> Cohort:
        """Return the cohort that `to_dict` wrote.

        Parameters
        ----------
        values : mapping
            What was stored.
        name : str
            What an error calls it.

        Raises
        ------
        UnreadableError
            It is none, or not whole: the error says what is wrong where.
        """
        return cls(**cohort_fields(values, name))

    @classmethod
    def from_json(cls, text: str | bytes, *, name: str = "<text>") -> Cohort:
        """Return the cohort that `to_json` wrote; for what it raises see `from_dict`."""
        return cls(**cohort_in(text, name))

    @property
    def id(self) -> str:
        """The id of the definition that the units were scored by."""
        return str(self.head["definition"]["id"])

    @property
    def sha256(self) -> str:
        """The digest of that definition."""
        return str(self.head["definition"]["sha256"])

    @property
    def year(self) -> int | None:
        """The year scored, where it is known."""
        year: int | None = self.head["year"]
        return year

    @cached_property
    def rows(self) -> dict[str, int]:
        """The place of each unit."""
        return {unit: row for row, unit in enumerate(self.units)}

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain JSON values, exact figures as text: "7.25", "22/7"; see `cohort_schema`."""
        nodes = list(self.scores)
        units = [
            {
                "unit": unit,
                "name": self.names[row] or None,
                "group": self.groups[row],
                "rank": None if self.ranks[row] is None else json_figure(self.ranks[row] or 0.0),
                "band": self.bands[row],
                "scores": {node: _text(self.scores[node][row]) for node in nodes},
                "published": {node: decimal_text(self.published[node][row]) for node in nodes},
            }
            for row, unit in enumerate(self.units)
        ]
        values = {leaf: list(map(_text, figures)) for leaf, figures in self.values.items()}
        return {**self.head, "period": self.period, "units": units, "values": values}

    def __repr__(self) -> str:
        ranked = sum(rank is not None for rank in self.ranks)
        return f"<Cohort of {self.id!r}, {self.period}: {len(self.units)} units, {ranked} ranked>"


def compared_leaves(definition: Definition) -> list[str]:
    """Return the indicators whose rule compares units."""
    return [leaf.id for leaf in definition.leaves if leaf.rule.cohort]


def _exact_scores(scores: Scores, node: str) -> ExactFigures:
    """Return the exact scores of a node."""
    at = scores.places[node]
    without = scores.exactness.marks.without_score[:, at].tolist()
    exact = scores.exactness.exact(row for row, gone in enumerate(without) if not gone)
    return tuple(None if gone else scores.exactness.figure(exact[row][at]) for row, gone in enumerate(without))


def exact_values(evidence: Evidence, leaf: str) -> ExactFigures:
    """Return the exact values of an indicator; none where the units give none."""
    if leaf not in evidence.columns:
        return (None,) * len(evidence.units)
    at = evidence.columns.index(leaf)
    there = np.flatnonzero(~np.isnan(evidence.values[:, at])).tolist()
    figures = dict(zip(there, evidence.exact(there, at, RATIONAL), strict=True))
    return tuple(figures.get(row) for row in range(len(evidence.units)))


def _text(figure: Fraction | None) -> str | None:
    return None if figure is None else plain(figure)


def cohort_schema() -> dict[str, Any]:
    """Return the JSON Schema of `Cohort.to_dict`.

    Examples
    --------
    >>> import parindex
    >>> parindex.cohort_schema()["required"]
    ['parindex', 'definition', 'year', 'registry', 'evidence', 'period', 'units', 'values']
    """
    return shipped_schema("parindex.scoring", "cohort")
