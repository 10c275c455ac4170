"""A workbook shows more than its cells hold: percentages, formats, joined and hidden cells; what is no workbook."""

import datetime as dt
import io
import random
import zipfile

import pytest
from hypothesis import given, settings, strategies as st

import parindex
from parindex.evidence.cells.cell_numbers import UNCOMPUTED, Percent
from parindex.evidence.files.workbook import open_workbook
from parindex.evidence.layouts.sheets import filled_grids

from ..open_documents import cell, number, ods, row, text
from ..sample import define, indicators

openpyxl = pytest.importorskip("openpyxl")
pytest.importorskip("python_calamine")


def xlsx(fill):
    """Return an .xlsx whose first worksheet, S, is filled so."""
    book = openpyxl.Workbook()
    book.active.title = "S"
    fill(book.active)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def changed(content, old, new, part="xl/worksheets/sheet1.xml", **parts):
    """Return an archive with one part changed wherever something stands in it, and with further parts of xl/."""
    after = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(after, "w", zipfile.ZIP_DEFLATED) as archive:
        assert old in before.read(part)
        for name in before.namelist():
            text = before.read(name)
            archive.writestr(name, text.replace(old, new) if name == part else text)
        for name, text in parts.items():
            archive.writestr(f"xl/{name}.xml", text)
    return after.getvalue()


def grid(content, name="book.xlsx"):
    return open_workbook(name, content).grid("S")


def refusal(name, content):
    with pytest.raises(parindex.UnreadableError) as caught:
        open_workbook(name, content).grid("S")
    return caught.value


# What cells show


@pytest.mark.parametrize(
    "value, code, shown",
    [
        (1.1, "0.00", "1.10"),
        (1, "00", "01"),
        (38, "General", "38"),
        (1.1, "General", "1.1"),
        (0.7 + 0.4, "General", "1.1"),
        (2.5, "0", "3"),
        (-1, "00", "-01"),
        (7, "#,##0", "7"),
        (1.5, "0.000", "1.500"),
        (1, '"Xã" 0', None),
        (1, "0;-0;;@", None),
        (123456789012345, "General", None),
    ],
)
def test_a_number_is_shown_as_its_format_has_it(value, code, shown):
    """As Excel shows them in a cell that is wide enough."""

    def fill(sheet):
        sheet["B2"] = value
        sheet["B2"].number_format = code

    assert grid(xlsx(fill)).shown(2, 2) == shown


def test_only_cells_of_numbers_are_shown_otherwise_than_they_hold():
    def fill(sheet):
        sheet.append(["unit", True, None, 3])

    read = grid(xlsx(fill))
    assert [read.shown(1, field) for field in range(1, 6)] == [None, None, None, "3", None]
    assert read.shown(2, 1) is None


def test_a_percentage_is_found_wherever_its_style_stands_in_the_tag():
    def fill(sheet):
        sheet.append(["unit", 0.5, 0.5])
        sheet["B1"].number_format = "0.00%"

    plain = xlsx(fill)
    for content in (plain, changed(plain, b' s="1" t="n"', b" t='n'\n s = '1' ")):
        (cells,) = grid(content).rows
        assert list(map(type, cells)) == [str, Percent, float]


def test_errors_and_formulas_never_computed_are_shown_in_either_way_of_writing():
    def fill(sheet):
        sheet.append(["unit", "=1/0", "=A1", 5])

    content = changed(xlsx(fill), b'<c r="B1"><f>1/0</f><v /></c>', b'<c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c>')
    for other in (content, changed(content, b'<c r="D1"', b'<c x="1" r="D1"')):
        assert grid(other).rows == [["unit", "#DIV/0!", UNCOMPUTED, 5.0]]


