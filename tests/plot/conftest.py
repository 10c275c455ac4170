"""Scores that pictures are made of: those of PCI 2016, of ministries, and of units with names that mean harm."""

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

import parindex
from parindex.definition import load_text
from parindex.plot import to_json

#: Without its libraries nothing is drawn.
collect_ignore_glob = [] if find_spec("altair") and find_spec("vl_convert") else ["test_*.py"]
ROOT = Path(__file__).resolve().parents[2]
#: Names that are markup, formulas, expressions or run over the page.
HOSTILE = ('<script>alert("x")</script>', "=1+1", "a' + datum.b + '", "</text><image href='x'/>", "ẵ" * 300)


def values(chart):
    """Return the data of a chart."""
    return json.loads(to_json(chart))["data"]["values"]


@pytest.fixture(scope="session")
def pci():
    return parindex.score(parindex.load("pci-2013"), ROOT / "examples" / "pci-2016.csv")


@pytest.fixture(scope="session")
def ministries():
    return parindex.score(parindex.load("par-ministry-2022"), ROOT / "examples" / "par-ministries-2023.csv")


@pytest.fixture(scope="session")
def hostile():
    """Give scores of units whose names mean harm, the last without one."""
    definition = load_text(_INDEX)
    values = {name: {"a": 5 + at, "b": 9 - at} for at, name in enumerate(HOSTILE)}
    return parindex.score(definition, values | {"nothing & <b>nobody</b>": {"a": 1, "b": None}})


@pytest.fixture(scope="session")
def index():
    """Give an index of two indicators, whose units are anybody."""
    return load_text(_INDEX)


@pytest.fixture(scope="session")
def geometric():
    """Give scores of a geometric mean."""
    text = _INDEX.replace('combine = "sum"\nmax = 30', 'combine = "geometric-mean"')
    return parindex.score(load_text(text), {"x": {"a": 5, "b": 4}, "y": {"a": 7, "b": 1}})


_INDEX = """
id = "hostile-2024"
index = "H"
version = "1"
title = { vi = 'Chỉ số "<b>&amp;" của {x}', en = "Index <b>&amp; of {x}" }
years = [2024]
combine = "sum"
max = 30

[[indicator]]
id = "a"
title = { vi = "Chỉ tiêu <i>một</i>", en = "First <i>indicator</i>" }
max = 20
rule = { kind = "score" }

[[indicator]]
id = "b"
title = { vi = "Chỉ tiêu hai", en = "datum['b'] || 1" }
max = 10
rule = { kind = "score" }
"""
