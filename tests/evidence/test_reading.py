"""Reading evidence: whatever form it comes in, the same numbers; whatever is wrong with it, told."""

import datetime as dt
import io
import math
import pickle
import sys
import unicodedata
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import parindex
from parindex.base.problems import Collector, Problem

from ..sample import define, half_up, indicators

XY = define(indicators("x", "y"), root="decimals = 6")
PERCENT = define(indicators("x", keys='unit = "percent"\nrange = [0, 100]'))
CHOICE = define(indicators("x", keys='rule = { kind = "choice", points = { yes = 1, no = 0 } }'))


def read(tmp_path, content, definition=XY):
    path = tmp_path / "evidence.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return parindex.read_evidence(definition, path)


def found(evidence):
    return [(problem.line, problem.column, problem.code) for problem in evidence.problems]


def codes(source, definition=XY):
    return [problem.code for problem in parindex.validate(definition, source)]


PLAIN = "unit,name,x,y\nA,Đà Nẵng,1.5,-2\nB,,,0.25\n"
EXPECTED = [[1.5, -2], [math.nan, 0.25]]


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", ";").replace(".", ","),
        PLAIN.replace(",", "\t"),
        PLAIN.replace(",", "\t").replace(".", ","),
        PLAIN.replace("\n", "\r\n"),
        "\ufeff" + PLAIN,
        "\ufeff" + PLAIN.replace("\n", "\r\n"),
        PLAIN.rstrip("\n"),
        PLAIN.replace("\n", "\n\n").replace("B,,", "B,\u00a0,"),
        "\n \n" + PLAIN + ",,,\n  ,\t,,\n",
        PLAIN.replace("\n", ",\n"),
        PLAIN.replace("\n", ",,\n"),
        'unit,name,x,y\n"A","Đà Nẵng","1,5",-2\nB,"",,"0,25"\n',
        '"unit";"name";"x";"y"\nA;"Đà\nNẵng";1,5;-2\nB;;;0,25\n',
        "y,x,name,unit\n-2, 1.5 ,Đà Nẵng ,A\n0.25,,,B\n",
        unicodedata.normalize("NFD", PLAIN),
        PLAIN.replace("A,", "\u00a0A \u2009,").replace("Đà Nẵng", "Đà\u00a0\u00a0Nẵng"),
        PLAIN.replace("1.5", "+1.50").replace("-2", "-2.").replace("0.25", ".25"),
        PLAIN.replace("1.5", "15e-1").replace("-2", "-0.2E+1").replace("0.25", "\u00a00.25"),
        " unit , name , x , y \nA,Đà Nẵng,1.5,-2\nB,,,0.25\n",
    ],
)
def test_a_table_reads_the_same_however_it_is_written(tmp_path, content):
    evidence = read(tmp_path, content)
    assert found(evidence) == []
    assert (evidence.units, evidence.names) == (("A", "B"), ("Đà Nẵng", ""))
    np.testing.assert_array_equal(
        [evidence.values[:, evidence.columns.index(name)] for name in "xy"], np.transpose(EXPECTED)
    )


FRAMES = {
    "by unit": {"A": {"name": "Đà Nẵng", "x": 1.5, "y": -2}, "B": {"y": 0.25}},
    "by column": {"unit": ["A", "B"], "name": ["Đà Nẵng", None], "x": [1.5, None], "y": [-2, 0.25]},
    "records": [{"unit": "A", "name": "Đà Nẵng", "x": "1,5", "y": -2}, {"y": "0.25", "unit": " B"}],
    "numpy columns": {
        "unit": np.array(["A", "B"]),
        "name": ["Đà Nẵng", ""],
        "x": np.array([1.5, np.nan]),
        "y": [-2, 0.25],
    },
}


@pytest.mark.parametrize("source", FRAMES.values(), ids=FRAMES)
def test_values_from_python_read_like_a_file(source):
    evidence = parindex.read_evidence(XY, source)
    assert evidence.problems == ()
    assert (evidence.units, evidence.names) == (("A", "B"), ("Đà Nẵng", ""))
    assert evidence.columns == ("x", "y")
    np.testing.assert_array_equal(evidence.values, EXPECTED)


