"""What a specimen is: a file as offices hand it in, made for the tests, and what is right about it."""

import io
import json
import zipfile
from functools import partial

import attrs

from ...open_documents import cell, number, ods, row, text
from ...sample import load_text

TABLES = """
id = "trial"
index = "Trial"
version = "1"
title = { vi = "Chỉ số thử", en = "Trial index" }
years = [2021, 2025]
combine = "sum"
max = 20
component = [
    { id = "1", title = { vi = "Dịch vụ công", en = "Public services" }, combine = "sum", max = 15 },
    { id = "2", title = { vi = "Kỷ cương", en = "Discipline" }, combine = "sum", max = 5 },
]

[[indicator]]
id = "1.1"
parent = "1"
title = { vi = "Tỷ lệ hồ sơ đúng hạn", en = "Files on time" }
unit = "percent"
range = [0, 100]
max = 10
rule = { kind = "rescale", anchors = [0, 100], to = [0, 10] }

[[indicator]]
id = "1.10"
parent = "1"
title = { vi = "Mức độ hài lòng", en = "Satisfaction" }
max = 5

[[indicator]]
id = "2.1"
parent = "2"
title = { vi = "Số cuộc thanh tra", en = "Inspections" }
range = [0, 20000]
max = 5
rule = { kind = "rescale", anchors = [0, 20000], to = [0, 5] }
"""
UNITS = """
[[unit]]
id = "snv"
title = "Sở Nội vụ"

[[unit]]
id = "syt"
title = "Sở Y tế"
spellings = ["SYT"]

[[unit]]
id = "stc"
title = "Sở Tài chính"
"""
#: With units of its own, and with whatever stands in the column of units.
KNOWN, OPEN = (load_text(TABLES + units, "trial.toml") for units in (UNITS, ""))
IDS = ("1.1", "1.10", "2.1")
TITLES = ("Tỷ lệ hồ sơ đúng hạn", "Mức độ hài lòng", "Số cuộc thanh tra")
HEAD = ["Cơ quan", *IDS]
ROWS = [["snv", 97.5, 4.25, 1250], ["syt", 81.18, 3.5, 840], ["stc", 60, 5, 12000]]
#: What is right of all tables that hold these figures, however they are written.
RIGHT = {unit: dict(zip(IDS, figures, strict=True)) for unit, *figures in ROWS}


@attrs.frozen
class Refusal:
    """A problem: its code, where it stands, and words of what is told, in either language."""

    code: str
    place: str
    en: str
    vi: str


@attrs.frozen
class Specimen:
    """Files by their names, each made when it is asked for; the first is read, or the folder."""

    name: str
    files: dict
    definition: object = KNOWN
    options: dict = attrs.field(factory=dict)
    right: dict | None = None  # the figures by unit and column
    told: tuple = ()  # codes of what is told beside
    refused: tuple = ()  # errors
    unreadable: tuple = ()  # words of the refusal of the whole file, in English and Vietnamese
    converted: str = ""  # LibreOffice saves the workbook as this
    whole_folder: bool = False


def book(rows=(), *, sheets=None, merged=(), formats=None, hidden_rows=(), hidden_columns=(), hidden_sheets=()):
    """Return what makes a workbook with openpyxl."""

    def made():
        import openpyxl

        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for title, lines in (sheets or {"Bảng 1": rows}).items():
            sheet = workbook.create_sheet(title)
            for line in lines:
                sheet.append(line)
            for area in merged:
                sheet.merge_cells(area)
            for place, code in (formats or {}).items():
                sheet[place].number_format = code
            for at in hidden_rows:
                sheet.row_dimensions[at].hidden = True
            for letter in hidden_columns:
                sheet.column_dimensions[letter].hidden = True
            sheet.sheet_state = "hidden" if title in hidden_sheets else "visible"
        content = io.BytesIO()
        workbook.save(content)
        return content.getvalue()

    return made


def written_book(rows, formats=None, merged=()):
    """Return what makes a workbook with XlsxWriter, whose formulas hold their results: (formula, result)."""

    def made():
        import xlsxwriter

        content = io.BytesIO()
        workbook = xlsxwriter.Workbook(content, {"in_memory": True})
        sheet = workbook.add_worksheet("S")
        for at, line in enumerate(rows):
            for field, value in enumerate(line):
                code = (formats or {}).get((at, field))
                style = workbook.add_format({"num_format": code}) if code else None
                if isinstance(value, tuple):
                    sheet.write_formula(at, field, value[0], style, value[1])
                elif value is not None:
                    sheet.write(at, field, value, style)
        for area in merged:
            sheet.merge_range(*area)
        workbook.close()
        return content.getvalue()

    return made


def csv(rows, separator=",", *, bom=False):
    """Return what makes a text of separated values."""
    lines = [separator.join("" if value is None else str(value) for value in line) for line in rows]
    return partial(str.encode, ("\ufeff" if bom else "") + "\n".join(lines) + "\n", "utf-8")


def document(data):
    """Return what makes a file of JSON."""
    return partial(str.encode, json.dumps(data, ensure_ascii=False), "utf-8")


def open_document(rows, percentages=()):
    """Return what makes an .ods by hand; cells at some places, from 0, are percentages."""

    def one(place, value):
        if place in percentages:
            return cell(f"{value * 100:g} %", value_type="percentage", value=value)
        return cell() if value is None else number(value) if isinstance(value, (int, float)) else text(value)

    lines = [[one((at, field), value) for field, value in enumerate(line)] for at, line in enumerate(rows)]
    return lambda: ods(*(row(*line) for line in lines))


def zipped(**parts):
    """Return what makes an archive that is no workbook."""

    def made():
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            for name, of in parts.items():
                archive.writestr(name, of)
        return content.getvalue()

    return made
