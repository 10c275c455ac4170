"""The change between two years by cause, held against every order of the causes, each state scored independently."""

import itertools
from fractions import Fraction

import attrs
from hypothesis import assume, given, strategies as st

from parindex import Component, EvidenceError, Indicator, score
from parindex.definition.checking.definition_checks import check_tree as check
from parindex.definition.ranks_and_bands import Ranking
from parindex.definition.rules.linear import Proportional, Rescale, Score
from parindex.definition.rules.steps import Bands, Choice
from parindex.years.change import changes_between

from .strategies import (
    COSTLY,
    MONOTONE,
    bands,
    definitions,
    evidence,
    exact_scores,
    standing_keys,
    weights,
)

COMBINE = ("sum", "weighted-sum", "weighted-mean", "weighted-mean", "harmonic-mean", "min", "product")
OTHER_RULES = st.one_of(*MONOTONE, bands())
RANKINGS = st.builds(
    Ranking,
    on=st.sampled_from(["unrounded", "rounded"]),
    ties=st.sampled_from(["min", "max", "dense", "average"]),
    best=st.sampled_from(["highest", "lowest"]),
)
RESPECTS = ("structure", "rules", "weights", "incomparable")


def on_nodes(definition, change):
    component, indicator = (tuple(map(change, nodes)) for nodes in (definition.component, definition.indicator))
    return attrs.evolve(definition, component=component, indicator=indicator)


@st.composite
def years(draw):
    """Draw two definitions, one with other weights, rules and factors, perhaps without a leaf; and two tables."""
    old = attrs.evolve(draw(definitions(COMBINE)), rank=draw(RANKINGS))
    new = old
    if draw(st.booleans()):
        new = on_nodes(new, lambda node: attrs.evolve(node, weight=node.weight and draw(weights)))
    if draw(st.booleans()):
        new = on_nodes(new, lambda node: other_rule(draw, node))
    if draw(st.booleans()):
        new = attrs.evolve(new, times=draw(st.none() | weights), rank=draw(RANKINGS))
    if draw(st.booleans()) and len(new.indicator) > 1:
        gone = draw(st.sampled_from(new.indicator))
        new = attrs.evolve(new, indicator=tuple(leaf for leaf in new.indicator if leaf is not gone), order=())
    assume(not check(new) and not check(old))
    tables = draw(evidence(old, max_units=3)), draw(evidence(new, max_units=3))
    return (new, old, *tables[::-1]) if draw(st.booleans()) else (old, new, *tables)


def other_rule(draw, node):
    """Draw another rule for some indicators, by which the same values have a meaning."""
    plain = Score | Proportional | Choice
    if isinstance(node, Component) or isinstance(node.rule, plain) or draw(st.booleans()):
        return node
    rule = draw(OTHER_RULES)
    if isinstance(rule, plain):
        return node
    return attrs.evolve(node, rule=rule, better=node.better if isinstance(rule, Rescale) else "higher")


def between(old, new, done):
    """Put together the definition with some respects of the new one, node by node; nothing is rounded in it."""
    tree, rules, weighed, one_sided = (new if respect in done else old for respect in RESPECTS)
    in_both = {leaf.id for leaf in old.indicator} & {leaf.id for leaf in new.indicator}
    leaves = [leaf for leaf in tree.indicator if leaf.id in in_both]
    leaves += [leaf for leaf in one_sided.indicator if leaf.id not in in_both]
    by_id = {
        side: {node.id: node for node in (*of.component, *of.indicator)} for side, of in (("r", rules), ("w", weighed))
    }

    def node(own):
        keys = {"decimals": None}
        if own.id in by_id["w"]:
            keys["weight"] = by_id["w"][own.id].weight
        if isinstance(own, Indicator) and own.id in by_id["r"]:
            keys |= {"rule": by_id["r"][own.id].rule, "better": by_id["r"][own.id].better}
        return attrs.evolve(own, **keys)

    return on_nodes(attrs.evolve(tree, indicator=tuple(leaves), order=()), node)


def cells(definition, unit, year, tables):
    """Return the row of a unit for a definition: of one year, and what only the other has as the unit has it there."""
    rows = [table.get(unit, {}) for table in (tables[year], tables[1 - year])]
    return {leaf.id: rows[0].get(leaf.id, rows[1].get(leaf.id)) for leaf in definition.indicator}