@settings(max_examples=40, deadline=None)
@given(
    cells=st.lists(
        st.lists(st.one_of(st.none(), st.integers(0, 99), st.just("x"), st.just("=A1"), st.just("%")), max_size=30),
        min_size=1,
        max_size=12,
    )
)
def test_a_worksheet_is_read_alike_whatever_stands_first_in_the_tags_of_its_cells(cells):
    def fill(sheet):
        for line, given_cells in enumerate(cells, 1):
            for field, value in enumerate(given_cells, 1):
                sheet.cell(line, field, 0.5 if value == "%" else value)
                if value == "%":
                    sheet.cell(line, field).number_format = "0%"

    content = xlsx(fill)
    expected = [
        [UNCOMPUTED if value == "=A1" else 0.5 if value == "%" else value for value in given_cells]
        for given_cells in cells
    ]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        has_cells = b"<c r=" in archive.read("xl/worksheets/sheet1.xml")
    for written in (content, *([changed(content, b"<c r=", b'<c x="" r=')] if has_cells else [])):
        read = grid(written)
        for line, given_cells in enumerate(expected):
            for field, value in enumerate(given_cells):
                seen = read.rows[line][field] if line < len(read.rows) and field < len(read.rows[line]) else None
                assert seen == value
                assert isinstance(seen, Percent) == (cells[line][field] == "%")


def test_days_are_written_as_people_do_whatever_their_format():
    def fill(sheet):
        sheet.append(
            [dt.date(2024, 12, 31), dt.datetime.fromisoformat("2024-05-01T12:30"), dt.timedelta(hours=30), 45000]
        )
        sheet["C1"].number_format, sheet["D1"].number_format = "[h]", "mmm-yy"

    (cells,) = grid(xlsx(fill)).rows
    assert cells == ["31/12/2024", "01/05/2024 12:30", "1 day, 6:00:00", "15/03/2023"]


