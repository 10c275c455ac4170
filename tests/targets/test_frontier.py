"""What each part must reach: just enough where evidence is scored again with it, and a step less is not."""

import csv
import math
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest

import parindex
from parindex.targets.frontiers import frontier

from ..sample import define

STEP = Fraction(1, 10)
LEAF = '\n[[indicator]]\nid = "{id}"\n{keys}\nrule = {{ kind = "score", range = [0, 10] }}\nmax = 10\ndecimals = 1\n'
OTHERS = {"b": (9, 8, 7), "c": (5, 6, 6), "d": (3, 4, 2)}
KINDS = {
    "mean": ("weighted-mean", "", ("weight = 2", "weight = 1", "weight = 1"), ""),
    "sum": ("sum", 'rank = { on = "rounded", ties = "max" }\ndecimals = 0', ("", "", ""), ""),
    "geometric": ("geometric-mean", "", ("weight = 2", "weight = 1", "weight = 1"), ""),
    "least": ("min", "", ("", "", ""), ""),
    "capped": ("sum", "cap = 20", ("", "", ""), ""),
    "lowest": ("sum", 'rank = { best = "lowest" }', ("", "", ""), ""),
    "penalty": ("sum", "", ("", "", 'adds = "penalty"'), ""),
    "turned": (
        "sum",
        "",
        ("", 'parent = "k"', 'parent = "k"'),
        '[[component]]\nid = "k"\ncombine = "sum"\nbetter = "lower"\nmax = 20\ndecimals = 0\n',
    ),
    "authority": ("sum", 'rank = { ties = "authority", then = ["y"] }', ("", "", ""), ""),
}


def defined(kind):
    combine, root, keys, components = KINDS[kind]
    leaves = "".join(LEAF.format(id=id_, keys=key) for id_, key in zip("xyz", keys, strict=True))
    return define(components + leaves, combine, root)


def scored(definition, own):
    rows = {"a": own, **OTHERS}
    return parindex.score(definition, {unit: dict(zip("xyz", row, strict=True)) for unit, row in rows.items()})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("asked", [{"rank": 1}, {"rank": 2}, {"rank": 4}, {"total": 6}])
def test_each_alone_is_just_enough_when_it_is_scored(kind, asked):
    definition, own = defined(kind), (4, 5, 5)
    found = frontier(scored(definition, own), "a", nodes=list("xyz"), **asked)
    for at, node in enumerate("xyz"):
        better = 1 if node == "x" or kind not in {"turned", "penalty"} or (kind == "penalty" and node == "y") else -1
        better = -better if kind == "lowest" else better

        def enough(score, at=at):
            changed = tuple(score if other == at else figure for other, figure in enumerate(own))
            return found.aim.reached(scored(definition, changed), 0)

        best, worst = (10, 0) if better > 0 else (0, 10)
        assert found.best[at] == best
        if found.alone[at] is None:
            assert not enough(best)
            assert found.lacking[at] > 0
        else:
            assert enough(found.alone[at])
            assert found.alone[at] == worst or not enough(found.alone[at] - better * STEP)


@pytest.mark.parametrize("kind", KINDS)
def test_all_together_are_enough_when_they_are_scored_and_a_hundredth_of_a_percent_less_is_not(kind):
    definition, own = defined(kind), (4, 5, 5)
    found = frontier(scored(definition, own), "a", nodes=list("xyz"), rank=1)
    best = found.best

    def gone(share):
        """Return scores that have gone a share of the way to the best, rounded towards it."""
        scores = []
        for score, end in zip(own, best, strict=True):
            tenths = (score + share * (end - score)) * 10
            scores.append(Fraction(math.ceil(tenths) if end > score else math.floor(tenths), 10))
        return tuple(scores)

    assert found.together == gone(found.share)
    assert found.aim.reached(scored(definition, found.together), 0)
    assert not found.aim.reached(scored(definition, gone(found.share - Fraction(1, 10_000))), 0)


def test_of_a_pair_the_second_is_just_enough_for_each_score_of_the_first():
    definition, own = defined("mean"), (4, 5, 5)
    curve = frontier(scored(definition, own), "a", rank=1, pair=("x", "y"), points=5)
    assert curve.first == tuple(map(Fraction, ("4", "5.5", "7", "8.5", "10")))
    for first, second in zip(curve.first, curve.second, strict=True):
        # The best of the others has (2 * 9 + 8 + 7) / 4; the unit needs 2x + y + 5 of 33.
        needed = 33 - 5 - 2 * first
        assert second == (needed if needed <= 10 else None)
    assert curve.second[-1] == 8


def test_where_the_aim_is_reached_it_is_told_how_far_each_may_fall():
    found = frontier(scored(defined("sum"), (9, 9, 9)), "a", rank=1)  # 27 against 24, equal totals share the last
    assert found.reached
    assert found.alone == (Fraction("6.5"),) * 3  # published without decimals: 24.5 is 25
    assert found.share == 0
    assert found.together == (9, 9, 9)


BANDED = """
bands = [
    { label = "A", at_least = 12, requires = [{ above_zero = "all" }, { node = "y", at_least = 2 }] },
    { label = "B" },
]
"""


