"""`parindex frontier`: what each part must reach, in every format and either language."""

import csv
import io
import json
from pathlib import Path

import pytest

import parindex
from parindex.views.tables import ANSWERS

from ..command import DONE, FAILED, run

PCI = str(Path(__file__).resolve().parents[2] / "examples" / "pci-2016.csv")


def ask(*options):
    return run("frontier", "pci-2013", PCI, "--unit", "38", *options)


@pytest.mark.parametrize("form", ANSWERS)
@pytest.mark.parametrize("curve", [False, True])
def test_what_the_library_says_is_told_in_every_format(form, curve):
    scores = parindex.score(parindex.load("pci-2013"), PCI)
    if curve:
        found = parindex.frontier(scores, "38", rank=10, pair=("land", "legal"), points=5)
    else:
        found = parindex.frontier(scores, "38", rank=10, nodes=["land", "legal"])
    formats = ["csv", "--excel"] if form == "excel" else [form]
    options = ["--curve", "--points", "5"] if curve else []
    code, printed, said = ask("--rank", "10", "--node", "land", "--node", "legal", *options, "--format", *formats)
    assert (code, said) == (DONE, "")
    if form == "json":
        assert json.loads(printed) == json.loads(found.to_json())
    if form == "csv":
        assert len(list(csv.DictReader(io.StringIO(printed)))) == len(found.to_records())


@pytest.mark.parametrize(
    "options, told",
    [
        ([], "give one of rank, total and band"),
        (["--rank", "64"], "there is no rank 64"),
        (["--rank", "10", "--node", "pci-2013"], "is no part of the total"),
        (["--rank", "10", "--node", "lnad"], "lnad"),
        (["--rank", "10", "--curve"], "a curve is of two nodes: --node A --node B"),
        (["--rank", "10", "--curve", "--node", "land", "--node", "land"], "a pair is two nodes"),
    ],
)
def test_what_cannot_be_asked_is_refused(options, told):
    code, printed, said = ask(*options)
    assert (code, printed) == (FAILED, "")
    assert told in said
