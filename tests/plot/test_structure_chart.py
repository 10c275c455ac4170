import pytest

import parindex
from parindex import plot

from .conftest import values


def test_parts_of_a_sum_are_as_high_as_their_maxima():
    shown = {one["node"]: one for one in values(plot.structure(parindex.load("par-ministry-2022"), lang="vi"))}
    assert shown["appraised"]["share"] == 0.685
    assert (shown["survey"]["start"], shown["survey"]["end"]) == (0.685, 1)
    assert shown["appraised"]["label"].startswith("68,5% ")


def test_parts_of_a_mean_are_as_high_as_their_weights():
    shown = {one["node"]: one["share"] for one in values(plot.structure(parindex.load("pci-2013"), lang="en"))}
    assert (shown["labour"], shown["transparency"], shown["land"]) == (0.2, 0.2, 0.05)
    assert sum(shown.values()) == pytest.approx(1)


def test_every_level_fills_what_is_above_it():
    shown = values(plot.structure(parindex.load("pci-2006"), lang="en"))
    definition = parindex.load("pci-2006")
    share = {one["node"]: one["share"] for one in shown}
    for component in definition.component:
        parts = [share[part.id] for part in definition.parts(component.id)]
        assert sum(parts) == pytest.approx(share[component.id], abs=1e-4)


def test_a_depth_and_no_parts(ministries):
    shown = values(plot.structure(parindex.load("pci-2006"), depth=1, lang="en"))
    assert {one["level"] for one in shown} == {1}
    with pytest.raises(ValueError, match="one level at least"):
        plot.structure(ministries.definition, depth=0)


def test_it_is_drawn():
    assert "15% Tính minh bạch" in plot.to_svg(plot.structure(parindex.load("pci-2006"), lang="vi"))
