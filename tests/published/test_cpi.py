"""Corruption Perceptions Index 2015: the mean of the sources there are, of which there must be three.

Source: Transparency International, short methodological note 2015 (steps 1 to 3), and the worked example of its slides;
both are cited in the definition, and the example stands in its cases. Scores of the single sources are not at hand, so
coverage is held against a mean made here.
"""

import random
from fractions import Fraction

import pytest

import parindex

LEAST = 3


@pytest.fixture
def cpi(root):
    return root / "examples" / "definitions" / "cpi-2015.toml"


def test_cases_beside_the_definition_come_out(cpi):
    results = parindex.run_cases(cpi)
    assert results.problems == ()
    assert len(results.outcomes) >= LEAST


def test_twelve_sources_count_alike(cpi):
    definition = parindex.load(cpi)
    assert len(definition.leaves) == 12
    assert {leaf.weight for leaf in definition.leaves} == {None}


def test_any_three_sources_give_their_mean_in_whole_numbers_and_fewer_none(cpi):
    definition, chance = parindex.load(cpi), random.Random(2015)
    sources = [leaf.id for leaf in definition.leaves]
    table = {}
    for at in range(200):
        known = chance.sample(sources, chance.randint(1, len(sources)))
        table[f"country {at}"] = {name: chance.randint(0, 100) if name in known else "" for name in sources}
    scores = parindex.score(definition, table)
    for unit, rounded in zip(scores.units, scores.rounded, strict=True):
        figures = [figure for figure in table[unit].values() if figure != ""]
        mean = Fraction(sum(figures), len(figures))
        assert rounded == ((mean + Fraction(1, 2)).__floor__() if len(figures) >= LEAST else None), unit
