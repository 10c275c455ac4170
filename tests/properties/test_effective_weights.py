"""What each node carries of the variance of totals: closed forms, and shares that add up."""

import warnings
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, strategies as st

import parindex
from parindex.definition.unit_registry import Unit

from .strategies import LINEAR, definitions, evidence, exact_scores, index


def flat(*weights, combine="weighted-mean", **keys):
    leaves = tuple(
        parindex.Indicator(id=f"i{at}", max=Fraction(10), range=(Fraction(0), Fraction(10)), weight=Fraction(weight))
        for at, weight in enumerate(weights)
    )
    return index(combine=combine, indicator=leaves, **keys)


def effective(definition, table, **options):
    return parindex.effective_weights(parindex.score(definition, np.asarray(table, dtype=float)), **options)


def test_two_indicators_carry_what_variances_and_covariance_say():
    """With y = a s + b t: share a (a var s + b cov) / var y; both by fractions from whole numbers."""
    s, t = [1, 4, 2, 9, 5], [3, 3, 8, 6, 0]
    a, b = Fraction(3, 4), Fraction(1, 4)

    def cov(one, other):
        return Fraction(sum(x * y for x, y in zip(one, other, strict=True))) - Fraction(sum(one) * sum(other), 5)

    whole = a * a * cov(s, s) + 2 * a * b * cov(s, t) + b * b * cov(t, t)
    found = effective(flat(3, 1), np.column_stack([s, t]))
    np.testing.assert_allclose(found.nominal, [0.75, 0.25])
    by_hand = [a * (a * cov(s, s) + b * cov(s, t)) / whole, b * (a * cov(s, t) + b * cov(t, t)) / whole]
    np.testing.assert_allclose(found.carried, [float(share) for share in by_hand], rtol=1e-12)
    squared = [
        (a * cov(s, s) + b * cov(s, t)) ** 2 / (cov(s, s) * whole),
        (a * cov(s, t) + b * cov(t, t)) ** 2 / (cov(t, t) * whole),
    ]
    np.testing.assert_allclose(found.r_squared, [float(share) for share in squared], rtol=1e-12)
    assert found.used.all()
    assert found.notes == ()


def test_independent_indicators_of_one_variance_carry_the_squares_of_their_weights():
    """A full factorial table: every pair of indicators is uncorrelated."""
    table = np.array(np.meshgrid(*[[2, 8]] * 3)).reshape(3, -1).T
    found = effective(flat(1, 2, 3), table)
    np.testing.assert_allclose(found.carried, np.array([1, 4, 9]) / 14)
    np.testing.assert_allclose(found.r_squared, found.carried)
    equal = effective(flat(1, 1, 1), table)
    np.testing.assert_allclose(equal.carried, equal.nominal)


@given(data=st.data())
def test_shares_of_indicators_add_to_one_and_those_of_a_component_to_its_own(data):
    definition = data.draw(definitions(LINEAR))
    bent = (node.cap or node.decimals is not None or node.better == "lower" for node in definition.component)
    assume(not any(bent))
    table = data.draw(evidence(definition, min_units=3))
    totals = [row[definition.id] for row in exact_scores(definition, table).values()]
    assume(None not in totals and max(totals) - min(totals) > 1e-6 * (1 + abs(max(totals))))
    try:
        found = parindex.effective_weights(parindex.score(definition, table))
    except ValueError:  # a sum whose maxima are not all above 0 has no weights
        assume(False)
    carried = dict(zip(found.nodes, found.carried.tolist(), strict=True))
    leaves = [carried[leaf.id] for leaf in definition.leaves]
    assert abs(sum(leaves) - 1) < 1e-6
    for component in definition.component:
        parts = [carried[part.id] for part in definition.parts(component.id)]
        assert abs(sum(parts) - carried[component.id]) < 1e-6 * (1 + max(map(abs, parts)))


def test_a_bonus_carries_a_share_and_has_no_weight():
    leaves = (
        parindex.Indicator(id="x", max=Fraction(10)),
        parindex.Indicator(id="y", max=Fraction(10)),
        parindex.Indicator(id="b", max=Fraction(2), adds="bonus"),
    )
    table = np.random.default_rng(8).random((9, 3)) * [10, 10, 2]
    found = effective(index(combine="sum", indicator=leaves), table)
    total = table.sum(axis=1)
    expected = [np.cov(column, total)[0, 1] / total.var(ddof=1) for column in table.T]
    np.testing.assert_allclose(found.carried, expected, rtol=1e-10)
    np.testing.assert_array_equal(found.nominal, [0.5, 0.5, np.nan])
    assert found.remarks == (None, None, "no weight")


