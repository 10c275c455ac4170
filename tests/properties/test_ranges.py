"""Best and worst ranks over all admissible weights: against every pattern of who is above, corners and draws."""

import itertools
import sys
import warnings
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from fractions import Fraction
from multiprocessing import get_context
from types import SimpleNamespace

import attrs
import numpy as np
import pytest
from hypothesis import example, given, settings, strategies as st

import parindex
from parindex.definition.ranks_and_bands import Ranking, UnitGroup
from parindex.definition.unit_registry import Unit
from parindex.robustness.exact.admissible_weights import Polyhedron
from parindex.robustness.weight_model import WeightModel

from .strategies import index

optimize = pytest.importorskip("scipy.optimize")


def leaf(id_, **keys):
    return parindex.Indicator(id=id_, max=Fraction(10), **keys)


def flat(count, weights=None, **keys):
    weights = weights or [None] * count
    leaves = tuple(
        leaf(f"i{at}", weight=None if weight is None else Fraction(weight)) for at, weight in enumerate(weights)
    )
    return index(combine="weighted-mean", indicator=leaves, **keys)


def nested(**keys):
    """Return a mean of a sum of 2, a mean of 2 and an indicator; the maxima of the sum are its weights."""
    components = (
        parindex.Component(id="s", combine="sum", weight=Fraction(3)),
        parindex.Component(id="m", combine="weighted-mean", weight=Fraction(2), times=Fraction(2)),
    )
    leaves = (
        attrs.evolve(leaf("s0", parent="s"), max=Fraction(4)),
        attrs.evolve(leaf("s1", parent="s"), max=Fraction(6)),
        leaf("m0", parent="m", weight=Fraction(1)),
        leaf("m1", parent="m", weight=Fraction(3)),
        leaf("x", weight=Fraction(1)),
    )
    return index(combine="weighted-mean", component=components, indicator=leaves, **keys)


#: The groups of `nested` as places among its leaves s0 s1 m0 m1 x, and what a point of each gives for a weight of 1.
GROUPS = (((0, 1), (2, 3), (4,)), ((0,), (1,)), ((2,), (3,)))
SHARES = ((1 / 2, 1 / 3, 1 / 6), (0.4, 0.6), (0.25, 0.75))
POINTS = np.array([10 / 4, 10 / 6, 2, 2, 1])


def rows_of(groups, limits, count):
    """Return what bounds weights of leaves, written out anew: rows not above 0 and rows that are 0.

    `limits` is one of bounds before dividing, ("before", low, high), or after, ("after", low, high), for each group.
    """
    scales = len(groups)
    rows = []
    for at, (parts, (when, low, high)) in enumerate(zip(groups, limits, strict=True)):
        scale = np.zeros(count + scales)
        scale[[count + at] if when == "before" else [place for part in parts for place in part]] = 1
        for part, least, most in zip(parts, low, high, strict=True):
            own = np.zeros(count + scales)
            own[list(part)] = 1
            rows += [least * scale - own, own - most * scale]
    return np.array(rows)


def brute_ranks(cells, rows, strict=1e-7):
    """Try every set of units that may be above or below: (best, worst) of each, for totals that never tie for good."""
    count, ends = cells.shape
    width = rows.shape[1]
    out = []
    for unit in range(count):
        others = [other for other in range(count) if other != unit]
        ends_of = []
        for sign in (1, -1):  # units that are not above; units that are not below
            for size in range(len(others), -1, -1):
                if any(
                    possible(sign * (cells[list(some)] - cells[unit]), rows, ends, width, strict)
                    for some in itertools.combinations(others, size)
                ):
                    ends_of.append(size)
                    break
        out.append((1 + len(others) - ends_of[0], 1 + ends_of[1]))
    return np.array(out).T


def possible(slopes, rows, ends, width, strict):
    """Return whether weights bring all slopes below 0 at once."""
    if not len(slopes):
        return True
    done = optimize.linprog(
        np.r_[np.zeros(width), -1],
        A_ub=np.vstack(
            [
                np.column_stack([slopes, np.zeros((len(slopes), width - ends)), np.ones(len(slopes))]),
                np.column_stack([rows, np.zeros(len(rows))]),
            ]
        ),
        b_ub=np.zeros(len(slopes) + len(rows)),
        A_eq=[np.r_[np.ones(ends), np.zeros(width - ends + 1)]],
        b_eq=[1],
        bounds=[(0, None)] * width + [(None, 1)],
    )
    return -done.fun > strict


