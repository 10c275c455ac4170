"""Z-scores with geometric means: admitted where no unit can fall below 0, by arithmetic by hand and by numpy."""

from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given, strategies as st

import parindex
from parindex.definition.reading.definition_text import load_text
from parindex.definition.rules.compared import Standardise
from parindex.robustness.draws.uncertain_inputs import UncertainInputs

HEAD = 'id = "r"\nindex = "R"\nversion = "1"\ntitle = "R"\nyears = [2024]\ncombine = "weighted-mean"\n'
LEAF = '[[indicator]]\nid = "{}"\nbetter = "{}"\nrule = {{ kind = "rescale", anchors = "observed", to = [1, 9] }}\n'
GROUPS = "".join(f'[[group]]\nid = "{id_}"\n' for id_ in "gh")
GROUPS += "".join(f'[[unit]]\nid = "{unit}"\ngroup = "{"gh"[at > 1]}"\n' for at, unit in enumerate("abcd"))
TABLE = {"a": {"x": 1, "y": 4}, "b": {"x": 2, "y": 9}, "c": {"x": 2, "y": 7}, "d": {"x": 6, "y": 1}}


def scored(more="", table=TABLE):
    return parindex.score(load_text(HEAD + LEAF.format("x", "higher") + LEAF.format("y", "lower") + more), table)


def factors(mean, deviation, kind="sample", *more):
    rule = Standardise((Fraction(mean), Fraction(deviation)), kind)
    return [parindex.Normalisation(rule), parindex.Aggregation(["geometric-mean"]), *more]


def z_scores(values, less=1):
    return (np.array(values) - np.mean(values)) / np.std(values, ddof=less)


def test_totals_are_geometric_means_of_z_scores():
    inputs = UncertainInputs.of(scored(), None, factors(5, 2))
    drawn = inputs.draw(np.random.default_rng(1), 100)
    found = inputs.totals(drawn)
    x, y = ([row[id_] for row in TABLE.values()] for id_ in "xy")
    expected = np.sqrt((5 + 2 * z_scores(x)) * (5 - 2 * z_scores(y)))
    both = (drawn.options == [1, 1]).all(axis=1)
    assert both.any()
    np.testing.assert_allclose(found[both], np.tile(expected, (both.sum(), 1)), rtol=1e-12)


def test_what_decides_is_the_least_z_score_of_the_units_at_hand():
    """That of b, of which y is 9 and lower is better: (5.25 - 9) / 3.5 = -1.07 deviations."""
    least = min(np.min(z_scores([1, 2, 2, 6])), np.min(-z_scores([4, 9, 7, 1])))
    enough = Fraction(round(-least * 1000) + 1, 1000)
    assert parindex.uncertainty(scored(), factors=factors(enough, 1), draws=4).draws == 4
    words = r"'y' can be -0\.0\d+ for unit b, and 'geometric-mean' is not defined below 0.* a mean of 1.08 or more"
    with pytest.raises(ValueError, match=words):
        parindex.uncertainty(scored(), factors=factors(enough - Fraction(1, 50), 1), draws=4)


def test_a_unit_at_0_is_admitted_whatever_float64_rounds():
    """Of 0, 1, 1, 1 the first lies 1.5 deviations below the mean; its geometric mean is 0 too."""
    for value in range(1, 30):
        table = {unit: {"x": 0 if unit == "a" else value / 7, "y": at} for at, unit in enumerate("abcd")}
        inputs = UncertainInputs.of(scored(table=table), None, factors(3, 2))
        drawn = inputs.draw(np.random.default_rng(1), 40)
        both = (drawn.options == [1, 1]).all(axis=1)
        np.testing.assert_allclose(inputs.totals(drawn)[both, 0], 0, atol=1e-7)


@pytest.mark.parametrize(
    "kind, mean, deviation",
    [("sample", "1.5", 1), ("sample", 3, 2), ("population", "1.74", 1), ("population", 7, 4)],
)
def test_errors_of_evidence_are_admitted_where_no_four_values_can_lie_so_far_from_their_mean(kind, mean, deviation):
    """At most 3 / 2 deviations of a sample, or the root of 3 of a population: 1.7320508."""
    noisy = factors(Fraction(mean), deviation, kind, parindex.Noise(2.0))
    found = parindex.uncertainty(scored(), factors=noisy, draws=300, rng=1)
    assert np.isfinite(found.mean_score).all()
    a_little_less = factors(Fraction(mean) * Fraction(98, 100), deviation, kind, parindex.Noise(2.0))
    with pytest.raises(ValueError, match="one of 4 units as evidence varies"):
        parindex.uncertainty(scored(), factors=a_little_less, draws=1)


