"""Human Development Index 1990 to 2012.

Source: UNDP, Human Development Report 2023/24, inputs and index of every country in ../shared/data/hdi.
Tolerance: none; the index is published in three decimals and has to come out so, half up from the exact value.
"""

from decimal import Decimal

import pytest

import parindex

from .tables import assert_close, inputs, numbers, ranks, read


@pytest.fixture(scope="module")
def definition(root):
    return parindex.load(root / "examples" / "definitions" / "hdi.toml")


@pytest.fixture(scope="module")
def panel(shared):
    return read(shared("hdi/panel_1990_2012.csv"))


def test_panel_covers_23_years(panel):
    assert {row["year"] for row in panel} == {str(year) for year in range(1990, 2013)}
    assert len(panel) == 3887


@pytest.mark.parametrize("year", range(1990, 2013))
def test_inputs_give_the_published_index_and_ranks_of_every_country(definition, panel, year):
    rows = [row for row in panel if row["year"] == str(year)]
    scores = parindex.score(definition, inputs(rows, definition, "iso3"))
    assert list(scores.rounded) == [Decimal(row["hdi"]) for row in rows]
    assert_close(scores.rank, ranks(numbers(rows, "hdi")), 0)


def test_example_is_a_part_of_the_panel(root, panel):
    known = {row["iso3"]: row for row in panel if row["year"] == "2012"}
    for row in read(root / "examples" / "hdi-2012.csv"):
        assert {name: known[row["unit"]][name] for name in ("lexp", "eys", "mys", "gnipc")}.items() <= row.items()
