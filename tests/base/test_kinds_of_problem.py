"""One cause that makes many problems is told once, wherever problems are printed; the list itself stays whole."""

import json
import re
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from hypothesis import given, strategies as st

import parindex
from parindex.base.findings import Findings
from parindex.base.kinds_of_problem import problem_kinds
from parindex.base.messages import say
from parindex.base.problems import Problem
from parindex.views.problems.formats import PROBLEMS
from parindex.views.problems.problem_lines import summary

from ..sample import define, indicators
from ..views.test_problem_formats import GITLAB, SARIF

LETTERS = "abcd"
INDEX = define(indicators(*LETTERS, keys="max = 10"))
# Units 1 to 5; NA in seven cells of three columns, the first of them in C2.
NA = """unit,a,b,c,d
1,5,NA,5,5
2,5,NA,NA,5
3,5,NA,5,5
4,5,NA,5,NA
5,5,5,5,NA
"""
SAID = "'NA' is not a number: 7 cells of 3 columns, first C2"


def faults(tmp_path, text=NA, name="a.csv"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return parindex.validate(INDEX, tmp_path / name)


def told(problems):
    return [kind.told.message for kind in problem_kinds(problems)]


def test_a_mark_in_many_cells_is_told_once_with_the_first_cell(tmp_path):
    problems = faults(tmp_path)
    assert len(problems) == NA.count("NA") == 7
    (kind,) = problem_kinds(problems)
    assert kind.problems == problems
    assert (kind.told.message, kind.told.hint) == (SAID, problems[0].hint)
    assert (kind.told.code, kind.told.severity, kind.told.line, kind.told.column) == ("not-a-number", "error", 2, 3)


@pytest.mark.parametrize("form", ["text", "github", "gitlab", "sarif", "junit"])
def test_every_printed_format_tells_it_once(tmp_path, form):
    findings = Findings(faults(tmp_path), ("a.csv",), folder=tmp_path)
    printed = PROBLEMS[form](findings)
    times = 2 if form in ("github", "junit") else 1  # a command and its line; the message and the line
    assert len(re.findall(r"'NA'|&apos;NA&apos;", printed)) == times
    assert "7 cells of 3 columns, first C2" in printed
    if form == "sarif":
        jsonschema.validate(json.loads(printed), SARIF)
    if form == "gitlab":
        jsonschema.validate(json.loads(printed), GITLAB)
    if form == "junit":
        assert ET.fromstring(printed).find("testsuite/testcase/failure").get("message") == SAID  # noqa: S314 - our own


def test_json_and_the_evidence_hold_the_whole_list(tmp_path):
    findings = Findings(faults(tmp_path), ("a.csv",), folder=tmp_path)
    listed = json.loads(PROBLEMS["json"](findings))["problems"]
    assert [(problem["line"], problem["column"]) for problem in listed] == [
        (2, 3), (3, 3), (3, 4), (4, 3), (5, 3), (5, 5), (6, 5),
    ]  # fmt: skip
    assert listed[0]["message"] == "1, b: 'NA' is not a number"
    assert len(parindex.read_evidence(INDEX, tmp_path / "a.csv").problems) == 7


def test_the_error_tells_it_once_in_either_language_and_carries_all(tmp_path):
    (tmp_path / "a.csv").write_text(NA, encoding="utf-8")
    with pytest.raises(parindex.EvidenceError) as caught:
        parindex.score(INDEX, tmp_path / "a.csv")
    assert len(caught.value.problems) == len(list(caught.value)) == 7
    assert str(caught.value).count("\n") == 0
    assert SAID in str(caught.value)
    assert "'NA' không phải là số: 7 ô của 3 cột, đầu tiên là C2" in caught.value.said("vi")


def test_a_summary_says_how_many_and_of_how_many_kinds(tmp_path):
    assert summary(Findings(faults(tmp_path)), "5 units") == "5 units: 7 problems of one kind"
    two = faults(tmp_path, NA.replace("5,5,5,5,NA", "5,11,5,5,NA"))
    assert told(two) == [SAID, "5, a: 11 is not between 0 and 10"]
    assert summary(Findings(two), "5 units") == "5 units: 8 problems of 2 kinds"
    assert summary(Findings(two[-2:]), "5 units") == "5 units: 2 problems"


def test_a_lone_problem_is_told_as_it_was_found(tmp_path):
    (kind,) = problem_kinds(faults(tmp_path, "unit,a,b,c,d\n1,NA,5,5,5\n"))
    assert (kind.told,) == kind.problems
    assert kind.told.message == "1, a: 'NA' is not a number"


def test_what_differs_in_the_cell_or_the_hint_is_another_kind(tmp_path):
    text = "unit,a,b,c,d\n1,NA,-,5,5\n2,NA,-,5,5\n3,#REF!,5,5,5\n"
    assert told(faults(tmp_path, text)) == [
        "'NA' is not a number: 2 cells of one column, first B2",
        "'-' is not a number: 2 cells of one column, first C2",
        "3, a: '#REF!' is not a number",
    ]


def test_many_figures_out_of_range_in_one_column_are_told_by_the_first_and_the_cells_of_others(tmp_path):
    rows = "".join(f"{unit},{90 + unit},5,5,5\n" for unit in range(1, 13))
    assert told(faults(tmp_path, "unit,a,b,c,d\n" + rows)) == [
        "1, a: 91 is not between 0 and 10; likewise 11 more: B3, B4, B5, B6, B7, B8, B9, B10, B11, B12 …"
    ]
    few = "".join(f"{unit},{90 + unit},5,5,5\n" for unit in range(1, 11))  # each is a slip of its own
    assert len(told(faults(tmp_path, "unit,a,b,c,d\n" + few))) == 10


def test_unknown_and_absent_columns_are_told_together_by_their_names(tmp_path):
    messages = told(faults(tmp_path, "unit,a,xx,yy,zz\n1,5,5,5,5\n"))
    assert messages == [
        "no column for indicator 'b'; likewise 2 more: c, d",
        "column 'xx' is no indicator or component of 'sample'; likewise 2 more: yy, zz",
    ]


def test_rows_are_counted_as_rows(tmp_path):
    text = "unit,a,b,c,d\n1,5,5,5,5\n,5,5,5,5\n,5,5,5,5\n"
    assert told(faults(tmp_path, text)) == ["the row names no unit: 2 rows, first row 3"]
    text = "unit,a,b,c,d\n1,5,5,5,5\n2,5,5\n3,5,5\n"
    assert told(faults(tmp_path, text)) == ["3 fields where the header has 5: 2 rows, first row 3"]


def test_values_from_python_are_placed_by_their_rows():
    figures = {"unit": ["A", "B"], "a": [5, "NA"], "b": [5, "NA"], "c": [5, 5], "d": [5, 5]}
    assert told(parindex.validate(INDEX, figures)) == ["'NA' is not a number: 2 cells of 2 columns, first row 2"]


def test_a_cell_of_a_workbook_is_named_without_its_worksheet_which_stands_before(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (["unit", *LETTERS], ["A", 5, "NA", 5, 5], ["B", 5, "NA", 5, 5]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    (kind,) = problem_kinds(parindex.validate(INDEX, tmp_path / "a.xlsx"))
    assert str(kind.told).endswith(
        "a.xlsx:Sheet!C2: error not-a-number: 'NA' is not a number: 2 cells of one column, first C2 "
        "(write n/a or nothing)"
    )


def test_faults_of_a_definition_each_stand_alone():
    alike = [
        Problem("empty-component", "error", say("component {id!r} has no part", id="x"), "", "a.toml", line, 1)
        for line in (3, 9)
    ]
    assert [kind.told for kind in problem_kinds(alike)] == alike


def test_the_fingerprint_of_a_kind_stays_when_a_cell_is_mended_or_moves_or_the_folder_does(tmp_path):
    (tmp_path / "there").mkdir()
    before = Findings(faults(tmp_path), folder=tmp_path).fingerprints
    mended = NA.replace("1,5,NA", "1,5,5").replace("unit,a,b,c,d\n", "A table\nunit,a,b,c,d\n")
    after = faults(tmp_path / "there", mended)
    assert len(after) == 6
    assert Findings(after, folder=tmp_path / "there").fingerprints == before
    others = Findings(faults(tmp_path, NA.replace("NA", "-")), folder=tmp_path).fingerprints
    assert others != before


@given(st.lists(st.tuples(st.sampled_from("123"), st.sampled_from(LETTERS), st.sampled_from(["NA", "-", "11", "x"]))))
def test_every_problem_is_of_one_kind_and_kinds_stand_where_their_first_does(cells):
    problems = [
        Problem(
            "not-a-number",
            "error",
            say("{unit}, {id}: {message}", unit=unit, id=id_, message=say("{cell!r} is not a number", cell=cell)),
            "",
            "a.csv",
            int(unit),
            LETTERS.index(id_) + 2,
            (unit, id_),
        )
        for unit, id_, cell in cells
    ]
    kinds = problem_kinds(problems)
    assert sorted(map(id, problems)) == sorted(id(problem) for kind in kinds for problem in kind.problems)
    assert [kind.problems[0].message.values["message"] for kind in kinds] == list(
        dict.fromkeys(problem.message.values["message"] for problem in problems)
    )


def in_sheets(message, places):
    """Return a problem a place, each a worksheet, a line and a column, with the same message."""
    return [
        Problem("heading-row", "note", message, "", "a.xlsx", line, column, cell=f"{sheet}!{cell}")
        for sheet, line, column, cell in places
    ]


def test_rows_and_cells_of_several_worksheets_are_told_as_such():
    rows = [("Sở A", 8, None, "8:8"), ("Sở B", 9, None, "9:9")]
    assert told(in_sheets(say("read"), rows)) == ["read: 2 rows of 2 worksheets, first row 8"]
    cells = [("Sở A", 8, 6, "F8"), ("Sở B", 9, 7, "G9")]
    assert told(in_sheets(say("passed over"), cells)) == ["passed over: 2 cells of 2 worksheets, first F8"]


def test_what_several_rows_lack_is_named_and_not_the_row_again_and_again():
    lacks = [
        Problem(
            "missing-column", "error", say("no row for indicator {name!r}", name=name), "", "a.xlsx", 8, path=(unit,)
        )
        for unit in ("Sở A", "Sở B")
        for name in "abcdefghijkl"
    ]
    assert told(lacks) == ["no row for indicator 'a'; likewise 23 more: b, c, d, e, f, g, h, i, j, k …"]
