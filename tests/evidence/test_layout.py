"""A layout says of a file what its heads do not: names of columns, marks, rows, worksheets, units, years."""

import re

import attrs
import pytest

import parindex
from parindex.evidence import Layout, propose_layout, read_layout

from ..sample import define, indicators

openpyxl = pytest.importorskip("openpyxl")
TWO = define(indicators("a", "b"))


def file(tmp_path, text, name="table.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def book(tmp_path, sheets, name="table.xlsx"):
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    workbook.save(tmp_path / name)
    return tmp_path / name


def understood(evidence):
    """Return the values by unit and column, and the codes of what was told."""
    rows = [dict(zip(evidence.columns, row, strict=True)) for row in evidence.values.tolist()]
    return dict(zip(evidence.units, rows, strict=True)), [problem.code for problem in evidence.problems]


def test_heads_are_renamed_and_marks_of_missing_are_empty(tmp_path):
    path = file(tmp_path, "Province,Goal 1 Score,goal  2 SCORE,Rank\nx,1,NA\ny,2,-,2\n".replace("NA\n", "NA,1\n"))
    told = {"columns": {"Goal 1 Score": "a", "Goal 2 score": "b"}, "missing_marks": ["na", "-"], "ignore": ["Rank"]}
    values, codes = understood(parindex.read_evidence(TWO, path, **told))
    assert str(values) == "{'x': {'a': 1.0, 'b': nan}, 'y': {'a': 2.0, 'b': nan}}"
    assert codes == []


def test_a_layout_beside_the_file_is_read_and_told(tmp_path):
    path = file(tmp_path, "office,a,second\nx,1,2\n")
    file(tmp_path, '[columns]\noffice = "unit"\nsecond = "b"\n', "table.layout.toml")
    values, codes = understood(parindex.read_evidence(TWO, path))
    assert (values, codes) == ({"x": {"a": 1.0, "b": 2.0}}, ["layout-read"])


def test_a_layout_that_is_named_goes_before_the_one_beside_and_keywords_before_both(tmp_path):
    path = file(tmp_path, "office,a,second\nx,1,2\nTổng,1,2\n")
    file(tmp_path, "no layout", "table.layout.toml")
    named = file(tmp_path, 'ignore_rows = ["Tổng"]\n[columns]\noffice = "unit"\nsecond = "a"\n', "my.layout.toml")
    evidence = parindex.read_evidence(TWO, path, layout=named, columns={"second": "b"})
    assert understood(evidence) == ({"x": {"a": 1.0, "b": 2.0}}, [])
    assert parindex.read_evidence(TWO, path, layout=read_layout(named), columns={"second": "b"}).units == ("x",)


@pytest.mark.parametrize(
    "text, fault",
    [
        ("column = 1\n", (1, 1, "unknown-key")),
        ("\ncolumns = { a = 1 }\n", (2, 1, "wrong-value")),
        ('missing_marks = "NA"\n', (1, 1, "wrong-value")),
        ("header_rows = [4, 3]\n", (1, 1, "wrong-value")),
        ("header_rows = true\n", (1, 1, "wrong-value")),
        ('unit_from = "cell:3B"\n', (1, 1, "wrong-value")),
        ('layer = "own"\n', (1, 1, "wrong-value")),
        ('decimal_mark = ";"\n', (1, 1, "wrong-value")),
        ("sheet = 1\n", (1, 1, "wrong-value")),
        ("ignore = \n", (1, 10, "toml-syntax")),
    ],
)
def test_a_faulty_layout_is_told_at_its_place(tmp_path, text, fault):
    with pytest.raises(parindex.EvidenceError) as caught:
        read_layout(file(tmp_path, text, "a.layout.toml"))
    assert [(problem.line, problem.column, problem.code) for problem in caught.value.problems] == [fault]


@pytest.mark.parametrize("rows", [0, "3-", "4-3", (1, 20), True, 1.5, (1, 2, 3), "a", []])
def test_rows_of_a_header_are_a_row_or_a_few(rows):
    with pytest.raises(ValueError, match="rows of a header"):
        Layout(header_rows=rows)


@pytest.mark.parametrize("rows", [3, "3", (3, 3), [3]])
def test_a_single_row_may_be_written_in_any_way(rows):
    assert Layout(header_rows=rows).header_rows == (3, 3)


def test_several_worksheets_are_one_table_with_the_place_of_each_fault(tmp_path):
    head = ["unit", "a", "b"]
    path = book(tmp_path, {"Bắc": [head, ["x", 1, 2]], "Nam": [["b", "unit", "a"], [4, "y", "z"]], "Trống": []})
    evidence = parindex.read_evidence(TWO, path, sheet="*")
    assert evidence.units == ("x", "y")
    assert [(problem.code, problem.cell) for problem in evidence.problems] == [("not-a-number", "Nam!C2")]
    assert parindex.read_evidence(TWO, path, sheet=["nam"]).units == ("y",)
    with pytest.raises(parindex.UnreadableError, match="there is no worksheet 'Tây'"):
        parindex.read_evidence(TWO, path, sheet="Tây")


def test_a_unit_in_two_worksheets_and_a_column_that_one_lacks_are_told(tmp_path):
    path = book(tmp_path, {"A": [["unit", "a", "b"], ["x", 1, 2]], "B": [["unit", "a"], ["x", 3]]})
    problems = parindex.read_evidence(TWO, path, sheet="*").problems
    assert [(problem.code, problem.cell, problem.message) for problem in problems] == [
        ("missing-column", "B!1:1", "'B' has no column 'b', which others have"),
        ("duplicate-unit", "B!A2", "unit 'x' stands in row A!2 already"),
    ]


@pytest.mark.parametrize("place", ["sheet", "cell:B1"])
def test_a_worksheet_may_be_that_of_one_unit(tmp_path, place):
    rows = [["Đơn vị:", "Sở Y tế"], ["Tiêu chí", "Giá trị"], ["a", 1], ["b", 2]]
    path = book(tmp_path, {"Sở Y tế": rows})
    values, codes = understood(parindex.read_evidence(TWO, path, sheet="*", unit_from=place))
    assert (values, codes) == ({"Sở Y tế": {"a": 1.0, "b": 2.0}}, [])


def test_the_files_of_a_folder_are_one_table(tmp_path):
    file(tmp_path, "indicator,value\na,1\nb,2\n", "snv.csv")
    file(tmp_path, "indicator,value\nb,4\na,3\n", "stc.csv")
    file(tmp_path, "nothing", ".hidden.csv")
    file(tmp_path, "# a layout", "snv.layout.toml")
    values, _ = understood(parindex.read_evidence(TWO, tmp_path, unit_from="file"))
    assert values == {"snv": {"a": 1.0, "b": 2.0}, "stc": {"a": 3.0, "b": 4.0}}


def test_a_folder_without_tables_is_refused(tmp_path):
    with pytest.raises(parindex.UnreadableError, match="a folder without a table"):
        parindex.read_evidence(TWO, tmp_path)


def test_a_unit_that_is_merged_over_two_rows_is_told_with_the_cell(tmp_path):
    path = book(tmp_path, {"S": [["unit", "a", "b"], ["x", 1, 2], [None, 3, 4]]})
    workbook = openpyxl.load_workbook(path)
    workbook["S"].merge_cells("A2:A3")
    workbook.save(path)
    (problem,) = parindex.read_evidence(TWO, path).problems
    assert (problem.code, problem.cell) == ("duplicate-unit", "S!A3")
    assert problem.hint == "A3 belongs to the merged cell A2:A3: unmerge it, and name the unit of each row"


YEARS = "unit,a_2019,a_2020,b (2019),b (2020)\nx,1,2,3,4\n"


@pytest.mark.parametrize("year", [None, 2020])
def test_a_year_is_picked_from_years_in_columns(tmp_path, year):
    values, codes = understood(parindex.read_evidence(TWO, file(tmp_path, YEARS), year=year))
    assert (values, codes) == ({"x": {"a": 2.0, "b": 4.0}}, ["several-years"])


def test_a_year_is_picked_below_a_head_that_is_merged(tmp_path):
    path = book(tmp_path, {"S": [["unit", "a", None, "b", None], [None, 2019, 2020, 2019, 2020], ["x", 1, 2, 3, 4]]})
    values, codes = understood(parindex.read_evidence(TWO, path))
    assert (values, codes) == ({"x": {"a": 2.0, "b": 4.0}}, ["several-years"])


def test_several_years_of_an_edition_want_one_named_and_another_year_is_refused(tmp_path):
    path, several = file(tmp_path, YEARS), attrs.evolve(TWO, years=(2018, 2021))
    assert understood(parindex.read_evidence(several, path))[1].count("several-years") == 1
    assert understood(parindex.read_evidence(several, path, year=2019))[0] == {"x": {"a": 1.0, "b": 3.0}}
    (told,) = [p for p in parindex.read_evidence(several, path, year=2021).problems if p.code == "several-years"]
    assert (told.severity, told.message) == ("error", "columns stand for the years 2019, 2020, none for 2021")


def test_names_with_a_year_may_be_said_once_for_all(tmp_path):
    path = file(tmp_path, "unit,Goal 1 in 2019,Goal 1 in 2020,b\nx,1,2,3\n")
    values, codes = understood(parindex.read_evidence(TWO, path, columns={"Goal 1 in {year}": "a"}))
    assert (values, codes) == ({"x": {"a": 2.0, "b": 3.0}}, ["several-years"])


def test_what_is_said_of_a_file_is_refused_for_evidence_that_is_read(tmp_path):
    evidence = parindex.read_evidence(TWO, {"x": {"a": 1, "b": 2}})
    with pytest.raises(TypeError, match="laid out"):
        parindex.read_evidence(TWO, evidence, columns={"c": "a"})


def test_a_proposed_layout_reads_the_file_once_a_person_has_filled_it_in(tmp_path):
    titled = define('\n[[indicator]]\nid = "a"\ntitle = "Ban hành kế hoạch"\nmax = 9\n' + indicators("b"))
    text = "Bảng 1\nNơi chấm,Ban hanh kế hoạch năm,b,Xếp hạng\nx,1,..,1\ny,2,2,2\nTổng cộng,3,2,\n"
    path = file(tmp_path, text)
    proposed = propose_layout(titled, str(path)).to_toml()
    assert 'missing_marks = [".."]' in proposed
    assert 'ignore = ["Xếp hạng"]' in proposed
    assert "header_rows = [2, 2]" in proposed
    filled = re.sub(r'^# ("Nơi chấm" = "unit"|"Ban hanh kế hoạch năm" = "a").*$', r"\1", proposed, flags=re.MULTILINE)
    file(tmp_path, filled, "table.layout.toml")
    values, codes = understood(parindex.read_evidence(titled, path))
    assert str(values) == "{'x': {'a': 1.0, 'b': nan}, 'y': {'a': 2.0, 'b': 2.0}}"
    assert codes == ["layout-read"]  # the row of totals is named in it


@pytest.mark.parametrize(
    "text, lines",
    [
        ("place,a,b,a_rank,Rank b\nx,1,2,1,1\ny,2,3,2,2\n", ['ignore = ["a_rank", "Rank b"]', '# place = "unit"']),
        ("country,code,id,figure\nx,c1,a,1\nx,c1,b,2\ny,c2,a,3\n", ['\nid = "indicator"', '# code = ""']),
        (
            "ma so,city,share,a,b\n01,Huế,1,2,..\n79,Vinh,n.a,..,1\nTotal,,1,2,1\n",
            ['missing_marks = [".."]', 'ignore_rows = ["Total"]', '# "ma so" = "unit"', '# city = "name"'],
        ),
        ("code,year,a,b\nc1,2020,1,2\nc2,2020,2,3\n", ['# code = "unit"']),
    ],
)
def test_a_proposal_sees_names_for_units_ranks_criteria_and_years(tmp_path, text, lines):
    proposed = propose_layout(TWO, str(file(tmp_path, text))).to_toml()
    for line in lines:
        assert line in proposed
    assert "year" not in proposed


def test_a_column_of_units_that_names_others_than_the_layout_is_told(tmp_path):
    path = file(tmp_path, "unit,a,b\nx,1,2\n", "y.csv")
    evidence = parindex.read_evidence(TWO, path, unit_from="file")
    assert understood(evidence) == ({"y": {"a": 1.0, "b": 2.0}}, ["name-differs"])
    agreed = file(tmp_path, "unit,a,b\nX,1,2\n", "x.csv")
    assert understood(parindex.read_evidence(TWO, agreed, unit_from="file"))[1] == []
    assert understood(parindex.read_evidence(TWO, path, unit_from="file", ignore=["unit"]))[1] == []


def test_a_place_of_the_unit_is_one_of_three():
    with pytest.raises(ValueError, match="unit_from is 'sheet', 'file' or a cell"):
        parindex.read_evidence(TWO, {"x": {"a": 1, "b": 2}}, unit_from="shet")


def test_marks_of_missing_say_nothing_of_evidence_that_is_read_already():
    evidence = parindex.read_evidence(TWO, {"x": {"a": 99, "b": 2}})
    with pytest.raises(TypeError, match="read already"):
        parindex.read_evidence(TWO, evidence, missing_marks=["99"])


def test_a_unit_that_is_known_is_no_footer(tmp_path):
    listed = define('[[unit]]\nid = "x"\n[[unit]]\nid = "lk"\ntitle = "Lưu Kiếm"\n' + indicators("a", "b"))
    path = file(tmp_path, "unit,a,b\nx,1,2\n\nLưu Kiếm,,\nLưu: VT,,\n")
    evidence = parindex.read_evidence(listed, path)
    assert evidence.units == ("x", "lk")
    assert [(problem.code, problem.line) for problem in evidence.problems] == [("heading-row", 5)]


@pytest.mark.parametrize("table", ["unit,a,c\nx,không có,không có\n", "unit,indicator,value\nx,c,không có\nx,a,\n"])
def test_a_mark_of_missing_is_an_option_where_it_is_one(tmp_path, table):
    choice = 'rule = { kind = "choice", points = { "có" = 5, "không có" = 1 } }'
    definition = define(indicators("a") + indicators("c", keys=choice))
    values, codes = understood(parindex.read_evidence(definition, file(tmp_path, table), missing_marks=["không có"]))
    assert (str(values["x"]["a"]), values["x"]["c"], codes) == ("nan", 1.0, [])


@pytest.mark.parametrize("given", [{"missing_marks": [-99]}, {"ignore": [1]}, {"columns": {"x": 1}}, {"columns": None}])
def test_words_that_are_no_texts_are_an_error_of_their_type(given):
    with pytest.raises(TypeError, match="texts"):
        parindex.read_evidence(TWO, {"x": {"a": 1, "b": 2}}, **given)


def test_a_cell_that_is_said_to_name_the_unit_and_is_empty_is_a_problem(tmp_path):
    path = file(tmp_path, "unit,a,b\nx,1,2\n")
    assert understood(parindex.read_evidence(TWO, path, unit_from="cell:Z9"))[1] == ["missing-unit"]


def test_worksheets_beside_forms_are_told_and_a_guide_before_them_hides_none(tmp_path):
    form = [["STT", "Tiêu chí", "Điểm tối đa", "Điểm thẩm định"], [1, "a", None, 1], [2, "b", None, 2]]
    sheets = {"Hướng dẫn": [["Điền vào cột điểm"]], "Sở A": form, "Tổng hợp": [["Đơn vị", "a", "b"], ["Sở A", 9, 9]]}
    evidence = parindex.read_evidence(TWO, book(tmp_path, sheets))
    assert evidence.units == ("Sở A",)
    told = [(problem.severity, problem.message) for problem in evidence.problems if problem.code == "other-sheet"]
    assert told == [
        ("note", "worksheet 'Hướng dẫn' is no form and is not read"),
        ("warning", "worksheet 'Tổng hợp' is no form and is not read"),
    ]


def test_a_long_table_whose_cells_are_ids_is_proposed_as_one_and_hinted_at(tmp_path):
    """The portal's own table: the column of ids is called `id`, inputs by their name, points `official_points`."""
    definition = define(
        '[[component]]\nid = "1"\ncombine = "sum"\n[[indicator]]\nid = "1.1"\nparent = "1"\nmax = 4\nunit = "percent"\n'
        'inputs = ["numerator", "denominator"]\nvalue = "numerator / denominator * 100"\n'
        'rule = { kind = "proportional", cap = 100 }\n[[indicator]]\nid = "2"\nmax = 3\n'
    )
    path = file(tmp_path, "unit,id,numerator,denominator,official_points\nA,1.1,1,2,2\nA,2,,,1\nA,total,,,3\n")
    hints = [problem.hint for problem in parindex.validate(definition, path) if problem.code == "unknown-column"]
    assert hints[0] == "its cells name indicators: a long table? head it indicator, or let a layout say so"
    proposal = propose_layout(definition, str(path)).to_toml()
    assert 'id = "indicator"\n' in proposal
    assert '# official_points = "points"  # only like it' in proposal
    assert "numerator" not in proposal
    file(tmp_path, proposal.replace("# official_points", "official_points"), "table.layout.toml")
    scores = parindex.score(definition, path)
    assert scores.total.tolist() == [3]
    assert [problem.code for problem in scores.problems] == ["layout-read"]


def test_a_column_of_names_that_are_known_is_proposed_though_signatures_stand_below_it(tmp_path):
    text = "TT,Tên bộ,appraised,survey\n1,Bộ Nội vụ,60,26\n2,Bộ Tư pháp,61,28\n,Người lập,,\n,Hà Nội,,\n,Hà Nội,,\n"
    lines = propose_layout(parindex.load("par-ministry-2022"), str(file(tmp_path, text))).to_toml().splitlines()
    assert '# "Tên bộ" = "unit"  # only like it: see whether it is meant' not in lines
    clear = text.replace(",Hà Nội,,\n", "")
    lines = propose_layout(parindex.load("par-ministry-2022"), str(file(tmp_path, clear))).to_toml().splitlines()
    assert '# "Tên bộ" = "unit"  # only like it: see whether it is meant' in lines
