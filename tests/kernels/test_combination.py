"""Each way to combine against plain Python."""

import math
from fractions import Fraction

import numpy as np
import pytest

import parindex
from parindex.kernels.combination import COMBINATIONS, together
from parindex.kernels.number import DECIMAL, FLOAT

from ..sample import define, half_up, indicators

RULE = 'rule = { kind = "score", range = [0, 1e18] }'
PARTS = {"a": Fraction("1.5"), "b": Fraction(4), "c": Fraction("0.1")}
WEIGHTS = {"a": Fraction(1, 2), "b": Fraction(1), "c": Fraction(3, 2)}
TOTAL = sum(WEIGHTS.values())


def tree(combine, weights=None, root="", ids=tuple(PARTS)):
    """Define an index of a few indicators, weighted where weights are given."""
    weights = weights or {}
    written = {id_: f'\nweight = "{weight.numerator}/{weight.denominator}"' for id_, weight in weights.items()}
    body = "".join(indicators(id_, keys=RULE + written.get(id_, "")) for id_ in ids)
    return define(body, combine, f"decimals = 9\n{root}")


def total(definition, parts):
    """Score one unit; what is published must be the float64 total, but for rounding."""
    scores = parindex.score(definition, {"u": parts})
    value, published = float(scores.total[0]), scores.rounded[0]
    assert (published is None) == math.isnan(value)
    assert published is None or math.isclose(value, published, abs_tol=0.6e-9)
    return published


def mean_of_powers(power):
    inner = math.fsum(float(weight / TOTAL) * float(PARTS[id_]) ** power for id_, weight in WEIGHTS.items())
    return inner ** (1 / power)


@pytest.mark.parametrize(
    "combine, weights, root, expected",
    [
        ("sum", {}, "", Fraction("5.6")),
        ("product", {}, "", Fraction("0.6")),
        ("min", {}, "", Fraction("0.1")),
        ("max", {}, "", Fraction(4)),
        ("weighted-sum", WEIGHTS, "", Fraction("0.75") + 4 + Fraction("0.15")),
        ("weighted-mean", WEIGHTS, "", Fraction("4.9") / 3),
        ("weighted-mean", {}, "", Fraction("5.6") / 3),
        ("harmonic-mean", WEIGHTS, "", 3 / (Fraction(1, 3) + Fraction(1, 4) + 15)),
        ("harmonic-mean", {}, "", 3 / (Fraction(2, 3) + Fraction(1, 4) + 10)),
    ],
)
def test_a_rational_combination_is_exact(combine, weights, root, expected):
    assert total(tree(combine, weights, root), PARTS) == half_up(expected, 9)


@pytest.mark.parametrize(
    "combine, weights, root, expected",
    [
        ("geometric-mean", WEIGHTS, "", math.prod(float(PARTS[i]) ** float(w / TOTAL) for i, w in WEIGHTS.items())),
        ("geometric-mean", {}, "", 0.6 ** (1 / 3)),
        ("power-mean", WEIGHTS, "power = 2", mean_of_powers(2)),
        ("power-mean", WEIGHTS, "power = 0.5", mean_of_powers(0.5)),
        ("power-mean", WEIGHTS, "power = -2", mean_of_powers(-2)),
    ],
)
def test_a_combination_with_roots_agrees_with_plain_arithmetic(combine, weights, root, expected):
    assert float(total(tree(combine, weights, root), PARTS)) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    "combine, root, parts, expected",
    [
        ("geometric-mean", "", (2, 8), 4),
        ("geometric-mean", "", (Fraction("2.675"), Fraction("2.675")), Fraction("2.675")),
        ("power-mean", "power = 2", (1, 7), 5),
        ("power-mean", "power = -1", (3, 6), 4),
        ("power-mean", "power = 1", (3, 6), Fraction("4.5")),
    ],
)
def test_a_root_that_is_a_whole_number_comes_out_as_one(combine, root, parts, expected):
    assert total(tree(combine, root=root, ids=("a", "b")), dict(zip("ab", parts, strict=True))) == half_up(expected, 9)


@pytest.mark.parametrize("combine", [name for name, kind in COMBINATIONS.items() if kind.weighted == "mean"])
def test_weights_of_means_are_divided_by_their_sum(combine):
    root = "power = 3" if combine == "power-mean" else ""
    as_written = total(tree(combine, WEIGHTS, root), PARTS)
    assert total(tree(combine, {id_: weight * 7 / 3 for id_, weight in WEIGHTS.items()}, root), PARTS) == as_written
    assert total(tree(combine, {id_: weight / TOTAL for id_, weight in WEIGHTS.items()}, root), PARTS) == as_written


def test_weights_of_a_weighted_sum_stay_as_written():
    doubled = {id_: weight * 2 for id_, weight in WEIGHTS.items()}
    assert total(tree("weighted-sum", doubled), PARTS) == 2 * total(tree("weighted-sum", WEIGHTS), PARTS)


