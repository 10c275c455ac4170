"""Weights at which two units are level: a little before and after them exact scores by a changed definition differ."""

import json
from fractions import Fraction
from itertools import pairwise

import attrs
import numpy as np
import pytest
from hypothesis import assume, given, strategies as st

import parindex
from parindex.definition.ranks_and_bands import UnitGroup
from parindex.definition.unit_registry import Unit

from ..nearest_in_fractions import nearest, value
from .strategies import (
    COSTLY,
    LINEAR,
    RATIONAL,
    definitions,
    evidence,
    evidence_with_gaps,
    exact_scores,
    gaps,
    index,
    reweighted,
)

STEP = Fraction(1, 10**6)


def with_shares(definition, shares):
    """Return the definition with the shares among siblings given, by node, exactly; a sum weighs its parts then."""
    weights, kinds = {}, {}
    for node in (definition.root, *definition.component):
        parts = definition.parts(node.id)
        if not parts or not all(part.id in shares for part in parts):
            continue
        raw = [Fraction(1) if part.weight is None else part.weight for part in parts]
        if node.combine in ("sum", "weighted-sum"):
            maxima = [definition.maximum(part) for part in parts]
            each = [Fraction(1)] * len(parts) if None in maxima or min(maxima) <= 0 else maxima
            whole = sum(weight * most for weight, most in zip(raw, each, strict=True))
            weights |= {part.id: shares[part.id] * whole / most for part, most in zip(parts, each, strict=True)}
            kinds[node.id] = "weighted-sum"
        else:
            weights |= {part.id: shares[part.id] for part in parts}
    return reweighted(definition, weights, kinds)


def shares_of(definition):
    """Return the share of every node among its siblings, worked out here."""
    out = {}
    for node in (definition.root, *definition.component):
        parts = definition.parts(node.id)
        if node.combine not in (*LINEAR, "harmonic-mean", "geometric-mean", "power-mean"):
            continue
        raw = [Fraction(1) if part.weight is None else part.weight for part in parts]
        maxima = [definition.maximum(part) for part in parts]
        if node.combine in ("sum", "weighted-sum") and None not in maxima and min(maxima) > 0:
            raw = [weight * most for weight, most in zip(raw, maxima, strict=True)]
        out |= {part.id: weight / sum(raw) for part, weight in zip(parts, raw, strict=True)}
    return out


def moved(definition, node, weight):
    """Return the shares with one moved and its siblings in proportion."""
    shares = shares_of(definition)
    parent = next(
        above for above in (definition.root, *definition.component)
        if node in [part.id for part in definition.parts(above.id)]
    )  # fmt: skip
    own = [part.id for part in definition.parts(parent.id)]
    rest = (1 - weight) / (1 - shares[node])
    return {**shares, **{part: shares[part] * rest for part in own}, node: weight}


def lead(definition, table, shares, pair=("u0", "u1")):
    """Return by how much the first unit is above the second."""
    exact = exact_scores(with_shares(definition, shares), table, pair)
    one, other = (exact[unit][definition.id] for unit in pair)
    return one - other


def found_for(definition, table):
    """Return the thresholds of the first two units; other definitions are none for these tests."""
    try:
        scores = parindex.score(definition, table)
        assume(not np.isnan(scores.total[:2]).any())
        return parindex.thresholds(scores, "u0", "u1")
    except (ValueError, parindex.EvidenceError):
        assume(False)


def sign(number):
    return (number > 0) - (number < 0)


