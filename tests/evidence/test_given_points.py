"""Points of indicators, given in place of their values or beside them."""

import json
from decimal import Decimal

import numpy as np
import pytest

import parindex

from ..sample import define

DEFINITION = define(
    """
[[component]]
id = "d"
combine = "sum"
max = 15

[[indicator]]
id = "rate"
parent = "d"
unit = "percent"
range = [0, 100]
max = 10
rule = { kind = "proportional", cap = 80 }
not_applicable = "full"
documents = "required"

[[indicator]]
id = "report"
parent = "d"
max = 5
rule = { kind = "choice", points = { "on time" = 5, late = 2.5, none = -1 } }

[[indicator]]
id = "spending"
max = 4
unit = "percent"
range = [0, 100]
missing = "error"
rule = { kind = "relative", to = "best" }

[[indicator]]
id = "work"
max = 3
missing = "zero"
inputs = ["done", "planned"]
value = "done / planned"
on_zero_denominator = "zero"
rule = { kind = "bands", bands = [{ at_least = 0.9, points = 3 }, { at_least = 0.7, points = 1.5 }, { points = 0 }] }

[[indicator]]
id = "plain"
max = 2
rule = { kind = "score", step = 0.5 }
"""
)
VALUES = {
    "A": {"rate": 60, "report": "late", "spending": 50, "work.done": 9, "work.planned": 10, "plain": 1},
    "B": {"rate": 90, "report": "none", "spending": 100, "work.done": 8, "work.planned": 10, "plain": 2},
}
# by hand: 60/80 of 10, 10 at most; the options; 50/100 of 4; bands of 0.9 and 0.8
POINTS = {
    "A": {"rate": "7.5", "report": "2.5", "spending": 2, "work": 3, "plain": 1},
    "B": {"rate": 10, "report": "-1", "spending": 4, "work": 1.5, "plain": 2},
}
NOTED = {"rate.note": "QĐ 1"}


def pointed(table):
    return {unit: {**NOTED, **{f"{id_}.points": cell for id_, cell in row.items()}} for unit, row in table.items()}


def noted(table):
    return {unit: {**NOTED, **row} for unit, row in table.items()}


def told(table, **options):
    """Return the codes of what is wrong, with the column of each."""
    problems = parindex.validate(DEFINITION, table, **options)
    return [(problem.code, problem.severity, *problem.path) for problem in problems]


def changed(unit="A", **cells):
    table = noted(VALUES)
    table[unit] |= {name.replace("_", "."): cell for name, cell in cells.items()}
    return table


def test_a_table_of_points_alone_scores_as_one_of_values():
    scores = parindex.score(DEFINITION, pointed(POINTS))
    assert scores.rounded == (Decimal("16.00"), Decimal("16.50"))
    assert scores.rounded == parindex.score(DEFINITION, noted(VALUES)).rounded
    assert scores.problems == ()
    assert scores.complete.all()


def test_units_may_give_points_or_values_of_the_same_indicator():
    table = {"A": noted(VALUES)["A"], "B": pointed(POINTS)["B"]}
    table["A"] |= {"spending.points": 2}  # whose rule compares units, so that both give points
    scores = parindex.score(DEFINITION, table)
    assert scores.rounded == (Decimal("16.00"), Decimal("16.50"))


def test_what_compares_units_takes_points_of_all_or_values_of_all():
    table = {"A": noted(VALUES)["A"], "B": pointed(POINTS)["B"]}
    assert told(table) == [("points-alone", "error", "A", "spending.points")]


def test_points_of_json_stand_under_their_indicator(tmp_path):
    path = tmp_path / "points.json"
    data = {unit: {id_: {"points": cell} for id_, cell in row.items()} for unit, row in POINTS.items()}
    for row in data.values():
        row["rate"]["note"] = "QĐ 1"
    path.write_text(json.dumps(data), encoding="utf-8")
    assert parindex.score(DEFINITION, path).rounded == (Decimal("16.00"), Decimal("16.50"))


@pytest.mark.parametrize(
    "points, agrees",
    [("7.5", True), ("7.45", False), ("7.49", False), ("7.4", False), ("8", True), ("7", True), ("7.50", True)],
)
def test_points_agree_with_the_value_to_half_a_unit_of_their_last_digit(points, agrees):
    wanted = [] if agrees else [("points-differ", "error", "A", "rate.points")]
    assert told(changed(rate_points=points)) == wanted


def test_the_message_of_points_that_differ_names_both_figures():
    (problem,) = parindex.validate(DEFINITION, changed(rate=70, rate_points="8.6"))
    assert problem.message == "A, rate.points: 8.6 points are given, and its value gives 8.75"


