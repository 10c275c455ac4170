"""Evidence of 63 provinces becomes evidence of 34: counts added, rates averaged, answers agreed on or refused."""

import csv
import json
import re
from fractions import Fraction
from pathlib import Path

import jsonschema
import numpy as np
import pytest

import parindex
from parindex.definition import parents, registry
from parindex.definition.reading.definition_text import load_text
from parindex.kernels import RATIONAL

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
TREE = """
id = "sample"
index = "SAMPLE"
version = "1"
title = "Sample"
years = [2020, 2024]
units = "vn-provinces"
combine = "sum"
"""
RATE = """
[[indicator]]
id = "rate"
max = 10
unit = "percent"
inputs = ["done", "all"]
value = "done / all * 100"
not_applicable = "drop"
rule = { kind = "proportional", cap = 100 }
"""
VALUE = '[[indicator]]\nid = "v"\nmax = 100\nrule = { kind = "score" }\n'
CHOICE = '[[indicator]]\nid = "plan"\nmax = 1\nrule = { kind = "choice", points = { yes = 1, late = 0.5, no = 0 } }\n'
LIST = '[[indicator]]\nid = "list"\nmax = 2\nrule = { kind = "checklist", points = { a = 1, b = 1 } }\n'


def define(*parts, root=""):
    return load_text(f"{TREE}{root}{''.join(parts)}")


def read(definition, rows, **options):
    return parindex.read_evidence(definition, rows, **options)


def value(merged, unit, column):
    evidence = merged.evidence
    row, at = evidence.units.index(unit), evidence.columns.index(column)
    return evidence.exact([row], at, RATIONAL)[0] if not np.isnan(evidence.values[row, at]) else None


def codes(problems):
    return [problem.code for problem in problems]


def everyone(cells):
    """Return cells of all 63 provinces, by the place of each."""
    units = [unit.id for unit in registry("vn-provinces", 2024).units]
    return {unit: cells(at) for at, unit in enumerate(units)}


def test_34_units_come_out_each_with_its_parents():
    merged = parindex.merge_units(read(define(VALUE), everyone(lambda at: {"v": at})))
    assert merged.parents == parents("vn-provinces", 2024, 2025)
    assert merged.units == tuple(unit.id for unit in registry("vn-provinces", 2025).units)
    assert len(merged.merged_units) == 23
    scores = parindex.score(define(VALUE), merged.evidence)
    assert (scores.names[2], scores.evidence.registry.label) == ("Tuyên Quang", "vn-provinces from 2025-07-01")
    regions = dict(zip(scores.units, scores.ranks(by="region").group, strict=True))
    assert regions["44"].get("en") == "North Central"  # Quảng Trị of 34


def test_counts_are_added_and_the_rate_follows_as_from_counts_of_the_merged_unit():
    """The units of 34 scored by counts that are known are the same as counts of 63 merged."""
    definition = define(RATE)
    cells = everyone(lambda at: {"rate.done": 3 * at + 1, "rate.all": 7 * at + 5})
    merged = parindex.merge_units(read(definition, cells))
    known = {
        new: {name: sum(cells[old][name] for old in olds) for name in ("rate.done", "rate.all")}
        for new, olds in parents("vn-provinces", 2024, 2025).items()
    }
    direct = parindex.score(definition, known, units_year=2025)
    scores = parindex.score(definition, merged.evidence)
    assert merged.how == {"rate.done": "sum", "rate.all": "sum"}
    assert not merged.derived.any()
    np.testing.assert_array_equal(scores.values, direct.values)
    np.testing.assert_array_equal(scores.rank, direct.rank)
    assert [scores.exactness.exact_score(row) for row in range(34)] == [
        direct.exactness.exact_score(row) for row in range(34)
    ]


