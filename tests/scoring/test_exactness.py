"""Where float64 cannot tell: each case was once decided wrongly, or could be."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import parindex

from ..sample import codes, define, half_up, indicators

TEN = "max = 10"
DROP = 'not_applicable = "drop"'


def leaf(id_, keys, parent=""):
    return indicators(id_, keys=keys, parent=parent)


def component(id_, combine, keys="", parent=""):
    above = f'parent = "{parent}"\n' if parent else ""
    return f'\n[[component]]\nid = "{id_}"\ncombine = "{combine}"\n{above}{keys}\n'


@pytest.mark.parametrize(
    "combine,root,row",
    [
        ("sum", "cap = 15", {"a": None, "b": Fraction(1, 3)}),
        ("sum", "floor = 0", {"a": None, "b": Fraction(1, 3)}),
        ("min", "", {"a": None, "b": "0.123456789012345678901"}),
        ("geometric-mean", "", {"a": None, "b": Fraction(1, 3)}),
    ],
)
def test_a_missing_part_stays_missing_beside_a_cell_of_many_digits(combine, root, row):
    scores = parindex.score(define(indicators("a", "b", keys=TEN), combine, root), {"u": row, "v": {"a": 1, "b": 2}})
    assert scores.rounded[0] is None
    np.testing.assert_array_equal(scores.rank, [math.nan, 1])


@pytest.mark.parametrize("other", [5, "n/a"])
def test_what_is_left_out_of_one_unit_does_not_touch_another(other):
    """A geometric mean near 0 is so steep that float64 says 1.44 for what is exactly 0."""
    rescale = 'rule = { kind = "rescale", anchors = [0.1, 4.4], to = [0, 15.52], clip = true }\nbetter = "lower"'
    body = leaf("a", f"weight = 0.1\n{rescale}")
    body += leaf("b", "weight = 0.8\nmax = 100") + leaf("c", f"weight = 0.1\nmax = 100\n{DROP}")
    rows = {"u": {"a": 4.4, "b": 90, "c": 5}, "v": {"a": 0.1, "b": 90, "c": other}}
    assert parindex.score(define(body, "geometric-mean"), rows).rounded[0] == 0


NEAR = Decimal("0.6666666666666666")


@pytest.mark.parametrize("edge,points", [("at_least", 1), ("above", 1), ("below", 5), ("at_most", 5)])
def test_an_edge_that_float64_cannot_hold_is_not_met_by_its_neighbour(edge, points):
    """The float64 nearest 2/3 is that of 0.6666666666666666, which is less."""
    rule = f'rule = {{ kind = "bands", bands = [{{ {edge} = "2/3", points = 5 }}, {{ points = 1 }}] }}'
    scores = parindex.score(define(leaf("a", rule)), {"u": {"a": NEAR}, "v": {"a": 0.7 if points == 1 else 0.6}})
    assert scores.rounded[0] == points
    assert scores["a"][0] == points
    assert scores.rank[0] == (2 if points == 1 else 1)


def test_a_floor_and_a_range_that_float64_cannot_hold_are_not_met_by_their_neighbour():
    rule = 'max = 1\nrule = { kind = "proportional", cap = 1, floor = "2/3" }'
    assert parindex.score(define(leaf("a", rule)), {"u": {"a": NEAR}}).rounded == (Decimal("0.00"),)
    third = define(leaf("a", 'max = 1\nrange = ["1/3", 1]'))
    assert [problem.code for problem in parindex.validate(third, {"u": {"a": Decimal("0.3333333333333333")}})] == [
        "out-of-range"
    ]


def test_high_powers_neither_overflow_nor_vanish():
    body = indicators("a", "b", keys="max = 1000")
    low = parindex.score(define(body, "power-mean", "power = 100\ntimes = 10000"), {"u": {"a": 0.0005, "b": 0.0004}})
    assert low.rounded == (Decimal("4.97"),)  # 5 / 2 ** 0.01
    high = parindex.score(define(body, "power-mean", "power = 100"), {"u": {"a": 500, "b": 400}})
    assert high.rounded == (Decimal("496.55"),)  # 500 / 2 ** 0.01
    assert high.total[0] == pytest.approx(500 / 2**0.01, rel=1e-9)  # 0.8 ** 100 is 2e-10 of it


@pytest.mark.parametrize("power", ["0.009", "100.1", "-0.001", "0"])
def test_powers_beyond_use_are_refused(power):
    assert codes(indicators("a", "b", keys=TEN), "power-mean", f"power = {power}") == ["wrong-value"]


@pytest.mark.parametrize(
    "body,combine,rows,expected",
    [
        (
            component("m", "min", "times = 2\nmax = 20") + leaf("a", f"{TEN}\n{DROP}", "m") + leaf("b", TEN),
            "sum",
            {"u": {"a": "n/a", "b": 0.125}},
            "0.38",  # 0.125 of 10 is 0.375 of 30
        ),
        (
            leaf("a", f"{TEN}\n{DROP}") + leaf("b", f"max = 7\n{DROP}") + leaf("c", "max = 6"),
            "harmonic-mean",
            {"u": {"a": "n/a", "b": "n/a", "c": 3}, "v": {"a": "n/a", "b": "n/a", "c": 3}},
            "3.00",
        ),
        (
            component("c", "harmonic-mean") + leaf("x", f"{TEN}\n{DROP}", "c") + leaf("b", TEN),
            "sum",
            {"u": {"x": "n/a", "b": 3}, "v": {"x": "n/a", "b": 3}},
            "6.00",
        ),
    ],
)
def test_whatever_is_left_out_can_be_decided_exactly(body, combine, rows, expected):
    scores = parindex.score(define(body, combine), rows)
    assert {str(total) for total in scores.rounded} == {expected}
    assert set(scores.rank) == {1}


def test_a_given_component_and_a_floor_elsewhere_can_be_decided_exactly():
    body = component("A", "weighted-mean") + component("a", "sum", parent="A") + leaf("x", TEN, "a")
    body += component("B", "weighted-mean") + component("b", "sum", "floor = 1", "B") + leaf("y", TEN, "b")
    rows = {"u": {"A": 5, "y": 0.5}, "v": {"A": 5, "y": 0.75}}
    assert parindex.score(define(body), rows).rank.tolist() == [1, 1]


def test_what_is_beyond_float64_is_not_missing():
    body = indicators(*(f"n{at}" for at in range(12)), keys="max = 1e29")
    row = {f"n{at}": 1e29 for at in range(11)} | {"n11": 0}
    scores = parindex.score(define(body, "product"), {"u": row, "v": row | {"n11": 1}})
    assert scores.rounded[0] == 0
    assert scores.rank.tolist() == [2, 1]
    assert scores.rounded[1] == Decimal(10) ** 319


def test_anchors_that_float64_cannot_tell_apart_are_told_apart():
    anchors = f"[{10**20}, {10**20 + 1}]"
    rule = f'max = 10\nrule = {{ kind = "rescale", anchors = {anchors}, to = [0, 10] }}'
    rows = {"u": {"a": f"{10**20}.5"}, "v": {"a": f"{10**20}"}}
    scores = parindex.score(define(leaf("a", rule)), rows)
    assert [str(total) for total in scores.rounded] == ["5.00", "0.00"]
    assert scores.problems == ()


def test_logarithms_of_neighbours_have_spread():
    rule = 'rule = { kind = "rescale", anchors = "observed", to = [0, 10], transform = "log" }'
    scores = parindex.score(define(leaf("a", rule)), {"u": {"a": 10**15}, "v": {"a": 10**15 + 1}})
    assert [str(total) for total in scores.rounded] == ["0.00", "10.00"]
    assert scores.problems == ()


def test_a_penalty_cannot_stand_alone_for_a_sum():
    penalty = 'rule = { kind = "choice", points = { none = 0, bad = -5 } }'
    assert codes(leaf("a", f"{TEN}\n{DROP}") + leaf("b", penalty)) == ["missing-key"]
    assert codes(leaf("a", TEN) + leaf("b", penalty)) == []


@pytest.mark.parametrize("limit,most,value,expected", [("floor = 2", 5, 1, "2.00"), ("cap = 8", 6, 3, "6.00")])
def test_points_are_brought_to_the_maximum_before_floor_and_cap(limit, most, value, expected):
    body = indicators("a", "b", keys=f"max = {most}\n{DROP}")
    assert [
        str(total) for total in parindex.score(define(body, "sum", limit), {"u": {"a": "n/a", "b": value}}).rounded
    ] == [expected]


def test_ranks_on_rounded_totals_of_many_decimals():
    definition = define(leaf("a", "max = 1e7"), "sum", 'decimals = 12\nrank = { on = "rounded" }')
    assert parindex.score(definition, {"u": {"a": 1e7}, "v": {"a": 0}}).rank.tolist() == [1, 2]


def test_a_faulty_definition_made_in_python_is_refused():
    made = parindex.Definition(
        id="d",
        index="D",
        version="1",
        title=parindex.Text(en="D"),
        years=(2024,),
        combine="sum",
        indicator=(parindex.Indicator(id="a", weight=Fraction(1)),),
    )
    with pytest.raises(parindex.DefinitionError, match="weight-not-allowed"):
        parindex.score(made, {"u": {"a": 1}})


@pytest.mark.parametrize(
    "root, keys, rest",
    [
        ("weighted-mean", "", 'rule = { kind = "piecewise", knots = [[0, 0], [1, 0]] }'),
        ("weighted-mean", "max = 10", 'rule = { kind = "standardise" }'),
        ("min", "max = 10", 'rule = { kind = "standardise" }'),
    ],
)
def test_what_is_left_of_a_mean_below_a_sum_has_a_known_maximum(root, keys, rest):
    """Points are divided by it: nothing is brought from 0 points of 0, or of no known number, to the maximum."""
    body = f'\n[[component]]\nid = "m"\ncombine = "{root}"\n{keys}\n'
    body += leaf("a", f'parent = "m"\n{TEN}\n{DROP}') + leaf("b", f'parent = "m"\n{rest}')
    assert codes(body) == ["missing-key"]
    assert codes(body, "weighted-mean") == []


def test_what_is_left_out_of_the_greatest_has_no_place_among_roots():
    body = """
