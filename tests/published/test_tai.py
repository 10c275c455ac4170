"""Technology Achievement Index 2001, 23 countries.

Sources: OECD and JRC, Handbook on Constructing Composite Indicators (2008), table A.2, which lists countries by rank;
goalposts from Saisana, Saltelli and Tarantola (2005); both in ../shared/data/tai.
Tolerance: 1e-12 against exact fractions of the same decimals, which leaves float64 its last digits.
"""

from fractions import Fraction

import pytest

import parindex

from .tables import assert_close, inputs, read


@pytest.fixture(scope="module")
def table(shared):
    return read(shared("tai/table_a2.csv"))


@pytest.fixture(scope="module")
def scores(root, table):
    definition = parindex.load(root / "examples" / "definitions" / "tai-2001.toml")
    return parindex.score(definition, inputs(table, definition, "country"))


def test_countries_rank_as_in_the_handbook(table, scores):
    """Singapore stands tenth there: its royalties in the table are an imputed value."""
    order = [scores.units[at] for at in scores.rank.argsort()]
    leaders = ["Finland", "United States", "Sweden", "Japan", "Korea", "Netherlands", "United Kingdom"]
    assert order[:7] == leaders
    assert [name for name in order if name != "Singapore"] == [
        row["country"] for row in table if row["country"] != "Singapore"
    ]


def test_totals_are_the_mean_of_eight_shares_between_goalposts(shared, table, scores):
    """Four components of two indicators each, equal weights: computed here in fractions."""
    goalposts = {row[""]: (Fraction(row["min"]), Fraction(row["max"])) for row in read(shared("tai/goalposts.csv"))}
    expected = [
        sum(
            min(max((Fraction(row[name]) - low) / (high - low), Fraction(0)), Fraction(1))
            for name, (low, high) in goalposts.items()
        )
        / 8
        for row in table
    ]
    assert_close(scores.total, [float(total) for total in expected], 1e-12)
    assert [int(total * 1000) for total in scores.rounded] == [int(total * 1000 + Fraction(1, 2)) for total in expected]
