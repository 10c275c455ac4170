"""Scores as a workbook: what a reader of it finds, and that nothing in it does what it should not."""

import io
import re
import sys
import zipfile

import openpyxl
import pytest

import parindex
from parindex.views.workbook.cell_texts import TooLargeError, cell_text, check_size, sheet_name
from parindex.views.workbook.workbook_writing import workbook_bytes

from ..command import DONE, FAILED, run
from ..sample import define, indicators

VIETNAMESE = [
    "Bảng xếp hạng",
    "Điểm các mục",
    "Giải thích điểm",
    "Số liệu",
    "Tính điểm",
    "Vấn đề",
    "Nguồn và phương pháp",
]
ENGLISH = ["Ranking", "All scores", "Explanation", "Evidence", "Calculation", "Problems", "Sources and method"]


@pytest.fixture(scope="module")
def ministries(root):
    definition = parindex.load("par-ministry-2022")
    return parindex.score(definition, root / "examples" / "par-ministries-2023.csv")


def opened(scores, lang="en", *, figures=True):
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(scores, lang)), data_only=figures)


def rows_of(book, sheet):
    return [list(row) for row in book[sheet].iter_rows(values_only=True)]


def test_sheets_are_named_in_the_language(ministries):
    assert opened(ministries, "vi").sheetnames == VIETNAMESE
    assert opened(ministries, "en").sheetnames == ENGLISH


def test_an_unknown_language_is_refused(ministries):
    with pytest.raises(ValueError, match="texts are in en and vi"):
        workbook_bytes(ministries, "fr")


def test_a_file_that_is_named_for_something_else_is_refused(ministries, tmp_path):
    with pytest.raises(ValueError, match=r"a workbook is written to a file \.xlsx, not \.csv"):
        ministries.to_excel(tmp_path / "x.csv")
    assert not list(tmp_path.iterdir())


def test_the_ranking_holds_published_figures_as_numbers_best_first(ministries):
    rows = rows_of(opened(ministries, "vi"), "Bảng xếp hạng")
    assert rows[3][:5] == ["Thứ hạng", "Đơn vị", "Tên đơn vị", "Tổng điểm", "Nhóm kết quả"]
    # Decision of the Ministry of Home Affairs on PAR INDEX 2023: Justice, then the State Bank
    assert rows[4][:7] == [1, "MOJ", "Bộ Tư pháp", 89.96, "B", 61.86, 28.1]
    assert rows[5][:4] == [2, "SBV", "Ngân hàng Nhà nước Việt Nam", 89.88]


def test_numbers_are_shown_with_the_decimals_of_the_edition(ministries):
    cell = opened(ministries)["Ranking"]["D5"]
    assert (cell.value, cell.number_format) == (89.96, "0.00")


def test_what_counts_give_is_shown_with_four_decimals_at_most(root):
    """79 of 82 procedures are 96.3414634146341… percent."""
    book = opened(parindex.score(parindex.load("qd766-2026"), root / "examples" / "qd766-dak-lak.csv"))
    cells = [cell for row in book["Calculation"].iter_rows() for cell in row if isinstance(cell.value, float)]
    formats = {cell.number_format for cell in cells if cell.value == pytest.approx(100 * 79 / 82)}
    assert formats == {"0.00##"}


def test_units_without_a_rank_stand_last_with_the_reason():
    scores = parindex.score(define(indicators("a", "b")), {"x": {"a": 1, "b": None}, "y": {"a": 1, "b": 2}})
    rows = rows_of(opened(scores), "Ranking")
    assert [row[1] for row in rows[4:]] == ["y", "x"]
    assert rows[3][-1] == "Why there is no rank"
    assert rows[5][-1] == "lacking: b"


def test_the_same_scores_give_the_same_bytes(ministries):
    assert workbook_bytes(ministries, "vi") == workbook_bytes(ministries, "vi")


def test_cells_hold_our_figures_for_who_does_not_work_formulas_out(ministries):
    live, held = (opened(ministries, figures=figures)["Calculation"] for figures in (False, True))
    at = next(cell.coordinate for cell in live[8] if str(cell.value).startswith("=IF(COUNT("))
    assert held[at].value == pytest.approx(ministries.total[0])


@pytest.mark.parametrize("name", ["=1+1", "+84", "-5", "@sum", '=HYPERLINK("http://x")', "https://x.vn", "{=1}"])
def test_no_name_becomes_a_formula_or_a_link(name):
    scores = parindex.score(define(indicators("a")), {"unit": [name, "b"], "a": [1, 2]})
    content = workbook_bytes(scores, "en")
    book = openpyxl.load_workbook(io.BytesIO(content))
    found = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == name]
    assert found
    assert all(cell.data_type == "s" and cell.hyperlink is None for cell in found)


def test_what_no_xml_holds_and_what_turns_a_text_round_is_shown():
    assert cell_text("a\x00\x0bb\ud800\ufffe\u202e\nc") == r"a\x00\x0bb\ud800\ufffe\u202e" + "\nc"


