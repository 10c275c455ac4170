"""What an appraisal changed: two layers of points, self-assessed and appraised, held against each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal, Unpack, get_args

import attrs
import numpy as np

from parindex.appraisal.changes import Change, changes, given_nodes
from parindex.appraisal.remainders import Remainder, exact_rows, remainders
from parindex.base import (
    AsFrame,
    AsJson,
    Collector,
    EvidenceError,
    FieldKind,
    Problem,
    array,
    check_word,
    data_frame,
    decimal_text,
    errors,
    json_figure,
    json_float,
    say,
    shipped_schema,
)
from parindex.definition import Definition
from parindex.evidence import (
    LAYERS,
    STAGES,
    SURVEY,
    EmptyPolicy,
    Evidence,
    LayoutOptions,
    Table,
    aligned_layers,
    check_layer_words,
    check_reading_options,
    composed_layer,
    in_points,
    layer_of,
    read_evidence,
    split_layers,
    tables_of,
)
from parindex.kernels import Floats, as_float
from parindex.scoring import Scores, evidence_head, score

ReconciledRecords = Literal["units", "indicators", "changes"]
_SIDES = ("before", "after")
#: What fields of records hold, of changes and of summaries by unit or indicator.
_OF_CHANGES: dict[str, FieldKind] = {
    **dict.fromkeys(("unit", "name", "indicator", "what", *_SIDES), "text"),
    **dict.fromkeys((f"{name}_{side}" for name in ("points", "published") for side in _SIDES), "number"),
    "total": "number",
    "rank": "whole",
    "effect": "number",
    "note": "text",
}
_OF_SUMMARIES: dict[str, FieldKind] = {
    **dict.fromkeys((*_SIDES, "difference", *(f"published_{side}" for side in _SIDES)), "number"),
    **dict.fromkeys((f"rank_{side}" for side in _SIDES), "whole"),
}
#: The one table that holds all layers.
_ALL = ""


@attrs.frozen(repr=False)
class Reconciliation(AsJson, AsFrame):
    """Two layers of one definition, unit by unit and node by node.

    Attributes
    ----------
    before, after : Scores
        The two layers, scored.
    layers : tuple of str
        Their names.
    changes : tuple of Change
        Every indicator that differs.
    difference : array (n_units, n_nodes)
        Score after less score before; nan where either is missing.
    rank : array (n_units,)
        Rank after less rank before.
    """

    before: Scores
    after: Scores
    layers: tuple[str, str]
    changes: tuple[Change, ...]
    difference: Floats = array()
    rank: Floats = array()

    def __repr__(self) -> str:
        names = f"{self.layers[0]} and {self.layers[1]}"
        return f"<Reconciliation of {names}: {len(self.before.units)} units, {len(self.changes)} changes>"

    @cached_property
    def remainders(self) -> tuple[Remainder, ...]:
        """What moved totals beside each change alone, so that rows add up: other units, changes together, rounding.

        With the `effect` of a unit's changes they add to the difference of its published totals.
        """
        return tuple(remainders(self.before, self.after, self.changes))

    def rows(self, unit: str) -> tuple[tuple[str, str, Fraction], ...]:
        """Return all that moved the total of a unit, named by its code or name, exactly: indicator, what, points.

        They add to the difference of the published totals; without the last one, ``rounding``, to that of the exact
        totals. Rows of no indicator are of ``other units``, of changes ``together``, and of ``rounding``.

        Raises
        ------
        ValueError
            The unit has no total in one of the layers.
        """
        row = self.before.evidence.row(unit)
        if None in (self.before.rounded[row], self.after.rounded[row]):
            raise ValueError(say("{unit} has no total", unit=self.before.units[row]))
        own = [change for change in self.changes if change.unit == self.before.units[row]]
        return tuple(exact_rows(self.before, self.after, row, own))

    def _given(self) -> tuple[Floats, tuple[str, ...]]:
        """Return what each node given brings the unit more than before, points of a penalty the other way round."""
        nodes = given_nodes(self.before.evidence)
        columns = [self.before.places[node.id] for node in nodes]
        adds = (self.before.definition.branch(node).adds for node in nodes)
        signs = [{"penalty": -1.0, "nothing": 0.0}.get(str(how), 1.0) for how in adds]
        return self.difference[:, columns] * signs, tuple(node.id for node in nodes)

    def by_unit(self) -> list[dict[str, Any]]:
        """Return one record a unit: totals and ranks of either layer, and how much was over- and under-claimed."""
        table, _ = self._given()
        published = zip(self.before.rounded, self.after.rounded, strict=True)
        return [
            {
                "unit": unit,
                "name": self.before.names[row],
                "group": self.before.group[row],
                "before": json_float(self.before.total[row]),
                "after": json_float(self.after.total[row]),
                "difference": json_float(self.difference[row, 0]),
                "published": list(map(decimal_text, pair)),
                "rank_before": json_figure(self.before.rank[row]),
                "rank_after": json_figure(self.after.rank[row]),
                **_claims(table[row]),
            }
            for row, (unit, pair) in enumerate(zip(self.before.units, published, strict=True))
        ]

    def by_indicator(self, group: str | None = None) -> list[dict[str, Any]]:
        """Return one record an indicator: the mean of either layer, and how much was over- and under-claimed.

        With `group`, of the units of that group only.
        """
        table, nodes = self._given()
        rows = [row for row, of_unit in enumerate(self.before.group) if group in (None, of_unit)]
        return [
            {
                "indicator": node,
                "before": _mean(self.before[node][rows]),
                "after": _mean(self.after[node][rows]),
                "difference": _mean(self.difference[rows, self.before.places[node]]),
                **_claims(table[rows, at]),
            }
            for at, node in enumerate(nodes)
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain JSON values."""
        tables = {"before": self.before.values, "after": self.after.values, "difference": self.difference}
        nodes = list(enumerate(self.before.nodes))[1:]

        def scores(row: int) -> dict[str, dict[str, float | None]]:
            return {node: {name: json_float(table[row, at]) for name, table in tables.items()} for at, node in nodes}

        units = [
            {**record, **_difference_told(record), "scores": scores(row), "published_scores": self._published(row)}
            for row, record in enumerate(self.by_unit())
        ]
        return {
            **self.after.provenance,
            "evidence": {"before": evidence_head(self.before.evidence), "after": evidence_head(self.after.evidence)},
            "layers": list(self.layers),
            "units": units,
            "indicators": self.by_indicator(),
            "changes": [change.to_dict() for change in self.changes],
            "remainders": [remainder.to_dict() for remainder in self.remainders],
            "problems": [problem.to_dict() for problem in dict.fromkeys((*self.before.problems, *self.after.problems))],
        }

    def _published(self, row: int) -> dict[str, dict[str, str | None]]:
        """Return the scores of a unit in both layers, and by how much they differ, as published."""
        before, after = (layer.published_of(self.before.units[row]) for layer in (self.before, self.after))
        return {node: _both_published(before[node], after[node]) for node in self.before.nodes[1:]}

    @property
    def field_kinds(self) -> Mapping[str, FieldKind]:
        """What fields of records of changes hold."""
        return _OF_CHANGES

    def to_records(self, what: ReconciledRecords = "changes") -> list[dict[str, Any]]:
        """Return one flat record a change, or a unit or an indicator."""
        check_word("what", what, get_args(ReconciledRecords))
        if what == "indicators":
            return self.by_indicator()
        records = self.by_unit() if what == "units" else [change.to_dict() for change in self.changes]
        return [_flat(record) for record in records]

    def to_frame(self, library: str = "pandas", what: ReconciledRecords = "changes") -> Any:
        """Return changes, or a summary by unit or by indicator, as a data frame of pandas or polars.

        Raises
        ------
        ExtraError
            The library is not installed.
        """
        return data_frame(self.to_records(what), library, _OF_CHANGES if what == "changes" else _OF_SUMMARIES)


