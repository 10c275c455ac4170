"""The place of a unit that changes among others that do not, against ranks by hand."""

from fractions import Fraction

import numpy as np
import pytest

import parindex
from parindex.scoring import score_unranked, scores as scores_module

from ..sample import define, half_up, indicators

BODY = indicators("c", keys='adds = "nothing"\nrule = { kind = "score", range = [-9, 9] }') + indicators("a")
OTHERS = {"u": ("5", 1), "v": ("5", None), "w": ("5.004", 1), "x": ("-0.004", 2), "y": (None, 4), "z": ("5", 0)}
ROWS = [("5", 1), ("5", None), ("5", 0.5), ("5.0049", 2), ("5.006", 0), ("7", 0), ("6", None), (None, 3)]
ROWS += [("-1", 2), ("0.004", 2), ("0.006", 2), ("-0.006", 2), ("-0.004", 1), (f"5.{'0' * 25}1", 1)]
RANKINGS = [
    '{ on = "rounded", then = ["c"] }',
    '{ on = "unrounded", then = ["c"], ties = "dense" }',
    '{ on = "unrounded", then = ["c"], best = "lowest", ties = "max" }',
    '{ on = "rounded" }',
]


def by_hand(ranking, rows):
    """Rank rows of a total and of what decides between equal ones: what is missing comes last."""
    sign = 1 if ranking.best == "highest" else -1
    rounded = ranking.on == "rounded"

    def key(value):
        return (-1, 0) if value is None else (0, sign * Fraction(half_up(Fraction(value)) if rounded else value))

    keys = [(key(total), key(more) if ranking.then else 0) if total is not None else None for total, more in rows]
    known = [one for one in keys if one is not None]
    above = [None if own is None else {*(one for one in known if one > own)} for own in keys]
    if ranking.ties == "dense":
        return [np.nan if higher is None else 1 + len(higher) for higher in above]
    ends = {"min": lambda own: 1 + sum(one > own for one in known), "max": lambda own: sum(one >= own for one in known)}
    return [np.nan if own is None else ends[ranking.ties](own) for own in keys]


@pytest.mark.parametrize("ranking", RANKINGS)
def test_a_unit_that_changes_stands_where_sorting_all_puts_it(ranking):
    definition = define(BODY, "sum", f"rank = {ranking}")
    scores = parindex.score(definition, {unit: dict(zip("ac", row, strict=True)) for unit, row in OTHERS.items()})
    for unit in "uyz":
        for row in ROWS:
            changed = scores.with_unit(unit, dict(zip("ac", row, strict=True)))
            wanted = by_hand(definition.rank, [row if name == unit else other for name, other in OTHERS.items()])
            np.testing.assert_array_equal(changed.rank, wanted, f"{unit} {row}")


def test_where_no_rule_compares_units_the_others_are_not_scored_again(monkeypatch):
    definition, table = define(indicators("a", "b")), {"u": {"a": 1, "b": 2}, "v": {"a": 3, "b": 1}}
    scores = parindex.score(definition, table)
    again = parindex.score(definition, {**table, "u": {"a": 1, "b": 5}})
    monkeypatch.delattr(scores_module, "score")
    assert scores.with_unit("u", {"b": 5}) == again


def test_scores_that_were_not_ranked_are_ranked_with_another_unit():
    definition, table = define(indicators("a")), {"u": {"a": 1}, "v": {"a": 3}, "w": {"a": None}}
    scores = score_unranked(definition, parindex.read_evidence(definition, table))
    np.testing.assert_array_equal(scores.rank, [1, 1, np.nan])
    np.testing.assert_array_equal(scores.with_unit("u", {"a": 2}).rank, [2, 1, np.nan])


@pytest.mark.parametrize("before, after", [(None, 5), (5, None), (5, 6)])
def test_points_that_come_or_go_are_those_of_reading_all_again(before, after):
    rule = 'max = 9\nmissing = "zero"\nrule = { kind = "proportional", cap = 100 }'
    definition = define(indicators("a", keys=rule) + indicators("b"))
    table = {"u": {"a": None, "a.points": before, "b": 1}, "v": {"a": 100, "a.points": None, "b": 2}}
    changed = parindex.score(definition, table).with_unit("u", {"a.points": after})
    assert changed.total.tolist() == [1 + (after or 0), 11]
    assert changed == parindex.score(definition, {**table, "u": {**table["u"], "a.points": after}})
