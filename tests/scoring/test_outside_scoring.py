"""Scores that rest on figures from outside and attributes: what is told of them, and what analyses make of them."""

import json
import pickle
from fractions import Fraction

import jsonschema
import numpy as np
import pytest

import parindex
from parindex.definition.reading.definition_text import load_text

HEAD = """id = "sample"
index = "S"
version = "1"
title = "Sample"
years = [2025]
combine = "weighted-mean"
attributes = ["hilly"]
sources = [{ id = "office", title = "Statistics office" }]
"""
OUTSIDE = """
[[parameter]]
id = "nat"
title = "National mean"
unit = "percent"
values = { 2025 = 7.25 }
source = "office"
"""
LEAVES = """
[[component]]
id = "c"
weight = 1
combine = "weighted-mean"

[[indicator]]
id = "a"
parent = "c"
weight = 1
max = 10
rule = { kind = "bands", bands = [{ above = "nat", points = 10 }, { points = 2 }] }

[[indicator]]
id = "b"
parent = "c"
weight = 2
max = 10
rule = { kind = "proportional", cap = "nat" }

[[indicator]]
id = "h"
weight = 1
max = 10
when = "hilly"
not_applicable = "drop"

[[indicator]]
id = "v"
weight = 2
max = 100
inputs = ["x"]
value = "x / nat * (1 + hilly)"
"""
SAMPLE = load_text(HEAD + OUTSIDE + LEAVES)
UNITS = [f"u{at}" for at in range(8)]
ROWS = {
    "unit": UNITS,
    "a": [7.25, 7.26, 7.24, 9, 3, 7, 12, 1],
    "b": [7.25, 14.5, 3.625, 0, 1, 2, 3, 4],
    "h": [None, 5, None, 7, None, 8, None, 2],
    "v.x": [1, 2, 3, 4, 5, 6, 7, 8],
    "hilly": ["không", "có"] * 4,
}


def scored(**changes):
    return parindex.score(SAMPLE, {**ROWS, **changes}, year=2025)


def test_a_result_tells_the_figures_used_and_where_they_come_from():
    figures = scored().to_dict()["parameters"]
    told = {"id": "nat", "unit": "percent", "figure": 7.25, "of_units": {}, "from": "definition", "source": "office"}
    assert figures == [told]
    (own,) = scored(nat=[5, 6, *[7] * 6]).to_dict()["parameters"]
    assert (own["figure"], own["from"], own["source"]) == (None, "evidence", None)
    assert own["of_units"] == {"u0": 5, "u1": 6, **dict.fromkeys(UNITS[2:], 7)}
    (said,) = parindex.score(SAMPLE, ROWS, parameters={"nat": "8,5"}).to_dict()["parameters"]
    assert (said["figure"], said["from"]) == (8.5, "told")
    for scores in (scored(), scored(nat=[5, 6, *[7] * 6])):
        jsonschema.Draft202012Validator(parindex.result_schema()).validate(json.loads(scores.to_json()))


def test_an_explanation_shows_the_figure_of_the_unit():
    text = str(scored(nat=[5, 6, *[7] * 6]).explain("u1"))
    assert "7.26: above nat 6 → 10, otherwise → 2" in text
    assert "10 points from nat 6, in proportion before" in text
    assert "x / nat * (1 + hilly) (x 2, nat 6, hilly 1)" in text
    assert "applies only to hilly, left out" in str(scored().explain("u0"))


def test_scores_survive_pickling():
    scores = scored(nat=["7.2500000000000000000000001", *[7] * 7])
    again = pickle.loads(pickle.dumps(scores))  # noqa: S301 - our own
    assert again.to_json() == scores.to_json()
    assert scores["a"].tolist()[0] == 2.0


def test_analyses_see_the_figures_as_numbers_put_in():
    put_in = load_text(HEAD + LEAVES.replace('"nat"', "7.25").replace("/ nat", "/ 7.25"))
    one, other = scored(), parindex.score(put_in, ROWS, year=2025)
    np.testing.assert_array_equal(one.total, other.total)
    for analysis in (
        lambda scores: parindex.uncertainty(scores, parindex.Uniform(0.2), rng=1, draws=200),
        lambda scores: parindex.uncertainty(scores, factors=[parindex.StandardErrors({"b": 0.5})], rng=1, draws=200),
        parindex.leave_out,
        parindex.one_at_a_time,
    ):
        results = [analysis(scores).to_dict() for scores in (one, other)]
        for result in results:
            del result["definition"], result["evidence"]
        assert results[0] == results[1]


