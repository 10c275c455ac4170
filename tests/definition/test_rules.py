"""What each rule makes of a value, by hand."""

import math
from decimal import Decimal
from fractions import Fraction

import pytest

import parindex
from parindex.base.number_writing import plain
from parindex.definition.reading.definition_text import load_text
from parindex.definition.rules.kinds import RULES

from ..sample import codes, define, half_up, indicators, text


def points(rule, values, keys=""):
    """Score one indicator for a unit a value; float64 and published agree with each other, or this fails."""
    definition = define(indicators("x", keys=f"{keys}\nrule = {rule}"), root="decimals = 9")
    scores = parindex.score(definition, {f"u{at}": {"x": value} for at, value in enumerate(values)})
    for score, published in zip(scores["x"], scores.published("x"), strict=True):
        assert (published is None) == math.isnan(score)
        assert published is None or abs(score - float(published)) <= 0.6e-9
    return scores.published("x")


def exactly(*expected):
    return tuple(half_up(value, 9) for value in expected)


def test_the_registered_rules_are_known_by_their_kind():
    assert {kind: cls.kind for kind, cls in RULES.items()} == {kind: kind for kind in RULES}


def test_a_score_is_its_own_points():
    assert points('{ kind = "score" }', [0, "7,25", 10], "max = 10") == exactly(0, Fraction("7.25"), 10)


@pytest.mark.parametrize(
    "keys, value, refused",
    [
        ("max = 10", 10.01, True),
        ("max = 10", -0.01, True),
        ("max = 10\nrange = [-5, 10]", -5, False),
        ("", 1e9, False),
        ("", -1, True),
    ],
)
def test_a_score_lies_between_zero_and_the_maximum_unless_a_range_is_given(keys, value, refused):
    definition = define(indicators("x", keys=keys))
    found = [problem.code for problem in parindex.validate(definition, {"u": {"x": value}})]
    assert found == ["out-of-range"] * refused


@pytest.mark.parametrize(
    "keys, expected",
    [
        ("", [Fraction(-8), 1, Fraction(11, 2), 10, Fraction(29, 2)]),
        ("clip = true", [1, 1, Fraction(11, 2), 10, 10]),
    ],
)
def test_rescaling_is_linear_between_the_anchors(keys, expected):
    rule = f'{{ kind = "rescale", anchors = [0, 50], to = [1, 10]{", " * bool(keys)}{keys} }}'
    assert points(rule, [-50, 0, 25, 50, 75]) == exactly(*expected)


@pytest.mark.parametrize(
    "clip, expected",
    [("false", [Fraction(19), 10, Fraction(11, 2), 1, Fraction(-7, 2)]), ("true", [10, 10, Fraction(11, 2), 1, 1])],
)
def test_rescaling_reverses_where_lower_is_better(clip, expected):
    rule = f'{{ kind = "rescale", anchors = [0, 50], to = [1, 10], clip = {clip} }}'
    assert points(rule, [-50, 0, 25, 50, 75], 'better = "lower"') == exactly(*expected)


def test_observed_anchors_are_the_least_and_greatest_value_of_the_units_with_one():
    rule = '{ kind = "rescale", anchors = "observed", to = [0, 10] }'
    assert points(rule, [2, None, 4, 8]) == (half_up(0, 9), None, *exactly(Fraction(10, 3), 10))
    lower = points(rule, [2, None, 4, 8], 'better = "lower"')
    assert lower == (half_up(10, 9), None, *exactly(Fraction(20, 3), 0))


def test_negative_values_and_anchors_rescale_too():
    rule = '{ kind = "rescale", anchors = [-10, -2.5], to = [-1, 1] }'
    assert points(rule, [-10, -6.25, -2.5]) == exactly(-1, 0, 1)


