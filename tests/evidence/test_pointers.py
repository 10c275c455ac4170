"""Where problems of evidence point: RFC 6901 pointers into the values that were given."""

import io
import json

import numpy as np
import pytest

import parindex
from parindex.evidence import read_evidence

from ..sample import define, indicators

TITLED = """
[[indicator]]
id = "a"
title = { vi = "Ban hành kế hoạch", en = "The plan" }
max = 10
[[indicator]]
id = "b"
max = 10
[[indicator]]
id = "rate"
max = 10
value = "done / all"
inputs = ["done", "all"]
rule = { kind = "rescale", anchors = [0, 1], to = [0, 10] }
"""
ABC = define(TITLED, root='missing = "zero"')
PLAIN = define(indicators("a", "b", keys="max = 10"), root='missing = "zero"')
MINISTRY = parindex.load("par-ministry-2022")


def pointers(definition, source, code=None, **reading):
    problems = parindex.validate(definition, source, **reading)
    return [problem.pointer for problem in problems if code in (None, problem.code)]


@pytest.mark.parametrize(
    "source, pointer",
    [
        ({"X": {"a": 11, "b": 1}}, "/X/a"),
        ([{"unit": "X", "a": 1, "b": 11}], "/0/b"),
        ([{"Đơn vị": "W", "a": 1, "b": 1}, {"Đơn vị": "X", "a": 11, "b": 1}], "/1/a"),
        ({"unit": ["W", "X"], "a": [1, 11], "b": [1, 1]}, "/a/1"),
        ([{"unit": "X", "indicator": "a", "value": 1}, {"unit": "X", "indicator": "b", "value": 11}], "/1/value"),
        ([{"unit": "X", "indicator": "a", "điểm": 11}, {"unit": "X", "indicator": "b", "điểm": 1}], "/0/điểm"),
        ({"unit": ["X", "X"], "tiêu chí": ["b", "a"], "giá trị": [1, 11]}, "/giá trị/1"),
        ({7: {"a": 11, "b": 1}}, "/7/a"),
        ({"x/y~z": {"a": 11, "b": 1}}, "/x~1y~0z/a"),
    ],
)
def test_a_cell_is_pointed_to_by_the_keys_that_it_was_given_under(source, pointer):
    assert pointers(PLAIN, source) == [pointer]
    if 7 not in source:
        content = json.dumps(source).encode()
        assert pointers(PLAIN, content, name="x.json") == [pointer]
        assert pointers(PLAIN, io.BytesIO(content), name="x.json") == [pointer]


def test_heads_that_are_titles_or_mapped_stay_as_they_were_given():
    rows = [{"unit": "X", "Ban hành kế hoạch": 11, "B / thưởng": 12, "rate": {"done": 1, "all": 0.5}}]
    found = pointers(ABC, rows, "out-of-range", columns={"B / thưởng": "b"})
    assert found == ["/0/Ban hành kế hoạch", "/0/B ~1 thưởng"]


def test_inputs_of_an_object_are_pointed_to_within_it():
    rows = {
        "X": {"a": 1, "b": 1, "rate": {"done": "x", "all": 4}},
        "Y": {"a": 1, "b": 1, "rate.done": "y", "rate.all": 4},
        "Z": {"a": {"value": "z"}, "b": 1, "rate": {"done": 1, "all": "n/b"}},
    }
    assert pointers(ABC, rows, "not-a-number") == ["/X/rate/done", "/Y/rate.done", "/Z/a/value", "/Z/rate/all"]
    assert pointers(ABC, dict(reversed(rows.items())), "not-a-number") == [
        "/Z/a/value",
        "/Z/rate/all",
        "/Y/rate.done",
        "/X/rate/done",
    ]


def test_what_is_missing_is_pointed_to_where_it_would_stand():
    needed = define(indicators("a", "b", keys='max = 10\nmissing = "error"'))
    assert pointers(needed, {"X": {"a": 1, "b": 1}, "Y": {"a": 1}}) == ["/Y/b"]
    assert pointers(needed, [{"unit": "X", "a": 1, "b": 1}, {"unit": "Y", "b": 1}]) == ["/1/a"]
    assert pointers(needed, {"X": {"a": 1}}, "missing-column") == ["/X/b"]
    assert pointers(needed, {"unit": ["X"], "a": [1]}, "missing-column") == ["/b"]
    assert pointers(ABC, {"X": {"a": 1, "b": 1, "rate": {"done": 1}}}, "missing-column") == ["/X/rate/all"]
    assert pointers(ABC, {"X": {"a": 1, "b": 1, "rate.done": 1}}, "missing-column") == ["/X/rate.all"]
    long = [{"unit": unit, "indicator": name, "value": 1} for unit, name in [("X", "a"), ("X", "b"), ("Y", "b")]]
    assert pointers(needed, long) == ["/-"]  # a row behind the last one


