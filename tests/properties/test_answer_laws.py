"""What was lost, what one more would bring and what makes two totals differ, against exact arithmetic of its own."""

import math
from fractions import Fraction
from statistics import median

import attrs
import pytest
from hypothesis import assume, given, strategies as st

import parindex
from parindex.definition.ranks_and_bands import Ranking
from parindex.scoring.answers.difference_split import split
from parindex.scoring.answers.next_evidence import ways_to_more
from parindex.scoring.answers.otherwise import Otherwise
from parindex.scoring.answers.two_units import TwoUnits

from .strategies import (
    COSTLY,
    WITH_FORMULAS,
    Scorer,
    definitions,
    evidence_with_gaps,
    exact_scores,
    gaps,
    published,
    standing_keys,
)
from .test_reconciliation import rank


@st.composite
def scored(draw, combine=WITH_FORMULAS):
    """Draw an index with gaps, evidence, and a way to rank."""
    definition = draw(gaps(draw(definitions(combine, turned=True))))
    nodes = [node.id for node in definition.nodes[1:]]
    ranking = Ranking(
        on=draw(st.sampled_from(["unrounded", "rounded"])),
        ties=draw(st.sampled_from(["min", "max", "dense", "average"])),
        best=draw(st.sampled_from(["highest", "lowest"])),
        then=tuple(draw(st.lists(st.sampled_from(nodes), max_size=2, unique=True))),
    )
    definition = attrs.evolve(definition, rank=ranking)
    table = draw(evidence_with_gaps(definition, min_units=2))
    try:
        scores = parindex.score(definition, table)
    except parindex.EvidenceError:
        assume(False)
    return definition, table, scores


def with_total(scores):
    return [unit for unit, total in zip(scores.units, scores.total, strict=True) if not math.isnan(total)]


class FullMarks(Scorer):
    """Scores with one indicator of one unit, or a component given, at a score of its own."""

    def __init__(self, definition, table, unit, node, score):
        super().__init__(definition, table)
        self.case = unit, node, score
        plain = Scorer.node

        def one(unit_, id_):
            if (unit_, id_) == (unit, node):
                return score, score, self.full(id_), False
            return plain(self, unit_, id_)

        self.node = one


@COSTLY
@given(scored())
def test_what_was_lost_is_what_the_total_would_gain_with_one_score_at_its_best(drawn):
    definition, table, scores = drawn
    sign = definition.rank.sign
    for unit in with_total(scores):
        losses = scores.lost(unit)
        own = Scorer(definition, table).node(unit, definition.id)[0]
        for node, lost in zip(losses.nodes, losses.exact, strict=True):
            leaf = definition[node]
            low = leaf.ends[0] if isinstance(leaf, parindex.Indicator) else definition.domain(leaf)[0]
            gains = []
            for end in (definition.maximum(leaf), low):
                if isinstance(end, Fraction):
                    try:
                        total = FullMarks(definition, table, unit, node, end).node(unit, definition.id)[0]
                    except ZeroDivisionError:  # a formula is not defined there
                        continue
                    gains += [(total - own) * sign] if isinstance(total, Fraction) else []
            assert lost == (max([*gains, Fraction(0)]) if gains else None)


def totals_and_ranks(definition, table):
    scores = exact_scores(definition, table)
    return {unit: nodes[definition.id] for unit, nodes in scores.items()}, standing_keys(definition, scores)


@COSTLY
@given(scored())
def test_one_more_brings_what_scoring_again_says_and_the_rank_of_it(drawn):
    definition, table, scores = drawn
    unit = with_total(scores)[0] if with_total(scores) else None
    assume(unit is not None)
    row = scores.units.index(unit)
    otherwise = Otherwise.of(scores, row)
    ways = [way for at in range(1, len(scores.nodes)) for way in ways_to_more(scores, row, at)]
    before, _ = totals_and_ranks(definition, table)
    for way, found in zip(ways, otherwise.with_cells([way.cells for way in ways]), strict=True):
        (node, value), *_ = way.cells.items()
        leaf = definition[node]
        if getattr(getattr(leaf, "rule", None), "options", lambda: None)() is not None:
            value = leaf.rule.options()[int(value)]
        again = {**table, unit: {**table[unit], node: value}}
        try:
            after, compared = totals_and_ranks(definition, again)
        except ZeroDivisionError:
            assert math.isnan(found.change)
            continue
        if after[unit] is None:
            assert math.isnan(found.change)
            continue
        change = after[unit] - before[unit]
        assert found.change == pytest.approx(float(change), abs=1e-9, rel=1e-9)
        assert (found.change == 0) == (change == 0)
        assert found.rank == rank(compared, unit, definition.rank.ties)


@COSTLY
@given(scored())
def test_the_parts_of_a_difference_add_up_and_no_order_matters(drawn):
    definition, table, scores = drawn
    units = with_total(scores)
    assume(len(units) > 1)
    exact = exact_scores(definition, table)
    one, other = units[:2]
    try:
        found, back = scores.difference(one, other), scores.difference(other, one)
    except ValueError:  # a formula is not defined in between, or the units have no part in common
        with pytest.raises(ValueError, match="is not defined with some parts"):
            scores.difference(one, other)
        return
    rows = scores.units.index(one), scores.units.index(other)
    totals = [exact[unit][definition.id] for unit in (one, other)]
    assert sum(split(TwoUnits.of(scores, rows)).values()) == totals[0] - totals[1]
    printed = [Fraction(published(definition, definition.id, total)) for total in totals]
    assert sum(found.exact) == Fraction(found.total) == printed[0] - printed[1]
    parts = dict(zip(zip(found.nodes, found.why, strict=True), found.exact, strict=True))
    mirrored = dict(zip(zip(back.nodes, back.why, strict=True), back.exact, strict=True))
    assert mirrored == {key: -amount for key, amount in parts.items()}


@given(scored())
def test_a_rank_at_a_node_is_that_of_its_exact_scores(drawn):
    definition, table, scores = drawn
    exact = exact_scores(definition, table)
    for node in scores.nodes[1:]:
        turned = sum(above.better == "lower" for above in definition.ancestors(definition[node]))
        sign = definition.rank.sign * (-1) ** turned
        figures = {unit: exact[unit][node] for unit in table}
        if definition.rank.on == "rounded":
            figures = {unit: published(definition, node, figure) for unit, figure in figures.items()}
        keys = {unit: None if figure is None else figure * sign for unit, figure in figures.items()}
        for unit, found in zip(scores.units, scores.ranks(node).rank, strict=True):
            if keys[unit] is None:
                assert math.isnan(found)
            else:
                assert found == rank(keys, unit, definition.rank.ties)


@given(scored())
def test_a_summary_tells_what_is_published_of_the_exact_median_best_and_worst(drawn):
    definition, table, scores = drawn
    exact = exact_scores(definition, table)
    unit = scores.units[0]
    summary = scores.summary(unit)
    columns = {column.name: column.cells for column in summary.columns("en")}
    for at, node in enumerate(scores.nodes):
        turned = 0 if not at else sum(above.better == "lower" for above in definition.ancestors(definition[node]))
        best, worst = (max, min) if definition.rank.sign * (-1) ** turned > 0 else (min, max)
        figures = [score for nodes in exact.values() if (score := nodes[node]) is not None]
        for name, of in (("median", median), ("best", best), ("worst", worst)):
            told = published(definition, node, of(figures) if figures else None)
            assert columns[name][at] == ("" if told is None else f"{told + 0:f}")  # 0 has no sign
