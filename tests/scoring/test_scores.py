"""Totals, ranks and what missing values do to them, by hand."""

import math
import pickle
from decimal import Decimal
from fractions import Fraction

import attrs
import numpy as np
import pytest

import parindex

from ..sample import codes, define, half_up, indicators

OPEN = 'rule = { kind = "score", range = [-1e6, 1e6] }'


def parts(policy="", weights=("", "", "")):
    """Define a of 60 points, b of 24 and a survey of 16, which may be missing or not apply."""
    maxima = {"a": 60, "b": 24, "survey": 16}
    return "".join(
        indicators(id_, keys=f"max = {most}\n{weight and f'weight = {weight}'}\n{policy if id_ == 'survey' else ''}")
        for (id_, most), weight in zip(maxima.items(), weights, strict=True)
    )


def cells(survey):
    return {"u": {"a": 50, "b": 20, "survey": survey}}


def figures(scores, node="sample"):
    at = scores.nodes.index(node)
    return tuple(float(table[0, at]) for table in (scores.values, scores.points, scores.max))


MEAN = Fraction(50 * 1 + 20 * 2, 3)


@pytest.mark.parametrize(
    "survey, policy, expected",
    [
        ("n/a", 'not_applicable = "drop"', (7000 / 84, 70, 84)),
        ("n/a", 'not_applicable = "full"', (86, 86, 100)),
        ("n/a", 'not_applicable = "zero"', (70, 70, 100)),
        (None, 'missing = "redistribute"', (7000 / 84, 70, 84)),
        (None, 'missing = "zero"', (70, 70, 100)),
        (None, 'missing = "propagate"', (math.nan, math.nan, 100)),
        (None, "", (math.nan, math.nan, 100)),
        (0, 'not_applicable = "drop"\nmissing = "redistribute"', (70, 70, 100)),
        (16, 'not_applicable = "zero"\nmissing = "zero"', (86, 86, 100)),
    ],
)
def test_a_sum_without_one_of_its_parts(survey, policy, expected):
    scores = parindex.score(define(parts(policy), root="max = 100"), cells(survey))
    np.testing.assert_allclose(figures(scores), expected, rtol=1e-15)
    assert scores.rounded == (
        None if math.isnan(expected[0]) else half_up(Fraction(expected[0]).limit_denominator(84)),
    )


@pytest.mark.parametrize(
    "survey, policy, expected",
    [
        ("n/a", 'not_applicable = "drop"', MEAN),
        ("n/a", 'not_applicable = "full"', Fraction(50 + 40 + 16, 4)),
        ("n/a", 'not_applicable = "zero"', Fraction(90, 4)),
        (None, 'missing = "redistribute"', MEAN),
        (None, 'missing = "zero"', Fraction(90, 4)),
        (None, 'missing = "propagate"', None),
        (8, 'not_applicable = "drop"\nmissing = "redistribute"', Fraction(98, 4)),
    ],
)
def test_a_weighted_mean_without_one_of_its_parts(survey, policy, expected):
    scores = parindex.score(define(parts(policy, weights=(1, 2, 1)), "weighted-mean"), cells(survey))
    assert scores.rounded == (None if expected is None else half_up(expected),)
    assert np.isclose(scores.total[0], math.nan if expected is None else float(expected), equal_nan=True)


@pytest.mark.parametrize(
    "survey, policy, code",
    [
        ("n/a", "", "not-applicable-refused"),
        ("n/a", 'not_applicable = "refuse"\nmissing = "zero"', "not-applicable-refused"),
        (None, 'missing = "error"', "missing-value"),
        (None, 'missing = "error"\nnot_applicable = "drop"', "missing-value"),
    ],
)
def test_what_a_policy_refuses_raises(survey, policy, code):
    definition = define(parts(policy), root="max = 100")
    with pytest.raises(parindex.EvidenceError) as caught:
        parindex.score(definition, cells(survey))
    assert [problem.code for problem in caught.value.problems] == [code]


