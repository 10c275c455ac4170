"""Long files are read in parts, beyond their first rows as columns: every cell, line and fault as in one go."""

import csv
import io

import numpy as np
import pytest
from hypothesis import given, strategies as st

import parindex
from parindex.base import csv_text
from parindex.evidence.files import delimited
from parindex.evidence.files.delimited import parse_delimited
from parindex.evidence.layouts.grid_tables import table_below_header
from parindex.evidence.layouts.heads import KnownHeads

from ..sample import define, indicators

KNOWN = KnownHeads(define(indicators("a", "b", "c")))


def seen(table):
    columns = {name: list(cells) for name, cells in table.columns.items()}
    return table.units, table.names, table.lines, columns, [str(problem) for problem in table.problems]


def in_parts(text, top=2, part=12):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "_TOP", top)
        patch.setattr(delimited, "_PART", part)
        patch.setattr(delimited, "_LEAST", 1)
        return parse_delimited(text)


CELLS = st.sampled_from(["", " ", "1", "2.5", "-3", "x y", "\x1f", "é", "7,5", "\u200b", "0.123", "1.503", "01"])


@st.composite
def texts(draw):
    width = draw(st.integers(2, 4))
    separator = draw(st.sampled_from([";", "\t"]))
    ends = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    rows = [["unit", *"abc"[: width - 1]]]
    for at in range(draw(st.integers(0, 12))):
        size = draw(st.sampled_from([width] * 6 + [width + 1, max(width - 1, 1)]))
        kind = draw(st.sampled_from(["row"] * 6 + ["blank", "nothing"]))
        cells = [f"u{at}", *draw(st.lists(CELLS, min_size=size - 1, max_size=size - 1))]
        rows.append({"row": cells, "blank": [""] * width, "nothing": []}[kind])
    quoted = draw(st.sampled_from(["{}", '"{}"', '"{}' + ends + '"', '"{}' + separator + '"', '"{}"""']))
    lines = [separator.join(quoted.format(cell) if cell == "x y" else cell for cell in row) for row in rows]
    return separator, ends.join(lines) + draw(st.sampled_from(["", ends]))


@given(texts(), st.integers(1, 4), st.integers(5, 60))
def test_a_text_in_parts_is_the_table_that_it_is_in_one(drawn, top, part):
    separator, text = drawn
    whole, parts = parse_delimited(text), in_parts(text, top, part)
    assert whole.tail is None
    # what the csv module reads, and the line on which each row begins
    expected, begins, reader = [], 1, csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    for row in reader:
        if any(cell.strip() for cell in row):
            expected.append((begins, row))
        begins = reader.line_num + 1
    rows = [(line, list(row)) for line, row in zip(parts.lines, parts.rows, strict=True)]
    passed_over = [row for row in expected if row not in rows]
    assert rows == [row for row in expected if row not in passed_over]
    assert all(set("".join(row)) <= {" ", "\u200b"} for _, row in passed_over)  # which shows nothing either
    assert sorted(seen(table_below_header(parts, KNOWN))[4]) == sorted(seen(table_below_header(whole, KNOWN))[4])
    assert seen(table_below_header(parts, KNOWN))[:4] == seen(table_below_header(whole, KNOWN))[:4]


def test_rows_can_be_asked_for_as_rows():
    grid = in_parts("unit,a\nu,1\nv,2\nw,3\n", top=2)
    assert grid.tail is not None
    assert (len(grid.rows), list(grid.rows[0]), list(grid.rows[-1])) == (4, ["unit", "a"], ["w", "3"])
    assert [list(row) for row in grid.rows[1:]] == [["u", "1"], ["v", "2"], ["w", "3"]]
    assert [list(row) for row in grid.rows[:1]] == [["unit", "a"]]


def test_a_ragged_row_far_down_is_told_with_its_line(tmp_path):
    lines = ["unit,a,b", *(f"u{at},{at},1" for at in range(1000))]
    lines[701] = "u700,7,1,5"
    lines[801] = "u800"
    lines[851] = ",,"
    lines[900] = '"u\n899",8,2'
    path = tmp_path / "long.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    evidence = parindex.read_evidence(define(indicators("a", "b")), path)
    told = [(problem.code, problem.line) for problem in evidence.problems]
    assert told == [("malformed-table", 702), ("malformed-table", 802)]
    assert evidence.values.shape == (997, 2)
    at = evidence.units.index("u 899")
    assert (evidence.table.lines[at], evidence.table.lines[at + 1]) == (901, 903)


