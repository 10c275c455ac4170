"""How many parts a score needs: the rule of the CPI on a table of its own, and how it is told."""

from pathlib import Path

import numpy as np
import pytest

import parindex
from parindex.definition.outline_text import outline
from parindex.definition.reading.definition_text import dump, load_text

CASE = Path(__file__).resolve().parents[2].parent / "shared" / "cases" / "few-sources-first"
NAMED = [f"s{at}" for at in range(1, 6)]
TEXT = (
    'id = "cpi"\nindex = "CPI"\nversion = "1"\ntitle = "CPI"\nyears = [2015]\ncombine = "weighted-mean"\nmax = 100\n'
    'decimals = 0\nmissing = "redistribute"\n' + "".join(f'[[indicator]]\nid = "{id_}"\nmax = 100\n' for id_ in NAMED)
)


def needing(needs):
    return load_text(TEXT.replace("decimals = 0", f"decimals = 0\nneeds = {needs}"))


@pytest.mark.parametrize("needs", ["3", "0.6", "0.5", '"3/5"'])
def test_with_fewer_sources_than_needed_there_is_no_total_and_no_rank(needs):
    """Three of five, or 60 %, or half: 2.5 of five is not reached by two. A: (90 + 80 + 85 + 88 + 79) / 5 = 84.4."""
    if not CASE.exists():
        pytest.skip("the case few-sources-first is not beside the project (../shared/cases)")
    text = (CASE / "cpi.toml").read_text(encoding="utf-8").replace("decimals = 0", f"decimals = 0\nneeds = {needs}")
    scores = parindex.score(load_text(text), CASE / "cpi.csv")
    assert [None if total is None else str(total) for total in scores.rounded] == ["84", None, None, "61", None]
    np.testing.assert_array_equal(scores.rank, [1, np.nan, np.nan, 2, np.nan])
    told = scores.coverage.problems
    assert [problem.code for problem in told] == ["no-total"]
    assert "B (1 of 5 parts have a score, 3 are needed), C (2 of 5 parts have a score, 3 are needed)" in told[0].message
    assert scores.coverage.lacking["C"] == ("s3", "s4", "s5")


def test_one_part_is_not_the_share_of_all_parts():
    """In TOML 1 is a whole number and 1.0 is none: one part, and all of them."""
    table = {"C": dict.fromkeys(NAMED, 5) | {"s5": None}}
    one, every = needing("1"), needing("1.0")
    assert str(parindex.score(one, table).rounded[0]) == "5"
    assert parindex.score(every, table).rounded == (None,)
    for definition, written in ((one, "needs = 1\n"), (every, "needs = 1.0\n")):
        assert written in dump(definition)
        assert load_text(dump(definition)) == definition
    edits = parindex.diff(one, every).edits
    assert [(edit.key, edit.level, edit.before, edit.after) for edit in edits] == [("needs", "breaking", "1", "1.0")]
    assert edits[0].message.endswith("1 → 1.0; more parts are needed for a score: 1 → 5")


def test_what_is_missing_below_is_missing_above_and_explained():
    """Two groups of two; where one has no part the whole is missing, though the rest could stand for it."""
    groups = "".join(
        f'[[component]]\nid = "g{at}"\ncombine = "weighted-mean"\nneeds = 1\n'
        + "".join(f'[[indicator]]\nid = "g{at}{part}"\nparent = "g{at}"\nmax = 10\n' for part in "ab")
        for at in (1, 2)
    )
    head = TEXT.partition("[[indicator]]")[0].replace("max = 100\n", "max = 10\n")
    definition = load_text(head + groups)
    row = {"g1a": 4, "g1b": None, "g2a": None, "g2b": None}
    scores = parindex.score(definition, {"u": row, "v": row | {"g2b": 8}})
    assert [total and str(total) for total in scores.rounded] == [None, "6"]
    assert scores.to_dict()["units"][0]["short"] == {"g2": {"given": 0, "of": 2, "needed": 1}}
    assert "g2: 0 of 2 parts have a score, 1 are needed." in scores.explain("u").to_text()
    assert "u has no total: g2: 0 of 2 parts have a score, 1 are needed" in scores.coverage.problems[0].message
    assert "needs 1 of its parts" in outline(definition)


def test_what_is_not_needed_any_more_when_left_out_takes_the_total():
    scores = parindex.score(needing("5"), {"C": dict.fromkeys(NAMED, 5), "D": dict.fromkeys(NAMED, 6)})
    found = parindex.leave_out(scores)
    assert np.isnan(found.total).all()
    assert found.notes[0] == "without 's1' 2 units lose their total and 0 have one that they lacked"