@pytest.mark.parametrize(
    "combine, root, expected",
    [
        ("weighted-sum", "", Fraction(50 + 40) * (60 + 48 + 16) / (60 + 48)),
        ("min", "", Fraction(20)),
        ("max", "", Fraction(50)),
        ("product", "", Fraction(1000)),
        ("harmonic-mean", "", 3 / (Fraction(1, 50) + Fraction(2, 20))),
        ("power-mean", "power = 1", MEAN),
    ],
)
def test_a_dropped_part_leaves_every_combination_to_the_others(combine, root, expected):
    weights = ("", "", "") if combine in {"min", "max", "product"} else (1, 2, 1)
    definition = define(parts('not_applicable = "drop"', weights), combine, root)
    scores = parindex.score(definition, cells("n/a"))
    assert scores.rounded == (half_up(expected),)
    assert scores.total[0] == pytest.approx(float(expected), rel=1e-14)


def test_a_dropped_part_leaves_a_geometric_mean_to_the_others():
    definition = define(parts('not_applicable = "drop"', (1, 2, 1)), "geometric-mean", "decimals = 6")
    total = float(parindex.score(definition, cells("n/a")).rounded[0])
    assert total == pytest.approx((50 * 20 * 20) ** (1 / 3), abs=1e-6)


NESTED = (
    """
[[component]]
id = "c"
combine = "sum"
max = 20
"""
    + indicators("x", "y", keys='max = 10\nnot_applicable = "drop"', parent="c")
    + indicators("rest", keys="max = 80")
)


@pytest.mark.parametrize(
    "x, y, expected, component",
    [
        (8, "n/a", (7800 / 90, 78, 90), (16, 8, 10)),
        ("n/a", "n/a", (7000 / 80, 70, 80), (math.nan, math.nan, 0)),
        (8, 9, (87, 87, 100), (17, 17, 20)),
    ],
)
def test_sums_below_sums_add_points_before_they_are_rescaled(x, y, expected, component):
    scores = parindex.score(define(NESTED, root="max = 100"), {"u": {"x": x, "y": y, "rest": 70}})
    np.testing.assert_allclose(figures(scores), expected, rtol=1e-15)
    np.testing.assert_allclose(figures(scores, "c"), component, rtol=1e-15)


def test_units_of_one_table_drop_out_each_for_itself():
    definition = define(NESTED, root="max = 100")
    rows = [(8, "n/a", 70), ("n/a", "n/a", 70), (8, 9, 70), (10, 10, 80), ("n/a", 5, 0)]
    evidence = {"unit": list("abcde"), **dict(zip(("x", "y", "rest"), zip(*rows, strict=True), strict=True))}
    scores = parindex.score(definition, evidence)
    expected = (Fraction(7800, 90), Fraction(7000, 80), 87, 100, Fraction(500, 90))
    assert scores.rounded == tuple(map(half_up, expected))
    assert scores.rank.tolist() == [4, 2, 3, 1, 5]
    alone = [
        parindex.score(definition, {"u": dict(zip(("x", "y", "rest"), row, strict=True))}).total[0] for row in rows
    ]
    np.testing.assert_array_equal(scores.total, alone)


def test_a_unit_to_which_nothing_applies_has_no_total():
    definition = define(indicators("x", "y", keys='max = 10\nnot_applicable = "drop"'), root="max = 20")
    scores = parindex.score(definition, {"u": {"x": "n/a", "y": "n/a"}, "v": {"x": 0, "y": 0}})
    assert scores.rounded == (None, half_up(0))
    assert scores.max[:, 0].tolist() == [0, 20]
    np.testing.assert_array_equal(scores.rank, [math.nan, 1])


INHERITED = """
[[component]]
id = "c"
combine = "weighted-mean"
missing = "zero"
""" + "".join(
    indicators(id_, keys=f"{OPEN}\n{policy}", parent=parent)
    for id_, policy, parent in [
        ("own", 'missing = "redistribute"', "c"),
        ("nearest", "", "c"),
        ("other", "", "c"),
        ("root", "", ""),
    ]
)


@pytest.mark.parametrize(
    "gap, expected",
    [
        ("own", Fraction(6 + 9, 2) + 1),
        ("nearest", Fraction(3 + 9, 3) + 1),
        ("root", None),
        (None, Fraction(3 + 6 + 9, 3) + 1),
    ],
)
def test_a_policy_is_inherited_from_the_nearest_component_that_has_one(gap, expected):
    evidence = {"own": 3, "nearest": 6, "other": 9, "root": 1}
    scores = parindex.score(define(INHERITED), {"u": evidence | ({gap: None} if gap else {})})
    assert scores.rounded == (None if expected is None else half_up(expected),)


