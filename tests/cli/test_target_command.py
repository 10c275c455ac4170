"""`parindex target`: the plan of least cost, in every format and either language."""

import csv
import io
import json
from pathlib import Path

import pytest

import parindex
from parindex.views.tables import ANSWERS

from ..command import DONE, FAILED, run

pytest.importorskip("scipy")
PCI = str(Path(__file__).resolve().parents[2] / "examples" / "pci-2016.csv")


def ask(*options):
    return run("target", "pci-2013", PCI, "--unit", "38", *options)


@pytest.fixture(scope="module")
def plan():
    scores = parindex.score(parindex.load("pci-2013"), PCI)
    asked = {"costs": {"land": "0.05"}, "fixed": ["labour"], "bounds": {"support": (None, 7)}, "decimals": 1}
    return parindex.target(scores, "38", rank=10, **asked).with_alternatives(2)


@pytest.mark.parametrize("form", ANSWERS)
def test_the_plan_of_the_library_is_told_in_every_format(form, plan):
    wishes = ("--cost", "land=0.05", "--fix", "labour", "--bound", "support=:7", "--decimals", "1")
    formats = ["csv", "--excel"] if form == "excel" else [form]
    code, printed, said = ask("--rank", "10", *wishes, "--alternatives", "2", "--format", *formats)
    assert (code, said) == (DONE, "")
    if form == "json":
        assert json.loads(printed) == json.loads(plan.to_json())
    if form == "excel":  # numbers are numbers
        assert "=" not in printed
        assert ";5,472118;10;5,47;10,00;" in printed.splitlines()[1]
    if form == "csv":
        assert [row["to"] for row in csv.DictReader(io.StringIO(printed))] == [row["to"] for row in plan.to_records()]


def test_a_total_is_reached_as_it_is_published():
    code, printed, _ = ask("--total", "60.50", "--format", "json")
    assert code == DONE
    assert json.loads(printed)["after"]["published"] == "60.50"


def test_a_rank_may_be_asked_to_hold_though_others_gain():
    totals = [json.loads(ask("--rank", "10", *more, "--format", "json")[1]) for more in ([], ["--others", "0,5"])]
    alone, safe = (float(plan["after"]["total"]) for plan in totals)
    assert 0.49 < safe - alone < 0.51


def test_a_rank_may_be_asked_to_hold_in_most_draws_of_weights():
    scores = parindex.score(parindex.load("pci-2013"), PCI)
    drawn = {"weights": parindex.Uniform(0.2), "draws": 10, "share": 0.8, "rng": 3}
    found = parindex.target(scores, "38", rank=10, **drawn)
    asked = ("--rank", "10", "--weights", "uniform:20%", "--draws", "10", "--share", "80%", "--seed", "3")
    code, printed, said = ask(*asked, "--format", "json")
    assert (code, said) == (DONE, "")
    assert json.loads(printed) == json.loads(found.to_json())
    again = parindex.uncertainty(found.after, parindex.Uniform(0.2), draws=10, rng=3)
    assert again.p_top(10)[found.row] >= 0.8


def test_what_is_reached_already_is_told():
    code, printed, _ = ask("--rank", "31")
    assert code == DONE
    assert printed.startswith("Thanh Hóa (38) has reached rank 31 already: a total of 58.54, rank 31\n")


def test_other_plans_are_told_by_titles_where_the_table_is():
    _, printed, _ = ask("--rank", "10", "--alternatives", "1", "--lang", "vi")
    assert printed.splitlines()[-1].startswith("hoặc, với chi phí 0,359016: “Đào tạo lao động” 6,329948 → 7,64; ")


def test_a_plan_that_holds_though_others_gain_does_not_say_that_they_stay():
    _, printed, _ = ask("--rank", "10", "--others", "0,5", "--lang", "vi")
    assert printed.startswith("Thanh Hóa (38): để đạt hạng 10 dù các đơn vị khác tăng điểm, chi phí thấp nhất là ")
    assert "các đơn vị khác giữ nguyên" in printed  # of the rank as shown alone
    assert "số liệu của các đơn vị khác giữ nguyên" not in printed
    assert "tăng không quá mức đã cho, nhiều nhất 0,5 điểm" in printed


@pytest.mark.parametrize(
    "options, told",
    [
        ([], "give one of rank, total and band"),
        (["--rank", "10", "--total", "4"], "give one of rank, total and band"),
        (["--rank", "64"], "there is no rank 64"),
        (["--band", "A"], "has no groups of results"),
        (["--total", "60,5,1"], "'60,5,1' is no number"),
        (["--total", "60.123"], "more decimals than are published"),
        (["--rank", "10", "--fix", "lnad"], "--fix"),
        (["--rank", "10", "--cost", "Đào tạo lao động=2"], "--cost: 'pci-2013' has no node"),
        (["--rank", "10", "--cost", "Đào tạo lao động=2"], "did you mean 'labour'?"),
        (["--rank", "10", "--cost", "land"], "'land' is not written as land=2"),
        (["--rank", "10", "--cost", "land=1", "--cost", "land=2"], "'land' is given twice"),
        (["--rank", "10", "--cost", "land=-1"], "below 0"),
        (["--rank", "10", "--bound", "land=5"], "'5' is not written as 5:8"),
        (["--rank", "10", "--bound", "land=8:5"], "run downwards"),
        (["--rank", "10", "--decimals", "20"], "decimals are from 0 to 12"),
        (["--rank", "10", "--draws", "10"], "give --weights too"),
        (["--rank", "10", "--weights", "none", "--draws", "10"], "give --weights too"),
        (["--rank", "10", "--weights", "normal:0.2"], "is none of uniform, dirichlet, bounds, none"),
        (["--total", "60", "--weights", "0.2"], "weights vary for a rank only"),
        (["--rank", "1", "--fix", "pci-2013"], "rank 1 is out of reach"),
    ],
)
def test_what_cannot_be_asked_or_reached_is_refused(options, told):
    code, printed, said = ask(*options)
    assert (code, printed) == (FAILED, "")
    assert told in said
