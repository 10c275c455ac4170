"""Units alike: against distances worked out in fractions from the published table, and small cases by hand."""

import math
from fractions import Fraction

import numpy as np
import pytest

import parindex
from parindex.definition.reading.definition_text import load_text

HEAD = 'id = "r"\nindex = "R"\nversion = "1"\ntitle = "R"\nyears = [2024]\ncombine = "sum"\n'


def made(rows, max_=10, keys=""):
    leaves = "".join(f'[[indicator]]\nid = "{leaf}"\nmax = {max_}\n{keys}' for leaf in next(iter(rows.values())))
    return parindex.score(load_text(HEAD + leaves), rows)


@pytest.fixture(scope="module")
def pci(root):
    return parindex.score(parindex.load("pci-2013"), str(root / "examples" / "pci-2016.csv"))


@pytest.fixture(scope="module")
def table(pci):
    """Give the ten sub-indices of the 63 provinces, exactly as they stand in the table."""
    columns = [pci.evidence.columns.index(node) for node in pci.nodes[1:]]
    return {
        unit: [Fraction(repr(float(pci.evidence.values[row, at]))) for at in columns]
        for row, unit in enumerate(pci.units)
    }


def squares(table, one, weights, scale):
    """Return the weighted mean square difference to every other unit, in fractions: the square of the distance."""
    columns = list(zip(*table.values(), strict=True))
    means = [sum(column) / len(column) for column in columns]
    if scale == "z":
        unit = [sum((x - mean) ** 2 for x in column) / len(column) for column, mean in zip(columns, means, strict=True)]
    else:
        unit = [(max(column) - min(column)) ** 2 if scale == "range" else Fraction(1) for column in columns]
    return {
        other: sum(w * (a - b) ** 2 / u for w, a, b, u in zip(weights, table[one], row, unit, strict=True))
        / sum(weights)
        for other, row in table.items()
        if other != one
    }


@pytest.mark.parametrize("scale", ["z", "range", "none"])
@pytest.mark.parametrize("one", ["38", "48", "01"])
def test_peers_are_those_of_distances_in_fractions(pci, table, one, scale):
    exact = squares(table, one, [1] * 10, scale)
    found = parindex.peers(pci, one, 62, standardise=scale)
    assert list(found.units) == sorted(exact, key=exact.__getitem__)
    for unit, distance in zip(found.units, found.distance, strict=True):
        assert distance == pytest.approx(math.sqrt(exact[unit]), rel=1e-12)


def test_each_node_counts_by_its_share_as_the_definition_weighs_it(pci, table):
    """PCI 2013: transparency, support and labour 20 %, informal charges 10 %, the others 5 %."""
    weights = [5, 5, 20, 5, 10, 5, 5, 20, 20, 5]
    exact = squares(table, "38", weights, "z")
    by_share = parindex.peers(pci, "38", 62, weights="share")
    given = parindex.peers(pci, "38", 62, weights=dict(zip(pci.nodes[1:], weights, strict=True)))
    assert by_share.units == given.units == tuple(sorted(exact, key=exact.__getitem__))
    assert by_share.distance == pytest.approx(given.distance, rel=1e-12)


def test_by_manhattan_it_is_the_mean_of_absolute_differences(pci, table):
    columns = np.array([[float(x) for x in row] for row in table.values()])
    scaled = (columns - columns.mean(axis=0)) / columns.std(axis=0)
    far = np.abs(scaled - scaled[pci.units.index("38")]).mean(axis=1)
    found = parindex.peers(pci, "38", 3, distance="manhattan")
    assert found.distance == pytest.approx(np.sort(far)[1:4])
    assert found.units == tuple(np.array(pci.units)[np.argsort(far)[1:4]])


def test_within_a_region_peers_are_chosen_and_the_scale_stays(pci):
    everybody, region = parindex.peers(pci, "38", 62), parindex.peers(pci, "38", 20, within="region")
    here = set(pci.ranks(by="region").among("38").units) - {"38"}
    assert set(region.units) == here
    assert region.n_compared == len(here) == 13
    distances = dict(zip(everybody.units, everybody.distance, strict=True))
    assert region.distance.tolist() == [distances[unit] for unit in region.units]


def test_where_they_differ_most_is_told_in_published_points(pci):
    found = parindex.peers(pci, "38", 5)
    at = found.units.index("56")
    own, theirs = pci.published_of("38"), pci.published_of("56")
    # Khánh Hòa lies 1.51 above at competition and 1.22 at time, in deviations 1.69 and 1.42.
    assert found.differs(at) == ["competition", "time"]
    assert found.differences(at, "en")[0].endswith(f"+{theirs['competition'] - own['competition']}")
    assert found.differences(at, "vi")[0] == "Cạnh tranh bình đẳng +1,51"


