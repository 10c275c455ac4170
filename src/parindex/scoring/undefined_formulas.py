"""Formulas of components that are not defined for the evidence of a unit, told with its cells."""

from __future__ import annotations

from collections.abc import Iterator

from parindex.base import Problem, say
from parindex.definition import Component, Definition, Indicator
from parindex.evidence import Evidence, targets
from parindex.scoring.exactness import Exactness


def undefined_formulas(evidence: Evidence, exactness: Exactness) -> tuple[Problem, ...]:
    """Return a problem for every unit and node whose formula is not defined, at the first cell below the node.

    What lies above such a node has no score for that reason alone, and is not told.
    """
    definition, ids, pairs = evidence.definition, exactness.plan.ids, exactness.undefined
    above = {(row, node.id) for row, at in pairs for node in definition.ancestors(definition[ids[at]])}
    lowest = [(row, at) for row, at in pairs if (row, ids[at]) not in above]
    return tuple(_problem(evidence, exactness, row, at) for row, at in lowest)


def _problem(evidence: Evidence, exactness: Exactness, row: int, node: int) -> Problem:
    definition, plan = evidence.definition, exactness.plan
    component = definition[plan.ids[node]]
    scores = exactness.exact([row])[row]
    named = [(part.id, scores[plan.ids.index(part.id)]) for part in definition.parts(component.id)]
    values = {
        "unit": evidence.units[row],
        "id": component.id,
        "parts": ", ".join(f"{name} {float(score):.12g}" for name, score in named),
    }
    message = say("{unit}, {id}: the formula is not defined for {parts}", **values)
    hint = say(
        "it divides by 0, takes a root, logarithm or power that is not defined, or is too large; correct the evidence"
    )
    raw = _first_column(evidence, component.id)
    return evidence.table.problem("undefined-value", message, hint, row=row, column=raw)


def _first_column(evidence: Evidence, component: str) -> str:
    """Return the first column of the table that anything below a component is read from, "" where there is none."""
    below = set(_below(evidence.definition, component))
    given = targets(evidence.table, evidence.definition.as_written).items()
    return next((raw for raw, target in given if target.node.id in below), "")


def _below(definition: Definition, id_: str) -> Iterator[str]:
    """Yield the nodes below one, and the indicators that their values refer to."""
    for part in definition.parts(id_):
        yield part.id
        if isinstance(part, Component):
            yield from _below(definition, part.id)
        else:
            yield from _referred(definition, part)


def _referred(definition: Definition, leaf: Indicator) -> Iterator[str]:
    for name in leaf.refers_to:
        if name in definition:
            yield name
            other = definition[name]
            if isinstance(other, Indicator):
                yield from _referred(definition, other)
