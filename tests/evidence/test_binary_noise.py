"""What a program computed in binary is read at 15 digits in every form of evidence, and all that follows with it."""

import json
from decimal import Decimal

import numpy as np
import pytest

import parindex

from ..sample import define, indicators

NOISE, SUM = 0.7 + 0.2, 0.1 + 0.2  # 0.8999999999999999 and 0.30000000000000004
BANDS = define(
    indicators("a", keys='rule = { kind = "bands", bands = [{ at_least = 0.9, points = 2 }, { points = 1 }] }')
)
ONE = define(indicators("a", keys="max = 100"), root="decimals = 2")
COUNT = define(indicators("a"))


def written(path, text):
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("cell", [NOISE, np.float64(NOISE), str(NOISE), "0,8999999999999999"])
def test_a_band_is_met_by_what_is_shown(cell):
    assert parindex.score(BANDS, {"u": {"a": cell}}).total.tolist() == [2]
    assert parindex.score(BANDS, {"unit": ["u", "v"], "a": [cell, "0,91"]}).total.tolist() == [2, 2]


def test_an_array_and_a_file_of_json_are_read_so_too(tmp_path):
    assert parindex.score(BANDS, np.array([[NOISE], [0.5]]), units=["u", "v"]).total.tolist() == [2, 1]
    path = written(tmp_path / "u.json", json.dumps({"u": {"a": NOISE}}))
    assert parindex.score(BANDS, path).total.tolist() == [2]


@pytest.mark.parametrize("cell", [Decimal("0.8999999999999999"), "0.89999999999999999", Decimal(NOISE)])
def test_what_somebody_wrote_counts_to_the_last_digit(cell):
    assert parindex.score(BANDS, {"u": {"a": cell}}).total.tolist() == [1]


def test_ties_and_halves_follow():
    scores = parindex.score(ONE, {"u": {"a": 69.35499999999999}, "v": {"a": "69.3550"}, "w": {"a": 69.354}})
    assert [str(total) for total in scores.rounded] == ["69.36", "69.36", "69.35"]
    assert scores.rank.tolist() == [1, 1, 3]


@pytest.mark.parametrize("count", [2**53 - 1, 2**53, 1_234_567_890_123_456])
def test_whole_numbers_stay(tmp_path, count):
    json_file = written(tmp_path / "u.json", f'{{"u": {{"a": {count}.0}}}}')
    forms = [{"u": {"a": count}}, {"u": {"a": float(count)}}, {"u": {"a": f"{count}"}}, json_file]
    values = [parindex.read_evidence(COUNT, form).values[0, 0] for form in forms]
    assert [int(value) for value in values] == [count] * 4
    array = parindex.read_evidence(COUNT, np.array([[float(count)]]), units=["u"])
    assert int(array.values[0, 0]) == count


def test_numbers_of_json_keep_their_text_where_they_are_names(tmp_path):
    definition = define(indicators("a", keys='rule = { kind = "choice", points = { "1.0" = 1, "1.10" = 3 } }'))
    path = written(tmp_path / "u.json", '[{"unit": 1.10, "a": 1.10}, {"unit": "v", "a": 1.0}]')
    evidence = parindex.read_evidence(definition, path)
    assert (evidence.units, evidence.values.tolist(), evidence.problems) == (("1.10", "v"), [[1], [0]], ())


def test_an_option_written_as_a_number_is_found_by_what_is_shown():
    definition = define(indicators("a", keys='rule = { kind = "choice", points = { "0.3" = 1, "1" = 3 } }'))
    evidence = parindex.read_evidence(definition, {"unit": ["u", "v"], "a": [SUM, 0.9999999999999999]})
    assert (evidence.values.tolist(), evidence.problems) == ([[0], [1]], ())


def test_a_total_as_printed_and_layers_are_compared_by_what_is_shown():
    table = {"u": {"a": 69.35499999999999, "total": "69.355"}}
    assert parindex.read_evidence(ONE, table).printed.tolist() == [69.355]
    changed = parindex.reconcile(ONE, self_assessed={"u": {"a": SUM}}, appraised={"u": {"a": "0.3"}})
    assert changed.changes == ()


def test_the_limits_of_a_range_hold_for_what_is_shown():
    definition = define(indicators("a", keys="range = [0, 0.3]"))
    assert parindex.validate(definition, {"u": {"a": SUM}}) == ()
    assert [p.code for p in parindex.validate(definition, {"u": {"a": Decimal(SUM)}})] == ["out-of-range"]


def test_stored_results_of_a_workbook_score_as_the_workbook_shows_them(root):
    pytest.importorskip("python_calamine")
    folder = root.parent / "shared" / "cases" / "float-noise-threshold"
    if not folder.exists():
        pytest.skip("the small inputs of November are not beside the project (../shared/cases)")
    definition = parindex.load(folder / "two.toml")
    scores = parindex.score(definition, folder / "noise.xlsx")
    assert scores["1.1"].tolist() == [2, 2]
    assert [str(points) for points in scores.published("1.10")] == ["69.36", "69.36"]


@pytest.mark.parametrize("cell", ["1" + "0" * 29, "1.0000000000000e29"])
def test_a_number_of_more_digits_than_decimals_divide_by_is_read(cell):
    assert parindex.read_evidence(COUNT, {"u": {"a": cell}}).values.tolist() == [[1e29]]