def test_a_whole_row_is_pointed_to_by_its_unit_or_its_place():
    assert pointers(MINISTRY, {"Nơi khác": {"appraised": 60, "survey": 26}}, "unknown-unit") == ["/Nơi khác"]
    rows = [{"unit": "MOHA", "appraised": 60, "survey": 26}, {"unit": "MOHA", "appraised": 60, "survey": 26}]
    assert pointers(MINISTRY, rows, "duplicate-unit") == ["/1/unit"]
    columns = {"Bộ": ["x"], "unit": ["MOHA", "x"], "appraised": [1, 1], "survey": [1, 1]}
    del columns["Bộ"]
    assert pointers(MINISTRY, columns, "unknown-unit") == ["/unit/1"]
    total = [{"unit": "MOHA", "appraised": 60, "survey": 26}, {"unit": "Tổng cộng", "appraised": 60, "survey": 26}]
    assert pointers(MINISTRY, total, "total-row") == ["/1/unit"]


def test_a_column_is_pointed_to_in_the_first_row_that_has_it():
    rows = [{"unit": "X", "a": 1, "b": 1}, {"unit": "Y", "a": 1, "b": 1, "bb": 2}]
    assert pointers(PLAIN, rows, "unknown-column") == ["/1/bb"]
    by_unit = {row["unit"]: {key: cell for key, cell in row.items() if key != "unit"} for row in rows}
    assert pointers(PLAIN, by_unit, "unknown-column") == ["/Y/bb"]
    assert pointers(PLAIN, {"unit": ["X"], "a": [1], "b": [1], "bb": [1]}, "unknown-column") == ["/bb"]


def test_rows_that_are_ignored_and_units_in_another_order_change_no_pointer():
    rows = [
        {"unit": "Bình quân", "a": 1, "b": 1},
        {"unit": "X", "a": 1, "b": 1},
        {"unit": "Y", "a": 1, "b": 11},
    ]
    assert pointers(PLAIN, rows, "out-of-range", ignore_rows=["Bình quân"]) == ["/2/b"]


LAYERED = [
    {"unit": "MOF", "layer": "appraised", "appraised": 60},
    {"unit": "MOHA", "layer": "appraised", "appraised": 99},
    {"unit": "MOHA", "layer": "self_assessed", "appraised": 98},
    {"unit": "MOF", "layer": "self_assessed", "appraised": 60},
]


def test_the_layer_that_is_read_is_pointed_to():
    assert pointers(MINISTRY, LAYERED, "out-of-range", layer="appraised") == ["/1/appraised"]
    assert pointers(MINISTRY, LAYERED, "out-of-range", layer="self_assessed") == ["/2/appraised"]
    wrong = [*LAYERED, {"unit": "MOHA", "layer": "nhầm", "appraised": 1}]
    assert pointers(MINISTRY, wrong, "unknown-layer") == ["/4/layer"]


SELF = """
[[indicator]]
id = "a"
max = 10
[[indicator]]
id = "polled"
max = 10
self_scored = false
"""


def test_a_survey_is_a_source_of_its_own():
    definition = define(SELF)
    points, survey = {"X": {"a": 1}, "Y": {"a": 1}}, [{"unit": "Y", "polled": 11}, {"unit": "X", "polled": 1}]
    (problem,) = parindex.validate(definition, points, survey=survey)
    assert (problem.source, problem.pointer, problem.line) == ("<survey>", "/0/polled", 1)
    assert str(problem).startswith("<survey>:1: error out-of-range: Y, polled")


def test_points_of_several_layers_side_by_side_are_pointed_to_by_their_own_column():
    rows = [
        {"unit": "X", "indicator": name, "điểm tự chấm": own, "điểm thẩm định": appraised}
        for name, own, appraised in [("a", 1, 12), ("b", 11, 1)]
    ]
    assert pointers(PLAIN, rows, layer="appraised") == ["/0/điểm thẩm định"]
    assert pointers(PLAIN, rows, layer="self_assessed") == ["/1/điểm tự chấm"]


def test_a_unit_that_one_source_lacks_has_no_line_there():
    definition = define(SELF, root='missing = "error"')
    problems = parindex.validate(definition, {"X": {"a": 1}, "Y": {"a": 1}}, survey={"X": {"polled": 1}})
    missing = [problem for problem in problems if problem.code == "missing-value"]
    assert [(problem.source, problem.line, problem.pointer) for problem in missing] == [("<survey>", None, "/Y/polled")]


