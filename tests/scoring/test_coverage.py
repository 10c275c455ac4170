"""Nothing is quiet: units without a total are told with the cells they lack, and those scored from few parts."""

import json
from itertools import product

import jsonschema
import pytest

import parindex

from ..command import run
from ..sample import define, indicators

SUM = define(indicators("a", "b", "c", keys="max = 10"))
#: Two domains of three and two indicators, means of what there is; "free" has no weight.
MEANS = define(
    '[[component]]\nid = "x"\nweight = 1\ncombine = "weighted-mean"\n'
    '[[component]]\nid = "y"\nweight = 1\ncombine = "weighted-mean"\n'
    + indicators("x1", "x2", "x3", keys='max = 10\nweight = 1\nnot_applicable = "drop"', parent="x")
    + indicators("y1", "y2", keys="max = 10\nweight = 1", parent="y")
    + indicators("free", keys="max = 10\nweight = 0", parent="y"),
    "weighted-mean",
    'missing = "redistribute"',
)


def csv(tmp_path, text, name="table.csv"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / name


def shares(scores, unit):
    return {node: str(parts) for node, parts in scores.coverage.few_parts.get(unit, {}).items()}


def test_a_unit_without_a_total_is_told_with_the_cell_that_it_lacks(tmp_path):
    scores = parindex.score(SUM, csv(tmp_path, "unit,a,b,c\nA,1,2,3\nB,1,,3\n"))
    (problem,) = scores.coverage.problems
    assert (problem.code, problem.severity, problem.line, problem.column) == ("no-total", "warning", 3, 3)
    assert problem.message == "B has no total; lacking: b"
    assert problem.said("vi").message == "B không có tổng điểm; thiếu: b"
    assert scores.coverage.lacking == {"B": ("b",)}


def test_many_units_are_one_problem_with_the_first_cells_and_counts_by_column(tmp_path):
    # Of 400 units every one lacks a, every second b as well: 400 and 200.
    rows = "".join(f"U{unit},,{'' if unit % 2 else 5},5\n" for unit in range(1, 401))
    scores = parindex.score(SUM, csv(tmp_path, f"unit,a,b,c\nZ,1,2,3\n{rows}"))
    (problem,) = scores.coverage.problems
    assert problem.message == (
        "400 of 401 units have no total: U1 (B3, C3), U2 (B4), U3 (B5, C5), U4 (B6), U5 (B7, C7) …; "
        "lacking: a 400, b 200"
    )
    assert len(scores.coverage.lacking) == 400


def test_cells_of_a_workbook_are_named_as_it_shows_them(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (["Bảng điểm"], ["unit", "a", "b", "c"], ["A", 1, None, 3], ["B", None, 2, 3]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    (problem,) = parindex.score(SUM, tmp_path / "a.xlsx").coverage.problems
    assert problem.cell == "Sheet!C3"
    assert problem.message == "2 of 2 units have no total: A (C3), B (B4); lacking: b 1, a 1"


def test_a_value_that_has_no_row_in_a_long_table_is_named_by_its_column(tmp_path):
    text = "unit,indicator,value\nA,a,1\nA,b,2\nA,c,3\nB,a,1\nB,c,3\nC,a,1\nC,b,\nC,c,3\n"
    (problem,) = parindex.score(SUM, csv(tmp_path, text)).coverage.problems
    assert problem.message == "2 of 3 units have no total: B (b), C (C8); lacking: b 2"


def test_a_value_that_is_worked_out_lacks_its_inputs():
    index = define(
        indicators("r", keys='max = 10\ninputs = ["done", "all"]\nvalue = "done / all * 10"')
        + indicators("b", keys="max = 1")
    )
    rows = [{"unit": "A", "r.done": 1, "r.all": None, "b": 1}, {"unit": "B", "r.done": None, "r.all": None, "b": None}]
    assert parindex.score(index, rows).coverage.lacking == {"A": ("r.all",), "B": ("r.done", "r.all", "b")}


def test_an_indicator_without_spread_is_lacking_itself():
    index = define(indicators("a", keys='rule = { kind = "rescale", anchors = "observed", to = [0, 1] }'))
    coverage = parindex.score(index, {"A": {"a": 2}, "B": {"a": 2}}).coverage
    assert coverage.lacking == {"A": ("a",), "B": ("a",)}
    assert coverage.problems[0].message == "2 of 2 units have no total: A (a), B (a); lacking: a 2"


def test_a_component_given_as_a_whole_is_lacking_itself():
    coverage = parindex.score(MEANS, {"A": {"x": 5, "y": 5}, "B": {"x": None, "y": None}}).coverage
    assert coverage.lacking == {"B": ("x", "y")}


def test_a_unit_with_a_total_lacks_nothing_though_cells_are_empty():
    full = {"x1": 1, "x2": 2, "x3": None, "y1": 3, "y2": 4, "free": None}
    coverage = parindex.score(MEANS, {"A": full}).coverage
    assert (coverage.lacking, coverage.few_parts, coverage.problems) == ({}, {}, ())


def test_fewer_than_half_of_the_parts_of_a_component_are_told(tmp_path):
    text = "unit,x1,x2,x3,y1,y2,free\nA,1,,,1,1,1\nB,1,1,,1,,\nC,n/a,1,,1,1,\nD,1,,,,,\n"
    scores = parindex.score(MEANS, csv(tmp_path, text))
    # A: 1 of 3 in x. B: 2 of 3 and 1 of 2. C: 1 of 2 that apply. D: 1 of 3 in x, 1 of 2 of the parts of the index, and
    # 1 of the 5 indicators that count.
    assert [shares(scores, unit) for unit in "ABCD"] == [{"x": "1/3"}, {}, {}, {"sample": "1/5", "x": "1/3"}]
    (problem,) = scores.coverage.problems
    assert (problem.code, problem.severity, problem.line, problem.column) == ("few-parts", "note", 2, None)
    assert problem.message == (
        "2 of 4 units are scored from less than half of the parts: A (x 1/3), D (sample 1/5, x 1/3)"
    )


def test_a_total_of_zeros_for_missing_values_rests_on_nothing():
    index = define(indicators("a", "b", keys="max = 10"), root='missing = "zero"')
    scores = parindex.score(index, {"A": {"a": None, "b": None}, "B": {"a": 0, "b": None}})
    assert (scores.total.tolist(), shares(scores, "A"), shares(scores, "B")) == ([0, 0], {"sample": "0/2"}, {})


def test_bonus_and_penalty_are_no_parts():
    bonus = '[[component]]\nid = "plus"\nadds = "bonus"\ncombine = "sum"\nmax = 3\nmissing = "zero"\n'
    index = define(
        bonus + indicators("p", "q", "r", keys="max = 1", parent="plus") + indicators("a", "b", keys="max = 10"),
        root='missing = "redistribute"',
    )
    row = {"p": 1, "q": None, "r": None, "a": 1, "b": None}
    coverage = parindex.score(index, {"A": row}).coverage
    assert coverage.few_parts == {}


def test_few_parts_agree_with_a_count_by_hand_of_every_pattern():
    """All 2 ** 5 patterns of empty cells; the weightless one is always empty."""
    names = ("x1", "x2", "x3", "y1", "y2")
    patterns = {f"U{at}": given for at, given in enumerate(product((True, False), repeat=5))}
    rows = {
        unit: {n: 1 if on else None for n, on in zip(names, given, strict=True)} | {"free": None}
        for unit, given in patterns.items()
    }
    scores = parindex.score(MEANS, rows)
    for unit, given in patterns.items():
        x, y = sum(given[:3]), sum(given[3:])
        expected = {}
        if x + y:
            if 2 * ((x > 0) + (y > 0)) < 2 or 2 * (x + y) < 5:
                expected["sample"] = f"{x + y}/5"
            if x and 2 * x < 3:
                expected["x"] = f"{x}/3"
            if y and 2 * y < 2:
                expected["y"] = f"{y}/2"
        assert shares(scores, unit) == expected, unit
        assert (unit in scores.coverage.lacking) is (x + y == 0)


def test_the_command_says_it_beside_the_table_and_json_holds_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    body = indicators("a", "b", "c", keys="max = 10")
    from ..sample import text

    (tmp_path / "index.toml").write_text(text(body), encoding="utf-8")
    csv(tmp_path, "unit,a,b,c\nA,1,2,3\nB,1,,3\n")
    code, printed, said = run("score", "index.toml", "table.csv", "--format", "csv")
    assert (code, printed) == (0, "rank,unit,a,b,c,total\n1,A,1.00,2.00,3.00,6.00\n,B,1.00,,3.00,\n")
    assert said == (
        "table.csv:3:3: warning no-total: B has no total; lacking: b "
        "(fill them in, or let the definition say what a missing value does)\n"
    )
    _, printed, _ = run("score", "index.toml", "table.csv", "--format", "json")
    told = json.loads(printed)
    jsonschema.validate(told, parindex.result_schema())
    assert [unit["lacking"] for unit in told["units"]] == [[], ["b"]]
    assert [problem["code"] for problem in told["problems"]] == ["no-total"]


def test_json_says_of_each_unit_which_parts_are_few():
    told = parindex.score(MEANS, {"A": {"x1": 1, "x2": None, "x3": None, "y1": 1, "y2": 1, "free": 1}}).to_dict()
    jsonschema.validate(told, parindex.result_schema())
    assert told["units"][0]["few_parts"] == {"x": {"given": 1, "of": 3}}
    assert [problem["code"] for problem in told["problems"]] == ["few-parts"]


def test_a_component_given_as_a_whole_is_what_is_lacking(tmp_path):
    body = '[[component]]\nid = "x"\ncombine = "sum"\n' + indicators("x1", "x2", keys="max = 10", parent="x")
    body += indicators("y", keys="max = 10")
    scores = parindex.score(define(body), csv(tmp_path, "unit,x,y\nA,,3\nB,4,3\n"))
    assert scores.coverage.lacking == {"A": ("x",)}
    assert [(problem.line, problem.column) for problem in scores.coverage.problems] == [(2, 2)]
