"""Printed totals that do not fit: the edition of the index that they do fit is named."""

import csv

import pytest

import parindex
from parindex.scoring import printed_totals

from ..command import run
from ..sample import HEAD, define, indicators

SUM, MEAN = (HEAD.replace("sample", name).replace("2020", year) for name, year in (("sums", "2020"), ("means", "2021")))
BODY = indicators("a", "b", keys="max = 10")
ROWS = [("A", 1, 2), ("B", 3, 4), ("C", 5, 7), ("D", 8, 9)]


def table(totals):
    lines = [f"{unit},{a},{b},{total}" for (unit, a, b), total in zip(ROWS, totals, strict=True)]
    return "\n".join(["unit,a,b,total", *lines, ""])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Two editions of one index beside each other: sums of 2020, means of 2021."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sums.toml").write_text(f'{SUM}combine = "sum"\n{BODY}', encoding="utf-8")
    (tmp_path / "means.toml").write_text(f'{MEAN}combine = "weighted-mean"\n{BODY}', encoding="utf-8")
    (tmp_path / "broken.toml").write_text(f'{SUM}combine = "SAMPLE', encoding="utf-8")
    (tmp_path / "by-mean.csv").write_text(table([1.5, 3.5, 6, 8.5]), encoding="utf-8")
    (tmp_path / "by-sum.csv").write_text(table([3, 7, 12, 17]), encoding="utf-8")
    (tmp_path / "by-none.csv").write_text(table([1, 1, 1, 1]), encoding="utf-8")
    return tmp_path


def test_the_command_names_the_edition_beside_the_file_that_fits(folder):
    code, printed, _ = run("validate", "sums.toml", "by-mean.csv")
    assert code == 0
    last = printed.splitlines()[-1]
    assert last == (
        "by-mean.csv:1:4: warning other-edition: the totals fit means (2021–): 4 of 4 rows, by 'sums' 0 do "
        "(validate the table by that edition)"
    )
    assert "other-edition" not in run("validate", "sums.toml", "by-sum.csv")[1]
    assert "other-edition" not in run("validate", "sums.toml", "by-none.csv")[1]
    assert "other-edition" not in run("validate", "means.toml", "by-mean.csv")[1]


def test_editions_are_read_only_where_totals_differ(folder):
    def asked():
        raise AssertionError("nothing differs")
        yield

    assert parindex.validate(parindex.load("sums.toml"), "by-sum.csv", editions=asked()) == ()


def test_an_edition_that_cannot_read_the_table_does_not_fit(folder):
    more = define(indicators("a", "b", "c", keys="max = 10"), "weighted-mean")
    problems = parindex.validate(parindex.load("sums.toml"), "by-mean.csv", editions=[more])
    assert {problem.code for problem in problems} == {"total-differs"}


def test_two_totals_alone_fit_nothing(folder):
    (folder / "two.csv").write_text("\n".join(table([1.5, 3.5, 6, 8.5]).splitlines()[:3]) + "\n", encoding="utf-8")
    problems = parindex.validate(parindex.load("sums.toml"), "two.csv", editions=[parindex.load("means.toml")])
    assert {problem.code for problem in problems} == {"total-differs"}


def test_a_table_of_very_many_units_is_tried_by_no_edition(folder, monkeypatch):
    monkeypatch.setattr(printed_totals, "MOST_UNITS", 3)
    problems = parindex.validate(parindex.load("sums.toml"), "by-mean.csv", editions=[parindex.load("means.toml")])
    assert {problem.code for problem in problems} == {"total-differs"}


