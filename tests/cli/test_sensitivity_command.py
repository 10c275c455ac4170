"""The command `sensitivity` as a user meets it."""

import contextlib
import csv
import io
import json
import os
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

import parindex
from parindex.cli.sensitivity_command import METHODS

from ..command import DONE, FAILED, process, run

ROOT = Path(__file__).resolve().parents[2]

PCI = str(ROOT / "examples" / "pci-2016.csv")


def ask(method, *options):
    return run("sensitivity", "pci-2013", PCI, "--method", method, *options)


@pytest.fixture(scope="module")
def scores():
    return parindex.score(parindex.load("pci-2013"), PCI)


def test_uncertainty_says_what_the_library_says(scores):
    code, printed, said = ask("uncertainty", "--draws", "3000", "--seed", "5", "--weights", "0.1", "--format", "json")
    assert (code, said) == (DONE, "")
    found = parindex.uncertainty(scores, parindex.Uniform(0.1), draws=3000, rng=5)
    assert json.loads(printed) == json.loads(found.to_json())
    told = json.loads(printed)
    assert told["analysis"] == "uncertainty"
    assert told["parameters"] == {
        "weights": {"kind": "Uniform", "share": 0.1},
        "factors": [],
        "draws": 3000,
        "seed": 5,
    }
    assert told["records"][0]["name"] == "Đà Nẵng"
    for unit, likely in told["rank_probability"].items():
        assert sum(likely) == pytest.approx(1)
        assert likely == found.rank_probability[scores.units.index(unit)].tolist()


@pytest.mark.parametrize(
    "text, weights",
    [
        ("0.3", parindex.Uniform(0.3)),
        ("20%", parindex.Uniform(0.2)),
        ("uniform:0.1", parindex.Uniform(0.1)),
        ("dirichlet:250", parindex.Dirichlet(250)),
        ("bounds:land=0.05-0.1,labour=15%-25%", parindex.Bounds({"land": (0.05, 0.1), "labour": (0.15, 0.25)})),
    ],
)
def test_weights_are_read_from_text(text, weights, scores):
    _, printed, _ = ask("uncertainty", "--draws", "500", "--weights", text, "--format", "csv")
    found = parindex.uncertainty(scores, weights, draws=500)
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert [float(row["mean_rank"]) for row in rows] == found.mean_rank[list(scores.best_first)].tolist()


def test_all_factors_and_several_processes(scores):
    options = "--draws", "2000", "--format", "csv", "--noise", "0.1", "--aggregation", "geometric-mean", "--left-out"
    _, alone, _ = ask("uncertainty", *options)
    code, shared, _ = ask("uncertainty", *options, "--workers", "2")
    assert code == DONE
    assert shared == alone
    factors = [parindex.Noise(0.1), parindex.Aggregation(["geometric-mean"]), parindex.LeftOut()]
    found = parindex.uncertainty(scores, parindex.Uniform(0.2), factors=factors, draws=2000)
    first = next(csv.DictReader(io.StringIO(alone)))
    assert float(first["mean_rank"]) == np.nanmin(found.mean_rank)


def test_a_terminal_shows_how_far_it_is_and_results_stay_whole():
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    said = []

    def listen():
        with contextlib.suppress(OSError):  # what the last writer leaves behind
            while words := os.read(ours, 4096):
                said.append(words)

    listener = Thread(target=listen)
    listener.start()
    options = "--draws", "200000", "--format", "csv"
    environment = {"TERM": "xterm", "COLUMNS": "80"}
    at_once = "from parindex.cli import entry, long_work; long_work.PATIENCE = 0; raise SystemExit(entry.main())"
    arguments = ["sensitivity", "pci-2013", PCI, "--method", "uncertainty", *options]
    code, printed, _ = process(*arguments, program=("-c", at_once), stderr=theirs, **environment)
    os.close(theirs)
    listener.join()
    os.close(ours)
    assert code == DONE
    assert printed == ask("uncertainty", *options)[1]
    assert b"200000" in b"".join(said)


def test_a_file_says_its_format(tmp_path):
    assert ask("uncertainty", "--draws", "100", "-o", str(tmp_path / "found.md"))[:2] == (DONE, "")
    lines = (tmp_path / "found.md").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("| unit | name | rank |")
    assert lines[1] == "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    assert len(lines) == 65


EVERY = {
    "uncertainty": lambda scores: parindex.uncertainty(scores, parindex.Uniform(0.2)),
    "sobol": lambda scores: parindex.sobol(scores, parindex.Uniform(0.2)),
    "rank-range": lambda scores: parindex.rank_range(scores, parindex.Uniform(0.2)),
    "one-at-a-time": parindex.one_at_a_time,
    "leave-out": parindex.leave_out,
    "effective-weights": parindex.effective_weights,
    "thresholds": lambda scores: parindex.thresholds(scores, "Thanh Hóa", "Bắc Giang"),
}


@pytest.mark.parametrize("method", METHODS)
def test_every_method_says_what_the_library_says(method, scores):
    pytest.importorskip("scipy")
    pair = ("--unit", "Thanh Hóa", "--unit", "24") if method == "thresholds" else ()
    code, printed, said = ask(method, *pair, "--format", "json")
    assert (code, said) == (DONE, "")
    found = EVERY[method](scores)
    told = json.loads(printed)
    assert told == json.loads(found.to_json())
    head = ["parindex", "definition", "year", "registry", "evidence"]
    assert list(told)[:8] == [*head, "analysis", "parameters", "records"]
    assert told["evidence"]["source"] == PCI
    assert told["evidence"]["units"] == 63
    assert told["analysis"] == method
    assert told["definition"]["id"] == "pci-2013"
    assert len(found.to_frame()) == len(told["records"])
    code, table, said = ask(method, *pair)
    assert (code, said) == (DONE, "")
    assert len(table.splitlines()) == 2 + len(found.overview()) + len(found.notes)


