"""A table written out as an office lays it out, with the layout that says so, scores as the clean one does."""

import io
import unicodedata
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

import parindex
from parindex.base import without_marks

from ..sample import load_text
from .strategies import COSTLY

openpyxl = pytest.importorskip("openpyxl")
pytest.importorskip("python_calamine")
#: Titles in both languages, none of which begins as another does.
TITLES = [
    ("Ban hành kế hoạch", "The plan is issued"),
    ("Tỷ lệ hồ sơ đúng hạn", "Files on time"),
    ("Số cuộc đối thoại", "Dialogues held"),
    ("Mức độ hài lòng", "Satisfaction"),
    ("Chấp hành kỷ luật", "Discipline"),
]
GROUPS = [("Chỉ đạo, điều hành", "Steering"), ("Cải cách thể chế", "Institutions")]
RULES = {
    "points": "max = 10",
    "percent": (
        'unit = "percent"\nrange = [0, 100]\nmax = 10\nrule = { kind = "rescale", anchors = [0, 100], to = [0, 10] }'
    ),
    "count": 'range = [0, 90000]\nmax = 10\nrule = { kind = "rescale", anchors = [0, 90000], to = [0, 10] }',
}
MOST = {"points": 1000, "percent": 10000, "count": 9_000_000}  # in hundredths
MARK, NOTHING = "..", ("", None)
FOOTERS = [["Ghi chú: số liệu năm 2025."], [None, "Ngày 15 tháng 12 năm 2025"], [None, None, "NGƯỜI LẬP BIỂU"]]
TOTAL = st.sampled_from(["Tổng cộng", "TỔNG SỐ", "Bình quân", "Average"])


def definition_of(kinds, missing):
    """Return a definition with an indicator of each kind, in two components by turns."""
    nodes = [
        f'[[component]]\nid = "{at}"\ntitle = {{ vi = "{vi}", en = "{en}" }}\ncombine = "sum"'
        for at, (vi, en) in enumerate(GROUPS, start=1)
    ]
    for at, (kind, (vi, en)) in enumerate(zip(kinds, TITLES, strict=False)):
        group = at % 2 + 1
        head = f'id = "{group}.{at // 2 + 1}"\nparent = "{group}"\ntitle = {{ vi = "{vi}", en = "{en}" }}'
        nodes.append(f"[[indicator]]\n{head}\n{RULES[kind]}")
    keys = (
        f'id = "t"\nindex = "T"\nversion = "1"\ntitle = "T"\nyears = [2025]\ncombine = "sum"\nmissing = "{missing}"\n'
    )
    return load_text(keys + "\n".join(nodes), "t.toml")


@st.composite
def clean_tables(draw):
    """Draw a definition, the kind of each indicator, and its table in fractions; each unit has a value."""
    kinds = draw(st.lists(st.sampled_from([*RULES]), min_size=2, max_size=len(TITLES)))
    definition = definition_of(kinds, draw(st.sampled_from(["zero", "redistribute", "propagate"])))
    columns = {}
    for leaf in definition.leaves:
        kind = kinds[2 * (int(leaf.id.partition(".")[2]) - 1) + int(leaf.id[0]) - 1]
        columns[leaf.id] = kind, st.integers(0, MOST[kind]).map(lambda hundredths: Fraction(hundredths, 100))
    table = {
        f"Sở {name}": {id_: draw(st.none() | figures) for id_, (_, figures) in columns.items()}
        for name in draw(st.lists(st.sampled_from("ABCDE"), min_size=1, max_size=4, unique=True))
    }
    for row in table.values():
        first = definition.leaves[0].id
        row[first] = draw(columns[first][1]) if all(value is None for value in row.values()) else row[first]
    return definition, {id_: kind for id_, (kind, _) in columns.items()}, table


@st.composite
def heads(draw, definition, id_):
    """Draw what heads the column of an indicator."""
    title = definition[id_].title
    head = draw(
        st.sampled_from([id_, title.vi, title.en, f"{id_}. {title.vi}", f"{id_} - {title.en}", title.vi.upper()])
    )
    spelling = draw(st.sampled_from([str, without_marks, lambda text: unicodedata.normalize("NFD", text)]))
    return spelling(head) + draw(st.sampled_from(["", "", "¹", " (1)"]))


def decimal(value):
    return f"{float(value):g}" if value.denominator > 1 else str(value.numerator)


