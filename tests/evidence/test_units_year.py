"""Figures of an earlier year may be given for later units: the 34 provinces with figures of 2024."""

import pytest

import parindex
from parindex.evidence import read_each_layer

from ..command import DONE, run
from ..sample import define, indicators

PCI = parindex.load("pci-2013")
SCORES = dict.fromkeys((part.id for part in PCI.parts(PCI.id)), 5)


def test_units_are_looked_up_in_the_list_of_another_year():
    evidence = parindex.read_evidence(PCI, {"Quảng Trị": SCORES}, year=2016, units_year=2025)
    assert (evidence.units, evidence.year, evidence.registry.label) == (("44",), 2016, "vn-provinces from 2025-07-01")
    assert parindex.read_evidence(PCI, {"Quảng Trị": SCORES}, year=2016).units == ("45",)


def test_the_list_stays_where_evidence_is_read_again():
    evidence = parindex.read_evidence(PCI, {"44": SCORES}, units_year=2025)
    again = parindex.read_evidence(PCI, evidence, year=2016)
    assert (again.names, again.year) == (("Quảng Trị",), 2016)
    restated = parindex.restate(PCI, parindex.load("pci-2022"), evidence)
    assert restated.after.names == ("Quảng Trị",)


def test_every_layer_is_of_that_list():
    layers = read_each_layer(PCI, {"44": SCORES}, units_year=2025)
    assert [each.names for each in layers] == [("Quảng Trị",)]


def test_the_command_takes_it(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(f"unit,{','.join(SCORES)}\n44{',5' * len(SCORES)}\n", encoding="utf-8")
    code, printed, _ = run("score", "pci-2013", str(path), "--year", "2016", "--units-year", "2025", "--format", "csv")
    assert (code, "Quảng Trị" in printed) == (DONE, True)


def test_without_a_registry_it_is_refused():
    own = define(indicators("x"))
    with pytest.raises(ValueError, match="names no registry of units"):
        parindex.read_evidence(own, {"A": {"x": 1}}, units_year=2025)
    with pytest.raises(TypeError, match="units_year is a whole number, not str"):
        parindex.read_evidence(PCI, {"44": SCORES}, units_year="2025")