@pytest.mark.parametrize("combine", [LINEAR, RATIONAL])
@COSTLY
@given(data=st.data())
def test_the_order_is_reversed_just_beyond_each_threshold_and_nowhere_without_one(combine, data):
    definition = data.draw(definitions(combine))
    table = data.draw(evidence(definition, min_units=2))
    found = found_for(definition, table)
    now = sign(lead(definition, table, shares_of(definition)))
    assert found.ahead == {1: "u0", -1: "u1", 0: None}[now]
    for node, weight, exact, outcome, way in zip(
        found.nodes, found.threshold, found.exact, found.outcome, found.way, strict=True
    ):
        share = shares_of(definition)[node]
        if share == 1:
            assert outcome == ("none" if now else "level")
            continue
        if exact is not None:
            assert lead(definition, table, moved(definition, node, exact)) == 0
        if outcome in ("none", "level"):
            assert np.isnan(weight)
            grid = Fraction(1, 256), Fraction(180, 256), Fraction(255, 256)  # bisection looks no closer
            for other in (STEP, Fraction(5, 7), 1 - STEP) if way == "closed form" else grid:
                assert sign(lead(definition, table, moved(definition, node, other))) in (now, *(() if now else (0,)))
        if outcome == "swap" and way == "closed form":
            before, after = (lead(definition, table, moved(definition, node, exact + step)) for step in edges(exact))
            assert sign(before) == -sign(after) != 0
        near = Fraction(0) if np.isnan(weight) else Fraction(float(weight))
        if outcome == "swap" and way == "bisection" and now and 0 < near < 1:
            away = 1 if near > share else -1
            inside = share + (near - share) * (1 - STEP)
            assert sign(lead(definition, table, moved(definition, node, inside))) == now
            assert sign(lead(definition, table, moved(definition, node, near + away * tiny(near)))) != now


def edges(weight):
    """Return a step down and a step up that stay between 0 and 1."""
    return -weight / 1000, (1 - weight) / 1000


def tiny(weight):
    return min(weight, 1 - weight, Fraction(1, 10**9))


@COSTLY
@given(data=st.data())
def test_so_it_is_where_something_is_left_out_or_given_for_a_component(data):
    """Where two units are compared with other weights than the definition's, maxima would move too: only the means."""
    definition = data.draw(gaps(data.draw(definitions(("weighted-mean",)))))
    table = data.draw(evidence_with_gaps(definition, min_units=2))
    found = found_for(definition, table)
    for node, exact in zip(found.nodes, found.exact, strict=True):
        if exact is not None and 0 < exact < 1:
            assert lead(definition, table, moved(definition, node, exact)) == 0
            before, after = (lead(definition, table, moved(definition, node, exact + step)) for step in edges(exact))
            assert sign(before) == -sign(after) != 0


@COSTLY
@given(data=st.data())
def test_the_smallest_joint_changes_bring_the_two_exactly_level(data):
    definition = data.draw(definitions(LINEAR))
    straight = (attrs.evolve(own, cap=None, decimals=None) for own in definition.component)
    definition = attrs.evolve(definition, component=tuple(straight))
    table = data.draw(evidence(definition, min_units=2))
    found = found_for(definition, table)
    size = max(1.0, *map(abs, found.scores.total))
    for joint in found.joint:
        assert sum(joint.exact) == 1
        assert min(joint.exact) >= 0
        shares = {node: Fraction(share).limit_denominator(10**15) for node, share in joint.shares.items()}
        assert abs(lead(definition, table, shares)) <= 1e-9 * size
        assert abs(joint.totals[0] - joint.totals[1]) <= 1e-9 * size
        if found.ahead is None:
            assert joint.size == 0
    if not found.joint:
        assert found.ahead is not None
        if len(definition.component) == 0:  # every weight on one indicator leaves the same unit ahead
            ends = ({leaf.id: Fraction(leaf is own) for leaf in definition.leaves} for own in definition.leaves)
            assert len({sign(lead(definition, table, shares)) for shares in ends}) == 1


numbers = st.builds(Fraction, st.integers(-20, 20), st.sampled_from([1, 2, 3, 10]))


@st.composite
def planes(draw):
    """Draw weights and slopes, positive at the weights and negative somewhere."""
    raw = draw(st.lists(st.builds(Fraction, st.integers(0, 9)), min_size=2, max_size=7).filter(any))
    slopes = draw(st.lists(numbers, min_size=len(raw), max_size=len(raw)))
    start = [weight / sum(raw) for weight in raw]
    slopes = slopes if value(start, slopes) > 0 else [-slope for slope in slopes]
    assume(value(start, slopes) > 0 >= min(slopes))
    return start, slopes