def test_values_are_plain_means_as_dti_2024_has_them_and_marked_derived():
    merged = parindex.merge_units(read(define(VALUE), {"17": {"v": 1}, "25": {"v": 2}, "26": {"v": 5}, "01": {"v": 9}}))
    assert value(merged, "25", "v") == Fraction(8, 3)
    assert value(merged, "01", "v") == 9
    assert merged.derived.tolist() == [[False], [True]]
    note = next(problem for problem in merged.problems if problem.code == "derived-value")
    assert note.message == "1 values of 1 merged units are plain means of their parts: v"


def test_equal_weights_are_plain_means_whatever_they_are():
    evidence = read(define(VALUE), everyone(lambda at: {"v": at % 17}))
    plain, weighted = parindex.merge_units(evidence), parindex.merge_units(evidence, by=everyone(lambda at: 3))
    assert plain.evidence.values.tolist() == weighted.evidence.values.tolist()
    assert plain.evidence.long == weighted.evidence.long


def test_weights_weigh_exactly():
    by = {"02": 870.2, "Tuyên Quang": 792.9}  # thousand people of 2020
    merged = parindex.merge_units(read(define(VALUE), {"02": {"v": 10}, "08": {"v": 20}}), by=by)
    expected = (Fraction("870.2") * 10 + Fraction("792.9") * 20) / Fraction("1663.1")
    assert value(merged, "08", "v") == expected
    assert merged.weights == {"v": "weight"}


def test_several_weights_are_for_the_nodes_named():
    other = VALUE.replace('"v"', '"w"')
    rows = {"02": {"v": 10, "w": 10}, "08": {"v": 20, "w": 20}}
    by = {"people": {"02": 1, "08": 3}, "files": {"02": 3, "08": 1}}
    merged = parindex.merge_units(read(define(VALUE, other), rows), by=by, weigh={"sample": "people", "w": "files"})
    assert (value(merged, "08", "v"), value(merged, "08", "w")) == (Fraction(35, 2), Fraction(25, 2))
    assert merged.weights == {"v": "people", "w": "files"}
    plain = parindex.merge_units(read(define(VALUE, other), rows), by=by, weigh={"sample": "people", "w": None})
    assert value(plain, "08", "w") == 15
    with pytest.raises(ValueError, match="2 weights are given, and none is named for 'v'"):
        parindex.merge_units(read(define(VALUE, other), rows), by=by)


@pytest.mark.parametrize(
    "by, told",
    [
        ({"02": 1}, "weight: 1 former units have no weight: Tuyên Quang (08)"),
        ({"02": 1, "08": 0}, "weight: the weight of Tuyên Quang (08) is '0'"),
        ({"02": 1, "08": -2}, "weight: the weight of Tuyên Quang (08) is '-2'"),
        ({"02": 1, "08": float("nan")}, "weight: the weight of Tuyên Quang (08) is 'nan'"),
        ({"02": 1, "08": True}, "weight: the weight of Tuyên Quang (08) is 'True'"),
        ({"p": {"02": 1, "08": "many"}}, "p: the weight of Tuyên Quang (08) is 'many'"),
        ({"02": 1, "08": 1, "Tuyên Quang": 3}, "weight: Tuyên Quang (08) has two weights"),
        ({"02": 1, "08": 1, "Xanh": 3}, "weight: no unit 'Xanh'"),
    ],
)
def test_a_weight_that_is_none_is_told_with_its_unit(by, told):
    evidence = read(define(VALUE), {"02": {"v": 10}, "08": {"v": 20}, "38": {"v": 1}})
    with pytest.raises(parindex.EvidenceError) as caught:
        parindex.merge_units(evidence, by=by)
    assert [problem.message.startswith(told) for problem in caught.value.problems] == [True]
    assert caught.value.problems[0].path[0] in ("weight", "p")


def test_answers_stand_where_parts_agree_and_are_refused_by_name_where_they_differ():
    rows = {"02": {"plan": "yes"}, "08": {"plan": "yes"}, "24": {"plan": "no"}, "27": {"plan": "late"}}
    agreed = parindex.merge_units(read(define(CHOICE), {unit: rows[unit] for unit in ("02", "08")}))
    assert (agreed.evidence.to_records()[0]["plan"], agreed.how) == ("yes", {"plan": "same"})
    with pytest.raises(parindex.EvidenceError) as caught:
        parindex.merge_units(read(define(CHOICE), rows))
    (problem,) = caught.value.problems
    assert problem.message == (
        "plan: the parts of 1 merged units differ, and answers have no mean: 24 (24 no, 27 late)"
    )
    assert problem.hint == 'say how: how={\'plan\': …} with one of "points", "missing"; --how plan=…'


