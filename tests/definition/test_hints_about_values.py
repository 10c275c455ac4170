"""A hint shows what was found as it should stand, and no example of another value, which somebody would copy."""

import re
from pathlib import Path

import pytest

import parindex
from parindex.base.messages import words
from parindex.base.toml_reading import read_toml
from parindex.definition.reading.definition_text import load_text

from ..sample import define, indicators, text

PACKAGE = Path(parindex.__file__).parent


def hint(root="", body="", version='"1"'):
    """Return the hint of the one fault of a definition."""
    written = text(body, "sum", root).replace('version = "1"', f"version = {version}")
    with pytest.raises(parindex.DefinitionError) as caught:
        load_text(written, "sample.toml")
    (problem,) = caught.value.problems
    return problem.hint


@pytest.mark.parametrize(
    "written, meant",
    [
        ("1.1", 'in quotes, as "1.1"'),
        ("1.10", 'in quotes, as "1.10"'),
        ("2", 'in quotes, as "2"'),
        ("0.50", 'in quotes, as "0.50"'),
        ("2025-07-01", 'in quotes, as "2025-07-01"'),
        ("true", ""),
        ("[1]", ""),
    ],
)
def test_what_should_be_text_is_shown_in_quotes_as_it_stands(written, meant):
    assert hint(version=written, body=indicators("x", keys="max = 1")) == meant
    assert hint(body=f"[[indicator]]\nid = {written}\nmax = 1") == meant


@pytest.mark.parametrize(
    "written, meant",
    [
        ("3", "write 3 without quotes"),
        ("2.50", "write 2.50 without quotes"),
        ("2,5", "write 2.5 without quotes"),
        ("1.234,5", "write 1234.5 without quotes"),
        ("-1", "write -1 without quotes"),
    ],
)
def test_a_number_in_quotes_is_shown_without_them(written, meant):
    assert hint(root=f'max = "{written}"', body=indicators("x", keys="max = 1")) == meant


@pytest.mark.parametrize("written", ["1,234", "20 %", "ten", "1/7 of it", "05", "9" * 40])
def test_what_may_be_several_numbers_or_none_is_not_guessed(written):
    assert not re.search(r"[0-9]", hint(root=f'max = "{written}"', body=indicators("x", keys="max = 1")))


def test_names_and_rules_are_shown_as_they_were_meant():
    keys = 'max = 1\ninputs = "on time, done"'
    assert hint(body=indicators("x", keys=keys)) == "in square brackets: [ … ]"
    keys = 'max = 1\ninputs = "late, done"\nvalue = "late / done"'
    assert hint(body=indicators("x", keys=keys)) == 'in square brackets: ["late", "done"]'
    assert hint(body=indicators("x", keys='max = 1\nrule = "score"')) == 'write rule = { kind = "score" }'
    unknown = hint(body=indicators("x", keys='max = 1\nrule = "points"'))
    assert unknown.startswith("a table with a kind, one of score, ")
    keys = 'max = 1\ninputs = ["late", "done"]'
    assert hint(body=indicators("x", keys=keys)) == 'add value = "…", worked out from late, done'


@pytest.mark.parametrize(
    "line, meant",
    [
        ("max = 2,75", "decimals have a point: 2.75"),
        ("rank = { x = 2,5, y = 1 }", "decimals have a point: 2.5"),
        ("max = 1,250", "decimals have a point: 1.250"),
        ("max = 1 2", "one key a line"),
        ("rank.điểm = 2", "a name with Vietnamese letters or blanks stands in quotes"),
    ],
)
def test_a_slip_of_the_pen_is_shown_with_its_own_figure(line, meant):
    assert hint(root=line, body=indicators("x", keys="max = 1")) == meant


@pytest.mark.parametrize(
    "toml, said",
    [
        ("[a.b]\n[a]\nb.c = 1", "stands there already as a table"),
        ("a = {}\na.b = 1", "is whole where it stands, nothing is added to it elsewhere"),
        ('a = "\\ud800"', "what is written with a backslash is no character"),
        ("a.đ = 1", "a key cannot begin with this character"),
    ],
)
def test_the_parser_does_not_speak_of_its_own_workings(toml, said):
    _, (problem,) = read_toml(toml, "a.toml")
    assert said in problem.message


def test_a_share_among_percentages_is_shown_as_its_own_percentage():
    keys = 'unit = "percent"\nrange = [0, 100]\nmax = 10\nrule = { kind = "proportional", cap = 80 }'
    index = define(indicators("x", keys=keys))
    (problem,) = parindex.validate(index, {"unit": ["1", "2"], "x": ["81.5", "0.9117"]})
    assert problem.hint == "write 91.17 if it is, or 0.9117 % in a cell of text"


def test_a_decimal_or_thousand_is_shown_both_ways():
    index = define(indicators("x", keys='rule = { kind = "score", range = [0, 10000] }'))
    (problem,) = parindex.validate(index, {"unit": ["1", "2"], "x": ["5.678", "3"]})
    assert problem.hint == 'write 5.6780 or 5678, or say the decimal mark: decimal_mark="." or "," (--decimal-mark)'


def test_no_words_of_ours_show_a_decimal_or_a_code_of_their_own():
    shown = re.compile(r"\b[0-9]+\.[0-9]|\"[0-9]|, as [0-9\[]")
    rooms = (
        "definition",
        "evidence",
        "scoring",
    )  # which read values; help of commands and their options shows examples
    source = "".join(path.read_text("utf-8") for room in rooms for path in (PACKAGE / room).rglob("*.py"))
    assert [template for template in words("vi") if shown.search(template) and template in source] == []
