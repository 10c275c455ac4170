"""Ranks and groups of results, against sorted fractions and against what the text of a gate says."""

from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import assume, given, strategies as st

import parindex
from parindex.definition.checking.definition_checks import check_tree as check
from parindex.definition.ranks_and_bands import BandCap, Gate, Group, Ranking
from parindex.definition.reading.definition_text import load_text
from parindex.robustness.draws.draw_ranks import DrawRanking

from .strategies import (
    definitions,
    evidence,
    evidence_with_gaps,
    exact_scores,
    figures,
    gaps,
    published as as_published,
    standing_keys,
)

TIES = st.sampled_from(["min", "max", "dense", "average", "authority"])
#: With few decimals totals are equal often.
CRUDE = st.sampled_from([0, 0, 1])


@st.composite
def rankings(draw, definition):
    """Draw a ranking with what decides between equal totals."""
    ids = [node.id for node in definition.nodes[1:]]
    then = draw(st.lists(st.sampled_from(ids), max_size=3, unique=True))
    return Ranking(
        on=draw(st.sampled_from(["unrounded", "rounded"])),
        ties=draw(TIES),
        best=draw(st.sampled_from(["highest", "lowest"])),
        then=tuple(then),
    )


def by_hand(keys, ties):
    """Rank keys, the greatest first; None has no rank."""
    known = [key for key in keys if key is not None]
    ranks = []
    for own in keys:
        if own is None:
            ranks.append(None)
            continue
        above, level = sum(key > own for key in known), known.count(own)
        dense = 1 + len({key for key in known if key > own})
        shared = {"max": above + level, "dense": dense, "average": above + (level + 1) / 2}
        ranks.append(shared.get(ties, 1 + above))
    return ranks


@given(st.data())
def test_equal_totals_are_decided_by_further_nodes_in_turn(data):
    definition = data.draw(gaps(data.draw(definitions(turned=True))))
    definition = attrs.evolve(definition, decimals=data.draw(CRUDE), rank=data.draw(rankings(definition)))
    table = data.draw(evidence_with_gaps(definition, min_units=2))
    scores = parindex.score(definition, table)
    keys = list(standing_keys(definition, exact_scores(definition, table)).values())
    wanted = by_hand(keys, definition.rank.ties)
    assert [None if np.isnan(rank) else rank for rank in scores.rank.tolist()] == wanted
    order = [row for row in scores.best_first if keys[row] is not None]
    assert [keys[row] for row in order] == sorted((keys[row] for row in order), reverse=True)
    together = [
        tuple(unit for unit, other in zip(scores.units, keys, strict=True) if key is not None and other == key)
        for key in keys
    ]
    left = definition.rank.ties == "authority"
    assert scores.undecided == tuple(units if left and len(units) > 1 else () for units in together)
    told = [problem for problem in scores.problems if problem.code == "tie-undecided"]
    assert len(told) == len(set(filter(None, scores.undecided)))


def mirrored(ties):
    return {"min": "max", "max": "min"}.get(ties, ties)


@given(st.data(), st.sampled_from(["min", "max", "average"]))
def test_the_lowest_first_is_the_highest_first_read_from_the_end(data, ties):
    """With as many units ranked, 1 + those below is that number + 1 less those at or below."""
    definition = data.draw(definitions(("weighted-mean",)))
    assume(not any(leaf.rule.cohort for leaf in definition.leaves))
    table = data.draw(evidence(definition, min_units=2, max_units=4))
    low, high = (
        parindex.score(attrs.evolve(definition, rank=rank), table)
        for rank in (Ranking(best="lowest", ties=ties), Ranking(ties=mirrored(ties)))
    )
    end = len(table) + 1
    np.testing.assert_array_equal(low.rank, end - high.rank)
    ranked = _weighted(definition) and low.ranked.size  # none has one where values give no scale
    one, other = (parindex.one_at_a_time(scores, 0.2) if ranked else None for scores in (low, high))
    if one is not None:
        np.testing.assert_array_equal(one.rank, end - other.rank)
        one, other = (parindex.uncertainty(scores, parindex.Uniform(0.3), draws=64, rng=1) for scores in (low, high))
        np.testing.assert_array_equal(one.rank_probability, other.rank_probability[:, ::-1])
        pair = list(table)[:2]
        one, other = (parindex.thresholds(scores, *pair) for scores in (low, high))
        assert one.ahead == {pair[0]: pair[1], pair[1]: pair[0], None: None}[other.ahead]
        np.testing.assert_array_equal(one.threshold, other.threshold)


def _weighted(definition):
    return any(len(definition.parts(node.id)) > 1 for node in definition.nodes)


FLAT = 'id = "f"\nindex = "F"\nversion = "1"\ntitle = "F"\nyears = [2024]\ncombine = "weighted-mean"\n' + "".join(
    f'[[indicator]]\nid = "{name}"\nmax = 100\nweight = {weight}\n' for name, weight in (("a", 3), ("b", 2), ("c", 1))
)


