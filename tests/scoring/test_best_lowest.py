"""Indices of which the lowest total is the best, groups of results whose edges are open, and gates and caps."""

from pathlib import Path

import pytest

import parindex
from parindex.definition.checking.advice import advise
from parindex.definition.outline_text import outline
from parindex.definition.reading.definition_text import load_text, parse_definition

from ..sample import define, indicators

CASE = Path(__file__).resolve().parents[2].parent / "shared" / "cases" / "lower-is-better" / "asc.toml"
HAI_PHONG = """{ label = "best", above = 90 }, { label = "good", above = 80 },
{ label = "fair", at_least = 50 }, { label = "low" }"""
HEAD = 'id = "t"\nindex = "T"\nversion = "1"\ntitle = "T"\nyears = [2025]\ncombine = "sum"\nmax = 100\n'
LEAVES = '[[indicator]]\nid = "1"\nmax = 90\n[[indicator]]\nid = "2"\nmax = 10\n'


def test_the_case_is_ranked_from_the_lowest_total_up():
    if not CASE.exists():
        pytest.skip("the case lower-is-better is not beside the project (../shared/cases)")
    table = {"x": {"a": 10, "b": 20, "c": 30}, "y": {"a": 5, "b": 5, "c": 5}, "z": {"a": 20, "b": 20, "c": 20}}
    scores = parindex.score(parindex.load(CASE), table)
    assert scores.rank.tolist() == [2, 1, 2]
    assert scores.best_first == (1, 0, 2)
    assert parindex.score(parindex.load(CASE), table).explain("y").rank == 1


@pytest.mark.parametrize(
    "bands, wanted",
    [
        # Decision 212/2025 of Hai Phong, article 7: over 90, over 80, 50 and more, so that exactly 90 is "good".
        (
            HAI_PHONG,
            {90.01: "best", 90: "good", 80.01: "good", 80: "fair", 50: "fair", 49.99: "low"},
        ),
        ('{ label = "best", at_least = 90 }, { label = "low" }', {90: "best", 89.995: "best", 89.994: "low"}),
    ],
)
def test_an_edge_says_itself_on_which_side_it_stands(bands, wanted):
    definition = load_text(HEAD + f"bands = [{bands}]\n" + LEAVES)
    table = {f"u{at}": {"1": min(total, 90), "2": max(total - 90, 0)} for at, total in enumerate(wanted)}
    assert parindex.score(definition, table).band == tuple(wanted.values())


def test_groups_of_the_lowest_total_go_upward():
    bands = 'bands = [{ label = "low", below = 10 }, { label = "moderate", at_most = 20 }, { label = "serious" }]\n'
    definition = load_text(HEAD + 'rank = { best = "lowest" }\n' + bands + LEAVES)
    totals = {9.99: "low", 10: "moderate", 20: "moderate", 20.01: "serious"}
    scores = parindex.score(definition, {f"u{at}": {"1": total, "2": 0} for at, total in enumerate(totals)})
    assert scores.band == tuple(totals.values())
    assert scores.rank.tolist() == [1, 2, 3, 4]
    assert "rank: the lowest total first" in outline(definition)
    assert "bands: low < 10 · moderate ≤ 20 · serious" in outline(definition)


#: Decision 2579 of Can Tho (2025), article 6, in short.
GATED = load_text(
    HEAD + 'rank = { then = ["2"], ties = "authority" }\n'
    'caps = [{ node = "fault", at_least = 1, band = "good" }, { node = "fault", at_least = 2, band = "fair" }]\n'
    "bands = [\n"
    '{ label = "best", at_least = 95, requires = [{ above_zero = "all" }, { node = "2", at_least = 5 }] },\n'
    '{ label = "good", at_least = 85, requires = [{ above_zero = "all" }] },\n'
    '{ label = "fair", at_least = 75 }, { label = "low" }]\n'
    + LEAVES
    + '[[indicator]]\nid = "fault"\nadds = "nothing"\n'
)


