"""Plans of least cost against closed forms and against every plan there is."""

import itertools
import json
import math
from fractions import Fraction
from multiprocessing.reduction import ForkingPickler

import jsonschema
import pytest

import parindex
from parindex.definition import load_text
from parindex.targets import target
from parindex.targets.affine import Programme, Solution
from parindex.targets.plan_search import FoundPlan
from parindex.targets.targeting import Targeting

from ..sample import define, indicators

pytest.importorskip("scipy")

HEAD = 'id = "x"\nindex = "X"\nversion = "1"\ntitle = { en = "X" }\nyears = [2025]\ndecimals = 2\n'
THREE = """combine = "weighted-mean"
max = 10
[[indicator]]
id = "a"
weight = 0.5
max = 10
[[indicator]]
id = "b"
weight = 0.3
max = 10
[[indicator]]
id = "c"
weight = 0.2
max = 10
"""


def scored(text, evidence):
    return parindex.score(load_text(HEAD + text), evidence)


def every_plan(scores, unit, choices, costs, reached):
    """Return the least cost of all plans there are: every value of every indicator, scored again."""
    row = scores.evidence.row(unit)
    present = {name: Fraction(repr(float(scores.evidence.values[row, at]))) for at, name in enumerate(choices)}
    best = None
    for values in itertools.product(*choices.values()):
        plan = dict(zip(choices, values, strict=True))
        cost = sum(abs(Fraction(value) - present[name]) * costs[name] for name, value in plan.items())
        if best is None or cost < best:
            evidence = {
                code: dict(zip(scores.evidence.columns, map(float, values), strict=True))
                for code, values in zip(scores.units, scores.evidence.values, strict=True)
            }
            evidence[unit] = {name: float(value) for name, value in plan.items()}
            again = parindex.score(scores.definition, evidence)
            if reached(again, row):
                best = cost
    return best


def test_a_mean_is_raised_where_a_point_of_the_total_is_cheapest():
    # Costs of a point of the total: a 1/5/0.5 = 0.4, b 1/8/0.3 = 0.4166…, c 1/9/0.2 = 0.5555…: a first, then b.
    scores = scored(THREE, {"u": {"a": 5, "b": 2, "c": 1}})  # total 3.3
    plan = target(scores, "u", total=6, decimals=2)
    assert plan.changes == {"u": {"a": Fraction(10), "b": Fraction("2.65")}}  # 5.995 is published as 6.00
    assert plan.cost == 1 + Fraction("0.65") / 8
    assert plan.proved
    assert str(plan.after.rounded[0]) == "6.00"


def test_costs_that_are_given_decide_where():
    scores = scored(THREE, {"u": {"a": 5, "b": 2, "c": 1}})
    plan = target(scores, "u", total=4, costs={"a": 10, "b": 10, "c": 1}, decimals=2)
    assert plan.changes == {"u": {"c": Fraction("4.48")}}  # 3.996 is published as 4.00; 4.47 gives 3.994
    assert plan.cost == Fraction("3.48")


def test_what_is_fixed_or_bounded_stays_there():
    scores = scored(THREE, {"u": {"a": 5, "b": 2, "c": 1}})
    plan = target(scores, "u", total=4, fixed=["a"], bounds={"b": (None, 3)}, decimals=2)
    # 0.695 more is needed. b to 3 and c to 2.98 bring 0.696 and cost 1/8 + 1.98/9 = 0.345; a hundredth less of b and
    # one more of c bring just 0.695, at 0.99/8 + 1.99/9 = 0.34486.
    assert plan.changes == {"u": {"b": Fraction("2.99"), "c": Fraction("2.99")}}
    with pytest.raises(ValueError, match=r"out of reach: with all at its best the total is 4\.80"):
        target(scores, "u", total=5, fixed=["a", "c"], bounds={"b": (0, 7)})


def test_what_is_reached_needs_no_plan():
    scores = scored(THREE, {"u": {"a": 5, "b": 2, "c": 1}, "v": {"a": 4, "b": 2, "c": 1}})
    plan = target(scores, "u", rank=1)
    assert plan.changes == {}
    assert (plan.cost, plan.proved) == (0, True)


