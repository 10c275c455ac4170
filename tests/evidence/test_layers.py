"""Layers of points: in a table each or in one, what each may say, what stands where one says nothing."""

import numpy as np
import pytest

import parindex
from parindex.definition.reading.definition_text import load_text

from ..sample import HEAD, define, indicators

DEFINITION = load_text(
    HEAD + 'combine = "sum"\nmax = 30\n'
    '[[component]]\nid = "d1"\ncombine = "sum"\nmax = 20\n'
    '[[indicator]]\nid = "rate"\nparent = "d1"\nmax = 10\ninputs = ["done", "all"]\nvalue = "done / all * 10"\n'
    '[[indicator]]\nid = "report"\nparent = "d1"\nmax = 10\n'
    'rule = { kind = "choice", points = { "on time" = 10, late = 5, none = 0 } }\nnot_applicable = "drop"\n'
    '[[indicator]]\nid = "poll"\nmax = 10\nself_scored = false\n'
)
ONE = """\
unit,layer,rate.done,rate.all,report,poll,report.document,report.note
A,Tự đánh giá,9,10,on time,,QĐ 12,
B,Tự đánh giá,8,10,late,,,
A,thẩm định,8,10,late,,,hạn 15/3
B,thẩm định,8,10,late,,,
A,thẩm định lần 2,,,on time,,,
B,thẩm định lần 2,,,,,,
A,Điều tra xã hội học,,,,7,,
B,Điều tra xã hội học,,,,6,,
"""


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "layers.csv"
    path.write_text(ONE, encoding="utf-8")
    return path


def codes(problems):
    return [problem.code for problem in problems]


def test_one_table_with_a_column_layer_is_reconciled(table):
    found = parindex.reconcile(DEFINITION, table, between=("self_assessed", "appraised"))
    assert found.layers == ("self_assessed", "appraised")
    assert found.before.total.tolist() == [9 + 10 + 7, 8 + 5 + 6]
    assert found.after.total.tolist() == [8 + 5 + 7, 8 + 5 + 6]
    changed = [(change.unit, change.indicator, change.what, change.before, change.after) for change in found.changes]
    assert changed == [
        ("A", "rate", "input", "done 9, all 10", "done 8, all 10"),
        ("A", "report", "option", "on time", "late"),
    ]
    assert [(change.points, change.total, change.note) for change in found.changes] == [
        ((9, 8), -1, ""),
        ((10, 5), -5, "hạn 15/3"),
    ]


def test_the_same_layers_in_a_long_table_and_in_tables_each_say_the_same(table, tmp_path):
    header, *rows = (line.split(",") for line in ONE.splitlines())
    long = ["unit,layer,indicator,value,document,note"]
    for row in rows:
        for name, cell in zip(header[2:6], row[2:6], strict=True):
            paper = [row[6], row[7]] if name == "report" else ["", ""]
            long.append(",".join([*row[:2], name, cell, *paper]))
    (tmp_path / "long.csv").write_text("\n".join(long), encoding="utf-8")
    apart = {}
    for name, word in (("self_assessed", "Tự đánh giá"), ("appraised", "thẩm định"), ("survey", "Điều tra xã hội học")):
        path = apart[name] = tmp_path / f"{name}.csv"
        lines = [
            [cell for at, cell in enumerate(row) if at != 1] for row in [header, *rows] if row[1] in (word, "layer")
        ]
        path.write_text("\n".join(map(",".join, lines)), encoding="utf-8")
    between = ("self_assessed", "appraised")
    wide = parindex.reconcile(DEFINITION, table, between=between)
    for other in (
        parindex.reconcile(DEFINITION, tmp_path / "long.csv", between=between),
        parindex.reconcile(DEFINITION, **apart),
    ):
        assert other.changes == wide.changes
        np.testing.assert_array_equal(other.difference, wide.difference)


