"""Explanations: what is said of every node, and that what the parts add is the total."""

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

import parindex

from ..sample import define, indicators

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
OPEN = 'rule = { kind = "score", range = [-1e6, 1e6] }'


def leaves(node):
    return [node] if not node.parts else [leaf for part in node.parts for leaf in leaves(part)]


def by_id(node):
    return {node.id: node, **{id_: below for part in node.parts for id_, below in by_id(part).items()}}


def component(id_, combine="sum", keys="", parent=""):
    above = f'parent = "{parent}"\n' if parent else ""
    return f'\n[[component]]\nid = "{id_}"\ncombine = "{combine}"\n{above}{keys}\n'


# Linear trees: the text of the nodes, the way to combine, keys of the index, evidence.
LINEAR = {
    "a sum": (indicators("x", "y", keys=OPEN), "sum", "", {"x": 3, "y": -1}),
    "a sum times ten": (indicators("x", "y", keys=OPEN), "sum", "times = 10", {"x": 3, "y": 4}),
    "a mean of equal weights": (indicators("x", "y", "z", keys=OPEN), "weighted-mean", "", {"x": 3, "y": 4, "z": 0}),
    "a mean of weights": (
        indicators("x", keys=f"{OPEN}\nweight = 3") + indicators("y", keys=f'{OPEN}\nweight = "1/7"'),
        "weighted-mean",
        "times = 10",
        {"x": 3, "y": 4},
    ),
    "a weighted sum": (
        indicators("x", keys=f"{OPEN}\nweight = 3") + indicators("y", keys=f"{OPEN}\nweight = 0"),
        "weighted-sum",
        "",
        {"x": 3, "y": 4},
    ),
    "means in a sum": (
        component("c", "weighted-mean", "times = 5")
        + indicators("x", "y", keys=OPEN, parent="c")
        + component("d", "weighted-mean", "cap = 100\nfloor = -100")
        + indicators("z", keys=OPEN, parent="d"),
        "sum",
        "",
        {"x": 3, "y": 4, "z": 0.5},
    ),
    "a component given": (
        component("c", "geometric-mean") + indicators("x", keys="max = 5", parent="c") + indicators("y", keys=OPEN),
        "sum",
        "",
        {"c": 3, "y": 4},
    ),
    "a part dropped from a sum": (
        indicators("x", "y", "z", keys='max = 10\nnot_applicable = "drop"'),
        "sum",
        "max = 30",
        {"x": 3, "y": "n/a", "z": 5},
    ),
    "points shared among the parts of a sum": (
        indicators("x", "w", keys="max = 10")
        + indicators("y", keys='max = 6\nnot_applicable = "share"')
        + indicators("z", keys="max = 4"),
        "sum",
        "max = 30",
        {"x": 3, "w": 8, "y": "n/a", "z": 1},
    ),
    "a part dropped from a sum below a sum": (
        component("c", "sum", "max = 20")
        + indicators("x", "y", keys='max = 10\nnot_applicable = "drop"', parent="c")
        + indicators("z", keys="max = 10"),
        "sum",
        "max = 30",
        {"x": 3, "y": "n/a", "z": 5},
    ),
    "a part dropped from a mean below a sum": (
        component("c", "weighted-mean", "max = 10")
        + indicators("x", "y", "w", keys='max = 10\nnot_applicable = "drop"', parent="c")
        + indicators("z", keys="max = 10"),
        "sum",
        "max = 20",
        {"x": 3, "y": "n/a", "w": 8, "z": 5},
    ),
    "a part dropped from a sum below a mean": (
        component("c", "sum", "max = 20")
        + indicators("x", "y", keys='max = 10\nnot_applicable = "drop"', parent="c")
        + indicators("z", keys="max = 10"),
        "weighted-mean",
        "",
        {"x": 3, "y": "n/a", "z": 5},
    ),
    "a missing part counted as nothing": (
        indicators("x", "y", keys=f'{OPEN}\nmissing = "zero"'),
        "weighted-mean",
        "",
        {"x": 3, "y": None},
    ),
}


@pytest.mark.parametrize("name", LINEAR)
def test_what_the_leaves_of_a_linear_tree_add_is_the_total(name):
    body, combine, root, cells = LINEAR[name]
    scores = parindex.score(define(body, combine, root), {"u": cells})
    explanation = scores.explain("u")
    added = sum(leaf.contribution for leaf in leaves(explanation) if leaf.score is not None)
    assert added == pytest.approx(float(scores.total[0]), rel=1e-12)
    assert explanation.contribution == scores.total[0]
    for node in by_id(explanation).values():
        if node.parts:
            below = sum(part.contribution for part in node.parts if part.score is not None)
            assert below == pytest.approx(node.contribution, rel=1e-12)