def test_a_rank_is_reached_on_the_grid_that_evidence_is_written_in():
    evidence = {"u": {"a": 5.1, "b": 2.2, "c": 1}, "v": {"a": 6.3, "b": 3.1, "c": 2}, "w": {"a": 9, "b": 1, "c": 1}}
    scores = scored(THREE, evidence)
    plan = target(scores, "u", rank=2)
    assert plan.after.rank[0] == 2
    grid = {name: [Fraction(tenth, 10) for tenth in range(101)] for name in "ab"} | {"c": [Fraction(1)]}
    costs = {"a": 1 / Fraction("4.9"), "b": 1 / Fraction("7.8"), "c": 1}
    grid = {name: [value for value in values if value >= scores.at("u", name) - 1e-9] for name, values in grid.items()}
    grid["a"], grid["b"] = grid["a"][:20], grid["b"][:30]
    assert plan.cost == every_plan(scores, "u", grid, costs, lambda again, row: again.rank[row] <= 2)


def test_files_are_moved_whole_and_rounded_points_count_as_they_are_rounded():
    # 5 points times 7/9, rounded to one decimal, are 3.9; the total of 4.4 asks for 8/9, which is 4.4 (4.444…).
    text = """combine = "sum"
[[indicator]]
id = "rate"
max = 5
decimals = 1
unit = "percent"
range = [0, 100]
inputs = ["done", "all"]
value = "round(done / all * 100, 1)"
rule = { kind = "proportional", cap = 100 }
"""
    scores = scored(text, {"u": {"rate.done": 7, "rate.all": 9}})
    plan = target(scores, "u", total="4.4")
    assert plan.changes == {"u": {"rate.done": Fraction(8)}}
    assert plan.cost == Fraction(1, 2)
    with pytest.raises(ValueError, match="out of reach"):
        target(scores, "u", total="4.4", bounds={"rate.all": (7, 9)})  # a rate is not in proportion with what it is of


def test_what_does_not_apply_leaves_its_weight_to_the_rest():
    text = THREE.replace('id = "b"', 'id = "b"\nnot_applicable = "drop"')
    scores = scored(text, {"u": {"a": 5, "b": "n/a", "c": 1}})  # a counts 5/7 and c 2/7
    plan = target(scores, "u", total=5, fixed=["c"], decimals=2)
    assert plan.changes == {"u": {"a": Fraction("6.6")}}  # 5/7 · 6.6 + 2/7 = 5; 6.59 gives 4.9929
    assert "b" in plan.immovable


def test_a_better_value_may_keep_others_down_though_it_brings_the_unit_no_more():
    text = """combine = "sum"
[[indicator]]
id = "spread"
max = 5
range = [0, 10]
rule = { kind = "rescale", anchors = "observed", to = [0, 5] }
[[indicator]]
id = "y"
max = 5
"""
    scores = scored(text, {"u": {"spread": 8, "y": 2}, "v": {"spread": 8, "y": 3}, "w": {"spread": 2, "y": 0}})
    plan = target(scores, "u", rank=1, fixed=["y"])
    # 5 + 2 against 5 (8 - 2) / (x - 2) + 3: level at x = 9.5; whole numbers: 10.
    assert plan.changes == {"u": {"spread": Fraction(10)}}
    assert plan.proved


def test_whole_numbers_that_are_bounded_by_halves_lose_no_plan():
    """HiGHS 1.12 overlooked the plan of cost 1 where whole numbers had 2.5 and 3.5 for bounds."""
    text = """combine = "sum"
[[component]]
id = "k"
combine = "min"
decimals = 0
[[indicator]]
id = "list"
parent = "k"
max = 3
rule = { kind = "checklist", points = { p = 0.5, q = 1, r = 1.5 } }
[[indicator]]
id = "y"
parent = "k"
max = 5
[[indicator]]
id = "z"
max = 3
rule = { kind = "choice", points = { bad = 0, fair = 1.5, good = 3 } }
"""
    scores = scored(text, {"u": {"list.p": 0, "list.q": 1, "list.r": 1, "y": 4, "z": "fair"}})
    plan = target(scores, "u", total=6)
    assert plan.changes == {"u": {"z": "good"}}
    assert plan.cost == 1


