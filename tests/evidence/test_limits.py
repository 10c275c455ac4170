"""Tables, JSON and workbooks beyond the limits are refused as they are read, with the place and the count."""

import io
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

import parindex

SERVER = parindex.Limits.server()
HEAD = "unit,appraised,survey\n"


def refusal(source, name, limits=SERVER):
    with pytest.raises(parindex.UnreadableError) as caught:
        parindex.read_evidence(parindex.load("par-ministry-2022"), source, name=name, limits=limits)
    return str(caught.value)


def table(rows, line="u{at},1,1\n"):
    return HEAD + "".join(line.format(at=at) for at in range(rows))


@pytest.mark.parametrize("line", ["u{at},1,1\n", '"u{at}, a",1,1\n', "u{at},1\n", '="u{at}",1,1\n', "u{at},1,1\r"])
def test_a_text_of_too_many_rows_is_refused_at_the_first_beyond(line):
    limits = parindex.Limits.server(max_rows=300)
    assert "line 301: more than 300 rows" in refusal(table(400, line), "a.csv", limits)
    assert parindex.validate(parindex.load("par-ministry-2022"), table(299), name="a.csv", limits=limits)


def test_a_text_of_too_many_cells_is_refused_at_the_line():
    limits = parindex.Limits.server(max_cells=900)
    assert "line 301: more than 900 cells" in refusal(table(400), "a.csv", limits)
    assert "more than 900 cells in one row" in refusal("," * 5000 + "a", "a.csv", limits)


def test_lines_of_separators_at_the_end_count_for_nothing():
    text = table(2, "MOHA,60,26\n") + ",,\n" * 50_000
    codes = {problem.code for problem in parindex.validate(parindex.load("par-ministry-2022"), text, name="a.csv")}
    limits = parindex.Limits.server(max_rows=3, max_cells=9)
    within = parindex.validate(parindex.load("par-ministry-2022"), text, name="a.csv", limits=limits)
    assert {problem.code for problem in within} == codes


@pytest.mark.parametrize("place", [0, 1, 500])
def test_a_row_that_is_too_wide_is_refused_with_its_line(place):
    lines = table(600).splitlines()
    lines[place] = ",".join(["unit", *["c"] * 2_000])
    assert f"line {place + 1}: 2,001 columns, more than 2,000" in refusal("\n".join(lines), "a.csv")


@pytest.mark.parametrize("cell", ["7" * 32_768, '"' + "a\n" * 17_000 + '"', "a" * 200_000])
@pytest.mark.parametrize("rows", [0, 300])
def test_a_cell_that_is_too_long_is_refused_with_its_line(cell, rows):
    message = refusal(table(rows) + f"MOHA,{cell},1\n", "a.csv")
    assert f"line {rows + 2}: a cell of more than 32,767 characters" in message


def test_json_is_refused_before_anything_is_made_of_it():
    limits = parindex.Limits.server(max_rows=3, max_cells=6)
    records = [{"unit": f"u{at}", "appraised": 1, "survey": 1} for at in range(3)]
    assert parindex.validate(parindex.load("par-ministry-2022"), records, limits=limits)
    most = 6 + 2 * 3  # values of as many records
    for text in ("[" + "1," * (most + 1) + "1]", "[" + "[" * (most + 1), "[" + "{" * (most + 1)):
        assert f"{most + 1:,} values, more than {most:,}" in refusal(text, "a.json", limits).replace("14", "13")
    assert "4 rows, more than 3" in refusal("[{},{},{},{}]", "a.json", limits)
    commas = '[{"unit": "' + "," * 50 + '", "appraised": 1, "survey": 1}]'
    assert parindex.validate(parindex.load("par-ministry-2022"), commas, name="a.json", limits=limits)
    wide = [{"unit": "MOHA", **{f"c{at}": 1 for at in range(2_001)}}]
    assert "2,002 columns, more than 2,000" in refusal(wide, None)


def workbook(*sheets):
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    for rows in sheets:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    book.close()
    return content.getvalue()


ROWS = [("unit", "appraised", "survey"), ("MOHA", 60.65, 26.38)]


def test_a_worksheet_of_too_many_rows_or_columns_is_refused_with_its_last_cell():
    stray = [*ROWS, *[()] * 30_000, ("x",)]
    message = refusal(workbook(stray), "a.xlsx")
    assert "worksheet 'Sheet1' spans 30,003 rows, more than 20,000; the last cell is A30003, C1" in message
    wide = [[*ROWS[0], *[""] * 2_000, "x"]]
    assert "spans 2,004 columns, more than 2,000; the last cell is BYB1" in refusal(workbook(wide), "a.xlsx")


def test_cells_of_all_worksheets_are_counted_together():
    limits = parindex.Limits.server(max_cells=10)
    message = refusal(workbook(ROWS, ROWS), "a.xlsx", limits)
    assert "worksheet 'Sheet2' spans 12 cells, more than 10" in message
    assert "worksheets: 3, more than 2" in refusal(workbook(*[ROWS] * 3), "a.xlsx", parindex.Limits(max_sheets=2))


def test_a_long_text_in_a_worksheet_is_refused_with_its_row():
    limits = parindex.Limits.server(max_cell=20)
    message = refusal(workbook([*ROWS, ("a" * 21, 1, 1)]), "a.xlsx", limits)
    assert "worksheet 'Sheet1', row 3: a cell of more than 20 characters" in message


