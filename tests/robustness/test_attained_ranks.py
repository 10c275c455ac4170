"""`attained` is true: the weights returned give the rank when units are scored again in fractions, ties and all."""

import json
import random
from fractions import Fraction
from types import SimpleNamespace

import attrs
import jsonschema
import numpy as np
import pytest

import parindex
from parindex.robustness.exact.admissible_weights import Polyhedron
from parindex.robustness.exact.attained_ranks import AttainedRanks, ClaimedRank, _solved, _tight_rows
from parindex.robustness.weight_model import WeightModel

from ..sample import define, indicators
from .test_admissible_weights import ALL_FREE, LAST_TWO_TIED, free

F = Fraction

pytest.importorskip("scipy.optimize")

SIX = {
    "u0": (2, 2, 2, 3),
    "u1": (0, 2, 2, 0),
    "u2": (4, 2, 2, 0),
    "u3": (4, 3, 3, 0),
    "u4": (2, 3, 1, 3),
    "u5": (2, 3, 3, 4),
}


def flat(weights, root=""):
    body = "".join(indicators(f"i{at}", keys=f"max = 10\nweight = {weight}") for at, weight in enumerate(weights))
    return define(body, "weighted-mean", root)


def table(rows):
    return {unit: {f"i{at}": value for at, value in enumerate(row)} for unit, row in rows.items()}


def scored_again(definition, rows, shares):
    """Score with other weights, as the page does."""
    leaves = (attrs.evolve(leaf, weight=Fraction(shares[leaf.id])) for leaf in definition.indicator)
    components = (attrs.evolve(own, weight=Fraction(shares[own.id])) for own in definition.component)
    return parindex.score(attrs.evolve(definition, indicator=tuple(leaves), component=tuple(components)), rows)


def test_a_rank_that_only_an_exact_tie_attains_has_weights_that_are_fractions():
    """Worked out by hand: u2 is first only where u3 and u5 are level with it, at weights of 2/3 and 1/3."""
    definition, rows = flat((5, 3, 3, 2)), table(SIX)
    found = parindex.rank_range(parindex.score(definition, rows), parindex.Dirichlet(5))
    assert found.best[2] == 1
    assert found.attained[2].all()
    shares = found.weights_of("u2")["best"]
    assert shares == {"i0": Fraction(2, 3), "i1": 0, "i2": 0, "i3": Fraction(1, 3)}
    assert scored_again(definition, rows, shares).rank[2] == 1
    assert any("exactly level" in note and "u2" in note for note in found.notes)
    document = json.loads(found.to_json())
    jsonschema.validate(document, parindex.sensitivity_schema())
    assert document["exact_weights"]["u2"]["best"] == {"i0": "2/3", "i1": "0", "i2": "0", "i3": "1/3"}
    assert document["weights"]["u2"]["best"]["i0"] == pytest.approx(2 / 3)


LEVEL_ONCE = {"u": (2, 2), "v": (3, 0), "w": (1, 4)}  # totals of 2, 3 i and 4 - 3 i: all level at i = 2/3 alone
TURNED = {unit: tuple(4 - value for value in row) for unit, row in LEVEL_ONCE.items()}


@pytest.mark.parametrize(
    "better,ties,rows,end,rank", [("highest", "max", LEVEL_ONCE, "worst", 3), ("lowest", "min", TURNED, "best", 1)]
)
def test_so_it_is_of_worst_ranks_and_where_the_lowest_is_best(better, ties, rows, end, rank):
    """Elsewhere either v or w is above u, and never both."""
    definition, rows = flat((1, 1), f'rank = {{ best = "{better}", ties = "{ties}" }}'), table(rows)
    found = parindex.rank_range(parindex.score(definition, rows), parindex.Dirichlet(1))
    assert {"best": found.best, "worst": found.worst}[end][0] == rank
    shares = found.weights_of("u")[end]
    assert shares == {"i0": Fraction(2, 3), "i1": Fraction(1, 3)}
    assert scored_again(definition, rows, shares).rank[0] == rank


