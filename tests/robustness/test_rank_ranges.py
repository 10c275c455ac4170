"""Ranges of ranks: what is refused, what is level, what of it is told, by hand."""

from fractions import Fraction

import numpy as np
import pytest

import parindex

from ..sample import define, indicators

pytest.importorskip("scipy.optimize")
F = Fraction


def mean(root="", beside=""):
    return define(indicators("a", "b", keys='max = 10\nmissing = "redistribute"') + beside, "weighted-mean", root)


def table(**rows):
    return {unit: dict(zip("ab", row, strict=True)) for unit, row in rows.items()}


@pytest.mark.parametrize(
    "rows, beside, widest",
    [
        (table(u=(1, 2), v=(4, 9), w=(3, 1)), "", 8),  # of b from 1 to 9
        (table(u=(1, 2), v=(9, 4), w=(3, 1)), "", 8),  # of a from 1 to 9
        (table(u=(1, 5), v=(2, 7), w=(1, 6)), "", 2),
        (
            {"u": {"a": 1, "b": 2, "more": 0}, "v": {"a": 2, "b": 3, "more": 5}},
            '[[indicator]]\nid = "more"\nadds = "bonus"\nmax = 9\n',
            6,  # what stands beside the tree is given to each
        ),
    ],
)
def test_totals_are_level_within_a_part_of_the_greatest_difference_of_scores(rows, beside, widest):
    found = parindex.rank_range(parindex.score(mean(beside=beside), rows), parindex.Dirichlet(1))
    assert found.resolution == pytest.approx(1e-9 * widest, rel=1e-12)


@pytest.mark.parametrize("apart, best", [(0.9, 2), (1.7, 1)])
def test_totals_that_differ_by_less_than_the_resolution_are_level(apart, best):
    """Of 8 at most that scores differ by, so many parts of 8e-9; level units have the last rank of those they share."""
    more = F(apart) * 8 / 10**9
    rows = table(u=(2 + more, 3 + more), v=(2, 3), w=(1, 1), x=(9, 9))
    found = parindex.rank_range(parindex.score(mean('rank = { ties = "max" }'), rows), parindex.Dirichlet(1))
    assert found.resolution == pytest.approx(8e-9, rel=1e-6)
    assert found.best[0] == 1 + best


def test_units_that_are_the_same_in_all_share_each_rank():
    found = parindex.rank_range(parindex.score(mean(), table(u=(1, 2), v=(1, 2))), parindex.Dirichlet(1))
    assert (found.best.tolist(), found.worst.tolist()) == ([1, 1], [1, 1])
    assert found.attained.all()
    assert found.resolution > 0


def test_the_unit_of_which_something_is_left_out_is_named():
    definition = mean()
    scores = parindex.score(definition, table(u=(1, 2), v=(1, 3), w=(2, None), x=(4, 5)))
    with pytest.raises(ValueError, match="left out of unit 'w'"):
        parindex.rank_range(scores, parindex.Dirichlet(1))


def test_as_many_units_as_are_allowed_are_ranked(monkeypatch):
    scores = parindex.score(mean(), table(u=(1, 2), v=(2, 1)))
    monkeypatch.setattr("parindex.robustness.exact.rank_ranges.MOST_UNITS", 2)
    assert parindex.rank_range(scores, parindex.Dirichlet(1)).worst.tolist() == [2, 2]


def test_more_than_two_thousand_units_are_refused():
    scores = parindex.score(mean(), {f"u{at}": {"a": 1, "b": 2} for at in range(2001)})
    with pytest.raises(ValueError, match="2,001 units have a rank; ranges of at most 2,000"):
        parindex.rank_range(scores, parindex.Dirichlet(1))


@pytest.mark.parametrize("weights", [None, 0.2, "Uniform"])
def test_weights_that_are_none_are_refused(weights):
    with pytest.raises(TypeError, match="weights are Uniform"):
        parindex.rank_range(parindex.score(mean(), table(u=(1, 2), v=(2, 1))), weights)


@pytest.mark.parametrize("best", ["highest", "lowest"])
def test_leads_and_weights_of_three_units_by_hand(best):
    """With shares from 2/5 to 3/5: a mean of 6 and 1 goes from 3 to 4, that of 2 and 5 from 3.2 to 3.8, 3.3 stays."""
    rows = table(u=(6, 1), v=(2, 5), w=(F(33, 10), F(33, 10)))
    scores = parindex.score(mean(f'rank = {{ best = "{best}" }}'), rows)
    found = parindex.rank_range(scores, parindex.Bounds({"a": (0.4, 0.6), "b": (0.4, 0.6)}))
    leads = {"uv": (0.8, 0.8), "uw": (0.7, 0.3), "vw": (0.5, 0.1)}
    for (one, other), (above, below) in leads.items():
        rows_of = [scores.units.index(unit) for unit in (one, other)]
        there, back = found.lead[rows_of[0], rows_of[1]], found.lead[rows_of[1], rows_of[0]]
        expected = (above, below) if best == "highest" else (below, above)
        assert (there, back) == pytest.approx(expected)
        assert found.compare(one, other) == "either"
    # of a share of a below 0.46 v is first and u last, above 1/2 u first; then v is last above 17/30
    first, last = ([1, 1, 2], [3, 3, 3]) if best == "highest" else ([1, 1, 1], [3, 3, 2])
    assert (found.best.tolist(), found.worst.tolist()) == (first, last)
    assert np.isnan(np.diag(found.lead)).all()
    np.testing.assert_allclose(found.best_weights.sum(axis=1), 1)
    np.testing.assert_allclose(found.worst_weights.sum(axis=1), 1)
    records = {record["unit"]: record for record in found.to_records()}
    assert all(record["best_attained"] and record["worst_attained"] for record in records.values())


@pytest.mark.parametrize("weights", [parindex.Uniform(0.5), parindex.Dirichlet(3), parindex.Bounds({"g": (0.1, 0.3)})])
def test_weights_are_shares_that_add_to_1_among_siblings(weights):
    body = '\n[[component]]\nid = "g"\ncombine = "weighted-mean"\nweight = 2\n'
    body += indicators("a", "b", keys="max = 10", parent="g") + indicators("c", keys="max = 10\nweight = 3")
    rows = {"u": {"a": 1, "b": 5, "c": 3}, "v": {"a": 4, "b": 2, "c": 1}, "w": {"a": 2, "b": 2, "c": 4}}
    found = parindex.rank_range(parindex.score(define(body, "weighted-mean"), rows), weights)
    for unit in "uvw":
        for shares in found.weights_of(unit).values():
            assert (shares["g"] + shares["c"], shares["a"] + shares["b"]) == pytest.approx((1, 1))


def test_weights_that_are_written_are_those_of_the_ends_asked_for():
    """Level at 2/3 alone: v or w is above u elsewhere, so that only there it is third."""
    definition = define(indicators("a", "b", keys="max = 10"), "weighted-mean", 'rank = { ties = "max" }')
    found = parindex.rank_range(parindex.score(definition, table(u=(2, 2), v=(3, 0), w=(1, 4))), parindex.Dirichlet(1))
    assert found.details()["exact_weights"] == {"u": {"worst": {"a": "2/3", "b": "1/3"}}}
    assert found.details(["v"])["exact_weights"] == {}
    written = found.details()["weights"]["u"]
    assert written["worst"] == pytest.approx({"a": 2 / 3, "b": 1 / 3})
    assert [note for note in found.notes if "as fractions: u" in note]
    assert not [note for note in found.notes if "is a bound" in note]
