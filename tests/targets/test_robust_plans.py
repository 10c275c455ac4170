"""Plans for ranks that hold though others gain or weights vary: no cheaper than the cheapest evidence that does."""

from fractions import Fraction
from itertools import product

import pytest

import parindex
from parindex.targets import target

from ..sample import define

LEAF = '\n[[indicator]]\nid = "{id}"\n{keys}\nrule = {{ kind = "score", range = [0, 10] }}\nmax = 10\n'
PARENT = 'parent = "k"\n'
TREES = {
    "flat": define("".join(LEAF.format(id=id_, keys="weight = 1") for id_ in "xyz"), "weighted-mean"),
    "deep": define(
        '[[component]]\nid = "k"\ncombine = "weighted-mean"\nweight = 2\n'
        + "".join(
            LEAF.format(id=id_, keys=f"{PARENT if id_ != 'x' else ''}weight = {weight}")
            for id_, weight in zip("xyz", (1, 3, 1), strict=True)
        ),
        "weighted-mean",
    ),
    "sum": define(
        "".join(LEAF.format(id=id_, keys="") for id_ in "xyz"), "sum", 'rank = { on = "rounded" }\ndecimals = 1'
    ),
}
ROWS = {"a": (4, 5, 3), "b": (9, 2, 5), "c": (3, 8, 6), "d": (5, 4, 7), "e": (6, 5, 3)}
COSTS = {"x": Fraction(1), "y": Fraction("1.2"), "z": Fraction("0.9")}


def scored(definition, own=None):
    rows = ROWS | ({"a": own} if own else {})
    return parindex.score(definition, {unit: dict(zip("xyz", row, strict=True)) for unit, row in rows.items()})


def cost(own):
    return sum(price * abs(new - old) for price, new, old in zip(COSTS.values(), own, ROWS["a"], strict=True))


@pytest.mark.many
@pytest.mark.parametrize("tree", TREES)
@pytest.mark.parametrize("share", ["0.5", "0.9", "1"])
def test_a_rank_in_most_draws_of_weights_costs_no_more_than_it_must(tree, share):
    definition, weights = TREES[tree], parindex.Uniform(0.4)
    options = {"costs": COSTS, "fixed": ["z"], "decimals": 0, "draws": 40, "rng": 5}
    plan = target(scored(definition), "a", rank=2, weights=weights, share=share, **options)
    need = -(-40 * Fraction(share) // 1)
    costs = []
    for x, y in product(range(11), repeat=2):
        told = parindex.uncertainty(scored(definition, (x, y, 3)), weights, draws=40, rng=5)
        if round(float(told.p_top(2)[0]) * 40) >= need:
            costs.append(cost((x, y, 3)))
    assert plan.cost == min(costs)
    assert plan.proved
    told = parindex.uncertainty(plan.after, weights, draws=40, rng=5)
    assert float(told.p_top(2)[0]) >= float(share)


@pytest.mark.many
@pytest.mark.parametrize("seed", [0, 2, 4])
def test_components_that_stay_vary_with_the_weights_of_their_parts(seed):
    definition, weights, need = TREES["deep"], parindex.Uniform(0.9), 36
    costs = []
    for x in range(11):
        told = parindex.uncertainty(scored(definition, (x, 5, 3)), weights, draws=40, rng=seed)
        if round(float(told.p_top(2)[0]) * 40) >= need:
            costs.append(abs(x - 4))
    options = {"costs": COSTS, "fixed": ["k"], "decimals": 0, "draws": 40, "rng": seed, "weights": weights}
    if not costs:
        with pytest.raises(ValueError, match="out of reach"):
            target(scored(definition), "a", rank=2, **options)
    else:
        assert target(scored(definition), "a", rank=2, **options).cost == min(costs)


@pytest.mark.parametrize("tree", TREES)
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_a_rank_whatever_others_gain_costs_no_more_than_it_must(tree, rank):
    """Others gain all or nothing, in every way that may be: none of these takes the rank from the plan."""
    definition = TREES[tree]
    gains = {"b": Fraction(1, 2), "c": Fraction(1), "e": Fraction("0.3")}
    plan = target(scored(definition), "a", rank=rank, others=gains, costs=COSTS, fixed=["z"], decimals=0)
    before = scored(definition)

    def rank_of(own):
        """Return the worst rank, worked out here from exact totals."""
        after = scored(definition, own)
        places = [0] if definition.combine == "sum" else []
        worst = 0
        for gaining in product((0, 1), repeat=len(gains)):
            totals = {unit: before.exactness.exact_score(row) for row, unit in enumerate(before.units)}
            for taken, (unit, gain) in zip(gaining, gains.items(), strict=True):
                totals[unit] += taken * gain
            totals["a"] = after.exactness.exact_score(0)
            if places:
                totals = {unit: (total * 10 + Fraction(1, 2)) // 1 for unit, total in totals.items()}
            worst = max(worst, 1 + sum(total > totals["a"] for total in totals.values()))
        return worst

    costs = [cost((x, y, 3)) for x, y in product(range(11), repeat=2) if rank_of((x, y, 3)) <= rank]
    assert plan.cost == min(costs)
    assert plan.proved