def test_another_figure_restates():
    later = load_text((HEAD + OUTSIDE + LEAVES).replace("7.25", "8"))
    table = [dict(zip(ROWS, cells, strict=True)) for cells in zip(*ROWS.values(), strict=True)]
    restated = parindex.restate(SAMPLE, later, table, year=2025)
    assert restated.causes == ("rules",)
    np.testing.assert_array_equal(restated.after.total, parindex.score(later, ROWS, year=2025).total)
    plain = (HEAD + OUTSIDE + LEAVES).replace("x / nat", "x / 7")
    (edit,) = parindex.diff(load_text(plain), load_text(plain.replace("7.25", "8"))).edits
    assert (edit.level, edit.key, edit.kind) == ("restating", "parameter.nat.values", "parameter")


def test_another_figure_to_divide_by_breaks_as_evidence_may_give_its_own():
    later = load_text((HEAD + OUTSIDE + LEAVES).replace("7.25", "8"))
    (edit,) = parindex.diff(SAMPLE, later).edits
    assert (edit.level, edit.key) == ("breaking", "parameter.nat.values")
    assert edit.message.endswith("; v: what it divides by can be 0: it can be any number")


@pytest.mark.parametrize(
    "old, new, level",
    [
        ("{ 2025 = 7.25 }", "{ 2025 = 7.25, 2026 = 8 }", "extending"),
        ("{ 2025 = 7.25, 2026 = 8 }", "{ 2025 = 7.25 }", "breaking"),
        ("{ 2025 = 7.25 }", '{ 2025 = "29/4" }', None),
        ("{ 2025 = 7.25 }", "{ 2026 = 7.25 }", "breaking"),
    ],
)
def test_how_far_a_change_of_figures_reaches(old, new, level):
    before, after = (load_text((HEAD + OUTSIDE + LEAVES).replace("{ 2025 = 7.25 }", values)) for values in (old, new))
    assert [edit.level for edit in parindex.diff(before, after).edits] == ([] if level is None else [level])


def test_a_condition_and_an_attribute_that_go_are_told():
    text = HEAD + OUTSIDE + LEAVES
    without = text.replace('when = "hilly"\n', "")
    assert {(edit.key, edit.level) for edit in parindex.diff(SAMPLE, load_text(without)).edits} == {
        ("when", "breaking")  # what did not apply needs a figure now
    }
    assert {(edit.key, edit.level) for edit in parindex.diff(load_text(without), SAMPLE).edits} == {
        ("when", "breaking")
    }
    more = load_text(text.replace('["hilly"]', '["hilly", "border"]'))
    (edit,) = parindex.diff(SAMPLE, more).edits
    assert (edit.key, edit.level) == ("attributes.border", "extending")


def test_an_attribute_that_is_not_known_leaves_its_indicators_missing():
    scores = scored(hilly=["", *["có", "không"] * 3, "có"], h=[None, 5, None, 5, None, 5, None, 5])
    (told,) = [problem for problem in scores.problems if problem.code == "missing-attribute"]
    assert told.severity == "warning"
    assert "u0" in told.message
    assert np.isnan(scores.total).tolist() == [True, *[False] * 7]
    assert "hilly" in scores.coverage.lacking["u0"]


def test_a_number_decides_no_condition():
    problems = parindex.validate(SAMPLE, {**ROWS, "hilly": [0.5, *[1, 0] * 3, 1]}, year=2025)
    assert ("out-of-range", ("u0", "hilly")) in [(problem.code, problem.path) for problem in problems]


def test_figures_told_are_numbers_of_the_definition():
    with pytest.raises(parindex.UnknownNameError, match="did you mean 'nat'"):
        parindex.score(SAMPLE, ROWS, parameters={"nad": 3})
    for wrong in ("much", "1/0", float("nan"), True, None, "1e40"):
        with pytest.raises(ValueError, match="is no number"):
            parindex.score(SAMPLE, ROWS, parameters={"nat": wrong})
    third = parindex.read_evidence(SAMPLE, ROWS, parameters={"nat": "1/3"})
    assert third.exact([0], third.columns.index("nat"), parindex.evidence.evidence.RATIONAL) == [Fraction(1, 3)]


