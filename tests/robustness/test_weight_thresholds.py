"""The weight of each node at which two units are level, by hand."""

from fractions import Fraction

import numpy as np
import pytest

import parindex

from ..sample import define, indicators

F = Fraction


def compared(definition, u, v):
    found = parindex.thresholds(parindex.score(definition, {"u": u, "v": v}), "u", "v")
    rows = zip(found.nodes, found.outcome, found.exact, found.proved, strict=True)
    return found, {node: tuple(rest) for node, *rest in rows}


@pytest.mark.parametrize(
    "a, b, expected",
    [
        # leads of the first in a and in b, of which each has half of the weight
        ((3, 1), (1, 3), ("swap", F(1, 2), True)),
        ((4, 1), (1, 3), ("swap", F(2, 5), True)),
        ((1, 4), (3, 1), ("swap", F(2, 5), True)),
        ((4, 1), (1, 1), ("touch", F(0), True)),
        ((1, 4), (1, 1), ("touch", F(0), True)),
        ((2, 2), (3, 1), ("touch", F(1), True)),
        ((2, 2), (1, 3), ("touch", F(1), True)),
        ((2, 2), (3, 3), ("level", None, True)),
        ((2, 1), (3, 1), ("none", None, True)),
        ((1, 2), (1, 3), ("none", None, True)),
    ],
)
def test_a_weight_from_0_to_1_by_the_leads_at_both_ends(a, b, expected):
    definition = define(indicators("a", "b", keys="max = 10"), "weighted-mean")
    found, ties = compared(definition, {"a": a[0], "b": b[0]}, {"a": a[1], "b": b[1]})
    assert ties["a"] == expected
    outcome, exact, proved = expected
    assert ties["b"] == (outcome, None if exact is None else 1 - exact, proved)
    assert set(found.way) == {"closed form"}
    lead = a[0] - a[1] + b[0] - b[1]
    assert found.ahead == ("u" if lead > 0 else "v" if lead < 0 else None)


def test_the_node_whose_weight_has_to_move_least_is_the_nearest():
    """Leads of 3, -1 and -5 with weights of 1/2, 3/10 and 1/5."""
    weights = zip("abc", (5, 3, 2), strict=True)
    body = "".join(indicators(id_, keys=f"max = 10\nweight = {weight}") for id_, weight in weights)
    found, ties = compared(define(body, "weighted-mean"), {"a": 6, "b": 3, "c": 1}, {"a": 3, "b": 4, "c": 6})
    # the others of a: -1 and -5 as 3 : 2, -13/5; w 3 = (1 - w) 13/5; of c: 3 and -1 as 5 : 3, 3/2
    # of b: 3 and -5 as 5 : 2, 5/7; (1 - w) 5/7 = w
    assert [ties[node][1] for node in "abc"] == [F(13, 28), F(5, 12), F(3, 13)]
    assert found.change == pytest.approx([13 / 28 - 1 / 2, 5 / 12 - 3 / 10, 3 / 13 - 1 / 5])
    assert found.nearest == "c"
    assert found.written == pytest.approx([10 * 13 / 28, 10 * 5 / 12, 10 * 3 / 13])
    assert found.parents == ("sample",) * 3
    assert set(found.shown.values()) == {4}  # decimals of weights in tables


@pytest.mark.parametrize("depth", ["top", "below"])
@pytest.mark.parametrize(
    "combine, keys, whole",
    [
        ("weighted-mean", "weight = 2", (4, 4)),  # the sum of the weights
        ("weighted-mean", "", (2, 2)),
        ("weighted-sum", "weight = 2", (100 / 20, 100 / 30)),  # 40 and 60 points of 100, each by its maximum
        ("sum", "", (50, 50)),  # what the sum gives at most
        ("harmonic-mean", "weight = 2", (4, 4)),
    ],
)
def test_a_weight_of_all_is_told_as_it_would_be_written(combine, keys, whole, depth):
    parent = "g" if depth == "below" else ""
    body = indicators("a", keys=f"max = 20\n{keys}", parent=parent)
    body += indicators("b", keys=f"max = 30\n{keys}", parent=parent)
    if parent:
        body = f'\n[[component]]\nid = "g"\ncombine = "{combine}"\n{body}' + indicators("c", keys="max = 50")
    definition = define(body, "weighted-mean" if parent else combine)
    rows = ({"a": 9, "b": 3, "c": 2}, {"a": 4, "b": 8, "c": 1})
    found, _ = compared(definition, *({name: row[name] for name in row if parent or name != "c"} for row in rows))
    places = [found.nodes.index(node) for node in "ab"]
    np.testing.assert_allclose(found.written[places] / found.threshold[places], whole)
    records = {record["node"]: record for record in found.to_records()}
    for place, own in zip(places, whole, strict=True):
        assert records[found.nodes[place]]["written_weight"] == pytest.approx(own * found.weight[place])


def test_a_lone_part_is_as_what_it_is_part_of_and_has_nothing_to_move():
    body = '\n[[component]]\nid = "g"\ncombine = "weighted-mean"\n' + indicators("a", keys="max = 10", parent="g")
    body += indicators("b", keys="max = 10")
    definition = define(body, "weighted-mean")
    _, ties = compared(definition, {"a": 4, "b": 1}, {"a": 1, "b": 2})
    assert ties == {"g": ("swap", F(1, 4), True), "b": ("swap", F(3, 4), True), "a": ("none", None, True)}
    _, ties = compared(definition, {"a": 4, "b": 1}, {"a": 1, "b": 4})
    assert ties["a"] == ("level", None, True)


def test_what_is_not_proved_at_an_end_is_told_so():
    """The root of (5 - d)(5 + d) is 1e-51 below 5: level with a weight of 1 of g within 1e-40; and so at 0 of a."""
    low, high = "4.9999999999999999999999999", "5.0000000000000000000000001"
    body = '\n[[component]]\nid = "g"\ncombine = "geometric-mean"\n' + indicators("b", "c", keys="max = 10", parent="g")
    definition = define(indicators("a", keys="max = 10") + body, "weighted-mean")
    found, ties = compared(definition, {"a": 4, "b": low, "c": high}, {"a": 3, "b": 5, "c": 5})
    assert (ties["a"], ties["g"]) == (("touch", None, False), ("touch", None, False))
    assert found.ahead == "u"
    assert found.ahead_proved
    assert sum("1e-40" in note for note in found.notes) == 1
    assert [record["proved"] for record in found.overview()][:2] == [False, False]
    assert dict(zip(found.nodes, found.threshold, strict=True))["g"] == 1
    found, ties = compared(definition, {"a": 4, "b": 2, "c": 8}, {"a": 3, "b": 4, "c": 4})
    assert (ties["a"], ties["g"]) == (("touch", F(0), True), ("touch", F(1), True))
    assert not [note for note in found.notes if "1e-40" in note]
    assert not any("proved" in record for record in found.overview())