@pytest.mark.parametrize(
    "policy, expected",
    [
        ("propagate", None),
        ("zero", Fraction(30)),
        ("redistribute", Fraction(30) * 100 / 60),
    ],
)
def test_a_component_may_be_given_and_be_missing_for_some(policy, expected):
    body = f'[[component]]\nid = "c"\ncombine = "sum"\nmax = 40\nmissing = "{policy}"\n'
    body += indicators("x", keys="max = 40", parent="c") + indicators("rest", keys="max = 60")
    evidence = {"u": {"c": None, "rest": 30}, "v": {"c": "12,345", "rest": 30}}
    scores = parindex.score(define(body, root="max = 100"), evidence)
    assert scores.rounded == (None if expected is None else half_up(expected), half_up(Fraction("42.345")))
    assert scores.at("v", "c") == 12.345
    assert np.isnan(scores["x"]).all()


def test_a_missing_given_component_is_an_error_where_the_definition_says_so():
    body = '[[component]]\nid = "c"\ncombine = "sum"\nmissing = "error"\n' + indicators(
        "x", keys="max = 40", parent="c"
    )
    with pytest.raises(parindex.EvidenceError, match="missing-value"):
        parindex.score(define(body), {"u": {"c": None}})


@pytest.mark.parametrize("evidence", [{"u": {"x": 5}}, {"u": {"x": 5}, "v": {"x": "5,0"}, "w": {"x": None}}])
def test_without_spread_observed_anchors_give_no_score_but_a_warning(evidence):
    rule = 'rule = { kind = "rescale", anchors = "observed", to = [1, 10] }'
    definition = define(indicators("x", keys=rule))
    scores = parindex.score(definition, evidence)
    assert np.isnan(scores.total).all()
    assert np.isnan(scores.rank).all()
    assert scores.rounded == (None,) * len(evidence)
    assert [(problem.code, problem.severity, problem.path) for problem in scores.problems] == [
        ("no-spread", "warning", ("x",))
    ]
    assert parindex.validate(definition, evidence) == ()


def test_an_indicator_without_spread_may_leave_its_place_to_the_others():
    rule = 'missing = "redistribute"\nrule = { kind = "rescale", anchors = "observed", to = [0, 1] }'
    body = indicators("flat", keys=rule) + indicators("x", keys=OPEN)
    scores = parindex.score(define(body, "weighted-mean"), {"u": {"flat": 5, "x": 3}, "v": {"flat": 5, "x": 4}})
    assert scores.total.tolist() == [3, 4]
    assert [problem.code for problem in scores.problems] == ["no-spread"]


def test_a_column_without_any_value_has_no_spread_to_warn_of():
    rule = 'missing = "zero"\nrule = { kind = "rescale", anchors = "observed", to = [1, 10] }'
    scores = parindex.score(define(indicators("x", keys=rule)), {"u": {"x": None}, "v": {"x": None}})
    assert scores.problems == ()
    assert scores.total.tolist() == [0, 0]


@pytest.mark.parametrize("on, expected", [("unrounded", [2, 1, 3]), ("rounded", [1, 1, 3])])
def test_ranks_stand_on_unrounded_or_on_published_totals(on, expected):
    definition = define(indicators("x", keys=OPEN), root=f'rank = {{ on = "{on}" }}')
    scores = parindex.score(definition, {"a": {"x": 79.991}, "b": {"x": 79.994}, "c": {"x": 79.984}})
    assert scores.rank.tolist() == expected


