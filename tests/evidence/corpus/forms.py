"""Forms of offices: a worksheet or a file a unit, a row a criterion, a column a layer."""

from ...sample import load_text
from .specimens import UNITS, Refusal, Specimen, book, csv

FORM = load_text(
    """
id = "form"
index = "Form"
version = "1"
title = "Trial form"
years = [2025]
combine = "sum"
max = 20
component = [
    { id = "1", title = { vi = "Dịch vụ công", en = "Public services" }, combine = "sum", max = 15 },
    { id = "2", title = { vi = "Kỷ cương", en = "Discipline" }, combine = "sum", max = 5 },
]
indicator = [
    { id = "1.1", parent = "1", title = { vi = "Hồ sơ đúng hạn", en = "Files on time" }, max = 10 },
    { id = "1.2", parent = "1", title = { vi = "Mức độ hài lòng", en = "Satisfaction" }, max = 5 },
    { id = "2.1", parent = "2", title = { vi = "Chấp hành giờ giấc", en = "Punctuality" }, max = 5 },
]
"""
    + UNITS,
    "form.toml",
)
HEAD = ["STT", "Tiêu chí", "Điểm tối đa", "Điểm tự chấm", "Điểm thẩm định", "Tài liệu kiểm chứng"]
ROWS = [
    ["I", "Dịch vụ công", 15, 12.5, 11],
    [1, "Hồ sơ đúng hạn", 10, "8,5", 7, "QĐ 12"],
    [2, "Mức độ hài lòng", 5, 4, "4,0"],
    ["II", "Kỷ cương", 5, 3, 2.75],
    [1, "Chấp hành giờ giấc", 5, 3, "2,75"],
    [None, "Tổng cộng", 20, "15,5", "13,75"],
]
OWN, APPRAISED = {"1.1": 8.5, "1.2": 4.0, "2.1": 3.0}, {"1.1": 7.0, "1.2": 4.0, "2.1": 2.75}
BOTH = {"self_assessed": {"snv": OWN}, "appraised": {"snv": APPRAISED}}
TITLES = [["UBND TỈNH X"], ["BẢNG CHẤM ĐIỂM NĂM 2025"], ["Đơn vị: Sở Nội vụ"], []]


def of(rows, head=HEAD, titles=TITLES, **keys):
    """Return what makes the workbook of one form."""
    return {"a.xlsx": book([*titles, *(head if isinstance(head[0], list) else [head]), *rows], **keys)}


def form(name, rows, *told, head=HEAD, right=BOTH, options=None, converted="", **keys):
    absent = ("unit-absent", *told)
    return Specimen(name, of(rows, head, **keys), FORM, options or {}, right=right, told=absent, converted=converted)


def refused(name, rows, *refusals, head=HEAD, **keys):
    return Specimen(name, of(rows, head, **keys), FORM, {"layer": "appraised"}, refused=refusals)


def changed(at, row, *more):
    """Return the rows of the form with one in place of another."""
    return [*ROWS[:at], row, *more, *ROWS[at + 1 :]]


