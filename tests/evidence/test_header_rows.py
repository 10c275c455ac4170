"""Rows of cells become a table: titles, separators, headings, long tables; nothing is dropped in silence."""

import numpy as np
import pytest

import parindex

from ..sample import define, indicators

AB = define(indicators("a", "b"))


def told(tmp_path, text, definition=AB, **options):
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    evidence = parindex.read_evidence(definition, path, **options)
    return evidence, [(problem.code, problem.line, problem.column) for problem in evidence.problems]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("title", ["", "Bảng điểm 2024\n", "Bảng điểm, năm 2024; quý 4\n\nĐơn vị tính: điểm\n"])
def test_the_header_decides_what_separates_whatever_the_titles_hold(tmp_path, separator, title):
    body = "\n".join(separator.join(row) for row in (("unit", "a", "b"), ("01", "1", "2")))
    evidence, problems = told(tmp_path, title + body)
    assert (evidence.units, evidence.values.tolist(), problems) == (("01",), [[1, 2]], [])


def test_a_code_and_a_name_of_the_unit_are_told_apart_by_their_headings(tmp_path):
    evidence, problems = told(tmp_path, "STT,Mã đơn vị,Đơn vị,a,b\n1,01,Hà Nội,1,2\n")
    assert (evidence.units, evidence.names, problems) == (("01",), ("Hà Nội",), [])


def test_a_column_without_a_name_that_holds_something_is_told(tmp_path):
    _, problems = told(tmp_path, "unit,,a,b,\n01,,1,2,0\n02,5,1,2,\n")
    assert problems == [("unknown-column", 1, 2), ("unknown-column", 1, 5)]
    assert told(tmp_path, "unit,,a,b,\n01,,1,2,\n")[1] == []


def test_a_column_of_notes_is_called_as_the_table_calls_it_and_can_be_ignored(tmp_path):
    text = "unit,a,b,Ghi chú\n01,1,2,x\n"
    evidence, problems = told(tmp_path, text)
    assert problems == [("unknown-column", 1, 4)]
    assert "'Ghi chú'" in evidence.problems[0].message
    assert told(tmp_path, text, ignore=["Ghi chú"])[1] == []


def test_rows_of_totals_are_passed_over_when_they_are_named(tmp_path):
    text = "unit,a,b\n01,1,2\nTổng cộng,1,2\nĐiểm tối đa,9,9\n"
    evidence, problems = told(tmp_path, text, ignore_rows=["tổng cộng", "Điểm tối đa"])
    assert (evidence.units, problems) == (("01",), [("total-row-differs", 4, 1)])  # of a maximum of 1e18
    assert told(tmp_path, text, ignore_rows=["Tổng"])[1] == [
        ("unknown-unit", 1, 1),
        ("total-row", 3, 1),
        ("total-row", 4, 1),
        ("total-row-differs", 4, 1),
    ]


@pytest.mark.parametrize(
    "text, problems",
    [
        ("unit,indicator,value\n01,a,1\n01,b,2\n01,zz,3\n", [("unknown-column", 4, 2)]),
        ("unit,indicator,value\n01,a,1\n01,b,2\n01,,3\n", [("unknown-column", 4, 2)]),
        ("unit,indicator,value\n01,a,1\n01,b,2\n01,a,3\n", [("duplicate-row", 4, 2)]),
        ("unit,name,indicator,value\n01,Hà Nội,a,1\n01,Cần Thơ,b,2\n", [("name-differs", 3, 2)]),
        ("unit,indicator,value,document\n01,a.document,QĐ 1,\n01,a,1,X\n01,b,2,\n", [("duplicate-row", 3, 2)]),
        ("unit,indicator,value,document\n01,a,1,X\n01,a.document,QĐ 1,\n01,b,2,\n", [("duplicate-row", 3, 2)]),
        ("unit,indicator,gia\n01,a,1\n", [("malformed-table", 1, None)]),
    ],
)
def test_a_fault_of_a_long_table_is_told_at_its_row(tmp_path, text, problems):
    found = [problem for problem in told(tmp_path, text)[1] if problem[0] != "missing-column"]
    assert found[: len(problems)] == problems


def test_a_cell_that_is_no_number_is_not_missing_as_well(tmp_path):
    strict = define(indicators("a", "b"), root='missing = "error"')
    assert told(tmp_path, "unit,indicator,value\n01,a,1\n01,b,x\n", strict)[1] == [("not-a-number", 3, 3)]


@pytest.mark.parametrize("paper", ["a.page", "a.document", "a.note"])
def test_the_decimal_mark_is_told_by_figures_only(tmp_path, paper):
    one = define(indicators("a"))
    evidence, problems = told(tmp_path, f'unit,a,{paper}\n01,1.234,"12,14"\n', one)
    assert (np.isnan(evidence.values).tolist(), problems) == ([[True]], [("ambiguous-number", 2, 2)])


@pytest.mark.parametrize(
    "heading", ["1.1. Ban hành kế hoạch", "1.1 - Ban hành kế hoạch", "Ban hành KẾ HOẠCH", "ban hanh ke hoach"]
)
def test_a_title_heads_a_column_with_its_number_or_without(tmp_path, heading):
    titled = define('\n[[indicator]]\nid = "1.1"\nmax = 5\ntitle = "Ban hành kế hoạch"\n')
    evidence, problems = told(tmp_path, f"unit,{heading}\n01,1\n", titled)
    assert (evidence.columns, evidence.values.tolist(), problems) == (("1.1",), [[1.0]], [])