@pytest.mark.parametrize(
    "transform, anchors, values, expected",
    [
        ("log10", "[1, 1000]", [1, 10, 100, 1000], [0, Fraction(1, 3), Fraction(2, 3), 1]),
        ("log", "[1, 16]", [1, 2, 4, 8, 16], [0, Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), 1]),
        ("sqrt", "[0, 100]", [0, 6.25, 25, 81, 100], [0, Fraction(1, 4), Fraction(1, 2), Fraction(9, 10), 1]),
        ("log10", '"observed"', [1000, 10, 1], [1, Fraction(1, 3), 0]),
        ("sqrt", '"observed"', [0.25, 1, 0], [Fraction(1, 2), 1, 0]),
        ("none", '"observed"', [0.25, 1, 0], [Fraction(1, 4), 1, 0]),
    ],
)
def test_a_transform_applies_to_values_and_anchors_alike(transform, anchors, values, expected):
    rule = f'{{ kind = "rescale", anchors = {anchors}, to = [0, 1], transform = "{transform}" }}'
    assert points(rule, values) == exactly(*expected)


@pytest.mark.parametrize("transform, value", [("log", 0), ("log10", -1), ("sqrt", -0.001)])
def test_a_value_where_the_transform_is_not_defined_is_refused(transform, value):
    rule = f'{{ kind = "rescale", anchors = [1, 2], to = [0, 1], transform = "{transform}" }}'
    definition = define(indicators("x", keys=f"rule = {rule}"))
    assert [problem.code for problem in parindex.validate(definition, {"u": {"x": value}})] == ["out-of-range"]


BANDS = """{ kind = "bands", bands = [
    { below = 10, points = 5 }, { at_most = 20, points = 4 }, { at_least = 80, points = 1 },
    { above = 60, points = 2 }, { points = 3 },
] }"""


@pytest.mark.parametrize(
    "value, expected",
    [
        (-1, 5),
        (9.999999, 5),
        (10, 4),
        (20, 4),
        ("20.0000000000000000000000000001", 3),
        (60, 3),
        ("60.0000000000000000000000000001", 2),
        (79.99, 2),
        (80, 1),
        (1000, 1),
    ],
)
def test_the_first_band_that_holds_wins_and_each_edge_says_whether_it_belongs(value, expected):
    assert points(BANDS, [value]) == exactly(expected)


@pytest.mark.parametrize("edge", ["0.1", "0.3", "33.3", "66.67", "99.95", "1e-9"])
def test_an_edge_without_an_exact_binary_form_is_met_by_the_same_decimal(edge):
    closed = f'{{ kind = "bands", bands = [{{ at_least = {edge}, points = 1 }}, {{ points = 0 }}] }}'
    assert points(closed, [edge, float(edge), Decimal(edge)]) == exactly(1, 1, 1)
    assert points(closed.replace("at_least", "above"), [edge, float(edge), Decimal(edge)]) == exactly(0, 0, 0)


def test_band_tables_of_different_length_stand_side_by_side():
    short = 'rule = { kind = "bands", bands = [{ at_least = 5, points = 7 }, { points = 0 }] }'
    definition = define(indicators("short", keys=short) + indicators("long", keys=f"rule = {BANDS}"))
    scores = parindex.score(definition, {"u": {"short": 4, "long": 65}, "v": {"short": 5, "long": 5}})
    assert scores["short"].tolist() == [0, 7]
    assert scores["long"].tolist() == [2, 5]