@pytest.mark.parametrize("dtype", [np.float64, np.float32, object])
def test_an_array_has_a_column_an_indicator(dtype):
    evidence = parindex.read_evidence(XY, np.array(EXPECTED, dtype=dtype), units=["A", "B"])
    assert evidence.problems == ()
    assert evidence.units == ("A", "B")
    np.testing.assert_array_equal(evidence.values, EXPECTED)
    assert parindex.read_evidence(XY, np.array([[1, 2]])).units == ("1",)


def test_columns_without_units_take_those_given_apart():
    assert parindex.read_evidence(XY, {"x": [1], "y": [2]}, units=[7]).units == ("7",)


@pytest.mark.parametrize(
    "source, error",
    [
        (np.zeros(3), ValueError),
        (np.zeros((3, 3)), ValueError),
        ({"x": [1], "y": [2]}, ValueError),
        ({"unit": ["A"], "x": [1, 2], "y": [2]}, ValueError),
        ([1, 2], TypeError),
        (5, TypeError),
        (None, TypeError),
    ],
)
def test_what_is_no_table_at_all_raises(source, error):
    with pytest.raises(error):
        parindex.read_evidence(XY, source)


@pytest.mark.parametrize(
    "number, exact",
    [
        (3, 3),
        (2**53 + 1, 2**53 + 1),
        (-(2**61) - 1, -(2**61) - 1),
        (0.1, Fraction("0.1")),
        (Decimal("0.1234567890123456789012345678901234567891"), Fraction("0.1234567890123456789012345678901234567891")),
        (Fraction(1, 3), Fraction(1, 3)),
        (np.int64(2**53 + 1), 2**53 + 1),
        (np.int8(-5), -5),
        (np.uint64(2**63 + 1), None),
        (np.float64(0.1), Fraction("0.1")),
        (np.float32(0.5), Fraction("0.5")),
        ("0.1234567890123456789012345678901234567891", Fraction("0.1234567890123456789012345678901234567891")),
        ("9007199254740993", 2**53 + 1),
        (" 1,25 ", Fraction("1.25")),
        ("-0", 0),
        ("1e3", 1000),
    ],
)
def test_a_number_of_any_kind_is_read_exactly(number, exact):
    if exact is None:
        exact = int(number)
    definition = define(indicators("x", keys='rule = { kind = "score", range = [-1e20, 1e20] }'), root="decimals = 12")
    scores = parindex.score(definition, {"u": {"x": number}})
    assert scores.evidence.values[0, 0] == float(exact)
    assert scores.rounded == (half_up(exact, 12),)


@pytest.mark.parametrize("dtype", [np.int64, np.uint64, object])
def test_whole_numbers_beyond_float64_in_an_array_are_read_exactly(dtype):
    definition = define(indicators("x"), root="decimals = 0")
    scores = parindex.score(definition, np.array([[2**53 + 1], [2**53]], dtype=dtype))
    assert scores.rounded == (2**53 + 1, 2**53)
    assert scores.rank.tolist() == [1, 2]


def test_digits_beyond_float64_tell_units_apart():
    low, high = "0.1234567890123456789012345678901234567891", "0.1234567890123456789012345678901234567892"
    scores = parindex.score(define(indicators("x")), {"A": {"x": low}, "B": {"x": high}, "C": {"x": Decimal(low)}})
    assert scores.rank.tolist() == [2, 1, 2]


@pytest.mark.parametrize(
    "missing", [None, math.nan, np.nan, np.float32("nan"), np.float64("nan"), "", "  ", "\u00a0", Decimal("nan")]
)
def test_nothing_and_nan_are_missing(missing):
    evidence = parindex.read_evidence(XY, {"u": {"x": missing, "y": 1}})
    assert evidence.problems == ()
    assert np.isnan(evidence.values[0, 0])
    assert not evidence.not_applicable.any()


