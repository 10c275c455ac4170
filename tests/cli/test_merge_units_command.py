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
        (["--how", "land"], FAILED, "'land' is not written as land=mean"),
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


def test_csv_for_excel_is_read_again(tmp_path):
    path = tmp_path / "merged.csv"
    assert run("merge-units", "pci-2013", PCI, "-o", str(path), "--excel")[0] == DONE
    assert path.read_text(encoding="utf-8-sig").splitlines()[1].startswith('"=""01""";Hà Nội;7,507709;')
    definition = parindex.load("pci-2013")
    again = parindex.read_evidence(definition, path, units_year=2025)
    assert (
        again.values.tolist() == parindex.merge_units(parindex.read_evidence(definition, PCI)).evidence.values.tolist()
    )


def test_what_is_no_evidence_is_not_written(tmp_path):
    path = tmp_path / "merged.csv"
    code, _, said = run("merge-units", "pci-2013", PCI, "--how", "pci-2013=sum", "-o", str(path))
    assert (code, path.exists(), "out-of-range" in said) == (FAULTY, False, True)


def test_a_merged_table_read_by_the_old_list_is_told_so(tmp_path):
    path = tmp_path / "merged.csv"
    run("merge-units", "pci-2013", PCI, "-o", str(path))
    code, _, said = run("score", "pci-2013", str(path))
    assert (code, "--units-year 2025" in said) == (FAULTY, True)
