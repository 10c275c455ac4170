"""Decimal or thousand: decided by the column itself, then by its limits, and never by another column."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

import parindex
from parindex.evidence.cells.decimal_marks import only_mark, shown_mark

from ..sample import define, indicators


@pytest.mark.parametrize(
    "cells, mark",
    [
        (["87,5", "1.000"], ","),
        (["87.5", "1,000"], "."),
        (["1.234", "2,345"], ""),
        (["87,5", "87.5"], ""),
        (["1.234,5"], ","),
        (["1.234.567"], ","),
        (["97,5 %"], ","),
        (["có", 5.5, None, "1.2.3"], ""),
    ],
)
def test_cells_show_their_decimal_mark(cells, mark):
    assert shown_mark(cells) == mark


def marked(definition, table, **reading):
    evidence = parindex.read_evidence(definition, table, **reading)
    return evidence.values.tolist(), [(problem.severity, problem.code) for problem in evidence.problems]


XY, REFUSED = define(indicators("x", "y")), [("error", "ambiguous-number")]


@pytest.mark.parametrize("other, expected", [("87,5", 1000), ("87.5", 1)])
def test_another_cell_of_the_column_tells_a_thousand_from_a_decimal(other, expected):
    values, problems = marked(XY, {"unit": ["A", "B"], "x": ["1.000", other], "y": [1, 2]})
    assert (values[0][0], problems) == (expected, [])


@pytest.mark.parametrize("other", ["87,5", "87.5", "5", 5.5])
def test_another_column_tells_nothing(other):
    values, problems = marked(XY, {"A": {"x": "1.000", "y": other}})
    assert (values[0][0] != values[0][0], problems) == (True, REFUSED)


@pytest.mark.parametrize("other", ["87,5", "87.5"])
def test_another_indicator_of_a_long_table_tells_nothing(tmp_path, other):
    path = tmp_path / "long.csv"
    path.write_text(f'unit,indicator,value\nA,x,1.503\nA,y,"{other}"\n', encoding="utf-8")
    assert marked(XY, path)[1] == REFUSED
    path.write_text(f'unit,indicator,value\nA,x,1.503\nB,x,"{other}"\nA,y,1\nB,y,1\n', encoding="utf-8")
    assert marked(XY, path) == ([[1503 if "," in other else 1.503, 1], [float(other.replace(",", ".")), 1]], [])


def test_one_problem_a_column_is_enough_and_says_how_many():
    evidence = parindex.read_evidence(XY, {"unit": list("ABC"), "x": ["1.000", "2.000", "3,000"], "y": [1, 2, 3]})
    (problem,) = evidence.problems
    assert str(problem.message) == (
        "A, x: '1.000' may be a decimal or a thousand, as may 2 others of the column, and none tells"
    )
    assert str(problem.hint) == (
        'write 1.0000 or 1000, or say the decimal mark: decimal_mark="." or "," (--decimal-mark)'
    )


@pytest.mark.parametrize(
    "keys, cells, expected",
    [
        ("range = [1, 5]", ["1.503", "1.207"], [1.503, 1.207]),
        ("range = [1, 5]", ["1,503", "1,207"], [1.503, 1.207]),
        ("range = [1000, 5000]", ["1.503", "1.207"], [1503, 1207]),
        ("max = 100", ["19.253"], [19.253]),
        ("range = [0, 5000]", ["1.503", "1.207"], None),
        ("range = [1, 5]", ["1.503", "9.207"], None),  # neither reading fits
        ("range = [1, 2000]", ["1.503", "9.207"], [1.503, 9.207]),  # a thousand would be too much for the second
        ("range = [1, 2000]", ["1.503", "9,207"], [1503, 9.207]),
        ("range = [1, 9999]", ["1.503", "9,207"], None),
    ],
)
def test_the_limits_tell_where_only_one_reading_fits(keys, cells, expected):
    units = [f"u{at}" for at in range(len(cells))]
    values, problems = marked(define(indicators("x", keys=keys)), {"unit": units, "x": cells})
    if expected is None:
        assert problems == REFUSED
    else:
        assert (values, problems) == ([[value] for value in expected], [])


@given(
    st.lists(st.integers(1000, 999_999).filter(lambda figure: figure % 1000), min_size=1, max_size=4),
    st.integers(0, 2000),
    st.integers(0, 1_000_000),
    st.data(),
)
def test_the_only_reading_within_limits_is_the_one_of_all_cells(figures, low, span, data):
    marks = [data.draw(st.sampled_from(".,")) for _ in figures]
    texts = [f"{figure // 1000}{mark}{figure % 1000:03}" for figure, mark in zip(figures, marks, strict=True)]
    fits = []
    for decimal in ".,":
        read = [
            Fraction(figure, 1000) if mark == decimal else figure for figure, mark in zip(figures, marks, strict=True)
        ]
        fits += [decimal] if all(low <= value <= low + span for value in read) else []
    expected = fits[0] if len(fits) == 1 else ""
    assert only_mark(texts, lambda value: low <= value <= low + span) == expected


@pytest.mark.parametrize("mark, expected", [(".", [1.503, 87.5]), (",", [1503, 87.5])])
def test_the_mark_may_be_said_and_settles_doubtful_cells_only(mark, expected):
    table = {"unit": ["A"], "x": ["1.503"], "y": ["87,5"]}
    assert marked(XY, table, decimal_mark=mark) == ([expected], [])
    again = parindex.read_evidence(XY, table)
    assert marked(XY, again, decimal_mark=mark) == ([expected], [])


def test_what_the_column_shows_goes_before_what_is_said():
    table = {"unit": ["A", "B"], "x": ["1.503", "87,5"], "y": [1, 1]}
    assert marked(XY, table, decimal_mark=".")[0][0] == [1503, 1]


def test_a_mark_that_is_none_is_refused():
    with pytest.raises(ValueError, match=r"decimal_mark is one of '\.', ',', not ';'"):
        parindex.read_evidence(XY, {"A": {"x": 1, "y": 1}}, decimal_mark=";")


def test_what_is_out_of_range_shows_its_own_text():
    evidence = parindex.read_evidence(
        define(indicators("x", keys="range = [0, 100]")), {"unit": ["A", "B"], "x": ["1.503", "87,5"]}
    )
    assert [str(problem.message) for problem in evidence.problems] == [
        "A, x: '1.503' is read as 1503: 1503 is not between 0 and 100"
    ]


def test_a_part_of_a_table_keeps_the_mark_of_the_whole():
    layers = {
        "unit": ["A", "A", "B", "B"],
        "layer": ["self_assessed", "appraised"] * 2,
        "x": ["1.503", "1.503", "87,5", None],
        "y": [1, 1, 1, 1],
    }
    evidence = parindex.read_evidence(XY, layers, layer="appraised")
    assert (evidence.values[0].tolist(), evidence.problems) == ([1503, 1], ())


def test_a_layer_and_the_survey_that_mean_the_same_do_not_differ(tmp_path):
    definition = define(indicators("x", "y", keys="self_scored = false"))
    table = {"unit": ["A", "B"], "x": ["1.503", "87,5"], "y": [0.1 + 0.2, 1]}
    survey = {"unit": ["A", "B"], "x": ["1503", "87.5"], "y": ["0.3", "1.0"]}
    assert parindex.read_evidence(definition, table, survey=survey).problems == ()


def case(root, name):
    folder = root.parent / "shared" / "cases" / name
    if not folder.exists():
        pytest.skip("the small inputs of November are not beside the project (../shared/cases)")
    return folder


def test_the_mark_is_not_decided_by_another_column(root):
    folder = case(root, "mark-decided-by-other-column")
    assert marked(parindex.load(folder / "mixcol.toml"), folder / "mixcol.csv")[1] == REFUSED
    mixed = define(indicators("a") + indicators("b", keys="range = [1, 5]"))
    assert marked(mixed, folder / "mixcol.csv") == ([[87.5, 1.503], [80.25, 1.207]], [])


def test_a_definition_that_no_longer_settles_a_mark_says_so_once():
    old, new = (define(indicators("x", keys=keys)) for keys in ("range = [1, 5]", "range = [1, 5000]"))
    units = [f"u{at}" for at in range(60)]  # a problem of the column: rows are not left out one after the other
    compared = parindex.restate(old, new, {"unit": units, "x": ["1.503"] * 60})
    assert [problem.code for problem in compared.problems].count("ambiguous-number") == 1
    said = parindex.restate(old, new, {"unit": units, "x": ["1.503"] * 60}, decimal_mark=".")
    assert [problem.code for problem in said.problems].count("ambiguous-number") == 0


def test_a_renamed_column_keeps_the_mark_that_all_its_rows_tell():
    old, new = define(indicators("x", keys="range = [0, 100]")), define(indicators("y", keys="range = [0, 5000]"))
    compared = parindex.restate(old, new, {"unit": ["A", "B"], "x": ["1.503", "87.5"]}, renamed={"x": "y"})
    assert [problem.code for problem in compared.problems].count("ambiguous-number") == 0


def test_a_mark_with_nothing_behind_it_shows_that_it_is_the_decimal_mark():
    definition = define(indicators("x"))
    evidence = parindex.read_evidence(definition, {"A": {"x": "1."}, "B": {"x": "1.503"}})
    assert (evidence.values.tolist(), evidence.problems) == ([[1], [1.503]], ())