@given(planes())
def test_the_least_squares_are_proved_by_the_conditions_of_karush_kuhn_and_tucker(plane):
    """The change is l - m d where a weight is left, and no more than that where none is."""
    start, slopes = plane
    after = nearest("L2", start, slopes)
    assert value(after, slopes) == 0
    assert sum(after) == 1
    kept = [(new - old, slope) for new, old, slope in zip(after, start, slopes, strict=True) if new > 0]
    gone = [(new - old, slope) for new, old, slope in zip(after, start, slopes, strict=True) if new == 0]
    steep = {(one[0] - other[0]) / (one[1] - other[1]) for one, other in pairwise(kept) if one[1] != other[1]}
    assert len(steep) <= 1
    assert all(
        one[0] == other[0] for one, other in pairwise(sorted(kept, key=lambda own: own[1])) if one[1] == other[1]
    )
    for fall in steep:
        line = kept[0][0] - fall * kept[0][1]
        assert fall <= 0
        assert all(change >= line + fall * slope for change, slope in gone)


@pytest.mark.parametrize("norm", ["L1", "Linf"])
@given(plane=planes())
def test_the_least_sum_and_the_least_greatest_change_are_those_of_a_linear_programme(norm, plane):
    optimize = pytest.importorskip("scipy.optimize")
    start, slopes = plane
    after = nearest(norm, start, slopes)
    assert value(after, slopes) == 0
    assert sum(after) == 1
    assert min(after) >= 0
    old, slope, count = np.array(start, dtype=float), np.array(slopes, dtype=float), len(start)
    bound = np.eye(count) if norm == "L1" else np.ones((count, 1))
    done = optimize.linprog(
        np.r_[np.zeros(count), np.ones(bound.shape[1])],
        A_ub=np.block([[np.eye(count), -bound], [-np.eye(count), -bound]]),
        b_ub=np.r_[old, -old],
        A_eq=np.column_stack([np.vstack([np.ones(count), slope]), np.zeros((2, bound.shape[1]))]),
        b_eq=[1, 0],
    )
    change = np.abs(np.array(after, dtype=float) - old)
    assert abs(done.fun - (change.sum() if norm == "L1" else change.max())) < 1e-9


def flat(weights, combine="weighted-mean", **keys):
    leaves = tuple(
        parindex.Indicator(id=f"i{at}", max=Fraction(10), weight=None if weight is None else Fraction(weight))
        for at, weight in enumerate(weights)
    )
    return index(combine=combine, indicator=leaves, **keys)


def compared(definition, table):
    return parindex.thresholds(parindex.score(definition, table), "a", "b")


def test_two_weights_by_hand():
    """10 w against 6 (1 - w) + 2 w … level where 10 w + 4 (1 - w) = 6 w + 8 (1 - w), w = 1/2; 3/4 now."""
    found = compared(flat([3, 1]), {"a": {"i0": 10, "i1": 4}, "b": {"i0": 6, "i1": 8}})
    assert found.exact == (Fraction(1, 2), Fraction(1, 2))
    assert found.ahead == "a"
    assert found.outcome == ("swap", "swap")
    assert found.change.tolist() == [-0.25, 0.25]
    assert found.written.tolist() == [2, 2]
    assert [joint.size for joint in found.joint] == [0.5, pytest.approx(0.125**0.5), 0.25]
    assert all(joint.shares == {"i0": 0.5, "i1": 0.5} for joint in found.joint)
    assert all(joint.totals == (7, 7) and joint.swaps for joint in found.joint)


def test_points_of_a_sum_are_its_weights():
    """25 of 60 points against 20: with maxima x and 60 - x, 20/40 x + 5/20 (60 - x) = 0.25 x + 0.5 (60 - x)."""
    leaves = (parindex.Indicator(id="x", max=Fraction(40)), parindex.Indicator(id="y", max=Fraction(20)))
    scores = parindex.score(index(combine="sum", indicator=leaves), {"a": {"x": 20, "y": 5}, "b": {"x": 10, "y": 10}})
    found = parindex.thresholds(scores, "a", "b")
    assert found.written.tolist() == [30, 30]
    assert found.exact == (Fraction(1, 2), Fraction(1, 2))


def test_identical_units_are_level_whatever_the_weights():
    found = compared(flat([3, 1]), {"a": {"i0": 3, "i1": 4}, "b": {"i0": 3, "i1": 4}})
    assert found.ahead is None
    assert found.outcome == ("level", "level")
    assert found.nearest is None
    assert [joint.size for joint in found.joint] == [0, 0, 0]
    assert not any(joint.swaps for joint in found.joint)


