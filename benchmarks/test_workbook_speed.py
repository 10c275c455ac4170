"""A worksheet of 20,000 x 50 numbers with what it shows of them: within 1.3 x of python-calamine alone.

The library leaves the processor to others while it lays out the cells, and what it does not tell is read meanwhile:
the promise is for two processors or more.
"""

import random
import zipfile

import pytest

from parindex.base import letters
from parindex.evidence.files.workbook import open_workbook

ROWS, COLUMNS = 20_000, 50
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PARTS = {
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs>'
    '<xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="2"/></cellXfs></styleSheet>',
}


def worksheet(styles):
    """Return the XML of a worksheet as Excel writes it, with styles of its first columns of numbers."""
    chance = random.Random(1)
    tags = [f'" s="{style}"><v>' for style in styles] + ['"><v>'] * (COLUMNS - 1 - len(styles))
    heads = [f'<c r="{letters(at)}1" t="inlineStr"><is><t>i{at}</t></is></c>' for at in range(2, COLUMNS + 1)]
    rows = [f'<row r="1"><c r="A1" t="inlineStr"><is><t>unit</t></is></c>{"".join(heads)}</row>']
    for line in range(2, ROWS + 1):
        unit = f'<c r="A{line}" t="inlineStr"><is><t>u{line}</t></is></c>'
        values = (f"{chance.random() * 100:.2f}" for _ in tags)
        cells = (
            f'<c r="{letters(at)}{line}{tag}{value}</v></c>'
            for at, (tag, value) in enumerate(zip(tags, values, strict=True), 2)
        )
        rows.append(f'<row r="{line}">{unit}{"".join(cells)}</row>')
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'


@pytest.mark.parametrize("styles", [(), (1, 1, 1, 2, 2, 2, 2, 2)], ids=["plain", "percentages"])
def test_read_20000_rows_of_a_worksheet(against, tmp_path, styles):
    calamine = pytest.importorskip("python_calamine")
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**PARTS, "xl/worksheets/sheet1.xml": worksheet(styles)}.items():
            archive.writestr(name, text)

    def library():
        sheet = calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_name("S")
        return sheet.to_python(skip_empty_area=False)

    grid = against(lambda: open_workbook(str(path), path.read_bytes()).grid("S"), library, "python-calamine", rounds=7)
    assert len(grid.rows) == ROWS
