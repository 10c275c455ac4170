"""What the weights of 2022 make of the PCI of 2016, by hand in fractions from the publisher's sub-indices.

Source: the workbook of 2016 (repository mdtrinh/vietnamdata, CC0) in ../shared/data/pci/2016; the weights are those
that the two definitions hold, written out here.
"""

from fractions import Fraction

import pytest

import parindex

from .tables import inputs, read

IDS = ("entry", "land", "transparency", "time", "informal", "competition", "proactivity", "support", "labour", "legal")
OLD = dict(zip(IDS, (5, 5, 20, 5, 10, 5, 5, 20, 20, 5), strict=True))
NEW = dict(zip(IDS, (5, 10, 5, 5, 15, 10, 15, 15, 10, 10), strict=True))


def half_up(value):
    return Fraction(int(value * 100 + Fraction(1, 2)), 100)


@pytest.fixture(scope="module")
def rows(shared):
    return [row for row in read(shared("pci/2016/published.csv")) if row["total"]]


@pytest.fixture(scope="module")
def found(rows):
    old, new = parindex.load("pci-2013"), parindex.load("pci-2022")
    return parindex.restate(old, new, inputs(rows, old))


def totals(row):
    return [sum(Fraction(weight, 10) * Fraction(row[id_]) for id_, weight in side.items()) for side in (OLD, NEW)]


def test_every_province_moves_by_its_weights_and_the_rest_is_rounding(rows, found):
    assert found.causes == ("weights",)
    assert len(rows) == len(found.units) == 63
    for row in rows:
        split = found.split(row["unit"])
        then, now = totals(row)
        assert split.weights == sum(Fraction(NEW[id_] - OLD[id_], 10) * Fraction(row[id_]) for id_ in OLD)
        assert split.change == half_up(now) - half_up(then)
        assert split.rounding == split.change - (now - then)
        assert split.rules == split.structure == 0


def test_the_ten_weights_are_told_apart(rows, found):
    for row in rows:
        parts = {id_: Fraction(NEW[id_] - OLD[id_], 10) * Fraction(row[id_]) for id_ in OLD if NEW[id_] != OLD[id_]}
        assert found.weights_by_node(row["unit"]) == parts


def test_ranks_shift_as_the_exact_totals_say(rows, found):
    pairs = [totals(row) for row in rows]
    for side, ranks in enumerate((found.before.rank, found.rank)):
        expected = [1 + sum(other[side] > own[side] for other in pairs) for own in pairs]
        assert ranks.tolist() == expected
    first = [
        {row["unit"] for row, rank in zip(rows, ranks, strict=True) if rank <= 10}
        for ranks in (found.before.rank, found.rank)
    ]
    assert (set(found.entered), set(found.left)) == (first[1] - first[0], first[0] - first[1])
    shifts = [abs(then - now) for then, now in zip(found.before.rank.tolist(), found.rank.tolist(), strict=True)]
    assert found.summary["mean_rank_shift"] == pytest.approx(sum(shifts) / 63)
    assert found.summary["rank_changed"] == sum(shift > 0 for shift in shifts)