@pytest.mark.parametrize("ties", ["min", "max", "average"])
@pytest.mark.parametrize("better", ["highest", "lowest"])
def test_what_is_attained_is_so_when_scored_again(better, ties):
    rng = random.Random(f"{better} {ties}")
    for nested in (False, True) * 2:
        weights = [rng.randint(1, 5) for _ in range(4)]
        parents = ("g", "g", "", "") if nested else ("",) * 4
        pairs = enumerate(zip(weights, parents, strict=True))
        body = '\n[[component]]\nid = "g"\ncombine = "weighted-mean"\nweight = 3\n' if nested else ""
        for at, (weight, parent) in pairs:
            body += indicators(f"i{at}", keys=f"max = 10\nweight = {weight}", parent=parent)
        definition = define(body, "weighted-mean", f'rank = {{ best = "{better}", ties = "{ties}" }}')
        rows = {f"u{unit}": {f"i{at}": rng.randint(0, 3) for at in range(4)} for unit in range(5)}
        how = rng.choice([parindex.Dirichlet(5), parindex.Uniform(0.5)])
        found = parindex.rank_range(parindex.score(definition, rows), how)
        for row, unit in enumerate(found.units):
            for at, (end, shares) in enumerate(found.weights_of(unit).items()):
                rank = scored_again(definition, rows, shares).rank[row]
                assert (rank == (found.best, found.worst)[at][row]) == found.attained[row, at], (unit, end)


def ends(definition, rows, unit="u", weights=None):
    """Return the best and the worst rank of a unit, whether these are attained, and the weights that give them."""
    found = parindex.rank_range(parindex.score(definition, rows), weights or parindex.Dirichlet(1))
    row = found.units.index(unit)
    shares = found.weights_of(unit)
    return [
        (rank, attained, tuple(shares[end].values()))
        for end, rank, attained in zip(
            ("best", "worst"), (found.best[row], found.worst[row]), found.attained[row].tolist(), strict=True
        )
    ]


BESIDE = '[[indicator]]\nid = "more"\nadds = "bonus"\nmax = 9\n[[indicator]]\nid = "less"\nadds = "penalty"\nmax = 9\n'


@pytest.mark.parametrize("best, end", [("highest", "worst"), ("lowest", "best")])
def test_what_stands_beside_the_tree_is_part_of_an_exact_tie(best, end):
    """The bonus and the penalty make up for what the parts give less or more: so it is as in LEVEL_ONCE."""
    rows, ties = (LEVEL_ONCE, "max") if best == "highest" else (TURNED, "min")
    beside = {"u": (0, 3), "v": (5, 1), "w": (0, 0)}
    table_ = {
        unit: {"i0": one - more + less + 4, "i1": other - more + less + 4, "more": more, "less": less}
        for (unit, (one, other)), (more, less) in zip(rows.items(), beside.values(), strict=True)
    }
    body = indicators("i0", "i1", keys="max = 12") + BESIDE
    definition = define(body, "weighted-mean", f'rank = {{ best = "{best}", ties = "{ties}" }}')
    rank, attained, shares = ends(definition, table_)[("best", "worst").index(end)]
    assert (rank, attained) == (3 if end == "worst" else 1, True)
    assert shares == (F(2, 3), F(1, 3))


def test_factors_of_components_are_part_of_an_exact_tie():
    """Of g, which counts threefold, each unit has a third of what it has of i0 in LEVEL_ONCE."""
    body = '\n[[component]]\nid = "g"\ncombine = "weighted-mean"\ntimes = 3\n'
    body += indicators("i0", "i2", keys="max = 10", parent="g") + indicators("i1", keys="max = 10")
    definition = define(body, "weighted-mean", 'rank = { ties = "max" }')
    rows = {unit: {"i0": F(one, 3), "i2": F(one, 3), "i1": other} for unit, (one, other) in LEVEL_ONCE.items()}
    worst = ends(definition, rows)[1]
    assert worst[:2] == (3, True)
    assert worst[2][:2] == (F(2, 3), F(1, 3))