@pytest.mark.parametrize(
    "cells, reached",
    [
        ({"x": "n/a", "y": 8, "late": 0}, False),  # 8 of 16 points: 16 of 32
        ({"x": "n/a", "y": 3, "late": 0}, True),  # 3 points are raised to the floor of 4, 3 of 16 are 6 of 32
        (
            {"x": 15.9, "y": 15.9, "late": 4.1},
            True,
        ),  # the cap: 30.3 - 4.1 + 4.1 is not 30.3 here
    ],
)
def test_parts_add_nothing_where_the_total_or_the_points_left_of_it_reach_a_limit(cells, reached):
    late = '\n[[indicator]]\nid = "late"\nadds = "penalty"\nmax = 5\n'
    parts = indicators("x", "y", keys='max = 16\nnot_applicable = "drop"')
    definition = define(parts + late, "sum", "floor = 4\ncap = 30.3")
    explanation = parindex.score(definition, {"u": cells}).explain("u")
    added = [part.contribution for part in explanation.parts if not part.left_out and not part.beside]
    assert added == ([None] * len(added) if reached else [16])


@pytest.mark.parametrize(
    "combine, root",
    [
        ("geometric-mean", ""),
        ("min", ""),
        ("product", ""),
        ("sum", "cap = 5"),
        ("sum", "floor = 8"),
        ("max", "times = 2"),
    ],
)
def test_where_the_total_is_not_linear_in_its_parts_none_is_said_to_add(combine, root):
    definition = define(indicators("x", "y", keys="max = 10"), combine, root)
    explanation = parindex.score(definition, {"u": {"x": 3, "y": 4}}).explain("u")
    assert [part.contribution for part in explanation.parts] == [None, None]


def test_the_weight_is_the_share_among_those_that_count():
    keys = 'max = 10\nnot_applicable = "drop"'
    body = "".join(indicators(id_, keys=f"{keys}\nweight = {weight}") for id_, weight in [("x", 1), ("y", 2), ("z", 3)])
    scores = parindex.score(
        define(body, "weighted-mean"), {"u": {"x": 1, "y": 2, "z": 3}, "v": {"x": 1, "y": "n/a", "z": 3}}
    )
    assert [part.weight for part in scores.explain("u").parts] == pytest.approx([1 / 6, 1 / 3, 1 / 2])
    assert [part.weight for part in scores.explain("v").parts] == pytest.approx([1 / 4, 0, 3 / 4])
    plain = parindex.score(define(indicators("x")), {"u": {"x": 1}})
    assert plain.explain("u").parts[0].weight is None


@pytest.mark.parametrize(
    "keys, value, read, how",
    [
        ("max = 10", 7.5, 7.5, "given"),
        ("max = 10", None, None, "missing"),
        ('max = 10\nmissing = "zero"', None, None, "missing, counted as 0"),
        ('max = 10\nmissing = "redistribute"', None, None, "missing, left out"),
        ('max = 10\nnot_applicable = "drop"', "n/a", None, "not applicable, left out"),
        ('max = 10\nnot_applicable = "zero"', "n/a", None, "not applicable, counted as 0"),
        ('max = 10\nnot_applicable = "full"', "n/a", None, "not applicable, counted in full"),
        (
            'rule = { kind = "rescale", anchors = [0.5, 50], to = [1, 10] }\nbetter = "lower"',
            20,
            20.0,
            "0.5 to 50 onto 1 to 10, lower is better",
        ),
        (
            'rule = { kind = "rescale", anchors = "observed", to = [0, 1], transform = "sqrt" }',
            4,
            4.0,
            "observed 1 to 9 onto 0 to 1, sqrt",
        ),
        (
            'rule = { kind = "choice", points = { "Đúng hạn" = 1, late = 0.5 } }',
            "đúng HẠN",
            "Đúng hạn",
            "Đúng hạn → 1, late → 0.5",
        ),
        (
            'rule = { kind = "bands", bands = [{ at_least = 80, points = 2 }, { points = 0.5 }] }',
            79,
            79.0,
            "at least 80 → 2, otherwise → 0.5",
        ),
        (
            'max = 5\nrule = { kind = "proportional", cap = 80, floor = 30 }',
            40,
            40.0,
            "5 points from 80, in proportion before, nothing below 30",
        ),
    ],
)
def test_every_leaf_says_what_was_read_and_how_it_became_a_score(keys, value, read, how):
    others = {"choice": ["late", "late"]}.get(keys.split('kind = "')[-1].split('"')[0], [1, 9])
    cells = dict(zip("uvw", [value, *others], strict=True))
    scores = parindex.score(define(indicators("x", keys=keys)), {unit: {"x": cell} for unit, cell in cells.items()})
    leaf = scores.explain("u").parts[0]
    assert (leaf.value, leaf.how) == (read, how)


