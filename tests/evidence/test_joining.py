"""Several files or worksheets read as one: each keeps its own places, marks, layers and totals."""

import math

import pytest

import parindex
from parindex.evidence.cells.table import Table
from parindex.evidence.layouts.joining import joined_tables

from ..sample import define, indicators

TWO = define(indicators("a", "b"))
HEAD = "unit,a,b\n"


@pytest.fixture
def folder(tmp_path):
    def written(**files):
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        return tmp_path

    return written


def told(evidence):
    return [(problem.code, problem.source[-5:], problem.line) for problem in evidence.problems]


def test_a_row_ignored_in_one_file_takes_no_fault_of_another_with_it(folder):
    files = folder(a=f"{HEAD}x,5,6\nz,7\n", b=f"{HEAD}y,7,8\nTổng,12,14\n")
    evidence = parindex.read_evidence(TWO, files, ignore_rows=["Tổng"])
    assert ("malformed-table", "a.csv", 3) in told(evidence)


def test_a_row_of_totals_in_one_file_takes_no_duplicate_of_another_with_it(folder):
    evidence = parindex.read_evidence(TWO, folder(a=f"{HEAD}x,5,6\nx,7,8\n", b=f"{HEAD}y,7,8\nTotal,7,8\n"))
    assert ("duplicate-unit", "a.csv", 3) in told(evidence)


def test_a_heading_in_one_file_takes_no_missing_unit_of_another_with_it(folder):
    listed = define('[[unit]]\nid = "x"\n[[unit]]\nid = "y"\n' + indicators("a", "b"))
    evidence = parindex.read_evidence(listed, folder(a=f"{HEAD}x,5,6\n,7,8\n", b=f"{HEAD}y,7,8\nPart two,,\ny,1,2\n"))
    assert ("missing-unit", "a.csv", 3) in told(evidence)


def test_a_table_of_a_folder_that_cannot_be_read_is_not_left_out(folder):
    files = folder(a=f"{HEAD}x,5,6\n")
    (files / "b.csv").symlink_to("nowhere.csv")
    with pytest.raises(parindex.UnreadableError, match=r"b\.csv: No such file"):
        parindex.read_evidence(TWO, files)


def test_a_table_without_layers_beside_one_with_them_is_a_problem(folder):
    files = folder(a="unit,layer,a,b\nx,appraised,5,6\n", b=f"{HEAD}y,7,8\n")
    assert told(parindex.read_evidence(TWO, files)) == [("unknown-layer", "b.csv", 1)]


def test_a_decimal_mark_of_one_file_says_nothing_of_another(folder):
    evidence = parindex.read_evidence(TWO, folder(a=f"{HEAD}x,2.5,6\n", b=f"{HEAD}y,1.503,8\n"))
    assert told(evidence) == [("ambiguous-number", "b.csv", 2)]
    assert math.isnan(evidence.values[1, 0])


def test_percentages_that_one_table_does_not_tell_are_not_known_of_the_whole():
    first, second = (
        Table(name, (name,), ("",), {"a": [0.95]}, (2,), {"a": 2}, percentages_known=name == "x") for name in "xy"
    )
    percent = define(indicators("a", keys='unit = "percent"\nrange = [0, 100]\nrule = { kind = "score" }'))
    evidence = parindex.read_evidence(percent, joined_tables([first, second], "both"))
    assert ("share-or-percent", "error", "y") in [
        (problem.code, problem.severity, problem.source) for problem in evidence.problems
    ]


def test_an_ignored_column_need_not_be_in_every_file(folder):
    evidence = parindex.read_evidence(TWO, folder(a="unit,a,b,rank\nx,5,6,1\n", b=f"{HEAD}y,7,8\n"), ignore=["rank"])
    assert told(evidence) == []


def test_totals_of_each_file_are_held_against_its_own_rows(folder):
    evidence = parindex.read_evidence(
        TWO, folder(a=f"{HEAD}x,5,6\ny,1,1\nTotal,6,7\n", b=f"{HEAD}z,7,8\nv,1,2\nTotal,8,11\n")
    )
    assert told(evidence) == [
        ("total-row", "a.csv", 4),
        ("total-row", "b.csv", 4),
        ("total-row-differs", "b.csv", 4),
    ]


def test_each_file_of_a_folder_is_read_by_the_layout_beside_it(folder):
    files = folder(a=f"{HEAD}x,5,1\n", b="unit,a,second,rank\ny,2.250,1.500,9\nAll,1,2,3\n")
    said = 'ignore = ["rank"]\ndecimal_mark = ","\nignore_rows = ["All"]\n[columns]\nsecond = "b"\n'
    files.joinpath("b.layout.toml").write_text(said, encoding="utf-8")
    evidence = parindex.read_evidence(TWO, files)
    assert (evidence.units, evidence.values.tolist()) == (("x", "y"), [[5, 1], [2250, 1500]])
    assert told(evidence) == [("layout-read", "b.csv", None)]
    named = files / "all.layout.toml"
    named.write_text("", encoding="utf-8")
    assert "layout-read" not in [code for code, *_ in told(parindex.read_evidence(TWO, files, layout=named))]


def test_a_layer_that_stands_where_the_next_is_empty_keeps_the_mark_of_its_file(folder):
    head = "unit,layer,a,b\n"
    files = folder(
        a=f"{head}x,self_assessed,2.5,1\nx,appraised,,1\n", b=f"{head}y,self_assessed,1.503,2\ny,appraised,,2\n"
    )
    evidence = parindex.read_evidence(TWO, files, layer="appraised", empty="accepted")
    assert told(evidence) == [("ambiguous-number", "b.csv", 2)]