def test_what_a_gate_asks_of_other_nodes_is_told_besides():
    definition = define("".join(LEAF.format(id=id_, keys="") for id_ in "xyz"), root=BANDED)
    found = frontier(scored(definition, (4, 1, 0)), "a", nodes=["x"], band="next")
    assert found.alone == (None,)
    assert found.lacking == (Fraction("0.995"),)  # 11 with x at its best; 11.995 is published as 12.00
    assert "needed besides: z > 0, y ≥ 1.95" in found.notes
    assert frontier(scored(definition, (4, 3, 1)), "a", nodes=["x"], band="A").alone == (8,)


def test_parts_made_of_parts_are_taken_as_they_are_said_to_be():
    body = '[[component]]\nid = "k"\ncombine = "sum"\ndecimals = 1\n' + "".join(
        LEAF.format(id=id_, keys=f'parent = "{parent}"' if parent else "")
        for id_, parent in zip("xyz", ("k", "k", ""), strict=True)
    )
    found = frontier(scored(define(body), (4, 5, 5)), "a", rank=1)  # the best of the others has 24
    assert found.nodes == ("k", "z")
    assert found.alone == (19, None)
    assert found.lacking == (None, 5)


@pytest.mark.parametrize(
    "nodes, told",
    [
        (["x", "w"], "no node 'w'"),
        (["k", "x"], "'x' lies below 'k'"),
        ([], "no nodes are named"),
        (["turned"], "no node 'turned'"),
        (["sample"], "the score of 'sample' is no part of the total"),
    ],
)
def test_nodes_that_mean_nothing_are_refused(nodes, told):
    definition = define(
        '[[component]]\nid = "k"\ncombine = "sum"\n'
        + "".join(LEAF.format(id=id_, keys='parent = "k"' if id_ == "x" else "") for id_ in "xyz")
    )
    with pytest.raises((ValueError, KeyError), match=told):
        frontier(scored(definition, (4, 5, 5)), "a", rank=1, nodes=nodes)


@pytest.mark.parametrize("pair", [("x",), ("x", "x"), "xy"])
def test_a_pair_is_two_nodes(pair):
    with pytest.raises(ValueError, match="a pair is two nodes"):
        frontier(scored(defined("sum"), (4, 5, 5)), "a", rank=1, pair=pair)


def test_the_tenth_place_of_pci_2016_follows_from_the_printed_sub_indices():
    """Totals, the tenth of them and the domains alone are worked out here from the table, in fractions."""
    table = Path(__file__).resolve().parents[2] / "examples" / "pci-2016.csv"
    rows = {row["unit"]: row for row in csv.DictReader(table.read_text(encoding="utf-8").splitlines())}
    weights = dict.fromkeys(("entry", "land", "time", "competition", "proactivity", "legal"), Fraction("0.05"))
    weights |= {"informal": Fraction("0.1"), **dict.fromkeys(("transparency", "support", "labour"), Fraction("0.2"))}
    totals = {
        unit: 10 * sum(share * Fraction(row[node]) for node, share in weights.items()) for unit, row in rows.items()
    }
    tenth = sorted((total for unit, total in totals.items() if unit != "38"), reverse=True)[9]
    definition = parindex.load("pci-2013")
    found = frontier(parindex.score(definition, table), "38", rank=10)
    for node, alone, lacking in zip(found.nodes, found.alone, found.lacking, strict=True):
        score = Fraction(rows["38"][node])
        needed = Fraction(math.ceil((score + (tenth - totals["38"]) / (10 * weights[node])) * 100), 100)
        assert alone == (needed if needed <= 10 else None)
        assert lacking == (None if needed <= 10 else tenth - totals["38"] - 10 * weights[node] * (10 - score))


def test_json_has_the_shape_that_ships():
    scores = scored(defined("sum"), (4, 5, 5))
    validator = jsonschema.Draft202012Validator(parindex.targets_schema())
    for result in (frontier(scores, "a", rank=1), frontier(scores, "a", rank=1, pair=("x", "y"))):
        validator.validate(result.to_dict())
        assert result.to_frame().shape[0] == len(result.to_records())


def test_vietnamese_has_no_english_left():
    scores = scored(defined("sum"), (4, 5, 5))
    said = frontier(scores, "a", rank=1).to_text("vi")
    assert "hạng 3 với tổng điểm 14: cần những gì để đạt hạng 1" in said
    assert "ô trống: dù đạt mức cao nhất có thể cũng chưa đủ" in said


def test_a_unit_without_total_and_nodes_that_are_no_list_are_refused():
    definition = define("".join(LEAF.format(id=id_, keys="") for id_ in "xyz"), root='missing = "propagate"')
    scores = parindex.score(definition, {"a": {"x": 4, "y": None, "z": 5}, "b": {"x": 4, "y": 5, "z": 5}})
    with pytest.raises(ValueError, match="a has no total"):
        frontier(scores, "a", rank=1)
    with pytest.raises(TypeError, match="nodes must be a list of nodes, not 'x'"):
        frontier(scores, "b", rank=1, nodes="x")