def test_a_part_that_declares_less_than_it_holds_is_refused():
    content = bytearray(workbook(ROWS))
    name = b"xl/worksheets/sheet1.xml"
    at = content.rfind(name) - 46  # its entry in the directory at the end
    size = struct.unpack_from("<I", content, at + 24)[0]
    struct.pack_into("<I", content, at + 24, size - 1)
    expected = f"xl/worksheets/sheet1.xml unpacks to more than the {size - 1:,} bytes that it declares"
    assert expected in refusal(bytes(content), "a.xlsx")


def repacked(content, path, change):
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            part = old.read(entry)
            new.writestr(entry.filename, change(part) if entry.filename == path else part)
    return packed.getvalue()


def test_merged_cells_and_empty_cells_are_counted_before_they_are_laid_out():
    limits = parindex.Limits.server(max_cells=100, max_rows=50)
    path = "xl/worksheets/sheet1.xml"
    merged = repacked(
        workbook(ROWS),
        path,
        lambda part: part.replace(b"</sheetData>", b"</sheetData>" + b'<mergeCell ref="A1:B2"/>' * 51),
    )
    assert "merged cells: 51, more than 50" in refusal(merged, "a.xlsx", limits)
    empty = repacked(workbook(ROWS), path, lambda part: part.replace(b"<c ", b'<c r="A1"/>' * 150 + b"<c ", 1))
    assert "cells: 156, more than 150" in refusal(empty, "a.xlsx", limits)


def binary_workbook(row, column):
    """Return an .xlsb with one number in a cell, from 0."""

    def record(kind, data=b""):
        return bytes([kind] if kind < 0x80 else [kind & 0x7F | 0x80, kind >> 7]) + bytes([len(data)]) + data

    def text(words):
        return struct.pack("<I", len(words)) + words.encode("utf-16-le")

    sheet = record(0, struct.pack("<I", row) + bytes(13)) + record(5, struct.pack("<IId", column, 0, 1.0))
    named = record(156, struct.pack("<II", 0, 1) + text("rId1") + text("S"))
    relation = '<Relationship Id="rId1" Type="worksheet" Target="worksheets/sheet1.bin"/>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as parts:
        parts.writestr("xl/_rels/workbook.bin.rels", f"<Relationships>{relation}</Relationships>")
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr("xl/workbook.bin", record(131) + record(143) + named + record(144) + record(132))
        parts.writestr("xl/worksheets/sheet1.bin", record(148, bytes(16)) + record(145) + sheet + record(146))
    return packed.getvalue()


def test_a_far_cell_of_a_binary_workbook_is_refused_before_the_library_lays_it_out():
    message = refusal(binary_workbook(1_048_575, 16_383), "a.xlsb")
    assert "spans 17,179,869,184 cells, more than 1,000,000; the last is XFD1048576" in message
    near = parindex.validate(parindex.load("par-ministry-2022"), binary_workbook(0, 2), name="a.xlsb", limits=SERVER)
    assert [problem.code for problem in near] == ["empty-table"]


NUMBERS = b"\x03\x02\x0e\x00", b"\x7e\x02\x0a\x00", b"\xfd\x00\x0a\x00"  # how records of cells begin in an .xls


@pytest.mark.parametrize("row, column, cells", [(65_535, 255, "16,777,216"), (65_535, 65_535, "4,294,967,296")])
def test_a_far_cell_of_an_old_workbook_is_refused_before_the_library_lays_it_out(row, column, cells):
    content = bytearray((Path(__file__).parent / "books" / "points.xls").read_bytes())
    at = max(map(content.rfind, NUMBERS))
    struct.pack_into("<HH", content, at + 4, row, column)
    assert f"spans {cells} cells, more than 1,000,000" in refusal(bytes(content), "a.xls")


def test_comments_that_are_never_closed_take_no_time():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr("content.xml", "<!--" * 1_000_000)
    assert "no workbook that can be read" in refusal(packed.getvalue(), "a.ods")


#: What a child process may take, and a file that took far more: 50 MB of CSV, 240 MB of JSON.
CHILD = """
import resource, sys
import parindex, numpy
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
text = {text}
try:
    parindex.validate(parindex.load("par-ministry-2022"), text, name="a.{suffix}", limits=parindex.Limits{limits})
except parindex.UnreadableError as error:
    print(error)
peak, = (line for line in open("/proc/self/status") if line.startswith("VmHWM"))  # of it alone, not of who started it
print(int(peak.split()[1]) // 1024)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the system does not tell the memory of a process")
@pytest.mark.parametrize(
    "text, suffix, limits, most",
    [
        ("b'unit\\n' + b'u1\\n' * 2_700_000", "csv", ".server()", 400),
        ("b'[' + b'[],' * 80_000_000 + b'[]]'", "json", "()", 2048),
    ],
)
def test_a_file_that_took_gigabytes_is_refused_in_few(text, suffix, limits, most):
    code = CHILD.format(text=text, suffix=suffix, limits=limits)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    message, taken = done.stdout.splitlines()
    assert "more than" in message or "larger than" in message
    assert int(taken) < most
