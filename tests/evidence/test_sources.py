"""Every form that a table comes in gives the same evidence, and every fault of a form is told."""

import contextlib
import functools
import io
import json
import tracemalloc
import zipfile

import pytest
from hypothesis import given, settings, strategies as st

import parindex
from parindex.definition.reading.definition_text import load_text
from parindex.evidence.cells.table import letters

from ..sample import HEAD

DEFINITION = load_text(
    f'{HEAD}combine = "sum"\n'
    '[[indicator]]\nid = "rate"\nmax = 10\ninputs = ["done", "all"]\nvalue = "done / all * 10"\n'
    '[[indicator]]\nid = "report"\nmax = 5\n'
)
ROWS = [["unit", "rate.done", "rate.all", "report"], ["A", 9, 10, 4.5], ["B", 3, 4, 5]]
TOTALS = [13.5, 12.5]


def scored(path, **options):
    return parindex.score(DEFINITION, parindex.read_evidence(DEFINITION, path, **options)).total.tolist()


@pytest.fixture
def book(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("python_calamine")

    def write(rows, name="book.xlsx", sheets=()):
        workbook = openpyxl.Workbook()
        workbook.active.title = "Điểm"
        for row in rows:
            workbook.active.append(row)
        for title, inner in sheets:
            sheet = workbook.create_sheet(title)
            for row in inner:
                sheet.append(row)
        workbook.save(tmp_path / name)
        return tmp_path / name

    return write


def test_a_workbook_is_read(book):
    assert scored(book(ROWS)) == TOTALS


def test_rows_of_titles_above_the_header_are_passed_over(book):
    titles = [["BẢNG ĐIỂM"], [None], ["Sở Nội vụ", None, "2024"]]
    assert scored(book([*titles, *ROWS])) == TOTALS
    assert scored(book([*titles, *ROWS]), header_row=4) == TOTALS


def test_a_fault_in_a_workbook_names_sheet_and_cell(book):
    path = book([["title"], *ROWS[:2], ["B", 3, 4, 99]])
    (problem,) = parindex.read_evidence(DEFINITION, path).problems
    assert (problem.cell, problem.line, problem.column) == ("Điểm!D4", 4, 4)
    assert str(problem).startswith(f"{path}:Điểm!D4: error out-of-range: ")


def test_a_worksheet_is_chosen_by_name_and_else_the_first_with_anything_in_it(book):
    path = book([], sheets=[("one", ROWS), ("two", [ROWS[0], ["A", 1, 2, 1]])])
    assert scored(path) == TOTALS
    assert scored(path, sheet="two") == [6]
    with pytest.raises(parindex.UnreadableError, match="there are Điểm, one, two"):
        scored(path, sheet="three")


def test_codes_that_a_spreadsheet_made_numbers_are_codes(book):
    evidence = parindex.read_evidence(DEFINITION, book([ROWS[0], [1, 9, 10, 4.5], [1.5, 3, 4, 5]]))
    assert evidence.units == ("1", "1.5")


def test_a_date_in_a_cell_is_no_number(book):
    import datetime as dt

    (problem,) = parindex.read_evidence(DEFINITION, book([ROWS[0], ["A", 9, 10, dt.date(2025, 12, 5)]])).problems
    assert "'05/12/2025' is not a number" in problem.message


@pytest.mark.parametrize(
    "content, told",
    [
        (b"", "this is an empty file"),
        (b"PK\x03\x04broken", "this is a damaged workbook or archive"),
        (b"unit,a\n", "this is plain text; let its name end in .csv"),
        (b"\xd0\xcf\x11\xe0", "no workbook that can be read"),
    ],
)
@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_what_is_no_workbook_is_refused(tmp_path, content, told, suffix):
    pytest.importorskip("python_calamine")
    path = tmp_path / f"book{suffix}"
    path.write_bytes(content)
    with pytest.raises(parindex.UnreadableError, match=told):
        parindex.read_evidence(DEFINITION, path)


def test_an_archive_that_unpacks_to_far_more_than_it_is_is_refused(tmp_path):
    pytest.importorskip("python_calamine")
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 20_000_000)
    with pytest.raises(parindex.UnreadableError, match="unpacks to"):
        parindex.read_evidence(DEFINITION, path)


