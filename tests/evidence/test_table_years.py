"""A table that says its year is held against the years of the definition, without false alarms."""

import pytest

import parindex
from parindex.evidence.table_years import years_named

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
    (problem,) = told(tmp_path, "a.csv", f"unit,{head},a,b\nA,2020,1,2\nB,2019,1,2\nC,2019,1,2\n")
    assert (problem.line, problem.column) == (3, 2)
    assert problem.message == f"column {head!r} says 2019, and 'sample' is of 2020–"


def test_an_indicator_called_year_is_an_indicator(tmp_path):
    index = define(indicators("year", keys='rule = { kind = "score", range = [0, 3000] }'))
    assert told(tmp_path, "a.csv", "unit,year\nA,1990\n", index) == []


@pytest.mark.parametrize("title, years", [("BẢNG ĐIỂM NĂM 2019", ["2019"]), ("Bảng điểm năm 2021, so với 2019", [])])
def test_a_title_above_the_header_says_the_year(tmp_path, title, years):
    problems = told(tmp_path, "bang.csv", f'"{title}",,\n(Kèm theo Quyết định số 12/2018/QĐ-UBND),,\nunit,a,b\nA,1,2\n')
    assert [problem.message.partition(" says ")[2][:4] for problem in problems] == years
    assert all(problem.message.startswith("the title says") for problem in problems)
