"""The parts of a change on small definitions, held against games that are written out here in fractions."""

from fractions import Fraction
from itertools import permutations
from math import prod

import pytest

from parindex import score
from parindex.years.change import changes_between

from ..sample import define, indicators

F = Fraction


def shapley(causes, worth):
    """Return the mean of what each cause does over all orders, walking through every one of them."""
    parts, orders = dict.fromkeys(causes, F(0)), list(permutations(causes))
    for order in orders:
        for place, cause in enumerate(order):
            before = set(order[:place])
            parts[cause] += (F(worth(before | {cause})) - F(worth(before))) / len(orders)
    return parts


def weighted(weights, combine="weighted-mean", **keys):
    body = "".join(indicators(id_, keys=_leaf(weight)) for id_, weight in weights.items())
    return define(body, combine, "".join(f"{key} = {value}\n" for key, value in keys.items()))


def _leaf(weight, rule='{ kind = "score" }', most=10):
    return f'weight = {weight}\nunit = "points"\nrange = [0, {most}]\nmax = {most}\nrule = {rule}'


def rescaled(top, weight, most=10):
    rule = f'{{ kind = "rescale", anchors = [0, {top}], to = [0, {most}], clip = true }}'
    return f'weight = {weight}\nunit = "percent"\nrange = [0, 100]\nmax = {most}\nrule = {rule}'


def test_evidence_rules_weights_and_structure_at_once():
    """Two leaves; one is anchored elsewhere, both weigh otherwise, and the total is multiplied by two since."""
    old = define(indicators("a", keys=rescaled(50, 1)) + indicators("b", keys=_leaf(1)), "weighted-mean")
    new = define(indicators("a", keys=rescaled(80, 3)) + indicators("b", keys=_leaf(1)), "weighted-mean", "times = 2\n")
    before, after = score(old, {"x": {"a": 40, "b": 5}}), score(new, {"x": {"a": 60, "b": 6}})

    def worth(done):
        value, own = (60, 6) if "evidence" in done else (40, 5)
        points = min(F(value * 10, 80 if "rules" in done else 50), 10)
        heavy = 3 if "weights" in done else 1
        return (heavy * points + own) / (heavy + 1) * (2 if "structure" in done else 1)

    change = changes_between(before, after).of("x")
    expected = shapley(["evidence", "rules", "weights", "structure"], worth)
    assert {cause: change.total[cause] for cause in expected} == expected
    assert change.total["incomparable"] == 0
    assert sum(change.total.values()) == change.change
    assert sum(change.nodes.values()) == expected["evidence"]


def test_a_geometric_mean_by_node():
    """Exact where the roots are: (4 · 9)^½ = 6 and (16 · 25)^½ = 20."""
    index = weighted({"a": 1, "b": 1}, "geometric-mean")
    index = define(
        indicators("a", "b", keys='unit = "points"\nrange = [0, 100]\nrule = { kind = "score" }'), "geometric-mean"
    )
    change = changes_between(score(index, {"x": {"a": 4, "b": 9}}), score(index, {"x": {"a": 16, "b": 25}})).of("x")
    expected = shapley(["a", "b"], lambda done: prod({"a": (2, 4), "b": (3, 5)}[id_][id_ in done] for id_ in "ab"))
    assert {node: float(part) for node, part in change.nodes.items()} == pytest.approx(expected)
    assert sum(change.nodes.values()) == change.total["evidence"]


def test_a_limit_is_told_at_its_component():
    """5 + 4 = 9 is below the cap of 10; 8 + 7 = 15 is not."""
    index = define(
        '[[component]]\nid = "c"\ncombine = "sum"\ncap = 10\n' + indicators("a", "b", parent="c", keys=_bare()), "sum"
    )
    change = changes_between(score(index, {"x": {"a": 5, "b": 4}}), score(index, {"x": {"a": 8, "b": 7}})).of("x")
    assert change.nodes == {"c": -5, "a": 3, "b": 3}
    assert change.total["evidence"] == 1


def _bare():
    return 'unit = "points"\nrange = [0, 10]\nrule = { kind = "score" }'


