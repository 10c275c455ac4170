"""`--parameter`: figures from outside on the command line."""

import json

import pytest

from .. import command

DEFINITION = """id = "sample"
index = "S"
version = "1"
title = "Sample"
years = [2025]
combine = "sum"

[[parameter]]
id = "nat"
values = { 2025 = 7.2 }

[[indicator]]
id = "a"
max = 1
rule = { kind = "bands", bands = [{ above = "nat", points = 1 }, { points = 0 }] }
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Work in a folder with a definition and a table, in no language."""
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "d.toml").write_text(DEFINITION, encoding="utf-8")
    (tmp_path / "e.csv").write_text("unit,a\nx,7.3\ny,7\n", encoding="utf-8")


def totals(*options):
    _, printed, _ = command.run("score", "d.toml", "e.csv", "--format", "json", *options)
    return [unit["total"] for unit in json.loads(printed)["units"]]


def test_a_figure_goes_before_that_of_the_definition():
    assert totals("--year", "2025") == [1, 0]
    assert totals("--parameter", "nat=6.5") == [1, 1]
    assert totals("--parameter", " nat = 73/10 ") == [0, 0]


@pytest.mark.parametrize(
    "options, message",
    [
        (["--parameter", "nat"], "'nat' is not written as national_mean=7.2"),
        (["--parameter", "nat=1", "--parameter", "nat=2"], "'nat' is given twice"),
        (["--parameter", "nat=much"], "nat: 'much' is no number"),
        (["--parameter", "nad=1"], "did you mean 'nat'?"),
        ([], "missing-parameter: nat is one by year, of 2025, and the year scored is not told"),
    ],
)
def test_what_is_no_figure_is_refused(options, message):
    code, _, said = command.run("score", "d.toml", "e.csv", *options)
    assert code != command.DONE
    assert message in said
