"""What a walk starts from, what stands in place of its scores, and where formulas have no result: all by hand."""

from fractions import Fraction

import attrs
import numpy as np
import pytest

import parindex
from parindex.scoring.missing_marks import PutIn, marks
from parindex.scoring.plan import plan_of
from parindex.scoring.tree_walk import (
    EPS,
    Reliance,
    error_bounds,
    leaf_errors,
    leaf_scores,
    refuse_undefined,
    relied_leaf_scores,
    rounded_off,
    spreads,
    walk,
)

from ..sample import define, indicators

F = Fraction
TEN = "max = 10\n"
GROUP = '\n[[component]]\nid = "g"\ncombine = "{}"\n{}\n'
GROUPS = "".join(f'\n[[group]]\nid = "{id_}"\n' for id_ in "xyt") + "".join(
    f'[[unit]]\nid = "{id_}"\ngroup = "{group}"\n' for id_, group in zip("uvwzs", "xyxyt", strict=True)
)


def scored(definition, **columns):
    units = zip("uvwzs", zip(*columns.values(), strict=True), strict=False)
    return parindex.score(definition, {unit: dict(zip(columns, row, strict=True)) for unit, row in units})


def test_units_are_compared_in_their_group_or_with_one_unit_of_all():
    """By hand: the best of the groups have 4, 8 and 6; v has 8. The means are 3, 6 and 6."""
    relative = 'max = 10\nrule = {{ kind = "relative", to = "{}" }}\n'
    body = indicators("a", keys=relative.format("best")) + indicators("b", keys=relative.format("v"))
    body += indicators("c", keys='rule = { kind = "rescale", anchors = "observed", to = [0, 10] }\nmissing = "zero"\n')
    scores = scored(define(body + GROUPS), a=(2, 8, 4, 4, 6), b=(2, 8, 4, 4, 6), c=(2, 8, 4, 4, None))
    assert scores["a"].tolist() == [5, 10, 10, 5, 10]
    assert scores["b"].tolist() == [2.5, 10, 5, 5, 7.5]
    assert scores["c"].tolist() == [0, 10, 10, 0, 0]
    exact = scores.exactness.exact(range(5))
    assert [list(exact[row]) for row in range(5)] == [
        [F(15, 2), 5, F(5, 2), 0],
        [30, 10, 10, 10],
        [25, 10, 5, 10],
        [10, 5, 5, 0],
        [F(35, 2), 10, F(15, 2), 0],
    ]


def test_values_are_told_in_short_by_indicator_and_group():
    scores = scored(define(indicators("a", "b", keys=TEN) + GROUPS), a=(1, 2, 3, 4, None), b=(5, None, 2, None, 4))
    exactness = scores.exactness
    told = spreads(exactness.plan, exactness.given)
    assert [[(one.low, one.high, one.count) for one in leaf] for leaf in told] == [
        [(1, 3, 2), (2, 4, 2)],
        [(2, 5, 2), (4, 4, 1)],
    ]
    assert spreads(exactness.plan, exactness.given, [1]) == [told[1]]
    assert all(one.slack == 0 for leaf in told for one in leaf)


def test_scores_of_nobody_are_off_by_nothing():
    log = 'rule = { kind = "rescale", anchors = [1, 10], to = [0, 10], transform = "log" }'
    scores = scored(
        define(indicators("a", "b", keys=f'{TEN}missing = "redistribute"\n{log}')), a=(2, 3), b=(None, None)
    )
    exactness = scores.exactness
    one, none = leaf_errors(exactness.plan, exactness.given)
    assert 0 < one < 1e-12
    assert none == 0
    assert leaf_errors(exactness.plan, exactness.given, [1]).tolist() == [0]
    known = error_bounds(
        exactness.plan, exactness.floats.walked, exactness.given, exactness.marks, Reliance.of(np.array([1e-6, 1e3]), 2)
    )
    assert known.error[2] == 0
    assert known.error[0] == pytest.approx(2e-6)  # what is left of 20 points counts twice