[[indicator]]
id = "a"
max = 5
[[indicator]]
id = "b"
range = [0, 10]
rule = { kind = "standardise", to = [5, 2], deviation = "population" }
"""
    root = 'times = 0.5\nmissing = "redistribute"\ndecimals = 1\nrank = { on = "rounded" }'
    rows = {"u": {"a": 4, "b": 6}, "v": {"a": None, "b": 9}, "w": {"a": 4, "b": 4}, "x": {"a": 4, "b": 6}}
    scores = parindex.score(define(body, "max", root), rows)
    deviation = math.sqrt((0.25**2 * 2 + 2.75**2 + 2.25**2) / 4)
    points = [5 + 2 * (value - 6.25) / deviation for value in (6, 9, 4, 6)]
    expected = [max(4, points[0]) / 2, points[1] / 2, max(4, points[2]) / 2, max(4, points[3]) / 2]
    assert [float(scores.exactness.exact_score(row)) for row in range(4)] == pytest.approx(expected)
    assert scores.rank.tolist() == [2, 1, 4, 2]


@pytest.mark.parametrize(
    "combine, root",
    [
        ("sum", ""),
        ("formula", 'max = 1000\nformula = "[a] * 1000 + [b] - [c] * 1000 + [a] - [c]"'),
        ("formula", 'max = 1000\nformula = "[b] + ([a] - [c]) / ([a] - [c] + 1)"'),
    ],
    ids=["sum", "formula", "quotient"],
)
def test_parts_that_cancel_leave_the_float_of_what_is_published(combine, root):
    turned = -1 if combine == "sum" else 1
    definition = define(indicators("a", "b", "c"), combine, root)
    rows = {"x": {"a": 1e17, "b": 7.25, "c": turned * 1e17}, "y": {"a": 2.0, "b": 8, "c": turned * 2.0}}
    scores = parindex.score(definition, rows)
    assert scores.rounded == (Decimal("7.25"), Decimal("8.00"))
    assert scores.total.tolist() == [7.25, 8.0]
    assert scores.with_unit("x", {"b": 7.5}).total.tolist() == [7.5, 8.0]


def test_indicators_at_a_half_are_published_without_working_out_the_roots_above_them():
    limits = parindex.Limits(max_work=20_000_000)  # some hundred roots
    ids = [f"a{at}" for at in range(20)]
    rows = {f"u{at}": {**dict.fromkeys(ids, 1 + at), ids[at % 20]: f"{at % 9 + 1}.125"} for at in range(100)}
    scores = parindex.score(define(indicators(*ids, keys="max = 200"), "geometric-mean"), rows, limits=limits)
    assert [scores.published(ids[at % 20])[at] for at in (0, 10)] == [Decimal("1.13"), Decimal("2.13")]
    assert parindex.StoredScores.from_json(scores.to_json()).rounded == scores.rounded


@pytest.mark.parametrize("to,better", [((0, 100), "higher"), ((0, 100), "lower"), ((-100, 0), "higher")])
def test_halves_between_near_anchors_far_from_zero_are_published_as_fractions_say(to, better):
    """One unit between anchors of a million takes a hundred points: float64 is off by far more than its last digit."""
    keys = f'better = "{better}"\nrule = {{ kind = "rescale", anchors = [1000000, 1000001], to = {list(to)} }}'
    places = [Fraction(331 * at + 5, 10**5) for at in range(0, 300, 10)]
    rows = {f"u{at}": {"a": 1_000_000 + place} for at, place in enumerate(places)}
    scores = parindex.score(define(indicators("a", keys=keys), root="decimals = 2"), rows)
    low, high = to if better == "higher" else to[::-1]
    assert list(scores.rounded) == [half_up(low + place * (high - low)) for place in places]


@pytest.mark.parametrize("root", ["times = 10000", "times = 10000\nfloor = 100"])
def test_what_is_left_of_a_sum_with_a_great_factor_is_published_as_fractions_say(root):
    """All but a ten-thousandth of the points do not apply: float64 is off by so many times what the rest is off by."""
    near = 'max = 10\nrule = { kind = "rescale", anchors = [3, 10], to = [0, 10] }'
    body = leaf("a", f"max = 99990\n{DROP}") + leaf("b", near)
    totals = [Fraction(2 * at + 1, 200) for at in range(20_000, 80_000, 1_111)]
    rows = {f"u{at}": {"a": "n/a", "b": 3 + total / 10**8 * 7 / 10} for at, total in enumerate(totals)}
    assert list(parindex.score(define(body, "sum", root), rows).rounded) == [half_up(total) for total in totals]


def test_a_part_without_weight_counts_for_nothing_in_exact_roots():
    """By hand: the roots of 2 * 3, of 3 * 2 and of 2.25 * 4; that of 0 has no weight. Only exact roots tell the tie."""
    body = "".join(indicators(f"i{at}", keys=f"max = 10\nweight = {weight}") for at, weight in enumerate((1, 1, 0)))
    rows = {"a": (2, 3, 0), "b": (3, 2, 0), "c": ("2.25", "4", 0)}
    table = {unit: dict(zip(("i0", "i1", "i2"), row, strict=True)) for unit, row in rows.items()}
    scores = parindex.score(define(body, "geometric-mean"), table)
    assert [str(total) for total in scores.rounded] == ["2.45", "2.45", "3.00"]
    assert scores.rank.tolist() == [2, 2, 1]