def bounds(kind, shares):
    """Return a perturbation, and its bounds of each group."""
    low_high = {
        "before": [("before", np.array(own) * 0.7, np.array(own) * 1.3) for own in shares],
        "simplex": [("after", np.zeros(len(own)), np.ones(len(own))) for own in shares],
    }[kind]
    return (parindex.Uniform(0.3) if kind == "before" else parindex.Dirichlet(3)), low_high


tables = st.integers(0, 2**32 - 1).map(lambda seed: np.random.default_rng(seed).random((5, 5)))


@pytest.mark.parametrize("kind", ["before", "simplex"])
@pytest.mark.parametrize("shape", ["flat", "nested"])
@settings(deadline=None, max_examples=8)
@given(table=tables)
def test_ranks_are_those_of_the_best_pattern_of_who_is_above(kind, shape, table):
    shares = SHARES if shape == "nested" else ((0.1, 0.2, 0.3, 0.3, 0.1),)
    groups = GROUPS if shape == "nested" else (tuple((at,) for at in range(5)),)
    definition = nested() if shape == "nested" else flat(5, [1, 2, 3, 3, 1])
    weights, limits = bounds(kind, shares)
    found = parindex.rank_range(parindex.score(definition, table), weights)
    cells = table * (POINTS if shape == "nested" else 1)
    best, worst = brute_ranks(cells, rows_of(groups, limits, 5))
    np.testing.assert_array_equal(found.best, best)
    np.testing.assert_array_equal(found.worst, worst)
    assert found.attained.all()


@settings(deadline=None, max_examples=8)
@given(table=tables)
def test_so_they_are_where_some_shares_have_bounds_and_the_others_keep_their_proportions(table):
    """i1 and i3 between bounds; i0, i2 and i4 share the rest as 1 : 3 : 1, which is one weight of their mean."""
    found = parindex.rank_range(
        parindex.score(flat(5, [1, 2, 3, 3, 1]), table), parindex.Bounds({"i1": (0.1, 0.3), "i3": (0.2, 0.25)})
    )
    cells = np.column_stack([table[:, [1, 3]], table[:, [0, 2, 4]] @ [0.2, 0.6, 0.2]])
    limits = [("after", np.array([0.1, 0.2, 0]), np.array([0.3, 0.25, 1]))]
    best, worst = brute_ranks(cells, rows_of((((0,), (1,), (2,)),), limits, 3))
    np.testing.assert_array_equal(found.best, best)
    np.testing.assert_array_equal(found.worst, worst)
    assert found.attained.all()
    rest = found.best_weights[:, [0, 2, 4]]
    np.testing.assert_allclose(rest, rest.sum(axis=1, keepdims=True) * [0.2, 0.6, 0.2])
    assert ((found.best_weights[:, 1] > 0.1 - 1e-9) & (found.best_weights[:, 1] < 0.3 + 1e-9)).all()


@given(tables, st.floats(0.01, 1))
def test_the_greatest_lead_is_that_of_a_corner_and_of_a_linear_programme(table, share):
    """A lead is greatest where each weight, before it is divided by their sum, is at one of its ends."""
    found = parindex.rank_range(parindex.score(nested(), table), parindex.Uniform(share))
    cells = table * POINTS
    ends = [
        [np.array(own) * (1 + share * np.array(signs)) for signs in itertools.product((-1, 1), repeat=len(own))]
        for own in SHARES
    ]
    corners = []
    for top, *inner in itertools.product(*ends):
        if all(own.sum() > 0 for own in (top, *inner)):
            upper, one, two = (own / own.sum() for own in (top, *inner))
            corners.append(np.r_[upper[0] * one, upper[1] * two, upper[2]])
    totals = np.array(corners) @ cells.T
    leads = (totals[:, :, None] - totals[:, None, :]).max(axis=0)
    np.testing.assert_allclose(found.lead[~np.eye(5, dtype=bool)], leads[~np.eye(5, dtype=bool)], atol=1e-12)
    rows = rows_of(GROUPS, [("before", np.array(own) * (1 - share), np.array(own) * (1 + share)) for own in SHARES], 5)
    adding = [np.r_[np.ones(5), np.zeros(3)]]
    slopes = np.r_[cells[1] - cells[0], np.zeros(3)]
    done = optimize.linprog(slopes, A_ub=rows, b_ub=np.zeros(len(rows)), A_eq=adding, b_eq=[1])
    assert abs(found.lead[0, 1] + done.fun) < 1e-8


