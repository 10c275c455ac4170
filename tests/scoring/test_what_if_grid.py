"""The grid of all cases at once is what scoring again says, case by case, for every kind of tree."""

import numpy as np
import pytest

import parindex
from parindex.scoring import what_if, what_if_each

from ..sample import define, indicators

SCORE = "max = 4"
BLOCKS = (("a", ("p", "q", "r")), ("b", ("s", "t")))


def tree(keys, leaf=SCORE, root="", combine="weighted-mean", more=""):
    """Return a definition of two blocks with some keys, of indicators that are alike."""

    def weighed(weight):
        return "" if combine == "sum" else f"weight = {weight}\n"

    blocks = "".join(
        f'\n[[component]]\nid = "{id_}"\n{weighed(weight)}{keys}\n{indicators(*parts, keys=leaf, parent=id_)}'
        for weight, (id_, parts) in enumerate(BLOCKS, start=2)
    )
    return define(blocks + more, combine, root)


def rule(text):
    return f"max = 4\nrange = [0, 4]\nrule = {{ {text} }}"


EXTRA = '\n[[component]]\nid = "plus"\nadds = "bonus"\ncombine = "sum"\nmax = 2\n' + indicators(
    "x", keys="max = 2", parent="plus"
)
MEAN = 'combine = "weighted-mean"'
ALONE = {
    "means": tree(MEAN),
    "rounded blocks": tree(MEAN + "\ndecimals = 1", root="decimals = 1"),
    "blocks rounded to whole numbers": tree(MEAN + "\ndecimals = 0", root="decimals = 0"),
    "caps": tree(MEAN + "\ncap = 2"),
    "caps on sums times two": tree('combine = "sum"\ntimes = 2\ncap = 9\nfloor = 3', combine="sum"),
    "geometric": tree('combine = "geometric-mean"'),
    "geometric all the way": tree('combine = "geometric-mean"', combine="geometric-mean"),
    "geometric, rounded": tree('combine = "geometric-mean"\ndecimals = 1', root="decimals = 1"),
    "harmonic": tree('combine = "harmonic-mean"'),
    "powers": tree('combine = "power-mean"\npower = 0.5'),
    "powers below 0": tree('combine = "power-mean"\npower = -1'),
    "products": tree('combine = "product"', combine="geometric-mean"),
    "the least": tree('combine = "min"'),
    "the greatest of rounded ones": tree('combine = "max"\ndecimals = 0'),
    "a bonus beside rounded blocks": tree('combine = "sum"\ndecimals = 0', combine="sum", more=EXTRA),
    "a bonus beside a mean in thirds": tree(MEAN, more=EXTRA),
    "rescaled": tree(MEAN, rule('kind = "rescale", anchors = [0, 3], to = [1, 2], clip = true')),
    "rounded indicators": tree(MEAN, "decimals = 0\n" + rule('kind = "rescale", anchors = [0, 4], to = [1, 2.5]')),
    "proportional": tree(MEAN, rule('kind = "proportional", cap = 3, floor = 1'), root="decimals = 1"),
    "logarithms below geometric means": tree(
        'combine = "geometric-mean"',
        'max = 4\nrange = [0.5, 4]\nrule = { kind = "rescale", anchors = [0.5, 4], to = [0, 4], transform = "log" }',
    ),
}
RANKS = {"": "", "on": '[rank]\non = "rounded"\nties = "average"', "dense": '[rank]\nties = "dense"\nthen = ["a", "b"]'}


def cells(definition, seed, low=0.0):
    """Return values in quarters of which many are 0, level, or at an edge."""
    found = np.random.default_rng(seed).integers(0, 9, (5, len(definition.leaves))) / 2
    found = np.minimum(np.maximum(found, low), [4 if leaf.id != "x" else 2 for leaf in definition.leaves])
    found[:, 0] += np.where(found[:, 0] < 4, 0.25, 0)
    return found


