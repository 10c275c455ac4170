"""Between what the value of an indicator lies that is worked out from cells of which some are open."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import attrs

from parindex.definition import Indicator, NeverDefinedError, Shares, Term, ends_of, evaluate
from parindex.kernels import EVERYTHING, RATIONAL, Ends
from parindex.targets.filling.points_spans import Grid
from parindex.targets.filling.spans import OpenSpan
from parindex.targets.leaf_scores import grows_by

#: What is known of each name of a formula; None where its own cell is open.
Known = Mapping[str, OpenSpan | None]


@attrs.frozen
class ValueSpan:
    """Between what a value lies, on what grid, and whether what it is divided by may be 0."""

    span: OpenSpan
    grid: Grid | None = None
    by_zero: bool = False


def worked_out_span(leaf: Indicator, tree: Term, known: Known) -> ValueSpan:
    """Return between what a value lies by the names of its formula, within what makes sense for it."""
    domain = OpenSpan.between(*leaf.rule.domain(leaf))
    if isinstance(leaf.rule, Shares):
        return ValueSpan(_shares_span(leaf, leaf.rule, known, domain))
    items = set(leaf.rule.items(leaf)) if not leaf.inputs else set()
    ends: dict[str, Ends] = {
        name: span.ends if span is not None else (Fraction(0), Fraction(1)) if name in items else EVERYTHING
        for name, span in known.items()
    }
    by_zero = any(_may_be_zero(quotient.parts[1], ends) for quotient in tree.quotients())
    try:
        low, high = ends_of(tree, ends)
    except NeverDefinedError:
        return ValueSpan(domain.roughly(), by_zero=by_zero)
    if items:
        return ValueSpan(OpenSpan.between(low, high), by_zero=by_zero)
    line, grid = (tree.parts[0], _grid_of(tree)) if tree.kind == "round" else (tree, None)
    if any(span is None and _reaches_all(line, name, known) for name, span in known.items()):
        return ValueSpan(domain, grid, by_zero)
    return ValueSpan(OpenSpan.between(low, high, attained=False).within(domain.roughly()), by_zero=by_zero)


def _grid_of(tree: Term) -> Grid:
    return Fraction(0), Fraction(1, 10 ** int(tree.number or 0))


def _may_be_zero(tree: Term, ends: Mapping[str, Ends]) -> bool:
    try:
        low, high = ends_of(tree, ends)
    except NeverDefinedError:
        return False
    return low <= 0 <= high


def _reaches_all(tree: Term, name: str, known: Known) -> bool:
    """Return whether a formula takes every value as one open name does: it is a line of it that is not flat."""
    if not grows_by(tree, name):
        return False
    figures = {other: Fraction(1) if span is None or not span.is_known else span.low for other, span in known.items()}
    tried = [_evaluated(tree, {**figures, name: Fraction(at)}) for at in (0, 1)]
    return None not in tried and tried[0] != tried[1]


def _evaluated(tree: Term, figures: Mapping[str, Fraction]) -> Fraction | None:
    found = evaluate(tree, {name: RATIONAL.vector([figure]) for name, figure in figures.items()}, RATIONAL, 1)
    return None if found.by_zero[0] or found.undefined[0] else Fraction(found.values[0])


def _shares_span(leaf: Indicator, rule: Shares, known: Known, domain: OpenSpan) -> OpenSpan:
    """Return between what the points of answers to a question lie, of which some are open.

    Where answers add to a whole, those that are open are taken to make up what the others leave of it.
    """
    weights, whole, most = dict(rule.weights.items), rule.item_sum(leaf), leaf.max or Fraction(0)
    counted = {name: span.low for name, span in known.items() if span is not None and name in weights}
    weighed, sum_ = sum((weights[name] * share for name, share in counted.items()), Fraction(0)), sum(counted.values())
    still = [weights[name] for name in weights if name not in counted]
    if whole is None or rule.apart:
        ratios = [*still, *([weighed / sum_] if sum_ else [])]
        if not ratios:
            return domain.roughly()
        return OpenSpan(min(ratios) * most, max(ratios) * most, attained=not (still and sum_) and not rule.apart)
    rest = max(whole - sum_, Fraction(0))
    low, high = (min((weighed + rest * end) / whole, Fraction(1)) * most for end in (min(still), max(still)))
    return OpenSpan(low, high)
