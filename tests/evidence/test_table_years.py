"""A table that says its year is held against the years of the definition, without false alarms."""

import pytest

import parindex
from parindex.evidence.layouts.table_years import years_named

from ..sample import define, indicators

INDEX = define(indicators("a", "b", keys="max = 10"))  # of 2020 and later


@pytest.mark.parametrize(
    "text, years",
    [
        ("pci_2013", {2013}),
        ("PCI2013-final", {2013}),
        ("2013", {2013}),
        ("KẾT QUẢ CHẤM ĐIỂM NĂM 2025", {2025}),
        ("Năm 2024 so với năm 2023", {2023, 2024}),
        ("giai đoạn 2021-2025", {2021, 2025}),
        ("Kèm theo Quyết định số 2579/QĐ-UBND", set()),
        ("Quyết định số 212/2025/QĐ-UBND", set()),
        ("2025/QĐ", set()),
        ("ngày 31/12/2025", set()),
        ("ngày 31-12-2025", set()),
        ("xuất 2026-01-15", set()),
        ("20260115", set()),
        ("Hà Nội, ngày 5 tháng 3 năm 2026", set()),
        ("NĂM 2025 (ngày 5 tháng 3 năm 2026)", {2025}),
        ("12013", set()),
        ("2.013 hồ sơ", set()),
        ("2013,5 điểm", set()),
        ("2013 %", set()),
        ("1899 2100", set()),
        ("", set()),
    ],
)
def test_a_year_is_four_digits_that_stand_alone(text, years):
    assert years_named(text) == years


def told(tmp_path, name, text="unit,a,b\nA,1,2\n", index=INDEX):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return [problem for problem in parindex.validate(index, tmp_path / name) if problem.code == "other-year"]


@pytest.mark.parametrize("name", ["a.csv", "a-2020.csv", "2020 against 2019.csv", "QD 2579.csv", "a 2019-05-06.csv"])
def test_a_file_that_names_no_other_year_is_taken_as_it_is(tmp_path, name):
    assert told(tmp_path, name) == []


def test_a_file_of_another_year_is_told(tmp_path):
    (problem,) = told(tmp_path, "index-2019.csv")
    assert (problem.severity, problem.line) == ("warning", 1)
    assert problem.message == "the name of the file says 2019, and 'sample' is of 2020–"
    assert problem.said("vi").message == "tên tệp ghi 2019, còn 'sample' là của 2020–"
    (problem,) = told(tmp_path, "2018 and 2019.csv")
    assert problem.message == "the name of the file says 2018, 2019, and 'sample' is of 2020–"


def test_folders_are_not_asked(tmp_path):
    (tmp_path / "2019").mkdir()
    assert told(tmp_path / "2019", "a.csv") == []


def test_a_bundled_edition_of_that_year_is_named(tmp_path):
    names = [leaf.id for leaf in parindex.load("pci-2013").leaves]
    text = f"unit,{','.join(names)}\n01,{','.join('5' for _ in names)}\n"
    (problem,) = told(tmp_path, "pci_2008.csv", text, parindex.load("pci-2013"))
    assert problem.message == "the name of the file says 2008, and 'pci-2013' is of 2013–2021"
    assert problem.hint == "of that year: pci-2007"