@pytest.mark.parametrize(
    "bands, keys, expected",
    [
        (["at_least = 50", "at_least = 80", ""], "", ["unreachable-band"]),
        (["at_least = 50", "above = 50", ""], "", ["unreachable-band"]),
        (["above = 50", "at_least = 50", ""], "", []),
        (["below = 50", "at_most = 50", ""], "", []),
        (["at_most = 50", "below = 50", ""], "", ["unreachable-band"]),
        (["below = 50", "at_least = 50", ""], "", ["unreachable-band"]),
        (["at_most = 50", "above = 50"], "", []),
        (["at_most = 50", "at_least = 50"], "", []),
        (["below = 50", "above = 50"], "", ["open-bands"]),
        (["at_least = 50", "at_most = 10"], "", ["open-bands"]),
        ([""], "", []),
        (["", ""], "", ["unreachable-band"]),
        (["above = 100", ""], "range = [0, 100]", ["unreachable-band"]),
        (["at_least = 100", ""], "range = [0, 100]", []),
        (["below = 0", ""], "range = [0, 100]", ["unreachable-band"]),
        (["at_most = 0", ""], "range = [0, 100]", []),
        (["at_least = 50", "at_least = 0"], "range = [0, 100]", []),
        (["at_least = 50", "above = 0"], "range = [0, 100]", ["open-bands"]),
        (["at_least = 0", ""], "range = [0, 100]", ["unreachable-band"]),
    ],
)
def test_every_band_gets_its_turn_and_every_value_a_band(bands, keys, expected):
    listed = ", ".join(f"{{ {edge}{', ' * bool(edge)}points = {at} }}" for at, edge in enumerate(bands))
    assert codes(indicators("x", keys=f'{keys}\nrule = {{ kind = "bands", bands = [{listed}] }}')) == expected


def test_options_are_read_without_regard_to_case_blanks_and_unicode_form():
    rule = '{ kind = "choice", points = { "Đúng hạn" = 1, "muộn" = 0.25, "không" = -0.5 } }'
    answers = ["Đúng hạn", " đúng  HẠN ", "MUO\u0323\u0302N", "Không"]
    assert points(rule, answers) == exactly(1, 1, Fraction(1, 4), Fraction(-1, 2))


def test_options_of_several_indicators_keep_their_own_points():
    first = indicators("a", keys='rule = { kind = "choice", points = { yes = 1, no = 0 } }')
    second = indicators("b", keys='rule = { kind = "choice", points = { no = 3, maybe = 4, yes = 5 } }')
    scores = parindex.score(define(first + second), {"u": {"a": "no", "b": "maybe"}, "v": {"a": "yes", "b": None}})
    assert scores["a"].tolist() == [0, 1]
    assert scores["b"][0] == 4
    assert math.isnan(scores["b"][1])


@pytest.mark.parametrize(
    "floor, value, expected",
    [
        ("", 0, 0),
        ("", 40, Fraction(5, 2)),
        ("", 79.2, Fraction("79.2") * 5 / 80),
        ("", 80, 5),
        ("", 99.9, 5),
        (", floor = 30", 30, Fraction(15, 8)),
        (", floor = 30", 29.999, 0),
        (", floor = 30", 0, 0),
        (", floor = 30", 81, 5),
        (", floor = 80", 80, 5),
        (", floor = 80", "79.99999999999999999999999", 0),
    ],
)
def test_proportional_points_grow_from_the_floor_to_the_cap(floor, value, expected):
    assert points(f'{{ kind = "proportional", cap = 80{floor} }}', [value], "max = 5") == exactly(expected)


def test_rules_of_all_kinds_stand_side_by_side_in_one_component():
    kinds = {
        "a": ('max = 9\nrule = { kind = "score" }', 8.5, 8.5),
        "b": ('rule = { kind = "rescale", anchors = [0, 4], to = [0, 1] }', 1, 0.25),
        "c": (f"rule = {BANDS}", 15, 4),
        "d": ('rule = { kind = "choice", points = { yes = 2, no = 1 } }', "NO", 1),
        "e": ('max = 10\nrule = { kind = "proportional", cap = 20 }', 5, 2.5),
        "f": ('better = "lower"\nrule = { kind = "rescale", anchors = [0, 4], to = [0, 1] }', 1, 0.75),
    }
    definition = define("".join(indicators(id_, keys=keys) for id_, (keys, *_) in kinds.items()))
    scores = parindex.score(definition, {"u": {id_: value for id_, (_, value, _) in kinds.items()}})
    assert {id_: scores.at("u", id_) for id_ in kinds} == {id_: score for id_, (*_, score) in kinds.items()}
    assert scores.total.tolist() == [17]


