"""Provincial Governance and Public Administration Performance Index, UNDP, CECODES and RTA.

Sources: official workbooks (repositories hnks-gh/ml-mcdm, MIT, and mdtrinh/vietnamdata, CC0) as tables in
../shared/data/papi; worked rows, statistics and figures of the press from ../shared/facts/papi/papi.md.

Tolerances. FULL, 5e-6: the source's own slack between dimensions and their sub-dimensions is 2e-6. The dimensions and
totals in the tables are sums of the sub-dimensions beside them to the last digit, so figures printed elsewhere are held
too: within half of their last digit, and where the inputs are printed to six significant digits, 5e-6 for each of them.
"""

import numpy as np
import pytest

import parindex

from .tables import assert_close, edition, inputs, numbers, ranks, read

FULL = 5e-6
YEARS = (2011, 2014, 2016, 2018, 2020, 2021, 2022)

# facts, section 1: the sub-dimensions and the sum of each dimension, then the total
WORKED = {
    "Hà Nội 2011": """
        1.26411 1.91458 1.71487 0.868914 = 5.762480
        2.56688 1.88921 1.53754 = 5.993628
        1.66027 2.08544 1.98279 = 5.728502
        1.11829 1.58517 0.642822 1.65278 = 4.999064
        1.58342 1.86978 1.62326 1.78771 = 6.864170
        1.74641 1.64568 1.99676 1.66832 = 7.057174
        = 36.405018""",
    "An Giang 2016": """
        0.874014 1.55177 1.14534 0.909553 = 4.480678
        2.29209 1.44988 1.8594 = 5.601372
        2.1386 1.78868 1.11211 = 5.039397
        1.47135 1.85265 1.03473 1.40549 = 5.764218
        1.7711 1.87539 1.65453 1.90677 = 7.207783
        1.91439 1.80412 2.14833 1.6736 = 7.540432
        = 35.633881""",
    "Bến Tre 2018": """
        1.09817 1.56884 1.44449 1.09853 = 5.210022
        0.759024 1.92844 1.47841 1.32954 = 5.495412
        1.99186 1.1266 2.07702 = 5.195479
        1.92151 2.18843 1.38754 2.11174 = 7.609220
        1.89494 1.99639 1.88202 1.96887 = 7.742213
        2.04644 1.7493 2.08609 1.42762 = 7.309458
        2.4478 1.95636 1.00487 = 5.409025
        0.538278 2.54105 = 3.079332
        = 47.050162""",
    "Quảng Ninh 2020": """
        0.799605 1.62251 1.82837 1.55481 = 5.805297
        0.84814 2.16195 1.87512 1.61356 = 6.498769
        1.93267 0.898011 1.96224 = 4.792920
        2.16778 2.35573 1.64341 2.11882 = 8.285748
        1.8849 1.928 1.91286 1.88574 = 7.611497
        2.14345 1.89383 2.04468 1.63104 = 7.712995
        1.28183 2.34593 1.33637 = 4.964124
        0.436386 2.28211 0.421534 = 3.140034
        = 48.811383""",
}
# facts, section 1: the same rows as published, and for 2020 as in the press
PRINTED = {
    "Hà Nội 2011": {"6": "7.057175", "total": "36.40502"},
    "Quảng Ninh 2020": dict(
        zip(
            [*"12345678", "total"],
            ["5.805", "6.499", "4.793", "8.286", "7.611", "7.713", "4.964", "3.14", "48.811"],
            strict=True,
        )
    ),
}
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


def worked(row):
    """Return scores of a worked row, and its sums by dimension."""
    name, year = row.rsplit(maxsplit=1)
    definition = edition("PAPI", int(year))
    *lines, total = (line.split("=") for line in WORKED[row].strip().splitlines())
    figures = " ".join(parts for parts, _ in lines).split()
    evidence = dict(zip((leaf.id for leaf in definition.leaves), figures, strict=True))
    sums = dict(zip((part.id for part in definition.parts(definition.id)), (sum_ for _, sum_ in lines), strict=True))
    return parindex.score(definition, {name: evidence}), {**sums, definition.id: total[1]}


def parts_below(definition, node):
    return sum(definition[node] in (leaf, *definition.ancestors(leaf)) for leaf in definition.leaves)


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


@pytest.mark.parametrize("id_", [entry.id for entry in parindex.catalogue() if entry.index == "PAPI"])
def test_zero_is_below_the_scale_of_every_sub_dimension(id_):
    definition = parindex.load(id_)
    problems = parindex.validate(definition, {"Hà Nội": {leaf.id: 0 for leaf in definition.leaves}})
    assert [(problem.code, problem.path[-1]) for problem in problems] == [
        ("out-of-range", leaf.id) for leaf in definition.leaves
    ]


@pytest.mark.parametrize("row", WORKED)
def test_worked_row_gives_its_sums(row):
    scores, sums = worked(row)
    for node, expected in sums.items():
        within = 5e-6 * parts_below(scores.definition, node) + 0.5e-6
        assert_close(scores[node], [float(expected)], within)


@pytest.mark.parametrize("row", PRINTED)
def test_worked_row_gives_the_figures_printed_elsewhere(row):
    scores, _ = worked(row)
    for name, printed in PRINTED[row].items():
        node = scores.definition.id if name == "total" else name
        half = 0.5 * 10.0 ** -len(printed.partition(".")[2])
        assert_close(scores[node], [float(printed)], 5e-6 * parts_below(scores.definition, node) + half)


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
