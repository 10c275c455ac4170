"""What an appraisal of points changes: the office's main case."""

import pytest

import parindex
from parindex.definition.reading.definition_text import load_text

from ..sample import define

DEFINITION = define(
    """
[[indicator]]
id = "1.1"
unit = "percent"
range = [0, 100]
max = 10
rule = { kind = "proportional", cap = 80 }

[[indicator]]
id = "1.2"
max = 3
rule = { kind = "choice", points = { "đạt" = 3, "không đạt" = 0 } }

[[indicator]]
id = "1.3"
max = 4
rule = { kind = "relative", to = "best" }

[[indicator]]
id = "poll"
max = 5
self_scored = false
rule = { kind = "shares", weights = { good = 1, bad = 0 } }
"""
)
CLAIMED = {
    "A": {"1.1.points": 10, "1.2.points": 3, "1.3.points": 4},
    "B": {"1.1.points": 8, "1.2.points": 3, "1.3.points": 2},
}
GRANTED = {
    "A": {"1.1.points": 7.5, "1.2.points": 0, "1.3.points": 4, "poll.points": 3},
    "B": {"1.1.points": 8, "1.2.points": 3, "1.3.points": 3, "poll.points": 4},
}


def told(changes):
    return [(change.unit, change.indicator, change.what, change.before, change.after) for change in changes]


def test_layers_of_points_are_reconciled_node_by_node():
    found = parindex.reconcile(DEFINITION, self_assessed=CLAIMED, appraised=GRANTED)
    assert told(found.changes) == [
        ("A", "1.1", "points", "10", "7.5"),
        ("A", "1.2", "points", "3", "0"),
        ("B", "1.3", "points", "2", "3"),
    ]
    assert [change.total for change in found.changes] == [-2.5, -3, 1]
    assert found.difference[:, 0].tolist() == [-5.5, 1]
    assert found.before.total.tolist() == [20, 17]  # with the points of the survey, which units may not give
    assert found.changes[0].rank == 0
    assert [change.rank for change in found.changes][1:] == [0, 0]


def test_a_layer_of_values_is_brought_to_points_where_the_other_one_gives_them():
    values = {"A": {"1.1": 80, "1.2": "đạt", "1.3.points": 4}, "B": {"1.1": 64, "1.2": "đạt", "1.3.points": 2}}
    found = parindex.reconcile(DEFINITION, self_assessed=values, appraised=GRANTED)
    assert found.before.total.tolist() == [20, 17]
    assert told(found.changes)[:2] == [("A", "1.1", "points", "80", "7.5"), ("A", "1.2", "points", "đạt", "0")]
    assert [change.total for change in found.changes] == [-2.5, -3, 1]


def test_values_that_are_compared_are_not_held_against_points():
    values = {unit: {**row, "1.3": row["1.3.points"], "1.3.points": None} for unit, row in CLAIMED.items()}
    with pytest.raises(parindex.EvidenceError) as caught:
        parindex.reconcile(DEFINITION, self_assessed=values, appraised=GRANTED)
    assert {problem.code for problem in caught.value.problems} == {"points-alone"}


def test_an_appraisal_in_points_takes_the_place_of_values_where_an_empty_cell_is_accepted():
    values = {"A": {"1.1": 80, "1.2": "đạt", "1.3.points": 4}, "B": {"1.1": 64, "1.2": "đạt", "1.3.points": 2}}
    granted = {
        "A": {"1.1.points": 7.5, "1.2.points": None, "poll.points": 3},
        "B": {"1.1.points": None, "poll.points": 4},
    }
    found = parindex.reconcile(DEFINITION, self_assessed=values, appraised=granted, empty="accepted")
    assert found.after.total.tolist() == [7.5 + 3 + 4 + 3, 8 + 3 + 2 + 4]
    assert told(found.changes) == [("A", "1.1", "points", "80", "7.5")]


def test_units_may_not_give_points_of_what_they_do_not_score():
    claimed = {unit: {**row, "poll.points": 5} for unit, row in CLAIMED.items()}
    with pytest.raises(parindex.EvidenceError) as caught:
        parindex.reconcile(DEFINITION, self_assessed=claimed, appraised=GRANTED)
    assert [problem.code for problem in caught.value.problems] == ["not-self-scored"] * 2


def test_what_divides_by_0_counts_as_it_says_where_others_give_points():
    """Of the best value, 8, unit u has 5 and then 6, which is 1.25 points more; 1 of 0 counts as 0 in both."""
    definition = load_text(
        'id = "x"\nindex = "X"\nversion = "1"\ntitle = "X"\nyears = [2024]\ncombine = "sum"\n'
        '[[indicator]]\nid = "p"\nmax = 10\ninputs = ["a", "b"]\nvalue = "a / b"\non_zero_denominator = "zero"\n'
        'rule = { kind = "proportional", cap = 1 }\n'
        '[[indicator]]\nid = "r"\nmax = 10\nrule = { kind = "relative", to = "best" }\n'
    )
    before = {"unit": ["u", "v"], "p.a": [1, None], "p.b": [0, None], "p.points": [None, 4], "r": [5, 8]}
    found = parindex.reconcile(definition, self_assessed=before, appraised={**before, "r": [6, 8]})
    assert [(change.indicator, change.total, str(change.effect)) for change in found.changes] == [("r", 1.25, "1.25")]
