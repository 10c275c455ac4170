"""What an appraisal changed: two layers of points, self-assessed and appraised, held against each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import attrs
import numpy as np
import numpy.typing as npt

from parindex.arrays import array
from parindex.columns import targets
from parindex.definition import Definition, Indicator
from parindex.documents import columns_of
from parindex.evidence import Evidence, read_evidence
from parindex.explanation import shown
from parindex.kernels.number import RATIONAL
from parindex.kernels.round import half_up
from parindex.labels import label
from parindex.plan import plan_of
from parindex.problems import EvidenceError, Problem, errors
from parindex.scoring import Scores, score
from parindex.tables import Table, is_missing
from parindex.texts import clean
from parindex.walk import marks, walk

Floats = npt.NDArray[np.float64]
What = Literal["value", "input", "option", "document refused", "not applicable", "filled", "emptied"]


@attrs.frozen
class Change:
    """One indicator of one unit that the later layer sees otherwise.

    Attributes
    ----------
    unit, indicator : str
        Where.
    what : str
        ``value``, ``input`` or ``option`` differ; a document was refused; the indicator became not applicable, was
        filled or emptied.
    before, after : str
        What the two layers say.
    points : tuple of (float or None)
        The score in either layer.
    total, rank : float
        What this change alone does to the unit's total and rank; nan where there is none. A positive `rank` is a
        loss of places.
    note : str
        What the later layer says about it.
    """

    unit: str
    indicator: str
    what: What
    before: str
    after: str
    points: tuple[float | None, float | None]
    total: float
    rank: float
    note: str = ""


@attrs.frozen(repr=False)
class Reconciliation:
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

    def _leaves(self) -> tuple[Floats, tuple[str, ...]]:
        definition = self.before.definition
        columns = [at for at, node in enumerate(self.before.nodes) if isinstance(definition[node], Indicator)]
        return self.difference[:, columns], tuple(self.before.nodes[at] for at in columns)

    def by_unit(self) -> list[dict[str, Any]]:
        """Return one record a unit: totals and ranks of either layer, and how much was over- and under-claimed."""
        table, _ = self._leaves()
        return [
            {
                "unit": unit,
                "name": name,
                **{layer: _known(layered.total[row]) for layer, layered in self._layered()},
                "difference": _known(self.difference[row, 0]),
                "rank_before": _known(self.before.rank[row]),
                "rank_after": _known(self.after.rank[row]),
                **_claims(table[row]),
            }
            for row, (unit, name) in enumerate(zip(self.before.units, self.before.names, strict=True))
        ]

    def by_indicator(self) -> list[dict[str, Any]]:
        """Return one record an indicator: the mean of either layer, and how much was over- and under-claimed."""
        table, leaves = self._leaves()
        return [
            {
                "indicator": leaf,
                **{layer: _mean(layered[leaf]) for layer, layered in self._layered()},
                "difference": _mean(table[:, at]),
                **_claims(table[:, at]),
            }
            for at, leaf in enumerate(leaves)
        ]

    def _layered(self) -> tuple[tuple[str, Scores], tuple[str, Scores]]:
        return (self.layers[0], self.before), (self.layers[1], self.after)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain JSON values."""
        nodes = self.before.nodes
        return {
            "definition": self.before.definition.id,
            "layers": list(self.layers),
            "units": [
                {**record, "scores": {node: _known(value) for node, value in zip(nodes[1:], row[1:], strict=True)}}
                for record, row in zip(self.by_unit(), self.difference, strict=True)
            ],
            "indicators": self.by_indicator(),
            "changes": [
                {**attrs.asdict(change), "total": _known(change.total), "rank": _known(change.rank)}
                for change in self.changes
            ],
            "problems": [problem.to_dict() for problem in (*self.before.problems, *self.after.problems)],
        }


def _known(number: float) -> float | None:
    return float(number) if np.isfinite(number) else None


def _mean(values: Floats) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else None