def test_a_second_appraisal_that_lists_only_what_it_changed_rests_on_the_first(table):
    found = parindex.reconcile(DEFINITION, table, empty="accepted")
    assert found.layers == ("self_assessed", "reappraised")
    assert found.after.total.tolist() == [8 + 10 + 7, 8 + 5 + 6]
    (change,) = found.changes
    assert (change.unit, change.indicator, change.total) == ("A", "rate", -1)


def test_one_layer_is_scored_with_what_the_survey_says(table):
    for layer, empty, totals in (
        ("self_assessed", "missing", [26, 19]),
        ("appraised", "missing", [20, 19]),
        ("reappraised", "accepted", [25, 19]),
    ):
        evidence = parindex.read_evidence(DEFINITION, table, layer=layer, empty=empty)
        assert parindex.score(DEFINITION, evidence).total.tolist() == totals


def test_a_layer_must_be_chosen_and_be_there(table, tmp_path):
    assert codes(parindex.read_evidence(DEFINITION, table).problems)[0] == "no-layer"
    two = tmp_path / "two.csv"
    two.write_text("".join(line + "\n" for line in ONE.splitlines() if "lần 2" not in line), encoding="utf-8")
    (problem,) = parindex.read_evidence(DEFINITION, two, layer="reappraised").problems
    assert (problem.code, problem.message) == ("no-layer", "the table has no layer 'reappraised'")


@pytest.mark.parametrize("words", [{"layer": "apraised"}, {"empty": "accept"}])
def test_a_word_that_is_none_of_those_known_is_refused(table, words):
    with pytest.raises(ValueError, match="is one of"):
        parindex.read_evidence(DEFINITION, table, **{"layer": "appraised", **words})


OWN = {"A": {"rate.done": 9, "rate.all": 10, "report": "on time"}}


def test_a_file_of_one_layer_is_checked_for_what_it_must_hold():
    """Units do not give what the survey asks, and the survey nothing else; alone the one is faulty for neither."""
    assert codes(parindex.validate(DEFINITION, OWN)) == ["missing-column"]
    assert parindex.read_evidence(DEFINITION, OWN, layer="self_assessed").problems == ()
    assert parindex.read_evidence(DEFINITION, {"A": {"poll": 7}}, layer="survey").problems == ()
    claimed = {"A": {**OWN["A"], "poll": 7}}
    assert codes(parindex.read_evidence(DEFINITION, claimed, layer="self_assessed").problems) == ["not-self-scored"]
    unfinished = {"A": {"rate.done": 9, "report": "on time"}}
    assert codes(parindex.read_evidence(DEFINITION, unfinished, layer="self_assessed").problems) == ["missing-column"]


def test_an_appraisal_and_a_survey_from_two_files_make_a_score():
    survey = {"B": {"poll": 1}, "A": {"poll": 7}}
    evidence = parindex.read_evidence(DEFINITION, OWN, survey=survey)
    assert parindex.score(DEFINITION, evidence).total.tolist() == [9 + 10 + 7]


def test_the_last_layer_rests_on_those_before_it_without_a_survey_too():
    first = {"A": {**OWN["A"], "report.document": "QĐ 12"}}
    found = parindex.reconcile(
        DEFINITION, self_assessed=first, appraised={"A": {"report": "late", "poll": 7}}, empty="accepted"
    )
    assert found.after.total.tolist() == [9 + 5 + 7]
    assert [paper.document for paper in found.after.evidence.documents[0, "report"]] == ["QĐ 12"]


def test_a_second_appraisal_may_hold_only_the_units_that_it_changed():
    both = {**OWN, "B": {"rate.done": 5, "rate.all": 10, "report": "late"}}
    layers = {"self_assessed": both, "appraised": both, "survey": {"A": {"poll": 7}, "B": {"poll": 6}}}
    second = {"B": {"report": "none"}}
    found = parindex.reconcile(DEFINITION, **layers, reappraised=second, empty="accepted")
    assert found.after.total.tolist() == [26, 5 + 0 + 6]
    with pytest.raises(parindex.EvidenceError) as caught:
        parindex.reconcile(DEFINITION, **layers, reappraised=second)
    assert "1 of the units of the layer 'self_assessed' are not in 'reappraised': 'A'" in str(caught.value)