def test_tags_of_a_worksheet_may_all_have_a_prefix():
    def fill(sheet):
        sheet.append(["unit", 0.5, "=A1"])
        sheet["B1"].number_format = "0.00%"
        sheet.row_dimensions[1].hidden = True

    content = xlsx(fill)
    for tag in (b"<", b"</"):
        for name in (b"worksheet", b"sheetData", b"row", b"c ", b"c>", b"v>", b"v ", b"f>", b"is>", b"t>"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                if tag + name in archive.read("xl/worksheets/sheet1.xml"):
                    content = changed(content, tag + name, tag + b"x:" + name)
    content = changed(content, b" xmlns=", b" xmlns:x=")
    read = grid(content)
    assert read.rows == [["unit", 0.5, UNCOMPUTED]]
    assert (type(read.rows[0][1]), read.hidden_lines) == (Percent, {1})


# Joined and hidden cells


def test_joined_and_hidden_cells_are_told():
    def fill(sheet):
        for line in range(1, 5):
            sheet.append([f"u{line}", line, line, line])
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("B1:D1")
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["C"].hidden = True

    read = grid(xlsx(fill))
    assert read.merged == ((1, 2, 1, 4), (2, 1, 3, 1))
    assert (read.hidden_lines, read.hidden_fields) == ({3}, {3})


def test_columns_hidden_together_and_beyond_what_is_there_are_told_as_far_as_there_are_cells():
    def fill(sheet):
        sheet.append(["unit", 1, 2, 3])
        sheet.column_dimensions.group("C", "XFD", hidden=True)

    assert grid(xlsx(fill)).hidden_fields == {3, 4}


def test_hidden_worksheets_are_passed_over_unless_they_are_named(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["unit", "first"])
    book.active.title, book.active.sheet_state = "Nháp", "hidden"
    book.create_sheet("S").append(["unit", "second"])
    book.save(tmp_path / "book.xlsx")
    name = str(tmp_path / "book.xlsx")
    opened = open_workbook(name, (tmp_path / "book.xlsx").read_bytes())
    assert (opened.titles, opened.all_titles) == (("S",), ("Nháp", "S"))
    assert opened.titled("nháp") == "Nháp"
    assert [grid.rows for grid in filled_grids(opened)] == [[["unit", "second"]]]
    assert [grid.rows for grid in filled_grids(opened, ["NHÁP"])] == [[["unit", "first"]]]


# OpenDocument


def test_an_ods_shows_percentages_errors_and_what_was_never_computed():
    read = grid(
        ods(
            row(text("unit"), cell("81,18 %", value_type="percentage", value="0.8118"), number("0.5", "0,5")),
            row(
                text("a"),
                cell("#DIV/0!", formula="of:=1/0", value_type="string", string_value="", calcext="error"),
                cell(formula="of:=A1"),
            ),
            row(text("b"), cell("Err:502", formula="of:=A1", value_type="float", value=0), number(3)),
        ),
        "book.ods",
    )
    assert read.rows == [["unit", 0.8118, 0.5], ["a", "#DIV/0!", UNCOMPUTED], ["b", "Err:502", 3.0]]
    assert [type(read.rows[0][at]) for at in (1, 2)] == [Percent, float]
    assert read.percentages_known


def test_cells_and_rows_of_an_ods_that_are_said_once_stand_where_they_are_seen():
    half = {"value_type": "percentage", "value": "0.5"}
    read = grid(
        ods(
            row(cell(number_columns_repeated=3)),
            row(cell(number_columns_repeated=1024), number_rows_repeated=2),
            row(cell(), cell("50 %", number_columns_repeated=2, **half), number(1), number_rows_repeated=3),
            row(cell(number_columns_repeated=16384), number_rows_repeated=1_048_000),
        ),
        "book.ods",
    )
    assert read.rows[:3] == [[None] * 4] * 3
    assert read.rows[3:] == [[None, 0.5, 0.5, 1.0]] * 3
    assert [[type(value) is Percent for value in cells] for cells in read.rows[3:]] == [[False, True, True, False]] * 3


def test_an_ods_tells_joined_and_hidden_cells():
    columns = (
        '<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse" table:number-columns-repeated="16382"/>'
    )
    read = grid(
        ods(
            row(text("unit", number_columns_spanned=2, number_rows_spanned=1), cell(tag="covered-table-cell")),
            row(text("a"), number(1), number(2), visibility="filter"),
            row(text("b"), number(1), number(2), visibility="collapse", number_rows_repeated=2),
            columns=columns,
        ),
        "book.ods",
    )
    assert read.merged == ((1, 1, 1, 2),)
    assert (read.hidden_lines, read.hidden_fields) == ({2, 3, 4}, {3})


@pytest.mark.parametrize(
    "value, written, shown",
    [
        (1.1, "1.10", "1.10"),
        (1.1, "1,10", "1.10"),
        (1, "01", "01"),
        (1234, "1.234", "1234"),
        (1234.5, "1.234,50", "1.234,50"),
        (1, "Đợt 1", "Đợt 1"),
        (1, "", None),
    ],
)
def test_a_number_of_an_ods_is_shown_as_the_file_says(value, written, shown):
    note = "<office:annotation><text:p>7</text:p></office:annotation>"
    read = grid(ods(row(text("unit"), number(value, written, inner=note))), "book.ods")
    assert read.shown(1, 2) == shown


def test_signs_in_quotes_and_comments_are_no_cells_of_an_ods():
    odd = number(0.5, inner="<!-- <table:table-cell table:number-columns-repeated='9'> -->", formula='of:="<a>"&"b>"')
    raw = odd.replace("&lt;a&gt;", "&lt;a>").replace("b&gt;", "b>")
    assert raw != odd
    read = grid(ods(row(raw, cell("50 %", value_type="percentage", value="0.5"))), "book.ods")
    assert [type(value) for value in read.rows[0]] == [float, Percent]


# What is too large


def test_a_far_cell_is_named():
    def fill(sheet):
        sheet.append(["unit", 1])
        sheet["XFD1048576"] = 1

    told = str(refusal("book.xlsx", xlsx(fill)))
    assert "worksheet 'S' spans 17,179,869,184 cells" in told
    assert "the last is XFD1048576: delete what stands there" in told


def test_a_worksheet_is_read_up_to_five_million_cells_exactly():
    """2,500 x 2,000 cells between two corners, or one column more; rows up to 2,999 are plausible at a quick look."""

    def filled(last):
        def fill(sheet):
            sheet["A1"], sheet["A2500"], sheet[f"{last}2500"] = "unit", "x", 1

        return xlsx(fill)

    assert len(grid(filled("BXX")).rows[-1]) == 2000
    assert "spans 5,002,500 cells, more than 5,000,000; the last is BXY2500: " in str(refusal("b.xlsx", filled("BXY")))


def test_two_far_cells_are_both_named():
    def fill(sheet):
        sheet["A1048576"], sheet["XFD1"] = 1, 1

    assert "the last is A1048576, XFD1: " in str(refusal("book.xlsx", xlsx(fill)))


def test_a_far_cell_behind_a_sign_in_quotes_is_found():
    content = xlsx(lambda sheet: sheet.append(["unit", 1]))
    far = changed(content, b'<c r="B1"', b'<c x=">" r="XFD1048576"')
    assert "XFD1048576" in str(refusal("book.xlsx", far))


def test_text_that_stands_once_and_is_named_by_very_many_cells_is_refused():
    def fill(sheet):
        for _ in range(2000):
            sheet.append(["y", "y"])

    def named(text):
        texts = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{text}</t></si></sst>'
        return changed(xlsx(fill), b't="inlineStr"><is><t>y</t></is>', b't="s"><v>0</v>', sharedStrings=texts)

    noise = "".join(random.Random(1).choices("abcdefgh", k=50_000))
    assert grid(named(noise[:100])).rows[0] == [noise[:100]] * 2
    told = str(refusal("book.xlsx", named(noise)))
    assert "the texts of worksheet 'S' take 190 MB, more than 128" in told  # 4,000 cells of 50 kB


def test_cells_of_an_ods_said_once_for_very_many_are_refused():
    many = number(1, number_columns_repeated=16384)
    told = refusal("book.ods", ods(row(many, number_rows_repeated=1_048_576)))
    assert "spans 17,179,869,184 cells, more than 5,000,000; the last is XFD1048576" in str(told)
    long = text("x" * 30_000, number_columns_repeated=100)
    told = refusal("book.ods", ods(row(long, number_rows_repeated=100)))
    assert "the texts of worksheet 'S' take 2" in str(told)


def test_a_far_cell_of_an_ods_is_named():
    rows = (
        row(text("unit")),
        row(cell(), number_rows_repeated=1_048_574),
        row(cell(number_columns_repeated=99), text("x")),
    )
    assert "the last is CV1048576: " in str(refusal("book.ods", ods(*rows)))


# What is no workbook, or another


def ole(stream):
    """Return what looks like an old file of Office with one stream."""
    name = stream.encode("utf-16-le").ljust(64, b"\0")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016) + name + bytes(448)