@pytest.mark.parametrize(
    "row, band, reasons",
    [
        ((90, 6, 0), "best", []),
        ((90, 4.99, 0), "good", []),  # 94.99
        ((90, 6, 1), "good", ["96.00 is enough for 'best', but fault is 1.00: 'good' at most"]),
        (
            (90, 6, 2),
            "fair",
            [
                "96.00 is enough for 'best', but fault is 2.00: 'fair' at most",
                "96.00 is enough for 'good', but fault is 2.00: 'fair' at most",
            ],
        ),
        ((90, 0, 0), "fair", ["90.00 is enough for 'good', but 2 has 0 points"]),
        ((74.995, 0, 0), "fair", []),  # published as 75.00
        ((90, 4, None), None, []),  # nobody knows of a fault
        ((90, 0, None), "fair", ["90.00 is enough for 'good', but 2 has 0 points"]),  # which would not matter here
    ],
)
def test_gates_and_caps_stand_beside_points(row, band, reasons):
    scores = parindex.score(GATED, {"u": dict(zip(("1", "2", "fault"), row, strict=True))})
    assert scores.band == (band,)
    told = [str(reason) for reason in scores.band_reasons[0]]
    assert told == reasons
    assert all(f"{reason}." in scores.explain("u").to_text() for reason in reasons)
    assert [problem.code for problem in scores.problems] == ["no-band"] * (band is None)
    assert scores.to_dict()["units"][0]["band_reasons"] == told


def test_what_is_equal_in_the_end_is_left_to_the_authority():
    table = {unit: {"1": one, "2": two, "fault": 0} for unit, one, two in (("a", 80, 8), ("b", 82, 6), ("c", 80, 8))}
    scores = parindex.score(GATED, table)
    assert scores.rank.tolist() == [1, 3, 1]
    assert scores.undecided == (("a", "c"), (), ("a", "c"))
    assert [problem.code for problem in scores.problems] == ["tie-undecided"]
    assert "shared with c: the authority decides" in scores.explain("a").to_text()
    assert "equal totals share a rank here" in parindex.uncertainty(scores, parindex.Uniform(0.1), draws=10).notes[0]


@pytest.mark.parametrize(
    "bands, code",
    [
        ('{ label = "A", above = 90 }, { label = "B", at_least = 90 }', "no-lowest-group"),
        ('{ label = "A", at_least = 90 }, { label = "B", above = 90 }', "unreachable-band"),
        ('{ label = "A", above = 100 }, { label = "B" }', "unreachable-band"),
        ('{ label = "A", at_least = 90 }, { label = "B", at_least = 90 }', "unreachable-band"),
        ('{ label = "A", at_least = 90, requires = [{ node = "2", above = 1 }] }, { label = "B", at_least = 90 }', ""),
        ('{ label = "A", requires = [{ node = "2", above = 1 }] }, { label = "B" }', ""),
        ('{ label = "A", requires = [{ node = "2", above = 1 }] }', "no-lowest-group"),
        ('{ label = "A", at_most = 90 }, { label = "B" }', "wrong-value"),
    ],
)
def test_order_and_direction_of_groups_are_checked(bands, code):
    path = f"{HEAD}bands = [{bands}]\n{LEAVES}"
    _, problems = parse_definition(path, advise=advise)
    assert {problem.code for problem in problems} - {"no-source"} - ({"no-lowest-group"} - {code}) == {code} - {""}


def test_a_gate_is_told_as_a_decimal():
    bands = 'bands = [{ label = "A", at_least = 0, requires = [{ node = "a", at_least = 0.9 }] }, { label = "B" }]'
    scores = parindex.score(define(indicators("a", keys="max = 1"), "sum", bands), {"u": {"a": 0.5}})
    assert scores.band_reasons[0] == ("0.50 is enough for 'A', but a is 0.50, not at least 0.9",)
