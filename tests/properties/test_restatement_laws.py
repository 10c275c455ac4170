"""Every change of a published total is split by cause without a rest, as independent arithmetic has it."""

import itertools
from fractions import Fraction

import attrs
import pytest
from hypothesis import assume, given, strategies as st

from parindex import Component, EvidenceError, Indicator, score
from parindex.comparison.restatement.rescoring import restate
from parindex.definition.checking.definition_checks import check_tree as check
from parindex.definition.rules.linear import Proportional, Rescale, Score
from parindex.definition.rules.steps import Bands, Choice

from .strategies import (
    COSTLY,
    LINEAR,
    MONOTONE,
    ROUNDED,
    bands,
    definitions,
    evidence,
    exact_scores,
    figures,
    half_up,
    weights,
)

CAUSES = ("weights", "rules", "structure")
OTHER_RULES = st.one_of(*MONOTONE, bands())


def on_nodes(definition, change):
    """Return a definition with a change made to every node."""
    return attrs.evolve(
        definition,
        component=tuple(map(change, definition.component)),
        indicator=tuple(map(change, definition.indicator)),
    )


@st.composite
def reweighed(draw, definition):
    """Draw other weights where there are some."""
    return on_nodes(definition, lambda node: attrs.evolve(node, weight=node.weight and draw(weights)))


@st.composite
def ruled(draw, definition):
    """Draw other rules for some indicators; what names options keeps them, so that evidence stays readable."""

    def other(node):
        if isinstance(node, Component) or isinstance(node.rule, Choice) or draw(st.integers(0, 3)) == 0:
            return node
        # A rule takes its maximum with it: only those are drawn that have the same one, or none.
        rule = draw(OTHER_RULES)
        if isinstance(rule, Score | Proportional) != isinstance(node.rule, Score | Proportional):
            return node
        return attrs.evolve(node, rule=rule, better=node.better if isinstance(rule, Rescale) else "higher")

    return on_nodes(definition, other)


@st.composite
def restructured(draw, definition):
    """Draw other factors and limits, and perhaps leave one indicator out."""
    out = on_nodes(
        definition,
        lambda node: attrs.evolve(node, times=draw(st.none() | weights)) if isinstance(node, Component) else node,
    )
    out = attrs.evolve(out, times=draw(st.none() | weights), floor=draw(st.none() | figures))
    if len(out.indicator) > 1 and draw(st.booleans()):
        gone = draw(st.sampled_from(out.indicator))
        out = attrs.evolve(out, indicator=tuple(leaf for leaf in out.indicator if leaf is not gone), order=())
    return out


@st.composite
def cases(draw, causes=CAUSES, combine=None):
    """Draw a definition, what each cause alone would make of it in turn, and evidence for it."""
    old = draw(definitions(**({} if combine is None else {"combine": combine})))
    made = {"weights": reweighed, "rules": ruled, "structure": restructured}
    parts = [draw(made[cause](old)) if cause in causes else old for cause in CAUSES]
    decimals = draw(st.integers(0, 3)) if causes == CAUSES else old.decimals
    new = attrs.evolve(brute(*parts), id="other", decimals=decimals)
    if causes == CAUSES:
        new = on_nodes(new, lambda node: attrs.evolve(node, decimals=draw(ROUNDED)))
    assume(not check(new))
    return old, new, draw(evidence(old, max_units=3))


def brute(weighed, ruled, structured):
    """Put together a definition of a structure, and of weights and rules from elsewhere, node by node."""

    def node(own):
        same = {part.id: part for side in (weighed,) for part in (*side.component, *side.indicator)}
        own = attrs.evolve(own, weight=same[own.id].weight if own.id in same else own.weight)
        leaves = {leaf.id: leaf for leaf in ruled.indicator}
        if isinstance(own, Indicator) and own.id in leaves:
            own = attrs.evolve(own, rule=leaves[own.id].rule, better=leaves[own.id].better)
        return own

    return on_nodes(structured, node)


def total(definition, table):
    """Score independently; evidence of indicators that are not there is passed over."""
    ids = {leaf.id for leaf in definition.indicator}
    kept = {unit: {id_: cell for id_, cell in row.items() if id_ in ids} for unit, row in table.items()}
    return {unit: found[definition.id] for unit, found in exact_scores(definition, kept).items()}


def unrounded(definition):
    return on_nodes(definition, lambda node: attrs.evolve(node, decimals=None))


