"""Points written out as forms of an office, a worksheet a unit, are those of each layer, however they look."""

import unicodedata
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

import parindex

from ..sample import load_text
from .strategies import COSTLY

openpyxl = pytest.importorskip("openpyxl")
pytest.importorskip("python_calamine")
GROUPS = [("I", "Chỉ đạo, điều hành", "Steering"), ("II", "Cải cách thể chế", "Institutions")]
TITLES = {
    "I": [("Ban hành kế hoạch", "The plan is issued"), ("Kiểm tra đơn vị", "Offices inspected")],
    "II": [("Văn bản đúng hạn", "Decisions in time"), ("Rà soát quy định", "Rules reviewed"), ("Góp ý", "Comments")],
}
MAXIMUM = 10
KEYS = 'id = "f"\nindex = "F"\nversion = "1"\ntitle = "F"\nyears = [2025]\ncombine = "sum"\nmissing = "zero"\n'
#: What each column is headed by, and which layer its points are of.
HEADS = {
    "number": ["STT", "TT", "Số thứ tự", "No."],
    "criterion": ["Tiêu chí", "Nội dung đánh giá", "Lĩnh vực, tiêu chí", "Criterion"],
    "maximum": ["Điểm tối đa", "Điểm chuẩn", "Thang điểm", "Maximum score"],
    "self_assessed": ["Điểm tự chấm", "Đơn vị tự đánh giá", "Cá nhân tự chấm", "Self-assessment"],
    "appraised": ["Điểm thẩm định", "Quản lý trực tiếp chấm", "Hội đồng thẩm định", "Appraised"],
    "reappraised": ["Thẩm định lần 2", "Cấp có thẩm quyền quyết định", "Điểm phúc tra"],
    "document": ["Tài liệu kiểm chứng", "Minh chứng"],
    "note": ["Ghi chú", "Giải trình"],
}
LAYERS = ("self_assessed", "appraised", "reappraised")
TOTALS = ["Tổng cộng", "TỔNG ĐIỂM", "Cộng", "Tổng số điểm (I+II)", "Total"]
FOOTERS = [[], [None, "Ghi chú: kèm tài liệu."], [None, None, "Ngày 15 tháng 12 năm 2025"], [None, "THỦ TRƯỞNG"]]


def definition_of(counts):
    """Return a definition with so many criteria in each group."""
    nodes = []
    for (id_, vi, en), count in zip(GROUPS, counts, strict=True):
        title = f'title = {{ vi = "{vi}", en = "{en}" }}'
        nodes.append(f'[[component]]\nid = "{id_}"\n{title}\ncombine = "sum"\nmax = {count * MAXIMUM}')
        for at, (own, english) in enumerate(TITLES[id_][:count], start=1):
            titled = f'title = {{ vi = "{own}", en = "{english}" }}'
            nodes.append(f'[[indicator]]\nid = "{id_}.{at}"\nparent = "{id_}"\n{titled}\nmax = {MAXIMUM}')
    return load_text(KEYS + f"max = {sum(counts) * MAXIMUM}\n" + "\n".join(nodes), "f.toml")


POINTS = st.none() | st.integers(0, MAXIMUM * 100).map(lambda hundredths: Fraction(hundredths, 100))


@st.composite
def offices(draw):
    """Draw a definition, the points of each unit and layer, and the layers that the forms have."""
    definition = definition_of((draw(st.integers(1, 2)), draw(st.integers(1, 3))))
    layers = LAYERS[: draw(st.integers(1, 3))]
    units = draw(st.lists(st.sampled_from(["Sở Nội vụ", "Sở Y tế", "Văn phòng"]), min_size=1, max_size=3, unique=True))
    points = {
        unit: {layer: {leaf.id: draw(POINTS) for leaf in definition.leaves} for layer in layers} for unit in units
    }
    return definition, layers, points


