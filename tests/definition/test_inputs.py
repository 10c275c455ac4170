"""Inputs are names, whatever their titles; titles are kept, compared and told."""

import pytest

import parindex
from parindex import Text
from parindex.definition import Input
from parindex.definition.reading.definition_text import dump, load_text, parse_definition

TEXT = """id = "x"
index = "X"
version = "1"
title = "X"
years = [2026]
combine = "sum"

[[indicator]]
id = "1.1"
max = 2
inputs = ["on_time", { id = "handled", title = { vi = "Hồ sơ đã giải quyết", en = "Files handled" } }]
value = "on_time / handled"
rule = { kind = "proportional", cap = 1 }
"""
HANDLED = "inputs.handled.title"
TITLED = '{ id = "handled", title = { vi = "Hồ sơ đã giải quyết", en = "Files handled" } }'


def test_an_input_is_its_name():
    inputs = load_text(TEXT)["1.1"].inputs
    assert inputs == ("on_time", "handled")
    assert "handled" in inputs
    assert {"handled": 1}[inputs[1]] == 1
    assert [name.title for name in inputs] == [None, Text(vi="Hồ sơ đã giải quyết", en="Files handled")]
    assert repr(inputs[1]) == "'handled'"


def test_inputs_are_equal_where_name_and_title_are():
    assert Input("a") == Input("a") == "a"
    assert Input("a", Text("x", "y")) != Input("a")
    assert Input("a") != Input("b")
    assert Input("a") != 1


def test_titles_are_written_and_read_back_and_make_definitions_differ():
    definition = load_text(TEXT)
    assert f'inputs = ["on_time", {TITLED}]' in dump(definition)
    assert load_text(dump(definition)) == definition
    other = load_text(TEXT.replace("Files handled", "Cases handled"))
    assert other != definition
    assert other["1.1"].reads == definition["1.1"].reads


@pytest.mark.parametrize(
    "new, changes",
    [
        (
            TITLED.replace("Files", "Cases"),
            [("editorial", "title of input 'handled' of '1.1': \"Files handled\" → \"Cases handled\"", HANDLED)],
        ),
        ('"handled"', [("editorial", None, HANDLED)]),
        (f'{TITLED}, "late"', [("breaking", None, "inputs"), ("breaking", None, "value")]),
    ],
)
def test_a_changed_title_is_editorial_and_a_changed_name_breaks(new, changes):
    text = TEXT.replace(TITLED, new)
    text = text.replace('"on_time / handled"', '"(on_time - late) / handled"') if "late" in new else text
    edits = parindex.diff(load_text(TEXT), load_text(text)).edits
    assert [(edit.level, edit.key) for edit in edits] == [(level, key) for level, _, key in changes]
    assert all(said in (None, edit.message) for edit, (_, said, _) in zip(edits, changes, strict=True))


@pytest.mark.parametrize(
    "entry, code, message",
    [
        ('{ id = "handled", titel = "x" }', "unknown-key", "unknown key 'titel'"),
        ('{ title = "Files" }', "missing-key", "the key 'id' is missing"),
        ('{ id = "a b" }', "wrong-value", "id: 'a b' cannot be an id"),
        ('{ id = "on_time", title = "Files" }', "duplicate-id", "1.1: input 'on_time': it stands there already"),
        ("5", "wrong-type", "inputs: expected text, found a whole number 5"),
        ("true", "wrong-type", "inputs: expected text, found true"),
    ],
)
def test_a_faulty_input_is_told_at_its_place(entry, code, message):
    definition, problems = parse_definition(TEXT.replace(TITLED, entry))
    assert definition is None
    problem = problems[0]
    assert (problem.code, problem.message, problem.line) == (code, message, 11)
    assert problem.column >= TEXT.splitlines()[10].index(TITLED) + 1
