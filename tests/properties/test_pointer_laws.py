"""A problem of evidence points to the faulty value itself, in whatever form it was given."""

import json

import numpy as np
from hypothesis import given, strategies as st

import parindex

from ..sample import load_text

#: Whatever may stand in a key; a pointer writes ~ and / otherwise.
UNITS = ("Sở A", "a/b", "~1", "~0/", "0", "-")
DEFINITION = load_text(
    """
    id = "p"
    index = "P"
    version = "1"
    title = "P"
    years = [2025]
    combine = "sum"
    missing = "zero"
    [[indicator]]
    id = "1"
    title = { vi = "Ban hành kế hoạch", en = "The plan is issued" }
    max = 10
    [[indicator]]
    id = "2"
    title = { vi = "Chấp hành kỷ luật", en = "Discipline" }
    max = 10
    [[indicator]]
    id = "3"
    title = { vi = "Hồ sơ đúng hạn", en = "Files on time" }
    max = 10
    value = "done / all"
    inputs = ["done", "all"]
    rule = { kind = "rescale", anchors = [0, 1], to = [0, 10] }
    """,
    "p.toml",
)
COLUMNS = ("1", "2", "3.done", "3.all")
HEADS = {
    "1": ("1", "Ban hành kế hoạch", "1. The plan is issued", "Điểm / thưởng"),
    "2": ("2", "Discipline", "a~b"),
    "3.done": ("3.done",),
    "3.all": ("3.all",),
}
OTHER_HEADS = {"Điểm / thưởng": "1", "a~b": "2"}
FAULT = "sai"


def resolved(pointer, data):
    """Return what a pointer points to, as RFC 6901 says."""
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        data = data[int(key)] if isinstance(data, (list, np.ndarray)) else data[key]
    return data


@st.composite
def records(draw, units):
    """Draw a row a unit, each written as it likes: inputs in an object or apart, keys in any order, some left out."""
    heads = {name: draw(st.sampled_from(words)) for name, words in HEADS.items()}
    rows = []
    for _ in units:
        keys = draw(st.permutations(COLUMNS))
        row = {heads[key]: 1 for key in keys if key == keys[0] or draw(st.booleans())}
        if draw(st.booleans()):
            row = {key: cell for key, cell in row.items() if not key.startswith("3.")} | {"3": {"done": 1, "all": 1}}
        rows.append(row)
    return rows


def places(row):
    """Return where the cells of a row are: the object that holds each, and its key."""
    inner = [(cell, key) for cell in row.values() if isinstance(cell, dict) for key in cell]
    return [*((row, key) for key, cell in row.items() if not isinstance(cell, dict)), *inner]


@st.composite
def given_evidence(draw):
    """Draw evidence with one faulty cell, and how it is read."""
    units = draw(st.lists(st.sampled_from(UNITS), min_size=1, max_size=4, unique=True))
    form = draw(st.sampled_from(["units", "records", "columns", "array", "long"]))
    at, column = draw(st.integers(0, len(units) - 1)), draw(st.sampled_from(COLUMNS))
    reading = {"columns": OTHER_HEADS}
    if form == "array":
        return np.array(
            [[FAULT if (row, name) == (at, "2") else "1" for name in "123"] for row in range(len(units))]
        ), {}
    if form == "columns":
        data = {draw(st.sampled_from(HEADS[name])): [1] * len(units) for name in draw(st.permutations(COLUMNS))}
        data[draw(st.sampled_from([*(key for key in data)]))][at] = FAULT
        return data | {draw(st.sampled_from(["unit", "Đơn vị"])): units}, reading
    if form == "long":
        cells = draw(st.permutations([(unit, name) for unit in units for name in COLUMNS]))
        data = [{"unit": unit, "indicator": name, "value": 1} for unit, name in cells]
        data[cells.index((units[at], column))]["value"] = FAULT
        return data, {}
    rows = draw(records(units))
    holder, key = draw(st.sampled_from(places(rows[at])))
    holder[key] = FAULT
    if form == "units":
        return dict(zip(units, rows, strict=True)), reading
    head = draw(st.sampled_from(["unit", "Cơ quan/đơn vị"]))
    return [{head: unit, **row} for unit, row in zip(units, rows, strict=True)], reading


@given(given_evidence(), st.booleans())
def test_a_pointer_leads_to_the_faulty_value(evidence, as_json):
    data, reading = evidence
    source = data
    if as_json and isinstance(data, (dict, list)):
        source, reading = json.dumps(data, ensure_ascii=False).encode(), {**reading, "name": "x.json"}
    if isinstance(data, np.ndarray):
        reading = {"units": [f"u{at}" for at in range(len(data))]}
    problems = parindex.validate(DEFINITION, source, **reading)
    faults = [problem for problem in problems if problem.code == "not-a-number"]
    assert [resolved(fault.pointer, data) for fault in faults] == [FAULT]