def test_alternatives_do_without_what_makes_a_plan():
    scores = scored(THREE, {"u": {"a": 5, "b": 2, "c": 1}})
    plan = target(scores, "u", total=4, decimals=2)
    others = plan.alternatives(n=3, within=1)
    assert [change.move.name for each in (plan, *others) for change in each.main] == ["a", "b", "c"]
    assert [other.cost for other in others] == sorted(other.cost for other in others)
    assert plan.alternatives(n=3, within=0) == ()
    assert all(str(other.after.rounded[0]) >= "4.00" for other in others)


def test_a_plan_holds_whatever_the_others_gain():
    evidence = {"u": {"a": 5, "b": 2, "c": 1}, "v": {"a": 6, "b": 3, "c": 2}, "w": {"a": 9, "b": 9, "c": 9}}
    scores = scored(THREE, evidence)
    plan = target(scores, "u", rank=2, others={"v": 1}, decimals=1)
    assert scores.total[1] + 1 <= plan.after.total[0] < scores.total[1] + 1.05
    assert [str(note) for note in plan.notes if "no gain is told" in note] != []


def test_a_plan_holds_in_most_draws_of_weights():
    evidence = {"u": {"a": 5, "b": 2, "c": 1}, "v": {"a": 4, "b": 6, "c": 2}, "w": {"a": 9, "b": 9, "c": 9}}
    scores = scored(THREE, evidence)
    weights = parindex.Uniform(0.3)
    plan = target(scores, "u", rank=2, weights=weights, draws=40, share="0.8", decimals=1)
    again = parindex.uncertainty(plan.after, weights, draws=40, rng=0)
    assert again.p_top(2)[0] >= 0.8
    assert plan.cost > target(scores, "u", rank=2, decimals=1).cost
    with pytest.raises(ValueError, match="weights vary for a rank only"):
        target(scores, "u", total=5, weights=weights)


def test_the_json_of_a_plan_has_its_schema():
    scores = scored(THREE, {"u": {"a": 5, "b": 2, "c": 1}, "v": {"a": 4, "b": 6, "c": 2}})
    for plan in (target(scores, "u", rank=1).with_alternatives(), target(scores, "v", rank=1)):
        document = json.loads(plan.to_json())
        jsonschema.validate(document, parindex.targets_schema())
    assert document["records"] == []


def test_what_if_of_the_changes_is_the_plan():
    evidence = {"u": {"a": 5, "b": 2, "c": 1}, "v": {"a": 6, "b": 3, "c": 2}}
    plan = target(scored(THREE, evidence), "u", rank=1)
    changed = {**evidence["u"], **plan.changes["u"]}
    again = scored(THREE, {**evidence, "u": changed})
    assert again.rank[0] == 1
    assert again.rounded == plan.after.rounded
    assert parindex.what_if(plan.scores, plan.changes).scores.rounded == plan.after.rounded


@pytest.mark.parametrize(
    "asked, error, told",
    [
        ({"costs": {"a": "x"}}, ValueError, "costs must be a number"),
        ({"costs": {"a": float("nan")}}, TypeError, "costs must be a number"),
        ({"costs": {"d": 1}}, parindex.UnknownNameError, "has no node 'd'"),
        ({"bounds": {"a": 7}}, TypeError, "a lowest and a highest value"),
        ({"fixed": "a"}, TypeError, "a list of nodes"),
        ({"decimals": 1.5}, TypeError, "a whole number"),
        ({"decimals": {"a": 13}}, ValueError, "from 0 to 12"),
    ],
)
def test_wishes_that_mean_nothing_are_refused(asked, error, told):
    with pytest.raises(error, match=told):
        target(scored(THREE, {"u": {"a": 5, "b": 2, "c": 1}}), "u", total=5, **asked)


