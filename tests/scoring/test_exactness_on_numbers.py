"""On which numbers exactness works; what it says of roots, of cells of many digits, of scores before rounding."""

from fractions import Fraction

import attrs
import numpy as np
import pytest

import parindex

from ..sample import define, indicators

F = Fraction
TEN = "max = 10\n"


def of(definition, rows, **keys):
    return parindex.score(definition, rows, **keys).exactness


def roots(rows, root=""):
    """Score geometric means of two parts."""
    definition = define(indicators("a", "b", keys="max = 1e12"), "geometric-mean", root)
    return of(definition, {f"u{at}": {"a": a, "b": b} for at, (a, b) in enumerate(rows)})


def test_work_is_done_in_decimals_and_again_in_fractions_where_these_round():
    exactness = of(define(indicators("a", keys=TEN)), {"u": {"a": 1}})
    names = []

    def third(program):
        names.append(program.number.name)
        return program.number.of(F(1)) / len(names)  # 1, then a half

    assert exactness.exactly(third) == 1
    assert names == ["decimal"]

    def seventh(program):
        names.append(program.number.name)
        return program.number.of(F(1)) / 7

    assert exactness.exactly(seventh) == F(1, 7)
    assert names == ["decimal", "decimal", "rational"]
    assert roots([(2, 3)]).exactly(seventh) != F(1, 7)  # roots are no fractions: decimals are what there is


def test_thirds_add_up_to_one_whatever_decimals_say():
    exactness = of(define(indicators("a", "b", "c", keys=TEN)), {"u": dict.fromkeys("abc", F(1, 3))})
    assert exactness.exact_score(0) == 1
    assert exactness.exact_score(0, 2) == F(1, 3)


def test_closed_forms_are_given_where_there_are_some_within_the_work_allowed():
    """The root of 2 * 8 is 4."""
    exactness = roots([(2, 8), (2, 3)])
    assert exactness.closed_scores(0)[0] == 4
    assert abs(float(exactness.closed_scores(1)[0].decimal) - 6**0.5) < 1e-15
    assert exactness.closed(lambda program: program.number.name) == "closed"
    assert exactness.closed(lambda program: F(1) / 0) is None
    exactness.evidence = attrs.evolve(exactness.evidence, limits=parindex.Limits(max_work=10))
    assert exactness.closed_scores(1) is not None  # it is kept
    exactness = roots([(2, 3)])
    exactness.evidence = attrs.evolve(exactness.evidence, limits=parindex.Limits(max_work=10))
    assert exactness.closed_scores(0) is None
    fractions = of(define(indicators("a", keys=TEN)), {"u": {"a": F(1, 3)}})
    assert fractions.closed(lambda program: program.number.name) == "rational"
    assert fractions.closed_scores(0).tolist() == [F(1, 3)] * 2
    thirds = of(define(indicators("a", keys=TEN), root='times = "1/3"'), {"u": {"a": 1}})
    assert thirds.closed_scores(0).tolist() == [F(1, 3), 1]


def above(root, by):
    """Return two parts of which the geometric mean is above a root by about so much."""
    return F(root) + 2 * F(by), F(root)


@pytest.mark.parametrize(
    "root, by, is_told",
    [
        (5, F(1, 10**45), True),
        (5, F(4, 10**54), False),  # 5 has 60 digits: what is beyond the 54th is left by rounding
        (5, F(7, 10**54), True),
        (F(1, 2), F(15, 10**55), True),  # of what is 1 or less it is the 54th decimal
        (F(1, 2), F(7, 10**55), False),
        (10**6, F(1, 10**45), True),
        (10**6, F(1, 10**49), False),
    ],
)
def test_totals_that_share_a_rank_though_they_differ_are_told(root, by, is_told):
    exactness = roots([(root, root), above(root, by), above(root, by / 2), (root / F(2), root * F(2)), (1, 7)])
    keys = np.array([1, 1, 1, 1, 0])
    (pair, *more) = exactness.nearly_level(keys) or [None]
    assert not more
    assert (pair is not None) == is_told
    assert pair is None or (pair[0] in (0, 3) and pair[1] == 1)
    assert exactness.nearly_level(np.array([1, -1, -1, 0, 2])) == []
    assert exactness.nearly_level(np.array([0, -1, -1, 0, 2])) == []


def test_groups_of_units_that_share_ranks_are_told_one_by_one():
    by = F(1, 10**45)
    exactness = roots([(5, 5), above(5, by), (7, 7), above(7, by), (2, 8)])
    assert exactness.nearly_level(np.array([1, 1, 2, 2, 0])) == [(0, 1), (2, 3)]
    assert exactness.nearly_level(np.array([0, 0, -1, -1, 1])) == [(0, 1)]