def test_units_are_held_against_their_group():
    """Of two units one lies 0.7071 sample deviations below the mean, whatever they have."""
    noisy = factors(Fraction("0.7072"), 1, "sample", parindex.Noise(0.5))
    assert np.isfinite(parindex.uncertainty(scored(GROUPS), factors=noisy, draws=50).mean_score).all()
    with pytest.raises(ValueError, match="one of 4 units"):
        parindex.uncertainty(scored(), factors=noisy, draws=1)


def test_a_unit_without_a_value_does_not_count_among_them():
    """Of x two units have a value, so that 0.7071 deviations are enough; of y four, which need 1.5."""
    text = HEAD + "".join(LEAF.format(id_, "higher") + 'missing = "redistribute"\n' for id_ in "xy")
    table = {unit: {**row, "x": row["x"] if unit in "cd" else None} for unit, row in TABLE.items()}
    scores = parindex.score(load_text(text), table)
    noise = parindex.Noise(0.1)
    rules = [parindex.Normalisation(Standardise((mean, Fraction(1))), [id_]) for mean, id_ in (
        (Fraction("0.7072"), "x"), (Fraction("1.5"), "y"), (Fraction("1.49"), "y")
    )]  # fmt: skip
    way = parindex.Aggregation(["geometric-mean"])
    assert parindex.uncertainty(scores, factors=[*rules[:2], way, noise], draws=10).draws == 10
    with pytest.raises(ValueError, match=r"'y' can be -0\.01 for one of 4 units"):
        parindex.uncertainty(scores, factors=[rules[0], rules[2], way, noise], draws=1)


def test_z_scores_of_the_definition_itself_are_admitted_below_another_mean():
    """A component below has its own; a mean that takes what is below 0 is not asked."""
    text = HEAD + '[[component]]\nid = "k"\ncombine = "weighted-mean"\n'
    for id_ in "xy":
        text += f'[[indicator]]\nid = "{id_}"\nparent = "k"\nrule = {{ kind = "standardise", to = [5, 1] }}\n'
    text += '[[indicator]]\nid = "z"\nmax = 9\n'
    table = {unit: {**row, "z": 4} for unit, row in TABLE.items()}
    scores = parindex.score(load_text(text), table)
    other = parindex.Aggregation(["geometric-mean"], components=["k"])
    assert np.isfinite(parindex.uncertainty(scores, factors=[other], draws=20).mean_score).all()
    low = attrs.evolve(scores.definition, indicator=_with_mean(scores.definition.indicator, Fraction(1)))
    with pytest.raises(ValueError, match="'y' can be"):
        parindex.uncertainty(parindex.score(low, table), factors=[other], draws=20)


def _with_mean(leaves, mean):
    return tuple(
        attrs.evolve(leaf, rule=Standardise((mean, Fraction(1)))) if isinstance(leaf.rule, Standardise) else leaf
        for leaf in leaves
    )


@given(
    values=st.lists(st.integers(-1000, 1000), min_size=2, max_size=8).filter(lambda values: len(set(values)) > 1),
    kind=st.sampled_from(["sample", "population"]),
)
def test_no_value_lies_further_from_the_mean_than_is_admitted(values, kind):
    """A mean of as many deviations is admitted, and gives no unit less than 0."""
    n = len(values)
    bound = (n - 1) / n**0.5 if kind == "sample" else (n - 1) ** 0.5
    table = {f"u{at}": {"x": value, "y": -value} for at, value in enumerate(values)}
    noisy = factors(Fraction(bound) + Fraction(1, 10**9), 1, kind, parindex.Noise(0.5))
    inputs = UncertainInputs.of(scored(table=table), None, noisy)
    assert (inputs.totals(inputs.draw(np.random.default_rng(1), 8)) >= 0).all()
