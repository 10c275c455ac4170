"""What changed between two years of PCI and of PAPI, held against `years_by_hand`.

Sources as in `test_pci` and `test_papi`. The totals published for 2011 of the PCI are not those of its sub-indices
(facts, section 3), so its ranks are not held to those published.
"""

from fractions import Fraction
from functools import cache, partial

import pytest

import parindex
from parindex.years.change import changes_between

from .tables import inputs, read
from .years_by_hand import EDITIONS, Change, Edition, Year, change

PAIRS = [
    *(("pci", *pair) for pair in [(2008, 2010), (2010, 2011), (2011, 2013), (2013, 2014), (2014, 2016), (2008, 2014)]),
    *(("papi", *pair) for pair in [(2011, 2014), (2014, 2016), (2016, 2018), (2018, 2020), (2020, 2021), (2021, 2022)]),
    ("papi", 2011, 2022),
]

#: How many units further to the next that is held; else every eighth.
EVERY = {("pci", 2013, 2014): 1, ("pci", 2011, 2013): 1, ("papi", 2020, 2021): 4, ("papi", 2011, 2022): 16}


@pytest.fixture(scope="module")
def by_hand(shared):
    return cache(partial(change, str(shared("pci").parent)))


def constructed(weights, values):
    """Make a year of one unit, published in two decimals."""
    exact = {leaf: Fraction(weight) for leaf, weight in weights.items()}
    edition = Edition(exact, dict.fromkeys(weights, Fraction(10)), Fraction(1), 2)
    return Year(edition, {"x": {leaf: Fraction(value) for leaf, value in values.items()}})


def test_two_causes_share_what_both_do():
    """3 → 4. The value first: +1, then the weights 0. The weights first: -0.5, then the value +1.5."""
    found = Change(constructed({"a": 1, "b": 1}, {"a": 2, "b": 4}), constructed({"a": 3, "b": 1}, {"a": 4, "b": 4}))
    parts = found.total_parts("x")
    assert parts == {"evidence": Fraction(5, 4), "weights": Fraction(-1, 4), "incomparable": 0, "rounding": 0}
    assert found.node_parts("x") == {"a": Fraction(5, 4), "b": 0}


def test_a_new_part_brings_its_value_and_weight():
    """(2 + 4) / 2 = 3 becomes (2 + 4 + 2 · 8) / 4 = 5.5."""
    found = Change(
        constructed({"a": 1, "b": 1}, {"a": 2, "b": 4}), constructed({"a": 1, "b": 1, "c": 2}, {"a": 2, "b": 4, "c": 8})
    )
    assert found.total_parts("x") == {"evidence": 0, "weights": 0, "incomparable": Fraction(5, 2), "rounding": 0}


@pytest.mark.parametrize("pair", PAIRS)
def test_by_hand_parts_add_up_and_paths_end_at_the_ranks_of_both_years(shared, by_hand, pair):
    found, index = by_hand(*pair), pair[0]
    ends = []
    for year in pair[1:]:
        rows = [row for row in read(shared(f"{index}/{year}/published.csv")) if row["total"]]
        ends.append({row["unit"]: 1 + sum(float(o["total"]) > float(row["total"]) for o in rows) for row in rows})
    assert found.both
    for unit in found.both:
        path = found.rank_path(unit)
        assert sum(found.rank_parts(unit).values()) == path[-1] - path[0]
        for year, rank, published in zip(pair[1:], (path[0], path[-1]), ends, strict=True):
            assert rank == published[unit] or (index, year) == ("pci", 2011)
    for unit in found.both[::9]:
        assert sum(found.node_parts(unit).values()) == found.total_parts(unit)["evidence"]


def test_thanh_hoa_from_8_to_13_by_its_own_change_then_to_12(by_hand):
    """Sub-indices 2013 → 2014 of the workbooks times their weights; where it stands among the others of each year."""
    found = by_hand("pci", 2013, 2014)
    assert found.rank_path("38") == [8, 13, 12, 12, 12]
    assert found.rank_parts("38") == {"own": 5, "others": -1, "definition": 0, "units": 0}
    assert found.node_parts("38") == {
        "entry": Fraction("-0.069543"),  # 0.5 · (8.707257 - 8.846343)
        "land": Fraction("-0.544042"),  # 0.5 · (5.788962 - 6.877046)
        "transparency": Fraction("0.40943"),  # 2 · (6.152457 - 5.947742)
        "time": Fraction("0.4338795"),  # 0.5 · (6.788966 - 5.921207)
        "informal": Fraction("-0.724539"),  # 5.318671 - 6.04321
        "competition": Fraction("0.021617"),  # 0.5 · (4.02723 - 3.983996)
        "proactivity": Fraction("0.003667"),  # 0.5 · (5.582597 - 5.575263)
        "support": Fraction("-0.891794"),  # 2 · (5.824853 - 6.27075)
        "labour": Fraction("0.003678"),  # 2 · (6.302447 - 6.300608)
        "legal": Fraction("0.0982595"),  # 0.5 · (6.011807 - 5.815288)
    }
    parts = found.total_parts("38")  # 61.59 → 60.33; -0.069543 - 0.544042 + … = -1.259387
    assert parts["evidence"] == Fraction("-1.259387")
    assert parts["rounding"] == Fraction("-1.26") - Fraction("-1.259387")


@pytest.fixture(scope="module")
def between(shared):
    @cache
    def scored(index, year):
        definition = parindex.load(EDITIONS[index, year])
        rows = inputs(read(shared(f"{index}/{year}/published.csv")), definition)
        return parindex.score(definition, parindex.read_evidence(definition, rows, year=year))

    return cache(lambda index, *years: changes_between(*(scored(index, year) for year in years)))


def told(parts):
    return {cause: part for cause, part in parts.items() if part}


@pytest.mark.parametrize("pair", PAIRS)
def test_every_change_is_split_as_by_hand(by_hand, between, pair):
    expected, found = by_hand(*pair), between(*pair)
    assert set(expected.both) <= set(found.units)
    for at, unit in enumerate(expected.both[:: EVERY.get(pair, 8)]):
        split = found.of(unit)
        assert told(split.total) == told(expected.total_parts(unit))
        assert at % 4 or told(split.nodes) == told(expected.node_parts(unit))
        assert told(split.rank) == told(expected.rank_parts(unit))
        assert list(split.path) == expected.rank_path(unit)
        assert sum(split.total.values()) == split.change
        assert sum(split.rank.values()) == split.rank_change


@pytest.mark.parametrize("pair", PAIRS)
def test_units_without_a_total_in_one_of_the_years_are_told_so(by_hand, between, pair):
    expected, found = by_hand(*pair), between(*pair)
    for unit in set(found.units) - set(expected.both):
        assert "no total" in found.of(unit).reason
        assert not found.of(unit).total


def test_the_merger_moves_ranks_alone_and_all_of_it_by_the_units(shared):
    """PCI 2016 of 63 provinces, and brought to 34: for the 11 that went on alone nothing else has changed."""
    definition = parindex.load("pci-2013")
    rows = inputs(read(shared("pci/2016/published.csv")), definition)
    before = parindex.score(definition, parindex.read_evidence(definition, rows, year=2016))
    after = parindex.score(definition, parindex.merge_units(before.evidence).evidence)
    found = changes_between(before, after)
    assert len(found.units) == 11
    for unit in found.units:
        split = found.of(unit)
        assert not told(split.total)
        assert told(split.rank) == told({"units": split.rank_change})
    assert found.of("38").path == (31, 31, 31, 31, 18)  # counted off the means of totals of the crosswalk
    assert len(found.came) == 23
    assert len(found.went) == 52
