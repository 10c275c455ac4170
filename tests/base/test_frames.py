"""Frames hold numbers as numbers, ranks as whole ones, and say where there is nothing."""

import math

import pytest

from parindex.base import FrameColumn, Problem, Problems, data_frame, frame_of

pandas = pytest.importorskip("pandas")
polars = pytest.importorskip("polars")
TYPES = {
    "pandas": {"text": "string", "whole": "Int64", "half": "Float64", "number": "float64", "flag": "boolean"},
    "polars": {"text": "String", "whole": "Int64", "half": "Float64", "number": "Float64", "flag": "Boolean"},
}
COLUMNS = {
    "text": FrameColumn("text", ["01", None, ""]),
    "whole": FrameColumn("whole", [1.0, math.nan, 3]),
    "half": FrameColumn("whole", [1.5, None, 1.5]),
    "number": FrameColumn("number", ["0.1", None, "1/3"]),
    "flag": FrameColumn("flag", [True, None, False]),
}


def types(frame, library):
    kinds = frame.dtypes if library == "pandas" else frame.schema
    return {name: str(kinds[name]) for name in frame.columns}


@pytest.mark.parametrize("library", TYPES)
def test_every_kind_of_column_has_its_type_and_a_missing_value(library):
    frame = frame_of(COLUMNS, library)
    assert types(frame, library) == TYPES[library]
    second = frame.iloc[1] if library == "pandas" else frame.row(1)
    assert all(value is None or pandas.isna(value) for value in second)
    assert list(frame["text"])[::2] == ["01", ""]
    assert list(frame["whole"])[::2] == [1, 3]
    assert list(frame["half"])[::2] == [1.5, 1.5]
    assert list(frame["number"])[::2] == [0.1, 1 / 3]
    assert list(frame["flag"])[::2] == [True, False]


@pytest.mark.parametrize("library", TYPES)
def test_records_show_what_their_fields_are(library):
    records = [{"a": 1, "b": 0.5, "c": True, "d": "x", "rank": None, "e": None}, {"a": None, "b": 1, "f": [1, "y"]}]
    told = types(data_frame(records, library, {"b": "number"}), library)
    kinds = {"a": "whole", "b": "number", "c": "flag", "d": "text", "rank": "whole", "e": "text", "f": "text"}
    assert told == {name: TYPES[library][kind] for name, kind in kinds.items()}


@pytest.mark.parametrize("library", TYPES)
def test_no_record_is_a_frame_with_the_columns_that_are_known(library):
    frame = data_frame([], library, {"unit": "text", "points": "number"})
    assert types(frame, library) == {"unit": TYPES[library]["text"], "points": TYPES[library]["number"]}
    assert len(frame) == 0


def test_problems_are_a_tuple_and_a_frame():
    problems = Problems(
        [Problem("not-a-number", message="no", line=2, column=3, path=("01", "land")), Problem("no-band")]
    )
    assert problems == tuple(problems)
    assert hash(problems) == hash(tuple(problems))
    frame = problems.to_frame()
    assert frame["line"].dtype == frame["column"].dtype == "Int64"
    assert list(frame["path"]) == ["01.land", ""]
    assert [problem.severity for problem in problems.said("vi")] == ["error", "error"]