@pytest.mark.parametrize(
    "combine, rows, expected",
    [
        ("sum", [(0.1, 0.2), (0.3, 0), (0, 0.3)], [1, 1, 1]),
        ("sum", [(0.1, 0.2), ("0.30000000000000000001", 0), ("0.29999999999999999999", 0)], [2, 1, 3]),
        ("sum", [(0.1, 0.2), (Decimal("0.3000000000000000444"), 0), (0.3, 0)], [2, 1, 2]),
        ("sum", [(0.1, 0.2), (0.1 + 0.2, 0), ("0.30000000000000004", 0), (0.3, 0)], [1, 1, 1, 1]),
        ("sum", [(1e6, -0.1), (999999, 0.9)], [1, 1]),
        ("weighted-mean", [(0.1, 0.2), (0.15, 0.15), (0.3, 0)], [1, 1, 1]),
        ("geometric-mean", [(2, 8), (4, 4), (1, 16), (0.1, 160)], [1, 1, 1, 1]),
        ("geometric-mean", [(3, 5), (1, 15), (5, 3), (1, "15.000000000000000000001")], [2, 2, 2, 1]),
        ("harmonic-mean", [(3, 6), (4, 4), (2.4, 12)], [1, 1, 1]),
        ("product", [(0.1, 0.3), (0.3, 0.1), (0.03, 1)], [1, 1, 1]),
    ],
)
def test_exactly_equal_totals_share_a_rank_and_others_do_not(combine, rows, expected):
    keys = OPEN if combine in {"sum", "weighted-mean"} else OPEN.replace("-1e6", "0")
    definition = define(indicators("x", "y", keys=keys), combine)
    evidence = {f"u{at}": {"x": x, "y": y} for at, (x, y) in enumerate(rows)}
    assert parindex.score(definition, evidence).rank.tolist() == expected


def test_equal_totals_by_weights_without_exact_binary_form_share_a_rank():
    thirds = "".join(
        indicators(id_, keys=f'{OPEN}\nweight = "{weight}"') for id_, weight in [("x", "1/3"), ("y", "2/3")]
    )
    evidence = {"u": {"x": 0.7, "y": 0.1}, "v": {"x": 0.1, "y": 0.4}, "w": {"x": 0.3, "y": 0.3}}
    scores = parindex.score(define(thirds, "weighted-sum"), evidence)
    assert scores.rank.tolist() == [1, 1, 1]
    assert scores.rounded == (Decimal("0.30"),) * 3


@pytest.mark.parametrize(
    "combine, root, row, expected",
    [
        ("sum", "", (1.001, 1.674), "2.68"),
        ("sum", "", (-1.001, -1.674), "-2.68"),
        ("sum", "", (1.1, -0.095), "1.01"),
        ("weighted-mean", "", (2.67, 2.68), "2.68"),
        ("weighted-mean", "times = 10", (0.2674, 0.2676), "2.68"),
        ("weighted-mean", "", ("1.00499999999999999999", 1.005), "1.00"),
        ("geometric-mean", "", (2.675, 2.675), "2.68"),
        ("geometric-mean", "", (1.005, 1.005), "1.01"),
        ("harmonic-mean", "", (8.835, 8.835), "8.84"),
    ],
)
def test_totals_exactly_between_two_steps_go_up(combine, root, row, expected):
    keys = OPEN if combine in {"sum", "weighted-mean"} else OPEN.replace("-1e6", "0")
    scores = parindex.score(
        define(indicators("x", "y", keys=keys), combine, root), {"u": dict(zip("xy", row, strict=True))}
    )
    assert scores.rounded == (Decimal(expected),)


def test_bands_go_by_the_published_total():
    groups = (
        'bands = [{ label = "A", at_least = 90 }, { label = "B", at_least = 80 }, { label = "C", at_least = 70.5 }]'
    )
    values = {"a": 90, "b": 89.995, "c": 89.994, "d": 79.995, "e": 79.9949, "f": 70.495, "g": 70.49, "h": None}
    definition = define(indicators("x", keys=OPEN), root=groups)
    scores = parindex.score(definition, {unit: {"x": value} for unit, value in values.items()})
    assert scores.band == ("A", "A", "B", "B", "C", "C", None, None)
    rest = define(indicators("x", keys=OPEN), root='bands = [{ label = "A", at_least = 90 }, { label = "Z" }]')
    assert parindex.score(rest, {"u": {"x": -5}, "v": {"x": None}}).band == ("Z", None)


def test_published_scores_of_any_node_have_the_decimals_of_the_index():
    body = '[[component]]\nid = "c"\ncombine = "weighted-mean"\n' + indicators("x", "y", keys=OPEN, parent="c")
    scores = parindex.score(define(body, root="decimals = 1"), {"u": {"x": 0.15, "y": 0.2}})
    assert [str(scores.published(node)[0]) for node in (None, "c", "x", "y")] == ["0.2", "0.2", "0.2", "0.2"]
    assert scores.published() == scores.rounded


def test_completeness_says_who_lacks_something():
    definition = define(indicators("x", "y", keys=f'{OPEN}\nmissing = "zero"'))
    scores = parindex.score(definition, {"u": {"x": 1, "y": 2}, "v": {"x": None, "y": 2}})
    assert scores.complete.tolist() == [True, False]
    assert scores.total.tolist() == [3, 2]


