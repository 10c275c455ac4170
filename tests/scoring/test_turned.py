"""A component of which a lower score is better: turned round within its range before it goes up."""

import numpy as np
import pytest

import parindex
from parindex.definition.outline_text import outline
from parindex.definition.reading.definition_text import load_text, parse_definition

HEAD = (
    'id = "t"\nindex = "T"\nversion = "1"\ntitle = "T"\nstatus = "assumed"\nyears = [2025]\ncombine = "weighted-mean"\n'
)
TREE = (
    '[[component]]\nid = "c"\ncombine = "sum"\nbetter = "lower"\n{keys}\n[[indicator]]\nid = "a"\nmax = 100\n'
    '[[indicator]]\nid = "x"\nparent = "c"\n{leaf}\n[[indicator]]\nid = "y"\nparent = "c"\nmax = 60\n'
)


def turned(keys="", leaf="max = 40"):
    return load_text(HEAD + TREE.format(keys=keys, leaf=leaf))


@pytest.mark.parametrize(
    "keys, score",
    [
        ("", 100 - 35),
        ("times = 0.5", 50 - 17.5),
        ("cap = 30", 30 - 30),
        ("floor = 50", 50 + 100 - 50),
        ("range = [20, 100]", 20 + 100 - 35),
        ("decimals = 0\ntimes = 0.5", 33),  # 32.5 is rounded after it is turned round
    ],
)
def test_it_is_taken_from_the_ends_of_its_range(keys, score):
    scores = parindex.score(turned(keys), {"u": {"a": 50, "x": 5, "y": 30}})
    assert scores["c"] == score
    assert scores.total == (50 + score) / 2


def test_evidence_gives_it_as_its_source_prints_it():
    parts, whole = ({"u": {"a": 50, "x": 5, "y": 30}}, {"u": {"a": 50, "c": 35}})
    definition = turned('missing = "zero"')
    assert parindex.score(definition, parts).total == parindex.score(definition, whole).total
    assert "35: given, turned round" in parindex.score(definition, whole).explain("u").to_text()
    none = parindex.score(definition, {"u": {"a": 50, "c": 35}, "v": {"a": 50, "c": None}})
    np.testing.assert_array_equal(none["c"], [65, 0])


def test_it_is_explained_and_shown():
    scores = parindex.score(turned(), {"u": {"a": 50, "x": 5, "y": 30}})
    text = scores.explain("u").to_text()
    assert "sum, turned round: 100 less it" in text
    assert scores.explain("u").parts[0].parts[0].contribution is None
    assert "turned round" in outline(turned())


def test_a_part_left_out_is_brought_to_the_maximum_before():
    """Of x and y only y applies: 30 of 60 is half, of which the other half remains."""
    definition = turned(leaf='max = 40\nnot_applicable = "drop"')
    scores = parindex.score(definition, {"u": {"a": 50, "x": "n/a", "y": 30}})
    assert scores["c"] == 50
    assert scores.points[0, scores.places["c"]] == 30
    assert scores.max[0, scores.places["c"]] == 60


@pytest.mark.parametrize(
    "keys, leaf, code",
    [
        ("", "", "missing-key"),
        ("", 'rule = { kind = "rescale", anchors = [0, 10], to = [-5, 5], clip = true }', "may-be-negative"),
        ("range = [0, 90]", "max = 40", "wrong-value"),
    ],
)
def test_a_range_that_is_not_known_is_refused(keys, leaf, code):
    _, problems = parse_definition(HEAD + TREE.format(keys=keys, leaf=leaf))
    assert [problem.code for problem in problems if problem.severity == "error"] == [code]


def test_the_direction_of_a_component_reaches_results():
    plain = load_text(HEAD + TREE.format(keys="", leaf="max = 40").replace('better = "lower"\n', ""))
    edits = parindex.diff(plain, turned()).edits
    assert [(edit.key, edit.level) for edit in edits] == [("better", "restating")]


def test_ranges_of_ranks_are_refused_and_weights_still_move():
    scores = parindex.score(turned(), {"u": {"a": 50, "x": 5, "y": 30}, "v": {"a": 80, "x": 40, "y": 20}})
    with pytest.raises(ValueError, match="not linear"):
        parindex.rank_range(scores, parindex.Uniform(0.2))
    found = parindex.thresholds(scores, "u", "v")
    at = found.nodes.index("a")
    # a: 50 and 80, c: 65 and 40: level at a share w of a where 50 w + 65 (1 - w) = 80 w + 40 (1 - w), 25 / 55.
    assert found.threshold[at] == pytest.approx(25 / 55)
