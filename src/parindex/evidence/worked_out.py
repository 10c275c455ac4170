"""Values worked out from inputs, from items, or from the values of other indicators."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

import attrs
import numpy as np

from parindex.base import Collector, Figure, plain, say
from parindex.definition import Indicator, evaluate
from parindex.evidence.column_values import Column
from parindex.evidence.columns import ColumnTarget, targets
from parindex.evidence.evidence import Computed, Evidence
from parindex.kernels import FLOAT, Floats, Mask, as_float

_EPS = float(np.finfo(np.float64).eps)
_UNDEFINED = say("a root of a number below 0, a logarithm of 0 or less, a power of 0, or a number too large")


@attrs.frozen
class _WorkedOut:
    """The values of a column, nan where there is none: how far each may be off, and why there is none."""

    values: Floats
    slack: Floats
    long: dict[int, Fraction]  # exact ones that float64 does not hold
    by_zero: Mask
    undefined: Mask


def compute(evidence: Evidence, leaf: Indicator, problems: Collector) -> Evidence:
    """Add the column of an indicator whose value is worked out, where its inputs are given."""
    at = {name: column for column, name in enumerate(evidence.columns)}
    if leaf.formula is None or leaf.id in at:
        return evidence
    wanted = {name: f"{leaf.id}.{name}" if name in leaf.reads else name for name, _ in leaf.formula.names()}
    if not all(name in at for name in wanted.values()):
        return evidence
    computed = Computed(leaf.formula, {name: at[column] for name, column in wanted.items()})
    complete, not_applicable = _where_given(evidence, leaf, computed)
    outcome = _worked_out(evidence, leaf, computed, complete)
    policy, column = leaf.on_zero_denominator, len(evidence.columns)
    evidence = attrs.evolve(
        evidence,
        columns=(*evidence.columns, leaf.id),
        values=np.column_stack([evidence.values, outcome.values]),
        not_applicable=np.column_stack(
            [evidence.not_applicable, not_applicable | (outcome.by_zero & (policy == "not-applicable"))]
        ),
        slack=np.append(evidence.slack, outcome.slack[~np.isnan(outcome.values)].max(initial=0.0)),
        computed={**evidence.computed, column: computed},
        settled={**evidence.settled, column: (policy, outcome.by_zero)}
        if policy in ("zero", "full")
        else evidence.settled,
        long={**evidence.long, **{(row, column): figure for row, figure in outcome.long.items()}},
    )
    problems += _problems(evidence, leaf, computed, outcome, _raw(evidence, wanted))
    return evidence


def _where_given(evidence: Evidence, leaf: Indicator, computed: Computed) -> tuple[Mask, Mask]:
    """Return where all that a value is worked out from is given, and where it is not applicable."""
    places, where = list(computed.columns.values()), evidence.applies.get(leaf.id)
    not_applicable = np.asarray(evidence.not_applicable[:, places].any(axis=1))
    complete: Mask = np.asarray(~np.isnan(evidence.values[:, places]).any(axis=1) & ~not_applicable)
    if where is None:
        return complete, not_applicable
    return complete & ~where.without, where.not_applicable(not_applicable)


def _worked_out(evidence: Evidence, leaf: Indicator, computed: Computed, complete: Mask) -> _WorkedOut:
    """Work values out in float64, and again in fractions what it cannot decide."""
    figures = {name: np.where(complete, evidence.values[:, place], 1.0) for name, place in computed.columns.items()}
    slacks = {name: float(evidence.slack[place]) for name, place in computed.columns.items()}
    found = evaluate(computed.tree, figures, FLOAT, len(complete), slacks)
    values, slack = np.array(found.values), np.array(found.error)
    by_zero, undefined = found.by_zero & complete, found.undefined & complete
    doubtful = found.unsure | _near_edges(evidence, leaf, values, slack)
    if leaf.rule.ordered or (leaf.value is not None and leaf.rule.grid(leaf)):
        doubtful = complete
    long: dict[int, Fraction] = {}
    rows = np.flatnonzero(doubtful & complete).tolist()
    exact = computed.evaluated(evidence, rows)
    by_zero[rows], undefined[rows] = exact.by_zero, exact.undefined
    for row, figure in zip(rows, exact.values.tolist(), strict=True):
        values[row], slack[row] = as_float(figure), 0.0
        if not (by_zero[row] or undefined[row]) and Fraction(repr(float(values[row]))) != figure:
            long[row], slack[row] = figure, math.ulp(values[row])
    values[~complete | by_zero | undefined] = np.nan
    return _WorkedOut(values, slack, long, by_zero & ~undefined, undefined)


def _problems(evidence: Evidence, leaf: Indicator, computed: Computed, outcome: _WorkedOut, raw: str) -> Collector:
    """Return the problems of values worked out, at the column of the table that is `raw`."""
    column = Column(evidence.table, raw, ColumnTarget(leaf), evidence.definition)
    column.values, column.long = outcome.values, outcome.long
    column.inputs = {name.rpartition(".")[2]: evidence.values[:, place] for name, place in computed.columns.items()}
    if leaf.value is not None:  # what follows from the items of its rule keeps the limits of the rule by itself
        column.check_values()
    by_zero = np.flatnonzero(outcome.by_zero).tolist()
    _check_divisors(column, leaf, by_zero)
    _doubt_dividends(column, leaf, computed, evidence, by_zero)
    for row in np.flatnonzero(outcome.undefined).tolist():
        column.fault(row, "undefined-value", say("its value is not defined"), _UNDEFINED)
    others, where = [computed.columns[name] for name in leaf.refers_to], evidence.applies.get(leaf.id)
    refused = np.asarray(evidence.not_applicable[:, others].any(axis=1))
    _check_references(column, leaf, refused if where is None else refused & ~where.elsewhere)
    _check_sums(column, leaf, evidence)
    return column.problems


def _near_edges(evidence: Evidence, leaf: Indicator, values: Floats, slack: Floats) -> Mask:
    """Return where float64 cannot tell on which side of an edge of its rule, or of its limits, a value lies."""
    limits = leaf.rule.domain(leaf) if leaf.value is not None else ()
    near: Mask = np.zeros(values.shape, dtype=bool)
    for edge in (*leaf.rule.edges(), *limits):
        if edge is not None:
            figure = evidence.company().figures[edge] if isinstance(edge, str) else as_float(edge)
            near |= np.abs(values - figure) <= slack + np.abs(figure) * _EPS
    return near


def _raw(evidence: Evidence, wanted: Mapping[str, str]) -> str:
    """Return the first column of the table that a value is worked out from, as the table names it."""
    names = {target.id: raw for raw, target in targets(evidence.table, evidence.definition).items()}
    return next((names[column] for column in wanted.values() if column in names), "")


def _check_divisors(column: Column, leaf: Indicator, rows: list[int]) -> None:
    refused = leaf.on_zero_denominator == "not-applicable" and leaf.not_applicable == "refuse"
    for row in rows if leaf.on_zero_denominator is None or refused else ():
        hint = say('correct the inputs, or give the indicator on_zero_denominator = "zero", "missing" or "full"')
        column.fault(row, "division-by-zero", say("its value divides by 0"), hint)


def _doubt_dividends(column: Column, leaf: Indicator, computed: Computed, evidence: Evidence, rows: list[int]) -> None:
    """Doubt a division by 0 of what is not 0, such as 5 files of 0; the definition means 0 of 0."""
    if leaf.on_zero_denominator is None or not rows:
        return
    doubted: Mask = np.zeros(len(rows), dtype=bool)
    figures = {name: evidence.values[rows, place] for name, place in computed.columns.items()}
    for quotient in computed.tree.quotients():
        over, under = (evaluate(part, figures, FLOAT, len(rows)) for part in quotient.parts)
        known = ~(over.by_zero | over.undefined | over.unsure | under.by_zero | under.undefined | under.unsure)
        doubted |= known & (under.values == 0) & (over.values != 0)
    hint = say("correct the inputs; a division by 0 counts as {policy!r} here", policy=leaf.on_zero_denominator)
    for row, doubt in zip(rows, doubted.tolist(), strict=True):
        if doubt and row not in column.faulty:
            column.fault(row, "division-by-zero", say("what is divided by 0 is not 0"), hint, "warning")


def _check_references(column: Column, leaf: Indicator, not_applicable: Mask) -> None:
    """Refuse a value that rests on one that is not applicable, unless the indicator can be so too."""
    for row in np.flatnonzero(not_applicable).tolist() if leaf.not_applicable == "refuse" else ():
        hint = say('give this one not_applicable = "drop", "full" or "zero" as well')
        column.fault(row, "not-applicable-refused", say("an indicator that it refers to is not applicable"), hint)


def _check_sums(column: Column, leaf: Indicator, evidence: Evidence) -> None:
    """Hold the sum of answers against the whole; rounding each to whole percents explains half a percent."""
    whole = None if leaf.inputs else leaf.rule.item_sum(leaf)
    columns = [at for at, name in enumerate(evidence.columns) if name in {f"{leaf.id}.{item}" for item in leaf.reads}]
    if whole is None or len(columns) < len(leaf.reads):
        return
    total = evidence.values[:, columns].sum(axis=1)
    slack = float(whole) * (0.005 * len(columns) + 1e-9)
    for row in np.flatnonzero(np.abs(total - float(whole)) > slack).tolist():
        message = say("the shares add to {total:.6g}, not to {whole}", total=total[row], whole=Figure(plain(whole)))
        column.fault(row, "shares-differ", message)
