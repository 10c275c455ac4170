"""Provincial Governance and Public Administration Performance Index, UNDP, CECODES and RTA.

Sources: official workbooks (repositories hnks-gh/ml-mcdm, MIT, and mdtrinh/vietnamdata, CC0) as tables in
../shared/data/papi; statistics and figures of the press from ../shared/facts/papi/papi.md. Single rows are in the
cases of each definition.

Tolerances. FULL, 5e-6: the source's own slack between dimensions and their sub-dimensions is 2e-6. The dimensions and
totals in the tables are sums of the sub-dimensions beside them to the last digit, so figures printed elsewhere are held
too, within half of their last digit.
"""

import numpy as np
import pytest

import parindex

from .tables import assert_close, edition, inputs, numbers, ranks, read

FULL = 5e-6
YEARS = (2011, 2014, 2016, 2018, 2020, 2021, 2022)

# facts, section 4
INCOMPLETE = {
    2014: {"Bắc Giang", "Đồng Tháp"},
    2018: {"Quảng Ninh", "Đồng Tháp"},
    2021: {"Quảng Ninh", "Bắc Giang", "Bắc Ninh"},
    2022: {"Bắc Giang", "Bắc Ninh"},
}
# facts, section 2: how many are complete, the last and the first of them; mean, median, minimum, maximum in 4 decimals;
# those of 2021 and 2022 as in the press (section 3)
STATISTICS = {
    2011: (63, ("Trà Vinh", "Quảng Bình"), 35.7496, 35.6602, 31.9273, 40.3519),
    2014: (61, ("Hà Giang", "Quảng Trị"), 36.4360, 36.5284, 32.0263, 39.8447),
    2016: (63, ("Bình Dương", "Cần Thơ"), 35.9878, 35.7227, 32.5923, 39.5721),
    2018: (61, ("Bình Định", "Lạng Sơn"), 44.0777, 44.0760, 41.0423, 47.0533),
    2020: (63, ("Lâm Đồng", "Quảng Ninh"), 42.7765, 42.7229, 38.6232, 48.8114),
    2021: (60, ("Điện Biên", "Thừa Thiên-Huế"), 42.4078, 42.2694, 37.2230, 48.0591),
    2022: (61, ("Cao Bằng", "Quảng Ninh"), 42.3424, 42.2377, 38.8037, 47.8763),
}


@pytest.fixture(scope="module")
def published(shared):
    return {year: read(shared(f"papi/{year}/published.csv")) for year in YEARS}


@pytest.fixture(scope="module")
def scored(published):
    """Score every year from its sub-dimensions alone."""
    definitions = {year: edition("PAPI", year) for year in YEARS}
    return {
        year: parindex.score(definition, inputs(published[year], definition))
        for year, definition in definitions.items()
    }


@pytest.mark.parametrize("year", YEARS)
def test_sub_dimensions_give_every_dimension_and_total(published, scored, year):
    rows, scores = published[year], scored[year]
    for dimension in scores.definition.parts(scores.definition.id):
        assert_close(scores[dimension.id], numbers(rows, dimension.id), FULL)
    assert_close(scores.total, numbers(rows, "total"), FULL)
    assert_close(scores.rank, ranks(numbers(rows, "total")), 0)


@pytest.mark.parametrize("year", YEARS)
def test_only_incomplete_provinces_have_no_total_and_no_rank(published, scored, year):
    names = np.array([row["name"] for row in published[year]])
    scores = scored[year]
    for missing in (np.isnan(scores.total), np.isnan(scores.rank), ~scores.complete):
        assert set(names[missing]) == INCOMPLETE.get(year, set())
    assert [total is None for total in scores.rounded] == np.isnan(scores.total).tolist()
    assert np.nanmax(scores.rank) == 63 - len(INCOMPLETE.get(year, ()))


@pytest.mark.parametrize("year", INCOMPLETE)
def test_zero_for_a_blank_is_refused_as_a_missing_value(published, year):
    """As the workbooks of 2014, 2022 and 2024 have it (facts, section 4)."""
    definition = edition("PAPI", year)
    rows = inputs(published[year], definition)
    blank = {(row["unit"], column) for row in rows for column, cell in row.items() if not cell}
    filled = [{column: cell or "0" for column, cell in row.items()} for row in rows]
    problems = parindex.validate(definition, filled)
    assert {problem.path for problem in problems} == blank
    assert {(problem.code, problem.severity) for problem in problems} == {("out-of-range", "error")}
    assert all("missing" in problem.hint for problem in problems)
    with pytest.raises(parindex.EvidenceError) as refused:
        parindex.score(definition, filled)
    assert len(refused.value.problems) == len(blank)


@pytest.mark.parametrize(
    "year, province, printed",
    [
        (2020, "Đồng Tháp", 46.961),
        (2020, "Thái Nguyên", 46.471),
        (2020, "Hà Nội", 41.629),
        (2020, "TP. Hồ Chí Minh", 41.985),
        (2020, "Tuyên Quang", 44.396),
        (2022, "Quảng Ninh", 47.876),
    ],
)
def test_total_is_that_of_the_press(published, scored, year, province, printed):
    """Three decimals (facts, section 3)."""
    row = [row["name"] for row in published[year]].index(province)
    assert_close(scored[year].total[row], printed, 0.0005)


@pytest.mark.parametrize("year", YEARS)
def test_totals_of_a_year_have_their_known_statistics(published, scored, year):
    n, (lowest, highest), *expected = STATISTICS[year]
    total = scored[year].total
    assert np.count_nonzero(~np.isnan(total)) == n
    assert_close([np.nanmean(total), np.nanmedian(total), np.nanmin(total), np.nanmax(total)], expected, 0.5e-4)
    names = [row["name"] for row in published[year]]
    assert (names[int(np.nanargmin(total))], names[int(np.nanargmax(total))]) == (lowest, highest)


def test_published_bounds_of_the_quartile_groups_of_2022_stand_at_their_ranks(scored):
    """Published for the ranks 1 to 16, 17 to 32, 33 to 47 and 48 to 61, in two decimals (facts, section 8)."""
    scores = scored[2022]
    by_rank = dict(zip(scores.rank, scores.total, strict=True))
    bounds = {1: 47.88, 16: 43.44, 17: 43.25, 32: 42.15, 33: 42.14, 47: 40.74, 48: 40.72, 61: 38.80}
    assert_close([by_rank[rank] for rank in bounds], list(bounds.values()), 0.005)


@pytest.mark.parametrize("year", [2018, 2022])
def test_what_a_province_lost_adds_up_to_what_its_published_total_lacks(published, scored, year):
    scores, most = scored[year], len(scored[year].definition.parts(scored[year].definition.id)) * 10
    for row in published[year][:8]:
        if row["total"]:
            losses = scores.lost(row["unit"])
            assert float(sum(losses.exact)) == pytest.approx(most - float(row["total"]), abs=FULL)
