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
from parindex.definition.rules.linear import Rescale

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


def test_import(against):
    def run(code):
        return lambda: subprocess.run([sys.executable, "-c", code], check=True)

    against(run("import numpy, parindex"), run("import numpy"), "import numpy")
