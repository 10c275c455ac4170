"""The fields of a form say what each cell takes, and none of them goes stale."""

import json
from fractions import Fraction

import jsonschema
import pytest

import parindex
from parindex.evidence.layers import STAGES, SURVEY

from ..sample import define

BUNDLED = [entry.id for entry in parindex.catalogue()]
SERVICE = """
[[parameter]]
id = "national"
title = { vi = "Cả nước", en = "The country" }
unit = "percent"

[[attributes]]
id = "hills"

[[component]]
id = "service"
title = { vi = "Phục vụ", en = "Service" }
combine = "sum"

[[indicator]]
id = "rate"
parent = "service"
title = { vi = "Tỷ lệ đúng hạn", en = "On time" }
unit = "percent"
range = [0, 100]
max = 4
inputs = ["done", { id = "all", title = { vi = "Tổng số hồ sơ", en = "All files" } }]
value = "100 * done / all"
missing = "error"
not_applicable = "drop"
rule = { kind = "proportional", cap = "national" }

[[indicator]]
id = "counter"
parent = "service"
max = 5
when = "not hills"
not_applicable = "drop"
documents = "required"
rule = { kind = "choice", points = { "yes" = 5, "in part" = 2.5 } }

[[indicator]]
id = "plan"
max = 1.5
rule = { kind = "checklist", points = { tasks = 1, budget = 0.5 } }

[[indicator]]
id = "surveyed"
max = 2
self_scored = false
decimals = 1
rule = { kind = "score", step = 0.5 }
"""


@pytest.fixture(scope="module")
def form():
    return {field.column: field for field in parindex.fields(define(SERVICE), "en")}


def test_a_field_says_what_its_cell_takes(form):
    rate, counter, surveyed = form["rate"], form["counter"], form["surveyed"]
    assert (rate.asks, rate.least, rate.greatest, rate.max, rate.unit) == ("percent", 0, 100, 4, "percent")
    assert (rate.missing, rate.not_applicable, counter.missing) == ("error", "drop", "propagate")
    assert [(one.name, one.points) for one in counter.options] == [("yes", 5), ("in part", Fraction(5, 2))]
    assert (counter.asks, counter.when, counter.documents) == ("choice", ("not hills",), "required")
    assert (surveyed.asks, surveyed.step, surveyed.start, surveyed.decimals) == ("number", Fraction(1, 2), 0, 1)
    assert (surveyed.greatest, surveyed.not_applicable, surveyed.path) == (2, None, ())


def test_inputs_and_items_are_fields_of_their_own(form):
    assert (form["rate.done"].label, form["rate.all"].label) == ("done", "All files")
    assert (form["rate.all"].role, form["rate.all"].heading, form["rate.all"].unit) == ("input", "On time", None)
    assert form["rate.all"].title == parindex.Text(vi="Tổng số hồ sơ", en="All files")
    assert (form["rate.all"].path, form["rate.all"].sections[0].vi) == (("service",), "Phục vụ")
    assert (form["rate.done"].required, form["rate"].required) == (True, False)  # its own value only in place of them
    assert [(one.name, one.points) for one in form["plan.budget"].options] == [("yes", Fraction(1, 2)), ("no", 0)]
    assert form["plan.budget"].asks == "tick"


def test_who_may_fill_in_a_field_is_as_the_definition_says(form):
    assert (form["surveyed"].self_scored, form["surveyed"].layers) == (False, (*STAGES[1:], SURVEY))
    assert (form["counter"].self_scored, form["counter"].layers) == (True, STAGES)


def test_what_may_be_given_in_place_of_others_is_not_asked(form):
    instead = {column: field.instead_of for column, field in form.items() if field.instead_of}
    assert instead["rate"] == instead["rate.points"] == ("rate.done", "rate.all")
    assert instead["service"] == ("rate", "counter")
    assert instead["plan"] == ("plan.tasks", "plan.budget")
    assert not any(form[column].asked for column in instead)
    assert {column for column, field in form.items() if field.asked} == {
        *("national", "hills", "rate.done", "rate.all", "plan.tasks", "plan.budget", "surveyed"),
        *("counter", "counter.document", "counter.page", "counter.note"),
    }
    assert (form["national"].required, form["hills"].asks) == (True, "tick")