@pytest.mark.parametrize("weights", [parindex.Uniform(0.4), parindex.Dirichlet(6)])
@settings(deadline=None, max_examples=10)
@given(table=tables)
def test_rows_of_programmes_admit_what_can_be_drawn_and_nothing_better_than_the_closed_form(weights, table):
    model = WeightModel.of(parindex.score(nested(), table))
    polyhedron = Polyhedron.of(model, weights)
    drawn = weights.draw(np.random.default_rng(1), model.columns.groups, 200)
    effective = polyhedron.columns.effective(drawn)
    system = polyhedron.system
    raw = isinstance(weights, parindex.Uniform)  # then the weights of the system stand before they are divided
    shares = model.columns.shares[polyhedron.columns.slices[0]]
    before = (drawn[:, polyhedron.columns.slices[0]].sum(axis=1) / shares.sum())[:, None] if raw else 1.0
    variables = before * effective
    if raw:
        scales = [_scale(drawn, variables, polyhedron, at) for at in (1, 2)]
        variables = np.column_stack([variables, *scales])
    assert (variables @ system.most.T <= system.limit + 1e-12).all()
    np.testing.assert_allclose(variables @ system.equal.T - system.value, 0, atol=1e-12)
    assert ((variables >= system.low - 1e-12) & (variables <= system.high + 1e-12)).all()
    for row in effective[:20]:
        again = polyhedron.columns.effective(polyhedron.weights(row)[None])[0]
        np.testing.assert_allclose(again, row, atol=1e-12)
    slopes = table - table[0]
    greatest, at = polyhedron.greatest(slopes)
    assert (effective @ slopes.T <= greatest + 1e-12).all()
    np.testing.assert_allclose((polyhedron.columns.effective(at) * slopes).sum(axis=1), greatest, atol=1e-12)


def _scale(drawn, variables, polyhedron, at):
    """Return the scale of a group: what of the whole is its, divided by the sum of its weights as drawn."""
    columns = polyhedron.columns.slices[at]
    return (variables @ polyhedron.below[columns].sum(axis=0)) / drawn[:, columns].sum(axis=1)


def test_a_million_draws_stay_within_the_ranges():
    table = np.random.default_rng(8).random((12, 5)) * [4, 6, 10, 10, 10]
    scores = parindex.score(nested(), table)
    for weights in (parindex.Uniform(0.25), parindex.Bounds({"s": (0.3, 0.6), "m0": (0.1, 0.6)})):
        exact = parindex.rank_range(scores, weights)
        drawn = parindex.uncertainty(scores, weights, draws=1_000_000 if weights == parindex.Uniform(0.25) else 50_000)
        seen = drawn.counts > 0
        ranks = np.arange(1, 13)
        assert (np.where(seen, ranks, 99).min(axis=1) >= exact.best).all()
        assert (np.where(seen, ranks, 0).max(axis=1) <= exact.worst).all()
        assert exact.attained.all()


THREE = {"a": {"i0": 1, "i1": 1}, "b": {"i0": 2, "i1": 0}, "c": {"i0": 0, "i1": 2}}


@pytest.mark.parametrize(
    "ties, best, worst",
    [
        # of b and c one is above a, at equal weights neither: a shares the first rank there and is never the last
        ("min", [1, 1, 1], [2, 3, 3]),
        # where all three are level each has the third rank
        ("max", [2, 1, 1], [3, 3, 3]),
        ("average", [2, 1, 1], [2, 3, 3]),
    ],
)
def test_equal_totals_share_a_rank_as_the_definition_says(ties, best, worst):
    scores = parindex.score(flat(2, rank=Ranking(ties=ties)), THREE)
    found = parindex.rank_range(scores, parindex.Dirichlet(2))
    assert found.best.tolist() == best
    assert found.worst.tolist() == worst
    assert found.attained.all()


def ranks_at(weight, table, ties):
    """Rank rows of two figures by an exact weight of the first."""
    totals = [weight * one + (1 - weight) * other for one, other in table]
    out = []
    for own in totals:
        above, level = sum(other > own for other in totals), sum(other == own for other in totals)
        out.append({"min": 1 + above, "max": above + level, "average": above + Fraction(level + 1, 2)}[ties])
    return out