def test_a_component_says_how_its_parts_combine_or_that_one_is_missing():
    body = component("c", "weighted-mean", "times = 10") + indicators("x", "y", keys=OPEN, parent="c")
    definition = define(body)
    scores = parindex.score(definition, {"u": {"x": 1, "y": 2}, "v": {"x": 1, "y": None}})
    assert scores.explain("u").parts[0].how == "weighted-mean × 10"
    missing = scores.explain("v")
    assert missing.parts[0].how == "weighted-mean × 10: a part is missing"
    assert (missing.score, missing.rank, missing.lost) == (None, None, None)
    assert str(missing).splitlines()[0] == "v · SAMPLE 2020– · missing · without rank"
    given = parindex.score(definition, {"u": {"c": 7}}).explain("u").parts[0]
    assert (given.value, given.how, given.parts) == (7, "given", ())


def test_what_is_lost_is_the_maximum_less_the_published_score():
    scores = parindex.score(define(indicators("x", keys="max = 68.5"), root="max = 68.5"), {"u": {"x": "60.645"}})
    node = scores.explain("u").parts[0]
    assert (node.score, node.lost) == (Decimal("60.65"), Fraction("7.85"))
    unlimited = parindex.score(define(indicators("x", keys='rule = { kind = "score" }')), {"u": {"x": 1}})
    assert unlimited.explain("u").parts[0].lost is None


def test_points_and_maximum_leave_out_what_does_not_apply():
    body, combine, root, cells = LINEAR["a part dropped from a sum"]
    explanation = parindex.score(define(body, combine, root), {"u": cells}).explain("u")
    assert (explanation.points, explanation.max, explanation.score) == (8, 20, Decimal("12.00"))
    assert [(part.points, part.max) for part in explanation.parts] == [(3, 10), (None, 0), (5, 10)]


def test_the_unit_s_rank_band_and_name_stand_at_the_root():
    definition = define(indicators("x", keys="max = 10"), root='bands = [{ label = "A", at_least = 5 }]')
    evidence = {"u": {"name": "Ư", "x": 4}, "v": {"x": 9}, "w": {"x": None}, "t": {"x": 4}}
    scores = parindex.score(definition, evidence)
    told = [(node.name, node.rank, node.n_ranked, node.band) for node in map(scores.explain, ["ư", "v", "w"])]
    assert told == [("Ư", 2, 3, None), ("v", 1, 3, "A"), ("w", None, 3, None)]
    with pytest.raises(KeyError, match="'u'"):
        scores.explain("uu")


def test_the_example_of_the_command_line_reads_as_the_documentation_says():
    definition = parindex.load("par-ministry-2022")
    scores = parindex.score(definition, EXAMPLES / "par-ministries-2023.csv")
    assert str(scores.explain("MOHA")).splitlines() == [
        "Bộ Nội vụ · PAR INDEX 2022–2023 · 87.03 of 100 · rank 4 of 17 · B",
        "├─ appraised   60.65 of 68.5   88.54 %   lost 7.85   given",
        "└─ survey      26.38 of 31.5   83.75 %   lost 5.12   given",
    ]