def test_a_percentage_may_have_its_sign():
    shown = scored(nat=["7,25 %"] * 8)
    np.testing.assert_array_equal(shown.total, scored().total)


def test_a_later_layer_need_not_say_figures_and_attributes_again():
    appraised = {name: cells for name, cells in ROWS.items() if name != "hilly"}
    parts = parindex.reconcile(SAMPLE, self_assessed=ROWS, appraised=appraised, year=2025)
    np.testing.assert_array_equal(parts.after.total, scored().total)


@pytest.mark.parametrize("policy, added", [("full", 4), ("zero", 0), ("drop", 0)])
def test_a_bonus_beside_alternatives_is_none_of_them(policy, added):
    """The first part that applies is taken of the parts; what stands beside them does as its own word says."""
    text = (
        HEAD.replace('combine = "weighted-mean"', 'combine = "first"')
        + """
[[indicator]]
id = "a"
max = 10

[[indicator]]
id = "plus"
adds = "bonus"
max = 4
when = "hilly"
not_applicable = "refuse"
"""
    )
    with pytest.raises(parindex.DefinitionError) as caught:
        load_text(text)
    assert [problem.code for problem in caught.value.problems] == ["missing-key"]
    definition = load_text(text.replace("refuse", policy))
    scores = parindex.score(definition, {"u": {"a": 5, "hilly": "không"}, "v": {"a": 5, "hilly": "có", "plus": 1}})
    assert scores.total.tolist() == [5 + added, 6]


def test_a_percent_figure_may_be_told_with_its_sign_and_a_wrong_name_gets_the_known_ones():
    text = HEAD + '[[parameter]]\nid = "rate"\nunit = "percent"\n[[parameter]]\nid = "norm"\n'
    text += '[[indicator]]\nid = "a"\ninputs = ["x"]\nvalue = "x / rate / norm"\nmax = 10\n'
    definition, rows = load_text(text), {"u": {"a.x": 9}}
    assert parindex.score(definition, rows, parameters={"rate": "4,5 %", "norm": 1}).total.tolist() == [2]
    with pytest.raises(ValueError, match="norm: '1 %' is no number"):
        parindex.score(definition, rows, parameters={"rate": 1, "norm": "1 %"})
    with pytest.raises(KeyError, match=r"has no figure from outside 'zzz' \(one of rate, norm\)"):
        parindex.score(definition, rows, parameters={"zzz": 1})


def test_an_attribute_is_not_asked_of_a_unit_that_is_not_in_the_list():
    text = HEAD + 'unit = [{ id = "u", attributes = { hilly = true } }, { id = "v" }]\n'
    text += '[[indicator]]\nid = "a"\ninputs = ["x"]\nvalue = "x * hilly"\nmax = 10\n'
    problems = parindex.validate(load_text(text), {id_: {"a.x": 1} for id_ in ("u", "v", "w")})
    assert [(problem.code, problem.message.split(":")[0]) for problem in problems] == [
        ("missing-attribute", "hilly is not known of v"),
        ("unknown-unit", "no unit 'w' in sample"),
    ]


def test_without_a_unit_conditions_hold_for_the_others_as_before():
    compared = '\n[[indicator]]\nid = "r"\nweight = 1\nmax = 10\nrule = { kind = "relative", to = "best" }\n'
    definition, rows = load_text(HEAD + OUTSIDE + LEAVES + compared), {**ROWS, "r": [1, 8, 3, 4, 5, 6, 2, 7]}
    found = parindex.leave_out(parindex.score(definition, rows, year=2025), "units")
    for case, unit in enumerate(found.changed):
        here = [at for at, name in enumerate(UNITS) if name != unit]
        rest = {head: [column[at] for at in here] for head, column in rows.items()}
        again = parindex.score(definition, rest, year=2025)
        np.testing.assert_array_equal(found.total[case, here], again.total)
        np.testing.assert_array_equal(found.rank[case, here], again.rank)


def test_the_formula_of_a_component_is_told_with_its_figures_from_outside():
    parts = """
[[component]]
id = "c"
weight = 1
combine = "formula"
formula = "a / nat"

[[indicator]]
id = "a"
parent = "c"
max = 10
"""
    scores = parindex.score(
        load_text(HEAD.replace('attributes = ["hilly"]\n', "") + OUTSIDE + parts), {"u": {"a": 5}}, year=2025
    )
    assert scores.explain("u").parts[0].how == "formula a / nat (nat 7.25)"