@pytest.mark.parametrize("ties", ["min", "max", "average"])
@given(
    table=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=6),
    weights=st.sampled_from([(parindex.Dirichlet(2), 0, 1), (parindex.Bounds({"i0": (0.25, 0.5)}), 0.25, 0.5)]),
)
def test_with_two_weights_ranks_are_those_at_every_tie_and_between_them(ties, table, weights):
    """Whole figures tie all the time; the order changes only where two are level, so a finite number of weights do."""
    perturbation, low, high = weights
    edges = {Fraction(low), Fraction(high)}
    for (one, other), (third, fourth) in itertools.combinations(table, 2):
        slope = one - other - third + fourth
        if slope and low <= Fraction(fourth - other, slope) <= high:
            edges.add(Fraction(fourth - other, slope))
    edges = sorted(edges)
    between = [(one + other) / 2 for one, other in itertools.pairwise(edges)]
    every = np.array([ranks_at(weight, table, ties) for weight in (*edges, *between)], dtype=float)
    definition = flat(2, rank=Ranking(ties=ties))
    found = parindex.rank_range(parindex.score(definition, np.array(table, dtype=float)), perturbation)
    np.testing.assert_array_equal(found.best, every.min(axis=0))
    np.testing.assert_array_equal(found.worst, every.max(axis=0))
    assert found.attained.all()


def ends_of_three(table):
    """Return the best ranks with ties "min" and the worst with "max" for three weights that add to 1, exactly.

    What is above costs nothing where totals are level, so that the least is at a corner of what the lines of ties cut
    the triangle of weights into; what is not below likewise.
    """
    rows = [tuple(map(Fraction, row)) for row in table]
    lines = [(Fraction(1), Fraction(0), Fraction(0)), (Fraction(0), Fraction(1), Fraction(0))]
    lines += [(Fraction(0), Fraction(0), Fraction(1))]
    lines += [tuple(a - b for a, b in zip(*pair, strict=True)) for pair in itertools.combinations(rows, 2)]
    corners = set()
    for (a, b, c), (d, e, f) in itertools.combinations(set(lines), 2):
        point = b * f - c * e, c * d - a * f, a * e - b * d
        if sum(point) and min(whole := [one / sum(point) for one in point]) >= 0:
            corners.add(tuple(whole))
    totals = [[sum(w * x for w, x in zip(corner, row, strict=True)) for row in rows] for corner in corners]
    best = [min(1 + sum(other > own[at] for other in own) for own in totals) for at in range(len(rows))]
    worst = [max(sum(other >= own[at] for other in own) for own in totals) for at in range(len(rows))]
    return best, worst


TWELVE = "301 303 120 022 022 020 130 220 110 132 322 310"


@pytest.mark.parametrize("weights", [parindex.Dirichlet(3), parindex.Uniform(1)])
@settings(deadline=None, max_examples=5)
@given(table=st.lists(st.tuples(*[st.integers(0, 3)] * 3), min_size=2, max_size=8))
@example(table=[tuple(map(int, row)) for row in TWELVE.split()])
def test_with_three_weights_ranks_are_those_at_the_corners_that_ties_make(weights, table):
    """Weights from 0 to twice what they are may be any that add to 1, but never all 0."""
    best, worst = ends_of_three(table)
    for ties in ("min", "max"):
        scores = parindex.score(flat(3, [3, 2, 4], rank=Ranking(ties=ties)), np.array(table, dtype=float))
        found = parindex.rank_range(scores, weights)
        assert (found.best if ties == "min" else found.worst).tolist() == (best if ties == "min" else worst)
        assert found.attained.all()
    turned = parindex.score(flat(3, [3, 2, 4], rank=Ranking(ties="max", best="lowest")), np.array(table, dtype=float))
    lowest = parindex.rank_range(turned, weights)
    assert lowest.worst.tolist() == ends_of_three([[-x for x in row] for row in table])[1]


@pytest.mark.parametrize("ties, best, worst", [("min", 1, 2), ("max", 2, 3), ("average", 1.5, 2.5)])
def test_units_with_the_same_evidence_are_level_whatever_the_weights(ties, best, worst):
    table = {"a": {"i0": 1, "i1": 3}, "b": {"i0": 1, "i1": 3}, "c": {"i0": 3, "i1": 1}}
    found = parindex.rank_range(parindex.score(flat(2, rank=Ranking(ties=ties)), table), parindex.Uniform(0.5))
    assert found.best.tolist() == [best, best, 1]
    assert found.worst.tolist() == [worst, worst, 3]
    assert found.compare("a", "b") == "level"
    assert found.compare("a", "c") == "either"
    assert found.level.tolist() == [[False, True, False], [True, False, False], [False, False, False]]