def by_hand(old, new, table):
    """Return each unit's parts as the mean over all orders of the three causes, every definition built by hand.

    Nothing is rounded in these: what rounding does to the total, and to nodes on the way, is a part of its own.
    """
    totals = {}
    for sides in itertools.product((old, new), repeat=3):
        totals[tuple(side is new for side in sides)] = total(unrounded(brute(*sides)), table)
    rounded = total(new, table), total(old, table)
    out = {}
    for unit in table:
        if any(found[unit] is None for found in totals.values()):  # all units have one value: there is no scale
            out[unit] = None
            continue
        parts = dict.fromkeys(CAUSES, Fraction(0))
        for order in itertools.permutations(range(3)):
            state = [False] * 3
            for at in order:
                before = totals[tuple(state)][unit]
                state[at] = True
                parts[CAUSES[at]] += (totals[tuple(state)][unit] - before) / 6
        ends = totals[True, True, True][unit], totals[False, False, False][unit]
        pairs = zip(rounded, (new, old), strict=True)
        published = [Fraction(half_up(end[unit], side.decimals)) for end, side in pairs]
        parts["rounding"] = (published[0] - ends[0]) - (published[1] - ends[1])
        out[unit] = published[0] - published[1], parts
    return out


def scorable(old, table):
    try:
        score(old, table)
    except EvidenceError:
        return False
    return True


@COSTLY
@given(cases())
def test_parts_are_those_of_every_order_worked_out_by_hand(case):
    old, new, table = case
    assume(scorable(old, table))
    found = restate(old, new, table)
    assume(found.after is not None)
    expected = by_hand(old, new, table)
    for unit in table:
        split = found.split(unit)
        if expected[unit] is None:
            assert split is None
            assert found.reason(unit)
            continue
        change, parts = expected[unit]
        assert split.change == change
        assert {name: getattr(split, name) for name in parts} == parts
        assert sum(parts.values()) == change


@pytest.mark.parametrize("cause", CAUSES)
@given(data=st.data())
def test_a_change_of_one_cause_is_given_wholly_to_it(cause, data):
    old, new, table = data.draw(cases((cause,)))
    assume(scorable(old, table))
    found = restate(old, new, table)
    assume(found.after is not None)
    before, after = total(unrounded(old), table), total(unrounded(new), table)
    assert set(found.causes) <= {cause}
    for unit in table:
        split = found.split(unit)
        if split is None:
            assert None in (before[unit], after[unit])
            continue
        assert getattr(split, cause) == after[unit] - before[unit]
        assert not any(getattr(split, other) for other in CAUSES if other != cause)


@COSTLY
@given(cases())
def test_old_and_new_swapped_turn_every_part_round(case):
    old, new, table = case
    ids = {leaf.id for leaf in old.indicator} & {leaf.id for leaf in new.indicator}
    assume(ids == {leaf.id for leaf in old.indicator})
    assume(scorable(old, table) and scorable(new, table))
    there, back = restate(old, new, table), restate(new, old, table)
    for unit in table:
        ahead, behind = there.split(unit), back.split(unit)
        if ahead is None:
            assert behind is None
            continue
        assert attrs.astuple(ahead) == tuple(-part for part in attrs.astuple(behind))


@COSTLY
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_units_does_not_matter(case, chance):
    old, new, table = case
    assume(scorable(old, table))
    found = restate(old, new, table)
    units = list(table)
    chance.shuffle(units)
    other = restate(old, new, {unit: table[unit] for unit in units})
    for unit in table:
        assert found.split(unit) == other.split(unit)
    assert found.summary["rank_changed"] == other.summary["rank_changed"]


@given(cases(("weights",), combine=LINEAR))
def test_weights_of_linear_totals_are_told_by_node_without_a_rest(case):
    old, new, table = case
    assume(all(node.cap is None and node.better == "higher" for node in old.component))
    assume(scorable(old, table))
    found = restate(old, new, table)
    for unit in table:
        if "weights" in found.causes and found.split(unit) is not None:
            assert sum(found.weights_by_node(unit).values()) == found.split(unit).weights


@COSTLY
@given(cases(), st.data())
def test_nodes_under_other_ids_change_nothing(case, data):
    old, new, table = case
    assume(scorable(old, table))
    chosen = data.draw(st.sets(st.sampled_from([node.id for node in new.nodes[1:]])))
    ids = {id_: f"new.{id_}" for id_ in chosen}
    other = on_nodes(
        new, lambda node: attrs.evolve(node, id=ids.get(node.id, node.id), parent=ids.get(node.parent, node.parent))
    )
    found, renamed = restate(old, new, table), restate(old, other, table, ids)
    assert renamed.causes == found.causes
    for unit in table:
        assert renamed.split(unit) == found.split(unit)


def test_bands_grow_with_their_maximum_so_that_only_the_maximum_counts_as_changed():
    from parindex.definition.rules.steps import Band

    from .strategies import index

    def made(most):
        bands = Bands((Band(most, at_least=Fraction(80)), Band(most / 2, at_least=Fraction(50)), Band(Fraction(0))))
        leaves = (Indicator(id="a", max=most, rule=bands), Indicator(id="b", max=Fraction(3)))
        return index(combine="sum", indicator=leaves)

    found = restate(made(Fraction(1)), made(Fraction(2)), {"u": {"a": 60, "b": 1}, "v": {"a": 90, "b": 1}})
    assert [(found.split(unit).weights, found.split(unit).rules) for unit in "uv"] == [(Fraction(1, 2), 0), (1, 0)]
    assert found.weights_by_node("v") == {"a": 1}
