"""Changed forms of offices, headers of several rows and layouts give problems, one clear error, or scores."""

import functools
import io
import zipfile

import pytest
from hypothesis import given, settings, strategies as st

import parindex

from ..sample import load_text
from .mutations import CELLS, ODS, TOML, XML, damaged, damages, edited, edits, encoded
from .oracle import evidence_holds

FUZZ = settings.get_profile("fuzz")
HEAD = ["STT", "Tiêu chí", "Điểm tối đa", "Điểm tự chấm", "Điểm thẩm định", "Minh chứng"]
ROWS = [
    ["I", "Chỉ đạo", 5, "4,5", 4],
    [1, "Ban hành kế hoạch", 2, 2, "1,5", "QĐ 12"],
    [2, "Kiểm tra đơn vị", 3, "2,5", 2.5],
    [None, "Cộng I", 5, 4.5, 4],
    ["II", "Thể chế", 6, 5.25, 5.25],
    [1, "Văn bản đúng hạn", 6, "5,25", "5.250"],
    [None, "Tổng cộng", 11, "9,75", "9,25"],
    [],
    ["Ghi chú: kèm tài liệu"],
]
WIDE = [
    ["BẢNG ĐIỂM"],
    ["STT", "Đơn vị", "I", None, "II"],
    [None, None, "Ban hành kế hoạch (điểm)", "I.2. Kiểm tra đơn vị", "II.1_2025"],
    [None, "ĐVT", "điểm", "điểm", "điểm"],
    ["(1)", "(2)", "(3)", "(4)", "(5)=(3)+(4)"],
    [1, "snv", 1.5, "2,5", 5.25],
    [2, "syt", "..", 0.5, 5],
    ["Tổng cộng", None, 1.5, 3, 10.25],
]
WORDS = """Tổng cộng|Cộng I|Điểm tối đa|Điểm tự chấm|Thẩm định lần 2|Tiêu chí|STT|I.1|XC|IIII|ĐVT|(1)|[2]|A|năm 2024
2025|Giá trị|Xếp hạng|I.1. Ban hành|1.2.3.4.5.6|( (|************************|Đơn vị:""".replace("\n", "|").split("|")
LAYOUT = """missing_marks = [".."]
header_rows = "2-5"
ignore = ["STT"]
ignore_rows = ["Tổng cộng"]
decimal_mark = ","
unit_from = "cell:B1"
sheet = "*"
layer = "appraised"
[columns]
"Đơn vị" = "unit"
"II.1 {year}" = "II.1"
"""
LAYOUTS = [LAYOUT.replace(line + "\n", "") for line in LAYOUT.split("\n")[2:8]]
OPTIONS = st.sampled_from(
    [{"year": 2025}, {"layer": "appraised"}, {"layer": "self_assessed", "missing_marks": [".."]}, {"header_row": "2-4"}]
)


@functools.cache
def definition():
    nodes = '[[component]]\nid = "I"\ntitle = "Chỉ đạo"\ncombine = "sum"\nmax = 5\n'
    nodes += '[[component]]\nid = "II"\ntitle = "Thể chế"\ncombine = "sum"\n'
    criteria = ("I.1", "Ban hành kế hoạch", 2), ("I.2", "Kiểm tra đơn vị", 3), ("II.1", "Văn bản đúng hạn", 6)
    for id_, title, most in criteria:
        keys = f'id = "{id_}"\nparent = "{id_.partition(".")[0]}"\ntitle = "{title}"\nmax = {most}\n'
        nodes += f"[[indicator]]\n{keys}"
    return load_text(
        'id = "f"\nindex = "F"\nversion = "1"\ntitle = "F"\nyears = [2025]\ncombine = "sum"\n' + nodes, "f.toml"
    )


def holds(path, **options):
    """Read a file one way, and validate each layer that it holds."""
    evidence_holds(path, definition(), **options)
    try:
        problems = parindex.validate(definition(), path)
    except parindex.UnreadableError:
        return
    assert all(map(str, problems))


def texts():
    return [as_text([["Đơn vị: snv"], HEAD, *ROWS]), as_text(WIDE)]


def as_text(rows):
    return "\n".join(
        ";".join("" if cell is None else str(cell) for cell in [*row, *[None] * (6 - len(row))]) for row in rows
    )


@functools.cache
def books():
    """Give a workbook with two forms, and one of a wide table under merged heads."""
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("python_calamine")
    made = []
    for sheets, areas in (
        ({"snv": [HEAD, *ROWS], "syt": [HEAD, *ROWS]}, ["D3:E3"]),
        ({"S": WIDE}, ["A2:A4", "C2:D2", "A1:E1"]),
    ):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
            for area in areas:
                sheet.merge_cells(area)
            sheet.row_dimensions[4].hidden = True
        content = io.BytesIO()
        book.save(content)
        made.append(content.getvalue())
    return made


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("forms")


def test_what_is_changed_is_sound(folder):
    for at, text in enumerate(texts()):
        (folder / f"{at}.csv").write_text(text, encoding="utf-8")
        path = folder / f"{at}.csv"
        assert evidence_holds(path, definition(), layer="appraised", year=2025, missing_marks=[".."])


@FUZZ
@given(which=st.integers(0, 1), changes=edits(CELLS, WORDS), options=OPTIONS)
def test_an_edited_form_is_told_or_scores(folder, which, changes, options):
    (folder / "form.csv").write_bytes(encoded(edited(texts()[which], changes)))
    holds(folder / "form.csv", **options)


@FUZZ
@given(
    which=st.integers(0, 1),
    changes=edits(XML, CELLS, WORDS, most=3),
    areas=st.lists(
        st.sampled_from(["A1:XFD1048576", "B2:B9", "D4:E4", "A1:A1", "ZZ1:A9", "C2:C1048576", ":", "A0:B0"]), max_size=3
    ),
    options=OPTIONS,
)
def test_a_workbook_of_forms_with_edited_cells_and_merges_is_told_or_scores(folder, which, changes, areas, options):
    with zipfile.ZipFile(io.BytesIO(books()[which])) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    sheet = edited(parts["xl/worksheets/sheet1.xml"], changes)
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    parts["xl/worksheets/sheet1.xml"] = sheet.replace("</mergeCells>", merged + "</mergeCells>")
    with zipfile.ZipFile(folder / "form.xlsx", "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, encoded(text))
    holds(folder / "form.xlsx", **options)


@FUZZ
@given(which=st.integers(0, 1), damage=damages(), layer=st.sampled_from(["appraised", "self_assessed"]))
def test_a_damaged_workbook_of_forms_is_told_or_scores(folder, which, damage, layer):
    (folder / "form.xlsx").write_bytes(damaged(books()[which], damage))
    holds(folder / "form.xlsx", layer=layer)


@FUZZ
@given(which=st.integers(0, 1), layout=st.sampled_from(LAYOUTS), changes=edits(TOML, CELLS, WORDS, ODS))
def test_a_table_with_an_edited_layout_is_told_or_scores(folder, which, layout, changes):
    (folder / "form.csv").write_text(texts()[which], encoding="utf-8")
    (folder / "my.layout.toml").write_bytes(encoded(edited(layout, changes)))
    told = ()
    try:
        evidence_holds(folder / "form.csv", definition(), layout=folder / "my.layout.toml")
    except parindex.EvidenceError as error:
        told = error.problems
    assert all(problem.message and (problem.line is None or problem.line >= 1) for problem in told)
