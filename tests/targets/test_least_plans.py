"""Plans cost just what the cheapest evidence on a grid does that reaches: for every kind of rule and of total."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest

import parindex
from parindex.definition.rules.kinds import RULES as RULE_KINDS
from parindex.kernels import COMBINATIONS
from parindex.targets import target

from ..least_by_trying import Trying
from ..sample import define

TENS = tuple(range(11))
SCORE = 'rule = { kind = "score", range = [0, 10] }\nmax = 10'


def leaf(id_, keys=SCORE, parent=""):
    above = f'parent = "{parent}"\n' if parent else ""
    return f'\n[[indicator]]\nid = "{id_}"\n{above}{keys}\n'


def two(rule, combine="sum", root="", keys="", weight=""):
    """Return an index of an indicator with a rule, and a plain one beside it."""
    return define(leaf("x", f"{rule}\n{keys}\n{weight}") + leaf("y", f"{SCORE}\n{weight}"), combine, root)


def others(*pairs):
    return {unit: dict(zip("xy", pair, strict=True)) for unit, pair in zip("bcde", pairs, strict=False)}


def case(definition, own, values, costs=None, rows=None, **kind):
    rows = rows or others((6, 9), (5, 5), (8, 3))
    costs = costs or {"x": Fraction(1), "y": Fraction("1.3")}
    return Trying(definition, {"a": own, **rows}, values, costs, **kind)


PLAIN = {"x": TENS, "y": TENS}
WEIGHT = "weight = 1"

RULES = {
    "score": 'rule = { kind = "score", range = [0, 10] }\nmax = 10',
    "score in steps": 'rule = { kind = "score", range = [0, 10], step = 2 }\nmax = 10',
    "bands": (
        'rule = { kind = "bands", bands = [{ above = 7, points = 9 }, { at_least = 4, points = 5 }, { points = 1 }] }'
    ),
    "count": 'unit = "count"\nrule = { kind = "count", each = 1.5, most = 5 }',
    "proportional": 'rule = { kind = "proportional", cap = 8, floor = 3 }\nmax = 10',
    "increments": (
        'rule = { kind = "increments", from = 3, base = 1, per = 2, each = 3, whole = true, nothing_before = 2 }\n'
        "max = 9"
    ),
    "increments not whole": 'rule = { kind = "increments", from = 3, base = 1, per = 2, each = 3 }\nmax = 9',
    "piecewise": 'rule = { kind = "piecewise", knots = [[0, 1], [4, 2], [6, 9], [10, 10]] }\nmax = 10',
    "piecewise with a peak": 'rule = { kind = "piecewise", knots = [[0, 1], [5, 9], [10, 4]] }\nmax = 9',
    "rescale": 'rule = { kind = "rescale", anchors = [2, 8], to = [0, 10], clip = true }\nmax = 10',
    "rescale by logarithms": (
        'rule = { kind = "rescale", anchors = [1, 10], to = [0, 10], transform = "log10", clip = true }\n'
        "max = 10\ndecimals = 2"
    ),
    "lower is better": 'better = "lower"\nrule = { kind = "rescale", anchors = [0, 10], to = [0, 10] }\nmax = 10',
    "rank given": (
        'rule = { kind = "rank", by = "given", '
        "points = [{ to = 2, points = 9 }, { to = 5, points = 4 }, { points = 0 }] }"
    ),
    "rounded": 'rule = { kind = "proportional", cap = 9 }\nmax = 10\ndecimals = 0',
}
TREES = {
    "rounded ranks": ("sum", 'rank = { on = "rounded" }\ndecimals = 0'),
    "weighted sum": ("weighted-sum", ""),
    "floor, cap and times": ("sum", "times = 1.5\nfloor = 9\ncap = 24"),
    "weighted mean": ("weighted-mean", ""),
    "geometric mean": ("geometric-mean", ""),
    "harmonic mean": ("harmonic-mean", ""),
    "power mean": ("power-mean", "power = 2"),
    "least": ("min", ""),
    "greatest": ("max", ""),
    "product": ("product", ""),
    "formula": ("formula", 'formula = "x * x + 3 * y"'),
    "ties last": ("sum", 'rank = { ties = "max" }'),
    "ties by the mean": ("sum", 'rank = { ties = "average" }'),
    "ties dense": ("sum", 'rank = { ties = "dense" }'),
    "ties left to the authority": ("sum", 'rank = { ties = "authority" }'),
    "ties by a node": ("sum", 'rank = { then = ["y"] }'),
    "ties by a node, rounded": ("sum", 'rank = { on = "rounded", then = ["y"] }\ndecimals = 0'),
    "lowest is best": ("sum", 'rank = { best = "lowest" }'),
}
WEIGHTED = {"weighted-sum", "weighted-mean", "geometric-mean", "harmonic-mean", "power-mean"}


def check(trying, **asked):
    """Hold the plan for something to the least cost by trying."""
    least = trying.least(**asked)
    fixed = {node.id for node in trying.definition.leaves if node.adds == "nothing"}
    prices = {column: 1 if isinstance(price, dict) else price for column, price in trying.costs.items()}
    ends = {column: (min(values), max(values)) for column, values in trying.values.items() if column in ("x", "y")}
    ends = {} if isinstance(trying.rows["a"].get("x"), str) else ends
    options = {"costs": prices, "fixed": fixed, "bounds": ends, "decimals": 0, **asked}
    if least is None:
        with pytest.raises(ValueError, match="out of reach"):
            target(trying.scores, "a", **options)
        return
    plan = target(trying.scores, "a", **options)
    # Where rules hold units against each other, evidence that brings the unit nothing more may still lower others.
    by_search = trying.together or trying.definition.combine == "formula"
    assert plan.proved or by_search
    assert plan.cost == least or (not plan.proved and least < plan.cost <= least * Fraction(11, 10)), plan.changes
    assert plan.bound <= float(least) * (1 + 1e-6)
    changed = trying.rows["a"] | plan.changes.get("a", {})
    after = parindex.score(trying.definition, trying.rows | {"a": changed})
    assert trying.reaches(after, 0, *(asked.get(name) for name in ("rank", "total", "band")))


@pytest.mark.parametrize("kind", RULES)
@pytest.mark.parametrize("asked", [{"rank": 1}, {"rank": 2}, {"total": 13}])
def test_plans_are_least_by_every_rule(kind, asked):
    definition = two(RULES[kind])
    values = TENS[::2] if "steps" in kind else TENS[1:] if kind in {"rescale by logarithms", "rank given"} else TENS
    check(case(definition, {"x": 2, "y": 3}, {"x": values, "y": TENS}, rows=others((6, 9), (4, 5), (8, 3))), **asked)


@pytest.mark.parametrize("kind", TREES)
@pytest.mark.parametrize("asked", [{"rank": 1}, {"rank": 2}, {"rank": 3}, {"total": 9}])
def test_plans_are_least_by_every_way_to_combine_and_to_rank(kind, asked):
    combine, root = TREES[kind]
    definition = two(SCORE, combine, root, weight=WEIGHT if combine in WEIGHTED else "")
    own = {"x": 9, "y": 8} if kind == "lowest is best" else {"x": 2, "y": 3}
    check(case(definition, own, PLAIN), **asked)


CHOICE = 'rule = { kind = "choice", points = { "none" = 0, "late" = 4, "half" = 5, "good" = 9 } }'
LIST = 'rule = { kind = "checklist", points = { p = 1, q = 3, r = 4 } }'
ALL = 'rule = { kind = "checklist", all = true, points = { p = 3, q = 5 } }'


@pytest.mark.parametrize("asked", [{"rank": 1}, {"rank": 2}, {"total": 9}])
def test_plans_are_least_by_options(asked):
    points = {"none": 0, "late": 4, "half": 5, "good": 9}
    rows = others(("half", 9), ("late", 5), ("good", 2))
    check(
        case(two(CHOICE), {"x": "late", "y": 3}, {"x": tuple(points), "y": TENS}, {"x": points, "y": 1}, rows), **asked
    )


@pytest.mark.parametrize("asked", [{"rank": 1}, {"rank": 2}, {"total": 9}])
def test_plans_are_least_by_ticks(asked):
    rows = {
        "b": {"x.p": 1, "x.q": 1, "x.r": 1, "y": 6},
        "c": {"x.p": 1, "x.q": 0, "x.r": 1, "y": 7},
        "d": {"x.p": 0, "x.q": 0, "x.r": 0, "y": 8},
    }
    values = {"x.p": (0, 1), "x.q": (0, 1), "x.r": (0, 1), "y": TENS}
    costs = {"x.p": {0: 0, 1: 1}, "x.q": {0: 0, 1: 3}, "x.r": {0: 0, 1: 4}, "y": Fraction("1.1")}
    check(case(two(LIST), {"x.p": 0, "x.q": 1, "x.r": 0, "y": 3}, values, costs, rows), **asked)


@pytest.mark.parametrize("kind", ["observed", "rank", "percentile", "others", "relative", "standardise", "target"])
@pytest.mark.parametrize("asked", [{"rank": 1}, {"rank": 2}, {"total": 12}])
def test_plans_are_least_where_rules_hold_units_against_each_other(kind, asked):
    rule = {
        "observed": 'rule = { kind = "rescale", anchors = "observed", to = [0, 10] }\nmax = 10',
        "rank": (
            'rule = { kind = "rank", by = "value", '
            "points = [{ to = 1, points = 9 }, { to = 2, points = 5 }, { points = 1 }] }"
        ),
        "percentile": 'rule = { kind = "percentile-rank" }\nmax = 10',
        "others": 'rule = { kind = "percentile-rank", share = "others-below" }\nmax = 10',
        "relative": 'rule = { kind = "relative", to = "best" }\nmax = 10',
        "standardise": 'rule = { kind = "standardise", to = [5, 2] }',
        "target": 'rule = { kind = "target", target = 5 }\nmax = 10',
    }[kind]
    check(case(two(rule), {"x": 2, "y": 3}, {"x": tuple(range(1, 11)), "y": TENS}, together=True), **asked)


#: What has no case here: shares of answers, which no plan moves; the first that applies, which is a sum of one part.
WITHOUT_PLANS = {"shares", "first"}


def test_plans_are_tried_by_every_rule_and_every_way_to_combine():
    """A new one has its move or its sum in `targets`, and a case here; or stands above, and is told in a plan."""
    tried = Path(__file__).read_text(encoding="utf-8")
    untried = {rule for rule in RULE_KINDS if f'kind = "{rule}"' not in tried}
    untried |= {name for name in COMBINATIONS if f'("{name}"' not in tried}
    assert untried == WITHOUT_PLANS


GATED = """
bands = [
    { label = "A", at_least = 15, requires = [{ above_zero = "all" }, { node = "y", at_least = 6 }] },
    { label = "B", above = 11, requires = [{ node = "x", at_least = 4 }] },
    { label = "C", at_least = 7 },
    { label = "D" },
]
caps = [{ node = "z", at_least = 2, band = "B" }, { node = "z", above = 5, band = "C" }]
"""


@pytest.mark.parametrize("band", ["A", "B", "C"])
@pytest.mark.parametrize("own", [(9, 0), (0, 5), (2, 3)])
def test_plans_are_least_into_groups_of_results_with_gates_and_caps(band, own):
    watched = leaf("z", 'adds = "nothing"\nrule = { kind = "score", range = [0, 10] }')
    definition = define(leaf("x") + leaf("y") + watched, root=GATED)
    for reprimands in (1, 3):
        rows = {"b": {"x": 1, "y": 1, "z": 0}}
        own_row = {"x": own[0], "y": own[1], "z": reprimands}
        check(case(definition, own_row, PLAIN, rows=rows), band=band)


@pytest.mark.parametrize("adds", ["bonus", "penalty"])
@pytest.mark.parametrize("rank", [1, 2])
def test_plans_are_least_with_points_beside_the_tree(adds, rank):
    beside = f'\n[[component]]\nid = "k"\ncombine = "sum"\ncap = 4\nadds = "{adds}"\n'
    definition = define(leaf("x") + beside + leaf("y", parent="k"))
    check(case(definition, {"x": 2, "y": 3}, PLAIN), rank=rank)


@pytest.mark.parametrize("keys", ["decimals = 0\ntimes = 0.5", "cap = 7", "floor = 6", 'better = "lower"\nmax = 20'])
@pytest.mark.parametrize("rank", [1, 2])
def test_plans_are_least_through_components(keys, rank):
    body = (
        f'\n[[component]]\nid = "k"\ncombine = "sum"\n{keys}\n'
        + leaf("x", parent="k")
        + leaf("w", parent="k")
        + leaf("y")
    )
    rows = {unit: {"w": 4, **row} for unit, row in others((6, 9), (5, 5), (8, 3)).items()}
    costs = {"x": Fraction(1), "y": Fraction("1.3"), "w": Fraction("0.7")}
    check(case(define(body), {"x": 2, "w": 5, "y": 3}, PLAIN | {"w": TENS}, costs, rows), rank=rank)


def test_plans_of_pci_2016_reach_by_the_printed_weights():
    """Totals by the plan are worked out here from the table, in fractions, and ranked."""
    table = Path(__file__).resolve().parents[2] / "examples" / "pci-2016.csv"
    rows = {row["unit"]: row for row in csv.DictReader(table.read_text(encoding="utf-8").splitlines())}
    weights = dict.fromkeys(("entry", "land", "time", "competition", "proactivity", "legal"), Fraction("0.05"))
    weights |= {"informal": Fraction("0.1"), **dict.fromkeys(("transparency", "support", "labour"), Fraction("0.2"))}
    scores = parindex.score(parindex.load("pci-2013"), table)
    for unit in ("38", "01", "11"):
        aimed = int(scores.rank[scores.units.index(unit)]) - 10
        plan = target(scores, unit, rank=aimed)
        assert plan.proved
        changed = {node: Fraction(figure) for node, figure in plan.changes[unit].items()}
        figures = {code: {node: Fraction(row[node]) for node in weights} for code, row in rows.items()}
        figures[unit] |= changed
        totals = {code: sum(share * row[node] for node, share in weights.items()) for code, row in figures.items()}
        assert sum(total > totals[unit] for total in totals.values()) < aimed
        ways = {node: 10 - Fraction(rows[unit][node]) for node in changed}
        spent = sum((value - Fraction(rows[unit][node])) / ways[node] for node, value in changed.items())
        assert plan.cost == spent