def _both_published(before: Decimal | None, after: Decimal | None) -> dict[str, str | None]:
    """Return two published figures and the later one less the earlier one, as text."""
    difference = None if before is None or after is None else after - before
    figures = {"before": before, "after": after, "difference": difference}
    return {name: decimal_text(figure) for name, figure in figures.items()}


def _difference_told(record: Mapping[str, Any]) -> dict[str, str | None]:
    """Return by how much the published totals of a record differ."""
    before, after = (None if text is None else Decimal(text) for text in record["published"])
    return {"published_difference": _both_published(before, after)["difference"]}


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record with two fields in place of each pair of both layers."""
    flat: dict[str, Any] = {}
    for name, value in record.items():
        pair = isinstance(value, list)
        flat |= {f"{name}_{side}": one for side, one in zip(_SIDES, value, strict=True)} if pair else {name: value}
    return flat


def _mean(values: Floats) -> float | None:
    scored = values[~np.isnan(values)]
    return float(scored.mean()) if scored.size else None


def _claims(difference: Floats) -> dict[str, Any]:
    """Sum up what was over-claimed, lowered by the later layer, and under-claimed; and count what one layer lacks."""
    compared = difference[~np.isnan(difference)]
    lowered, raised = compared[compared < 0], compared[compared > 0]
    return {
        "over_claimed": float(-lowered.sum()) + 0.0,
        "under_claimed": float(raised.sum()),
        "lowered": lowered.size,
        "raised": raised.size,
        "unchanged": compared.size - lowered.size - raised.size,
        "not_compared": difference.size - compared.size,
    }


def reconcile(
    definition: Definition,
    evidence: object = None,
    *,
    self_assessed: object = None,
    appraised: object = None,
    reappraised: object = None,
    survey: object = None,
    between: tuple[str, str] | None = None,
    empty: EmptyPolicy = "missing",
    **reading: Unpack[LayoutOptions],
) -> Reconciliation:
    """Hold two layers of points against each other.

    Parameters
    ----------
    definition : Definition
        The index.
    evidence : anything that `read_evidence` takes, optional
        All layers in one table, with a column ``layer``, or as forms; the survey may stand beside it.
    self_assessed, appraised, reappraised : anything that `read_evidence` takes
        In place of it, a table each; at least two of them.
    survey : anything that `read_evidence` takes, optional
        The indicators with ``self_scored = false``, for all layers; without it they come from the last layer.
    between : tuple of two layers, optional
        Which are compared: the first and the last unless given.
    empty : {"missing", "accepted"}
        What an empty cell of a later layer means: no value, or that the layer before it stands.
    **reading
        How each table is read; see `read_evidence`.

    Returns
    -------
    Reconciliation

    Raises
    ------
    EvidenceError
        A layer is faulty; `problems` holds every fault of all.
    ValueError
        Fewer than two layers are given, or not those to compare.

    Examples
    --------
    >>> import parindex
    >>> definition = parindex.load("par-ministry-2022")
    >>> claimed = {"MOHA": {"appraised": 65.1, "survey": 26.38}}
    >>> granted = {"MOHA": {"appraised": 60.65, "survey": 26.38}}
    >>> reconciliation = parindex.reconcile(definition, self_assessed=claimed, appraised=granted)
    >>> round(float(reconciliation.difference[0, 0]), 2)
    -4.45
    >>> change = reconciliation.changes[0]
    >>> change.indicator, change.before, change.after
    ('appraised', '65.1', '60.65')
    """
    check_layer_words(None, empty)
    sources = dict(zip(LAYERS, (self_assessed, appraised, reappraised, survey), strict=True))
    given = {name: source for name, source in {_ALL: evidence, **sources}.items() if source is not None}
    if _ALL in given and not given.keys() <= {_ALL, SURVEY}:
        raise ValueError(say("the layers come in one table or in a table each, not both"))
    check_reading_options(reading, LayoutOptions)
    year = reading.get("year")
    read_tables = tables_of(definition, given.values(), **reading)
    tables = _by_layer(dict(zip(given, read_tables, strict=True)))
    stages = [name for name in STAGES if name in tables]
    first, last = between or (stages[:1] + stages[-1:] if len(stages) > 1 else ("", ""))
    if first not in stages or last not in stages[stages.index(first) + 1 :]:
        held = ", ".join(stages) or say("none")
        raise ValueError(
            say(
                "an earlier and a later layer of {stages} are compared; given: {held}",
                stages=", ".join(STAGES),
                held=held,
            )
        )
    layers = aligned_layers(tables, [first], definition, year, strict=True, empty=empty)
    read = [
        read_evidence(definition, composed_layer(layers, name, definition, empty), year=year) for name in (first, last)
    ]
    read[0] = attrs.evolve(read[0], problems=tuple(map(_for_the_appraisal, read[0].problems)))
    problems = dict.fromkeys(fault for table in layers.values() for fault in table.problems)
    problems |= dict.fromkeys(fault for layer in read for fault in layer.problems)
    problems |= dict.fromkeys(_given_otherwise(layers[last], first, *read))
    if errors(problems):
        raise EvidenceError(sorted(problems, key=lambda fault: (fault.source, fault.line or 0, fault.column or 0)))
    before, after = (score(definition, layer) for layer in _alike(read))
    differing, difference = tuple(changes(before, after)), _difference(before, after)
    return Reconciliation(before, after, (first, last), differing, difference, after.rank - before.rank)


def _by_layer(tables: dict[str, Table]) -> dict[str, Table]:
    """Return the table of each layer, where they come in one its parts."""
    beside = {name: layer_of(table, name) for name, table in tables.items() if name != _ALL}
    if _ALL not in tables:
        return beside
    whole = tables[_ALL]
    layers = split_layers(whole)
    if errors(whole.problems) and not (layers and set(whole.layers) <= set(LAYERS)):
        raise EvidenceError(whole.problems)
    if beside.keys() & layers.keys():
        raise ValueError(say("the survey is given twice: by survey= (--survey), and as a layer"))
    return layers | beside


def _for_the_appraisal(problem: Problem) -> Problem:
    """Only warn of a document that the earlier layer lacks: it is for the later one to refuse the points."""
    return attrs.evolve(problem, severity="warning") if problem.code == "missing-document" else problem


def _given_otherwise(table: Table, first: str, before: Evidence, after: Evidence) -> Iterator[Problem]:
    """Yield nodes whose score one layer gives and the other one leaves to their parts."""
    nodes = [{node.id for node in given_nodes(layer)} for layer in (before, after)]
    for node in sorted(nodes[0] ^ nodes[1]):
        message = say("{node!r} is given in one layer only, the other one gives its parts or the whole", node=node)
        yield table.problem("layers-differ", message, say("give the same as in {first!r}", first=first), column=node)


def _alike(layers: list[Evidence]) -> list[Evidence]:
    """Return layers of which both hold points of an indicator where one gives them."""
    both = [layer.definition.pointed for layer in layers]
    problems = Collector()
    alike = [in_points(layer, sorted(both[0] | both[1]), problems) for layer in layers]
    if problems:
        raise EvidenceError(problems)
    return alike


def _difference(before: Scores, after: Scores) -> Floats:
    """Return scores after less scores before, exact where float64 cannot tell them apart."""
    difference = after.values - before.values
    with np.errstate(invalid="ignore"):
        doubtful = (difference != 0) & (np.abs(difference) <= before.exactness.error + after.exactness.error)
    rows = np.flatnonzero(doubtful.any(axis=1)).tolist()
    exact = [scores.exactness.exact(rows) for scores in (before, after)] if rows else []
    for row in rows:
        for node in np.flatnonzero(doubtful[row]).tolist():
            then, now = (before.exactness.figure(layer[row][node]) for layer in exact)
            difference[row, node] = as_float(now - then)
    return difference


def reconciliation_schema() -> dict[str, Any]:
    """Return the JSON Schema of `Reconciliation.to_dict`.

    Examples
    --------
    >>> import parindex
    >>> parindex.reconciliation_schema()["required"][5:8]
    ['layers', 'units', 'indicators']
    """
    return shipped_schema("parindex.appraisal", "reconciliation")