def test_nominal_weights_are_multiplied_up_to_the_total():
    component = (parindex.Component(id="c", combine="sum", weight=Fraction(3)),)
    leaves = (
        parindex.Indicator(id="x", max=Fraction(30), parent="c"),
        parindex.Indicator(id="y", max=Fraction(10), parent="c"),
        parindex.Indicator(id="z", max=Fraction(1), weight=Fraction(1)),
    )
    definition = index(combine="weighted-mean", component=component, indicator=leaves)
    table = np.random.default_rng(9).random((5, 3)) * [30, 10, 1]
    found = effective(definition, table)
    assert found.nodes == ("c", "x", "y", "z")
    np.testing.assert_allclose(found.nominal, [0.75, 0.5625, 0.1875, 0.25])
    total = 0.75 * (table[:, 0] + table[:, 1]) + 0.25 * table[:, 2]
    parts = [0.75 * (table[:, 0] + table[:, 1]), 0.75 * table[:, 0], 0.75 * table[:, 1], 0.25 * table[:, 2]]
    np.testing.assert_allclose(found.carried, [np.cov(own, total)[0, 1] / total.var(ddof=1) for own in parts])
    records = found.to_records()
    assert list(records[0]) == ["node", "parent", "kind", "nominal", "carried", "r_squared", "remark"]
    assert [record["kind"] for record in records] == ["component", "indicator", "indicator", "indicator"]
    assert [record["parent"] for record in records] == [None, "c", "c", None]
    assert repr(found) == "<EffectiveWeights of 'random': 4 nodes, 5 units>"


def test_what_does_not_vary_carries_nothing_and_warns_of_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = effective(flat(1, 1), [[1, 0.1], [2, 0.1], [4, 0.1]])
        same = effective(flat(1, 1), [[1, 2], [2, 1]])
        one = effective(flat(1, 1), [[1, 2]])
        with pytest.raises(ValueError, match="no unit has a rank"):
            effective(flat(1, 1), [[np.nan, 2]])
    np.testing.assert_allclose(found.carried, [1, 0])
    assert found.carried[1] == found.r_squared[1] == 0
    np.testing.assert_allclose(found.r_squared, [1, 0])
    assert found.remarks == (None, "constant")
    for flat_ in (same, one):
        assert np.isnan(flat_.carried).all()
        assert np.isnan(flat_.r_squared).all()
        assert any("do not differ" in note for note in flat_.notes)


def test_an_index_that_is_no_sum_has_correlations_only():
    table = np.random.default_rng(3).random((8, 2)) * 9 + 1
    found = effective(flat(1, 3, combine="geometric-mean"), table)
    assert np.isnan(found.carried).all()
    assert any("no weighted sums" in note for note in found.notes)
    total = np.exp(np.log(table) @ [0.25, 0.75])
    np.testing.assert_allclose(found.r_squared, [np.corrcoef(column, total)[0, 1] ** 2 for column in table.T])
    np.testing.assert_allclose(found.nominal, [0.25, 0.75])


def test_units_that_lack_a_score_are_passed_over_and_counted():
    table = np.random.default_rng(4).random((6, 2))
    holed = table.copy()
    holed[2, 0] = np.nan
    found = effective(flat(1, 2, missing="redistribute"), holed)
    assert found.used.tolist() == [True, True, False, True, True, True]
    assert found.notes == ("1 units without rank, or without the score of a node, are passed over",)
    np.testing.assert_allclose(found.carried, effective(flat(1, 2), np.delete(table, 2, axis=0)).carried)


def test_units_are_compared_with_the_mean_of_their_group():
    units = tuple(Unit(f"u{at}", group="g" if at % 2 else "h") for at in range(8))
    groups = tuple(parindex.definition.UnitGroup(id_) for id_ in "gh")
    definition = flat(1, 2, unit=units, group=groups)
    table = np.random.default_rng(5).random((8, 2)) + np.tile([[0.0, 0.0], [3.0, 5.0]], (4, 1))
    scores = parindex.score(definition, {f"u{at}": {"i0": x, "i1": y} for at, (x, y) in enumerate(table.tolist())})
    both = parindex.effective_weights(scores)
    away = np.vstack([own - own.mean(axis=0) for own in (table[::2], table[1::2])])
    total = away @ [1 / 3, 2 / 3]
    np.testing.assert_allclose(both.carried, [1 / 3, 2 / 3] * (away.T @ total) / (total @ total))
    assert any("mean of its group" in note for note in both.notes)
    one = parindex.effective_weights(scores, group="g")
    np.testing.assert_allclose(one.carried, effective(flat(1, 2), table[1::2]).carried)
    with pytest.raises(ValueError, match="no unit is in a group 'k'"):
        parindex.effective_weights(scores, group="k")


def test_nothing_below_a_component_whose_score_is_given_is_looked_at():
    leaves = tuple(parindex.Indicator(id=id_, max=Fraction(1), parent="c") for id_ in "xy")
    leaves += (parindex.Indicator(id="z", max=Fraction(1)),)
    component = (parindex.Component(id="c", combine="weighted-mean"),)
    definition = index(combine="weighted-mean", component=component, indicator=leaves)
    table = {"a": {"c": 0.5, "z": 1}, "b": {"c": 1, "z": 0.25}, "d": {"c": 0, "z": 0.25}}
    found = parindex.effective_weights(parindex.score(definition, table))
    assert found.nodes == ("c", "z")
    np.testing.assert_allclose(found.carried.sum(), 1)