@pytest.mark.parametrize("year", [2013, 2014, 2016])
def test_published_totals_of_the_pci_fit_their_own_edition(shared, year):
    """The tables of 2013 to 2016 have the columns of the editions before and after, and other weights."""
    with shared(f"pci/{year}/published.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    columns = ["unit", *(leaf.id for leaf in parindex.load("pci-2013").leaves), "total"]
    given = [{column: row[column] for column in columns} for row in rows]
    assert parindex.validate(parindex.load("pci-2013"), given) == ()
    for other in ("pci-2007", "pci-2022"):
        last = parindex.validate(parindex.load(other), given)[-1]
        assert last.code == "other-edition"
        assert last.message.startswith("the totals fit pci-2013 (2013–2021): 63 of 63 rows, ")


def fitting(rows, fits, own=0):
    """Return the warning of a table of which some printed totals are those of means, and some those of sums."""
    means, sums = define(BODY, "weighted-mean"), define(BODY, "sum")
    records = []
    for at in range(rows):
        total = (4 + at % 3) / 2 if at < fits else 4 + at % 3 if at < fits + own else 0.25
        records.append({"unit": f"u{at}", "a": 1 + at % 3, "b": 3, "total": total})
    problems = parindex.validate(sums, records, editions=[means])
    return [problem for problem in problems if problem.code == "other-edition"]


@pytest.mark.parametrize(
    "rows, fits, own, told",
    [
        (10, 9, 0, True),
        (10, 9, 1, True),
        (10, 8, 0, False),
        (20, 18, 2, True),
        (20, 17, 0, False),
        (200, 180, 0, True),
        (200, 179, 0, False),
        (3, 3, 0, True),
        (2, 2, 0, False),
    ],
)
def test_nine_rows_of_ten_must_fit_another_edition_and_there_must_be_three(rows, fits, own, told):
    assert bool(fitting(rows, fits, own)) is told


def test_of_so_many_units_no_other_edition_is_tried(monkeypatch):
    monkeypatch.setattr(printed_totals, "MOST_UNITS", 10)
    assert fitting(10, 10)
    assert not fitting(11, 11)


@pytest.mark.parametrize(
    "keys, decimals, least", [("", 2, 0.015), ("", 0, 1.5), ("times = 3", 1, 0.35), ("times = 0.5", 1, 0.15)]
)
def test_a_printed_total_may_differ_by_half_a_digit_of_itself_and_of_each_figure(keys, decimals, least):
    """Of two figures and their sum that is half a digit three times, of figures that count threefold seven times."""
    definition = define(indicators("a", "b", keys="max = 10"), "sum", f"decimals = {decimals}\n{keys}")
    total = 5 * (3 if "3" in keys else 0.5 if keys else 1)
    for beyond, told in ((least - 0.001, False), (least + 0.001, True)):
        records = [{"unit": "u", "a": 2, "b": 3, "total": f"{total + beyond:.6f}"}]
        codes = [problem.code for problem in parindex.validate(definition, records)]
        assert ("total-differs" in codes) is told


@pytest.mark.parametrize("empty, told", [(0, True), (1, True), (2, False)])
def test_a_row_without_a_total_fits_no_edition(empty, told):
    means, sums = define(BODY, "weighted-mean"), define(BODY, "sum")
    rows = [{"unit": f"u{at}", "a": None if at < empty else 2, "b": 4, "total": 3} for at in range(10)]
    problems = parindex.validate(sums, rows, editions=[means])
    assert [problem.code for problem in problems].count("other-edition") == told


@pytest.mark.parametrize("rows, told", [(5000, True), (5001, False)])
def test_editions_are_tried_for_five_thousand_units_and_no_more(rows, told):
    means, sums = define(indicators("a", keys="max = 10"), "sum", "times = 2"), define(indicators("a", keys="max = 10"))
    evidence = parindex.read_evidence(
        sums, {"unit": [f"u{at}" for at in range(rows)], "a": [2] * rows, "total": [4] * rows}
    )
    problem = printed_totals.fitting_edition(
        evidence, evidence.values[:, 0], [means], lambda _, read: 2 * read.values[:, 0]
    )
    assert (problem is not None) is told


@pytest.mark.parametrize("more, told", [(0, False), (1, True)])
def test_an_edition_that_as_many_totals_fit_is_not_named(more, told):
    """Of figures of 0 sum and mean are 0; one total fits neither, and perhaps one the mean alone."""
    rows = [{"unit": f"u{at}", "a": 0, "b": 0, "total": 0} for at in range(18)]
    rows += [{"unit": f"v{at}", "a": 4, "b": 4, "total": 4 if at < more else 1} for at in range(2)]
    problems = parindex.validate(define(BODY), rows, editions=[define(BODY, "weighted-mean")])
    assert [problem.code for problem in problems].count("other-edition") == told
