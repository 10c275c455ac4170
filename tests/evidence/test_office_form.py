"""Forms of offices: a worksheet a unit, a row a criterion, several layers of points."""

from pathlib import Path

import pytest

import parindex

from ..sample import define

openpyxl = pytest.importorskip("openpyxl")
CASE = Path(__file__).resolve().parents[3] / "shared" / "cases" / "office-workbook"
BODY = """
unit = [{ id = "snv", title = "Sở Nội vụ" }, { id = "syt", title = "Sở Y tế", spellings = ["SYT"] }]
component = [
    { id = "I", title = "Chỉ đạo, điều hành", combine = "sum", max = 5 },
    { id = "II", title = "Thể chế", combine = "sum", max = 6 },
]
indicator = [
    { id = "I.1", parent = "I", title = { vi = "Ban hành kế hoạch", en = "The plan is issued" }, max = 2 },
    { id = "I.2", parent = "I", title = "Kiểm tra các đơn vị", max = 3 },
    { id = "II.1", parent = "II", title = "Văn bản đúng hạn", max = 6 },
]
"""
OFFICE = define("", root=BODY)
HEAD = ["STT", "Tiêu chí", "Điểm tối đa", "Điểm tự chấm", "Điểm thẩm định", "Tài liệu kiểm chứng"]
ROWS = [
    ["I", "Chỉ đạo, điều hành", 5, 4.5, 4],
    [1, "Ban hành kế hoạch", 2, "2", "1,5", "QĐ 12"],
    [2, "Kiểm tra các đơn vị", 3, 2.5, 2.5],
    ["II", "Thể chế", 6, 5.25, 5.25],
    [1, "Văn bản đúng hạn", 6, "5,25", "5,25"],
    [None, "Tổng cộng", 11, "9,75", "9,25"],
]


def form(tmp_path, rows=ROWS, head=HEAD, *, sheets=("Sở Nội vụ",), titles=(), merged=()):
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for title in sheets:
        sheet = workbook.create_sheet(title)
        for row in [*titles, *(head if isinstance(head[0], list) else [head]), *rows]:
            sheet.append(row)
        for area in merged:
            sheet.merge_cells(area)
    workbook.save(tmp_path / "form.xlsx")
    return tmp_path / "form.xlsx"


def told(evidence):
    """Return what is told of a form, by cell, but that it is one, and that other units have none."""
    problems = (problem for problem in evidence.problems if problem.code not in ("unit-absent", "form-read"))
    return [(problem.code, problem.cell.partition("!")[2]) for problem in problems]


def points(evidence, unit=0):
    return dict(zip(evidence.columns, evidence.values[unit].tolist(), strict=True))


def test_each_layer_of_a_form_is_read(tmp_path):
    own, appraised = (
        parindex.read_evidence(OFFICE, form(tmp_path), layer=layer) for layer in ("self_assessed", "appraised")
    )
    assert (own.units, points(own), told(own)) == (("snv",), {"I.1": 2.0, "I.2": 2.5, "II.1": 5.25}, [])
    assert (points(appraised), told(appraised)) == ({"I.1": 1.5, "I.2": 2.5, "II.1": 5.25}, [])
    assert own.documents[0, "I.1"][0].document == "QĐ 12"


def test_a_form_is_ready_to_be_reconciled(tmp_path):
    result = parindex.reconcile(OFFICE, form(tmp_path, sheets=("Sở Nội vụ", "SYT")))
    assert result.difference[:, 0].tolist() == [-0.5, -0.5]
    assert [(change.unit, change.indicator, change.before, change.after) for change in result.changes] == [
        ("snv", "I.1", "2", "1.5"),
        ("syt", "I.1", "2", "1.5"),
    ]


def test_a_fault_stands_in_the_cell_of_its_layer(tmp_path):
    rows = [*ROWS[:2], [2, "Kiểm tra các đơn vị", 3, 2.5, "hai"], *ROWS[3:5]]
    evidence = parindex.read_evidence(OFFICE, form(tmp_path, rows), layer="appraised")
    assert ("not-a-number", "E4") in told(evidence)


@pytest.mark.parametrize(
    "number, title",
    [
        ("2", "Kiểm tra các đơn vị"),
        ("I.2", "Kiểm tra các đơn vị"),
        ("", "Kiểm tra các đơn vị"),
        ("", "KIEM TRA CAC DON VI"),
        ("2.", ""),
        ("I.2", ""),
        ("", "2. Kiểm tra các đơn vị"),
        ("02", "Kiểm tra đơn vị"),
    ],
)
def test_a_criterion_is_found_by_its_number_or_title(tmp_path, number, title):
    rows = [*ROWS[:2], [number or None, title or None, 3, 2.5, 2.5], *ROWS[3:]]
    evidence = parindex.read_evidence(OFFICE, form(tmp_path, rows), layer="self_assessed")
    assert (points(evidence)["I.2"], told(evidence)) == (2.5, [])