@pytest.mark.parametrize("written", ["n/a", "N/A", " n/a ", "N/a"])
def test_not_applicable_is_not_missing(written):
    definition = define(indicators("x", keys='max = 1\nnot_applicable = "zero"'))
    evidence = parindex.read_evidence(definition, {"u": {"x": written}})
    assert evidence.problems == ()
    assert evidence.not_applicable.tolist() == [[True]]


@pytest.mark.parametrize(
    "value",
    [
        True,
        np.True_,
        math.inf,
        -math.inf,
        np.float64("inf"),
        Decimal("inf"),
        Decimal("sNaN"),
        "inf",
        "nan",
        "NaN",
        "true",
        "1 00",
        "1.00,5",
        "10,00.5",
        "1e400",
        "1e-400",
        "0x1F",
        "1_000",
        "½",
        "５",
        "--1",
        "1/2",
        "12%",
        "1" * 100,
        [1],
        {"a": 1},
        b"1",
        1j,
        dt.date(2020, 1, 1),
    ],
    ids=repr,
)
def test_what_is_no_number_is_told_not_guessed(value):
    assert codes({"unit": ["u"], "x": [value], "y": [1]}) == ["not-a-number"]


@pytest.mark.parametrize("column", [np.array([True, False]), np.array([1, 2], dtype=complex), np.array(["1", "z"])])
def test_an_array_of_anything_but_numbers_is_told(column):
    assert set(codes({"unit": ["u", "v"], "x": column, "y": [1, 2]})) == {"not-a-number"}


@pytest.mark.parametrize("column", [np.array([np.inf, 1.0, -np.inf]), [math.inf, 1, -math.inf]])
def test_infinity_in_a_column_is_told_row_by_row(column):
    evidence = parindex.read_evidence(XY, {"unit": ["u", "v", "w"], "x": column, "y": [1, 2, 3]})
    assert [(problem.line, problem.path, problem.code) for problem in evidence.problems] == [
        (1, ("u", "x"), "not-a-number"),
        (3, ("w", "x"), "not-a-number"),
    ]


@pytest.mark.parametrize("written", ["87.5", "87,5", "87.5%", "87,5 %", "87.5\u00a0%"])
def test_a_percent_sign_may_stand_where_the_unit_is_percent(written):
    evidence = parindex.read_evidence(PERCENT, {"u": {"x": written}})
    assert evidence.problems == ()
    assert evidence.values.tolist() == [[87.5]]


@pytest.mark.parametrize("written", ["%", "50 %%", "% 50", "-1 %", "100,0001 %"])
def test_a_faulty_percentage_is_told(written):
    assert len(codes({"u": {"x": written}}, PERCENT)) == 1


@pytest.mark.parametrize(
    "value, refused",
    [
        ("100.00000000000000000000000000000000000001", True),
        ("100.0", False),
        ("-0.00000000000000000000000000000000000001", True),
        ("-0.0", False),
        (np.nextafter(100, 101), False),  # noise of a program; the same as a decimal somebody wrote is beyond
        (Decimal("100.00000000000001"), True),
        (Fraction(301, 3), True),
    ],
)
def test_limits_hold_exactly(value, refused):
    assert codes({"u": {"x": value}}, PERCENT) == ["out-of-range"] * refused


@pytest.mark.parametrize("limit", ["0.1", "68.5", "33.3", "0.3", "1/3"])
def test_a_limit_itself_is_within(limit):
    written = f'"{limit}"' if "/" in limit else limit
    definition = define(indicators("x", keys=f"range = [-1, {written}]"))
    exact = Fraction(limit)
    assert codes({"u": {"x": exact}}, definition) == []
    assert codes({"u": {"x": exact + Fraction(1, 10**30)}}, definition) == ["out-of-range"]
    if "/" not in limit:
        assert codes({"u": {"x": float(limit)}, "v": {"x": limit}}, definition) == []