@pytest.mark.parametrize("combine", COMBINATIONS)
@pytest.mark.parametrize("value", [0, 2])
def test_a_missing_part_makes_the_whole_missing_whatever_the_others_are(combine, value):
    root = {"power-mean": "power = -1", "formula": 'formula = "max(a, b) * c"'}.get(combine, "")
    weights = WEIGHTS if combine == "weighted-sum" else {}
    assert total(tree(combine, weights, root), {"a": None, "b": value, "c": 1}) is None
    if combine != "first":  # of which only the parts before the one taken matter
        assert total(tree(combine, weights, root), {"a": value, "b": None, "c": 1}) is None


@pytest.mark.parametrize(
    "combine, root, expected",
    [
        ("sum", "", 6),
        ("weighted-mean", "", 2),
        ("product", "", 0),
        ("min", "", 0),
        ("max", "", 4),
        ("geometric-mean", "", 0),
        ("harmonic-mean", "", 0),
        ("power-mean", "power = -2", 0),
        ("power-mean", "power = -0.5", 0),
        ("power-mean", "power = 1", 2),
    ],
)
def test_a_part_of_zero_pulls_means_below_power_zero_to_zero(combine, root, expected):
    assert total(tree(combine, root=root), {"a": 0, "b": 4, "c": 2}) == half_up(expected, 9)


@pytest.mark.parametrize(
    "combine, root, expected",
    [
        ("weighted-mean", "", 3),
        ("geometric-mean", "", math.sqrt(8)),
        ("harmonic-mean", "", Fraction(8, 3)),
        ("power-mean", "power = -2", math.sqrt(Fraction(2) / (Fraction(1, 16) + Fraction(1, 4)))),
        ("power-mean", "power = -0.5", (2 / (4**-0.5 + 2**-0.5)) ** 2),
        ("power-mean", "power = 2", math.sqrt(10)),
    ],
)
def test_a_part_without_weight_counts_for_nothing_even_at_zero(combine, root, expected):
    weights = {"a": Fraction(0), "b": Fraction(1), "c": Fraction(1)}
    assert float(total(tree(combine, weights, root), {"a": 0, "b": 4, "c": 2})) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    "root, expected",
    [
        ("times = 10", 56),
        ('times = "1/3"', Fraction("5.6") / 3),
        ("cap = 5", 5),
        ("floor = 5.75", Fraction("5.75")),
        ("cap = 6\nfloor = 5", Fraction("5.6")),
        ("times = 10\ncap = 50", 50),
        ("times = 0.5\nfloor = 3", 3),
        ("times = 0.5\nfloor = 1\ncap = 3", Fraction("2.8")),
    ],
)
def test_times_comes_before_floor_and_cap(root, expected):
    assert total(tree("sum", root=root), PARTS) == half_up(expected, 9)


def test_times_floor_and_cap_of_one_component_leave_its_neighbours_alone():
    component = '\n[[component]]\nid = "{0}"\ncombine = "sum"\n{1}\n'
    limits = {"p": "times = 10", "q": "cap = 2", "r": "floor = 7", "s": ""}
    body = "".join(component.format(id_, keys) + indicators(f"{id_}1", parent=id_) for id_, keys in limits.items())
    scores = parindex.score(define(body), {"u": dict.fromkeys(["p1", "q1", "r1", "s1"], 3)})
    assert [scores.at("u", id_) for id_ in limits] == [30, 2, 7, 3]
    assert scores.total.tolist() == [42]


def test_components_that_combine_differently_stand_side_by_side():
    body = ""
    ways = {"sum": 6, "product": 8, "min": 2, "max": 4, "weighted-mean": 3, "harmonic-mean": Fraction(8, 3)}
    for combine in ways:
        body += f'\n[[component]]\nid = "{combine}"\ncombine = "{combine}"\n'
        body += indicators(f"{combine}-a", f"{combine}-b", keys=RULE, parent=combine)
    cells = {f"{combine}-{part}": value for combine in ways for part, value in (("a", 2), ("b", 4))}
    scores = parindex.score(define(body, root="decimals = 9"), {"u": cells})
    assert [scores.published(combine)[0] for combine in ways] == [half_up(value, 9) for value in ways.values()]
    assert scores.rounded == (half_up(sum(ways.values()), 9),)


def test_which_results_lie_between_the_parts_and_which_are_their_sums():
    between = {name for name, kind in COMBINATIONS.items() if kind.between}
    assert between == {"weighted-mean", "geometric-mean", "harmonic-mean", "power-mean", "min", "max", "first"}
    assert {name for name, kind in COMBINATIONS.items() if kind.linear} == {"sum", "weighted-sum", "weighted-mean"}


