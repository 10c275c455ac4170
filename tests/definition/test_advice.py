"""Advice about one definition: what a rule can reach, against the scores of every value allowed."""

from fractions import Fraction

import attrs
import numpy as np
import pytest

import parindex
from parindex.definition.reading.definition_text import load_text

HEAD = 'id = "x"\nindex = "X"\nversion = "1"\ntitle = "X"\nyears = [2025]\ncombine = "sum"\nstatus = "assumed"\n'

RULES = [
    ("range = [0, 80]\nmax = 10", 'kind = "proportional", cap = 85'),
    ("range = [0, 100]\nmax = 10", 'kind = "proportional", cap = 85, floor = 50'),
    ("range = [0, 40]\nmax = 10", 'kind = "proportional", cap = 85, floor = 50'),
    ("range = [0, 9.5]\nmax = 10", 'kind = "count", each = 1'),
    ("range = [0, 20]\nmax = 10", 'kind = "count", each = 0.75, most = 8'),
    ("range = [0, 80]", 'kind = "rescale", anchors = [0, 100], to = [0, 10]'),
    ("range = [-20, 80]", 'kind = "rescale", anchors = [0, 100], to = [2, 10], clip = true'),
    ("range = [20, 130]", 'kind = "rescale", anchors = [0, 100], to = [0, 10]'),
    ('range = [20, 130]\nbetter = "lower"', 'kind = "rescale", anchors = [0, 100], to = [0, 10]'),
    ("range = [1, 50]", 'kind = "rescale", anchors = [1, 100], to = [0, 10], transform = "log10"'),
    ("range = [0, 50]", 'kind = "rescale", anchors = [1, 100], to = [0, 10], transform = "sqrt"'),
    ("range = [0, 100]\nmax = 5", 'kind = "bands", bands = [{ above = 99, points = 4 }, { points = 1 }]'),
    ("range = [0, 6]\nmax = 8", 'kind = "score"'),
]


@pytest.mark.parametrize("keys, rule", RULES)
def test_what_a_rule_reaches_is_the_best_score_of_all_values_allowed(keys, rule):
    definition = load_text(f'{HEAD}[[indicator]]\nid = "i"\n{keys}\nrule = {{ {rule} }}\n')
    leaf = definition["i"]
    low, high = leaf.allowed
    values = [low + (high - low) * Fraction(step, 200) for step in range(201)]
    if leaf.rule.kind == "count":
        values = list(range(int(low), int(high) + 1))
    elif leaf.rule.kind == "rescale" and leaf.rule.transform == "log10":
        values = [value for value in values if value > 0]
    scores = parindex.score(definition, {f"u{at}": {"i": float(value)} for at, value in enumerate(values)})
    assert float(leaf.rule.reach(leaf)) == pytest.approx(np.max(scores.total), rel=1e-12)


def test_a_target_beyond_the_range_gives_its_share_of_the_first_half():
    body = 'max = 4\nrange = [0, 9]\nrule = { kind = "target", target = 10 }'
    leaf = load_text(f'{HEAD}[[indicator]]\nid = "i"\n{body}\n')["i"]
    assert leaf.rule.reach(leaf) == Fraction(9, 10) * 2
    assert leaf.rule.reach(attrs.evolve(leaf, range=(Fraction(0), Fraction(11)))) == 4


@pytest.mark.parametrize("body", ["max = 10", 'max = 10\nrule = { kind = "relative", to = "best" }'])
def test_a_rule_that_reaches_its_maximum_is_no_matter(body):
    assert load_text(f'{HEAD}[[indicator]]\nid = "i"\n{body}\n').id == "x"
    assert parindex.check(load_text(f'{HEAD}[[indicator]]\nid = "i"\n{body}\n')) == ()


def test_a_printed_bound_of_a_third_is_not_short_of_it_and_another_is():
    for printed, codes in (("3.33", []), ("3.3", []), ("3.32", ["short-of-maximum"]), ("3.23", ["short-of-maximum"])):
        text = f'{HEAD}[[indicator]]\nid = "i"\nrange = [0, {printed}]\nmax = "10/3"\n'
        assert [problem.code for problem in parindex.check(load_text(text))] == codes


def test_loading_gives_no_advice_and_checking_does(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text(f'{HEAD}[[indicator]]\nid = "i"\nrange = [0, 5]\nmax = 10\n', encoding="utf-8")
    assert [problem.code for problem in parindex.check(path)] == ["short-of-maximum"]
    definition = parindex.load(path)
    assert parindex.score(definition, {"u": {"i": 5}}).problems == ()
    assert [problem.code for problem in parindex.check(definition)] == ["short-of-maximum"]