def test_a_mean_over_the_nodes_in_common_stands_for_all():
    """Of b, two nodes are known, 1 and 3 points away: the root of (1 + 9) / 2."""
    rows = {"a": {"x": 5, "y": 5, "z": 5}, "b": {"x": 6, "y": 8, "z": None}, "c": {"x": 9, "y": 9, "z": 9}}
    found = parindex.peers(made(rows), "a", standardise="none")
    assert found.units == ("b", "c")
    assert found.distance == pytest.approx([math.sqrt(5), 4])
    assert found.shared.tolist() == [2, 3]
    assert "over fewer nodes, as a mean that stands for all: b" in found.notes
    assert found.to_text("en").splitlines()[2].split()[:3] == ["b", "2.236", "2"]


def test_a_unit_with_less_than_half_of_the_nodes_is_no_peer_and_is_named():
    rows = {"a": {"x": 5, "y": 5, "z": 5}, "b": {"x": 5, "y": None, "z": None}, "c": {"x": 9, "y": 9, "z": 9}}
    found = parindex.peers(made(rows), "a", standardise="none")
    assert (found.units, found.n_compared) == (("c",), 1)
    assert "left out, with the scores of less than half of the nodes: b" in found.notes


def test_nodes_that_tell_nothing_are_left_out_and_named():
    rows = {"a": {"x": 1, "y": 7, "z": None}, "b": {"x": 2, "y": 7, "z": 3}, "c": {"x": 4, "y": 7, "z": 1}}
    found = parindex.peers(made(rows), "a")
    assert found.nodes == ("x",)
    assert found.units == ("b", "c")
    told = "\n".join(found.notes)
    assert "the scores of all units are the same there: y" in told
    assert "the unit has no score there: z" in told


def test_units_equally_far_stand_in_the_order_of_their_codes_and_are_told():
    """0.1 + 0.2 and 0.3 lie equally far from 0 in fractions, and not in binary numbers."""
    rows = {"m": {"x": 5, "y": 5}, "c": {"x": "5.3", "y": 5}, "b": {"x": "4.7", "y": 5}, "a": {"x": 5, "y": "5.3"}}
    rows |= {"z": {"x": 9, "y": 9}}
    found = parindex.peers(made(rows), "m", 2, standardise="none")
    assert found.units == ("a", "b")
    assert "equally far, in the order of their codes: a, b, c" in found.notes
    assert "1 more units are as far as the last one" in found.notes


def test_a_score_that_all_share_but_for_binary_noise_is_no_scale():
    """0.1 · 3 and 0.3 are one score: 3.0000000000000004e-1 in binary."""
    leaf = '[[component]]\nid = "c"\ncombine = "sum"\n' + "".join(
        f'[[indicator]]\nid = "{id_}"\nparent = "c"\nmax = 1\n' for id_ in ("p", "q")
    )
    text = HEAD + leaf + '[[indicator]]\nid = "own"\nmax = 9\n'
    rows = {"a": {"p": 0.1, "q": 0.2, "own": 1}, "b": {"p": 0.3, "q": 0, "own": 2}, "c": {"p": 0, "q": 0.3, "own": 4}}
    scores = parindex.score(load_text(text), rows)
    assert scores["c"][0] != scores["c"][1]
    assert parindex.peers(scores, "a", nodes=["c", "own"]).nodes == ("own",)


def test_units_that_are_not_ranked_set_no_scale_and_are_no_peers():
    text = (
        HEAD
        + '[[indicator]]\nid = "x"\nmax = 10\n'
        + "".join(
            f'[[unit]]\nid = "{unit}"\nranked = {ranked}\n'
            for unit, ranked in (("a", "true"), ("b", "true"), ("c", "true"), ("guest", "false"))
        )
    )
    scores = parindex.score(load_text(text), {"a": {"x": 1}, "b": {"x": 2}, "c": {"x": 3}, "guest": {"x": 9}})
    assert parindex.peers(scores, "a", standardise="range").distance.tolist() == [0.5, 1.0]
    guest = parindex.peers(scores, "guest", standardise="range")
    assert (guest.units, guest.distance.tolist()) == (("c", "b", "a"), [3.0, 3.5, 4.0])


@pytest.mark.parametrize(
    "asked, told",
    [
        ({"n": 0}, "peers are one at least"),
        ({"distance": "cosine"}, "euclidean"),
        ({"standardise": "ranks"}, "range"),
        ({"within": "size"}, "region"),
        ({"within": "group"}, "the group of this unit is not known"),
        ({"weights": {"land": -1}}, "a number from 0 up"),
        ({"weights": {"land": math.nan}}, "a number from 0 up"),
        ({"weights": {"land": 0}}, "no node to compare"),
        ({"nodes": []}, "no node to compare"),
    ],
)
def test_what_cannot_be_asked_is_refused(pci, asked, told):
    with pytest.raises(ValueError, match=told):
        parindex.peers(pci, "38", **asked)


def test_other_slips_are_named(pci):
    with pytest.raises(TypeError, match="'share' or what each node counts"):
        parindex.peers(pci, "38", weights="effective")
    with pytest.raises(parindex.UnknownNameError, match="lnd"):
        parindex.peers(pci, "38", nodes=["lnd"])
    with pytest.raises(ValueError, match="nobody to compare"):
        parindex.peers(made({"a": {"x": 1}}), "a")