def test_a_weight_of_nothing_can_be_raised():
    """Without y unit a is 1 ahead, with it 2 behind: level where (1 - w) = 2 w."""
    found = compared(flat([1, 0]), {"a": {"i0": 5, "i1": 2}, "b": {"i0": 4, "i1": 4}})
    assert found.weight.tolist() == [1, 0]
    assert found.exact == (None, Fraction(1, 3))
    assert found.outcome == ("none", "swap")
    assert found.nearest == "i1"
    assert found.joint[0].size == pytest.approx(2 / 3)


@pytest.mark.parametrize("combine", ["harmonic-mean", "geometric-mean"])
def test_so_it_can_where_totals_are_no_sums(combine):
    """1/3 of the way from 4 to 1/4 in ratio: the harmonic or geometric mean of 8 and 1 against that of 2 and 4."""
    found = compared(flat([1, 0], combine), {"a": {"i0": 8, "i1": 1}, "b": {"i0": 2, "i1": 4}})
    harmonic = Fraction(3, 8) / (Fraction(3, 8) + Fraction(3, 4))  # (1 - w)/8 + w = (1 - w)/2 + w/4
    assert found.threshold[1] == pytest.approx(float(harmonic) if combine == "harmonic-mean" else 0.5, abs=1e-12)
    assert found.way[1] == ("bisection" if combine == "harmonic-mean" else "closed form")
    assert found.exact == (None, None)
    assert len(found.joint) == (0 if combine == "harmonic-mean" else 3)


def test_a_geometric_mean_is_level_where_logarithms_say_so():
    table = {"a": {"i0": 8, "i1": 2, "i2": 3}, "b": {"i0": 4, "i1": 5, "i2": 3}}
    found = compared(flat([2, 1, 1], "geometric-mean", times=Fraction(3)), table)
    ratio = np.log([2, 0.4, 1])
    # (1 - w) (2/3 r1 + 1/3 r2) of the others … each weight alone against the mean of its siblings
    for at, (others, own) in enumerate([([1, 2], [0.5, 0.5]), ([0, 2], [2 / 3, 1 / 3]), ([0, 1], [2 / 3, 1 / 3])]):
        rest = ratio[others] @ own
        expected = rest / (rest - ratio[at])
        if 0 <= expected <= 1:
            assert found.threshold[at] == pytest.approx(expected, abs=1e-14)
        else:
            assert np.isnan(found.threshold[at])
    assert set(found.way) == {"closed form"}
    for joint in found.joint:
        assert joint.after @ ratio == pytest.approx(0, abs=1e-15)
        assert joint.totals[0] == pytest.approx(joint.totals[1], rel=1e-14)
        assert joint.exact is None


def test_bonus_and_penalty_beside_the_tree_count_but_do_not_move():
    """3 (1 - 2w) of the tree and 1 of the bonus, less 2 of the penalty: level where 3 w - 3 (1 - w) = 1."""
    leaves = (
        parindex.Indicator(id="x", max=Fraction(10)),
        parindex.Indicator(id="y", max=Fraction(10)),
        parindex.Indicator(id="more", max=Fraction(5), adds="bonus"),
        parindex.Indicator(id="less", max=Fraction(5), adds="penalty"),
    )
    table = {"a": {"x": 6, "y": 3, "more": 1, "less": 2}, "b": {"x": 3, "y": 6, "more": 0, "less": 0}}
    found = compared(index(combine="weighted-mean", indicator=leaves), table)
    assert found.nodes == ("x", "y")
    assert found.exact == (Fraction(2, 3), Fraction(1, 3))
    assert found.joint[2].size == pytest.approx(1 / 6)


def test_a_component_with_one_part_has_nothing_to_move():
    lone = index(
        combine="weighted-mean",
        component=(parindex.Component(id="c", combine="sum"),),
        indicator=(
            parindex.Indicator(id="x", max=Fraction(10), parent="c"),
            parindex.Indicator(id="y", max=Fraction(10)),
        ),
    )
    found = compared(lone, {"a": {"x": 6, "y": 3}, "b": {"x": 3, "y": 4}})
    assert dict(zip(found.nodes, found.outcome, strict=True)) == {"c": "swap", "y": "swap", "x": "none"}
    assert found.threshold[:2].tolist() == [0.25, 0.75]