@pytest.mark.parametrize("beyond, attained", [(0, True), (F(1, 10**11), False)])
def test_a_tie_just_beyond_the_limits_attains_nothing(beyond, attained):
    """Level at 2/3 alone, where the limit is; and where it is less by 1e-11, and no weights give that rank."""
    rows = table(LEVEL_ONCE)
    weights = parindex.Bounds({"i0": (0.1, float(F(2, 3) - beyond)), "i1": (0.1, 0.9)})
    worst = ends(flat((1, 1), 'rank = { ties = "max" }'), rows, weights=weights)[1]
    assert worst[:2] == (3, attained)


def test_a_tie_is_found_at_weights_that_are_no_simple_fractions():
    """V is above u by w - t, and w is below it by as much: both are level with it at t alone."""
    t = F(1234567, 9999991)
    rows = table({"u": (2, 2), "v": (3 - t, 2 - t), "w": (1 + t, 2 + t)})
    assert ends(flat((1, 1), 'rank = { ties = "max" }'), rows)[1] == (3, True, (t, 1 - t))


@pytest.mark.parametrize("free_ones, simple", [((0.2, 0.1666), (F(1, 5), F(1, 6))), ((0.0921, 0.1), (F(1, 10),) * 2)])
def test_weights_that_a_tie_leaves_free_are_tenths_or_simpler(free_ones, simple):
    """V is above u by 1/3 less the weight of i0, and w is below it by as much: at 1/3 all are level."""
    rows = table({"u": (2,) * 4, "v": (F(4, 3), *(F(7, 3),) * 3), "w": (F(8, 3), *(F(5, 3),) * 3)})
    scores = parindex.score(flat((1,) * 4, 'rank = { ties = "max" }'), rows)
    model = WeightModel.of(scores)
    admitted = Polyhedron.of(model, parindex.Dirichlet(1))
    ranks = AttainedRanks(scores, model, admitted, (np.arange(3),), (0.0, 1.0), 1e-9)
    weights = np.array([1 / 3, 2 / 3 - sum(free_ones), *free_ones])
    assert ranks.shares(0, weights, 3.0) == (True, (F(1, 3), F(2, 3) - sum(simple), *simple))
    assert ranks.shares(0, weights, 1.0) == (False, None)


def test_a_rank_that_is_not_proved_is_that_which_the_weights_themselves_give(monkeypatch):
    """At 0.6 v is above u, and w is not; a rank that is proved stands, whatever they give."""
    scores = parindex.score(flat((1, 1)), table({"u": (2, 2), "v": (3, 1), "w": (1, 3)}))
    model = WeightModel.of(scores)
    admitted = Polyhedron.of(model, parindex.Dirichlet(1))
    ranks = AttainedRanks(scores, model, admitted, (np.arange(3),), (1.0, 0.0), 1e-9)
    weights = np.array([0.6, 0.4])
    assert ranks.given(0, weights, ClaimedRank(1.0, 1)) == (2, True, None)
    assert ranks.given(0, weights, ClaimedRank(1.0, 0)) == (1, False, None)
    assert ranks.given(0, weights, ClaimedRank(3.0, 1)) == (
        3,
        False,
        None,
    )  # rounding makes no rank better than claimed
    assert ranks.given(0, weights, ClaimedRank(3.0, -1)) == (2, True, None)
    monkeypatch.setattr(AttainedRanks, "_rank", lambda *_: None)  # where it cannot be told
    assert ranks.given(0, weights, ClaimedRank(1.0, 1)) == (1, False, None)


