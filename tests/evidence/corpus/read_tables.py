"""Tables as offices and publishers lay them out, each of which is read right."""

import unicodedata

from .specimens import (
    HEAD,
    IDS,
    KNOWN,
    OPEN,
    RIGHT,
    ROWS,
    TITLES,
    Specimen,
    book,
    csv,
    document,
    open_document,
    written_book,
)

TITLE = ["BẢNG TỔNG HỢP KẾT QUẢ NĂM 2024"]
COUNTED = [[at, *row] for at, row in enumerate(ROWS, start=1)]
SUMS = ["Tổng cộng", None, 12.75, 14090]
MEANS = ["Bình quân", 79.56, 4.25, "4696,67"]
BY_CODE = {"01": RIGHT["snv"], "02": RIGHT["syt"], "03": RIGHT["stc"]}
ONE = {"snv": RIGHT["snv"]}
#: The same figures as shares that are shown as percentages.
SHARES = [["snv", 0.975, 4.25, 1250], ["syt", 0.8118, 3.5, 840], ["stc", 0.6, 5, 12000]]
PERCENTS = {"B2": "0.0%", "B3": "0.00%", "B4": "0%"}
LONG = [[unit, id_, figure] for unit, *figures in ROWS for id_, figure in zip(IDS, figures, strict=True)]


def commas(rows):
    """Return rows whose decimals have a comma, and whose thousands a point."""
    return [
        [value if isinstance(value, (str, int)) and value not in (1250, 12000) else _comma(value) for value in row]
        for row in rows
    ]


def _comma(value):
    return f"{value // 1000}.{value % 1000:03}" if isinstance(value, int) else str(value).replace(".", ",")