def packed(*names):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return content.getvalue()


SOUND = xlsx(lambda sheet: sheet.append(["unit", 1]))
AS_WORKBOOK = "open it in a spreadsheet program and save it as .xlsx"
BY_HAND = "copy its table into a worksheet"


@pytest.mark.parametrize(
    "name, content, told",
    [
        ("a.xls", b"<html><table><tr><td>unit", f"this is a web page; {AS_WORKBOOK}"),
        ("a.xls", b"\xef\xbb\xbf\n<!DOCTYPE html>", f"this is a web page; {AS_WORKBOOK}"),
        ("a.xls", b"unit\ta\nx\t1\n", f"this is text with tabs; let its name end in .csv, or {AS_WORKBOOK}"),
        ("a.xls", "unit\ta\n".encode("utf-16"), f"this is text with tabs; let its name end in .csv, or {AS_WORKBOOK}"),
        ("a.xlsx", b"unit,a\n", f"this is plain text; let its name end in .csv, or {AS_WORKBOOK}"),
        ("a.xlsx", b'[{"unit": "a"}]', "this is JSON; let its name end in .json"),
        ("a.xls", SOUND, "this is an Excel workbook (.xlsx); let its name end in .xlsx"),
        ("a.ods", SOUND, "this is an Excel workbook (.xlsx); let its name end in .xlsx"),
        ("a.xlsx", ods(row(text("unit"))), "this is an OpenDocument spreadsheet (.ods); let its name end in .ods"),
        ("a.xlsx", ole("Workbook"), "this is an old Excel workbook (.xls); let its name end in .xls"),
        (
            "a.xlsx",
            ole("EncryptedPackage"),
            "this is a file with a password; open it in a spreadsheet program and save it without password",
        ),
        ("a.xls", ole("WordDocument"), f"this is a document with text; {BY_HAND}"),
        ("a.xlsx", packed("word/document.xml"), f"this is a document with text; {BY_HAND}"),
        ("a.xlsx", packed("a.txt", "b.txt"), "this is an archive of files; unpack it and give the file in it"),
        ("a.xlsx", b"\x1f\x8b\x08\x00", "this is an archive of files; unpack it and give the file in it"),
        ("a.xlsx", b"%PDF-1.7\n", f"this is a PDF; {BY_HAND}"),
        (
            "a.xls",
            b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            AS_WORKBOOK,
        ),
        ("a.ods", b"", "this is an empty file; give the file once more; it may not have been copied whole"),
        ("a.xls", ole("Workbook"), "no workbook that can be read: it may be damaged"),
        ("a.xlsx", SOUND[:-100], "this is a damaged workbook or archive; open it in a spreadsheet program and save it"),
        ("a.xlsx", b"\x00" + SOUND, "no workbook that can be read: it may be damaged"),
        ("a.xls", ole("Workbook") + SOUND, "no workbook that can be read: it may be damaged"),
    ],
)
def test_a_file_is_named_as_what_it_is(name, content, told):
    error = refusal(name, content)
    assert told in str(error)
    assert str(error).startswith(f"{name}: ")
    assert str(error) != error.said("vi")
    assert not any(word in str(error).casefold() for word in ("cfb", "zip", "signature", "xml error"))


