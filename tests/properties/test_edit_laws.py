"""Laws of what changed between two definitions: nothing is missed, and no level promises too much."""

from fractions import Fraction

import attrs
import numpy as np
from hypothesis import HealthCheck, assume, given, settings, strategies as st

import parindex
from parindex import Indicator, Text
from parindex.base.problems import errors
from parindex.comparison.edits import edits_between
from parindex.definition.checking.definition_checks import check_tree as check
from parindex.definition.ranks_and_bands import Group, Ranking
from parindex.definition.reading.definition_text import dump, load_text
from parindex.definition.rules.linear import Proportional, Rescale, Score
from parindex.definition.rules.rule import Options
from parindex.definition.rules.steps import Bands, Choice

from .strategies import RATIONAL, definitions, evidence, evidence_with_gaps, figures, gaps, weights

#: Many a random edit gives no definition.
OFTEN_NONE = settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])


def _rule(draw, leaf):
    """Draw another rule of the same kind, or of another one."""
    rule = leaf.rule
    if isinstance(rule, Choice):
        items = list(rule.points.items)
        kind = draw(st.sampled_from(["figure", "order", "more", "fewer"]))
        if kind == "figure":
            items[0] = (items[0][0], draw(figures))
        elif kind == "order":
            items.reverse()
        elif kind == "more":
            items.append(("another", draw(figures)))
        elif len(items) > 1:
            items.pop()
        return Choice(Options(tuple(items)))
    if isinstance(rule, Bands):
        bands = list(rule.bands)
        if draw(st.booleans()):
            bands[0] = attrs.evolve(bands[0], points=draw(figures))
        else:
            del bands[0]
        return Bands(tuple(bands)) if bands else rule
    if isinstance(rule, Proportional):
        return attrs.evolve(rule, cap=draw(st.integers(1, 100).map(Fraction)))
    if isinstance(rule, Rescale):
        return attrs.evolve(
            rule, clip=draw(st.booleans()), to=draw(st.just(rule.to) | st.just((rule.to[0], rule.to[1] + 1)))
        )
    return draw(
        st.sampled_from([rule, Score(range=(Fraction(0), Fraction(2000))), Score(range=(Fraction(-5), Fraction(1500)))])
    )


def _leaf(draw, leaf):
    key = draw(
        st.sampled_from(
            ["rule", "max", "range", "better", "missing", "not_applicable", "title", "note", "unit", "documents"]
        )
    )
    values = {
        "rule": lambda: _rule(draw, leaf),
        "max": lambda: draw(st.none() | st.sampled_from([Fraction(2000), Fraction(3000)])),
        "range": lambda: draw(st.sampled_from([None, (Fraction(0), Fraction(2000)), (Fraction(0), Fraction(500))])),
        "better": lambda: draw(st.sampled_from(["higher", "lower"])),
        "missing": lambda: draw(st.sampled_from([None, "error", "propagate", "zero", "redistribute"])),
        "not_applicable": lambda: draw(st.sampled_from(["refuse", "drop", "full", "zero"])),
        "title": lambda: Text(en="Another"),
        "note": lambda: Text(en="A note"),
        "unit": lambda: draw(st.sampled_from([None, "points", "percent", "days"])),
        "documents": lambda: draw(st.sampled_from([None, "required"])),
    }
    return attrs.evolve(leaf, **{key: values[key]()})


def _component(draw, node):
    key = draw(st.sampled_from(["combine", "times", "cap", "floor", "max", "missing", "title"]))
    values = {
        "combine": lambda: draw(st.sampled_from(RATIONAL)),
        "times": lambda: draw(st.none() | st.just(Fraction(1)) | weights),
        "cap": lambda: draw(st.none() | figures.filter(bool)),
        "floor": lambda: draw(st.none() | st.just(Fraction(1, 2))),
        "max": lambda: draw(st.none() | figures.filter(bool)),
        "missing": lambda: draw(st.sampled_from([None, "error", "propagate", "zero", "redistribute"])),
        "title": lambda: Text(vi="Khác"),
    }
    return attrs.evolve(node, **{key: values[key]()})


def _root(draw, definition):
    key = draw(
        st.sampled_from(
            ["decimals", "rank", "missing", "bands", "times", "version", "title", "cap", "combine", "order"]
        )
    )
    if key == "order":
        return attrs.evolve(
            definition, indicator=definition.indicator[::-1], component=definition.component[::-1], order=()
        )
    values = {
        "decimals": lambda: draw(st.integers(0, 4)),
        "rank": lambda: Ranking(
            draw(st.sampled_from(["unrounded", "rounded"])), draw(st.sampled_from(["min", "max", "dense"]))
        ),
        "missing": lambda: draw(st.sampled_from(["error", "propagate", "zero", "redistribute"])),
        "bands": lambda: (Group("A", draw(figures)), Group("B")),
        "times": lambda: draw(st.none() | st.just(Fraction(1)) | weights),
        "version": lambda: "2",
        "title": lambda: Text(en="Another"),
        "cap": lambda: draw(st.none() | figures.filter(bool)),
        "combine": lambda: draw(st.sampled_from(RATIONAL)),
    }
    return attrs.evolve(definition, **{key: values[key]()})


def _weights(draw, definition):
    """Change one weight, or all of one component in proportion, which is no change of any share."""
    holders = [node for node in (*definition.component, *definition.indicator) if node.weight is not None]
    assume(holders)
    chosen = draw(st.sampled_from(holders))
    factor = draw(weights)
    together = draw(st.booleans())

    def changed(node):
        if node.id == chosen.id or (together and node.parent == chosen.parent and node.weight is not None):
            return attrs.evolve(node, weight=node.weight * factor)
        return node

    return attrs.evolve(
        definition,
        component=tuple(map(changed, definition.component)),
        indicator=tuple(map(changed, definition.indicator)),
    )