def assert_as_rescored(definition, table, **asked):
    """Assert that every case of a grid is what scoring the table with the value says."""
    scores = parindex.score(definition, table)
    found = what_if_each(scores, **asked)
    assert found.rows.size > 8
    columns = [leaf.id for leaf in definition.leaves]
    for at, row in enumerate(found.rows.tolist()):
        again = table.copy()
        again[row, columns.index(found.columns_changed[at])] = found.value[at]
        try:
            after = parindex.score(definition, again)
        except parindex.EvidenceError:
            assert np.isnan(found.total[at])
            continue
        assert found.published[at] == after.rounded[row]
        np.testing.assert_equal(found.rank[at], after.rank[row])
        if np.isnan(after.total[row]):
            assert np.isnan(found.total[at])
            continue
        assert found.total[at] == pytest.approx(after.total[row], abs=1e-12)
        if np.isnan(scores.total[row]):
            assert np.isnan(found.change[at])
            continue
        change = after.exactness.exact_score(row) - scores.exactness.exact_score(row)
        assert (found.change[at] == 0) == (change == 0)
        assert found.change[at] == pytest.approx(float(change), abs=1e-12)


@pytest.mark.parametrize("kind", ALONE)
def test_where_no_rule_compares_units(kind):
    definition = ALONE[kind]
    assert_as_rescored(definition, cells(definition, 3, 0.5 if "logarithms" in kind else 0.0), by="0.25")


@pytest.mark.parametrize("kind", ["rounded blocks", "caps", "geometric", "bands"])
@pytest.mark.parametrize("ranks", ["on", "dense"])
def test_ranks_shared_in_other_ways(kind, ranks):
    source = {"rounded blocks": (MEAN + "\ndecimals = 1", SCORE), "caps": (MEAN + "\ncap = 2", SCORE)}
    source |= {"geometric": ('combine = "geometric-mean"', SCORE)}
    source |= {"bands": (MEAN, rule('kind = "bands", bands = [{ at_least = 3, points = 4 }, { points = 1 }]'))}
    keys, leaf = source[kind]
    definition = tree(keys, leaf, more="\n" + RANKS[ranks])
    assert_as_rescored(definition, cells(definition, 4), values={leaf.id: [1, 3] for leaf in definition.leaves})


COMPARED = {
    "the best": 'kind = "relative", to = "best"',
    "the mean": 'kind = "relative", to = "mean"',
    "one unit": 'kind = "relative", to = "3"',
    "the least and the greatest": 'kind = "rescale", anchors = "observed", to = [0, 4]',
    "percentiles": 'kind = "rescale", anchors = { percentiles = [10, 90] }, to = [0, 4]',
    "a target and the leader": 'kind = "target", target = 1.5',
    "deviations": 'kind = "standardise", to = [2, 1]',
    "shares of units": 'kind = "percentile-rank"',
    "shares of others": 'kind = "percentile-rank", share = "others-below"',
    "mid-ranks": 'kind = "percentile-rank", share = "mid-rank"',
    "ranks": 'kind = "rank", by = "value", points = [{ to = 1, points = 4 }, { to = 3, points = 1.5 }, { points = 0 }]',
}
ABOVE = {"means": MEAN, "rounded": MEAN + "\ndecimals = 1", "geometric": 'combine = "geometric-mean"'}


@pytest.mark.parametrize("kind", COMPARED)
@pytest.mark.parametrize("ranks", RANKS)
def test_where_a_rule_compares_units(kind, ranks):
    definition = tree(MEAN, rule(COMPARED[kind]), more="\n" + RANKS[ranks])
    names = [leaf.id for leaf in definition.leaves]
    table = cells(definition, 5)
    assert_as_rescored(definition, table, values={name: [0, 1.5, 4] for name in names[:2]})


@pytest.mark.parametrize("above", ["rounded", "geometric"])
@pytest.mark.parametrize("kind", ["the best", "the least and the greatest", "the mean", "shares of units"])
def test_where_a_rule_compares_units_below_other_means(kind, above):
    definition = tree(ABOVE[above], rule(COMPARED[kind]))
    assert_as_rescored(definition, cells(definition, 6), values={"p": [0, 2, 4], "s": [0.5, 4]})


@pytest.mark.parametrize("kind", ["the best", "one unit", "the least and the greatest", "shares of units"])
def test_units_are_compared_within_their_group(kind):
    groups = 'group = [{ id = "g" }, { id = "h" }]\nunit = ['
    groups += ", ".join(f'{{ id = "{at}", group = "{"gh"[at % 2]}" }}' for at in range(1, 6)) + "]"
    definition = tree(MEAN, rule(COMPARED[kind]), root=groups)
    assert_as_rescored(definition, cells(definition, 5), values={"p": [0, 1.5, 4], "s": [0.5, 4]})


