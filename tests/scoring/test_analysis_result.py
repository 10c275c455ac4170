"""The JSON Schema of analyses describes every one of them, all of each, and nothing else."""

import csv
import json

import jsonschema
import pytest

import parindex
from parindex.definition.reading.definition_text import load_text
from parindex.definition.rules.compared import PercentileRank
from parindex.definition.rules.linear import Rescale

SCHEMA = parindex.sensitivity_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
PCI = "examples/pci-2016.csv"
SMALL = load_text("""
id = "small"
index = "SMALL"
version = "1"
title = "Small"
years = [2020]
combine = "weighted-mean"

[[component]]
id = "p"
combine = "weighted-mean"
weight = "1/3"

[[indicator]]
id = "a"
parent = "p"
rule = { kind = "rescale", anchors = [0, 10], to = [0, 10], clip = true }

[[indicator]]
id = "b"
parent = "p"
rule = { kind = "rescale", anchors = [0, 10], to = [0, 10], clip = true }

[[indicator]]
id = "c"
weight = "2/3"
rule = { kind = "rescale", anchors = [0, 10], to = [0, 10], clip = true }
""")


@pytest.fixture(scope="module")
def small():
    """Give three units that are ranked and one without a total."""
    table = {"unit": ["u", "v", "w", "x"], "a": [1, 5, 9, 3], "b": [4, 8, 2, 3], "c": [7, 6, 5, None]}
    return parindex.score(SMALL, table)


@pytest.fixture(scope="module")
def pci(root):
    """Give eight units: the schema says the same of each."""
    with (root / PCI).open(encoding="utf-8", newline="") as file:
        return parindex.score(parindex.load("pci-2013"), list(csv.DictReader(file))[:8])


@pytest.fixture(scope="module")
def results(small, pci):
    """Give results of every analysis, as their users may ask for them."""
    anchors = Rescale(anchors=(0, 20), to=(0, 10), clip=True)
    every = [
        parindex.Noise(0.1),
        parindex.StandardErrors({"a": 0.5, "c": {"u": 0.1, "v": 0.2, "w": 0.3}}),
        parindex.Normalisation([anchors, PercentileRank()], indicators=["a"]),
        parindex.Aggregation(["geometric-mean"], components=["p"]),
        parindex.LeftOut(["a"]),
        parindex.Imputation(["mean", "lowest"]),
    ]
    weights = [parindex.Uniform(0.2), parindex.Dirichlet(50), parindex.Bounds({"p": (0.2, 0.5)})]
    found = []
    for own in weights:
        simulated = parindex.uncertainty(small, own, draws=20)
        found += [simulated, parindex.rank_range(small, own)]
    found += [
        parindex.uncertainty(small, None, factors=every[1:], draws=20),
        parindex.uncertainty(pci, parindex.Uniform(0.2), draws=20),
        parindex.sobol(small, weights[0], factors=every[:1], n=8, order="second"),
        parindex.sobol(small, weights[1], n=8),
        parindex.sobol(pci, weights[0], n=8, output="rank-shift", groups="domain"),
        parindex.sobol(pci, weights[0], n=8, output="rank", intervals=None),
        parindex.rank_range(pci, weights[0]),
        parindex.rank_range(pci, weights[0], seconds=0),
        parindex.thresholds(small, "u", "v"),
        parindex.thresholds(pci, pci.units[0], pci.units[1]),
        parindex.one_at_a_time(small),
        parindex.one_at_a_time(pci, change=0.5),
        *(parindex.leave_out(small, what) for what in ("indicators", "components", "units")),
        parindex.leave_out(pci),
        parindex.effective_weights(small),
        parindex.effective_weights(pci),
    ]
    picked = [[], ["u"], ["u", "v"], ["u", "x"]]
    of_small = [own.to_dict(units) for own in found if own.scores is small for units in picked]
    return json.loads(json.dumps([*of_small, *(own.to_dict() for own in found)]))


def test_every_result_is_accepted(results):
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for result in results:
        VALIDATOR.validate(result)
    told = [one["$ref"].rpartition("/")[2] for one in SCHEMA["oneOf"]]
    assert {result["analysis"] for result in results} == set(told)


def keys(value):
    """Yield every key of a result, but for those that are ids."""
    for entry in value.values() if isinstance(value, dict) else value:
        if isinstance(entry, dict | list):
            yield from keys(entry)
    if isinstance(value, dict):
        yield from value


def described(schema):
    """Yield every key that the schema names."""
    yield from schema.get("properties", {})
    for name, entry in schema.items():
        inner = entry.values() if name in ("properties", "$defs") else entry if isinstance(entry, list) else [entry]
        for part in inner:
            if isinstance(part, dict):
                yield from described(part)


def test_nothing_is_described_that_no_result_has(results):
    assert set(described(SCHEMA)) - set(keys(results)) == set()


@pytest.fixture(scope="module")
def one_of_each(results):
    """Give one result of each analysis, with one record."""
    return [
        {**result, "records": result["records"][:1]}
        for result in {result["analysis"]: result for result in reversed(results)}.values()
    ]


def test_a_key_too_few_or_too_many_is_refused(one_of_each):
    for result in one_of_each:
        assert VALIDATOR.is_valid(result)
        for key in result:
            if key != "pair":
                assert not VALIDATOR.is_valid({name: entry for name, entry in result.items() if name != key}), key
        assert not VALIDATOR.is_valid({**result, "more": 1})
        assert not VALIDATOR.is_valid({**result, "parameters": {**result["parameters"], "more": 1}})
        for record in result["records"]:
            assert not VALIDATOR.is_valid({**result, "records": [{**record, "more": 1}]})
            for key in record:
                fewer = {name: entry for name, entry in record.items() if name != key}
                assert not VALIDATOR.is_valid({**result, "records": [fewer]}), key


def test_a_result_of_another_analysis_is_refused(one_of_each):
    for result in one_of_each:
        for analysis in {other["analysis"] for other in one_of_each} - {result["analysis"]}:
            assert not VALIDATOR.is_valid({**result, "analysis": analysis})
