"""What the JSON Schema of evidence refuses is refused when evidence is read; of single cells also the other way."""

import functools
import json
import math

import jsonschema
from hypothesis import given, strategies as st

import parindex

from . import strategies as made

BUNDLED = [entry.id for entry in parindex.catalogue()]
#: Every rule kind is in the first of these.
FEW = ["par-template", "par-template", "nd307-province-2025", "par-camau-2013", "pci-2006", "par-ministry-2022"]
#: Of one cell by itself; what is told of several together, or of the table, no schema says.
OF_A_CELL = {"out-of-range", "not-a-number", "unknown-option", "not-applicable-refused"}
WORDS = [
    *("n/a", "N/A", " không  áp DỤNG ", "Không áp dụng", "", " ", "\t", "abc", "NaN", "Infinity", "-", "NULL", "n/a."),
    *("yes", "No", "có", "CÓ", "đạt", "x", "✓", "true", "Muộn", "đúng thời gian", "option 0", "Tốt", "\u200bcó"),
    *("60,5", "60.5", "1.234", "1.234.567", "1 234,5", "5 %", "5%", "-3", "−3", "+1", "1e5", "1e400", "5.", ",5", "5"),
    *("1.23.456", "60,5¹", "5\u200b", "５", "1_000", "0x10", "12/5/2025", "99,9", "0", "1", "0.5", "1.0", "1/2"),
]
numbers = st.sampled_from([0, 1, 2, 5, 0.5, 0.1, 0.3, 2.5, 3.7, 63, 64, 100, 100.1, -1, 1e9, 1e30, -1e31, 2**60, 68.6])
drawn = st.floats(allow_nan=False, allow_infinity=False).map(lambda number: float(f"{number:.15g}"))
scalars = st.sampled_from(WORDS) | numbers | drawn | st.none() | st.booleans() | st.integers()
texts = st.text(st.sampled_from("0123456789.,%-+eE áàn/ \u0301\u2212\u00a0"), max_size=8)
objects = st.dictionaries(
    st.sampled_from(["value", "points", "document", "note", "done", "foo", "A", "1"]), scalars, max_size=2
)
cells = scalars | texts | objects | st.lists(scalars, max_size=1)
odd = st.sampled_from(
    [
        "foo",
        "rate",
        "Total",
        "total",
        "year",
        "năm",
        "layer",
        "name",
        "1.x",
        "Điểm",
        "n0",
        "n0_2024",
        "indicator",
        "stt",
    ]
)
strange = st.sampled_from([{}, [], {"a": 5}, [5], [{}], {"a": {}}, {"unit": "a"}, {"unit": ["a"], "n0": 5}, {"": {}}])


def judged(definition):
    """Return a definition with its fields and a validator of its schema."""
    form = tuple(parindex.fields(definition, "en"))
    return definition, form, jsonschema.Draft202012Validator(parindex.evidence_schema(definition, "en"))


@functools.cache
def bundled(name):
    return judged(parindex.load(name))


def sound(field):
    """Return what a field takes."""
    if field.options:
        return field.options[0].name
    if field.asks == "text":
        return f"QĐ {field.node}"
    low = field.least if field.start is None else field.start
    return float((1 if low is None else low) + field.above)


@st.composite
def evidence(draw, form, definition):
    """Draw evidence of one unit or two that is sound but for a cell or two, in one of the forms of JSON."""
    row = {field.column: sound(field) for field in form if field.asked}
    for _ in range(draw(st.integers(1, 2))):
        column = draw(odd) if draw(st.integers(0, 9)) == 0 else draw(st.sampled_from(form)).column
        row[column] = draw(cells)
    own = definition.unit[0].id if definition.unit else "MOHA" if "ministr" in definition.id else "01"
    unit = draw(st.sampled_from([own, own, own, own, "Tổng cộng", "GHI CHÚ: a", "Trung bình", "", " x"]))
    columns = {"unit": [unit], **{name: [cell] for name, cell in row.items()}}
    forms = [{unit: row}, [{"unit": unit, **row}], columns, {unit: row, "79": row}, [row], {unit: row, "b": 3}]
    return draw(st.sampled_from(forms) | strange) if draw(st.integers(0, 19)) == 0 else draw(st.sampled_from(forms))


def is_taken(definition, source, **reading):
    try:
        problems = parindex.validate(definition, source, **reading)
    except (TypeError, ValueError, parindex.ParindexError):
        return False
    return not any(problem.severity == "error" for problem in problems)


def check_law(data, definition, form, validator):
    source = data.draw(evidence(form, definition))
    if not validator.is_valid(source):
        assert not is_taken(definition, source)
        assert not is_taken(definition, json.dumps(source), name="evidence.json")


@given(st.data())
def test_what_the_schema_of_a_bundled_definition_refuses_is_refused(data):
    check_law(data, *bundled(data.draw(st.sampled_from(FEW) | st.sampled_from(BUNDLED))))


@made.COSTLY
@given(st.data())
def test_what_the_schema_of_any_definition_refuses_is_refused(data):
    check_law(data, *judged(data.draw(made.definitions())))


@given(st.data())
def test_a_cell_that_is_refused_by_itself_is_refused_by_the_schema(data):
    definition, form, validator = bundled(data.draw(st.sampled_from(FEW)))
    field, cell = data.draw(st.sampled_from(form)), data.draw(numbers | drawn | st.booleans() | st.sampled_from(WORDS))
    told = [p for p in parindex.validate(definition, {"a": {field.column: cell}}) if p.code in OF_A_CELL]
    errors = [p for p in told if p.severity == "error" and field.column in p.path]
    limits = isinstance(cell, str) and {p.code for p in errors} <= {"out-of-range"}  # a pattern is no measure
    unlike = isinstance(cell, str) and any(sign in cell for sign in "\u200b５¹✓")  # more than one way to write it
    steps = field.step is not None and isinstance(cell, float) and not math.isfinite(cell)
    if errors and not (limits or unlike or steps):
        assert not validator.is_valid({"a": {field.column: cell}}), errors
