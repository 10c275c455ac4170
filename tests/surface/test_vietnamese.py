"""A reader of Vietnamese finds no English word in what commands print but ids, units of measure and names."""

import csv
import re
import shlex
from functools import cache
from pathlib import Path

import pytest

import parindex
from parindex.base import CODES
from parindex.definition import catalogue

from ..command import run
from ..foreign_words import decimal_points, foreign_words, is_foreign, keys, names_in, registered, words_of_page

ROOT = Path(__file__).resolve().parents[2]
PCI, PAR, QD, HDI = (
    f"examples/{name}.csv" for name in ("pci-2016", "par-ministries-2023", "qd766-dak-lak", "hdi-2012")
)
SERIES = "series 2018:papi-2018=examples/papi-2018.csv 2020:papi-2019=examples/papi-2020.csv"
METHODS = {
    "uncertainty": "--draws 200 --noise 0.1 --unit MOHA --unit MONRE",
    "sobol": "--draws 32 --noise 0.1",
    "sobol of pairs": "--of rank-shift --order second --draws 32",
    "rank-range": "--unit MOHA --unit MONRE",
    "thresholds": "--unit MOHA --unit MONRE",
    "one-at-a-time": "",
    "one-at-a-time of a unit": "--unit MOHA",
    "leave-out": "",
    "leave-out of units": "--what units",
    "effective-weights": "",
}
#: Files in the folder where commands run: an appraisal, and definitions and tables that are wrong in many ways.
OFFICE = """id = "office"
index = "OFFICE"
version = "1"
title = { vi = "Sở, ban, ngành", en = "Departments" }
years = [2024]
combine = "sum"

[[indicator]]
id = "plan"
title = { vi = "Kế hoạch", en = "Plan" }
max = 2
rule = { kind = "choice", points = { "đúng hạn" = 2, "muộn" = 1 } }

[[indicator]]
id = "rate"
title = { vi = "Tỷ lệ hồ sơ", en = "Share of files" }
max = 10
inputs = ["done", "all"]
value = "done / all * 10"
"""
FILES = {
    "office.toml": OFFICE,
    "own.csv": "unit,plan,rate.done,rate.all\nsnv,đúng hạn,9,10\nstc,muộn,9,10\n",
    "given.csv": "unit,plan,rate.done,rate.all,plan.note\nsnv,muộn,9,10,chậm\nstc,muộn,7.5,10,\n",
    "wrong.csv": "unit,plan,rate.done,rate.all,rat\nsnv,sớm,12,10,1\nsnv,muộn,x,0,2\n,muộn,1,,3\n",
    "wrong.toml": OFFICE.replace("max = 10", "max = -1\nweight = 2")
    .replace("years", "yeers")
    .replace('"sum"', '"sun"'),
}
#: Every command line, by what it shows.
RUNS = {
    "list": "list",
    "units": "units vn-provinces",
    "units of ministries": "units vn-ministries",
    "score": f"score pci-2013 {PCI}",
    "score in Markdown": f"score par-ministry-2022 {PAR} --format markdown",
    "score of an office": f"score qd766-2026 {QD}",
    "score of the world": f"score examples/definitions/hdi.toml {HDI}",
    **{f"show {entry.id}": f"show {entry.id}" for entry in catalogue()},
    "explain": f'explain pci-2013 {PCI} --unit "Thanh Hóa"',
    "explain a ministry": f"explain par-ministry-2022 {PAR} --unit MOHA",
    "explain a code": "explain out-of-range",
    "lost": f"lost pci-2013 {PCI} --unit 38",
    "summary": f"summary pci-2013 {PCI} --unit 38",
    "ranks": f"ranks pci-2013 {PCI} --node land --by region",
    "merge-units": f"merge-units pci-2013 {PCI}",
    "merge-units, scored": f"merge-units pci-2013 {PCI} --score",
    "merge-units, intervals": f"merge-units pci-2013 {PCI} --intervals",
    "difference": f"difference pci-2013 {PCI} --unit 38 --unit 24",
    "peers": f"peers pci-2013 {PCI} --unit 38 --within region --by-share --node land --node support",
    "target": f"target pci-2013 {PCI} --unit 38 --rank 10 --cost land=0.1 --fix entry --alternatives 2",
    "frontier": f"frontier pci-2013 {PCI} --unit 38 --rank 10",
    "frontier: reached": f"frontier pci-2013 {PCI} --unit 38 --rank 40 --node land",
    "frontier: a curve": f"frontier pci-2013 {PCI} --unit 38 --rank 10 --node land --node legal --curve",
    "frontier: out of place": f"frontier pci-2013 {PCI} --unit 38 --rank 10 --node pci-2013",
    "target: reached": f"target pci-2013 {PCI} --unit 38 --rank 31",
    "target: an office": f"target qd766-2026 {QD} --unit H15 --total 70",
    "target: out of reach": f"target pci-2013 {PCI} --unit 38 --rank 1 --fix pci-2013",
    "series": SERIES,
    "series: a unit": f"{SERIES} --unit 38",
    "series: improved": f"{SERIES} --improved 3",
    "series: worsened by total": f"{SERIES} --worsened 3 --by total --since 2020",
    "series: volatility": f"{SERIES} --volatility",
    "series: changes": f"{SERIES} --change 2018 2020",
    "series: change of a unit": f"{SERIES} --change 2018 2020 --unit 38",
    "series: change of a unit for Excel": f"{SERIES} --change 2018 2020 --unit 38 --excel",
    "series: changes for Excel": f"{SERIES} --change 2018 2020 --excel",
    "series for Excel": f"{SERIES} --unit 27 --excel",
    "series: no year": "series pci-2013=examples/pci-2016.csv",
    "what-if": f"what-if pci-2013 {PCI} --unit 38 --set land=7.2 --set 40:land=3",
    "what-if: each": f"what-if pci-2013 {PCI} --each --unit 38",
    "what-if: each value": f"what-if pci-2013 {PCI} --each --unit 38 --set land=6 --set land=7",
    "what-if: faults": f"what-if pci-2013 {PCI} --unit 38 --set lnd=7 --set 99:land=3",
    "what-if: a value that is not allowed": f"what-if pci-2013 {PCI} --unit 38 --set land=70",
    "usage: nothing new": f"what-if pci-2013 {PCI}",
    "usage: whose value": f"what-if pci-2013 {PCI} --set land=7",
    "score for Excel": f"score pci-2013 {PCI} --excel",
    **{
        f"sensitivity: {name}": f"sensitivity par-ministry-2022 {PAR} --method {name.partition(' ')[0]} {options}"
        for name, options in METHODS.items()
    },
    "sensitivity: sobol of choices": f"sensitivity pci-2013 {PCI} --method sobol --draws 32 --left-out "
    "--aggregation geometric-mean",
    "diff": "diff pci-2009 pci-2013 --allow",
    "diff of structure": "diff par-ministry-2012 par-ministry-2022 --allow",
    "diff with evidence": f"diff pci-2013 pci-2022 --evidence {PCI} --allow",
    "reconcile": "reconcile office.toml --self-assessed own.csv --appraised given.csv",
    "reconcile in Markdown": "reconcile office.toml --self-assessed own.csv --appraised given.csv --format markdown",
    "validate what is wrong": "validate office.toml wrong.csv",
    "check what is wrong": "check wrong.toml",
    "test what is not there": "test office.toml",
    "validate": f"validate pci-2013 {PCI}",
    "check": "check indicators/pci-2013.toml",
    "test": "test pci-2013",
    "usage: no command": "nothing",
    "usage: no argument": "score pci-2013",
    "usage: no option": f"score pci-2013 {PCI} --nothing",
    "usage: no choice": f"score pci-2013 {PCI} --format nothing",
    "usage: no unit": f"explain pci-2013 {PCI} --unit Nowhere",
    "usage: no file": "score pci-2013 nowhere.csv",
    "usage: no number": f"sensitivity pci-2013 {PCI} --method uncertainty --draws many",
    "usage: not this method": f"sensitivity pci-2013 {PCI} --method leave-out --draws 10",
}