@pytest.mark.parametrize(
    "number, title, hint",
    [
        ("", "Kiểm tra các đơn vị khác", "did you mean 'Kiểm tra các đơn vị'?"),
        ("7", "Tuyên truyền", ""),
        ("1", "Kiểm tra các đơn vị", "correct one of the two"),
    ],
)
def test_a_title_that_is_only_like_one_is_suggested_and_never_taken(tmp_path, number, title, hint):
    rows = [*ROWS[:2], [number or None, title, 3, 2.5, 2.5], *ROWS[3:]]
    evidence = parindex.read_evidence(OFFICE, form(tmp_path, rows), layer="self_assessed")
    (problem,) = [problem for problem in evidence.problems if problem.code == "unknown-criterion"]
    assert (problem.cell, problem.hint) == ("Sở Nội vụ!B4", hint)
    assert "missing-column" not in [problem.code for problem in evidence.problems]


def test_a_number_with_another_title_is_taken_and_doubted(tmp_path):
    rows = [*ROWS[:2], [2, "Sáng kiến", 3, 2.5, 2.5], *ROWS[3:]]
    evidence = parindex.read_evidence(OFFICE, form(tmp_path, rows), layer="self_assessed")
    assert (points(evidence)["I.2"], told(evidence)) == (2.5, [("title-differs", "B4")])


def test_maxima_domains_and_totals_are_held_against_the_definition_and_their_parts(tmp_path):
    rows = [["I", "Chỉ đạo, điều hành", 5, 4.6, 4], [1, "Ban hành kế hoạch", 2.5, 2, 1.5], *ROWS[2:5]]
    rows += [[None, "TỔNG SỐ", 12, "9,75", "9,4"]]
    evidence = parindex.read_evidence(OFFICE, form(tmp_path, rows), layer="appraised")
    assert told(evidence) == [
        ("form-sum-differs", "D2"),
        ("form-maximum-differs", "C3"),
        ("form-maximum-differs", "C7"),
        ("form-sum-differs", "E7"),
    ]


def test_a_total_may_be_rounded_and_cells_empty(tmp_path):
    rows = [["I", "Chỉ đạo, điều hành", 5], [1, "Ban hành kế hoạch", 2, "1,125"], [2, "Kiểm tra các đơn vị", 3, None]]
    rows += [*ROWS[3:5], [None, "Cộng", 11, "6,38"]]
    evidence = parindex.read_evidence(OFFICE, form(tmp_path, rows), layer="self_assessed")
    assert told(evidence) == []
    assert str(points(evidence)["I.2"]) == "nan"


def test_what_stands_beside_criteria_is_passed_over_with_a_note(tmp_path):
    rows = [*ROWS, [], ["Ghi chú: kèm tài liệu."], [None, None, None, "Ngày 15 tháng 12 năm 2025"]]
    evidence = parindex.read_evidence(OFFICE, form(tmp_path, rows), layer="appraised")
    assert told(evidence) == [("heading-row", "9:9"), ("heading-row", "10:10")]
    assert {problem.severity for problem in evidence.problems if problem.code == "heading-row"} == {"note"}


def test_a_criterion_twice_or_not_at_all_is_told_once(tmp_path):
    twice = parindex.read_evidence(OFFICE, form(tmp_path, [*ROWS[:3], ROWS[1], *ROWS[3:5]]), layer="appraised")
    assert told(twice) == [("duplicate-row", "B5")]
    lacking = parindex.read_evidence(OFFICE, form(tmp_path, [*ROWS[:2], *ROWS[3:5]]), layer="appraised")
    assert [code for code in told(lacking) if code[0] == "missing-column"] == [("missing-column", "1:1")]


def test_a_header_over_two_merged_rows_with_words_of_an_office(tmp_path):
    head = [
        ["TT", "Nội dung đánh giá", "Thang điểm", "Kết quả", None, "Minh chứng"],
        [None, None, None, "Đơn vị tự đánh giá", "Hội đồng thẩm định", None],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
    ]
    merged = ["A4:A5", "B4:B5", "C4:C5", "D4:E4", "F4:F5", "A2:F2"]
    titles = [["UBND TỈNH X"], ["BẢNG CHẤM ĐIỂM NĂM 2025"], ["Đơn vị: Sở Y tế"]]
    path = form(tmp_path, head=head, sheets=("Sheet1",), titles=titles, merged=merged)
    evidence = parindex.read_evidence(OFFICE, path, layer="appraised")
    assert (evidence.units, points(evidence)["I.1"], told(evidence)) == (("syt",), 1.5, [])