def test_a_form_reads_in_both_languages():
    vietnamese = parindex.fields(define(SERVICE), "vi").asked
    lines = [line.strip() for line in vietnamese.to_text().splitlines()]
    assert lines[3].split(maxsplit=1) == ["service", "Phục vụ"]
    assert any("chọn một: yes, in part, hoặc “không áp dụng”" in line for line in lines)
    assert any("theo bước 0,5, đơn vị không tự chấm" in line for line in lines)
    assert "in steps of 0.5, not by the unit itself" in vietnamese.to_text("en")
    assert vietnamese.to_dict()["fields"][2]["how"] == "số"


def test_a_form_is_listed_by_records_and_nodes(form):
    listed = parindex.fields(define(SERVICE), "en")
    assert [field.column for field in listed.of("national")] == ["national"]
    assert (len(listed), listed[0].column, len(listed[:2])) == (len(form), "national", 2)
    frame = listed.to_frame()
    assert frame["column"].tolist() == list(form)
    assert frame.set_index("column").loc["counter", "options"] == "yes; in part"
    assert "<Fields of 'sample': " in repr(listed)


@pytest.mark.parametrize("name", BUNDLED)
def test_the_fields_of_bundled_definitions_fit_their_schema(name):
    schema = parindex.fields_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    values = json.loads(parindex.fields(parindex.load(name), "vi").to_json())
    jsonschema.Draft202012Validator(schema).validate(values)


def filled(field):
    """Return a value that a field takes, by what the field says alone."""
    if field.options:
        return field.options[0].name
    if field.asks == "text":
        return f"QĐ {field.node}"
    low, high = field.least, field.greatest
    if field.step is not None:
        low = field.start if low is None else field.start + -((field.start - low) // field.step) * field.step
    if low is None:
        low = Fraction(1) if high is None else min(Fraction(1), high)
    return str(float(low + 1 if field.above else low))


@pytest.mark.parametrize("name", BUNDLED)
def test_what_fields_ask_for_is_all_that_evidence_needs(name):
    definition = parindex.load(name)
    form = parindex.fields(definition, "en")
    codes = {
        problem.code for problem in parindex.validate(definition, {"a": {f.column: filled(f) for f in form.asked}})
    }
    assert not codes & {"unknown-column", "missing-column", "unknown-option", "not-a-number", "component-and-part"}
    for field in form:
        if field.instead_of:  # given alone: others are lacking, it is known and taken
            problems = parindex.validate(definition, {"a": {field.column: filled(field)}})
            named = [problem.code for problem in problems if field.column in problem.path]
            assert not set(named) & {"unknown-column", "unknown-option", "not-a-number", "out-of-range"}, field


def unknown(definition, names):
    """Return the names that are no columns; so few at a time that all are told; each holds something."""
    told = set()
    for at in range(0, len(names), 20):
        problems = parindex.validate(definition, {"a": dict.fromkeys(names[at : at + 20], "1")})
        told |= {problem.path[-1] for problem in problems if problem.code == "unknown-column"}
    return told


@pytest.mark.parametrize("name", BUNDLED)
def test_every_column_that_evidence_knows_is_a_field(name):
    definition = parindex.load(name)
    ends = ("", ".points", ".document", ".page", ".note", ".value", ".score")
    names = [node.id for node in definition.nodes] + [*definition.outside, "parent"]
    names += [f"{leaf.id}.{item}" for leaf in definition.leaves for item in leaf.reads]
    columns = [f"{name}{end}" for end in ends for name in names]
    known = {*columns} - unknown(definition, columns)
    known -= {f"{component.id}.points" for component in definition.component}  # another name of its score
    assert known == {field.column for field in parindex.fields(definition, "en")}
