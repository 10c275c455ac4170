"""What exactness decides, against fractions worked out by hand and by trying."""

from decimal import Decimal
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

import parindex

from ..sample import define, half_up, indicators

F = Fraction
THIRDS = [F(1, 3), F(2, 3), F(1), F(1, 7), F(5, 7), F(1, 1000)]


def scored(definition, rows):
    return parindex.score(definition, {f"u{at}": dict(zip("abc", row, strict=True)) for at, row in enumerate(rows)})


def mean(keys="", **root):
    of_root = "".join(f"{key} = {value}\n" for key, value in root.items())
    return define(indicators("a", "b", "c", keys=f"max = 9\n{keys}"), "weighted-mean", of_root)


ROWS = [(1, 0, 0), (1, 1, 0), (2, 3, 4), (1, 1, 1), (0, 0, 0), (9, 9, 9), (1, 2, 4), (0.1, 0.2, 0.3), (5, 5, 7)]


def test_exact_scores_of_means_are_fractions_that_no_decimal_holds():
    scores = scored(mean(), ROWS)
    for at, row in enumerate(ROWS):
        total = sum(F(str(value)) for value in row) / 3
        assert scores.exactness.exact_score(at) == total
        assert scores.rounded[at] == half_up(total, 2)
        assert scores.exactness.exact_score(at, scores.exactness.plan.ids.index("b")) == F(str(row[1]))


@pytest.mark.parametrize("decimals", [0, 1, 2, 3])
def test_a_total_that_is_half_a_step_is_published_as_the_higher_one(decimals):
    """Three figures that end in 5, and so does their mean."""
    rows, step = [], F(1, 10**decimals)
    for half in range(5):
        total = step * half + step / 2
        rows.append([str(float(total))] * 3)
    scores = scored(mean(decimals=decimals), rows)
    assert scores.rounded == tuple(half_up(sum(map(F, row)) / 3, decimals) for row in rows)


def test_scores_are_published_in_percent_of_their_maxima_half_up():
    """0.0045 of 9 is 0.05 %, and 0.00045 half a hundredth of one: it is published as 0.01."""
    scores = scored(mean(decimals=6), [("0.00045", "0.000449", "4.5"), ("n", 0, 9)][:1])
    names = scores.exactness.plan.ids
    percent = dict(zip(names, scores.exactness.percentages(0), strict=True))
    assert (percent["a"], percent["b"], percent["c"]) == (Decimal("0.01"), Decimal("0.00"), Decimal("50.00"))
    assert percent["sample"] == half_up((F("0.00045") + F("0.000449") + F("4.5")) / 27 * 100)


def test_what_has_no_maximum_or_no_score_is_in_no_percent():
    endless = 'rule = { kind = "rescale", anchors = [0, 1], to = [0, 1] }'
    definition = define(indicators("a", "b", keys=endless) + indicators("c", keys="max = 4"))
    scores = scored(definition, [(1, None, 3)])
    percent = dict(zip(scores.exactness.plan.ids, scores.exactness.percentages(0), strict=True))
    assert percent["c"] == Decimal("75.00")
    assert (percent["a"], percent["b"], percent["sample"]) == (None, None, None)


@pytest.mark.parametrize("on", ["unrounded", "rounded"])
@pytest.mark.parametrize("best", ["highest", "lowest"])
def test_units_are_in_the_order_of_exact_totals_and_level_only_where_these_are(on, best):
    rows = [(0.1, 0.2, 0.3), (0.3, 0.2, 0.1), (0.2, 0.2, 0.2), (0.6, 0, 0), (0.6, 0, 1e-9), (0, 0, 0.5), (None, 1, 1)]
    scores = scored(mean(rank=f'{{ on = "{on}", best = "{best}" }}'), rows)
    totals = [None if None in row else sum(F(str(value)) for value in row) / 3 for row in rows]
    if on == "rounded":
        totals = [None if total is None else half_up(total, 2) for total in totals]
    sign = 1 if best == "highest" else -1
    for (at, one), (other_at, other) in product(enumerate(totals), repeat=2):
        if one is not None and other is not None:
            ahead = sign * (one - other)
            ranks = scores.rank[at], scores.rank[other_at]
            assert (ranks[0] < ranks[1], ranks[0] == ranks[1]) == (ahead > 0, ahead == 0)
    assert np.isnan(scores.rank[-1])


def test_scores_that_decide_in_turn_order_who_is_level():
    """Totals are level; b decides, then a; who has no score there stands behind."""
    beside = '[[indicator]]\nid = "d"\nadds = "nothing"\nmissing = "propagate"\nmax = 9\n'
    root = 'decimals = 2\nrank = { then = ["d", "b"] }'
    definition = define(indicators("a", "b", "c", keys="max = 9") + beside, "weighted-mean", root)
    rows = {
        "u": (3, 1, 2, 5),
        "v": (1, 3, 2, 5),
        "w": (2, 2, 2, None),
        "x": (2, 2, 2, 6),
        "y": (3, 1, 2, 5),
        "z": (9, 9, 9, 0),
    }
    scores = parindex.score(definition, {unit: dict(zip("abcd", row, strict=True)) for unit, row in rows.items()})
    assert dict(zip(scores.units, scores.rank.tolist(), strict=True)) == {
        "z": 1,
        "x": 2,
        "v": 3,
        "u": 4,
        "y": 4,
        "w": 6,
    }
    assert np.array_equal(np.unique(scores.exactness.keys), np.arange(5))


def test_parts_that_nearly_cancel_are_worked_out_exactly():
    """1e12 + 0.1 less 1e12 is 0.0999755859375 in float64."""
    keys = 'rule = { kind = "score", range = [-1e13, 1e13] }'
    scores = scored(define(indicators("a", "b", "c", keys=keys)), [("1000000000000.1", -(10**12), 0), (1, 2, 3)])
    assert scores.total.tolist() == [0.1, 6]
    assert scores.rounded == (Decimal("0.10"), Decimal("6.00"))


def test_a_mean_of_thirds_is_exact_whatever_weights_it_has():
    body = "".join(
        indicators(id_, keys=f"max = 9\nweight = {weight}") for id_, weight in zip("abc", (1, 2, 4), strict=True)
    )
    scores = scored(define(body, "weighted-mean"), [(1, 1, 2), (3, 5, 7)])
    assert [scores.exactness.exact_score(at) for at in (0, 1)] == [F(11, 7), F(41, 7)]


def test_nobody_can_change_what_was_scored():
    scores = scored(mean(), ROWS)
    for table in (scores.values, scores.points, scores.rank):
        with pytest.raises(ValueError, match="read-only"):
            table[0] = 1
