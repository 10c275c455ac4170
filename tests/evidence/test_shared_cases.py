"""Tables that were read wrong in November 2026, with the right values; they stand beside the project."""

from pathlib import Path

import pytest

import parindex

pytest.importorskip("python_calamine")
CASES = Path(__file__).resolve().parents[3] / "shared" / "cases"
pytestmark = pytest.mark.skipif(not CASES.exists(), reason="the cases beside the project are absent")


def scored(folder, definition, table, **options):
    """Return the published scores of a table by unit and node, and the codes of what is told of it."""
    scores = parindex.score(parindex.load(CASES / folder / definition), CASES / folder / table, **options)
    nodes = {node: scores.published(node) for node in scores.nodes[1:]}
    by_unit = {unit: {node: str(nodes[node][row]) for node in nodes} for row, unit in enumerate(scores.units)}
    return by_unit, [problem.code for problem in scores.problems]


def refusals(folder, definition, table, **options):
    """Return the places and codes of the errors of a table."""
    problems = parindex.validate(parindex.load(CASES / folder / definition), CASES / folder / table, **options)
    return [(problem.cell or problem.column, problem.code) for problem in problems if problem.severity == "error"]


def test_binary_noise_decides_nothing():
    values, told = scored("float-noise-threshold", "two.toml", "noise.xlsx")
    assert {unit: nodes["1.1"] for unit, nodes in values.items()} == {"x": "2.00", "y": "2.00"}
    assert (values["y"]["1.10"], told) == ("69.36", [])


@pytest.mark.parametrize("rows", [None, 4, "3-4"])
def test_a_header_over_two_rows_is_read_with_its_rows_named_or_not(rows):
    right = {"x": {"1.1": "2.00", "1.10": "10.00"}, "y": {"1.1": "1.00", "1.10": "20.00"}}
    assert scored("header-over-two-rows", "two.toml", "h2.xlsx", header_row=rows) == (right, [])


def test_a_header_over_two_rows_of_text_is_read():
    right = {"x": {"1.1": "2.00", "1.10": "10.00"}}
    for rows in (None, "1-2"):
        assert scored("header-over-two-rows", "two.toml", "h2.csv", header_row=rows) == (right, [])


def test_merged_units_of_a_long_table_are_filled_down():
    right = {"x": {"1.1": "2.00", "1.10": "10.00"}, "y": {"1.1": "1.00", "1.10": "20.00"}}
    assert scored("merged-cells-long", "two.toml", "mlong.xlsx") == (right, [])


def test_hidden_rows_are_told():
    values, told = scored("hidden-rows", "pct.toml", "hidrow.xlsx")
    assert (sorted(values), told) == (["draft", "x", "z"], ["hidden-cells"])


def test_numbers_as_ids_are_what_the_sheet_shows():
    values, _ = scored("numeric-id-loses-zero", "two.toml", "lnum2.xlsx")
    assert values["y"] == {"1.1": "None", "1.10": "80.00"}
    right = {"x": {"1.1": "2.00", "1.10": "10.00"}, "y": {"1.1": "1.00", "1.10": "20.00"}}
    assert scored("numeric-id-loses-zero", "two.toml", "head.xlsx") == (right, [])


def test_a_mark_is_not_decided_by_another_column():
    assert refusals("mark-decided-by-other-column", "mixcol.toml", "mixcol.csv") == [(3, "ambiguous-number")]
    ranged = (CASES / "mark-decided-by-other-column" / "mixcol.toml").read_text(encoding="utf-8")
    definition = parindex.definition.load_text(ranged.replace('id = "b"', 'id = "b"\nrange = [1, 5]'), "mr.toml")
    evidence = parindex.read_evidence(definition, CASES / "mark-decided-by-other-column" / "mixcol.csv")
    assert evidence.values.tolist() == [[87.5, 1.503], [80.25, 1.207]]


def test_totals_and_means_are_no_units():
    values, told = scored("totals-row", "obs.toml", "tot.csv")
    assert values == {"x": {"a": "0.00", "b": "0.00"}, "y": {"a": "100.00", "b": "100.00"}}
    assert told == ["total-row", "total-row"]


def test_marks_of_missing_are_told_once_and_may_be_declared():
    definition = parindex.load(CASES / "na-flood" / "epi.toml")
    table = CASES / "na-flood" / "epi_NA.csv"
    cells = [cell for line in table.read_text(encoding="utf-8").splitlines() for cell in line.split(",")]
    with pytest.raises(parindex.EvidenceError) as caught:
        parindex.score(definition, table, ignore=["rk"])
    assert len(caught.value.problems) == cells.count("NA")
    assert str(caught.value).count("\n") == 0
    assert parindex.read_evidence(definition, table, ignore=["rk"], missing_marks=["NA"]).problems == ()


@pytest.mark.parametrize("name, kind", [("html.xls", "a web page"), ("wrong.xls", "an Excel workbook")])
def test_a_file_is_named_as_what_it_is(name, kind):
    path = CASES / "xls-that-is-html" / name
    with pytest.raises(parindex.UnreadableError, match=kind) as caught:
        parindex.read_evidence(parindex.load(path.with_name("one.toml")), path)
    assert "Cfb" not in str(caught.value)


def test_a_text_that_many_cells_share_is_refused():
    with pytest.raises(parindex.UnreadableError):
        parindex.read_evidence(parindex.load(CASES / "xlsx-shared" / "first.toml"), CASES / "xlsx-shared" / "ss.xlsx")


def test_hints_show_the_value_that_was_found():
    problems = parindex.check(CASES / "hint-fixed-example" / "numid.toml")
    assert any('"1.1"' in problem.hint for problem in problems)
    told = parindex.validate(
        parindex.load(CASES / "hint-fixed-example" / "pct.toml"), CASES / "hint-fixed-example" / "pc.csv"
    )
    assert any("91.17" in problem.hint for problem in told)
    assert not any("81.18" in problem.hint for problem in told)