def test_a_heading_that_was_made_a_date_is_seen_through(tmp_path):
    titled = define('\n[[indicator]]\nid = "1.1"\nmax = 5\ntitle = "Ban hành kế hoạch"\n')
    evidence, _ = told(tmp_path, "unit,01/01/2001\n01,1\n", titled)
    hint = "a date? a spreadsheet makes one of an id with two points; format the header as text"
    assert [problem.hint for problem in evidence.problems if problem.code == "unknown-column"] == [hint]


def test_points_in_place_of_an_option_get_its_name(tmp_path):
    choice = define('\n[[indicator]]\nid = "a"\nrule = { kind = "choice", points = { "on time" = 1, late = 0.5 } }\n')
    evidence, _ = told(tmp_path, 'unit,a\n01,1\n02,"0,5"\n03,2\n', choice)
    assert [problem.hint for problem in evidence.problems] == [
        "1 point: write 'on time'",
        "0.5 points: write 'late'",
        "one of on time, late",
    ]


def test_a_value_out_of_its_range_names_what_it_is_worked_out_from():
    rate = define(
        '\n[[indicator]]\nid = "a"\nrange = [0, 100]\nmax = 100\ninputs = ["done", "all"]\nvalue = "done / all * 100"\n'
    )
    (problem,) = parindex.validate(rate, {"u": {"a.done": 99999, "a.all": 1250}})
    assert problem.message == "u, a: 7999.92 is not between 0 and 100, worked out from done 99999, all 1250"


def test_headings_are_passed_over_where_units_are_known_and_signatures_everywhere(tmp_path):
    text = "unit,name,a\nI. SỞ,,\nsnv,,1\n,NGƯỜI LẬP BIỂU,\n"
    known = define(indicators("a"), root='unit = [{ id = "snv", title = "Sở Nội vụ" }]')
    evidence, problems = told(tmp_path, text, known)
    assert (evidence.units, problems) == (("snv",), [("heading-row", 2, None), ("heading-row", 4, None)])
    assert [problem.severity for problem in evidence.problems] == ["note", "note"]
    evidence, problems = told(tmp_path, text, define(indicators("a")))
    assert (evidence.units, problems) == (("I. SỞ", "snv"), [("heading-row", 4, None)])


def test_a_row_that_is_passed_over_takes_no_other_fault_with_it(tmp_path):
    assert told(tmp_path, "unit,a,a,b\n01,1,5,2\na,1,1,2\n", ignore_rows=["a"])[1] == [("duplicate-column", 1, 3)]


def test_columns_that_say_nothing_can_be_ignored_in_any_form(tmp_path):
    long = "unit,indicator,value,max\n01,a,1,9\n01,b,2,9\n"
    assert told(tmp_path, long)[1] == [("unknown-column", 1, 4)]
    assert told(tmp_path, long, ignore=["max"])[1] == []
    assert told(tmp_path, "STT,unit,a,b\n1,01,1,2\n", ignore=["STT"])[1] == []


def test_headings_in_long_and_layered_tables_are_passed_over(tmp_path):
    assert told(tmp_path, "unit,indicator,value\nKhối sở,,\n01,a,1\n01,b,2\n")[1] == [("heading-row", 2, None)]
    layered = "unit,layer,a,b\nKhối sở,,,\n01,thẩm định,1,2\n"
    assert told(tmp_path, layered)[1] == [("heading-row", 2, None)]


def test_a_printed_total_below_zero_is_held_against_the_computed_one(tmp_path):
    below = define(indicators("a"))
    evidence, problems = told(tmp_path, 'unit,a,total\n01,-0.71,"-0,71"\n', below)
    assert (evidence.printed.tolist(), problems) == ([-0.71], [])


@pytest.mark.parametrize(
    "heads",
    ["Tên đơn vị,a,b", "STT,Tên cơ quan/đơn vị,a,b", "name,a,b", "Địa phương,a,b", "Mã ĐV,Tên đơn vị,a,b", "tinh,a,b"],
)
def test_units_are_headed_in_many_ways(tmp_path, heads):
    cells = ["1", "x", "1", "2"][-len(heads.split(",")) :] if "Mã" not in heads else ["x", "Xã Một", "1", "2"]
    evidence, problems = told(tmp_path, f"{heads}\n{','.join(cells)}\n")
    assert (evidence.units, evidence.values.tolist(), problems) == (("x",), [[1.0, 2.0]], [])


def test_a_name_is_no_unit_where_units_are_given(tmp_path):
    evidence = parindex.read_evidence(AB, {"01": {"name": "Hà Nội", "a": 1, "b": 2}})
    assert (evidence.units, evidence.names) == (("01",), ("Hà Nội",))


@pytest.mark.parametrize("behind", [" rank", " (xếp hạng)", " - Điểm tối đa", " [max]", ", trọng số"])
def test_a_rank_a_maximum_or_a_weight_behind_id_and_title_is_no_value(tmp_path, behind):
    titled = define(indicators("a", keys='title = "Alpha"\nmax = 5') + indicators("b"))
    _, problems = told(tmp_path, f"unit;a. Alpha{behind};b\n01;1;2\n", titled)
    assert ("unknown-column", 1, 2) in problems


def test_a_table_wider_than_any_worksheet_is_refused_at_once(tmp_path):
    with pytest.raises(parindex.UnreadableError, match="line 1: 20,001 columns, more than 16,384"):
        told(tmp_path, "unit" + ",a" * 20_000 + "\n01" + ",1" * 20_000 + "\n")