@pytest.mark.parametrize(
    "number, written",
    [
        (Fraction(0), "0"),
        (Fraction(-5), "-5"),
        (Fraction(100), "100"),
        (Fraction(1, 8), "0.125"),
        (Fraction(-1, 50), "-0.02"),
        (Fraction(137, 2), "68.5"),
        (Fraction(1, 7), "1/7"),
        (Fraction(10**20 + 1, 10**20), "1.00000000000000000001"),
        (None, ""),
    ],
)
def test_an_exact_number_is_written_as_a_decimal_where_it_has_one(number, written):
    assert plain(number) == written


def test_a_target_whose_range_begins_below_0_can_give_less_than_0():
    text = """id = "x"
index = "X"
version = "1"
title = "X"
years = [2024]
combine = "geometric-mean"

[[indicator]]
id = "a"
max = 10
range = [-5, 100]
rule = { kind = "target", target = 50 }
"""
    with pytest.raises(parindex.DefinitionError, match="'a' can fall below 0"):
        load_text(text)
    scores = parindex.score(load_text(text.replace("geometric-mean", "sum")), {"u": {"a": -5}})
    assert scores.total.tolist() == [-0.5]


#: Rules of Decree 307/2025/NĐ-CP by article, and points by hand from its text; the last is made up.
PEOPLE = "from = 2000000, base = 10, per = 60000, each = 0.5, cap = 25"  # 5.1
MINORITIES = "from = 30, base = 1, per = 5, each = 0.25, cap = 2, nothing_before = 20"  # 5.4.a
POVERTY = "from = 4.5, base = 3, per = 1, each = 1, cap = 5"  # 6.3.d
MIRRORED = "from = -3, base = 1, per = 1, each = 1, cap = 5, nothing_before = 0.1"


@pytest.mark.parametrize(
    "rule, better, value, expected",
    [
        (PEOPLE, "higher", 2000000, 10),
        (PEOPLE, "higher", 2000001, 10 + Fraction(1, 120000)),
        (PEOPLE, "higher", 3200000, 20),
        (PEOPLE, "higher", 3800000, 25),
        (PEOPLE, "higher", 9000000, 25),
        (MINORITIES, "higher", "19.999999999999999", 0),
        (MINORITIES, "higher", 20, 1),
        (MINORITIES, "higher", 30, 1),
        (MINORITIES, "higher", 35, Fraction(5, 4)),
        (MINORITIES, "higher", 50, 2),
        (POVERTY, "lower", 4.6, 3),
        (POVERTY, "lower", 4.4, Fraction("3.1")),
        (POVERTY, "lower", 2.5, 5),
        (POVERTY, "lower", 0, 5),
        (MIRRORED, "lower", "0.1000000000000000000001", 0),
        (MIRRORED, "lower", 0.1, 1),
        (MIRRORED, "lower", -5, 3),
    ],
)
def test_increments_grow_from_an_edge_to_the_cap(rule, better, value, expected):
    assert points(f'{{ kind = "increments", {rule} }}', [value], f'better = "{better}"') == exactly(expected)