def test_a_document_that_the_unit_lacks_is_a_warning_and_for_the_appraisal_to_refuse():
    definition = load_text(f'{HEAD}combine = "sum"\n[[indicator]]\nid = "a"\nmax = 5\ndocuments = "required"\n')
    lacking = {"u": {"a": 5, "a.document": "không có"}}
    assert codes(parindex.validate(definition, lacking)) == ["missing-document"]
    found = parindex.reconcile(definition, self_assessed=lacking, appraised={"u": {"a": 0}})
    assert [(problem.code, problem.severity) for problem in found.before.problems] == [("missing-document", "warning")]
    refused = {"u": {"a": 5, "a.document": "không hợp lệ", "a.note": "sai mẫu"}}
    (problem,) = parindex.validate(definition, refused)
    assert (problem.code, problem.hint) == ("missing-document", "give it no points, or name another document")
    with pytest.raises(parindex.EvidenceError):
        parindex.reconcile(definition, self_assessed={"u": {"a": 5, "a.note": "trang 4"}}, appraised=refused)


def test_points_of_a_penalty_are_claimed_the_other_way_round():
    definition = load_text(
        f'{HEAD}combine = "sum"\n[[indicator]]\nid = "a"\nmax = 5\n'
        '[[component]]\nid = "minus"\ncombine = "sum"\nadds = "penalty"\n'
        '[[indicator]]\nid = "late"\nparent = "minus"\nrule = { kind = "count", each = 0.5, most = 3 }\n'
    )
    found = parindex.reconcile(
        definition, self_assessed={"u": {"a": 5, "late": 0}}, appraised={"u": {"a": 5, "late": 2}}
    )
    (record,) = found.by_unit()
    assert (record["difference"], record["over_claimed"], record["lowered"], record["raised"]) == (-1, 1, 1, 0)


def test_documents_stand_until_a_later_layer_names_others(table):
    found = parindex.reconcile(DEFINITION, table, empty="accepted")
    assert [paper.document for paper in found.after.evidence.documents[0, "report"]] == ["QĐ 12"]
    assert found.after.explain("A").parts[0].parts[1].documents[0].document == "QĐ 12"


def test_a_fault_in_what_the_survey_says_is_told_in_the_survey(tmp_path):
    own = "unit,rate.done,rate.all,report\nA,9,10,late\nB,9,10,late\n"
    for name in ("self_assessed", "appraised"):
        (tmp_path / f"{name}.csv").write_text(own, encoding="utf-8")
    (tmp_path / "survey.csv").write_text("unit,poll\nB,6\nA,17\n", encoding="utf-8")
    with pytest.raises(parindex.EvidenceError) as caught:
        parindex.reconcile(
            DEFINITION, **{name: tmp_path / f"{name}.csv" for name in ("self_assessed", "appraised", "survey")}
        )
    (problem,) = caught.value.problems
    assert (problem.source, problem.line, problem.column) == (str(tmp_path / "survey.csv"), 3, 2)


def test_the_decimal_mark_of_a_layer_is_that_of_its_own_file(tmp_path):
    definition = load_text(
        f'{HEAD}combine = "sum"\n[[indicator]]\nid = "a"\nmax = 5000\n'
        '[[indicator]]\nid = "b"\nmax = 5000\nself_scored = false\n'
    )
    files = {
        "self_assessed": 'unit;a\nA;"1.234"\nB;"87,5"\n',
        "appraised": 'unit;a\nA;"1.234"\nB;"87,5"\n',
        "survey": "unit;b\nA;1.234\nB;87.5\n",
    }
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    found = parindex.reconcile(definition, **{name: tmp_path / f"{name}.csv" for name in files})
    assert found.before["a"].tolist() == [1234, 87.5]
    assert found.before["b"].tolist() == [1.234, 87.5]


