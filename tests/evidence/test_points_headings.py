"""Long tables with columns of points, as offices head them, and with the points of several layers side by side."""

from decimal import Decimal

import pytest

import parindex

from ..sample import define

DEFINITION = define(
    """
[[indicator]]
id = "1.1"
unit = "percent"
range = [0, 100]
max = 10
rule = { kind = "proportional", cap = 80 }

[[indicator]]
id = "1.2"
max = 5
inputs = ["done", "planned"]
value = "done / planned * 5"

[[indicator]]
id = "1.3"
max = 3
rule = { kind = "choice", points = { "đạt" = 3, "không đạt" = 0 } }
"""
)


def written(tmp_path, text):
    path = tmp_path / "points.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("head", ["points", "Điểm", "ĐIỂM ĐẠT", "Điểm tự chấm", "Điểm tự đánh giá", "Điểm thẩm định"])
def test_a_column_of_points_may_stand_in_place_of_one_of_values(tmp_path, head):
    path = written(tmp_path, f"Đơn vị,Tiêu chí,{head}\nA,1.1,7.5\nA,1.2,4\nA,1.3,3\n")
    assert parindex.score(DEFINITION, path).rounded == (Decimal("14.50"),)


def test_values_and_points_may_stand_side_by_side(tmp_path):
    path = written(tmp_path, "đơn vị,tiêu chí,giá trị,điểm\nA,1.1,60,\nA,1.2,,4\nA,1.3,đạt,3\n")
    assert parindex.score(DEFINITION, path).rounded == (Decimal("14.50"),)  # 60 of 80 percent of 10 points


def test_points_that_differ_are_told_at_their_own_cell(tmp_path):
    path = written(tmp_path, "unit,indicator,value,points\nA,1.1,60,7.5\nA,1.2,,6\nA,1.3,đạt,0\n")
    problems = [(problem.code, problem.line, problem.column) for problem in parindex.validate(DEFINITION, path)]
    assert problems == [("out-of-range", 3, 4), ("points-differ", 4, 4)]


def test_rows_with_neither_are_missing_values(tmp_path):
    text = "unit,indicator,value,points\nA,1.1,,\nA,1.2,,4\nA,1.3,,\nB,1.1,60,\nB,1.2,,\nB,1.3,,3\n"
    scores = parindex.score(DEFINITION, written(tmp_path, text))
    assert scores.problems == ()
    assert scores["1.2"][0] == 4
    assert scores.rounded == (None, None)


def test_points_given_twice_are_told(tmp_path):
    path = written(tmp_path, "unit,indicator,points\nA,1.1,7.5\nA,1.2,4\nA,1.3,3\nA,1.1,7\n")
    assert [(problem.code, problem.line) for problem in parindex.validate(DEFINITION, path)] == [("duplicate-row", 5)]


def test_a_long_table_needs_values_or_points(tmp_path):
    (problem,) = parindex.validate(DEFINITION, written(tmp_path, "unit,indicator,figure\nA,1.1,7.5\n"))[:1]
    assert problem.message == "a column 'indicator' makes a long table, and there is no column 'value' or 'points'"


BOTH = """\
Mã đơn vị,Tiêu chí,Điểm tự đánh giá,Điểm thẩm định,Tài liệu kiểm chứng
A,1.1,10,7.5,QĐ 1
A,1.2,4,4,QĐ 2
A,1.3,3,0,
B,1.1,5,5,
B,1.2,4.5,4,
B,1.3,3,3,
"""


def test_points_of_two_layers_side_by_side_are_two_layers(tmp_path):
    path = written(tmp_path, BOTH)
    found = parindex.reconcile(DEFINITION, path)
    assert found.layers == ("self_assessed", "appraised")
    assert found.before.rounded == (Decimal("17.00"), Decimal("12.50"))
    assert found.after.rounded == (Decimal("11.50"), Decimal("12.00"))
    scores = parindex.score(DEFINITION, path, layer="appraised")
    assert scores.rounded == found.after.rounded
    assert [problem.code for problem in parindex.read_evidence(DEFINITION, path).problems] == ["no-layer"]
    assert parindex.validate(DEFINITION, path) == ()


def test_points_of_a_second_appraisal_and_a_survey_may_stand_beside(tmp_path):
    head = "Đơn vị,Tiêu chí,Điểm thẩm định lần 2,Điểm tự chấm,Điểm thẩm định lần 1\n"
    path = written(tmp_path, head + "A,1.1,8,10,7.5\nA,1.2,4,4,4\nA,1.3,3,3,0\n")
    found = parindex.reconcile(DEFINITION, path)
    assert found.layers == ("self_assessed", "reappraised")
    assert (found.before.total.tolist(), found.after.total.tolist()) == ([17], [15])
    assert parindex.score(DEFINITION, path, layer="appraised").total.tolist() == [11.5]


def test_faults_of_points_side_by_side_name_their_row(tmp_path):
    path = written(tmp_path, BOTH.replace("B,1.2,4.5,4,", "B,1.2,4.5,6,"))
    (problem,) = parindex.validate(DEFINITION, path, layer="appraised")
    assert (problem.code, problem.line, problem.column) == ("out-of-range", 6, 4)
    assert problem.path == ("B", "1.2.points")
    assert parindex.validate(DEFINITION, path, layer="self_assessed") == ()


def test_columns_of_points_that_may_be_either_are_refused(tmp_path):
    path = written(tmp_path, "unit,indicator,Điểm,Điểm thẩm định\nA,1.1,7.5,7\nA,1.2,4,4\nA,1.3,3,3\n")
    assert [problem.code for problem in parindex.validate(DEFINITION, path)] == ["unknown-column"]


def test_a_total_that_lacks_points_is_told_at_their_cell(tmp_path):
    path = written(tmp_path, "unit,indicator,points\nA,1.1,7.5\nA,1.2,\nA,1.3,3\n")
    (problem,) = parindex.score(DEFINITION, path).coverage.problems
    assert (problem.code, problem.line, problem.column) == ("no-total", 3, 3)


def test_points_of_two_layers_below_each_indicator_are_two_layers(tmp_path):
    text = "STT,Đơn vị,1.1,,1.2,,1.3,\n,,Điểm tự chấm,Điểm thẩm định" + 2 * ",Điểm tự chấm,Điểm thẩm định"
    path = written(tmp_path, f'{text}\n1,A,10,"7,5",4,4,3,0\n2,B,5,5,3,x,3,3\n')
    own = parindex.read_evidence(DEFINITION, path, layer="self_assessed")
    assert (parindex.score(DEFINITION, own).rounded, own.problems) == ((Decimal("17.00"), Decimal("11.00")), ())
    appraised = parindex.read_evidence(DEFINITION, path, layer="appraised")
    assert [(problem.code, problem.line, problem.column) for problem in appraised.problems] == [("not-a-number", 4, 6)]
