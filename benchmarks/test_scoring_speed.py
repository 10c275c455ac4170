"""Loading and scoring: under 1 ms for 63 units x 100 indicators, under 0.1 s for 10,000, on three levels."""

import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files

import numpy as np
import pytest
import tomli

import parindex
from parindex.definition.reading.definition_text import load_text
from parindex.definition.rules.linear import Rescale, Score

SIX = files("parindex.indicators").joinpath("pci-2006.toml").read_text(encoding="utf-8")


def index(n_leaves=100, n_groups=20, n_domains=5):
    """Return an index of three levels: every leaf rescaled between observed anchors, weighted means above."""
    component, indicator = parindex.Component, parindex.Indicator
    ten = Rescale(anchors="observed", to=(Fraction(1), Fraction(10)))
    domains = [component(id=f"d{at}", combine="weighted-mean") for at in range(n_domains)]
    groups = [component(id=f"g{at}", parent=f"d{at % n_domains}", combine="weighted-mean") for at in range(n_groups)]
    leaves = [
        indicator(id=f"i{at}", parent=f"g{at % n_groups}", weight=Fraction(at % 5 + 1), rule=ten)
        for at in range(n_leaves)
    ]
    return parindex.Definition(
        id="benchmark",
        index="B",
        version="1",
        title=parindex.Text(en="Benchmark"),
        years=(2024,),
        combine="weighted-mean",
        component=(*domains, *groups),
        indicator=tuple(leaves),
    )


def floor(values):
    """Rescale, three levels of means as one product each, and sort: what scoring cannot do without."""
    wide = [np.kron(np.eye(20), np.full((5, 1), 0.2)), np.kron(np.eye(5), np.full((4, 1), 0.25)), np.full((5, 1), 0.2)]

    def work():
        low, high = values.min(axis=0), values.max(axis=0)
        scores = 1 + (values - low) * 9 / (high - low)
        for level in wide:
            scores = scores @ level
        return np.argsort(-scores[:, 0])

    return work


SHAPES = ("flat", "tree")
KINDS = ("two decimals", "distinct floats")


def of_points(shape, combine):
    """Return 100 indicators of at most 100 points: below the index, or on three levels of 8, 30 and 100 nodes."""
    component, indicator = parindex.Component, parindex.Indicator
    weighted = combine == "weighted-mean"

    def weight(at):
        return Fraction(at % 5 + 1) if weighted else None

    domains = [component(id=f"d{at}", combine=combine, weight=weight(at)) for at in range(8)]
    criteria = [component(id=f"c{at}", parent=f"d{at % 8}", combine=combine, weight=weight(at)) for at in range(30)]
    leaves = [
        indicator(
            id=f"i{at}",
            parent=f"c{at % 30}" if shape == "tree" else None,
            max=Fraction(100),
            weight=weight(at),
            rule=Score(),
        )
        for at in range(100)
    ]
    return parindex.Definition(
        id="benchmark",
        index="B",
        version="1",
        title=parindex.Text(en="Benchmark"),
        years=(2024,),
        combine=combine,
        component=(*domains, *criteria) if shape == "tree" else (),
        indicator=tuple(leaves),
    )


def by_hand(values, shape, combine):
    """One product a level, and ranks by one sort: totals that should be equal are, once they are rounded."""
    above = [np.arange(100) % 30, np.arange(30) % 8, np.zeros(8, dtype=int)]
    levels = []
    for parents in above if shape == "tree" else [np.zeros(100, dtype=int)]:
        level = np.zeros((parents.size, parents.max() + 1))
        level[np.arange(parents.size), parents] = np.arange(parents.size) % 5 + 1 if combine == "weighted-mean" else 1
        levels.append(level / level.sum(axis=0) if combine == "weighted-mean" else level)

    def work():
        scores = values
        for level in levels:
            scores = scores @ level
        totals = np.round(-scores[:, 0], 9)
        return np.searchsorted(np.sort(totals), totals) + 1

    return work


def values_of(kind, n_units):
    values = np.random.default_rng(1).random((n_units, 100)) * 100
    return np.round(values, 2) if kind == "two decimals" else values


def read_points(shape, combine, kind, n_units):
    definition, values = of_points(shape, combine), values_of(kind, n_units)
    order = [int(leaf.id[1:]) for leaf in definition.leaves]  # columns are read in the order of the tree
    return values, parindex.read_evidence(definition, values[:, order], limits=parindex.Limits(max_cells=values.size))


def test_load_the_64_indicators_of_pci_2006(against):
    against(lambda: load_text(SIX), lambda: tomli.loads(SIX, parse_float=Decimal), "tomli.loads")


@pytest.mark.parametrize("n_units", [63, 10_000])
def test_score_100_indicators_on_three_levels(against, n_units):
    definition = index()
    values = np.random.default_rng(1).random((n_units, 100)) * 100
    evidence = parindex.read_evidence(definition, values)
    scores = against(lambda: parindex.score(definition, evidence), floor(values), "bare numpy")
    assert scores.rank.size == n_units


def test_score_totals_that_tie(against):
    """Points of two decimals tie all the time; every tie is decided exactly."""
    definition = parindex.load("par-ministry-2022")
    values = np.round(np.random.default_rng(1).random((10_000, 2)) * 30, 2)
    evidence = parindex.read_evidence(definition, values)
    against(lambda: parindex.score(definition, evidence), lambda: np.argsort(-values.sum(axis=1)), "bare numpy")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("combine", ["weighted-mean", "sum"])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("n_units", [10_000, 100_000])
def test_score_a_large_table_with_ranks(against, quick, *, n_units, shape, combine, kind):
    """Evidence has been read; timed is scoring every node with the exact ranks of the totals."""
    n_units = 1_000 if quick else n_units
    values, evidence = read_points(shape, combine, kind, n_units)
    work = by_hand(values, shape, combine)
    scores = against(lambda: parindex.score(evidence.definition, evidence), work, "numpy by hand", rounds=7, most=8)
    assert (scores.rank == work()).mean() > 0.999  # rounding makes some totals equal that are not


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", SHAPES)
def test_growth_of_the_time_of_a_cell(against, quick, shape, kind):
    """The ratio is that of 100,000 units to 3,000, each of these 33 times."""
    n_units, times = (3_000, 1) if quick else (100_000, 33)
    _, many = read_points(shape, "weighted-mean", kind, n_units)
    _, few = read_points(shape, "weighted-mean", kind, 3_000)

    def again_and_again():
        for _ in range(times):
            parindex.score(few.definition, few)

    against(lambda: parindex.score(many.definition, many), again_and_again, "3,000 units 33 times", rounds=7, most=1.3)


def test_import(against):
    def run(code):
        return lambda: subprocess.run([sys.executable, "-c", code], check=True)

    against(run("import numpy, parindex"), run("import numpy"), "import numpy")