def test_the_mean_of_points_stands_for_answers_that_differ():
    merged = parindex.merge_units(
        read(define(CHOICE), {"24": {"plan": "no"}, "27": {"plan": "late"}, "01": {"plan": "yes"}}),
        how={"plan": "points"},
    )
    scores = parindex.score(define(CHOICE), merged.evidence)
    assert scores.total.tolist() == [1, 0.25]
    assert [problem.code for problem in scores.problems if problem.severity != "note"] == []


def test_what_is_said_to_be_missing_is_left_out_of_merged_units_only():
    rows = {"24": {"plan": "no", "v": 1}, "27": {"plan": "late", "v": 3}, "01": {"plan": "yes", "v": 1}}
    merged = parindex.merge_units(read(define(CHOICE, VALUE), rows), how={"plan": "missing"})
    assert [record["plan"] for record in merged.evidence.to_records()] == ["yes", None]
    assert "part-missing" in codes(merged.problems)


def test_ticks_of_a_checklist_agree_or_are_refused_once_a_column():
    rows = {"02": {"list.a": "yes", "list.b": "no"}, "08": {"list.a": "yes", "list.b": "yes"}}
    with pytest.raises(parindex.EvidenceError) as caught:
        parindex.merge_units(read(define(LIST), rows))
    assert [problem.path for problem in caught.value.problems] == [("08", "list.b")]
    assert caught.value.problems[0].hint.startswith('say how: how={\'list\': …} with one of "points", "missing"')
    merged = parindex.merge_units(read(define(LIST), rows), how={"list": "points"})
    assert value(merged, "08", "list") == Fraction(3, 2)
    assert merged.left == ("list.a", "list.b", "list (value)")


def test_a_value_that_a_part_lacks_is_missing_and_never_a_mean_of_the_rest():
    rows = {"02": {"v": 10}, "08": {"v": None}, "24": {"v": 5}, "38": {"v": 7}}  # 27 is not in the table
    merged = parindex.merge_units(read(define(VALUE), rows))
    assert [value(merged, unit, "v") for unit in ("08", "24", "38")] == [None, None, 7]
    told = next(problem for problem in merged.problems if problem.code == "part-missing")
    assert told.message == "2 values of 2 merged units are missing, as a part has none: v of 08, 24"


def test_the_parts_to_which_an_indicator_applies_stand_for_all():
    rows = {
        "02": {"rate.done": "n/a", "rate.all": "n/a"},
        "08": {"rate.done": 1, "rate.all": 4},
        "24": {"rate.done": "n/a", "rate.all": 3},
        "27": {"rate.done": "n/a", "rate.all": "n/a"},
    }
    merged = parindex.merge_units(read(define(RATE), rows))
    assert value(merged, "08", "rate") == 25
    assert merged.evidence.not_applicable.all(axis=1).tolist() == [False, True]
    assert "2 values rest on some parts" in "".join(problem.message for problem in merged.problems)


def test_points_and_scores_of_components_are_averaged_too():
    tree = '[[component]]\nid = "c"\ncombine = "sum"\n' + VALUE.replace('id = "v"', 'id = "v"\nparent = "c"') + CHOICE
    rows = {"02": {"c": 10, "plan.points": 1}, "08": {"c": 20, "plan.points": 0.5}}
    merged = parindex.merge_units(read(define(tree), rows))
    assert parindex.score(define(tree), merged.evidence).total.tolist() == [15.75]
    assert merged.how == {"c": "mean", "plan": "mean"}


def test_scores_are_merged_by_the_evidence_behind_them():
    scores = parindex.score(define(VALUE), everyone(lambda at: {"v": at}))
    assert parindex.merge_units(scores) == parindex.merge_units(scores.evidence)