def test_pairs_whose_order_no_weights_change_are_told():
    """A beats b on both; it is never below c, with which it is level without the first weight."""
    table = {"a": {"i0": 3, "i1": 3}, "b": {"i0": 2, "i1": 1}, "c": {"i0": 1, "i1": 3}}
    found = parindex.rank_range(parindex.score(flat(2), table), parindex.Dirichlet(2))
    assert found.above.tolist() == [[False, True, False], [False, False, False], [False, False, False]]
    pairs = ("ab", "ba", "ac", "ca", "bc")
    assert [found.compare(*pair) for pair in pairs] == ["above", "below", "not below", "not above", "either"]
    assert found.lead[0].tolist()[1:] == [2, 2]
    assert found.lead[2, 0] == 0
    assert found.best.tolist() == [1, 2, 1]
    assert found.worst.tolist() == [1, 3, 3]


def test_the_weights_returned_give_the_ranks_by_plain_scoring():
    """Each row of shares, put into the definition as its weights; a rank at an exact tie is left out by the table."""
    table = np.random.default_rng(2).random((8, 4))
    scores = parindex.score(flat(4, [1, 2, 3, 4]), table)
    found = parindex.rank_range(scores, parindex.Uniform(0.5))
    for unit in scores.units:
        for end, shares in found.weights_of(unit).items():
            again = parindex.score(flat(4, [Fraction(share) for share in shares.values()]), table)
            row = scores.units.index(unit)
            assert again.rank[row] == getattr(found, end)[row]
            raw = np.array(list(shares.values())) / [0.1, 0.2, 0.3, 0.4]
            assert raw.max() / raw.min() <= 1.5 / 0.5 + 1e-9


def test_bonus_and_penalty_beside_the_tree_count():
    """Between -2 and 2 on the tree, less the 1 that b has beside it; without that b could be above."""
    leaves = (leaf("x"), leaf("y"), leaf("more", adds="bonus"), leaf("less", adds="penalty"))
    definition = index(combine="weighted-mean", indicator=leaves)
    table = {"a": {"x": 5, "y": 3, "more": 1, "less": 0}, "b": {"x": 3, "y": 5, "more": 1, "less": 1}}
    found = parindex.rank_range(parindex.score(definition, table), parindex.Uniform(1 / 3))
    # weights from 1/3 to 2/3: the tree differs by 2 (2 w - 1), from -2/3 to 2/3
    np.testing.assert_allclose(found.lead[[0, 1], [1, 0]], [5 / 3, -1 / 3])
    assert found.best.tolist() == [1, 2]
    table["b"]["less"] = Fraction(1, 2)
    assert parindex.rank_range(parindex.score(definition, table), parindex.Uniform(1 / 3)).best.tolist() == [1, 1]


def test_units_are_ranked_among_their_group_and_those_without_rank_have_nothing():
    units = tuple(Unit(f"u{at}", group="g" if at % 2 else "h", ranked=at != 4) for at in range(6))
    definition = flat(2, unit=units, group=(UnitGroup("g"), UnitGroup("h")))
    table = {f"u{at}": {"i0": at, "i1": 9 - at} for at in range(6)}
    found = parindex.rank_range(parindex.score(definition, table), parindex.Uniform(0.5))
    np.testing.assert_array_equal(found.best, [1, 1, 1, 1, np.nan, 1])
    np.testing.assert_array_equal(found.worst, [2, 3, 2, 2, np.nan, 3])  # u3 is half-way between u1 and u5
    assert np.isnan(found.lead[0, 1])
    assert found.attained.tolist() == [[True, True]] * 4 + [[False, False], [True, True]]
    with pytest.raises(ValueError, match="not ranked together"):
        found.compare("u0", "u1")
    records = {record["unit"]: record for record in found.to_records()}
    assert [records["u4"][key] for key in ("rank", "best", "worst", "best_attained", "always_above")] == [None] * 5
    assert records["u0"] == {
        "unit": "u0", "name": None, "rank": 1, "best": 1, "worst": 2, "best_attained": True,
        "worst_attained": True, "always_above": 0, "always_below": 0,
    }  # fmt: skip
    assert found.to_dict()["parameters"] == {"weights": {"kind": "Uniform", "share": 0.5}}
    assert repr(found) == "<RankRange of 'random': 5 units, 1.4 places wide, Uniform(share=0.5)>"


