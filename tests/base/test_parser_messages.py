import csv
import io
import json

import pytest
import tomli

from parindex.base.messages import translated
from parindex.base.parser_messages import parser_message


def toml(text):
    with pytest.raises(tomli.TOMLDecodeError) as caught:
        tomli.loads(text)
    return caught.value.msg


def of_json(text):
    with pytest.raises(json.JSONDecodeError) as caught:
        json.loads(text)
    return caught.value.msg


def of_csv(text):
    with pytest.raises(csv.Error) as caught:
        list(csv.reader(io.StringIO(text, newline=""), strict=True))
    return str(caught.value)


@pytest.mark.parametrize("text", [
    "a = 1 2",
    "a 1",
    "a.",
    "[a",
    "[[a]",
    "a = ",
    "a = [1",
    "a = { b = 1",
    "a = { b = 1, b = 2 }",
    'a = "b',
    'a = "b\n"',
    'a = "\\q"',
    'a = "\\uqqqq"',
    'a = "\\ud800"',
    "a = '''b",
    "a = 1\na = 2",
    "[a]\n[a]",
    "[a]\n[[a]]",
    "a = []\n[[a]]",
    "a = {}\n[a.b]",
    "a = {}\na.b = 1",
    "[a.b]\n[a]\nb.c = 1",
    "a = 2000-99-99",
    "# \x01",
    "=",
    "%",
])  # fmt: skip
def test_what_the_parser_of_toml_says_can_be_said_in_vietnamese(text):
    said = toml(text)
    assert parser_message(said) == said
    assert translated(parser_message(said), "vi") != said


@pytest.mark.parametrize("text", ["", "[", "[1 2]", '{"a" 1}', "{a: 1}", '"a', '"\n"', '"\\q"', '"\\uq"', "1 2"])
def test_what_the_parser_of_json_says_can_be_said_in_vietnamese(text):
    said = of_json(text)
    assert parser_message(said) == said
    assert translated(parser_message(said), "vi") != said


@pytest.mark.parametrize("text", ['"a', '"a"b', "a" * (csv.field_size_limit() + 1)])
def test_what_the_parser_of_csv_says_can_be_said_in_vietnamese(text):
    said = of_csv(text)
    assert parser_message(said) == said
    assert translated(parser_message(said), "vi") != said


@pytest.mark.parametrize("said", ["", "What no parser says today", "Cannot declare", "expected after"])
def test_what_is_not_known_stays_as_it_is(said):
    assert parser_message(said) == said
    assert translated(parser_message(said), "vi") == said
