"""Values given from Python: what stands for nothing, names of units, data frames of any library."""

import decimal
import math

import numpy as np
import pytest

import parindex

from ..sample import define, indicators

AB = define(indicators("a", "b"))


def read(data, definition=AB):
    evidence = parindex.read_evidence(definition, data)
    return evidence.units, evidence.values.tolist(), [problem.code for problem in evidence.problems]


def test_vietnamese_headings_are_understood_from_python_too():
    table = {"Mã đơn vị": ["01"], "Tên đơn vị": ["Hà Nội"], "STT": [1], "a": [1], "b": [2]}
    assert read(table) == (("01",), [[1, 2]], [])


@pytest.fixture
def pandas():
    pytest.importorskip("narwhals")
    return pytest.importorskip("pandas")


def test_what_pandas_puts_where_there_is_nothing_is_missing(pandas):
    frame = pandas.DataFrame(
        {
            "unit": ["01", "02"],
            "a": pandas.array([1, None], dtype="Int64"),
            "b": pandas.Series([pandas.NA, 2], dtype="object"),
        }
    )
    for data in (frame, frame.to_dict("records")):
        units, values, codes = read(data)
        assert (units, codes) == (("01", "02"), [])
        assert [[None if math.isnan(cell) else cell for cell in row] for row in values] == [[1, None], [None, 2]]


def test_units_that_became_numbers_are_codes(pandas):
    assert read(pandas.DataFrame({"unit": [1.0, 2.0], "a": [1, 2], "b": [3, 4]}))[0] == ("1", "2")


def test_columns_called_by_numbers_are_read_by_their_name(pandas):
    frame = pandas.DataFrame([["01", 5, decimal.Decimal("2.5")]], columns=["unit", 1, 2])
    assert read(frame, define(indicators("1", "2")))[1] == [[5, 2.5]]


def test_text_categories_and_booleans_of_a_frame_are_read_as_they_are(pandas):
    definition = define(
        '\n[[indicator]]\nid = "a"\nrule = { kind = "choice", points = { yes = 1, no = 0 } }\n'
        '\n[[indicator]]\nid = "b"\nrule = { kind = "checklist", points = { p = 1 } }\n'
    )
    frame = pandas.DataFrame({"unit": ["01"], "a": pandas.Categorical(["yes"]), "b.p": [True]})
    assert parindex.score(definition, frame).total.tolist() == [2]


def test_a_frame_that_cannot_be_read_is_refused_in_plain_words(pandas):
    frame = pandas.DataFrame([["01", 1, 2]], columns=["unit", "a", "a"])
    with pytest.raises(ValueError, match="the data frame cannot be read"):
        parindex.read_evidence(AB, frame)


def test_options_named_by_numbers_match_whatever_made_them_floats():
    definition = define('\n[[indicator]]\nid = "a"\nrule = { kind = "choice", points = { "2" = 2, "1" = 1 } }\n')
    table = {"u": {"a": 1.0}, "v": {"a": "2"}, "w": {"a": 2}}
    assert parindex.score(definition, table).total.tolist() == [1, 2, 2]


def test_pages_that_a_spreadsheet_made_numbers_are_whole():
    table = {"u": {"a": 1, "b": 1, "a.document": 15.0, "a.page": 12.0}}
    (paper,) = parindex.read_evidence(AB, table).documents[0, "a"]
    assert (paper.document, paper.page) == ("15", "12")


def test_a_number_among_texts_that_may_be_two_ids_is_refused():
    tenths = define(indicators("1.1", "1.10", "b"))
    data = {"unit": ["x", "x", "x"], "indicator": ["b", 1.1, "1.10"], "value": [1, 2, 3]}
    assert "number-as-id" in read(data, tenths)[2]


def test_a_column_of_two_dimensions_is_no_list_of_values():
    with pytest.raises(TypeError, match="column 'a' is a ndarray"):
        read({"unit": ["x"], "a": np.zeros((1, 2)), "b": [1]})