def test_nobody_shares_a_rank_by_chance_where_ranks_are_of_rounded_totals_or_of_fractions():
    assert roots([(5, 5), (5, 5.0001)], 'rank = { on = "rounded" }').nearly_level(np.array([0, 0])) == []
    fractions = of(define(indicators("a", keys=TEN)), {"u": {"a": 1}, "v": {"a": 2}})
    assert fractions.nearly_level(np.array([0, 0])) == []


LONG = "0.66666666666666700001"


@pytest.mark.parametrize("parent", ["", "g"])
def test_a_unit_that_float64_holds_equal_to_one_of_more_digits_stands_where_fractions_say(parent):
    """Two of four units are at or below 0.666666666666667, and three at or below what is a little more."""
    body = '[[component]]\nid = "g"\ncombine = "sum"\n' + indicators("z", keys=TEN, parent="g")
    body += indicators("a", keys='max = 3\nrule = { kind = "percentile-rank" }', parent=parent) + indicators(
        "b", keys=TEN
    )
    values = {"u": LONG, "v": "0.666666666666667", "w": 0.1, "x": 0.9}
    rows = {unit: {"a": value, "b": 1, "z": 1} for unit, value in values.items()}
    exactness = of(define(body), rows)
    assert exactness.values[:, exactness.plan.ids.index("a")].tolist() == [2.25, 1.5, 0.75, 3]


def test_cells_of_many_digits_are_exact_where_they_stand():
    rows = {"u": {"a": LONG, "b": 1}, "v": {"a": 1, "b": LONG}, "w": {"a": None, "b": LONG}}
    exactness = of(define(indicators("a", "b", keys='max = 10\nmissing = "redistribute"')), rows)
    digits = F(LONG)
    expected = [[digits + 1, digits, 1], [1 + digits, 1, digits], [2 * digits, None, digits]]
    for row, figures in enumerate(expected):
        for node, figure in enumerate(figures):
            assert figure is None or exactness.exact_score(row, node) == figure


GIVEN = '[[component]]\nid = "g"\ncombine = "sum"\nmissing = "{}"\n{}\n' + indicators("a", "b", keys=TEN, parent="g")


@pytest.mark.parametrize("keys, turn", [("", None), ('better = "lower"', 20), ('better = "lower"\nfloor = 1', 21)])
def test_a_score_that_is_given_for_a_component_is_exact_in_all_its_digits(keys, turn):
    definition = define(GIVEN.format("zero", keys) + indicators("c", keys=TEN))
    rows = {"u": {"g": "7.66666666666666666667", "c": 1}, "v": {"g": F(25, 3), "c": 2}, "w": {"g": None, "c": 3}}
    exactness = of(definition, rows)
    figures = [F(figure) if turn is None else turn - F(figure) for figure in (rows["u"]["g"], rows["v"]["g"])]
    assert [exactness.exact_score(row, 1) for row in range(3)] == [*figures, 0]
    assert [exactness.exact_score(row) for row in range(3)] == [figures[0] + 1, figures[1] + 2, 3]


def test_scores_are_told_as_they_were_before_they_were_rounded():
    body = '[[component]]\nid = "g"\ncombine = "sum"\ndecimals = 0\ntimes = 0.5\n'
    body += indicators("a", keys=f"{TEN}decimals = 1", parent="g") + indicators("b", keys=TEN, parent="g")
    exactness = of(
        define(body + indicators("c", keys=TEN)),
        {"u": {"a": "1.25", "b": F(1, 3), "c": 1}, "v": {"a": None, "b": 1, "c": 2}},
    )
    ids = exactness.plan.ids
    told = {ids[node]: figure for node, figure in exactness.unrounded(0).items()}
    assert told == {"a": F(5, 4), "g": (F("1.3") + F(1, 3)) / 2}
    assert exactness.unrounded(1) == {}
    assert [exactness.exact_score(0, ids.index(node)) for node in ("a", "g", "sample")] == [F("1.3"), 1, 2]
    assert of(define(indicators("a", keys=TEN)), {"u": {"a": 1}}).unrounded(0) == {}


def test_every_unit_knows_the_group_that_it_is_compared_in():
    groups = '\n[[group]]\nid = "x"\ntitle = "X"\n[[group]]\nid = "y"\ntitle = "Y"\n' + "".join(
        f'[[unit]]\nid = "{id_}"\ntitle = "{id_}"\ngroup = "{group}"\n'
        for id_, group in zip("uvwz", "xyxy", strict=True)
    )
    rule = 'rule = { kind = "rescale", anchors = "observed", to = [0, 10] }\n'
    values = {"u": 3, "v": 30, "w": 5, "z": 10}
    exactness = of(define(indicators("a", keys=rule) + groups), {unit: {"a": value} for unit, value in values.items()})
    assert exactness.group_of.tolist() == [0, 1, 0, 1]
    assert exactness.values[:, 1].tolist() == [0, 10, 10, 0]