def test_documents_and_printed_totals_stay_behind():
    definition = define(VALUE.replace('id = "v"', 'id = "v"\ndocuments = "required"'))
    rows = {unit: {"v": 5, "v.document": "12/BC", "total": 5} for unit in ("02", "08")}
    merged = parindex.merge_units(read(definition, rows))
    assert codes(merged.problems).count("left-behind") == 2
    assert parindex.score(definition, merged.evidence).total.tolist() == [5]


def test_an_input_that_is_no_whole_number_is_added_in_doubt():
    rows = {"02": {"rate.done": 1.5, "rate.all": 4}, "08": {"rate.done": 2, "rate.all": 6}}
    merged = parindex.merge_units(read(define(RATE), rows))
    (told,) = [problem for problem in merged.problems if problem.code == "doubtful-sum"]
    assert told.message == "rate.done is added, and holds 1.5: is it counted?"
    assert value(merged, "08", "rate") == 35


def test_the_mean_of_rates_may_be_asked_for_in_place_of_sums():
    rows = {
        "02": {"rate.done": 1, "rate.all": 4},
        "08": {"rate.done": 3, "rate.all": 4},
        "38": {"rate.done": 1, "rate.all": 1},
    }
    merged = parindex.merge_units(read(define(RATE), rows), how={"rate": "mean"}, by={"02": 1, "08": 3})
    assert value(merged, "08", "rate") == Fraction(25 + 3 * 75, 4)
    assert value(merged, "38", "rate") == 100
    assert merged.left == ("rate.done", "rate.all")


@pytest.mark.parametrize(
    "formula, how",
    [
        ("a / b", "sum"),
        ("100 * (a - b) / b", "sum"),
        ("1 - a / (a + b)", "sum"),
        ("round(min(a / b, 1) * 100, 2)", "sum"),
        ("sqrt(a / b)", "sum"),
        ("(a + b) / 2", "mean"),
        ("100 - (a + b)", "mean"),
        ("mean(a, b)", "mean"),
        ("a * b", "same"),
        ("a / b + a", "same"),
        ("(a + 1) / b", "same"),
        ("max(a, b)", "same"),
        ("ln(a) + b", "same"),
        ("a / (b * b)", "same"),
        ("a ^ 2 / b", "same"),
    ],
)
def test_inputs_are_added_where_the_value_is_a_ratio_of_counts(formula, how):
    """Doubling all inputs changes no ratio; a sum of inputs is averaged; of anything else nobody knows."""
    leaf = f'[[indicator]]\nid = "x"\nmax = 10\ninputs = ["a", "b"]\nvalue = "{formula}"\n'
    leaf += 'rule = { kind = "rescale", anchors = [0, 1000], to = [0, 10], clip = true }\n'
    rows = {"02": {"x.a": 2, "x.b": 8}, "08": {"x.a": 2, "x.b": 8}}
    assert parindex.merge_units(read(define(leaf), rows)).how == {"x.a": how, "x.b": how}


def test_a_count_and_a_rank_are_refused_unless_parts_agree_or_somebody_says():
    leaf = '[[indicator]]\nid = "n"\nmax = 10\nrule = { kind = "count", each = 1 }\n'
    rows = {"02": {"n": 1}, "08": {"n": 2}}
    with pytest.raises(parindex.EvidenceError, match="nobody says whether what it counts is to be added"):
        parindex.merge_units(read(define(leaf), rows))
    assert value(parindex.merge_units(read(define(leaf), rows), how={"n": "sum"}), "08", "n") == 3
    with pytest.raises(parindex.EvidenceError, match="no step that its rule knows"):
        parindex.merge_units(read(define(leaf), rows), how={"n": "mean"})