def test_the_place_of_a_fault_counts_lines_of_the_file_not_rows(tmp_path):
    content = 'unit,name,x,y\n\n"A","two\nlines",1,2\n\nB,,z,3\nC,"a\nb\nc",1,w\n'
    assert found(read(tmp_path, content)) == [(6, 3, "not-a-number"), (7, 4, "not-a-number")]


def test_the_place_of_a_fault_in_the_header_is_the_header_s(tmp_path):
    content = "\n\nunit,x,z,x\nA,1,2,3\n"
    assert found(read(tmp_path, content)) == [
        (3, None, "missing-column"),
        (3, 3, "unknown-column"),
        (3, 4, "duplicate-column"),
    ]


def test_rows_of_differing_length_are_told_and_the_others_still_checked(tmp_path):
    content = "unit,x,y\nA,1\nB,1,2,3\nC,1,2\nD,1,,\nE,z,1\nF\n"
    evidence = read(tmp_path, content)
    expected = [(2, None), (3, None), (6, 2), (7, None)]
    assert [place[:2] for place in found(evidence)] == expected
    assert evidence.units == ("C", "D", "E")


def test_a_decimal_comma_in_a_comma_separated_file_is_told_as_a_field_too_many(tmp_path):
    evidence = read(tmp_path, "unit,x,y\nA,1,5,2\n")
    assert [(problem.line, problem.code) for problem in evidence.problems] == [(2, "malformed-table")]
    assert "decimal comma" in evidence.problems[0].hint


def test_duplicates_are_found_whatever_their_unicode_form_and_blanks(tmp_path):
    composed, decomposed = "Đà Nẵng", unicodedata.normalize("NFD", "Đà Nẵng")
    evidence = read(tmp_path, f"unit,x,y\n{composed},1,2\nHuế,1,2\n{decomposed}\u00a0,1,2\n")
    assert found(evidence) == [(4, 1, "duplicate-unit")]
    assert "row 2" in evidence.problems[0].message
    assert codes({"unit": [composed, decomposed], "x": [1, 2], "y": [1, 2]}) == ["duplicate-unit"]


def test_duplicate_columns_are_found_in_data_from_python_too():
    composed, decomposed = "đ\u1ec9", unicodedata.normalize("NFD", "đ\u1ec9")
    assert "duplicate-column" in codes({"unit": ["u"], "x": [1], "y": [2], " x ": [3]})
    assert "duplicate-column" in codes({"unit": ["u"], "x": [1], "y": [2], composed: [3], decomposed: [4]})


def test_an_unknown_option_suggests_the_nearest():
    problem = parindex.validate(CHOICE, {"u": {"x": "yess"}})[0]
    assert (problem.code, problem.hint) == ("unknown-option", "did you mean 'yes'?")
    assert codes({"u": {"x": "YES"}, "v": {"x": None}, "w": {"x": ""}}, CHOICE) == []


@pytest.mark.parametrize("value", [1, 0.0, True, math.inf, np.int64(1)])
def test_a_number_is_no_option(value):
    assert codes({"u": {"x": value}}, CHOICE) == ["unknown-option"]
    assert codes({"unit": ["u"], "x": np.array([value])}, CHOICE) == ["unknown-option"]


def test_units_are_found_by_code_and_by_name():
    evidence = parindex.read_evidence(XY, FRAMES["by unit"])
    assert evidence.row("A") == evidence.row("đà nẵng") == evidence.row(unicodedata.normalize("NFD", " Đà  Nẵng")) == 0
    with pytest.raises(KeyError, match="Đà Nẵng"):
        evidence.row("Đà Nẵg")
    with pytest.raises(KeyError):
        evidence.row("")


def test_a_name_that_two_units_share_names_neither():
    evidence = parindex.read_evidence(XY, {"A": {"name": "N", "x": 1, "y": 1}, "B": {"name": "n", "x": 1, "y": 1}})
    with pytest.raises(KeyError, match="units A, B"):
        evidence.row("N")


def test_a_code_goes_before_a_name():
    evidence = parindex.read_evidence(XY, {"A": {"name": "B", "x": 1, "y": 1}, "B": {"name": "A", "x": 1, "y": 1}})
    assert (evidence.row("A"), evidence.row("B")) == (0, 1)