@st.composite
def laid_out(draw, *, as_book):
    """Draw a clean table, and it written out: rows of cells, cells to merge, formats, the text of the layout."""
    definition, kinds, table = draw(clean_tables())
    order = draw(st.permutations([*kinds]))
    commas, shown = draw(st.sets(st.sampled_from(order))), set()
    if as_book:
        shown = draw(st.sets(st.sampled_from(order))) & {id_ for id_, kind in kinds.items() if kind == "percent"}
    counted, numbered, grouped = draw(st.booleans()), draw(st.booleans()), as_book and draw(st.booleans())
    marks = draw(st.booleans())

    def cell(id_, value):
        if value is None:
            return MARK if marks else None
        if id_ in shown:
            return float(value / 100)
        if id_ in commas:
            return f"{float(value):.2f}".replace(".", ",")
        return float(value) if as_book else f"{float(value):.2f}"

    names = [draw(heads(definition, id_)) for id_ in order]
    lead = [["STT", "Đơn vị"] if counted else ["Đơn vị"]][0]
    rows, merged, formats = draw(st.sampled_from([[], [["BẢNG ĐIỂM NĂM 2025"], []], [["UBND TỈNH X"]]]))[:], [], {}
    if grouped:
        rows = [*rows, [*lead, *([GROUPS[int(id_[0]) - 1][0] for id_ in order])]]
        merged += [(len(rows), at, len(rows) + 1, at) for at in range(1, len(lead) + 1)]
        rows = [*rows, [None] * len(lead) + names]
    else:
        rows = [*rows, [*lead, *names]]
    if numbered:
        rows = [*rows, [f"({at})" for at in range(1, len(rows[-1]) + 1)]]
    for at, (unit, values) in enumerate(table.items(), start=1):
        rows = [*rows, *([[]] if draw(st.booleans()) and at > 1 else [])]
        formats |= {(len(rows) + 1, len(lead) + order.index(id_) + 1): "0.00%" for id_ in shown}
        rows = [*rows, [*([at] if counted else []), unit, *(cell(id_, values[id_]) for id_ in order)]]
    ignored = draw(st.none() | TOTAL)
    if ignored is not None:
        sums = [sum((row[id_] or Fraction(0) for row in table.values()), Fraction(0)) for id_ in order]
        rows = [
            *rows,
            [
                *([None] if counted else []),
                ignored,
                *(decimal(of) if kinds[id_] != "percent" else None for id_, of in zip(order, sums, strict=True)),
            ],
        ]
    rows = [*rows, *([[], *FOOTERS] if draw(st.booleans()) else [])]
    layout = f'decimal_mark = "."\nmissing_marks = ["{MARK}"]\n'
    layout += f'ignore_rows = ["{ignored}"]\n' if ignored else ""
    return definition, table, rows, merged, formats, layout


def as_text(rows, separator):
    width = max(map(len, rows))
    lines = [
        separator.join("" if cell is None else str(cell) for cell in [*row, *[None] * (width - len(row))])
        for row in rows
    ]
    return "\n".join(lines) + "\n"


def as_workbook(rows, merged, formats):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for top, left, bottom, right in merged:
        book.active.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    for (row, column), code in formats.items():
        book.active.cell(row, column).number_format = code
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def exact_total(scores, at):
    """Return the total of a unit as a fraction, None where it has none."""
    return None if scores.rounded[at] is None else scores.exactness.figure(scores.exactness.exact([at])[at][0])


def holds(definition, table, path):
    """Hold the scores of a file against those of the clean table."""
    own, clean = (parindex.score(definition, source) for source in (path, table))
    places = [own.units.index(unit) for unit in clean.units]
    assert len(own.units) == len(clean.units)
    assert [own.rounded[at] for at in places] == list(clean.rounded)
    assert [exact_total(own, at) for at in places] == [exact_total(clean, at) for at in range(len(places))]
    evidence, right = (parindex.read_evidence(definition, source) for source in (path, table))
    given = [[evidence.values[at, evidence.columns.index(id_)] for id_ in right.columns] for at in places]
    assert repr(given) == repr([[*row] for row in right.values])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("laid_out")


@given(drawn=laid_out(as_book=False), separator=st.sampled_from([";", "\t"]), mark=st.sampled_from(["", "\ufeff"]))
def test_a_text_with_its_layout_scores_as_the_clean_table(folder, drawn, separator, mark):
    definition, table, rows, _, _, layout = drawn
    (folder / "t.layout.toml").write_text(layout, encoding="utf-8")
    (folder / "t.csv").write_text(mark + as_text(rows, separator), encoding="utf-8")
    holds(definition, table, folder / "t.csv")


@COSTLY
@given(drawn=laid_out(as_book=True))
def test_a_workbook_with_its_layout_scores_as_the_clean_table(folder, drawn):
    definition, table, rows, merged, formats, layout = drawn
    (folder / "t.layout.toml").write_text(layout, encoding="utf-8")
    (folder / "t.xlsx").write_bytes(as_workbook(rows, merged, formats))
    holds(definition, table, folder / "t.xlsx")