def small():
    definition = define(indicators("x", "y", keys=OPEN))
    return parindex.score(
        definition, {"u": {"name": "Ư", "x": 0.1, "y": 0.2}, "v": {"x": 0.3, "y": 0}, "w": {"x": None}}
    )


@pytest.mark.parametrize("name", ["values", "points", "max", "rank", "total"])
def test_results_are_read_only(name):
    scores = small()
    values = getattr(scores, name)
    with pytest.raises(ValueError, match="read-only"):
        values[0] = 0
    with pytest.raises(ValueError, match="read-only"):
        scores["x"][0] = 0
    with pytest.raises(AttributeError):
        setattr(scores, name, values)


def test_scores_name_their_nodes_and_units():
    scores = small()
    assert scores.nodes == ("sample", "x", "y")
    assert (scores.units, scores.names) == (("u", "v", "w"), ("Ư", "", ""))
    assert scores.at("ư", "x") == scores["x"][0] == 0.1
    assert scores.at("v") == scores["sample"][1] == 0.3
    for wrong in (
        lambda: scores["z"],
        lambda: scores.at("z"),
        lambda: scores.at("u", "z"),
        lambda: scores.published("z"),
    ):
        with pytest.raises(KeyError, match="z"):
            wrong()


def test_equal_input_gives_equal_scores():
    scores = small()
    assert scores == small()
    definition = define(indicators("x", "y", keys=OPEN))
    assert scores != parindex.score(definition, {"u": {"x": 1, "y": 2}})


def test_scores_survive_pickling_with_their_exact_figures():
    scores = small()
    again = pickle.loads(pickle.dumps(scores))  # noqa: S301 - our own
    assert again == scores
    assert again.rounded == scores.rounded == (Decimal("0.30"), Decimal("0.30"), None)
    assert str(again.explain("u")) == str(scores.explain("u"))
    assert again.definition == scores.definition


def test_evidence_errors_survive_pickling():
    definition = define(indicators("x"))
    with pytest.raises(parindex.EvidenceError) as caught:
        parindex.score(definition, {"u": {"x": "z", "w": 1}})
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    assert again.problems == caught.value.problems == tuple(again)
    assert str(again) == str(caught.value)
    assert isinstance(again, ValueError)
    assert isinstance(again, parindex.ParindexError)


def test_extra_errors_survive_pickling():
    error = parindex.ExtraError("to_frame", "pandas")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert str(again) == str(error) == "to_frame needs an extra: pip install 'parindex[pandas]'"
    assert (again.what, again.extra) == ("to_frame", "pandas")


def test_scoring_leaves_evidence_and_definition_as_they_are():
    definition = define(indicators("x", keys='rule = { kind = "rescale", anchors = "observed", to = [0, 1] }'))
    evidence = parindex.read_evidence(definition, {"u": {"x": 1}, "v": {"x": 3}})
    before = evidence.values.copy()
    first = parindex.score(definition, evidence)
    assert parindex.score(definition, evidence) == first
    np.testing.assert_array_equal(evidence.values, before)


def test_large_totals_are_published_to_the_last_digit():
    definition = define(indicators("x", "y", keys='rule = { kind = "score", range = [0, 1e29] }'), "product")
    scores = parindex.score(definition, {"u": {"x": "1e29", "y": "12345678901234567890123456789"}})
    assert scores.rounded == (Decimal("12345678901234567890123456789" + "0" * 29 + ".00"),)


def test_where_only_parts_without_weight_are_left_there_is_no_total():
    keys = 'max = 1\nnot_applicable = "drop"'
    body = indicators("x", keys=f"{keys}\nweight = 0") + indicators("y", keys=f"{keys}\nweight = 1")
    scores = parindex.score(define(body, "weighted-mean"), {"u": {"x": 1, "y": "n/a"}, "v": {"x": 1, "y": 0.5}})
    assert scores.rounded == (None, Decimal("0.50"))
    np.testing.assert_array_equal(scores.rank, [math.nan, 1])


@pytest.mark.parametrize("policy", ['not_applicable = "drop"', 'missing = "redistribute"'])
def test_a_sum_can_only_be_brought_to_its_maximum_where_the_maxima_are_known(policy):
    """Else what drops out would leave a missing total, and nothing would say why."""
    assert codes(indicators("x", "y", keys=policy)) == ["missing-key", "missing-key"]
    assert codes(indicators("x", "y", keys=policy), "weighted-mean") == []


