"""Shapes of JSON that documents share: each schema is given those that it names, and those are as the classes are."""

import attrs
import jsonschema
import pytest

import parindex
from parindex.base.exports import shipped_schema
from parindex.base.problems import Problem


def test_a_schema_holds_every_shape_that_it_names_and_no_other():
    schema = parindex.result_schema()
    assert set(schema["$defs"]) == {"evidence", "problem", "published", "sha256", "texts"}
    jsonschema.Draft202012Validator.check_schema(schema)


def test_a_shape_brings_those_that_it_is_made_of():
    shapes = shipped_schema("parindex.base", "shared")["$defs"]
    assert shapes["part"]["properties"]["exact"]["$ref"] == "#/$defs/exact"
    assert {"part", "exact"} <= set(shapes)


def test_the_shape_of_a_problem_has_the_fields_of_the_class():
    shape = parindex.result_schema()["$defs"]["problem"]
    fields = [field.name for field in attrs.fields(Problem)]
    assert list(shape["properties"]) == shape["required"] == fields


@pytest.mark.parametrize("text, fits", [("7.20", True), ("-0.5", True), ("100", True), ("1e3", False), ("7,20", False)])
def test_a_published_figure_is_a_plain_decimal(text, fits):
    validator = jsonschema.Draft202012Validator(parindex.result_schema()["$defs"]["published"])
    assert validator.is_valid(text) is fits