def test_keys_that_stand_twice_are_pointed_to():
    text = b'{"X": {"a": 1, "b": 1}, "Y": {"a": 1, "a": 2, "b": 1}}'
    assert pointers(PLAIN, text, "duplicate-column", name="x.json") == ["/Y/a"]
    text = b'[{"unit": "X", "rate": {"done": 1, "done": 2, "all": 4}, "a": 1, "b": 1}]'
    assert pointers(ABC, text, "duplicate-column", name="x.json") == ["/0/rate/done"]
    text = b'{"X": {"a": 1, "a": 2, "b": 1}, "X": {"a": 1, "b": 1}}'  # the first X is lost, and what it says twice
    assert pointers(PLAIN, text, "duplicate-column", name="x.json") == ["/X", ""]
    twice = {"X": {"a": 1, "b": 1, "rate": {"done": 1, "all": 4}, "rate.done": 2}}
    assert pointers(ABC, twice, "duplicate-column") == ["/X/rate.done"]


def test_documents_are_pointed_to():
    required = indicators("a", "b", keys='max = 10\ndocuments = "required"')
    definition = define(required)
    assert pointers(definition, [{"unit": "X", "a": 1, "b": 0, "a.document": ""}], "missing-document") == [
        "/0/a.document"
    ]
    nested = [{"unit": "X", "b": 0, "a": {"value": 1, "document": ""}}]
    assert pointers(definition, nested, "missing-document") == ["/0/a/document"]


def test_an_array_is_pointed_to_by_row_and_column():
    assert pointers(PLAIN, np.array([[1, 1], [1, 11]]), units=["X", "Y"]) == ["/1/1"]


def test_tables_have_line_and_column_and_no_pointer(tmp_path):
    content = b"unit,a,b\nX,11,1\n"
    assert pointers(PLAIN, content, name="x.csv") == [""]
    (tmp_path / "one.json").write_text('{"X": {"a": 11, "b": 1}}')
    assert pointers(PLAIN, tmp_path / "one.json") == ["/X/a"]
    (tmp_path / "two.csv").write_text("unit,a,b\nY,11,1\n")
    found = parindex.validate(PLAIN, tmp_path)
    assert {(problem.source.rpartition("/")[2], problem.pointer) for problem in found} == {
        ("one.json", "/X/a"),
        ("two.csv", ""),
    }


def test_a_frame_has_no_pointers():
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("narwhals")
    assert pointers(PLAIN, pandas.DataFrame({"unit": ["X"], "a": [11], "b": [1]})) == [""]


def test_evidence_that_was_read_points_into_what_it_was_read_from():
    evidence = read_evidence(PLAIN, [{"unit": "X", "a": 11, "b": 1}])
    assert pointers(PLAIN, evidence, ignore_rows=["Y"], code="out-of-range") == ["/0/a"]


def test_new_values_of_what_if_are_pointed_to_in_the_changes():
    scores = parindex.score(PLAIN, {"X": {"a": 1, "b": 1}, "Y": {"a": 1, "b": 1}})

    def told(function, *changes, **more):
        with pytest.raises(parindex.EvidenceError) as raised:
            function(scores, *changes, **more)
        return [(problem.code, problem.pointer) for problem in raised.value.problems]

    assert told(parindex.what_if, {"X": {"a": 2, "b": 11}}) == [("out-of-range", "/X/b")]
    assert told(parindex.what_if, {"Z/": {"a": 2}, "X": {"c": 1}}) == [
        ("unknown-unit", "/Z~1"),
        ("unknown-column", "/X/c"),
    ]
    scenarios = [{"X": {"a": 2}}, {"Y": {"a": 3}, "X": {"b": 12}}]
    assert told(parindex.what_if, scenarios) == [("out-of-range", "/1/X/b")]
    assert told(parindex.what_if_each, units=["X"], values={"a": [1, 2, 12]}) == [("out-of-range", "/a/2")]


def test_a_definition_is_pointed_to_by_its_keys():
    text = 'id = "t"\nindex = "T"\nversion = "1"\ntitle = "T"\nyears = [2025]\ncombine = "sum"\n'
    text += indicators("a", keys="max = 1") + indicators("b", keys='max = "x"')
    problems = parindex.check(text, name="t.toml")
    assert "/indicator/1/max" in [problem.pointer for problem in problems if problem.severity == "error"]