@functools.cache  # a workbook holds the time of its making: one for all examples
def sound_workbook():
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("python_calamine")
    workbook = openpyxl.Workbook()
    for row in ROWS:
        workbook.active.append(row)
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_damaged_workbook_gives_evidence_or_one_clear_error(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("book") / "book.xlsx"
    content = bytearray(sound_workbook())
    for _ in range(data.draw(st.integers(1, 20))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(bytes(content[: data.draw(st.integers(0, len(content)))]))
    with contextlib.suppress(parindex.UnreadableError):
        parindex.read_evidence(DEFINITION, path)


@settings(max_examples=200, deadline=None)
@given(content=st.binary(max_size=200) | st.text('unit,;\t"\n\r1.%x', max_size=60).map(str.encode))
@pytest.mark.parametrize("suffix", [".csv", ".json"])
def test_any_bytes_give_problems_or_one_clear_error(tmp_path_factory, suffix, content):
    path = tmp_path_factory.mktemp("table") / f"table{suffix}"
    path.write_bytes(content)
    with contextlib.suppress(parindex.UnreadableError):
        parindex.read_evidence(DEFINITION, path)


LONG = 'unit,indicator,value,document,page\nA,rate.done,9,,\nA,rate.all,10,,\nA,report,"4,5",QĐ 12,3\n'


def test_a_long_table_is_read_with_its_documents(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text(LONG + "B,rate.done,3,,\nB,rate.all,4,,\nB,report,5,,\n", encoding="utf-8")
    evidence = parindex.read_evidence(DEFINITION, path)
    assert parindex.score(DEFINITION, evidence).total.tolist() == TOTALS
    assert [(str(paper)) for paper in evidence.documents[0, "report"]] == ["QĐ 12 · p. 3"]


def test_a_fault_in_a_long_table_is_told_at_its_row(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text(LONG.replace('"4,5"', "99"), encoding="utf-8")
    (problem,) = parindex.read_evidence(DEFINITION, path).problems
    assert (problem.code, problem.line, problem.column) == ("out-of-range", 4, 3)


def test_json_is_read_as_records_columns_or_units_and_nested(tmp_path):
    nested = [
        {"unit": "A", "rate": {"done": 9, "all": 10, "document": "QĐ 1"}, "report": {"value": 4.5, "page": 2}},
        {"unit": "B", "rate.done": 3, "rate.all": 4, "report": 5},
    ]
    columns = {name: [row[at] for row in ROWS[1:]] for at, name in enumerate(ROWS[0])}
    units = {row[0]: dict(zip(ROWS[0][1:], row[1:], strict=True)) for row in ROWS[1:]}
    for form in (nested, columns, units):
        path = tmp_path / "table.json"
        path.write_text(json.dumps(form), encoding="utf-8")
        assert scored(path) == TOTALS


@pytest.mark.parametrize(
    "text, code",
    [
        ("[", "malformed-table"),
        ("5", "malformed-table"),
        ("[" * 5000, "malformed-table"),
        ('[{"unit": "A", "report": 1, "report": 2, "rate": 3}]', "duplicate-column"),
        ('[{"unit": "A", "report": NaN, "rate": 1}]', "not-a-number"),
        ('[{"unit": "A", "report": 1, "rate": {"done": 1, "all": 2}, "rate.done": 2}]', "duplicate-column"),
        ('[{"unit": "A", "report": Infinity, "rate": 1}]', "not-a-number"),
        ('[{"unit": "A", "report": 1' + "0" * 5000 + ', "rate": 1}]', "out-of-range"),
    ],
    ids=range(8),
)
def test_faulty_json_is_told(tmp_path, text, code):
    path = tmp_path / "table.json"
    path.write_text(text, encoding="utf-8")
    assert [problem.code for problem in parindex.read_evidence(DEFINITION, path).problems] == [code] * bool(code)


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_a_data_frame_is_evidence(library):
    pytest.importorskip("narwhals")
    module = pytest.importorskip(library)
    columns = {name: [row[at] for row in ROWS[1:]] for at, name in enumerate(ROWS[0])}
    frame = module.table(columns) if library == "pyarrow" else module.DataFrame(columns)
    assert parindex.score(DEFINITION, frame).total.tolist() == TOTALS


def test_windows_1258_is_named_and_never_decoded(tmp_path):
    path = tmp_path / "old.csv"
    path.write_bytes("unit,report\nHà Nô\u0323i,5\nQua\u0309ng Ninh,4\n".encode("cp1258"))
    with pytest.raises(parindex.UnreadableError, match="Windows-1258"):
        parindex.read_evidence(DEFINITION, path)


def test_another_code_page_is_not_taken_for_it(tmp_path):
    path = tmp_path / "old.csv"
    path.write_bytes("unit,report\nÌle,5\nCôte d'Ivoire,4\n".encode("cp1252"))
    with pytest.raises(parindex.UnreadableError, match="byte 0x"):
        parindex.read_evidence(DEFINITION, path)


def test_vietnamese_headings_are_understood(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("Mã đơn vị,Tên đơn vị,rate.done,rate.all,report\nA,Sở A,9,10,4.5\n", encoding="utf-8")
    evidence = parindex.read_evidence(DEFINITION, path)
    assert (evidence.units, evidence.names, evidence.problems) == (("A",), ("Sở A",), ())


@pytest.mark.parametrize("column, name", [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")])
def test_columns_are_called_as_spreadsheets_call_them(column, name):
    assert letters(column) == name


def marked_workbook(path, cells):
    """Write a workbook of a few cells as Excel does, with what `cells` holds inside the tag of each."""
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://'
        'schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Tờ &amp; 1" sheetId="7" '
        'r:id="rId9"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        'relationships"><Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/worksheet" Target="/xl/worksheets/own.xml"/></Relationships>',
        "xl/styles.xml": '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts>'
        '<numFmt numFmtId="164" formatCode="0.0%"/><numFmt numFmtId="165" formatCode="0.0&quot;%&quot;"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>',
        "xl/worksheets/own.xml": '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{cells}</sheetData></worksheet>",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


PERCENT = load_text(
    f'{HEAD}combine = "sum"\n[[indicator]]\nid = "rate"\nunit = "percent"\nrange = [0, 100]\nmax = 100\n'
    '[[indicator]]\nid = "part"\nunit = "share"\nmax = 1\n'
)
TITLES = '<row r="1">{}</row>'.format(
    "".join(
        f'<c r="{at}1" t="inlineStr"><is><t>{name}</t></is></c>'
        for at, name in zip("ABC", ("unit", "rate", "part"), strict=True)
    )
)


def cell_row(line, *cells):
    unit = f'<c r="A{line}" t="inlineStr"><is><t>u{line}</t></is></c>'
    return f'<row r="{line}">{unit}{"".join(cells)}</row>'


def test_a_cell_that_shows_a_percentage_is_one(tmp_path):
    pytest.importorskip("python_calamine")
    rows = [
        cell_row(2, '<c r="B2" s="1"><v>0.8118</v></c>', '<c r="C2" s="2"><v>0.5</v></c>'),
        cell_row(3, '<c r="B3"><v>81.18</v></c>', '<c r="C3"><v>0.25</v></c>'),
        cell_row(4, '<c r="B4" s="3"><v>81.18</v></c>', '<c r="C4"/>'),
    ]
    evidence = parindex.read_evidence(PERCENT, marked_workbook(tmp_path / "book.xlsx", TITLES + "".join(rows)))
    assert evidence.problems == ()
    assert evidence.values[:, 0].tolist() == [81.18, 81.18, 81.18]
    assert evidence.values[:2, 1].tolist() == [0.5, 0.25]


def test_an_error_and_a_formula_never_computed_are_told_and_not_taken_for_nothing(tmp_path):
    pytest.importorskip("python_calamine")
    rows = [
        cell_row(2, '<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', '<c r="C2"><f>A1</f></c>'),
        cell_row(3, '<c r="B3"><f>40+2</f><v>42</v></c>', '<c r="C3" s="1"><f>1/4</f><v>0.25</v></c>'),
    ]
    evidence = parindex.read_evidence(PERCENT, marked_workbook(tmp_path / "book.xlsx", TITLES + "".join(rows)))
    assert [(problem.code, problem.cell) for problem in evidence.problems] == [
        ("not-a-number", "Tờ & 1!B2"),
        ("not-a-number", "Tờ & 1!C2"),
    ]
    assert "#DIV/0!" in evidence.problems[0].message
    assert "let it compute" in evidence.problems[1].hint
    assert evidence.values[1].tolist() == [42, 0.25]


def test_a_percentage_where_the_unit_is_none_is_refused(tmp_path):
    pytest.importorskip("python_calamine")
    definition = load_text(
        f'{HEAD}combine = "sum"\n[[indicator]]\nid = "rate"\nmax = 1\n[[indicator]]\nid = "part"\nmax = 1\n'
    )
    row = cell_row(2, '<c r="B2" s="1"><v>0.8118</v></c>', '<c r="C2"><v>1</v></c>')
    (problem,) = parindex.read_evidence(definition, marked_workbook(tmp_path / "book.xlsx", TITLES + row)).problems
    assert (problem.cell, problem.message) == ("Tờ & 1!B2", "u2, rate: '81.18%' has a percent sign")


@pytest.mark.parametrize(
    "values, doubted",
    [
        ([0.8118, 90, 75], True),
        ([0.8118, 0.9], True),
        ([1], True),
        ([0.8, 2.5, 3.1], False),
        ([0, 90], False),
        ([90, 1.01], False),
    ],
)
def test_shares_among_percentages_are_doubted(values, doubted):
    found = parindex.validate(PERCENT, {f"u{at}": {"rate": value, "part": 0} for at, value in enumerate(values)})
    assert [problem.code for problem in found] == ["share-or-percent"] * doubted


def test_another_worksheet_that_names_units_is_told(book):
    (problem,) = parindex.read_evidence(DEFINITION, book(ROWS, sheets=[("Xã", ROWS), ("Ghi chú", [["x"]])])).problems
    assert (problem.code, problem.severity) == ("other-sheet", "warning")
    assert "'Xã'" in problem.message


def test_the_only_worksheet_that_names_units_is_read_behind_a_guide(book):
    guide = [["HƯỚNG DẪN"], ["1. Điền điểm", "vào cột B"]]
    evidence = parindex.read_evidence(DEFINITION, book(guide, sheets=[("Số liệu", ROWS)]))
    assert evidence.values.tolist() == parindex.read_evidence(DEFINITION, book(ROWS)).values.tolist()
    (problem,) = evidence.problems
    assert (problem.code, problem.severity) == ("other-sheet", "note")
    two = parindex.read_evidence(DEFINITION, book(guide, sheets=[("Số liệu", ROWS), ("Bản cũ", ROWS)]))
    assert [problem.severity for problem in two.problems if problem.code == "other-sheet"] == ["warning"] * 2
    assert not two.units  # which of both is meant is not guessed


def test_a_worksheet_may_stand_behind_the_name_of_its_workbook(book):
    path = book([["x"]], sheets=[("Tự chấm", ROWS)])
    assert scored(f"{path}:Tự chấm") == TOTALS
    assert scored(path, sheet="tự chấm") == TOTALS


def test_a_small_file_takes_no_more_memory_than_it_needs(tmp_path):
    path = tmp_path / "small.csv"
    path.write_text("unit,rate.done,rate.all,report\nA,9,10,4.5\n", encoding="utf-8")
    tracemalloc.start()
    parindex.read_evidence(DEFINITION, path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 * 1024 * 1024


@pytest.mark.parametrize("name", ["units.csv", "units.json"])
def test_a_few_values_in_a_wide_grid_are_refused_before_it_is_laid_out(tmp_path, name):
    path = tmp_path / name
    rows = [{"unit": f"u{at}", f"x{at}": 1} for at in range(3000)]
    long = "unit,indicator,value\n" + "".join(f"u{at},x{at},1\n" for at in range(3000))
    path.write_text(long if name.endswith("csv") else json.dumps(rows), encoding="utf-8")
    problem = parindex.read_evidence(DEFINITION, path).problems[0]
    assert (problem.code, "span 9,00" in problem.message) == ("malformed-table", True)


def test_a_key_that_stands_often_in_one_object_is_told_once(tmp_path):
    path = tmp_path / "table.json"
    path.write_text('[{"unit": "A", "rate": 3' + ', "report": 1' * 3 + "}]", encoding="utf-8")
    told = parindex.read_evidence(DEFINITION, path).problems
    assert [problem.message for problem in told] == ["the key 'report' stands twice in one object"]


SHEET = "xl/worksheets/sheet1.xml"


def rewritten(path, old, new, part=SHEET):
    """Change the text of a part of a workbook, the first worksheet unless told otherwise."""
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    assert old in content[part]
    content[part] = content[part].replace(old, new, 1)
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in content.items():
            archive.writestr(name, text)
    return path


@pytest.mark.parametrize(
    "old, new",
    [
        (b'r="A3"', b'r="XFD1048576"'),
        (b'r="A3"', b"\nr = 'xfd1048576'"),
        (b'r="A3"', b'r="ZZZZ99"'),
        (b'r="A3"', b'r="A' + b"9" * 5000 + b'"'),
        (b'<row r="3"><c r="A3"', b'<row r="1048576"><c'),
        (b'<c r="A3"', b'<x:c xmlns:x="' + b"x" * 70_000 + b'" r="XFD1048576"'),
    ],
    ids=range(6),
)
def test_a_worksheet_far_too_wide_is_refused_before_it_is_laid_out(book, old, new):
    path = book([*ROWS, ["C", *[1] * 20]])
    with pytest.raises(parindex.UnreadableError, match=r"cells, more than 5,000,000; the last is|it may be damaged"):
        parindex.read_evidence(DEFINITION, rewritten(path, old, new))


def test_an_empty_cell_far_away_is_no_part_of_a_worksheet(book):
    far = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    assert scored(rewritten(book(ROWS), b"</sheetData>", far)) == TOTALS


def test_cells_that_do_not_say_where_they_stand_follow_each_other(book):
    path = book(ROWS)
    for row in (b"1", b"2", b"3"):
        for column in b"ABCD":
            rewritten(path, b' r="' + bytes([column]) + row + b'"', b"")
    assert scored(path) == TOTALS


def test_the_first_of_very_many_faults_are_told_and_that_there_are_more(tmp_path):
    path = tmp_path / "ragged.csv"
    path.write_text("unit,rate,report\n" + "A\n" * 12_000, encoding="utf-8")
    told = [
        problem for problem in parindex.read_evidence(DEFINITION, path).problems if problem.code == "malformed-table"
    ]
    assert len(told) == 10_000
    assert told[-1].message.endswith("; and 2,000 problems more are not listed")


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_workbooks_of_other_programs_are_read(root, suffix):
    """The books were written by xlwt and odfpy: a title above the header, a decimal comma in a cell of text."""
    pytest.importorskip("python_calamine")
    path = root / "tests" / "evidence" / "books" / f"points.{suffix}"
    assert scored(path) == TOTALS
    one = '[[indicator]]\nid = "{}"\nmax = 1\n'
    faulty = load_text(f'{HEAD}combine = "sum"\n{one.format("rate")}{one.format("report")}')
    cells = [problem.cell for problem in parindex.read_evidence(faulty, path).problems]
    assert cells == ["Điểm!2:2", "Điểm!B2", "Điểm!C2", "Điểm!D3", "Điểm!D4"]


@pytest.mark.parametrize(
    "text, told",
    [
        ("unit,a\nP1,5\n", "this is plain text, no JSON (let its name end in .csv,"),
        ("", "this is an empty file, no JSON (give the file once more;"),
        (" \n ", "this is an empty file, no JSON"),
        ("<html><table>", "this is a web page, no JSON (open it in a spreadsheet program"),
        ('{"P1": ', "Expecting value"),
    ],
)
def test_what_is_called_json_and_is_none_is_named_as_what_it_is(text, told):
    content = parindex.Content(text, "upload.json")
    (problem,) = parindex.validate(DEFINITION, content)
    assert told in str(problem)
    assert problem.code == "malformed-table"
    assert problem.said("vi").message != problem.message


def test_half_a_character_in_json_becomes_the_sign_for_none(tmp_path):
    path = tmp_path / "table.json"
    path.write_text('[{"unit": "A\\ud800", "rate": 5, "report": 4, "report.note": "x\\udfff"}]', encoding="utf-8")
    scores = parindex.score(DEFINITION, path)
    assert scores.units == ("A\ufffd",)
    assert scores.to_json().encode()


def test_a_percent_sign_that_a_format_only_writes_is_no_percentage(tmp_path):
    pytest.importorskip("python_calamine")
    path = marked_workbook(
        tmp_path / "book.xlsx", TITLES + cell_row(2, '<c r="B2" s="2"><v>81</v></c>', '<c r="C2"><v>1</v></c>')
    )
    rewritten(path, b'"0.0%"', rb'"0.0\%"', "xl/styles.xml")
    assert parindex.read_evidence(PERCENT, path).values[:, 0].tolist() == [81]


def test_cells_that_do_not_say_where_they_stand_are_read_like_the_others(tmp_path):
    pytest.importorskip("python_calamine")
    unit = '<c t="inlineStr"><is><t>u</t></is></c>'
    rows = TITLES + f'<row>{unit}<c s="1"><v>0.8118</v></c><c><f>1/2</f><v></v></c></row>'
    evidence = parindex.read_evidence(PERCENT, marked_workbook(tmp_path / "book.xlsx", rows))
    assert evidence.values[0, 0] == 81.18
    assert [(problem.code, problem.cell) for problem in evidence.problems] == [("not-a-number", "Tờ & 1!C2")]


def test_a_worksheet_may_have_an_apostrophe_in_its_name(tmp_path):
    pytest.importorskip("python_calamine")
    path = marked_workbook(
        tmp_path / "book.xlsx", TITLES + cell_row(2, '<c r="B2" s="1"><v>0.8118</v></c>', '<c r="C2"><v>1</v></c>')
    )
    rewritten(path, b"&amp; 1", b"'25 A", "xl/workbook.xml")
    assert parindex.read_evidence(PERCENT, path).values[0, 0] == 81.18
