"""Indices of the world computed by others: from their inputs to each printed figure and rank.

Sources, with inputs and published values of each country in ../shared/data/world: UNDP, Human Development Report
2023/24, time series (2022); UN E-Government Survey 2018; Fraser Institute, Economic Freedom of the World 2018 (ratings
of 2016). Tolerance: none. Each figure has to come out with its digits, half up from the exact value, and none where
none is printed.
"""

from decimal import Decimal

import numpy as np
import pytest

import parindex

from .tables import assert_close, inputs, numbers, read


class Published:
    """A published table, and its inputs scored by the definition of its index."""

    def __init__(self, root, path, total="total", unit="unit", keep=None):
        self.rows = [row for row in read(path) if keep is None or row[keep]]
        self.definition = parindex.load(root / "examples" / "definitions" / f"{path.stem.partition('_')[0]}.toml")
        self.scores = parindex.score(self.definition, inputs(self.rows, self.definition, unit))
        self.totals = [row[total] for row in self.rows]

    def misses(self):
        """Return the units whose figure is not the printed one, with both."""
        printed = [Decimal(total) if total else None for total in self.totals]
        return [
            (unit, ours, theirs)
            for unit, ours, theirs in zip(self.scores.units, self.scores.rounded, printed, strict=True)
            if ours != theirs
        ]


def test_egdi_2018_has_the_index_and_rank_of_193_countries(root, shared):
    table = Published(root, shared("world/egdi_2018.csv"), "e-gov-index", "country-code")
    assert len(table.rows) == 193
    assert not table.misses()
    assert_close(table.scores.rank, numbers(table.rows, "e-gov-rank"), 0)


def test_efw_2016_has_the_rating_and_rank_of_162_countries(root, shared):
    table = Published(root, shared("world/efw_2016.csv"))
    assert len(table.rows) == 162
    assert not table.misses()
    assert_close(table.scores.rank, numbers(table.rows, "rk"), 0)


def test_ihdi_2022_has_the_index_of_176_countries_and_regions_and_none_of_30(root, shared):
    table = Published(root, shared("world/ihdi_2022.csv"))
    assert len(table.rows) == 206
    assert not table.misses()
    assert np.isnan(table.scores.total).sum() == 30


def test_phdi_2022_has_the_index_of_165_countries_and_regions_and_none_of_41(root, shared):
    table = Published(root, shared("world/phdi_2022.csv"))
    assert len(table.rows) == 206
    assert not table.misses()
    assert np.isnan(table.scores.total).sum() == 41


def test_gdi_2022_has_the_index_of_193_countries_and_regions(root, shared):
    table = Published(root, shared("world/gdi_2022.csv"))
    assert len(table.rows) == 193
    assert not table.misses()
    for sex in ("hdi_f", "hdi_m"):
        assert_close(table.scores[sex], numbers(table.rows, sex), 1e-9)


def test_gii_2022_has_the_index_of_177_countries_and_regions(root, shared):
    table = Published(root, shared("world/gii_2022.csv"))
    assert len(table.rows) == 177
    assert not table.misses()


def test_gii_2022_has_the_ranks_of_166_countries(root, shared):
    """The lowest is the best; the eleven regions and the world are not ranked among countries."""
    table = Published(root, shared("world/gii_2022.csv"), keep="gii_rank")
    assert len(table.rows) == 166
    assert not table.misses()
    assert_close(table.scores.rank, numbers(table.rows, "gii_rank"), 0)


@pytest.mark.parametrize("name", ["egdi", "egdi-2016", "efw", "ihdi", "phdi", "gdi", "gii"])
def test_cases_beside_the_definition_come_out(root, name):
    results = parindex.run_cases(root / "examples" / "definitions" / f"{name}.toml")
    assert results.problems == ()
    assert results.outcomes
