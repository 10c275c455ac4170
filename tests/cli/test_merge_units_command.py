"""The command brings a table of 63 provinces to 34, scores it, and shows what hangs on the weights."""

import csv
import io
import json
from pathlib import Path

import pytest

import parindex

from ..command import DONE, FAILED, FAULTY, run

PCI = str(Path(__file__).resolve().parents[2] / "examples" / "pci-2016.csv")


@pytest.fixture
def weights(tmp_path):
    path = tmp_path / "weights.csv"
    units = parindex.definition.registry("vn-provinces", 2024).units
    rows = [f"{unit.id},{100 + at},{1 + at % 5}" for at, unit in enumerate(units)]
    path.write_text("\n".join(["unit,people,files", *rows]) + "\n", encoding="utf-8")
    return str(path)


def test_what_was_merged_is_shown_in_both_languages():
    code, printed, said = run("merge-units", "pci-2013", PCI, "--year", "2016", "--lang", "en")
    assert (code, "63 units brought to 34, of which 23 are merged" in printed) == (DONE, True)
    assert "230 values of 23 merged units are plain means of their parts" in said
    code, printed, said = run("merge-units", "pci-2013", PCI, "--year", "2016", "--lang", "vi")
    assert (code, "cách gộp" in printed, "bình quân cộng đơn giản" in said) == (DONE, True, True)


def test_the_table_written_is_scored_as_the_command_scores_it(tmp_path):
    path = tmp_path / "merged.csv"
    assert run("merge-units", "pci-2013", PCI, "--year", "2016", "-o", str(path))[:2] == (DONE, "")
    again = run("score", "pci-2013", str(path), "--year", "2016", "--units-year", "2025", "--format", "csv")
    straight = run("merge-units", "pci-2013", PCI, "--year", "2016", "--score", "--format", "csv")
    assert (again[0], straight[0]) == (DONE, DONE)
    assert again[1] == straight[1]
    assert len(again[1].splitlines()) == 35


def test_weights_come_from_a_column_of_a_table(weights):
    code, printed, said = run("merge-units", "pci-2013", PCI, "--by", weights, "--weight", "people", "--format", "json")
    merged = json.loads(printed)
    assert (code, merged["weights"]["land"]) == (DONE, "people")
    assert "weighted by people" in said
    code, printed, _ = run(
        "merge-units",
        "pci-2013",
        PCI,
        "--by",
        weights,
        "--weigh",
        "pci-2013=people",
        "--weigh",
        "land=files",
        "--format",
        "json",
    )
    assert {json.loads(printed)["weights"][column] for column in ("land", "time")} == {"files", "people"}


def test_ways_to_weight_are_held_against_each_other(weights):
    code, printed, _ = run("merge-units", "pci-2013", PCI, "--by", weights, "--intervals", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert (code, len(rows)) == (DONE, 34)
    assert {"rank (plain)", "rank (people)", "rank (files)", "any_best_rank"} <= rows[0].keys()
    assert all(int(row["any_best_rank"]) <= int(row["best_rank"]) <= int(row["worst_rank"]) for row in rows)


@pytest.mark.parametrize(
    "arguments, code, told",
    [
        (["--score", "--intervals"], FAILED, "two questions: ask one"),
        (["--weight", "people"], FAILED, "name it with --by"),
        (["--how", "land"], FAILED, "'land' is not NAME=WORD"),
        (["--how", "lnd=mean"], FAILED, "no node or column 'lnd' (did you mean 'land'?)"),
        (["--how", "land=median"], FAILED, "how is one of"),
        (["--to", "2020"], FAILED, "already; nothing is to be merged"),
        (["--by", "absent.csv"], FAILED, "absent.csv"),
    ],
)
def test_what_cannot_be_asked_is_an_error_of_use(arguments, code, told):
    ended, printed, said = run("merge-units", "pci-2013", PCI, *arguments)
    assert (ended, printed) == (code, "")
    assert told in said


def test_a_weight_that_is_lacking_is_told_by_unit(tmp_path):
    path = tmp_path / "weights.csv"
    path.write_text("unit,people\n02,1\n08,x\n", encoding="utf-8")
    code, printed, said = run("merge-units", "pci-2013", PCI, "--by", str(path))
    assert (code, printed) == (FAULTY, "")
    assert "no-weight" in said