def test_a_unit_that_misses_a_value_counts_among_those_compared():
    definition = tree(MEAN, rule(COMPARED["the mean"]))
    table = cells(definition, 5)
    table[2, 1] = np.nan
    assert_as_rescored(definition, table, values={"p": [0, 1.5, 4], "q": [0.5, 4]})


@pytest.mark.parametrize("kind", ["means", "rounded blocks", "caps", "geometric", "a bonus beside rounded blocks"])
@pytest.mark.parametrize("ranks", RANKS)
def test_scenarios_of_several_units_and_indicators_at_once(kind, ranks):
    source = {"means": MEAN, "rounded blocks": MEAN + "\ndecimals = 1", "caps": MEAN + "\ncap = 2"}
    keys = source.get(kind, 'combine = "geometric-mean"')
    definition = tree(keys, more=(EXTRA if "bonus" in kind else "") + "\n" + RANKS[ranks])
    table, names = cells(definition, 7), [leaf.id for leaf in definition.leaves]
    scores, chance = parindex.score(definition, table), np.random.default_rng(8)
    scenarios = [
        {
            scores.units[row]: {name: str(chance.integers(0, 5) / 2) for name in chance.choice(names, 2, replace=False)}
            for row in chance.choice(len(table), chance.integers(2, 5), replace=False).tolist()
        }
        for _ in range(8)
    ]
    found = what_if(scores, scenarios)
    for at, (scenario, row) in enumerate(zip(found.scenario.tolist(), found.rows.tolist(), strict=True)):
        again = table.copy()
        for unit, values in scenarios[scenario - 1].items():
            for name, value in values.items():
                again[scores.units.index(unit), names.index(name)] = float(value)
        after = parindex.score(definition, again)
        assert found.published[at] == after.rounded[row]
        assert found.rank[at] == after.rank[row]
        assert found.total[at] == pytest.approx(after.total[row], abs=1e-12)


def test_what_does_not_apply_counts_in_full_with_a_maximum_of_more_decimals_than_the_values():
    body = '[[indicator]]\nid = "a"\nnot_applicable = "full"\nmax = 1.37\nrange = [0, 1]\n' + indicators(
        "b", keys=SCORE
    )
    definition = define(body, root="decimals = 1")
    rows = {"x": {"a": "n/a", "b": 1}, "y": {"a": 1, "b": 2}, "z": {"a": 0, "b": 1}}
    scores = parindex.score(definition, rows)
    for value in (0, 1, 2, 3):
        after = parindex.score(definition, {**rows, "x": {"a": "n/a", "b": value}})
        found = what_if_each(scores, values={"b": [value]}, units=["x"])
        assert (found.published[0], found.rank[0]) == (after.rounded[0], after.rank[0])
        assert found.change[0] == pytest.approx(value - 1, abs=1e-12)


def test_a_node_at_which_nobody_can_move_stands_beside_one_that_is_scored_again():
    body = '[[indicator]]\nid = "a"\nrule = { kind = "score", range = [0, 1] }\n'
    body += '[[indicator]]\nid = "b"\nrange = [0, 8]\nrule = { kind = "rescale", anchors = "observed", to = [0, 4] }\n'
    scores = parindex.score(define(body), {unit: {"a": 1, "b": 2} for unit in "uvw"})
    grid = what_if_each(scores)  # all are at the most of a, and alike in b: with one more the best gets 4
    assert grid.columns_changed == ("b", "b", "b")
    assert [str(total) for total in grid.published] == ["5.00"] * 3


def test_a_value_that_float64_does_not_hold_stands_apart_from_its_neighbour():
    body = '[[indicator]]\nid = "a"\nrange = [0, 4]\ndecimals = 2\n'
    body += 'rule = { kind = "rank", by = "value", points = [{ to = 1, points = 0.05 }, { points = 0.01 }] }\n'
    scores = parindex.score(define(body), {"u": {"a": 3}, "v": {"a": 3}, "w": {"a": 1}})
    grid = what_if_each(scores, values={"a": ["2.99999999999999999"]}, units=["u"])
    assert [str(total) for total in grid.published] == ["0.01"]
    assert grid.rank.tolist() == [2]