def test_a_unit_without_a_total_has_no_plan():
    scores = scored(THREE, {"u": {"a": 5, "b": None, "c": 1}, "v": {"a": 5, "b": 4, "c": 1}})
    with pytest.raises(ValueError, match="u has no total"):
        target(scores, "u", total=5)


GATED = """combine = "sum"
bands = [
    { label = "A", at_least = 12, requires = [{ node = "b", at_most = 4 }] },
    { label = "B", at_least = 6 },
    { label = "C" },
]
caps = [{ node = "c", at_least = 1, band = "B" }]
[[indicator]]
id = "a"
max = 10
[[indicator]]
id = "b"
max = 10
[[indicator]]
id = "c"
adds = "nothing"
"""


def test_nothing_is_claimed_where_a_group_asks_for_less_of_what_is_better():
    scores = scored(GATED, {"u": {"a": 3, "b": 2, "c": 0}})
    plan = target(scores, "u", band="A", costs={"a": 2, "b": 1})
    assert plan.after.band == ("A",)  # the cheapest is b to 4 and a to 8: 12 points at a cost of 12
    assert plan.cost == 12
    assert not plan.proved


def test_a_group_that_a_cap_keeps_a_unit_out_of_is_refused_with_the_reason():
    scores = scored(GATED.replace(', requires = [{ node = "b", at_most = 4 }]', ""), {"u": {"a": 3, "b": 2, "c": 1}})
    with pytest.raises(ValueError, match=r"out of reach: with all at its best 20\.00 is enough for 'A', but c is 1"):
        target(scores, "u", band="A")


TICKS = """combine = "sum"
[[indicator]]
id = "done"
max = 4
unit = "percent"
range = [0, 100]
inputs = ["num", "den"]
value = "num / den * 100"
rule = { kind = "proportional", cap = 100 }
[[indicator]]
id = "all"
rule = { kind = "checklist", all = true, points = { a = 1, b = 1 } }
[[indicator]]
id = "plain"
max = 4
"""


def test_an_input_or_an_item_that_is_fixed_stays():
    row = {"done.num": 1, "done.den": 4, "all.a": "no", "all.b": "yes", "plain": 1}
    scores = scored(TICKS, {"u": row})
    plan = target(scores, "u", total=3, fixed=["done.num", "all.a"], decimals=0)
    assert plan.changes == {"u": {"plain": Fraction(2)}}
    assert target(scores, "u", total=4, fixed=["done", "plain", "all.b"]).changes == {"u": {"all.a": Fraction(1)}}
    with pytest.raises(ValueError, match="out of reach"):
        target(scores, "u", total=8, fixed=["done.num"])


EITHER_WAY = """combine = "formula"
formula = "[a] * [b]"
max = 16
rank = { best = "lowest" }
[[indicator]]
id = "a"
max = 4
[[indicator]]
id = "b"
max = 4
"""


def test_what_a_formula_makes_better_downwards_is_found():
    scores = scored(EITHER_WAY, {"u": {"a": 3, "b": 2}, "v": {"a": 1, "b": 1}})
    plan = target(scores, "u", rank=1, costs={"a": 1, "b": 1}, decimals=0)  # 1 or less: b from 2 to 0
    assert plan.after.rank[0] == 1
    assert plan.cost == 2


def test_what_is_only_watched_stays_and_is_told_where_ranks_hang_on_it():
    text = """combine = "sum"
rank = { then = ["w"] }
[[indicator]]
id = "a"
max = 4
[[indicator]]
id = "w"
max = 4
adds = "nothing"
[[indicator]]
id = "v"
max = 4
adds = "nothing"
"""
    scores = scored(text, {"u": {"a": 2, "w": 1, "v": 1}, "v": {"a": 3, "w": 2, "v": 2}})
    plan = target(scores, "u", rank=1, decimals=0)
    assert plan.changes == {"u": {"a": Fraction(4)}}
    assert "w stays as it is: it is only watched" in plan.to_text()
    assert "v stays" not in plan.to_text()


