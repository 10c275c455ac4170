"""The digest of evidence: the same for the same content, another for other, by the recipe of docs/stored-results.md."""

import hashlib
import json
import struct
import timeit

import numpy as np
import pytest

import parindex
from parindex.evidence.evidence_digest import evidence_digest

from ..sample import define, indicators

BODY = (
    indicators("a", keys='max = 100\nnot_applicable = "drop"\nmissing = "zero"')
    + indicators("b", keys='rule = { kind = "choice", points = { none = 0, some = 1, all = 2 } }\nmissing = "zero"')
    + indicators("c", keys='max = 5\nrule = { kind = "proportional", cap = 1 }\ninputs = ["n", "d"]\nvalue = "n / d"')
)
BASE = {
    "P1": {"a": "87,5", "b": "some", "c.n": 1, "c.d": 3, "a.document": "QĐ 1"},
    "P2": {"a": "n/a", "b": "all", "c.n": 2, "c.d": 4},
}


@pytest.fixture(scope="module")
def definition():
    return define(BODY)


def sha256(definition, source, **reading):
    evidence = parindex.read_evidence(definition, source, **reading)
    assert not [problem for problem in evidence.problems if problem.severity == "error"]
    return evidence.sha256


def line(value):
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def test_it_is_what_the_recipe_says(definition):
    parts = [
        line("parindex evidence 1"),
        line(["P1", "P2"]),
        *(line(["column", "a"]), struct.pack("<dd", 87.5, float("nan")), line(["n/a", [1]])),
        *(line(["column", "b"]), line(["some", "all"])),
        *(line(["column", "c.d"]), struct.pack("<dd", 3, 4)),
        *(line(["column", "c.n"]), struct.pack("<dd", 1, 2)),
        line(["documents", "P1", "a", [["QĐ 1", "", "", ""]]]),
    ]
    assert sha256(definition, BASE) == hashlib.sha256(b"".join(parts)).hexdigest()


def test_files_and_values_of_python_with_the_same_content_have_the_same_digest(definition):
    csv = "b,unit,a.document,c.d,a,c.n\nall,P2,,4,n/a,2\nSome,P1,QĐ 1,3,87.50,1\n"
    columns = {"unit": ["P2", "P1"], "c.n": [2, 1.0], "c.d": [4, 3], "b": ["all", "some"], "a": ["n/a", 87.5]}
    same = {
        "csv": sha256(definition, csv.encode(), name="x.csv"),
        "semicolons": sha256(definition, csv.replace(",", ";").replace("87.50", "87,5").encode(), name="y.csv"),
        "json": sha256(definition, json.dumps(BASE).encode(), name="x.json"),
        "records": sha256(definition, [{"unit": unit, **row} for unit, row in reversed(BASE.items())]),
        "columns": sha256(definition, {**columns, "a.document": ["", "QĐ 1"]}),
        "an empty column more": sha256(definition, {unit: {**row, "a.note": None} for unit, row in BASE.items()}),
    }
    assert set(same.values()) == {sha256(definition, BASE)}


@pytest.mark.parametrize(
    "unit, cells",
    [
        ("P1", {"a": "87.51"}),
        ("P1", {"a": "87.500000000000000000001"}),
        ("P1", {"a": "n/a"}),
        ("P1", {"a": None}),
        ("P2", {"a": 0}),
        ("P1", {"b": "none"}),
        ("P1", {"c.n": 2, "c.d": 6}),
        ("P1", {"a.document": "QĐ 2"}),
        ("P1", {"a.document": None}),
        ("P1", {"a.page": "3"}),
        ("P2", {"a.note": "QĐ 1"}),
        ("P3", {"a": 1, "b": "all", "c.n": 2, "c.d": 4}),
    ],
)
def test_any_other_value_document_or_unit_has_another_digest(definition, unit, cells):
    changed = {**BASE, unit: {**BASE.get(unit, {}), **cells}}
    assert sha256(definition, changed) != sha256(definition, BASE)


def test_values_of_two_units_or_columns_changed_round_have_another_digest():
    definition = define(indicators("a", "b"))
    table = {"P1": {"a": 1, "b": 2}, "P2": {"a": 3, "b": 4}}
    others = [
        {"P2": table["P1"], "P1": table["P2"]},
        {unit: {"a": row["b"], "b": row["a"]} for unit, row in table.items()},
        {"P1": table["P1"], "P3": table["P2"]},
        {"P1": table["P1"]},
    ]
    assert len({sha256(definition, one) for one in (table, *others)}) == 5


def test_zero_is_zero_whatever_its_sign():
    definition = define(indicators("a"))
    assert sha256(definition, {"P1": {"a": -0.0}}) == sha256(definition, {"P1": {"a": "0"}})


def test_a_choice_is_known_by_its_word_not_by_its_place():
    one, other = (
        define(indicators("b", keys=f'rule = {{ kind = "choice", points = {points} }}'))
        for points in ("{ none = 0, all = 2 }", "{ all = 2, some = 1, none = 0 }")
    )
    assert sha256(one, {"P1": {"b": "all"}}) == sha256(other, {"P1": {"b": "all"}})


def test_points_given_beside_values_belong_to_it():
    definition = define(indicators("b", keys='rule = { kind = "choice", points = { none = 0, some = 1, all = 2 } }'))
    other = {"b": None, "b.points": 2}
    both = (("some", 1), ("all", 2))
    tables = [{"P1": {"b": word, "b.points": points}, "P2": other} for word, points in both]
    tables += [{"P1": {"b.points": 1}, "P2": {"b.points": 2}}, {"P1": {"b": "some"}, "P2": {"b": "all"}}]
    assert len({sha256(definition, table) for table in tables}) == 4


def test_figures_that_the_definition_gives_are_no_evidence_and_others_are():
    bands = 'rule = { kind = "bands", bands = [{ at_least = "mean", points = 10 }, { points = 0 }] }'
    leaf = indicators("a", keys=f"max = 10\nrange = [0, 100]\n{bands}")
    body = '[[parameter]]\nid = "mean"\nvalue = {}\n' + leaf.replace("{", "{{").replace("}", "}}")
    five, six = define(body.format(5)), define(body.format(6))
    assert sha256(five, {"P1": {"a": 1}}) == sha256(six, {"P1": {"a": 1}})
    told = sha256(five, {"P1": {"a": 1}}, parameters={"mean": 7})
    assert told == sha256(five, {"P1": {"a": 1, "mean": 7}}) != sha256(five, {"P1": {"a": 1}})


def test_every_result_tells_it():
    definition = parindex.load("par-ministry-2022")
    rows = {"MOHA": {"appraised": 60.65, "survey": 26.38}, "MOJ": {"appraised": 61.86, "survey": 28.1}}
    scores = parindex.score(definition, rows)
    head = {"source": "<data>", "units": 2, "sha256": scores.evidence.sha256}
    years = parindex.series({2022: scores})
    results = (scores, scores.explain("MOHA"), scores.lost("MOHA"), scores.ranks(), parindex.effective_weights(scores))
    assert [result.to_dict()["evidence"] for result in results] == [head] * len(results)
    assert years.to_dict()["years"][0]["evidence"] == head


def test_it_takes_milliseconds_of_thousands_of_units():

    definition = define(indicators(*(f"i{at}" for at in range(60))))
    values = np.random.default_rng(1).random((3321, 60))
    evidence = parindex.read_evidence(definition, values, units=[f"u{at}" for at in range(3321)])

    assert min(timeit.repeat(lambda: evidence_digest(evidence), number=1, repeat=3)) < 0.1
