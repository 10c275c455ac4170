"""Components by a formula of their own, and by the first part that applies."""

from fractions import Fraction

import numpy as np
import pytest

import parindex

from ..sample import codes, define, indicators

NAMED = 'rule = { kind = "score", range = [0, 100] }\n'


def by_formula(formula, *ids, root="decimals = 4", keys=NAMED):
    return define(indicators(*ids, keys=keys), "formula", f'formula = "{formula}"\n{root}')


def component(id_, formula, parent="", keys=""):
    above = f'parent = "{parent}"\n' if parent else ""
    return f'\n[[component]]\nid = "{id_}"\n{above}combine = "formula"\nformula = "{formula}"\n{keys}\n'


def test_a_ratio_of_two_branches():
    body = (
        '\n[[component]]\nid = "f"\ncombine = "geometric-mean"\n[[component]]\nid = "m"\ncombine = "geometric-mean"\n'
    )
    body += indicators("f.health", "f.income", parent="f", keys=NAMED)
    body += indicators("m.health", "m.income", parent="m", keys=NAMED)
    definition = define(body, "formula", 'formula = "f / m"\ndecimals = 3')
    scores = parindex.score(definition, {"u": {"f.health": 4, "f.income": 9, "m.health": 8, "m.income": 18}})
    assert str(scores.rounded[0]) == "0.500"
    assert scores.at("u", "f") == pytest.approx(6)


def test_one_indicator_is_read_in_two_branches():
    body = component("one", "1 - x") + component("two", "[x again] ^ 0.5".replace("x again", "x2"))
    body += indicators("x", parent="one", keys='unit = "share"\nmax = 1')
    body += indicators("x2", parent="two", keys='unit = "share"\nmax = 1\nvalue = "[x]"')
    scores = parindex.score(define(body), {"u": {"x": 0.36}})
    assert [scores.at("u", node) for node in ("one", "two")] == pytest.approx([0.64, 0.6])


@pytest.mark.parametrize(
    "formula, found",
    [
        ("a / b", []),
        ("a", ["unused-input"]),
        ("a / c + b", ["unknown-name"]),
        ("a / (b", ["value-syntax"]),
        ("a * b / (2 - 2)", ["zero-divisor"]),
        ("a * sqrt(0 - 1 - b)", ["never-defined"]),
        ("sqrt(100 - a) + b", []),
        ("sqrt(0 - a) + b", []),
        ("ln(0 - a) + b", ["never-defined"]),
    ],
)
def test_faults_of_a_formula_are_told(formula, found):
    assert codes(indicators("a", "b", keys=NAMED), "formula", f'formula = "{formula}"') == found


def test_a_formula_stands_where_one_is_taken():
    assert codes(indicators("a", "b"), "formula") == ["missing-key"]
    assert codes(indicators("a", "b"), "sum", 'formula = "a + b"') == ["wrong-value"]
    assert codes(indicators("a", "b", keys="weight = 1"), "formula", 'formula = "a + b"') == ["weight-not-allowed"] * 2
    assert codes(indicators("a", "b"), "formula", 'formula = "a + b"\npower = 2') == ["wrong-value"]


def test_a_name_that_is_no_part_is_told_with_how_to_read_it_again():
    body = component("c", "a + b") + indicators("a", parent="c") + indicators("b")
    with pytest.raises(parindex.DefinitionError) as caught:
        define(body)
    (problem,) = caught.value.problems
    assert (problem.code, problem.hint) == (
        "unknown-name",
        'give it a part with value = "[b]", which reads that indicator again',
    )


def test_powers_of_powers_over_several_levels_are_refused():
    body = component("one", "two ^ 50") + component("two", "a ^ 50", "one") + indicators("a", parent="two")
    assert codes(body) == ["too-large"]
    values = (
        '\n[[indicator]]\nid = "y"\nmax = 1\nvalue = "x ^ 50"\n[[indicator]]\nid = "x"\nmax = 1\nvalue = "z ^ 50"\n'
    )
    assert codes(values + indicators("z")) == ["too-large"]


