"""The one walk from evidence up to the total, on any kind of number, and how far float64 strays from it.

What is missing and what is left out is told by marks, never by the numbers: a number that stands under a mark is
harmless and means nothing.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import attrs
import numpy as np

from parindex.base import say
from parindex.definition import Company, Spread
from parindex.kernels import (
    FLOAT,
    RATIONAL,
    Array,
    Floats,
    Indices,
    Mask,
    columns_at,
    greatest_sizes,
    grouped_sums,
    one_where,
    open_to_rounding,
    spread,
)
from parindex.scoring.missing_marks import Given, Marks
from parindex.scoring.plan import Plan, Program, Rounding, Step

EPS, _TINY = float(np.finfo(np.float64).eps), 1e-300


@attrs.frozen(eq=False, repr=False)
class Walk:
    """What a walk gives, (n_units, n_nodes): scores, points obtained, and the most that could have been.

    `unrounded` keeps what the nodes that round were before, by the step they stand in: scores, or these, points and
    the most.
    """

    scores: Array
    points: Array
    most: Array
    unrounded: Mapping[int, tuple[Array, ...]]
    undefined: Mask | None  # where the formula of a node is not defined, or float64 cannot tell; None without formulas


@attrs.frozen(eq=False, repr=False)
class Reliance:
    """How far float64 can be relied on: how far scores may be from the exact ones, apart from units that are doubtful.

    Of those float64 cannot tell even about where the exact scores are: which way a node rounds, for one.
    """

    error: Floats  # (n_nodes,), or (n_leaves,) of leaves alone
    doubtful: Mask  # (n_units,)

    @classmethod
    def of(cls, error: Floats, n_units: int) -> Reliance:
        """Return that of scores of which none is doubtful."""
        return cls(error, np.zeros(n_units, dtype=bool))


def leaf_scores(
    plan: Plan, program: Program, given: Given, cohort: Given | None = None, rows: Indices | None = None
) -> Array:
    """Return the score of every leaf (n_units, n_leaves), a harmless number where it has none.

    With `rows`, `given` holds those rows of `cohort` only; rules that look at the other units see them all.
    """
    scores = unrounded_leaf_scores(plan, program, given, cohort, rows)
    program.rounding.apply(scores)
    return scores


def relied_leaf_scores(plan: Plan, given: Given) -> tuple[Floats, Reliance]:
    """Return the score of every leaf in float64, and how far it can be relied on."""
    rounding = plan.float_program.rounding
    scores = unrounded_leaf_scores(plan, plan.float_program, given)
    reliance = Reliance.of(leaf_errors(plan, given), len(scores))
    before = rounding.apply(scores)
    return scores, rounded_off(reliance, rounding, (before,), scores)


def rounded_off(reliance: Reliance, rounding: Rounding, before: tuple[Floats, ...], scores: Floats) -> Reliance:
    """Return how far nodes can be relied on after rounding: but for its own error, unless it may go either way."""
    nodes = rounding.nodes
    if not nodes.size:
        return reliance
    error, doubtful = reliance.error.copy(), reliance.doubtful
    for table in before:
        known = ~np.isnan(table)
        doubtful = doubtful | (known & open_to_rounding(table, rounding.decimals, error[nodes])).any(axis=1)
    error[nodes] = EPS * _greatest(np.abs(scores[:, nodes]))
    return Reliance(error, doubtful)


def _greatest(sizes: Floats, *, counts: Mask | bool = True) -> Floats:
    """Return the greatest of each column of those that count, 0 where there are none."""
    return np.asarray(np.max(sizes, axis=0, initial=0.0, where=counts))


def unrounded_leaf_scores(
    plan: Plan, program: Program, given: Given, cohort: Given | None = None, rows: Indices | None = None
) -> Array:
    """Return the scores of leaves as their rules give them; see `leaf_scores`.

    Where evidence is all that its only rule gives, it is the evidence itself: not to be written to.
    """
    number = program.number
    scores: Array = np.empty(given.leaves.shape, dtype=number.dtype)
    as_given = len(program.rules) == 1 and not program.rounding.nodes.size and given.put_in is None
    companies: list[Company] = []  # of each group, made where a rule asks for them
    for places, kernel, compared in program.rules:
        everyone, columns = given if cohort is None or not compared else cohort, columns_at(places)
        values, observed = everyone.leaves[:, columns], everyone.observed[:, columns]
        if compared == "group" and len(everyone.groups) > 1:
            points = np.empty(values.shape, dtype=number.dtype)
            companies = companies or [everyone.company.rows(members) for members in everyone.groups]
            for members, company in zip(everyone.groups, companies, strict=True):
                points[members] = kernel(values[members], observed[members], company)
        else:
            points = kernel(values, observed, everyone.company)
        if everyone is not given:
            points = points[rows]
        if as_given and points.dtype == scores.dtype:
            scores = points
        else:
            scores[:, columns] = points
    if not given.observed.all():
        scores = scores.copy()
        scores[~given.observed] = number.of(Fraction(1))
        scores[given.zero] = number.of(Fraction(0))
        if given.full.any():
            scores[given.full] = np.broadcast_to(program.full[plan.leaf_nodes], scores.shape)[given.full]
    if given.put_in is not None:
        given.put_in.into(scores, plan.leaf_nodes, number)
    return scores


def walk(
    plan: Plan,
    program: Program,
    scores_of_leaves: Array,
    given: Given,
    marked: Marks,
    *,
    reduced: bool | None = None,
) -> Walk:
    """Combine leaf scores upward, level by level.

    What is left out leaves its group: means share its weight out among the rest; sums add the points of the rest,
    `most` tells what these could have obtained, and the score is the points brought to the maximum of all. Points that
    are shared among the other parts of a sum raise what each of these counts. Some units are walked as if
    something were `reduced` where it is of others.
    """
    filler = program.number.of(Fraction(1))
    scores = np.empty((scores_of_leaves.shape[0], len(plan.ids)), dtype=program.number.dtype)
    scores[:, columns_at(plan.leaf_nodes)] = scores_of_leaves
    if marked.reduced.any() if reduced is None else reduced:
        return _reduced(plan, program, scores, given, marked)
    unrounded, undefined = {}, _nowhere(plan, scores)
    for at, step in enumerate(program.steps):
        scores[:, step.parents] = step.turned(step.finish(_combined(step, scores, undefined, given, marked)))
        _settle(scores, step, given, marked, filler)
        if step.rounding.nodes.size:
            unrounded[at] = (step.rounding.apply(scores),)
    _add_beside(plan, scores, marked)
    return Walk(scores, scores, np.broadcast_to(program.full, scores.shape), unrounded, undefined)


def _nowhere(plan: Plan, scores: Array) -> Mask | None:
    """Return marks that stand nowhere, None where there are no formulas."""
    return np.zeros(scores.shape, dtype=bool) if plan.by_formula else None


def _combined(step: Step, scores: Array, undefined: Mask | None, given: Given, marked: Marks) -> Array:
    """Combine the parts of a step, and mark where its formulas are not defined and count."""
    if step.formulas is None or undefined is None:
        return step.combined(scores)
    found = step.formulas.evaluated(scores[:, step.parts], given.company)
    lost = found.by_zero | found.undefined | found.unsure
    undefined[:, step.parents] = lost & _worked_out(step, given, marked)
    return found.values


def _worked_out(step: Step, given: Given, marked: Marks) -> Mask:
    """Return where scores of a step are those that its parts give (n_units, n_groups)."""
    counts = ~marked.without_score[:, step.parents] & ~given.puts_in(step.parents)
    counts[:, np.isin(step.parents, list(given.components))] = False
    return counts


def _reduced(plan: Plan, program: Program, scores: Array, given: Given, marked: Marks) -> Walk:
    full, filler = np.broadcast_to(program.full, scores.shape), program.number.of(Fraction(1))
    points, most = scores.copy(), full.copy()
    unrounded, undefined = {}, _nowhere(plan, scores)
    for at, step in enumerate(program.steps):
        kind, parents = step.combination, step.parents
        if step.formulas is None:
            raw, possible = _of_the_rest(program, step, (points, most) if kind.additive else (scores, full), marked)
        else:
            raw, possible = _combined(step, scores, undefined, given, marked), full[:, parents]
        less, score = marked.reduced[:, parents], raw
        if kind.additive:  # the rest is brought to the maximum of all
            brought, score = less & ~marked.without_score[:, parents], raw.copy()
            score[brought] = raw[brought] * np.broadcast_to(step.whole, raw.shape)[brought] / possible[brought]
        scores[:, parents] = step.turned(step.finish(score))
        greatest = full[:, parents]  # of a formula or an alternative the most is that of any case
        if not (kind.by_formula or kind.alternative):
            greatest = np.where(less, step.finish(possible), greatest)
        points[:, parents], most[:, parents] = step.turned_points(step.finish(raw), greatest, full[:, parents], less)
        for table in (scores, points):
            _settle(table, step, given, marked, filler)
        if step.rounding.nodes.size:
            unrounded[at] = tuple(step.rounding.apply(table) for table in (scores, points, most))
            _keep_above_zero(most, step.rounding.nodes, unrounded[at][-1])
    for table in (scores, points):
        _add_beside(plan, table, marked)
    return Walk(scores, points, np.where(marked.left_out, filler * 0, most), unrounded, undefined)


def _of_the_rest(program: Program, step: Step, tables: tuple[Array, Array], marked: Marks) -> tuple[Array, Array]:
    """Combine the parts that are left, in each of two tables: means share weight out, sums what points are shared."""
    kind, parts, number = step.combination, step.parts, program.number
    absent = marked.left_out[:, parts] & ~step.for_parts(marked.without_score[:, step.parents])
    weights, left = np.where(absent, step.weights * 0, step.weights), None
    if kind.weighted == "mean":
        left = grouped_sums(weights, step.starts)
        left = one_where(left == 0, left)
        if number is not RATIONAL:
            weights, left = weights / step.for_parts(left), None
    if (raised := raised_weights(program, step, marked)) is not None:
        step, weights = step.with_weights(step.weights), raised
    neutral = number.endless(kind.neutral) if np.isinf(kind.neutral) else number.of(Fraction(kind.neutral))
    ours, possible = (step.combine(np.where(absent, neutral, table[:, parts]), weights) for table in tables)
    if left is None:
        return ours, possible
    shared_out = operator.mul if kind.inverse else operator.truediv  # one division is quicker than one a weight
    return shared_out(ours, left), shared_out(possible, left)


def raised_weights(program: Program, step: Step, marked: Marks) -> Array | None:
    """Return what a point of each part counts in sums that share out points (n_units, n_parts), None where none does.

    Each part that is left can give an equal share more than its maximum: its points are brought to that.
    """
    if marked.shared is None or not marked.shared[:, step.parts].any():
        return None
    full, shared = program.full[step.parts], marked.shared[:, step.parts]
    none, one = program.number.of(Fraction(0)), program.number.of(Fraction(1))
    points = grouped_sums(np.where(shared, step.weights * full, none), step.starts)
    left = grouped_sums(np.where(marked.left_out[:, step.parts], none, one), step.starts)
    each = step.for_parts(points / one_where(left == 0, left))
    return np.asarray(step.weights + each / one_where(each == 0, full))


def _keep_above_zero(most: Array, nodes: Indices, before: Array) -> None:
    """Leave the most that is left of a node as it was where it rounds to 0: points are divided by it."""
    most[:, nodes] = np.where(most[:, nodes] == 0, before, most[:, nodes])


def _add_beside(plan: Plan, table: Array, marked: Marks) -> None:
    """Add bonus points to the total and take penalty points from it, where there are any."""
    for node, sign in plan.beside:
        counts = ~marked.without_score[:, node] & ~marked.without_score[:, 0]
        table[counts, 0] = table[counts, 0] + sign * table[counts, node]


def _settle(table: Array, step: Step, given: Given, marked: Marks, filler: Any) -> None:
    """Put in the components that are given, and a harmless number where there is no score."""
    for node in given.components.keys() & set(step.parents.tolist()):
        table[:, node] = given.components[node]
    if given.put_in is not None:
        figures = table[:, step.parents]
        given.put_in.into(figures, step.parents, step.rounding.number)
        table[:, step.parents] = figures
    if not marked.none:
        table[:, step.parents] = np.where(marked.without_score[:, step.parents], filler, table[:, step.parents])


def spreads(plan: Plan, given: Given, leaves: Sequence[int] | None = None) -> list[list[Spread]]:
    """Return the spread of every leaf, or of some, in every group that has values of it."""
    places = range(len(given.slack)) if leaves is None else leaves
    of_leaves: list[list[Spread]] = [[] for _ in places]
    for members in given.groups:
        values, observed = given.leaves[members], given.observed[members]
        if leaves is not None:
            values, observed = values[:, places], observed[:, places]
        low, high = given.ends if leaves is None and len(given.groups) == 1 else spread(values, observed)
        figures = given.company.extremes(members)
        counts = [len(observed)] * low.size if observed.all() else observed.sum(axis=0).tolist()
        for nth, (at, least, most, count) in enumerate(zip(places, low.tolist(), high.tolist(), counts, strict=True)):
            if count:
                rule = plan.within.get(at)
                ends = rule.ends(values[observed[:, nth], nth], FLOAT) if rule else None
                of_leaves[nth].append(
                    Spread(least, most, count=count, slack=float(given.slack[at]), figures=figures, ends=ends)
                )
    return of_leaves


def leaf_errors(plan: Plan, given: Given, leaves: Sequence[int] | None = None) -> Floats:
    """Return for every leaf, or for some, how far its float64 score may be from the exact one, over all units."""
    bounds = plan.bounds if leaves is None else [plan.bounds[at] for at in leaves]
    pairs = zip(bounds, spreads(plan, given, leaves), strict=True)
    errors = np.array([max(map(bound, of_groups), default=0.0) for bound, of_groups in pairs], dtype=np.float64)
    if given.put_in is None:
        return errors
    nodes = plan.leaf_nodes if leaves is None else plan.leaf_nodes[list(leaves)]
    return np.maximum(errors, EPS * given.put_in.sizes(nodes))


def error_bounds(
    plan: Plan, walked: Walk, given: Given, marked: Marks, leaves: Reliance, *, program: Program | None = None
) -> Reliance:
    """Return for every node how far its float64 score may be from the exact one, over all units not doubtful.

    Those of the `leaves` are carried through the step itself: every way to combine rises with its parts, so two walks
    enclose the exact score. Without a `program`, the walk was that of the plan.
    """
    program, error = program or plan.float_program, np.zeros(len(plan.ids))
    error[plan.leaf_nodes], doubtful = leaves.error, leaves.doubtful
    if not marked.none:
        error[marked.without_score.all(axis=0)] = 0.0
    size = _sizes(program, walked, marked)
    reduced = bool(marked.reduced.any())
    for at, step in enumerate(program.steps):
        # What is left to obtain is rounded as often as the points are.
        inherited = error[step.parts] + (1 + reduced) * (step.parts.size + 4) * EPS * size[step.parts]
        if step.formulas is not None:
            added, unsure = _carried_by_formulas(step, walked, given, marked, inherited)
            doubtful = doubtful | unsure
        elif (raised := raised_weights(program, step, marked)) is not None:
            added = np.add.reduceat(inherited * raised.max(axis=0), step.starts)
        else:
            added = carried_error(step, walked.scores, marked.without_score, inherited, reduced=reduced)
        if reduced and step.combination.additive:
            added = added * _grown(program, step, walked, marked)
        if step.times is not None:
            added = added * np.abs(step.times)
        error[step.parents] = added + 8 * EPS * size[step.parents] + _TINY
        error[step.parents[step.turn.groups]] += 16 * EPS * np.abs(step.turn.figures)
        _of_given(plan, step, given, size, error)
        if at in walked.unrounded:
            relied = rounded_off(Reliance(error, doubtful), step.rounding, walked.unrounded[at], walked.scores)
            error, doubtful = relied.error, relied.doubtful
    error[0] += sum(error[node] + 8 * EPS * size[node] for node, _ in plan.beside)
    return Reliance(np.where(np.isnan(error), np.inf, error), doubtful)


def _grown(program: Program, step: Step, walked: Walk, marked: Marks) -> Floats:
    """Return by how much points (n_groups,) grow at most where those of the rest are brought to the maximum of all."""
    brought = marked.reduced[:, step.parents] & ~marked.without_score[:, step.parents]
    _, possible = _of_the_rest(program, step, (walked.points, walked.most), marked)
    grown = np.divide(step.whole, possible, out=np.ones(possible.shape), where=brought)
    return _greatest(np.abs(grown))


def _of_given(plan: Plan, step: Step, given: Given, size: Floats, error: Floats) -> None:
    """Put in how far scores may be off that are given for components, or put in at them."""
    for node in given.components:
        error[node] = EPS * (size[node] + 4 * abs(float(plan.turns.get(node, 0))))
    if given.put_in is not None:
        error[step.parents] = np.maximum(error[step.parents], EPS * given.put_in.sizes(step.parents))


def _carried_by_formulas(step: Step, walked: Walk, given: Given, marked: Marks, error: Floats) -> tuple[Floats, Mask]:
    """Return likewise how far formulas may be off, and the units that float64 cannot decide or that have no result."""
    if step.formulas is None:
        raise TypeError(say("the step combines by no formula"))
    found = step.formulas.evaluated(walked.scores[:, step.parts], given.company, error)
    counts, lost = _worked_out(step, given, marked), found.by_zero | found.undefined | found.unsure
    return _greatest(found.error, counts=counts & ~lost), np.asarray((counts & lost).any(axis=1), dtype=bool)


def refuse_undefined(plan: Plan, walked: Walk) -> None:
    """Raise `ValueError` where a formula is not defined for what is walked."""
    if walked.undefined is not None and walked.undefined.any():
        node = plan.ids[int(walked.undefined.any(axis=0).argmax())]
        raise ValueError(say("the formula of {node!r} is not defined for what is tried", node=node))


def _sizes(program: Program, walked: Walk, marked: Marks) -> Floats:
    """Return how great the scores of every node are at most, before rounding too."""
    size = greatest_sizes(walked.scores, None if marked.none else ~marked.without_score)
    for at, (before, *_) in walked.unrounded.items():
        nodes = program.steps[at].rounding.nodes
        size[nodes] = np.maximum(size[nodes], _greatest(np.abs(before)))
    return size


def carried_error(step: Step, scores: Array, without_score: Mask, error: Floats, *, reduced: bool = False) -> Floats:
    """Return how far combined scores (n_groups,) may be from the exact ones by the `error` of the parts."""
    kind = step.combination
    if kind.selects or (kind.linear and not kind.additive and reduced):  # weights shared out are not above 1
        return np.asarray(np.maximum.reduceat(error, step.starts))
    if kind.linear:
        return _greatest(step.combine(error[None]))  # a unit may have weights of its own
    if reduced:
        return np.full(step.parents.size, np.inf)
    return _enclosure(step, scores[:, step.parts], error, without_score[:, step.parents])


def _enclosure(step: Step, values: Array, error: Floats, without_score: Mask) -> Floats:
    low, high = step.combine(np.maximum(values - error, 0)), step.combine(values + error)
    # A power's own rounding grows with the logarithm of its base, at most 140 here, and a root's with 1 / power.
    rounding = (4 * step.parts.size + 400) * (1 + 1 / np.abs(step.power)) * EPS * np.abs(high)
    width = high - low + rounding
    return _greatest(np.where(np.isnan(width), np.inf, width), counts=~without_score)
