"""The sensitivity vignette of COINr on ASEM: min-max or z-scores, arithmetic or geometric means, 51 countries.

Source: COINr 1.1.14 (MIT), vignette "sensitivity": n_minmax onto 1 to 100, n_zscore onto a mean of 10 and a deviation
of 2, a_amean or a_gmean at every level; its treated data set in ../shared/data/asem. Its third input, how many outliers
are moved, is a treatment of data before they are scored. Expected are the four indices, worked out here with numpy.
"""

from fractions import Fraction
from itertools import product

import attrs
import numpy as np
import pytest

import parindex
from parindex.definition.rules.compared import Standardise

from .tables import inputs, ranks, read

Z_SCORES = Standardise((Fraction(10), Fraction(2)))


@pytest.fixture(scope="module")
def rows(shared):
    return read(shared("asem/pipe_Treated.csv"))


@pytest.fixture(scope="module")
def scores(root, rows):
    definition = parindex.load(root / "examples" / "definitions" / "asem.toml")
    onto = (Fraction(1), Fraction(100))
    leaves = tuple(attrs.evolve(leaf, rule=attrs.evolve(leaf.rule, to=onto)) for leaf in definition.indicator)
    return parindex.score(attrs.evolve(definition, indicator=leaves), inputs(rows, definition, "uCode"))


@pytest.fixture(scope="module")
def factors(scores):
    everywhere = [scores.definition.id, *(node.id for node in scores.definition.component)]
    several = [id_ for id_ in everywhere if len(scores.definition.parts(id_)) > 1]
    return [parindex.Normalisation(Z_SCORES), parindex.Aggregation(["geometric-mean"], several)]


@pytest.fixture(scope="module")
def indices(scores, rows):
    """Return the index of COINr by normalisation and aggregation (2, 2, n_units)."""
    definition, columns = scores.definition, {}
    for leaf in definition.leaves:
        column = np.array([float(row[leaf.id]) for row in rows]) * (-1 if leaf.better == "lower" else 1)
        minmax = 1 + 99 * (column - column.min()) / (column.max() - column.min())
        columns[leaf.id] = [minmax, 10 + 2 * (column - column.mean()) / column.std(ddof=1)]

    def of_node(id_, norm, geometric):
        if id_ in columns:
            return columns[id_][norm]
        parts = definition.parts(id_)
        weights = np.array([float(part.weight) for part in parts]) / sum(float(part.weight) for part in parts)
        table = np.array([of_node(part.id, norm, geometric) for part in parts])
        return np.exp(weights @ np.log(table)) if geometric else weights @ table

    every = [of_node(definition.id, norm, geometric) for norm, geometric in product((0, 1), (False, True))]
    return np.array(every).reshape(2, 2, -1)


def test_each_rank_is_that_of_one_of_the_four_indices(scores, factors, indices):
    found = parindex.uncertainty(scores, factors=factors, draws=400, rng=1)
    four = np.array([ranks(index) for index in indices.reshape(4, -1)])
    assert len(found.units) == 51
    assert 6 < np.abs(four - four[0]).max() < 51
    for row in range(51):
        attained = 1 + np.flatnonzero(found.rank_probability[row])
        assert {*attained.tolist()} == {*four[:, row].astype(int).tolist()}
    np.testing.assert_allclose(found.mean_rank, four.mean(axis=0), atol=1.5)


def test_shares_of_the_variance_are_those_of_a_design_of_two_by_two(scores, factors, indices):
    """Each choice as likely as the other: effects of the two and of both together, as of an analysis of variance."""
    found = parindex.sobol(scores, factors=factors, n=512, rng=1, intervals=None)
    centred = indices - indices.mean(axis=(0, 1))
    whole = (centred**2).mean(axis=(0, 1))
    first = [(centred.mean(axis=axis) ** 2).mean(axis=0) / whole for axis in (1, 0)]
    assert found.names == ("normalisation", "aggregation")
    np.testing.assert_allclose(found.first, first, atol=0.12)