def test_units_that_only_one_layer_has_are_told_with_every_other_fault():
    row = {"rate.done": 9, "rate.all": 10, "report": "late"}
    with pytest.raises(parindex.EvidenceError) as caught:
        parindex.reconcile(
            DEFINITION,
            self_assessed={"A": {**row, "poll": 4}, "B": row},
            appraised={"A": {**row, "poll": 40}, "C": row},
        )
    assert sorted(codes(caught.value.problems)) == [
        "layers-differ",
        "layers-differ",
        "not-self-scored",
        "out-of-range",
    ]


@pytest.mark.parametrize(
    "given",
    [{}, {"appraised": {}}, {"survey": {}, "appraised": {}}, {"self_assessed": {}, "appraised": {}, "evidence": {}}],
)
def test_fewer_than_two_layers_are_no_reconciliation(given):
    with pytest.raises(ValueError, match="layer"):
        parindex.reconcile(DEFINITION, **given)


def test_layers_are_compared_in_the_order_in_which_they_arise(table):
    with pytest.raises(ValueError, match="an earlier and a later layer"):
        parindex.reconcile(DEFINITION, table, between=("appraised", "self_assessed"))


def test_what_was_claimed_too_much_and_too_little_is_summed_by_unit_and_indicator():
    rows = {
        "self_assessed": {"A": (10, 10, "on time"), "B": (5, 10, "late"), "C": (9, 10, "late")},
        "appraised": {"A": (9, 10, "late"), "B": (7, 10, "late"), "C": (9, 10, "n/a")},
    }
    names = ("rate.done", "rate.all", "report")
    tables = {
        layer: {unit: dict(zip(names, cells, strict=True)) for unit, cells in table.items()}
        for layer, table in rows.items()
    }
    found = parindex.reconcile(DEFINITION, **tables, survey={unit: {"poll": 5} for unit in "ABC"})
    units = {record["unit"]: record for record in found.by_unit()}
    assert [units["A"][key] for key in ("over_claimed", "under_claimed", "lowered", "raised", "unchanged")] == [
        6, 0, 2, 0, 1,
    ]  # fmt: skip
    assert (units["B"]["under_claimed"], units["B"]["rank_before"], units["B"]["rank_after"]) == (2, 3, 3)
    leaves = {record["indicator"]: record for record in found.by_indicator()}
    assert (leaves["rate"]["over_claimed"], leaves["rate"]["under_claimed"], leaves["rate"]["unchanged"]) == (1, 2, 1)
    assert [change.what for change in found.changes] == ["input", "option", "input", "not applicable"]
    # C: without the report 9 + 5 of 20 points are brought to 30
    assert found.after.total.tolist() == [9 + 5 + 5, 7 + 5 + 5, (9 + 5) * 30 / 20]


def test_a_refused_document_is_the_reason_of_a_change():
    row = {"rate.done": 9, "rate.all": 10, "report": "on time", "poll": 5, "report.document": "QĐ 12"}
    found = parindex.reconcile(
        DEFINITION,
        self_assessed={"A": {**row, "poll": None}},
        appraised={"A": {**row, "report": "none", "report.document": "không chấp nhận", "report.note": "sai mẫu"}},
    )
    (change,) = found.changes
    assert (change.what, change.before, change.after, change.note) == ("document refused", "on time", "none", "sai mẫu")


def test_a_component_given_by_its_score_is_reconciled_too():
    found = parindex.reconcile(DEFINITION, self_assessed={"A": {"d1": 15}}, appraised={"A": {"d1": 12.5, "poll": 5}})
    (change,) = found.changes
    assert (change.indicator, change.before, change.after, change.total) == ("d1", "15", "12.5", -2.5)


