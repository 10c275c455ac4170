"""Any bytes in place of a workbook, and any XML within one, give problems, one clear error, or scores."""

import datetime as dt
import functools
import io
import re
import zipfile

import pytest
from hypothesis import given, settings, strategies as st

import parindex

from ..open_documents import cell, number, ods, row as row_of, text as text_of
from .mutations import CELLS, ODS, XML, damaged, damages, edited, edits, encoded
from .oracle import evidence_holds, sound_rows

FUZZ = settings.get_profile("fuzz")


def made(rows):
    """Return a workbook of two worksheets with what offices put into them."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["BẢNG ĐIỂM", dt.date(2024, 12, 31)])
    sheet.merge_cells("A1:C1")
    for row in rows:
        sheet.append([float(cell) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", cell) else cell for cell in row])
    sheet["B5"] = "=B3+1"
    sheet["B3"].number_format = "0.00%"
    sheet["C5"] = dt.datetime.fromisoformat("2024-05-01T12:30")
    sheet["C6"] = "#N/A"
    other = book.create_sheet("Khác")
    other.append(["unit", "appraised"])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def made_ods(rows):
    """Return an .ods with a joined title, a percentage, a formula and an error, and cells said once for many."""
    lines = [
        [number(value) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", value) else text_of(value) for value in cells]
        for cells in rows
    ]
    lines[1][-1] = cell("50 %", value_type="percentage", value="0.5", number_columns_repeated=1)
    lines[2][-1] = cell("#DIV/0!", formula="of:=1/0", value_type="string", string_value="", calcext="error")
    lines[-1][-1] = cell(formula="of:=B3+1")
    title = row_of(
        text_of("BẢNG ĐIỂM", number_columns_spanned=3), cell(tag="covered-table-cell", number_columns_repeated=2)
    )
    far = row_of(cell(number_columns_repeated=16384), number_rows_repeated=1_048_000)
    return ods(title, *(row_of(*line, cell(number_columns_repeated=9)) for line in lines), far)


@functools.cache
def open_documents():
    """Give pairs of a definition and an .ods."""
    pytest.importorskip("python_calamine")
    definitions = [parindex.load(id_) for id_ in ("par-ministry-2022", "par-camau-2013", "par-template")]
    return [(own, made_ods(sound_rows(own))) for own in definitions]


@functools.cache
def books():
    """Give pairs of a definition and a workbook."""
    pytest.importorskip("python_calamine")
    definitions = [parindex.load(id_) for id_ in ("par-ministry-2022", "par-camau-2013", "par-template")]
    return [(own, made(sound_rows(own))) for own in definitions]


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("books") / "mutated.xlsx"


@FUZZ
@given(which=st.integers(0, 2), damage=damages())
def test_a_damaged_workbook_is_told_or_scores(path, which, damage):
    definition, content = books()[which]
    path.write_bytes(damaged(content, damage))
    evidence_holds(path, definition)


@FUZZ
@given(
    which=st.integers(0, 2),
    parts=st.lists(st.tuples(st.integers(0, 20), edits(XML, CELLS, most=3)), min_size=1, max_size=2),
    packing=st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]),
)
def test_a_workbook_of_edited_xml_is_told_or_scores(path, which, parts, packing):
    definition, content = books()[which]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    known = [name for name in texts if name.startswith("xl/")]
    sheet = next(name for name in known if name.endswith("sheet1.xml"))
    for at, changes in parts:
        name = known[at] if at < len(known) else sheet
        texts[name] = edited(texts[name], changes)
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, text in texts.items():
            archive.writestr(name, encoded(text))
    evidence_holds(path, definition)


@FUZZ
@given(which=st.integers(0, 2), damage=damages())
def test_a_damaged_open_document_is_told_or_scores(path, which, damage):
    definition, content = open_documents()[which]
    path.with_suffix(".ods").write_bytes(damaged(content, damage))
    evidence_holds(path.with_suffix(".ods"), definition)


@FUZZ
@given(which=st.integers(0, 2), changes=edits(ODS, CELLS, most=3))
def test_an_open_document_of_edited_xml_is_told_or_scores(path, which, changes):
    definition, content = open_documents()[which]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    texts["content.xml"] = edited(texts["content.xml"], changes)
    with zipfile.ZipFile(path.with_suffix(".ods"), "w") as archive:
        for name, text in texts.items():
            archive.writestr(name, encoded(text))
    evidence_holds(path.with_suffix(".ods"), definition)
