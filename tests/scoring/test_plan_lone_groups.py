"""One component with its parts by itself gives what it gives in the whole tree."""

import numpy as np
import pytest

import parindex

from ..sample import define, indicators

GROUP = '\n[[component]]\nid = "{}"\ncombine = "{}"\n{}\n'
#: Components that combine alike, each bent in another way.
BENT = {"g": "times = 0.5", "h": "floor = 9", "i": "cap = 7", "j": 'better = "lower"', "k": "decimals = 0", "l": ""}
BENT["m"] = 'better = "lower"\ndecimals = 1\ncap = 9\nfloor = 2'


def tree(combine, weighted, bent):
    body = ""
    for at, (name, keys) in enumerate(bent.items()):
        body += GROUP.format(name, combine, keys + ("\nweight = 1" if weighted else ""))
        for more in range(2 + at % 2):
            weight = f"\nweight = {1 + more}" if weighted else ""
            body += indicators(f"{name}{more}", keys=f"max = {5 + more}{weight}", parent=name)
    return define(body, combine)


@pytest.mark.parametrize("times", [True, False])
@pytest.mark.parametrize("combine, weighted", [("sum", False), ("weighted-mean", True), ("weighted-sum", True)])
def test_a_component_by_itself_gives_what_it_gives_in_the_tree(combine, weighted, times):
    bent = {name: keys for name, keys in BENT.items() if times or name != "g"}
    definition, rng = tree(combine, weighted, bent), np.random.default_rng(1)
    rows = [{leaf.id: round(float(rng.uniform(0, 5)), 2) for leaf in definition.leaves} for _ in range(4)]
    scores = parindex.score(definition, {f"u{at}": row for at, row in enumerate(rows)})
    walked = scores.exactness.floats.walked.scores
    groups = scores.exactness.plan.float_program.lone_groups
    assert sorted(group.parent for group in groups) == [0, *np.unique([scores.places[name] for name in bent])]
    for group in groups:
        table = np.column_stack([walked[:, group.parts], np.full(len(rows), np.nan)])
        step = group.step
        table[:, step.parents] = step.turned(step.finish(step.combine(table[:, step.parts])))
        step.rounding.apply(table)
        np.testing.assert_allclose(table[:, -1], walked[:, group.parent], rtol=1e-13)
        name = definition.nodes[group.parent].id
        assert step.turn_low.tolist() == {"j": [0], "m": [2]}.get(name, [])
        assert group.plain is (name == definition.id or (name == "l" and not times))
        if group.plain:
            np.testing.assert_allclose(table[:, :-1] @ step.weights, table[:, -1], rtol=1e-13)


def test_how_many_parts_must_have_a_score_is_that_of_the_component():
    keys, body = 'max = 5\nmissing = "redistribute"', ""
    for name, count in (("g", 1), ("h", 3), ("i", 2)):
        body += GROUP.format(name, "sum", f"needs = {count}")
        body += "".join(indicators(f"{name}{at}", keys=keys, parent=name) for at in range(3))
    definition = define(body)
    scores = parindex.score(definition, {"u": {leaf.id: 1 for leaf in definition.leaves}})
    groups = {definition.nodes[one.parent].id: one.step for one in scores.exactness.plan.float_program.lone_groups}
    assert [groups[name].needs.tolist() for name in "ghi"] == [[1], [3], [2]]
    assert groups["sample"].needs is None
    assert all(step.counting.tolist() == [True] * 3 for step in groups.values())