def test_a_damaged_part_of_a_workbook_is_told_in_plain_words():
    for part, old in (("xl/workbook.xml", b"<sheets>"), ("xl/worksheets/sheet1.xml", b"</row>")):
        assert "it may be damaged" in str(refusal("book.xlsx", changed(SOUND, old, b"<", part)))


@pytest.mark.parametrize(
    "content, told",
    [
        (b"<html><table>", "this is a web page"),
        (b'<?xml version="1.0"?><a/>', "this is XML"),
        (SOUND, "this is an Excel workbook (.xlsx); let its name end in .xlsx"),
        (ole("Workbook"), "this is an old Excel workbook (.xls); let its name end in .xls"),
        (b"%PDF-1.7 \xff", "this is a PDF; copy its table into a worksheet"),
        (ole("EncryptedPackage"), "this is a file with a password; open it in a spreadsheet program and save it"),
        ("unit,a\n".encode("utf-16"), "(UTF-16)"),
    ],
)
def test_what_is_called_csv_and_is_none_is_named_as_what_it_is(tmp_path, content, told):
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(parindex.UnreadableError) as caught:
        parindex.read_evidence(parindex.load("pgi-2022"), path)
    assert told in str(caught.value)


def test_a_number_of_a_workbook_that_is_not_finite_is_told_with_its_cell():
    written = xlsx(lambda sheet: [sheet.append(row) for row in (("unit", "1.1"), ("a", 7))])
    definition = define(indicators("1.1", keys="max = 10"))
    content = changed(written, b"<v>7</v>", b"<v>1e999</v>")
    (fault,) = parindex.validate(definition, content, name="book.xlsx")
    assert (fault.code, fault.place) == ("not-a-number", "book.xlsx:S!B2")


def test_a_workbook_that_declares_entities_is_refused():
    plain = xlsx(lambda sheet: sheet.append(["unit", "a"]))
    content = changed(plain, b"<worksheet", b'<!DOCTYPE worksheet [<!ENTITY x "7">]><worksheet')
    assert "declares entities of XML" in str(refusal("a.xlsx", content))
