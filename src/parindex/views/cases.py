"""What became of cases, for programs."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from parindex.arrays import known
from parindex.kernels.number import as_float
from parindex.views.json import as_text

if TYPE_CHECKING:
    from parindex.analysis.outcomes import CaseResults, Figure, Miss, Outcome


def to_dict(results: CaseResults) -> dict[str, Any]:
    """Return results as plain JSON values; missing figures are None."""
    definition = results.definition
    return {
        "definition": {"id": definition.id, "version": definition.version, "sha256": definition.sha256},
        "source": results.source,
        "cases": len(results.outcomes),
        "failed": len(results.failed),
        "outcomes": [_outcome(outcome) for outcome in results.outcomes],
    }


def to_json(results: CaseResults, indent: int | None = None) -> str:
    """Return `to_dict` as JSON text."""
    return as_text(to_dict(results), indent)


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "case": outcome.case.name,
        "source": outcome.case.source,
        "state": outcome.state,
        "misses": [_miss(miss) for miss in outcome.misses],
        "problems": [problem.to_dict() for problem in outcome.problems],
    }


def _miss(miss: Miss) -> dict[str, Any]:
    expected = [_figure(one) for one in miss.expected]
    return {
        "unit": miss.unit,
        "node": miss.node,
        "expected": expected[0] if len(expected) == 1 else expected,
        "got": _figure(miss.got),
        "difference": _figure(miss.difference),
        "tolerance": _figure(miss.tolerance),
    }


def _figure(value: Figure) -> float | str | None:
    return known(as_float(value)) if isinstance(value, Fraction) else value
