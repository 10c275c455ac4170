"""Figures from outside, attributes and conditions as a definition says them."""

from fractions import Fraction

import pytest

import parindex
from parindex.definition.outline_text import outline
from parindex.definition.reading.definition_text import dump, load_text

TEXT = """id = "sample"
index = "SAMPLE"
version = "1"
title = "Sample"
years = [2025, 2026]
combine = "sum"
attributes = ["coastal", { id = "hilly", title = { en = "Hills" } }]

[[parameter]]
id = "national"
title = { en = "National mean" }
unit = "percent"
values = { 2025 = 7.2, 2026 = 9 }

[[parameter]]
id = "goal"
value = 50

[[parameter]]
id = "open"

[[unit]]
id = "u"
attributes = { hilly = true, coastal = 0.5 }

[[indicator]]
id = "a"
max = 10
when = "hilly"
not_applicable = "zero"
rule = { kind = "bands", bands = [{ above = "national", points = 10 }, { above = 8, points = 1 }, { points = 0 }] }

[[indicator]]
id = "b"
max = 10
inputs = ["x"]
value = "x * open / (1 + coastal)"
rule = { kind = "proportional", cap = "goal" }
"""


def test_it_is_written_as_it_was_read():
    definition = load_text(TEXT.replace("above = 8", "above = 5"))
    assert load_text(dump(definition)) == definition
    assert definition.unit[0].attributes == (("hilly", 1), ("coastal", Fraction(1, 2)))


def test_edges_are_checked_with_the_figures_of_every_year():
    with pytest.raises(parindex.DefinitionError) as caught:
        load_text(TEXT)  # above 7.2 leaves nothing above 8, though above 9 does
    assert [(problem.code, problem.path[-1]) for problem in caught.value.problems] == [("unreachable-band", 1)]
    assert load_text(TEXT.replace("values = { 2025 = 7.2, 2026 = 9 }", "")).parameter[0].value is None


def test_the_outline_says_figures_attributes_and_conditions():
    text = outline(load_text(TEXT.replace("above = 8", "above = 5")))
    assert "bands: above national → 10, above 5 → 1, otherwise → 0, when hilly" in text
    assert "proportional: 10 points from goal, in proportion before" in text
    lines = text.splitlines()
    assert "figure from outside: national (National mean): 2025 7.2, 2026 9 percent" in lines
    assert "figure from outside: goal: 50" in lines
    assert "figure from outside: open: given by the evidence" in lines
    shown = outline(load_text(TEXT.replace("values = { 2025 = 7.2, 2026 = 9 }", ""))).splitlines()
    assert "figure from outside: national (National mean): given by the evidence, in percent" in shown
    assert "attribute of units: hilly (Hills)" in lines
