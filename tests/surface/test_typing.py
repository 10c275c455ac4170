"""What a type checker sees of the surface: names that exist, with their types, and no others."""

from pathlib import Path

import pytest

api = pytest.importorskip("mypy.api", reason="mypy is not installed (python -m tox -e typing has it)")
ROOT = Path(__file__).resolve().parents[2]

SOUND = """
import parindex
from parindex import Scores, load, score
from parindex.comparison import DefinitionDiff
from parindex.scoring import Peers, WhatIf, WhatIfs
from parindex.targets import Frontier, FrontierCurve, TargetPlan
from parindex.years import Merged, Movers, Series

scores: Scores = score(load("pci-2013"), "examples/pci-2016.csv", ignore=["total"])
total: float = scores.at("01")
found: DefinitionDiff = parindex.diff("pci-2013", "pci-2022", ["examples/pci-2016.csv"], year=2016)
version: str = parindex.__version__
years: Series = parindex.series({2016: scores})
moved: Movers = years.improved(3, by="total")
merged: Merged = parindex.merge_units(scores, to=2025)
brought: WhatIf = parindex.what_if(scores, {"38": {"land": 7.2}})
many: WhatIfs = parindex.what_if(scores, [{"38": {"land": 7.2}}])
alike: Peers = parindex.peers(scores, "38", n=3)
plan: TargetPlan = parindex.target(scores, "38", rank=10)
needed: Frontier = parindex.frontier(scores, "38", rank=10)
curve: FrontierCurve = parindex.frontier(scores, "38", rank=10, pair=("land", "entry"))
"""
#: A line of code, and the code of the error that it is.
FAULTY = {
    "parindex.scoer(1, 2)": "attr-defined",
    "x: int = parindex.uncertianty": "attr-defined",
    "from parindex import scoer": "attr-defined",
    "from parindex.comparison import Edti": "attr-defined",
    'parindex.score(parindex.load("pci-2013"), "x.csv", evidnce=1)': "call-arg",
    'parindex.diff("a", "b", aprovals="x.toml")': "call-arg",
    'parindex.read_evidence(parindex.load("pci-2013"), "x.csv", empty="nonsense")': "arg-type",
    'parindex.target(parindex.score(parindex.load("pci-2013"), "x.csv"), "38", rnk=1)': "call-arg",
    "parindex.series({2016: 1})": "dict-item",
    'parindex.read_evidence("x.csv", parindex.load("pci-2013"))': "arg-type",
}


def checked(path, text, monkeypatch):
    monkeypatch.chdir(ROOT)  # with the settings of the project, whose cache is there after `mypy`
    path.write_text(text, encoding="utf-8")
    told, said, code = api.run([str(path)])
    assert not said
    return told.splitlines(), code


def test_what_the_surface_offers_is_typed(tmp_path, monkeypatch):
    told, code = checked(tmp_path / "sound.py", SOUND, monkeypatch)
    assert code == 0, told


def test_what_does_not_exist_is_an_error(tmp_path, monkeypatch):
    told, code = checked(tmp_path / "faulty.py", "\n".join(["import parindex", *FAULTY]) + "\n", monkeypatch)
    assert code == 1
    for line, (text, error) in enumerate(FAULTY.items(), start=2):
        here = [one for one in told if f"faulty.py:{line}: error" in one]
        assert any(f"[{error}]" in one for one in here), (text, here)
