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
