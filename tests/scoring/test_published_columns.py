"""Published figures of whole columns, against fractions one at a time."""

from fractions import Fraction

import numpy as np
import pytest

import parindex

from ..sample import define, half_up, indicators

#: Leaves of two decimals below a mean of whole weights: its total is published with one decimal, often at a half.
HALVES = "".join(
    f'[[indicator]]\nid = "i{at}"\nparent = "p"\nmax = 10\nweight = {at % 3 + 1}\nnot_applicable = "drop"\n'
    for at in range(6)
)
HALVES += '[[component]]\nid = "p"\ncombine = "weighted-mean"\n' + indicators("j", keys="max = 8")


def table(units):
    chance = np.random.default_rng(1)
    return {
        f"u{at}": {f"i{n}": x / 20 for n, x in enumerate(chance.integers(0, 200, 6))} | {"j": at % 160 / 20}
        for at in range(units)
    }


def counted(scores):
    """Return how many units were worked out in exact numbers."""
    return len(scores.exactness._exact) + len(scores.exactness._of_leaves)


def test_halves_in_plenty_are_decided_without_working_out_any_unit():
    rows = table(300)
    scores = parindex.score(define(HALVES, root="decimals = 1"), rows)
    before = counted(scores)  # of ties
    mean = [sum(Fraction(str(row[f"i{at}"])) * (at % 3 + 1) for at in range(6)) / 12 for row in rows.values()]
    assert scores.published("p") == tuple(half_up(value, 1) for value in mean)
    totals = [value + Fraction(str(row["j"])) for value, row in zip(mean, rows.values(), strict=True)]
    assert scores.rounded == tuple(half_up(value, 1) for value in totals)
    assert scores.published("i0") == tuple(half_up(Fraction(str(row["i0"])), 1) for row in rows.values())
    shares = [scores.exactness.percentages(at)[1] for at in range(300)]
    assert shares == [half_up(value * 10, 2) for value in mean]
    assert sum((value * 20).denominator == 1 for value in mean) > 20  # of which half are halves
    assert counted(scores) == before


def test_what_drops_out_changes_the_denominator_and_is_worked_out():
    rows = table(40)
    for row in rows.values():
        row["i2"] = "n/a"
    scores = parindex.score(define(HALVES, root="decimals = 1"), rows)
    mean = [sum(Fraction(str(row[f"i{at}"])) * (at % 3 + 1) for at in (0, 1, 3, 4, 5)) / 9 for row in rows.values()]
    assert scores.published("p") == tuple(half_up(value, 1) for value in mean)
    assert scores.published("i2") == (None,) * 40


@pytest.mark.parametrize("value", ["12345678901234567.5", "-999999999999999999.5"])
def test_steps_beyond_float64_are_whole_numbers_of_any_length(value):
    rows = {"u": {"x": value}, "v": {"x": "1.5"}}
    scores = parindex.score(define(indicators("x"), root="decimals = 0"), rows)
    assert scores.rounded == (half_up(Fraction(value), 0), 2)
    assert scores.to_frame(shape="tidy")["published"].tolist()[0] == float(half_up(Fraction(value), 0))


@pytest.mark.parametrize("keys", ["max = 100", 'rule = { kind = "score", range = [-100, 100] }'])
def test_decimals_of_very_many_units_are_those_of_one_at_a_time(keys):
    rows = np.random.default_rng(2).integers(-20_000 if "range" in keys else 0, 20_001, 20_000) / 200
    scores = parindex.score(define(indicators("x", keys=keys), root="decimals = 2"), rows[:, None] / 2)
    every = [half_up(Fraction(repr(value)), 2) for value in (rows / 2).tolist()]
    assert list(scores.rounded) == every
    assert {figure.as_tuple().exponent for figure in scores.rounded} == {-2}


def test_a_share_among_others_at_a_half_rounds_up_in_groups_of_any_size():
    """Of three units the middle one has half; the common multiple of three and two, less one, has no halves."""
    root = (
        'decimals = 0\ngroup = [{ id = "g", title = "G" }, { id = "h", title = "H" }]\nunit = ['
        + ", ".join(f'{{ id = "u{at}", title = "U{at}", group = "{"ghhhg"[at]}" }}' for at in range(5))
        + "]"
    )
    definition = define(
        '[[indicator]]\nid = "a"\nrule = { kind = "percentile-rank", share = "others-below" }\n', "sum", root
    )
    scores = parindex.score(definition, {f"u{at}": {"a": at} for at in range(5)})
    assert scores.rounded == tuple(half_up(Fraction(value), 0) for value in (0, 0, "1/2", 1, 1))
