"""Coherence of small indices by hand: gaps, groups, weights, what is the same twice, and what is not looked at."""

import numpy as np
import pytest
from scipy import stats

import parindex
from parindex.robustness import Coherence

TEXT = """id = "small"
index = "S"
version = "1"
title = { en = "Small", vi = "Nhỏ" }
years = [2020]
combine = "weighted-mean"

[[component]]
id = "left"
weight = 0.5
combine = "weighted-mean"
missing = "redistribute"

[[component]]
id = "right"
weight = 0.5
combine = "weighted-mean"
missing = "redistribute"

"""
LEAF = """[[indicator]]
id = "{id}"
parent = "{parent}"
weight = {weight}
max = 10
missing = "redistribute"

"""
LEAVES = {"a": ("left", 0.75), "b": ("left", 0.25), "c": ("right", 0.5), "d": ("right", 0.5)}
SMALL = TEXT + "".join(LEAF.format(id=id_, parent=parent, weight=weight) for id_, (parent, weight) in LEAVES.items())
TABLE = {
    "U": {"a": 1, "b": 2, "c": 9, "d": 1},
    "V": {"a": 2, "b": 1, "c": 7, "d": 3},
    "W": {"a": 4, "b": 4, "c": 5, "d": 5},
    "X": {"a": 5, "b": 3, "c": 3, "d": 7},
    "Y": {"a": 9, "b": 8, "c": 1, "d": 9},
}


def small(changes=()):
    table = {unit: {**row} for unit, row in TABLE.items()}
    for unit, column, value in changes:
        table[unit][column] = value
    return parindex.score(parindex.loads(SMALL), table)


def told(found: Coherence, measure):
    return [(flag.component, flag.nodes) for flag in found.flags if flag.measure == measure]


def test_every_component_is_looked_at_the_index_first():
    found = parindex.coherence(small())
    assert list(found.components) == ["small", "left", "right"]
    assert found["left"].parts == ("a", "b")
    assert found["left"].weights.tolist() == [0.75, 0.25]
    assert found["right"].correlations["pearson"][0, 1] == pytest.approx(-1.0)  # d is 10 - c
    assert np.isnan(found["right"].kmo)  # one part follows from the other
    assert parindex.coherence(small(), "right").components.keys() == {"right"}
    with pytest.raises(parindex.UnknownNameError):
        parindex.coherence(small(), "nowhere")
    with pytest.raises(ValueError, match="no two parts"):
        parindex.coherence(small(), "a")


def test_two_parts_are_compared_by_the_units_that_have_both_or_all_by_those_that_have_every_part():
    scores = small([("U", "a", "")])
    pairwise, complete = (parindex.coherence(scores, missing=way) for way in ("pairwise", "complete"))
    assert pairwise["left"].units.tolist() == [[4, 4], [4, 5]]
    assert (pairwise["left"].describe.count.tolist(), complete["left"].rows.size) == ([4, 5, 5], 4)
    assert complete["left"].describe.count.tolist() == [4, 4, 4]
    assert complete.notes[0] == "left: 1 units that lack a part are passed over"
    assert pairwise.notes == ("left: some units lack a part; two parts are compared by those that have both",)
    others = np.array([[2, 1], [4, 4], [5, 3], [9, 8]], dtype=float)
    assert pairwise["left"].correlations["pearson"][0, 1] == pytest.approx(np.corrcoef(others.T)[0, 1])
    assert pairwise.evidence.availability.tolist() == [0.8, 1.0, 1.0, 1.0]
    assert pairwise.evidence.availability_of_units.tolist() == [0.75, 1.0, 1.0, 1.0, 1.0]


def test_what_is_scarce_twice_the_same_or_mostly_one_value_is_asked_about():
    gaps = [("U", "a", ""), ("V", "a", ""), ("V", "b", "")]
    same = [(unit, "d", row["c"]) for unit, row in TABLE.items()]
    found = parindex.coherence(small([*gaps, *same]))
    assert ("", ("a",)) in told(found, "availability")
    assert ("", ("V",)) in told(found, "availability")
    assert ("", ("c", "d")) in told(found, "identical")
    mostly = parindex.coherence(small([(unit, "b", 2) for unit in "UVWX"]))
    assert ("", ("b",)) in told(mostly, "most-frequent")


