"""What empty cells do: of components that are given, of what does not apply, and where units give no scale."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import parindex

from ..sample import define, half_up, indicators

GIVEN = """
attributes = ["hilly"]
max = 100

[[component]]
id = "c"
combine = "sum"
max = 40
missing = "{missing}"
when = "hilly"
"""


@pytest.mark.parametrize(
    "missing, policy, lowland, hills",
    [
        ("propagate", "drop", Fraction(30) * 100 / 60, None),
        ("propagate", "zero", Fraction(30), None),
        ("redistribute", "drop", Fraction(30) * 100 / 60, Fraction(30) * 100 / 60),
        ("redistribute", "zero", Fraction(30), Fraction(30) * 100 / 60),
        ("zero", "drop", Fraction(30) * 100 / 60, Fraction(30)),
        ("zero", "zero", Fraction(30), Fraction(30)),
    ],
)
def test_a_component_that_is_given_does_where_it_does_not_apply_what_its_indicators_do(missing, policy, lowland, hills):
    """It has 40 of 100 points; of its own empty cells where it applies the word on missing scores decides."""
    inside = indicators("x", keys=f'max = 40\nnot_applicable = "{policy}"', parent="c")
    definition = define(GIVEN.format(missing=missing) + inside + indicators("rest", keys="max = 60"))
    table = {
        "low": {"c": None, "rest": 30, "hilly": "no"},
        "high": {"c": None, "rest": 30, "hilly": "yes"},
        "full": {"c": 10, "rest": 30, "hilly": "yes"},
    }
    wanted = (lowland, hills, Fraction(40))
    assert parindex.score(definition, table).rounded == tuple(None if one is None else half_up(one) for one in wanted)


@pytest.mark.parametrize("policy", ["zero", "drop"])
def test_of_two_components_that_are_given_the_one_that_applies_is_taken(policy):
    body = '\n[[component]]\nid = "either"\ncombine = "first"\n'
    for id_, keys in (("hills", 'when = "hilly"'), ("plain", "")):
        body += f'\n[[component]]\nid = "{id_}"\nparent = "either"\ncombine = "sum"\n{keys}\n'
        body += indicators(f"{id_}.x", keys=f'max = 40\nnot_applicable = "{policy}"', parent=id_)
    definition = define(body, root='attributes = ["hilly"]')
    table = {"u": {"hills": 7, "plain": 9, "hilly": "yes"}, "v": {"hills": None, "plain": 5, "hilly": "no"}}
    assert parindex.score(definition, table).total.tolist() == [7, 5]


def test_what_another_part_stands_for_gives_its_points_to_nobody():
    body = '\n[[component]]\nid = "either"\ncombine = "first"\n'
    body += '\n[[component]]\nid = "hills"\nparent = "either"\ncombine = "sum"\nwhen = "hilly"\n'
    body += indicators("x", keys='max = 6\nnot_applicable = "share"', parent="hills")
    body += indicators("y", keys="max = 4", parent="hills") + indicators("plain", keys="max = 10", parent="either")
    definition = define(body, root='attributes = ["hilly"]')
    table = {"u": {"x": None, "y": None, "plain": 5, "hilly": "no"}}
    given = parindex.score(definition, table).exactness.given
    assert given.left_out.tolist() == [[True, True, False]]
    assert not given.shared.any()


@pytest.mark.parametrize("missing, score", [("zero", 0), ("propagate", np.nan)])
def test_what_is_only_watched_and_not_given_counts_as_nothing_where_missing_ones_do(missing, score):
    body = indicators("a", "w", keys=f'max = 9\nmissing = "{missing}"').replace(
        'id = "w"', 'id = "w"\nadds = "nothing"'
    )
    scores = parindex.score(define(body), {"u": {"a": 3}, "v": {"a": 5}})
    np.testing.assert_array_equal(scores["w"], [score, score])
    np.testing.assert_array_equal(scores["a"], [3, 5])
    assert scores.total.tolist() == [3, 5]
    given = parindex.score(define(body), {"u": {"w": 7, "a": 3}, "v": {"w": 8, "a": None}})
    assert given["w"].tolist() == [7, 8]


WATCHED = indicators("a", keys="max = 9") + indicators("w", keys='max = 9\nadds = "nothing"')


@pytest.mark.parametrize("more, known", [("", 0), (WATCHED, 2)])
def test_how_far_values_may_be_off_is_that_of_columns_that_are_worked_out(more, known):
    """Those that are read are not off, nor is what is only watched and not given."""
    body = more + indicators("b", keys='max = 9\ninputs = ["x"]\nvalue = "x / 3"')
    scores = parindex.score(define(body), {"u": {"b.x": 1} | ({"a": 3} if more else {})})
    *read, worked_out = scores.exactness.given.slack.tolist()
    assert read == [0] * known
    assert abs(Fraction(1, 3) - Fraction(1 / 3)) <= Fraction(worked_out) <= Fraction(1, 10**15)


OBSERVED = 'rule = {{ kind = "rescale", anchors = {}, to = [0, 10] }}'
GROUPS = '\n[[group]]\nid = "g"\n[[group]]\nid = "h"\n'
GROUPS += "".join(f'[[unit]]\nid = "{unit}"\ngroup = "{group}"\n' for unit, group in zip("abcd", "gghh", strict=True))


def test_whether_units_give_a_scale_is_asked_in_each_group():
    definition = define(indicators("x", keys=OBSERVED.format('"observed"')) + GROUPS)
    scores = parindex.score(definition, {"a": {"x": 5}, "b": {"x": 5}, "c": {"x": 5}, "d": {"x": 9}})
    np.testing.assert_array_equal(scores.total, [np.nan, np.nan, 0, 10])
    assert [problem.code for problem in scores.problems] == ["no-spread"]


def test_a_named_unit_is_one_for_all_groups():
    definition = define(indicators("x", keys='max = 10\nrule = { kind = "relative", to = "d" }') + GROUPS)
    for value, wanted in ((20, [2.5, 2.5, 5, 10]), (0, [np.nan] * 4), (None, [np.nan] * 4)):
        scores = parindex.score(definition, {"a": {"x": 5}, "b": {"x": 5}, "c": {"x": 10}, "d": {"x": value}})
        np.testing.assert_array_equal(scores.total, wanted)


@pytest.mark.parametrize("anchors", ['"observed"', "{ percentiles = [25, 75] }"])
@pytest.mark.parametrize(
    "cells, scaled",
    [
        ([(0.1, 0.2), (0.3, 0)], False),  # 0.1 + 0.2 is 0.3, though not in float64
        ([(0.1, 0.2), (0.3, 1e-15)], True),
        ([("0.1", 0), ("0.10000000000000000000001", 0)], True),  # one number in float64
        ([(1, 0), (0, 1)], False),
        ([(1, 0), (0, 2)], True),
    ],
)
def test_units_give_a_scale_where_their_exact_values_differ(anchors, cells, scaled):
    keys = f'inputs = ["p", "q"]\nvalue = "p + q"\n{OBSERVED.format(anchors)}'
    table = {f"u{at}": {"x.p": p, "x.q": q} for at, (p, q) in enumerate(cells)}
    scores = parindex.score(define(indicators("x", keys=keys)), table)
    assert np.isnan(scores.total).tolist() == [not scaled] * 2
    assert scores.rank[~np.isnan(scores.rank)].tolist() == ([2, 1] if scaled else [])


@pytest.mark.parametrize("anchors, scaled", [('"observed"', True), ("{ percentiles = [25, 75] }", False)])
def test_a_scale_between_percentiles_is_none_where_these_are_equal(anchors, scaled):
    definition = define(indicators("x", keys=OBSERVED.format(anchors)))
    scores = parindex.score(definition, {f"u{at}": {"x": x} for at, x in enumerate((1, 5, 5, 5, 9))})
    np.testing.assert_array_equal(scores.total, [0, 5, 5, 5, 10] if scaled else [np.nan] * 5)


def test_what_is_left_of_a_geometric_mean_is_the_root_to_the_last_bit():
    keys = 'rule = { kind = "score", range = [1, 99] }\nmissing = "redistribute"'
    pairs = [(7 + 3 * at, 5 + 11 * at) for at in range(8)]
    table = {f"u{at}": {"a": a, "b": b, "c": None} for at, (a, b) in enumerate(pairs)}
    scores = parindex.score(define(indicators("a", "b", "c", keys=keys), "geometric-mean"), table)
    assert scores.total.tolist() == [float(Decimal(a * b).sqrt()) for a, b in pairs]