def test_rounding_of_a_component_before_it_goes_up():
    """10 · 2.3 and 10 · 2.7 count as 20 and 30: rounding adds -3 before and +3 after."""
    index = define(
        '[[component]]\nid = "c"\nweight = 10\ncombine = "sum"\ndecimals = 0\n'
        + indicators("a", parent="c", keys=_bare()),
        "weighted-sum",
    )
    change = changes_between(score(index, {"x": {"a": 2.3}}), score(index, {"x": {"a": 2.7}})).of("x")
    assert change.change == 10
    assert (change.total["evidence"], change.total["rounding"]) == (4, 6)


def test_a_part_that_dropped_out_since():
    """(2 + 8) / 2 = 5; without b the mean is that of a alone, 3."""
    index = define(indicators("a", "b", keys=f'{_bare()}\nnot_applicable = "drop"'), "weighted-mean")
    change = changes_between(score(index, {"x": {"a": 2, "b": 8}}), score(index, {"x": {"a": 3, "b": "n/a"}})).of("x")
    assert change.total["evidence"] == -2 == sum(change.nodes.values())


def test_a_node_under_another_id_is_the_same_if_told():
    old, new = weighted({"a": 1, "b": 1}), weighted({"c": 1, "b": 1})
    before, after = score(old, {"x": {"a": 2, "b": 4}}), score(new, {"x": {"c": 5, "b": 4}})
    change = changes_between(before, after, renamed={"a": "c"}).of("x")
    assert change.total == {**dict.fromkeys(change.total, 0), "evidence": F(3, 2)}
    apart = changes_between(before, after).of("x")
    assert (apart.total["evidence"], apart.total["incomparable"]) == (0, F(3, 2))
    assert apart.incomparable_nodes == shapley(["a", "c"], _mean_with)


def _mean_with(done):
    values = [4, *([] if "a" in done else [2]), *([5] if "c" in done else [])]
    return F(sum(values), len(values))


def test_a_node_of_one_id_is_another_if_told():
    index = weighted({"a": 1, "b": 1})
    change = changes_between(
        score(index, {"x": {"a": 2, "b": 4}}), score(index, {"x": {"a": 5, "b": 6}}), renamed={"a": ""}
    ).of("x")
    # b from 4 to 6 is half of 2 while there are two parts, that is in every order
    assert change.total["evidence"] == 1
    assert change.total["incomparable"] == F(3, 2)


def test_points_out_of_another_maximum_are_taken_as_shares_of_it():
    """8 of 10 is 4 of 5; 3 of 5 is 6 of 10. Evidence: -2 of 10 or -1 of 5; the maximum: -4 or -3."""
    old, new = (
        define(indicators("a", keys=_leaf(1)), "weighted-sum"),
        define(indicators("a", keys=_leaf(1, most=5)), "weighted-sum"),
    )
    changes = changes_between(score(old, {"x": {"a": 8}}), score(new, {"x": {"a": 3}}))
    change = changes.of("x")
    assert (change.total["evidence"], change.total["weights"]) == (F(-3, 2), F(-7, 2))
    assert "points are out of another maximum since, and taken as shares of it: a" in changes.notes


def test_a_component_given_in_one_year_is_held_against_its_score_in_the_other():
    index = define(
        '[[component]]\nid = "c"\ncombine = "sum"\nrange = [0, 20]\nmax = 20\n'
        + indicators("a", "b", parent="c", keys=_bare() + "\nmax = 10"),
    )
    before, after = score(index, {"x": {"c": 7}}), score(index, {"x": {"a": 4, "b": 5}})
    changes = changes_between(before, after)
    assert changes.of("x").nodes == {"c": 2}
    assert changes.of("x").total["evidence"] == 2
    assert "told by their scores alone: c" in changes.notes