@pytest.mark.parametrize("per", ["0.1", "0.7", "1/3", "3"])
@pytest.mark.parametrize("start", ["0", "0.3", "-1/7", "1e9"])
@pytest.mark.parametrize("better", ["higher", "lower"])
def test_whole_steps_are_counted_to_the_last_digit(per, start, better):
    quoted = {text: f'"{text}"' if "/" in text else text for text in (per, start)}
    rule = f'{{ kind = "increments", from = {quoted[start]}, base = 0, per = {quoted[per]}, each = 1, whole = true }}'
    edge, size, sign = Fraction(start), Fraction(per), -1 if better == "lower" else 1
    values, expected = [], []
    for step in (0, 1, 3, 7, 999):
        for digits in (6, 17):  # as float64 holds it, and more digits than it holds
            near = edge + sign * step * size
            below, above = (Fraction(math.floor(near * 10**digits) + by, 10**digits) for by in (0, 1))
            values += [below, above]
            expected += [min(max((value - edge) * sign // size, 0), 500) for value in (below, above)]
    assert points(rule, values, f'max = 500\nbetter = "{better}"') == exactly(*expected)


def test_whole_steps_of_a_value_that_is_worked_out_are_exact():
    rule = '{ kind = "increments", from = 0, base = 0, per = 0.1, each = 1, whole = true }'
    keys = f'max = 9\ninputs = ["a", "b"]\nvalue = "a / b"\nrule = {rule}'
    scores = parindex.score(define(indicators("x", keys=keys)), {"u": {"x.a": 3, "x.b": 10}, "v": {"x.a": 1, "x.b": 3}})
    assert scores.total.tolist() == [3, 3]
    table = {"u": {"x.a": "0.3", "x.b": "1"}, "v": {"x.a": "0.8999999999999999999999", "x.b": "3"}}
    assert parindex.score(define(indicators("x", keys=keys)), table).total.tolist() == [3, 2]


@pytest.mark.parametrize(
    "rule, keys, expected",
    [
        ("from = 1, base = 1, per = 1, each = 1", "max = 2", []),
        ("from = 1, base = 1, per = 1, each = 1", "", ["missing-key"]),
        ("from = 1, base = 1, per = 1, each = 1, cap = 2", "", []),
        ("from = 1, base = 2, per = 1, each = 1", "max = 2", ["wrong-value"]),
        ("from = 1, base = -1, per = 1, each = 1", "max = 2", ["wrong-value"]),
        ("from = 1, base = 1, per = 0, each = 1", "max = 2", ["wrong-value"]),
        ("from = 1, base = 1, per = 1, each = 0", "max = 2", ["wrong-value"]),
        ("from = 1, base = 1, per = 1, each = 1, cap = 3", "max = 2", ["over-maximum"]),
        ("from = 1, base = 1, per = 1, each = 1, nothing_before = 1", "max = 2", []),
        ("from = 1, base = 1, per = 1, each = 1, nothing_before = 2", "max = 2", ["wrong-value"]),
        ("from = 1, base = 1, per = 1, each = 1, nothing_before = 2", 'max = 2\nbetter = "lower"', []),
        ("from = 1, base = 1, per = 1, each = 1, nothing_before = 0", 'max = 2\nbetter = "lower"', ["wrong-value"]),
        ("base = 1, per = 1, each = 1", "max = 2", ["missing-key"]),
        ('from = "high", base = 1, per = 1, each = 1', "max = 2", ["unknown-name"]),
        ('from = 1, base = 1, per = "high", each = 1', "max = 2", ["wrong-type"]),
        ("from_ = 1, base = 1, per = 1, each = 1", "max = 2", ["unknown-key"]),
    ],
)
def test_increments_that_cannot_be_are_refused(rule, keys, expected):
    assert sorted(codes(indicators("x", keys=f'{keys}\nrule = {{ kind = "increments", {rule} }}'))) == expected


@pytest.mark.parametrize(
    "rule, keys, told",
    [
        ("from = 80, base = 1, per = 5, each = 0.25", "max = 2", []),
        ("from = 80, base = 1, per = 5, each = 0.2", "max = 2", ["short-of-maximum"]),
        ("from = 80, base = 1, per = 5, each = 0.25, cap = 1.5", "max = 2", ["short-of-maximum"]),
        ("from = 80, base = 1, per = 7, each = 0.4, whole = true", "max = 2", ["short-of-maximum"]),
        ("from = 20, base = 1, per = 20, each = 1", 'max = 2\nbetter = "lower"', []),
        ("from = 19, base = 1, per = 20, each = 1", 'max = 2\nbetter = "lower"', ["short-of-maximum"]),
    ],
)
def test_increments_that_end_short_of_the_maximum_are_told(rule, keys, told, tmp_path):
    assert advised(f'{keys}\nrange = [0, 100]\nrule = {{ kind = "increments", {rule} }}', tmp_path) == told


KNOTS = "[[10, 0], [30, 5], [35, 5], [50, -1.5]]"


@pytest.mark.parametrize(
    "value, expected",
    [
        (-5, 0),
        (10, 0),
        ("10.0000000000000000001", Fraction(1, 4 * 10**19)),
        (20, Fraction(5, 2)),
        (30, 5),
        (33, 5),
        (35, 5),
        (40, 5 - Fraction(13, 6)),
        (50, Fraction(-3, 2)),
        (1e29, Fraction(-3, 2)),
    ],
)
def test_points_follow_straight_lines_from_knot_to_knot(value, expected):
    assert points(f'{{ kind = "piecewise", knots = {KNOTS} }}', [value]) == exactly(expected)


def test_knots_so_near_that_float64_holds_them_as_one_are_decided_exactly():
    rule = '{ kind = "piecewise", knots = [[1, 0], [1.00000000000000000001, 1]] }'
    values = [1, "1.000000000000000000005", "1.00000000000000000001", 0, 2]
    assert points(rule, values) == exactly(0, Fraction(1, 2), 1, 0, 1)


@pytest.mark.parametrize(
    "knots, expected",
    [
        ("[]", ["wrong-value"]),
        ("[[0, 1]]", ["wrong-value"]),
        ("[[0, 0], [0, 1]]", ["wrong-value"]),
        ("[[0, 0], [2, 1], [1, 2]]", ["wrong-value"]),
        ("[[0, 0], [1, 6]]", ["over-maximum"]),
        (str([[at, at / 250] for at in range(201)]), ["too-large"]),
        ("[[0, 0], [200, 10]]", []),  # 5 at the end of the range
    ],
)
def test_knots_that_cannot_be_are_refused(knots, expected):
    keys = f'max = 5\nrange = [0, 100]\nrule = {{ kind = "piecewise", knots = {knots} }}'
    assert codes(indicators("x", keys=keys)) == expected


def advised(keys, tmp_path):
    """Return the codes of what is told of a definition of one indicator."""
    file = tmp_path / "sample.toml"
    file.write_text(text(indicators("x", keys=keys), root='status = "assumed"'), encoding="utf-8")
    return [problem.code for problem in parindex.check(file) if problem.code != "no-cases"]


@pytest.mark.parametrize(
    "knots, told",
    [
        ("[[0, 0], [50, 5]]", []),
        ("[[0, 5], [50, 0]]", []),
        ("[[0, 0], [50, 5], [60, 1]]", ["points-up-and-down"]),
        ("[[0, 0], [200, 5]]", ["short-of-maximum"]),
        ("[[-50, 5], [0, 4]]", ["short-of-maximum"]),
    ],
)
def test_what_a_reviewer_would_ask_about_knots(knots, told, tmp_path):
    keys = f'max = 5\nrange = [0, 100]\nrule = {{ kind = "piecewise", knots = {knots} }}'
    assert advised(keys, tmp_path) == told


SIPAS = "points = [{ to = 10, points = 3 }, { to = 20, points = 2 }, { points = 1 }]"  # Decree 307/2025/NĐ-CP, 5.3.k


def test_a_rank_that_is_given_earns_the_points_of_its_ranks():
    rule = f'{{ kind = "rank", by = "given", {SIPAS} }}'
    assert points(rule, [1, 10, 11, 20, 21, 63, 10**9]) == exactly(3, 3, 2, 2, 1, 1, 1)


@pytest.mark.parametrize("value", [0, -1, 1.5])
def test_a_rank_is_a_whole_number_from_1(value):
    definition = define(indicators("x", keys=f'rule = {{ kind = "rank", by = "given", {SIPAS} }}'))
    assert [problem.severity for problem in parindex.validate(definition, {"u": {"x": value}})] == ["error"]


@pytest.mark.parametrize("better", ["higher", "lower"])
def test_values_are_ranked_among_the_units_and_equal_ones_share_the_best_rank(better):
    rule = '{ kind = "rank", by = "value", points = [{ to = 1, points = 9 }, { to = 3, points = 5 }, { points = 1 }] }'
    values = [30, "20.000000000000000000001", 20, None, 20, 10, 7]
    ranks = [1, 2, 3, None, 3, 5, 6]
    if better == "lower":
        values = [None if value is None else -Fraction(value) for value in values]
    table = [{1: 9, 2: 5, 3: 5}.get(rank, 1) for rank in ranks if rank is not None]
    scored = points(rule, values, f'better = "{better}"')
    assert tuple(score for score in scored if score is not None) == exactly(*table)
    assert scored[3] is None


def test_values_are_ranked_within_their_group():
    root = 'group = [{ id = "g" }, { id = "h" }]\nunit = [{ id = "a", group = "g" }, { id = "b", group = "h" }, '
    root += '{ id = "c", group = "h" }, { id = "d", group = "h", ranked = false }]'
    rule = 'rule = { kind = "rank", by = "value", points = [{ to = 1, points = 2 }, { points = 1 }] }'
    scores = parindex.score(define(indicators("x", keys=rule), root=root), {"unit": list("abcd"), "x": [1, 2, 3, 4]})
    assert scores["x"].tolist() == [2, 1, 1, 2]


@pytest.mark.parametrize(
    "rule, keys, expected",
    [
        ("points = [{ points = 1 }]", "", []),
        ("points = []", "", ["missing-key"]),
        ("points = [{ to = 10, points = 1 }]", "", ["open-bands"]),
        ("points = [{ to = 0, points = 1 }, { points = 0 }]", "", ["wrong-value"]),
        ("points = [{ to = 5, points = 2 }, { to = 5, points = 1 }, { points = 0 }]", "", ["unreachable-band"]),
        ("points = [{ points = 2 }, { to = 5, points = 1 }]", "", ["unreachable-band"]),
        ("points = [{ to = 1.5, points = 2 }, { points = 1 }]", "", ["wrong-type"]),
        ("points = [{ to = 1, points = 2 }, { points = 1 }]", "max = 1", ["over-maximum"]),
        ("points = [{ points = 1 }]", 'better = "lower"', ["direction-unused"]),
        (f"points = [{', '.join(['{ to = 1, points = 0 }'] * 201)}]", "", ["too-large"]),
    ],
)
def test_ranks_that_cannot_be_are_refused(rule, keys, expected):
    assert codes(indicators("x", keys=f'{keys}\nrule = {{ kind = "rank", by = "given", {rule} }}')) == expected


@pytest.mark.parametrize(
    "keys, told",
    [
        ("max = 3", []),
        ("max = 4", ["short-of-maximum"]),
        ("max = 3\nrange = [11, 63]", ["short-of-maximum"]),
        ("max = 3\nrange = [10, 63]", []),
    ],
)
def test_ranks_that_end_short_of_the_maximum_are_told(keys, told, tmp_path):
    assert advised(f'{keys}\nrule = {{ kind = "rank", by = "given", {SIPAS} }}', tmp_path) == told


Z_SCORE = 'rule = { kind = "standardise" }'
SHARED = 'max = 4\nnot_applicable = "share"'


@pytest.mark.parametrize(
    "body, combine, expected",
    [
        (indicators("x", "y", keys=SHARED), "sum", []),
        (indicators("x", keys=SHARED) + indicators("y", keys="max = 1"), "sum", []),
        (indicators("x", "y", keys=SHARED), "weighted-mean", ["wrong-value"] * 2),
        (indicators("x", "y", keys=f"{SHARED}\nweight = 1"), "weighted-sum", ["wrong-value"] * 2),
        (indicators("x", keys=SHARED), "sum", ["wrong-value"]),
        (indicators("y", keys="max = 1") + indicators("x", keys=f'{SHARED}\nadds = "bonus"'), "sum", ["wrong-value"]),
        (
            indicators("x", keys=SHARED) + indicators("y", keys='rule = { kind = "standardise" }'),
            "sum",
            ["missing-key"],
        ),
    ],
)
def test_points_are_shared_among_the_parts_of_a_sum_whose_maxima_are_known(body, combine, expected):
    assert codes(body, combine) == expected
