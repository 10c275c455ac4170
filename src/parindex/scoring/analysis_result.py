"""What the result of every analysis offers: flat records, and from them JSON and data frames."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

import attrs
import numpy as np

from parindex.base import (
    MOST_WHOLE,
    AsFrame,
    FieldKind,
    first_of,
    json_figure,
    json_text,
    key_of,
    plain,
    say,
    shipped_schema,
)
from parindex.definition import Rule
from parindex.kernels import Array, Indices
from parindex.scoring.provenance import result_head

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores

_PAIR = 2


class ByUnit(AsFrame):
    """What can be given as a data frame, and as JSON of all units or of some."""

    @abstractmethod
    def to_dict(self, units: Collection[str] = ()) -> dict[str, Any]:
        """Return everything as plain JSON values."""

    def to_json(self, indent: int | None = None, units: Collection[str] = ()) -> str:
        """Return `to_dict` as JSON text."""
        return json_text(self.to_dict(units), indent)


class AnalysisResult(ByUnit):
    """The result of an analysis of scores.

    Attributes
    ----------
    scores : Scores
        What was analysed.
    analysis : str
        The name of the analysis.
    """

    analysis: ClassVar[str]
    #: Decimals of figures for people to read, by the name of a record's field; others are whole or text.
    shown: ClassVar[Mapping[str, int]] = {}
    #: The key in `HEADS` of what stands above a field, where a field of that name says something else elsewhere.
    heads: ClassVar[Mapping[str, str]] = {}
    scores: Scores

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know."""
        return ()

    @property
    @abstractmethod
    def parameters(self) -> dict[str, Any]:
        """What the analysis was asked for, as plain JSON values."""

    @property
    def field_kinds(self) -> Mapping[str, FieldKind]:
        """What fields of records hold."""
        return dict.fromkeys(self.shown, "number")

    def overview(self) -> list[dict[str, Any]]:
        """Return records for a first look, fewer where there are very many."""
        return self.to_records()

    def of_units(self, units: Collection[str]) -> list[dict[str, Any]]:
        """Return the records of some units, by their codes; of all where none is named."""
        records = self.to_records()
        return [record for record in records if record.get("unit", record.get("output")) in units] if units else records

    def details(self, units: Collection[str] = ()) -> dict[str, Any]:
        """Return what else JSON holds beside the records, of some units or of all."""
        return {}

    def pair(self, a: str, b: str) -> dict[str, Any]:
        """Return what there is to say of two units, by their codes."""
        return {}

    def between(self, units: Collection[str]) -> dict[str, Any]:
        """Return `pair` of two units, and nothing of fewer or more."""
        return self.pair(*units) if len(units) == _PAIR else {}

    def to_dict(self, units: Collection[str] = ()) -> dict[str, Any]:
        """Return everything as plain JSON values: what was scored, parameters, records and notes.

        With `units`, by their codes, the records of these only; of two, also how they stand to each other.
        """
        pair = self.between(units)
        return {
            **result_head(self.scores.definition, self.scores.evidence),
            "analysis": self.analysis,
            "parameters": self.parameters,
            "records": self.of_units(units),
            **self.details(units),
            **({"pair": pair} if pair else {}),
            "notes": list(self.notes),
        }


def described(value: Any) -> Any:
    """Return a parameter as plain JSON values: what it is, and its fields."""
    if isinstance(value, Rule):
        return {"kind": value.kind, **_fields(value)}
    if attrs.has(type(value)):
        return {"kind": type(value).__name__, **_fields(value)}
    if isinstance(value, Mapping):
        return {str(key): described(part) for key, part in value.items()}
    if isinstance(value, (tuple, list)):
        return [described(part) for part in value]
    if isinstance(value, Fraction):
        return plain(value)
    return _scalar(value)


def _scalar(value: Any) -> Any:
    """Return one value as JSON holds it: a seed may have any number of digits, and is text then."""
    if isinstance(value, int) and abs(value) > MOST_WHOLE:
        return str(value)
    return value.item() if isinstance(value, np.generic) else value


def _fields(value: Any) -> dict[str, Any]:
    return {key_of(field.name): described(getattr(value, field.name)) for field in attrs.fields(type(value))}


def without_rank(scores: Scores, ranked: Indices) -> tuple[str, ...]:
    """Return a note that names the units that are not among those ranked."""
    others = np.setdiff1d(np.arange(len(scores.units)), ranked).tolist()
    units = first_of([scores.units[row] for row in others])
    return (say("no rank: {units}", units=units),) if others else ()


def ties_left(scores: Scores) -> tuple[str, ...]:
    """Return a note that equal totals share a rank, where in the scores further nodes decide between them."""
    note = say("equal totals share a rank here: what `rank.then` says of them is not asked")
    return (note,) if scores.definition.rank.then else ()


def best_first(scores: Scores, ranked: Indices, units: Collection[str] = ()) -> list[int]:
    """Return the rows of the units ranked, best first; of some units only if these are named by their codes."""
    rows = set(ranked.tolist())
    return [row for row in scores.best_first if row in rows and (not units or scores.units[row] in units)]


def unit_records(scores: Scores, columns: Mapping[str, Array | list[Any]], **head: Any) -> list[dict[str, Any]]:
    """Return one record a unit, best first: what is the same in all, unit, name, and what stands in each column.

    Columns (n_units,) are figures, or lists of plain JSON values.
    """
    order = scores.best_first
    named: dict[str, list[Any]] = {
        "unit": [scores.units[row] for row in order],
        "name": [scores.names[row] or None for row in order],
    }
    for name, values in columns.items():
        named[name] = [values[row] if isinstance(values, list) else json_figure(values[row]) for row in order]
    return records_of(named, **head)


def records_of(columns: Mapping[str, Iterable[Any]], **head: Any) -> list[dict[str, Any]]:
    """Return one record for each place of some columns of plain JSON values: what is the same in all, then these."""
    return [{**head, **dict(zip(columns, row, strict=True))} for row in zip(*columns.values(), strict=True)]


def sensitivity_schema() -> dict[str, Any]:
    """Return the JSON Schema of the results of analyses, whose `to_dict` says in `analysis` which it is.

    Examples
    --------
    >>> import parindex
    >>> [one["$ref"].rpartition("/")[2] for one in parindex.sensitivity_schema()["oneOf"]][:3]
    ['uncertainty', 'sobol', 'rank-range']
    """
    return shipped_schema("parindex.scoring", "sensitivity")
