"""One slip is told once: nothing is said of what only follows from it."""

import pytest

from ..sample import codes, indicators

GROUPS = 'bands = [{ label = "A", below = 2 }, { label = "B" }]\ncaps = [{ node = "a", at_least = 1, band = "B" }]\n'
SHARED = indicators("x", "y", parent="part", keys='not_applicable = "share"\nmax = 2')
PERCENTILES = 'rule = { kind = "rescale", anchors = { percentiles = [10, 90] }, to = [0, 1] }\n'


def test_without_slips_nothing_is_told():
    assert codes(indicators("a", keys="max = 9"), "sum", f'rank = {{ best = "lowest" }}\n{GROUPS}') == []
    assert codes('\n[[component]]\nid = "part"\ncombine = "sum"\n' + SHARED) == []
    assert codes(indicators("a", keys=PERCENTILES)) == []


@pytest.mark.parametrize(
    "rank, code",
    [
        ('{ best = "low" }', "wrong-value"),
        ('{ best = "lowest", ties = "random" }', "wrong-value"),
        ('{ best = "lowest", then = "a" }', "wrong-type"),
    ],
)
def test_edges_of_groups_wait_for_a_ranking_that_can_be_read(rank, code):
    assert codes(indicators("a", keys="max = 9"), "sum", f"rank = {rank}\n{GROUPS}") == [code]


def test_caps_wait_for_groups_that_can_be_read():
    root = GROUPS.replace("below = 2", 'at_least = "2"')
    assert codes(indicators("a", keys="max = 9"), "sum", root) == ["wrong-type"]


def test_shared_points_wait_for_a_component_that_can_be_read():
    assert codes('\n[[component]]\nid = "part"\ncombine = "sums"\n' + SHARED) == ["wrong-value"]
    assert codes('\n[[component]]\nid = "part"\ncombine = "min"\n' + SHARED) == ["wrong-value"] * 2


def test_a_misspelt_key_is_not_missing_as_well():
    assert codes(indicators("a", keys=PERCENTILES.replace("percentiles", "percentile"))) == ["unknown-key"]
    assert codes(indicators("a", keys=PERCENTILES.replace("percentiles", "zzz"))) == ["missing-key", "unknown-key"]