def _claims(difference: Floats) -> dict[str, Any]:
    """Sum up what was over-claimed, lowered by the later layer, and under-claimed."""
    known = difference[~np.isnan(difference)]
    return {
        "over_claimed": float(-known[known < 0].sum()) + 0.0,
        "under_claimed": float(known[known > 0].sum()),
        "lowered": int((known < 0).sum()),
        "raised": int((known > 0).sum()),
        "unchanged": int((known == 0).sum()),
    }


#: Layers in the order in which they arise.
STAGES = ("self_assessed", "appraised", "reappraised")
_CHUNK = 4096


def reconcile(
    definition: Definition,
    *,
    self_assessed: object = None,
    appraised: object = None,
    reappraised: object = None,
    survey: object = None,
    empty: Literal["missing", "accepted"] = "missing",
    year: int | None = None,
) -> Reconciliation:
    """Hold two layers of points against each other.

    Parameters
    ----------
    definition : Definition
        The index.
    self_assessed, appraised, reappraised : anything that `read_evidence` takes
        Two of them.
    survey : anything that `read_evidence` takes, optional
        The indicators with ``self_scored = false``, for both layers; without it the earlier layer takes them from
        the later one.
    empty : {"missing", "accepted"}
        What an empty cell of the later layer means: no value, or that the earlier one stands.
    year : int, optional
        See `read_evidence`.

    Returns
    -------
    Reconciliation

    Raises
    ------
    EvidenceError
        A layer is faulty; `problems` holds every fault of both.
    ValueError
        Not two layers are given.

    Examples
    --------
    >>> import parindex
    >>> definition = parindex.load("par-ministry-2022")
    >>> claimed = {"MOHA": {"appraised": 65.1, "survey": 26.38}}
    >>> granted = {"MOHA": {"appraised": 60.65, "survey": 26.38}}
    >>> found = parindex.reconcile(definition, self_assessed=claimed, appraised=granted)
    >>> round(float(found.difference[0, 0]), 2)
    -4.45
    >>> change = found.changes[0]
    >>> change.indicator, change.before, change.after
    ('appraised', '65.1', '60.65')
    """
    given = {"self_assessed": self_assessed, "appraised": appraised, "reappraised": reappraised}
    layers = tuple(name for name in STAGES if given[name] is not None)
    if len(layers) != 2:  # noqa: PLR2004 - two layers
        raise ValueError(f"two layers are compared at a time, of {', '.join(STAGES)}; {len(layers)} given")
    tables = [read_evidence(given[name], definition, year=year).table for name in layers]
    polled = None if survey is None else read_evidence(survey, definition, year=year).table
    first, second = _aligned(definition, (tables[0], tables[1]), polled, empty, year)
    problems = list(_claimed(tables[0], definition)) if layers[0] == "self_assessed" else []
    evidence = [read_evidence(table, definition, year=year) for table in (first, second)]
    problems += [problem for layer in evidence for problem in layer.problems]
    if errors(problems):
        raise EvidenceError(dict.fromkeys(problems))
    before, after = (score(definition, layer) for layer in evidence)
    return Reconciliation(
        before,
        after,
        (layers[0], layers[1]),
        tuple(_changes(before, after)),
        after.values - before.values,
        after.rank - before.rank,
    )


def _claimed(table: Table, definition: Definition) -> Iterator[Problem]:
    """Yield what the unit itself has filled in and may not."""
    for raw, target in targets(table, definition).items():
        if not isinstance(target.node, Indicator) or target.node.self_scored:
            continue
        for row in (row for row, cell in enumerate(table.columns[raw]) if not _empty(cell)):
            message = f"{table.units[row]}, {target.id}: the unit itself gives what it may not"
            hint = "self_scored = false: leave it empty; the survey or the appraisal fills it in"
            yield table.problem("not-self-scored", message, hint, row=row, column=raw)