def test_the_result_is_the_same_whoever_does_the_work():
    scores = parindex.score(nested(), np.random.default_rng(5).random((9, 5)))
    seen = []
    alone = parindex.rank_range(scores, parindex.Uniform(0.5), progress=lambda *done: seen.append(done))
    assert seen == [(4, 9), (8, 9), (9, 9)]
    with ThreadPoolExecutor(3) as pool:
        assert parindex.rank_range(scores, parindex.Uniform(0.5), executor=pool) == alone
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert parindex.rank_range(scores, parindex.Uniform(0.5), executor=pool) == alone


def test_filters_of_warnings_are_not_changed_meanwhile_which_all_threads_share(monkeypatch):
    changed = []
    scores = parindex.score(nested(), np.random.default_rng(5).random((9, 5)))
    monkeypatch.setattr(warnings.catch_warnings, "__enter__", lambda *_: changed.append(1))
    monkeypatch.setattr(warnings.catch_warnings, "__exit__", lambda *_: None)
    parindex.rank_range(scores, parindex.Uniform(0.5))
    assert changed == []


@pytest.mark.parametrize(
    "name, value",
    [("MOST_CUTS", 0), ("_RankProgramme._solve", lambda *_: SimpleNamespace(status=4, x=None))],
)
def test_where_a_programme_is_given_up_there_is_a_proved_bound_beside_a_rank_that_is_attained(monkeypatch, name, value):
    scores = parindex.score(flat(2), THREE)
    exact = parindex.rank_range(scores, parindex.Dirichlet(2))
    monkeypatch.setattr(f"parindex.robustness.exact.rank_programmes.{name}", value)
    found = parindex.rank_range(scores, parindex.Dirichlet(2))
    assert not found.proved.all()
    assert found.attained.all()
    assert (found.best_proved <= exact.best).all()
    assert (found.best >= exact.best).all()
    assert (found.worst <= exact.worst).all()
    assert (found.worst_proved >= exact.worst).all()
    (note,) = found.notes
    assert note == "of 1 of 3 units the range is not proved, which may be as wide as its proved bounds: a"
    assert found.to_records()[0].keys() >= {"best_proved", "worst_proved"}
    assert "seconds" not in found.parameters


@pytest.mark.parametrize(
    "definition, words",
    [
        (flat(2, rank=Ranking(on="rounded")), "published totals"),
        (flat(2, rank=Ranking(ties="dense")), "densely"),
        (flat(2, cap=Fraction(5)), "not linear"),
        (attrs.evolve(flat(2), combine="geometric-mean"), "not linear"),
        (flat(1), "no weights that could vary"),
    ],
)
def test_what_has_no_exact_answer_is_refused(definition, words):
    scores = parindex.score(definition, np.ones((2, len(definition.leaves))))
    with pytest.raises(ValueError, match=words):
        parindex.rank_range(scores, parindex.Uniform(0.2))


def test_no_unit_or_too_many_are_refused(monkeypatch):
    scores = parindex.score(flat(2), THREE)
    monkeypatch.setattr("parindex.robustness.exact.rank_ranges.MOST_UNITS", 2)
    with pytest.raises(ValueError, match="3 units have a rank"):
        parindex.rank_range(scores, parindex.Uniform(0.2))
    with pytest.raises(ValueError, match="no unit has a rank"):
        parindex.rank_range(parindex.score(flat(2), {"a": {"i0": 1, "i1": None}}), parindex.Uniform(0.2))


def test_without_scipy_the_extra_to_install_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy", None)
    with pytest.raises(parindex.ExtraError, match=r"parindex\[exact\]"):
        parindex.rank_range(parindex.score(flat(2), THREE), parindex.Uniform(0.2))


def test_bounds_can_give_weight_to_what_has_none():
    """i1 has no weight in the definition; between 1/5 and 2/5 of it a leads by 3 (1 - w) - 5 w, from 7/5 to -1/5."""
    table = {"a": {"i0": 5, "i1": 2}, "b": {"i0": 2, "i1": 7}}
    found = parindex.rank_range(parindex.score(flat(2, [1, 0]), table), parindex.Bounds({"i1": (0.2, 0.4)}))
    np.testing.assert_allclose(found.lead[[0, 1], [1, 0]], [7 / 5, 1 / 5])
    assert found.best.tolist() == [1, 1]
    np.testing.assert_allclose(found.worst_weights[0].sum(), 1)
    drawn = parindex.uncertainty(found.scores, parindex.Bounds({"i1": (0.2, 0.4)}), draws=4000, rng=1)
    assert abs(drawn.p_above("b", "a") - 1 / 8) < 4 * (1 / 8 * 7 / 8 / 4000) ** 0.5  # from 3/8 to 2/5 of 1/5 to 2/5
