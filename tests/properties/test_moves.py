"""One weight or one part at a time: totals and ranks are those of the definition or the table so changed."""

import importlib
import json
from fractions import Fraction
from pathlib import Path

import attrs
import numpy as np
import pytest
from hypothesis import HealthCheck, assume, example, given, settings, strategies as st

import parindex
from parindex.definition.checking.definition_checks import check_tree as check
from parindex.definition.ranks_and_bands import Ranking, UnitGroup
from parindex.definition.rules.compared import PercentileRank, Relative, Standardise
from parindex.definition.rules.linear import Rescale
from parindex.definition.unit_registry import Unit
from parindex.robustness.one_change import node_removal
from parindex.scoring.plan import Plan

from .strategies import (
    LINEAR,
    NEAR,
    RATIONAL,
    definitions,
    evidence,
    evidence_with_gaps,
    exact_scores,
    full,
    gaps,
    index,
)

RANKINGS = st.builds(
    Ranking,
    on=st.sampled_from(["unrounded", "rounded"]),
    ties=st.sampled_from(["min", "max", "dense", "average"]),
    best=st.sampled_from(["highest", "lowest"]),
)
CHANGES = st.sampled_from([0.1, 0.25, 0.9])


def rounded(total, decimals):
    """Round half away from 0."""
    whole = abs(total) * 10**decimals + Fraction(1, 2)
    return (whole.numerator // whole.denominator) * (1 if total >= 0 else -1)


def ranked(definition, totals):
    """Rank exact totals by hand, None where there is none: 1 2 2 4, 1 3 3 4, 1 2 2 3 or 1 2.5 2.5 4."""
    rule = definition.rank
    keys = [
        total if total is None or rule.on == "unrounded" else rounded(total, definition.decimals) for total in totals
    ]
    keys = [key if key is None or rule.best == "highest" else -key for key in keys]
    out = []
    for own in keys:
        if own is None:
            out.append(None)
            continue
        known = [other for other in keys if other is not None]
        above, level = sum(other > own for other in known), known.count(own)
        dense = 1 + len({other for other in known if other > own})
        out.append(
            {"min": 1 + above, "max": above + level, "dense": dense, "average": above + (level + 1) / 2}[rule.ties]
        )
    return out


def holds(found, definition, totals, ranks):
    """Hold totals and ranks of one case against exact totals.

    A change that floats cannot tell, by their one bound for all units, counts as none: the largest total is the scale.
    """
    scale = max([1.0, *(abs(float(total)) for total in totals if total is not None)])
    for total, rank, expected, place in zip(found, ranks, totals, ranked(definition, totals), strict=True):
        if expected is None:
            assert np.isnan(total)
            assert np.isnan(rank)
        else:
            assert abs(total - float(expected)) <= 1e-9 * scale
            assert rank == place


def doubled(table):
    """Return the table with every unit twice."""
    return table | {f"{unit} again": dict(row) for unit, row in table.items()}


# One weight at a time


def group_of(definition, id_):
    """Return the component that a node is a part of, and all its parts."""
    node = definition[id_]
    parent = definition[node.parent] if node.parent else definition
    return parent, [part for part in (*definition.component, *definition.indicator) if part.parent == node.parent]


def changed_weight(definition, id_, factor):
    """Return the definition with one weight times a factor and its siblings rescaled; None where that cannot be."""
    parent, parts = group_of(definition, id_)
    raw = {part.id: Fraction(1) if part.weight is None else part.weight for part in parts}
    gives = dict(raw)
    if parent.combine in ("sum", "weighted-sum") and all(full(definition, part) > 0 for part in parts):
        gives = {part.id: raw[part.id] * full(definition, part) for part in parts}
    share = gives[id_] / sum(gives.values())
    if share * factor > 1 or share == 1:
        return None
    rest = (1 - share * factor) / (1 - share)
    new = {own: weight * (factor if own == id_ else rest) for own, weight in raw.items()}
    combine = "weighted-sum" if parent.combine == "sum" else parent.combine

    def changed(node):
        node = attrs.evolve(node, weight=new[node.id]) if node.id in new else node
        return attrs.evolve(node, combine=combine) if node.id == parent.id else node

    return attrs.evolve(
        definition,
        combine=combine if parent is definition else definition.combine,
        component=tuple(map(changed, definition.component)),
        indicator=tuple(map(changed, definition.indicator)),
    )


def one_at_a_time(scores, change):
    try:
        return parindex.one_at_a_time(scores, change)
    except ValueError as refused:
        assert any(word in str(refused) for word in ("could vary", "maxima", "has a rank"))  # noqa: PT017 - drawn in vain otherwise
        return assume(False)


@pytest.mark.parametrize("combine", [LINEAR, RATIONAL])
@given(data=st.data(), change=CHANGES, ranking=RANKINGS)
def test_a_changed_weight_gives_the_scores_of_the_definition_with_it(combine, data, change, ranking):
    definition = attrs.evolve(data.draw(definitions(combine)), rank=ranking)
    table = data.draw(evidence(definition, numbers=NEAR))
    table = doubled(table) if data.draw(st.booleans()) else table
    found = one_at_a_time(parindex.score(definition, table), change)
    for at, id_ in enumerate(found.changed):
        for way, sign in enumerate((-1, 1)):
            changed = changed_weight(definition, id_, 1 + sign * Fraction(str(change)))
            if changed is None:
                assert np.isnan(found.total[at, way]).all()
                assert np.isnan(found.weights[at, 1 + way])
                continue
            totals = [row[definition.id] for row in exact_scores(changed, table).values()]
            holds(found.total[at, way], definition, totals, found.rank[at, way])


#: A mean that is rounded to one decimal, beside another part: units lie at a half, and next to it, after a change.
ROUNDED_MEAN = index(
    combine="weighted-mean",
    component=(parindex.Component(id="c", combine="weighted-mean", weight=Fraction(1), decimals=1),),
    indicator=tuple(
        parindex.Indicator(id=id_, max=Fraction(10), parent=parent, weight=Fraction(weight))
        for id_, parent, weight in (("x", "c", 1), ("y", "c", 1), ("z", "c", 2), ("w", None, 1))
    ),
)
MISSES = [sign * Fraction(miss, 10**15) for miss in (0, 1, 3, 10, 40, 200) for sign in (1, -1)]


def test_one_weight_is_decided_exactly_where_a_rounded_component_comes_to_a_half():
    """With its weight of 1/4 a tenth up and down, 4 of 10 beside twos makes a mean of 2.55 and 2.45."""
    assert [(share * 4 + (1 - share) * 2) * 10 % 1 for share in (Fraction(275, 1000), Fraction(225, 1000))] == [
        Fraction(1, 2)
    ] * 2
    two, four = Fraction(2), Fraction(4)
    table = {f"u{at}": {"x": four + miss, "y": two, "z": two, "w": Fraction(1)} for at, miss in enumerate(MISSES)}
    found = parindex.one_at_a_time(parindex.score(ROUNDED_MEAN, table), 0.1)
    for at, id_ in enumerate(found.changed):
        for way, sign in enumerate((-1, 1)):
            changed = changed_weight(ROUNDED_MEAN, id_, 1 + sign * Fraction(1, 10))
            totals = [row["random"] for row in exact_scores(changed, table).values()]
            holds(found.total[at, way], ROUNDED_MEAN, totals, found.rank[at, way])


def test_a_node_left_out_is_decided_exactly_where_a_rounded_component_comes_to_a_half():
    own = Fraction(105, 100)
    table = {f"u{at}": {"x": own + miss, "y": own, "z": own + 1, "w": Fraction(1)} for at, miss in enumerate(MISSES)}
    found = parindex.leave_out(parindex.score(ROUNDED_MEAN, table), "indicators")
    for at, id_ in enumerate(found.changed):
        exact = exact_scores(dropping(ROUNDED_MEAN), without_node(ROUNDED_MEAN, table, id_))
        holds(found.total[at], ROUNDED_MEAN, [row["random"] for row in exact.values()], found.rank[at])


def test_ranges_say_which_component_is_rounded_and_thresholds_are_looked_for_there():
    table = {"a": {"x": 9, "y": 1, "z": 2, "w": 5}, "b": {"x": 2, "y": 9, "z": 3, "w": 5}}
    scores = parindex.score(ROUNDED_MEAN, table)
    with pytest.raises(ValueError, match="'c' is rounded before it goes up; see uncertainty"):
        parindex.rank_range(scores, parindex.Uniform(0.2))
    ties = parindex.thresholds(scores, "a", "b")
    assert dict(zip(ties.nodes, ties.way, strict=True)) == {
        "c": "closed form", "w": "closed form", "x": "bisection", "y": "bisection", "z": "bisection",
    }  # fmt: skip
    assert parindex.effective_weights(scores).notes == ("totals are no weighted sums: their variance has no shares",)


@pytest.mark.parametrize("combine, power", [("geometric-mean", None), ("power-mean", Fraction(-2))])
def test_roots_are_drawn_with_the_weight_changed(combine, power):
    weights = (Fraction(1, 2), Fraction(1, 3), Fraction(1, 6))
    definition = flat(3, combine=combine, power=power, weights=weights)
    table = np.random.default_rng(4).random((7, 3)) * 10
    found = parindex.one_at_a_time(parindex.score(definition, table), 0.2)
    for at in range(3):
        for way, factor in enumerate((0.8, 1.2)):
            own = np.array([float(weight) for weight in weights])
            rest = (1 - own[at] * factor) / (1 - own[at])
            own = np.where(np.arange(3) == at, own * factor, own * rest)
            power_ = float(power) if power else 0.0
            totals = np.exp(np.log(table) @ own) if power is None else (table**power_ @ own) ** (1 / power_)
            np.testing.assert_allclose(found.total[at, way], totals, rtol=1e-12)
            np.testing.assert_array_equal(found.rank[at, way], 1 + (totals[:, None] < totals).sum(axis=1))


def flat(count, *, combine="weighted-mean", weights=None, ranking=None, **keys):
    weights = weights or (None,) * count
    leaves = tuple(
        parindex.Indicator(id=f"i{at}", max=Fraction(10), range=(Fraction(0), Fraction(10)), weight=weights[at])
        for at in range(count)
    )
    return index(combine=combine, indicator=leaves, rank=ranking or Ranking(), **keys)


@given(
    st.lists(st.lists(st.integers(0, 3), min_size=4, max_size=4), min_size=1, max_size=7),
    RANKINGS,
    CHANGES | st.just(1.0),
    st.sampled_from(["weighted-mean", "sum", "harmonic-mean"]),
)
@example([[1, 2, 0, 1], [2, 1, 0, 1], [0, 3, 1, 0]], Ranking(), 0.1, "weighted-mean")
@example([[1, 2, 3, 1], [2, 1, 3, 1], [3, 3, 1, 2]], Ranking(), 0.1, "harmonic-mean")
def test_totals_that_stay_equal_stay_tied_though_float64_holds_them_apart(rows, ranking, change, combine):
    """Units with the same parts in another order tie until a weight among these changes."""
    assume(change < 1 or combine != "harmonic-mean")  # the exact scorer counts a part of 0 whatever its weight
    weights = None if combine == "sum" else (Fraction(1, 3), Fraction(1, 3), Fraction(1, 6), Fraction(1, 6))
    definition = flat(4, combine=combine, weights=weights, ranking=ranking, decimals=0)
    table = {f"u{at}": {f"i{leaf}": Fraction(value) for leaf, value in enumerate(row)} for at, row in enumerate(rows)}
    found = one_at_a_time(parindex.score(definition, table), change)
    for at, id_ in enumerate(found.changed):
        for way, sign in enumerate((-1, 1)):
            changed = changed_weight(definition, id_, 1 + sign * Fraction(str(change)))
            totals = [row[definition.id] for row in exact_scores(changed, table).values()]
            holds(found.total[at, way], definition, totals, found.rank[at, way])


@given(
    st.lists(st.lists(st.integers(0, 3), min_size=4, max_size=4), min_size=1, max_size=7),
    RANKINGS,
    st.sampled_from(["weighted-mean", "sum", "harmonic-mean", "product", "min", "max"]),
)
def test_so_they_do_where_a_part_is_left_out(rows, ranking, combine):
    definition = flat(4, combine=combine, ranking=ranking, decimals=0)
    table = {f"u{at}": {f"i{leaf}": Fraction(value) for leaf, value in enumerate(row)} for at, row in enumerate(rows)}
    leaves_out(definition, table, "indicators")


def test_digits_that_float64_does_not_hold_decide():
    near = Fraction(1, 10**25)
    table = {"a": {"i0": 1 + near, "i1": 1}, "b": {"i0": 1, "i1": 1 + near}, "c": {"i0": 1, "i1": 1}}
    scores = parindex.score(flat(2), table)
    assert scores.rank.tolist() == [1, 1, 3]
    found = parindex.one_at_a_time(scores)
    assert found.rank.tolist() == [[[2, 1, 3], [1, 2, 3]], [[1, 2, 3], [2, 1, 3]]]
    assert parindex.leave_out(scores).rank.tolist() == [[2, 1, 2], [1, 2, 2]]
    assert (found.total_shift == 0).all()


def test_totals_beyond_float64_are_ranked_exactly():
    bounds = (Fraction(0), Fraction(10**12))
    leaves = tuple(parindex.Indicator(id=f"i{at}", range=bounds) for at in range(31))
    table = np.array([[9e10] + [1e11] * 29 + [1.0], [1e11] * 30 + [1.0], [1.0] * 31])
    found = parindex.leave_out(parindex.score(index(combine="product", indicator=leaves), table))
    assert found.rank[30].tolist() == [2, 1, 3]
    assert found.total[30].tolist() == [np.inf, np.inf, 1]
    assert [record["total"] for record in found.to_records()][-3:] == [None, None, 1]
    assert found.total_shift.shape == (31, 3)


def test_what_has_the_same_score_everywhere_is_not_moved_at_all():
    table = np.repeat(np.random.default_rng(2).random((5, 1)) * 10, 6, axis=1)
    table = np.vstack([table, table])
    found = parindex.one_at_a_time(parindex.score(flat(6), table), 0.3)
    assert (found.total_shift == 0).all()
    assert (found.rank_shift == 0).all()
    assert found.moved_most_by == (None,) * 10
    assert found.greatest_rank_shift.tolist() == [0] * 6


def test_a_weight_that_would_be_more_than_all_is_told():
    definition = flat(2, weights=(Fraction(95, 100), Fraction(5, 100)))
    found = parindex.one_at_a_time(parindex.score(definition, np.array([[1.0, 2], [2, 1]])))
    np.testing.assert_allclose(found.weights, [[0.95, 0.855, np.nan], [0.05, 0.045, 0.055]])
    assert np.isnan(found.total[0, 1]).all()
    assert not np.isnan(found.total[1]).any()
    assert len(found.notes) == 1
    assert "'i0'" in found.notes[0]


@pytest.mark.parametrize("combine", ["sum", "weighted-mean", "harmonic-mean"])
def test_a_weight_next_to_all_is_lowered_as_exactly(combine):
    """The siblings of a weight of 1 - 1e-12 grow to 10^11 times theirs."""
    leaves = tuple(
        parindex.Indicator(
            id=f"i{at}", max=most, range=(Fraction(0), Fraction(most)), weight=None if combine == "sum" else most
        )
        for at, most in enumerate((Fraction(10**12), Fraction(1), Fraction(1, 3)))
    )
    definition = index(combine=combine, indicator=leaves)
    values = ((5, Fraction(1, 7), Fraction(1, 9)), (3, Fraction(1, 3), Fraction(1, 11)))
    table = {f"u{at}": dict(zip(("i0", "i1", "i2"), row, strict=True)) for at, row in enumerate(values)}
    scores = parindex.score(definition, table)
    found = parindex.one_at_a_time(scores)
    changed = changed_weight(definition, "i0", Fraction(9, 10))
    expected = [float(row[definition.id]) for row in exact_scores(changed, table).values()]
    np.testing.assert_allclose(found.total[0, 0], expected, rtol=1e-12)
    without = [
        row[definition.id] for row in exact_scores(dropping(definition), without_node(definition, table, "i0")).values()
    ]
    np.testing.assert_allclose(parindex.leave_out(scores).total[0], [float(own) for own in without], rtol=1e-12)


def test_the_whole_weight_of_a_group_cannot_change():
    scores = parindex.score(flat(2, weights=(Fraction(1), Fraction(0))), np.array([[1.0, 2], [1, 3], [0, 5]]))
    found = parindex.one_at_a_time(scores)
    assert np.isnan(found.total[0]).all()
    assert np.isnan(found.rank[0]).all()
    assert (found.rank_shift[1] == 0).all()
    assert len(found.notes) == 1


def test_what_moves_most_is_told_for_each_weight_and_unit():
    """Unit a lives by i0 and b by i1: at equal weights b is ahead by little, and falls behind with i0 up or i1 down."""
    scores = parindex.score(
        flat(3),
        {"a": [9, 1, 5], "b": [1, 9.2, 5], "c": [0, 0, 0]}
        and np.array([[9, 1, 5], [1, 9.2, 5], [0, 0, 0]], dtype=float),
    )
    found = parindex.one_at_a_time(scores, 0.2)
    np.testing.assert_array_equal(found.rank_shift[0], [[0, 0, 0], [-1, 1, 0]])
    np.testing.assert_array_equal(found.rank_shift[1], [[-1, 1, 0], [0, 0, 0]])
    np.testing.assert_array_equal(found.rank_shift[2], np.zeros((2, 3)))
    assert found.greatest_rank_shift.tolist() == [1, 1, 0]
    np.testing.assert_allclose(found.mean_rank_shift, [1 / 3, 1 / 3, 0])
    assert found.moved_most_by == ("i0", "i0", None)
    first = found.to_records()[0]
    assert list(first) == [
        "node", "direction", "weight", "changed_weight", "unit", "name", "total", "total_shift", "rank", "rank_shift",
    ]  # fmt: skip
    assert len(found.to_records()) == 3 * 2 * 3
    assert (first["node"], first["direction"], first["unit"]) == ("i0", "down", scores.units[1])
    assert repr(found) == "<OneAtATime of 'random': 3 weights by 0.2, 3 units>"


@pytest.mark.parametrize("change", [0, -0.1, 1.5, float("nan")])
def test_a_change_that_is_no_share_is_refused(change):
    with pytest.raises(ValueError, match="change is"):
        parindex.one_at_a_time(parindex.score(flat(2), np.ones((2, 2))), change)


def test_nothing_to_change_and_nobody_to_rank_is_refused():
    with pytest.raises(ValueError, match="no weights that could vary"):
        parindex.one_at_a_time(parindex.score(flat(1), np.ones((2, 1))))
    with pytest.raises(ValueError, match="no unit has a rank"):
        parindex.one_at_a_time(parindex.score(flat(2), np.full((2, 2), np.nan)))


# Leaving out


def dropping(definition):
    """Return the definition with every indicator allowed to be not applicable."""
    leaves = tuple(attrs.evolve(leaf, not_applicable="drop") for leaf in definition.indicator)
    return attrs.evolve(definition, indicator=leaves)


def below(definition, id_):
    """Return the ids of a node and of all nodes below it."""
    parts = [part.id for part in (*definition.component, *definition.indicator) if part.parent == id_]
    return {id_, *(own for part in parts for own in below(definition, part))}


def without_node(definition, table, id_):
    """Return the table with a node not applicable for everyone."""
    out = below(definition, id_)
    leaves = {leaf.id for leaf in definition.indicator} & out
    return {unit: row | {leaf: "n/a" for leaf in leaves if leaf in row} for unit, row in table.items()}


def needing_nothing(definition, id_):
    """Return the definition with a node, and what is below it, left out however many parts it needs."""
    out = below(definition, id_)
    components = (attrs.evolve(node, needs=None if node.id in out else node.needs) for node in definition.component)
    return attrs.evolve(definition, component=tuple(components))


def leaves_out(definition, table, what):
    scores = parindex.score(definition, table)
    dropped = dropping(definition)
    try:
        found = parindex.leave_out(scores, what)
    except ValueError as refused:
        assert any(words in str(refused) for words in ("there are no", "max above 0")) or any(  # noqa: PT017 - right only for what the format refuses
            fault.code == "missing-key" for fault in check(dropped)
        )
        return assume(False)
    assume(not check(dropped))
    for at, id_ in enumerate(found.changed):
        exact = exact_scores(needing_nothing(dropped, id_), without_node(definition, table, id_))
        holds(found.total[at], definition, [row[definition.id] for row in exact.values()], found.rank[at])
    return found


@pytest.mark.parametrize("what", ["indicators", "components"])
@pytest.mark.parametrize("combine", [LINEAR, RATIONAL])
@given(data=st.data(), ranking=RANKINGS)
def test_a_node_left_out_is_one_that_is_not_applicable_for_anyone(combine, what, data, ranking):
    definition = attrs.evolve(data.draw(definitions(combine, turned=True)), rank=ranking)
    table = data.draw(evidence(definition, numbers=NEAR))
    leaves_out(definition, doubled(table) if data.draw(st.booleans()) else table, what)


@settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@pytest.mark.parametrize("what", ["indicators", "components"])
@given(data=st.data(), ranking=RANKINGS)
def test_so_it_is_where_something_is_missing_already(what, data, ranking):
    definition = dropping(attrs.evolve(data.draw(gaps(data.draw(definitions(turned=True)))), rank=ranking))
    assume(not check(definition))
    table = data.draw(evidence_with_gaps(definition))
    assume(not any(component.id in row for row in table.values() for component in definition.component))
    leaves_out(definition, table, what)


NESTED = index(
    combine="sum",
    times=Fraction(2),
    component=(
        parindex.Component(id="m", combine="weighted-mean"),
        parindex.Component(id="s", combine="weighted-sum"),
        parindex.Component(id="bonus", combine="sum", adds="bonus"),
    ),
    indicator=tuple(
        parindex.Indicator(
            id=f"i{at}", max=Fraction(5 + at), parent="m" if at < 3 else "s" if at < 6 else "bonus",
            weight=Fraction(at + 1) if at < 6 else None,
        )
        for at in range(8)
    ),
)  # fmt: skip


@pytest.mark.parametrize("what", ["indicators", "components"])
def test_the_product_of_matrices_is_the_walk(what, monkeypatch):
    """A sum of a mean and a sum, with bonus; maxima of the mean differ, so that what is left can be more or less."""
    scores = parindex.score(NESTED, np.random.default_rng(5).random((9, 8)) * 5)
    quick = parindex.leave_out(scores, what)
    monkeypatch.setattr(Plan, "linear", False)
    monkeypatch.setattr(node_removal, "CELLS", 300)  # some cases at a time
    walked = parindex.leave_out(scores, what)
    assert quick.changed == walked.changed
    assert len(quick.changed) == (8 if what == "indicators" else 3)
    np.testing.assert_allclose(quick.total, walked.total, rtol=1e-13)
    np.testing.assert_array_equal(quick.rank, walked.rank)


def test_a_unit_that_lacks_only_what_is_left_out_has_a_total_then():
    table = {"a": {"i0": 1, "i1": 2}, "b": {"i0": 3, "i1": None}, "c": {"i0": 2, "i1": 2}}
    found = parindex.leave_out(parindex.score(flat(2), table))
    np.testing.assert_array_equal(found.total, [[2, np.nan, 2], [1, 3, 2]])
    np.testing.assert_array_equal(found.rank, [[1, np.nan, 1], [3, 1, 2]])
    assert np.isnan(found.rank_shift[:, 1]).all()
    np.testing.assert_array_equal(found.rank_shift[1], [1, np.nan, 1])
    assert found.notes == ("without 'i1' 0 units lose their total and 1 have one that they lacked",)
    assert [record["total"] for record in found.to_records()][-1] == 3


def test_the_only_part_takes_its_component_and_the_index_with_it():
    leaves = (parindex.Indicator(id="x", max=Fraction(1), parent="c"), parindex.Indicator(id="y", max=Fraction(1)))
    component = (parindex.Component(id="c", combine="weighted-mean"),)
    nested = index(combine="weighted-mean", component=component, indicator=leaves)
    found = parindex.leave_out(parindex.score(nested, np.array([[1.0, 0.25], [0.0, 0.5]])))
    np.testing.assert_array_equal(found.total, [[0.25, 0.5], [1, 0]])
    alone = parindex.leave_out(parindex.score(flat(1), np.ones((2, 1))))
    assert np.isnan(alone.total).all()
    assert alone.notes


def test_a_component_whose_score_is_given_leaves_as_a_whole():
    leaves = tuple(parindex.Indicator(id=id_, max=Fraction(1), parent="c") for id_ in "xy")
    leaves += (parindex.Indicator(id="z", max=Fraction(1)),)
    component = (parindex.Component(id="c", combine="weighted-mean"),)
    definition = index(combine="weighted-mean", component=component, indicator=leaves)
    scores = parindex.score(definition, {"a": {"c": 0.5, "z": 1}, "b": {"c": 1, "z": 0.25}})
    assert parindex.leave_out(scores).changed == ("z",)
    found = parindex.leave_out(scores, "components")
    assert found.changed == ("c",)
    np.testing.assert_array_equal(found.total, [[1, 0.25]])
    np.testing.assert_array_equal(found.rank, [[1, 2]])


def test_ties_above_a_component_whose_score_is_given_are_decided_by_that_score():
    """Nothing below it counts, where a and b stay tied as long as c alone changes."""
    leaves = tuple(parindex.Indicator(id=id_, max=Fraction(1), parent="c") for id_ in "xy")
    leaves += tuple(parindex.Indicator(id=id_, max=Fraction(1)) for id_ in ("v", "w"))
    component = (parindex.Component(id="c", combine="weighted-mean"),)
    definition = index(combine="weighted-mean", component=component, indicator=leaves)
    table = {
        "a": {"c": Fraction(3, 10), "v": Fraction(1, 10), "w": Fraction(7, 10)},
        "b": {"c": Fraction(3, 10), "v": Fraction(7, 10), "w": Fraction(1, 10)},
        "d": {"c": Fraction(7, 10), "v": Fraction(1, 10), "w": Fraction(3, 10)},
    }
    scores = parindex.score(definition, table)
    found = parindex.one_at_a_time(scores)
    assert found.changed == ("c", "v", "w")
    assert found.rank.tolist() == [[[1, 1, 3], [2, 2, 1]], [[1, 3, 1], [2, 1, 2]], [[3, 1, 2], [1, 3, 2]]]
    assert parindex.leave_out(scores, "components").rank.tolist() == [[1, 1, 3]]
    halves = {unit: dict.fromkeys("cvw", Fraction(value)) for unit, value in (("a", "0.25"), ("b", "0.3"))}
    rounding = attrs.evolve(definition, rank=Ranking(on="rounded"), decimals=1)  # 0.25 is published as 0.3
    assert (parindex.one_at_a_time(parindex.score(rounding, halves)).rank == 1).all()


def test_digits_that_float64_does_not_hold_are_kept_where_a_unit_is_left_out():
    near = Fraction(1, 10**25)
    leaves = (parindex.Indicator(id="x", rule=PercentileRank(), max=Fraction(12)),)
    definition = index(combine="weighted-mean", indicator=leaves)
    table = {unit: {"x": value} for unit, value in zip("abcd", (5, 1, 1 + near, 1 + 2 * near), strict=True)}
    found = parindex.leave_out(parindex.score(definition, table), "units", only=["a", "b"])
    np.testing.assert_array_equal(found.total, [[np.nan, 4, 8, 12], [12, np.nan, 4, 8]])


def test_a_sum_whose_maximum_is_not_known_is_named():
    leaves = (parindex.Indicator(id="x"), parindex.Indicator(id="y", max=Fraction(1)))
    scores = parindex.score(
        index(combine="weighted-sum", indicator=tuple(attrs.evolve(leaf, weight=Fraction(1)) for leaf in leaves)),
        np.ones((2, 2)),
    )
    with pytest.raises(ValueError, match=r"'x' cannot be left out.*maximum of 'random'"):
        parindex.leave_out(scores)


@given(data=st.data(), ranking=RANKINGS)
def test_a_unit_left_out_is_a_row_less(data, ranking):
    definition = attrs.evolve(data.draw(definitions()), rank=ranking)
    table = data.draw(evidence(definition, min_units=2, numbers=NEAR))
    table = doubled(table) if data.draw(st.booleans()) else table
    found = parindex.leave_out(parindex.score(definition, table), "units")
    assert found.changed == tuple(table)
    for at, unit in enumerate(table):
        rest = {own: row for own, row in table.items() if own != unit}
        exact = exact_scores(definition, rest)
        totals = [exact[own][definition.id] if own != unit else None for own in table]
        holds(found.total[at], definition, totals, found.rank[at])


@pytest.mark.parametrize(
    "rule", [Relative(to="best"), Relative(to="mean"), Relative(to="u2"), PercentileRank(), Standardise(
        to=(Fraction(5), Fraction(2)), deviation="sample"
    ), Rescale(anchors="observed", to=(Fraction(0), Fraction(10)))],
)  # fmt: skip
@pytest.mark.parametrize("gap", [False, True])
def test_units_are_compared_anew_without_the_one_left_out(rule, gap):
    leaves = tuple(
        parindex.Indicator(
            id=f"i{at}",
            rule=rule,
            max=None if isinstance(rule, Standardise | Rescale) else Fraction(10),
            range=(Fraction(0), Fraction(100)),
        )
        for at in range(3)
    )
    definition = index(combine="weighted-mean", indicator=leaves)
    table = {
        f"u{at}": dict(zip(("i0", "i1", "i2"), row, strict=True))
        for at, row in enumerate(np.random.default_rng(6).integers(1, 50, (6, 3)).tolist())
    }
    if gap:
        table["u1"]["i1"] = None
    scores = parindex.score(definition, table)
    found = parindex.leave_out(scores, "units", only=["u0", "u4"])
    for at, unit in enumerate(found.changed):
        again = parindex.score(definition, {own: row for own, row in table.items() if own != unit})
        rest = [own for own, id_ in enumerate(scores.units) if id_ != unit]
        np.testing.assert_array_equal(found.total[at, rest], again.total)
        np.testing.assert_array_equal(found.rank[at, rest], again.rank)
        assert np.isnan(found.total[at, scores.units.index(unit)])


def grouped(**keys):
    units = tuple(Unit(f"u{at}", group="g" if at % 2 else "h", ranked=at != 4) for at in range(6))
    return attrs.evolve(flat(2, **keys), unit=units, group=tuple(UnitGroup(id_) for id_ in "gh"))


def test_units_are_ranked_among_their_group_in_every_case():
    table = {f"u{at}": {"i0": at, "i1": (5 * at) % 7} for at in range(6)}
    scores = parindex.score(grouped(), table)
    found = parindex.leave_out(scores)
    np.testing.assert_array_equal(found.total, [[0, 5, 3, 1, 6, 4], [0, 1, 2, 3, 4, 5]])
    np.testing.assert_array_equal(found.rank, [[2, 1, 1, 3, np.nan, 2], [2, 3, 1, 2, np.nan, 1]])
    moved = parindex.one_at_a_time(scores, 1.0)
    np.testing.assert_array_equal(moved.rank[0, 0], found.rank[0])
    np.testing.assert_array_equal(moved.rank[1, 0], found.rank[1])
    fewer = parindex.leave_out(scores, "units", only=["u5"])
    ahead = np.where(np.arange(6) % 2, scores.rank[5] < scores.rank, 0)
    np.testing.assert_array_equal(fewer.rank_shift[0][:5], np.where(np.isnan(scores.rank), np.nan, -ahead)[:5])


@pytest.mark.parametrize(
    "options, words",
    [
        ({"what": "rules"}, "indicators, components, units"),
        ({"what": "components"}, "no components"),
        ({"only": ["i9"]}, "'i9'"),
        ({"what": "units", "only": ["nobody"]}, "'nobody'"),
    ],
)
def test_what_cannot_be_left_out_is_refused(options, words):
    with pytest.raises(ValueError, match=words):
        parindex.leave_out(parindex.score(flat(2), np.ones((2, 2))), **options)


def test_only_is_a_list_and_keeps_the_order_of_the_scores():
    scores = parindex.score(flat(3), np.ones((2, 3)))
    with pytest.raises(TypeError, match="only is a list"):
        parindex.leave_out(scores, only="i1")
    found = parindex.leave_out(scores, only=("i2", "i0"))
    assert found.changed == ("i0", "i2")
    assert repr(found) == "<LeaveOut of 'random': 2 indicators, 2 units>"
    assert list(found.to_records()[0]) == [
        "left_out", "unit", "name", "total", "total_shift", "rank", "rank_shift",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "analysis, parameters",
    [
        (parindex.one_at_a_time, {"change": 0.1}),
        (parindex.leave_out, {"what": "indicators", "left_out": ["i0", "i1"]}),
        (parindex.effective_weights, {"group": None}),
    ],
)
def test_results_are_plain_json_with_what_was_asked_for(analysis, parameters):
    table = {"a": {"i0": 1, "i1": None}, "b": {"i0": 3, "i1": 2}, "c": {"i0": 2, "i1": 2}}
    found = analysis(parindex.score(flat(2), table))
    read = json.loads(found.to_json())
    assert read["parameters"] == parameters
    assert read["records"] == found.to_records()
    assert read["notes"] == list(found.notes)
    assert found == analysis(parindex.score(flat(2), table))


def test_without_the_only_unit_nobody_is_left():
    leaves = (parindex.Indicator(id="x", rule=Relative(to="best"), max=Fraction(1)),)
    compared = parindex.score(index(combine="weighted-mean", indicator=leaves), {"u": {"x": 3}})
    for scores in (compared, parindex.score(flat(2), np.ones((1, 2)))):
        found = parindex.leave_out(scores, "units")
        assert found.total.shape == (1, 1)
        assert np.isnan(found.rank).all()
        assert np.isnan(found.greatest_rank_shift).all()
        assert found.notes == ()


def test_more_than_can_be_held_is_refused(monkeypatch):
    monkeypatch.setattr(importlib.import_module("parindex.robustness.one_change.leaving_out"), "MOST", 5)
    scores = parindex.score(flat(2), np.ones((3, 2)))
    with pytest.raises(ValueError, match="2 indicators times 3 units are too many"):
        parindex.leave_out(scores)
    assert len(parindex.leave_out(scores, only=["i1"]).changed) == 1


def test_units_are_left_out_by_their_names_too():
    path = Path(__file__).resolve().parents[2] / "examples" / "pci-2016.csv"
    scores = parindex.score(parindex.load("pci-2013"), path)
    assert parindex.leave_out(scores, "units", only=["Đà Nẵng"]).changed == ("48",)