def test_places_are_lost_within_the_own_group_and_by_ranked_units_only():
    definition = load_text(
        HEAD
        + 'combine = "sum"\ngroup = [{ id = "g" }, { id = "h" }]\nunit = [{ id = "a", group = "g" }, '
        + '{ id = "b", group = "g" }, { id = "c", group = "g", ranked = false }, { id = "d", group = "h" }]\n'
        + '[[indicator]]\nid = "x"\nmax = 10\n'
    )
    claimed = {"a": {"x": 9}, "b": {"x": 8}, "c": {"x": 8.5}, "d": {"x": 8.5}}
    granted = {**claimed, "a": {"x": 8}, "c": {"x": 1}}
    found = parindex.reconcile(definition, self_assessed=claimed, appraised=granted)
    by_unit = {change.unit: change.rank for change in found.changes}
    assert by_unit["a"] == 0  # level with b, which shares the first place then
    assert np.isnan(by_unit["c"])
    assert [found.by_indicator(group)[0]["before"] for group in ("h", "g")] == [8.5, (9 + 8 + 8.5) / 3]
    lower = parindex.reconcile(definition, self_assessed=claimed, appraised={**granted, "a": {"x": 7.99}})
    assert [change.rank for change in lower.changes if change.unit == "a"] == [1]


def test_json_holds_both_scores_of_every_node(table):
    import json

    found = parindex.reconcile(DEFINITION, table, between=("self_assessed", "appraised"))
    read = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert read["units"][0]["scores"]["d1"] == {"before": 19, "after": 13, "difference": -6}
    assert read["changes"][0]["points"] == [9, 8]
    assert read["layers"] == ["self_assessed", "appraised"]


def test_thousands_of_words_that_name_no_layer_are_told(tmp_path):
    path = tmp_path / "layers.csv"
    path.write_text("unit,layer,a\n" + "".join(f"{at},l{at},1\n" for at in range(3000)), encoding="utf-8")
    told = parindex.validate(define(indicators("a")), path)
    assert {problem.code for problem in told} == {"unknown-layer", "no-layer"}


def test_a_survey_says_what_is_its_own_and_no_layer_otherwise():
    layers = {"self_assessed": OWN, "appraised": {"A": {**OWN["A"], "poll": 1}}}
    with pytest.raises(parindex.EvidenceError) as caught:
        parindex.reconcile(DEFINITION, **layers, survey={"A": {"poll": 4, "report": "late", "zzz": 3}})
    assert sorted(codes(caught.value.problems)) == ["layers-differ", "layers-differ", "unknown-column"]
    assert "'1' here, '4' in the survey" in str(caught.value)
    agreeing = {**layers, "appraised": {"A": {**OWN["A"], "poll": "4,0"}}}
    assert parindex.reconcile(DEFINITION, **agreeing, survey={"A": {"poll": 4}}).after.total.tolist() == [23]


def test_layers_that_give_different_nodes_are_told():
    whole = {"A": {"d1": 15}}
    with pytest.raises(parindex.EvidenceError) as caught:
        parindex.reconcile(DEFINITION, self_assessed=whole, appraised={"A": {**OWN["A"], "poll": 5}})
    assert {problem.code for problem in caught.value.problems} == {"layers-differ"}
    found = parindex.reconcile(
        DEFINITION, self_assessed={"A": {"d1": 8}}, appraised={"A": {"d1": 6}}, survey={"A": {"poll": 5}}
    )
    assert [found.by_unit()[0][key] for key in ("over_claimed", "lowered")] == [2, 1]
    assert [record["indicator"] for record in found.by_indicator()] == ["d1", "poll"]


def test_figures_are_printed_as_they_are_published():
    """1.005 and 2.675 are no binary numbers: they are rounded half up from what they stand for."""
    from parindex.views.tables.reconciliation_tables import CHANGES

    definition = load_text(f'{HEAD}combine = "sum"\n[[indicator]]\nid = "a"\nmax = 10\n')
    found = parindex.reconcile(
        definition, self_assessed={"w": {"a": 1.005}, "v": {"a": 2.675}}, appraised={"w": {"a": 1.0}, "v": {"a": 2.67}}
    )
    assert [list(map(str, change.published)) for change in found.changes] == [["1.01", "1.00"], ["2.68", "2.67"]]
    assert [str(change.effect) for change in found.changes] == ["-0.01", "-0.01"]
    lines = CHANGES["csv"](found, None).splitlines()
    assert lines[1] == "w,,a,value,1.005,1,1.01,1.00,-0.01,0,"