def test_where_there_are_no_units_there_is_no_error():
    scores = scored(define(indicators("a", "b", keys=TEN)), a=(2, 3), b=(4, 5))
    exactness, nobody = scores.exactness, np.zeros(0, dtype=np.intp)
    given = exactness.given.rows(nobody)
    leaves, relied = relied_leaf_scores(exactness.plan, attrs.evolve(given, groups=(nobody,)))
    walked = walk(exactness.plan, exactness.plan.float_program, leaves, given, exactness.marks.rows([]))
    known = error_bounds(exactness.plan, walked, given, exactness.marks.rows([]), relied)
    assert relied.error.tolist() == [0, 0]
    assert (known.error >= 0).all()
    assert (known.error < 1e-299).all()
    rounding = exactness.plan.rounding(dict(enumerate(scores.definition.leaves)))
    rounding = attrs.evolve(rounding, nodes=np.array([1]), decimals=np.array([1]))
    assert rounded_off(Reliance.of(np.array([0.5, 0.5]), 0), rounding, (), leaves).error.tolist() == [0.5, 0]


def test_only_what_may_round_either_way_is_doubtful_and_the_rest_is_off_by_its_last_digit():
    rounding = plan_of(
        define(indicators("a", keys=f"{TEN}decimals = 1") + indicators("b", keys=TEN))
    ).float_program.rounding
    before = np.array([[1.2500001], [1.2501], [1.25], [np.nan], [7.349999]])
    scores = np.array([[1.3, 9], [1.3, 9], [1.3, 9], [1, 9], [-7.3, 9]])
    known = rounded_off(Reliance.of(np.array([1e-5, 0.25]), 5), rounding, (before,), scores)
    assert known.doubtful.tolist() == [True, False, True, False, True]
    assert known.error.tolist() == [EPS * 7.3, 0.25]
    earlier = Reliance(np.array([1e-9, 0.25]), np.array([False, True, False, False, False]))
    assert rounded_off(earlier, rounding, (before,), scores).doubtful.tolist() == [False, True, True, False, False]


def put_in(exactness, figures):
    """Return what a walk starts from with scores put in, by row and id of a node."""
    plan, given = exactness.plan, exactness.given
    where, which = np.zeros((2, len(given.units), len(plan.ids)), dtype=np.intp)
    for nth, (row, id_) in enumerate(figures):
        where[row, plan.ids.index(id_)], which[row, plan.ids.index(id_)] = True, nth
    here = ~where[:, plan.leaf_nodes].astype(bool)
    return attrs.evolve(
        given,
        put_in=PutIn(where.astype(bool), which, tuple(figures.values())),
        **{name: getattr(given, name) & here for name in ("observed", "full", "zero", "left_out", "shared")},
    )


def test_scores_that_are_put_in_stand_for_what_is_walked_and_for_what_is_missing():
    """By hand: 7 + 3; 4 + 1/3; 3 + 9; 100000 + 2."""
    definition = define(
        GROUP.format("sum", "") + indicators("a", "b", keys=TEN, parent="g") + indicators("c", keys=TEN)
    )
    exactness = scored(definition, a=(1, 2, 1, None), b=(2, 2, 2, 2), c=(3, None, None, 2)).exactness
    plan = exactness.plan
    given = put_in(exactness, {(0, "g"): F(7), (1, "c"): F(1, 3), (2, "c"): F(9), (3, "g"): F(10**5)})
    marked = marks(plan, given)
    assert marked.without_score.any(axis=1).tolist() == [False, False, False, True]
    assert not marked.without_score[:, 0].any()
    leaves = leaf_scores(plan, plan.float_program, given)
    walked = walk(plan, plan.float_program, leaves, given, marked)
    assert walked.scores[:, 0].tolist() == pytest.approx([10, 4 + 1 / 3, 12, 100002])
    assert leaf_errors(plan, given)[2] == EPS * 9
    assert leaf_errors(plan, given, [2]).tolist() == [EPS * 9]
    relied = error_bounds(plan, walked, given, marked, Reliance.of(leaf_errors(plan, given), 4))
    node = plan.ids.index("g")
    assert 1e5 * EPS <= relied.error[node] <= 1000 * 1e5 * EPS
    assert relied.error[0] >= relied.error[node]