def test_evidence_can_be_read_again_for_another_definition(tmp_path):
    content = "unit,x,y\nA,150,2\nB,n/a,3\n"
    evidence = read(tmp_path, content)
    assert found(evidence) == [(3, 2, "not-applicable-refused")]
    assert parindex.read_evidence(XY, evidence) is evidence
    other = parindex.read_evidence(PERCENT, evidence)
    assert sorted(found(other)) == sorted(
        [(1, 3, "unknown-column"), (2, 2, "out-of-range"), (3, 2, "not-applicable-refused")]
    )
    lenient = define(indicators("x", "y", keys='range = [0, 200]\nnot_applicable = "zero"'))
    again = parindex.read_evidence(lenient, evidence)
    assert again.problems == ()
    assert again == read(tmp_path, content, lenient)
    assert parindex.score(lenient, evidence).total.tolist() == [152, 3]


def test_evidence_is_frozen_equal_and_survives_pickling():
    evidence = parindex.read_evidence(XY, FRAMES["records"])
    assert evidence == parindex.read_evidence(XY, FRAMES["by unit"])
    again = pickle.loads(pickle.dumps(evidence))  # noqa: S301 - our own
    assert again == evidence
    assert evidence != parindex.read_evidence(XY, {"A": {"x": 1, "y": 1}})
    for values in (evidence.values, evidence.not_applicable):
        with pytest.raises(ValueError, match="read-only"):
            values[0, 0] = 1
    with pytest.raises(AttributeError):
        evidence.units = ()


def test_evidence_with_different_digits_beyond_float64_differs():
    digits = "0.1234567890123456789012345678901234567891"
    long, longer = (parindex.read_evidence(XY, {"A": {"x": text, "y": 1}}) for text in (digits, f"{digits}1"))
    assert long.values[0, 0] == longer.values[0, 0]
    assert long != longer


def test_what_is_given_stays_as_it_is():
    column = np.array([1.0, np.inf])
    source = {"unit": ["A", "B"], "x": column, "y": [1, 2]}
    parindex.read_evidence(XY, source)
    assert column.tolist() == [1, math.inf]
    assert set(source) == {"unit", "x", "y"}


def test_a_value_changed_afterwards_changes_nothing():
    column = np.array([1.0, 2.0])
    evidence = parindex.read_evidence(XY, {"unit": ["A", "B"], "x": column, "y": [1, 2]})
    column[0] = 99
    assert evidence.values[:, 0].tolist() == [1, 2]


def test_a_component_may_be_given_in_place_of_its_parts():
    body = '[[component]]\nid = "c"\ncombine = "sum"\nmax = 10\n' + indicators("x", keys="max = 10", parent="c")
    definition = define(body)
    assert codes({"u": {"c": "7,5"}}, definition) == []
    assert codes({"u": {"c": 11}}, definition) == ["out-of-range"]
    assert codes({"u": {"c": 1, "x": 1}}, definition) == ["component-and-part"]
    assert codes({"u": {"c": "n/a"}}, definition) == ["not-applicable-refused"]


@pytest.mark.parametrize("given, level", [(("top", "x"), 2), (("top", "low"), 1), (("low", "x"), 1)])
def test_a_part_at_any_depth_below_a_given_component_is_told(given, level):
    body = '[[component]]\nid = "top"\ncombine = "sum"\n[[component]]\nid = "low"\nparent = "top"\ncombine = "sum"\n'
    definition = define(body + indicators("x", parent="low"))
    assert codes({"u": dict.fromkeys(given, 1)}, definition) == ["component-and-part"]
    assert len(definition.ancestors(definition["x"])) - 1 == 2 >= level


def test_standard_input_is_named_by_a_dash(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"unit,x,y\nA,1,2\nB,z,2\n")))
    evidence = parindex.read_evidence(XY, "-")
    assert [str(problem).split(" error")[0] for problem in evidence.problems] == ["<stdin>:3:2:"]


