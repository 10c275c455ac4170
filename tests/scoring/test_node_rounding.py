"""Nodes that are rounded before they go up: half up, decided exactly at every level, and known to what follows."""

from fractions import Fraction

import attrs
import numpy as np
import pytest

import parindex
from parindex import Component, DefinitionError, Indicator
from parindex.definition.rules.linear import Rescale

from ..properties.strategies import Scorer, exact_scores, half_up, index

#: Parts of a step by which figures miss a half: exactly on it, and nearer than float64 can be relied on.
MISSES = [Fraction(0), *(sign * Fraction(1, 10**places) for sign in (1, -1) for places in (12, 13, 14))]
F = Fraction


def leaf(id_, parent=None, decimals=None, **keys):
    return Indicator(id=id_, parent=parent, decimals=decimals, max=F(1000), **keys)


def near_halves(decimals, steps=(0, 1, 2, 7, 12)):
    """Return figures at, just below and just above the half of some steps."""
    step = F(1, 10**decimals)
    return [(number + F(1, 2) + miss) * step for number in steps for miss in MISSES]


def held(definition, table):
    """Hold every node of every unit against fractions, values and points as published."""
    scores, exact = parindex.score(definition, table), exact_scores(definition, table)
    scorer = Scorer(definition, table)
    for unit in table:
        for node in scores.nodes:
            row, at = scores.units.index(unit), scores.places[node]
            expected = exact[unit][node]
            assert (expected is None) == bool(np.isnan(scores.values[row, at]))
            if expected is not None:
                assert scores.values[row, at] == pytest.approx(float(expected), rel=1e-13, abs=1e-300), (unit, node)
                _, points, most, _ = scorer.node(unit, node)
                assert scores.points[row, at] == pytest.approx(float(points), rel=1e-13), (unit, node)
                assert scores.max[row, at] == pytest.approx(float(most), rel=1e-13), (unit, node)
    return scores


@pytest.mark.parametrize("decimals", [0, 1, 2, 3])
def test_a_leaf_at_a_half_is_rounded_up_and_just_below_it_down(decimals):
    definition = index(combine="sum", decimals=6, indicator=(leaf("a", decimals=decimals), leaf("b")))
    table = {f"u{at}": {"a": figure, "b": F(0)} for at, figure in enumerate(near_halves(decimals))}
    scores = held(definition, table)
    assert [F(total) for total in scores.published("a")] == [F(half_up(row["a"], decimals)) for row in table.values()]


@pytest.mark.parametrize("combine", ["sum", "weighted-sum", "weighted-mean", "min", "max", "harmonic-mean", "product"])
@pytest.mark.parametrize("level", ["outer", "inner", "both"])
def test_components_near_a_half_are_decided_exactly_on_every_level(combine, level):
    """Three parts of which the first makes the component what it has to be; figures in thirds are no decimals."""
    weight = F(1, 3) if combine in ("weighted-sum", "weighted-mean", "harmonic-mean") else None
    outer, inner = (2 if level in (name, "both") else None for name in ("outer", "inner"))
    definition = index(
        combine="sum",
        decimals=6,
        component=(
            Component(id="outer", combine="sum", decimals=outer),
            Component(id="inner", combine=combine, parent="outer", decimals=inner),
        ),
        indicator=(
            *(leaf(id_, "inner", weight=weight) for id_ in "abc"),
            leaf("d", "outer"),
        ),
    )
    first = {
        "sum": lambda score: score - F(3, 10),
        "weighted-sum": lambda score: 3 * score - F(3, 10),
        "weighted-mean": lambda score: 3 * score - F(3, 10),
        "harmonic-mean": lambda score: score,
        "product": lambda score: score / F(2, 100),
    }.get(combine, lambda score: score)
    others = {
        "harmonic-mean": lambda score: (score, score),
        "min": lambda score: (score + 1, score + 2),
        "max": lambda score: (F(0), F(0)),
    }.get(combine, lambda score: (F(1, 10), F(2, 10)))
    table = {}
    for at, score in enumerate(near_halves(2, steps=(40, 41, 127))):
        rest = others(score)
        table[f"u{at}"] = {"a": first(score), "b": rest[0], "c": rest[1], "d": F(1, 10)}
    held(definition, table)


def test_a_score_given_for_a_component_is_rounded_too():
    definition = index(
        combine="weighted-mean",
        component=(Component(id="c", combine="sum", decimals=1), Component(id="d", combine="sum")),
        indicator=(leaf("x", "c"), leaf("y", "d")),
    )
    table = {f"u{at}": {"c": figure, "y": F(1)} for at, figure in enumerate(near_halves(1))}
    scores = held(definition, table)
    explained = scores.explain("u0").parts[0]
    assert explained.how == "given, rounded to 1 decimal from 0.05"


@pytest.mark.parametrize("combine", ["sum", "weighted-mean"])
def test_points_and_the_most_are_right_where_parts_are_left_out(combine):
    """What is left of a sum is brought to its maximum, from points and maxima that are rounded."""
    weight = F(1) if combine == "weighted-mean" else None
    definition = index(
        combine="sum",
        missing="redistribute",
        component=(Component(id="c", combine=combine, decimals=1), Component(id="d", combine="sum", decimals=0)),
        indicator=(
            *(attrs.evolve(leaf(id_, "c", 2, weight=weight), max=F(125, 100)) for id_ in "xyz"),
            *(attrs.evolve(leaf(id_, "d", 1), max=F(13, 10)) for id_ in "vw"),
        ),
    )
    table = {}
    for at, figure in enumerate(near_halves(2, steps=(4, 7, 11))):
        table[f"u{at}"] = {"x": figure, "y": F(1, 8), "z": None, "v": F(1), "w": None if at % 2 else F(1, 4)}
    scores = held(definition, table)
    assert not (scores.points > scores.max).any()