@pytest.mark.parametrize("combine", ["weighted-mean", "harmonic-mean"])
def test_a_score_is_given_where_none_of_its_parts_applies(combine):
    """By hand: 5 and 1; 7 and 3; only hilly units have parts."""
    hilly = f'{TEN}weight = 1\nnot_applicable = "drop"\nwhen = "hilly"\n'
    parts = indicators("a", "b", "d", keys=hilly, parent="g") + indicators("c", keys=f'{TEN}not_applicable = "drop"')
    definition = define(GROUP.format(combine, "") + parts, root='attributes = ["hilly"]')
    exactness = scored(definition, g=(5, 7, 2), c=(1, 3, "n/a"), hilly=("yes", "no", "no")).exactness
    assert exactness.floats.walked.scores[:, 0].tolist() == [6, 10, 4]
    assert [exactness.exact_score(row) for row in range(3)] == [6, 10, 4]


def test_what_one_unit_lacks_changes_no_bit_of_another():
    definition = define(indicators("a", "b", "c", keys=f'{TEN}not_applicable = "drop"\n'))
    rows = {f"u{at}": {"a": at / 7, "b": at / 3, "c": at / 11} for at in range(30)}
    alone = parindex.score(definition, rows).exactness.floats.walked.scores
    lacking = parindex.score(definition, rows | {"x": {"a": "n/a", "b": 1, "c": 1}}).exactness.floats.walked.scores
    assert lacking[:-1].tolist() == alone.tolist()
    assert lacking[-1, 0] == 3


def test_a_given_score_that_is_not_turned_is_off_by_its_last_digit_alone():
    definition = define(GROUP.format("sum", "") + indicators("a", keys=TEN, parent="g") + indicators("c", keys=TEN))
    exactness = scored(definition, g=(0.1, 0.2), c=(3, 4)).exactness
    assert exactness.floats.relied.error[exactness.plan.ids.index("g")] == EPS * 0.2


UNDEFINED = {"a / (b - 5)": (3, 5), "sqrt(a - b)": (3, 5)}


@pytest.mark.parametrize("text", UNDEFINED)
@pytest.mark.parametrize("gaps", [False, True])
def test_where_a_formula_has_no_result_is_marked_and_named(text, gaps):
    keys = f'formula = "{text}"\nmax = 100\nmissing = "zero"\n'
    body = GROUP.format("formula", keys) + indicators("a", "b", keys=TEN, parent="g")
    definition = define(body + indicators("c", keys=f'{TEN}not_applicable = "drop"\n'))
    exactness = scored(definition, a=(9, 8, 7), b=(4, 7, 6), c=(1, "n/a" if gaps else 1, 1)).exactness
    plan, program = exactness.plan, exactness.plan.float_program
    node = plan.ids.index("g")
    leaves = exactness.floats.walked.scores[:, plan.leaf_nodes].copy()
    refuse_undefined(plan, walk(plan, program, leaves, exactness.given, exactness.marks))
    leaves[1, :2] = UNDEFINED[text]
    with np.errstate(all="ignore"):
        walked = walk(plan, program, leaves, exactness.given, exactness.marks)
        known = error_bounds(plan, walked, exactness.given, exactness.marks, Reliance.of(np.full(3, 1e-9), 3))
        there = walk(plan, program, leaves, put_in(exactness, {(1, "g"): F(2)}), exactness.marks)
        given = attrs.evolve(exactness.given, components={node: np.array([1.0, 2.0, 3.0])})
        also = walk(plan, program, leaves, given, exactness.marks)
        sure = error_bounds(plan, also, given, exactness.marks, Reliance.of(np.full(3, 1e-9), 3))
    assert np.argwhere(walked.undefined).tolist() == [[1, node]]
    with pytest.raises(ValueError, match="'g'"):
        refuse_undefined(plan, walked)
    assert known.doubtful.tolist() == [False, True, False]
    assert 1e-10 < known.error[node] < 1e-6
    assert not there.undefined.any()
    assert there.scores[1, node] == 2
    assert not also.undefined.any()
    assert not sure.doubtful.any()
    assert also.scores[:, node].tolist() == [1, 2, 3]


