"""A long table names indicators by id, title or layout, and gives values, inputs or points."""

import json

import pytest

import parindex

from ..sample import define, indicators

TITLED = define(indicators("a", "b", keys="max = 10").replace('id = "a"\n', 'id = "a"\ntitle = "First of two"\n'))
RATES = define(
    indicators("a", "b", keys='max = 10\ninputs = ["done", "all"]\nvalue = "done / all * 10"').replace("'", '"')
)


def read(tmp_path, definition, text, **options):
    """Return the values by column, and code, line and column of each problem."""
    path = tmp_path / "long.csv"
    path.write_text(text, encoding="utf-8")
    evidence = parindex.read_evidence(definition, path, **options)
    rows = [dict(zip(evidence.columns, row, strict=True)) for row in evidence.values.tolist()]
    told = [(problem.code, problem.line, problem.column) for problem in evidence.problems]
    return dict(zip(evidence.units, rows, strict=True)), told


def test_an_indicator_may_be_named_by_its_title(tmp_path):
    text = "unit,indicator,value\nx,First of two,1\nx,b,2\n"
    assert read(tmp_path, TITLED, text) == ({"x": {"a": 1, "b": 2}}, [])


def test_a_layout_renames_indicators_as_it_renames_heads(tmp_path):
    text = "unit,what,figure\nx,D1,1\nx,D2,2\nx,all,3\n"
    columns = {"what": "indicator", "figure": "value", "D1": "a", "d2": "b", "all": "total"}
    assert read(tmp_path, TITLED, text, columns=columns) == ({"x": {"a": 1, "b": 2}}, [])
    text = text.replace("x,all,3", "x,D1,3")
    assert read(tmp_path, TITLED, text, columns=columns)[1] == [("duplicate-row", 4, 2)]


def test_a_layout_may_exchange_ids_and_rename_a_head_called_as_an_indicator(tmp_path):
    text = "unit,indicator,b\nx,a,1\nx,b,2\n"
    assert read(tmp_path, TITLED, text, columns={"b": "value"}) == ({"x": {"a": 1, "b": 2}}, [])
    text = text.replace(",b\n", ",value\n", 1)
    exchanged = {"a": "b", "b": "a"}
    assert read(tmp_path, TITLED, text, columns=exchanged) == ({"x": {"b": 1, "a": 2}}, [])
    records = [{"unit": "x", "indicator": "a", "value": 1}, {"unit": "x", "indicator": "b", "value": 2}]
    (tmp_path / "long.json").write_text(json.dumps(records), encoding="utf-8")
    evidence = parindex.read_evidence(TITLED, tmp_path / "long.json", columns=exchanged)
    assert dict(zip(evidence.columns, evidence.values[0].tolist(), strict=True)) == {"b": 1, "a": 2}


def test_columns_called_as_inputs_give_the_inputs_of_each_indicator(tmp_path):
    text = "unit,indicator,done,all\nx,a,1,2\nx,b,3,4\ny,a,x,2\ny,b,5,5\n"
    values, told = read(tmp_path, RATES, text)
    assert {name: value for name, value in values["x"].items() if "." in name} == {
        "a.done": 1,
        "a.all": 2,
        "b.done": 3,
        "b.all": 4,
    }
    assert told == [("not-a-number", 4, 3)]


def test_inputs_and_points_may_stand_beside(tmp_path):
    text = "unit,indicator,done,all,points\nx,a,1,2,5\nx,b,,,7\ny,a,1,2,6\ny,b,1,1,10\n"
    _, told = read(tmp_path, RATES, text)
    assert told == [("points-differ", 4, 5)]


def test_columns_of_a_long_table_may_be_ignored(tmp_path):
    text = "unit,indicator,done,all,points,note,more\nx,a,1,2,6,n,m\nx,b,3,4,7,n,m\n"
    evidence = {"ignore": ["done", "ALL", "note", "more"]}
    assert read(tmp_path, RATES, text, **evidence) == ({"x": {"a": 6, "b": 7}}, [])
    records = [{"unit": "x", "indicator": id_, "points": 6, "note": "n", "more": "m"} for id_ in "ab"]
    assert parindex.read_evidence(RATES, records, ignore=["note", "more"]).problems == ()


def test_an_input_of_an_indicator_that_has_none_is_told(tmp_path):
    mixed = define(
        indicators("a", keys='max = 10\ninputs = ["done"]\nvalue = "done"') + indicators("b", keys="max = 10")
    )
    text = "unit,indicator,value,done\nx,a,,1\nx,b,2,3\n"
    assert [code for code, _, _ in read(tmp_path, mixed, text)[1]] == ["unknown-column"]


def test_rows_of_an_indicator_may_be_ignored_with_all_they_hold(tmp_path):
    text = "unit,indicator,points,document\nx,a,1,\nx,b,2,p. 3\nx,I,3,p. 4\n"
    values, told = read(tmp_path, TITLED, text, ignore=["i"])
    assert (sorted(values["x"]), told) == (["a", "b"], [])
    assert [code for code, _, _ in read(tmp_path, TITLED, text)[1]] == ["unknown-column", "unknown-column"]
    assert [code for code, _, _ in read(tmp_path, TITLED, text, ignore=["I", "J"])[1]] == ["unknown-column"]


def test_points_of_the_total_are_the_printed_total(tmp_path):
    text = "unit,indicator,points,document\nx,a,1,\nx,b,2,\nx,total,4,p. 4\n"
    _, told = read(tmp_path, TITLED, text)
    assert told == []
    (problem,) = parindex.validate(TITLED, tmp_path / "long.csv")
    assert (problem.code, problem.line) == ("total-differs", 4)


@pytest.mark.parametrize("head", ["figure", "done"])
def test_a_long_table_without_a_column_of_figures_is_refused(tmp_path, head):
    text = f"unit,indicator,{head}\nx,a,1\nx,b,2\n"
    assert ("malformed-table", 1, None) in read(tmp_path, TITLED, text)[1]