def test_a_root_is_rounded_from_45_digits():
    """The mean of 4 and 9 is 6, of 0.25² · 1 is 0.25: exactly at a half of one decimal."""
    component = Component(id="g", combine="geometric-mean", decimals=1)
    definition = index(combine="sum", component=(component,), indicator=(leaf("a", "g"), leaf("b", "g"), leaf("z")))
    cells = {
        "half": (F(1, 16), F(1)),
        "below": (F(1, 16) - F(1, 10**17), F(1)),
        "six": (F(4), F(9)),
        "nil": (F(0), F(2)),
    }
    scores = parindex.score(definition, {unit: {"a": a, "b": b, "z": F(0)} for unit, (a, b) in cells.items()})
    assert scores["g"].tolist() == [0.3, 0.2, 6.0, 0.0]


def test_a_cell_of_fifty_digits_is_rounded_from_all_of_them():
    """Forty-five digits are kept of roots; of what is exact, all are: decimals of sixty digits must not be cut."""
    definition = index(combine="sum", indicator=(leaf("a", decimals=0), leaf("b")))
    below = F(1, 2) - F(1, 10**30)
    assert parindex.score(definition, {"u": {"a": below, "b": F(0)}})["a"].tolist() == [0.0]
    product = index(
        combine="sum",
        component=(Component(id="p", combine="product", decimals=0),),
        indicator=(leaf("a", "p"), leaf("b", "p"), leaf("c")),
    )
    cells = {"a": F(1, 2), "b": 1 - F(1, 10**28), "c": F(0)}
    assert parindex.score(product, {"u": cells})["p"].tolist() == [0.0]
    longer = {"a": 1 - F(1, 10**28), "b": F(1, 2) * (1 - F(1, 10**26)), "c": F(0)}
    assert parindex.score(product, {"u": longer})["p"].tolist() == [0.0]


def test_a_negative_score_is_rounded_away_from_zero_and_never_to_minus_zero():
    rule = Rescale(anchors=(F(0), F(1)), to=(F(-1), F(1)))
    definition = index(combine="sum", indicator=(Indicator(id="a", rule=rule, decimals=0),))
    scores = parindex.score(definition, {"u": {"a": F(1, 4)}, "v": {"a": F(2, 5)}})
    assert scores["a"].tolist() == [-1.0, 0.0]
    assert np.copysign(1, scores["a"]).tolist() == [-1.0, 1.0]


def test_a_total_is_made_of_rounded_scores_and_a_node_is_published_with_its_own_decimals():
    """766, Đắk Lắk: 79 of 82 procedures are 3.8536… of 4 points, and 3.85 counts."""
    definition = index(
        combine="sum",
        decimals=4,
        indicator=(
            attrs.evolve(leaf("1.2", decimals=2, rule=Rescale(anchors=(F(0), F(82)), to=(F(0), F(4)))), max=F(4)),
            leaf("b"),
        ),
    )
    scores = parindex.score(definition, {"66": {"1.2": 79, "b": 1}})
    assert [str(score) for score in scores.published_of("66").values()] == ["4.8500", "3.85", "1.0000"]
    assert scores.explain("66").parts[0].how == "0 to 82 onto 0 to 4, rounded to 2 decimals from 3.85365…"


@pytest.mark.parametrize(
    "node, problem",
    [
        (leaf("a", decimals=13), "13 decimals"),
        (leaf("a", decimals=-1), "-1 decimals"),
        (attrs.evolve(leaf("a", decimals=1), max=F(355, 100)), "a: decimals is 1, max is 3.55"),
    ],
)
def test_decimals_that_cannot_be_and_a_maximum_between_steps_are_refused(node, problem):
    with pytest.raises(DefinitionError, match=problem):
        parindex.score(index(combine="sum", indicator=(node,)), {"u": {"a": 1}})


def test_a_maximum_that_follows_is_rounded_as_scores_are():
    rule = Rescale(anchors=(F(0), F(1)), to=(F(0), F(125, 100)), clip=True)
    definition = index(
        combine="sum",
        component=(Component(id="c", combine="sum", decimals=0),),
        indicator=(Indicator(id="a", parent="c", rule=rule, decimals=1), leaf("b")),
    )
    assert [definition.maximum(node) for node in definition.nodes] == [F(1001), F(1), F(13, 10), F(1000)]


def test_contributions_below_a_node_that_rounds_add_to_its_score_before():
    definition = index(
        combine="weighted-mean",
        component=(Component(id="c", combine="weighted-mean", weight=F(1, 2), decimals=0),),
        indicator=(leaf("x", "c", weight=F(1, 4)), leaf("y", "c", weight=F(3, 4)), leaf("z", weight=F(1, 2))),
    )
    explained = parindex.score(definition, {"u": {"x": F(1), "y": F(2), "z": F(3)}}).explain("u")
    inner = explained.parts[0]
    assert (inner.contribution, inner.unrounded, explained.contribution) == (1.0, F(7, 4), 2.5)
    assert sum(part.contribution for part in inner.parts) == float(inner.unrounded) / 2
    assert "c" in str(explained)
    assert "rounded to 0 decimals from 1.75" in str(explained)


def test_rounding_is_said_where_a_definition_is_shown():
    from parindex.definition.outline_text import outline

    definition = index(
        combine="sum",
        component=(Component(id="c", combine="sum", decimals=1),),
        indicator=(leaf("x", "c", 2), leaf("y")),
    )
    _, component, inner, other = outline(definition).splitlines()
    assert component.endswith("sum, rounded to 1 decimal")
    assert inner.endswith(", rounded to 2 decimals")
    assert "rounded" not in other