def test_shares_stay_as_they_are_below_a_component_that_is_left_without_weight():
    component = parindex.Component(id="c", combine="weighted-mean")
    leaves = (
        parindex.Indicator(id="x", max=Fraction(10), parent="c", weight=Fraction(1)),
        parindex.Indicator(id="y", max=Fraction(10), parent="c", weight=Fraction(3)),
        parindex.Indicator(id="z", max=Fraction(10)),
    )
    definition = index(combine="weighted-mean", component=(component,), indicator=leaves)
    found = compared(definition, {"a": {"x": 2, "y": 2, "z": 1}, "b": {"x": 1, "y": 1, "z": 1}})
    for joint in found.joint:
        assert joint.shares == {"c": 0, "z": 1, "x": 0.25, "y": 0.75}
        assert joint.totals == (1, 1)
        assert not joint.swaps


def test_level_only_at_the_end_is_no_swap():
    table = {"a": {"i0": 6, "i1": 3}, "b": {"i0": 3, "i1": 3}}
    found = compared(flat([1, 1]), table)
    assert found.outcome == ("touch", "touch")
    assert found.threshold.tolist() == [0, 1]
    assert not any(joint.swaps for joint in found.joint)
    least = compared(flat([1, 1], cap=Fraction(5)), table)
    assert least.outcome == ("touch", "touch")
    assert least.threshold == pytest.approx([0, 1], abs=1e-11)
    assert least.joint == ()


def test_a_cap_makes_both_level_over_a_range_of_weights():
    """Capped at 5, both 5: a is above b again only where its mean falls below; found at once, without a change."""
    table = {"a": {"i0": 9, "i1": 1}, "b": {"i0": 6, "i1": 6}}
    found = compared(flat([1, 1], cap=Fraction(5)), table)
    assert found.ahead is None
    assert found.outcome == ("touch", "touch")
    assert found.change.tolist() == [0, 0]


def test_records_hold_plain_values_and_none_for_what_there_is_not():
    found = compared(flat([1, 0]), {"a": {"i0": 5, "i1": 2}, "b": {"i0": 4, "i1": 4}})
    records = found.to_records()
    assert records[0]["threshold"] is None
    assert records[0]["written_threshold"] is None
    assert records[1]["exact"] == "1/3"
    assert records[1]["change"] == pytest.approx(1 / 3)
    assert {type(cell) for record in records for cell in record.values()} <= {str, float, bool, type(None)}
    assert found.joint[0].to_records()[0]["node"] == "i0"
    assert repr(found) == "<Thresholds of 'a' and 'b': a ahead, 1 of 2 weights bring a tie>"
    assert repr(found.joint[0]) == "<JointChange by L1: 0.666667, 2 weights>"
    assert found == parindex.thresholds(found.scores, "a", "b")
    read = json.loads(found.to_json())
    assert read["parameters"] == {"a": "a", "b": "b"}
    assert read["records"] == records
    assert read["ahead"] == "a"
    assert [joint["norm"] for joint in read["joint"]] == ["L1", "L2", "Linf"]


def test_what_cannot_be_compared_is_refused():
    units = (Unit("a", group="g"), Unit("b", group="g"), Unit("c", group="h"), Unit("d", group="g", ranked=False))
    units = (*units, Unit("e", group="g"))
    definition = flat([1, 1], unit=units, group=(UnitGroup("g"), UnitGroup("h")))
    scores = parindex.score(definition, {unit.id: {"i0": 1, "i1": None if unit.id == "e" else 2} for unit in units})
    assert parindex.thresholds(scores, "a", "b").ahead is None
    for other, words in {"a": "same unit", "c": "not ranked together", "d": "has no rank", "e": "has no total"}.items():
        with pytest.raises(ValueError, match=words):
            parindex.thresholds(scores, "a", other)
    with pytest.raises(KeyError, match="no unit 'aa'"):
        parindex.thresholds(scores, "aa", "b")
    lone = parindex.score(flat([1]), {"a": {"i0": 1}, "b": {"i0": 2}})
    with pytest.raises(ValueError, match="no weights that could vary"):
        parindex.thresholds(lone, "a", "b")
