"""Values that look like points of the maximum: a percentage of 5 where 5 points are the most."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

import attrs
import numpy as np

from parindex.base import Figure, Problem, first_of, plain, say
from parindex.definition import Definition, Indicator
from parindex.evidence.evidence import Evidence
from parindex.kernels import FLOAT, Mask

#: A maximum lies far below the range of values that ends at so many times as much; a value that brings no more than
#: the same part of the maximum brings almost nothing.
_FAR = 5
#: So many values of a unit, or of each of several indicators, look alike by chance no more; so many of one indicator.
_FEWEST, _FEWEST_OF_ONE = 3, 5


@attrs.frozen(eq=False)
class _Candidate:
    """An indicator whose values cannot be taken for points where they are as expected."""

    leaf: Indicator
    raw: str
    at: int
    there: Mask  # where there is a value other than 0, which says nothing
    within: Mask  # where it is one of at most the maximum
    doubtful: Mask  # and brings almost nothing
    high: Mask  # more than half of the maximum, as somebody's points are


def doubted_values(evidence: Evidence) -> Iterator[Problem]:
    """Yield a warning for each indicator, and each unit, whose values all look like points.

    They are doubted where they lie within the maximum, this far below the range of values, and bring almost no points:
    all values of an indicator, or most of a unit, one of them above half of the maximum. Where a rule compares units,
    points compared with points bring much; so its values are doubted where those of another indicator are.
    """
    candidates = [candidate for leaf in _far_below(evidence.definition) if (candidate := _candidate(evidence, leaf))]
    whole = [candidate for candidate in candidates if _all_of(candidate, candidate.doubtful)]
    lone = [candidate for candidate in candidates if candidate not in whole and candidate.leaf.rule.cohort]
    compared = [candidate for candidate in lone if _all_of(candidate, candidate.within)]
    if len(whole) + len(compared) > 1:
        whole += compared
    elif whole and int(whole[0].there.sum()) < _FEWEST_OF_ONE:
        whole = []
    for candidate in whole:
        yield _of_indicator(evidence, candidate)
    rest = [candidate for candidate in candidates if candidate not in whole]
    if len(rest) >= _FEWEST:
        yield from _of_units(evidence, rest)


def may_be_doubted(evidence: Evidence) -> bool:
    """Return whether any value is doubted."""
    return next(doubted_values(evidence), None) is not None


def _of_units(evidence: Evidence, candidates: list[_Candidate]) -> Iterator[Problem]:
    doubtful = np.array([candidate.doubtful for candidate in candidates])
    high, there = (np.array([getattr(candidate, name) for candidate in candidates]) for name in ("high", "there"))
    count = doubtful.sum(axis=0)
    most = (count >= _FEWEST) & (2 * count > there.sum(axis=0)) & (doubtful & high).any(axis=0)
    for row in np.flatnonzero(most).tolist():
        yield _of_unit(evidence, row, [candidate for candidate in candidates if candidate.doubtful[row]])


def _all_of(candidate: _Candidate, doubted: Mask) -> bool:
    there = candidate.there
    return int(there.sum()) >= _FEWEST and bool(doubted[there].all() and candidate.high[there].any())


@lru_cache(maxsize=64)
def _far_below(definition: Definition) -> tuple[Indicator, ...]:
    """Return the indicators whose maximum lies far below the range of their values."""
    return tuple(leaf for leaf in definition.leaves if _is_far_below(leaf))


def _is_far_below(leaf: Indicator) -> bool:
    top = _top(leaf)
    if leaf.max is None or leaf.max <= 0 or leaf.better == "lower" or leaf.rule.options() is not None:
        return False
    return top is not None and leaf.max * _FAR <= top


def _candidate(evidence: Evidence, leaf: Indicator) -> _Candidate | None:
    """Return an indicator, of those whose maximum lies far below the range of values, if it is given."""
    raw = leaf.id
    if leaf.max is None or leaf.id not in evidence.columns:
        return None
    at = evidence.columns.index(leaf.id)
    if at in evidence.computed:
        return None
    values = evidence.values[:, at]
    observed = ~np.isnan(values)
    filled = np.where(observed, values, leaf.rule.filler)
    with np.errstate(all="ignore"):
        kernel = leaf.rule.compile([leaf], FLOAT)
        points = kernel(filled[:, None], observed[:, None], evidence.company())[:, 0]
    there = observed & (values != 0)
    within = there & (filled > 0) & (filled <= float(leaf.max))
    little = np.abs(np.nan_to_num(points)) <= float(leaf.max) / _FAR
    return _Candidate(leaf, raw, at, there, within, within & little, filled > float(leaf.max) / 2)


def _top(leaf: Indicator) -> Fraction | None:
    """Return the greatest value that there can be."""
    if leaf.rule.items(leaf):
        return None
    highest = leaf.rule.domain(leaf)[1]
    return Fraction(100) if highest is None and leaf.unit == "percent" else highest


def _of_indicator(evidence: Evidence, candidate: _Candidate) -> Problem:
    leaf, values = candidate.leaf, evidence.values[candidate.there, candidate.at]
    named = {"id": leaf.id, "count": values.size, "max": Figure(plain(leaf.max)), "top": Figure(plain(_top(leaf)))}
    message = say("{id}: all {count} values lie within its {max} points and far below {top}; are they points?", **named)
    row = int(np.flatnonzero(candidate.there)[0])
    return evidence.table.problem("points-as-values", message, _hint(leaf), "warning", row=row, column=candidate.raw)


def _of_unit(evidence: Evidence, row: int, doubted: list[_Candidate]) -> Problem:
    figures = [f"{evidence.values[row, candidate.at]:.12g}" for candidate in doubted]
    pairs = [f"{candidate.leaf.id}: {figure}" for candidate, figure in zip(doubted, figures, strict=True)]
    named = {"unit": evidence.table.units[row], "count": len(doubted), "figures": first_of(pairs)}
    message = say("{unit}: {count} values look like points, each within its maximum ({figures})", **named)
    first = doubted[0]
    return evidence.table.problem("points-as-values", message, _hint(first.leaf), "warning", row=row, column=first.raw)


def _hint(leaf: Indicator) -> str:
    return say("give points in a column {id}.points; if they are values, nothing is wrong", id=leaf.id)
