"""Two units are level, or not, by algebra: no digit of a root decides what comes of a weight."""

from fractions import Fraction

import numpy as np
import pytest

import parindex

from ..sample import define, indicators


def beside_a_root(combine="geometric-mean", keys="", root="", weights=("7/10", "3/10")):
    """Return an index of an indicator `a` and of a component `g` of `b` and `c`."""
    body = indicators("a", keys=f'weight = "{weights[0]}"\nmax = 10')
    body += f'\n[[component]]\nid = "g"\nweight = "{weights[1]}"\ncombine = "{combine}"\n{keys}\n'
    return define(body + indicators("b", "c", keys="max = 10", parent="g"), "weighted-mean", root)


def told(definition, u, v, names="abc"):
    table = {"u": dict(zip(names, u, strict=True)), "v": dict(zip(names, v, strict=True))}
    found = parindex.thresholds(parindex.score(definition, table), "u", "v")
    rows = zip(found.nodes, found.outcome, found.exact, found.threshold.tolist(), found.proved, strict=True)
    return found, {node: rest for node, *rest in rows}


@pytest.mark.parametrize("c", [1, 2, 3, 4, 7])
@pytest.mark.parametrize(
    "combine,keys", [("geometric-mean", ""), ("power-mean", "power = 3"), ("power-mean", "power = 0.5")]
)
def test_units_level_in_all_that_counts_touch_at_that_weight(combine, keys, c):
    """At a weight of 1 only a counts, of which both have 3; g is ahead wherever it counts."""
    _, ties = told(beside_a_root(combine, keys), (3, 2, c), (3, 1, 1))
    assert ties["a"] == ["touch", 1, 1.0, True]
    assert ties["g"] == ["touch", 0, 0.0, True]
    if c == 1:  # b counts for nothing, and so all is level; c for all
        assert ties["b"] == ["touch", 0, 0.0, True]
        assert ties["c"] == ["touch", 1, 1.0, True]


def test_equal_roots_of_unlike_numbers_are_level():
    """The roots of 2 * 8 and of 4 * 4, and of 3 * 4 and of 2 * 6: a alone tells the two apart."""
    for b, c, d, e in [(2, 8, 4, 4), (3, 4, 2, 6), ("0.5", 7, "3.5", 1)]:
        found, ties = told(beside_a_root(), (3, b, c), (2, d, e))
        assert found.ahead == "u"
        assert ties["a"] == ["touch", 0, 0.0, True]
        assert ties["g"] == ["touch", 1, 1.0, True]
        found, ties = told(beside_a_root(), (3, b, c), (3, d, e))
        assert found.ahead is None
        assert found.ahead_proved
        assert ties["a"][0] == ties["g"][0] == "level"


def test_a_difference_far_below_the_digits_kept_shares_a_rank_and_is_said_not_to_be_proved():
    """The root of (5 - d)(5 + d) is below 5 by d²/10, 1e-51."""
    low, high = "4.9999999999999999999999999", "5.0000000000000000000000001"
    found, ties = told(beside_a_root(), (3, low, high), (3, 5, 5))
    assert found.scores.rank.tolist() == [1, 1]
    assert found.ahead is None
    assert not found.ahead_proved
    assert [ties[node][0] for node in "ag"] == ["level", "level"]
    assert [ties[node][3] for node in "ag"] == [False, False]
    assert sum("1e-40" in note for note in found.notes) == 2


def test_what_no_algebra_proves_is_said_to_be_level_within_so_many_digits():
    """√2 + √3 is √(5 + 2√6), which only its square shows."""
    body = "".join(indicators(name, keys="max = 10") for name in "xy")
    body += '\n[[component]]\nid = "f"\ncombine = "formula"\n'
    body += 'formula = "p * (sqrt(x2) + sqrt(x3)) + (1 - p) * sqrt(5 + 2 * sqrt(x2 * x3))"\n'
    body += indicators("p", "x2", "x3", keys="max = 10", parent="f")
    row = {"x": 1, "y": 1, "x2": 2, "x3": 3}
    scores = parindex.score(define(body, "weighted-mean"), {"u": {**row, "p": 1}, "v": {**row, "p": 0}})
    found = parindex.thresholds(scores, "u", "v")
    assert found.ahead is None
    assert not found.ahead_proved
    assert found.outcome[:2] == ("level", "level")
    assert not any(found.proved[:2])
    assert any("1e-40" in note for note in found.notes)
    assert any("1e-40" in note for note in found.to_dict()["notes"])


def test_logarithms_of_equal_products_are_level():
    """On a logarithmic scale 2 and 8 are 4 and 4 together."""
    keys = 'rule = { kind = "rescale", anchors = [1, 100], to = [0, 10], transform = "log" }'
    definition = define(indicators("b", "c", keys=keys) + indicators("a", keys="max = 10"), "weighted-mean")
    found, ties = told(definition, (2, 8, 3), (4, 4, 3), "bca")
    assert found.ahead is None
    assert found.ahead_proved
    assert ties["a"] == ["level", None, pytest.approx(np.nan, nan_ok=True), True]
    assert found.joint[0].size == 0
    assert found.joint[0].exact is None


def test_the_logarithms_of_a_geometric_mean_at_the_top_are_compared_by_algebra():
    """2^w 8^(1-w) against 4: level at 1/2; with 3 beside, which both have, nothing else decides."""
    definition = define("".join(indicators(name, keys="max = 10") for name in "abc"), "geometric-mean")
    found, ties = told(definition, (2, 8, 3), (4, 4, 3))
    assert found.ahead is None
    assert ties["c"] == ["level", None, pytest.approx(np.nan, nan_ok=True), True]
    assert [ties[node][0] for node in "ab"] == ["swap", "swap"]
    found, ties = told(definition, (2, 8, 4), (4, 4, 3))
    assert ties["c"] == ["touch", Fraction(0), 0.0, True]