def shapley(causes, worth):
    values = {}
    for size in range(len(causes) + 1):
        for done in itertools.combinations(causes, size):
            values[frozenset(done)] = worth(frozenset(done))
    if None in values.values():
        return None
    parts, orders = dict.fromkeys(causes, Fraction(0)), list(itertools.permutations(causes))
    for order in orders:
        for place, cause in enumerate(order):
            before = frozenset(order[:place])
            parts[cause] += Fraction(values[before | {cause}] - values[before]) / len(orders)
    return parts


def scored(definition, table):
    try:
        return score(definition, table)
    except EvidenceError:
        return None


@COSTLY
@given(years())
def test_parts_of_a_total_are_those_of_every_order(case):
    old, new, *tables = case
    before, after = scored(old, tables[0]), scored(new, tables[1])
    assume(before is not None and after is not None)
    assume(not any(isinstance(leaf.rule, Bands) and leaf.range for leaf in (*old.indicator, *new.indicator)))
    changes = changes_between(before, after, renamed={})
    for unit in tables[0].keys() & tables[1].keys():

        def worth(done, unit=unit):
            own, others = "evidence" in done, "others" in done
            definition = between(old, new, done)
            table = {other: cells(definition, other, others, tables) for other in tables[others]}
            table[unit] = cells(definition, unit, own, tables)
            return exact_scores(definition, table, [unit])[unit][definition.id]

        change, expected = changes.of(unit), shapley(("evidence", "others", *RESPECTS), worth)
        if expected is None or change.change is None:
            assert change.reason
            continue
        ends = [worth(frozenset(done)) for done in ((), ("evidence", "others", *RESPECTS))]
        assert {cause: change.total.get(cause, 0) for cause in expected} == expected
        assert change.total["rounding"] == change.change - (ends[1] - ends[0])
        assert sum(change.total.values()) == change.change
        assert sum(change.nodes.values()) == expected["evidence"]
        assert sum(change.incomparable_nodes.values()) == expected["incomparable"]


@COSTLY
@given(years())
def test_parts_of_a_rank_are_those_of_every_order(case):
    old, new, *tables = case
    before, after = scored(old, tables[0]), scored(new, tables[1])
    assume(before is not None and after is not None)
    assume(len(before.ranked) == len(before.units) and len(after.ranked) == len(after.units))
    changes = changes_between(before, after, renamed={})
    for unit in tables[0].keys() & tables[1].keys():

        def worth(done, unit=unit):
            own, others, definition, units = (cause in done for cause in ("own", "others", "definition", "units"))
            index = (old, new)[definition]
            table = {}
            for other in tables[units]:
                both = other in tables[0] and other in tables[1]
                table[other] = cells(index, other, (own if other == unit else others) if both else units, tables)
            keys = standing_keys(index, exact_scores(index, table))
            mine, rest = keys[unit], [key for other, key in keys.items() if other != unit and key is not None]
            if mine is None:
                return None
            above, level = [key for key in rest if key > mine], sum(key == mine for key in rest)
            ahead = len(set(above)) if index.rank.ties == "dense" else len(above)
            return 1 + ahead + {"max": Fraction(level), "average": Fraction(level, 2)}.get(index.rank.ties, 0)

        change, expected = changes.of(unit), shapley(("own", "others", "definition", "units"), worth)
        if expected is None:
            assert change.rank_reason
            continue
        assert change.rank == expected
        assert sum(change.rank.values()) == change.rank_change


@COSTLY
@given(years())
def test_years_swapped_turn_every_sign(case):
    old, new, *tables = case
    before, after = scored(old, tables[0]), scored(new, tables[1])
    assume(before is not None and after is not None)
    there, back = changes_between(before, after, renamed={}), changes_between(after, before, renamed={})
    for unit in tables[0].keys() & tables[1].keys():
        one, other = there.of(unit), back.of(unit)
        for name in ("total", "rank", "nodes", "incomparable_nodes"):
            assert getattr(one, name) == {key: -part for key, part in getattr(other, name).items()}


@given(definitions(COMBINE), st.data())
def test_nothing_changes_where_nothing_changed(definition, data):
    table = data.draw(evidence(definition))
    scores = scored(definition, table)
    assume(scores is not None)
    changes = changes_between(scores, scores)
    for unit in table:
        change = changes.of(unit)
        assert not any(change.total.values())
        assert not any(change.rank.values())
        assert not change.nodes