def test_equal_exact_scores_are_neither_raised_nor_lowered():
    """0.1 + 0.2 is 0.3, in float64 a little more."""
    definition = load_text(
        f'{HEAD}combine = "sum"\n[[indicator]]\nid = "a"\nmax = 10\ninputs = ["x", "y"]\nvalue = "x + y"\n'
    )
    found = parindex.reconcile(
        definition, self_assessed={"u": {"a.x": 0.1, "a.y": 0.2}}, appraised={"u": {"a.x": 0.3, "a.y": 0}}
    )
    (change,) = found.changes
    assert (change.total, change.rank, str(change.effect)) == (0, 0, "0.00")
    assert [found.by_unit()[0][key] for key in ("over_claimed", "under_claimed", "unchanged")] == [0, 0, 1]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_changes_and_summaries_are_frames(table, library):
    pytest.importorskip(library)
    found = parindex.reconcile(DEFINITION, table, between=("self_assessed", "appraised"))
    assert len(found.to_frame(library=library)) == 2
    assert list(found.to_frame(library, "units")["over_claimed"]) == [6, 0]
    assert list(found.to_frame(library, "indicators")["indicator"]) == ["rate", "report", "poll"]


PUBLIC = load_text(
    f'{HEAD}combine = "sum"\nunit = [{{ id = "a", title = "Sở A" }}, {{ id = "b", title = "Sở B" }}, '
    '{ id = "c", title = "Sở C" }]\n[[indicator]]\nid = "p"\nmax = 70\n'
    '[[indicator]]\nid = "s"\nmax = 30\nself_scored = false\n'
)
POINTS = {"a": {"p": 58}, "b": {"p": 60}, "c": {"p": 50}}