@pytest.mark.parametrize(
    "options, error, told",
    [
        ({"how": {"x": "mean"}}, parindex.UnknownNameError, "no node or column 'x'"),
        (
            {"how": {"plan": "mean"}},
            ValueError,
            "how of 'plan' is one of same, missing, not 'mean' (answers have no mean)",
        ),
        ({"how": {"v": "median"}}, ValueError, "how is one of"),
        ({"how": {"rate.done": "points"}}, ValueError, "how of 'rate.done': points are those of an indicator"),
        ({"weigh": {"v": "area"}}, parindex.UnknownNameError, "no weight 'area'"),
        ({"by": {"02": 1, "08": 1}, "weigh": {"x": "weight"}}, parindex.UnknownNameError, "no node or column 'x'"),
        ({"by": {"02": 1, "p": {"08": 1}}}, TypeError, "here are both"),
        ({"by": {}}, ValueError, "no weights are given"),
        ({"by": 5}, TypeError, "weights are a mapping, a file or a data frame, not int"),
        ({"to": "later"}, TypeError, "to is the year by whose list"),
        ({"to": 2024}, ValueError, "already; nothing is to be merged"),
    ],
)
def test_what_cannot_be_asked_is_refused(options, error, told):
    cells = {"v": 10, "plan": "yes", "rate.done": 1, "rate.all": 2}
    evidence = read(define(VALUE, CHOICE, RATE), {"02": cells, "08": cells})
    with pytest.raises(error, match=re.escape(told)):
        parindex.merge_units(evidence, **options)


def test_units_without_a_registry_and_faulty_evidence_are_refused():
    own = load_text(TREE.replace('units = "vn-provinces"\n', "") + VALUE)
    with pytest.raises(ValueError, match="nobody knows what became of these units"):
        parindex.merge_units(read(own, {"A": {"v": 1}}))
    with pytest.raises(parindex.EvidenceError, match="is not between 0 and 100"):
        parindex.merge_units(read(define(VALUE), {"02": {"v": 101}}))
    with pytest.raises(TypeError, match="what read_evidence or score returns, not dict"):
        parindex.merge_units({"02": {"v": 101}})


def test_the_table_written_is_read_again(tmp_path):
    evidence = read(
        define(VALUE, CHOICE, RATE),
        everyone(lambda at: {"v": Fraction(at, 7), "plan": "late", "rate.done": at, "rate.all": 2 * at + 1}),
    )
    merged = parindex.merge_units(evidence)
    path = tmp_path / "merged.csv"
    path.write_text(merged.to_csv(), encoding="utf-8")
    again = parindex.read_evidence(define(VALUE, CHOICE, RATE), path, units_year=2025)
    assert (again.units, again.names, again.columns) == (merged.units, merged.names, merged.evidence.columns)
    np.testing.assert_array_equal(again.values, merged.evidence.values)


def test_a_figure_of_three_decimals_is_never_read_as_thousands(tmp_path):
    merged = parindex.merge_units(read(define(VALUE), {"38": {"v": "1.5030"}}))
    assert merged.to_csv() == "unit,name,v\n38,Thanh Hóa,1.5030\n"


def test_json_has_the_shape_that_the_schema_says_and_frames_mark_what_is_derived():
    merged = parindex.merge_units(
        read(
            define(VALUE, RATE, CHOICE),
            everyone(lambda at: {"v": at, "rate.done": at, "rate.all": at + 1, "plan": "yes"}),
        )
    )
    validator = jsonschema.Draft202012Validator(parindex.merging_schema())
    for result in (merged, merged.intervals(), merged.intervals({"a": None, "b": everyone(lambda at: at + 1)})):
        assert list(validator.iter_errors(json.loads(result.to_json()))) == []
    records = {(record["unit"], record["column"]): record for record in merged.to_records()}
    assert records["08", "v"]["exact"] == "2.5"
    assert [records["08", column]["how"] for column in ("v", "rate.done", "rate", "plan")] == [
        "mean",
        "sum",
        "follows",
        "same",
    ]
    assert [records["08", column]["derived"] for column in ("v", "rate.done", "rate", "plan")] == [
        True,
        False,
        False,
        False,
    ]
    assert records["38", "v"]["how"] == "unchanged"