def names(arguments):
    """Return what is a name in a command: its own words, units and nodes, and texts of the files that it reads."""
    allowed = {*arguments, *CODES, *registered(), *(entry.index for entry in catalogue())}
    if arguments[0] in ("check", "validate"):  # they say what to write, and what of git they compare with
        allowed |= keys() - {"error", "warning", "note"} | {"HEAD"}
    if arguments[0] == "list":
        allowed |= {text for entry in catalogue() for text in (entry.id, entry.title.get("vi"))}
    for part in (part for argument in arguments[1:] for part in re.split("[:=]", argument)):
        if part in bundled() or part.endswith(".toml"):
            allowed |= names_in(parindex.load(part.replace("wrong", "office")))
        if part.endswith(".csv") and Path(part).exists():
            with Path(part).open(encoding="utf-8", newline="") as file:
                allowed |= {cell for row in csv.reader(file) for cell in row}
    return allowed


@cache
def bundled():
    return {entry.id for entry in catalogue()}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Work where the files named stand."""
    for name in ("examples", "indicators"):
        (tmp_path / name).symlink_to(ROOT / name, target_is_directory=True)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("line", RUNS.values(), ids=list(RUNS))
def test_a_command_says_nothing_in_english(line):
    arguments = shlex.split(line)
    _, printed, said = run(*arguments, *(["--lang", "vi"] if len(arguments) > 1 else []), LC_ALL="vi_VN.UTF-8")
    assert printed + said
    assert foreign_words(printed + said, names(arguments)) == []
    assert decimal_points(printed + said, names(arguments)) == []


def test_english_is_found_and_vietnamese_is_not():
    assert foreign_words("thứ hạng cao nhất theo công bố; rank then", ()) == ["rank", "then"]
    assert foreign_words("trọng số của `land` là 'weight', xem --lang", ()) == []
    assert foreign_words("land 0,2 điểm", {"land"}) == []
    assert is_foreign("other")
    assert not is_foreign("cao")
    assert "weight" in keys()
    assert foreign_words(words_of_page("<p class=lost>điểm <b>lost</b></p><style>p { color: red }</style>")) == ["lost"]