@pytest.mark.parametrize("number", [FLOAT, DECIMAL], ids=lambda number: number.name)
@pytest.mark.parametrize(
    "combine, power, parts, expected",
    [
        ("power-mean", "2", (0, 0), 0),
        ("power-mean", "-2", (0, 0), 0),
        ("geometric-mean", "1", (0, 0), 0),
        ("harmonic-mean", "1", (0, 0), 0),
        ("power-mean", "1/2", (0, 4), 1),
        ("power-mean", "-1/2", (0, 4), 0),
        ("power-mean", "1/2", (1, 9), 4),
        ("power-mean", "-1", (1, 1), 1),
        ("power-mean", "2", (1, 7), 5),
    ],
)
def test_means_of_two_parts_of_the_same_weight(combine, power, parts, expected, number):
    with number.context():
        values, halves = number.array(map(Fraction, parts))[None], number.array([Fraction(1, 2)] * 2)
        mean = COMBINATIONS[combine].apply(values, halves, np.array([0]), number.array([Fraction(power)]))
        assert float(mean[0, 0]) == pytest.approx(expected)


def test_exact_figures_are_combined_by_weights_as_written_or_their_shares():
    values, weights = [Fraction(2), Fraction(8)], [Fraction(1), Fraction(3)]
    for combine, expected in (("weighted-sum", 26), ("weighted-mean", Fraction(13, 2)), ("sum", 10), ("max", 8)):
        assert together(COMBINATIONS[combine], values, weights, Fraction(1)) == expected
    assert together(COMBINATIONS["geometric-mean"], values, [Fraction(5)] * 2, Fraction(1)) == 4


FRACTIONS = [[Fraction(1, 3), Fraction(2, 7), Fraction(5), Fraction(0), Fraction(9, 4)]]
SHARES = [Fraction(1, 4), Fraction(3, 4), Fraction(1, 6), Fraction(1, 3), Fraction(1, 2)]


@pytest.mark.parametrize(
    "combine, expected",
    [
        ("sum", [Fraction(13, 21), Fraction(29, 4)]),
        ("weighted-sum", [Fraction(1, 12) + Fraction(3, 14), Fraction(5, 6) + Fraction(9, 8)]),
        ("weighted-mean", [Fraction(1, 12) + Fraction(3, 14), Fraction(5, 6) + Fraction(9, 8)]),
        ("harmonic-mean", [1 / (Fraction(3, 4) + Fraction(21, 8)), 0]),
        ("min", [Fraction(2, 7), 0]),
        ("max", [Fraction(1, 3), 5]),
        ("product", [Fraction(2, 21), 0]),
    ],
)
def test_the_kernels_take_fractions_and_floats_alike(combine, expected):
    apply, starts = COMBINATIONS[combine].apply, np.array([0, 2])
    power = np.array([1, 1])
    exact = apply(np.array(FRACTIONS, dtype=object), np.array(SHARES, dtype=object), starts, power.astype(object))
    assert exact.tolist() == [expected]
    floats = apply(np.array(FRACTIONS, dtype=float), np.array(SHARES, dtype=float), starts, power.astype(float))
    np.testing.assert_allclose(floats, [[float(value) for value in expected]], rtol=1e-15)


@pytest.mark.parametrize("combine", ["min", "max"])
def test_a_missing_part_among_fractions_is_nothing_to_warn_of(combine):
    """What comes out is set aside by the marks of the walk; a warning would reach whoever scores."""
    parts = np.array([[Fraction(1, 3), np.nan, Fraction(2, 7)]], dtype=object)
    whole = COMBINATIONS[combine].apply(parts, np.ones_like(parts), np.array([0]), np.array([1], dtype=object))
    assert whole.shape == (1, 1)


@pytest.mark.parametrize("number", [float, Fraction])
def test_the_first_part_that_applies_is_taken_however_few_units_there_are(number):
    """A part that does not apply is infinite; where none does, so is the whole."""
    dtype = float if number is float else object
    values = np.array([[math.inf, math.inf, number(7), number(5), math.inf, math.inf]], dtype=dtype)
    taken = COMBINATIONS["first"].apply(values, np.ones(6), np.array([0, 3, 4]), np.ones(3))
    assert taken.tolist() == [[7, 5, math.inf]]


@pytest.mark.parametrize("combine", ["sum", "weighted-sum"])
def test_a_figure_that_is_not_known_among_fractions_makes_their_sum_unknown(combine):
    values = np.array([[Fraction(1, 3), math.nan, Fraction(1, 2)], [Fraction(1, 3)] * 3], dtype=object)
    weights = np.array([Fraction(1, 2), Fraction(1), Fraction(3)], dtype=object)
    sums = COMBINATIONS[combine].apply(values, weights, np.array([0, 2]), np.ones(2))
    assert math.isnan(sums[0, 0])
    assert sums[0, 1] == Fraction(1, 2) * (3 if combine == "weighted-sum" else 1)
    assert sums[1].tolist() == ([Fraction(2, 3), Fraction(1, 3)] if combine == "sum" else [Fraction(1, 2), 1])
