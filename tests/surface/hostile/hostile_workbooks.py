"""Workbooks: what they unpack to, refer to, and say about themselves."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from .hostile_tables import free, scored
from .trials import PROBLEMS, READ, REFUSED, Attempt, Input

SHEET, STRINGS, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DECLARED = '<?xml version="1.0" encoding="UTF-8"?>\n'
#: What an .xlsx needs to be one.
PARTS: Mapping[str, str] = {
    "[Content_Types].xml": (
        f'{DECLARED}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{DECLARED}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{DECLARED}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{RELATED}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{RELATED}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    ),
    BOOK: (
        f'{DECLARED}<workbook {MAIN} xmlns:r="{RELATED}">'
        '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    STRINGS: f"{DECLARED}<sst {MAIN}><si><t>MOHA</t></si></sst>",
}
ROWS = '<row r="1">{unit}{a}</row><row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2"><v>5</v></c></row>'.format(
    unit='<c r="A1" t="inlineStr"><is><t>unit</t></is></c>', a='<c r="B1" t="inlineStr"><is><t>a</t></is></c>'
)


def sheet(rows: str = ROWS, beside: str = "", before: str = "") -> str:
    """Return a worksheet with some rows."""
    return f"{DECLARED}{before}<worksheet {MAIN}><sheetData>{rows}</sheetData>{beside}</worksheet>"


def book(changes: Mapping[str, str | bytes] | None = None) -> bytes:
    """Return an .xlsx of the parts it needs, some of them changed."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name, part in {**PARTS, SHEET: sheet(), **(changes or {})}.items():
            packed.writestr(name, part)
    return content.getvalue()


def read(changes: Mapping[str, str | bytes] | None = None, name: str = "upload.xlsx") -> Attempt:
    """Score a workbook with some parts changed."""
    return scored(book(changes), name, free())


def whole(content: bytes, name: str) -> Input:
    """Score bytes that are called a workbook."""
    return lambda: scored(content, name, free())


def bomb(megabytes: int) -> bytes:
    """Return a workbook one of whose worksheets unpacks to some megabytes of blanks."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(b" " * 1024 * 1024) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = block * megabytes + packer.flush()
    return _with_entry(book(), b"xl/worksheets/sheet2.xml", packed, megabytes * 1024 * 1024)


def _with_entry(content: bytes, name: bytes, packed: bytes, size: int) -> bytes:
    """Return a zip with one entry more, whatever its directory says of it."""
    end = content.rfind(b"PK\x05\x06")
    count, length, start = struct.unpack_from("<HII", content, end + 10)
    head = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, 0, len(packed), size & 0xFFFFFFFF, len(name), 0)
    local = b"PK\x03\x04" + head + name + packed
    entry = b"PK\x01\x02" + struct.pack("<H", 20) + head + struct.pack("<HHHII", 0, 0, 0, 0, start) + name
    directory = content[start : start + length] + entry
    close = struct.pack("<HHHHIIH", 0, 0, count + 1, count + 1, len(directory), start + len(local), 0)
    return content[:start] + local + directory + b"PK\x05\x06" + close


def laughs(level: int = 9) -> str:
    """Return entities of XML that stand for ten of the one before."""
    lines = ['<!ENTITY a0 "ha">', *(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, level + 1))]
    return f"<!DOCTYPE worksheet [{''.join(lines)}]>"


def cells(count: int, cell: str, width: int = 10) -> str:
    """Return rows of one cell, many times."""
    row = "<row>" + cell * width + "</row>"
    return ROWS + row * (count // width)


def valued(formula: str, kind: str = "", value: str = "<v>5</v>") -> Input:
    """Give a cell with a formula, computed as it says."""
    cell = f'<c r="B2"{kind}><f>{formula}</f>{value}</c>'
    return lambda: read({SHEET: sheet(ROWS.replace('<c r="B2"><v>5</v></c>', cell))})


def text(name: str) -> Input:
    """Give a unit with a name."""
    return lambda: read({STRINGS: f"{DECLARED}<sst {MAIN}><si><t>{name}</t></si></sst>"})


def sheets(count: int) -> Attempt:
    """Give many worksheets that are one."""
    listed = "".join(f'<sheet name="S{at}" sheetId="{at + 1}" r:id="rId1"/>' for at in range(count))
    return read({BOOK: f'{DECLARED}<workbook {MAIN} xmlns:r="{RELATED}"><sheets>{listed}</sheets></workbook>'})


def entries(count: int) -> bytes:
    """Return a zip of many entries."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for at in range(count):
            packed.writestr(f"xl/media/{at}", b"")
    return content.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OUTSIDE = '<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
ODS = (
    '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="S">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
)
CELL = '<table:table-cell office:value-type="string"{many}><text:p>{text}</text:p></table:table-cell>'


def ods(rows: str) -> Input:
    """Give an .ods with some rows."""

    def make() -> Attempt:
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
            packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            packed.writestr("content.xml", ODS.format(rows=rows))
        return scored(content.getvalue(), "upload.ods", free())

    return make


def repeated(rows: int, columns: int, word: str = "x") -> str:
    """Return a cell of an .ods that is said to stand there many times."""
    many = f' table:number-columns-repeated="{columns}"'
    return f'<table:table-row table:number-rows-repeated="{rows}">{CELL.format(many=many, text=word)}</table:table-row>'


