"""A leader's questions on the command line: each one command, in every format and either language."""

import csv
import io
import json
from pathlib import Path

import pytest

import parindex
from parindex.views.tables import ANSWERS

from ..command import DONE, FAILED, run

PCI = str(Path(__file__).resolve().parents[2] / "examples" / "pci-2016.csv")
QUESTIONS = {
    "lost": ["--unit", "38"],
    "summary": ["--unit", "Thanh Hóa"],
    "ranks": ["--node", "land", "--by", "region"],
    "difference": ["--unit", "38", "--unit", "40"],
    "peers": ["--unit", "Thanh Hóa", "--count", "20", "--distance", "manhattan"],
    "what-if": ["--unit", "38", "--set", "land=7,2", "--set", "40:land=6"],
}


def ask(question, *options):
    return run(question, "pci-2013", PCI, *(options or QUESTIONS[question]))


@pytest.fixture(scope="module")
def answers():
    scores = parindex.score(parindex.load("pci-2013"), PCI)
    return {
        "lost": scores.lost("38"),
        "summary": scores.summary("38"),
        "ranks": scores.ranks("land", by="region"),
        "difference": scores.difference("38", "40"),
        "peers": parindex.peers(scores, "38", 20, distance="manhattan"),
        "what-if": parindex.what_if(scores, {"38": {"land": 7.2}, "40": {"land": 6}}),
    }


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("form", ANSWERS)
def test_every_question_is_answered_in_every_format(question, form, answers):
    asked = ["csv", "--excel"] if form == "excel" else [form]
    code, printed, said = ask(question, *QUESTIONS[question], "--format", *asked)
    assert (code, said) == (DONE, "")
    if form == "json":
        assert json.loads(printed) == json.loads(answers[question].to_json())
    if form == "csv":
        assert len(list(csv.DictReader(io.StringIO(printed)))) == len(answers[question].to_records())


@pytest.mark.parametrize("question", QUESTIONS)
def test_in_vietnamese_titles_and_heads_are_vietnamese(question):
    code, printed, _ = ask(question, *QUESTIONS[question], "--lang", "vi")
    assert code == DONE
    assert "Tiếp cận đất đai" in printed
    assert not {"rank", "score", "lost", "median", "region", "rounding", "strength"} & set(printed.split())


def test_rows_of_a_region_can_be_picked_by_a_unit():
    code, printed, _ = ask("ranks", "--by", "region", "--unit", "38", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert code == DONE
    assert {row["within"] for row in rows} == {"Bắc Trung Bộ và Duyên hải miền Trung"}
    assert [row["rank"] for row in rows if row["unit"] == "38"] == ["8"]


@pytest.mark.parametrize(
    "question, options, told",
    [
        ("lost", ["--unit", "999"], "no unit '999'"),
        ("lost", [], "--unit"),
        ("ranks", ["--node", "lnd"], "has no node 'lnd'"),
        ("difference", ["--unit", "38"], "a difference is of two units"),
        ("peers", ["--unit", "38", "--within", "group"], "the group of this unit is not known"),
        ("peers", ["--unit", "38", "--count", "0"], "--count"),
    ],
)
def test_what_cannot_be_asked_is_refused(question, options, told):
    code, _, said = run(question, "pci-2013", PCI, *options)
    assert code == FAILED
    assert told in said
