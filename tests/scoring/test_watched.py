"""What is only watched: it adds nothing, evidence may do without it, and the rest is as if it were not there."""

import attrs
import numpy as np
import pytest

import parindex
from parindex.definition.outline_text import outline
from parindex.definition.reading.definition_text import load_text, parse_definition

HEAD = (
    'id = "w"\nindex = "W"\nversion = "1"\ntitle = "W"\nstatus = "assumed"\nyears = [2025]\ncombine = "weighted-mean"\n'
)
PARTS = "".join(f'[[indicator]]\nid = "{id_}"\nmax = 100\nweight = {w}\n' for id_, w in (("a", 2), ("b", 1)))
WATCHED = (
    '[[indicator]]\nid = "w1"\nadds = "nothing"\n'
    '[[indicator]]\nid = "w2"\nadds = "nothing"\ninputs = ["x", "y"]\nvalue = "x / y"\n'
)
PLAIN, DEFINITION = load_text(HEAD + PARTS), load_text(HEAD + PARTS + WATCHED)
TABLE = {"u": {"a": 30, "b": 90}, "v": {"a": 60, "b": 20}, "x": {"a": 50, "b": 50}}
SEEN = {
    unit: {**row, "w1": w1, "w2.x": 1, "w2.y": 4} for (unit, row), w1 in zip(TABLE.items(), (7, None, 9), strict=True)
}


@pytest.mark.parametrize("table", [TABLE, SEEN], ids=["without columns", "with an empty cell"])
def test_totals_ranks_and_analyses_are_those_without_it(table):
    before, after = parindex.score(PLAIN, TABLE), parindex.score(DEFINITION, table)
    assert after.problems == ()
    assert after.coverage.problems == ()
    assert after.complete.all()
    np.testing.assert_array_equal(after.total, before.total)
    np.testing.assert_array_equal(after.rank, before.rank)
    for analysis in (
        parindex.leave_out,
        lambda scores: parindex.one_at_a_time(scores, 0.2),
        lambda scores: parindex.uncertainty(scores, parindex.Uniform(0.2), draws=100),
        lambda scores: parindex.rank_range(scores, parindex.Uniform(0.2)),
        lambda scores: parindex.thresholds(scores, "u", "v"),
        parindex.effective_weights,
    ):
        assert analysis(after).to_records() == analysis(before).to_records()


def test_it_is_scored_and_shown_as_watched():
    scores = parindex.score(DEFINITION, SEEN)
    np.testing.assert_array_equal(scores["w1"], [7, np.nan, 9])
    np.testing.assert_array_equal(scores["w2"], [0.25] * 3)
    text = scores.explain("v").to_text()
    assert "watched, missing" in text
    assert "watched, x / y (x 1, y 4)" in text
    assert "watched, given" in outline(DEFINITION) or "watched, score" in outline(DEFINITION)
    assert scores.to_dict()["units"][0]["scores"]["w1"] == 7


def test_one_input_without_the_other_is_told():
    table = {unit: {**row, "w2.x": 1} for unit, row in TABLE.items()}
    problems = parindex.validate(DEFINITION, table)
    assert [problem.code for problem in problems] == ["missing-column"]
    assert "w2.y" in problems[0].message


def test_what_another_indicator_is_worked_out_from_is_needed():
    more = load_text(HEAD + PARTS + WATCHED + '[[indicator]]\nid = "c"\nmax = 9\nweight = 1\nvalue = "w1 / 2"\n')
    assert [problem.code for problem in parindex.validate(more, TABLE)] == ["missing-column"]


def test_refusal_of_gaps_is_not_of_what_is_watched():
    strict = attrs.evolve(DEFINITION, missing="error")
    assert parindex.validate(strict, SEEN) == ()


def test_a_change_of_it_brings_nobody_more():
    after = {unit: {**row, "w1": 5} for unit, row in SEEN.items()}
    found = parindex.reconcile(DEFINITION, self_assessed=SEEN, appraised=after)
    assert {change.total for change in found.changes if change.indicator == "w1" and change.unit == "u"} == {0.0}
    assert not any(record["over_claimed"] for record in found.by_unit())


@pytest.mark.parametrize("key", ['parent = "c"', "weight = 1", 'missing = "redistribute"', 'not_applicable = "drop"'])
def test_what_would_tie_it_to_the_tree_is_refused(key):
    text = (
        HEAD + PARTS + '[[component]]\nid = "c"\nweight = 1\ncombine = "sum"\n[[indicator]]\nid = "d"\nparent = "c"\n'
    )
    _, problems = parse_definition(text + f'[[indicator]]\nid = "seen"\nadds = "nothing"\n{key}\n')
    assert [problem.path[-1] for problem in problems if problem.severity == "error"] == [key.partition(" ")[0]]


def test_to_watch_what_counted_and_the_reverse():
    """Evidence without the column goes on to score where it is watched now, and is refused where it counts now."""
    weighed = load_text(HEAD + PARTS + '[[indicator]]\nid = "w1"\nmax = 5\nweight = 1\n')
    watched = load_text(HEAD + PARTS + '[[indicator]]\nid = "w1"\nmax = 5\nadds = "nothing"\n')
    assert [edit.level for edit in parindex.diff(PLAIN, watched).edits] == ["extending"]
    assert {edit.level for edit in parindex.diff(weighed, watched).edits if edit.key == "adds"} == {"restating"}
    assert {edit.level for edit in parindex.diff(watched, weighed).edits if edit.key == "adds"} == {"breaking"}
