"""The walk up the tree on every kind of number, against an independent scorer: one node at a time, in fractions."""

from fractions import Fraction

import numpy as np
import pytest

import parindex
from parindex.scoring.tree_walk import walk

from ..properties.strategies import LEFT_OUT, Scorer
from ..sample import define, indicators

F = Fraction
GROUP = '\n[[component]]\nid = "{}"\ncombine = "{}"\n{}\n'
DROP, SHARE, ZERO = (f'not_applicable = "{word}"\n' for word in ("drop", "share", "zero"))
TURNED = 'better = "lower"\n'


def tree(combine, group, *, root="", keys="", others="", weights=(1, 2, 3), policy=DROP, decimals=""):
    """Define an index of a component of three parts, one of two, and a part of its own."""
    inner, own = ("weight = {}\n" if "weighted" in way or "harmonic" in way else "" for way in (group, combine))
    body = "".join(
        GROUP.format(id_, group, own.format(weight) + more) for id_, weight, more in (("g", 3, keys), ("h", 2, others))
    )
    for id_, parent, most, weight in zip("abcde", "ggghh", (12, 10, 4, 5, 8), (*weights, 5, 4), strict=True):
        left_out = f'{policy}missing = "redistribute"\n'
        body += indicators(id_, keys=f"max = {most}\n{inner.format(weight)}{left_out}{decimals}", parent=parent)
    return define(body + indicators("f", keys=f"max = 20\n{own.format(4)}{policy}"), combine, root)


FULL = {
    "u": {"a": F(7), "b": F(5, 2), "c": F(4), "d": F(9, 4), "e": F(1, 3), "f": F(20)},
    "v": {"a": F(1, 7), "b": F(10), "c": F(1, 2), "d": F(5), "e": F(8), "f": F(3)},
    "w": {"a": F(12), "b": F(1), "c": F(3), "d": F(1, 10), "e": F(2), "f": F(11, 3)},
}
ABSENT = [
    {"a": "n/a"},
    {"a": None, "b": "n/a"},
    {"a": "n/a", "b": "n/a", "c": None},
    {"d": None, "f": "n/a"},
    {"c": "n/a", "e": "n/a", "f": None},
    dict.fromkeys("abcdef", "n/a"),
]
GAPS = FULL | {f"x{at}": FULL["uvw"[at % 3]] | absent for at, absent in enumerate(ABSENT)}
#: Scores given for the first component.
GIVEN = {
    unit: {"g": score} | {id_: row[id_] for id_ in "def"}
    for (unit, row), score in zip(
        GAPS.items(), map(F, ("7.25", "10/3", "3.4", "4", "5", "3", "5.5", "6", "8")), strict=True
    )
}
#: Trees by what is particular about them.
TREES = {
    "sums": tree("sum", "sum"),
    "sums times": tree("sum", "sum", keys="times = 0.5\ncap = 9\nfloor = 2", root="times = 2"),
    "weighted sums": tree("weighted-sum", "weighted-sum", keys="times = 0.3"),
    "means": tree("weighted-mean", "weighted-mean"),
    "means of sums": tree("weighted-mean", "sum"),
    "sums of means": tree("sum", "weighted-mean", keys="times = 3"),
    "a part without weight": tree("sum", "weighted-mean", weights=(0, 2, 1)),
    "least of greatest": tree("min", "max", root="cap = 6"),
    "greatest of least": tree("max", "min", keys="floor = 3"),
    "harmonic": tree("harmonic-mean", "harmonic-mean"),
    "products": tree("sum", "product", others="cap = 30"),
    "alternatives": tree("sum", "first"),
    "turned sums": tree("sum", "sum", keys=TURNED + "floor = 1"),
    "turned means": tree("weighted-mean", "weighted-mean", others=TURNED),
    "shared sums": tree("sum", "sum", policy=SHARE, keys="times = 0.5"),
    "zero": tree("sum", "sum", policy=ZERO),
    "rounded": tree("sum", "sum", keys="decimals = 0\ntimes = 0.1", decimals="decimals = 1"),
    "rounded means": tree("weighted-mean", "weighted-mean", keys="decimals = 1", decimals="decimals = 0"),
    "formulas": tree(
        "weighted-mean",
        "formula",
        keys='formula = "[a] * [b] / 10 + [c]"\nmax = 16',
        others='formula = "[d] + 2 * [e]"\nmax = 21',
    ),
}


def walked(definition, table, kind):
    """Score some units, and return how they were walked in float64 or on the numbers of a program."""
    scores = parindex.score(definition, table)
    exactness = scores.exactness
    plan = exactness.plan
    if kind == "float":
        return scores, exactness.floats.walked
    programs = {program.number.name: program for program in (*plan.exact_programs, plan.closed_program)}
    program = programs.get(kind, plan.closed_program)
    with program.number.context():
        leaves, given = exactness.leaves(program, list(range(len(scores.units))))
        return scores, walk(plan, program, leaves, given, exactness.marks)


@pytest.mark.parametrize("kind", ["float", "decimal", "rational", "closed"])
@pytest.mark.parametrize("table", [FULL, GAPS, GIVEN], ids=["full", "gaps", "given"])
@pytest.mark.parametrize("name", TREES)
def test_scores_points_and_the_most_are_those_of_one_node_at_a_time(name, table, kind):
    """Exactly so in fractions, to 50 digits in decimals, and in float64 within what can be relied on."""
    scores, found = walked(TREES[name], table, kind)
    scorer, marks, relied = Scorer(TREES[name], table), scores.exactness.marks, scores.exactness.floats.relied
    for row, unit in enumerate(scores.units):
        for at, id_ in enumerate(scores.nodes):
            score, points, most, reduced = scorer.node(unit, id_)
            assert marks.left_out[row, at] == (score is LEFT_OUT)
            assert marks.missing[row, at] == (score is None)
            if score is None or score is LEFT_OUT or (kind == "float" and relied.doubtful[row]):
                continue
            error = relied.error[at] if kind == "float" else F(1, 10**48) if kind == "decimal" else 0
            assert abs(F(found.scores[row, at]) - score) <= error
            if reduced:
                assert abs(F(found.points[row, at]) - points) <= error
                assert F(found.most[row, at]) == pytest.approx(most, rel=1e-14 if kind == "float" else 1e-40)
    if marks.reduced.any():
        assert (np.asarray(found.most == 0) == marks.left_out).all()