@pytest.mark.parametrize(
    "name, content", [("absent.csv", None), ("folder", "folder"), ("latin.csv", b"unit,x\n\xe9,1\n")]
)
def test_a_file_that_cannot_be_read_raises(tmp_path, name, content):
    path = tmp_path / name
    if content == "folder":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    with pytest.raises(parindex.UnreadableError, match=name):
        parindex.read_evidence(XY, path)
    with pytest.raises(parindex.UnreadableError):
        parindex.validate(XY, str(path))


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff", "unit,x,y\n", "unit,x,y\n,,\n", "x,y\n1,2\n", '"', "\x00"])
def test_a_table_without_units_is_a_problem_never_an_error(tmp_path, content):
    evidence = read(tmp_path, content)
    assert {problem.code for problem in evidence.problems} <= {"empty-table", "malformed-table"}
    assert evidence.problems
    with pytest.raises(parindex.EvidenceError):
        parindex.score(XY, evidence)


@pytest.mark.parametrize("source", [{}, [], np.empty((0, 2)), {"unit": [], "x": [], "y": []}])
def test_nothing_from_python_is_an_empty_table(source):
    assert codes(source) == ["empty-table"]


def test_problems_of_data_from_python_say_unit_and_column():
    problem = parindex.validate(XY, {"A": {"x": 1, "y": 2}, "B": {"x": "z", "y": 2}})[0]
    assert (problem.source, problem.line, problem.column, problem.path) == ("<data>", 2, None, ("B", "x"))
    assert problem.message.startswith("B, x: 'z'")


@pytest.mark.parametrize("unit", [None, math.nan, np.float64("nan"), "", " "])
def test_a_unit_that_is_missing_is_told(unit):
    assert codes({"unit": ["A", unit], "x": [1, 2], "y": [1, 2]}) == ["missing-unit"]
    assert codes({"unit": [unit, "A", unit], "x": [1, 2, 3], "y": [1, 2, 3]}) == ["missing-unit"] * 2


def test_a_line_that_names_the_separator_is_no_row(tmp_path):
    evidence = read(tmp_path, "sep=;\nunit;x;y\nA;1,5;2\nB;z;2\n")
    assert evidence.values[0].tolist() == [1.5, 2]
    assert found(evidence) == [(4, 2, "not-a-number")]


@pytest.mark.parametrize(
    "content,kind",
    [("unit,x\nA,1\n".encode("utf-16"), "UTF-16"), (b"PK\x03\x04\xff\xfe", "workbook"), (b"\xe0x", "byte 0xe0")],
)
def test_a_file_that_is_no_utf8_is_named_for_what_it_is(tmp_path, content, kind):
    path = tmp_path / "evidence.csv"
    path.write_bytes(content)
    with pytest.raises(parindex.UnreadableError, match=kind):
        parindex.read_evidence(XY, path)


def test_a_definition_is_no_name_and_a_frame_no_evidence_yet():
    with pytest.raises(TypeError, match=r"what parindex\.load returns"):
        parindex.score("pgi-2022", {})
    with pytest.raises(ValueError, match="1 units for 2 rows"):
        parindex.read_evidence(XY, np.ones((2, 2)), units=["A"])


def test_a_masked_cell_is_missing():
    evidence = parindex.read_evidence(
        XY, {"unit": ["A", "B"], "x": np.ma.array([99, 5], mask=[True, False]), "y": [1, 2]}
    )
    assert np.isnan(evidence.values[0, 0])
    assert evidence.values[1, 0] == 5


def test_a_narrow_float_stands_for_its_own_shortest_decimal():
    evidence = parindex.read_evidence(XY, np.array([[0.1, 2.675]], dtype=np.float32))
    assert evidence.values[0].tolist() == [0.1, 2.675]


@pytest.mark.parametrize("column", ["12", {"A": 5, "B": 7}, {1, 2}])
def test_what_is_no_list_is_no_column(column):
    with pytest.raises(TypeError):
        parindex.read_evidence(XY, {"unit": ["A", "B"], "x": column, "y": [1, 2]})
    with pytest.raises(TypeError):
        parindex.read_evidence(XY, {"unit": "AB", "x": [1, 2], "y": [1, 2]})


