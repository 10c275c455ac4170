"""Merged evidence: which unit was formed of which, how each column came about, and what is derived."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from parindex.base import (
    AsFrame,
    FieldKind,
    Message,
    Problems,
    aligned_columns,
    array,
    csv_text,
    head,
    json_text,
    language,
    plain,
    say,
    shipped_schema,
    translated,
    word,
)
from parindex.evidence import Evidence
from parindex.kernels import RATIONAL, Mask
from parindex.scoring import evidence_head, result_head
from parindex.years.merging.column_weights import ColumnWeights
from parindex.years.merging.merger import Merger

if TYPE_CHECKING:
    from parindex.years.merging.mix_intervals import MixIntervals

#: A number of which no decimal is the end is written with so many digits.
_DIGITS, _LONGEST = 30, 40
#: So many digits behind a point are those of thousands too.
_GROUP = 3


@attrs.frozen(repr=False, kw_only=True)
class Merged(AsFrame):
    """Evidence brought from former units to those that they were merged into.

    Attributes
    ----------
    evidence : Evidence
        Of the new units, for the same definition and year, looked up in the list of the new units.
    parents : mapping of str to tuple of str
        The former units that each new one was formed of, by codes.
    how : mapping of column to str
        How each column was merged: ``sum``, ``mean``, ``same`` or ``missing``. What is worked out from others is not
        in it: it follows from them.
    weights : mapping of column to str or None
        By which weight each column with a mean was averaged; None where means are plain.
    derived : array of bool (n_units, n_columns)
        Where values are means of parts, or follow from such means.
    left : tuple of str
        Columns of the former evidence that were left behind.
    given : ColumnWeights
        The weights that were given.
    """

    evidence: Evidence
    parents: Mapping[str, tuple[str, ...]] = attrs.field(hash=False)
    how: Mapping[str, str] = attrs.field(hash=False)
    weights: Mapping[str, str | None] = attrs.field(hash=False)
    derived: Mask = array()
    left: tuple[str, ...] = ()
    given: ColumnWeights = attrs.field(factory=ColumnWeights, eq=False)
    merger: Merger = attrs.field(eq=False)

    @property
    def units(self) -> tuple[str, ...]:
        """The new units."""
        return self.evidence.units

    @property
    def names(self) -> tuple[str, ...]:
        """What they are called."""
        return self.evidence.names

    @property
    def former(self) -> Evidence:
        """The evidence of the former units."""
        return self.merger.evidence

    @property
    def problems(self) -> Problems:
        """What was averaged, is lacking or was left behind, beside what was wrong before."""
        return self.evidence.problems

    @property
    def merged_units(self) -> tuple[str, ...]:
        """The units that were formed of several."""
        return tuple(unit for unit in self.units if len(self.parents[unit]) > 1)

    @property
    def field_kinds(self) -> Mapping[str, FieldKind]:
        """What fields of records hold."""
        return {"value": "number", "exact": "text", "weight": "text", "option": "text"}

    def to_records(self) -> list[dict[str, Any]]:
        """Return one record a unit and column: its parts, its value, exactly too, how it came about, if derived."""
        evidence, cells = self.evidence, self.evidence.to_records()
        exact = {column: self._exact(at) for at, column in enumerate(evidence.columns)}
        return [
            {
                "unit": unit,
                "name": self.names[row] or None,
                "parts": "|".join(self.parents[unit]),
                "column": column,
                "value": None if isinstance(cells[row][column], str) else cells[row][column],
                "exact": exact[column].get(row),
                "option": cells[row][column] if isinstance(cells[row][column], str) else None,
                "not_applicable": bool(evidence.not_applicable[row, at]),
                "how": self._how(row, column),
                "weight": self.weights.get(column),
                "derived": bool(self.derived[row, at]),
            }
            for row, unit in enumerate(self.units)
            for at, column in enumerate(evidence.columns)
        ]

    def _exact(self, at: int) -> dict[int, str]:
        """Return the exact figures of a column as text, by row; of answers none."""
        if self.evidence.field_kinds[self.evidence.columns[at]] == "text":
            return {}
        rows = np.flatnonzero(~np.isnan(self.evidence.values[:, at])).tolist()
        return dict(zip(rows, map(plain, self.evidence.exact(rows, at, RATIONAL)), strict=True))

    def _how(self, row: int, column: str) -> str:
        """Return how a unit came by a column: as it was where it went on alone."""
        if len(self.parents[self.units[row]]) == 1:
            return "unchanged"
        return self.how.get(column, "follows")

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain JSON values."""
        evidence = self.evidence
        return {
            **result_head(evidence.definition, evidence),
            "former": {"registry": self.former.registry and self.former.registry.label, **evidence_head(self.former)},
            "parents": {unit: list(parts) for unit, parts in self.parents.items()},
            "how": dict(self.how),
            "weights": dict(self.weights),
            "left": list(self.left),
            "records": self.to_records(),
            "problems": [problem.to_dict() for problem in self.problems],
        }

    def to_json(self, indent: int | None = None) -> str:
        """Return `to_dict` as JSON text."""
        return json_text(self.to_dict(), indent)

    def to_csv(self) -> str:
        """Return the evidence as a table that can be read again, by the list of the new units.

        A number that no decimal ends, such as a third, has 30 digits.
        """
        return csv_text(self.table_rows())

    def table_rows(self) -> list[list[str]]:
        """Return the evidence as rows of text, the heads first."""
        table = self.evidence.table
        rows = [["unit", "name", *table.columns]]
        for row, unit in enumerate(table.units):
            rows.append([unit, table.names[row], *(_written(cells[row]) for cells in table.columns.values())])
        return rows

    def heading(self) -> Message:
        """Say in a line what was brought to what."""
        values = {
            "former": len(self.former.units),
            "units": len(self.units),
            "merged": len(self.merged_units),
            "index": self.evidence.definition.title,
        }
        return say("{index}: {former} units brought to {units}, of which {merged} are merged", **values)

    def to_text(self, lang: str | None = None) -> str:
        """Return as text which units were formed of which, and how each column was merged."""
        spoken = language(lang)
        names = dict(zip(self.former.units, self.former.names, strict=True))
        units = [tuple(head(name, spoken) for name in ("unit", "name", "formed_of"))]
        for row, unit in enumerate(self.units):
            if unit in self.merged_units:
                parts = " + ".join(f"{names.get(part, '')} ({part})".strip() for part in self.parents[unit])
                units.append((unit, self.names[row], parts))
        columns = [tuple(head(name, spoken) for name in ("column", "merged_by", "weight"))]
        for column, how in self.how.items():
            columns.append((column, word("merged_by", how, spoken), self.weights.get(column) or ""))
        notes = [translated(problem.said(spoken).message, spoken) for problem in self.problems]
        lines = [translated(self.heading(), spoken), *aligned_columns(units, []), ""]
        return "\n".join([*lines, *aligned_columns(columns, []), *notes])

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        return f"<Merged: {self.heading()}>"

    def intervals(self, ways: Mapping[str, object] | None = None) -> MixIntervals:
        """Return the ranks of the new units under several ways to weight their parts.

        Parameters
        ----------
        ways : mapping of str to weights, optional
            Weights by the name of the way, each as `by` of `merge_units`; None stands for plain means. Without it plain
            means, and each weight that the evidence was merged by.
        """
        from parindex.years.merging.mix_intervals import mix_intervals

        return mix_intervals(self, ways)


def _written(cell: object) -> str:
    """Write a cell such that it is read again as it is: never as a thousand."""
    if cell is None:
        return ""
    if not isinstance(cell, Fraction):
        return str(cell)
    text = plain(cell)
    if "/" in text or len(text) > _LONGEST:
        text = _to_digits(cell)
    return f"{text}0" if len(text.partition(".")[2]) == _GROUP else text


def _to_digits(number: Fraction) -> str:
    """Return the nearest decimal of 30 digits behind the point."""
    steps = round(abs(number) * 10**_DIGITS)
    whole, rest = divmod(steps, 10**_DIGITS)
    return f"{'-' if number < 0 else ''}{whole}.{rest:0{_DIGITS}d}"


def merging_schema() -> dict[str, Any]:
    """Return the JSON Schema of `to_dict` of merged evidence and of intervals.

    Examples
    --------
    >>> import parindex
    >>> [one["$ref"].rpartition("/")[2] for one in parindex.merging_schema()["oneOf"]]
    ['merged', 'intervals']
    """
    return shipped_schema("parindex.years.merging", "merging")