def test_a_part_without_spread_is_left_out_of_alpha_and_has_no_correlation():
    found = parindex.coherence(small([(unit, "b", 0.1) for unit in TABLE]))["left"]
    assert np.isnan(found.correlations["pearson"][0, 1])
    assert (found.pca, np.isnan(found.kmo), np.isnan(found.alpha.raw)) == (None, True, True)
    assert found.importance.share.tolist() == [1.0, 0.0]


def test_an_indicator_that_goes_better_with_another_dimension_is_asked_about():
    scores = small([(unit, "b", row["c"]) for unit, row in TABLE.items()])
    found = parindex.coherence(scores)
    assert found.dimensions.dimensions == ("left", "right")
    own = found.dimensions.correlations[1]
    assert own[0] == pytest.approx(np.corrcoef(scores["b"], scores["left"])[0, 1])
    assert ("", ("b",)) in told(found, "own-dimension")


def test_thresholds_are_options_and_say_what_they_are_held_against():
    limits = parindex.CoherenceThresholds(alpha=0.999)
    flag = next(flag for flag in parindex.coherence(small(), thresholds=limits).flags if flag.measure == "alpha")
    assert (flag.threshold, flag.component) == (0.999, "left")
    assert flag.said("vi").startswith("hệ số Cronbach alpha")


def test_values_far_out_and_directions_are_held_against_the_thresholds_asked_for():
    column = [*range(1, 12), 100]
    table = {f"u{row}": {"a": value / 10, "b": row % 3, "c": row % 5, "d": row % 7} for row, value in enumerate(column)}
    scores = parindex.score(parindex.loads(SMALL), table)
    limits = parindex.CoherenceThresholds(skewness=3.0, eigenvalue=0.25)
    flags = parindex.coherence(scores, thresholds=limits).flags
    outlying = next(flag for flag in flags if flag.measure == "outlying" and not flag.component)
    assert (outlying.nodes, outlying.threshold) == (("a",), 3.0)
    assert outlying.value == pytest.approx(stats.skew(column, bias=False))
    directions = next(flag for flag in flags if flag.measure == "eigenvalues")
    assert directions.said("vi").endswith("(giá trị riêng trên 0,25)")


def test_options_of_a_choice_are_counted_and_have_no_mean():
    options = 'rule = { kind = "choice", points = { no = 0, yes = 10 } }'
    text = SMALL.replace('id = "d"', f'id = "d"\n{options}')
    table = {unit: {**row, "d": "yes" if unit == "U" else "no"} for unit, row in TABLE.items()}
    described = parindex.coherence(parindex.score(parindex.loads(text), table)).evidence.describe
    assert (described.unique[3], described.most_frequent[3], described.count[3]) == (2, 0.8, 5)
    assert np.isnan([described.mean[3], described.zeros[3], described.skewness[3]]).all()
    assert not described.outlying[3]


def test_too_few_units_an_unknown_group_or_way_is_refused():
    few = parindex.score(parindex.loads(SMALL), {unit: TABLE[unit] for unit in "UV"})
    with pytest.raises(ValueError, match="fewer than 3"):
        parindex.coherence(few)
    with pytest.raises(ValueError, match="group"):
        parindex.coherence(small(), group="north")
    with pytest.raises(ValueError, match="missing"):
        parindex.coherence(small(), missing="some")


def test_a_score_that_is_given_for_a_component_leaves_nothing_below_it():
    table = {unit: {"left": row["a"], "c": row["c"], "d": row["d"]} for unit, row in TABLE.items()}
    found = parindex.coherence(parindex.score(parindex.loads(SMALL), table))
    assert list(found.components) == ["small", "right"]
    assert found.evidence.indicators == ("c", "d")


def test_records_and_json_hold_every_part(recwarn):
    found = parindex.coherence(small())
    assert [(record["component"], record["part"]) for record in found.to_records()] == [
        ("small", "left"),
        ("small", "right"),
        *(("left", part) for part in "ab"),
        *(("right", part) for part in "cd"),
    ]
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator(parindex.audit_schema()).validate(found.to_dict())
    assert not recwarn.list