def _empty(cell: object) -> bool:
    return is_missing(cell) or (isinstance(cell, str) and not clean(cell))


def _aligned(
    definition: Definition, tables: tuple[Table, Table], polled: Table | None, empty: str, year: int | None
) -> tuple[Table, Table]:
    """Bring the later layer to the units of the earlier one, and give both what the other layers say for them."""
    first, second = tables
    codes = label(first, definition, year).units
    second = _rows(second, label(second, definition, year).units, codes)
    layers = [first, second]
    for at, layer in enumerate(layers):
        source = second if polled is None else _rows(polled, label(polled, definition, year).units, codes)
        borrowed = {
            raw: source.columns[raw]
            for raw, target in targets(source, definition).items()
            if isinstance(target.node, Indicator) and not target.node.self_scored
        }
        layers[at] = attrs.evolve(layer, columns={**layer.columns, **borrowed})
    first, second = layers
    columns = dict(second.columns)
    for raw, cells in first.columns.items():
        paper = columns_of(raw, definition) is not None
        if not paper and empty != "accepted":
            continue
        own = columns.get(raw, [None] * len(codes))
        columns[raw] = [then if _empty(now) else now for then, now in zip(cells, own, strict=True)]
    return first, attrs.evolve(second, columns=columns)


def _rows(table: Table, codes: tuple[str, ...], wanted: tuple[str, ...]) -> Table:
    """Return the rows of the units wanted, in their order; a unit that only one layer has is a problem."""
    place = {code: row for row, code in enumerate(codes)}
    problems = list(table.problems)
    for row, code in enumerate(codes):
        if code not in wanted:
            message = f"unit {table.units[row]!r} is in this layer only"
            problems.append(table.problem("layers-differ", message, "add it to the other layer", row=row))
    lacking = [code for code in dict.fromkeys(wanted) if code not in place]
    problems += [table.problem("layers-differ", f"unit {code!r} is not in this layer", "add it") for code in lacking]
    rows = [place[code] for code in wanted if code in place]
    if lacking:
        raise EvidenceError(problems)
    return attrs.evolve(
        table,
        units=tuple(table.units[row] for row in rows),
        names=tuple(table.names[row] for row in rows),
        lines=tuple(table.lines[row] for row in rows),
        columns={raw: [cells[row] for row in rows] for raw, cells in table.columns.items()},
        problems=tuple(problems),
    )


def _changes(before: Scores, after: Scores) -> Iterator[Change]:
    definition = before.definition
    leaves = [
        leaf for leaf in definition.leaves if leaf.id in before.evidence.columns and leaf.id in after.evidence.columns
    ]
    found: list[tuple[int, Indicator, What]] = []
    for leaf in leaves:
        kinds = _kinds(before.evidence, after.evidence, leaf)
        found += [(row, leaf, kind) for row, kind in enumerate(kinds) if kind is not None]
    found.sort(key=lambda change: change[0])
    totals, ranks = _effects(before, after, [(row, leaf) for row, leaf, _ in found])
    for (row, leaf, kind), total, rank in zip(found, totals.tolist(), ranks.tolist(), strict=True):
        column = before.nodes.index(leaf.id)
        papers = after.evidence.documents.get((row, leaf.id), ())
        yield Change(
            before.units[row],
            leaf.id,
            kind,
            shown(before, row, leaf),
            shown(after, row, leaf),
            (_known(before.values[row, column]), _known(after.values[row, column])),
            total,
            rank,
            "; ".join(paper.note for paper in papers if paper.note),
        )