SPECIMENS = [
    # Titles, heads and the rows that head the columns
    Specimen("titles above and all as it should be.csv", {"a.csv": csv([TITLE, [], HEAD, *ROWS])}),
    Specimen(
        "three rows of merged heads, a count, numbers of columns, a total, a note, a date, a signature",
        {
            "a.xlsx": book(
                [
                    TITLE,
                    ["STT", "Đơn vị", "Kết quả thực hiện"],
                    [None, None, "Dịch vụ công", None, "Kỷ cương"],
                    [None, None, *TITLES],
                    ["(1)", "(2)", "(3)", "(4)", "(5)"],
                    *COUNTED,
                    [None, *SUMS],
                    [],
                    ["Ghi chú: số liệu đến 15/12."],
                    [None, None, None, "Ngày 20 tháng 12 năm 2024"],
                    [None, None, None, "GIÁM ĐỐC"],
                ],
                merged=["A1:E1", "A2:A4", "B2:B4", "C2:E2", "C3:D3"],
            )
        },
        told=("total-row", "heading-row", "heading-row", "heading-row"),
    ),
    Specimen(
        "heads without diacritics, ids with titles, English titles",
        {
            "a.csv": csv(
                [["STT", "Co quan", "Ty le ho so dung han", "1.10. Mức độ hài lòng", "INSPECTIONS"], *COUNTED], ";"
            )
        },
    ),
    Specimen(
        "heads and units decomposed, as files of a Mac are",
        {
            "a.csv": csv(
                [
                    [unicodedata.normalize("NFD", text) for text in ("Cơ quan", *TITLES)],
                    [unicodedata.normalize("NFD", "Sở Nội vụ"), *ROWS[0][1:]],
                    *ROWS[1:],
                ]
            )
        },
    ),
    Specimen(
        "units of measure in brackets, below, and beside the word for them",
        {
            "a.xlsx": book(
                [
                    ["STT", "Cơ quan", "Tỷ lệ hồ sơ đúng hạn (%)", "Mức độ hài lòng¹", "Số cuộc thanh tra"],
                    [None, "ĐVT", "%", "điểm", "cuộc"],
                    *COUNTED,
                ]
            )
        },
    ),
    Specimen(
        "columns numbered 1 2 3",
        {"a.xlsx": book([["STT", *HEAD], [1, 2, 3, 4, 5], *COUNTED])},
        OPEN,
        told=("heading-row",),
    ),
    Specimen("columns numbered A B 1 2 3", {"a.csv": csv([["STT", *HEAD], ["A", "B", 1, 2, 3], *COUNTED])}, OPEN),
    Specimen(
        "columns numbered by Roman numerals",
        {"a.xlsx": book([["TT", *HEAD], ["I", "II", "III", "IV", "V"], *COUNTED])},
        OPEN,
    ),
    Specimen(
        "columns numbered, one by what it follows from",
        {"a.csv": csv([["STT", *HEAD], ["[1]", "[2]", "[3]", "[4]", "(5)=(3)+(4)"], *COUNTED], ";")},
        OPEN,
    ),
    Specimen(
        "blank rows and columns",
        {
            "a.xlsx": book(
                [[], [None, *TITLE], [], [None, "Cơ quan", None, "1.1", "1.10", None, "2.1"], []]
                + [[None, unit, None, a, b, None, c] for unit, a, b, c in ROWS]
            )
        },
    ),
    Specimen(
        "the header again on the second page",
        {"a.xlsx": book([HEAD, *ROWS[:2], HEAD, ROWS[2]])},
        OPEN,
        told=("heading-row",),
    ),
    Specimen(
        "a name of the group merged down, columns in another order",
        {
            "a.xlsx": book(
                [["Khối", "2.1", "Cơ quan", "1.10", "1.1"]]
                + [["A" if at == 0 else None, c, unit, b, a] for at, (unit, a, b, c) in enumerate(ROWS)],
                merged=["A2:A4"],
            )
        },
        options={"ignore": ["Khối"]},
    ),
    Specimen(
        "value and rank below each merged head",
        {
            "a.xlsx": book(
                [["Cơ quan", "1.1", None, "1.10", None, "2.1", None], [None, *["Giá trị", "Xếp hạng"] * 3]]
                + [[unit, a, 1, b, 2, c, 3] for unit, a, b, c in ROWS],
                merged=["A1:A2", "B1:C1", "D1:E1", "F1:G1"],
            )
        },
        options={"ignore": ["Xếp hạng"]},
    ),
    Specimen(
        "the rows of the header named, since heads are not known",
        {"a.csv": csv([TITLE, ["Báo cáo"], ["Nơi", "x", "y", "z"], *ROWS])},
        options={"header_row": 3, "columns": {"Nơi": "unit", "x": "1.1", "y": "1.10", "z": "2.1"}},
    ),
    Specimen(
        "a layout beside the file",
        {
            "a.csv": csv(
                [["Nơi", "x", "y", "z", "rank"], *[[*row, 1] for row in ROWS], ["Sum", "", "12.75", "14090", ""]]
            ),
            "a.layout.toml": (
                'ignore = ["rank"]\nignore_rows = ["Sum"]\n[columns]\n'
                '"Nơi" = "unit"\nx = "1.1"\ny = "1.10"\nz = "2.1"\n'
            ).encode,
        },
        told=("layout-read",),
    ),
    # Rows that are no units
    Specimen(
        "sums, means and a maximum among units that are not known",
        {"a.xlsx": book([["STT", *HEAD], [None, "Điểm tối đa", 10, 5, 5], *COUNTED, [None, *SUMS], [None, *MEANS]])},
        OPEN,
        told=("total-row",) * 3,
    ),
    Specimen(
        "a total in the column of the count, its words without diacritics",
        {"a.xlsx": book([["STT", *HEAD], *COUNTED, ["TONG CONG:", None, *SUMS[1:]]], merged=["A5:B5"])},
        told=("total-row",),
    ),
    Specimen(
        "a total that does not add up, an average of all provinces",
        {"a.csv": csv([HEAD, *ROWS, ["Total", "", 12.75, 14091], ["Average of offices", 79.56, 4.25, 4696.67]])},
        OPEN,
        told=("total-row", "total-row", "total-row-differs"),
    ),
    Specimen(
        "groups with Roman numerals",
        {"a.xlsx": book([["TT", *HEAD], ["I", "KHỐI TỔNG HỢP"], *COUNTED[:2], ["II", "KHỐI KINH TẾ"], COUNTED[2]])},
        told=("heading-row", "heading-row"),
    ),
    # Numbers
    Specimen(
        "decimal commas and thousands by points, the BOM of Excel",
        {"a.csv": csv(commas([["STT", *HEAD], *COUNTED]), ";", bom=True)},
        options={"decimal_mark": ","},
    ),
    Specimen(
        "a column with decimal commas beside one with decimal points",
        {
            "a.csv": csv(
                [HEAD, ["snv", "97,5", "4.250", 1250], ["syt", "81,18", "3.50", 840], ["stc", 60, 5, 12000]], ";"
            )
        },
    ),
    Specimen(
        "thousands set off by thin blanks, tabs between the fields",
        {"a.csv": csv([HEAD, ["snv", 97.5, 4.25, "1\u202f250"], ROWS[1], ["stc", 60, 5, "12\u00a0000"]], "\t")},
    ),
    Specimen(
        "binary noise of formulas",
        {
            "a.xlsx": written_book(
                [
                    HEAD,
                    ["snv", ("=97.4+0.1", 97.50000000000001), 4.25, 1250],
                    ["syt", ("=80+1.18", 81.18000000000001), ("=7*0.5", 3.5000000000000004), 840],
                    ROWS[2],
                ]
            )
        },
    ),
    Specimen(
        "binary noise in an export and in JSON",
        {
            "a.json": document(
                [
                    dict(zip(("unit", *IDS), row, strict=True))
                    for row in (["snv", 97.50000000000001, 4.25, 1250], *ROWS[1:])
                ]
            )
        },
    ),
    Specimen("text of 17 digits", {"a.csv": csv([HEAD, ["snv", "97.50000000000001", 4.25, 1250], *ROWS[1:]])}),
    Specimen("cells that show percentages.xlsx", {"a.xlsx": book([HEAD, *SHARES], formats=PERCENTS)}),
    Specimen(
        "percentages as text, with the sign",
        {"a.csv": csv([HEAD, ["snv", "97,5 %", 4, 1250]], ";")},
        right={"snv": {"1.1": 97.5, "1.10": 4, "2.1": 1250}},
        told=("unit-absent",),
    ),
    Specimen(
        "cells that show percentages.ods, by hand", {"a.ods": open_document([HEAD, *SHARES], {(1, 1), (2, 1), (3, 1)})}
    ),
    Specimen(
        "cells that show percentages, saved as .ods",
        {"a.xlsx": book([HEAD, *SHARES], formats=PERCENTS)},
        converted="ods",
    ),
    Specimen(
        "merged heads and a total, saved as .ods",
        {
            "a.xlsx": book(
                [TITLE, ["Cơ quan", "Kết quả"], [None, *TITLES], *ROWS, SUMS], merged=["A1:D1", "A2:A3", "B2:D2"]
            )
        },
        converted="ods",
        told=("total-row",),
    ),
    Specimen(
        "merged heads and decimals, saved as .xls",
        {"a.xlsx": book([TITLE, ["Cơ quan", "Kết quả"], [None, *TITLES], *ROWS], merged=["A1:D1", "A2:A3", "B2:D2"])},
        converted="xls",
    ),
    Specimen(
        "formulas that LibreOffice computes, with a hidden row, saved as .ods",
        {"a.xlsx": book([HEAD, ["snv", "=97.4+0.1", "=17/4", 1250], *ROWS[1:]], hidden_rows=[3])},
        converted="ods",
        told=("hidden-cells",),
    ),
    # Ids in cells of numbers
    Specimen(
        "ids as numbers with their formats",
        {"a.xlsx": book([["Cơ quan", 1.1, 1.1, 2.1], *ROWS], formats={"B1": "0.0", "C1": "0.00"})},
    ),
    Specimen(
        "codes of units as numbers shown with a zero",
        {
            "a.xlsx": book(
                [["Mã đơn vị", *IDS], *[[at, *row] for at, (_, *row) in enumerate(ROWS, start=1)]],
                formats={"A2": "00", "A3": "00", "A4": "00"},
            )
        },
        OPEN,
        right=BY_CODE,
    ),
    Specimen(
        "a long table with ids as numbers, units merged down",
        {
            "a.xlsx": book(
                [["Cơ quan", "Tiêu chí", "Giá trị"], ["snv", 1.1, 97.5], [None, 1.1, 4.25], [None, 2.1, 1250]],
                formats={"B2": "0.0", "B3": "0.00"},
                merged=["A2:A4"],
            )
        },
        right=ONE,
        told=("unit-absent",),
    ),
    # Missing marks, hidden cells
    Specimen(
        "marks of missing as the publisher has them",
        {"a.csv": csv([HEAD, ["snv", 97.5, "..", 1250], ["syt", "NA", 3.5, "-"], ["stc", 60, 5, "không có"]])},
        options={"missing_marks": ["NA", "..", "-", "Không có"]},
        right={
            "snv": {"1.1": 97.5, "1.10": None, "2.1": 1250},
            "syt": {"1.1": None, "1.10": 3.5, "2.1": None},
            "stc": {"1.1": 60, "1.10": 5, "2.1": None},
        },
    ),
    Specimen(
        "a hidden row and a hidden column",
        {"a.xlsx": book([HEAD, *ROWS], hidden_rows=[3], hidden_columns=["C"])},
        told=("hidden-cells", "hidden-cells"),
    ),
    Specimen(
        "a hidden worksheet before the one that is shown",
        {"a.xlsx": book(sheets={"nháp": [HEAD, ["snv", 1, 1, 1]], "Bảng": [HEAD, *ROWS]}, hidden_sheets=["nháp"])},
    ),
    # Years, worksheets, folders
    Specimen(
        "years below each head",
        {
            "a.xlsx": book(
                [
                    ["Cơ quan", "1.1", None, "1.10", None, "2.1", None],
                    [None, *[2023, "Năm 2024"] * 3],
                    *[[unit, 1, a, 2, b, 3, c] for unit, a, b, c in ROWS],
                ],
                merged=["A1:A2", "B1:C1", "D1:E1", "F1:G1"],
            )
        },
        options={"year": 2024},
        told=("several-years",),
    ),
    Specimen(
        "years above groups of heads",
        {
            "a.xlsx": book(
                [
                    ["Cơ quan", "Năm 2023", None, None, "Năm 2024"],
                    [None, *IDS, *IDS],
                    *[[unit, 1, 2, 3, a, b, c] for unit, a, b, c in ROWS],
                ],
                merged=["A1:A2", "B1:D1", "E1:G1"],
            )
        },
        options={"year": 2024},
        told=("several-years",),
    ),
    Specimen(
        "years in the names of columns",
        {
            "a.csv": csv(
                [["unit", "1.1_2023", "1.1_2024", "1.10", "2.1"], *[[unit, 5, a, b, c] for unit, a, b, c in ROWS]]
            )
        },
        options={"year": 2024},
        told=("several-years",),
    ),
    Specimen(
        "two worksheets as one table, columns in another order",
        {
            "a.xlsx": book(
                sheets={"A": [HEAD, *ROWS[:2]], "B": [["1.10", "Cơ quan", "2.1", "1.1"], [5, "stc", 12000, 60]]}
            )
        },
        options={"sheet": "*"},
    ),
    Specimen(
        "a worksheet a unit",
        {"a.xlsx": book(sheets={unit: [TITLE, [], list(TITLES), row] for unit, *row in ROWS})},
        options={"sheet": "*", "unit_from": "sheet"},
    ),
    Specimen(
        "the unit in a cell",
        {"a.xlsx": book([["Báo cáo của", "Sở Nội vụ"], [], list(IDS), ROWS[0][1:]])},
        options={"unit_from": "cell:B1"},
        right=ONE,
        told=("unit-absent",),
    ),
    Specimen(
        "a folder with a file a unit, of three kinds",
        {
            "snv.csv": csv([IDS, ROWS[0][1:]]),
            "stc.xlsx": book([IDS, ROWS[2][1:]]),
            "syt.csv": csv([IDS, ROWS[1][1:]], ";"),
        },
        options={"unit_from": "file"},
        whole_folder=True,
    ),
    # Long tables, layers, points, JSON
    Specimen(
        "a long table with titles",
        {
            "a.csv": csv(
                [
                    ["Đơn vị", "Tiêu chí", "Giá trị"],
                    *[
                        [unit, {"1.1": "Files on time", "1.10": "1.10. Mức độ hài lòng"}.get(id_, id_), figure]
                        for unit, id_, figure in LONG
                    ],
                ],
                ";",
            )
        },
    ),
    Specimen(
        "a long table with layers",
        {
            "a.csv": csv(
                [
                    ["unit", "layer", "indicator", "value"],
                    *[
                        [unit, layer, id_, figure if layer == "thẩm định" else 1]
                        for layer in ("tự đánh giá", "thẩm định")
                        for unit, id_, figure in LONG
                    ],
                ]
            )
        },
        options={"layer": "appraised"},
    ),
    Specimen(
        "points beside values",
        {
            "a.csv": csv(
                [
                    ["unit", "indicator", "value", "points"],
                    ["snv", "1.1", "97.5", "9.75"],
                    ["snv", "1.10", "", "4.25"],
                    ["snv", "2.1", "1250", ""],
                ]
            )
        },
        right=ONE,
        told=("unit-absent",),
    ),
    Specimen(
        "JSON by unit, figures as text with a comma",
        {
            "a.json": document(
                {
                    unit: {
                        "1.1": str(a).replace(".", ","),
                        "Mức độ hài lòng": b,
                        "2.1": {"value": c, "document": "QĐ 12"},
                    }
                    for unit, a, b, c in ROWS
                }
            )
        },
    ),
    Specimen(
        "JSON by column",
        {
            "a.json": document(
                {
                    "unit": [row[0] for row in ROWS],
                    **{id_: [row[at] for row in ROWS] for at, id_ in enumerate(IDS, start=1)},
                }
            )
        },
    ),
]
assert all(specimen.definition in (KNOWN, OPEN) for specimen in SPECIMENS)