def test_weights_changed_in_python_need_not_add_to_what_the_file_says_of_its_own():
    definition = parindex.load("pci-2013")
    changed = attrs.evolve(
        definition, indicator=tuple(attrs.evolve(leaf, weight=leaf.weight * 2) for leaf in definition.indicator)
    )
    values = {"01": {leaf.id: 5 for leaf in definition.leaves}}
    assert parindex.score(changed, values).total == parindex.score(definition, values).total
    assert "weights-differ" in {problem.code for problem in parindex.check(changed)}


def test_what_is_published_is_worked_out_once():
    """A page asks for it row by row: 3,321 communes took 68 seconds."""
    scores = parindex.score(define(indicators("a", "b")), {f"U{at}": {"a": at, "b": at % 7} for at in range(50)})
    for name in ("rounded", "band", "group", "best_first", "rules", "places"):
        assert getattr(scores, name) is getattr(scores, name)


BESIDE = """
[[indicator]]
id = "a"
max = 5

[[indicator]]
id = "a2"
max = 5

[[component]]
id = "plus"
adds = "bonus"
combine = "sum"

[[indicator]]
id = "b"
parent = "plus"
max = 2

[[indicator]]
id = "c"
parent = "plus"
max = 2
"""


@pytest.mark.parametrize(
    "lacking, points, most",
    [((), 10, 10), (("c",), 9, 10), (("a2",), 6, 5), (("a2", "c"), 5, 5)],
)
def test_points_of_the_index_hold_the_points_obtained_of_a_bonus(lacking, points, most):
    """Of 4 + 4 and a bonus of 1 + 1; what is left of either is brought to its maximum in the total alone."""
    definition = define(BESIDE, root='max = 10\nmissing = "redistribute"')
    scores = parindex.score(definition, {"U": {"a": 4, "a2": 4, "b": 1, "c": 1} | dict.fromkeys(lacking)})
    assert (scores.total[0], scores.points[0, 0], scores.max[0, 0]) == (10, points, most)
    parts = {part.id: part.contribution for part in scores.explain("U").parts}
    assert parts == {"a": 8 if "a2" in lacking else 4, "a2": None if "a2" in lacking else 4, "plus": 2}


@pytest.mark.parametrize("lacking", [(), ("n.3",), ("m.1",), ("a2",), ("a2", "n.3", "m.1", "single"), ("n.2", "n.3")])
def test_points_hold_what_was_obtained_of_every_bonus_and_penalty(lacking):
    """By hand: what is given of the tree and of two bonuses, one with a component inside, less what is of a penalty."""
    body = indicators("a", "a2", keys="max = 5") + indicators("single", keys='max = 3\nadds = "bonus"')
    for id_, adds in (("n", "bonus"), ("m", "penalty")):
        body += f'\n[[component]]\nid = "{id_}"\ncombine = "sum"\nadds = "{adds}"\n'
        body += indicators(f"{id_}.1", keys="max = 2", parent=id_)
        body += f'\n[[component]]\nid = "{id_}.in"\nparent = "{id_}"\ncombine = "sum"\n'
        body += indicators(f"{id_}.2", f"{id_}.3", keys="max = 2", parent=f"{id_}.in")
    row = {"a": 4, "a2": 3, "single": 2, "n.1": 1, "n.2": 2, "n.3": 1, "m.1": 1, "m.2": 1, "m.3": 0}
    given = {id_: None if id_ in lacking else value for id_, value in row.items()}
    scores = parindex.score(define(body, root='missing = "redistribute"'), {"U": given})
    obtained = {id_: value or 0 for id_, value in given.items()}
    penalty = sum(obtained[id_] for id_ in row if id_.startswith("m"))
    assert scores.points[0, 0] == sum(obtained.values()) - 2 * penalty
    assert scores.max[0, 0] == (5 if "a2" in lacking else 10)
    assert scores.explain("U").points == scores.points[0, 0]
    points = {node: scores.points[0, at] for at, node in enumerate(scores.nodes)}
    assert (points["n"], points["m"]) == (sum(obtained[f"n.{at}"] for at in (1, 2, 3)), penalty)