def test_what_is_not_defined_for_a_unit_is_told_with_its_cell(tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("unit,a,b\nu,1,2\nv,3,0\nw,4,0\n", encoding="utf-8")
    definition = by_formula("a / b", "a", "b")
    with pytest.raises(parindex.EvidenceError) as caught:
        parindex.score(definition, table)
    places = [(problem.code, problem.line, problem.column) for problem in caught.value.problems]
    assert places == [("undefined-value", 3, 2), ("undefined-value", 4, 2)]
    assert caught.value.problems[0].message == "v, sample: the formula is not defined for a 3, b 0"
    assert parindex.validate(definition, table) == caught.value.problems


def test_the_lowest_of_what_is_not_defined_is_told():
    body = (
        component("one", "1 / (two - 1)") + component("two", "1 / a", "one") + indicators("a", parent="two", keys=NAMED)
    )
    (problem,) = parindex.validate(define(body), {"u": {"a": 0}})
    assert "u, two:" in problem.message


def test_float64_near_a_division_by_zero_is_decided_in_fractions():
    definition = by_formula("1 / (a - b - c) + a", "a", "b", "c", root="decimals = 0")
    (problem,) = parindex.validate(definition, {"u": {"a": 0.3, "b": 0.1, "c": 0.2}})
    assert problem.code == "undefined-value"
    scores = parindex.score(definition, {"u": {"a": "0.30000000000000000001", "b": 0.1, "c": 0.2}})
    assert scores.rounded[0] == 10**20
    assert (
        parindex.score(by_formula("sqrt(a - b - c)", "a", "b", "c"), {"u": {"a": 0.3, "b": 0.1, "c": 0.2}}).total == 0
    )


def test_a_root_that_is_level_with_a_number_has_its_rank():
    definition = by_formula("sqrt(a) * sqrt(b)", "a", "b")
    scores = parindex.score(definition, {"u": {"a": 2, "b": 18}, "v": {"a": 6, "b": 6}, "w": {"a": 3, "b": 12}})
    assert scores.rank.tolist() == [1, 1, 1]
    assert [str(total) for total in scores.rounded] == ["6.0000"] * 3


def test_times_floor_cap_and_decimals_follow():
    keys = "times = 10\nfloor = 5\ncap = 8\ndecimals = 0"
    definition = define(component("c", "a / b", keys=keys) + indicators("a", "b", parent="c", keys=NAMED))
    evidence = {"u": {"a": 1, "b": 4}, "v": {"a": 13, "b": 20}, "w": {"a": 2, "b": 1}}
    assert parindex.score(definition, evidence)["c"].tolist() == [5, 7, 8]


@pytest.mark.parametrize(
    "formula, most", [("1 - a / 100", 1), ("a * b", 10_000), ("a / b", None), ("min(a, 3) + sqrt(b)", 13)]
)
def test_its_maximum_is_what_it_can_be_at_most(formula, most):
    names = [name for name in ("a", "b") if name in formula.replace("max", "")]
    definition = by_formula(formula, *names)
    assert definition.maximum(definition.root) == (None if most is None else Fraction(most))
    given = by_formula(formula, *names, root="max = 7")
    assert given.maximum(given.root) == 7


def test_a_formula_that_never_falls_below_0_may_stand_in_a_geometric_mean():
    share = 'unit = "share"\nmax = 1'
    body = component("c", "1 - a") + indicators("a", parent="c", keys=share)
    assert codes(body, "geometric-mean") == []
    assert codes(body.replace("1 - a", "0.5 - a"), "geometric-mean") == ["may-be-negative"]


def test_a_missing_part_makes_it_missing_and_one_that_is_left_out_leaves_it_out():
    keys = 'not_applicable = "drop"\nmax = 10'
    body = component("c", "a / b", keys="max = 10") + indicators("a", "b", parent="c", keys=keys)
    definition = define(body + indicators("z", keys=keys))
    evidence = {"u": {"a": 1, "b": None, "z": 5}, "v": {"a": "n/a", "b": 0, "z": 5}, "w": {"a": 1, "b": 1, "z": 5}}
    scores = parindex.score(definition, evidence)
    np.testing.assert_array_equal(scores["c"], [np.nan, np.nan, 1])
    np.testing.assert_array_equal(scores.total, [np.nan, 10, 6])
    assert scores.left_out[:, scores.nodes.index("c")].tolist() == [False, True, False]


def test_the_first_part_that_applies_is_taken_and_told():
    keys = 'parent = "c"\nnot_applicable = "drop"\n'
    body = '\n[[component]]\nid = "c"\ncombine = "first"\n' + indicators("a", keys=f"{keys}max = 5")
    body += indicators("b", keys=f"{keys}max = 10") + indicators("z", keys="max = 10")
    evidence = {
        "u": {"a": "n/a", "b": 3, "z": 1},
        "v": {"a": 2, "b": "n/a", "z": 1},
        "w": {"a": None, "b": 3, "z": 1},
        "x": {"a": "n/a", "b": "n/a", "z": 1},
    }
    scores = parindex.score(define(body), evidence)
    np.testing.assert_array_equal(scores["c"], [3, 2, np.nan, np.nan])
    np.testing.assert_array_equal(scores.total, [4, 3, np.nan, 2])
    assert scores.max[:2, 0].tolist() == [20, 20]
    assert scores.definition.maximum(scores.definition["c"]) == 10
    (alternative, _) = scores.explain("u").parts
    assert alternative.how == "first: b"


def test_what_is_left_of_the_part_taken_is_brought_to_its_maximum_once():
    """The alternative is a sum of 4 + 4 of which half is left out: 3 of 4 are 6 of 8, and the total is not raised."""
    keys = 'not_applicable = "drop"\nmax = 4'
    body = '\n[[component]]\nid = "c"\ncombine = "first"\n[[component]]\nid = "s"\nparent = "c"\ncombine = "sum"\n'
    body += indicators("p", "q", parent="s", keys=keys) + indicators("b", parent="c", keys="max = 10")
    body += indicators("z", keys="max = 10")
    scores = parindex.score(define(body), {"u": {"p": 3, "q": "n/a", "b": 9, "z": 1}})
    assert [scores.at("u", node) for node in ("s", "c")] == [6, 6]
    assert scores.total.tolist() == [7]


ANALYSED = component("c", "a / (0.5 + b)", keys="weight = 1\nmax = 100") + indicators("a", "b", parent="c", keys=NAMED)
ANALYSED += indicators("z", "y", keys="weight = 1\n" + NAMED)


def test_analyses_take_a_formula_as_what_is_not_linear():
    definition = define(ANALYSED, "weighted-mean")
    evidence = {f"u{at}": {"a": at % 7, "b": at % 3, "z": at % 5, "y": at % 4} for at in range(9)}
    scores = parindex.score(definition, evidence)
    shares = np.array([[1, 1, 1], [0.9, 1.1, 1]]) / 3
    totals = scores.values[:, [1, 4, 5]] @ shares.T
    for analysis in (parindex.leave_out(scores), parindex.one_at_a_time(scores), parindex.effective_weights(scores)):
        assert analysis.scores is scores
    np.testing.assert_allclose(totals[:, 0], scores.total)
    drawn = parindex.uncertainty(scores, parindex.Uniform(0.2), draws=40)
    assert drawn.draws == 40
    with pytest.raises(ValueError, match="not linear"):
        parindex.rank_range(scores, parindex.Uniform(0.2))


def test_errors_that_leave_a_formula_undefined_are_refused():
    body = ANALYSED.replace("a / (0.5 + b)", "a / b")
    scores = parindex.score(define(body, "weighted-mean"), {"u": {"a": 1, "b": 0.1, "z": 1, "y": 2}})
    noise = parindex.StandardErrors({"b": 1.0})
    with pytest.raises(ValueError, match="the formula of 'c' is not defined"):
        parindex.uncertainty(scores, factors=[noise], draws=200)


@pytest.mark.parametrize(
    "new, level",
    [("a/(b+1)", "editorial"), ("a / (b + 2)", "restating"), ("a / b", "breaking"), ("a + b", "restating")],
)
def test_a_formula_written_otherwise_is_no_change(new, level):
    old = by_formula("a / (b + 1)", "a", "b")
    assert [edit.level for edit in parindex.diff(old, by_formula(new, "a", "b")).edits] == [level]


def test_restating_between_formulas_is_told_as_structure():
    old, new = by_formula("a / (b + 1)", "a", "b"), by_formula("a / (b + 2)", "a", "b")
    restated = parindex.restate(old, new, {"u": {"a": 1, "b": 1}, "v": {"a": 4, "b": 1}})
    assert restated.changes == (Fraction("0.3333") - Fraction("0.5"), Fraction("1.3333") - 2)
    assert restated.causes == ("structure",)


def test_a_formula_may_name_figures_from_outside_and_no_attributes():
    parameter = '\n[[parameter]]\nid = "national"\nvalue = 4\n'
    root = 'formula = "a / national"\ndecimals = 3'
    definition = define(indicators("a", keys=NAMED) + parameter, "formula", root)
    scores = parindex.score(definition, {"u": {"a": 6}, "v": {"a": "0.1"}})
    assert [str(total) for total in scores.rounded] == ["1.500", "0.025"]
    own = parindex.score(definition, {"u": {"a": 6, "national": 3}, "v": {"a": 1, "national": 8}})
    assert [str(total) for total in own.rounded] == ["2.000", "0.125"]
    (problem,) = parindex.validate(definition, {"u": {"a": 6, "national": 0}})
    assert problem.code == "undefined-value"
    assert codes(indicators("a", keys=NAMED), "formula", f'{root}\nattributes = ["national"]') == ["unknown-name"]


@pytest.mark.parametrize("combine, root", [("formula", 'formula = "a + b"\n'), ("first", "")])
def test_how_many_parts_are_needed_has_no_meaning_there(combine, root):
    keys = 'missing = "redistribute"\nmax = 1\n'
    assert codes(indicators("a", "b", keys=keys), combine, f"{root}needs = 1") == ["wrong-value"]


def test_units_for_which_the_new_formula_is_not_defined_are_left_out_of_a_restatement():
    old, new = by_formula("a + b", "a", "b"), by_formula("a / b", "a", "b")
    restated = parindex.restate(old, new, {"u": {"a": 1, "b": 1}, "v": {"a": 4, "b": 0}})
    assert restated.changes == (-1, None)
    assert [problem.code for problem in restated.problems] == ["undefined-value"]


def test_one_change_that_would_leave_a_formula_undefined_has_no_effect_to_tell():
    definition = by_formula("a / (b - c)", "a", "b", "c")
    earlier, later = ({"u": {"a": 1, "b": b, "c": c}} for b, c in ((3, 2), (2, 1)))
    found = parindex.reconcile(definition, self_assessed=earlier, appraised=later)
    effects = {change.indicator: change.total for change in found.changes}
    assert np.isnan(effects["b"])
    assert effects["c"] == pytest.approx(-0.5)


def test_another_order_of_alternatives_restates():
    keys = 'not_applicable = "drop"\nmax = 1\n'
    for combine, level in (("first", "restating"), ("max", "editorial")):
        old, new = (define(indicators(*ids, keys=keys), combine) for ids in (("a", "b"), ("b", "a")))
        assert [(edit.kind, edit.level) for edit in parindex.diff(old, new).edits] == [("order", level)]


def test_restating_keeps_the_order_of_alternatives():
    """Of an indicator before a component the indicator is taken, with old weights and with new ones."""
    body = (
        '\n[[indicator]]\nid = "a"\nparent = "c"\nmax = 10\n\n[[component]]\nid = "b"\nparent = "c"\ncombine = "sum"\n'
    )
    body += indicators("b1", parent="b", keys="max = 10")
    old, new = (
        define(
            f'\n[[component]]\nid = "c"\ncombine = "first"\nweight = {weight}\n{body}'
            + indicators("z", keys="weight = 1\nmax = 10"),
            "weighted-mean",
        )
        for weight in (1, 3)
    )
    restated = parindex.restate(old, new, {"u": {"a": 8, "b1": 2, "z": 4}})
    assert restated.changes == (1,)
    assert restated.causes == ("weights",)
    split = restated.split("u")
    assert (split.weights, split.rules, split.structure) == (1, 0, 0)


@pytest.mark.parametrize("formula", ["sqrt(a * b) * m", "sqrt(b * a) * m"])
def test_a_factor_of_zero_is_zero_and_no_doubt_whatever_the_order(formula):
    """The root of a product of which one factor is 0 is defined, so that weights can be varied elsewhere."""
    body = indicators("a", "b", keys=NAMED) + '\n[[component]]\nid = "m"\ncombine = "weighted-mean"\n'
    body += indicators("c", "d", parent="m", keys=NAMED)
    definition = define(body, "formula", f'formula = "{formula}"')
    scores = parindex.score(definition, {"u": {"a": 50, "b": 0, "c": 1, "d": 9}, "v": {"a": 9, "b": 4, "c": 1, "d": 3}})
    assert scores.total.tolist() == [0, 12]
    drawn = parindex.uncertainty(scores, parindex.Uniform(0.2), draws=40, rng=1)
    assert drawn.mean_rank.tolist() == [2, 1]
