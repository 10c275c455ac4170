"""A plan costs what the cheapest evidence on the grid does that reaches, whatever the tree, the rules and the ties."""

from fractions import Fraction

import pytest
from hypothesis import given, note, strategies as st

import parindex
from parindex.targets import target

from ..least_by_trying import Trying
from ..sample import define
from .strategies import COSTLY

GRID = tuple(range(6))
RULES = (
    'rule = { kind = "score", range = [0, 5] }\nmax = 5',
    'rule = { kind = "bands", bands = [{ at_least = 4, points = 5 }, { above = 1, points = 2 }, { points = 0 }] }',
    'rule = { kind = "proportional", cap = 4 }\nmax = 5\ndecimals = 1',
    'rule = { kind = "piecewise", knots = [[0, 0], [2, 4], [3, 1], [5, 5]] }\nmax = 5',
    'better = "lower"\nrule = { kind = "rescale", anchors = [0, 5], to = [0, 5], clip = true }\nmax = 5',
    'rule = { kind = "increments", from = 1, base = 1, per = 2, each = 2, whole = true }\nmax = 5',
)
COMPONENTS = ("cap = 6", "floor = 4", "times = 0.5", "decimals = 0\ntimes = 0.3", 'better = "lower"\nmax = 10', "")
ROOTS = ("sum", "weighted-mean", "min", "max", "geometric-mean", "weighted-sum")


@st.composite
def indices(draw):
    """Return an index of three indicators, two of which may be parts of one component."""
    root = draw(st.sampled_from(ROOTS))
    weighted = root in {"weighted-mean", "geometric-mean", "weighted-sum"}
    inner, keys = draw(st.sampled_from(("sum", "min", "max"))), draw(st.sampled_from(COMPONENTS))
    keys = keys if inner == "sum" else ""

    def weight():
        return f"weight = {draw(st.integers(1, 3))}\n" if weighted else ""

    body = f'\n[[component]]\nid = "k"\ncombine = "{inner}"\n{weight()}{keys}\n'
    for id_ in "xyz":
        above = 'parent = "k"\n' if id_ != "z" else weight()
        body += f'\n[[indicator]]\nid = "{id_}"\n{above}{draw(st.sampled_from(RULES))}\n'
    rank = {
        "on": draw(st.sampled_from(("rounded", "unrounded"))),
        "ties": draw(st.sampled_from(("min", "max", "average", "dense", "authority"))),
        "best": draw(st.sampled_from(("highest", "highest", "lowest"))),
    }
    words = ", ".join(f'{name} = "{word}"' for name, word in rank.items())
    then = draw(st.sampled_from(("", ', then = ["z"]', ', then = ["k", "x"]')))
    return define(body, root, f"decimals = {draw(st.integers(0, 1))}\nrank = {{ {words}{then} }}")


@pytest.mark.many
@COSTLY
@given(st.data())
def test_no_plan_is_dearer_or_cheaper_than_the_cheapest_evidence(data):
    definition = data.draw(indices())
    row = st.fixed_dictionaries({id_: st.sampled_from(GRID) for id_ in "xyz"})
    rows = {unit: data.draw(row) for unit in "abcd"}
    costs = {id_: data.draw(st.sampled_from((Fraction(1, 2), Fraction(1), Fraction(13, 10)))) for id_ in "xyz"}
    rank = data.draw(st.integers(1, 4))
    trying = Trying(definition, rows, dict.fromkeys("xyz", GRID), costs)
    least = trying.least(rank=rank)
    note(f"{rows} {costs} rank {rank}")
    options = {"costs": costs, "bounds": dict.fromkeys("xyz", (0, 5)), "decimals": 0, "rank": rank}
    if least is None:
        with pytest.raises(ValueError, match="out of reach"):
            target(trying.scores, "a", **options)
        return
    plan = target(trying.scores, "a", **options)
    assert plan.cost == least if plan.proved else plan.cost >= least
    assert plan.bound <= float(least) * (1 + 1e-6)
    after = parindex.score(definition, rows | {"a": rows["a"] | plan.changes.get("a", {})})
    assert trying.reaches(after, 0, rank, None, None)