def test_a_column_without_a_meaning_is_told_and_may_be_named_or_ignored(tmp_path):
    head = [*HEAD, "Người chấm"]
    path = form(tmp_path, [[*row, *[None] * (7 - len(row))] for row in ROWS], head)
    assert told(parindex.read_evidence(OFFICE, path, layer="appraised")) == [("unknown-column", "G1")]
    for options in ({"ignore": ["Người chấm"]}, {"columns": {"Người chấm": "note"}}):
        assert told(parindex.read_evidence(OFFICE, path, layer="appraised", **options)) == []


@pytest.mark.parametrize("head", ["Điểm", "Điểm đạt", "Kết quả chấm", "Score"])
def test_a_form_of_one_column_of_points_is_of_the_layer_that_is_named(tmp_path, head):
    path = form(tmp_path, [row[:4] for row in ROWS], ["STT", "Tiêu chí", "Điểm tối đa", head])
    evidence = parindex.read_evidence(OFFICE, path)
    assert (points(evidence), told(evidence)) == ({"I.1": 2.0, "I.2": 2.5, "II.1": 5.25}, [])
    assert points(parindex.read_evidence(OFFICE, path, layer="self_assessed")) == points(evidence)


def test_points_beside_those_of_layers_are_maxima_and_held_against_the_definition(tmp_path):
    head = ["STT", "Tiêu chí", "Điểm", "Điểm tự chấm", "Điểm thẩm định", "Tài liệu"]
    path = form(tmp_path, [*ROWS[:1], [1, "Ban hành kế hoạch", 2.5, 2, 2], *ROWS[2:5]], head)
    found = told(parindex.read_evidence(OFFICE, path, layer="appraised"))
    assert ("form-maximum-differs", "C3") in found
    assert [code for code, _ in found if code in ("unknown-column", "no-layer")] == []


@pytest.mark.parametrize(
    "sheet, titles, unit, told_of",
    [
        ("SYT", ["Đơn vị: Sở Y tế"], "syt", []),
        ("Sheet1", ["UBND TỈNH", "SỞ Y TẾ"], "syt", []),
        ("Sở Y tế", ["SỞ NỘI VỤ"], "syt", [("name-differs", "warning")]),
        ("Sở Y tế", ["SỞ NỘI VỤ", "Đơn vị: Sở Y tế"], "syt", []),
        ("Sở Y tế", ["Đơn vị: Sở Nội vụ"], "syt", [("name-differs", "error")]),
    ],
)
def test_a_form_is_of_the_unit_that_its_worksheet_or_a_title_names(tmp_path, sheet, titles, unit, told_of):
    path = form(tmp_path, sheets=(sheet,), titles=[[title] for title in titles])
    evidence = parindex.read_evidence(OFFICE, path, layer="appraised")
    assert evidence.units == (unit,)
    problems = {problem.code: problem for problem in evidence.problems}
    assert [(code, problem.severity) for code, problem in problems.items() if code == "name-differs"] == told_of
    assert problems["form-read"].severity == "note"


def test_criteria_numbered_anew_in_each_domain_whose_ids_are_numbers(tmp_path):
    numbered = define("", root=BODY.replace('"II', '"2').replace('"I', '"1'))
    assert [leaf.id for leaf in numbered.leaves] == ["1.1", "1.2", "2.1"]
    evidence = parindex.read_evidence(numbered, form(tmp_path), layer="self_assessed")
    assert (points(evidence), told(evidence)) == ({"1.1": 2.0, "1.2": 2.5, "2.1": 5.25}, [])


@pytest.mark.skipif(not CASE.exists(), reason="the cases beside the project are absent")
def test_the_workbook_of_a_provincial_office():
    definition = parindex.load(CASE / "so-diem.toml")
    result = parindex.reconcile(definition, CASE / "co_quan.xlsx")
    assert result.before.units == ("snv", "stc", "syt", "sgd", "sxd")
    # The totals that the worksheets print: "33,9", "30,09", "24,59", "28,24"; Sở Xây dựng has one empty cell.
    assert [str(total) for total in result.before.rounded] == ["33.90", "30.09", "24.59", "28.24", "None"]
    assert [str(total) for total in result.after.rounded] == ["33.90", "30.09", "24.59", "28.24", "None"]
    assert [
        problem
        for problem in result.before.problems
        if problem.code.startswith("form-") and problem.code != "form-read"
    ] == []


def test_a_form_whose_worksheet_and_first_line_name_two_units_is_refused(tmp_path):
    path = form(tmp_path, sheets=("Sở Y tế",), titles=[["Đơn vị: Sở Nội vụ"]])
    assert told(parindex.read_evidence(OFFICE, path, layer="appraised")) == [("name-differs", "2:2")]
    said = parindex.read_evidence(OFFICE, path, layer="appraised", unit_from="sheet")
    assert (said.units, told(said)) == (("syt",), [])