WORKBOOKS: dict[str, tuple[str, Input]] = {
    "a zip bomb of 3 GB, declared": (REFUSED, lambda: scored(bomb(3_000), "upload.xlsx", free())),
    "a zip bomb of 3 GB that declares 1 MB": (
        REFUSED,
        lambda: scored(_bomb_of_sheet(3_000), "upload.xlsx", free()),
    ),
    "a zip of 50,000 entries": (REFUSED, lambda: scored(entries(50_000), "upload.xlsx", free())),
    "a zip in a zip": (REFUSED, lambda: scored(_nested(), "upload.xlsx", free())),
    "a workbook cut in half": (REFUSED, lambda: scored(book()[:700], "upload.xlsx", free())),
    "a workbook without worksheets": (PROBLEMS, lambda: read({BOOK: f"{DECLARED}<workbook {MAIN}/>"})),
    "one text of 30,000 letters in 500,000 cells": (
        REFUSED,
        lambda: read(
            {
                STRINGS: f"{DECLARED}<sst {MAIN}><si><t>{'a' * 30_000}</t></si></sst>",
                SHEET: sheet(cells(500_000, '<c t="s"><v>0</v></c>')),
            }
        ),
    ),
    "a shared text that is not there": (
        REFUSED,
        lambda: read({SHEET: sheet(ROWS.replace("<v>0</v>", "<v>99999999999</v>"))}),
    ),
    "2,000,000 shared texts": (REFUSED, lambda: read({STRINGS: f"<sst {MAIN}>{'<si><t/></si>' * 2_000_000}</sst>"})),
    "entities of XML that multiply": (
        REFUSED,
        lambda: read({SHEET: sheet(ROWS.replace("<v>5</v>", "<v>&a9;</v>"), before=laughs())}),
    ),
    "an entity of XML that is /etc/passwd": (
        REFUSED,
        lambda: read({SHEET: sheet(ROWS.replace("<v>5</v>", "<v>&x;</v>"), before=OUTSIDE)}),
    ),
    "XML nested 500,000 deep": (PROBLEMS, lambda: read({SHEET: sheet("<row>" * 500_000)})),
    "a link to another workbook": (READ, valued("[1]Sheet1!A1")),
    "=cmd|'/C calc'!A0 with a result": (READ, valued("cmd|'/C calc'!A0")),
    '=WEBSERVICE("http://127.0.0.1/") with a result': (READ, valued('WEBSERVICE("http://127.0.0.1/")')),
    "a formula that was never computed": (PROBLEMS, valued("1+1", value="")),
    "a formula whose result is markup": (PROBLEMS, valued("A1", ' t="str"', "<v>&lt;script&gt;</v>")),
    "a worksheet whose target is ../../etc/passwd": (
        REFUSED,
        lambda: read(
            {
                "xl/_rels/workbook.xml.rels": PARTS["xl/_rels/workbook.xml.rels"].replace(
                    "worksheets/sheet1.xml", "../../../../etc/passwd"
                )
            }
        ),
    ),
    ".xlsx of 300,000 rows": (
        REFUSED,
        lambda: read({SHEET: sheet(ROWS + "<row><c><v>1</v></c><c><v>2</v></c></row>" * 300_000)}),
    ),
    ".xlsx with a cell in XFD1048576": (
        REFUSED,
        lambda: read({SHEET: sheet(ROWS + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')}),
    ),
    ".xlsx with a cell in ZZZZZZ99999999999": (
        REFUSED,
        lambda: read({SHEET: sheet(ROWS + '<row r="99999999999"><c r="ZZZZZZ99999999999"><v>1</v></c></row>')}),
    ),
    ".xlsx with 1,000,000 merged cells": (
        REFUSED,
        lambda: read({SHEET: sheet(beside='<mergeCell ref="A1:XFD1048576"/>' * 1_000_000)}),
    ),
    ".xlsx of 100,000 worksheets": (REFUSED, lambda: sheets(100_000)),
    ".xlsx of 380,000 cells, each an error": (
        PROBLEMS,
        lambda: read({SHEET: sheet(cells(380_000, '<c t="e"><v>#REF!</v></c>', 76))}),
    ),
    ".xlsx with 1e999999999 and NaN": (
        PROBLEMS,
        lambda: read({SHEET: sheet(ROWS.replace("<v>5</v>", "<v>1e999999999</v>"))}),
    ),
    ".xlsx with a name of markup and escapes": (READ, text("&lt;script&gt;_x001B_[2J&#10;::error::")),
    ".ods of 1,048,576 by 16,384 repeated cells": (REFUSED, ods(repeated(1_048_576, 16_384))),
    ".ods with a number of repeats of 30 digits": (REFUSED, ods(repeated(10**30, 10**30))),
    ".xls that is 8 MB of noise": (
        REFUSED,
        lambda: scored(OLE + bytes(range(256)) * 31_000, "upload.xls", free()),
    ),
    ".xlsb that is an .xlsx": (REFUSED, lambda: read(name="upload.xlsb")),
    "a PDF called .xlsx": (REFUSED, whole(b"%PDF-1.7\n" + b"x" * 1000, "upload.xlsx")),
    "a program called .csv": (REFUSED, whole(b"MZ\x90\x00\x03" + b"\0" * 1000, "upload.csv")),
}


def _bomb_of_sheet(megabytes: int) -> bytes:
    """Return a workbook whose first worksheet is the bomb, declared as one megabyte."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(b" " * 1024 * 1024) + packer.flush(zlib.Z_FULL_FLUSH)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in PARTS.items():
            packed.writestr(name, part)
    return _with_entry(content.getvalue(), SHEET.encode(), block * megabytes + packer.flush(), 1024 * 1024)


def _nested() -> bytes:
    """Return a zip that holds a workbook."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        packed.writestr("inner.xlsx", book())
    return content.getvalue()