def test_the_tree_shows_depth_weights_and_what_each_part_adds():
    body = component("c", "weighted-mean", "weight = 1") + indicators("x", "y", keys="max = 10", parent="c")
    rule = 'rule = { kind = "rescale", anchors = [0, 100], to = [0, 10], clip = true }'
    body += indicators("z", keys=f'weight = 3\nunit = "percent"\n{rule}')
    scores = parindex.score(define(body, "weighted-mean", "max = 10"), {"u": {"x": 5, "y": 10, "z": 50}})
    lines = str(scores.explain("u")).splitlines()
    # (5 + 10) / 2 = 7.5; 7.5 / 4 = 1.875; 5 × 3 / 4 = 3.75; together 5.625
    assert lines[0] == "u · SAMPLE 2020– · 5.63 of 10 · rank 1 of 1"
    assert [re.split(r"  +(?=[^ ])", line) for line in lines[1:]] == [
        ["├─ c", "7.50 of 10", "75.00 %", "lost 2.50", "weight 0.25", "adds 1.8750", "weighted-mean"],
        ["│", "├─ x", "5.00 of 10", "50.00 %", "lost 5.00", "weight 0.5", "adds 0.6250", "given"],
        ["│", "└─ y", "10.00 of 10", "100.00 %", "lost 0.00", "weight 0.5", "adds 1.2500", "given"],
        [
            "└─ z",
            "5.00 of 10",
            "50.00 %",
            "lost 5.00",
            "weight 0.75",
            "adds 3.7500",
            "50 percent: 0 to 100 onto 0 to 10, clipped",
        ],
    ]


def test_weights_are_those_of_the_definition_where_a_part_is_missing_and_nothing_is_left_out():
    body = indicators("x", "y", keys=f"{OPEN}\nweight = 2")
    parts = parindex.score(define(body, "weighted-mean"), {"u": {"x": 1, "y": None}}).explain("u").parts
    assert [(part.weight, part.contribution) for part in parts] == [(0.5, None), (0.5, None)]


def test_what_a_unit_is_compared_with_is_told_for_its_own_group():
    definition = define(
        '\n[[indicator]]\nid = "a"\nmax = 10\nrule = { kind = "relative", to = "best" }\n',
        root='group = [{ id = "g" }, { id = "h" }]\nunit = [{ id = "x", group = "g" }, { id = "y", group = "h" }, '
        '{ id = "z", group = "h" }]\n',
    )
    scores = parindex.score(definition, {"x": {"a": 100}, "y": {"a": 5}, "z": {"a": 10}})
    assert scores.explain("y").parts[0].how == "10 × value / the best 10, at most 10"
    assert scores.explain("x").parts[0].how == "10 × value / the best 100, at most 10"


def test_a_checklist_that_is_given_by_its_sum_is_explained_by_it():
    rule = 'rule = { kind = "checklist", points = { plan = 1, budget = 2 } }'
    scores = parindex.score(define(f'[[indicator]]\nid = "list"\nmax = 3\n{rule}'), {"A": {"list": 2}})
    (part,) = scores.explain("A").parts
    assert (part.value, part.score, part.how) == (2, 2, "plan 1, budget 2")


def test_points_that_are_shared_out_are_told_where_they_come_from_and_where_they_go():
    body = indicators("x", keys='max = 6\nnot_applicable = "share"') + indicators("y", "z", keys="max = 4")
    scores = parindex.score(define(body), {"u": {"x": "n/a", "y": 2, "z": 4}, "v": {"x": 6, "y": 2, "z": 4}})
    told = [
        "not applicable, its 6 points shared among the others",
        "given, raised to 7 points",
        "given, raised to 7 points",
    ]
    assert [part.how for part in scores.explain("u").parts] == told
    assert [part.how for part in scores.explain("v").parts] == ["given"] * 3
    assert scores.total.tolist() == [10.5, 12]  # 2 · 7/4 + 7


def test_points_that_nobody_can_share_leave_with_their_component():
    body = component("c", "sum") + indicators("x", "y", keys='max = 4\nnot_applicable = "share"', parent="c")
    scores = parindex.score(define(body + indicators("z", keys="max = 2")), {"u": {"x": "n/a", "y": "n/a", "z": 1}})
    assert [part.how for part in scores.explain("u").parts[0].parts] == ["not applicable, left out"] * 2
    assert scores.total.tolist() == [5]  # 1 of 2, brought to 10


def test_what_is_shown_of_a_node_stands_as_text_beside_its_floats():
    definition = parindex.load("par-ministry-2022")
    scores = parindex.score(definition, {"MOHA": {"appraised": 60.65, "survey": 26.4}})
    root = scores.explain("MOHA").to_dict("en")["node"]
    survey = root["parts"][1]
    assert (root["published_percent"], root["published_lost"]) == ("87.05", "12.95")
    assert (survey["published"], survey["published_percent"], survey["published_lost"]) == ("26.40", "83.81", "5.10")
