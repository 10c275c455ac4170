"""Any text in place of a table gives problems, one clear error, or scores."""

import csv
import functools
import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

import parindex

from .mutations import CELLS, JSON, NUMBERS, TEXTS, damaged, damages, edited, edits, encoded
from .oracle import evidence_holds, sound_rows

ROOT = Path(__file__).parents[2]
FUZZ = settings.get_profile("fuzz")
SMALL = ["par-template", "par-camau-2013", "par-ministry-2022", "pci-2022", "pgi-2022", "sipas-2023", "dti-2020"]
OPTIONS = [{}, {}, {}, {"layer": "appraised"}, {"year": "first"}, {"header_row": 2}, {"ignore": ["unit"]}]


def written(rows, mark=","):
    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator="\n").writerows(rows)
    return out.getvalue()


def long(rows):
    """Return a table as one of a row a value."""
    header, *body = rows
    cells = [(row[0], name, cell, f"QĐ {name}") for row in body for name, cell in zip(header[1:], row[1:], strict=True)]
    return [("unit", "indicator", "value", "document"), *(row for row in cells if not row[1].endswith(".document"))]


def layered(rows):
    """Return a table with every row in two layers."""
    header, *body = rows
    layers = ("self_assessed", "appraised")
    return [[*header, "layer"], *([*row, layer] for row in body for layer in layers)]


@functools.cache
def sound():
    """Give pairs of a definition and the text of a table of it: wide, long, in layers, with other separators."""
    out = []
    for id_ in SMALL:
        definition = parindex.load(id_)
        rows = sound_rows(definition)
        out += [
            (definition, written(rows)),
            (definition, written(long(rows))),
            (definition, written(layered(rows), ";")),
        ]
    broken = ROOT / "tests" / "broken"
    definition = parindex.load(broken / "evidence.toml")
    out += [(definition, path.read_text(encoding="utf-8")) for path in sorted(broken.glob("*.csv"))]
    examples = [("hdi-2012", "definitions/hdi"), ("par-ministries-2023", None)]
    for table, file in examples:
        text = (ROOT / "examples" / f"{table}.csv").read_text(encoding="utf-8")
        out.append((parindex.load(ROOT / "examples" / f"{file}.toml" if file else "par-ministry-2022"), text))
    return out


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("tables") / "mutated.csv"


def records(definition):
    header, *rows = sound_rows(definition)
    return [dict(zip(header, row, strict=True)) for row in rows]


@functools.cache
def documents():
    """Give pairs of a definition and a table of it as JSON: records, columns, units."""
    out = []
    for definition in map(parindex.load, SMALL):
        rows = records(definition)
        forms = (
            rows,
            {name: [row[name] for row in rows] for name in rows[0]},
            {row["unit"]: {name: cell for name, cell in row.items() if name != "unit"} for row in rows},
        )
        out += [(definition, json.dumps(form, ensure_ascii=False, indent=1)) for form in forms]
    return out


def test_the_tables_that_are_edited_are_sound(path):
    """Else the search would turn over what is refused at the door."""
    counted = 0
    for definition, text in sound()[: 3 * len(SMALL)]:
        path.write_text(text, encoding="utf-8")
        counted += evidence_holds(path, definition, layer="appraised" if "layer" in text.split("\n")[0] else None)
    assert counted == 3 * len(SMALL)


@FUZZ
@given(which=st.integers(0, 10_000), changes=edits(CELLS), options=st.sampled_from(OPTIONS))
def test_an_edited_table_is_told_or_scores(path, which, changes, options):
    definition, text = sound()[which % len(sound())]
    path.write_bytes(encoded(edited(text, changes)))
    years = {"year": definition.years[0]} if "year" in options else {}
    evidence_holds(path, definition, **options | years)


@FUZZ
@given(which=st.integers(0, 10_000), damage=damages())
def test_a_damaged_table_is_told_or_scores(path, which, damage):
    definition, text = sound()[which % len(sound())]
    path.write_bytes(damaged(encoded(text), damage))
    evidence_holds(path, definition)


@FUZZ
@given(
    which=st.integers(0, 10_000),
    cells=st.lists(st.tuples(*[st.integers(0, 99)] * 2, st.sampled_from([*NUMBERS, *TEXTS])), max_size=8),
)
def test_any_cells_are_told_or_score(path, which, cells):
    definition, text = sound()[which % (3 * len(SMALL))]
    rows = list(csv.reader(io.StringIO(text), delimiter=";" if ";" in text else ","))
    for row, column, cell in cells:
        rows[row % len(rows)][column % len(rows[0])] = cell
    path.write_bytes(encoded(written(rows)))
    evidence_holds(path, definition)


@FUZZ
@given(which=st.integers(0, 10_000), changes=edits(JSON))
def test_edited_json_is_told_or_scores(path, which, changes):
    definition, text = documents()[which % len(documents())]
    file = path.with_suffix(".json")
    file.write_bytes(encoded(edited(text, changes)))
    evidence_holds(file, definition)


NAMES = st.sampled_from(["unit", "name", "layer", "indicator", "value", "appraised", "survey", "total", "document", ""])
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(10**400),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


@FUZZ
@given(data=ANY | st.lists(st.dictionaries(NAMES, ANY, max_size=4), max_size=4))
def test_any_json_is_told_or_scores(path, data):
    definition = parindex.load("par-ministry-2022")
    file = path.with_suffix(".json")
    file.write_text(json.dumps(data), encoding="utf-8")
    evidence_holds(file, definition)
