"""What totals and ranks can still become, against every way to fill in a few open cells."""

import itertools
from fractions import Fraction

import attrs
import pytest
from hypothesis import assume, given, strategies as st

import parindex
from parindex import EvidenceError
from parindex.definition.ranks_and_bands import Ranking
from parindex.definition.rules.linear import Proportional, Rescale, Score
from parindex.definition.rules.piecewise import Increments
from parindex.definition.rules.steps import Bands, Choice

from . import strategies as some

A_LITTLE = Fraction(1, 1000)
RANKINGS = st.builds(
    Ranking,
    on=st.sampled_from(["unrounded", "rounded"]),
    ties=st.sampled_from(["min", "max", "average", "dense"]),
    best=st.sampled_from(["highest", "lowest"]),
)


def _around(rule, leaf):
    """Return values by a rule of steps, at the ends of each."""
    if isinstance(rule, Bands):
        return [edge + side for edge in rule.edges() for side in (-A_LITTLE, Fraction(0), A_LITTLE)]
    enough = leaf.max / rule.each * rule.per + rule.per
    edges = [] if rule.nothing_before is None else [rule.nothing_before]
    beside = [edge + side for edge in edges for side in (-A_LITTLE, Fraction(0), A_LITTLE)]
    return [rule.from_, rule.from_ + enough, rule.from_ - enough, *beside]


def tried(leaf, others):
    """Return values of an indicator among which are those of the fewest and the most points."""
    rule, ends = leaf.rule, [Fraction(0), Fraction(2000)]
    if isinstance(rule, Choice):
        return [name for name, _ in rule.points.items]
    if isinstance(rule, Bands | Increments):
        return _around(rule, leaf)
    if isinstance(rule, Rescale) and not isinstance(rule.anchors, tuple):
        return [*ends, *others, *(other + 1 for other in others[:1])]
    fixed = {Score: lambda: ends, Proportional: lambda: [Fraction(0), rule.cap], Rescale: lambda: list(rule.anchors)}
    return fixed[type(rule)]() if type(rule) in fixed else [value for value, _ in rule.knots]


def completions(definition, table, cells):
    """Yield the exact scores of all units and their ranks in every way to fill in some cells."""
    leaves = {leaf.id: leaf for leaf in definition.leaves}
    others = {id_: [row[id_] for row in table.values() if isinstance(row.get(id_), Fraction)] for id_ in leaves}
    choices = [tried(leaves[id_], others[id_]) for _, id_ in cells]
    for values in itertools.product(*choices):
        filled = {unit: dict(row) for unit, row in table.items()}
        for (unit, id_), value in zip(cells, values, strict=True):
            filled[unit][id_] = value
        try:
            scores = parindex.score(definition, filled)
        except EvidenceError:  # a formula is not defined for that
            continue
        if all(problem.code != "no-spread" for problem in scores.problems):  # each open indicator gets a score
            yield scores


def exact(scores, row, node):
    without = scores.exactness.marks.without_score[row, node]
    return None if without else scores.exactness.exact_score(row, node)


def check(definition, table, cells):
    """Hold what is told against all completions; return whether the ends told were attained."""
    emptied = {unit: dict(row) for unit, row in table.items()}
    for unit, id_ in cells:
        emptied[unit][id_] = None
    found = parindex.outlook(definition, emptied)
    every = list(completions(definition, table, cells))
    assume(every)
    for row in range(len(found.units)):
        for node in range(len(definition.nodes)):
            reached = [score for scores in every if (score := exact(scores, row, node)) is not None]
            if not reached:
                continue
            span = found._known.walks.span(row, node)
            low, high = found._known.walks.endless
            assert low[row, node] or span.low <= min(reached)
            assert high[row, node] or max(reached) <= span.high
            if node == 0 and found.attained[row]:
                assert (span.low, span.high) == (min(reached), max(reached))
        ranks = [scores.rank[row] for scores in every if scores.rank[row] >= 1]
        if ranks:
            assert not found.best_rank[row] > min(ranks)
            assert not found.worst_rank[row] < max(ranks)
            if found.ranks_attained[row] and len(ranks) == len(every):
                assert (found.best_rank[row], found.worst_rank[row]) == (min(ranks), max(ranks))
    return found


def drawn_cells(draw, table, most):
    places = [(unit, id_) for unit, row in table.items() for id_, cell in row.items() if cell not in (None, "n/a")]
    assume(places)
    return draw(st.lists(st.sampled_from(places), min_size=1, max_size=most, unique=True))


@some.COSTLY
@given(st.data())
def test_every_way_to_fill_in_lies_between_the_ends_told(data):
    definition = data.draw(some.definitions((*some.RATIONAL, "formula"), turned=True))
    definition = attrs.evolve(definition, rank=data.draw(RANKINGS))
    table = data.draw(some.evidence(definition, max_units=3))
    check(definition, table, drawn_cells(data.draw, table, 3))


@some.COSTLY
@given(st.data())
def test_so_it_does_whatever_is_done_with_what_is_missing(data):
    definition = data.draw(some.gaps(data.draw(some.definitions())))
    table = data.draw(some.evidence_with_gaps(definition, min_units=2))
    places = [(unit, id_) for unit, row in table.items() for id_, cell in row.items() if cell is None]
    leaves = {leaf.id for leaf in definition.leaves}
    places = [place for place in places if place[1] in leaves]
    assume(0 < len(places) <= 4 and len(places) == sum(cell is None for row in table.values() for cell in row.values()))
    check(definition, table, places)


pytestmark = pytest.mark.many
