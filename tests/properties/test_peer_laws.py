"""Units alike: what holds of every table, with gaps and ties, against distances computed one pair at a time."""

import math
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import assume, given, strategies as st

import parindex

from ..sample import define, indicators

NODES = ("a", "b", "c", "d")
INDEX = define(indicators(*NODES, keys='missing = "propagate"\nrule = { kind = "score", range = [-99, 99] }'))
SCALES = st.sampled_from(["z", "range", "none"])
DISTANCES = st.sampled_from(["euclidean", "manhattan"])
CELLS = st.one_of(st.none(), st.integers(0, 6))


@st.composite
def tables(draw, cells=CELLS):
    """Draw scores of some units, each with a score at some node; some nodes alike for all, some units alike."""
    rows = draw(st.lists(st.tuples(*[cells] * len(NODES)), min_size=2, max_size=7))
    assume(any(cell is not None for cell in rows[0]))
    return {f"u{at}": dict(zip(NODES, row, strict=True)) for at, row in enumerate(rows)}


def scored(rows):
    return parindex.score(INDEX, rows)


def peers(rows, unit="u0", **options):
    """Return the peers of a unit, None where there is nobody or nothing to compare it by."""
    scores = scored(rows)
    with suppress(ValueError):
        return parindex.peers(scores, unit, len(rows), **options)
    return None


def by_hand(rows, unit, scale, distance):
    """Return how far each other unit is, where it shares half of the nodes at least."""
    columns = {node: [row[node] for row in rows.values() if row[node] is not None] for node in NODES}
    sizes = {}
    for node, cells in columns.items():
        if len(set(cells)) > 1 and rows[unit][node] is not None:
            spread = {"z": np.std(cells), "range": max(cells) - min(cells), "none": 1}
            sizes[node] = float(spread[scale])
    found = {}
    for other, row in rows.items():
        apart = [abs(row[node] - rows[unit][node]) / size for node, size in sizes.items() if row[node] is not None]
        if other != unit and apart and len(apart) >= len(sizes) / 2:
            mean = sum(one**2 for one in apart) if distance == "euclidean" else sum(apart)
            found[other] = math.sqrt(mean / len(apart)) if distance == "euclidean" else mean / len(apart)
    return found


@given(rows=tables(), scale=SCALES, distance=DISTANCES)
def test_distances_are_those_of_one_pair_at_a_time(rows, scale, distance):
    expected = by_hand(rows, "u0", scale, distance)
    found = peers(rows, standardise=scale, distance=distance)
    assert (found is None) == (not expected)
    if found is not None:
        assert dict(zip(found.units, found.distance.tolist(), strict=True)) == pytest.approx(expected)
        assert found.distance.tolist() == sorted(found.distance.tolist()) or found.notes[-2].startswith("equally far")


@given(rows=tables(st.integers(0, 6)), scale=SCALES, distance=DISTANCES)
def test_where_nothing_is_missing_two_units_are_as_far_from_each_other_either_way(rows, scale, distance):
    here = peers(rows, "u0", standardise=scale, distance=distance)
    if here is not None:
        for unit, far in zip(here.units, here.distance.tolist(), strict=True):
            there = peers(rows, unit, standardise=scale, distance=distance)
            assert there.distance[there.units.index("u0")] == pytest.approx(far, abs=1e-12)


@given(rows=tables(), scale=st.sampled_from(["z", "range"]), times=st.integers(2, 9), more=st.integers(-3, 3))
def test_in_which_points_a_node_is_told_makes_no_difference(rows, scale, times, more):
    told = {unit: {**row, "a": None if row["a"] is None else times * row["a"] + more} for unit, row in rows.items()}
    one, other = peers(rows, standardise=scale), peers(told, standardise=scale)
    assert (one is None) == (other is None)
    if one is not None:
        assert one.units == other.units
        assert one.distance == pytest.approx(other.distance, abs=1e-9)


@given(rows=tables(), data=st.data())
def test_the_order_of_the_table_makes_no_difference(rows, data):
    shuffled = {unit: rows[unit] for unit in data.draw(st.permutations(list(rows)))}
    one, other = peers(rows), peers(shuffled)
    assert (one is None) == (other is None)
    if one is not None:
        assert one.units == other.units
        assert one.notes == other.notes