def test_points_that_a_program_worked_out_agree_but_for_its_noise():
    assert told(changed(rate=30, rate_points=30 / 80 * 10)) == []
    assert told(changed(rate=70.7, rate_points=np.nextafter(70.7 / 8, 10))) == []
    assert told(changed(rate=70.7, rate_points=70.7 / 8 + 1e-9)) == [("points-differ", "error", "A", "rate.points")]


def test_points_beside_the_values_of_units_that_are_compared_are_checked():
    assert told(changed(spending_points=2)) == []
    assert told(changed(spending_points="1.9")) == [("points-differ", "error", "A", "spending.points")]


def test_points_beside_values_leave_the_rule_as_it_is():
    scores = parindex.score(DEFINITION, changed(rate_points=7.5))
    assert scores.definition == DEFINITION
    assert "in proportion" in str(scores.explain("A"))


@pytest.mark.parametrize(
    "column, points",
    [("rate", 10.01), ("rate", -0.5), ("report", 5.5), ("report", -1.5), ("work", 4), ("plain", 0.7), ("spending", 5)],
)
def test_points_beyond_what_the_rule_and_the_maximum_allow_are_refused(column, points):
    table = pointed(POINTS)
    table["B"][f"{column}.points"] = points
    assert told(table) == [("out-of-range", "error", "B", f"{column}.points")]


@pytest.mark.parametrize("column, points", [("report", 3), ("work", 2)])
def test_points_that_no_option_or_band_gives_are_doubted(column, points):
    table = pointed(POINTS)
    table["B"][f"{column}.points"] = points
    assert told(table) == [("out-of-range", "warning", "B", f"{column}.points")]


def test_words_and_percentages_are_no_points():
    table = pointed(POINTS)
    table["A"] |= {"report.points": "late", "rate.points": "75 %"}
    assert sorted(told(table)) == [
        ("not-a-number", "error", "A", "rate.points"),
        ("not-a-number", "error", "A", "report.points"),
    ]


def test_what_lacks_value_and_points_is_missing_as_the_definition_says():
    table = pointed(POINTS)
    table["A"] |= {"work.points": None, "report.points": None}
    scores = parindex.score(DEFINITION, table)
    assert scores.at("A", "work") == 0
    assert np.isnan(scores.at("A", "report"))
    assert scores.complete.tolist() == [False, True]
    table["A"] |= {"spending.points": None}
    assert told(table) == [("missing-value", "error", "A", "spending.points")]


def test_a_value_that_is_there_spares_the_points_and_the_other_way_round():
    table = pointed(POINTS)
    table["A"] |= {"spending": 50, "spending.points": None}
    table["B"] |= {"spending": 100, "spending.points": None}
    assert told(table) == []
    table["B"] |= {"spending": None, "spending.points": 4}
    assert told(table) == [("points-alone", "error", "A", "spending.points")]


def test_not_applicable_may_stand_among_points():
    table = pointed(POINTS)
    table["A"]["rate.points"] = "n/a"
    assert parindex.score(DEFINITION, table).at("A", "rate") == 10
    table["A"]["report.points"] = "n/a"
    assert told(table) == [("not-applicable-refused", "error", "A", "report.points")]


@pytest.mark.parametrize(
    "value, points, agrees", [("n/a", 10, True), ("n/a", 9, False), ("n/a", "n/a", True), (60, "n/a", False)]
)
def test_points_agree_with_a_value_that_is_not_applicable(value, points, agrees):
    wanted = [] if agrees else [("points-differ", "error", "A", "rate.points")]
    assert told(changed(rate=value, rate_points=points)) == wanted


def test_a_share_by_zero_agrees_with_the_points_that_it_counts_as():
    inputs = {"work_done": 0, "work_planned": 0}
    assert told(changed(**inputs, work_points=0)) == []
    assert told(changed(**inputs, work_points=3)) == [("points-differ", "error", "A", "work.points")]


def test_points_stand_where_inputs_are_incomplete():
    scores = parindex.score(DEFINITION, changed(work_done=None, work_points=1.5))
    assert scores["work"].tolist() == [1.5, 1.5]


def test_a_document_is_asked_for_points_as_for_values():
    table = pointed(POINTS)
    del table["A"]["rate.note"]
    assert told(table) == [("missing-document", "error", "A", "rate.points")]
    table["A"]["rate.points"] = 0
    assert told(table) == []


def test_points_of_a_part_beside_its_component_are_refused():
    table = {unit: {"d": 12, **row} for unit, row in pointed(POINTS).items()}
    assert {code for code, *_ in told(table)} == {"component-and-part"}