def test_two_units_are_told_how_they_stand_to_each_other(scores):
    pytest.importorskip("scipy")
    pair = "--unit", "Thanh Hóa", "--unit", "Bắc Giang"
    _, printed, _ = ask("uncertainty", *pair)
    chance = parindex.uncertainty(scores, parindex.Uniform(0.2)).p_above("38", "24")
    assert printed.splitlines()[-1] == f"38 is above 24 in {chance:.6g} of all draws"
    _, printed, _ = ask("rank-range", *pair, "--format", "json")
    told = json.loads(printed)
    assert told["pair"] == {"a": "38", "b": "24", "whatever_the_weights": "either"}
    assert list(told["always_above"]) == list(told["weights"]) == ["38", "24"]
    assert "33" in told["always_above"]["38"]
    _, printed, _ = ask("uncertainty", *pair, "--format", "json")
    assert list(json.loads(printed)["rank_probability"]) == ["38", "24"]


@pytest.mark.parametrize("method", ["uncertainty", "sobol", "one-at-a-time", "leave-out"])
def test_records_of_some_units_only(method, scores):
    _, printed, _ = ask(method, "--unit", "Đà Nẵng", "--unit", "01", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(printed)))
    every = [row for row in EVERY[method](scores).to_records() if row.get("unit", row.get("output")) in ("48", "01")]
    assert len(rows) == len(every) > 0
    assert rows[0] == {name: "" if value is None else str(value) for name, value in every[0].items()}


@pytest.mark.parametrize(
    "options, found",
    [
        (["sobol", "--draws", "64", "--of", "rank-shift", "--groups", "domain", "--order", "second"], "rank-shift"),
        (["one-at-a-time", "--change", "0.25"], "0.25"),
        (["leave-out", "--what", "units"], "units"),
    ],
)
def test_options_reach_the_analysis(options, found):
    code, printed, _ = ask(*options, "--format", "json")
    assert code == DONE
    assert found in map(str, json.loads(printed)["parameters"].values())


def test_what_a_solver_prints_is_kept_out_of_the_result(tmp_path):
    """HiGHS prints a line of its own now and then; sixteen of them for the last forty provinces."""
    heading, *rows = Path(PCI).read_text(encoding="utf-8").splitlines()
    table = tmp_path / "forty.csv"
    table.write_text("\n".join([heading, *rows[-40:]]), encoding="utf-8")
    options = "--method", "rank-range", "--weights", "dirichlet:1", "--unit", "38", "--format", "json"
    code, printed, said = process("sensitivity", "pci-2013", table, *options)
    assert (code, said) == (DONE, "")
    assert json.loads(printed)["parameters"]["weights"] == {"kind": "Dirichlet", "concentration": 1.0}


@pytest.mark.parametrize(
    "options, words",
    [
        (["leave-out", "--draws", "5"], "--method leave-out takes no --draws"),
        (["uncertainty", "--change", "0.1"], "--method uncertainty takes no --change"),
        (["effective-weights", "--unit", "38"], "--method effective-weights takes no --unit"),
        (["thresholds"], "--unit A --unit B"),
        (["thresholds", "--unit", "38", "--unit", "38"], "38"),
        (["leave-out", "--unit", "Atlantis"], "no unit 'Atlantis'"),
        (["rank-range", "--weights", "none"], "only where weights vary"),
        (["one-at-a-time", "--change", "-1"], "change"),
        (["uncertainty", "--weights", "gauss:1"], "'gauss' is none of uniform, dirichlet, bounds, none"),
        (["uncertainty", "--weights", "much"], "'much' is no number"),
        (["uncertainty", "--weights", "0,2"], "'0,2' is no number; write 0.2 or 20%, with a decimal point"),
        (["uncertainty", "--weights", "uniform:3"], "share is 3.0, and it is above 0 and at most 1"),
        (["uncertainty", "--weights", "bounds:land=0.1"], "'land=0.1' gives no bounds"),
        (["uncertainty", "--weights", "bounds:lend=0.1-0.2"], "'lend' has no weight that could vary (did you mean"),
        (["uncertainty", "--weights", "bounds:land=0-1,land=0.1-0.2"], "the bounds of 'land' are given twice"),
        (["uncertainty", "--weights", "bounds:land=0,1-0,3"], "decimal points"),
        (["uncertainty", "--weights", "bounds:"], "land=0.05-0.2"),
        (["uncertainty", "--weights", "bounds:labour=0.6-0.9,support=0.6-0.8"], "the least add to 1.2"),
        (["uncertainty", "--noise", "much"], "'much' is no number"),
        (["uncertainty", "--weights", "none"], "nothing varies"),
        (["uncertainty", "--imputation", "zero,mean"], "nothing is missing"),
        (["uncertainty", "--aggregation", "median"], "'median' is none of"),
        (["uncertainty", "--draws", "0"], "--draws"),
        (["guess"], "'guess' is not one of"),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_line(options, words):
    code, printed, said = ask(*options)
    assert (code, printed) == (FAILED, "")
    assert words in said.splitlines()[-1]
