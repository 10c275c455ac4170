"""Columns of inputs are found by what is counted in them, and messages say it."""

import pytest

import parindex
from parindex.base import translated

HEAD = """id = "x"
index = "X"
version = "1"
title = "X"
years = [2026]
combine = "sum"
"""


def leaf(id_, title, numerator, denominator):
    return f"""
[[indicator]]
id = "{id_}"
title = {title}
max = 4
unit = "percent"
range = [0, 100]
inputs = [{{ id = "numerator", title = {numerator} }}, {{ id = "denominator", title = {denominator} }}]
value = "numerator / denominator * 100"
rule = {{ kind = "proportional", cap = 100 }}
"""


@pytest.fixture(scope="module")
def definition(tmp_path_factory):
    path = tmp_path_factory.mktemp("titles") / "x.toml"
    first = '{ vi = "TTHC công bố đúng hạn", en = "Announced on time" }', '{ vi = "TTHC phải công bố", en = "Due" }'
    text = HEAD + leaf("1.1", '{ vi = "Tỷ lệ TTHC công bố đúng hạn", en = "Share announced" }', *first)
    text += leaf("4.1", '"Tỷ lệ hồ sơ số hóa"', '"Hồ sơ số hóa"', '"Hồ sơ"')
    text += leaf("4.2", '"Tỷ lệ hồ sơ dùng lại"', '"Hồ sơ dùng lại"', '"Hồ sơ"')
    path.write_text(text, encoding="utf-8")
    return parindex.load(path)


FIGURES = ["A", 3, 4, 1, 5, 2, 5]


@pytest.mark.parametrize(
    "heads",
    [
        "1.1.numerator,1.1.denominator,4.1.numerator,4.1.denominator,4.2.numerator,4.2.denominator",
        "1.1 TTHC công bố đúng hạn,1.1 TTHC phải công bố,4.1 Hồ sơ số hóa,4.1 Hồ sơ,4.2 Hồ sơ dùng lại,4.2 Hồ sơ",
        "TTHC CÔNG BỐ ĐÚNG HẠN,tthc phai cong bo,Hồ sơ số hóa,4.1. Hồ sơ,Hồ sơ dùng lại,4.2: hồ sơ",
        "1.1 Tử số,1.1 mẫu số,4.1. Tử số,4.1 Mau so,4.2 - Tử số,4.2: Mẫu số",
        "Announced on time,Due,4.1 - Hồ sơ số hóa,4.1 Hồ sơ,4.2 Hồ sơ dùng lại,4.2 Hồ sơ",
    ],
)
def test_an_input_is_found_by_its_title_where_that_is_of_one(definition, tmp_path, heads):
    path = tmp_path / "table.csv"
    path.write_text(f"unit,{heads}\n{','.join(map(str, FIGURES))}\n", encoding="utf-8")
    scores = parindex.score(definition, path)
    assert [scores[node][0] for node in ("1.1", "4.1", "4.2")] == [3, 0.8, 1.6]


@pytest.mark.parametrize(
    "lower",
    [
        "TTHC công bố đúng hạn,Due,Hồ sơ số hóa,Hồ sơ,Hồ sơ dùng lại,Hồ sơ",
        "Tử số,Mẫu số,Tử số,Mẫu số,Tử số,Mẫu số",
    ],
)
def test_inputs_are_found_below_the_head_of_their_indicator(definition, tmp_path, lower):
    path = tmp_path / "table.csv"
    path.write_text("\n".join(["unit,1.1,,4.1,,4.2,", f",{lower}", ",".join(map(str, FIGURES))]), encoding="utf-8")
    assert parindex.score(definition, path).total[0] == pytest.approx(5.4)


def test_a_title_of_several_inputs_is_none_of_them(definition, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("unit,1.1,4.1.numerator,Hồ sơ,4.2\nA,75,1,5,40\n", encoding="utf-8")
    problems = parindex.validate(definition, path)
    assert {(problem.code, problem.path) for problem in problems} == {
        ("missing-column", ("4.1.denominator",)),
        ("unknown-column", ("Hồ sơ",)),
    }
    assert problems[0].message == "no column for input '4.1.denominator' (Hồ sơ)"


def test_messages_name_inputs_by_their_titles_in_both_languages(definition):
    row = dict(zip(("1.1.numerator", "1.1.denominator"), (5, 4), strict=True)) | {"4.1": 20, "4.2": 40}
    (problem,) = parindex.validate(definition, {"A": row})
    said = "A, 1.1: 125 is not between 0 and 100, worked out from Announced on time 5, Due 4"
    assert problem.message == said
    assert "TTHC công bố đúng hạn 5, TTHC phải công bố 4" in translated(problem.message, "vi")
    (problem,) = parindex.validate(definition, {"A": {**row, "1.1.numerator": "nhiều"}})
    assert problem.message == "A, 1.1.numerator (Announced on time): 'nhiều' is not a number"
    assert translated(problem.message, "vi").startswith("A, 1.1.numerator (TTHC công bố đúng hạn): ")