def test_a_rule_that_holds_units_together_has_a_part_for_the_others():
    """Points by the range of all: x stays at 4, the highest falls from 10 to 6."""
    leaf = 'unit = "points"\nrange = [0, 10]\nrule = { kind = "rescale", anchors = "observed", to = [0, 1] }'
    index = define(indicators("a", keys=leaf))
    before = score(index, {"x": {"a": 4}, "y": {"a": 0}, "z": {"a": 10}})
    after = score(index, {"x": {"a": 4.5}, "y": {"a": 0}, "z": {"a": 6}})

    def worth(done):
        return F("4.5" if "evidence" in done else 4) / (6 if "others" in done else 10)

    change = changes_between(before, after).of("x")
    expected = shapley(["evidence", "others"], worth)
    assert list(change.total)[:2] == ["evidence", "others"]
    assert {cause: change.total[cause] for cause in expected} == expected
    assert change.nodes == {"a": expected["evidence"]}
    assert change.rank == {"own": 0, "others": 0, "definition": 0, "units": 0}


def test_units_that_came_and_went_and_equal_ranks():
    index = define(indicators("a", keys=_bare()), root='rank = { ties = "average" }\n')
    before = score(index, {"x": {"a": 5}, "y": {"a": 7}, "gone": {"a": 9}})
    after = score(index, {"x": {"a": 6}, "y": {"a": 6}, "new": {"a": 6}})
    changes = changes_between(before, after)
    assert (changes.came, changes.went) == (("new",), ("gone",))
    stood = {"x": (5, 6), "y": (7, 6)}

    def worth(done):
        own, other = stood["x"]["own" in done], stood["y"]["others" in done]
        others = [other, 6 if "units" in done else 9]
        return 1 + sum(one > own for one in others) + F(sum(one == own for one in others), 2)

    change = changes.of("x")
    assert change.rank == shapley(["own", "others", "definition", "units"], worth)
    assert change.path == (3, 3, F(5, 2), F(5, 2), 2)


def test_totals_equal_across_years_share_a_rank_exactly():
    """0.1 + 0.2 before and 0.3 after are the same total, whatever float64 says."""
    index = define(indicators("a", "b", keys=_bare()))
    before = score(index, {"x": {"a": 0.1, "b": 0.2}, "y": {"a": 1, "b": 1}})
    after = score(index, {"x": {"a": 2, "b": 2}, "y": {"a": 0, "b": 0.3}})
    assert changes_between(before, after).of("y").path == (1, 1, 2, 2, 2)


def test_without_a_total_there_is_no_split_but_a_reason():
    index = weighted({"a": 1, "b": 1})
    before, after = score(index, {"x": {"a": 2, "b": 4}}), score(index, {"x": {"a": 5, "b": None}})
    change = changes_between(before, after).of("x")
    assert (change.total, change.change, change.path) == ({}, None, ())
    assert change.reason == "no total in the later year"


def test_values_measured_otherwise_are_not_held_against_each_other():
    old = define(indicators("a", keys=rescaled(50, 1)) + indicators("b", keys=_leaf(1)), "weighted-mean")
    new = define(indicators("a", "b", keys=_leaf(1)), "weighted-mean")
    changes = changes_between(score(old, {"x": {"a": 40, "b": 5}}), score(new, {"x": {"a": 6, "b": 5}}))
    assert changes.of("x").total["incomparable"] == -1
    assert changes.definitions.unlike == ("a",)
    assert any("measured otherwise" in note for note in changes.notes)


def test_without_a_comparable_indicator_nothing_is_the_units_own():
    old, new = define(indicators("a", keys=_bare())), define(indicators("b", keys=_bare()))
    changes = changes_between(score(old, {"x": {"a": 1}}), score(new, {"x": {"b": 3}}))
    assert changes.of("x").incomparable_nodes == {"a": -1, "b": 3}
    assert changes.of("x").total["evidence"] == 0
    assert "the definitions have no comparable indicator: no change is the unit's own" in changes.notes


def test_years_without_a_unit_in_common_are_told():
    index = define(indicators("a", keys=_bare()))
    changes = changes_between(score(index, {"x": {"a": 1}}), score(index, {"y": {"a": 2}}))
    assert (changes.units, changes.came, changes.went) == ((), ("y",), ("x",))
    with pytest.raises(ValueError, match="no unit of the former year"):
        changes.of("y")
    assert "ranked in the later year alone: y" in changes.to_text()