@pytest.mark.parametrize(
    "content",
    ["unit,x,y\rA,1.5,2\r", "  \nunit;x;y\nA;1,5;2\n", f"unit,x,y,{',' * 9}\nA,1.5,2{',' * 10}\n"],
    ids=["old Mac", "blanks first", "empty columns"],
)
def test_odd_tables_are_read(tmp_path, content):
    assert read(tmp_path, content).values[0].tolist() == [1.5, 2]


@pytest.mark.parametrize("blank", ["\n", "\t", " "])
def test_a_break_within_a_number_is_told(tmp_path, blank):
    assert found(read(tmp_path, f'unit,x,y\nA,"1{blank}2",3\n')) == [(2, 2, "not-a-number")]


def test_a_huge_exponent_takes_no_time():
    assert codes({"u": {"x": Decimal("1e-99999999"), "y": 1}}) == ["not-a-number"]


def test_invisible_characters_make_no_other_unit():
    assert codes({"unit": ["01", "\u200b01"], "x": [1, 2], "y": [1, 2]}) == ["duplicate-unit"]


def test_columns_are_passed_over_in_evidence_read_before():
    evidence = parindex.read_evidence(XY, {"A": {"x": 1, "y": 2, "sum": 3}})
    assert [problem.code for problem in evidence.problems] == ["unknown-column"]
    assert parindex.read_evidence(XY, evidence, ignore=["sum"]).problems == ()


def test_units_beside_a_table_that_names_its_own_are_refused(tmp_path):
    evidence = read(tmp_path, "unit,x,y\nA,1,2\n")
    with pytest.raises(TypeError, match="names its own"):
        parindex.score(XY, evidence, units=["B"])


def test_an_error_behind_thousands_of_warnings_is_not_lost():
    warning = Problem("ambiguous-number", "warning", "w")
    kept = Collector([warning] * 10_001)
    kept += [warning, Problem("not-a-number", "error", "e"), warning]
    *warnings, last = kept
    assert warnings == [warning] * 9_999
    assert (last.severity, last.message) == ("error", "e; and 4 problems more are not listed")


def test_problems_that_a_part_only_counted_stay_counted_in_the_whole():
    fault = Problem("not-a-number", message="e")
    whole, part = Collector([fault] * 9_990), Collector(most=10)
    assert (whole.room, part.counted("error")) == (10, False)
    part += [fault] * 10
    assert (part.counted("error"), part.counted("note"), part.room) == (True, True, 1)
    whole += part
    told = list(whole)
    assert (len(told), told[-1].message) == (10_000, "e; and 2 problems more are not listed")


def test_columns_that_are_wrong_throughout_keep_no_more_problems_than_are_told():
    definition = define(indicators("a", "b", "c", keys="max = 10"))
    evidence = parindex.read_evidence(
        definition, "unit,a,b,c" + "".join(f"\nu{at},x,x,x" for at in range(6_000)), name="a.csv"
    )
    (last,) = (problem.message for problem in evidence.problems if "not listed" in problem.message)
    assert (len(evidence.problems), last) == (
        10_000,
        "u3999, b: 'x' is not a number; and 8,000 problems more are not listed",
    )


def test_the_text_of_a_table_is_no_name_of_a_file():
    with pytest.raises(parindex.UnreadableError, match="the text of a table"):
        parindex.read_evidence(XY, "unit,x,y\n" + "A,1,2\n" * 100)


def test_a_series_is_no_table():
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("narwhals")
    with pytest.raises(TypeError, match="not Series"):
        parindex.read_evidence(XY, pandas.Series([1, 2]))


def test_values_with_papers_are_read_from_python_as_from_json():
    given = {"A": {"x": {"value": 1, "document": "QĐ 1"}, "y": {"points": 2}}}
    evidence = parindex.read_evidence(XY, given)
    assert (evidence.values.tolist(), evidence.problems) == ([[1, 2]], ())
    assert evidence.documents[0, "x"][0].document == "QĐ 1"