@pytest.mark.parametrize("cost", ["1e7", "1e15", "1e-9", "1e-15"])
def test_costs_that_are_far_apart_are_held_against_each_other(cost):
    scores = scored(THREE, {"u": {"a": 5, "b": 2, "c": 1}})  # total 3.3
    dear = Fraction(cost) > 1
    plan = target(scores, "u", total=4, costs={"a": 1, "b": 1, "c": cost}, decimals=2)
    # 0.695 more is needed: of a 1.39, or of c 3.48, whatever the other costs
    assert plan.changes == {"u": {"a": Fraction("6.39")} if dear else {"c": Fraction("4.48")}}
    assert plan.cost == (Fraction("1.39") if dear else Fraction("3.48") * Fraction(cost))
    assert plan.proved


def test_a_plan_that_hangs_on_the_time_says_so(monkeypatch):
    """Time is up before the programme has any answer: a plan is there all the same, not proved."""
    monkeypatch.setattr(Programme, "solve", lambda *_: Solution(None, 0.0, stopped=True))
    scores = parindex.score(
        define(indicators("x", "y", keys="max = 10")), {"a": {"x": 3, "y": 4}, "b": {"x": 9, "y": 8}}
    )
    plan = target(scores, "a", rank=1, seconds=3)
    assert not plan.proved
    assert plan.after.rank[0] == 1
    assert "the search ended after 3 seconds" in plan.to_text("en")
    assert "dừng sau 3 giây" in plan.to_text("vi")


def test_figures_of_a_form_are_read_with_a_comma_too():
    scores = scored(THREE, {"u": {"a": 5, "b": 2, "c": 1}})
    asked = {"costs": {"a": "0,5"}, "bounds": {"b": (None, "2,5")}}
    plan = target(scores, "u", total="7,5", **asked)
    assert plan.changes == target(scores, "u", total=7.5, costs={"a": 0.5}, bounds={"b": (None, 2.5)}).changes


EVERY_WAY = """combine = "sum"
[[indicator]]
id = "held"
max = 5
range = [0, 10]
rule = { kind = "rescale", anchors = "observed", to = [0, 5] }
[[indicator]]
id = "files"
max = 5
inputs = ["done", "every"]
value = "round(done / every * 100, 1)"
rule = { kind = "proportional", cap = 100 }
[[indicator]]
id = "list"
max = 2
rule = { kind = "checklist", points = { p = 0.5, q = 1.5 } }
[[indicator]]
id = "z"
max = 3
rule = { kind = "choice", points = { bad = 0, fair = 1.5, good = 3 } }
[[indicator]]
id = "low"
max = 2
adds = "penalty"
"""


def test_a_plan_is_whole_after_pickling_and_goes_on_searching():
    cells = {"files.done": 40, "files.every": 80, "list.p": 0, "list.q": 0, "z": "bad", "low": 1}
    scores = scored(EVERY_WAY, {"u": {"held": 5, **cells}, "v": {"held": 9, **cells}, "w": {"held": 1, **cells}})
    plan = target(scores, "u", total=11)
    again = ForkingPickler.loads(ForkingPickler.dumps(plan))  # as processes hand results to each other
    assert again == plan
    assert (again.to_json(), again.to_text("vi"), again.changes) == (plan.to_json(), plan.to_text("vi"), plan.changes)
    assert [other.changes for other in again.alternatives(2, 1)] == [other.changes for other in plan.alternatives(2, 1)]


def test_what_the_best_of_all_reaches_is_not_said_to_be_out_of_reach(monkeypatch):
    """On a grid of 12 decimals the solver finds no plan for some tables, though there are some."""
    none = FoundPlan(None, Fraction(0), math.inf, proved=True)
    monkeypatch.setattr(Targeting, "_search", lambda *_: none)
    scores = scored(THREE, {"u": {"a": 5, "b": 2, "c": 1}})
    with pytest.raises(ValueError, match=r"^no plan was found that reaches a total of 5$"):
        target(scores, "u", total=5)
    with pytest.raises(ValueError, match=r"^a total of 11 is out of reach: with all at its best the total is 10\.00"):
        target(scores, "u", total=11)
