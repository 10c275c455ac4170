"""PAR INDEX, Ministry of Home Affairs.

Sources: xaydungchinhsach.chinhphu.vn (ministries 2023), dataset letrinhan/vn-par-master (provinces 2012), otherwise the
page named in each row of ../shared/data/par; ../shared/facts/par/par.md.

Tolerance: published totals come from unrounded parts, so a sum of two or four parts printed in two decimals may differ
by one in the last digit (CENT): it does in 9 of the 17 ministries of 2023. The sums of 2012 are exact.
"""

from decimal import Decimal

import pytest

import parindex

from .tables import assert_close, inputs, numbers, read

CENT = Decimal("0.01")
# ministries 2023 in the order of their ranks
TOTALS = "89.95 89.89 89.18 87.04 87.01 86.41 86.28 86.18 85.83 85.81 83.56 80.53 80.38 80.07 79.80 78.48 78.03"


@pytest.fixture(scope="module")
def ministries(root):
    definition = parindex.load("par-ministry-2022")
    evidence = parindex.read_evidence(definition, root / "examples" / "par-ministries-2023.csv")
    return parindex.score(definition, evidence)


def decimals(rows, column):
    return [Decimal(row[column]) for row in rows]


def farthest(found, printed):
    return max(abs(ours - theirs) for ours, theirs in zip(found, printed, strict=True))


def breakdown(shared, province, year):
    """Return the rows of a province by the letter or number of the part."""
    return {
        row["component_id"]: row
        for row in read(shared("par/provinces_breakdown.csv"))
        if (row["province"], row["year"]) == (province, str(year))
    }


def by_source(rows):
    parts = {"appraised": "A", "sipas": "S", "leaders": "L", "socio_economic": "E"}
    return {name: rows[letter]["points"] for name, letter in parts.items()}


def test_ministries_of_2023_reach_the_printed_totals_and_ranks(ministries):
    totals = [Decimal(total) for total in TOTALS.split()]
    differences = [abs(ours - theirs) for ours, theirs in zip(ministries.rounded, totals, strict=True)]
    assert max(differences) == CENT
    assert differences.count(CENT) == 9
    assert ministries.rank.tolist() == list(range(1, 18))
    assert_close(ministries.total.mean(), 84.38, 0.005)  # the mean, as printed


def test_ministries_of_2023_fall_into_groups_by_the_published_cut_offs(ministries):
    """A from 90, B from 80, C from 70: of the printed totals none, fourteen and three."""
    expected = ["A" if total >= 90 else "B" if total >= 80 else "C" for total in map(float, TOTALS.split())]
    assert list(ministries.band) == expected
    assert [expected.count(group) for group in "ABC"] == [0, 14, 3]


def test_example_of_ministries_is_the_published_table(root, shared):
    columns = ("name", "appraised", "survey")
    example = read(root / "examples" / "par-ministries-2023.csv")
    table = read(shared("par/ministries_2023/published.csv"))
    assert [[row[name] for name in columns] for row in example] == [[row[name] for name in columns] for row in table]
    assert [row["total"] for row in table] == TOTALS.split()
    assert [row["rank"] for row in table] == [str(rank) for rank in range(1, 18)]


@pytest.mark.parametrize("year, unit, within", [(2012, "unit", Decimal(0)), (2020, "province", CENT)])
def test_provinces_reach_the_printed_totals_and_ranks(shared, year, unit, within):
    definition = parindex.load(f"par-province-{year}")
    rows = read(shared({2012: "par/provinces_2012_top19.csv", 2020: "par/provinces_2020_top10.csv"}[year]))
    scores = parindex.score(definition, inputs(rows, definition, unit))
    assert farthest(scores.rounded, decimals(rows, {2012: "total", 2020: "total_printed"}[year])) <= within
    assert_close(scores.rank, numbers(rows, "rank"), 0)


def test_four_sources_of_ninh_thuan_2022_give_its_total_and_percentages(shared):
    rows = breakdown(shared, "Ninh Thuận", 2022)
    (total,) = (
        Decimal(row["total"])
        for row in read(shared("par/provinces_totals.csv"))
        if (row["province"], row["year"]) == ("Ninh Thuận", "2022")
    )
    scores = parindex.score(parindex.load("par-province-2022"), {"Ninh Thuận": by_source(rows)})
    assert farthest(scores.rounded, [total]) <= CENT
    percent = 100 * scores.points[0, 1:] / scores.max[0, 1:]
    assert_close(percent, [float(rows[letter]["percent"]) for letter in "ASLE"], 0.005)


def test_four_domains_of_quang_nam_2017_confirm_their_maxima(shared):
    """Printed with points, maximum and percent; the other four domains are not, so there is no total."""
    definition = parindex.load("par-province-2017")
    rows = {key.removeprefix("D"): row for key, row in breakdown(shared, "Quảng Nam", 2017).items()}
    assert set(rows) == set("3568")
    evidence = {leaf.id: rows[leaf.id]["points"] if leaf.id in rows else "" for leaf in definition.leaves}
    scores = parindex.score(definition, {"Quảng Nam": evidence})
    assert scores.rounded == (None,)
    for domain, row in rows.items():
        assert definition[domain].max == Decimal(row["max"])
        assert_close(100 * scores[domain] / float(definition[domain].max), [float(row["percent"])], 0.005)