def test_the_text_says_of_what_each_unit_is_formed_in_both_languages():
    merged = parindex.merge_units(read(define(VALUE), everyone(lambda at: {"v": at})))
    assert "08     Tuyên Quang   Hà Giang (02) + Tuyên Quang (08)" in merged.to_text("en")
    assert "63 đơn vị cũ chuyển thành 34 đơn vị" in merged.to_text("vi")
    assert merged.to_text() == str(merged)
    assert repr(merged) == "<Merged: Sample: 63 units brought to 34, of which 23 are merged>"


def test_64_provinces_of_2008_are_brought_to_63_and_to_34():
    definition = parindex.load("pci-2007")
    scores = [part.id for part in definition.parts(definition.id)]
    rows = {unit.id: dict.fromkeys(scores, 1 + int(unit.id) % 7) for unit in registry("vn-provinces", 2008).units}
    evidence = parindex.read_evidence(definition, rows, year=2008)
    to_63 = parindex.merge_units(evidence, to=2012)
    assert (len(to_63.units), to_63.parents["01"], to_63.merged_units) == (63, ("01", "28"), ("01",))
    assert len(parindex.merge_units(evidence, to="2025").units) == 34


@pytest.fixture(scope="module")
def crosswalk():
    path = SHARED.parent / "facts" / "units" / "crosswalk_63_34.csv"
    if not path.is_file():
        pytest.skip("the crosswalk is not beside the project (../shared/facts/units)")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    "name, path, year, ignored",
    [("pci-2013", "pci/2016", 2016, ["rank", "unweighted"]), ("papi-2019", "papi/2020", 2020, None)],
)
def test_published_years_are_merged_by_people(crosswalk, name, path, year, ignored):
    """The mean of each column is that of a sum by hand over the shares of people in the crosswalk."""
    table = SHARED / path / "published.csv"
    if not table.is_file():
        pytest.skip("the published figures are not beside the project (../shared/data)")
    definition = parindex.load(name)
    ignored = ignored or [part.id for part in definition.component]
    evidence = parindex.read_evidence(definition, table, year=year, ignore=ignored)
    by = {row["old_code"]: Fraction(row["old_pop_2020_thousand"]) for row in crosswalk}
    merged = parindex.merge_units(evidence, by={"people": by})
    with table.open(encoding="utf-8", newline="") as file:
        printed = {row["unit"]: row for row in csv.DictReader(file)}
    people, sums = {}, {}
    for row in crosswalk:
        old, new = row["old_code"], row["new_code"]
        people[new] = people.get(new, 0) + by[old]
        for column in merged.how:
            cell = printed[old][column]
            known = sums.setdefault((new, column), Fraction(0))
            sums[new, column] = None if known is None or not cell else known + by[old] * Fraction(cell)
    assert len(merged.units) == 34
    for (unit, column), total in sums.items():
        assert value(merged, unit, column) == (None if total is None else total / people[unit])
    scores = parindex.score(definition, merged.evidence)
    assert (scores.year, scores.ranked.size > 30) == (year, True)
    former = dict(zip(evidence.units, parindex.score(definition, evidence).total, strict=True))
    for row in scores.ranked.tolist():
        parts = [former[part] for part in merged.parents[scores.units[row]]]
        assert min(parts) - 1e-9 <= scores.total[row] <= max(parts) + 1e-9


OUTSIDE = """
attributes = ["coast"]
[[parameter]]
id = "norm"
values = { 2022 = 4, 2023 = 5 }
[[indicator]]
id = "v"
max = 10
not_applicable = "drop"
rule = { kind = "proportional", cap = "norm" }
[[indicator]]
id = "ports"
max = 5
when = "coast"
not_applicable = "drop"
rule = { kind = "score" }
"""