def test_totals_as_printed_are_held_in_rows_of_totals_too(tmp_path):
    evidence = read(tmp_path, "unit,x,y,total\nA,1,2,3\nB,1,1,2\nTổng cộng,2,3,50\n")
    assert [problem.message for problem in evidence.problems if problem.code == "total-row-differs"] == [
        "'Tổng cộng': 50 in column 'total', the rows add to 5"
    ]


def test_a_number_as_the_name_of_a_column_is_refused_where_it_may_be_two_ids():
    two = define(indicators("1.1", "1.10"))
    problems = parindex.read_evidence(two, {"A": {1.1: 5, "1.10": 6}}).problems
    assert [problem.code for problem in problems] == ["number-as-id"]
    assert parindex.read_evidence(define(indicators("1.1")), {"A": {1.1: 5}}).values.tolist() == [[5]]


def test_an_indicator_keeps_its_id_where_it_is_a_word_for_something_else(tmp_path):
    index = define(indicators("tt", "country", "x"))
    evidence = read(tmp_path, "unit,tt,country,x\nA,1,2,3\n", index)
    assert (evidence.columns, evidence.values.tolist(), evidence.problems) == (("tt", "country", "x"), [[1, 2, 3]], ())
    assert parindex.read_evidence(index, [{"unit": "A", "tt": 1, "country": 2, "x": 3}]).values.tolist() == [[1, 2, 3]]


@pytest.mark.parametrize(
    "limit, most", [("cap = 1", "1"), ('better = "lower"', "20"), ('cap = 1\nbetter = "lower"', "1")]
)
def test_points_of_a_component_end_at_its_cap_and_where_they_are_turned_round_at_what_its_parts_give(limit, most):
    leaves = "".join(f'[[indicator]]\nid = "{id_}"\nparent = "c"\nmax = 10\n' for id_ in "ab")
    definition = define(f'[[component]]\nid = "c"\ncombine = "sum"\n{limit}\n{leaves}')
    assert not parindex.validate(definition, {"u": {"c": int(most)}})
    (problem,) = parindex.validate(definition, {"u": {"c": int(most) + 1}})
    assert problem.message.endswith(f"is not between 0 and {most}")


def test_problems_beyond_those_kept_are_counted_once_where_collectors_follow_each_other():
    table = "unit,a\n" + "u,x\n" * 10_003  # 10,002 rows of a unit that stands there already, and 10,003 cells
    evidence = parindex.read_evidence(define(indicators("a")), table, name="a.csv")
    (last,) = (str(each) for each in evidence.problems if "not listed" in str(each))
    assert last.endswith("unit 'u' stands in row 2 already; and 10,005 problems more are not listed")


@pytest.mark.parametrize("cell", [["a"], ("a",), True, b"a", {"a"}], ids=repr)
@pytest.mark.parametrize("column", ["unit", "name"])
def test_what_is_no_text_and_no_number_names_no_unit(column, cell):
    evidence = parindex.read_evidence(define(indicators("a")), [{"unit": "u", "a": 1, column: cell}])
    (told,) = evidence.problems
    assert (told.code, told.hint) == ("missing-unit", "write a text or a number")
    assert told.said("vi").hint == "hãy ghi văn bản hoặc số"


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_number_of_thousands_of_digits_is_too_large_and_names_a_unit(sign):
    number, digits = int(Decimal(f"{sign}1e5000")), f"{sign}1{'0' * 5000}"
    definition = define(indicators("a"))
    given = f'[{{"unit": {digits}, "a": {digits}}}]'
    for source, name in (([{"unit": number, "a": number}], None), (given, "x.json")):
        evidence = parindex.read_evidence(definition, source, name=name)
        assert evidence.units == (digits,)
        (told,) = evidence.problems
        assert told.code == "out-of-range"
        assert "beyond what is read" in str(told)
        assert "Infinity" not in str(told)