def test_fractions_are_looked_for_while_there_is_time():
    scores = parindex.score(flat((1, 1), 'rank = { ties = "max" }'), table(LEVEL_ONCE))
    model = WeightModel.of(scores)
    admitted = Polyhedron.of(model, parindex.Dirichlet(1))
    ranks = AttainedRanks(scores, model, admitted, (np.arange(3),), (0.0, 1.0), 1e-9)
    unit, weights = scores.units.index("u"), np.array([2 / 3 + 1e-11, 1 / 3 - 1e-11])
    assert ranks.given(unit, weights, ClaimedRank(3.0, 0)) == (3, True, (F(2, 3), F(1, 3)))
    assert ranks.given(unit, weights, ClaimedRank(3.0, 0), search=False) == (3, False, None)


@pytest.mark.parametrize("most", [F(1, 3), F(1234567, 9999991), F("0.7541209")])
def test_limits_are_taken_for_the_fraction_that_they_are_next_to(most):
    """Level with v, which has `most` of i1 and i2, only where i0 has all that it may have."""
    assert F(float(most)) != most
    rows = {"u": {"i0": 1 - most, "i1": 0, "i2": 0}, "v": {"i0": 0, "i1": most, "i2": most}}
    weights = parindex.Bounds({"i0": (0, float(most))})
    best = ends(flat((1, 1, 1)), rows, weights=weights)[0]
    assert best[:2] == (1, True)
    if F(float(most)) < most:
        assert best[2] == (most, (1 - most) / 2, (1 - most) / 2)


def test_units_a_little_above_and_below_are_counted_as_such():
    """Of v and w, within 1e-11 of u, one is above whatever the weights: the average rank of three that are level."""
    above, below = ("3.00000000001", "5.00000000001"), ("2.99999999999", "4.99999999999")
    rows = table({"u": (3, 5), "v": above, "w": below, "x": (9, 0)})
    definition = flat((1, 1), 'rank = { ties = "average" }')
    assert [end[:2] for end in ends(definition, rows)] == [(2, True), (3, True)]
    assert [end[:2] for end in ends(definition, rows, "v")] == [(2, False), (3, False)]


def test_of_more_units_that_are_level_no_fractions_are_looked_for(monkeypatch):
    definition, rows = flat((1, 1), 'rank = { ties = "max" }'), table(LEVEL_ONCE)
    monkeypatch.setattr("parindex.robustness.exact.attained_ranks._MOST_LEVEL", 2)
    assert ends(definition, rows)[1][:2] == (3, True)
    monkeypatch.setattr("parindex.robustness.exact.attained_ranks._MOST_LEVEL", 1)
    assert ends(definition, rows)[1][:2] == (3, False)


LOGARITHMS = 'rule = { kind = "rescale", anchors = [1, 10000], to = [0, 4], transform = "log" }'


def test_a_tie_of_logarithms_is_attained_by_weights_that_are_fractions_or_by_none():
    """Powers of 7 by LEVEL_ONCE are level at 2/3; what is 3 and 1/2, or 1/3 and 2, times the first is so nowhere near.

    There both are level with it at ln 2 / ln 6 alone, which is no fraction.
    """
    body = indicators("i0", "i1", keys=LOGARITHMS)
    definition = define(body, "weighted-mean", 'rank = { ties = "max" }')
    powers = {unit: {f"i{at}": 7**value for at, value in enumerate(row)} for unit, row in LEVEL_ONCE.items()}
    assert ends(definition, powers)[1] == (3, True, (F(2, 3), F(1, 3)))
    assert [end[:2] for end in ends(definition, powers, "v")] == [(1, True), (3, True)]
    worst = ends(definition, table({"u": (30, 30), "v": (90, 15), "w": (10, 60)}))[1]
    assert worst[:2] == (3, False)


def test_units_with_equal_roots_are_level_when_scored_again():
    """U and v are level in all."""
    rule = 'rule = { kind = "rescale", anchors = [0, 100], to = [0, 10], transform = "sqrt" }'
    definition = define(indicators("i0", "i1", keys=rule), "weighted-mean", 'rank = { ties = "max" }')
    rows = {"u": {"i0": 12, "i1": 3}, "v": {"i0": 12, "i1": 3}, "w": {"i0": 3, "i1": 12}}
    assert [end[:2] for end in ends(definition, rows)] == [(2, True), (3, True)]