@pytest.mark.parametrize(
    "head",
    [
        "Điểm thẩm định năm trước",
        "Điểm thẩm định năm 2018",
        "Chênh lệch so với thẩm định",
        "Số điểm bị trừ sau thẩm định",
        "Ngày thẩm định",
        "Người thẩm định",
        "Điểm tự chấm lần 2",
    ],
)
def test_a_column_that_only_speaks_of_a_layer_is_not_that_layer(tmp_path, head):
    path = form(
        tmp_path,
        [[*row[:4], 1, *row[4:5]] for row in ROWS],
        ["STT", "Tiêu chí", "Điểm tối đa", "Điểm tự chấm", head, "Điểm thẩm định"],
    )
    evidence = parindex.read_evidence(OFFICE, path, layer="appraised")
    assert (points(evidence)["I.1"], told(evidence)) == (1.5, [("unknown-column", "E1")])
    assert told(parindex.read_evidence(OFFICE, path, layer="appraised", ignore=[head])) == []


def test_two_columns_of_one_layer_are_rivals_until_one_is_ignored_or_named(tmp_path):
    head = ["STT", "Tiêu chí", "Điểm tối đa", "Điểm Sở thẩm định", "Điểm Hội đồng thẩm định"]
    path = form(tmp_path, [row[:5] for row in ROWS], head)
    evidence = parindex.read_evidence(OFFICE, path, layer="appraised")
    assert told(evidence) == [("duplicate-column", "E1")]
    told_of = [problem.message for problem in evidence.problems if problem.code == "duplicate-column"]
    assert told_of == ["the columns 'Điểm Sở thẩm định' and 'Điểm Hội đồng thẩm định' mean the same"]
    second = parindex.read_evidence(OFFICE, path, layer="appraised", ignore=[head[3]])
    assert (points(second)["I.1"], told(second)) == (1.5, [])
    named = {head[4]: "appraised", head[3]: "self_assessed"}
    assert points(parindex.read_evidence(OFFICE, path, layer="self_assessed", columns=named))["I.1"] == 2.0


def test_rows_of_a_form_are_passed_over_by_their_title(tmp_path):
    rows = [*ROWS[:2], [None, "- Ban hành đúng hạn", None, 1, 1], *ROWS[2:]]
    path = form(tmp_path, rows)
    assert ("unknown-criterion", "B4") in told(parindex.read_evidence(OFFICE, path, layer="appraised"))
    assert (
        told(parindex.read_evidence(OFFICE, path, layer="appraised", ignore_rows=["- Ban hành đúng hạn", "Tổng cộng"]))
        == []
    )


def test_a_number_with_another_title_wants_the_same_maximum(tmp_path):
    rows = [*ROWS[:2], [2, "Sáng kiến", None, 2.5, 2.5], *ROWS[3:5]]
    evidence = parindex.read_evidence(OFFICE, form(tmp_path, rows), layer="appraised")
    assert told(evidence)[0] == ("unknown-criterion", "B4")


def test_a_cell_that_is_no_number_brings_no_other_fault_and_a_total_is_no_text(tmp_path):
    rows = [ROWS[0], [1, "Ban hành kế hoạch", 2, "2", "1,5¹"], *ROWS[2:5]]
    evidence = parindex.read_evidence(OFFICE, form(tmp_path, rows), layer="appraised")
    assert told(evidence) == [("not-a-number", "E3")]
    evidence = parindex.read_evidence(
        OFFICE, form(tmp_path, [*ROWS[:5], [None, "Tổng cộng", 11, 9.75, "chín"]]), layer="appraised"
    )
    assert told(evidence) == [("not-a-number", "E7")]


def test_a_form_given_as_a_layer_gives_that_layer_only(tmp_path):
    whole = form(tmp_path)
    own = {"snv": {"I.1": 2, "I.2": 2.5, "II.1": 5.25}}
    found = parindex.reconcile(OFFICE, self_assessed=own, appraised=whole)
    assert found.difference[:, 0].tolist() == [-0.5]
    with pytest.raises(parindex.EvidenceError, match="no layer 'reappraised'"):
        parindex.reconcile(OFFICE, self_assessed=own, reappraised=whole)


def test_a_survey_may_stand_beside_forms(tmp_path):
    polled = define(
        "",
        root=BODY.replace(
            'title = "Văn bản đúng hạn", max = 6', 'title = "Văn bản đúng hạn", max = 6, self_scored = false'
        ),
    )
    rows = [*ROWS[:3], ["II", "Thể chế", 6], [1, "Văn bản đúng hạn", 6, None, None]]
    found = parindex.reconcile(polled, form(tmp_path, rows), survey={"snv": {"II.1": 4}})
    assert [str(total) for total in (*found.before.rounded, *found.after.rounded)] == ["8.50", "8.00"]