def _replaced(nodes, at, node):
    return (*nodes[:at], node, *nodes[at + 1 :])


@st.composite
def changed(draw, definition):
    """Draw the same index with one random edit or two."""
    for _ in range(draw(st.integers(1, 2))):
        assume(definition.indicator)
        what = draw(st.sampled_from(["leaf", "leaf", "component", "root", "weights", "drop", "rename", "move"]))
        at = draw(st.integers(0, len(definition.indicator) - 1))
        leaf = definition.indicator[at]
        if what == "leaf":
            definition = attrs.evolve(definition, indicator=_replaced(definition.indicator, at, _leaf(draw, leaf)))
        elif what == "component":
            assume(definition.component)
            place = draw(st.integers(0, len(definition.component) - 1))
            node = _component(draw, definition.component[place])
            definition = attrs.evolve(definition, component=_replaced(definition.component, place, node))
        elif what == "root":
            definition = _root(draw, definition)
        elif what == "weights":
            definition = _weights(draw, definition)
        elif what == "drop":
            definition = attrs.evolve(
                definition, indicator=definition.indicator[:at] + definition.indicator[at + 1 :], order=()
            )
        elif what == "rename":
            node = attrs.evolve(leaf, id="renamed")
            definition = attrs.evolve(definition, indicator=_replaced(definition.indicator, at, node))
        else:
            parents = [None, *(node.id for node in definition.component)]
            node = attrs.evolve(leaf, parent=draw(st.sampled_from(parents)), weight=None)
            definition = attrs.evolve(definition, indicator=_replaced(definition.indicator, at, node))
    assume(not errors(check(definition)))
    return definition


def results(definition, table):
    """Return what is published of a table, or None where it is refused."""
    try:
        scores = parindex.score(definition, table)
    except parindex.EvidenceError:
        return None
    values = {node: scores[node] for node in scores.nodes[1:]}
    return scores.rounded, scores.rank.tolist(), scores.total, values


def same(before, after):
    if before[0] != after[0] or not np.array_equal(before[1], after[1], equal_nan=True):
        return False
    return np.allclose(before[2], after[2], rtol=1e-12, atol=1e-12, equal_nan=True)


@OFTEN_NONE
@given(st.data())
def test_nothing_changes_between_a_definition_and_itself(data):
    definition = data.draw(definitions())
    assert edits_between(definition, definition) == ()
    assert edits_between(definition, load_text(dump(definition))) == ()


@OFTEN_NONE
@given(st.data())
def test_what_changes_a_score_is_restating_or_breaking_and_what_refuses_evidence_is_breaking(data):
    old = data.draw(definitions() | definitions(combine=("weighted-mean",)))
    old = data.draw(gaps(old) | st.just(old))
    new = data.draw(changed(old))
    found = edits_between(old, new)
    # Evidence of a component as a whole does not say what is in it: what moves is then given twice or not at all.
    whole = not any(edit.kind == "criterion-moved" for edit in found)
    table = data.draw(evidence_with_gaps(old) if whole else evidence(old))
    before = results(old, table)
    assume(before is not None)
    after = results(new, table)
    levels = {edit.level for edit in found}
    if after is None:
        assert "breaking" in levels, found
    elif not same(before, after):
        assert levels & {"restating", "breaking"}, found


@OFTEN_NONE
@given(st.data())
def test_every_difference_gives_an_edit(data):
    old = data.draw(definitions())
    new = data.draw(changed(old))
    assert bool(edits_between(old, new)) == (dump(old) != dump(new))


@OFTEN_NONE
@given(st.data())
def test_the_other_way_round_every_edit_is_mirrored(data):
    old = data.draw(definitions())
    new = data.draw(changed(old))
    opposite = {"criterion-added": "criterion-removed", "criterion-removed": "criterion-added"}
    forth = {(edit.kind, edit.key, *told(edit)) for edit in edits_between(old, new)}
    back = {(opposite.get(edit.kind, edit.kind), edit.key, *told(edit)[::-1]) for edit in edits_between(new, old)}
    assert forth == back


def told(edit):
    """Return what was before and after; of an order, told by the ids of the new definition, how many parts."""
    values = edit.before, edit.after
    return tuple(value.count(",") for value in values) if edit.kind == "order" else values


@OFTEN_NONE
@given(st.data())
def test_fingerprints_tell_edits_apart_and_do_not_depend_on_form(data):
    old = data.draw(definitions())
    new = data.draw(changed(old))
    found = edits_between(old, new)
    prints = [edit.fingerprint for edit in found]
    assert len(set(prints)) == len(prints)
    turned = attrs.evolve(new, indicator=new.indicator[::-1], component=new.component[::-1], order=())
    again = {edit.fingerprint for edit in edits_between(load_text(dump(old)), turned) if edit.kind != "order"}
    assert again == {edit.fingerprint for edit in found if edit.kind != "order"}


def test_an_indicator_that_comes_to_it_needs_evidence():
    old = parindex.load("pci-2013")
    new = attrs.evolve(
        old, indicator=(*old.indicator, Indicator("another", weight=Fraction(0), max=Fraction(1))), order=()
    )
    assert [(edit.kind, edit.level) for edit in edits_between(old, new)] == [("criterion-added", "breaking")]