def _kinds(before: Evidence, after: Evidence, leaf: Indicator) -> list[What | None]:
    """Say for every unit how the two layers differ in one indicator."""
    at = [layer.columns.index(leaf.id) for layer in (before, after)]
    then, now = before.values[:, at[0]], after.values[:, at[1]]
    absent = [before.not_applicable[:, at[0]], after.not_applicable[:, at[1]]]
    names = [f"{leaf.id}.{name}" for name in leaf.reads]
    inputs = np.zeros(len(then), dtype=bool)
    for name in (name for name in names if name in before.columns and name in after.columns):
        pair = [layer.values[:, layer.columns.index(name)] for layer in (before, after)]
        inputs |= ~((pair[0] == pair[1]) | (np.isnan(pair[0]) & np.isnan(pair[1])))
    long = {
        row for layer, column in zip((before, after), at, strict=True) for row, place in layer.long if place == column
    }
    out: list[What | None] = []
    for row in range(len(then)):
        refused = any(paper.refused for paper in after.documents.get((row, leaf.id), ()))
        was = any(paper.refused for paper in before.documents.get((row, leaf.id), ()))
        differ = then[row] != now[row] and not (np.isnan(then[row]) and np.isnan(now[row]))
        if row in long and not differ:
            differ = before.exact([row], at[0], RATIONAL) != after.exact([row], at[1], RATIONAL)
        kind: What | None = None
        if refused and not was:
            kind = "document refused"
        elif absent[0][row] != absent[1][row]:
            kind = "not applicable"
        elif inputs[row]:
            kind = "input"
        elif differ:
            kind = "filled" if np.isnan(then[row]) else "emptied" if np.isnan(now[row]) else "value"
            kind = "option" if kind == "value" and leaf.rule.options() is not None else kind
        out.append(kind)
    return out


def _effects(before: Scores, after: Scores, places: list[tuple[int, Indicator]]) -> tuple[Floats, Floats]:
    """Return what each change alone does to total and rank: one row a change, walked like any other unit."""
    plan, leaves = plan_of(before.definition), before.definition.leaves
    column = {leaf.id: at for at, leaf in enumerate(leaves)}
    totals, ranks = np.full(len(places), np.nan), np.full(len(places), np.nan)
    scores = [np.where(np.isnan(layer.values), 1.0, layer.values)[:, plan.leaf_nodes] for layer in (before, after)]
    for start in range(0, len(places), _CHUNK):
        chunk = places[start : start + _CHUNK]
        rows = np.array([row for row, _ in chunk])
        at = np.arange(rows.size), np.array([column[leaf.id] for _, leaf in chunk])
        given = before.given.rows(rows)
        later = after.given.rows(rows)
        for name in ("observed", "full", "zero", "left_out"):
            getattr(given, name)[at] = getattr(later, name)[at]
        mixed = scores[0][rows]
        mixed[at] = scores[1][rows][at]
        marked = marks(plan, given)
        walked = walk(plan, plan.float_program, mixed, given, marked).scores[:, 0]
        new = np.where(marked.without_score[:, 0], np.nan, walked)
        totals[start : start + rows.size] = new - before.total[rows]
        ranks[start : start + rows.size] = _places(before, rows, new) - _places(before, rows, before.total[rows])
    return totals, ranks


def _places(scores: Scores, rows: npt.NDArray[np.intp], totals: Floats) -> Floats:
    """Return the place each unit would have with another total, among the others as they are."""
    groups = np.array([group or "" for group in scores.group])
    decimals = scores.definition.decimals
    published = scores.definition.rank.on == "rounded"
    slack = 0.5 * 10.0**-decimals if published else 1e-9
    others = half_up(scores.total, decimals) / 10.0**decimals if published else scores.total
    totals = half_up(totals, decimals) / 10.0**decimals if published else totals
    out = np.full(rows.size, np.nan)
    for group in set(groups.tolist()):
        members = (groups == group) & ~np.isnan(scores.rank)
        ordered = np.sort(others[members])
        here = (groups[rows] == group) & members[rows]
        out[here] = ordered.size - np.searchsorted(ordered, totals[here] + slack, side="right") + 1.0
        # The unit's own total is among the others: it is not above itself, but may be above its new total.
        out[here] -= others[rows[here]] > totals[here] + slack
    return np.where(np.isnan(totals), np.nan, out)