@pytest.mark.parametrize("ties", ["min", "max", "average"])
def test_ranges_of_ranks_are_read_from_the_end_too(ties):
    definition = load_text(FLAT)
    table = {"u": {"a": 10, "b": 60, "c": 30}, "v": {"a": 30, "b": 20, "c": 70}, "w": {"a": 40, "b": 40, "c": 10}}
    low, high = (
        parindex.rank_range(parindex.score(attrs.evolve(definition, rank=rank), table), parindex.Uniform(0.4))
        for rank in (Ranking(best="lowest", ties=ties), Ranking(ties=mirrored(ties)))
    )
    np.testing.assert_array_equal(low.best, 4 - high.worst)
    np.testing.assert_array_equal(low.worst, 4 - high.best)
    assert low.attained.all()
    assert high.attained.all()
    np.testing.assert_array_equal(low.lead, high.lead.T)


@given(st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=1, max_size=5), TIES)
def test_every_draw_is_ranked_with_the_lowest_first(draws, ties):
    totals = np.array(draws, dtype=np.float64) + 0.25
    ranking = DrawRanking((np.arange(3),), Ranking(ties=ties).shared, 0, -1)
    ranks = ranking.ranks(totals)
    assert ranks.tolist() == [by_hand([-total for total in draw], ties) for draw in draws]


LABELS = ("A", "B", "C", "D")


@st.composite
def edges(draw, keys=("above", "at_least", "below", "at_most")):
    return {draw(st.sampled_from(keys)): draw(figures)}


@st.composite
def banded(draw, definition):
    """Draw groups of results with gates and caps, as far as they are sound."""
    best = draw(st.sampled_from(["highest", "lowest"]))
    keys = ("above", "at_least") if best == "highest" else ("below", "at_most")
    nodes = st.sampled_from([node.id for node in definition.nodes])
    components = st.sampled_from(["all", definition.id, *(node.id for node in definition.component)])
    gates = st.one_of(
        st.builds(lambda id_: Gate(above_zero=id_), components),
        st.builds(lambda id_, edge: Gate(node=id_, **edge), nodes, edges()),
    )
    cuts = sorted(draw(st.lists(figures, min_size=1, max_size=3, unique=True)), reverse=best == "highest")
    bands = [
        Group(label, **{draw(st.sampled_from(keys)): cut}, requires=tuple(draw(st.lists(gates, max_size=2))))
        for label, cut in zip(LABELS, cuts, strict=False)
    ]
    bands += [Group("rest")] * draw(st.integers(0, 1))
    labels = st.sampled_from([band.label for band in bands[1:]]) if len(bands) > 1 else None
    caps = () if labels is None else draw(st.lists(st.builds(_cap, nodes, labels, edges()), max_size=2).map(tuple))
    made = attrs.evolve(definition, rank=Ranking(best=best), bands=tuple(bands), caps=caps)
    assume(not check(made))
    return made


def _cap(node, label, edge):
    return BandCap(node, label, **edge)


def _holds(holder, number):
    return (
        (holder.above is None or number > holder.above)
        and (holder.at_least is None or number >= holder.at_least)
        and (holder.below is None or number < holder.below)
        and (holder.at_most is None or number <= holder.at_most)
    )


def band_by_hand(definition, table, unit, scores):
    """Return the group of results of a unit; "?" where a score that decides is missing."""
    published = {
        id_: None if score is None else Fraction(as_published(definition, id_, score)) for id_, score in scores.items()
    }
    if published[definition.id] is None:
        return None
    labels = [band.label for band in definition.bands]
    held = [cap for cap in definition.caps if published[cap.node] is not None and _holds(cap, published[cap.node])]
    first = max([labels.index(cap.band) for cap in held], default=0)
    unknown = [labels.index(cap.band) for cap in definition.caps if published[cap.node] is None]
    for at, band in enumerate(definition.bands):
        if at < first or not _holds(band, published[definition.id]):
            continue
        verdicts = [_gate(definition, table[unit], gate, scores, published) for gate in band.requires]
        if False in verdicts:
            continue
        return "?" if None in verdicts or any(at < cap for cap in unknown) else band.label
    return None


def _gate(definition, row, gate, scores, published):
    if gate.node is not None:
        return None if published[gate.node] is None else _holds(gate, published[gate.node])
    every = gate.above_zero in ("all", definition.id)
    leaves = definition.leaves if every else definition.leaves_of(gate.above_zero)
    verdicts = [
        None if scores[leaf.id] is None else scores[leaf.id] > 0 for leaf in leaves if _applies(definition, row, leaf)
    ]
    return False if False in verdicts else None if None in verdicts else True


def _applies(definition, row, leaf):
    """Whether an indicator has a score or lacks one that it needs."""
    if leaf.id not in row:
        return True
    if row[leaf.id] == "n/a":
        return leaf.not_applicable != "drop"
    return row[leaf.id] is not None or definition.missing_policy(leaf) != "redistribute"


@given(st.data())
def test_groups_of_results_are_those_that_gates_and_caps_leave(data):
    definition = data.draw(banded(data.draw(gaps(data.draw(definitions(turned=True))))))
    assume(not any(leaf.rule.cohort for leaf in definition.leaves))
    table = data.draw(evidence_with_gaps(definition))
    scores = parindex.score(definition, table)
    exact = exact_scores(definition, table)
    wanted = [band_by_hand(definition, table, unit, exact[unit]) for unit in table]
    assert list(scores.band) == [None if label == "?" else label for label in wanted]
    asks = definition.caps or any(band.requires for band in definition.bands)
    assert any(problem.code == "no-band" for problem in scores.problems) == ("?" in wanted and bool(asks))