def test_a_quotation_mark_that_is_never_closed_is_told_far_down(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("unit,a\n" + "".join(f"u{at},{at}\n" for at in range(500)) + '"u,5\n', encoding="utf-8")
    evidence = parindex.read_evidence(define(indicators("a")), path)
    assert [(problem.code, problem.line) for problem in evidence.problems] == [("malformed-table", 502)]


def test_a_field_beyond_all_bounds_is_told_far_down(tmp_path):
    path = tmp_path / "long.csv"
    text = "unit,a\n" + "".join(f"u{at},{at}\n" for at in range(500)) + "u," + "5" * 200_000 + "\n"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(parindex.UnreadableError, match="line 502: a cell of more than 131,072 characters"):
        parindex.read_evidence(define(indicators("a")), path)


@pytest.mark.parametrize("separator, mark", [(",", "."), (";", ","), (";", ".")])
def test_a_long_file_of_numbers_is_read_to_the_last_bit(tmp_path, separator, mark):
    rng = np.random.default_rng(5)
    cells = [
        [f"{value:.{places}f}".replace(".", mark) for value in rng.normal(0, 1000, 700)] for places in (0, 2, 4, 9)
    ]
    cells[2][300:310] = [""] * 10
    names = ["a", "b", "c", "d"]
    rows = [
        separator.join(["unit", *names]),
        *(separator.join(map(str, row)) for row in zip(range(700), *cells, strict=True)),
    ]
    path = tmp_path / "long.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    evidence = parindex.read_evidence(define(indicators(*names)), path)
    expected = [[float(cell.replace(mark, ".") or "nan") for cell in column] for column in cells]
    np.testing.assert_array_equal(evidence.values.T, expected)
    assert evidence.problems == ()


def test_options_and_ids_of_a_long_file_keep_their_text(tmp_path):
    definition = define(indicators("a", keys='rule = { kind = "choice", points = { "1.0" = 1, "1.10" = 3 } }'))
    rows = [f"0{at},{'1.10' if at % 2 else '1.0'}" for at in range(600)]
    path = tmp_path / "long.csv"
    path.write_text("unit,a\n" + "\n".join(rows), encoding="utf-8")
    evidence = parindex.read_evidence(definition, path)
    assert (evidence.units[599], evidence.values[:4, 0].tolist(), evidence.problems) == ("0599", [0, 1, 0, 1], ())


@pytest.mark.parametrize("row, expected", [("v,9.5", 1.503), ('v,"9,5"', 1503)])
def test_a_cell_far_down_tells_the_mark_of_its_column(tmp_path, row, expected):
    path = tmp_path / "long.csv"
    path.write_text("unit,a\n" + "".join(f"u{at},1.503\n" for at in range(600)) + row, encoding="utf-8")
    evidence = parindex.read_evidence(define(indicators("a")), path)
    assert (set(evidence.values[:600, 0].tolist()), evidence.problems) == ({expected}, ())


def test_what_nothing_tells_in_a_long_file_is_refused_once(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("unit,a\n" + "".join(f"u{at},1.503\n" for at in range(600)), encoding="utf-8")
    (problem,) = parindex.read_evidence(define(indicators("a")), path).problems
    assert (problem.code, problem.line) == ("ambiguous-number", 2)
    assert "as may 599 others" in str(problem.message)
    out = parindex.read_evidence(define(indicators("a", keys="max = 1503")), path, decimal_mark=",")
    assert (set(out.values[:, 0].tolist()), out.problems) == ({1503}, ())
    low = parindex.read_evidence(define(indicators("a", keys="max = 100")), path, decimal_mark=",")
    assert str(low.problems[0].message) == "u0, a: '1.503' is read as 1503: 1503 is not between 0 and 100"


@pytest.mark.parametrize("titles", [30, 400])
def test_a_header_that_is_named_may_stand_far_down(tmp_path, titles):
    path = tmp_path / "long.csv"
    rows = [f"title {at},," for at in range(titles)] + ["unit,a,b"] + [f"u{at},{at},1.25" for at in range(300)]
    path.write_text("\n".join(rows), encoding="utf-8")
    evidence = parindex.read_evidence(define(indicators("a", "b")), path, header_row=titles + 1)
    assert (evidence.values[[0, -1]].tolist(), evidence.problems) == ([[0, 1.25], [299, 1.25]], ())
    assert evidence.table.lines[0] == titles + 2


def test_a_separator_that_the_file_announces_is_no_row(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("sep=;\nunit;a\n" + "".join(f"u{at};{at},5\n" for at in range(300)), encoding="utf-8")
    evidence = parindex.read_evidence(define(indicators("a")), path)
    assert (evidence.values[-1].tolist(), evidence.table.lines[-1], evidence.problems) == ([299.5], 302, ())


def test_marks_of_missing_and_layers_of_a_long_file(tmp_path):
    path = tmp_path / "long.csv"
    lines = [
        f"u{at},{layer},{at},{'NA' if at % 2 else '1.503'}"
        for at in range(300)
        for layer in ("self_assessed", "appraised")
    ]
    path.write_text("unit,layer,a,b\n" + "\n".join([*lines, "v,self_assessed,1,2.5"]), encoding="utf-8")
    definition = define(indicators("a", "b"))
    evidence = parindex.read_evidence(definition, path, layer="appraised", missing_marks=["NA"])
    assert (evidence.values[0].tolist(), np.isnan(evidence.values[:, 1]).sum(), evidence.problems) == (
        [0, 1.503],
        150,
        (),
    )


@pytest.mark.parametrize(
    "unit", ["=cmd|' /C calc'!A0", "'=1+1", "''-a", "-2.5", "+84", "@SUM(1)", "＋a", "a'=b", "a;=1;,-b", "a;''=b"]
)
def test_a_name_is_read_from_csv_as_it_was_written_there(unit):
    (read,) = parse_delimited(csv_text([["unit", "x"], [unit, "-2.5"]])).rows[1:]
    assert list(read) == [unit, "-2.5"]