def test_nothing_of_a_survey_is_lost_in_silence(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text("unit,s\na,20\nb,25,5\nSở Cc,22\nSở A,10\n", encoding="utf-8")
    found = parindex.read_evidence(PUBLIC, POINTS, survey=path).problems
    assert {(problem.code, problem.line) for problem in found if problem.severity == "error"} == {
        ("malformed-table", 3),
        ("unknown-unit", 4),
        ("duplicate-unit", 5),
    }
    lacking = parindex.read_evidence(PUBLIC, POINTS, survey={"a": {"s": 20}, "b": {"s": 1}}).problems
    assert [(problem.code, problem.severity) for problem in lacking] == [("layers-differ", "warning")]


def test_a_unit_twice_or_misspelt_in_a_layer_is_told_as_that():
    later = {"unit": ["a", "Sở A", "Sở Bb", "c"], "p": [58, 10, 60, 50], "s": [20, 1, 2, 3]}
    with pytest.raises(parindex.EvidenceError) as caught:
        parindex.reconcile(PUBLIC, self_assessed=POINTS, appraised=later)
    told = [problem.code for problem in caught.value.problems if problem.severity == "error"]
    assert sorted(told) == ["duplicate-unit", "layers-differ", "unknown-unit"]


def test_a_survey_in_the_first_appraisal_stands_where_the_second_leaves_it_empty():
    layers = {
        "self_assessed": POINTS,
        "appraised": {unit: {**row, "s": 20} for unit, row in POINTS.items()},
        "reappraised": {"a": {"p": 59, "s": None}},
    }
    found = parindex.reconcile(PUBLIC, **layers, empty="accepted")
    assert found.after.total.tolist() == [79, 80, 70]
    without = {**layers, "reappraised": {"a": {"p": 59}}}
    assert parindex.reconcile(PUBLIC, **without, empty="accepted").after.total.tolist() == [79, 80, 70]


def test_a_layer_that_lists_what_it_changed_is_scored_with_all_units():
    rows = [{"unit": unit, "layer": "appraised", "p": row["p"], "s": 20} for unit, row in POINTS.items()]
    rows.append({"unit": "a", "layer": "reappraised", "p": 59, "s": None})
    evidence = parindex.read_evidence(PUBLIC, rows, layer="reappraised", empty="accepted")
    assert (evidence.units, parindex.score(PUBLIC, evidence).total.tolist()) == (("a", "b", "c"), [79, 80, 70])


def test_the_note_of_a_change_is_the_later_layer_s_own_and_a_new_document_has_no_old_page():
    claimed = {"a": {"p": 58, "p.document": "QĐ 1", "p.page": 3, "p.note": "làm tốt"}}
    granted = {"a": {"p": 50, "s": 1, "p.document": "QĐ 2"}}
    found = parindex.reconcile(PUBLIC, self_assessed=claimed, appraised=granted)
    (change,) = found.changes
    (paper,) = found.after.evidence.documents[0, "p"]
    assert (change.note, paper.document, paper.page, paper.note) == ("", "QĐ 2", "", "làm tốt")


def test_a_component_of_nothing_but_survey_is_of_the_survey():
    definition = load_text(
        f'{HEAD}combine = "sum"\n[[indicator]]\nid = "p"\nmax = 70\n[[component]]\nid = "poll"\ncombine = "sum"\n'
        + "".join(f'[[indicator]]\nid = "q{at}"\nparent = "poll"\nmax = 15\nself_scored = false\n' for at in (1, 2))
    )
    evidence = parindex.read_evidence(definition, {"u": {"p": 60}}, survey={"u": {"poll": 25}})
    assert parindex.score(definition, evidence).total.tolist() == [85]
    claimed = parindex.read_evidence(definition, {"u": {"p": 60, "poll": 20}}, layer="self_assessed")
    assert codes(claimed.problems) == ["not-self-scored"]


def test_the_file_of_a_layer_is_spared_what_it_need_not_have_where_missing_is_an_error_too():
    strict = load_text(
        f'{HEAD}combine = "sum"\nmissing = "error"\n[[indicator]]\nid = "p"\nmax = 70\n'
        '[[indicator]]\nid = "s"\nmax = 30\nself_scored = false\n'
    )
    assert parindex.read_evidence(strict, {"u": {"p": 5}}, layer="self_assessed").problems == ()
    assert codes(parindex.read_evidence(strict, {"u": {"p": None}}, layer="self_assessed").problems) == [
        "missing-value"
    ]


def test_items_are_the_same_however_a_layer_writes_them():
    definition = load_text(
        f'{HEAD}combine = "sum"\n[[indicator]]\nid = "k"\n'
        'rule = { kind = "checklist", points = { tasks = 1, b = 2 } }\n'
    )
    found = parindex.reconcile(
        definition,
        self_assessed={"u": {"k.Tasks": "yes", "k.b": "yes"}},
        appraised={"u": {"k.tasks": "no"}},
        empty="accepted",
    )
    assert (found.before.total.tolist(), found.after.total.tolist()) == ([3], [2])


def test_what_is_passed_over_is_so_in_the_survey_as_well(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text("STT,unit,s,rank\n1,a,20,1\n2,b,20,2\n3,c,20,3\n,Tổng cộng,60,\n", encoding="utf-8")
    evidence = parindex.read_evidence(PUBLIC, POINTS, survey=path, ignore=["rank", "STT"], ignore_rows=["tổng cộng"])
    assert evidence.problems == ()
    assert parindex.score(PUBLIC, evidence).total.tolist() == [78, 80, 70]


def test_a_survey_is_given_once():
    rows = [{"unit": "a", "layer": layer, "p": 5, "s": None} for layer in ("appraised", "survey")]
    with pytest.raises(ValueError, match="given twice"):
        parindex.read_evidence(PUBLIC, rows, layer="appraised", survey={"a": {"s": 1}})


def test_a_layer_of_headings_only_is_an_empty_table(tmp_path):
    path = tmp_path / "none.json"
    path.write_text('[{"layer": null, "unit": null}]', encoding="utf-8")
    definition = parindex.load("par-ministry-2022")
    assert sorted(codes(parindex.validate(definition, path))) == ["empty-table", "heading-row"]
    with pytest.raises(parindex.EvidenceError, match="no row names a unit"):
        parindex.score(definition, path)