@pytest.mark.parametrize("denominator", [None, 10, 1000])
def test_conditions_are_solved_exactly_near_weights(denominator):
    """Two thirds of all to the first, and the second as much as the third."""
    conditions = [
        ([F(1)] * 3, F(1)),
        ([F(1), F(0), F(0)], F(2, 3)),
        ([F(0), F(1), F(-1)], F(0)),
        ([F(0), F(2), F(-2)], F(0)),
    ]
    assert _solved(conditions, np.array([0.6667, 0.16667, 0.1666]), denominator) == [F(2, 3), F(1, 6), F(1, 6)]
    assert sum(_solved(conditions[:1], np.array([0.3, 0.5, 0.2]), denominator)) == 1
    (one, other, third) = _solved(conditions[:2], np.array([0.66, 0.14, 0.2]), denominator)
    assert (one, other + third) == (F(2, 3), F(1, 3))
    assert abs(third - F(1, 5)) < F(1, 15)
    for first in (2, F(3, 2)):
        too_much = [([F(1), F(0), F(0)], F(first)), conditions[0]]
        assert _solved(too_much, np.array([0.4, 0.3, 0.3]), denominator) is None
    repeated = [conditions[2], conditions[3], conditions[0], conditions[1]]
    assert _solved(repeated, np.array([0.66, 0.2, 0.14]), denominator) == [F(2, 3), F(1, 6), F(1, 6)]
    assert _solved(conditions[:1], np.array([0.5, 0.5, 0.0]), denominator)[2] == 0


def test_what_is_rounded_is_taken_from_the_greatest_weight():
    whole = [([F(1)] * 3, F(1))]
    assert _solved(whole, np.array([0.07, 0.86, 0.07]), 10) == [F(1, 10), F(4, 5), F(1, 10)]


ROWS = [[F(1), F(0), F(0), F(0)], [F(0), F(1), F(0), F(0)], [F(0), F(0), F(1), F(0)], [F(0), F(0), F(0), F(1)]]
GROUP = SimpleNamespace(exact=[(F(4, 10), None), (F(3, 10), None), (F(2, 10), None), (F(1, 10), None)])


def times(row, weights):
    return sum((own * F(weight) for own, weight in zip(row, weights, strict=True)), F(0))


def test_rows_of_limits_that_weights_are_at_add_to_nothing_there_and_elsewhere_do_not():
    at_low = [F(2, 10), F(45, 100), F(2, 10), F(15, 100)]
    rows = list(_tight_rows(GROUP, free(ALL_FREE, after=True), np.array(list(map(float, at_low))), ROWS))
    assert len(rows) == 1
    assert times(rows[0], at_low) == 0
    assert times(rows[0], [weight * 7 for weight in at_low]) == 0
    assert times(rows[0], [F(3, 10), F(3, 10), F(2, 10), F(2, 10)]) == F(1, 10)


def test_rows_of_what_is_tied_keep_its_proportions():
    weights = np.array([0.3, 0.3, 0.4 * 2 / 3, 0.4 / 3])
    rows = list(_tight_rows(GROUP, free(LAST_TWO_TIED, after=True), weights, ROWS))
    assert len(rows) == 2
    assert all(times(row, [F(5), F(1), F(2), F(1)]) == 0 for row in rows)
    assert all(times(row, [F(5), F(1), F(1), F(1)]) != 0 for row in rows)


def test_before_dividing_two_limits_are_in_proportion():
    low, high = np.full(4, 0.1), np.full(4, 0.3)
    parts = free(ALL_FREE, after=False, low=low, high=high)
    for size in (1, 0.9, 30):
        rows = list(_tight_rows(GROUP, parts, np.array([0.1, 0.3, 0.2, 0.3]) / size, ROWS))
        assert len(rows) == 2
        assert all(times(row, [F(1), F(3), F(2), F(3)]) == 0 for row in rows)
        assert {times(row, [F(1), F(1), F(1), F(1)]) != 0 for row in rows} == {True, False}