def wide(combine, *, policy="drop", beside=""):
    """Score twelve equal parts, of which one unit has eleven."""
    weight = "weight = 1\n" if "mean" in combine else ""
    ids = [f"i{at}" for at in range(12)]
    body = indicators(*ids, keys=f'{TEN}not_applicable = "{policy}"\n{weight}')
    rows = {"u": dict.fromkeys(ids, 10), "v": dict.fromkeys(ids, 5) | {"i3": "n/a"}}
    return [parindex.score(define(body + beside, combine), table).exactness for table in ({"u": rows["u"]}, rows)]


@pytest.mark.parametrize(
    "combine, size, policy", [("sum", 120, "drop"), ("sum", 120, "share"), ("weighted-mean", 10, "drop")]
)
def test_every_part_is_rounded_and_what_is_left_of_parts_once_more(combine, size, policy):
    """No less than one rounding a part, and no more than ten."""
    for roundings, exactness in zip((12, 24), wide(combine, policy=policy), strict=True):
        plan, marked = exactness.plan, exactness.marks
        none = Reliance.of(np.zeros(12), len(exactness.values))
        error = error_bounds(plan, exactness.floats.walked, exactness.given, marked, none).error[0]
        assert roundings * EPS * size <= error <= 10 * roundings * EPS * size


def test_what_takes_all_from_a_total_or_is_taken_from_all_is_off_by_its_own_size():
    """Totals of 0 are 1e6 less a penalty of 1e6; float64 takes for all what is 2**-50 of it below."""
    beside = '[[indicator]]\nid = "p"\nadds = "penalty"\nrule = { kind = "score", range = [0, 1e9] }\n'
    million = indicators("a", keys="max = 1e6")
    relied = scored(define(million + beside), a=(10**6, 0), p=(10**6, 0)).exactness.floats.relied
    assert 8 * EPS * 10**6 <= relied.error[0] <= 50 * EPS * 10**6
    plain, turned = (
        scored(define(GROUP.format("sum", keys) + indicators("a", "b", keys=TEN, parent="g")), a=(10, 10), b=(10, 10))
        for keys in ("", 'better = "lower"')
    )
    node = plain.exactness.plan.ids.index("g")
    errors = [one.exactness.floats.relied.error[node] for one in (plain, turned)]
    assert 4 * EPS * 20 <= errors[1] - errors[0] <= 50 * EPS * 20


def test_points_beside_the_tree_are_off_by_their_own_error_and_two_roundings():
    beside = '[[indicator]]\nid = "p"\nadds = "penalty"\nrule = { kind = "score", range = [0, 1e9] }\n'
    exactness = scored(define(indicators("a", keys=TEN) + beside), a=(1, 2), p=(5, 10**6)).exactness
    plan, off = exactness.plan, np.array([1e-6, 1e-3])
    known = error_bounds(plan, exactness.floats.walked, exactness.given, exactness.marks, Reliance.of(off, 2))
    assert 1e-3 + 1e-6 + 2 * EPS * 10**6 <= known.error[0] <= 1e-3 + 1e-6 + 20 * EPS * 10**6
