"""CSV for Excel: numbers are numbers, codes and names are text, and nothing is a formula; read back it is the same."""

import csv
import io
import os
import shutil
import subprocess
import sys

import pytest

import parindex
from parindex.base import Figure
from parindex.views.document import TextTable
from parindex.views.document.excel_text import excel_column
from parindex.views.tables import FORMATS

from ..command import DONE, FAILED, run
from ..sample import define, indicators

openpyxl = pytest.importorskip("openpyxl")
#: Semicolons, quotation marks, UTF-8, from the first row, Vietnamese; special numbers are told, as Excel tells them.
AS_EXCEL_READS = "--infilter=CSV:59,34,76,1,,1066,false,true"
BEGINNINGS = "=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"
BODY = """
[[indicator]]
id = "x"
title = { vi = "=1+1", en = "Roads" }
rule = { kind = "score", range = [-10, 10] }

[[indicator]]
id = "1.1"
rule = { kind = "score", range = [-10, 10] }
"""
OFFICES = {
    "01": {"name": "=cmd|' /C calc'!A0", "x": 1.25, "1.1": -2},
    "48": {"name": '@SUM("a";1)', "x": 3, "1.1": 4},
    "075": {"name": "-2+3\r\n|<script>", "x": -1.5, "1.1": 0},
    "1/3": {"name": "\t=1+1", "x": 0, "1.1": 1},
}


def rows_of(text):
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))


def written(scores, lang="vi"):
    return FORMATS["excel"](scores, lang)


def test_a_table_for_excel_has_its_marks_and_its_numbers_commas():
    table = TextTable(["unit", "rank", "points"], [["a;b", Figure("1"), Figure("-12.50")], ['c"', "", Figure("1e-05")]])
    assert table.to_excel_csv() == '\ufeffunit;rank;points\r\n"a;b";1;-12,50\r\n"c""";;1e-05\r\n'
    assert table.to_csv() == 'unit,rank,points\na;b,1,-12.50\n"c""",,1e-05\n'


@pytest.mark.parametrize(
    "column, as_it_stands",
    [
        (["id", "01", "48"], ["id", '="01"', '="48"']),
        (["id", "17", "48"], ["id", "17", "48"]),
        (["id", "1.1", "x"], ["id", '="1.1"', "x"]),
        (["exact", "1/3", ""], ["exact", '="1/3"', ""]),
        (["id", "123456789012345678"], ["id", '="123456789012345678"']),
        (["name", "2-3", "3E5"], ["name", '="2-3"', '="3E5"']),
        (["note", "- none", "a = b"], ["note", "'- none", "a = b"]),
        (["rank", Figure("-1.5"), Figure("+2")], ["rank", "-1,5", "+2"]),
        (["name", "a,=b", "a;@b", "'=b", "-1.5"], ["name", "a,'=b", "a;'@b", "''=b", "'-1.5"]),
        (["name", "a\n=b", "\x1b[31m"], ["name", "a =b", "\\x1b[31m"]),
    ],
)
def test_what_excel_would_change_is_written_as_text(column, as_it_stands):
    assert excel_column(column) == as_it_stands


@pytest.mark.parametrize("sign", BEGINNINGS)
def test_no_text_begins_a_formula(sign):
    assert not excel_column([f"{sign}1+1", f"  {sign}1"])[0].startswith(BEGINNINGS)
    assert not excel_column([f"  {sign}A1"])[0].startswith(BEGINNINGS)


def test_cells_of_scores_begin_no_formula_but_one_that_is_a_code():
    rows = rows_of(written(parindex.score(define(BODY), OFFICES)))
    assert rows[0] == ["thứ hạng", "đơn vị", "tên đơn vị", "'=1+1", '="1.1"', "tổng điểm"]
    assert rows[1] == ["1", '="48"', '\'@SUM("a";1)', "3,00", "4,00", "7,00"]
    assert [row[1] for row in rows[2:]] == ['="1/3"', '="01"', '="075"']
    assert [row[2] for row in rows[2:]] == ["'=1+1", "'=cmd|' /C calc'!A0", "'-2+3 |<script>"]
    assert [row[-1] for row in rows[2:]] == ["1,00", "-0,75", "-1,50"]