def test_the_points_of_a_component_are_its_score():
    rest = {unit: {id_: row[id_] for id_ in ("spending", "plain", "work")} for unit, row in POINTS.items()}
    table = {unit: {f"{id_}.points": cell for id_, cell in {**row, "d": 10}.items()} for unit, row in rest.items()}
    assert parindex.score(DEFINITION, table).rounded == (Decimal("16.00"), Decimal("17.50"))


def test_an_input_called_points_is_an_input():
    definition = define('[[indicator]]\nid = "a"\nmax = 9\ninputs = ["points", "of"]\nvalue = "points / of"')
    assert parindex.score(definition, {"A": {"a.points": 6, "a.of": 2}}).rounded == (Decimal("3.00"),)


REFERRING = define(
    """
[[indicator]]
id = "share"
unit = "percent"
range = [0, 100]
max = 4
rule = { kind = "rescale", anchors = [0, 100], to = [0, 4] }

[[indicator]]
id = "online"
max = 4
range = [0, 100]
inputs = ["part"]
value = "part * [share] / 100"
rule = { kind = "proportional", cap = 50 }
"""
)


def test_points_are_never_read_as_the_value_that_another_indicator_is_worked_out_from():
    problems = parindex.validate(REFERRING, {"A": {"share.points": 4, "online.part": 40}})
    assert [(problem.code, problem.path) for problem in problems] == [("points-alone", ("A", "share.points"))]
    mixed = {"A": {"share": 80, "online.part": 40}, "B": {"share.points": 4, "online.part": 40}}
    problems = parindex.validate(REFERRING, mixed)
    assert [(problem.code, problem.path) for problem in problems] == [("points-alone", ("B", "share.points"))]


def test_points_of_both_indicators_spare_the_value():
    mixed = {"A": {"share": 80, "online.part": 40}, "B": {"share.points": 4, "online.points": 2}}
    scores = parindex.score(REFERRING, mixed)
    assert scores["online"].tolist() == [4 * 32 / 50, 2]  # 40 * 80 / 100 of 50
    assert scores["share"].tolist() == [3.2, 4]


def test_explain_says_which_points_are_given_and_which_are_worked_out():
    table = {"A": noted(VALUES)["A"], "B": pointed(POINTS)["B"]}
    table["A"]["spending.points"] = 2
    scores = parindex.score(DEFINITION, table)
    how = {
        node.id: (node.value, node.unit, node.how) for part in scores.explain("B").parts for node in (part, *part.parts)
    }
    assert how["rate"] == (10, None, "points given, not worked out")
    assert how["work"] == (1.5, None, "points given, not worked out")
    how = {
        node.id: (node.value, node.unit, node.how) for part in scores.explain("A").parts for node in (part, *part.parts)
    }
    assert how["rate"] == (60, "percent", "10 points from 80, in proportion before")
    assert how["report"] == ("late", None, "on time → 5, late → 2.5, none → -1")
    assert how["work"][2].startswith("done / planned (done 9, planned 10): at least 0.9 → 3")


def test_results_of_points_name_the_definition_as_it_was_read():
    definition = parindex.score(DEFINITION, pointed(POINTS)).to_dict()["definition"]
    assert definition == parindex.score(DEFINITION, noted(VALUES)).to_dict()["definition"]


def test_evidence_of_points_is_scored_again_without_being_read_as_values():
    evidence = parindex.read_evidence(DEFINITION, pointed(POINTS))
    first = parindex.score(DEFINITION, evidence)
    for definition in (DEFINITION, first.definition):
        for source in (evidence, pointed(POINTS), evidence.table):
            assert parindex.score(definition, source).rounded == first.rounded
    assert parindex.score(first.definition, noted(VALUES)).rounded == first.rounded


def test_points_survive_what_changes_definition_or_evidence():
    more = {"C": {"rate": 5, "report": 5, "spending": 3, "work": 0, "plain": 0}}
    scores = parindex.score(DEFINITION, pointed(POINTS | more))
    without = parindex.leave_out(scores, "units", only=["C"])
    assert without.total[0].tolist() == [16, 16.5, pytest.approx(np.nan, nan_ok=True)]
    left_out = parindex.leave_out(scores, only=["plain"])  # 15 of 20 points, brought to 22 of 22
    assert left_out.total[0, 0] == pytest.approx(15 / 22 * 24)
    noisy = parindex.uncertainty(scores, factors=[parindex.Noise(1e-6)], draws=64)
    assert noisy.counts.tolist() == [[0, 64, 0], [64, 0, 0], [0, 0, 64]]
    with pytest.raises(ValueError, match="points are given"):
        parindex.Normalisation([parindex.definition.Rescale((0, 100), (0, 10))], ["rate"]).options(scores)