READ = [
    form("a form as it should be", ROWS),
    form(
        "a form with other words in another order, a header of three rows, a column of shares",
        [[row[4], row[0], row[2], row[1], row[3], 0.8, *row[5:]] for row in ROWS],
        "heading-row",
        head=[
            ["Kết quả", "TT", "Thang điểm", "Nội dung đánh giá", "Kết quả", None, "Minh chứng"],
            ["Hội đồng thẩm định", None, None, None, "Đơn vị tự đánh giá", "Tỷ lệ %", None],
            ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
        ],
        merged=["B5:B6", "C5:C6", "D5:D6", "E5:F5", "G5:G6"],
    ),
    form(
        "a form with full numbers in the titles and no column for them",
        [[f"{number}. {row[1]}", *row[2:]] for number, row in zip(("1", "1.1", "1.2", "2", "2.1"), ROWS, strict=False)],
        head=HEAD[1:],
    ),
    form(
        "a form in English, with a footer",
        [
            ["I", "Public services", 15, 12.5, 11],
            [1, "Files on time", 10, 8.5, 7],
            [2, "Satisfaction", 5, 4, 4],
            ["II", "Discipline", 5, 3, 2.75],
            [1, "Punctuality", 5, 3, 2.75],
            [None, "Total", 20, 15.5, 13.75],
            [],
            ["Note: see the annex."],
            [None, None, None, "Signed, 15 December 2025"],
        ],
        "heading-row",
        "heading-row",
        head=["No.", "Criterion", "Maximum", "Self-assessment", "Appraised", "Evidence"],
    ),
    form(
        "a form with sums of parts, a mean, and figures of three decimals",
        [
            ROWS[0],
            [1, "Hồ sơ đúng hạn", 10, "8,500", "7.000"],
            *ROWS[2:3],
            [None, "Cộng I", 15, "12,5", 11],
            *ROWS[3:5],
            [None, "Cộng mục II", 5, 3, 2.75],
            ROWS[5],
            [None, "Điểm trung bình", None, 5.2, 4.6],
        ],
        "heading-row",
    ),
    form(
        "a form whose domain, part and total are misprinted, and a maximum of another edition",
        [
            ["I", "Dịch vụ công", 15, 12.5, 11.5],
            [1, "Hồ sơ đúng hạn", 10, 8.5, 7],
            [2, "Mức độ hài lòng", 5, 4, 4],
            [None, "Cộng I", 15, 13.5, 11],
            *ROWS[3:5],
            [None, "Tổng cộng", 20, 15.5, 14.75],
        ],
        "form-sum-differs",
        "form-sum-differs",
        "form-sum-differs",
    ),
    form(
        "a form with a hidden row and a hidden column",
        ROWS,
        "hidden-cells",
        "hidden-cells",
        hidden_rows=[7],
        hidden_columns=["D"],
    ),
    form(
        "a form with a title that is near and says something else",
        changed(1, [1, "Hồ sơ quá hạn", 10, 8.5, 7]),
        "title-differs",
    ),
    form(
        "a form with a column that is ignored",
        [[*row, *[None] * (6 - len(row)), "Lan"] for row in ROWS],
        head=[*HEAD, "Người chấm"],
        options={"ignore": ["Người chấm"]},
    ),
    form(
        "a form with marks of missing",
        changed(2, [2, "Mức độ hài lòng", 5, "-", "-"])[:5],
        "form-sum-differs",
        "form-sum-differs",
        options={"missing_marks": ["-"]},
        right={"self_assessed": {"snv": OWN | {"1.2": None}}},
    ),
    form("a form saved as .ods", ROWS, converted="ods"),
    form("a form saved as .xls", ROWS, converted="xls"),
    Specimen(
        "forms of three offices in one workbook, beside a cover",
        {
            "a.xlsx": book(
                sheets={
                    "Bìa": [["BÁO CÁO"]],
                    **{name: [*TITLES[:2], HEAD, *ROWS] for name in ("Sở Nội vụ", "SYT", "stc")},
                }
            )
        },
        FORM,
        {"sheet": ["Sở Nội vụ", "SYT", "stc"]},
        right={layer: dict.fromkeys(("snv", "syt", "stc"), of_layer["snv"]) for layer, of_layer in BOTH.items()},
    ),
    Specimen(
        "a form as text with semicolons, the unit in the name of the file",
        {"Sở Nội vụ.csv": csv([HEAD, *[[*row, *[None] * (6 - len(row))] for row in ROWS]], ";")},
        FORM,
        right=BOTH,
        told=("unit-absent",),
    ),
]
REFUSED = [
    refused(
        "a criterion twice",
        [*ROWS[:2], ROWS[1], *ROWS[2:]],
        Refusal("duplicate-row", "B8", "'1.1' stands in row 7 already", "đã có ở dòng 7"),
    ),
    refused(
        "a criterion of another edition",
        changed(2, [3, "Mức độ hài lòng của doanh nghiệp", 5, 4, 4]),
        Refusal(
            "unknown-criterion",
            "B8",
            "has no criterion 3 'Mức độ hài lòng của doanh nghiệp' (did you mean 'Mức độ hài lòng'?)",
            "không có tiêu chí 3",
        ),
    ),
    refused(
        "a number and a title that contradict each other",
        changed(2, [1, "Mức độ hài lòng", 5, 4, 4]),
        Refusal("unknown-criterion", "B8", "correct one of the two", "sửa một trong hai"),
    ),
    refused(
        "a maximum of another edition",
        changed(2, [2, "Mức độ hài lòng", 6, 4, 4]),
        Refusal("form-maximum-differs", "C8", "the maximum of '1.2' is 6 here, 5 in the definition", "điểm tối đa"),
    ),
    refused(
        "points of two layers in one cell",
        changed(1, [1, "Hồ sơ đúng hạn", 10, 8.5, None]),
        Refusal("merged-cell", "D7", "the value stands in the merged cell D7:E7 (unmerge it", "D7:E7"),
        merged=["D7:E7"],
    ),
    refused(
        "points of two criteria in one cell",
        changed(2, [2, "Mức độ hài lòng", 5, 4, None]),
        Refusal("merged-cell", "E7", "E7:E8", "E7:E8"),
        merged=["E7:E8"],
    ),
    refused(
        "points with a footnote",
        changed(1, [1, "Hồ sơ đúng hạn", 10, "8,5*", "7¹"]),
        Refusal("not-a-number", "E7", "write 7, the note elsewhere", "chú thích"),
    ),
    refused(
        "a column of which nobody knows whose points it holds",
        [[*row, *[None] * (6 - len(row)), 1] for row in ROWS],
        Refusal(
            "unknown-column",
            "G9",
            "column 'Người chấm' has no meaning in a form (name it in columns= or in a layout, or ignore it)",
            "Người chấm",
        ),
        head=[*HEAD, "Người chấm"],
        titles=[*TITLES, *TITLES],
    ),
]


SPECIMENS = [*READ, *REFUSED]