def test_what_excel_cannot_hold_is_told():
    with pytest.raises(TooLargeError, match="32,767 characters at most"):
        cell_text("x" * 32_768)
    with pytest.raises(TooLargeError, match="1,048,576"):
        check_size(1_048_577, 5)
    with pytest.raises(TooLargeError, match="16,384"):
        check_size(5, 16_385)


def test_names_of_sheets_are_such_as_excel_takes():
    assert sheet_name("a/b:c*d?[e]'") == "a b c d  e"
    assert len(sheet_name("x" * 40)) == 31


def test_only_addresses_of_the_web_are_links():
    definition = define(indicators("a"), root='sources = [{ id = "s", url = "https://a.vn" }]')
    scores = parindex.score(definition, {"unit": ["x"], "a": [1]})
    sheet = opened(scores)["Sources and method"]
    links = [cell.hyperlink.target for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert links == ["https://a.vn"]


def test_problems_stand_in_the_language_with_place_and_hint(ministries):
    scores = parindex.score(define(indicators("a", "b")), {"x": {"a": 1, "b": None}, "y": {"a": 1, "b": 2}})
    rows = rows_of(opened(scores, "vi"), "Vấn đề")
    assert rows[3] == ["Mức độ", "Mã", "Vị trí", "Nội dung", "Cách sửa"]
    assert rows[4][:2] == ["cảnh báo", "no-total"]
    assert "x không có tổng điểm" in rows[4][3]


def test_sources_say_what_results_rest_on(ministries):
    rows = {row[0]: row[1] for row in rows_of(opened(ministries, "en"), "Sources and method")}
    assert rows["Definition"] == "par-ministry-2022"
    assert rows["Fingerprint of the definition"] == ministries.definition.sha256
    assert rows["Program"].startswith("parindex ")


def test_the_sheet_of_evidence_is_read_as_evidence_again(tmp_path, root):
    for definition, table in (("par-ministry-2022", "par-ministries-2023.csv"), ("qd766-2026", "qd766-dak-lak.csv")):
        loaded = parindex.load(definition)
        scores = parindex.score(loaded, root / "examples" / table)
        scores.to_excel(tmp_path / "x.xlsx", lang="vi")
        again = parindex.score(loaded, tmp_path / "x.xlsx", sheet="Số liệu", header_row=7)
        assert again.rounded == scores.rounded


def test_formulas_use_only_functions_of_excel_2010(ministries):
    known = {"IF", "COUNT", "SUM", "ISNUMBER", "ROUND", "RANK", "COUNTIF", "AND", "N", "INDEX", "ROW", "SUMPRODUCT"}
    book = opened(ministries, figures=False)
    formulas = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(formulas) > 100
    assert {name for formula in formulas for name in re.findall(r"([A-Z]+)\(", formula)} <= known


def test_heads_stay_and_repeat_and_filters_are_set(ministries):
    book = opened(ministries)
    for name, frozen in (("Ranking", "D5"), ("All scores", "D5"), ("Evidence", "C8"), ("Calculation", "C8")):
        sheet = book[name]
        assert sheet.freeze_panes == frozen
        assert sheet.print_title_rows
        assert sheet.auto_filter.ref
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)


def test_a_stream_takes_the_workbook(ministries):
    stream = io.BytesIO()
    ministries.to_excel(stream, lang="en")
    assert zipfile.ZipFile(stream).testzip() is None


def test_without_xlsxwriter_the_extra_is_named(ministries, monkeypatch):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(parindex.ExtraError, match=r"parindex\[excel\]"):
        ministries.to_excel("x.xlsx")


def test_a_unit_is_chosen_from_a_list(ministries):
    sheet = opened(ministries)["Explanation"]
    (choice,) = sheet.data_validations.dataValidation
    assert (str(choice.sqref), choice.type) == ("B3", "list")
    assert sheet["B3"].value == "Bộ Tư pháp"


def test_commands_write_a_workbook_where_the_name_says_so(tmp_path, root):
    table = str(root / "examples" / "par-ministries-2023.csv")
    path = tmp_path / "x.xlsx"
    assert run("score", "par-ministry-2022", table, "-o", str(path), "--lang", "vi") == (DONE, "", "")
    assert openpyxl.load_workbook(path).sheetnames == VIETNAMESE
    assert run("explain", "par-ministry-2022", table, "--unit", "MOHA", "-o", str(path), "--lang", "en")[0] == DONE
    book = openpyxl.load_workbook(path)
    assert book.active.title == "Explanation"
    assert book.active["B3"].value == "Bộ Nội vụ"


def test_a_unit_that_does_not_exist_writes_no_file(tmp_path, root):
    table = str(root / "examples" / "par-ministries-2023.csv")
    path = tmp_path / "x.xlsx"
    assert run("explain", "par-ministry-2022", table, "--unit", "none", "-o", str(path))[0] == FAILED
    assert not path.exists()