def test_libre_office_finds_numbers_and_text_and_no_formula_of_a_name(tmp_path):
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        if os.environ.get("CI") and sys.platform == "linux":
            pytest.fail("LibreOffice is not installed: apt-get install --no-install-recommends libreoffice-calc")
        pytest.skip("LibreOffice is not installed (libreoffice-calc)")
    (tmp_path / "a.csv").write_text(written(parindex.score(define(BODY), OFFICES)), "utf-8", newline="")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", "xlsx", AS_EXCEL_READS, "--outdir", tmp_path]
    subprocess.run([*command, tmp_path / "a.csv"], check=True, capture_output=True, timeout=120)
    shown = [list(row) for row in openpyxl.load_workbook(tmp_path / "a.xlsx", data_only=True).active.values]
    assert shown[1] == [1, "48", '\'@SUM("a";1)', 3, 4, 7]
    assert [row[1:3] for row in shown[2:]] == [
        ["1/3", "'=1+1"],
        ["01", "'=cmd|' /C calc'!A0"],
        ["075", "'-2+3 |<script>"],
    ]
    assert [row[3:] for row in shown[2:]] == [[0, 1, 1], [1.25, -2, -0.75], [-1.5, 0, -1.5]]
    formulas = [str(cell.value) for row in openpyxl.load_workbook(tmp_path / "a.xlsx").active for cell in row]
    assert {text for text in formulas if text.startswith("=")} == {'="1.1"', '="48"', '="1/3"', '="01"', '="075"'}


@pytest.mark.parametrize("lang, ignored", [("vi", "thứ hạng"), ("en", "rank")])
def test_what_was_written_for_excel_is_read_back_as_plain_csv_is(lang, ignored, root, tmp_path):
    definition = parindex.load("pci-2013")
    scores = parindex.score(definition, root / "examples" / "pci-2016.csv")
    (tmp_path / "plain.csv").write_text(FORMATS["csv"](scores, lang), "utf-8", newline="")
    (tmp_path / "excel.csv").write_text(written(scores, lang), "utf-8", newline="")
    plain = parindex.read_evidence(definition, tmp_path / "plain.csv", ignore=["rank"])
    excel = parindex.read_evidence(definition, tmp_path / "excel.csv", ignore=[ignored])
    assert (excel.units, excel.names) == (plain.units, plain.names)
    assert excel.values.tolist() == plain.values.tolist()


def test_names_come_back_without_what_kept_them_text(tmp_path):
    definition = define(indicators("x", "y"))
    text = written(parindex.score(definition, {"01": {"name": "=1+1", "x": 1, "y": 2}, "7": {"name": "it's", "x": 1}}))
    (tmp_path / "a.csv").write_text(text, "utf-8", newline="")
    back = parindex.read_evidence(definition, tmp_path / "a.csv", ignore=["thứ hạng"])
    assert (back.units, back.names) == (("01", "7"), ("=1+1", "it's"))


def test_the_command_writes_it_where_csv_is_written(tmp_path, root):
    asked = "score", "pci-2013", str(root / "examples" / "pci-2016.csv"), "--excel", "--lang", "vi"
    code, printed, _ = run(*asked)
    assert (code, rows_of(printed)[1][:3]) == (DONE, ["1", '="48"', "Đà Nẵng"])
    assert run(*asked, "--format", "csv")[1] == printed
    assert run(*asked, "-o", str(tmp_path / "a.csv"))[:2] == (DONE, "")
    assert (tmp_path / "a.csv").read_bytes() == printed.encode()
    assert run(*asked, "--format", "json")[0] == FAILED
    assert run(*asked, "-o", str(tmp_path / "a.md"))[0] == FAILED


@pytest.mark.parametrize(
    "command",
    [
        ["units", "vn-provinces"],
        ["sensitivity", "pci-2013", "PCI", "--method", "one-at-a-time"],
        ["lost", "pci-2013", "PCI", "--unit", "38"],
        ["ranks", "pci-2013", "PCI"],
        ["summary", "pci-2013", "PCI", "--unit", "38"],
        ["peers", "pci-2013", "PCI", "--unit", "38"],
        ["difference", "pci-2013", "PCI", "--unit", "38", "--unit", "24"],
    ],
    ids=lambda command: command[0],
)
def test_every_command_that_writes_csv_writes_it_for_excel(command, root):
    arguments = [str(root / "examples" / "pci-2016.csv") if part == "PCI" else part for part in command]
    code, printed, _ = run(*arguments, "--excel", "--lang", "vi")
    rows = rows_of(printed)
    plain = list(csv.reader(io.StringIO(run(*arguments, "--format", "csv")[1])))
    assert code == DONE
    assert len(rows) == len(plain) > 1
    assert not set(rows[0]) & {"unit", "rank", "score", "node"}
    assert not any("." in cell and cell.replace(".", "").isdigit() for row in rows for cell in row)