@st.composite
def forms(draw):
    """Draw offices, and a worksheet for each of their units: rows of cells, and cells to merge."""
    definition, layers, points = draw(offices())
    columns = draw(
        st.permutations(
            ["number", "criterion", "maximum", *layers, *draw(st.sampled_from([[], ["note"], ["document", "note"]]))]
        )
    )
    texts = draw(st.booleans())
    sheets = {}
    for unit, given_points in points.items():
        merged = draw(st.booleans())
        names = {role: draw(st.sampled_from(HEADS[role])) for role in columns}
        rows = [[draw(st.sampled_from(["BẢNG CHẤM ĐIỂM", "UBND TỈNH X"]))], *draw(st.sampled_from([[], [[]]]))]
        areas = []
        if merged:  # points of layers below one head
            top = len(rows) + 1
            rows.append(["Điểm chấm" if role in layers else names[role] for role in columns])
            areas = [(top, at, top + 1, at) for at, role in enumerate(columns, start=1) if role not in layers]
            rows.append([names[role] if role in layers else None for role in columns])
        else:
            rows.append([names[role] for role in columns])
        if draw(st.booleans()):
            rows.append([f"({at})" for at in range(1, len(columns) + 1)])
        full = draw(st.booleans())
        for id_, vi, en in GROUPS:
            sums = {
                layer: sum(
                    (given_points[layer][leaf.id] or Fraction(0) for leaf in definition.leaves_of(id_)), Fraction(0)
                )
                for layer in layers
            }
            rows.append(
                row_of(
                    columns,
                    id_,
                    draw(st.sampled_from([vi, en, vi.upper()])),
                    definition.maximum(definition[id_]),
                    sums,
                    texts=texts,
                )
            )
            for leaf in definition.leaves_of(id_):
                number = leaf.id if full else leaf.id.rpartition(".")[2]
                title = draw(
                    st.sampled_from([leaf.title.vi, leaf.title.en, unicodedata.normalize("NFD", leaf.title.vi)])
                )
                own = {layer: given_points[layer][leaf.id] for layer in layers}
                rows.append(row_of(columns, number, title, leaf.max, own, texts=texts))
                rows += draw(st.sampled_from([[], [], [[]]]))
        totals = {
            layer: sum((value or Fraction(0) for value in given_points[layer].values()), Fraction(0))
            for layer in layers
        }
        rows.append(row_of(columns, None, draw(st.sampled_from(TOTALS)), definition.max, totals, texts=texts))
        rows += FOOTERS if draw(st.booleans()) else []
        sheets[unit] = rows, areas
    return definition, points, sheets


def row_of(columns, number, title, maximum, points, *, texts):
    cells = {"number": number, "criterion": title, "maximum": float(maximum)}
    for layer, value in points.items():
        cells[layer] = None if value is None else f"{float(value):.2f}".replace(".", ",") if texts else float(value)
    return [cells.get(role) for role in columns]


@COSTLY
@given(forms())
def test_points_in_forms_are_those_of_each_unit_and_layer(tmp_path_factory, drawn):
    definition, points, sheets = drawn
    book = openpyxl.Workbook()
    book.remove(book.active)
    for unit, (rows, areas) in sheets.items():
        sheet = book.create_sheet(unit)
        for row in rows:
            sheet.append(row)
        for top, left, bottom, right in areas:
            sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    path = tmp_path_factory.getbasetemp() / "laid_out_forms.xlsx"
    book.save(path)
    for layer in next(iter(points.values())):
        clean = {unit: of_layers[layer] for unit, of_layers in points.items()}
        own, right = (
            parindex.score(definition, source, **options) for source, options in ((path, {"layer": layer}), (clean, {}))
        )
        assert (own.units, own.rounded) == (right.units, right.rounded)
        evidence, wanted = (
            parindex.read_evidence(definition, source, **options)
            for source, options in ((path, {"layer": layer}), (clean, {}))
        )
        values = [evidence.values[:, evidence.columns.index(id_)].tolist() for id_ in wanted.columns]
        assert repr(values) == repr(wanted.values.T.tolist())
        assert {problem.severity for problem in evidence.problems} <= {"note"}