def test_the_worksheet_is_nearer_than_the_file(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    for title, name, count in (("2020", "2019.xlsx", 0), ("Năm 2019", "2020.xlsx", 1), ("Points", "2019.xlsx", 1)):
        book = openpyxl.Workbook()
        book.active.title = title
        for row in (["unit", "a", "b"], ["A", 1, 2]):
            book.active.append(row)
        book.save(tmp_path / name)
        problems = [p for p in parindex.validate(INDEX, tmp_path / name) if p.code == "other-year"]
        assert len(problems) == count, (title, name)


@pytest.mark.parametrize("head", ["year", "Year", "năm", "NĂM"])
def test_a_column_of_years_is_no_unknown_column_and_is_held_against_the_definition(tmp_path, head):
    assert parindex.validate(INDEX, [{"unit": "A", head: 2020, "a": 1, "b": 2}]) == ()
    (problem,) = told(tmp_path, "a.csv", f"unit,{head},a,b\nB,2019,1,2\nC,2019,1,2\n")
    assert (problem.line, problem.column) == (2, 2)
    assert problem.message == f"column {head!r} says 2019, and 'sample' is of 2020–"


def test_an_indicator_called_year_is_an_indicator(tmp_path):
    index = define(indicators("year", keys='rule = { kind = "score", range = [0, 3000] }'))
    assert told(tmp_path, "a.csv", "unit,year\nA,1990\n", index) == []


@pytest.mark.parametrize("title, years", [("BẢNG ĐIỂM NĂM 2019", ["2019"]), ("Bảng điểm năm 2021, so với 2019", [])])
def test_a_title_above_the_header_says_the_year(tmp_path, title, years):
    problems = told(tmp_path, "bang.csv", f'"{title}",,\n(Kèm theo Quyết định số 12/2018/QĐ-UBND),,\nunit,a,b\nA,1,2\n')
    assert [problem.message.partition(" says ")[2][:4] for problem in problems] == years
    assert all(problem.message.startswith("the title says") for problem in problems)


PANEL = "unit,year,a,b\nA,2021,1,2\nB,2021,3,4\nA,2022,5,6\nB,2022,7,8\nB,2019,9,9\n"


def read(tmp_path, text, **options):
    """Return what is read of a table: its units, its values, and the codes of what is told."""
    (tmp_path / "panel.csv").write_text(text, encoding="utf-8")
    evidence = parindex.read_evidence(INDEX, tmp_path / "panel.csv", **options)
    return evidence.units, evidence.values.tolist(), [problem.code for problem in evidence.problems]


def test_the_rows_of_the_year_scored_are_read_and_the_others_told(tmp_path):
    assert read(tmp_path, PANEL, year=2022) == (("A", "B"), [[5, 6], [7, 8]], ["several-years"])
    (note,) = parindex.validate(INDEX, tmp_path / "panel.csv", year=2022)
    assert (note.severity, note.message) == ("note", "rows of 2022 are read, 3 rows of 2019, 2021 passed over")


def test_without_a_year_the_only_one_of_the_definition_is_read(tmp_path):
    text = PANEL.replace("2021", "2018")
    assert read(tmp_path, text) == (("A", "B"), [[5, 6], [7, 8]], ["several-years"])


@pytest.mark.parametrize(
    "text, year, message",
    [
        (PANEL, None, "rows stand for the years 2019, 2021, 2022, and one is scored at a time"),
        (PANEL, 2023, "rows stand for the years 2019, 2021, 2022, none for 2023"),
        (PANEL.replace("2021", "2018").replace("2022", "2017"), None, "rows stand for the years 2017, 2018, 2019, "),
        ("unit,year,a,b\nA,2021,1,2\n", 2022, "rows stand for the years 2021, none for 2022"),
    ],
)
def test_where_no_year_is_chosen_that_alone_is_told(tmp_path, text, year, message):
    assert read(tmp_path, text, year=year)[2] == ["several-years"]
    (problem,) = parindex.validate(INDEX, tmp_path / "panel.csv", year=year)
    assert (problem.severity, problem.line, problem.column) == ("error", 1, 2)
    assert problem.message.startswith(message)


def test_what_is_ignored_of_a_table_of_no_year_is_no_second_fault(tmp_path):
    text = PANEL.replace("unit,year,a,b", "unit,year,a,spare")
    assert read(tmp_path, text, ignore=["spare"])[2] == ["several-years"]
    assert read(tmp_path, LONG, ignore=["other"])[2] == ["several-years"]


def test_a_column_of_years_that_is_ignored_says_nothing(tmp_path):
    text = "unit,year,a,b\nA,2021,1,2\nB,2022,3,4\n"
    assert read(tmp_path, text, ignore=["year"]) == (("A", "B"), [[1, 2], [3, 4]], [])
    assert "duplicate-unit" in read(tmp_path, PANEL, ignore=["year"])[2]


def test_totals_and_footers_belong_to_no_year(tmp_path):
    text = PANEL + "Tổng cộng,,12,14\n\nNguồn: Niên giám 2023,,,\n"
    units, _, codes = read(tmp_path, text, year=2022)
    assert (units, sorted(codes)) == (("A", "B"), ["heading-row", "several-years", "total-row"])


LONG = "unit,năm,indicator,value\nA,2021,a,1\nA,2021,b,2\nA,2022,a,3\nA,2022,b,4\nA,2021,other,5\n"


def test_rows_of_a_long_table_are_those_of_one_year_too(tmp_path):
    assert read(tmp_path, LONG, year=2022) == (("A",), [[3, 4]], ["several-years"])
    assert read(tmp_path, LONG, year=2022, ignore=["other"]) == (("A",), [[3, 4]], ["several-years"])
    assert sorted(read(tmp_path, LONG, year=2021)[2]) == ["several-years", "unknown-column"]
    assert read(tmp_path, LONG, year=2021, ignore=["other"]) == (("A",), [[1, 2]], ["several-years"])


def test_a_long_table_of_another_year_is_told(tmp_path):
    text = "unit,year,indicator,value\nA,2019,a,1\nA,2019,b,2\n"
    assert read(tmp_path, text) == (("A",), [[1, 2]], ["other-year"])


def test_records_of_several_years_are_picked_alike():
    records = [{"unit": "A", "year": year, "a": year - 2015, "b": 1} for year in (2020, 2021)]
    evidence = parindex.read_evidence(INDEX, records, year=2021)
    assert (evidence.values.tolist(), [problem.code for problem in evidence.problems]) == ([[6, 1]], ["several-years"])


@pytest.mark.parametrize(
    "cell", ["2022", "2022.0", "31/12/2022", "2022-12-31", "2022-12-31 00:00:00", "Năm 2022", "2021-2022"]
)
def test_a_year_is_known_however_it_is_written(tmp_path, cell):
    text = f"unit,year,a,b\nA,{cell},1,2\nB,2021.0,3,4\n"
    assert read(tmp_path, text, year=2022) == (("A",), [[1, 2]], ["several-years"])


def test_rows_of_several_years_are_never_ranked_together(tmp_path):
    text = "unit,year,a,b\nA,2021,1,2\nB,2022,3,4\n"  # no unit stands in both
    assert read(tmp_path, text)[2] == ["several-years"]
    assert parindex.validate(INDEX, tmp_path / "panel.csv")[0].severity == "error"


@pytest.mark.parametrize("cell", ["24", "", "this year"])
def test_a_row_among_others_that_says_no_year_is_told(tmp_path, cell):
    text = f"unit,year,a,b\nA,2021,1,2\nB,2022,3,4\nC,{cell},5,6\n"
    evidence = read(tmp_path, text, year=2022)
    assert evidence[2] == ["several-years", "several-years"]
    assert [problem.line for problem in parindex.validate(INDEX, tmp_path / "panel.csv", year=2022)] == [1, 4]