def test_figures_from_outside_are_those_of_the_year_scored_and_attributes_agree():
    rows = {"02": {"v": 2, "coast": "no"}, "08": {"v": 3, "coast": "no"}, "30": {"v": 5, "ports": 3, "coast": "yes"}}
    rows |= {"31": {"v": 5, "ports": 4, "coast": "yes"}}
    merged = parindex.merge_units(read(define(OUTSIDE), rows, year=2022))
    scores = parindex.score(define(OUTSIDE), merged.evidence)
    assert scores.total.tolist() == [9.375, 13.5]  # 10 · 2.5/4 of 10 points for 15; 10 and the mean of 3 and 4
    assert merged.how == {"v": "mean", "ports": "mean", "coast": "same"}
    told = parindex.merge_units(read(define(OUTSIDE), rows, year=2022, parameters={"norm": "2.5"}))
    assert parindex.score(define(OUTSIDE), told.evidence).total.tolist() == [15, 13.5]
    own = {unit: {**cells, "norm": 5} for unit, cells in rows.items()}
    given = parindex.merge_units(read(define(OUTSIDE), own, year=2022))
    assert parindex.score(define(OUTSIDE), given.evidence).total.tolist() == [7.5, 13.5]


def test_parts_of_which_one_has_what_the_other_has_not_are_refused():
    rows = {"02": {"v": 2, "coast": "no"}, "08": {"v": 3, "coast": "yes", "ports": 2}}
    with pytest.raises(parindex.EvidenceError, match="coast: the parts of 1 merged units differ"):
        parindex.merge_units(read(define(OUTSIDE), rows, year=2022))


def test_merged_years_stand_side_by_side_as_any_two():
    """08 of the 34 is the same unit in both merged years, and none of the 63."""
    definition = define(VALUE)
    years = {
        year: read(definition, everyone(lambda at, year=year: {"v": at * year % 97}), year=year)
        for year in (2022, 2023)
    }
    merged = parindex.series(
        {y: parindex.score(definition, parindex.merge_units(one).evidence) for y, one in years.items()}
    )
    assert len(merged.units) == 34
    assert merged.change(2022, 2023).of("08").total


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_weights_may_be_a_frame(library):
    frames = pytest.importorskip(library)
    frame = frames.DataFrame({"unit": ["Hà Giang", "08"], "people": [1, 3]})
    merged = parindex.merge_units(read(define(VALUE), {"02": {"v": 10}, "08": {"v": 20}}), by=frame)
    assert (value(merged, "08", "v"), merged.weights) == (Fraction(35, 2), {"v": "people"})


def test_weights_may_be_a_file_as_offices_write_it(tmp_path):
    path = tmp_path / "weights.csv"
    path.write_text("Đơn vị;Dân số\n02;870,2\n08;1.792,9\n", encoding="utf-8")
    merged = parindex.merge_units(read(define(VALUE), {"02": {"v": 10}, "08": {"v": 20}}), by=path)
    assert value(merged, "08", "v") == (Fraction("870.2") * 10 + Fraction("1792.9") * 20) / Fraction("2663.1")
    path.write_text("unit,people\n02,1\n08,1.234\n", encoding="utf-8")
    with pytest.raises(parindex.EvidenceError, match="people: the weight of Tuyên Quang"):
        parindex.merge_units(read(define(VALUE), {"02": {"v": 10}, "08": {"v": 20}}), by=path)


def test_sums_beyond_what_a_rule_allows_are_told_as_any_evidence_and_never_scored():
    merged = parindex.merge_units(read(define(VALUE), {"02": {"v": 70}, "08": {"v": 60}}), how={"v": "sum"})
    with pytest.raises(parindex.EvidenceError, match="130 is not between 0 and 100"):
        parindex.score(define(VALUE), merged.evidence)


def test_a_year_far_ahead_has_the_last_list():
    evidence = read(define(VALUE), {"01": {"v": 1}}, year=2020)
    assert parindex.merge_units(evidence, to=99999).evidence.units == ("01",)


@pytest.mark.parametrize("options", [{"how": 5}, {"how": "mean"}])
def test_what_is_no_mapping_is_named(options):
    evidence = read(define(VALUE), {"01": {"v": 1}}, year=2020)
    with pytest.raises(TypeError, match="how must be a mapping"):
        parindex.merge_units(evidence, **options)
